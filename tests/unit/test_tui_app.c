/* The frame around screens, played by scripts without a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <glib/gstdio.h>

#include <weft/error.h>
#include <weft/file.h>
#include <weft/tui.h>

#include "../../src/tui/app_priv.h"

/* A screen with a list of words, one with a text; commands of every guard. */
typedef struct {
    WfList *list;
    char *last; /* what was done last */
    bool may_quit;
    guint work;
} Demo;

static const char *const words[] = {"alpha", "beta", "gamma", "delta"};

static guint count(gpointer data)
{
    (void)data;
    return G_N_ELEMENTS(words);
}

static void word_id(gpointer data, guint row, GString *id)
{
    (void)data;
    g_string_append(id, words[row]);
}

static void word_paint(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    (void)data;
    wf_grid_text(grid, line.x + 1, line.y, -1, words[row], WF_ROLE_LABEL, attr);
}

static const WfListOps list_ops = {.count = count, .id = word_id, .paint = word_paint};

static void done(Demo *demo, const char *what)
{
    g_free(demo->last);
    demo->last = g_strdup(what);
}

static void words_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    Demo *demo = self;
    wf_list_paint(demo->list, grid, rect, true);
}

static bool words_move(WfApp *app, gpointer self, WfMove move, int n)
{
    (void)app;
    return wf_list_move(((Demo *)self)->list, move, n);
}

static bool words_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    (void)app;
    Demo *demo = self;
    if (!g_str_equal(id, "enter") && !g_str_equal(id, "search") && !g_str_equal(id, "word-mark"))
        return false;
    g_autofree char *what = g_strdup_printf("%s %s %s", id, wf_list_id(demo->list), args);
    done(demo, g_strchomp(what));
    return true;
}

static bool words_key(WfApp *app, gpointer self, WfKey key)
{
    (void)app;
    if (key != '#')
        return false;
    done(self, "label");
    return true;
}

static bool words_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    (void)app;
    return wf_list_mouse(((Demo *)self)->list, mouse) >= 0;
}

static void words_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    (void)self;
    g_string_append(text, "4 of 9");
}

static void words_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    (void)self;
    g_ptr_array_add(ids, (gpointer) "word-mark");
}

static const WfScreenOps words_ops = {.name = "words",
                                      .title = "Words",
                                      .paint = words_paint,
                                      .move = words_move,
                                      .command = words_command,
                                      .key = words_key,
                                      .mouse = words_mouse,
                                      .info = words_info,
                                      .hints = words_hints};

static void blank_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    (void)self;
    wf_grid_text(grid, rect.x, rect.y, -1, "blank page", WF_ROLE_DIM, 0);
}

static const WfScreenOps blank_ops = {.name = "blank", .title = "Blank", .paint = blank_paint};

static void on_answer(WfApp *app, bool yes, gpointer data)
{
    (void)data;
    done(wf_app_user(app), yes ? "yes" : "no");
}

static void ask(WfApp *app, WfGuard guard)
{
    wf_app_confirm(
        app,
        &(WfConfirm){.guard = guard,
                     .title = "Prepare zNodes",
                     .what = "12 zNodes below /weft/shop\non 10.0.0.1:2181",
                     .details = guard == WF_GUARD_LIVE ? "/weft/shop/a\n/weft/shop/b\n" : NULL,
                     .old_text = "a\n",
                     .new_text = "b\n",
                     .verb = "Prepare",
                     .word = "shop"},
        on_answer, NULL);
}

static void run_overwrite(gpointer app, const char *args)
{
    (void)args;
    ask(app, WF_GUARD_FILE);
}

static void run_prepare(gpointer app, const char *args)
{
    (void)args;
    ask(app, WF_GUARD_LIVE);
}

static void run_teardown(gpointer app, const char *args)
{
    (void)args;
    ask(app, WF_GUARD_HARD);
}

static const char *never(gpointer app)
{
    (void)app;
    return "there is no plan yet";
}

static gboolean on_work_done(gpointer data)
{
    WfApp *app = data;
    Demo *demo = wf_app_user(app);
    demo->work = 0;
    done(demo, "worked");
    wf_app_busy(app, -1);
    return G_SOURCE_REMOVE;
}

