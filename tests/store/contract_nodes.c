/* Nodes, versions, multis, rights. */
#include "contract.h"
#include "weft/limits.h"

#include <string.h>

static void nodes_are_written_and_read(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    assert_int_equal(do_create(h, c, "a", "one"), WF_RC_OK);
    assert_int_equal(do_set(h, c, "a", "two", 0), WF_RC_OK);
    g_auto(Answer) got = do_get(h, c, "a");
    assert_int_equal(got.rc, WF_RC_OK);
    assert_string_equal(got.data->str, "two");
    assert_string_equal(got.path, at(h, "a"));
    assert_int_equal(got.stat.version, 1);
    assert_int_equal(got.stat.data_len, 3);
    assert_int_equal(got.stat.owner, 0);
    assert_true(got.stat.mzxid > got.stat.czxid);
    assert_int_equal(do_delete(h, c, "a", 1), WF_RC_OK);
    assert_int_equal(do_exists(h, c, "a"), WF_RC_NO_NODE);
    client_free(c);
}

static void what_cannot_be_done_says_why(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    assert_int_equal(do_create(h, c, "a/b", ""), WF_RC_NO_NODE);
    assert_int_equal(do_create(h, c, "a", ""), WF_RC_OK);
    assert_int_equal(do_create(h, c, "a", ""), WF_RC_NODE_EXISTS);
    assert_int_equal(do_create(h, c, "a/b", ""), WF_RC_OK);
    assert_int_equal(do_delete(h, c, "a", -1), WF_RC_NOT_EMPTY);
    assert_int_equal(do_delete(h, c, "x", -1), WF_RC_NO_NODE);
    assert_int_equal(do_set(h, c, "x", "", -1), WF_RC_NO_NODE);
    assert_int_equal(do_set(h, c, "a", "", 7), WF_RC_BAD_VERSION);
    assert_int_equal(do_delete(h, c, "a/b", 7), WF_RC_BAD_VERSION);
    g_auto(Answer) got = do_get(h, c, "x");
    assert_int_equal(got.rc, WF_RC_NO_NODE);
    assert_null(got.data);
    assert_false(got.has_stat);
    client_free(c);
}

static void impossible_requests_are_not_sent(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    g_autofree char *big = g_strnfill(WF_LIMIT_ZNODE_BYTES + 1, 'x');
    assert_int_equal(do_create(h, c, "a", ""), WF_RC_OK);
    assert_int_equal(do_exists(h, c, "a//b"), WF_RC_INVALID);
    assert_int_equal(do_exists(h, c, "a/"), WF_RC_INVALID);
    assert_int_equal(do_exists(h, c, "../a"), WF_RC_INVALID);
    assert_int_equal(do_exists(h, c, "a\nb"), WF_RC_INVALID);
    assert_int_equal(do_exists(h, c, "a\xff"), WF_RC_INVALID);
    assert_int_equal(do_create(h, c, "b", big), WF_RC_TOO_LARGE);
    assert_int_equal(do_set(h, c, "a", big, -1), WF_RC_TOO_LARGE);

    g_autoptr(WfOps) ops = wf_ops_new();
    for (int i = 0; i < 4; i++)
        wf_ops_set(ops, at(h, "a"), big, WF_LIMIT_ZNODE_BYTES, -1);
    g_auto(Answer) multi = do_multi(h, c, ops);
    assert_int_equal(multi.rc, WF_RC_TOO_LARGE);

    g_autoptr(WfAcl) nobody = wf_acl_new();
    assert_int_equal(do_create_with(h, c, "c", "", nobody, false), WF_RC_INVALID);
    assert_int_equal(do_exists(h, c, "a"), WF_RC_OK);
    client_free(c);
}

static void values_are_any_bytes(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    g_autoptr(WfAcl) open = wf_acl_open();
    g_autofree char *big = g_malloc(WF_LIMIT_ZNODE_BYTES);
    for (guint i = 0; i < WF_LIMIT_ZNODE_BYTES; i++)
        big[i] = (char)(i * 7);
    Answer made = {0};
    wf_store_create(c->store, at(h, "big"), big, WF_LIMIT_ZNODE_BYTES, open, false, on_answer,
                    &made);
    WAIT_FOR(h, made.came);
    assert_int_equal(made.rc, WF_RC_OK);
    g_auto(Answer) got = do_get(h, c, "big");
    assert_int_equal(got.data->len, WF_LIMIT_ZNODE_BYTES);
    assert_memory_equal(got.data->str, big, WF_LIMIT_ZNODE_BYTES);

    assert_int_equal(do_create(h, c, "empty", ""), WF_RC_OK);
    g_auto(Answer) empty = do_get(h, c, "empty");
    assert_non_null(empty.data);
    assert_int_equal(empty.data->len, 0);
    answer_clear(&made);
    client_free(c);
}

