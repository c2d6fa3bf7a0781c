/* Preparing a stack: lock, look, write in fenced batches, say go, tidy up
 * (locking.c, reading.c, writing.c; steps.c has what they share). Here is how it
 * starts, and what is told of it.
 *
 * Each step reads what is there and writes only what differs, so a run that was
 * killed or cut off is completed by the next one; after a broken connection
 * this one itself begins anew. The version of the head fences: who set it last
 * is the planner, and what any other one sends is refused as a whole. */
#include "prepare_priv.h"

#define LOCK_WAIT_S 15

const char *wf_prepare_phase_name(WfPreparePhase phase)
{
    static const char *const names[] = {"locking", "reading", "ready",
                                        "writing", "tidying", "done"};
    return names[phase];
}

/* ---- the beginning, and again when a connection broke ---- */

static void on_state(WfStore *store, const WfStoreInfo *info, gpointer user);

static gboolean on_again(gpointer user)
{
    WfPrepare *p = user;
    p->kick = NULL;
    if (!wf_prepare_work_out(p))
        return G_SOURCE_REMOVE;
    if (!p->store) {
        wf_prepare_read_nothing(p);
        return G_SOURCE_REMOVE;
    }
    wf_store_listen(p->store, on_state, p);
    if (wf_store_is_connected(p->store)) {
        p->waiting = false;
        wf_prepare_lock(p);
    }
    return G_SOURCE_REMOVE;
}

static void on_state(WfStore *store G_GNUC_UNUSED, const WfStoreInfo *info, gpointer user)
{
    WfPrepare *p = user;
    if (info->state == WF_STORE_CONNECTED && p->waiting) {
        p->waiting = false;
        wf_prepare_lock(p);
    }
}

/* ---- from outside ---- */

WfPrepare *wf_prepare_start(WfStore *store, const WfPrepareOptions *o, WfFindings *findings,
                            WfPrepareFunc func, gpointer user)
{
    g_return_val_if_fail(store || o->dry_run, NULL);
    WfPrepare *p = g_new0(WfPrepare, 1);

    p->store = store;
    p->stack = g_strdup(o->stack);
    p->expected = g_strdup(o->expected);
    p->digest = g_strdup(o->digest);
    p->model = o->model;
    p->keys = o->keys;
    p->findings = findings;
    p->given = o->desired;
    p->part = o->part;
    p->dry_run = o->dry_run;
    p->with_old = o->with_old;
    p->as_shown = o->as_shown;
    p->lock_wait_s = o->lock_wait_s ? o->lock_wait_s : LOCK_WAIT_S;
    p->func = func;
    p->user = user;
    p->waiting = true;
    p->again = on_again;
    if (store) {
        char *auth = wf_keys_planner_auth(o->keys);
        wf_store_add_auth(store, auth);
        wf_secret_free(auth);
    }
    p->kick = wf_prepare_attach(p, g_idle_source_new(), on_again);
    return p;
}

WfPrepareCounts wf_prepare_counts(const WfPrepare *p)
{
    return p->counts;
}

guint64 wf_prepare_meant(const WfPrepare *p)
{
    return p->meant;
}

PrepareView wf_prepare_view(const WfPrepare *p)
{
    return (PrepareView){.stack = p->stack,
                         .existing = p->existing,
                         .desired = p->desired,
                         .changes = p->changes,
                         .generation = p->generation,
                         .is_current = wf_prepare_is_current(p)};
}

WfPlan *wf_prepare_plan(WfPrepare *p, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(WfModel) old = wf_stored_accepted(p->existing, p->keys, &problem);
    g_autoptr(WfModel) new = NULL;

    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    /* A stored model is composed, so what it is compared with has to be, too. */
    if (!p->model)
        return wf_plan_new(old, NULL, error);
    new = old ? wf_stored_same(p->model, p->stack, error) : wf_model_ref((WfModel *)p->model);
    WfPlan *plan = new ? wf_plan_new(old, new, error) : NULL;
    if (plan && old)
        wf_plan_set_accepted(plan, p->existing->head->model, wf_plan_model_digest(p->model));
    return plan;
}

void wf_prepare_free(WfPrepare *p)
{
    if (!p)
        return;
    if (p->locked)
        wf_prepare_unlock(p, NULL, NULL);
    wf_prepare_forget_work(p);
    wf_desired_free(p->given);
    wf_head_free(p->seen);
    wf_prepare_detach(&p->kick);
    g_free(p->stack);
    g_free(p->expected);
    g_free(p->digest);
    g_clear_error(&p->error);
    g_free(p);
}
