/* Moving about in the picture, by keys and with the mouse. */
#include "graph.h"

#include <weft/check.h>

/* --- keys --- */

static bool move_outline(Graph *graph, int by)
{
    gint64 n = wf_outline_n_rows(graph->outline), row = (gint64)graph_selected_row(graph) + by;
    int step = by < 0 ? -1 : 1;
    row = CLAMP(row, 0, n - 1);
    while (row >= 0 && row < n && wf_outline_node(graph->outline, (guint32)row) == G_MAXUINT32)
        row += step; /* titles of frames are passed over */
    if (row < 0 || row >= n)
        return false;
    graph_select_node(graph, wf_outline_node(graph->outline, (guint32)row));
    return true;
}

static bool move_tiles(Graph *graph, WfToward toward)
{
    WfId vm = graph_selected_vm(graph);
    guint32 to = vm == WF_NONE ? wf_tiles_at(graph->tiles, 0, 0)
                               : wf_tiles_neighbour(graph->tiles, vm, toward);
    if (to == G_MAXUINT32)
        return false;
    wf_desk_select(graph->desk, (WfThing){WF_THING_VM, to});
    return true;
}

static bool step(Graph *graph, WfToward toward)
{
    if (graph->tiles)
        return move_tiles(graph, toward);
    if (graph->outline)
        return (toward == WF_TO_UP || toward == WF_TO_DOWN) &&
               move_outline(graph, toward == WF_TO_UP ? -1 : 1);
    if (!graph->scene)
        return false;
    guint32 from = graph_index(graph), to = wf_scene_neighbour(graph->scene, from, toward);
    if (to == from) /* there is nothing more this way: show what else is there */
        graph_pan(graph,
                  toward == WF_TO_LEFT    ? -8
                  : toward == WF_TO_RIGHT ? 8
                                          : 0,
                  toward == WF_TO_UP     ? -3
                  : toward == WF_TO_DOWN ? 3
                                         : 0);
    else
        graph_select_node(graph, to);
    return true;
}

/* The first or last node of the topological order that is in the picture. */
static bool select_end(Graph *graph, bool last)
{
    if (graph->outline)
        return move_outline(graph, last ? G_MAXINT / 4 : -G_MAXINT / 4);
    if (graph->tiles) {
        graph_pan(graph, 0, last ? G_MAXINT / 4 : -G_MAXINT / 4);
        return true;
    }
    guint32 best = G_MAXUINT32;
    for (guint32 i = 0; graph->scene && i < wf_scene_n_nodes(graph->scene); i++) {
        if (best == G_MAXUINT32) {
            best = i;
            continue;
        }
        WfRect a = wf_scene_box(graph->scene, i), b = wf_scene_box(graph->scene, best);
        bool before = a.y < b.y || (a.y == b.y && a.x < b.x);
        if (before != last)
            best = i;
    }
    graph_select_node(graph, best);
    return best != G_MAXUINT32;
}

static bool page(Graph *graph, int rows)
{
    if (graph->outline)
        return move_outline(graph, rows);
    graph_pan(graph, 0, rows);
    return true;
}

bool graph_move(WfApp *app, gpointer self, WfMove move, int count)
{
    Graph *graph = self;
    int height = MAX(graph->area.height, 2);
    if (wf_beside_move(&graph->beside, move, count))
        return true;
    if (graph_is_small(graph))
        return tree_screen.move(app, graph->tree, move, count);
    switch (move) {
    case WF_MOVE_UP:
    case WF_MOVE_DOWN:
        return step(graph, move == WF_MOVE_UP ? WF_TO_UP : WF_TO_DOWN);
    case WF_MOVE_LEFT:
    case WF_MOVE_RIGHT:
        return step(graph, move == WF_MOVE_LEFT ? WF_TO_LEFT : WF_TO_RIGHT);
    case WF_MOVE_FIRST:
    case WF_MOVE_LAST:
        return select_end(graph, move == WF_MOVE_LAST);
    case WF_MOVE_PAGE_UP:
    case WF_MOVE_PAGE_DOWN:
        return page(graph, move == WF_MOVE_PAGE_UP ? 2 - height : height - 2);
    case WF_MOVE_HALF_UP:
    case WF_MOVE_HALF_DOWN:
        return page(graph, move == WF_MOVE_HALF_UP ? -height / 2 : height / 2);
    case WF_MOVE_SCROLL_UP:
    case WF_MOVE_SCROLL_DOWN:
        graph_pan(graph, 0, move == WF_MOVE_SCROLL_UP ? -1 : 1);
        return true;
    }
    return false;
}

/* --- mouse --- */

static WfHit hit_at(const Graph *graph, int x, int y)
{
    if (!graph->scene || !graph->looks)
        return (WfHit){WF_HIT_NOTHING, G_MAXUINT32, G_MAXUINT32};
    return wf_scene_hit(graph->scene, x - graph->area.x + graph->x, y - graph->area.y + graph->y,
                        false);
}

