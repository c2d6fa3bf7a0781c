/* From a model to a placement problem: servers with their flavors, volumes with
 * their attachments, server groups, scheduler hints and zones, the `placement:`
 * section, and, if asked for, flows out of the component DAG.
 *
 *     g_autoptr(WfPlaceProblem) p = wf_place_from_model(m, dc, flavors, NULL, findings);
 *     if (p && wf_place_check(p, findings))
 *         answer = wf_place_solve(p, &options, findings);
 *
 * Items have the model's flattened names ("web.0"). The problem copies all it needs. */
#pragma once

#include <weft/error.h>
#include <weft/model.h>
#include <weft/place.h>

typedef struct {
    bool affinity_from_dag;       /* each value that flows between two VMs is a flow of weight 1 */
    const char *storage_resource; /* what volumes need; NULL: "storage" */
} WfPlaceModelOptions;

/* @flavors may be NULL when the template brings its own (OS::Nova::Flavor). A flavor that is
 * unknown, or known only at launch, is a fault; so are faults of the section. NULL then. */
WfPlaceProblem *wf_place_from_model(const WfModel *m, WfDatacenter *dc, const WfFlavors *flavors,
                                    const WfPlaceModelOptions *options, WfFindings *findings);

/* What is wrong with the model's `placement:` section wherever it is placed: all but the names of
 * a datacenter's levels. */
void wf_place_check_section(const WfModel *m, WfFindings *findings);

/* How the decision is told to Nova. */
typedef enum {
    WF_PLACE_WRITE_ZONE,  /* availability_zone: ZONE:HOST */
    WF_PLACE_WRITE_HINTS, /* scheduler_hints: {query: ...}, for clouds with the JsonFilter */
} WfPlaceWrite;

/* Writes it into each server of an integrated template (emit.h) that is the caller's own, changed
 * in place. The `placement:` section leaves with what only it used; all else stays as it is. */
bool wf_place_write(const WfPlaceProblem *p, const WfPlaceAnswer *answer, WfPlaceWrite how,
                    json_t *template, GError **error);
