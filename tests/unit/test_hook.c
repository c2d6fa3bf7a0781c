/* Recipes as processes: real scripts, real hook programs, what they see and what becomes of
 * what they do. */
#include "hook_run.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <weft/limits.h>

/* ---- what a script sees ---- */

static void inputs_are_variables_as_heat_writes_them(void **state)
{
    Fixture *f = *state;
    json_t *list = json_pack("[s, i]", "a", 1), *map = json_pack("{s:b}", "k", 1);
    const WfHookInput inputs[] = {
        {.name = "text", .value = json_string("a b\n'\"$x")},
        {.name = "number", .value = json_integer(3)},
        {.name = "yes", .value = json_true()},
        {.name = "nothing", .value = json_null()},
        {.name = "list", .value = list},
        {.name = "json", .type = "Json", .value = map},
        {.name = "jlist", .type = "CommaDelimitedList", .value = list},
    };
    static const WfHookOutput outputs[] = {{.name = "all"}, {.name = "from_file"}};
    set_outputs(f, outputs, 2);
    f->request.inputs = inputs;
    f->request.n_inputs = G_N_ELEMENTS(inputs);
    run_ok(
        f,
        "#!/bin/sh\n"
        "printf '%s|' \"$text\" \"$number\" \"$yes\" \"$nothing\" \"$list\" \"$json\" \"$jlist\" "
        "> ${heat_outputs_path}.all\n"
        "cat $WEFT_INPUTS > $heat_outputs_path.from_file\n");
    assert_string_equal(output(f, "all"),
                        "a b\n'\"$x|3|True|None|['a', 1]|{\"k\": true}|[\"a\", 1]|");
    json_t *file = json_loads(output(f, "from_file"), 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(file, "number")), 3);
    assert_true(json_equal(json_object_get(file, "list"), list));
    json_decref(file);
    for (guint i = 0; i < 5; i++)
        json_decref(inputs[i].value);
    json_decref(map);
}

static void environment_is_clean(void **state)
{
    Fixture *f = *state;
    g_setenv("WEFT_TEST_LEAK", "leaked", TRUE);
    const char *const more[] = {"WEFT_STACK=shop", NULL};
    const WfHookInput evil = {.name = "WEFT_STACK", .value = json_string("evil")};
    f->request.inputs = &evil;
    f->request.n_inputs = 1;
    f->request.environment = more;
    static const WfHookOutput outputs[] = {{.name = "env"}, {.name = "fds"}, {.name = "ids"}};
    set_outputs(f, outputs, 3);
    int leak = open("/dev/null", O_RDONLY); /* not close-on-exec, as a library's */
    run_ok(
        f,
        "#!/bin/sh\nenv > $heat_outputs_path.env\nls /proc/self/fd > $heat_outputs_path.fds\n"
        "stat -c %a . > $heat_outputs_path.ids; ps -o pgid= -p $$ | tr -d ' ' >> "
        "$heat_outputs_path.ids; echo $$ >> $heat_outputs_path.ids; pwd >> $heat_outputs_path.ids");
    close(leak);
    json_decref(evil.value);
    assert_null(strstr(output(f, "env"), "leaked"));
    assert_non_null(strstr(output(f, "env"), "WEFT_STACK=shop"));
    assert_string_equal(output(f, "fds"), "0\n1\n2\n3\n47\n"); /* 3 is ls's own */
    g_auto(GStrv) ids = g_strsplit(output(f, "ids"), "\n", -1);
    assert_string_equal(ids[0], "700");
    assert_string_equal(ids[1], ids[2]);
    assert_string_equal(ids[3], f->work);
}

static void a_lock_is_all_that_is_inherited(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "fds"}};
    set_outputs(f, outputs, 1);
    int leak = open("/dev/null", O_RDONLY); /* not close-on-exec, as a library's */
    run_ok(f, "#!/bin/sh\nls /proc/self/fd > $heat_outputs_path.fds");
    close(leak);
    assert_string_equal(output(f, "fds"), "0\n1\n2\n3\n47\n"); /* 3 is ls's own */
}

