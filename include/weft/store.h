/* The store: a tree of small versioned nodes through which VMs meet.
 *
 * A WfStore is one session with such a tree: ZooKeeper (zk.h) or an in-memory
 * fake for tests (fake.h); callers cannot tell which. Everything is
 * asynchronous on the GLib main context the store was made in: a call only
 * submits, answers come later, never from inside the call, in order of
 * submission but for what was refused before sending. A watch's event comes
 * before the answer of any later read that shows the change.
 *
 *     wf_store_listen(store, on_state, self);          // wait for CONNECTED
 *     wf_store_get(store, "/weft/shop", on_change, on_head, self);
 *
 *     g_autoptr(WfOps) ops = wf_ops_new();
 *     wf_ops_check(ops, epoch_path, epoch);
 *     wf_ops_set(ops, outcome_path, json, len, version);
 *     wf_store_multi(store, ops, on_reported, self);
 *
 * The rule that matters: when the connection breaks, what was under way ends
 * as WF_RC_UNKNOWN: it may have been done or not. Only reading tells.
 *
 * Ownership: arguments are copied; WfOps and WfAcl are reference-counted and
 * must not change once handed over. What a callback is given is valid during
 * that call only. A callback may do anything, closing the store included, but
 * not iterate the main context. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct WfStore WfStore;

/* ---- outcomes ---------------------------------------------------------- */

typedef enum {
    WF_RC_OK,
    WF_RC_NO_NODE, /* the node, or the parent of one to create, is not there */
    WF_RC_NODE_EXISTS,
    WF_RC_BAD_VERSION, /* somebody else wrote first */
    WF_RC_NOT_EMPTY,   /* delete: it has children */
    WF_RC_NO_AUTH,
    WF_RC_EPHEMERAL,   /* ephemeral nodes have no children */
    WF_RC_ROLLED_BACK, /* multi: this op was fine, another was not */
    WF_RC_TOO_LARGE,   /* refused before sending */
    WF_RC_LIMIT,       /* too many watches in this session; refused before sending */
    WF_RC_INVALID,     /* a path, ACL or flag that cannot be */
    WF_RC_DOWN,        /* not sent, certainly not done: there is no connection */
    WF_RC_UNKNOWN,     /* the connection broke: done or not, nobody knows */
    WF_RC_CLOSED,      /* the store was closed meanwhile; as unknown */
    WF_RC_FAILED,      /* anything else the server said */
} WfRc;

const char *wf_rc_text(WfRc rc); /* "the node does not exist" */
/* Sets @error to "cannot ACTION 'PATH': text", with the fitting code of error.h. */
void wf_rc_set_error(GError **error, WfRc rc, const char *action, const char *path);

typedef struct {
    gint64 czxid, mzxid, pzxid;
    gint64 ctime, mtime; /* ms since 1970, the server's clock */
    gint64 owner;        /* session of an ephemeral node, else 0 */
    gint32 version, cversion, aversion;
    gint32 data_len, n_children;
} WfStat;

/* ---- rights ------------------------------------------------------------ */

typedef enum {
    WF_PERM_READ = 1,
    WF_PERM_WRITE = 2,
    WF_PERM_CREATE = 4, /* children */
    WF_PERM_DELETE = 8, /* children */
    WF_PERM_ADMIN = 16, /* the ACL */
    WF_PERM_ALL = 31,
} WfPerm;

/* A list of who may do what, in a fixed order; equal lists in equal order are
 * one list to the server. */
typedef struct WfAcl WfAcl;

WfAcl *wf_acl_new(void);
/* @identity: as wf_identity() gives it; NULL: anyone. */
void wf_acl_add(WfAcl *acl, guint perms, const char *identity);
WfAcl *wf_acl_open(void); /* anyone, everything: for tools and tests */
WfAcl *wf_acl_ref(WfAcl *acl);
void wf_acl_unref(WfAcl *acl);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfAcl, wf_acl_unref)
guint wf_acl_n(const WfAcl *acl);
guint wf_acl_perms(const WfAcl *acl, guint i);
const char *wf_acl_identity(const WfAcl *acl, guint i); /* NULL: anyone */
bool wf_acl_equal(const WfAcl *a, const WfAcl *b);
char *wf_acl_hash(const WfAcl *acl); /* 32 hex digits that name the list (anchors) */

