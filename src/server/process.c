/* Server processes, and what is remembered of them.
 *
 * A number alone is no name for a process: it is reused. With its start time it
 * is, and a signal goes through a pidfd that was opened before the start time
 * was compared, so it can never hit a stranger. */
#include "server_priv.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/process.h>

enum { GRACE_MS = 5000 };

bool server_process_find(pid_t pid, ServerProcess *ret_process)
{
    guint64 began = wf_process_began(pid);
    if (!began)
        return false;
    ret_process->pid = pid;
    ret_process->start_time = began;
    return true;
}

bool server_process_is_alive(const ServerProcess *process)
{
    ServerProcess now;
    return server_process_find(process->pid, &now) && now.start_time == process->start_time;
}

/* @fd: of the process, or -1 where the kernel (or valgrind) has no pidfd. */
static void send_signal(const ServerProcess *process, int fd, int number)
{
    if (fd >= 0)
        (void)pidfd_send_signal(fd, number, NULL, 0);
    else if (server_process_is_alive(process))
        (void)kill(process->pid, number);
}

static bool wait_for_end(const ServerProcess *process, int fd)
{
    struct pollfd ended = {fd, POLLIN, 0};
    if (fd >= 0)
        return poll(&ended, 1, GRACE_MS) > 0;
    for (int ms = 0; ms < GRACE_MS && server_process_is_alive(process); ms += 10)
        g_usleep(10 * 1000);
    return !server_process_is_alive(process);
}

void server_process_end(const ServerProcess *process, bool politely)
{
    int fd = process->pid > 0 ? pidfd_open(process->pid, 0) : -1;
    if (server_process_is_alive(process)) {
        if (politely)
            send_signal(process, fd, SIGTERM);
        if (!politely || !wait_for_end(process, fd)) {
            send_signal(process, fd, SIGKILL);
            (void)wait_for_end(process, fd);
        }
    }
    if (fd >= 0)
        close(fd);
    if (process->pid > 0)
        (void)waitpid(process->pid, NULL, WNOHANG);
}

/* ---- the state file ----------------------------------------------------- */

#define GROUP "server"

static char *state_path(const char *dir)
{
    return g_build_filename(dir, "state", NULL);
}

void server_state_clear(ServerState *state)
{
    g_free(state->archive);
    memset(state, 0, sizeof *state);
}

bool server_state_save(const char *dir, const ServerState *state, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_key_file_set_integer(file, GROUP, "pid", (int)state->process.pid);
    g_key_file_set_uint64(file, GROUP, "start-time", state->process.start_time);
    g_key_file_set_integer(file, GROUP, "port", state->port);
    g_key_file_set_int64(file, GROUP, "started", state->started);
    if (state->archive)
        g_key_file_set_string(file, GROUP, "archive", state->archive);
    g_autofree char *path = state_path(dir);
    return g_key_file_save_to_file(file, path, error);
}

bool server_state_load(const char *dir, ServerState *ret_state)
{
    g_autofree char *path = state_path(dir);
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
        return false;
    *ret_state = (ServerState){
        .process.pid = g_key_file_get_integer(file, GROUP, "pid", NULL),
        .process.start_time = g_key_file_get_uint64(file, GROUP, "start-time", NULL),
        .port = g_key_file_get_integer(file, GROUP, "port", NULL),
        .started = g_key_file_get_int64(file, GROUP, "started", NULL),
        .archive = g_key_file_get_string(file, GROUP, "archive", NULL),
    };
    return true;
}

void server_archive_adopt(const char *archive)
{
    const char *mark = archive ? strstr(archive, ".jsa.") : NULL;
    if (!mark || !g_file_test(archive, G_FILE_TEST_IS_REGULAR))
        return;
    g_autofree char *final = g_strndup(archive, (gsize)(mark - archive) + 4);
    (void)g_rename(archive, final);
}