/* As service managers and language runtimes leave them to their children. */
static void no_signal_is_ignored(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "masks"}};
    const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGTSTP, SIGXFSZ};
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    set_outputs(f, outputs, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    run_ok(f, "#!/bin/sh\ngrep -E 'Sig(Ign|Blk)' /proc/self/status > $heat_outputs_path.masks");
    sigprocmask(SIG_SETMASK, &before, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_DFL);
    const char *masks = output(f, "masks");
    guint64 mask = g_ascii_strtoull(strstr(masks, "SigIgn:") + strlen("SigIgn:\t"), NULL, 16);
    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        assert_false(mask >> (ignored[i] - 1) & 1);
    assert_int_equal(g_ascii_strtoull(masks + strlen("SigBlk:\t"), NULL, 16), 0);
}

static void what_is_beside_us_is_found_last(void **state)
{
    Fixture *f = *state;
    run_ok(f,
           "#!/bin/sh\ncase $PATH in /usr/local/sbin:*:" BUILD_DIR "/tests) ;; *) exit 1;; esac\n"
           "command -v test_hook");
}

static void nothing_of_a_run_is_left(void **state)
{
    Fixture *f = *state;
    run_ok(f, "#!/bin/sh\ntest -x $0; test $(basename $0) = 0a1b; echo kept > mine");
    g_autofree char *folder = g_build_filename(f->work, ".run", NULL);
    g_autofree char *mine = g_build_filename(f->work, "mine", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    assert_null(g_dir_read_name(dir));
    assert_true(g_file_test(mine, G_FILE_TEST_EXISTS));
}

/* Whatever a recipe leaves under the names that a run needs makes room for the next one. */
static void names_of_a_run_are_taken_back(void **state)
{
    static const char *const left[] = {"mkdir -p .lock/sub", "rm -r .run; echo >.run",
                                       "rm -r .run; ln -s ../kept .run", "rm -r .run; mkfifo .run"};
    Fixture *f = *state;
    g_autofree char *kept = g_build_filename(f->folder, "kept", NULL);
    g_autofree char *file = g_build_filename(kept, "file", NULL);
    g_mkdir(kept, 0700);
    assert_true(g_file_set_contents(file, "", 0, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(left); i++) {
        g_autofree char *script = g_strdup_printf("#!/bin/sh\nrm .lock; %s", left[i]);
        run(f, script); /* its outputs may be gone, too */
        run_ok(f, "#!/bin/sh\ncase $0 in */.run/0a1b) echo in place;; esac");
        assert_string_equal(f->log, "in place\n");
    }
    /* As if an agent had died before it tidied up. */
    g_autofree char *folder = g_build_filename(f->work, ".run", NULL);
    assert_int_equal(g_rmdir(folder), 0);
    assert_int_equal(symlink(kept, folder), 0);
    run_ok(f, "#!/bin/sh\necho in place");
    assert_true(g_file_test(file, G_FILE_TEST_EXISTS)); /* no link was followed */
}

/* ---- outputs ---- */

static void outputs_by_file_and_by_list(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
    set_outputs(f, outputs, 3);
    run_ok(f, "#!/bin/sh\nprintf 'x\\n' > $heat_outputs_path.a\n"
              "printf 'b=1=2\\nother=9\\n\\n' > $WEFT_OUTPUTS\necho out; echo err >&2");
    assert_string_equal(output(f, "a"), "x\n"); /* the line end stays, as in Heat */
    assert_string_equal(output(f, "b"), "1=2");
    assert_null(json_object_get(f->outputs, "c"));
    assert_null(json_object_get(f->outputs, "other"));
    assert_non_null(strstr(f->log, "'other' is not declared"));
    assert_non_null(strstr(f->log, "nothing was given for its output 'c'"));
    assert_string_equal(output(f, "deploy_stdout"), "out\n");
    assert_string_equal(output(f, "deploy_stderr"), "err\n");
    run_ok(f, "#!/bin/sh\necho '{\"a\": [1, {\"x\": null}]}' > $WEFT_OUTPUTS");
    assert_true(json_is_array(json_object_get(f->outputs, "a")));
    run(f, "#!/bin/sh\necho 'no pair' > $WEFT_OUTPUTS");
    assert_string_equal(f->cause, "line 1 of $WEFT_OUTPUTS is not KEY=VALUE");
}

static void hostile_outputs_are_refused(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "a"}};
    set_outputs(f, outputs, 1);
    run(f, "#!/bin/sh\nprintf '\\377' > $heat_outputs_path.a");
    assert_false(f->ok);
    assert_string_equal(f->cause, "output 'a' is not UTF-8");
    run(f, "#!/bin/sh\nprintf 'a\\0b' > $heat_outputs_path.a");
    assert_string_equal(f->cause, "output 'a' has a zero byte: values are text");
    run(f, "#!/bin/sh\nln -s /etc/passwd $heat_outputs_path.a");
    assert_false(f->ok);
    run(f, "#!/bin/sh\nmkfifo $heat_outputs_path.a");
    assert_non_null(strstr(f->cause, "not a file"));
    run(f, "#!/bin/sh\nhead -c 300000 /dev/zero | tr '\\0' x > $heat_outputs_path.a");
    assert_non_null(strstr(f->cause, "more than"));
}

