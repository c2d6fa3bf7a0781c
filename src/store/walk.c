/* A bounded walk over a subtree, level by level, with a window of reads under
 * way. Nodes are told in the order they were found, whatever order their
 * answers complete in: `told` follows `asked` through one array. */
#include "weft/store.h"

#include <string.h>

#include <weft/text.h>

enum { WINDOW = 256, DEFAULT_MAX_NODES = 100000 };

typedef struct {
    WfWalk *walk;
    char *path;
    guint depth;
    WfRc rc;
    bool complete;
    WfStat stat;
    char *preview;
    gsize size;
    char **children; /* sorted */
    bool cut;
} Node;

struct WfWalk {
    WfStore *store;
    WfWalkLimits limits;
    WfWalkFunc each;
    WfWalkEndFunc end;
    gpointer user;
    GPtrArray *nodes; /* of Node, in order; told ones are NULL */
    guint asked, told, n_nodes;
    guint under_way;
    guint holds;
    WfRc rc;
    bool cut, over;
};

static void node_free(gpointer data)
{
    Node *node = data;
    if (!node)
        return;
    g_free(node->path);
    g_free(node->preview);
    g_strfreev(node->children);
    g_free(node);
}

static void maybe_free(WfWalk *walk)
{
    if (!walk->over || walk->holds > 0 || walk->under_way > 0)
        return;
    g_ptr_array_unref(walk->nodes);
    g_free(walk);
}

static void add_node(WfWalk *walk, char *path, guint depth)
{
    Node *node = g_new0(Node, 1);
    node->walk = walk;
    node->path = path;
    node->depth = depth;
    g_ptr_array_add(walk->nodes, node);
}

static void advance(WfWalk *walk);

static bool ends_walk(WfRc rc)
{
    return rc == WF_RC_UNKNOWN || rc == WF_RC_DOWN || rc == WF_RC_CLOSED;
}

static void answered(Node *node, WfRc rc)
{
    WfWalk *walk = node->walk;
    node->rc = rc;
    node->complete = true;
    walk->under_way--;
    bool fatal = ends_walk(rc) || (node->depth == 0 && rc != WF_RC_OK && rc != WF_RC_NO_AUTH);
    if (fatal && walk->rc == WF_RC_OK)
        walk->rc = rc;
    advance(walk);
}

static void on_children(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Node *node = user;
    if (reply->rc == WF_RC_OK) {
        node->children = g_strdupv((char **)reply->children);
        qsort(node->children, reply->n_children, sizeof(char *), wf_text_order);
    }
    answered(node, reply->rc);
}

static void on_node(WfStore *store, const WfReply *reply, gpointer user)
{
    Node *node = user;
    const WfWalkLimits *limits = &node->walk->limits;
    if (reply->rc != WF_RC_OK) {
        answered(node, reply->rc);
        return;
    }
    node->stat = *reply->stat;
    node->size = MIN(reply->size, limits->preview_bytes);
    node->preview = g_malloc0(node->size + 1);
    if (node->size > 0)
        memcpy(node->preview, reply->data, node->size);
    bool descend = node->stat.n_children > 0 && !node->walk->over &&
                   (limits->max_depth == 0 || node->depth < limits->max_depth);
    node->cut = node->stat.n_children > 0 && !descend;
    if (descend)
        wf_store_children(store, node->path, NULL, on_children, node);
    else
        answered(node, WF_RC_OK);
}

static void add_children(WfWalk *walk, Node *node)
{
    for (char **name = node->children; name && *name; name++) {
        if (walk->nodes->len >= walk->limits.max_nodes) {
            node->cut = true;
            return;
        }
        add_node(walk, g_strdup_printf("%s/%s", node->path[1] ? node->path : "", *name),
                 node->depth + 1);
    }
}

static void tell_node(WfWalk *walk, const Node *node)
{
    const char *slash = strrchr(node->path, '/');
    WfWalkNode told = {
        .path = node->path,
        .name = slash[1] ? slash + 1 : node->path,
        .depth = node->depth,
        .rc = node->rc,
        .stat = node->stat.czxid || node->rc == WF_RC_OK ? &node->stat : NULL,
        .data = node->preview ? node->preview : "",
        .size = node->size,
        .cut = node->cut,
    };
    walk->cut |= node->cut;
    walk->n_nodes++;
    walk->each(&told, walk->user);
}

static void tell_complete(WfWalk *walk)
{
    while (!walk->over && walk->rc == WF_RC_OK && walk->told < walk->asked) {
        Node *node = walk->nodes->pdata[walk->told];
        if (!node->complete)
            return;
        walk->nodes->pdata[walk->told++] = NULL;
        /* a node deleted since its parent was read is no part of the tree */
        if (node->rc != WF_RC_NO_NODE) {
            add_children(walk, node);
            tell_node(walk, node);
        }
        node_free(node);
    }
}

static void ask(WfWalk *walk)
{
    while (!walk->over && walk->rc == WF_RC_OK && walk->under_way < WINDOW &&
           walk->asked < walk->nodes->len) {
        Node *node = walk->nodes->pdata[walk->asked++];
        walk->under_way++;
        if (walk->limits.preview_bytes > 0)
            wf_store_get(walk->store, node->path, NULL, on_node, node);
        else
            wf_store_exists(walk->store, node->path, NULL, on_node, node);
    }
}

static void advance(WfWalk *walk)
{
    walk->holds++;
    tell_complete(walk);
    ask(walk);
    if (!walk->over && walk->under_way == 0) {
        walk->over = true;
        walk->end(walk->rc, walk->n_nodes, walk->cut, walk->user);
    }
    walk->holds--;
    maybe_free(walk);
}

WfWalk *wf_store_walk(WfStore *store, const char *root, const WfWalkLimits *limits, WfWalkFunc each,
                      WfWalkEndFunc end, gpointer user)
{
    WfWalk *walk = g_new0(WfWalk, 1);
    walk->store = store;
    walk->limits = *limits;
    if (walk->limits.max_nodes == 0)
        walk->limits.max_nodes = DEFAULT_MAX_NODES;
    walk->each = each;
    walk->end = end;
    walk->user = user;
    walk->nodes = g_ptr_array_new_with_free_func(node_free);
    add_node(walk, g_strdup(root), 0);
    ask(walk);
    return walk;
}

void wf_walk_cancel(WfWalk *walk)
{
    walk->over = true;
    maybe_free(walk);
}
