/* Partial evaluation, limits, positions and references. What functions compute
 * is judged in test_expr_corpus.c, against Heat. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <weft/error.h>
#include <weft/expr.h>
#include <weft/limits.h>
#include <weft/py.h>

/* A resolver over one JSON object: {"params": {..}, "attrs": {..}, ...}. What
 * stands under "exprs" is given as an expression. */
static json_t *look_up(gpointer data, const char *section, const char *name, bool *ret_expr)
{
    json_t *exprs = json_object_get(json_object_get(data, "exprs"), section);
    json_t *value = json_object_get(exprs, name);
    *ret_expr = value != NULL;
    if (!value)
        value = json_object_get(json_object_get(data, section), name);
    return json_incref(value);
}

static json_t *param(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    json_t *value = look_up(data, "params", name, ret_expr);
    if (!value && g_str_has_prefix(name, "missing"))
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "no parameter '%s'", name);
    return value;
}

static json_t *attr(gpointer data, const char *resource, const json_t *path, bool *ret_expr,
                    GError **error)
{
    (void)error;
    json_t *all = look_up(data, "attrs", resource, ret_expr);
    if (!all || *ret_expr)
        return all;
    json_t *value = wf_expr_select(all, path);
    json_decref(all);
    return value;
}

static json_t *resource(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    (void)error;
    return look_up(data, "resources", name, ret_expr);
}

static json_t *condition(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    (void)error;
    return look_up(data, "conditions", name, ret_expr);
}

static const WfExprResolver resolver = {
    .param = param, .attr = attr, .resource = resource, .condition = condition};

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, JSON_DECODE_ANY, &error);
    if (!value)
        fail_msg("%s in %s", error.text, text);
    return value;
}

typedef struct {
    const char *expr, *knows, *expected; /* expected NULL: an error */
    bool known;
    const char *where;
    int code;
} Case;

static void check_at(const Case *c, WfHotVersion version, WfExprContext context)
{
    json_t *expr = parse(c->expr), *data = parse(c->knows ? c->knows : "{}");
    WfExprScope scope = {version, context, &resolver, data};
    g_autoptr(GError) error = NULL;
    g_autofree char *where = NULL;
    bool known = false;
    json_t *value = wf_expr_eval(expr, &scope, &known, &where, &error);

    if (c->expected) {
        if (!value)
            fail_msg("%s: %s", c->expr, error->message);
        json_t *expected = parse(c->expected);
        g_autofree char *text = wf_py_json_dumps(value, false);
        g_autofree char *expected_text = wf_py_json_dumps(expected, false);
        assert_string_equal(text, expected_text);
        assert_int_equal(known, c->known);
        json_decref(expected);
    } else {
        assert_null(value);
        assert_true(g_error_matches(error, WF_ERROR, c->code));
        assert_string_equal(where, c->where);
    }
    json_decref(value);
    json_decref(expr);
    json_decref(data);
}

static void check(const Case *cases, gsize n, WfExprContext context)
{
    for (gsize i = 0; i < n; i++)
        check_at(&cases[i], WF_HOT_2021_04_16, context);
}

