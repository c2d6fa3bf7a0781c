/* Batches, reading many, walking. */
#include "contract.h"
#include "weft/limits.h"

#include <string.h>

typedef struct {
    guint n_calls;
    WfBatchProgress last;
    char path[512];
    WfBatch *batch;
} Told;

static void on_batch(WfBatch *batch, const WfBatchProgress *progress, gpointer user)
{
    Told *told = user;
    assert_ptr_equal(batch, told->batch);
    assert_false(told->last.finished);
    told->n_calls++;
    told->last = *progress;
    if (progress->path)
        g_strlcpy(told->path, progress->path, sizeof told->path);
}

static void add_nodes(Harness *h, WfBatch *batch, guint from, guint to, gsize size)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    g_autofree char *value = g_strnfill(size, 'v');
    for (guint i = from; i < to; i++) {
        g_autofree char *name = g_strdup_printf("n%05u", i);
        wf_batch_create(batch, at(h, name), value, size, open);
    }
}

static void batches_carry_any_number(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    assert_int_equal(do_create(h, c, "head", ""), WF_RC_OK);
    Told told = {.batch = wf_batch_new(c->store, on_batch, &told)};
    wf_batch_fence(told.batch, at(h, "head"), 0);
    add_nodes(h, told.batch, 0, 3000, 20);
    wf_batch_set(told.batch, at(h, "n00007"), "seven", 5, 0);
    wf_batch_delete(told.batch, at(h, "n00008"), 0);
    wf_batch_finish(told.batch);
    WAIT_FOR(h, told.last.finished);
    assert_int_equal(told.last.rc, WF_RC_OK);
    assert_int_equal(told.last.n_done, 3002);
    assert_int_equal(told.last.n_added, 3002);
    assert_true(told.n_calls >= 16 && told.n_calls <= 18);
    g_auto(Answer) seven = do_get(h, c, "n00007");
    assert_string_equal(seven.data->str, "seven");
    g_auto(Answer) list = {0};
    wf_store_children(c->store, at(h, ""), NULL, on_answer, &list);
    WAIT_FOR(h, list.came);
    assert_int_equal(list.stat.n_children, 3000);
    client_free(c);
}

static void batches_stay_within_the_limit_of_bytes(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    Told told = {.batch = wf_batch_new(c->store, on_batch, &told)};
    add_nodes(h, told.batch, 0, 20, WF_LIMIT_ZNODE_BYTES / 3);
    add_nodes(h, told.batch, 20, 24, WF_LIMIT_ZNODE_BYTES);
    wf_batch_finish(told.batch);
    WAIT_FOR(h, told.last.finished);
    assert_int_equal(told.last.rc, WF_RC_OK);
    assert_int_equal(told.last.n_done, 24);
    assert_int_equal(told.n_calls, 10 + 4);
    client_free(c);
}

static void a_batch_stops_at_the_first_failure(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    assert_int_equal(do_create(h, c, "n00300", ""), WF_RC_OK);
    Told told = {.batch = wf_batch_new(c->store, on_batch, &told)};
    add_nodes(h, told.batch, 0, 10000, 10);
    wf_batch_finish(told.batch);
    WAIT_FOR(h, told.last.finished);
    assert_int_equal(told.last.rc, WF_RC_NODE_EXISTS);
    assert_string_equal(told.path, at(h, "n00300"));
    assert_false(told.last.fenced);
    assert_int_equal(do_exists(h, c, "n00199"), WF_RC_OK);
    assert_int_equal(do_exists(h, c, "n00201"), WF_RC_NO_NODE);
    assert_int_equal(do_exists(h, c, "n09999"), WF_RC_NO_NODE);
    client_free(c);
}

