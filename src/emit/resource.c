/* Resources, flattened. A member of a deployment group becomes a deployment of its own. */
#include "emit_priv.h"

#include <string.h>
#include <weft/file.h>

static bool is_chain_member(const WfModel *m, WfId r)
{
    WfId parent = wf_model_resource_parent(m, r);
    return parent != WF_NONE &&
           g_str_has_suffix(wf_model_resource_type(m, parent), "OS::Heat::ResourceChain");
}

/* weft: {components: ...} in there moves to the `components:` section. It is left alone here: what
 * its expressions name are components of the member, which metadata do not see. */
static bool add_metadata(const WfModel *m, WfId r, json_t *object, GError **error)
{
    WfExpr def = wf_model_resource_plain_definition(m, r);
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, def).doc);
    WfNode metadata = wf_doc_get(doc, def.node, "metadata");
    WfNode weft = metadata ? wf_doc_get(doc, metadata, "weft") : 0;

    if (!weft || !wf_doc_get(doc, weft, "components"))
        return wf_emit_field(m, def, "metadata", object, error);
    json_auto_t *own = wf_emit_entries(m, (WfExpr){def.scope, weft}, "components", error);
    json_auto_t *whole =
        own ? wf_emit_entries(m, (WfExpr){def.scope, metadata}, "weft", error) : NULL;
    if (!whole)
        return false;
    if (json_object_size(own))
        json_object_set(whole, "weft", own);
    if (json_object_size(whole))
        json_object_set(object, "metadata", whole);
    return true;
}

static void keep_secrets(const WfModel *m, WfId r, json_t *object)
{
    WfResourceKind kind = wf_model_resource_kind(m, r);
    if (kind != WF_RESOURCE_DEPLOYMENT && kind != WF_RESOURCE_DEPLOYMENT_GROUP)
        return;
    g_autoptr(GArray) components = wf_model_resource_components(m, r);
    json_t *names =
        components->len ? wf_emit_secret_inputs(m, g_array_index(components, WfId, 0)) : NULL;

    if (!names)
        return;
    json_t *metadata = json_deep_copy(json_object_get(object, "metadata"));
    if (!metadata)
        metadata = json_object();
    json_object_set_new(metadata, "weft", json_pack("{s:o}", "secret", names));
    json_object_set_new(object, "metadata", metadata);
}

/* A template elsewhere that Heat's client would fetch: relative to the file it is named in. */
static bool is_template_path(const char *type)
{
    return wf_model_is_template_name(type) && !strstr(type, "://");
}

/* Heat's client takes any `type` that ends like a template for a file. Those that stay, members of
 * an AutoScalingGroup above all, get their whole path, so that the result may be moved. As deep as
 * the evaluated value, which is bounded. */
static void pin_types(json_t *value, const char *from)
{
    const char *key;
    json_t *item;
    size_t i;

    json_array_foreach (value, i, item)
        pin_types(item, from);
    json_object_foreach (value, key, item) {
        pin_types(item, from);
        if (strcmp(key, "type") != 0 || !json_is_string(item) ||
            !is_template_path(json_string_value(item)))
            continue;
        g_autofree char *beside = wf_path_beside(from, json_string_value(item));
        g_autofree char *path = g_canonicalize_filename(beside, NULL);
        if (g_file_test(path, G_FILE_TEST_EXISTS))
            json_object_set_new(value, key, json_string(path));
    }
}

/* The registry says what a group's members are; environments do not come with the result. */
static void resolve_member_type(const WfModel *m, json_t *properties)
{
    json_t *member = json_object_get(properties, "resource");
    const char *type = json_string_value(json_object_get(member, "type"));
    g_autofree char *target = type ? wf_model_type_target(m, type) : NULL;

    if (!target || strcmp(target, type) == 0)
        return;
    g_autofree char *path = g_canonicalize_filename(target, NULL);
    json_object_set_new(member, "type", json_string(is_template_path(target) ? path : target));
}

static bool may_name_templates(WfResourceKind kind)
{
    return kind == WF_RESOURCE_SCALING || kind == WF_RESOURCE_INFRA;
}

static bool add_properties(const WfModel *m, WfId r, json_t *object, GError **error)
{
    WfExpr properties = wf_model_resource_properties(m, r);

    if (!properties.node)
        return true;
    json_t *value = wf_model_value(m, properties, WF_VALUE_PORTABLE, error);
    if (!value) {
        g_autofree char *place = wf_model_place_text(m, wf_model_resource_place(m, r));
        g_prefix_error(error, "%s: ", place);
        return false;
    }
    if (may_name_templates(wf_model_resource_kind(m, r))) {
        json_t *own = json_deep_copy(value); /* values may share parts with the model's */
        json_decref(value);
        resolve_member_type(m, own);
        pin_types(value = own, wf_model_place_path(m, wf_model_resource_place(m, r)));
    }
    json_object_set_new(object, "properties", value);
    return true;
}

json_t *wf_emit_resource(const WfModel *m, WfId r, GError **error)
{
    static const char *const fields[] = {"update_policy", "deletion_policy", "external_id"};
    WfResourceKind kind = wf_model_resource_kind(m, r);
    WfExpr def = is_chain_member(m, r) ? (WfExpr){0, 0} : wf_model_resource_definition(m, r);
    json_auto_t *object = json_object();

    if (!wf_model_resource_enabled(m, r) || kind == WF_RESOURCE_NESTED ||
        kind == WF_RESOURCE_GROUP || kind == WF_RESOURCE_VALUE || kind == WF_RESOURCE_NOTHING)
        return NULL;
    json_object_set_new(object, "type", json_string(wf_model_resource_type(m, r)));
    if (!add_properties(m, r, object, error))
        return NULL;
    json_auto_t *order = wf_emit_depends_on(m, r);
    if (json_array_size(order))
        json_object_set(object, "depends_on", order);
    if (def.node && !add_metadata(m, r, object, error))
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(fields) && def.node; i++)
        if (!wf_emit_field(m, def, fields[i], object, error))
            return NULL;
    wf_emit_condition(m, def, wf_model_resource_parent(m, r), object);
    if (def.node)
        wf_emit_description(m, def, object);
    keep_secrets(m, r, object);
    return json_incref(object);
}