static void test_keeps_what_it_does_not_know(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"{\"get_param\": \"p\"}", NULL, "{\"get_param\": \"p\"}", false, NULL, 0},
        {"{\"a\": {\"get_param\": \"p\"}, \"b\": {\"get_attr\": [\"s\", \"ip\"]}}",
         "{\"params\": {\"p\": 1}}", "{\"a\": 1, \"b\": {\"get_attr\": [\"s\", \"ip\"]}}", false,
         NULL, 0},
        {"{\"str_replace\": {\"template\": \"A B\", \"params\": {\"A\": {\"get_param\": \"p\"}, "
         "\"B\": {\"get_attr\": [\"s\", \"ip\"]}}}}",
         "{\"params\": {\"p\": \"x\"}}",
         "{\"str_replace\": {\"template\": \"A B\", \"params\": {\"A\": \"x\", \"B\": "
         "{\"get_attr\": [\"s\", \"ip\"]}}}}",
         false, NULL, 0},
        {"{\"if\": [\"c\", {\"get_param\": \"p\"}, {\"get_param\": \"q\"}]}",
         "{\"params\": {\"p\": 1}}", "{\"if\": [\"c\", 1, {\"get_param\": \"q\"}]}", false, NULL,
         0},
        {"{\"if\": [\"c\", {\"get_param\": \"p\"}, {\"get_param\": \"missing\"}]}",
         "{\"params\": {\"p\": 1}, \"conditions\": {\"c\": true}}", "1", true, NULL, 0},
        {"[{\"if\": [\"c\", 1]}, {\"if\": [\"d\", {\"if\": [\"c\", 1]}, 2]}]",
         "{\"conditions\": {\"c\": false}}", "[{\"if\": [\"d\", {\"if\": [false, null]}, 2]}]",
         false, NULL, 0},
        {"{\"yaql\": {\"expression\": \"$.data.len()\", \"data\": {\"get_param\": \"p\"}}}",
         "{\"params\": {\"p\": [1]}}",
         "{\"yaql\": {\"expression\": \"$.data.len()\", \"data\": [1]}}", false, NULL, 0},
        {"{\"digest\": [\"sha3_256\", \"a\"]}", NULL, "{\"digest\": [\"sha3_256\", \"a\"]}", false,
         NULL, 0},
    };
    check(cases, G_N_ELEMENTS(cases), WF_EXPR_VALUE);
}

/* Data that would read as a call is written as the call that makes it. */
static void test_data_never_turns_into_a_call(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"{\"get_param\": \"p\"}", "{\"params\": {\"p\": {\"get_attr\": [\"x\", \"y\"]}}}",
         "{\"get_attr\": [\"x\", \"y\"]}", true, NULL, 0},
        {"[{\"get_param\": \"p\"}, {\"get_param\": \"q\"}]",
         "{\"params\": {\"p\": {\"get_attr\": [\"x\", \"y\"]}}}",
         "[{\"get_param\": \"p\"}, {\"get_param\": \"q\"}]", false, NULL, 0},
        {"[{\"get_param\": \"p\"}, 2]", "{\"params\": {\"p\": {\"get_attr\": [\"x\", \"y\"]}}}",
         "[{\"get_attr\": [\"x\", \"y\"]}, 2]", true, NULL, 0},
        {"{\"list_concat\": [[{\"get_param\": \"p\"}], {\"get_param\": \"q\"}]}",
         "{\"params\": {\"p\": {\"a\": {\"if\": 1}}}}",
         "{\"list_concat\": [[{\"get_param\": \"p\"}], {\"get_param\": \"q\"}]}", false, NULL, 0},
    };
    check(cases, G_N_ELEMENTS(cases), WF_EXPR_VALUE);
}

