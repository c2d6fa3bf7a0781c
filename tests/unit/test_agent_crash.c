/* Agents that die, connections that break, sessions that expire: whatever happens where, every
 * component ends with the right outputs, nothing starts before its inputs, and what was once safe
 * on disk is not run again. */
#include "agent_world.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <weft/process.h>

#include "../../src/agent/agent_priv.h"

/* Two VMs, edges in both directions between them, an order, a secret. */
static const Part parts[] = {
    {.name = "a", .vm = "one", .outputs = "v !s"},
    {.name = "b", .vm = "two", .reads = "v=a.v s=a.s", .outputs = "v"},
    {.name = "c", .vm = "one", .reads = "v=b.v", .outputs = "v"},
    {.name = "d", .vm = "one", .reads = "v=a.v", .after = "c", .outputs = "v"},
    {.name = "e", .vm = "two", .reads = "x=c.v y=d.v"},
};
static const char *const lines[] = {"a CREATE", "b CREATE v=a.v s=a.s", "c CREATE v=b.v",
                                    "d CREATE v=a.v", "e CREATE x=c.v y=d.v"};
#define N_PARTS G_N_ELEMENTS(parts)

/* Everything done with the right values; lines in an order that the edges allow. */
static void check_all(World *w, guint most)
{
    g_autofree char *log = read_log(w);
    const char *at[N_PARTS];
    guint total = 0;
    for (guint i = 0; i < N_PARTS; i++) {
        assert_status(w, parts[i].vm, parts[i].name, WF_STATUS_DONE);
        guint n = count_log(w, lines[i]);
        g_autofree char *any = g_strconcat(parts[i].name, " ", NULL);
        assert_in_range(n, 1, most);
        assert_int_equal(count_log(w, any), n); /* never with other values */
        total += n;
        at[i] = strstr(log, lines[i]);
    }
    assert_in_range(total, N_PARTS, N_PARTS + most - 1);
    assert_true(at[0] < at[1] && at[1] < at[2] && at[2] < at[3] && at[3] < at[4]);
}

static void restart_the_dead(World *w)
{
    static const char *const vms[] = {"one", "two"};
    for (gsize i = 0; i < G_N_ELEMENTS(vms); i++)
        if (!w->agents[vm_index(w, vms[i])])
            start_agent(w, vms[i]);
}

/* Kills the agent of one component's VM at one of its events, and goes on with a new one. */
static void kill_and_go_on(const char *component, WfAgentEventKind kind, guint most)
{
    World *w = world_new();
    prepare(w, parts, N_PARTS);
    w->kill_at = component;
    w->kill_kind = kind;
    start_agent(w, "one");
    start_agent(w, "two");
    while (w->kill_at || w->to_kill >= 0)
        turn(w);
    restart_the_dead(w);
    run_until_idle(w);
    check_all(w, 2); /* what its VM began in the same moment may run twice */
    g_autofree char *line = g_strconcat(component, " ", NULL);
    assert_in_range(count_log(w, line), 1, most);
    world_free(w);
}

static void killed_at_every_step(void **state)
{
    for (guint i = 0; i < N_PARTS; i++) {
        kill_and_go_on(parts[i].name, WF_AGENT_STARTED, 2);
        kill_and_go_on(parts[i].name, WF_AGENT_FINISHED, 2);
        kill_and_go_on(parts[i].name, WF_AGENT_SAFE, 1); /* from here on: exactly once */
        kill_and_go_on(parts[i].name, WF_AGENT_REPORTED, 1);
    }
}

/* The agent of one component is killed once its recipe has said @line, and comes back. */
static void kill_after(World *w, const Part *part, const char *line)
{
    prepare(w, part, 1);
    start_agent(w, "one");
    while (!count_log(w, line))
        turn(w);
    kill_agent(w, "one");
    start_agent(w, "one");
}

