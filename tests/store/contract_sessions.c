/* Watches, ephemeral nodes, broken connections, expiry, closing. */
#include "contract.h"
#include "weft/store_backend.h"

#include <string.h>

static void watches_fire_once(void **state)
{
    Harness *h = *state;
    Client *a = client_new(h), *b = client_new(h);
    Seen data = {0}, absent = {0}, kids = {0}, twice = {0};
    g_auto(Answer) r1 = {0}, r2 = {0}, r3 = {0}, r4 = {0};
    assert_int_equal(do_create(h, a, "n", "1"), WF_RC_OK);
    wf_store_get(a->store, at(h, "n"), on_watch, NULL, &data);
    wf_store_get(a->store, at(h, "n"), on_watch, NULL, &twice);
    wf_store_exists(a->store, at(h, "n/x"), on_watch, NULL, &absent);
    wf_store_children(a->store, at(h, "n"), on_watch, NULL, &kids);
    assert_int_equal(do_exists(h, a, "n"), WF_RC_OK); /* behind the four */

    assert_int_equal(do_set(h, b, "n", "2", -1), WF_RC_OK);
    assert_int_equal(do_set(h, b, "n", "3", -1), WF_RC_OK);
    assert_int_equal(do_create(h, b, "n/x", ""), WF_RC_OK);
    WAIT_FOR(h, data.n && twice.n && absent.n && kids.n);
    assert_int_equal(data.last, WF_WATCH_CHANGED);
    assert_int_equal(absent.last, WF_WATCH_CREATED);
    assert_string_equal(absent.path, at(h, "n/x"));
    assert_int_equal(kids.last, WF_WATCH_CHILDREN);

    Seen deleted = {0};
    wf_store_get(a->store, at(h, "n/x"), on_watch, on_answer, &r1);
    WAIT_FOR(h, r1.came);
    assert_true(r1.watching);
    wf_store_forget(a->store, &r1);
    wf_store_exists(a->store, at(h, "n/x"), on_watch, NULL, &deleted);
    assert_int_equal(do_exists(h, a, "n"), WF_RC_OK);
    assert_int_equal(do_delete(h, b, "n/x", -1), WF_RC_OK);
    WAIT_FOR(h, deleted.n);
    assert_int_equal(deleted.last, WF_WATCH_DELETED);
    client_free(a);
    client_free(b);
    assert_int_equal(data.n, 1);
    assert_int_equal(twice.n, 1);
    assert_int_equal(absent.n, 1);
    assert_int_equal(kids.n, 1);
    assert_int_equal(deleted.n, 1);
}

/* Counted as the server counts: one for a path's value, one for its children. */
static void watches_are_shared(void **state)
{
    Harness *h = *state;
    Client *a = client_new(h), *b = client_new(h);
    Seen one = {0}, other = {0}, kids = {0}, forgotten = {0};
    assert_int_equal(do_create(h, a, "n", "1"), WF_RC_OK);
    for (guint i = 0; i < 50; i++) {
        wf_store_get(a->store, at(h, "n"), on_watch, NULL, &one);
        wf_store_exists(a->store, at(h, "n"), on_watch, NULL, &one);
        wf_store_get(a->store, at(h, "n"), on_watch, NULL, &forgotten);
        wf_store_children(a->store, at(h, "n"), on_watch, NULL, &kids);
        if (i == 20) /* some asked, some still asking */
            assert_int_equal(do_exists(h, a, "n"), WF_RC_OK);
    }
    wf_store_forget(a->store, &forgotten);
    assert_int_equal(do_exists(h, a, "n"), WF_RC_OK);
    assert_int_equal(a->store->watches.length, 2);
    wf_store_forget(a->store, &kids); /* the server has it still: the next one gets it */
    wf_store_children(a->store, at(h, "n"), on_watch, NULL, &other);
    wf_store_get(a->store, at(h, "n"), on_watch, NULL, &other);
    assert_int_equal(do_exists(h, a, "n"), WF_RC_OK);
    assert_int_equal(a->store->watches.length, 2);

    assert_int_equal(do_set(h, b, "n", "2", -1), WF_RC_OK);
    WAIT_FOR(h, one.n && other.n);
    assert_int_equal(a->store->watches.length, 1);
    assert_int_equal(do_create(h, b, "n/x", ""), WF_RC_OK);
    WAIT_FOR(h, other.n == 2);
    assert_int_equal(other.last, WF_WATCH_CHILDREN);
    assert_int_equal(a->store->watches.length, 0);
    client_free(a);
    client_free(b);
    assert_int_equal(one.n, 1);
    assert_int_equal(other.n, 2);
    assert_int_equal(kids.n + forgotten.n, 0);
}