/* What waits for all before it comes after that, or never. */
static void a_batch_may_wait_for_what_it_has(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    for (guint round = 0; round < 2; round++) {
        guint from = round * 10;
        Told told = {.batch = wf_batch_new(c->store, on_batch, &told)};
        wf_batch_settle(told.batch);
        add_nodes(h, told.batch, from, from + 3, WF_LIMIT_ZNODE_BYTES);
        wf_batch_settle(told.batch);
        wf_batch_set(told.batch, at(h, "n00000"), "x", 1, round ? -1 : 0);
        wf_batch_finish(told.batch);
        WAIT_FOR(h, told.last.finished);
        assert_int_equal(told.last.rc, round ? WF_RC_NODE_EXISTS : WF_RC_OK);
        g_auto(Answer) got = do_get(h, c, "n00000");
        assert_string_equal(got.data->str, round ? "y" : "x");
        assert_int_equal(do_set(h, c, "n00000", "y", -1), WF_RC_OK);
        if (!round)
            assert_int_equal(do_create(h, c, "n00010", ""), WF_RC_OK);
    }
    client_free(c);
}

/* What was reserved for is not cut where a request is full. */
static void a_batch_keeps_together_what_it_is_told(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    assert_int_equal(do_create(h, c, "n00250", ""), WF_RC_OK);
    Told told = {.batch = wf_batch_new(c->store, on_batch, &told)};
    add_nodes(h, told.batch, 0, WF_LIMIT_MULTI_OPS - 10, 10);
    wf_batch_reserve(told.batch, 70, 70 * (10 + wf_batch_room("n00000", NULL)));
    add_nodes(h, told.batch, WF_LIMIT_MULTI_OPS - 10, 260, 10);
    wf_batch_finish(told.batch);
    WAIT_FOR(h, told.last.finished);
    assert_int_equal(told.last.rc, WF_RC_NODE_EXISTS);
    assert_int_equal(told.last.n_done, WF_LIMIT_MULTI_OPS - 10);
    assert_int_equal(do_exists(h, c, "n00195"), WF_RC_NO_NODE);
    client_free(c);
}

static void the_fence_keeps_a_second_planner_out(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h), *other = client_new(h);
    assert_int_equal(do_create(h, c, "head", ""), WF_RC_OK);
    Told told = {.batch = wf_batch_new(c->store, on_batch, &told)};
    wf_batch_fence(told.batch, at(h, "head"), 0);
    add_nodes(h, told.batch, 0, 300, 10);
    WAIT_FOR(h, told.n_calls == 1);
    assert_int_equal(do_set(h, other, "head", "other", 0), WF_RC_OK);
    add_nodes(h, told.batch, 300, 1000, 10);
    wf_batch_finish(told.batch);
    WAIT_FOR(h, told.last.finished);
    assert_int_equal(told.last.rc, WF_RC_BAD_VERSION);
    assert_true(told.last.fenced);
    assert_int_equal(do_exists(h, c, "n00000"), WF_RC_OK);
    assert_int_equal(do_exists(h, c, "n00999"), WF_RC_NO_NODE);
    client_free(c);
    client_free(other);
}

static void a_batch_changes_access_lists_in_their_place(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    g_autoptr(WfAcl) read_only = wf_acl_new();
    wf_acl_add(read_only, WF_PERM_READ, NULL);
    Told told = {.batch = wf_batch_new(c->store, on_batch, &told)};
    add_nodes(h, told.batch, 0, 1, 10);
    wf_batch_set(told.batch, at(h, "n00000"), "x", 1, -1);
    wf_batch_set_acl(told.batch, at(h, "n00000"), read_only);
    add_nodes(h, told.batch, 1, 2, 10);
    wf_batch_finish(told.batch);
    WAIT_FOR(h, told.last.finished);
    assert_int_equal(told.last.rc, WF_RC_OK);
    assert_int_equal(told.last.n_done, 4);
    assert_int_equal(do_exists(h, c, "n00001"), WF_RC_OK);
    assert_int_equal(do_set(h, c, "n00000", "y", -1), WF_RC_NO_AUTH);
    g_auto(Answer) got = do_get(h, c, "n00000");
    assert_string_equal(got.data->str, "x");
    client_free(c);
}

