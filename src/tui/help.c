/* Help, the action menu and the popup after a prefix key, all from the table of
 * commands and the keys as they are bound now. */
#include <string.h>

#include <weft/text.h>

#include "app_priv.h"

typedef struct {
    GArray *choices; /* of WfChoice; texts owned by @texts */
    GPtrArray *texts;
    GPtrArray *ids; /* per choice the command's id, or NULL; borrowed from the table */
} Entries;

static char *keep(Entries *e, char *text)
{
    g_ptr_array_add(e->texts, text);
    return text;
}

static void add_heading(Entries *e, const char *text)
{
    WfChoice choice = {.text = keep(e, g_strdup(text)), .heading = true};
    g_array_append_val(e->choices, choice);
    g_ptr_array_add(e->ids, NULL);
}

static void add_command(WfApp *app, Entries *e, const WfCommand *command)
{
    const char *why = app_why_not(app, command);
    char *keys = wf_keymap_keys_of(wf_app_keymap(app), wf_app_screen(app), command, 3);
    const char *args = command->args ? command->args : "";
    WfChoice choice = {.key = keys ? keep(e, keys) : "",
                       .text = keep(e, g_strdup_printf("%s%s%s  %s", command->id,
                                                       args[0] ? " " : "", args, command->help)),
                       .reason = why};
    g_array_append_val(e->choices, choice);
    g_ptr_array_add(e->ids, (gpointer)command->id);
}

static void add_commands(WfApp *app, Entries *e, const char *keymap, bool menu)
{
    for (guint i = 0; i < wf_commands_n(app->commands); i++) {
        const WfCommand *command = wf_commands_get(app->commands, i);
        /* movement is for help; a menu of actions holds what acts */
        bool wanted = !command->hidden &&
                      (!menu || !g_str_equal(keymap, "generic") || command->guard > WF_GUARD_VIEW);
        if (g_str_equal(command->keymap, keymap) && wanted)
            add_command(app, e, command);
    }
}

/* Bindings of a key file that are more than the id of a command. */
static void add_own_keys(WfApp *app, Entries *e)
{
    g_autoptr(GArray) all = wf_keymap_following(wf_app_keymap(app), wf_app_screen(app), NULL, 0);
    bool first = true;
    for (guint i = 0; i < all->len; i++) {
        const WfBinding *b = &g_array_index(all, WfBinding, i);
        if (g_str_equal(b->line, b->command->id))
            continue;
        if (first)
            add_heading(e, "Your keys");
        first = false;
        WfChoice choice = {.key = keep(e, wf_keys_format(b->keys, b->n_keys)),
                           .text = keep(e, g_strdup(b->line))};
        g_array_append_val(e->choices, choice);
        g_ptr_array_add(e->ids, (gpointer)b->command->id);
    }
}

static void on_chosen(WfApp *app, int choice, gpointer data)
{
    GPtrArray *ids = data;
    g_autofree char *id = choice >= 0 ? g_strdup(g_ptr_array_index(ids, (guint)choice)) : NULL;
    g_ptr_array_unref(ids);
    if (!id)
        return;
    const WfCommand *command = wf_commands_find(app->commands, wf_app_screen(app), id);
    bool needs_more = command && command->args && command->args[0] && command->args[0] != '[';
    g_autofree char *line = g_strconcat(id, " ", NULL);
    if (needs_more)
        app_open_command_line(app, line);
    else
        wf_app_execute(app, id);
}

void app_open_help(WfApp *app, bool menu)
{
    Entries e = {g_array_new(FALSE, FALSE, sizeof(WfChoice)),
                 g_ptr_array_new_with_free_func(g_free), g_ptr_array_new()};
    const Screen *screen = app_screen(app);
    if (screen) {
        add_heading(&e, screen->ops->title ? screen->ops->title : screen->ops->name);
        add_commands(app, &e, screen->ops->name, menu);
    }
    if (!menu)
        add_own_keys(app, &e);
    add_heading(&e, "Everywhere");
    add_commands(app, &e, "generic", menu);
    wf_app_choose(
        app, menu ? "Actions (Enter runs, typing narrows)" : "Help (Enter runs, typing narrows)",
        (const WfChoice *)(gpointer)e.choices->data, e.choices->len, on_chosen,
        g_ptr_array_ref(e.ids));
    g_array_unref(e.choices);
    g_ptr_array_unref(e.texts);
    g_ptr_array_unref(e.ids);
}

/* Why none of these keys does anything now, where it is the same for all; else NULL. */
static const char *common_reason(WfApp *app, const GArray *bindings)
{
    const char *common = NULL;
    for (guint i = 0; i < bindings->len; i++) {
        const char *why = app_why_not(app, g_array_index(bindings, WfBinding, i).command);
        if (!why || (i && g_strcmp0(why, common)))
            return NULL;
        common = why;
    }
    return common;
}

/* What may follow the keys typed so far, above the last line. */
void app_paint_popup(WfApp *app, WfGrid *grid)
{
    const WfKey *keys = (const WfKey *)app->pending->data;
    guint n = app->pending->len;
    g_autoptr(GArray) next = wf_keymap_following(wf_app_keymap(app), wf_app_screen(app), keys, n);
    int width = wf_grid_width(grid), height = wf_grid_height(grid);
    int rows = MIN((int)next->len, height - 3), wide = MIN(width, 64);
    if (rows < 1 || wide < 20)
        return;
    const char *none = common_reason(app, next);
    g_autofree char *typed = wf_keys_format(keys, n);
    g_autofree char *title = g_strconcat(typed, none ? "  " : NULL, none, NULL);
    WfRect in = wf_paint_frame(grid, (WfRect){width - wide, height - rows - 3, wide, rows + 2},
                               title, WF_ROLE_BORDER);
    for (int i = 0; i < rows; i++) {
        const WfBinding *b = &g_array_index(next, WfBinding, (guint)i);
        bool more = i == rows - 1 && rows < (int)next->len;
        g_autofree char *rest = wf_keys_format(b->keys + n, b->n_keys - n);
        const char *why = app_why_not(app, b->command);
        wf_grid_text(grid, in.x + 1, in.y + i, 8, more ? "..." : rest,
                     why ? WF_ROLE_DIM : WF_ROLE_HINT_KEY, 0);
        g_autofree char *text = why && !none ? g_strdup_printf("%s (%s)", b->command->help, why)
                                             : g_strdup(b->command->help);
        if (!more)
            wf_grid_text(grid, in.x + 10, in.y + i, in.width - 11, text,
                         why ? WF_ROLE_DIM : WF_ROLE_TEXT, 0);
    }
}
