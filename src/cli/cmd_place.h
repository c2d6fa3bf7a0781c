/* weft place: what its files share. */
#pragma once

#include "cli.h"

#include <stdio.h>
#include <weft/place.h>

/* Prints why @name is where it is. Returns an exit code. */
int wf_place_print_reason(const WfPlaceProblem *p, const WfPlaceAnswer *answer, const char *name,
                          const WfCliOptions *options);
/* One line for each item that leaves its host. */
void wf_place_print_moves(const WfPlaceProblem *p, const WfPlaceAnswer *answer, FILE *out);

/* wf_place_solve() for the terminal: after a second it says on standard error how far it is, and
 * Ctrl-C ends it with the best found so far. */
WfPlaceAnswer *wf_place_search(const WfPlaceProblem *p, WfPlaceOptions options, bool quiet,
                               WfFindings *findings, bool *ret_interrupted);
