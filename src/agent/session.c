/* Holding a VM: the manifest is read, epoch and presence are taken, then head
 * and outcomes are read. The same way after a start, a broken connection and an
 * expired session: raising the epoch again costs one write, and every answer
 * that was lost on the way no longer matters. */
#include "agent_priv.h"

#include <unistd.h>
#include <weft/process.h>

#define RETRY_MS 5000 /* after what should not happen; spread by a quarter */
#define HOLDER_MS                                                                                  \
    200 /* how often it is looked whether another process of this machine has ended                \
         */

typedef struct {
    WfAgent *agent;
} Tag;

static void read_manifest(WfAgent *agent);
static void take_over(WfAgent *agent);

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
        read_head(((Tag *)user)->agent);
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
    WfAgent *agent = ((Tag *)user)->agent;
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
    WfAgent *agent = ((Tag *)user)->agent;
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
    WfAgent *agent = ((Tag *)user)->agent;
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

/* ---- taking over ---- */

static GBytes *presence(WfAgent *agent)
{
    WfUp up = {.machine = agent->machine,
               .boot = agent->boot,
               .pid = getpid(),
               .start = wf_process_began(getpid()),
               .version = (char *)WEFT_VERSION,
               .since = agent->since};
    return wf_up_format(&up);
}

static WfAcl *presence_acl(WfAgent *agent)
{
    if (!agent->manifest->planner)
        return wf_acl_open();
    g_autofree char *auth = wf_vm_keys_auth(agent->keys);
    g_autofree char *me = wf_identity(auth);
    WfAcl *acl = wf_acl_new();
    wf_acl_add(acl, WF_PERM_ALL, agent->manifest->planner);
    wf_acl_add(acl, WF_PERM_READ | WF_PERM_WRITE, me);
    return acl;
}

static void forget_holder(WfAgent *agent)
{
    g_clear_handle_id(&agent->holder_timer, g_source_remove);
    g_clear_pointer(&agent->holder, wf_up_free);
}

static void taken(WfAgent *agent, const WfReply *reply)
{
    agent->epoch = reply->stats[0].version;
    agent->holding = true;
    agent->waiting_told = false;
    forget_holder(agent);
    wf_agent_tell(agent, WF_AGENT_TAKEN, NULL, NULL);
    load(agent);
}

static void on_up_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer user)
{
    (void)store, (void)path;
    WfAgent *agent = ((Tag *)user)->agent;
    if (event != WF_WATCH_LOST && !agent->holding)
        take_over(agent);
}

static bool is_of_this_boot(const WfAgent *agent, const WfUp *up)
{
    return !g_strcmp0(up->machine, agent->machine) && !g_strcmp0(up->boot, agent->boot);
}

/* Is the one that holds the VM certainly gone, though its session has not expired yet? */
static bool is_dead(const WfAgent *agent, const WfUp *up)
{
    if (is_of_this_boot(agent, up))
        return up->pid == getpid() || wf_process_is_gone(up->pid, up->start);
    return !g_strcmp0(up->machine, agent->machine);
}

static void on_retaken(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    WfAgent *agent = ((Tag *)user)->agent;
    agent->taking = false;
    if (reply->rc == WF_RC_OK)
        taken(agent, reply);
    else if (reply->rc == WF_RC_NO_NODE || reply->rc == WF_RC_BAD_VERSION ||
             reply->rc == WF_RC_NODE_EXISTS)
        take_over(agent); /* it changed hands meanwhile: look again */
    else
        refused(agent, reply->rc, "take over", reply->path);
}

static void replace_up(WfAgent *agent, bool own, gint32 version)
{
    g_autofree char *epoch = wf_path_epoch(agent->stack, agent->vm);
    g_autofree char *path = wf_path_up(agent->stack, agent->vm);
    g_autoptr(GBytes) data = presence(agent);
    g_autoptr(WfAcl) acl = presence_acl(agent);
    g_autoptr(WfOps) ops = wf_ops_new();
    gsize len;
    const void *bytes = g_bytes_get_data(data, &len);
    wf_ops_set(ops, epoch, bytes, len, -1);
    if (own) {
        wf_ops_check(ops, path, version);
    } else {
        wf_ops_delete(ops, path, version);
        wf_ops_create(ops, path, bytes, len, acl, true);
    }
    agent->taking = true;
    wf_store_multi(agent->store, ops, on_retaken, agent->tag);
}

