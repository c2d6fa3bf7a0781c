/* A whole stack on this machine: a private server, the planner, agents as
 * processes, and somebody who watches until it is over. */
#include "run_priv.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <weft/file.h>
#include <weft/server.h>
#include <weft/zk.h>

/* A session as short as a private server grants: what was killed is missed soon. A large model has
 * us and the machine busy for longer. */
#define SESSION_MS 4000
#define COMPONENTS_A_MS 8
#define AGAIN_MS 200

struct WfRehearsal {
    WfProgress *progress;
    WfFindings *findings;
    WfRehearsalFunc func;
    gpointer user;
    const WfModel *model, *update;
    WfDesired *desired, *desired_update; /* until they are prepared */
    char *stack, *folder;
    bool real, sandbox, keep, go_on, own_folder, updating, checking, over, failed;
    char **fail, **slow, **kill;
    WfRehearsalPhase phase;
    guint64 generation; /* that was prepared last */
    WfKeys *keys;
    WfServer *server;
    WfStore *store;
    WfPrepare *prepare;
    WfFleet *fleet;
    WfFollow *follow;
    FILE *journal;
    GPtrArray *vms;
    json_t *infra;
    guint kick, again, agents_timer;
    GError *problem; /* with the folder or the journal: told when it begins */
};

static void tell(WfRehearsal *r, WfRehearsalPhase phase, const GError *error)
{
    r->phase = phase;
    r->over = phase == WF_REHEARSAL_OVER;
    r->func(r, phase, error, r->user);
}

static void fail(WfRehearsal *r, GError *error)
{
    g_autoptr(GError) own = error;
    r->failed = true;
    tell(r, WF_REHEARSAL_OVER, own);
}

/* ---- is it over? ---- */

static void begin_prepare(WfRehearsal *r, const WfModel *model, WfDesired *desired);

static void over(WfRehearsal *r)
{
    if (r->update && !r->updating && wf_progress_is_done(r->progress)) {
        r->updating = true;
        tell(r, WF_REHEARSAL_UPDATE, NULL);
        begin_prepare(r, r->update, g_steal_pointer(&r->desired_update));
    } else {
        tell(r, WF_REHEARSAL_OVER, NULL);
    }
}

/* What ran again and ended between two looks is over as before, but not settled. */
static bool is_over(const WfRehearsal *r)
{
    return wf_progress_is_over(r->progress) && wf_progress_is_settled(r->progress);
}

/* States come from the VMs' own packed words, which may be of before an update: what counts is
 * the outcomes, read once more when everything seems to be over. */
static gboolean on_look_again(gpointer user);

static void on_follow(WfFollow *follow, gpointer user)
{
    WfRehearsal *r = user;

    if (r->over && r->go_on && !r->failed && !is_over(r)) {
        r->over = false; /* somebody had something run again */
        r->phase = WF_REHEARSAL_RUN;
    }
    if (r->phase != WF_REHEARSAL_RUN || r->over)
        return;
    tell(r, WF_REHEARSAL_RUN, NULL);
    if (r->over || !wf_follow_has(follow, r->generation))
        return;
    if (r->checking && wf_follow_is_settled(follow)) {
        r->checking = false;
        if (is_over(r))
            over(r);
        else if (!r->again)
            r->again = g_timeout_add(AGAIN_MS, on_look_again, r);
    } else if (!r->checking && wf_progress_is_over(r->progress)) {
        r->checking = true;
        wf_follow_read_outcomes(follow);
    }
}

/* An outcome that is re-stamped for a new want need not change any state that is watched. */
static gboolean on_look_again(gpointer user)
{
    WfRehearsal *r = user;
    r->again = 0;
    on_follow(r->follow, r);
    return G_SOURCE_REMOVE;
}

static gboolean on_agents(gpointer user)
{
    WfRehearsal *r = user;

    if (!r->fleet || r->over || !wf_fleet_is_broken(r->fleet))
        return G_SOURCE_CONTINUE;
    g_autofree char *log = wf_fleet_log(r->fleet);
    r->agents_timer = 0;
    fail(r, g_error_new(WF_ERROR, WF_ERROR_UNAVAILABLE, "the agents cannot be run: %s",
                        g_strstrip(log)));
    return G_SOURCE_REMOVE;
}

