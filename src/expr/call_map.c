/* Maps: merging, replacing keys and values, making one of a member list. */
#include "eval_priv.h"

#include <string.h>

bool wf_apply_merge(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_t *out = json_object(), *map;
    size_t i;

    /* The empty text is an empty sequence. */
    bool ok = json_is_array(args) || (json_is_string(args) && json_string_length(args) == 0);
    json_array_foreach (args, i, map) {
        ok = ok && (json_is_object(map) || json_is_null(map));
        if (ok && json_is_object(map))
            json_object_update(out, map);
    }
    if (ok)
        return wf_val_give(ret, out);
    json_decref(out);
    return wf_eval_usage(ev, call, "a list of maps");
}

/* Of maps that are written out, with expressions in them: one map as well, but where an expression
 * would be lost, with what it refers to, or the whole would read as a call. */
bool wf_apply_open_merge(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_auto_t *out = json_object();
    const char *key;
    json_t *map, *value;
    size_t i;

    (void)call;
    json_array_foreach (args, i, map) {
        if (!json_is_null(map) && !wf_eval_literal_map(ev, map))
            return true;
        json_object_foreach (map, key, value) {
            if (wf_eval_holds_call(ev, json_object_get(out, key)))
                return true;
            json_object_set(out, key, value);
        }
    }
    if (json_is_array(args) && wf_eval_literal_map(ev, out))
        ret->value = json_incref(out);
    return true;
}

/* A map, or none where null stands; false for anything else. */
static bool map_or_null(Eval *ev, const Call *call, json_t *value, json_t **ret_map)
{
    if (value && !json_is_object(value) && !json_is_null(value))
        return wf_eval_usage(ev, call, "a map, and a map of 'keys' and 'values'");
    *ret_map = json_is_object(value) ? value : NULL;
    return true;
}

/* A key of Python's that is no text, as JSON writes it. NULL if it cannot be a key. */
static char *key_text(const json_t *key)
{
    return json_is_array(key) || json_is_object(key) ? NULL
           : json_is_string(key)                     ? g_strdup(json_string_value(key))
                                                     : wf_py_json_dumps(key, false);
}

static bool put_replaced(Eval *ev, const Call *call, json_t *in, const char *key, json_t *value,
                         const json_t *new_key, json_t *out)
{
    if (!new_key || json_is_null(new_key)) {
        json_object_set(out, key, value);
        return true;
    }
    g_autofree char *text = key_text(new_key);
    if (!text)
        return wf_eval_usage(ev, call, "texts as new keys");
    if ((json_object_get(in, text) && strcmp(text, key) != 0) || json_object_get(out, text))
        return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' gives key '%s' a name that is taken",
                            call->name, key);
    json_object_set(out, text, value);
    return true;
}

static bool replace_all(Eval *ev, const Call *call, json_t *in, json_t *keys, json_t *values,
                        Val *ret)
{
    json_t *out = json_object(), *value;
    const char *key;
    bool ok = true;

    json_object_foreach (in, key, value) {
        json_t *new_value =
            json_is_string(value)
                ? json_object_getn(values, json_string_value(value), json_string_length(value))
                : NULL;
        ok = ok && put_replaced(ev, call, in, key, new_value ? new_value : value,
                                json_object_get(keys, key), out);
    }
    if (ok)
        return wf_val_give(ret, out);
    json_decref(out);
    return false;
}

bool wf_apply_map_replace(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_t *in = NULL, *how = NULL, *keys = NULL, *values = NULL, *item;
    const char *key;

    if (!json_is_array(args) || json_array_size(args) != 2)
        return wf_eval_usage(ev, call, "a list of a map and a map of 'keys' and 'values'");
    if (!map_or_null(ev, call, json_array_get(args, 0), &in) ||
        !map_or_null(ev, call, json_array_get(args, 1), &how))
        return false;
    json_object_foreach (how, key, item) {
        if (strcmp(key, "keys") != 0 && strcmp(key, "values") != 0)
            return wf_eval_usage(ev, call, "nothing but 'keys' and 'values' in its second map");
    }
    return map_or_null(ev, call, json_object_get(how, "keys"), &keys) &&
           map_or_null(ev, call, json_object_get(how, "values"), &values) &&
           replace_all(ev, call, in, keys, values, ret);
}

