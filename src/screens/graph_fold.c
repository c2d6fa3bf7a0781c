/* Folding: what is open and what stands for more, and Enter, which goes inside. */
#include "graph.h"

WfThing graph_fold_of(const Graph *graph)
{
    guint32 index = graph_index(graph);
    WfThing selected = wf_view_selected(graph->desk->view);
    if (graph->scene && index != G_MAXUINT32 && graph_is_folded_box(graph, index))
        return wf_shown_node(graph->shown, index).thing;
    if (selected.kind == WF_THING_COMPONENT) {
        WfId owner = wf_model_component_owner(graph->desk->model, selected.id);
        WfId vm = wf_model_component_vm(graph->desk->model, selected.id);
        return vm == WF_NONE ? (WfThing){WF_THING_STACK, owner} : (WfThing){WF_THING_VM, vm};
    }
    return selected.kind == WF_THING_FACTS ? (WfThing){WF_THING_VM, selected.id} : selected;
}

void graph_set_folded(Graph *graph, WfThing thing, bool folded)
{
    wf_view_fold(graph->desk->view, thing, folded);
    wf_view_touch(graph->desk->view, thing);
    if (folded)
        wf_view_select(graph->desk->view, thing);
    wf_desk_view_changed(graph->desk);
}

#define MOST_OPENED 48 /* VMs of a role, as boxes that can still be followed */

static WfThing first_of_role(const WfView *view, WfId role)
{
    const WfModel *m = wf_view_model(view);
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        if (wf_view_vm_role(view, vm) == role)
            return (WfThing){WF_THING_VM, vm};
    return WF_THING_NOTHING;
}

/* What of an opened stack is gone into: its one VM, or all that are like the first. */
static WfThing inside_of(const Graph *graph, WfThing stack)
{
    WfView *view = graph->desk->view;
    g_autoptr(GArray) nodes = wf_view_nodes(view, stack);
    WfId first = WF_NONE;
    bool one = true;
    for (guint i = 0; i < nodes->len; i++) {
        WfId vm = wf_model_node_vm(graph->desk->model, g_array_index(nodes, guint32, i));
        one &= first == WF_NONE || vm == first;
        first = first == WF_NONE ? vm : first;
    }
    if (first == WF_NONE)
        return WF_THING_NOTHING;
    return one ? (WfThing){WF_THING_VM, first}
               : (WfThing){WF_THING_ROLE, wf_view_vm_role(view, first)};
}

/* Where all is small, only this grows, where it stands. */
static void go_into(Graph *graph, WfThing thing)
{
    WfView *view = graph->desk->view;
    if (thing.kind == WF_THING_STACK) {
        wf_view_fold(view, thing, false);
        thing = inside_of(graph, thing);
    }
    bool role = thing.kind == WF_THING_ROLE && thing.id != WF_NONE;
    if (thing.kind == WF_THING_ROLE &&
        (!role || wf_view_role_n_vms(view, thing.id) > MOST_OPENED)) {
        graph->beside.focused = true;
        wf_app_say(graph->desk->app, WF_NOTE,
                   "too many for a picture: Enter on one in the list opens it, / finds by name");
        return;
    }
    wf_view_go_into(view, thing, true);
    if (thing.kind != WF_THING_NONE)
        wf_view_select(view, role ? first_of_role(view, thing.id) : thing);
    wf_desk_view_changed(graph->desk);
}

void graph_open_box(Graph *graph, WfThing thing)
{
    WfView *view = graph->desk->view;
    if (wf_view_zoom(view) == WF_ZOOM_TILES)
        wf_view_set_zoom(view, WF_ZOOM_ROLES);
    if (wf_view_zoom(view) <= WF_ZOOM_VMS)
        go_into(graph, thing);
    else
        graph_set_folded(graph, thing, false);
}

bool graph_enter(Graph *graph)
{
    guint32 index = graph_index(graph);
    WfThing selected = wf_view_selected(graph->desk->view);
    if (graph->tiles && selected.kind != WF_THING_NONE)
        graph_open_box(graph, graph_fold_of(graph));
    else if (graph->scene && index != G_MAXUINT32 && graph_is_folded_box(graph, index))
        graph_open_box(graph, wf_shown_node(graph->shown, index).thing);
    else
        graph->beside.focused = true;
    return true;
}
