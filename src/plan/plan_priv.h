#pragma once

#include <weft/error.h>
#include <weft/plan.h>

/* The gravest of several is what happens. */
typedef enum {
    WF_CHANGE_NONE,
    WF_CHANGE_IN_PLACE,
    WF_CHANGE_UNKNOWN,
    WF_CHANGE_REBUILD,
    WF_CHANGE_REPLACE,
    WF_CHANGE_REFUSED
} WfChange;

struct WfPlan {
    WfModel *old, *new;
    GArray *items;       /* of WfPlanItem */
    guint32 *item_of;    /* by component of the new model; G_MAXUINT32 */
    guint32 *vm_item_of; /* by VM of the new model */
    guint8 *action;      /* WfPlanAction by component of the new model */
    guint32 *cause; /* component (or n + VM) of the new model that a MAYBE or WAIT comes from */
    guint32 *root;  /* where its causes end: as @cause */
    GPtrArray *root_words;                 /* by item: its own first reason, made on demand */
    guint32 *wave;                         /* by component of the new model */
    WfId *old_of, *new_of;                 /* component in the other model, WF_NONE */
    WfChange *vm_change;                   /* by VM of the new model */
    GHashTable *old_signals, *new_signals; /* handles that leave the template, wait conditions do */
    guint32 unchanged;
    char *accepted; /* what a stack calls @old; NULL: it is of no stack */
    WfDigest given; /* then: of what @new was made from */
};

/* rules.c: what changing this property of a resource does. @properties: the new ones. */
WfChange wf_plan_rule(const char *type, const char *property, const json_t *properties);

/* plan.c */
bool wf_plan_disk_is_new(const WfPlan *plan, WfId vm); /* WF_NONE: no */

/* query.c: the first @max reasons, and how many there are beyond: of what other values may change
 * each is one. */
GPtrArray *wf_plan_first_reasons(const WfPlan *plan, guint32 item, guint max, guint *ret_more);

/* digest.c */
WfDigest wf_plan_component_digest(const WfModel *m, WfId component);

/* compare.c */
/* Do the two definitions differ in something that makes the component run again? */
bool wf_plan_component_differs(const WfPlan *plan, WfId old, WfId new);
/* Appends what differs, in words. */
void wf_plan_component_reasons(const WfPlan *plan, WfId old, WfId new, GPtrArray *reasons);

/* words.c */
/* What an input is, short enough for a line: "'a'", "db.url", "nothing". */
char *plan_value_words(const WfModel *m, const WfInput *input);
/* How it differs: "80 -> 81"; of long values what differs in them: "+ web.3.addr", "tls.port: 80 ->
 * 81". */
char *plan_change_words(const WfPlan *plan, const WfInput *old, const WfInput *new);

/* resource.c */
/* The strongest change among a resource's properties; reasons (or NULL) get words. */
WfChange wf_plan_resource_change(const WfPlan *plan, WfId old, WfId new, GPtrArray *reasons);
