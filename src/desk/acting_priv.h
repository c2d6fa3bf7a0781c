/* What the dialogs of live actions say: where, how much, and the whole list. */
#pragma once

#include <weft/znodes.h>
#include <weft/acting.h>
#include <weft/live.h>

void acting_add_where(const WfLive *live, GString *text); /* ensemble, chroot */
void acting_add_counts(GString *text, const WfPrepareCounts *n);
/* All values that would be others, one below the other: as they are, and as they would be. */
void acting_differences(const WfComparison *c, char **ret_old, char **ret_new);

typedef struct {
    const char *title, *effect, *done;
} PhaseWords;
const PhaseWords *acting_phase_words(WfPhase phase); /* one that a stack can be put in */

WfActing *acting_new(WfDesk *desk);
void acting_free(WfActing *acting);
