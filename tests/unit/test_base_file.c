#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <weft/error.h>
#include <weft/file.h>

typedef struct {
    char *dir, *in, *out; /* a folder, and two folders in it */
} Fixture;

static int setup(void **state)
{
    Fixture *x = g_new0(Fixture, 1);
    x->dir = g_dir_make_tmp("weft-file-XXXXXX", NULL);
    x->in = g_build_filename(x->dir, "in", NULL);
    x->out = g_build_filename(x->dir, "inside-not", NULL);
    g_mkdir(x->in, 0700);
    g_mkdir(x->out, 0700);
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    Fixture *x = *state;
    wf_file_remove_tree(x->dir);
    assert_false(g_file_test(x->dir, G_FILE_TEST_EXISTS));
    g_free(x->dir);
    g_free(x->in);
    g_free(x->out);
    g_free(x);
    return 0;
}

static void reads_within_the_limit(void **state)
{
    Fixture *x = *state;
    g_autofree char *path = g_build_filename(x->in, "a", NULL);
    g_autoptr(GError) error = NULL;
    assert_true(wf_file_write(path, "hello", 5, 0640, &error));
    g_autoptr(GBytes) whole = wf_file_read(path, 5, &error);
    assert_memory_equal(g_bytes_get_data(whole, NULL), "hello", 5);
    assert_int_equal(g_bytes_get_size(whole), 5);
    assert_null(wf_file_read(path, 4, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_LIMIT));
}

static void what_is_no_regular_file_can_be_refused(void **state)
{
    Fixture *x = *state;
    g_autofree char *path = g_build_filename(x->in, "a", NULL);
    g_autofree char *fifo = g_build_filename(x->in, "fifo", NULL);
    const char *const others[] = {fifo, "/dev/zero"};
    g_autoptr(GError) error = NULL;

    assert_true(wf_file_write(path, "hello", 5, 0640, &error));
    g_autoptr(GBytes) whole = wf_file_read_regular(path, 5, &error);
    assert_int_equal(g_bytes_get_size(whole), 5);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        assert_null(wf_file_read_regular(others[i], 5, &error));
        assert_non_null(strstr(error->message, "not a regular file"));
        g_clear_error(&error);
    }
    assert_null(wf_file_read_regular(x->in, 5, &error));
    assert_non_null(strstr(error->message, "is a directory"));
}

static void reads_pipes_within_the_limit(void **state)
{
    (void)state;
    for (gsize size = 0; size <= 60000; size += 20000) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        g_autofree char *data = g_strnfill(size, 'x');
        assert_int_equal(write(ends[1], data, size), size);
        close(ends[1]);
        g_autofree char *path = g_strdup_printf("/dev/fd/%d", ends[0]);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) whole = wf_file_read(path, 40000, &error);
        if (size <= 40000)
            assert_int_equal(g_bytes_get_size(whole), size);
        else
            assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_LIMIT));
        close(ends[0]);
    }
}

static void says_why_it_cannot_read(void **state)
{
    Fixture *x = *state;
    g_autoptr(GError) error = NULL;
    assert_null(wf_file_read("/nowhere/a\033b", 5, &error));
    assert_string_equal(error->message,
                        "cannot read '/nowhere/a\\x1bb': no such file or directory");
    assert_int_equal(error->code, WF_ERROR_NOT_FOUND);
    g_clear_error(&error);
    assert_null(wf_file_read(x->in, 5, &error));
    assert_non_null(strstr(error->message, "is a directory"));
}

static void what_is_private_is_closed_to_others(void **state)
{
    Fixture *x = *state;
    g_autofree char *path = g_build_filename(x->in, "a", NULL);
    g_autofree char *link = g_build_filename(x->in, "link", NULL);
    static const int modes[][2] = {{0644, 0600}, {0750, 0700}, {0600, 0600}, {0400, 0400}};
    struct stat st;
    assert_true(wf_file_write_private(path, "new", 3, NULL));
    g_stat(path, &st);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(symlink("a", link), 0);
    for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
        g_chmod(path, modes[i][0]);
        assert_true(wf_file_write_private(link, "again", 5, NULL));
        g_stat(path, &st);
        assert_int_equal(st.st_mode & 07777, modes[i][1]);
        assert_int_equal(st.st_size, 5);
    }
    assert_true(wf_file_write_private("/dev/null", "x", 1, NULL));
    g_stat("/dev/null", &st);
    assert_int_equal(st.st_mode & 0777, 0666);
}

static void writes_keep_mode_and_follow_links(void **state)
{
    Fixture *x = *state;
    g_autofree char *path = g_build_filename(x->in, "a", NULL);
    g_autofree char *link = g_build_filename(x->in, "link", NULL);
    struct stat st;
    assert_true(wf_file_write(path, "one", 3, 0600, NULL));
    g_stat(path, &st);
    assert_int_equal(st.st_mode & 07777, 0600);
    g_chmod(path, 0660); /* more than the umask leaves to a new file */
    assert_int_equal(symlink("a", link), 0);
    assert_true(wf_file_write(link, "two", 3, 0600, NULL));
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    assert_string_equal(text, "two");
    g_stat(path, &st);
    assert_int_equal(st.st_mode & 07777, 0660);
    assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    assert_true(wf_file_write("/dev/null", "x", 1, 0600, NULL));

    g_unlink(path); /* links that lead nowhere yet, one to the other */
    g_autofree char *again = g_build_filename(x->in, "again", NULL);
    assert_int_equal(symlink("link", again), 0);
    assert_true(wf_file_write(again, "new", 3, 0600, NULL));
    g_stat(path, &st);
    assert_int_equal(st.st_size, 3);
    assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    g_unlink(path);
    assert_int_equal(symlink("again", path), 0); /* and one to nothing but themselves */
    assert_false(wf_file_write(again, "x", 1, 0600, NULL));
    assert_true(g_file_test(again, G_FILE_TEST_IS_SYMLINK));

    g_autoptr(GError) error = NULL;
    assert_false(wf_file_write("/nowhere/x", "x", 1, 0600, &error));
    assert_string_equal(error->message, "cannot write '/nowhere/x': no such file or directory");
}

