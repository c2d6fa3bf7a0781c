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
    g_queue_init(&p->edges);
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
    g_free(p->vm);
    g_free(p->name);
    g_free(p);
}

static void producer_changed(Producer *p)
{
    for (GList *l = p->edges.head; l; l = l->next)
        wf_edge_update(l->data);
    p->agent->input_known = true;
    wf_agent_st_changed(p->agent);
}

/* NULL: nobody on this VM reads it or follows it. */
static Producer *producer_of(const Component *c)
{
    g_autofree char *key = g_strconcat(c->agent->vm, "\n", c->name, NULL);
    return g_hash_table_lookup(c->agent->producers, key);
}

void wf_component_published(Component *c)
{
    Producer *p = producer_of(c);
    if (p)
        producer_changed(p);
}

bool wf_component_is_awaited(const Component *c)
{
    const Producer *p = producer_of(c);
    return p && p->n_waiting;
}

/* ---- reading ---- */

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
    producer_changed(p);
    wf_producer_want(p);
}

static void on_sealed(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    Producer *p = user;
    if (!p->opening)
        return; /* asked for in vain */
    g_autoptr(WfSealed) sealed =
        reply->rc == WF_RC_OK ? wf_sealed_parse(reply->data, reply->size, NULL) : NULL;
    p->reading = p->opening = false;
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

static void read_sealed(Producer *p)
{
    g_autofree char *path = wf_path_sealed(p->agent->stack, p->vm, p->name);
    wf_store_get(p->agent->store, path, NULL, on_sealed, p);
}

/* Both at the same time: most events tell of an outcome that somebody waits for, with all it has.
 */
static void read_outcome(Producer *p, WfWatchFunc watch, WfReplyFunc done)
{
    g_autofree char *path = wf_path_outcome(p->agent->stack, p->vm, p->name);
    p->reading = true;
    wf_store_get(p->agent->store, path, watch, done, p);
    p->asked_sealed = p->with_sealed;
    if (p->asked_sealed)
        read_sealed(p);
}

static void on_read(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    Producer *p = user;
    g_autoptr(GError) error = NULL;
    p->reading = false;
    p->watching |= reply->watching; /* it may have one already, from looking for the node */
    if (reply->rc == WF_RC_NO_NODE && !p->watching)
        wf_producer_want(p); /* it was there, and has gone since */
    if (reply->rc != WF_RC_OK)
        return; /* anything but NO_NODE ends with the session */
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
        p->reading = p->opening = true;
        if (!p->asked_sealed)
            read_sealed(p);
        return;
    }
    took(p);
}

static void on_exists(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    Producer *p = user;
    p->reading = false;
    p->watching = reply->watching;
    if (reply->rc == WF_RC_OK) {
        read_outcome(p, NULL, on_read);
    } else if (reply->rc == WF_RC_NO_NODE) {
        p->known = p->absent = true;
        g_clear_pointer(&p->outcome, wf_outcome_free);
        producer_changed(p);
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
    if (p->local || p->reading || p->watching || p->timer || !p->agent->loaded || !p->n_waiting)
        return;
    read_outcome(p, on_watch, on_get);
}
