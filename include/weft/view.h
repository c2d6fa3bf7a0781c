/* What of a model is shown, and how it looks now: between model and drawing.
 *
 * A WfView is a model and a state: zoom level, what is folded, focus, filter,
 * selection, marks, orientation. wf_view_show() makes of it a WfShown, an
 * immutable visible graph for the layout with the way back from each visible
 * node, edge and frame to the model. It never shows more than the budget: VMs
 * looked at longest ago fold first, and the summary says what is folded. Looks
 * (states, plan signs, lit edges, dimming) follow without a new layout.
 *
 *     g_autoptr(WfView) view = wf_view_new(model);
 *     wf_view_select(view, wf_view_find(view, "db.install"));
 *     g_autoptr(WfShown) shown = wf_view_show(view);
 *     g_autoptr(WfScene) scene = wf_layout_run(layout, wf_shown_visible(shown), &options, ...);
 *     g_autoptr(WfViewLooks) looks = wf_view_looks(view, shown);
 *     wf_scene_paint(scene, grid, &where, x, y, wf_view_looks_get(looks));
 *
 * State is kept by name, so that wf_view_set_model() after a reload keeps the
 * place. Pure: no terminal, no files, no threads. The view keeps a reference to
 * its model; a WfShown stays valid when the view changes, its ids are those of
 * the model it was made from. */
#pragma once

#include <weft/layout.h>
#include <weft/model.h>
#include <weft/protocol.h>
#include <weft/query.h>
#include <weft/zoom.h>

/* X(NAME, "name", "what it shows"): from far to near. */
#define WF_ZOOM_TABLE(X)                                                                           \
    X(TILES, "tiles", "each VM as one cell")                                                       \
    X(ROLES, "roles", "VMs of one role as one box")                                                \
    X(VMS, "vms", "each VM as one box")                                                            \
    X(COMPACT, "compact", "components by name, in their VMs")                                      \
    X(BOXES, "boxes", "components with details, in their VMs")                                     \
    X(OUTLINE, "outline", "one line per component")
typedef enum {
#define WF_X(code, name, text) WF_ZOOM_##code,
    WF_ZOOM_TABLE(WF_X)
#undef WF_X
        WF_N_ZOOMS
} WfZoom;
const char *wf_zoom_name(WfZoom zoom);
const char *wf_zoom_text(WfZoom zoom);
bool wf_zoom_parse(const char *name, WfZoom *ret_zoom);

/* Something that can be selected, marked, focused or folded. */
typedef enum {
    WF_THING_NONE,
    WF_THING_COMPONENT, /* id: component */
    WF_THING_FACTS,     /* id: VM, as publisher of its facts */
    WF_THING_VM,        /* id: VM */
    WF_THING_STACK,     /* id: resource, a nested stack or a group */
    WF_THING_ROLE,      /* id: role */
    WF_THING_RESOURCE,  /* id: resource; several of one type if the shown node says so */
} WfThingKind;
typedef struct {
    WfThingKind kind;
    WfId id;
} WfThing;
#define WF_THING_NOTHING ((WfThing){WF_THING_NONE, WF_NONE})

/* What only others know: a run's states, a plan's signs. Any callback may be NULL. Nodes are those
 * of wf_model_graph(). */
typedef struct {
    bool (*state)(gpointer data, guint32 node, WfState *ret_state);
    /* "+", "~", "±" ... and its role; NULL: nothing to do. */
    const char *(*sign)(gpointer data, guint32 node, WfRole *ret_role);
    double (*weight)(gpointer data, guint32 node); /* seconds, for the critical path by time */
    /* For filters: fields state, owner, action, risk, label, prop; took, age; changed, drift. */
    const char *(*text)(gpointer data, guint32 node, WfQueryText field, const char *key);
    bool (*number)(gpointer data, guint32 node, WfQueryNumber field, double *ret_value);
    bool (*flag)(gpointer data, guint32 node, WfQueryFlag flag);
    gpointer data;
} WfViewFacts;

typedef struct {
    guint32 nodes, edges, vms; /* visible at most; vms: open ones */
} WfBudget;
#define WF_BUDGET_READER ((WfBudget){300, 900, 60})
#define WF_BUDGET_ALL ((WfBudget){WF_VISIBLE_MAX_NODES, WF_VISIBLE_MAX_EDGES, G_MAXUINT32})

typedef struct WfView WfView;

