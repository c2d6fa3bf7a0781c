/* What an agent does when the world changes its mind, its clock or its disk. */
#include "agent_world.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "../../src/agent/agent_priv.h"

/* ---- going back to the model before ---- */

/* What goes to the log first and then to standard output wakes who waits for the log. */
#define CHANGED                                                                                    \
    "echo changing >> $LOG; echo up\nwhile [ ! -e $LOG.go ]; do sleep 0.01; done\n"                \
    "echo changed >> $LOG\nprintf 2 > $heat_outputs_path.v\n"

static const Part first[] = {{.name = "a", .vm = "one", .outputs = "v", .value = "1"},
                             {.name = "b", .vm = "two", .reads = "v=a.v", .pause = true}};
static const Part second[] = {{.name = "a", .vm = "one", .outputs = "v", .script = CHANGED},
                              {.name = "b", .vm = "two", .reads = "v=a.v", .pause = true}};
static const Part back[] = {{.name = "a", .vm = "one", .outputs = "v", .value = "1"},
                            {.name = "b", .vm = "two", .reads = "v=a.v"}};

static void begin_second(World *w)
{
    prepare(w, first, 2);
    start_agent(w, "one");
    start_agent(w, "two");
    while (!wf_agent_is_idle(w->agents[0]))
        turn(w);
    prepare(w, second, 2);
    while (!count_log(w, "changing"))
        turn(w);
}

static void readers_do_not_start_on_what_is_being_changed(void **state)
{
    World *w = *state;
    begin_second(w);
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->status, WF_STATUS_DONE); /* for the model to which it goes back now */
    assert_non_null(o->doing);
    prepare(w, back, 2);
    settle_down(w);
    assert_log(w, "a CREATE\nchanging\n");
    say_go(w);
    run_until_idle(w);
    assert_log(w, "a CREATE\nchanging\nchanged\na UPDATE\nb CREATE v=1\n");
    g_autoptr(WfOutcome) after = outcome(w, "one", "a");
    assert_null(after->doing);
    assert_int_equal(after->runs, 3);
}

static void a_local_reader_does_not_either(void **state)
{
    World *w = *state;
    Part one[2], two[2], three[2];
    memcpy(one, first, sizeof one);
    memcpy(two, second, sizeof two);
    memcpy(three, back, sizeof three);
    one[1].vm = two[1].vm = three[1].vm = "one";
    w->jobs = 2;
    prepare(w, one, 2);
    start_agent(w, "one");
    while (!w->n_reported)
        turn(w);
    prepare(w, two, 2);
    while (!count_log(w, "changing"))
        turn(w);
    prepare(w, three, 2);
    settle_down(w);
    assert_log(w, "a CREATE\nchanging\n");
    say_go(w);
    run_until_idle(w);
    assert_log(w, "a CREATE\nchanging\nchanged\na UPDATE\nb CREATE v=1\n");
}

/* Its outcome is still the one of the first model, its machine is not. */
static void what_began_is_not_taken_for_undone_after_a_crash(void **state)
{
    World *w = *state;
    begin_second(w);
    kill_agent(w, "one");
    prepare(w, back, 2);
    start_agent(w, "one");
    run_until_idle(w);
    assert_log(w, "a CREATE\nchanging\na UPDATE\nb CREATE v=1\n");
}

/* The mark comes between a reader's looks at an outcome and at its sealed values. */
static void readers_of_secrets_miss_no_change(void **state)
{
    World *w = *state;
    Part two[] = {{.name = "a", .vm = "one", .outputs = "!v"},
                  {.name = "b", .vm = "two", .reads = "v=a.v"}};
    prepare(w, two, 2);
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    for (guint i = 0; i < 20; i++) {
        g_autofree char *value = g_strdup_printf("%u", i);
        g_autofree char *expected = g_strdup_printf("a UPDATE\nb UPDATE v=%u\n", i);
        clear_log(w);
        two[0].value = value;
        prepare(w, two, 2);
        run_until_idle(w);
        assert_log(w, expected);
    }
}

static void what_failed_once_is_not_taken_for_undone(void **state)
{
    World *w = *state;
    Part failing[2];
    memcpy(failing, second, sizeof failing);
    failing[0].script = "echo tried >> $LOG; echo up; exit 1";
    failing[0].retries = 1000;
    prepare(w, first, 2);
    start_agent(w, "one");
    start_agent(w, "two");
    while (!wf_agent_is_idle(w->agents[0]))
        turn(w);
    prepare(w, failing, 2);
    while (!count_log(w, "tried"))
        turn(w);
    prepare(w, back, 2);
    run_until_idle(w);
    g_autofree char *log = read_log(w);
    assert_true(g_str_has_suffix(log, "tried\na UPDATE\nb CREATE v=1\n"));
}

