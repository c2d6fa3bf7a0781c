/* Conditions: if, equals, not, and, or. What is undecided stays; `and` and `or`
 * are decided as soon as one side decides them. */
#include "eval_priv.h"

bool wf_eval_truth(Eval *ev, const Val *condition, Val *ret)
{
    const WfExprResolver *resolver = ev->scope->resolver;
    GError *error = NULL;
    bool is_expr = false;

    if (!condition->known || json_is_boolean(condition->value)) {
        *ret = (Val){.value = json_incref(condition->value), .known = condition->known};
        return true;
    }
    if (json_is_null(condition->value)) /* Heat: no condition at all */
        return wf_val_give(ret, json_true());
    if (!json_is_string(condition->value))
        return wf_eval_fail(ev, WF_ERROR_INVALID, "a condition must be a name or a boolean");
    json_t *answer = resolver && resolver->condition
                         ? resolver->condition(ev->scope->data, json_string_value(condition->value),
                                               &is_expr, &error)
                         : NULL;
    if (error) {
        json_decref(answer);
        return wf_eval_propagate(ev, error);
    }
    if (answer && !is_expr && !json_is_boolean(answer)) {
        json_decref(answer);
        return wf_eval_fail(ev, WF_ERROR_INVALID, "condition '%s' is neither true nor false",
                            json_string_value(condition->value));
    }
    ret->known = answer && json_is_boolean(answer);
    ret->value = answer ? answer : json_incref(condition->value);
    return true;
}

/* Evaluates args[index], or args itself, as a condition. */
static bool eval_condition(Eval *ev, const Call *call, json_t *expr, gssize index, Val *ret)
{
    WfExprContext context = ev->context;
    g_auto(Val) val = {0};

    wf_eval_enter(ev, call->name, 0);
    if (index >= 0)
        wf_eval_enter(ev, NULL, (size_t)index);
    ev->context = WF_EXPR_CONDITION;
    bool ok = wf_eval_plain(ev, expr, &val) && wf_eval_truth(ev, &val, ret);
    ev->context = context;
    if (index >= 0)
        wf_eval_leave(ev);
    wf_eval_leave(ev);
    return ok;
}

static bool eval_branch(Eval *ev, const Call *call, size_t index, Val *ret)
{
    json_t *branch = json_array_get(call->args, index);
    if (!branch) {
        *ret = (Val){.known = true, .omit = true};
        return true;
    }
    wf_eval_enter(ev, call->name, 0);
    wf_eval_enter(ev, NULL, index);
    bool ok = wf_eval_value(ev, branch, ret);
    wf_eval_leave(ev);
    wf_eval_leave(ev);
    return ok;
}

/* The branch of an undecided `if`, as it must be written. */
static json_t *branch_form(const Val *branch)
{
    return branch->omit ? json_pack("{s:[b,n]}", "if", 0) : json_incref(wf_val_form(branch));
}

static bool keep_if(Eval *ev, const Call *call, const Val *condition, Val *ret)
{
    bool two = json_array_size(call->args) == 2;
    g_auto(Val) yes = {0};
    g_auto(Val) no = {0};

    if (!eval_branch(ev, call, 1, &yes) || (!two && !eval_branch(ev, call, 2, &no)))
        return false;
    ret->value = json_pack("{s:[O,o]}", call->name, condition->value, branch_form(&yes));
    if (!two)
        json_array_append_new(json_object_get(ret->value, call->name), branch_form(&no));
    return true;
}

bool wf_special_if(Eval *ev, const Call *call, Val *ret)
{
    size_t n = json_array_size(call->args);
    bool may_omit = ev->scope->version >= WF_HOT_2021_04_16;
    g_auto(Val) condition = {0};

    if (!json_is_array(call->args) || !(n == 3 || (n == 2 && may_omit)))
        return wf_eval_usage(ev, call, "a list [condition, value if true, value if false]");
    if (!eval_condition(ev, call, json_array_get(call->args, 0), 0, &condition))
        return false;
    if (condition.known)
        return eval_branch(ev, call, json_is_true(condition.value) ? 1 : 2, ret);
    return keep_if(ev, call, &condition, ret);
}

