/* Watches: what the server holds, and who hears of it.
 *
 * A server keeps one watch for a path's value (get, exists) and one for its
 * children, however often a session asks. So does the store: a WfWatch is in
 * `watches` from the first read that asks for it until its event, is what the
 * backend knows and what counts against the limits; those who asked are in its
 * `askers`, each once. A read adds its asker when it was answered, since an
 * event that came before concerns an older state than the one it read. A watch
 * nobody waits for any more stays: the server has it still, and the next who
 * asks gets it. */
#include "weft/limits.h"
#include "store_priv.h"

#include <string.h>

struct WfAsker {
    WfItem item;
    WfWatchFunc func; /* NULL: forgotten */
    char *path;       /* of the watch, shared with it */
    WfWatchEvent event;
};

static void asker_free(WfAsker *asker)
{
    g_ref_string_release(asker->path);
    g_free(asker);
}

/* ---- what the server holds ------------------------------------------------ */

static gsize cost_of(const WfStore *store, const char *path)
{
    return strlen(path) + 4 + store->path_prefix;
}

static GHashTable *table_of(WfStore *store, bool children)
{
    return children ? store->child_watches : store->data_watches;
}

static WfWatch *watch_new(WfStore *store, const char *path, bool children)
{
    WfWatch *watch = g_new0(WfWatch, 1);
    watch->store = store;
    watch->path = g_ref_string_new(path);
    watch->children = children;
    watch->cost = cost_of(store, path);
    g_queue_init(&watch->askers);
    watch->link.data = watch;
    g_queue_push_tail_link(&store->watches, &watch->link);
    g_hash_table_insert(table_of(store, children), watch->path, watch);
    store->watch_cost += watch->cost;
    return watch;
}

/* Neither set nor asked for, the server does not have it. */
static void drop_if_unused(WfWatch *watch)
{
    WfStore *store = watch->store;
    if (watch->armed || watch->n_asking > 0)
        return;
    g_queue_unlink(&store->watches, &watch->link);
    g_hash_table_remove(table_of(store, watch->children), watch->path);
    store->watch_cost -= watch->cost;
    g_ref_string_release(watch->path);
    g_free(watch);
}

void wf_watch_fire(WfWatch *watch, WfWatchEvent event)
{
    WfStore *store = watch->store;
    GList *link;
    while ((link = g_queue_pop_head_link(&watch->askers))) {
        WfAsker *asker = link->data;
        asker->event = event;
        wf_store_make_ready(store, &asker->item);
    }
    watch->armed = false;
    drop_if_unused(watch);
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

/* ---- who hears of it ------------------------------------------------------- */

static bool has_room(const WfStore *store, const char *path)
{
    return store->watches.length < WF_LIMIT_WATCHES &&
           store->watch_cost + cost_of(store, path) <= WF_LIMIT_WATCH_BYTES;
}

bool wf_watch_ask(WfRequest *request, WfWatchFunc func, gpointer user)
{
    WfStore *store = request->store;
    bool children = request->kind == WF_REQUEST_CHILDREN;
    WfWatch *watch = g_hash_table_lookup(table_of(store, children), request->path);
    if (!watch && !has_room(store, request->path))
        return false;
    if (!watch)
        watch = watch_new(store, request->path, children);
    watch->n_asking++;
    WfAsker *asker = g_new0(WfAsker, 1);
    asker->item.kind = WF_ITEM_WATCH;
    asker->item.user = user;
    asker->func = func;
    asker->path = g_ref_string_acquire(watch->path);
    request->watch = watch;
    request->asker = asker;
    return true;
}

static bool is_known(const WfWatch *watch, const WfAsker *asker)
{
    for (const GList *l = watch->askers.head; l; l = l->next) {
        const WfAsker *other = l->data;
        if (other->func == asker->func && other->item.user == asker->item.user)
            return true;
    }
    return false;
}

void wf_watch_answered(WfRequest *request, bool armed)
{
    WfWatch *watch = g_steal_pointer(&request->watch);
    WfAsker *asker = g_steal_pointer(&request->asker);
    request->watching = armed;
    watch->n_asking--;
    watch->armed |= armed;
    if (armed && asker->func && !is_known(watch, asker))
        wf_item_put(&watch->askers, &asker->item);
    else
        asker_free(asker);
    drop_if_unused(watch);
}

void wf_asker_tell(WfStore *store, WfItem *item)
{
    WfAsker *asker = (WfAsker *)item;
    if (asker->func)
        asker->func(store, asker->event, asker->path, item->user);
    asker_free(asker);
}

void wf_asker_forget(WfAsker *asker, gpointer user)
{
    if (asker->item.user == user)
        asker->func = NULL;
}

void wf_watches_forget(WfStore *store, gpointer user)
{
    for (GList *w = store->watches.head; w; w = w->next) {
        WfWatch *watch = w->data;
        for (GList *l = watch->askers.head, *next; l; l = next) {
            next = l->next;
            WfAsker *asker = l->data;
            if (asker->item.user != user)
                continue;
            g_queue_unlink(&watch->askers, l);
            asker_free(asker);
        }
    }
}
