/* A stack of one's own on a private server. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <weft/run.h>
#include <weft/server.h>
#include <weft/zk.h>

#define STACK "shop"

typedef struct {
    WfServer *server;
    WfStore *store;
    WfKeys *keys;
    WfProgress *progress;
    WfFollow *follow;
    WfFleet *fleet;
    GPtrArray *vms;
    char *folder;
    int session_ms; /* of agents; 0: theirs */
    bool finished;
    guint64 generation; /* prepared last */
    GError *error;
    json_t *outputs;
} Live;

enum { LIVE_SKIPPED = 77 };

/* Is there what a server needs? It has been said if not: the program ends with LIVE_SKIPPED. */
static inline bool live_is_possible(void)
{
    g_autoptr(GError) error = NULL;
    bool possible = wf_server_available(&error);

    if (!possible)
        fprintf(stderr, "SKIPPED: %s\n", error->message);
    return possible;
}

/* Of a test that fails nothing may go on. */
static inline void live_die_with_us(gpointer user)
{
    (void)user;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static inline Live *live_new_on(const WfServerOptions *server)
{
    Live *l = g_new0(Live, 1);
    g_autoptr(GError) error = NULL;

    l->server = wf_server_start(server, &error);
    if (!l->server)
        fail_msg("%s", error->message);
    l->store = wf_zk_new(wf_server_hosts(l->server), 4000, NULL);
    l->keys = wf_keys_random(STACK);
    l->progress = wf_progress_new(STACK);
    l->folder = g_dir_make_tmp("weft-live-XXXXXX", NULL);
    l->vms = g_ptr_array_new_with_free_func(g_free);
    return l;
}

static inline Live *live_new_ticking(int tick_ms)
{
    return live_new_on(&(WfServerOptions){.tick_ms = tick_ms});
}

static inline Live *live_new(void)
{
    return live_new_ticking(1000);
}

static inline void live_stop_fleet(Live *l)
{
    g_clear_pointer(&l->fleet, wf_fleet_free);
}

static inline void live_free(Live *l)
{
    live_stop_fleet(l);
    wf_follow_free(l->follow);
    wf_store_close(l->store);
    wf_progress_free(l->progress);
    wf_keys_free(l->keys);
    wf_server_free(l->server);
    g_clear_error(&l->error);
    json_decref(l->outputs);
    g_ptr_array_unref(l->vms);
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", l->folder);
    assert_int_equal(system(command), 0);
    g_free(l->folder);
    g_free(l);
}

static inline WfModel *live_load(const char *path, const char *text, const char *const *parameters)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = text ? g_bytes_new(text, strlen(text)) : NULL;
    WfModelOptions o = {
        .path = path, .bytes = bytes, .parameters = parameters, .stack_name = STACK};
    WfModel *m = wf_model_load(&o, findings, &error);
    if (!m || wf_findings_failed(findings))
        fail_msg("%s", m ? wf_findings_get(findings, 0)->message : error->message);
    return m;
}

static inline void live_on_prepare(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    Live *l = user;
    if (progress->phase == WF_PREPARE_READY)
        wf_prepare_write(p);
    if (progress->phase != WF_PREPARE_DONE)
        return;
    l->finished = true;
    l->generation = progress->generation;
    g_clear_error(&l->error);
    l->error = progress->error ? g_error_copy(progress->error) : NULL;
    wf_prepare_free(p);
}

static inline void live_prepare(Live *l, const WfModel *m)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfPrepareOptions o = {.stack = STACK, .model = m, .keys = l->keys};

    l->finished = false;
    wf_prepare_start(l->store, &o, findings, live_on_prepare, l);
    while (!l->finished)
        g_main_context_iteration(NULL, TRUE);
    if (l->error)
        fail_msg("%s", l->error->message);
}

