/* One way out: journal, disk, store.
 *
 * Whatever becomes known in one turn of the main loop is synced once and goes
 * out in one multi, under the check of the epoch. While a multi is under way
 * the next one gathers. Disks take a millisecond or ten to sync, so when other
 * recipes keep the slots busy the syncs are spread (a twentieth of the time at
 * most is spent in them). With nothing else to start, a result goes at once if
 * somebody on this VM waits for it, or nothing runs. */
#include "agent_priv.h"

#define MULTI_OPS 100
#define MULTI_BYTES (256u << 10)
#define SPREAD 19 /* times the last sync's duration */
#define SPREAD_MAX_US 100000
#define ST_US 200000 /* five writes of st a second at most */
#define DISK_RETRY_MS 1000

static void flush(WfAgent *agent);

static gboolean on_flush(gpointer user)
{
    WfAgent *agent = user;
    agent->flush = 0;
    flush(agent);
    return G_SOURCE_REMOVE;
}

static void flush_in(WfAgent *agent, guint ms)
{
    if (agent->flush)
        return;
    agent->flush = ms ? g_timeout_add(ms, on_flush, agent)
                      : g_idle_add_full(G_PRIORITY_DEFAULT, on_flush, agent, NULL);
}

/* Is there one on this VM that waits for an outcome to be safe? */
static bool is_awaited(const WfAgent *agent)
{
    for (guint i = 0; i < agent->dirty->len; i++) {
        const Component *c = agent->dirty->pdata[i];
        if (c->unsynced && wf_component_is_awaited(c))
            return true;
    }
    return false;
}

void wf_publish_kick(WfAgent *agent)
{
    if (!agent->dirty->len && !agent->st_dirty)
        return;
    bool urgent = g_queue_is_empty(&agent->ready) && (!agent->n_running || is_awaited(agent));
    gint64 due = agent->last_sync + MIN(SPREAD * agent->sync_took, SPREAD_MAX_US);
    gint64 wait = urgent ? 0 : due - g_get_monotonic_time();
    if (urgent)
        g_clear_handle_id(&agent->flush, g_source_remove);
    flush_in(agent, wait > 0 ? (guint)(wait / 1000 + 1) : 0);
}

void wf_publish(Component *c)
{
    WfAgent *agent = c->agent;
    g_clear_pointer(&c->text, g_bytes_unref);
    if (!c->dirty) {
        c->dirty = true;
        g_ptr_array_add(agent->dirty, c);
    }
    agent->idle_told = false;
    wf_agent_st_changed(agent);
    wf_publish_kick(agent);
}

/* ---- the disk ---- */

static GBytes *outcome_text(Component *c, GError **error)
{
    if (!c->text)
        c->text = wf_outcome_format(c->outcome, error);
    return c->text;
}

bool wf_publish_journal(Component *c, GError **error)
{
    if (!c->unjournalled)
        return true;
    GBytes *text = outcome_text(c, error);
    if (!text || !wf_journal_end(c->agent->journal, c->name, text, c->sealed, error))
        return false;
    c->unjournalled = false;
    return true;
}

static bool to_disk(WfAgent *agent)
{
    g_autoptr(GError) error = NULL;
    gint64 before = g_get_monotonic_time();
    gboolean ok = TRUE;
    for (guint i = 0; ok && i < agent->dirty->len; i++)
        ok = wf_publish_journal(agent->dirty->pdata[i], &error);
    ok = ok && wf_journal_sync(agent->journal, &error);
    agent->last_sync = g_get_monotonic_time();
    agent->sync_took = agent->last_sync - before;
    if (!ok || agent->disk_refuses)
        wf_agent_st_changed(agent);
    agent->disk_refuses = !ok;
    if (ok)
        return true;
    /* A full disk: nothing is published before it is safe. */
    wf_agent_trouble(agent, error->message);
    flush_in(agent, DISK_RETRY_MS);
    return false;
}

/* Readers on this VM need not wait for the store. */
static void release_local(WfAgent *agent)
{
    for (guint i = 0; i < agent->dirty->len; i++) {
        Component *c = agent->dirty->pdata[i];
        if (!c->unsynced || c->unjournalled)
            continue;
        c->unsynced = false;
        wf_agent_tell(agent, WF_AGENT_SAFE, c, NULL);
        wf_component_published(c);
    }
    if (agent->draining) /* which may have been all that it waited for */
        wf_agent_wake(agent);
}

