/* Signals, as events of the main loop. GLib carries most; SIGTSTP and SIGCONT
 * it does not, so these write a byte into a pipe. The descriptor of that pipe
 * has to be where a signal handler finds it: one of the two statics of weft,
 * the other being the crash handler's. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <glib-unix.h>
#include <weft/error.h>

#include "term_priv.h"

static volatile sig_atomic_t wake_fd = -1;

static void on_stop_or_continue(int number)
{
    int saved = errno;
    char byte = number == SIGTSTP ? 's' : 'c';
    if (wake_fd >= 0)
        (void)!write(wake_fd, &byte, 1);
    errno = saved;
}

static void handle_stops(bool on)
{
    struct sigaction action = {.sa_handler = on ? on_stop_or_continue : SIG_DFL,
                               .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTSTP, &action, NULL);
    sigaction(SIGCONT, &action, NULL);
}

static void check_size(WfTerm *term)
{
    struct winsize size;
    if (ioctl(fileno(term->out), TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
        return;
    if (size.ws_col == term->width && size.ws_row == term->height)
        return;
    resizeterm(size.ws_row, size.ws_col);
    getmaxyx(stdscr, term->height, term->width);
    wf_term_redraw(term);
    term_emit(term, &(WfTermInput){
                        .kind = WF_INPUT_RESIZE, .width = term->width, .height = term->height});
}

static gboolean on_winch(gpointer data)
{
    WfTerm *term = data;
    if (!term->away)
        check_size(term);
    return G_SOURCE_CONTINUE;
}

static void emit_quit(WfTerm *term, int number)
{
    term_emit(term, &(WfTermInput){.kind = WF_INPUT_QUIT, .signal = number});
}

static gboolean on_int(gpointer data)
{
    WfTerm *term = data;
    if (!term->away)
        emit_quit(term, SIGINT);
    return G_SOURCE_CONTINUE;
}

/* While another program has the terminal, C-c is meant for it. To look at `away` would not do: it
 * may have ended of it, and we be back, before our own turn comes. */
static void hear_int(WfTerm *term, bool on)
{
    g_clear_handle_id(&term->signal_sources[0], g_source_remove);
    if (on)
        term->signal_sources[0] = g_unix_signal_add(SIGINT, on_int, term);
    else
        signal(SIGINT, SIG_IGN);
}

static gboolean on_term(gpointer data)
{
    emit_quit(data, SIGTERM);
    return G_SOURCE_CONTINUE;
}

static gboolean on_hup(gpointer data)
{
    emit_quit(data, SIGHUP);
    return G_SOURCE_CONTINUE;
}

/* ncurses' modes, what it does not know, and a screen of unknown content. */
static void come_back(WfTerm *term)
{
    term->away = false;
    term->cursor_visible = -1;
    reset_prog_mode();
    clearok(curscr, TRUE);
    wnoutrefresh(stdscr);
    doupdate();
    term_enter(term);
    wf_term_redraw(term);
    check_size(term);
    term_emit(term, &(WfTermInput){.kind = WF_INPUT_RESUMED});
}

static void go_away(WfTerm *term)
{
    term_leave(term);
    term->title_set = false;
    endwin();
    term->away = true;
}

static gboolean on_wake(int fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    WfTerm *term = data;
    char bytes[64];
    ssize_t n = read(fd, bytes, sizeof bytes);
    bool stop = n > 0 && memchr(bytes, 's', (size_t)n);
    if (stop)
        wf_term_suspend(term);
    else if (n > 0 && !term->away) /* continued after a stop we did not see */
        come_back(term);
    return G_SOURCE_CONTINUE;
}

void signals_start(WfTerm *term)
{
    const int numbers[] = {SIGINT, SIGWINCH, SIGTERM, SIGHUP};
    const GSourceFunc funcs[] = {on_int, on_winch, on_term, on_hup};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        term->signal_sources[i] = g_unix_signal_add(numbers[i], funcs[i], term);
    signal(SIGPIPE, SIG_IGN);
    if (!g_unix_open_pipe(term->wake, FD_CLOEXEC, NULL))
        return;
    g_unix_set_fd_nonblocking(term->wake[0], TRUE, NULL);
    g_unix_set_fd_nonblocking(term->wake[1], TRUE, NULL);
    wake_fd = term->wake[1];
    term->wake_source = g_unix_fd_add(term->wake[0], G_IO_IN, on_wake, term);
    handle_stops(true);
}

void signals_stop(WfTerm *term)
{
    handle_stops(false);
    wake_fd = -1;
    for (guint i = 0; i < G_N_ELEMENTS(term->signal_sources); i++)
        g_clear_handle_id(&term->signal_sources[i], g_source_remove);
    g_clear_handle_id(&term->wake_source, g_source_remove);
    for (guint i = 0; i < 2; i++)
        if (term->wake[i] >= 0)
            close(term->wake[i]);
    term->wake[0] = term->wake[1] = -1;
}

void wf_term_suspend(WfTerm *term)
{
    bool was_away = term->away;
    if (!was_away)
        go_away(term);
    handle_stops(false);
    /* Without job control this does nothing, which is right: nobody could continue us. */
    kill(getpid(), SIGTSTP);
    handle_stops(true);
    if (!was_away)
        come_back(term);
}

static void reset_child(gpointer data)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGPIPE, SIGWINCH};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        signal(numbers[i], SIG_DFL);
    int fd = GPOINTER_TO_INT(data);
    if (fd > 0)
        dup2(fd, STDIN_FILENO);
}

static void on_child(GPid pid, gint status, gpointer data)
{
    WfTerm *term = data;
    g_spawn_close_pid(pid);
    term->child_source = 0;
    hear_int(term, true);
    come_back(term);
    input_start(term);
    if (term->done)
        term->done(status, term->done_data);
}

bool wf_term_run(WfTerm *term, const char *const *argv, const char *folder, WfTermDone done,
                 gpointer data, GError **error)
{
    if (term->away) {
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "another program has the terminal");
        return false;
    }
    input_stop(term);
    go_away(term);
    hear_int(term, false);
    stderr_release(term);
    GPid pid;
    GSpawnFlags flags =
        G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN;
    bool ok = g_spawn_async(folder, (char **)argv, NULL, flags, reset_child,
                            GINT_TO_POINTER(term->own_in ? fileno(term->in) : 0), &pid, error);
    stderr_catch(term);
    if (!ok) {
        hear_int(term, true);
        come_back(term);
        input_start(term);
        return false;
    }
    term->done = done;
    term->done_data = data;
    term->child_source = g_child_watch_add(pid, on_child, term);
    return true;
}
