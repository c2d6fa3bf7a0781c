/* Reading the placement section of a model. */
#pragma once

#include <weft/placemodel.h>

/* The `placement:` section of the model's template, its functions computed. False on a fault: what
 * only a running stack knows is one, too, if there is a datacenter to place on. */
bool placemodel_read_section(const WfModel *m, WfPlaceProblem *p, WfFindings *findings);
