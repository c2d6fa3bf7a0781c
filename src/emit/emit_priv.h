#pragma once

#include <weft/emit.h>

/* Sets @key if the definition has it, evaluated. False: @error is set. */
bool wf_emit_field(const WfModel *m, WfExpr definition, const char *key, json_t *into,
                   GError **error);
/* One entry of `components:`; deployments are resources. */
json_t *wf_emit_component(const WfModel *m, WfId component, GError **error);
/* Names of its secret inputs, if it is in a nested stack: what made them secret there (a hidden
 * parameter) does not stand in the result. NULL: none. */
json_t *wf_emit_secret_inputs(const WfModel *m, WfId component);
/* Does the component come from a `components:` section? */
bool wf_emit_is_short(const WfModel *m, WfId component);
json_t *wf_emit_component_order(const WfModel *m, WfId component);
