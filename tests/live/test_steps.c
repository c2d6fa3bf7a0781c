/* A small run, killed at each of its steps in turn: the agent of each VM, and the planner (and so
 * before and after every record of the journal, every start, every batch and report). Then the
 * server, each time one of the recipes begins. What is left is gone on with, and the end is always
 * the same.
 *
 *     test_steps [EVERY [FIRST]]    only every EVERYth step, from FIRST on */
#include "live.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_STEPS 2000

static guint every = 1, first_step = 1;

static const char model_text[] =
    "heat_template_version: 2018-08-31\n"
    "resources:\n"
    "  one: {type: OS::Nova::Server}\n"
    "  two: {type: OS::Nova::Server}\n"
    "components:\n"
    "  a: {server: one, outputs: [o], config: \"#!/bin/sh\\necho A >>LOG\\n"
    "printf 1 >$heat_outputs_path.o\\necho a >>LOG\\n\"}\n"
    "  b:\n    server: two\n    inputs: {x: {get_attr: [a, o]}}\n    outputs: [o]\n"
    "    config: \"#!/bin/sh\\necho B$x >>LOG\\nprintf 2 >$heat_outputs_path.o\\necho b "
    ">>LOG\\n\"\n"
    "  c:\n    server: one\n    inputs: {x: {get_attr: [b, o]}}\n"
    "    config: \"#!/bin/sh\\necho C$x >>LOG\\necho c >>LOG\\n\"\n";

/* One run in a corner of its own of the server that all share. */
typedef struct {
    WfServer *server;
    guint n_runs;
    Live *live; /* of this run */
    char *hosts, *log, *mark;
    WfModel *model;
} Steps;

static void on_made(WfStore *store, const WfReply *reply, gpointer user)
{
    assert_int_equal(reply->rc, WF_RC_OK);
    *(bool *)user = true;
}

static void begin(Steps *s)
{
    g_autofree char *corner = g_strdup_printf("/run%u", s->n_runs++);
    g_autoptr(WfStore) top = wf_zk_new(wf_server_hosts(s->server), 20000, NULL);
    g_autoptr(WfAcl) open = wf_acl_open();
    bool made = false;

    assert_true(wf_store_wait(top, 60000, NULL));
    wf_store_create(top, corner, "", 0, open, false, on_made, &made);
    while (!made)
        g_main_context_iteration(NULL, TRUE);
    s->hosts = g_strconcat(wf_server_hosts(s->server), corner, NULL);
    s->live = g_new0(Live, 1);
    s->live->server = s->server;
    s->live->store = wf_zk_new(s->hosts, 20000, NULL);
    assert_true(wf_store_wait(s->live->store, 60000, NULL));
    s->live->keys = wf_keys_random(STACK);
    s->live->progress = wf_progress_new(STACK);
    s->live->folder = g_dir_make_tmp("weft-steps-XXXXXX", NULL);
    s->live->vms = g_ptr_array_new_with_free_func(g_free);
    s->log = g_build_filename(s->live->folder, "log", NULL);
    s->mark = g_build_filename(s->live->folder, "mark", NULL);
    g_auto(GStrv) parts = g_strsplit(model_text, "LOG", -1);
    g_autofree char *text = g_strjoinv(s->log, parts);
    s->model = live_load("steps.yaml", text, NULL);
    g_setenv("WEFT_STEP_MARK", s->mark, TRUE);
}

static WfFleet *start_vm(Steps *s, const char *vm)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(s->live->folder, vm, NULL);
    g_autoptr(GPtrArray) vms = g_ptr_array_new();
    g_ptr_array_add(vms, (gpointer)vm);
    WfFleetOptions o = {.hosts = s->hosts,
                        .stack = STACK,
                        .folder = folder,
                        .keys = s->live->keys,
                        .vms = vms,
                        .real = true,
                        .agent = AGENT};
    WfFleet *fleet = wf_fleet_start(&o, &error);
    if (!fleet)
        fail_msg("%s", error->message);
    return fleet;
}

