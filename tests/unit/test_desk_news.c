/* The desk without a screen: what it tells those who listen, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/desk/desk_priv.h"
#include "../../src/desk/live_log.h"
#include "desk_world.h"

typedef struct {
    DeskWorld in;
    GString *heard;    /* a letter for each news */
    WfModel *went;     /* the model that was there when it was about to go */
    guint32 n_came;    /* components of the one that came, */
    guint32 n_matches; /* and those that the filter let through then */
    GString *in_order; /* who heard of a selection */
} World;

static void on_news(gpointer self, WfNews news)
{
    static const char letters[] = {
        [WF_NEWS_MODEL_GOES] = 'g', [WF_NEWS_MODEL] = 'm',     [WF_NEWS_CHECKED] = 'c',
        [WF_NEWS_FINDINGS] = 'f',   [WF_NEWS_FILTER] = 'F',    [WF_NEWS_PICTURE] = 'p',
        [WF_NEWS_LOOKS] = 'l',      [WF_NEWS_SELECTION] = 's', [WF_NEWS_FACTS] = '.'};
    World *w = self;
    g_string_append_c(w->heard, letters[news] ? letters[news] : '?');
    if (news == WF_NEWS_MODEL_GOES)
        w->went = w->in.desk.model;
    if (news != WF_NEWS_MODEL)
        return;
    w->n_came = wf_model_n_components(w->in.desk.model);
    guint32 vms;
    wf_filter_count(&w->in.desk, &w->n_matches, &vms);
}

static void on_news_first(gpointer self, WfNews news)
{
    if (news == WF_NEWS_SELECTION)
        g_string_append_c(((World *)self)->in_order, '1');
}

static void on_news_second(gpointer self, WfNews news)
{
    if (news == WF_NEWS_SELECTION)
        g_string_append_c(((World *)self)->in_order, '2');
}

static void expect(World *w, const char *heard)
{
    assert_string_equal(w->heard->str, heard);
    g_string_truncate(w->heard, 0);
}

static int set_up(void **state)
{
    World *w = g_new0(World, 1);
    w->heard = g_string_new(NULL);
    w->in_order = g_string_new(NULL);
    desk_world_open(&w->in);
    wf_desk_listen(&w->in.desk, on_news, w);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    desk_world_close(&w->in);
    g_string_free(w->heard, TRUE);
    g_string_free(w->in_order, TRUE);
    g_free(w);
    return 0;
}

static void a_selection_is_told_once(void **state)
{
    World *w = *state;
    wf_desk_listen(&w->in.desk, on_news_first, w);
    wf_desk_listen(&w->in.desk, on_news_second, w);
    WfThing thing = {WF_THING_VM, 0};
    wf_desk_select(&w->in.desk, thing);
    expect(w, "s");
    assert_string_equal(w->in_order->str, "12");
    wf_desk_select(&w->in.desk, thing);
    expect(w, "");
}

/* Who holds parts of the old model lets go while it is there; rows are renewed before pictures. */
static void a_model_goes_before_another_comes(void **state)
{
    World *w = *state;
    WfModel *before = w->in.desk.model;
    desk_world_write(&w->in, TEMPLATE SECOND);
    wf_desk_reload(&w->in.desk);
    expect(w, "gfmp.");
    assert_ptr_equal(w->went, before);
    assert_int_equal(w->n_came, 2);
}

static void the_filter_is_of_the_new_model_when_it_is_told(void **state)
{
    World *w = *state;
    assert_true(wf_filter_set(&w->in.desk, "vm=vm"));
    expect(w, "Fl.");
    guint32 n, vms;
    wf_filter_count(&w->in.desk, &n, &vms);
    assert_int_equal(n, 1);
    assert_int_equal(vms, 0);
    desk_world_write(&w->in, TEMPLATE SECOND);
    wf_desk_reload(&w->in.desk);
    assert_int_equal(w->n_matches, 2);
}

static const char *last_message(const WfDesk *desk)
{
    const GPtrArray *messages = wf_app_messages(desk->app);
    return ((const WfMessage *)g_ptr_array_index(messages, messages->len - 1))->text;
}

/* One that takes too long is refused when it is run; the one there was goes on. */
static void a_filter_that_is_too_much_changes_nothing(void **state)
{
    World *w = *state;
    WfDesk *desk = &w->in.desk;
    g_autofree char *name = g_strnfill(200, 'a');
    g_autofree char *text = g_strdup_printf(TEMPLATE "  %s:\n" DEPLOYMENT, name);
    guint32 n, vms;
    desk_world_write(&w->in, text);
    wf_desk_reload(desk);
    assert_true(wf_filter_set(desk, "one"));
    assert_false(wf_filter_set(desk, "/^(a+)+(a+)+[bc]$/"));
    assert_non_null(strstr(last_message(desk), "takes too long"));
    assert_string_equal(desk->filter, "one");
    wf_filter_count(desk, &n, &vms);
    assert_int_equal(n, 1);
}

