/* The graph screen's own commands: zoom, folding, what is lit, focus, panning. */
#include "commands.h"
#include "graph.h"

static Graph *graph_of(gpointer app)
{
    return screens_of(app)->graph;
}

/* All that is in the picture is folded: the level alone shows no more of it. */
static bool is_the_same(const Graph *graph)
{
    if (!graph->scene || graph->next)
        return false;
    g_autoptr(WfShown) now = wf_view_show(graph->desk->view);
    return wf_visible_equal(wf_shown_visible(graph->shown), wf_shown_visible(now));
}

/* Then what is selected opens. False: it is not folded. */
static bool open_selected(Graph *graph)
{
    guint32 index = graph_index(graph);
    if (index == G_MAXUINT32 || !graph_is_folded_box(graph, index))
        return false;
    graph_open_box(graph, wf_shown_node(graph->shown, index).thing);
    return true;
}

static void zoom_by(gpointer app, int by)
{
    WfDesk *desk = wf_desk_of(app);
    int zoom = (int)wf_view_zoom(desk->view) + by;
    if (zoom < 0 || zoom >= WF_N_ZOOMS) {
        wf_app_say(app, WF_NOTE,
                   by < 0 ? "this is as far as it goes" : "this is as near as it goes");
        return;
    }
    wf_view_set_zoom(desk->view, (WfZoom)zoom);
    bool same = by > 0 && is_the_same(graph_of(app));
    wf_app_say(app, WF_NOTE, "%s: %s%s", wf_zoom_name((WfZoom)zoom), wf_zoom_text((WfZoom)zoom),
               same ? "; what is folded opens one by one" : "");
    if (!same || !open_selected(graph_of(app)))
        wf_desk_view_changed(desk);
}

void cmd_zoom_in(gpointer app, const char *args)
{
    (void)args;
    zoom_by(app, 1);
}

void cmd_zoom_out(gpointer app, const char *args)
{
    (void)args;
    zoom_by(app, -1);
}

void cmd_zoom(gpointer app, const char *args)
{
    WfZoom zoom;
    WfDesk *desk = wf_desk_of(app);
    if (!wf_zoom_parse(args, &zoom)) {
        wf_app_say(app, WF_WARNING,
                   "zoom takes tiles, roles, vms, compact, boxes or outline, not '%s'", args);
        return;
    }
    wf_view_set_zoom(desk->view, zoom);
    wf_desk_view_changed(desk);
}

void cmd_zoom_complete(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    (void)args;
    for (int zoom = 0; zoom < WF_N_ZOOMS; zoom++)
        g_ptr_array_add(ret, g_strdup(wf_zoom_name((WfZoom)zoom)));
}

void cmd_fold(gpointer app, const char *args)
{
    (void)args;
    Graph *graph = graph_of(app);
    WfThing thing = graph_fold_of(graph);
    guint32 index = graph_index(graph);
    if (thing.kind == WF_THING_NONE || thing.id == WF_NONE)
        return;
    bool shut = graph->scene && index != G_MAXUINT32 && graph_is_folded_box(graph, index);
    if (shut || graph->tiles)
        graph_open_box(graph, thing);
    else
        graph_set_folded(graph, thing, true);
}

/* A whole nested stack or group, from anything inside it; or the role that was gone into. */
void cmd_fold_stack(gpointer app, const char *args)
{
    (void)args;
    Graph *graph = graph_of(app);
    const WfModel *m = graph->desk->model;
    WfThing selected = graph_fold_of(graph);
    WfId around = WF_NONE;
    WfThing role = {WF_THING_ROLE, WF_NONE};
    if (selected.kind == WF_THING_VM)
        role.id = wf_view_vm_role(graph->desk->view, selected.id);
    if (role.id != WF_NONE && wf_view_gone_into(graph->desk->view, role)) {
        graph_set_folded(graph, role, true);
        return;
    }
    if (selected.kind == WF_THING_VM)
        around = wf_model_resource_parent(m, wf_model_vm_resource(m, selected.id));
    else if (selected.kind == WF_THING_STACK)
        around = wf_view_folded(graph->desk->view, selected)
                     ? wf_model_resource_parent(m, selected.id)
                     : selected.id;
    if (around == WF_NONE)
        wf_app_say(app, WF_NOTE, "it is in no nested stack and no group");
    else
        graph_set_folded(graph, (WfThing){WF_THING_STACK, around}, true);
}

