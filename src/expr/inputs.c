/* get_input, which is no function: StructuredConfig replaces it per deployment. */
#include <weft/error.h>
#include <weft/expr.h>
#include <weft/limits.h>

typedef struct {
    const json_t *inputs;
    const char *key;
    bool strict;
} Inputs;

static json_t *apply(const Inputs *in, json_t *config, guint depth, GError **error);

static json_t *input_value(const Inputs *in, const char *name, GError **error)
{
    json_t *value = json_object_get(in->inputs, name);
    if (!value && in->strict) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "input '%s' has no value", name);
        return NULL;
    }
    return value ? json_incref(value) : json_null();
}

static json_t *apply_map(const Inputs *in, json_t *map, guint depth, GError **error)
{
    json_t *name = json_object_size(map) == 1 ? json_object_get(map, in->key) : NULL, *item;
    const char *key;
    size_t len;

    if (json_is_string(name))
        return input_value(in, json_string_value(name), error);
    json_t *out = json_object();
    json_object_keylen_foreach(map, key, len, item)
    {
        json_t *applied = apply(in, item, depth + 1, error);
        if (!applied) {
            json_decref(out);
            return NULL;
        }
        json_object_setn_new(out, key, len, applied);
    }
    return out;
}

static json_t *apply_list(const Inputs *in, json_t *list, guint depth, GError **error)
{
    json_t *out = json_array(), *item;
    size_t i;

    json_array_foreach (list, i, item) {
        json_t *applied = apply(in, item, depth + 1, error);
        if (!applied) {
            json_decref(out);
            return NULL;
        }
        json_array_append_new(out, applied);
    }
    return out;
}

static json_t *apply(const Inputs *in, json_t *config, guint depth, GError **error)
{
    if (depth > WF_LIMIT_EVAL_DEPTH) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "a configuration nests too deeply");
        return NULL;
    }
    if (json_is_object(config))
        return apply_map(in, config, depth, error);
    if (json_is_array(config))
        return apply_list(in, config, depth, error);
    return json_incref(config);
}

json_t *wf_expr_apply_inputs(const json_t *config, const json_t *inputs, const char *input_key,
                             bool strict, GError **error)
{
    Inputs in = {inputs, input_key ? input_key : "get_input", strict};
    return apply(&in, (json_t *)config, 0, error);
}
