/* Wishes to run again, large manifests, and what comes between a look and its write. */
#include "run_world.h"

/* As an agent does that was wished for @retry times. */
static void set_failed(World *w, const char *vm, const WfEntry *e, guint64 retry)
{
    g_autofree char *path = wf_path_outcome(STACK, vm, e->name);
    g_autoptr(WfOutcome) o = wf_outcome_new();
    o->status = WF_STATUS_FAILED;
    o->want = g_strdup(e->deep);
    o->retry = retry;
    g_autoptr(GBytes) bytes = wf_outcome_format(o, NULL);
    wf_store_set(w->store, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), -1, NULL,
                 NULL);
}

/* It stands in two manifests then: what it is now, and what is to be undone. */
static void either_half_of_what_moved_is_run_again(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) before = short_model("  one: {server: a, config: x}\n"
                                            "  stays: {server: a, config: x}\n");
    g_autoptr(WfModel) after = short_model("  one: {server: b, config: x}\n"
                                           "  stays: {server: a, config: x}\n");
    prepare(w, before);
    set_outcome(w, "a", "one", WF_STATUS_DONE, NULL);
    prepare(w, after);
    g_autoptr(WfManifest) a = manifest_of(w, "a"), b = manifest_of(w, "b");
    const WfEntry *old = a->deletions->pdata[0], *new = b->components->pdata[0];
    set_outcome(w, "a", "one", WF_STATUS_FAILED, old->deep);
    set_outcome(w, "b", "one", WF_STATUS_DONE, new->deep);
    retry(w, "one");
    assert_null(w->error);
    g_autoptr(WfManifest) a_again = manifest_of(w, "a"), b_again = manifest_of(w, "b");
    assert_int_equal(((WfEntry *)a_again->deletions->pdata[0])->retry, 1);
    assert_int_equal(((WfEntry *)b_again->components->pdata[0])->retry, 0);
    set_outcome(w, "a", "one", WF_STATUS_DELETED, old->deep);
    set_outcome(w, "b", "one", WF_STATUS_FAILED, new->deep);
    retry(w, "one");
    assert_null(w->error);
    g_autoptr(WfManifest) a_last = manifest_of(w, "a"), b_last = manifest_of(w, "b");
    assert_int_equal(((WfEntry *)a_last->deletions->pdata[0])->retry, 1);
    assert_int_equal(((WfEntry *)b_last->components->pdata[0])->retry, 1);
    retry(w, "one");
    assert_string_equal(w->error->message, "'one' is to be run again already");
}

static void set_phase(World *w, WfPhase phase)
{
    w->finished = false;
    g_clear_error(&w->error);
    wf_phase_start(w->store, STACK, phase, on_wished, w);
    wait_finished(w);
}

static void a_stack_is_held_and_goes_on(void **state)
{
    World *w = *state;
    static const WfPhase phases[] = {WF_PHASE_PAUSE, WF_PHASE_HALT, WF_PHASE_GO};
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x}\n");
    set_phase(w, WF_PHASE_PAUSE);
    assert_non_null(w->error); /* there is none */
    prepare(w, m);
    for (guint i = 0; i < G_N_ELEMENTS(phases); i++) {
        set_phase(w, phases[i]);
        assert_null(w->error);
        g_autoptr(WfHead) head = head_of(w);
        assert_int_equal(head->phase, phases[i]);
        assert_int_equal(head->generation, 1);
    }
    leave_half_way(w);
    set_phase(w, WF_PHASE_GO);
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_CONFLICT));
    g_autoptr(WfHead) half = head_of(w);
    assert_int_equal(half->phase, WF_PHASE_PREPARE);
}

static void on_touched(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    assert_int_equal(reply->rc, WF_RC_OK);
    *(bool *)user = true;
}

/* Somebody else writes the head between look and write: who holds the stack does so, who lets it go
 * on is asked to look again. */
static void a_stack_is_held_whoever_writes_meanwhile(void **state)
{
    World *w = *state;
    static const WfPhase phases[] = {WF_PHASE_PAUSE, WF_PHASE_HALT, WF_PHASE_GO};
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x}\n");
    g_autofree char *path = wf_path_head(STACK);
    prepare(w, m);
    for (guint i = 0; i < G_N_ELEMENTS(phases); i++) {
        g_autoptr(WfHead) before = head_of(w);
        g_autoptr(GBytes) bytes = wf_head_format(before);
        gsize len;
        const void *data = g_bytes_get_data(bytes, &len);
        bool touched = false;
        w->finished = false;
        wf_fake_hold(w->fake, true);
        wf_phase_start(w->store, STACK, phases[i], on_wished, w);
        for (guint n = 0; n < 20 && wf_fake_step(w->fake); n++)
            if (n == 0) /* it has been read */
                wf_store_set(w->store, path, data, len, -1, on_touched, &touched);
        wf_fake_hold(w->fake, false);
        wait_finished(w);
        assert_true(touched);
        g_autoptr(WfHead) head = head_of(w);
        assert_int_equal(head->phase, phases[i] == WF_PHASE_GO ? WF_PHASE_HALT : phases[i]);
        assert_int_equal(w->error != NULL, phases[i] == WF_PHASE_GO);
    }
}

