/* The desk without a screen: what it tells those who listen, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/app/detail.h"
#include "../../src/app/live.h"
#include "../../src/app/run.h"

#include <glib/gstdio.h>
#include <weft/limits.h>

#define TEMPLATE                                                                                   \
    "heat_template_version: 2016-10-14\n"                                                          \
    "resources:\n"                                                                                 \
    "  vm:\n"                                                                                      \
    "    type: OS::Nova::Server\n"                                                                 \
    "    properties: {image: i, flavor: f}\n"                                                      \
    "  recipe:\n"                                                                                  \
    "    type: OS::Heat::SoftwareConfig\n"                                                         \
    "    properties: {group: script, config: 'true'}\n"                                            \
    "  one:\n" DEPLOYMENT
#define DEPLOYMENT                                                                                 \
    "    type: OS::Heat::SoftwareDeployment\n"                                                     \
    "    properties: {server: {get_resource: vm}, config: {get_resource: recipe}}\n"
#define SECOND "  two:\n" DEPLOYMENT

typedef struct {
    char *folder, *path;
    WfExplore explore;
    Desk desk;
    GString *heard;    /* a letter for each news */
    WfModel *went;     /* the model that was there when it was about to go */
    guint32 n_came;    /* components of the one that came, */
    guint32 n_matches; /* and those that the filter let through then */
    GString *in_order; /* who heard of a selection */
} World;

static void on_news(gpointer self, News news)
{
    static const char letters[] = {
        [NEWS_MODEL_GOES] = 'g', [NEWS_MODEL] = 'm',     [NEWS_CHECKED] = 'c',
        [NEWS_FINDINGS] = 'f',   [NEWS_FILTER] = 'F',    [NEWS_PICTURE] = 'p',
        [NEWS_LOOKS] = 'l',      [NEWS_SELECTION] = 's', [NEWS_FACTS] = '.'};
    World *w = self;
    g_string_append_c(w->heard, letters[news] ? letters[news] : '?');
    if (news == NEWS_MODEL_GOES)
        w->went = w->desk.model;
    if (news != NEWS_MODEL)
        return;
    w->n_came = wf_model_n_components(w->desk.model);
    w->n_matches = filter_n_matches(&w->desk);
}

static void on_news_first(gpointer self, News news)
{
    if (news == NEWS_SELECTION)
        g_string_append_c(((World *)self)->in_order, '1');
}

static void on_news_second(gpointer self, News news)
{
    if (news == NEWS_SELECTION)
        g_string_append_c(((World *)self)->in_order, '2');
}

static void write_model(const World *w, const char *text)
{
    assert_true(g_file_set_contents(w->path, text, -1, NULL));
}

static void expect(World *w, const char *heard)
{
    assert_string_equal(w->heard->str, heard);
    g_string_truncate(w->heard, 0);
}

static int set_up(void **state)
{
    World *w = g_new0(World, 1);
    Desk *desk = &w->desk;
    w->folder = g_dir_make_tmp("weft-XXXXXX", NULL);
    w->path = g_build_filename(w->folder, "model.yaml", NULL);
    w->heard = g_string_new(NULL);
    w->in_order = g_string_new(NULL);
    write_model(w, TEMPLATE);
    w->explore = (WfExplore){.model = {.path = w->path}, .width = 80, .height = 24};
    desk->explore = &w->explore;
    desk->path = g_strdup(w->path);
    assert_true(desk_load(desk));
    desk->app = wf_app_new(&(WfAppOptions){.name = "test", .user = desk});
    desk->live = live_new(desk);
    desk->run = run_new(desk);
    view_facts_start(desk);
    filter_open(desk);
    desk_listen(desk, on_news, w);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    Desk *desk = &w->desk;
    desk_stop_check(desk);
    reading_stop(desk);
    live_free(desk->live);
    wf_app_free(desk->app);
    run_free(desk->run);
    marks_free(desk);
    desk_free_models(desk);
    g_unlink(w->path);
    g_rmdir(w->folder);
    g_string_free(w->heard, TRUE);
    g_string_free(w->in_order, TRUE);
    g_free(w->path);
    g_free(w->folder);
    g_free(w);
    return 0;
}

static void a_selection_is_told_once(void **state)
{
    World *w = *state;
    desk_listen(&w->desk, on_news_first, w);
    desk_listen(&w->desk, on_news_second, w);
    WfThing thing = {WF_THING_VM, 0};
    desk_select(&w->desk, thing);
    expect(w, "s");
    assert_string_equal(w->in_order->str, "12");
    desk_select(&w->desk, thing);
    expect(w, "");
}