/* ---- agents ---- */

static void add_vms(WfRehearsal *r, const WfModel *m)
{
    for (WfId vm = 0; m && vm < wf_model_n_vms(m); vm++) {
        const char *name = wf_model_vm_name(m, vm);
        guint32 n;
        wf_model_vm_components(m, vm, &n);
        if ((n || wf_model_vm_publishes(m, vm)) &&
            !g_ptr_array_find_with_equal_func(r->vms, name, g_str_equal, NULL))
            g_ptr_array_add(r->vms, (gpointer)name);
    }
}

static bool pretend_cloud(WfRehearsal *r, const WfModel *m, WfDesired **ret, GError **error)
{
    *ret = m ? wf_desired_new(m, r->keys, r->stack, r->findings, error) : NULL;
    if (!*ret)
        return !m;
    json_auto_t *facts = wf_desired_infra(*ret);
    json_object_update_missing(r->infra, facts);
    return true;
}

static bool start_agents(WfRehearsal *r, GError **error)
{
    g_autofree char *folder = g_build_filename(r->folder, "agents", NULL);
    WfFleetOptions o = {.hosts = wf_server_hosts(r->server),
                        .stack = r->stack,
                        .folder = folder,
                        .keys = r->keys,
                        .vms = r->vms,
                        .infra = r->infra,
                        .real = r->real,
                        .sandbox = r->sandbox,
                        .fail = (const char *const *)r->fail,
                        .slow = (const char *const *)r->slow,
                        .kill = (const char *const *)r->kill};

    if (g_mkdir_with_parents(folder, 0700) != 0) {
        wf_error_set_errno(error, errno, "cannot make folder '%s'", folder);
        return false;
    }
    r->fleet = wf_fleet_start(&o, error);
    r->agents_timer = g_timeout_add_seconds(1, on_agents, r);
    return r->fleet != NULL;
}

/* ---- prepare ---- */

static void prepared(WfRehearsal *r)
{
    GError *error = NULL;

    if (!r->fleet && !start_agents(r, &error)) {
        fail(r, error);
        return;
    }
    r->phase = WF_REHEARSAL_RUN;
    r->checking = false;
    if (!r->follow)
        r->follow = wf_follow_new(r->store, r->stack, r->progress, r->journal, on_follow, r);
    tell(r, WF_REHEARSAL_RUN, NULL);
}

static void on_prepare(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    WfRehearsal *r = user;

    if (progress->phase == WF_PREPARE_READY)
        wf_prepare_write(p);
    if (progress->phase != WF_PREPARE_DONE)
        return;
    GError *error = progress->error ? g_error_copy(progress->error) : NULL;
    r->generation = progress->generation;
    wf_prepare_free(g_steal_pointer(&r->prepare));
    if (error)
        fail(r, error);
    else
        prepared(r);
}

static void begin_prepare(WfRehearsal *r, const WfModel *model, WfDesired *desired)
{
    WfPrepareOptions o = {.stack = r->stack, .model = model, .keys = r->keys, .desired = desired};

    r->prepare = wf_prepare_start(r->store, &o, r->findings, on_prepare, r);
}

/* ---- the server ---- */

static int session_ms(const WfRehearsal *r)
{
    return SESSION_MS + (int)(wf_model_n_components(r->model) / COMPONENTS_A_MS);
}

static void on_server(WfServer *server, const GError *problem, gpointer user)
{
    WfRehearsal *r = user;
    GError *error = problem ? g_error_copy(problem) : NULL;

    if (!error)
        r->store = wf_zk_new(wf_server_hosts(server), session_ms(r), &error);
    if (error) {
        fail(r, error);
        return;
    }
    tell(r, WF_REHEARSAL_PREPARE, NULL);
    begin_prepare(r, r->model, g_steal_pointer(&r->desired));
}

static bool open_folder(WfRehearsal *r, const WfRehearsalOptions *o, GError **error)
{
    r->own_folder = !o->folder;
    /* Agents and their sandboxes look at it from other working directories. */
    r->folder =
        o->folder ? g_canonicalize_filename(o->folder, NULL) : g_dir_make_tmp("weft-XXXXXX", error);
    if (r->folder && o->journal)
        r->journal = wf_progress_journal_open(o->journal, error);
    return r->folder && (r->journal || !o->journal);
}

