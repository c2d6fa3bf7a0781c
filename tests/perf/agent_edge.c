/* How long an edge between two VMs takes: a chain of components that go to and fro between two
 * agents (recipes pretended), over a private server, against two bare clients that set a node each
 * as soon as their watch on the other's tells.
 *
 *     bench_agent_edge [N [ROUNDS]]
 *
 * A hop of the agents: from one component's start to the next one's, with its outcome written under
 * the check of the epoch, the other's watch, its read of the outcome and its decision. Prints a
 * table and one line of JSON; the ratio is that of the least medians. */
#define STACK "edge"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weft/agent.h>
#include <weft/protocol.h>
#include <weft/server.h>
#include <weft/zk.h>

typedef struct {
    gint64 *at; /* µs */
    guint n, wanted;
} Hops;

static void note(Hops *hops)
{
    if (hops->n < hops->wanted)
        hops->at[hops->n++] = g_get_monotonic_time();
}

static int by_value(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

    return x < y ? -1 : x > y;
}

/* Median time between two of them, in milliseconds. */
static double median(const Hops *hops)
{
    g_autofree gint64 *took = g_new(gint64, hops->n);

    for (guint i = 0; i + 1 < hops->n; i++)
        took[i] = hops->at[i + 1] - hops->at[i];
    qsort(took, hops->n - 1, sizeof *took, by_value);
    return (double)took[hops->n / 2] / 1000;
}

static WfStore *connect_to(WfServer *server)
{
    g_autoptr(GError) error = NULL;
    WfStore *store = wf_zk_new(wf_server_hosts(server), 0, &error);

    if (!store || !wf_store_wait(store, 30000, &error))
        g_error("%s", error->message);
    return store;
}

/* ---- the bare clients ---- */

typedef struct {
    WfStore *store;
    const char *own, *other;
    Hops *hops;
} Player;

static void on_ball(WfStore *store, WfWatchEvent event, const char *path, gpointer user);

static void hold_out(Player *p)
{
    wf_store_exists(p->store, p->other, on_ball, NULL, p);
}

static void on_ball(WfStore *store, WfWatchEvent event, const char *path, gpointer user)
{
    Player *p = user;
    (void)path;
    if (event == WF_WATCH_LOST)
        return;
    note(p->hops);
    hold_out(p);
    wf_store_set(store, p->own, "1", 1, -1, NULL, NULL);
}

static void put(WfStore *store, char *path, GBytes *bytes)
{
    g_autoptr(WfAcl) acl = wf_acl_open();
    gsize len = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : "";

    wf_store_create(store, path, data, len, acl, false, NULL, NULL);
    if (bytes)
        g_bytes_unref(bytes);
    g_free(path);
}

static void on_done(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    if (reply->rc != WF_RC_OK && reply->rc != WF_RC_NO_NODE)
        g_error("%s: %s", reply->path, wf_rc_text(reply->rc));
    *(bool *)user = true;
}

/* Everything this session asked for before has been answered. */
static void settle(WfStore *store)
{
    bool done = false;

    wf_store_exists(store, "/", NULL, on_done, &done);
    while (!done)
        g_main_context_iteration(NULL, TRUE);
}

static double bare(WfServer *server, guint n)
{
    Hops hops = {.at = g_new(gint64, n), .wanted = n};
    Player a = {connect_to(server), "/a", "/b", &hops}, b = {connect_to(server), "/b", "/a", &hops};

    put(a.store, g_strdup("/a"), NULL);
    put(a.store, g_strdup("/b"), NULL);
    settle(a.store);
    hold_out(&a);
    hold_out(&b);
    settle(a.store);
    settle(b.store);
    wf_store_set(a.store, "/a", "1", 1, -1, NULL, NULL);
    while (hops.n < n)
        g_main_context_iteration(NULL, TRUE);
    wf_store_close(a.store);
    wf_store_close(b.store);
    double took = median(&hops);
    g_free(hops.at);
    return took;
}

/* ---- the agents ---- */

static const char *const vms[] = {"vm0", "vm1"};

static WfManifest *manifest(const guint8 *key, guint vm, guint n, char **deep)
{
    WfManifest *m = wf_manifest_new(vms[vm]);

    for (guint i = vm; i < n; i += 2) {
        g_autofree char *name = g_strdup_printf("c%u", i), *before = g_strdup_printf("c%u", i - 1);
        WfEntry *e = wf_entry_new(name);
        g_ptr_array_add(e->actions, wf_entry_action_new("CREATE", "aaaaaaaaaaaaaaaaaaaaaaaa"));
        if (i)
            g_ptr_array_add(e->after,
                            wf_entry_read_new(before, vms[(i - 1) % 2], before, deep[i - 1]));
        e->spec = wf_entry_spec(key, e);
        e->deep = g_strdup(deep[i]);
        g_ptr_array_add(m->components, e);
    }
    return m;
}