static void what_was_being_deleted_is_made_anew(void **state)
{
    World *w = *state;
    Part gone[2];
    memcpy(gone, second, sizeof gone);
    gone[1] = (Part){.name = "c", .vm = "two"};
    gone[0].gone = true;
    gone[0].script = "echo $WEFT_ACTION >> $LOG; echo up; [ $WEFT_ACTION = DELETE ] && sleep 1000\n"
                     "printf 1 > $heat_outputs_path.v";
    Part there[2];
    memcpy(there, gone, sizeof there);
    there[0].gone = false;
    prepare(w, there, 2);
    start_agent(w, "one");
    start_agent(w, "two");
    run_until_idle(w);
    clear_log(w);
    prepare(w, gone, 2);
    while (!count_log(w, "DELETE"))
        turn(w);
    kill_agent(w, "one");
    prepare(w, there, 2);
    start_agent(w, "one");
    run_until_idle(w);
    assert_log(w, "DELETE\nCREATE\n");
}

/* ---- clocks ---- */

static void put_outcome(World *w, const char *vm, const WfOutcome *o)
{
    put(w, wf_path_outcome(STACK, vm, "a"), wf_outcome_format(o, NULL));
    flush_planner(w);
}

/* Which of two outcomes is the later one is not for clocks to say: they are set back, too. */
static void clocks_decide_nothing(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a", .vm = "one", .outputs = "v"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    run_until_idle(w);
    kill_agent(w, "one");
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_int_equal(o->runs, 1);

    /* An earlier run, by a clock that was wrong: the journal knows of a later one. */
    o->runs = 0;
    o->finished += 1000000;
    json_object_set_new(o->outputs, "v", json_string("earlier"));
    put_outcome(w, "one", o);
    start_agent(w, "one");
    run_until_idle(w);
    g_autoptr(WfOutcome) mended = outcome(w, "one", "a");
    assert_string_equal(json_string_value(json_object_get(mended->outputs, "v")), "a.v");
    kill_agent(w, "one");

    /* A later run, by a clock that was wrong: the store is right. */
    o->runs = 2;
    o->finished = 1;
    json_object_set_new(o->outputs, "v", json_string("later"));
    put_outcome(w, "one", o);
    start_agent(w, "one");
    run_until_idle(w);
    g_autoptr(WfOutcome) kept = outcome(w, "one", "a");
    assert_string_equal(json_string_value(json_object_get(kept->outputs, "v")), "later");
    assert_log(w, "a CREATE\n");
}

/* An agent is cut off while its recipe ends; another one, in its place, has done the same. */
static void what_another_did_meanwhile_stands(void **state)
{
    World *w = *state;
    prepare(w, second, 1);
    start_agent(w, "one");
    while (!count_log(w, "changing"))
        turn(w);
    WfAgent *agent = w->agents[0];
    const Component *c = agent->order->pdata[0];
    wf_fake_cut(w->stores[0]);
    say_go(w);
    while (agent->n_running || !c->dirty)
        settle_down(w);
    g_autoptr(WfOutcome) o = wf_outcome_copy(c->outcome);
    assert_int_equal(o->status, WF_STATUS_DONE);
    json_object_set_new(o->outputs, "v", json_string("of the other"));
    put_outcome(w, "one", o);
    wf_fake_expire(w->stores[0]);
    wf_fake_mend(w->stores[0]);
    run_until_idle(w);
    g_autoptr(WfOutcome) kept = outcome(w, "one", "a");
    assert_string_equal(json_string_value(json_object_get(kept->outputs, "v")), "of the other");
    assert_int_equal(count_log(w, "changed"), 1);
}

/* A mark before a run is no result: cut off before the store has it, it is sent again. */
static void a_mark_is_sent_again(void **state)
{
    World *w = *state;
    prepare(w, first, 1);
    start_agent(w, "one");
    run_until_idle(w);
    WfAgent *agent = w->agents[0];
    const Component *c = agent->order->pdata[0];
    prepare(w, second, 1);
    while (!c->run || !c->run->marking)
        turn(w);
    wf_fake_cut(w->stores[0]);
    settle_down(w);
    wf_fake_expire(w->stores[0]);
    wf_fake_mend(w->stores[0]);
    say_go(w);
    run_until_idle(w);
    g_autoptr(WfOutcome) o = outcome(w, "one", "a");
    assert_string_equal(json_string_value(json_object_get(o->outputs, "v")), "2");
    assert_int_equal(count_log(w, "changed"), 1);
}

