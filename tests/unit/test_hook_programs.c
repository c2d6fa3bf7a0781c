/* The hook programs that come with weft, against the real tools. A tool that is not
 * installed is a skipped test, and says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <weft/hook.h>

typedef struct {
    GMainLoop *loop;
    char *folder;
    bool ok;
    int exit;
    char *text;
    json_t *outputs;
} Run;

static int setup(void **state)
{
    Run *r = g_new0(Run, 1);
    r->loop = g_main_loop_new(NULL, FALSE);
    r->folder = g_dir_make_tmp("weft-hooks-XXXXXX", NULL);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    Run *r = *state;
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", r->folder);
    int status = system(command);
    g_main_loop_unref(r->loop);
    json_decref(r->outputs);
    g_free(r->folder);
    g_free(r->text);
    g_free(r);
    return status;
}

static void on_done(WfHookJob *job, const WfHookResult *result, gpointer user)
{
    Run *r = user;
    r->ok = result->ok;
    r->exit = result->exit;
    g_free(r->text);
    r->text = g_strdup_printf("%s\n%s", result->cause, result->log);
    json_decref(r->outputs);
    r->outputs = json_incref(result->outputs);
    g_main_loop_quit(r->loop);
}

static void need(const char *program)
{
    g_autofree char *path = g_find_program_in_path(program);
    if (path)
        return;
    fprintf(stderr, "SKIPPED: %s is not installed, its hook was not tested\n", program);
    skip();
}

static void run(Run *r, const char *group, const char *recipe)
{
    const char *const folders[] = {SOURCE_DIR "/src/hook/hooks", NULL};
    g_autoptr(WfHooks) hooks = wf_hooks_new(folders);
    json_t *config = json_string(recipe), *name = json_string("a 'b' $c"),
           *list = json_pack("[i]", 1);
    const WfHookInput inputs[] = {{.name = "who", .value = name},
                                  {.name = "list", .type = "Json", .value = list}};
    static const WfHookOutput outputs[] = {{.name = "greeting"}, {.name = "never"}};
    WfHookRequest request = {.id = "0a1b",
                             .name = "app",
                             .action = "CREATE",
                             .group = group,
                             .config = config,
                             .folder = r->folder,
                             .timeout_s = 100,
                             .inputs = inputs,
                             .n_inputs = 2,
                             .outputs = outputs,
                             .n_outputs = 2};
    assert_non_null(wf_hook_start(hooks, &request, on_done, r, NULL));
    g_main_loop_run(r->loop);
    json_decref(config);
    json_decref(name);
    json_decref(list);
}

static void assert_greeting(Run *r)
{
    if (!r->ok)
        fail_msg("%s", r->text);
    assert_string_equal(json_string_value(json_object_get(r->outputs, "greeting")), "a 'b' $c");
    assert_null(json_object_get(r->outputs, "never"));
    assert_non_null(json_object_get(r->outputs, "deploy_stdout"));
}

static void ansible_runs_a_playbook(void **state)
{
    Run *r = *state;
    need("ansible-playbook");
    run(r, "ansible",
        "- hosts: all\n  connection: local\n  gather_facts: false\n  tasks:\n"
        "    - copy:\n        content: '{{ who }}'\n        dest: '{{ heat_outputs_path "
        "}}.greeting'\n      when: list == [1]\n");
    assert_greeting(r);
}

static void ansible_failures_are_reported(void **state)
{
    Run *r = *state;
    need("ansible-playbook");
    run(r, "ansible",
        "- hosts: all\n  connection: local\n  gather_facts: false\n  tasks:\n"
        "    - fail:\n        msg: as asked\n");
    assert_false(r->ok);
    assert_int_equal(r->exit, 2);
    assert_non_null(strstr(r->text, "as asked"));
}

static void puppet_applies_a_manifest(void **state)
{
    Run *r = *state;
    need("puppet");
    run(r, "puppet", "file { \"${heat_outputs_path}.greeting\": content => $who }\n");
    assert_greeting(r);
}

static void puppet_failures_are_reported(void **state)
{
    Run *r = *state;
    need("puppet");
    run(r, "puppet", "fail('as asked')\n");
    assert_false(r->ok);
    assert_non_null(strstr(r->text, "as asked"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ansible_runs_a_playbook, setup, teardown),
        cmocka_unit_test_setup_teardown(ansible_failures_are_reported, setup, teardown),
        cmocka_unit_test_setup_teardown(puppet_applies_a_manifest, setup, teardown),
        cmocka_unit_test_setup_teardown(puppet_failures_are_reported, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
