/* The tree of the fake: ZooKeeper 3.8's rules for what a request may do, in
 * the order in which the server checks them, so that the same request fails
 * with the same outcome. A multi is carried out op by op with a journal, and
 * undone from it when one fails. */
#include "fake_priv.h"

#include <string.h>

/* ---- nodes ------------------------------------------------------------- */

static void node_free(gpointer data)
{
    FakeNode *node = data;
    g_free(node->path);
    g_free(node->data);
    wf_acl_unref(node->acl);
    if (node->children)
        g_hash_table_unref(node->children);
    g_free(node);
}

static char *copy_data(const char *data, gsize size)
{
    char *copy = g_malloc(size + 1);
    if (size > 0)
        memcpy(copy, data, size);
    copy[size] = 0;
    return copy;
}

static FakeNode *find(const FakeTree *tree, const char *path)
{
    return g_hash_table_lookup(tree->nodes, path);
}

static char *parent_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == path ? g_strdup("/") : g_strndup(path, (gsize)(slash - path));
}

static FakeNode *find_parent(const FakeTree *tree, const char *path)
{
    g_autofree char *parent = parent_path(path);
    return find(tree, parent);
}

static const char *name_of(const char *path)
{
    return strrchr(path, '/') + 1;
}

static void link_node(FakeTree *tree, FakeNode *parent, FakeNode *node)
{
    if (!parent->children)
        parent->children = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(parent->children, g_strdup(name_of(node->path)));
    parent->stat.n_children++;
    g_hash_table_insert(tree->nodes, node->path, node);
}

static FakeNode *unlink_node(FakeTree *tree, FakeNode *parent, const char *path)
{
    FakeNode *node = find(tree, path);
    g_hash_table_steal(tree->nodes, path);
    g_hash_table_remove(parent->children, name_of(path));
    parent->stat.n_children--;
    return node;
}

FakeTree *fake_tree_new(void (*fire)(WfWatch *watch, WfWatchEvent event))
{
    FakeTree *tree = g_new0(FakeTree, 1);
    tree->fire = fire;
    GDestroyNotify free_watches = (GDestroyNotify)g_ptr_array_unref;
    tree->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, node_free);
    tree->data_watches = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_watches);
    tree->child_watches = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_watches);
    tree->now_ms = G_GINT64_CONSTANT(1700000000000);
    FakeNode *root = g_new0(FakeNode, 1);
    root->path = g_strdup("/");
    root->data = g_strdup("");
    root->acl = wf_acl_open();
    g_hash_table_insert(tree->nodes, root->path, root);
    return tree;
}

void fake_tree_free(FakeTree *tree)
{
    g_hash_table_unref(tree->nodes);
    g_hash_table_unref(tree->data_watches);
    g_hash_table_unref(tree->child_watches);
    g_free(tree);
}

/* ---- rights ------------------------------------------------------------ */

static bool is_one_of(const char *identity, const GPtrArray *identities)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)identities, identity, g_str_equal, NULL);
}

static bool may(const FakeAsker *asker, const FakeNode *node, guint perms)
{
    for (guint i = 0; i < wf_acl_n(node->acl); i++) {
        const char *identity = wf_acl_identity(node->acl, i);
        if ((wf_acl_perms(node->acl, i) & perms) &&
            (!identity || is_one_of(identity, asker->identities)))
            return true;
    }
    return false;
}

/* Who may not change a list sees names in it, but not the hashes. */
static WfAcl *shown_acl(const FakeAsker *asker, const FakeNode *node)
{
    if (may(asker, node, WF_PERM_ADMIN))
        return wf_acl_ref(node->acl);
    WfAcl *masked = wf_acl_new();
    for (guint i = 0; i < wf_acl_n(node->acl); i++) {
        const char *identity = wf_acl_identity(node->acl, i);
        g_autofree char *shown =
            identity ? g_strdup_printf("%.*s:x", (int)strcspn(identity, ":"), identity) : NULL;
        wf_acl_add(masked, wf_acl_perms(node->acl, i), shown);
    }
    return masked;
}

/* ---- watches ----------------------------------------------------------- */

