/* repeat: the template once for every combination of the lists' items, the last
 * list running fastest; or, without permutations, once for every row of them. */
#include "eval_priv.h"

#include <string.h>

/* The least that any value counts: more of them than this are too large a list. */
enum { MOST_ROUNDS = WF_LIMIT_EVAL_BYTES / WF_EVAL_LEAST };

typedef struct {
    const char *key;
    size_t key_len;
    json_t *items; /* list; the keys, where a map was given. Owned. */
    size_t at;
} Loop;

typedef struct {
    Eval *ev;
    const Call *call;
    GArray *loops; /* of Loop */
} Repeat;

static void loop_clear(gpointer loop)
{
    json_decref(((Loop *)loop)->items);
}

/* text.replace(key, value), also for an empty key: between all characters. */
static void replace_in(GString *text, const char *key, size_t key_len, const char *value,
                       size_t value_len)
{
    GString *out = g_string_sized_new(text->len);
    const char *at = text->str, *end = at + text->len, *hit;

    if (key_len == 0) {
        for (; at < end && out->len <= WF_LIMIT_EVAL_BYTES; at = g_utf8_next_char(at)) {
            g_string_append_len(out, value, (gssize)value_len);
            g_string_append_unichar(out, g_utf8_get_char(at));
        }
        g_string_append_len(out, value, (gssize)value_len);
    }
    while (key_len > 0 && (hit = memmem(at, (size_t)(end - at), key, key_len))) {
        g_string_append_len(out, at, hit - at);
        g_string_append_len(out, value, (gssize)value_len);
        at = hit + key_len;
        if (out->len > WF_LIMIT_EVAL_BYTES)
            break;
    }
    g_string_append_len(out, at, end - at);
    g_string_assign(text, "");
    g_string_append_len(text, out->str, (gssize)out->len);
    g_string_free(out, TRUE);
}

static bool fill_text(Repeat *r, const char *text, size_t len, GString **ret_text)
{
    g_autoptr(GString) out = g_string_new_len(text, (gssize)len);
    for (guint i = 0; i < r->loops->len; i++) {
        const Loop *loop = &g_array_index(r->loops, Loop, i);
        const json_t *value = json_array_get(loop->items, loop->at);
        if (!json_is_string(value))
            return wf_eval_fail(r->ev, WF_ERROR_INVALID,
                                "'%s' cannot put a value for '%s' that "
                                "is no text into a text",
                                r->call->name, loop->key);
        replace_in(out, loop->key, loop->key_len, json_string_value(value),
                   json_string_length(value));
        if (!wf_eval_charge(r->ev, out->len))
            return false;
    }
    *ret_text = g_steal_pointer(&out);
    return true;
}

/* The template with this round's values. Its depth is bounded: it has been measured. */
static json_t *fill(Repeat *r, json_t *template)
{
    g_autoptr(GString) text = NULL;
    const char *key;
    size_t i, len;
    json_t *item, *out, *filled = NULL;

    if (!wf_eval_charge(r->ev, WF_EVAL_LEAST))
        return NULL;
    if (json_is_string(template)) {
        if (!fill_text(r, json_string_value(template), json_string_length(template), &text))
            return NULL;
        return json_stringn(text->str, text->len);
    }
    if (!json_is_array(template) && !json_is_object(template))
        return json_incref(template);
    out = json_is_array(template) ? json_array() : json_object();
    json_array_foreach (template, i, item) {
        filled = fill(r, item);
        if (!filled)
            goto fail;
        json_array_append_new(out, filled);
    }
    json_object_keylen_foreach(template, key, len, item)
    {
        g_autoptr(GString) new_key = NULL;
        if (!fill_text(r, key, len, &new_key) || !(filled = fill(r, item)))
            goto fail;
        json_object_setn_new(out, new_key->str, new_key->len, filled);
    }
    return out;
fail:
    json_decref(out);
    return NULL;
}

