/* JSON written as text, without a tree: outcomes, states and journal records are written far more
 * often than anything else, and the manifests of a large stack are tens of millions of bytes; to
 * build and print a tree costs ten times as much.
 *
 * Every member is followed by a comma; closing an object or a list puts its bracket where the
 * last comma is. The text of a value is what jansson's printer makes of it, byte by byte, since
 * digests are made of it. */
#include "protocol_priv.h"

#include <string.h>
#include <weft/text.h>

/* ---- texts ---- */

static void append_escape(GString *out, guchar c)
{
    static const char letters[] = {['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r',
                                   ['\t'] = 't', ['"'] = '"',  ['\\'] = '\\'};

    if (letters[c])
        g_string_append_len(out, (char[]){'\\', letters[c]}, 2);
    else
        g_string_append_printf(out, "\\u%04X", c);
}

static bool is_plain(guchar c)
{
    return c >= ' ' && c != '"' && c != '\\';
}

static void append_as_it_is(GString *out, const char *text, gsize len)
{
    g_string_append_c(out, '"');
    g_string_append_len(out, text, (gssize)len);
    g_string_append_c(out, '"');
}

/* @text: UTF-8. */
static void append_quoted(GString *out, const char *text, gsize len)
{
    g_string_append_c(out, '"');
    for (gsize i = 0; i < len; i++) {
        gsize from = i;
        while (i < len && is_plain((guchar)text[i]))
            i++;
        g_string_append_len(out, text + from, (gssize)(i - from));
        if (i < len)
            append_escape(out, (guchar)text[i]);
    }
    g_string_append_c(out, '"');
}

/* Nearly all are names and digests: one look at each byte, and they are copied. Invalid UTF-8 has
 * no place in JSON: the invalid bytes become U+FFFD. */
static void append_string(GString *out, const char *text)
{
    gsize len = 0;

    while (is_plain((guchar)text[len]) && (guchar)text[len] < 0x80)
        len++;
    if (!text[len]) {
        append_as_it_is(out, text, len);
        return;
    }
    g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
    const char *good = valid ? valid : text;
    append_quoted(out, good, strlen(good));
}

static void append_int(GString *out, gint64 value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    guint64 rest = value < 0 ? -(guint64)value : (guint64)value;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--at = '-';
    g_string_append_len(out, at, digits + sizeof digits - at);
}

static void append_key(GString *out, const char *key)
{
    if (!key)
        return; /* an item of a list */
    append_string(out, key);
    g_string_append_c(out, ':');
}

/* ---- values ---- */

static void append_value(GString *out, const json_t *value, const WfJsonForm *form);

static void append_real(GString *out, const json_t *value)
{
    char text[64];
    gsize len = json_dumpb(value, text, sizeof text, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));

    g_string_append_len(out, text, (gssize)MIN(len, sizeof text));
}

static void append_sorted(GString *out, const json_t *object, const WfJsonForm *form)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_sized_new((guint)json_object_size(object));
    const char *key;
    json_t *item;

    json_object_foreach ((json_t *)object, key, item)
        g_ptr_array_add(keys, (gpointer)key);
    g_ptr_array_sort(keys, wf_text_order);
    for (guint i = 0; i < keys->len; i++)
        wf_json_append(out, keys->pdata[i], json_object_get(object, keys->pdata[i]), form);
}

static void append_object(GString *out, const json_t *object, const WfJsonForm *form)
{
    const char *key;
    json_t *item;

    if (form->instead && form->instead(out, object, form->data))
        return;
    wf_json_open(out, NULL, '{');
    if (form->sorted && json_object_size(object) > 1)
        append_sorted(out, object, form);
    else
        json_object_foreach ((json_t *)object, key, item)
            wf_json_append(out, key, item, form);
    wf_json_close(out, '}');
    g_string_truncate(out, out->len - 1);
}

static void append_array(GString *out, const json_t *array, const WfJsonForm *form)
{
    json_t *item;
    size_t i;

    wf_json_open(out, NULL, '[');
    json_array_foreach (array, i, item)
        wf_json_append(out, NULL, item, form);
    wf_json_close(out, ']');
    g_string_truncate(out, out->len - 1);
}

/* As deep as the value, like jansson's own: what comes from outside is bounded when it is read, and
 * what an evaluation gives, too. */
static void append_value(GString *out, const json_t *value, const WfJsonForm *form)
{
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_OBJECT:
        append_object(out, value, form);
        break;
    case JSON_ARRAY:
        append_array(out, value, form);
        break;
    case JSON_STRING:
        append_quoted(out, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        append_int(out, json_integer_value(value));
        break;
    case JSON_REAL:
        append_real(out, value);
        break;
    case JSON_TRUE:
        g_string_append(out, "true");
        break;
    case JSON_FALSE:
        g_string_append(out, "false");
        break;
    case JSON_NULL:
        g_string_append(out, "null");
        break;
    }
}

void wf_json_append(GString *out, const char *key, const json_t *value, const WfJsonForm *form)
{
    append_key(out, key);
    append_value(out, value, form);
    g_string_append_c(out, ',');
}

char *wf_json_canonical(const json_t *value)
{
    GString *out = g_string_new(NULL);

    append_value(out, value, &(WfJsonForm){.sorted = true});
    return g_string_free(out, FALSE);
}

/* ---- members ---- */

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
    append_key(out, key);
    append_int(out, value);
    g_string_append_c(out, ',');
}

void wf_json_count(GString *out, const char *key, gint64 value)
{
    if (value)
        wf_json_int(out, key, value);
}

void wf_json_bool(GString *out, const char *key, bool value)
{
    append_key(out, key);
    g_string_append(out, value ? "true," : "false,");
}

void wf_json_flag(GString *out, const char *key, bool value)
{
    if (value)
        wf_json_bool(out, key, true);
}

void wf_json_value(GString *out, const char *key, const json_t *value)
{
    if (value)
        wf_json_append(out, key, value, &(WfJsonForm){0});
}

void wf_json_raw(GString *out, const char *key, GBytes *json)
{
    gsize len;
    const char *text = g_bytes_get_data(json, &len);
    append_key(out, key);
    g_string_append_len(out, text, (gssize)len);
    g_string_append_c(out, ',');
}

GBytes *wf_json_end(GString *out)
{
    gsize len = out->len - 1;
    char *text = g_string_free(out, FALSE);
    return g_bytes_new_take(g_realloc(text, len), len);
}

GString *wf_json_payload(void)
{
    return g_string_new("{\"weft\":1,");
}

GBytes *wf_json_payload_end(GString *out)
{
    wf_json_close(out, '}');
    return wf_json_end(out);
}
