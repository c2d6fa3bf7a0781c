/* While a screen is up, what anything writes to standard error (a library, a
 * child) would spoil it; it goes into a pipe and comes out as events instead. */
#include <fcntl.h>
#include <unistd.h>

#include <glib-unix.h>
#include "term_priv.h"

#define LINE_MAX_BYTES 2000

static void emit_line(WfTerm *term)
{
    if (!term->stderr_line->len)
        return;
    g_autofree char *text = g_utf8_make_valid(term->stderr_line->str, -1);
    g_string_truncate(term->stderr_line, 0);
    term_emit(term, &(WfTermInput){.kind = WF_INPUT_OUTPUT, .text = text});
}

static gboolean on_stderr(int fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    WfTerm *term = data;
    char bytes[4096];
    ssize_t n = read(fd, bytes, sizeof bytes);
    for (ssize_t i = 0; i < n; i++) {
        if (bytes[i] == '\n' || term->stderr_line->len >= LINE_MAX_BYTES)
            emit_line(term);
        if (bytes[i] != '\n' && bytes[i])
            g_string_append_c(term->stderr_line, bytes[i]);
    }
    return G_SOURCE_CONTINUE;
}

/* The sanitizers write to standard error when they end the process, so with them it stays. */
#ifdef __SANITIZE_ADDRESS__
static const bool may_catch = false;
#else
static const bool may_catch = true;
#endif

/* Not blocking: when nobody reads, what is written gets lost rather than stopping the writer. */
void stderr_catch(WfTerm *term)
{
    int ends[2];
    if (!may_catch || !isatty(STDERR_FILENO) || !g_unix_open_pipe(ends, FD_CLOEXEC, NULL))
        return;
    g_unix_set_fd_nonblocking(ends[0], TRUE, NULL);
    g_unix_set_fd_nonblocking(ends[1], TRUE, NULL);
    term->saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    term->stderr_pipe = ends[0];
    term->stderr_line = g_string_new(NULL);
    term->stderr_source = g_unix_fd_add(ends[0], G_IO_IN, on_stderr, term);
}

void stderr_release(WfTerm *term)
{
    if (term->stderr_pipe < 0)
        return;
    g_clear_handle_id(&term->stderr_source, g_source_remove);
    dup2(term->saved_stderr, STDERR_FILENO);
    close(term->saved_stderr);
    char bytes[4096];
    ssize_t n; /* what came last must not be lost: it may say why we end */
    while ((n = read(term->stderr_pipe, bytes, sizeof bytes)) > 0)
        (void)!write(STDERR_FILENO, bytes, (size_t)n);
    close(term->stderr_pipe);
    term->saved_stderr = term->stderr_pipe = -1;
    g_string_free(term->stderr_line, TRUE);
    term->stderr_line = NULL;
}
