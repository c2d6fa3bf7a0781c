/* What this VM has to do, and whether it is done. */
#include "agent_priv.h"

#include <string.h>

static Component *component_new(WfAgent *agent, const char *name)
{
    Component *c = g_new0(Component, 1);
    c->agent = agent;
    c->name = g_strdup(name);
    c->edges = g_ptr_array_new();
    return c;
}

void wf_component_clear(Component *c)
{
    wf_component_disarm(c);
    wf_store_forget(c->agent->store, c);
    g_clear_handle_id(&c->timer, g_source_remove);
    if (c->run)
        wf_run_abandon(c->run);
    g_ptr_array_unref(c->edges);
    g_clear_pointer(&c->outcome, wf_outcome_free);
    g_clear_pointer(&c->text, g_bytes_unref);
    json_decref(c->sealed);
    json_decref(c->earlier);
    g_free(c->tried);
    g_free(c->name);
}

void wf_component_free(Component *c)
{
    wf_component_clear(c);
    g_free(c);
}

/* ---- is there anything to do? ---- */

static bool is_settled(const Component *c)
{
    const WfOutcome *o = c->outcome;
    if (!o || g_strcmp0(o->want, c->entry->deep))
        return false;
    /* A new machine under the name of an old one has nothing of what the old one did. */
    bool here = !o->machine || !strcmp(o->machine, c->agent->machine);
    /* A failure is an answer to what was tried: to be deleted is another wish than to be made,
     * though the digest is the same. */
    if (o->status == WF_STATUS_FAILED)
        return here && c->entry->retry <= o->retry &&
               c->deleting == !g_strcmp0(o->action, "DELETE");
    if (wf_component_has_begun(c))
        return false; /* say the wish came back to what was there before: it is not there now */
    return c->deleting ? o->status == WF_STATUS_DELETED : o->status == WF_STATUS_DONE && here;
}

void wf_component_consider(Component *c)
{
    if (!c->agent->loaded || !c->known || !c->entry || c->run || c->stage == STAGE_ORPHANED)
        return;
    g_clear_handle_id(&c->timer, g_source_remove);
    wf_component_disarm(c);
    if (is_settled(c)) {
        c->lazy_gates = false;
        wf_component_set_stage(c, STAGE_SETTLED);
    } else if (c->entry->pause) {
        wf_component_set_stage(c, STAGE_HELD);
    } else {
        wf_component_set_stage(c, STAGE_WAITING);
        wf_component_arm(c);
        wf_component_edge_changed(c);
    }
}

/* ---- what the store and the journal know of it ---- */

static WfOutcome *journalled(const WfJournalEntry *entry)
{
    if (!entry || !entry->outcome)
        return NULL;
    gsize len;
    const void *text = g_bytes_get_data(entry->outcome, &len);
    return wf_outcome_parse(text, len, NULL);
}

/* A run that ended here and is not in the store: it was never published, or the store was lost. */
static bool is_unpublished(const WfOutcome *own, const WfOutcome *stored)
{
    if (own->status == WF_STATUS_NONE)
        return false;
    if (own->status == WF_STATUS_DELETED && stored->status == WF_STATUS_NONE)
        return false; /* a node made anew, for a component that came back */
    return stored->status == WF_STATUS_NONE || stored->runs < own->runs;
}

/* What was sealed then is sealed for it still, whatever digest it has come to stand for. */
static bool is_same_run(const WfOutcome *own, const WfOutcome *stored)
{
    return own && own->runs == stored->runs && !g_strcmp0(own->machine, stored->machine);
}

/* Another agent has brought the same about while this one slept: that stands, as it would if this
 * one had been started anew. A mark before a run is no result, and what is not safe on the disk has
 * readers to release. */
static bool is_overtaken(const Component *c, const WfOutcome *own, const WfOutcome *stored)
{
    if (c->run || own->doing || stored->doing || c->unjournalled || c->unsynced)
        return false;
    return (stored->status == WF_STATUS_DONE || stored->status == WF_STATUS_DELETED) &&
           stored->runs >= own->runs && !g_strcmp0(stored->want, own->want);
}

/* ---- a node that is not there ---- */

static void on_back(WfStore *store, const WfReply *reply, gpointer user);

static void on_node_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer user)
{
    Component *c = user;
    c->node_watched = false;
    if (event != WF_WATCH_LOST)
        wf_store_get(store, path, NULL, on_back, c);
}

static void on_node(WfStore *store, const WfReply *reply, gpointer user)
{
    Component *c = user;
    c->node_watched = reply->watching;
    if (reply->rc == WF_RC_OK)
        wf_store_get(store, reply->path, NULL, on_back, c);
}

/* Only the planner may make it again. Until then there is nowhere to report to. */
static void watch_node(Component *c)
{
    if (c->node_watched || !c->entry)
        return;
    c->node_watched = true;
    g_autofree char *path = wf_path_outcome(c->agent->stack, c->agent->vm, c->name);
    g_autofree char *text =
        g_strdup_printf("'%s' is not there: 'weft prepare' makes it again", path);
    wf_agent_trouble(c->agent, text);
    wf_store_exists(c->agent->store, path, on_node_watch, on_node, c);
}

