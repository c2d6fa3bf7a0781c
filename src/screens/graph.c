/* The graph screen: what its keys do, and putting the picture and the detail pane together. */
#include "graph.h"

#include <weft/acting.h>

/* Components; above, the first picture is the tile map. */
#define TILES_FROM 2000
/* Likewise; above, what each VM is for, where that is told by few boxes, else the tile map, too. */
#define ROLES_FROM 300
#define MOST_ROLES 24 /* boxes that are easy to follow */
#define FIRST_HOPS 2

static void graph_close(WfApp *app, gpointer self)
{
    (void)app;
    Graph *graph = self;
    graph_forget(graph);
    wf_scene_free(graph->scene);
    wf_outline_free(graph->outline);
    wf_shown_free(graph->shown);
    wf_layout_free(graph->layout);
    g_free(graph->trouble);
    g_clear_pointer(&graph->labels, g_ptr_array_unref);
    if (graph->typed)
        g_string_free(graph->typed, TRUE);
    g_free(graph);
}

static void graph_open(WfApp *app, gpointer self)
{
    (void)app;
    Graph *graph = self;
    wf_detail_set(graph->beside.detail, wf_view_selected(graph->desk->view));
    if (graph->stale)
        graph_renew(graph);
    else
        graph_show_selected(graph);
}

/* --- painting --- */

static void graph_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    Graph *graph = self;
    bool status = rect.height >= 12;
    graph->status = status;
    WfRect body = {rect.x, rect.y, rect.width, rect.height - status};
    WfRect before = graph->area;
    WfRect area = wf_beside_place(&graph->beside, body);
    if (area.width)
        graph->area = area;
    if (wf_view_ascii(graph->desk->view) != wf_grid_ascii(grid)) {
        wf_view_set_ascii(graph->desk->view, wf_grid_ascii(grid));
        graph_renew(graph);
    }
    if (before.width != graph->area.width || before.height != graph->area.height) {
        if (graph->tiles)
            graph_renew(graph);
        graph_keep_in_view(graph);
        if (area.width && graph_is_small(graph)) /* the tree stands in: to what was selected here */
            tree_show_selected(graph->tree);
    }
    graph_refresh_looks(graph);
    if (area.width && graph_is_small(graph))
        tree_screen.paint(app, graph->tree, grid, body);
    else if (area.width)
        graph_paint_picture(graph, grid);
    if (!graph_is_small(graph) || !area.width)
        wf_beside_paint(&graph->beside, grid);
    if (status)
        graph_paint_status(graph, grid, (WfRect){rect.x, rect.y + rect.height - 1, rect.width, 1});
}

/* What is lit besides the selection's neighbours. */
static const char *lit(const WfDesk *desk)
{
    switch (desk->reach & (WF_UPSTREAM | WF_DOWNSTREAM)) {
    case WF_UPSTREAM:
        return "all it needs  ";
    case WF_DOWNSTREAM:
        return "all that need it  ";
    case 0:
        return wf_view_critical(desk->view) == WF_CRITICAL_OFF ? "" : "longest chain  ";
    default:
        return "needs and needed by  ";
    }
}

static void graph_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    Graph *graph = self;
    WfDesk *desk = graph->desk;
    g_autofree char *name =
        graph->status ? NULL : wf_view_name(desk->view, wf_view_selected(desk->view));
    screens_info(desk, text);
    g_string_append(text, lit(desk));
    if (wf_view_focus_hops(desk->view))
        g_string_append_printf(text, "focus %u  ", wf_view_focus_hops(desk->view));
    g_string_append(text, name ? name : wf_zoom_name(wf_view_zoom(desk->view)));
}

/* Esc leads out of something. */
static bool has_mode(const Graph *graph)
{
    const WfView *view = graph->desk->view;
    return graph->desk->reach || wf_view_critical(view) != WF_CRITICAL_OFF ||
           wf_view_focus_hops(view) ||
           (wf_view_zoom(view) <= WF_ZOOM_VMS && wf_view_gone_into(view, WF_THING_NOTHING));
}

