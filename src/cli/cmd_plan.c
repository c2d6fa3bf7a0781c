/* weft plan: what an update would do. */
#include "live.h"

#include <string.h>
#include <unistd.h>
#include <weft/check.h>
#include <weft/plan.h>

/* A model on its way: read and checked without a word, so that two can be at once. */
typedef struct {
    const WfCliOptions *options;
    const char *path;
    WfFindings *findings;
    WfModel *model;
    GError *error;
} Side;

static void side_clear(Side *side)
{
    g_clear_pointer(&side->findings, wf_findings_free);
    g_clear_pointer(&side->model, wf_model_unref);
    g_clear_error(&side->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Side, side_clear)

static gpointer side_read(gpointer data)
{
    Side *side = data;
    WfModelOptions options = wf_cli_model_options(side->options, side->path);

    side->findings = wf_findings_new();
    side->model = wf_model_load(&options, side->findings, &side->error);
    if (side->model)
        wf_check_faults(side->model, side->findings);
    return NULL;
}

/* The one place with a thread: a model is closed in itself, nothing else runs meanwhile, and half
 * the time of a plan is the reading of the second file. Standard input has only one reader. */
static void read_both(Side *old, Side *new)
{
    bool share = strcmp(old->path, "-") == 0 && strcmp(new->path, "-") == 0;
    GThread *beside = share ? NULL : g_thread_try_new("old", side_read, old, NULL);

    if (!beside)
        side_read(old);
    side_read(new);
    if (beside)
        g_thread_join(beside);
}

/* A reference to what only the old model has deserves better words than "is no component". */
static void note_removed(const WfModel *old, WfFindings *findings)
{
    guint n = wf_findings_n(findings);

    for (guint i = 0; i < n; i++) {
        const WfFinding *f = wf_findings_get(findings, i);
        const char *end =
            f->code == WF_CODE_REF && f->message[0] == '\'' ? strchr(f->message + 1, '\'') : NULL;
        if (!end)
            continue;
        g_autofree char *name = g_strndup(f->message + 1, end - f->message - 1);
        if (wf_model_component_find(old, name) == WF_NONE)
            continue;
        WfSpan span = f->span;
        g_autofree char *path = g_strdup(f->path);
        wf_findings_add(findings, WF_CODE_REMOVED_READ, path, &span,
                        "component '%s' is gone from the new model and still read", name);
        wf_findings_hint(findings, "remove what reads it too, or keep it");
    }
}

/* The model as it was read. NULL: it has faults, which are printed; a plan is made of none. */
static WfModel *side_take(Side *side, const WfModel *old)
{
    if (!side->model)
        wf_cli_load_failed(side->options, side->path, side->error, side->findings);
    if (side->model && !wf_findings_failed(side->findings))
        return g_steal_pointer(&side->model);
    if (old && side->model)
        note_removed(old, side->findings);
    wf_cli_refuse(side->options, side->findings);
    return NULL;
}

/* Both NULL, or only the new one: their faults are printed. The caller owns what it gets. */
static bool load_both(const WfCliOptions *options, const char *old_path, const char *new_path,
                      WfModel **ret_old, WfModel **ret_new)
{
    g_auto(Side) old = {.options = options, .path = old_path};
    g_auto(Side) new = {.options = options, .path = new_path};

    read_both(&old, &new);
    *ret_old = side_take(&old, NULL);
    *ret_new = *ret_old ? side_take(&new, *ret_old) : NULL;
    return *ret_new != NULL;
}

static WfModel *load_one(const WfCliOptions *options, const char *path)
{
    g_auto(Side) side = {.options = options, .path = path};

    side_read(&side);
    return side_take(&side, NULL);
}

static int print_plan(const WfPlan *plan, const WfCliOptions *options, WfCliForm form)
{
    WfPlanFormat format = {.ascii = !wf_cli_utf8(options),
                           .color = wf_cli_color(options, STDOUT_FILENO),
                           .all = options->verbose};

    if (form == WF_CLI_JSON_TEXT)
        return wf_cli_print_json(wf_plan_to_json(plan));
    g_autofree char *text = form == WF_CLI_OWN_TEXT ? wf_plan_to_markdown(plan, &format)
                                                    : wf_plan_to_text(plan, &format);
    return wf_cli_write(NULL, text, strlen(text));
}

int wf_cli_plan(const WfCliOptions *options, const char *old_path, const char *new_path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WfModel) old = NULL, new = NULL;

    if (!load_both(options, old_path, new_path, &old, &new))
        return WF_EXIT_FAILED;
    g_autoptr(WfPlan) plan = wf_plan_new(old, new, &error);
    if (plan)
        return print_plan(plan, options, WF_CLI_TEXT);
    wf_cli_error("%s", error->message);
    return WF_EXIT_FAILED;
}

