/* The command table, key maps and key files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <weft/command.h>

static const WfCommand table[] = {
    {.id = "down", .keymap = "generic", .keys = {"j", "Down"}, .help = "move down"},
    {.id = "first", .keymap = "generic", .keys = {"gg"}, .help = "go to the first"},
    {.id = "theme", .keymap = "generic", .args = "NAME", .help = "use a theme"},
    {.id = "refresh", .keymap = "generic", .keys = {"r"}, .help = "refresh"},
    {.id = "node-next", .keymap = "graph", .keys = {"n"}, .help = "next node"},
    {.id = "node-previous", .keymap = "graph", .keys = {"N"}, .help = "node before"},
    {.id = "step", .keymap = "graph", .keys = {"j"}, .help = "step along an edge"},
    {.id = "prepare",
     .keymap = "generic",
     .keys = {"! p"},
     .guard = WF_GUARD_LIVE,
     .help = "prepare zNodes"},
};

typedef struct {
    WfCommands *commands;
    WfKeymap *map;
    WfFindings *findings;
} Setup;

static int set_up(void **state)
{
    Setup *s = g_new0(Setup, 1);
    s->commands = wf_commands_new();
    wf_commands_add(s->commands, table, G_N_ELEMENTS(table));
    s->map = wf_keymap_new(s->commands);
    s->findings = wf_findings_new();
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    Setup *s = *state;
    wf_findings_free(s->findings);
    wf_keymap_free(s->map);
    wf_commands_free(s->commands);
    g_free(s);
    return 0;
}

static const char *bound(Setup *s, const char *screen, const char *text)
{
    g_autoptr(GArray) keys = NULL;
    WfBinding binding;
    assert_true(wf_keys_parse(text, &keys, NULL));
    switch (wf_keymap_look_up(s->map, screen, (const WfKey *)keys->data, keys->len, &binding)) {
    case WF_KEYS_BOUND:
        return binding.line;
    case WF_KEYS_PREFIX:
        return "...";
    default:
        return NULL;
    }
}

static void test_commands_by_name(void **state)
{
    Setup *s = *state;
    g_autofree char *message = NULL;
    assert_string_equal(wf_commands_match(s->commands, "graph", "th", &message)->id, "theme");
    assert_string_equal(wf_commands_match(s->commands, "graph", "node-n", &message)->id,
                        "node-next");
    assert_null(wf_commands_match(s->commands, "graph", "node", &message));
    assert_string_equal(message, "'node' may be node-next, node-previous");
    g_clear_pointer(&message, g_free);
    assert_null(wf_commands_match(s->commands, "tree", "node-next", &message));
    assert_string_equal(message, "'node-next' belongs to screen 'graph'");
    g_clear_pointer(&message, g_free);
    assert_null(wf_commands_match(s->commands, "tree", "refersh", &message));
    assert_string_equal(message, "no command 'refersh'; did you mean 'refresh'?");
    g_clear_pointer(&message, g_free);
    assert_null(wf_commands_match(s->commands, "tree", "prep", &message));
    assert_string_equal(message, "type 'prepare' in full: it changes something live");
}

static void test_sequences_and_screens(void **state)
{
    Setup *s = *state;
    assert_string_equal(bound(s, "graph", "n"), "node-next");
    assert_null(bound(s, "tree", "n"));
    assert_string_equal(bound(s, "graph", "j"), "step");
    assert_string_equal(bound(s, "tree", "j"), "down");
    assert_string_equal(bound(s, NULL, "g"), "...");
    assert_string_equal(bound(s, NULL, "gg"), "first");
    assert_string_equal(bound(s, NULL, "! p"), "prepare");
    const WfKey g = 'g';
    g_autoptr(GArray) next = wf_keymap_following(s->map, "graph", &g, 1);
    assert_int_equal(next->len, 1);
    const WfCommand *down = wf_commands_find(s->commands, "graph", "down");
    g_autofree char *here = wf_keymap_keys_of(s->map, "graph", down, 3);
    g_autofree char *there = wf_keymap_keys_of(s->map, "tree", down, 3);
    assert_string_equal(here, "Down"); /* j is another command's on this screen */
    assert_string_equal(there, "j, Down");
    g_autofree char *near = wf_keymap_suggest(s->map, "tree", 'J');
    assert_string_equal(near, "j (move down)");
}

static void read_file(Setup *s, const char *text)
{
    wf_keymap_read(s->map, "keys", text, strlen(text), s->findings);
}