/* Everything that can be wrong with the models is found before a server is started. */
static gboolean on_begin(gpointer user)
{
    WfRehearsal *r = user;
    GError *error = NULL;
    WfServerOptions options = {.tick_ms = 1000, .heavy = wf_model_n_components(r->model) > 20000};

    r->kick = 0;
    add_vms(r, r->model);
    add_vms(r, r->update);
    if (pretend_cloud(r, r->model, &r->desired, &error) &&
        pretend_cloud(r, r->update, &r->desired_update, &error))
        r->server = wf_server_start_async(&options, on_server, r, &error);
    if (!r->server)
        fail(r, error);
    return G_SOURCE_REMOVE;
}

static gboolean on_no_folder(gpointer user)
{
    WfRehearsal *r = user;
    r->kick = 0;
    fail(r, g_steal_pointer(&r->problem));
    return G_SOURCE_REMOVE;
}

void wf_run_order_vms(WfProgress *p, const WfModel *m)
{
    g_autofree const char **names = g_new0(const char *, wf_model_n_vms(m) + 1);

    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        names[vm] = wf_model_vm_name(m, vm);
    wf_progress_set_vms(p, names);
}

WfRehearsal *wf_rehearsal_start(const WfRehearsalOptions *o, WfProgress *progress,
                                WfFindings *findings, WfRehearsalFunc func, gpointer user)
{
    WfRehearsal *r = g_new0(WfRehearsal, 1);

    r->progress = progress;
    wf_run_order_vms(progress, o->model);
    r->findings = findings;
    r->func = func;
    r->user = user;
    r->model = o->model;
    r->update = o->update;
    r->stack = g_strdup(o->stack);
    r->real = o->real;
    r->sandbox = o->sandbox;
    r->keep = o->keep;
    r->go_on = o->go_on;
    r->fail = g_strdupv((char **)o->fail);
    r->slow = g_strdupv((char **)o->slow);
    r->kill = g_strdupv((char **)o->kill);
    r->keys = wf_keys_random(o->stack);
    r->vms = g_ptr_array_new();
    r->infra = json_object();
    r->kick = g_idle_add(open_folder(r, o, &r->problem) ? on_begin : on_no_folder, r);
    return r;
}

const char *wf_rehearsal_folder(const WfRehearsal *r)
{
    return r->folder;
}

const char *wf_rehearsal_hosts(const WfRehearsal *r)
{
    return r->server ? wf_server_hosts(r->server) : NULL;
}

WfStore *wf_rehearsal_store(const WfRehearsal *r)
{
    return r->store;
}

const WfKeys *wf_rehearsal_keys(const WfRehearsal *r)
{
    return r->keys;
}

bool wf_rehearsal_close_journal(WfRehearsal *r, GError **error)
{
    FILE *journal = g_steal_pointer(&r->journal);

    g_clear_pointer(&r->follow, wf_follow_free);
    return !journal || wf_progress_journal_close(journal, error);
}

void wf_rehearsal_free(WfRehearsal *r)
{
    if (!r)
        return;
    g_clear_handle_id(&r->kick, g_source_remove);
    g_clear_handle_id(&r->again, g_source_remove);
    g_clear_handle_id(&r->agents_timer, g_source_remove);
    wf_fleet_free(r->fleet);
    wf_rehearsal_close_journal(r, NULL);
    wf_prepare_free(r->prepare);
    g_clear_pointer(&r->store, wf_store_close);
    wf_server_free(r->server);
    if (r->own_folder && r->folder && !r->keep)
        wf_file_remove_tree(r->folder);
    wf_desired_free(r->desired);
    wf_desired_free(r->desired_update);
    wf_keys_free(r->keys);
    g_ptr_array_unref(r->vms);
    json_decref(r->infra);
    g_strfreev(r->fail);
    g_strfreev(r->slow);
    g_strfreev(r->kill);
    g_clear_error(&r->problem);
    g_free(r->stack);
    g_free(r->folder);
    g_free(r);
}
