/* Opens the application: models, screens, keys, and a terminal or a script. */
#include <weft/app.h>

#include <string.h>
#include <weft/error.h>
#include <weft/text.h>
#include "acting.h"
#include "detail.h"
#include "live.h"
#include "placing.h"
#include "run.h"
#include "run_here.h"
#include "settings.h"

static void head(WfApp *app, GString *text, gpointer user)
{
    (void)app;
    const Desk *desk = user;
    if (desk->old_path)
        g_string_append_printf(text, "%s %s ", desk->old_path, wf_app_ascii(app) ? "->" : "→");
    g_autofree char *live = live_head(desk->live);
    g_autofree char *base = g_path_get_basename(desk->path);
    g_string_append(text, live[0] ? base : desk->path); /* the connection matters more */
    if (desk->trouble)
        g_string_append(text, "  [cannot be read: this is the last good one]");
    if (live[0])
        g_string_append_printf(text, "  %s", live);
    else if (desk->stack)
        g_string_append_printf(text, "  stack %s", desk->stack);
    guint errors = wf_findings_count(desk->findings, WF_FAULT);
    guint warnings = wf_findings_count(desk->findings, WF_WARNING);
    if (errors)
        g_string_append_printf(text, "  %u error%s", errors, errors == 1 ? "" : "s");
    if (warnings)
        g_string_append_printf(text, "  %u warning%s", warnings, warnings == 1 ? "" : "s");
}

bool wf_explore_has_screen(const char *name)
{
    const WfScreenOps *all[] = {&graph_screen,      &tree_screen,  &fault_screen,
                                &plan_screen,       &run_screen,   &template_screen,
                                &datacenter_screen, &znode_screen, &message_screen};

    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        if (strcmp(all[i]->name, name) == 0)
            return true;
    return false;
}

static void add_screens(Desk *desk)
{
    WfApp *app = desk->app;
    guint n;
    const WfCommand *table = wf_explore_commands(&n);
    wf_app_add_commands(app, table, n);
    Screens *s = desk->screens;
    s->detail = detail_new(desk);
    s->tree = tree_new(desk, s->detail);
    s->graph = graph_new(desk, s->detail, s->tree);
    s->faults = faults_new(desk, s->detail);
    s->plans = plans_new(desk, s->detail);
    s->template = template_new(desk);
    s->messages = messages_new(desk);
    s->datacenter = datacenter_new(desk, s->detail);
    s->run = run_screen_new(desk, s->detail);
    s->znodes = znodes_new(desk, s->detail);
    wf_app_add_screen(app, &graph_screen, s->graph);
    wf_app_add_screen(app, &tree_screen, s->tree);
    wf_app_add_screen(app, &fault_screen, s->faults);
    wf_app_add_screen(app, &plan_screen, s->plans);
    wf_app_add_screen(app, &template_screen, s->template);
    wf_app_add_screen(app, &znode_screen, s->znodes);
    wf_app_add_screen(app, &run_screen, s->run);
    wf_app_add_screen(app, &message_screen, s->messages);
    wf_app_add_screen(app, &datacenter_screen, s->datacenter);
}

static void say_findings(WfApp *app, const WfFindings *findings)
{
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        const WfFinding *f = wf_findings_get(findings, i);
        wf_app_say(app, f->severity, "%s:%u: %s", f->path, f->span.line, f->message);
    }
}

static void read_keys(Desk *desk)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    if (desk->explore->width > 0)
        return; /* a script's screens do not depend on whose they are */
    if (!wf_app_read_keys(desk->app, NULL, findings, &error))
        wf_app_say(desk->app, WF_WARNING, "%s", error->message);
    say_findings(desk->app, findings);
    if (wf_findings_n(findings) > 1)
        wf_app_say(desk->app, WF_WARNING,
                   "%u lines of the key file are wrong: messages (8) has them",
                   wf_findings_n(findings));
}

static bool read_theme(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    if (wf_app_use_theme(desk->app, desk->explore->theme, &error))
        return true;
    g_printerr("weft: %s\n", error->message);
    return false;
}

static bool open_display(Desk *desk)
{
    const WfExplore *explore = desk->explore;
    g_autoptr(GError) error = NULL;
    if (explore->width > 0) {
        wf_app_open_memory(desk->app, explore->width, explore->height, explore->ascii);
    } else if (!wf_app_open_terminal(desk->app,
                                     &(WfTermOptions){.theme = wf_app_theme(desk->app),
                                                      .color = explore->color,
                                                      .ascii = explore->ascii,
                                                      .no_mouse = explore->no_mouse},
                                     &error)) {
        g_printerr("weft: %s\n", error->message);
        return false;
    }
    if (!explore->script || wf_app_play_file(desk->app, explore->script, &error))
        return true;
    wf_app_say(desk->app, WF_FAULT, "%s", error->message);
    if (explore->width > 0)
        g_printerr("weft: %s\n", error->message);
    return explore->width <= 0;
}

/* What is to be followed from the beginning. */
static void start_run(Desk *desk, Replay **journal)
{
    const WfExplore *explore = desk->explore;
    if (*journal)
        run_replay_start(desk, g_steal_pointer(journal), explore->replay);
    else if (explore->run)
        run_rehearsal_start(desk, explore->run);
    else if (explore->zk)
        live_connect(desk->live, explore->zk, NULL);
}

