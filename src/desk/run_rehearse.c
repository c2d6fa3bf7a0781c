/* A rehearsal, or a run, on this machine while the screens show it: it lends its
 * store and its progress to the live side of the desk, and ends with it. */
#include "live_priv.h"

#include <weft/options.h>

typedef struct {
    WfDesk *desk;
    WfRehearsal *rehearsal;
    WfExploreRun *run; /* who asked for it wants to know how it went */
    bool busy;         /* not over yet: scripts wait for it, quitting asks */
    /* Asked for by :rehearse: it is all ours. */
    WfExploreRun own;
    WfModel *model;
    char **fail, **slow, **kill;
} RunRehearsal;

static void set_busy(RunRehearsal *r, bool busy)
{
    if (r->busy == busy)
        return;
    r->busy = busy;
    wf_app_busy(r->desk->app, busy ? 1 : -1);
}

/* What there is of it by now. */
static void lend(RunRehearsal *r, WfLive *live)
{
    live->store = wf_rehearsal_store(r->rehearsal);
    live->keys = (WfKeys *)wf_rehearsal_keys(r->rehearsal); /* read only, as weft/live.h has it */
    live->progress = r->run->progress;
    if (!live->hosts)
        live->hosts = g_strdup(wf_rehearsal_hosts(r->rehearsal));
}

static void say_findings(WfApp *app, WfFindings *findings)
{
    wf_findings_sort(findings);
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        const WfFinding *f = wf_findings_get(findings, i);
        wf_app_log(app, f->severity, "%s:%u: %s", f->path, f->span.line, f->message);
    }
}

static void failed(RunRehearsal *r, const GError *error)
{
    WfDesk *desk = r->desk;
    if (!r->run->error)
        r->run->error = g_error_copy(error);
    say_findings(desk->app, r->run->findings);
    live_set_state(desk->live, WF_LIVE_FAILED, error->message);
    wf_app_say(desk->app, WF_FAULT, "%s", error->message);
}

static void over(RunRehearsal *r)
{
    live_set_state(r->desk->live, WF_LIVE_FOLLOWING, NULL);
    wf_desk_run_renew(r->desk->run);
    desk_tell(r->desk, WF_NEWS_OVER);
}

static void on_rehearsal(WfRehearsal *rehearsal, WfRehearsalPhase phase, const GError *error,
                         gpointer data)
{
    RunRehearsal *r = data;
    WfLive *live = r->desk->live;
    r->rehearsal = rehearsal;
    lend(r, live);
    if (phase == WF_REHEARSAL_OVER) {
        r->run->ended = g_get_real_time() / 1000;
        r->run->over = true;
        if (error)
            failed(r, error);
        else
            over(r);
        set_busy(r, false);
        return;
    }
    set_busy(r, true);
    WfLiveState state = phase == WF_REHEARSAL_SERVER ? WF_LIVE_CONNECTING
                        : phase == WF_REHEARSAL_RUN  ? WF_LIVE_FOLLOWING
                                                     : WF_LIVE_READING;
    if (live->state != state)
        live_set_state(live, state, NULL);
    else
        live_changed(live);
}

/* --- beginning and end --- */

static void on_taken_back(gpointer data)
{
    RunRehearsal *r = data;
    g_free(r->run->folder);
    r->run->folder = g_strdup(wf_rehearsal_folder(r->rehearsal));
    wf_rehearsal_free(r->rehearsal);
    set_busy(r, false);
    if (r->run == &r->own) {
        wf_progress_free(r->own.progress);
        wf_findings_free(r->own.findings);
        g_clear_error(&r->own.error);
        g_free(r->own.folder);
    }
    wf_model_unref(r->model);
    g_strfreev(r->fail);
    g_strfreev(r->slow);
    g_strfreev(r->kill);
    g_free(r);
}

static void start(WfDesk *desk, RunRehearsal *r, WfExploreRun *run)
{
    WfLive *live = desk->live;
    r->desk = desk;
    r->run = run;
    live_lend(live, WF_LIVE_REHEARSAL, run->options.stack, on_taken_back, r);
    live->real = run->options.real;
    run->began = g_get_real_time() / 1000;
    run->options.go_on = true;
    r->rehearsal = wf_rehearsal_start(&run->options, run->progress, run->findings, on_rehearsal, r);
    set_busy(r, true);
    lend(r, live);
}

