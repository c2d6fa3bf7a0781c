/* Heat's hook protocol to the letter, and what recipes and hooks do in practice: they print
 * anything, leave services behind, die, hang and leave things lying about. */
#include "hook_run.h"

#include <signal.h>
#include <sys/stat.h>
#include <weft/limits.h>

/* ---- inputs ---- */

static json_t *json(const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    return value;
}

/* What a script finds in its environment, and what a hook reads, of each type Heat knows. */
static void every_type_of_input(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *type, *value, *variable, *hook;
    } cases[] = {
        {"String", "\"x\"", "x", "\"x\""},
        {"String", "3", "3", "\"3\""},
        {"String", "1.5", "1.5", "\"1.5\""},
        {"String", "true", "True", "\"True\""},
        {"String", "null", "None", "\"None\""},
        {"String", "[\"a\", 1]", "['a', 1]", "\"['a', 1]\""},
        {"String", "{\"a\": null}", "{'a': None}", "\"{'a': None}\""},
        {"Number", "3", "3", "3"},
        {"Number", "\"abc\"", "abc", "\"abc\""},
        {"Number", "12345678901234", "12345678901234", "12345678901234"},
        {"CommaDelimitedList", "[\"a\", \"b,c\"]", "[\"a\", \"b,c\"]", "[\"a\", \"b,c\"]"},
        {"CommaDelimitedList", "\"a,b\"", "a,b", "\"a,b\""},
        {"Json", "{\"a\": [1, null]}", "{\"a\": [1, null]}", "{\"a\": [1, null]}"},
        {"Json", "\"{}\"", "{}", "\"{}\""},
        {"Boolean", "true", "True", "true"},
        {"Boolean", "false", "False", "false"},
    };
    static const WfHookOutput outputs[] = {{.name = "got"}};
    set_outputs(f, outputs, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        json_auto_t *value = json(cases[i].value), *expected = json(cases[i].hook);
        const WfHookInput input = {.name = "in", .type = cases[i].type, .value = value};
        f->request.inputs = &input;
        f->request.n_inputs = 1;
        f->request.group = "script";
        run_ok(f, "#!/bin/sh\nprintf %s \"$in\" >$heat_outputs_path.got");
        assert_string_equal(output(f, "got"), cases[i].variable);
        install(f, "tell",
                "#!/usr/bin/python3\nimport json, sys\njob = json.load(sys.stdin)\n"
                "print(json.dumps({'got': job['inputs'][0]}))");
        run_ok(f, "x");
        const json_t *got = json_object_get(f->outputs, "got");
        assert_string_equal(json_string_value(json_object_get(got, "type")), cases[i].type);
        assert_true(json_equal(json_object_get(got, "value"), expected));
    }
}

static void unusual_names(void **state)
{
    Fixture *f = *state;
    json_auto_t *value = json_string("v");
    const WfHookInput inputs[] = {{.name = "with-dash", .value = value},
                                  {.name = "with space", .value = value},
                                  {.name = "grün", .value = value},
                                  {.name = "a.b/c", .value = value},
                                  {.name = "1", .value = value}};
    static const WfHookOutput outputs[] = {
        {.name = "seen"},      {.name = "with-dash"}, {.name = "a b"},      {.name = "grün"},
        {.name = "x;touch y"}, {.name = "$(id)"},     {.name = "../../up"}, {.name = "a/b"}};
    set_outputs(f, outputs, G_N_ELEMENTS(outputs));
    f->request.inputs = inputs;
    f->request.n_inputs = G_N_ELEMENTS(inputs);
    run_ok(f,
           "#!/bin/sh\ntr '\\0' '\\n' </proc/$$/environ | grep -c '=v$' >$heat_outputs_path.seen\n"
           "for n in with-dash 'a b' grün 'x;touch y' '$(id)'; do\n"
           "  printf 'of %s' \"$n\" >\"$heat_outputs_path.$n\"\ndone\n"
           "echo up >up; mkdir $heat_outputs_path.a; echo b >$heat_outputs_path.a/b");
    assert_string_equal(output(f, "seen"), "5\n");
    for (guint i = 1; i < 6; i++) {
        g_autofree char *expected = g_strconcat("of ", outputs[i].name, NULL);
        assert_string_equal(output(f, outputs[i].name), expected);
    }
    assert_null(output(f, "../../up"));
    assert_string_equal(output(f, "a/b"), "b\n"); /* as in Heat, to whom it is a path */
    run_ok(
        f,
        "#!/bin/sh\n: >$heat_outputs_path.seen\nls $(dirname $0) | wc -l >$heat_outputs_path.seen");
    assert_string_equal(output(f, "seen"), "3\n"); /* the script, its inputs and this */
    assert_null(output(f, "a/b"));                 /* nor is the last run's taken for this one's */
}