static void on_wished_too(const GError *error, gpointer user)
{
    World *w = user;
    w->n_refused += error != NULL;
    w->n_wished++;
}

/* Each reads the manifest before the other has written it: one is told to try again. */
static void no_wish_is_written_over(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x}\n"
                                       "  two: {server: a, config: x}\n");
    prepare(w, m);
    g_autoptr(WfManifest) before = manifest_of(w, "a");
    for (guint i = 0; i < 2; i++) {
        const WfEntry *e = before->components->pdata[i];
        set_outcome(w, "a", e->name, WF_STATUS_FAILED, e->deep);
    }
    wf_retry_start(w->store, STACK, (const char *const[]){"one", NULL}, on_wished_too, w);
    wf_retry_start(w->store, STACK, (const char *const[]){"two", NULL}, on_wished_too, w);
    while (w->n_wished < 2)
        g_main_context_iteration(NULL, TRUE);
    g_autoptr(WfManifest) after = manifest_of(w, "a");
    const WfEntry *one = after->components->pdata[0], *two = after->components->pdata[1];
    assert_int_equal(one->retry + two->retry, 2 - w->n_refused);
    assert_int_equal(w->n_refused, 1);
}

/* What is in its outcome counts: a manifest that was lost and made again knows of no wish. */
static void a_lost_manifest_takes_no_wish_along(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x}\n"
                                       "  two: {server: b, config: x, depends_on: [one]}\n");
    prepare(w, m);
    g_autoptr(WfManifest) a = manifest_of(w, "a");
    const WfEntry *one = a->components->pdata[0];
    set_failed(w, "a", one, 3);
    retry(w, "one");
    assert_null(w->error);
    g_autoptr(WfManifest) again = manifest_of(w, "a");
    assert_int_equal(((WfEntry *)again->components->pdata[0])->retry, 4);
}

/* Only who has failed can be retried, so that is said. */
static void who_is_blocked_is_told_by_whom(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x}\n"
                                       "  two: {server: b, config: x, depends_on: [one]}\n");
    prepare(w, m);
    retry(w, "two");
    assert_string_equal(w->error->message, "'two' has not failed: it is pending");
    g_autofree char *path = wf_path_st(STACK, "a");
    g_autoptr(WfSt) st = wf_st_new();
    wf_st_add(st, "one", WF_STATE_FAILED);
    g_autoptr(GBytes) bytes = wf_st_format(st);
    g_autoptr(WfAcl) open = wf_acl_open();
    wf_store_create(w->store, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), open,
                    false, NULL, NULL);
    retry(w, "two");
    assert_string_equal(w->error->message,
                        "'two' has not failed: it is blocked by 'one', which has: retry 'one'");
    for (int turns = 0; turns < 60; turns++) { /* the session may be closed at any moment */
        const char *const names[] = {"two", NULL};
        WfStore *store = wf_fake_connect(w->fake, 10000);
        char *auth = wf_keys_planner_auth(w->keys);
        wf_store_add_auth(store, auth);
        wf_secret_free(auth);
        w->finished = false;
        wf_retry_start(store, STACK, names, on_wished, w);
        for (int i = 0; i < turns; i++)
            g_main_context_iteration(NULL, FALSE);
        wf_store_close(store);
        assert_true(w->finished);
        g_clear_error(&w->error);
    }
}

/* Another VM's manifest that nobody ends writing does not keep the answer. */
static void a_retry_is_refused_beside_a_half_written_manifest(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x}\n"
                                       "  two: {server: b, config: x}\n");
    g_autofree char *path = wf_path_manifest(STACK, "a");
    const char *half = "{\"weft\":1,\"chunks\":3,\"size\":600000,\"digest\":\"x\"}";
    prepare(w, m);
    wf_store_set(w->store, path, half, strlen(half), -1, NULL, NULL);
    retry(w, "two");
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_CONFLICT));
    assert_non_null(strstr(w->error->message, "'two' has not failed"));
    g_clear_error(&w->error);
}

