/* Text to read: scrolling, search, colours by a callback. */
#include <string.h>

#include <weft/widget.h>

struct WfTextView {
    GPtrArray *lines; /* of char*, tabs expanded */
    guint line;       /* the cursor's */
    guint top;
    int left;
    bool loose;
    char *needle; /* NULL: nothing is looked for */
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
const char *wf_find_text(const char *line, const char *needle)
{
    for (const char *p = needle; *p; p++)
        if (g_ascii_isupper(*p))
            return strstr(line, needle);
    return strcasestr(line, needle);
}

guint wf_text_view_search(WfTextView *view, const char *needle)
{
    guint n = 0;
    g_free(view->needle);
    view->needle = needle && needle[0] ? g_strdup(needle) : NULL;
    for (guint i = 0; view->needle && i < view->lines->len; i++)
        n += wf_find_text(g_ptr_array_index(view->lines, i), view->needle) != NULL;
    return n;
}

bool wf_text_view_next(WfTextView *view, bool forward)
{
    guint n = view->lines->len;
    for (guint i = 1; view->needle && i <= n; i++) {
        guint line = forward ? (view->line + i) % n : (view->line + n - i) % n;
        if (wf_find_text(g_ptr_array_index(view->lines, line), view->needle)) {
            wf_text_view_go(view, line);
            return true;
        }
    }
    return false;
}

/* Matches up to byte @n of the line, which are all that is painted. */
static void mark_matches(const WfTextView *view, const char *line, gsize n, guint8 *attrs)
{
    memset(attrs, 0, n);
    if (!view->needle)
        return;
    gsize len = strlen(view->needle);
    for (const char *at = line; (at = wf_find_text(at, view->needle)); at += len) {
        if ((gsize)(at - line) >= n)
            return;
        memset(attrs + (at - line), WF_ATTR_MATCH, MIN(len, n - (gsize)(at - line)));
    }
}

/* A line in pieces of one look each, from column view->left on. */
static void paint_line(const WfTextView *view, guint i, WfGrid *grid, WfRect line)
{
    const char *text = g_ptr_array_index(view->lines, i);
    gsize n = MIN(strlen(text), (gsize)64 * 1024); /* more fits no screen */
    g_autofree WfRole *roles = g_new(WfRole, n + 1);
    g_autofree guint8 *attrs = g_new(guint8, n + 1);
    for (gsize k = 0; k < n; k++)
        roles[k] = WF_ROLE_TEXT;
    if (view->color)
        view->color(view->color_data, i, text, roles, n);
    mark_matches(view, text, n, attrs);
    int x = -view->left;
    for (gsize from = 0, to; from < n && x < line.width; from = to) {
        to = from + 1;
        while (to < n && ((text[to] & 0xC0) == 0x80 ||
                          (roles[to] == roles[from] && attrs[to] == attrs[from])))
            to++;
        g_autofree char *piece = g_strndup(text + from, to - from);
        x += wf_grid_text(grid, line.x + x, line.y, -1, piece, roles[from], attrs[from]);
    }
}

static void keep_cursor_in_view(WfTextView *view)
{
    guint rows = (guint)page(view), n = view->lines->len;
    view->top = MIN(view->top, n > rows ? n - rows : 0);
    if (!view->loose && view->line < view->top)
        view->top = view->line;
    else if (!view->loose && view->line >= view->top + rows)
        view->top = view->line - rows + 1;
}

void wf_text_view_paint(WfTextView *view, WfGrid *grid, WfRect rect, bool focused)
{
    view->rect = rect;
    bool bar = view->lines->len > (guint)MAX(rect.height, 0) && rect.width > 4;
    int width = rect.width - (bar ? 1 : 0);
    keep_cursor_in_view(view);
    WfRect before = wf_grid_clip(grid, (WfRect){rect.x, rect.y, width, rect.height});
    guint i = view->top;
    for (int y = 0; y < rect.height && i < view->lines->len; y++, i++) {
        paint_line(view, i, grid, (WfRect){rect.x, rect.y + y, width, 1});
        if (focused && i == view->line)
            wf_grid_tint(grid, rect.x, rect.y + y, width, 1, -1, WF_ATTR_SELECTED);
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
    else if (mouse->action == WF_MOUSE_PRESS)
        step(view, (gint64)view->top + mouse->y - view->rect.y - view->line);
    return true;
}
