/* What a process prints: the end is kept, lines are handed on. */
#include "hook_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

static void keep(WfStream *stream, const char *data, gsize len)
{
    g_string_append_len(stream->text, data, (gssize)len);
    /* Cut rarely: at twice the size, so that each byte is moved about once. */
    if (stream->text->len > 2 * stream->keep) {
        g_string_erase(stream->text, 0, (gssize)(stream->text->len - stream->keep));
        stream->cut = true;
    }
}

static void take_lines(WfStream *stream, const char *data, gsize len)
{
    while (len) {
        const char *end = memchr(data, '\n', len);
        gsize part = end ? (gsize)(end - data) : len;
        gsize room = WF_STREAM_LINE - MIN(stream->line->len, WF_STREAM_LINE);
        g_string_append_len(stream->line, data, (gssize)MIN(part, room));
        if (!end)
            return;
        stream->on_line(stream->line->str, stream->line->len, stream->user);
        g_string_truncate(stream->line, 0);
        data = end + 1;
        len -= part + 1;
    }
}

/* False at the end of the stream. */
static bool read_some(WfStream *stream, gssize *ret_n)
{
    char buffer[16384];
    gssize n = read(stream->fd, buffer, sizeof buffer);
    *ret_n = n;
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    if (n == 0)
        return false;
    keep(stream, buffer, (gsize)n);
    if (stream->on_line)
        take_lines(stream, buffer, (gsize)n);
    return true;
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
    (void)fd, (void)condition;
    WfStream *stream = user;
    gssize n;
    if (read_some(stream, &n))
        return G_SOURCE_CONTINUE;
    stream->source = 0;
    wf_stream_close(stream);
    return G_SOURCE_REMOVE;
}

void wf_stream_open(WfStream *stream, int fd, gsize keep_bytes, WfStreamLine on_line, gpointer user)
{
    *stream = (WfStream){.fd = fd, .keep = keep_bytes, .on_line = on_line, .user = user};
    stream->text = g_string_new(NULL);
    stream->line = g_string_new(NULL);
    g_unix_set_fd_nonblocking(fd, TRUE, NULL);
    stream->source = g_unix_fd_add(fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, stream);
}

/* Bounded: a background process that goes on printing must not keep us here. */
void wf_stream_drain(WfStream *stream)
{
    gssize n = 1;
    for (guint i = 0; stream->fd >= 0 && i < 64 && n > 0; i++)
        if (!read_some(stream, &n))
            wf_stream_close(stream);
    if (stream->on_line && stream->line->len) {
        stream->on_line(stream->line->str, stream->line->len, stream->user);
        g_string_truncate(stream->line, 0);
    }
    if (stream->text->len > stream->keep) {
        g_string_erase(stream->text, 0, (gssize)(stream->text->len - stream->keep));
        stream->cut = true;
    }
}

void wf_stream_close(WfStream *stream)
{
    g_clear_handle_id(&stream->source, g_source_remove);
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
}

static void on_left(int status, bool timed_out, gpointer user)
{
    (void)status, (void)timed_out, (void)user;
}

/* By a process of its own: a service must not die of what it prints when the agent ends. */
void wf_stream_leave(WfStream *stream)
{
    static const char *const argv[] = {"/bin/cat", NULL}, *const envp[] = {NULL};
    int nowhere = stream->fd >= 0 ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
    if (nowhere >= 0) {
        g_unix_set_fd_nonblocking(stream->fd, FALSE, NULL);
        WfProcessStart start = {.argv = argv,
                                .envp = envp,
                                .folder = "/",
                                .stdin_fd = stream->fd,
                                .stdout_fd = nowhere,
                                .stderr_fd = nowhere,
                                .lock_fd = -1};
        wf_process_start(&start, on_left, NULL, NULL);
        close(nowhere);
    }
    wf_stream_close(stream);
}

void wf_stream_clear(WfStream *stream)
{
    if (!stream->text)
        return;
    wf_stream_close(stream);
    g_string_free(stream->text, TRUE);
    g_string_free(stream->line, TRUE);
    stream->text = stream->line = NULL;
}
