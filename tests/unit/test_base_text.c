#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <weft/text.h>

static void widths_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    const char *locales[] = {"C", "C.UTF-8"};
    for (guint i = 0; i < 2; i++) {
        setlocale(LC_ALL, locales[i]);
        assert_int_equal(wf_char_width('a'), 1);
        assert_int_equal(wf_char_width(0x4E2D), 2);  /* CJK */
        assert_int_equal(wf_char_width(0x1F600), 2); /* emoji */
        assert_int_equal(wf_char_width(0x0301), 0);  /* combining acute */
        assert_int_equal(wf_char_width(0x00A7), 1);  /* ambiguous */
        assert_int_equal(wf_char_width(0x2502), 1);
        assert_int_equal(wf_char_width(0xFFFD), 1);
        assert_int_equal(wf_char_width(0xE0B0), 1); /* private use: prompt symbols */
    }
    setlocale(LC_ALL, "C");
}

static void nothing_dangerous_has_a_width(void **state)
{
    (void)state;
    static const gunichar bad[] = {0,      7,      0x1B,    0x7F,    0x80,   0x9B,   0x85,
                                   0xAD,   0x061C, 0x200B,  0x200D,  0x200E, 0x200F, 0x202A,
                                   0x202E, 0x2028, 0x2029,  0x2060,  0x2066, 0x2069, 0xFEFF,
                                   0xFFF9, 0xFFFE, 0xE0001, 0xE0041, 0xD800, 0x3164, 0x10FFFF};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_int_equal(wf_char_width(bad[i]), -1);
}

static void assert_visible(const char *in, gssize len, const char *expected)
{
    g_autofree char *out = wf_text_visible(in, len, 0);
    assert_string_equal(out, expected);
    assert_int_equal(wf_text_is_plain(in, len),
                     (len < 0 ? strlen(in) : (gsize)len) == strlen(out) &&
                         memcmp(in, out, strlen(out)) == 0);
    assert_true(wf_text_is_plain(out, -1));
}

static void makes_everything_visible(void **state)
{
    (void)state;
    assert_visible("plain ünï 中 😀", -1, "plain ünï 中 😀");
    assert_visible("a\033[31mb\n\t", -1, "a\\x1b[31mb\\x0a\\x09");
    assert_visible("a\0b", 3, "a\\x00b");
    assert_visible("\xff\xc3", -1, "\\xff\\xc3");
    assert_visible("\xc0\xaf\xed\xa0\x80", -1,
                   "\\xc0\\xaf\\xed\\xa0\\x80"); /* overlong, surrogate */
    assert_visible("\xe4\xb8", 2, "\\xe4\\xb8"); /* cut short */
    assert_visible("\xc2\x9b"
                   "1m",
                   -1, "\\u{009b}1m");
    assert_visible("x\xe2\x80\xaey", -1, "x\\u{202e}y");
    assert_visible("e\xcc\x81", -1, "e\xcc\x81");
    assert_visible("\xcc\x81x", -1, "\\u{0301}x"); /* nothing to sit on */
    assert_visible("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81", -1,
                   "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\\u{0301}");
}

static void visible_text_is_bounded(void **state)
{
    (void)state;
    g_autofree char *a = wf_text_visible("abcdef", -1, 3);
    assert_string_equal(a, "abc");
    g_autofree char *b = wf_text_visible("ab中cd", -1, 4); /* would cut the character */
    assert_string_equal(b, "ab");
    g_autofree char *c = wf_text_visible("abc", 2, 10);
    assert_string_equal(c, "ab");
}

static void assert_cut(const char *s, int columns, const char *end, const char *middle)
{
    g_autofree char *a = wf_text_cut(s, columns, "…");
    g_autofree char *b = wf_text_cut_middle(s, columns, "…");
    assert_string_equal(a, end);
    assert_string_equal(b, middle);
    assert_true(wf_text_width(a, -1) <= MAX(columns, 0));
    assert_true(wf_text_width(b, -1) <= MAX(columns, 0));
}

static void breaks_lines_at_blanks(void **state)
{
    (void)state;
    assert_int_equal(wf_text_line("", 5), 0);
    assert_int_equal(wf_text_line("short", 10), 5);
    assert_int_equal(wf_text_line("two words", 5), 4);     /* the blank goes with the first line */
    assert_int_equal(wf_text_line("three words", 5), 5);   /* or stands behind it */
    assert_int_equal(wf_text_line("a/long/path", 5), 5);   /* no blank near: as many as fit */
    assert_int_equal(wf_text_line("a unbreakable", 9), 9); /* nor one that is too far back */
    assert_int_equal(wf_text_line("中中", 3), 3);
    assert_int_equal(wf_text_line("中中", 1), 3); /* it goes on, however narrow */
}

