/* Clocks that differ by hours: of VMs, of the servers, and ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <weft/fake.h>
#include <weft/progress.h>

#define D1 "aaaaaaaaaaaaaaaaaaaaaaa1"
#define HOUR G_GINT64_CONSTANT(3600000)
#define T0 G_GINT64_CONSTANT(1700000000000)

/* ---- what VMs write, each by its own clock ---- */

static const struct {
    const char *vm, *component, *reads, *of;
    gint64 off;           /* its clock is ahead by */
    gint64 began, lasted; /* by ours, after T0 */
} vms[] = {
    {"vm1", "a", NULL, NULL, 3 * HOUR, 1000, 60000},
    {"vm2", "b", "a", "vm1", -2 * HOUR, 61000, 30000},
    {"vm3", "c", "b", "vm2", 0, 91000, 9000},
};
#define LASTED 99000

static GBytes *manifest(guint i)
{
    g_autoptr(WfManifest) m = wf_manifest_new(vms[i].vm);
    WfEntry *entry = wf_entry_new(vms[i].component);

    entry->spec = g_strdup(D1);
    entry->deep = g_strdup(D1);
    if (vms[i].reads)
        g_ptr_array_add(entry->after, wf_entry_read_new(vms[i].reads, vms[i].of, vms[i].reads, D1));
    g_ptr_array_add(m->components, entry);
    return wf_manifest_format(m, NULL, NULL, NULL);
}

/* At @t, since @since by our clock. */
static GBytes *st(guint i, WfState state, gint64 since, gint64 t)
{
    g_autoptr(WfSt) written = wf_st_new();
    WfStEntry *e = wf_st_add(written, vms[i].component, state);

    e->attempt = 1;
    e->since = since + vms[i].off;
    written->at = t + vms[i].off;
    return wf_st_format(written);
}

static GBytes *outcome(guint i)
{
    g_autoptr(WfOutcome) o = wf_outcome_new();

    o->status = WF_STATUS_DONE;
    o->want = g_strdup(D1);
    o->attempt = 1;
    o->started = T0 + vms[i].began + vms[i].off;
    o->finished = o->started + vms[i].lasted;
    return wf_outcome_format(o, NULL);
}

/* Both the progress at hand and one that replays the journal. */
static void feed(WfProgress *both[2], WfProgressKind kind, guint i, GBytes *data, gint64 written)
{
    WfProgressEvent e = {.kind = kind,
                         .vm = kind == WF_PROGRESS_HEAD ? NULL : vms[i].vm,
                         .name = kind == WF_PROGRESS_OUTCOME ? vms[i].component : NULL,
                         .data = g_bytes_get_data(data, NULL),
                         .len = g_bytes_get_size(data),
                         .at = T0 + LASTED,
                         .written = written};
    gint64 at;

    assert_true(wf_progress_feed(both[0], &e));
    if (kind == WF_PROGRESS_ST) /* as who follows knows it by now */
        e.shift = -vms[i].off;
    g_autofree char *line = wf_progress_event_line(&e);
    assert_true(wf_progress_feed_line(both[1], line, &at, NULL));
    g_bytes_unref(data);
}

static void run_all(WfProgress *both[2])
{
    for (guint i = 0; i < G_N_ELEMENTS(vms); i++)
        feed(both, WF_PROGRESS_MANIFEST, i, manifest(i), 0);
    for (guint i = 0; i < G_N_ELEMENTS(vms); i++) {
        gint64 began = T0 + vms[i].began, ended = began + vms[i].lasted;
        feed(both, WF_PROGRESS_ST, i, st(i, WF_STATE_WAITING, T0, T0), T0);
        feed(both, WF_PROGRESS_ST, i, st(i, WF_STATE_RUNNING, began, began), began);
        feed(both, WF_PROGRESS_ST, i, st(i, WF_STATE_DONE, ended, ended), ended);
    }
    for (guint i = 0; i < G_N_ELEMENTS(vms); i++)
        feed(both, WF_PROGRESS_OUTCOME, i, outcome(i), 0);
}

static void times_of_vms_are_told_by_one_clock(void **state G_GNUC_UNUSED)
{
    WfProgress *both[2] = {wf_progress_new("shop"), wf_progress_new("shop")};

    run_all(both);
    for (guint k = 0; k < 2; k++) {
        WfProgress *p = both[k];
        g_autoptr(GArray) path = wf_progress_critical(p);
        assert_int_equal(path->len, 3);
        for (guint i = 0; i < 3; i++) {
            const WfRow *row = wf_progress_row(p, g_array_index(path, WfProgressSpan, i).row);
            assert_string_equal(row->name, vms[i].component);
            assert_int_equal(row->started, T0 + vms[i].began);
            assert_int_equal(row->finished, T0 + vms[i].began + vms[i].lasted);
            assert_int_equal(row->since, row->finished);
        }
        assert_int_equal(wf_progress_took(p, T0 + HOUR), LASTED);
        assert_int_equal(wf_progress_episode(p, T0 + HOUR), T0 + 1000);
        wf_progress_free(p);
    }
}

