/* Finds what is hard to read or to tell apart in a theme.
 *
 * Contrast is WCAG 2's. Colour blindness is simulated with the matrices of
 * Machado, Oliveira, Fernandes (2009) at full severity, on linear RGB; two
 * looks are alike if no attribute tells them apart and their colours are near
 * each other in OKLab. Every state also has a glyph and a letter, so these are
 * hints to a theme's author, not faults. */
#include <math.h>

#include "theme_priv.h"

#define ALIKE 0.06

typedef struct {
    const char *name;
    double m[9];
} Sight;

static const Sight sights[] = {
    {"everyone", {1, 0, 0, 0, 1, 0, 0, 0, 1}},
    {"deuteranopia",
     {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881}},
    {"protanopia",
     {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998}},
    {"tritanopia",
     {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}},
};

/* Groups of which any two should differ. */
static const WfRole states[] = {WF_ROLE_STATE_PENDING, WF_ROLE_STATE_WAITING, WF_ROLE_STATE_RUNNING,
                                WF_ROLE_STATE_DONE,    WF_ROLE_STATE_FAILED,  WF_ROLE_STATE_BLOCKED,
                                WF_ROLE_STATE_LOST,    WF_ROLE_STATE_SKIPPED, WF_ROLE_STATE_STALE};
static const WfRole actions[] = {WF_ROLE_PLAN_CREATE, WF_ROLE_PLAN_UPDATE, WF_ROLE_PLAN_REPLACE,
                                 WF_ROLE_PLAN_DELETE, WF_ROLE_PLAN_MAYBE,  WF_ROLE_PLAN_WAIT};
static const WfRole comparison[] = {WF_ROLE_SAME, WF_ROLE_ADDED, WF_ROLE_REMOVED};
static const WfRole severities[] = {WF_ROLE_FAULT, WF_ROLE_WARNING, WF_ROLE_NOTE};
static const WfRole edges[] = {WF_ROLE_EDGE_DATA, WF_ROLE_EDGE_CROSS, WF_ROLE_EDGE_CYCLE};

static const struct {
    const WfRole *roles;
    guint n;
} groups[] = {{states, G_N_ELEMENTS(states)},
              {actions, G_N_ELEMENTS(actions)},
              {comparison, G_N_ELEMENTS(comparison)},
              {severities, G_N_ELEMENTS(severities)},
              {edges, G_N_ELEMENTS(edges)}};

static double to_linear(double c)
{
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static guint32 to_channel(double c)
{
    c = CLAMP(c, 0.0, 1.0);
    c = c <= 0.0031308 ? c * 12.92 : 1.055 * pow(c, 1 / 2.4) - 0.055;
    return (guint32)lround(c * 255);
}

static guint32 seen(const Sight *sight, guint32 rgb)
{
    const double *m = sight->m;
    double r = to_linear((rgb >> 16 & 255) / 255.0), g = to_linear((rgb >> 8 & 255) / 255.0),
           b = to_linear((rgb & 255) / 255.0);
    return to_channel(m[0] * r + m[1] * g + m[2] * b) << 16 |
           to_channel(m[3] * r + m[4] * g + m[5] * b) << 8 |
           to_channel(m[6] * r + m[7] * g + m[8] * b);
}

static guint32 background(const WfTheme *theme)
{
    return wf_color_rgb(theme->background, theme->variant[0] == 'l' ? 0xFFFFFF : 0x000000);
}

static guint32 foreground(const WfTheme *theme)
{
    return wf_color_rgb(theme->foreground, theme->variant[0] == 'l' ? 0x000000 : 0xE5E5E5);
}

/* How much contrast this role needs: text 4.5, lines 3, what is meant to step back less. */
static double wanted_contrast(WfRole role)
{
    switch (role) {
    case WF_ROLE_BORDER:
    case WF_ROLE_SCROLL:
    case WF_ROLE_EDGE_DIM:
    case WF_ROLE_BAR_REST:
        return 1.5;
    case WF_ROLE_DIM:
    case WF_ROLE_FRAME:
    case WF_ROLE_BOX:
    case WF_ROLE_BAR:
    case WF_ROLE_STUB:
    case WF_ROLE_COMMENT:
    case WF_ROLE_STATE_PENDING:
    case WF_ROLE_STATE_STALE:
    case WF_ROLE_PLAN_WAIT:
    case WF_ROLE_SAME:
        return 3;
    default:
        return role >= WF_ROLE_EDGE_DATA && role <= WF_ROLE_EDGE_CRITICAL ? 3 : 4.5;
    }
}

static void check_contrast(const WfTheme *theme, WfDepth depth, GArray *issues)
{
    for (guint i = 0; i < WF_N_ROLES; i++) {
        WfLook look = wf_theme_look(theme, (WfRole)i, 0, depth);
        double contrast = wf_color_contrast(wf_color_rgb(look.fg, foreground(theme)),
                                            wf_color_rgb(look.bg, background(theme)));
        WfThemeIssue issue = {.kind = WF_THEME_FAINT,
                              .role = (WfRole)i,
                              .value = contrast,
                              .wanted = wanted_contrast((WfRole)i),
                              .seen_by = sights[0].name};
        if (contrast < issue.wanted)
            g_array_append_val(issues, issue);
    }
}

/* Reports the first kind of sight to which two looks are alike. */
static void check_pair(const WfTheme *theme, WfDepth depth, WfRole a, WfRole b, GArray *issues)
{
    WfLook x = wf_theme_look(theme, a, 0, depth), y = wf_theme_look(theme, b, 0, depth);
    if (x.attrs != y.attrs)
        return;
    guint32 fg_x = wf_color_rgb(x.fg, foreground(theme)),
            bg_x = wf_color_rgb(x.bg, background(theme));
    guint32 fg_y = wf_color_rgb(y.fg, foreground(theme)),
            bg_y = wf_color_rgb(y.bg, background(theme));
    for (guint i = 0; i < G_N_ELEMENTS(sights); i++) {
        double fg =
            lab_distance(color_lab(seen(&sights[i], fg_x)), color_lab(seen(&sights[i], fg_y)));
        double bg =
            lab_distance(color_lab(seen(&sights[i], bg_x)), color_lab(seen(&sights[i], bg_y)));
        if (MAX(fg, bg) >= ALIKE)
            continue;
        WfThemeIssue issue = {WF_THEME_ALIKE, a, b, MAX(fg, bg), ALIKE, sights[i].name};
        g_array_append_val(issues, issue);
        return;
    }
}

GArray *wf_theme_check(const WfTheme *theme, WfDepth depth)
{
    GArray *issues = g_array_new(FALSE, FALSE, sizeof(WfThemeIssue));
    if (depth > WF_DEPTH_MONO)
        check_contrast(theme, depth, issues);
    for (guint g = 0; g < G_N_ELEMENTS(groups); g++)
        for (guint i = 0; i < groups[g].n; i++)
            for (guint j = 0; j < i; j++)
                check_pair(theme, depth, groups[g].roles[j], groups[g].roles[i], issues);
    return issues;
}

char *wf_theme_issue_text(const WfThemeIssue *issue)
{
    if (issue->kind == WF_THEME_FAINT)
        return g_strdup_printf("%s: contrast %.1f, at least %.1f is readable",
                               wf_role_name(issue->role), issue->value, issue->wanted);
    return g_strdup_printf("%s and %s look alike to %s%s", wf_role_name(issue->role),
                           wf_role_name(issue->other),
                           issue->seen_by[0] == 'e' ? "" : "people with ", issue->seen_by);
}