static void too_much_for_an_environment(void **state)
{
    Fixture *f = *state;
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
                                        "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"};
    g_autofree char *text = g_strnfill(120000, 'x');
    json_auto_t *value = json_string(text);
    WfHookInput inputs[G_N_ELEMENTS(names)] = {0};
    static const WfHookOutput outputs[] = {{.name = "all"}};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        inputs[i] = (WfHookInput){.name = names[i], .value = value};
    set_outputs(f, outputs, 1);
    f->request.inputs = inputs;
    f->request.n_inputs = G_N_ELEMENTS(names);
    run_ok(f, "#!/bin/sh\n[ ${#a} = 120000 ] || exit 3\n"
              "tr -cd x <$WEFT_INPUTS | wc -c >$heat_outputs_path.all");
    assert_string_equal(output(f, "all"), "2400000\n");
    assert_non_null(strstr(f->log, "it is only in the file $WEFT_INPUTS"));
}

/* ---- what they print ---- */

static void anything_may_be_printed(void **state)
{
    Fixture *f = *state;
    run_ok(f, "#!/usr/bin/python3\nimport os\nos.write(1, bytes(range(256)))\n"
              "os.write(2, b'\\xff\\x00\\xfe')");
    assert_true(g_utf8_validate(output(f, "deploy_stdout"), -1, NULL));
    assert_non_null(strstr(output(f, "deploy_stdout"), "xyz{|}~"));
    assert_true(g_utf8_validate(f->log, -1, NULL));
    run_ok(f, "#!/bin/sh\nyes 'a line of it' | head -c 3000000; printf '\\nthe end\\n'");
    assert_true(strlen(output(f, "deploy_stdout")) <= (64u << 10));
    assert_true(g_str_has_suffix(output(f, "deploy_stdout"), "\nthe end\n"));
}

static void a_hook_may_print_much(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "o"}};
    set_outputs(f, outputs, 1);
    install(f, "h",
            "#!/usr/bin/python3\nimport json, sys\nsys.stdin.read()\n"
            "print(json.dumps({'o': 'v', 'deploy_stdout': 'grün ' * 500000 + 'the end',"
            "'deploy_status_code': 0}))");
    run_ok(f, "x");
    assert_string_equal(output(f, "o"), "v");
    assert_true(strlen(output(f, "deploy_stdout")) <= (64u << 10) + 8);
    assert_true(g_str_has_suffix(output(f, "deploy_stdout"), "the end"));
    assert_true(g_str_has_suffix(f->log, "the end\n"));
}

/* Python's json writes zero bytes and bytes that are no UTF-8 in ways that others do not read. */
static void an_answer_is_not_lost_for_what_is_in_it(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "o"}};
    set_outputs(f, outputs, 1);
    install(f, "h",
            "#!/bin/sh\nprintf %s '{\"o\": \"a\\u0000b\\\\u0000\\udce9\\ud83d\\ude00\\ud83d\", "
            "\"deploy_stdout\": \"\\u0000\", \"deploy_status_code\": 2}'");
    run(f, "x");
    assert_false(f->ok);
    assert_int_equal(f->exit, 2);
    assert_string_equal(output(f, "o"), "a b\\u0000\xef\xbf\xbd\xf0\x9f\x98\x80\xef\xbf\xbd");
    install(f, "h", "#!/bin/sh\nhead -c 200 /dev/zero | tr '\\0' '['; exit 0");
    run(f, "x"); /* nobody can tell what it says */
    assert_false(f->ok);
    assert_non_null(strstr(f->cause, "nested"));
}

static void what_is_no_answer(void **state)
{
    Fixture *f = *state;
    static const char *const texts[] = {"[1]", "7", "\\377{}", "{\"o\": 1} trailing", "{\"o\": "};
    static const WfHookOutput outputs[] = {{.name = "o"}};
    set_outputs(f, outputs, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        for (int status = 0; status < 2; status++) {
            g_autofree char *program =
                g_strdup_printf("#!/bin/sh\nprintf '%s'\necho E >&2\nexit %d\n", texts[i], status);
            install(f, "h", program);
            run(f, "x");
            assert_int_equal(f->ok, !status);
            assert_int_equal(f->exit, status);
            assert_null(json_object_get(f->outputs, "o"));
            assert_true(strlen(output(f, "deploy_stdout")) > 0);
            assert_string_equal(output(f, "deploy_stderr"), "E\n");
            assert_non_null(strstr(f->log, output(f, "deploy_stdout")));
        }
    }
}

