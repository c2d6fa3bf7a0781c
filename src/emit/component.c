/* Components of the short form, flattened. */
#include "emit_priv.h"

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

static void add_open_condition(const WfModel *m, WfExpr def, json_t *all)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, def).doc);
    WfNode node = def.node ? wf_doc_get(doc, def.node, "condition") : 0;
    json_auto_t *condition = node ? wf_model_condition(m, (WfExpr){def.scope, node}) : NULL;

    if (condition && !json_is_boolean(condition))
        json_array_append(all, condition);
}

void wf_emit_condition(const WfModel *m, WfExpr def, WfId owner, json_t *into)
{
    json_auto_t *all = json_array();

    add_open_condition(m, def, all);
    for (; owner != WF_NONE; owner = wf_model_resource_parent(m, owner))
        add_open_condition(m, wf_model_resource_definition(m, owner), all);
    if (json_array_size(all) == 1)
        json_object_set(into, "condition", json_array_get(all, 0));
    else if (json_array_size(all))
        json_object_set_new(into, "condition", json_pack("{s:O}", "and", all));
}

json_t *wf_emit_entries(const WfModel *m, WfExpr map, const char *but, GError **error)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, map).doc);
    json_auto_t *object = json_object();

    WF_DOC_FOREACH (doc, map.node, key, value) {
        g_autofree char *name = wf_doc_dup_key(doc, key);
        if (g_strcmp0(name, but) == 0)
            continue;
        json_t *item = wf_model_value(m, (WfExpr){map.scope, value}, WF_VALUE_PORTABLE, error);
        if (!item) {
            g_prefix_error(error, "%s:%u: ", wf_doc_name(doc), wf_doc_line(doc, value));
            return NULL;
        }
        json_object_set_new(object, name, item);
    }
    return json_incref(object);
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

static bool add_entries(const WfModel *m, WfExpr def, const char *key, json_t *into, GError **error)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, def).doc);
    WfExpr map = {def.scope, wf_doc_get(doc, def.node, key)};

    if (!map.node || wf_doc_kind(doc, map.node) != WF_MAP)
        return true;
    json_t *entries = wf_emit_entries(m, map, NULL, error);
    if (entries)
        json_object_set_new(into, key, entries);
    return entries;
}

/* One way to write outputs: a list of names becomes a map. Only the type may be computed. */
static bool add_outputs(const WfModel *m, WfExpr def, json_t *into, GError **error)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, def).doc);
    WfNode outputs = wf_doc_get(doc, def.node, "outputs");
    json_auto_t *map = json_object();

    if (!outputs || wf_doc_kind(doc, outputs) == WF_NULL)
        return true;
    if (wf_doc_kind(doc, outputs) == WF_SEQ) {
        WF_DOC_EACH (doc, outputs, item) {
            g_autofree char *name = wf_doc_dup(doc, item);
            json_object_set_new(map, name, json_object());
        }
    } else {
        WF_DOC_FOREACH (doc, outputs, key, entry) {
            g_autofree char *name = wf_doc_dup_key(doc, key);
            json_auto_t *one = wf_doc_to_json(doc, entry);
            if (!json_is_object(one))
                json_object_set_new(map, name, json_object());
            else if (wf_emit_field(m, (WfExpr){def.scope, entry}, "type", one, error))
                json_object_set(map, name, one);
            else
                return false;
        }
    }
    json_object_set(into, "outputs", map);
    return true;
}

void wf_emit_description(const WfModel *m, WfExpr def, json_t *into)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, def).doc);
    WfNode node = wf_doc_get(doc, def.node, "description");

    if (node)
        json_object_set_new(into, "description", wf_doc_to_json(doc, node));
}

static bool add_fields(const WfModel *m, WfExpr def, const char *const *keys, json_t *into,
                       GError **error)
{
    for (; *keys; keys++)
        if (!wf_emit_field(m, def, *keys, into, error))
            return false;
    return true;
}

json_t *wf_emit_component(const WfModel *m, WfId c, GError **error)
{
    static const char *const recipe[] = {"group", "config", "options", NULL},
                             *const run[] = {"actions", "timeout", "retries", "on_crash", NULL},
                             *const lazy[] = {"lazy", NULL}, *const secrets[] = {"secret", NULL};
    WfExpr def = wf_model_component_definition(m, c);
    WfId vm = wf_model_component_vm(m, c);
    json_auto_t *object = json_object();

    if (vm != WF_NONE)
        json_object_set_new(object, "server", json_string(wf_model_vm_name(m, vm)));
    wf_emit_description(m, def, object);
    if (!add_fields(m, def, recipe, object, error) ||
        !add_entries(m, def, "inputs", object, error) || !add_outputs(m, def, object, error))
        return NULL;
    json_auto_t *order = wf_emit_component_order(m, c);
    if (json_array_size(order))
        json_object_set(object, "depends_on", order);
    if (!add_fields(m, def, run, object, error) || !add_entries(m, def, "wait", object, error) ||
        !add_fields(m, def, lazy, object, error))
        return NULL;
    json_auto_t *secret = wf_emit_secret_inputs(m, c);
    if (secret)
        json_object_set(object, "secret", secret);
    else if (!add_fields(m, def, secrets, object, error))
        return NULL;
    wf_emit_condition(m, def, wf_model_component_owner(m, c), object);
    return json_incref(object);
}
