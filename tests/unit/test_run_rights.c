/* What a VM's credential can do once a stack is prepared: an intruder who has it tries everything.
 */
#include "run_world.h"

static void on_reply(WfStore *store, const WfReply *reply, gpointer user)
{
    World *w = user;
    w->rc = reply->rc;
    w->finished = true;
}

static WfRc wait_for(World *w)
{
    wait_finished(w);
    w->finished = false;
    return w->rc;
}

/* ---- what is allowed ---- */

static bool reads(const WfDesired *d, const char *vm, const char *producer_vm, const char *producer)
{
    const WfManifest *m = g_hash_table_lookup(d->vms, vm);
    for (guint i = 0; i < m->components->len; i++) {
        const WfEntry *e = m->components->pdata[i];
        const GPtrArray *lists[] = {e->reads, e->after};
        for (guint l = 0; l < 2; l++)
            for (guint k = 0; k < lists[l]->len; k++) {
                const WfEntryRead *read = lists[l]->pdata[k];
                if (strcmp(read->vm, producer_vm) == 0 && strcmp(read->name, producer) == 0)
                    return true;
            }
    }
    return false;
}

static bool may_read(const WfDesired *d, const char *vm, const WfZpath *at)
{
    bool own = g_strcmp0(at->vm, vm) == 0;
    switch (at->kind) {
    case WF_ZNODE_HEAD:
    case WF_ZNODE_RECIPES:
    case WF_ZNODE_RECIPE:
        return true;
    case WF_ZNODE_OUTCOME:
    case WF_ZNODE_SEALED:
        return own || reads(d, vm, at->vm, at->name);
    default:
        return own;
    }
}

static bool may_write(const char *vm, const WfZpath *at)
{
    return g_strcmp0(at->vm, vm) == 0 &&
           (at->kind == WF_ZNODE_EPOCH || at->kind == WF_ZNODE_ST || at->kind == WF_ZNODE_OUTCOME ||
            at->kind == WF_ZNODE_SEALED);
}

/* What only its agent writes, that makes itself. */
static bool may_make(const char *vm, const WfZpath *at)
{
    return g_strcmp0(at->vm, vm) == 0 &&
           (at->kind == WF_ZNODE_MANIFEST || at->kind == WF_ZNODE_LIVE);
}

static void try_everything(World *w, const WfDesired *d, WfStore *store, const char *vm,
                           const char *path)
{
    g_auto(WfZpath) at = {0};
    g_autofree char *below = g_strconcat(path, "/intruder", NULL);
    g_autoptr(WfAcl) open = wf_acl_open();
    if (!wf_zpath_parse(path, &at) || at.kind == WF_ZNODE_ACL || at.kind == WF_ZNODE_ACLS)
        return; /* anchors are empty: their rights are those of what they anchor */
    wf_store_get(store, path, NULL, on_reply, w);
    bool read = wait_for(w) == WF_RC_OK;
    if (read != may_read(d, vm, &at))
        fail_msg("'%s' %s read %s", vm, read ? "can" : "cannot", path);
    wf_store_set(store, path, "x", 1, -1, on_reply, w);
    bool wrote = wait_for(w) == WF_RC_OK;
    if (wrote != may_write(vm, &at))
        fail_msg("'%s' %s write %s", vm, wrote ? "can" : "cannot", path);
    wf_store_create(store, below, "", 0, open, false, on_reply, w);
    bool made = wait_for(w) == WF_RC_OK;
    if (made != may_make(vm, &at))
        fail_msg("'%s' %s make %s", vm, made ? "can" : "cannot", below);
    wf_store_set_acl(store, path, open, -1, on_reply, w);
    if (wait_for(w) == WF_RC_OK)
        fail_msg("'%s' changes the rights of %s", vm, path);
    if (at.kind != WF_ZNODE_HEAD) { /* that is below /weft, which stacks share; it is not empty */
        wf_store_delete(store, path, -1, on_reply, w);
        if (wait_for(w) == WF_RC_OK)
            fail_msg("'%s' deletes %s", vm, path);
    }
}

