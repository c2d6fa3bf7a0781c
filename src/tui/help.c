/* Help, the action menu and the popup after a prefix key, all from the table of
 * commands and the keys as they are bound now. */

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

static void add_command(WfApp *app, Entries *e, const WfCommand *command, bool told)
{
    const char *why = app_why_not(app, command);
    char *keys = wf_keymap_keys_of(wf_app_keymap(app), wf_app_screen(app), command, 3);
    const char *args = command->args ? command->args : "";
    WfChoice choice = {.key = keys ? keep(e, keys) : "",
                       .text = keep(e, g_strdup_printf("%s%s%s  %s", command->id,
                                                       args[0] ? " " : "", args, command->help)),
                       .reason = why,
                       .told = told};
    g_array_append_val(e->choices, choice);
    g_ptr_array_add(e->ids, (gpointer)command->id);
}

typedef enum { PART_SCREEN, PART_EVERYWHERE, PART_LIVE } Part;

static bool is_wanted(const WfCommand *command, const char *keymap, Part part, bool menu)
{
    bool live = command->guard >= WF_GUARD_LIVE;
    if (command->hidden || !g_str_equal(command->keymap, keymap))
        return false;
    if (part == PART_SCREEN)
        return true;
    /* movement is for help; a menu of actions holds what acts */
    return live == (part == PART_LIVE) && (live || !menu || command->guard > WF_GUARD_VIEW);
}

/* Why nothing of it can be done now, where it is the same for all; else NULL. */
static const char *reason_of_all(WfApp *app, const GPtrArray *commands)
{
    const char *common = NULL;
    for (guint i = 0; i < commands->len; i++) {
        const char *why = app_why_not(app, commands->pdata[i]);
        if (!why || (i && g_strcmp0(why, common)))
            return NULL;
        common = why;
    }
    return common;
}

/* One heading and what stands below it; nothing, where there is nothing. */
static void add_part(WfApp *app, Entries *e, const char *title, const char *keymap, Part part,
                     bool menu)
{
    g_autoptr(GPtrArray) wanted = g_ptr_array_new();
    for (guint i = 0; i < wf_commands_n(app->commands); i++) {
        const WfCommand *command = wf_commands_get(app->commands, i);
        if (is_wanted(command, keymap, part, menu))
            g_ptr_array_add(wanted, (gpointer)command);
    }
    if (!wanted->len)
        return;
    const char *none = wanted->len > 1 ? reason_of_all(app, wanted) : NULL;
    g_autofree char *heading = none ? g_strdup_printf("%s (%s)", title, none) : g_strdup(title);
    add_heading(e, heading);
    for (guint i = 0; i < wanted->len; i++)
        add_command(app, e, wanted->pdata[i], none);
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
    if (screen)
        add_part(app, &e, screen->ops->title ? screen->ops->title : screen->ops->name,
                 screen->ops->name, PART_SCREEN, menu);
    if (!menu)
        add_own_keys(app, &e);
    add_part(app, &e, "Everywhere", "generic", PART_EVERYWHERE, menu);
    add_part(app, &e, "The live stack", "generic", PART_LIVE, menu);
    wf_app_choose(app, &(WfChoose){.title = menu ? "Actions (Enter runs, typing narrows)"
                                                 : "Help (Enter runs, typing narrows)",
                                   .choices = (const WfChoice *)(gpointer)e.choices->data,
                                   .n = e.choices->len,
                                   .done = on_chosen,
                                   .data = g_ptr_array_ref(e.ids)});
    g_array_unref(e.choices);
    g_ptr_array_unref(e.texts);
    g_ptr_array_unref(e.ids);
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
    g_autoptr(GPtrArray) commands = g_ptr_array_new();
    for (guint i = 0; i < next->len; i++)
        g_ptr_array_add(commands, (gpointer)g_array_index(next, WfBinding, i).command);
    const char *none = reason_of_all(app, commands);
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
        if (more)
            break;
        wf_grid_text(grid, in.x + 10, in.y + i, in.width - 11, text,
                     why ? WF_ROLE_DIM : WF_ROLE_TEXT, 0);
        app_add_hot(app, (WfRect){in.x, in.y + i, in.width, 1}, b->line);
    }
}
