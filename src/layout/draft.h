/* A picture while it is being made.
 *
 * Coordinates: "columns" run along a rank, "rows" from rank to rank; in the
 * finished scene they are x and y, or y and x when ranks go left to right.
 * Phases, each in its own file: shape (sizes, stubs) and place (two-level
 * placement) make items and chains; untangle and straighten move bends; ports,
 * channel and rows route; finish makes the scene. */
#pragma once

#include "sheet.h"

#include <weft/layout.h>

#define WF_NONE G_MAXUINT32
#define WF_SIDE_PORTS 40 /* more edges on one side of a VM become text */

typedef enum { WF_EDGE_DRAWN, WF_EDGE_AS_TEXT, WF_EDGE_LOOP } WfEdgeFate;

/* An edge of the visible graph as it is drawn. */
typedef struct {
    guint32 upper, lower;          /* nodes */
    bool upward;                   /* from lower to upper */
    guint8 fate;                   /* WfEdgeFate */
    bool inner;                    /* both ends in one unit */
    bool upper_frame, lower_frame; /* the end is the border of the node's frame: a bend there */
} WfRoute;

typedef struct {
    char *label, *stub;  /* as painted */
    int box;             /* columns of the box */
    int size;            /* with the stub text, if it stands beside */
    int depth;           /* rows of the box */
    int room;            /* rows it needs in its rank: the box, or a stub under it */
    guint32 unit, index; /* its unit, and its place among the members */
    guint32 item;
    guint32 n_up, n_down; /* edges that leave at the top and at the bottom */
} WfShape;

/* An open VM, or a node that is in none. */
typedef struct {
    gint32 frame;     /* -1: a single node */
    guint32 first, n; /* in members[] */
    int level;
    guint32 n_top, n_bottom; /* edges from above and below */
    int n_ranks;             /* of its nodes */
    int width;               /* of its inside */
    int used; /* columns of the inside edges may use; the rest is kept for the title */
    int left; /* first column of the inside */
    int first_rank, last_rank;
    char *title, *stub; /* of the frame: as painted; edges shown as text */
} WfUnit;

/* A node, or a bend: where an edge passes a rank. */
typedef struct {
    guint32 node, edge; /* one of them WF_NONE */
    gint32 unit;        /* inside whose frame; -1: outside of all */
    int rank;
    int left, size;
    guint32 place; /* in its rank */
    guint32 step;  /* of a bend: place in the edge's chain */
} WfItem;

/* The part of an edge between two neighbouring ranks. */
typedef struct {
    guint32 edge, upper, lower; /* items */
    int top, bottom;            /* columns */
    int track;                  /* -1: straight */
    int dogleg, last_track;     /* column and track of a second bend; -1: none */
} WfWire;

/* Distances, which depend on the direction of drawing. */
typedef struct {
    int between_nodes, beside_node, between_bends;
    int pad;                      /* from the inside of a frame to its border */
    int inset;                    /* columns of a box's sides without ports */
    int between_tracks;           /* blank columns between two edges in one track */
    gint32 sheet_gap, node_extra; /* gap of sheets, columns added to nodes there */
} WfMetric;

typedef struct {
    const WfVisible *visible;
    WfLayoutOptions options; /* defaults filled in */
    WfMetric metric;

    guint32 n_nodes, n_edges, n_units;
    WfRoute *routes;
    WfShape *shapes;
    WfUnit *units;
    guint32 *members;                      /* nodes by unit */
    guint32 *unit_edge_first, *unit_edges; /* drawn edges by unit; one between units stands twice */

    GArray *items; /* WfItem */
    int n_levels, n_ranks;
    int *level_base, *level_ranks, *level_offset; /* first rank, ranks, rank of the nodes in it */

    int *rank_level;                        /* of each rank */
    guint32 *level_unit_first, *level_unit; /* frames by level */

    guint32 *rank_first, *order;  /* items by rank and column */
    guint32 *chain_first, *chain; /* items of each drawn edge from top to bottom */
    WfWire *wires; /* those of an edge in a row: chain_first[e] - (drawn edges before) */
    guint32 n_wires;
    guint32 *wire_first;              /* per edge */
    guint32 *channel_first, *channel; /* wires by upper rank */

    guint32 layered_crossings, doglegs;

    int *row;       /* of each rank, and one past the last */
    int *rank_rows; /* rows of each rank */
    int *track_row; /* first track of the channel below each rank */
    int *n_tracks;
    int *top_row, *bottom_row; /* per unit: rows of its frame */
} WfDraft;

/* Asks about a sheet: answers into it, or returns false if nobody knows. */
typedef struct {
    bool (*ask)(WfSheet *sheet, WfSheetAsk ask, gpointer data);
    gpointer data;
} WfDesk;

WfDraft *wf_draft_new(const WfVisible *visible, const WfLayoutOptions *options);
void wf_draft_free(WfDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfDraft, wf_draft_free)

#define wf_draft_item(draft, i) (&g_array_index((draft)->items, WfItem, (i)))
guint32 wf_draft_add_item(WfDraft *draft, WfItem item);
int wf_draft_gap(const WfDraft *draft, const WfItem *left, const WfItem *right);

/* shape.c: which edges become text, and how big everything is. */
void wf_shape_hubs(WfDraft *draft);
void wf_shape_sides(WfDraft *draft); /* after levels are known */
void wf_shape_nodes(WfDraft *draft); /* after edges are oriented */
int wf_shape_title_width(const WfUnit *unit);

/* place.c: false if the desk had no answer. */
bool wf_place(WfDraft *draft, const WfDesk *desk);
/* local.c: turns edges of cycles inside a unit; before sizes are known. */
void wf_place_turn(WfDraft *draft, guint32 unit);
/* Places what is in one unit; ranks are counted from its own, the top ports' is 0. */
bool wf_place_unit(WfDraft *draft, guint32 unit, const WfDesk *desk);
/* columns.c: whole columns from 0 for the nodes of a sheet that has their centres; @item says what
 * stands for a node and gets its left. Returns the width. */
int wf_place_columns(const WfDraft *draft, const WfSheet *sheet, WfItem *item);

void wf_chain_build(WfDraft *draft);
void wf_chain_order(WfDraft *draft); /* again, after items have moved */
/* What a bend is connected with above or @below; WF_NONE at a frame's border. */
guint32 wf_chain_next(const WfDraft *draft, const WfItem *bend, bool below);
void wf_untangle_all(WfDraft *draft);
void wf_untangle(WfDraft *draft);
bool wf_transpose(WfDraft *draft); /* did it help? */
void wf_straighten(WfDraft *draft);
/* Leftmost and rightmost column a bend may take: @at is its place in order[]. */
void wf_bend_room(const WfDraft *draft, guint32 at, int *ret_low, int *ret_high);
/* The frame whose area at @rank covers or touches @column: its unit, else -1. */
gint32 wf_area_at(const WfDraft *draft, int rank, int column);
/* No frame that spans @rank (and @rank + 1 if @channel) between the columns? */
bool wf_area_free(const WfDraft *draft, int rank, bool channel, int from, int to);

void wf_ports(WfDraft *draft);
void wf_channels(WfDraft *draft);
void wf_rows(WfDraft *draft);
WfScene *wf_finish(WfDraft *draft);