static void error_output_is_a_failure(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "bad", .error_output = true}};
    set_outputs(f, outputs, 1);
    run_ok(f, "#!/bin/sh\ntrue");
    run(f, "#!/bin/sh\n: > $heat_outputs_path.bad");
    assert_false(f->ok);
    assert_string_equal(f->cause, "its output 'bad' reports an error");
}

static void outputs_can_be_given_from_outside(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "a"}};
    set_outputs(f, outputs, 1);
    WfHookJob *job = start(f, "#!/bin/sh\necho own > $heat_outputs_path.a");
    json_t *value = json_string("given");
    assert_true(wf_hook_set_output(job, "a", value));
    assert_false(wf_hook_set_output(job, "undeclared", value));
    json_decref(value);
    g_main_loop_run(f->loop);
    assert_string_equal(output(f, "a"), "given");
}

static void a_line_break_is_kept_and_said(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "a"}, {.name = "b"}, {.name = "lines"}};
    set_outputs(f, outputs, 3);
    run_ok(f, "#!/bin/sh\necho x > $heat_outputs_path.a; printf x > $heat_outputs_path.b\n"
              "printf 'x\ny\n' > $heat_outputs_path.lines");
    assert_string_equal(output(f, "a"), "x\n");
    assert_string_equal(output(f, "b"), "x");
    assert_non_null(strstr(f->log, "output 'a' ends with a line break"));
    assert_null(strstr(f->log, "output 'b'"));
    assert_null(strstr(f->log, "output 'lines'")); /* several lines are meant to be some */
}

/* ---- ends ---- */

static void exits_are_told_apart(void **state)
{
    Fixture *f = *state;
    run(f, "#!/bin/sh\necho why >&2; exit 3");
    assert_int_equal(f->exit, 3);
    assert_string_equal(f->cause, "exit status 3");
    assert_string_equal(f->log, "why\n");
    run(f, "#!/bin/sh\nkill -9 $$");
    assert_int_equal(f->exit, -9);
    assert_non_null(strstr(f->cause, "signal 9"));
    g_autoptr(GError) error = NULL;
    json_decref(f->config);
    f->config = json_string("echo no interpreter line\n");
    f->request.config = f->config;
    assert_null(wf_hook_start(f->hooks, &f->request, on_done, f, &error));
    assert_non_null(strstr(error->message, "#!/bin/sh"));
}

