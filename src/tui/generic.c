/* The commands every screen has. Those without run() go to the screen: what
 * Enter, search or the next match mean is its business. */

#include <weft/error.h>

#include "app_priv.h"

static void run_command_line(gpointer app, const char *args)
{
    app_open_command_line(app, args);
}

static void run_help(gpointer app, const char *args)
{
    (void)args;
    app_open_help(app, false);
}

static void run_actions(gpointer app, const char *args)
{
    (void)args;
    app_open_help(app, true);
}

static void run_repeat(gpointer data, const char *args)
{
    (void)args;
    WfApp *app = data;
    if (app->last_line)
        wf_app_execute(app, app->last_line);
}

static void run_redraw(gpointer data, const char *args)
{
    (void)args;
    WfApp *app = data;
    if (app->term)
        wf_term_redraw(app->term);
}

static void run_suspend(gpointer data, const char *args)
{
    (void)args;
    WfApp *app = data;
    if (app->term)
        wf_term_suspend(app->term);
}

static bool may_quit(WfApp *app)
{
    return !app->options.may_quit || app->options.may_quit(app, app->options.user);
}

static void run_quit(gpointer data, const char *args)
{
    (void)args;
    WfApp *app = data;
    if (may_quit(app))
        wf_app_quit(app, WF_EXIT_OK);
}

static bool offer(WfApp *app)
{
    const Screen *screen = app_screen(app);
    return screen && screen->ops->command &&
           screen->ops->command(app, screen->self, app->running->id, "");
}

/* q and Backspace: first what the screen can close, then the screen before. */
static void run_close(gpointer data, const char *args)
{
    (void)args;
    WfApp *app = data;
    if (!offer(app))
        app_go_back(app);
}

static void run_cancel(gpointer data, const char *args)
{
    (void)args;
    offer(data); /* with nothing to leave Esc does nothing, quietly */
}

#define TWICE_US (APP_FADE_SECONDS * G_USEC_PER_SEC) /* as long as that is said */

/* The first C-c stops what runs; one more soon after ends the program. */
static void run_interrupt(gpointer data, const char *args)
{
    WfApp *app = data;
    gint64 now = g_get_monotonic_time();
    if (app->interrupted && now - app->interrupted < TWICE_US) {
        run_quit(app, args);
        return;
    }
    app->interrupted = now;
    if (!offer(app) && may_quit(app)) /* who may not has been asked now */
        wf_app_say(app, WF_NOTE, "nothing to stop; C-c again quits");
}

static void run_copy_screen(gpointer data, const char *args)
{
    (void)args;
    WfApp *app = data;
    g_autofree char *text = wf_grid_to_text(wf_app_frame(app));
    wf_app_copy(app, "the screen", text);
}

static void save_now(WfApp *app, const char *path)
{
    g_autoptr(GError) error = NULL;
    if (app_save_screen(app, path, &error))
        wf_app_say(app, WF_NOTE, "saved the screen to %s", path);
    else
        wf_app_say(app, WF_FAULT, "%s", error->message);
}

static void on_save_confirmed(WfApp *app, bool yes, gpointer data)
{
    g_autofree char *path = data;
    if (yes)
        save_now(app, path);
}

static void run_save_screen(gpointer data, const char *args)
{
    WfApp *app = data;
    if (!args[0]) {
        wf_app_say(app, WF_WARNING, "save-screen needs the name of a file");
        return;
    }
    if (!app->term || !g_file_test(args, G_FILE_TEST_EXISTS)) {
        save_now(app, args);
        return;
    }
    g_autofree char *what = g_strdup_printf("'%s' exists.", args);
    wf_app_confirm(app,
                   &(WfConfirm){.guard = WF_GUARD_FILE,
                                .title = "Overwrite the file?",
                                .what = what,
                                .verb = "Overwrite"},
                   on_save_confirmed, g_strdup(args));
}

#define ARM_SECONDS 300
#define ARM_MOST 3600

static void run_arm(gpointer data, const char *args)
{
    WfApp *app = data;
    guint64 seconds = ARM_SECONDS;
    if (args[0] && !g_ascii_string_to_unsigned(args, 10, 1, ARM_MOST, &seconds, NULL)) {
        wf_app_say(app, WF_WARNING, "arm for 1 to %d seconds, not '%s'", ARM_MOST, args);
        return;
    }
    if (wf_app_arm(app, (guint)seconds))
        wf_app_say(app, WF_NOTE, "armed for %u seconds; keys under ! act", (guint)seconds);
}

