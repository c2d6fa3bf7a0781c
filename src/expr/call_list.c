/* Lists: concatenating, searching, filtering, selecting. */
#include "eval_priv.h"

/* Is @value in @list? Each comparison counts. */
static bool is_in(Eval *ev, const json_t *value, const json_t *list, bool *ret_found)
{
    *ret_found = false;
    for (size_t i = 0; !*ret_found && i < json_array_size(list); i++) {
        if (!wf_eval_charge(ev, 8))
            return false;
        *ret_found = wf_py_equal(json_array_get(list, i), value);
    }
    return true;
}

static bool append_item(Eval *ev, json_t *out, json_t *item, bool unique)
{
    bool found = false;
    if (unique && !is_in(ev, item, out, &found))
        return false;
    if (!found)
        json_array_append(out, item);
    return true;
}

bool wf_apply_concat(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    bool unique = call->fn == WF_FN_LIST_CONCAT_UNIQUE, ok = true;
    json_t *out = json_array(), *list, *item;
    size_t i, j;

    if (!json_is_array(args))
        ok = wf_eval_usage(ev, call, "a list of lists");
    json_array_foreach (args, i, list) {
        if (ok && !json_is_array(list) && !json_is_null(list))
            ok = wf_eval_usage(ev, call, "nothing but lists in its list");
        json_array_foreach (ok ? list : NULL, j, item)
            ok = ok && append_item(ev, out, item, unique);
    }
    if (ok)
        return wf_val_give(ret, out);
    json_decref(out);
    return false;
}

/* Of lists that are written out, with expressions in them. */
bool wf_apply_open_concat(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_auto_t *out = json_array();
    json_t *list;
    size_t i;

    (void)ev, (void)call;
    json_array_foreach (args, i, list) {
        if (!json_is_array(list) && !json_is_null(list))
            return true;
        if (json_is_array(list))
            json_array_extend(out, list);
    }
    if (json_is_array(args))
        ret->value = json_incref(out);
    return true;
}

bool wf_check_two(Eval *ev, const Call *call)
{
    if (!json_is_array(call->args) || json_array_size(call->args) != 2)
        return wf_eval_usage(ev, call, "a list of two values");
    return true;
}

bool wf_apply_contains(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    const json_t *value = json_array_get(args, 0), *sequence = json_array_get(args, 1);
    bool found;

    if (json_is_string(sequence)) {
        if (!json_is_string(value))
            return wf_eval_usage(ev, call, "a text to look for in a text");
        found = g_strstr_len(json_string_value(sequence), (gssize)json_string_length(sequence),
                             json_string_value(value)) != NULL;
    } else if (!json_is_array(sequence)) {
        return wf_eval_usage(ev, call, "a list to look into");
    } else if (!is_in(ev, value, sequence, &found)) {
        return false;
    }
    return wf_val_give(ret, json_boolean(found));
}

bool wf_apply_filter(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_t *values = json_array_get(args, 0), *sequence = json_array_get(args, 1), *item;
    bool ok = true;
    size_t i;

    if (!wf_py_truth(sequence))
        return wf_val_give(ret, json_incref(sequence));
    if (!json_is_array(sequence))
        return wf_eval_usage(ev, call, "a list to filter");
    if (!wf_py_truth(values))
        return wf_val_give(ret, json_incref(sequence));
    if (!json_is_array(values))
        return wf_eval_usage(ev, call, "a list of the values to drop");
    json_t *out = json_array();
    json_array_foreach (sequence, i, item) {
        bool found = false;
        ok = ok && is_in(ev, item, values, &found);
        if (ok && !found)
            json_array_append(out, item);
    }
    if (ok)
        return wf_val_give(ret, out);
    json_decref(out);
    return false;
}

bool wf_check_select(Eval *ev, const Call *call)
{
    if (!json_is_array(call->args) || json_array_size(call->args) != 2)
        return wf_eval_usage(ev, call, "a list of an index and a list or map");
    return true;
}

static bool select_index(Eval *ev, const Call *call, const json_t *index, const json_t *list,
                         Val *ret)
{
    gint64 at = json_is_true(index) ? 1 : json_integer_value(index);

    if (json_is_real(index)) /* one that is too large is beyond the ends, too */
        at = (gint64)CLAMP(json_real_value(index), -9e18, 9e18);
    else if (json_is_string(index)
                 ? !wf_py_int(json_string_value(index), json_string_length(index), &at)
                 : !json_is_integer(index) && !json_is_boolean(index))
        return wf_eval_usage(ev, call, "a number as index into a list");
    json_t *item = wf_py_item(list, at);
    return wf_val_give(ret, item ? json_incref(item) : json_string(""));
}

/* The collection may be given as JSON text; null and "" select "". */
static bool select_item(Eval *ev, const Call *call, const json_t *index, const json_t *from,
                        Val *ret)
{
    if (json_is_object(from)) {
        if (!json_is_string(index))
            return wf_eval_usage(ev, call, "a text as index into a map");
        json_t *item = json_object_getn(from, json_string_value(index), json_string_length(index));
        return wf_val_give(ret, item ? json_incref(item) : json_string(""));
    }
    if (json_is_array(from))
        return select_index(ev, call, index, from, ret);
    if (json_is_null(from) || (json_is_string(from) && json_string_length(from) == 0))
        return wf_val_give(ret, json_string(""));
    return wf_eval_usage(ev, call, "a list or a map to select from");
}

bool wf_apply_select(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    const json_t *index = json_array_get(args, 0), *from = json_array_get(args, 1);
    json_error_t error;

    if (!json_is_string(from) || json_string_length(from) == 0)
        return select_item(ev, call, index, from, ret);
    json_t *parsed = json_loadb(json_string_value(from), json_string_length(from),
                                JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!parsed)
        return wf_eval_usage(ev, call, "JSON in the text to select from");
    bool ok;
    if (json_is_string(parsed)) /* JSON text within JSON text is not looked into */
        ok = wf_eval_usage(ev, call, "a list or a map to select from");
    else
        ok = wf_eval_charge_value(ev, parsed) && select_item(ev, call, index, parsed, ret);
    json_decref(parsed);
    return ok;
}
