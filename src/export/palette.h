/* A theme's colours for pictures, which have a background of their own. */
#pragma once

#include <weft/theme.h>

typedef struct {
    guint32 back, text, frame, frame_back, box_back, dim;
    bool dark;
    const WfTheme *theme;
} WfPalette;

WfPalette wf_palette_new(const WfTheme *theme);
/* Colour of a role, made dark (or light) enough to be seen on the background. */
guint32 wf_palette_role(const WfPalette *palette, WfRole role, double contrast);
