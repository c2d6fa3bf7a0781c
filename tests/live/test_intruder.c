/* Somebody has a VM's credential. For every VM of a stack that has run: whatever there is in the
 * tree is read, written, deleted, added to and given other rights by him, alone and in
 * transactions; what the store lets him do must be exactly what man 7 weft-protocol gives that VM.
 *
 * And planted secrets, which must stand in clear nowhere: not in nodes, logs, journals, what the
 * programs print, or what the system shows of processes. */
#include "live.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define SAMPLE SOURCE_DIR "/samples/connections/connections.yaml"
#define PASSWORD "planted-secret-7f3a"
#define NO_VERSION 1000000 /* what is allowed fails on it, and changes nothing */

typedef enum {
    READ = 1,
    LIST = 2,
    WRITE = 4,
    CREATE = 8,
    DELETE = 16,
    ADMIN = 32,
    MULTI = 64
} Deed;

typedef struct {
    Live *live;
    GPtrArray *paths;    /* all of the tree */
    GHashTable *readers; /* "VM\nNAME" -> set of VMs that read it */
    guint n_open, n_tried;
    bool ended;
} Tree;

typedef struct {
    Tree *tree;
    const char *vm, *path;
    Deed deed;
    bool allowed;
} Try;

static WfModel *load(void)
{
    const char *const parameters[] = {"ldap_bind_password=" PASSWORD, NULL};
    return live_load(SAMPLE, NULL, parameters);
}

static void run_all(Live *l, const WfModel *m)
{
    live_prepare(l, m);
    live_start_fleet(l, m, false, NULL);
    live_wait(l, NULL, NULL);
    assert_true(wf_progress_is_done(l->progress));
}

/* ---- what may be ---- */

static void note_readers(Tree *t, const char *vm, const GPtrArray *reads)
{
    for (guint i = 0; i < reads->len; i++) {
        const WfEntryRead *read = reads->pdata[i];
        g_autofree char *key = g_strconcat(read->vm, "\n", read->name, NULL);
        GHashTable *set = g_hash_table_lookup(t->readers, key);
        if (!set) {
            set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
            g_hash_table_insert(t->readers, g_steal_pointer(&key), set);
        }
        g_hash_table_add(set, g_strdup(vm));
    }
}

static void note_all_readers(Tree *t, const WfDesired *d)
{
    for (guint i = 0; i < d->manifests->len; i++) {
        const WfManifest *m = d->manifests->pdata[i];
        for (guint k = 0; k < m->components->len; k++) {
            const WfEntry *e = m->components->pdata[k];
            note_readers(t, m->vm, e->reads);
            note_readers(t, m->vm, e->after);
        }
    }
}

static bool reads_it(const Tree *t, const char *vm, const WfZpath *at)
{
    g_autofree char *key = g_strconcat(at->vm, "\n", at->name, NULL);
    GHashTable *set = g_hash_table_lookup(t->readers, key);
    return set && g_hash_table_contains(set, vm);
}

/* The table RIGHTS of man 7 weft-protocol, for the node itself (create and delete: of what is
 * below it). */
static guint rights_of(const Tree *t, const char *vm, const char *path)
{
    g_auto(WfZpath) at = {0};
    if (!strcmp(path, "/")) /* ZooKeeper's own */
        return DELETE;
    if (!strcmp(path, "/weft")) /* stacks of many keys stand there; none can be deleted but empty */
        return READ | LIST | CREATE | DELETE;
    if (!wf_zpath_parse(path, &at))
        return 0;
    bool own = !g_strcmp0(at.vm, vm);
    switch (at.kind) {
    case WF_ZNODE_HEAD:
    case WF_ZNODE_RECIPES:
    case WF_ZNODE_RECIPE:
        return READ | LIST;
    case WF_ZNODE_MANIFEST:
        return own ? READ | LIST | CREATE : 0;
    case WF_ZNODE_SPILL:
    case WF_ZNODE_OUTCOMES:
        return own ? READ | LIST : 0;
    case WF_ZNODE_EPOCH:
    case WF_ZNODE_ST:
    case WF_ZNODE_UP:
        return own ? READ | LIST | WRITE : 0;
    case WF_ZNODE_LIVE:
        return own ? READ | LIST | CREATE | DELETE : 0;
    case WF_ZNODE_OUTCOME:
    case WF_ZNODE_SEALED:
        return own ? READ | LIST | WRITE : reads_it(t, vm, &at) ? READ | LIST : 0;
    case WF_ZNODE_CHUNK:
        return own || strstr(path, "/recipes/") ? READ | LIST : 0;
    default:
        return 0;
    }
}

/* ---- what is tried ---- */

