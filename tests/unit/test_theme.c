/* Themes: files and their findings, depths, the decision for colour, SGR, the shipped ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <glib/gstdio.h>

#include <weft/theme.h>

static WfTheme *parse(const char *text, WfFindings *findings)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(GError) error = NULL;
    WfTheme *theme = wf_theme_parse(SOURCE_DIR "/themes/test.yaml", bytes, findings, &error);
    if (error)
        print_error("%s\n", error->message);
    return theme;
}

static char *printed(const WfFindings *findings)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        const WfFinding *f = wf_findings_get(findings, i);
        g_string_append_printf(out, "%u:%u %s", f->span.line, f->span.column, f->message);
        g_string_append_printf(out, "%s%s\n", f->hint ? " / " : "", f->hint ? f->hint : "");
    }
    return g_string_free(out, FALSE);
}

static void assert_look(WfLook look, const char *fg, const char *bg, guint attrs)
{
    WfColor wanted_fg, wanted_bg;
    assert_true(wf_color_parse(fg, &wanted_fg));
    assert_true(wf_color_parse(bg, &wanted_bg));
    assert_int_equal(look.fg, wanted_fg);
    assert_int_equal(look.bg, wanted_bg);
    assert_int_equal(look.attrs, attrs);
}

static void test_a_role_has_three_looks(void **state)
{
    (void)state;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfTheme) theme = parse("weft_theme: 1\nname: T\nextends: base16\n"
                                     "palette: {base08: \"#f07178\", sea: 31}\n"
                                     "roles:\n"
                                     "  state.failed: {fg: base08, bg: sea, attr: bold, ansi: "
                                     "bright-red on 4, mono: bold reverse}\n"
                                     "  state.done: {fg: \"#5fd787\"}\n",
                                     findings);
    assert_non_null(theme);
    assert_int_equal(wf_findings_n(findings), 0);
    assert_string_equal(wf_theme_name(theme), "T");
    WfRole failed = WF_ROLE_STATE_FAILED, done = WF_ROLE_STATE_DONE;
    assert_look(wf_theme_look(theme, failed, 0, WF_DEPTH_TRUE), "#f07178", "31", WF_LOOK_BOLD);
    assert_look(wf_theme_look(theme, failed, 0, WF_DEPTH_256), "203", "31", WF_LOOK_BOLD);
    assert_look(wf_theme_look(theme, failed, 0, WF_DEPTH_16), "bright-red", "blue", 0);
    assert_look(wf_theme_look(theme, failed, 0, WF_DEPTH_8), "red", "blue", WF_LOOK_BOLD);
    assert_look(wf_theme_look(theme, failed, 0, WF_DEPTH_MONO), "default", "default",
                WF_LOOK_BOLD | WF_LOOK_REVERSE);
    assert_look(wf_theme_look(theme, failed, 0xFF, WF_DEPTH_PLAIN), "default", "default", 0);
    assert_look(wf_theme_look(theme, done, 0, WF_DEPTH_256), "78", "default", 0);
    WfLook nearest = wf_theme_look(theme, done, 0, WF_DEPTH_16);
    assert_true(nearest.fg == 2 || nearest.fg == 10);
}

static void test_problems_are_findings(void **state)
{
    (void)state;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfTheme) theme = parse("weft_theme: 1\n"
                                     "colour: x\n"
                                     "palette: {sea: \"#12345\", sand: \"#c2b280\"}\n"
                                     "roles:\n"
                                     "  state.faild: {fg: red}\n"
                                     "  state.done: {fg: grren, attr: bold}\n"
                                     "  state.lost: {bf: red}\n"
                                     "  mark: {fg: #ff0000}\n",
                                     findings);
    /* The last line is a comment to YAML, so the map is never closed. */
    assert_null(theme);
    g_autoptr(WfFindings) again = wf_findings_new();
    g_autoptr(WfTheme) part = parse("weft_theme: 1\n"
                                    "palete: x\n"
                                    "variant: dusk\n"
                                    "palette: {sea: \"#12345\", sand: \"#c2b280\"}\n"
                                    "roles:\n"
                                    "  state.faild: {fg: red}\n"
                                    "  state.done: {fg: grren, attr: bold}\n"
                                    "  state.lost: {bf: red}\n"
                                    "  title: red\n"
                                    "  danger: {fg: snad}\n"
                                    "  mark:\n"
                                    "    fg: #ff0000\n",
                                    again);
    assert_non_null(part);
    g_autofree char *text = printed(again);
    assert_non_null(strstr(text, "2:1 a theme has no 'palete' / did you mean 'palette'?"));
    assert_non_null(strstr(text, "3:10 variant is dark, light or any, not 'dusk'"));
    assert_non_null(strstr(text, "'#12345' is not a colour"));
    assert_non_null(strstr(text, "there is no role 'state.faild' / did you mean 'state.failed'?"));
    assert_non_null(strstr(text, "'grren' is neither"));
    assert_non_null(strstr(text, "did you mean 'green'?"));
    assert_non_null(strstr(text, "8:16 a role has no 'bf'"));
    assert_non_null(strstr(text, "9:10 the look of 'title' is not a map"));
    assert_non_null(strstr(text, "did you mean 'sand'?"));
    assert_non_null(
        strstr(text, "there is nothing here / put a colour that starts with # in quotes"));
    assert_look(wf_theme_look(part, WF_ROLE_STATE_DONE, 0, WF_DEPTH_TRUE), "green", "default",
                WF_LOOK_BOLD); /* what was right counts */
}

