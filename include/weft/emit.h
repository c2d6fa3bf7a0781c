/* Templates written from a model.
 *
 * wf_emit_integrated() is what `weft compose` prints: one template without
 * nested stacks, groups, environments and files, with flattened names. Conditions
 * and everything else that can be known is decided; the root's parameters stay
 * parameters. Reading it again gives the same model, composing it again the same
 * text.
 *
 * Pure. Values given out are new references. */
#pragma once

#include <weft/model.h>

/* The integrated template as a JSON value, sections in the usual order. NULL with @error if a value
 * cannot be evaluated (then the model has faults). */
json_t *wf_emit_integrated(const WfModel *m, GError **error);
/* The same without ever holding all of it: @put is given each piece as it is made, sections in
 * their order and what belongs to one together. @section is a constant; @name NULL: @value is all
 * of the section, else one member of it; @value is borrowed. False with @error: what was given is
 * no whole template. */
typedef void (*WfEmitFunc)(const char *section, const char *name, json_t *value, gpointer data);
bool wf_emit_integrated_to(const WfModel *m, WfEmitFunc put, gpointer data, GError **error);
/* The same without components, run lists and deployments: what they are made of is not computed.
 * Configs and wait conditions are there: user_data may refer to them. */
json_t *wf_emit_infrastructure(const WfModel *m, GError **error);

/* A template as YAML text: sections apart, two spaces a level. */
char *wf_emit_yaml(const json_t *template);