static void on_tried(WfStore *store, const WfReply *reply, gpointer user)
{
    g_autofree Try *try = user;
    WfRc expected = !try->allowed               ? WF_RC_NO_AUTH
                    : try->deed & (READ | LIST) ? WF_RC_OK
                    : try->deed & (CREATE)      ? WF_RC_OK
                                                : WF_RC_BAD_VERSION;
    if (reply->rc != expected)
        fail_msg("VM %s: deed %u at %s: %s", try->vm, try->deed, try->path, wf_rc_text(reply->rc));
    try->tree->n_open--;
    try->tree->n_tried++;
}

static Try *try_new(Tree *t, const char *vm, const char *path, Deed deed, bool allowed)
{
    Try *try = g_new(Try, 1);
    *try = (Try){t, vm, path, deed, allowed};
    t->n_open++;
    return try;
}

static char *parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash > path ? g_strndup(path, (gsize)(slash - path)) : g_strdup("/");
}

/* Empty, read by nobody, with the very list of the nodes it stands for: that is what it is for. */
static bool is_anchor(const char *path)
{
    g_auto(WfZpath) at = {0};
    return wf_zpath_parse(path, &at) && at.kind == WF_ZNODE_ACL;
}

static void try_node(Tree *t, WfStore *thief, const char *vm, const char *path)
{
    guint rights = rights_of(t, vm, path);
    g_autofree char *parent = parent_of(path), *below = g_strconcat(path, "/intruder", NULL);
    g_autofree char *own = wf_path_st(STACK, vm);
    g_autoptr(WfAcl) open = wf_acl_open();
    bool may_delete = rights_of(t, vm, parent) & DELETE, may_set = rights & WRITE;

    wf_store_set_acl(thief, path, open, NO_VERSION, on_tried, try_new(t, vm, path, ADMIN, false));
    if (is_anchor(path))
        return;
    wf_store_get(thief, path, NULL, on_tried, try_new(t, vm, path, READ, rights & READ));
    wf_store_children(thief, path, NULL, on_tried, try_new(t, vm, path, LIST, rights & LIST));
    wf_store_set(thief, path, "x", 1, NO_VERSION, on_tried, try_new(t, vm, path, WRITE, may_set));
    wf_store_delete(thief, path, NO_VERSION, on_tried, try_new(t, vm, path, DELETE, may_delete));
    if (!(rights & CREATE)) /* it may where its agent makes what only agents write */
        wf_store_create(thief, below, "", 0, open, false, on_tried,
                        try_new(t, vm, path, CREATE, false));
    g_autoptr(WfOps) ops = wf_ops_new();
    wf_ops_set(ops, own, "x", 1, -1); /* beside something allowed */
    wf_ops_set(ops, path, "x", 1, NO_VERSION);
    wf_store_multi(thief, ops, on_tried, try_new(t, vm, path, MULTI, may_set));
}

static void on_path(const WfWalkNode *node, gpointer user)
{
    g_ptr_array_add(((Tree *)user)->paths, g_strdup(node->path));
}

static void on_end(WfRc rc, guint n, bool cut, gpointer user)
{
    assert_int_equal(rc, WF_RC_OK);
    ((Tree *)user)->ended = true;
}

static void intrude(Tree *t, const char *vm, const GPtrArray *auths)
{
    WfStore *thief = wf_zk_new(wf_server_hosts(t->live->server), 20000, NULL);
    g_autofree char *auth = wf_keys_vm_auth(t->live->keys, vm);

    wf_store_add_auth(thief, auth);
    for (guint i = 0; i < auths->len; i++) /* all that its manifest hands out */
        wf_store_add_auth(thief, auths->pdata[i]);
    assert_true(wf_store_wait(thief, 60000, NULL));
    for (guint i = 0; i < t->paths->len; i++)
        try_node(t, thief, vm, t->paths->pdata[i]);
    while (t->n_open)
        g_main_context_iteration(NULL, TRUE);
    wf_store_close(thief);
}

static void a_credential_opens_what_its_components_need(void **state)
{
    Live *l = live_new();
    g_autoptr(WfModel) m = load();
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfDesired) d = wf_desired_new(m, l->keys, STACK, findings, NULL);
    Tree t = {.live = l};
    WfWalkLimits limits = {0};

    run_all(l, m);
    t.paths = g_ptr_array_new_with_free_func(g_free);
    t.readers =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    note_all_readers(&t, d);
    wf_store_walk(l->store, "/weft", &limits, on_path, on_end, &t);
    while (!t.ended)
        g_main_context_iteration(NULL, TRUE);
    for (guint i = 0; i < d->manifests->len; i++) {
        const WfManifest *manifest = d->manifests->pdata[i];
        intrude(&t, manifest->vm, manifest->auth);
    }
    print_message("%u deeds tried at %u nodes\n", t.n_tried, t.paths->len);
    assert_true(t.paths->len > 80);
    g_ptr_array_unref(t.paths);
    g_hash_table_unref(t.readers);
    live_free(l);
}

