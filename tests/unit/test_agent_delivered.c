/* What sends no signal: who follows it waits until it is delivered, and does not care what comes
 * of it. */
#include "agent_world.h"

#define N(parts) G_N_ELEMENTS(parts)
#define UNTIL(word) "while ! grep -q '" word "' $LOG; do sleep 0.01; done\n"
#define FOLLOWED "echo begun >> $LOG\n" UNTIL("follower")

static void a_few_turns(void)
{
    for (int i = 0; i < 200; i++)
        g_main_context_iteration(NULL, FALSE);
}

static void run_one(World *w, const Part *parts, guint n)
{
    prepare(w, parts, n);
    start_agent(w, "one");
    run_until_idle(w);
}

static void start_both(World *w, const Part *parts, guint n)
{
    prepare(w, parts, n);
    start_agent(w, "one");
    start_agent(w, "two");
}

/* It ends only after it was followed: waiting for its end would be for ever. */
static void who_follows_goes_on_while_it_runs(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "silent", .vm = "one", .no_signal = true, .script = FOLLOWED "exit 3\n"},
        {.name = "follower",
         .vm = "two",
         .after = "silent",
         .script = UNTIL("begun") "echo follower >> $LOG\n"},
        {.name = "next", .vm = "one", .after = "follower"}};
    start_both(w, parts, N(parts));
    run_until_idle(w);
    assert_log(w, "begun\nfollower\nnext CREATE\n");
    assert_status(w, "one", "silent", WF_STATUS_FAILED);
    assert_status(w, "two", "follower", WF_STATUS_DONE);
    assert_status(w, "one", "next", WF_STATUS_DONE);
    g_autoptr(WfOutcome) silent = outcome(w, "one", "silent");
    assert_string_equal(silent->delivered, silent->want);
    assert_null(silent->doing);
}

static void on_its_own_vm_too(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "silent",
                           .vm = "one",
                           .no_signal = true,
                           .script = FOLLOWED "echo over >> $LOG\n"},
                          {.name = "follower",
                           .vm = "one",
                           .after = "silent",
                           .script = UNTIL("begun") "echo follower >> $LOG\n"}};
    w->jobs = 2;
    run_one(w, parts, N(parts));
    assert_log(w, "begun\nfollower\nover\n");
    assert_status(w, "one", "silent", WF_STATUS_DONE);
}

/* It never began: it is not there to be followed. */
static void what_cannot_begin_is_not_delivered(void **state)
{
    World *w = *state;
    const Part parts[] = {
        {.name = "never", .vm = "three", .outputs = "x"},
        {.name = "silent", .vm = "one", .no_signal = true, .reads = "in=never.x", .wait_s = 1},
        {.name = "follower", .vm = "two", .after = "silent"}};
    start_both(w, parts, N(parts));
    while (!w->n_finished)
        turn(w);
    a_few_turns();
    assert_status(w, "one", "silent", WF_STATUS_FAILED);
    assert_status(w, "two", "follower", WF_STATUS_NONE);
    g_autoptr(WfOutcome) silent = outcome(w, "one", "silent");
    assert_null(silent->delivered);
}

/* Nor is what goes before it done: what it waits for, its followers wait for. */
static void it_is_not_delivered_before_what_it_follows(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "first", .vm = "two", .script = "echo first >> $LOG\nexit 1\n"},
                          {.name = "silent", .vm = "one", .no_signal = true, .after = "first"},
                          {.name = "follower", .vm = "two", .after = "silent"}};
    start_both(w, parts, N(parts));
    while (!w->n_finished)
        turn(w);
    a_few_turns();
    assert_log(w, "first\n");
    assert_status(w, "two", "follower", WF_STATUS_NONE);
}

static void viewers_are_told(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "silent", .vm = "one", .no_signal = true, .script = "exit 1\n"}};
    run_one(w, parts, N(parts));
    g_autofree char *path = wf_path_st(STACK, "one");
    const char *data;
    gsize size;
    assert_true(wf_fake_peek(w->fake, path, &data, &size, NULL));
    g_autoptr(WfSt) st = wf_st_parse(data, size, NULL);
    const WfStEntry *e = st->entries->pdata[0];
    assert_int_equal(e->state, WF_STATE_FAILED);
    assert_true(e->delivered);
}

/* The model goes back to the one before while its recipe runs for the next: what it was delivered
 * for once does not count until it is so again. */
static void what_was_delivered_before_counts_no_more(void **state)
{
    World *w = *state;
    Part parts[] = {
        {.name = "silent", .vm = "one", .no_signal = true, .script = "echo silent 1 >> $LOG\n"},
        {.name = "follower", .vm = "two", .after = "silent"}};
    start_both(w, parts, N(parts));
    run_until_idle(w);
    clear_log(w);
    Part next[] = {parts[0], parts[1]};
    next[0].script = "echo silent 2 >> $LOG\n" UNTIL("go on") "echo over >> $LOG\n";
    prepare(w, next, N(next));
    while (!w->n_settled || !count_log(w, "silent 2")) /* the follower: nothing changed for it */
        turn(w);
    parts[1].script = "grep -q over $LOG || echo early >> $LOG\n" UNTIL(
        "silent 1") "echo follower >> $LOG\n"; /* else either may be the quicker one */
    prepare(w, parts, N(parts));
    a_few_turns();
    assert_log(w, "silent 2\n");
    g_autofree char *log = NULL;
    gsize len;
    assert_true(g_file_get_contents(w->log, &log, &len, NULL));
    g_autofree char *more = g_strconcat(log, "go on\n", NULL);
    assert_true(g_file_set_contents_full(w->log, more, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    while (!count_log(w, "follower"))
        turn(w);
    run_until_idle(w);
    assert_log(w, "silent 2\ngo on\nover\nsilent 1\nfollower\n");
}

/* What is about to be undone is delivered for nothing. */
static void a_deletion_takes_it_back(void **state)
{
    World *w = *state;
    Part parts[] = {{.name = "silent", .vm = "one", .no_signal = true, .script = "exit 1\n"}};
    run_one(w, parts, N(parts));
    parts[0].gone = true;
    prepare(w, parts, N(parts));
    while (w->n_finished < 2)
        turn(w);
    run_until_idle(w);
    g_autoptr(WfOutcome) silent = outcome(w, "one", "silent");
    assert_string_equal(silent->action, "DELETE");
    assert_null(silent->delivered);
}

/* Its agent goes down while it runs: who followed it goes on, and it is run again. */
static void a_crash_leaves_it_delivered(void **state)
{
    World *w = *state;
    const Part parts[] = {{.name = "silent",
                           .vm = "one",
                           .no_signal = true,
                           .script = FOLLOWED "echo over >> $LOG\n"},
                          {.name = "follower", .vm = "two", .after = "silent"}};
    prepare(w, parts, N(parts));
    start_agent(w, "one");
    while (!count_log(w, "begun"))
        turn(w);
    kill_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    assert_status(w, "two", "follower", WF_STATUS_DONE);
    start_agent(w, "one");
    run_until_idle(w);
    assert_status(w, "one", "silent", WF_STATUS_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_follows_goes_on_while_it_runs),
        TEST(on_its_own_vm_too),
        TEST(what_cannot_begin_is_not_delivered),
        TEST(it_is_not_delivered_before_what_it_follows),
        TEST(viewers_are_told),
        TEST(what_was_delivered_before_counts_no_more),
        TEST(a_deletion_takes_it_back),
        TEST(a_crash_leaves_it_delivered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
