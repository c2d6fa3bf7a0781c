/* The integrated template: sections in the order people expect. */
#include "emit_priv.h"

#include <string.h>

/* The newest version of all levels: it knows every function that any of them uses. */
static const char *newest_version(const WfModel *m)
{
    const char *newest = wf_model_scope_version(m, 0);

    for (WfScope s = 1; s < wf_model_n_scopes(m); s++)
        if (strcmp(wf_model_scope_version(m, s), newest) > 0)
            newest = wf_model_scope_version(m, s);
    return newest;
}

/* A section of the root template as it is written. */
static void copy_section(const WfModel *m, const char *name, json_t *into)
{
    const WfDoc *doc = wf_model_doc(m, 0);
    WfNode node = wf_doc_get(doc, wf_doc_root(doc), name);

    if (node && wf_doc_kind(doc, node) != WF_NULL)
        json_object_set_new(into, name, wf_doc_to_json(doc, node));
}

/* A deployment group's members as deployments of their own. */
static void add_deployments(const WfModel *m, WfId group, const json_t *object, json_t *resources)
{
    g_autoptr(GArray) components = wf_model_resource_components(m, group);
    const char *type = wf_model_resource_type(m, group);

    for (guint i = 0; i < components->len; i++) {
        WfId c = g_array_index(components, WfId, i), vm = wf_model_component_vm(m, c);
        json_t *one = json_deep_copy(object), *properties = json_object_get(one, "properties");
        json_object_set_new(one, "type",
                            json_string(strstr(type, "Structured")
                                            ? "OS::Heat::StructuredDeployment"
                                            : "OS::Heat::SoftwareDeployment"));
        json_object_del(properties, "servers");
        if (vm != WF_NONE)
            json_object_set_new(properties, "server",
                                json_pack("{s:s}", "get_resource", wf_model_vm_name(m, vm)));
        json_object_del(one, "update_policy");
        json_object_set_new(resources, wf_model_component_name(m, c), one);
    }
}

static bool is_deployment(const WfModel *m, WfId r)
{
    WfResourceKind kind = wf_model_resource_kind(m, r);
    return kind == WF_RESOURCE_DEPLOYMENT || kind == WF_RESOURCE_DEPLOYMENT_GROUP;
}

static bool add_resources(const WfModel *m, bool software, json_t *into, GError **error)
{
    json_t *resources = json_object();

    json_object_set_new(into, "resources", resources);
    for (WfId r = 0; r < wf_model_n_resources(m); r++) {
        g_autoptr(GError) failed = NULL;
        json_auto_t *object =
            !software && is_deployment(m, r) ? NULL : wf_emit_resource(m, r, &failed);
        if (failed) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        if (!object)
            continue;
        if (wf_model_resource_kind(m, r) == WF_RESOURCE_DEPLOYMENT_GROUP)
            add_deployments(m, r, object, resources);
        else
            json_object_set(resources, wf_model_resource_name(m, r), object);
    }
    return true;
}

static bool add_components(const WfModel *m, json_t *into, GError **error)
{
    json_auto_t *components = json_object();

    for (WfId c = 0; c < wf_model_n_components(m); c++) {
        if (!wf_emit_is_short(m, c))
            continue;
        json_t *object = wf_emit_component(m, c, error);
        if (!object)
            return false;
        json_object_set_new(components, wf_model_component_name(m, c), object);
    }
    if (json_object_size(components))
        json_object_set(into, "components", components);
    return true;
}

static void add_run_lists(const WfModel *m, json_t *into)
{
    json_auto_t *lists = json_object();

    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++) {
        guint32 n;
        const WfId *list = wf_model_vm_run_list(m, vm, &n);
        json_t *names = n ? json_array() : NULL;
        for (guint32 i = 0; i < n; i++)
            json_array_append_new(names, json_string(wf_model_component_name(m, list[i])));
        if (names)
            json_object_set_new(lists, wf_model_vm_name(m, vm), names);
    }
    if (json_object_size(lists))
        json_object_set(into, "run_lists", lists);
}

