/* Components of the short form, flattened. */
#include "emit_priv.h"

#include <string.h>

bool wf_emit_field(const WfModel *m, WfExpr def, const char *key, json_t *into, GError **error)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, def).doc);
    WfNode node = wf_doc_get(doc, def.node, key);

    if (!node)
        return true;
    json_t *value = wf_model_value(m, (WfExpr){def.scope, node}, WF_VALUE_PORTABLE, error);
    if (!value) {
        g_prefix_error(error, "%s:%u: ", wf_doc_name(doc), wf_doc_line(doc, node));
        return false;
    }
    json_object_set_new(into, key, value);
    return true;
}

bool wf_emit_is_short(const WfModel *m, WfId c)
{
    return wf_model_component_deployment(m, c) == WF_NONE;
}

json_t *wf_emit_secret_inputs(const WfModel *m, WfId c)
{
    WfId first;
    guint32 n;
    json_t *names = NULL;

    if (wf_model_component_definition(m, c).scope == 0)
        return NULL;
    wf_model_component_inputs(m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfInput input;
        wf_model_input(m, i, &input);
        if (!input.secret)
            continue;
        names = names ? names : json_array();
        json_array_append_new(names, json_string(input.name));
    }
    return names;
}

/* One way to write outputs: a list of names becomes a map. */
static void outputs_as_map(json_t *object)
{
    const json_t *list = json_object_get(object, "outputs"), *name;
    json_t *map;
    size_t i;

    if (!json_is_array(list))
        return;
    map = json_object();
    json_array_foreach (list, i, name)
        if (json_is_string(name))
            json_object_set_new(map, json_string_value(name), json_object());
    json_object_set_new(object, "outputs", map);
}

json_t *wf_emit_component(const WfModel *m, WfId c, GError **error)
{
    static const char *const before[] = {"description", "group", "config", "options", "inputs"};
    static const char *const after[] = {"actions", "timeout", "retries", "wait", "lazy"};
    WfExpr def = wf_model_component_definition(m, c);
    WfId vm = wf_model_component_vm(m, c);
    json_auto_t *object = json_object();

    if (vm != WF_NONE)
        json_object_set_new(object, "server", json_string(wf_model_vm_name(m, vm)));
    for (guint i = 0; i < G_N_ELEMENTS(before); i++)
        if (!wf_emit_field(m, def, before[i], object, error))
            return NULL;
    if (!wf_emit_field(m, def, "outputs", object, error))
        return NULL;
    outputs_as_map(object);
    json_auto_t *order = wf_emit_component_order(m, c);
    if (json_array_size(order))
        json_object_set(object, "depends_on", order);
    for (guint i = 0; i < G_N_ELEMENTS(after); i++)
        if (!wf_emit_field(m, def, after[i], object, error))
            return NULL;
    json_auto_t *secret = wf_emit_secret_inputs(m, c);
    if (secret)
        json_object_set(object, "secret", secret);
    else if (!wf_emit_field(m, def, "secret", object, error))
        return NULL;
    return json_incref(object);
}
