/* Multipart texts with a fixed boundary, made by one list_join, which every version of HOT has.
 *
 * Heat's own MultipartMime draws a new boundary each time; a user_data that changes would rebuild
 * the servers. cloud-init reads the message as text, and Python's parser of such takes what is not
 * ASCII apart. So a text that is known and holds more stands in base64; one that only Heat can
 * finish stands in a cloud-config archive, which Heat's str_replace writes as (escaped) JSON. Heat
 * writes maps as JSON from 2015-10-15 on: before, expressions without such letters stand as they
 * are. */
#include "strip_priv.h"

#include <string.h>

#define BOUNDARY "==weft-part-4b1d0c57=="
#define ARCHIVE "%weft-part%"

void strip_mime_init(StripMime *mime, Strip *s)
{
    mime->s = s;
    mime->n_parts = 0;
    mime->pieces = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref);
}

void strip_mime_clear(StripMime *mime)
{
    g_clear_pointer(&mime->pieces, g_ptr_array_unref);
}

static void add_text(StripMime *mime, const char *text)
{
    g_ptr_array_add(mime->pieces, json_string(text));
}

static bool is_ascii(const json_t *value)
{
    const char *key;
    json_t *item;
    size_t i;

    for (const char *c = json_string_value(value); c && *c; c++)
        if (*c & 0x80)
            return false;
    json_array_foreach (value, i, item)
        if (!is_ascii(item))
            return false;
    json_object_foreach ((json_t *)value, key, item)
        if (!is_ascii(item))
            return false;
    return true;
}

/* Base64 in lines of 76, as MIME wants it. */
static char *base64_lines(const char *text)
{
    gsize len = strlen(text);
    gint state = 0, save = 0;
    char *out = g_malloc(len / 3 * 4 + len / 54 + 16);
    gsize n = g_base64_encode_step((const guchar *)text, len, TRUE, out, &state, &save);

    n += g_base64_encode_close(TRUE, out + n, &state, &save);
    out[n] = '\0';
    return out;
}

static void add_headers(StripMime *mime, const char *type, const StripPart *part,
                        const char *encoding)
{
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, "Content-Type: %s; charset=\"utf-8\"\n", type);
    if (part->filename)
        g_string_append_printf(text, "Content-Disposition: attachment; filename=\"%s\"\n",
                               part->filename);
    if (part->merge)
        g_string_append_printf(text, "Merge-Type: %s\n", part->merge);
    if (encoding)
        g_string_append_printf(text, "Content-Transfer-Encoding: %s\n", encoding);
    g_string_append(text, "MIME-Version: 1.0\n\n");
    add_text(mime, text->str);
}

/* An archive of one text: cloud-init finds out what it is where no type says so. */
static void add_archive(StripMime *mime, const StripPart *part, const json_t *body)
{
    json_t *entry = json_pack("{s:O}", "content", body);

    if (strcmp(part->type, "text/plain") != 0)
        json_object_set_new(entry, "type", json_string(part->type));
    if (part->filename)
        json_object_set_new(entry, "filename", json_string(part->filename));
    mime->s->needs_json = true;
    add_headers(mime, "text/cloud-config-archive", &(StripPart){0}, NULL);
    g_ptr_array_add(mime->pieces,
                    json_pack("{s:{s:s, s:{s:[o]}}}", "str_replace", "template",
                              "#cloud-config-archive\n" ARCHIVE "\n", "params", ARCHIVE, entry));
}

void strip_mime_add(StripMime *mime, const StripPart *part, json_t *body)
{
    bool known = json_is_string(body), ascii = is_ascii(body);

    mime->n_parts++;
    g_ptr_array_add(mime->pieces, json_null());
    if (!part->type) {
        g_ptr_array_add(mime->pieces, json_incref(body));
    } else if (known && !ascii) {
        g_autofree char *encoded = base64_lines(json_string_value(body));
        add_headers(mime, part->type, part, "base64");
        add_text(mime, encoded);
    } else if (!known && !part->merge && (!ascii || mime->s->version >= WF_HOT_2015_10_15)) {
        add_archive(mime, part, body);
    } else {
        add_headers(mime, part->type, part, NULL);
        g_ptr_array_add(mime->pieces, json_incref(body));
    }
    add_text(mime, "\n");
    json_decref(body);
}

static bool holds(const json_t *value, const char *text)
{
    const char *key;
    json_t *item;
    size_t i;

    if (json_is_string(value))
        return strstr(json_string_value(value), text);
    json_array_foreach (value, i, item)
        if (holds(item, text))
            return true;
    json_object_foreach ((json_t *)value, key, item)
        if (holds(item, text))
            return true;
    return false;
}

/* The same text each time, but for parts in which it stands: they may be such messages. */
static char *free_boundary(const GPtrArray *pieces)
{
    enum { MOST = 64 };
    char *boundary = g_strdup(BOUNDARY);

    for (guint n = 1, i = 0; i < pieces->len && n < MOST; i++) {
        if (!holds(pieces->pdata[i], boundary))
            continue;
        g_free(boundary);
        boundary = g_strdup_printf("%u" BOUNDARY, n++);
        i = G_MAXUINT; /* all over again */
    }
    return boundary;
}

/* Neighbouring texts become one; null stands for the line before a part. */
static json_t *merged(const GPtrArray *pieces, const char *boundary)
{
    json_t *list = json_array();
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_printf(text, "Content-Type: multipart/mixed; boundary=\"%s\"\nMIME-Version: 1.0\n\n",
                    boundary);
    for (guint i = 0; i < pieces->len; i++) {
        json_t *piece = pieces->pdata[i];
        if (json_is_null(piece))
            g_string_append_printf(text, "--%s\n", boundary);
        if (json_is_string(piece))
            g_string_append(text, json_string_value(piece));
        if (json_is_null(piece) || json_is_string(piece))
            continue;
        if (text->len)
            json_array_append_new(list, json_string(text->str));
        g_string_truncate(text, 0);
        json_array_append(list, piece);
    }
    g_string_append_printf(text, "--%s--\n", boundary);
    json_array_append_new(list, json_string(text->str));
    return list;
}

json_t *strip_mime_finish(StripMime *mime)
{
    g_autofree char *boundary = free_boundary(mime->pieces);
    json_auto_t *list = merged(mime->pieces, boundary);
    strip_mime_clear(mime);
    if (json_array_size(list) == 1)
        return json_incref(json_array_get(list, 0));
    return json_pack("{s:[s, O]}", "list_join", "", list);
}
