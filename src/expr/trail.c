/* Where an evaluation is, what it has used of its limits, and what went wrong. */
#include "eval_priv.h"

#include <weft/text.h>

void wf_val_clear(Val *val)
{
    json_decref(val->value);
    json_decref(val->form);
    *val = (Val){0};
}

json_t *wf_val_form(const Val *val)
{
    return val->form ? val->form : val->value;
}

/* ---- where we are, and what went wrong ---- */

void wf_eval_enter(Eval *ev, const char *key, size_t index)
{
    Step step = {key, index};
    g_array_append_val(ev->path, step);
}

void wf_eval_leave(Eval *ev)
{
    g_array_set_size(ev->path, ev->path->len - 1);
}

char *wf_eval_pointer(const GArray *path)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < path->len; i++) {
        const Step *step = &g_array_index(path, Step, i);
        g_string_append_c(out, '/');
        if (!step->key)
            g_string_append_printf(out, "%zu", step->index);
        for (const char *s = step->key; s && *s; s++) {
            if (*s == '~' || *s == '/')
                g_string_append(out, *s == '~' ? "~0" : "~1");
            else
                g_string_append_c(out, *s);
        }
    }
    return g_string_free(out, FALSE);
}

bool wf_eval_propagate(Eval *ev, GError *error)
{
    if (ev->error) {
        g_error_free(error);
        return false;
    }
    ev->error = error;
    ev->where = wf_eval_pointer(ev->path);
    return false;
}

bool wf_eval_fail(Eval *ev, WfErrorCode code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *visible = wf_text_visible(text, -1, 1000);
    return wf_eval_propagate(ev, g_error_new_literal(WF_ERROR, (int)code, visible));
}

bool wf_eval_usage(Eval *ev, const Call *call, const char *expected)
{
    return wf_eval_fail(ev, WF_ERROR_INVALID, "wrong argument to '%s': expected %s", call->name,
                        expected);
}

/* ---- limits ---- */

bool wf_eval_charge(Eval *ev, gsize work)
{
    ev->work += MIN(work, WF_LIMIT_EVAL_WORK + 1);
    if (ev->work <= WF_LIMIT_EVAL_WORK)
        return true;
    return wf_eval_fail(ev, WF_ERROR_LIMIT, "evaluating takes more than %u MiB of copying",
                        WF_LIMIT_EVAL_WORK >> 20);
}

/* Adds the size of @value to @size; false past the limits of size or depth. */
static bool measure(const json_t *value, guint depth, gsize *size)
{
    const char *key;
    size_t i, len;
    json_t *item;

    *size += WF_EVAL_LEAST + (json_is_string(value) ? json_string_length(value) : 0);
    if (*size > WF_LIMIT_EVAL_BYTES || depth > WF_LIMIT_EVAL_DEPTH)
        return false;
    if (json_is_array(value)) {
        json_array_foreach (value, i, item) {
            if (!measure(item, depth + 1, size))
                return false;
        }
    } else if (json_is_object(value)) {
        json_object_keylen_foreach((json_t *)value, key, len, item)
        {
            *size += len;
            if (!measure(item, depth + 1, size))
                return false;
        }
    }
    return true;
}

bool wf_eval_measure(const json_t *value, gsize *size)
{
    return measure(value, 0, size);
}

bool wf_eval_too_large(Eval *ev)
{
    return wf_eval_fail(ev, WF_ERROR_LIMIT, "a value is larger than %u MiB or too deep",
                        WF_LIMIT_EVAL_BYTES >> 20);
}

bool wf_eval_charge_value(Eval *ev, const json_t *value)
{
    gsize size = 0;

    return measure(value, 0, &size) ? wf_eval_charge(ev, size) : wf_eval_too_large(ev);
}

/* ---- what is a call ---- */

bool wf_eval_is_call(const Eval *ev, const json_t *expr)
{
    return wf_expr_call(expr, ev->scope->version, ev->context, NULL) != WF_FN_NONE;
}

bool wf_eval_literal_map(const Eval *ev, const json_t *args)
{
    return json_is_object(args) && !wf_eval_is_call(ev, args);
}

/* Only for values that have been measured: the depth is bounded. */
bool wf_eval_holds_call(const Eval *ev, const json_t *value)
{
    const char *key;
    size_t i;
    json_t *item;

    if (json_is_array(value)) {
        json_array_foreach (value, i, item) {
            if (wf_eval_holds_call(ev, item))
                return true;
        }
    } else if (json_is_object(value)) {
        if (wf_eval_is_call(ev, value))
            return true;
        json_object_foreach ((json_t *)value, key, item) {
            if (wf_eval_holds_call(ev, item))
                return true;
        }
    }
    return false;
}
