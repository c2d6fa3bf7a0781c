/* Widgets: what they keep when data changes, and what they paint. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <glib/gstdio.h>

#include <weft/widget.h>

static void assert_text(const WfGrid *grid, const char *expected)
{
    g_autofree char *text = wf_grid_to_text(grid);
    assert_string_equal(text, expected);
}

static void assert_roles(const WfGrid *grid, const char *expected)
{
    g_autofree char *roles = wf_grid_to_roles(grid);
    assert_string_equal(roles, expected);
}

/* --- list --- */

static guint names_count(gpointer data)
{
    return ((GPtrArray *)data)->len;
}

static void names_id(gpointer data, guint row, GString *id)
{
    g_string_append(id, g_ptr_array_index((GPtrArray *)data, row));
}

static void names_paint(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    wf_grid_text(grid, line.x, line.y, line.width, g_ptr_array_index((GPtrArray *)data, row),
                 WF_ROLE_LABEL, attr);
}

static const WfListOps names_ops = {
    .count = names_count, .id = names_id, .paint = names_paint, .empty = "nothing; :open FILE"};

static GPtrArray *make_names(const char *text)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (guint i = 0; words[i]; i++)
        if (words[i][0])
            g_ptr_array_add(names, g_strdup(words[i]));
    return names;
}

static void change_names(GPtrArray *names, const char *text)
{
    g_autoptr(GPtrArray) fresh = make_names(text);
    g_ptr_array_set_size(names, 0);
    for (guint i = 0; i < fresh->len; i++)
        g_ptr_array_add(names, g_strdup(g_ptr_array_index(fresh, i)));
}

static void test_a_list_keeps_its_place_by_id(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) names = make_names("a b c d e f g h");
    g_autoptr(WfList) list = wf_list_new(&names_ops, names);
    g_autoptr(WfGrid) grid = wf_grid_new(6, 3);
    wf_list_move(list, WF_MOVE_DOWN, 4);
    wf_list_paint(list, grid, wf_grid_area(grid), true);
    assert_text(grid, "c    │\nd    ▐\ne    │\n");
    assert_roles(grid, "L    b\nL    |\n*****b\n");
    change_names(names, "x y a b c d e f g h");
    wf_list_refresh(list);
    wf_grid_clear(grid);
    wf_list_paint(list, grid, wf_grid_area(grid), true);
    assert_string_equal(wf_list_id(list), "e");
    assert_text(grid, "c    │\nd    ▐\ne    │\n"); /* not a row has moved */
    change_names(names, "a b c");
    wf_list_refresh(list);
    assert_string_equal(wf_list_id(list), "c"); /* gone: the row nearest to where it was */
    change_names(names, "");
    wf_list_refresh(list);
    assert_null(wf_list_id(list));
    wf_grid_clear(grid);
    wf_list_paint(list, grid, wf_grid_area(grid), true);
    assert_text(grid, " nothi\n ng;\n :ope…\n"); /* the last row there is is cut */
    change_names(names, "q c");
    wf_list_refresh(list);
    assert_string_equal(wf_list_id(list), "c");
}