static void fold_all(gpointer app, bool folded)
{
    WfDesk *desk = wf_desk_of(app);
    wf_view_fold_all(desk->view, folded);
    if (!folded && wf_view_zoom(desk->view) < WF_ZOOM_COMPACT)
        wf_view_set_zoom(desk->view, WF_ZOOM_COMPACT);
    wf_desk_view_changed(desk);
}

void cmd_fold_all(gpointer app, const char *args)
{
    (void)args;
    fold_all(app, true);
}

void cmd_unfold_all(gpointer app, const char *args)
{
    (void)args;
    fold_all(app, false);
}

void cmd_jump(gpointer app, const char *args)
{
    (void)args;
    jump_start(graph_of(app));
}

static void say_closure(WfDesk *desk, WfDirection direction)
{
    g_autoptr(GArray) seeds = wf_view_nodes(desk->view, wf_view_selected(desk->view));
    g_autofree char *name = wf_view_name(desk->view, wf_view_selected(desk->view));
    guint32 n_nodes = wf_model_n_nodes(desk->model), vms = 0;
    g_autofree guint8 *mark = g_new0(guint8, n_nodes + 1);
    g_autofree guint8 *vm_mark = g_new0(guint8, wf_model_n_vms(desk->model) + 1);
    guint32 n = wf_graph_reach(wf_model_graph(desk->model), (const guint32 *)seeds->data,
                               seeds->len, direction, G_MAXUINT32, mark);
    for (guint32 node = 0; node < n_nodes; node++) {
        WfId vm = mark[node] ? wf_model_node_vm(desk->model, node) : WF_NONE;
        if (vm != WF_NONE && !vm_mark[vm]++)
            vms++;
    }
    wf_app_say(desk->app, WF_NOTE,
               direction == WF_UPSTREAM ? "%s needs %u in all, on %u VM%s; Esc goes back"
                                        : "%s is needed by %u in all, on %u VM%s; Esc goes back",
               name ? name : "?", n - seeds->len, vms, vms == 1 ? "" : "s");
}

/* Once: everything; again: its neighbours only. */
static void closure(gpointer app, WfDirection direction)
{
    WfDesk *desk = wf_desk_of(app);
    if (wf_view_selected(desk->view).kind == WF_THING_NONE)
        return;
    desk->reach ^= (guint)direction;
    wf_view_set_reach(desk->view,
                      desk->reach & WF_UPSTREAM     ? G_MAXUINT32
                      : desk->reach & WF_DOWNSTREAM ? 0
                                                    : 1,
                      desk->reach & WF_DOWNSTREAM ? G_MAXUINT32
                      : desk->reach & WF_UPSTREAM ? 0
                                                  : 1);
    wf_desk_looks_changed(desk);
    if (desk->reach & (guint)direction)
        say_closure(desk, direction);
}

void cmd_closure_up(gpointer app, const char *args)
{
    (void)args;
    closure(app, WF_UPSTREAM);
}

void cmd_closure_down(gpointer app, const char *args)
{
    (void)args;
    closure(app, WF_DOWNSTREAM);
}

void cmd_critical(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    bool on = wf_view_critical(desk->view) == WF_CRITICAL_OFF;
    wf_view_set_critical(desk->view, on ? WF_CRITICAL_COUNT : WF_CRITICAL_OFF);
    wf_desk_looks_changed(desk);
    if (!on)
        return;
    g_autoptr(GArray) path = wf_view_critical_path(desk->view, NULL);
    if (!path->len) {
        wf_app_say(app, WF_NOTE, "everything is in or behind a cycle: there is no longest path");
        return;
    }
    wf_app_say(app, WF_NOTE, "the longest chain has %u steps, from %s to %s", path->len,
               wf_model_node_name(desk->model, g_array_index(path, guint32, 0)),
               wf_model_node_name(desk->model, g_array_index(path, guint32, path->len - 1)));
}

