/* Whole files: read up to a limit, however large they claim to be or grow meanwhile, and written so
 * that whoever looks finds the old text or the new one. */
#include <weft/file.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <weft/error.h>
#include <weft/text.h>

static ssize_t read_retrying(int fd, char *to, gsize size)
{
    ssize_t n;
    do
        n = read(fd, to, MIN(size, (gsize)1 << 30));
    while (n < 0 && errno == EINTR);
    return n;
}

static void set_failed(GError **error, const char *verb, const char *path)
{
    int number = errno;
    g_autofree char *shown = wf_text_visible(path, -1, PATH_MAX);
    wf_error_set_errno(error, number, "cannot %s '%s'", verb, shown);
}

static void set_too_large(GError **error, const char *path, gsize limit)
{
    g_autofree char *shown = wf_text_visible(path, -1, PATH_MAX);
    g_autofree char *size = g_format_size_full(limit, G_FORMAT_SIZE_IEC_UNITS);
    g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "cannot read '%s': larger than %s", shown, size);
}

/* Reads up to the end. @guess is the size the file claims; one byte more tells whether it grew. */
static GBytes *read_fd(int fd, const char *path, gsize guess, gsize limit, GError **error)
{
    gsize room = MIN(guess, limit) + 1, len = 0;
    g_autofree char *text = g_try_malloc(room);

    while (text) {
        ssize_t n = read_retrying(fd, text + len, room - len);
        if (n < 0) {
            set_failed(error, "read", path);
            return NULL;
        }
        if (n == 0)
            return g_bytes_new_take(g_steal_pointer(&text), len);
        len += (gsize)n;
        if (len > limit) {
            set_too_large(error, path, limit);
            return NULL;
        }
        if (len == room) {
            room = MIN(room * 2 + 4096, limit + 1);
            char *larger = g_try_realloc(text, room);
            if (!larger)
                break;
            text = larger;
        }
    }
    errno = ENOMEM;
    set_failed(error, "read", path);
    return NULL;
}

static GBytes *read_open(int fd, const char *path, gsize limit, GError **error)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        set_failed(error, "read", path);
        return NULL;
    }
    if (S_ISREG(st.st_mode) && (guint64)st.st_size > limit) {
        set_too_large(error, path, limit);
        return NULL;
    }
    return read_fd(fd, path, S_ISREG(st.st_mode) ? (gsize)st.st_size : 65536, limit, error);
}

GBytes *wf_file_read(const char *path, gsize limit, GError **error)
{
    if (strcmp(path, "-") == 0)
        return read_open(STDIN_FILENO, "-", limit, error);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        set_failed(error, "read", path);
        return NULL;
    }
    GBytes *bytes = read_open(fd, path, limit, error);
    close(fd);
    return bytes;
}

GBytes *wf_file_read_regular(const char *path, gsize limit, GError **error)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd < 0 || fstat(fd, &st) != 0) {
        set_failed(error, "read", path);
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    GBytes *bytes = NULL;
    if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)) /* of a folder reading says what it is */
        bytes = read_open(fd, path, limit, error);
    else {
        g_autofree char *shown = wf_text_visible(path, -1, PATH_MAX);
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "cannot read '%s': not a regular file",
                    shown);
    }
    close(fd);
    return bytes;
}

