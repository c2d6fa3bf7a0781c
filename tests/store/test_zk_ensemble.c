/* Three servers, of which one is killed, then two, then they come back. */
#include "../support/ensemble.h"
#include "real.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    Harness h;
    Ensemble servers;
} Play;

static void step(Harness *h G_GNUC_UNUSED)
{
    g_main_context_iteration(NULL, TRUE);
}

static gboolean tick(gpointer user G_GNUC_UNUSED)
{
    return G_SOURCE_CONTINUE;
}

static WfStore *open_store(Harness *h, int timeout_ms)
{
    return wf_zk_new(((Play *)h)->servers.hosts, timeout_ms, NULL);
}

static WfServer *member_in_use(Play *e, Client *c)
{
    for (guint i = 0; i < ENSEMBLE_MEMBERS; i++) {
        WfServer *member = e->servers.members[i];
        if (g_strcmp0(wf_store_info(c->store)->server, wf_server_hosts(member)) == 0)
            return member;
    }
    fail_msg("connected to none of them: %s", wf_store_info(c->store)->server);
    return NULL;
}

static void kill_and_move(Play *e, Client *c, WfServer *victim)
{
    wf_server_kill(victim);
    WAIT_FOR(&e->h, !wf_store_is_connected(c->store));
    WAIT_FOR(&e->h, wf_store_is_connected(c->store));
}

static void one_of_three_may_die(void **state)
{
    Play *e = *state;
    g_autoptr(WfAcl) open = wf_acl_open();
    Client *c = client_new(&e->h);
    gint64 session = c->session;
    e->h.root = g_strdup("/e");
    Seen changed = {0};
    g_auto(Answer) watched = {0};
    assert_int_equal(do_create(&e->h, c, "", ""), WF_RC_OK);
    assert_int_equal(do_create(&e->h, c, "n", "1"), WF_RC_OK);
    assert_int_equal(do_create_with(&e->h, c, "up", "", open, true), WF_RC_OK);
    wf_store_get(c->store, at(&e->h, "n"), on_watch, on_answer, &watched);
    WAIT_FOR(&e->h, watched.came);
    wf_store_forget(c->store, &watched);
    wf_store_get(c->store, at(&e->h, "n"), on_watch, NULL, &changed);
    assert_int_equal(do_exists(&e->h, c, "n"), WF_RC_OK);

    WfServer *first = member_in_use(e, c);
    kill_and_move(e, c, first);
    assert_int_equal(c->session, session);
    assert_ptr_not_equal(member_in_use(e, c), first);
    g_auto(Answer) up = do_get(&e->h, c, "up");
    assert_int_equal(up.rc, WF_RC_OK);
    /* an answer may be lost while the two elect a leader: the outcome is read, not assumed */
    WfRc rc;
    do {
        WAIT_FOR(&e->h, wf_store_is_connected(c->store));
        rc = do_set(&e->h, c, "n", "2", -1);
    } while (rc != WF_RC_OK);
    WAIT_FOR(&e->h, changed.n);
    assert_int_equal(changed.last, WF_WATCH_CHANGED);

    /* two of three dead: nobody serves; one comes back: they do again */
    WfServer *second = member_in_use(e, c);
    wf_server_kill(second);
    WAIT_FOR(&e->h, !wf_store_is_connected(c->store));
    GError *error = NULL;
    assert_true(wf_server_restart(first, &error));
    WAIT_FOR(&e->h, wf_store_is_connected(c->store));
    g_auto(Answer) n = do_get(&e->h, c, "n");
    assert_string_equal(n.data->str, "2");
    client_free(c);
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    if (!wf_server_available(&error)) {
        fprintf(stderr, "SKIPPED: %s\n", error->message);
        return SKIPPED;
    }
    g_autofree char *cache = g_build_filename(BUILD_DIR, "tests", "cache", NULL);
    g_setenv("XDG_CACHE_HOME", cache, TRUE);
    Play e = {.h = {.open = open_store, .step = step, .timeout_ms = 20000}};
    g_timeout_add(20, tick, NULL);
    ensemble_start(&e.servers, 250, false);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(one_of_three_may_die, &e),
    };
    int failed = cmocka_run_group_tests_name("ensemble", tests, NULL, NULL);
    ensemble_stop(&e.servers);
    g_free(e.h.root);
    return failed;
}
