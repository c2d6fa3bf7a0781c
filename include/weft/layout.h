/* Lays out what is visible of a graph, for drawing in terminal cells.
 *
 * Input is a WfVisible: nodes with labels, frames around some of them (VMs) and
 * edges; no names, no model. Graphviz' dot, in a child process with a deadline,
 * gives ranks, order and columns; weft routes the edges itself, so that every
 * edge has its own ports and can be followed. Result is an immutable WfScene
 * (scene.h). Ids are places: node n of the scene is the n-th node added.
 *
 *     g_autoptr(WfVisible) v = wf_visible_new();
 *     guint32 db = wf_visible_add_frame(v, &(WfVisibleFrame){.title = "db"});
 *     guint32 a = wf_visible_add_node(v, &(WfVisibleNode){.label = "install", .frame = db});
 *     guint32 b = wf_visible_add_node(v, &(WfVisibleNode){.label = "start", .frame = db});
 *     wf_visible_add_edge(v, &(WfVisibleEdge){.from = a, .to = b, .link = WF_LINK_DATA});
 *     g_autoptr(WfLayout) layout = wf_layout_new();
 *     g_autoptr(WfScene) scene = wf_layout_run(layout, v, NULL, NULL, &error);
 *
 * Algorithm: Sugiyama, Tagawa, Toda 1981 on two levels (each open VM alone, then
 * the graph of VMs), with ordered tracks in the channels between ranks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <weft/scene.h>

#define WF_VISIBLE_MAX_NODES 20000 /* beyond: WF_ERROR_LIMIT; a reader follows about 300 */
#define WF_VISIBLE_MAX_EDGES 60000

typedef struct WfVisible WfVisible;

/* What kind of edge; see scene.h for how each is drawn. */
typedef enum { WF_LINK_DATA, WF_LINK_ORDER, WF_LINK_RUN_LIST, WF_N_LINKS } WfLinkKind;

typedef enum {
    WF_NODE_FOLDED = 1, /* stands for more: a closed VM or nested stack, a group "web ×40" */
    WF_NODE_SELF =
        2, /* has an edge to itself: the label gets ↺ (self-loops added as edges do this too) */
    WF_NODE_FOCUS = 4, /* all its edges are drawn, however many */
} WfNodeFlags;

typedef struct {
    const char *label;   /* visible text (text.h); cut to the option max_label */
    const char *line[2]; /* further lines, drawn in boxes only; NULL: none */
    gint32 frame;        /* from wf_visible_add_frame(), -1: none */
    guint8 badge;        /* columns kept free left of the label for a state mark, 0..4 */
    guint8 flags;        /* WfNodeFlags */
} WfVisibleNode;

typedef struct {
    const char *title; /* visible text */
} WfVisibleFrame;

typedef struct {
    guint32 from, to; /* nodes: "to comes after from" */
    guint8 link;      /* WfLinkKind */
    bool cross;       /* between VMs: drawn heavy */
    bool in_cycle;    /* both ends are in one cycle */
    bool from_frame;  /* it leaves, or enters, the whole frame of its node, which is of another */
    bool to_frame;    /* frame than the other end; a node without a frame stands for itself */
    guint16 step;     /* number in the shown shortest cycle, 0: none */
    guint32 count;    /* edges of the model it stands for; 0 and 1 are one */
} WfVisibleEdge;

WfVisible *wf_visible_new(void);
WfVisible *wf_visible_ref(WfVisible *visible);
void wf_visible_unref(WfVisible *visible);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfVisible, wf_visible_unref)

/* Copy what is given; return its place. Do not add after the graph was handed to a layout. */
guint32 wf_visible_add_frame(WfVisible *visible, const WfVisibleFrame *frame);
guint32 wf_visible_add_node(WfVisible *visible, const WfVisibleNode *node);
guint32 wf_visible_add_edge(WfVisible *visible, const WfVisibleEdge *edge);

