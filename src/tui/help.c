/* Help, the action menu and the popup after a prefix key, all from the table of
 * commands and the keys as they are bound now. */

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

/* --- what may follow the keys typed so far --- */

typedef struct {
    const WfBinding *binding;
    char *keys, *text;
    bool off; /* it cannot be done now */
} Next;

static void clear_next(gpointer data)
{
    Next *next = data;
    g_free(next->keys);
    g_free(next->text);
}

/* @told: why none of them can be done, which the title says once. */
static GArray *find_next(WfApp *app, const GArray *bindings, const char *told)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Next));
    guint n = app->pending->len;
    g_array_set_clear_func(all, clear_next);
    for (guint i = 0; i < bindings->len; i++) {
        const WfBinding *b = &g_array_index(bindings, WfBinding, i);
        const char *why = app_why_not(app, b->command);
        Next next = {.binding = b,
                     .keys = wf_keys_format(b->keys + n, b->n_keys - n),
                     .text = why && !told ? g_strdup_printf("%s (%s)", b->command->help, why)
                                          : g_strdup(b->command->help),
                     .off = why};
        g_array_append_val(all, next);
    }
    return all;
}

static char *popup_title(WfApp *app, const GArray *bindings, const char **ret_none)
{
    g_autoptr(GPtrArray) commands = g_ptr_array_new();
    for (guint i = 0; i < bindings->len; i++)
        g_ptr_array_add(commands, (gpointer)g_array_index(bindings, WfBinding, i).command);
    *ret_none = reason_of_all(app, commands);
    g_autofree char *typed = wf_keys_format((const WfKey *)app->pending->data, app->pending->len);
    return g_strconcat(typed, *ret_none ? "  " : NULL, *ret_none, NULL);
}

/* The column their texts begin at, and the rows all of them take where these wrap. */
static int measure_next(const GArray *all, int width, int *ret_column)
{
    int rows = 0, column = 0;
    for (guint i = 0; i < all->len; i++)
        column = MAX(column, wf_text_width(g_array_index(all, Next, i).keys, -1) + 3);
    *ret_column = MIN(column, width / 2);
    for (guint i = 0; i < all->len; i++)
        rows += wf_wrapped_rows(g_array_index(all, Next, i).text, width - *ret_column - 1);
    return rows;
}

/* Each whole if there is room for that, else one row for each. */
static void paint_next(WfApp *app, WfGrid *grid, const GArray *all, WfRect in, int column,
                       bool whole)
{
    int y = 0, text_width = in.width - column - 1;
    for (guint i = 0; i < all->len; i++) {
        const Next *next = &g_array_index(all, Next, i);
        int rows = whole ? wf_wrapped_rows(next->text, text_width) : 1;
        if (y + 1 == in.height && i + 1 < all->len) {
            wf_grid_text(grid, in.x + 1, in.y + y, in.width - 1, "...", WF_ROLE_DIM, 0);
            return;
        }
        wf_grid_text(grid, in.x + 1, in.y + y, column - 2, next->keys,
                     next->off ? WF_ROLE_DIM : WF_ROLE_HINT_KEY, 0);
        wf_paint_wrapped(grid, (WfRect){in.x + column, in.y + y, text_width, rows}, next->text,
                         next->off ? WF_ROLE_DIM : WF_ROLE_TEXT, 0);
        app_add_hot(app, (WfRect){in.x, in.y + y, in.width, rows}, next->binding->line);
        y += rows;
    }
}

/* Above the last line. */
void app_paint_popup(WfApp *app, WfGrid *grid)
{
    const WfKey *keys = (const WfKey *)app->pending->data;
    g_autoptr(GArray) bindings =
        wf_keymap_following(wf_app_keymap(app), wf_app_screen(app), keys, app->pending->len);
    int width = wf_grid_width(grid), height = wf_grid_height(grid), wide = MIN(width, 64), column;
    if (!bindings->len || height < 4 || wide < 20)
        return;
    const char *none;
    g_autofree char *title = popup_title(app, bindings, &none);
    g_autoptr(GArray) all = find_next(app, bindings, none);
    int rows = measure_next(all, wide - 2, &column);
    bool whole = rows <= height - 3;
    rows = whole ? rows : MIN((int)all->len, height - 3);
    WfRect in = wf_paint_frame(grid, (WfRect){width - wide, height - rows - 3, wide, rows + 2},
                               title, WF_ROLE_BORDER);
    paint_next(app, grid, all, in, column, whole);
}
