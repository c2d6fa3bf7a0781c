/* Placing, for the rest of the desk, and what its child tells. */
#pragma once

#include <weft/placing.h>
#include "desk_priv.h"

WfPlacing *placing_new(WfDesk *desk);
void placing_free(WfPlacing *placing);
/* Decides anew for every new model; those who listen to the model before have its rows by then. */
void placing_follow(WfPlacing *placing);

/* --- what the child tells (placing_report.c): lines of JSON --- */
void report_progress(int fd, const WfPlaceProgress *progress);
void report_answer(int fd, const WfPlaceProblem *p, const WfPlaceAnswer *answer,
                   const WfFindings *findings);
/* NULL: not an answer to @p. Findings are added, violations are as wf_place_violations() has them.
 */
WfPlaceAnswer *report_read_answer(const json_t *line, const WfPlaceProblem *p, WfFindings *findings,
                                  gint64 **ret_violated);
