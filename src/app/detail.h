/* The detail pane: what there is to say about the selected thing, beside or
 * below a screen, or in its place where there is room for one pane only. It
 * shows facts, or the source around the thing. */
#pragma once

#include "desk.h"

Detail *detail_new(Desk *desk);
void detail_free(Detail *detail);
void detail_set(Detail *detail, WfThing thing);
/* In place of a thing: a finding, or an item of the plan; -1: none. */
void detail_set_finding(Detail *detail, int finding);
void detail_set_item(Detail *detail, int item);
/* An item of the placement (@item), or a vertex of the datacenter; -1: none. */
void detail_set_spot(Detail *detail, bool item, int number);
/* A row of the run, or DETAIL_SUMMARY; -1: none. */
#define DETAIL_SUMMARY (-2)
void detail_set_run(Detail *detail, int row);
void detail_renew(Detail *detail); /* what is behind it changed; its place stays */

/* How a screen and the pane share a rectangle. */
typedef struct {
    WfSplit split;
    bool focused; /* the pane has the keys */
    bool alone;   /* the focused one has all of the room */
    bool below;   /* the pane is better below, where rows are long */
} Beside;

/* Places both; returns the rectangle of the screen's own part (width 0: not shown). */
WfRect beside_place(Beside *beside, const Detail *detail, WfRect rect);
void beside_paint(Beside *beside, Detail *detail, WfGrid *grid);
/* The same for a screen that is one list: places and paints both. */
void beside_paint_list(Beside *beside, Detail *detail, WfList *list, WfGrid *grid, WfRect rect);
WfCursor beside_cursor(const Beside *beside, const Detail *detail, const WfList *list);
/* For a screen's move, command and mouse: true if the pane took it. */
bool beside_move(Beside *beside, Detail *detail, WfMove move, int count);
bool beside_command(Beside *beside, Detail *detail, const char *id, const char *args);
bool beside_mouse(Beside *beside, Detail *detail, const WfMouse *mouse);

bool detail_is_shown(const Detail *detail);
void detail_toggle(Detail *detail);        /* shown or not */
void detail_toggle_source(Detail *detail); /* facts or source */
/* File and line of the row with the cursor; false: none. */
bool detail_source(Detail *detail, const char **ret_path, guint *ret_line);
WfCursor detail_cursor(const Detail *detail);
