/* Making the picture: what is shown, its layout in the background, and keeping
 * the eye where it was when a new picture takes the place of the old one. */
#include "graph.h"

#define SOON_MS 400        /* changes of states in between make one picture */
#define UNHURRIED_MS 60000 /* a script gets the same picture on a busy machine */

/* Where the selection stands on the screen, if it does. */
static bool place_on_screen(const Graph *graph, WfPoint *ret)
{
    WfRect box;
    if (!graph_box(graph, graph_index(graph), &box))
        return false;
    *ret = (WfPoint){box.x + box.width / 2, box.y};
    return wf_rect_has(graph->area, ret->x, ret->y);
}

static void drop_picture(Graph *graph)
{
    g_clear_pointer(&graph->looks, wf_view_looks_free);
    g_clear_pointer(&graph->scene, wf_scene_free);
    g_clear_pointer(&graph->outline, wf_outline_free);
    g_clear_pointer(&graph->tiles, wf_tiles_free);
    g_clear_pointer(&graph->shown, wf_shown_free);
}

static void make_looks(Graph *graph)
{
    graph->looks_stale = false;
    g_clear_pointer(&graph->looks, wf_view_looks_free);
    if (graph->shown && wf_shown_model(graph->shown) == graph->desk->model)
        graph->looks = wf_view_looks(graph->desk->view, graph->shown);
}

/* The new picture is there: the selection stays on its place of the screen. */
static void take_scene(Graph *graph, WfShown *shown, WfScene *scene)
{
    WfPoint before, after;
    bool had = graph->scene != NULL, anchored = had && place_on_screen(graph, &before);
    drop_picture(graph);
    graph->shown = shown;
    graph->scene = scene;
    make_looks(graph);
    if (!had)
        graph->x = graph->y = 0;
    graph_select_first(graph);
    WfRect box;
    if (anchored && graph_box(graph, graph_index(graph), &box)) {
        after = (WfPoint){box.x + box.width / 2, box.y};
        graph->x += after.x - before.x;
        graph->y += after.y - before.y;
    }
    graph_keep_in_view(graph);
    wf_app_dirty(graph->desk->app);
}

static void on_layout(WfScene *scene, const WfLayoutReport *report, guint generation,
                      const GError *error, gpointer data)
{
    (void)generation;
    Graph *graph = data;
    g_clear_pointer(&graph->trouble, g_free);
    WfShown *shown = g_steal_pointer(&graph->next);
    if (scene) {
        graph->quality = report->quality;
        graph->trouble = g_strdup(report->trouble);
        take_scene(graph, shown, scene);
    } else {
        wf_shown_free(shown);
        wf_app_say(graph->desk->app, WF_FAULT, "cannot lay out: %s; - shows less", error->message);
    }
    wf_app_busy(graph->desk->app, -1);
}

void graph_stop_layout(Graph *graph)
{
    if (!graph->next)
        return;
    wf_layout_cancel(graph->layout);
    g_clear_pointer(&graph->next, wf_shown_free);
    wf_app_busy(graph->desk->app, -1);
}

static void make_tiles(Graph *graph)
{
    int columns = MAX(graph->area.width - WF_TILES_MARGIN - 2, 16);
    if (graph->tiles && graph->tiles_columns == columns)
        return;
    drop_picture(graph);
    graph->tiles_columns = columns;
    graph->tiles = wf_view_tiles(graph->desk->view, columns);
    graph->x = graph->y = 0;
}

static void make_outline(Graph *graph, WfShown *shown)
{
    drop_picture(graph);
    graph->shown = shown;
    graph->outline = wf_outline_new(wf_shown_visible(shown));
    graph->x = graph->y = 0;
    make_looks(graph);
}

static void start_layout(Graph *graph, WfShown *shown)
{
    WfLayoutOptions options = wf_shown_options(shown);
    if (!wf_app_has_terminal(graph->desk->app))
        options.deadline_ms = UNHURRIED_MS;
    WfScene *scene = wf_layout_try(graph->layout, wf_shown_visible(shown), &options);
    if (scene) {
        graph->quality = WF_LAYOUT_FULL;
        g_clear_pointer(&graph->trouble, g_free);
        take_scene(graph, shown, scene);
        return;
    }
    graph->next = shown;
    wf_app_busy(graph->desk->app, 1);
    wf_layout_start(graph->layout, wf_shown_visible(shown), &options, on_layout, graph);
}

