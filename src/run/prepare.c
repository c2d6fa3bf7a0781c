/* Preparing a stack: lock, look, write in fenced batches, say go, tidy up
 * (locking.c, reading.c, writing.c). Here is what holds the steps together: how
 * it starts, ends and begins anew.
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

GSource *wf_prepare_attach(WfPrepare *p, GSource *source, GSourceFunc func)
{
    g_source_set_callback(source, func, p, NULL);
    g_source_attach(source, g_main_context_get_thread_default());
    g_source_unref(source); /* the context's */
    return source;
}

void wf_prepare_detach(GSource **source)
{
    if (*source)
        g_source_destroy(*source);
    *source = NULL;
}

/* ---- telling ---- */

void wf_prepare_tell(WfPrepare *p, WfPreparePhase phase, const char *note, const GError *error)
{
    WfPrepareProgress progress = {.phase = phase,
                                  .generation = p->generation,
                                  .n_done = p->n_done,
                                  .n_total = p->counts.total,
                                  .note = note,
                                  .error = error,
                                  .partly = error && p->wrote};

    p->phase = phase;
    if (p->began)
        progress.elapsed_ms = (g_get_monotonic_time() - p->began) / 1000;
    p->func(p, &progress, p->user);
}

static void unlock(WfPrepare *p)
{
    g_autofree char *lock = wf_path_lock(p->stack);

    if (p->locked)
        wf_store_delete(p->store, lock, -1, NULL, NULL);
    p->locked = false;
}

static void on_unlocked(WfStore *store G_GNUC_UNUSED, const WfReply *reply G_GNUC_UNUSED,
                        gpointer user)
{
    WfPrepare *p = user;
    wf_prepare_tell(p, WF_PREPARE_DONE, NULL, p->error); /* frees it */
}

/* The lock goes first, so that whoever hears of the end may begin at once. What else is under way
 * is not listened to any more: there is one end. */
void wf_prepare_finish(WfPrepare *p, const GError *error)
{
    g_autofree char *lock = wf_path_lock(p->stack);

    wf_prepare_detach(&p->timer);
    if (p->store)
        wf_store_forget(p->store, p);
    p->error = error ? g_error_copy(error) : NULL;
    if (p->locked && p->store && wf_store_is_connected(p->store)) {
        p->locked = false;
        wf_store_delete(p->store, lock, -1, on_unlocked, p);
    } else {
        wf_prepare_tell(p, WF_PREPARE_DONE, NULL, p->error);
    }
}

void wf_prepare_forget_work(WfPrepare *p)
{
    wf_prepare_detach(&p->timer);
    g_clear_pointer(&p->existing, wf_existing_free);
    g_clear_pointer(&p->desired, wf_desired_free);
    g_clear_pointer(&p->changes, wf_changes_free);
    if (p->batch)
        wf_batch_cancel(g_steal_pointer(&p->batch));
    if (p->store)
        wf_store_forget(p->store, p);
}

/* ---- a connection that breaks ---- */

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

/* From the beginning: what was done is found done. */
void wf_prepare_restart(WfPrepare *p)
{
    wf_prepare_forget_work(p);
    p->fenced = false;
    p->locked = false; /* if the session lives on, the lock is found to be ours */
    p->waiting = true;
    p->restarts++;
    p->kick = wf_prepare_attach(p, g_idle_source_new(), on_again);
}

/* False: it was dealt with, and the step is over. */
bool wf_prepare_is_good(WfPrepare *p, WfRc rc, const char *action, const char *path)
{
    g_autoptr(GError) error = NULL;

    if (rc == WF_RC_OK)
        return true;
    if ((rc == WF_RC_UNKNOWN || rc == WF_RC_DOWN) && p->restarts < WF_PREPARE_RESTARTS) {
        wf_prepare_restart(p);
        return false;
    }
    if (rc == WF_RC_BAD_VERSION)
        g_set_error(&error, WF_ERROR, WF_ERROR_CONFLICT,
                    "another planner has changed '%s' meanwhile", path);
    else
        wf_rc_set_error(&error, rc, action, path);
    wf_prepare_finish(p, error);
    return false;
}

void wf_prepare_fail(WfPrepare *p, GError *error)
{
    g_autoptr(GError) own = error;
    wf_prepare_finish(p, own);
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
    p->lock_wait_s = o->lock_wait_s ? o->lock_wait_s : LOCK_WAIT_S;
    p->func = func;
    p->user = user;
    p->waiting = true;
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
    unlock(p);
    wf_prepare_forget_work(p);
    wf_desired_free(p->given);
    wf_prepare_detach(&p->kick);
    g_free(p->stack);
    g_free(p->expected);
    g_free(p->digest);
    g_clear_error(&p->error);
    g_free(p);
}