static void children_are_listed(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    assert_int_equal(do_create(h, c, "b", ""), WF_RC_OK);
    assert_int_equal(do_create(h, c, "a%2F", ""), WF_RC_OK);
    assert_int_equal(do_create(h, c, "\303\251", ""), WF_RC_OK);
    g_auto(Answer) list = {0};
    wf_store_children(c->store, at(h, ""), NULL, on_answer, &list);
    WAIT_FOR(h, list.came);
    assert_int_equal(g_strv_length(list.children), 3);
    assert_int_equal(list.stat.n_children, 3);
    assert_true(g_strv_contains((const char *const *)list.children, "a%2F"));
    assert_true(g_strv_contains((const char *const *)list.children, "\303\251"));
    g_auto(Answer) none = {0};
    wf_store_children(c->store, at(h, "b"), NULL, on_answer, &none);
    WAIT_FOR(h, none.came);
    assert_int_equal(g_strv_length(none.children), 0);
    client_free(c);
}

static void answers_come_in_order(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    g_autoptr(WfAcl) open = wf_acl_open();
    Answer made = {0}, first = {0}, second = {0}, gone = {0};
    wf_store_create(c->store, at(h, "a"), "1", 1, open, false, on_answer, &made);
    wf_store_get(c->store, at(h, "a"), NULL, on_answer, &first);
    wf_store_set(c->store, at(h, "a"), "2", 1, 0, NULL, NULL);
    wf_store_get(c->store, at(h, "a"), NULL, on_answer, &second);
    wf_store_delete(c->store, at(h, "a"), -1, on_answer, &gone);
    assert_false(made.came);
    WAIT_FOR(h, gone.came);
    assert_true(made.came && first.came && second.came);
    assert_string_equal(first.data->str, "1");
    assert_string_equal(second.data->str, "2");
    answer_clear(&made);
    answer_clear(&first);
    answer_clear(&second);
    answer_clear(&gone);
    client_free(c);
}

static void a_multi_is_all(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    g_autoptr(WfAcl) open = wf_acl_open();
    assert_int_equal(do_create(h, c, "epoch", ""), WF_RC_OK);
    assert_int_equal(do_create(h, c, "old", ""), WF_RC_OK);
    g_autoptr(WfOps) ops = wf_ops_new();
    wf_ops_check(ops, at(h, "epoch"), 0);
    wf_ops_set(ops, at(h, "epoch"), "me", 2, -1);
    wf_ops_create(ops, at(h, "dir"), "", 0, open, false);
    wf_ops_create(ops, at(h, "dir/node"), "v", 1, open, false);
    wf_ops_delete(ops, at(h, "old"), 0);
    g_auto(Answer) done = do_multi(h, c, ops);
    assert_int_equal(done.rc, WF_RC_OK);
    assert_int_equal(done.versions[1], 1);
    assert_null(done.path);
    assert_int_equal(do_exists(h, c, "dir/node"), WF_RC_OK);
    assert_int_equal(do_exists(h, c, "old"), WF_RC_NO_NODE);

    g_autoptr(WfOps) none = wf_ops_new();
    g_auto(Answer) empty = do_multi(h, c, none);
    assert_int_equal(empty.rc, WF_RC_OK);
    client_free(c);
}

static void or_a_multi_is_nothing(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    g_autoptr(WfAcl) open = wf_acl_open();
    assert_int_equal(do_create(h, c, "a", "one"), WF_RC_OK);
    assert_int_equal(do_create(h, c, "b", ""), WF_RC_OK);
    g_autoptr(WfOps) ops = wf_ops_new();
    wf_ops_set(ops, at(h, "a"), "two", 3, 0);
    wf_ops_delete(ops, at(h, "b"), -1);
    wf_ops_create(ops, at(h, "c"), "", 0, open, false);
    wf_ops_create(ops, at(h, "b/x"), "", 0, open, false);
    wf_ops_set(ops, at(h, "a"), "three", 5, 1);
    g_auto(Answer) done = do_multi(h, c, ops);
    assert_int_equal(done.rc, WF_RC_NO_NODE);
    assert_int_equal(done.index, 3);
    assert_string_equal(done.path, at(h, "b/x"));
    g_auto(Answer) a = do_get(h, c, "a");
    assert_string_equal(a.data->str, "one");
    assert_int_equal(a.stat.version, 0);
    assert_int_equal(do_exists(h, c, "b"), WF_RC_OK);
    assert_int_equal(do_exists(h, c, "c"), WF_RC_NO_NODE);

    g_autoptr(WfOps) stale = wf_ops_new();
    wf_ops_check(stale, at(h, "a"), 5);
    wf_ops_set(stale, at(h, "a"), "two", 3, -1);
    g_auto(Answer) fenced = do_multi(h, c, stale);
    assert_int_equal(fenced.rc, WF_RC_BAD_VERSION);
    assert_int_equal(fenced.index, 0);
    client_free(c);
}

/* ---- rights ------------------------------------------------------------ */