void wf_component_loaded(Component *c, const WfReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WfOutcome) stored = NULL;
    bool first = !c->known;
    c->known = true;
    c->absent = reply->rc == WF_RC_NO_NODE;
    if (reply->rc == WF_RC_OK) {
        c->version = reply->stat->version;
        stored = wf_outcome_parse(reply->data, reply->size, &error);
        if (!stored)
            wf_agent_trouble(c->agent, error->message);
    }
    if (!stored)
        stored = wf_outcome_new();
    const WfJournalEntry *entry = wf_journal_get(c->agent->journal, c->name);
    g_autoptr(WfOutcome) own = first ? journalled(entry) : wf_outcome_copy(c->outcome);
    if (first && entry)
        c->sealed = json_incref(entry->sealed);
    if (own && is_unpublished(own, stored)) {
        wf_outcome_free(c->outcome);
        c->outcome = g_steal_pointer(&own);
        if (!c->absent)
            wf_publish(c);
    } else if (!c->dirty || first || is_overtaken(c, own, stored)) {
        if (!is_same_run(own, stored))
            g_clear_pointer(&c->sealed, json_decref);
        wf_outcome_free(c->outcome);
        c->outcome = g_steal_pointer(&stored);
        g_clear_pointer(&c->text, g_bytes_unref);
        if (c->dirty)
            g_ptr_array_remove(c->agent->dirty, c);
        c->dirty = false;
    }
    if (c->absent)
        watch_node(c);
    if (c->absent && c->run && c->run->marking)
        wf_component_note(c, NEWS_MARKED); /* there is nobody who could be told */
    if (!first)
        return;
    if (c->outcome->want) {
        c->tried = g_strdup(c->outcome->want);
        c->attempt = c->outcome->attempt;
        c->base = c->outcome->attempt;
        c->earlier = json_incref(c->outcome->earlier);
        if (c->outcome->status == WF_STATUS_FAILED)
            wf_component_add_earlier(c, c->outcome->started, c->outcome->finished);
    }
    if (entry && entry->want)
        wf_run_recover(c, entry);
}

void wf_component_loaded_sealed(Component *c, const WfReply *reply)
{
    g_autoptr(WfSealed) sealed = wf_sealed_parse(reply->data, reply->size, NULL);
    if (sealed && !wf_component_has_sealed(c) && !g_strcmp0(sealed->want, c->outcome->want))
        c->sealed = json_incref(sealed->values);
}

/* ---- a new manifest ---- */

static void on_loaded(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    Component *c = user;
    if (reply->rc != WF_RC_OK && reply->rc != WF_RC_NO_NODE)
        return; /* loaded again when the connection is back */
    wf_component_loaded(c, reply);
    wf_component_consider(c);
    wf_agent_wake(c->agent);
}

static void on_back(WfStore *store, const WfReply *reply, gpointer user)
{
    Component *c = user;
    if (c->agent->loaded && c->known)
        on_loaded(store, reply, c);
}

static void on_reread(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    Component *c = user;
    if (reply->rc != WF_RC_OK && reply->rc != WF_RC_NO_NODE)
        return; /* read again when the connection is back */
    wf_component_loaded(c, reply);
    wf_publish_kick(c->agent);
    wf_agent_wake(c->agent);
}

void wf_component_reread(Component *c)
{
    g_autofree char *path = wf_path_outcome(c->agent->stack, c->agent->vm, c->name);
    wf_store_get(c->agent->store, path, NULL, on_reread, c);
}

static void read_node(Component *c)
{
    g_autofree char *path = wf_path_outcome(c->agent->stack, c->agent->vm, c->name);
    wf_store_get(c->agent->store, path, NULL, on_loaded, c);
}

static void take_entry(WfAgent *agent, const WfEntry *entry, bool deleting)
{
    Component *c = g_hash_table_lookup(agent->components, entry->name);
    if (!c) {
        c = component_new(agent, entry->name);
        g_hash_table_insert(agent->components, c->name, c);
    }
    c->entry = entry;
    c->deleting = deleting;
    c->lazy_gates = false;
    g_ptr_array_add(agent->order, c);
    agent->n_settled += c->stage == STAGE_SETTLED;
}

static bool is_gone(const Component *c)
{
    if (c->entry || c->run || c->dirty || c->sending || c->news || c->stage == STAGE_ORPHANED)
        return false;
    g_autofree char *key = g_strconcat(c->agent->vm, "\n", c->name, NULL);
    return !g_hash_table_contains(c->agent->producers, key); /* somebody still looks at it */
}

/* What ran here and is in no manifest any more has no further meaning; should it come back, it
 * is created again. */
void wf_components_forget_gone(WfAgent *agent)
{
    GHashTableIter iter;
    Component *c;
    bool none = g_hash_table_size(agent->components) == agent->order->len &&
                !(agent->manifest && agent->manifest->deletions->len);
    if (none)
        return; /* all are wanted */
    g_hash_table_iter_init(&iter, agent->components);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&c)) {
        if (is_gone(c)) {
            wf_journal_forget(agent->journal, c->name, NULL);
            g_hash_table_iter_remove(&iter);
        }
    }
}

void wf_components_apply(WfAgent *agent)
{
    GHashTableIter iter;
    Component *c;
    g_hash_table_iter_init(&iter, agent->components);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&c)) {
        wf_component_disarm(c);
        c->entry = NULL;
        if (c->stage == STAGE_READY)
            wf_component_set_stage(c, STAGE_WAITING);
    }
    g_hash_table_remove_all(agent->producers);
    g_ptr_array_set_size(agent->order, 0);
    agent->n_settled = 0;
    const GPtrArray *lists[] = {agent->manifest->components, agent->manifest->deletions};
    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++)
            take_entry(agent, lists[l]->pdata[i], l == 1);
    wf_components_forget_gone(agent);
    agent->idle_told = false;
    for (guint i = 0; agent->holding && i < agent->order->len; i++) {
        c = agent->order->pdata[i];
        if (c->run)
            wf_component_rearm(c); /* its recipe may still read lazily */
        else
            wf_component_consider(c);
        if (agent->loaded && (!c->known || c->absent)) /* the planner has made the node, perhaps */
            read_node(c);
    }
    wf_agent_st_changed(agent);
}
