/* Agents, a viewer and a planner, each behind a link of its own that breaks, and a server that
 * freezes for longer than any session lasts. Nobody dies here, so nothing may run twice.
 *
 *     test_links [SEEDS [FIRST]] */
#include "live.h"

#include "links.h"

enum {
    SESSION_MS = 1000,
    N_VMS = 3,
    N_LINKS = N_VMS + 1,
    N_COMPONENTS = 18,
    N_WIDE = 300,
    BREAKS = 12
};

static int n_seeds = 10, first_seed = 1;

typedef struct {
    Live *live;
    GRand *rand;
    WfModel *model;
    char *log;
    Link *links[N_LINKS]; /* the last one is the viewer's, or the planner's */
    WfFleet *fleets[N_VMS];
    gint64 mend_at[N_LINKS], thaw_at, next; /* µs */
    guint left, n_frozen, n_broken[N_LINK_STATES];
} World;

static World *world_new(guint32 seed)
{
    static const char *const config[] = {"clientPortAddress=0.0.0.0", NULL};
    World *w = g_new0(World, 1);

    w->live = live_new_on(&(WfServerOptions){.tick_ms = 250, .config = config});
    w->rand = g_rand_new_with_seed(seed);
    w->log = g_build_filename(w->live->folder, "log", NULL);
    for (guint i = 0; i < N_LINKS; i++)
        w->links[i] = link_new(i + 1);
    return w;
}

static void world_free(World *w)
{
    for (guint i = 0; i < N_VMS; i++)
        wf_fleet_free(w->fleets[i]);
    for (guint i = 0; i < N_LINKS; i++)
        link_free(w->links[i]);
    wf_model_unref(w->model);
    live_free(w->live);
    g_rand_free(w->rand);
    g_free(w->log);
    g_free(w);
}

static void start_agent(World *w, guint vm, bool real)
{
    Live *l = w->live;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) vms = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *folder = g_strdup_printf("%s/%u", l->folder, vm);
    g_autofree char *hosts = link_server(w->links[vm], wf_server_port(l->server));
    g_autofree char *agent = link_program(w->links[vm], l->folder, AGENT);
    g_ptr_array_add(vms, g_strdup_printf("vm%u", vm));
    WfFleetOptions o = {.hosts = hosts,
                        .stack = STACK,
                        .folder = folder,
                        .keys = l->keys,
                        .vms = vms,
                        .real = real,
                        .session_ms = SESSION_MS,
                        .agent = agent};

    w->fleets[vm] = wf_fleet_start(&o, &error);
    if (!w->fleets[vm])
        fail_msg("%s", error->message);
    g_ptr_array_extend_and_steal(l->vms, g_steal_pointer(&vms)); /* the fleet borrows them */
}

static GString *model_head(void)
{
    GString *s = g_string_new("heat_template_version: 2018-08-31\nresources:\n");

    for (guint vm = 0; vm < N_VMS; vm++)
        g_string_append_printf(s, "  vm%u: {type: OS::Nova::Server}\n", vm);
    g_string_append(s, "components:\n");
    return s;
}

/* Until @row is in @state. */
static void wait_for_state(Live *l, const char *vm, const char *name, WfState state)
{
    guint tick = g_timeout_add(20, live_on_tick, NULL);

    if (!l->follow)
        l->follow = wf_follow_new(l->store, STACK, l->progress, NULL, live_on_follow, l);
    for (bool there = false; !there;) {
        g_main_context_iteration(NULL, TRUE);
        guint32 row = wf_progress_find(l->progress, vm, name);
        there = row != WF_NO_ROW && wf_progress_row(l->progress, row)->state == state;
    }
    g_source_remove(tick);
}

/* ---- links that break at random ---- */

static WfModel *random_model(World *w)
{
    GString *s = model_head();

    for (guint i = 0; i < N_COMPONENTS; i++) {
        g_string_append_printf(s, "  c%u:\n    server: vm%d\n    outputs: [o]\n", i,
                               g_rand_int_range(w->rand, 0, N_VMS));
        if (i)
            g_string_append_printf(s, "    inputs: {i: {get_attr: [c%d, o]}}\n",
                                   g_rand_int_range(w->rand, i > 4 ? (gint32)i - 4 : 0, (gint32)i));
        g_string_append_printf(s,
                               "    config: |\n      #!/bin/sh\n      sleep 0.%02d\n"
                               "      echo c%u >>%s\n      echo \"$i c%u\" >$heat_outputs_path.o\n",
                               g_rand_int_range(w->rand, 0, 60), i, w->log, i);
    }
    WfModel *m = live_load("links.yaml", s->str, NULL);
    g_string_free(s, TRUE);
    return m;
}

