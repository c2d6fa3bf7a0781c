/* From a model to a stack: what every VM has to do, written into the store.
 *
 * WfDesired is what a model asks for, as pure data: one manifest a VM and the
 * recipes they name. WfPrepare brings the store there, asynchronously, in
 * fenced batches, and can be killed at any moment: running it again completes
 * it. Retry, cancel and teardown are small changes of the same tree.
 *
 *     g_autoptr(WfDesired) d = wf_desired_new(model, keys, "shop", findings, &error);
 *     WfPrepareOptions options = {.stack = "shop", .model = model, .keys = keys, .desired = d};
 *     wf_prepare_start(store, &options, on_progress, self);
 *
 * Ownership: models, keys and the store are the caller's and must outlive what uses them. */
#pragma once

#include <weft/findings.h>
#include <weft/keys.h>
#include <weft/model.h>
#include <weft/plan.h>
#include <weft/progress.h>
#include <weft/protocol.h>
#include <weft/store.h>

/* ---- what a model asks for ---------------------------------------------- */

typedef struct {
    char *stack;
    GPtrArray *manifests; /* WfManifest, one a VM that has something to do or to tell */
    GHashTable *vms;      /* name -> WfManifest, borrowed */
    GHashTable *recipes;  /* digest -> GBytes */
    guint n_components;
    char *digest; /* keyed: what the head says of the model */
} WfDesired;

/* Specs and deep digests are filled in, hidden values stand as {"weft_secret"} leaves. What keeps
 * the model from being run (a parameter without a value, a recipe too large) becomes a finding:
 * then NULL and WF_ERROR_INVALID. The model must be free of faults. */
WfDesired *wf_desired_new(const WfModel *m, const WfKeys *keys, const char *stack,
                          WfFindings *findings, GError **error);
void wf_desired_free(WfDesired *desired);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfDesired, wf_desired_free)
/* The keyed digest of a model, and of a plan file's "old" and "new". */
char *wf_run_model_digest(const WfKeys *keys, const char *plan_digest);
/* What a rehearsal pretends the cloud had told the VMs: every {"get_attr": ["@infra", ...]} of the
 * manifests gets a text made of its names. New reference. */
json_t *wf_desired_infra(const WfDesired *desired);

/* ---- prepare -------------------------------------------------------------- */

typedef struct WfPrepare WfPrepare;

/* Told during the look, about how much of its work is done, 0 to 1. It may not free anything. */
typedef struct {
    void (*func)(double done, gpointer user); /* or NULL */
    gpointer user;
} WfPart;

typedef struct {
    const char *stack;
    const WfModel *model; /* without faults; NULL: everything is to be deleted */
    const WfKeys *keys;
    WfDesired *desired;   /* of model and keys, if worked out already; taken over; NULL: not */
    const char *expected; /* keyed digest the accepted model must have; "": none may be there; NULL:
                             any */
    const char *digest;   /* keyed digest the model was accepted with, if it comes from
                             wf_accepted_start(); NULL: it is worked out */
    bool dry_run;         /* ends at READY; writes nothing, not even the lock */
    bool with_old;        /* fetch the accepted model, for wf_prepare_plan() */
    bool as_shown;     /* somebody is asked at READY, without the lock; wf_prepare_write() takes it,
                          looks again, and writes what was told, or refuses: WF_ERROR_CONFLICT */
    guint lock_wait_s; /* for another planner's lock; 0: 15 s */
    WfPart part;
} WfPrepareOptions;

typedef enum {
    WF_PREPARE_LOCKING,
    WF_PREPARE_READING,
    WF_PREPARE_READY, /* waits for wf_prepare_write() */
    WF_PREPARE_WRITING,
    WF_PREPARE_TIDYING, /* the head says go; what nobody needs is deleted */
    WF_PREPARE_DONE,
} WfPreparePhase;
const char *wf_prepare_phase_name(WfPreparePhase phase); /* "writing" */

typedef struct {
    guint vms;       /* new ones */
    guint manifests; /* VMs whose work changes; in a new stack they come with theirs, mostly */
    guint outcomes, sealed, recipes, models, chunks, folders, rights, anchors, heads, removed;
    guint total; /* their sum: all writes */
} WfPrepareCounts;

typedef struct {
    WfPreparePhase phase;
    guint64 generation; /* being written */
    guint64 n_done, n_total;
    gint64 elapsed_ms;   /* of the writing */
    const char *note;    /* what it waits for, or NULL */
    const GError *error; /* with phase DONE: why it failed, or NULL */
    bool partly;         /* it failed, and something is written: run it again */
} WfPrepareProgress;

/* Called at every step; the last time with phase DONE, when the prepare is to be freed: inside that
 * call or later. Inside other calls it must not be. */
typedef void (*WfPrepareFunc)(WfPrepare *prepare, const WfPrepareProgress *progress, gpointer user);

