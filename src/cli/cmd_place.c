/* weft place: one decision for all servers and volumes of a model. */
#include "cmd_place.h"
#include "live.h"

#include <string.h>
#include <weft/emit.h>
#include <weft/file.h>
#include <weft/limits.h>
#include <weft/placemodel.h>

typedef struct {
    char *datacenter, *flavors, *keep, *explain, *output, *levels;
    double time_limit;
    int seed;
    gboolean table, hints, import, affinity, counted;
    LiveOptions live;
} Arguments;

static void arguments_clear(Arguments *a)
{
    g_free(a->datacenter);
    g_free(a->flavors);
    g_free(a->keep);
    g_free(a->explain);
    g_free(a->output);
    g_free(a->levels);
    live_options_clear(&a->live);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static GBytes *read_file(const char *path)
{
    g_autoptr(GError) error = NULL;
    GBytes *bytes = wf_file_read(path, WF_LIMIT_FILE_BYTES, &error);

    if (!bytes)
        wf_cli_error("%s", error->message);
    return bytes;
}

static void show_findings(WfFindings *findings, const WfCliOptions *options)
{
    wf_cli_print_findings(options, findings, stderr);
}

/* JSON is complete: also what is wrong is in it, and no text is needed beside it. */
static int fail(WfFindings *findings, const WfCliOptions *options)
{
    if (!options->json) {
        show_findings(findings, options);
        return WF_EXIT_FAILED;
    }
    wf_findings_sort(findings);
    wf_cli_print_json(json_pack("{s:i, s:s, s:o}", "weft", 1, "status", "invalid", "findings",
                                wf_cli_findings_json(findings)));
    return WF_EXIT_FAILED;
}

/* ---- --import ---- */

static int import(int n, char **files, const Arguments *a, const WfCliOptions *options)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autofree WfDcSource *sources = g_new0(WfDcSource, n + 1);
    g_auto(GStrv) levels = a->levels ? g_strsplit(a->levels, ",", -1) : NULL;
    g_autoptr(WfFindings) findings = wf_findings_new();

    for (int i = 0; i < n; i++) {
        GBytes *bytes = read_file(files[i]);
        if (!bytes)
            return WF_EXIT_FAILED;
        g_ptr_array_add(kept, bytes);
        sources[i] = (WfDcSource){files[i], bytes};
    }
    g_autoptr(WfDatacenter) dc =
        wf_dc_import(sources, (guint)n, (const char *const *)levels, findings);
    if (!dc || wf_findings_failed(findings))
        return fail(findings, options);
    if (wf_findings_n(findings) && !options->quiet)
        show_findings(findings, options);
    return wf_cli_write_template(options, a->output, 0644, wf_dc_to_json(dc));
}

/* ---- the input ---- */

static WfDatacenter *load_datacenter(const char *path, WfFindings *findings)
{
    g_autoptr(GBytes) bytes = read_file(path);

    return bytes ? wf_dc_parse(path, bytes, findings) : NULL;
}

/* What --keep names: a file, else the template that the stack of that name has accepted. */
static GBytes *read_kept(const WfModel *m, const Arguments *a, const WfCliOptions *options)
{
    bool is_stack = !g_file_test(a->keep, G_FILE_TEST_EXISTS) && live_hosts(&a->live);
    g_autoptr(GError) error = NULL;

    if (!is_stack)
        return read_file(a->keep);
    g_autoptr(WfPlan) plan = live_plan(&a->live, options, a->keep, m);
    if (!plan)
        return NULL;
    if (!wf_plan_old(plan)) {
        wf_cli_error("stack '%s' has accepted no model yet", a->keep);
        return NULL;
    }
    json_auto_t *template = wf_emit_integrated(wf_plan_old(plan), &error);
    if (!template) {
        wf_cli_error("%s", error->message);
        return NULL;
    }
    char *text = wf_emit_yaml(template);
    return g_bytes_new_take(text, strlen(text));
}

/* What stands nowhere is kept nowhere: a template that nobody has placed says nothing. */
static void note_nothing_kept(const WfPlaceProblem *p, const char *keep)
{
    for (guint i = 0; i < p->items->len; i++)
        if (((const WfPlaceItem *)p->items->pdata[i])->present != WF_PLACE_NONE)
            return;
    if (p->items->len)
        wf_cli_error("'%s' names no host for anything that is placed: nothing is kept", keep);
}

