/* The detail pane: what there is to say about the selected thing, beside or below a screen, or in
 * its place where there is room for one pane only. It shows facts, or the source around the thing;
 * all screens share one. A screen has a WfBeside, first in its struct if it is one list:
 *
 *     s->beside = (WfBeside){.detail = detail, .list = s->list, .follow = follow, .enter = enter};
 *     static const WfScreenOps ops = {.move = wf_beside_list_move, ...};
 *
 * It borrows the pane and the list. */
#pragma once

#include <weft/desk.h>

typedef struct WfDetail WfDetail;

WfDetail *wf_detail_new(WfDesk *desk);
void wf_detail_free(WfDetail *detail);
void wf_detail_set(WfDetail *detail, WfThing thing);
/* In place of a thing: a finding, or an item of the plan; -1: none. */
void wf_detail_set_finding(WfDetail *detail, int finding);
void wf_detail_set_item(WfDetail *detail, int item);
/* An item of the placement (@item), or a vertex of the datacenter; -1: none. */
void wf_detail_set_spot(WfDetail *detail, bool item, int number);
/* A row of the run, or all of it; -1: none. */
#define WF_DETAIL_SUMMARY (-2)
void wf_detail_set_run(WfDetail *detail, int row);
void wf_detail_renew(WfDetail *detail); /* what is behind it changed; its place stays */

bool wf_detail_is_shown(const WfDetail *detail);
void wf_detail_toggle(WfDetail *detail);        /* shown or not */
void wf_detail_toggle_source(WfDetail *detail); /* facts or source */
/* File and line of the row with the cursor; false: none. */
bool wf_detail_source(WfDetail *detail, const char **ret_path, guint *ret_line);
WfCursor wf_detail_cursor(const WfDetail *detail);
/* All that is known about a thing of the desk's model, a line each. Caller frees. */
char *wf_detail_text(WfDesk *desk, WfThing thing);

/* --- a screen and the pane share a rectangle --- */
/* Where the screen is one list, or one tree, all that its keys and the mouse do is here, too. */
typedef struct {
    WfDetail *detail;
    WfList *list;                  /* the screen; NULL: it is something else */
    WfTree *tree;                  /* whose list it is; or NULL */
    void (*follow)(gpointer self); /* the cursor was moved */
    bool (*enter)(gpointer self);
    /* To the next that counts, or the one before; false: there is none. NULL: the next row. */
    bool (*step)(gpointer self, bool forward);
    WfSplit split;
    bool focused; /* the pane has the keys */
    bool alone;   /* the focused one has all of the room */
    bool below;   /* the pane is better below, where rows are long */
} WfBeside;

/* Places both; returns the rectangle of the screen's own part (width 0: not shown). */
WfRect wf_beside_place(WfBeside *beside, WfRect rect);
void wf_beside_paint(WfBeside *beside, WfGrid *grid);
/* For a screen's move, command and mouse: true if the pane took it. */
bool wf_beside_move(WfBeside *beside, WfMove move, int count);
bool wf_beside_command(WfBeside *beside, const char *id, const char *args);
bool wf_beside_mouse(WfBeside *beside, const WfMouse *mouse);
/* For its hints: those of the pane while it has the keys; else false. */
bool wf_beside_hints(const WfBeside *beside, GPtrArray *ids);

/* --- of a screen with a list: for its operations, where Beside is first in its struct --- */
bool wf_beside_list_move(WfApp *app, gpointer self, WfMove move, int count);
bool wf_beside_list_mouse(WfApp *app, gpointer self, const WfMouse *mouse);
/* The pane's commands, Enter, and those that step through the list. */
bool wf_beside_list_command(gpointer self, const char *id, const char *args);
WfCursor wf_beside_list_cursor(WfApp *app, gpointer self);
/* If @screen is on view and nothing is selected any more, what the cursor is on is. */
void wf_beside_list_choose(gpointer self, const WfDesk *desk, const char *screen);
/* Places and paints both. */
void wf_beside_list_paint(WfBeside *beside, WfGrid *grid, WfRect rect);
