/* The directory of a server: zoo.cfg, data, log, lock and state.
 *
 * The lock is taken here and inherited by the server process, which never
 * closes it: whoever can take it knows that no server runs on the directory. */
#include "server_priv.h"
#include "weft/error.h"
#include "weft/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY_PREFIX "weft-zk-"

enum { KEPT_SNAPSHOTS = 3, ABANDONED_AFTER_S = 60 };

int server_dir_lock(const char *dir, GError **error)
{
    g_autofree char *data = g_build_filename(dir, "data", NULL);
    g_autofree char *path = g_build_filename(dir, "lock", NULL);
    int fd = -1;
    if (g_mkdir_with_parents(data, 0700) == 0)
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        wf_error_set_errno(error, errno, "cannot use '%s' for a server", dir);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    close(fd);
    g_set_error(error, WF_ERROR, WF_ERROR_EXISTS, "a server runs in '%s' already", dir);
    return -1;
}

bool server_dir_is_locked(const char *dir)
{
    g_autofree char *path = g_build_filename(dir, "lock", NULL);
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    bool locked = flock(fd, LOCK_EX | LOCK_NB) < 0;
    close(fd);
    return locked;
}

bool server_write_config(const char *dir, int port, const WfServerOptions *options, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    int tick = options->tick_ms > 0 ? options->tick_ms : 2000;
    /* dataDir is relative: a properties file cannot hold every path */
    g_string_printf(text,
                    "tickTime=%d\nmaxSessionTimeout=%d\ndataDir=./data\n"
                    "clientPort=%d\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n"
                    "maxClientCnxns=0\nclientPortListenBacklog=4096\n"
                    "4lw.commands.whitelist=*\nforceSync=no\nsnapCount=100000000\n"
                    "extendedTypesEnabled=true\nnio.numWorkerThreads=0\n",
                    tick, MAX(60000, 20 * tick), port);
    for (const char *const *line = options->config; line && *line; line++)
        g_string_append_printf(text, "%s\n", *line);
    g_autofree char *path = g_build_filename(dir, "zoo.cfg", NULL);
    return g_file_set_contents_full(path, text->str, (gssize)text->len,
                                    G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* A socket bound to the port, 0 being any; -1 if that is taken. */
static int bound(int port, int *ret_port)
{
    struct sockaddr_in addr = {.sin_family = AF_INET,
                               .sin_port = htons((guint16)port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof addr;
    int reuse = port != 0; /* connections of the server before may still linger */
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse) == 0 &&
        bind(fd, (struct sockaddr *)&addr, len) == 0 &&
        getsockname(fd, (struct sockaddr *)&addr, &len) == 0) {
        *ret_port = ntohs(addr.sin_port);
        return fd;
    }
    int why = errno;
    if (fd >= 0)
        close(fd);
    errno = why;
    return -1;
}

/* Somebody may take the port before java does; then another one is tried. */
int server_free_port(int wanted, GError **error)
{
    int port = -1;
    int fd = wanted > 0 && wanted <= G_MAXUINT16 ? bound(wanted, &port) : -1;

    if (fd < 0 && (fd = bound(0, &port)) < 0) {
        wf_error_set_errno(error, errno, "cannot find a free port");
        return -1;
    }
    close(fd);
    return port;
}

/* ---- temporary directories --------------------------------------------- */

static bool is_abandoned(const char *dir)
{
    struct stat st;
    return lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
           g_get_real_time() / G_USEC_PER_SEC - st.st_mtime > ABANDONED_AFTER_S &&
           !server_dir_is_locked(dir);
}

static void sweep(const char *parent)
{
    g_autoptr(GDir) entries = g_dir_open(parent, 0, NULL);
    const char *name;
    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *dir = g_build_filename(parent, name, NULL);
        if (g_str_has_prefix(name, TEMPORARY_PREFIX) && is_abandoned(dir))
            wf_file_remove_tree(dir);
    }
}

char *server_temporary_dir(GError **error)
{
    sweep(g_get_tmp_dir());
    g_autofree char *dir = g_build_filename(g_get_tmp_dir(), TEMPORARY_PREFIX "XXXXXX", NULL);
    if (g_mkdtemp_full(dir, 0700))
        return g_steal_pointer(&dir);
    wf_error_set_errno(error, errno, "cannot make a directory in '%s'", g_get_tmp_dir());
    return NULL;
}

/* ---- old snapshots and logs --------------------------------------------- */

typedef struct {
    char *path;
    guint64 zxid;
} DataFile;

static void data_file_clear(gpointer data)
{
    g_free(((DataFile *)data)->path);
}

static int newest_first(const void *a, const void *b)
{
    guint64 x = ((const DataFile *)a)->zxid, y = ((const DataFile *)b)->zxid;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Files PREFIX.HEX, newest first. */
static GArray *list_data(const char *dir, const char *prefix)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(DataFile));
    g_array_set_clear_func(files, data_file_clear);
    g_autoptr(GDir) entries = g_dir_open(dir, 0, NULL);
    const char *name;
    while (entries && (name = g_dir_read_name(entries))) {
        guint64 zxid;
        if (g_str_has_prefix(name, prefix) &&
            g_ascii_string_to_unsigned(name + strlen(prefix), 16, 0, G_MAXUINT64, &zxid, NULL)) {
            DataFile file = {g_build_filename(dir, name, NULL), zxid};
            g_array_append_val(files, file);
        }
    }
    g_array_sort(files, newest_first);
    return files;
}

void server_purge(const char *dir)
{
    g_autofree char *data = g_build_filename(dir, "data", "version-2", NULL);
    g_autoptr(GArray) snapshots = list_data(data, "snapshot.");
    g_autoptr(GArray) logs = list_data(data, "log.");
    if (snapshots->len <= KEPT_SNAPSHOTS)
        return;
    guint64 oldest = g_array_index(snapshots, DataFile, KEPT_SNAPSHOTS - 1).zxid;
    for (guint i = KEPT_SNAPSHOTS; i < snapshots->len; i++)
        (void)g_unlink(g_array_index(snapshots, DataFile, i).path);
    /* the log that begins at or before the oldest snapshot may hold what follows it */
    bool needed = true;
    for (guint i = 0; i < logs->len; i++) {
        const DataFile *log = &g_array_index(logs, DataFile, i);
        if (!needed)
            (void)g_unlink(log->path);
        needed = needed && log->zxid > oldest;
    }
}