static void run_work(gpointer app, const char *args)
{
    (void)args;
    Demo *demo = wf_app_user(app);
    wf_app_busy(app, 1);
    demo->work = g_timeout_add(20, on_work_done, app);
}

static void run_echo(gpointer app, const char *args)
{
    done(wf_app_user(app), args);
}

static void complete_echo(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    (void)args;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        g_ptr_array_add(ret, g_strdup(words[i]));
    g_ptr_array_add(ret, g_strdup("alphabet"));
}

static const WfCommand table[] = {
    {.id = "word-mark", .keymap = "words", .keys = {"m"}, .help = "mark the word"},
    {.id = "overwrite",
     .keymap = "words",
     .keys = {"w"},
     .guard = WF_GUARD_FILE,
     .help = "overwrite",
     .run = run_overwrite},
    {.id = "prepare",
     .keymap = "generic",
     .keys = {"! p"},
     .guard = WF_GUARD_LIVE,
     .help = "prepare zNodes",
     .run = run_prepare},
    {.id = "teardown",
     .keymap = "generic",
     .keys = {"! t"},
     .guard = WF_GUARD_HARD,
     .help = "remove all",
     .run = run_teardown},
    {.id = "say-it",
     .keymap = "words",
     .guard = WF_GUARD_LIVE,
     .help = "say the word to a stack",
     .run = run_echo},
    {.id = "plan-show",
     .keymap = "words",
     .keys = {"p"},
     .help = "show the plan",
     .disabled = never,
     .run = run_echo},
    {.id = "work", .keymap = "generic", .help = "work in the background", .run = run_work},
    {.id = "echo",
     .keymap = "generic",
     .args = "WORD",
     .help = "repeat a word",
     .run = run_echo,
     .complete = complete_echo},
};

static void head(WfApp *app, int room, GString *text, gpointer user)
{
    (void)app;
    (void)room;
    (void)user;
    g_string_append(text, "shop.yaml");
}

static bool may_quit(WfApp *app, gpointer user)
{
    (void)app;
    return ((Demo *)user)->may_quit;
}

typedef struct {
    Demo demo;
    WfApp *app;
    char *dir;
} Setup;

static int set_up(void **state)
{
    Setup *s = g_new0(Setup, 1);
    s->demo.list = wf_list_new(&list_ops, NULL);
    s->demo.may_quit = true;
    s->app = wf_app_new(
        &(WfAppOptions){.name = "weft", .user = &s->demo, .head = head, .may_quit = may_quit});
    wf_app_add_commands(s->app, table, G_N_ELEMENTS(table));
    wf_app_add_screen(s->app, &words_ops, &s->demo);
    wf_app_add_screen(s->app, &blank_ops, NULL);
    wf_app_open_memory(s->app, 60, 12, false);
    wf_app_show_screen(s->app, "words");
    s->dir = g_dir_make_tmp("weft-tui-XXXXXX", NULL);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    Setup *s = *state;
    g_clear_handle_id(&s->demo.work, g_source_remove);
    wf_app_free(s->app);
    wf_list_free(s->demo.list);
    g_free(s->demo.last);
    wf_file_remove_tree(s->dir); /* and what a test that failed has left */
    g_free(s->dir);
    g_free(s);
    return 0;
}

static int play(Setup *s, const char *script)
{
    wf_app_play(s->app, "test", script);
    return wf_app_run(s->app);
}

static char *screen(Setup *s)
{
    return wf_grid_to_text(wf_app_frame(s->app));
}

/* Keys one after the other, without a script: the app goes on afterwards. */
static void press(Setup *s, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, " ", -1);
    for (guint i = 0; parts[i]; i++) {
        g_autoptr(GArray) keys = NULL;
        assert_true(wf_keys_parse(parts[i], &keys, NULL));
        for (guint k = 0; k < keys->len; k++)
            wf_app_key(s->app, g_array_index(keys, WfKey, k));
        wf_app_frame(s->app);
    }
}

static void assert_shows(Setup *s, const char *part)
{
    g_autofree char *text = screen(s);
    if (!strstr(text, part))
        print_error("not there: %s\n%s", part, text);
    assert_non_null(strstr(text, part));
}