static inline void live_start_fleet(Live *l, const WfModel *m, bool real,
                                    const char *const *failing)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfDesired) d = wf_desired_new(m, l->keys, STACK, findings, NULL);
    json_auto_t *infra = wf_desired_infra(d);
    g_ptr_array_set_size(l->vms, 0);
    for (guint i = 0; i < d->manifests->len; i++)
        g_ptr_array_add(l->vms, g_strdup(((WfManifest *)d->manifests->pdata[i])->vm));
    WfFleetOptions o = {.hosts = wf_server_hosts(l->server),
                        .stack = STACK,
                        .folder = l->folder,
                        .keys = l->keys,
                        .vms = l->vms,
                        .infra = infra,
                        .real = real,
                        .fail = failing,
                        .session_ms = l->session_ms,
                        .agent = AGENT};
    l->fleet = wf_fleet_start(&o, &error);
    if (!l->fleet)
        fail_msg("%s", error->message);
}

static inline void live_on_follow(WfFollow *follow, gpointer user)
{
    (void)follow, (void)user; /* the loops below look for themselves */
}

static inline gboolean live_on_tick(gpointer user)
{
    (void)user; /* wakes the loop: a killed server sends no events */
    return G_SOURCE_CONTINUE;
}

static inline void live_on_dumped(const WfWalkNode *node, gpointer user)
{
    (void)user;
    fprintf(stderr, "%s v%d: %.*s\n", node->path, node->stat ? node->stat->version : -1,
            (int)MIN(node->size, 700), node->data ? node->data : "");
}

static inline void live_on_dump_end(WfRc rc, guint n, bool cut, gpointer user)
{
    (void)rc, (void)n, (void)cut;
    *(bool *)user = true;
}

/* What a case that does not end leaves for the one who has to find out why. */
static inline void live_dump(Live *l)
{
    bool ended = false;
    WfWalkLimits limits = {.preview_bytes = 1000};
    const char *problem = l->follow ? wf_follow_problem(l->follow) : NULL;

    fprintf(stderr, "generation %" G_GUINT64_FORMAT ": followed %d, loaded %d, over %d, %s\n",
            l->generation, l->follow && wf_follow_has(l->follow, l->generation),
            l->follow && wf_follow_is_loaded(l->follow), wf_progress_is_over(l->progress),
            problem ? problem : "no problem");
    for (guint32 i = 0; i < wf_progress_n_rows(l->progress); i++) {
        const WfRow *row = wf_progress_row(l->progress, i);
        fprintf(stderr, "%s@%s is %s\n", row->name, row->vm, wf_state_name(row->state));
    }
    wf_store_walk(l->store, "/weft/" STACK "/vms", &limits, live_on_dumped, live_on_dump_end,
                  &ended);
    while (!ended)
        g_main_context_iteration(NULL, TRUE);
    g_autofree char *log = l->fleet ? wf_fleet_log(l->fleet) : NULL;
    fprintf(stderr, "agents said: %s\n", log ? log : "nothing");
}

/* Nothing here depends on it: it only turns what would hang into what tells why. */
static inline gint64 live_stall_s(void)
{
    const char *text = g_getenv("WEFT_TEST_STALL_S");
    return text ? atoi(text) : 200;
}

/* Until it is over, and the outcomes say so. @meanwhile (or NULL) is called all the time. */
static inline void live_wait(Live *l, void (*meanwhile)(Live *, gpointer), gpointer user)
{
    guint tick = g_timeout_add(20, live_on_tick, NULL);
    if (!l->follow)
        l->follow = wf_follow_new(l->store, STACK, l->progress, NULL, live_on_follow, l);
    gint64 give_up = g_get_monotonic_time() + live_stall_s() * G_USEC_PER_SEC;
    for (bool over = false; !over;) {
        g_main_context_iteration(NULL, TRUE);
        if (g_get_monotonic_time() > give_up) {
            live_dump(l);
            fail_msg("it never ended");
        }
        if (meanwhile)
            meanwhile(l, user);
        if (!wf_follow_has(l->follow, l->generation) || !wf_progress_is_over(l->progress))
            continue;
        wf_follow_read_outcomes(l->follow);
        while (!wf_follow_is_settled(l->follow))
            g_main_context_iteration(NULL, TRUE);
        over = wf_progress_is_over(l->progress) && wf_progress_is_settled(l->progress);
    }
    g_source_remove(tick);
}

static inline const WfRow *live_row(Live *l, const char *vm, const char *name)
{
    guint32 row = wf_progress_find(l->progress, vm, name);
    if (row == WF_NO_ROW)
        fail_msg("no row %s on %s", name, vm);
    return wf_progress_row(l->progress, row);
}
