/* Nodes, and whole stacks, that go and come back. */
#include "agent_world.h"

#include "../../src/agent/agent_priv.h"

/* ---- nodes ---- */

/* Tells that it runs, and goes on when it may (say_go). */
#define HELD "echo up >> $LOG; echo up; while [ ! -e $LOG.go ]; do sleep 0.01; done\n"

static void delete_outcome(World *w, const char *vm, const char *name)
{
    const char *const below[] = {"/sealed", ""};
    g_autofree char *node = wf_path_outcome(STACK, vm, name);
    for (guint i = 0; i < G_N_ELEMENTS(below); i++) {
        g_autofree char *path = g_strconcat(node, below[i], NULL);
        w->pending++;
        wf_store_delete(w->planner, path, -1, on_written, w);
    }
    flush_planner(w);
}

/* Its recipe runs until it is told to go. */
static const Part held[] = {
    {.name = "a", .vm = "one", .outputs = "v", .script = HELD "printf 1 > $heat_outputs_path.v"}};

static void start_held(World *w)
{
    prepare(w, held, 1);
    start_agent(w, "one");
    while (!count_log(w, "up"))
        turn(w);
}

static bool is_there(World *w, char *path)
{
    g_autofree char *own = path;
    return wf_fake_peek(w->fake, own, NULL, NULL, NULL);
}

static void delete_part(World *w, char *path)
{
    g_autofree char *own = path;
    w->pending++;
    wf_store_delete(w->planner, own, -1, on_written, w);
    flush_planner(w);
}

/* epoch, st and live are its own to make, whichever of them are missing. */
static void an_agent_makes_what_only_agents_write(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a", .vm = "one", .outputs = "v"}};
    prepare(w, one, 1);
    assert_false(is_there(w, wf_path_epoch(STACK, "one")));
    for (guint missing = 0; missing < 8; missing++) {
        if (missing & 1)
            delete_part(w, wf_path_epoch(STACK, "one"));
        if (missing & 2)
            delete_part(w, wf_path_st(STACK, "one"));
        if (missing & 4)
            delete_part(w, wf_path_live(STACK, "one"));
        start_agent(w, "one");
        run_until_idle(w);
        settle_down(w); /* its st is written */
        assert_true(is_there(w, wf_path_epoch(STACK, "one")));
        assert_true(is_there(w, wf_path_st(STACK, "one")));
        assert_true(is_there(w, wf_path_up(STACK, "one")));
        assert_int_equal(w->n_trouble, 0);
        g_clear_pointer(&w->agents[0], wf_agent_free);
        g_clear_pointer(&w->stores[0], wf_store_close); /* its presence goes with it */
        settle_down(w);
    }
    assert_log(w, "a CREATE\n");
}

static void a_node_deleted_by_hand_is_waited_for(void **state)
{
    World *w = *state;
    start_held(w);
    delete_outcome(w, "one", "a");
    say_go(w);
    while (!w->n_trouble)
        turn(w);
    assert_non_null(strstr(w->last_text, "weft prepare"));
    settle_down(w);
    guint64 n = wf_fake_n_requests(w->stores[0]);
    settle_down(w);
    settle_down(w);
    assert_true(wf_fake_n_requests(w->stores[0]) <= n + 2); /* a state or so, but no storm */
    assert_false(wf_agent_is_idle(w->agents[0]));
    make(w, wf_path_outcome(STACK, "one", "a"));
    make(w, wf_path_sealed(STACK, "one", "a"));
    flush_planner(w);
    run_until_idle(w);
    assert_status(w, "one", "a", WF_STATUS_DONE);
    assert_log(w, "up\n");
}

static void idle_turns(guint n)
{
    for (guint i = 0; i < n; i++)
        g_main_context_iteration(NULL, FALSE);
}

/* When all that was under way has been answered; time has no part in it. */
static void assert_watching(const Producer *p)
{
    idle_turns(50);
    for (guint i = 0; i < 2000 && !p->watching; i++)
        idle_turns(1);
    assert_true(p->watching);
}

/* The agent of VM two has b, which reads what a gives on VM one, whose agent is not there yet. */
static const Producer *one_that_waits(World *w)
{
    const Part two[] = {{.name = "a", .vm = "one", .outputs = "v"},
                        {.name = "b", .vm = "two", .reads = "v=a.v"}};
    prepare(w, two, 2);
    start_agent(w, "two");
    settle_down(w);
    return g_hash_table_lookup(w->agents[0]->producers, "one\na");
}

