/* What the dialogs of live actions say: where, how much, and the whole list. */
#pragma once

#include <weft/znodes.h>
#include "desk.h"

void acting_add_where(const Live *live, GString *text); /* ensemble, chroot */
void acting_add_counts(GString *text, const WfPrepareCounts *n);
char *acting_list(const GPtrArray *lines);
/* All values that would be others, one below the other: as they are, and as they would be. */
void acting_differences(const WfComparison *c, char **ret_old, char **ret_new);
