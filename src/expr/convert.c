/* What the value of a parameter is taken for, by its type: heat/engine/parameters.py. */
#include "param_priv.h"

#include <string.h>

static const char *const type_names[] = {"string", "number",  "comma_delimited_list",
                                         "json",   "boolean", NULL};

bool wf_param_type_parse(const char *text, WfParamType *ret_type)
{
    for (guint i = 0; type_names[i]; i++) {
        if (g_strcmp0(text, type_names[i]) == 0) {
            *ret_type = (WfParamType)i;
            return true;
        }
    }
    return false;
}

const char *wf_param_type_name(WfParamType type)
{
    g_return_val_if_fail(type < WF_N_PARAM_TYPES, NULL);
    return type_names[type];
}

json_t *wf_param_number(const json_t *value)
{
    if (json_is_number(value) || json_is_boolean(value))
        return json_incref((json_t *)value);
    if (!json_is_string(value))
        return NULL;
    return wf_py_number(json_string_value(value), json_string_length(value));
}

bool wf_param_boolean(const json_t *value, bool *ret_truth)
{
    static const char *const yes[] = {"1", "t", "true", "on", "y", "yes", NULL};
    static const char *const no[] = {"0", "f", "false", "off", "n", "no", NULL};
    g_autofree char *text = wf_py_str(value);
    const char *start = text, *end = text + strlen(text);

    while (start < end && wf_py_is_space(g_utf8_get_char(start)))
        start = g_utf8_next_char(start);
    while (end > start && wf_py_is_space(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    g_autofree char *word = g_utf8_strdown(start, end - start);
    *ret_truth = g_strv_contains(yes, word);
    return *ret_truth || g_strv_contains(no, word);
}

static json_t *split_commas(const char *text, gsize len)
{
    json_t *out = json_array();
    const char *end = text + len, *comma;

    if (len == 0)
        return out;
    while ((comma = memchr(text, ',', (gsize)(end - text)))) {
        json_array_append_new(out, json_stringn(text, (size_t)(comma - text)));
        text = comma + 1;
    }
    json_array_append_new(out, json_stringn(text, (size_t)(end - text)));
    return out;
}

static json_t *python_text(const json_t *value)
{
    g_autoptr(GString) text = g_string_new(NULL);
    wf_py_append_str(text, value);
    return json_stringn(text->str, text->len);
}

json_t *wf_param_list(const json_t *raw)
{
    if (json_is_string(raw))
        return split_commas(json_string_value(raw), json_string_length(raw));
    if (!json_is_array(raw))
        return NULL;
    json_t *out = json_array(), *item;
    size_t i;
    json_array_foreach (raw, i, item)
        json_array_append_new(out, python_text(item));
    return out;
}

static json_t *json_value(const json_t *raw)
{
    if (!json_is_string(raw) || json_string_length(raw) == 0)
        return json_incref((json_t *)raw);
    return json_loadb(json_string_value(raw), json_string_length(raw),
                      JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

static json_t *convert(WfParamType type, const json_t *raw)
{
    bool truth;

    switch (type) {
    case WF_PARAM_STRING:
        return python_text(raw);
    case WF_PARAM_NUMBER:
        return wf_param_number(raw);
    case WF_PARAM_LIST:
        return wf_param_list(raw);
    case WF_PARAM_JSON:
        return json_value(raw);
    case WF_PARAM_BOOLEAN:
        return wf_param_boolean(raw, &truth) ? json_boolean(truth) : NULL;
    default:
        g_return_val_if_reached(NULL);
    }
}

json_t *wf_param_convert(WfParamType type, const json_t *raw, GError **error)
{
    static const char *const wanted[] = {
        [WF_PARAM_STRING] = "a text",
        [WF_PARAM_NUMBER] = "a number of at most 64 bits",
        [WF_PARAM_LIST] = "a list, or a text with commas",
        [WF_PARAM_JSON] = "JSON",
        [WF_PARAM_BOOLEAN] = "true or false",
    };
    json_t *value = convert(type, raw);
    if (!value)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the value must be %s", wanted[type]);
    return value;
}
