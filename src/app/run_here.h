/* Runs that come from here, lent to live.h until another one takes their place: out of
 * a journal (run_replay.c), or on this machine (run_rehearse.c). */
#pragma once

#include <weft/app.h>
#include "desk.h"
#include "replay.h"

/* Takes @replay over. */
void run_replay_start(Desk *desk, Replay *replay, const char *path);
/* "replay 2x, change 12 of 40"; nothing if it is none. */
void run_replay_info(const Desk *desk, bool ascii, GString *text);

void run_rehearsal_start(Desk *desk, WfExploreRun *run);
bool run_rehearsal_is_busy(const Desk *desk); /* there is one, and it is not over yet */