static WfThing thing_at(const Graph *graph, int x, int y)
{
    int column = x - graph->area.x + graph->x, row = y - graph->area.y + graph->y;
    if (graph->tiles) {
        guint32 vm = wf_tiles_at(graph->tiles, column - WF_TILES_MARGIN, row);
        return vm == G_MAXUINT32 ? WF_THING_NOTHING : (WfThing){WF_THING_VM, vm};
    }
    if (graph->outline && row >= 0 && (guint32)row < wf_outline_n_rows(graph->outline)) {
        guint32 node = wf_outline_node(graph->outline, (guint32)row);
        return node == G_MAXUINT32 ? WF_THING_NOTHING : wf_shown_node(graph->shown, node).thing;
    }
    WfHit hit = hit_at(graph, x, y);
    if (hit.kind == WF_HIT_NODE)
        return wf_shown_node(graph->shown, hit.index).thing;
    if (hit.kind == WF_HIT_FRAME)
        return (WfThing){WF_THING_VM, wf_shown_frame_vm(graph->shown, hit.index)};
    return WF_THING_NOTHING;
}

/* What an edge is for, and of how many of the model it is drawn. */
static void say_edge(const Graph *graph, guint32 edge)
{
    guint32 n;
    const guint32 *edges = wf_shown_edges(graph->shown, edge, &n);
    if (!n)
        return;
    g_autofree char *text = wf_check_edge_text(graph->desk->model, edges[0]);
    g_autofree char *more = n > 1 ? g_strdup_printf("; and %u more", n - 1) : g_strdup("");
    wf_app_say(graph->desk->app, WF_NOTE, "%s%s", text, more);
}

/* On the small map: the window goes there, its middle under the mouse. */
static bool go_by_map(Graph *graph, const WfMouse *mouse)
{
    WfRect map;
    if (!graph_map(graph, &map) || !wf_rect_has(map, mouse->x, mouse->y))
        return false;
    int x = (2 * (mouse->x - map.x) + 1) * wf_scene_width(graph->scene) / (2 * map.width);
    int y = (2 * (mouse->y - map.y) + 1) * wf_scene_height(graph->scene) / (2 * map.height);
    graph_pan(graph, x - graph->area.width / 2 - graph->x, y - graph->area.height / 2 - graph->y);
    return true;
}

static void press(Graph *graph, const WfMouse *mouse)
{
    graph->on_map = go_by_map(graph, mouse);
    if (graph->on_map)
        return;
    WfThing thing = thing_at(graph, mouse->x, mouse->y);
    WfHit hit = hit_at(graph, mouse->x, mouse->y);
    graph->dragging = true;
    graph->drag_x = mouse->x;
    graph->drag_y = mouse->y;
    if (thing.kind != WF_THING_NONE)
        wf_desk_select(graph->desk, thing);
    else if (hit.kind == WF_HIT_EDGE)
        say_edge(graph, hit.index);
}

/* Only on what the first click has selected; elsewhere it is one click more. */
static void press_again(Graph *graph, const WfMouse *mouse)
{
    WfThing thing = graph->on_map ? WF_THING_NOTHING : thing_at(graph, mouse->x, mouse->y);
    if (thing.kind != WF_THING_NONE && wf_thing_equal(thing, wf_view_selected(graph->desk->view)))
        graph_enter(graph);
    else
        press(graph, mouse);
}

static void drag(Graph *graph, const WfMouse *mouse)
{
    if (graph->on_map)
        go_by_map(graph, mouse);
    if (!graph->dragging)
        return;
    graph_pan(graph, graph->drag_x - mouse->x, graph->drag_y - mouse->y);
    graph->drag_x = mouse->x;
    graph->drag_y = mouse->y;
}

bool graph_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    Graph *graph = self;
    if (wf_beside_mouse(&graph->beside, mouse))
        return true;
    if (graph_is_small(graph))
        return tree_screen.mouse(app, graph->tree, mouse);
    int dy = mouse->action == WF_MOUSE_WHEEL_UP ? -3 : 3;
    bool sideways = mouse->mods & (WF_MOD_SHIFT | WF_MOD_CTRL);
    switch (mouse->action) {
    case WF_MOUSE_PRESS:
        if (mouse->button == 1 || mouse->button == 2)
            press(graph, mouse);
        break;
    case WF_MOUSE_DOUBLE:
        press_again(graph, mouse);
        break;
    case WF_MOUSE_DRAG:
        drag(graph, mouse);
        break;
    case WF_MOUSE_RELEASE:
        graph->dragging = graph->on_map = false;
        break;
    case WF_MOUSE_WHEEL_UP:
    case WF_MOUSE_WHEEL_DOWN:
        graph_pan(graph, sideways ? 2 * dy : 0, sideways ? 0 : dy);
        break;
    }
    return true;
}
