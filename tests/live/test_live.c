/* A stack from prepare to teardown on a real server, with agents as processes. */
#include "live.h"

#include <glib/gstdio.h>

#define SAMPLE SOURCE_DIR "/samples/connections/connections.yaml"
#define PASSWORD "planted-secret-7f3a"

static WfModel *load(const char *public_name)
{
    g_autofree char *name = g_strconcat("public_name=", public_name, NULL);
    const char *const parameters[] = {"ldap_bind_password=" PASSWORD, name, NULL};
    return live_load(SAMPLE, NULL, parameters);
}

static void on_outputs(const json_t *outputs, const GError *error, gpointer user)
{
    Live *l = user;
    l->finished = true;
    if (error)
        fail_msg("%s", error->message);
    json_decref(l->outputs);
    l->outputs = json_deep_copy(outputs);
}

static const char *output(Live *l, const char *name)
{
    l->finished = false;
    wf_outputs_start(l->store, STACK, l->keys, true, on_outputs, l);
    while (!l->finished)
        g_main_context_iteration(NULL, TRUE);
    return json_string_value(json_object_get(json_object_get(l->outputs, name), "value"));
}

static void on_done(const GError *error, gpointer user)
{
    Live *l = user;
    l->finished = true;
    if (error)
        fail_msg("%s", error->message);
}

static void on_refused(const GError *error, gpointer user)
{
    Live *l = user;
    l->finished = true;
    g_set_error_literal(&l->error, error->domain, error->code, error->message);
}

static void refuse_retry(Live *l, const char *const *components, const char *why)
{
    l->finished = false;
    wf_retry_start(l->store, STACK, components, on_refused, l);
    while (!l->finished)
        g_main_context_iteration(NULL, TRUE);
    assert_string_equal(l->error->message, why);
    g_clear_error(&l->error);
}

/* ---- */

static void a_failure_blocks_what_needs_it_and_retry_goes_on(void **state)
{
    Live *l = live_new();
    g_autoptr(WfModel) m = load("one.example.com");
    const char *const failing[] = {"db2.createdbs", NULL};
    live_prepare(l, m);
    live_start_fleet(l, m, false, failing);
    live_wait(l, NULL, NULL);
    guint n[WF_N_STATES];
    wf_progress_counts(l->progress, n);
    assert_int_equal(n[WF_STATE_DONE], 11);
    assert_int_equal(n[WF_STATE_FAILED], 1);
    assert_int_equal(n[WF_STATE_BLOCKED], 5);
    const WfRow *last = live_row(l, "ihs", "ihs.start");
    assert_int_equal(last->state, WF_STATE_BLOCKED);
    assert_string_equal(wf_progress_row(l->progress, last->root)->name, "db2.createdbs");
    assert_non_null(strstr(live_row(l, "db", "db2.createdbs")->cause, "as rehearsed"));
    g_autoptr(GPtrArray) why =
        wf_progress_why(l->progress, wf_progress_find(l->progress, "ihs", "ihs.start"), 0);
    assert_non_null(strstr(why->pdata[why->len - 1], "db2.createdbs (db) has failed"));

    const char *const pending[] = {"db2.createdbs", "ihs.start", NULL};
    const char *const done[] = {"db2.install", NULL};
    refuse_retry(l, pending,
                 "'ihs.start' has not failed: it is blocked by 'db2.createdbs', which has: retry "
                 "'db2.createdbs'");
    refuse_retry(l, done, "'db2.install' has not failed: it is done");

    live_stop_fleet(l); /* mended */
    live_start_fleet(l, m, false, NULL);
    const char *const again[] = {"db2.createdbs", NULL};
    l->finished = false;
    wf_retry_start(l->store, STACK, again, on_done, l);
    while (!l->finished || !wf_progress_is_done(l->progress))
        g_main_context_iteration(NULL, TRUE);
    live_wait(l, NULL, NULL);
    assert_true(wf_progress_is_done(l->progress));
    assert_string_equal(output(l, "url"), "ihs.start.public_url");
    live_free(l);
}

typedef struct {
    guint n_over;
    bool done;
} Over;