/* The program @name is killed at this step; where it is NULL, nobody. */
static void arm(const char *name, guint step)
{
    g_autofree char *text = g_strdup_printf("%u", step);

    g_unsetenv("LD_PRELOAD");
    if (!name)
        return;
    g_setenv("LD_PRELOAD", STEP_LIBRARY, TRUE);
    g_setenv("WEFT_STEP", text, TRUE);
    g_setenv("WEFT_STEP_FOR", name, TRUE);
}

static guint count(char **lines, const char *line)
{
    guint n = 0;
    for (; *lines; lines++)
        n += strcmp(*lines, line) == 0;
    return n;
}

/* Each of the three ended once, or twice where a kill left it unknown; in order; with its input. */
static void check(Steps *s, guint n_kills)
{
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(s->log, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    static const char *const ends[] = {"a", "b", "c"}, *const starts[] = {"A", "B1", "C2"};
    guint twice = 0;

    for (guint i = 0; i < 3; i++) {
        guint n = count(lines, ends[i]), begun = count(lines, starts[i]);
        if (!n || n > begun || begun > 1 + n_kills)
            fail_msg("%s began %u times and ended %u times:\n%s", ends[i], begun, n, text);
        twice += begun - 1;
    }
    if (twice > n_kills)
        fail_msg("%u kills, and in all:\n%s", n_kills, text);
    const char *a = strstr(text, "a\n"), *b = strstr(text, "B1\n"), *c = strstr(text, "C2\n");
    assert_true(a < b && strstr(text, "b\n") < c);
    assert_true(wf_progress_is_done(s->live->progress));
}

static void end(Steps *s)
{
    Live *l = g_steal_pointer(&s->live);
    arm(NULL, 0);
    l->server = NULL;
    g_clear_pointer(&s->model, wf_model_unref);
    live_free(l);
    g_clear_pointer(&s->hosts, g_free);
    g_clear_pointer(&s->log, g_free);
    g_clear_pointer(&s->mark, g_free);
}

/* ---- agents ---- */

/* False: the run has fewer steps. */
static bool kill_agent(Steps *s, const char *victim, guint step)
{
    static const char *const vms[] = {"one", "two"};
    WfFleet *fleets[2];

    begin(s);
    live_prepare(s->live, s->model);
    for (guint i = 0; i < 2; i++) {
        arm(strcmp(vms[i], victim) ? NULL : "weft-agent", step);
        fleets[i] = start_vm(s, vms[i]);
    }
    live_wait(s->live, NULL, NULL);
    bool killed = g_file_test(s->mark, G_FILE_TEST_EXISTS);
    check(s, killed);
    for (guint i = 0; i < 2; i++)
        wf_fleet_free(fleets[i]);
    end(s);
    return killed;
}

static void kill_agents(Steps *s, const char *victim)
{
    guint step = first_step, n = 0;

    for (; step < MAX_STEPS; step += every, n++)
        if (!kill_agent(s, victim, step))
            break;
    assert_true(n > 3 && step < MAX_STEPS);
    print_message("the agent of %s was killed %u times\n", victim, n);
}

static void the_agent_of_the_first_vm_is_killed_at_each_step(void **state)
{
    kill_agents(*state, "one");
}

static void the_agent_of_the_second_vm_is_killed_at_each_step(void **state)
{
    kill_agents(*state, "two");
}

/* ---- planners ---- */

static int run_planner(Steps *s, const char *key, const char *model)
{
    const char *const argv[] = {
        WEFT, "prepare", "--yes", "--stack=" STACK, "--zk", s->hosts, "--key", key, model, NULL};
    g_autoptr(GError) error = NULL;
    int status = -1;

    if (!g_spawn_sync(NULL, (char **)argv, NULL,
                      G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                      NULL, &status, &error))
        fail_msg("%s", error->message);
    return status;
}

static bool kill_planner(Steps *s, guint step)
{
    begin(s);
    g_autofree char *key = g_build_filename(s->live->folder, "key", NULL);
    g_autofree char *model = g_build_filename(s->live->folder, "model.yaml", NULL);
    g_auto(GStrv) parts = g_strsplit(model_text, "LOG", -1);
    g_autofree char *text = g_strjoinv(s->log, parts);
    g_autoptr(GError) error = NULL;

    assert_true(g_file_set_contents(model, text, -1, NULL));
    assert_true(wf_keys_save(s->live->keys, key, &error));
    WfFleet *fleets[2] = {start_vm(s, "one"), start_vm(s, "two")};
    arm("weft", step);
    int status = run_planner(s, key, model);
    arm(NULL, 0);
    bool killed = g_file_test(s->mark, G_FILE_TEST_EXISTS);
    assert_int_equal(killed, WIFSIGNALED(status));
    live_prepare(s->live, s->model);
    live_wait(s->live, NULL, NULL);
    check(s, 0);
    for (guint i = 0; i < 2; i++)
        wf_fleet_free(fleets[i]);
    end(s);
    return killed;
}

static void the_planner_is_killed_at_each_step(void **state)
{
    guint step = first_step, n = 0;

    for (; step < MAX_STEPS; step += every, n++)
        if (!kill_planner(*state, step))
            break;
    assert_true(n > 3 && step < MAX_STEPS);
    print_message("the planner was killed %u times\n", n);
}

/* ---- the server ---- */

typedef struct {
    Steps *steps;
    const char *line;
    bool killed;
} AtLine;

static void kill_server_at_line(Live *l, gpointer user)
{
    AtLine *at = user;
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    if (at->killed || !g_file_get_contents(at->steps->log, &text, NULL, NULL) ||
        !strstr(text, at->line))
        return;
    at->killed = true;
    wf_server_kill(at->steps->server);
    if (!wf_server_restart(at->steps->server, &error))
        fail_msg("%s", error->message);
}

static void the_server_is_killed_as_each_recipe_begins_and_ends(void **state)
{
    static const char *const lines[] = {"A\n", "a\n", "B1\n", "b\n", "C2\n", "c\n"};
    Steps *s = *state;

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        AtLine at = {s, lines[i], false};
        begin(s);
        live_prepare(s->live, s->model);
        WfFleet *fleets[2] = {start_vm(s, "one"), start_vm(s, "two")};
        live_wait(s->live, kill_server_at_line, &at);
        assert_true(at.killed);
        check(s, 0);
        for (guint k = 0; k < 2; k++)
            wf_fleet_free(fleets[k]);
        end(s);
    }
}

/* ---- */

static int set_up(void **state)
{
    Steps *s = g_new0(Steps, 1);
    g_autoptr(GError) error = NULL;
    s->server = wf_server_start(&(WfServerOptions){.tick_ms = 1000}, &error);
    if (!s->server)
        fail_msg("%s", error->message);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    Steps *s = *state;
    wf_server_free(s->server);
    g_free(s);
    return 0;
}

int main(int argc, char **argv)
{
    if (!live_is_possible())
        return LIVE_SKIPPED;
    every = argc > 1 ? (guint)atoi(argv[1]) : every;
    first_step = argc > 2 ? (guint)atoi(argv[2]) : first_step;
    const char *asan = g_getenv("ASAN_OPTIONS");
    g_autofree char *options = g_strconcat(asan ? asan : "", ":verify_asan_link_order=0", NULL);
    g_setenv("ASAN_OPTIONS", options, TRUE); /* of the programs: the library comes before its own */
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(the_agent_of_the_first_vm_is_killed_at_each_step),
        CASE(the_agent_of_the_second_vm_is_killed_at_each_step),
        CASE(the_planner_is_killed_at_each_step),
        CASE(the_server_is_killed_as_each_recipe_begins_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
