/* What the graph screen begins with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/screens/graph.h"
#include "desk_world.h"

typedef struct {
    guint n_vms, each; /* VMs, components on each */
    guint n_kinds;     /* of VMs, by their names */
    WfZoom zoom;
} Case;

static const Case cases[] = {
    {4, 10, 4, WF_ZOOM_COMPACT},  {40, 7, 4, WF_ZOOM_COMPACT},   /* small enough to be drawn */
    {40, 10, 4, WF_ZOOM_ROLES},   {10, 40, 3, WF_ZOOM_ROLES},    /* few boxes tell it */
    {40, 10, 2, WF_ZOOM_TILES},   {40, 10, 40, WF_ZOOM_TILES},   /* they do not */
    {4, 100, 4, WF_ZOOM_COMPACT},                                /* few VMs anyway */
    {100, 21, 4, WF_ZOOM_ROLES},  {100, 21, 100, WF_ZOOM_TILES}, /* however large it is */
};

/* "kindaa7" is the VM with number 7 if there is one kind. */
static char *model_of(const Case *c)
{
    GString *text = g_string_new("heat_template_version: 2016-10-14\n"
                                 "resources:\n"
                                 "  recipe:\n"
                                 "    type: OS::Heat::SoftwareConfig\n"
                                 "    properties: {group: script, config: 'true'}\n");
    for (guint i = 0; i < c->n_vms; i++) {
        guint kind = i % c->n_kinds;
        g_autofree char *vm =
            g_strdup_printf("kind%c%c%u", 'a' + (int)kind / 26, 'a' + (int)kind % 26, i);
        g_string_append_printf(text,
                               "  %s:\n"
                               "    type: OS::Nova::Server\n"
                               "    properties: {image: i, flavor: f}\n",
                               vm);
        for (guint j = 0; j < c->each; j++)
            g_string_append_printf(text,
                                   "  %s_%u:\n"
                                   "    type: OS::Heat::SoftwareDeployment\n"
                                   "    properties: {server: {get_resource: %s}, config: "
                                   "{get_resource: recipe}}\n",
                                   vm, j, vm);
    }
    return g_string_free(text, FALSE);
}

static void what_is_large_begins_small(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        DeskWorld w = {0};
        g_autofree char *text = model_of(&cases[i]);
        desk_world_open(&w);
        desk_world_write(&w, text);
        wf_desk_reload(&w.desk);
        assert_int_equal(wf_model_n_components(w.desk.model), cases[i].n_vms * cases[i].each);
        WfScreens *screens = w.desk.screens = wf_screens_new(&w.desk);
        assert_int_equal(wf_view_zoom(w.desk.view), cases[i].zoom);
        desk_world_close(&w);
        wf_screens_free(screens);
    }
}

/* Far below what the window shows first, and with nothing selected: the picture begins there. */
static void a_cycle_is_where_the_picture_begins(void **state)
{
    enum { N = 40 };
    DeskWorld *w = *state;
    WfApp *app = w->desk.app;
    g_autoptr(GString) text = g_string_new(TEMPLATE);
    g_string_append(text, "  d0:\n" DEPLOYMENT);
    for (guint i = 1; i < N; i++)
        g_string_append_printf(text, "  d%u:\n" DEPLOYMENT "    depends_on: [d%u%s]\n", i, i - 1,
                               i + 2 == N ? ", d39" : "");
    desk_world_write(w, text->str);
    wf_desk_reload(&w->desk);
    w->desk.screens = wf_screens_new(&w->desk);
    wf_app_open_memory(app, 80, 24, false);
    wf_app_play(app, "test", "1\n:wait\n");
    wf_app_run(app);
    WfThing selected = wf_view_selected(w->desk.view);
    assert_int_equal(selected.kind, WF_THING_COMPONENT);
    assert_int_equal(selected.id, wf_view_cycle_start(w->desk.view));
    g_autofree char *seen = wf_grid_to_text(wf_app_frame(app));
    assert_non_null(strstr(seen, "[d38]"));
    assert_non_null(strstr(seen, "[d39]"));
    assert_null(strstr(seen, "[d1]"));
}