/* Heat: str(code or 0) != '0' is a failure. */
static void status_codes(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *code;
        int exit;
    } cases[] = {{"0", 0},       {"\"0\"", 0}, {"\"\"", 0}, {"null", 0},      {"false", 0},
                 {"0.0", 0},     {"[]", 0},    {"{}", 0},   {"7", 7},         {"\"7\"", 7},
                 {"-9", -9},     {"255", 255}, {"true", 1}, {"\"error\"", 1}, {"\"00\"", 1},
                 {"\"0.0\"", 1}, {"[0]", 1},   {"0.5", 1},  {"1e300", 1}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *program =
            g_strdup_printf("#!/bin/sh\necho '{\"deploy_status_code\": %s}'", cases[i].code);
        install(f, "h", program);
        run(f, "x");
        if (f->exit != cases[i].exit || f->ok != !cases[i].exit)
            fail_msg("%s: %d", cases[i].code, f->exit);
    }
}

/* ---- how they end ---- */

static void exits_beyond_125(void **state)
{
    Fixture *f = *state;
    static const int codes[] = {125, 126, 127, 128, 137, 255};
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
        g_autofree char *script = g_strdup_printf("#!/bin/sh\nexit %d\n", codes[i]);
        g_autofree char *cause = g_strdup_printf("exit status %d", codes[i]);
        run(f, script);
        assert_false(f->ok);
        assert_int_equal(f->exit, codes[i]);
        assert_string_equal(f->cause, cause);
    }
}

/* "Whatever the exit status", and a signal is one: what it had to say it has said. */
static void a_hook_may_die_once_it_has_answered(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "o"}};
    set_outputs(f, outputs, 1);
    install(f, "h", "#!/bin/sh\necho '{\"o\": \"v\"}'; kill -9 $$");
    run_ok(f, "x");
    assert_string_equal(output(f, "o"), "v");
    install(f, "h", "#!/bin/sh\necho half an ans; kill -9 $$");
    run(f, "x");
    assert_int_equal(f->exit, -9);
    assert_non_null(strstr(f->cause, "signal 9"));
    f->request.timeout_s = 1;
    install(f, "h", "#!/bin/sh\necho '{\"o\": \"v\"}'; exec sleep 1000");
    run(f, "x");
    assert_true(f->timed_out && !f->ok);
}

static void assert_not_started(Fixture *f, const char *script, const char *hint)
{
    g_autoptr(GError) error = NULL;
    json_decref(f->config);
    f->config = json_string(script);
    f->request.config = f->config;
    assert_null(wf_hook_start(f->hooks, &f->request, on_done, f, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_IO));
    if (!strstr(error->message, hint))
        fail_msg("%s", error->message);
    g_autofree char *left =
        g_strdup_printf("find '%s' ! -type d -size +0 | grep -q .", f->work); /* of the script */
    assert_int_not_equal(system(left), 0);
}

static void a_first_line_that_leads_nowhere(void **state)
{
    Fixture *f = *state;
    assert_not_started(f, "#!/bin/sh\r\necho hello\r\n", "without \\r");
    assert_not_started(f, "#!/opt/nothing/here\n", "first line");
    assert_not_started(f, "#! /opt/nothing/here -w\n",
                       "its interpreter '/opt/nothing/here': No such");
}

static void standard_output_may_be_closed(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "o"}};
    set_outputs(f, outputs, 1);
    run_ok(f, "#!/bin/sh\nexec >&- 2>&- <&-\nprintf v >$heat_outputs_path.o");
    assert_string_equal(output(f, "o"), "v");
}

/* ---- what they leave behind ---- */

/* `exec > >(tee log)`: what the recipe says last comes after its end. */
static void output_through_another_process_is_whole(void **state)
{
    Fixture *f = *state;
    run_ok(f, "#!/bin/sh\n(while kill -0 $$ 2>/dev/null; do :; done; echo the last word) &\n");
    assert_string_equal(output(f, "deploy_stdout"), "the last word\n");
}

static gboolean on_tick(gpointer user)
{
    return G_SOURCE_CONTINUE;
}

static void wait_for(const char *path)
{
    guint tick = g_timeout_add(10, on_tick, NULL);
    while (!g_file_test(path, G_FILE_TEST_EXISTS))
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(tick);
}

