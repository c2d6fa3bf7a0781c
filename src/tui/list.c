/* Lists. The cursor is an id first and a row second; the row is looked up again
 * whenever the data changed. */

#include <weft/widget.h>

struct WfList {
    const WfListOps *ops;
    gpointer data;
    GString *id;
    int cursor; /* -1: empty */
    int top;
    guint n;
    WfRect rect; /* as painted last; its last column is the scroll bar if there is one */
    bool bar, on_bar;
    bool loose; /* scrolled away from the cursor by the wheel */
};

WfList *wf_list_new(const WfListOps *ops, gpointer data)
{
    WfList *list = g_new0(WfList, 1);
    list->ops = ops;
    list->data = data;
    list->id = g_string_new(NULL);
    list->cursor = -1;
    wf_list_refresh(list);
    return list;
}

void wf_list_free(WfList *list)
{
    if (!list)
        return;
    g_string_free(list->id, TRUE);
    g_free(list);
}

static bool row_has_id(const WfList *list, guint row, GString *scratch)
{
    g_string_truncate(scratch, 0);
    list->ops->id(list->data, row, scratch);
    return g_string_equal(scratch, list->id);
}

static int find_row(const WfList *list)
{
    if (list->ops->find)
        return list->ops->find(list->data, list->id->str);
    g_autoptr(GString) scratch = g_string_new(NULL);
    if (list->cursor >= 0 && (guint)list->cursor < list->n &&
        row_has_id(list, (guint)list->cursor, scratch))
        return list->cursor;
    for (guint i = 0; i < list->n; i++)
        if (row_has_id(list, i, scratch))
            return (int)i;
    return -1;
}

static void take_id(WfList *list)
{
    g_string_truncate(list->id, 0);
    if (list->cursor >= 0)
        list->ops->id(list->data, (guint)list->cursor, list->id);
}

void wf_list_refresh(WfList *list)
{
    list->n = list->ops->count(list->data);
    if (!list->n) { /* the id is kept: the data may come back */
        list->cursor = -1;
        list->top = 0;
        return;
    }
    int before = list->cursor, row = list->id->len ? find_row(list) : -1;
    if (row < 0) {
        list->cursor = CLAMP(before, 0, (int)list->n - 1);
        take_id(list);
        return;
    }
    list->cursor = row;
    if (before >= 0) /* the item stays on its line of the screen */
        list->top = MAX(0, list->top + row - before);
}

int wf_list_cursor(const WfList *list)
{
    return list->cursor;
}

const char *wf_list_id(const WfList *list)
{
    return list->cursor >= 0 ? list->id->str : NULL;
}

int wf_list_top(const WfList *list)
{
    return list->top;
}

static int rows_shown(const WfList *list)
{
    return MAX(list->rect.height, 1);
}

void wf_list_go(WfList *list, guint row)
{
    if (!list->n)
        return;
    list->cursor = (int)MIN(row, list->n - 1);
    list->loose = false;
    take_id(list);
}

bool wf_list_go_id(WfList *list, const char *id)
{
    g_autofree char *before = g_strdup(list->id->str);
    g_string_assign(list->id, id);
    int row = list->n ? find_row(list) : -1;
    if (row >= 0)
        wf_list_go(list, (guint)row);
    else
        g_string_assign(list->id, before);
    return row >= 0;
}

static void scroll(WfList *list, int by)
{
    int most = MAX(0, (int)list->n - rows_shown(list));
    list->top = CLAMP(list->top + by, 0, most);
    list->loose = true;
}

bool wf_list_move(WfList *list, WfMove move, int count)
{
    int page = rows_shown(list), to = list->cursor;
    switch (move) {
    case WF_MOVE_UP:
        to -= count;
        break;
    case WF_MOVE_DOWN:
        to += count;
        break;
    case WF_MOVE_FIRST:
        to = 0;
        break;
    case WF_MOVE_LAST:
        to = (int)list->n - 1;
        break;
    case WF_MOVE_PAGE_UP:
        to -= count * MAX(page - 1, 1);
        break;
    case WF_MOVE_PAGE_DOWN:
        to += count * MAX(page - 1, 1);
        break;
    case WF_MOVE_HALF_UP:
        to -= count * MAX(page / 2, 1);
        break;
    case WF_MOVE_HALF_DOWN:
        to += count * MAX(page / 2, 1);
        break;
    case WF_MOVE_SCROLL_UP:
    case WF_MOVE_SCROLL_DOWN:
        scroll(list, move == WF_MOVE_SCROLL_UP ? -count : count);
        return true;
    default:
        return false;
    }
    wf_list_go(list, (guint)MAX(to, 0));
    return true;
}