static void test_what_is_no_theme_is_an_error(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "- a\n", "3", "{"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(WfFindings) findings = wf_findings_new();
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = g_bytes_new(texts[i], strlen(texts[i]));
        assert_null(wf_theme_parse("t.yaml", bytes, findings, &error));
        assert_non_null(error);
    }
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    assert_null(wf_theme_load("defalt", findings, &error));
    assert_string_equal(error->message, "no theme 'defalt'; did you mean 'default'?");
}

static void test_extending_in_a_circle_ends(void **state)
{
    (void)state;
    g_autofree char *dir = g_dir_make_tmp("weft-theme-XXXXXX", NULL);
    g_autofree char *a = g_build_filename(dir, "a.yaml", NULL);
    g_autofree char *b = g_build_filename(dir, "b.yaml", NULL);
    assert_true(g_file_set_contents(a, "weft_theme: 1\nextends: b\n", -1, NULL));
    assert_true(
        g_file_set_contents(b, "weft_theme: 1\nextends: a\nroles: {mark: {fg: 9}}\n", -1, NULL));
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(WfTheme) theme = wf_theme_load(a, findings, &error);
    assert_non_null(theme);
    assert_int_equal(wf_theme_look(theme, WF_ROLE_MARK, 0, WF_DEPTH_256).fg, 9);
    g_autofree char *text = printed(findings);
    assert_non_null(strstr(text, "in a circle"));
    g_unlink(a);
    g_unlink(b);
    g_rmdir(dir);
}

static void test_base16_files_are_themes(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "system: base16\nname: X\nvariant: dark\npalette:\n  base00: \"#101010\"\n  base08: "
        "\"#ff8080\"\n",
        "scheme: X\nauthor: N. N.\nbase00: \"101010\"\nbase08: \"ff8080\"\n"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(WfFindings) findings = wf_findings_new();
        g_autoptr(WfTheme) theme = parse(texts[i], findings);
        assert_non_null(theme);
        assert_int_equal(wf_findings_n(findings), 0);
        assert_string_equal(wf_theme_name(theme), "X");
        assert_string_equal(wf_theme_variant(theme), "dark");
        assert_look(wf_theme_look(theme, WF_ROLE_STATE_FAILED, 0, WF_DEPTH_TRUE), "#ff8080",
                    "default", WF_LOOK_BOLD);
        assert_look(wf_theme_look(theme, WF_ROLE_STATE_FAILED, 0, WF_DEPTH_16), "red", "default",
                    WF_LOOK_BOLD);
    }
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfTheme) theme =
        parse("weft_theme: 1\nextends: base16\npalette: base16/harbour.yaml\n", findings);
    assert_int_equal(wf_findings_n(findings), 0);
    assert_look(wf_theme_look(theme, WF_ROLE_STATE_DONE, 0, WF_DEPTH_TRUE), "#8fce9b", "default",
                0);
}

