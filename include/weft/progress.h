/* What a running stack looks like: a pure reducer of what its zNodes say, and a
 * follower that feeds it from a store.
 *
 * Viewers read head, manifests (who does what, and what waits for what), and one
 * packed `st` a VM, never every component; `blocked` and `lost` are derived here.
 * The same payloads with their times make a journal, so a run can be replayed.
 *
 *     WfProgress *p = wf_progress_new("shop");
 *     wf_progress_feed(p, &(WfProgressEvent){WF_PROGRESS_ST, "db", NULL, data, len, now, 0, 0});
 *     for (guint32 r = 0; r < wf_progress_n_rows(p); r++)
 *         show(wf_progress_row(p, r));
 *
 * Cheap: feeding an event costs what the event says (rows of its own VM), and the first look after
 * it what that changed; a row, find, counts, is_over and the like are then looked up. Everything
 * that lists rows, tells of time or prints walks over all of them: once a frame, not once an event.
 *
 * Ownership: everything given out belongs to the progress and is valid until the next feed. Times
 * are milliseconds since 1970. */
#pragma once

#include <stdio.h>
#include <weft/keys.h>
#include <weft/protocol.h>
#include <weft/store.h>

#define WF_NO_ROW G_MAXUINT32

typedef struct WfProgress WfProgress;

WfProgress *wf_progress_new(const char *stack);
void wf_progress_free(WfProgress *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfProgress, wf_progress_free)

/* ---- events ---- */

typedef enum {
    WF_PROGRESS_HEAD,
    WF_PROGRESS_MANIFEST, /* of vm, put together; empty: the VM is gone */
    WF_PROGRESS_ST,       /* of vm */
    WF_PROGRESS_UP,       /* of vm; empty: its agent is away */
    WF_PROGRESS_OUTCOME,  /* of vm and name */
} WfProgressKind;

typedef struct {
    WfProgressKind kind;
    const char *vm, *name;
    const void *data;
    gsize len;
    gint64 at;
    gint64 written; /* when it was, by our clock; 0: not known */
    gint64 shift; /* what to add to the times in it, if that is known: clocks may differ by hours */
} WfProgressEvent;

/* False: the payload could not be read, and nothing changed. */
bool wf_progress_feed(WfProgress *p, const WfProgressEvent *event);
/* A journal of events to be written, for its owner alone (0600); closed with the next. */
FILE *wf_progress_journal_open(const char *path, GError **error);
/* False: not everything could be written, and what is there is its beginning. */
bool wf_progress_journal_close(FILE *journal, GError **error);
/* Gives each line of a journal's text, which is cut up for it, to @take. A last one that cannot be
 * read was cut off with whoever wrote it, and is passed over. False: "NAME:LINE: why". */
typedef bool (*WfJournalTake)(const char *line, gpointer data, GError **error);
bool wf_progress_journal_read(const char *name, char *text, WfJournalTake take, gpointer data,
                              GError **error);
/* One line of a journal, without credentials; NULL if it cannot be one. Caller frees. */
char *wf_progress_event_line(const WfProgressEvent *event);
/* The other way; *ret_at is its time. */
bool wf_progress_feed_line(WfProgress *p, const char *line, gint64 *ret_at, GError **error);

/* From now on what recipes printed last is kept of those that are done, too, and told in the
 * summary and the table: of a large stack that is much. */
void wf_progress_keep_logs(WfProgress *p);

/* ---- rows ---- */

typedef struct {
    const char *name, *vm;
    WfState state; /* derived ones included */
    bool deleting;
    bool delivered; /* sends no signal, and who follows it need not wait any more */
    guint attempt;
    gint64 since;
    gint64 started, finished;        /* of the last run; 0: not known */
    const char *on, *on_vm, *output; /* waiting, or running and waiting: see WfStEntry */
    const char *line;                /* running: last line printed */
    guint32 root;            /* blocked, or running and waiting in vain: the row that failed */
    const char *cause, *log; /* failed, once its outcome was read; or NULL */
    int exit;
    bool lacks;            /* done, and it never wrote some of its outputs */
    const json_t *missing; /* their names, once its outcome was read; or NULL */
    gint64 expected_ms;    /* from earlier runs; -1: unknown */
} WfRow;

guint32 wf_progress_n_rows(const WfProgress *p); /* by VM, as the manifests have them */
/* Another number whenever rows may be others than before, or have other places; no two of a
 * process have the same. */