/* ---- manifests in chunks ---- */

/* An input of @bytes makes the manifest of its VM large. */
static WfModel *large_model(gsize bytes, const char *more)
{
    g_autofree char *pad = g_strnfill(bytes, 'x');
    g_autofree char *components =
        g_strdup_printf("  one: {server: a, config: x}\n"
                        "  big: {server: a, config: x, inputs: {i: %s}}\n%s",
                        pad, more);
    return short_model(components);
}

static gsize size_of(World *w, const char *vm)
{
    g_autoptr(GBytes) whole = payload_of(w, vm);
    return g_bytes_get_size(whole);
}

static WfChunks chunks_of(World *w, const char *vm)
{
    g_autofree char *path = wf_path_manifest(STACK, vm);
    const char *data;
    gsize len;
    WfChunks of;
    assert_true(wf_fake_peek(w->fake, path, &data, &len, NULL));
    assert_true(wf_spill_find(data, len, WF_LIMIT_MANIFEST_BYTES, &of, NULL));
    return of;
}

static void on_read(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    World *w = user;
    w->finished = true;
    assert_int_equal(reply->rc, WF_RC_OK);
}

/* By its VM's agent. */
static void assert_readable(World *w, const char *vm)
{
    g_autofree char *spill = wf_path_spill(STACK, vm);
    char *auth = wf_keys_vm_auth(w->keys, vm);
    WfStore *store = wf_fake_connect(w->fake, 10000);
    WfChunks of = chunks_of(w, vm);
    wf_store_add_auth(store, auth);
    for (guint i = 0; i < of.n; i++) {
        g_autofree char *chunk = wf_path_chunk(spill, of.first + i);
        w->finished = false;
        wf_store_get(store, chunk, NULL, on_read, w);
        wait_finished(w);
    }
    wf_store_close(store);
    wf_secret_free(auth);
}

static const WfEntry *first_of(const WfManifest *m)
{
    return m->components->pdata[0];
}

