/* Text to read: scrolling, wrapping, search, colours by a callback. */
#include <string.h>

#include <weft/text.h>
#include <weft/widget.h>

struct WfTextView {
    GPtrArray *lines; /* of char*, tabs expanded */
    guint line;       /* the cursor's */
    guint top;
    int left;
    bool wrap, loose;
    char *needle;
    WfTextColor color;
    gpointer color_data;
    WfRect rect;
};

WfTextView *wf_text_view_new(void)
{
    WfTextView *view = g_new0(WfTextView, 1);
    view->lines = g_ptr_array_new_with_free_func(g_free);
    return view;
}

void wf_text_view_free(WfTextView *view)
{
    if (!view)
        return;
    g_ptr_array_unref(view->lines);
    g_free(view->needle);
    g_free(view);
}

static char *expand_tabs(const char *line, gsize len)
{
    GString *out = g_string_sized_new(len);
    for (gsize i = 0; i < len; i++)
        if (line[i] == '\t')
            do
                g_string_append_c(out, ' ');
            while (out->len % 8);
        else if (line[i] != '\r' || i + 1 < len)
            g_string_append_c(out, line[i] ? line[i] : '\1');
    return g_string_free(out, FALSE);
}

void wf_text_view_set(WfTextView *view, const char *text, gssize len)
{
    const char *end = text + (len < 0 ? (gssize)strlen(text) : len);
    g_ptr_array_set_size(view->lines, 0);
    while (text < end) {
        const char *newline = memchr(text, '\n', (gsize)(end - text));
        const char *stop = newline ? newline : end;
        g_ptr_array_add(view->lines, expand_tabs(text, (gsize)(stop - text)));
        text = stop + 1;
    }
    if (view->line >= view->lines->len)
        view->line = view->lines->len ? view->lines->len - 1 : 0;
}

void wf_text_view_color(WfTextView *view, WfTextColor color, gpointer data)
{
    view->color = color;
    view->color_data = data;
}

guint wf_text_view_lines(const WfTextView *view)
{
    return view->lines->len;
}

guint wf_text_view_line(const WfTextView *view)
{
    return view->line;
}

void wf_text_view_wrap(WfTextView *view, bool wrap)
{
    view->wrap = wrap;
    view->left = 0;
}

static int page(const WfTextView *view)
{
    return MAX(view->rect.height, 1);
}

void wf_text_view_go(WfTextView *view, guint line)
{
    view->line = view->lines->len ? MIN(line, view->lines->len - 1) : 0;
    view->top = view->line > (guint)page(view) / 3 ? view->line - (guint)page(view) / 3 : 0;
    view->loose = false;
}

static void step(WfTextView *view, gint64 by)
{
    gint64 last = view->lines->len ? (gint64)view->lines->len - 1 : 0;
    view->line = (guint)CLAMP((gint64)view->line + by, 0, last);
    view->loose = false;
}

static void scroll(WfTextView *view, int by)
{
    gint64 most = MAX((gint64)view->lines->len - page(view), 0);
    view->top = (guint)CLAMP((gint64)view->top + by, 0, most);
    view->loose = true;
}

bool wf_text_view_move(WfTextView *view, WfMove move, int count)
{
    int rows = MAX(page(view) - 1, 1);
    switch (move) {
    case WF_MOVE_UP:
    case WF_MOVE_DOWN:
        step(view, move == WF_MOVE_UP ? -count : count);
        return true;
    case WF_MOVE_PAGE_UP:
    case WF_MOVE_PAGE_DOWN:
        step(view, (gint64)count * (move == WF_MOVE_PAGE_UP ? -rows : rows));
        return true;
    case WF_MOVE_HALF_UP:
    case WF_MOVE_HALF_DOWN:
        step(view, (gint64)count * (move == WF_MOVE_HALF_UP ? -1 : 1) * MAX(page(view) / 2, 1));
        return true;
    case WF_MOVE_FIRST:
    case WF_MOVE_LAST:
        step(view, move == WF_MOVE_FIRST ? G_MININT32 : G_MAXINT32);
        return true;
    case WF_MOVE_LEFT:
    case WF_MOVE_RIGHT:
        if (!view->wrap)
            view->left = MAX(0, view->left + (move == WF_MOVE_LEFT ? -8 : 8) * count);
        return true;
    case WF_MOVE_SCROLL_UP:
    case WF_MOVE_SCROLL_DOWN:
        scroll(view, move == WF_MOVE_SCROLL_UP ? -count : count);
        return true;
    }
    return false;
}

/* Smart case, as in tig: an upper-case letter in the needle makes case count. */
static const char *find(const WfTextView *view, const char *line)
{
    for (const char *p = view->needle; *p; p++)
        if (g_ascii_isupper(*p))
            return strstr(line, view->needle);
    return strcasestr(line, view->needle);
}

