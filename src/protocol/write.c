/* JSON written as text, without a tree: outcomes, states and journal records are written far more
 * often than anything else, and building and printing a tree costs ten times as much.
 *
 * Every member is followed by a comma; closing an object or a list puts its bracket where the
 * last comma is. */
#include "protocol_priv.h"

#include <string.h>

static void append_escaped(GString *out, const char *text)
{
    static const char plain[] = "\"\\\n\r\t\f\b", escape[] = "\"\\nrtfb";
    while (*text) {
        const char *end = text;
        while ((guchar)*end >= ' ' && *end != '"' && *end != '\\')
            end++;
        g_string_append_len(out, text, end - text);
        if (!*end)
            return;
        const char *at = strchr(plain, *end);
        if (at)
            g_string_append_len(out, (char[]){'\\', escape[at - plain]}, 2);
        else
            g_string_append_printf(out, "\\u%04x", (guint)(guchar)*end);
        text = end + 1;
    }
}

static void append_string(GString *out, const char *text)
{
    /* Invalid UTF-8 has no place in JSON: the invalid bytes become U+FFFD. */
    g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
    g_string_append_c(out, '"');
    append_escaped(out, valid ? valid : text);
    g_string_append_c(out, '"');
}

static void append_key(GString *out, const char *key)
{
    if (!key)
        return; /* an item of a list */
    append_string(out, key);
    g_string_append_c(out, ':');
}

void wf_json_open(GString *out, const char *key, char bracket)
{
    append_key(out, key);
    g_string_append_c(out, bracket);
}

void wf_json_close(GString *out, char bracket)
{
    if (out->len && out->str[out->len - 1] == ',')
        g_string_truncate(out, out->len - 1);
    g_string_append_len(out, (char[]){bracket, ','}, 2);
}

void wf_json_text(GString *out, const char *key, const char *text)
{
    if (!text)
        return;
    append_key(out, key);
    append_string(out, text);
    g_string_append_c(out, ',');
}

void wf_json_int(GString *out, const char *key, gint64 value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    guint64 rest = value < 0 ? -(guint64)value : (guint64)value;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--at = '-';
    append_key(out, key);
    g_string_append_len(out, at, digits + sizeof digits - at);
    g_string_append_c(out, ',');
}

void wf_json_bool(GString *out, const char *key, bool value)
{
    append_key(out, key);
    g_string_append(out, value ? "true," : "false,");
}

static int append_dumped(const char *text, size_t len, void *out)
{
    g_string_append_len(out, text, (gssize)len);
    return 0;
}

void wf_json_value(GString *out, const char *key, const json_t *value)
{
    if (!value)
        return;
    append_key(out, key);
    json_dump_callback(value, append_dumped, out,
                       JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
    g_string_append_c(out, ',');
}

void wf_json_raw(GString *out, const char *key, GBytes *json)
{
    gsize len;
    const char *text = g_bytes_get_data(json, &len);
    append_key(out, key);
    g_string_append_len(out, text, (gssize)len);
    g_string_append_c(out, ',');
}

GString *wf_json_payload(void)
{
    return g_string_new("{\"weft\":1,");
}

GBytes *wf_json_payload_end(GString *out)
{
    wf_json_close(out, '}');
    g_string_truncate(out, out->len - 1);
    return g_string_free_to_bytes(out);
}
