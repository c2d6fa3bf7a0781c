/* The terminal: one screen of cells, keys and mouse, on the GLib main loop.
 *
 * The only part of weft that knows ncurses. It takes the terminal over, gives
 * input as events, puts a WfGrid on it, and gives the terminal back in order,
 * also after a crash, a stop or an editor. There is at most one WfTerm at a
 * time. Whoever draws calls wf_term_show() with whole grids; only cells that
 * changed are sent. The WfTerm must not be freed from inside its own callback.
 *
 *     g_autoptr(WfTerm) term = wf_term_open(&(WfTermOptions){.theme = theme}, on_input, app,
 * &error); wf_term_show(term, grid, (WfCursor){x, y, false});
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <weft/grid.h>
#include <weft/key.h>
#include <weft/theme.h>

typedef enum {
    WF_MOUSE_PRESS,
    WF_MOUSE_DOUBLE, /* the second press in a row on the same cell; a PRESS came first */
    WF_MOUSE_DRAG,   /* moved while a button is down */
    WF_MOUSE_RELEASE,
    WF_MOUSE_WHEEL_UP,
    WF_MOUSE_WHEEL_DOWN
} WfMouseAction;

typedef struct {
    WfMouseAction action;
    int button; /* 1 left, 2 middle, 3 right */
    int x, y;
    WfKey mods;
} WfMouse;

typedef enum {
    WF_INPUT_KEY,
    WF_INPUT_MOUSE,
    WF_INPUT_PASTE,      /* text, all at once */
    WF_INPUT_RESIZE,     /* to width x height: paint anew */
    WF_INPUT_RESUMED,    /* back from a stop or another program: paint anew */
    WF_INPUT_OUTPUT,     /* text: a line something wrote to standard error meanwhile */
    WF_INPUT_BACKGROUND, /* the answer to wf_term_ask_background(): light or not */
    WF_INPUT_QUIT,       /* asked to end by a signal, or the terminal is gone */
} WfInputKind;

typedef struct {
    WfInputKind kind;
    WfKey key;
    WfMouse mouse;
    const char *text; /* valid UTF-8, but not safe to show as it is */
    int width, height;
    bool light; /* of BACKGROUND */
    int signal; /* of QUIT */
} WfTermInput;

typedef void (*WfInputFunc)(const WfTermInput *input, gpointer data);

typedef struct {
    WfTheme *theme; /* NULL: the default */
    WfColorWhen color;
    bool ascii;    /* also where the locale could do more */
    bool no_mouse; /* leave the mouse to the terminal */
} WfTermOptions;

typedef struct {
    int x, y;
    bool visible; /* placed also when not, for screen readers and magnifiers */
} WfCursor;

typedef struct WfTerm WfTerm;

/* WF_ERROR_UNAVAILABLE where there is no terminal, or one without cursor movement. */
WfTerm *wf_term_open(const WfTermOptions *options, WfInputFunc func, gpointer data, GError **error);
/* Gives the terminal back. */
void wf_term_free(WfTerm *term);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfTerm, wf_term_free)

/* Does the locale (after setlocale()) have all characters? If not, paint ASCII. */
bool wf_locale_is_utf8(void);

int wf_term_width(const WfTerm *term);
int wf_term_height(const WfTerm *term);
bool wf_term_ascii(const WfTerm *term); /* paint ASCII only */
WfDepth wf_term_depth(const WfTerm *term);
const char *wf_term_note(const WfTerm *term); /* something to tell the user about it, or NULL */
void wf_term_set_theme(WfTerm *term, WfTheme *theme);
void wf_term_set_mouse(WfTerm *term, bool on);
bool wf_term_mouse(const WfTerm *term);
/* Asks the terminal for its background (OSC 11). Nothing waits for it: an answer, if one comes, is
 * WF_INPUT_BACKGROUND. */
void wf_term_ask_background(WfTerm *term);

void wf_term_show(WfTerm *term, const WfGrid *grid, WfCursor cursor);
/* Forgets what is on the screen, so that the next show sends all of it (C-l). */
void wf_term_redraw(WfTerm *term);
/* Drops input that was typed but not read yet. */
void wf_term_flush_input(WfTerm *term);
void wf_term_set_title(WfTerm *term, const char *title);
/* Puts text into the clipboard of the terminal in front of the user, also over ssh (OSC 52).
 * WF_ERROR_LIMIT when it is more than terminals take, WF_ERROR_UNAVAILABLE if this one cannot. */
bool wf_term_copy(WfTerm *term, const char *text, gsize len, GError **error);

/* Stops the process as C-z does; returns when it goes on. */
void wf_term_suspend(WfTerm *term);
/* Leaves the terminal to another program while the main loop goes on; @done gets its wait status.
 * Until then nothing is shown and no input comes. */
typedef void (*WfTermDone)(int wait_status, gpointer data);
bool wf_term_run(WfTerm *term, const char *const *argv, const char *folder, WfTermDone done,
                 gpointer data, GError **error);

/* Restores the terminal and says what happened when the program dies of a signal: version, last
 * commands, backtrace. wf_term_open() calls it; programs without a screen may. */
void wf_crash_install(const char *program);
/* Remembers a command for that report; its id only, never its arguments. */
void wf_crash_note(const char *command);
