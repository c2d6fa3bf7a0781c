/* What differs between two definitions of a resource, and what that does to it. */
#include "plan_priv.h"

#include <string.h>

static const char *change_words(WfChange change)
{
    switch (change) {
    case WF_CHANGE_REPLACE:
        return "replaces it";
    case WF_CHANGE_REBUILD:
        return "rebuilds it, its disk is lost";
    case WF_CHANGE_UNKNOWN:
        return "Heat decides";
    case WF_CHANGE_REFUSED:
        return "Heat refuses that";
    default:
        return "in place";
    }
}

/* The gravest so far is the first reason: it is the one that whatever follows from it names. */
static WfChange property_change(WfChange so_far, const char *type, const char *name,
                                const json_t *a, const json_t *b, const json_t *properties,
                                GPtrArray *reasons)
{
    if ((!a && !b) || (a && b && json_equal(a, b)))
        return so_far;
    WfChange change = wf_plan_rule(type, name, properties);
    if (reasons)
        g_ptr_array_insert(reasons, change > so_far ? 0 : -1,
                           g_strdup_printf("%s %s (%s)", name,
                                           !a   ? "new"
                                           : !b ? "gone"
                                                : "changed",
                                           change_words(change)));
    return MAX(change, so_far);
}

WfChange wf_plan_resource_change(const WfPlan *plan, WfId old, WfId new, GPtrArray *reasons)
{
    const char *type = wf_model_resource_type(plan->new, new), *key;
    WfExpr x = wf_model_resource_properties(plan->old, old),
           y = wf_model_resource_properties(plan->new, new);
    WfChange change = WF_CHANGE_NONE;
    json_t *value;

    if (strcmp(type, wf_model_resource_type(plan->old, old)) != 0) {
        if (reasons)
            g_ptr_array_add(reasons, g_strdup_printf("type %s -> %s (replaces it)",
                                                     wf_model_resource_type(plan->old, old), type));
        return WF_CHANGE_REPLACE;
    }
    if (wf_model_same(plan->old, x, plan->new, y))
        return WF_CHANGE_NONE;
    json_auto_t *a = x.node ? wf_model_value(plan->old, x, WF_VALUE_KNOWN, NULL) : json_object();
    json_auto_t *b = y.node ? wf_model_value(plan->new, y, WF_VALUE_KNOWN, NULL) : json_object();
    json_object_foreach (b, key, value)
        change = property_change(change, type, key, json_object_get(a, key), value, b, reasons);
    json_object_foreach (a, key, value)
        if (!json_object_get(b, key))
            change = property_change(change, type, key, value, NULL, b, reasons);
    return change;
}