static void timeout_ends_the_whole_group(void **state)
{
    Fixture *f = *state;
    f->request.timeout_s = 1;
    /* Both ignore TERM; only KILL of the group ends them. */
    run(f, "#!/bin/sh\ntrap '' TERM\n(trap '' TERM; echo $$; exec sleep 1000) &\nwait; wait; sleep "
           "1000");
    assert_true(f->timed_out);
    assert_string_equal(f->cause, "it took longer than 1 s and was ended");
    pid_t group = (pid_t)atoi(output(f, "deploy_stdout"));
    assert_true(group > 1);
    /* Killed ones stay visible until init reaps them; none may still be running. */
    g_autofree char *command = g_strdup_printf("ps -o stat= -g %d | grep -qv '^Z'", group);
    assert_int_not_equal(system(command), 0);
}

static void background_children_do_not_hold_it_up(void **state)
{
    Fixture *f = *state;
    run_ok(f, "#!/bin/sh\nsleep 1000 &\necho $! > pid; echo started");
    assert_string_equal(output(f, "deploy_stdout"), "started\n");
    g_autofree char *path = g_build_filename(f->work, "pid", NULL), *pid = NULL;
    assert_true(g_file_get_contents(path, &pid, NULL, NULL));
    assert_int_equal(kill(atoi(pid), SIGKILL), 0); /* a service survives its recipe */
}

static void cancelling_ends_it(void **state)
{
    Fixture *f = *state;
    WfHookJob *job = start(f, "#!/bin/sh\nsleep 1000");
    wf_hook_cancel(job);
    g_main_loop_run(f->loop);
    assert_true(f->cancelled);
    assert_string_equal(f->cause, "it was cancelled");
}

static void on_line(gpointer user)
{
    ((Fixture *)user)->lines++;
}

static void much_output_is_bounded(void **state)
{
    Fixture *f = *state;
    f->request.on_line = on_line;
    run_ok(f, "#!/bin/sh\ni=0; while [ $i -lt 3000 ]; do i=$((i+1)); "
              "echo line $i xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done; head -c 200000 "
              "/dev/zero | tr '\\0' y");
    assert_int_equal(f->lines, 3001);
    assert_true(strlen(f->log) <= WF_LIMIT_LOG_TAIL);
    assert_true(strlen(output(f, "deploy_stdout")) <= 64 << 10);
}

/* ---- hook programs ---- */

