/* The run screen's data: a replay's clock, the model a journal tells of, the order of rows, what
 * they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <weft/limits.h>
#include <weft/replay.h>
#include "../../src/screens/run_axis.h"
#include "../../src/screens/run_rows.h"
#include "../../src/screens/run_screen.h"
#include "desk_world.h"

#include <weft/model.h>

#define JOURNAL SOURCE_DIR "/tests/screens/replay/journal"

static WfReplay *replay(void)
{
    WfReplay *r = wf_replay_new(JOURNAL, NULL);
    assert_non_null(r);
    return r;
}

static WfState state_of(const WfReplay *r, const char *vm, const char *name)
{
    WfProgress *p = wf_replay_progress(r);
    guint32 row = wf_progress_find(p, vm, name);
    assert_int_not_equal(row, WF_NO_ROW);
    return wf_progress_row(p, row)->state;
}

/* All states as one text, to compare what was reached on different ways. */
static char *all_states(const WfReplay *r)
{
    GString *s = g_string_new(NULL);
    WfProgress *p = wf_replay_progress(r);
    for (guint32 i = 0; i < wf_progress_n_rows(p); i++)
        g_string_append_printf(s, "%s:%s ", wf_progress_row(p, i)->name,
                               wf_state_name(wf_progress_row(p, i)->state));
    return g_string_free(s, FALSE);
}

static void a_replay_begins_before_the_first_state(void **state)
{
    g_autoptr(WfReplay) r = replay();
    assert_int_equal(wf_progress_n_rows(wf_replay_progress(r)), 17);
    assert_int_equal(wf_replay_step_number(r), 0);
    assert_int_equal(wf_replay_now(r), wf_replay_began(r));
    guint n[WF_N_STATES];
    wf_progress_counts(wf_replay_progress(r), n);
    assert_int_equal(n[WF_STATE_PENDING], 17);
}

static void a_journal_that_was_cut_off_is_replayed(void **state)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(WfReplay) whole = replay();
    gsize len;
    assert_true(g_file_get_contents(JOURNAL, &text, &len, NULL));
    g_autoptr(WfReplay) cut = wf_replay_parse("cut", text, len - 10, NULL);
    assert_non_null(cut);
    assert_int_equal(wf_replay_began(cut), wf_replay_began(whole));
    text[len - 10] = '\n'; /* a line of its own is not merely cut off */
    assert_null(wf_replay_parse("wrong", text, len - 9, &error));
    assert_non_null(error);
    assert_null(wf_replay_parse("nothing", text, 20, NULL));
}

static void every_step_changes_a_state(void **state)
{
    g_autoptr(WfReplay) r = replay();
    for (guint i = 1; i <= wf_replay_n_steps(r); i++) {
        g_autofree char *before = all_states(r);
        gint64 now = wf_replay_now(r);
        assert_true(wf_replay_step(r, true));
        assert_int_equal(wf_replay_step_number(r), i);
        assert_true(wf_replay_now(r) >= now);
        g_autofree char *after = all_states(r);
        if (strstr(after, "failed") == NULL) /* a failure's cause comes after its state */
            assert_string_not_equal(before, after);
    }
    assert_false(wf_replay_step(r, true));
}

static void stepping_back_is_the_same_way(void **state)
{
    g_autoptr(WfReplay) r = replay();
    g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(seen, all_states(r));
    while (wf_replay_step(r, true))
        g_ptr_array_add(seen, all_states(r));
    assert_int_equal(seen->len, wf_replay_n_steps(r) + 1);
    for (guint i = seen->len - 1; i-- > 0;) {
        assert_true(wf_replay_step(r, false));
        assert_int_equal(wf_replay_step_number(r), i);
        g_autofree char *now = all_states(r);
        assert_string_equal(now, seen->pdata[i]);
    }
    assert_false(wf_replay_step(r, false));
}

