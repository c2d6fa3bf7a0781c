/* A theme as a table to look at, and as data. */
#include <weft/text.h>

#include "theme_priv.h"

static const struct {
    WfRole role;
    WfGlyph glyph;
} samples[] = {
    {WF_ROLE_STATE_PENDING, WF_GLYPH_PENDING}, {WF_ROLE_STATE_WAITING, WF_GLYPH_WAIT},
    {WF_ROLE_STATE_RUNNING, WF_GLYPH_RUN},     {WF_ROLE_STATE_DONE, WF_GLYPH_OK},
    {WF_ROLE_STATE_FAILED, WF_GLYPH_FAIL},     {WF_ROLE_STATE_BLOCKED, WF_GLYPH_BLOCKED},
    {WF_ROLE_STATE_LOST, WF_GLYPH_LOST},       {WF_ROLE_STATE_SKIPPED, WF_GLYPH_SKIP},
    {WF_ROLE_STATE_STALE, WF_GLYPH_STALE},     {WF_ROLE_BAR, WF_GLYPH_FULL},
    {WF_ROLE_BAR_REST, WF_GLYPH_REST},         {WF_ROLE_SCROLL, WF_GLYPH_THUMB},
    {WF_ROLE_WARNING, WF_GLYPH_WARN},          {WF_ROLE_NOTE, WF_GLYPH_NOTE},
};

/* A role that draws lines shows lines, one with a glyph the glyph, the others text. */
static void paint_sample(WfGrid *grid, int x, int y, WfRole role, bool ascii)
{
    bool line = (role >= WF_ROLE_EDGE_DATA && role <= WF_ROLE_EDGE_DIM) || role == WF_ROLE_BORDER ||
                role == WF_ROLE_FRAME || role == WF_ROLE_BOX;
    if (line) {
        wf_grid_fill(grid, x, y, 7, 1, wf_glyph(WF_GLYPH_H_LINE, ascii), role, 0);
        wf_grid_put(grid, x + 7, y, wf_glyph(WF_GLYPH_ARROW_RIGHT, ascii), role, 0);
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(samples); i++)
        if (samples[i].role == role) {
            wf_grid_put(grid, x, y, wf_glyph(samples[i].glyph, ascii), role, 0);
            wf_grid_text(grid, x + 2, y, 6, "sample", role, 0);
            return;
        }
    wf_grid_text(grid, x, y, 8, " sample ", role, 0);
}

WfGrid *wf_theme_show(int width, bool ascii)
{
    WfGrid *grid = wf_grid_new(MAX(width, 30), WF_N_ROLES);
    wf_grid_set_ascii(grid, ascii);
    for (guint i = 0; i < WF_N_ROLES; i++) {
        paint_sample(grid, 0, (int)i, (WfRole)i, ascii);
        wf_grid_text(grid, 10, (int)i, 22, wf_role_name((WfRole)i), WF_ROLE_TEXT, 0);
        wf_grid_text(grid, 33, (int)i, -1, wf_role_text((WfRole)i), WF_ROLE_DIM, 0);
    }
    return grid;
}

static json_t *look_json(WfLook look)
{
    g_autofree char *fg = wf_color_format(look.fg);
    g_autofree char *bg = wf_color_format(look.bg);
    g_autofree char *attr = attrs_format(look.attrs);
    return json_pack("{s:s, s:s, s:s}", "fg", fg, "bg", bg, "attr", attr);
}

json_t *wf_theme_to_json(const WfTheme *theme)
{
    json_t *roles = json_object();
    for (guint i = 0; i < WF_N_ROLES; i++) {
        WfRole role = (WfRole)i;
        json_t *entry = json_pack("{s:s, s:o, s:o, s:o}", "paints", wf_role_text(role), "full",
                                  look_json(wf_theme_look(theme, role, 0, WF_DEPTH_TRUE)), "ansi",
                                  look_json(wf_theme_look(theme, role, 0, WF_DEPTH_16)), "mono",
                                  look_json(wf_theme_look(theme, role, 0, WF_DEPTH_MONO)));
        json_object_set_new(roles, wf_role_name(role), entry);
    }
    g_autofree char *name = wf_text_visible(theme->name, -1, 0);
    return json_pack("{s:i, s:s, s:s, s:o}", "weft", 1, "name", name, "variant", theme->variant,
                     "roles", roles);
}
