/* The run: what the stack does now, or did, as far as it is followed. Its rows are
 * those of the progress that live.h has, which may be another one whenever there
 * are news; here is what time it is there, and which nodes of the model they are. */
#pragma once

#include <weft/progress.h>
#include "desk.h"
#include "replay.h"
#include "run_map.h"

struct Run {
    Desk *desk;
    RunMap *map;
    const Replay *replay;   /* that has the clock; NULL: it is the real one */
    bool over;              /* nothing is left to do */
    bool exact;             /* its outcomes were asked for, */
    bool asked;             /* and are not all there yet */
    const WfProgress *told; /* what was news last, and its shape */
    guint64 told_shape;
    gint64 ended;
    gint64 began, asked_at; /* see run_began(), and at what time that was found */
};

Run *run_new(Desk *desk);
void run_free(Run *run);
/* Something may have changed: finds out what, and tells it. For whoever feeds the progress. */
void run_renew(Run *run);

/* What is shown: NULL while nothing is known. */
WfProgress *run_progress(const Run *run);
/* The clock of what is shown, in ms since 1970: a replay has its own. */
gint64 run_now(const Run *run);
/* When the run began, and how long it has taken; 0: nothing ran yet. */
gint64 run_began(const Run *run);
gint64 run_elapsed(const Run *run);
void run_find_times(Run *run); /* anew, as the clock may stand elsewhere */

/* What a node does, and its row; NULL: nothing is known. */
const WfRow *run_row_of_node(const Run *run, guint32 node, guint32 *ret_row);
WfThing run_thing_of_row(const Run *run, guint32 row);
/* Does the filter let it through? @run is a Run. */
bool run_is_shown(gpointer run, guint32 row);