static void on_over(WfRehearsal *r, WfRehearsalPhase phase, const GError *error, gpointer user)
{
    Over *over = user;
    if (error)
        fail_msg("%s", error->message);
    over->n_over += phase == WF_REHEARSAL_OVER;
}

static void on_retried(const GError *error, gpointer user)
{
    Over *over = user;
    assert_null(error);
    over->done = true;
}

typedef struct {
    bool asked, done;
} Beside;

static void on_beside(WfStore *store, const WfReply *reply, gpointer user)
{
    Beside *b = user;
    g_autoptr(WfSt) st = reply->rc == WF_RC_OK ? wf_st_parse(reply->data, reply->size, NULL) : NULL;
    b->asked = false;
    for (guint i = 0; st && i < st->entries->len; i++) {
        const WfStEntry *e = st->entries->pdata[i];
        b->done |= strcmp(e->name, "ihs.start") == 0 && e->state == WF_STATE_DONE;
    }
}

/* In a main loop of its own: who is in the usual one hears of it all at once. */
static void wait_beside(const WfRehearsal *r)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    g_autofree char *path = wf_path_st("again", "ihs");
    char *auth = wf_keys_planner_auth(wf_rehearsal_keys(r));
    Beside b = {0};
    g_main_context_push_thread_default(context);
    WfStore *store = wf_zk_new(wf_rehearsal_hosts(r), 4000, NULL);
    wf_store_add_auth(store, auth);
    while (!b.done) {
        if (!b.asked)
            wf_store_get(store, path, NULL, on_beside, &b);
        b.asked = true;
        g_main_context_iteration(context, TRUE);
    }
    wf_store_close(store);
    g_main_context_pop_thread_default(context);
    wf_secret_free(auth);
}

/* What a stand-in is told to fail at works the second time, and whoever looks on hears of it. */
/* Nobody waits for what sends no signal, and its failure is nobody's but its own. */
static void what_sends_no_signal_is_not_waited_for(void **state)
{
    Live *l = live_new();
    g_autoptr(WfModel) m = live_load(
        "silent.yaml",
        "heat_template_version: 2018-08-31\nresources:\n"
        "  one: {type: OS::Nova::Server}\n  two: {type: OS::Nova::Server}\n"
        "  c: {type: OS::Heat::SoftwareConfig, properties: {group: script, config: ':'}}\n"
        "  silent:\n    type: OS::Heat::SoftwareDeployment\n"
        "    properties: {config: {get_resource: c}, server: {get_resource: one}, "
        "signal_transport: NO_SIGNAL}\n"
        "  follower:\n    type: OS::Heat::SoftwareDeployment\n    depends_on: silent\n"
        "    properties: {config: {get_resource: c}, server: {get_resource: two}}\n",
        NULL);
    const char *const failing[] = {"silent", NULL}, *const again[] = {"silent", NULL};
    live_prepare(l, m);
    live_start_fleet(l, m, false, failing);
    live_wait(l, NULL, NULL);
    assert_int_equal(live_row(l, "two", "follower")->state, WF_STATE_DONE);
    const WfRow *silent = live_row(l, "one", "silent");
    assert_int_equal(silent->state, WF_STATE_FAILED);
    assert_true(silent->delivered);
    live_stop_fleet(l);
    live_start_fleet(l, m, false, NULL);
    l->finished = false;
    wf_retry_start(l->store, STACK, again, on_done, l);
    while (!l->finished || !wf_progress_is_done(l->progress))
        g_main_context_iteration(NULL, TRUE);
    live_free(l);
}