static void test_a_changed_palette_reaches_inherited_roles(void **state)
{
    (void)state;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfTheme) theme =
        parse("weft_theme: 1\nextends: colour-blind\npalette: {sky: \"#010203\"}\n", findings);
    assert_int_equal(wf_findings_n(findings), 0);
    assert_look(wf_theme_look(theme, WF_ROLE_STATE_DONE, 0, WF_DEPTH_TRUE), "#010203", "default",
                0);
}

static void test_the_default_file_says_what_is_compiled_in(void **state)
{
    (void)state;
    g_autoptr(WfTheme) builtin = wf_theme_builtin("default");
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(WfTheme) file = wf_theme_load(SOURCE_DIR "/themes/default.yaml", findings, &error);
    assert_non_null(file);
    assert_int_equal(wf_findings_n(findings), 0);
    for (guint i = 0; i < WF_N_ROLES; i++)
        for (guint depth = WF_DEPTH_MONO; depth <= WF_DEPTH_TRUE; depth++) {
            WfLook x = wf_theme_look(builtin, (WfRole)i, 0, (WfDepth)depth);
            WfLook y = wf_theme_look(file, (WfRole)i, 0, (WfDepth)depth);
            assert_memory_equal(&x, &y, sizeof x);
        }
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(SOURCE_DIR "/themes/default.yaml", &text, NULL, NULL));
    for (guint i = 0; i < WF_N_ROLES; i++) {
        g_autofree char *line = g_strdup_printf("\n  %s: {", wf_role_name((WfRole)i));
        assert_non_null(strstr(text, line));
    }
}

/* Themes made for one kind of sight need not serve another. */
static bool is_excused(const char *theme, const WfThemeIssue *issue)
{
    if (issue->kind == WF_THEME_FAINT)
        return false;
    if (g_str_equal(theme, "tritanopia"))
        return g_str_equal(issue->seen_by, "deuteranopia") ||
               g_str_equal(issue->seen_by, "protanopia");
    if (g_str_equal(theme, "colour-blind"))
        return g_str_equal(issue->seen_by, "tritanopia");
    return !g_str_equal(issue->seen_by, "everyone");
}

/* How many issues there are that nothing excuses; each is printed. */
static guint count_issues(const char *name, const WfTheme *theme, WfDepth depth)
{
    g_autoptr(GArray) issues = wf_theme_check(theme, depth);
    guint bad = 0;
    for (guint i = 0; i < issues->len && !g_str_equal(name, "mono"); i++) {
        const WfThemeIssue *issue = &g_array_index(issues, WfThemeIssue, i);
        if (is_excused(name, issue))
            continue;
        g_autofree char *said = wf_theme_issue_text(issue);
        print_error("%s, %s: %s\n", name, depth == WF_DEPTH_256 ? "256 colours" : "all colours",
                    said);
        bad++;
    }
    return bad;
}

