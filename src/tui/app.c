/* The app as a thing: what it is made of, and its end. */
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
