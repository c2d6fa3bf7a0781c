/* A theme as a thing: references, names, and the look of a cell. */
#include "theme_priv.h"

static const char *const depth_names[] = {"plain", "mono", "8", "16", "256", "truecolor"};

const char *wf_depth_name(WfDepth depth)
{
    g_return_val_if_fail(depth <= WF_DEPTH_TRUE, "plain");
    return depth_names[depth];
}

bool wf_depth_parse(const char *name, WfDepth *ret_depth)
{
    for (guint i = 0; i < G_N_ELEMENTS(depth_names); i++)
        if (g_str_equal(depth_names[i], name)) {
            *ret_depth = (WfDepth)i;
            return true;
        }
    return false;
}

WfTheme *theme_new(void)
{
    WfTheme *theme = g_new0(WfTheme, 1);
    g_atomic_ref_count_init(&theme->refs);
    theme->background = theme->foreground = WF_COLOR_DEFAULT;
    return theme;
}

WfTheme *wf_theme_builtin(const char *name)
{
    WfTheme *theme = theme_new();
    theme->name = g_strdup(name);
    theme->variant = g_strdup("any");
    if (!theme_apply_builtin(theme, name, NULL)) {
        wf_theme_unref(theme);
        return NULL;
    }
    theme_finish(theme);
    return theme;
}

WfTheme *wf_theme_ref(WfTheme *theme)
{
    g_atomic_ref_count_inc(&theme->refs);
    return theme;
}

void wf_theme_unref(WfTheme *theme)
{
    if (!theme || !g_atomic_ref_count_dec(&theme->refs))
        return;
    g_free(theme->name);
    g_free(theme->variant);
    g_free(theme);
}

const char *wf_theme_name(const WfTheme *theme)
{
    return theme->name;
}

const char *wf_theme_variant(const WfTheme *theme)
{
    return theme->variant;
}

/* Eight colours have no bright ones: bold stands in for it, as the terminals of that time did. */
static WfLook at_depth(const RoleLook *look, WfDepth depth, const Lab places[256])
{
    WfLook result = {WF_COLOR_DEFAULT, WF_COLOR_DEFAULT, 0};
    if (depth == WF_DEPTH_PLAIN)
        return result;
    if (depth == WF_DEPTH_MONO) {
        result.attrs = look->mono;
        return result;
    }
    result = depth <= WF_DEPTH_16 && look->has_ansi ? look->ansi : look->full;
    if (depth == WF_DEPTH_8 && result.fg >= 8 && result.fg < 16)
        result.attrs |= WF_LOOK_BOLD;
    result.fg = color_nearest(places, result.fg, depth);
    result.bg = color_nearest(places, result.bg, depth);
    return result;
}

static WfLook role_look(const WfTheme *theme, WfRole role, WfDepth depth)
{
    return theme->looks[role].at[depth];
}

/* Lays one look over another. Reverse over reverse comes out as not reversed, so that a selected
 * item shows on a reversed line too. */
static WfLook overlay(WfLook below, WfLook above)
{
    if (above.fg != WF_COLOR_DEFAULT)
        below.fg = above.fg;
    if (above.bg != WF_COLOR_DEFAULT)
        below.bg = above.bg;
    below.attrs ^= above.attrs & WF_LOOK_REVERSE;
    below.attrs |= above.attrs & ~(guint)WF_LOOK_REVERSE;
    return below;
}

#define READABLE 3.0 /* contrast */

/* Letters made for a ground of their own may not be readable on that of the selection: then that
 * ground is what they are painted with. */
static WfLook select_look(WfLook look, WfLook select)
{
    WfLook both = overlay(look, select);
    bool grounds = look.bg != WF_COLOR_DEFAULT && select.bg != WF_COLOR_DEFAULT;
    if (grounds && both.fg != WF_COLOR_DEFAULT &&
        wf_color_contrast(wf_color_rgb(both.fg, 0), wf_color_rgb(both.bg, 0)) < READABLE)
        both.fg = look.bg;
    return both;
}

void theme_finish(WfTheme *theme)
{
    Lab places[256];
    color_places(places);
    for (guint i = 0; i < WF_N_ROLES; i++)
        for (guint depth = 0; depth <= WF_DEPTH_TRUE; depth++)
            theme->looks[i].at[depth] = at_depth(&theme->looks[i], (WfDepth)depth, places);
    for (guint depth = WF_DEPTH_MONO; depth <= WF_DEPTH_TRUE; depth++)
        for (guint i = 0; i < WF_N_ROLES; i++) {
            WfLook look = theme->looks[i].at[depth];
            theme->looks[i].selected[depth] =
                i == WF_ROLE_SELECT ? look
                                    : select_look(look, theme->looks[WF_ROLE_SELECT].at[depth]);
        }
}

WfLook wf_theme_look(const WfTheme *theme, WfRole role, guint attr, WfDepth depth)
{
    g_return_val_if_fail(depth <= WF_DEPTH_TRUE, ((WfLook){WF_COLOR_DEFAULT, WF_COLOR_DEFAULT, 0}));
    role = role < WF_N_ROLES ? role : WF_ROLE_TEXT;
    if (depth == WF_DEPTH_PLAIN)
        return role_look(theme, role, depth);
    WfLook look = attr & WF_ATTR_SELECTED ? theme->looks[role].selected[depth]
                                          : role_look(theme, role, depth);
    if (attr & WF_ATTR_BOLD)
        look.attrs |= WF_LOOK_BOLD;
    if (attr & WF_ATTR_DIM)
        look.attrs |= WF_LOOK_DIM;
    if (attr & WF_ATTR_MATCH && role != WF_ROLE_MATCH)
        look = overlay(look, role_look(theme, WF_ROLE_MATCH, depth));
    return look;
}
