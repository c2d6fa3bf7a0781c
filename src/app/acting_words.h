/* What the dialogs of live actions say: where, how much, and the whole list. */
#pragma once

#include <weft/znodes.h>
#include "desk.h"

void acting_add_where(const Live *live, GString *text); /* ensemble, chroot */
void acting_add_counts(GString *text, const WfPrepareCounts *n);
/* All values that would be others, one below the other: as they are, and as they would be. */
void acting_differences(const WfComparison *c, char **ret_old, char **ret_new);
/* ", 1.2 s, about 3.4 s left", as soon as that can be told. */
void acting_add_time(GString *text, double elapsed, double share);
void acting_paint_bar(WfGrid *grid, WfRect line, double share, const char *text);