bool wf_check_repeat(Eval *ev, const Call *call)
{
    const json_t *args = call->args;
    bool good = wf_eval_literal_map(ev, args) &&
                json_is_object(json_object_get(args, "for_each")) &&
                json_object_get(args, "template");
    if (!good)
        return wf_eval_usage(ev, call, "a map with 'template' and a map 'for_each'");
    const json_t *permutations = json_object_get(args, "permutations");
    if (ev->scope->version >= WF_HOT_2017_09_01 && permutations && !json_is_boolean(permutations))
        return wf_eval_usage(ev, call, "true or false for 'permutations'");
    return true;
}

static json_t *keys_of(json_t *map)
{
    json_t *keys = json_array(), *item;
    const char *key;
    size_t len;

    json_object_keylen_foreach(map, key, len, item)
        json_array_append_new(keys, json_stringn(key, len));
    return keys;
}

static bool add_loop(Repeat *r, const char *key, size_t key_len, json_t *items, bool nested)
{
    bool maps = r->ev->scope->version >= WF_HOT_2016_10_14 && nested;
    Loop loop = {.key = key, .key_len = key_len};

    if (json_is_array(items))
        loop.items = json_incref(items);
    else if (json_is_null(items))
        loop.items = json_array();
    else if (json_is_object(items) && maps)
        loop.items = keys_of(items);
    else
        return wf_eval_usage(r->ev, r->call,
                             maps ? "lists or maps to repeat for" : "lists to repeat for");
    g_array_append_val(r->loops, loop);
    return true;
}

static bool add_loops(Repeat *r, json_t *for_each, bool nested)
{
    const char *key;
    size_t len, shortest = 0, longest = 0;
    json_t *items;
    bool any = false;

    if (!json_is_object(for_each) || json_object_size(for_each) == 0)
        return wf_eval_usage(r->ev, r->call, "something to repeat for");
    json_object_keylen_foreach(for_each, key, len, items)
    {
        if (!add_loop(r, key, len, items, nested))
            return false;
        if (json_is_null(items))
            continue;
        size_t n = json_array_size(items);
        shortest = any ? MIN(shortest, n) : n;
        longest = MAX(longest, n);
        any = true;
    }
    if (!nested && shortest != longest)
        return wf_eval_usage(r->ev, r->call, "lists of one length, without permutations");
    return true;
}

/* How many combinations there are, or rows; more than MOST_ROUNDS are not counted on. */
static gsize count_rounds(const GArray *loops, bool nested)
{
    gsize n = 1;

    for (guint i = 0; i < loops->len; i++) {
        gsize items = json_array_size(g_array_index(loops, Loop, i).items);
        if (items == 0)
            return 0;
        n = nested ? MIN(n, MOST_ROUNDS + 1) * items : items;
    }
    return n;
}

/* Moves on to the next combination, or row. */
static void advance(GArray *loops, bool nested)
{
    for (guint i = loops->len; i-- > 0;) {
        Loop *loop = &g_array_index(loops, Loop, i);
        if (++loop->at < json_array_size(loop->items) && nested)
            return;
        if (nested)
            loop->at = 0;
    }
}

static bool fill_rounds(Repeat *r, json_t *template, gsize n, bool nested, json_t *out)
{
    gsize size = 0;

    if (n > MOST_ROUNDS)
        return wf_eval_too_large(r->ev);
    for (gsize i = 0; i < n; i++, advance(r->loops, nested)) {
        json_t *item = fill(r, template);
        if (!item)
            return false;
        json_array_append_new(out, item);
        if (!wf_eval_measure(item, &size))
            return wf_eval_too_large(r->ev);
    }
    return true;
}

bool wf_apply_repeat(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    g_autoptr(GArray) loops = g_array_new(FALSE, FALSE, sizeof(Loop));
    Repeat r = {ev, call, loops};
    bool nested = ev->scope->version < WF_HOT_2017_09_01 ||
                  !json_is_false(json_object_get(args, "permutations"));

    g_array_set_clear_func(loops, loop_clear);
    if (!add_loops(&r, json_object_get(args, "for_each"), nested))
        return false;
    json_auto_t *out = json_array();
    return fill_rounds(&r, json_object_get(args, "template"), count_rounds(loops, nested), nested,
                       out) &&
           wf_val_give(ret, json_incref(out));
}