/* As every VM of the model. */
static void try_all_vms(World *w, const WfDesired *d)
{
    g_autofree char *dump = wf_fake_dump(w->fake);
    g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
    for (guint v = 0; v < d->manifests->len; v++) {
        const char *vm = ((WfManifest *)d->manifests->pdata[v])->vm;
        const GPtrArray *auth = ((WfManifest *)d->manifests->pdata[v])->auth;
        WfStore *store = wf_fake_connect(w->fake, 10000);
        char *own = wf_keys_vm_auth(w->keys, vm);
        wf_store_add_auth(store, own);
        wf_secret_free(own);
        for (guint i = 0; i < auth->len; i++)
            wf_store_add_auth(store, auth->pdata[i]);
        for (guint i = 0; lines[i]; i++) {
            g_auto(GStrv) words = g_strsplit(lines[i], " ", 2);
            if (words[0])
                try_everything(w, d, store, vm, words[0]);
        }
        wf_store_close(store);
    }
}

static void a_vm_can_do_its_part_and_nothing_else(void **state)
{
    World *w = *state;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = load_with(SAMPLE, NULL, NULL);
    g_autoptr(WfDesired) d = wf_desired_new(m, w->keys, STACK, findings, NULL);
    prepare(w, m);
    try_all_vms(w, d);
}

/* ---- whoever began it ---- */

/* Rights come before the manifests that say why: what a planner that was killed left is no matter
 * of theirs. */
static void what_half_a_prepare_gave_or_took_is_put_right(void **state G_GNUC_UNUSED)
{
    static const char *const models[] = {
        "  one: {server: a, config: x, outputs: [o]}\n"
        "  two: {server: b, config: x, inputs: {i: {get_attr: [one, o]}}}\n",
        "  one: {server: a, config: x, outputs: [o]}\n  two: {server: b, config: x}\n",
    };
    for (guint was = 0; was < G_N_ELEMENTS(models); was++) {
        g_autoptr(WfModel) before = short_model(models[was]);
        g_autoptr(WfModel) between = short_model(models[!was]);
        bool finished = false;
        for (guint64 n = 1; !finished; n++) {
            void *one;
            set_up(&one);
            World *w = one;
            g_autoptr(WfFindings) findings = wf_findings_new();
            g_autoptr(WfDesired) d = wf_desired_new(before, w->keys, STACK, findings, NULL);
            prepare(w, before);
            finished = prepare_killed(w, between, n);
            prepare(w, before);
            try_all_vms(w, d);
            tear_down(&one);
        }
    }
}

static void what_was_secret_before_has_the_rights_of_now(void **state)
{
    static const char *const models[] = {
        "  one: {server: a, config: x, outputs: {o: {secret: true}}}\n"
        "  two: {server: b, config: x}\n",
        "  one: {server: a, config: x, outputs: [o]}\n"
        "  two: {server: b, config: x, inputs: {i: {get_attr: [one, o]}}}\n",
        "  one: {server: a, config: x, outputs: {o: {secret: true}}}\n"
        "  two: {server: b, config: x, inputs: {i: {get_attr: [one, o]}}}\n",
    };
    World *w = *state;
    for (guint i = 0; i < G_N_ELEMENTS(models); i++) {
        g_autoptr(WfModel) m = short_model(models[i]);
        prepare(w, m);
    }
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = short_model(models[2]);
    g_autoptr(WfDesired) d = wf_desired_new(m, w->keys, STACK, findings, NULL);
    try_all_vms(w, d);
}

/* ---- lists in use ---- */

typedef struct {
    GHashTable *lists;
    guint n_asked;
} Lists;

static void on_acl(WfStore *store, const WfReply *reply, gpointer user)
{
    Lists *in_use = user;
    assert_int_equal(reply->rc, WF_RC_OK);
    g_hash_table_add(in_use->lists, wf_acl_hash(reply->acl));
    in_use->n_asked--;
}

