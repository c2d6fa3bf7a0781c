/* Completions in columns, read row by row. What there is no room for comes as a page of its own
 * when the choice gets there. */
#include "choices.h"

#include <weft/text.h>

#define MOST_ROWS 8
#define MORE_COLUMNS 12 /* for how many more there are */

static int cell_width(const GPtrArray *words, int width)
{
    int widest = 0;
    for (guint i = 0; i < words->len; i++)
        widest = MAX(widest, wf_text_width(g_ptr_array_index(words, i), -1));
    return MIN(widest + 2, width - 1);
}

Choices choices_paint(const GPtrArray *words, int chosen, WfGrid *grid, int bottom)
{
    int width = wf_grid_width(grid), cell = cell_width(words, width);
    int columns = (width - 1) / cell, needed = ((int)words->len + columns - 1) / columns;
    int rows = MIN(needed, CLAMP(wf_grid_height(grid) / 3, 1, MIN(MOST_ROWS, bottom)));
    guint room = (guint)(rows * columns);
    int cells = MIN((MORE_COLUMNS + cell - 1) / cell, columns); /* at the end, to tell of more */
    guint page = words->len > room && room > (guint)cells ? room - (guint)cells : room;
    guint first = (guint)MAX(chosen, 0) / page * page, n = MIN(page, words->len - first);
    Choices shown = {{0, bottom - rows, width, rows}, columns, cell, first, n};
    wf_grid_fill(grid, 0, shown.rect.y, width, rows, ' ', WF_ROLE_STATUS, 0);
    for (guint i = 0; i < n; i++) {
        int x = 1 + (int)i % columns * cell, y = shown.rect.y + (int)i / columns;
        wf_grid_text(grid, x, y, MIN(cell - 1, width - x), g_ptr_array_index(words, first + i),
                     WF_ROLE_STATUS, (int)(first + i) == chosen ? WF_ATTR_SELECTED : 0);
    }
    if (first + n < words->len && page < room)
        wf_grid_printf(grid, 1 + (columns - cells) * cell, bottom - 1, -1, WF_ROLE_STATUS,
                       WF_ATTR_DIM, "%s %u more", wf_grid_ascii(grid) ? "..." : "…",
                       words->len - first - n);
    return shown;
}

int choices_at(const Choices *choices, int x, int y)
{
    int column = (x - 1) / MAX(choices->cell, 1), row = y - choices->rect.y;
    guint i = (guint)(row * choices->columns + column);
    if (!wf_rect_has(choices->rect, x, y) || x < 1 || column >= choices->columns || i >= choices->n)
        return -1;
    return (int)(choices->first + i);
}