/* Who holds parts of the old model lets go while it is there; rows are renewed before pictures. */
static void a_model_goes_before_another_comes(void **state)
{
    World *w = *state;
    WfModel *before = w->desk.model;
    write_model(w, TEMPLATE SECOND);
    desk_reload(&w->desk);
    expect(w, "gfmp.");
    assert_ptr_equal(w->went, before);
    assert_int_equal(w->n_came, 2);
}

static void the_filter_is_of_the_new_model_when_it_is_told(void **state)
{
    World *w = *state;
    assert_true(filter_set(&w->desk, "vm=vm"));
    expect(w, "Fl.");
    assert_int_equal(filter_n_matches(&w->desk), 1);
    write_model(w, TEMPLATE SECOND);
    desk_reload(&w->desk);
    assert_int_equal(w->n_matches, 2);
}

static void what_cannot_be_read_tells_of_findings_alone(void **state)
{
    World *w = *state;
    WfModel *before = w->desk.model;
    write_model(w, "resources: [");
    desk_reload(&w->desk);
    expect(w, "f");
    assert_ptr_equal(w->desk.model, before);
    assert_non_null(w->desk.trouble);
}

/* --- with a model before it --- */

static bool is_told(World *w, const char *component, const char *text)
{
    WfThing thing = {WF_THING_COMPONENT, wf_model_component_find(w->desk.model, component)};
    g_autoptr(GPtrArray) rows = facts_about(&w->desk, thing, 80, true);
    for (guint i = 0; i < rows->len; i++)
        if (g_str_equal(((const Fact *)g_ptr_array_index(rows, i))->text, text))
            return true;
    return false;
}

static void update(World *w)
{
    w->desk.old_path = g_build_filename(w->folder, "old.yaml", NULL);
    assert_true(g_file_set_contents(w->desk.old_path, TEMPLATE, -1, NULL));
    write_model(w, TEMPLATE SECOND);
    desk_reload(&w->desk);
    g_unlink(w->desk.old_path);
}

static void what_the_plan_does_is_told_without_its_screen(void **state)
{
    World *w = *state;
    update(w);
    assert_null(w->desk.plan);
    assert_true(is_told(w, "two", "plan: create"));
}

/* A screen that is not on view may still have the number of one. */
static void an_item_of_a_plan_that_is_gone_stands_nowhere(void **state)
{
    World *w = *state;
    const char *path;
    guint line;
    update(w);
    assert_non_null(desk_plan(&w->desk));
    assert_true(desk_source_of_item(&w->desk, 0, &path, &line));
    assert_false(desk_source_of_item(&w->desk, wf_plan_n_items(w->desk.plan), &path, &line));
    desk_open(&w->desk, w->path);
    assert_null(w->desk.plan);
    assert_false(desk_source_of_item(&w->desk, 0, &path, &line));
}

static void a_finding_that_is_gone_stands_nowhere(void **state)
{
    World *w = *state;
    const char *path;
    guint line;
    Detail *detail = detail_new(&w->desk);
    write_model(w, "resources: [");
    desk_reload(&w->desk);
    detail_set_finding(detail, 0);
    assert_true(detail_source(detail, &path, &line));
    write_model(w, TEMPLATE);
    desk_reload(&w->desk);
    assert_false(detail_source(detail, &path, &line));
    g_clear_pointer(&w->desk.listeners, g_array_unref);
    detail_free(detail);
}

/* --- what was said --- */

static void the_newest_message_is_shown_when_the_oldest_goes(void **state)
{
    World *w = *state;
    WfApp *app = w->desk.app;
    wf_app_add_screen(app, &message_screen, messages_new(&w->desk));
    assert_true(wf_app_show_screen(app, "messages"));
    for (guint i = 0; i < WF_LIMIT_MESSAGES; i++)
        wf_app_log(app, WF_NOTE, "old");
    wf_app_frame(app);
    wf_app_log(app, WF_NOTE, "the newest");
    g_autofree char *text = wf_grid_to_text(wf_app_frame(app));
    assert_non_null(strstr(text, "the newest"));
}

/* Rule by rule, when nothing else is to be done. */
static void the_end_of_the_check_is_told(void **state)
{
    World *w = *state;
    desk_start_check(&w->desk);
    while (w->desk.check_source)
        g_main_context_iteration(NULL, TRUE);
    expect(w, "fl.c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_selection_is_told_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_model_goes_before_another_comes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_filter_is_of_the_new_model_when_it_is_told, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_tells_of_findings_alone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_the_plan_does_is_told_without_its_screen, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_item_of_a_plan_that_is_gone_stands_nowhere, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_finding_that_is_gone_stands_nowhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_newest_message_is_shown_when_the_oldest_goes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_end_of_the_check_is_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