static void a_rehearsal_goes_on_after_a_retry(void **state)
{
    g_autoptr(WfModel) m = load("one.example.com");
    g_autoptr(WfProgress) progress = wf_progress_new("again");
    g_autoptr(WfFindings) findings = wf_findings_new();
    const char *const names[] = {"tdi.populate", NULL};
    g_autofree char *folder = g_path_get_dirname(AGENT);
    g_autofree char *path = g_strconcat(folder, ":", g_getenv("PATH"), NULL);
    Over over = {0};
    g_setenv("PATH", path, TRUE);
    WfRehearsalOptions o = {.model = m, .stack = "again", .fail = names, .go_on = true};
    g_autoptr(WfRehearsal) r = wf_rehearsal_start(&o, progress, findings, on_over, &over);
    while (!over.n_over)
        g_main_context_iteration(NULL, TRUE);
    guint32 row = wf_progress_find(progress, "ihs", "ihs.start");
    assert_int_equal(wf_progress_row(progress, row)->state, WF_STATE_BLOCKED);
    wf_retry_start(wf_rehearsal_store(r), "again", names, on_retried, &over);
    while (!over.done)
        g_main_context_iteration(NULL, TRUE);
    wait_beside(r);
    while (over.n_over < 2)
        g_main_context_iteration(NULL, TRUE);
    assert_true(wf_progress_is_done(progress));
    assert_int_equal(
        wf_progress_row(progress, wf_progress_find(progress, "tdi", "tdi.populate"))->attempt, 2);
}

static GHashTable *finish_times(Live *l)
{
    GHashTable *times = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint32 i = 0; i < wf_progress_n_rows(l->progress); i++) {
        const WfRow *row = wf_progress_row(l->progress, i);
        gint64 *at = g_new(gint64, 1);
        *at = row->finished;
        g_hash_table_insert(times, g_strdup(row->name), at);
    }
    return times;
}

static void assert_ran_again(Live *l, GHashTable *before, const char *const *names)
{
    for (guint32 i = 0; i < wf_progress_n_rows(l->progress); i++) {
        const WfRow *row = wf_progress_row(l->progress, i);
        const gint64 *at = g_hash_table_lookup(before, row->name);
        bool expected = g_strv_contains(names, row->name);
        if ((at && row->finished != *at) != expected)
            fail_msg("%s %s", row->name, expected ? "did not run again" : "ran again");
    }
}

static void an_update_runs_what_changed_and_stops(void **state)
{
    Live *l = live_new();
    g_autoptr(WfModel) m = load("one.example.com");
    g_autoptr(WfModel) renamed = load("two.example.com");
    g_autofree char *text = NULL;
    live_prepare(l, m);
    live_start_fleet(l, m, false, NULL);
    live_wait(l, NULL, NULL);
    g_autoptr(GHashTable) first = finish_times(l);
    live_prepare(l, renamed);
    live_wait(l, NULL, NULL);
    const char *const literal[] = {"ihs.start", NULL};
    assert_ran_again(l, first, literal);

    /* A recipe in the middle: its outputs come out the same, so nobody behind it runs. */
    assert_true(g_file_get_contents(SAMPLE, &text, NULL, NULL));
    g_autoptr(GString) changed = g_string_new(text);
    g_string_replace(changed, "recipes/db2-createdbs.sh", "recipes/db2-createdbs.v2.sh", 0);
    const char *const parameters[] = {"ldap_bind_password=" PASSWORD, "public_name=two.example.com",
                                      NULL};
    g_autoptr(WfModel) v2 = live_load(SAMPLE, changed->str, parameters);
    g_autoptr(GHashTable) second = finish_times(l);
    live_prepare(l, v2);
    live_wait(l, NULL, NULL);
    const char *const recipe[] = {"db2.createdbs", NULL};
    assert_ran_again(l, second, recipe);
    live_free(l);
}

typedef struct {
    enum { RUNS, FROZEN, AWAKE, ENDS } step;
    const char *flag; /* what the recipe waits for */
} Freeze;

static void freeze(Live *l, gpointer user)
{
    Freeze *f = user;
    guint32 at = wf_progress_find(l->progress, "a", "one");
    WfState state = at == WF_NO_ROW ? WF_STATE_PENDING : wf_progress_row(l->progress, at)->state;
    g_autofree char *away = wf_progress_away(l->progress, "a", g_get_real_time() / 1000);
    if (f->step == RUNS && state == WF_STATE_RUNNING) {
        kill(wf_fleet_pid(l->fleet, 0), SIGSTOP);
        f->step = FROZEN;
    } else if (f->step == FROZEN && state == WF_STATE_LOST) {
        assert_true(g_str_has_prefix(away, "its agent is away, last heard of "));
        kill(wf_fleet_pid(l->fleet, 0), SIGCONT);
        f->step = AWAKE;
    } else if (f->step == AWAKE && state == WF_STATE_RUNNING) {
        assert_null(away);
        assert_true(g_file_set_contents(f->flag, "", 0, NULL));
        f->step = ENDS;
    }
}