static void inside_means_after_following_links(void **state)
{
    Fixture *x = *state;
    g_autofree char *file = g_build_filename(x->in, "f", NULL);
    g_autofree char *outside = g_build_filename(x->out, "f", NULL);
    g_autofree char *link = g_build_filename(x->in, "link", NULL);
    g_autofree char *dangling = g_build_filename(x->in, "dangling", NULL);
    g_autofree char *later = g_build_filename(x->in, "new", "file", NULL);
    g_autofree char *up = g_build_filename(x->in, "..", "inside-not", "f", NULL);
    g_autofree char *nowhere_up = g_build_filename(x->in, "no", "..", "..", "f", NULL);
    wf_file_write(file, "x", 1, 0600, NULL);
    wf_file_write(outside, "y", 1, 0600, NULL);
    assert_int_equal(symlink(outside, link), 0);
    assert_int_equal(symlink("/nowhere/x", dangling), 0);
    assert_true(wf_path_inside(x->in, file));
    assert_true(wf_path_inside(x->in, x->in));
    assert_true(wf_path_inside("/", file));
    assert_true(wf_path_inside(x->in, later));
    assert_false(wf_path_inside(x->in, outside)); /* "inside-not" begins with "in" */
    assert_false(wf_path_inside(x->in, link));
    assert_false(wf_path_inside(x->in, dangling));
    assert_false(wf_path_inside(x->in, up));
    assert_false(wf_path_inside(x->in, nowhere_up));
    assert_false(wf_path_inside("/nowhere", file));
}

static void assert_beside(const char *file, const char *relative, const char *expected)
{
    g_autofree char *path = wf_path_beside(file, relative);
    assert_string_equal(path, expected);
}

static void a_tree_goes_without_what_its_links_lead_to(void **state)
{
    Fixture *x = *state;
    g_autofree char *deep = g_build_filename(x->in, "a", "b", "c", NULL);
    g_autofree char *file = g_build_filename(deep, "file", NULL);
    g_autofree char *link = g_build_filename(deep, "link", NULL);
    g_autofree char *kept = g_build_filename(x->out, "kept", NULL);
    assert_int_equal(g_mkdir_with_parents(deep, 0700), 0);
    assert_true(g_file_set_contents(file, "", 0, NULL));
    assert_true(g_file_set_contents(kept, "", 0, NULL));
    assert_int_equal(symlink(x->out, link), 0);
    wf_file_remove_tree(x->in);
    assert_false(g_file_test(x->in, G_FILE_TEST_EXISTS));
    wf_file_remove_tree(kept);
    assert_false(g_file_test(kept, G_FILE_TEST_EXISTS));
    assert_true(g_file_test(x->out, G_FILE_TEST_IS_DIR));
    wf_file_remove_tree(x->in); /* it is not there */
}

static void resolves_beside_the_file(void **state)
{
    (void)state;
    assert_beside("models/shop.yaml", "run.sh", "models/run.sh");
    assert_beside("models/shop.yaml", "./run.sh", "models/run.sh");
    assert_beside("models/shop.yaml", "../x/run.sh", "models/../x/run.sh");
    assert_beside("shop.yaml", "run.sh", "run.sh");
    assert_beside("-", "run.sh", "run.sh");
    assert_beside("/a/shop.yaml", "/b", "/b");
    assert_beside("/shop.yaml", "b", "/b");
}

/* Else keys would go to the working directory. */
static void a_home_that_is_no_place_counts_as_unset(void **state)
{
    (void)state;
    g_autofree char *before = g_strdup(g_getenv("HOME"));
    static const char *const wrong[] = {"", ".", "some/where", NULL};
    for (guint i = 0; wrong[i]; i++) {
        g_setenv("HOME", wrong[i], TRUE);
        wf_home_settle();
        assert_null(g_getenv("HOME"));
    }
    g_setenv("HOME", "/some/where", TRUE);
    wf_home_settle();
    assert_string_equal(g_getenv("HOME"), "/some/where");
    if (before)
        g_setenv("HOME", before, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_within_the_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_regular_file_can_be_refused, setup, teardown),
        cmocka_unit_test(a_home_that_is_no_place_counts_as_unset),
        cmocka_unit_test(reads_pipes_within_the_limit),
        cmocka_unit_test_setup_teardown(says_why_it_cannot_read, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_private_is_closed_to_others, setup, teardown),
        cmocka_unit_test_setup_teardown(writes_keep_mode_and_follow_links, setup, teardown),
        cmocka_unit_test_setup_teardown(inside_means_after_following_links, setup, teardown),
        cmocka_unit_test_setup_teardown(a_tree_goes_without_what_its_links_lead_to, setup,
                                        teardown),
        cmocka_unit_test(resolves_beside_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
