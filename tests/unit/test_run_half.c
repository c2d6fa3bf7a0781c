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
    g_autofree char *missing = wf_path_outcome(STACK, "a", "one");
    bool finished = false;
    for (guint64 n = 1; !finished; n++) {
        void *one;
        set_up(&one);
        World *w = one;
        prepare(w, first);
        prepare(w, second);
        wf_store_delete(w->store, missing, -1, NULL, NULL);
        finished = prepare_killed(w, second, n);
        assert_int_equal(n_planned(w, second), 0);
        assert_int_equal(w->generation, 2);
        tear_down(&one);
    }
}

/* Is more accepted than the first? */
static bool has_gone_on(World *w)
{
    g_autoptr(WfHead) head = head_of(w);
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

typedef struct {
    World *w;
    WfUp *up; /* what its lock said */
} Holder;

static void on_held(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    Holder *h = user;
    g_autofree char *lock = wf_path_lock(STACK);
    const char *data;
    gsize len;

    if (progress->phase == WF_PREPARE_READY) {
        assert_true(wf_fake_peek(h->w->fake, lock, &data, &len, NULL));
        h->up = wf_up_parse(data, len, NULL);
    }
    on_prepare(p, progress, h->w);
}

/* Prepares @m; what a lock said meanwhile. */
static WfUp *prepare_and_tell(World *w, const WfModel *m)
{
    Holder h = {.w = w};

    begin(w, (WfPrepareOptions){.model = m}, on_held, &h);
    wait_finished(w);
    assert_null(w->error);
    assert_non_null(h.up);
    return h.up;
}

/* Where the dead one was: @boot, NULL for here. */
static void leave_lock(World *w, const WfModel *m, WfStore *dead, bool rights, const char *boot)
{
    g_autoptr(WfUp) up = prepare_and_tell(w, m);
    up->pid = somebody_dead();
    up->rights = rights;
    if (boot) {
        g_free(up->boot);
        up->boot = g_strdup(boot);
    }
    g_autoptr(GBytes) bytes = wf_up_format(up);
    hold_lock(w, dead, bytes);
}

typedef struct {
    World *w;
    WfStore *dead;
    gint32 version; /* of the head, as it knew it */
    bool refused;
} Late;

static void on_refused(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Late *late = user;

    late->refused = reply->rc == WF_RC_BAD_VERSION;
}

/* What it sent arrives between the look and the first write. */
static void on_late(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    Late *late = user;

    late->w->n_waits += progress->phase == WF_PREPARE_LOCKING && progress->note;
    if (progress->phase == WF_PREPARE_READY && late->dead) {
        g_autofree char *outcome = wf_path_outcome(STACK, "a", "two");
        g_autofree char *head = wf_path_head(STACK);
        g_autoptr(WfOps) ops = wf_ops_new();
        wf_ops_check(ops, head, late->version);
        wf_ops_delete(ops, outcome, -1);
        wf_store_multi(late->dead, ops, on_refused, late);
    }
    on_prepare(p, progress, late->w);
}

static gint32 head_version(World *w)
{
    g_autofree char *head = wf_path_head(STACK);
    WfStat stat;

    assert_true(wf_fake_peek(w->fake, head, NULL, NULL, &stat));
    return stat.version;
}

static void begin_after(Late *late, const WfModel *m)
{
    late->version = head_version(late->w);
    begin(late->w, (WfPrepareOptions){.model = m}, on_late, late);
}

static void what_a_dead_planner_sent_last_comes_too_late(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) before = short_model(TWO), after = short_model(THREE);
    g_autofree char *outcome = wf_path_outcome(STACK, "a", "two");
    Late late = {.w = w, .dead = wf_fake_connect(w->fake, 10000)};

    leave_lock(w, before, late.dead, false, NULL);
    begin_after(&late, after);
    wait_finished(w);
    assert_null(w->error);
    assert_true(late.refused);
    assert_true(wf_fake_peek(w->fake, outcome, NULL, NULL, NULL));
    wf_store_close(late.dead);
}

/* The next one may be killed as soon as it has the lock, and then nobody knows of the dead one: so
 * the lock goes in one step with a new version of the head, or not at all. */
static void a_dead_planner_is_shut_out_before_its_lock_goes(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) before = short_model(TWO), after = short_model(THREE);
    g_autofree char *lock = wf_path_lock(STACK);
    WfStore *dead = wf_fake_connect(w->fake, 10000);

    leave_lock(w, before, dead, false, NULL);
    gint32 version = head_version(w);
    WfStat was, now;
    assert_true(wf_fake_peek(w->fake, lock, NULL, NULL, &was));
    for (guint64 n = 1; n < 12; n++) {
        prepare_killed(w, after, n);
        bool there = wf_fake_peek(w->fake, lock, NULL, NULL, &now) && now.czxid == was.czxid;
        assert_true(there || head_version(w) > version);
    }
    assert_true(head_version(w) > version);
    wf_store_close(dead);
}

