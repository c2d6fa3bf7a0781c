/* What only a real server, or none at all, can show.
 *
 * Each case has a server of its own, so that what one of them breaks is its own. A machine may stop
 * for seconds: where a session has to live on, it lasts far longer than that. */
#include "real.h"
#include "../../src/zk/zk_priv.h"
#include "weft/limits.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Real real;

/* Session timeouts: one that a stalled machine does not use up, one that is over soon. */
enum { LONG_MS = 60000, SHORT_MS = 2000 };

static Client *client_for(int timeout_ms)
{
    real.h.timeout_ms = timeout_ms;
    return client_new(&real.h);
}

typedef struct {
    WfBatchProgress last;
    bool finished;
} Told;

static void on_batch(WfBatch *batch G_GNUC_UNUSED, const WfBatchProgress *progress, gpointer user)
{
    Told *told = user;
    told->last = *progress;
    told->finished = progress->finished;
}

static void add_nodes(WfBatch *batch, const char *root, guint from, guint to)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    for (guint i = from; i < to; i++) {
        g_autofree char *path = g_strdup_printf("%s/n%06u", root, i);
        wf_batch_create(batch, path, path, strlen(path), open);
    }
}

static guint count_children(WfStore *store, const char *path, guint below)
{
    Answer list = {0};
    wf_store_children(store, path, NULL, on_answer, &list);
    WAIT_FOR(&real.h, list.came);
    guint n = g_strv_length(list.children), in_front = 0;
    for (guint i = 0; i < n; i++)
        in_front += g_ascii_strtoull(list.children[i] + 1, NULL, 10) < below;
    answer_clear(&list);
    assert_int_equal(in_front, MIN(n, below));
    return n;
}

static void a_server_killed_in_mid_batch_loses_nothing_it_acknowledged(void **state G_GNUC_UNUSED)
{
    enum { N = 40000 };
    g_autoptr(GError) error = NULL;
    Client *c = client_for(LONG_MS);
    gint64 session = c->session;
    const char *root = at(&real.h, "");
    Told told = {0};
    WfBatch *batch = wf_batch_new(c->store, on_batch, &told);
    add_nodes(batch, root, 0, N);
    wf_batch_finish(batch);
    WAIT_FOR(&real.h, told.last.n_done >= 2000);
    wf_server_kill(real.server);
    WAIT_FOR(&real.h, told.finished);
    /* a quick server may have answered all that was under way before it died */
    assert_true(told.last.rc == WF_RC_UNKNOWN || told.last.rc == WF_RC_DOWN);
    assert_true(wf_server_restart(real.server, &error));
    WAIT_FOR(&real.h, wf_store_is_connected(c->store));
    assert_int_equal(c->session, session);

    /* a prefix of whole multis: at least what was acknowledged */
    guint n = count_children(c->store, root, G_MAXUINT);
    assert_true(n >= told.last.n_done && n < N);
    assert_int_equal(n % WF_LIMIT_MULTI_OPS, 0);
    assert_int_equal(count_children(c->store, root, n), n);
    Told again = {0};
    batch = wf_batch_new(c->store, on_batch, &again);
    add_nodes(batch, root, n, N);
    wf_batch_finish(batch);
    WAIT_FOR(&real.h, again.finished);
    assert_int_equal(again.last.rc, WF_RC_OK);
    assert_int_equal(count_children(c->store, root, N), N);
    client_free(c);
}

typedef struct {
    Seen seen; /* first: that is what the watch has */
    bool came, watching;
} Watched;

static void on_watching(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Watched *w = user;
    w->came = true;
    w->watching = reply->watching;
}

/* On a busy machine a short session may lose its connection before the watch is there, or end: then
 * it is set once more. The session it is of. */
static gint64 watch_for_its_end(WfStore *store, Watched *w)
{
    gint64 session;
    do {
        *w = (Watched){0};
        assert_true(wf_store_wait(store, 20000, NULL));
        session = wf_store_info(store)->session;
        wf_store_exists(store, "/x", on_watch, on_watching, w);
        WAIT_FOR(&real.h, w->came);
    } while (!w->watching || w->seen.n);
    return session;
}