/* Who reads all again after a break, as everybody does, sets no more watches than before. */
static void watches_are_set_again_for_nothing(void **state)
{
    Harness *h = *state;
    Client *a = client_new(h), *b = client_new(h);
    Seen data = {0}, kids = {0}, absent = {0};
    assert_int_equal(do_create(h, a, "n", "1"), WF_RC_OK);
    for (guint i = 0; i < 4; i++) {
        wf_store_get(a->store, at(h, "n"), on_watch, NULL, &data);
        wf_store_children(a->store, at(h, "n"), on_watch, NULL, &kids);
        wf_store_exists(a->store, at(h, "x"), on_watch, NULL, &absent);
        assert_int_equal(do_exists(h, a, "n"), WF_RC_OK);
        assert_int_equal(a->store->watches.length, 3);
        h->cut(h, a->store);
        WAIT_FOR(h, !wf_store_is_connected(a->store));
        h->mend(h, a->store);
        WAIT_FOR(h, wf_store_is_connected(a->store));
    }
    assert_int_equal(do_create(h, b, "x", ""), WF_RC_OK);
    assert_int_equal(do_delete(h, b, "n", -1), WF_RC_OK);
    WAIT_FOR(h, data.n && kids.n && absent.n);
    assert_int_equal(data.last, WF_WATCH_DELETED);
    assert_int_equal(kids.last, WF_WATCH_DELETED);
    assert_int_equal(absent.last, WF_WATCH_CREATED);
    assert_int_equal(a->store->watches.length, 0);
    client_free(a);
    client_free(b);
    assert_int_equal(data.n + kids.n + absent.n, 3);
}

static void a_failed_read_sets_no_watch(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    struct {
        Answer answer;
        Seen seen;
    } both = {0};
    wf_store_get(c->store, at(h, "x"), on_watch, on_answer, &both.answer);
    WAIT_FOR(h, both.answer.came);
    assert_int_equal(both.answer.rc, WF_RC_NO_NODE);
    assert_false(both.answer.watching);
    assert_int_equal(do_create(h, c, "x", ""), WF_RC_OK);
    answer_clear(&both.answer);
    client_free(c);
    assert_int_equal(both.seen.n, 0);
}

/* The order on which "wait for the event, then read" rests. */
typedef struct {
    bool event_seen, event_first, read;
} Order;

static void order_event(WfStore *store G_GNUC_UNUSED, WfWatchEvent event G_GNUC_UNUSED,
                        const char *path G_GNUC_UNUSED, gpointer user)
{
    ((Order *)user)->event_seen = true;
}

static void order_read(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Order *order = user;
    if (reply->rc != WF_RC_OK || strcmp(reply->data, "new") != 0)
        return;
    order->read = true;
    order->event_first = order->event_seen;
}

static void an_event_comes_before_the_change_is_read(void **state)
{
    Harness *h = *state;
    Client *a = client_new(h), *b = client_new(h);
    Order order = {0};
    assert_int_equal(do_create(h, a, "n", "old"), WF_RC_OK);
    wf_store_get(a->store, at(h, "n"), order_event, NULL, &order);
    assert_int_equal(do_exists(h, a, "n"), WF_RC_OK);
    wf_store_set(b->store, at(h, "n"), "new", 3, -1, NULL, NULL);
    while (!order.read) {
        wf_store_get(a->store, at(h, "n"), NULL, order_read, &order);
        h->step(h);
    }
    assert_true(order.event_first);
    wf_store_forget(a->store, &order);
    client_free(a);
    client_free(b);
}

static void ephemeral_nodes_live_as_long_as_their_session(void **state)
{
    Harness *h = *state;
    g_autoptr(WfAcl) open = wf_acl_open();
    Client *a = client_new(h), *b = client_new(h), *c = client_new(h);
    assert_int_equal(do_create_with(h, a, "a", "", open, true), WF_RC_OK);
    assert_int_equal(do_create_with(h, b, "b", "", open, true), WF_RC_OK);
    assert_int_equal(do_create(h, a, "a/x", ""), WF_RC_EPHEMERAL);
    g_auto(Answer) got = do_get(h, c, "a");
    assert_int_equal(got.stat.owner, a->session);
    Seen gone_a = {0}, gone_b = {0};
    wf_store_exists(c->store, at(h, "a"), on_watch, NULL, &gone_a);
    wf_store_exists(c->store, at(h, "b"), on_watch, NULL, &gone_b);
    assert_int_equal(do_exists(h, c, "a"), WF_RC_OK);

    client_free(a);
    WAIT_FOR(h, gone_a.n);
    assert_int_equal(gone_a.last, WF_WATCH_DELETED);
    assert_int_equal(do_exists(h, c, "b"), WF_RC_OK);
    wf_store_abandon(g_steal_pointer(&b->store));
    WAIT_FOR(h, gone_b.n); /* only when its session expires */
    assert_int_equal(do_exists(h, c, "b"), WF_RC_NO_NODE);
    client_free(b);
    client_free(c);
}

