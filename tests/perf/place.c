/* Placement against its peers: one by one as a filter scheduler does it, and a mixed
 * integer program on the same instance (glpsol or cbc, when --mip is given).
 *
 *     bench_place [--mip cbc|glpsol] [--mip-seconds N] [--effort X] [--seed N] [--only NAME]
 * [--json FILE]
 *
 * The MIP minimises soft weight, traffic and opened hosts with factors so large that the
 * order is the solver's own; traffic is linear in one variable per flow and link. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <weft/place.h>

typedef struct {
    const char *name;
    guint n_items, racks, hosts; /* hosts per rack */
    guint app;                   /* servers of one application: a chain of tiers */
    guint group;                 /* servers of one anti_collocation group */
    int level;                   /* of it: 0 host, 1 rack; -1: none */
    bool tight, flows, soft;
} Case;

static const Case cases[] = {
    {"pack-10", 10, 2, 5, 0, 0, -1, false, false, false},
    {"flows-10", 10, 2, 5, 5, 2, 0, false, true, false},
    {"racks-12", 12, 4, 3, 6, 3, 1, false, true, false},
    {"soft-15", 15, 3, 5, 0, 5, 1, false, false, true},
    {"pack-40", 40, 4, 5, 0, 0, -1, false, false, false},
    {"tight-40", 40, 4, 5, 0, 4, 0, true, false, false},
    {"flows-20", 20, 4, 5, 5, 2, 0, false, true, false},
    {"flows-50", 50, 5, 8, 5, 3, 1, false, true, false},
    {"pack-200", 200, 10, 6, 0, 4, 0, false, false, false},
    {"tight-200", 200, 10, 6, 0, 4, 0, true, false, false},
    {"apps-1000", 1000, 20, 10, 10, 4, 1, false, true, false},
    {"apps-5000", 5000, 50, 20, 10, 4, 1, false, true, false},
    {"pack-5000", 5000, 50, 20, 0, 5, 0, false, false, false},
};

static const gint64 sizes[][2] = {{1, 2}, {2, 4}, {4, 8}, {8, 16}};

static WfDatacenter *make_dc(const Case *c, gint64 vcpus, gint64 ram)
{
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDcBuilder) b = wf_dc_builder_new("bench", NULL);
    guint32 rack = wf_dc_builder_level(b, "rack", WF_DC_NONE);
    guint32 host = wf_dc_builder_level(b, "host", rack);
    for (guint r = 0; r < c->racks; r++) {
        g_autofree char *name = g_strdup_printf("r%u", r);
        guint32 v = wf_dc_builder_add(b, 0, name, rack, NULL);
        for (guint h = 0; h < c->hosts; h++) {
            g_autofree char *host_name = g_strdup_printf("r%u-h%u", r, h);
            guint32 x = wf_dc_builder_add(b, v, host_name, host, NULL);
            wf_dc_builder_amount(b, x, "vcpus", vcpus, 0);
            wf_dc_builder_amount(b, x, "ram", ram, 0);
        }
    }
    return wf_dc_builder_end(b, f);
}

static WfPlaceProblem *make_problem(const Case *c, guint seed)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autofree guint *size = g_new(guint, c->n_items);
    gint64 sum = 0;
    for (guint i = 0; i < c->n_items; i++) {
        static const guint often[] = {0, 0, 1, 1, 1, 2, 2, 3};
        size[i] = often[g_rand_int_range(rand, 0, G_N_ELEMENTS(often))];
        sum += sizes[size[i]][0];
    }
    guint n_hosts = c->racks * c->hosts;
    double fill = c->tight ? 0.97 : 0.6;
    gint64 vcpus = MAX(8, (gint64)ceil((double)sum / n_hosts / fill));
    g_autoptr(WfDatacenter) dc = make_dc(c, vcpus, vcpus * 2);
    WfPlaceProblem *p = wf_place_problem_new(dc);
    guint32 group = 0;
    for (guint i = 0; i < c->n_items; i++) {
        g_autofree char *name = g_strdup_printf("s%u", i);
        guint32 item = wf_place_add_item(p, WF_PLACE_SERVER, name, NULL, NULL);
        wf_place_need(p, item, "vcpus", sizes[size[i]][0]);
        wf_place_need(p, item, "ram", sizes[size[i]][1]);
        if (c->flows && i % c->app)
            wf_place_flow(p, item - 1, item, g_rand_int_range(rand, 1, 10), false);
        if (c->flows && i % c->app > 1 && g_rand_int_range(rand, 0, 2))
            wf_place_flow(p, item - 2, item, g_rand_int_range(rand, 1, 5), false);
        if (c->level < 0 || c->group == 0)
            continue;
        if (i % c->group == 0) {
            g_autofree char *group_name = g_strdup_printf("g%u", i);
            group = wf_place_add_group(p, group_name, NULL, NULL);
            WfPlacePolicy policy = {.type = WF_POLICY_ANTI_COLLOCATION,
                                    .group = group,
                                    .other = WF_PLACE_NONE,
                                    .level = wf_dc_level(dc, c->level ? "rack" : "host"),
                                    .weight = c->soft ? 1000 : 0};
            wf_place_add_policy(p, &policy);
        }
        wf_place_group_add(p, group, item);
    }
    g_autoptr(WfFindings) f = wf_findings_new();
    wf_place_check(p, f);
    return p;
}