void run_rehearsal_start(WfDesk *desk, WfExploreRun *run)
{
    start(desk, g_new0(RunRehearsal, 1), run);
}

bool wf_desk_rehearses(const WfDesk *desk)
{
    const WfLive *live = desk->live;
    return live->source == WF_LIVE_REHEARSAL && ((const RunRehearsal *)live->lender)->busy;
}

/* --- :rehearse --- */

typedef struct {
    double speed;
    int seed;
    char **fail, **slow, **kill;
} Words;

static void words_clear(Words *w)
{
    g_strfreev(w->fail);
    g_strfreev(w->slow);
    g_strfreev(w->kill);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

static const char *const *strings(char **list)
{
    return (const char *const *)list;
}

/* NULL: @w is all there; else what is wrong. */
static char *take_words(Words *w, const WfModel *m, const char *args)
{
    const GOptionEntry entries[] = {
        {"speed", 0, 0, G_OPTION_ARG_DOUBLE, &w->speed, NULL, "X"},
        {"seed", 0, 0, G_OPTION_ARG_INT, &w->seed, NULL, "N"},
        {"fail", 0, 0, G_OPTION_ARG_STRING_ARRAY, &w->fail, NULL, "COMPONENT"},
        {"slow", 0, 0, G_OPTION_ARG_STRING_ARRAY, &w->slow, NULL, "COMPONENT=SECONDS"},
        {"kill-agent", 0, 0, G_OPTION_ARG_STRING_ARRAY, &w->kill, NULL, "VM@COMPONENT"},
        {0},
    };
    const GOptionEntry *const tables[] = {entries};
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autofree char *line = g_strconcat("rehearse ", args, NULL);
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    int n;
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_shell_parse_argv(line, &n, &words, &error))
        return g_strdup(error->message);
    char *why = wf_options_trouble(n, words, tables, 1);
    if (why)
        return why;
    if (!g_option_context_parse_strv(context, &words, &error))
        return g_strdup(error->message);
    if (words[1])
        return g_strdup_printf("rehearse takes --speed, --seed, --fail, --slow and --kill-agent, "
                               "not '%s'",
                               words[1]);
    why = wf_rehearsal_wrong_number(w->speed, strings(w->slow));
    return why ? why
               : wf_rehearsal_wrong_name(m, NULL, strings(w->fail), strings(w->slow),
                                         strings(w->kill));
}

static void rehearse(WfDesk *desk, const Words *w)
{
    RunRehearsal *r = g_new0(RunRehearsal, 1);
    const char *stack = desk->stack ? desk->stack : "rehearsal";
    r->model = wf_model_ref(desk->model);
    r->fail = g_strdupv(w->fail);
    r->kill = g_strdupv(w->kill);
    r->slow = wf_rehearsal_pace(r->model, w->speed, (guint32)w->seed, strings(w->slow));
    json_auto_t *expected = wf_rehearsal_expected((const char *const *)r->slow);
    r->own = (WfExploreRun){.options = {.model = r->model,
                                        .stack = stack,
                                        .fail = (const char *const *)r->fail,
                                        .slow = (const char *const *)r->slow,
                                        .kill = (const char *const *)r->kill},
                            .progress = wf_progress_new(stack),
                            .findings = wf_findings_new()};
    wf_progress_set_expected(r->own.progress, expected);
    start(desk, r, &r->own);
}

const char *wf_why_not_rehearse(gpointer app)
{
    const WfDesk *desk = wf_desk_of(app);
    if (wf_desk_rehearses(desk))
        return "something runs already: :disconnect ends it";
    if (desk->live->source == WF_LIVE_SERVERS)
        return "a real stack is connected: :disconnect first";
    return wf_findings_count(desk->findings, WF_FAULT) ? "the model has errors: 3 lists them"
                                                       : NULL;
}

/* On a server and with agents of our own, so nothing outside is touched. */
void wf_do_rehearse(gpointer app, const char *args)
{
    WfDesk *desk = wf_desk_of(app);
    g_auto(Words) w = {.speed = 1};
    g_autofree char *why = take_words(&w, desk->model, args);
    if (why) {
        wf_app_say(app, WF_WARNING, "%s", why);
        return;
    }
    rehearse(desk, &w);
    wf_app_show_screen(app, "run");
}