/* An output's condition, unless it is decided: what is false is no output of the model. */
static void add_condition(const WfModel *m, const WfDoc *doc, WfNode condition, json_t *object)
{
    g_autofree char *name =
        wf_doc_kind(doc, condition) == WF_STRING ? wf_doc_dup(doc, condition) : NULL;

    if (name ? !wf_model_condition_decided(m, name) : wf_doc_kind(doc, condition) == WF_MAP)
        json_object_set_new(object, "condition", wf_doc_to_json(doc, condition));
}

static bool add_outputs(const WfModel *m, json_t *into, GError **error)
{
    json_auto_t *outputs = json_object();
    const WfDoc *doc = wf_model_doc(m, 0);
    WfNode section = wf_doc_get(doc, wf_doc_root(doc), "outputs");

    for (guint32 i = 0; i < wf_model_n_stack_outputs(m); i++) {
        WfStackOutput output;
        wf_model_stack_output(m, i, &output);
        WfExpr def = {0, wf_doc_get(doc, section, output.name)};
        json_auto_t *object = json_object();
        if (!wf_emit_field(m, def, "description", object, error) ||
            !wf_emit_field(m, def, "value", object, error))
            return false;
        add_condition(m, doc, wf_doc_get(doc, def.node, "condition"), object);
        json_object_set(outputs, output.name, object);
    }
    if (json_object_size(outputs))
        json_object_set(into, "outputs", outputs);
    return true;
}

/* Conditions that parameters without a value leave open. */
static void add_conditions(const WfModel *m, json_t *into)
{
    const WfDoc *doc = wf_model_doc(m, 0);
    WfNode section = wf_doc_get(doc, wf_doc_root(doc), "conditions");
    json_auto_t *open = json_object();

    if (wf_doc_kind(doc, section) != WF_MAP)
        return;
    WF_DOC_FOREACH (doc, section, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        if (!wf_model_condition_decided(m, name))
            json_object_set_new(open, name, wf_doc_to_json(doc, value));
    }
    if (json_object_size(open))
        json_object_set(into, "conditions", open);
}

/* Computed like properties: conditions that are decided do not stand in the result. */
static bool add_placement(const WfModel *m, json_t *into, GError **error)
{
    const WfDoc *doc = wf_model_doc(m, 0);
    WfNode section = wf_doc_get(doc, wf_doc_root(doc), "placement");

    if (!section || wf_doc_kind(doc, section) == WF_NULL)
        return true;
    json_t *value = wf_model_value(m, (WfExpr){0, section}, WF_VALUE_PORTABLE, error);
    if (!value) {
        g_prefix_error(error, "placement: ");
        return false;
    }
    json_object_set_new(into, "placement", value);
    return true;
}

static json_t *make_template(const WfModel *m, bool software, GError **error)
{
    json_auto_t *template = json_object();

    json_object_set_new(template, "heat_template_version", json_string(newest_version(m)));
    copy_section(m, "description", template);
    copy_section(m, "parameter_groups", template);
    copy_section(m, "parameters", template);
    add_conditions(m, template);
    if (!add_resources(m, software, template, error) ||
        (software && !add_components(m, template, error)))
        return NULL;
    if (software)
        add_run_lists(m, template);
    if (!add_placement(m, template, error) || !add_outputs(m, template, error))
        return NULL;
    return json_incref(template);
}

json_t *wf_emit_integrated(const WfModel *m, GError **error)
{
    return make_template(m, true, error);
}

json_t *wf_emit_infrastructure(const WfModel *m, GError **error)
{
    return make_template(m, false, error);
}

char *wf_emit_yaml(const json_t *template)
{
    GString *text = g_string_new(NULL);
    const char *key;
    json_t *value;

    json_object_foreach ((json_t *)template, key, value) {
        json_auto_t *section = json_object();
        json_object_set(section, key, value);
        if (text->len && (json_is_object(value) || json_is_array(value)))
            g_string_append_c(text, '\n');
        wf_yaml_write(section, 0, text);
    }
    return g_string_free(text, FALSE);
}
