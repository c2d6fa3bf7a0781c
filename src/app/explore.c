/* Opens the application: the desk, screens, keys, and a terminal or a script. */
#include <weft/app.h>

#include <string.h>
#include <weft/error.h>
#include <weft/text.h>
#include <weft/screens.h>
#include <weft/live.h>
#include "commands.h"
#include "export.h"
#include "settings.h"

/* What there is to say of a model besides where it stands. */
static void append_state(const WfDesk *desk, const char *live, GString *text)
{
    guint errors = wf_findings_count(desk->findings, WF_FAULT);
    guint warnings = wf_findings_count(desk->findings, WF_WARNING);
    if (desk->trouble)
        g_string_append(text, "  [cannot be read: this is the last good one]");
    if (live[0])
        g_string_append_printf(text, "  %s", live);
    else if (desk->stack)
        g_string_append_printf(text, "  stack %s", desk->stack);
    if (errors)
        g_string_append_printf(text, "  %u error%s", errors, errors == 1 ? "" : "s");
    if (warnings)
        g_string_append_printf(text, "  %u warning%s", warnings, warnings == 1 ? "" : "s");
}

#define NAME_MOST 20 /* columns that a file's name has in any case */

/* Returns the columns it took. */
static int append_path(const char *path, int room, bool ascii, GString *text)
{
    g_autofree char *base = g_path_get_basename(path);
    bool whole = wf_text_width(path, -1) <= room || wf_text_width(base, -1) + 2 <= room;
    g_autofree char *cut =
        wf_text_cut_middle(whole ? path : base, MAX(room, NAME_MOST), ascii ? "~" : "…");
    g_string_append(text, cut);
    return wf_text_width(cut, -1);
}

/* Of long paths their middle is left out, not what comes behind them. */
static void head(WfApp *app, int room, GString *text, gpointer user)
{
    const WfDesk *desk = user;
    g_autofree char *live = wf_live_head(desk->live);
    g_autofree char *base = g_path_get_basename(desk->path);
    g_autoptr(GString) state = g_string_new(NULL);
    append_state(desk, live, state);
    room -= wf_text_width(state->str, (gssize)state->len);
    if (desk->old_path) {
        const char *arrow = wf_app_ascii(app) ? " -> " : " → ";
        room -= wf_text_width(arrow, -1);
        room -= append_path(desk->old_path, room / 2, wf_app_ascii(app), text);
        g_string_append(text, arrow);
    }
    /* The connection matters more. */
    append_path(live[0] ? base : desk->path, room, wf_app_ascii(app), text);
    g_string_append(text, state->str);
}

bool wf_explore_has_screen(const char *name)
{
    return wf_screens_has(name);
}

char *wf_explore_screens(void)
{
    return wf_screens_names();
}

static void say_findings(WfApp *app, const WfFindings *findings)
{
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        const WfFinding *f = wf_findings_get(findings, i);
        wf_app_say(app, f->severity, "%s:%u: %s", f->path, f->span.line, f->message);
    }
}

static void read_keys(WfDesk *desk)
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

static bool read_theme(WfDesk *desk)
{
    g_autoptr(GError) error = NULL;
    if (wf_app_use_theme(desk->app, desk->explore->theme, &error))
        return true;
    g_printerr("weft: %s\n", error->message);
    return false;
}

static bool open_display(WfDesk *desk)
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

static int run(WfDesk *desk, WfReplay **journal)
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
    wf_desk_start(desk, g_steal_pointer(journal));
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

/* It goes on while the dialog is there. */
static char *what_would_end(gpointer data)
{
    const WfDesk *desk = data;
    WfProgress *p = wf_desk_run_progress(desk->run);
    g_autofree char *now = p ? wf_progress_sentence(p, wf_desk_run_now(desk->run)) : NULL;
    return g_strdup_printf("It is %s%s%s.\nIts agents and its server end with this program.",
                           wf_desk_rehearses(desk) ? "not over" : "over", now ? ": " : "",
                           now ? now : "");
}

/* What runs on this machine runs for these screens, and would end with them. */
static bool may_quit(WfApp *app, gpointer user)
{
    WfDesk *desk = user;
    if (!wf_desk_rehearses(desk))
        return true;
    wf_app_confirm(app,
                   &(WfConfirm){.guard = WF_GUARD_FILE,
                                .title = "Quit?",
                                .what_now = what_would_end,
                                .verb = "Quit",
                                .interrupt_acts = true},
                   on_quit, desk);
    return false;
}

static int explore_with(WfDesk *desk, WfReplay **journal)
{
    WfAppOptions options = {.name = "weft",
                            .user = desk,
                            .readonly = desk->explore->readonly,
                            .head = head,
                            .may_quit = may_quit};
    g_autoptr(WfApp) app = wf_app_new(&options);
    wf_desk_open(desk, app);
    desk->screens = wf_screens_new(desk);
    commands_add(app);
    int code = run(desk, journal);
    export_stop(desk);
    wf_desk_stop(desk);
    wf_app_free(g_steal_pointer(&app));
    desk->app = NULL;
    wf_screens_free(desk->screens);
    return code;
}

/* Without a model the journal has to tell what it knows of it. */
static bool read_journal(WfExplore *explore, WfReplay **ret_journal)
{
    g_autoptr(GError) error = NULL;
    if (!explore->replay)
        return true;
    WfReplay *journal = wf_replay_new(explore->replay, &error);
    if (!journal) {
        g_autofree char *safe = wf_text_visible(error->message, -1, 0);
        g_printerr("weft: %s\n", safe);
        return false;
    }
    if (!explore->model.path) {
        char *text = wf_replay_model(journal);
        explore->model.path = explore->replay;
        explore->model.bytes = g_bytes_new_take(text, strlen(text));
    }
    *ret_journal = journal;
    return true;
}

int wf_explore(const WfExplore *asked)
{
    WfExplore own = *asked, *explore = &own;
    WfDesk desk = {0};
    WfReplay *journal = NULL; /* to be replayed as soon as there are screens */
    int code = WF_EXIT_FAILED;
    if (read_journal(explore, &journal)) {
        if (wf_desk_load(&desk, explore))
            code = explore_with(&desk, &journal);
        wf_desk_clear(&desk);
    }
    wf_replay_free(journal);
    if (own.model.bytes != asked->model.bytes)
        g_bytes_unref(own.model.bytes);
    return code;
}