/* -- the MIP ----------------------------------------------------------------------- */

static double traffic_factor(const WfPlaceProblem *p)
{
    return p->dc->n_hosts + 1;
}

static double soft_factor(const WfPlaceProblem *p)
{
    double sum = 1;
    for (guint k = 0; k < p->flows->len; k++)
        sum += 4.0 * (double)g_array_index(p->flows, WfPlaceFlow, k).mbps;
    return sum * traffic_factor(p);
}

static double weigh(const WfPlaceProblem *p, const WfPlaceCost *cost)
{
    return (double)cost->at[WF_COST_SOFT] / WF_PLACE_WEIGHT_UNIT * soft_factor(p) +
           (double)cost->at[WF_COST_TRAFFIC] * traffic_factor(p) + (double)cost->at[WF_COST_OPENED];
}

/* Sum over the hosts below a vertex of x(item, host). */
static void write_sum(FILE *out, const WfPlaceProblem *p, guint item, guint32 vertex, char sign)
{
    const WfDcVertex *v = &p->dc->vertices[vertex];
    for (guint32 h = v->first_host; h < v->end_host; h++)
        fprintf(out, " %c x%u_%u", sign, item, h);
}

static void write_capacity(FILE *out, const WfPlaceProblem *p)
{
    for (guint32 h = 0; h < p->dc->n_hosts; h++)
        for (guint32 r = 0; r < 2; r++) {
            for (guint i = 0; i < p->items->len; i++) {
                const WfPlaceItem *item = p->items->pdata[i];
                for (guint n = 0; n < item->needs->len; n++) {
                    const WfPlaceNeed *need = &g_array_index(item->needs, WfPlaceNeed, n);
                    if (need->resource == r)
                        fprintf(out, " + %ld x%u_%u", (long)need->amount, i, h);
                }
            }
            fprintf(out, " - %ld y%u <= 0\n", (long)wf_dc_free(p->dc, h, r), h);
        }
}

static void write_apart(FILE *out, const WfPlaceProblem *p)
{
    for (guint k = 0; k < p->policies->len; k++) {
        const WfPlacePolicy *policy = p->policies->pdata[k];
        const GArray *items = ((WfPlaceGroup *)p->groups->pdata[policy->group])->items;
        for (guint32 v = 1; v < p->dc->n_vertices; v++) {
            if (p->dc->vertices[v].level != policy->level)
                continue;
            for (guint i = 0; i < items->len; i++)
                write_sum(out, p, g_array_index(items, guint32, i), v, '+');
            if (policy->weight)
                fprintf(out, " - e%u_%u", k, v);
            fprintf(out, " <= 1\n");
        }
    }
}

