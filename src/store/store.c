/* The base of every store: queues between callers and a backend.
 *
 * A request lives in `pending` while the backend has it, then in `ready` until
 * its caller was told. A watch lives in `watches` from the request that asks
 * for it until its event, then in `ready`. Everything callers hear (answers,
 * events, changes of state) passes through `ready`, so it reaches them in one
 * order, never from inside a call of theirs, and a caller may close the store
 * from any callback: `holds` counts the frames that still stand on it. */
#include "weft/error.h"
#include "weft/limits.h"
#include "store_priv.h"

#include <string.h>

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
    g_queue_init(&store->ready);
    store->next.since = store->info.since = wf_store_now(store);
}

static void put(GQueue *queue, WfItem *item)
{
    item->link.data = item;
    g_queue_push_tail_link(queue, &item->link);
}

static void make_ready(WfStore *store, WfItem *item)
{
    if (g_queue_is_empty(&store->ready) && !store->closed)
        g_source_set_ready_time(store->source, 0);
    put(&store->ready, item);
}

/* ---- watches ----------------------------------------------------------- */

static WfWatch *watch_new(WfStore *store, const char *path, WfWatchFunc func, gpointer user)
{
    WfWatch *watch = g_new0(WfWatch, 1);
    watch->item.kind = WF_ITEM_WATCH;
    watch->item.user = user;
    watch->store = store;
    watch->path = g_strdup(path);
    watch->func = func;
    watch->cost = strlen(path) + 4 + store->path_prefix;
    store->watch_cost += watch->cost;
    put(&store->watches, &watch->item);
    return watch;
}

static void watch_unlink(WfWatch *watch)
{
    g_queue_unlink(&watch->store->watches, &watch->item.link);
    watch->store->watch_cost -= watch->cost;
}

static void watch_free(WfWatch *watch)
{
    g_free(watch->path);
    g_free(watch);
}

void wf_watch_fire(WfWatch *watch, WfWatchEvent event)
{
    watch->event = event;
    watch_unlink(watch);
    make_ready(watch->store, &watch->item);
}

void wf_store_lose_watches(WfStore *store)
{
    for (GList *l = store->watches.head, *next; l; l = next) {
        next = l->next;
        WfWatch *watch = l->data;
        if (watch->armed)
            wf_watch_fire(watch, WF_WATCH_LOST);
    }
}

/* ---- requests ---------------------------------------------------------- */

WfRequest *wf_request_new(WfStore *store, WfRequestKind kind, const char *path, WfReplyFunc done,
                          gpointer user)
{
    WfRequest *request = g_new0(WfRequest, 1);
    request->item.kind = WF_ITEM_REQUEST;
    request->item.user = user;
    request->store = store;
    request->kind = kind;
    request->path = g_strdup(path);
    request->done = done;
    return request;
}

static void request_free(WfRequest *request)
{
    g_free(request->path);
    wf_ops_unref(request->ops);
    wf_acl_unref(request->acl);
    g_free(request->data);
    g_strfreev(request->children);
    wf_acl_unref(request->result_acl);
    g_free(request->stats);
    g_free(request);
}

static bool room_for_watch(const WfStore *store, const char *path)
{
    return store->watches.length < WF_LIMIT_WATCHES &&
           store->watch_cost + strlen(path) + 4 + store->path_prefix <= WF_LIMIT_WATCH_BYTES;
}

void wf_request_submit(WfRequest *request, WfWatchFunc watch, gpointer watch_user)
{
    WfStore *store = request->store;
    guint failed = 0;
    WfRc rc = store->closed ? WF_RC_CLOSED : wf_request_check(request, &failed);
    if (rc == WF_RC_OK && watch && !room_for_watch(store, request->path))
        rc = WF_RC_LIMIT;
    put(&store->pending, &request->item);
    request->failed = failed;
    if (rc != WF_RC_OK || (request->kind == WF_REQUEST_MULTI && wf_ops_n(request->ops) == 0)) {
        wf_request_finish(request, rc);
        return;
    }
    if (watch)
        request->watch = watch_new(store, request->path, watch, watch_user);
    store->backend->submit(store, request);
}

WfRequest *wf_request_promise(WfStore *store, const char *path, WfReplyFunc done, gpointer user)
{
    WfRequest *request = wf_request_new(store, WF_REQUEST_SYNC, path, done, user);
    put(&store->pending, &request->item);
    return request;
}

static bool arms_watch(const WfRequest *request, WfRc rc)
{
    return rc == WF_RC_OK || (rc == WF_RC_NO_NODE && request->kind == WF_REQUEST_EXISTS);
}

void wf_request_finish(WfRequest *request, WfRc rc)
{
    WfStore *store = request->store;
    request->rc = rc;
    g_queue_unlink(&store->pending, &request->item.link);
    if (request->watch && arms_watch(request, rc)) {
        request->watch->armed = true;
    } else if (request->watch) {
        watch_unlink(request->watch);
        watch_free(request->watch);
        request->watch = NULL;
    }
    make_ready(store, &request->item);
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
            .watching = request->watch != NULL,
            .index = multi ? request->failed : request->index,
            .stats = request->stats,
            .n_stats = request->n_stats,
        };
        request->done(store, &reply, request->item.user);
    }
    request_free(request);
}

static void tell_watch(WfStore *store, WfWatch *watch)
{
    if (watch->func)
        watch->func(store, watch->event, watch->path, watch->item.user);
    watch_free(watch);
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
        tell_watch(store, (WfWatch *)item);
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
    make_ready(store, &item->item);
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
        if (item->user != user)
            continue;
        if (item->kind == WF_ITEM_REQUEST)
            ((WfRequest *)item)->done = NULL;
        else if (item->kind == WF_ITEM_WATCH)
            ((WfWatch *)item)->func = NULL;
    }
}

void wf_store_forget(WfStore *store, gpointer user)
{
    forget_in(&store->pending, user);
    forget_in(&store->watches, user);
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
