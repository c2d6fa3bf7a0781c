/* Expressions: the first byte chooses version and context, the rest is JSON with
 * an expression, and possibly a parameter's schema. Whatever comes, evaluation
 * ends within its limits; and to learn something only later changes no result. */
#include "weft/expr.h"
#include "weft/param.h"
#include "weft/py.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Names tell their values; those that start with "u" come later. */
static json_t *value_of(gpointer data, const char *name)
{
    const bool *later = data;
    if (name[0] == 'u' && !*later)
        return NULL;
    switch (name[0] ? name[1] : 0) {
    case 'l':
        return json_pack("[s,i,[s]]", "a", 1, "b");
    case 'm':
        return json_pack("{s:{s:s},s:n}", "a", "get_param", "x", "b");
    case 't':
        return json_true();
    case 'n':
        return json_null();
    default:
        return json_string(name);
    }
}

static json_t *named(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    (void)ret_expr, (void)error;
    return value_of(data, name);
}

static json_t *attr(gpointer data, const char *resource, const json_t *path, bool *ret_expr,
                    GError **error)
{
    (void)ret_expr, (void)error;
    json_t *whole = value_of(data, resource);
    json_t *part = whole ? wf_expr_select(whole, path) : NULL;
    json_decref(whole);
    return part;
}

static json_t *condition(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    const bool *later = data;
    (void)ret_expr, (void)error;
    return name[0] == 'u' && !*later ? NULL : json_boolean(strlen(name) % 2);
}

static bool is_resource(gpointer data, const char *name)
{
    (void)data;
    return name[0] == 'r';
}

static void count(const WfRef *ref, gpointer user)
{
    g_assert(ref->where[0] == '\0' || ref->where[0] == '/');
    ++*(guint *)user;
}

static void check_param(const json_t *schema, const json_t *raw, WfHotVersion version)
{
    g_autoptr(WfParam) param = wf_param_new("p", schema, version, NULL);
    if (param)
        json_decref(wf_param_value(param, raw, NULL, NULL));
}

static void check_expr(const json_t *expr, WfExprScope *scope, bool *later)
{
    bool known = false;
    guint n = 0;

    *later = false;
    wf_expr_refs(expr, scope, count, &n, NULL);
    json_t *part = wf_expr_eval(expr, scope, &known, NULL, NULL);
    *later = true;
    json_t *whole = wf_expr_eval(expr, scope, NULL, NULL, NULL);
    if (part && !known) {
        json_t *rest = wf_expr_eval(part, scope, &known, NULL, NULL);
        json_decref(part);
        part = rest;
    }
    /* a shared limit may be met in one step and not in two */
    if (part && whole && !wf_py_equal(part, whole))
        g_error("two steps differ from one");
    json_decref(part);
    json_decref(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const WfExprResolver resolver = {named,     attr,  named,       named,
                                            condition, named, is_resource, NULL};
    bool later = false;

    if (size < 2 || size > 65536)
        return 0;
    WfExprScope scope = {(WfHotVersion)(data[0] % WF_N_HOT),
                         data[0] & 0x80 ? WF_EXPR_CONDITION : WF_EXPR_VALUE, &resolver, &later};
    json_t *expr =
        json_loadb((const char *)data + 1, size - 1, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (!expr)
        return 0;
    check_expr(expr, &scope, &later);
    const json_t *schema = json_object_get(expr, "schema");
    if (schema)
        check_param(schema, json_object_get(expr, "value"), scope.version);
    json_decref(expr);
    return 0;
}
