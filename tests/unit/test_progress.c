/* The reducer: what VMs say becomes states and reasons. */
#include "progress_world.h"

static void a_failure_blocks_what_is_behind_it(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm2", "b", WF_STATE_WAITING, "a", "vm1", 1);
    say(p, "vm1", "a", WF_STATE_FAILED, NULL, NULL, 2);
    assert_int_equal(row(p, "vm2", "b")->state, WF_STATE_BLOCKED);
    assert_int_equal(row(p, "vm2", "c")->state, WF_STATE_BLOCKED);
    assert_int_equal(row(p, "vm2", "c")->root, wf_progress_find(p, "vm1", "a"));
    assert_true(wf_progress_is_over(p));
    assert_false(wf_progress_is_done(p));
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 3); /* a retry */
    assert_int_equal(row(p, "vm2", "b")->state, WF_STATE_WAITING);
    assert_false(wf_progress_is_over(p));
}

/* As st says it; @delivered: who follows need not wait. */
static void say_delivered(WfProgress *p, WfState state, bool delivered, gint64 at)
{
    g_autoptr(WfSt) st = wf_st_new();
    WfStEntry *e = wf_st_add(st, "a", state);
    e->delivered = delivered;
    e->since = st->at = at;
    feed(p, WF_PROGRESS_ST, "vm1", wf_st_format(st), at);
}

/* d on vm3 follows a, which sends no signal; e follows d. */
static GBytes *manifest_3(void)
{
    g_autoptr(WfManifest) m = wf_manifest_new("vm3");
    WfEntry *d = add_entry(m, "d", D1), *e = add_entry(m, "e", D1);
    WfEntryRead *read = wf_entry_read_new("a", "vm1", "a", D1);
    read->delivered = true;
    g_ptr_array_add(d->after, read);
    g_ptr_array_add(e->after, wf_entry_read_new("d", "vm3", "d", D1));
    return wf_manifest_format(m, NULL, NULL, NULL);
}

static void what_is_delivered_blocks_nobody(void **state)
{
    g_autoptr(WfProgress) p = make();
    feed(p, WF_PROGRESS_MANIFEST, "vm3", manifest_3(), 0);
    say(p, "vm3", "d", WF_STATE_WAITING, "a", "vm1", 1);
    say_delivered(p, WF_STATE_RUNNING, true, 2);
    say_delivered(p, WF_STATE_FAILED, true, 3);
    assert_int_equal(row(p, "vm3", "d")->state, WF_STATE_WAITING);
    assert_int_equal(row(p, "vm3", "e")->state, WF_STATE_PENDING);
    assert_int_equal(row(p, "vm2", "b")->state, WF_STATE_BLOCKED); /* it wants a value */
    say_delivered(p, WF_STATE_FAILED, false, 4); /* again, and it could not even begin */
    assert_int_equal(row(p, "vm3", "d")->state, WF_STATE_BLOCKED);
    assert_int_equal(row(p, "vm3", "e")->state, WF_STATE_BLOCKED);
    assert_true(wf_progress_is_over(p));
    say_delivered(p, WF_STATE_FAILED, true, 5);
    assert_int_equal(row(p, "vm3", "d")->state, WF_STATE_WAITING);
    g_autofree char *table = wf_progress_table(p, 6);
    assert_non_null(strstr(table, "it blocks nobody"));
}

/* What waits in a stack on hold waits for somebody; what runs in it ends by itself. */
static void on_hold_it_rests_when_nothing_runs(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1);
    learn_head(p, 1, WF_PHASE_PAUSE, 0);
    assert_false(wf_progress_is_at_rest(p));
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 2);
    say(p, "vm2", "b", WF_STATE_WAITING, "phase", NULL, 2);
    assert_true(wf_progress_is_at_rest(p));
    assert_false(wf_progress_is_over(p));
    g_autofree char *paused = wf_progress_sentence(p, 9);
    assert_string_equal(paused, "1 of 3 done, 1 waiting, 1 pending, paused");
    learn_head(p, 1, WF_PHASE_GO, 0);
    assert_false(wf_progress_is_at_rest(p));
    g_autofree char *goes_on = wf_progress_sentence(p, 9);
    assert_null(strstr(goes_on, "paused"));
    learn_head(p, 1, WF_PHASE_HALT, 0);
    assert_true(wf_progress_is_at_rest(p));
    feed(p, WF_PROGRESS_UP, "vm2", NULL, 3); /* who knows what it does */
    assert_false(wf_progress_is_at_rest(p));
}

