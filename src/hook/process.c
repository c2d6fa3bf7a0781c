/* One child process in a group of its own. posix_spawn() because it is what a
 * process costs at least (it shares memory with us until exec, whatever our
 * size); a pidfd because its end then is an event like any other, without a
 * signal handler or a thread. */
#include "hook_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <glib-unix.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/text.h>

/* Recipes use small descriptors for themselves (exec 9>lock), and bash those from 63 down: the
 * lock keeps out of their way. From 64 on the kernel would need a larger table for every process.
 */
#define LOCK_FD 47
#define GRACE_S 10

struct WfProcess {
    pid_t pid;
    int pidfd;
    guint source, timeout, kill_timeout;
    guint grace_s;
    bool timed_out, ending;
    WfProcessDone done;
    gpointer user;
};

static void process_free(WfProcess *p)
{
    g_clear_handle_id(&p->source, g_source_remove);
    g_clear_handle_id(&p->timeout, g_source_remove);
    g_clear_handle_id(&p->kill_timeout, g_source_remove);
    if (p->pidfd >= 0)
        close(p->pidfd);
    g_free(p);
}

static void finish(WfProcess *p, int status)
{
    /* Of a recipe that was ended, nothing stays; one that ended by itself may leave a service. */
    if (p->ending)
        kill(-p->pid, SIGKILL);
    WfProcessDone done = p->done;
    gpointer user = p->user;
    bool timed_out = p->timed_out;
    process_free(p);
    done(status, timed_out, user);
}

static gboolean on_pidfd(gint fd, GIOCondition condition, gpointer user)
{
    (void)fd, (void)condition;
    WfProcess *p = user;
    int status = 0;
    pid_t got = waitpid(p->pid, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR))
        return G_SOURCE_CONTINUE;
    p->source = 0;
    finish(p, got < 0 ? W_EXITCODE(255, 0) : status);
    return G_SOURCE_REMOVE;
}

static void on_child(GPid pid, gint status, gpointer user)
{
    (void)pid;
    WfProcess *p = user;
    p->source = 0;
    finish(p, status);
}

static gboolean on_kill(gpointer user)
{
    WfProcess *p = user;
    p->kill_timeout = 0;
    kill(-p->pid, SIGKILL);
    return G_SOURCE_REMOVE;
}

void wf_process_end(WfProcess *p)
{
    if (p->ending)
        return;
    p->ending = true;
    kill(-p->pid, SIGTERM);
    kill(-p->pid, SIGCONT); /* a stopped process takes TERM only then */
    p->kill_timeout = g_timeout_add(p->grace_s * 1000, on_kill, p);
}

static gboolean on_timeout(gpointer user)
{
    WfProcess *p = user;
    p->timeout = 0;
    p->timed_out = true;
    wf_process_end(p);
    return G_SOURCE_REMOVE;
}

void wf_process_forget(WfProcess *p)
{
    process_free(p);
}

static void set_files(posix_spawn_file_actions_t *files, const WfProcessStart *start)
{
    if (start->folder)
        posix_spawn_file_actions_addchdir_np(files, start->folder);
    if (start->stdin_fd >= 0)
        posix_spawn_file_actions_adddup2(files, start->stdin_fd, 0);
    else
        posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(files, start->stdout_fd, 1);
    posix_spawn_file_actions_adddup2(files, start->stderr_fd, 2);
    if (start->lock_fd >= 0)
        posix_spawn_file_actions_adddup2(files, start->lock_fd, LOCK_FD);
    else
        posix_spawn_file_actions_addclosefrom_np(files, 3);
}

/* All of ours are close-on-exec; a library's may not be. One call marks them all, where closing
 * them one by one in the child would cost as much as the rest of the start. */
static void mark_descriptors(posix_spawn_file_actions_t *files, const WfProcessStart *start)
{
    if (start->lock_fd < 0 || !close_range(3, ~0u, CLOSE_RANGE_CLOEXEC))
        return;
    for (int fd = 3; fd < LOCK_FD; fd++) /* a kernel before 5.11 */
        posix_spawn_file_actions_addclose(files, fd);
    posix_spawn_file_actions_addclosefrom_np(files, LOCK_FD + 1);
}

static int spawn(const WfProcessStart *start, pid_t *ret_pid)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t all, none;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attr);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    sigemptyset(&none);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                        POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setsigmask(&attr, &none);
    set_files(&files, start);
    mark_descriptors(&files, start);
    int problem = posix_spawn(ret_pid, start->argv[0], &files, &attr, (char *const *)start->argv,
                              (char *const *)start->envp);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    return problem;
}

static const char *hint_of(int problem)
{
    switch (problem) {
    case ENOEXEC:
        return " (a script needs a first line such as #!/bin/sh)";
    case ENOENT:
        return " (is the program of its first line installed, and does that line end without \\r?)";
    case EACCES:
        return " (is it on a file system that is mounted noexec?)";
    default:
        return "";
    }
}

/* What the first line of a script names, printable; NULL: nothing. */
static char *interpreter_of(const char *path)
{
    char line[256] = "";
    FILE *in = fopen(path, "re");
    bool has_line = in && fgets(line, sizeof line, in) && line[0] == '#' && line[1] == '!';

    if (in)
        fclose(in);
    const char *word = has_line ? line + 2 + strspn(line + 2, " \t") : "";
    gsize n = strcspn(word, " \t\n");
    return n ? wf_text_visible(word, (gssize)n, 0) : NULL;
}

WfProcess *wf_process_start(const WfProcessStart *start, WfProcessDone done, gpointer user,
                            GError **error)
{
    pid_t pid;
    int problem = spawn(start, &pid);
    if (problem) {
        g_autofree char *interpreter = problem == ENOENT ? interpreter_of(start->argv[0]) : NULL;
        g_set_error(error, WF_ERROR, wf_hook_code_of(problem), "cannot start it: %s%s%s%s%s",
                    interpreter ? "its interpreter '" : "", interpreter ? interpreter : "",
                    interpreter ? "': " : "", g_strerror(problem), hint_of(problem));
        return NULL;
    }
    WfProcess *p = g_new0(WfProcess, 1);
    p->pid = pid;
    p->done = done;
    p->user = user;
    p->grace_s = start->grace_s ? start->grace_s : GRACE_S;
    p->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    /* Sandboxes that forbid the call get GLib's way, which costs a thread. */
    p->source = p->pidfd >= 0 ? g_unix_fd_add(p->pidfd, G_IO_IN, on_pidfd, p)
                              : g_child_watch_add(pid, on_child, p);
    if (start->timeout_s)
        p->timeout = g_timeout_add_seconds(start->timeout_s, on_timeout, p);
    return p;
}
