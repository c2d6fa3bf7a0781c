/* depends_on, flattened: a nested stack or group means all of it, and what a stack waits for, all in
 * it wait for. */
#include "emit_priv.h"

#include <string.h>

static bool stands_in_template(const WfModel *m, WfId r)
{
    switch (wf_model_resource_kind(m, r)) {
    case WF_RESOURCE_NESTED:
    case WF_RESOURCE_GROUP:
    case WF_RESOURCE_VALUE:
    case WF_RESOURCE_NOTHING:
    case WF_RESOURCE_DEPLOYMENT_GROUP: /* its components stand for it */
        return false;
    default:
        return wf_model_resource_enabled(m, r);
    }
}

static void add_name(json_t *list, GHashTable *seen, const char *name)
{
    if (g_hash_table_add(seen, g_strdup(name)))
        json_array_append_new(list, json_string(name));
}

static bool is_inside(const WfModel *m, WfId r, WfId outer)
{
    while (r != WF_NONE && r != outer)
        r = wf_model_resource_parent(m, r);
    return r == outer;
}

/* Configs are only text: nothing waits for them, and they wait for nothing, beyond references. */
static bool is_text(const WfModel *m, WfId r)
{
    return wf_model_resource_kind(m, r) == WF_RESOURCE_CONFIG;
}

static void add_everything(const WfModel *m, WfId outer, json_t *list, GHashTable *seen)
{
    g_autoptr(GArray) components = wf_model_resource_components(m, outer);

    for (WfId r = 0; r < wf_model_n_resources(m); r++)
        if (stands_in_template(m, r) && !is_text(m, r) && is_inside(m, r, outer))
            add_name(list, seen, wf_model_resource_name(m, r));
    for (guint i = 0; i < components->len; i++)
        add_name(list, seen, wf_model_component_name(m, g_array_index(components, WfId, i)));
}

static void add_target(const WfModel *m, WfScope scope, const char *name, json_t *list, GHashTable *seen)
{
    WfId resource, component;

    if (!wf_model_scope_lookup(m, scope, name, &resource, &component))
        return;
    if (resource == WF_NONE)
        add_name(list, seen, wf_model_component_name(m, component));
    else if (!wf_model_resource_enabled(m, resource)) /* Heat drops these without a word */
        return;
    else if (stands_in_template(m, resource))
        add_name(list, seen, wf_model_resource_name(m, resource));
    else
        add_everything(m, resource, list, seen);
}

static void add_definition(const WfModel *m, WfExpr def, json_t *list, GHashTable *seen)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, def).doc);
    WfNode node = def.node ? wf_doc_get(doc, def.node, "depends_on") : 0;

    if (wf_doc_kind(doc, node) == WF_SEQ) {
        WF_DOC_EACH(doc, node, item) {
            g_autofree char *name = wf_doc_dup(doc, item);
            add_target(m, def.scope, name, list, seen);
        }
    } else if (wf_doc_kind(doc, node) == WF_STRING) {
        g_autofree char *name = wf_doc_dup(doc, node);
        add_target(m, def.scope, name, list, seen);
    }
}

static void add_ancestors(const WfModel *m, WfId r, json_t *list, GHashTable *seen)
{
    for (; r != WF_NONE; r = wf_model_resource_parent(m, r))
        add_definition(m, wf_model_resource_definition(m, r), list, seen);
}

json_t *wf_emit_depends_on(const WfModel *m, WfId r, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_t *list = json_array();

    (void)error;
    g_hash_table_add(seen, g_strdup(wf_model_resource_name(m, r)));
    if (is_text(m, r))
        add_definition(m, wf_model_resource_definition(m, r), list, seen);
    else
        add_ancestors(m, r, list, seen);
    return list;
}

json_t *wf_emit_component_order(const WfModel *m, WfId c, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_t *list = json_array();

    (void)error;
    g_hash_table_add(seen, g_strdup(wf_model_component_name(m, c)));
    add_definition(m, wf_model_component_definition(m, c), list, seen);
    add_ancestors(m, wf_model_component_owner(m, c), list, seen);
    return list;
}