static void batches_end_with_their_store(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    Told empty = {.batch = wf_batch_new(c->store, on_batch, &empty)};
    wf_batch_finish(empty.batch);
    assert_false(empty.last.finished);
    WAIT_FOR(h, empty.last.finished);
    assert_int_equal(empty.last.rc, WF_RC_OK);

    Told cancelled = {.batch = wf_batch_new(c->store, on_batch, &cancelled)};
    add_nodes(h, cancelled.batch, 0, 1000, 10);
    wf_batch_cancel(cancelled.batch);
    Told closed = {.batch = wf_batch_new(c->store, on_batch, &closed)};
    add_nodes(h, closed.batch, 1000, 9000, 10);
    wf_batch_finish(closed.batch);
    Told late = {.batch = wf_batch_new(c->store, on_batch, &late)};
    add_nodes(h, late.batch, 9000, 9500, 10);
    wf_store_close(g_steal_pointer(&c->store));
    assert_true(closed.last.finished);
    assert_int_equal(closed.last.rc, WF_RC_CLOSED);
    assert_false(late.last.finished);
    wf_batch_finish(late.batch);
    assert_true(late.last.finished);
    assert_int_equal(cancelled.n_calls, 0);
    client_free(c);
}

/* ---- reading many ------------------------------------------------------ */

typedef struct {
    guint n, n_ok, n_missing, n_closed, sum;
    WfStore *close_at_700;
} Many;

static void on_each(WfStore *store, const WfReply *reply, gpointer user)
{
    Many *many = user;
    many->n++;
    many->n_ok += reply->rc == WF_RC_OK;
    many->n_missing += reply->rc == WF_RC_NO_NODE;
    many->n_closed += reply->rc == WF_RC_CLOSED;
    many->sum += reply->index;
    if (many->close_at_700 && many->n == 700) {
        many->close_at_700 = NULL;
        wf_store_close(store);
    }
}

static void read_many(Harness *h, Client *c, Many *many, guint n)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(paths, g_strdup_printf("%s/n%05u", h->root, i));
    wf_store_get_many(c->store, (const char *const *)paths->pdata, n, NULL, on_each, many);
}

static void many_nodes_are_read(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    Told told = {.batch = wf_batch_new(c->store, on_batch, &told)};
    add_nodes(h, told.batch, 0, 1100, 10);
    wf_batch_finish(told.batch);
    WAIT_FOR(h, told.last.finished);

    Many many = {0};
    read_many(h, c, &many, 1200);
    WAIT_FOR(h, many.n == 1200);
    assert_int_equal(many.n_ok, 1100);
    assert_int_equal(many.n_missing, 100);
    assert_int_equal(many.sum, 1199 * 1200 / 2);

    Many forgotten = {0};
    read_many(h, c, &forgotten, 1200);
    wf_store_forget(c->store, &forgotten);
    Many closing = {.close_at_700 = c->store};
    read_many(h, c, &closing, 1200);
    WAIT_FOR(h, closing.close_at_700 == NULL);
    assert_int_equal(closing.n, 1200);
    assert_true(closing.n_closed > 0);
    assert_int_equal(forgotten.n, 0);
    c->store = NULL;
    client_free(c);
}

/* ---- walking ----------------------------------------------------------- */

typedef struct {
    Harness *h;
    GString *text;
    bool ended, cut;
    WfRc rc;
} Walked;

static void on_node(const WfWalkNode *node, gpointer user)
{
    Walked *w = user;
    assert_true(g_str_has_suffix(node->path, node->name) || node->depth == 0);
    g_string_append_printf(w->text, "%u%s=%.*s%s ", node->depth, node->depth ? node->name : "",
                           (int)node->size, node->data, node->cut ? "+" : "");
    if (node->rc == WF_RC_NO_AUTH)
        g_string_append(w->text, "denied ");
}

static void on_end(WfRc rc, guint n G_GNUC_UNUSED, bool cut, gpointer user)
{
    Walked *w = user;
    w->rc = rc;
    w->cut = cut;
    w->ended = true;
}