static void why_leads_to_the_root(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1000);
    say(p, "vm2", "b", WF_STATE_WAITING, "a", "vm1", 1000);
    g_autoptr(GPtrArray) why = wf_progress_why(p, wf_progress_find(p, "vm2", "b"), 42000);
    assert_int_equal(why->len, 2);
    assert_string_equal(why->pdata[0], "b (vm2) waits for x of a on vm1");
    assert_string_equal(why->pdata[1], "a (vm1) is running for 41.0 s");
    say(p, "vm1", "a", WF_STATE_FAILED, NULL, NULL, 43000);
    g_autoptr(GPtrArray) stuck = wf_progress_why(p, wf_progress_find(p, "vm2", "b"), 44000);
    assert_int_equal(stuck->len, 2);
    assert_string_equal(stuck->pdata[0], "b (vm2) is blocked by x of a on vm1");
    assert_string_equal(stuck->pdata[1], "a (vm1) has failed");
    say(p, "vm2", "b", WF_STATE_WAITING, "slot", NULL, 45000); /* not what blocks it */
    g_autoptr(GPtrArray) other = wf_progress_why(p, wf_progress_find(p, "vm2", "b"), 46000);
    assert_int_equal(other->len, 2);
    assert_string_equal(other->pdata[0], "b (vm2) is blocked by a (vm1)");
}

/* vm2 as before, but b asks for x of a while it runs. */
static GBytes *manifest_lazy(void)
{
    g_autoptr(GBytes) bytes = manifest_2(D1);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    g_autoptr(WfManifest) m = wf_manifest_parse(data, len, "vm2", NULL);
    WfEntry *b = m->components->pdata[0];
    WfEntryInput *in = b->inputs->pdata[0];
    in->lazy = true;
    return wf_manifest_format(m, NULL, NULL, NULL);
}

static void assert_why(WfProgress *p, const char *name, guint step, const char *text)
{
    g_autoptr(GPtrArray) why = wf_progress_why(p, wf_progress_find(p, "vm2", name), 42000);
    assert_true(step < why->len);
    assert_string_equal(why->pdata[step], text);
}

/* What runs and waits for what has failed goes on when that does, and not before. */
static void what_runs_may_wait_for_a_failure(void **state)
{
    (void)state;
    g_autoptr(WfProgress) p = make();
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_lazy(), 1);
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1000);
    say(p, "vm2", "b", WF_STATE_RUNNING, "a", "vm1", 1000);
    assert_why(p, "b", 0, "b (vm2) is running, and waits for x of a on vm1");
    assert_why(p, "b", 1, "a (vm1) is running for 41.0 s");
    assert_false(wf_progress_is_over(p));
    say(p, "vm1", "a", WF_STATE_FAILED, NULL, NULL, 2000);
    assert_int_equal(row(p, "vm2", "b")->state, WF_STATE_RUNNING);
    assert_int_equal(row(p, "vm2", "c")->state, WF_STATE_BLOCKED);
    assert_why(p, "c", 1, "a (vm1) has failed");
    say(p, "vm2", "c", WF_STATE_WAITING, "b", "vm2", 2000);
    assert_why(p, "c", 1, "b (vm2) is running, and waits for x of a on vm1");
    assert_why(p, "c", 2, "a (vm1) has failed");
    assert_true(wf_progress_is_over(p));
    assert_false(wf_progress_is_done(p));
    g_autofree char *summary = wf_progress_summary(p, 2000), *table = wf_progress_table(p, 2000);
    assert_non_null(strstr(
        summary, "blocks b (vm2), which runs and waits for x of a on vm1, which has failed\n"));
    assert_non_null(strstr(summary, "blocks c (vm2)\n"));
    assert_non_null(strstr(table, "running, waits for x of a on vm1, which has failed\n"));

    say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 3000); /* it has given up, and does else */
    assert_false(wf_progress_is_over(p));
    assert_int_equal(row(p, "vm2", "c")->root, WF_NO_ROW);
    say(p, "vm2", "b", WF_STATE_RUNNING, "a", "vm1", 4000);
    assert_true(wf_progress_is_over(p));
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 5000); /* retried */
    assert_false(wf_progress_is_over(p));
    assert_int_equal(row(p, "vm2", "b")->root, WF_NO_ROW);
    say(p, "vm2", "b", WF_STATE_RUNNING, "slot", NULL, 6000);
    assert_why(p, "b", 0, "b (vm2) is running for 36.0 s");
}

