/* The reducer: what VMs say becomes rows, reasons and time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <weft/limits.h>
#include <weft/progress.h>
#include <weft/text.h>

#define D1 "aaaaaaaaaaaaaaaaaaaaaaaa"
#define D2 "bbbbbbbbbbbbbbbbbbbbbbbb"

static WfEntry *add_entry(WfManifest *m, const char *name, const char *deep)
{
    WfEntry *entry = wf_entry_new(name);
    entry->spec = g_strdup(D1);
    entry->deep = g_strdup(deep);
    g_ptr_array_add(m->components, entry);
    return entry;
}

/* b on vm2 reads x of a on vm1; c on vm2 follows b. */
static GBytes *manifest_1(void)
{
    g_autoptr(WfManifest) m = wf_manifest_new("vm1");
    add_entry(m, "a", D1);
    return wf_manifest_format(m, NULL, NULL, NULL);
}

static GBytes *manifest_2(const char *deep_of_c)
{
    g_autoptr(WfManifest) m = wf_manifest_new("vm2");
    WfEntry *b = add_entry(m, "b", D1), *c = add_entry(m, "c", deep_of_c);
    WfEntryInput *in = wf_entry_input_new("in");
    in->value = json_pack("{s:[s, s]}", "get_attr", "a", "x");
    g_ptr_array_add(b->inputs, in);
    g_ptr_array_add(b->reads, wf_entry_read_new("a", "vm1", "a", D1));
    g_ptr_array_add(c->after, wf_entry_read_new("b", "vm2", "b", D1));
    return wf_manifest_format(m, NULL, NULL, NULL);
}

static void feed(WfProgress *p, WfProgressKind kind, const char *vm, GBytes *bytes, gint64 at)
{
    gsize len = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : "";
    assert_true(wf_progress_feed(p, &(WfProgressEvent){kind, vm, NULL, data, len, at, 0, 0}));
    if (bytes)
        g_bytes_unref(bytes);
}

static WfProgress *make(void)
{
    WfProgress *p = wf_progress_new("shop");
    feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 0);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 0);
    feed(p, WF_PROGRESS_UP, "vm1", g_bytes_new("{}", 2), 0);
    feed(p, WF_PROGRESS_UP, "vm2", g_bytes_new("{}", 2), 0);
    return p;
}

static void say(WfProgress *p, const char *vm, const char *name, WfState state, const char *on,
                const char *on_vm, gint64 at)
{
    g_autoptr(WfSt) st = wf_st_new();
    WfStEntry *e = wf_st_add(st, name, state);
    e->on = g_strdup(on);
    e->on_vm = g_strdup(on_vm);
    e->output = on_vm ? g_strdup("x") : NULL;
    e->since = at;
    st->at = at;
    feed(p, WF_PROGRESS_ST, vm, wf_st_format(st), at);
}

static const WfRow *row(WfProgress *p, const char *vm, const char *name)
{
    return wf_progress_row(p, wf_progress_find(p, vm, name));
}

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

static void learn_head(WfProgress *p, guint64 generation, WfPhase phase, gint64 at)
{
    WfHead head = {.generation = generation, .phase = phase};
    feed(p, WF_PROGRESS_HEAD, NULL, wf_head_format(&head), at);
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

static void another_progress_has_another_shape(void **state)
{
    g_autoptr(WfProgress) first = make(), second = make();
    assert_int_not_equal(wf_progress_shape(first), wf_progress_shape(second));
}

static void states_leave_the_shape_as_it_is(void **state)
{
    g_autoptr(WfProgress) p = make();
    guint64 shape = wf_progress_shape(p);
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1);
    say(p, "vm2", "b", WF_STATE_WAITING, "a", "vm1", 2);
    assert_int_equal(wf_progress_shape(p), shape);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D2), 3);
    assert_int_not_equal(wf_progress_shape(p), shape);
    const WfRow *b = row(p, "vm2", "b");
    g_autofree char *text = wf_progress_wait_text(b);
    assert_string_equal(text, "waits for x of a on vm1");
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
    feed(p, WF_PROGRESS_MANIFEST, "vm2", wf_manifest_format(none, NULL, NULL, NULL), 1);
    assert_sentence(p, "0 of 1 done, 1 pending");
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 2);
    feed(p, WF_PROGRESS_MANIFEST, "vm1", wf_manifest_format(m, NULL, NULL, NULL), 3);
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
    assert_int_equal(g_array_index(path, guint32, 0), wf_progress_find(p, "vm1", "a"));
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
    assert_non_null(strstr(text, "  2.6 s  b (vm2), attempt 2, begun after 3.7 s\n"));
}

