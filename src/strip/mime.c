/* Multipart texts with a fixed boundary, made by one list_join, which every version of HOT has.
 *
 * Heat's own MultipartMime draws a new boundary each time; a user_data that changes would rebuild
 * the servers. Bodies stand as they are (8bit), or in base64 where their text is known and holds
 * more than ASCII: cloud-init reads the message as text, and Python's parser would take such
 * characters apart. */
#include "strip_priv.h"

#include <string.h>

#define BOUNDARY "==weft-part-4b1d0c57=="

void strip_mime_init(StripMime *mime)
{
    mime->pieces = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref);
    g_ptr_array_add(mime->pieces,
                    json_string("Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\n"
                                "MIME-Version: 1.0\n\n"));
}

static void add_text(StripMime *mime, const char *text)
{
    g_ptr_array_add(mime->pieces, json_string(text));
}

static bool is_ascii(const char *text)
{
    for (; *text; text++)
        if (*text & 0x80)
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

void strip_mime_add(StripMime *mime, const char *headers, json_t *body)
{
    const char *text = json_string_value(body);

    add_text(mime, "--" BOUNDARY "\n");
    if (headers) {
        add_text(mime, headers);
        add_text(mime, text && !is_ascii(text)
                           ? "Content-Transfer-Encoding: base64\nMIME-Version: 1.0\n\n"
                           : "MIME-Version: 1.0\n\n");
    }
    if (headers && text && !is_ascii(text)) {
        g_autofree char *encoded = base64_lines(text);
        add_text(mime, encoded);
        json_decref(body);
    } else {
        g_ptr_array_add(mime->pieces, body);
    }
    add_text(mime, "\n");
}

/* Neighbouring texts become one. */
static json_t *merged(const GPtrArray *pieces)
{
    json_t *list = json_array();
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < pieces->len; i++) {
        json_t *piece = pieces->pdata[i];
        if (json_is_string(piece)) {
            g_string_append(text, json_string_value(piece));
            continue;
        }
        if (text->len)
            json_array_append_new(list, json_string(text->str));
        g_string_truncate(text, 0);
        json_array_append(list, piece);
    }
    if (text->len)
        json_array_append_new(list, json_string(text->str));
    return list;
}

json_t *strip_mime_finish(StripMime *mime)
{
    add_text(mime, "--" BOUNDARY "--\n");
    json_auto_t *list = merged(mime->pieces);
    g_clear_pointer(&mime->pieces, g_ptr_array_unref);
    if (json_array_size(list) == 1)
        return json_incref(json_array_get(list, 0));
    return json_pack("{s:[s, O]}", "list_join", "", list);
}
