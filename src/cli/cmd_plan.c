/* weft plan: what an update would do. */
#include "live.h"

#include <string.h>
#include <unistd.h>
#include <weft/check.h>
#include <weft/plan.h>

/* A faulty model makes no plan: its errors are printed, and what the old model still had is named.
 */
static bool is_sound(const WfCliOptions *options, const WfModel *m, WfFindings *findings)
{
    if (m)
        wf_check_faults(m, findings);
    if (m && !wf_findings_failed(findings))
        return true;
    wf_cli_refuse(options, findings);
    return false;
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

static WfModel *load(const WfCliOptions *options, const char *path, const WfModel *old,
                     bool *ret_failed)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = wf_cli_load(options, path, findings);

    if (old && m)
        note_removed(old, findings);
    *ret_failed = !is_sound(options, m, findings);
    return *ret_failed ? NULL : g_steal_pointer(&m);
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
    bool failed;
    g_autoptr(WfModel) old = load(options, old_path, NULL, &failed);
    g_autoptr(WfModel) new = failed ? NULL : load(options, new_path, old, &failed);

    if (failed)
        return WF_EXIT_FAILED;
    g_autoptr(WfPlan) plan = wf_plan_new(old, new, &error);
    if (plan)
        return print_plan(plan, options, WF_CLI_TEXT);
    wf_cli_error("%s", error->message);
    return WF_EXIT_FAILED;
}

/* What the arguments compare: two models, or one with what is deployed, if anything is. NULL: said
 * so. */
static WfPlan *make_plan(int argc, char **argv, const WfCliOptions *options,
                         const LiveOptions *live)
{
    g_autoptr(GError) error = NULL;
    bool failed = false;
    bool remove_all = argc == 3 && strcmp(argv[2], "-") == 0;
    bool of_stack = argc == 2 && options->stack && live_hosts(live);
    g_autoptr(WfModel) old = argc == 3 ? load(options, argv[1], NULL, &failed) : NULL;
    g_autoptr(WfModel) new =
        failed || remove_all ? NULL : load(options, argv[argc - 1], old, &failed);

    if (failed)
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
