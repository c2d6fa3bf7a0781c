/* Files of a run. The folder is the recipe's, so what is found there may be
 * anything: a link, a pipe, a file of a terabyte. */
#include "hook_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <weft/file.h>
#include <weft/protocol.h>

/* What has nothing to do with the recipe and may be over soon: a full disk, a full machine. */
WfErrorCode wf_hook_code_of(int number)
{
    static const int passing[] = {ENOSPC, EDQUOT, EFBIG,  EROFS,  EIO,
                                  EAGAIN, ENOMEM, EMFILE, ENFILE, ENOBUFS};
    for (gsize i = 0; i < G_N_ELEMENTS(passing); i++)
        if (number == passing[i])
            return WF_ERROR_UNAVAILABLE;
    return WF_ERROR_IO;
}

static bool fail(GError **error, const char *what, const char *path)
{
    g_set_error(error, WF_ERROR, wf_hook_code_of(errno), "cannot %s '%s': %s", what, path,
                g_strerror(errno));
    return false;
}

bool wf_hook_make_folder(const char *path, bool *ret_fresh, GError **error)
{
    struct stat st;
    int failed = mkdir(path, 0700);
    *ret_fresh = !failed;
    if (!failed)
        return true; /* a umask takes nothing from what is only the owner's */
    if (errno == ENOENT)
        failed = g_mkdir_with_parents(path, 0700);
    if ((failed && errno != EEXIST) || lstat(path, &st))
        return fail(error, "make the folder", path);
    if (!S_ISDIR(st.st_mode)) {
        errno = ENOTDIR;
        return fail(error, "make the folder", path);
    }
    if ((st.st_mode & 0777) != 0700 && chmod(path, 0700))
        return fail(error, "close the folder", path);
    return true;
}

void wf_hook_empty(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        unlink(folder);
        return;
    }
    /* Through the descriptor: a link that takes the folder's place meanwhile is not followed. */
    g_autofree char *here = g_strdup_printf("/proc/self/fd/%d", fd);
    g_autoptr(GDir) dir = g_dir_open(here, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(here, name, NULL);
        wf_file_remove_tree(path);
    }
    close(fd);
}

void wf_hook_make_room(const char *folder)
{
    struct stat st;
    if (!lstat(folder, &st) && !S_ISDIR(st.st_mode))
        unlink(folder);
}

/* Whatever has the name already makes room: nothing is written through it. */
static int open_new(const char *path, int mode, GError **error)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    int fd = open(path, flags, mode);
    if (fd < 0 && errno == EEXIST) {
        wf_file_remove_tree(path);
        fd = open(path, flags, mode);
    }
    if (fd < 0)
        fail(error, "write", path);
    return fd;
}

int wf_hook_make_lock(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, WF_HOOK_LOCK, NULL);
    return open_new(path, 0600, error);
}

void wf_hook_drop_lock(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, WF_HOOK_LOCK, NULL);
    g_unlink(path);
}

bool wf_hook_write(const char *path, const void *data, gsize len, int mode, GError **error)
{
    int fd = open_new(path, mode, error);
    if (fd < 0)
        return false;
    const char *at = data;
    while (len) {
        gssize n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail(error, "write", path);
            close(fd);
            return false;
        }
        at += n;
        len -= (gsize)n;
    }
    return close(fd) ? fail(error, "write", path) : true;
}

static bool read_all(int fd, char *buffer, gsize size)
{
    while (size) {
        gssize n = read(fd, buffer, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = EIO; /* it has been cut meanwhile */
        if (n <= 0)
            return false;
        buffer += n;
        size -= (gsize)n;
    }
    return true;
}

char *wf_hook_read(const char *path, const char *what, gsize max, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        if (errno != ENOENT)
            fail(error, "read", path);
        return NULL;
    }
    struct stat st;
    g_autofree char *text = NULL;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode))
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "%s is not a file", what);
    else if ((guint64)st.st_size > max)
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT,
                    "%s has %" G_GINT64_FORMAT " bytes, more than %" G_GSIZE_FORMAT, what,
                    (gint64)st.st_size, max);
    else if (!read_all(fd, text = g_malloc0((gsize)st.st_size + 1), (gsize)st.st_size))
        fail(error, "read", path);
    else if (memchr(text, '\0', (gsize)st.st_size))
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "%s has a zero byte: values are text", what);
    else if (!g_utf8_validate(text, st.st_size, NULL))
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "%s is not UTF-8", what);
    else {
        close(fd);
        return g_steal_pointer(&text);
    }
    close(fd);
    return NULL;
}

bool wf_hook_parse_outputs(const char *text, json_t *ret_values, GError **error)
{
    const char *start = text + strspn(text, " \t\r\n");
    if (*start == '{') {
        json_t *values =
            wf_json_parse(start, strlen(start), WF_LIMIT_OUTPUTS_BYTES, "$WEFT_OUTPUTS", error);
        if (!values)
            return false;
        json_object_update(ret_values, values);
        json_decref(values);
        return true;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        char *equals = strchr(lines[i], '=');
        if (!lines[i][strspn(lines[i], " \t\r")])
            continue;
        if (!equals || equals == lines[i]) {
            g_set_error(error, WF_ERROR, WF_ERROR_INVALID,
                        "line %u of $WEFT_OUTPUTS is not KEY=VALUE", i + 1);
            return false;
        }
        *equals = '\0';
        json_object_set_new(ret_values, lines[i], json_string(equals + 1));
    }
    return true;
}
