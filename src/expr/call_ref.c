/* Calls that ask the resolver: parameters, resources, attributes, files. */
#include "eval_priv.h"

#include <string.h>

typedef json_t *(*Ask)(gpointer data, const char *name, bool *ret_expr, GError **error);

/* A resolver's expression may come from a template of another version: any
 * function of any version counts. Conditions of the latest one name them all,
 * as their own or as refused. */
static WfFunction any_call(const json_t *expr, json_t **ret_args)
{
    return wf_expr_call(expr, WF_HOT_2021_04_16, WF_EXPR_CONDITION, ret_args);
}

/* Only for values that have been measured: the depth is bounded. */
static bool holds_any_call(const json_t *value)
{
    const char *key;
    size_t i;
    json_t *item;

    if (any_call(value, NULL) != WF_FN_NONE)
        return true;
    json_array_foreach (value, i, item) {
        if (holds_any_call(item))
            return true;
    }
    json_object_foreach ((json_t *)value, key, item) {
        if (holds_any_call(item))
            return true;
    }
    return false;
}

/* Turns a resolver's answer into a Val. An expression without calls is data. */
static bool take_answer(Eval *ev, json_t *answer, bool is_expr, GError *error, Val *ret)
{
    if (error) {
        json_decref(answer);
        return wf_eval_propagate(ev, error);
    }
    if (!answer)
        return true;
    if (is_expr && !wf_eval_charge_value(ev, answer)) {
        json_decref(answer);
        return false;
    }
    ret->value = answer;
    ret->known = !is_expr || !holds_any_call(answer);
    return true;
}

static bool ask(Eval *ev, Ask callback, const char *name, Val *ret)
{
    GError *error = NULL;
    bool is_expr = false;
    if (!callback)
        return true;
    json_t *answer = callback(ev->scope->data, name, &is_expr, &error);
    return take_answer(ev, answer, is_expr, error, ret);
}

#define CALLBACK(ev, member) ((ev)->scope->resolver ? (ev)->scope->resolver->member : NULL)

/* collection[key] as Python has it; new reference, NULL where it raises. Text
 * is a sequence, true is 1. Only get_param takes "1" for an index. */
static json_t *step_into(const json_t *collection, const json_t *key, bool text_index)
{
    gint64 index = json_is_true(key) ? 1 : json_integer_value(key);

    if (json_is_object(collection)) {
        if (!json_is_string(key))
            return NULL;
        return json_incref(
            json_object_getn(collection, json_string_value(key), json_string_length(key)));
    }
    if (json_is_string(key)) {
        if (!text_index || !wf_py_int(json_string_value(key), json_string_length(key), &index))
            return NULL;
    } else if (!json_is_integer(key) && !json_is_boolean(key)) {
        return NULL;
    }
    if (json_is_array(collection))
        return json_incref(wf_py_item(collection, index));
    if (!json_is_string(collection))
        return NULL;
    const char *text = json_string_value(collection);
    glong size = g_utf8_strlen(text, (gssize)json_string_length(collection));
    if (index < 0)
        index += size;
    if (index < 0 || index >= size)
        return NULL;
    const char *at = g_utf8_offset_to_pointer(text, (glong)index);
    return json_stringn(at, (size_t)(g_utf8_next_char(at) - at));
}

/* Walks from item @from of @path on; new reference, or NULL where it misses. */
static json_t *walk(const json_t *value, const json_t *path, size_t from, bool text_index)
{
    json_t *at = json_incref((json_t *)value);
    for (size_t i = from; at && i < json_array_size(path); i++) {
        json_t *next = step_into(at, json_array_get(path, i), text_index);
        json_decref(at);
        at = next;
    }
    return at;
}

json_t *wf_expr_select(const json_t *value, const json_t *path)
{
    json_t *found = walk(value, path, 0, false);
    return found ? found : json_null();
}

json_t *wf_expr_path_from(const json_t *path, size_t first)
{
    json_t *rest = json_array();

    for (size_t i = first; i < json_array_size(path); i++)
        json_array_append(rest, json_array_get(path, i));
    return rest;
}

