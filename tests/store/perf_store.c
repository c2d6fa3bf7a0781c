/* What the store costs above the bare client library, on one private server.
 *
 *     perf_store [NODES]
 *
 * Both sides do the same: nodes of 100 bytes, written in multis of 200, eight
 * under way, and read one by one, 500 under way. Prints a table and a line of
 * JSON; seconds of wall time, microseconds of this process's CPU an operation,
 * and the store's share over the library's. The rounds alternate and the median
 * counts, so that what else the machine does falls on both. */
#include "real.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <zookeeper/zookeeper.h>

enum { ROUNDS = 5, MULTI = 200, MULTIS = 8, READS = 500, BYTES = 100, PER_PARENT = 1000 };

enum { CREATE, GET, DELETE, N_PHASES };
static const char *const phase_names[N_PHASES] = {"create", "get", "delete"};

typedef struct {
    double wall, cpu;
} Cost;

typedef struct {
    guint n, under_way, done;
    char value[BYTES];
    GPtrArray *paths; /* nodes, then their parents at the end */
    zhandle_t *zh;
    WfStore *store;
    bool finished;
} Bench;

static Cost now(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (Cost){(double)g_get_monotonic_time() / G_USEC_PER_SEC,
                  (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
                      (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / G_USEC_PER_SEC};
}

static Cost since(Cost begun)
{
    Cost end = now();
    return (Cost){end.wall - begun.wall, end.cpu - begun.cpu};
}

static void check(int rc, const char *what)
{
    if (rc != ZOK)
        g_error("%s: %s", what, zerror(rc));
}

/* ---- the bare library ----------------------------------------------------- */

static void pump(Bench *b)
{
    int fd = -1, interest = 0, rc;
    struct timeval wait;
    (void)zookeeper_interest(b->zh, &fd, &interest, &wait);
    struct pollfd p = {fd, (short)(POLLIN | (interest & ZOOKEEPER_WRITE ? POLLOUT : 0)), 0};
    (void)poll(&p, 1, 1000);
    int events =
        (p.revents & POLLIN ? ZOOKEEPER_READ : 0) | (p.revents & POLLOUT ? ZOOKEEPER_WRITE : 0);
    while ((rc = zookeeper_process(b->zh, events)) == ZOK)
        events = ZOOKEEPER_READ;
}

static Bench *raw_bench; /* the library hands one pointer to a completion, and multis need two */

static void raw_multi_done(int rc, const void *results)
{
    check(rc, "multi");
    raw_bench->under_way--;
    g_free((void *)results);
}

static void raw_get_done(int rc, const char *value, int len, const struct Stat *stat,
                         const void *data)
{
    (void)value;
    (void)stat;
    check(rc == ZOK && len != BYTES ? ZMARSHALLINGERROR : rc, "get");
    ((Bench *)data)->under_way--;
}

static void raw_multi(Bench *b, int phase, guint from, guint to)
{
    zoo_op_t ops[MULTI];
    for (guint i = from; i < to; i++) {
        const char *path = b->paths->pdata[i];
        if (phase == CREATE)
            zoo_create_op_init(&ops[i - from], path, b->value, BYTES, &ZOO_OPEN_ACL_UNSAFE, 0, NULL,
                               0);
        else
            zoo_delete_op_init(&ops[i - from], path, -1);
    }
    zoo_op_result_t *results = g_new0(zoo_op_result_t, to - from);
    check(zoo_amulti(b->zh, (int)(to - from), ops, results, raw_multi_done, results), "multi");
    b->under_way++;
}

static void raw_phase(Bench *b, int phase)
{
    guint step = phase == GET ? 1 : MULTI, window = phase == GET ? READS : MULTIS;
    for (guint i = 0; i < b->n || b->under_way > 0;) {
        while (i < b->n && b->under_way < window) {
            if (phase == GET)
                check(zoo_aget(b->zh, b->paths->pdata[i], 0, raw_get_done, b), "get");
            else
                raw_multi(b, phase, i, MIN(i + MULTI, b->n));
            b->under_way += phase == GET;
            i += step;
        }
        if (b->under_way > 0)
            pump(b);
    }
}

/* ---- the store -------------------------------------------------------------- */

static void on_batch(WfBatch *batch G_GNUC_UNUSED, const WfBatchProgress *progress, gpointer user)
{
    if (progress->rc != WF_RC_OK)
        g_error("%s: %s", progress->path, wf_rc_text(progress->rc));
    ((Bench *)user)->finished = progress->finished;
}

static void on_read(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Bench *b = user;
    if (reply->rc != WF_RC_OK || reply->size != BYTES)
        g_error("%s: %s", reply->path, wf_rc_text(reply->rc));
    b->finished = ++b->done == b->n;
}

static void store_phase(Bench *b, int phase)
{
    b->finished = false;
    b->done = 0;
    if (phase == GET) {
        wf_store_get_many(b->store, (const char *const *)b->paths->pdata, b->n, NULL, on_read, b);
    } else {
        g_autoptr(WfAcl) open = wf_acl_open();
        WfBatch *batch = wf_batch_new(b->store, on_batch, b);
        for (guint i = 0; i < b->n; i++) {
            if (phase == CREATE)
                wf_batch_create(batch, b->paths->pdata[i], b->value, BYTES, open);
            else
                wf_batch_delete(batch, b->paths->pdata[i], -1);
        }
        wf_batch_finish(batch);
    }
    while (!b->finished)
        g_main_context_iteration(NULL, TRUE);
}

/* ---- comparing ---------------------------------------------------------------- */

static void make_parents(Bench *b)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    WfBatch *batch = wf_batch_new(b->store, on_batch, b);
    b->finished = false;
    for (guint i = 0; i <= b->n / PER_PARENT; i++) {
        g_autofree char *path = g_strdup_printf("/p%05u", i);
        wf_batch_create(batch, path, "", 0, open);
    }
    wf_batch_finish(batch);
    while (!b->finished)
        g_main_context_iteration(NULL, TRUE);
}

static void open_both(Bench *b, WfServer *server)
{
    b->store = wf_zk_new(wf_server_hosts(server), 30000, NULL);
    if (!wf_store_wait(b->store, 30000, NULL))
        g_error("no session");
    b->zh = zookeeper_init2(wf_server_hosts(server), NULL, 30000, NULL, NULL, ZOO_NO_LOG_CLIENTENV,
                            NULL);
    zoo_set_servers_resolution_delay(b->zh, -1);
    while (zoo_state(b->zh) != ZOO_CONNECTED_STATE)
        pump(b);
    b->paths = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < b->n; i++)
        g_ptr_array_add(b->paths, g_strdup_printf("/p%05u/node-%08u", i / PER_PARENT, i));
    memset(b->value, 'v', sizeof b->value);
}