/* Such a server is behind the client, and turns it away for ever. */
static void a_server_that_lost_its_data_ends_the_session(void **state G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    WfServer *server = wf_server_start(&(WfServerOptions){.tick_ms = 250}, &error);
    WfStore *store = wf_zk_new(wf_server_hosts(server), SHORT_MS, NULL);
    Watched w;
    gint64 session = watch_for_its_end(store, &w);
    wf_server_kill(server);
    g_autofree char *wipe = g_strdup_printf("rm -r '%s'/data/version-2", wf_server_dir(server));
    assert_int_equal(system(wipe), 0);
    assert_true(wf_server_restart(server, &error));
    WAIT_FOR(&real.h, w.seen.n);
    assert_int_equal(w.seen.last, WF_WATCH_LOST);
    assert_true(wf_store_wait(store, 20000, NULL));
    assert_true(wf_store_info(store)->session != session);
    wf_store_close(store);
    wf_server_free(server);
}

/* Long work without a turn of the main loop: three times as long as the session lasts. */
static void work(WfStore *store)
{
    gint64 end = g_get_monotonic_time() + (gint64)wf_store_info(store)->timeout_ms * 3000;
    while (g_get_monotonic_time() < end)
        wf_store_breathe(store);
}

static void a_session_outlives_work_that_breathes(void **state G_GNUC_UNUSED)
{
    bool lived = false;
    /* A busy machine may keep us or the server from breathing; not for any time. */
    for (int timeout_ms = 600; timeout_ms < 10000 && !lived; timeout_ms *= 2) {
        WfStore *store = wf_zk_new(wf_server_hosts(real.server), timeout_ms, NULL);
        g_auto(Answer) answer = {0};
        assert_true(wf_store_wait(store, 20000, NULL));
        gint64 session = wf_store_info(store)->session;
        work(store);
        wf_store_exists(store, "/x", NULL, on_answer, &answer);
        WAIT_FOR(&real.h, answer.came);
        lived = wf_store_info(store)->session == session;
        wf_store_close(store);
    }
    assert_true(lived);
}

/* Ends a session as nobody should: by joining it and closing it. */
static void end_elsewhere(WfStore *store)
{
    zhandle_t *zh = zookeeper_init2(wf_server_hosts(real.server), NULL, LONG_MS,
                                    zoo_client_id(((Zk *)store)->zh), NULL, 0, NULL);
    assert_non_null(zh);
    while (zoo_state(zh) != ZOO_CONNECTED_STATE) {
        int fd = -1, interest = 0;
        struct timeval wait = {0};
        (void)zookeeper_interest(zh, &fd, &interest, &wait);
        struct pollfd p = {fd, interest & ZOOKEEPER_WRITE ? POLLIN | POLLOUT : POLLIN, 0};
        (void)poll(&p, 1, 100);
        (void)zookeeper_process(zh, p.revents & POLLOUT ? ZOOKEEPER_WRITE : ZOOKEEPER_READ);
    }
    zookeeper_close(zh);
}

static void a_session_ended_at_the_server_expires_at_once(void **state G_GNUC_UNUSED)
{
    WfStore *store = real.h.open(&real.h, LONG_MS);
    assert_true(wf_store_wait(store, 20000, NULL));
    gint64 session = wf_store_info(store)->session;
    Seen lost = {0};
    g_auto(Answer) answer = {0};
    wf_store_exists(store, at(&real.h, "x"), on_watch, NULL, &lost);
    wf_store_exists(store, at(&real.h, "y"), NULL, on_answer, &answer);
    WAIT_FOR(&real.h, answer.came);
    gint64 begun = g_get_monotonic_time();
    end_elsewhere(store);
    WAIT_FOR(&real.h, lost.n);
    assert_int_equal(lost.last, WF_WATCH_LOST);
    /* It was told: by itself it would have known after two thirds of its timeout. */
    assert_true(g_get_monotonic_time() - begun < 2 * LONG_MS * 1000LL / 3);
    assert_true(wf_store_wait(store, 20000, NULL));
    assert_true(wf_store_info(store)->session != session);
    wf_store_close(store);
}

static gboolean count_tick(gpointer user)
{
    ++*(guint *)user;
    return G_SOURCE_CONTINUE;
}

/* Until the store says so of its servers: it may say something else before. */
static void wait_for_reason(const WfStore *store, const char *reason)
{
    WAIT_FOR(&real.h, wf_store_info(store)->reason && strstr(wf_store_info(store)->reason, reason));
}

