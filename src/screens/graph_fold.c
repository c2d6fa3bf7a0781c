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

void graph_open_box(Graph *graph, WfThing thing)
{
    WfView *view = graph->desk->view;
    WfZoom zoom = wf_view_zoom(view);
    if (zoom == WF_ZOOM_TILES || zoom == WF_ZOOM_VMS || zoom == WF_ZOOM_ROLES)
        wf_view_set_zoom(view, WF_ZOOM_COMPACT);
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