static void assert_sentence(WfProgress *p, const char *wanted)
{
    g_autofree char *sentence = wf_progress_sentence(p, 9000);
    assert_string_equal(sentence, wanted);
}

/* What goes is no component of the model: it is counted for itself. */
static void what_is_deleted_is_not_counted_as_done(void **state)
{
    g_autoptr(WfProgress) p = make();
    g_autoptr(WfManifest) m = wf_manifest_new("vm1"), none = wf_manifest_new("vm2");
    WfEntry *gone = wf_entry_new("a");
    gone->spec = g_strdup(D1);
    gone->deep = g_strdup(D1);
    g_ptr_array_add(m->deletions, gone);
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 1);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", wf_manifest_format(none, NULL, NULL, NULL), 1);
    assert_sentence(p, "1 of 1 done");
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 2);
    feed(p, WF_PROGRESS_MANIFEST, "vm1", wf_manifest_format(m, NULL, NULL, NULL), 3);
    assert_sentence(p, "0 of 2 done, 0 of 1 deleted, 3 pending");
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 4);
    assert_sentence(p, "0 of 2 done, 0 of 1 deleted, 1 running, 2 pending");
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 5);
    assert_sentence(p, "0 of 2 done, 1 deleted, 2 pending");
    json_auto_t *all = wf_progress_to_json(p, 9000);
    json_t *counts = json_object_get(all, "counts");
    assert_int_equal(json_integer_value(json_object_get(counts, "deleted")), 1);
    assert_int_equal(json_integer_value(json_object_get(counts, "done")), 0);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", NULL, 6); /* a teardown: nothing stays */
    assert_sentence(p, "1 of 1 deleted");
    feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 7); /* and it is back */
    assert_sentence(p, "0 of 1 done, 1 stale");
}

static WfEntry *add_deletion(WfManifest *m, const char *name)
{
    add_entry(m, name, D1);
    g_ptr_array_add(m->deletions, g_ptr_array_steal_index(m->components, 0));
    return m->deletions->pdata[m->deletions->len - 1];
}

/* b and d on vm2 read a on vm1: that waits for both, and neither for the other. */
static void what_goes_waits_for_its_readers_alone(void **state)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    g_autoptr(WfManifest) one = wf_manifest_new("vm1"), two = wf_manifest_new("vm2");
    WfEntry *a = add_deletion(one, "a");
    for (const char *name = "bd"; *name; name++) {
        const char reader[] = {*name, 0};
        WfEntry *e = add_deletion(two, reader);
        g_ptr_array_add(e->after, wf_entry_read_new("a", "vm1", "a", D1));
        g_ptr_array_add(a->consumers, wf_entry_read_new(reader, "vm2", reader, NULL));
    }
    feed(p, WF_PROGRESS_MANIFEST, "vm1", wf_manifest_format(one, NULL, NULL, NULL), 1);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", wf_manifest_format(two, NULL, NULL, NULL), 1);
    say(p, "vm2", "b", WF_STATE_FAILED, NULL, NULL, 2);
    assert_int_equal(row(p, "vm1", "a")->state, WF_STATE_BLOCKED);
    assert_int_equal(row(p, "vm2", "d")->state, WF_STATE_PENDING);
    assert_false(wf_progress_is_over(p));
    say(p, "vm2", "d", WF_STATE_DONE, NULL, NULL, 3);
    assert_true(wf_progress_is_over(p));
}

/* Whoever looks right after that must not take it for the end. */
static void what_is_to_run_again_has_not_failed(void **state)
{
    g_autoptr(WfProgress) p = make();
    g_autoptr(WfManifest) m = wf_manifest_new("vm1");
    add_entry(m, "a", D1)->retry = 1;
    say(p, "vm1", "a", WF_STATE_FAILED, NULL, NULL, 2);
    learn_outcome(p, "vm1", "a", WF_STATUS_FAILED, 1, 2);
    assert_true(wf_progress_is_over(p));
    feed(p, WF_PROGRESS_MANIFEST, "vm1", wf_manifest_format(m, NULL, NULL, NULL), 3);
    assert_int_equal(row(p, "vm1", "a")->state, WF_STATE_PENDING);
    assert_int_equal(row(p, "vm2", "b")->state, WF_STATE_PENDING);
    assert_false(wf_progress_is_over(p));
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 4);
    say(p, "vm1", "a", WF_STATE_FAILED, NULL, NULL, 5);
    assert_true(wf_progress_is_over(p)); /* it has been */
}

