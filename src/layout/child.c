/* See child.h. */
#include "child.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/error.h>
#include <weft/forked.h>

#define MOST_OUTPUT (256u << 20)
#define MOST_WORDS 4096 /* kept of what it says on standard error */
#define MOST_MEMORY (G_GUINT64_CONSTANT(4) << 30)

struct WfChild {
    pid_t pid; /* 0: reaped */
    int status;
    int out, words;  /* read ends, -1: closed */
    gint64 deadline; /* monotonic, microseconds */
    guint deadline_ms;
    bool late, too_long;
    GByteArray *output;
    GString *said;
    char *trouble;
    guint out_source, words_source, timer;
    void (*done)(gpointer data);
    gpointer data;
};

static void limit(int resource, guint64 value)
{
    struct rlimit now;
    if (getrlimit(resource, &now) == 0) {
        now.rlim_cur = (rlim_t)MIN(now.rlim_max, value);
        setrlimit(resource, &now);
    }
}

static void settle_in(pid_t parent, guint deadline_ms, int out, int words)
{
    wf_forked_settle(parent, (int[]){out, words}, 2);
    dup2(words, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, deadline_ms / 1000 + 2);
#ifndef __SANITIZE_ADDRESS__ /* whose shadow memory is larger than any limit */
    limit(RLIMIT_AS, MOST_MEMORY);
#endif
}

WfChild *wf_child_start(WfChildWork work, gpointer data, guint deadline_ms, GError **error)
{
    int out[2] = {-1, -1}, words[2] = {-1, -1};
    if (!g_unix_open_pipe(out, FD_CLOEXEC, error))
        return NULL;
    if (!g_unix_open_pipe(words, FD_CLOEXEC, error)) {
        close(out[0]);
        close(out[1]);
        return NULL;
    }
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        settle_in(parent, deadline_ms, out[1], words[1]);
        _exit(work(out[1], data));
    }
    int problem = errno;
    close(out[1]);
    close(words[1]);
    if (pid < 0) {
        close(out[0]);
        close(words[0]);
        g_set_error(error, WF_ERROR, WF_ERROR_FAILED, "cannot start a child: %s",
                    g_strerror(problem));
        return NULL;
    }
    WfChild *child = g_new0(WfChild, 1);
    child->pid = pid;
    child->out = out[0];
    child->words = words[0];
    child->deadline_ms = deadline_ms;
    child->deadline = g_get_monotonic_time() + (gint64)deadline_ms * 1000;
    child->output = g_byte_array_new();
    child->said = g_string_new(NULL);
    g_unix_set_fd_nonblocking(child->out, TRUE, NULL);
    g_unix_set_fd_nonblocking(child->words, TRUE, NULL);
    return child;
}

static void stop_sources(WfChild *child)
{
    guint *sources[] = {&child->out_source, &child->words_source, &child->timer};
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
        if (*sources[i])
            g_source_remove(*sources[i]);
        *sources[i] = 0;
    }
}

/* Its pipe is closed or its time is up: whatever it still does is of no use. */
static void end(WfChild *child)
{
    stop_sources(child);
    if (child->pid > 0) {
        if (child->late || child->too_long || child->out >= 0)
            kill(child->pid, SIGKILL);
        while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
            ;
        child->pid = 0;
    }
    if (child->out >= 0)
        close(child->out);
    if (child->words >= 0)
        close(child->words);
    child->out = child->words = -1;
}

void wf_child_free(WfChild *child)
{
    if (!child)
        return;
    if (child->pid > 0)
        kill(child->pid, SIGKILL);
    end(child);
    g_byte_array_unref(child->output);
    g_string_free(child->said, TRUE);
    g_free(child->trouble);
    g_free(child);
}

static void keep_words(WfChild *child, const char *bytes, gsize len)
{
    g_string_append_len(child->said, bytes, (gssize)len);
    if (child->said->len > 2 * MOST_WORDS)
        g_string_erase(child->said, 0, (gssize)(child->said->len - MOST_WORDS));
}

