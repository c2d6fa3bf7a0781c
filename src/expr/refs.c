/* Walks over expressions without computing them, for what they refer to. Names and
 * conditions that are expressions themselves are evaluated with the resolver. */
#include "eval_priv.h"

typedef struct {
    const WfExprScope *scope;
    WfExprContext context;
    WfRefFunc ref;
    gpointer user;
    GArray *path; /* of Step */
    GError *error;
    guint calls;
    bool maybe;
} Walk;

static void walk_value(Walk *w, json_t *expr);

static void walk_step(Walk *w, const char *key, size_t index, json_t *expr)
{
    Step step = {key, index};
    g_array_append_val(w->path, step);
    walk_value(w, expr);
    g_array_set_size(w->path, w->path->len - 1);
}

static void walk_children(Walk *w, json_t *value)
{
    const char *key;
    size_t i;
    json_t *item;

    json_array_foreach (value, i, item)
        walk_step(w, NULL, i, item);
    json_object_foreach (value, key, item)
        walk_step(w, key, 0, item);
}

static void report(Walk *w, WfRefKind kind, const char *name, const json_t *path)
{
    g_autofree char *where = wf_eval_pointer(w->path);
    WfRef ref = {kind, name, path, where, w->maybe};
    if (w->ref)
        w->ref(&ref, w->user);
}

/* What an argument comes to; NULL if that is open, or an error of evaluation. */
static json_t *decided(Walk *w, const json_t *expr, bool condition)
{
    WfExprScope scope = *w->scope;
    bool known = false;

    scope.context = w->context;
    json_t *value = condition ? wf_expr_condition(expr, &scope, &known, NULL, NULL)
                              : wf_expr_eval(expr, &scope, &known, NULL, NULL);
    if (known)
        return value;
    json_decref(value);
    return NULL;
}

/* Name and path of a reference: its argument is a text, or a list that starts with one. */
static void report_named(Walk *w, WfRefKind kind, const json_t *args)
{
    const json_t *first = json_is_array(args) ? json_array_get(args, 0) : args;
    json_t *name = NULL, *path = NULL;

    if (json_is_string(first))
        name = json_incref((json_t *)first);
    else if (first)
        name = decided(w, first, false);
    if (json_is_array(name)) { /* the whole argument was a call */
        args = name;
        first = json_array_get(name, 0);
    } else {
        first = name;
    }
    if (kind == WF_REF_ATTR || kind == WF_REF_PARAM) {
        path = json_array();
        for (size_t i = 1; i < json_array_size(args); i++)
            json_array_append(path, json_array_get(args, i));
    }
    report(w, kind, json_string_value(first), path);
    json_decref(path);
    json_decref(name);
}

/* A condition where it is used: a name, or a call around names. */
static void walk_condition(Walk *w, json_t *condition)
{
    WfExprContext context = w->context;
    w->context = WF_EXPR_CONDITION;
    if (json_is_string(condition))
        report(w, WF_REF_CONDITION, json_string_value(condition), NULL);
    else
        walk_value(w, condition);
    w->context = context;
}

static void walk_if(Walk *w, json_t *args)
{
    json_t *condition = json_array_get(args, 0);
    Step in_args = {"if", 0}, first = {NULL, 0};

    if (!condition)
        return;
    g_array_append_val(w->path, in_args);
    g_array_append_val(w->path, first);
    walk_condition(w, condition);
    g_array_set_size(w->path, w->path->len - 1);
    json_auto_t *truth = decided(w, condition, true);
    bool maybe = w->maybe;
    w->maybe |= !truth;
    for (size_t i = 1; i <= 2 && i < json_array_size(args); i++) {
        if (!truth || json_is_true(truth) == (i == 1))
            walk_step(w, NULL, i, json_array_get(args, i));
    }
    w->maybe = maybe;
    g_array_set_size(w->path, w->path->len - 1);
}

/* and, or, not: texts among their operands are names of conditions. */
static void walk_operands(Walk *w, const char *name, json_t *args)
{
    Step step = {name, 0};
    size_t i;
    json_t *item;

    g_array_append_val(w->path, step);
    json_array_foreach (args, i, item) {
        Step index = {NULL, i};
        g_array_append_val(w->path, index);
        walk_condition(w, item);
        g_array_set_size(w->path, w->path->len - 1);
    }
    if (!json_is_array(args))
        walk_condition(w, args);
    g_array_set_size(w->path, w->path->len - 1);
}

static void walk_call(Walk *w, WfFunction fn, json_t *args)
{
    switch (fn) {
    case WF_FN_IF:
        walk_if(w, args);
        return;
    case WF_FN_NOT:
    case WF_FN_AND:
    case WF_FN_OR:
        walk_operands(w, wf_expr_function_name(fn), args);
        return;
    case WF_FN_GET_PARAM:
        report_named(w, WF_REF_PARAM, args);
        break;
    case WF_FN_GET_RESOURCE:
        report_named(w, WF_REF_RESOURCE, args);
        break;
    case WF_FN_GET_ATTR:
        report_named(w, WF_REF_ATTR, args);
        break;
    case WF_FN_GET_FILE:
        report_named(w, WF_REF_FILE, args);
        break;
    case WF_FN_AWS_REF:
        report_named(w, WF_REF_AWS, args);
        break;
    case WF_FN_RESOURCE_FACADE:
    case WF_FN_AWS_FACADE:
        report_named(w, WF_REF_FACADE, args);
        break;
    case WF_FN_YAQL:
        report(w, WF_REF_YAQL, NULL, NULL);
        break;
    default:
        break;
    }
    walk_step(w, wf_expr_function_name(fn), 0, args);
}

static void walk_value(Walk *w, json_t *expr)
{
    json_t *args;

    if (w->error || (!json_is_object(expr) && !json_is_array(expr)))
        return;
    if (w->path->len >= 2 * WF_LIMIT_EVAL_DEPTH || ++w->calls > 100 * WF_LIMIT_EVAL_STEPS) {
        g_set_error(&w->error, WF_ERROR, WF_ERROR_LIMIT, "an expression is too deep or too large");
        return;
    }
    WfFunction fn = wf_expr_call(expr, w->scope->version, w->context, &args);
    bool known = fn != WF_FN_NONE && wf_expr_known(fn, w->scope->version, w->context);
    if (known)
        walk_call(w, fn, args);
    else
        walk_children(w, expr);
}

static bool run(Walk *w, const json_t *expr, GError **error)
{
    w->path = g_array_new(FALSE, FALSE, sizeof(Step));
    w->context = w->scope->context;
    /* A condition may be no more than a name. */
    if (w->context == WF_EXPR_CONDITION)
        walk_condition(w, (json_t *)expr);
    else
        walk_value(w, (json_t *)expr);
    g_array_unref(w->path);
    if (!w->error)
        return true;
    g_propagate_error(error, w->error);
    return false;
}

bool wf_expr_refs(const json_t *expr, const WfExprScope *scope, WfRefFunc func, gpointer user,
                  GError **error)
{
    Walk w = {.scope = scope, .ref = func, .user = user};
    return run(&w, expr, error);
}
