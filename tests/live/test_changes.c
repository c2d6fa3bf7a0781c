/* Models that change while a stack lives, on a real server with real recipes: overtaken, taken
 * back, made smaller, halted, and carried on by another agent. */
#include "live.h"

#include <signal.h>

typedef struct {
    Live *live;
    char *log;
} Stack;

/* a -> b -> c over two VMs; each writes "ACTION NAME x=VALUE" into the log when it begins and its
 * name when it has ended. @slow waits for the file LOG.go first. */
static WfModel *model(Stack *s, const char *value, bool with_b, const char *slow)
{
    GString *text = g_string_new("heat_template_version: 2018-08-31\n"
                                 "resources:\n"
                                 "  one: {type: OS::Nova::Server}\n"
                                 "  two: {type: OS::Nova::Server}\n"
                                 "components:\n");
    static const char *const names[] = {"a", "b", "c"}, *const vms[] = {"one", "two", "one"};

    for (guint i = 0; i < (with_b ? 3 : 1); i++) {
        bool waits = slow && strcmp(slow, names[i]) == 0;
        g_string_append_printf(text, "  %s:\n    server: %s\n    outputs: [o]\n    inputs:\n",
                               names[i], vms[i]);
        if (i)
            g_string_append_printf(text, "      x: {get_attr: [%s, o]}\n", names[i - 1]);
        else
            g_string_append_printf(text, "      x: '%s'\n", value);
        g_string_append_printf(text, "    actions:\n");
        static const char *const actions[] = {"CREATE", "UPDATE", "DELETE"};
        for (guint k = 0; k < 3; k++)
            g_string_append_printf(
                text,
                "      %s: |\n        #!/bin/sh\n        echo \"$WEFT_ACTION %s x=$x\" >>%s\n"
                "        %s\n        [ $WEFT_ACTION = DELETE ] || printf %%s \"$x\" "
                ">$heat_outputs_path.o\n        echo %s >>%s\n",
                actions[k], names[i], s->log,
                waits && k < 2 ? "while [ ! -e $GO ]; do sleep 0.02; done" : ":", names[i], s->log);
    }
    g_autofree char *go = g_strconcat(s->log, ".go", NULL);
    g_string_replace(text, "$GO", go, 0);
    WfModel *m = live_load("changes.yaml", text->str, NULL);
    g_string_free(text, TRUE);
    return m;
}

static Stack *stack_new(void)
{
    Stack *s = g_new0(Stack, 1);
    s->live = live_new();
    s->log = g_build_filename(s->live->folder, "log", NULL);
    return s;
}

static void stack_free(Stack *s)
{
    live_free(s->live);
    g_free(s->log);
    g_free(s);
}

static bool has(Stack *s, const char *line)
{
    g_autofree char *text = NULL;
    return g_file_get_contents(s->log, &text, NULL, NULL) && strstr(text, line);
}

static void wait_for_line(Stack *s, const char *line)
{
    guint tick = g_timeout_add(20, live_on_tick, NULL);
    while (!has(s, line))
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(tick);
}

static void say_go(Stack *s)
{
    g_autofree char *go = g_strconcat(s->log, ".go", NULL);
    assert_true(g_file_set_contents(go, "", 0, NULL));
}

static void assert_log(Stack *s, const char *expected)
{
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(s->log, &text, NULL, NULL));
    assert_string_equal(text, expected);
}

static void run(Stack *s, const WfModel *m)
{
    live_prepare(s->live, m);
    if (!s->live->fleet)
        live_start_fleet(s->live, m, true, NULL);
    live_wait(s->live, NULL, NULL);
    assert_true(wf_progress_is_done(s->live->progress));
}

/* ---- */

#define FIRST "CREATE a x=1\na\nCREATE b x=1\nb\nCREATE c x=1\nc\n"

static void a_newer_update_overtakes(void **state)
{
    Stack *s = stack_new();
    g_autoptr(WfModel) first = model(s, "1", true, NULL);
    g_autoptr(WfModel) second = model(s, "2", true, "a");
    g_autoptr(WfModel) third = model(s, "3", true, NULL);
    run(s, first);
    live_prepare(s->live, second);
    wait_for_line(s, "UPDATE a x=2\n");
    live_prepare(s->live, third);
    say_go(s);
    live_wait(s->live, NULL, NULL);
    /* Nobody behind a hears of the second. */
    assert_log(s, FIRST "UPDATE a x=2\na\nUPDATE a x=3\na\nUPDATE b x=3\nb\nUPDATE c x=3\nc\n");
    stack_free(s);
}

static void going_back_undoes_an_update_that_runs(void **state)
{
    Stack *s = stack_new();
    g_autoptr(WfModel) first = model(s, "1", true, NULL);
    g_autoptr(WfModel) second = model(s, "2", true, "a");
    run(s, first);
    live_prepare(s->live, second);
    wait_for_line(s, "UPDATE a x=2\n");
    live_prepare(s->live, first);
    say_go(s);
    wait_for_line(s, "UPDATE a x=1\na\n");
    live_wait(s->live, NULL, NULL);
    /* What came out is what b and c saw before. */
    assert_log(s, FIRST "UPDATE a x=2\na\nUPDATE a x=1\na\n");
    stack_free(s);
}

