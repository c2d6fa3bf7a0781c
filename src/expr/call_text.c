/* Joining, splitting and hashing text. */
#include "eval_priv.h"

#include "digest.h"

#include <string.h>

static bool join(Eval *ev, const Call *call, const json_t *delim, json_t *items, bool collections,
                 Val *ret)
{
    g_autoptr(GString) out = g_string_new(NULL);
    size_t i;
    json_t *item;

    if (!json_is_string(delim))
        return wf_eval_usage(ev, call, "a text as delimiter");
    json_array_foreach (items, i, item) {
        bool collection = json_is_array(item) || json_is_object(item);
        if (i > 0)
            wf_py_append_str(out, delim);
        if (collection && collections)
            wf_py_append_json(out, item, true);
        else if (json_is_string(item))
            wf_py_append_str(out, item);
        else if (!json_is_null(item))
            return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' cannot join item %zu, which is no text",
                                call->name, i);
        if (out->len > WF_LIMIT_EVAL_BYTES)
            return wf_eval_fail(ev, WF_ERROR_LIMIT, "a text grows beyond %u MiB",
                                WF_LIMIT_EVAL_BYTES >> 20);
    }
    return wf_val_give(ret, json_stringn(out->str, out->len));
}

bool wf_check_join(Eval *ev, const Call *call)
{
    if (!json_is_array(call->args) || json_array_size(call->args) != 2)
        return wf_eval_usage(ev, call, "a list of a delimiter and a list of texts");
    return true;
}

bool wf_apply_join(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_t *items = json_array_get(args, 1);
    if (!json_is_array(items) && !json_is_null(items))
        return wf_eval_usage(ev, call, "a list of texts to join");
    return join(ev, call, json_array_get(args, 0), items, false, ret);
}

bool wf_check_join_lists(Eval *ev, const Call *call)
{
    if (!json_is_array(call->args) || json_array_size(call->args) < 2)
        return wf_eval_usage(ev, call, "a list of a delimiter and lists to join");
    return true;
}

/* Several lists become one; what Python calls false is passed over. */
bool wf_apply_join_lists(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_auto_t *items = json_array();
    bool ok = true;

    for (size_t i = 1; ok && i < json_array_size(args); i++) {
        json_t *list = json_array_get(args, i);
        if (json_is_array(list))
            json_array_extend(items, list);
        else if (wf_py_truth(list))
            ok = wf_eval_usage(ev, call, "lists to join");
    }
    return ok && join(ev, call, json_array_get(args, 0), items, true, ret);
}

static json_t *split_at(const char *text, gsize len, const char *delim, gsize delim_len)
{
    json_t *out = json_array();
    const char *end = text + len, *hit;

    while ((hit = memmem(text, (gsize)(end - text), delim, delim_len))) {
        json_array_append_new(out, json_stringn(text, (size_t)(hit - text)));
        text = hit + delim_len;
    }
    json_array_append_new(out, json_stringn(text, (size_t)(end - text)));
    return out;
}

/* Python's split(None): at any run of blanks, none at the ends. */
static json_t *split_at_blanks(const char *text, gsize len)
{
    json_t *out = json_array();
    const char *end = text + len, *word = NULL;

    for (; text < end; text = g_utf8_next_char(text)) {
        bool blank = wf_py_is_space(g_utf8_get_char(text));
        if (blank && word)
            json_array_append_new(out, json_stringn(word, (size_t)(text - word)));
        if (blank)
            word = NULL;
        else if (!word)
            word = text;
    }
    if (word)
        json_array_append_new(out, json_stringn(word, (size_t)(end - word)));
    return out;
}

static bool split(Eval *ev, const Call *call, const json_t *delim, const json_t *text,
                  json_t **ret_list)
{
    if (!json_is_string(text))
        return wf_eval_usage(ev, call, "a text to split");
    if (json_is_null(delim)) {
        *ret_list = split_at_blanks(json_string_value(text), json_string_length(text));
        return true;
    }
    if (!json_is_string(delim) || json_string_length(delim) == 0)
        return wf_eval_usage(ev, call, "a delimiter that is not empty");
    *ret_list = split_at(json_string_value(text), json_string_length(text),
                         json_string_value(delim), json_string_length(delim));
    return true;
}

