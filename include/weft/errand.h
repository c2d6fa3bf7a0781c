/* A prepare that a child process does.
 *
 * Working out what a large model asks for takes seconds, in which its caller's
 * main loop would stand still. So a child, a fork that has the model and the keys
 * as they are, does it over a session of its own, and says how far it is. It can
 * be ended at any moment, as any prepare (run.h).
 *
 *     WfErrandOptions o = {.stack = "shop", .model = m, .keys = keys, .dry_run = true};
 *     errand = wf_errand_start(store, &o, on_errand, self);
 *
 * Ownership: what a report shows is borrowed for the call, but for its comparison. */
#pragma once

#include <weft/store.h>
#include <weft/znodes.h>

typedef struct WfErrand WfErrand;

typedef struct {
    const char *stack;
    const WfModel *model; /* NULL: everything is to be deleted */
    const WfKeys *keys;
    const char *digest; /* as in WfPrepareOptions, and the next one */
    const char *expected;
    bool dry_run;  /* looks, and ends with the last report at READY */
    guint64 meant; /* else: what has to be found (see wf_prepare_meant()), or nothing is written */
} WfErrandOptions;

typedef struct {
    WfPrepareProgress progress;
    double done;              /* before READY: about how much of the work is, 0 to 1 */
    const char *finding;      /* with an error: the first thing wrong with the model; or NULL */
    WfPrepareCounts counts;   /* from READY on */
    guint64 meant;            /* likewise: what there is to do */
    WfComparison *comparison; /* at READY of a dry run; the receiver's: to be freed by it */
    const char *list;         /* then, too: wf_prepare_list() */
} WfErrandReport;

/* The last report is READY of a dry run, or DONE; the errand may be freed in it. */
typedef void (*WfErrandFunc)(const WfErrandReport *report, gpointer user);

/* @store is one of zk.h that has been connected, or NULL: looks at nothing, as if nothing were
 * there. It is only asked for its servers. */
WfErrand *wf_errand_start(const WfStore *store, const WfErrandOptions *options, WfErrandFunc func,
                          gpointer user, GError **error);
/* Ends it where it is. */
void wf_errand_free(WfErrand *errand);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfErrand, wf_errand_free)
