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

/* ---- pieces ---- */

typedef struct {
    const WfModel *m;
    WfEmitFunc put;
    gpointer data;
} Emitter;

static void put(const Emitter *e, const char *section, const char *name, json_t *value)
{
    e->put(section, name, value, e->data);
    json_decref(value);
}

/* A section of the root template as it is written. */
static void copy_section(const Emitter *e, const char *name)
{
    const WfDoc *doc = wf_model_doc(e->m, 0);
    WfNode node = wf_doc_get(doc, wf_doc_root(doc), name);

    if (node && wf_doc_kind(doc, node) != WF_NULL)
        put(e, name, NULL, wf_doc_to_json(doc, node));
}

/* A deployment group's members as deployments of their own. */
static void put_deployments(const Emitter *e, WfId group, const json_t *object)
{
    g_autoptr(GArray) components = wf_model_resource_components(e->m, group);
    const char *type = wf_model_resource_type(e->m, group);
    json_auto_t *shape = json_deep_copy(object);

    json_object_set_new(shape, "type",
                        json_string(strstr(type, "Structured") ? "OS::Heat::StructuredDeployment"
                                                               : "OS::Heat::SoftwareDeployment"));
    json_object_del(json_object_get(shape, "properties"), "servers");
    json_object_del(shape, "update_policy");
    for (guint i = 0; i < components->len; i++) {
        WfId c = g_array_index(components, WfId, i), vm = wf_model_component_vm(e->m, c);
        json_t *one = json_deep_copy(shape);
        if (vm != WF_NONE)
            json_object_set_new(json_object_get(one, "properties"), "server",
                                json_pack("{s:s}", "get_resource", wf_model_vm_name(e->m, vm)));
        put(e, "resources", wf_model_component_name(e->m, c), one);
    }
}

static bool is_deployment(const WfModel *m, WfId r)
{
    WfResourceKind kind = wf_model_resource_kind(m, r);
    return kind == WF_RESOURCE_DEPLOYMENT || kind == WF_RESOURCE_DEPLOYMENT_GROUP;
}

/* The section is there even if nothing is in it. */
static bool put_resources(const Emitter *e, bool software, GError **error)
{
    const WfModel *m = e->m;
    g_autofree WfId *order = wf_model_resource_order(m);
    bool none = true;

    for (guint32 i = 0; i < wf_model_n_resources(m); i++) {
        WfId r = order[i];
        g_autoptr(GError) failed = NULL;
        json_t *object = !software && is_deployment(m, r) ? NULL : wf_emit_resource(m, r, &failed);
        if (failed) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        if (!object)
            continue;
        none = false;
        if (wf_model_resource_kind(m, r) != WF_RESOURCE_DEPLOYMENT_GROUP) {
            put(e, "resources", wf_model_resource_name(m, r), object);
            continue;
        }
        put_deployments(e, r, object);
        json_decref(object);
    }
    if (none)
        put(e, "resources", NULL, json_object());
    return true;
}

static bool put_components(const Emitter *e, GError **error)
{
    for (WfId c = 0; c < wf_model_n_components(e->m); c++) {
        if (!wf_emit_is_short(e->m, c))
            continue;
        json_t *object = wf_emit_component(e->m, c, error);
        if (!object)
            return false;
        put(e, "components", wf_model_component_name(e->m, c), object);
    }
    return true;
}

static void put_run_lists(const Emitter *e)
{
    for (WfId vm = 0; vm < wf_model_n_vms(e->m); vm++) {
        guint32 n;
        const WfId *list = wf_model_vm_run_list(e->m, vm, &n);
        json_t *names = n ? json_array() : NULL;
        for (guint32 i = 0; i < n; i++)
            json_array_append_new(names, json_string(wf_model_component_name(e->m, list[i])));
        if (names)
            put(e, "run_lists", wf_model_vm_name(e->m, vm), names);
    }
}

