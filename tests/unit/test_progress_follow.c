/* Following a stack that comes, and goes, while somebody looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <weft/fake.h>
#include <weft/limits.h>
#include <weft/progress.h>
#include <weft/store_backend.h>

#define HEAD "/weft/shop"
#define GO(generation)                                                                             \
    "{\"weft\":1,\"generation\":" #generation ",\"phase\":\"go\",\"model\":"                       \
    "\"abcdefghijklmnopqrstuvwx\"}"

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

static void set(World *w, const char *path, const char *data)
{
    bool done = false;
    wf_store_set(w->store, path, data, strlen(data), -1, on_reply, &done);
    settle();
    assert_true(done);
}

static void create_vm(World *w, const char *name, const char *manifest)
{
    g_autofree char *vm = g_strconcat(HEAD "/vms/", name, NULL);
    g_autofree char *st = g_strconcat(vm, "/st", NULL);
    create(w, vm, manifest);
    create(w, st, "");
}

/* Three VMs: a manifest that nobody can have written, one that is gone when it is read, and a
 * state that is not there. */
static void what_cannot_be_read_is_not_waited_for(void **state)
{
    World *w = *state;
    create(w, HEAD, "");
    create(w, HEAD "/vms", "");
    create_vm(w, "a", "{\"weft\":1,\"chunks\":0}");
    create_vm(w, "b", "{}");
    create(w, HEAD "/vms/c", "{}");
    settle();
    wf_fake_fault(w->store, 5, WF_FAULT_FAIL, WF_RC_NO_NODE); /* manifest of b */
    set(w, HEAD, GO(1));
    assert_true(wf_follow_is_loaded(w->follow));
    create(w, HEAD "/vms/c/st", "");
    settle();
    assert_true(wf_follow_is_loaded(w->follow));
    assert_null(wf_follow_problem(w->follow));
    set(w, HEAD, GO(2)); /* b is there after all */
    assert_true(wf_follow_has(w->follow, 2));
    assert_int_equal(wf_fake_n_watches(w->fake), 1 + 3 * 2);
}

static void on_look(WfFollow *follow, gpointer user)
{
    *(bool *)user |= wf_follow_is_loaded(follow);
}

/* Its writer was killed: no more comes, and nothing else says that all has been read. */
static void whoever_looks_is_told_beside_a_half_written_manifest(void **state)
{
    World *w = *state;
    g_autoptr(WfProgress) progress = wf_progress_new("shop");
    bool loaded = false;
    create(w, HEAD, GO(1));
    create(w, HEAD "/vms", "");
    create_vm(w, "a", "{\"weft\":1,\"chunks\":3,\"size\":600000,\"digest\":\"x\"}");
    WfFollow *look = wf_follow_look(w->store, "shop", progress, on_look, &loaded);
    settle();
    wf_follow_free(look);
    assert_true(loaded);
}

/* Somebody took it away: there is nothing to be read, and that is known. */
static void without_vms_there_are_none(void **state)
{
    World *w = *state;
    create(w, HEAD, GO(1));
    settle();
    assert_true(wf_follow_is_loaded(w->follow));
    assert_int_equal(wf_progress_n_rows(w->progress), 0);
}

#define D "aaaaaaaaaaaaaaaaaaaaaaaa"
#define MANIFEST(vm)                                                                               \
    "{\"weft\":1,\"vm\":\"" vm "\",\"jobs\":1,\"components\":[{\"name\":\"" vm                     \
    ".one\",\"spec\":\"" D "\",\"deep\":\"" D "\"}]}"

/* Agents that are quick have spoken before anybody looks: a journal of it begins with what runs. */
static void manifests_are_told_before_states(void **state)
{
    static const char *const first[] = {"head", "manifest", "manifest", "st"};
    World *w = *state;
    char *text = NULL;
    size_t size = 0;

    create(w, HEAD, GO(1));
    create(w, HEAD "/vms", "");
    for (guint i = 0; i < 2; i++) {
        g_autofree char *st = g_strdup_printf(HEAD "/vms/%s/st", i ? "b" : "a");
        create_vm(w, i ? "b" : "a", i ? MANIFEST("b") : MANIFEST("a"));
        set(w, st, "{\"weft\":1,\"c\":{}}");
    }
    FILE *journal = open_memstream(&text, &size);
    wf_follow_free(w->follow);
    wf_progress_free(w->progress);
    w->progress = wf_progress_new("shop");
    w->follow = wf_follow_new(w->store, "shop", w->progress, journal, on_follow, w);
    settle();
    assert_true(wf_follow_is_loaded(w->follow));
    fclose(journal);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; i < G_N_ELEMENTS(first); i++) {
        g_autofree char *event = g_strdup_printf("\"event\":\"%s\"", first[i]);
        assert_non_null(lines[i]);
        assert_non_null(strstr(lines[i], event));
    }
    free(text);
    wf_follow_free(w->follow); /* it writes into what is closed */
    w->follow = wf_follow_new(w->store, "shop", w->progress, NULL, on_follow, w);
}