bool wf_check_split(Eval *ev, const Call *call)
{
    if (json_is_string(call->args) || wf_eval_literal_map(ev, call->args))
        return wf_eval_usage(ev, call, "a list [delimiter, text, index]");
    return true;
}

/* int(value); false where Python raises. */
static bool index_of(const json_t *value, gint64 *ret_index)
{
    if (json_is_string(value))
        return wf_py_int(json_string_value(value), json_string_length(value), ret_index);
    if (json_is_real(value) && ABS(json_real_value(value)) < 9e18)
        *ret_index = (gint64)json_real_value(value);
    else if (json_is_integer(value) || json_is_boolean(value))
        *ret_index = json_is_true(value) ? 1 : json_integer_value(value);
    else
        return false;
    return true;
}

bool wf_apply_split(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_t *list;
    gint64 index;

    if (!json_is_array(args) || json_array_size(args) < 2)
        return wf_eval_usage(ev, call, "a list [delimiter, text, index]");
    if (json_is_null(json_array_get(args, 1)))
        return wf_val_give(ret, json_null());
    if (!split(ev, call, json_array_get(args, 0), json_array_get(args, 1), &list))
        return false;
    if (json_array_size(args) == 2)
        return wf_val_give(ret, list);
    json_t *item = index_of(json_array_get(args, 2), &index) ? wf_py_item(list, index) : NULL;
    if (item)
        wf_val_give(ret, json_incref(item));
    else
        wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' makes %zu parts, and the index is not among them",
                     call->name, json_array_size(list));
    json_decref(list);
    return item != NULL;
}

bool wf_check_aws_split(Eval *ev, const Call *call)
{
    if (!json_is_array(call->args) || json_array_size(call->args) != 2 ||
        !json_is_string(json_array_get(call->args, 0)))
        return wf_eval_usage(ev, call, "a list of a delimiter and a text");
    return true;
}

bool wf_apply_aws_split(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_t *list;
    return split(ev, call, json_array_get(args, 0), json_array_get(args, 1), &list) &&
           wf_val_give(ret, list);
}

bool wf_apply_base64(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    if (!json_is_string(args))
        return wf_eval_usage(ev, call, "a text");
    return wf_val_give(ret, json_incref(args));
}

/* Heat hashes the text as latin-1. NULL if it holds anything else. */
static char *latin1(const json_t *text, gsize *ret_len)
{
    const char *s = json_string_value(text), *end = s + json_string_length(text);
    GString *out = g_string_new(NULL);

    for (; s < end; s = g_utf8_next_char(s)) {
        gunichar c = g_utf8_get_char(s);
        if (c > 0xff) {
            g_string_free(out, TRUE);
            return NULL;
        }
        g_string_append_c(out, (char)c);
    }
    *ret_len = out->len;
    return g_string_free(out, FALSE);
}

bool wf_apply_digest(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    const json_t *algorithm = json_array_get(args, 0), *text = json_array_get(args, 1);
    gsize len;

    if (json_array_size(args) != 2 || !json_is_string(algorithm) || !json_is_string(text))
        return wf_eval_usage(ev, call, "a list of an algorithm and a text");
    WfDigest known = wf_digest_find(json_string_value(algorithm));
    if (known == WF_DIGEST_UNKNOWN)
        return wf_eval_usage(ev, call, "an algorithm such as md5, sha1, sha256 or sha512");
    g_autofree char *bytes = latin1(text, &len);
    if (!bytes)
        return wf_eval_usage(ev, call, "a text of latin-1 characters");
    if (known == WF_DIGEST_ELSEWHERE)
        return true; /* stays a call: Heat can compute it */
    g_autofree char *hex = wf_digest_hex(known, bytes, len);
    return wf_val_give(ret, json_string(hex));
}
