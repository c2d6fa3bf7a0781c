/* weft watch: a running stack, or the journal of one that ran. */
#include "live.h"
#include "screens.h"

#include <stdio.h>
#include <string.h>
#include <weft/file.h>
#include <weft/limits.h>
#include <weft/text.h>

typedef struct {
    GMainLoop *loop;
    WfProgress *progress;
    LivePrinter *printer;
    WfFollow *follow;
    bool once, until_over, exact, reading, interrupted, failed;
    guint64 generation; /* that was there first */
    guint again;
} Watch;

#define AGAIN_MS 200

static void look_at_end(Watch *w);

static gboolean on_again(gpointer user)
{
    Watch *w = user;

    w->again = 0;
    w->reading = false;
    if (wf_progress_is_at_rest(w->progress))
        look_at_end(w);
    return G_SOURCE_REMOVE;
}

/* A VM that has not looked at an update yet still says what it came to before; if the update goes
 * back to what was there then, all seems to be over. Only the outcomes know. */
static void look_at_end(Watch *w)
{
    const WfHead *head = wf_progress_head(w->progress);
    bool updated = !w->once && head && head->generation != w->generation;

    if (!w->reading) {
        w->reading = true;
        if (w->exact || updated)
            wf_follow_read_outcomes(w->follow);
    }
    if (!wf_follow_is_settled(w->follow))
        return;
    if (!updated || wf_progress_is_settled(w->progress))
        g_main_loop_quit(w->loop);
    else if (!w->again)
        w->again = g_timeout_add(AGAIN_MS, on_again, w);
}

static void on_follow(WfFollow *follow, gpointer user)
{
    Watch *w = user;
    const char *problem = wf_follow_problem(follow);

    const WfHead *head = wf_progress_head(w->progress);

    w->follow = follow;
    w->generation = w->generation || !head ? w->generation : head->generation;
    if (w->printer)
        live_printer_changed(w->printer);
    bool ends = w->until_over && wf_progress_is_at_rest(w->progress); /* with the summary */
    if (w->printer && wf_follow_is_loaded(follow) && !ends)
        live_printer_caught_up(w->printer);
    if (wf_follow_is_loaded(follow) && !wf_progress_is_at_rest(w->progress))
        w->exact = true; /* how long it took is told at the end, as only the outcomes know it */
    if (w->once && head && head->phase == WF_PHASE_PREPARE)
        problem = "a generation is being prepared, and nothing is known until that is done";
    if (problem && (w->once || !wf_progress_head(w->progress))) {
        wf_cli_error("%s", problem);
        w->failed = true;
        g_main_loop_quit(w->loop);
    } else if (wf_follow_is_loaded(follow) && (w->once || ends)) {
        look_at_end(w);
    }
}

/* ---- why ---- */

enum { MOST_INDENT = 40 }; /* a chain may have thousands of steps */

/* @now: a journal has its own. */
static int explain(WfProgress *p, const char *component, gint64 now)
{
    WfNearest near = wf_nearest_to(component);

    for (guint32 i = 0; i < wf_progress_n_rows(p); i++) {
        wf_nearest_try(&near, wf_progress_row(p, i)->name);
        if (strcmp(wf_progress_row(p, i)->name, component) != 0)
            continue;
        g_autoptr(GPtrArray) why = wf_progress_why(p, i, now);
        for (guint k = 0; k < why->len; k++)
            printf("%*s%s\n", (int)MIN(k * 2, MOST_INDENT), "", (char *)why->pdata[k]);
        return WF_EXIT_OK;
    }
    wf_cli_error(near.found ? "there is no component '%s'; did you mean '%s'?"
                            : "there is no component '%s'%s",
                 component, near.found ? near.found : "");
    return WF_EXIT_FAILED;
}

/* ---- replay ---- */

typedef struct {
    WfProgress *progress;
    bool quiet, json; /* quiet: only what comes of it is asked for */
    LiveClock clock;
    gint64 at;
} Replay;

/* @by: as those did who looked on. */
static void replay_changes(Replay *r, gint64 by)
{
    g_autoptr(GArray) changes = wf_progress_take_changes_by(r->progress, by);
    gint64 zero = changes->len ? live_clock_began(&r->clock, r->progress, r->at) : 0;
    for (guint k = 0; k < changes->len && !r->quiet; k++) {
        const WfProgressChange *change = &g_array_index(changes, WfProgressChange, k);
        g_autofree char *shown =
            r->json ? wf_progress_change_json(r->progress, change)
                    : wf_progress_change_line(r->progress, change, MIN(zero, change->at));
        puts(shown);
    }
}