static void keep_cursor_in_view(WfList *list, int height)
{
    int most = MAX(0, (int)list->n - height);
    if (!list->loose && list->cursor >= 0)
        list->top = CLAMP(list->top, list->cursor - height + 1, list->cursor);
    list->top = CLAMP(list->top, 0, most);
}

void wf_list_paint(WfList *list, WfGrid *grid, WfRect rect, bool focused)
{
    list->rect = rect;
    list->bar = list->n > (guint)MAX(rect.height, 0) && rect.width > 4;
    keep_cursor_in_view(list, MAX(rect.height, 1));
    WfRect before = wf_grid_clip(grid, rect);
    if (!list->n && list->ops->empty)
        wf_paint_wrapped(grid, (WfRect){rect.x + 1, rect.y, rect.width - 1, rect.height},
                         list->ops->empty, WF_ROLE_DIM, 0);
    int width = rect.width - (list->bar ? 1 : 0);
    for (int y = 0; y < rect.height && (guint)(list->top + y) < list->n; y++) {
        int row = list->top + y;
        WfRect line = {rect.x, rect.y + y, width, 1};
        guint attr = row != list->cursor ? 0 : focused ? WF_ATTR_SELECTED : WF_ATTR_BOLD;
        WfRect inner = wf_grid_clip(grid, wf_rect_cut(line, rect));
        list->ops->paint(list->data, (guint)row, grid, line, attr);
        if (attr)
            wf_grid_tint(grid, line.x, line.y, line.width, 1, -1, attr);
        wf_grid_clip(grid, inner);
    }
    if (list->bar)
        wf_paint_scroll_bar(grid, (WfRect){rect.x + width, rect.y, 1, rect.height},
                            (guint)list->top, (guint)rect.height, list->n);
    wf_grid_clip(grid, before);
}

WfCursor wf_list_place(const WfList *list)
{
    int y = CLAMP(list->cursor - list->top, 0, MAX(list->rect.height - 1, 0));
    return (WfCursor){list->rect.x, list->rect.y + y, false};
}

/* A drag that began on the scroll bar goes on wherever the mouse is. */
static void drag_bar(WfList *list, const WfMouse *mouse)
{
    int range = MAX(list->rect.height - 1, 1), y = CLAMP(mouse->y - list->rect.y, 0, range);
    list->top = 0;
    scroll(list, (int)((gint64)y * ((gint64)list->n - list->rect.height) / range));
}

int wf_list_mouse(WfList *list, const WfMouse *mouse)
{
    bool inside = wf_rect_has(list->rect, mouse->x, mouse->y);
    if (mouse->action == WF_MOUSE_RELEASE)
        list->on_bar = false;
    if (mouse->action == WF_MOUSE_DRAG && list->on_bar)
        drag_bar(list, mouse);
    if (!inside)
        return -1;
    if (mouse->action == WF_MOUSE_WHEEL_UP || mouse->action == WF_MOUSE_WHEEL_DOWN)
        scroll(list, mouse->action == WF_MOUSE_WHEEL_UP ? -3 : 3);
    if (mouse->action != WF_MOUSE_PRESS && mouse->action != WF_MOUSE_DOUBLE)
        return -1;
    if (list->bar && mouse->x == list->rect.x + list->rect.width - 1) {
        list->on_bar = true;
        drag_bar(list, mouse);
        return -1;
    }
    int row = list->top + mouse->y - list->rect.y;
    if (row < 0 || (guint)row >= list->n || mouse->button != 1)
        return -1;
    wf_list_go(list, (guint)row);
    return row;
}
