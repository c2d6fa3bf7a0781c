/* What several environments give to one parameter where parameter_merge_strategies says that they
 * add to one another: heat/common/environment_util.py. The type decides what adding means, so the
 * entries are kept until it is known. */
#include "model_priv.h"

static json_t *merge_maps(const json_t *old, const json_t *new, bool deep);

static bool is_empty(const json_t *value)
{
    return !value || json_is_null(value) || (json_is_string(value) && !json_string_length(value)) ||
           (json_is_array(value) && !json_array_size(value)) ||
           (json_is_object(value) && !json_object_size(value));
}

static json_t *merge_texts(const json_t *old, const json_t *new)
{
    return json_is_string(old) && json_is_string(new)
               ? json_sprintf("%s%s", json_string_value(old), json_string_value(new))
               : NULL;
}

static json_t *merge_lists(const json_t *old, const json_t *new)
{
    json_t *all = json_is_array(old) && json_is_array(new) ? json_copy((json_t *)old) : NULL;

    if (all)
        json_array_extend(all, (json_t *)new);
    return all;
}

/* Deep inside even texts are put together; numbers and the like are replaced. NULL: the two do not
 * go together. */
static json_t *merge_entries(const json_t *old, const json_t *new)
{
    bool adds = json_is_object(new) || json_is_array(new) || json_is_string(new);

    if (!adds || is_empty(old))
        return json_incref((json_t *)new);
    return json_is_object(new)  ? merge_maps(old, new, true)
           : json_is_array(new) ? merge_lists(old, new)
                                : merge_texts(old, new);
}

static json_t *merge_maps(const json_t *old, const json_t *new, bool deep)
{
    json_auto_t *all = json_is_object(old) && json_is_object(new) ? json_copy((json_t *)old) : NULL;
    const char *key;
    json_t *value;

    if (!all)
        return NULL;
    json_object_foreach ((json_t *)new, key, value) {
        if (json_is_null(value))
            continue;
        json_t *merged =
            deep ? merge_entries(json_object_get(all, key), value) : json_incref(value);
        if (!merged)
            return NULL;
        json_object_set_new(all, key, merged);
    }
    return json_incref(all);
}

/* Two texts are put together as they are: an empty one is an empty item. */
static json_t *merge_items(const json_t *old, const json_t *new)
{
    if (json_is_string(old) && json_is_string(new))
        return json_sprintf("%s,%s", json_string_value(old), json_string_value(new));
    json_auto_t *before = wf_param_convert(WF_PARAM_LIST, old, NULL);
    json_auto_t *after = wf_param_convert(WF_PARAM_LIST, new, NULL);
    return merge_lists(before, after);
}

/* The engine has no way to merge numbers and booleans. */
static json_t *merge(const json_t *old, const json_t *new, WfParamType type, bool deep)
{
    bool list = type == WF_PARAM_LIST;

    if (is_empty(old))
        return json_incref((json_t *)new);
    if (type == WF_PARAM_STRING)
        return merge_texts(old, new);
    if (list && !json_is_number(old) && !json_is_number(new))
        return merge_items(old, new);
    if (type != WF_PARAM_JSON)
        return NULL;
    json_auto_t *before = wf_param_convert(type, old, NULL);
    json_auto_t *after = wf_param_convert(type, new, NULL);
    return merge_maps(before, after, deep);
}

json_t *wf_environment_value(const json_t *entry, const char *name, WfParamType type,
                             GError **error)
{
    const json_t *value = json_object_get(entry, "value"),
                 *before = json_object_get(entry, "before");

    if (!before)
        return json_incref((json_t *)value);
    json_auto_t *old = wf_environment_value(before, name, type, error);
    json_t *merged =
        old ? merge(old, value, type, json_is_true(json_object_get(entry, "deep"))) : NULL;
    if (old && !merged)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID,
                    "parameter '%s' (%s) cannot be merged with what an environment before gives it",
                    name, wf_param_type_name(type));
    return merged;
}

/* The parent's declaration goes before those in nested stacks. */
static bool declared_type(const WfModel *m, const char *name, WfParamType *ret_type)
{
    for (WfScope s = 0; s < m->scopes->len; s++) {
        WfNode node = SCOPE(m, s)->lexical == s ? wf_parameter_node(m, s, name) : 0;
        const WfDoc *doc = wf_scope_doc(m, s);
        if (!node || wf_doc_kind(doc, node) != WF_MAP)
            continue;
        g_autofree char *type = wf_doc_dup(doc, wf_doc_get(doc, node, "type"));
        return wf_param_type_parse(type, ret_type);
    }
    return false;
}

static json_t *values_of(const WfModel *m, const json_t *entries)
{
    json_t *values = json_object(), *entry;
    const char *name;

    json_object_foreach ((json_t *)entries, name, entry) {
        WfParamType type;
        json_t *value = json_object_get(entry, "before") && declared_type(m, name, &type)
                            ? wf_environment_value(entry, name, type, NULL)
                            : NULL;
        json_object_set_new(values, name,
                            value ? value : json_incref(json_object_get(entry, "value")));
    }
    return values;
}

json_t *wf_model_environment(const WfModel *m)
{
    return json_pack("{s:o, s:o}", "parameters", values_of(m, m->env_parameters),
                     "parameter_defaults", values_of(m, m->env_defaults));
}
