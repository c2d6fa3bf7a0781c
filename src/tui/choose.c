/* A list to choose from, narrowed by typing: help, action menu, pickers. What is too long for its
 * row stands below the list in full while the cursor is on it. */

#include <weft/text.h>

#include "app_priv.h"

#define WHOLE_ROWS 2 /* for what is too long for its row */
#define WHOLE_FROM 3 /* rows the list has at least where these are taken from it */

typedef struct {
    char *title;
    GArray *choices; /* of WfChoice, with texts of our own */
    GArray *shown;   /* of guint */
    WfList *list;
    WfLine *line;
    WfRect frame; /* where it was painted last */
    int key_width;
    int widest; /* columns the longest row would take */
    void (*done)(WfApp *app, int choice, gpointer data);
    gpointer data;
} Choose;

static void clear_choice(gpointer data)
{
    WfChoice *choice = data;
    g_free((char *)choice->key);
    g_free((char *)choice->text);
    g_free((char *)choice->reason);
}

static void free_choose(gpointer data)
{
    Choose *c = data;
    wf_list_free(c->list);
    wf_line_free(c->line);
    g_array_unref(c->choices);
    g_array_unref(c->shown);
    g_free(c->title);
    g_free(c);
}

static const WfChoice *choice_at(const Choose *c, guint row)
{
    return &g_array_index(c->choices, WfChoice, g_array_index(c->shown, guint, row));
}

static guint count_rows(gpointer data)
{
    return ((const Choose *)data)->shown->len;
}

static void row_id(gpointer data, guint row, GString *id)
{
    g_string_append_printf(id, "%u", g_array_index(((const Choose *)data)->shown, guint, row));
}

/* Said once for many, in the heading above them: while that is there it is not said again. */
static bool is_told(const Choose *c, const WfChoice *choice)
{
    return choice->reason && choice->told && !wf_line_text(c->line)[0];
}

/* Columns a row's text begins behind. */
static int text_column(const Choose *c)
{
    return 3 + c->key_width;
}

static char *whole_text(const Choose *c, const WfChoice *choice)
{
    bool reason = choice->reason && !is_told(c, choice);
    return reason ? g_strdup_printf("%s  (%s)", choice->text, choice->reason)
                  : g_strdup(choice->text);
}

/* Columns it takes, with one for the scroll bar. */
static int row_width(const Choose *c, const WfChoice *choice)
{
    g_autofree char *text = whole_text(c, choice);
    return wf_text_width(text, -1) + (choice->heading ? 1 : text_column(c)) + 1;
}

static void paint_row(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    (void)attr;
    const Choose *c = data;
    const WfChoice *choice = choice_at(c, row);
    if (choice->heading) {
        wf_grid_text(grid, line.x + 1, line.y, -1, choice->text, WF_ROLE_STRONG, 0);
        return;
    }
    WfRole key = choice->reason ? WF_ROLE_DIM : WF_ROLE_HINT_KEY;
    WfRole text = choice->reason ? WF_ROLE_DIM : WF_ROLE_TEXT;
    wf_grid_text(grid, line.x + 2, line.y, c->key_width, choice->key ? choice->key : "", key, 0);
    int x = line.x + text_column(c);
    x += wf_grid_text(grid, x, line.y, line.x + line.width - x, choice->text, text, 0);
    if (choice->reason && !is_told(c, choice))
        wf_grid_printf(grid, x + 2, line.y, line.x + line.width - x - 2, WF_ROLE_WARNING, 0, "(%s)",
                       choice->reason);
}

static const WfListOps list_ops = {.count = count_rows,
                                   .id = row_id,
                                   .paint = paint_row,
                                   .empty = "nothing fits; Backspace widens"};

/* Every word of the filter occurs somewhere in the choice. */
static bool fits(const WfChoice *choice, char *const *words)
{
    g_autofree char *all = g_strdup_printf("%s %s", choice->key ? choice->key : "", choice->text);
    for (guint i = 0; words[i]; i++)
        if (words[i][0] && !strcasestr(all, words[i]))
            return false;
    return true;
}

static void narrow(Choose *c)
{
    g_auto(GStrv) words = g_strsplit(wf_line_text(c->line), " ", -1);
    g_array_set_size(c->shown, 0);
    for (guint i = 0; i < c->choices->len; i++) {
        const WfChoice *choice = &g_array_index(c->choices, WfChoice, i);
        bool heading_now = choice->heading && !wf_line_text(c->line)[0];
        if (heading_now || (!choice->heading && fits(choice, words)))
            g_array_append_val(c->shown, i);
    }
    wf_list_refresh(c->list);
    if (c->shown->len > 1 && choice_at(c, (guint)wf_list_cursor(c->list))->heading)
        wf_list_move(c->list, WF_MOVE_DOWN, 1);
}

static void finish(WfApp *app, Choose *c, int choice)
{
    void (*done)(WfApp *, int, gpointer) = c->done;
    gpointer data = c->data;
    app_pop(app, c);
    if (done)
        done(app, choice, data);
}

static void accept(WfApp *app, Choose *c)
{
    int row = wf_list_cursor(c->list);
    const WfChoice *choice = row >= 0 ? choice_at(c, (guint)row) : NULL;
    if (!choice || choice->heading)
        return;
    if (choice->reason)
        wf_app_say(app, WF_WARNING, "%s", choice->reason);
    else
        finish(app, c, (int)g_array_index(c->shown, guint, (guint)row));
}

