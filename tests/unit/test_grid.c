/* Painting: clipping, wide and combining characters, hostile text, ASCII, dumps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <weft/grid.h>
#include <weft/limits.h>
#include <weft/text.h>

static void assert_text(const WfGrid *grid, const char *expected)
{
    g_autofree char *text = wf_grid_to_text(grid);
    assert_string_equal(text, expected);
}

/* No half of a wide character without the other. */
static void assert_whole(const WfGrid *grid)
{
    for (int y = 0; y < wf_grid_height(grid); y++)
        for (int x = 0; x < wf_grid_width(grid); x++) {
            gunichar ch = wf_grid_at(grid, x, y)->ch;
            const WfCell *next = wf_grid_at(grid, x + 1, y);
            if (ch)
                assert_int_equal(wf_char_width(ch) == 2, next && !next->ch);
            else
                assert_int_equal(wf_char_width(wf_grid_at(grid, x - 1, y)->ch), 2);
        }
}

static void test_text_is_cut_with_an_ellipsis(void **state)
{
    (void)state;
    g_autoptr(WfGrid) grid = wf_grid_new(10, 3);
    assert_int_equal(wf_grid_text(grid, 2, 0, -1, "database-1", WF_ROLE_LABEL, 0), 8);
    assert_int_equal(wf_grid_text(grid, 0, 1, 4, "web", WF_ROLE_LABEL, 0), 3);
    assert_int_equal(wf_grid_text(grid, 0, 2, 4, "web-12", WF_ROLE_LABEL, 0), 4);
    assert_text(grid, "  databas…\nweb\nweb…\n");
    g_autofree char *roles = wf_grid_to_roles(grid);
    assert_string_equal(roles, "  LLLLLLLL\nLLL\nLLLL\n");
}

static void test_nothing_is_painted_outside(void **state)
{
    (void)state;
    g_autoptr(WfGrid) grid = wf_grid_new(5, 2);
    assert_int_equal(wf_grid_text(grid, 0, 2, -1, "below", WF_ROLE_TEXT, 0), 0);
    assert_int_equal(wf_grid_text(grid, 0, -1, -1, "above", WF_ROLE_TEXT, 0), 0);
    assert_int_equal(wf_grid_text(grid, 5, 0, -1, "right", WF_ROLE_TEXT, 0), 0);
    wf_grid_text(grid, -3, 0, -1, "abcdef", WF_ROLE_TEXT, 0);
    wf_grid_put(grid, G_MAXINT, G_MAXINT, 'x', WF_ROLE_TEXT, 0);
    wf_grid_put(grid, G_MININT, 0, 'x', WF_ROLE_TEXT, 0);
    wf_grid_fill(grid, -5, 1, G_MAXINT, G_MAXINT, '.', WF_ROLE_DIM, 0);
    assert_text(grid, "def\n.....\n");
    assert_null(wf_grid_at(grid, 5, 0));
    assert_null(wf_grid_at(grid, 0, -1));
}

static void test_the_clip_holds(void **state)
{
    (void)state;
    g_autoptr(WfGrid) grid = wf_grid_new(8, 3);
    WfRect before = wf_grid_clip(grid, (WfRect){2, 1, 4, 1});
    wf_grid_fill(grid, 0, 0, 8, 3, '#', WF_ROLE_TEXT, 0);
    wf_grid_text(grid, 3, 1, -1, "abcdef", WF_ROLE_TEXT, 0);
    wf_grid_clip(grid, before);
    wf_grid_text(grid, 0, 2, -1, "12345678", WF_ROLE_TEXT, 0);
    assert_text(grid, "\n  #ab…\n12345678\n");
}

/* What is painted over one half takes the other along. */
static void test_half_of_a_wide_character_is_none(void **state)
{
    (void)state;
    for (int at = 1; at <= 2; at++) {
        g_autoptr(WfGrid) grid = wf_grid_new(4, 1);
        wf_grid_text(grid, 0, 0, -1, "a漢b", WF_ROLE_LABEL, 0);
        wf_grid_put(grid, at, 0, 'x', WF_ROLE_TEXT, 0);
        assert_whole(grid);
        assert_text(grid, at == 1 ? "ax b\n" : "a xb\n");
        wf_grid_text(grid, 0, 0, -1, "a漢b", WF_ROLE_LABEL, 0);
        wf_grid_put(grid, at == 1 ? 0 : 2, 0, 0x5b57, WF_ROLE_TEXT, 0);
        assert_whole(grid);
        assert_text(grid, at == 1 ? "字 b\n" : "a 字\n");
    }
}

