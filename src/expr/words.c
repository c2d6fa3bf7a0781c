/* Values as people read them: flow notation as in YAML, references by their dotted names. For
 * screens and reasons only; nothing reads it again. */
#include <string.h>
#include <weft/expr.h>

static bool is_plain_key(const char *key)
{
    return *key && strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789_-.") == strlen(key);
}

static void append_scalar(GString *out, const json_t *value)
{
    g_autofree char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    g_string_append(out, text ? text : "?");
}

/* {get_resource: R} or {get_attr: [R, A, more...]} of plain names and numbers: its steps. */
static bool append_reference(GString *out, const json_t *value)
{
    const json_t *resource = json_object_get(value, "get_resource");
    const json_t *path = json_object_get(value, "get_attr"), *step;
    size_t i;

    if (json_object_size(value) != 1 || (!json_is_string(resource) && json_array_size(path) < 2))
        return false;
    json_array_foreach (path, i, step)
        if (!json_is_string(step) && !json_is_integer(step))
            return false;
    if (resource)
        g_string_append(out, json_string_value(resource));
    json_array_foreach (path, i, step) {
        g_string_append(out, i ? "." : "");
        if (json_is_string(step))
            g_string_append(out, json_string_value(step));
        else
            append_scalar(out, step);
    }
    return true;
}

/* As deep as the value, which is bounded. */
static void append_words(GString *out, const json_t *value, gsize max)
{
    const char *key;
    json_t *item;
    size_t i;

    if (out->len > max || append_reference(out, value))
        return;
    if (json_is_array(value)) {
        g_string_append_c(out, '[');
        for (i = 0; i < json_array_size(value) && out->len <= max; i++) {
            g_string_append(out, i ? ", " : "");
            append_words(out, json_array_get(value, i), max);
        }
        g_string_append_c(out, ']');
    } else if (json_is_object(value)) {
        const char *comma = "";
        g_string_append_c(out, '{');
        json_object_foreach ((json_t *)value, key, item) {
            if (out->len > max)
                break;
            json_auto_t *quoted = is_plain_key(key) ? NULL : json_string(key);
            g_string_append(out, comma);
            comma = ", ";
            if (quoted)
                append_scalar(out, quoted);
            else
                g_string_append(out, key);
            g_string_append(out, ": ");
            append_words(out, item, max);
        }
        g_string_append_c(out, '}');
    } else {
        append_scalar(out, value);
    }
}

char *wf_expr_words(const json_t *value, gsize max)
{
    GString *out = g_string_new(NULL);

    append_words(out, value, max);
    return g_string_free(out, FALSE);
}