static void an_agent_that_is_away_loses_what_it_had(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1000);
    feed(p, WF_PROGRESS_UP, "vm1", NULL, 2000);
    assert_int_equal(row(p, "vm1", "a")->state, WF_STATE_LOST);
    feed(p, WF_PROGRESS_UP, "vm1", g_bytes_new("{}", 2), 3000);
    assert_int_equal(row(p, "vm1", "a")->state, WF_STATE_RUNNING);
}

/* Who comes later sees no agent, and knows only when it reported last. */
static void who_comes_later_is_told_who_is_away(void **state)
{
    (void)state;
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 50000);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 50000);
    assert_null(wf_progress_away(p, "vm1", 60000)); /* nobody has looked */
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1000);
    feed(p, WF_PROGRESS_UP, "vm1", NULL, 51000);
    feed(p, WF_PROGRESS_UP, "vm2", NULL, 51000);
    assert_int_equal(row(p, "vm1", "a")->state, WF_STATE_LOST);
    assert_int_equal(row(p, "vm2", "b")->state, WF_STATE_PENDING);
    g_autofree char *one = wf_progress_away(p, "vm1", 61000);
    g_autofree char *two = wf_progress_away(p, "vm2", 61000);
    assert_string_equal(one, "its agent is away, last heard of 1 min 0 s ago");
    assert_string_equal(two, "no agent has reported yet");
    g_autofree char *table = wf_progress_table(p, 61000);
    assert_non_null(strstr(table, "a          vm1  lost: its agent is away\n"));
    assert_non_null(strstr(table,
                           "\nno agent: vm1 (last heard of 1 min 0 s ago), vm2 (never seen); "
                           "3 components are left to them\n"));
    g_autoptr(GPtrArray) why = wf_progress_why(p, wf_progress_find(p, "vm1", "a"), 61000);
    assert_int_equal(why->len, 2);
    assert_string_equal(why->pdata[0], "a (vm1) is lost: its agent is away");
    assert_string_equal(why->pdata[1], "VM vm1: its agent is away, last heard of 1 min 0 s ago");
    WfProgressFormat format = {.width = 100, .height = 5};
    g_autofree char *area = wf_progress_area(p, &format, 0, 61000);
    assert_true(g_str_has_prefix(
        area, "  no agent: vm1 (last heard of 1 min 0 s ago), vm2 (never seen); 3"));
    assert_non_null(strstr(area, "\u2591\u2591 1 min 1 s  0 of 3 done, "));
    feed(p, WF_PROGRESS_UP, "vm1", g_bytes_new("{}", 2), 62000);
    feed(p, WF_PROGRESS_UP, "vm1", NULL, 63000); /* seen going */
    g_autofree char *seen = wf_progress_away(p, "vm1", 64000);
    assert_string_equal(seen, "its agent is away, last heard of 1 min 3 s ago");
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 65000);
    g_autofree char *rest = wf_progress_table(p, 66000); /* nothing is left to it */
    assert_non_null(strstr(rest, "\nno agent: vm2 (never seen); 2 components are left to it\n"));
}

static void done_for_an_older_want_is_stale(void **state)
{
    g_autoptr(WfProgress) p = make();
    say(p, "vm2", "c", WF_STATE_DONE, NULL, NULL, 1);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D2), 2);
    assert_int_equal(row(p, "vm2", "c")->state, WF_STATE_STALE);
    say(p, "vm2", "c", WF_STATE_DONE, NULL, NULL, 3);
    assert_int_equal(row(p, "vm2", "c")->state, WF_STATE_DONE);
}

/* What finished is left out where a state would be too long. */
static void what_a_cut_state_leaves_out_is_done(void **state)
{
    g_autoptr(WfProgress) p = make(), late = wf_progress_new("shop");
    g_autoptr(WfSt) st = wf_st_new();
    wf_st_add(st, "c", WF_STATE_RUNNING)->since = 5;
    st->at = 5;
    st->cut = true;
    feed(p, WF_PROGRESS_ST, "vm2", wf_st_format(st), 5);
    assert_int_equal(row(p, "vm2", "b")->state, WF_STATE_DONE);
    assert_int_equal(row(p, "vm2", "c")->state, WF_STATE_RUNNING);
    assert_int_equal(row(p, "vm1", "a")->state, WF_STATE_PENDING);
    feed(late, WF_PROGRESS_ST, "vm2", wf_st_format(st), 5);
    feed(late, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 6);
    assert_int_equal(row(late, "vm2", "b")->state, WF_STATE_DONE);
}

