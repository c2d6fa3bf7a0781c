/* Parameters: of the root template with what users and environments give, of nested stacks with
 * what their parent gives. Conversion and constraints are src/expr's. */
#include "model_priv.h"

#include <weft/text.h>
#include <string.h>

static WfParam *schema_of(WfModel *m, WfScope scope, const char *name, WfNode node, GError **error)
{
    const Scope *s = SCOPE(m, scope);
    json_auto_t *schema = wf_doc_to_json(m->docs->pdata[s->doc], node);
    return wf_param_new(name, schema, s->version, error);
}

/* ---- the root's ---- */

static void put_parameter(WfModel *m, const Parameter *p)
{
    g_array_append_val(m->parameters, *p);
    g_hash_table_insert(m->parameter_of, GUINT_TO_POINTER(p->name),
                        GUINT_TO_POINTER(m->parameters->len));
}

/* Keys that a parameter does not have: all of them. */
static bool wrong_keys(WfModel *m, WfNode parameter, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, 0);
    g_autofree char *name = wf_doc_dup(doc, parameter);
    bool any = false;

    if (wf_doc_kind(doc, node) != WF_MAP)
        return false;
    WF_DOC_FOREACH (doc, node, key, value) {
        (void)value;
        g_autofree char *text = wf_doc_dup_key(doc, key);
        if (wf_param_has_key(text, SCOPE(m, 0)->version))
            continue;
        any = true;
        wf_fault(m, 0, key, WF_CODE_PARAM_VALUE, "parameter '%s': there is no key '%s'", name,
                 text);
        const char *near = wf_text_nearest(text, wf_param_keys());
        if (g_strcmp0(near, text) != 0)
            wf_fault_meant(m, near);
    }
    return any;
}

/* What is wrong of a parameter: that without which it would be right. */
static WfNode wrong_part(WfModel *m, WfNode key, WfNode node)
{
    static const char *const parts[] = {"default", "constraints"};
    const WfDoc *doc = wf_scope_doc(m, 0);
    json_auto_t *schema = wf_doc_to_json(doc, node);

    for (guint i = 0; json_is_object(schema) && i < G_N_ELEMENTS(parts); i++) {
        if (json_object_del(schema, parts[i]) != 0)
            continue;
        g_autoptr(WfParam) rest = wf_param_new("", schema, SCOPE(m, 0)->version, NULL);
        if (rest)
            return wf_doc_get(doc, node, parts[i]);
    }
    return key;
}

static void wrong_schema(WfModel *m, WfNode key, WfNode node, const GError *error)
{
    const WfDoc *doc = wf_scope_doc(m, 0);
    WfNode type = wf_doc_kind(doc, node) == WF_MAP ? wf_doc_get(doc, node, "type") : 0;
    g_autofree char *text = wf_doc_kind(doc, type) == WF_STRING ? wf_doc_dup(doc, type) : NULL;
    const char *types[WF_N_PARAM_TYPES + 1] = {NULL};
    WfParamType known;

    if (wrong_keys(m, key, node))
        return;
    if (!text || wf_param_type_parse(text, &known)) {
        wf_fault(m, 0, wrong_part(m, key, node), WF_CODE_PARAM_VALUE, "%s", error->message);
        return;
    }
    for (guint i = 0; i < WF_N_PARAM_TYPES; i++)
        types[i] = wf_param_type_name((WfParamType)i);
    g_autofree char *all = g_strjoinv(", ", (char **)types);
    const char *near = wf_text_nearest(text, types);
    wf_fault(m, 0, type, WF_CODE_PARAM_VALUE, "%s", error->message);
    if (!wf_fault_meant(m, near))
        wf_fault_hint(m, "the types are %s", all);
}

