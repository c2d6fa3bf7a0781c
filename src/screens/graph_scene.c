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

static WfLayoutOptions options_of(const Graph *graph, const WfShown *shown)
{
    WfLayoutOptions options = wf_shown_options(shown);
    options.mirrored = graph->mirrored;
    if (!wf_app_has_terminal(graph->desk->app))
        options.deadline_ms = UNHURRIED_MS;
    return options;
}

/* --- left stays left --- */

#define MOST_COMPARED 400 /* boxes: each is compared with all others */

typedef struct {
    int before, now; /* twice where it stands along the ranks */
    gint32 frame;    /* now; -1: none */
} Stand;

static int middle_of(const WfScene *scene, guint32 node, bool left_to_right)
{
    WfRect box = wf_scene_box(scene, node);
    return left_to_right ? 2 * box.y + box.height : 2 * box.x + box.width;
}

/* The boxes that have something in common with a box of the picture there is. */
static GArray *find_stands(const Graph *graph, const WfShown *shown, const WfScene *scene)
{
    GArray *stands = g_array_new(FALSE, FALSE, sizeof(Stand));
    bool left_to_right = wf_shown_options(shown).left_to_right;
    for (guint32 i = 0; i < wf_scene_n_nodes(scene) && stands->len < MOST_COMPARED; i++) {
        WfShownNode node = wf_shown_node(shown, i);
        guint32 before = node.n_nodes ? wf_shown_of_node(graph->shown, node.nodes[0]) : G_MAXUINT32;
        if (before == G_MAXUINT32 || before >= wf_scene_n_nodes(graph->scene))
            continue;
        Stand stand = {middle_of(graph->scene, before, left_to_right),
                       middle_of(scene, i, left_to_right), node.frame};
        g_array_append_val(stands, stand);
    }
    return stands;
}

static int side(int a, int b)
{
    return (a > b) - (a < b);
}

/* Pairs of boxes that stand as they did, less those the other way round. Those inside of one VM
 * tell nothing: it stays as it is. */
static int agreement(const Graph *graph, const WfShown *shown, const WfScene *scene)
{
    g_autoptr(GArray) stands = find_stands(graph, shown, scene);
    int n = 0;
    for (guint i = 0; i < stands->len; i++) {
        const Stand *a = &g_array_index(stands, Stand, i);
        for (guint k = 0; k < i; k++) {
            const Stand *b = &g_array_index(stands, Stand, k);
            if (a->frame < 0 || a->frame != b->frame)
                n += side(a->before, b->before) * side(a->now, b->now);
        }
    }
    return n;
}

/* @scene, or the same mirrored if what stood left before stands left in that. */
static WfScene *right_way_round(Graph *graph, const WfShown *shown, WfScene *scene)
{
    if (!graph->scene || graph->quality != WF_LAYOUT_FULL ||
        wf_shown_model(graph->shown) != wf_shown_model(shown) ||
        wf_shown_options(graph->shown).left_to_right != wf_shown_options(shown).left_to_right)
        return scene;
    int agrees = agreement(graph, shown, scene);
    if (agrees >= 0)
        return scene;
    WfLayoutOptions options = options_of(graph, shown);
    options.mirrored = !graph->mirrored;
    WfScene *other = wf_layout_try(graph->layout, wf_shown_visible(shown), &options);
    if (!other || agreement(graph, shown, other) <= agrees) {
        wf_scene_free(other);
        return scene;
    }
    graph->mirrored = options.mirrored;
    wf_scene_free(scene);
    return other;
}

/* The new picture is there: the selection stays on its place of the screen. */
static void take_scene(Graph *graph, WfShown *shown, WfScene *scene)
{
    WfPoint before, after;
    scene = right_way_round(graph, shown, scene);
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
    WfLayoutOptions options = options_of(graph, shown);
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
    WfLayoutOptions options = options_of(graph, shown);
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