/* Adds the planner's identity to the store's session. With @store NULL a dry run looks at nothing,
 * as if nothing were there. Findings: see wf_desired_new(). */
WfPrepare *wf_prepare_start(WfStore *store, const WfPrepareOptions *options, WfFindings *findings,
                            WfPrepareFunc func, gpointer user);
/* From READY on: goes on. */
void wf_prepare_write(WfPrepare *prepare);
WfPrepareCounts wf_prepare_counts(const WfPrepare *prepare);
/* Tells what there is to do from anything else that might be; from READY on. */
guint64 wf_prepare_meant(const WfPrepare *prepare);
/* What would be written, in order, "create PATH (N bytes)"; caller frees. */
char *wf_prepare_line(const WfPrepare *prepare, guint i);
/* The same for people, a line each: first what goes, then VMs and their work, and in one line
 * apiece what is there for ZooKeeper alone. Of very many only the first are listed. Caller frees.
 */
char *wf_prepare_list(const WfPrepare *prepare);
/* From READY on: what the agents will do, against the accepted model. The plan is the caller's. */
WfPlan *wf_prepare_plan(WfPrepare *prepare, GError **error);
/* From READY on, what would be deleted: {"waves": [[{"component", "vm", "runs"}...]...], "away":
 * [{"vm", "components"}...]}; runs: it has a recipe for DELETE; away: VMs without an agent, where
 * nothing is undone. New reference. */
json_t *wf_prepare_undoing(const WfPrepare *prepare);
/* Stops where it is, which is always safe. */
void wf_prepare_free(WfPrepare *prepare);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfPrepare, wf_prepare_free)

/* ---- agents as processes on this machine ----------------------------------- */

typedef struct WfFleet WfFleet;

typedef struct {
    const char *hosts, *stack;
    const char *folder; /* journals, work, configuration with credentials; made 0700 */
    const WfKeys *keys;
    const GPtrArray *vms;    /* char * */
    const json_t *infra;     /* facts that the cloud would have told; or NULL */
    bool real;               /* the real recipes; else stand-ins */
    bool sandbox;            /* real ones: in bubblewrap, one a VM */
    const char *const *fail; /* stand-ins: components; NULL-terminated, or NULL */
    const char *const *slow; /* COMPONENT=SECONDS */
    const char *const *kill; /* VM@COMPONENT: kill -9 as that starts, once, then start again */
    int session_ms;          /* timeout of their sessions; 0: theirs */
    const char *agent;       /* path of weft-agent; NULL: beside this program, else in PATH */
} WfFleetOptions;

/* Can sandboxes be made here? The error says what is missing and what to do instead. */
bool wf_fleet_can_sandbox(GError **error);
/* Agents end with this process, however it ends. */
WfFleet *wf_fleet_start(const WfFleetOptions *options, GError **error);
/* How many processes there are, and kill -9 for one of them: it is started again. */
guint wf_fleet_n(const WfFleet *fleet);
void wf_fleet_kill(WfFleet *fleet, guint i);
pid_t wf_fleet_pid(const WfFleet *fleet, guint i); /* 0: it does not run at this moment */
/* An agent ends again and again as soon as it is started. */
bool wf_fleet_is_broken(const WfFleet *fleet);
/* What agents printed last, for when nothing moves. Caller frees. */
char *wf_fleet_log(const WfFleet *fleet);
/* Ends them, and what they started, and waits for it. */
void wf_fleet_free(WfFleet *fleet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfFleet, wf_fleet_free)

/* ---- a stack on this machine: rehearse, run ---------------------------------- */

typedef struct WfRehearsal WfRehearsal;

typedef enum {
    WF_REHEARSAL_SERVER, /* is being started */
    WF_REHEARSAL_PREPARE,
    WF_REHEARSAL_RUN,
    WF_REHEARSAL_UPDATE, /* the second model is being prepared */
    WF_REHEARSAL_OVER,
} WfRehearsalPhase;

typedef struct {
    const WfModel *model;
    const WfModel *update; /* prepared when the first is done; or NULL */
    const char *stack;
    const char *folder;  /* NULL: a temporary one, removed at the end */
    const char *journal; /* events of the run are written there; or NULL */
    bool real, sandbox, keep;
    bool go_on; /* what is over is followed on: after a retry there is RUN again, and OVER */
    const char *const *fail; /* stand-ins that fail until they are run again */
    const char *const *slow, *const *kill;
} WfRehearsalOptions;

/* COMPONENT=SECONDS for all components, for `slow`: at speed 1 one to three seconds, which ones
 * being decided by the seed; at speed 0 none. Those of @slow win. Caller frees. */
char **wf_rehearsal_pace(const WfModel *m, double speed, guint32 seed, const char *const *slow);
/* The same as wf_progress_set_expected() takes it. New reference. */
json_t *wf_rehearsal_expected(const char *const *pace);
/* What is wrong with what somebody typed for a rehearsal: numbers that no component can take, names
 * that neither @m nor @update (or NULL) has. NULL: nothing. Caller frees. */
