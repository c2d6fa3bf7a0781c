/* The base of every store: queues between callers and a backend.
 *
 * A request lives in `pending` while the backend has it, then in `ready` until
 * its caller was told. What watches.c keeps of who waits for an event comes to
 * `ready` with it. Everything callers hear (answers, events, changes of state) passes through
 * `ready`, so it reaches them in one order, never from inside a call of theirs, and a caller may
 * close the store from any callback: `holds` counts the frames that still stand on it. */
#include "weft/error.h"
#include "store_priv.h"

typedef struct {
    WfStateFunc func;
    gpointer user;
} Listener;

typedef struct {
    WfItem item;
    WfStoreInfo info;
    char *server, *reason;
} StateItem;

static gboolean base_dispatch(GSource *source, GSourceFunc callback, gpointer user);
static GSourceFuncs base_source = {.dispatch = base_dispatch};

typedef struct {
    GSource source;
    WfStore *store;
} BaseSource;

static gboolean base_dispatch(GSource *source, GSourceFunc callback G_GNUC_UNUSED,
                              gpointer user G_GNUC_UNUSED)
{
    g_source_set_ready_time(source, -1);
    wf_store_deliver(((BaseSource *)source)->store, 1000);
    return G_SOURCE_CONTINUE;
}

void wf_store_init(WfStore *store, const WfStoreBackend *backend)
{
    store->backend = backend;
    store->context = g_main_context_ref_thread_default();
    store->source = g_source_new(&base_source, sizeof(BaseSource));
    ((BaseSource *)store->source)->store = store;
    g_source_set_name(store->source, "weft store");
    g_source_attach(store->source, store->context);
    store->listeners = g_ptr_array_new_with_free_func(g_free);
    g_queue_init(&store->pending);
    g_queue_init(&store->watches);
    store->data_watches = g_hash_table_new(g_str_hash, g_str_equal);
    store->child_watches = g_hash_table_new(g_str_hash, g_str_equal);
    g_queue_init(&store->ready);
    store->next.since = store->info.since = wf_store_now(store);
}

/* ---- telling callers --------------------------------------------------- */

static bool has_stat(const WfRequest *request)
{
    if (request->rc != WF_RC_OK)
        return false;
    if (request->kind == WF_REQUEST_WRITE)
        return wf_ops_get(request->ops, 0)->kind == WF_OP_SET;
    return request->kind != WF_REQUEST_MULTI && request->kind != WF_REQUEST_SYNC &&
           request->kind != WF_REQUEST_SET_ACL;
}

static const char *reply_path(const WfRequest *request)
{
    if (request->kind != WF_REQUEST_MULTI)
        return request->path;
    bool named = request->rc != WF_RC_OK && request->failed < wf_ops_n(request->ops);
    return named ? wf_ops_get(request->ops, request->failed)->path : NULL;
}

static void tell_reply(WfStore *store, WfRequest *request)
{
    if (request->done) {
        bool multi = request->kind == WF_REQUEST_MULTI;
        WfReply reply = {
            .rc = request->rc,
            .path = reply_path(request),
            .data = request->data,
            .size = request->size,
            .stat = has_stat(request) ? &request->stat : NULL,
            .children = (const char *const *)request->children,
            .n_children = request->children ? g_strv_length(request->children) : 0,
            .acl = request->result_acl,
            .watching = request->watching,
            .index = multi ? request->failed : request->index,
            .stats = request->stats,
            .n_stats = request->n_stats,
        };
        request->done(store, &reply, request->item.user);
    }
    wf_request_free(request);
}

static void tell_state(WfStore *store, StateItem *item)
{
    g_free(store->server);
    g_free(store->reason);
    store->info = item->info;
    store->info.server = store->server = item->server;
    store->info.reason = store->reason = item->reason;
    g_free(item);
    /* by index: a listener may listen or forget; forgotten ones stay as holes */
    for (guint i = 0; i < store->listeners->len && !store->closed; i++) {
        Listener *listener = store->listeners->pdata[i];
        if (listener->func)
            listener->func(store, &store->info, listener->user);
    }
}

static void tell(WfStore *store, WfItem *item)
{
    switch (item->kind) {
    case WF_ITEM_REQUEST:
        tell_reply(store, (WfRequest *)item);
        break;
    case WF_ITEM_WATCH:
        wf_asker_tell(store, item);
        break;
    case WF_ITEM_STATE:
        tell_state(store, (StateItem *)item);
        break;
    }
}

static void store_free(WfStore *store)
{
    g_source_destroy(store->source);
    g_source_unref(store->source);
    g_main_context_unref(store->context);
    g_ptr_array_unref(store->listeners);
    g_hash_table_unref(store->data_watches);
    g_hash_table_unref(store->child_watches);
    g_free(store->server);
    g_free(store->reason);
    store->backend->free(store);
}

