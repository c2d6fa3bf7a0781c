/* What get_attr and get_resource give while a stack is not running: nested stacks, groups and
 * OS::Heat::Value are looked through, everything else stays a call with its flattened name. */
#include "schema.h"

#include <string.h>

typedef struct {
    WfModel *m;
    WfValueMode mode;
} Ask;

static json_t *resource_attr(Ask *ask, WfId r, const json_t *path, GError **error);

static json_t *call(const char *function, json_t *args)
{
    json_t *object = json_object();
    json_object_set_new(object, function, args);
    return object;
}

static json_t *kept_attr(const char *name, const json_t *path)
{
    json_t *args = json_array();

    json_array_append_new(args, json_string(name));
    json_array_extend(args, (json_t *)path);
    return call("get_attr", args);
}

/* Walks a path into a value in which calls may stand. */
static json_t *walk(const json_t *value, const json_t *path, GError **error)
{
    GError *failed = NULL;
    json_t *found = wf_expr_part(value, path, false, &failed);

    if (!failed)
        return found ? found : json_null();
    g_propagate_error(error, failed);
    return NULL;
}

bool wf_scope_output(WfModel *m, WfScope scope, const char *name, gsize len, WfNode *ret_value)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfNode outputs = SCOPE(m, scope)->outputs;
    WfNode output = outputs ? wf_doc_get_str(doc, outputs, (WfStr){name, len}) : 0;

    if (!output || wf_doc_kind(doc, output) != WF_MAP)
        return false;
    *ret_value = wf_doc_get(doc, output, "value");
    WfNode condition = wf_doc_get(doc, output, "condition");
    if (condition) {
        WfFindings *findings = m->findings;
        m->findings = NULL; /* said where the output is checked */
        if (wf_condition_node(m, scope, condition) == WF_NO)
            *ret_value = 0;
        m->findings = findings;
    }
    return true;
}

WfId wf_group_member(const WfModel *m, WfId group, const char *index, gsize len)
{
    const Resource *res = RESOURCE(m, group);
    WfSym local = wf_names_find(m->names, index, len);
    guint64 place = 0; /* where it stands unless some were removed before it */

    if (g_ascii_string_to_unsigned(index, 10, 0, G_MAXUINT32, &place, NULL) && place < res->n) {
        WfId member = g_array_index(m->members, WfId, res->first + place);
        if (RESOURCE(m, member)->local == local)
            return member;
    }
    for (guint32 i = 0; local && i < res->n; i++) {
        WfId member = g_array_index(m->members, WfId, res->first + i);
        if (RESOURCE(m, member)->local == local)
            return member;
    }
    return WF_NONE;
}

WfId wf_group_picked(const WfModel *m, WfId group, const char *attr, const json_t *step)
{
    const Resource *res = RESOURCE(m, group);

    if (strcmp(attr, "refs_map") == 0 && json_is_string(step))
        return wf_group_member(m, group, json_string_value(step), json_string_length(step));
    if (strcmp(attr, "refs") != 0 || !json_is_integer(step) || json_integer_value(step) < 0 ||
        json_integer_value(step) >= res->n)
        return WF_NONE;
    return g_array_index(m->members, WfId, res->first + json_integer_value(step));
}

/* Does it not stand in a flattened template? */
static bool leaves_no_trace(const Resource *res)
{
    return res->kind == WF_RESOURCE_NOTHING || res->kind == WF_RESOURCE_VALUE ||
           res->kind == WF_RESOURCE_GROUP || res->kind == WF_RESOURCE_DEPLOYMENT_GROUP ||
           (res->kind == WF_RESOURCE_NESTED && res->inner != WF_NONE);
}

WfId wf_member_component(const WfModel *m, WfId server, WfSym name)
{
    WfScope scope = RESOURCE(m, server)->scope;
    const WfHeatType *type = wf_heat_type(wf_names_text(m->names, RESOURCE(m, server)->type));

    if (SCOPE(m, scope)->lexical == scope || !name ||
        (type && type->attributes &&
         wf_words_hold(type->attributes, wf_names_text(m->names, name),
                       wf_names_len(m->names, name))))
        return WF_NONE;
    Entity e = wf_entity(m, scope, name);
    bool own = e && ENTITY_IS_COMPONENT(e) && COMPONENT(m, ENTITY_ID(e))->scope == scope;
    return own ? ENTITY_ID(e) : WF_NONE;
}

static json_t *reference(Ask *ask, WfId r, GError **error)
{
    WfModel *m = ask->m;
    const Resource *res = RESOURCE(m, r);

    if (res->kind == WF_RESOURCE_NESTED && res->inner != WF_NONE) {
        WfNode id = 0;
        if (wf_scope_output(m, res->inner, "OS::stack_id", 12, &id) && id)
            return wf_value(m, (WfExpr){res->inner, id}, ask->mode, error);
    }
    if (leaves_no_trace(res))
        return json_string(wf_names_text(m->names, res->name));
    return call("get_resource", json_string(wf_names_text(m->names, res->name)));
}