static void test_a_list_moves_and_scrolls(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) names = make_names("a b c d e f g h i j");
    g_autoptr(WfList) list = wf_list_new(&names_ops, names);
    g_autoptr(WfGrid) grid = wf_grid_new(8, 4);
    wf_list_paint(list, grid, wf_grid_area(grid), true);
    wf_list_move(list, WF_MOVE_PAGE_DOWN, 1);
    assert_string_equal(wf_list_id(list), "d");
    wf_list_move(list, WF_MOVE_LAST, 1);
    wf_list_move(list, WF_MOVE_DOWN, 5);
    assert_string_equal(wf_list_id(list), "j");
    wf_list_move(list, WF_MOVE_FIRST, 1);
    wf_list_paint(list, grid, wf_grid_area(grid), true);
    WfMouse mouse = {.action = WF_MOUSE_WHEEL_DOWN, .x = 1, .y = 1};
    wf_list_mouse(list, &mouse);
    wf_grid_clear(grid);
    wf_list_paint(list, grid, wf_grid_area(grid), true);
    assert_int_equal(wf_list_top(list), 3); /* the view went, the cursor stayed */
    assert_string_equal(wf_list_id(list), "a");
    mouse = (WfMouse){.action = WF_MOUSE_PRESS, .button = 1, .x = 0, .y = 2};
    assert_int_equal(wf_list_mouse(list, &mouse), 5);
    assert_string_equal(wf_list_id(list), "f");
    mouse = (WfMouse){.action = WF_MOUSE_PRESS, .button = 1, .x = 7, .y = 3};
    wf_list_mouse(list, &mouse); /* the end of the scroll bar */
    assert_int_equal(wf_list_top(list), 6);
    mouse.y = 20;
    assert_int_equal(wf_list_mouse(list, &mouse), -1);
    assert_true(wf_list_go_id(list, "b"));
    assert_false(wf_list_go_id(list, "nobody"));
    assert_string_equal(wf_list_id(list), "b");
}

/* --- tree: a path of letters is a node, "ab" below "a" --- */

static void letters_children(gpointer data, const char *id, GPtrArray *ret_ids)
{
    const char *letters = data;
    for (const char *p = letters; *p && (!id || strlen(id) < 3); p++)
        g_ptr_array_add(ret_ids, g_strdup_printf("%s%c", id ? id : "", *p));
}

static bool letters_has(gpointer data, const char *id)
{
    (void)data;
    return strlen(id) < 3;
}

static void letters_paint(gpointer data, const char *id, WfGrid *grid, WfRect line, guint attr)
{
    (void)data;
    wf_grid_text(grid, line.x, line.y, line.width, id, WF_ROLE_LABEL, attr);
}

static const WfTreeOps letters_ops = {letters_children, letters_has, letters_paint, "no tree"};

static void test_a_tree_folds(void **state)
{
    (void)state;
    char letters[] = "ab";
    g_autoptr(WfTree) tree = wf_tree_new(&letters_ops, letters);
    g_autoptr(WfGrid) grid = wf_grid_new(12, 6);
    wf_tree_move(tree, WF_MOVE_RIGHT, 1);
    wf_tree_move(tree, WF_MOVE_RIGHT, 1);
    assert_string_equal(wf_list_id(wf_tree_list(tree)), "aa");
    wf_tree_move(tree, WF_MOVE_RIGHT, 1);
    wf_list_paint(wf_tree_list(tree), grid, wf_grid_area(grid), true);
    assert_text(grid, "▾ a\n  ▾ aa\n      aaa\n      aab\n  ▸ ab\n▸ b\n");
    wf_tree_move(tree, WF_MOVE_LEFT, 1);
    wf_tree_move(tree, WF_MOVE_LEFT, 1);
    assert_string_equal(wf_list_id(wf_tree_list(tree)), "a");
    wf_tree_fold_all(tree, true);
    assert_true(wf_list_go_id(wf_tree_list(tree), "bba"));
    strcpy(letters, "b");
    wf_tree_refresh(tree);
    wf_tree_fold_all(tree, false);
    assert_string_equal(wf_list_id(wf_tree_list(tree)), "b");
    wf_grid_clear(grid);
    wf_list_paint(wf_tree_list(tree), grid, wf_grid_area(grid), true);
    assert_text(grid, "▸ b\n\n\n\n\n\n");
    WfMouse mouse = {.action = WF_MOUSE_PRESS, .button = 1, .x = 0, .y = 0};
    wf_tree_mouse(tree, &mouse);
    assert_true(wf_tree_is_open(tree, "b"));
}

