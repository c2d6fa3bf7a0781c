/* The evaluator from outside: it is handed the functions there are, and ends with a result or with
 * what was wrong and where. */
#include "eval_priv.h"

static Eval begin(const WfExprScope *scope, WfExprContext context)
{
    return (Eval){
        .scope = scope,
        .context = context,
        .rule = wf_rule,
        .path = g_array_new(FALSE, FALSE, sizeof(Step)),
    };
}

static json_t *finish(Eval *ev, Val *val, bool *ret_known, char **reterr_where, GError **error)
{
    json_t *result = NULL;

    g_array_set_size(ev->path, 0);
    if (!ev->error && wf_eval_charge_value(ev, val->value)) {
        if (ret_known)
            *ret_known = val->known;
        result = json_incref(val->value);
    } else {
        g_propagate_error(error, ev->error);
        if (reterr_where)
            *reterr_where = g_steal_pointer(&ev->where);
    }
    wf_val_clear(val);
    g_free(ev->where);
    g_array_unref(ev->path);
    return result;
}

json_t *wf_expr_eval(const json_t *expr, const WfExprScope *scope, bool *ret_known,
                     char **reterr_where, GError **error)
{
    Eval ev = begin(scope, scope->context);
    Val val = {0};
    wf_eval_plain(&ev, (json_t *)expr, &val);
    return finish(&ev, &val, ret_known, reterr_where, error);
}

json_t *wf_expr_condition(const json_t *expr, const WfExprScope *scope, bool *ret_known,
                          char **reterr_where, GError **error)
{
    Eval ev = begin(scope, WF_EXPR_CONDITION);
    g_auto(Val) val = {0};
    Val truth = {0};
    if (wf_eval_plain(&ev, (json_t *)expr, &val))
        wf_eval_truth(&ev, &val, &truth);
    return finish(&ev, &truth, ret_known, reterr_where, error);
}

json_t *wf_expr_condition_definition(const json_t *expr, const WfExprScope *scope, bool *ret_known,
                                     char **reterr_where, GError **error)
{
    Eval ev = begin(scope, WF_EXPR_CONDITION);
    Val val = {0};
    if (json_is_boolean(expr) || wf_eval_is_call(&ev, expr))
        wf_eval_plain(&ev, (json_t *)expr, &val);
    else
        wf_eval_fail(&ev, WF_ERROR_INVALID, "a condition must be a boolean or a function");
    if (!ev.error && val.known && !json_is_boolean(val.value))
        wf_eval_fail(&ev, WF_ERROR_INVALID, "a condition must come out as true or false");
    return finish(&ev, &val, ret_known, reterr_where, error);
}