static void break_something(World *w, gint64 now)
{
    gint64 until = now + g_rand_int_range(w->rand, 100, 3 * SESSION_MS) * 1000;
    guint i = (guint)g_rand_int_range(w->rand, 0, N_LINKS + 1);

    w->left--;
    w->next = now + g_rand_int_range(w->rand, 50, 800) * 1000;
    if (i == N_LINKS && !w->thaw_at) {
        kill(wf_server_pid(w->live->server), SIGSTOP);
        w->thaw_at = until;
        w->n_frozen++;
    } else if (i < N_LINKS && !w->mend_at[i]) {
        LinkState state = (LinkState)g_rand_int_range(w->rand, LINK_DOWN, N_LINK_STATES);
        link_set(w->links[i], state);
        w->mend_at[i] = until;
        w->n_broken[state]++;
    }
}

static void meanwhile(Live *l, gpointer user)
{
    World *w = user;
    gint64 now = g_get_monotonic_time();

    if (w->thaw_at && now >= w->thaw_at) {
        kill(wf_server_pid(l->server), SIGCONT);
        w->thaw_at = 0;
    }
    for (guint i = 0; i < N_LINKS; i++) {
        if (!w->mend_at[i] || now < w->mend_at[i])
            continue;
        link_set(w->links[i], LINK_UP);
        w->mend_at[i] = 0;
    }
    if (w->left && now >= w->next)
        break_something(w, now);
}

static pid_t start_viewer(World *w)
{
    Live *l = w->live;
    Link *link = w->links[N_VMS];
    g_autoptr(GError) error = NULL;
    g_autofree char *key = g_build_filename(l->folder, "key", NULL);
    g_autofree char *weft = link_program(link, l->folder, WEFT);
    g_autofree char *hosts = link_server(link, wf_server_port(l->server));
    const char *const argv[] = {weft,    "watch", "--until-over", "-q", "--zk", hosts,
                                "--key", key,     STACK,          NULL};
    GPid pid;

    if (!wf_keys_save(l->keys, key, &error) ||
        !g_spawn_async(NULL, (char **)argv, NULL,
                       G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, live_die_with_us,
                       NULL, &pid, &error))
        fail_msg("%s", error->message);
    return pid;
}

/* Every component once, after what it reads. */
static void check_log(World *w)
{
    g_autofree char *text = NULL;
    g_autoptr(GHashTable) ended = g_hash_table_new(g_str_hash, g_str_equal);

    assert_true(g_file_get_contents(w->log, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] && *lines[i]; i++) {
        WfId id = wf_model_component_find(w->model, lines[i]), first;
        guint32 n;
        wf_model_component_reads(w->model, id, &first, &n);
        for (WfId r = first; r < first + n; r++) {
            WfRead at;
            wf_model_read(w->model, r, &at);
            assert_true(g_hash_table_contains(ended, wf_model_component_name(w->model, at.target)));
        }
        if (!g_hash_table_add(ended, lines[i]))
            fail_msg("%s ran twice", lines[i]);
    }
    assert_int_equal(g_hash_table_size(ended), N_COMPONENTS);
}

static void one_seed(guint32 seed)
{
    World *w = world_new(seed);
    int status;

    w->model = random_model(w);
    w->left = BREAKS;
    live_prepare(w->live, w->model);
    for (guint vm = 0; vm < N_VMS; vm++)
        start_agent(w, vm, true);
    pid_t viewer = start_viewer(w);
    live_wait(w->live, meanwhile, w);
    assert_true(wf_progress_is_done(w->live->progress));
    check_log(w);
    w->left = 0;
    while (w->thaw_at || waitpid(viewer, &status, WNOHANG) == 0)
        live_wait(w->live, meanwhile, w); /* its link may still be broken */
    assert_int_equal(status, 0);
    print_message("seed %u: links down %u, deaf %u, mute %u times, server frozen %u times\n", seed,
                  w->n_broken[LINK_DOWN], w->n_broken[LINK_DEAF], w->n_broken[LINK_MUTE],
                  w->n_frozen);
    world_free(w);
}

static void nothing_runs_twice(void **state)
{
    for (int i = 0; i < n_seeds; i++)
        one_seed((guint32)(first_seed + i));
}

/* ---- cut off for longer than its session ---- */

static gint64 time_in(const World *w, const char *word)
{
    g_autofree char *text = NULL;
    const char *at = g_file_get_contents(w->log, &text, NULL, NULL) ? strstr(text, word) : NULL;

    return at ? g_ascii_strtoll(at + strlen(word), NULL, 10) / 1000 : 0;
}

static void spend(guint ms)
{
    bool over = false;
    guint tick = g_timeout_add(20, live_on_tick, NULL);

    for (gint64 end = g_get_monotonic_time() + ms * 1000; !over;
         over = g_get_monotonic_time() > end)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(tick);
}

