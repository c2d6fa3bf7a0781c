/* What a nested stack's property makes of a value before its parameter gets it: heat/engine/
 * properties.py and resources/template_resource.py. A property is stricter than a parameter: a text
 * takes no list, a boolean no "yes". */
#include "param_priv.h"

#include <string.h>

static const char *kind_of(const json_t *value)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "a map",     [JSON_ARRAY] = "a list", [JSON_STRING] = "a text",
        [JSON_INTEGER] = "a number", [JSON_REAL] = "a float", [JSON_TRUE] = "a boolean",
        [JSON_FALSE] = "a boolean",  [JSON_NULL] = "null"};
    return names[json_typeof(value)];
}

/* What a property of that type makes of null. */
static json_t *empty_value(WfParamType type)
{
    switch (type) {
    case WF_PARAM_NUMBER:
        return json_integer(0);
    case WF_PARAM_LIST:
        return json_array();
    case WF_PARAM_JSON:
        return json_object();
    case WF_PARAM_BOOLEAN:
        return json_false();
    default:
        return json_string("");
    }
}

static bool is_truth_word(const json_t *value)
{
    const char *text = json_string_value(value);

    return text &&
           (g_ascii_strcasecmp(text, "true") == 0 || g_ascii_strcasecmp(text, "false") == 0);
}

static bool takes(WfParamType type, const json_t *value)
{
    switch (type) {
    case WF_PARAM_STRING:
        return json_is_string(value) || json_is_integer(value) || json_is_boolean(value);
    case WF_PARAM_NUMBER:
        return !json_is_array(value) && !json_is_object(value);
    case WF_PARAM_LIST:
        return json_is_array(value) || json_is_string(value);
    case WF_PARAM_JSON:
        return json_is_object(value) || json_is_array(value) || json_is_string(value);
    default:
        return json_is_boolean(value) || is_truth_word(value);
    }
}

/* A list is joined with commas, to be split again: an entry with a comma is two of them. */
static bool append_entry(GString *out, const json_t *entry, size_t index, GError **error)
{
    const char *key;
    json_t *item;

    if (json_is_string(entry)) {
        g_string_append_len(out, json_string_value(entry), (gssize)json_string_length(entry));
        return true;
    }
    if (json_is_null(entry))
        return true;
    if (!json_is_object(entry))
        return wf_param_invalid(error, "the list may hold texts alone, this has %s",
                                kind_of(entry));
    const char *comma = "";
    json_object_foreach ((json_t *)entry, key, item) {
        g_string_append_printf(out, "%s.member.%zu.%s=", comma, index, key);
        wf_py_append_str(out, item);
        comma = ",";
    }
    return true;
}

static json_t *joined(const json_t *list, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    bool maps = json_is_object(json_array_get(list, 0)), first = true;
    json_t *entry;
    size_t i;

    json_array_foreach (list, i, entry) {
        if (json_is_object(entry) != maps) {
            wf_param_invalid(error, "the list may hold texts alone, or maps alone");
            return NULL;
        }
        if (maps && json_object_size(entry) == 0)
            continue;
        g_string_append(out, first ? "" : ",");
        first = false;
        if (!append_entry(out, entry, i, error))
            return NULL;
    }
    return json_stringn(out->str, out->len);
}

json_t *wf_param_property(WfParamType type, const json_t *value, GError **error)
{
    static const char *const wanted[] = {
        [WF_PARAM_STRING] = "a text",
        [WF_PARAM_NUMBER] = "a number",
        [WF_PARAM_LIST] = "a list, or a text with commas",
        [WF_PARAM_JSON] = "a map or a list",
        [WF_PARAM_BOOLEAN] = "true or false",
    };

    if (json_is_null(value))
        return empty_value(type);
    if (!takes(type, value)) {
        wf_param_invalid(error, "the value must be %s, this is %s", wanted[type], kind_of(value));
        return NULL;
    }
    return type == WF_PARAM_LIST && json_is_array(value) ? joined(value, error)
                                                         : json_incref((json_t *)value);
}