/* What is too long for one node stands in several, and may be cut off between them. */
static void a_long_manifest_is_followed(void **state)
{
    World *w = *state;
    g_autoptr(WfManifest) m = wf_manifest_new("a");
    g_autofree char *long_text = g_strnfill(WF_LIMIT_ZNODE_BYTES, 'x');
    WfEntry *entry = wf_entry_new("one");
    WfEntryInput *in = wf_entry_input_new("in");
    entry->spec = g_strdup(D);
    entry->deep = g_strdup(D);
    in->value = json_string(long_text);
    g_ptr_array_add(entry->inputs, in);
    g_ptr_array_add(m->components, entry);
    g_autoptr(GBytes) whole = wf_manifest_format(m, NULL, NULL, NULL);
    g_autoptr(GPtrArray) packed = wf_spill_pack(whole, 0);
    assert_true(packed->len > 2); /* a head, and chunks */
    create(w, HEAD, "");
    create(w, HEAD "/vms", "");
    for (guint i = 0; i < packed->len; i++) {
        g_autofree char *path = i ? wf_path_chunk(HEAD "/vms/a/m", i - 1) : g_strdup(HEAD "/vms/a");
        g_autofree char *text =
            g_strndup(g_bytes_get_data(packed->pdata[i], NULL), g_bytes_get_size(packed->pdata[i]));
        create(w, path, text);
        if (!i)
            create(w, HEAD "/vms/a/m", "");
    }
    create(w, HEAD "/vms/a/st", "");
    set(w, HEAD, GO(1));
    for (guint nth = 0; nth < 2 * 10; nth++) {
        WfStore *store = wf_fake_connect(w->fake, 10000);
        g_autoptr(WfProgress) progress = wf_progress_new("shop");
        settle();
        wf_fake_fault(store, nth / 2 + 1, nth % 2 ? WF_FAULT_LOST_BEFORE : WF_FAULT_LOST_AFTER, 0);
        WfFollow *follow = wf_follow_new(store, "shop", progress, NULL, on_follow, w);
        settle();
        assert_true(wf_follow_is_loaded(follow));
        assert_int_equal(wf_progress_n_rows(progress), 1);
        wf_follow_free(follow);
        wf_store_close(store);
    }
}

static const char *vm_path(const char *vm, const char *what, char **path)
{
    g_free(*path);
    return *path = g_strconcat(HEAD "/vms/", vm, what, NULL);
}

static guint64 asked_over(World *w, void (*trouble)(WfStore *), void (*mend)(WfStore *))
{
    guint64 before = wf_fake_n_requests(w->store);
    trouble(w->store);
    settle();
    if (mend)
        mend(w->store);
    settle();
    assert_true(wf_store_is_connected(w->store));
    assert_true(wf_follow_is_loaded(w->follow));
    return wf_fake_n_requests(w->store) - before;
}

/* Who looks once wants to know who is away, too. */
static void presence_is_part_of_it(void **state)
{
    World *w = *state;
    create(w, HEAD, "");
    create(w, HEAD "/vms", "");
    create_vm(w, "a", MANIFEST("a"));
    create_vm(w, "b", MANIFEST("b"));
    settle();
    wf_fake_hold(w->fake, true);
    wf_store_set(w->store, HEAD, GO(1), strlen(GO(1)), -1, NULL, NULL);
    while (!wf_follow_is_loaded(w->follow)) {
        settle();
        assert_true(wf_fake_step(w->fake));
        settle();
    }
    wf_fake_hold(w->fake, false);
    g_autofree char *a = wf_progress_away(w->progress, "a", 0);
    g_autofree char *b = wf_progress_away(w->progress, "b", 0);
    assert_string_equal(a, "no agent has reported yet");
    assert_string_equal(b, "no agent has reported yet");
}

/* Of more VMs than there may be watches, presence is asked for when they say something. */
static void of_very_many_who_speaks_is_there(void **state)
{
    World *w = *state;
    g_autofree char *path = NULL;
    g_autoptr(WfAcl) acl = wf_acl_open();
    create(w, HEAD, "");
    create(w, HEAD "/vms", "");
    create_vm(w, "a", MANIFEST("a"));
    create(w, HEAD "/vms/a/live", "");
    for (guint i = 0; i < 4500; i++) {
        g_autofree char *vm = g_strdup_printf("v%u", i);
        wf_store_create(w->store, vm_path(vm, "", &path), "{}", 2, acl, false, NULL, NULL);
        wf_store_create(w->store, vm_path(vm, "/st", &path), "", 0, acl, false, NULL, NULL);
    }
    settle();
    set(w, HEAD, GO(1));
    assert_true(wf_follow_is_loaded(w->follow));
    create(w, HEAD "/vms/a/live/up", "{}");
    settle();
    set(w, HEAD "/vms/a/st", "{\"weft\":1,\"c\":{\"a.one\":[\"running\",1]}}");
    guint32 row = wf_progress_find(w->progress, "a", "a.one");
    assert_int_equal(wf_progress_row(w->progress, row)->state, WF_STATE_RUNNING);
}

