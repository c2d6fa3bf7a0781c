#pragma once

#include <weft/check.h>

/* A rule that would say the same thousands of times stops here and says how many more there are. */
enum { WF_RULE_REPEATS = 1000 };

/* A key of a set of places. */
static inline gpointer wf_place_key(WfPlace place)
{
    return (gpointer)(gsize)((guint64)(place.doc + 1) << 32 | place.node);
}

/* "a -> b -> a": names in a circle, of many only some. */
char *wf_circle_text(const GPtrArray *names);
/* What step @n of a circle is, and where, below the last finding. */
void wf_circle_step(const WfModel *m, WfFindings *findings, WfPlace place, guint n,
                    const char *text);

/* The search for cycles in steps; true: there is another. The end has what was found so far. */
typedef struct Finder Finder;
Finder *check_finder_start(const WfModel *m);
bool check_finder_step(Finder *finder);
GPtrArray *check_finder_end(Finder *finder);
void check_say_cycles(const WfModel *m, WfFindings *findings, const GPtrArray *reports);

void wf_rule_waits(const WfModel *m, WfFindings *findings);
void wf_rule_infrastructure(const WfModel *m, WfFindings *findings);
void wf_rule_scaling(const WfModel *m, WfFindings *findings);
void wf_rule_secrets(const WfModel *m, WfFindings *findings);
void wf_rule_inputs(const WfModel *m, WfFindings *findings);
void wf_rule_recipes(const WfModel *m, WfFindings *findings);
void wf_rule_skipped(const WfModel *m, WfFindings *findings);
void wf_rule_unread(const WfModel *m, WfFindings *findings);
void wf_rule_parameters(const WfModel *m, WfFindings *findings);
void wf_rule_otherwise(const WfModel *m, WfFindings *findings);
void wf_rule_redundant(const WfModel *m, WfFindings *findings);