static void hooks_speak_json(void **state)
{
    Fixture *f = *state;
    static const WfHookOutput outputs[] = {{.name = "in"}, {.name = "gone"}};
    set_outputs(f, outputs, 2);
    json_t *three = json_integer(3);
    const WfHookInput inputs[] = {{.name = "n", .type = "Number", .value = three},
                                  {.name = "s", .value = three}};
    f->request.inputs = inputs;
    f->request.n_inputs = 2;
    install(f, "echo-hook",
            "#!/bin/sh\n[ $# = 0 ] || exit 9\nin=$(cat | sed 's/[\"\\\\]/\\\\&/g')\n"
            "echo \"{\\\"in\\\": \\\"$in\\\", \\\"extra\\\": 1, \\\"deploy_stdout\\\": "
            "\\\"hi\\\", \\\"deploy_status_code\\\": 0}\"; exit 7");
    run_ok(f, "the recipe"); /* an answer counts, whatever the exit status */
    json_t *in = json_loads(output(f, "in"), 0, NULL);
    assert_string_equal(json_string_value(json_object_get(in, "config")), "the recipe");
    assert_string_equal(json_string_value(json_object_get(in, "group")), "echo-hook");
    const json_t *got = json_object_get(in, "inputs");
    assert_true(json_is_integer(json_object_get(json_array_get(got, 0), "value")));
    assert_string_equal(json_string_value(json_object_get(json_array_get(got, 1), "value")), "3");
    static const char *const keys[] = {"id", "name", "creation_time", "options", "outputs"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        assert_non_null(json_object_get(in, keys[i]));
    assert_null(json_object_get(f->outputs, "extra"));
    assert_null(json_object_get(f->outputs, "gone"));
    json_decref(in);
    json_decref(three);
}

static void hooks_are_judged_as_heat_does(void **state)
{
    Fixture *f = *state;
    install(f, "h", "#!/bin/sh\nexit 0");
    run_ok(f, "x"); /* nothing said is success */
    install(f, "h", "#!/bin/sh\nexit 4");
    run(f, "x");
    assert_int_equal(f->exit, 4);
    install(f, "h", "#!/bin/sh\necho trouble; exit 4");
    run(f, "x");
    assert_int_equal(f->exit, 4);
    assert_string_equal(output(f, "deploy_stdout"), "trouble\n");
    install(f, "h", "#!/bin/sh\necho '{\"deploy_status_code\": \"6\", \"deploy_stderr\": \"E\"}'");
    run(f, "x");
    assert_int_equal(f->exit, 6);
    assert_string_equal(f->log, "E\n");
    install(f, "h", "#!/bin/sh\nhead -c 17000000 /dev/zero");
    run(f, "x");
    assert_non_null(strstr(f->cause, "larger than"));
}

static void groups_without_a_program(void **state)
{
    Fixture *f = *state;
    f->request.group = "Heat::Ungrouped";
    run_ok(f, "data");
    assert_false(f->ran);
    f->request.group = "../script";
    g_autoptr(GError) error = NULL;
    assert_null(wf_hook_start(f->hooks, &f->request, on_done, f, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND));
    assert_string_equal(error->message, "no hook for group '../script' is installed");
    install(f, "sleepy", "#!/bin/sh\n");
    g_autofree char *path = g_build_filename(f->folder, "sleepy", NULL);
    g_chmod(path, 0644);
    g_clear_error(&error);
    assert_null(wf_hook_start(f->hooks, &f->request, on_done, f, &error));
    assert_non_null(strstr(error->message, "/sleepy' for group 'sleepy' is not executable"));
}

static void component_picks_by_action(void **state)
{
    Fixture *f = *state;
    json_t *config =
        json_pack("{s:[{s:[s,s], s:s, s:s}, {s:[s], s:s, s:s}]}", "configs", "actions", "CREATE",
                  "UPDATE", "tool", "script", "config", "#!/bin/sh\necho one", "actions", "DELETE",
                  "tool", "script", "config", "#!/bin/sh\necho two");
    f->request.group = "component";
    f->request.config = config;
    f->request.action = "DELETE";
    assert_non_null(wf_hook_start(f->hooks, &f->request, on_done, f, NULL));
    g_main_loop_run(f->loop);
    assert_string_equal(f->log, "two\n");
    f->request.action = "SUSPEND";
    assert_non_null(wf_hook_start(f->hooks, &f->request, on_done, f, NULL));
    g_main_loop_run(f->loop);
    assert_true(f->ok && !f->ran);
    json_decref(config);
}

/* ---- after a crash ---- */

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_REMOVE;
}

static void wait_a_moment(Fixture *f)
{
    g_timeout_add(5, quit, f->loop);
    g_main_loop_run(f->loop);
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
}

static pid_t number_in(const Fixture *f, const char *file)
{
    g_autofree char *path = g_build_filename(f->work, file, NULL), *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return (pid_t)atoi(text);
}

/* One that has ended, and whose end nobody has asked for, does not count. */
static bool is_alive(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid), *text = NULL;
    const char *name_ends =
        g_file_get_contents(path, &text, NULL, NULL) ? strrchr(text, ')') : NULL;
    return name_ends && name_ends[1] && name_ends[2] != 'Z' && name_ends[2] != 'X';
}

