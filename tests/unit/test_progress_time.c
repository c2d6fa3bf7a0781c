/* What is said of time: spans, estimates, what decided how long it took, the timeline. */
#include "progress_world.h"

#include <weft/limits.h>

static void time_is_estimated_and_explained(void **state)
{
    g_autoptr(WfProgress) p = make();
    json_auto_t *before = json_pack("{s:i, s:i, s:i}", "a", 10000, "b", 5000, "c", 2000);
    assert_int_equal(wf_progress_remaining_ms(p, 0), -1);
    wf_progress_set_expected(p, before);
    assert_int_equal(wf_progress_remaining_ms(p, 0), 17000);
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1000);
    assert_int_equal(wf_progress_remaining_ms(p, 5000), 13000);
    learn_head(p, 1, WF_PHASE_PAUSE, 0);
    assert_int_equal(wf_progress_remaining_ms(p, 5000), -1);
    learn_head(p, 1, WF_PHASE_GO, 0);
    assert_int_equal(wf_progress_remaining_ms(p, 5000), 13000);
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 9000);
    say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 9000);
    say(p, "vm2", "b", WF_STATE_DONE, NULL, NULL, 12000);
    g_autoptr(GArray) path = wf_progress_critical(p);
    assert_int_equal(path->len, 2);
    assert_int_equal(g_array_index(path, WfProgressSpan, 0).row, wf_progress_find(p, "vm1", "a"));
    json_auto_t *now = wf_progress_durations(p);
    assert_int_equal(json_integer_value(json_object_get(now, "b")), 3000);
    assert_int_equal(json_integer_value(json_object_get(now, "c")), 2000);
}

/* a went away with its VM, and b and c wait for it. */
static void nobody_knows_how_long_others_are_away(void **state)
{
    g_autoptr(WfProgress) p = make();
    json_auto_t *before = json_pack("{s:i, s:i, s:i}", "a", 10000, "b", 5000, "c", 2000);
    wf_progress_set_expected(p, before);
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1000);
    feed(p, WF_PROGRESS_UP, "vm1", NULL, 2000);
    assert_int_equal(row(p, "vm1", "a")->state, WF_STATE_LOST);
    assert_int_equal(wf_progress_remaining_ms(p, 3000), -1);
    feed(p, WF_PROGRESS_UP, "vm1", g_bytes_new("{}", 2), 4000);
    assert_true(wf_progress_remaining_ms(p, 4000) > 0);
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 5000);
    feed(p, WF_PROGRESS_UP, "vm1", NULL, 6000); /* nobody waits for it any more */
    assert_int_equal(wf_progress_remaining_ms(p, 6000), 7000);
    say(p, "vm2", "b", WF_STATE_FAILED, NULL, NULL, 7000);
    assert_int_equal(wf_progress_remaining_ms(p, 7000), -1);
    feed(p, WF_PROGRESS_UP, "vm2", NULL, 8000);
    g_autofree char *sentence = wf_progress_sentence(p, 9000);
    assert_null(strstr(sentence, "left"));
}

/* What has not begun where no agent is does not go on, either. */
static void nobody_knows_when_agents_will_come(void **state)
{
    g_autoptr(WfProgress) p = make();
    json_auto_t *before = json_pack("{s:i, s:i, s:i}", "a", 10000, "b", 5000, "c", 2000);
    wf_progress_set_expected(p, before);
    feed(p, WF_PROGRESS_UP, "vm2", NULL, 1000);
    assert_int_equal(wf_progress_remaining_ms(p, 1000), 17000); /* a can go on */
    feed(p, WF_PROGRESS_UP, "vm1", NULL, 1000);
    assert_int_equal(row(p, "vm1", "a")->state, WF_STATE_PENDING);
    assert_int_equal(wf_progress_remaining_ms(p, 1000), -1);
}

static void say_attempt(WfProgress *p, WfState state, guint attempt, gint64 at)
{
    g_autoptr(WfSt) st = wf_st_new();
    WfStEntry *e = wf_st_add(st, "b", state);
    e->attempt = attempt;
    e->on = g_strdup(state == WF_STATE_WAITING ? "retry" : NULL);
    e->since = st->at = at;
    feed(p, WF_PROGRESS_ST, "vm2", wf_st_format(st), at);
}

