/* Secrets in what recipes print. */
#include "hook_run.h"

#include <weft/text.h>

static void secrets_stay_hidden(void **state)
{
    Fixture *f = *state;
    json_t *secret = json_pack("{s:s, s:s}", "user", "adm", "password", "hunter2\nsecond line");
    const WfHookInput input = {.name = "db", .type = "Json", .value = secret, .secret = true};
    f->request.inputs = &input;
    f->request.n_inputs = 1;
    static const WfHookOutput outputs[] = {{.name = "token", .secret = true}, {.name = "plain"}};
    set_outputs(f, outputs, 2);
    run_ok(f, "#!/bin/sh\nset -x; env; cat $WEFT_INPUTS; echo 'second line'\n"
              "echo tok-4711 > ${heat_outputs_path}.token\necho the token is tok-4711\n"
              "echo adm hunter2 > $heat_outputs_path.plain");
    assert_null(strstr(f->log, "hunter2"));
    assert_null(strstr(f->log, "second line"));
    assert_null(strstr(output(f, "deploy_stdout"), "hunter2"));
    assert_null(strstr(output(f, "deploy_stdout"), "tok-4711\n"));
    assert_string_equal(output(f, "token"), "tok-4711\n");
    json_decref(secret);
}

static void a_secret_too_short_to_be_hidden_is_told(void **state)
{
    static const struct {
        const char *json;
        bool told;
    } cases[] = {{"\"pin\"", true}, {"\"four\"", false},       {"80", true},   {"8080", false},
                 {"\"\"", false},   {"{\"a\": \"b\"}", false}, {"null", false}};
    Fixture *f = *state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        json_t *value = json_loads(cases[i].json, JSON_DECODE_ANY, NULL);
        const WfHookInput input = {.name = "x", .type = "String", .value = value, .secret = true};
        f->request.inputs = &input;
        f->request.n_inputs = 1;
        run_ok(f, "#!/bin/sh\necho said");
        bool told = strstr(f->log, "weft: a secret of less than 4 bytes is not hidden in this");
        assert_int_equal(told, cases[i].told);
        json_decref(value);
    }
    f->request.n_inputs = 0;
}

static void secret_options_stay_hidden(void **state)
{
    Fixture *f = *state;
    json_t *options = json_pack("{s:s}", "token", "hunter2");
    static const WfHookOutput outputs[] = {{.name = "given"}};
    set_outputs(f, outputs, 1);
    f->request.options = options;
    f->request.secret_options = true;
    install(f, "tell-hook",
            "#!/bin/sh\ngrep -q '\"token\": *\"hunter2\"' && got=yes\n"
            "echo the token is hunter2 >&2\n"
            "echo \"{\\\"given\\\": \\\"$got\\\", \\\"deploy_status_code\\\": 0}\"");
    run_ok(f, "the recipe");
    assert_string_equal(output(f, "given"), "yes");
    assert_non_null(strstr(f->log, "the token is"));
    assert_null(strstr(f->log, "hunter2"));
    json_decref(options);
}

/* A secret that it asked for half-way, as `weft-agent get` gives it. */
static void what_is_given_later_is_hidden(void **state)
{
    Fixture *f = *state;
    json_t *secret = json_string("hunter2");
    WfHookJob *job = start(f, "#!/bin/sh\nwhile [ ! -e go ]; do sleep 0.01; done; echo is hunter2");
    g_autofree char *go = g_build_filename(f->work, "go", NULL);
    wf_hook_hide(job, secret);
    assert_true(g_file_set_contents(go, "", 0, NULL));
    g_main_loop_run(f->loop);
    assert_string_equal(f->log, "is " WF_TEXT_MASK "\n");
    json_decref(secret);
}

/* A log that is cut begins with a whole line: half of a secret is none that would be found. */
static void no_half_of_a_secret_is_left(void **state)
{
    Fixture *f = *state;
    json_t *secret = json_string("0123456789abcdefghijklmnopqrstuvwxyz-ABC");
    const WfHookInput input = {.name = "key", .type = "String", .value = secret, .secret = true};
    f->request.inputs = &input;
    f->request.n_inputs = 1;
    run_ok(f, "#!/bin/sh\ni=0; while [ $i -lt 1000 ]; do echo \"$key\"; i=$((i+1)); done");
    assert_null(strstr(f->log, "ABC"));
    assert_true(g_str_has_prefix(f->log, WF_TEXT_MASK "\n"));
    f->request.n_inputs = 0;
    json_decref(secret);
}