static void assert_hides(Setup *s, const char *part)
{
    g_autofree char *text = screen(s);
    assert_null(strstr(text, part));
}

static void test_a_whole_screen(void **state)
{
    Setup *s = *state;
    press(s, "j");
    g_autofree char *text = screen(s);
    assert_string_equal(text, " weft  shop.yaml\n"
                              " 1 words  2 blank                                    4 of 9\n"
                              " alpha\n"
                              " beta\n"
                              " gamma\n"
                              " delta\n"
                              "\n"
                              "\n"
                              "\n"
                              "\n"
                              "\n"
                              " m word mark  x actions  / search  : command line  ? help\n");
    g_autofree char *roles = wf_grid_to_roles(wf_app_frame(s->app));
    assert_non_null(
        strstr(roles, "\n************************************************************\n"));
}

static void test_little_room(void **state)
{
    Setup *s = *state;
    wf_app_open_memory(s->app, 12, 4, true);
    g_autofree char *four = screen(s);
    assert_string_equal(four, " alpha     #\n beta      #\n gamma     |\n x actions\n");
    wf_app_open_memory(s->app, 9, 7, true);
    assert_shows(s, " 1 words\n");
    for (int w = 1; w < 70; w += 3)
        for (int h = 1; h < 20; h += 2) {
            wf_app_open_memory(s->app, w, h, w % 2);
            wf_app_frame(s->app);
        }
    press(s, "?");
    for (int w = 1; w < 70; w += 3)
        for (int h = 1; h < 20; h += 2) {
            wf_app_open_memory(s->app, w, h, w % 2);
            wf_app_frame(s->app);
        }
}

static void test_keys_reach_commands_and_screens(void **state)
{
    Setup *s = *state;
    press(s, "j j m");
    assert_string_equal(s->demo.last, "word-mark gamma");
    press(s, "gg Enter");
    assert_string_equal(s->demo.last, "enter alpha");
    press(s, "#");
    assert_string_equal(s->demo.last, "label");
    press(s, "M");
    assert_shows(s, "i M is not bound; near it: m (mark the word); ? lists all");
    press(s, "n");
    assert_shows(s, "i next-match: nothing to do here");
    press(s, "p");
    assert_shows(s, "! plan-show: there is no plan yet");
    press(s, "2");
    assert_shows(s, "blank page");
    press(s, "q");
    assert_string_equal(wf_app_screen(s->app), "words");
    press(s, "m m 2 1 .");
    assert_string_equal(wf_app_screen(s->app), "words");
}

static void test_pending_keys_are_shown(void **state)
{
    Setup *s = *state;
    press(s, "!");
    assert_shows(s, "Keys: !");
    assert_shows(s, "─ !  not armed: :arm first ─"); /* what they would do is told all the same */
    assert_shows(s, " p  prepare zNodes");
    press(s, "Esc");
    assert_hides(s, "Keys:");
    press(s, "C-w");
    assert_shows(s, " h  to the pane on the left");
    wf_app_open_memory(s->app, 26, 16, true); /* whole where there is room for it, */
    assert_shows(s, " h  to the pane on the  |\n|    left ");
    wf_app_open_memory(s->app, 26, 8, true); /* one row each where there is not */
    assert_shows(s, " h  to the pane on the~ |\n|");
    press(s, "x");
    wf_app_open_memory(s->app, 60, 12, true);
    assert_shows(s, "C-w x is not bound");
}

static void test_nothing_live_without_arming(void **state)
{
    Setup *s = *state;
    wf_app_open_memory(s->app, 60, 16, false);
    press(s, "! p");
    assert_shows(s, "! prepare: not armed: :arm first");
    assert_false(wf_app_execute(s->app, "prepare"));
    assert_true(wf_app_execute(s->app, "arm 60"));
    assert_shows(s, "ARMED 01:00");
    press(s, "! p");
    assert_shows(s, "─ Prepare zNodes ─");
    assert_shows(s, "[ Cancel ]");
    assert_shows(s, "/weft/shop/b");
    press(s, "Enter"); /* alone it never acts */
    assert_string_equal(s->demo.last, "no");
    press(s, "! p d");
    assert_shows(s, "1 + b");
    press(s, "y");
    assert_string_equal(s->demo.last, "yes");
    press(s, "! p Esc");
    assert_string_equal(s->demo.last, "no");
    press(s, "! p Tab Enter");
    assert_string_equal(s->demo.last, "yes");
    press(s, ". Esc"); /* what is live is never repeated */
    assert_hides(s, "Prepare zNodes");
    wf_app_execute(s->app, "disarm");
    press(s, "! p");
    assert_shows(s, "not armed");
}

