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