static void a_second_attempt_is_told_as_one(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1000);
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 2000);
    say_attempt(p, WF_STATE_RUNNING, 1, 2000);
    say_attempt(p, WF_STATE_FAILED, 1, 3000);
    say_attempt(p, WF_STATE_RUNNING, 2, 5700);
    say_attempt(p, WF_STATE_DONE, 2, 8300);
    g_autofree char *text = wf_progress_summary(p, 9000);
    assert_non_null(strstr(text, "  1.0 s  a (vm1)\n"));
    assert_non_null(strstr(text, "  1.0 s  b (vm2), failed\n"
                                 "  2.6 s  b (vm2), attempt 2, begun after 2.7 s\n"
                                 "  in recipes 4.6 s, between them 2.7 s\n"));
}

static void learn_attempts(WfProgress *p, json_t *earlier, gint64 started, gint64 finished)
{
    WfOutcome o = {.status = WF_STATUS_DONE,
                   .want = (char *)D1,
                   .attempt = 3,
                   .started = started,
                   .finished = finished,
                   .earlier = earlier};
    g_autoptr(GBytes) bytes = wf_outcome_format(&o, NULL);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    assert_true(wf_progress_feed(
        p, &(WfProgressEvent){WF_PROGRESS_OUTCOME, "vm2", "b", data, len, finished, 0, 0}));
}

/* Its agent was killed while it ran, and what was seen of runs is some milliseconds off. */
static void what_was_cut_off_is_told_as_that(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 990);
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 2005);
    learn_outcome(p, "vm1", "a", WF_STATUS_DONE, 1000, 2000);
    say_attempt(p, WF_STATE_RUNNING, 1, 2000);
    feed(p, WF_PROGRESS_UP, "vm2", NULL, 3000);
    assert_int_equal(row(p, "vm2", "b")->state, WF_STATE_LOST);
    feed(p, WF_PROGRESS_UP, "vm2", g_bytes_new("{}", 2), 5000);
    say_attempt(p, WF_STATE_RUNNING, 2, 5000);
    say_attempt(p, WF_STATE_DONE, 2, 7000);
    g_autofree char *text = wf_progress_summary(p, 9000);
    assert_non_null(strstr(text, "took:\n  1.0 s  a (vm1)\n"
                                 "  3.0 s  b (vm2), cut off\n"
                                 "  2.0 s  b (vm2), attempt 2\n"));
}

/* Nobody looked on while they ran, or saw only one of them, and not to the moment. */
static void attempts_that_were_not_seen_are_told(void **state)
{
    for (guint seen = 0; seen < 2; seen++) {
        g_autoptr(WfProgress) p = make();
        json_auto_t *earlier = json_pack("[[i, i], [i, i]]", 2000, 3000, 4000, 5500);
        learn_outcome(p, "vm1", "a", WF_STATUS_DONE, 1000, 2000);
        if (seen) {
            say_attempt(p, WF_STATE_RUNNING, 2, 3990);
            say_attempt(p, WF_STATE_WAITING, 2, 5510);
        }
        say_attempt(p, WF_STATE_DONE, 3, 8000);
        learn_attempts(p, earlier, 7500, 8000);
        learn_attempts(p, earlier, 7500, 8000); /* it may be read again */
        g_autofree char *text = wf_progress_summary(p, 9000);
        assert_non_null(strstr(text, "  1.0 s  a (vm1)\n"
                                     "  1.0 s  b (vm2), failed\n"
                                     "  1.5 s  b (vm2), failed, begun after 1.0 s\n"
                                     "  0.5 s  b (vm2), attempt 3, begun after 2.0 s\n"
                                     "  in recipes 4.0 s, between them 3.0 s\n"));
        json_auto_t *json = wf_progress_timeline_json(p, 9000);
        const json_t *second = json_array_get(json_object_get(json, "critical"), 2);
        assert_string_equal(json_string_value(json_object_get(second, "state")), "failed");
        assert_int_equal(json_integer_value(json_object_get(second, "from")), 4000);
        assert_int_equal(json_integer_value(json_object_get(second, "to")), 5500);
    }
}

