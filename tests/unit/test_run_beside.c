/* Planners beside each other: of the lock, the fence, and what one does while another looks. */
#include "run_world.h"
#include <weft/store_backend.h>

#include "../../src/run/prepare_priv.h"

static void make_recipe(World *w, const char *digest)
{
    g_autofree char *path = wf_path_recipe(STACK, digest);
    g_autoptr(WfAcl) open = wf_acl_open();

    wf_store_create(w->store, path, "", 0, open, false, NULL, NULL);
    wait_until_there(w, path, true);
}

static void on_steal(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    World *w = user;
    if (progress->phase == WF_PREPARE_READY) {
        g_autofree char *head = wf_path_head(STACK);
        wf_store_set(w->store, head, "{}", 2, -1, NULL,
                     NULL); /* another planner, without the lock */
        wf_prepare_write(p);
    } else if (progress->phase == WF_PREPARE_DONE) {
        w->finished = true;
        w->error = progress->error ? g_error_copy(progress->error) : NULL;
        wf_prepare_free(p);
    }
}

static void a_second_planner_is_fenced_out(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    begin(w, (WfPrepareOptions){.model = m}, on_steal, w);
    wait_finished(w);
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_CONFLICT));
    g_autofree char *dump = wf_fake_dump(w->fake), *lock = wf_path_lock(STACK);
    assert_null(strstr(dump, "/vms/"));
    assert_false(wf_fake_peek(w->fake, lock, NULL, NULL, NULL));
}

static void on_ready(WfPrepare *p G_GNUC_UNUSED, const WfPrepareProgress *progress, gpointer user)
{
    World *w = user;
    w->finished = progress->phase == WF_PREPARE_READY;
}

static void on_asked(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    World *w = user;
    w->rc = reply->rc;
    w->finished = true;
}

typedef struct {
    World *w;
    WfStore *next;
} Overtaker;

/* As the next planner does that takes the one before for dead. */
static void take_over(World *w, WfStore *next)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    g_autoptr(WfOps) ops = wf_ops_new();
    g_autofree char *lock = wf_path_lock(STACK), *head = wf_path_head(STACK);
    char *auth = wf_keys_planner_auth(w->keys);
    wf_store_add_auth(next, auth);
    wf_secret_free(auth);
    wf_ops_set(ops, head, "{}", 2, -1);
    wf_ops_delete(ops, lock, -1);
    wf_ops_create(ops, lock, "{}", 2, open, true);
    w->finished = false;
    wf_store_multi(next, ops, on_asked, w);
    wait_finished(w);
    assert_int_equal(w->rc, WF_RC_OK);
    w->finished = false;
}

/* Of a planner that was taken for dead, the last that it sent may arrive when the next one has the
 * lock already. */
static void a_late_unlock_leaves_the_next_lock(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    g_autofree char *lock = wf_path_lock(STACK);
    WfStore *next = wf_fake_connect(w->fake, 10000);
    prepare(w, m);
    WfPrepare *late = begin(w, (WfPrepareOptions){.model = m}, on_ready, w);
    wait_finished(w);
    take_over(w, next);
    wf_prepare_free(late);
    wf_store_exists(w->store, lock, NULL, on_asked, w);
    wait_finished(w);
    assert_int_equal(w->rc, WF_RC_OK);
    wf_store_close(next);
}

static void on_taken_over(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    Overtaker *o = user;
    if (progress->phase == WF_PREPARE_READY)
        take_over(o->w, o->next);
    on_prepare(p, progress, o->w);
}

/* ... and its end, which looks for the lock, finds another's. */
static void whoever_was_taken_for_dead_leaves_the_next_lock(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) before = short_model("  one: {server: a, config: x}\n");
    g_autoptr(WfModel) after = short_model("  one: {server: a, config: y}\n");
    g_autofree char *lock = wf_path_lock(STACK);
    Overtaker o = {w, wf_fake_connect(w->fake, 10000)};
    WfStat stat;
    prepare(w, before);
    begin(w, (WfPrepareOptions){.model = after}, on_taken_over, &o);
    wait_finished(w);
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_CONFLICT));
    assert_true(wf_fake_peek(w->fake, lock, NULL, NULL, &stat));
    assert_int_equal(stat.owner, wf_store_info(o.next)->session);
    wf_store_close(o.next);
}

