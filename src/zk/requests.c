/* Requests into the client library's calls, its answers back into results.
 *
 * The completions run inside the library, so they only fill in the request and
 * queue it; callers hear of it when the library has been left. */
#include "zk_priv.h"

#include <string.h>

static WfRc outcome(int rc)
{
    switch (rc) {
    case ZOK:
        return WF_RC_OK;
    case ZNONODE:
        return WF_RC_NO_NODE;
    case ZNODEEXISTS:
        return WF_RC_NODE_EXISTS;
    case ZBADVERSION:
        return WF_RC_BAD_VERSION;
    case ZNOTEMPTY:
        return WF_RC_NOT_EMPTY;
    case ZNOAUTH:
    case ZAUTHFAILED:
    case ZSESSIONCLOSEDREQUIRESASLAUTH:
        return WF_RC_NO_AUTH;
    case ZNOCHILDRENFOREPHEMERALS:
        return WF_RC_EPHEMERAL;
    case ZRUNTIMEINCONSISTENCY:
        return WF_RC_ROLLED_BACK;
    case ZINVALIDACL:
    case ZBADARGUMENTS:
        return WF_RC_INVALID;
    case ZCONNECTIONLOSS:
    case ZOPERATIONTIMEOUT:
    case ZSESSIONEXPIRED:
    case ZSESSIONMOVED:
    case ZINVALIDSTATE:
        return WF_RC_UNKNOWN;
    default:
        return WF_RC_FAILED;
    }
}

/* Of a whole request ZRUNTIMEINCONSISTENCY says nothing of ops: a request that was the first to
 * notice a lost connection makes the library go on with the next one, and there see that answers
 * are missing. */
static void finish(WfRequest *request, int rc)
{
    if (rc == ZCLOSING)
        wf_request_finish(request, request->store->closed ? WF_RC_CLOSED : WF_RC_UNKNOWN);
    else
        wf_request_finish(request, rc == ZRUNTIMEINCONSISTENCY ? WF_RC_UNKNOWN : outcome(rc));
}

static WfStat to_stat(const struct Stat *s)
{
    return (WfStat){
        .czxid = s->czxid,
        .mzxid = s->mzxid,
        .pzxid = s->pzxid,
        .ctime = s->ctime,
        .mtime = s->mtime,
        .owner = s->ephemeralOwner,
        .version = s->version,
        .cversion = s->cversion,
        .aversion = s->aversion,
        .data_len = s->dataLength,
        .n_children = s->numChildren,
    };
}

/* ---- access lists -------------------------------------------------------- */

static char scheme_world[] = "world", scheme_digest[] = "digest", id_anyone[] = "anyone";

/* For the length of a call: the entries borrow the list's strings. */
typedef struct {
    const WfAcl *acl;
    struct ACL_vector vector;
} AclView;

static void acl_view_set(AclView *view, const WfAcl *acl)
{
    if (view->acl == acl)
        return;
    guint n = wf_acl_n(acl);
    view->acl = acl;
    view->vector.count = (int32_t)n;
    view->vector.data = g_renew(struct ACL, view->vector.data, n);
    for (guint i = 0; i < n; i++) {
        const char *identity = wf_acl_identity(acl, i);
        view->vector.data[i] = (struct ACL){
            .perms = (int32_t)wf_acl_perms(acl, i),
            .id = {.scheme = identity ? scheme_digest : scheme_world,
                   .id = identity ? (char *)identity : id_anyone},
        };
    }
}

static WfAcl *to_acl(const struct ACL_vector *vector)
{
    WfAcl *acl = wf_acl_new();
    for (int32_t i = 0; i < vector->count; i++) {
        const struct ACL *entry = &vector->data[i];
        if (g_str_equal(entry->id.scheme, scheme_digest))
            wf_acl_add(acl, (guint)entry->perms, entry->id.id);
        else if (g_str_equal(entry->id.scheme, scheme_world))
            wf_acl_add(acl, (guint)entry->perms, NULL);
    }
    return acl;
}

/* ---- completions ---------------------------------------------------------- */

static void on_void(int rc, const void *data)
{
    finish((WfRequest *)data, rc);
}

static void on_string(int rc, const char *value G_GNUC_UNUSED, const void *data)
{
    finish((WfRequest *)data, rc);
}

