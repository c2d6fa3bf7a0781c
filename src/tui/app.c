/* The app as a thing: what it is made of, screens, running commands. */
#include <string.h>

#include <weft/error.h>
#include <weft/file.h>
#include <weft/limits.h>
#include <weft/text.h>

#include "app_priv.h"

static void free_screen(gpointer data)
{
    Screen *screen = data;
    g_free(screen->help);
    g_free(screen->key);
    g_free(screen);
}

static void free_message(gpointer data)
{
    g_free(((WfMessage *)data)->text);
    g_free(data);
}

static void clear_hot(gpointer data)
{
    g_free(((Hot *)data)->line);
}

WfApp *wf_app_new(const WfAppOptions *options)
{
    WfApp *app = g_new0(WfApp, 1);
    app->options = *options;
    app->name = g_strdup(options->name);
    app->commands = wf_commands_new();
    app->screens = g_ptr_array_new_with_free_func(free_screen);
    app->visited = g_array_new(FALSE, FALSE, sizeof(int));
    app->current = -1;
    app->width = 80;
    app->height = 24;
    app->theme = wf_theme_builtin("default");
    app->grid = wf_grid_new(app->width, app->height);
    app->hot = g_array_new(FALSE, FALSE, sizeof(Hot));
    g_array_set_clear_func(app->hot, clear_hot);
    app->loop = g_main_loop_new(NULL, FALSE);
    app->pending = g_array_new(FALSE, FALSE, sizeof(WfKey));
    app->overlays = g_ptr_array_new_with_free_func(g_free);
    app->messages = g_ptr_array_new_with_free_func(free_message);
    app->histories =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)wf_history_free);
    app_add_generic(app);
    return app;
}

static void close_screens(WfApp *app)
{
    for (guint i = 0; i < app->screens->len; i++) {
        Screen *screen = g_ptr_array_index(app->screens, i);
        if (screen->ops->close)
            screen->ops->close(app, screen->self);
    }
}

void wf_app_free(WfApp *app)
{
    if (!app)
        return;
    while (app->overlays->len)
        app_pop(app, app_top(app)->self);
    close_screens(app);
    g_clear_handle_id(&app->draw_source, g_source_remove);
    g_clear_handle_id(&app->popup_source, g_source_remove);
    g_clear_handle_id(&app->message_source, g_source_remove);
    g_clear_handle_id(&app->arm_source, g_source_remove);
    script_free(app->script);
    wf_term_free(app->term);
    wf_keymap_free(app->keymap);
    wf_commands_free(app->commands);
    g_ptr_array_unref(app->screens);
    g_array_unref(app->visited);
    g_array_unref(app->hot);
    g_array_unref(app->pending);
    g_ptr_array_unref(app->overlays);
    g_ptr_array_unref(app->messages);
    g_hash_table_unref(app->histories);
    g_main_loop_unref(app->loop);
    wf_theme_unref(app->theme);
    wf_grid_free(app->grid);
    g_free(app->theme_choice);
    g_free(app->last_line);
    g_free(app->name);
    g_free(app);
}

gpointer wf_app_user(const WfApp *app)
{
    return app->options.user;
}

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

/* --- screens --- */

Screen *app_screen(const WfApp *app)
{
    return app->current >= 0 ? g_ptr_array_index(app->screens, (guint)app->current) : NULL;
}

const char *wf_app_screen(const WfApp *app)
{
    const Screen *screen = app_screen(app);
    return screen ? screen->ops->name : NULL;
}

static void run_show_screen(gpointer data, const char *args)
{
    (void)args;
    WfApp *app = data;
    wf_app_show_screen(app, app->running->id);
}

/* Above all that are taken. */
static guint free_number(const WfApp *app)
{
    guint number = 1;
    for (guint i = 0; i < app->screens->len; i++) {
        const Screen *screen = g_ptr_array_index(app->screens, i);
        if (screen->key)
            number = MAX(number, (guint)g_ascii_strtoull(screen->key, NULL, 10) + 1);
    }
    return number;
}

void wf_app_add_screen(WfApp *app, const WfScreenOps *ops, gpointer self)
{
    Screen *screen = g_new0(Screen, 1);
    screen->ops = ops;
    screen->self = self;
    screen->help = g_strdup_printf("show the screen %s", ops->title ? ops->title : ops->name);
    screen->command = (WfCommand){
        .id = ops->name, .keymap = "generic", .help = screen->help, .run = run_show_screen};
    guint number = ops->number ? ops->number : free_number(app);
    g_ptr_array_add(app->screens, screen);
    if (number <= 9) {
        screen->key = g_strdup_printf("%u", number);
        screen->command.keys[0] = screen->key;
    }
    wf_app_add_commands(app, &screen->command, 1);
}

static void show_index(WfApp *app, int index)
{
    Screen *from = app_screen(app);
    if (index == app->current)
        return;
    if (from && from->ops->leave)
        from->ops->leave(app, from->self);
    app->current = index;
    Screen *to = app_screen(app);
    if (to->ops->open)
        to->ops->open(app, to->self);
    wf_app_dirty(app);
}

bool wf_app_show_screen(WfApp *app, const char *name)
{
    for (guint i = 0; i < app->screens->len; i++) {
        const Screen *screen = g_ptr_array_index(app->screens, i);
        if (!g_str_equal(screen->ops->name, name))
            continue;
        if (app->current >= 0 && app->current != (int)i)
            g_array_append_val(app->visited, app->current);
        if (app->visited->len > 50)
            g_array_remove_index(app->visited, 0);
        show_index(app, (int)i);
        return true;
    }
    return false;
}

void app_go_back(WfApp *app)
{
    if (!app->visited->len) {
        wf_app_say(app, WF_NOTE, "this is where you started; Q quits");
        return;
    }
    int index = g_array_index(app->visited, int, app->visited->len - 1);
    g_array_set_size(app->visited, app->visited->len - 1);
    show_index(app, index);
}

/* --- overlays --- */

Overlay *app_top(const WfApp *app)
{
    return app->overlays->len ? g_ptr_array_index(app->overlays, app->overlays->len - 1) : NULL;
}

void app_push(WfApp *app, const OverlayOps *ops, gpointer self)
{
    Overlay *overlay = g_new(Overlay, 1);
    *overlay = (Overlay){ops, self};
    g_ptr_array_add(app->overlays, overlay);
    app_end_pending(app);
    wf_app_dirty(app);
}

void app_pop(WfApp *app, gpointer self)
{
    for (guint i = app->overlays->len; i-- > 0;) {
        Overlay *overlay = g_ptr_array_index(app->overlays, i);
        if (overlay->self != self)
            continue;
        void (*release)(gpointer) = overlay->ops->free;
        g_ptr_array_remove_index(app->overlays, i);
        release(self);
        break;
    }
    wf_app_dirty(app);
}

WfHistory *app_history(WfApp *app, const char *name)
{
    WfHistory *history = g_hash_table_lookup(app->histories, name);
    if (history)
        return history;
    g_autofree char *path = app->term ? wf_history_path(name) : NULL; /* scripts leave no trace */
    history = wf_history_new(path);
    g_hash_table_insert(app->histories, g_strdup(name), history);
    return history;
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

bool app_run_command(WfApp *app, const WfCommand *command, const char *args)
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
    return app_run_command(app, command, rest);
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