static void seeking_goes_anywhere(void **state)
{
    g_autoptr(WfReplay) r = replay();
    wf_replay_seek(r, wf_replay_end(r) + 100000);
    assert_int_equal(wf_replay_now(r), wf_replay_end(r));
    assert_false(wf_replay_step(r, true));
    assert_int_equal(state_of(r, "tdi", "tdi.populate"), WF_STATE_FAILED);
    assert_int_equal(state_of(r, "ihs", "ihs.start"), WF_STATE_BLOCKED);
    g_autofree char *end = all_states(r);
    wf_replay_seek(r, 0);
    assert_int_equal(wf_replay_now(r), wf_replay_began(r));
    assert_int_equal(state_of(r, "tdi", "tdi.populate"), WF_STATE_PENDING);
    assert_false(wf_replay_seek(r, wf_replay_began(r)));
    for (gint64 at = wf_replay_began(r); at < wf_replay_end(r) + 50; at += 50)
        wf_replay_seek(r, at);
    g_autofree char *again = all_states(r);
    assert_string_equal(end, again);
}

#define LINE(at, event, payload)                                                                   \
    "{\"weft\":1,\"at\":" at ",\"event\":\"" event "\",\"vm\":\"a\",\"payload\":" payload "}\n"
#define ST(state) "{\"weft\":1,\"c\":{\"one\":[\"" state "\",1,{}]}}"
#define D "aaaaaaaaaaaaaaaaaaaaaaaa"

/* Whoever listened may have heard of a state first. */
static void it_begins_with_something_to_look_at(void **state)
{
    static const char text[] = LINE("5", "st", ST("w"))
        LINE("7", "manifest",
             "{\"weft\":1,\"vm\":\"a\",\"jobs\":1,\"components\":[{\"name\":\"one\",\"spec\":\"" D
             "\",\"deep\":\"" D "\"}]}") LINE("9", "st", ST("r"));
    g_autoptr(WfReplay) r = wf_replay_parse("f", text, sizeof text - 1, NULL);
    assert_non_null(r);
    assert_int_equal(wf_replay_began(r), 9);
    assert_int_equal(wf_progress_n_rows(wf_replay_progress(r)), 1);
}

/* Whoever takes one time from another is not to be led astray. */
static void times_are_those_of_a_calendar(void **state)
{
    static const char text[] =
        LINE("-9223372036854775807", "st", ST("w")) LINE("9223372036854775807", "st", ST("r"));
    g_autoptr(WfReplay) r = wf_replay_parse("f", text, sizeof text - 1, NULL);
    assert_non_null(r);
    assert_int_equal(wf_replay_began(r), 0);
    assert_int_equal(wf_replay_end(r), WF_LIMIT_TIME_MS);
}

static void a_broken_journal_says_where(void **state)
{
    const char *text =
        "{\"weft\":1,\"at\":1,\"event\":\"up\",\"vm\":\"a\",\"payload\":{}}\n{oops\n";
    g_autoptr(GError) error = NULL;
    assert_null(wf_replay_parse("f", text, strlen(text), &error));
    assert_non_null(strstr(error->message, "f:2: "));
    g_clear_error(&error);
    assert_null(wf_replay_parse("f", "", 0, &error));
    assert_non_null(error);
}

/* As many components, VMs and edges between VMs as the model it was made from. */
static void a_journal_tells_its_model(void **state)
{
    g_autoptr(WfReplay) r = replay();
    char *text = wf_replay_model(r);
    g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
    g_autoptr(WfFindings) told = wf_findings_new(), real = wf_findings_new();
    WfModelOptions options = {.path = "journal", .bytes = bytes};
    WfModelOptions original = {.path = SOURCE_DIR "/samples/connections/connections.yaml"};
    WfModel *a = wf_model_load(&options, told, NULL);
    WfModel *b = wf_model_load(&original, real, NULL);
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(wf_findings_count(told, WF_FAULT), 0);
    assert_int_equal(wf_model_n_components(a), wf_model_n_components(b));
    assert_int_equal(wf_model_n_vms(a), wf_model_n_vms(b));
    for (WfId c = 0; c < wf_model_n_components(b); c++) {
        const char *name = wf_model_component_name(b, c);
        WfId same = wf_model_component_find(a, name);
        guint32 n_a, n_b;
        assert_int_not_equal(same, WF_NONE);
        wf_graph_in(wf_model_graph(a), same, &n_a);
        wf_graph_in(wf_model_graph(b), c, &n_b);
        assert_true(n_a > 0 || n_b == 0);
        assert_string_equal(wf_model_vm_name(a, wf_model_component_vm(a, same)),
                            wf_model_vm_name(b, wf_model_component_vm(b, c)));
    }
    wf_model_unref(a);
    wf_model_unref(b);
}