/* As one that is cut off: its session ends, and what it runs is lost until it is back. */
static void an_agent_that_freezes_is_away_until_it_wakes(void **state)
{
    Live *l = live_new_ticking(250);
    g_autofree char *flag = g_build_filename(l->folder, "go-on", NULL);
    g_autofree char *text = g_strdup_printf("heat_template_version: 2018-08-31\n"
                                            "resources:\n  a: {type: OS::Nova::Server}\n"
                                            "components:\n  one:\n    server: a\n    config: |\n"
                                            "      #!/bin/sh\n"
                                            "      while [ ! -e %s ]; do sleep 0.05; done\n",
                                            flag);
    g_autoptr(WfModel) m = live_load("frozen.yaml", text, NULL);
    Freeze f = {.flag = flag};
    l->session_ms = 1000;
    live_prepare(l, m);
    live_start_fleet(l, m, true, NULL);
    live_wait(l, freeze, &f);
    assert_int_equal(f.step, ENDS);
    assert_true(wf_progress_is_done(l->progress));
    live_free(l);
}

/* It is over while what waits in vain still runs; when that comes after all, it has lost nothing.
 */
static void what_waits_for_a_failure_is_over_until_a_retry(void **state)
{
    Live *l = live_new();
    g_autofree char *flag = g_build_filename(l->folder, "mended", NULL);
    g_autofree char *text =
        g_strdup_printf("heat_template_version: 2018-08-31\n"
                        "resources:\n  a: {type: OS::Nova::Server}\n"
                        "  b: {type: OS::Nova::Server}\n"
                        "components:\n  one:\n    server: a\n    outputs: [v]\n    config: |\n"
                        "      #!/bin/sh\n"
                        "      test -e %s && echo v=7 >$WEFT_OUTPUTS\n"
                        "  two:\n    server: b\n    inputs: {v: {get_attr: [one, v]}}\n"
                        "    lazy: [v]\n    outputs: [w]\n    config: |\n"
                        "      #!/bin/sh\n"
                        "      " AGENT " get v >$heat_outputs_path.w\n"
                        "  three:\n    server: b\n    inputs: {w: {get_attr: [two, w]}}\n"
                        "    config: |\n      #!/bin/sh\n",
                        flag);
    g_autoptr(WfModel) m = live_load("waits.yaml", text, NULL);
    const char *const again[] = {"one", NULL};
    live_prepare(l, m);
    live_start_fleet(l, m, true, NULL);
    live_wait(l, NULL, NULL);
    const WfRow *two = live_row(l, "b", "two");
    assert_int_equal(two->state, WF_STATE_RUNNING);
    assert_string_equal(two->output, "v");
    assert_string_equal(wf_progress_row(l->progress, two->root)->name, "one");
    assert_int_equal(live_row(l, "b", "three")->state, WF_STATE_BLOCKED);

    assert_true(g_file_set_contents(flag, "", 0, NULL));
    l->finished = false;
    wf_retry_start(l->store, STACK, again, on_done, l);
    while (!l->finished || !wf_progress_is_done(l->progress))
        g_main_context_iteration(NULL, TRUE);
    assert_true(live_row(l, "b", "two")->attempt <= 1); /* the same one */
    live_free(l);
}

int main(void)
{
    if (!live_is_possible())
        return LIVE_SKIPPED;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_blocks_what_needs_it_and_retry_goes_on),
        cmocka_unit_test(what_sends_no_signal_is_not_waited_for),
        cmocka_unit_test(an_agent_that_freezes_is_away_until_it_wakes),
        cmocka_unit_test(what_waits_for_a_failure_is_over_until_a_retry),
        cmocka_unit_test(a_rehearsal_goes_on_after_a_retry),
        cmocka_unit_test(an_update_runs_what_changed_and_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