/* A viewer that comes late gets what the VMs say before it knows who does what. */
static void states_may_come_before_the_manifest(void **state)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 5);
    assert_int_equal(wf_progress_n_rows(p), 0);
    feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 6);
    assert_int_equal(row(p, "vm1", "a")->state, WF_STATE_DONE);
    assert_true(wf_progress_is_done(p));
}

/* Who comes between a new manifest and the agent's first look at it must not take the old end for
 * the new one. */
static void done_is_done_for_a_manifest(void **state)
{
    g_autoptr(WfProgress) late = wf_progress_new("shop"), ahead = wf_progress_new("shop");
    g_autoptr(GBytes) old = manifest_2(D1), new = manifest_2(D2);
    say_done_for(late, old, 1);
    feed(late, WF_PROGRESS_MANIFEST, "vm2", g_bytes_ref(new), 2);
    assert_int_equal(row(late, "vm2", "c")->state, WF_STATE_STALE);
    assert_false(wf_progress_is_done(late));
    say_done_for(late, new, 3);
    assert_true(wf_progress_is_done(late));

    feed(ahead, WF_PROGRESS_MANIFEST, "vm2", g_bytes_ref(old), 1);
    say_done_for(ahead, old, 2);
    assert_true(wf_progress_is_done(ahead));
    say_done_for(ahead, new, 3); /* we have not read it yet */
    feed(ahead, WF_PROGRESS_MANIFEST, "vm2", g_bytes_ref(new), 4);
    assert_true(wf_progress_is_done(ahead));
}

static void learn_of_c(WfProgress *p, const char *doing)
{
    g_autoptr(WfOutcome) o = wf_outcome_new();
    o->status = WF_STATUS_DONE;
    o->want = g_strdup(D1);
    o->doing = g_strdup(doing);
    g_autoptr(GBytes) bytes = wf_outcome_format(o, NULL);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    assert_true(wf_progress_feed(
        p, &(WfProgressEvent){WF_PROGRESS_OUTCOME, "vm2", "c", data, len, 3, 0, 0}));
}

/* A model that comes back within an update is the same manifest, but its agent may just be at work
 * on the one in between: what it said before that is no end. */
static void the_same_manifest_again_is_not_over(void **state)
{
    (void)state;
    for (guint begun = 0; begun <= 1; begun++) {
        g_autoptr(WfProgress) p = wf_progress_new("shop");
        g_autoptr(GBytes) old = manifest_2(D1), new = manifest_2(D2);
        feed(p, WF_PROGRESS_MANIFEST, "vm2", g_bytes_ref(old), 1);
        say_done_for(p, old, 1);
        learn_of_c(p, NULL);
        assert_true(wf_progress_is_done(p));
        feed(p, WF_PROGRESS_MANIFEST, "vm2", g_bytes_ref(new), 2);
        feed(p, WF_PROGRESS_MANIFEST, "vm2", g_bytes_ref(old), 3);
        assert_int_equal(row(p, "vm2", "b")->state, WF_STATE_DONE);
        assert_false(wf_progress_is_over(p));
        learn_of_c(p, begun ? D2 : NULL);
        assert_int_equal(wf_progress_is_over(p), !begun); /* it never looked at the other one */
        say_done_for(p, old, 4);
        assert_true(wf_progress_is_over(p));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_blocks_what_is_behind_it),
        cmocka_unit_test(what_is_delivered_blocks_nobody),
        cmocka_unit_test(on_hold_it_rests_when_nothing_runs),
        cmocka_unit_test(why_leads_to_the_root),
        cmocka_unit_test(what_runs_may_wait_for_a_failure),
        cmocka_unit_test(what_is_deleted_is_not_counted_as_done),
        cmocka_unit_test(what_goes_waits_for_its_readers_alone),
        cmocka_unit_test(what_is_to_run_again_has_not_failed),
        cmocka_unit_test(an_agent_that_is_away_loses_what_it_had),
        cmocka_unit_test(who_comes_later_is_told_who_is_away),
        cmocka_unit_test(done_for_an_older_want_is_stale),
        cmocka_unit_test(what_a_cut_state_leaves_out_is_done),
        cmocka_unit_test(states_may_come_before_the_manifest),
        cmocka_unit_test(done_is_done_for_a_manifest),
        cmocka_unit_test(the_same_manifest_again_is_not_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