/* ---- the store ---- */

static void drop_absent(WfAgent *agent)
{
    for (guint i = agent->dirty->len; i-- > 0;) {
        Component *c = agent->dirty->pdata[i];
        if (!c->absent)
            continue;
        c->dirty = false; /* its node is gone: nobody asks, or it is made again */
        g_ptr_array_remove_index(agent->dirty, i);
    }
}

/* What was read and only stands for another want now may take more room than it did, if it was
 * another that wrote it: then it stays as it is in the store. */
static bool can_be_sent(Component *c)
{
    g_autoptr(GError) error = NULL;
    if (outcome_text(c, &error))
        return true;
    wf_agent_trouble(c->agent, error->message);
    return false;
}

static void add_outcome(WfAgent *agent, WfOps *ops, Component *c)
{
    gsize len;
    const void *data = g_bytes_get_data(outcome_text(c, NULL), &len);
    g_autofree char *path = wf_path_outcome(agent->stack, agent->vm, c->name);
    wf_ops_set(ops, path, data, len, c->version);
    if (!c->outcome->sealed || !c->sealed)
        return;
    g_autoptr(GBytes) sealed = wf_sealed_format(c->outcome->want, c->sealed, NULL);
    if (!sealed)
        return;
    g_autofree char *below = wf_path_sealed(agent->stack, agent->vm, c->name);
    data = g_bytes_get_data(sealed, &len);
    wf_ops_set(ops, below, data, len, -1);
}

/* The end is news that somebody waits for, and nothing follows it. */
static bool is_end(const WfAgent *agent)
{
    return !agent->n_running && (agent->draining || wf_agent_all_settled(agent));
}

static bool st_is_due(const WfAgent *agent)
{
    return agent->st_dirty && (g_get_monotonic_time() - agent->st_at >= ST_US || is_end(agent));
}

static void add_st(WfAgent *agent, WfOps *ops)
{
    g_autoptr(GBytes) st = wf_st_of(agent);
    gsize len;
    const void *data = g_bytes_get_data(st, &len);
    g_autofree char *path = wf_path_st(agent->stack, agent->vm);
    wf_ops_set(ops, path, data, len, -1);
    agent->st_dirty = false;
    agent->st_at = g_get_monotonic_time();
}

static void back_to_dirty(WfAgent *agent)
{
    for (guint i = 0; i < agent->sending->len; i++) {
        Component *c = agent->sending->pdata[i];
        c->sending = false;
        if (!c->dirty) {
            c->dirty = true;
            g_ptr_array_add(agent->dirty, c);
        }
    }
    g_ptr_array_set_size(agent->sending, 0);
}

static void accepted(WfAgent *agent, const WfReply *reply)
{
    guint op = 1; /* after the check */
    for (guint i = 0; i < agent->sending->len; i++) {
        Component *c = agent->sending->pdata[i];
        c->sending = false;
        if (!c->dirty)
            g_clear_pointer(&c->text, g_bytes_unref);
        c->version = reply->stats[op].version;
        op += c->sent_sealed ? 2 : 1;
        if (c->sent_mark && c->run && c->run->marking)
            wf_component_note(c, NEWS_MARKED);
        else
            wf_agent_tell(agent, WF_AGENT_REPORTED, c, NULL);
    }
    g_ptr_array_set_size(agent->sending, 0);
    agent->accepted = true;
    wf_publish_kick(agent);
    wf_agent_wake(agent);
}

/* Whose outcome an op of the multi was. */
static Component *component_of(const WfAgent *agent, guint index)
{
    guint op = 1;
    for (guint i = 0; i < agent->sending->len; i++) {
        Component *c = agent->sending->pdata[i];
        op += c->sent_sealed ? 2 : 1;
        if (index < op)
            return c;
    }
    return NULL;
}

static void rejected(WfAgent *agent, const WfReply *reply)
{
    Component *c = component_of(agent, reply->index);
    bool other = reply->index == 0;
    back_to_dirty(agent);
    agent->st_dirty = true;
    if (other && (reply->rc == WF_RC_BAD_VERSION || reply->rc == WF_RC_NO_NODE)) {
        agent->refused = true;
        wf_agent_wake(agent);
    } else if (c && (reply->rc == WF_RC_BAD_VERSION || reply->rc == WF_RC_NO_NODE)) {
        wf_component_note(c, NEWS_STALE);
    } else {
        g_autoptr(GError) error = NULL;
        wf_rc_set_error(&error, reply->rc, "report to", reply->path ? reply->path : agent->vm);
        wf_agent_trouble(agent, error->message);
        flush_in(agent, DISK_RETRY_MS);
    }
}