static void what_cannot_be_read_tells_of_findings_alone(void **state)
{
    World *w = *state;
    WfModel *before = w->in.desk.model;
    desk_world_write(&w->in, "resources: [");
    wf_desk_reload(&w->in.desk);
    expect(w, "f");
    assert_ptr_equal(w->in.desk.model, before);
    assert_non_null(w->in.desk.trouble);
}

/* A file that is broken before the last good model's cycles were found: they are found all the
 * same, and nothing but what is wrong with the file is told. */
static void the_last_good_one_still_gets_its_numbers(void **state)
{
    World *w = *state;
    WfDesk *desk = &w->in.desk;
    g_autoptr(GString) text =
        g_string_new(TEMPLATE SECOND "    depends_on: three\n"
                                     "  three:\n" DEPLOYMENT "    depends_on: two\n");
    for (guint i = 0; i < 3000; i++) /* else they are numbered at once */
        g_string_append_printf(text, "  d%u:\n" DEPLOYMENT, i);
    desk_world_write(&w->in, text->str);
    wf_desk_reload(desk);
    while (desk->reading)
        g_main_context_iteration(NULL, TRUE);
    assert_int_equal(wf_view_cycle_start(desk->view), G_MAXUINT32);
    desk_world_write(&w->in, "resources: [");
    wf_desk_reload(desk);
    guint n = wf_findings_n(desk->findings);
    while (desk->check_source)
        g_main_context_iteration(NULL, TRUE);
    assert_non_null(desk->trouble);
    assert_int_not_equal(wf_view_cycle_start(desk->view), G_MAXUINT32);
    assert_int_equal(wf_findings_n(desk->findings), n);
    assert_string_equal(wf_findings_get(desk->findings, 0)->path, w->in.path);
}

static void what_is_read_again_tells_its_errors(void **state)
{
    World *w = *state;
    WfDesk *desk = &w->in.desk;
    desk_world_write(&w->in, TEMPLATE SECOND "    depends_on: [nobody, noone]\n");
    wf_desk_reload(desk);
    assert_non_null(strstr(last_message(desk), "model.yaml again: 2 errors, 3 lists them"));
    desk_world_write(&w->in, TEMPLATE SECOND "    depends_on: nobody\n");
    wf_desk_reload(desk);
    assert_non_null(strstr(last_message(desk), "model.yaml again: 1 error, 3 lists them"));
    desk_world_write(&w->in, TEMPLATE SECOND);
    wf_desk_reload(desk);
    assert_true(g_str_has_suffix(last_message(desk), "model.yaml again"));
}

/* Another file that cannot be read is no trouble of the one that is there. */
static void what_cannot_be_opened_leaves_all_as_it_is(void **state)
{
    World *w = *state;
    WfDesk *desk = &w->in.desk;
    WfModel *before = desk->model;
    g_autofree char *path = g_build_filename(w->in.folder, "other.yaml", NULL);
    assert_true(g_file_set_contents(path, "resources: [", -1, NULL));
    desk_start_check(desk);
    wf_desk_open_model(desk, path);
    expect(w, "");
    assert_ptr_equal(desk->model, before);
    assert_null(desk->trouble);
    assert_int_equal(wf_findings_count(desk->findings, WF_FAULT), 0);
    assert_int_not_equal(desk->check_source, 0);
    assert_non_null(strstr(last_message(desk), "not opened: "));
    assert_non_null(strstr(last_message(desk), "other.yaml:1:"));
    g_unlink(path);
    wf_desk_open_model(desk, path);
    assert_non_null(strstr(last_message(desk), "other.yaml"));
    assert_string_equal(desk->path, w->in.path);
    expect(w, "");
}

/* Of two models the old one is read first: what is wrong with it is told, at its place. */
static void a_broken_old_model_is_told_of(void **state)
{
    World *w = *state;
    WfDesk *desk = &w->in.desk;
    g_autofree char *path = g_build_filename(w->in.folder, "old.yaml", NULL);
    assert_true(g_file_set_contents(path, "resources: [", -1, NULL));
    g_free(desk->old_path);
    desk->old_path = g_steal_pointer(&path);
    wf_desk_reload(desk);
    assert_non_null(desk->trouble);
    assert_int_equal(wf_findings_count(desk->findings, WF_FAULT), 1);
    assert_non_null(strstr(wf_findings_get(desk->findings, 0)->path, "old.yaml"));
    assert_int_equal(wf_findings_get(desk->findings, 0)->span.line, 1);
    g_unlink(desk->old_path);
}