static void put_vm(WfStore *store, const char *vm, WfManifest *m)
{
    GBytes *bytes = wf_manifest_format(m, NULL, NULL, NULL);
    g_autoptr(GPtrArray) parts = wf_spill_pack(bytes);
    g_autofree char *spill = wf_path_spill(STACK, vm);

    put(store, wf_path_manifest(STACK, vm), g_bytes_ref(parts->pdata[0]));
    put(store, wf_path_spill(STACK, vm), NULL);
    for (guint i = 1; i < parts->len; i++)
        put(store, wf_path_chunk(spill, i - 1), g_bytes_ref(parts->pdata[i]));
    put(store, wf_path_epoch(STACK, vm), NULL);
    put(store, wf_path_st(STACK, vm), NULL);
    put(store, wf_path_live(STACK, vm), NULL);
    put(store, wf_path_outcomes(STACK, vm), NULL);
    put(store, wf_path_outcome(STACK, vm, WF_FACTS), NULL);
    for (guint i = 0; i < m->components->len; i++)
        put(store, wf_path_outcome(STACK, vm, ((WfEntry *)m->components->pdata[i])->name), NULL);
    g_bytes_unref(bytes);
}

static void put_stack(WfStore *store, const guint8 *key, guint n)
{
    g_autofree char **deep = g_new0(char *, n + 1);

    for (guint i = 0; i < n; i++) {
        g_autofree char *text = g_strdup_printf("%u", i);
        deep[i] = wf_digest(key, "deep", text, strlen(text));
    }
    put(store, g_strdup("/weft"), NULL);
    put(store, wf_path_head(STACK), wf_head_format(&(WfHead){.generation = 1}));
    put(store, wf_path_recipes(STACK), NULL);
    put(store, wf_path_vms(STACK), NULL);
    for (guint v = 0; v < 2; v++) {
        g_autoptr(WfManifest) m = manifest(key, v, n, deep);
        put_vm(store, vms[v], m);
    }
    settle(store);
    for (guint i = 0; i < n; i++)
        g_free(deep[i]);
}

static void on_event(WfAgent *agent, const WfAgentEvent *event, gpointer user)
{
    (void)agent;
    if (event->kind == WF_AGENT_STARTED)
        note(user);
    else if (event->kind == WF_AGENT_TROUBLE)
        g_printerr("%s: %s\n", event->vm, event->text);
}

static void say_go(WfStore *store)
{
    g_autoptr(GBytes) go = wf_head_format(&(WfHead){.generation = 1, .phase = WF_PHASE_GO});
    g_autofree char *head = wf_path_head(STACK);
    gsize len;
    const void *data = g_bytes_get_data(go, &len);

    wf_store_set(store, head, data, len, -1, NULL, NULL);
}

static double with_agents(WfServer *server, guint n, const char *folder)
{
    Hops hops = {.at = g_new(gint64, n), .wanted = n};
    g_autoptr(WfKeys) keys = wf_keys_random(STACK);
    WfStore *planner = connect_to(server), *stores[2];
    WfVmKeys *vm_keys[2];
    WfAgent *agents[2];
    WfStandIn stand_in = {0};

    put_stack(planner, wf_keys_digest_key(keys), n);
    for (guint v = 0; v < 2; v++) {
        g_autofree char *credential = wf_keys_vm_credential(keys, vms[v]);
        g_autofree char *own = g_build_filename(folder, vms[v], NULL);
        g_autoptr(GError) error = NULL;
        vm_keys[v] = wf_vm_keys_new(credential, vms[v], NULL);
        stores[v] = connect_to(server);
        WfAgentOptions o = {.stack = STACK,
                            .vm = vms[v],
                            .keys = vm_keys[v],
                            .folder = own,
                            .stand_in = &stand_in,
                            .machine = vms[v],
                            .on_event = on_event,
                            .user = &hops};
        agents[v] = wf_agent_new(stores[v], &o, &error);
        if (!agents[v])
            g_error("%s", error->message);
    }
    settle(stores[0]);
    settle(stores[1]);
    say_go(planner);
    while (hops.n < n)
        g_main_context_iteration(NULL, TRUE);
    for (guint v = 0; v < 2; v++) {
        wf_agent_free(agents[v]);
        wf_store_close(stores[v]);
        wf_vm_keys_free(vm_keys[v]);
    }
    wf_store_close(planner);
    double took = median(&hops);
    g_free(hops.at);
    return took;
}

int main(int argc, char **argv)
{
    guint n = argc > 1 ? (guint)atoi(argv[1]) : 500, rounds = argc > 2 ? (guint)atoi(argv[2]) : 5;
    double bare_ms = 1e9, agent_ms = 1e9;

    printf("round  two clients  two agents   (median of a hop, ms)\n");
    for (guint i = 0; i < rounds; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *folder = g_dir_make_tmp("weft-perf-XXXXXX", NULL);
        g_autofree char *clean = g_strdup_printf("rm -rf '%s'", folder);
        g_autoptr(WfServer) server = wf_server_start(&(WfServerOptions){0}, &error);
        if (!server)
            g_error("%s", error->message);
        bare(server, MAX(n, 2000)); /* a cold server is three times as slow */
        double a = bare(server, MAX(n, 2)), b = with_agents(server, MAX(n, 2), folder);
        printf("%5u  %11.3f  %10.3f\n", i + 1, a, b);
        bare_ms = MIN(bare_ms, a);
        agent_ms = MIN(agent_ms, b);
        if (system(clean))
            return 1;
    }
    printf("{\"weft\":1,\"goal\":\"P15\",\"n\":%u,\"bare_ms\":%.4f,\"agent_ms\":%.4f,"
           "\"ratio\":%.3f}\n",
           n, bare_ms, agent_ms, agent_ms / bare_ms);
    return 0;
}