static void on_multi(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    WfAgent *agent = *(WfAgent **)user;
    agent->st_sending = false;
    if (reply->rc == WF_RC_OK)
        accepted(agent, reply);
    else if (reply->rc != WF_RC_UNKNOWN && reply->rc != WF_RC_DOWN && reply->rc != WF_RC_CLOSED)
        rejected(agent, reply);
    /* Else the connection is gone, and what was sent is sorted out when it is back. */
}

static void send(WfAgent *agent)
{
    g_autoptr(WfOps) ops = wf_ops_new();
    g_autofree char *epoch = wf_path_epoch(agent->stack, agent->vm);
    wf_ops_check(ops, epoch, agent->epoch);
    guint n_left = 0;
    for (guint i = 0; i < agent->dirty->len; i++) {
        Component *c = agent->dirty->pdata[i];
        bool full = wf_ops_n(ops) >= MULTI_OPS || wf_ops_bytes(ops) >= MULTI_BYTES;
        if (full || c->unsynced) { /* it ended after the sync: the next turn takes it */
            agent->dirty->pdata[n_left++] = c;
            continue;
        }
        c->dirty = false;
        if (!can_be_sent(c))
            continue;
        c->sending = true;
        c->sent_mark = c->run && c->run->marking;
        guint before = wf_ops_n(ops);
        add_outcome(agent, ops, c);
        c->sent_sealed = wf_ops_n(ops) - before == 2;
        g_ptr_array_add(agent->sending, c);
    }
    g_ptr_array_set_size(agent->dirty, (gint)n_left);
    /* the largest outcome with its sealed values and the largest st are more than one request takes
     */
    if (st_is_due(agent) && wf_ops_bytes(ops) < 2 * MULTI_BYTES)
        add_st(agent, ops);
    else if (agent->st_dirty) /* its timer may have fired before the last write made it undue */
        wf_publish_st(agent);
    if (wf_ops_n(ops) == 1)
        return;
    agent->st_sending = true;
    wf_store_multi(agent->store, ops, on_multi, agent->tag);
}

static void to_store(WfAgent *agent, bool safe)
{
    if (!agent->loaded || agent->fenced || agent->st_sending ||
        !wf_store_is_connected(agent->store))
        return;
    drop_absent(agent);
    g_clear_handle_id(&agent->flush, g_source_remove);
    send(agent); /* leaves out what is not safe */
    if (!safe)
        flush_in(agent, DISK_RETRY_MS);
    else if (agent->dirty->len && !agent->st_sending)
        wf_publish_kick(agent);
}

static gboolean on_released(gpointer user)
{
    WfAgent *agent = user;
    agent->flush = 0;
    to_store(agent, true);
    return G_SOURCE_REMOVE;
}

static void flush(WfAgent *agent)
{
    bool safe = !agent->dirty->len || to_disk(agent);
    if (safe)
        release_local(agent);
    if (safe && agent->unlooked && agent->turn) { /* first: what they settle goes out with this */
        g_clear_handle_id(&agent->flush, g_source_remove);
        agent->flush = g_idle_add_full(G_PRIORITY_DEFAULT, on_released, agent, NULL);
    } else {
        to_store(agent, safe);
    }
}

void wf_publish_reset(WfAgent *agent)
{
    back_to_dirty(agent);
    agent->st_sending = false;
    agent->st_dirty = true;
}

/* ---- st ---- */

static gboolean on_st(gpointer user)
{
    WfAgent *agent = user;
    agent->st_timer = 0;
    if (agent->st_dirty)
        flush_in(agent, 0);
    return G_SOURCE_REMOVE;
}

void wf_publish_st(WfAgent *agent)
{
    if (!agent->st_dirty || agent->st_timer || !agent->loaded)
        return;
    gint64 wait = agent->st_at + ST_US - g_get_monotonic_time();
    agent->st_timer = g_timeout_add(wait > 0 ? (guint)(wait / 1000 + 1) : 0, on_st, agent);
}