static void test_resolver_may_give_expressions(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"{\"get_resource\": \"s\"}",
         "{\"exprs\": {\"resources\": {\"s\": {\"get_resource\": \"web.0.s\"}}}}",
         "{\"get_resource\": \"web.0.s\"}", false, NULL, 0},
        {"{\"get_param\": [\"p\", \"net\", 0]}",
         "{\"exprs\": {\"params\": {\"p\": {\"get_attr\": [\"s\", \"networks\"]}}}}",
         "{\"get_attr\": [\"s\", \"networks\", \"net\", 0]}", false, NULL, 0},
        {"{\"get_param\": [\"p\", \"b\"]}",
         "{\"exprs\": {\"params\": {\"p\": {\"a\": {\"get_attr\": [\"s\", \"x\"]}, \"b\": 2}}}}",
         "2", true, NULL, 0},
        {"{\"get_param\": [\"p\", \"c\"]}",
         "{\"exprs\": {\"params\": {\"p\": {\"a\": {\"get_attr\": [\"s\", \"x\"]}, \"b\": 2}}}}",
         "\"\"", true, NULL, 0},
        {"{\"get_param\": [\"p\", \"c\"]}",
         "{\"exprs\": {\"params\": {\"p\": {\"map_merge\": [{\"get_attr\": [\"s\", \"x\"]}]}}}}",
         NULL, false, "", WF_ERROR_FAILED},
        /* what map_merge puts together can be seen into, but behind a map that cannot */
        {"{\"get_param\": [\"p\", \"c\", \"d\"]}",
         "{\"exprs\": {\"params\": {\"p\": {\"map_merge\": [{\"c\": 1}, {\"c\": {\"get_attr\": "
         "[\"s\", "
         "\"x\"]}}, null]}}}}",
         "{\"get_attr\": [\"s\", \"x\", \"d\"]}", false, NULL, 0},
        {"{\"get_param\": [\"p\", \"c\"]}",
         "{\"exprs\": {\"params\": {\"p\": {\"map_merge\": [{\"get_attr\": [\"s\", \"x\"]}, "
         "{\"c\": 2}]}}}}",
         "2", true, NULL, 0},
        {"{\"get_param\": [\"p\", \"c\"]}",
         "{\"exprs\": {\"params\": {\"p\": {\"map_merge\": [{\"c\": 2}, {\"get_attr\": [\"s\", "
         "\"x\"]}]}}}}",
         NULL, false, "", WF_ERROR_FAILED},
        {"{\"get_param\": [\"p\", \"c\"]}",
         "{\"exprs\": {\"params\": {\"p\": {\"map_merge\": [{\"a\": {\"get_attr\": [\"s\", "
         "\"x\"]}}, "
         "{\"b\": 1}]}}}}",
         "\"\"", true, NULL, 0},
        {"{\"get_param\": [\"p\", \"1\"]}",
         "{\"exprs\": {\"params\": {\"p\": {\"str_split\": [\",\", {\"get_attr\": [\"s\", "
         "\"x\"]}]}}}}",
         "{\"str_split\": [\",\", {\"get_attr\": [\"s\", \"x\"]}, 1]}", false, NULL, 0},
        {"{\"get_param\": [\"p\", 2]}",
         "{\"exprs\": {\"params\": {\"p\": {\"list_concat\": [[1, {\"get_attr\": [\"s\", \"x\"]}], "
         "null, [3]]}}}}",
         "3", true, NULL, 0},
        {"{\"get_param\": [\"p\", 0, \"a\"]}",
         "{\"exprs\": {\"params\": {\"p\": {\"if\": [\"c\", [{\"a\": 1}], {\"get_attr\": [\"s\", "
         "\"x\"]}]}}}}",
         "{\"if\": [\"c\", 1, {\"get_attr\": [\"s\", \"x\", 0, \"a\"]}]}", false, NULL, 0},
        /* a list is known if all in it is */
        {"{\"get_param\": \"p\"}",
         "{\"exprs\": {\"params\": {\"p\": [1, {\"get_attr\": [\"s\", \"x\"]}]}}}",
         "[1, {\"get_attr\": [\"s\", \"x\"]}]", false, NULL, 0},
        {"{\"get_param\": \"p\"}",
         "{\"exprs\": {\"params\": {\"p\": [{\"a\": {\"get_attr\": [\"s\", \"x\"]}}]}}}",
         "[{\"a\": {\"get_attr\": [\"s\", \"x\"]}}]", false, NULL, 0},
        {"{\"get_param\": \"p\"}", "{\"exprs\": {\"params\": {\"p\": [1, {\"a\": 2}]}}}",
         "[1, {\"a\": 2}]", true, NULL, 0},
        {"{\"if\": [\"c\", 1, 2]}", "{\"exprs\": {\"conditions\": {\"c\": \"web.c\"}}}",
         "{\"if\": [\"web.c\", 1, 2]}", false, NULL, 0},
    };
    check(cases, G_N_ELEMENTS(cases), WF_EXPR_VALUE);
}

