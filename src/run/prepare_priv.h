/* A prepare under way: its state, and what the files of its steps call of each
 * other. Whatever ends or restarts it may free it or its work, so nothing of it
 * is touched after such a call. */
#pragma once

#include "run_priv.h"

#define WF_PREPARE_RESTARTS 20 /* what is cut off more often is given up */

struct WfPrepare {
    WfStore *store;
    char *stack, *expected, *digest;
    const WfModel *model;
    const WfKeys *keys;
    WfFindings *findings;
    bool dry_run, with_old, as_shown;
    guint lock_wait_s;
    WfPrepareFunc func;
    gpointer user;

    WfPreparePhase phase;
    Existing *existing;
    WfDesired *desired, *given; /* given: not looked at yet */
    GHashTable *readers;        /* of what is desired (readers.c) */
    Changes *changes;
    WfPrepareCounts counts;
    WfBatch *batch;
    guint64 generation;
    gint32 version;      /* of the head: the fence */
    gint64 fenced_at;    /* when it got that, by the server's clock; 0: it has not */
    gint32 lock_version; /* of a lock that is to be taken from its holder */
    WfHead *seen;        /* the head before the lock was asked for; NULL: none, or not looked yet */
    bool has_seen, was_busy; /* was_busy: another planner had the lock then */
    guint64 meant, shown;    /* what there is to do, and what that was when READY was told */
    guint next;              /* change to be added */
    guint n_dirs;            /* folders under way */
    guint next_tree, n_trees;
    guint64 n_done;
    gint64 began;
    void (*confirmed)(WfPrepare *p); /* wf_prepare_write(), once that was said: follows a look */
    bool locked, wrote, waiting;
    bool fenced; /* the head is ours, and what is there is looked at once more */
    guint restarts;
    GSource *timer, *kick; /* NULL: not under way */
    GSourceFunc again;     /* begins with the first step */
    WfPart part;
    GError *error;
};

/* steps.c */
void wf_prepare_tell(WfPrepare *p, WfPreparePhase phase, const char *note, const GError *error);
void wf_prepare_finish(WfPrepare *p, const GError *error); /* unlocks, then tells DONE */
void wf_prepare_fail(WfPrepare *p, GError *error);         /* takes the error over */
void wf_prepare_unlock(WfPrepare *p, WfReplyFunc func, gpointer user);
void wf_prepare_restart(WfPrepare *p); /* from the beginning */
/* False: it was dealt with, and the step is over. */
bool wf_prepare_is_good(WfPrepare *p, WfRc rc, const char *action, const char *path);
void wf_prepare_forget_work(WfPrepare *p);
/* In the main context that the store is in, too: of the thread, as it is now. */
GSource *wf_prepare_attach(WfPrepare *p, GSource *source, GSourceFunc func);
void wf_prepare_detach(GSource **source);
/* locking.c: ends in wf_prepare_read(). */
void wf_prepare_lock(WfPrepare *p);
/* Before the first list of rights is changed: nobody takes the lock away from then on. */
void wf_prepare_announce_rights(WfPrepare *p, WfReplyFunc func);
/* reading.c: ends in READY, or in wf_prepare_write() if that was said already. */
void wf_prepare_read(WfPrepare *p);
void wf_prepare_read_nothing(WfPrepare *p); /* there is no store */
bool wf_prepare_work_out(WfPrepare *p);     /* what the model asks for; false: it has failed */
bool wf_prepare_is_current(const WfPrepare *p);