static void test_nothing_live_is_asked_unseen(void **state)
{
    Setup *s = *state;
    wf_app_arm(s->app, 60);
    wf_app_open_memory(s->app, 30, 8, false);
    press(s, "! p");
    assert_string_equal(s->demo.last, "no");
    assert_hides(s, "Prepare zNodes");
    assert_shows(s, "the window is too small");
    press(s, "y");
    assert_string_equal(s->demo.last, "no");
}

static void test_a_small_window_is_asked_in(void **state)
{
    Setup *s = *state;
    wf_app_arm(s->app, 60);
    wf_app_open_memory(s->app, 40, 10, false);
    press(s, "! p");
    assert_shows(s, "Prepare zNodes");
    press(s, "y");
    assert_string_equal(s->demo.last, "yes");
}

static void test_the_hard_ones_want_a_word(void **state)
{
    Setup *s = *state;
    wf_app_arm(s->app, 60);
    press(s, "! t y Enter");
    assert_null(s->demo.last);
    assert_shows(s, "that is not 'shop'");
    press(s, "C-u shop");
    assert_shows(s, "type shop to confirm: shop");
    wf_app_input(s->app, &(WfTermInput){.kind = WF_INPUT_PASTE, .text = "shop"});
    press(s, "Enter");
    assert_string_equal(s->demo.last, "yes");
    press(s, "! t Enter");
    assert_string_equal(s->demo.last, "no");
}

static void test_read_only_cannot_be_armed(void **state)
{
    (void)state;
    g_autoptr(WfApp) app = wf_app_new(&(WfAppOptions){.name = "weft", .readonly = true});
    wf_app_add_commands(app, table, G_N_ELEMENTS(table));
    assert_false(wf_app_arm(app, 60));
    assert_false(wf_app_execute(app, "prepare"));
    g_autofree char *text = wf_grid_to_text(wf_app_frame(app));
    assert_non_null(strstr(text, "READ-ONLY"));
    assert_non_null(strstr(text, "read-only: nothing live can be changed"));
}

static void test_files_ask_and_the_default_is_no(void **state)
{
    Setup *s = *state;
    press(s, "w Enter");
    assert_string_equal(s->demo.last, "no");
    press(s, "w y");
    assert_string_equal(s->demo.last, "yes");
}

static void test_the_command_line(void **state)
{
    Setup *s = *state;
    press(s, ": ec Tab");
    assert_shows(s, ":echo");
    assert_shows(s, "WORD  repeat a word");
    press(s, "al Tab"); /* alpha and alphabet have that in common */
    assert_shows(s, ":echo alpha");
    assert_shows(s, " alpha     alphabet\n");
    press(s, "Tab Tab Enter");
    assert_string_equal(s->demo.last, "alphabet");
    press(s, ": Up");
    assert_shows(s, ":echo alphabet");
    press(s, "Esc : foo");
    assert_shows(s, "no command 'foo'; ? lists them");
    press(s, "Enter");
    assert_shows(s, "! no command 'foo'");
    press(s, ": Backspace");
    assert_shows(s, "? help");
    press(s, ": prepare");
    assert_shows(s, "not armed: :arm first");
    press(s, "C-c");
}

static void complete_many(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    (void)args;
    for (guint i = 0; i < 60; i++)
        g_ptr_array_add(ret, g_strdup_printf("name-%02u", i));
}