static void on_overtaken(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    World *w = user;
    g_autofree char *head = wf_path_head(STACK);
    if (progress->phase == WF_PREPARE_READY)
        wf_prepare_write(p);
    else if (progress->phase == WF_PREPARE_TIDYING)
        wf_store_set(w->store, head, "{}", 2, -1, NULL, NULL); /* the next planner begins */
    if (progress->phase != WF_PREPARE_DONE)
        return;
    w->finished = true;
    assert_null(progress->error);
    wf_prepare_free(p);
}

/* What nobody needed when it was looked at may be needed by the next one's model. */
static void who_is_overtaken_deletes_nothing(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    g_autofree char *unused = wf_path_recipe(STACK, "unused");
    prepare(w, m);
    make_recipe(w, "unused");
    begin(w, (WfPrepareOptions){.model = m}, on_overtaken, w);
    wait_finished(w);
    assert_true(wf_fake_peek(w->fake, unused, NULL, NULL, NULL));
}

static void make_vm(World *w, const char *name)
{
    g_autofree char *vms = wf_path_vms(STACK), *path = g_build_path("/", vms, name, NULL);
    g_autoptr(WfAcl) open = wf_acl_open();

    wf_store_create(w->store, path, "", 0, open, false, NULL, NULL);
    wait_until_there(w, path, true);
}

/* A VM that a planner before it has just taken away, and a name that is none: neither is a VM. */
static void what_goes_while_it_is_looked_at_was_not_there(void **state G_GNUC_UNUSED)
{
    g_autoptr(WfModel) m = short_model("  one: {server: a, config: x}\n");
    g_autofree char *gone = wf_path_manifest(STACK, "gone");
    bool finished = false;

    for (guint64 n = 1; !finished; n++) {
        void *one;
        set_up(&one);
        World *w = one;
        prepare(w, m);
        make_vm(w, "%zz");
        make_vm(w, "gone");
        WfStore *planner = wf_fake_connect(w->fake, 10000);
        finished = !prepare_held(w, planner, m, n);
        wf_store_delete(w->store, gone, -1, NULL, NULL);
        wf_fake_hold(w->fake, false);
        wait_finished(w);
        if (w->error)
            fail_msg("after %u: %s", (guint)n, w->error->message);
        assert_false(wf_fake_peek(w->fake, gone, NULL, NULL, NULL));
        wf_store_close(planner);
        tear_down(&one);
    }
}

static void on_waiting(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    World *w = user;
    w->n_waits += progress->phase == WF_PREPARE_LOCKING && progress->note;
    if (progress->phase == WF_PREPARE_READY)
        assert_null(p->timer); /* the lock is there: nothing gives up any more */
    on_prepare(p, progress, user);
}

/* The watch on another's lock ends with the session that has set it. */
static void who_waits_for_the_lock_survives_a_session(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    WfStore *other = wf_fake_connect(w->fake, 10000);
    bool expired = false;
    prepare(w, m);
    hold_lock(w, other, NULL);
    begin(w, (WfPrepareOptions){.model = m, .lock_wait_s = 3600}, on_waiting, w);
    while (!w->finished) {
        g_main_context_iteration(NULL, TRUE);
        if (w->n_waits == 1 && !expired) {
            expired = true;
            wf_fake_expire(w->store);
        } else if (w->n_waits == 2) {
            g_clear_pointer(&other, wf_store_close);
        }
    }
    assert_null(w->error);
    assert_int_equal(w->n_waits, 2);
}

/* ---- what another planner does meanwhile ---- */

