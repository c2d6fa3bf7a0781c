/* What is selected, and where it stands in the files. */
#include "desk_priv.h"

static void take(WfDesk *desk, WfThing thing, bool chosen)
{
    desk->chosen = chosen;
    if (wf_thing_equal(thing, wf_view_selected(desk->view)))
        return;
    wf_view_select(desk->view, thing);
    desk_tell(desk, WF_NEWS_SELECTION);
    wf_app_dirty(desk->app);
}

void wf_desk_select(WfDesk *desk, WfThing thing)
{
    take(desk, thing, true);
}

void wf_desk_preselect(WfDesk *desk, WfThing thing)
{
    take(desk, thing, false);
}

/* Where all is small, the VM alone opens. */
static void look_into(WfDesk *desk, WfThing thing)
{
    WfId vm = thing.kind == WF_THING_COMPONENT ? wf_model_component_vm(desk->model, thing.id)
              : thing.kind == WF_THING_VM || thing.kind == WF_THING_FACTS ? thing.id
                                                                          : WF_NONE;
    if (wf_view_zoom(desk->view) > WF_ZOOM_VMS)
        return;
    if (vm == WF_NONE && thing.kind == WF_THING_COMPONENT)
        wf_view_set_zoom(desk->view, WF_ZOOM_COMPACT);
    else if (vm != WF_NONE && wf_view_zoom(desk->view) == WF_ZOOM_TILES &&
             thing.kind != WF_THING_VM)
        wf_view_set_zoom(desk->view, WF_ZOOM_ROLES);
    if (vm != WF_NONE && wf_view_zoom(desk->view) != WF_ZOOM_TILES)
        wf_view_go_into(desk->view, (WfThing){WF_THING_VM, vm}, false);
}

bool wf_desk_goto(WfDesk *desk, const char *name)
{
    WfThing thing = wf_view_find(desk->view, name);
    if (thing.kind == WF_THING_NONE) {
        g_autofree char *near = wf_view_nearest(desk->view, name);
        if (near)
            wf_app_say(desk->app, WF_WARNING, "the model has no '%s'; did you mean '%s'?", name,
                       near);
        else
            wf_app_say(desk->app, WF_WARNING, "the model has no '%s'", name);
        return false;
    }
    if (thing.kind == WF_THING_RESOURCE && !wf_view_resources(desk->view))
        wf_view_set_resources(desk->view, true);
    wf_view_reveal(desk->view, thing);
    look_into(desk, thing);
    wf_desk_select(desk, thing);
    wf_desk_view_changed(desk);
    return true;
}

WfThing wf_desk_thing_of_node(const WfModel *m, guint32 node)
{
    guint32 n = wf_model_n_components(m);
    if (node >= wf_model_n_nodes(m))
        return WF_THING_NOTHING;
    return node < n ? (WfThing){WF_THING_COMPONENT, node} : (WfThing){WF_THING_FACTS, node - n};
}

guint32 wf_desk_node_of(const WfDesk *desk, WfThing thing)
{
    if (thing.kind == WF_THING_COMPONENT)
        return thing.id;
    if (thing.kind == WF_THING_FACTS)
        return wf_model_n_components(desk->model) + thing.id;
    return G_MAXUINT32;
}

static WfPlace place_of(const WfDesk *desk, WfThing thing)
{
    switch (thing.kind) {
    case WF_THING_COMPONENT:
        return wf_model_component_place(desk->model, thing.id);
    case WF_THING_FACTS:
    case WF_THING_VM:
        return wf_model_vm_place(desk->model, thing.id);
    case WF_THING_STACK:
    case WF_THING_RESOURCE:
        return wf_model_resource_place(desk->model, thing.id);
    case WF_THING_ROLE:
    case WF_THING_NONE:
        break;
    }
    return (WfPlace){0, 0};
}

bool wf_desk_source_of(const WfDesk *desk, WfThing thing, const char **ret_path, guint *ret_line)
{
    WfPlace place = place_of(desk, thing);
    if (!place.node)
        return false;
    *ret_path = wf_model_place_path(desk->model, place);
    *ret_line = wf_model_place_span(desk->model, place).line;
    return true;
}

WfThing wf_desk_thing_of_item(const WfDesk *desk, guint32 number)
{
    const WfPlanItem *item = wf_plan_item(desk->plan, number);
    if (item->new_id == WF_NONE)
        return WF_THING_NOTHING;
    if (item->kind == WF_PLAN_VM) /* by its resource */
        return (WfThing){WF_THING_VM, wf_model_resource_vm(desk->model, item->new_id)};
    return (WfThing){item->kind == WF_PLAN_COMPONENT ? WF_THING_COMPONENT : WF_THING_RESOURCE,
                     item->new_id};
}

/* What is deleted stands in the old model only. */
bool wf_desk_source_of_item(const WfDesk *desk, guint32 number, const char **ret_path,
                            guint *ret_line)
{
    if (!desk->plan || number >= wf_plan_n_items(desk->plan)) /* it was of another plan */
        return false;
    const WfPlanItem *item = wf_plan_item(desk->plan, number);
    WfThing thing = wf_desk_thing_of_item(desk, number);
    WfPlace place = {0, 0};
    if (thing.kind != WF_THING_NONE)
        return wf_desk_source_of(desk, thing, ret_path, ret_line);
    if (item->kind == WF_PLAN_COMPONENT)
        place = wf_model_component_place(desk->old, item->old_id);
    else
        place = wf_model_resource_place(desk->old, item->old_id);
    if (!place.node)
        return false;
    *ret_path = wf_model_place_path(desk->old, place);
    *ret_line = wf_model_place_span(desk->old, place).line;
    return true;
}

const char *wf_why_nothing_selected(gpointer app)
{
    WfDesk *desk = wf_desk_of(app);
    return wf_view_selected(desk->view).kind == WF_THING_NONE ? "nothing is selected" : NULL;
}