static void write_objective(FILE *out, const WfPlaceProblem *p)
{
    fprintf(out, "Minimize\n obj:");
    for (guint32 h = 0; h < p->dc->n_hosts; h++)
        fprintf(out, " + y%u\n", h);
    for (guint k = 0; k < p->flows->len; k++)
        for (guint32 v = 1; v < p->dc->n_vertices; v++)
            fprintf(out, " + %.0f z%u_%u\n",
                    traffic_factor(p) * (double)g_array_index(p->flows, WfPlaceFlow, k).mbps, k, v);
    for (guint k = 0; k < p->policies->len; k++) {
        const WfPlacePolicy *policy = p->policies->pdata[k];
        for (guint32 v = 1; v < p->dc->n_vertices && policy->weight; v++)
            if (p->dc->vertices[v].level == policy->level)
                fprintf(out, " + %.0f e%u_%u\n", soft_factor(p), k, v);
    }
}

static void write_lp(const char *path, const WfPlaceProblem *p)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return;
    write_objective(out, p);
    fprintf(out, "Subject To\n");
    for (guint i = 0; i < p->items->len; i++) {
        write_sum(out, p, i, 0, '+');
        fprintf(out, " = 1\n");
    }
    write_capacity(out, p);
    write_apart(out, p);
    for (guint k = 0; k < p->flows->len; k++) {
        const WfPlaceFlow *flow = &g_array_index(p->flows, WfPlaceFlow, k);
        for (guint32 v = 1; v < p->dc->n_vertices; v++) {
            fprintf(out, " z%u_%u", k, v);
            write_sum(out, p, flow->a, v, '-');
            write_sum(out, p, flow->b, v, '+');
            fprintf(out, " >= 0\n z%u_%u", k, v);
            write_sum(out, p, flow->a, v, '+');
            write_sum(out, p, flow->b, v, '-');
            fprintf(out, " >= 0\n");
        }
    }
    fprintf(out, "Binary\n");
    for (guint32 h = 0; h < p->dc->n_hosts; h++) {
        fprintf(out, " y%u\n", h);
        for (guint i = 0; i < p->items->len; i++)
            fprintf(out, " x%u_%u\n", i, h);
    }
    fprintf(out, "End\n");
    fclose(out);
}

typedef struct {
    bool any, proved;
    double objective, seconds;
} Mip;

static void read_solution(const char *path, Mip *mip)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return;
    const char *value = strstr(text, "bjective value");
    if (value) { /* cbc: "Optimal - objective value 12" or "Stopped on time - ..." */
        mip->proved = g_str_has_prefix(text, "Optimal");
        mip->objective = atof(value + strlen("bjective value"));
        mip->any = !strstr(text, "nfeasible") && strstr(text, "x");
    } else if ((value = strstr(text, "Objective:"))) { /* glpsol -o */
        const char *equals = strchr(value, '=');
        mip->proved = strstr(text, "INTEGER OPTIMAL") != NULL;
        mip->any = mip->proved || strstr(text, "INTEGER NON-OPTIMAL") != NULL;
        mip->objective = equals ? atof(equals + 1) : 0;
    }
}

static Mip solve_mip(const char *program, int seconds, const WfPlaceProblem *p)
{
    Mip mip = {0};
    g_autofree char *dir = g_dir_make_tmp("weft-place-XXXXXX", NULL);
    g_autofree char *lp = g_build_filename(dir, "place.lp", NULL);
    g_autofree char *solution = g_build_filename(dir, "solution", NULL);
    g_autofree char *limit = g_strdup_printf("%d", seconds);
    write_lp(lp, p);
    char *cbc[] = {(char *)"cbc",      lp,
                   (char *)"sec",      limit,
                   (char *)"timeMode", (char *)"elapsed",
                   (char *)"solve",    (char *)"solution",
                   solution,           NULL};
    char *glpsol[] = {(char *)"glpsol",  (char *)"--lp", lp,
                      (char *)"--tmlim", limit,          (char *)"--cuts",
                      (char *)"-o",      solution,       NULL};
    gint64 from = g_get_monotonic_time();
    g_spawn_sync(NULL, g_str_equal(program, "cbc") ? cbc : glpsol, NULL,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                 NULL, NULL, NULL, NULL, NULL, NULL);
    mip.seconds = (double)(g_get_monotonic_time() - from) / G_USEC_PER_SEC;
    read_solution(solution, &mip);
    remove(lp);
    remove(solution);
    remove(dir);
    return mip;
}

/* -- the table --------------------------------------------------------------------- */

static const char *word(const WfPlaceAnswer *a)
{
    return a->status == WF_PLACED_OPTIMAL ? "optimal" : a->status == WF_PLACED ? "placed" : "-";
}

