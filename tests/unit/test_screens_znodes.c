/* What the zNode screen asks the server for, and how often: a value, names below a node. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/screens/znodes.h"

#include <weft/fake.h>

typedef struct {
    WfFake *fake;
    WfStore *store;
    WfApp *app;
    ZnodeValue value;
    Found found;
    guint n_changed;
    bool done;
} World;

static void on_changed(gpointer data)
{
    ((World *)data)->n_changed++;
}

static void on_reply(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    World *w = user;
    assert_int_equal(reply->rc, WF_RC_OK);
    w->done = true;
}

static void write_value(World *w, bool create, const char *value)
{
    g_autoptr(WfAcl) acl = wf_acl_open();
    w->done = false;
    if (create)
        wf_store_create(w->store, "/n", value, strlen(value), acl, false, on_reply, w);
    else
        wf_store_set(w->store, "/n", value, strlen(value), -1, on_reply, w);
    while (!w->done)
        g_main_context_iteration(NULL, TRUE);
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

static int set_up(void **state)
{
    World *w = g_new0(World, 1);
    g_autoptr(GError) error = NULL;
    w->fake = wf_fake_new();
    w->store = wf_fake_connect(w->fake, 10000);
    assert_true(wf_store_wait(w->store, 10000, &error));
    w->app = wf_app_new(&(WfAppOptions){.name = "test"});
    value_init(&w->value, w->app, on_changed, w);
    found_init(&w->found, w->app, on_changed, w);
    found_use(&w->found, w->store);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    value_clear(&w->value);
    found_clear(&w->found);
    wf_app_free(w->app);
    wf_store_close(w->store);
    wf_fake_free(w->fake);
    g_free(w);
    return 0;
}

/* Selects it, as at every refresh of the screen, and waits for what is under way. */
static guint64 show(World *w)
{
    value_show(&w->value, w->store, "/n", NULL, WF_DIFFERENCE_NONE);
    while (w->value.reading)
        g_main_context_iteration(NULL, TRUE);
    return wf_fake_n_requests(w->store);
}

static void await(World *w, char byte)
{
    while (!w->value.data || *(const char *)g_bytes_get_data(w->value.data, NULL) != byte)
        g_main_context_iteration(NULL, TRUE);
}

static void a_value_is_read_once(void **state)
{
    World *w = *state;
    write_value(w, true, "1");
    guint64 n = show(w);
    assert_int_equal(w->value.rc, WF_RC_OK);
    for (guint i = 0; i < 20; i++)
        assert_int_equal(show(w), n);
    assert_int_equal(wf_fake_n_watches(w->fake), 1);

    write_value(w, false, "2");
    await(w, '2'); /* its watch told */
    assert_int_equal(show(w), n + 2);
}

static void a_value_is_read_again_after_a_break(void **state)
{
    World *w = *state;
    write_value(w, true, "1");
    guint64 n = show(w);
    wf_fake_cut(w->store);
    while (wf_store_is_connected(w->store))
        g_main_context_iteration(NULL, TRUE);
    assert_int_equal(show(w), n);
    wf_fake_advance(w->fake, 100);
    wf_fake_mend(w->store);
    while (!wf_store_is_connected(w->store))
        g_main_context_iteration(NULL, TRUE);
    assert_int_equal(show(w), n + 1);
    assert_int_equal(show(w), n + 1);
    assert_int_equal(wf_fake_n_watches(w->fake), 1);
}

static void what_is_not_there_is_asked_for_again(void **state)
{
    World *w = *state;
    show(w);
    assert_int_equal(w->value.rc, WF_RC_NO_NODE);
    write_value(w, true, "1");
    show(w);
    assert_int_equal(w->value.rc, WF_RC_OK);
    await(w, '1');
}

/* Nobody waits for what nobody can answer. */
static void nothing_is_read_without_a_connection(void **state)
{
    World *w = *state;
    write_value(w, true, "1");
    value_show(&w->value, w->store, "/n", NULL, WF_DIFFERENCE_NONE);
    assert_true(w->value.reading);
    wf_fake_cut(w->store);
    while (wf_store_is_connected(w->store))
        g_main_context_iteration(NULL, TRUE);
    while (w->value.reading)
        g_main_context_iteration(NULL, TRUE);
    assert_null(w->value.data);
}

static void wait_for_child(World *w, const char *name, bool there)
{
    for (;;) {
        const GPtrArray *names = found_children(&w->found, "/");
        guint i;
        if (names && g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, &i) ==
                         (gboolean)there)
            return;
        g_main_context_iteration(NULL, TRUE);
    }
}

/* ... and what comes and goes below it is told. */
static void a_level_follows_what_comes_and_goes(void **state)
{
    World *w = *state;
    wait_for_child(w, "n", false);
    guint n = w->n_changed;
    write_value(w, true, "1");
    wait_for_child(w, "n", true);
    assert_true(w->n_changed > n);
    wf_store_delete(w->store, "/n", -1, NULL, NULL);
    wait_for_child(w, "n", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_value_is_read_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_value_is_read_again_after_a_break, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_asked_for_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_read_without_a_connection, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_level_follows_what_comes_and_goes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
