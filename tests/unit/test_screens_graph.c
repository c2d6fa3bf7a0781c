/* What the graph screen begins with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/screens/screens.h"
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

static int tear_down(void **state)
{
    WfScreens *screens = ((DeskWorld *)*state)->desk.screens;
    desk_world_tear_down(state);
    wf_screens_free(screens);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_large_begins_small),
        cmocka_unit_test_setup_teardown(a_cycle_is_where_the_picture_begins, desk_world_set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