static json_t *run_case(const Case *c, guint seed, double effort, const char *mip_program,
                        int mip_seconds)
{
    g_autoptr(WfPlaceProblem) p = make_problem(c, 1);
    g_autoptr(WfFindings) f = wf_findings_new();
    clock_t from = clock(); /* of this process alone: the machine may be busy */
    g_autoptr(WfPlaceAnswer) a =
        wf_place_solve(p, &(WfPlaceOptions){.seed = seed, .effort = effort}, f);
    double seconds = (double)(clock() - from) / CLOCKS_PER_SEC;
    g_autoptr(WfPlaceAnswer) one = wf_place_one_by_one(p, NULL);
    g_autoptr(GString) why = g_string_new(NULL);
    bool fine = a->status > WF_PLACED || wf_place_verify(p, a->hosts, why, NULL);
    printf("%-10s %5u %5u  %-8s %7.2f  %8ld %8ld %5ld %5ld  ", c->name, c->n_items, p->dc->n_hosts,
           fine ? word(a) : "BROKEN", seconds, (long)a->cost.at[WF_COST_TRAFFIC],
           (long)a->bound.at[WF_COST_TRAFFIC], (long)a->cost.at[WF_COST_OPENED],
           (long)a->bound.at[WF_COST_OPENED]);
    if (one->status == WF_PLACED)
        printf("%8ld %5ld", (long)one->cost.at[WF_COST_TRAFFIC],
               (long)one->cost.at[WF_COST_OPENED]);
    else
        printf("%14s", "stuck");
    json_t *out =
        json_pack("{s:s, s:i, s:i, s:s, s:f, s:f, s:b}", "name", c->name, "items", (int)c->n_items,
                  "hosts", (int)p->dc->n_hosts, "status", word(a), "seconds", seconds, "cost",
                  weigh(p, &a->cost), "one_by_one", one->status == WF_PLACED);
    if (mip_program && c->n_items * p->dc->n_hosts <= 15000) {
        Mip mip = solve_mip(mip_program, mip_seconds, p);
        double ours = weigh(p, &a->cost);
        printf("  %7.2f %-7s %+7.2f %%", mip.seconds,
               mip.proved ? "optimal"
               : mip.any  ? "stopped"
                          : "none",
               mip.any && mip.objective > 0 ? 100 * (ours - mip.objective) / mip.objective : 0);
        json_object_set_new(out, "mip_seconds", json_real(mip.seconds));
        json_object_set_new(out, "mip_proved", json_boolean(mip.proved));
        json_object_set_new(out, "mip_cost", mip.any ? json_real(mip.objective) : json_null());
    }
    printf("\n");
    fflush(stdout);
    return out;
}

int main(int argc, char **argv)
{
    g_autofree char *mip = NULL, *only = NULL, *json = NULL;
    int mip_seconds = 60, seed = 1;
    double effort = 1;
    const GOptionEntry entries[] = {
        {"mip", 0, 0, G_OPTION_ARG_STRING, &mip, "compare with this solver", "cbc|glpsol"},
        {"mip-seconds", 0, 0, G_OPTION_ARG_INT, &mip_seconds, "its time limit", "N"},
        {"effort", 0, 0, G_OPTION_ARG_DOUBLE, &effort, "how long to search", "1"},
        {"seed", 0, 0, G_OPTION_ARG_INT, &seed, "of the solver", "1"},
        {"only", 0, 0, G_OPTION_ARG_STRING, &only, "cases whose name begins so", "NAME"},
        {"json", 0, 0, G_OPTION_ARG_FILENAME, &json, "write the figures there", "FILE"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, NULL))
        return 2;
    printf("case       items hosts  answer   seconds   traffic    bound  open bound  "
           "one by one     MIP: seconds, answer, ours above it\n");
    json_t *all = json_array();
    for (guint k = 0; k < G_N_ELEMENTS(cases); k++)
        if (!only || g_str_has_prefix(cases[k].name, only))
            json_array_append_new(all, run_case(&cases[k], (guint)seed, effort, mip, mip_seconds));
    if (json)
        json_dump_file(all, json, JSON_INDENT(1));
    json_decref(all);
    return 0;
}