static void a_broken_connection_leaves_outcomes_unknown(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    gint64 session = c->session;
    guint n = c->n_states;
    assert_int_equal(do_create(h, c, "n", ""), WF_RC_OK);
    h->cut(h, c->store);
    g_auto(Answer) under_way = {0};
    wf_store_set(c->store, at(h, "n"), "x", 1, -1, on_answer, &under_way);
    WAIT_FOR(h, under_way.came && c->n_states > n);
    assert_true(under_way.rc == WF_RC_UNKNOWN || under_way.rc == WF_RC_DOWN);
    assert_int_equal(c->states[n], WF_STORE_SUSPENDED);
    assert_non_null(wf_store_info(c->store)->reason);
    g_auto(Answer) down = {0};
    wf_store_set(c->store, at(h, "n"), "y", 1, -1, on_answer, &down);
    WAIT_FOR(h, down.came);
    assert_int_equal(down.rc, WF_RC_DOWN);

    h->mend(h, c->store);
    WAIT_FOR(h, wf_store_is_connected(c->store));
    assert_int_equal(c->session, session);
    g_auto(Answer) got = do_get(h, c, "n");
    assert_string_not_equal(got.data->str, "y");
    client_free(c);
}

static void watches_survive_a_broken_connection(void **state)
{
    Harness *h = *state;
    Client *a = client_new(h), *b = client_new(h);
    Seen changed = {0}, made = {0}, later = {0};
    assert_int_equal(do_create(h, a, "n", ""), WF_RC_OK);
    assert_int_equal(do_create(h, a, "m", ""), WF_RC_OK);
    wf_store_get(a->store, at(h, "n"), on_watch, NULL, &changed);
    wf_store_get(a->store, at(h, "m"), on_watch, NULL, &later);
    wf_store_exists(a->store, at(h, "x"), on_watch, NULL, &made);
    assert_int_equal(do_exists(h, a, "n"), WF_RC_OK);
    h->cut(h, a->store);
    WAIT_FOR(h, !wf_store_is_connected(a->store));
    assert_int_equal(do_set(h, b, "n", "2", -1), WF_RC_OK);
    assert_int_equal(do_create(h, b, "x", ""), WF_RC_OK);
    h->mend(h, a->store);
    WAIT_FOR(h, changed.n && made.n);
    assert_int_equal(changed.last, WF_WATCH_CHANGED);
    assert_int_equal(made.last, WF_WATCH_CREATED);
    assert_int_equal(later.n, 0);
    assert_int_equal(do_set(h, b, "m", "2", -1), WF_RC_OK);
    WAIT_FOR(h, later.n);
    assert_int_equal(later.last, WF_WATCH_CHANGED);
    client_free(a);
    client_free(b);
}

static void identities_survive_a_broken_connection(void **state)
{
    Harness *h = *state;
    g_autofree char *owner = wf_identity("owner:one");
    g_autoptr(WfAcl) acl = wf_acl_new();
    wf_acl_add(acl, WF_PERM_ALL, owner);
    Client *c = client_new(h);
    wf_store_add_auth(c->store, "owner:one");
    assert_int_equal(do_create_with(h, c, "n", "v", acl, false), WF_RC_OK);
    h->cut(h, c->store);
    WAIT_FOR(h, !wf_store_is_connected(c->store));
    wf_store_add_auth(c->store, "other:two"); /* while away */
    h->mend(h, c->store);
    WAIT_FOR(h, wf_store_is_connected(c->store));
    g_auto(Answer) got = do_get(h, c, "n");
    assert_int_equal(got.rc, WF_RC_OK);
    g_autofree char *other = wf_identity("other:two");
    g_autoptr(WfAcl) others = wf_acl_new();
    wf_acl_add(others, WF_PERM_ALL, other);
    assert_int_equal(do_create_with(h, c, "m", "w", others, false), WF_RC_OK);
    g_auto(Answer) m = do_get(h, c, "m");
    assert_int_equal(m.rc, WF_RC_OK);
    client_free(c);
}

