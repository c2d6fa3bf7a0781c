/* A plan as JSON: what `weft plan --json` prints and `-o` saves. */
#include "plan_priv.h"

char *wf_digest_text(WfDigest digest)
{
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", digest.a,
                           digest.b);
}

void wf_plan_set_accepted(WfPlan *plan, const char *accepted, WfDigest given)
{
    g_free(plan->accepted);
    plan->accepted = g_strdup(accepted);
    plan->given = given;
}

static json_t *digest_json(WfDigest digest)
{
    g_autofree char *text = wf_digest_text(digest);
    return json_string(text);
}

static json_t *old_json(const WfPlan *plan)
{
    return plan->old ? digest_json(wf_plan_model_digest(plan->old)) : json_null();
}

static json_t *new_json(const WfPlan *plan)
{
    if (!plan->new)
        return json_null();
    return digest_json(plan->accepted ? plan->given : wf_plan_model_digest(plan->new));
}

static json_t *item_json(const WfPlan *plan, guint32 i)
{
    static const char *const kinds[] = {"component", "vm", "resource"};
    const WfPlanItem *item = wf_plan_item(plan, i);
    g_autoptr(GPtrArray) reasons = wf_plan_reasons(plan, i);
    json_t *list = json_array();

    for (guint k = 0; k < reasons->len; k++)
        json_array_append_new(list, json_string(reasons->pdata[k]));
    json_t *object =
        json_pack("{s:s, s:s, s:s?, s:s, s:i, s:o}", "kind", kinds[item->kind], "name", item->name,
                  "vm", item->vm, "action", wf_plan_action_name(item->action), "wave",
                  (int)item->wave, "reasons", list);
    if (item->may_stop)
        json_object_set_new(object, "may_stop", json_true());
    return object;
}

static json_t *summary_json(const WfPlan *plan)
{
    WfPlanSummary s = wf_plan_summary(plan);
    g_autoptr(GArray) critical = wf_plan_critical(plan);
    json_t *path = json_array();

    for (guint i = 0; i < critical->len; i++)
        json_array_append_new(
            path, json_string(wf_plan_item(plan, g_array_index(critical, guint32, i))->name));
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:{s:i, s:i, s:i, s:i}, s:{s:i, s:i, "
                     "s:i, s:i}, s:i, s:i, s:o}",
                     "create", s.create, "update", s.update, "recreate", s.recreate, "delete",
                     s.remove, "may_update", s.maybe, "wait", s.wait, "unchanged", s.unchanged,
                     "vms", "create", s.vm_create, "update", s.vm_update, "replace", s.vm_replace,
                     "delete", s.vm_remove, "resources", "create", s.resource_create, "update",
                     s.resource_update, "replace", s.resource_replace, "delete", s.resource_remove,
                     "waves", s.waves, "width", s.width, "critical_path", path);
}

json_t *wf_plan_to_json(const WfPlan *plan)
{
    g_autoptr(GArray) renames = wf_plan_renames(plan);
    json_t *actions = json_array(), *moved = json_array();

    for (guint32 i = 0; i < wf_plan_n_items(plan); i++)
        json_array_append_new(actions, item_json(plan, i));
    for (guint i = 0; i + 1 < renames->len; i += 2)
        json_array_append_new(
            moved, json_pack("{s:s, s:s}", "from",
                             wf_plan_item(plan, g_array_index(renames, guint32, i))->name, "to",
                             wf_plan_item(plan, g_array_index(renames, guint32, i + 1))->name));
    return json_pack("{s:i, s:s*, s:o, s:o, s:o, s:o, s:o}", "weft", 1, "accepted", plan->accepted,
                     "old", old_json(plan), "new", new_json(plan), "actions", actions, "renames",
                     moved, "summary", summary_json(plan));
}
