/* Running commands: the table and the keys that run them, what forbids one, arming. */

#include <weft/file.h>
#include <weft/limits.h>

#include "app_priv.h"

const WfCommands *wf_app_commands(const WfApp *app)
{
    return app->commands;
}

void wf_app_add_commands(WfApp *app, const WfCommand *table, guint n)
{
    wf_commands_add(app->commands, table, n);
    g_clear_pointer(&app->keymap, wf_keymap_free);
}

const WfKeymap *wf_app_keymap(WfApp *app)
{
    if (!app->keymap)
        app->keymap = wf_keymap_new(app->commands);
    return app->keymap;
}

bool wf_app_read_keys(WfApp *app, const char *path, WfFindings *findings, GError **error)
{
    g_autofree char *usual = g_build_filename(g_get_user_config_dir(), "weft", "keys", NULL);
    if (!path && !g_file_test(usual, G_FILE_TEST_EXISTS))
        return true;
    g_autoptr(GBytes) bytes = wf_file_read(path ? path : usual, WF_LIMIT_THEME_BYTES, error);
    if (!bytes)
        return false;
    gsize len;
    const char *text = g_bytes_get_data(bytes, &len);
    wf_app_keymap(app);
    wf_keymap_read(app->keymap, path ? path : usual, text ? text : "", len, findings);
    return true;
}

/* --- arming --- */

static gboolean on_armed_second(gpointer data)
{
    WfApp *app = data;
    wf_app_dirty(app); /* the title counts down */
    if (wf_app_armed(app))
        return G_SOURCE_CONTINUE;
    app->arm_source = 0;
    app->armed_until = 0;
    wf_app_say(app, WF_NOTE, "no longer armed");
    return G_SOURCE_REMOVE;
}

bool wf_app_arm(WfApp *app, guint seconds)
{
    if (app->options.readonly) {
        wf_app_say(app, WF_WARNING, "read-only: cannot be armed");
        return false;
    }
    app->armed_until = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
    g_clear_handle_id(&app->arm_source, g_source_remove);
    app->arm_source = g_timeout_add_seconds(1, on_armed_second, app);
    wf_app_dirty(app);
    return true;
}

void wf_app_disarm(WfApp *app)
{
    app->armed_until = 0;
    g_clear_handle_id(&app->arm_source, g_source_remove);
    wf_app_dirty(app);
}

bool wf_app_armed(const WfApp *app)
{
    return app->armed_until > g_get_monotonic_time();
}

/* --- commands --- */

const char *app_why_not(WfApp *app, const WfCommand *command)
{
    if (command->guard >= WF_GUARD_LIVE && app->options.readonly)
        return "read-only: nothing live can be changed";
    if (command->guard >= WF_GUARD_LIVE && !wf_app_armed(app))
        return "not armed: :arm first";
    return command->disabled ? command->disabled(app) : NULL;
}

static bool forward(WfApp *app, const WfCommand *command, const char *args)
{
    const Screen *screen = app_screen(app);
    return screen && screen->ops->command &&
           screen->ops->command(app, screen->self, command->id, args);
}

/* Runs the command and remembers it; false with a message if its guard or state forbids. */
static bool run_command(WfApp *app, const WfCommand *command, const char *args)
{
    app->asked |= !app_is_move(command);
    const char *why = app_why_not(app, command);
    if (why) {
        wf_app_say(app, WF_WARNING, "%s: %s", command->id, why);
        return false;
    }
    wf_crash_note(command->id);
    const WfCommand *outer = app->running;
    app->running = command;
    bool done = true;
    if (command->run)
        command->run(app, args);
    else
        done = forward(app, command, args);
    app->running = outer;
    wf_app_dirty(app);
    if (!done)
        wf_app_say(app, WF_NOTE, "%s: nothing to do here", command->id);
    return done;
}

/* Not moving about, and never what is live. */
static bool is_worth_repeating(const WfCommand *command, const char *args)
{
    return command->guard < WF_GUARD_LIVE && (args[0] || !g_str_equal(command->keymap, "generic"));
}

bool wf_app_execute(WfApp *app, const char *line)
{
    g_autofree char *id = NULL;
    g_autofree char *message = NULL;
    const char *args;
    wf_command_split(line, &id, &args);
    if (!id[0])
        return true;
    const WfCommand *command = wf_commands_match(app->commands, wf_app_screen(app), id, &message);
    if (!command) {
        app->asked = true;
        wf_app_say(app, WF_WARNING, "%s", message);
        return false;
    }
    g_autofree char *rest = g_strchomp(g_strdup(args)); /* @line may be last_line itself */
    if (is_worth_repeating(command, rest)) {
        char *copy = g_strdup(line);
        g_free(app->last_line);
        app->last_line = copy;
    }
    return run_command(app, command, rest);
}
