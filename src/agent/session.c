/* Holding a VM: the manifest is read, epoch and presence are taken, then head
 * and outcomes are read. The same way after a start, a broken connection and an
 * expired session: raising the epoch again costs one write, and every answer
 * that was lost on the way no longer matters. */
#include "agent_priv.h"

#define RETRY_MS 5000 /* after what should not happen; spread by a quarter */

static void read_manifest(WfAgent *agent);

static gboolean on_retry(gpointer user)
{
    WfAgent *agent = user;
    agent->retry_timer = 0;
    if (wf_store_is_connected(agent->store) && !agent->fenced)
        wf_session_begin(agent);
    return G_SOURCE_REMOVE;
}

static void retry_later(WfAgent *agent)
{
    if (!agent->retry_timer)
        agent->retry_timer = g_timeout_add(
            (guint)g_random_int_range(RETRY_MS * 3 / 4, RETRY_MS * 5 / 4), on_retry, agent);
}

static void refused(WfAgent *agent, WfRc rc, const char *action, const char *path)
{
    g_autoptr(GError) error = NULL;
    if (rc == WF_RC_UNKNOWN || rc == WF_RC_DOWN || rc == WF_RC_CLOSED)
        return; /* the session's end or the next connection goes on from here */
    wf_rc_set_error(&error, rc, action, path);
    wf_agent_trouble(agent, error->message);
    retry_later(agent);
}

/* ---- the head ---- */

static void read_head(WfAgent *agent);

static void on_head_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer user)
{
    (void)store, (void)path;
    if (event != WF_WATCH_LOST)
        read_head(((const AgentTag *)user)->agent);
}

static void loaded_one(WfAgent *agent);

static void end_all(WfAgent *agent)
{
    for (guint i = 0; i < agent->order->len; i++) {
        Component *c = agent->order->pdata[i];
        if (c->run)
            wf_run_halt(c->run);
    }
}

static void on_head(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    WfAgent *agent = ((const AgentTag *)user)->agent;
    if (reply->rc == WF_RC_NO_NODE) {
        retry_later(agent); /* the stack is going, or coming: the manifest's watch tells */
        return;
    }
    if (reply->rc != WF_RC_OK) {
        refused(agent, reply->rc, "read", reply->path);
        return;
    }
    g_autoptr(GError) error = NULL;
    WfHead *head = wf_head_parse(reply->data, reply->size, &error);
    if (!head) {
        wf_agent_trouble(agent, error->message); /* the watch tells when it is mended */
        return;
    }
    bool first = !agent->head;
    wf_head_free(agent->head);
    agent->head = head;
    if (first && agent->n_loading)
        loaded_one(agent);
    if (head->phase == WF_PHASE_HALT)
        end_all(agent);
    for (guint i = 0; i < agent->order->len; i++)
        wf_component_start_timers(agent->order->pdata[i]);
    wf_agent_st_changed(agent);
}

static void read_head(WfAgent *agent)
{
    g_autofree char *path = wf_path_head(agent->stack);
    wf_store_get(agent->store, path, on_head_watch, on_head, agent->tag);
}

/* ---- loading ---- */

static void loaded_one(WfAgent *agent)
{
    if (--agent->n_loading)
        return;
    agent->loaded = true;
    g_clear_pointer(&agent->loading, g_ptr_array_unref);
    wf_facts_publish(agent);
    for (guint i = 0; i < agent->order->len; i++) {
        Component *c = agent->order->pdata[i];
        /* What was running goes on, and may read lazily; a pause before a retry goes on too. */
        if (c->run)
            wf_component_rearm(c);
        else if (c->stage != STAGE_RETRYING || !c->timer)
            wf_component_consider(c);
    }
    wf_publish_kick(agent);
    wf_agent_st_changed(agent);
}

