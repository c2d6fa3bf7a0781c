/* What is said about things, and where it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "desk_world.h"

#include <weft/pane.h>

static bool is_told(DeskWorld *w, const char *component, const char *line)
{
    WfThing thing = {WF_THING_COMPONENT, wf_model_component_find(w->desk.model, component)};
    g_autofree char *text = wf_detail_text(&w->desk, thing);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    return g_strv_contains((const char *const *)lines, line);
}

static void what_the_plan_does_is_told_without_its_screen(void **state)
{
    DeskWorld *w = *state;
    desk_world_update(w);
    assert_null(w->desk.plan);
    assert_true(is_told(w, "two", "plan: create"));
}

static void a_finding_that_is_gone_stands_nowhere(void **state)
{
    DeskWorld *w = *state;
    const char *path;
    guint line;
    WfDetail *detail = wf_detail_new(&w->desk);
    desk_world_write(w, "resources: [");
    wf_desk_reload(&w->desk);
    wf_detail_set_finding(detail, 0);
    assert_true(wf_detail_source(detail, &path, &line));
    desk_world_write(w, TEMPLATE);
    wf_desk_reload(&w->desk);
    assert_false(wf_detail_source(detail, &path, &line));
    g_clear_pointer(&w->desk.listeners, g_array_unref);
    wf_detail_free(detail);
}

/* Its own line where it has one, else that of what it is about; in the source, the line there. */
static void what_is_told_has_its_place_in_the_source(void **state)
{
    DeskWorld *w = *state;
    const char *path;
    guint line;
    WfDetail *detail = wf_detail_new(&w->desk);
    wf_app_open_memory(w->desk.app, 80, 24, false);
    wf_detail_set(detail, (WfThing){WF_THING_COMPONENT, 0});
    assert_true(wf_detail_source(detail, &path, &line));
    assert_string_equal(path, w->path);
    assert_int_equal(line, 9); /* "one:" */
    wf_detail_toggle_source(detail);
    g_autoptr(WfGrid) grid = wf_grid_new(80, 24);
    WfBeside beside = {.detail = detail, .focused = true};
    wf_beside_place(&beside, (WfRect){0, 0, 80, 24});
    wf_beside_paint(&beside, grid);
    assert_true(wf_detail_source(detail, &path, &line));
    assert_string_equal(path, w->path);
    assert_int_equal(line, 9);
    g_clear_pointer(&w->desk.listeners, g_array_unref);
    wf_detail_free(detail);
}

/* One that is secret does not hide the others. */
static void only_what_is_secret_is_masked(void **state)
{
    DeskWorld *w = *state;
    desk_world_write(w, "heat_template_version: 2018-08-31\n"
                        "parameters:\n"
                        "  pw: {type: string, hidden: true, default: hush-hush}\n"
                        "resources:\n"
                        "  things:\n"
                        "    type: OS::Heat::ResourceGroup\n"
                        "    properties:\n"
                        "      count: 1\n"
                        "      resource_def:\n"
                        "        type: OS::Heat::Value\n"
                        "        properties:\n"
                        "          value: {user: shop, words: [plain, {get_param: pw}],\n"
                        "                  url: {list_join: ['', [x, {get_param: pw}]]}}\n");
    wf_desk_reload(&w->desk);
    WfThing thing = {WF_THING_RESOURCE, 0};
    g_autofree char *text = wf_detail_text(&w->desk, thing);
    assert_null(strstr(text, "hush-hush"));
    assert_non_null(strstr(text, "count: 1"));
    assert_non_null(strstr(text, "user: shop"));
    assert_non_null(strstr(text, "- plain"));
    assert_non_null(strstr(text, "url: '****'"));
}

static void feed(WfProgress *p, const char *line)
{
    gint64 at;
    assert_true(wf_progress_feed_line(p, line, &at, NULL));
}

/* Its list does, so the pane beside it has to know it, too. */
static void what_a_component_waits_for_is_told_if_it_is_none_of_the_others(void **state)
{
    DeskWorld *w = *state;
    WfProgress *p = w->desk.live->progress = wf_progress_new("stack"); /* which it frees */
    feed(p, "{\"weft\":1,\"at\":1000,\"event\":\"manifest\",\"vm\":\"vm\",\"payload\":{\"weft\":1,"
            "\"vm\":\"vm\",\"components\":[{\"name\":\"one\",\"spec\":\"vYMJWCoSltODRO0hplBZ9TLT\","
            "\"deep\":\"zI-qLLVYGGL9x-8e50pb5S2k\",\"actions\":{}}]}}");
    feed(p, "{\"weft\":1,\"at\":2000,\"event\":\"st\",\"vm\":\"vm\",\"payload\":{\"weft\":1,"
            "\"at\":2000,\"n\":{\"waiting\":1},\"c\":{\"one\":[\"waiting\",2000,{\"on\":\"retry\"}]"
            "}}}");
    assert_true(is_told(w, "one", "why"));
    assert_true(is_told(w, "one", " one (vm) waits before a further attempt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(what_is_told_has_its_place_in_the_source),
        DESK_TEST(only_what_is_secret_is_masked),
        DESK_TEST(what_the_plan_does_is_told_without_its_screen),
        DESK_TEST(what_a_component_waits_for_is_told_if_it_is_none_of_the_others),
        DESK_TEST(a_finding_that_is_gone_stands_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