static void nothing_is_critical_twice(void **state)
{
    g_autoptr(WfProgress) p = make();
    const char *const vms[] = {"vm1", "vm2", "vm2"}, *const names[] = {"a", "b", "c"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        say(p, vms[i], names[i], WF_STATE_RUNNING, NULL, NULL, 1000);
        say(p, vms[i], names[i], WF_STATE_DONE, NULL, NULL, 1000);
    }
    g_autoptr(GArray) path = wf_progress_critical(p);
    assert_int_equal(path->len, 3);
    for (guint i = 0; i < path->len; i++)
        assert_string_equal(wf_progress_row(p, g_array_index(path, WfProgressSpan, i).row)->name,
                            names[i]);
}

static void say_two(WfProgress *p, WfState a, gint64 a_at, WfState b, gint64 b_at)
{
    g_autoptr(WfSt) st = wf_st_new();
    wf_st_add(st, "a", a)->since = a_at;
    wf_st_add(st, "b", b)->since = b_at;
    st->at = MAX(a_at, b_at);
    feed(p, WF_PROGRESS_ST, "vm1", wf_st_format(st), st->at);
}

/* Three of one VM with nothing between them: a and b begin together, c when a ends. */
static void check_critical_of_jobs(guint jobs, guint told, const char *names)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    g_autoptr(WfManifest) m = wf_manifest_new("vm1");
    g_autoptr(WfSt) last = wf_st_new();
    m->jobs = jobs;
    for (const char *name = "abc"; *name; name++)
        add_entry(m, (char[]){*name, 0}, D1);
    feed(p, WF_PROGRESS_MANIFEST, "vm1", wf_manifest_format(m, NULL, NULL, NULL), 0);
    say_two(p, WF_STATE_RUNNING, 1000, WF_STATE_RUNNING, 1000);
    say_two(p, WF_STATE_DONE, 2000, WF_STATE_RUNNING, 1000);
    say(p, "vm1", "c", WF_STATE_RUNNING, NULL, NULL, 2000);
    say_two(p, WF_STATE_DONE, 2000, WF_STATE_DONE, 5000);
    wf_st_add(last, "c", WF_STATE_DONE)->since = 6000;
    last->at = 6000;
    last->jobs = told;
    feed(p, WF_PROGRESS_ST, "vm1", wf_st_format(last), last->at);
    g_autoptr(GArray) path = wf_progress_critical(p);
    assert_int_equal(path->len, strlen(names));
    for (guint i = 0; i < path->len; i++)
        assert_int_equal(wf_progress_row(p, g_array_index(path, WfProgressSpan, i).row)->name[0],
                         names[i]);
}

/* c waited for a to leave its place, unless there was one more. */
static void a_vm_of_many_jobs_decides_only_when_it_is_full(void **state)
{
    check_critical_of_jobs(2, 0, "ac");
    check_critical_of_jobs(3, 0, "c");
    check_critical_of_jobs(2, 3, "c"); /* whatever the manifest says */
    check_critical_of_jobs(3, 2, "ac");
}

static void assert_span(const GArray *spans, guint i, WfState state, gint64 from, gint64 to,
                        bool open)
{
    assert_true(i < spans->len);
    const WfProgressSpan *span = &g_array_index(spans, WfProgressSpan, i);
    assert_int_equal(span->state, state);
    assert_int_equal(span->from, from);
    assert_int_equal(span->to, to);
    assert_int_equal(span->open, open);
}