bool wf_check_member_list(Eval *ev, const Call *call)
{
    const json_t *args = call->args;
    if (!json_is_array(args) || json_array_size(args) != 3 ||
        !json_is_string(json_array_get(args, 0)) || !json_is_string(json_array_get(args, 1)))
        return wf_eval_usage(ev, call, "[name of key, name of value, list of members]");
    return true;
}

/* ".member.7.Name" -> 7 and "Name"; false if it is something else. */
static bool member_name(const char *text, guint64 *ret_index, char **ret_name)
{
    const char *start = text + strlen(".member.");
    if (!g_str_has_prefix(text, ".member.") || !g_ascii_isdigit(*start))
        return false;
    char *end;
    guint64 index = g_ascii_strtoull(start, &end, 10);
    if (*end != '.')
        return false;
    *ret_index = index;
    *ret_name = g_strndup(end + 1, strcspn(end + 1, "\n"));
    return true;
}

typedef struct {
    guint64 index;
    json_t *fields;
} Member;

static void member_clear(gpointer member)
{
    json_decref(((Member *)member)->fields);
}

static json_t *fields_of(GArray *members, guint64 index)
{
    for (guint i = 0; i < members->len; i++) {
        if (g_array_index(members, Member, i).index == index)
            return g_array_index(members, Member, i).fields;
    }
    Member member = {index, json_object()};
    g_array_append_val(members, member);
    return member.fields;
}

static int by_index(gconstpointer a, gconstpointer b)
{
    const Member *m = a, *n = b;
    return m->index < n->index ? -1 : m->index > n->index;
}

/* "a=b" pairs as a map: the last of equal names counts. NULL if an item is no pair. */
static json_t *pairs_of(json_t *list)
{
    json_t *pairs = json_object(), *item;
    size_t i;

    json_array_foreach (list, i, item) {
        const char *text = json_string_value(item), *mark = text ? strchr(text, '=') : NULL;
        if (!mark) {
            json_decref(pairs);
            return NULL;
        }
        json_object_setn_new(pairs, text, (size_t)(mark - text), json_string(mark + 1));
    }
    return pairs;
}

bool wf_apply_member_list(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    const char *key_name = json_string_value(json_array_get(args, 0)), *text;
    const char *value_name = json_string_value(json_array_get(args, 1));
    json_t *list = json_array_get(args, 2), *item, *out = json_object();
    json_t *pairs = json_is_array(list) || !wf_py_truth(list) ? pairs_of(list) : NULL;
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(Member));

    if (!pairs || !(json_is_array(list) || json_is_string(list) || json_is_object(list))) {
        json_decref(pairs);
        json_decref(out);
        return wf_eval_usage(ev, call, "a list of texts such as .member.0.Name=value");
    }
    g_array_set_clear_func(members, member_clear);
    bool ok = true;
    json_object_foreach (pairs, text, item) {
        guint64 index;
        g_autofree char *name = NULL;
        ok = ok && wf_eval_charge(ev, members->len);
        if (ok && member_name(text, &index, &name))
            json_object_set(fields_of(members, index), name, item);
    }
    g_array_sort(members, by_index);
    for (guint i = 0; i < members->len; i++) {
        json_t *fields = g_array_index(members, Member, i).fields;
        json_t *key = json_object_get(fields, key_name);
        json_t *value = json_object_get(fields, value_name);
        if (key && value)
            json_object_set(out, json_string_value(key), value);
    }
    json_decref(pairs);
    if (ok)
        return wf_val_give(ret, out);
    json_decref(out);
    return false;
}