/* With little room deep rows are moved together, and their marks with them. */
static void test_fold_marks_of_deep_rows_can_be_pressed(void **state)
{
    (void)state;
    char letters[] = "a";
    g_autoptr(WfTree) tree = wf_tree_new(&letters_ops, letters);
    g_autoptr(WfGrid) grid = wf_grid_new(3, 3);
    wf_tree_fold(tree, "a", true);
    wf_list_paint(wf_tree_list(tree), grid, wf_grid_area(grid), true);
    assert_text(grid, "▾ a\n ▸\n\n");
    WfMouse mouse = {.action = WF_MOUSE_PRESS, .button = 1, .x = 1, .y = 1};
    wf_tree_mouse(tree, &mouse);
    assert_true(wf_tree_is_open(tree, "aa"));
}

static void circle_children(gpointer data, const char *id, GPtrArray *ret_ids)
{
    (void)data;
    g_ptr_array_add(ret_ids, g_strdup(id && g_str_equal(id, "a") ? "b" : "a"));
}

static void test_a_tree_that_is_a_circle_ends(void **state)
{
    (void)state;
    static const WfTreeOps ops = {circle_children, letters_has, letters_paint, "no tree"};
    g_autoptr(WfTree) tree = wf_tree_new(&ops, NULL);
    wf_tree_fold_all(tree, true);
    wf_list_move(wf_tree_list(tree), WF_MOVE_LAST, 1);
    assert_string_equal(wf_list_id(wf_tree_list(tree)), "b");
}

/* --- text --- */

static void color_keys(gpointer data, guint line, const char *text, WfRole *roles, gsize n)
{
    (void)data;
    (void)line;
    for (gsize i = 0; i < n && text[i] != ':'; i++)
        roles[i] = WF_ROLE_KEY;
}

static void test_text_is_coloured(void **state)
{
    (void)state;
    g_autoptr(WfTextView) view = wf_text_view_new();
    g_autoptr(WfGrid) grid = wf_grid_new(14, 3);
    wf_text_view_set(view, "name: web\n\tport: 80\nimage: Web\nend: 漢字\n", -1);
    wf_text_view_color(view, color_keys, NULL);
    assert_int_equal(wf_text_view_lines(view), 4);
    wf_text_view_go(view, 2);
    assert_int_equal(wf_text_view_line(view), 2);
    wf_text_view_paint(view, grid, wf_grid_area(grid), false);
    assert_text(grid, "        port…│\nimage: Web   ▐\nend: 漢字    ▐\n");
    assert_roles(grid, "yyyyyyyyyyyy.b\nyyyyy. ...   |\nyyy. ....    |\n");
    wf_text_view_move(view, WF_MOVE_RIGHT, 1);
    wf_grid_clear(grid);
    wf_text_view_paint(view, grid, wf_grid_area(grid), false);
    assert_text(grid, "port: 80     │\neb           ▐\n             ▐\n");
}

static void test_text_is_searched(void **state)
{
    (void)state;
    g_autoptr(WfTextView) view = wf_text_view_new();
    g_autoptr(WfGrid) grid = wf_grid_new(14, 3);
    wf_text_view_set(view, "name: web\n\tport: 80\nimage: Web\nend: 漢字\n", -1);
    assert_int_equal(wf_text_view_search(view, "nothing"), 0);
    assert_false(wf_text_view_next(view, true));
    assert_int_equal(wf_text_view_search(view, "web"), 2);
    assert_int_equal(wf_text_view_search(view, "Web"), 1); /* upper case counts */
    assert_true(wf_text_view_next(view, true));
    assert_int_equal(wf_text_view_line(view), 2);
    wf_text_view_paint(view, grid, wf_grid_area(grid), false);
    assert_roles(grid, "        .....b\n...... mmm   |\n.... ....    |\n");
    assert_int_equal(wf_text_view_search(view, "字"), 1);
    assert_true(wf_text_view_next(view, false)); /* and round again */
    assert_int_equal(wf_text_view_line(view), 3);
    assert_int_equal(wf_text_view_search(view, NULL), 0);
    assert_false(wf_text_view_next(view, true));
}

