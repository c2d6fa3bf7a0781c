/* Runs a fuzz target without libFuzzer: every file named or found in a folder named, and a number
 * of seeded changes of each. A crash leaves the input in ./crash-input.
 *
 *     fuzz_doc [--changes N] FILE|FOLDER ... */
#include <glib.h>
#include <glib/gstdio.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *running;
static size_t running_size;

static void on_crash(int signal_number)
{
    int fd = g_open("crash-input", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ssize_t written = fd < 0 ? -1 : write(fd, running, running_size);
    signal(signal_number, SIG_DFL);
    if (written >= 0)
        raise(signal_number);
    _exit(1);
}

static void run(const uint8_t *data, size_t size)
{
    running = data;
    running_size = size;
    LLVMFuzzerTestOneInput(data, size);
}

/* Changes a few bytes, doubles or drops a piece. */
static void run_changed(const guint8 *data, gsize size, GRand *rand)
{
    g_autoptr(GByteArray) copy = g_byte_array_new();
    g_byte_array_append(copy, data, (guint)size);
    for (gint i = g_rand_int_range(rand, 1, 5); i > 0 && copy->len > 1; i--) {
        guint at = (guint)g_rand_int_range(rand, 0, (gint)copy->len);
        guint n = (guint)g_rand_int_range(rand, 1, 17);
        n = MIN(n, copy->len - at);
        switch (g_rand_int_range(rand, 0, 4)) {
        case 0:
            copy->data[at] = (guint8)g_rand_int(rand);
            break;
        case 1:
            copy->data[at] = copy->data[g_rand_int_range(rand, 0, (gint)copy->len)];
            break;
        case 2:
            g_byte_array_remove_range(copy, at, n);
            break;
        default: {
            g_autofree guint8 *piece = g_memdup2(copy->data + at, n);
            g_byte_array_append(copy, piece, n);
            break;
        }
        }
    }
    run(copy->data, copy->len);
}

static guint run_file(const char *path, guint changes)
{
    g_autofree char *text = NULL;
    gsize size;
    if (!g_file_get_contents(path, &text, &size, NULL)) {
        g_printerr("cannot read '%s'\n", path);
        exit(1);
    }
    g_autofree char *name = g_path_get_basename(path); /* the same changes wherever it lies */
    GRand *rand = g_rand_new_with_seed(g_str_hash(name));
    run((const uint8_t *)text, size);
    for (guint i = 0; i < changes; i++)
        run_changed((const guint8 *)text, size, rand);
    g_rand_free(rand);
    return 1 + changes;
}

static guint run_path(const char *path, guint changes)
{
    guint n = 0;
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    if (!dir)
        return run_file(path, changes);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        n += run_file(child, changes);
    }
    return n;
}

int main(int argc, char **argv)
{
    guint changes = 200, n = 0;
    signal(SIGABRT, on_crash);
    signal(SIGSEGV, on_crash);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--changes") == 0 && i + 1 < argc)
            changes = (guint)atoi(argv[++i]);
        else
            n += run_path(argv[i], changes);
    }
    g_print("%u inputs\n", n);
    return n > 0 ? 0 : 1;
}
