/* Whether to use colour, and SGR sequences for output that is no screen. */
#include <string.h>
#include <unistd.h>

#include "theme_priv.h"

bool wf_color_when_parse(const char *text, WfColorWhen *ret_when)
{
    static const char *const names[] = {"auto", "always", "never"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_equal(names[i], text)) {
            *ret_when = (WfColorWhen)i;
            return true;
        }
    return false;
}

WfColorEnv wf_color_env(WfColorWhen when, int fd)
{
    return (WfColorEnv){.when = when,
                        .no_color = g_getenv("NO_COLOR"),
                        .clicolor_force = g_getenv("CLICOLOR_FORCE"),
                        .force_color = g_getenv("FORCE_COLOR"),
                        .term = g_getenv("TERM"),
                        .colorterm = g_getenv("COLORTERM"),
                        .tty = isatty(fd),
                        .colors = -1};
}

static bool is_on(const char *value)
{
    return value && value[0] && !g_str_equal(value, "0");
}

static bool is_dumb(const char *term)
{
    return !term || !term[0] || g_str_equal(term, "dumb");
}

static WfDepth depth_of_count(int colors)
{
    if (colors >= 1 << 24)
        return WF_DEPTH_TRUE;
    return colors >= 256  ? WF_DEPTH_256
           : colors >= 16 ? WF_DEPTH_16
           : colors >= 8  ? WF_DEPTH_8
                          : WF_DEPTH_MONO;
}

static WfDepth depth_of_name(const WfColorEnv *env)
{
    if (env->colorterm &&
        (g_str_equal(env->colorterm, "truecolor") || g_str_equal(env->colorterm, "24bit")))
        return WF_DEPTH_TRUE;
    if (is_dumb(env->term) || strstr(env->term, "-mono") || g_str_has_prefix(env->term, "vt"))
        return WF_DEPTH_MONO;
    if (strstr(env->term, "direct"))
        return WF_DEPTH_TRUE;
    return strstr(env->term, "256") ? WF_DEPTH_256 : WF_DEPTH_16;
}

WfDepth wf_color_depth(const WfColorEnv *env)
{
    if (env->when == WF_COLOR_NEVER)
        return WF_DEPTH_PLAIN;
    bool forced = env->when == WF_COLOR_ALWAYS;
    if (!forced && env->no_color && env->no_color[0])
        return WF_DEPTH_PLAIN;
    forced = forced || is_on(env->clicolor_force) || is_on(env->force_color);
    if (!forced && (!env->tty || is_dumb(env->term)))
        return WF_DEPTH_PLAIN;
    WfDepth depth = env->colors >= 0 ? depth_of_count(env->colors) : depth_of_name(env);
    return forced && depth < WF_DEPTH_8 ? WF_DEPTH_16 : depth;
}

static void append_color(GString *out, WfColor color, int base, int bright)
{
    if (color == WF_COLOR_DEFAULT)
        return;
    if (color & WF_COLOR_RGB)
        g_string_append_printf(out, ";%d;2;%d;%d;%d", base + 8, color >> 16 & 0xFF,
                               color >> 8 & 0xFF, color & 0xFF);
    else if (color < 8)
        g_string_append_printf(out, ";%d", base + color);
    else if (color < 16)
        g_string_append_printf(out, ";%d", bright + color - 8);
    else
        g_string_append_printf(out, ";%d;5;%d", base + 8, color);
}

void wf_look_append_sgr(GString *out, WfLook look, WfDepth depth)
{
    static const char codes[] = {'1', '2', '3', '4', '7'};
    if (depth == WF_DEPTH_PLAIN)
        return;
    g_string_append(out, "\033[0");
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
        if (look.attrs & 1u << i)
            g_string_append_printf(out, ";%c", codes[i]);
    append_color(out, look.fg, 30, 90);
    append_color(out, look.bg, 40, 100);
    g_string_append_c(out, 'm');
}

static bool is_bare(WfLook look)
{
    return look.fg == WF_COLOR_DEFAULT && look.bg == WF_COLOR_DEFAULT && !look.attrs;
}

static bool shows_blank(WfLook look)
{
    return look.bg != WF_COLOR_DEFAULT || look.attrs & (WF_LOOK_REVERSE | WF_LOOK_UNDERLINE);
}

static WfLook cell_look(const WfCell *cell, const WfTheme *theme, WfDepth depth)
{
    return wf_theme_look(theme, (WfRole)cell->role, cell->attr, depth);
}

static int used_width(const WfGrid *grid, int y, const WfTheme *theme, WfDepth depth)
{
    int x = wf_grid_width(grid);
    while (x > 0) {
        const WfCell *cell = wf_grid_at(grid, x - 1, y);
        if (cell->ch != ' ' || shows_blank(cell_look(cell, theme, depth)))
            break;
        x--;
    }
    return x;
}

static void append_line(GString *out, const WfGrid *grid, int y, const WfTheme *theme,
                        WfDepth depth)
{
    const WfLook bare = {WF_COLOR_DEFAULT, WF_COLOR_DEFAULT, 0};
    WfLook now = bare;
    int end = used_width(grid, y, theme, depth);
    for (int x = 0; x < end; x++) {
        const WfCell *cell = wf_grid_at(grid, x, y);
        if (!cell->ch)
            continue;
        WfLook look = cell_look(cell, theme, depth);
        if (cell->ch == ' ' && !shows_blank(look))
            look = bare;
        if (memcmp(&look, &now, sizeof look)) {
            wf_look_append_sgr(out, look, depth);
            now = look;
        }
        g_string_append_unichar(out, cell->ch);
        for (guint i = 0; i < G_N_ELEMENTS(cell->mark) && cell->mark[i]; i++)
            g_string_append_unichar(out, cell->mark[i]);
    }
    if (!is_bare(now))
        wf_look_append_sgr(out, bare, depth);
    g_string_append_c(out, '\n');
}

char *wf_grid_to_ansi(const WfGrid *grid, const WfTheme *theme, WfDepth depth)
{
    GString *out = g_string_new(NULL);
    for (int y = 0; y < wf_grid_height(grid); y++)
        append_line(out, grid, y, theme, depth);
    return g_string_free(out, FALSE);
}