/* With the colours they ask for, and with those that most terminals have of them. */
static void test_shipped_themes_are_sound(void **state)
{
    (void)state;
    static const char *const names[] = {
        "dark", "light",          "high-contrast", "colour-blind", "tritanopia",
        "mono", "base16/harbour", "base16/loom",   "base16/moss",  "base16/paper"};
    guint bad = 0;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_strdup_printf(SOURCE_DIR "/themes/%s.yaml", names[i]);
        g_autoptr(WfFindings) findings = wf_findings_new();
        g_autoptr(GError) error = NULL;
        g_autoptr(WfTheme) theme = wf_theme_load(path, findings, &error);
        g_autofree char *text = printed(findings);
        assert_non_null(theme);
        assert_string_equal(text, "");
        bad += count_issues(names[i], theme, WF_DEPTH_TRUE);
        bad += count_issues(names[i], theme, WF_DEPTH_256);
    }
    assert_int_equal(bad, 0);
}

/* Above all the button that acts: with the focus on it, it stands on the selection's ground. */
static void test_what_is_selected_can_be_read(void **state)
{
    (void)state;
    static const char *const names[] = {"dark",        "light",       "high-contrast",
                                        "tritanopia",  "base16/loom", "base16/harbour",
                                        "base16/moss", "base16/paper"};
    static const WfRole roles[] = {WF_ROLE_DANGER, WF_ROLE_STEP, WF_ROLE_MATCH, WF_ROLE_STATUS};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_strdup_printf(SOURCE_DIR "/themes/%s.yaml", names[i]);
        g_autoptr(WfFindings) findings = wf_findings_new();
        g_autoptr(WfTheme) theme = wf_theme_load(path, findings, NULL);
        for (guint j = 0; j < 2 * G_N_ELEMENTS(roles); j++) {
            WfLook look = wf_theme_look(theme, roles[j / 2], WF_ATTR_SELECTED,
                                        j % 2 ? WF_DEPTH_256 : WF_DEPTH_TRUE);
            double contrast =
                wf_color_contrast(wf_color_rgb(look.fg, 0xFFFFFF), wf_color_rgb(look.bg, 0x000000));
            if (contrast < 3)
                print_error("%s: %s selected: %.1f\n", names[i], wf_role_name(roles[j / 2]),
                            contrast);
            assert_true(contrast >= 3);
        }
    }
}

static void test_the_check_finds_faint_and_alike(void **state)
{
    (void)state;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfTheme) theme = parse("weft_theme: 1\nvariant: dark\nextends: dark\nroles:\n"
                                     "  text: {fg: \"#222222\"}\n"
                                     "  state.waiting: {fg: \"#cc5522\", attr: normal}\n"
                                     "  state.done: {fg: \"#808000\", attr: normal}\n",
                                     findings);
    g_autoptr(GArray) issues = wf_theme_check(theme, WF_DEPTH_TRUE);
    bool faint = false, alike = false;
    for (guint i = 0; i < issues->len; i++) {
        const WfThemeIssue *issue = &g_array_index(issues, WfThemeIssue, i);
        faint = faint || (issue->kind == WF_THEME_FAINT && issue->role == WF_ROLE_TEXT);
        alike = alike || (issue->kind == WF_THEME_ALIKE && issue->role == WF_ROLE_STATE_WAITING &&
                          issue->other == WF_ROLE_STATE_DONE && issue->seen_by[0] != 'e');
    }
    assert_true(faint);
    assert_true(alike);
    assert_true(wf_color_contrast(0, 0xFFFFFF) > 20.9);
}

