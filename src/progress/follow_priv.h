/* Following on its way: follow.c watches and reads, follow_feed.c hands on what was read. */
#pragma once

#include "progress_priv.h"

/* Of a node: the time, since a server that lost its disk counts from the beginning again. */
typedef struct {
    gint64 mzxid, mtime;
} Version;

typedef struct {
    WfFollow *follow;
    char *name;
    GBytes *head; /* of the manifest, while its chunks are read */
    GPtrArray *chunks;
    guint n_chunks;
    bool manifest_known, st_known, up_known, listed;
    bool cut; /* some chunk was swallowed by a broken connection */
    bool st_watched, up_watched;
    bool st_changed; /* a watch has just said so */
    Version st;
} Member;

struct WfFollow {
    WfStore *store;
    char *stack;
    WfProgress *progress;
    FILE *journal;
    WfFollowFunc func;
    gpointer user;
    GHashTable *members;                     /* name -> Member */
    bool head_known, listed, absent, denied; /* denied: that is the problem */
    bool looks;                              /* once, without watches */
    Version head;
    gint64 ahead;     /* of the servers' clock is ours, as far as is known; ms */
    guint n_unknown;  /* manifests, states and presences that are still to be read */
    guint n_outcomes; /* under way */
    guint32 next;     /* row whose outcome is to be read; G_MAXUINT32: none */
    guint kick, news;
    char *problem;
};

/* ---- follow_feed.c ---- */

/* One call for all that came in one go: looking at a large stack costs more than a reply. */
void wf_follow_tell(WfFollow *f);
/* @written: when it was, by the server's clock. A journal has the times when it was heard of, which
 * are in order. */
void wf_follow_feed_head(WfFollow *f, const void *data, gsize len, gint64 written);
/* @fresh: a watch has just told of it. */
void wf_follow_feed_st(WfFollow *f, const char *vm, const void *data, gsize len, gint64 written,
                       bool fresh);
void wf_follow_feed(WfFollow *f, WfProgressKind kind, const char *vm, const char *name,
                    const void *data, gsize len);
bool wf_follow_is_cut_off(const WfReply *reply); /* read again when there is a connection */
/* There is something in it; what is wrong with it else becomes the problem. */
bool wf_follow_is_good(WfFollow *f, const WfReply *reply);
bool wf_follow_is_version(const WfReply *reply, const Version *version);
Version wf_follow_version_of(const WfReply *reply);
/* A large stack has more outcomes than a connection should have requests under way. Those that are
 * known to be of the last run are not read again. */
void wf_follow_pump_outcomes(WfFollow *f);
/* Why something failed stands in its outcome, and what it has not given. */
void wf_follow_read_failures(const Member *m);
/* Its agent may have been done with the new manifest before it was read here, and will say nothing
 * more of what looks outdated. */
void wf_follow_read_outdated(const Member *m);