char *wf_rehearsal_wrong_number(double speed, const char *const *slow);
char *wf_rehearsal_wrong_name(const WfModel *m, const WfModel *update, const char *const *fail,
                              const char *const *slow, const char *const *kill);

/* VMs stand in the order of the model. */
void wf_run_order_vms(WfProgress *progress, const WfModel *m);

/* @progress fills as it goes. With OVER @error tells why it could not be done at all; whether all
 * components are done is the progress's to tell. */
typedef void (*WfRehearsalFunc)(WfRehearsal *rehearsal, WfRehearsalPhase phase, const GError *error,
                                gpointer user);
WfRehearsal *wf_rehearsal_start(const WfRehearsalOptions *options, WfProgress *progress,
                                WfFindings *findings, WfRehearsalFunc func, gpointer user);
/* At its end: nothing is followed any more. False: the journal could not be written to its end. */
bool wf_rehearsal_close_journal(WfRehearsal *rehearsal, GError **error);
const char *wf_rehearsal_folder(const WfRehearsal *rehearsal);
const char *wf_rehearsal_hosts(const WfRehearsal *rehearsal); /* NULL: no server yet */
WfStore *wf_rehearsal_store(const WfRehearsal *rehearsal);
const WfKeys *wf_rehearsal_keys(const WfRehearsal *rehearsal);
/* Ends everything it started. */
void wf_rehearsal_free(WfRehearsal *rehearsal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfRehearsal, wf_rehearsal_free)

/* ---- the accepted model of a stack --------------------------------------------- */

/* Called once; @model is borrowed for the call: NULL with @error. It is composed into one template,
 * so its own digest is another one than @digest, with which it was accepted; NULL: not known, as
 * its successor is being prepared. */
typedef void (*WfAcceptedFunc)(WfModel *model, const char *digest, const GError *error,
                               gpointer user);
/* The session needs the planner's identity. */
void wf_accepted_start(WfStore *store, const char *stack, const WfKeys *keys, WfAcceptedFunc func,
                       gpointer user);

/* ---- which stacks there are ------------------------------------------------------ */

typedef struct {
    char *name;
    char *problem;             /* why nothing is known of it; or NULL */
    guint64 generation;        /* this and what follows is as of the head, if there is no problem */
    WfPhase phase;             /* prepare: nothing else is known */
    gint64 since;              /* when the generation was made, ms since 1970; 0: not known */
    guint n_components;        /* of its model: without what is to be deleted */
    guint counts[WF_N_STATES]; /* by state, those that are being deleted too */
    guint n_deleted;           /* and are not counted as done */
    guint n_vms, n_up;         /* up: their agents are there */
    bool done;                 /* all of it */
    char *sentence;            /* "12 of 17 done, 2 running" */
} WfStackState;

typedef struct WfStacks WfStacks;
/* Called once; GPtrArray of WfStackState by name, borrowed for the call. */
typedef void (*WfStacksFunc)(const GPtrArray *stacks, const GError *error, gpointer user);
/* All that have a zNode, and how they are, one after another. What belongs to a stack is read with
 * its own key, from @key (NULL: where wf_keys_path() has it), which the session keeps from then on.
 * Nothing is watched, nothing is made. To be freed, also inside of the call. */
WfStacks *wf_stacks_start(WfStore *store, const char *key, WfStacksFunc done, gpointer user);
void wf_stacks_free(WfStacks *stacks);

/* ---- small changes of a running stack ----------------------------------------- */

/* Of all below: called once. @error NULL: it is done. */
typedef void (*WfRunDoneFunc)(const GError *error, gpointer user);

/* Wishes that failed components be run again; those behind them go on by themselves. Nothing is
 * written if a name is nobody's (WF_ERROR_NOT_FOUND) or of one that has not failed, or is to run
 * again already (WF_ERROR_CONFLICT). */
void wf_retry_start(WfStore *store, const char *stack, const char *const *components,
                    WfRunDoneFunc done, gpointer user);
/* Lets agents start recipes (go), keeps them from it (pause; what runs goes on), or also ends what
 * runs (halt). */
void wf_phase_start(WfStore *store, const char *stack, WfPhase phase, WfRunDoneFunc done,
                    gpointer user);

/* The values of the stack's outputs as of now. @outputs: {NAME: {"value": V}}, or {"waits": TEXT}
 * where it is not there yet, or {"secret": true} unless @reveal; borrowed. */
typedef void (*WfOutputsFunc)(const json_t *outputs, const GError *error, gpointer user);
void wf_outputs_start(WfStore *store, const char *stack, const WfKeys *keys, bool reveal,
                      WfOutputsFunc done, gpointer user);
