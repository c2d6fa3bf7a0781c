/* What a VM's credential can do once a stack is prepared: an intruder who has it tries everything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/fake.h>
#include <weft/run.h>

#define STACK "shop"
#define SAMPLE SOURCE_DIR "/samples/connections/connections.yaml"

typedef struct {
    WfFake *fake;
    WfKeys *keys;
    bool finished;
    WfRc rc;
} World;

static void on_prepare(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    World *w = user;
    if (progress->phase == WF_PREPARE_READY)
        wf_prepare_write(p);
    if (progress->phase != WF_PREPARE_DONE)
        return;
    assert_null(progress->error);
    w->finished = true;
    wf_prepare_free(p);
}

static void prepare(World *w, const WfModel *m)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfStore *store = wf_fake_connect(w->fake, 10000);
    WfPrepareOptions o = {.stack = STACK, .model = m, .keys = w->keys};
    w->finished = false;
    wf_prepare_start(store, &o, findings, on_prepare, w);
    while (!w->finished)
        g_main_context_iteration(NULL, TRUE);
    wf_store_close(store);
}

static void on_reply(WfStore *store, const WfReply *reply, gpointer user)
{
    World *w = user;
    w->rc = reply->rc;
    w->finished = true;
}

static WfRc wait_for(World *w)
{
    while (!w->finished)
        g_main_context_iteration(NULL, TRUE);
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
    if (made != (at.kind == WF_ZNODE_LIVE && g_strcmp0(at.vm, vm) == 0))
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

static void a_vm_can_do_its_part_and_nothing_else(void **state)
{
    static const guint8 master[32] = "a master key for tests, 32 bytes";
    World w = {.fake = wf_fake_new(), .keys = wf_keys_new(master, STACK)};
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfModelOptions options = {.path = SAMPLE, .stack_name = STACK};
    g_autoptr(WfModel) m = wf_model_load(&options, findings, NULL);
    g_autoptr(WfDesired) d = wf_desired_new(m, w.keys, STACK, findings, NULL);
    prepare(&w, m);
    g_autofree char *dump = wf_fake_dump(w.fake);
    g_auto(GStrv) lines = g_strsplit(dump, "\n", -1);
    for (guint v = 0; v < d->manifests->len; v++) {
        const char *vm = ((WfManifest *)d->manifests->pdata[v])->vm;
        const GPtrArray *auth = ((WfManifest *)d->manifests->pdata[v])->auth;
        WfStore *store = wf_fake_connect(w.fake, 10000);
        char *own = wf_keys_vm_auth(w.keys, vm);
        wf_store_add_auth(store, own);
        wf_secret_free(own);
        for (guint i = 0; i < auth->len; i++)
            wf_store_add_auth(store, auth->pdata[i]);
        for (guint i = 0; lines[i]; i++) {
            g_auto(GStrv) words = g_strsplit(lines[i], " ", 2);
            if (words[0])
                try_everything(&w, d, store, vm, words[0]);
        }
        wf_store_close(store);
    }
    wf_fake_free(w.fake);
    wf_keys_free(w.keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_vm_can_do_its_part_and_nothing_else)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