static char *walked(Harness *h, Client *c, const char *name, WfWalkLimits limits, WfRc *ret_rc)
{
    Walked w = {.h = h, .text = g_string_new(NULL)};
    wf_store_walk(c->store, at(h, name), &limits, on_node, on_end, &w);
    WAIT_FOR(h, w.ended);
    *ret_rc = w.rc;
    return g_string_free(w.text, FALSE);
}

static void a_tree_is_walked(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    g_autofree char *id = wf_identity("else:x");
    g_autoptr(WfAcl) hidden = wf_acl_new();
    wf_acl_add(hidden, WF_PERM_ALL, id);
    assert_int_equal(do_create(h, c, "b", "value"), WF_RC_OK);
    assert_int_equal(do_create(h, c, "a", "longer value"), WF_RC_OK);
    assert_int_equal(do_create(h, c, "a/z", "1"), WF_RC_OK);
    assert_int_equal(do_create(h, c, "a/y", "2"), WF_RC_OK);
    assert_int_equal(do_create_with(h, c, "c", "3", hidden, false), WF_RC_OK);
    WfRc rc;
    g_autofree char *all = walked(h, c, "", (WfWalkLimits){.preview_bytes = 6}, &rc);
    assert_int_equal(rc, WF_RC_OK);
    assert_string_equal(all, "0= 1a=longer 1b=value 1c= denied 2y=2 2z=1 ");
    g_autofree char *flat = walked(h, c, "", (WfWalkLimits){.max_depth = 1}, &rc);
    assert_string_equal(flat, "0= 1a=+ 1b= 1c= ");
    g_autofree char *few = walked(h, c, "", (WfWalkLimits){.max_nodes = 3}, &rc);
    assert_string_equal(few, "0=+ 1a=+ 1b= ");
    g_autofree char *none = walked(h, c, "none", (WfWalkLimits){0}, &rc);
    assert_int_equal(rc, WF_RC_NO_NODE);
    assert_string_equal(none, "");

    Walked w = {.h = h, .text = g_string_new(NULL)};
    WfWalkLimits limits = {0};
    WfWalk *walk = wf_store_walk(c->store, at(h, ""), &limits, on_node, on_end, &w);
    wf_walk_cancel(walk);
    assert_int_equal(do_exists(h, c, ""), WF_RC_OK);
    assert_false(w.ended);
    wf_store_walk(c->store, at(h, ""), &limits, on_node, on_end, &w);
    wf_store_close(g_steal_pointer(&c->store));
    assert_true(w.ended);
    assert_int_equal(w.rc, WF_RC_CLOSED);
    g_string_free(w.text, TRUE);
    client_free(c);
}

/* ---- whole trees --------------------------------------------------------- */

static WfRc make_path(Harness *h, Client *c, const char *name)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    g_auto(Answer) answer = {0};
    wf_store_make_path(c->store, at(h, name), open, on_answer, &answer);
    assert_false(answer.came);
    WAIT_FOR(h, answer.came);
    return answer.rc;
}

static WfRc delete_tree(Harness *h, Client *c, const char *name)
{
    g_auto(Answer) answer = {0};
    wf_store_delete_tree(c->store, at(h, name), on_answer, &answer);
    WAIT_FOR(h, answer.came);
    assert_string_equal(answer.path, at(h, name));
    return answer.rc;
}

static void paths_are_made(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h);
    g_autofree char *id = wf_identity("else:x");
    g_autoptr(WfAcl) closed = wf_acl_new();
    wf_acl_add(closed, WF_PERM_ALL, id);
    assert_int_equal(make_path(h, c, "a/b/c"), WF_RC_OK);
    assert_int_equal(do_exists(h, c, "a/b/c"), WF_RC_OK);
    assert_int_equal(make_path(h, c, "a/b/c"), WF_RC_OK);
    assert_int_equal(make_path(h, c, "a/b/d"), WF_RC_OK);
    assert_int_equal(make_path(h, c, "a//d"), WF_RC_INVALID);
    assert_int_equal(do_create_with(h, c, "locked", "", closed, false), WF_RC_OK);
    assert_int_equal(make_path(h, c, "locked/x"), WF_RC_NO_AUTH);
    assert_int_equal(make_path(h, c, "locked"), WF_RC_OK);
    client_free(c);
}

