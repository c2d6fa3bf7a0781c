/* Parameters: heat/engine/parameters.py and hot/parameters.py. */
#include "param_priv.h"

#include <string.h>

struct WfParam {
    char *name;
    WfParamType type;
    bool hidden;
    json_t *fallback;    /* the schema's default, raw; or NULL */
    GArray *constraints; /* of WfConstraint */
};

/* ---- schema ---- */

/* The last one from 2018-03-02 on. */
static const char *const keys[] = {"type",   "description", "default",   "schema", "constraints",
                                   "hidden", "label",       "immutable", "tags",   NULL};

const char *const *wf_param_keys(void)
{
    return keys;
}

bool wf_param_has_key(const char *key, WfHotVersion version)
{
    return g_strv_contains(keys, key) && (version >= WF_HOT_2018_03_02 || strcmp(key, "tags") != 0);
}

static bool check_keys(const json_t *schema, WfHotVersion version, GError **error)
{
    const char *key;
    json_t *value;

    if (!json_is_object(schema))
        return wf_param_invalid(error, "a parameter must be a map");
    json_object_foreach ((json_t *)schema, key, value) {
        if (!wf_param_has_key(key, version))
            return wf_param_invalid(error, "there is no key '%s'", key);
        if (strcmp(key, "tags") == 0 && !json_is_array(value))
            return wf_param_invalid(error, "'%s' must be a list", key);
    }
    return true;
}

static bool read_type(WfParam *param, const json_t *schema, GError **error)
{
    const json_t *type = json_object_get(schema, "type");
    if (!type)
        return wf_param_invalid(error, "it has no 'type'");
    if (wf_param_type_parse(json_string_value(type), &param->type))
        return true;
    const char *text = json_is_string(type) ? json_string_value(type) : "";
    return wf_param_invalid(error, "there is no type '%s'", text);
}

static bool read_constraints(WfParam *param, const json_t *schema, WfHotVersion version,
                             GError **error)
{
    json_t *list = json_object_get(schema, "constraints"), *entry;
    size_t i;

    if (list && !json_is_array(list) && !json_is_null(list))
        return wf_param_invalid(error, "'constraints' must be a list");
    json_array_foreach (list, i, entry) {
        WfConstraint c;
        if (!wf_constraint_parse(entry, version, &c, error))
            return false;
        g_array_append_val(param->constraints, c);
        if (!wf_constraint_fits(c.kind, param->type)) {
            g_set_error(error, WF_ERROR, WF_ERROR_INVALID,
                        "constraint '%s' does not go with type '%s'", wf_constraint_name(c.kind),
                        wf_param_type_name(param->type));
            return false;
        }
    }
    return true;
}

static bool check_constraints(const WfParam *param, const json_t *value, GError **error)
{
    for (guint i = 0; i < param->constraints->len; i++) {
        if (!wf_constraint_check(&g_array_index(param->constraints, WfConstraint, i), param->type,
                                 value, param->hidden, error))
            return false;
    }
    return true;
}

/* Heat checks the default as it stands, but for lists; "" then is a list of one. */
static bool check_default(const WfParam *param, GError **error)
{
    if (!param->fallback)
        return true;
    if (param->type != WF_PARAM_LIST)
        return check_constraints(param, param->fallback, error);
    json_auto_t *list = wf_param_list(param->fallback);
    if (!list)
        return wf_param_invalid(error, "the default must be a list, or a text with commas");
    if (json_is_string(param->fallback) && json_array_size(list) == 0)
        json_array_append_new(list, json_string(""));
    return check_constraints(param, list, error);
}

static bool read_schema(WfParam *param, const json_t *schema, WfHotVersion version, GError **error)
{
    if (!check_keys(schema, version, error) || !read_type(param, schema, error))
        return false;
    const json_t *hidden = json_object_get(schema, "hidden");
    json_t *fallback = json_object_get(schema, "default");
    param->hidden = hidden && wf_py_truth(hidden);
    param->fallback = json_is_null(fallback) ? NULL : json_incref(fallback);
    return read_constraints(param, schema, version, error) && check_default(param, error);
}

static void constraint_clear(gpointer constraint)
{
    wf_constraint_clear(constraint);
}

WfParam *wf_param_new(const char *name, const json_t *schema, WfHotVersion version, GError **error)
{
    g_autoptr(WfParam) param = g_new0(WfParam, 1);

    param->name = g_strdup(name);
    param->constraints = g_array_new(FALSE, FALSE, sizeof(WfConstraint));
    g_array_set_clear_func(param->constraints, constraint_clear);
    if (read_schema(param, schema, version, error))
        return g_steal_pointer(&param);
    g_prefix_error(error, "parameter '%s': ", name);
    return NULL;
}

void wf_param_free(WfParam *param)
{
    if (!param)
        return;
    g_free(param->name);
    json_decref(param->fallback);
    g_array_unref(param->constraints);
    g_free(param);
}

WfParamType wf_param_type(const WfParam *param)
{
    return param->type;
}

const json_t *wf_param_default(const WfParam *param)
{
    return param->fallback;
}

/* ---- value ---- */

json_t *wf_param_value(const WfParam *param, const json_t *raw, const json_t *fallback,
                       GError **error)
{
    if (!raw || json_is_null(raw))
        raw = fallback && !json_is_null(fallback) ? fallback : param->fallback;
    if (!raw) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "parameter '%s' has no value",
                    param->name);
        return NULL;
    }
    json_t *value = wf_param_convert(param->type, raw, error);
    /* Lists and JSON are constrained as converted, the others as given. */
    bool converted = param->type == WF_PARAM_LIST || param->type == WF_PARAM_JSON;
    if (value && check_constraints(param, converted ? value : raw, error))
        return value;
    g_prefix_error(error, "parameter '%s': ", param->name);
    json_decref(value);
    return NULL;
}