#define ONE "  one: {server: a, config: 'true', inputs: {x: 1}}\n"
#define TWO ONE "  two: {server: a, config: 'true', inputs: {x: 1}}\n"
#define THREE ONE "  three: {server: b, config: 'true', inputs: {x: 1}}\n"

typedef struct {
    World *w;
    bool as_waited;     /* they act while the lock is waited for, else while an answer is */
    WfPrepare *waiting; /* it is their turn */
} Meanwhile;

static void on_meanwhile(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    Meanwhile *m = user;

    if (m->as_waited ? progress->phase == WF_PREPARE_LOCKING && progress->note
                     : progress->phase == WF_PREPARE_READY)
        m->waiting = p;
    else
        on_prepare(p, progress, m->w);
}

/* Prepares until it is their turn. */
static WfPrepare *begin_meanwhile(Meanwhile *m, WfPrepareOptions o)
{
    WfPrepare *p = begin(m->w, o, on_meanwhile, m);

    while (!m->waiting)
        g_main_context_iteration(NULL, TRUE);
    return p;
}

/* What was shown is agreed to, but the connection breaks first: it is looked at anew. */
static void agree_over_a_broken_connection(World *w, WfPrepare *p)
{
    wf_fake_fault(w->store, 1, WF_FAULT_LOST_BEFORE, 0);
    wf_prepare_write(p);
    wait_finished(w);
}

/* They prepare @theirs, as soon as ours waits. */
static void prepare_beside(World *w, const WfModel *ours, const WfModel *theirs, bool as_waited)
{
    WfPrepareOptions o = {.model = ours, .as_shown = !as_waited, .lock_wait_s = 3600};
    Meanwhile m = {.w = w, .as_waited = as_waited};
    World they = {.fake = w->fake, .store = wf_fake_connect(w->fake, 10000), .keys = w->keys};

    if (as_waited)
        hold_lock(w, they.store, NULL);
    WfPrepare *p = begin_meanwhile(&m, o);
    if (!as_waited)
        wf_fake_expire(w->store); /* whoever is asked may think for long */
    prepare_with(&they, they.store, theirs, NULL);
    assert_null(they.error);
    if (as_waited)
        wait_finished(w);
    else
        agree_over_a_broken_connection(w, p);
    wf_store_close(they.store);
}

static void what_came_meanwhile_is_not_taken_back(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) first = short_model(ONE), ours = short_model(TWO),
                       theirs = short_model(THREE);

    for (guint as_waited = 0; as_waited < 2; as_waited++) {
        prepare(w, first);
        prepare_beside(w, ours, theirs, as_waited);
        assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_CONFLICT));
        assert_non_null(strstr(w->error->message, as_waited ? "generation 4 " : "generation 2 "));
        assert_non_null(strstr(w->error->message, "nothing was written"));
        assert_false(w->partly);
        prepare(w, theirs); /* that is what is there */
        assert_int_equal(w->counts.manifests, 0);
    }
}

/* Who is asked holds nothing: the lock is taken with the answer. */
static void nobody_waits_while_somebody_thinks(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) first = short_model(ONE), ours = short_model(TWO),
                       theirs = short_model(THREE);
    g_autofree char *lock = wf_path_lock(STACK);
    World they = {.fake = w->fake, .store = wf_fake_connect(w->fake, 10000), .keys = w->keys};

    prepare(w, first);
    for (guint between = 0; between < 2; between++) {
        Meanwhile m = {.w = w};
        WfPrepare *p = begin_meanwhile(&m, (WfPrepareOptions){.model = ours, .as_shown = true});
        assert_false(wf_fake_peek(w->fake, lock, NULL, NULL, NULL));
        if (!between)
            prepare_with(&they, they.store, theirs, NULL);
        assert_null(they.error);
        wf_prepare_write(p);
        wait_finished(w);
        assert_int_equal(between, w->error == NULL);
    }
    prepare(w, ours);
    assert_int_equal(w->counts.total, 0);
    wf_store_close(they.store);
}