/* Wherever between its looks the node comes and goes: who waits for it hears of it. */
static void a_node_that_comes_and_goes_is_watched(void **state)
{
    World *w = *state;
    const Producer *p = one_that_waits(w);
    for (guint before = 0; before < 12; before++)
        for (guint between = 0; between < 12; between++) {
            delete_outcome(w, "one", "a");
            idle_turns(before);
            make(w, wf_path_outcome(STACK, "one", "a"));
            make(w, wf_path_sealed(STACK, "one", "a"));
            idle_turns(between);
            delete_outcome(w, "one", "a");
            assert_watching(p);
            make(w, wf_path_outcome(STACK, "one", "a"));
            make(w, wf_path_sealed(STACK, "one", "a"));
            assert_watching(p);
        }
    start_agent(w, "one");
    run_until_idle(w);
    assert_log(w, "a CREATE\nb CREATE v=a.v\n");
}

static void make_with(World *w, char *path, const char *text)
{
    g_autoptr(WfAcl) acl = wf_acl_open();
    w->pending++;
    wf_store_create(w->planner, path, text, strlen(text), acl, false, on_written, w);
    g_free(path);
}

/* ... and of what is written where nothing readable was, however soon. */
static void what_is_written_over_rubbish_is_read(void **state)
{
    World *w = *state;
    const Producer *p = one_that_waits(w);
    for (guint before = 0; before < 12; before++)
        for (guint between = 0; between < 12; between++) {
            g_autoptr(WfOutcome) o = wf_outcome_new();
            o->status = WF_STATUS_DONE;
            o->want = g_strdup_printf("%012u%012u", before, between);
            delete_outcome(w, "one", "a");
            idle_turns(before);
            make_with(w, wf_path_outcome(STACK, "one", "a"), "{");
            idle_turns(between);
            put(w, wf_path_outcome(STACK, "one", "a"), g_bytes_new("[", 1));
            assert_watching(p);
            put(w, wf_path_outcome(STACK, "one", "a"), wf_outcome_format(o, NULL));
            flush_planner(w);
            for (guint i = 0; i < 2000 && (!p->outcome || g_strcmp0(p->outcome->want, o->want));
                 i++)
                idle_turns(1);
            assert_non_null(p->outcome);
            assert_string_equal(p->outcome->want, o->want);
            make(w, wf_path_sealed(STACK, "one", "a"));
            assert_watching(p);
        }
}

/* What it costs an agent to come to a VM of so many that wait for a, or are held anyway. */
static guint64 requests_of(World *w, const char *vm, guint n, bool pause)
{
    static const char *const names[] = {"b", "c", "d", "e", "f", "g", "h", "i"};
    Part parts[1 + G_N_ELEMENTS(names)] = {{.name = "a", .vm = "one", .outputs = "v"}};
    for (guint i = 0; i < n; i++)
        parts[1 + i] = (Part){.name = names[i], .vm = vm, .reads = "v=a.v", .pause = pause};
    prepare(w, parts, 1 + n);
    start_agent(w, vm);
    settle_down(w);
    return wf_fake_n_requests(w->stores[vm_index(w, vm)]);
}

/* All that wait for it wait for one look. */
static void many_readers_look_once(void **state)
{
    World *w = *state;
    guint64 none = requests_of(w, "two", 8, true) - requests_of(w, "three", 1, true);
    guint64 waiting = requests_of(w, "four", 8, false) - requests_of(w, "five", 1, false);
    assert_true(waiting <= none + 3); /* a state or so */
}

/* A connection that breaks meanwhile, and a new manifest, take nothing that runs for an earlier
 * agent's. */