/* What stands in ACLs for the credential "name:secret": "name:base64(sha1(name:secret))". */
char *wf_identity(const char *credential);

/* ---- the session ------------------------------------------------------- */

typedef enum {
    WF_STORE_CONNECTING, /* no session yet */
    WF_STORE_CONNECTED,
    WF_STORE_SUSPENDED, /* connection lost; the session may still be alive */
    WF_STORE_EXPIRED,   /* the session is over, or must be taken as over: last reply + timeout
                           passed. All watches are LOST; a new session follows by itself */
} WfStoreState;

typedef struct {
    WfStoreState state;
    gint64 since;       /* when it came about; this and the next two in µs of wf_store_now() */
    gint64 last_reply;  /* 0: none yet */
    gint64 retry_at;    /* next attempt while not connected; 0: under way */
    gint64 session;     /* its id; 0 while there is none */
    int timeout_ms;     /* of the session, as the server granted it */
    const char *server; /* address in use, or NULL; borrowed until the next event */
    const char *reason; /* why it is not connected, for people, or NULL; borrowed likewise */
    bool absent;        /* the reason: no server's name exists. It is tried again all the same */
} WfStoreInfo;

typedef void (*WfStateFunc)(WfStore *store, const WfStoreInfo *info, gpointer user);

/* What callers were told last. */
const WfStoreInfo *wf_store_info(const WfStore *store);
bool wf_store_is_connected(const WfStore *store);
gint64 wf_store_now(const WfStore *store); /* the store's monotonic clock, µs */

/* Calls @func at every change of state or of the reason from now on, until wf_store_forget(user).
 */
void wf_store_listen(WfStore *store, WfStateFunc func, gpointer user);

/* Adds an identity ("name:secret") to this session and those that follow it. A wrong
 * secret shows only as WF_RC_NO_AUTH later. */
void wf_store_add_auth(WfStore *store, const char *credential);

/* Ends the session (its ephemeral nodes go) and frees the store. All that is under way is
 * answered with WF_RC_CLOSED and all watches end with WF_WATCH_LOST before this returns;
 * nothing is called afterwards. Waits for the server's answer, 1.5 s at most. */
void wf_store_close(WfStore *store);
/* The same without telling the server, as if the process had been killed: for tests, and
 * for children that share nothing with the session. */
void wf_store_abandon(WfStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfStore, wf_store_close)

/* Keeps the session alive from inside a long computation: sends what is due and takes in what has
 * come, and calls nobody; callers hear of it from the main loop. Cheap enough for every step. NULL:
 * nothing to keep alive. */
void wf_store_breathe(WfStore *store);

/* No callback, watch or listener that was given @user is called any more. What was
 * submitted is still carried out. */
void wf_store_forget(WfStore *store, gpointer user);

/* For programs that have nothing else to do: iterates the main context until connected.
 * False and WF_ERROR_UNAVAILABLE after @timeout_ms, or as soon as no server's name exists. */
bool wf_store_wait(WfStore *store, int timeout_ms, GError **error);

/* ---- requests ---------------------------------------------------------- */

typedef struct {
    WfRc rc;
    const char *path; /* as asked; multi: of the op that failed, or NULL */
    const char *data; /* get: never NULL if rc is OK; a 0 follows the last byte */
    gsize size;
    const WfStat *stat;          /* get, exists, children, set, get_acl: if rc is OK */
    const char *const *children; /* children: names, NULL-terminated, in no order */
    guint n_children;
    const WfAcl *acl;    /* get_acl; entries other than digests are left out */
    bool watching;       /* the watch is set and will end exactly once */
    guint index;         /* get_many: number of the path; multi: of the op that failed */
    const WfStat *stats; /* multi: one an op if rc is OK, zero but for sets */
    guint n_stats;
} WfReply;

typedef void (*WfReplyFunc)(WfStore *store, const WfReply *reply, gpointer user);