/* Pauses, say, while a dead one is being shut out. True: its lock was still there. */
static bool head_moves_after(World *w, const WfModel *m, guint64 n, bool *ret_finished)
{
    g_autofree char *lock = wf_path_lock(STACK), *path = wf_path_head(STACK);
    g_autoptr(WfHead) head = head_of(w);
    g_autoptr(GBytes) text = wf_head_format(head);
    WfStore *planner = wf_fake_connect(w->fake, 10000);
    char *auth = wf_keys_planner_auth(w->keys);
    WfStat was, now;
    gsize len;

    wf_store_add_auth(planner, auth);
    wf_secret_free(auth);
    assert_true(wf_fake_peek(w->fake, lock, NULL, NULL, &was));
    *ret_finished = !prepare_held(w, planner, m, n);
    bool there = wf_fake_peek(w->fake, lock, NULL, NULL, &now) && now.czxid == was.czxid;
    const void *data = g_bytes_get_data(text, &len);
    wf_store_set(w->store, path, data, len, -1, NULL, NULL);
    wf_fake_hold(w->fake, false);
    for (guint i = 0; i < 100000 && !w->finished; i++)
        g_main_context_iteration(NULL, FALSE);
    assert_true(w->finished);
    wf_store_close(planner);
    return there;
}

/* Whatever wishes come in between, the dead one is shut out in the end. */
static void a_wish_does_not_save_a_dead_planners_lock(void **state G_GNUC_UNUSED)
{
    g_autoptr(WfModel) before = short_model(TWO), after = short_model(THREE);
    guint n_there = 0;
    bool finished = false;

    for (guint64 n = 1; !finished; n++) {
        void *one;
        set_up(&one);
        World *w = one;
        WfStore *dead = wf_fake_connect(w->fake, 10000);
        leave_lock(w, before, dead, false, NULL);
        bool there = head_moves_after(w, after, n, &finished);
        n_there += there;
        if (there && w->error)
            fail_msg("after %u: %s", (guint)n, w->error->message);
        wf_store_close(dead);
        tear_down(&one);
    }
    assert_true(n_there > 3);
}

static void lock_is_left_to_its_session(World *w, bool rights, const char *boot)
{
    g_autoptr(WfModel) before = short_model(TWO), after = short_model(THREE);
    Late late = {.w = w, .dead = wf_fake_connect(w->fake, 10000)};

    leave_lock(w, before, late.dead, rights, boot);
    begin_after(&late, after);
    while (!w->finished && !w->n_waits)
        g_main_context_iteration(NULL, TRUE);
    assert_false(w->finished);
    assert_int_equal(head_version(w), late.version);
    wf_store_close(g_steal_pointer(&late.dead));
    wait_finished(w);
    assert_null(w->error);
}

/* Nothing fences lists of rights but the end of the session they are sent in. */
static void a_dead_planner_that_changed_rights_is_left_to_its_session(void **state)
{
    lock_is_left_to_its_session(*state, true, NULL);
}

/* ... and who changes some has said so before. */
static void who_changes_rights_says_so_first(void **state G_GNUC_UNUSED)
{
    g_autoptr(WfModel) before = short_model("  one: {server: a, config: x, outputs: [o]}\n");
    g_autoptr(WfModel) after =
        short_model("  one: {server: a, config: x, outputs: [o]}\n"
                    "  two: {server: b, config: x, inputs: {i: {get_attr: [one, o]}}}\n");
    g_autofree char *lock = wf_path_lock(STACK), *outcome = wf_path_outcome(STACK, "a", "one");
    bool said = false, finished = false;

    for (guint64 n = 1; !finished; n++) {
        void *one;
        set_up(&one);
        World *w = one;
        WfStat stat;
        const char *data;
        gsize len;
        prepare(w, before);
        WfStore *doomed = wf_fake_connect(w->fake, 10000);
        finished = prepare_stopped(w, doomed, after, n);
        assert_true(wf_fake_peek(w->fake, outcome, NULL, NULL, &stat));
        if (stat.aversion && wf_fake_peek(w->fake, lock, &data, &len, NULL)) {
            g_autoptr(WfUp) up = wf_up_parse(data, len, NULL);
            assert_true(up->rights);
            said = true;
        }
        end_doomed(w, doomed);
        tear_down(&one);
    }
    assert_true(said);
}

/* Nobody has its process number here, and that says nothing. */
static void a_planner_on_another_machine_of_the_same_name_is_not_dead(void **state)
{
    lock_is_left_to_its_session(*state, false, "d2b4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_half_completed_model_is_accepted_still),
        cmocka_unit_test(a_half_prepared_model_was_never_accepted),
        cmocka_unit_test_setup_teardown(what_a_dead_planner_sent_last_comes_too_late, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_dead_planner_is_shut_out_before_its_lock_goes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_dead_planner_that_changed_rights_is_left_to_its_session,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_planner_on_another_machine_of_the_same_name_is_not_dead,
                                        set_up, tear_down),
        cmocka_unit_test(a_wish_does_not_save_a_dead_planners_lock),
        cmocka_unit_test(who_changes_rights_says_so_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