static void a_recipe_without_a_node_runs_on(void **state)
{
    World *w = *state;
    Part one[] = {{.name = "a",
                   .vm = "one",
                   .outputs = "v",
                   .script = HELD "printf 1 > $heat_outputs_path.v; echo down >> $LOG"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    while (!count_log(w, "up"))
        turn(w);
    delete_outcome(w, "one", "a");
    for (guint i = 0; i < 2; i++) {
        wf_fake_expire(w->stores[0]);
        settle_down(w);
    }
    one[0].timeout_s = 1000;
    prepare(w, one, 1);
    settle_down(w);
    say_go(w);
    run_until_idle(w);
    assert_log(w, "up\ndown\n");
    assert_status(w, "one", "a", WF_STATUS_DONE);
}

/* What is about to start tells whom it may concern, and waits for that to be accepted: with its
 * node gone there is nobody. */
static void a_mark_without_a_node_is_not_waited_for(void **state)
{
    World *w = *state;
    const Part two[] = {
        {.name = "a",
         .vm = "one",
         .outputs = "v",
         .script = HELD "printf 1 > $heat_outputs_path.v"},
        {.name = "b", .vm = "one", .reads = "v=a.v", .no_signal = true},
    };
    prepare(w, two, 2);
    start_agent(w, "one");
    while (!count_log(w, "up"))
        turn(w);
    delete_outcome(w, "one", "b");
    say_go(w);
    while (w->n_finished < 2)
        turn(w);
    prepare(w, two, 2);
    run_until_idle(w);
    assert_status(w, "one", "b", WF_STATUS_DONE);
    assert_log(w, "up\nb CREATE v=1\n");
}

/* What a machine before this one was at when it went is over with the outcome that follows. */
static void what_is_settled_is_not_under_way(void **state)
{
    World *w = *state;
    Part two[] = {{.name = "a", .vm = "one", .outputs = "v"}, {.name = "b", .vm = "one"}};
    prepare(w, two, 2);
    g_autoptr(WfOutcome) o = wf_outcome_new();
    o->status = WF_STATUS_DONE;
    o->runs = 1;
    o->want = g_strnfill(24, 'w');
    o->doing = g_strnfill(24, 'd');
    o->machine = g_strdup("another");
    put(w, wf_path_outcome(STACK, "one", "a"), wf_outcome_format(o, NULL));
    two[0].gone = true;
    prepare(w, two, 2);
    start_agent(w, "one");
    run_until_idle(w);
    g_autoptr(WfOutcome) after = outcome(w, "one", "a");
    assert_int_equal(after->status, WF_STATUS_DELETED);
    assert_null(after->doing);
    assert_log(w, "b CREATE\n");
}

/* ---- stacks ---- */

static void take_away(World *w)
{
    w->pending++;
    wf_store_delete_tree(w->planner, "/weft/" STACK, on_written, w);
    flush_planner(w);
}

/* A stack is torn down and prepared again under the same agent: its epoch begins anew with the VM's
 * node, which is no other agent. */
static void a_stack_made_anew_is_served_by_the_agent_it_had(void **state)
{
    World *w = *state;
    const Part before[] = {{.name = "a", .vm = "one", .outputs = "v"}};
    const Part after[] = {{.name = "a", .vm = "one", .outputs = "v", .value = "other"}};
    prepare(w, before, 1);
    start_agent(w, "one");
    run_until_idle(w);
    for (guint round = 0; round < 3; round++) {
        take_away(w);
        if (round > 0)
            settle_down(w); /* it sees the VM go, or only that it is another one */
        clear_log(w);
        prepare(w, round % 2 ? before : after, 1);
        run_until_idle(w);
        assert_int_equal(w->n_fenced + w->n_trouble, 0);
        assert_log(w, "a UPDATE\n"); /* the machine is as it was */
        assert_status(w, "one", "a", WF_STATUS_DONE);
    }
}

static void what_ends_while_its_stack_is_gone_is_told_when_it_is_back(void **state)
{
    World *w = *state;
    start_held(w);
    take_away(w);
    say_go(w);
    while (!w->n_finished)
        turn(w);
    settle_down(w);
    assert_int_equal(w->n_fenced + w->n_trouble, 0);
    prepare(w, held, 1);
    run_until_idle(w);
    assert_status(w, "one", "a", WF_STATUS_DONE);
    assert_log(w, "up\n");
}

/* Without a machine-id(5), or with one that is still to be made. */
static void machines_without_an_id_are_told_apart(void **state)
{
    World *w = *state;
    g_autofree char *file = g_build_filename(w->folder, "machine-id", NULL);
    g_autofree char *here = g_build_filename(w->folder, "here", NULL);
    g_autofree char *there = g_build_filename(w->folder, "there", NULL);
    vm_index(w, "one");
    const WfVmKeys *keys = w->vm_keys[0];
    assert_int_equal(g_mkdir(here, 0700) || g_mkdir(there, 0700), 0);
    g_autofree char *first = wf_machine_id(keys, file, here, NULL);
    g_autofree char *again = wf_machine_id(keys, file, here, NULL);
    assert_true(g_file_set_contents(file, "uninitialized\n", -1, NULL));
    g_autofree char *other = wf_machine_id(keys, file, there, NULL);
    assert_string_equal(first, again);
    assert_string_not_equal(first, other);
    assert_true(g_file_set_contents(file, "0123456789abcdef0123456789abcdef\n", -1, NULL));
    g_autofree char *known = wf_machine_id(keys, file, here, NULL);
    g_autofree char *same = wf_machine_id(keys, file, there, NULL);
    assert_string_equal(known, same);
    assert_string_not_equal(known, first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_agent_makes_what_only_agents_write),
        TEST(a_node_deleted_by_hand_is_waited_for),
        TEST(a_node_that_comes_and_goes_is_watched),
        TEST(what_is_written_over_rubbish_is_read),
        TEST(many_readers_look_once),
        TEST(a_recipe_without_a_node_runs_on),
        TEST(a_mark_without_a_node_is_not_waited_for),
        TEST(what_is_settled_is_not_under_way),
        TEST(a_stack_made_anew_is_served_by_the_agent_it_had),
        TEST(what_ends_while_its_stack_is_gone_is_told_when_it_is_back),
        TEST(machines_without_an_id_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