/* The head tells whether there is anything new; what is still watched is not asked for. */
static void after_a_break_what_changed_is_read(void **state)
{
    World *w = *state;
    g_autofree char *path = NULL;
    create(w, HEAD, GO(1));
    create(w, HEAD "/vms", "");
    create_vm(w, "a", MANIFEST("a"));
    create_vm(w, "b", MANIFEST("b"));
    set(w, vm_path("a", "/st", &path), "{\"weft\":1,\"c\":{\"a.one\":[\"running\",1]}}");
    set(w, HEAD, GO(2));
    assert_int_equal(wf_progress_n_rows(w->progress), 2);
    assert_int_equal(asked_over(w, wf_fake_cut, wf_fake_mend), 1);
    assert_int_equal(asked_over(w, wf_fake_expire, NULL), 1 + 2 * 2); /* watches ended */
    WfStore *other = wf_fake_connect(w->fake, 10000);
    settle();
    wf_fake_cut(w->store);
    settle();
    const char *done = "{\"weft\":1,\"c\":{\"a.one\":[\"done\",1]}}";
    wf_store_set(other, vm_path("a", "/st", &path), done, strlen(done), -1, NULL, NULL);
    wf_store_set(other, HEAD, GO(3), strlen(GO(3)), -1, NULL, NULL);
    settle();
    wf_fake_mend(w->store);
    settle();
    assert_true(wf_follow_has(w->follow, 3));
    guint32 row = wf_progress_find(w->progress, "a", "a.one");
    assert_int_equal(wf_progress_row(w->progress, row)->state, WF_STATE_DONE);
    wf_store_close(other);
}

/* Whatever the break swallows is asked for again. */
static void a_break_anywhere_leaves_nothing_out(void **state)
{
    World *w = *state;
    g_autofree char *path = NULL;
    create(w, HEAD, GO(1));
    create(w, HEAD "/vms", "");
    create_vm(w, "a", MANIFEST("a"));
    create_vm(w, "b", MANIFEST("b"));
    set(w, vm_path("b", "/st", &path), "{\"weft\":1,\"c\":{\"b.one\":[\"failed\",1]}}");
    create(w, vm_path("b", "/o", &path), "");
    create(w, vm_path("b", "/o/b.one", &path),
           "{\"weft\":1,\"status\":\"failed\",\"want\":\"" D "\",\"cause\":\"why\"}");
    for (guint nth = 1; nth <= 10; nth++) {
        wf_follow_free(w->follow);
        wf_progress_free(w->progress);
        w->progress = wf_progress_new("shop");
        w->follow = wf_follow_new(w->store, "shop", w->progress, NULL, on_follow, w);
        wf_fake_fault(w->store, nth, nth % 2 ? WF_FAULT_LOST_BEFORE : WF_FAULT_LOST_AFTER, 0);
        settle();
        assert_true(wf_follow_is_loaded(w->follow));
        assert_int_equal(wf_progress_n_rows(w->progress), 2);
        guint32 row = wf_progress_find(w->progress, "b", "b.one");
        assert_string_equal(wf_progress_row(w->progress, row)->cause, "why");
        wf_fake_fault(w->store, 1000000, WF_FAULT_LOST_BEFORE, 0);
    }
}

static void breaks_leave_no_watches_behind(void **state)
{
    World *w = *state;
    create(w, HEAD, GO(1));
    create(w, HEAD "/vms", "");
    create_vm(w, "a", "{}");
    create_vm(w, "b", "{}");
    set(w, HEAD, GO(1));
    assert_true(wf_follow_is_loaded(w->follow));
    for (guint i = 0; i < 10; i++) {
        assert_int_equal(w->store->watches.length, 1 + 2 * 2);
        assert_int_equal(wf_fake_n_watches(w->fake), 1 + 2 * 2);
        wf_fake_cut(w->store);
        settle();
        wf_fake_mend(w->store);
        settle();
    }
    assert_true(wf_follow_is_loaded(w->follow));
}

static void missing_rights_are_told_apart(void **state)
{
    World *w = *state;
    wf_fake_fault(w->store, 3, WF_FAULT_FAIL, WF_RC_FAILED); /* create, there, head */
    create(w, HEAD, GO(1));
    settle();
    assert_non_null(wf_follow_problem(w->follow));
    assert_false(wf_follow_is_denied(w->follow));
    wf_fake_cut(w->store);
    settle();
    wf_fake_fault(w->store, 1, WF_FAULT_FAIL, WF_RC_NO_AUTH);
    wf_fake_mend(w->store);
    settle();
    assert_non_null(wf_follow_problem(w->follow));
    assert_true(wf_follow_is_denied(w->follow));
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
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_not_waited_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whoever_looks_is_told_beside_a_half_written_manifest,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_manifest_is_followed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_vms_there_are_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(manifests_are_told_before_states, set_up, tear_down),
        cmocka_unit_test_setup_teardown(breaks_leave_no_watches_behind, set_up, tear_down),
        cmocka_unit_test_setup_teardown(after_a_break_what_changed_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_very_many_who_speaks_is_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(presence_is_part_of_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_break_anywhere_leaves_nothing_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_rights_are_told_apart, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
