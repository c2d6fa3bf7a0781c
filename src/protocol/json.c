/* JSON that anybody may have written: bounded before it is parsed. jansson's
 * parser and printer recurse, so the nesting is measured first, in one pass
 * over the bytes. */
#include "protocol_priv.h"

#include <string.h>

/* Where the text that began before @i ends. */
static gsize end_of_text(const char *s, gsize i, gsize len, bool *nul)
{
    for (; i < len && s[i] != '"'; i++)
        if (s[i] == '\\')
            *nul |= ++i + 5 <= len && memcmp(s + i, "u0000", 5) == 0;
    return i;
}

guint wf_json_depth(const char *s, gsize len, bool *ret_nul)
{
    guint depth = 0, deepest = 0;
    bool nul = false;
    for (gsize i = 0; i < len; i++) {
        char c = s[i];
        if (c == '"') {
            i = end_of_text(s, i + 1, len, &nul);
        } else if (c == '[' || c == '{') {
            depth++;
            deepest = MAX(deepest, depth);
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    if (ret_nul)
        *ret_nul = nul;
    return deepest;
}

json_t *wf_json_parse(const void *data, gsize len, gsize max, const char *what, GError **error)
{
    if (len > max) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT,
                    "%s has %" G_GSIZE_FORMAT " bytes, more than %" G_GSIZE_FORMAT, what, len, max);
        return NULL;
    }
    if (wf_json_depth(data, len, NULL) > WF_LIMIT_JSON_DEPTH) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "%s is nested more than %d deep", what,
                    WF_LIMIT_JSON_DEPTH);
        return NULL;
    }
    json_error_t problem;
    json_t *value =
        json_loadb(data ? data : "", len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
    /* jansson's text quotes the input, which may be a secret: only the place is told. */
    if (!value)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "%s is not valid JSON (line %d, column %d)",
                    what, problem.line, problem.column);
    return value;
}

void wf_reader_refuse(WfReader *r, WfErrorCode code, const char *format, ...)
{
    if (r->error)
        return;
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    r->error = g_error_new(WF_ERROR, (int)code, "%s: %s", r->what, text);
}

json_t *wf_reader_open(WfReader *r, const void *data, gsize len, gsize max)
{
    json_t *payload = wf_json_parse(data, len, max, r->what, &r->error);
    if (!payload)
        return NULL;
    const json_t *version = json_object_get(payload, "weft");
    if (!json_is_object(payload))
        wf_reader_refuse(r, WF_ERROR_INVALID, "not an object");
    else if (!json_is_integer(version) || json_integer_value(version) != 1)
        wf_reader_refuse(r, WF_ERROR_INVALID, "not of version 1 of the protocol");
    if (!r->error)
        return payload;
    json_decref(payload);
    return NULL;
}

static const json_t *field(WfReader *r, const json_t *object, const char *key, bool required)
{
    if (r->error)
        return NULL;
    const json_t *value = json_object_get(object, key);
    if (!value && required)
        wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is missing", key);
    return value;
}

char *wf_reader_text(WfReader *r, const json_t *object, const char *key, gsize max, bool required)
{
    const json_t *value = field(r, object, key, required);
    if (!value || json_is_null(value))
        return NULL;
    if (!json_is_string(value)) {
        wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is not a text", key);
        return NULL;
    }
    if (json_string_length(value) > max) {
        wf_reader_refuse(r, WF_ERROR_LIMIT, "'%s' is longer than %" G_GSIZE_FORMAT " bytes", key,
                         max);
        return NULL;
    }
    return g_strdup(json_string_value(value));
}

char *wf_reader_name(WfReader *r, const json_t *object, const char *key, bool required)
{
    char *name = wf_reader_text(r, object, key, WF_LIMIT_NAME_BYTES, required);
    if (name && !*name)
        wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is empty", key);
    return name;
}

char *wf_reader_digest(WfReader *r, const json_t *object, const char *key, bool required)
{
    char *digest = wf_reader_text(r, object, key, WF_DIGEST_CHARS, required);
    if (digest && !wf_digest_valid(digest))
        wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is no digest", key);
    return digest;
}

gint64 wf_reader_int(WfReader *r, const json_t *object, const char *key, gint64 min, gint64 max)
{
    const json_t *value = field(r, object, key, false);
    if (!value)
        return CLAMP(0, min, max);
    gint64 n = json_integer_value(value);
    if (!json_is_integer(value) || n < min || n > max) {
        wf_reader_refuse(r, WF_ERROR_INVALID,
                         "'%s' is not a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key,
                         min, max);
        return min;
    }
    return n;
}

bool wf_reader_bool(WfReader *r, const json_t *object, const char *key)
{
    const json_t *value = field(r, object, key, false);
    if (value && !json_is_boolean(value))
        wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is neither true nor false", key);
    return json_is_true(value);
}

json_t *wf_reader_json(WfReader *r, const json_t *object, const char *key, json_type type)
{
    const json_t *value = field(r, object, key, false);
    if (!value || json_is_null(value))
        return NULL;
    if (json_typeof(value) != type) {
        wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is not a %s", key,
                         type == JSON_ARRAY ? "list" : "map");
        return NULL;
    }
    return json_incref((json_t *)value);
}

int wf_reader_word(WfReader *r, const json_t *object, const char *key, const char *const *words,
                   int fallback)
{
    const json_t *value = field(r, object, key, false);
    if (!value)
        return fallback;
    for (int i = 0; words[i]; i++)
        if (json_is_string(value) && !strcmp(json_string_value(value), words[i]))
            return i;
    wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' is not a word that belongs there", key);
    return fallback;
}
