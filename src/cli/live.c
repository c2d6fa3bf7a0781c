/* The way to a running stack: servers, its key, a session, what it has accepted. */
#include "live.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <weft/text.h>
#include <weft/zk.h>

#define CONNECT_MS 15000
#define SLOW_MS 2000

void live_options_clear(LiveOptions *o)
{
    g_free(o->zk);
    g_free(o->key);
}

const char *live_hosts(const LiveOptions *o)
{
    const char *usual = g_getenv("WEFT_ZK");
    return o->zk ? o->zk : usual && usual[0] ? usual : NULL;
}

bool live_has_zk(const LiveOptions *o, const char *command, int *ret_exit)
{
    if (live_hosts(o))
        return true;
    *ret_exit = wf_cli_usage(command, "say where ZooKeeper is: --zk HOSTS, or $WEFT_ZK");
    return false;
}

void live_say_key_made(const char *path)
{
    wf_cli_error("made the stack's master key '%s': keep it, and keep it secret", path);
}

WfKeys *live_keys(const LiveOptions *o, const char *stack, LiveKeys which)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = wf_keys_path(o->key, stack);
    bool draft;
    g_autofree char *trouble = wf_cli_stack_trouble(stack);
    if (trouble) {
        wf_cli_error("%s", trouble);
        return NULL;
    }
    WfKeys *keys = which == LIVE_KEYS_OR_NONE
                       ? wf_keys_open_or_draft(path, stack, &draft, &error)
                       : wf_keys_open(path, stack, which == LIVE_KEYS_MADE, &error);

    g_auto(GStrv) stacks = wf_keys_stacks();
    const char *near = keys ? NULL : wf_text_nearest(stack, (const char *const *)stacks);
    if (!keys && near && !o->key && g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND))
        wf_cli_error("%s; did you mean '%s'?", error->message, near);
    else if (!keys)
        wf_cli_error("%s%s", error->message,
                     g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND) && !o->key
                         ? ": is the name of the stack misspelt, or was it prepared elsewhere? "
                           "--key FILE names the key"
                         : "");
    return keys;
}

/* Nobody sits before a silent program for fifteen seconds and knows why. */
static gboolean on_slow(gpointer user)
{
    const WfStore *store = user;
    const char *reason = wf_store_info(store)->reason;

    fprintf(stderr, "no connection to ZooKeeper yet%s%s; trying on\n", reason ? ": " : "",
            reason ? reason : "");
    return G_SOURCE_REMOVE;
}

WfStore *live_open_store(const LiveOptions *o, const WfKeys *keys)
{
    g_autoptr(GError) error = NULL;
    WfStore *store = wf_zk_new(live_hosts(o), o->session_ms, &error);
    guint slow = store ? g_timeout_add(SLOW_MS, on_slow, store) : 0;

    if (store && keys) {
        char *auth = wf_keys_planner_auth(keys);
        wf_store_add_auth(store, auth);
        wf_secret_free(auth);
    }
    bool connected = store && wf_store_wait(store, CONNECT_MS, &error);
    if (slow && g_main_context_find_source_by_id(NULL, slow))
        g_source_remove(slow);
    if (connected)
        return store;
    if (store)
        g_prefix_error(&error, "%s: ", live_hosts(o));
    wf_cli_error("%s", error->message);
    g_clear_pointer(&store, wf_store_close);
    return NULL;
}

/* ---- signals ---- */

typedef struct {
    GMainLoop *loop;
    bool *interrupted;
} Stop;

static gboolean on_signal(gpointer user)
{
    Stop *stop = user;
    *stop->interrupted = true;
    g_main_loop_quit(stop->loop);
    return G_SOURCE_CONTINUE;
}

void live_on_signal(GMainLoop *loop, bool *ret_interrupted)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        Stop *stop = g_new(Stop, 1);
        *stop = (Stop){loop, ret_interrupted};
        g_unix_signal_add_full(G_PRIORITY_HIGH, numbers[i], on_signal, stop, g_free);
    }
}

/* ---- what a stack has accepted ---- */

typedef struct {
    GMainLoop *loop;
    WfPlan *plan;
    GError *error;
} LivePlan;

/* A prepare that writes nothing knows what the stack has accepted. */
static void on_prepare(WfPrepare *prepare, const WfPrepareProgress *p, gpointer user)
{
    LivePlan *live = user;

    if (p->phase == WF_PREPARE_READY)
        live->plan = wf_prepare_plan(prepare, &live->error);
    else if (p->phase == WF_PREPARE_DONE && p->error)
        live->error = g_error_copy(p->error);
    if (p->phase == WF_PREPARE_READY || p->phase == WF_PREPARE_DONE)
        g_main_loop_quit(live->loop);
}

WfPlan *live_plan(const LiveOptions *live, const WfCliOptions *options, const char *stack,
                  const WfModel *new)
{
    g_autoptr(WfKeys) keys = live_keys(live, stack, LIVE_KEYS_OR_NONE);
    g_autoptr(WfStore) store = keys ? live_open_store(live, keys) : NULL;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    LivePlan work = {.loop = loop};

    if (!store)
        return NULL;
    WfPrepareOptions o = {
        .stack = stack, .model = new, .keys = keys, .dry_run = true, .with_old = true};
    g_autoptr(WfPrepare) prepare = wf_prepare_start(store, &o, findings, on_prepare, &work);
    g_main_loop_run(loop);
    if (work.error) {
        wf_cli_refuse(options, findings);
        wf_cli_error("%s", work.error->message);
        g_clear_error(&work.error);
    }
    return work.plan;
}