/* What is folded opens, and Space folds what is open. */
static bool opens(const Graph *graph)
{
    guint32 index = graph_index(graph);
    return graph->tiles ||
           (graph->scene && index != G_MAXUINT32 && graph_is_folded_box(graph, index));
}

static void graph_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    Graph *graph = self;
    if (graph_is_small(graph)) {
        g_ptr_array_add(ids, (gpointer) "enter fold, or details");
        return;
    }
    const bool box = opens(graph);
    const char *const usual[] = {
        "zoom-in nearer",   "zoom-out farther",       box ? "enter open" : "fold", "jump",
        "closure-up needs", "closure-down needed by", "critical longest chain",    "focus",
        "enter details"};
    if (wf_beside_hints(&graph->beside, ids))
        return;
    if (has_mode(graph))
        g_ptr_array_add(ids, (gpointer) "cancel back");
    if (graph->desk->filter)
        g_ptr_array_add(ids, (gpointer) "clear-filter");
    for (guint i = 0; i < G_N_ELEMENTS(usual) - box; i++)
        g_ptr_array_add(ids, (gpointer)usual[i]);
}

static WfCursor graph_cursor(WfApp *app, gpointer self)
{
    (void)app;
    const Graph *graph = self;
    WfRect box;
    if (graph->beside.focused)
        return wf_detail_cursor(graph->beside.detail);
    if (graph_box(graph, graph_index(graph), &box) && wf_rect_has(graph->area, box.x, box.y))
        return (WfCursor){box.x, box.y, false};
    return (WfCursor){graph->area.x, graph->area.y, false};
}

/* --- the generic commands --- */

/* Esc: the innermost of what one may have got into. */
static bool leave(Graph *graph)
{
    WfView *view = graph->desk->view;
    if (graph->next && graph->scene) {
        graph_stop_layout(graph);
        wf_app_say(graph->desk->app, WF_NOTE, "stopped; this is the picture before");
    } else if (graph->next) {
        graph_lay_out_simply(graph);
    } else if (graph->desk->reach) {
        graph->desk->reach = 0;
        wf_view_set_reach(view, 1, 1);
        wf_desk_looks_changed(graph->desk);
    } else if (wf_view_critical(view) != WF_CRITICAL_OFF) {
        wf_view_set_critical(view, WF_CRITICAL_OFF);
        wf_desk_looks_changed(graph->desk);
    } else if (wf_view_focus_hops(view)) {
        wf_view_focus(view, NULL, 0, 0);
        wf_desk_view_changed(graph->desk);
    } else if (wf_view_zoom(view) <= WF_ZOOM_VMS && wf_view_come_out(view)) {
        wf_desk_view_changed(graph->desk);
    } else {
        return false;
    }
    return true;
}

/* To the next match, in the order in which things run. */
static bool next_match(Graph *graph, bool forward)
{
    WfDesk *desk = graph->desk;
    guint32 n = wf_model_n_nodes(desk->model), at = 0, n_matches;
    const guint8 *matches = wf_view_matches(desk->view, &n_matches);
    if (!matches || !n_matches) {
        wf_app_say(desk->app, WF_NOTE, "no filter to go by; / sets one");
        return true;
    }
    g_autofree guint32 *order = g_new(guint32, n + 1);
    wf_graph_order(wf_model_graph(desk->model), order, NULL);
    guint32 here = wf_desk_node_of(desk, wf_view_selected(desk->view));
    for (guint32 i = 0; i < n; i++)
        if (order[i] == here)
            at = i;
    if (here == G_MAXUINT32)
        at = forward ? n - 1 : 0;
    for (guint32 i = 1; i <= n; i++) {
        guint32 node = order[(forward ? at + i : at + n - i) % n];
        if (!matches[node])
            continue;
        wf_desk_goto(desk, wf_model_node_name(desk->model, node));
        return true;
    }
    return true;
}