/* A reference to what is left of a path. */
static json_t *longer(WfFunction fn, const json_t *args, const json_t *path, size_t from)
{
    json_t *whole = json_is_array(args) ? json_copy((json_t *)args) : json_pack("[O]", args);
    json_auto_t *rest = wf_expr_path_from(path, from);

    json_array_extend(whole, rest);
    return json_pack("{s:o}", wf_expr_function_name(fn), whole);
}

static json_t *part(const json_t *expr, const json_t *path, size_t from, bool text_index,
                    GError **error);

/* Either branch's part; as deep as `if`s stand in one another, which is bounded. */
static json_t *part_of_if(const json_t *args, const json_t *path, size_t from, bool text_index,
                          GError **error)
{
    json_t *whole = json_pack("[O]", json_array_get(args, 0));

    for (size_t i = 1; i <= 2; i++) {
        GError *failed = NULL;
        const json_t *branch = json_array_get(args, i);
        json_t *one = branch ? part(branch, path, from, text_index, &failed) : NULL;
        if (failed) {
            g_propagate_error(error, failed);
            json_decref(whole);
            return NULL;
        }
        json_array_append_new(whole, one ? one : json_null());
    }
    return json_pack("{s:o}", "if", whole);
}

/* What map_merge of these has under @key: the last map's, unless what is behind it cannot be seen
 * into. False: that cannot be told; *ret NULL: there is none. */
static bool merged(const json_t *maps, const json_t *key, json_t **ret)
{
    for (size_t i = json_array_size(maps); i-- > 0;) {
        const json_t *map = json_array_get(maps, i);
        if (any_call(map, NULL) != WF_FN_NONE)
            return false;
        if (json_is_object(map) && (*ret = step_into(map, key, false)))
            return true;
    }
    return json_is_array(maps) && json_is_string(key);
}

/* The same of list_concat. */
static bool concatenated(const json_t *lists, gint64 index, json_t **ret)
{
    const json_t *list;
    size_t i;

    json_array_foreach (lists, i, list) {
        gint64 size = (gint64)json_array_size(list);
        if (any_call(list, NULL) != WF_FN_NONE)
            return false;
        if (index < size) {
            *ret = json_incref(json_array_get(list, (size_t)index));
            return true;
        }
        index -= size;
    }
    return json_is_array(lists);
}

/* str_split takes the index itself. */
static bool split(const json_t *args, gint64 index, json_t **ret)
{
    if (json_array_size(args) != 2)
        return false;
    *ret = json_pack("{s:[O, O, I]}", wf_expr_function_name(WF_FN_STR_SPLIT),
                     json_array_get(args, 0), json_array_get(args, 1), (json_int_t)index);
    return true;
}

/* Into what a call makes of its arguments, where that can be seen. */
static bool step_into_call(WfFunction fn, const json_t *args, const json_t *key, bool text_index,
                           json_t **ret)
{
    gint64 index = json_is_integer(key) ? json_integer_value(key) : -1;

    if (text_index && json_is_string(key) &&
        !wf_py_int(json_string_value(key), json_string_length(key), &index))
        index = -1;
    if (fn == WF_FN_MAP_MERGE)
        return merged(args, key, ret);
    if (index < 0)
        return false;
    return fn == WF_FN_LIST_CONCAT ? concatenated(args, index, ret)
                                   : fn == WF_FN_STR_SPLIT && split(args, index, ret);
}

static json_t *part(const json_t *expr, const json_t *path, size_t from, bool text_index,
                    GError **error)
{
    json_auto_t *at = json_incref((json_t *)expr);

    for (size_t i = from; at && i < json_array_size(path); i++) {
        const json_t *step = json_array_get(path, i);
        json_t *args = NULL;
        WfFunction fn = any_call(at, &args);
        if ((fn == WF_FN_GET_ATTR && json_is_array(args)) || fn == WF_FN_GET_PARAM)
            return longer(fn, args, path, i);
        if (fn == WF_FN_IF && json_array_size(args) >= 2)
            return part_of_if(args, path, i, text_index, error);
        WfFunction open = fn == WF_FN_NONE ? any_call(step, NULL) : fn;
        json_t *next = NULL;
        if (open != WF_FN_NONE && !step_into_call(fn, args, step, text_index, &next)) {
            g_set_error(error, WF_ERROR, WF_ERROR_FAILED,
                        fn == WF_FN_NONE ? "the part that is asked for is told by '%s', which is "
                                           "not known now"
                                         : "this asks for a part of what only '%s' can compute",
                        wf_expr_function_name(open));
            return NULL;
        }
        if (open == WF_FN_NONE)
            next = step_into(at, step, text_index);
        json_decref(at);
        at = next;
    }
    return json_incref(at);
}

