/* A request's way to the backend and back, and what is refused before it is sent. */
#include "weft/limits.h"
#include "store_priv.h"

static WfRc acl_check(const WfAcl *acl)
{
    return acl && wf_acl_n(acl) > 0 && wf_acl_n(acl) <= WF_LIMIT_ACL_ENTRIES ? WF_RC_OK
                                                                             : WF_RC_INVALID;
}

static WfRc op_check(const WfOp *op)
{
    if (wf_path_problem(op->path))
        return WF_RC_INVALID;
    if (op->size > WF_LIMIT_ZNODE_BYTES)
        return WF_RC_TOO_LARGE;
    if (op->kind == WF_OP_DELETE && !op->path[1])
        return WF_RC_INVALID;
    return op->kind == WF_OP_CREATE ? acl_check(op->acl) : WF_RC_OK;
}

/* May it be sent? @failed is set to the op at fault. */
static WfRc request_check(const WfRequest *request, guint *failed)
{
    if (request->path && wf_path_problem(request->path))
        return WF_RC_INVALID;
    if (request->kind == WF_REQUEST_SET_ACL)
        return acl_check(request->acl);
    for (guint i = 0; request->ops && i < wf_ops_n(request->ops); i++) {
        WfRc rc = op_check(wf_ops_get(request->ops, i));
        if (rc != WF_RC_OK) {
            *failed = i;
            return rc;
        }
    }
    if (request->ops && wf_ops_bytes(request->ops) > WF_LIMIT_REQUEST_BYTES) {
        *failed = wf_ops_n(request->ops);
        return WF_RC_TOO_LARGE;
    }
    return WF_RC_OK;
}

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

void wf_request_free(WfRequest *request)
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

void wf_request_submit(WfRequest *request, WfWatchFunc watch, gpointer watch_user)
{
    WfStore *store = request->store;
    guint failed = 0;
    WfRc rc = store->closed ? WF_RC_CLOSED : request_check(request, &failed);
    if (rc == WF_RC_OK && watch && !wf_watch_ask(request, watch, watch_user))
        rc = WF_RC_LIMIT;
    wf_item_put(&store->pending, &request->item);
    request->failed = failed;
    if (rc != WF_RC_OK || (request->kind == WF_REQUEST_MULTI && wf_ops_n(request->ops) == 0)) {
        wf_request_finish(request, rc);
        return;
    }
    store->backend->submit(store, request);
}

WfRequest *wf_request_promise(WfStore *store, const char *path, WfReplyFunc done, gpointer user)
{
    WfRequest *request = wf_request_new(store, WF_REQUEST_SYNC, path, done, user);
    wf_item_put(&store->pending, &request->item);
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
    if (request->watch)
        wf_watch_answered(request, arms_watch(request, rc));
    wf_store_make_ready(store, &request->item);
}