bool wf_apply_equals(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    (void)ev, (void)call;
    return wf_val_give(ret,
                       json_boolean(wf_py_equal(json_array_get(args, 0), json_array_get(args, 1))));
}

/* The reference of a resource is a text that is not empty: enough to tell whether a stack was given
 * an optional resource at all, before it is there. */
static bool never_equal(const Eval *ev, json_t *reference, json_t *other)
{
    json_t *args = NULL;

    return wf_expr_call(reference, ev->scope->version, WF_EXPR_VALUE, &args) ==
               WF_FN_GET_RESOURCE &&
           (json_is_string(other) ? !*json_string_value(other) : !json_is_object(other));
}

bool wf_apply_open_equals(Eval *ev, const Call *call, json_t *args, Val *ret)
{
    json_t *one = json_array_get(args, 0), *two = json_array_get(args, 1);

    (void)call;
    return !(never_equal(ev, one, two) || never_equal(ev, two, one)) ||
           wf_val_give(ret, json_false());
}

bool wf_special_not(Eval *ev, const Call *call, Val *ret)
{
    g_auto(Val) condition = {0};

    if (json_is_null(call->args))
        return wf_eval_usage(ev, call, "a condition");
    if (!eval_condition(ev, call, call->args, -1, &condition))
        return false;
    if (condition.known)
        return wf_val_give(ret, json_boolean(!json_is_true(condition.value)));
    ret->value = condition.value == call->args ? json_incref(call->expr)
                                               : json_pack("{s:O}", call->name, condition.value);
    return true;
}

/* Evaluates every item of the list; the texts among them are still names. */
static bool eval_operands(Eval *ev, const Call *call, GArray *vals)
{
    WfExprContext context = ev->context;
    bool ok = true;

    ev->context = WF_EXPR_CONDITION;
    wf_eval_enter(ev, call->name, 0);
    for (size_t i = 0; ok && i < json_array_size(call->args); i++) {
        Val val = {0};
        wf_eval_enter(ev, NULL, i);
        ok = wf_eval_plain(ev, json_array_get(call->args, i), &val);
        wf_eval_leave(ev);
        g_array_append_val(vals, val);
    }
    wf_eval_leave(ev);
    ev->context = context;
    return ok;
}

/* Python's all() and any() stop at the first that decides: only so far are names
 * looked up. */
static bool decide(Eval *ev, const Call *call, const GArray *vals, json_t *forms, Val *ret)
{
    bool deciding = call->fn == WF_FN_OR, known = true;

    for (guint i = 0; i < vals->len; i++) {
        g_auto(Val) truth = {0};
        if (!wf_eval_truth(ev, &g_array_index(vals, Val, i), &truth))
            return false;
        if (truth.known && json_is_true(truth.value) == deciding)
            return wf_val_give(ret, json_boolean(deciding));
        known &= truth.known;
        json_array_append(forms, truth.value);
    }
    if (known)
        return wf_val_give(ret, json_boolean(!deciding));
    ret->value = json_pack("{s:O}", call->name, forms);
    return true;
}

static void clear_val(gpointer val)
{
    wf_val_clear(val);
}

bool wf_special_and_or(Eval *ev, const Call *call, Val *ret)
{
    if (!json_is_array(call->args) || json_array_size(call->args) < 2)
        return wf_eval_usage(ev, call, "a list of at least two conditions");
    g_autoptr(GArray) vals = g_array_new(FALSE, FALSE, sizeof(Val));
    g_array_set_clear_func(vals, clear_val);
    json_auto_t *forms = json_array();
    return eval_operands(ev, call, vals) && decide(ev, call, vals, forms, ret);
}