/* A command, and the picture that comes of it. */
static void run(DeskWorld *w, const char *line)
{
    wf_app_execute(w->desk.app, line);
    wf_app_frame(w->desk.app);
    while (w->desk.screens->graph->next)
        g_main_context_iteration(NULL, TRUE);
    wf_app_frame(w->desk.app);
}

static void open_screens(DeskWorld *w)
{
    w->desk.screens = wf_screens_new(&w->desk);
    wf_app_open_memory(w->desk.app, 80, 24, false);
    run(w, "graph");
}

/* Where all is folded the next level would show the same once more. */
static void nearer_opens_what_is_folded(void **state)
{
    DeskWorld *w = *state;
    open_screens(w);
    run(w, "fold-all");
    run(w, "zoom vms");
    g_autofree char *far = wf_grid_to_text(wf_app_frame(w->desk.app));
    assert_non_null(strstr(far, "[[vm ·1]]"));
    run(w, "zoom-in");
    g_autofree char *near = wf_grid_to_text(wf_app_frame(w->desk.app));
    assert_non_null(strstr(near, "[one]"));
}

/* A role that was selected far away is not in the picture then: one of its VMs is, and is seen. */
static void nearer_than_roles_a_vm_is_selected(void **state)
{
    static const Case large = {100, 21, 4, WF_ZOOM_ROLES};
    DeskWorld *w = *state;
    g_autofree char *text = model_of(&large);
    desk_world_write(w, text);
    wf_desk_reload(&w->desk);
    open_screens(w);
    WfThing role = wf_view_selected(w->desk.view);
    assert_int_equal(role.kind, WF_THING_ROLE);
    for (WfZoom zoom = WF_ZOOM_VMS; zoom <= WF_ZOOM_OUTLINE; zoom++) {
        const Graph *graph = w->desk.screens->graph;
        wf_view_select(w->desk.view, role);
        g_autofree char *line = g_strdup_printf("zoom %s", wf_zoom_name(zoom));
        run(w, line);
        WfThing vm = wf_view_selected(w->desk.view);
        assert_int_equal(vm.kind, WF_THING_VM);
        assert_int_equal(wf_view_vm_role(w->desk.view, vm.id), role.id);
        WfRect box;
        if (graph_box(graph, graph_index(graph), &box))
            assert_true(wf_rect_has(graph->area, box.x, box.y));
        else
            assert_int_equal(zoom, WF_ZOOM_OUTLINE);
    }
}

static const char *last_said(const DeskWorld *w)
{
    const GPtrArray *said = wf_app_messages(w->desk.app);
    return ((const WfMessage *)g_ptr_array_index(said, said->len - 1))->text;
}

static void click(const DeskWorld *w, WfMouseAction action, int x, int y)
{
    WfTermInput input = {.kind = WF_INPUT_MOUSE,
                         .mouse = {.action = action, .button = 1, .x = x, .y = y}};
    wf_app_input(w->desk.app, &input);
}

static void an_edge_says_what_it_is(void **state)
{
    DeskWorld *w = *state;
    int x = 0, y = 0;
    desk_world_write(w, TEMPLATE SECOND "    depends_on: one\n");
    wf_desk_reload(&w->desk);
    open_screens(w);
    const WfGrid *grid = wf_app_frame(w->desk.app);
    while (wf_grid_at(grid, x, y)->ch != 0x25BD && ++x) /* the head of order */
        if (x == wf_grid_width(grid))
            x = 0, y++;
    click(w, WF_MOUSE_PRESS, x, y);
    assert_string_equal(last_said(w), "'two' depends on 'one'");
}