static void watch_add(GHashTable *table, WfWatch *watch)
{
    GPtrArray *list = g_hash_table_lookup(table, watch->path);
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(table, g_strdup(watch->path), list);
    }
    if (!g_ptr_array_find(list, watch, NULL))
        g_ptr_array_add(list, watch);
}

static void watch_fire(FakeTree *tree, GHashTable *table, const char *path, WfWatchEvent event)
{
    char *key = NULL;
    GPtrArray *list = NULL;
    if (!g_hash_table_steal_extended(table, path, (gpointer *)&key, (gpointer *)&list))
        return;
    for (guint i = 0; i < list->len; i++)
        tree->fire(list->pdata[i], event);
    g_ptr_array_unref(list);
    g_free(key);
}

static void drop_from(GHashTable *table, const WfStore *store)
{
    GHashTableIter iter;
    GPtrArray *list;
    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&list)) {
        for (guint i = list->len; i-- > 0;)
            if (((WfWatch *)list->pdata[i])->store == store)
                g_ptr_array_remove_index(list, i);
        if (list->len == 0)
            g_hash_table_iter_remove(&iter);
    }
}

void fake_tree_drop_watches(FakeTree *tree, const WfStore *store)
{
    drop_from(tree->data_watches, store);
    drop_from(tree->child_watches, store);
}

static guint count_in(GHashTable *table)
{
    guint n = 0;
    GHashTableIter iter;
    GPtrArray *list;
    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&list))
        n += list->len;
    return n;
}

guint fake_tree_n_watches(const FakeTree *tree)
{
    return count_in(tree->data_watches) + count_in(tree->child_watches);
}

static void fire_for(FakeTree *tree, const WfOp *op)
{
    g_autofree char *parent = parent_path(op->path);
    switch (op->kind) {
    case WF_OP_CREATE:
        watch_fire(tree, tree->data_watches, op->path, WF_WATCH_CREATED);
        watch_fire(tree, tree->child_watches, parent, WF_WATCH_CHILDREN);
        break;
    case WF_OP_SET:
        watch_fire(tree, tree->data_watches, op->path, WF_WATCH_CHANGED);
        break;
    case WF_OP_DELETE:
        watch_fire(tree, tree->data_watches, op->path, WF_WATCH_DELETED);
        watch_fire(tree, tree->child_watches, op->path, WF_WATCH_DELETED);
        watch_fire(tree, tree->child_watches, parent, WF_WATCH_CHILDREN);
        break;
    case WF_OP_CHECK:
        break;
    }
}

/* ---- writes, and how to undo them -------------------------------------- */

typedef struct {
    const WfOp *op;
    WfStat node, parent; /* as they were */
    char *data;          /* set: the old value */
    gsize size;
    FakeNode *deleted;
} Undo;

static void undo_clear(gpointer data)
{
    Undo *undo = data;
    g_free(undo->data);
    if (undo->deleted)
        node_free(undo->deleted);
}

static WfRc apply_create(FakeTree *tree, const FakeAsker *asker, const WfOp *op, Undo *undo)
{
    if (!op->path[1])
        return WF_RC_NODE_EXISTS;
    FakeNode *parent = find_parent(tree, op->path);
    if (!parent)
        return WF_RC_NO_NODE;
    if (!may(asker, parent, WF_PERM_CREATE))
        return WF_RC_NO_AUTH;
    if (find(tree, op->path))
        return WF_RC_NODE_EXISTS;
    if (parent->stat.owner)
        return WF_RC_EPHEMERAL;

    undo->parent = parent->stat;
    FakeNode *node = g_new0(FakeNode, 1);
    node->path = g_strdup(op->path);
    node->data = copy_data(op->data, op->size);
    node->size = op->size;
    node->acl = wf_acl_ref(op->acl);
    node->stat.czxid = node->stat.mzxid = node->stat.pzxid = tree->zxid;
    node->stat.ctime = node->stat.mtime = tree->now_ms;
    node->stat.owner = op->ephemeral ? asker->session : 0;
    node->stat.data_len = (gint32)op->size;
    link_node(tree, parent, node);
    parent->stat.cversion++;
    parent->stat.pzxid = tree->zxid;
    return WF_RC_OK;
}

