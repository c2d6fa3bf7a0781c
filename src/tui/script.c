/* Plays scripts. One line a turn of the main loop, at low priority, so that what
 * a line started has happened before the next one; `:wait` also waits for work
 * in the background. */
#include <string.h>

#include <weft/error.h>
#include <weft/file.h>
#include <weft/limits.h>
#include <weft/text.h>

#include "app_priv.h"

#define WAIT_SECONDS 120

struct Script {
    WfApp *app;
    char *name;
    char **lines;
    guint next;
    guint source, deadline;
    bool waiting;
};

void script_free(Script *script)
{
    if (!script)
        return;
    g_clear_handle_id(&script->source, g_source_remove);
    g_clear_handle_id(&script->deadline, g_source_remove);
    g_strfreev(script->lines);
    g_free(script->name);
    g_free(script);
}

/* What is wrong with the script itself ends the play. */
static void G_GNUC_PRINTF(2, 3) fail(Script *script, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    wf_app_say(script->app, WF_FAULT, "%s:%u: %s", script->name, script->next, text);
    if (script->app->term)
        return;
    g_autofree char *safe = wf_text_visible(text, -1, 400);
    g_printerr("%s:%u: %s\n", script->name, script->next, safe);
    wf_app_quit(script->app, WF_EXIT_USAGE);
}

#define MOST_CELLS 1000 /* wide or high: no terminal is larger */

bool wf_size_parse(const char *text, int *ret_width, int *ret_height)
{
    g_auto(GStrv) parts = g_strsplit(text, "x", 3);
    guint64 width, height;
    if (g_strv_length(parts) != 2 ||
        !g_ascii_string_to_unsigned(parts[0], 10, 1, MOST_CELLS, &width, NULL) ||
        !g_ascii_string_to_unsigned(parts[1], 10, 1, MOST_CELLS, &height, NULL))
        return false;
    *ret_width = (int)width;
    *ret_height = (int)height;
    return true;
}

static void play_size(Script *script, const char *args)
{
    int width, height;
    if (!wf_size_parse(args, &width, &height)) {
        fail(script, "'%s' is no size; write 80x24", args);
        return;
    }
    script->app->width = width;
    script->app->height = height;
    wf_app_frame(script->app); /* widgets learn their size from painting */
    wf_app_input(script->app,
                 &(WfTermInput){.kind = WF_INPUT_RESIZE, .width = width, .height = height});
}

static void play_mouse(Script *script, const char *args)
{
    static const char *const actions[] = {"press",   "double",   "drag",
                                          "release", "wheel-up", "wheel-down"};
    g_auto(GStrv) words = g_strsplit(args, " ", 4);
    guint64 x, y;
    if (g_strv_length(words) == 3 &&
        g_ascii_string_to_unsigned(words[1], 10, 0, MOST_CELLS, &x, NULL) &&
        g_ascii_string_to_unsigned(words[2], 10, 0, MOST_CELLS, &y, NULL))
        for (guint i = 0; i < G_N_ELEMENTS(actions); i++)
            if (g_str_equal(actions[i], words[0])) {
                WfMouse mouse = {.action = (WfMouseAction)i, .button = 1, .x = (int)x, .y = (int)y};
                wf_app_frame(script->app);
                wf_app_input(script->app, &(WfTermInput){.kind = WF_INPUT_MOUSE, .mouse = mouse});
                return;
            }
    fail(script, "'%s' is not like 'press 10 5'", args);
}

static gboolean on_deadline(gpointer data)
{
    Script *script = data;
    script->deadline = 0;
    fail(script, "waited in vain for %d seconds", WAIT_SECONDS);
    return G_SOURCE_REMOVE;
}

static void play_wait(Script *script)
{
    script->waiting = true;
    if (!script->deadline)
        script->deadline = g_timeout_add_seconds(WAIT_SECONDS, on_deadline, script);
}

/* "256 screen.ansi": the screen with the sequences a terminal of that depth would get. */
static void play_save_ansi(Script *script, const char *args)
{
    WfDepth depth;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = g_strsplit(args, " ", 2);
    if (g_strv_length(words) != 2 || !wf_depth_parse(words[0], &depth)) {
        fail(script, "'%s' is not like '256 FILE'", args);
        return;
    }
    const WfGrid *grid = wf_app_frame(script->app);
    g_autofree char *text = wf_grid_to_ansi(grid, script->app->theme, depth);
    if (!wf_file_write(words[1], text, strlen(text), 0644, &error))
        fail(script, "%s", error->message);
}