/* "resource.NAME", "resource.NAME.ATTR": what follows, split as Heat splits it. */
static json_t *inner_path(const char *key, const json_t *path, char **ret_name)
{
    g_auto(GStrv) parts = g_strsplit(key, ".", 3);
    json_t *rest = json_array();

    *ret_name = g_strdup(parts[1] ? parts[1] : "");
    if (parts[1] && parts[2])
        json_array_append_new(rest, json_string(parts[2]));
    json_auto_t *more = wf_expr_path_from(path, 1);
    json_array_extend(rest, more);
    return rest;
}

/* An output of a component of the short form, as a path in which it is named. */
static json_t *component_attr(Ask *ask, WfId c, const json_t *path, GError **error)
{
    const char *name = wf_model_component_name(ask->m, c);

    if (json_is_string(json_array_get(path, 0)))
        return kept_attr(name, path);
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "which output of component '%s'?", name);
    return NULL;
}

static json_t *inner_attr(Ask *ask, WfId inner, const char *owner, const char *name,
                          const json_t *rest, GError **error)
{
    if (inner == WF_NONE) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "'%s' has no resource '%s' inside", owner,
                    name);
        return NULL;
    }
    return json_array_size(rest) ? resource_attr(ask, inner, rest, error)
                                 : reference(ask, inner, error);
}

static json_t *nested_attr(Ask *ask, WfId r, const char *key, const json_t *path, GError **error)
{
    WfModel *m = ask->m;
    const Resource *res = RESOURCE(m, r);
    const char *name = wf_names_text(m->names, res->name);

    if (res->inner == WF_NONE) /* its template could not be read: said already */
        return kept_attr(name, path);
    if (g_str_has_prefix(key, "resource.")) {
        g_autofree char *wanted = NULL;
        json_auto_t *rest = inner_path(key, path, &wanted);
        Entity e = wf_entity(m, res->inner, wf_names_find(m->names, wanted, strlen(wanted)));
        if (e && ENTITY_IS_COMPONENT(e))
            return component_attr(ask, ENTITY_ID(e), rest, error);
        return inner_attr(ask, e ? ENTITY_ID(e) : WF_NONE, name, wanted, rest, error);
    }
    WfNode node = 0;
    if (!wf_scope_output(m, res->inner, key, strlen(key), &node)) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "nested stack '%s' has no output '%s'",
                    name, key);
        return NULL;
    }
    json_auto_t *value = wf_value(m, (WfExpr){res->inner, node}, ask->mode, error);
    json_auto_t *rest = wf_expr_path_from(path, 1);
    return value ? walk(value, rest, error) : NULL;
}

/* A list or map with one entry a member. */
static json_t *each_member(Ask *ask, WfId group, const json_t *path, bool as_map, GError **error)
{
    WfModel *m = ask->m;
    json_t *all = as_map ? json_object() : json_array();

    for (guint32 i = 0; i < RESOURCE(m, group)->n; i++) {
        WfId member = g_array_index(m->members, WfId, RESOURCE(m, group)->first + i);
        json_t *one =
            path ? resource_attr(ask, member, path, error) : reference(ask, member, error);
        if (!one) {
            json_decref(all);
            return NULL;
        }
        if (as_map)
            json_object_set_new(all, wf_names_text(m->names, RESOURCE(m, member)->local), one);
        else
            json_array_append_new(all, one);
    }
    return all;
}

static json_t *group_attr(Ask *ask, WfId r, const char *key, const json_t *path, GError **error)
{
    WfModel *m = ask->m;

    if (g_str_has_prefix(key, "resource.")) {
        g_autofree char *index = NULL;
        json_auto_t *rest = inner_path(key, path, &index);
        return inner_attr(ask, wf_group_member(m, r, index, strlen(index)),
                          wf_names_text(m->names, RESOURCE(m, r)->name), index, rest, error);
    }
    WfId only = wf_group_picked(m, r, key, json_array_get(path, 1));
    json_auto_t *rest = wf_expr_path_from(path, only == WF_NONE ? 1 : 2);
    json_auto_t *all = NULL;
    if (only != WF_NONE) /* as many may each read the one that is its own */
        all = reference(ask, only, error);
    else if (strcmp(key, "refs") == 0)
        all = each_member(ask, r, NULL, false, error);
    else if (strcmp(key, "refs_map") == 0)
        all = each_member(ask, r, NULL, true, error);
    else if (strcmp(key, "attributes") == 0 && json_array_size(rest))
        return each_member(ask, r, rest, true, error);
    else if (strcmp(key, "removed_rsrc_list") == 0)
        all = json_array();
    else
        return each_member(ask, r, path, false, error);
    return all ? walk(all, rest, error) : NULL;
}

