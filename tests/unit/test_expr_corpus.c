/* Every case of tests/data/expr against what Heat made of it, in every version;
 * and the promise of partial evaluation: to learn something later changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <weft/error.h>
#include <weft/expr.h>
#include <weft/param.h>
#include <weft/py.h>

typedef struct {
    json_t *world;
    WfHotVersion version;
    const char *unknown; /* "section/name" that is not known yet, "*": nothing is */
    json_t *params;      /* converted */
    guint nested;        /* conditions in conditions */
} World;

static bool is_unknown(const World *w, const char *section, const char *name)
{
    g_autofree char *id = g_strdup_printf("%s/%s", section, name);
    return w->unknown && (strcmp(w->unknown, "*") == 0 || strcmp(w->unknown, id) == 0);
}

static json_t *find(const World *w, const json_t *from, const char *section, const char *name,
                    GError **error)
{
    json_t *value = json_object_get(from, name);
    if (!value)
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "no '%s'", name);
    return value && !is_unknown(w, section, name) ? json_incref(value) : NULL;
}

static json_t *param(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    const World *w = data;
    (void)ret_expr;
    if (strcmp(name, "OS::stack_id") == 0)
        return json_string("");
    return find(w, w->params, "params", name, error);
}

static json_t *attr(gpointer data, const char *resource, const json_t *path, bool *ret_expr,
                    GError **error)
{
    const World *w = data;
    (void)ret_expr;
    json_t *all = find(w, json_object_get(w->world, "attrs"), "attrs", resource, error);
    if (!all)
        return NULL;
    const char *attribute = json_string_value(json_array_get(path, 0));
    json_t *value = NULL;
    if (attribute && !json_object_get(all, attribute))
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "no attribute '%s'", attribute);
    else
        value = wf_expr_select(all, path);
    json_decref(all);
    return value;
}

static json_t *resource(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    const World *w = data;
    (void)ret_expr;
    json_t *all = find(w, json_object_get(w->world, "attrs"), "attrs", name, error);
    json_decref(all);
    return all ? json_sprintf("id-of-%s", name) : NULL;
}

static json_t *file(gpointer data, const char *path, bool *ret_expr, GError **error)
{
    const World *w = data;
    (void)ret_expr;
    return find(w, json_object_get(w->world, "files"), "files", path, error);
}

static json_t *facade(gpointer data, const char *what, bool *ret_expr, GError **error)
{
    const World *w = data;
    (void)ret_expr;
    return find(w, json_object_get(w->world, "facade"), "facade", what, error);
}

static bool is_resource(gpointer data, const char *name)
{
    const World *w = data;
    return json_object_get(json_object_get(w->world, "attrs"), name) != NULL;
}

static json_t *condition(gpointer data, const char *name, bool *ret_expr, GError **error);

static const WfExprResolver resolver = {param,     attr,   resource,    file,
                                        condition, facade, is_resource, NULL};

static json_t *condition(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    World *w = data;
    json_t *definition = json_object_get(json_object_get(w->world, "conditions"), name);
    WfExprScope scope = {w->version, WF_EXPR_CONDITION, &resolver, w};
    bool known;

    (void)ret_expr;
    if (!definition) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "no condition '%s'", name);
        return NULL;
    }
    if (is_unknown(w, "conditions", name))
        return NULL;
    json_t *value = wf_expr_condition_definition(definition, &scope, &known, NULL, error);
    if (value && !known) {
        json_decref(value);
        return NULL;
    }
    return value;
}

static json_t *load(const char *name)
{
    g_autofree char *path = g_build_filename(TEST_DATA_DIR, "expr", name, NULL);
    json_error_t error;
    json_t *value = json_load_file(path, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!value)
        fail_msg("%s:%d: %s", path, error.line, error.text);
    return value;
}

static World world_new(void)
{
    World w = {.world = load("world.json"), .params = json_object()};
    const char *name;
    json_t *p;

    json_object_foreach (json_object_get(w.world, "params"), name, p) {
        WfParamType type;
        assert_true(wf_param_type_parse(json_string_value(json_object_get(p, "type")), &type));
        json_t *value = wf_param_convert(type, json_object_get(p, "value"), NULL);
        assert_non_null(value);
        json_object_set_new(w.params, name, value);
    }
    return w;
}

static void world_clear(World *w)
{
    json_decref(w->world);
    json_decref(w->params);
}

/* ---- one case in one version ---- */

static const json_t *expected_in(const json_t *steps, WfHotVersion version)
{
    const json_t *found = NULL;
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *step = json_array_get(steps, i);
        WfHotVersion from;
        assert_true(wf_hot_version_parse(json_string_value(json_array_get(step, 0)), &from));
        if (from <= version)
            found = json_array_get(step, 1);
    }
    return found;
}

static json_t *evaluate(World *w, const json_t *expr, bool is_condition, bool *ret_known,
                        GError **error)
{
    WfExprScope scope = {w->version, WF_EXPR_VALUE, &resolver, w};
    *ret_known = false;
    return is_condition ? wf_expr_condition(expr, &scope, ret_known, NULL, error)
                        : wf_expr_eval(expr, &scope, ret_known, NULL, error);
}