static void orphans_are_found_and_ended(void **state)
{
    Fixture *f = *state;
    f->request.on_line = on_line;
    WfHookJob *job = start(f, "#!/bin/sh\nsetsid sleep 1000 & echo $! > apart\n"
                              "sleep 1000 47>&- & echo $! > closed; echo up; sleep 1000");
    while (!f->lines)
        g_main_context_iteration(NULL, TRUE);
    wf_hook_abandon(job); /* the agent is gone, the recipe is not */
    while (wf_hook_end_orphans(f->work, SIGKILL))
        wait_a_moment(f);
    /* one in a session of its own, and one of the group that has closed the lock */
    while (is_alive(number_in(f, "apart")) || is_alive(number_in(f, "closed")))
        wait_a_moment(f);
}

/* Somebody looks at the script of a recipe that hangs, and then at what its agent does. */
static void who_reads_a_script_is_no_orphan(void **state)
{
    Fixture *f = *state;
    g_autofree char *script = g_build_filename(f->work, ".run", "0a1b", NULL);
    const char *const pager[] = {"/usr/bin/tail", "-f", script, NULL};
    GPid pid;
    int out;
    char one;
    f->request.on_line = on_line;
    WfHookJob *job = start(f, "#!/bin/sh\necho up; sleep 1000");
    while (!f->lines)
        g_main_context_iteration(NULL, TRUE);
    assert_true(g_spawn_async_with_pipes(NULL, (char **)pager, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                         NULL, NULL, &pid, NULL, &out, NULL, NULL));
    assert_int_equal(read(out, &one, 1), 1); /* it has it open */
    wf_hook_abandon(job);
    while (wf_hook_end_orphans(f->work, SIGKILL))
        wait_a_moment(f);
    assert_true(is_alive(pid));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(out);
}

static void a_run_does_not_end_what_an_earlier_one_left(void **state)
{
    Fixture *f = *state;
    run_ok(f, "#!/bin/sh\nsleep 1000 > /dev/null 2>&1 & echo $! > service");
    WfHookJob *job = start(f, "#!/bin/sh\nsleep 1000");
    wf_hook_cancel(job);
    g_main_loop_run(f->loop);
    assert_true(f->cancelled);
    assert_int_equal(wf_hook_end_orphans(f->work, SIGKILL), 0);
    assert_int_equal(kill(number_in(f, "service"), SIGKILL), 0);
}

static void what_is_cancelled_leaves_nothing(void **state)
{
    Fixture *f = *state;
    f->request.on_line = on_line;
    WfHookJob *job =
        start(f, "#!/bin/sh\nsetsid sleep 1000 & echo $! > apart; echo up; sleep 1000");
    while (!f->lines)
        g_main_context_iteration(NULL, TRUE);
    wf_hook_cancel(job);
    g_main_loop_run(f->loop);
    while (is_alive(number_in(f, "apart")))
        wait_a_moment(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(inputs_are_variables_as_heat_writes_them),
        TEST(environment_is_clean),
        TEST(a_lock_is_all_that_is_inherited),
        TEST(no_signal_is_ignored),
        TEST(what_is_beside_us_is_found_last),
        TEST(nothing_of_a_run_is_left),
        TEST(names_of_a_run_are_taken_back),
        TEST(outputs_by_file_and_by_list),
        TEST(hostile_outputs_are_refused),
        TEST(error_output_is_a_failure),
        TEST(outputs_can_be_given_from_outside),
        TEST(a_line_break_is_kept_and_said),
        TEST(exits_are_told_apart),
        TEST(timeout_ends_the_whole_group),
        TEST(background_children_do_not_hold_it_up),
        TEST(cancelling_ends_it),
        TEST(much_output_is_bounded),
        TEST(hooks_speak_json),
        TEST(hooks_are_judged_as_heat_does),
        TEST(groups_without_a_program),
        TEST(component_picks_by_action),
        TEST(orphans_are_found_and_ended),
        TEST(who_reads_a_script_is_no_orphan),
        TEST(a_run_does_not_end_what_an_earlier_one_left),
        TEST(what_is_cancelled_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