static void what_went_by_is_kept(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm2", "b", WF_STATE_WAITING, "a", "vm1", 1000);
    say(p, "vm2", "b", WF_STATE_WAITING, "slot", NULL, 2000);
    say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 3000);
    say(p, "vm2", "b", WF_STATE_WAITING, "retry", NULL, 4000);
    say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 5000);
    feed(p, WF_PROGRESS_UP, "vm2", NULL, 6000);
    g_autoptr(GArray) spans = wf_progress_spans(p, 1, 9000);
    assert_int_equal(spans->len, 5);
    assert_span(spans, 0, WF_STATE_WAITING, 1000, 3000, false);
    assert_span(spans, 1, WF_STATE_FAILED, 3000, 4000, false);
    assert_span(spans, 2, WF_STATE_WAITING, 4000, 5000, false);
    assert_span(spans, 3, WF_STATE_LOST, 5000, 6000, false);
    assert_span(spans, 4, WF_STATE_LOST, 6000, 9000, true);
}

/* It was put back, not tried again. */
static void what_was_put_back_is_lost(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 1000);
    say(p, "vm2", "b", WF_STATE_WAITING, "phase", NULL, 2000);
    say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 3000);
    g_autoptr(GArray) spans = wf_progress_spans(p, 1, 9000);
    assert_int_equal(spans->len, 3);
    assert_span(spans, 0, WF_STATE_LOST, 1000, 2000, false);
    assert_span(spans, 1, WF_STATE_WAITING, 2000, 3000, false);
    assert_span(spans, 2, WF_STATE_RUNNING, 3000, 9000, true);
}

/* st is written five times a second at most; the outcome says exactly when it ran. */
static void an_outcome_has_the_last_word(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm2", "b", WF_STATE_WAITING, "a", "vm1", 1000);
    say(p, "vm2", "b", WF_STATE_DONE, NULL, NULL, 3000);
    learn_outcome(p, "vm2", "b", WF_STATUS_DONE, 2500, 2600);
    g_autoptr(GArray) spans = wf_progress_spans(p, 1, 9000);
    assert_int_equal(spans->len, 2);
    assert_span(spans, 0, WF_STATE_WAITING, 1000, 2500, false);
    assert_span(spans, 1, WF_STATE_DONE, 2500, 2600, false);
    assert_int_equal(wf_progress_episode(p, 9000), 2500);
    learn_outcome(p, "vm1", "a", WF_STATUS_FAILED, 2500 + 700000, 2600 + 700000);
    assert_int_equal(wf_progress_episode(p, 800000), 702500); /* after a long pause */
}

/* An update is a run of its own, however soon it comes; what still ran as it came is of it, too. */
static void an_update_begins_anew(void **state)
{
    g_autoptr(WfProgress) p = make();
    learn_head(p, 1, WF_PHASE_GO, 500);
    learn_outcome(p, "vm1", "a", WF_STATUS_DONE, 1000, 2000);
    learn_outcome(p, "vm2", "b", WF_STATUS_DONE, 2000, 3000);
    assert_int_equal(wf_progress_episode(p, 5000), 1000);
    learn_head(p, 2, WF_PHASE_GO, 4000);
    assert_int_equal(wf_progress_episode(p, 5000), 0); /* nothing of it ran yet */
    assert_int_equal(wf_progress_took(p, 5000), -1);
    learn_outcome(p, "vm2", "b", WF_STATUS_DONE, 4100, 4900);
    assert_int_equal(wf_progress_episode(p, 5000), 4100);
    learn_head(p, 2, WF_PHASE_GO, 4950); /* a pause, say, is no update */
    assert_int_equal(wf_progress_episode(p, 5000), 4100);
}

static void learn_since(WfProgress *p, guint64 generation, gint64 since, gint64 at)
{
    WfHead head = {.generation = generation, .phase = WF_PHASE_GO, .since = since};
    feed(p, WF_PROGRESS_HEAD, NULL, wf_head_format(&head), at);
}

