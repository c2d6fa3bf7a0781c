/* The live side, for those who feed it. A connection of its own (servers, a private one) is made
 * and followed in live.c. What runs elsewhere (a rehearsal, a replay) lends its parts with
 * live_lend() and takes them back when something else comes in its place. */
#pragma once

#include <weft/live.h>
#include "desk_priv.h"

/* --- live.c --- */
WfLive *live_new(WfDesk *desk);
void live_free(WfLive *live);
/* What runs elsewhere: it fills in store, keys, progress and hosts itself, which stay its own, and
 * tells by live_set_state(). @end is called once, before anything else comes in its place or the
 * app ends, and must not call back. */
void live_lend(WfLive *live, WfLiveSource source, const char *stack, void (*end)(gpointer data),
               gpointer lender);
void live_set_state(WfLive *live, WfLiveState state, const char *trouble);
/* This generation was just written: until it was read the state is READING again. */
void live_await(WfLive *live, guint64 generation);
/* Something that is followed changed. */
void live_changed(WfLive *live);
/* Writes the key in use to the stack's file, if it has none yet. */
bool live_make_key(WfLive *live, GError **error);

/* --- run.c --- */
WfDeskRun *run_new(WfDesk *desk);
void run_free(WfDeskRun *run);

/* --- runs that come from here: out of a journal (run_replay.c), or on this machine
 * (run_rehearse.c) --- */
/* Takes @replay over. */
void run_replay_start(WfDesk *desk, WfReplay *replay, const char *path);
void run_rehearsal_start(WfDesk *desk, WfExploreRun *run);