static void focus(WfDesk *desk, guint hops)
{
    WfThing selected = wf_view_selected(desk->view);
    if (selected.kind == WF_THING_NONE)
        return;
    if (wf_view_zoom(desk->view) < WF_ZOOM_COMPACT)
        wf_view_set_zoom(desk->view, WF_ZOOM_COMPACT);
    wf_view_focus(desk->view, &selected, 1, hops);
    desk->screens->graph->hops = hops;
    wf_desk_view_changed(desk);
    wf_app_say(desk->app, WF_NOTE,
               "what is at most %u step%s away; ( and ) change that, F shows all", hops,
               hops == 1 ? "" : "s");
}

void cmd_focus(gpointer app, const char *args)
{
    WfDesk *desk = wf_desk_of(app);
    guint64 hops = desk->screens->graph->hops;
    if (args[0] && !g_ascii_string_to_unsigned(args, 10, 1, 100, &hops, NULL)) {
        wf_app_say(app, WF_WARNING, "focus takes 1 to 100 steps, not '%s'", args);
        return;
    }
    if (!args[0] && wf_view_focus_hops(desk->view)) {
        wf_view_focus(desk->view, NULL, 0, 0);
        wf_desk_view_changed(desk);
        return;
    }
    focus(desk, (guint)hops);
}

void cmd_focus_more(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    focus(desk, MIN(desk->screens->graph->hops + (wf_view_focus_hops(desk->view) ? 1 : 0), 100));
}

void cmd_focus_less(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    focus(desk, MAX(desk->screens->graph->hops - (wf_view_focus_hops(desk->view) ? 1 : 0), 1));
}

void cmd_turn(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    wf_view_set_left_to_right(desk->view, !wf_view_left_to_right(desk->view));
    wf_desk_view_changed(desk);
}

void cmd_minimap(gpointer app, const char *args)
{
    (void)args;
    graph_of(app)->minimap = !graph_of(app)->minimap;
}

void cmd_resources(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    wf_view_set_resources(desk->view, !wf_view_resources(desk->view));
    wf_desk_view_changed(desk);
}

#define PAN(name, dx, dy)                                                                          \
    void cmd_pan_##name(gpointer app, const char *args)                                            \
    {                                                                                              \
        (void)args;                                                                                \
        graph_pan(graph_of(app), dx, dy);                                                          \
    }
PAN(left, -8, 0)
PAN(right, 8, 0)
PAN(up, 0, -4)
PAN(down, 0, 4)

/* Along the order in which things run: the one before, the one after. */
static void walk(gpointer app, bool forward, bool wave)
{
    WfDesk *desk = wf_desk_of(app);
    guint32 n = wf_model_n_nodes(desk->model),
            here = wf_desk_node_of(desk, wf_view_selected(desk->view));
    g_autofree guint32 *order = g_new(guint32, n + 1), *waves = g_new(guint32, n + 1);
    wf_graph_order(wf_model_graph(desk->model), order, waves);
    guint32 at = 0;
    while (at < n && order[at] != here)
        at++;
    for (guint32 i = at; n && at < n;) {
        if (forward ? i + 1 >= n : i == 0)
            break;
        i = forward ? i + 1 : i - 1;
        guint32 node = order[i];
        if (node >= wf_model_n_components(desk->model) || (wave && waves[node] == waves[here]))
            continue;
        wf_desk_goto(desk, wf_model_node_name(desk->model, node));
        if (waves[node] != G_MAXUINT32)
            wf_app_say(app, WF_NOTE, "wave %u", waves[node] + 1);
        return;
    }
    wf_app_say(app, WF_NOTE, at == n ? "select a component first" : "there is none further on");
}

void cmd_order_next(gpointer app, const char *args)
{
    (void)args;
    walk(app, true, false);
}

void cmd_order_previous(gpointer app, const char *args)
{
    (void)args;
    walk(app, false, false);
}

void cmd_wave_next(gpointer app, const char *args)
{
    (void)args;
    walk(app, true, true);
}

void cmd_wave_previous(gpointer app, const char *args)
{
    (void)args;
    walk(app, false, true);
}
