/* What stands, and what is told, before what; and when the numbers of rows change. */
#include "progress_world.h"

static void another_progress_has_another_shape(void **state)
{
    g_autoptr(WfProgress) first = make(), second = make();
    assert_int_not_equal(wf_progress_shape(first), wf_progress_shape(second));
}

static void states_leave_the_shape_as_it_is(void **state)
{
    g_autoptr(WfProgress) p = make();
    guint64 shape = wf_progress_shape(p);
    say(p, "vm1", "a", WF_STATE_RUNNING, NULL, NULL, 1);
    say(p, "vm2", "b", WF_STATE_WAITING, "a", "vm1", 2);
    assert_int_equal(wf_progress_shape(p), shape);
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D2), 3);
    assert_int_not_equal(wf_progress_shape(p), shape);
    const WfRow *b = row(p, "vm2", "b");
    g_autofree char *text = wf_progress_wait_text(b);
    assert_string_equal(text, "waits for x of a on vm1");
}

static void hear_of(WfProgress *p, const char *const *vms)
{
    for (guint i = 0; vms[i]; i++) {
        g_autoptr(WfManifest) m = wf_manifest_new(vms[i]);
        WfEntry *e = wf_entry_new(vms[i]);
        e->spec = g_strdup(D1);
        e->deep = g_strdup(D1);
        g_ptr_array_add(m->components, e);
        feed(p, WF_PROGRESS_MANIFEST, vms[i], wf_manifest_format(m, NULL, NULL, NULL), 1);
        assert_non_null(row(p, vms[i], vms[i])); /* numbers hold in between, too */
    }
}

static void assert_order(WfProgress *p, const char *const *vms)
{
    bool up;
    gint64 since;
    for (guint i = 0; vms[i]; i++) {
        assert_string_equal(wf_progress_vm(p, i, &up, &since), vms[i]);
        assert_string_equal(wf_progress_row(p, i)->name, vms[i]);
        assert_int_equal(wf_progress_find(p, vms[i], vms[i]), i);
    }
    assert_int_equal(wf_progress_n_vms(p), g_strv_length((char **)vms));
}

static void vms_stand_in_a_natural_order(void **state)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    const char *const heard[] = {
        "w.10", "w.9", "db", "w.007", "w", "w.2b", "w.99999999999999999999",
        "w.0",  "w.7", "a",  "w.2",   NULL};
    const char *const order[] = {"a",
                                 "db",
                                 "w",
                                 "w.0",
                                 "w.2",
                                 "w.2b",
                                 "w.007",
                                 "w.7",
                                 "w.9",
                                 "w.10",
                                 "w.99999999999999999999",
                                 NULL};
    hear_of(p, heard);
    assert_order(p, order);
}

static void vms_stand_in_the_order_of_the_model(void **state)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    const char *const model[] = {"web.2", "web.10", "unheard", "db", "app", NULL};
    const char *const heard[] = {"app", "z.10", "db", "web.10", "z.9", NULL};
    const char *const order[] = {"web.10", "db", "app", "z.9", "z.10", NULL};
    const char *const none[] = {NULL};
    const char *const natural[] = {"app", "db", "web.10", "z.9", "z.10", NULL};
    wf_progress_set_vms(p, model);
    hear_of(p, heard);
    assert_order(p, order);
    guint64 shape = wf_progress_shape(p);
    wf_progress_set_vms(p, model);
    assert_int_equal(wf_progress_shape(p), shape);
    wf_progress_set_vms(p, none);
    assert_order(p, natural);
    assert_int_not_equal(wf_progress_shape(p), shape);
}

/* The agent of b may be quicker to say that it runs than that of a, which b waited for, is to say
 * that it is done. */
static void a_producer_is_told_before_its_readers(void **state)
{
    for (gint64 apart = 100; apart <= 1000; apart *= 10) {
        g_autoptr(WfProgress) p = wf_progress_new("shop");
        feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 0); /* its rows stand first */
        feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 0);
        say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 1000);
        assert_false(wf_progress_is_over(p)); /* whoever looks between them changes nothing */
        say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 1000 + apart);
        bool together = apart == 100;
        g_autoptr(GArray) changes = wf_progress_take_changes(p);
        assert_int_equal(changes->len, 2);
        const WfProgressChange *first = &g_array_index(changes, WfProgressChange, 0);
        assert_int_equal(first[0].to, together ? WF_STATE_DONE : WF_STATE_RUNNING);
        assert_int_equal(first[0].at, together ? 1100 : 1000);
        assert_int_equal(first[1].at, 1000 + apart);
    }
}

static void assert_taken(WfProgress *p, gint64 by, const char *names)
{
    g_autoptr(GArray) changes = wf_progress_take_changes_by(p, by);
    assert_int_equal(changes->len, strlen(names));
    for (guint i = 0; i < changes->len; i++) {
        const WfProgressChange *change = &g_array_index(changes, WfProgressChange, i);
        assert_int_equal(wf_progress_row(p, change->row)->name[0], names[i]);
    }
}

/* However much later that is heard of; and who needs the reader waits with it. */
static void a_reader_waits_for_the_news_of_its_producer(void **state)
{
    for (guint heard = 0; heard < 2; heard++) {
        g_autoptr(WfProgress) p = wf_progress_new("shop");
        feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 0);
        feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 0);
        say(p, "vm2", "b", WF_STATE_RUNNING, NULL, NULL, 1000);
        assert_taken(p, 1100, "");
        say(p, "vm2", "b", WF_STATE_DONE, NULL, NULL, 1500);
        say(p, "vm2", "c", WF_STATE_RUNNING, NULL, NULL, 1500);
        assert_taken(p, 1600, "");
        if (heard) {
            say(p, "vm1", "a", WF_STATE_DONE, NULL, NULL, 1700);
            assert_taken(p, 1700, "a");
            assert_taken(p, 1800, "bbc");
        } else {
            assert_taken(p, 2000, "bbc"); /* perhaps nobody is there any more to say it */
        }
        assert_taken(p, 3000, "");
    }
}

static void a_failure_is_told_before_what_it_blocks(void **state)
{
    g_autoptr(WfProgress) p = wf_progress_new("shop");
    feed(p, WF_PROGRESS_MANIFEST, "vm2", manifest_2(D1), 0);
    feed(p, WF_PROGRESS_MANIFEST, "vm1", manifest_1(), 0);
    g_array_unref(wf_progress_take_changes(p));
    say(p, "vm1", "a", WF_STATE_FAILED, NULL, NULL, 2);
    g_autoptr(GArray) changes = wf_progress_take_changes(p);
    assert_int_equal(changes->len, 3);
    assert_int_equal(g_array_index(changes, WfProgressChange, 0).to, WF_STATE_FAILED);
    assert_int_equal(g_array_index(changes, WfProgressChange, 1).to, WF_STATE_BLOCKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_progress_has_another_shape),
        cmocka_unit_test(states_leave_the_shape_as_it_is),
        cmocka_unit_test(vms_stand_in_a_natural_order),
        cmocka_unit_test(vms_stand_in_the_order_of_the_model),
        cmocka_unit_test(a_producer_is_told_before_its_readers),
        cmocka_unit_test(a_reader_waits_for_the_news_of_its_producer),
        cmocka_unit_test(a_failure_is_told_before_what_it_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
