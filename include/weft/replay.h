/* A run that is over, from the journal of its events: a clock of its own, which
 * can be driven in both directions. Pure: no timers, no screens.
 *
 *     g_autoptr(WfReplay) replay = wf_replay_new("run.jsonl", &error);
 *     while (wf_replay_step(replay, true))
 *         show(wf_replay_progress(replay));
 */
#pragma once

#include <weft/progress.h>

typedef struct WfReplay WfReplay;

/* Reads all of it; a line that is no event is an error with its number. The clock stands where
 * the first state is about to be told: what was there before is known already. */
WfReplay *wf_replay_new(const char *path, GError **error);
WfReplay *wf_replay_parse(const char *name, const char *text, gsize len, GError **error);
void wf_replay_free(WfReplay *replay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfReplay, wf_replay_free)

/* What is known at this time; another one after the clock went back. */
WfProgress *wf_replay_progress(const WfReplay *replay);
gint64 wf_replay_began(const WfReplay *replay);
gint64 wf_replay_end(const WfReplay *replay);
gint64 wf_replay_now(const WfReplay *replay);
/* Changes of states so far, and in all. */
guint wf_replay_step_number(const WfReplay *replay);
guint wf_replay_n_steps(const WfReplay *replay);

/* Puts the clock there, held between beginning and end. True if anything became known or went. */
bool wf_replay_seek(WfReplay *replay, gint64 at);
/* To the next event that changes a state, or to the one before. False: there is none. */
bool wf_replay_step(WfReplay *replay, bool forward);

/* The model that the manifests of the journal come from, as far as they tell: VMs, components,
 * what they read of each other and follow. A template as JSON text; caller frees. */
char *wf_replay_model(const WfReplay *replay);