/* A real kill -9 ends the process; here the recipe's orphan is really there. */
static void orphans_are_ended_before_the_next_attempt(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a",
                         .vm = "one",
                         .outputs = "v",
                         .script = "echo begin $WEFT_ATTEMPT >> $LOG; echo up\n"
                                   "[ $WEFT_ATTEMPT = 2 ] || sleep 1000; echo end >> $LOG\n"
                                   "printf 1 > $heat_outputs_path.v"}};
    kill_after(w, one, "begin 1");
    run_until_idle(w);
    assert_log(w, "begin 1\nbegin 2\nend\n");
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->attempt, 2);
}

static WfSt *st_of(World *w, const char *vm)
{
    g_autofree char *path = wf_path_st(STACK, vm);
    const char *data;
    gsize len;
    if (!wf_fake_peek(w->fake, path, &data, &len, NULL))
        return wf_st_new();
    return wf_st_parse(data, len, NULL);
}

/* It does not end when it is asked to. */
static void whoever_waits_for_an_orphan_says_so(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a",
                         .vm = "one",
                         .script = "[ $WEFT_ATTEMPT = 1 ] || exit 0\n"
                                   "trap '' TERM; echo begin >> $LOG; echo up\n"
                                   "while [ ! -e $LOG.go ]; do sleep 0.01; done"}};
    kill_after(w, one, "begin");
    for (bool said = false; !said; turn(w)) {
        g_autoptr(WfSt) st = st_of(w, "one");
        const WfStEntry *e = st->entries->len ? st->entries->pdata[0] : NULL;
        said = e && !g_strcmp0(e->on, "agent");
        assert_false(e && said && e->state != WF_STATE_WAITING);
    }
    assert_int_equal(w->n_waiting, 1);
    assert_string_equal(w->last_text, "for what an earlier agent left running");
    say_go(w);
    run_until_idle(w);
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->attempt, 2);
}

/* It is asked again and again, and has its time; then it is ended. */
static void an_orphan_that_does_not_listen_is_killed(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a",
                         .vm = "one",
                         .script = "[ $WEFT_ATTEMPT = 1 ] || exit 0\n"
                                   "trap 'echo asked >> $LOG' TERM; echo begin >> $LOG; echo up\n"
                                   "exec >/dev/null 2>&1; while :; do sleep 0.01; done"}};
    kill_after(w, one, "begin");
    while (!w->agents[0]->order->len)
        turn(w);
    Component *c = w->agents[0]->order->pdata[0];
    while (c->stage != STAGE_ORPHANED)
        turn(w);
    while (count_log(w, "asked") < 3 && c->stage == STAGE_ORPHANED)
        turn(w);
    assert_int_equal(c->stage, STAGE_ORPHANED);
    c->orphan_since -= 60 * G_USEC_PER_SEC;
    run_until_idle(w);
    assert_int_equal(count_log(w, "begin"), 1);
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->status, WF_STATUS_DONE);
    assert_int_equal(o->attempt, 2);
}

/* The next run has begun, but nothing of it is there yet: the lock would be that of the last one,
 * and whoever holds it is a service. */