static void hear_of(WfProgress *p, const char *const *vms)
{
    for (guint i = 0; vms[i]; i++) {
        g_autoptr(WfManifest) m = wf_manifest_new(vms[i]);
        WfEntry *e = wf_entry_new(vms[i]);
        e->spec = g_strdup(D1);
        e->deep = g_strdup(D1);
        g_ptr_array_add(m->components, e);
        feed(p, WF_PROGRESS_MANIFEST, vms[i], wf_manifest_format(m, NULL, NULL, NULL), 1);
        assert_non_null(row(p, vms[i], vms[i])); /* numbers hold in between, too */
    }
}

static void assert_order(WfProgress *p, const char *const *vms)
{
    bool up;
    gint64 since;
    for (guint i = 0; vms[i]; i++) {
        assert_string_equal(wf_progress_vm(p, i, &up, &since), vms[i]);
        assert_string_equal(wf_progress_row(p, i)->name, vms[i]);
        assert_int_equal(wf_progress_find(p, vms[i], vms[i]), i);
    }
    assert_int_equal(wf_progress_n_vms(p), g_strv_length((char **)vms));
}

static void vms_stand_in_a_natural_order(void **state)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    const char *const heard[] = {
        "w.10", "w.9", "db", "w.007", "w", "w.2b", "w.99999999999999999999",
        "w.0",  "w.7", "a",  "w.2",   NULL};
    const char *const order[] = {"a",
                                 "db",
                                 "w",
                                 "w.0",
                                 "w.2",
                                 "w.2b",
                                 "w.007",
                                 "w.7",
                                 "w.9",
                                 "w.10",
                                 "w.99999999999999999999",
                                 NULL};
    hear_of(p, heard);
    assert_order(p, order);
}

static void vms_stand_in_the_order_of_the_model(void **state)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    const char *const model[] = {"web.2", "web.10", "unheard", "db", "app", NULL};
    const char *const heard[] = {"app", "z.10", "db", "web.10", "z.9", NULL};
    const char *const order[] = {"web.10", "db", "app", "z.9", "z.10", NULL};
    const char *const none[] = {NULL};
    const char *const natural[] = {"app", "db", "web.10", "z.9", "z.10", NULL};
    wf_progress_set_vms(p, model);
    hear_of(p, heard);
    assert_order(p, order);
    guint64 shape = wf_progress_shape(p);
    wf_progress_set_vms(p, model);
    assert_int_equal(wf_progress_shape(p), shape);
    wf_progress_set_vms(p, none);
    assert_order(p, natural);
    assert_int_not_equal(wf_progress_shape(p), shape);
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
        assert_string_equal(wf_progress_row(p, g_array_index(path, guint32, i))->name, names[i]);
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
        assert_int_equal(wf_progress_row(p, g_array_index(path, guint32, i))->name[0], names[i]);
}

/* c waited for a to leave its place, unless there was one more. */
static void a_vm_of_many_jobs_decides_only_when_it_is_full(void **state)
{
    check_critical_of_jobs(2, 0, "ac");
    check_critical_of_jobs(3, 0, "c");
    check_critical_of_jobs(2, 3, "c"); /* whatever the manifest says */
    check_critical_of_jobs(3, 2, "ac");
}

/* The agent of b may be quicker to say that it runs than that of a, which b waited for, is to say
 * that it is done. */
static void a_producer_is_told_before_its_readers(void **state)
{
    for (gint64 apart = 100; apart <= 1000; apart *= 10) {
        g_autoptr(WfProgress) p = wf_progress_new("shop");
        feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 0); /* its rows stand first */
        feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 0);
        say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 1000);
        assert_false(wf_progress_is_over(p)); /* whoever looks between them changes nothing */
        say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 1000 + apart);
        bool together = apart == 100;
        g_autoptr(GArray) changes = wf_progress_take_changes(p);
        assert_int_equal(changes->len, 2);
        const WfProgressChange *first = &g_array_index(changes, WfProgressChange, 0);
        assert_int_equal(first[0].to, together ? WF_STATE_DONE : WF_STATE_RUNNING);
        assert_int_equal(first[0].at, together ? 1100 : 1000);
        assert_int_equal(first[1].at, 1000 + apart);
    }
}

static void a_failure_is_told_before_what_it_blocks(void **state)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 0);
    feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 0);
    g_array_unref(wf_progress_take_changes(p));
    say(p, "vm1", "a", WF_STATE_FAILED, NULL, NULL, 2);
    g_autoptr(GArray) changes = wf_progress_take_changes(p);
    assert_int_equal(changes->len, 3);
    assert_int_equal(g_array_index(changes, WfProgressChange, 0).to, WF_STATE_FAILED);
    assert_int_equal(g_array_index(changes, WfProgressChange, 1).to, WF_STATE_BLOCKED);
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