static void whoever_wants_the_same_is_not_in_the_way(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) first = short_model(ONE), second = short_model(TWO);

    prepare(w, first);
    prepare_beside(w, second, second, true);
    assert_null(w->error);
    prepare_beside(w, first, first, false);
    assert_null(w->error);
}

/* Who holds the lock and half of the head is at work: what comes of it nobody has looked at. */
static void what_is_being_written_is_not_what_was_seen(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) first = short_model(ONE), ours = short_model(TWO),
                       theirs = short_model(THREE);

    prepare(w, first);
    prepare(w, theirs);
    leave_half_way(w);
    prepare_beside(w, ours, theirs, true);
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_CONFLICT));
    prepare(w, ours); /* asked for anew it is done */
}

/* Who holds it was killed: all he leaves is half of a generation, and that is completed. */
static void what_was_left_half_written_is_in_nobodys_way(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) first = short_model(ONE), ours = short_model(TWO);
    WfStore *dead = wf_fake_connect(w->fake, 10000);
    Meanwhile m = {.w = w, .as_waited = true};

    prepare(w, first);
    leave_half_way(w);
    hold_lock(w, dead, NULL);
    begin_meanwhile(&m, (WfPrepareOptions){.model = ours, .lock_wait_s = 3600});
    wf_store_close(dead);
    wait_finished(w);
    assert_null(w->error);
    assert_int_equal(w->counts.manifests, 1);
}

static void other_writes_than_those_shown_are_refused(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) first = short_model(ONE), second = short_model(TWO);
    Meanwhile m = {.w = w};

    prepare(w, first);
    WfPrepare *p = begin_meanwhile(&m, (WfPrepareOptions){.model = second, .as_shown = true});
    make_recipe(w, "unused");
    agree_over_a_broken_connection(w, p);
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_CONFLICT));
    assert_null(strstr(w->error->message, "generation"));
    prepare(w, first);
    assert_int_equal(w->counts.manifests, 0);
}

/* As many writes, but not the same. */
static void other_writes_are_not_counted_only(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) first = short_model(ONE), second = short_model(TWO);
    g_autofree char *was = wf_path_recipe(STACK, "was");
    Meanwhile m = {.w = w};

    prepare(w, first);
    make_recipe(w, "was");
    WfPrepare *p = begin_meanwhile(&m, (WfPrepareOptions){.model = second, .as_shown = true});
    guint64 meant = wf_prepare_meant(p);
    make_recipe(w, "now");
    wf_store_delete(w->store, was, -1, NULL, NULL);
    wait_until_there(w, was, false);
    agree_over_a_broken_connection(w, p);
    assert_int_not_equal(meant, 0);
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_CONFLICT));
}

static void a_stale_plan_is_refused(void **state)
{
    World *w = *state;
    g_autoptr(WfModel) m = load(SAMPLE);
    prepare_with(w, w->store, m, "another digest");
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_STALE));
    prepare_with(w, w->store, m, "");
    assert_null(w->error);
    prepare_with(w, w->store, m, "");
    assert_true(g_error_matches(w->error, WF_ERROR, WF_ERROR_STALE));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_second_planner_is_fenced_out),
        TEST(a_late_unlock_leaves_the_next_lock),
        TEST(whoever_was_taken_for_dead_leaves_the_next_lock),
        TEST(who_is_overtaken_deletes_nothing),
        TEST(who_waits_for_the_lock_survives_a_session),
        cmocka_unit_test(what_goes_while_it_is_looked_at_was_not_there),
        TEST(what_came_meanwhile_is_not_taken_back),
        TEST(nobody_waits_while_somebody_thinks),
        TEST(whoever_wants_the_same_is_not_in_the_way),
        TEST(what_is_being_written_is_not_what_was_seen),
        TEST(what_was_left_half_written_is_in_nobodys_way),
        TEST(other_writes_than_those_shown_are_refused),
        TEST(other_writes_are_not_counted_only),
        TEST(a_stale_plan_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
