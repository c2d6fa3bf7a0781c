/* A grid as text, for pipes and for tests that compare whole screens. */
#include <weft/grid.h>

static void end_line(GString *out, gsize start)
{
    while (out->len > start && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

char *wf_grid_to_text(const WfGrid *grid)
{
    GString *out = g_string_new(NULL);
    for (int y = 0; y < wf_grid_height(grid); y++) {
        gsize start = out->len;
        for (int x = 0; x < wf_grid_width(grid); x++) {
            const WfCell *cell = wf_grid_at(grid, x, y);
            if (!cell->ch)
                continue;
            g_string_append_unichar(out, cell->ch);
            for (guint i = 0; i < G_N_ELEMENTS(cell->mark) && cell->mark[i]; i++)
                g_string_append_unichar(out, cell->mark[i]);
        }
        end_line(out, start);
    }
    return g_string_free(out, FALSE);
}

static char look_letter(const WfCell *cell)
{
    if (cell->attr & WF_ATTR_SELECTED)
        return wf_role_letter(WF_ROLE_SELECT);
    if (cell->attr & WF_ATTR_MATCH)
        return wf_role_letter(WF_ROLE_MATCH);
    if (cell->ch == ' ' && cell->role == WF_ROLE_TEXT)
        return ' ';
    return wf_role_letter((WfRole)cell->role);
}

char *wf_grid_to_roles(const WfGrid *grid)
{
    GString *out = g_string_new(NULL);
    for (int y = 0; y < wf_grid_height(grid); y++) {
        gsize start = out->len;
        for (int x = 0; x < wf_grid_width(grid); x++)
            g_string_append_c(out, look_letter(wf_grid_at(grid, x, y)));
        end_line(out, start);
    }
    return g_string_free(out, FALSE);
}