guint64 wf_progress_shape(const WfProgress *p);
const WfRow *wf_progress_row(WfProgress *p, guint32 row);
guint32 wf_progress_find(const WfProgress *p, const char *vm, const char *name);
const WfHead *wf_progress_head(const WfProgress *p); /* NULL: not known yet */
guint wf_progress_n_vms(const WfProgress *p);
/* Is its agent there, and since when; 0: it was never there, or nobody has looked. */
const char *wf_progress_vm(const WfProgress *p, guint vm, bool *ret_up, gint64 *ret_since);
/* "its agent is away, last heard of 12.0 s ago", "no agent has reported yet"; NULL: it is there, or
 * nobody has looked. Caller frees. */
char *wf_progress_away(const WfProgress *p, const char *vm, gint64 now);
/* "no agent: db (last heard of 12.0 s ago), web (never seen); 9 components are left to them"; NULL:
 * nobody is missed. Caller frees. */
char *wf_progress_who_is_away(WfProgress *p, gint64 now);
/* VMs stand in this order (NULL ends it), the model's, in place of an earlier one. Others stand
 * behind them by name, digits as numbers: "worker.2" before "worker.10". */
void wf_progress_set_vms(WfProgress *p, const char *const *names);
/* Number of rows by state, derived. */
void wf_progress_counts(WfProgress *p, guint counts[WF_N_STATES]);
/* How far it is. What is to be deleted is no component of the model any more, and is counted for
 * itself: as done (WF_STATE_DONE) it is deleted. */
typedef struct {
    guint done, stay;         /* of those that stay */
    guint deleted, to_delete; /* of those that go; to_delete: all of them */
} WfProgressTally;
WfProgressTally wf_progress_tally(WfProgress *p);
/* "12 of 17 done", "17 of 17 done, 1 of 2 deleted", "4 of 14 deleted" */
void wf_progress_tally_append(const WfProgressTally *tally, GString *text);
/* Nothing goes on and nothing will without somebody's doing: all is done, failed, blocked, or runs
 * and waits for what is not to come. */
bool wf_progress_is_over(WfProgress *p);
/* Paused or halted: it goes on when somebody says so. */
bool wf_progress_is_on_hold(const WfProgress *p);
/* It is over or, of a stack on hold, nothing runs any more. */
bool wf_progress_is_at_rest(WfProgress *p);
bool wf_progress_is_done(WfProgress *p);
/* Do the outcomes that were read say so, too: is none of them of an older want? */
bool wf_progress_is_settled(WfProgress *p);

/* Why a row waits, from itself to the root: "b waits for url of a (on vm1)", "a is running for
 * 41 s". Array of char *; caller frees. */
GPtrArray *wf_progress_why(WfProgress *p, guint32 row, gint64 now);

/* "waits for url of a on vm1", of a row that does; caller frees. */
char *wf_progress_wait_text(const WfRow *row);
/* "waits for url of a on vm1, which has failed", of one that runs and waits; NULL: it does not.
 * Caller frees. */
char *wf_progress_asks_text(WfProgress *p, const WfRow *row);
/* "output url was never written", of a row that lacks some; NULL: not known yet. Caller frees. */
char *wf_progress_missing_text(const WfRow *row);

/* What changed since it was asked last, in order, and of what was heard of together a producer
 * before its readers; of rows that are still there. */
typedef struct {
    guint32 row;
    WfState from, to;
    gint64 at;
} WfProgressChange;
GArray *wf_progress_take_changes(WfProgress *p); /* caller frees */
/* The same, but who is heard to have begun before what it needs is heard to be done waits for that
 * news, for a second at most: it is on its way. */
GArray *wf_progress_take_changes_by(WfProgress *p, gint64 now);

/* ---- time ---- */

/* Durations of earlier runs: {COMPONENT: ms}. */
void wf_progress_set_expected(WfProgress *p, const json_t *durations);
/* Those of this run over the earlier ones. New reference. */
json_t *wf_progress_durations(WfProgress *p);
/* Until the end, along the longest chain of what is left; -1 without earlier durations, when it is
 * over, and while it is on hold or all that is left waits for a failure to be mended or an agent to
 * come back, for nobody knows how long. */
gint64 wf_progress_remaining_ms(WfProgress *p, gint64 now);
/* What a component did for a while: in `state` DONE or FAILED it ran, and that is how the run
 * ended; RUNNING it still runs; LOST its agent went away meanwhile; else it was not running. */
