/* Small things every screen paints. */
#include <weft/text.h>
#include <weft/widget.h>

void wf_paint_scroll_bar(WfGrid *grid, WfRect rect, guint top, guint shown, guint total)
{
    bool ascii = wf_grid_ascii(grid);
    if (rect.height < 1 || total <= shown)
        return;
    guint64 height = (guint64)rect.height;
    guint64 size = MAX(height * shown / total, 1);
    guint64 range = MAX(total - shown, 1);
    guint64 start = MIN(((height - size) * top + range / 2) / range, height - size);
    for (guint64 y = 0; y < height; y++) {
        bool thumb = y >= start && y < start + size;
        wf_grid_put(grid, rect.x, rect.y + (int)y,
                    wf_glyph(thumb ? WF_GLYPH_THUMB : WF_GLYPH_BAR_V, ascii),
                    thumb ? WF_ROLE_SCROLL : WF_ROLE_BORDER, 0);
    }
}

WfRect wf_paint_frame(WfGrid *grid, WfRect rect, const char *title, WfRole role)
{
    bool ascii = wf_grid_ascii(grid);
    int right = rect.x + rect.width - 1, bottom = rect.y + rect.height - 1;
    wf_grid_fill(grid, rect.x, rect.y, rect.width, rect.height, ' ', WF_ROLE_TEXT, 0);
    wf_grid_fill(grid, rect.x, rect.y, rect.width, 1, wf_glyph(WF_GLYPH_H_LINE, ascii), role, 0);
    wf_grid_fill(grid, rect.x, bottom, rect.width, 1, wf_glyph(WF_GLYPH_H_LINE, ascii), role, 0);
    wf_grid_fill(grid, rect.x, rect.y, 1, rect.height, wf_glyph(WF_GLYPH_V_LINE, ascii), role, 0);
    wf_grid_fill(grid, right, rect.y, 1, rect.height, wf_glyph(WF_GLYPH_V_LINE, ascii), role, 0);
    wf_grid_put(grid, rect.x, rect.y, wf_glyph(WF_GLYPH_TOP_LEFT, ascii), role, 0);
    wf_grid_put(grid, right, rect.y, wf_glyph(WF_GLYPH_TOP_RIGHT, ascii), role, 0);
    wf_grid_put(grid, rect.x, bottom, wf_glyph(WF_GLYPH_BOTTOM_LEFT, ascii), role, 0);
    wf_grid_put(grid, right, bottom, wf_glyph(WF_GLYPH_BOTTOM_RIGHT, ascii), role, 0);
    if (title && rect.width > 6) {
        int n = wf_grid_text(grid, rect.x + 2, rect.y, 1, " ", role, 0);
        n += wf_grid_text(grid, rect.x + 2 + n, rect.y, rect.width - 6, title, WF_ROLE_STRONG, 0);
        wf_grid_text(grid, rect.x + 2 + n, rect.y, 1, " ", role, 0);
    }
    return (WfRect){rect.x + 1, rect.y + 1, MAX(rect.width - 2, 0), MAX(rect.height - 2, 0)};
}

void wf_paint_bar(WfGrid *grid, WfRect rect, double share, WfRole role)
{
    bool ascii = wf_grid_ascii(grid);
    int full = (int)(CLAMP(share, 0.0, 1.0) * rect.width + 0.5);
    wf_grid_fill(grid, rect.x, rect.y, rect.width, rect.height, wf_glyph(WF_GLYPH_REST, ascii),
                 WF_ROLE_BAR_REST, 0);
    wf_grid_fill(grid, rect.x, rect.y, full, rect.height, wf_glyph(WF_GLYPH_FULL, ascii), role, 0);
}

/* Past the first line of @text, and the blanks behind it. */
static const char *next_line(const char *text, int width)
{
    text += wf_text_line(text, width);
    while (*text == ' ')
        text++;
    return text;
}

int wf_wrapped_rows(const char *text, int width)
{
    int rows = 0;
    for (; *text; text = next_line(text, width))
        rows++;
    return rows;
}

int wf_paint_wrapped(WfGrid *grid, WfRect rect, const char *text, WfRole role, guint attr)
{
    int row = 0;
    for (; *text && row < rect.height; text = next_line(text, rect.width), row++) {
        bool last = row + 1 == rect.height;
        g_autofree char *line = g_strndup(text, wf_text_line(text, rect.width));
        wf_grid_text(grid, rect.x, rect.y + row, rect.width, last ? text : line, role, attr);
    }
    return row;
}

WfRole wf_severity_role(WfSeverity severity)
{
    static const WfRole roles[] = {
        [WF_NOTE] = WF_ROLE_NOTE, [WF_WARNING] = WF_ROLE_WARNING, [WF_FAULT] = WF_ROLE_FAULT};
    return roles[severity];
}

void wf_paint_severity(WfGrid *grid, int x, int y, WfSeverity severity, guint attr)
{
    static const WfGlyph glyphs[] = {
        [WF_NOTE] = WF_GLYPH_NOTE, [WF_WARNING] = WF_GLYPH_WARN, [WF_FAULT] = WF_GLYPH_FAIL};
    wf_grid_put(grid, x, y, wf_glyph(glyphs[severity], wf_grid_ascii(grid)),
                wf_severity_role(severity), attr);
}

void wf_split_place(WfSplit *split, WfRect rect)
{
    int length = split->stacked ? rect.height : rect.width;
    int first = (int)((gint64)length * CLAMP(split->per_mille, 50, 950) / 1000);
    split->whole = split->first = split->second = rect;
    if (length < 2 * MAX(split->least, 1) + 1) {
        split->second = (WfRect){rect.x + rect.width, rect.y, 0, 0};
        return;
    }
    first = CLAMP(first, split->least, length - split->least - 1);
    if (split->stacked) {
        split->first.height = first;
        split->second.y += first + 1;
        split->second.height -= first + 1;
    } else {
        split->first.width = first;
        split->second.x += first + 1;
        split->second.width -= first + 1;
    }
}

void wf_split_paint(const WfSplit *split, WfGrid *grid)
{
    const WfRect *w = &split->whole, *f = &split->first;
    bool ascii = wf_grid_ascii(grid);
    if (!split->second.width)
        return;
    if (split->stacked)
        wf_grid_fill(grid, w->x, f->y + f->height, w->width, 1, wf_glyph(WF_GLYPH_H_LINE, ascii),
                     WF_ROLE_BORDER, 0);
    else
        wf_grid_fill(grid, f->x + f->width, w->y, 1, w->height, wf_glyph(WF_GLYPH_V_LINE, ascii),
                     WF_ROLE_BORDER, 0);
}

bool wf_split_mouse(WfSplit *split, const WfMouse *mouse)
{
    const WfRect *w = &split->whole;
    int at = split->stacked ? mouse->y - w->y : mouse->x - w->x;
    int line = split->stacked ? split->first.height : split->first.width;
    int length = split->stacked ? w->height : w->width;
    if (mouse->action == WF_MOUSE_PRESS && mouse->button == 1)
        split->dragging = split->second.width && at == line && wf_rect_has(*w, mouse->x, mouse->y);
    bool ours = split->dragging;
    if (mouse->action == WF_MOUSE_RELEASE)
        split->dragging = false;
    if (ours && mouse->action == WF_MOUSE_DRAG && length > 0)
        split->per_mille = CLAMP(at * 1000 / length + 1, 50, 950);
    return ours;
}