static void services_outlive_a_crash_before_the_next_run(void **state)
{
    World *w = *state;
    Part one[] = {{.name = "a",
                   .vm = "one",
                   .outputs = "v",
                   .script = "(trap 'echo ended >> $LOG; exit' TERM\n"
                             "while [ ! -e $LOG.go ]; do sleep 0.01; done; echo served >> $LOG"
                             ") >/dev/null 2>&1 &\nprintf 1 > $heat_outputs_path.v\n"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    run_until_idle(w);
    one[0].script = "echo again >> $LOG\n";
    prepare(w, one, 1);
    const Component *c = w->agents[0]->order->pdata[0];
    while (!c->run || !c->run->marking)
        turn(w);
    kill_agent(w, "one");
    start_agent(w, "one");
    run_until_idle(w);
    say_go(w);
    while (!count_log(w, "served") && !count_log(w, "ended"))
        settle_down(w);
    assert_log(w, "again\nserved\n");
}

static void on_crash_fail_is_not_run_again(void **state)
{
    World *w = *state;
    Part one[] = {{.name = "a",
                   .vm = "one",
                   .fail_on_crash = true,
                   .script = "echo begin >> $LOG; echo up; [ $WEFT_ATTEMPT = 2 ] || sleep 1000"}};
    kill_after(w, one, "begin");
    run_until_idle(w);
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->status, WF_STATUS_FAILED);
    assert_string_equal(o->cause, "its agent or its machine went down while it ran");
    assert_string_equal(o->machine, "machine");
    assert_int_equal(count_log(w, "begin"), 1);
    one[0].retry = 1;
    prepare(w, one, 1);
    run_until_idle(w);
    assert_status(w, "one", "a", WF_STATUS_DONE);
}

static gint64 time_of(const WfOutcome *o, guint attempt, guint which)
{
    return json_integer_value(json_array_get(json_array_get(o->earlier, attempt), which));
}

/* Whoever looks later would take it for one that ran once, and for less long. */
static void attempts_before_the_last_are_told(void **state)
{
    World *w = *state;
    Part one[] = {{.name = "a",
                   .vm = "one",
                   .retries = 1,
                   .script = "sleep 0.02; echo $WEFT_ATTEMPT >> $LOG; [ -e $LOG.go ]"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    run_until_idle(w);
    say_go(w);
    one[0].retry = 1;
    prepare(w, one, 1);
    run_until_idle(w);
    assert_log(w, "1\n2\n3\n");
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->attempt, 3);
    assert_int_equal(json_array_size(o->earlier), 2);
    for (guint i = 0; i < 2; i++) {
        assert_true(time_of(o, i, 1) >= time_of(o, i, 0) + 20);
        assert_true(time_of(o, i, 1) <= (i ? o->started : time_of(o, 1, 0)));
    }
    one[0].value = "another";
    one[0].script = "exit 0";
    prepare(w, one, 1);
    run_until_idle(w);
    g_autoptr(WfOutcome) other = outcome(w, "one", "a");
    assert_null(other->earlier); /* they were of what was wanted then */
}

/* Nothing ran then: what was tried once is tried again, however little it may be run twice. */
static void a_crash_between_attempts_ends_none(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a",
                         .vm = "one",
                         .retries = 1,
                         .fail_on_crash = true,
                         .script = "echo begin $WEFT_ATTEMPT >> $LOG; [ $WEFT_ATTEMPT = 2 ]"}};
    prepare(w, one, 1);
    w->kill_at = "a";
    w->kill_kind = WF_AGENT_FINISHED;
    start_agent(w, "one");
    while (w->kill_at || w->to_kill >= 0)
        turn(w);
    start_agent(w, "one");
    run_until_idle(w);
    assert_log(w, "begin 1\nbegin 2\n");
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->status, WF_STATUS_DONE);
    assert_int_equal(json_array_size(o->earlier), 1);
}

static void broken_connections_change_nothing(void **state)
{
    for (guint nth = 1; nth <= 24; nth++) {
        for (guint after = 0; after < 2; after++) {
            World *w = world_new();
            prepare(w, parts, N_PARTS);
            start_agent(w, "one");
            start_agent(w, "two");
            wf_fake_fault(w->stores[nth % 2], nth,
                          after ? WF_FAULT_LOST_AFTER : WF_FAULT_LOST_BEFORE, WF_RC_OK);
            run_until_idle(w);
            check_all(w, 1);
            world_free(w);
        }
    }
}

static void expired_sessions_change_nothing(void **state)
{
    static const WfAgentEventKind kinds[] = {WF_AGENT_STARTED, WF_AGENT_SAFE, WF_AGENT_REPORTED};
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        World *w = world_new();
        prepare(w, parts, N_PARTS);
        start_agent(w, "one");
        start_agent(w, "two");
        guint *count = kinds[k] == WF_AGENT_REPORTED ? &w->n_reported : &w->n_started;
        for (guint i = 1; i <= N_PARTS; i++) {
            while (*count < i &&
                   !(wf_agent_is_idle(w->agents[0]) && wf_agent_is_idle(w->agents[1])))
                turn(w);
            wf_fake_expire(w->stores[i % 2]);
        }
        run_until_idle(w);
        check_all(w, 1);
        world_free(w);
    }
}