static void test_wide_characters_stay_whole(void **state)
{
    (void)state;
    g_autoptr(WfGrid) grid = wf_grid_new(6, 4);
    wf_grid_text(grid, 0, 0, -1, "漢字漢字", WF_ROLE_TEXT, 0);
    wf_grid_text(grid, 0, 1, -1, "漢字漢", WF_ROLE_TEXT, 0);
    wf_grid_put(grid, 1, 1, 'x', WF_ROLE_TEXT, 0); /* right half of the first */
    wf_grid_put(grid, 2, 1, 'y', WF_ROLE_TEXT, 0); /* left half of the second */
    wf_grid_put(grid, 5, 2, 0x6F22, WF_ROLE_TEXT, 0);
    wf_grid_put(grid, -1, 3, 0x6F22, WF_ROLE_TEXT, 0);
    assert_whole(grid);
    assert_text(grid, "漢字…\n xy 漢\n\n\n");
    g_autoptr(WfGrid) part = wf_grid_new(4, 1);
    wf_grid_copy(part, 0, 0, grid, 1, 0, 4, 1);
    assert_whole(part);
    assert_text(part, " 字…\n");
    wf_grid_resize(grid, 3, 1);
    assert_whole(grid);
    assert_text(grid, "漢\n");
}

static void test_combining_marks_ride_along(void **state)
{
    (void)state;
    g_autoptr(WfGrid) grid = wf_grid_new(6, 2);
    assert_int_equal(wf_grid_text(grid, 0, 0, -1, "e\u0301a\u0300\u0323\u0330", WF_ROLE_TEXT, 0),
                     2);
    assert_int_equal(wf_grid_at(grid, 0, 0)->mark[0], 0x301);
    assert_int_equal(wf_grid_at(grid, 1, 0)->mark[1], 0x323);
    wf_grid_text(grid, 0, 1, -1, "漢\u0301", WF_ROLE_TEXT, 0);
    assert_int_equal(wf_grid_at(grid, 0, 1)->mark[0], 0x301);
    assert_text(grid, "e\u0301a\u0300\u0323\n漢\u0301\n");
}

static void test_hostile_text_is_shown_not_obeyed(void **state)
{
    (void)state;
    g_autoptr(WfGrid) grid = wf_grid_new(40, 3);
    wf_grid_text(grid, 0, 0, -1, "a\033[2Jb\nc\xFF", WF_ROLE_TEXT, 0);
    g_autofree char *marks = g_strnfill(3000, 'x');
    GString *flood = g_string_new("e");
    for (int i = 0; i < 100000; i++)
        g_string_append(flood, "\u0301");
    wf_grid_text(grid, 0, 1, 5, flood->str, WF_ROLE_TEXT, 0);
    wf_grid_text(grid, 0, 2, 5, marks, WF_ROLE_TEXT, 0);
    g_string_free(flood, TRUE);
    for (int y = 0; y < 3; y++)
        for (int x = 0; x < 40; x++)
            assert_true(wf_grid_at(grid, x, y)->ch >= ' ');
    g_autofree char *text = wf_grid_to_text(grid);
    assert_non_null(strstr(text, "[2Jb"));
    assert_non_null(strstr(text, "xxxx…\n"));
    wf_grid_put(grid, 0, 0, 0x1B, WF_ROLE_TEXT, 0);
    assert_int_equal(wf_grid_at(grid, 0, 0)->ch, '?');
}

static void test_ascii_grids_hold_ascii_only(void **state)
{
    (void)state;
    g_autoptr(WfGrid) grid = wf_grid_new(24, 2);
    wf_grid_set_ascii(grid, true);
    wf_grid_text(grid, 0, 0, -1, "café → 漢", WF_ROLE_TEXT, 0);
    wf_grid_put(grid, 0, 1, 0x2554, WF_ROLE_TEXT, 0);
    wf_grid_put(grid, 1, 1, 0x2550, WF_ROLE_TEXT, 0);
    wf_grid_put(grid, 2, 1, 0x2503, WF_ROLE_TEXT, 0);
    wf_grid_put(grid, 3, 1, 0x6F22, WF_ROLE_TEXT, 0);
    wf_grid_text(grid, 5, 1, 6, "long name", WF_ROLE_TEXT, 0);
    assert_text(grid, "caf\\u{E9} > \\u{6F22}\n+=|? long ~\n");
}