/* A deployment group's attributes are maps from member to value. */
static json_t *deployments_attr(Ask *ask, WfId r, const char *key, const json_t *path,
                                GError **error)
{
    WfModel *m = ask->m;
    const Resource *res = RESOURCE(m, r);
    static const char *const plurals[] = {"deploy_stdouts", "deploy_stderrs",
                                          "deploy_status_codes"};
    g_autofree char *singular = g_strdup(key);

    if (res->first_component == WF_NONE) /* not read yet */
        return kept_attr(wf_names_text(m->names, res->name), path);
    for (guint i = 0; i < G_N_ELEMENTS(plurals); i++)
        if (strcmp(key, plurals[i]) == 0)
            singular[strlen(singular) - 1] = '\0';
    json_auto_t *all = json_object();
    for (guint32 i = 0; i < res->n_components; i++) {
        const char *name = wf_model_component_name(m, res->first_component + i);
        json_auto_t *output = json_pack("[s]", singular);
        json_object_set_new(all, name + wf_names_len(m->names, res->name) + 1,
                            kept_attr(name, output));
    }
    json_auto_t *rest = wf_expr_path_from(path, 1);
    return walk(all, rest, error);
}

static json_t *resource_attr(Ask *ask, WfId r, const json_t *path, GError **error)
{
    WfModel *m = ask->m;
    const Resource *res = RESOURCE(m, r);
    const char *name = wf_names_text(m->names, res->name);
    const char *key = json_string_value(json_array_get(path, 0));

    if (res->flags & RESOURCE_DISABLED) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "the condition of '%s' is false", name);
        return NULL;
    }
    if (!key && (json_array_size(path) || leaves_no_trace(res))) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "which attribute of '%s'?", name);
        return NULL;
    }
    if (!key)
        return kept_attr(name, path);
    switch ((WfResourceKind)res->kind) {
    case WF_RESOURCE_NESTED:
        return nested_attr(ask, r, key, path, error);
    case WF_RESOURCE_GROUP:
        return group_attr(ask, r, key, path, error);
    case WF_RESOURCE_DEPLOYMENT_GROUP:
        return deployments_attr(ask, r, key, path, error);
    case WF_RESOURCE_NOTHING:
        return json_null();
    case WF_RESOURCE_VALUE: {
        WfNode node = wf_resource_property(m, r, "value");
        if (strcmp(key, "value") != 0)
            return kept_attr(name, path);
        if (!node)
            return json_null();
        json_auto_t *value = wf_value(m, (WfExpr){res->scope, node}, ask->mode, error);
        json_auto_t *rest = wf_expr_path_from(path, 1);
        return value ? walk(value, rest, error) : NULL;
    }
    case WF_RESOURCE_SERVER: {
        WfId c = wf_member_component(m, r, wf_names_find(m->names, key, strlen(key)));
        json_auto_t *rest = wf_expr_path_from(path, 1);
        return c == WF_NONE ? kept_attr(name, path) : component_attr(ask, c, rest, error);
    }
    default:
        return kept_attr(name, path);
    }
}

static Entity find(WfModel *m, WfScope scope, const char *name, GError **error)
{
    Entity e = wf_entity(m, scope, wf_names_find(m->names, name, strlen(name)));

    if (!e)
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "'%s' is no resource or component", name);
    return e;
}

json_t *wf_attr_get(WfModel *m, WfScope scope, const char *name, const json_t *path,
                    WfValueMode mode, bool *ret_expr, GError **error)
{
    Ask ask = {m, mode};
    Entity e = find(m, scope, name, error);

    if (!e)
        return NULL;
    *ret_expr = true;
    if (ENTITY_IS_COMPONENT(e))
        return component_attr(&ask, ENTITY_ID(e), path, error);
    json_t *value = resource_attr(&ask, ENTITY_ID(e), path, error);
    *ret_expr = value && wf_value_is_open(m, scope, value);
    return value;
}

json_t *wf_resource_get(WfModel *m, WfScope scope, const char *name, WfValueMode mode,
                        bool *ret_expr, GError **error)
{
    Ask ask = {m, mode};
    Entity e = find(m, scope, name, error);

    if (!e)
        return NULL;
    *ret_expr = true;
    if (ENTITY_IS_COMPONENT(e))
        return call("get_resource", json_string(wf_model_component_name(m, ENTITY_ID(e))));
    json_t *value = reference(&ask, ENTITY_ID(e), error);
    *ret_expr = value && wf_value_is_open(m, scope, value);
    return value;
}
