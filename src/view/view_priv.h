/* The view's state and what is derived from a model for it. Only src/view includes this. */
#pragma once

#include <weft/check.h>
#include <weft/view.h>

/* Derived from a model once, when a view takes it; what costs more is made when first asked for. */
typedef struct {
    WfId *stack_of;  /* per component: innermost nested stack or group around it; WF_NONE */
    bool *publishes; /* per VM: its facts node has edges */
    guint32 *vms_in; /* per resource: VMs in it */
    bool cycles_known;
    guint32 *scc;    /* per node, NULL: no cycles */
    guint16 *step;   /* per edge, NULL: no cycles, or their steps have no numbers yet */
    guint32 first;   /* node at which the first cycle's first step begins */
    guint32 n_roles; /* 0: not made yet */
    WfId *role_of;   /* per VM */
    GPtrArray *role_names;
    guint32 *role_size;
} WfViewIndex;

WfViewIndex *wf_view_index_new(const WfModel *m);
void wf_view_index_free(WfViewIndex *index);
/* Where there are cycles; the numbers of their steps at once only if that takes no time. */
void wf_view_index_cycles(WfViewIndex *index, const WfModel *m, bool numbers_later);
void wf_view_index_number(WfViewIndex *index, const WfModel *m, const GPtrArray *cycles);
void wf_view_index_roles(WfViewIndex *index, const WfModel *m);
bool wf_view_index_in_cycle(const WfViewIndex *index, const WfModel *m, guint32 edge);

enum { FOLD_OPEN = 1, FOLD_SHUT = 2 };

struct WfView {
    WfModel *m;
    WfViewIndex *index;
    WfViewFacts facts;
    WfZoom zoom;
    WfBudget budget;
    bool ascii, left_to_right, resources;
    bool numbers_later; /* those of cycles' steps in large models */
    bool all_folded, groups_open;
    GHashTable *folds;   /* name -> FOLD_OPEN or FOLD_SHUT */
    GPtrArray *into;     /* names of VMs and roles that are open where all else is small */
    char *peek;          /* likewise a VM, until the next one is looked at; or NULL */
    GHashTable *touched; /* name of a VM -> tick */
    guint tick;
    GPtrArray *focus; /* names */
    guint hops;
    WfQuery *filter;
    bool hide;
    guint8 *matches; /* per node; NULL: no filter */
    guint32 n_matches;
    char *selected;    /* name; NULL: nothing */
    GHashTable *marks; /* names */
    guint32 up, down;
    WfCritical critical;
    WfQuerySubject subject;
    guint8 *critical_nodes; /* for the filter flag, made on demand */
    char *recipe;           /* last answer of the subject */
};

bool wf_view_holds_others(WfResourceKind kind); /* it is a stack or a group */
/* Outermost folded stack or group around @resource (itself included), else WF_NONE. */
WfId wf_view_folded_around(const WfView *view, WfId resource);
int wf_view_fold_state(const WfView *view, const char *name); /* 0: as the rest */
bool wf_view_is_into(const WfView *view, const char *name);
guint wf_view_vm_tick(const WfView *view, WfId vm);

/* How a VM is shown. */
typedef enum { VM_OPEN, VM_SHUT, VM_IN_ROLE, VM_IN_REST } VmMode;

typedef struct {
    WfThing thing;
    WfId vm;
    gint32 frame;
    guint32 first, n; /* in members */
    guint32 n_vms, n_same;
} ShownNode;

typedef struct {
    guint32 from, to, count;
    guint8 link;
    bool cross, in_cycle;
    bool from_frame, to_frame; /* the end is the VM around the box */
    guint16 step;
    guint32 first, n; /* in edge_members */
} ShownEdge;

struct WfShown {
    WfModel *m;
    WfVisible *visible;
    WfLayoutOptions options;
    GArray *nodes;         /* ShownNode */
    GArray *edges;         /* ShownEdge */
    GArray *frames;        /* WfId: VM */
    guint32 *members;      /* nodes of the model by shown node */
    guint32 *node_of;      /* per node of the model; G_MAXUINT32: hidden */
    guint32 *vm_of;        /* shown node of a VM that is no frame; G_MAXUINT32 */
    guint32 *edge_members; /* edges of the model by shown edge */
    WfShownCounts counts;
    WfZoom zoom;
    bool ascii;
};

/* Adds boxes for infrastructure resources and their links (resources.c). */
void wf_shown_add_resources(WfShown *shown, const WfView *view, guint32 room);
/* Labels and the visible graph itself (label.c). */
void wf_shown_finish(WfShown *shown, const WfView *view);