static int by_wall(const void *a, const void *b)
{
    double x = ((const Cost *)a)->wall, y = ((const Cost *)b)->wall;
    return (x > y) - (x < y);
}

static void print_results(Bench *b, Cost raw[N_PHASES][ROUNDS], Cost store[N_PHASES][ROUNDS])
{
    printf("%-8s %10s %10s %7s %10s %10s\n", "phase", "library s", "store s", "ratio", "lib us/op",
           "store us/op");
    GString *json = g_string_new(NULL);
    for (int phase = 0; phase < N_PHASES; phase++) {
        qsort(raw[phase], ROUNDS, sizeof(Cost), by_wall);
        qsort(store[phase], ROUNDS, sizeof(Cost), by_wall);
        Cost r = raw[phase][ROUNDS / 2], s = store[phase][ROUNDS / 2];
        printf("%-8s %10.3f %10.3f %7.2f %10.2f %10.2f\n", phase_names[phase], r.wall, s.wall,
               s.wall / r.wall, r.cpu * 1e6 / b->n, s.cpu * 1e6 / b->n);
        g_string_append_printf(json, "%s\"%s\":{\"library_s\":%.4f,\"store_s\":%.4f}",
                               phase ? "," : "", phase_names[phase], r.wall, s.wall);
    }
    printf("{\"nodes\":%u,%s}\n", b->n, json->str);
    g_string_free(json, TRUE);
}

int main(int argc, char **argv)
{
    Bench b = {.n = argc > 1 ? (guint)MAX(1, atoi(argv[1])) : 50000};
    static Cost raw[N_PHASES][ROUNDS], store[N_PHASES][ROUNDS];
    g_autoptr(GError) error = NULL;
    g_autoptr(WfServer) server = wf_server_start(&(WfServerOptions){.heavy = true}, &error);
    if (!server) {
        fprintf(stderr, "SKIPPED: %s\n", error->message);
        return SKIPPED;
    }
    raw_bench = &b;
    open_both(&b, server);
    make_parents(&b);
    for (int round = -1; round < ROUNDS; round++) { /* the first warms java up */
        for (int phase = 0; phase < N_PHASES; phase++) {
            Cost begun = now();
            raw_phase(&b, phase);
            raw[phase][MAX(round, 0)] = since(begun);
        }
        for (int phase = 0; phase < N_PHASES; phase++) {
            Cost begun = now();
            store_phase(&b, phase);
            store[phase][MAX(round, 0)] = since(begun);
        }
    }
    print_results(&b, raw, store);
    wf_store_close(b.store);
    zookeeper_close(b.zh);
    g_ptr_array_unref(b.paths);
    return 0;
}