/* A watch is set by a read that succeeds (exists: also by one that ends in WF_RC_NO_NODE),
 * is one-shot, and ends exactly once: with its event or with LOST. Who asks again for what
 * they (the same function and user) wait for already, waits for one event still; who asks for
 * another's, shares it: both are told. So a session never holds more watches than a path has
 * kinds: one for its value (get, exists), one for its children. */
typedef enum {
    WF_WATCH_CREATED,
    WF_WATCH_CHANGED,
    WF_WATCH_DELETED,
    WF_WATCH_CHILDREN,
    WF_WATCH_LOST, /* session over or store closed */
} WfWatchEvent;

typedef void (*WfWatchFunc)(WfStore *store, WfWatchEvent event, const char *path, gpointer user);

/* Versions: -1 = any. @done may be NULL where only the deed matters; @watch NULL = none. */
void wf_store_get(WfStore *store, const char *path, WfWatchFunc watch, WfReplyFunc done,
                  gpointer user);
void wf_store_exists(WfStore *store, const char *path, WfWatchFunc watch, WfReplyFunc done,
                     gpointer user);
void wf_store_children(WfStore *store, const char *path, WfWatchFunc watch, WfReplyFunc done,
                       gpointer user);
void wf_store_create(WfStore *store, const char *path, const void *data, gsize size, WfAcl *acl,
                     bool ephemeral, WfReplyFunc done, gpointer user);
void wf_store_set(WfStore *store, const char *path, const void *data, gsize size, gint32 version,
                  WfReplyFunc done, gpointer user);
void wf_store_delete(WfStore *store, const char *path, gint32 version, WfReplyFunc done,
                     gpointer user);
void wf_store_get_acl(WfStore *store, const char *path, WfReplyFunc done, gpointer user);
void wf_store_set_acl(WfStore *store, const char *path, WfAcl *acl, gint32 aversion,
                      WfReplyFunc done, gpointer user);
/* Reads after this one's answer are at least as new as anything committed before the call. */
void wf_store_sync(WfStore *store, const char *path, WfReplyFunc done, gpointer user);

/* Reads @n nodes; @each is called once for each, reply->index counting from 0. However many there
 * are, only a bounded number is under way at a time. */
void wf_store_get_many(WfStore *store, const char *const *paths, guint n, WfWatchFunc watch,
                       WfReplyFunc each, gpointer user);

/* ---- several writes as one --------------------------------------------- */

typedef struct WfOps WfOps;

WfOps *wf_ops_new(void);
WfOps *wf_ops_ref(WfOps *ops);
void wf_ops_unref(WfOps *ops);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfOps, wf_ops_unref)
void wf_ops_check(WfOps *ops, const char *path, gint32 version);
void wf_ops_create(WfOps *ops, const char *path, const void *data, gsize size, WfAcl *acl,
                   bool ephemeral);
void wf_ops_set(WfOps *ops, const char *path, const void *data, gsize size, gint32 version);
void wf_ops_delete(WfOps *ops, const char *path, gint32 version);
guint wf_ops_n(const WfOps *ops);
gsize wf_ops_bytes(const WfOps *ops); /* what they take on the wire */

/* All or nothing. reply->rc is that of the first op that failed, index and path name it.
 * @ops stays the caller's and can be sent again. An empty list succeeds at once. */
void wf_store_multi(WfStore *store, WfOps *ops, WfReplyFunc done, gpointer user);

/* ---- many writes, in batches ------------------------------------------- */

/* Packs any number of writes into multis within the limits (limits.h: ops and bytes) and
 * keeps several under way. Order is kept. The first failure stops it: nothing more is sent,
 * though what was under way behind it may still be done.
 *
 *     WfBatch *b = wf_batch_new(store, on_batch, self);
 *     wf_batch_fence(b, head_path, head_version);  // a check in front of every multi
 *     for (...) wf_batch_create(b, ...);
 *     wf_batch_finish(b);                          // on_batch is called once more, done
 *
 * A program with more writes than it wants to hold in memory adds some each time the
 * function is called with wf_batch_wants_more(). */
typedef struct WfBatch WfBatch;