/* Whoever looks on later than that knows it from the head, and all that is said of time agrees. */
static void what_is_said_of_time_is_of_this_generation(void **state)
{
    g_autoptr(WfProgress) p = make();
    learn_since(p, 2, 60000, 90000);
    learn_outcome(p, "vm1", "a", WF_STATUS_DONE, 1000, 2000);
    learn_outcome(p, "vm2", "b", WF_STATUS_DONE, 61000, 64000);
    learn_outcome(p, "vm2", "c", WF_STATUS_DONE, 64500, 65000);
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 2000);
    say_done_for(p, manifest_2(D1), 65000);
    assert_true(wf_progress_is_over(p));
    assert_int_equal(wf_progress_episode(p, 90000), 61000);
    assert_int_equal(wf_progress_took(p, 90000), 4000);
    g_autofree char *text = wf_progress_summary(p, 90000);
    assert_string_equal(text, "what decided how long it took:\n"
                              "  3.0 s  b (vm2)\n"
                              "  0.5 s  c (vm2), begun after 0.5 s\n"
                              "  in recipes 3.5 s, between them 0.5 s\n"
                              "3 of 3 done, in 4.0 s\n");
    g_autofree char *table = wf_progress_table(p, 90000);
    assert_non_null(strstr(table, "\ngeneration 2: 3 of 3 done\n"));
    learn_since(p, 3, 80000, 90000); /* it changed nothing that runs */
    g_autofree char *nothing = wf_progress_summary(p, 95000);
    assert_string_equal(nothing, "3 of 3 done\n");
}

/* Whose outcome was not read again ended when its VM said so, and not with the run before. */
static void what_ended_last_ends_it(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 2000);
    say(p, "vm2", "b", WF_STATE_DONE, NULL, NULL, 2500);
    learn_outcome(p, "vm2", "c", WF_STATUS_DONE, 2000, 3000);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D2), 60000);
    say(p, "vm2", "c", WF_STATE_DONE, NULL, NULL, 64000);
    assert_int_equal(wf_progress_ended(p), 64000);
}

/* What was read of the run before says nothing of a retry. */
static void an_old_outcome_is_not_that_of_a_retry(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 1000);
    say(p, "vm2", "b", WF_STATE_FAILED, NULL, NULL, 2000);
    learn_outcome(p, "vm2", "b", WF_STATUS_FAILED, 1000, 2000);
    say(p, "vm2", "b", WF_STATE_WAITING, "slot", NULL, 5000);
    say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 6000);
    say(p, "vm2", "b", WF_STATE_DONE, NULL, NULL, 7000);
    g_autoptr(GArray) before = wf_progress_spans(p, 1, 9000);
    assert_int_equal(before->len, 3);
    assert_span(before, 0, WF_STATE_FAILED, 1000, 2000, false);
    assert_span(before, 1, WF_STATE_WAITING, 5000, 6000, false);
    assert_span(before, 2, WF_STATE_DONE, 6000, 7000, false);
    learn_outcome(p, "vm2", "b", WF_STATUS_DONE, 6000, 6900);
    g_autoptr(GArray) after = wf_progress_spans(p, 1, 9000);
    assert_int_equal(after->len, 3);
    assert_span(after, 2, WF_STATE_DONE, 6000, 6900, false);
}

/* Who came after it had failed knows of that run from its outcome alone. */
static void a_retry_leaves_the_bar_of_what_was_not_seen(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm2", "b", WF_STATE_FAILED, NULL, NULL, 2000);
    learn_outcome(p, "vm2", "b", WF_STATUS_FAILED, 1000, 2000);
    say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 6000);
    g_autoptr(GArray) spans = wf_progress_spans(p, 1, 9000);
    assert_int_equal(spans->len, 2);
    assert_span(spans, 0, WF_STATE_FAILED, 1000, 2000, false);
    assert_span(spans, 1, WF_STATE_RUNNING, 6000, 9000, true);
}