static void say_done_for(WfProgress *p, GBytes *manifest, gint64 at)
{
    g_autoptr(WfSt) st = wf_st_new();
    gsize len;
    const void *data = g_bytes_get_data(manifest, &len);
    g_autoptr(WfManifest) m = wf_manifest_parse(data, len, "vm2", NULL);
    wf_st_add(st, "b", WF_STATE_DONE)->since = at;
    wf_st_add(st, "c", WF_STATE_DONE)->since = at;
    st->manifest = wf_manifest_digest(m);
    feed(p, WF_PROGRESS_ST, "vm2", wf_st_format(st), at);
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

/* ---- what was ---- */

static void learn_outcome(WfProgress *p, const char *vm, const char *name, WfStatus status,
                          gint64 started, gint64 finished)
{
    g_autoptr(WfOutcome) o = wf_outcome_new();
    o->status = status;
    o->want = g_strdup(D1);
    o->started = started;
    o->finished = finished;
    g_autoptr(GBytes) bytes = wf_outcome_format(o, NULL);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    assert_true(wf_progress_feed(
        p, &(WfProgressEvent){WF_PROGRESS_OUTCOME, vm, name, data, len, finished, 0, 0}));
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
    json_auto_t *json = wf_progress_timeline_json(p, 21000);
    assert_int_equal(json_integer_value(json_object_get(json, "from")), 1000);
    const json_t *vm = json_array_get(json_object_get(json, "vms"), 1);
    const json_t *span = json_array_get(json_object_get(vm, "spans"), 0);
    assert_string_equal(json_string_value(json_object_get(span, "component")), "b");
    assert_string_equal(json_string_value(json_object_get(span, "state")), "failed");
    assert_int_equal(json_array_size(json_object_get(json, "critical")), 2);
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
        cmocka_unit_test(a_failure_blocks_what_is_behind_it),
        cmocka_unit_test(what_is_delivered_blocks_nobody),
        cmocka_unit_test(on_hold_it_rests_when_nothing_runs),
        cmocka_unit_test(another_progress_has_another_shape),
        cmocka_unit_test(states_leave_the_shape_as_it_is),
        cmocka_unit_test(why_leads_to_the_root),
        cmocka_unit_test(what_is_deleted_is_not_counted_as_done),
        cmocka_unit_test(an_agent_that_is_away_loses_what_it_had),
        cmocka_unit_test(who_comes_later_is_told_who_is_away),
        cmocka_unit_test(done_for_an_older_want_is_stale),
        cmocka_unit_test(time_is_estimated_and_explained),
        cmocka_unit_test(nobody_knows_how_long_others_are_away),
        cmocka_unit_test(nobody_knows_when_agents_will_come),
        cmocka_unit_test(a_second_attempt_is_told_as_one),
        cmocka_unit_test(vms_stand_in_a_natural_order),
        cmocka_unit_test(vms_stand_in_the_order_of_the_model),
        cmocka_unit_test(nothing_is_critical_twice),
        cmocka_unit_test(a_vm_of_many_jobs_decides_only_when_it_is_full),
        cmocka_unit_test(a_producer_is_told_before_its_readers),
        cmocka_unit_test(a_failure_is_told_before_what_it_blocks),
        cmocka_unit_test(states_may_come_before_the_manifest),
        cmocka_unit_test(done_is_done_for_a_manifest),
        cmocka_unit_test(the_same_manifest_again_is_not_over),
        cmocka_unit_test(what_went_by_is_kept),
        cmocka_unit_test(an_outcome_has_the_last_word),
        cmocka_unit_test(an_update_begins_anew),
        cmocka_unit_test(what_is_said_of_time_is_of_this_generation),
        cmocka_unit_test(what_ended_last_ends_it),
        cmocka_unit_test(an_old_outcome_is_not_that_of_a_retry),
        cmocka_unit_test(a_retry_leaves_the_bar_of_what_was_not_seen),
        cmocka_unit_test(no_time_is_beyond_all_bounds),
        cmocka_unit_test(the_timeline_is_drawn),
        cmocka_unit_test(columns_are_those_of_a_terminal),
        cmocka_unit_test(nothing_makes_an_empty_timeline),
        cmocka_unit_test(what_recipes_printed_is_kept_on_demand),
        cmocka_unit_test(a_journal_replays),
        cmocka_unit_test(a_journal_holds_no_credentials),
        cmocka_unit_test(a_journal_is_its_owners_alone),
        cmocka_unit_test(hostile_payloads_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
