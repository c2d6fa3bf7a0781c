/* Inputs that a recipe asks for while it runs, and what is told of one that waits for them. */
#include "agent_world.h"

#include "../../src/agent/agent_priv.h"

static void lazy_inputs_do_not_delay(void **state)
{
    World *w = *state;
    const char *script = "echo begun >> $LOG; echo up; echo got $(" BUILD_DIR
                         "/weft-agent get v) >> $LOG; " BUILD_DIR "/weft-agent set out given";
    if (!g_file_test(BUILD_DIR "/weft-agent", G_FILE_TEST_IS_EXECUTABLE))
        skip();
    const Part parts[] = {
        {.name = "a",
         .vm = "one",
         .outputs = "v",
         .script =
             "while ! grep -q begun $LOG; do sleep 0.01; done; printf 7 > $heat_outputs_path.v"},
        {.name = "b",
         .vm = "two",
         .reads = "v=a.v",
         .lazy = true,
         .outputs = "out",
         .script = script},
        {.name = "c", .vm = "two", .reads = "o=b.out"}};
    prepare(w, parts, 3);
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    assert_log(w, "begun\ngot 7\nc CREATE o=given\n");
}

/* What the agent of the VM says of b. */
static WfStEntry *said_of_b(World *w, WfSt **ret_st)
{
    g_autofree char *path = wf_path_st(STACK, "two");
    const char *data;
    gsize size;
    if (!wf_fake_peek(w->fake, path, &data, &size, NULL))
        return NULL;
    *ret_st = wf_st_parse(data, size, NULL);
    for (guint i = 0; *ret_st && i < (*ret_st)->entries->len; i++) {
        WfStEntry *e = (*ret_st)->entries->pdata[i];
        if (!strcmp(e->name, "b"))
            return e;
    }
    return NULL;
}

/* Until it is told that b runs and waits for @producer, or (NULL) for nobody. */
static void await_said(World *w, const char *producer, const char *output)
{
    for (bool said = false; !said; turn(w)) {
        g_autoptr(WfSt) st = NULL;
        const WfStEntry *e = said_of_b(w, &st);
        said = e && e->state == WF_STATE_RUNNING && !g_strcmp0(e->on, producer);
        if (said && producer) {
            assert_string_equal(e->on_vm, "one");
            assert_string_equal(e->output, output);
        } else if (said) {
            assert_null(e->on_vm);
            assert_null(e->output);
        }
    }
}

static void what_a_recipe_waits_for_is_told(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "a",
         .vm = "one",
         .outputs = "v",
         .script = "while [ ! -e $LOG.go ]; do sleep 0.01; done; printf 7 > $heat_outputs_path.v"},
        {.name = "x", .vm = "one", .outputs = "v", .script = "exit 1"},
        {.name = "b",
         .vm = "two",
         .reads = "v=a.v u=x.v",
         .lazy = true,
         .script = "get() { " BUILD_DIR "/weft-agent get $*; }; get u --timeout 1;"
                   "echo got $(get v) >> $LOG; get u"}};
    if (!g_file_test(BUILD_DIR "/weft-agent", G_FILE_TEST_IS_EXECUTABLE))
        skip();
    w->jobs = 2;
    prepare(w, parts, 3);
    start_agent(w, "one");
    start_agent(w, "two");
    await_said(w, NULL, NULL); /* it will give up by itself */
    await_said(w, "a", "v");
    assert_log(w, "");
    say_go(w);
    await_said(w, "x", "v"); /* which has failed */
    assert_log(w, "got 7\n");
    g_autoptr(WfOutcome) x = outcome(w, "one", "x");
    assert_int_equal(x->status, WF_STATUS_FAILED);
}

/* As it ends one that delays the start: b takes its default, c fails. What failed for good brings
 * the default at once. */