static void run_disarm(gpointer data, const char *args)
{
    (void)args;
    wf_app_disarm(data);
    wf_app_say(data, WF_NOTE, "no longer armed");
}

static void run_mouse(gpointer data, const char *args)
{
    WfApp *app = data;
    bool off = g_str_equal(args, "off");
    wf_app_set_mouse(app, !off);
    wf_app_say(app, WF_NOTE, off ? "the mouse is the terminal's" : "the mouse is weft's");
}

static void run_source(gpointer data, const char *args)
{
    g_autoptr(GError) error = NULL;
    if (!wf_app_play_file(data, args, &error))
        wf_app_say(data, WF_FAULT, "%s", error->message);
}

#define G .keymap = "generic"
static const WfCommand generic[] = {
    {.id = "enter", G, .keys = {"Enter"}, .help = "go into what is selected"},
    {.id = "cancel", G, .keys = {"Esc"}, .help = "leave a mode, drop a message", .run = run_cancel},
    {.id = "close",
     G,
     .keys = {"q", "Backspace"},
     .help = "back to where you came from",
     .run = run_close},
    {.id = "pane-next", G, .keys = {"Tab", "C-w w"}, .help = "to the next pane"},
    {.id = "pane-previous", G, .keys = {"S-Tab", "C-w W"}, .help = "to the pane before"},
    {.id = "pane-left", G, .keys = {"C-w h"}, .help = "to the pane on the left"},
    {.id = "pane-right", G, .keys = {"C-w l"}, .help = "to the pane on the right"},
    {.id = "pane-zoom", G, .keys = {"C-w z"}, .help = "this pane alone, and back"},
    {.id = "search", G, .keys = {"/"}, .args = "[TEXT]", .help = "filter lists, search in texts"},
    {.id = "next-match", G, .keys = {"n"}, .help = "to the next match"},
    {.id = "previous-match", G, .keys = {"N"}, .help = "to the match before"},
    {.id = "clear-filter", G, .keys = {"\\"}, .help = "drop the filter"},
    {.id = "command-line",
     G,
     .keys = {":"},
     .args = "[TEXT]",
     .help = "type a command",
     .run = run_command_line},
    {.id = "help", G, .keys = {"?", "F1"}, .help = "all keys and commands", .run = run_help},
    {.id = "actions", G, .keys = {"x"}, .help = "menu of what can be done", .run = run_actions},
    {.id = "repeat", G, .keys = {"."}, .help = "run the last command again", .run = run_repeat},
    {.id = "copy-screen",
     G,
     .keys = {"y s"},
     .help = "copy the screen as text",
     .run = run_copy_screen},
    {.id = "save-screen",
     G,
     .args = "FILE",
     .guard = WF_GUARD_FILE,
     .help = "write the screen as text, and its roles",
     .run = run_save_screen},
    {.id = "arm", G, .args = "[SECONDS]", .help = "allow live actions for a while", .run = run_arm},
    {.id = "disarm", G, .help = "allow no live action any more", .run = run_disarm},
    {.id = "theme",
     G,
     .args = "NAME",
     .help = "use another theme",
     .run = app_run_theme,
     .complete = app_complete_theme},
    {.id = "mouse",
     G,
     .args = "on|off",
     .help = "use the mouse or leave it to the terminal",
     .run = run_mouse},
    {.id = "source",
     G,
     .args = "FILE",
     .help = "play a file of keys and commands",
     .run = run_source},
    {.id = "redraw", G, .keys = {"C-l"}, .help = "draw the screen anew", .run = run_redraw},
    {.id = "suspend", G, .keys = {"C-z"}, .help = "stop; fg goes on", .run = run_suspend},
    {.id = "interrupt",
     G,
     .keys = {"C-c"},
     .help = "stop what runs; twice quits",
     .run = run_interrupt},
    {.id = "quit", G, .keys = {"Q"}, .help = "end the program", .run = run_quit},
};
#undef G

void app_add_generic(WfApp *app)
{
    guint n_moves;
    const WfCommand *moves = app_moves(&n_moves);
    wf_app_add_commands(app, moves, n_moves);
    wf_app_add_commands(app, generic, G_N_ELEMENTS(generic));
}