static void test_tint_and_attributes(void **state)
{
    (void)state;
    g_autoptr(WfGrid) grid = wf_grid_new(6, 2);
    wf_grid_text(grid, 0, 0, -1, "abcdef", WF_ROLE_LABEL, 0);
    wf_grid_tint(grid, 1, 0, 2, 1, -1, WF_ATTR_SELECTED);
    wf_grid_tint(grid, 4, 0, 9, 9, WF_ROLE_FAULT, WF_ATTR_BOLD);
    wf_grid_tint(grid, 3, 0, 1, 1, -1, WF_ATTR_MATCH);
    g_autofree char *roles = wf_grid_to_roles(grid);
    assert_string_equal(roles, "L**mEE\n    EE\n");
    assert_int_equal(wf_grid_at(grid, 5, 0)->attr, WF_ATTR_BOLD);
}

static void test_sizes_are_limited(void **state)
{
    (void)state;
    g_autoptr(WfGrid) grid = wf_grid_new(G_MAXINT, 1);
    assert_int_equal(wf_grid_width(grid), WF_LIMIT_GRID_SIDE);
    wf_grid_resize(grid, -4, 7);
    assert_int_equal(wf_grid_width(grid), 0);
    assert_text(grid, "\n\n\n\n\n\n\n");
    wf_grid_put(grid, 0, 0, 'x', WF_ROLE_TEXT, 0);
}

static void test_roles_have_one_name_and_letter(void **state)
{
    (void)state;
    for (guint i = 0; i < WF_N_ROLES; i++) {
        WfRole found;
        assert_true(wf_role_from_name(wf_role_name((WfRole)i), &found));
        assert_int_equal(found, i);
        assert_true(wf_role_letter((WfRole)i) > ' ' && wf_role_letter((WfRole)i) < 0x7F);
        for (guint j = 0; j < i; j++)
            assert_int_not_equal(wf_role_letter((WfRole)i), wf_role_letter((WfRole)j));
    }
    WfRole role;
    assert_false(wf_role_from_name("state.faild", &role));
}

static void test_marks_beside_names_differ(void **state)
{
    (void)state;
    static const WfGlyph marks[] = {
        WF_GLYPH_OK,   WF_GLYPH_FAIL,    WF_GLYPH_RUN,   WF_GLYPH_WAIT,   WF_GLYPH_PENDING,
        WF_GLYPH_SKIP, WF_GLYPH_BLOCKED, WF_GLYPH_STALE, WF_GLYPH_LOST,   WF_GLYPH_WARN,
        WF_GLYPH_NOTE, WF_GLYPH_OPEN,    WF_GLYPH_SHUT,  WF_GLYPH_CURSOR, WF_GLYPH_ELLIPSIS};
    for (guint ascii = 0; ascii < 2; ascii++)
        for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
            for (guint j = 0; j < i; j++)
                assert_int_not_equal(wf_glyph(marks[i], ascii), wf_glyph(marks[j], ascii));
    for (guint i = 0; i < WF_N_GLYPHS; i++) {
        assert_true(wf_glyph((WfGlyph)i, true) < 0x7F);
        assert_int_equal(wf_char_width(wf_glyph((WfGlyph)i, false)), 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_cut_with_an_ellipsis),
        cmocka_unit_test(test_nothing_is_painted_outside),
        cmocka_unit_test(test_the_clip_holds),
        cmocka_unit_test(test_half_of_a_wide_character_is_none),
        cmocka_unit_test(test_wide_characters_stay_whole),
        cmocka_unit_test(test_combining_marks_ride_along),
        cmocka_unit_test(test_hostile_text_is_shown_not_obeyed),
        cmocka_unit_test(test_ascii_grids_hold_ascii_only),
        cmocka_unit_test(test_tint_and_attributes),
        cmocka_unit_test(test_sizes_are_limited),
        cmocka_unit_test(test_roles_have_one_name_and_letter),
        cmocka_unit_test(test_marks_beside_names_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
