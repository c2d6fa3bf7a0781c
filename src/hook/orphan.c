/* Recipes whose agent died. Every process of a recipe inherits the lock file's
 * descriptor, so whoever has it open belongs to it: process numbers alone would
 * not do, they are used again. With each goes its group: some programs (sudo)
 * close what they inherit, and a group is begun by a recipe or by what it started. */
#include "hook_priv.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static bool holds(const char *pid, const struct stat *lock)
{
    g_autofree char *folder = g_strdup_printf("/proc/%s/fd", pid);
    g_autoptr(GDir) fds = g_dir_open(folder, 0, NULL);
    const char *fd;
    while (fds && (fd = g_dir_read_name(fds))) {
        g_autofree char *path = g_build_filename(folder, fd, NULL);
        struct stat st;
        if (!stat(path, &st) && st.st_dev == lock->st_dev && st.st_ino == lock->st_ino)
            return true;
    }
    return false;
}

guint wf_hook_end_orphans(const char *folder, int signal)
{
    g_autofree char *path = g_build_filename(folder, WF_HOOK_LOCK, NULL);
    g_autoptr(GHashTable) groups = g_hash_table_new(NULL, NULL);
    struct stat lock;
    if (lstat(path, &lock))
        return 0;
    guint n = 0;
    g_autoptr(GDir) procs = g_dir_open("/proc", 0, NULL);
    const char *name;
    while (procs && (name = g_dir_read_name(procs))) {
        pid_t pid = (pid_t)g_ascii_strtoll(name, NULL, 10);
        if (pid <= 1 || pid == getpid() || !holds(name, &lock))
            continue;
        n++;
        pid_t group = getpgid(pid);
        if (group <= 1 || group == getpgrp())
            kill(pid, signal);
        else if (g_hash_table_add(groups, GINT_TO_POINTER(group)))
            kill(-group, signal);
    }
    return n;
}
