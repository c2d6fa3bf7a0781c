/* Blocking reads: what other components came to, read once and watched until it
 * is what somebody waits for. */
#include "agent_priv.h"

#include <string.h>

/* From this many readers on, reads after an event are spread over a moment: the server answers
 * thousands of them in some hundred milliseconds anyway, and other traffic gets in between. */
#define HERD 200
#define HERD_MS_PER_100 4
#define HERD_MS_MAX 500

Producer *wf_producer_get(WfAgent *agent, const char *vm, const char *name)
{
    g_autofree char *key = g_strconcat(vm, "\n", name, NULL);
    Producer *p = g_hash_table_lookup(agent->producers, key);
    if (p)
        return p;
    p = g_new0(Producer, 1);
    p->agent = agent;
    p->vm = g_strdup(vm);
    p->name = g_strdup(name);
    p->edges = g_ptr_array_new();
    if (!strcmp(vm, agent->vm))
        p->local =
            strcmp(name, WF_FACTS) ? g_hash_table_lookup(agent->components, name) : &agent->facts;
    g_hash_table_insert(agent->producers, g_steal_pointer(&key), p);
    return p;
}

void wf_producer_free(Producer *p)
{
    wf_store_forget(p->agent->store, p);
    g_clear_handle_id(&p->timer, g_source_remove);
    wf_outcome_free(p->outcome);
    json_decref(p->sealed);
    g_ptr_array_unref(p->edges);
    g_free(p->vm);
    g_free(p->name);
    g_free(p);
}

const WfOutcome *wf_producer_outcome(const Producer *p)
{
    if (!p->local)
        return p->known ? p->outcome : NULL;
    return p->local->known && !p->local->unsynced ? p->local->outcome : NULL;
}

void wf_producer_changed(Producer *p)
{
    /* An update may drop edges (a component that goes on settles and disarms): walk a copy. */
    g_autoptr(GPtrArray) edges = g_ptr_array_copy(p->edges, NULL, NULL);
    for (guint i = 0; i < edges->len; i++)
        if (g_ptr_array_find(p->edges, edges->pdata[i], NULL))
            wf_edge_update(edges->pdata[i]);
    wf_socket_input_known(p->agent);
    wf_publish_st(p->agent);
}

void wf_component_published(Component *c)
{
    g_autofree char *key = g_strconcat(c->agent->vm, "\n", c->name, NULL);
    Producer *p = g_hash_table_lookup(c->agent->producers, key);
    if (p)
        wf_producer_changed(p);
}

/* ---- reading ---- */

static bool is_wanted(const Producer *p)
{
    for (guint i = 0; i < p->edges->len; i++)
        if (!((Edge *)p->edges->pdata[i])->satisfied)
            return true;
    return false;
}

static gboolean on_spread(gpointer user)
{
    Producer *p = user;
    p->timer = 0;
    wf_producer_want(p);
    return G_SOURCE_REMOVE;
}

static void on_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer user)
{
    (void)store, (void)path;
    Producer *p = user;
    p->watching = false;
    if (event == WF_WATCH_LOST)
        return;
    guint spread = MIN(p->readers * HERD_MS_PER_100 / 100, HERD_MS_MAX);
    if (p->readers >= HERD && !p->timer)
        p->timer = g_timeout_add((guint)g_random_int_range(0, (gint32)spread + 1), on_spread, p);
    else
        wf_producer_want(p);
}

/* The watch may have fired while what it watched was still being read: then it has to be read
 * again, for who is not satisfied by what came. */
static void took(Producer *p)
{
    wf_producer_changed(p);
    wf_producer_want(p);
}

static void on_sealed(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    Producer *p = user;
    g_autoptr(WfSealed) sealed =
        reply->rc == WF_RC_OK ? wf_sealed_parse(reply->data, reply->size, NULL) : NULL;
    p->reading = false;
    if (!sealed || !p->outcome || g_strcmp0(sealed->want, p->outcome->want)) {
        /* Another version than the outcome's: its watch fires, or has fired, and all is read again.
         */
        if (!p->watching)
            wf_producer_want(p);
        return;
    }
    json_decref(p->sealed);
    p->sealed = json_incref(sealed->values);
    took(p);
}

static void on_read(WfStore *store, const WfReply *reply, gpointer user)
{
    Producer *p = user;
    g_autoptr(GError) error = NULL;
    p->reading = false;
    p->watching |= reply->watching; /* it may have one already, from looking for the node */
    if (reply->rc != WF_RC_OK)
        return; /* NO_NODE: see on_exists; anything else ends with the session */
    WfOutcome *outcome = wf_outcome_parse(reply->data, reply->size, &error);
    if (!outcome) {
        wf_agent_trouble(p->agent, error->message);
        if (!p->watching)
            wf_producer_want(p); /* it has been written anew meanwhile */
        return;
    }
    wf_outcome_free(p->outcome);
    p->outcome = outcome;
    p->known = true;
    p->absent = false;
    json_decref(p->sealed);
    p->sealed = NULL;
    if (p->with_sealed && outcome->sealed && outcome->status == WF_STATUS_DONE) {
        g_autofree char *path = wf_path_sealed(p->agent->stack, p->vm, p->name);
        p->reading = true;
        wf_store_get(store, path, NULL, on_sealed, p);
        return;
    }
    took(p);
}

static void on_exists(WfStore *store, const WfReply *reply, gpointer user)
{
    Producer *p = user;
    p->reading = false;
    p->watching = reply->watching;
    if (reply->rc == WF_RC_OK) {
        p->reading = true;
        wf_store_get(store, reply->path, NULL, on_read, p);
    } else if (reply->rc == WF_RC_NO_NODE) {
        p->known = p->absent = true;
        g_clear_pointer(&p->outcome, wf_outcome_free);
        wf_producer_changed(p);
    }
}

static void on_get(WfStore *store, const WfReply *reply, gpointer user)
{
    Producer *p = user;
    if (reply->rc != WF_RC_NO_NODE) {
        on_read(store, reply, user);
        return;
    }
    /* Only looking for it sets a watch on what is not there. */
    wf_store_exists(store, reply->path, on_watch, on_exists, p);
}

void wf_producer_want(Producer *p)
{
    if (p->local || p->reading || p->watching || p->timer || !p->agent->loaded || !is_wanted(p))
        return;
    g_autofree char *path = wf_path_outcome(p->agent->stack, p->vm, p->name);
    p->reading = true;
    wf_store_get(p->agent->store, path, on_watch, on_get, p);
}