/* Its sealed values of the last run: the journal has gone, and they with it. */
static void on_sealed(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    WfAgent *agent = ((const AgentTag *)user)->agent;
    g_auto(WfZpath) at = {0};
    if (reply->rc != WF_RC_OK && reply->rc != WF_RC_NO_NODE) {
        refused(agent, reply->rc, "read", reply->path);
        return;
    }
    Component *c = wf_zpath_parse(reply->path, &at) && at.name
                       ? g_hash_table_lookup(agent->components, at.name)
                       : NULL;
    if (c && reply->rc == WF_RC_OK)
        wf_component_loaded_sealed(c, reply);
    loaded_one(agent);
}

static void on_loaded(WfStore *store, const WfReply *reply, gpointer user)
{
    WfAgent *agent = ((const AgentTag *)user)->agent;
    if (reply->rc != WF_RC_OK && reply->rc != WF_RC_NO_NODE) {
        refused(agent, reply->rc, "read", reply->path);
        return;
    }
    Component *c = agent->loading->pdata[reply->index];
    wf_component_loaded(c, reply);
    if (wf_component_has_sealed(c)) {
        loaded_one(agent);
        return;
    }
    g_autofree char *sealed = wf_path_sealed(agent->stack, agent->vm, c->name);
    wf_store_get(store, sealed, NULL, on_sealed, agent->tag);
}

static void load(WfAgent *agent)
{
    agent->loading = g_ptr_array_new();
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(agent->loading, &agent->facts);
    for (guint i = 0; i < agent->order->len; i++)
        g_ptr_array_add(agent->loading, agent->order->pdata[i]);
    for (guint i = 0; i < agent->loading->len; i++) {
        Component *c = agent->loading->pdata[i];
        g_ptr_array_add(paths, wf_path_outcome(agent->stack, agent->vm, c->name));
    }
    agent->n_loading = paths->len + 1; /* and the head */
    g_clear_pointer(&agent->head, wf_head_free);
    read_head(agent);
    wf_store_get_many(agent->store, (const char *const *)paths->pdata, paths->len, NULL, on_loaded,
                      agent->tag);
}

static void on_taken(WfAgent *agent, WfRc rc, const char *action, const char *path)
{
    if (rc == WF_RC_OK)
        load(agent);
    else
        refused(agent, rc, action, path);
}

/* ---- the manifest ---- */

static void add_identities(WfAgent *agent)
{
    for (guint i = 0; i < agent->manifest->auth->len; i++) {
        const char *auth = agent->manifest->auth->pdata[i];
        if (g_hash_table_add(agent->auth, g_strdup(auth)))
            wf_store_add_auth(agent->store, auth);
    }
}

static void on_manifest(GBytes *bytes, WfRc rc, const GError *problem, gpointer user)
{
    WfAgent *agent = user;
    agent->manifest_fetch = NULL;
    if (rc == WF_RC_NO_NODE || rc == WF_RC_BAD_VERSION)
        return; /* not there yet, or being written: the watch will tell */
    if (rc != WF_RC_OK) {
        g_autofree char *path = wf_path_manifest(agent->stack, agent->vm);
        refused(agent, rc, "read", path);
        return;
    }
    g_autoptr(GError) error = NULL;
    gsize len = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;
    if (bytes && !len)
        return; /* made, but not written yet */
    WfManifest *manifest = bytes ? wf_manifest_parse(data, len, agent->vm, &error) : NULL;
    if (!manifest) {
        if (!g_error_matches(problem, WF_ERROR, WF_ERROR_STALE))
            wf_agent_trouble(agent, error ? error->message : problem->message);
        return;
    }
    if (agent->holding && !agent->loaded) { /* it changed while all was being read: begin again */
        wf_manifest_free(manifest);
        wf_session_begin(agent);
        return;
    }
    WfManifest *old = agent->manifest;
    agent->manifest = manifest;
    g_free(agent->manifest_digest);
    agent->manifest_digest = wf_manifest_digest(manifest);
    add_identities(agent);
    wf_components_apply(agent);
    wf_manifest_free(old);
    if (!agent->holding)
        wf_taking_begin(agent);
    else if (agent->loaded)
        wf_facts_publish(agent);
}

