/* The size that matters: 100,000 nodes written, read, walked and deleted. */
#include "real.h"

#include <stdio.h>
#include <string.h>

enum { N = 100000, PER_PARENT = 1000 };

static Real real;

static char *node_path(guint i)
{
    return g_strdup_printf("%s/d%03u/n%06u", real.h.root, i / PER_PARENT, i);
}

typedef struct {
    WfBatchProgress last;
    guint n_calls, next;
    guint64 n_done_before;
} Feed;

/* Adds as the batch wants more: nothing close to all of it is ever held. */
static void feed(WfBatch *batch, Feed *f)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    while (f->next < N && wf_batch_wants_more(batch)) {
        guint i = f->next++;
        if (i % PER_PARENT == 0) {
            g_autofree char *dir = g_strdup_printf("%s/d%03u", real.h.root, i / PER_PARENT);
            wf_batch_create(batch, dir, "", 0, open);
        }
        g_autofree char *path = node_path(i);
        wf_batch_create(batch, path, path, strlen(path), open);
    }
    if (f->next == N)
        wf_batch_finish(batch);
}

static void on_progress(WfBatch *batch, const WfBatchProgress *progress, gpointer user)
{
    Feed *f = user;
    assert_int_equal(progress->rc, WF_RC_OK);
    assert_true(progress->n_done >= f->n_done_before);
    assert_true(progress->n_added - progress->n_done <= 20 * 200);
    f->n_done_before = progress->n_done;
    f->last = *progress;
    f->n_calls++;
    if (!progress->finished)
        feed(batch, f);
}

static void on_deleted(WfBatch *batch G_GNUC_UNUSED, const WfBatchProgress *progress, gpointer user)
{
    *(WfBatchProgress *)user = *progress;
}

static void report(const char *what, gint64 begun)
{
    double s = (double)(g_get_monotonic_time() - begun) / G_USEC_PER_SEC;
    print_message("%s: %.2f s, %.0f a second\n", what, s, N / s);
}

static void on_each(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    g_autofree char *path = node_path(reply->index);
    guint *n = user;
    assert_int_equal(reply->rc, WF_RC_OK);
    assert_string_equal(reply->data, path);
    ++*n;
}

typedef struct {
    guint n;
    GPtrArray *paths;
    bool ended;
    WfRc rc;
} Walked;

static void on_node(const WfWalkNode *node, gpointer user)
{
    Walked *w = user;
    w->n++;
    if (node->depth > 0)
        g_ptr_array_add(w->paths, g_strdup(node->path));
}

static void on_end(WfRc rc, guint n G_GNUC_UNUSED, bool cut, gpointer user)
{
    Walked *w = user;
    assert_false(cut);
    w->rc = rc;
    w->ended = true;
}

static void a_hundred_thousand_nodes(void **state G_GNUC_UNUSED)
{
    Client *c = client_new(&real.h);
    Feed f = {0};
    gint64 begun = g_get_monotonic_time();
    feed(wf_batch_new(c->store, on_progress, &f), &f);
    assert_true(f.next < N);
    WAIT_FOR(&real.h, f.last.finished);
    report("created", begun);
    assert_int_equal(f.last.n_done, N + N / PER_PARENT);

    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < N; i++)
        g_ptr_array_add(paths, node_path(i));
    guint n = 0;
    begun = g_get_monotonic_time();
    wf_store_get_many(c->store, (const char *const *)paths->pdata, N, NULL, on_each, &n);
    WAIT_FOR(&real.h, n == N);
    report("read", begun);

    Walked w = {.paths = g_ptr_array_new_with_free_func(g_free)};
    WfWalkLimits limits = {.max_nodes = 2 * N, .preview_bytes = 10};
    begun = g_get_monotonic_time();
    wf_store_walk(c->store, real.h.root, &limits, on_node, on_end, &w);
    WAIT_FOR(&real.h, w.ended);
    report("walked", begun);
    assert_int_equal(w.rc, WF_RC_OK);
    assert_int_equal(w.n, N + N / PER_PARENT + 1);

    WfBatchProgress gone = {0};
    begun = g_get_monotonic_time();
    WfBatch *batch = wf_batch_new(c->store, on_deleted, &gone);
    for (guint i = w.paths->len; i-- > 0;) /* all at once; children before their parents */
        wf_batch_delete(batch, w.paths->pdata[i], -1);
    wf_batch_finish(batch);
    WAIT_FOR(&real.h, gone.finished);
    report("deleted", begun);
    assert_int_equal(gone.rc, WF_RC_OK);
    g_auto(Answer) root = do_get(&real.h, c, "");
    assert_int_equal(root.stat.n_children, 0);
    g_ptr_array_unref(w.paths);
    client_free(c);
}

static int setup(void **state G_GNUC_UNUSED)
{
    case_setup(&real.h);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup(a_hundred_thousand_nodes, setup)};
    if (!real_start(&real, &(WfServerOptions){.heavy = true}))
        return SKIPPED;
    real.h.timeout_ms = 30000;
    int failed = cmocka_run_group_tests_name("many", tests, NULL, NULL);
    real_stop(&real);
    return failed;
}