static void settle(void)
{
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

static guint n_children(World *w, const char *path)
{
    WfStat stat;
    assert_true(wf_fake_peek(w->fake, path, NULL, NULL, &stat));
    return (guint)stat.n_children;
}

/* No others, whoever began some. */
static void assert_swept(World *w, const char *vm)
{
    g_autofree char *spill = wf_path_spill(STACK, vm);
    if (wf_fake_peek(w->fake, spill, NULL, NULL, NULL))
        assert_int_equal(n_children(w, spill), chunks_of(w, vm).n);
}

/* The few bytes of a wish are more than there is room for in @n chunks. */
static void wish_past(World *w, guint n)
{
    gsize limit = WF_LIMIT_ZNODE_BYTES * n, room = limit - 4000;
    g_autoptr(WfModel) small = large_model(room, "");
    prepare(w, small);
    g_autoptr(WfModel) m = large_model(room + limit - size_of(w, "a") - 5, "");
    prepare(w, m);
    assert_int_equal(size_of(w, "a"), limit - 5);
    assert_int_equal(chunks_of(w, "a").n, n == 1 ? 0 : n);
    g_autoptr(WfManifest) before = manifest_of(w, "a");
    for (guint wished = 0; wished < 2; wished++) {
        set_failed(w, "a", first_of(before), wished);
        retry(w, "one");
        assert_null(w->error);
        g_autoptr(WfManifest) after = manifest_of(w, "a");
        assert_int_equal(first_of(after)->retry, wished + 1);
        assert_int_equal(chunks_of(w, "a").n, n + 1);
        assert_readable(w, "a");
        assert_swept(w, "a");
    }
    prepare(w, m); /* it is the same but for the wishes */
    assert_int_equal(w->counts.total, 0);
}

static void a_wish_may_make_a_manifest_larger(void **state G_GNUC_UNUSED)
{
    for (guint n = 1; n <= 3; n++) {
        void *w;
        set_up(&w);
        wish_past(w, n);
        tear_down(&w);
    }
}

/* Chunks are made, never written over, so the version before stays whole until its node changes;
 * and what has to be undone is not forgotten. */
static void killed_anywhere_a_large_manifest_is_whole(void **state)
{
    World *w = *state;
    gsize large = 2 * WF_LIMIT_ZNODE_BYTES;
    g_autoptr(WfModel) before = large_model(large, "  goes: {server: a, config: x}\n");
    g_autoptr(WfModel) after = large_model(large + 1, "");
    bool finished = false;
    for (guint64 n = 1; !finished; n++) {
        World other = {.fake = wf_fake_new(), .keys = w->keys};
        other.store = wf_fake_connect(other.fake, 10000);
        prepare(&other, before);
        set_outcome(&other, "a", "goes", WF_STATUS_DONE, NULL);
        settle();
        finished = prepare_killed(&other, after, n);
        g_autoptr(WfManifest) left = manifest_of(&other, "a");
        prepare(&other, after);
        g_autoptr(WfManifest) m = manifest_of(&other, "a");
        assert_int_equal(m->deletions->len, 1);
        assert_readable(&other, "a");
        assert_swept(&other, "a");
        wf_store_close(other.store);
        wf_fake_free(other.fake);
    }
}

/* What comes behind it is on its way already when something is refused. */
static void refused_anywhere_a_large_manifest_is_whole(void **state)
{
    World *w = *state;
    gsize large = WF_LIMIT_MULTI_BYTES + WF_LIMIT_ZNODE_BYTES;
    g_autoptr(WfModel) before = large_model(large, "  goes: {server: a, config: x}\n");
    g_autoptr(WfModel) after = large_model(large + 1, "");
    guint64 n_requests = 1;
    for (guint64 n = 1; n <= n_requests; n++) {
        World other = {.fake = wf_fake_new(), .keys = w->keys};
        other.store = wf_fake_connect(other.fake, 10000);
        prepare(&other, before);
        set_outcome(&other, "a", "goes", WF_STATUS_DONE, NULL);
        WfStore *refused = wf_fake_connect(other.fake, 10000);
        wf_fake_fault(refused, (guint)n, WF_FAULT_FAIL, WF_RC_NODE_EXISTS);
        prepare_with(&other, refused, after, NULL);
        n_requests = MAX(n_requests, wf_fake_n_requests(refused));
        wf_store_close(refused); /* perhaps with the lock */
        prepare(&other, after);
        g_autoptr(WfManifest) m = manifest_of(&other, "a");
        assert_int_equal(m->deletions->len, 1);
        assert_readable(&other, "a");
        assert_swept(&other, "a");
        wf_store_close(other.store);
        wf_fake_free(other.fake);
    }
}

/* They take the same numbers for their chunks, turn by turn, and the quicker one is killed after
 * its first. */
static void two_wishes_do_not_mix(void **state)
{
    static const char *const names[][2] = {{"one", NULL}, {"big", NULL}};
    World *w = *state;
    g_autoptr(WfModel) m = large_model(3 * WF_LIMIT_ZNODE_BYTES, "");
    WfStore *stores[] = {wf_fake_connect(w->fake, 10000), wf_fake_connect(w->fake, 10000)};
    char *planner = wf_keys_planner_auth(w->keys);
    prepare(w, m);
    g_autoptr(WfManifest) before = manifest_of(w, "a");
    for (guint i = 0; i < before->components->len; i++)
        set_failed(w, "a", before->components->pdata[i], 0);
    settle();
    g_autofree char *spill = wf_path_spill(STACK, "a");
    g_autofree char *chunk = wf_path_chunk(spill, chunks_of(w, "a").n);
    wf_fake_hold(w->fake, true);
    for (guint i = 0; i < 2; i++) {
        wf_store_add_auth(stores[i], planner);
        wf_retry_start(stores[i], STACK, names[i], on_wished_too, w);
    }
    while (!wf_fake_peek(w->fake, chunk, NULL, NULL, NULL))
        if (g_main_context_pending(NULL) || !wf_fake_step(w->fake))
            g_main_context_iteration(NULL, TRUE);
    guint quicker = wf_fake_n_requests(stores[1]) > wf_fake_n_requests(stores[0]);
    wf_store_close(stores[quicker]);
    wf_fake_hold(w->fake, false);
    while (w->n_wished < 2)
        g_main_context_iteration(NULL, TRUE);
    assert_int_equal(w->n_refused, 2);
    g_autoptr(WfManifest) after = manifest_of(w, "a");
    assert_int_equal(first_of(after)->retry, 0);
    prepare(w, m);
    assert_int_equal(w->counts.manifests, 1); /* as it was, so that neither comes late */
    assert_readable(w, "a");
    assert_swept(w, "a");
    prepare(w, m);
    assert_int_equal(w->counts.total, 0);
    wf_store_close(stores[!quicker]);
    wf_secret_free(planner);
}

static void earlier_chunks_go(void **state)
{
    World *w = *state;
    g_autofree char *spill = wf_path_spill(STACK, "a");
    for (guint i = 4; i > 0; i--) {
        g_autoptr(WfModel) m = large_model(i * WF_LIMIT_ZNODE_BYTES - 100000, "");
        prepare(w, m);
        assert_int_equal(n_children(w, spill), chunks_of(w, "a").n);
        assert_int_equal(chunks_of(w, "a").n, i == 1 ? 0 : i);
    }
}

/* ---- beside a prepare ---- */

static void on_wished_between(const GError *error, gpointer user)
{
    assert_null(error);
    wf_prepare_write(user);
}

/* Somebody thinks about what is shown; meanwhile somebody else asks for a retry. */
static void on_looked(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    static const char *const one[] = {"one", NULL};
    World *w = user;
    if (progress->phase == WF_PREPARE_READY)
        wf_retry_start(w->store, STACK, one, on_wished_between, p);
    else
        on_prepare(p, progress, user);
}

/* Chunks that nobody counts on yet are seen, and somebody does before they can go. */
static void a_sweep_and_a_wish_do_not_meet(void **state)
{
    World *w = *state;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = large_model(2 * WF_LIMIT_ZNODE_BYTES, "");
    WfPrepareOptions options = {.stack = STACK, .model = m, .keys = w->keys};
    bool finished = false;
    for (guint64 n = 1; !finished; n++) {
        World other = {.fake = wf_fake_new(), .keys = w->keys};
        other.store = wf_fake_connect(other.fake, 10000);
        const char *const names[] = {"one", NULL};
        char *planner = wf_keys_planner_auth(w->keys);
        WfStore *slow = wf_fake_connect(other.fake, 10000);
        prepare(&other, m);
        g_autoptr(WfManifest) before = manifest_of(&other, "a");
        set_failed(&other, "a", first_of(before), 0);
        settle();
        wf_fake_hold(other.fake, true);
        wf_store_add_auth(slow, planner);
        wf_retry_start(slow, STACK, names, on_wished_too, &other);
        while (!other.n_wished && wf_fake_n_requests(slow) < n)
            if (g_main_context_pending(NULL) || !wf_fake_step(other.fake))
                g_main_context_iteration(NULL, TRUE);
        finished = other.n_wished;
        other.finished = false;
        wf_prepare_start(other.store, &options, findings, on_prepare, &other);
        wf_fake_hold(other.fake, false); /* now they take turns */
        while (!other.finished || !other.n_wished)
            g_main_context_iteration(NULL, TRUE);
        assert_null(other.error);
        g_autoptr(WfManifest) after = manifest_of(&other, "a");
        assert_int_equal(first_of(after)->retry, other.n_refused ? 0 : 1);
        prepare(&other, m);
        assert_readable(&other, "a");
        assert_swept(&other, "a");
        wf_store_close(slow);
        wf_store_close(other.store);
        wf_fake_free(other.fake);
        wf_secret_free(planner);
    }
}

static void a_wish_between_look_and_write_is_kept(void **state)
{
    World *w = *state;
    for (guint large = 0; large <= 1; large++) {
        gsize pad = large ? WF_LIMIT_ZNODE_BYTES : 1;
        g_autoptr(WfModel) before = large_model(pad, "");
        g_autoptr(WfModel) after = large_model(pad, "  more: {server: a, config: x}\n");
        prepare(w, before);
        g_autoptr(WfManifest) old = manifest_of(w, "a");
        guint64 wished = first_of(old)->retry;
        set_failed(w, "a", first_of(old), wished);
        begin(w, (WfPrepareOptions){.model = after}, on_looked, w);
        wait_finished(w);
        assert_null(w->error);
        g_autoptr(WfManifest) m = manifest_of(w, "a");
        assert_int_equal(m->components->len, 3);
        assert_int_equal(first_of(m)->retry, wished + 1);
        prepare(w, after);
        assert_int_equal(w->counts.total, w->counts.removed);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(either_half_of_what_moved_is_run_again),
        TEST(a_stack_is_held_and_goes_on),
        TEST(a_stack_is_held_whoever_writes_meanwhile),
        TEST(no_wish_is_written_over),
        TEST(a_lost_manifest_takes_no_wish_along),
        TEST(who_is_blocked_is_told_by_whom),
        TEST(a_retry_is_refused_beside_a_half_written_manifest),
        TEST(a_wish_may_make_a_manifest_larger),
        TEST(killed_anywhere_a_large_manifest_is_whole),
        TEST(refused_anywhere_a_large_manifest_is_whole),
        TEST(two_wishes_do_not_mix),
        TEST(earlier_chunks_go),
        TEST(a_sweep_and_a_wish_do_not_meet),
        TEST(a_wish_between_look_and_write_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