/* While it is cut off a recipe goes on, nothing new starts, and the result is kept. */
static void partitions_keep_results(void **state)
{
    World *w = *state;
    const Part two[] = {{.name = "a", .vm = "one", .outputs = "v"},
                        {.name = "b", .vm = "one", .reads = "v=a.v"}};
    prepare(w, two, 2);
    start_agent(w, "one");
    while (!w->n_started)
        turn(w);
    wf_fake_cut(w->stores[0]);
    while (!w->n_finished)
        turn(w);
    for (int i = 0; i < 100; i++)
        g_main_context_iteration(NULL, FALSE);
    assert_int_equal(w->n_started, 1);
    assert_status(w, "one", "a", WF_STATUS_NONE);
    wf_fake_advance(w->fake, 20000); /* it expires meanwhile */
    wf_fake_mend(w->stores[0]);
    while (w->n_finished < 2)
        turn(w);
    run_until_idle(w);
    assert_log(w, "a CREATE\nb CREATE v=a.v\n");
}

static WfAgent *second_agent(World *w, WfStore *store)
{
    g_autofree char *folder = g_build_filename(w->folder, "second", NULL);
    WfAgentOptions options = {.stack = STACK,
                              .vm = "one",
                              .keys = w->vm_keys[vm_index(w, "one")],
                              .folder = folder,
                              .hooks = w->hooks,
                              .machine = "another",
                              .on_event = on_event,
                              .user = w};
    return wf_agent_new(store, &options, NULL);
}

static void a_second_agent_waits_and_then_creates_anew(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a", .vm = "one", .outputs = "v"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    run_until_idle(w);
    WfStore *store = wf_fake_connect(w->fake, 10000);
    WfAgent *agent = second_agent(w, store);
    while (!w->n_waiting)
        turn(w);
    assert_int_equal(count_log(w, "a CREATE"), 1);
    kill_agent(w, "one");
    wf_fake_advance(w->fake, 20000); /* until its session is over, it counts as alive */
    while (!wf_agent_is_idle(agent))
        turn(w);
    assert_int_equal(count_log(w, "a CREATE"), 2); /* a new machine has nothing of the old one */
    wf_agent_free(agent);
    wf_store_close(store);
}

/* The process that has VM one, by what it says of itself. */
static WfStore *hold_vm(World *w, pid_t pid, guint64 start)
{
    make(w, wf_path_live(STACK, "one")); /* as its agent would have */
    flush_planner(w);
    WfStore *store = wf_fake_connect(w->fake, 10000);
    g_autofree char *boot = wf_boot_id(), *path = wf_path_up(STACK, "one");
    WfUp up = {.machine = (char *)"machine", .boot = boot, .pid = pid, .start = start};
    g_autoptr(GBytes) bytes = wf_up_format(&up);
    g_autoptr(WfAcl) acl = wf_acl_open();
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    w->pending++;
    wf_store_create(store, path, data, len, acl, true, on_written, w);
    flush_planner(w);
    return store;
}

/* It was killed, and is still on its way out when the next one looks first. */
static void whoever_ends_later_is_seen_to(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a", .vm = "one"}};
    prepare(w, one, 1);
    pid_t pid = fork();
    if (pid == 0) {
        pause();
        _exit(0);
    }
    WfStore *dying = hold_vm(w, pid, wf_process_began(pid));
    start_agent(w, "one");
    while (!w->n_waiting)
        turn(w);
    settle_down(w);
    assert_int_equal(w->n_started, 0);
    kill(pid, SIGKILL); /* nobody collects it: the number stays */
    run_until_idle(w);
    assert_log(w, "a CREATE\n");
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    wf_store_close(dying);
}