/* A service that holds the recipe's output prints more than any pipe takes, long after it. */
static void a_service_may_print_for_ever(void **state)
{
    Fixture *f = *state;
    g_autofree char *go = g_build_filename(f->folder, "go", NULL);
    g_autofree char *lived = g_build_filename(f->folder, "lived", NULL);
    g_autofree char *script = g_strdup_printf(
        "#!/bin/sh\n(while [ ! -e %s ]; do sleep 0.01; done\n"
        "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; : >%s) &\necho started",
        go, lived);
    run_ok(f, script);
    assert_string_equal(output(f, "deploy_stdout"), "started\n");
    assert_true(g_file_set_contents(go, "", 0, NULL));
    wait_for(lived);
}

/* ---- the hooks that come with weft, around a tool that does as it is told ---- */

static void use_tool(Fixture *f, const char *hook, const char *script)
{
    g_autofree char *tool = g_build_filename(f->folder, "tool", NULL);
    g_autofree char *program = NULL,
                    *from = g_build_filename(SOURCE_DIR "/src/hook/hooks", hook, NULL);
    assert_true(g_file_get_contents(from, &program, NULL, NULL));
    install(f, "tool", script);
    install(f, hook, program);
    g_setenv("HEAT_ANSIBLE_CMD", tool, TRUE);
    g_setenv("HEAT_PUPPET_CMD", tool, TRUE);
}

static bool can_run(const char *hook)
{
    g_autofree char *ruby = g_find_program_in_path("ruby");
    if (strcmp(hook, "puppet") || ruby)
        return true;
    print_message("SKIPPED: ruby is not installed, the hook for puppet was not tested\n");
    return false;
}

static const char *const tools[] = {"ansible", "puppet"};

static void tools_may_print_anything(void **state)
{
    Fixture *f = *state;
    for (gsize i = 0; i < G_N_ELEMENTS(tools); i++) {
        if (!can_run(tools[i]))
            continue;
        use_tool(f, tools[i],
                 "#!/usr/bin/python3\nimport os, sys\nos.write(1, b'\\xff\\x00ok')\n"
                 "os.write(2, b'x' * 2000000)\nsys.exit(4)");
        run(f, "recipe");
        assert_false(f->ok);
        assert_int_equal(f->exit, 4);
        assert_non_null(strstr(output(f, "deploy_stdout"), "ok"));
    }
}

static void an_output_of_bytes_is_a_failure(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "o"}};
    set_outputs(f, outputs, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(tools); i++) {
        if (!can_run(tools[i]))
            continue;
        use_tool(f, tools[i], "#!/bin/sh\nprintf '\\377' >\"$(ls -d .run/.[ap]*)/out.o\"");
        run(f, "recipe");
        assert_false(f->ok);
        assert_int_equal(f->exit, 127);
    }
}

/* The variables of a play may be secret: they go with whoever held them, however that ends. */
static void nothing_is_left_of_what_was_ended(void **state)
{
    Fixture *f = *state;
    static const char *const ends[] = {"echo up >&2; exec sleep 1000",
                                       "trap '' TERM; echo up >&2; sleep 1000; sleep 1000"};
    for (gsize i = 0; i < 2 * G_N_ELEMENTS(tools); i++) {
        if (!can_run(tools[i / 2]))
            continue;
        g_autofree char *script = g_strconcat("#!/bin/sh\ntouch seen; ", ends[i % 2], NULL);
        g_autofree char *seen = g_build_filename(f->work, "seen", NULL);
        use_tool(f, tools[i / 2], script);
        WfHookJob *job = start(f, "recipe");
        wait_for(seen);
        wf_hook_cancel(job);
        g_main_loop_run(f->loop);
        assert_true(f->cancelled);
        unlink(seen);
        g_autofree char *command = g_strdup_printf(
            "find '%s' -mindepth 1 ! -name .run ! -name .lock | grep -q .", f->work);
        assert_int_not_equal(system(command), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(every_type_of_input),
        TEST(unusual_names),
        TEST(too_much_for_an_environment),
        TEST(anything_may_be_printed),
        TEST(a_hook_may_print_much),
        TEST(an_answer_is_not_lost_for_what_is_in_it),
        TEST(what_is_no_answer),
        TEST(status_codes),
        TEST(exits_beyond_125),
        TEST(a_hook_may_die_once_it_has_answered),
        TEST(a_first_line_that_leads_nowhere),
        TEST(standard_output_may_be_closed),
        TEST(output_through_another_process_is_whole),
        TEST(a_service_may_print_for_ever),
        TEST(tools_may_print_anything),
        TEST(an_output_of_bytes_is_a_failure),
        TEST(nothing_is_left_of_what_was_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
