/* Taking the terminal over and giving it back. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <termios.h>
#include <unistd.h>

#include <weft/error.h>
#include <weft/text.h>

#include "term_priv.h"

/* Most terminals without an entry of their own understand xterm. */
static const char *choose_name(int fd, char **ret_note, GError **error)
{
    const char *name = g_getenv("TERM");
    if (!name || !name[0]) {
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE,
                    "TERM is not set, so there is no screen");
        return NULL;
    }
    g_autofree char *shown = wf_text_visible(name, -1, 64);
    TerminalKind kind = terminal_kind(name, fd);
    if (kind == TERMINAL_ABLE)
        return name;
    if (kind == TERMINAL_UNABLE) {
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE,
                    "a terminal of type '%s' cannot move its cursor, so there is no screen", shown);
        return NULL;
    }
    static const char *const stand_ins[] = {"xterm-256color", "xterm", "vt100"};
    for (guint i = 0; i < G_N_ELEMENTS(stand_ins); i++)
        if (terminal_kind(stand_ins[i], fd) == TERMINAL_ABLE) {
            *ret_note = g_strdup_printf("no description of terminal '%s' here; using %s", shown,
                                        stand_ins[i]);
            return stand_ins[i];
        }
    g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "no description of terminal '%s' here",
                shown);
    return NULL;
}

static bool open_files(WfTerm *term, GError **error)
{
    if (!isatty(STDOUT_FILENO)) {
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "standard output is not a terminal");
        return false;
    }
    term->out = stdout;
    term->in = stdin;
    if (isatty(STDIN_FILENO))
        return true;
    term->in = fopen("/dev/tty", "re");
    term->own_in = term->in;
    if (!term->in)
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE,
                    "standard input is not a terminal and there is no other: %s",
                    g_strerror(errno));
    return term->in;
}

static WfDepth choose_depth(WfColorWhen when)
{
    WfColorEnv env = wf_color_env(when, STDOUT_FILENO);
    env.colors = has_colors() ? COLORS : 0;
    /* Without direct colours in terminfo ncurses cannot send them, whatever COLORTERM says. */
    WfDepth depth = wf_color_depth(&env);
    return CLAMP(depth, WF_DEPTH_MONO, has_colors() ? WF_DEPTH_TRUE : WF_DEPTH_MONO);
}

bool wf_locale_is_utf8(void)
{
    const char *codeset = nl_langinfo(CODESET);
    return !g_ascii_strcasecmp(codeset, "UTF-8") || !g_ascii_strcasecmp(codeset, "utf8");
}

static bool begins_with_any(const char *name, const char *const *kin)
{
    for (; *kin; kin++)
        if (g_str_has_prefix(name, *kin))
            return true;
    return false;
}

/* The fonts of the Linux console have neither dashed lines nor dots nor half of the marks, and old
 * terminals no UTF-8 at all. */
static bool has_plain_font(const char *name)
{
    static const char *const plain[] = {"linux", "vt1", "vt2", "ansi", NULL};
    return begins_with_any(name, plain);
}

/* Terminals of this kin ignore private modes and titles they do not know. */
static bool is_xterm_kin(const char *name)
{
    static const char *const kin[] = {"xterm",   "tmux",    "screen", "rxvt",   "foot", "alacritty",
                                      "kitty",   "konsole", "putty",  "st-",    "vte",  "gnome",
                                      "wezterm", "contour", "iterm",  "mlterm", NULL};
    return begins_with_any(name, kin);
}

static void set_modes(void)
{
    raw(); /* C-c and C-z are keys; what they do is in the command table */
    noecho();
    nonl();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    meta(stdscr, TRUE);
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    set_escdelay(25);
}

static bool start_curses(WfTerm *term, const char *name, GError **error)
{
    use_env(FALSE);
    use_tioctl(TRUE);
    term->screen = newterm(name, term->out, term->in);
    if (!term->screen) {
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "cannot set up a terminal of type '%s'",
                    name);
        return false;
    }
    set_modes();
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    input_define_keys();
    return true;
}

WfTerm *wf_term_open(const WfTermOptions *options, WfInputFunc func, gpointer data, GError **error)
{
    WfTerm *term = g_new0(WfTerm, 1);
    term->func = func;
    term->data = data;
    term->saved_stderr = term->stderr_pipe = -1;
    term->wake[0] = term->wake[1] = -1;
    const char *name = NULL;
    if (open_files(term, error))
        name = choose_name(fileno(term->out), &term->note, error);
    if (name)
        crash_arm(fileno(term->out), STDERR_FILENO); /* keeps the modes as they are now */
    if (!name || !start_curses(term, name, error)) {
        wf_term_free(term);
        return NULL;
    }
    term->theme = options->theme ? wf_theme_ref(options->theme) : wf_theme_builtin("default");
    term->ascii = options->ascii || !wf_locale_is_utf8() || has_plain_font(name);
    term->mouse = !options->no_mouse;
    term->color = options->color;
    term->depth = choose_depth(options->color);
    term->talks_xterm = is_xterm_kin(name);
    term->cursor_visible = -1;
    getmaxyx(stdscr, term->height, term->width);
    wf_crash_install("weft");
    stderr_catch(term);
    crash_arm(-1, term->saved_stderr >= 0 ? term->saved_stderr : STDERR_FILENO);
    term_enter(term);
    signals_start(term);
    input_start(term);
    return term;
}

void wf_term_free(WfTerm *term)
{
    if (!term)
        return;
    if (term->screen) {
        input_stop(term);
        signals_stop(term);
        if (!term->away) {
            term_leave(term);
            if (term->asked) /* an answer that is still to come is not for the shell */
                tcflush(fileno(term->in), TCIFLUSH);
            endwin();
        }
        delscreen(term->screen);
        stderr_release(term);
    }
    crash_disarm();
    g_clear_handle_id(&term->child_source, g_source_remove);
    if (term->own_in && term->in)
        fclose(term->in);
    input_forget(term);
    wf_theme_unref(term->theme);
    wf_grid_free(term->shown);
    g_free(term->note);
    g_free(term);
}

int wf_term_width(const WfTerm *term)
{
    return term->width;
}

int wf_term_height(const WfTerm *term)
{
    return term->height;
}

bool wf_term_ascii(const WfTerm *term)
{
    return term->ascii;
}

WfDepth wf_term_depth(const WfTerm *term)
{
    return term->depth;
}

const char *wf_term_note(const WfTerm *term)
{
    return term->note;
}

void wf_term_set_theme(WfTerm *term, WfTheme *theme)
{
    wf_theme_ref(theme);
    wf_theme_unref(term->theme);
    term->theme = theme;
    term_forget_looks(term);
    wf_term_redraw(term);
}
