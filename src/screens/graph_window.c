/* Where things are in the picture, and the window that is seen of it. */
#include "graph.h"

#define MARGIN_X 4
#define MARGIN_Y 2

bool graph_is_small(const Graph *graph)
{
    return graph->area.width && (graph->area.width < 40 || graph->area.height < 5);
}

bool graph_is_folded_box(const Graph *graph, guint32 node)
{
    WfShownNode shown = wf_shown_node(graph->shown, node);
    bool empty = shown.thing.kind == WF_THING_VM && !shown.n_nodes; /* there is nothing to open */
    return !empty && wf_visible_node(wf_shown_visible(graph->shown), node)->flags & WF_NODE_FOLDED;
}

guint32 graph_index(const Graph *graph)
{
    WfThing selected = wf_view_selected(graph->desk->view);
    if (!graph->shown || !graph->looks || selected.kind == WF_THING_NONE)
        return G_MAXUINT32;
    return wf_shown_find(graph->shown, selected);
}

bool graph_box(const Graph *graph, guint32 node, WfRect *ret_rect)
{
    if (node == G_MAXUINT32 || !graph->scene || node >= wf_scene_n_nodes(graph->scene))
        return false;
    WfRect box = wf_scene_box(graph->scene, node);
    *ret_rect = (WfRect){box.x - graph->x + graph->area.x, box.y - graph->y + graph->area.y,
                         box.width, box.height};
    return true;
}

static int picture_height(const Graph *graph)
{
    if (graph->tiles)
        return wf_tiles_rows(graph->tiles);
    if (graph->outline)
        return (int)MIN(wf_outline_n_rows(graph->outline), G_MAXINT / 2);
    return graph->scene ? wf_scene_height(graph->scene) : 0;
}

static int picture_width(const Graph *graph)
{
    return graph->scene ? wf_scene_width(graph->scene) : 0;
}

/* What is smaller than the window stands in its middle, or at its top. */
static void clamp(Graph *graph)
{
    int width = picture_width(graph), height = picture_height(graph);
    int most_x = width - graph->area.width, most_y = height - graph->area.height;
    graph->x = most_x <= 0 ? (graph->scene ? most_x / 2 : 0) : CLAMP(graph->x, 0, most_x);
    graph->y = most_y <= 0 ? 0 : CLAMP(graph->y, 0, most_y);
}

void graph_pan(Graph *graph, int dx, int dy)
{
    graph->x += dx;
    graph->y += dy;
    clamp(graph);
}

static int follow(int corner, int room, int from, int size, int margin)
{
    margin = MIN(margin, MAX((room - size) / 2, 0));
    if (from - margin < corner)
        return from - margin;
    if (from + size + margin > corner + room)
        return MIN(from + size + margin - room, from);
    return corner;
}

guint32 graph_selected_row(const Graph *graph)
{
    guint32 index = graph_index(graph);
    return index == G_MAXUINT32 ? 0 : wf_outline_row(graph->outline, index);
}

WfId graph_selected_vm(const Graph *graph)
{
    WfThing selected = wf_view_selected(graph->desk->view);
    if (selected.kind == WF_THING_VM || selected.kind == WF_THING_FACTS)
        return selected.id;
    return selected.kind == WF_THING_COMPONENT
               ? wf_model_component_vm(graph->desk->model, selected.id)
               : WF_NONE;
}

/* The window moves as little as shows @box, with so much around it. */
static void keep_box(Graph *graph, WfRect box, int margin_x, int margin_y)
{
    graph->x = follow(graph->x, graph->area.width, box.x, box.width, margin_x);
    graph->y = follow(graph->y, graph->area.height, box.y, box.height, margin_y);
}

/* Its VM is seen whole where it fits, and the node in any case. */
static void keep_node(Graph *graph, guint32 node)
{
    gint32 frame = wf_visible_node(wf_shown_visible(graph->shown), node)->frame;
    keep_box(graph, wf_scene_box(graph->scene, node), MARGIN_X, MARGIN_Y);
    if (frame < 0)
        return;
    WfRect vm = wf_scene_frame(graph->scene, (guint32)frame);
    bool fits = vm.width <= graph->area.width && vm.height <= graph->area.height;
    if (!fits && wf_view_selected(graph->desk->view).kind == WF_THING_VM) /* then its beginning */
        vm = (WfRect){vm.x, vm.y, MIN(vm.width, graph->area.width),
                      MIN(vm.height, graph->area.height)};
    else if (!fits)
        return;
    keep_box(graph, vm, 0, 0);
}

