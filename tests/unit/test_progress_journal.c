/* What is kept and printed of what others wrote: journals, logs, names, and what is refused. */
#include "progress_world.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <weft/text.h>

static GBytes *outcome_with_log(WfStatus status)
{
    g_autoptr(WfOutcome) o = wf_outcome_new();
    o->status = status;
    o->want = g_strdup(D1);
    o->log = g_strdup("one\n\x1b[2Jtwo\n");
    o->cause = status == WF_STATUS_FAILED ? g_strdup("exit status 1") : NULL;
    return wf_outcome_format(o, NULL);
}

static void learn_log(WfProgress *p, const char *vm, const char *name, WfStatus status)
{
    g_autoptr(GBytes) bytes = outcome_with_log(status);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    assert_true(
        wf_progress_feed(p, &(WfProgressEvent){WF_PROGRESS_OUTCOME, vm, name, data, len, 3, 0, 0}));
}

/* What failed shows it always, what is done where somebody wants to know. */
static void what_recipes_printed_is_kept_on_demand(void **state)
{
    (void)state;
    for (int keep = 0; keep <= 1; keep++) {
        g_autoptr(WfProgress) p = make();
        if (keep)
            wf_progress_keep_logs(p);
        say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 1);
        say(p, "vm2", "b", WF_STATE_FAILED, NULL, NULL, 2);
        learn_log(p, "vm1", "a", WF_STATUS_DONE);
        learn_log(p, "vm2", "b", WF_STATUS_FAILED);
        g_autofree char *summary = wf_progress_summary(p, 4);
        assert_int_equal(
            strstr(summary, "a (vm1) printed:\n    | one\n    | \\x1b[2Jtwo\n") != NULL, keep);
        assert_non_null(
            strstr(summary, "failed: b (vm2): exit status 1\n    | one\n    | \\x1b[2Jtwo\n"));
        g_autofree char *table = wf_progress_table(p, 4);
        assert_int_equal(strstr(table, "done\n    | one\n    | \\x1b[2Jtwo\n") != NULL, keep);
    }
}

/* Names and lines may be of characters that take two columns, or none, or cannot be shown. */
static void columns_are_those_of_a_terminal(void **state)
{
    static const char *const names[] = {"a", "\xe9\x83\xa8\xe5\x93\x81", "gr\xc3\xbcn", "x\x1b[2J"};
    const WfProgressFormat format = {.width = 40, .height = 10};
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    g_autoptr(WfManifest) m = wf_manifest_new("vm1");
    g_autoptr(WfSt) st = wf_st_new();
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        add_entry(m, names[i], D1);
        WfStEntry *e = wf_st_add(st, names[i], WF_STATE_RUNNING);
        e->since = st->at = 1000;
        e->line = g_strdup("\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2"
                           "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2");
    }
    feed(p, WF_PROGRESS_MANIFEST, "vm1", wf_manifest_format(m, NULL, NULL, NULL), 0);
    feed(p, WF_PROGRESS_ST, "vm1", wf_st_format(st), 1000);
    g_autofree char *area = wf_progress_area(p, &format, 0, 2000);
    g_auto(GStrv) lines = g_strsplit(area, "\n", -1);
    for (gsize i = 0; i <= G_N_ELEMENTS(names); i++)
        assert_in_range(wf_text_width(lines[i], -1), 30, 40);
    g_autofree char *table = wf_progress_table(p, 2000);
    g_autofree char *timeline = wf_progress_timeline(p, &format, 2000);
    g_auto(GStrv) rows = g_strsplit(table, "\n", -1), bars = g_strsplit(timeline, "\n", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *state_at = strstr(rows[i], "running"), *bar = strstr(bars[1 + i], "\u2592");
        assert_non_null(state_at);
        assert_non_null(bar);
        assert_int_equal(wf_text_width(rows[i], state_at - rows[i]), 9 + 2 + 3 + 2 + 5 + 2);
        assert_non_null(strstr(rows[i], "1.0 s  running"));
        assert_int_equal(wf_text_width(bars[1 + i], bar - bars[1 + i]),
                         wf_text_width(bars[1], strstr(bars[1], "\u2592") - bars[1]));
    }
}

static void a_journal_replays(void **state)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    g_autoptr(GBytes) m = manifest_1();
    gsize len;
    const void *data = g_bytes_get_data(m, &len);
    WfProgressEvent e = {WF_PROGRESS_MANIFEST, "vm1", NULL, data, len, 7, 0, 0};
    g_autofree char *line = wf_progress_event_line(&e);
    gint64 at;
    g_autoptr(GError) error = NULL;
    assert_true(wf_progress_feed_line(p, line, &at, &error));
    assert_int_equal(at, 7);
    assert_int_equal(wf_progress_n_rows(p), 1);
    assert_false(wf_progress_feed_line(p, "{\"event\":\"st\"}", &at, &error));
    assert_non_null(error);
}