/* ---- planted secrets ---- */

static void on_node(const WfWalkNode *node, gpointer user)
{
    if (node->data && g_strstr_len(node->data, (gssize)node->size, PASSWORD))
        fail_msg("the secret stands in %s", node->path);
}

static void assert_no_secret_in(const char *folder)
{
    g_autofree char *command = g_strdup_printf("grep -raIl '" PASSWORD "' '%s' >&2", folder);
    assert_int_not_equal(system(command), 0); /* grep found none */
    g_autofree char *binary = g_strdup_printf("grep -ral '" PASSWORD "' '%s' >&2", folder);
    assert_int_not_equal(system(binary), 0);
}

/* What the system shows of each process to its own user. */
static void assert_no_secret_in_processes(void)
{
    static const char *const files[] = {"cmdline", "environ"};
    g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
    const char *pid;
    guint n_agents = 0;

    while ((pid = g_dir_read_name(proc))) {
        g_autofree char *command = g_strdup_printf("/proc/%s/cmdline", pid), *words = NULL;
        gsize len = 0;
        if (!g_ascii_isdigit(*pid) || !g_file_get_contents(command, &words, &len, NULL) ||
            !memmem(words, len, "weft-agent", strlen("weft-agent")))
            continue;
        for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
            g_autofree char *path = g_strdup_printf("/proc/%s/%s", pid, files[i]), *text = NULL;
            if (g_file_get_contents(path, &text, &len, NULL) &&
                memmem(text, len, PASSWORD, strlen(PASSWORD)))
                fail_msg("the secret stands in %s", path);
        }
        g_autofree char *limits = g_strdup_printf("/proc/%s/limits", pid), *text = NULL;
        if (!g_file_get_contents(limits, &text, NULL, NULL))
            continue;
        n_agents++;
        g_autofree char *core = g_strstr_len(text, -1, "Max core file size")
                                    ? g_strdup(strstr(text, "Max core file size"))
                                    : g_strdup("");
        *strchrnul(core, '\n') = '\0';
        g_auto(GStrv) columns = g_regex_split_simple(" {2,}", core, 0, 0);
        assert_string_equal(columns[1],
                            "0"); /* whatever kills it leaves no picture of its memory */
    }
    assert_true(n_agents > 0);
}

/* Everything the program prints or writes about a model with a secret. */
static void assert_no_secret_in_outputs(Live *l)
{
    static const char *const commands[] = {
        "check --json",
        "check -v",
        "graph",
        "graph --json",
        "graph -o o.dot",
        "graph -o o.svg",
        "graph -o o.json",
        "strip --stack=x",
        "plan " SAMPLE,
        "plan --json " SAMPLE,
        "compose",
        "rehearse --console",
        "rehearse --console --json",
        "rehearse --console --journal=j",
    };
    g_autofree char *folder = g_build_filename(l->folder, "outputs", NULL);
    g_autofree char *environment = g_build_filename(l->folder, "environment.yaml", NULL);

    assert_int_equal(g_mkdir(folder, 0700), 0);
    assert_true(g_file_set_contents(environment, "parameters: {ldap_bind_password: " PASSWORD "}\n",
                                    -1, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_autofree char *command =
            g_strdup_printf("cd '%s' && '%s' %s -e '%s' '%s' >'%s/%zu' 2>&1 </dev/null", folder,
                            WEFT, commands[i], environment, SAMPLE, folder, i);
        int status = system(command);
        if (status)
            fail_msg("weft %s: status %d", commands[i], status);
    }
    g_unlink(environment);
    assert_no_secret_in(folder);
}

static void secrets_stand_nowhere(void **state)
{
    Live *l = live_new();
    g_autoptr(WfModel) m = load();
    Tree t = {.live = l};
    WfWalkLimits limits = {.preview_bytes = 1 << 20};

    run_all(l, m);
    wf_store_walk(l->store, "/weft", &limits, on_node, on_end, &t);
    while (!t.ended)
        g_main_context_iteration(NULL, TRUE);
    assert_no_secret_in(wf_server_dir(l->server)); /* its transaction log */
    assert_no_secret_in(l->folder);                /* the agents' journals and logs */
    assert_no_secret_in_processes();
    assert_no_secret_in_outputs(l);
    live_free(l);
}

int main(void)
{
    if (!live_is_possible())
        return LIVE_SKIPPED;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_credential_opens_what_its_components_need),
        cmocka_unit_test(secrets_stand_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