static void a_client_cut_off_too_long_knows_that_it_expired(void **state)
{
    Harness *h = *state;
    g_autoptr(WfAcl) open = wf_acl_open();
    Client *a = client_new(h), *b = client_new(h);
    gint64 session = a->session;
    guint n = a->n_states;
    Seen lost = {0}, gone = {0};
    assert_int_equal(do_create_with(h, a, "up", "", open, true), WF_RC_OK);
    wf_store_get(a->store, at(h, "up"), on_watch, NULL, &lost);
    wf_store_exists(b->store, at(h, "up"), on_watch, NULL, &gone);
    assert_int_equal(do_exists(h, a, "up"), WF_RC_OK);
    h->cut(h, a->store);
    WAIT_FOR(h, wf_store_info(a->store)->state == WF_STORE_EXPIRED);
    assert_int_equal(lost.n, 1);
    assert_int_equal(lost.last, WF_WATCH_LOST);
    assert_int_equal(wf_store_info(a->store)->session, 0);
    WAIT_FOR(h, gone.n); /* the server notices by itself */
    assert_int_equal(gone.last, WF_WATCH_DELETED);
    h->mend(h, a->store);
    WAIT_FOR(h, wf_store_is_connected(a->store));
    assert_int_not_equal(a->session, session);
    assert_int_equal(a->states[n], WF_STORE_SUSPENDED);
    assert_int_equal(a->states[n + 1], WF_STORE_EXPIRED);
    assert_int_equal(do_create_with(h, a, "up", "", open, true), WF_RC_OK);
    client_free(a);
    client_free(b);
    assert_int_equal(lost.n, 1);
}

static void closing_answers_everything(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    Seen lost = {0};
    g_auto(Answer) pending = {0};
    assert_int_equal(do_create(h, c, "n", ""), WF_RC_OK);
    wf_store_get(c->store, at(h, "n"), on_watch, NULL, &lost);
    assert_int_equal(do_exists(h, c, "n"), WF_RC_OK);
    wf_store_get(c->store, at(h, "n"), NULL, on_answer, &pending);
    wf_store_close(g_steal_pointer(&c->store));
    assert_true(pending.came);
    assert_int_equal(pending.rc, WF_RC_CLOSED);
    assert_int_equal(lost.n, 1);
    assert_int_equal(lost.last, WF_WATCH_LOST);
    client_free(c);
}

static void close_it(WfStore *store, const WfReply *reply G_GNUC_UNUSED, gpointer user)
{
    Client *c = user;
    assert_ptr_equal(store, c->store);
    wf_store_close(g_steal_pointer(&c->store));
}

static void a_callback_may_close_the_store(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    g_auto(Answer) before = {0}, after = {0};
    wf_store_exists(c->store, at(h, ""), NULL, on_answer, &before);
    wf_store_exists(c->store, at(h, ""), NULL, close_it, c);
    wf_store_exists(c->store, at(h, ""), NULL, on_answer, &after);
    WAIT_FOR(h, c->store == NULL);
    assert_true(before.came);
    assert_true(after.came);
    client_free(c);
}

static void forgotten_callbacks_are_not_called(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    Seen seen = {0};
    g_auto(Answer) answer = {0};
    wf_store_get(c->store, at(h, ""), on_watch, NULL, &seen);
    wf_store_set(c->store, at(h, ""), "x", 1, -1, on_answer, &answer);
    wf_store_forget(c->store, &seen);
    wf_store_forget(c->store, &answer);
    assert_int_equal(do_exists(h, c, ""), WF_RC_OK);
    g_auto(Answer) got = do_get(h, c, "");
    assert_string_equal(got.data->str, "x");
    client_free(c);
    assert_int_equal(seen.n, 0);
    assert_false(answer.came);
}

const struct CMUnitTest contract_sessions[] = {
    cmocka_unit_test(watches_fire_once),
    cmocka_unit_test(watches_are_shared),
    cmocka_unit_test(watches_are_set_again_for_nothing),
    cmocka_unit_test(a_failed_read_sets_no_watch),
    cmocka_unit_test(an_event_comes_before_the_change_is_read),
    cmocka_unit_test(ephemeral_nodes_live_as_long_as_their_session),
    cmocka_unit_test(a_broken_connection_leaves_outcomes_unknown),
    cmocka_unit_test(watches_survive_a_broken_connection),
    cmocka_unit_test(identities_survive_a_broken_connection),
    cmocka_unit_test(a_client_cut_off_too_long_knows_that_it_expired),
    cmocka_unit_test(closing_answers_everything),
    cmocka_unit_test(a_callback_may_close_the_store),
    cmocka_unit_test(forgotten_callbacks_are_not_called),
};
const size_t n_contract_sessions = G_N_ELEMENTS(contract_sessions);
