/* What there is to say about VMs, stacks, roles and resources. */
#include "facts_priv.h"

#define LIST_MOST 200

static void add_properties(Facts *f, WfId resource)
{
    WfExpr all = wf_model_resource_properties(f->m, resource);
    if (!all.node)
        return;
    facts_heading(f, "properties");
    json_auto_t *value = wf_model_value_shown(f->m, all);
    g_autoptr(GString) out = g_string_new(NULL);
    if (json_is_null(value))
        return;
    wf_yaml_write(value, 1, out);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(out->str), "\n", -1);
    for (guint i = 0; lines[i] && i < LIST_MOST; i++)
        if (lines[i][0])
            facts_add(f, WF_ROLE_TEXT, lines[i]);
    facts_more(f, LIST_MOST, g_strv_length(lines));
}

/* How many edges there are from and to each other VM: "2 of db". */
static void add_neighbours(Facts *f, WfId vm, bool in, const char *title)
{
    g_autoptr(GArray) others = facts_neighbours(f, vm, in, false);
    if (others->len)
        facts_heading(f, "%s %u VM%s", title, others->len, others->len == 1 ? "" : "s");
    for (guint i = 0; i < others->len && i < LIST_MOST; i++) {
        const Neighbour *other = &g_array_index(others, Neighbour, i);
        g_autofree char *before = g_strdup_printf(" %s ", facts_arrow(f, !in));
        g_autofree char *after = g_strdup_printf("  %u edge%s", other->n, other->n == 1 ? "" : "s");
        facts_link(f, WF_ROLE_EDGE_CROSS, before, (WfThing){WF_THING_VM, other->vm}, after);
    }
    facts_more(f, LIST_MOST, others->len);
}

void facts_plan(Facts *f, guint32 item)
{
    if (item == G_MAXUINT32)
        return;
    const WfPlan *plan = f->desk->plan;
    g_autoptr(GPtrArray) reasons = wf_plan_reasons(plan, item);
    facts_heading(f, "plan: %s", wf_plan_action_name(wf_plan_item(plan, item)->action));
    for (guint i = 0; i < reasons->len; i++) {
        g_autofree char *line = g_strconcat(" ", g_ptr_array_index(reasons, i), NULL);
        facts_wrap(f, WF_ROLE_TEXT, 3, 4, line);
    }
}

void facts_vm(Facts *f, WfId vm)
{
    guint32 n;
    const WfId *components = wf_model_vm_components(f->m, vm, &n);
    const char *name = wf_model_vm_name(f->m, vm);
    WfId resource = wf_model_vm_resource(f->m, vm);
    facts_wrap(f, WF_ROLE_STRONG, 2, 3, name);
    facts_addf(f, WF_ROLE_TEXT, "VM with %u component%s", n, n == 1 ? "" : "s");
    facts_place(f, wf_model_vm_place(f->m, vm));
    facts_host(f, vm);
    facts_run_vm(f, vm);
    facts_findings(f, name);
    const WfPlan *plan = f->desk->old ? wf_desk_plan(f->desk) : NULL;
    facts_plan(f, plan ? wf_plan_item_of_vm(plan, vm) : G_MAXUINT32);
    if (n)
        facts_heading(f, "components %u", n);
    for (guint32 i = 0; i < n && i < LIST_MOST; i++)
        facts_link(f, WF_ROLE_LABEL, " ", (WfThing){WF_THING_COMPONENT, components[i]}, "");
    facts_more(f, LIST_MOST, n);
    add_neighbours(f, vm, true, "needs");
    add_neighbours(f, vm, false, "feeds");
    if (resource != WF_NONE)
        add_properties(f, resource);
}

void facts_vm_published(Facts *f, WfId vm)
{
    facts_addf(f, WF_ROLE_STRONG, "@%s", wf_model_vm_name(f->m, vm));
    facts_wrap(f, WF_ROLE_TEXT, 0, 4, "what this VM's agent publishes about the VM itself");
    facts_link(f, WF_ROLE_FRAME_TITLE, "of VM ", (WfThing){WF_THING_VM, vm}, "");
    facts_place(f, wf_model_vm_place(f->m, vm));
    facts_edges(f, wf_model_n_components(f->m) + vm, false, "feeds");
}

void facts_stack(Facts *f, WfId resource)
{
    g_autoptr(GArray) inside = wf_model_resource_components(f->m, resource);
    const char *name = wf_model_resource_name(f->m, resource);
    facts_wrap(f, WF_ROLE_STRONG, 2, 3, name);
    facts_addf(f, WF_ROLE_TEXT, "%s with %u component%s",
               wf_resource_kind_name(wf_model_resource_kind(f->m, resource)), inside->len,
               inside->len == 1 ? "" : "s");
    facts_addf(f, WF_ROLE_DIM, "%s", wf_model_resource_type(f->m, resource));
    facts_place(f, wf_model_resource_place(f->m, resource));
    facts_findings(f, name);
    if (inside->len)
        facts_heading(f, "components %u", inside->len);
    for (guint i = 0; i < inside->len && i < LIST_MOST; i++)
        facts_link(f, WF_ROLE_LABEL, " ",
                   (WfThing){WF_THING_COMPONENT, g_array_index(inside, WfId, i)}, "");
    facts_more(f, LIST_MOST, inside->len);
    add_properties(f, resource);
}

void facts_role(Facts *f, WfId role)
{
    const WfView *view = f->desk->view;
    guint32 shown = 0;
    facts_addf(f, WF_ROLE_STRONG, "%s", wf_view_role_name(view, role));
    facts_addf(f, WF_ROLE_TEXT, "%u VMs of one role", wf_view_role_n_vms(view, role));
    facts_heading(f, "VMs");
    for (WfId vm = 0; vm < wf_model_n_vms(f->m) && shown < LIST_MOST; vm++)
        if (wf_view_vm_role(view, vm) == role) {
            facts_link(f, WF_ROLE_FRAME_TITLE, " ", (WfThing){WF_THING_VM, vm}, "");
            shown++;
        }
    facts_more(f, shown, wf_view_role_n_vms(view, role));
}

void facts_resource(Facts *f, WfId resource)
{
    const char *name = wf_model_resource_name(f->m, resource);
    facts_wrap(f, WF_ROLE_STRONG, 2, 3, name);
    facts_addf(f, WF_ROLE_TEXT, "%s", wf_model_resource_type(f->m, resource));
    facts_place(f, wf_model_resource_place(f->m, resource));
    facts_findings(f, name);
    add_properties(f, resource);
}