WfView *wf_view_new(WfModel *m);
void wf_view_free(WfView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfView, wf_view_free)
WfModel *wf_view_model(const WfView *view); /* borrowed */
/* Goes on with a newer model: everything that still exists by name keeps its state. */
void wf_view_set_model(WfView *view, WfModel *m);
/* NULL: nobody knows. Kept by value; call again, or wf_view_facts_changed(), when answers change.
 * True: the filter lets others through than before. */
bool wf_view_set_facts(WfView *view, const WfViewFacts *facts);
bool wf_view_facts_changed(WfView *view);

/* By name: a component, "@vm", a VM, a nested stack or group, another resource; "role:NAME". */
WfThing wf_view_find(const WfView *view, const char *name);
/* The nearest name there is, for "did you mean"; NULL: none is near. Caller frees. */
char *wf_view_nearest(const WfView *view, const char *name);
char *wf_view_name(const WfView *view, WfThing thing); /* caller frees; NULL for nothing */
bool wf_thing_equal(WfThing a, WfThing b);
/* The model's nodes it stands for, ascending. Of guint32; caller frees. */
GArray *wf_view_nodes(const WfView *view, WfThing thing);

void wf_view_set_zoom(WfView *view, WfZoom zoom); /* default: compact */
WfZoom wf_view_zoom(const WfView *view);
void wf_view_set_budget(WfView *view, WfBudget budget); /* default: WF_BUDGET_READER */
void wf_view_set_ascii(WfView *view, bool ascii);
bool wf_view_ascii(const WfView *view);
void wf_view_set_left_to_right(WfView *view, bool on);
bool wf_view_left_to_right(const WfView *view);
void wf_view_set_resources(WfView *view, bool on); /* show infrastructure resources too */
bool wf_view_resources(const WfView *view);

/* Folds or opens a VM, nested stack, group or role; other things are ignored. What was opened
 * last is the last to be folded for the budget. A group of many VMs is folded until it is opened,
 * or a filter hides the others. */
void wf_view_fold(WfView *view, WfThing thing, bool folded);
bool wf_view_folded(const WfView *view, WfThing thing); /* by fold(), not by the budget */
/* At the levels where all is small (roles, vms): opens a VM, or shows a role's VMs, where it
 * stands; nothing else changes. Not @stays: only until the next one. Folding it ends that. */
void wf_view_go_into(WfView *view, WfThing thing, bool stays);
bool wf_view_come_out(WfView *view); /* of the last one; false: there is none */
bool wf_view_gone_into(const WfView *view, WfThing thing); /* of nothing: of any */
void wf_view_fold_all(WfView *view, bool folded);
/* Was looked at just now: keeps its VM open longer. Selecting does it too. */
void wf_view_touch(WfView *view, WfThing thing);
/* Opens all that a component, VM or resource is folded into. */
void wf_view_reveal(WfView *view, WfThing thing);

/* Only what is at most @hops steps around these (wf_graph_around()); n 0: everything again. */
void wf_view_focus(WfView *view, const WfThing *things, guint n, guint hops);
guint wf_view_focus_hops(const WfView *view); /* 0: no focus */

/* @q is taken (NULL: no filter). What does not match is dimmed, or hidden. */
bool wf_view_set_filter(WfView *view, WfQuery *q, bool hide, GError **error);
/* Matches per node of the model's graph, or NULL without a filter. */
const guint8 *wf_view_matches(const WfView *view, guint32 *ret_n);

void wf_view_select(WfView *view, WfThing thing);
WfThing wf_view_selected(const WfView *view);
/* How far from the selection edges are lit: 0 none, 1 its own (default), G_MAXUINT32 closures. */
void wf_view_set_reach(WfView *view, guint32 up, guint32 down);
void wf_view_mark(WfView *view, WfThing thing, bool on);
bool wf_view_marked(const WfView *view, WfThing thing);

typedef enum { WF_CRITICAL_OFF, WF_CRITICAL_COUNT, WF_CRITICAL_TIME } WfCritical;
void wf_view_set_critical(WfView *view, WfCritical by);
WfCritical wf_view_critical(const WfView *view);
/* Nodes of the critical path in order, of guint32; caller frees. Empty when off. */
GArray *wf_view_critical_path(const WfView *view, double *ret_length);

/* What filters look at: nodes of the model's graph. Valid until the view changes. */
const WfQuerySubject *wf_view_subject(WfView *view);

/* ---- roles of VMs: the same name but for numbers, or the same components ---- */

guint32 wf_view_n_roles(const WfView *view);
WfId wf_view_vm_role(const WfView *view, WfId vm);
const char *wf_view_role_name(const WfView *view, WfId role);
guint32 wf_view_role_n_vms(const WfView *view, WfId role);

