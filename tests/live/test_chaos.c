/* Real recipes, and somebody who kills agents, the server and planners at random
 * moments. Whatever happens: every recipe sees what its producers gave, none begins
 * before they have ended, and all ends well.
 *
 *     test_chaos [SEEDS [FIRST]] */
#include "live.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define VMS 4
#define COMPONENTS 24

static int n_seeds = 5, first_seed = 1;

/* Each recipe writes "S NAME i0=VALUE ..." when it begins and "E NAME" when it has made its output.
 */
static char *make_model(GRand *rand, const char *log)
{
    GString *s = g_string_new("heat_template_version: 2018-08-31\nresources:\n");

    for (guint vm = 0; vm < VMS; vm++)
        g_string_append_printf(s, "  vm%u: {type: OS::Nova::Server}\n", vm);
    g_string_append(s, "components:\n");
    for (guint c = 0; c < COMPONENTS; c++) {
        guint n = c ? (guint)g_rand_int_range(rand, 0, 4) : 0;
        g_string_append_printf(s,
                               "  c%u:\n    server: vm%d\n    outputs: [o]\n    config: |\n"
                               "      #!/bin/sh\n      echo \"S c%u i0=$i0 i1=$i1 i2=$i2\" >>%s\n"
                               "      sleep 0.0%d\n      printf v%u >$heat_outputs_path.o\n"
                               "      echo 'E c%u' >>%s\n",
                               c, g_rand_int_range(rand, 0, VMS), c, log,
                               g_rand_int_range(rand, 0, 9), c, c, log);
        if (n)
            g_string_append(s, "    inputs:\n");
        for (guint i = 0; i < n; i++)
            g_string_append_printf(s, "      i%u: {get_attr: [c%d, o]}\n", i,
                                   g_rand_int_range(rand, 0, (gint32)c));
    }
    return g_string_free(s, FALSE);
}

/* ---- the one who kills ---- */

typedef struct {
    GRand *rand;
    gint64 next;
    guint left, agents, servers;
} Killer;

static void meanwhile(Live *l, gpointer user)
{
    Killer *k = user;
    if (!k->left || g_get_monotonic_time() < k->next)
        return;
    k->left--;
    k->next = g_get_monotonic_time() + g_rand_int_range(k->rand, 20, 400) * 1000;
    if (g_rand_int_range(k->rand, 0, 5) == 0) {
        g_autoptr(GError) error = NULL;
        wf_server_kill(l->server);
        if (!wf_server_restart(l->server, &error))
            fail_msg("%s", error->message);
        k->servers++;
    } else {
        wf_fleet_kill(l->fleet, (guint)g_rand_int_range(k->rand, 0, (gint32)wf_fleet_n(l->fleet)));
        k->agents++;
    }
}

/* A planner in a process of its own, killed until one comes through. */
static void prepare_and_kill(Live *l, const WfModel *m, GRand *rand)
{
    for (guint round = 0; round < 3; round++) {
        pid_t pid = fork();
        if (!pid) {
            wf_store_abandon(l->store);
            l->store = wf_zk_new(wf_server_hosts(l->server), 4000, NULL);
            live_prepare(l, m);
            _exit(0);
        }
        usleep((useconds_t)g_rand_int_range(rand, 5, 150) * 1000);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    live_prepare(l, m);
}

/* ---- what has to be true ---- */

static void check_start(const WfModel *m, const char *line, GHashTable *ended)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    WfId c = wf_model_component_find(m, words[1]), first;
    guint32 n;

    wf_model_component_reads(m, c, &first, &n);
    for (WfId r = first; r < first + n; r++) {
        WfRead at;
        wf_model_read(m, r, &at);
        const char *producer = wf_model_component_name(m, at.target);
        if (!g_hash_table_contains(ended, producer))
            fail_msg("%s began before %s had ended", words[1], producer);
        WfInput input;
        wf_model_input(m, at.input, &input);
        g_autofree char *expected = g_strdup_printf("%s=v%s", input.name, producer + 1);
        if (!g_strv_contains((const char *const *)words, expected))
            fail_msg("'%s' lacks %s", line, expected);
    }
}

static void check_log(Live *l, const WfModel *m, const char *path, guint n_kills)
{
    g_autofree char *text = NULL;
    g_autoptr(GHashTable) ended = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        if (lines[i][0] == 'S')
            check_start(m, lines[i], ended);
        if (lines[i][0] != 'E')
            continue;
        guint times = GPOINTER_TO_UINT(g_hash_table_lookup(ended, lines[i] + 2)) + 1;
        assert_true(times <= 1 + n_kills); /* only what a kill made unknown is done again */
        g_hash_table_replace(ended, g_strdup(lines[i] + 2), GUINT_TO_POINTER(times));
    }
    assert_int_equal(g_hash_table_size(ended), COMPONENTS);
    if (!n_kills)
        assert_int_equal(g_strv_length(lines), 2 * COMPONENTS + 1);
    assert_true(wf_progress_is_done(l->progress));
}

static void one_seed(guint32 seed)
{
    Live *l = live_new();
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autofree char *log = g_build_filename(l->folder, "log", NULL);
    g_autofree char *text = make_model(rand, log);
    g_autoptr(WfModel) m = live_load("chaos.yaml", text, NULL);
    Killer killer = {.rand = rand, .left = seed % 5 ? 8 : 0};

    live_start_fleet(l, m, true, NULL);
    prepare_and_kill(l, m, rand);
    live_wait(l, meanwhile, &killer);
    check_log(l, m, log, killer.agents);
    print_message("seed %u: %u agents and %u servers killed\n", seed, killer.agents,
                  killer.servers);
    live_free(l);
}

static void it_ends_well_whatever_is_killed(void **state)
{
    for (int i = 0; i < n_seeds; i++)
        one_seed((guint32)(first_seed + i));
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (!wf_server_available(&error)) {
        fprintf(stderr, "SKIPPED: %s\n", error->message);
        return 77;
    }
    n_seeds = argc > 1 ? atoi(argv[1]) : n_seeds;
    first_seed = argc > 2 ? atoi(argv[2]) : first_seed;
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_ends_well_whatever_is_killed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