/* A nested stack may be older than the one that hands it an expression. */
static void test_expressions_of_other_versions(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"{\"list_join\": [\",\", [{\"get_param\": \"p\"}]]}",
         "{\"exprs\": {\"params\": {\"p\": {\"str_split\": [\",\", {\"get_attr\": [\"s\", "
         "\"x\"]}]}}}}",
         "{\"list_join\": [\",\", [{\"str_split\": [\",\", {\"get_attr\": [\"s\", \"x\"]}]}]]}",
         false, NULL, 0},
        {"{\"get_param\": [\"p\", 0]}",
         "{\"exprs\": {\"params\": {\"p\": {\"list_concat\": [{\"get_attr\": [\"s\", \"x\"]}]}}}}",
         NULL, false, "", WF_ERROR_FAILED},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        check_at(&cases[i], WF_HOT_2014_10_16, WF_EXPR_VALUE);
}

static void test_omitted_item(void **state)
{
    (void)state;
    static const char *const exprs[] = {"{\"if\": [\"c\", 1]}",
                                        "{\"a\": {\"if\": [\"c\", 1]}, \"b\": 2}",
                                        "[{\"if\": [\"c\", 1]}, 2]"};
    static const char *const without[] = {"null", "{\"b\": 2}", "[2]"};
    static const char *const with[] = {"1", "{\"a\": 1, \"b\": 2}", "[1, 2]"};
    json_t *data = parse("{\"conditions\": {\"c\": false}}");
    WfExprScope scope = {WF_HOT_2021_04_16, WF_EXPR_VALUE, &resolver, data};
    for (int holds = 0; holds <= 1; holds++) {
        json_object_set_new(json_object_get(data, "conditions"), "c", json_boolean(holds));
        for (gsize i = 0; i < G_N_ELEMENTS(exprs); i++) {
            json_t *expr = parse(exprs[i]), *wanted = parse(holds ? with[i] : without[i]);
            json_t *value = wf_expr_eval(expr, &scope, NULL, NULL, NULL);
            assert_true(json_equal(value, wanted));
            json_decref(expr);
            json_decref(wanted);
            json_decref(value);
        }
    }
    json_decref(data);
}

/* What a message says comes from the template: it must not reach a terminal raw. */
static void test_messages_are_visible(void **state)
{
    (void)state;
    json_t *expr = parse("{\"make_url\": {\"\\u001b[2J\": 1}}");
    WfExprScope scope = {WF_HOT_2021_04_16, WF_EXPR_VALUE, NULL, NULL};
    g_autoptr(GError) error = NULL;
    assert_null(wf_expr_eval(expr, &scope, NULL, NULL, &error));
    assert_string_equal(error->message, "'make_url' has no argument '\\x1b[2J'");
    json_decref(expr);
}

static void test_conditions(void **state)
{
    (void)state;
    static const char given[] = "{\"exprs\": {\"params\": {\"port\": {\"get_resource\": \"p\"}}}}";
    static const Case cases[] = {
        {"{\"and\": [\"c\", {\"equals\": [{\"get_param\": \"p\"}, 1]}]}",
         "{\"params\": {\"p\": 2}}", "false", true, NULL, 0},
        {"{\"or\": [\"c\", {\"equals\": [{\"get_param\": \"p\"}, 1]}]}", "{\"params\": {\"p\": 2}}",
         "{\"or\": [\"c\", false]}", false, NULL, 0},
        {"{\"not\": \"c\"}", "{\"conditions\": {\"c\": true}}", "false", true, NULL, 0},
        {"{\"not\": {\"str_split\": [\",\", \"a\"]}}", NULL, NULL, false, "/not", WF_ERROR_INVALID},
        {"{\"equals\": [{\"get_param\": \"port\"}, \"\"]}", given, "false", true, NULL, 0},
        {"{\"equals\": [null, {\"get_param\": \"port\"}]}", given, "false", true, NULL, 0},
        {"{\"equals\": [{\"get_param\": \"port\"}, \"a\"]}", given,
         "{\"equals\": [{\"get_resource\": \"p\"}, \"a\"]}", false, NULL, 0},
    };
    check(cases, G_N_ELEMENTS(cases), WF_EXPR_CONDITION);
}

