/* Three servers, of which one is killed, then two, then they come back. */
#include "../../src/server/server_priv.h"
#include "real.h"
#include "weft/file.h"

#include <stdio.h>
#include <string.h>

enum { MEMBERS = 3 };

typedef struct {
    Harness h;
    char *base, *hosts;
    WfServer *members[MEMBERS];
    guint n_ready;
} Ensemble;

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
    return wf_zk_new(((Ensemble *)h)->hosts, timeout_ms, NULL);
}

static void on_ready(WfServer *server G_GNUC_UNUSED, const GError *error, gpointer user)
{
    if (error)
        g_error("%s", error->message);
    ((Ensemble *)user)->n_ready++;
}

static void start_member(Ensemble *e, guint i, char **config)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_strdup_printf("%s/%u", e->base, i + 1);
    g_autofree char *data = g_build_filename(dir, "data", NULL);
    g_autofree char *myid = g_build_filename(data, "myid", NULL);
    g_autofree char *id = g_strdup_printf("%u\n", i + 1);
    assert_int_equal(g_mkdir_with_parents(data, 0700), 0);
    assert_true(g_file_set_contents(myid, id, -1, NULL));
    WfServerOptions options = {
        .dir = dir, .tick_ms = 250, .config = (const char *const *)config, .timeout_ms = 60000};
    e->members[i] = wf_server_start_async(&options, on_ready, e, &error);
    if (error)
        g_error("%s", error->message);
}

static void start_all(Ensemble *e)
{
    GPtrArray *config = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(config, g_strdup("initLimit=40"));
    g_ptr_array_add(config, g_strdup("syncLimit=20"));
    for (guint i = 0; i < MEMBERS; i++)
        g_ptr_array_add(config,
                        g_strdup_printf("server.%u=127.0.0.1:%d:%d", i + 1,
                                        server_free_port(0, NULL), server_free_port(0, NULL)));
    g_ptr_array_add(config, NULL);
    e->base = g_dir_make_tmp("weft-test-XXXXXX", NULL);
    for (guint i = 0; i < MEMBERS; i++)
        start_member(e, i, (char **)config->pdata);
    WAIT_FOR(&e->h, e->n_ready == MEMBERS);
    e->hosts = g_strdup_printf("%s,%s,%s", wf_server_hosts(e->members[0]),
                               wf_server_hosts(e->members[1]), wf_server_hosts(e->members[2]));
    g_ptr_array_unref(config);
}

static WfServer *member_in_use(Ensemble *e, Client *c)
{
    for (guint i = 0; i < MEMBERS; i++)
        if (g_strcmp0(wf_store_info(c->store)->server, wf_server_hosts(e->members[i])) == 0)
            return e->members[i];
    fail_msg("connected to none of them: %s", wf_store_info(c->store)->server);
    return NULL;
}

static void kill_and_move(Ensemble *e, Client *c, WfServer *victim)
{
    wf_server_kill(victim);
    WAIT_FOR(&e->h, !wf_store_is_connected(c->store));
    WAIT_FOR(&e->h, wf_store_is_connected(c->store));
}

static void one_of_three_may_die(void **state)
{
    Ensemble *e = *state;
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
    e->n_ready = 0;
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
    Ensemble e = {.h = {.open = open_store, .step = step, .timeout_ms = 20000}};
    g_timeout_add(20, tick, NULL);
    start_all(&e);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(one_of_three_may_die, &e),
    };
    int failed = cmocka_run_group_tests_name("ensemble", tests, NULL, NULL);
    for (guint i = 0; i < MEMBERS; i++)
        wf_server_free(e.members[i]);
    wf_file_remove_tree(e.base);
    g_free(e.base);
    g_free(e.hosts);
    g_free(e.h.root);
    return failed;
}