static void rows_stand_worst_first(void **state)
{
    g_autoptr(WfReplay) r = replay();
    g_autoptr(RunRows) rows = run_rows_new();
    wf_replay_seek(r, wf_replay_end(r));
    WfProgress *p = wf_replay_progress(r);
    run_rows_renew(rows, p, NULL, NULL);
    assert_int_equal(run_rows_n(rows), 17 + 3); /* failed, blocked, done */
    assert_int_equal(run_rows_get(rows, 0).row, WF_NO_ROW);
    assert_int_equal(run_rows_get(rows, 1).row, wf_progress_find(p, "tdi", "tdi.populate"));
    assert_int_equal(run_rows_count(rows, RUN_BLOCKED), 4);
    guint done = run_rows_title(rows, RUN_DONE);
    for (guint i = done + 2; i < run_rows_n(rows); i++) /* latest first */
        assert_true(wf_progress_row(p, run_rows_get(rows, i - 1).row)->finished >=
                    wf_progress_row(p, run_rows_get(rows, i).row)->finished);
    for (guint i = 0; i < run_rows_n(rows); i++)
        if (run_rows_get(rows, i).row != WF_NO_ROW)
            assert_int_equal(run_rows_find(rows, run_rows_get(rows, i).row), i);
}

static void what_runs_longest_is_first(void **state)
{
    g_autoptr(WfReplay) r = replay();
    g_autoptr(RunRows) rows = run_rows_new();
    while (wf_replay_step(r, true)) {
        WfProgress *p = wf_replay_progress(r);
        run_rows_renew(rows, p, NULL, NULL);
        guint first = run_rows_title(rows, RUN_RUNNING);
        for (guint i = 2; i <= run_rows_count(rows, RUN_RUNNING); i++)
            assert_true(wf_progress_row(p, run_rows_get(rows, first + i - 1).row)->since <=
                        wf_progress_row(p, run_rows_get(rows, first + i).row)->since);
    }
}

static bool on_ihs(gpointer data, guint32 row)
{
    return strcmp(wf_progress_row(data, row)->vm, "ihs") == 0;
}

static void rows_can_be_left_out(void **state)
{
    g_autoptr(WfReplay) r = replay();
    g_autoptr(RunRows) rows = run_rows_new();
    wf_replay_seek(r, wf_replay_end(r));
    WfProgress *p = wf_replay_progress(r);
    run_rows_renew(rows, p, on_ihs, p);
    assert_int_equal(run_rows_n(rows), 3 + 2);
    assert_int_equal(run_rows_find(rows, wf_progress_find(p, "tdi", "tdi.populate")), -1);
    run_rows_renew(rows, NULL, NULL, NULL);
    assert_int_equal(run_rows_n(rows), 0);
    assert_true(run_rows_is_of(rows, NULL));
    assert_false(run_rows_is_of(rows, p));
}

static void an_axis_puts_moments_into_order(void **state)
{
    RunAxis axis = {1000, 3000, 10};
    assert_int_equal(run_axis_eighths(&axis, 0), 0);
    assert_int_equal(run_axis_eighths(&axis, 1000), 0);
    assert_int_equal(run_axis_eighths(&axis, 2000), 40);
    assert_int_equal(run_axis_eighths(&axis, 3000), 80);
    assert_int_equal(run_axis_eighths(&axis, G_MAXINT64), 80);
    for (gint64 at = 0; at < 4000; at += 7)
        assert_true(run_axis_eighths(&axis, at) <= run_axis_eighths(&axis, at + 7));
    assert_true(run_axis_shows(&axis, 0, 1000));
    assert_false(run_axis_shows(&axis, 0, 999));
    assert_false(run_axis_shows(&axis, 3001, 4000));
}

/* All cells together cover exactly the bar. */
static void a_bar_fills_its_cells(void **state)
{
    for (int from = 0; from < 40; from++)
        for (int to = from + 1; to <= 40; to++) {
            int covered = 0;
            for (int cell = 0; cell < 5; cell++) {
                RunFill fill = run_axis_fill(cell, from, to);
                bool inside = from > cell * 8 && to < cell * 8 + 8;
                covered += inside ? to - from : MAX(fill.left, fill.right);
            }
            assert_int_equal(covered, to - from);
        }
    RunFill none = run_axis_fill(2, 0, 16), shortest = run_axis_fill(1, 8, 8);
    assert_int_equal(none.left + none.right, 0);
    assert_int_equal(shortest.left, 1);
}