/* What environments, -P or the default give. */
static void read_value(WfModel *m, Parameter *p, const WfParam *schema)
{
    const char *name = wf_names_text(m->names, p->name);
    const json_t *given = json_object_get(m->env_parameters, name),
                 *fallback = json_object_get(m->env_defaults, name),
                 *entry = given ? given : fallback;
    const char *by = entry                      ? json_string_value(json_object_get(entry, "by"))
                     : wf_param_default(schema) ? "default"
                                                : NULL;
    g_autoptr(GError) error = NULL;

    if (!by)
        return;
    p->given_by = wf_sym(m, by);
    json_auto_t *raw = wf_environment_value(given, name, p->type, &error);
    json_auto_t *other = error ? NULL : wf_environment_value(fallback, name, p->type, &error);
    p->value = error ? NULL : wf_param_value(schema, raw, other, &error);
    if (error && entry)
        wf_environment_finding(m, entry, WF_CODE_PARAM_VALUE, "%s", error->message);
    else if (error)
        wf_fault(m, 0, wf_doc_get(wf_scope_doc(m, 0), p->node, "default"), WF_CODE_PARAM_VALUE,
                 "%s", error->message);
}

static void read_root_parameter(WfModel *m, WfNode key, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, 0);
    g_autofree char *name = wf_doc_dup(doc, key);
    g_autoptr(GError) error = NULL;
    Parameter p = {.name = wf_sym(m, name),
                   .node = node,
                   .key = key,
                   .hidden = wf_parameter_says_hidden(doc, node)};
    g_autoptr(WfParam) schema = schema_of(m, 0, name, node, &error);

    if (!schema) {
        wrong_schema(m, key, node, error);
        put_parameter(m, &p);
        return;
    }
    p.type = wf_param_type(schema);
    read_value(m, &p, schema);
    put_parameter(m, &p);
}

static void check_given(WfModel *m)
{
    const char *name;
    json_t *entry;

    json_object_foreach (m->env_parameters, name, entry) {
        if (wf_parameter_node(m, 0, name))
            continue;
        wf_environment_finding(m, entry, WF_CODE_PARAM, "the template has no parameter '%s'", name);
        WfNearest near = wf_nearest_to(name);
        for (guint i = 0; i < m->parameters->len; i++)
            wf_nearest_try(
                &near, wf_names_text(m->names, g_array_index(m->parameters, Parameter, i).name));
        wf_findings_meant(m->findings, near.found);
    }
}

void wf_parameters_read(WfModel *m)
{
    const WfDoc *doc = wf_scope_doc(m, 0);

    if (SCOPE(m, 0)->parameters)
        WF_DOC_FOREACH (doc, SCOPE(m, 0)->parameters, key, node)
            read_root_parameter(m, key, node);
    check_given(m);
}

/* ---- a nested stack's ---- */

/* Is it a text, or an expression that stays in the template and gives one? A parameter was
 * converted to its own type, and what other functions give is text. */
static bool gives_text(const WfModel *m, const json_t *value)
{
    const json_t *name = json_object_size(value) == 1 ? json_object_get(value, "get_param") : NULL;
    const Parameter *p =
        json_is_string(name) ? wf_parameter_named(m, json_string_value(name)) : NULL;

    return p ? p->type == WF_PARAM_STRING : json_is_string(value) || json_object_size(value) == 1;
}

/* Does an expression that stays in the template have the type of the parameter it is for? */
static bool has_type(const WfModel *m, const json_t *value, WfParamType type)
{
    const json_t *name = json_object_size(value) == 1 ? json_object_get(value, "get_param") : NULL;
    const Parameter *p =
        json_is_string(name) ? wf_parameter_named(m, json_string_value(name)) : NULL;
    const json_t *item;
    size_t i;

    if (p)
        return p->type == type;
    json_array_foreach (value, i, item)
        if (!gives_text(m, item))
            return false;
    if (json_is_array(value))
        return type == WF_PARAM_LIST;
    return type == WF_PARAM_JSON ? json_object_size(value) != 1
                                 : type == WF_PARAM_STRING && gives_text(m, value);
}