static WfRc apply_set(FakeTree *tree, const FakeAsker *asker, const WfOp *op, Undo *undo)
{
    FakeNode *node = find(tree, op->path);
    if (!node)
        return WF_RC_NO_NODE;
    if (!may(asker, node, WF_PERM_WRITE))
        return WF_RC_NO_AUTH;
    if (op->version != -1 && op->version != node->stat.version)
        return WF_RC_BAD_VERSION;

    undo->node = node->stat;
    undo->data = node->data;
    undo->size = node->size;
    node->data = copy_data(op->data, op->size);
    node->size = op->size;
    node->stat.version++;
    node->stat.mzxid = tree->zxid;
    node->stat.mtime = tree->now_ms;
    node->stat.data_len = (gint32)op->size;
    return WF_RC_OK;
}

static WfRc apply_delete(FakeTree *tree, const FakeAsker *asker, const WfOp *op, Undo *undo)
{
    FakeNode *parent = find_parent(tree, op->path), *node = find(tree, op->path);
    if (!parent || !node)
        return WF_RC_NO_NODE;
    if (!may(asker, parent, WF_PERM_DELETE))
        return WF_RC_NO_AUTH;
    if (op->version != -1 && op->version != node->stat.version)
        return WF_RC_BAD_VERSION;
    if (node->stat.n_children > 0)
        return WF_RC_NOT_EMPTY;

    undo->parent = parent->stat;
    undo->deleted = unlink_node(tree, parent, op->path);
    parent->stat.cversion++;
    parent->stat.pzxid = tree->zxid;
    return WF_RC_OK;
}

static WfRc apply_check(FakeTree *tree, const FakeAsker *asker, const WfOp *op)
{
    FakeNode *node = find(tree, op->path);
    if (!node)
        return WF_RC_NO_NODE;
    if (!may(asker, node, WF_PERM_READ))
        return WF_RC_NO_AUTH;
    return op->version == -1 || op->version == node->stat.version ? WF_RC_OK : WF_RC_BAD_VERSION;
}

static WfRc apply_op(FakeTree *tree, const FakeAsker *asker, const WfOp *op, Undo *undo)
{
    undo->op = op;
    switch (op->kind) {
    case WF_OP_CHECK:
        return apply_check(tree, asker, op);
    case WF_OP_CREATE:
        return apply_create(tree, asker, op, undo);
    case WF_OP_SET:
        return apply_set(tree, asker, op, undo);
    case WF_OP_DELETE:
        return apply_delete(tree, asker, op, undo);
    }
    return WF_RC_FAILED;
}

static void undo_op(FakeTree *tree, Undo *undo)
{
    const WfOp *op = undo->op;
    FakeNode *parent = find_parent(tree, op->path), *node = find(tree, op->path);
    switch (op->kind) {
    case WF_OP_CHECK:
        break;
    case WF_OP_CREATE:
        node_free(unlink_node(tree, parent, op->path));
        parent->stat = undo->parent;
        break;
    case WF_OP_SET:
        g_free(node->data);
        node->data = g_steal_pointer(&undo->data);
        node->size = undo->size;
        node->stat = undo->node;
        break;
    case WF_OP_DELETE:
        link_node(tree, parent, g_steal_pointer(&undo->deleted));
        parent->stat = undo->parent;
        break;
    }
}

static void fill_stats(FakeTree *tree, WfRequest *request)
{
    request->n_stats = wf_ops_n(request->ops);
    request->stats = g_new0(WfStat, request->n_stats);
    for (guint i = 0; i < request->n_stats; i++) {
        const WfOp *op = wf_ops_get(request->ops, i);
        const FakeNode *node = op->kind == WF_OP_SET ? find(tree, op->path) : NULL;
        if (node)
            request->stats[i] = node->stat;
    }
    request->stat = request->stats[0];
}

static WfRc apply_ops(FakeTree *tree, const FakeAsker *asker, WfRequest *request)
{
    g_autoptr(GArray) journal = g_array_new(FALSE, TRUE, sizeof(Undo));
    g_array_set_clear_func(journal, undo_clear);
    guint n = wf_ops_n(request->ops);
    tree->zxid++;
    for (guint i = 0; i < n; i++) {
        g_array_set_size(journal, i + 1);
        WfRc rc =
            apply_op(tree, asker, wf_ops_get(request->ops, i), &g_array_index(journal, Undo, i));
        if (rc != WF_RC_OK) {
            request->failed = i;
            while (i-- > 0)
                undo_op(tree, &g_array_index(journal, Undo, i));
            return rc;
        }
    }
    fill_stats(tree, request);
    for (guint i = 0; i < n; i++)
        fire_for(tree, wf_ops_get(request->ops, i));
    return WF_RC_OK;
}