static void a_wait_ends_what_a_recipe_asks_for(void **state)
{
    World *w = *state;
    const char *get =
        "v=$(" BUILD_DIR "/weft-agent get v 2>> $LOG); echo $WEFT_COMPONENT \"$v\" $? "
        ">> $LOG";
    const Part parts[] = {
        {.name = "a", .vm = "one", .outputs = "v"},
        {.name = "x", .vm = "two", .outputs = "v", .script = "exit 1"},
        {.name = "b",
         .vm = "two",
         .reads = "v=a.v",
         .lazy = true,
         .script = get,
         .wait_s = 1,
         .fallback = "f"},
        {.name = "c", .vm = "two", .reads = "v=a.v", .lazy = true, .script = get, .wait_s = 1},
        {.name = "d",
         .vm = "two",
         .reads = "v=x.v",
         .lazy = true,
         .script = get,
         .wait_s = 1000,
         .fallback = "g"}};
    if (!g_file_test(BUILD_DIR "/weft-agent", G_FILE_TEST_IS_EXECUTABLE))
        skip();
    w->jobs = 4;
    prepare(w, parts, 5);
    start_agent(w, "two"); /* and nobody is on VM one */
    run_until_idle(w);
    assert_int_equal(count_log(w, "b f 0"), 1);
    assert_int_equal(count_log(w, "c  1"), 1);
    assert_int_equal(count_log(w, "weft-agent: input 'v': waited 1 s for 'a'"), 1);
    assert_int_equal(count_log(w, "d g 0"), 1);
}

static void live_on_for(World *w, gint64 us)
{
    for (gint64 end = g_get_monotonic_time() + us; g_get_monotonic_time() < end;)
        settle_down(w);
}

/* Nobody lets a come meanwhile, and after that it has its whole time. b waits before it starts, c
 * in its recipe. */
static void a_wait_does_not_count_while_the_stack_is_on_hold(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "a", .vm = "one", .outputs = "v", .value = "7"},
        {.name = "b", .vm = "two", .reads = "v=a.v", .wait_s = 4},
        {.name = "c",
         .vm = "three",
         .reads = "v=a.v",
         .lazy = true,
         .wait_s = 4,
         .script = "echo begin >> $LOG; echo c $(" BUILD_DIR "/weft-agent get v) >> $LOG"}};
    if (!g_file_test(BUILD_DIR "/weft-agent", G_FILE_TEST_IS_EXECUTABLE))
        skip();
    prepare(w, parts, 3);
    start_agent(w, "two");
    start_agent(w, "three");
    while (!count_log(w, "begin"))
        turn(w);
    set_phase(w, WF_PHASE_PAUSE);
    live_on_for(w, 2500000);
    set_phase(w, WF_PHASE_GO);
    live_on_for(w, 2000000);
    start_agent(w, "one");
    run_until_idle(w);
    assert_int_equal(count_log(w, "b CREATE v=7"), 1);
    assert_int_equal(count_log(w, "c 7"), 1);
}

/* While the connection is made anew its producers are not read yet: that is no answer. */
static void whoever_asks_beside_a_new_connection_waits_for_it(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "a", .vm = "one", .outputs = "v", .value = "7"},
        {.name = "b",
         .vm = "two",
         .reads = "v=a.v",
         .lazy = true,
         .script = "echo begin >> $LOG; while [ ! -e $LOG.go ]; do sleep 0.01; done\n"
                   "echo asks >> $LOG; echo got $(" BUILD_DIR "/weft-agent get v 2>&1) >> $LOG"}};
    if (!g_file_test(BUILD_DIR "/weft-agent", G_FILE_TEST_IS_EXECUTABLE))
        skip();
    prepare(w, parts, 2);
    start_agent(w, "one");
    start_agent(w, "two");
    while (!count_log(w, "begin"))
        turn(w);
    const WfAgent *two = w->agents[vm_index(w, "two")];
    wf_fake_expire(w->stores[vm_index(w, "two")]);
    while (!two->holding || two->loaded) /* the manifest is read, and not yet all that it names */
        turn(w);
    wf_fake_hold(w->fake, true);
    say_go(w);
    while (!two->asks->len && !count_log(w, "got"))
        turn(w);
    settle_down(w);
    assert_int_equal(count_log(w, "got"), 0);
    wf_fake_hold(w->fake, false);
    run_until_idle(w);
    assert_int_equal(count_log(w, "got 7"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lazy_inputs_do_not_delay),
        TEST(what_a_recipe_waits_for_is_told),
        TEST(a_wait_ends_what_a_recipe_asks_for),
        TEST(a_wait_does_not_count_while_the_stack_is_on_hold),
        TEST(whoever_asks_beside_a_new_connection_waits_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