typedef struct {
    bool finished; /* the last call; the batch is freed after it */
    WfRc rc;
    const char *path;        /* of the op that failed, or NULL */
    bool fenced;             /* it was the fence: another planner took over */
    guint64 n_done, n_added; /* ops, without fences */
    guint64 bytes_done;
} WfBatchProgress;

/* Called after each multi that was answered, and last with finished set. */
typedef void (*WfBatchFunc)(WfBatch *batch, const WfBatchProgress *progress, gpointer user);

WfBatch *wf_batch_new(WfStore *store, WfBatchFunc func, gpointer user);
void wf_batch_fence(WfBatch *batch, const char *path, gint32 version); /* before the first op */
void wf_batch_create(WfBatch *batch, const char *path, const void *data, gsize size, WfAcl *acl);
void wf_batch_set(WfBatch *batch, const char *path, const void *data, gsize size, gint32 version);
void wf_batch_delete(WfBatch *batch, const char *path, gint32 version);
/* A request of its own (multis cannot carry it), in its place in the order. As everywhere,
 * ZooKeeper judges writes sent before its answer came by the old list. */
void wf_batch_set_acl(WfBatch *batch, const char *path, WfAcl *acl);
/* What is added from now on is not sent before all until now was carried out; never, if some of it
 * was refused. */
void wf_batch_settle(WfBatch *batch);
/* The next @n operations, of so many bytes together, go out at once, as far as one request holds
 * them. What an operation takes besides its data: */
void wf_batch_reserve(WfBatch *batch, guint n, gsize bytes);
gsize wf_batch_room(const char *path, const WfAcl *acl); /* acl: NULL if it has none */
bool wf_batch_wants_more(const WfBatch *batch);          /* little is waiting to be sent? */
void wf_batch_finish(WfBatch *batch);
/* Sends nothing more, calls nothing more, frees the batch. Not after the last call. */
void wf_batch_cancel(WfBatch *batch);

/* ---- whole trees ------------------------------------------------------- */

/* Creates @path and what is missing above it, empty, with @acl. Fine if it exists. */
void wf_store_make_path(WfStore *store, const char *path, WfAcl *acl, WfReplyFunc done,
                        gpointer user);
/* Deletes @path and everything below, in batches, also while others still write there (but
 * not for ever). Fine if it does not exist. */
void wf_store_delete_tree(WfStore *store, const char *path, WfReplyFunc done, gpointer user);
/* The same as long as @fence has this version, checked with every batch; WF_RC_BAD_VERSION: it
 * has another, and what was not deleted yet stays. */
void wf_store_delete_tree_fenced(WfStore *store, const char *path, const char *fence,
                                 gint32 version, WfReplyFunc done, gpointer user);

/* ---- looking at a tree ------------------------------------------------- */

typedef struct {
    const char *path;
    const char *name;   /* last part of the path */
    guint depth;        /* 0: the root of the walk */
    WfRc rc;            /* NO_AUTH: node and perhaps its children could not be read */
    const WfStat *stat; /* NULL unless it could be read */
    const char *data;   /* the first bytes of the value, not more than asked for */
    gsize size;         /* of them; stat->data_len is all */
    bool cut;           /* it has children that were left out: limit reached */
} WfWalkNode;

typedef struct {
    guint max_nodes; /* 0: 100,000 */
    guint max_depth; /* 0: no limit */
    gsize preview_bytes;
} WfWalkLimits;

typedef struct WfWalk WfWalk;
/* Parents come before their children; siblings sorted by name, level by level. */
typedef void (*WfWalkFunc)(const WfWalkNode *node, gpointer user);
/* The end: @rc is OK, or why the walk stopped early; the walk is freed after it. */
typedef void (*WfWalkEndFunc)(WfRc rc, guint n_nodes, bool cut, gpointer user);

WfWalk *wf_store_walk(WfStore *store, const char *root, const WfWalkLimits *limits, WfWalkFunc each,
                      WfWalkEndFunc end, gpointer user);
void wf_walk_cancel(WfWalk *walk); /* frees it; nothing is called any more */

/* Why @path cannot be a node's, for people; NULL if it can. */
const char *wf_path_problem(const char *path);
