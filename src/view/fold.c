/* What is folded into one box, and what was looked at last, which stays open longest. */
#include "view_priv.h"

#define LARGE_GROUP 6 /* VMs */

static bool can_fold(WfThing thing)
{
    return thing.kind == WF_THING_VM || thing.kind == WF_THING_STACK || thing.kind == WF_THING_ROLE;
}

static bool forget_into(WfView *view, const char *name)
{
    guint at;
    bool peek = g_strcmp0(view->peek, name) == 0;

    if (peek)
        g_clear_pointer(&view->peek, g_free);
    else if (g_ptr_array_find_with_equal_func(view->into, name, g_str_equal, &at))
        g_ptr_array_remove_index(view->into, at);
    else
        return false;
    return true;
}

void wf_view_fold(WfView *view, WfThing thing, bool folded)
{
    if (!can_fold(thing))
        return;
    g_autofree char *name = wf_view_name(view, thing);
    if (folded && forget_into(view, name)) /* it is small again, as all else */
        return;
    g_hash_table_replace(view->folds, g_steal_pointer(&name),
                         GINT_TO_POINTER(folded ? FOLD_SHUT : FOLD_OPEN));
    if (!folded)
        wf_view_touch(view, thing);
}

void wf_view_go_into(WfView *view, WfThing thing, bool stays)
{
    if (thing.kind != WF_THING_VM && thing.kind != WF_THING_ROLE)
        return;
    g_autofree char *name = wf_view_name(view, thing);
    g_clear_pointer(&view->peek, g_free);
    if (!g_ptr_array_find_with_equal_func(view->into, name, g_str_equal, NULL)) {
        if (stays)
            g_ptr_array_add(view->into, g_steal_pointer(&name));
        else
            view->peek = g_steal_pointer(&name);
    }
    wf_view_touch(view, thing);
}

bool wf_view_come_out(WfView *view)
{
    if (!view->peek && !view->into->len)
        return false;
    if (view->peek)
        g_clear_pointer(&view->peek, g_free);
    else
        g_ptr_array_set_size(view->into, (gint)view->into->len - 1);
    return true;
}

bool wf_view_is_into(const WfView *view, const char *name)
{
    return g_strcmp0(view->peek, name) == 0 ||
           g_ptr_array_find_with_equal_func(view->into, name, g_str_equal, NULL);
}

bool wf_view_gone_into(const WfView *view, WfThing thing)
{
    g_autofree char *name = wf_view_name(view, thing);
    return thing.kind == WF_THING_NONE ? view->peek || view->into->len
                                       : name && wf_view_is_into(view, name);
}

int wf_view_fold_state(const WfView *view, const char *name)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(view->folds, name));
}

/* A group of many members is one box until it is opened: they look alike, and alone would fill
 * the picture. Where a filter hides the rest, what it leaves is worth seeing. */
static bool is_stack_folded(const WfView *view, WfId resource)
{
    WfResourceKind kind = wf_model_resource_kind(view->m, resource);

    if (!wf_view_holds_others(kind))
        return false;
    int state = wf_view_fold_state(view, wf_model_resource_name(view->m, resource));
    bool starts_folded = kind != WF_RESOURCE_NESTED && !view->groups_open &&
                         view->index->vms_in[resource] >= LARGE_GROUP &&
                         !(view->filter && view->hide);
    return state == FOLD_SHUT || (state == 0 && starts_folded);
}

bool wf_view_folded(const WfView *view, WfThing thing)
{
    if (thing.kind == WF_THING_STACK)
        return is_stack_folded(view, thing.id);
    g_autofree char *name = can_fold(thing) ? wf_view_name(view, thing) : NULL;
    int state = name ? wf_view_fold_state(view, name) : FOLD_OPEN;

    return state == FOLD_SHUT || (state == 0 && thing.kind == WF_THING_VM && view->all_folded);
}

void wf_view_fold_all(WfView *view, bool folded)
{
    g_hash_table_remove_all(view->folds);
    g_hash_table_remove_all(view->touched);
    g_ptr_array_set_size(view->into, 0);
    g_clear_pointer(&view->peek, g_free);
    view->all_folded = folded;
    view->groups_open = !folded;
}

WfId wf_view_folded_around(const WfView *view, WfId resource)
{
    WfId found = WF_NONE;

    for (WfId r = resource; r != WF_NONE; r = wf_model_resource_parent(view->m, r))
        if (is_stack_folded(view, r))
            found = r;
    return found;
}

void wf_view_touch(WfView *view, WfThing thing)
{
    if (thing.kind == WF_THING_NONE || thing.kind == WF_THING_RESOURCE)
        return;
    view->tick++;
    if (thing.kind == WF_THING_VM || thing.kind == WF_THING_FACTS) {
        g_hash_table_replace(view->touched, g_strdup(wf_model_vm_name(view->m, thing.id)),
                             GUINT_TO_POINTER(view->tick));
        return;
    }
    g_autoptr(GArray) nodes = wf_view_nodes(view, thing);
    for (guint i = 0; i < nodes->len; i++) {
        WfId vm = wf_model_node_vm(view->m, g_array_index(nodes, guint32, i));
        if (vm != WF_NONE)
            g_hash_table_replace(view->touched, g_strdup(wf_model_vm_name(view->m, vm)),
                                 GUINT_TO_POINTER(view->tick));
    }
}

guint wf_view_vm_tick(const WfView *view, WfId vm)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(view->touched, wf_model_vm_name(view->m, vm)));
}

void wf_view_reveal(WfView *view, WfThing thing)
{
    const WfModel *m = view->m;
    WfId vm = WF_NONE, around = WF_NONE;

    wf_view_touch(view, thing);
    if (thing.kind == WF_THING_COMPONENT) {
        vm = wf_model_component_vm(m, thing.id);
        around = wf_model_component_owner(m, thing.id);
    } else if (thing.kind == WF_THING_VM || thing.kind == WF_THING_FACTS) {
        vm = thing.id;
    } else if (thing.kind == WF_THING_RESOURCE) {
        around = wf_model_resource_parent(m, thing.id);
    }
    if (vm != WF_NONE && thing.kind != WF_THING_VM)
        wf_view_fold(view, (WfThing){WF_THING_VM, vm}, false);
    if (vm != WF_NONE && around == WF_NONE)
        around = wf_model_resource_parent(m, wf_model_vm_resource(m, vm));
    for (; around != WF_NONE; around = wf_model_resource_parent(m, around))
        wf_view_fold(view, (WfThing){WF_THING_STACK, around}, false);
}