/* ---- what is shown ---- */

typedef struct WfShown WfShown;

/* A node of the visible graph. */
typedef struct {
    WfThing thing;
    WfId vm;              /* whose frame it is in or would be; WF_NONE */
    gint32 frame;         /* -1: none */
    const guint32 *nodes; /* the model's nodes it stands for */
    guint32 n_nodes;
    guint32 n_same; /* resources of one type it stands for */
} WfShownNode;

WfShown *wf_view_show(WfView *view);
/* The same at another zoom level, without the budget and perhaps without folds: for exports. */
WfShown *wf_view_show_all(WfView *view, WfZoom zoom, bool folds);
void wf_shown_free(WfShown *shown);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfShown, wf_shown_free)
WfVisible *wf_shown_visible(const WfShown *shown); /* borrowed */
WfModel *wf_shown_model(const WfShown *shown);
/* Layout options that go with the view's zoom and orientation; the rest zero. */
WfLayoutOptions wf_shown_options(const WfShown *shown);

WfShownNode wf_shown_node(const WfShown *shown, guint32 node);
WfId wf_shown_frame_vm(const WfShown *shown, guint32 frame);
/* The model's edges behind a visible edge; none for links of resources. */
const guint32 *wf_shown_edges(const WfShown *shown, guint32 edge, guint32 *ret_n);
/* Where a thing is now: itself, or the folded node it is in; G_MAXUINT32: hidden. */
guint32 wf_shown_find(const WfShown *shown, WfThing thing);
guint32 wf_shown_of_node(const WfShown *shown, guint32 model_node);

typedef struct {
    guint32 vms, components; /* of the model */
    guint32 open_vms;        /* drawn as frames */
    guint32 folded_vms;      /* inside one box: alone, with their role, stack or group */
    guint32 folded_by_budget;
    guint32 shown_components, folded_components;
    guint32 hidden_by_filter, hidden_by_focus; /* nodes */
    guint32 edges, inner_edges;                /* of the model: drawn, inside folded boxes */
    guint32 hidden_edges;
    bool over_budget; /* even folded as far as possible */
} WfShownCounts;
WfShownCounts wf_shown_counts(const WfShown *shown);
/* "3 of 60 VMs open, 57 folded (700 components inside)", for the status line. Caller frees. */
char *wf_shown_summary(const WfShown *shown);

bool wf_view_edge_in_cycle(WfView *view, guint32 model_edge);
bool wf_view_node_in_cycle(WfView *view, guint32 model_node);
/* Finding a short cycle in a large model takes long: from now on the steps of its cycles have
 * numbers only when somebody else has found them. */
void wf_view_number_later(WfView *view);
/* As wf_check_cycles() has them, of the present model. True: pictures may look different now. */
bool wf_view_set_cycles(WfView *view, const GPtrArray *cycles);
/* The node at which the first cycle's first step begins; G_MAXUINT32: there is no cycle, or it is
 * not known yet. */
guint32 wf_view_cycle_start(WfView *view);

/* ---- looks ---- */

typedef struct WfViewLooks WfViewLooks;
/* For the scene of @shown. @shown must be of the view's present model. */
WfViewLooks *wf_view_looks(WfView *view, const WfShown *shown);
void wf_view_looks_free(WfViewLooks *looks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfViewLooks, wf_view_looks_free)
const WfLooks *wf_view_looks_get(const WfViewLooks *looks);

WfRole wf_state_role(WfState state);
/* "✓D" or "+D": glyph and letter together. Static. */
const char *wf_state_mark(WfState state, bool ascii);
/* How much a state asks for attention; of several, a folded box shows the most urgent. */
guint wf_state_urgency(WfState state);

/* Paints the part of the scene at (x, y) into @where; with @minimap, and if the scene is larger
 * than @where, a small map of all of it in the corner at the bottom right. */
void wf_view_paint(const WfScene *scene, const WfLooks *looks, WfGrid *grid, const WfRect *where,
                   int x, int y, bool minimap);

/* Where that map lies; false: there is no need of one, or no room. */
bool wf_view_map(const WfScene *scene, const WfRect *where, WfRect *ret_map);

/* ---- tiles ---- */

/* The tile map of the model's VMs, @columns wide. */
WfTiles *wf_view_tiles(const WfView *view, int columns);
/* Paints it with states, filter matches and the selection as colours. */
void wf_view_paint_tiles(WfView *view, const WfTiles *tiles, WfGrid *grid, const WfRect *where,
                         int first_row);
