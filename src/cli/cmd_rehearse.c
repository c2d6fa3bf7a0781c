/* weft rehearse, weft run: a whole stack on this machine. */
#include "live.h"
#include "screens.h"

#include <stdio.h>
#include <weft/hook.h>

typedef struct {
    bool real; /* weft run */
    WfCliOptions shared;
    ScreenOptions screens;
    char **fail, **slow, **kill;
    char *journal, *folder;
    double speed;
    int seed;
    gboolean keep, no_sandbox, timeline;
} Arguments;

static void arguments_clear(Arguments *a)
{
    wf_cli_options_clear(&a->shared);
    screen_options_clear(&a->screens);
    g_strfreev(a->fail);
    g_strfreev(a->slow);
    g_strfreev(a->kill);
    g_free(a->journal);
    g_free(a->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static const char *name_of(const Arguments *a)
{
    return a->real ? "run" : "rehearse";
}

/* A recipe whose hook is missing would fail, perhaps after an hour: that is said before. */
static bool check_hooks(const WfModel *m)
{
    g_autoptr(WfHooks) hooks = wf_hooks_new(NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    bool ok = true;

    for (WfId c = 0; c < wf_model_n_components(m); c++) {
        WfRecipe recipe;
        if (!wf_model_component_recipe(m, c, WF_CREATE, &recipe) || !recipe.group ||
            !g_hash_table_add(seen, (char *)recipe.group) || wf_hook_is_builtin(recipe.group) ||
            wf_hook_is_data_only(recipe.group))
            continue;
        g_autofree char *program = wf_hooks_find(hooks, recipe.group);
        if (program)
            continue;
        g_autofree char *folders = wf_hooks_folders(hooks);
        wf_cli_error("no hook runs group '%s' of '%s': looked in %s; $HEAT_CONFIG_HOOKS names "
                     "a folder more",
                     recipe.group, wf_model_component_name(m, c), folders);
        ok = false;
    }
    return ok;
}

/* ---- following it ---- */

typedef struct {
    GMainLoop *loop;
    LivePrinter *printer;
    GError *error;
    WfRehearsalPhase phase;
    bool over, interrupted;
} Show;

static void on_rehearsal(WfRehearsal *r G_GNUC_UNUSED, WfRehearsalPhase phase, const GError *error,
                         gpointer user)
{
    static const char *const words[] = {"starting a private ZooKeeper server",
                                        "preparing the stack", "running", "preparing the update",
                                        NULL};
    Show *show = user;

    if (phase == WF_REHEARSAL_OVER) {
        show->over = true;
        show->error = error ? g_error_copy(error) : NULL;
        g_main_loop_quit(show->loop);
        return;
    }
    if (phase != show->phase)
        live_printer_say(show->printer, "%s", words[phase]);
    show->phase = phase;
    if (phase == WF_REHEARSAL_RUN)
        live_printer_changed(show->printer);
}

/* Stack outputs of what came out; the summary; what was kept. */
static int conclude(Show *show, WfProgress *progress, WfRehearsal *r, WfFindings *findings,
                    const Arguments *a)
{
    bool done = show->over && !show->error && wf_progress_is_done(progress);
    g_autoptr(GError) error = NULL;

    if (show->error) {
        wf_cli_print_findings(&a->shared, findings, stderr);
        wf_cli_error("%s", show->error->message);
    } else {
        live_printer_finish(show->printer, a->timeline);
    }
    if (a->keep && wf_rehearsal_folder(r))
        fprintf(stderr, "kept: %s\n", wf_rehearsal_folder(r));
    if (!wf_rehearsal_close_journal(r, &error)) {
        wf_cli_error("%s", error->message);
        done = false;
    }
    if (show->interrupted)
        return WF_EXIT_INTERRUPTED;
    return done ? WF_EXIT_OK : WF_EXIT_FAILED;
}

static int on_lines(const WfRehearsalOptions *o, WfProgress *progress, const Arguments *a)
{
    LiveForm form = live_form(&a->shared);
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Show show = {.loop = loop, .phase = WF_REHEARSAL_OVER};

    live_on_signal(loop, &show.interrupted);
    show.printer = live_printer_new(progress, form, &a->shared);
    WfRehearsal *r = wf_rehearsal_start(o, progress, findings, on_rehearsal, &show);
    g_main_loop_run(loop);
    int status = conclude(&show, progress, r, findings, a);
    if (status == WF_EXIT_OK && a->real && form < LIVE_JSON) {
        live_print_outputs(loop, wf_rehearsal_store(r), o->stack, wf_rehearsal_keys(r));
        status = show.interrupted ? WF_EXIT_INTERRUPTED : status;
    }
    wf_rehearsal_free(r);
    live_printer_free(show.printer);
    g_clear_error(&show.error);
    return status;
}

/* ---- on screens ---- */

/* When they are gone the end of it stands in the terminal, as without them. */
static void print_end(const WfExploreRun *run, const Arguments *a)
{
    gint64 now = run->over ? run->ended : g_get_real_time() / 1000;

    if (run->error) {
        wf_cli_print_findings(&a->shared, run->findings, stderr);
        wf_cli_error("%s", run->error->message);
    } else {
        g_autofree char *text = wf_progress_summary(run->progress, now);
        if (a->timeline)
            live_print_timeline(run->progress, &a->shared, now);
        fputs(text, stdout);
    }
    if (a->keep && run->folder)
        fprintf(stderr, "kept: %s\n", run->folder);
}

static int on_screens(const WfRehearsalOptions *o, WfProgress *progress, const Arguments *a,
                      char **paths)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfExploreRun run = {.options = *o, .progress = progress, .findings = findings};
    WfExplore explore = {
        .model = wf_cli_model_options(&a->shared, paths[0]), .new_path = paths[1], .run = &run};
    int status;

    if (!screens_take(name_of(a), &a->screens, &a->shared, &explore, &status))
        return status;
    status = wf_explore(&explore);
    if (run.began)
        print_end(&run, a);
    if (run.began && status == WF_EXIT_OK && (run.error || !wf_progress_is_done(progress)))
        status = WF_EXIT_FAILED;
    g_clear_error(&run.error);
    g_free(run.folder);
    return status;
}

static int perform(const WfModel *m, const WfModel *update, const Arguments *a, char **paths)
{
    const char *stack = a->shared.stack ? a->shared.stack : "rehearsal";
    g_autoptr(WfProgress) progress = wf_progress_new(stack);
    g_auto(GStrv) slow = wf_rehearsal_pace(update ? update : m, a->speed, (guint32)a->seed,
                                           (const char *const *)a->slow);
    /* What recipes take on this machine says nothing of what they take in the cloud. */
    g_autofree char *here = g_strconcat(stack, " (run)", NULL);
    json_auto_t *expected =
        a->real ? wf_durations_read(here) : wf_rehearsal_expected((const char *const *)slow);
    WfRehearsalOptions o = {.model = m,
                            .update = update,
                            .stack = stack,
                            .folder = a->folder,
                            .journal = a->journal,
                            .real = a->real,
                            .sandbox = !a->no_sandbox,
                            .keep = a->keep,
                            .fail = (const char *const *)a->fail,
                            .slow = (const char *const *)slow,
                            .kill = (const char *const *)a->kill};

    wf_progress_set_expected(progress, expected);
    if (a->shared.verbose)
        wf_progress_keep_logs(progress);
    int status = screens_wanted(&a->screens, &a->shared) ? on_screens(&o, progress, a, paths)
                                                         : on_lines(&o, progress, a);
    if (a->real)
        live_remember(progress, here);
    return status;
}

/* ---- what is asked for ---- */

static bool parse(Arguments *a, int *argc, char ***argv, int *ret_exit)
{
    const GOptionEntry stand_ins[] = {
        {"fail", 0, 0, G_OPTION_ARG_STRING_ARRAY, &a->fail, "pretend that it fails; repeatable",
         "COMPONENT"},
        {"slow", 0, 0, G_OPTION_ARG_STRING_ARRAY, &a->slow, "how long it takes; repeatable",
         "COMPONENT=SECONDS"},
        {"kill-agent", 0, 0, G_OPTION_ARG_STRING_ARRAY, &a->kill,
         "kill the VM's agent as the component starts; repeatable", "VM@COMPONENT"},
        {"speed", 0, 0, G_OPTION_ARG_DOUBLE, &a->speed,
         "components take one to three seconds / X (default: no time)", "X"},
        {"seed", 0, 0, G_OPTION_ARG_INT, &a->seed, "decides how long each takes", "N"},
        {"journal", 0, 0, G_OPTION_ARG_FILENAME, &a->journal,
         "write events there, for 'watch --replay'", "FILE"},
        {"timeline", 0, 0, G_OPTION_ARG_NONE, &a->timeline,
         "at the end, when each component did what", NULL},
        {"keep", 0, 0, G_OPTION_ARG_NONE, &a->keep, "keep the agents' journals and logs", NULL},
        SCREEN_ENTRIES(a->screens),
        SCREEN_CONSOLE(a->screens),
        {0},
    };
    const GOptionEntry recipes[] = {
        {"no-sandbox", 0, 0, G_OPTION_ARG_NONE, &a->no_sandbox,
         "run recipes on this machine as it is", NULL},
        {"journal", 0, 0, G_OPTION_ARG_FILENAME, &a->journal,
         "write events there, for 'watch --replay'", "FILE"},
        {"folder", 0, 0, G_OPTION_ARG_FILENAME, &a->folder, "where agents keep journals and work",
         "DIR"},
        {"timeline", 0, 0, G_OPTION_ARG_NONE, &a->timeline,
         "at the end, when each component did what", NULL},
        {"keep", 0, 0, G_OPTION_ARG_NONE, &a->keep, "keep that folder", NULL},
        SCREEN_ENTRIES(a->screens),
        SCREEN_CONSOLE(a->screens),
        {0},
    };

    return wf_cli_parse(wf_cli_command(name_of(a)), argc, argv, &a->shared,
                        a->real ? recipes : stand_ins, ret_exit);
}
static int command(bool real, int argc, char **argv)
{
    g_auto(Arguments) a = {.real = real};
    g_autoptr(GError) error = NULL;
    int status;

    if (!parse(&a, &argc, &argv, &status))
        return status;
    if (argc != 2 && !(argc == 3 && !real))
        return wf_cli_usage(name_of(&a), real ? "one model" : "one model, or two (old and new)");
    if (!screens_check(name_of(&a), &a.screens, &status))
        return status;
    g_autofree char *number = wf_rehearsal_wrong_number(a.speed, (const char *const *)a.slow);
    if (number)
        return wf_cli_usage(name_of(&a), "%s", number);
    if (real && !a.no_sandbox && !wf_fleet_can_sandbox(&error)) {
        wf_cli_error("%s", error->message);
        return WF_EXIT_FAILED;
    }
    g_autoptr(WfModel) m = wf_cli_load_checked(&a.shared, argv[1]);
    g_autoptr(WfModel) update = m && argc == 3 ? wf_cli_load_checked(&a.shared, argv[2]) : NULL;
    if (!m || (argc == 3 && !update))
        return WF_EXIT_FAILED;
    g_autofree char *wrong =
        wf_rehearsal_wrong_name(m, update, (const char *const *)a.fail, (const char *const *)a.slow,
                                (const char *const *)a.kill);
    if (wrong) {
        wf_cli_error("%s", wrong);
        return WF_EXIT_USAGE;
    }
    if (real && !check_hooks(m))
        return WF_EXIT_FAILED;
    return perform(m, update, &a, argv + 1);
}

int wf_cmd_rehearse(int argc, char **argv)
{
    return command(false, argc, argv);
}

int wf_cmd_run(int argc, char **argv)
{
    return command(true, argc, argv);
}
