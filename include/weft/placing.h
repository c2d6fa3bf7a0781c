/* The placement of the model in a datacenter, decided in the background. The
 * problem is stated in steps on the main loop; a child solves it and reports
 * over a pipe, so no key waits for the search. What was decided last stays
 * until the next decision is there (desk->placing).
 *
 *     desk->placing->datacenter = g_strdup("dc.json");
 *     wf_placing_start(desk->placing);
 *
 * Screens hear WF_NEWS_PLACED and read the fields; problem, answer and map are borrowed until
 * then. */
#pragma once

#include <weft/desk.h>
#include <weft/placemap.h>

typedef enum {
    WF_PLACING_NEVER,   /* no datacenter was named */
    WF_PLACING_READING, /* files, the problem */
    WF_PLACING_SOLVING,
    WF_PLACING_DONE,
    WF_PLACING_FAILED, /* placing->trouble says why */
} WfPlacingState;

struct WfPlacing {
    WfDesk *desk;
    char *datacenter, *flavors; /* files; flavors may be NULL */
    bool affinity;              /* values that flow pull VMs together */
    WfPlacingState state;
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

/* Decides, in place of what is being decided. */
void wf_placing_start(WfPlacing *placing);
/* Ends the search with the best so far; a second time, at once. False: none runs. */
bool wf_placing_stop(WfPlacing *placing);
/* The item of a VM, or WF_PLACE_NONE. */
guint32 wf_placing_item_of_vm(const WfPlacing *placing, WfId vm);
/* The thing of the model an item is, if there still is one. */
WfThing wf_placing_thing(const WfPlacing *placing, guint32 item);
/* File and line of an item or a vertex; false: none. */
bool wf_placing_source(const WfPlacing *placing, bool item, guint32 number, const char **ret_path,
                       guint *ret_line);
/* "optimal: soft weight 0, ..." */
char *wf_placing_summary(const WfPlacing *placing);
/* The model's template with the decision in it, as `weft place` prints it. */
char *wf_placing_template(const WfPlacing *placing, GError **error);