static void ticks_are_round_and_far_enough_apart(void **state)
{
    for (gint64 span = 100; span < 400000000; span = span * 3 / 2) {
        RunAxis axis = {0, span, 80};
        gint64 step = run_axis_step(&axis, 12);
        assert_true((double)step * 80 / (double)span >= 12);
        assert_true(step == 10 || (double)step * 80 / (double)span < 12 * 5.01);
    }
    RunAxis minute = {0, 60000, 60};
    assert_int_equal(run_axis_step(&minute, 10), 10000);
}

static void zooming_keeps_the_place(void **state)
{
    RunAxis axis = {1000, 9000, 10};
    run_axis_zoom(&axis, 0.5, 3000);
    assert_int_equal(axis.to - axis.from, 4000);
    assert_int_equal(3000 - axis.from, 1000);
    run_axis_zoom(&axis, 2, 3000);
    assert_int_equal(axis.from, 1000);
    for (guint i = 0; i < 40; i++)
        run_axis_zoom(&axis, 0.5, 3000);
    assert_int_equal(axis.to - axis.from, RUN_AXIS_LEAST);
    run_axis_pan(&axis, 50);
    assert_true(axis.from <= 3050 && axis.to >= 3050);
}

/* --- the screen --- */

static void feed(WfProgress *p, const char *event, const char *payload)
{
    gint64 at;
    g_autofree char *line = g_strdup_printf(
        "{\"weft\":1,\"at\":2000,\"event\":\"%s\",\"vm\":\"vm\",\"payload\":%s}", event, payload);
    assert_true(wf_progress_feed_line(p, line, &at, NULL));
}

/* The list alone, in a window that has no room for the pane of details. */
static char *list_of(DeskWorld *w, const char *states)
{
    WfProgress *p = w->desk.live->progress = wf_progress_new("stack"); /* which it frees */
    WfDetail *detail = wf_detail_new(&w->desk);
    feed(p, "manifest",
         "{\"weft\":1,\"vm\":\"vm\",\"components\":[{\"name\":\"one\",\"spec\":\"" D
         "\",\"deep\":\"" D "\",\"actions\":{}}]}");
    feed(p, "st", states);
    wf_app_open_memory(w->desk.app, 70, 12, false);
    wf_app_add_screen(w->desk.app, &run_screen, run_screen_new(&w->desk, detail));
    assert_true(wf_app_show_screen(w->desk.app, "run"));
    char *text = wf_grid_to_text(wf_app_frame(w->desk.app));
    g_clear_pointer(&w->desk.listeners, g_array_unref);
    wf_detail_free(detail);
    return text;
}

static void a_further_attempt_is_told_while_it_runs(void **state)
{
    g_autofree char *text = list_of(*state, "{\"weft\":1,\"at\":2000,\"c\":{\"one\":[\"running\","
                                            "2000,{\"attempt\":2,\"line\":\"unpacking\"}]}}");
    assert_non_null(strstr(text, "attempt 2  unpacking"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_replay_begins_before_the_first_state),
        cmocka_unit_test(a_journal_that_was_cut_off_is_replayed),
        cmocka_unit_test(every_step_changes_a_state),
        cmocka_unit_test(stepping_back_is_the_same_way),
        cmocka_unit_test(seeking_goes_anywhere),
        cmocka_unit_test(it_begins_with_something_to_look_at),
        cmocka_unit_test(times_are_those_of_a_calendar),
        cmocka_unit_test(a_broken_journal_says_where),
        cmocka_unit_test(a_journal_tells_its_model),
        cmocka_unit_test(rows_stand_worst_first),
        cmocka_unit_test(what_runs_longest_is_first),
        cmocka_unit_test(rows_can_be_left_out),
        cmocka_unit_test(an_axis_puts_moments_into_order),
        cmocka_unit_test(a_bar_fills_its_cells),
        cmocka_unit_test(ticks_are_round_and_far_enough_apart),
        cmocka_unit_test(zooming_keeps_the_place),
        DESK_TEST(a_further_attempt_is_told_while_it_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