/* Else what took moments would take none, or longer than it did. */
static void clocks_that_agree_are_left_alone(void **state G_GNUC_UNUSED)
{
    WfProgress *both[2] = {wf_progress_new("shop"), wf_progress_new("shop")};

    feed(both, WF_PROGRESS_MANIFEST, 2, manifest(2), 0);
    feed(both, WF_PROGRESS_ST, 2, st(2, WF_STATE_RUNNING, T0, T0), T0 + 700);
    feed(both, WF_PROGRESS_ST, 2, st(2, WF_STATE_RUNNING, T0, T0 + 1000), T0 + 1003);
    assert_int_equal(wf_progress_row(both[0], 0)->since, T0);
    wf_progress_free(both[0]);
    wf_progress_free(both[1]);
}

/* ---- whoever follows ---- */

#define HEAD "/weft/shop"

static void on_follow(WfFollow *follow, gpointer user)
{
    (void)follow, (void)user;
}

static void settle(void)
{
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

static void put(WfStore *store, const char *path, GBytes *data, bool anew)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    gsize len = 0;
    const void *bytes = data ? g_bytes_get_data(data, &len) : "";

    if (anew)
        wf_store_create(store, path, bytes, len, open, false, NULL, NULL);
    else
        wf_store_set(store, path, bytes, len, -1, NULL, NULL);
    settle();
    if (data)
        g_bytes_unref(data);
}

static GBytes *head(gint64 since)
{
    WfHead h = {.generation = 2, .phase = WF_PHASE_GO, .model = (char *)D1, .since = since};

    return wf_head_format(&h);
}

static gint64 our_time(void)
{
    return g_get_real_time() / 1000;
}

/* Of a server that began its time at T0: about as late as ours, and @hours more. */
static WfFake *server_ahead_by(gint64 hours)
{
    WfFake *fake = wf_fake_new();
    gint64 left = our_time() + hours * HOUR - T0;

    for (; left > 0; left -= G_MAXINT)
        wf_fake_advance(fake, (int)MIN(left, G_MAXINT));
    return fake;
}

static gint64 server_time(WfFake *fake)
{
    WfStat stat;

    assert_true(wf_fake_peek(fake, HEAD, NULL, NULL, &stat));
    return stat.mtime;
}

/* VM 1 runs for a minute by now. */
static void follow_one(WfFake *fake)
{
    WfStore *store = wf_fake_connect(fake, 10000);
    g_autoptr(WfProgress) p = wf_progress_new("shop");

    put(store, "/weft", NULL, true);
    put(store, HEAD, NULL, true);
    put(store, HEAD "/vms", NULL, true);
    put(store, HEAD "/vms/vm1", manifest(0), true);
    put(store, HEAD "/vms/vm1/st", NULL, true);
    put(store, HEAD "/vms/vm1/live", NULL, true);
    put(store, HEAD "/vms/vm1/live/up", NULL, true);
    put(store, HEAD, head(server_time(fake)), false);
    WfFollow *follow = wf_follow_new(store, "shop", p, NULL, on_follow, NULL);
    settle();
    gint64 before = our_time();
    put(store, HEAD "/vms/vm1/st", st(0, WF_STATE_RUNNING, before - 60000, before), false);
    gint64 since = wf_progress_row(p, wf_progress_find(p, "vm1", "a"))->since;
    assert_in_range(since + 60000, before - 30000, our_time()); /* the server's stands still */
    assert_true(wf_progress_took(p, our_time()) >= 30000);
    assert_true(wf_progress_took(p, our_time()) < 600000);
    wf_follow_free(follow);
    wf_store_close(store);
}

static void the_servers_time_is_told_by_ours(void **state G_GNUC_UNUSED)
{
    static const gint64 hours[] = {-5, 0, 5};

    for (guint i = 0; i < G_N_ELEMENTS(hours); i++) {
        g_autoptr(WfFake) fake = server_ahead_by(hours[i]);
        follow_one(fake);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_of_vms_are_told_by_one_clock),
        cmocka_unit_test(clocks_that_agree_are_left_alone),
        cmocka_unit_test(the_servers_time_is_told_by_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