static void the_timeline_is_drawn(void **state)
{
    g_autoptr(WfProgress) p = make();
    const WfProgressFormat format = {.ascii = true, .width = 45};
    learn_outcome(p, "vm1", "a", WF_STATUS_DONE, 1000, 11000);
    learn_outcome(p, "vm2", "b", WF_STATUS_FAILED, 11000, 21000);
    g_autofree char *text = wf_progress_timeline(p, &format, 21000);
    assert_non_null(strstr(text, "vm1\n* a  ##########            10.0 s\n"));
    assert_non_null(strstr(text, "vm2\n* b            xxxxxxxxxx  10.0 s, failed\n"));
    assert_non_null(strstr(text, "1 of 3 components did nothing in this time\n20.0 s from "));
    assert_non_null(strstr(text, "; a column is 1.0 s\n"));
    json_auto_t *json = wf_progress_timeline_json(p, 21000);
    assert_int_equal(json_integer_value(json_object_get(json, "from")), 1000);
    const json_t *vm = json_array_get(json_object_get(json, "vms"), 1);
    const json_t *span = json_array_get(json_object_get(vm, "spans"), 0);
    assert_string_equal(json_string_value(json_object_get(span, "component")), "b");
    assert_string_equal(json_string_value(json_object_get(span, "state")), "failed");
    assert_int_equal(json_array_size(json_object_get(json, "critical")), 2);
}

static void nothing_makes_an_empty_timeline(void **state)
{
    g_autoptr(WfProgress) none = wf_progress_new("shop"), p = make();
    const WfProgressFormat format = {.width = 1};
    g_autofree char *empty = wf_progress_timeline(none, &format, 5);
    assert_string_equal(empty, "");
    g_autofree char *text = wf_progress_timeline(p, &format, 5);
    assert_string_equal(text, "3 of 3 components did nothing in this time\n");
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, WF_LIMIT_TIME_MS); /* a clock gone mad */
    g_autofree char *mad = wf_progress_timeline(p, &format, 5);
    assert_non_null(mad);
}

static void say_run(WfProgress *p, guint attempt, gint64 since, gint64 at)
{
    g_autoptr(WfSt) st = wf_st_new();
    WfStEntry *e = wf_st_add(st, "a", WF_STATE_RUNNING);
    e->attempt = attempt;
    e->since = since;
    st->at = at;
    feed(p, WF_PROGRESS_ST, "vm1", wf_st_format(st), at);
}

/* Its agent lost the connection, came back to what it runs, and that failed later: nothing was
 * lost. Where it did not come back to that it was. */
static void what_outlived_a_broken_connection_is_not_lost(void **state)
{
    for (guint came_back = 0; came_back < 2; came_back++) {
        g_autoptr(WfProgress) p = make();
        say_run(p, 1, 1000, 1000);
        feed(p, WF_PROGRESS_UP, "vm1", NULL, 2000);
        feed(p, WF_PROGRESS_UP, "vm1", g_bytes_new("{}", 2), 3000);
        if (came_back)
            say_run(p, 1, 1000, 3100);
        say_run(p, 2, 4000, 4000);
        g_autoptr(GArray) spans = wf_progress_spans(p, 0, 5000);
        assert_span(spans, 0, came_back ? WF_STATE_FAILED : WF_STATE_LOST, 1000, 4000, false);
        assert_span(spans, 1, WF_STATE_RUNNING, 4000, 5000, true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_estimated_and_explained),
        cmocka_unit_test(nobody_knows_how_long_others_are_away),
        cmocka_unit_test(nobody_knows_when_agents_will_come),
        cmocka_unit_test(a_second_attempt_is_told_as_one),
        cmocka_unit_test(what_was_cut_off_is_told_as_that),
        cmocka_unit_test(attempts_that_were_not_seen_are_told),
        cmocka_unit_test(nothing_is_critical_twice),
        cmocka_unit_test(a_vm_of_many_jobs_decides_only_when_it_is_full),
        cmocka_unit_test(what_went_by_is_kept),
        cmocka_unit_test(what_was_put_back_is_lost),
        cmocka_unit_test(an_outcome_has_the_last_word),
        cmocka_unit_test(an_update_begins_anew),
        cmocka_unit_test(what_is_said_of_time_is_of_this_generation),
        cmocka_unit_test(what_ended_last_ends_it),
        cmocka_unit_test(an_old_outcome_is_not_that_of_a_retry),
        cmocka_unit_test(a_retry_leaves_the_bar_of_what_was_not_seen),
        cmocka_unit_test(the_timeline_is_drawn),
        cmocka_unit_test(nothing_makes_an_empty_timeline),
        cmocka_unit_test(what_outlived_a_broken_connection_is_not_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
