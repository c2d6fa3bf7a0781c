/* What was found of the tree: one level when somebody opens it, one stat when its
 * row is painted, so that a stack of thousands of VMs costs what a screen shows.
 * An open level is followed by a watch on its children. */
#include "znodes.h"

#include <string.h>

#include <weft/text.h>

static void node_free(gpointer data)
{
    FoundNode *node = data;
    g_clear_pointer(&node->names, g_ptr_array_unref);
    g_free(node);
}

void found_init(Found *found, WfApp *app, void (*changed)(gpointer data), gpointer data)
{
    *found = (Found){.app = app, .changed = changed, .data = data};
    found->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, node_free);
}

static void asked(Found *found)
{
    if (!found->pending++)
        wf_app_busy(found->app, 1);
}

static void answered(Found *found)
{
    if (!--found->pending)
        wf_app_busy(found->app, -1);
}

void found_use(Found *found, WfStore *store)
{
    if (found->store == store)
        return;
    if (found->store)
        wf_store_forget(found->store, found);
    if (found->pending)
        wf_app_busy(found->app, -1);
    found->pending = 0;
    found->store = store;
    g_hash_table_remove_all(found->nodes);
}

void found_clear(Found *found)
{
    found_use(found, NULL);
    g_clear_pointer(&found->nodes, g_hash_table_unref);
}

const FoundNode *found_get(const Found *found, const char *path)
{
    return g_hash_table_lookup(found->nodes, path);
}

static FoundNode *node_of(Found *found, const char *path)
{
    FoundNode *node = g_hash_table_lookup(found->nodes, path);
    if (!node) {
        node = g_new0(FoundNode, 1);
        g_hash_table_insert(found->nodes, g_strdup(path), node);
    }
    return node;
}

static bool is_answer(WfRc rc)
{
    return rc != WF_RC_UNKNOWN && rc != WF_RC_DOWN && rc != WF_RC_CLOSED;
}

/* --- levels --- */

static void list(Found *found, const char *path);

static void on_level_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer data)
{
    (void)store;
    if (event != WF_WATCH_LOST)
        list(data, path);
}

static void take_names(FoundNode *node, const WfReply *reply)
{
    g_clear_pointer(&node->names, g_ptr_array_unref);
    node->names = g_ptr_array_new_full(reply->n_children, g_free);
    for (guint i = 0; i < reply->n_children; i++)
        g_ptr_array_add(node->names, g_strdup(reply->children[i]));
    g_ptr_array_sort(node->names, wf_text_order);
}

static void on_level(WfStore *store, const WfReply *reply, gpointer data)
{
    (void)store;
    Found *found = data;
    FoundNode *node = node_of(found, reply->path);
    node->listing = false;
    answered(found);
    if (!is_answer(reply->rc))
        return; /* what was known stays until there is a connection */
    node->rc = reply->rc;
    node->listed = true;
    node->gone = reply->rc == WF_RC_NO_NODE;
    g_clear_pointer(&node->names, g_ptr_array_unref);
    if (reply->rc == WF_RC_OK) {
        take_names(node, reply);
        node->stat = *reply->stat;
        node->has_stat = true;
    }
    found->changed(found->data);
}

static void list(Found *found, const char *path)
{
    FoundNode *node = node_of(found, path);
    if (node->listing || !found->store || !wf_store_is_connected(found->store))
        return;
    node->listing = true;
    asked(found);
    wf_store_children(found->store, path, on_level_watch, on_level, found);
}

const GPtrArray *found_children(Found *found, const char *path)
{
    FoundNode *node = node_of(found, path);
    if (!node->listed)
        list(found, path);
    return node->names;
}

/* --- stats --- */

static void on_stat(WfStore *store, const WfReply *reply, gpointer data)
{
    (void)store;
    Found *found = data;
    FoundNode *node = node_of(found, reply->path);
    answered(found);
    if (!is_answer(reply->rc)) {
        node->asked = false;
        return;
    }
    node->rc = reply->rc;
    node->gone = reply->rc == WF_RC_NO_NODE;
    node->has_stat = reply->rc == WF_RC_OK;
    if (node->has_stat)
        node->stat = *reply->stat;
    found->changed(found->data);
}

void found_ask_stat(Found *found, const char *path)
{
    FoundNode *node = node_of(found, path);
    if (node->asked || !found->store || !wf_store_is_connected(found->store))
        return;
    node->asked = true;
    asked(found);
    wf_store_exists(found->store, path, NULL, on_stat, found);
}

void found_again(Found *found)
{
    g_autoptr(GPtrArray) levels = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    const char *path;
    FoundNode *node;
    g_hash_table_iter_init(&iter, found->nodes);
    while (g_hash_table_iter_next(&iter, (gpointer *)&path, (gpointer *)&node)) {
        node->asked = node->gone = false;
        if (node->listed)
            g_ptr_array_add(levels, g_strdup(path));
    }
    for (guint i = 0; i < levels->len; i++)
        list(found, levels->pdata[i]);
}

bool found_is_there(const Found *found, const char *path)
{
    const FoundNode *own = found_get(found, path);
    if (own && (own->has_stat || own->gone))
        return !own->gone;
    const char *slash = strrchr(path, '/');
    g_autofree char *above = g_strndup(path, (gsize)(slash - path));
    const FoundNode *parent = found_get(found, above);
    guint i;
    return parent && parent->names &&
           g_ptr_array_find_with_equal_func(parent->names, slash + 1, g_str_equal, &i);
}