void graph_keep_in_view(Graph *graph)
{
    guint32 index = graph_index(graph);
    WfId vm = graph_selected_vm(graph);
    WfPoint tile;
    if (!graph->area.width)
        return;
    if (graph->tiles && vm != WF_NONE && wf_tiles_find(graph->tiles, vm, &tile)) {
        graph->y = follow(graph->y, graph->area.height, tile.y, 1, MARGIN_Y);
    } else if (graph->outline) {
        graph->y =
            follow(graph->y, graph->area.height, (int)graph_selected_row(graph), 1, MARGIN_Y);
    } else if (graph->scene && index != G_MAXUINT32 && index < wf_scene_n_nodes(graph->scene)) {
        keep_node(graph, index);
    }
    clamp(graph);
}

void graph_select_node(Graph *graph, guint32 node)
{
    if (graph->shown && node < wf_visible_n_nodes(wf_shown_visible(graph->shown)))
        wf_desk_select(graph->desk, wf_shown_node(graph->shown, node).thing);
}

/* What a VM publishes tells least: if @node is that, a component of the VM. */
static guint32 telling(const Graph *graph, guint32 node)
{
    WfShownNode first = wf_shown_node(graph->shown, node);
    guint32 n =
        first.thing.kind == WF_THING_FACTS ? wf_visible_n_nodes(wf_shown_visible(graph->shown)) : 0;
    for (guint32 i = 0; i < n; i++) {
        WfShownNode other = wf_shown_node(graph->shown, i);
        if (other.thing.kind == WF_THING_COMPONENT && other.vm == first.vm)
            return i;
    }
    return node;
}

static void preselect(Graph *graph, guint32 node)
{
    if (graph->shown && node < wf_visible_n_nodes(wf_shown_visible(graph->shown)))
        wf_desk_preselect(graph->desk, wf_shown_node(graph->shown, telling(graph, node)).thing);
}

/* Where the first cycle begins, if there is one and it is in the picture: the window, too, begins
 * there. Who shows no nodes has not looked for cycles, which takes long in large ones. */
static bool preselect_cycle(Graph *graph)
{
    guint32 node = graph->shown ? wf_view_cycle_start(graph->desk->view) : G_MAXUINT32;
    guint32 shown = node == G_MAXUINT32 ? node : wf_shown_of_node(graph->shown, node);
    if (shown == G_MAXUINT32)
        return false;
    preselect(graph, shown);
    graph->y = picture_height(graph);
    return true;
}

/* A role that is selected stands in no picture of its VMs: the first of these that is there takes
 * its place, or nothing would be selected and the window might show nothing at all. */
static void preselect_of_role(Graph *graph, WfThing role)
{
    g_autoptr(GArray) nodes = wf_view_nodes(graph->desk->view, role);
    guint32 shown = graph_index(graph);
    bool there = shown != G_MAXUINT32;
    for (guint i = 0; !there && i < nodes->len; i++) {
        shown = wf_shown_of_node(graph->shown, g_array_index(nodes, guint32, i));
        there = shown != G_MAXUINT32;
        if (there && wf_shown_node(graph->shown, shown).vm != WF_NONE)
            wf_desk_preselect(graph->desk,
                              (WfThing){WF_THING_VM, wf_shown_node(graph->shown, shown).vm});
        else if (there)
            preselect(graph, shown);
    }
}

void graph_select_first(Graph *graph)
{
    WfThing selected = wf_view_selected(graph->desk->view);
    if (selected.kind == WF_THING_ROLE && graph->shown)
        preselect_of_role(graph, selected);
    if (selected.kind != WF_THING_NONE || preselect_cycle(graph))
        return;
    if (graph->tiles && wf_model_n_vms(graph->desk->model)) {
        guint32 vm = wf_tiles_at(graph->tiles, 0, 0);
        wf_desk_preselect(graph->desk, (WfThing){WF_THING_VM, vm == G_MAXUINT32 ? 0 : vm});
    } else if (graph->outline) {
        for (guint32 row = 0; row < wf_outline_n_rows(graph->outline) && row < 2; row++)
            preselect(graph, wf_outline_node(graph->outline, row));
    } else if (graph->scene && wf_scene_n_nodes(graph->scene)) {
        preselect(graph, wf_scene_neighbour(graph->scene, G_MAXUINT32, WF_TO_DOWN));
    }
}
