/* What the files of src/term share. ncurses.h is included here and nowhere else. */
#pragma once

#define NCURSES_WIDECHAR 1
#include <ncurses.h>

#include <weft/term.h>

typedef struct {
    attr_t attrs;
    int pair;
} CursesLook;

struct WfTerm {
    SCREEN *screen;
    FILE *in, *out;
    bool own_in;
    int width, height;
    bool ascii, away, mouse, talks_xterm, title_set;
    WfDepth depth;
    WfColorWhen color;
    char *note;
    WfTheme *theme;
    WfGrid *shown; /* what the terminal shows; NULL: unknown */
    CursesLook looks[WF_N_ROLES][16];
    bool look_known[WF_N_ROLES][16];
    int cursor_visible, cursor_x, cursor_y;

    WfInputFunc func;
    gpointer data;
    guint in_source, signal_sources[4], wake_source, child_source;
    int wake[2]; /* signals that GLib does not carry come through here */

    WfMouse last_press;
    gint64 last_press_time;
    GString *paste, *report; /* while a paste or a mouse report comes in */
    GString *answer;         /* while one about the background does */
    bool asked;              /* about it, without an answer so far */

    int saved_stderr, stderr_pipe;
    guint stderr_source;
    GString *stderr_line;

    WfTermDone done;
    gpointer done_data;
};

static inline void term_emit(WfTerm *term, const WfTermInput *input)
{
    term->func(input, term->data);
}

/* Bytes past ncurses; flushes what it holds first. */
void term_write(WfTerm *term, const char *bytes, gsize len);
void term_enter(WfTerm *term); /* modes ncurses does not know: paste, drag */
void term_leave(WfTerm *term);
void term_forget_looks(WfTerm *term);

/* Does terminfo have this name, and can such a terminal move its cursor? */
typedef enum { TERMINAL_UNKNOWN, TERMINAL_UNABLE, TERMINAL_ABLE } TerminalKind;
TerminalKind terminal_kind(const char *name, int fd);

void input_define_keys(void);
void input_start(WfTerm *term);
void input_stop(WfTerm *term);
void input_forget(WfTerm *term); /* what has come in only half */

void signals_start(WfTerm *term);
void signals_stop(WfTerm *term);

void stderr_catch(WfTerm *term);
void stderr_release(WfTerm *term);

/* What the crash handler does to the terminal on @fd. */
void crash_arm(int fd, int stderr_fd);
void crash_disarm(void);