static void another_with_its_number_is_not_taken_for_it(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a", .vm = "one"}};
    prepare(w, one, 1);
    WfStore *dead = hold_vm(w, getppid(), wf_process_began(getppid()) + 1);
    start_agent(w, "one");
    run_until_idle(w);
    assert_log(w, "a CREATE\n");
    assert_int_equal(w->n_waiting, 0);
    wf_store_close(dead);
}

static void a_stale_agent_writes_nothing(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a",
                         .vm = "one",
                         .outputs = "v",
                         .script = "echo up; while [ ! -e $LOG.go ]; do sleep 0.01; done"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    while (!w->n_started)
        turn(w);
    /* Somebody raises the epoch behind its back. */
    put(w, wf_path_epoch(STACK, "one"), g_bytes_new_static("{}", 2));
    flush_planner(w);
    g_autofree char *go = g_strconcat(w->log, ".go", NULL);
    assert_true(g_file_set_contents(go, "", 0, NULL));
    while (!w->n_fenced)
        turn(w);
    assert_status(w, "one", "a", WF_STATUS_NONE);
    kill_agent(w, "one");
}

static bool says_running(World *w)
{
    g_autofree char *path = wf_path_st(STACK, "one");
    const char *data;
    gsize size;
    return wf_fake_peek(w->fake, path, &data, &size, NULL) &&
           g_strstr_len(data, (gssize)size, "running");
}

/* A report is refused, and the connection breaks in the same breath: with the next one the VM is
 * taken over again, which settles whose it is. */
static void a_refusal_ends_with_its_connection(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a",
                         .vm = "one",
                         .outputs = "v",
                         .script = "while [ ! -e $LOG.go ]; do sleep 0.01; done"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    while (!says_running(w))
        turn(w);
    put(w, wf_path_epoch(STACK, "one"), g_bytes_new_static("{}", 2));
    flush_planner(w);
    wf_fake_hold(w->fake, true);
    g_autofree char *go = g_strconcat(w->log, ".go", NULL);
    assert_true(g_file_set_contents(go, "", 0, NULL));
    do
        turn(w);
    while (!wf_fake_step(w->fake));
    wf_fake_cut(w->stores[0]);
    wf_fake_hold(w->fake, false);
    for (int i = 0; i < 100; i++)
        g_main_context_iteration(NULL, FALSE);
    wf_fake_mend(w->stores[0]);
    run_until_idle(w);
    assert_int_equal(w->n_fenced, 0);
    assert_status(w, "one", "a", WF_STATUS_DONE);
}

/* The store loses its disk: the planner writes the tree again, the agents publish from their
 * journals, and nothing runs. */
static void a_lost_store_is_filled_again(void **state)
{
    World *w = *state;
    prepare(w, parts, N_PARTS);
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    kill_agent(w, "one");
    kill_agent(w, "two");
    clear_log(w);
    wf_store_close(w->planner);
    wf_fake_free(w->fake);
    w->fake = wf_fake_new();
    w->planner = wf_fake_connect(w->fake, 10000);
    prepare(w, parts, N_PARTS);
    restart_the_dead(w);
    run_until_idle(w);
    assert_log(w, "");
    for (guint i = 0; i < N_PARTS; i++)
        assert_status(w, parts[i].vm, parts[i].name, WF_STATUS_DONE);
}

/* ---- secrets of runs before ---- */

static void kill_and_restart(World *w, const char *vm)
{
    kill_agent(w, vm);
    start_agent(w, vm);
    run_until_idle(w);
}

static void run_all(World *w, const Part *some, guint n)
{
    prepare(w, some, n);
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
}

/* The first runs again, and what that changes. */
static void change_first(World *w, Part *some, guint n, const char *script)
{
    clear_log(w);
    some[0].script = script;
    prepare(w, some, n);
    run_until_idle(w);
}

/* What settles keeps its sealed values, for the digest that it has now: also those that an agent
 * before this one wrote. */