static void on_stat(int rc, const struct Stat *stat, const void *data)
{
    WfRequest *request = (WfRequest *)data;
    if (rc == ZOK && stat)
        request->stat = to_stat(stat);
    finish(request, rc);
}

static void on_data(int rc, const char *value, int len, const struct Stat *stat, const void *data)
{
    WfRequest *request = (WfRequest *)data;
    if (rc == ZOK) {
        request->size = value && len > 0 ? (gsize)len : 0;
        request->data = g_malloc(request->size + 1);
        if (request->size > 0)
            memcpy(request->data, value, request->size);
        request->data[request->size] = 0;
        request->stat = to_stat(stat);
    }
    finish(request, rc);
}

static void on_children(int rc, const struct String_vector *names, const struct Stat *stat,
                        const void *data)
{
    WfRequest *request = (WfRequest *)data;
    if (rc == ZOK) {
        gsize n = names ? (gsize)names->count : 0;
        request->children = g_new0(char *, n + 1);
        for (gsize i = 0; i < n; i++)
            request->children[i] = g_strdup(names->data[i]);
        request->stat = to_stat(stat);
    }
    finish(request, rc);
}

static void on_acl(int rc, struct ACL_vector *acl, struct Stat *stat, const void *data)
{
    WfRequest *request = (WfRequest *)data;
    if (rc == ZOK) {
        request->result_acl = to_acl(acl);
        request->stat = to_stat(stat);
    }
    finish(request, rc);
}

/* What the library writes a multi's results into. */
typedef struct {
    zoo_op_result_t *results;
    struct Stat *stats;
} MultiResults;

static void multi_results_free(MultiResults *multi)
{
    g_free(multi->results);
    g_free(multi->stats);
    g_free(multi);
}

static guint first_failure(const MultiResults *multi, guint n)
{
    for (guint i = 0; i < n; i++)
        if (multi->results[i].err != ZOK && multi->results[i].err != ZRUNTIMEINCONSISTENCY)
            return i;
    return n;
}

static void on_multi(int rc, const void *data)
{
    WfRequest *request = (WfRequest *)data;
    MultiResults *multi = request->backend_data;
    guint n = wf_ops_n(request->ops);
    request->failed = n;
    if (rc == ZOK) {
        request->stats = g_new0(WfStat, n);
        request->n_stats = n;
        for (guint i = 0; i < n; i++)
            if (wf_ops_get(request->ops, i)->kind == WF_OP_SET)
                request->stats[i] = to_stat(&multi->stats[i]);
    } else if (outcome(rc) != WF_RC_UNKNOWN && rc != ZCLOSING) {
        request->failed = first_failure(multi, n);
        if (request->failed < n)
            rc = multi->results[request->failed].err;
    }
    multi_results_free(multi);
    finish(request, rc);
}

/* ---- watches -------------------------------------------------------------- */

static void on_watch(zhandle_t *zh G_GNUC_UNUSED, int type, int state G_GNUC_UNUSED,
                     const char *path G_GNUC_UNUSED, void *context)
{
    WfWatch *watch = context;
    if (type == ZOO_CREATED_EVENT)
        wf_watch_fire(watch, WF_WATCH_CREATED);
    else if (type == ZOO_CHANGED_EVENT)
        wf_watch_fire(watch, WF_WATCH_CHANGED);
    else if (type == ZOO_DELETED_EVENT)
        wf_watch_fire(watch, WF_WATCH_DELETED);
    else if (type == ZOO_CHILD_EVENT)
        wf_watch_fire(watch, WF_WATCH_CHILDREN);
    /* session events reach every watch, too: the session's own watcher has them */
}

/* ---- submitting ------------------------------------------------------------ */

static int submit_write(Zk *zk, WfRequest *request)
{
    const WfOp *op = wf_ops_get(request->ops, 0);
    AclView view = {0};
    int rc = ZBADARGUMENTS;
    switch (op->kind) {
    case WF_OP_CREATE:
        acl_view_set(&view, op->acl);
        rc = zoo_acreate(zk->zh, op->path, op->data, (int)op->size, &view.vector,
                         op->ephemeral ? ZOO_EPHEMERAL : ZOO_PERSISTENT, on_string, request);
        break;
    case WF_OP_SET:
        rc = zoo_aset(zk->zh, op->path, op->data, (int)op->size, op->version, on_stat, request);
        break;
    case WF_OP_DELETE:
        rc = zoo_adelete(zk->zh, op->path, op->version, on_void, request);
        break;
    case WF_OP_CHECK: /* exists only in a multi */
        break;
    }
    g_free(view.vector.data);
    return rc;
}