json_t *wf_expr_part(const json_t *expr, const json_t *path, bool text_index, GError **error)
{
    return part(expr, path, 0, text_index, error);
}

/* The arguments without anything left to compute; NULL without an error: the call stays. */
static json_t *settle(Eval *ev, const json_t *args, GError **error)
{
    return CALLBACK(ev, settle) ? CALLBACK(ev, settle)(ev->scope->data, args, error) : NULL;
}

/* What @args name behind the parameter, whose value is an expression. */
static json_t *param_part(const json_t *value, const json_t *args, GError **error)
{
    GError *failed = NULL;
    json_t *found = part(value, args, 1, true, &failed);

    if (!failed)
        return found ? found : json_string("");
    g_propagate_error(error, failed);
    return NULL;
}

bool wf_apply_get_param(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    if (!wf_py_truth(args))
        return wf_eval_usage(ev, call, "the name of a parameter");
    if (!json_is_string(args) && !json_is_array(args))
        return wf_eval_usage(ev, call, "a name, or a list of a name and a path");
    const json_t *name = json_is_array(args) ? json_array_get(args, 0) : args;
    if (!json_is_string(name))
        return wf_eval_usage(ev, call, "a text as the parameter's name");
    if (!ask(ev, CALLBACK(ev, param), json_string_value(name), ret))
        return false;
    if (!ret->value || !json_is_array(args) || json_array_size(args) == 1)
        return true;
    json_auto_t *value = ret->value;
    GError *error = NULL;
    if (ret->known) {
        json_t *found = walk(value, args, 1, true);
        ret->value = found ? found : json_string("");
        return true;
    }
    ret->value = param_part(value, args, &error);
    ret->known = ret->value && !holds_any_call(ret->value);
    return ret->value || wf_eval_propagate(ev, error);
}

/* A path of which some steps are calls, into a value that may be one, too. */
bool wf_apply_open_param(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    const json_t *name = json_array_get(args, 0);
    GError *error = NULL;

    if (!json_is_string(name))
        return true;
    if (!ask(ev, CALLBACK(ev, param), json_string_value(name), ret))
        return false;
    if (!ret->value)
        return true;
    json_auto_t *value = g_steal_pointer(&ret->value);
    bool open = !ret->known;
    ret->known = false;
    if (open && (ret->value = param_part(value, args, NULL)))
        return true;
    json_auto_t *known = settle(ev, args, &error);
    return known   ? wf_apply_get_param(ev, call, known, ret)
           : error ? wf_eval_propagate(ev, error)
                   : true;
}

bool wf_apply_get_resource(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    if (!json_is_string(args))
        return wf_eval_usage(ev, call, "the name of a resource");
    return ask(ev, CALLBACK(ev, resource), json_string_value(args), ret);
}

/* A list of name and attribute; later versions let the attribute go. There a
 * text of one character passes too, being a sequence of one name. */
bool wf_check_get_attr(Eval *ev, const Call *call)
{
    bool all = ev->scope->version >= WF_HOT_2015_10_15;
    if (all && json_is_string(call->args) && g_utf8_strlen(json_string_value(call->args), -1) == 1)
        return true;
    if (!json_is_array(call->args) || json_array_size(call->args) < (all ? 1 : 2))
        return wf_eval_usage(ev, call, "a list [resource, attribute, path ...]");
    return true;
}

/* @args: a list of name, attribute and path; @all: all attributes are asked for. */
static json_t *ask_attr(Eval *ev, const json_t *args, bool all, bool *ret_expr, GError **error)
{
    json_auto_t *path = json_array();
    const json_t *name = json_is_array(args) ? json_array_get(args, 0) : args;

    for (size_t i = 1; !all && i < json_array_size(args); i++)
        json_array_append(path, json_array_get(args, i));
    return CALLBACK(ev, attr)(ev->scope->data, json_string_value(name), path, ret_expr, error);
}

