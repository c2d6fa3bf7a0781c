/* The requests callers can make. */
#include "store_priv.h"

enum { MANY_WINDOW = 500 }; /* above 1,000 under way a server stops reading */

/* ---- reading ----------------------------------------------------------- */

static void read_node(WfStore *store, WfRequestKind kind, const char *path, WfWatchFunc watch,
                      WfReplyFunc done, gpointer user)
{
    wf_request_submit(wf_request_new(store, kind, path, done, user), watch, user);
}

void wf_store_get(WfStore *store, const char *path, WfWatchFunc watch, WfReplyFunc done,
                  gpointer user)
{
    read_node(store, WF_REQUEST_GET, path, watch, done, user);
}

void wf_store_exists(WfStore *store, const char *path, WfWatchFunc watch, WfReplyFunc done,
                     gpointer user)
{
    read_node(store, WF_REQUEST_EXISTS, path, watch, done, user);
}

void wf_store_children(WfStore *store, const char *path, WfWatchFunc watch, WfReplyFunc done,
                       gpointer user)
{
    read_node(store, WF_REQUEST_CHILDREN, path, watch, done, user);
}

void wf_store_get_acl(WfStore *store, const char *path, WfReplyFunc done, gpointer user)
{
    read_node(store, WF_REQUEST_GET_ACL, path, NULL, done, user);
}

void wf_store_sync(WfStore *store, const char *path, WfReplyFunc done, gpointer user)
{
    read_node(store, WF_REQUEST_SYNC, path, NULL, done, user);
}

/* ---- writing ----------------------------------------------------------- */

static void submit_ops(WfStore *store, WfRequestKind kind, const char *path, WfOps *ops,
                       WfReplyFunc done, gpointer user)
{
    WfRequest *request = wf_request_new(store, kind, path, done, user);
    request->ops = wf_ops_ref(ops);
    wf_request_submit(request, NULL, NULL);
}

void wf_store_create(WfStore *store, const char *path, const void *data, gsize size, WfAcl *acl,
                     bool ephemeral, WfReplyFunc done, gpointer user)
{
    g_autoptr(WfOps) ops = wf_ops_new();
    wf_ops_create(ops, path, data, size, acl, ephemeral);
    submit_ops(store, WF_REQUEST_WRITE, path, ops, done, user);
}

void wf_store_set(WfStore *store, const char *path, const void *data, gsize size, gint32 version,
                  WfReplyFunc done, gpointer user)
{
    g_autoptr(WfOps) ops = wf_ops_new();
    wf_ops_set(ops, path, data, size, version);
    submit_ops(store, WF_REQUEST_WRITE, path, ops, done, user);
}

void wf_store_delete(WfStore *store, const char *path, gint32 version, WfReplyFunc done,
                     gpointer user)
{
    g_autoptr(WfOps) ops = wf_ops_new();
    wf_ops_delete(ops, path, version);
    submit_ops(store, WF_REQUEST_WRITE, path, ops, done, user);
}

void wf_store_multi(WfStore *store, WfOps *ops, WfReplyFunc done, gpointer user)
{
    submit_ops(store, WF_REQUEST_MULTI, NULL, ops, done, user);
}

void wf_store_set_acl(WfStore *store, const char *path, WfAcl *acl, gint32 aversion,
                      WfReplyFunc done, gpointer user)
{
    WfRequest *request = wf_request_new(store, WF_REQUEST_SET_ACL, path, done, user);
    request->acl = acl ? wf_acl_ref(acl) : NULL;
    request->version = aversion;
    wf_request_submit(request, NULL, NULL);
}

/* ---- reading many ------------------------------------------------------ */

/* Today a pipeline of single reads; a backend that can read many at once can
 * take its place without callers noticing. */
typedef struct {
    GPtrArray *paths;
    guint next, answered;
    guint holds; /* frames in many_answered(): closing the store in one calls the rest inside */
    WfWatchFunc watch;
    WfReplyFunc each;
    gpointer user;
} Many;

static void many_free(WfStore *store, Many *many)
{
    store->many = g_list_remove(store->many, many);
    g_ptr_array_unref(many->paths);
    g_free(many);
}

static void many_answered(WfStore *store, const WfReply *reply, gpointer user);

static void many_fill(WfStore *store, Many *many)
{
    while (many->next < many->paths->len && many->next - many->answered < MANY_WINDOW) {
        guint i = many->next++;
        WfRequest *request =
            wf_request_new(store, WF_REQUEST_GET, many->paths->pdata[i], many_answered, many);
        request->index = i;
        wf_request_submit(request, many->watch, many->user);
    }
}

static void many_answered(WfStore *store, const WfReply *reply, gpointer user)
{
    Many *many = user;
    many->answered++;
    many->holds++;
    if (many->each)
        many->each(store, reply, many->user);
    many_fill(store, many);
    if (--many->holds == 0 && many->answered == many->next)
        many_free(store, many);
}

void wf_store_get_many(WfStore *store, const char *const *paths, guint n, WfWatchFunc watch,
                       WfReplyFunc each, gpointer user)
{
    if (n == 0)
        return;
    Many *many = g_new0(Many, 1);
    many->paths = g_ptr_array_new_full(n, g_free);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(many->paths, g_strdup(paths[i]));
    many->watch = watch;
    many->each = each;
    many->user = user;
    store->many = g_list_prepend(store->many, many);
    many_fill(store, many);
}

void wf_many_forget(WfStore *store, gpointer user)
{
    for (GList *l = store->many; l; l = l->next) {
        Many *many = l->data;
        if (many->user != user)
            continue;
        many->each = NULL;
        many->watch = NULL;
        many->next = MIN(many->next, many->paths->len);
        g_ptr_array_set_size(many->paths, (gint)many->next);
    }
}
