/* Which stacks there are, and how they are. Names are everybody's to see; of those whose keys are
 * here each is looked at once, one after another: so no more than one is in memory. */
#include "run_priv.h"

#include <string.h>

struct WfStacks {
    WfStore *store;
    char *key;
    WfStacksFunc done;
    gpointer user;
    GPtrArray *states; /* WfStackState, by name */
    guint next;        /* the one that is looked at */
    WfProgress *progress;
    WfFollow *follow;
    guint step; /* source */
};

static void state_free(gpointer data)
{
    WfStackState *s = data;
    g_free(s->name);
    g_free(s->problem);
    g_free(s->sentence);
    g_free(s);
}

static int by_name(gconstpointer a, gconstpointer b)
{
    const WfStackState *x = *(const WfStackState *const *)a, *y = *(const WfStackState *const *)b;
    return strcmp(x->name, y->name);
}

static void finish(WfStacks *w, GError *error)
{
    g_autoptr(GError) own = error;
    w->done(w->states, own, w->user);
}

/* ---- one of them ---- */

static gboolean on_step(gpointer user);

/* Not from inside the follower, which is to go first. */
static void step(WfStacks *w)
{
    if (!w->step)
        w->step = g_idle_add(on_step, w);
}

static void take(WfStackState *s, WfProgress *p)
{
    const WfHead *head = wf_progress_head(p);

    s->generation = head->generation;
    s->phase = head->phase;
    s->since = head->since;
    s->n_vms = wf_progress_n_vms(p);
    for (guint i = 0; i < s->n_vms; i++) {
        bool up;
        gint64 since;
        wf_progress_vm(p, i, &up, &since);
        s->n_up += up;
    }
    WfProgressTally tally = wf_progress_tally(p);
    wf_progress_counts(p, s->counts);
    s->counts[WF_STATE_DONE] = tally.done;
    s->n_deleted = tally.deleted;
    s->n_components = tally.stay;
    s->done = head->phase != WF_PHASE_PREPARE && wf_progress_is_done(p);
    s->sentence = wf_progress_sentence(p, g_get_real_time() / 1000);
}

static void on_follow(WfFollow *follow, gpointer user)
{
    WfStacks *w = user;
    const WfHead *head = wf_progress_head(w->progress);
    const char *problem = wf_follow_problem(follow);

    if (w->step) /* it has been told already */
        return;
    WfStackState *s = w->states->pdata[w->next];
    if (problem)
        s->problem = g_strdup(wf_follow_is_absent(follow)   ? "nothing was ever prepared"
                              : wf_follow_is_denied(follow) ? "it was prepared with another key"
                                                            : problem);
    else if (wf_follow_is_loaded(follow) || (head && head->phase == WF_PHASE_PREPARE))
        take(s, w->progress);
    else
        return;
    w->next++;
    step(w);
}

/* False: there is no key to look at it with. */
static bool look_at(WfStacks *w, WfStackState *s)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = wf_keys_path(w->key, s->name);
    g_autoptr(WfKeys) keys = wf_keys_open(path, s->name, false, &error);

    if (!keys) {
        bool missing = g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND);
        s->problem = g_strdup(missing ? "its key is not on this machine" : error->message);
        return false;
    }
    char *auth = wf_keys_planner_auth(keys);
    wf_store_add_auth(w->store, auth);
    wf_secret_free(auth);
    w->progress = wf_progress_new(s->name);
    w->follow = wf_follow_look(w->store, s->name, w->progress, on_follow, w);
    return true;
}

static void forget(WfStacks *w)
{
    g_clear_pointer(&w->follow, wf_follow_free);
    g_clear_pointer(&w->progress, wf_progress_free);
}

static gboolean on_step(gpointer user)
{
    WfStacks *w = user;

    w->step = 0;
    forget(w);
    for (; w->next < w->states->len; w->next++)
        if (look_at(w, w->states->pdata[w->next]))
            return G_SOURCE_REMOVE;
    finish(w, NULL);
    return G_SOURCE_REMOVE;
}

/* ---- all of them ---- */

/* What was put there by others is no stack of ours. */
static void add(WfStacks *w, const char *child)
{
    g_autofree char *name = wf_zname_decode(child);

    if (!name || !wf_keys_is_stack_name(name))
        return;
    WfStackState *s = g_new0(WfStackState, 1);
    s->name = g_steal_pointer(&name);
    g_ptr_array_add(w->states, s);
}

static void on_children(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfStacks *w = user;
    GError *error = NULL;

    if (reply->rc != WF_RC_OK && reply->rc != WF_RC_NO_NODE) {
        wf_rc_set_error(&error, reply->rc, "read", reply->path);
        finish(w, error);
        return;
    }
    for (guint i = 0; i < reply->n_children; i++)
        add(w, reply->children[i]);
    g_ptr_array_sort(w->states, by_name);
    step(w);
}

WfStacks *wf_stacks_start(WfStore *store, const char *key, WfStacksFunc done, gpointer user)
{
    WfStacks *w = g_new0(WfStacks, 1);

    w->store = store;
    w->key = g_strdup(key);
    w->done = done;
    w->user = user;
    w->states = g_ptr_array_new_with_free_func(state_free);
    wf_store_children(store, "/weft", NULL, on_children, w);
    return w;
}

void wf_stacks_free(WfStacks *w)
{
    if (!w)
        return;
    forget(w);
    wf_store_forget(w->store, w);
    g_clear_handle_id(&w->step, g_source_remove);
    g_ptr_array_unref(w->states);
    g_free(w->key);
    g_free(w);
}
