/* Things by name and names of things, what belongs to them, and the roles VMs have. */
#include "view_priv.h"

#include <string.h>
#include <weft/text.h>

/* ---- roles ---- */

static WfViewIndex *with_roles(const WfView *view)
{
    wf_view_index_roles(view->index, view->m);
    return view->index;
}

guint32 wf_view_n_roles(const WfView *view)
{
    return with_roles(view)->n_roles;
}

WfId wf_view_vm_role(const WfView *view, WfId vm)
{
    return with_roles(view)->role_of[vm];
}

const char *wf_view_role_name(const WfView *view, WfId role)
{
    return with_roles(view)->role_names->pdata[role];
}

guint32 wf_view_role_n_vms(const WfView *view, WfId role)
{
    return with_roles(view)->role_size[role];
}

/* ---- things and names ---- */

bool wf_view_holds_others(WfResourceKind kind)
{
    return kind == WF_RESOURCE_NESTED || kind == WF_RESOURCE_GROUP || kind == WF_RESOURCE_SCALING;
}

static WfThing find_role(const WfView *view, const char *name)
{
    for (WfId role = 0; role < wf_view_n_roles(view); role++)
        if (strcmp(wf_view_role_name(view, role), name) == 0)
            return (WfThing){WF_THING_ROLE, role};
    return WF_THING_NOTHING;
}

WfThing wf_view_find(const WfView *view, const char *name)
{
    const WfModel *m = view->m;
    WfId id;

    if (!name)
        return WF_THING_NOTHING;
    if (g_str_has_prefix(name, "role:"))
        return find_role(view, name + 5);
    if (name[0] == '@' && (id = wf_model_vm_find(m, name + 1)) != WF_NONE)
        return (WfThing){WF_THING_FACTS, id};
    if ((id = wf_model_component_find(m, name)) != WF_NONE)
        return (WfThing){WF_THING_COMPONENT, id};
    if ((id = wf_model_vm_find(m, name)) != WF_NONE)
        return (WfThing){WF_THING_VM, id};
    if ((id = wf_model_resource_find(m, name)) == WF_NONE)
        return WF_THING_NOTHING;
    WfThingKind kind =
        wf_view_holds_others(wf_model_resource_kind(m, id)) ? WF_THING_STACK : WF_THING_RESOURCE;
    return (WfThing){kind, id};
}

char *wf_view_nearest(const WfView *view, const char *name)
{
    const WfModel *m = view->m;
    g_autofree char *end = g_strconcat(".", name, NULL); /* frames show "install" of "db.install" */
    WfNearest near = wf_nearest_to(name);

    for (WfId c = 0; c < wf_model_n_components(m); c++) {
        if (g_str_has_suffix(wf_model_component_name(m, c), end))
            return g_strdup(wf_model_component_name(m, c));
        wf_nearest_try(&near, wf_model_component_name(m, c));
    }
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        wf_nearest_try(&near, wf_model_vm_name(m, vm));
    return g_strdup(near.found);
}

char *wf_view_name(const WfView *view, WfThing thing)
{
    const WfModel *m = view->m;

    switch (thing.kind) {
    case WF_THING_COMPONENT:
        return g_strdup(wf_model_component_name(m, thing.id));
    case WF_THING_FACTS:
        return g_strconcat("@", wf_model_vm_name(m, thing.id), NULL);
    case WF_THING_VM:
        return g_strdup(wf_model_vm_name(m, thing.id));
    case WF_THING_STACK:
    case WF_THING_RESOURCE:
        return g_strdup(wf_model_resource_name(m, thing.id));
    case WF_THING_ROLE:
        return g_strconcat("role:", wf_view_role_name(view, thing.id), NULL);
    case WF_THING_NONE:
        break;
    }
    return NULL;
}

bool wf_thing_equal(WfThing a, WfThing b)
{
    return a.kind == b.kind && a.id == b.id;
}

static bool is_inside(const WfModel *m, WfId resource, WfId stack)
{
    while (resource != WF_NONE && resource != stack)
        resource = wf_model_resource_parent(m, resource);
    return resource == stack;
}

static bool is_part(const WfView *view, WfThing thing, guint32 node)
{
    const WfModel *m = view->m;
    WfId vm = wf_model_node_vm(m, node);
    bool facts = wf_model_node_is_vm(m, node);

    switch (thing.kind) {
    case WF_THING_COMPONENT:
        return node == thing.id;
    case WF_THING_FACTS:
        return facts && vm == thing.id;
    case WF_THING_VM:
        return vm == thing.id;
    case WF_THING_ROLE:
        return vm != WF_NONE && wf_view_vm_role(view, vm) == thing.id;
    case WF_THING_STACK:
        return (vm != WF_NONE && is_inside(m, wf_model_vm_resource(m, vm), thing.id)) ||
               (!facts && is_inside(m, view->index->stack_of[node], thing.id));
    case WF_THING_RESOURCE:
    case WF_THING_NONE:
        break;
    }
    return false;
}

GArray *wf_view_nodes(const WfView *view, WfThing thing)
{
    GArray *nodes = g_array_new(FALSE, FALSE, sizeof(guint32));

    if (thing.kind == WF_THING_COMPONENT) {
        g_array_append_val(nodes, thing.id);
        return nodes;
    }
    for (guint32 node = 0; node < wf_model_n_nodes(view->m); node++)
        if (is_part(view, thing, node))
            g_array_append_val(nodes, node);
    return nodes;
}
