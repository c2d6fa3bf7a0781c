/* Python's view of JSON values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <weft/py.h>

static void test_floats(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } cases[] = {{0.0, "0.0"},
                 {-0.0, "-0.0"},
                 {1.0, "1.0"},
                 {1.5, "1.5"},
                 {0.1, "0.1"},
                 {1e15, "1000000000000000.0"},
                 {1e16, "1e+16"},
                 {1.5e16, "1.5e+16"},
                 {123456.789, "123456.789"},
                 {1e-4, "0.0001"},
                 {1e-5, "1e-05"},
                 {1.25e-7, "1.25e-07"},
                 {1e300, "1e+300"},
                 {5e-324, "5e-324"},
                 {1.7976931348623157e308, "1.7976931348623157e+308"},
                 {-12.75, "-12.75"},
                 {100.0, "100.0"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {2.0 / 3, "0.6666666666666666"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        wf_py_append_float(out, cases[i].number);
        assert_string_equal(out->str, cases[i].text);
    }
}

static void check_texts(const char *json, const char *str, const char *dumps)
{
    json_t *value = json_loads(json, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    g_autofree char *a = wf_py_str(value), *b = wf_py_json_dumps(value, true);
    assert_string_equal(a, str);
    assert_string_equal(b, dumps);
    json_decref(value);
}

/* As python3 -c "print(str(x)); print(json.dumps(x, sort_keys=True))" prints. */
static void test_texts(void **state)
{
    (void)state;
    check_texts("null", "None", "null");
    check_texts("true", "True", "true");
    check_texts("\"a'b\"", "a'b", "\"a'b\"");
    check_texts("[\"a'b\", \"a\\\"b\", \"'\\\"\"]", "[\"a'b\", 'a\"b', '\\'\"']",
                "[\"a'b\", \"a\\\"b\", \"'\\\"\"]");
    check_texts("{\"b\": [1, 2.0, null], \"a\": {}}", "{'b': [1, 2.0, None], 'a': {}}",
                "{\"a\": {}, \"b\": [1, 2.0, null]}");
    check_texts("[\"\\n\\t\\u0001\\\\\\u007f\"]", "['\\n\\t\\x01\\\\\\x7f']",
                "[\"\\n\\t\\u0001\\\\\\u007f\"]");
    check_texts("[\"é✓😀\\u00a0\\u2028\\ue000\"]", "['é✓😀\\xa0\\u2028\\ue000']",
                "[\"\\u00e9\\u2713\\ud83d\\ude00\\u00a0\\u2028\\ue000\"]");
    check_texts("[\"a\\u0000b\"]", "['a\\x00b']", "[\"a\\u0000b\"]");
    check_texts("[\"\\b\\f/\"]", "['\\x08\\x0c/']", "[\"\\b\\f/\"]");
}

/* No file can hold such a key, but evaluation can make one. */
static void test_key_with_nul(void **state)
{
    (void)state;
    json_t *object = json_object();
    json_object_setn_new(object, "a\0b", 3, json_integer(1));
    json_object_setn_new(object, "a", 1, json_integer(2));
    g_autofree char *text = wf_py_json_dumps(object, true);
    assert_string_equal(text, "{\"a\": 2, \"a\\u0000b\": 1}");
    json_decref(object);
}

static void test_numbers_from_text(void **state)
{
    (void)state;
    gint64 integer;
    double real;
    assert_true(wf_py_int(" -1_000\n", 8, &integer));
    assert_int_equal(integer, -1000);
    assert_true(wf_py_int("+7", 2, &integer));
    assert_int_equal(integer, 7);
    assert_true(wf_py_int("9223372036854775807", 19, &integer));
    assert_false(wf_py_int("9223372036854775808", 19, &integer));
    static const char *const no_int[] = {"", " ", "-", "+-1", "1_", "_1", "1__0", "0x1", "1.0"};
    for (gsize i = 0; i < G_N_ELEMENTS(no_int); i++)
        assert_false(wf_py_int(no_int[i], strlen(no_int[i]), &integer));
    assert_true(wf_py_float("1e3", 3, &real));
    assert_true(real == 1000);
    static const char *const no_float[] = {"", "nan", "inf", "0x1p3", "1e", "1e999", "."};
    for (gsize i = 0; i < G_N_ELEMENTS(no_float); i++)
        assert_false(wf_py_float(no_float[i], strlen(no_float[i]), &real));
    assert_null(wf_py_number("99999999999999999999", 20)); /* would lose digits */
}

/* Python never cuts; here depth is bounded, and nothing falls over. */
static void test_depth(void **state)
{
    (void)state;
    json_t *a = json_integer(1), *b = json_integer(1);
    for (int i = 0; i < 3 * WF_PY_DEPTH; i++) {
        a = json_pack("[o]", a);
        b = json_pack("[o]", b);
    }
    g_autofree char *text = wf_py_str(a);
    assert_non_null(strstr(text, "[...]"));
    assert_true(wf_py_equal(a, a));
    assert_false(wf_py_equal(a, b));
    json_decref(a);
    json_decref(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_floats),       cmocka_unit_test(test_texts),
        cmocka_unit_test(test_key_with_nul), cmocka_unit_test(test_numbers_from_text),
        cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
