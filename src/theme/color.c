/* Colours: names, distances, and the nearest one a terminal has.
 *
 * Distances are taken in OKLab (B. Ottosson 2020), where equal steps look
 * equal, so that a dark orange falls to red and not to brown-green. */
#include <math.h>
#include <string.h>

#include "theme_priv.h"

const char *const color_names[] = {
    "black",        "red",           "green",       "yellow",         "blue",
    "magenta",      "cyan",          "white",       "bright-black",   "bright-red",
    "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white", "grey",          "gray",        "default",        NULL};

/* xterm's own; every terminal and user has others, so these only guide. */
static const guint32 ansi_rgb[16] = {0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x1E5ADC, 0xCD00CD,
                                     0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00,
                                     0x5C8CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF};

static bool parse_hex(const char *text, WfColor *ret_color)
{
    gsize len = strlen(text);
    if ((len != 3 && len != 6) || strspn(text, "0123456789abcdefABCDEF") != len)
        return false;
    guint32 value = (guint32)g_ascii_strtoull(text, NULL, 16);
    if (len == 3)
        value = (value >> 8 & 15) * 0x110000 + (value >> 4 & 15) * 0x1100 + (value & 15) * 0x11;
    *ret_color = (WfColor)(WF_COLOR_RGB | value);
    return true;
}

bool wf_color_parse(const char *text, WfColor *ret_color)
{
    if (text[0] == '#')
        return parse_hex(text + 1, ret_color);
    if (strlen(text) == 6 && parse_hex(text, ret_color))
        return true;
    guint64 index;
    if (g_ascii_string_to_unsigned(text, 10, 0, 255, &index, NULL)) {
        *ret_color = (WfColor)index;
        return true;
    }
    for (int i = 0; color_names[i]; i++)
        if (g_str_equal(color_names[i], text)) {
            *ret_color = i < 16 ? i : i < 18 ? 8 : WF_COLOR_DEFAULT;
            return true;
        }
    return false;
}

static guint32 cube_level(int step)
{
    return step ? (guint32)(55 + 40 * step) : 0;
}

guint32 wf_color_rgb(WfColor color, guint32 fallback)
{
    if (color == WF_COLOR_DEFAULT)
        return fallback;
    if (color & WF_COLOR_RGB)
        return (guint32)color & 0xFFFFFF;
    if (color < 16)
        return ansi_rgb[color];
    if (color >= 232)
        return (guint32)(8 + 10 * (color - 232)) * 0x10101;
    int i = color - 16;
    return cube_level(i / 36) << 16 | cube_level(i / 6 % 6) << 8 | cube_level(i % 6);
}

static double linear(guint32 channel)
{
    double c = (channel & 0xFF) / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

Lab color_lab(guint32 rgb)
{
    double r = linear(rgb >> 16), g = linear(rgb >> 8), b = linear(rgb);
    double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return (Lab){0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double lab_distance(Lab x, Lab y)
{
    return sqrt((x.l - y.l) * (x.l - y.l) + (x.a - y.a) * (x.a - y.a) + (x.b - y.b) * (x.b - y.b));
}

/* With few colours to choose from the hue counts more than how light it is: a pale green has to
 * stay green, though grey may be nearer to it. */
static double few_distance(Lab x, Lab y)
{
    double chroma_x = hypot(x.a, x.b), chroma_y = hypot(y.a, y.b);
    bool grey_x = chroma_x < 0.045, grey_y = chroma_y < 0.045;
    if (grey_x || grey_y)
        return fabs(x.l - y.l) + (grey_x == grey_y ? 0 : 10);
    double hue = hypot(x.a / chroma_x - y.a / chroma_y, x.b / chroma_x - y.b / chroma_y);
    return hue + 0.2 * fabs(x.l - y.l);
}

static WfColor nearest(const Lab places[256], guint32 rgb, WfColor first, WfColor end,
                       double (*distance)(Lab x, Lab y))
{
    Lab wanted = color_lab(rgb);
    WfColor best = first;
    double best_distance = HUGE_VAL;
    for (WfColor i = first; i < end; i++) {
        double d = distance(wanted, places[i]);
        if (d < best_distance) {
            best_distance = d;
            best = i;
        }
    }
    return best;
}

void color_places(Lab places[256])
{
    for (WfColor i = 0; i < 256; i++)
        places[i] = color_lab(wf_color_rgb(i, 0));
}

WfColor color_nearest(const Lab places[256], WfColor color, WfDepth depth)
{
    if (color == WF_COLOR_DEFAULT || depth <= WF_DEPTH_MONO)
        return WF_COLOR_DEFAULT;
    if (depth == WF_DEPTH_TRUE)
        return color;
    guint32 rgb = wf_color_rgb(color, 0);
    if (depth == WF_DEPTH_256) /* not the first 16: users change those */
        return color & WF_COLOR_RGB ? nearest(places, rgb, 16, 256, lab_distance) : color;
    int n = depth == WF_DEPTH_16 ? 16 : 8;
    return color < 16 ? color % n : nearest(places, rgb, 0, n, few_distance);
}

WfColor wf_color_at_depth(WfColor color, WfDepth depth)
{
    Lab places[256];
    color_places(places);
    return color_nearest(places, color, depth);
}

static double luminance(guint32 rgb)
{
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
}

double wf_color_contrast(guint32 a, guint32 b)
{
    double x = luminance(a), y = luminance(b);
    return (MAX(x, y) + 0.05) / (MIN(x, y) + 0.05);
}
