/* The detail pane: what there is to say about the selected thing, beside or
 * below a screen, or in its place where there is room for one pane only. It
 * shows facts, or the source around the thing. */
#pragma once

#include "facts.h"
#include "screens.h"

Detail *detail_new(Desk *desk);
void detail_free(Detail *detail);
void detail_set(Detail *detail, WfThing thing);
/* In place of a thing: a finding, or an item of the plan; -1: none. */
void detail_set_finding(Detail *detail, int finding);
void detail_set_item(Detail *detail, int item);
/* An item of the placement (@item), or a vertex of the datacenter; -1: none. */
void detail_set_spot(Detail *detail, bool item, int number);
/* A row of the run, or FACTS_SUMMARY; -1: none. */
void detail_set_run(Detail *detail, int row);
void detail_renew(Detail *detail); /* what is behind it changed; its place stays */

void detail_paint(Detail *detail, WfGrid *grid, WfRect rect, bool focused);
bool detail_move(Detail *detail, WfMove move, int count);
/* Enter, and searching in the source; false: another command. */
bool detail_command(Detail *detail, const char *id, const char *args);
void detail_mouse(Detail *detail, const WfMouse *mouse);
bool detail_is_shown(const Detail *detail);
bool detail_is_source(const Detail *detail); /* it shows that rather than facts */
void detail_toggle(Detail *detail);          /* shown or not */
void detail_toggle_source(Detail *detail);   /* facts or source */
/* File and line of the row with the cursor; false: none. */
bool detail_source(Detail *detail, const char **ret_path, guint *ret_line);
WfCursor detail_cursor(const Detail *detail);
