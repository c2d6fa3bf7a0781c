/* Following a stack that comes, and goes, while somebody looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/fake.h>
#include <weft/progress.h>

#define HEAD "/weft/shop"

typedef struct {
    WfFake *fake;
    WfStore *store;
    WfProgress *progress;
    WfFollow *follow;
} World;

static void on_follow(WfFollow *follow, gpointer user)
{
    (void)follow;
    (void)user;
}

static void on_reply(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    assert_int_equal(reply->rc, WF_RC_OK);
    *(bool *)user = true;
}

static void create(World *w, const char *path, const char *data)
{
    bool done = false;
    g_autoptr(WfAcl) acl = wf_acl_open();
    wf_store_create(w->store, path, data, strlen(data), acl, false, on_reply, &done);
    while (!done)
        g_main_context_iteration(NULL, TRUE);
}

static void settle(void)
{
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

static int set_up(void **state)
{
    World *w = g_new0(World, 1);
    w->fake = wf_fake_new();
    w->store = wf_fake_connect(w->fake, 10000);
    w->progress = wf_progress_new("shop");
    create(w, "/weft", "");
    w->follow = wf_follow_new(w->store, "shop", w->progress, NULL, on_follow, w);
    settle();
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    wf_follow_free(w->follow);
    wf_store_close(w->store);
    wf_fake_free(w->fake);
    wf_progress_free(w->progress);
    g_free(w);
    return 0;
}

static void one_that_comes_later_is_noticed(void **state)
{
    World *w = *state;

    assert_true(wf_follow_is_absent(w->follow));
    assert_non_null(wf_follow_problem(w->follow));
    create(w, HEAD, ""); /* as prepare does, before it says anything */
    settle();
    assert_true(wf_follow_is_absent(w->follow));
    bool done = false;
    const char *head = "{\"weft\":1,\"generation\":1,\"phase\":\"prepare\",\"model\":"
                       "\"abcdefghijklmnopqrstuvwx\"}";
    wf_store_set(w->store, HEAD, head, strlen(head), -1, on_reply, &done);
    settle();
    assert_true(done);
    assert_false(wf_follow_is_absent(w->follow));
    assert_null(wf_follow_problem(w->follow));
    assert_int_equal(wf_progress_head(w->progress)->generation, 1);
    done = false;
    wf_store_delete(w->store, HEAD, -1, on_reply, &done);
    settle();
    assert_true(done);
    assert_true(wf_follow_is_absent(w->follow));
    create(w, HEAD, head);
    settle();
    assert_false(wf_follow_is_absent(w->follow));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_that_comes_later_is_noticed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