void graph_lay_out_simply(Graph *graph)
{
    WfShown *shown = g_steal_pointer(&graph->next);
    if (!shown)
        return;
    WfLayoutOptions options = wf_shown_options(shown);
    options.without_dot = true;
    wf_layout_cancel(graph->layout);
    wf_app_busy(graph->desk->app, -1);
    WfScene *scene = wf_layout_try(graph->layout, wf_shown_visible(shown), &options);
    graph->quality = WF_LAYOUT_SIMPLE;
    if (scene)
        take_scene(graph, shown, scene);
    else
        wf_shown_free(shown);
}

void graph_renew(Graph *graph)
{
    graph->stale = !wf_desk_shows(graph->desk, "graph");
    graph_stop_layout(graph);
    if (graph->stale)
        return;
    switch (wf_view_zoom(graph->desk->view)) {
    case WF_ZOOM_TILES:
        make_tiles(graph);
        graph_select_first(graph);
        graph_keep_in_view(graph);
        break;
    case WF_ZOOM_OUTLINE:
        make_outline(graph, wf_view_show(graph->desk->view));
        graph_select_first(graph);
        graph_keep_in_view(graph);
        break;
    default:
        start_layout(graph, wf_view_show(graph->desk->view));
    }
    wf_app_dirty(graph->desk->app);
}

/* --- a filter by states hides others as time goes by --- */

/* The picture is what it would be: only what its boxes stand for may be another thing. */
static bool stays(Graph *graph)
{
    g_autoptr(WfShown) now = wf_view_show(graph->desk->view);
    if (!graph->scene || !wf_visible_equal(wf_shown_visible(graph->shown), wf_shown_visible(now)))
        return false;
    wf_shown_free(graph->shown);
    graph->shown = g_steal_pointer(&now);
    graph->looks_stale = true;
    wf_app_dirty(graph->desk->app);
    return true;
}

static gboolean on_soon(gpointer data)
{
    Graph *graph = data;
    if (graph->next)
        return G_SOURCE_CONTINUE; /* the picture that is on its way is shown first */
    graph->soon = 0;
    if (!wf_desk_shows(graph->desk, "graph"))
        graph->stale = true;
    else if (!stays(graph))
        graph_renew(graph);
    wf_app_busy(graph->desk->app, -1);
    return G_SOURCE_REMOVE;
}

void graph_renew_soon(Graph *graph)
{
    if (graph->soon || graph->stale)
        return;
    graph->soon = g_timeout_add(SOON_MS, on_soon, graph);
    wf_app_busy(graph->desk->app, 1);
}

static void forget_soon(Graph *graph)
{
    if (!graph->soon)
        return;
    g_clear_handle_id(&graph->soon, g_source_remove);
    wf_app_busy(graph->desk->app, -1);
}

/* Looks and tiles ask the model that is about to go. The picture itself owns what it shows. */
void graph_forget(Graph *graph)
{
    forget_soon(graph);
    graph_stop_layout(graph);
    g_clear_pointer(&graph->looks, wf_view_looks_free);
    g_clear_pointer(&graph->tiles, wf_tiles_free);
    graph->stale = true;
}

/* The selection may be inside of what is folded for want of room: then its VM opens. */
void graph_show_selected(Graph *graph)
{
    WfThing selected = wf_view_selected(graph->desk->view);
    graph->looks_stale = true;
    if (graph->stale)
        return;
    guint32 index = graph_index(graph);
    bool inside = index != G_MAXUINT32 && graph->scene &&
                  wf_view_zoom(graph->desk->view) >= WF_ZOOM_COMPACT &&
                  selected.kind == WF_THING_COMPONENT &&
                  !wf_thing_equal(wf_shown_node(graph->shown, index).thing, selected);
    if (inside && !wf_view_folded(graph->desk->view,
                                  (WfThing){WF_THING_VM, wf_model_component_vm(graph->desk->model,
                                                                               selected.id)}))
        graph_renew(graph);
    graph_keep_in_view(graph);
}

void graph_refresh_looks(Graph *graph)
{
    if (graph->looks_stale && !graph->stale)
        make_looks(graph);
}