static void cuts_at_grapheme_borders(void **state)
{
    (void)state;
    assert_cut("abcdef", 6, "abcdef", "abcdef");
    assert_cut("abcdef", 5, "abcd…", "ab…ef");
    assert_cut("abcdef", 4, "abc…", "a…ef");
    assert_cut("abcdef", 1, "…", "…");
    assert_cut("abcdef", 0, "", "");
    assert_cut("abcdef", -3, "", "");
    assert_cut("中中中中", 6, "中中…", "中…中");
    assert_cut("中中中中", 5, "中中…", "中…中");
    assert_cut("ae\xcc\x81z", 2, "a…", "a…");
    assert_cut("ae\xcc\x81xz", 3, "ae\xcc\x81…", "a…z");
    assert_cut("xyze\xcc\x81", 3, "xy…", "x…e\xcc\x81");
    g_autofree char *dots = wf_text_cut("abcdef", 2, "...");
    assert_string_equal(dots, "ab");
    assert_int_equal(wf_text_width("中a\xcc\x81", -1), 3);
    assert_int_equal(wf_text_width("abc", 2), 2);
}

static void distance_counts_slips(void **state)
{
    (void)state;
    assert_int_equal(wf_text_distance("get_atr", "get_attr", 3), 1);
    assert_int_equal(wf_text_distance("databse", "database", 3), 1);
    assert_int_equal(wf_text_distance("sevrer", "server", 3), 1); /* neighbours exchanged */
    assert_int_equal(wf_text_distance("abc", "xyz", 2), 3);
    assert_int_equal(wf_text_distance("", "abc", 5), 3);
    assert_int_equal(wf_text_distance("größe", "grösse", 3), 2);
    g_autofree char *huge = g_strnfill(1 << 20, 'a');
    assert_int_equal(wf_text_distance(huge, "aaa", 3), 4);
    assert_int_equal(wf_text_distance(huge, huge, 3), 0);
    assert_int_equal(wf_text_distance("\xff", "a", 3), 4);
}

static void finds_the_nearest_name(void **state)
{
    (void)state;
    static const char *const names[] = {"get_resource", "get_attr", "get_param", "web", NULL};
    assert_string_equal(wf_text_nearest("get_atrr", names), "get_attr");
    assert_string_equal(wf_text_nearest("GET_PARAM", names), "get_param");
    assert_string_equal(wf_text_nearest("wbe", names), "web");
    assert_null(wf_text_nearest("x", names));
    static const char *const pairs[] = {"ab", "db", "lb", NULL};
    assert_string_equal(wf_text_nearest("bd", pairs), "db");
    assert_null(wf_text_nearest("dx", pairs));
    assert_null(wf_text_nearest("list_join", names));
    assert_string_equal(wf_text_nearest("web", names), "web");
}

static void candidates_may_come_one_by_one(void **state)
{
    (void)state;
    WfNearest nearest = wf_nearest_to("databse");
    assert_null(nearest.found);
    wf_nearest_try(&nearest, "web");
    assert_null(nearest.found);
    wf_nearest_try(&nearest, "databases");
    assert_string_equal(nearest.found, "databases");
    wf_nearest_try(&nearest, "database");
    assert_string_equal(nearest.found, "database");
    wf_nearest_try(&nearest, "databus");
    assert_string_equal(nearest.found, "database");
    wf_nearest_try(&nearest, "databse");
    wf_nearest_try(&nearest, "Databse");
    assert_string_equal(nearest.found, "databse");
}

static void keys_of_a_table_are_ordered_by_bytes(void **state)
{
    (void)state;
    g_autoptr(GHashTable) table = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char **none = wf_text_sorted_keys(table);
    assert_null(none[0]);
    g_hash_table_add(table, (gpointer) "b");
    g_hash_table_add(table, (gpointer) "ä");
    g_hash_table_add(table, (gpointer) "a1");
    g_hash_table_add(table, (gpointer) "B");
    g_autofree char **keys = wf_text_sorted_keys(table);
    g_autofree char *all = g_strjoinv(" ", keys);
    assert_string_equal(all, "B a1 b ä");
}

static void times_are_short(void **state)
{
    (void)state;
    static const struct {
        gint64 ms;
        const char *text;
    } cases[] = {{-5, "0.0 s"},
                 {7149, "7.1 s"},
                 {99900, "99.9 s"},
                 {100000, "1 min 40 s"},
                 {7500000, "2 h 5 min"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) s = g_string_new(NULL);
        wf_text_append_time(s, cases[i].ms);
        assert_string_equal(s->str, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_do_not_depend_on_the_locale),
        cmocka_unit_test(nothing_dangerous_has_a_width),
        cmocka_unit_test(makes_everything_visible),
        cmocka_unit_test(visible_text_is_bounded),
        cmocka_unit_test(breaks_lines_at_blanks),
        cmocka_unit_test(cuts_at_grapheme_borders),
        cmocka_unit_test(distance_counts_slips),
        cmocka_unit_test(finds_the_nearest_name),
        cmocka_unit_test(candidates_may_come_one_by_one),
        cmocka_unit_test(keys_of_a_table_are_ordered_by_bytes),
        cmocka_unit_test(times_are_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