static void without_a_server_it_waits(void **state G_GNUC_UNUSED)
{
    Proxy *nobody = proxy_new(1, false); /* accepts and closes at once */
    proxy_set_mode(nobody, PROXY_CUT);
    g_autofree char *hosts = g_strdup_printf("127.0.0.1:%d", proxy_port(nobody));
    WfStore *store = wf_zk_new(hosts, 10000, NULL);
    guint ticks = 0, turns = 0, id = g_timeout_add(2, count_tick, &ticks);
    gint64 begun = g_get_monotonic_time();
    /* a busy program: it wakes up all the time, for other reasons */
    while (ticks < 700) {
        g_main_context_iteration(NULL, TRUE);
        turns++;
    }
    g_source_remove(id);
    /* pauses of 20 ms doubling to 1.7 s, at least half of each: 8 attempts in 1.4 s */
    guint accepted = proxy_set_mode(nobody, PROXY_CUT);
    print_message("%u connections, %u turns of the loop for %u ticks\n", accepted, turns, ticks);
    /* More only if the machine stopped meanwhile: then time went by, but no ticks did. */
    assert_in_range(accepted, 3, 25 + (guint)((g_get_monotonic_time() - begun) / 800000));
    assert_true(turns < ticks * 3);
    assert_int_equal(wf_store_info(store)->state, WF_STORE_CONNECTING);
    wait_for_reason(store, "not ZooKeeper");
    assert_true(wf_store_info(store)->retry_at >= 0);
    wf_store_close(store);
    proxy_free(nobody);

    store = wf_zk_new("127.0.0.1:1", 10000, NULL);
    wait_for_reason(store, "Connection refused");
    wf_store_close(store);
}

static void a_server_that_never_answers_is_dropped_and_tried_again(void **state G_GNUC_UNUSED)
{
    Proxy *proxy = proxy_new(wf_server_port(real.server), false);
    proxy_set_mode(proxy, PROXY_HANG);
    g_autofree char *hosts = g_strdup_printf("127.0.0.1:%d", proxy_port(proxy));
    WfStore *store = wf_zk_new(hosts, 10 * LONG_MS, NULL);
    /* the library alone would wait 400 s */
    gint64 begun = g_get_monotonic_time();
    WAIT_FOR(&real.h, wf_zk_n_attempts(store) >= 2);
    wait_for_reason(store, "the server did not answer in time");
    assert_true(g_get_monotonic_time() - begun < 200 * G_USEC_PER_SEC);
    proxy_set_mode(proxy, PROXY_PASS);
    assert_true(wf_store_wait(store, 20000, NULL));
    wf_store_close(store);
    proxy_free(proxy);
}

/* Each connection is let in and dropped: as when a server turns a session's requests down. */
static void a_server_that_drops_whom_it_let_in_is_not_stormed(void **state G_GNUC_UNUSED)
{
    WfStore *store = real.h.open(&real.h, LONG_MS);
    Proxy *proxy = real_proxy(&real, store);
    guint connected = 0;
    gint64 begun = g_get_monotonic_time();
    for (; connected < 8; connected++) {
        assert_true(wf_store_wait(store, 20000, NULL));
        proxy_set_mode(proxy, PROXY_CUT);
        WAIT_FOR(&real.h, !wf_store_is_connected(store));
        proxy_set_mode(proxy, PROXY_PASS);
    }
    /* pauses double: at least 10 + 20 + ... + 640 ms */
    assert_true(g_get_monotonic_time() - begun > G_USEC_PER_SEC);
    wf_store_close(store);
}

static void a_server_that_falls_silent_is_noticed(void **state G_GNUC_UNUSED)
{
    Client *c = client_for(SHORT_MS);
    guint n = c->n_states;
    g_auto(Answer) answer = {0};
    proxy_set_mode(real_proxy(&real, c->store), PROXY_HANG);
    wf_store_exists(c->store, "/", NULL, on_answer, &answer);
    WAIT_FOR(&real.h, answer.came);
    assert_int_equal(answer.rc, WF_RC_UNKNOWN);
    WAIT_FOR(&real.h, c->n_states > n);
    assert_int_equal(c->states[n], WF_STORE_SUSPENDED);
    proxy_set_mode(real_proxy(&real, c->store), PROXY_PASS);
    WAIT_FOR(&real.h, wf_store_is_connected(c->store));
    client_free(c);
}

