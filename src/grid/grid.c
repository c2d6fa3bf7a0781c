/* Cells and everything that paints into them. The one invariant: a wide
 * character is followed by a cell with ch 0, and such a cell stands nowhere
 * else; whatever overwrites one half blanks the other. */
#include <string.h>

#include <weft/grid.h>
#include <weft/limits.h>
#include <weft/text.h>

struct WfGrid {
    int width, height;
    WfRect clip;
    bool ascii;
    WfCell *cells; /* width * height, by rows */
};

static const WfCell blank = {.ch = ' ', .role = WF_ROLE_TEXT};

WfRect wf_rect_cut(WfRect a, WfRect b)
{
    gint64 left = MAX(a.x, b.x), top = MAX(a.y, b.y);
    gint64 right = MIN((gint64)a.x + a.width, (gint64)b.x + b.width);
    gint64 bottom = MIN((gint64)a.y + a.height, (gint64)b.y + b.height);
    return (WfRect){(int)left, (int)top, (int)MAX(right - left, 0), (int)MAX(bottom - top, 0)};
}

bool wf_rect_has(WfRect rect, int x, int y)
{
    return x >= rect.x && y >= rect.y && x - rect.x < rect.width && y - rect.y < rect.height;
}

static void hold_size(int *width, int *height)
{
    *width = CLAMP(*width, 0, WF_LIMIT_GRID_SIDE);
    *height = CLAMP(*height, 0, WF_LIMIT_GRID_SIDE);
    if (*width)
        *height = MIN(*height, (int)(WF_LIMIT_GRID_CELLS / (guint)*width));
}

static WfCell *cells_new(int width, int height)
{
    gsize n = (gsize)width * (gsize)height;
    WfCell *cells = g_new(WfCell, n + 1);
    for (gsize i = 0; i < n; i++)
        cells[i] = blank;
    return cells;
}

WfGrid *wf_grid_new(int width, int height)
{
    hold_size(&width, &height);
    WfGrid *grid = g_new0(WfGrid, 1);
    grid->width = width;
    grid->height = height;
    grid->cells = cells_new(width, height);
    grid->clip = wf_grid_area(grid);
    return grid;
}

void wf_grid_free(WfGrid *grid)
{
    if (!grid)
        return;
    g_free(grid->cells);
    g_free(grid);
}

int wf_grid_width(const WfGrid *grid)
{
    return grid->width;
}

int wf_grid_height(const WfGrid *grid)
{
    return grid->height;
}

WfRect wf_grid_area(const WfGrid *grid)
{
    return (WfRect){0, 0, grid->width, grid->height};
}

WfRect wf_grid_clip(WfGrid *grid, WfRect clip)
{
    WfRect before = grid->clip;
    grid->clip = wf_rect_cut(clip, wf_grid_area(grid));
    return before;
}

void wf_grid_set_ascii(WfGrid *grid, bool ascii)
{
    grid->ascii = ascii;
}

bool wf_grid_ascii(const WfGrid *grid)
{
    return grid->ascii;
}

void wf_grid_clear(WfGrid *grid)
{
    gsize n = (gsize)grid->width * (gsize)grid->height;
    for (gsize i = 0; i < n; i++)
        grid->cells[i] = blank;
}

static WfCell *cell(WfGrid *grid, int x, int y)
{
    return &grid->cells[(gsize)y * (gsize)grid->width + (gsize)x];
}

const WfCell *wf_grid_at(const WfGrid *grid, int x, int y)
{
    if (x < 0 || y < 0 || x >= grid->width || y >= grid->height)
        return NULL;
    return &grid->cells[(gsize)y * (gsize)grid->width + (gsize)x];
}

void wf_grid_resize(WfGrid *grid, int width, int height)
{
    hold_size(&width, &height);
    if (width == grid->width && height == grid->height) {
        grid->clip = wf_grid_area(grid);
        return;
    }
    WfGrid *old = wf_grid_new(0, 0);
    WfGrid was = *grid;
    g_free(old->cells);
    *old = was;
    grid->width = width;
    grid->height = height;
    grid->cells = cells_new(width, height);
    grid->clip = wf_grid_area(grid);
    wf_grid_copy(grid, 0, 0, old, 0, 0, old->width, old->height);
    wf_grid_free(old);
}

/* Before (x, y) is overwritten: the other half of a wide character there becomes blank. */
static void part_wide(WfGrid *grid, int x, int y)
{
    WfCell *c = cell(grid, x, y);
    if (!c->ch && x > 0)
        c[-1].ch = ' ', c[-1].mark[0] = c[-1].mark[1] = 0;
    if (c->ch && x + 1 < grid->width && !c[1].ch)
        c[1].ch = ' ';
}

static void set_cell(WfGrid *grid, int x, int y, WfCell value)
{
    if (!wf_rect_has(grid->clip, x, y))
        return;
    part_wide(grid, x, y);
    *cell(grid, x, y) = value;
}

/* A wide character of which one half is outside comes out as a blank. */
static void set_wide(WfGrid *grid, int x, int y, WfCell value)
{
    if (wf_rect_has(grid->clip, x, y) && wf_rect_has(grid->clip, x + 1, y)) {
        part_wide(grid, x, y);
        part_wide(grid, x + 1, y);
        WfCell *c = cell(grid, x, y);
        c[0] = value;
        c[1] = (WfCell){.role = value.role, .attr = value.attr};
        return;
    }
    value.ch = ' ';
    value.mark[0] = value.mark[1] = 0;
    set_cell(grid, x, y, value);
    if (x < G_MAXINT)
        set_cell(grid, x + 1, y, value);
}

