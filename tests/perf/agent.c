/* How much an agent adds to its recipes: N scripts, J at a time, through the whole engine (journal
 * on disk, outcomes into the in-memory store), against spawning the same script N times with
 * nothing around it.
 *
 *     bench_agent [N [J [ROUNDS]]]
 *     TMPDIR=/dev/shm bench_agent     (without the file system's share)
 *
 * Prints a table and one line of JSON; the ratios are those of the minima. Processor time (of this
 * process and of the scripts) tells something on a busy machine, too. */
#define STACK "perf"
#include <glib/gstdio.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/agent.h>
#include <weft/fake.h>
#include <weft/protocol.h>

#define SCRIPT "#!/bin/sh\n:\n"

extern char **environ;

typedef struct {
    double wall, cpu, own; /* seconds: by the clock, of the processor, of it without the scripts */
} Time;

static double cpu_of(int who)
{
    struct rusage u;
    getrusage(who, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static Time now(void)
{
    double own = cpu_of(RUSAGE_SELF);
    return (Time){(double)g_get_monotonic_time() / 1e6, own + cpu_of(RUSAGE_CHILDREN), own};
}

static Time since(Time start)
{
    Time end = now();
    return (Time){end.wall - start.wall, end.cpu - start.cpu, end.own - start.own};
}

static Time least(Time a, Time b)
{
    return (Time){MIN(a.wall, b.wall), MIN(a.cpu, b.cpu), MIN(a.own, b.own)};
}

static Time spawn_only(const char *path, int n, int jobs)
{
    char *const argv[] = {(char *)path, NULL};
    Time start = now();
    int running = 0;
    for (int i = 0; i < n || running;) {
        if (i < n && running < jobs) {
            pid_t pid;
            if (posix_spawn(&pid, path, NULL, NULL, argv, environ))
                exit(1);
            running++;
            i++;
        } else if (wait(NULL) > 0) {
            running--;
        }
    }
    return since(start);
}

/* ---- the agent ---- */

static void put(WfStore *store, char *path, GBytes *bytes)
{
    g_autoptr(WfAcl) acl = wf_acl_open();
    gsize len = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : "";
    wf_store_create(store, path, data, len, acl, false, NULL, NULL);
    if (bytes)
        g_bytes_unref(bytes);
    g_free(path);
}

static void write_tree(WfStore *store, WfKeys *keys, int n, int jobs)
{
    const guint8 *key = wf_keys_digest_key(keys);
    json_t *config = json_string(SCRIPT);
    g_autofree char *digest = wf_recipe_digest(key, config);
    g_autoptr(WfManifest) m = wf_manifest_new("vm");
    m->jobs = (guint)jobs;
    put(store, g_strdup("/weft"), NULL);
    put(store, wf_path_head(STACK),
        wf_head_format(&(WfHead){.generation = 1, .phase = WF_PHASE_GO}));
    put(store, wf_path_recipes(STACK), NULL);
    put(store, wf_path_recipe(STACK, digest), wf_recipe_format(config));
    put(store, wf_path_vms(STACK), NULL);
    for (int i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("component.%d", i);
        WfEntry *e = wf_entry_new(name);
        g_ptr_array_add(e->actions, wf_entry_action_new("CREATE", digest));
        e->spec = wf_entry_spec(key, e);
        e->deep = wf_entry_deep(key, e);
        g_ptr_array_add(m->components, e);
    }
    GBytes *bytes = wf_manifest_format(m, NULL, NULL, NULL);
    g_autoptr(GPtrArray) parts = wf_spill_pack(bytes, 0);
    put(store, wf_path_manifest(STACK, "vm"), g_bytes_ref(parts->pdata[0]));
    put(store, wf_path_spill(STACK, "vm"), NULL);
    g_autofree char *spill = wf_path_spill(STACK, "vm");
    for (guint i = 1; i < parts->len; i++)
        put(store, wf_path_chunk(spill, i - 1), g_bytes_ref(parts->pdata[i]));
    put(store, wf_path_outcomes(STACK, "vm"), NULL);
    put(store, wf_path_outcome(STACK, "vm", WF_FACTS), NULL);
    for (int i = 0; i < n; i++)
        put(store, wf_path_outcome(STACK, "vm", ((WfEntry *)m->components->pdata[i])->name), NULL);
    g_bytes_unref(bytes);
    json_decref(config);
}

/* Each round has a folder of its own, and all go at the end: a file system like ext4 steps over
 * what was deleted in the last seconds whenever a file is made. */
static Time with_agent(const char *folder, int n, int jobs, int round)
{
    g_autoptr(WfFake) fake = wf_fake_new();
    g_autoptr(WfKeys) keys = wf_keys_random(STACK);
    g_autofree char *credential = wf_keys_vm_credential(keys, "vm");
    g_autoptr(WfVmKeys) vm_keys = wf_vm_keys_new(credential, "vm", NULL);
    g_autoptr(WfHooks) hooks = wf_hooks_new(NULL);
    g_autofree char *path = g_strdup_printf("%s/agent%d", folder, round);
    WfStore *planner = wf_fake_connect(fake, 60000), *store = wf_fake_connect(fake, 60000);
    write_tree(planner, keys, n, jobs);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    WfAgentOptions options = {
        .stack = STACK, .vm = "vm", .keys = vm_keys, .folder = path, .hooks = hooks};
    Time start = now();
    g_autoptr(GError) error = NULL;
    WfAgent *agent = wf_agent_new(store, &options, &error);
    if (!agent)
        g_error("%s", error->message);
    while (!wf_agent_is_idle(agent))
        g_main_context_iteration(NULL, TRUE);
    Time took = since(start);
    if (wf_agent_n_failed(agent))
        g_error("%u failed", wf_agent_n_failed(agent));
    wf_agent_free(agent);
    wf_store_close(store);
    wf_store_close(planner);
    return took;
}

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 1000, jobs = argc > 2 ? atoi(argv[2]) : 2;
    int rounds = argc > 3 ? atoi(argv[3]) : 5;
    g_autofree char *folder = g_dir_make_tmp("weft-perf-XXXXXX", NULL);
    g_autofree char *script = g_build_filename(folder, "script", NULL);
    if (!g_file_set_contents(script, SCRIPT, -1, NULL) || g_chmod(script, 0755))
        return 1;
    Time floor = {1e9, 1e9, 1e9}, agent = floor;
    printf("round  spawn only  agent    (processor time; of it without the scripts)\n");
    for (int i = 0; i < rounds; i++) {
        Time a = spawn_only(script, n, jobs), b = with_agent(folder, n, jobs, i);
        printf("%5d  %8.3f s  %.3f s  (%.3f s, %.3f s; %.3f s, %.3f s)\n", i + 1, a.wall, b.wall,
               a.cpu, b.cpu, a.own, b.own);
        floor = least(floor, a);
        agent = least(agent, b);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"weft\":1,\"goal\":\"P13\",\"n\":%d,\"jobs\":%d,\"spawn_s\":%.4f,\"agent_s\":%.4f,"
           "\"ratio\":%.3f,\"spawn_cpu_s\":%.4f,\"agent_cpu_s\":%.4f,\"cpu_ratio\":%.3f,"
           "\"spawn_own_s\":%.4f,\"agent_own_s\":%.4f,\"maxrss_kb\":%ld}\n",
           n, jobs, floor.wall, agent.wall, agent.wall / floor.wall, floor.cpu, agent.cpu,
           agent.cpu / floor.cpu, floor.own, agent.own, usage.ru_maxrss);
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", folder);
    return system(command);
}
