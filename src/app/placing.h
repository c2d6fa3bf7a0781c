/* The placement of the model in a datacenter, decided in the background. The
 * problem is stated in steps on the main loop; a child solves it and reports
 * over a pipe, so no key waits for the search. What was decided last stays
 * until the next decision is there. */
#pragma once

#include <weft/placemap.h>

#include "desk.h"

typedef enum {
    PLACING_NEVER,   /* no datacenter was named */
    PLACING_READING, /* files, the problem */
    PLACING_SOLVING,
    PLACING_DONE,
    PLACING_FAILED, /* placing->trouble says why */
} PlacingState;

struct Placing {
    Desk *desk;
    char *datacenter, *flavors; /* files; flavors may be NULL */
    bool affinity;              /* values that flow pull VMs together */
    PlacingState state;
    char *trouble;

    /* What is shown; all NULL or none. */
    WfPlaceProblem *p;
    WfPlaceAnswer *answer;
    WfPlaceMap *map;

    /* What is being decided. */
    guint step, source; /* of stating the problem; idle source */
    WfDatacenter *next_dc;
    WfFlavors *next_flavors;
    WfPlaceProblem *next;
    WfFindings *findings; /* of this attempt */
    WfFindings *told;     /* those of the last one, which are among desk->findings */
    GPid pid;
    int report; /* -1: no child */
    guint watch;
    GString *heard;
    char *phase; /* what the child told last */
    double part;
    char *best;
    bool stopping;
};

Placing *placing_new(Desk *desk);
void placing_free(Placing *placing);
/* Decides anew for every new model; those who listen to the model before have its rows by then. */
void placing_follow(Placing *placing);
/* Decides, in place of what is being decided. */
void placing_start(Placing *placing);
/* Ends the search with the best so far; a second time, at once. False: none runs. */
bool placing_stop(Placing *placing);
bool placing_runs(const Placing *placing);
/* The item of a VM, or WF_PLACE_NONE. */
guint32 placing_item_of_vm(const Placing *placing, WfId vm);
/* The thing of the model an item is, if there still is one. */
WfThing placing_thing(const Placing *placing, guint32 item);
/* File and line of an item or a vertex; false: none. */
bool placing_source(const Placing *placing, bool item, guint32 number, const char **ret_path,
                    guint *ret_line);
/* "optimal: soft weight 0, ..." */
char *placing_summary(const Placing *placing);
/* The model's template with the decision in it, as `weft place` prints it. */
char *placing_template(const Placing *placing, GError **error);
/* --- what the child tells (placing_report.c): lines of JSON --- */
void report_progress(int fd, const WfPlaceProgress *progress);
void report_answer(int fd, const WfPlaceProblem *p, const WfPlaceAnswer *answer,
                   const WfFindings *findings);
/* NULL: not an answer to @p. Findings are added, violations are as wf_place_violations() has them.
 */
WfPlaceAnswer *report_read_answer(const json_t *line, const WfPlaceProblem *p, WfFindings *findings,
                                  gint64 **ret_violated);
