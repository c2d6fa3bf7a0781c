/* How long an edge between two VMs takes: a chain of components that go to and fro between two
 * agents (recipes pretended), against bare clients on the same server that write a node each as
 * soon as their watch on the other's has fired. On a private server as weft starts it, which does
 * not wait for the disk; on one that syncs every write to the disk first, as ZooKeeper does unless
 * it is told not to; and on an ensemble of three that sync, as those that serve others are.
 *
 *     bench_agent_edge [N [ROUNDS]]
 *     TMPDIR=/on/a/disk bench_agent_edge     (where the servers keep their data)
 *
 * set, multi and read are the bare clients: from the call that writes to the watch's event, for a
 * plain set, for what an agent writes (a check and a set of an outcome in one multi), and with one
 * read after the event. edge is the agents': from just before the producer's outcome is sent to
 * the start of its reader; hop is from one start to the next, with all that is between them.
 * Prints medians, and a line of JSON for each server with the ratios of the least medians.
 *
 * An event of ZooKeeper carries no value, so that an edge is an event and a read, whatever an agent
 * is made of: where no disk is waited for, a bare read after a bare event doubles the time, and
 * edge_to_read is what is the agents' own. Of an edge of 0.49 ms on a private server 0.22 were the
 * write and its event, 0.22 the read, and 0.05 the agents': half of it for the larger request of
 * the one, half from the answer to the start of the other, all that is decided and the record in
 * the journal included. The longer a server takes to sync a write, the less that weighs: an edge
 * takes 1.5 of an event as soon as a write and its event take 0.55 ms. */
#define STACK "edge"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weft/agent.h>
#include <weft/file.h>
#include <weft/protocol.h>
#include <weft/server.h>
#include <weft/zk.h>
#include "../support/ensemble.h"

/* When each node of the chain was written, and when who follows it began. */
typedef struct {
    gint64 *sent, *begun; /* µs */
    guint n, wanted;      /* of those begun */
} Hops;

static void hops_init(Hops *hops, guint n)
{
    *hops = (Hops){.sent = g_new0(gint64, n), .begun = g_new0(gint64, n), .wanted = n};
}

static void hops_clear(Hops *hops)
{
    g_free(hops->sent);
    g_free(hops->begun);
}

static int by_value(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

    return x < y ? -1 : x > y;
}

/* Median time, in milliseconds, from the moments of @from to the next ones' of @begun. */
static double median(const Hops *hops, const gint64 *from)
{
    g_autofree gint64 *took = g_new(gint64, hops->n);

    for (guint i = 0; i + 1 < hops->n; i++)
        took[i] = hops->begun[i + 1] - from[i];
    qsort(took, hops->n - 1, sizeof *took, by_value);
    return (double)took[(hops->n - 1) / 2] / 1000;
}

static WfStore *connect_to(const char *hosts)
{
    g_autoptr(GError) error = NULL;
    WfStore *store = wf_zk_new(hosts, 0, &error);

    if (!store || !wf_store_wait(store, 30000, &error))
        g_error("%s", error->message);
    return store;
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

/* Everything this session asked for before has been answered, and what others did is seen. */
static void settle(WfStore *store)
{
    bool done = false;

    wf_store_sync(store, "/", on_done, &done);
    while (!done)
        g_main_context_iteration(NULL, TRUE);
}

/* ---- the bare clients ---- */

typedef enum { SET, MULTI, READ, N_KINDS } Kind;

typedef struct {
    Kind kind;
    WfStore *stores[2]; /* who writes the even nodes, and who the odd ones */
    char outcome[240];
    Hops hops;
} Game;

static char *node(guint i)
{
    return g_strdup_printf("/bare%u", i);
}

static void write_node(Game *g, guint i)
{
    g_autofree char *path = node(i);
    WfStore *store = g->stores[i % 2];

    g->hops.sent[i] = g_get_monotonic_time();
    if (g->kind == SET) {
        wf_store_set(store, path, "1", 1, -1, NULL, NULL);
        return;
    }
    g_autoptr(WfOps) ops = wf_ops_new();
    wf_ops_check(ops, "/bare", 0);
    wf_ops_set(ops, path, g->outcome, sizeof g->outcome, 0);
    wf_store_multi(store, ops, NULL, NULL);
}

/* The node before it was written: it is its turn. */
static void begin(Game *g, guint i)
{
    g->hops.begun[i] = g_get_monotonic_time();
    g->hops.n = i + 1;
    if (i < g->hops.wanted - 1)
        write_node(g, i);
}

static void on_answer(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    begin(user, (guint)atoi(reply->path + strlen("/bare")) + 1);
}

static void on_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer user)
{
    Game *g = user;
    if (event == WF_WATCH_LOST)
        return;
    if (g->kind == READ)
        wf_store_get(store, path, NULL, on_answer, g);
    else
        begin(g, (guint)atoi(path + strlen("/bare")) + 1);
}