/* What the property of a nested stack, and then its parameter, make of a value. */
static json_t *handed_on(const WfParam *schema, const char *name, const json_t *given,
                         GError **error)
{
    json_auto_t *value = wf_param_property(wf_param_type(schema), given, error);

    if (!value)
        g_prefix_error(error, "parameter '%s': ", name);
    return value ? wf_param_value(schema, value, NULL, error) : NULL;
}

/* Without @error where what is given does not fit: that is said once, where it is given. */
static json_t *nested_value(WfModel *m, WfScope lexical, const char *name, WfNode node,
                            WfValueMode mode, bool *ret_expr, GError **error)
{
    WfExpr given = wf_parameter_given(m, lexical, name);
    g_autoptr(WfParam) schema = schema_of(m, lexical, name, node, error);

    if (!schema)
        return NULL;
    if (given.node) {
        bool known = false;
        json_auto_t *outside = wf_value_known(m, given, mode, &known, error);
        if (!outside)
            return NULL;
        if (!known && mode == WF_VALUE_PORTABLE && !has_type(m, outside, wf_param_type(schema)) &&
            !wf_parameter_hidden(m, lexical, name) && !wf_model_expr_secret(m, given)) {
            /* The conversion cannot be written in a template: better the value than another type.
             */
            json_auto_t *inside = wf_value_known(m, given, WF_VALUE_KNOWN, &known, NULL);
            if (known) {
                json_decref(outside);
                outside = g_steal_pointer(&inside);
            }
        }
        if (!known) {
            *ret_expr = true;
            return g_steal_pointer(&outside);
        }
        return handed_on(schema, name, outside, NULL);
    }
    const json_t *entry = json_object_get(m->env_defaults, name);
    if (!entry && !wf_param_default(schema))
        return NULL; /* the check of the nested stack says that it is missing */
    json_auto_t *fallback = wf_environment_value(entry, name, wf_param_type(schema), NULL);
    return entry && !fallback ? NULL : wf_param_value(schema, NULL, fallback, entry ? NULL : error);
}

/* A nested stack is called as its resource and the stacks around it, so that names made from it
 * stay unique when it is flattened; the engine adds random letters. */
static json_t *stack_name(WfModel *m, WfScope lexical, WfValueMode mode, bool *ret_expr)
{
    bool known = m->stack_name && mode == WF_VALUE_KNOWN;
    WfId owner = SCOPE(m, lexical)->owner;

    if (owner == WF_NONE)
        return known ? json_string(m->stack_name) : NULL;
    g_autofree char *path =
        g_strdelimit(g_strdup(wf_names_text(m->names, RESOURCE(m, owner)->name)), ".", '-');
    if (known)
        return json_sprintf("%s-%s", m->stack_name, path);
    *ret_expr = true;
    return json_pack("{s:[s, [{s:s}, s]]}", "list_join", "-", "get_param", "OS::stack_name", path);
}

json_t *wf_parameter_get(WfModel *m, WfScope scope, const char *name, WfValueMode mode,
                         bool *ret_expr, GError **error)
{
    WfScope lexical = SCOPE(m, scope)->lexical;

    if (strcmp(name, "OS::stack_name") == 0)
        return stack_name(m, lexical, mode, ret_expr);
    if (wf_parameter_is_pseudo(name))
        return NULL;
    WfNode node = wf_parameter_node(m, lexical, name);
    if (!node) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "there is no parameter '%s'", name);
        return NULL;
    }
    if (SCOPE(m, lexical)->parent != WF_NONE)
        return nested_value(m, lexical, name, node, mode, ret_expr, error);
    Parameter *p = wf_parameter_named(m, name);
    return mode == WF_VALUE_KNOWN && p && p->value ? json_incref(p->value) : NULL;
}

/* ---- what a nested stack is given fits what it declares ---- */

static void check_missing(WfModel *m, WfScope s, WfNode key, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    g_autofree char *name = wf_doc_dup(doc, key);

    if (wf_doc_kind(doc, node) != WF_MAP || wf_doc_get(doc, node, "default") ||
        wf_parameter_given(m, s, name).node || json_object_get(m->env_defaults, name))
        return;
    const Resource *owner = RESOURCE(m, SCOPE(m, s)->owner);
    wf_fault(m, owner->scope, owner->key, WF_CODE_MISSING,
             "nested stack '%s' needs a value for parameter '%s'",
             wf_names_text(m->names, owner->name), name);
}