static void names_and_ipv6_are_connected_to(void **state G_GNUC_UNUSED)
{
    g_autofree char *by_name = g_strdup_printf("localhost:%d", wf_server_port(real.server));
    WfStore *store = wf_zk_new(by_name, 0, NULL);
    assert_true(wf_store_wait(store, 20000, NULL));
    wf_store_close(store);
    store = wf_zk_new("no..such", 0, NULL);
    wait_for_reason(store, "cannot resolve 'no..such'");
    assert_true(wf_store_info(store)->absent);
    assert_false(wf_store_wait(store, G_MAXINT, NULL)); /* ends: nobody is there to answer */
    wf_store_close(store);

    Proxy *v6 = proxy_new(wf_server_port(real.server), true);
    if (!v6) {
        print_message("no IPv6 here: not tried\n");
        return;
    }
    g_autofree char *hosts = g_strdup_printf("[::1]:%d", proxy_port(v6));
    store = wf_zk_new(hosts, 0, NULL);
    assert_true(wf_store_wait(store, 20000, NULL));
    wf_store_close(store);
    proxy_free(v6);
}

static void count_answer(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    guint *counts = user;
    counts[0]++;
    counts[1] += reply->watching;
    counts[2] += reply->rc == WF_RC_LIMIT;
}

static void ignore_event(WfStore *store G_GNUC_UNUSED, WfWatchEvent event G_GNUC_UNUSED,
                         const char *path G_GNUC_UNUSED, gpointer user G_GNUC_UNUSED)
{
}

static void watches_stop_short_of_what_the_client_can_renew(void **state G_GNUC_UNUSED)
{
    Client *c = client_for(LONG_MS), *other = client_for(LONG_MS);
    guint counts[3] = {0};
    Seen seen = {0};
    wf_store_exists(c->store, at(&real.h, "seen"), on_watch, NULL, &seen);
    for (guint i = 0; i < WF_LIMIT_WATCHES; i++) {
        g_autofree char *path = g_strdup_printf("%s/%055u", at(&real.h, ""), i);
        wf_store_exists(c->store, path, ignore_event, count_answer, counts);
    }
    WAIT_FOR(&real.h, counts[0] == WF_LIMIT_WATCHES);
    assert_int_equal(counts[1], WF_LIMIT_WATCHES - 1);
    assert_int_equal(counts[2], 1);
    gint64 session = c->session;
    proxy_set_mode(real_proxy(&real, c->store), PROXY_CUT);
    WAIT_FOR(&real.h, !wf_store_is_connected(c->store));
    /* On a busy machine this session, too, may lose its connection for a moment. */
    WfRc rc = do_create(&real.h, other, "seen", "");
    while (rc == WF_RC_UNKNOWN || rc == WF_RC_DOWN) {
        WAIT_FOR(&real.h, wf_store_is_connected(other->store));
        rc = do_create(&real.h, other, "seen", "");
    }
    assert_true(rc == WF_RC_OK || rc == WF_RC_NODE_EXISTS);
    proxy_set_mode(real_proxy(&real, c->store), PROXY_PASS);
    WAIT_FOR(&real.h, seen.n);
    assert_int_equal(seen.last, WF_WATCH_CREATED);
    assert_int_equal(c->session, session);
    client_free(c);
    client_free(other);
}

static int setup(void **state G_GNUC_UNUSED)
{
    if (!real_start(&real, &(WfServerOptions){.tick_ms = 250}))
        return -1;
    real.h.timeout_ms = LONG_MS;
    case_setup(&real.h);
    return 0;
}

static int teardown(void **state G_GNUC_UNUSED)
{
    real_stop(&real);
    return 0;
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_server_killed_in_mid_batch_loses_nothing_it_acknowledged),
        CASE(a_server_that_lost_its_data_ends_the_session),
        CASE(a_session_outlives_work_that_breathes),
        CASE(a_session_ended_at_the_server_expires_at_once),
        CASE(without_a_server_it_waits),
        CASE(a_server_that_never_answers_is_dropped_and_tried_again),
        CASE(a_server_that_drops_whom_it_let_in_is_not_stormed),
        CASE(a_server_that_falls_silent_is_noticed),
        CASE(names_and_ipv6_are_connected_to),
        CASE(watches_stop_short_of_what_the_client_can_renew),
    };
    g_autoptr(GError) error = NULL;
    if (!wf_server_available(&error)) {
        fprintf(stderr, "SKIPPED: %s\n", error->message);
        return SKIPPED;
    }
    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
