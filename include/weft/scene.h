/* A laid-out graph: where everything stands, in cells, and how to paint it.
 *
 * A WfScene is immutable and owns all it shows; nodes, edges and frames have the
 * numbers they had in the WfVisible (layout.h). What may change without a new
 * layout (states, colours, lit edges, plan signs, cycle numbers) is given to the
 * painter as WfLooks. Painting costs by what is in the viewport, not by the
 * scene's size. Cells: x right, y down, from 0; the origin is the scene's corner.
 *
 *     wf_scene_paint(scene, grid, &(WfRect){0, 1, 80, 22}, scroll_x, scroll_y, &looks);
 *
 * How edges are drawn (Unicode, ASCII): data │ ─ | -, order ┆ ┄ ! -, run-list ┊ ┈ ; -;
 * between VMs heavy: data ┃ ━ # =, order ┇ ┅ % =, run-list ┋ ┉ & =. Arrow heads ▼ v
 * for data, ▽ V for order, ▿ Y for run-list; upwards ▲ ^, △ A, ▵ T. A cell with
 * four arms is always a crossing: edges never join. In ASCII a crossing shows the
 * vertical line, corners are . (opening down) and ' (opening up), frames : and ~. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <weft/grid.h>

typedef struct WfScene WfScene;

typedef struct {
    int x, y;
} WfPoint;

void wf_scene_free(WfScene *scene);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfScene, wf_scene_free)

int wf_scene_width(const WfScene *scene);
int wf_scene_height(const WfScene *scene);
guint32 wf_scene_n_nodes(const WfScene *scene);

WfRect wf_scene_box(const WfScene *scene, guint32 node);    /* without its stub text */
WfRect wf_scene_frame(const WfScene *scene, guint32 frame); /* with its border */

/* How one thing looks now. Fill with WF_LOOK_DEFAULT to leave everything to the scene. */
typedef struct {
    gint16 role;       /* of the label, -1: WF_ROLE_LABEL */
    gint16 border;     /* of the box, -1: WF_ROLE_BOX */
    gint16 badge_role; /* of the badge, -1: as the label */
    guint8 attr;       /* WfAttr, for box and label */
    char badge[13];    /* state glyph and letter, plan sign: cut to the node's badge columns */
} WfNodeLook;

typedef struct {
    gint16 role; /* -1: by kind */
    guint8 attr;
    guint16 step; /* shown beside an edge that is a step; 0: none */
} WfEdgeLook;

typedef struct {
    gint16 role, title_role; /* -1: WF_ROLE_FRAME, WF_ROLE_FRAME_TITLE */
    guint8 attr;
    char badge[24]; /* after the title if there is room: "3/5 done" */
} WfFrameLook;

#define WF_NODE_LOOK_DEFAULT ((WfNodeLook){.role = -1, .border = -1, .badge_role = -1})
#define WF_EDGE_LOOK_DEFAULT ((WfEdgeLook){.role = -1})
#define WF_FRAME_LOOK_DEFAULT ((WfFrameLook){.role = -1, .title_role = -1})

/* Arrays with one entry per node, edge, frame; each may be NULL. Borrowed while painting. */
typedef struct {
    const WfNodeLook *nodes;
    const WfEdgeLook *edges;
    const WfFrameLook *frames;
} WfLooks;

/* Paints the part of the scene whose corner is (from_x, from_y) into @where of @grid, and
 * clears what is outside of the scene. @looks may be NULL. */
void wf_scene_paint(const WfScene *scene, WfGrid *grid, const WfRect *where, int from_x, int from_y,
                    const WfLooks *looks);

typedef enum { WF_HIT_NOTHING, WF_HIT_NODE, WF_HIT_EDGE, WF_HIT_FRAME } WfHitKind;
typedef struct {
    WfHitKind kind;
    guint32 index; /* node, edge or frame */
    guint32 other; /* the edge crossed here, else G_MAXUINT32 */
} WfHit;
/* A frame is hit on its border and title only if @inside is false, else anywhere in it. */
WfHit wf_scene_hit(const WfScene *scene, int x, int y, bool inside);

typedef enum { WF_TO_LEFT, WF_TO_RIGHT, WF_TO_UP, WF_TO_DOWN } WfToward;
/* The node an arrow key goes to: the nearest within a cone, then the nearest on that side.
 * Returns @node itself if there is none; from G_MAXUINT32 to the topmost left one. */
guint32 wf_scene_neighbour(const WfScene *scene, guint32 node, WfToward toward);

/* Frames, boxes and the viewport, small: braille, or shades of # in ASCII. */
void wf_scene_minimap(const WfScene *scene, WfGrid *grid, const WfRect *where,
                      const WfRect *viewport, const WfLooks *looks);

/* ---- for who judges a layout: tests, benchmarks, fuzzing ---- */

guint32 wf_scene_n_edges(const WfScene *scene);
/* Corners of the edge from the upper (left) end to the lower; none for stubs and self-loops. */
const WfPoint *wf_scene_points(const WfScene *scene, guint32 edge, guint32 *ret_n);
bool wf_scene_edge_upward(const WfScene *scene,
                          guint32 edge); /* its arrow head is at the first point */
/* The text that stands for edges to hubs, "→ prom, ← dns"; NULL if there is none. */
const char *wf_scene_stub(const WfScene *scene, guint32 node);
guint32 wf_scene_crossings(const WfScene *scene);
/* The whole scene as lines, trailing blanks removed, cut at WF_LIMIT_GRID_SIDE columns. Works in
 * bands, so that memory is that of the text. */
void wf_scene_print(const WfScene *scene, const WfLooks *looks, GString *out);
/* Rectangles and corners in a form for programs and tests, one thing a line. */
void wf_scene_dump(const WfScene *scene, GString *out);