/* As many as have room, and how many there are besides. */
static void test_many_completions(void **state)
{
    Setup *s = *state;
    const WfCommand many = {.id = "many",
                            .keymap = "generic",
                            .args = "NAME",
                            .help = "one of many",
                            .run = run_echo,
                            .complete = complete_many};
    wf_app_add_commands(s->app, &many, 1);
    press(s, ": many Space Tab");
    assert_shows(s, ":many name-");
    assert_shows(s, "\n name-00  name-01  name-02  name-03  name-04  name-05\n name-06 ");
    assert_shows(s, " name-18  name-19  name-20  name-21  … 38 more\n");
    press(s, "S-Tab");
    assert_shows(s, " name-56  name-57  name-58  name-59\n");
    press(s, "Backspace Backspace 5 Tab");
    assert_shows(s, " name-50  name-51  name-52  name-53  name-54  name-55\n"
                    " name-56  name-57  name-58  name-59\n");
    wf_app_open_memory(s->app, 40, 6, true);
    assert_shows(s, " name-50  name-51  name-52  name-53\n name-54  name-55  ... 4 more\n");
    press(s, "S-Tab");
    assert_shows(s, " name-56  name-57  name-58  name-59\n");
    wf_app_open_memory(s->app, 20, 2, true);
    assert_shows(s, " name-58  name-59\n");
    press(s, "C-c");
}

static void test_help_is_the_table(void **state)
{
    Setup *s = *state;
    wf_app_open_memory(s->app, 90, 40, false);
    press(s, "?");
    assert_shows(s, "│ Words ");
    assert_shows(s, "m            word-mark  mark the word");
    assert_shows(s, "plan-show  show the plan  (there is no plan yet)");
    assert_shows(s, "j, Down      down  move down");
    press(s, "mark");
    assert_hides(s, "move down");
    press(s, "Enter"); /* runs it */
    assert_string_equal(s->demo.last, "word-mark alpha");
    assert_hides(s, "─ Help");
    press(s, "? echo Enter"); /* wants a word: the command line opens */
    assert_shows(s, ":echo ");
    press(s, "hi Space Enter");
    assert_string_equal(s->demo.last, "hi");
    press(s, "x");
    assert_hides(s, "move down");
    assert_shows(s, "prepare  prepare zNodes");
    assert_shows(s, "The live stack (not armed: :arm first)"); /* once for all of them */
    assert_hides(s, "zNodes  (not armed");
    assert_shows(s, "say-it  say the word to a stack  (not armed"); /* a screen's stay with it */
    press(s, "prepare");
    assert_shows(s, "prepare  prepare zNodes  (not armed: :arm first)"); /* no heading now */
    press(s, "Esc");
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autofree char *path = g_build_filename(s->dir, "keys", NULL);
    assert_true(
        g_file_set_contents(path, "bind words Z :echo zed\nbind words m nothing\n", -1, NULL));
    assert_true(wf_app_read_keys(s->app, path, findings, NULL));
    assert_int_equal(wf_findings_n(findings), 1);
    press(s, "Z");
    assert_string_equal(s->demo.last, "zed");
    press(s, "?");
    assert_shows(s, "Z            echo zed");
    g_unlink(path);
}

static void test_a_long_choice_is_told_in_full(void **state)
{
    Setup *s = *state;
    const WfChoice choices[] = {
        {.text = "short"},
        {.text = "a choice with more words than there is room for in one row of a narrow window"}};
    wf_app_open_memory(s->app, 60, 24, false);
    wf_app_choose(s->app, &(WfChoose){.title = "Pick", .choices = choices, .n = 2});
    assert_hides(s, "narrow window");
    press(s, "Down");
    assert_shows(s, "narrow window");
    press(s, "Up");
    assert_hides(s, "narrow window");
}