/* The models that the arguments name: old and new, old and '-' (all goes), or the new one alone. */
static bool load_named(int argc, char **argv, const WfCliOptions *options, WfModel **ret_old,
                       WfModel **ret_new)
{
    *ret_old = *ret_new = NULL;
    if (argc == 2)
        return (*ret_new = load_one(options, argv[1])) != NULL;
    if (strcmp(argv[2], "-") == 0)
        return (*ret_old = load_one(options, argv[1])) != NULL;
    return load_both(options, argv[1], argv[2], ret_old, ret_new);
}

/* What the arguments compare: two models, or one with what is deployed, if anything is. NULL: said
 * so. */
static WfPlan *make_plan(int argc, char **argv, const WfCliOptions *options,
                         const LiveOptions *live)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WfModel) old = NULL, new = NULL;
    bool of_stack = argc == 2 && options->stack && live_hosts(live);

    if (!load_named(argc, argv, options, &old, &new))
        return NULL;
    if (argc == 2 && options->stack && !of_stack && !options->quiet)
        wf_cli_error(
            "no --zk and no $WEFT_ZK: what stack '%s' has is not looked at, and everything "
            "counts as new",
            options->stack);
    WfPlan *plan =
        of_stack ? live_plan(live, options, options->stack, new) : wf_plan_new(old, new, &error);
    if (error)
        wf_cli_error("%s", error->message);
    if (plan && of_stack && !wf_plan_old(plan) && !options->quiet)
        wf_cli_error("stack '%s' has accepted no model yet: everything counts as new",
                     options->stack);
    return plan;
}

int wf_cmd_plan(int argc, char **argv)
{
    gboolean exit_code = FALSE;
    g_autofree char *file = NULL, *format = NULL;
    g_auto(LiveOptions) live = {0};
    const GOptionEntry own[] = {
        LIVE_ENTRIES(live),
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &file,
         "save the plan to FILE, for 'prepare --plan'", "FILE"},
        {"format", 0, 0, G_OPTION_ARG_STRING, &format, "text, json or md", "FORM"},
        {"exit-code", 0, 0, G_OPTION_ARG_NONE, &exit_code,
         "exit with 3 if there is something to do", NULL},
        {0},
    };
    g_auto(WfCliOptions) options = {0};
    WfCliForm form;
    int status;

    if (!wf_cli_parse(wf_cli_command("plan"), &argc, &argv, &options, own, &status))
        return status;
    if (argc != 2 && argc != 3)
        return wf_cli_usage(
            "plan", "one model (nothing deployed yet, or --stack and --zk) or two (old and new)");
    if (!wf_cli_form("plan", "md", format, options.json, &form, &status))
        return status;
    g_autoptr(WfPlan) plan = make_plan(argc, argv, &options, &live);
    if (!plan)
        return WF_EXIT_FAILED;
    if (file && (status = wf_cli_write_json(file, wf_plan_to_json(plan))) != WF_EXIT_OK)
        return status;
    status = print_plan(plan, &options, form);
    if (status != WF_EXIT_OK)
        return status;
    return exit_code && !wf_plan_is_empty(plan) ? WF_EXIT_DIFFERENT : WF_EXIT_OK;
}