static void a_journal_holds_no_credentials(void **state)
{
    const char manifest[] =
        "{\"weft\":1,\"vm\":\"vm1\",\"auth\":[\"fleet:planted\"],\"components\":[{\"name\":\"a\","
        "\"options\":{\"keys\":\"mine\"},\"reads\":{\"db\":{\"deep\":\"d\",\"keys\":{\"url\":"
        "\"planted\"}}}}],"
        "\"deletions\":[{\"name\":\"o\",\"consumers\":{\"x\":{\"keys\":{\"u\":\"planted\"}}}},7]}";
    WfProgressEvent e = {WF_PROGRESS_MANIFEST, "vm1", NULL, manifest, sizeof manifest - 1, 7, 0, 0};
    g_autofree char *line = wf_progress_event_line(&e);
    assert_non_null(line);
    assert_null(strstr(line, "planted"));
    assert_non_null(strstr(line, "\"deep\":\"d\""));
    assert_non_null(strstr(line, "\"keys\":\"mine\""));
}

static void a_journal_is_its_owners_alone(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("weft-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "journal", NULL);
    g_autofree char *link = g_build_filename(folder, "link", NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    struct stat st;
    mode_t old = umask(0);
    assert_true(g_file_set_contents_full(path, "what was there", -1, 0, 0666, NULL));
    FILE *file = wf_progress_journal_open(path, NULL);
    umask(old);
    assert_non_null(file);
    fputs("line", file);
    fclose(file);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_string_equal(text, "line");
    assert_int_equal(symlink(path, link), 0);
    assert_null(wf_progress_journal_open(link, &error));
    assert_non_null(strstr(error->message, link));
    g_unlink(link);
    g_unlink(path);
    g_rmdir(folder);
}

static void no_time_is_beyond_all_bounds(void **state)
{
    g_autoptr(WfProgress) p = make();
    static const char *const lines[] = {
        "{\"event\":\"up\",\"vm\":\"vm1\",\"at\":9223372036854775807,\"payload\":{}}",
        "{\"event\":\"up\",\"vm\":\"vm1\",\"at\":-9223372036854775808,\"payload\":{}}"};
    static const char *const sts[] = {
        "{\"weft\":1,\"at\":9223372036854775807,\"c\":{}}",
        "{\"weft\":1,\"at\":1,\"c\":{\"a\":[\"running\",9223372036854775807]}}"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        gint64 at = 0;
        g_autoptr(GError) error = NULL;
        assert_false(wf_progress_feed_line(p, lines[i], &at, &error));
        assert_non_null(error);
    }
    for (guint i = 0; i < G_N_ELEMENTS(sts); i++)
        assert_false(wf_progress_feed(
            p, &(WfProgressEvent){WF_PROGRESS_ST, "vm1", NULL, sts[i], strlen(sts[i]), 1, 0, 0}));
    static const char outcome[] =
        "{\"weft\":1,\"status\":\"done\",\"started\":9223372036854775807}";
    assert_false(wf_progress_feed(
        p, &(WfProgressEvent){WF_PROGRESS_OUTCOME, "vm1", "a", outcome, strlen(outcome), 1, 0, 0}));
}

static void hostile_payloads_change_nothing(void **state)
{
    g_autoptr(WfProgress) p = make();
    assert_false(
        wf_progress_feed(p, &(WfProgressEvent){WF_PROGRESS_ST, "vm1", NULL, "{", 1, 1, 0, 0}));
    const char early[] = "{\"weft\":1,\"at\":1,\"c\":{\"a\":[\"running\",-9223372036854775808]}}";
    assert_false(wf_progress_feed(
        p, &(WfProgressEvent){WF_PROGRESS_ST, "vm1", NULL, early, sizeof early - 1, 1, 0, 0}));
    assert_false(
        wf_progress_feed(p, &(WfProgressEvent){WF_PROGRESS_HEAD, NULL, NULL, "[]", 2, 1, 0, 0}));
    say(p, "vm1", "nobody", WF_STATE_DONE, NULL, NULL, 1);
    assert_int_equal(wf_progress_n_rows(p), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_recipes_printed_is_kept_on_demand),
        cmocka_unit_test(columns_are_those_of_a_terminal),
        cmocka_unit_test(a_journal_replays),
        cmocka_unit_test(a_journal_holds_no_credentials),
        cmocka_unit_test(a_journal_is_its_owners_alone),
        cmocka_unit_test(no_time_is_beyond_all_bounds),
        cmocka_unit_test(hostile_payloads_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
