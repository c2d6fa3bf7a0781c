/* Names of keys and sequences, both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <weft/key.h>

static void test_names_come_back(void **state)
{
    (void)state;
    static const char *const names[] = {"j",   "G",       "C-d",   "M-x",  "Enter", "Esc",    "F1",
                                        "F12", "Up",      "S-Tab", "C-Up", "Space", "PgDn",   "é",
                                        "<",   "M-Enter", "C-\\",  "-",    "C-M-a", "S-Right"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        WfKey key;
        assert_true(wf_key_parse(names[i], &key));
        g_autofree char *name = wf_key_format(key);
        assert_string_equal(name, names[i]);
    }
}

static void test_one_value_for_what_terminals_send_alike(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"C-I", "Tab"},      {"C-m", "Enter"}, {"C-[", "Esc"}, {"C-D", "C-d"},      {"S-a", "A"},
        {"Return", "Enter"}, {"pgup", "PgUp"}, {"Lt", "<"},    {"C-h", "Backspace"}};
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        WfKey a, b;
        assert_true(wf_key_parse(pairs[i][0], &a));
        assert_true(wf_key_parse(pairs[i][1], &b));
        assert_int_equal(a, b);
    }
}

static void assert_sequence(const char *text, const char *expected)
{
    g_autoptr(GArray) keys = NULL;
    assert_true(wf_keys_parse(text, &keys, NULL));
    g_autofree char *printed = wf_keys_format((const WfKey *)keys->data, keys->len);
    assert_string_equal(printed, expected);
}

static void test_sequences(void **state)
{
    (void)state;
    assert_sequence("gg", "g g");
    assert_sequence("y d", "y d");
    assert_sequence("! p", "! p");
    assert_sequence("C-w h", "C-w h");
    assert_sequence("<C-n>", "C-n");
    assert_sequence("g<C-n>x", "g C-n x");
    assert_sequence("<", "<");
    assert_sequence(">", ">");
    assert_sequence("Up", "Up");
    assert_sequence(" Space ,", "Space ,");
    static const char *const bad[] = {"", " ", "X-a", "C-", "abcdefghi", "\x01", "C-Foo", "\xFF"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GArray) keys = NULL;
        g_autofree char *word = NULL;
        assert_false(wf_keys_parse(bad[i], &keys, &word));
        assert_non_null(word);
    }
}

static void test_text_keys(void **state)
{
    (void)state;
    assert_true(wf_key_is_text('a'));
    assert_true(wf_key_is_text(0x6F22));
    assert_false(wf_key_is_text(WF_KEY_ENTER));
    assert_false(wf_key_is_text('a' | WF_MOD_ALT));
    assert_false(wf_key_is_text(WF_KEY_UP));
    assert_false(wf_key_is_text(0x202E));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_come_back),
        cmocka_unit_test(test_one_value_for_what_terminals_send_alike),
        cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_text_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