bool wf_apply_get_attr(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    const json_t *name = json_is_array(args) ? json_array_get(args, 0) : args;
    const json_t *attribute = json_is_array(args) ? json_array_get(args, 1) : NULL;
    bool all = ev->scope->version >= WF_HOT_2015_10_15 && (!attribute || json_is_null(attribute));
    GError *error = NULL;
    bool is_expr = false;

    if (!json_is_string(name) || (!all && !json_is_string(attribute)))
        return wf_eval_usage(ev, call, "texts as names of resource and attribute");
    if (!CALLBACK(ev, attr))
        return true;
    json_t *answer = ask_attr(ev, args, all, &is_expr, &error);
    return take_answer(ev, answer, is_expr, error, ret);
}

/* A path of which some steps are calls: it can stay behind what the name becomes, or must be
 * settled. */
bool wf_apply_open_attr(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    GError *error = NULL;
    bool is_expr = false;

    if (!CALLBACK(ev, attr) || !json_is_string(json_array_get(args, 0)) ||
        !json_is_string(json_array_get(args, 1)))
        return true;
    json_t *answer = ask_attr(ev, args, false, &is_expr, &error);
    if (!error || error->code == WF_ERROR_NOT_FOUND)
        return take_answer(ev, answer, is_expr, error, ret);
    g_clear_error(&error);
    json_auto_t *known = settle(ev, args, &error);
    return known   ? wf_apply_get_attr(ev, call, known, ret)
           : error ? wf_eval_propagate(ev, error)
                   : true;
}

bool wf_apply_get_file(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    if (!json_is_string(args))
        return wf_eval_usage(ev, call, "the path of a file");
    return ask(ev, CALLBACK(ev, file), json_string_value(args), ret);
}

/* What to ask for, in the words of HOT; NULL if there is no such thing. */
static const char *facade_word(const Call *call)
{
    static const char *const words[] = {"metadata", "deletion_policy", "update_policy"};
    static const char *const aws_words[] = {"Metadata", "DeletionPolicy", "UpdatePolicy"};
    const char *text = json_string_value(call->args);

    for (guint i = 0; text && i < G_N_ELEMENTS(words); i++) {
        if (strcmp(text, call->fn == WF_FN_AWS_FACADE ? aws_words[i] : words[i]) == 0)
            return words[i];
    }
    return NULL;
}

bool wf_check_facade(Eval *ev, const Call *call)
{
    if (facade_word(call))
        return true;
    return wf_eval_usage(ev, call,
                         call->fn == WF_FN_AWS_FACADE
                             ? "Metadata, DeletionPolicy or UpdatePolicy"
                             : "metadata, deletion_policy or update_policy");
}

bool wf_apply_facade(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    (void)args;
    return ask(ev, CALLBACK(ev, facade), facade_word(call), ret);
}

bool wf_check_ref(Eval *ev, const Call *call)
{
    if (json_is_string(call->args))
        return true;
    return wf_eval_usage(ev, call, "the name of a parameter or resource");
}

bool wf_apply_ref(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    (void)call;
    const char *name = json_string_value(args);
    if (!CALLBACK(ev, is_resource))
        return true;
    if (CALLBACK(ev, is_resource)(ev->scope->data, name))
        return ask(ev, CALLBACK(ev, resource), name, ret);
    return ask(ev, CALLBACK(ev, param), name, ret);
}

/* Only the cloud (availability zones) or Heat itself (yaql) can tell. */
bool wf_apply_unknown(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    (void)ev, (void)call, (void)args, (void)ret;
    return true;
}

bool wf_check_yaql(Eval *ev, const Call *call)
{
    const char *key;
    json_t *item;
    bool good = wf_eval_literal_map(ev, call->args) && json_object_get(call->args, "expression");

    json_object_foreach (good ? call->args : NULL, key, item)
        good &= strcmp(key, "expression") == 0 || strcmp(key, "data") == 0;
    return good || wf_eval_usage(ev, call, "a map with 'expression' and 'data'");
}