guint wf_text_view_search(WfTextView *view, const char *needle)
{
    guint n = 0;
    g_free(view->needle);
    view->needle = needle && needle[0] ? g_strdup(needle) : NULL;
    for (guint i = 0; view->needle && i < view->lines->len; i++)
        n += find(view, g_ptr_array_index(view->lines, i)) != NULL;
    return n;
}

bool wf_text_view_next(WfTextView *view, bool forward)
{
    guint n = view->lines->len;
    for (guint i = 1; view->needle && i <= n; i++) {
        guint line = forward ? (view->line + i) % n : (view->line + n - i) % n;
        if (find(view, g_ptr_array_index(view->lines, line))) {
            wf_text_view_go(view, line);
            return true;
        }
    }
    return false;
}

static void find_roles(const WfTextView *view, guint i, const char *line, gsize n, WfRole *roles,
                       guint8 *attrs)
{
    for (gsize k = 0; k < n; k++)
        roles[k] = WF_ROLE_TEXT;
    memset(attrs, 0, n);
    if (view->color)
        view->color(view->color_data, i, line, roles, n);
    if (!view->needle)
        return;
    gsize len = strlen(view->needle);
    for (const char *at = line; (at = find(view, at)); at += len)
        memset(attrs + (at - line), WF_ATTR_MATCH, len);
}

/* A line in pieces of one look each, from column @x on; wrapped lines continue below. Returns the
 * rows used. */
static int paint_line(const WfTextView *view, guint i, WfGrid *grid, WfRect rect, int y, int width)
{
    const char *line = g_ptr_array_index(view->lines, i);
    gsize n = MIN(strlen(line), (gsize)64 * 1024); /* more fits no screen */
    g_autofree WfRole *roles = g_new(WfRole, n + 1);
    g_autofree guint8 *attrs = g_new(guint8, n + 1);
    find_roles(view, i, line, n, roles, attrs);
    int x = -view->left, rows = 1;
    for (gsize from = 0, to; from < n; from = to) {
        to = from + 1;
        while (to < n && ((line[to] & 0xC0) == 0x80 ||
                          (!view->wrap && roles[to] == roles[from] && attrs[to] == attrs[from])))
            to++;
        g_autofree char *piece = wf_text_visible(line + from, (gssize)(to - from), 0);
        int columns = wf_text_width(piece, -1);
        if (view->wrap && x + columns > width && x > 0) {
            x = 0;
            if (++rows + y > rect.height)
                break;
        }
        wf_grid_text(grid, rect.x + x, rect.y + y + rows - 1, columns, piece, roles[from],
                     attrs[from]);
        x += columns;
        if (!view->wrap && x > width)
            break;
    }
    return rows;
}

static int rows_of(const WfTextView *view, guint i, int width)
{
    const char *line = g_ptr_array_index(view->lines, i);
    if (!view->wrap || width < 1)
        return 1;
    gsize n = strlen(line);
    return n > 64 * 1024 ? page(view)
                         : MAX(1, (wf_text_width(line, (gssize)n) + width - 1) / width);
}

static void keep_cursor_in_view(WfTextView *view, int width)
{
    if (!view->wrap && view->lines->len >= (guint)page(view))
        view->top = MIN(view->top, view->lines->len - (guint)page(view));
    if (view->loose)
        return;
    view->top = MIN(view->top, view->line);
    int rows = 0;
    for (guint i = view->line + 1; i-- > view->top;) {
        rows += rows_of(view, i, width);
        if (rows > page(view)) {
            view->top = MIN(i + 1, view->line);
            return;
        }
    }
}

void wf_text_view_paint(WfTextView *view, WfGrid *grid, WfRect rect, bool focused)
{
    view->rect = rect;
    bool bar = view->lines->len > (guint)MAX(rect.height, 0) && rect.width > 4;
    int width = rect.width - (bar ? 1 : 0);
    keep_cursor_in_view(view, width);
    WfRect before = wf_grid_clip(grid, (WfRect){rect.x, rect.y, width, rect.height});
    guint i = view->top;
    for (int y = 0; y < rect.height && i < view->lines->len; i++) {
        int rows = paint_line(view, i, grid, rect, y, width);
        if (focused && i == view->line)
            wf_grid_tint(grid, rect.x, rect.y + y, width, rows, -1, WF_ATTR_SELECTED);
        y += rows;
    }
    wf_grid_clip(grid, before);
    if (bar)
        wf_paint_scroll_bar(grid, (WfRect){rect.x + width, rect.y, 1, rect.height}, view->top,
                            (guint)rect.height, view->lines->len);
}

bool wf_text_view_mouse(WfTextView *view, const WfMouse *mouse)
{
    if (!wf_rect_has(view->rect, mouse->x, mouse->y))
        return false;
    if (mouse->action == WF_MOUSE_WHEEL_UP || mouse->action == WF_MOUSE_WHEEL_DOWN)
        scroll(view, mouse->action == WF_MOUSE_WHEEL_UP ? -3 : 3);
    else if (mouse->action == WF_MOUSE_PRESS && !view->wrap)
        step(view, (gint64)view->top + mouse->y - view->rect.y - view->line);
    return true;
}
