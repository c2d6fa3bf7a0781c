/* Plans: two models in, the ordered work out.
 *
 * A plan names what an update does to each component, VM and resource, in which
 * wave, and why. Three classes are kept apart, because most of a model lies
 * downstream of any change: what changed itself, what may run again because a
 * *value* it reads may change (decided when that value is known), and what only
 * waits for something it follows by order.
 *
 *     g_autoptr(WfPlan) plan = wf_plan_new(old, model, &error);
 *     for (guint i = 0; i < wf_plan_n_items(plan); i++)
 *         show(wf_plan_item(plan, i));
 *
 * Create is a plan with old NULL, delete one with new NULL. Deterministic, linear
 * in the models' size. The plan keeps references on both models. Pure. */
#pragma once

#include <weft/findings.h>
#include <weft/model.h>

typedef struct WfPlan WfPlan;

typedef enum {
    WF_PLAN_NONE,
    WF_PLAN_CREATE,   /* + */
    WF_PLAN_UPDATE,   /* ~ */
    WF_PLAN_RECREATE, /* ± component: CREATE again; its VM is new */
    WF_PLAN_REPLACE,  /* ± VM or resource */
    WF_PLAN_DELETE,   /* - */
    WF_PLAN_MAYBE,    /* ? */
    WF_PLAN_WAIT,     /* · */
} WfPlanAction;
const char *wf_plan_action_name(WfPlanAction action); /* "create", ..., "may_update", "wait" */
const char *wf_plan_action_sign(WfPlanAction action,
                                bool ascii); /* "+", "~", "±" (ASCII "%"), ... */

typedef enum { WF_PLAN_COMPONENT, WF_PLAN_VM, WF_PLAN_RESOURCE } WfPlanKind;

typedef struct {
    WfPlanKind kind;
    WfPlanAction action;
    const char *name;
    const char *vm; /* component: its VM in the new model (delete: in the old one); else NULL */
    WfId old_id, new_id; /* component, VM or resource ids; WF_NONE where it does not exist */
    guint32 wave;        /* from 0; 0 for VMs and resources, which come first */
    guint32 cause;       /* item that makes this one may_update or wait; G_MAXUINT32: itself */
    bool may_stop;       /* the wave stops here if the values stay the same */
} WfPlanItem;

typedef struct {
    guint32 create, update, recreate, replace, remove, maybe, wait, unchanged; /* components */
    guint32 vm_create, vm_update, vm_replace, vm_remove;
    guint32 resource_create, resource_update, resource_replace, resource_remove;
    guint32 waves, width; /* width: most that run at a time, each VM its jobs */
} WfPlanSummary;

/* @old or @new may be NULL, not both. */
WfPlan *wf_plan_new(const WfModel *old, const WfModel *new, GError **error);
void wf_plan_free(WfPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfPlan, wf_plan_free)

const WfModel *wf_plan_old(const WfPlan *plan); /* NULL: nothing deployed */
/* Items with an action other than NONE: resources, VMs, then components by wave, deletions last in
 * the order they happen; names in file order within a wave. */
guint32 wf_plan_n_items(const WfPlan *plan);
const WfPlanItem *wf_plan_item(const WfPlan *plan, guint32 i);
WfPlanSummary wf_plan_summary(const WfPlan *plan);
bool wf_plan_is_empty(const WfPlan *plan); /* nothing to do: only waits, or nothing at all */
/* Action of a component of the new model. */
WfPlanAction wf_plan_of_component(const WfPlan *plan, WfId component);
guint32 wf_plan_item_of_component(const WfPlan *plan, WfId component); /* G_MAXUINT32: none */
guint32 wf_plan_item_of_vm(const WfPlan *plan, WfId vm);               /* G_MAXUINT32: none */
/* Items on one longest chain of work, first to last: guint32 item numbers. Caller frees. */
GArray *wf_plan_critical(const WfPlan *plan);

/* Why, shortest first: "config changed (recipes/app.sh)", "input db_url: literal 'a' -> 'b'",
 * "upstream db.url may change", and from there to the root; the same for whatever else it reads
 * that may change, as far as it was not told yet. Values that may be secret are masked. Array of
 * char *; caller frees. */
GPtrArray *wf_plan_reasons(const WfPlan *plan, guint32 item);
/* Deleted and created components on the same VM with equal content: pairs of item numbers
 * (deleted, created). Caller frees. */
GArray *wf_plan_renames(const WfPlan *plan);
/* Digest of all that a plan depends on in a model: "what this plan was made for". */
WfDigest wf_plan_model_digest(const WfModel *m);

/* ---- printed forms; all deterministic ---- */

typedef struct {
    bool ascii, color;
    bool all; /* text: also name what only waits, and every reason */
} WfPlanFormat;

/* For people: deletions and replacements first, all work by wave, one line at the end that sums up.
 */
char *wf_plan_to_text(const WfPlan *plan, const WfPlanFormat *format);
/* The same for a review, as Markdown tables. */
char *wf_plan_to_markdown(const WfPlan *plan, const WfPlanFormat *format);
/* For a plan against what a stack has accepted: how the stack's head calls that, and the digest of
 * the model as it was given, which @plan has in an equal form. They go into its JSON. */
void wf_plan_set_accepted(WfPlan *plan, const char *accepted, WfDigest given);
/* {"weft":1,"old":DIGEST,"new":DIGEST,"actions":[...],"summary":{...}}; unchanged items left out.
 * "accepted" too, if it was set. */
json_t *wf_plan_to_json(const WfPlan *plan);
/* "3 to create, 1 to update, ..." */
char *wf_plan_sentence(const WfPlan *plan);
/* A digest as 32 hexadecimal digits. */
char *wf_digest_text(WfDigest digest);
