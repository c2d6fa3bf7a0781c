/* The screens: one is shown, and the way back to those before it. */
#include "app_priv.h"

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
