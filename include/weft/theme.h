/* How each role looks, at every colour depth, and when colour is used at all.
 *
 * A theme gives each role of grid.h three looks: full colour, 16 colours, and
 * attributes alone; weft-theme(5) describes the files. A file holds only what
 * differs from the theme it extends; a base16 palette is a theme as it stands.
 * Three themes are compiled in (default, base16, mono), so no file is needed.
 * Ownership: themes are counted references, immutable.
 *
 *     g_autoptr(WfTheme) theme = wf_theme_load("dark", findings, &error);
 *     WfLook look = wf_theme_look(theme, WF_ROLE_STATE_FAILED, 0, WF_DEPTH_256);
 *     g_autofree char *out = wf_grid_to_ansi(grid, theme, wf_color_depth(&env));
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <weft/findings.h>
#include <weft/grid.h>

/* What the terminal can show. PLAIN: not even attributes (output that is no terminal). */
typedef enum {
    WF_DEPTH_PLAIN,
    WF_DEPTH_MONO,
    WF_DEPTH_8,
    WF_DEPTH_16,
    WF_DEPTH_256,
    WF_DEPTH_TRUE
} WfDepth;
const char *wf_depth_name(WfDepth depth); /* "plain", "mono", "8", "16", "256", "truecolor" */
bool wf_depth_parse(const char *name, WfDepth *ret_depth);

/* WF_COLOR_DEFAULT (the terminal's own), a palette index 0..255, or WF_COLOR_RGB | 0xRRGGBB. */
typedef gint32 WfColor;
#define WF_COLOR_DEFAULT (-1)
#define WF_COLOR_RGB 0x1000000

/* "#rrggbb", "#rgb", "rrggbb", 0..255, "red", "bright-red", "grey", "default". */
bool wf_color_parse(const char *text, WfColor *ret_color);
/* 0xRRGGBB; the first 16 as xterm has them. @fallback for WF_COLOR_DEFAULT. */
guint32 wf_color_rgb(WfColor color, guint32 fallback);
/* The nearest colour a terminal of this depth has. */
WfColor wf_color_at_depth(WfColor color, WfDepth depth);
/* Contrast of two 0xRRGGBB colours as WCAG 2 defines it, 1..21. */
double wf_color_contrast(guint32 a, guint32 b);

typedef enum {
    WF_LOOK_BOLD = 1,
    WF_LOOK_DIM = 2,
    WF_LOOK_ITALIC = 4,
    WF_LOOK_UNDERLINE = 8,
    WF_LOOK_REVERSE = 16
} WfLookAttr;

typedef struct {
    WfColor fg, bg;
    guint attrs; /* WfLookAttr */
} WfLook;

typedef struct WfTheme WfTheme;

/* A built-in theme: "default", "base16" or "mono". */
WfTheme *wf_theme_builtin(const char *name);
/* By name (searched in wf_theme_dirs()) or, with a slash or ending in .yaml, by path; NULL: what
 * $WEFT_THEME names, else theme.yaml in the user's configuration folder, else the default. "auto"
 * is the dark or the light one as $COLORFGBG suggests, the default if it says nothing; who has a
 * terminal asks that too.
 * Problems in the file are findings and the rest of it counts; an error means there is no theme. */
WfTheme *wf_theme_load(const char *name, WfFindings *findings, GError **error);
/* The same from memory. @path is for findings and for what the text refers to. */
WfTheme *wf_theme_parse(const char *path, GBytes *text, WfFindings *findings, GError **error);
WfTheme *wf_theme_ref(WfTheme *theme);
void wf_theme_unref(WfTheme *theme);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfTheme, wf_theme_unref)

const char *wf_theme_name(const WfTheme *theme);
const char *wf_theme_variant(const WfTheme *theme); /* "dark", "light" or "any" */

/* Folders with themes, best first: configuration, data folders, beside the program, the source
 * tree a program was built in. And the themes in them, by name, the built-in ones too. */
char **wf_theme_dirs(void);
char **wf_theme_list(void);

/* How a cell of this role with these WfAttr looks. */
WfLook wf_theme_look(const WfTheme *theme, WfRole role, guint attr, WfDepth depth);

/* What is hard to read or to tell apart at this depth. */
typedef enum { WF_THEME_FAINT, WF_THEME_ALIKE } WfThemeIssueKind;
typedef struct {
    WfThemeIssueKind kind;
    WfRole role, other; /* other: the look-alike */
    double value;       /* contrast, or distance in OKLab */
    double wanted;
    const char *seen_by; /* "everyone", "deuteranopia", "protanopia", "tritanopia" */
} WfThemeIssue;
/* Faint text against the background, and states, plan actions or comparisons that look alike, to
 * common sight and to the three kinds of colour blindness. Array of WfThemeIssue. The themes that
 * come with weft are tested by it. */
GArray *wf_theme_check(const WfTheme *theme, WfDepth depth);
char *wf_theme_issue_text(const WfThemeIssue *issue);

/* Is colour used? In order: the flag, NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, no terminal or
 * TERM=dumb, what the terminal has. */
typedef enum { WF_COLOR_AUTO, WF_COLOR_ALWAYS, WF_COLOR_NEVER } WfColorWhen;
bool wf_color_when_parse(const char *text, WfColorWhen *ret_when);
typedef struct {
    WfColorWhen when;
    const char *no_color, *clicolor_force, *force_color, *term, *colorterm; /* NULL: unset */
    bool tty;
    int colors; /* what terminfo says; -1: not asked, the name of TERM decides */
} WfColorEnv;
WfColorEnv wf_color_env(WfColorWhen when, int fd); /* from the environment */
WfDepth wf_color_depth(const WfColorEnv *env);

/* The grid as text with SGR sequences; without any at WF_DEPTH_PLAIN. */
char *wf_grid_to_ansi(const WfGrid *grid, const WfTheme *theme, WfDepth depth);
void wf_look_append_sgr(GString *out, WfLook look, WfDepth depth);
