/* Composes a frame: title, screens, body, last line, and what lies over them.
 * Little room takes away the lines around the body, never the body. */
#include <string.h>

#include <weft/text.h>

#include "app_priv.h"

static int paint_right(WfGrid *grid, int right, int y, const char *text, WfRole role)
{
    int width = wf_text_width(text, -1);
    if (right - width < 0)
        return right;
    wf_grid_text(grid, right - width, y, width, text, role, 0);
    return right - width;
}

static char *mode_text(const WfApp *app)
{
    if (app->options.readonly)
        return g_strdup(" READ-ONLY ");
    if (!wf_app_armed(app))
        return g_strdup("");
    if (app->script && !app->term) /* a script's screens do not depend on the clock */
        return g_strdup(" ARMED ");
    gint64 left = (app->armed_until - g_get_monotonic_time()) / G_USEC_PER_SEC + 1;
    return g_strdup_printf(" ARMED %02d:%02d ", (int)(left / 60), (int)(left % 60));
}

static void paint_title(WfApp *app, WfGrid *grid)
{
    int width = wf_grid_width(grid);
    g_autoptr(GString) head = g_string_new(NULL);
    g_autofree char *mode = mode_text(app);
    wf_grid_fill(grid, 0, 0, width, 1, ' ', WF_ROLE_TITLE, 0);
    int right =
        paint_right(grid, width, 0, mode, wf_app_armed(app) ? WF_ROLE_DANGER : WF_ROLE_TITLE);
    int x = 1 + wf_grid_text(grid, 1, 0, right - 1, app->name, WF_ROLE_TITLE, 0);
    if (app->options.head)
        app->options.head(app, right - x - 3, head, app->options.user);
    wf_grid_text(grid, x + 2, 0, right - x - 3, head->str, WF_ROLE_TITLE, 0);
}

/* How the tabs are shown depends on the width alone: where a screen's tab is does not depend on
 * what is on view. */
typedef enum { TABS_NAMES, TABS_SHORT, TABS_NUMBERS, TABS_CURRENT } Tabs;
#define INFO_ROOM 26 /* columns that are left for what a screen says beside them */

static const char *tab_name(const Screen *screen, Tabs tabs)
{
    const char *brief = screen->ops->brief;
    return tabs == TABS_SHORT && brief ? brief : screen->ops->name;
}

/* Columns the tabs take: "1 graph  2 tree", "1graph 2tree", "1 2 3  graph". */
static int tabs_width(const WfApp *app, Tabs tabs)
{
    int width = 0, longest = 0;
    for (guint i = 0; i < app->screens->len; i++) {
        int name = (int)strlen(tab_name(g_ptr_array_index(app->screens, i), tabs));
        longest = MAX(longest, name);
        width += tabs == TABS_NAMES ? name + 4 : tabs == TABS_SHORT ? name + 2 : 2;
    }
    return tabs == TABS_NUMBERS ? width + 1 + longest : width;
}

static Tabs choose_tabs(const WfApp *app, int width)
{
    Tabs tabs = TABS_NAMES;
    while (tabs < TABS_CURRENT && 1 + tabs_width(app, tabs) + INFO_ROOM > width)
        tabs++;
    /* With little room for both, numbers are there as long as they leave some. */
    return tabs == TABS_CURRENT && 1 + tabs_width(app, TABS_NUMBERS) + INFO_ROOM / 2 <= width
               ? TABS_NUMBERS
               : tabs;
}

static int paint_tab(WfApp *app, WfGrid *grid, const Screen *screen, int x, int y, Tabs tabs)
{
    bool now = screen == app_screen(app), named = tabs != TABS_NUMBERS;
    int start = x;
    guint attr = now ? WF_ATTR_SELECTED : 0;
    x += wf_grid_printf(grid, x, y, 2, WF_ROLE_HINT_KEY, named ? 0 : attr, "%s",
                        screen->key ? screen->key : " ");
    if (named) {
        x += tabs != TABS_SHORT; /* else as "F1Help" of others */
        x += wf_grid_text(grid, x, y, -1, tab_name(screen, tabs),
                          now ? WF_ROLE_STRONG : WF_ROLE_DIM, attr);
    }
    app_add_hot(app, (WfRect){start, y, x - start, 1}, screen->ops->name);
    return x + (tabs == TABS_NAMES ? 2 : 1);
}

/* The tabs with the current one marked; returns where they end. */
static int paint_tabs(WfApp *app, WfGrid *grid, int y)
{
    int x = 1;
    const Screen *now = app_screen(app);
    Tabs tabs = choose_tabs(app, wf_grid_width(grid));
    for (guint i = 0; i < app->screens->len; i++) {
        const Screen *screen = g_ptr_array_index(app->screens, i);
        if (tabs != TABS_CURRENT || screen == now)
            x = paint_tab(app, grid, screen, x, y, tabs);
    }
    if (tabs == TABS_NUMBERS && now)
        x += 2 + wf_grid_text(grid, x + 1, y, -1, now->ops->name, WF_ROLE_STRONG, 0);
    return x;
}

/* What the screen says of itself, at the right end; what there is no room for is cut. */
static void paint_info(WfApp *app, WfGrid *grid, int x, int y)
{
    int right = wf_grid_width(grid) - 1;
    const Screen *now = app_screen(app);
    g_autoptr(GString) info = g_string_new(NULL);
    if (!now || !now->ops->info || x >= right - 1)
        return;
    now->ops->info(app, now->self, info);
    g_autofree char *safe = wf_text_visible(info->str, (gssize)info->len, 0);
    g_autofree char *cut = wf_text_cut(safe, right - x, wf_app_ascii(app) ? "~" : "…");
    wf_grid_text(grid, right - wf_text_width(cut, -1), y, -1, cut, WF_ROLE_TEXT, 0);
}