static double bare(const char *hosts, Kind kind, guint n)
{
    Game g = {.kind = kind};

    memset(g.outcome, 'x', sizeof g.outcome);
    hops_init(&g.hops, n);
    for (guint k = 0; k < 2; k++)
        g.stores[k] = connect_to(hosts);
    put(g.stores[0], g_strdup("/bare"), NULL);
    for (guint i = 0; i < n; i++)
        put(g.stores[0], node(i), NULL);
    settle(g.stores[0]);
    settle(g.stores[1]);
    for (guint i = 0; i + 1 < n; i++) {
        g_autofree char *path = node(i);
        wf_store_exists(g.stores[(i + 1) % 2], path, on_watch, NULL, &g);
    }
    settle(g.stores[0]);
    settle(g.stores[1]);
    begin(&g, 0);
    while (g.hops.n < n)
        g_main_context_iteration(NULL, TRUE);
    for (guint i = 0; i < n; i++) {
        g_autofree char *path = node(i);
        wf_store_delete(g.stores[0], path, -1, NULL, NULL);
    }
    settle(g.stores[0]);
    for (guint k = 0; k < 2; k++)
        wf_store_close(g.stores[k]);
    double took = median(&g.hops, g.hops.sent);
    hops_clear(&g.hops);
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
    g_autoptr(GPtrArray) parts = wf_spill_pack(bytes, 0);
    g_autofree char *spill = wf_path_spill(STACK, vm);

    put(store, wf_path_manifest(STACK, vm), g_bytes_ref(parts->pdata[0]));
    put(store, wf_path_spill(STACK, vm), NULL);
    for (guint i = 1; i < parts->len; i++)
        put(store, wf_path_chunk(spill, i - 1), g_bytes_ref(parts->pdata[i]));
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
    Hops *hops = user;
    (void)agent;
    if (event->kind == WF_AGENT_TROUBLE) {
        g_printerr("%s: %s\n", event->vm, event->text);
        return;
    }
    guint i = event->component ? (guint)atoi(event->component + 1) : hops->wanted;
    if (event->kind == WF_AGENT_SAFE && i < hops->wanted) /* and now it is sent */
        hops->sent[i] = g_get_monotonic_time();
    else if (event->kind == WF_AGENT_STARTED)
        hops->begun[i] = g_get_monotonic_time(), hops->n = i + 1;
}

static void say_go(WfStore *store)
{
    g_autoptr(GBytes) go = wf_head_format(&(WfHead){.generation = 1, .phase = WF_PHASE_GO});
    g_autofree char *head = wf_path_head(STACK);
    gsize len;
    const void *data = g_bytes_get_data(go, &len);

    wf_store_set(store, head, data, len, -1, NULL, NULL);
}