/* ---- full disks ---- */

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Every file of this process, as large as the journal of "one" is now. */
static void fill_disk(World *w)
{
    struct stat st;
    g_autofree char *journal = g_build_filename(w->folder, "one", "journal", NULL);
    assert_int_equal(stat(journal, &st), 0);
    limit_files((rlim_t)st.st_size + 20);
}

/* Until the store says that something waits for the disk. */
static void wait_until_said(World *w)
{
    g_autofree char *path = wf_path_st(STACK, "one");
    for (;;) {
        const char *data;
        gsize size;
        if (wf_fake_peek(w->fake, path, &data, &size, NULL) &&
            g_strstr_len(data, (gssize)size, "\"on\":\"disk\""))
            return;
        turn(w);
    }
}

static void a_full_disk_stops_what_cannot_be_written_down(void **state)
{
    World *w = *state;
    const Part two[] = {
        {.name = "a", .vm = "one", .outputs = "v"},
        {.name = "b",
         .vm = "one",
         .reads = "v=a.v",
         .outputs = "v",
         .script = "echo b >> $LOG; echo up; while [ ! -e $LOG.go ]; do sleep 0.01; done\n"
                   "printf 1 > $heat_outputs_path.v"}};
    signal(SIGXFSZ, SIG_IGN);
    prepare(w, two, 1);
    start_agent(w, "one");
    run_until_idle(w);
    fill_disk(w);
    prepare(w, two, 2);
    wait_until_said(w);
    settle_down(w);
    assert_log(w, "a CREATE\n"); /* nothing starts that cannot be written down */
    limit_files(RLIM_INFINITY);
    while (!count_log(w, "b"))
        turn(w);

    fill_disk(w); /* now it cannot be written down how it ended */
    say_go(w);
    wait_until_said(w);
    assert_status(w, "one", "b", WF_STATUS_NONE);
    limit_files(RLIM_INFINITY);
    run_until_idle(w);
    assert_status(w, "one", "b", WF_STATUS_DONE);
    assert_log(w, "a CREATE\nb\n");
}

static bool syncs_fail;
static gint64 n_synced; /* bytes of the file that was synced last */

static int sync_by(long call, int fd)
{
    struct stat st;
    n_synced = fstat(fd, &st) ? -1 : st.st_size;
    if (!syncs_fail)
        return (int)syscall(call, fd);
    errno = EIO;
    return -1;
}