static void add_usual_hints(GPtrArray *ids)
{
    static const char *const usual[] = {"actions", "search", "command-line", "help"};
    for (guint i = 0; i < G_N_ELEMENTS(usual); i++)
        if (!g_ptr_array_find_with_equal_func(ids, usual[i], g_str_equal, NULL))
            g_ptr_array_add(ids, (gpointer)usual[i]);
}

/* Left of @right; where there is no room for it, nothing is painted. */
static int paint_hint(WfApp *app, WfGrid *grid, int x, int y, int right, const char *hint)
{
    const char *screen = wf_app_screen(app), *own;
    g_autofree char *id = NULL;
    wf_command_split(hint, &id, &own);
    const WfCommand *command = wf_commands_find(app->commands, screen, id);
    g_autofree char *keys =
        command ? wf_keymap_keys_of(wf_app_keymap(app), screen, command, 1) : NULL;
    if (!keys)
        return x;
    g_autofree char *words = own[0] ? g_strdup(own) : g_strdelimit(g_strdup(id), "-", ' ');
    int width = wf_text_width(keys, -1) + 1 + (int)strlen(words);
    if (x + width >= right)
        return x;
    int start = x;
    bool off = app_why_not(app, command);
    x += wf_grid_text(grid, x, y, -1, keys, off ? WF_ROLE_DIM : WF_ROLE_HINT_KEY, 0) + 1;
    x += wf_grid_text(grid, x, y, -1, words, off ? WF_ROLE_DIM : WF_ROLE_HINT, 0);
    app_add_hot(app, (WfRect){start, y, x - start, 1}, id);
    return x + 2;
}

/* The two hints that lead to all else are not left out as soon as there is some room. */
#define HELP_FROM 40
#define HELP_WIDTH 8 /* "? help", and the two blanks before it */
#define ACTIONS_FROM 72
#define ACTIONS_WIDTH 11 /* "x actions" likewise */

/* Columns that are kept free for these while hint @i is painted. */
static int kept_columns(GPtrArray *ids, guint i, int width)
{
    guint actions, help; /* add_usual_hints() has added both */
    g_ptr_array_find_with_equal_func(ids, "actions", g_str_equal, &actions);
    g_ptr_array_find_with_equal_func(ids, "help", g_str_equal, &help);
    int kept = i < help && width >= HELP_FROM ? HELP_WIDTH : 0;
    return i < actions && width >= ACTIONS_FROM ? kept + ACTIONS_WIDTH : kept;
}

static void paint_hints(WfApp *app, WfGrid *grid, int y)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    const Screen *screen = app_screen(app);
    if (screen && screen->ops->hints)
        screen->ops->hints(app, screen->self, ids);
    add_usual_hints(ids);
    int x = 1, width = wf_grid_width(grid);
    for (guint i = 0; i < ids->len; i++)
        x = paint_hint(app, grid, x, y, width - kept_columns(ids, i, width),
                       g_ptr_array_index(ids, i));
}

static void paint_message(const WfMessage *message, WfGrid *grid, int y)
{
    wf_paint_severity(grid, 1, y, message->severity, 0);
    wf_grid_text(grid, 3, y, -1, message->text, wf_severity_role(message->severity), 0);
}

static void paint_last_line(WfApp *app, WfGrid *grid)
{
    int y = wf_grid_height(grid) - 1;
    if (app->pending->len) {
        g_autofree char *keys =
            wf_keys_format((const WfKey *)app->pending->data, app->pending->len);
        wf_grid_printf(grid, 1, y, -1, WF_ROLE_INPUT, 0, "Keys: %s", keys);
    } else if (app->message) {
        paint_message(app->message, grid, y);
    } else {
        paint_hints(app, grid, y);
    }
}

static WfRect body_of(const WfApp *app, const WfGrid *grid)
{
    int height = wf_grid_height(grid), top = (height >= 12) + (height >= 6);
    bool last = height >= 3 || app->message || app->pending->len;
    return (WfRect){0, top, wf_grid_width(grid), MAX(height - top - last, 0)};
}

/* After the body: what is said about a screen, and the keys it offers, may depend on the room it
 * turned out to have. */
static void paint_around(WfApp *app, WfGrid *grid, WfRect body)
{
    if (body.y > 1)
        paint_title(app, grid);
    if (body.y > 0)
        paint_info(app, grid, paint_tabs(app, grid, body.y - 1), body.y - 1);
    if (body.y + body.height < wf_grid_height(grid))
        paint_last_line(app, grid);
}

const WfGrid *wf_app_frame(WfApp *app)
{
    WfGrid *grid = app->grid;
    wf_grid_resize(grid, app_width(app), app_height(app));
    wf_grid_set_ascii(grid, wf_app_ascii(app));
    wf_grid_clear(grid);
    g_array_set_size(app->hot, 0);
    WfRect body = body_of(app, grid);
    const Screen *screen = app_screen(app);
    app->cursor = (WfCursor){0, body.y, false};
    if (screen) {
        WfRect whole = wf_grid_clip(grid, body);
        screen->ops->paint(app, screen->self, grid, body);
        wf_grid_clip(grid, whole);
        if (screen->ops->cursor)
            app->cursor = screen->ops->cursor(app, screen->self);
    }
    paint_around(app, grid, body);
    if (app->popup)
        app_paint_popup(app, grid);
    for (guint i = 0; i < app->overlays->len; i++) {
        const Overlay *overlay = g_ptr_array_index(app->overlays, i);
        app->cursor = overlay->ops->paint(app, overlay->self, grid);
    }
    return grid;
}