/* {"value": ..} or {"error": ..} */
static json_t *outcome(json_t *value, bool known, const GError *error)
{
    if (value && !known)
        return json_pack("{s:o}", "left", value);
    if (value)
        return json_pack("{s:o}", "value", value);
    return json_pack("{s:s}", "error",
                     g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND) ? "missing" : "invalid");
}

static guint compare(const json_t *expected, const json_t *found, const json_t *input,
                     WfHotVersion version, const GError *error)
{
    g_autofree char *a = wf_py_json_dumps(expected, false), *b = wf_py_json_dumps(found, false);
    if (strcmp(a, b) == 0)
        return 0;
    g_autofree char *text = wf_py_json_dumps(input, false);
    print_error("%s in %s\n  expected %s\n  found    %s %s\n", text, wf_hot_version_date(version),
                a, b, error ? error->message : "");
    return 1;
}

static guint check_case(World *w, const json_t *one, const json_t *expected)
{
    const json_t *expr = json_object_get(one, "expr");
    bool is_condition = !expr, known;
    g_autoptr(GError) error = NULL;

    if (is_condition)
        expr = json_object_get(one, "condition");
    json_t *value = evaluate(w, expr, is_condition, &known, &error);
    json_t *found = outcome(value, known, error);
    guint wrong = compare(expected, found, expr, w->version, error);
    json_decref(found);
    return wrong;
}

/* First without something, then with everything: the same as at once. Only an
 * undecided `if`, `and` or `or` may complain of what would never be looked at. */
static guint check_two_steps(World *w, const json_t *one, const json_t *expected,
                             const char *unknown)
{
    const json_t *expr = json_object_get(one, "expr");
    bool is_condition = !expr, known;
    g_autoptr(GError) error = NULL;

    if (is_condition)
        expr = json_object_get(one, "condition");
    w->unknown = unknown;
    json_t *part = evaluate(w, expr, is_condition, &known, &error);
    w->unknown = NULL;
    if (part && !known) {
        json_t *rest = evaluate(w, part, is_condition, &known, &error);
        json_decref(part);
        part = rest;
    }
    g_autofree char *text = wf_py_json_dumps(expr, false);
    bool may_be_early = strstr(text, "\"if\"") || strstr(text, "\"and\"") || strstr(text, "\"or\"");
    json_t *found = outcome(part, known, error);
    guint wrong = 0;
    if (part ? true : json_object_get(expected, "value") && !may_be_early)
        wrong = compare(expected, found, expr, w->version, error);
    json_decref(found);
    return wrong;
}

typedef guint (*Check)(World *w, const json_t *one, const json_t *expected);

static guint each_case(const char *name, World *w, Check check)
{
    json_t *cases = load(name), *one;
    guint wrong = 0;
    size_t i;

    assert_true(json_array_size(cases) > 50);
    json_array_foreach (cases, i, one) {
        for (guint v = 0; v < WF_N_HOT; v++) {
            const json_t *expected = expected_in(json_object_get(one, "expect"), (WfHotVersion)v);
            w->version = (WfHotVersion)v;
            if (expected)
                wrong += check(w, one, expected);
        }
    }
    json_decref(cases);
    return wrong;
}

static const char *const files[] = {
    "ref.cases.json",  "replace.cases.json", "text.cases.json",
    "list.cases.json", "map.cases.json",     "repeat.cases.json",
    "url.cases.json",  "if.cases.json",      "condition.cases.json"};

static void test_as_heat(void **state)
{
    (void)state;
    World w = world_new();
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        wrong += each_case(files[i], &w, check_case);
    world_clear(&w);
    assert_int_equal(wrong, 0);
}

static guint check_all_unknowns(World *w, const json_t *one, const json_t *expected)
{
    static const char *const unknowns[] = {"*",           "params/s",       "params/list",
                                           "params/map",  "params/callish", "attrs/server",
                                           "params/name", "conditions/on",  "conditions/off",
                                           "params/num",  "files/run.sh"};
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(unknowns); i++)
        wrong += check_two_steps(w, one, expected, unknowns[i]);
    return wrong;
}

static void test_two_steps(void **state)
{
    (void)state;
    World w = world_new();
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        wrong += each_case(files[i], &w, check_all_unknowns);
    world_clear(&w);
    assert_int_equal(wrong, 0);
}

static guint check_param(World *w, const json_t *one, const json_t *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WfParam) p = wf_param_new("p", json_object_get(one, "schema"), w->version, &error);
    json_t *value = p ? wf_param_value(p, json_object_get(one, "value"), NULL, &error) : NULL;
    json_t *found = outcome(value, true, error);
    guint wrong = compare(expected, found, one, w->version, error);
    json_decref(found);
    return wrong;
}

static void test_parameters(void **state)
{
    (void)state;
    World w = world_new();
    guint wrong = each_case("param.cases.json", &w, check_param);
    world_clear(&w);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_heat),
        cmocka_unit_test(test_two_steps),
        cmocka_unit_test(test_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