/* The problem without faults; NULL: said so, or in the findings. */
static WfPlaceProblem *state_problem(const WfModel *m, const Arguments *a, const WfCliOptions *cli,
                                     WfFindings *findings)
{
    g_autoptr(WfDatacenter) dc = load_datacenter(a->datacenter, findings);
    g_autoptr(GBytes) bytes = a->flavors ? read_file(a->flavors) : NULL;
    g_autoptr(WfFlavors) flavors = bytes ? wf_flavors_parse(a->flavors, bytes, findings) : NULL;
    WfPlaceModelOptions options = {.affinity_from_dag = a->affinity};

    if (!dc || (a->flavors && !flavors))
        return NULL;
    g_autoptr(WfPlaceProblem) p = wf_place_from_model(m, dc, flavors, &options, findings);
    if (p && a->keep) {
        g_autoptr(GBytes) kept = read_kept(m, a, cli);
        g_autoptr(WfDoc) doc = kept ? wf_doc_parse(a->keep, kept, findings) : NULL;
        if (!doc || !wf_place_read_present(p, doc, findings))
            return NULL;
        if (!cli->quiet)
            note_nothing_kept(p, a->keep);
        p->present_in_used = a->counted;
    }
    return p && wf_place_check(p, findings) ? g_steal_pointer(&p) : NULL;
}

/* ---- the output ---- */

static int print_template(const WfModel *m, const WfPlaceProblem *p, const WfPlaceAnswer *answer,
                          const Arguments *a)
{
    g_autoptr(GError) error = NULL;
    json_t *shared = wf_emit_integrated(m, &error);
    json_auto_t *template =
        shared ? json_deep_copy(shared) : NULL; /* its values may be the model's */

    json_decref(shared);
    if (!template ||
        !wf_place_write(p, answer, a->hints ? WF_PLACE_WRITE_HINTS : WF_PLACE_WRITE_ZONE, template,
                        &error)) {
        wf_cli_error("cannot write the placement: %s", error->message);
        return WF_EXIT_FAILED;
    }
    g_autofree char *text = wf_emit_yaml(template);
    return wf_cli_write_as(a->output, 0600, text, strlen(text)); /* it may be a stripped one */
}

static int print_json(const WfPlaceProblem *p, const WfPlaceAnswer *answer, WfFindings *findings,
                      const char *file)
{
    json_t *json = wf_place_answer_json(p, answer);

    wf_findings_sort(findings);
    json_object_set_new(json, "findings", wf_cli_findings_json(findings));
    return wf_cli_write_json(file, json);
}

static int print_table(const WfPlaceProblem *p, const WfPlaceAnswer *answer, const char *file)
{
    g_autoptr(GString) text = g_string_new(NULL);

    wf_place_answer_table(p, answer, text);
    return wf_cli_write(file, text->str, text->len);
}

static int print_answer(const WfModel *m, const WfPlaceProblem *p, const WfPlaceAnswer *answer,
                        const Arguments *a, const WfCliOptions *options, WfFindings *findings)
{
    if (a->explain)
        return wf_place_print_reason(p, answer, a->explain, options);
    if (options->json)
        return print_json(p, answer, findings, a->output);
    if (a->table)
        return print_table(p, answer, a->output);
    if (!options->quiet)
        wf_place_print_moves(p, answer, stderr);
    return print_template(m, p, answer, a);
}

static int place(const WfModel *m, const Arguments *a, const WfCliOptions *options,
                 WfFindings *findings)
{
    WfPlaceOptions search = {.seed = (guint32)a->seed, .time_limit = a->time_limit};
    g_autoptr(WfPlaceProblem) p = state_problem(m, a, options, findings);
    bool interrupted = false;

    if (!p)
        return wf_findings_failed(findings) ? fail(findings, options) : WF_EXIT_FAILED;
    g_autoptr(WfPlaceAnswer) answer =
        wf_place_search(p, search, options->quiet, findings, &interrupted);
    bool placed = answer->status == WF_PLACED || answer->status == WF_PLACED_OPTIMAL;
    if (!options->json && (wf_findings_failed(findings) || !options->quiet))
        show_findings(findings, options);
    interrupted &= answer->status != WF_PLACED_INFEASIBLE; /* it is known that there is none */
    if (interrupted)
        wf_cli_error(placed ? "interrupted: this is the best found so far"
                            : "interrupted before any placement was found");
    int status = !placed && !options->json ? WF_EXIT_FAILED
                 : placed                  ? print_answer(m, p, answer, a, options, findings)
                                           : print_json(p, answer, findings, a->output);
    return interrupted ? WF_EXIT_INTERRUPTED : placed ? status : WF_EXIT_FAILED;
}