/* Only so much of a very long line is painted; what matches goes on behind it. */
static void test_a_match_may_begin_where_painting_ends(void **state)
{
    (void)state;
    g_autoptr(WfTextView) view = wf_text_view_new();
    g_autoptr(WfGrid) grid = wf_grid_new(14, 3);
    g_autofree char *line = g_strnfill(3 * 64 * 1024, 'a');
    wf_text_view_set(view, line, -1);
    assert_int_equal(wf_text_view_search(view, "aaaaaaa"), 1);
    wf_text_view_paint(view, grid, wf_grid_area(grid), false);
}

static void test_a_diff_is_searched(void **state)
{
    (void)state;
    g_autoptr(WfDiffView) view = wf_diff_view_new();
    g_autoptr(WfGrid) narrow = wf_grid_new(20, 4), wide = wf_grid_new(120, 4);
    wf_diff_view_set(view, "one\ntwo\nthree\n", "one\n2 two\nthree\n", -1);
    wf_diff_view_paint(view, narrow, wf_grid_area(narrow), false);
    assert_int_equal(wf_diff_view_search(view, "two"), 2); /* a row for each side */
    assert_int_equal(wf_diff_view_search(view, "2"), 1);
    assert_true(wf_diff_view_next_match(view, true));
    wf_diff_view_paint(view, wide, wf_grid_area(wide), false);
    assert_int_equal(wf_diff_view_search(view, "two"), 1); /* they share one */
    assert_true(wf_diff_view_next_match(view, false));
    assert_int_equal(wf_diff_view_search(view, "four"), 0);
    assert_false(wf_diff_view_next_match(view, true));
}

/* Columns of the first row that are marked as a match, "7-9". */
static char *marked(const WfGrid *grid)
{
    int first = -1, last = -1;
    for (int x = 0; x < wf_grid_width(grid); x++)
        if (wf_grid_at(grid, x, 0)->attr & WF_ATTR_MATCH) {
            first = first < 0 ? x : first;
            last = x;
        }
    return g_strdup_printf("%d-%d", first, last);
}

static void test_matches_are_marked_where_they_are_painted(void **state)
{
    (void)state;
    const char *line = "\ttwo \xC3\xA9\xC3\xA9 end\n";
    g_autoptr(WfDiffView) diff = wf_diff_view_new();
    g_autoptr(WfTextView) text = wf_text_view_new();
    g_autoptr(WfGrid) grid = wf_grid_new(40, 1);
    wf_diff_view_set(diff, line, line, -1);
    assert_int_equal(wf_diff_view_search(diff, "two"), 1);
    wf_diff_view_paint(diff, grid, wf_grid_area(grid), false);
    assert_text(grid, "   1   \\x09two \xC3\xA9\xC3\xA9 end\n");
    g_autofree char *behind_a_tab = marked(grid);
    assert_string_equal(behind_a_tab, "11-13");

    wf_grid_clear(grid);
    wf_grid_set_ascii(grid, true);
    assert_int_equal(wf_diff_view_search(diff, "end"), 1);
    wf_diff_view_paint(diff, grid, wf_grid_area(grid), false);
    assert_text(grid, "   1   \\x09two \\u{E9}\\u{E9} end\n");
    g_autofree char *in_ascii = marked(grid);
    assert_string_equal(in_ascii, "28-30");

    wf_grid_clear(grid);
    wf_text_view_set(text, line, -1);
    assert_int_equal(wf_text_view_search(text, "end"), 1);
    wf_text_view_paint(text, grid, wf_grid_area(grid), false);
    assert_text(grid, "        two \\u{E9}\\u{E9} end\n");
    g_autofree char *in_text = marked(grid);
    assert_string_equal(in_text, "25-27");
}