static void rights_are_kept(void **state)
{
    Harness *h = *state;
    g_autofree char *owner = wf_identity("owner:one"), *reader = wf_identity("reader:two");
    g_autoptr(WfAcl) acl = wf_acl_new();
    wf_acl_add(acl, WF_PERM_ALL, owner);
    wf_acl_add(acl, WF_PERM_READ, reader);
    Client *o = client_new(h), *r = client_new(h), *x = client_new(h);
    wf_store_add_auth(o->store, "owner:one");
    wf_store_add_auth(r->store, "reader:two");
    wf_store_add_auth(x->store, "owner:wrong");
    assert_int_equal(do_create_with(h, o, "n", "secret", acl, false), WF_RC_OK);

    g_auto(Answer) mine = do_get(h, o, "n");
    g_auto(Answer) read = do_get(h, r, "n");
    g_auto(Answer) denied = do_get(h, x, "n");
    assert_string_equal(mine.data->str, "secret");
    assert_string_equal(read.data->str, "secret");
    assert_int_equal(denied.rc, WF_RC_NO_AUTH);
    assert_int_equal(do_exists(h, x, "n"), WF_RC_OK);
    assert_int_equal(do_set(h, r, "n", "", -1), WF_RC_NO_AUTH);
    assert_int_equal(do_create(h, r, "n/child", ""), WF_RC_NO_AUTH);
    assert_int_equal(do_create(h, o, "n/child", ""), WF_RC_OK);
    assert_int_equal(do_delete(h, r, "n/child", -1), WF_RC_NO_AUTH);
    g_autoptr(WfOps) ops = wf_ops_new();
    wf_ops_check(ops, at(h, "n"), 0);
    g_auto(Answer) peek = do_multi(h, x, ops);
    assert_int_equal(peek.rc, WF_RC_NO_AUTH);
    /* deleting asks for a right on the parent, which is open */
    assert_int_equal(do_delete(h, o, "n/child", -1), WF_RC_OK);
    assert_int_equal(do_delete(h, x, "n", -1), WF_RC_OK);
    client_free(o);
    client_free(r);
    client_free(x);
}

static void access_lists_change(void **state)
{
    Harness *h = *state;
    g_autofree char *owner = wf_identity("owner:one"), *reader = wf_identity("reader:two");
    g_autoptr(WfAcl) narrow = wf_acl_new();
    wf_acl_add(narrow, WF_PERM_ALL, owner);
    g_autoptr(WfAcl) wide = wf_acl_new();
    wf_acl_add(wide, WF_PERM_ALL, owner);
    wf_acl_add(wide, WF_PERM_READ, reader);
    Client *o = client_new(h), *r = client_new(h);
    wf_store_add_auth(o->store, "owner:one");
    wf_store_add_auth(r->store, "reader:two");
    assert_int_equal(do_create_with(h, o, "n", "v", narrow, false), WF_RC_OK);
    g_auto(Answer) before = do_get(h, r, "n");
    assert_int_equal(before.rc, WF_RC_NO_AUTH);

    g_auto(Answer) no = {0}, stale = {0}, yes = {0}, got = {0}, masked = {0};
    wf_store_set_acl(r->store, at(h, "n"), wide, -1, on_answer, &no);
    wf_store_set_acl(o->store, at(h, "n"), wide, 3, on_answer, &stale);
    wf_store_set_acl(o->store, at(h, "n"), wide, 0, on_answer, &yes);
    wf_store_get_acl(o->store, at(h, "n"), on_answer, &got);
    WAIT_FOR(h, no.came && got.came);
    assert_int_equal(no.rc, WF_RC_NO_AUTH);
    assert_int_equal(stale.rc, WF_RC_BAD_VERSION);
    assert_int_equal(yes.rc, WF_RC_OK);
    assert_int_equal(got.stat.aversion, 1);
    assert_true(wf_acl_equal(got.acl, wide));
    wf_store_get_acl(r->store, at(h, "n"), on_answer, &masked);
    WAIT_FOR(h, masked.came);
    assert_int_equal(masked.rc, WF_RC_OK);
    assert_string_equal(wf_acl_identity(masked.acl, 0), "owner:x");
    g_auto(Answer) after = do_get(h, r, "n");
    assert_string_equal(after.data->str, "v");
    client_free(o);
    client_free(r);
}

const struct CMUnitTest contract_nodes[] = {
    cmocka_unit_test(nodes_are_written_and_read),
    cmocka_unit_test(what_cannot_be_done_says_why),
    cmocka_unit_test(impossible_requests_are_not_sent),
    cmocka_unit_test(values_are_any_bytes),
    cmocka_unit_test(children_are_listed),
    cmocka_unit_test(answers_come_in_order),
    cmocka_unit_test(a_multi_is_all),
    cmocka_unit_test(or_a_multi_is_nothing),
    cmocka_unit_test(rights_are_kept),
    cmocka_unit_test(access_lists_change),
};
const size_t n_contract_nodes = G_N_ELEMENTS(contract_nodes);