static bool replay_line(const char *line, gpointer data, GError **error)
{
    Replay *r = data;

    if (!wf_progress_feed_line(r->progress, line, &r->at, error))
        return false;
    replay_changes(r, r->at);
    return true;
}

/* @why: of this component alone, as it was at the end; or NULL. */
static int replay(const char *file, const WfCliOptions *options, bool timeline, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = wf_file_read(file, WF_LIMIT_FILE_BYTES, &error);
    g_autoptr(WfProgress) progress = wf_progress_new("replay");
    Replay r = {.progress = progress, .quiet = timeline || why, .json = options->json};

    if (bytes && options->verbose)
        wf_progress_keep_logs(progress);
    g_autofree char *text =
        bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
    if (!text || !wf_progress_journal_read(file, text, replay_line, &r, &error)) {
        wf_cli_error("%s", error->message);
        return WF_EXIT_FAILED;
    }
    replay_changes(&r, G_MAXINT64);
    if (why)
        return explain(progress, why, r.at);
    if (timeline)
        return live_print_timeline(progress, options, r.at);
    if (options->json)
        return wf_cli_print_json(wf_progress_to_json(progress, r.at));
    g_autofree char *summary = wf_progress_summary(progress, r.at);
    fputs(summary, stdout);
    return WF_EXIT_OK;
}

/* ---- watch ---- */

typedef struct {
    LiveOptions live;
    ScreenOptions screens;
    char *replay, *journal, *why;
    gboolean until_over, timeline;
} Arguments;

static void arguments_clear(Arguments *a)
{
    live_options_clear(&a->live);
    screen_options_clear(&a->screens);
    g_free(a->replay);
    g_free(a->journal);
    g_free(a->why);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

/* @model: the journal's, if it is at hand; else the journal tells what it knows of it. */
static int replay_on_screens(const Arguments *a, const WfCliOptions *options, const char *model)
{
    WfExplore explore = {.model = wf_cli_model_options(options, model), .replay = a->replay};
    int status;

    return screens_take("watch", &a->screens, options, &explore, &status) ? wf_explore(&explore)
                                                                          : status;
}

/* ---- on screens ---- */

typedef struct {
    GMainLoop *loop;
    WfModel *model;
    char *digest;
    GError *error;
} Accepted;

static void on_accepted(WfModel *model, const char *digest, const GError *error, gpointer user)
{
    Accepted *accepted = user;
    accepted->model = model ? wf_model_ref(model) : NULL;
    accepted->digest = g_strdup(digest);
    accepted->error = error ? g_error_copy(error) : NULL;
    g_main_loop_quit(accepted->loop);
}

/* The model that the stack has accepted. NULL: said why. */
static WfModel *accepted_model(const LiveOptions *live, const char *stack, char **ret_digest)
{
    g_autoptr(WfKeys) keys = live_keys(live, stack, LIVE_KEYS_THERE);
    g_autoptr(WfStore) store = keys ? live_open_store(live, keys) : NULL;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Accepted accepted = {.loop = loop};

    if (!store)
        return NULL;
    wf_accepted_start(store, stack, keys, on_accepted, &accepted);
    g_main_loop_run(loop);
    if (accepted.error)
        wf_cli_error("%s", accepted.error->message);
    g_clear_error(&accepted.error);
    *ret_digest = accepted.digest;
    return accepted.model;
}

/* @path: the model as a file, in place of what the stack has accepted; or NULL. */
static int watch_on_screens(const Arguments *a, const WfCliOptions *options, const char *stack,
                            const char *path)
{
    g_autofree char *digest = NULL;
    g_autoptr(WfModel) accepted = path ? NULL : accepted_model(&a->live, stack, &digest);

    WfExplore explore = {.model = wf_cli_model_options(options, path ? path : "the accepted model"),
                         .loaded = accepted,
                         .digest = digest,
                         .zk = live_hosts(&a->live),
                         .key = a->live.key};
    ScreenOptions screens = a->screens;
    int status;

    explore.model.stack_name = stack;
    if (!path && !accepted)
        return WF_EXIT_FAILED;
    if (!screens.screen)
        screens.screen = (char *)"run";
    return screens_take("watch", &screens, options, &explore, &status) ? wf_explore(&explore)
                                                                       : status;
}

/* ---- on lines ---- */

static int status_of(const Watch *w, const Arguments *a)
{
    if (w->failed)
        return WF_EXIT_FAILED;
    if (w->interrupted)
        return WF_EXIT_INTERRUPTED;
    if (a->why)
        return explain(w->progress, a->why, g_get_real_time() / 1000);
    return wf_progress_is_done(w->progress) ? WF_EXIT_OK : WF_EXIT_FAILED;
}

static int watch(const Arguments *a, const WfCliOptions *options, const char *stack)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WfKeys) keys = live_keys(&a->live, stack, LIVE_KEYS_THERE);
    g_autoptr(WfStore) store = keys ? live_open_store(&a->live, keys) : NULL;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(WfProgress) progress = wf_progress_new(stack);
    json_auto_t *expected = wf_durations_read(stack);
    Watch w = {.loop = loop,
               .progress = progress,
               .once = a->why != NULL,
               .until_over = a->until_over,
               .exact = a->timeline || options->verbose};

    if (!store)
        return WF_EXIT_FAILED;
    FILE *journal = a->journal ? wf_progress_journal_open(a->journal, &error) : NULL;
    if (a->journal && !journal) {
        wf_cli_error("%s", error->message);
        return WF_EXIT_FAILED;
    }
    wf_progress_set_expected(progress, expected);
    if (options->verbose)
        wf_progress_keep_logs(progress);
    w.printer = a->why ? NULL : live_printer_new(progress, live_form(options), options);
    if (w.printer) {
        live_printer_set_store(w.printer, store);
        live_printer_catch_up(w.printer);
    }
    live_on_signal(loop, &w.interrupted);
    WfFollow *follow = wf_follow_new(store, stack, progress, journal, on_follow, &w);
    g_main_loop_run(loop);
    if (w.printer && !w.failed)
        live_printer_finish(w.printer, a->timeline);
    live_remember(progress, stack);
    int status = status_of(&w, a);
    g_clear_handle_id(&w.again, g_source_remove);
    wf_follow_free(follow);
    if (w.printer)
        live_printer_free(w.printer);
    if (journal && !wf_progress_journal_close(journal, &error)) {
        wf_cli_error("%s", error->message);
        status = WF_EXIT_FAILED;
    }
    return status;
}