static void test_text_may_be_hostile(void **state)
{
    (void)state;
    g_autoptr(WfTextView) view = wf_text_view_new();
    g_autoptr(WfGrid) grid = wf_grid_new(6, 4);
    wf_text_view_set(view, "abcdefghi\nx\n", -1);
    wf_text_view_paint(view, grid, wf_grid_area(grid), true);
    assert_text(grid, "abcde…\nx\n\n\n");
    assert_roles(grid, "******\n.\n\n\n");
    wf_text_view_set(view,
                     "\033[31mred\x00"
                     "bad",
                     12);
    wf_grid_clear(grid);
    wf_text_view_paint(view, grid, wf_grid_area(grid), false);
    for (int x = 0; x < 6; x++)
        assert_true(wf_grid_at(grid, x, 0)->ch >= ' ');
}

/* --- diff --- */

static char *diff_text(const char *left, const char *right, int context)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) a = g_strsplit(left, " ", -1);
    g_auto(GStrv) b = g_strsplit(right, " ", -1);
    g_autoptr(GArray) rows = wf_diff_lines(a, g_strv_length(a), b, g_strv_length(b), context);
    for (guint i = 0; i < rows->len; i++) {
        const WfDiffRow *row = &g_array_index(rows, WfDiffRow, i);
        if (row->kind == WF_DIFF_SKIPPED)
            g_string_append_printf(out, "~%u ", row->n);
        else if (row->kind == WF_DIFF_ADDED)
            g_string_append_printf(out, "+%s ", b[row->right]);
        else
            g_string_append_printf(out, "%s%s ", row->kind == WF_DIFF_REMOVED ? "-" : "",
                                   a[row->left]);
    }
    return g_string_free(out, FALSE);
}

static void assert_diff(const char *left, const char *right, int context, const char *expected)
{
    g_autofree char *text = diff_text(left, right, context);
    assert_string_equal(text, expected);
}

static void test_diffs_are_shortest(void **state)
{
    (void)state;
    assert_diff("a b c", "a b c", -1, "a b c ");
    assert_diff("a b c", "a x c", -1, "a -b +x c ");
    assert_diff("a b c a b b a", "c b a b a c", -1, "-a -b c +b a b -b a +c ");
    assert_diff("a", "b", -1, "-a +b ");
    assert_diff("a b c d e f g h i", "a b c d e f g h x", 1, "~7 h -i +x ");
    assert_diff("x a b c d e f y", "X a b c d e f Y", 1, "-x +X a ~4 f -y +Y ");
}

/* Any diff must turn the left text into the right one, and small ones be minimal. */
static void test_random_diffs_are_right(void **state)
{
    (void)state;
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    for (int round = 0; round < 300; round++) {
        int n = g_rand_int_range(rand, 0, 30), m = g_rand_int_range(rand, 0, 30);
        char *a[30], *b[30];
        static const char *const words[] = {"p", "q", "r", "s"};
        for (int i = 0; i < n; i++)
            a[i] = (char *)words[g_rand_int_range(rand, 0, 4)];
        for (int i = 0; i < m; i++)
            b[i] = (char *)words[g_rand_int_range(rand, 0, 4)];
        g_autoptr(GArray) rows = wf_diff_lines(a, (guint)n, b, (guint)m, -1);
        int x = 0, y = 0;
        for (guint i = 0; i < rows->len; i++) {
            const WfDiffRow *row = &g_array_index(rows, WfDiffRow, i);
            if (row->kind == WF_DIFF_SAME)
                assert_string_equal(a[x], b[y]);
            if (row->kind != WF_DIFF_ADDED)
                assert_int_equal(row->left, x++);
            if (row->kind != WF_DIFF_REMOVED)
                assert_int_equal(row->right, y++);
        }
        assert_int_equal(x, n);
        assert_int_equal(y, m);
    }
}

