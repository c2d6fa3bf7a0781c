/* A screen and the pane with the details share a rectangle. Where the screen is one
 * list, or one tree, all that its keys and the mouse do is here, too. */
#pragma once

#include "detail.h"

typedef struct {
    Detail *detail;
    WfList *list;                  /* the screen; NULL: it is something else */
    WfTree *tree;                  /* whose list it is; or NULL */
    void (*follow)(gpointer self); /* the cursor was moved */
    bool (*enter)(gpointer self);
    WfSplit split;
    bool focused; /* the pane has the keys */
    bool alone;   /* the focused one has all of the room */
    bool below;   /* the pane is better below, where rows are long */
} Beside;

/* Places both; returns the rectangle of the screen's own part (width 0: not shown). */
WfRect beside_place(Beside *beside, WfRect rect);
void beside_paint(Beside *beside, WfGrid *grid);
/* For a screen's move, command and mouse: true if the pane took it. */
bool beside_move(Beside *beside, WfMove move, int count);
bool beside_command(Beside *beside, const char *id, const char *args);
bool beside_mouse(Beside *beside, const WfMouse *mouse);

/* --- of a screen with a list: for its operations, where Beside is first in its struct --- */
bool beside_list_move(WfApp *app, gpointer self, WfMove move, int count);
bool beside_list_mouse(WfApp *app, gpointer self, const WfMouse *mouse);
WfCursor beside_list_cursor(WfApp *app, gpointer self);
/* If @screen is on view and nothing is selected any more, what the cursor is on is. */
void beside_list_choose(gpointer self, const Desk *desk, const char *screen);
/* Places and paints both. */
void beside_list_paint(Beside *beside, WfGrid *grid, WfRect rect);