static void test_a_key_file(void **state)
{
    Setup *s = *state;
    read_file(s, "# mine\n"
                 "\n"
                 "bind graph <C-n> node-next\n"
                 "bind generic ,t :theme dark\r\n"
                 "unbind generic r\n"
                 "bind generic !P prepare\n"
                 "bind generic j refresh\n");
    assert_int_equal(wf_findings_n(s->findings), 0);
    assert_string_equal(bound(s, "graph", "C-n"), "node-next");
    assert_string_equal(bound(s, "tree", ",t"), "theme dark");
    assert_null(bound(s, "tree", "r"));
    assert_string_equal(bound(s, "tree", "j"), "refresh");
    assert_string_equal(bound(s, "graph", "j"), "step");
    assert_string_equal(bound(s, "tree", "! P"), "prepare");
}

static void test_problems_have_a_line(void **state)
{
    Setup *s = *state;
    read_file(s, "bnid graph x node-next\n"
                 "bind grpah x node-next\n"
                 "bind graph X-y node-next\n"
                 "bind graph x node-nxt\n"
                 "bind graph x node-n\n"
                 "bind generic z refresh\n"
                 "bind generic z down\n"
                 "bind generic za down\n"
                 "bind generic P prepare\n"
                 "unbind generic F9\n"
                 "bind graph\n"
                 "bind graph q\n");
    static const struct {
        guint line;
        const char *message, *hint;
    } expected[] = {
        {1, "'bnid' is neither bind nor unbind", "did you mean 'bind'?"},
        {2, "there is no keymap 'grpah'", "did you mean 'graph'?"},
        {3, "'X-y' is no key", "keys are written like j, gg, <C-n>, g<Enter> or F5"},
        {4, "no command 'node-nxt'; did you mean 'node-next'?", NULL},
        {5, "commands are written in full here", "write 'node-next'"},
        {7, "bound before, in line 6", NULL},
        {8, "conflicts with 'z' (down): one begins with the other", NULL},
        {9, "'prepare' changes something live, so its keys begin with '!'", NULL},
        {10, "nothing is bound there", NULL},
        {11, "keys are missing", "keys are written like j, gg, <C-n>, g<Enter> or F5"},
        {12, "the command is missing", NULL},
    };
    assert_int_equal(wf_findings_n(s->findings), G_N_ELEMENTS(expected));
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        const WfFinding *f = wf_findings_get(s->findings, i);
        assert_int_equal(f->span.line, expected[i].line);
        assert_string_equal(f->message, expected[i].message);
        if (expected[i].hint)
            assert_string_equal(f->hint, expected[i].hint);
    }
    assert_null(bound(s, "tree", "P"));
}

static void test_hostile_key_files(void **state)
{
    Setup *s = *state;
    static const char bytes[] =
        "bind generic \xFF\x00 down\nbind\0\nbind generic \033[A down\n<<<<\n";
    wf_keymap_read(s->map, "keys", bytes, sizeof bytes - 1, s->findings);
    assert_true(wf_findings_n(s->findings) > 0);
    assert_string_equal(bound(s, "tree", "j"), "down");
}

static void test_tables_are_checked(void **state)
{
    static const WfCommand bad[] = {
        {.id = "delete",
         .keymap = "generic",
         .keys = {"D"},
         .guard = WF_GUARD_LIVE,
         .help = "delete"},
        {.id = "say", .keymap = "generic", .keys = {"g"}, .help = "say."},
        {.id = "overwrite",
         .keymap = "generic",
         .keys = {"z y"},
         .guard = WF_GUARD_FILE,
         .help = "overwrite"},
    };
    Setup *s = *state;
    g_autofree char *fine = wf_commands_check(s->commands);
    assert_string_equal(fine, "");
    wf_commands_add(s->commands, bad, G_N_ELEMENTS(bad));
    g_autofree char *wrong = wf_commands_check(s->commands);
    assert_non_null(strstr(wrong, "delete: live, but on a key that is not under '!'"));
    assert_non_null(strstr(wrong, "say: no help line, or one with a full stop"));
    assert_non_null(strstr(wrong, "say: a longer sequence begins with 'g'"));
    assert_non_null(strstr(wrong, "overwrite: ends in the key that confirms"));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_commands_by_name),  TEST(test_sequences_and_screens),
        TEST(test_a_key_file),        TEST(test_problems_have_a_line),
        TEST(test_hostile_key_files), TEST(test_tables_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