/* ---- the command ---- */

/* The first thing that is wrong with how the options go together, or NULL. */
static const char *wrong_usage(int argc, const Arguments *a, const WfCliOptions *options)
{
    if (a->import)
        return argc < 2 ? "--import needs the files that the OpenStack client printed" : NULL;
    if (argc != 2)
        return argc < 2 ? "which model?" : "one model at a time";
    if (!a->datacenter)
        return "--datacenter FILE is needed: weft-datacenter(5) describes it, --import makes one";
    if (a->levels)
        return "--levels goes with --import";
    if (a->counted && !a->keep)
        return "--counted goes with --keep";
    if (a->table + (options->json || a->explain != NULL) > 1)
        return "--table goes without --json and --explain";
    if (a->explain && a->output)
        return "--explain goes to standard output";
    if (a->seed < 0 || !(a->time_limit >= 0))
        return "--seed and --time-limit take numbers from 0";
    return NULL;
}

int wf_cmd_place(int argc, char **argv)
{
    g_auto(Arguments) a = {.seed = 1};
    const GOptionEntry own[] = {
        {"datacenter", 'd', 0, G_OPTION_ARG_FILENAME, &a.datacenter,
         "where to place, as weft-datacenter(5) says", "FILE"},
        {"flavors", 'f', 0, G_OPTION_ARG_FILENAME, &a.flavors, "what each flavor needs", "FILE"},
        {"keep", 0, 0, G_OPTION_ARG_FILENAME, &a.keep,
         "the present placement: an earlier answer, a map, a placed template, or what STACK "
         "accepted",
         "FILE|STACK"},
        LIVE_ENTRIES(a.live),
        {"counted", 0, 0, G_OPTION_ARG_NONE, &a.counted,
         "what --keep names is part of the datacenter's 'used'", NULL},
        {"hints", 0, 0, G_OPTION_ARG_NONE, &a.hints,
         "write scheduler hints, not availability zones", NULL},
        {"table", 0, 0, G_OPTION_ARG_NONE, &a.table, "print where each server goes, and why", NULL},
        {"explain", 0, 0, G_OPTION_ARG_STRING, &a.explain,
         "tell why SERVER is there, and what else was possible", "SERVER"},
        {"affinity-from-dag", 0, 0, G_OPTION_ARG_NONE, &a.affinity,
         "values that flow between two VMs pull them together", NULL},
        {"seed", 0, 0, G_OPTION_ARG_INT, &a.seed,
         "another seed may find another answer (default 1)", "N"},
        {"time-limit", 0, 0, G_OPTION_ARG_DOUBLE, &a.time_limit,
         "end the search with the best so far", "SECONDS"},
        {"import", 0, 0, G_OPTION_ARG_NONE, &a.import,
         "print a datacenter made of the OpenStack client's JSON files", NULL},
        {"levels", 0, 0, G_OPTION_ARG_STRING, &a.levels,
         "with --import: properties of aggregates that make the tree", "NAME,..."},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &a.output, "write to FILE", "FILE"},
        {0},
    };
    g_auto(WfCliOptions) options = {0};
    int status;

    if (!wf_cli_parse(wf_cli_command("place"), &argc, &argv, &options, own, &status))
        return status;
    const char *wrong = wrong_usage(argc, &a, &options);
    if (wrong)
        return wf_cli_usage("place", "%s", wrong);
    if (a.import)
        return import(argc - 1, argv + 1, &a, &options);
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = wf_cli_load(&options, argv[1], findings);
    if (!m || wf_findings_failed(findings))
        return wf_findings_failed(findings) ? fail(findings, &options) : WF_EXIT_FAILED;
    return place(m, &a, &options, findings);
}
