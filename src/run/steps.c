/* What all steps of a prepare call: telling, the end, giving up, beginning anew. */
#include "prepare_priv.h"

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

/* ---- the end ---- */

/* Whoever takes a lock away, as its holder seems to be gone, gives the head a new version: so what
 * that one has sent last does not take the next one's lock. */
void wf_prepare_unlock(WfPrepare *p, WfReplyFunc func, gpointer user)
{
    g_autofree char *lock = wf_path_lock(p->stack), *head = wf_path_head(p->stack);
    g_autoptr(WfOps) ops = wf_ops_new();

    p->locked = false;
    wf_ops_check(ops, head, p->version);
    wf_ops_delete(ops, lock, -1);
    wf_store_multi(p->store, ops, func, user);
}

static void on_unlocked(WfStore *store, const WfReply *reply, gpointer user);

/* Still ours: so it was when the head was read. */
static void on_lock_seen(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (reply->rc == WF_RC_OK && reply->stat->owner == wf_store_info(store)->session)
        wf_prepare_unlock(p, on_unlocked, p);
    else
        wf_prepare_tell(p, WF_PREPARE_DONE, NULL, p->error); /* frees it */
}

static void on_head_seen(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    g_autofree char *lock = wf_path_lock(p->stack);
    p->version = reply->rc == WF_RC_OK ? reply->stat->version : 0;
    wf_store_exists(store, lock, NULL, on_lock_seen, p);
}

/* Somebody's wish may have moved the head on, or it was not looked at yet. */
static void on_unlocked(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    g_autofree char *head = wf_path_head(p->stack);
    if (reply->rc == WF_RC_BAD_VERSION)
        wf_store_exists(store, head, NULL, on_head_seen, p);
    else
        wf_prepare_tell(p, WF_PREPARE_DONE, NULL, p->error); /* frees it */
}

/* The lock goes first, so that whoever hears of the end may begin at once. What else is under way
 * is not listened to any more: there is one end. */
void wf_prepare_finish(WfPrepare *p, const GError *error)
{
    wf_prepare_detach(&p->timer);
    if (p->store)
        wf_store_forget(p->store, p);
    p->error = error ? g_error_copy(error) : NULL;
    if (p->locked && p->store && wf_store_is_connected(p->store))
        wf_prepare_unlock(p, on_unlocked, p);
    else
        wf_prepare_tell(p, WF_PREPARE_DONE, NULL, p->error);
}

void wf_prepare_fail(WfPrepare *p, GError *error)
{
    g_autoptr(GError) own = error;
    wf_prepare_finish(p, own);
}

void wf_prepare_forget_work(WfPrepare *p)
{
    wf_prepare_detach(&p->timer);
    g_clear_pointer(&p->existing, wf_existing_free);
    g_clear_pointer(&p->readers, g_hash_table_unref);
    g_clear_pointer(&p->desired, wf_desired_free);
    g_clear_pointer(&p->changes, wf_changes_free);
    if (p->batch)
        wf_batch_cancel(g_steal_pointer(&p->batch));
    if (p->store)
        wf_store_forget(p->store, p);
}

/* What was done is found done. */
void wf_prepare_restart(WfPrepare *p)
{
    wf_prepare_forget_work(p);
    p->fenced = false;
    p->locked = false; /* if the session lives on, the lock is found to be ours */
    p->waiting = true;
    p->restarts++;
    p->kick = wf_prepare_attach(p, g_idle_source_new(), p->again);
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
                    "another planner has changed '%s' meanwhile%s", path,
                    p->wrote ? "" : ": nothing was written, look at what is to be done now");
    else
        wf_rc_set_error(&error, rc, action, path);
    wf_prepare_finish(p, error);
    return false;
}