static bool is_below(const char *root, const char *path)
{
    gsize n = strlen(root);
    while (n > 0 && root[n - 1] == '/')
        n--; /* the file system's own root */
    return strncmp(root, path, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static bool write_directly(const char *path, const char *data, gsize len, GError **error)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    while (fd >= 0 && len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        data += n;
        len -= (gsize)n;
    }
    bool done = fd >= 0 && len == 0;
    if (!done)
        set_failed(error, "write", path);
    if (fd >= 0)
        close(fd);
    return done;
}

/* GLib tells the errno only as its own code, inside a sentence of its own. */
static int errno_of(int file_error)
{
    static const int numbers[] = {
        [G_FILE_ERROR_EXIST] = EEXIST, [G_FILE_ERROR_ISDIR] = EISDIR,
        [G_FILE_ERROR_ACCES] = EACCES, [G_FILE_ERROR_NAMETOOLONG] = ENAMETOOLONG,
        [G_FILE_ERROR_NOENT] = ENOENT, [G_FILE_ERROR_NOTDIR] = ENOTDIR,
        [G_FILE_ERROR_ROFS] = EROFS,   [G_FILE_ERROR_MFILE] = EMFILE,
        [G_FILE_ERROR_NOSPC] = ENOSPC, [G_FILE_ERROR_NOMEM] = ENOMEM,
        [G_FILE_ERROR_PERM] = EPERM,
    };
    int known =
        file_error >= 0 && file_error < (int)G_N_ELEMENTS(numbers) ? numbers[file_error] : 0;
    return known ? known : EIO;
}

/* Where links lead that end at nothing yet. */
static char *end_of_links(const char *path)
{
    enum { LINKS = 40 }; /* as the system follows */
    char *at = g_strdup(path);

    for (guint n = 0; n < LINKS; n++) {
        g_autofree char *target = g_file_read_link(at, NULL);
        if (!target)
            break;
        char *next = wf_path_beside(at, target);
        g_free(at);
        at = next;
    }
    return at;
}

bool wf_file_write(const char *path, const char *data, gsize len, int mode, GError **error)
{
    struct stat st;
    bool exists = stat(path, &st) == 0;
    if (!exists && errno == ELOOP) {
        set_failed(error, "write", path);
        return false;
    }
    if (exists && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return write_directly(path, data, len, error);

    /* Through a link: replace what it points to, not the link. */
    g_autofree char *real = exists ? realpath(path, NULL) : end_of_links(path);
    g_autoptr(GError) cause = NULL;
    int own = exists ? (int)(st.st_mode & 07777) : mode;
    if (real && g_file_set_contents_full(
                    real, data, (gssize)len,
                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, own, &cause)) {
        if (exists) /* the umask has taken from it, too */
            (void)chmod(real, own);
        return true;
    }
    if (cause)
        errno = errno_of(cause->code);
    set_failed(error, "write", path);
    return false;
}

bool wf_file_write_private(const char *path, const char *data, gsize len, GError **error)
{
    enum { OTHERS = 0077 };
    struct stat st;
    bool open_to_others = stat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & OTHERS) != 0;

    if (open_to_others && chmod(path, st.st_mode & 07777 & ~(mode_t)OTHERS) != 0) {
        set_failed(error, "close to others", path);
        return false;
    }
    return wf_file_write(path, data, len, 0600, error);
}

/* Deepest first by a stack. */
void wf_file_remove_tree(const char *top)
{
    g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
    struct stat st;

    if (!unlink(top) || lstat(top, &st) || !S_ISDIR(st.st_mode))
        return;
    g_ptr_array_add(folders, g_strdup(top));
    for (guint i = 0; i < folders->len; i++) {
        g_autoptr(GDir) dir = g_dir_open(folders->pdata[i], 0, NULL);
        const char *name;
        while (dir && (name = g_dir_read_name(dir))) {
            g_autofree char *path = g_build_filename(folders->pdata[i], name, NULL);
            if (unlink(path) && !lstat(path, &st) && S_ISDIR(st.st_mode))
                g_ptr_array_add(folders, g_steal_pointer(&path));
        }
    }
    for (guint i = folders->len; i-- > 0;)
        rmdir(folders->pdata[i]);
}

bool wf_path_inside(const char *root, const char *path)
{
    g_autofree char *real_root = realpath(root, NULL);
    g_autofree char *at = g_strdup(path);
    if (!real_root)
        return false;
    for (;;) {
        g_autofree char *real = realpath(at, NULL);
        if (real)
            return is_below(real_root, real);
        struct stat st;
        g_autofree char *name = g_path_get_basename(at);
        /* A link to nowhere may lead anywhere once that exists, and so may "..". */
        if (errno != ENOENT || lstat(at, &st) == 0 || strcmp(name, "..") == 0)
            return false;
        char *folder = g_path_get_dirname(at);
        g_free(at);
        at = folder;
    }
}

char *wf_path_beside(const char *file, const char *relative)
{
    while (g_str_has_prefix(relative, "./"))
        for (relative += 2; *relative == '/';)
            relative++;
    if (g_path_is_absolute(relative) || strcmp(file, "-") == 0 || !strchr(file, '/'))
        return g_strdup(relative);
    g_autofree char *folder = g_path_get_dirname(file);
    return g_build_filename(folder, relative, NULL);
}

void wf_home_settle(void)
{
    const char *home = g_getenv("HOME");
    if (home && !g_path_is_absolute(home))
        g_unsetenv("HOME");
}
