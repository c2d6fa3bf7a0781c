/* The cases every store passes, and the fake's own: faults and turns. */
#include "contract.h"
#include "weft/fake.h"
#include "weft/store_backend.h"

#include <string.h>

static WfStore *fake_open(Harness *h, int timeout_ms)
{
    return wf_fake_connect(h->own, timeout_ms);
}

static void fake_cut(Harness *h G_GNUC_UNUSED, WfStore *store)
{
    wf_fake_cut(store);
}

static void fake_mend(Harness *h G_GNUC_UNUSED, WfStore *store)
{
    wf_fake_mend(store);
}

static void fake_step(Harness *h)
{
    if (!g_main_context_iteration(NULL, FALSE))
        wf_fake_advance(h->own, 100);
}

static void the_nth_request_fails(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    wf_fake_fault(c->store, 2, WF_FAULT_FAIL, WF_RC_NO_AUTH);
    assert_int_equal(do_create(h, c, "a", ""), WF_RC_OK);
    assert_int_equal(do_create(h, c, "b", ""), WF_RC_NO_AUTH);
    assert_int_equal(do_create(h, c, "c", ""), WF_RC_OK);
    assert_false(wf_fake_peek(h->own, at(h, "b"), NULL, NULL, NULL));
    client_free(c);
}

static void connections_break_before_or_after(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    gint64 session = c->session;
    wf_fake_fault(c->store, 1, WF_FAULT_LOST_BEFORE, 0);
    assert_int_equal(do_create(h, c, "before", ""), WF_RC_UNKNOWN);
    wf_fake_fault(c->store, 1, WF_FAULT_LOST_AFTER, 0);
    assert_int_equal(do_create(h, c, "after", ""), WF_RC_UNKNOWN);
    assert_false(wf_fake_peek(h->own, at(h, "before"), NULL, NULL, NULL));
    assert_true(wf_fake_peek(h->own, at(h, "after"), NULL, NULL, NULL));
    WAIT_FOR(h, wf_store_is_connected(c->store));
    assert_int_equal(c->session, session);
    wf_fake_expire(c->store);
    WAIT_FOR(h, c->session != session);
    client_free(c);
}

static void held_requests_are_stepped_in_turns(void **state)
{
    Harness *h = *state;
    Client *a = client_new(h), *b = client_new(h);
    assert_int_equal(do_create(h, a, "n", ""), WF_RC_OK);
    wf_fake_hold(h->own, true);
    wf_store_set(a->store, at(h, "n"), "a", 1, -1, NULL, NULL);
    wf_store_set(a->store, at(h, "n"), "aa", 2, -1, NULL, NULL);
    wf_store_set(b->store, at(h, "n"), "b", 1, -1, NULL, NULL);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    const char *data;
    assert_true(wf_fake_peek(h->own, at(h, "n"), &data, NULL, NULL));
    assert_string_equal(data, "");
    guint n = 0;
    while (wf_fake_step(h->own))
        n++;
    assert_int_equal(n, 3);
    assert_true(wf_fake_peek(h->own, at(h, "n"), &data, NULL, NULL));
    assert_string_equal(data, "aa");
    wf_fake_hold(h->own, false);
    client_free(a);
    client_free(b);
    g_autofree char *dump = wf_fake_dump(h->own);
    assert_non_null(strstr(dump, "/n 3 aa\n"));
    assert_int_equal(wf_fake_n_watches(h->own), 0);
}

static void many_breaks_leave_no_watches_behind(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    Seen seen = {0};
    gint64 session = c->session;
    for (guint i = 0; i < 100; i++) {
        gpointer passing = g_malloc(1); /* as who comes and goes with each connection */
        wf_store_exists(c->store, at(h, "n"), on_watch, NULL, &seen);
        wf_store_exists(c->store, at(h, "n"), on_watch, NULL, passing);
        assert_int_equal(do_exists(h, c, ""), WF_RC_OK);
        wf_store_forget(c->store, passing);
        g_free(passing);
        wf_fake_cut(c->store);
        WAIT_FOR(h, !wf_store_is_connected(c->store));
        wf_fake_mend(c->store);
        WAIT_FOR(h, wf_store_is_connected(c->store));
    }
    assert_int_equal(c->session, session);
    assert_int_equal(c->store->watches.length, 1);
    assert_int_equal(wf_fake_n_watches(h->own), 1);
    assert_int_equal(do_create(h, c, "n", ""), WF_RC_OK);
    WAIT_FOR(h, seen.n);
    client_free(c);
    assert_int_equal(seen.n, 1);
}

static int setup(void **state)
{
    case_setup(*state);
    return 0;
}

int main(void)
{
    g_autoptr(WfFake) fake = wf_fake_new();
    Harness h = {.open = fake_open,
                 .cut = fake_cut,
                 .mend = fake_mend,
                 .step = fake_step,
                 .timeout_ms = 1000,
                 .own = fake};
    int failed = run_contract(&h);
    h.root = NULL;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate_setup_teardown(the_nth_request_fails, setup, NULL, &h),
        cmocka_unit_test_prestate_setup_teardown(connections_break_before_or_after, setup, NULL,
                                                 &h),
        cmocka_unit_test_prestate_setup_teardown(held_requests_are_stepped_in_turns, setup, NULL,
                                                 &h),
        cmocka_unit_test_prestate_setup_teardown(many_breaks_leave_no_watches_behind, setup, NULL,
                                                 &h),
    };
    failed += cmocka_run_group_tests_name("fake", tests, NULL, NULL);
    g_free(h.root);
    return failed;
}