static int run(Desk *desk, Replay **journal)
{
    const WfExplore *explore = desk->explore;
    if (!read_theme(desk))
        return WF_EXIT_USAGE;
    read_keys(desk);
    if (!open_display(desk))
        return WF_EXIT_USAGE;
    const char *first = explore->screen                                      ? explore->screen
                        : explore->replay || explore->run || explore->loaded ? "run"
                        : desk->old                                          ? "plan"
                                                                             : "graph";
    if (!wf_app_show_screen(desk->app, first)) {
        wf_app_show_screen(desk->app, "graph");
        wf_app_say(desk->app, WF_WARNING, "there is no screen '%s'", first);
    }
    settings_read(desk);
    wf_app_frame(desk->app); /* screens learn how large they are */
    if (explore->width <= 0)
        desk->watch = watch_new(desk, desk_reload);
    desk_start_check(desk);
    placing_start(desk->placing);
    start_run(desk, journal);
    return wf_app_run(desk->app);
}

#define FAREWELL_MS 50 /* for one more picture */

static gboolean on_farewell(gpointer app)
{
    wf_app_quit(app, WF_EXIT_OK);
    return G_SOURCE_REMOVE;
}

/* To end agents and server takes a moment, in which nobody draws. */
static void on_quit(WfApp *app, bool yes, gpointer data)
{
    (void)data;
    if (!yes)
        return;
    wf_app_say(app, WF_NOTE, "ending the agents and the server ...");
    g_timeout_add(FAREWELL_MS, on_farewell, app);
}

/* What runs on this machine runs for these screens, and would end with them. */
static bool may_quit(WfApp *app, gpointer user)
{
    const Desk *desk = user;
    if (!run_rehearsal_is_busy(desk))
        return true;
    WfProgress *p = run_progress(desk->run);
    g_autofree char *now = p ? wf_progress_sentence(p, run_now(desk->run)) : NULL;
    g_autofree char *what = g_strdup_printf("It is not over%s%s.\nIts agents and its server end "
                                            "with this program.",
                                            now ? ": " : "", now ? now : "");
    wf_app_confirm(
        app, &(WfConfirm){.guard = WF_GUARD_FILE, .title = "Quit?", .what = what, .verb = "Quit"},
        on_quit, NULL);
    return false;
}

/* What screens stand on; it listens before they do. */
static void make_state(Desk *desk)
{
    desk->live = live_new(desk);
    accepted_follow(desk);
    desk->run = run_new(desk);
    view_facts_start(desk);
    filter_open(desk);
    desk->acting = acting_new(desk);
    desk->placing = placing_new(desk);
    desk->placing->datacenter = g_strdup(desk->explore->datacenter);
    desk->placing->flavors = g_strdup(desk->explore->flavors);
    desk->placing->affinity = desk->explore->affinity;
}

static int explore_with(Desk *desk, Replay **journal)
{
    const WfExplore *explore = desk->explore;
    desk->path = g_strdup(explore->new_path ? explore->new_path : explore->model.path);
    desk->old_path = explore->new_path ? g_strdup(explore->model.path) : NULL;
    desk->stack = explore->model.stack_name ? g_strdup(explore->model.stack_name)
                  : explore->zk             ? live_usual_stack(desk)
                                            : NULL;
    desk->accepted = explore->loaded ? wf_model_ref(explore->loaded) : NULL;
    desk->accepted_digest = g_strdup(explore->digest);
    WfAppOptions options = {.name = "weft",
                            .user = desk,
                            .readonly = explore->readonly,
                            .head = head,
                            .may_quit = may_quit};
    int code = WF_EXIT_FAILED;
    if (desk_load(desk)) {
        Screens screens = {0};
        desk->app = wf_app_new(&options);
        desk->screens = &screens;
        make_state(desk);
        add_screens(desk);
        placing_follow(desk->placing);
        code = run(desk, journal);
        desk_stop_check(desk);
        reading_stop(desk);
        watch_free(desk->watch);
        live_free(desk->live);
        acting_free(desk->acting);
        wf_app_free(desk->app);
        desk->app = NULL;
        detail_free(desk->screens->detail);
        run_free(desk->run);
        placing_free(desk->placing);
    }
    marks_free(desk);
    desk_free_models(desk);
    return code;
}

/* Without a model the journal has to tell what it knows of it. */
static bool read_journal(WfExplore *explore, Replay **ret_journal)
{
    g_autoptr(GError) error = NULL;
    if (!explore->replay)
        return true;
    Replay *journal = replay_new(explore->replay, &error);
    if (!journal) {
        g_autofree char *safe = wf_text_visible(error->message, -1, 0);
        g_printerr("weft: %s\n", safe);
        return false;
    }
    if (!explore->model.path) {
        char *text = replay_model(journal);
        explore->model.path = explore->replay;
        explore->model.bytes = g_bytes_new_take(text, strlen(text));
    }
    *ret_journal = journal;
    return true;
}

int wf_explore(const WfExplore *asked)
{
    WfExplore own = *asked, *explore = &own;
    Desk desk = {.explore = explore};
    Replay *journal = NULL; /* to be replayed as soon as there are screens */
    int code = WF_EXIT_FAILED;
    if (read_journal(explore, &journal))
        code = explore_with(&desk, &journal);
    replay_free(journal);
    if (own.model.bytes != asked->model.bytes)
        g_bytes_unref(own.model.bytes);
    return code;
}
