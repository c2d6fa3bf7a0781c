/* Terminal themes count on the terminal's background; a picture brings its own and moves each
 * colour towards the text's until it stands out (WCAG contrast: 4.5 for text, 3 for lines). */
#include "palette.h"

#include <string.h>

/* A terminal's sixteen colours are the user's own; on paper and on dark they are these. */
static const guint32 on_light[16] = {0x24292f, 0xc0322b, 0x2c7a3f, 0x946200, 0x2f62c8, 0x8a3fa8,
                                     0x157f8a, 0x6b7280, 0x57606a, 0xc0322b, 0x2c7a3f, 0x946200,
                                     0x4676d8, 0x8a3fa8, 0x157f8a, 0x24292f};
static const guint32 on_dark[16] = {0x1c1e22, 0xf2777a, 0x8cc570, 0xe5c07b, 0x6fa8f5, 0xcf95e6,
                                    0x63c5cf, 0xd0d4da, 0x8a919c, 0xf2777a, 0x8cc570, 0xe5c07b,
                                    0x8ab8ff, 0xcf95e6, 0x63c5cf, 0xf4f4f4};

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

    p.dark = dark;
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

    if (look.fg >= 0 && look.fg < 16)
        color = (p->dark ? on_dark : on_light)[look.fg];

    for (int step = 0; step < 20 && wf_color_contrast(color, p->frame_back) < contrast; step++)
        color = mix(color, p->text, 0.12);
    return color;
}