/* ---- reads ------------------------------------------------------------- */

static WfRc apply_get(const FakeNode *node, WfRequest *request)
{
    request->data = copy_data(node->data, node->size);
    request->size = node->size;
    return WF_RC_OK;
}

static WfRc apply_children(const FakeNode *node, WfRequest *request)
{
    g_autofree char **names =
        node->children ? (char **)g_hash_table_get_keys_as_array(node->children, NULL) : NULL;
    request->children = names ? g_strdupv(names) : g_new0(char *, 1);
    return WF_RC_OK;
}

static WfRc apply_read(FakeTree *tree, const FakeAsker *asker, WfRequest *request)
{
    bool children = request->kind == WF_REQUEST_CHILDREN;
    FakeNode *node = find(tree, request->path);
    WfRc rc = node ? WF_RC_OK : WF_RC_NO_NODE;
    if (node && request->kind != WF_REQUEST_EXISTS && !may(asker, node, WF_PERM_READ))
        rc = WF_RC_NO_AUTH;
    if (rc == WF_RC_OK && request->kind == WF_REQUEST_GET)
        rc = apply_get(node, request);
    else if (rc == WF_RC_OK && children)
        rc = apply_children(node, request);
    if (rc == WF_RC_OK)
        request->stat = node->stat;
    if (request->watch &&
        (rc == WF_RC_OK || (rc == WF_RC_NO_NODE && request->kind == WF_REQUEST_EXISTS)))
        watch_add(children ? tree->child_watches : tree->data_watches, request->watch);
    return rc;
}

static WfRc apply_acl(FakeTree *tree, const FakeAsker *asker, WfRequest *request)
{
    FakeNode *node = find(tree, request->path);
    bool set = request->kind == WF_REQUEST_SET_ACL;
    if (!node)
        return WF_RC_NO_NODE;
    if (!may(asker, node, set ? WF_PERM_ADMIN : WF_PERM_READ | WF_PERM_ADMIN))
        return WF_RC_NO_AUTH;
    if (set && request->version != -1 && request->version != node->stat.aversion)
        return WF_RC_BAD_VERSION;
    if (set) {
        tree->zxid++;
        wf_acl_unref(node->acl);
        node->acl = wf_acl_ref(request->acl);
        node->stat.aversion++;
    } else {
        request->result_acl = shown_acl(asker, node);
    }
    request->stat = node->stat;
    return WF_RC_OK;
}

WfRc fake_tree_apply(FakeTree *tree, const FakeAsker *asker, WfRequest *request)
{
    switch (request->kind) {
    case WF_REQUEST_GET:
    case WF_REQUEST_EXISTS:
    case WF_REQUEST_CHILDREN:
        return apply_read(tree, asker, request);
    case WF_REQUEST_WRITE:
    case WF_REQUEST_MULTI:
        return apply_ops(tree, asker, request);
    case WF_REQUEST_GET_ACL:
    case WF_REQUEST_SET_ACL:
        return apply_acl(tree, asker, request);
    case WF_REQUEST_SYNC:
        return WF_RC_OK;
    }
    return WF_RC_FAILED;
}

void fake_tree_end_session(FakeTree *tree, gint64 session)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    FakeNode *node;
    g_hash_table_iter_init(&iter, tree->nodes);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&node))
        if (node->stat.owner == session)
            g_ptr_array_add(paths, g_strdup(node->path));
    tree->zxid++;
    for (guint i = 0; i < paths->len; i++) {
        WfOp op = {.kind = WF_OP_DELETE, .path = paths->pdata[i]};
        FakeNode *parent = find_parent(tree, op.path);
        node_free(unlink_node(tree, parent, op.path));
        parent->stat.cversion++;
        parent->stat.pzxid = tree->zxid;
        fire_for(tree, &op);
    }
}
