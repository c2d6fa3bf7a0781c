#pragma once

#include <weft/emit.h>

/* Sets @key if the definition has it, evaluated. False: @error is set. */
bool wf_emit_field(const WfModel *m, WfExpr definition, const char *key, json_t *into,
                   GError **error);
/* The description as it is written: nothing in it is computed. */
void wf_emit_description(const WfModel *m, WfExpr definition, json_t *into);
/* The conditions that are still open, of the definition (node 0: none) and of the stacks and groups
 * it is in, of which @owner is the innermost: Sets `condition` if there are any. */
void wf_emit_condition(const WfModel *m, WfExpr definition, WfId owner, json_t *into);
/* The entries of a map, each evaluated for itself, so that a name may be that of a function;
 * without the one that is called @but (or NULL). */
json_t *wf_emit_entries(const WfModel *m, WfExpr map, const char *but, GError **error);
/* One resource as it stands in the integrated template ({type, properties, ...}); NULL without
 * error for what does not stand in it (nested stacks, groups, values). */
json_t *wf_emit_resource(const WfModel *m, WfId resource, GError **error);
/* Names a resource comes after by depends_on, its own and its stacks', all flattened. */
json_t *wf_emit_depends_on(const WfModel *m, WfId resource);
/* One entry of `components:`; deployments are resources. */
json_t *wf_emit_component(const WfModel *m, WfId component, GError **error);
/* Names of its secret inputs, if it is in a nested stack: what made them secret there (a hidden
 * parameter) does not stand in the result. NULL: none. */
json_t *wf_emit_secret_inputs(const WfModel *m, WfId component);
/* Does the component come from a `components:` section? */
bool wf_emit_is_short(const WfModel *m, WfId component);
json_t *wf_emit_component_order(const WfModel *m, WfId component);