static void test_messages_stay_as_long_as_they_should(void **state)
{
    Setup *s = *state;
    wf_app_say(s->app, WF_NOTE, "saved \033[2J");
    assert_shows(s, "i saved \\x1b[2J");
    press(s, "j");
    assert_hides(s, "saved");
    wf_app_say(s->app, WF_FAULT, "disk full");
    wf_app_say(s->app, WF_NOTE, "less important");
    press(s, "j");
    assert_shows(s, "disk full");
    press(s, "Esc");
    assert_hides(s, "disk full");
    assert_int_equal(wf_app_messages(s->app)->len, 3);
    wf_app_say(s->app, WF_FAULT, "disk full");
    wf_app_execute(s->app, "echo again"); /* its answer may come later */
    assert_shows(s, "disk full");
    wf_app_say(s->app, WF_NOTE, "written now");
    assert_shows(s, "i written now");
    wf_app_say(s->app, WF_FAULT, "disk gone");
    wf_app_execute(s->app, "nonsense");
    assert_hides(s, "disk gone");
    for (int i = 0; i < 3000; i++)
        wf_app_say(s->app, WF_NOTE, "%d", i);
    assert_int_equal(wf_app_messages(s->app)->len, 1000);
    assert_shows(s, "i 2999");
}

static void click(Setup *s, WfMouseAction action, int x, int y)
{
    WfTermInput input = {.kind = WF_INPUT_MOUSE,
                         .mouse = {.action = action, .button = 1, .x = x, .y = y}};
    wf_app_frame(s->app); /* what can be hit is known from painting */
    wf_app_input(s->app, &input);
}

static void test_clicks_in_a_prompt(void **state)
{
    Setup *s = *state;
    const WfCommand many = {.id = "many",
                            .keymap = "generic",
                            .help = "one of many",
                            .run = run_echo,
                            .complete = complete_many};
    wf_app_add_commands(s->app, &many, 1);
    press(s, ": many Space Tab");
    assert_shows(s, " name-15 ");
    g_autofree char *text = wf_grid_to_text(wf_app_frame(s->app));
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    int y = 0;
    while (rows[y + 1] && !strstr(rows[y], "name-15"))
        y++;
    click(s, WF_MOUSE_PRESS, (int)(strstr(rows[y], "name-15") - rows[y]) + 2, y);
    assert_shows(s, ":many name-15");
    click(s, WF_MOUSE_PRESS, 0, 0); /* beside all of it nothing is lost */
    assert_shows(s, ":many name-15");
    click(s, WF_MOUSE_PRESS, 2, 11); /* before the second character */
    press(s, "X");
    assert_shows(s, ":mXany name-15");
    click(s, WF_MOUSE_PRESS, 50, 11);
    press(s, "Y");
    assert_shows(s, ":mXany name-15Y");
    press(s, "C-c");
}

/* What is under the mouse, not what was selected before. */
static void test_the_right_button_lists_actions(void **state)
{
    Setup *s = *state;
    WfTermInput right = {.kind = WF_INPUT_MOUSE,
                         .mouse = {.action = WF_MOUSE_PRESS, .button = 3, .x = 3, .y = 4}};
    wf_app_frame(s->app);
    wf_app_input(s->app, &right);
    assert_shows(s, "Actions (");
    right.mouse.action = WF_MOUSE_RELEASE;
    wf_app_input(s->app, &right);
    assert_shows(s, "Actions (");
    press(s, "Esc");
    assert_int_equal(wf_list_cursor(s->demo.list), 2);
}

static void test_a_click_beside_a_list_leaves_it(void **state)
{
    Setup *s = *state;
    press(s, "?");
    assert_shows(s, "Help");
    click(s, WF_MOUSE_PRESS, 30, 5); /* inside */
    assert_shows(s, "Help");
    click(s, WF_MOUSE_PRESS, 0, 11);
    assert_hides(s, "Help");
    assert_null(s->demo.last);
}

static void test_what_keys_may_follow_can_be_clicked(void **state)
{
    Setup *s = *state;
    wf_app_arm(s->app, 60);
    press(s, "!");
    assert_shows(s, "prepare zNodes");
    click(s, WF_MOUSE_PRESS, 0, 3); /* beside it: the key is forgotten */
    assert_hides(s, "prepare zNodes");
    assert_hides(s, "Keys: !");
    press(s, "!");
    click(s, WF_MOUSE_PRESS, 20, 8);
    assert_shows(s, "Prepare zNodes");
    assert_hides(s, "Keys: !");
}

