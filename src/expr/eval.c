/* Partial evaluation: the walk over values, and how a call is carried out.
 *
 * One pass, inside out, as Heat parses and resolves: literals stand for
 * themselves (and are shared, not copied), maps with one key that is a function
 * are calls. Depth, number of calls and the amount of copying are bounded, so
 * that no input can make it run or grow without end. */
#include "eval_priv.h"

/* ---- lists and maps ---- */

typedef struct {
    const char *key; /* NULL in a list */
    size_t key_len;
    json_t *raw;
    Val val;
} Part;

static void part_clear(gpointer part)
{
    wf_val_clear(&((Part *)part)->val);
}

static bool eval_part(Eval *ev, Part *part, size_t index, bool keep)
{
    wf_eval_enter(ev, part->key, index);
    bool ok = wf_eval_value(ev, part->raw, &part->val);
    if (ok && part->val.omit && keep)
        part->val = (Val){.value = json_null(), .known = true};
    wf_eval_leave(ev);
    return ok;
}

static json_t *assemble(const GArray *parts, bool is_list, bool forms)
{
    json_t *out = is_list ? json_array() : json_object();
    for (guint i = 0; i < parts->len; i++) {
        const Part *part = &g_array_index(parts, Part, i);
        if (part->val.omit)
            continue;
        json_t *item = forms ? wf_val_form(&part->val) : part->val.value;
        if (is_list)
            json_array_append(out, item);
        else
            json_object_setn(out, part->key, part->key_len, item);
    }
    return out;
}

/* The collection made of @parts: @raw itself if nothing in it changed. */
static void join_parts(const GArray *parts, json_t *raw, Val *ret)
{
    bool known = true, same = true, formed = false;

    for (guint i = 0; i < parts->len; i++) {
        const Part *part = &g_array_index(parts, Part, i);
        known &= part->val.known;
        same &= part->val.value == part->raw;
        formed |= part->val.form != NULL;
    }
    ret->known = known;
    if (same && !formed) {
        ret->value = json_incref(raw);
        return;
    }
    ret->value = assemble(parts, json_is_array(raw), !known);
    if (known && formed)
        ret->form = assemble(parts, json_is_array(raw), true);
}

static bool eval_parts(Eval *ev, GArray *parts, json_t *raw, guint keep, Val *ret)
{
    for (guint i = 0; i < parts->len; i++) {
        if (!eval_part(ev, &g_array_index(parts, Part, i), i, i < keep))
            return false;
    }
    join_parts(parts, raw, ret);
    return true;
}

/* Most arguments are names: nothing in such a collection is to be evaluated. */
static bool is_flat(json_t *collection)
{
    const char *key;
    json_t *item;
    size_t i;

    json_array_foreach (collection, i, item)
        if (json_is_object(item) || json_is_array(item))
            return false;
    json_object_foreach (collection, key, item)
        if (json_is_object(item) || json_is_array(item))
            return false;
    return true;
}

static bool eval_list(Eval *ev, json_t *list, guint keep, Val *ret)
{
    if (is_flat(list)) {
        *ret = (Val){.value = json_incref(list), .known = true};
        return true;
    }
    g_autoptr(GArray) parts =
        g_array_sized_new(FALSE, TRUE, sizeof(Part), (guint)json_array_size(list));
    size_t i;
    json_t *item;

    g_array_set_clear_func(parts, part_clear);
    json_array_foreach (list, i, item) {
        Part part = {.raw = item};
        g_array_append_val(parts, part);
    }
    return eval_parts(ev, parts, list, keep, ret);
}

static bool eval_map(Eval *ev, json_t *map, guint keep, Val *ret)
{
    if (is_flat(map)) {
        *ret = (Val){.value = json_incref(map), .known = true};
        return true;
    }
    g_autoptr(GArray) parts =
        g_array_sized_new(FALSE, TRUE, sizeof(Part), (guint)json_object_size(map));
    const char *key;
    size_t len;
    json_t *item;

    g_array_set_clear_func(parts, part_clear);
    json_object_keylen_foreach(map, key, len, item)
    {
        Part part = {.key = key, .key_len = len, .raw = item};
        g_array_append_val(parts, part);
    }
    return eval_parts(ev, parts, map, keep, ret);
}

