/* Agents that are asked to end: what runs goes on, what only waits is left to the next one, and
 * nothing is lost on the way. */
#include "agent_world.h"

#include "../../src/agent/agent_priv.h"

static WfAgent *agent_of(World *w, const char *vm)
{
    return w->agents[vm_index(w, vm)];
}

static void drain(World *w, const char *vm)
{
    wf_agent_drain(agent_of(w, vm));
    while (!wf_agent_is_idle(agent_of(w, vm)))
        turn(w);
}

static const char *const get_v =
    "echo begin $WEFT_ATTEMPT >> $LOG; v=$(" BUILD_DIR "/weft-agent get v) || exit 1\n"
    "echo got $v >> $LOG\n";

/* What a recipe waits for may need another agent that is asked to end, too. */
static void who_waits_for_a_value_is_begun_anew(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "a", .vm = "one", .outputs = "v", .value = "7"},
        {.name = "b", .vm = "two", .reads = "v=a.v", .lazy = true, .script = get_v}};
    prepare(w, parts, 2);
    start_agent(w, "two");
    while (!count_log(w, "begin"))
        turn(w);
    drain(w, "two");
    assert_status(w, "two", "b", WF_STATUS_NONE);
    kill_agent(w, "two");
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    assert_int_equal(count_log(w, "begin 1"), 2); /* it counts as not run */
    assert_int_equal(count_log(w, "begin"), 2);
    assert_int_equal(count_log(w, "got 7"), 1);
    assert_status(w, "two", "b", WF_STATUS_DONE);
}

static void who_must_not_be_run_twice_is_waited_for(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "a", .vm = "one", .outputs = "v", .value = "7"},
                          {.name = "b",
                           .vm = "two",
                           .reads = "v=a.v",
                           .lazy = true,
                           .fail_on_crash = true,
                           .script = get_v}};
    prepare(w, parts, 2);
    start_agent(w, "two");
    while (!count_log(w, "begin"))
        turn(w);
    wf_agent_drain(agent_of(w, "two"));
    settle_down(w);
    assert_false(wf_agent_is_idle(agent_of(w, "two")));
    start_agent(w, "one");
    run_until_idle(w);
    assert_int_equal(count_log(w, "begin"), 1);
    assert_int_equal(count_log(w, "got 7"), 1);
    assert_status(w, "two", "b", WF_STATUS_DONE);
}

/* Nothing more starts here, so what is to come from here does not: nobody waits for that. */
static void who_must_not_be_run_twice_hears_what_does_not_come(void **state)
{
    World *w = *state;
    const char *script = "echo begin >> $LOG; v=$(" BUILD_DIR "/weft-agent get v 2>> $LOG)\n"
                         "echo \"$WEFT_COMPONENT $? $v\" >> $LOG\n";
    const Part parts[] = {{.name = "a", .vm = "two", .outputs = "v", .pause = true},
                          {.name = "b",
                           .vm = "two",
                           .reads = "v=a.v",
                           .lazy = true,
                           .fail_on_crash = true,
                           .script = script},
                          {.name = "c",
                           .vm = "two",
                           .reads = "v=a.v",
                           .lazy = true,
                           .fail_on_crash = true,
                           .wait_s = 1000,
                           .fallback = "f",
                           .script = script}};
    prepare(w, parts, 3);
    start_agent(w, "two");
    while (count_log(w, "begin") < 2)
        turn(w);
    drain(w, "two");
    assert_int_equal(
        count_log(w, "weft-agent: input 'v' does not come any more: the agent is ending"), 1);
    assert_int_equal(count_log(w, "b 1 "), 1);
    assert_int_equal(count_log(w, "c 0 f"), 1);
    assert_status(w, "two", "b", WF_STATUS_DONE);
}

/* It says with --timeout that it does something else meanwhile. */
static void who_asks_beside_other_work_is_not_ended(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "a", .vm = "one", .outputs = "v"},
                          {.name = "b",
                           .vm = "two",
                           .reads = "v=a.v",
                           .lazy = true,
                           .script = BUILD_DIR
                           "/weft-agent get v --timeout 60 & while [ ! -e $LOG.go ]; do sleep "
                           "0.01; done; kill $!; echo end >> $LOG"}};
    prepare(w, parts, 2);
    start_agent(w, "two");
    const Component *b = NULL;
    while (!b || !b->run || !b->run->n_blocked) {
        turn(w);
        b = g_hash_table_lookup(agent_of(w, "two")->components, "b");
    }
    wf_agent_drain(agent_of(w, "two"));
    settle_down(w);
    assert_false(wf_agent_is_idle(agent_of(w, "two")));
    say_go(w);
    drain(w, "two");
    assert_log(w, "end\n");
    assert_status(w, "two", "b", WF_STATUS_DONE);
}

/* Whoever waits for several agents looks at all of them when one is idle: of the one that was not
 * just then it has to hear again. */
static void idle_is_told_again_after_more_to_tell(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "a", .vm = "one"}, {.name = "b", .vm = "two"}};
    prepare(w, parts, 2);
    start_agent(w, "one");
    start_agent(w, "two");
    while (w->n_idle < 2) /* they are before it is told */
        turn(w);
    run_until_idle(w);
    settle_down(w);
    guint told = w->n_idle;
    wf_agent_st_changed(agent_of(w, "one"));
    assert_false(wf_agent_is_idle(agent_of(w, "one")));
    run_until_idle(w);
    settle_down(w);
    assert_int_equal(w->n_idle, told + 1);
}

/* It is written down, and nobody knows when there will be servers again. */
static void a_result_is_left_where_there_is_no_connection(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a", .vm = "one", .outputs = "v"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    while (!w->n_started)
        turn(w);
    wf_fake_cut(w->stores[0]);
    wf_agent_drain(agent_of(w, "one"));
    while (!w->n_idle) /* it is told: nobody looks again and again */
        turn(w);
    kill_agent(w, "one");
    assert_status(w, "one", "a", WF_STATUS_NONE);
    start_agent(w, "one");
    run_until_idle(w);
    assert_log(w, "a CREATE\n");
    assert_status(w, "one", "a", WF_STATUS_DONE);
}

/* Its recipe was still on its way when the agent was asked to end. */
static void what_has_not_begun_does_not_begin(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a", .vm = "one", .outputs = "v"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    run_until_idle(w);
    const Part other[] = {{.name = "a", .vm = "one", .outputs = "v", .value = "other"}};
    clear_log(w);
    prepare(w, other, 1);
    const Component *c = agent_of(w, "one")->order->pdata[0];
    while (!c->run || !c->run->marking)
        turn(w);
    drain(w, "one");
    assert_log(w, "");
    assert_null(c->run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_waits_for_a_value_is_begun_anew),
        TEST(who_must_not_be_run_twice_is_waited_for),
        TEST(who_must_not_be_run_twice_hears_what_does_not_come),
        TEST(who_asks_beside_other_work_is_not_ended),
        TEST(idle_is_told_again_after_more_to_tell),
        TEST(a_result_is_left_where_there_is_no_connection),
        TEST(what_has_not_begun_does_not_begin),
    };
    if (!g_file_test(BUILD_DIR "/weft-agent", G_FILE_TEST_IS_EXECUTABLE)) {
        g_printerr("SKIPPED: there is no weft-agent beside the tests\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
