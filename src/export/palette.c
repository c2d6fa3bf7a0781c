/* Terminal themes count on the terminal's background; a picture brings its own and moves each
 * colour towards the text's until it stands out (WCAG contrast: 4.5 for text, 3 for lines). */
#include "palette.h"

#include <string.h>

static guint32 mix(guint32 a, guint32 b, double part)
{
    guint32 out = 0;

    for (int shift = 0; shift <= 16; shift += 8) {
        double x = a >> shift & 0xff, y = b >> shift & 0xff;
        out |= (guint32)(x + (y - x) * part + 0.5) << shift;
    }
    return out;
}

WfPalette wf_palette_new(const WfTheme *theme)
{
    bool dark = strcmp(wf_theme_variant(theme), "dark") == 0;
    WfLook look = wf_theme_look(theme, WF_ROLE_TEXT, 0, WF_DEPTH_TRUE);
    WfPalette p = {.theme = theme};

    p.back = wf_color_rgb(look.bg, dark ? 0x1c1e22 : 0xffffff);
    p.text = wf_color_rgb(look.fg, dark ? 0xe4e4e4 : 0x24292f);
    if (wf_color_contrast(p.back, p.text) < 4.5)
        p.text = wf_color_contrast(p.back, 0) > wf_color_contrast(p.back, 0xffffff) ? 0x000000
                                                                                    : 0xffffff;
    p.frame_back = mix(p.back, p.text, 0.045);
    p.box_back = p.back;
    p.frame = mix(p.back, p.text, 0.3);
    p.dim = mix(p.back, p.text, 0.62);
    return p;
}

guint32 wf_palette_role(const WfPalette *p, WfRole role, double contrast)
{
    WfLook look = wf_theme_look(p->theme, role, 0, WF_DEPTH_TRUE);
    guint32 color = wf_color_rgb(look.fg, p->text);

    for (int step = 0; step < 20 && wf_color_contrast(color, p->frame_back) < contrast; step++)
        color = mix(color, p->text, 0.12);
    return color;
}