static void trees_are_deleted(void **state)
{
    Harness *h = *state;
    Client *c = client_new(h), *other = client_new(h);
    assert_int_equal(make_path(h, c, "t/a/b/c"), WF_RC_OK);
    assert_int_equal(make_path(h, c, "t/d"), WF_RC_OK);
    assert_int_equal(make_path(h, c, "tt"), WF_RC_OK);
    assert_int_equal(delete_tree(h, c, "t"), WF_RC_OK);
    assert_int_equal(do_exists(h, c, "t"), WF_RC_NO_NODE);
    assert_int_equal(do_exists(h, c, "tt"), WF_RC_OK);
    assert_int_equal(delete_tree(h, c, "t"), WF_RC_OK);

    /* somebody writes there meanwhile */
    assert_int_equal(make_path(h, c, "u/a/b"), WF_RC_OK);
    g_autoptr(WfAcl) open = wf_acl_open();
    g_auto(Answer) gone = {0};
    wf_store_delete_tree(c->store, at(h, "u"), on_answer, &gone);
    for (guint i = 0; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("u/a/late%u", i);
        wf_store_create(other->store, at(h, name), "", 0, open, false, NULL, NULL);
        h->step(h);
    }
    WAIT_FOR(h, gone.came);
    assert_int_equal(gone.rc, WF_RC_OK);
    assert_int_equal(do_exists(h, c, "u"), WF_RC_NO_NODE);

    /* under a fence that is still there, and under one that is not */
    for (gint32 version = 0; version < 2; version++) {
        g_auto(Answer) fenced = {0};
        assert_int_equal(make_path(h, c, "f/a/b"), WF_RC_OK);
        assert_int_equal(make_path(h, c, "fence"), WF_RC_OK);
        wf_store_delete_tree_fenced(c->store, at(h, "f"), at(h, "fence"), version, on_answer,
                                    &fenced);
        WAIT_FOR(h, fenced.came);
        assert_int_equal(fenced.rc, version ? WF_RC_BAD_VERSION : WF_RC_OK);
        assert_int_equal(do_exists(h, c, "f/a/b"), version ? WF_RC_OK : WF_RC_NO_NODE);
    }

    g_auto(Answer) closed = {0}, forgotten = {0};
    wf_store_delete_tree(c->store, at(h, "tt"), on_answer, &closed);
    wf_store_make_path(c->store, at(h, "x/y"), open, on_answer, &forgotten);
    wf_store_forget(c->store, &forgotten);
    wf_store_close(g_steal_pointer(&c->store));
    assert_int_equal(closed.rc, WF_RC_CLOSED);
    assert_false(forgotten.came);
    client_free(c);
    client_free(other);
}

const struct CMUnitTest contract_many[] = {
    cmocka_unit_test(paths_are_made),
    cmocka_unit_test(trees_are_deleted),
    cmocka_unit_test(batches_carry_any_number),
    cmocka_unit_test(batches_stay_within_the_limit_of_bytes),
    cmocka_unit_test(a_batch_stops_at_the_first_failure),
    cmocka_unit_test(a_batch_may_wait_for_what_it_has),
    cmocka_unit_test(a_batch_keeps_together_what_it_is_told),
    cmocka_unit_test(the_fence_keeps_a_second_planner_out),
    cmocka_unit_test(a_batch_changes_access_lists_in_their_place),
    cmocka_unit_test(batches_end_with_their_store),
    cmocka_unit_test(many_nodes_are_read),
    cmocka_unit_test(a_tree_is_walked),
};
const size_t n_contract_many = G_N_ELEMENTS(contract_many);