static void test_a_diff_is_shown_beside_or_below(void **state)
{
    (void)state;
    g_autoptr(WfDiffView) view = wf_diff_view_new();
    wf_diff_view_set(view, "a\nb\nc\n", "a\nx\ny\nc\n", 3);
    g_autoptr(WfGrid) narrow = wf_grid_new(16, 5);
    wf_diff_view_paint(view, narrow, wf_grid_area(narrow), false);
    assert_text(narrow, "   1   a\n   2 - b\n   2 + x\n   3 + y\n   3   c\n");
    g_autoptr(WfGrid) wide = wf_grid_new(100, 4);
    wf_diff_view_paint(view, wide, wf_grid_area(wide), false);
    g_autofree char *text = wf_grid_to_text(wide);
    assert_non_null(strstr(text, "   2 - b                                         │   2 + x\n"));
    assert_non_null(strstr(text, "                                                 │   3 + y\n"));
    assert_true(wf_diff_view_next(view, true));
    assert_false(wf_diff_view_next(view, true));
}

static void test_huge_diffs_end(void **state)
{
    (void)state;
    guint n = 20000;
    g_autofree char **a = g_new(char *, n);
    g_autofree char **b = g_new(char *, n);
    for (guint i = 0; i < n; i++) {
        a[i] = g_strdup_printf("left %u", i);
        b[i] = g_strdup_printf("right %u", i);
    }
    g_autoptr(GArray) rows = wf_diff_lines(a, n, b, n, 3);
    assert_int_equal(rows->len, 2 * n);
    for (guint i = 0; i < n; i++) {
        g_free(a[i]);
        g_free(b[i]);
    }
}

/* --- line --- */

static void type(WfLine *line, const char *keys)
{
    g_auto(GStrv) words = g_strsplit(keys, " ", -1);
    for (guint i = 0; words[i]; i++) {
        g_autoptr(GArray) sequence = NULL;
        assert_true(wf_keys_parse(words[i], &sequence, NULL));
        for (guint k = 0; k < sequence->len; k++)
            wf_line_key(line, g_array_index(sequence, WfKey, k));
    }
}

static void assert_typed(const char *keys, const char *before, const char *after)
{
    g_autoptr(WfLine) line = wf_line_new();
    type(line, keys);
    g_autofree char *first = g_strndup(wf_line_text(line), wf_line_cursor(line));
    assert_string_equal(first, before);
    assert_string_equal(wf_line_text(line) + wf_line_cursor(line), after);
}

static void test_editing_keys(void **state)
{
    (void)state;
    assert_typed("abc", "abc", "");
    assert_typed("abc C-a x Right y", "xay", "bc");
    assert_typed("one Space two Space three M-b M-b", "one ", "two three");
    assert_typed("one Space two C-w", "one ", "");
    assert_typed("one Space two C-u", "", "");
    assert_typed("one Space two C-a M-d C-e C-y", " twoone", "");
    assert_typed("abc C-b C-k C-y C-y", "abcc", "");
    assert_typed("ab C-t", "ba", "");
    assert_typed("é 漢 Backspace", "é", "");
    assert_typed("é Left Delete", "", "");
    assert_typed("abc Home C-d", "", "bc");
    g_autoptr(WfLine) line = wf_line_new();
    assert_false(wf_line_key(line, WF_KEY_F1));
    wf_line_insert(line, "a\033[2J\nb\xFF");
    assert_string_equal(wf_line_text(line), "a[2J b\uFFFD");
    g_autofree char *flood = g_strnfill(100000, 'x');
    wf_line_insert(line, flood);
    assert_true(strlen(wf_line_text(line)) <= 4000);
    g_autoptr(WfGrid) grid = wf_grid_new(8, 1);
    wf_line_set(line, "0123456789");
    assert_int_equal(wf_line_paint(line, grid, wf_grid_area(grid), WF_ROLE_INPUT), 7);
    assert_text(grid, "3456789\n");
}