static WfModel *two_components(World *w, LinkState broken)
{
    GString *s = model_head();

    g_string_append_printf(
        s,
        "  a:\n    server: vm0\n    outputs: [o]\n    config: |\n      #!/bin/sh\n"
        "      while [ ! -e %s.go ]; do sleep 0.02; done\n"
        "      echo %u >$heat_outputs_path.o; date '+a %%s%%N' >>%s\n"
        "  b:\n    server: vm0\n    inputs: {i: {get_attr: [a, o]}}\n    config: |\n"
        "      #!/bin/sh\n      date '+b %%s%%N' >>%s\n",
        w->log, broken, w->log, w->log);
    WfModel *m = live_load("cut.yaml", s->str, NULL);
    g_string_free(s, TRUE);
    return m;
}

/* What runs goes on and is told later; nothing starts, though all that it needs is on this VM. */
static void what_is_cut_off_starts_nothing(void **state)
{
    World *w = world_new(1);
    g_autofree char *go = g_strconcat(w->log, ".go", NULL);

    start_agent(w, 0, true);
    for (LinkState broken = LINK_DOWN; broken < N_LINK_STATES; broken++) {
        g_autoptr(WfModel) m = two_components(w, broken);
        unlink(go);
        unlink(w->log);
        live_prepare(w->live, m);
        wait_for_state(w->live, "vm0", "a", WF_STATE_RUNNING);
        link_set(w->links[0], broken);
        wait_for_state(w->live, "vm0", "a", WF_STATE_LOST); /* everybody sees that */
        assert_true(g_file_set_contents(go, "", 0, NULL));
        while (!time_in(w, "a "))
            spend(20);
        spend(2 * SESSION_MS);
        gint64 mended = g_get_real_time();
        link_set(w->links[0], LINK_UP);
        live_wait(w->live, NULL, NULL);
        assert_true(wf_progress_is_done(w->live->progress));
        assert_true(time_in(w, "a ") < mended);
        assert_true(time_in(w, "b ") > mended);
    }
    world_free(w);
}

/* ---- a planner that is cut off ---- */

static WfModel *wide_model(void)
{
    GString *s = model_head();

    for (guint i = 0; i < N_WIDE; i++) {
        g_string_append_printf(s, "  c%u:\n    server: vm%u\n    outputs: [o]\n", i, i % N_VMS);
        if (i >= 10)
            g_string_append_printf(s, "    inputs: {i: {get_attr: [c%u, o]}}\n", i - 10);
        g_string_append_printf(s, "    config: '#!/bin/sh %u'\n", i);
    }
    WfModel *m = live_load("wide.yaml", s->str, NULL);
    g_string_free(s, TRUE);
    return m;
}

/* Its exit status is 1 if it says that it failed. */
static pid_t start_planner(World *w)
{
    Live *l = w->live;
    g_autofree char *hosts = link_server(w->links[N_VMS], wf_server_port(l->server));
    pid_t pid = fork();

    if (pid)
        return pid;
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfPrepareOptions o = {.stack = STACK, .model = w->model, .keys = l->keys};
    wf_store_abandon(l->store);
    link_enter(w->links[N_VMS]);
    l->store = wf_zk_new(hosts, SESSION_MS, NULL);
    wf_prepare_start(l->store, &o, findings, live_on_prepare, l);
    while (!l->finished)
        g_main_context_iteration(NULL, TRUE);
    _exit(l->error != NULL);
}

static void a_planner_may_be_cut_off(void **state)
{
    World *w = world_new((guint32)first_seed);
    guint n_failed = 0;

    w->model = wide_model();
    for (int i = 0; i < MAX(n_seeds, 3); i++) {
        LinkState broken = (LinkState)(LINK_DOWN + i % (N_LINK_STATES - LINK_DOWN));
        pid_t planner = start_planner(w);
        int status;
        spend((guint)g_rand_int_range(w->rand, 0, 300));
        link_set(w->links[N_VMS], broken);
        spend((guint)g_rand_int_range(w->rand, 100, 3 * SESSION_MS));
        link_set(w->links[N_VMS], LINK_UP);
        assert_int_equal(waitpid(planner, &status, 0), planner); /* it ends, one way or the other */
        assert_true(WIFEXITED(status));
        n_failed += WEXITSTATUS(status) ? 1 : 0;
    }
    print_message("%u of %d planners gave up\n", n_failed, MAX(n_seeds, 3));
    live_prepare(w->live, w->model);
    for (guint vm = 0; vm < N_VMS; vm++)
        start_agent(w, vm, false);
    live_wait(w->live, NULL, NULL);
    assert_true(wf_progress_is_done(w->live->progress));
    assert_int_equal(wf_progress_n_rows(w->live->progress), N_WIDE);
    world_free(w);
}

int main(int argc, char **argv)
{
    if (!live_is_possible() || !links_are_possible())
        return LIVE_SKIPPED;
    n_seeds = argc > 1 ? atoi(argv[1]) : n_seeds;
    first_seed = argc > 2 ? atoi(argv[2]) : first_seed;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_cut_off_starts_nothing),
        cmocka_unit_test(a_planner_may_be_cut_off),
        cmocka_unit_test(nothing_runs_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