void wf_grid_put(WfGrid *grid, int x, int y, gunichar ch, WfRole role, guint attr)
{
    if (grid->ascii)
        ch = (gunichar)(guchar)wf_glyph_ascii(ch);
    int width = wf_char_width(ch);
    WfCell value = {.ch = width > 0 ? ch : '?', .role = (guint8)role, .attr = (guint8)attr};
    if (width == 2)
        set_wide(grid, x, y, value);
    else
        set_cell(grid, x, y, value);
}

static void add_mark(WfGrid *grid, int x, int y, gunichar mark)
{
    while (x > 0 && wf_rect_has(grid->clip, x, y) && !cell(grid, x, y)->ch)
        x--;
    if (!wf_rect_has(grid->clip, x, y))
        return;
    WfCell *c = cell(grid, x, y);
    if (!c->mark[0])
        c->mark[0] = mark;
    else if (!c->mark[1])
        c->mark[1] = mark;
}

/* Text that is visible already and short enough. */
static int paint(WfGrid *grid, int x, int y, const char *text, WfRole role, guint attr)
{
    int start = x;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar ch = g_utf8_get_char(p);
        int width = ch < 0x7F ? 1 : wf_char_width(ch);
        if (width <= 0) {
            if (x > start)
                add_mark(grid, x - 1, y, ch);
            continue;
        }
        wf_grid_put(grid, x, y, ch, role, attr);
        x += width;
    }
    return x - start;
}

/* Glyphs in their ASCII form, all other characters by number. */
static char *to_ascii(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar ch = g_utf8_get_char(p);
        char c = wf_glyph_ascii(ch);
        if (ch < 0x80 || c != '?')
            g_string_append_c(out, c);
        else
            g_string_append_printf(out, "\\u{%X}", ch);
    }
    return g_string_free(out, FALSE);
}

/* At most this many bytes of a text can matter for so many columns: a cell takes a base
 * character and perhaps marks. Longer runs of marks are cut, which is fine for text that hostile.
 */
static gsize bytes_for(int columns)
{
    return (gsize)columns * 24 + 64;
}

static gsize bounded_length(const char *text, gsize limit)
{
    gsize len = strnlen(text, limit + 1);
    if (len <= limit)
        return len;
    len = limit;
    while (len > limit - 4 && ((guchar)text[len] & 0xC0) == 0x80)
        len--;
    return len;
}

static bool is_short_ascii(const char *text, int columns)
{
    int n = 0;
    while (n <= columns && text[n] >= 0x20 && text[n] < 0x7F)
        n++;
    return n <= columns && !text[n];
}

int wf_grid_text(WfGrid *grid, int x, int y, int columns, const char *text, WfRole role, guint attr)
{
    gint64 room = (gint64)grid->clip.x + grid->clip.width - x;
    if (columns < 0 || columns > room)
        columns = (int)MAX(room, 0);
    columns = MIN(columns, WF_LIMIT_GRID_SIDE);
    if (columns == 0 || y < grid->clip.y || y >= grid->clip.y + grid->clip.height)
        return 0;
    if (is_short_ascii(text, columns))
        return paint(grid, x, y, text, role, attr);
    gsize limit = bytes_for(columns);
    gsize len = bounded_length(text, limit);
    g_autofree char *visible = wf_text_visible(text, (gssize)len, 0);
    if (grid->ascii) {
        char *ascii = to_ascii(visible);
        g_free(visible);
        visible = ascii;
    }
    g_autofree char *cut = wf_text_cut(visible, columns, grid->ascii ? "~" : "…");
    return paint(grid, x, y, cut, role, attr);
}

int wf_grid_printf(WfGrid *grid, int x, int y, int columns, WfRole role, guint attr,
                   const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return wf_grid_text(grid, x, y, columns, text, role, attr);
}

void wf_grid_fill(WfGrid *grid, int x, int y, int width, int height, gunichar ch, WfRole role,
                  guint attr)
{
    WfRect area = wf_rect_cut((WfRect){x, y, width, height}, grid->clip);
    int step = wf_char_width(ch) == 2 && !grid->ascii ? 2 : 1;
    for (int row = 0; row < area.height; row++)
        for (int column = 0; column < area.width; column += step)
            wf_grid_put(grid, area.x + column, area.y + row, ch, role, attr);
}

void wf_grid_tint(WfGrid *grid, int x, int y, int width, int height, int role_or_minus_1,
                  guint attr)
{
    WfRect area = wf_rect_cut((WfRect){x, y, width, height}, grid->clip);
    for (int row = 0; row < area.height; row++)
        for (int column = 0; column < area.width; column++) {
            WfCell *c = cell(grid, area.x + column, area.y + row);
            if (role_or_minus_1 >= 0)
                c->role = (guint8)role_or_minus_1;
            c->attr |= (guint8)attr;
        }
}

void wf_grid_copy(WfGrid *grid, int x, int y, const WfGrid *from, int from_x, int from_y, int width,
                  int height)
{
    WfRect area = wf_rect_cut((WfRect){from_x, from_y, width, height}, wf_grid_area(from));
    for (int row = 0; row < area.height; row++)
        for (int column = 0; column < area.width; column++) {
            const WfCell *c = wf_grid_at(from, area.x + column, area.y + row);
            const WfCell *next = wf_grid_at(from, area.x + column + 1, area.y + row);
            int to_x = x + area.x - from_x + column, to_y = y + area.y - from_y + row;
            WfCell value = *c;
            if (!value.ch && column > 0)
                continue; /* went with its left half */
            bool wide = value.ch && next && !next->ch;
            if (!value.ch || (wide && column + 1 == area.width)) {
                value = (WfCell){.ch = ' ', .role = c->role, .attr = c->attr};
                wide = false;
            }
            if (wide)
                set_wide(grid, to_x, to_y, value);
            else
                set_cell(grid, to_x, to_y, value);
        }
}
