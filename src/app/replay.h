/* A run that is over, from the journal of its events: a clock of its own, which
 * can be driven in both directions. Pure: no timers, no screens. */
#pragma once

#include <weft/progress.h>

typedef struct Replay Replay; /* also in desk.h */

/* Reads all of it; a line that is no event is an error with its number. The clock stands where
 * the first state is about to be told: what was there before is known already. */
Replay *replay_new(const char *path, GError **error);
Replay *replay_parse(const char *name, const char *text, gsize len, GError **error);
void replay_free(Replay *replay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Replay, replay_free)

/* What is known at this time; another one after the clock went back. */
WfProgress *replay_progress(const Replay *replay);
gint64 replay_began(const Replay *replay);
gint64 replay_end(const Replay *replay);
gint64 replay_now(const Replay *replay);
/* Changes of states so far, and in all. */
guint replay_step_number(const Replay *replay);
guint replay_n_steps(const Replay *replay);

/* Puts the clock there, held between beginning and end. True if anything became known or went. */
bool replay_seek(Replay *replay, gint64 at);
/* To the next event that changes a state, or to the one before. False: there is none. */
bool replay_step(Replay *replay, bool forward);

/* The model that the manifests of the journal come from, as far as they tell: VMs, components,
 * what they read of each other and follow. A template as JSON text; caller frees. */
char *replay_model(const Replay *replay);