static void what_goes_is_undone_in_reverse_order(void **state)
{
    Stack *s = stack_new();
    g_autoptr(WfModel) all = model(s, "1", true, NULL);
    g_autoptr(WfModel) less = model(s, "1", false, NULL);
    run(s, all);
    live_prepare(s->live, less);
    live_wait(s->live, NULL, NULL);
    assert_log(s, FIRST "DELETE c x=1\nc\nDELETE b x=1\nb\n");
    stack_free(s);
}

static void on_done(const GError *error, gpointer user)
{
    assert_null(error);
    *(bool *)user = true;
}

static void set_phase(Stack *s, WfPhase phase)
{
    bool done = false;
    wf_phase_start(s->live->store, STACK, phase, on_done, &done);
    while (!done)
        g_main_context_iteration(NULL, TRUE);
}

static void what_is_halted_starts_when_it_goes_on(void **state)
{
    Stack *s = stack_new();
    g_autoptr(WfModel) m = model(s, "1", true, NULL);
    live_prepare(s->live, m);
    set_phase(s, WF_PHASE_HALT);
    live_start_fleet(s->live, m, true, NULL);
    s->live->follow =
        wf_follow_new(s->live->store, STACK, s->live->progress, NULL, live_on_follow, s->live);
    guint tick = g_timeout_add(20, live_on_tick, NULL);
    for (bool held = false; !held;) { /* until a's VM says that it waits for the phase */
        g_main_context_iteration(NULL, TRUE);
        guint32 row = wf_progress_find(s->live->progress, "one", "a");
        held = row != WF_NO_ROW && !g_strcmp0(wf_progress_row(s->live->progress, row)->on, "phase");
    }
    g_source_remove(tick);
    assert_false(has(s, "CREATE"));
    set_phase(s, WF_PHASE_GO);
    live_wait(s->live, NULL, NULL);
    assert_log(s, FIRST);
    stack_free(s);
}

typedef struct {
    char *text;
    gint32 version;
    bool came;
} Node;

static void on_node(WfStore *store, const WfReply *reply, gpointer user)
{
    Node *node = user;
    assert_int_equal(reply->rc, WF_RC_OK);
    g_free(node->text);
    node->text = g_strndup(reply->data, reply->size);
    node->version = reply->stat->version;
    node->came = true;
}

static void read_node(Stack *s, const char *path, Node *node)
{
    node->came = false;
    wf_store_get(s->live->store, path, NULL, on_node, node);
    while (!node->came)
        g_main_context_iteration(NULL, TRUE);
}

/* An agent is frozen beyond its session while a recipe of its own runs; another one, with its own
 * folder, takes the VM over. When the first wakes up it changes nothing any more. */
static void who_slept_too_long_writes_nothing(void **state)
{
    Stack *s = stack_new();
    g_autoptr(WfModel) m = model(s, "1", true, "b");
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) two = g_ptr_array_new();
    g_autofree char *folder = g_build_filename(s->live->folder, "second", NULL);
    live_prepare(s->live, m);
    live_start_fleet(s->live, m, true, NULL);
    wait_for_line(s, "CREATE b x=1\n");
    pid_t frozen = wf_fleet_pid(s->live->fleet, 1);
    assert_int_equal(kill(frozen, SIGSTOP), 0);
    g_ptr_array_add(two, (gpointer) "two");
    WfFleetOptions o = {.hosts = wf_server_hosts(s->live->server),
                        .stack = STACK,
                        .folder = folder,
                        .keys = s->live->keys,
                        .vms = two,
                        .real = true,
                        .agent = AGENT};
    WfFleet *second = wf_fleet_start(&o, &error);
    assert_non_null(second);
    say_go(s); /* ends the recipe of the frozen one, too: it does not hear of it yet */
    live_wait(s->live, NULL, NULL);
    assert_true(wf_progress_is_done(s->live->progress));
    g_autofree char *path = wf_path_outcome(STACK, "two", "b");
    g_autofree char *epoch = wf_path_epoch(STACK, "two");
    Node before = {0}, after = {0}, token = {0};
    read_node(s, path, &before);
    read_node(s, epoch, &token);
    gint32 taken = token.version;
    assert_int_equal(kill(frozen, SIGCONT), 0);
    wf_fleet_free(second); /* so that it gets its VM back, and could say what it would say */
    while (token.version == taken)
        read_node(s, epoch, &token);
    live_wait(s->live, NULL, NULL);
    read_node(s, path, &after);
    assert_int_equal(after.version, before.version);
    assert_string_equal(after.text, before.text);
    assert_false(has(s, "UPDATE"));
    g_free(before.text);
    g_free(after.text);
    g_free(token.text);
    stack_free(s);
}

int main(void)
{
    if (!live_is_possible())
        return LIVE_SKIPPED;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_newer_update_overtakes),
        cmocka_unit_test(going_back_undoes_an_update_that_runs),
        cmocka_unit_test(what_goes_is_undone_in_reverse_order),
        cmocka_unit_test(what_is_halted_starts_when_it_goes_on),
        cmocka_unit_test(who_slept_too_long_writes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
