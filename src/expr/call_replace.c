/* str_replace in its three degrees of strictness, and Fn::Replace.
 *
 * The template is a row of pieces. Each placeholder, the longest first, splits
 * the pieces that are still template; what was put in is never looked at again. */
#include "eval_priv.h"

#include <string.h>

typedef struct {
    const char *text;
    gsize len;
    bool done; /* a value that was put in */
} Piece;

typedef struct {
    const char *name; /* "str_replace": for messages */
    bool json, strict, filled;
} Mode;

static Mode mode_of(const Eval *ev, const Call *call)
{
    return (Mode){.name = call->name,
                  .json = call->fn != WF_FN_AWS_REPLACE && ev->scope->version >= WF_HOT_2015_10_15,
                  .strict =
                      call->fn == WF_FN_STR_REPLACE_STRICT || call->fn == WF_FN_STR_REPLACE_VSTRICT,
                  .filled = call->fn == WF_FN_STR_REPLACE_VSTRICT};
}

/* What stands for a placeholder; false for a value that cannot. */
static bool replacement(Eval *ev, Mode mode, const char *key, const json_t *value, GString *out)
{
    bool collection = json_is_array(value) || json_is_object(value);

    if (collection && !mode.json)
        return wf_eval_fail(ev, WF_ERROR_INVALID,
                            "'%s' takes texts and numbers, and '%s' is neither", mode.name, key);
    if (collection && (!mode.filled || wf_py_truth(value)))
        wf_py_append_json(out, value, true);
    else if (!collection && !json_is_null(value))
        wf_py_append_str(out, value);
    if (mode.filled && out->len == 0)
        return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' needs a value for '%s', which is empty",
                            mode.name, key);
    return true;
}

/* Splits one piece at every @key; tells whether there was any. */
static bool split_piece(const Piece *piece, const char *key, gsize key_len, const char *value,
                        gsize value_len, GArray *out)
{
    const char *at = piece->text, *end = piece->text + piece->len, *hit;
    bool found = false;

    while (!piece->done && (hit = memmem(at, (gsize)(end - at), key, key_len))) {
        Piece before = {at, (gsize)(hit - at), false}, put = {value, value_len, true};
        g_array_append_val(out, before);
        g_array_append_val(out, put);
        at = hit + key_len;
        found = true;
    }
    Piece rest = {at, (gsize)(end - at), piece->done};
    g_array_append_val(out, rest);
    return found;
}

typedef struct {
    const char *key;
    gsize len;
    glong chars;
} Placeholder;

static int longest_first(gconstpointer a, gconstpointer b)
{
    const Placeholder *p = a, *q = b;
    if (p->chars != q->chars)
        return p->chars > q->chars ? -1 : 1;
    return strcmp(p->key, q->key);
}

static GArray *placeholders(json_t *params)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(Placeholder));
    const char *key;
    size_t len;
    json_t *value;

    json_object_keylen_foreach(params, key, len, value)
    {
        Placeholder p = {key, len, g_utf8_strlen(key, (gssize)len)};
        g_array_append_val(out, p);
    }
    g_array_sort(out, longest_first);
    return out;
}

static bool join_pieces(Eval *ev, const GArray *pieces, Val *ret)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        g_string_append_len(out, piece->text, (gssize)piece->len);
        if (out->len > WF_LIMIT_EVAL_BYTES)
            return wf_eval_fail(ev, WF_ERROR_LIMIT, "a text grows beyond %u MiB",
                                WF_LIMIT_EVAL_BYTES >> 20);
    }
    return wf_val_give(ret, json_stringn(out->str, out->len));
}

/* Puts one value in everywhere. @values keeps its text alive. */
static bool put_in(Eval *ev, Mode mode, const Placeholder *p, const json_t *value, GArray **pieces,
                   GPtrArray *values)
{
    GString *text = g_string_new(NULL);
    g_ptr_array_add(values, text);
    if (!replacement(ev, mode, p->key, value, text))
        return false;
    if (p->len == 0)
        return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' has an empty placeholder", mode.name);
    GArray *next = g_array_sized_new(FALSE, FALSE, sizeof(Piece), (*pieces)->len);
    bool found = false;
    for (guint i = 0; i < (*pieces)->len; i++)
        found |= split_piece(&g_array_index(*pieces, Piece, i), p->key, p->len, text->str,
                             text->len, next);
    g_array_unref(*pieces);
    *pieces = next;
    if (mode.strict && !found)
        return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' does not find '%s' in its template",
                            mode.name, p->key);
    return true;
}

static void free_string(gpointer string)
{
    g_string_free(string, TRUE);
}

static bool replace(Eval *ev, const Call *call, json_t *template, json_t *params, Val *ret)
{
    if (!json_is_string(template))
        return wf_eval_usage(ev, call, "a text as template");
    if (!json_is_object(params))
        return wf_eval_usage(ev, call, "a map of params");
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(free_string);
    g_autoptr(GArray) keys = placeholders(params);
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    Piece whole = {json_string_value(template), json_string_length(template), false};
    bool ok = true;

    g_array_append_val(pieces, whole);
    for (guint i = 0; ok && i < keys->len; i++) {
        const Placeholder *p = &g_array_index(keys, Placeholder, i);
        ok = wf_eval_charge(ev, whole.len / 8 + pieces->len) &&
             put_in(ev, mode_of(ev, call), p, json_object_getn(params, p->key, p->len), &pieces,
                    values);
    }
    ok = ok && join_pieces(ev, pieces, ret);
    g_array_unref(pieces);
    return ok;
}

bool wf_check_replace(Eval *ev, const Call *call)
{
    json_t *params =
        wf_eval_literal_map(ev, call->args) ? json_object_get(call->args, "params") : NULL;
    if (!json_is_object(params) || !json_object_get(call->args, "template"))
        return wf_eval_usage(ev, call, "a map with 'template' and a map of 'params'");
    return true;
}

bool wf_apply_replace(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    return replace(ev, call, json_object_get(args, "template"), json_object_get(args, "params"),
                   ret);
}

bool wf_check_aws_replace(Eval *ev, const Call *call)
{
    if (!json_is_array(call->args) || json_array_size(call->args) != 2 ||
        !json_is_object(json_array_get(call->args, 0)))
        return wf_eval_usage(ev, call, "a list of a map and a template");
    return true;
}

bool wf_apply_aws_replace(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    return replace(ev, call, json_array_get(args, 1), json_array_get(args, 0), ret);
}