static void check_unknown(WfModel *m, WfScope s)
{
    const Scope *scope = SCOPE(m, s);
    WfScope parent = scope->parent;
    const WfDoc *doc = wf_scope_doc(m, parent);

    if (!scope->properties)
        return;
    WF_DOC_FOREACH (doc, scope->properties, key, value) {
        (void)value;
        g_autofree char *name = wf_doc_dup(doc, key);
        if (!wf_parameter_node(m, s, name))
            wf_fault(m, parent, key, WF_CODE_PARAM, "template '%s' has no parameter '%s'",
                     wf_doc_name(wf_scope_doc(m, s)), name);
    }
}

void wf_parameters_check(WfModel *m, WfScope s)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    if (SCOPE(m, s)->parent == WF_NONE)
        return;
    if (SCOPE(m, s)->parameters)
        WF_DOC_FOREACH (doc, SCOPE(m, s)->parameters, key, node)
            check_missing(m, s, key, node);
    if (wf_doc_kind(wf_scope_doc(m, SCOPE(m, s)->parent), SCOPE(m, s)->properties) == WF_MAP)
        check_unknown(m, s);
}

/* A list or map in which something is still open can only be for a parameter that takes such. */
static void check_open(WfModel *m, WfExpr given, const char *name, const json_t *value,
                       WfParamType type)
{
    bool map = json_is_object(value) &&
               !wf_expr_call(value, SCOPE(m, given.scope)->version, WF_EXPR_VALUE, NULL);
    bool fits = type == WF_PARAM_JSON || (type == WF_PARAM_LIST && !map);

    if ((map || json_is_array(value)) && !fits)
        wf_fault(m, given.scope, given.node, WF_CODE_PARAM_VALUE,
                 "parameter '%s' takes no %s: it is a %s", name, map ? "map" : "list",
                 wf_param_type_name(type));
}

/* A value that the parent gives fits the type and constraints. */
static void check_value(WfModel *m, WfScope s, WfNode key, WfNode node)
{
    g_autofree char *name = wf_doc_dup(wf_scope_doc(m, s), key);
    WfExpr given = wf_parameter_given(m, s, name);
    const json_t *entry = json_object_get(m->env_defaults, name);
    g_autoptr(GError) error = NULL;

    if (!given.node && !entry)
        return;
    g_autoptr(WfParam) schema = schema_of(m, s, name, node, NULL);
    if (!schema)
        return;
    WfParamType type = wf_param_type(schema);
    bool known = true;
    json_auto_t *value = given.node ? wf_value_known_or_fault(m, given, &known)
                                    : wf_environment_value(entry, name, type, &error);
    if (value && !known)
        check_open(m, given, name, value, type);
    if (!error && (!value || json_is_null(value) || !known))
        return;
    json_auto_t *converted = error        ? NULL
                             : given.node ? handed_on(schema, name, value, &error)
                                          : wf_param_value(schema, value, NULL, &error);
    if (converted)
        return;
    if (given.node)
        wf_fault(m, given.scope, given.node, WF_CODE_PARAM_VALUE, "%s", error->message);
    else if (g_hash_table_add(m->said, g_strdup_printf("default %s %s", name, error->message)))
        wf_environment_finding(m, entry, WF_CODE_PARAM_VALUE, "%s", error->message);
}

void wf_parameters_check_values(WfModel *m)
{
    for (WfScope s = 1; s < m->scopes->len; s++) {
        const WfDoc *doc = wf_scope_doc(m, s);
        if (SCOPE(m, s)->lexical == s && SCOPE(m, s)->parameters)
            WF_DOC_FOREACH (doc, SCOPE(m, s)->parameters, key, node)
                check_value(m, s, key, node);
    }
}