static void with_agents(const char *hosts, guint n, const char *folder, double *ret_edge,
                        double *ret_hop)
{
    Hops hops;
    g_autoptr(WfKeys) keys = wf_keys_random(STACK);
    WfStore *planner = connect_to(hosts), *stores[2];
    WfVmKeys *vm_keys[2];
    WfAgent *agents[2];
    WfStandIn stand_in = {0};

    hops_init(&hops, n);
    put_stack(planner, wf_keys_digest_key(keys), n);
    for (guint v = 0; v < 2; v++) {
        g_autofree char *credential = wf_keys_vm_credential(keys, vms[v]);
        g_autofree char *own = g_build_filename(folder, vms[v], NULL);
        g_autoptr(GError) error = NULL;
        vm_keys[v] = wf_vm_keys_new(credential, vms[v], NULL);
        stores[v] = connect_to(hosts);
        settle(stores[v]);
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
    *ret_edge = median(&hops, hops.sent);
    *ret_hop = median(&hops, hops.begun);
    hops_clear(&hops);
}

/* ---- the servers ---- */

typedef enum { PRIVATE, SYNCING, ENSEMBLE } Kept;

/* One round on @hosts; the least of each is kept. */
static void play(const char *hosts, guint n, double least[N_KINDS + 2])
{
    g_autofree char *folder = g_dir_make_tmp("weft-perf-XXXXXX", NULL);
    double took[N_KINDS + 2];

    for (Kind kind = SET; kind < N_KINDS; kind++) /* a cold server is three times as slow */
        bare(hosts, kind, 2 * n);
    for (Kind kind = SET; kind < N_KINDS; kind++)
        took[kind] = bare(hosts, kind, n);
    with_agents(hosts, n, folder, &took[N_KINDS], &took[N_KINDS + 1]);
    for (guint i = 0; i < N_KINDS + 2; i++) {
        printf("  %6.3f", took[i]);
        least[i] = MIN(least[i], took[i]);
    }
    printf("\n");
    wf_file_remove_tree(folder);
}

/* The same on servers of its own. */
static void play_on(Kept kept, guint n, double least[N_KINDS + 2])
{
    static const char *const sync[] = {"forceSync=yes", NULL}; /* stands behind ours, and wins */
    WfServerOptions options = {.config = kept == SYNCING ? sync : NULL};

    if (kept == ENSEMBLE) {
        Ensemble e;
        ensemble_start(&e, 0, true);
        play(e.hosts, n, least);
        ensemble_stop(&e);
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(WfServer) server = wf_server_start(&options, &error);
    if (!server)
        g_error("%s", error->message);
    play(wf_server_hosts(server), n, least);
}

static void compare(const char *name, Kept kept, guint n, guint rounds)
{
    double ms[N_KINDS + 2] = {1e9, 1e9, 1e9, 1e9, 1e9};

    printf("%-8s  set   multi    read    edge     hop   (median, ms)\n", name);
    for (guint i = 0; i < rounds; i++) {
        printf("%5u", i + 1);
        play_on(kept, n, ms);
    }
    double edge = ms[N_KINDS], hop = ms[N_KINDS + 1];
    printf("{\"weft\":1,\"goal\":\"P15\",\"server\":\"%s\",\"n\":%u,\"set_ms\":%.4f,"
           "\"multi_ms\":%.4f,\"read_ms\":%.4f,\"edge_ms\":%.4f,\"hop_ms\":%.4f,"
           "\"edge_to_set\":%.3f,\"edge_to_multi\":%.3f,\"edge_to_read\":%.3f,"
           "\"hop_to_set\":%.3f}\n",
           name, n, ms[SET], ms[MULTI], ms[READ], edge, hop, edge / ms[SET], edge / ms[MULTI],
           edge / ms[READ], hop / ms[SET]);
}

int main(int argc, char **argv)
{
    guint n = argc > 1 ? (guint)atoi(argv[1]) : 500, rounds = argc > 2 ? (guint)atoi(argv[2]) : 5;

    compare("private", PRIVATE, MAX(n, 3), rounds);
    compare("syncing", SYNCING, MAX(n, 3), rounds);
    compare("ensemble", ENSEMBLE, MAX(n, 3), rounds);
    return 0;
}