static void init_op(zoo_op_t *to, const WfOp *op, const struct ACL_vector *acl, struct Stat *stat)
{
    switch (op->kind) {
    case WF_OP_CHECK:
        zoo_check_op_init(to, op->path, op->version);
        break;
    case WF_OP_CREATE:
        zoo_create_op_init(to, op->path, op->data, (int)op->size, acl,
                           op->ephemeral ? ZOO_EPHEMERAL : ZOO_PERSISTENT, NULL, 0);
        break;
    case WF_OP_SET:
        zoo_set_op_init(to, op->path, op->data, (int)op->size, op->version, stat);
        break;
    case WF_OP_DELETE:
        zoo_delete_op_init(to, op->path, op->version);
        break;
    }
}

static int submit_multi(Zk *zk, WfRequest *request)
{
    guint n = wf_ops_n(request->ops);
    MultiResults *multi = g_new0(MultiResults, 1);
    multi->results = g_new0(zoo_op_result_t, n);
    multi->stats = g_new0(struct Stat, n);
    request->backend_data = multi;

    /* the library copies what it sends within the call */
    g_autofree zoo_op_t *ops = g_new0(zoo_op_t, n);
    g_autoptr(GPtrArray) vectors = g_ptr_array_new_with_free_func(g_free);
    AclView view = {0};
    for (guint i = 0; i < n; i++) {
        const WfOp *op = wf_ops_get(request->ops, i);
        if (op->acl && op->acl != view.acl) {
            view = (AclView){0};
            acl_view_set(&view, op->acl);
            g_ptr_array_add(vectors, view.vector.data);
            struct ACL_vector *kept = g_memdup2(&view.vector, sizeof view.vector);
            g_ptr_array_add(vectors, kept);
        }
        init_op(&ops[i], op, vectors->len ? vectors->pdata[vectors->len - 1] : NULL,
                &multi->stats[i]);
    }
    int rc = zoo_amulti(zk->zh, (int)n, ops, multi->results, on_multi, request);
    if (rc != ZOK)
        multi_results_free(multi);
    return rc;
}

static int submit_set_acl(Zk *zk, WfRequest *request)
{
    AclView view = {0};
    acl_view_set(&view, request->acl);
    int rc = zoo_aset_acl(zk->zh, request->path, request->version, &view.vector, on_void, request);
    g_free(view.vector.data);
    return rc;
}

static int submit(Zk *zk, WfRequest *request)
{
    watcher_fn watcher = request->watch ? on_watch : NULL;
    switch (request->kind) {
    case WF_REQUEST_GET:
        return zoo_awget(zk->zh, request->path, watcher, request->watch, on_data, request);
    case WF_REQUEST_EXISTS:
        return zoo_awexists(zk->zh, request->path, watcher, request->watch, on_stat, request);
    case WF_REQUEST_CHILDREN:
        return zoo_awget_children2(zk->zh, request->path, watcher, request->watch, on_children,
                                   request);
    case WF_REQUEST_WRITE:
        return submit_write(zk, request);
    case WF_REQUEST_MULTI:
        return submit_multi(zk, request);
    case WF_REQUEST_GET_ACL:
        return zoo_aget_acl(zk->zh, request->path, on_acl, request);
    case WF_REQUEST_SET_ACL:
        return submit_set_acl(zk, request);
    case WF_REQUEST_SYNC:
        return zoo_async(zk->zh, request->path, on_string, request);
    }
    return ZBADARGUMENTS;
}

void zk_submit(WfStore *store, WfRequest *request)
{
    Zk *zk = (Zk *)store;
    if (!zk->connected || !zk->zh) {
        wf_request_finish(request, WF_RC_DOWN);
        return;
    }
    zk->stale = true;
    int rc = submit(zk, request);
    if (rc != ZOK) /* nothing was queued */
        wf_request_finish(request, rc == ZINVALIDSTATE ? WF_RC_DOWN : outcome(rc));
}