typedef struct {
    guint32 row;
    WfState state;
    gint64 from, to; /* from < to, but for runs too short to measure */
    bool open;       /* it goes on: to is now */
} WfProgressSpan;
/* Of the components of a VM, by time. What was seen go by, and exact for the last run of each once
 * its outcome was read. GArray of WfProgressSpan; caller frees. */
GArray *wf_progress_spans(WfProgress *p, guint vm, gint64 now);
/* Runs, first to last, each of which began when the one before it ended: what decided how long the
 * latest stretch of work took. One that failed and was tried again stands there once an attempt.
 * GArray of WfProgressSpan; caller frees. */
GArray *wf_progress_critical(WfProgress *p);
/* When the latest stretch of work began: before it nothing ran for ten minutes, or until the stack
 * was prepared anew. 0: nothing ran since then. */
gint64 wf_progress_episode(WfProgress *p, gint64 now);
/* When the last one ended, of a run that is over. */
gint64 wf_progress_ended(WfProgress *p);
/* From the one to the other, or until now; -1: nothing ran. */
gint64 wf_progress_took(WfProgress *p, gint64 now);

/* XDG_STATE_HOME/weft/durations/STACK.json. A missing or broken file is an empty one. */
json_t *wf_durations_read(const char *stack);
bool wf_durations_write(const char *stack, const json_t *durations, GError **error);

/* ---- printed forms ---- */

typedef struct {
    bool color, ascii;
    guint width, height;
} WfProgressFormat;

/* "12.3 s  db2.install (db): running"; with causes and roots. Caller frees. */
char *wf_progress_change_line(WfProgress *p, const WfProgressChange *change, gint64 began);
/* {"event":"state","component":...}: compact, without the newline. */
char *wf_progress_change_json(WfProgress *p, const WfProgressChange *change);
/* "12 of 17 done, 2 running, 3 waiting; about 4.0 s left". */
char *wf_progress_sentence(WfProgress *p, gint64 now);
/* At most height lines for a terminal, each ended by a newline: what runs, and a bar. */
char *wf_progress_area(WfProgress *p, const WfProgressFormat *format, gint64 began, gint64 now);
/* At the end: critical path and where the time went, failures with their causes, what they block,
 * and how long it took. */
char *wf_progress_summary(WfProgress *p, gint64 now);
/* All rows as a table. */
char *wf_progress_table(WfProgress *p, gint64 now);
json_t *wf_progress_to_json(WfProgress *p, gint64 now);
/* The spans of the latest stretch of work, a bar for each component that did something in it. */
char *wf_progress_timeline(WfProgress *p, const WfProgressFormat *format, gint64 now);
/* All spans: {"weft":1,"stack":...,"from":T,"to":T,"vms":[{"name":...,"spans":[...]}],...}. */
json_t *wf_progress_timeline_json(WfProgress *p, gint64 now);

/* ---- following a stack ---- */

typedef struct WfFollow WfFollow;
/* Something was fed, or else is news: once for all that came in one turn of the main loop. */
typedef void (*WfFollowFunc)(WfFollow *follow, gpointer user);

/* Feeds @p from the store, for ever, with the rights of whatever identity the session has; goes
 * on by itself after expiry. @journal (or NULL) gets a line an event. */
WfFollow *wf_follow_new(WfStore *store, const char *stack, WfProgress *p, FILE *journal,
                        WfFollowFunc func, gpointer user);
/* The same, but reads everything once and watches nothing: what changes later is not told. While
 * the stack is being prepared there is a head alone. */
WfFollow *wf_follow_look(WfStore *store, const char *stack, WfProgress *p, WfFollowFunc func,
                         gpointer user);
/* Everything was read, for the generation that the head names. */
bool wf_follow_is_loaded(const WfFollow *follow);
/* The same, and it is this generation or a later one. */
bool wf_follow_has(const WfFollow *follow, guint64 generation);
/* There is no such stack: not yet, or it was torn down. Then that is the problem, too. */
bool wf_follow_is_absent(const WfFollow *follow);
/* Why nothing can be read; NULL: it can. */
const char *wf_follow_problem(const WfFollow *follow);
/* That is the problem: the session has not the rights to read it. */
bool wf_follow_is_denied(const WfFollow *follow);
/* Reads every outcome that is not known to be the last one (exact times, causes); @func is called
 * as they come, and wf_follow_is_settled() says when all are in. */
void wf_follow_read_outcomes(WfFollow *follow);
bool wf_follow_is_settled(const WfFollow *follow);
void wf_follow_free(WfFollow *follow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfFollow, wf_follow_free)