static void test_history_lasts(void **state)
{
    (void)state;
    g_autofree char *dir = g_dir_make_tmp("weft-history-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "deep", "x.history", NULL);
    g_autofree char *deep = g_path_get_dirname(path);
    WfHistory *first = wf_history_new(path);
    wf_history_add(first, "theme dark");
    wf_history_add(first, "filter a");
    wf_history_add(first, "theme light");
    wf_history_add(first, "filter a");
    wf_history_add(first, "");
    assert_true(wf_history_save(first, NULL));
    wf_history_free(first);
    g_autoptr(WfHistory) again = wf_history_new(path);
    assert_string_equal(wf_history_older(again, ""), "filter a"); /* the newest, and once */
    assert_string_equal(wf_history_older(again, ""), "theme light");
    assert_string_equal(wf_history_older(again, ""), "theme dark");
    assert_null(wf_history_older(again, ""));
    wf_history_rewind(again);
    assert_string_equal(wf_history_older(again, "th"), "theme light");
    assert_string_equal(wf_history_older(again, "theme light"), "theme dark");
    assert_null(wf_history_older(again, "theme dark"));
    assert_string_equal(wf_history_newer(again), "theme light");
    assert_string_equal(wf_history_newer(again), "th");
    g_unlink(path);
    g_rmdir(deep);
    g_rmdir(dir);
}

static void test_panes_and_bars(void **state)
{
    (void)state;
    WfSplit split = {.per_mille = 600, .least = 3};
    g_autoptr(WfGrid) grid = wf_grid_new(11, 2);
    wf_split_place(&split, wf_grid_area(grid));
    assert_int_equal(split.first.width, 6);
    assert_int_equal(split.second.width, 4);
    wf_split_paint(&split, grid);
    assert_text(grid, "      │\n      │\n");
    WfMouse mouse = {.action = WF_MOUSE_PRESS, .button = 1, .x = 6, .y = 0};
    assert_true(wf_split_mouse(&split, &mouse));
    mouse.action = WF_MOUSE_DRAG;
    mouse.x = 4;
    assert_true(wf_split_mouse(&split, &mouse));
    wf_split_place(&split, wf_grid_area(grid));
    assert_int_equal(split.first.width, 4);
    mouse.action = WF_MOUSE_RELEASE;
    assert_true(wf_split_mouse(&split, &mouse));
    assert_false(wf_split_mouse(&split, &mouse));
    wf_split_place(&split, (WfRect){0, 0, 6, 2});
    assert_int_equal(split.second.width, 0); /* too narrow: one pane */
    wf_grid_clear(grid);
    wf_grid_set_ascii(grid, true);
    wf_paint_bar(grid, (WfRect){0, 0, 10, 1}, 0.5, WF_ROLE_BAR);
    wf_paint_bar(grid, (WfRect){0, 1, 10, 1}, 7, WF_ROLE_BAR);
    assert_text(grid, "#####.....\n##########\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_list_keeps_its_place_by_id),
        cmocka_unit_test(test_a_list_moves_and_scrolls),
        cmocka_unit_test(test_a_tree_folds),
        cmocka_unit_test(test_fold_marks_of_deep_rows_can_be_pressed),
        cmocka_unit_test(test_a_tree_that_is_a_circle_ends),
        cmocka_unit_test(test_text_is_coloured),
        cmocka_unit_test(test_text_is_searched),
        cmocka_unit_test(test_a_match_may_begin_where_painting_ends),
        cmocka_unit_test(test_a_diff_is_searched),
        cmocka_unit_test(test_matches_are_marked_where_they_are_painted),
        cmocka_unit_test(test_text_may_be_hostile),
        cmocka_unit_test(test_diffs_are_shortest),
        cmocka_unit_test(test_random_diffs_are_right),
        cmocka_unit_test(test_a_diff_is_shown_beside_or_below),
        cmocka_unit_test(test_huge_diffs_end),
        cmocka_unit_test(test_editing_keys),
        cmocka_unit_test(test_history_lasts),
        cmocka_unit_test(test_panes_and_bars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