static void test_says_where(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"{\"a/b\": [1, {\"list_join\": [\",\", [{\"get_param\": \"missing\"}]]}]}", NULL, NULL,
         false, "/a~1b/1/list_join/1/0", WF_ERROR_NOT_FOUND},
        {"{\"if\": [\"c\", 1, {\"str_split\": \"x\"}]}", NULL, NULL, false, "/if/2",
         WF_ERROR_INVALID},
        {"{\"Fn::Join\": [\",\", []]}", NULL, NULL, false, "", WF_ERROR_INVALID},
        {"{\"repeat\": {\"template\": \"ab\", \"permutations\": false, "
         "\"for_each\": {\"a\": [\"x\"], \"b\": [\"x\", \"y\"]}}}",
         NULL, NULL, false, "", WF_ERROR_INVALID},
        {"{\"repeat\": {\"template\": \"ab\", \"permutations\": false, "
         "\"for_each\": {\"a\": [\"x\", \"y\"], \"b\": [\"x\"]}}}",
         NULL, NULL, false, "", WF_ERROR_INVALID},
    };
    check(cases, G_N_ELEMENTS(cases), WF_EXPR_VALUE);
}

static void expect_limit(json_t *expr)
{
    WfExprScope scope = {WF_HOT_2021_04_16, WF_EXPR_VALUE, NULL, NULL};
    g_autoptr(GError) error = NULL;
    assert_null(wf_expr_eval(expr, &scope, NULL, NULL, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_LIMIT));
    json_decref(expr);
}

static void test_limits(void **state)
{
    (void)state;
    /* ten times ten times ... : a text that would fill the machine */
    json_t *laughs = json_string("lol");
    for (int i = 0; i < 12; i++)
        laughs = json_pack("{s:{s:s,s:{s:o}}}", "str_replace", "template", "xxxxxxxxxx", "params",
                           "x", laughs);
    expect_limit(laughs);
    json_t *for_each = json_object(), *ten = parse("[1,2,3,4,5,6,7,8,9,10]");
    for (int i = 0; i < 12; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        json_object_set(for_each, key, ten);
    }
    json_decref(ten);
    expect_limit(json_pack("{s:{s:i,s:o}}", "repeat", "template", 1, "for_each", for_each));
    g_autofree char *long_text = g_strnfill(20000, 'x'); /* between all characters of itself */
    expect_limit(json_pack("{s:{s:s,s:{s:[s]}}}", "repeat", "template", long_text, "for_each", "",
                           long_text));
    json_t *deep = json_integer(1);
    for (int i = 0; i < 5 * WF_LIMIT_YAML_DEPTH; i++)
        deep = json_pack("{s:[o]}", "list_concat", deep);
    expect_limit(deep);
    json_t *many = json_array(), *call = parse("{\"list_concat\": []}");
    for (int i = 0; i < WF_LIMIT_EVAL_STEPS + 1; i++)
        json_array_append(many, call);
    json_decref(call);
    expect_limit(many);
}

static void test_comparing_is_bounded(void **state)
{
    (void)state;
    json_t *many = json_array();
    for (int i = 0; i < 100000; i++)
        json_array_append_new(many, json_integer(i));
    expect_limit(json_pack("{s:[O]}", "list_concat_unique", many));
    json_decref(many);
}

static void collect(const WfRef *ref, gpointer user)
{
    g_autofree char *path = ref->path ? wf_py_json_dumps(ref->path, false) : g_strdup("-");
    g_string_append_printf(user, "%d %s %s %s%s\n", (int)ref->kind, ref->name ? ref->name : "?",
                           path, ref->where, ref->maybe ? " maybe" : "");
}

