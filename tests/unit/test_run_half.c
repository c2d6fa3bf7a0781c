/* What a planner that stopped half-way leaves to the next one. */
#include "run_world.h"

#include <sys/wait.h>
#include <unistd.h>

#define ONE "  one: {server: a, config: x}\n"
#define TWO ONE "  two: {server: a, config: x}\n"
#define THREE TWO "  three: {server: b, config: x}\n"

/* ---- which model was accepted ---- */

static guint n_planned(World *w, const WfModel *m)
{
    w->want_plan = true;
    prepare(w, m);
    w->want_plan = false;
    WfPlanSummary s = wf_plan_summary(w->plan);
    g_clear_pointer(&w->plan, wf_plan_free);
    return s.create + s.update + s.recreate + s.remove + s.maybe;
}

/* Completing a stack writes under the generation it has. */
static void a_half_completed_model_is_accepted_still(void **state G_GNUC_UNUSED)
{
    g_autoptr(WfModel) first = short_model(ONE), second = short_model(TWO);
    g_autofree char *st = wf_path_st(STACK, "a");
    bool finished = false;
    for (guint64 n = 1; !finished; n++) {
        void *one;
        set_up(&one);
        World *w = one;
        prepare(w, first);
        prepare(w, second);
        wf_store_delete(w->store, st, -1, NULL, NULL);
        finished = prepare_killed(w, second, n);
        assert_int_equal(n_planned(w, second), 0);
        assert_int_equal(w->generation, 2);
        tear_down(&one);
    }
}

/* Is more accepted than the first? */
static bool has_gone_on(World *w)
{
    g_autofree char *path = wf_path_head(STACK);
    const char *data;
    gsize len;
    assert_true(wf_fake_peek(w->fake, path, &data, &len, NULL));
    g_autoptr(WfHead) head = wf_head_parse(data, len, NULL);
    return head->phase == WF_PHASE_GO && head->generation > 1;
}

/* Neither is a model accepted that was given up half-way, whatever comes next. */
static void a_half_prepared_model_was_never_accepted(void **state G_GNUC_UNUSED)
{
    g_autoptr(WfModel) first = short_model(ONE), second = short_model(TWO),
                       third = short_model(THREE);
    bool over = false;
    for (guint64 n = 1; !over; n++) {
        void *one;
        set_up(&one);
        World *w = one;
        prepare(w, first);
        prepare_killed(w, second, n);
        over = has_gone_on(w);
        prepare_killed(w, third, n);
        if (!has_gone_on(w) && !over)
            assert_int_equal(n_planned(w, third), 2);
        tear_down(&one);
    }
}

/* ---- a planner that died, and whose session lives on ---- */

static pid_t somebody_dead(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    return pid;
}

static void leave_lock(World *w, WfStore *dead)
{
    g_autofree char *lock = wf_path_lock(STACK);
    g_autoptr(WfAcl) open = wf_acl_open();
    WfUp up = {.machine = (char *)g_get_host_name(), .pid = somebody_dead()};
    g_autoptr(GBytes) bytes = wf_up_format(&up);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    char *auth = wf_keys_planner_auth(w->keys);

    wf_store_add_auth(dead, auth);
    wf_secret_free(auth);
    wf_store_create(dead, lock, data, len, open, true, NULL, NULL);
    while (!wf_fake_peek(w->fake, lock, NULL, NULL, NULL))
        g_main_context_iteration(NULL, TRUE);
}

typedef struct {
    World *w;
    WfStore *dead;
} Late;

/* What it sent arrives between the look and the fence. */
static void on_late(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    Late *late = user;

    if (progress->phase == WF_PREPARE_READY) {
        g_autofree char *outcome = wf_path_outcome(STACK, "a", "two");
        wf_store_delete(late->dead, outcome, -1, NULL, NULL);
    }
    on_prepare(p, progress, late->w);
}

static void what_a_dead_planner_sent_last_is_seen(void **state)
{
    World *w = *state;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) before = short_model(TWO), after = short_model(THREE);
    g_autofree char *outcome = wf_path_outcome(STACK, "a", "two");
    Late late = {w, wf_fake_connect(w->fake, 10000)};
    WfPrepareOptions o = {.stack = STACK, .model = after, .keys = w->keys};

    prepare(w, before);
    leave_lock(w, late.dead);
    w->finished = false;
    wf_prepare_start(w->store, &o, findings, on_late, &late);
    while (!w->finished)
        g_main_context_iteration(NULL, TRUE);
    assert_null(w->error);
    assert_true(wf_fake_peek(w->fake, outcome, NULL, NULL, NULL));
    wf_store_close(late.dead);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_half_completed_model_is_accepted_still),
        cmocka_unit_test(a_half_prepared_model_was_never_accepted),
        cmocka_unit_test_setup_teardown(what_a_dead_planner_sent_last_is_seen, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