static bool put_outputs(const Emitter *e, GError **error)
{
    const WfDoc *doc = wf_model_doc(e->m, 0);
    WfNode section = wf_doc_get(doc, wf_doc_root(doc), "outputs");

    for (guint32 i = 0; i < wf_model_n_stack_outputs(e->m); i++) {
        WfStackOutput output;
        wf_model_stack_output(e->m, i, &output);
        WfExpr def = {0, wf_doc_get(doc, section, output.name)};
        json_auto_t *object = json_object();
        wf_emit_description(e->m, def, object);
        if (!wf_emit_field(e->m, def, "value", object, error))
            return false;
        wf_emit_condition(e->m, def, WF_NONE, object);
        put(e, "outputs", output.name, json_incref(object));
    }
    return true;
}

/* What the text at @node may name among the conditions of @section, and has not named before. */
static void add_named(const WfDoc *doc, WfNode section, WfNode node, GArray *kept, GHashTable *seen)
{
    for (WfNode i = node; i < wf_doc_end(doc, node); i++) {
        WfNode value = wf_doc_kind(doc, i) == WF_STRING
                           ? wf_doc_get_str(doc, section, wf_doc_text(doc, i))
                           : 0;
        if (value && g_hash_table_add(seen, GUINT_TO_POINTER(value)))
            g_array_append_val(kept, value);
    }
}

/* Conditions that parameters without a value leave open, and those they name. */
static void put_conditions(const Emitter *e)
{
    const WfDoc *doc = wf_model_doc(e->m, 0);
    WfNode section = wf_doc_get(doc, wf_doc_root(doc), "conditions");
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(WfNode));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    if (wf_doc_kind(doc, section) != WF_MAP)
        return;
    WF_DOC_FOREACH (doc, section, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        if (!wf_model_condition_decided(e->m, name) &&
            g_hash_table_add(seen, GUINT_TO_POINTER(value)))
            g_array_append_val(kept, value);
    }
    for (guint i = 0; i < kept->len; i++)
        add_named(doc, section, g_array_index(kept, WfNode, i), kept, seen);
    WF_DOC_FOREACH (doc, section, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        if (g_hash_table_contains(seen, GUINT_TO_POINTER(value)))
            put(e, "conditions", name, wf_doc_to_json(doc, value));
    }
}

/* Computed like properties: conditions that are decided do not stand in the result. */
static bool put_placement(const Emitter *e, GError **error)
{
    const WfDoc *doc = wf_model_doc(e->m, 0);
    WfNode section = wf_doc_get(doc, wf_doc_root(doc), "placement");

    if (!section || wf_doc_kind(doc, section) == WF_NULL)
        return true;
    json_t *value = wf_model_value(e->m, (WfExpr){0, section}, WF_VALUE_PORTABLE, error);
    if (!value) {
        g_prefix_error(error, "placement: ");
        return false;
    }
    put(e, "placement", NULL, value);
    return true;
}

static bool put_template(const Emitter *e, bool software, GError **error)
{
    put(e, "heat_template_version", NULL, json_string(newest_version(e->m)));
    copy_section(e, "description");
    copy_section(e, "parameter_groups");
    copy_section(e, "parameters");
    put_conditions(e);
    if (!put_resources(e, software, error) || (software && !put_components(e, error)))
        return false;
    if (software)
        put_run_lists(e);
    return put_placement(e, error) && put_outputs(e, error);
}

/* ---- the whole ---- */

bool wf_emit_integrated_to(const WfModel *m, WfEmitFunc put_piece, gpointer data, GError **error)
{
    return put_template(&(Emitter){m, put_piece, data}, true, error);
}

static void add_piece(const char *section, const char *name, json_t *value, gpointer data)
{
    json_t *template = data, *members = json_object_get(template, section);

    if (!name) {
        json_object_set(template, section, value);
        return;
    }
    if (!members)
        json_object_set_new(template, section, members = json_object());
    json_object_set(members, name, value);
}

static json_t *make_template(const WfModel *m, bool software, GError **error)
{
    json_auto_t *template = json_object();

    if (!put_template(&(Emitter){m, add_piece, template}, software, error))
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
