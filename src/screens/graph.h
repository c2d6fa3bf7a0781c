/* The graph screen. What is drawn (scene, tiles or outline) and the WfShown it
 * was made from always belong together; while a new layout is being made in the
 * background the old pair stays. Only graph*.c and jump.c include this. */
#pragma once

#include "screens.h"

struct Graph {
    WfDesk *desk;
    TreeScreen *tree; /* stands in where there is no room for pictures */
    WfBeside beside;
    WfRect area; /* of the picture, as painted last */

    WfLayout *layout;
    WfShown *shown; /* NULL: tiles, or nothing yet */
    WfScene *scene;
    WfOutline *outline;
    WfTiles *tiles;
    int tiles_columns;
    WfShown *next;      /* being laid out */
    WfViewLooks *looks; /* of shown; NULL: of an older model */
    bool looks_stale;
    bool stale; /* to be made anew when the screen opens */
    guint soon; /* it is to be looked at whether the picture is another one; or 0 */
    WfLayoutQuality quality;
    bool mirrored; /* so that left stays left from picture to picture */
    char *trouble;

    int x, y; /* corner of the viewport; y also the first row of tiles and outline */
    bool minimap;
    bool status;   /* there is room for the line below the picture */
    bool dragging; /* the mouse pans, */
    bool on_map;   /* or goes about on the small map */
    int drag_x, drag_y;
    guint hops;        /* of the next focus */
    GPtrArray *labels; /* jump labels by shown node, of char * or NULL; NULL: none shown */
    GString *typed;
};

bool graph_is_small(const Graph *graph); /* too small for pictures: the tree stands in */
guint32 graph_index(const Graph *graph); /* shown node of the selection, or G_MAXUINT32 */
/* Cells of a shown node on the screen; false: not in the picture. */
bool graph_box(const Graph *graph, guint32 node, WfRect *ret_rect);
guint32 graph_selected_row(const Graph *graph); /* of the outline */
WfId graph_selected_vm(const Graph *graph);     /* or WF_NONE */
void graph_keep_in_view(Graph *graph);
void graph_pan(Graph *graph, int dx, int dy);
void graph_select_node(Graph *graph, guint32 node);
/* Selects something if nothing is. */
void graph_select_first(Graph *graph);
bool graph_move(WfApp *app, gpointer self, WfMove move, int count);
bool graph_mouse(WfApp *app, gpointer self, const WfMouse *mouse);
bool graph_enter(Graph *graph);
bool graph_map(const Graph *graph,
               WfRect *ret_map); /* where the small map is seen; false: it is not */
void graph_paint_picture(Graph *graph, WfGrid *grid);
void graph_paint_status(Graph *graph, WfGrid *grid, WfRect line);
/* The thing whose fold state a key changes: a box that stands for more, else the VM around. */
WfThing graph_fold_of(const Graph *graph);
void graph_set_folded(Graph *graph, WfThing thing, bool folded);
void graph_open_box(Graph *graph, WfThing thing); /* far away, it also comes nearer */
void graph_lay_out_simply(Graph *graph);          /* at once, in place of what runs */
bool graph_is_folded_box(const Graph *graph, guint32 node);
void jump_start(Graph *graph);
void jump_paint(const Graph *graph, WfGrid *grid);
/* Makes the picture; if the screen is not on view, when it opens. */
void graph_renew(Graph *graph);
/* The same in a moment, once for many reasons, and only if another picture comes of it. */
void graph_renew_soon(Graph *graph);
void graph_forget(Graph *graph); /* before the model goes */
void graph_show_selected(Graph *graph);
void graph_stop_layout(Graph *graph);
void graph_refresh_looks(Graph *graph); /* before painting */