/* What is kept of a stream begins anywhere. */
static void no_half_of_a_secret_begins_an_output(void **state)
{
    enum { KEPT = 64 << 10, LEFT = 10 };
    Fixture *f = *state;
    json_t *secret = json_string("0123456789abcdefghijklmnopqrstuvwxyz-ABC");
    const WfHookInput input = {.name = "key", .type = "String", .value = secret, .secret = true};
    f->request.inputs = &input;
    f->request.n_inputs = 1;
    g_autofree char *script = g_strdup_printf(
        "#!/bin/sh\nfor fd in 1 2; do\n"
        "{ head -c %d /dev/zero | tr '\\0' x; printf %%s \"$key\"; head -c %d /dev/zero | tr '\\0' "
        "y; } >&$fd; done",
        2 * KEPT, KEPT - LEFT);
    run_ok(f, script);
    static const char *const streams[] = {"deploy_stdout", "deploy_stderr"};
    for (gsize i = 0; i < G_N_ELEMENTS(streams); i++)
        assert_true(g_str_has_prefix(output(f, streams[i]), WF_TEXT_MASK "yyy"));
    f->request.n_inputs = 0;
    json_decref(secret);
}

static void on_line(gpointer user)
{
    Fixture *f = user;
    f->lines++;
}

/* What a recipe makes is known as a secret when it has ended, and its line is read before. */
static void a_secret_in_the_making_is_in_no_line(void **state)
{
    Fixture *f = *state;
    WfHookOutput output = {.name = "token"};
    const char *script = "#!/bin/sh\necho made t0psecret; while [ ! -e go ]; do sleep 0.01; done\n"
                         "rm go; printf t0psecret >$heat_outputs_path.token";
    g_autofree char *go = g_build_filename(f->work, "go", NULL);
    f->request.on_line = on_line;
    for (int secret = 0; secret < 2; secret++) {
        output.secret = secret;
        set_outputs(f, &output, 1);
        f->lines = 0;
        WfHookJob *job = start(f, script);
        while (!f->lines)
            g_main_context_iteration(NULL, TRUE);
        g_autofree char *line = wf_hook_last_line(job);
        assert_int_equal(line == NULL, secret);
        assert_true(g_file_set_contents(go, "", 0, NULL));
        g_main_loop_run(f->loop);
        assert_int_equal(strstr(f->log, "t0psecret") == NULL, secret);
    }
}

/* Of what is no answer nobody can tell what it would have given. */
static void a_secret_in_half_an_answer_is_in_no_log(void **state)
{
    Fixture *f = *state;
    WfHookOutput output = {.name = "token"};
    install(f, "h", "#!/bin/sh\nprintf '{\"token\": \"t0psecret'; exit 1");
    for (int secret = 0; secret < 2; secret++) {
        output.secret = secret;
        set_outputs(f, &output, 1);
        run(f, "x");
        assert_false(f->ok);
        assert_int_equal(strstr(f->log, "t0psecret") == NULL, secret);
    }
}

/* The last line is cut: what is left of a secret there is no whole one. */
static void no_half_of_a_secret_ends_a_long_line(void **state)
{
    enum { EACH = 104 };
    Fixture *f = *state;
    g_autofree char *rest = g_strnfill(EACH - 5, 'x'), *text = g_strconcat("begin", rest, NULL);
    json_t *secret = json_string(text);
    const WfHookInput input = {.name = "key", .type = "String", .value = secret, .secret = true};
    g_autofree char *go = g_build_filename(f->work, "go", NULL);
    f->request.inputs = &input;
    f->request.n_inputs = 1;
    f->request.on_line = on_line;
    WfHookJob *job = start(f, "#!/bin/sh\nfor i in $(seq 50); do printf %s \"$key\"; done; echo\n"
                              "while [ ! -e go ]; do sleep 0.01; done");
    while (!f->lines)
        g_main_context_iteration(NULL, TRUE);
    g_autofree char *line = wf_hook_last_line(job);
    assert_non_null(strstr(line, WF_TEXT_MASK WF_TEXT_MASK));
    assert_null(strstr(line, "begin"));
    assert_true(g_str_has_suffix(line, WF_TEXT_MASK));
    assert_true(g_file_set_contents(go, "", 0, NULL));
    g_main_loop_run(f->loop);
    assert_true(g_str_has_suffix(f->log, WF_TEXT_MASK "\n"));
    assert_null(strstr(f->log, "begin"));
    f->request.n_inputs = 0;
    json_decref(secret);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(secrets_stay_hidden),
        TEST(secret_options_stay_hidden),
        TEST(a_secret_too_short_to_be_hidden_is_told),
        TEST(what_is_given_later_is_hidden),
        TEST(no_half_of_a_secret_is_left),
        TEST(no_half_of_a_secret_begins_an_output),
        TEST(a_secret_in_the_making_is_in_no_line),
        TEST(a_secret_in_half_an_answer_is_in_no_log),
        TEST(no_half_of_a_secret_ends_a_long_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