/* What lies below it is not meant. */
static void a_click_on_the_small_map_goes_there(void **state)
{
    enum { N = 250 };
    DeskWorld *w = *state;
    g_autoptr(GString) text = g_string_new(TEMPLATE "  d0:\n" DEPLOYMENT);
    for (guint i = 1; i < N; i++)
        g_string_append_printf(text, "  d%u:\n" DEPLOYMENT "    depends_on: d%u\n", i, i - 1);
    desk_world_write(w, text->str);
    wf_desk_reload(&w->desk);
    open_screens(w);
    wf_app_open_memory(w->desk.app, 120, 40, false);
    run(w, "graph");
    Graph *graph = w->desk.screens->graph;
    WfThing before = wf_view_selected(w->desk.view);
    WfRect map;
    assert_true(graph_map(graph, &map));
    click(w, WF_MOUSE_PRESS, map.x + map.width / 2, map.y + map.height - 1);
    int last = wf_scene_height(graph->scene) - graph->area.height;
    assert_true(graph->y > last * 3 / 4);
    assert_true(wf_thing_equal(wf_view_selected(w->desk.view), before));
    click(w, WF_MOUSE_DRAG, map.x + map.width / 2, map.y);
    assert_true(graph->y < last / 4);
    click(w, WF_MOUSE_RELEASE, map.x, map.y);
    click(w, WF_MOUSE_DRAG, map.x, map.y + map.height - 1);
    assert_true(graph->y < last / 4);
}

/* The selection may be far away; only what is under the mouse is meant. */
static void a_double_click_beside_all_enters_nothing(void **state)
{
    DeskWorld *w = *state;
    open_screens(w);
    WfRect area = w->desk.screens->graph->area;
    for (int i = 0; i < 2; i++)
        click(w, i ? WF_MOUSE_DOUBLE : WF_MOUSE_PRESS, area.x, area.y + area.height - 1);
    assert_false(w->desk.screens->graph->beside.focused);
}

static WfRect place_of(const Graph *graph, WfId vm)
{
    guint32 box = wf_shown_find(graph->shown, (WfThing){WF_THING_VM, vm});
    gint32 frame = wf_shown_node(graph->shown, box).frame;
    return frame < 0 ? wf_scene_box(graph->scene, box)
                     : wf_scene_frame(graph->scene, (guint32)frame);
}

static int side(WfRect a, WfRect b)
{
    return a.x >= b.x + b.width ? 1 : b.x >= a.x + a.width ? -1 : 0;
}

/* Pairs of VMs of which the left one stands right afterwards, less those that stay; then @places
 * has where they are now. */
static int turned(const Graph *graph, WfRect *places)
{
    guint32 n = wf_model_n_vms(graph->desk->model);
    g_autofree WfRect *now = g_new(WfRect, n + 1);
    int sum = 0;
    for (WfId vm = 0; vm < n; vm++) {
        now[vm] = place_of(graph, vm);
        for (WfId other = 0; other < vm; other++)
            sum -= side(places[vm], places[other]) * side(now[vm], now[other]);
    }
    memcpy(places, now, n * sizeof *now);
    return sum;
}

static void left_stays_left_where_a_vm_is_folded(void **state)
{
    static const char *const samples[] = {"connections", "cycle", "wordpress", "deadlock"};
    WfRect places[64] = {0};
    for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
        DeskWorld *w = *state;
        g_autofree char *path =
            g_strdup_printf(SOURCE_DIR "/samples/%s/%s.yaml", samples[i], samples[i]);
        wf_desk_open_model(&w->desk, path);
        if (!w->desk.screens)
            open_screens(w);
        for (WfId vm = 0; vm < wf_model_n_vms(w->desk.model); vm++) {
            const char *name = wf_model_vm_name(w->desk.model, vm);
            wf_desk_goto(&w->desk, name);
            run(w, "graph");
            turned(w->desk.screens->graph, places);
            run(w, "fold");
            assert_true(turned(w->desk.screens->graph, places) <= 0);
            run(w, "fold");
            assert_true(turned(w->desk.screens->graph, places) <= 0);
        }
    }
}

static int tear_down(void **state)
{
    WfScreens *screens = ((DeskWorld *)*state)->desk.screens;
    desk_world_tear_down(state);
    wf_screens_free(screens);
    return 0;
}

#define GRAPH_TEST(f) cmocka_unit_test_setup_teardown(f, desk_world_set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_large_begins_small),
        GRAPH_TEST(a_cycle_is_where_the_picture_begins),
        GRAPH_TEST(nearer_opens_what_is_folded),
        GRAPH_TEST(nearer_than_roles_a_vm_is_selected),
        GRAPH_TEST(an_edge_says_what_it_is),
        GRAPH_TEST(a_click_on_the_small_map_goes_there),
        GRAPH_TEST(a_double_click_beside_all_enters_nothing),
        GRAPH_TEST(left_stays_left_where_a_vm_is_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
