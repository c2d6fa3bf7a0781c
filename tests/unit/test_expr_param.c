/* What parameters say when something is wrong; what they accept is judged in
 * test_expr_corpus.c, against Heat. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <weft/error.h>
#include <weft/param.h>

static json_t *parse(const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    if (!value)
        fail_msg("bad JSON: %s", text);
    return value;
}

/* The error of a value (or, if @raw is NULL and there is no default, of its absence). */
static void check_error(const char *schema, const char *raw, int code, const char *message)
{
    json_t *spec = parse(schema), *value = raw ? parse(raw) : NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(WfParam) p = wf_param_new("port", spec, WF_HOT_2021_04_16, &error);

    if (p)
        assert_null(wf_param_value(p, value, NULL, &error));
    assert_non_null(error);
    assert_string_equal(error->message, message);
    assert_true(g_error_matches(error, WF_ERROR, code));
    json_decref(spec);
    json_decref(value);
}

static void test_messages(void **state)
{
    (void)state;
    check_error("{\"type\": \"number\", \"constraints\": [{\"range\": {\"min\": 1, \"max\": 9}}]}",
                "70000", WF_ERROR_INVALID,
                "parameter 'port': 70000 breaks constraint 'range': it must be at least 1 and at "
                "most 9");
    check_error("{\"type\": \"number\", \"constraints\": [{\"range\": {\"min\": 1}, "
                "\"description\": \"ports count from 1\"}]}",
                "0", WF_ERROR_INVALID,
                "parameter 'port': ports count from 1 (range: it must be at least 1)");
    check_error("{\"type\": \"string\", \"hidden\": true, \"constraints\": [{\"allowed_pattern\": "
                "\"[a-z]+\"}]}",
                "\"S3cret\"", WF_ERROR_INVALID,
                "parameter 'port': the value breaks constraint 'allowed_pattern': it must match "
                "[a-z]+");
    check_error("{\"type\": \"string\", \"constraints\": [{\"allowed_values\": [\"a\", \"b\"]}]}",
                "\"c\"", WF_ERROR_INVALID,
                "parameter 'port': \"c\" breaks constraint 'allowed_values': it must be one of "
                "[\"a\", \"b\"]");
    check_error("{\"type\": \"number\", \"constraints\": [{\"modulo\": {\"step\": 4, \"offset\": "
                "1}}]}",
                "4", WF_ERROR_INVALID,
                "parameter 'port': 4 breaks constraint 'modulo': it must be a multiple of 4 plus "
                "1");
    check_error("{\"type\": \"number\"}", "\"x\"", WF_ERROR_INVALID,
                "parameter 'port': the value must be a number of at most 64 bits");
    check_error("{\"type\": \"string\"}", NULL, WF_ERROR_NOT_FOUND,
                "parameter 'port' has no value");
    check_error("{\"type\": \"strin\"}", NULL, WF_ERROR_INVALID,
                "parameter 'port': there is no type 'strin'");
    check_error("{\"type\": \"string\", \"\\u001b[0m\": 1}", NULL, WF_ERROR_INVALID,
                "parameter 'port': there is no key '\\x1b[0m'");
    check_error("{\"type\": \"boolean\", \"constraints\": [{\"length\": {\"max\": 1}}]}", NULL,
                WF_ERROR_INVALID,
                "parameter 'port': constraint 'length' does not go with type 'boolean'");
}

/* What only Python can do is refused, not guessed at. */
static void test_patterns_of_python_alone(void **state)
{
    (void)state;
    check_error("{\"type\": \"string\", \"constraints\": [{\"allowed_pattern\": \"(?a)x\"}]}", NULL,
                WF_ERROR_INVALID,
                "parameter 'port': constraint 'allowed_pattern': the flag a or L, which only "
                "Python knows, at position 0 of the pattern");
    check_error("{\"type\": \"string\", \"constraints\": [{\"allowed_pattern\": "
                "\"a\\\\N{DIGIT ONE}\"}]}",
                NULL, WF_ERROR_INVALID,
                "parameter 'port': constraint 'allowed_pattern': \\N{..}, which only Python knows, "
                "at position 1 of the pattern");
}

/* (a+)+b against many a: given up, with an error, in bounded time. */
static void test_slow_pattern(void **state)
{
    (void)state;
    json_t *spec = parse("{\"type\": \"string\", \"constraints\": [{\"allowed_pattern\": "
                         "\"(a+)+(a+)+b\"}]}");
    g_autofree char *many = g_strnfill(5000, 'a');
    json_t *value = json_string(many);
    g_autoptr(GError) error = NULL;
    g_autoptr(WfParam) p = wf_param_new("p", spec, WF_HOT_2021_04_16, NULL);
    assert_non_null(p);
    assert_null(wf_param_value(p, value, NULL, &error));
    assert_non_null(error);
    json_decref(spec);
    json_decref(value);
}

static void test_where_values_come_from(void **state)
{
    (void)state;
    json_t *spec = parse("{\"type\": \"comma_delimited_list\", \"default\": \"a,b\", \"label\": "
                         "\"L\", \"description\": \"D\", \"constraints\": [{\"custom_constraint\": "
                         "\"nova.flavor\"}]}");
    json_t *raw = parse("[1, true]"), *fallback = parse("\"x\"");
    g_autoptr(WfParam) p = wf_param_new("p", spec, WF_HOT_2021_04_16, NULL);
    static const char *const expected[] = {"[\"1\", \"True\"]", "[\"x\"]", "[\"a\", \"b\"]"};
    json_t *values[] = {wf_param_value(p, raw, fallback, NULL),
                        wf_param_value(p, NULL, fallback, NULL),
                        wf_param_value(p, json_null(), NULL, NULL)};
    for (int i = 0; i < 3; i++) {
        json_t *wanted = parse(expected[i]);
        assert_true(json_equal(values[i], wanted));
        json_decref(wanted);
        json_decref(values[i]);
    }
    assert_int_equal(wf_param_type(p), WF_PARAM_LIST);
    json_decref(spec);
    json_decref(raw);
    json_decref(fallback);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_patterns_of_python_alone),
        cmocka_unit_test(test_slow_pattern),
        cmocka_unit_test(test_where_values_come_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
