/* The screen with the findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/screens/screens.h"
#include "desk_world.h"

#include <weft/file.h>

#define NESTED                                                                                     \
    "heat_template_version: 2016-10-14\n"                                                          \
    "resources: {net: {type: OS::Neutron::Net, properties: {name: {get_param: nobody}}}}\n"

static int tear_down(void **state)
{
    WfScreens *screens = ((DeskWorld *)*state)->desk.screens;
    desk_world_tear_down(state);
    wf_screens_free(screens);
    return 0;
}

/* Two templates of one name, each with something wrong: which is which has to be seen. */
static void a_file_is_told_as_seen_from_the_model(void **state)
{
    DeskWorld *w = *state;
    WfApp *app = w->desk.app;
    g_autofree char *one = g_build_filename(w->folder, "one", NULL);
    g_autofree char *two = g_build_filename(w->folder, "two", NULL);
    g_autofree char *first = g_build_filename(one, "api.yaml", NULL);
    g_autofree char *second = g_build_filename(two, "api.yaml", NULL);
    assert_int_equal(g_mkdir(one, 0700) + g_mkdir(two, 0700), 0);
    assert_true(g_file_set_contents(first, NESTED, -1, NULL));
    assert_true(g_file_set_contents(second, NESTED, -1, NULL));
    desk_world_write(w, TEMPLATE "  a: {type: one/api.yaml}\n  b: {type: two/api.yaml}\n");
    wf_desk_reload(&w->desk);

    w->desk.screens = wf_screens_new(&w->desk);
    wf_app_open_memory(app, 120, 40, false);
    assert_true(wf_app_show_screen(app, "findings"));
    g_autofree char *text = wf_grid_to_text(wf_app_frame(app));
    assert_non_null(strstr(text, "  one/api.yaml:2  "));
    assert_non_null(strstr(text, "  two/api.yaml:2  "));
    wf_file_remove_tree(one);
    wf_file_remove_tree(two);
}

/* What an option says wrong, or a placement as a whole, stands in no file. */
static void what_stands_in_no_file_is_told_by_its_code(void **state)
{
    DeskWorld *w = *state;
    WfApp *app = w->desk.app;
    wf_findings_add(w->desk.findings, WF_CODE_SECRET, NULL, NULL, "it is nowhere");
    w->desk.screens = wf_screens_new(&w->desk);
    wf_app_open_memory(app, 120, 40, false);
    assert_true(wf_app_show_screen(app, "findings"));
    g_autofree char *text = wf_grid_to_text(wf_app_frame(app));
    assert_non_null(strstr(text, "it is nowhere  WEFT-SECRET"));
}

/* There is no line to point at, but a reason. */
static void a_file_that_is_gone_is_told(void **state)
{
    DeskWorld *w = *state;
    WfApp *app = w->desk.app;
    w->desk.screens = wf_screens_new(&w->desk);
    wf_app_open_memory(app, 120, 40, false);
    assert_true(wf_app_show_screen(app, "findings"));
    g_unlink(w->path);
    wf_desk_reload(&w->desk);
    g_autofree char *text = wf_grid_to_text(wf_app_frame(app));
    assert_null(strstr(text, "no findings"));
    g_autofree char *third = g_strdup(strstr(strstr(text, "\n") + 1, "\n") + 1);
    strchr(third, '\n')[0] = '\0';
    assert_non_null(strstr(third, w->path));
    assert_non_null(strstr(third, "no such file or directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_told_as_seen_from_the_model, desk_world_set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_stands_in_no_file_is_told_by_its_code,
                                        desk_world_set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_is_gone_is_told, desk_world_set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