static void test_colours(void **state)
{
    (void)state;
    WfColor color;
    assert_true(wf_color_parse("#fff", &color) && color == (WF_COLOR_RGB | 0xFFFFFF));
    assert_true(wf_color_parse("1d1f21", &color) && color == (WF_COLOR_RGB | 0x1D1F21));
    assert_true(wf_color_parse("255", &color) && color == 255);
    assert_true(wf_color_parse("gray", &color) && color == 8);
    assert_true(wf_color_parse("default", &color) && color == WF_COLOR_DEFAULT);
    static const char *const bad[] = {"", "#", "256", "-1", "#ggg", "Red", "12345", " 1"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_false(wf_color_parse(bad[i], &color));
    assert_int_equal(wf_color_at_depth(WF_COLOR_RGB | 0xFF0000, WF_DEPTH_256), 196);
    assert_int_equal(wf_color_at_depth(WF_COLOR_RGB | 0x808080, WF_DEPTH_256), 244);
    assert_int_equal(wf_color_at_depth(WF_COLOR_RGB | 0xFF0000, WF_DEPTH_16), 9);
    assert_int_equal(wf_color_at_depth(WF_COLOR_RGB | 0xF0F0F0, WF_DEPTH_8), 7);
    assert_int_equal(wf_color_at_depth(WF_COLOR_RGB | 0x9BCF7A, WF_DEPTH_8), 2);
    assert_int_equal(wf_color_at_depth(WF_COLOR_RGB | 0xF07178, WF_DEPTH_8), 1);
    assert_int_equal(wf_color_at_depth(WF_COLOR_RGB | 0x79B0F5, WF_DEPTH_8), 4);
    assert_int_equal(wf_color_at_depth(3, WF_DEPTH_MONO), WF_COLOR_DEFAULT);
    assert_int_equal(wf_color_rgb(21, 0), 0x0000FF);
}

static void test_selection_shows_on_everything(void **state)
{
    (void)state;
    g_autoptr(WfTheme) theme = wf_theme_builtin("default");
    for (guint depth = WF_DEPTH_MONO; depth <= WF_DEPTH_TRUE; depth++)
        for (guint i = 0; i < WF_N_ROLES; i++) {
            WfLook plain = wf_theme_look(theme, (WfRole)i, 0, (WfDepth)depth);
            WfLook selected = wf_theme_look(theme, (WfRole)i, WF_ATTR_SELECTED, (WfDepth)depth);
            if (i != WF_ROLE_SELECT)
                assert_memory_not_equal(&plain, &selected, sizeof plain);
        }
}

static void test_when_colour_is_used(void **state)
{
    (void)state;
    static const struct {
        WfColorEnv env;
        WfDepth depth;
    } cases[] = {
        {{.tty = true, .term = "xterm-256color", .colors = -1}, WF_DEPTH_256},
        {{.tty = true, .term = "xterm", .colors = 8}, WF_DEPTH_8},
        {{.tty = true, .term = "vt100", .colors = -1}, WF_DEPTH_MONO},
        {{.tty = true, .term = "xterm", .colorterm = "truecolor", .colors = -1}, WF_DEPTH_TRUE},
        {{.tty = true, .term = "dumb", .colors = -1}, WF_DEPTH_PLAIN},
        {{.tty = true, .term = NULL, .colors = -1}, WF_DEPTH_PLAIN},
        {{.tty = false, .term = "xterm-256color", .colors = -1}, WF_DEPTH_PLAIN},
        {{.tty = true, .term = "xterm", .no_color = "1", .colors = -1}, WF_DEPTH_PLAIN},
        {{.tty = true, .term = "xterm", .no_color = "", .colors = -1}, WF_DEPTH_16},
        {{.tty = true, .term = "xterm", .no_color = "1", .force_color = "1", .colors = -1},
         WF_DEPTH_PLAIN},
        {{.tty = false, .term = "xterm", .clicolor_force = "1", .colors = -1}, WF_DEPTH_16},
        {{.tty = false, .term = "xterm", .force_color = "0", .colors = -1}, WF_DEPTH_PLAIN},
        {{.when = WF_COLOR_ALWAYS, .term = "dumb", .no_color = "1", .colors = -1}, WF_DEPTH_16},
        {{.when = WF_COLOR_ALWAYS, .term = "screen-256color", .colors = -1}, WF_DEPTH_256},
        {{.when = WF_COLOR_NEVER, .tty = true, .term = "xterm", .force_color = "1", .colors = -1},
         WF_DEPTH_PLAIN},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(wf_color_depth(&cases[i].env), cases[i].depth);
    WfColorWhen when;
    assert_true(wf_color_when_parse("always", &when) && when == WF_COLOR_ALWAYS);
    assert_false(wf_color_when_parse("yes", &when));
}

static void test_sgr(void **state)
{
    (void)state;
    g_autoptr(WfTheme) theme = wf_theme_builtin("default");
    g_autoptr(WfGrid) grid = wf_grid_new(12, 3);
    wf_grid_text(grid, 0, 0, -1, "ok", WF_ROLE_TEXT, 0);
    wf_grid_text(grid, 3, 0, -1, "bad", WF_ROLE_STATE_FAILED, 0);
    wf_grid_text(grid, 0, 2, 2, "x", WF_ROLE_TITLE, 0);
    wf_grid_fill(grid, 1, 2, 2, 1, ' ', WF_ROLE_TITLE, 0);
    g_autofree char *color = wf_grid_to_ansi(grid, theme, WF_DEPTH_16);
    assert_string_equal(color, "ok \033[0;1;31mbad\033[0m\n\n\033[0;1;7mx  \033[0m\n");
    g_autofree char *plain = wf_grid_to_ansi(grid, theme, WF_DEPTH_PLAIN);
    assert_string_equal(plain, "ok bad\n\nx\n");
    GString *sgr = g_string_new(NULL);
    wf_look_append_sgr(sgr, (WfLook){WF_COLOR_RGB | 0x102030, 200, 0}, WF_DEPTH_TRUE);
    wf_look_append_sgr(sgr, (WfLook){12, 9, WF_LOOK_UNDERLINE}, WF_DEPTH_16);
    assert_string_equal(sgr->str, "\033[0;38;2;16;32;48;48;5;200m\033[0;4;94;101m");
    g_string_free(sgr, TRUE);
}

static void test_the_list_has_built_in_ones_and_files(void **state)
{
    (void)state;
    g_auto(GStrv) names = wf_theme_list();
    assert_true(g_strv_contains((const char *const *)names, "dark"));
    assert_true(g_strv_contains((const char *const *)names, "harbour"));
    assert_true(g_strv_contains((const char *const *)names, "mono"));
}

static void assert_auto_is(const char *colors, const char *variant)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    if (colors)
        g_setenv("COLORFGBG", colors, TRUE);
    else
        g_unsetenv("COLORFGBG");
    g_autoptr(WfTheme) theme = wf_theme_load("auto", findings, NULL);
    assert_non_null(theme);
    assert_string_equal(wf_theme_variant(theme), variant);
}

static void test_auto_follows_the_environment(void **state)
{
    (void)state;
    assert_auto_is(NULL, "any");
    assert_auto_is("15;0", "dark");
    assert_auto_is("0;default;15", "light");
    assert_auto_is("0;7", "light");
    assert_auto_is("7;8", "dark");
    assert_auto_is("0;16", "any");
    assert_auto_is("0;default", "any");
    assert_auto_is("15", "any");
    g_unsetenv("COLORFGBG");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_role_has_three_looks),
        cmocka_unit_test(test_problems_are_findings),
        cmocka_unit_test(test_what_is_no_theme_is_an_error),
        cmocka_unit_test(test_extending_in_a_circle_ends),
        cmocka_unit_test(test_base16_files_are_themes),
        cmocka_unit_test(test_a_changed_palette_reaches_inherited_roles),
        cmocka_unit_test(test_the_default_file_says_what_is_compiled_in),
        cmocka_unit_test(test_shipped_themes_are_sound),
        cmocka_unit_test(test_what_is_selected_can_be_read),
        cmocka_unit_test(test_the_check_finds_faint_and_alike),
        cmocka_unit_test(test_colours),
        cmocka_unit_test(test_selection_shows_on_everything),
        cmocka_unit_test(test_when_colour_is_used),
        cmocka_unit_test(test_sgr),
        cmocka_unit_test(test_the_list_has_built_in_ones_and_files),
        cmocka_unit_test(test_auto_follows_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