/* ---- calls ---- */

static bool eval_args(Eval *ev, const Call *call, guint keep, Val *ret)
{
    wf_eval_enter(ev, call->name, 0);
    bool ok;
    if (json_is_array(call->args))
        ok = eval_list(ev, call->args, keep, ret);
    else if (wf_eval_literal_map(ev, call->args))
        ok = eval_map(ev, call->args, keep, ret);
    else
        ok = wf_eval_plain(ev, call->args, ret);
    wf_eval_leave(ev);
    return ok;
}

/* The call with what is known of its arguments. */
static json_t *kept_call(const Call *call, const Val *args)
{
    json_t *form = wf_val_form(args);
    return form == call->args ? json_incref(call->expr) : json_pack("{s:O}", call->name, form);
}

static bool apply_rule(Eval *ev, const Call *call, const Rule *rule, Val *ret)
{
    g_auto(Val) args = {0};

    if ((rule->check && !rule->check(ev, call)) || !eval_args(ev, call, rule->keep, &args))
        return false;
    bool (*apply)(Eval *, const Call *, json_t *, Val *) =
        args.known ? rule->apply : rule->apply_open;
    if (apply && (!wf_eval_charge_value(ev, wf_val_form(&args)) ||
                  !apply(ev, call, args.known ? args.value : wf_val_form(&args), ret)))
        return false;
    if (!ret->value) {
        ret->value = kept_call(call, &args);
        return true;
    }
    if (!wf_eval_charge_value(ev, ret->value))
        return false;
    if (ret->known && wf_eval_holds_call(ev, ret->value))
        ret->form = kept_call(call, &args);
    return true;
}

static bool eval_call(Eval *ev, const Call *call, Val *ret)
{
    WfHotVersion version = ev->scope->version;

    if (++ev->calls > WF_LIMIT_EVAL_STEPS)
        return wf_eval_fail(ev, WF_ERROR_LIMIT, "more than %d function calls in one expression",
                            WF_LIMIT_EVAL_STEPS);
    if (!wf_expr_known(call->fn, version, ev->context)) {
        if (ev->context == WF_EXPR_CONDITION && wf_expr_known(call->fn, version, WF_EXPR_VALUE))
            return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' cannot stand in a condition",
                                call->name);
        return wf_eval_fail(ev, WF_ERROR_INVALID, "'%s' is no longer a function in %s", call->name,
                            wf_hot_version_date(version));
    }
    const Rule *rule = ev->rule(call->fn, version);
    return rule->special ? rule->special(ev, call, ret) : apply_rule(ev, call, rule, ret);
}

bool wf_eval_value(Eval *ev, json_t *expr, Val *ret)
{
    if (!json_is_object(expr) && !json_is_array(expr)) {
        *ret = (Val){.value = json_incref(expr), .known = true};
        return true;
    }
    if (ev->depth >= WF_LIMIT_EVAL_DEPTH)
        return wf_eval_fail(ev, WF_ERROR_LIMIT, "nested deeper than %d levels",
                            WF_LIMIT_EVAL_DEPTH);
    ev->depth++;
    Call call = {.expr = expr};
    call.fn = wf_expr_call(expr, ev->scope->version, ev->context, &call.args);
    call.name = wf_expr_function_name(call.fn);
    Val result = {0};
    bool ok = call.fn != WF_FN_NONE ? eval_call(ev, &call, &result)
              : json_is_array(expr) ? eval_list(ev, expr, 0, &result)
                                    : eval_map(ev, expr, 0, &result);
    ev->depth--;
    if (ok)
        *ret = result;
    else
        wf_val_clear(&result);
    return ok;
}

bool wf_eval_plain(Eval *ev, json_t *expr, Val *ret)
{
    if (!wf_eval_value(ev, expr, ret))
        return false;
    if (ret->omit)
        *ret = (Val){.value = json_null(), .known = true};
    return true;
}
