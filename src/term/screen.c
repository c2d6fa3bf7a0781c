/* Puts grids on the screen. ncurses compares what it is given with what the
 * terminal shows; comparing grids first spares it rows that did not change. */
#include <locale.h>
#include <string.h>
#include <wchar.h>

#include <weft/text.h>

#include "term_priv.h"

void term_forget_looks(WfTerm *term)
{
    memset(term->look_known, 0, sizeof term->look_known);
}

static attr_t curses_attrs(guint attrs)
{
    static const attr_t map[] = {A_BOLD, A_DIM, A_ITALIC, A_UNDERLINE, A_REVERSE};
    attr_t result = A_NORMAL;
    for (guint i = 0; i < G_N_ELEMENTS(map); i++)
        if (attrs & 1u << i)
            result |= map[i];
    return result;
}

static int curses_color(WfColor color)
{
    return color == WF_COLOR_DEFAULT ? -1 : color & 0xFFFFFF;
}

/* Pairs are given out by ncurses, as ints: a short or COLOR_PAIR() would wrap at 256. When there
 * are none left the text keeps its attributes. */
static int pair_of(const WfTerm *term, WfLook look)
{
    if (term->depth <= WF_DEPTH_MONO ||
        (look.fg == WF_COLOR_DEFAULT && look.bg == WF_COLOR_DEFAULT))
        return 0;
    return MAX(alloc_pair(curses_color(look.fg), curses_color(look.bg)), 0);
}

static CursesLook look_of(WfTerm *term, const WfCell *cell)
{
    guint role = MIN(cell->role, WF_N_ROLES - 1), attr = cell->attr & 15;
    if (!term->look_known[role][attr]) {
        WfLook look = wf_theme_look(term->theme, (WfRole)role, attr, term->depth);
        term->looks[role][attr] = (CursesLook){curses_attrs(look.attrs), pair_of(term, look)};
        term->look_known[role][attr] = true;
    }
    return term->looks[role][attr];
}

/* The C library must agree about the width, or all that follows would shift. */
static gunichar safe_char(const WfTerm *term, gunichar ch)
{
    if (term->ascii)
        return ch < 0x80 ? ch : (gunichar)(guchar)wf_glyph_ascii(ch);
    return ch < 0x80 || wcwidth((wchar_t)ch) == wf_char_width(ch) ? ch : 0;
}

static guint append_cell(WfTerm *term, const WfCell *cell, bool wide, cchar_t *out)
{
    CursesLook look = look_of(term, cell);
    wchar_t text[4] = {(wchar_t)safe_char(term, cell->ch)};
    if (text[0] && !term->ascii)
        for (guint i = 0; i < G_N_ELEMENTS(cell->mark) && cell->mark[i]; i++)
            text[i + 1] = (wchar_t)cell->mark[i];
    bool replaced = !text[0] || (wide && term->ascii);
    if (replaced)
        text[0] = L'?', text[1] = 0;
    setcchar(out, text, look.attrs, 0, &look.pair);
    if (!replaced || !wide)
        return 1;
    setcchar(out + 1, L" ", look.attrs, 0, &look.pair);
    return 2;
}

static bool row_changed(const WfTerm *term, const WfGrid *grid, int y)
{
    int width = wf_grid_width(grid);
    return !term->shown || memcmp(wf_grid_at(grid, 0, y), wf_grid_at(term->shown, 0, y),
                                  sizeof(WfCell) * (gsize)width) != 0;
}

static void put_row(WfTerm *term, const WfGrid *grid, int y, cchar_t *buffer)
{
    guint n = 0;
    int width = MIN(wf_grid_width(grid), term->width);
    for (int x = 0; x < width; x++) {
        const WfCell *cell = wf_grid_at(grid, x, y);
        if (!cell->ch)
            continue;
        const WfCell *next = x + 1 < width ? wf_grid_at(grid, x + 1, y) : NULL;
        n += append_cell(term, cell, next && !next->ch, buffer + n);
    }
    mvadd_wchnstr(y, 0, buffer, (int)n);
}

static void remember(WfTerm *term, const WfGrid *grid)
{
    if (!term->shown)
        term->shown = wf_grid_new(wf_grid_width(grid), wf_grid_height(grid));
    wf_grid_resize(term->shown, wf_grid_width(grid), wf_grid_height(grid));
    wf_grid_copy(term->shown, 0, 0, grid, 0, 0, wf_grid_width(grid), wf_grid_height(grid));
}

/* True if the cursor has to be moved or shown otherwise than it is. */
static bool put_cursor(WfTerm *term, WfCursor cursor)
{
    int x = CLAMP(cursor.x, 0, term->width - 1), y = CLAMP(cursor.y, 0, term->height - 1);
    bool changed =
        cursor.visible != term->cursor_visible || x != term->cursor_x || y != term->cursor_y;
    if (cursor.visible != term->cursor_visible)
        curs_set(cursor.visible ? 1 : 0);
    term->cursor_visible = cursor.visible;
    term->cursor_x = x;
    term->cursor_y = y;
    move(y, x);
    return changed;
}

static bool put_rows(WfTerm *term, const WfGrid *grid)
{
    bool any = false;
    g_autofree cchar_t *buffer = g_new0(cchar_t, (gsize)term->width + 2);
    int height = MIN(wf_grid_height(grid), term->height);
    for (int y = 0; y < height; y++)
        if (row_changed(term, grid, y)) {
            put_row(term, grid, y, buffer);
            any = true;
        }
    return any;
}

void wf_term_show(WfTerm *term, const WfGrid *grid, WfCursor cursor)
{
    if (term->away || wf_grid_width(grid) == 0)
        return;
    if (term->shown && (wf_grid_width(term->shown) != wf_grid_width(grid) ||
                        wf_grid_height(term->shown) != wf_grid_height(grid)))
        g_clear_pointer(&term->shown, wf_grid_free);
    bool rows = put_rows(term, grid), moved = put_cursor(term, cursor);
    if (!rows && !moved)
        return; /* nothing is sent: that counts on slow lines */
    if (rows)
        remember(term, grid);
    wnoutrefresh(stdscr);
    /* Synchronized update (DEC private mode 2026): the terminal shows the frame at once. */
    if (term->talks_xterm && rows)
        term_write(term, "\033[?2026h", 8);
    doupdate();
    if (term->talks_xterm && rows)
        term_write(term, "\033[?2026l", 8);
}

void wf_term_redraw(WfTerm *term)
{
    g_clear_pointer(&term->shown, wf_grid_free);
    if (term->away)
        return;
    erase();
    clearok(curscr, TRUE);
}