/* Reads what is there; false at the end of the pipe. */
static bool drain(WfChild *child, int fd)
{
    char bytes[65536];
    for (;;) {
        gssize n = read(fd, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN;
        if (n == 0)
            return false;
        if (fd == child->words)
            keep_words(child, bytes, (gsize)n);
        else if (child->output->len + (gsize)n > MOST_OUTPUT)
            child->too_long = true;
        else
            g_byte_array_append(child->output, (const guint8 *)bytes, (guint)n);
        if (child->too_long)
            return false;
    }
}

/* Both pipes close when the child ends; the words' may be closed first. False: nothing more to
 * come. */
static bool drain_both(WfChild *child)
{
    if (child->words >= 0 && !drain(child, child->words)) {
        close(child->words);
        child->words = -1;
    }
    if (child->out < 0 || drain(child, child->out))
        return true;
    if (child->words >= 0)
        drain(child, child->words);
    if (!child->too_long) {
        close(child->out);
        child->out = -1;
    }
    return false;
}

void wf_child_wait(WfChild *child)
{
    while (drain_both(child)) {
        gint64 left = child->deadline - g_get_monotonic_time();
        if (left <= 0) {
            child->late = true;
            break;
        }
        struct pollfd fds[2] = {{child->out, POLLIN, 0}, {child->words, POLLIN, 0}};
        poll(fds, 2, (int)MIN(left / 1000 + 1, 1000));
    }
    end(child);
}

static void finish(WfChild *child)
{
    end(child);
    child->done(child->data);
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer data)
{
    WfChild *child = data;
    (void)condition;
    if (fd == child->words && !drain(child, child->words)) {
        child->words_source = 0;
        close(child->words);
        child->words = -1;
        return G_SOURCE_REMOVE;
    }
    if (fd == child->out && !drain_both(child)) {
        finish(child);
        return G_SOURCE_CONTINUE; /* finish() removed it */
    }
    return G_SOURCE_CONTINUE;
}

static gboolean on_deadline(gpointer data)
{
    WfChild *child = data;
    child->late = true;
    child->timer = 0;
    finish(child);
    return G_SOURCE_REMOVE;
}

void wf_child_watch(WfChild *child, void (*done)(gpointer data), gpointer data)
{
    child->done = done;
    child->data = data;
    gint64 left = MAX(0, child->deadline - g_get_monotonic_time());
    child->out_source =
        g_unix_fd_add(child->out, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, child);
    child->words_source =
        g_unix_fd_add(child->words, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, child);
    child->timer = g_timeout_add((guint)(left / 1000 + 1), on_deadline, child);
}

const GByteArray *wf_child_output(const WfChild *child)
{
    return child->output;
}

bool wf_child_late(const WfChild *child)
{
    return child->late || child->too_long;
}

int wf_child_status(const WfChild *child)
{
    return wf_child_late(child) || !WIFEXITED(child->status) ? -1 : WEXITSTATUS(child->status);
}

const char *wf_child_trouble(WfChild *child)
{
    if (child->trouble || wf_child_status(child) == 0)
        return child->trouble;
    if (child->late)
        child->trouble = g_strdup_printf("took more than %u.%u s", child->deadline_ms / 1000,
                                         child->deadline_ms % 1000 / 100);
    else if (child->too_long)
        child->trouble = g_strdup("wrote more than can be right");
    else if (WIFSIGNALED(child->status))
        child->trouble = g_strdup_printf("died of %s", g_strsignal(WTERMSIG(child->status)));
    else if (child->said->len)
        child->trouble = g_strstrip(g_utf8_make_valid(child->said->str, -1));
    else
        child->trouble = g_strdup_printf("ended with status %d", WEXITSTATUS(child->status));
    return child->trouble;
}

bool wf_child_write(int out, const void *bytes, gsize len)
{
    const char *at = bytes;
    while (len > 0) {
        gssize n = write(out, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        at += n;
        len -= (gsize)n;
    }
    return true;
}