/* The commands only scripts have; else it is one of the table. */
static void play_command(Script *script, const char *line)
{
    g_autofree char *id = NULL;
    const char *args;
    wf_command_split(line, &id, &args);
    if (g_str_equal(id, "wait")) {
        play_wait(script);
    } else if (g_str_equal(id, "size") && !script->app->term) {
        play_size(script, args);
    } else if (g_str_equal(id, "mouse") && strchr(args, ' ')) {
        play_mouse(script, args);
    } else if (g_str_equal(id, "save-ansi")) {
        play_save_ansi(script, args);
    } else if (g_str_equal(id, "type")) {
        wf_app_input(script->app, &(WfTermInput){.kind = WF_INPUT_PASTE, .text = args});
    } else if (g_str_equal(id, "save-screen") && !script->app->term) {
        g_autoptr(GError) error = NULL; /* no message: it would change the next screen */
        if (!app_save_screen(script->app, args, &error))
            fail(script, "%s", error->message);
    } else {
        g_autofree char *unknown = NULL;
        if (wf_commands_match(script->app->commands, wf_app_screen(script->app), id, &unknown))
            wf_app_execute(script->app, line);
        else if (id[0])
            fail(script, "%s", unknown);
    }
}

/* One sequence a word; there is no limit to the words of a line. */
static void play_keys(Script *script, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    for (guint i = 0; words[i]; i++) {
        g_autoptr(GArray) keys = NULL;
        if (!words[i][0])
            continue;
        if (!wf_keys_parse(words[i], &keys, NULL)) {
            fail(script, "'%s' is no key", words[i]);
            return;
        }
        for (guint k = 0; k < keys->len && !script->app->ended; k++) {
            wf_app_frame(script->app);
            wf_app_key(script->app, g_array_index(keys, WfKey, k));
        }
    }
}

static gboolean on_turn(gpointer data)
{
    Script *script = data;
    WfApp *app = script->app;
    if (script->waiting && !app->busy)
        wf_app_frame(app); /* what is read only when it is painted is asked for */
    if (app->busy && script->waiting) {
        script->source = 0; /* script_continue() starts it again */
        return G_SOURCE_REMOVE;
    }
    script->waiting = false;
    g_clear_handle_id(&script->deadline, g_source_remove);
    const char *line = script->lines[script->next];
    if (!line) {
        script->source = 0;
        if (!app->term)
            wf_app_quit(app, WF_EXIT_OK);
        return G_SOURCE_REMOVE;
    }
    script->next++;
    if (line[0] == ':')
        play_command(script, line);
    else if (line[0] && !(line[0] == '#' && (!line[1] || line[1] == ' ')))
        play_keys(script, line);
    return app->ended ? (script->source = 0, G_SOURCE_REMOVE) : G_SOURCE_CONTINUE;
}

void script_continue(WfApp *app)
{
    Script *script = app->script;
    if (script && !script->source && script->waiting && !app->ended)
        script->source = g_idle_add_full(G_PRIORITY_LOW, on_turn, script, NULL);
}

void wf_app_play(WfApp *app, const char *name, const char *text)
{
    if (app->script && (app->script->source || app->script->waiting)) {
        wf_app_say(app, WF_WARNING, "a script is playing already");
        return;
    }
    Script *script = g_new0(Script, 1);
    script->app = app;
    script->name = g_strdup(name);
    script->lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; script->lines[i]; i++)
        g_strchomp(script->lines[i]);
    script_free(app->script);
    app->script = script;
    script->source = g_idle_add_full(G_PRIORITY_LOW, on_turn, script, NULL);
}

bool wf_app_play_file(WfApp *app, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = wf_file_read(path, WF_LIMIT_THEME_BYTES, error);
    if (!bytes)
        return false;
    gsize len;
    const char *text = g_bytes_get_data(bytes, &len);
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", (gssize)len);
    wf_app_play(app, path, valid);
    return true;
}
