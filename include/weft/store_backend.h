/* What stands behind a WfStore: for those who write one (src/store/fake*.c,
 * src/zk), not for those who use one.
 *
 * The base checks arguments and limits, keeps requests and watches, and calls
 * callers back in order; a backend carries requests to a tree and says how they
 * ended:
 *
 *     submit(store, request)  ...later...  wf_request_finish(request, WF_RC_OK)
 *
 * with the results filled in before. Each request given to submit() must be
 * finished exactly once. Finishing, firing and changing state only queue; the
 * base calls callers from the main context, or at wf_store_deliver(). */
#pragma once

#include "weft/store.h"

typedef enum { WF_OP_CHECK, WF_OP_CREATE, WF_OP_SET, WF_OP_DELETE } WfOpKind;

typedef struct {
    WfOpKind kind;
    const char *path;
    const char *data;
    gsize size;
    gint32 version;
    bool ephemeral;
    WfAcl *acl;
} WfOp;

const WfOp *wf_ops_get(const WfOps *ops, guint i);

typedef enum {
    WF_REQUEST_GET,
    WF_REQUEST_EXISTS,
    WF_REQUEST_CHILDREN,
    WF_REQUEST_WRITE, /* one op of request->ops that is not a check */
    WF_REQUEST_MULTI,
    WF_REQUEST_GET_ACL,
    WF_REQUEST_SET_ACL,
    WF_REQUEST_SYNC,
} WfRequestKind;

typedef enum { WF_ITEM_REQUEST, WF_ITEM_WATCH, WF_ITEM_STATE } WfItemKind;

/* Whatever waits in one of the base's queues. */
typedef struct {
    WfItemKind kind;
    GList link;
    gpointer user;
} WfItem;

/* What the server holds for a path, for its value (get, exists) or its children: one, whoever
 * asks and however often. A request may come with one the backend has set already, which is then
 * set still; setting it twice must not fire it twice. */
typedef struct {
    GList link;
    WfStore *store;
    char *path;
    bool children;
    gsize cost;         /* bytes of the packet that sets all watches again */
    guint n_asking;     /* requests under way that would set it */
    bool armed;         /* a read that asked for it succeeded, and its event has not come */
    GQueue askers;      /* who hears of its event */
    WfWatchEvent event; /* for backends that keep it for a while */
} WfWatch;

typedef struct WfAsker WfAsker;

typedef struct {
    WfItem item;
    WfStore *store;
    WfRequestKind kind;
    char *path;
    WfOps *ops;
    WfAcl *acl;
    gint32 version;
    WfWatch *watch; /* or NULL; until it is finished */
    WfAsker *asker; /* who will hear of that */
    bool watching;  /* it was set */
    WfReplyFunc done;
    guint index;
    gpointer backend_data; /* the backend's own */
    /* results; the request owns them */
    WfRc rc;
    WfStat stat;
    char *data;
    gsize size;
    char **children;
    WfAcl *result_acl;
    WfStat *stats;
    guint n_stats;
    guint failed;
} WfRequest;

typedef struct {
    const char *name;
    gint64 (*now)(const WfStore *store);
    void (*submit)(WfStore *store, WfRequest *request);
    void (*add_auth)(WfStore *store, const char *credential);
    void (*breathe)(WfStore *store); /* or NULL: nothing ends while nobody looks */
    /* Finishes every request under way. @politely: end the session at the server. */
    void (*close)(WfStore *store, bool politely);
    void (*free)(WfStore *store); /* the last of it */
} WfStoreBackend;

/* Backends put this first in a structure of their own. */
struct WfStore {
    const WfStoreBackend *backend;
    GMainContext *context;
    GSource *source;
    WfStoreInfo info; /* as told */
    WfStoreInfo next; /* as it is */
    char *server, *reason;
    GPtrArray *listeners;
    GList *many;
    GQueue pending; /* requests the backend has */
    GQueue watches;
    GHashTable *data_watches, *child_watches; /* the same by path */
    GQueue ready;                             /* items for callers */
    gsize watch_cost;
    gsize path_prefix; /* bytes the server's paths have in front of ours */
    guint holds;       /* frames that still use the store after a callback closed it */
    bool closed;
};

void wf_store_init(WfStore *store, const WfStoreBackend *backend);

/* @rc and the results are what the caller will see. A watch that was asked for is set if
 * the read succeeded, or was an exists that found nothing. */
void wf_request_finish(WfRequest *request, WfRc rc);
/* The watch has its event; the backend must not touch it again. */
void wf_watch_fire(WfWatch *watch, WfWatchEvent event);
/* Changes state; fields of store->next are to be set before. @reason may be NULL. */
void wf_store_set_state(WfStore *store, WfStoreState state, const char *reason);
/* The session is over: ends all watches with LOST. Requests are the backend's to finish. */
void wf_store_lose_watches(WfStore *store);
/* Calls callers back now, with at most @max items (0: all). False if the store was closed
 * (and perhaps freed) meanwhile. */
bool wf_store_deliver(WfStore *store, guint max);
bool wf_store_has_ready(const WfStore *store);