static void check_refs(const char *text, const char *knows, const char *expected)
{
    json_t *expr = parse(text), *data = parse(knows);
    WfExprScope scope = {WF_HOT_2021_04_16, WF_EXPR_VALUE, &resolver, data};
    g_autoptr(GString) out = g_string_new(NULL);
    assert_true(wf_expr_refs(expr, &scope, collect, out, NULL));
    assert_string_equal(out->str, expected);
    json_decref(expr);
    json_decref(data);
}

static void test_references(void **state)
{
    (void)state;
    check_refs("{\"a\": [{\"get_attr\": [\"s\", \"networks\", {\"get_param\": \"n\"}]}, "
               "{\"get_resource\": \"r\"}, {\"get_file\": \"f.sh\"}]}",
               "{}",
               "2 s [\"networks\", {\"get_param\": \"n\"}] /a/0\n"
               "0 n [] /a/0/get_attr/2\n1 r - /a/1\n3 f.sh - /a/2\n");
    check_refs("{\"if\": [{\"and\": [\"c\", {\"equals\": [{\"get_param\": \"p\"}, 1]}]}, "
               "{\"get_attr\": [\"x\", \"y\"]}, {\"get_resource\": \"z\"}]}",
               "{}",
               "4 c - /if/0/and/0\n0 p [] /if/0/and/1/equals/0\n"
               "2 x [\"y\"] /if/1 maybe\n1 z - /if/2 maybe\n");
    check_refs("{\"if\": [\"c\", {\"get_attr\": [\"x\", \"y\"]}, {\"get_resource\": \"z\"}]}",
               "{\"conditions\": {\"c\": false}}", "4 c - /if/0\n1 z - /if/2\n");
    check_refs("{\"get_attr\": [{\"get_param\": \"p\"}, \"y\"]}", "{\"params\": {\"p\": \"s\"}}",
               "2 s [\"y\"] \n0 p [] /get_attr/0\n");
    check_refs("{\"get_attr\": [{\"get_param\": \"p\"}, \"y\"]}", "{}",
               "2 ? [\"y\"] \n0 p [] /get_attr/0\n");
}