static void secrets_outlive_their_agent(void **state)
{
    World *w = *state;
    Part three[] = {{.name = "x", .vm = "one", .outputs = "v", .value = "1"},
                    {.name = "a", .vm = "one", .reads = "v=x.v", .outputs = "!s"},
                    {.name = "b", .vm = "two", .reads = "s=a.s"}};
    run_all(w, three, 3);
    kill_and_restart(w, "one");
    change_first(w, three, 3, "echo x >> $LOG\nprintf 1 > $heat_outputs_path.v\n");
    assert_log(w, "x\n");
    assert_status(w, "two", "b", WF_STATUS_DONE);
}

/* So does an UPDATE that does not say them again. */
static void an_update_keeps_secrets_of_another_agents_run(void **state)
{
    World *w = *state;
    Part three[] = {{.name = "a", .vm = "one", .outputs = "!s v"},
                    {.name = "b", .vm = "two", .reads = "s=a.s v=a.v"},
                    {.name = "c", .vm = "one", .reads = "s=a.s"}};
    run_all(w, three, 3);
    kill_and_restart(w, "one");
    change_first(w, three, 3, "echo a >> $LOG\nprintf 2 > $heat_outputs_path.v\n");
    assert_log(w, "a\nb UPDATE s=a.s v=2\n"); /* c saw nothing new */
}

/* Without its journal it has them from the store. */
static void secrets_outlive_the_journal(void **state)
{
    World *w = *state;
    Part four[] = {{.name = "x", .vm = "one", .outputs = "v w"},
                   {.name = "a", .vm = "one", .reads = "v=x.v", .outputs = "!s"},
                   {.name = "b", .vm = "two", .reads = "s=a.s"},
                   {.name = "c", .vm = "one", .reads = "s=a.s w=x.w"}};
    run_all(w, four, 4);
    kill_agent(w, "one");
    g_autofree char *journal = g_build_filename(w->folder, "one", "journal", NULL);
    assert_int_equal(g_unlink(journal), 0);
    start_agent(w, "one");
    run_until_idle(w);
    change_first(w, four, 4, "echo x >> $LOG\nprintf 2 > $heat_outputs_path.w\n");
    assert_log(w, "x\nc UPDATE s=a.s w=2\n");
    assert_status(w, "two", "b", WF_STATUS_DONE);
}

/* Random kills of random agents at random moments, repeatable by its seed. */
static void random_kills(void **state)
{
    for (guint32 seed = 1; seed <= 12; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        World *w = world_new();
        prepare(w, parts, N_PARTS);
        restart_the_dead(w);
        guint kills = 0;
        while (kills < 6) {
            int turns = g_rand_int_range(random, 1, 40);
            for (int i = 0; i < turns; i++)
                g_main_context_iteration(NULL, FALSE);
            kill_agent(w, g_rand_boolean(random) ? "one" : "two");
            restart_the_dead(w);
            kills++;
        }
        run_until_idle(w);
        check_all(w, 7);
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_every_step),
        TEST(orphans_are_ended_before_the_next_attempt),
        TEST(whoever_waits_for_an_orphan_says_so),
        TEST(an_orphan_that_does_not_listen_is_killed),
        TEST(services_outlive_a_crash_before_the_next_run),
        TEST(on_crash_fail_is_not_run_again),
        TEST(attempts_before_the_last_are_told),
        TEST(a_crash_between_attempts_ends_none),
        cmocka_unit_test(broken_connections_change_nothing),
        cmocka_unit_test(expired_sessions_change_nothing),
        TEST(partitions_keep_results),
        TEST(a_second_agent_waits_and_then_creates_anew),
        TEST(whoever_ends_later_is_seen_to),
        TEST(another_with_its_number_is_not_taken_for_it),
        TEST(a_stale_agent_writes_nothing),
        TEST(a_refusal_ends_with_its_connection),
        TEST(a_lost_store_is_filled_again),
        TEST(secrets_outlive_their_agent),
        TEST(an_update_keeps_secrets_of_another_agents_run),
        TEST(secrets_outlive_the_journal),
        cmocka_unit_test(random_kills),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