/* Two clicks in quick succession come as a double click. */
static void test_each_click_on_a_hint_counts(void **state)
{
    Setup *s = *state;
    click(s, WF_MOUSE_PRESS, 3, 11);
    assert_string_equal(s->demo.last, "word-mark alpha");
    g_clear_pointer(&s->demo.last, g_free);
    click(s, WF_MOUSE_DOUBLE, 3, 11);
    assert_string_equal(s->demo.last, "word-mark alpha");
}

/* As a key does; the hints are there again. */
static void test_a_click_takes_a_message_away(void **state)
{
    Setup *s = *state;
    wf_app_say(s->app, WF_WARNING, "look here");
    assert_shows(s, "look here");
    click(s, WF_MOUSE_PRESS, 30, 8);
    assert_hides(s, "look here");
    assert_shows(s, "? help");
}

static void test_the_mouse(void **state)
{
    Setup *s = *state;
    wf_app_frame(s->app);
    WfTermInput input = {.kind = WF_INPUT_MOUSE,
                         .mouse = {.action = WF_MOUSE_PRESS, .button = 1, .x = 2, .y = 4}};
    wf_app_input(s->app, &input);
    press(s, "Enter");
    assert_string_equal(s->demo.last, "enter gamma");
    input.mouse = (WfMouse){.action = WF_MOUSE_PRESS, .button = 1, .x = 3, .y = 11};
    wf_app_input(s->app, &input); /* the hint of m */
    assert_string_equal(s->demo.last, "word-mark gamma");
    input.mouse = (WfMouse){.action = WF_MOUSE_PRESS, .button = 1, .x = 13, .y = 1};
    wf_app_input(s->app, &input); /* the tab of the second screen */
    assert_string_equal(wf_app_screen(s->app), "blank");
}

/* How tabs look depends on the width alone, not on what is on view and said beside them. */
static void test_tabs_stay(void **state)
{
    static const struct {
        int width;
        const char *words, *blank; /* how the line begins when these are on view */
    } cases[] = {{100, " 1 words  2 blank  ", " 1 words  2 blank  "},
                 {45, " 1 words  2 blank  ", " 1 words  2 blank  "},
                 {44, " 1words 2blank  ", " 1words 2blank  "},
                 {40, " 1 2  words ", " 1 2  blank "},
                 {20, " 1 words ", " 2 blank "}};
    Setup *s = *state;
    for (guint i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
        wf_app_open_memory(s->app, cases[i / 2].width, 12, false);
        wf_app_show_screen(s->app, i % 2 ? "blank" : "words");
        g_autofree char *text = wf_grid_to_text(wf_app_frame(s->app));
        const char *begin = i % 2 ? cases[i / 2].blank : cases[i / 2].words;
        char *line = strchr(text, '\n') + 1;
        *strchr(line, '\n') = 0;
        g_autofree char *padded = g_strconcat(line, "          ", NULL);
        if (!g_str_has_prefix(padded, begin))
            fail_msg("at %d columns: '%s'", cases[i / 2].width, line);
    }
}

static void test_scripts(void **state)
{
    Setup *s = *state;
    g_autofree char *path = g_build_filename(s->dir, "screen.txt", NULL);
    g_autofree char *roles = g_strconcat(path, ".roles", NULL);
    g_autofree char *script =
        g_strdup_printf("# moves\n\nj j\n:work\n:wait\n:size 30x5\n"
                        ":save-screen %s\n:mouse press 1 0\n<:> echo Space hi Enter\n",
                        path);
    assert_int_equal(play(s, script), 0);
    g_autofree char *text = NULL;
    g_autofree char *looks = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_true(g_file_get_contents(roles, &looks, NULL, NULL));
    assert_string_equal(text, " alpha\n beta\n gamma\n delta\n m word mark  x actions\n");
    assert_string_equal(looks, " LLLLL\n LLLL\n******************************\n LLLLL\n"
                               " k hhhhhhhhh  k hhhhhhh\n");
    assert_string_equal(s->demo.last, "hi"); /* and "worked" came before */
    assert_string_equal(wf_list_id(s->demo.list), "alpha");
    g_unlink(path);
    g_unlink(roles);
}

