#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <weft/options.h>

static const GOptionEntry own[] = {
    {"width", 'w', 0, G_OPTION_ARG_INT, NULL, NULL, "COLUMNS"},
    {"speed", 0, 0, G_OPTION_ARG_DOUBLE, NULL, NULL, NULL},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, NULL, NULL, "FILE"},
    {0},
};
static const GOptionEntry shared[] = {
    {"stack", 0, 0, G_OPTION_ARG_STRING, NULL, NULL, "NAME"},
    {"quiet", 'q', 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    {"", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, NULL},
    {0},
};

static char *trouble_of(const char *line)
{
    const GOptionEntry *const tables[] = {own, NULL, shared};
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    return wf_options_trouble((int)g_strv_length(words), words, tables, G_N_ELEMENTS(tables));
}

static void what_is_fine_is_passed(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "weft",
        "weft model -",
        "weft --width 3 model --speed=1.5 -o file",
        "weft -qv -qo file",
        "weft --speed -3 --width -1",
        "weft --stack --quiet -q",
        "weft model -- --bogus -z",
        "weft --output=a=b --stack=",
    };
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        assert_null(trouble_of(lines[i]));
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *line, *text;
    } cases[] = {
        {"weft --bogus", "there is no option --bogus"},
        {"weft --bogus=3", "there is no option --bogus"},
        {"weft --widht 3", "there is no option --widht; did you mean --width?"},
        {"weft --", NULL},
        {"weft --=3", "there is no option --"},
        {"weft -z", "there is no option -z"},
        {"weft -qz", "there is no option -z (in '-qz')"},
        {"weft -\xc3\xa9", "there is no option -\xc3\xa9"},
        {"weft -\xf0", "there is no option -\xf0"},
        {"weft -q\xf0", "there is no option -\xf0 (in '-q\xf0')"},
        {"weft -width 3", "there is no option -width; did you mean --width?"},
        {"weft -ofile", "the value of -o is a word of its own: -o file"},
        {"weft model -o", "--output wants a value: --output FILE"},
        {"weft --speed", "--speed wants a value: --speed VALUE"},
        {"weft --quiet=yes", "--quiet takes no value"},
        {"weft --width x", "--width takes a whole number, not 'x'"},
        {"weft --width=", "--width takes a whole number, not ''"},
        {"weft -w 99999999999", "--width takes a whole number, not '99999999999'"},
        {"weft --width 0x10", "--width takes a whole number, not '0x10'"},
        {"weft --speed fast", "--speed takes a number, not 'fast'"},
        {"weft --speed 1,5", "--speed takes a number, not '1,5'"},
        {"weft --output x --speed=", "--speed takes a number, not ''"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = trouble_of(cases[i].line);
        if (!cases[i].text)
            assert_null(text);
        else
            assert_string_equal(text ? text : "nothing", cases[i].text);
    }
}

static void a_value_that_is_no_text_is_told(void **state)
{
    (void)state;
    g_autofree char *text = trouble_of("weft --stack \xff");
    assert_non_null(text);
    assert_non_null(strstr(text, "the value of --stack is no text in this locale"));
    assert_null(trouble_of("weft --output \xff"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_fine_is_passed),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(a_value_that_is_no_text_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
