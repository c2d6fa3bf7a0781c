/* The run screen: what the stack does now, or did. Its parts: which rows there are
 * (run_rows), how they are painted (run_paint), when they were what (run_clock,
 * run_time), which nodes of the model they are (run_map), and where a run comes
 * from if it comes from here: a journal (run_replay), this machine (run_rehearse).
 * Only run*.c and those who show states include this. */
#pragma once

#include <weft/progress.h>
#include <weft/run.h>
#include "desk.h"
#include "detail.h"
#include "replay.h"
#include "run_rows.h"

typedef struct RunMap RunMap;
typedef struct RunReplay RunReplay;
typedef struct RunTime RunTime;
typedef struct RunRehearsal RunRehearsal;

struct RunScreen {
    Desk *desk;
    WfList *list;
    RunRows *rows;
    RunTime *time;
    bool timeline; /* in place of the list */
    Beside beside;
    RunMap *map;
    RunReplay *replay;       /* NULL: it is none */
    RunRehearsal *rehearsal; /* NULL: it is none */
    bool has_states;         /* the view was told about states */
    bool stale;              /* the rows are to be made anew before they are shown */
    bool over;               /* nothing is left to do: the first row tells how it went */
    bool exact;              /* its outcomes were asked for, */
    bool asked;              /* and are not all there yet */
    bool touched;            /* the user chose a row: the cursor is theirs */
    bool showed_failed;      /* the list came to what failed, */
    bool showed_over;        /* and to how it ended */
    bool syncing;
    int name_columns, vm_columns; /* of the longest */
    const WfProgress *measured;   /* whose these are */
    guint64 measured_shape;
    const WfProgress *told; /* what the view was told of, and its shape */
    guint64 told_shape;
    gint64 ended;
    gint64 began, asked_at; /* see run_began(), and at what time that was found */
    guint tick;
};

/* What is shown: NULL while nothing is known. */
WfProgress *run_progress(const RunScreen *s);
/* The clock of what is shown, in ms since 1970: a replay has its own. */
gint64 run_now(const RunScreen *s);
/* When the run began, and how long it has taken; 0: nothing ran yet. */
gint64 run_began(const RunScreen *s);
gint64 run_elapsed(const RunScreen *s);
/* The row with the cursor; WF_NO_ROW: a title, the summary, nothing. */
guint32 run_selected(const RunScreen *s);
/* States changed in place: no new layout. Called by whoever feeds, and by live.c. */
void run_renew(RunScreen *s);
/* Does the filter let it through? */
bool run_is_shown(gpointer s, guint32 row);
/* To the row of what is selected elsewhere. */
void run_show_selected(RunScreen *s);

/* --- run_clock.c --- */
void run_find_times(RunScreen *s, WfProgress *p);
void run_remember(RunScreen *s, WfProgress *p); /* for the next run, when this one is over */

/* --- run_paint.c --- */
/* Lines of the head for a screen of this height. */
int run_head_lines(const RunScreen *s, int height);
void run_paint_head(RunScreen *s, WfGrid *grid, WfRect rect);
void run_paint_row(RunScreen *s, guint32 row, WfGrid *grid, WfRect line, guint attr);
void run_paint_title(RunScreen *s, RunGroup group, WfGrid *grid, WfRect line, guint attr);
/* "all of 17 done, in 8.0 s" */
char *run_sentence(const RunScreen *s);

/* --- run_map.c: rows and nodes of the model's graph, by VM and name --- */
RunMap *run_map_new(void);
void run_map_free(RunMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RunMap, run_map_free)
void run_map_forget(RunMap *map); /* the model is another one */
/* Made anew only if rows or model are others. */
void run_map_ensure(RunMap *map, WfProgress *p, const WfModel *m);
guint32 run_map_row(const RunMap *map, guint32 node); /* WF_NO_ROW: nothing is known of it */
guint32 run_map_node(const RunMap *map, guint32 row); /* G_MAXUINT32: the model has it not */

/* For the view and the details: what a node does. NULL: nothing is known. */
const WfRow *run_row_of_node(const RunScreen *s, guint32 node, guint32 *ret_row);
WfThing run_thing_of_row(const RunScreen *s, guint32 row);

/* --- run_replay.c --- */
bool run_replay_start(RunScreen *s, Replay *replay, const char *path);
void run_replay_free(RunReplay *replay);
const Replay *run_replay_of(const RunScreen *s); /* NULL: it is none */
/* "replay 2x, change 12 of 40" */
void run_replay_info(const RunScreen *s, bool ascii, GString *text);

/* --- run_rehearse.c --- */
void run_rehearsal_start(RunScreen *s, WfExploreRun *run);
bool run_rehearsal_is_busy(const RunScreen *s); /* it is not over yet */