int wf_cmd_watch(int argc, char **argv)
{
    g_auto(Arguments) a = {0};
    g_auto(WfCliOptions) options = {0};
    const GOptionEntry own[] = {
        LIVE_ENTRIES(a.live),
        SCREEN_ENTRIES(a.screens),
        SCREEN_CONSOLE(a.screens),
        {"until-over", 0, 0, G_OPTION_ARG_NONE, &a.until_over,
         "end when nothing is left to do; 0: all is done", NULL},
        {"why", 0, 0, G_OPTION_ARG_STRING, &a.why, "say what it waits for, to the root, and end",
         "COMPONENT"},
        {"timeline", 0, 0, G_OPTION_ARG_NONE, &a.timeline,
         "at the end, when each component did what", NULL},
        {"journal", 0, 0, G_OPTION_ARG_FILENAME, &a.journal, "write events there", "FILE"},
        {"replay", 0, 0, G_OPTION_ARG_FILENAME, &a.replay, "replay the events of a run", "FILE"},
        {0},
    };
    int status;

    if (!wf_cli_parse(wf_cli_command("watch"), &argc, &argv, &options, own, &status))
        return status;
    if (!screens_check("watch", &a.screens, &status))
        return status;
    const char *model = argc > 1 + !a.replay ? argv[1 + !a.replay] : NULL;
    if (!model && (options.environments || options.parameters || options.root))
        return wf_cli_usage("watch", "options for reading a model need the model, too");
    if (a.replay && argc > 2)
        return wf_cli_usage("watch", "--replay FILE, and perhaps the model");
    if (a.replay)
        return screens_wanted(&a.screens, &options) && !a.timeline && !a.why
                   ? replay_on_screens(&a, &options, model)
                   : replay(a.replay, &options, a.timeline, a.why);
    if (argc != 2 && argc != 3)
        return wf_cli_usage("watch", "one stack, or --replay FILE");
    if (!live_has_zk(&a.live, "watch", &status))
        return status;
    bool lines = a.until_over || a.why || a.journal || a.timeline;
    return screens_wanted(&a.screens, &options) && !lines
               ? watch_on_screens(&a, &options, argv[1], model)
               : watch(&a, &options, argv[1]);
}