static bool move_key(Choose *c, WfKey key)
{
    static const struct {
        WfKey key;
        WfMove move;
    } keys[] = {
        {WF_KEY_UP, WF_MOVE_UP},        {'p' | WF_MOD_CTRL, WF_MOVE_UP},
        {WF_KEY_DOWN, WF_MOVE_DOWN},    {'n' | WF_MOD_CTRL, WF_MOVE_DOWN},
        {WF_KEY_PGUP, WF_MOVE_PAGE_UP}, {WF_KEY_PGDN, WF_MOVE_PAGE_DOWN},
        {WF_KEY_HOME, WF_MOVE_FIRST},   {WF_KEY_END, WF_MOVE_LAST},
    };
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        if (keys[i].key == key)
            return wf_list_move(c->list, keys[i].move, 1);
    return false;
}

static void choose_key(WfApp *app, gpointer self, WfKey key)
{
    Choose *c = self;
    if (key == WF_KEY_ENTER)
        accept(app, c);
    else if (key == WF_KEY_ESC || key == ('c' | WF_MOD_CTRL))
        finish(app, c, -1);
    else if (!move_key(c, key) && wf_line_key(c->line, key))
        narrow(c);
}

static void choose_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    Choose *c = self;
    if (mouse->action == WF_MOUSE_PRESS && !wf_rect_has(c->frame, mouse->x, mouse->y)) {
        finish(app, c, -1);
        return;
    }
    int before = wf_list_cursor(c->list), row = wf_list_mouse(c->list, mouse);
    if (row >= 0 && (row == before || mouse->action == WF_MOUSE_DOUBLE))
        accept(app, c);
}

/* The selected choice in full, below the list, where its row is too short for it. Returns the rows
 * that are left to the list. */
static int paint_whole(const Choose *c, WfGrid *grid, WfRect in)
{
    int row = wf_list_cursor(c->list), left = in.height - WHOLE_ROWS - 1;
    const WfChoice *choice = row < 0 ? NULL : choice_at(c, (guint)row);
    if (!choice || row_width(c, choice) <= in.width || left < WHOLE_FROM)
        return in.height;
    g_autofree char *text = whole_text(c, choice);
    wf_grid_fill(grid, in.x, in.y + left, in.width, 1,
                 wf_glyph(WF_GLYPH_H_LINE, wf_grid_ascii(grid)), WF_ROLE_BORDER, 0);
    wf_paint_wrapped(grid, (WfRect){in.x + 1, in.y + left + 1, in.width - 2, WHOLE_ROWS}, text,
                     WF_ROLE_TEXT, 0);
    return left;
}

static WfCursor choose_paint(WfApp *app, gpointer self, WfGrid *grid)
{
    (void)app;
    Choose *c = self;
    int width = wf_grid_width(grid), height = wf_grid_height(grid);
    int w = MIN(width, MAX(40, MIN(width - 4, MAX(92, c->widest + 2))));
    int more = c->widest > w - 2 ? WHOLE_ROWS + 1 : 0;
    int h = MIN(height, MAX(6, MIN(height - 2, (int)c->choices->len + 4 + more)));
    c->frame = (WfRect){(width - w) / 2, (height - h) / 2, w, h};
    WfRect in = wf_paint_frame(grid, c->frame, c->title, WF_ROLE_BORDER);
    in.height = paint_whole(c, grid, in);
    wf_grid_text(grid, in.x + 1, in.y, 2, "/", WF_ROLE_STRONG, 0);
    int x = wf_line_paint(c->line, grid, (WfRect){in.x + 2, in.y, in.width - 2, 1}, WF_ROLE_INPUT);
    wf_list_paint(c->list, grid, (WfRect){in.x, in.y + 1, in.width, in.height - 1}, true);
    return (WfCursor){x, in.y, true};
}

static const OverlayOps choose_ops = {
    .paint = choose_paint, .key = choose_key, .mouse = choose_mouse, .free = free_choose};

void wf_app_choose(WfApp *app, const WfChoose *choose)
{
    Choose *c = g_new0(Choose, 1);
    c->title = g_strdup(choose->title);
    c->choices = g_array_new(FALSE, FALSE, sizeof(WfChoice));
    c->shown = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_set_clear_func(c->choices, clear_choice);
    for (guint i = 0; i < choose->n; i++) {
        const WfChoice *given = &choose->choices[i];
        WfChoice copy = {g_strdup(given->key), g_strdup(given->text), g_strdup(given->reason),
                         given->heading, given->told};
        g_array_append_val(c->choices, copy);
        if (copy.key)
            c->key_width = CLAMP(wf_text_width(copy.key, -1), c->key_width, 18);
    }
    c->line = wf_line_new();
    for (guint i = 0; i < choose->n; i++)
        c->widest = MAX(c->widest, row_width(c, &g_array_index(c->choices, WfChoice, i)));
    c->list = wf_list_new(&list_ops, c);
    c->done = choose->done;
    c->data = choose->data;
    narrow(c);
    if (choose->first)
        wf_list_go(c->list, choose->first);
    app_push(app, &choose_ops, c);
}