static gboolean on_look_at_holder(gpointer user)
{
    WfAgent *agent = user;
    if (!is_dead(agent, agent->holder))
        return G_SOURCE_CONTINUE;
    agent->holder_timer = 0;
    forget_holder(agent);
    if (!agent->holding && !agent->taking)
        replace_up(agent, false, agent->holder_version);
    return G_SOURCE_REMOVE;
}

/* Takes @up. One that was killed may still be on its way out: of a process of this machine it can
 * be seen, long before the servers miss it. */
static void wait_for_holder(WfAgent *agent, WfUp *up, gint32 version)
{
    if (!agent->waiting_told)
        wf_agent_tell(agent, WF_AGENT_WAITING, NULL,
                      "another agent (process %" G_GINT64_FORMAT ") holds '%s'", up ? up->pid : 0,
                      agent->vm);
    agent->waiting_told = true;
    forget_holder(agent);
    agent->holder = up;
    agent->holder_version = version;
    if (up && is_of_this_boot(agent, up))
        agent->holder_timer = g_timeout_add(HOLDER_MS, on_look_at_holder, agent);
}

static void on_up(WfStore *store, const WfReply *reply, gpointer user)
{
    WfAgent *agent = ((Tag *)user)->agent;
    agent->taking = false;
    if (reply->rc == WF_RC_NO_NODE) {
        take_over(agent);
        return;
    }
    if (reply->rc != WF_RC_OK) {
        refused(agent, reply->rc, "read", reply->path);
        return;
    }
    g_autoptr(WfUp) up = wf_up_parse(reply->data, reply->size, NULL);
    bool own = reply->stat->owner == wf_store_info(store)->session;
    if (own || (up && is_dead(agent, up)))
        replace_up(agent, own, reply->stat->version);
    else
        wait_for_holder(agent, g_steal_pointer(&up), reply->stat->version);
}

static void on_taken(WfStore *store, const WfReply *reply, gpointer user)
{
    WfAgent *agent = ((Tag *)user)->agent;
    /* Still taking while it is looked at who has it. */
    agent->taking = reply->rc == WF_RC_NODE_EXISTS;
    if (reply->rc == WF_RC_OK) {
        taken(agent, reply);
    } else if (reply->rc == WF_RC_NODE_EXISTS) {
        g_autofree char *path = wf_path_up(agent->stack, agent->vm);
        wf_store_get(store, path, on_up_watch, on_up, agent->tag);
    } else {
        refused(agent, reply->rc, "take over", reply->path);
    }
}

static void take_over(WfAgent *agent)
{
    g_autofree char *epoch = wf_path_epoch(agent->stack, agent->vm);
    g_autofree char *path = wf_path_up(agent->stack, agent->vm);
    g_autoptr(GBytes) data = presence(agent);
    g_autoptr(WfAcl) acl = presence_acl(agent);
    g_autoptr(WfOps) ops = wf_ops_new();
    gsize len;
    const void *bytes = g_bytes_get_data(data, &len);
    if (agent->taking)
        return;
    agent->taking = true;
    wf_ops_set(ops, epoch, bytes, len, -1);
    wf_ops_create(ops, path, bytes, len, acl, true);
    wf_store_multi(agent->store, ops, on_taken, agent->tag);
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
        take_over(agent);
    else if (agent->loaded)
        wf_facts_publish(agent);
}

static void on_manifest_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer user)
{
    (void)store, (void)path;
    if (event != WF_WATCH_LOST)
        read_manifest(((Tag *)user)->agent);
}

static void on_manifest_exists(WfStore *store, const WfReply *reply, gpointer user)
{
    WfAgent *agent = ((Tag *)user)->agent;
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
    read_manifest(agent);
}

/* Everything that was under way is forgotten; what runs goes on. */
void wf_session_end(WfAgent *agent)
{
    agent->holding = agent->loaded = agent->taking = agent->refused = false;
    agent->n_loading = 0;
    g_clear_pointer(&agent->loading, g_ptr_array_unref);
    g_clear_handle_id(&agent->retry_timer, g_source_remove);
    forget_holder(agent);
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
    WfAgent *agent = ((Tag *)user)->agent;
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