/* Inside of a box of many it is not seen. */
static bool match_is_in_view(const Graph *graph, const guint8 *matches)
{
    bool far = wf_view_zoom(graph->desk->view) <= WF_ZOOM_VMS;
    for (guint32 node = 0; node < wf_model_n_nodes(graph->desk->model); node++) {
        WfRect box;
        guint32 shown = matches[node] ? wf_shown_of_node(graph->shown, node) : G_MAXUINT32;
        if (shown != G_MAXUINT32 && graph_box(graph, shown, &box) &&
            !(far && graph_is_folded_box(graph, shown)) &&
            wf_rect_cut(box, graph->area).width > 0 && wf_rect_cut(box, graph->area).height > 0)
            return true;
    }
    return false;
}

/* After a new filter: if no match is in view, to one. */
static void meet_match(Graph *graph)
{
    WfDesk *desk = graph->desk;
    guint32 n_matches;
    const guint8 *matches = wf_view_matches(desk->view, &n_matches);
    bool drawn =
        graph->shown && !desk->hide && !graph_is_small(graph); /* else it is laid out anew */
    if (matches && n_matches && drawn && wf_desk_shows(desk, "graph") &&
        !match_is_in_view(graph, matches))
        next_match(graph, true);
}

static void on_news(gpointer self, WfNews news)
{
    Graph *graph = self;
    if (news == WF_NEWS_MODEL_GOES)
        graph_forget(graph);
    else if (news == WF_NEWS_PICTURE)
        graph_renew(graph);
    else if (news == WF_NEWS_LOOKS || news == WF_NEWS_TYPED)
        graph->looks_stale = true;
    else if (news == WF_NEWS_SELECTION)
        graph_show_selected(graph);
    else if (news == WF_NEWS_MATCHES && graph->desk->hide && graph->desk->filter)
        graph_renew_soon(graph);
    else if (news == WF_NEWS_SOUGHT)
        meet_match(graph);
}

/* What is far larger than a window begins with all of it, small: wires that lead out of sight on
 * all sides tell nothing. */
static WfZoom first_zoom(const WfDesk *desk)
{
    guint32 n = wf_model_n_components(desk->model), n_vms = wf_model_n_vms(desk->model);
    if (n <= ROLES_FROM)
        return WF_ZOOM_COMPACT;
    guint32 roles = wf_view_n_roles(desk->view);
    if (roles > 2 && roles <= MOST_ROLES && 2 * roles <= n_vms)
        return WF_ZOOM_ROLES;
    return n > TILES_FROM || n_vms > MOST_ROLES ? WF_ZOOM_TILES : WF_ZOOM_COMPACT;
}

Graph *graph_new(WfDesk *desk, WfDetail *detail, TreeScreen *tree)
{
    Graph *graph = g_new0(Graph, 1);
    graph->desk = desk;
    graph->tree = tree;
    graph->beside.detail = detail;
    graph->layout = wf_layout_new();
    graph->minimap = graph->status = true;
    graph->hops = FIRST_HOPS;
    graph->stale = true;
    wf_view_set_zoom(desk->view, first_zoom(desk));
    wf_desk_listen(desk, on_news, graph);
    return graph;
}

static bool graph_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    Graph *graph = self;
    if (wf_beside_command(&graph->beside, id, args))
        return true;
    if (graph_is_small(graph) && !g_str_has_suffix(id, "match") && !g_str_equal(id, "cancel"))
        return tree_screen.command(app, graph->tree, id, args);
    if (g_str_equal(id, "enter"))
        return graph_enter(graph);
    if (g_str_equal(id, "cancel") || g_str_equal(id, "interrupt"))
        return leave(graph) || wf_acting_stop(graph->desk->acting);
    if (g_str_equal(id, "next-match") || g_str_equal(id, "previous-match"))
        return next_match(graph, g_str_equal(id, "next-match"));
    return screens_command(graph->desk, id, args);
}

const WfScreenOps graph_screen = {.name = "graph",
                                  .title = "Graph",
                                  .number = 1,
                                  .open = graph_open,
                                  .close = graph_close,
                                  .paint = graph_paint,
                                  .move = graph_move,
                                  .mouse = graph_mouse,
                                  .command = graph_command,
                                  .info = graph_info,
                                  .hints = graph_hints,
                                  .cursor = graph_cursor};