static void test_start_plays_a_file_in_memory(void **state)
{
    Setup *s = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(s->dir, "script", NULL);
    g_autofree char *saved = g_build_filename(s->dir, "saved", NULL);
    g_autofree char *script = g_strdup_printf("j\n:save-ansi mono %s\n", saved);
    assert_true(g_file_set_contents(path, script, -1, NULL));
    WfAppStart start = {.term = {.ascii = true}, .script = path, .size = "20x3"};
    assert_true(wf_app_start(s->app, &start, &error));
    assert_false(wf_app_has_terminal(s->app));
    assert_int_equal(wf_app_run(s->app), 0);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(saved, &text, NULL, NULL));
    assert_string_equal(text, " alpha             #\n"
                              "\033[0;7m beta              \033[0;2m|\033[0m\n"
                              " \033[0;1mm\033[0m word mark\n");
    start.size = "wide";
    assert_false(wf_app_start(s->app, &start, &error));
    assert_string_equal(error->message, "'wide' is no size; write 80x24");
    g_unlink(path);
    g_unlink(saved);
}

static void test_wait_waits(void **state)
{
    Setup *s = *state;
    assert_int_equal(play(s, ":work\n:wait\n:echo\n:quit\nj\n"), 0);
    assert_string_equal(s->demo.last, "");
    assert_int_equal(s->demo.work, 0);
}

static void test_broken_scripts_say_where(void **state)
{
    Setup *s = *state;
    assert_int_equal(play(s, "j\nX-y\nj\n"), WF_EXIT_USAGE);
    const GPtrArray *messages = wf_app_messages(s->app);
    assert_string_equal(((WfMessage *)g_ptr_array_index(messages, 0))->text,
                        "test:2: 'X-y' is no key");
}

static void test_quitting(void **state)
{
    Setup *s = *state;
    s->demo.may_quit = false;
    assert_int_equal(play(s, "Q\nC-c\nC-c\n:echo still here\n"), 0);
    assert_string_equal(s->demo.last, "still here");
}

/* For as long as the first one's answer is shown. */
static void test_a_second_interrupt_ends_the_program(void **state)
{
    Setup *s = *state;
    press(s, "C-c");
    assert_shows(s, "nothing to stop; C-c again quits");
    s->app->interrupted -= 5 * G_USEC_PER_SEC;
    press(s, "C-c");
    assert_false(s->app->ended);
    s->app->interrupted -= 3 * G_USEC_PER_SEC;
    press(s, "C-c");
    assert_true(s->app->ended);
}

static void test_generic_commands_are_sound(void **state)
{
    Setup *s = *state;
    g_autofree char *wrong = wf_commands_check(wf_app_commands(s->app));
    assert_string_equal(wrong, "");
    int width, height;
    assert_true(wf_size_parse("80x24", &width, &height));
    assert_false(wf_size_parse("80", &width, &height));
    assert_false(wf_size_parse("0x5", &width, &height));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_whole_screen),
        TEST(test_little_room),
        TEST(test_keys_reach_commands_and_screens),
        TEST(test_pending_keys_are_shown),
        TEST(test_nothing_live_without_arming),
        TEST(test_nothing_live_is_asked_unseen),
        TEST(test_a_small_window_is_asked_in),
        TEST(test_the_hard_ones_want_a_word),
        TEST(test_read_only_cannot_be_armed),
        TEST(test_files_ask_and_the_default_is_no),
        TEST(test_the_command_line),
        TEST(test_many_completions),
        TEST(test_clicks_in_a_prompt),
        TEST(test_the_right_button_lists_actions),
        TEST(test_help_is_the_table),
        TEST(test_a_long_choice_is_told_in_full),
        TEST(test_messages_stay_as_long_as_they_should),
        TEST(test_the_mouse),
        TEST(test_a_click_beside_a_list_leaves_it),
        TEST(test_what_keys_may_follow_can_be_clicked),
        TEST(test_each_click_on_a_hint_counts),
        TEST(test_a_click_takes_a_message_away),
        TEST(test_tabs_stay),
        TEST(test_scripts),
        TEST(test_start_plays_a_file_in_memory),
        TEST(test_wait_waits),
        TEST(test_broken_scripts_say_where),
        TEST(test_quitting),
        TEST(test_a_second_interrupt_ends_the_program),
        TEST(test_generic_commands_are_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
