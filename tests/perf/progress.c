/* How following a run grows with its size: every row of a random DAG goes from waiting through
 * running to done, one event a state and VM's batch, and somebody looks after each event.
 *
 *     bench_progress [VMS...]          (20 components a VM; 500 and 5000 if not given)
 *
 * Prints a table and JSON; per_row of the sizes should be equal but for the caches' share. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <weft/progress.h>

#define PER_VM 20
#define STEPS 12

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void set_name(char name[16], guint component)
{
    g_snprintf(name, 16, "c%u", component);
}

/* Component c is on VM c % vms and reads up to three of the 200 before it. */
static GBytes *manifest(guint vm, guint vms, GRand *rand)
{
    char name[16];

    g_snprintf(name, sizeof name, "vm%u", vm);
    g_autoptr(WfManifest) m = wf_manifest_new(name);
    for (guint c = vm; c < vms * PER_VM; c += vms) {
        set_name(name, c);
        WfEntry *e = wf_entry_new(name);
        e->spec = g_strdup("aaaaaaaaaaaaaaaaaaaaaaaa");
        e->deep = g_strdup("aaaaaaaaaaaaaaaaaaaaaaaa");
        for (gint i = g_rand_int_range(rand, 0, 4); c && i > 0; i--) {
            guint on = c - (guint)g_rand_int_range(rand, 1, (gint)MIN(c, 200) + 1);
            char of[16], at[16];
            set_name(of, on);
            g_snprintf(at, sizeof at, "vm%u", on % vms);
            g_ptr_array_add(e->after, wf_entry_read_new(of, at, of, e->deep));
        }
        g_ptr_array_add(m->components, e);
    }
    return wf_manifest_format(m, NULL, NULL, NULL);
}

static GBytes *state(guint vm, guint vms, guint step)
{
    g_autoptr(WfSt) st = wf_st_new();
    guint done = step * PER_VM / STEPS, i = 0;

    for (guint c = vm; c < vms * PER_VM; c += vms, i++) {
        char name[16];
        set_name(name, c);
        WfState s = i < done ? WF_STATE_DONE : i == done ? WF_STATE_RUNNING : WF_STATE_WAITING;
        wf_st_add(st, name, s)->since = step;
    }
    return wf_st_format(st);
}

static void feed(WfProgress *p, WfProgressKind kind, guint vm, GBytes *bytes, gint64 at)
{
    char name[16];
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);

    g_snprintf(name, sizeof name, "vm%u", vm);
    wf_progress_feed(p, &(WfProgressEvent){kind, name, NULL, data, len, at, 0, 0});
    wf_progress_is_over(p);
    g_autoptr(GArray) changes = wf_progress_take_changes(p);
    g_bytes_unref(bytes);
}

/* Payloads are made before the clock runs. Returns seconds. */
static double follow(guint vms, bool failing)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    g_autoptr(WfProgress) p = wf_progress_new("bench");
    g_autoptr(GPtrArray) manifests = g_ptr_array_new(), states = g_ptr_array_new();

    for (guint v = 0; v < vms; v++)
        g_ptr_array_add(manifests, manifest(v, vms, rand));
    for (guint s = 0; s <= STEPS; s++)
        for (guint v = 0; v < vms; v++)
            g_ptr_array_add(states, state(v, vms, s));
    if (failing) { /* what the first VM has fails at the start: most of the rest is blocked */
        g_autoptr(WfSt) st = wf_st_new();
        wf_st_add(st, "c0", WF_STATE_FAILED);
        g_bytes_unref(states->pdata[0]);
        states->pdata[0] = wf_st_format(st);
    }
    double began = cpu();
    for (guint v = 0; v < vms; v++)
        feed(p, WF_PROGRESS_MANIFEST, v, manifests->pdata[v], 0);
    for (guint i = 0; i < states->len; i++)
        feed(p, WF_PROGRESS_ST, i % vms, states->pdata[i], i / vms);
    return cpu() - began;
}

int main(int argc, char **argv)
{
    static const char *const usual[] = {"500", "5000"};
    const char *const *sizes = argc > 1 ? (const char *const *)argv + 1 : usual;
    g_autoptr(GString) json = g_string_new("{\"weft\":1,\"sizes\":[");
    double first[2] = {0, 0}, ratio[2] = {1, 1};

    for (int i = 0; i < (argc > 1 ? argc - 1 : 2); i++)
        for (int failing = 0; failing < 2; failing++) {
            guint vms = (guint)strtoul(sizes[i], NULL, 10), rows = vms * PER_VM;
            double s = follow(MAX(vms, 1), failing), each = s / MAX(rows, 1);
            first[failing] = first[failing] > 0 ? first[failing] : each;
            ratio[failing] = each / first[failing];
            printf("%8u rows%-9s %8.3f s  %6.2f us a row\n", rows, failing ? ", failing" : "", s,
                   each * 1e6);
            g_string_append_printf(json, "%s{\"rows\":%u,\"failing\":%s,\"s\":%.4f}",
                                   i || failing ? "," : "", rows, failing ? "true" : "false", s);
        }
    printf("a row of the last size / of the first: %.2f, failing %.2f\n", ratio[0], ratio[1]);
    printf("%s],\"ratio\":%.3f,\"ratio_failing\":%.3f}\n", json->str, ratio[0], ratio[1]);
    return 0;
}
