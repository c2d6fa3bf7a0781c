/* Making and deleting whole trees, out of the other requests. */
#include "weft/limits.h"
#include "store_priv.h"

#include <string.h>

enum { DELETE_ROUNDS = 20 };

/* ---- making a path ----------------------------------------------------- */

typedef struct {
    WfRequest *promise;
    guint left;
    WfRc rc;    /* of the first part that could not be made */
    bool there; /* the whole path is */
} Making;

static void making_done(Making *making, WfRc rc)
{
    wf_request_finish(making->promise, rc);
    g_free(making);
}

/* Who may not create a node is told so even if it exists. */
static void on_looked(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Making *making = user;
    making_done(making, reply->rc == WF_RC_NO_NODE ? making->rc : reply->rc);
}

static void on_part(WfStore *store, const WfReply *reply, gpointer user)
{
    Making *making = user;
    bool there = reply->rc == WF_RC_OK || reply->rc == WF_RC_NODE_EXISTS;
    making->there |= there && g_str_equal(reply->path, making->promise->path);
    if (!there && making->rc == WF_RC_OK)
        making->rc = reply->rc;
    if (--making->left > 0)
        return;
    if (making->there || making->rc != WF_RC_NO_AUTH)
        making_done(making, making->there ? WF_RC_OK : making->rc);
    else
        wf_store_exists(store, making->promise->path, NULL, on_looked, making);
}

void wf_store_make_path(WfStore *store, const char *path, WfAcl *acl, WfReplyFunc done,
                        gpointer user)
{
    Making *making = g_new0(Making, 1);
    making->promise = wf_request_promise(store, path, done, user);
    g_autofree char *part = g_strdup(path);
    /* all parts at once: the server takes them in order; answers come later */
    for (char *slash = part; *slash && (slash = strchr(slash + 1, '/')) && slash[1];) {
        *slash = 0;
        making->left++;
        wf_store_create(store, part, "", 0, acl, false, on_part, making);
        *slash = '/';
    }
    making->left++;
    wf_store_create(store, path, "", 0, acl, false, on_part, making);
}

/* ---- deleting a tree --------------------------------------------------- */

typedef struct {
    WfStore *store;
    WfRequest *promise;
    char *fence;      /* NULL: none */
    gint32 version;   /* of the fence */
    GPtrArray *paths; /* parents before children */
    guint round;
} Deleting;

static void look(Deleting *deleting);

static void deleting_done(Deleting *deleting, WfRc rc)
{
    wf_request_finish(deleting->promise, rc);
    g_ptr_array_unref(deleting->paths);
    g_free(deleting->fence);
    g_free(deleting);
}

static void on_batch(WfBatch *batch G_GNUC_UNUSED, const WfBatchProgress *progress, gpointer user)
{
    Deleting *deleting = user;
    if (!progress->finished)
        return;
    bool moved = progress->rc == WF_RC_NO_NODE || progress->rc == WF_RC_NOT_EMPTY;
    if (progress->fenced) {
        deleting_done(deleting, WF_RC_BAD_VERSION);
        return;
    }
    if (moved && ++deleting->round < DELETE_ROUNDS)
        look(deleting);
    else
        deleting_done(deleting, progress->rc);
}

static void on_node(const WfWalkNode *node, gpointer user)
{
    g_ptr_array_add(((Deleting *)user)->paths, g_strdup(node->path));
}

static void on_seen(WfRc rc, guint n G_GNUC_UNUSED, bool cut G_GNUC_UNUSED, gpointer user)
{
    Deleting *deleting = user;
    if (rc != WF_RC_OK) {
        deleting_done(deleting, rc == WF_RC_NO_NODE ? WF_RC_OK : rc);
        return;
    }
    WfBatch *batch = wf_batch_new(deleting->store, on_batch, deleting);
    if (deleting->fence)
        wf_batch_fence(batch, deleting->fence, deleting->version);
    for (guint i = deleting->paths->len; i-- > 0;)
        wf_batch_delete(batch, deleting->paths->pdata[i], -1);
    wf_batch_finish(batch);
}

static void look(Deleting *deleting)
{
    WfWalkLimits limits = {.max_nodes = WF_LIMIT_COMPONENTS};
    g_ptr_array_set_size(deleting->paths, 0);
    wf_store_walk(deleting->store, deleting->promise->path, &limits, on_node, on_seen, deleting);
}

void wf_store_delete_tree(WfStore *store, const char *path, WfReplyFunc done, gpointer user)
{
    wf_store_delete_tree_fenced(store, path, NULL, -1, done, user);
}

void wf_store_delete_tree_fenced(WfStore *store, const char *path, const char *fence,
                                 gint32 version, WfReplyFunc done, gpointer user)
{
    Deleting *deleting = g_new0(Deleting, 1);
    deleting->store = store;
    deleting->fence = g_strdup(fence);
    deleting->version = version;
    deleting->promise = wf_request_promise(store, path, done, user);
    deleting->paths = g_ptr_array_new_with_free_func(g_free);
    look(deleting);
}