static void on_manifest_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer user)
{
    (void)store, (void)path;
    if (event != WF_WATCH_LOST)
        read_manifest(((const AgentTag *)user)->agent);
}

static void on_manifest_exists(WfStore *store, const WfReply *reply, gpointer user)
{
    WfAgent *agent = ((const AgentTag *)user)->agent;
    if (reply->rc == WF_RC_NO_NODE) {
        wf_agent_tell(agent, WF_AGENT_WAITING, NULL,
                      "nothing is prepared for this VM in stack '%s' yet", agent->stack);
        return;
    }
    if (reply->rc != WF_RC_OK) {
        refused(agent, reply->rc, "look for", reply->path);
        return;
    }
    bool anew = agent->made && agent->made != reply->stat->czxid;
    agent->made = reply->stat->czxid;
    if (anew) { /* what was held went with the VM that was */
        wf_session_begin(agent);
        return;
    }
    g_autofree char *chunks = wf_path_spill(agent->stack, agent->vm);
    wf_fetch_cancel(agent->manifest_fetch);
    agent->manifest_fetch =
        wf_fetch(store, reply->path, chunks, WF_LIMIT_MANIFEST_BYTES, on_manifest, agent);
}

/* The watch is set by looking whether it exists, which works before it does; what is read after
 * that is at least as new. */
static void read_manifest(WfAgent *agent)
{
    g_autofree char *path = wf_path_manifest(agent->stack, agent->vm);
    wf_store_exists(agent->store, path, on_manifest_watch, on_manifest_exists, agent->tag);
}

/* ---- begin and end ---- */

void wf_session_begin(WfAgent *agent)
{
    wf_session_end(agent);
    if (agent->fenced)
        return;
    agent->tag = g_malloc(sizeof *agent->tag);
    agent->tag->agent = agent;
    agent->on_taken = on_taken;
    read_manifest(agent);
}

/* Everything that was under way is forgotten; what runs goes on. */
void wf_session_end(WfAgent *agent)
{
    agent->holding = agent->loaded = agent->taking = agent->refused = false;
    agent->n_loading = 0;
    g_clear_pointer(&agent->loading, g_ptr_array_unref);
    g_clear_handle_id(&agent->retry_timer, g_source_remove);
    wf_taking_forget(agent);
    wf_fetch_cancel(g_steal_pointer(&agent->manifest_fetch));
    if (agent->tag) {
        wf_store_forget(agent->store, agent->tag);
        g_clear_pointer(&agent->tag, g_free);
    }
    GHashTableIter iter;
    Producer *p;
    g_hash_table_iter_init(&iter, agent->producers);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&p)) {
        wf_store_forget(agent->store, p);
        p->reading = p->watching = p->opening = false;
    }
    wf_publish_reset(agent);
    wf_agent_wake(agent); /* one that is ending need not wait for the next session */
}

static void fenced(WfAgent *agent)
{
    agent->fenced = true;
    wf_session_end(agent);
    wf_agent_tell(agent, WF_AGENT_FENCED, NULL, "another agent has taken over '%s'", agent->vm);
}

static void on_refused_look(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    WfAgent *agent = ((const AgentTag *)user)->agent;
    if (reply->rc == WF_RC_OK && reply->stat->czxid == agent->made)
        fenced(agent);
    else if (reply->rc == WF_RC_OK || reply->rc == WF_RC_NO_NODE)
        wf_session_begin(agent);
    else
        refused(agent, reply->rc, "look for", reply->path);
}

/* Another agent, or the VM was taken out of the stack (and may be back already, with an epoch that
 * begins anew): its node tells. */
void wf_session_refused(WfAgent *agent)
{
    g_autofree char *path = wf_path_manifest(agent->stack, agent->vm);
    agent->loaded = false; /* until that is known, nothing starts and nothing is reported */
    wf_store_exists(agent->store, path, NULL, on_refused_look, agent->tag);
}