/* A screen that is not on view may still have the number of one. */
static void an_item_of_a_plan_that_is_gone_stands_nowhere(void **state)
{
    World *w = *state;
    const char *path;
    guint line;
    desk_world_update(&w->in);
    assert_non_null(wf_desk_plan(&w->in.desk));
    assert_true(wf_desk_source_of_item(&w->in.desk, 0, &path, &line));
    assert_false(
        wf_desk_source_of_item(&w->in.desk, wf_plan_n_items(w->in.desk.plan), &path, &line));
    wf_desk_open_model(&w->in.desk, w->in.path);
    assert_null(w->in.desk.plan);
    assert_false(wf_desk_source_of_item(&w->in.desk, 0, &path, &line));
}

/* Rule by rule, when nothing else is to be done. */
static void the_end_of_the_check_is_told(void **state)
{
    World *w = *state;
    desk_start_check(&w->in.desk);
    while (w->in.desk.check_source)
        g_main_context_iteration(NULL, TRUE);
    expect(w, "fl.c");
}

/* Those that another command found stay; a place is nothing every finding has. */
static void findings_are_replaced_each_by_itself(void **state)
{
    World *w = *state;
    WfDesk *desk = &w->in.desk;
    g_autoptr(WfFindings) first = wf_findings_new();
    g_autoptr(WfFindings) second = wf_findings_new();
    guint before = wf_findings_n(desk->findings);
    wf_findings_add(first, WF_CODE_FILE, NULL, NULL, "nowhere");
    wf_findings_add(first, WF_CODE_FILE, "file", NULL, "both times");
    wf_findings_add(second, WF_CODE_FILE, "file", NULL, "both times");
    wf_findings_add(second, WF_CODE_FILE, NULL, NULL, "later");
    desk_replace_findings(desk, second, first);
    assert_int_equal(wf_findings_n(desk->findings), before + 2);
    desk_replace_findings(desk, first, second);
    assert_int_equal(wf_findings_n(desk->findings), before + 2);
    assert_string_equal(wf_findings_get(desk->findings, before + 1)->message, "later");
}

static guint logged(const WfLive *live, guint generation, const char *phase)
{
    WfDesk *desk = live->desk;
    gint64 at;
    guint before = wf_app_messages(desk->app)->len;
    g_autofree char *line = g_strdup_printf("{\"weft\":1,\"at\":1,\"event\":\"head\",\"payload\":"
                                            "{\"weft\":1,\"generation\":%u,\"phase\":\"%s\","
                                            "\"model\":\"JpwIiLcx8Wkpyp8DZiKvcdgB\"}}",
                                            generation, phase);
    assert_true(wf_progress_feed_line(live->progress, line, &at, NULL));
    live_log(desk->run->log, live, NULL);
    return wf_app_messages(desk->app)->len - before;
}

/* The progress of another connection may come to lie where the one before was. */
static void what_another_stack_was_before_is_no_news(void **state)
{
    World *w = *state;
    WfDesk *desk = &w->in.desk;
    g_autoptr(WfProgress) progress = wf_progress_new("one");
    WfLive live = {.desk = desk,
                   .source = WF_LIVE_SERVERS,
                   .state = WF_LIVE_FOLLOWING,
                   .stack = (char *)"one",
                   .progress = progress};
    assert_int_equal(logged(&live, 1, "go"), 0);
    assert_int_equal(logged(&live, 2, "pause"), 2);
    desk_tell(desk, WF_NEWS_STORE_GOES);
    assert_int_equal(logged(&live, 7, "go"), 0);
    assert_int_equal(logged(&live, 7, "halt"), 1);
    live_log_gone(desk->run->log, &live);
    assert_int_equal(logged(&live, 1, "go"), 0);
}

/* Whoever says another name goes on with the model that has it. */
static void a_stack_has_its_name_at_once(void **state)
{
    World *w = *state;
    WfDesk *desk = &w->in.desk;

    desk_set_stack(desk, "other");
    assert_string_equal(desk->stack, "other");
    expect(w, "gfmp.");
    assert_null(desk->reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_selection_is_told_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_model_goes_before_another_comes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_filter_is_of_the_new_model_when_it_is_told, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_read_again_tells_its_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_tells_of_findings_alone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_last_good_one_still_gets_its_numbers, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_filter_that_is_too_much_changes_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_item_of_a_plan_that_is_gone_stands_nowhere, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_opened_leaves_all_as_it_is, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_broken_old_model_is_told_of, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stack_has_its_name_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_end_of_the_check_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(findings_are_replaced_each_by_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_another_stack_was_before_is_no_news, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