/* Leaves a frame that held the store; false if it is closed, perhaps gone. */
static bool release(WfStore *store)
{
    bool open = !store->closed;
    if (--store->holds == 0 && !open)
        store_free(store);
    return open;
}

bool wf_store_deliver(WfStore *store, guint max)
{
    store->holds++;
    for (guint n = 0; (max == 0 || n < max) && !g_queue_is_empty(&store->ready); n++)
        tell(store, g_queue_pop_head_link(&store->ready)->data);
    if (!store->closed && !g_queue_is_empty(&store->ready))
        g_source_set_ready_time(store->source, 0);
    return release(store);
}

bool wf_store_has_ready(const WfStore *store)
{
    return store->ready.length > 0;
}

void wf_store_set_state(WfStore *store, WfStoreState state, const char *reason)
{
    if (store->next.state != state)
        store->next.since = wf_store_now(store);
    store->next.state = state;
    StateItem *item = g_new0(StateItem, 1);
    item->item.kind = WF_ITEM_STATE;
    item->info = store->next;
    item->server = g_strdup(store->next.server);
    item->reason = g_strdup(reason);
    wf_store_make_ready(store, &item->item);
}

/* ---- the session as callers see it ------------------------------------- */

const WfStoreInfo *wf_store_info(const WfStore *store)
{
    /* these two move without a change of state */
    WfStore *own = (WfStore *)store;
    own->info.last_reply = store->next.last_reply;
    own->info.retry_at = store->next.retry_at;
    return &store->info;
}

bool wf_store_is_connected(const WfStore *store)
{
    return store->info.state == WF_STORE_CONNECTED;
}

gint64 wf_store_now(const WfStore *store)
{
    return store->backend->now(store);
}

void wf_store_listen(WfStore *store, WfStateFunc func, gpointer user)
{
    Listener *listener = g_new(Listener, 1);
    *listener = (Listener){func, user};
    g_ptr_array_add(store->listeners, listener);
}

void wf_store_breathe(WfStore *store)
{
    if (store && store->backend->breathe)
        store->backend->breathe(store);
}

void wf_store_add_auth(WfStore *store, const char *credential)
{
    store->backend->add_auth(store, credential);
}

static void forget_in(GQueue *queue, gpointer user)
{
    for (GList *l = queue->head; l; l = l->next) {
        WfItem *item = l->data;
        WfRequest *request = item->kind == WF_ITEM_REQUEST ? (WfRequest *)item : NULL;
        if (request && item->user == user)
            request->done = NULL;
        if (request && request->asker) /* may be another's than the answer */
            wf_asker_forget(request->asker, user);
        else if (item->kind == WF_ITEM_WATCH)
            wf_asker_forget((WfAsker *)item, user);
    }
}

void wf_store_forget(WfStore *store, gpointer user)
{
    forget_in(&store->pending, user);
    wf_watches_forget(store, user);
    forget_in(&store->ready, user);
    wf_many_forget(store, user);
    for (guint i = 0; i < store->listeners->len; i++) {
        Listener *listener = store->listeners->pdata[i];
        if (listener->user == user)
            listener->func = NULL;
    }
}

static void drop_state_items(WfStore *store)
{
    for (GList *l = store->ready.head, *next; l; l = next) {
        next = l->next;
        WfItem *item = l->data;
        if (item->kind != WF_ITEM_STATE)
            continue;
        g_queue_unlink(&store->ready, l);
        g_free(((StateItem *)item)->server);
        g_free(((StateItem *)item)->reason);
        g_free(item);
    }
}

static void close_store(WfStore *store, bool politely)
{
    if (store->closed)
        return;
    store->closed = true;
    store->holds++;
    store->backend->close(store, politely);
    wf_store_lose_watches(store);
    drop_state_items(store);
    wf_store_deliver(store, 0);
    release(store);
}

void wf_store_close(WfStore *store)
{
    if (store)
        close_store(store, true);
}

void wf_store_abandon(WfStore *store)
{
    if (store)
        close_store(store, false);
}

static gboolean set_flag(gpointer flag)
{
    *(bool *)flag = true;
    return G_SOURCE_CONTINUE;
}

bool wf_store_wait(WfStore *store, int timeout_ms, GError **error)
{
    bool late = false;
    g_autoptr(GSource) timer = g_timeout_source_new((guint)timeout_ms);
    g_source_set_callback(timer, set_flag, &late, NULL);
    g_source_attach(timer, store->context);
    while (!late && !wf_store_is_connected(store) && !store->info.absent)
        g_main_context_iteration(store->context, TRUE);
    g_source_destroy(timer);
    if (wf_store_is_connected(store))
        return true;
    const char *reason = store->info.reason ? store->info.reason : "no answer";
    if (late)
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "no ZooKeeper session after %d ms: %s",
                    timeout_ms, reason);
    else
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "no ZooKeeper session: %s", reason);
    return false;
}