/* The library's, for what this program links. */
int fdatasync(int fd)
{
    return sync_by(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return sync_by(SYS_fsync, fd);
}

/* What is in the file may be lost with the machine: nobody hears of it before it cannot. */
static void what_is_not_synced_is_not_published(void **state)
{
    World *w = *state;
    const Part one[] = {
        {.name = "a",
         .vm = "one",
         .script = "echo a >> $LOG; echo up; while [ ! -e $LOG.go ]; do sleep 0.01; done\n"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    while (!count_log(w, "a"))
        turn(w);
    syncs_fail = true;
    say_go(w);
    while (w->n_trouble < 2) {
        turn(w);
        assert_status(w, "one", "a", WF_STATUS_NONE);
    }
    wait_until_said(w);
    syncs_fail = false;
    run_until_idle(w);
    assert_status(w, "one", "a", WF_STATUS_DONE);
}

/* A machine that went down between attempts would make a failure of one that it forgot the end of.
 */
static void what_rests_and_must_not_crash_is_synced(void **state)
{
    World *w = *state;
    const Part one[] = {
        {.name = "a", .vm = "one", .retries = 1, .fail_on_crash = true, .script = "exit 1"}};
    g_autofree char *journal = g_build_filename(w->folder, "one", "journal", NULL);
    GStatBuf st;
    prepare(w, one, 1);
    w->kill_at = "a";
    w->kill_kind = WF_AGENT_FINISHED;
    start_agent(w, "one");
    while (w->kill_at || w->to_kill >= 0)
        turn(w);
    assert_int_equal(g_stat(journal, &st), 0);
    assert_int_equal(n_synced, st.st_size);
}

/* A few words more fit into the journal, the recipe does not: that is no fault of the recipe. */
static void a_recipe_that_finds_no_room_is_put_off(void **state)
{
    World *w = *state;
    g_autofree char *padding = g_strnfill(10000, '#');
    g_autofree char *script = g_strconcat("echo ran >> $LOG\n", padding, "\n", NULL);
    const Part one[] = {{.name = "a", .vm = "one", .script = script}};
    signal(SIGXFSZ, SIG_IGN);
    start_agent(w, "one");
    settle_down(w);
    limit_files(5000);
    prepare(w, one, 1);
    wait_until_said(w);
    settle_down(w);
    assert_status(w, "one", "a", WF_STATUS_NONE);
    limit_files(RLIM_INFINITY);
    run_until_idle(w);
    assert_status(w, "one", "a", WF_STATUS_DONE);
    assert_log(w, "ran\n");
}

/* ---- what is ended is ended ---- */

static bool runs(const char *pid_file)
{
    g_autofree char *text = NULL, *stat = NULL;
    assert_true(g_file_get_contents(pid_file, &text, NULL, NULL));
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", atoi(text));
    return g_file_get_contents(path, &stat, NULL, NULL) && !strstr(stat, ") Z ");
}

/* It went into a session of its own, where no signal to its group finds it; the next attempt must
 * not run beside it. */
static void what_took_too_long_leaves_nothing_behind(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a",
                         .vm = "one",
                         .timeout_s = 1,
                         .script = "setsid sleep 1000 & echo $! > $LOG.pid; wait"}};
    g_autofree char *path = g_strconcat(w->log, ".pid", NULL);
    prepare(w, one, 1);
    start_agent(w, "one");
    run_until_idle(w);
    assert_status(w, "one", "a", WF_STATUS_FAILED);
    while (runs(path)) /* it has been told */
        settle_down(w);
}

/* Recipes that knock are heard later; until then the agent sleeps. */
static void without_a_descriptor_it_does_not_spin(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a", .vm = "one"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    run_until_idle(w);
    settle_down(w);
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    g_strlcpy(to.sun_path, w->agents[0]->socket_path, sizeof to.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); /* the lowest that is free */
    struct rlimit before, none;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = (rlim_t)fd + 1;
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    guint n = 0;
    for (int i = 0; i < 200; i++)
        n += g_main_context_iteration(NULL, FALSE);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_in_range(n, 1, 20);
    while (!w->agents[0]->asks->len)
        turn(w);
    close(fd);
}

/* ---- what viewers see ---- */

/* The timer of st fires, but another write of st came in between: it is not due yet, and nobody
 * would ask again. */
static void st_is_written_though_its_timer_came_too_early(void **state)
{
    World *w = *state;
    const Part one[] = {{.name = "a", .vm = "one"}};
    prepare(w, one, 1);
    start_agent(w, "one");
    run_until_idle(w);
    WfAgent *agent = w->agents[0];
    while (agent->st_dirty || agent->st_timer || agent->st_sending || agent->flush)
        turn(w);
    WfStat before, now;
    g_autofree char *path = wf_path_st(STACK, "one");
    assert_true(wf_fake_peek(w->fake, path, NULL, NULL, &before));
    agent->st_dirty = true;
    agent->st_at = g_get_monotonic_time();
    wf_publish_kick(agent);
    do {
        turn(w);
        assert_true(wf_fake_peek(w->fake, path, NULL, NULL, &now));
    } while (now.version == before.version);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(readers_do_not_start_on_what_is_being_changed),
        TEST(a_local_reader_does_not_either),
        TEST(what_began_is_not_taken_for_undone_after_a_crash),
        TEST(readers_of_secrets_miss_no_change),
        TEST(what_failed_once_is_not_taken_for_undone),
        TEST(what_was_being_deleted_is_made_anew),
        TEST(clocks_decide_nothing),
        TEST(what_another_did_meanwhile_stands),
        TEST(a_mark_is_sent_again),
        TEST(a_full_disk_stops_what_cannot_be_written_down),
        TEST(what_is_not_synced_is_not_published),
        TEST(what_rests_and_must_not_crash_is_synced),
        TEST(without_a_descriptor_it_does_not_spin),
        TEST(a_recipe_that_finds_no_room_is_put_off),
        TEST(what_took_too_long_leaves_nothing_behind),
        TEST(st_is_written_though_its_timer_came_too_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