guint32 wf_visible_n_frames(const WfVisible *visible);
guint32 wf_visible_n_nodes(const WfVisible *visible);
guint32 wf_visible_n_edges(const WfVisible *visible);
const WfVisibleFrame *wf_visible_frame(const WfVisible *visible, guint32 frame);
const WfVisibleNode *wf_visible_node(const WfVisible *visible, guint32 node);
const WfVisibleEdge *wf_visible_edge(const WfVisible *visible, guint32 edge);
/* Would their pictures be the same? */
bool wf_visible_equal(const WfVisible *a, const WfVisible *b);

typedef struct {
    bool ascii;         /* draw with ASCII characters only */
    bool boxes;         /* boxes with lines instead of one-row [names] */
    bool left_to_right; /* ranks are columns instead of rows */
    bool mirrored;      /* VMs the other way round along their ranks; as good a picture */
    int max_label;      /* columns of a label, 0: 22 */
    guint hub_degree;   /* nodes with more edges show them as text, 0: 16 */
    guint deadline_ms;  /* for each try of dot, 0: 1500 */
    bool without_dot;   /* only the built-in placement: at once, less beautiful */
} WfLayoutOptions;

/* How the picture was made; the caller says so in its status line. */
typedef enum {
    WF_LAYOUT_FULL,    /* dot as it should */
    WF_LAYOUT_HURRIED, /* dot with limits, after a first try failed */
    WF_LAYOUT_SIMPLE,  /* the built-in placement, after dot failed twice or on demand */
} WfLayoutQuality;

typedef struct WfLayout WfLayout; /* remembers what dot said about each VM */

WfLayout *wf_layout_new(void);
void wf_layout_free(WfLayout *layout); /* cancels what runs */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfLayout, wf_layout_free)

typedef struct {
    WfLayoutQuality quality;
    const char *trouble; /* why not full: what the child said or how it died; NULL. Borrowed */
    guint children;      /* processes it took; 0 if everything was remembered */
} WfLayoutReport;

/* Waits for the result, at most about twice the deadline. @options NULL: defaults.
 * @ret_report may be NULL; its text lives until the next call on @layout. Fails only for
 * graphs beyond the limits or with ends that do not exist. */
WfScene *wf_layout_run(WfLayout *layout, WfVisible *visible, const WfLayoutOptions *options,
                       WfLayoutReport *ret_report, GError **error);

/* The scene if no child is needed for it (all VMs remembered, or without_dot); else NULL. */
WfScene *wf_layout_try(WfLayout *layout, WfVisible *visible, const WfLayoutOptions *options);

/* @scene is the callee's (NULL with @error set for graphs beyond the limits). @generation is
 * what wf_layout_start() returned. */
typedef void (*WfLayoutReady)(WfScene *scene, const WfLayoutReport *report, guint generation,
                              const GError *error, gpointer data);

/* Works in the background of the default main context and calls @ready once, never from
 * within this call. A newer start, or wf_layout_cancel(), kills the child of the older one,
 * whose @ready is then never called. */
guint wf_layout_start(WfLayout *layout, WfVisible *visible, const WfLayoutOptions *options,
                      WfLayoutReady ready, gpointer data);
void wf_layout_cancel(WfLayout *layout);

/* Tests only: makes the children of @layout misbehave. */
typedef enum {
    WF_FAULT_NONE,
    WF_FAULT_SEGV,
    WF_FAULT_ABRT,
    WF_FAULT_KILL,
    WF_FAULT_HANG,
    WF_FAULT_HALF,
    WF_FAULT_NOISE,
} WfLayoutFault;
void wf_layout_set_fault(WfLayout *layout, WfLayoutFault fault);

typedef enum { WF_PICTURE_SVG, WF_PICTURE_PNG, WF_PICTURE_PDF } WfPicture;

/* Graphviz' own drawing of @dot, in a child with a deadline (0: 30 s). SVG needs no fonts and
 * is the same everywhere; PNG and PDF use the machine's. Errors: WF_ERROR_INVALID (not DOT, with
 * the line), WF_ERROR_UNAVAILABLE (no renderer), WF_ERROR_LIMIT (deadline, size), WF_ERROR_FAILED.
 */
GBytes *wf_picture_render(const char *dot, WfPicture format, guint deadline_ms, GError **error);