static void test_misspelt(void **state)
{
    (void)state;
    static const struct {
        WfHotVersion version;
        const char *key, *meant; /* NULL: data */
    } cases[] = {
        {WF_HOT_2016_10_14, "get_parm", "get_param"},
        {WF_HOT_2016_10_14, "getAttr", "get_attr"},
        {WF_HOT_2016_10_14, "Fn::GetAtt", "Fn::GetAtt"},
        {WF_HOT_2016_10_14, "get-file", "get_file"},
        {WF_HOT_2016_10_14, "Digest", "digest"},
        {WF_HOT_2016_10_14, "re-peat", "repeat"},
        {WF_HOT_2016_10_14, "get_input", NULL},
        {WF_HOT_2016_10_14, "note", NULL},
        {WF_HOT_2016_10_14, "repeats", NULL},
        {WF_HOT_2013_05_23, "str_split", "str_split"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        WfFunction meant = wf_expr_misspelt(cases[i].key, cases[i].version, WF_EXPR_VALUE);
        const char *name = meant == WF_FN_NONE ? NULL : wf_expr_function_name(meant);
        if (g_strcmp0(name, cases[i].meant))
            fail_msg("%s: %s", cases[i].key, name);
    }
}

static void test_versions(void **state)
{
    (void)state;
    WfHotVersion version;
    assert_true(wf_hot_version_parse("2016-10-14", &version));
    assert_int_equal(version, WF_HOT_2016_10_14);
    assert_true(wf_hot_version_parse("queens", &version));
    assert_string_equal(wf_hot_version_date(version), "2018-03-02");
    assert_false(wf_hot_version_parse("stein", &version));
    assert_false(wf_hot_version_parse("2016-10-15", &version));
    guint n = 0;
    for (const char *const *text = wf_hot_version_texts(); *text; text++, n++)
        assert_true(wf_hot_version_parse(*text, &version));
    assert_int_equal(n, WF_N_HOT + 6);
    assert_int_equal(wf_expr_function("list_join"), WF_FN_LIST_JOIN);
    assert_int_equal(wf_expr_function("nothing"), WF_FN_NONE);
    assert_int_equal(wf_expr_since(WF_FN_CONTAINS, WF_EXPR_CONDITION), WF_HOT_2017_09_01);
}

static void test_inputs(void **state)
{
    (void)state;
    json_t *config = parse("{\"a\": {\"get_input\": \"x\"}, \"b\": [{\"get_input\": \"none\"}, "
                           "{\"get_input\": [\"x\"]}, {\"get_input\": \"x\", \"c\": 1}]}");
    json_t *inputs = parse("{\"x\": {\"get_input\": \"x\"}}");
    json_t *expected = parse("{\"a\": {\"get_input\": \"x\"}, \"b\": [null, "
                             "{\"get_input\": [\"x\"]}, {\"get_input\": \"x\", \"c\": 1}]}");
    g_autoptr(GError) error = NULL;
    json_t *out = wf_expr_apply_inputs(config, inputs, NULL, false, NULL);
    assert_true(json_equal(out, expected));
    json_decref(out);
    assert_null(wf_expr_apply_inputs(config, inputs, NULL, true, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND));
    out = wf_expr_apply_inputs(config, inputs, "get_other", true, NULL);
    assert_true(json_equal(out, config));
    json_decref(out);
    json_decref(expected);
    json_decref(inputs);
    json_decref(config);
}

static void test_words(void **state)
{
    static const struct {
        const char *value, *words;
    } cases[] = {
        {"{\"get_attr\": [\"db\", \"url\", 0, \"host\"]}", "db.url.0.host"},
        {"{\"get_resource\": \"net\"}", "net"},
        {"[{\"get_attr\": [\"a.0.b\", \"o\"]}, \"x\", 1.5, null]", "[a.0.b.o, \"x\", 1.5, null]"},
        {"{\"a b\": {}, \"k\": []}", "{\"a b\": {}, k: []}"},
        {"{\"list_join\": [\",\", [{\"get_resource\": \"r\"}]]}", "{list_join: [\",\", [r]]}"},
        /* what only looks like a reference, or is a part of more */
        {"{\"get_attr\": [\"db\"]}", "{get_attr: [\"db\"]}"},
        {"{\"get_attr\": [\"db\", {\"get_param\": \"p\"}]}",
         "{get_attr: [\"db\", {get_param: \"p\"}]}"},
        {"{\"get_resource\": \"r\", \"x\": 1}", "{get_resource: \"r\", x: 1}"},
        {"\"two\\nlines\"", "\"two\\nlines\""},
    };
    (void)state;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        json_auto_t *value = json_loads(cases[i].value, JSON_DECODE_ANY, NULL);
        assert_non_null(value);
        g_autofree char *words = wf_expr_words(value, 1000);
        assert_string_equal(words, cases[i].words);
    }
    json_auto_t *list = json_array();
    for (guint i = 0; i < 10000; i++)
        json_array_append_new(list, json_string("long"));
    g_autofree char *words = wf_expr_words(list, 100);
    assert_true(strlen(words) > 100 && strlen(words) < 120);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeps_what_it_does_not_know),
        cmocka_unit_test(test_data_never_turns_into_a_call),
        cmocka_unit_test(test_resolver_may_give_expressions),
        cmocka_unit_test(test_expressions_of_other_versions),
        cmocka_unit_test(test_omitted_item),
        cmocka_unit_test(test_messages_are_visible),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_says_where),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_comparing_is_bounded),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_misspelt),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_inputs),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