static GHashTable *lists_in_use(World *w)
{
    Lists in_use = {.lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    WfStore *store = wf_fake_connect(w->fake, 10000);
    char *auth = wf_keys_planner_auth(w->keys);
    g_autofree char *dump = wf_fake_dump(w->fake);
    g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
    wf_store_add_auth(store, auth);
    wf_secret_free(auth);
    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) words = g_strsplit(lines[i], " ", 2);
        if (!words[0] || !g_str_has_prefix(words[0], "/weft/"))
            continue;
        in_use.n_asked++;
        wf_store_get_acl(store, words[0], on_acl, &in_use);
    }
    while (in_use.n_asked)
        g_main_context_iteration(NULL, TRUE);
    wf_store_close(store);
    return in_use.lists;
}

/* One that loses its last node and comes back can keep a server from starting again. So not at any
 * moment, whoever is killed and begins anew: a VM goes, all goes, all comes back. */
static void no_list_in_use_is_ever_lost(void **state)
{
    static const char *const models[] = {
        "  one: {server: a, config: x, outputs: [o]}\n"
        "  two: {server: b, config: x, inputs: {i: {get_attr: [one, o]}}}\n",
        "  one: {server: a, config: x, outputs: [o]}\n  two: {server: b, config: x}\n",
        "  other: {server: a, config: x}\n",
        NULL,
        "  one: {server: a, config: x, outputs: [o]}\n  two: {server: b, config: x}\n",
        "  one: {server: a, config: x, outputs: {o: {secret: true}}}\n"
        "  two: {server: b, config: x, inputs: {i: {get_attr: [one, o]}}}\n",
        "  one: {server: a, config: x, outputs: {o: {secret: true}}}\n"
        "  two: {server: b, config: x}\n",
        NULL,
    };
    World *w = *state;
    g_autoptr(GHashTable) before = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < G_N_ELEMENTS(models); i++) {
        g_autoptr(WfModel) m = models[i] ? short_model(models[i]) : NULL;
        bool finished = false;
        for (guint64 n = 1; !finished; n++) {
            finished = prepare_killed(w, m, n);
            GHashTable *now = lists_in_use(w);
            GHashTableIter iter;
            const char *list;
            g_hash_table_iter_init(&iter, before);
            while (g_hash_table_iter_next(&iter, (gpointer *)&list, NULL))
                assert_true(g_hash_table_contains(now, list));
            g_hash_table_unref(before);
            before = now;
        }
        bool there = wf_fake_peek(w->fake, "/weft/" STACK "/vms/b", NULL, NULL, NULL);
        assert_int_equal(there, m && strstr(models[i], "server: b"));
    }
}

/* An anchor for each list would be a sixth of all that is written. */
static void only_a_list_that_loses_a_node_is_anchored(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) reads =
        short_model("  one: {server: a, config: x, outputs: [o]}\n"
                    "  two: {server: b, config: x, inputs: {i: {get_attr: [one, o]}}}\n");
    g_autoptr(WfModel) reads_not =
        short_model("  one: {server: a, config: x, outputs: [o]}\n  two: {server: b, config: x}\n");
    prepare(w, reads);
    assert_int_equal(w->counts.anchors, 0);
    prepare(w, reads_not);
    assert_int_equal(w->counts.rights, 1);
    assert_int_equal(w->counts.anchors, 1);
    prepare(w, reads);
    assert_int_equal(w->counts.rights, 1);
    assert_int_equal(w->counts.anchors, 1); /* of the list that it has meanwhile */
    prepare(w, reads_not);
    assert_int_equal(w->counts.rights, 1);
    assert_int_equal(w->counts.anchors, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_vm_can_do_its_part_and_nothing_else),
        cmocka_unit_test(what_half_a_prepare_gave_or_took_is_put_right),
        TEST(what_was_secret_before_has_the_rights_of_now),
        TEST(no_list_in_use_is_ever_lost),
        TEST(only_a_list_that_loses_a_node_is_anchored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
