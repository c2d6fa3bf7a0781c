/* Filters with names: what a file holds, what is refused, what is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <weft/error.h>
#include <weft/query.h>

static int make_folder(void **state)
{
    g_autofree char *path = g_dir_make_tmp("saved-XXXXXX", NULL);
    *state = g_build_filename(path, "weft", "filters", NULL);
    return 0;
}

static int remove_folder(void **state)
{
    g_autofree char *folder = g_path_get_dirname(*state);
    g_autofree char *top = g_path_get_dirname(folder);
    g_unlink(*state);
    g_rmdir(folder);
    g_rmdir(top);
    g_free(*state);
    return 0;
}

static void put(const char *path, const char *text)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_mkdir_with_parents(folder, 0700);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static char *text_of(const WfSavedFilters *s, const char *name)
{
    const WfQuerySaved *saved = wf_saved_lookup(s);
    return g_strdup(saved->text(saved->data, name));
}

static void assert_text(const WfSavedFilters *s, const char *name, const char *expected)
{
    g_autofree char *text = text_of(s, name);
    assert_string_equal(text, expected);
}

static void what_is_saved_is_there_again(void **state)
{
    g_autoptr(WfSavedFilters) s = wf_saved_new(*state, NULL); /* not even the folder is there */
    assert_true(wf_saved_set(s, "bad", "state=failed", NULL));
    assert_true(wf_saved_set(s, "worse", "@bad and critical", NULL));
    assert_true(wf_saved_set(s, "bad", "state=failed or state=blocked", NULL));
    g_autoptr(WfSavedFilters) again = wf_saved_new(*state, NULL);
    assert_text(again, "bad", "state=failed or state=blocked");
    assert_string_equal(wf_saved_lookup(again)->names[1], "worse");
    assert_null(wf_saved_lookup(again)->names[2]);
    g_autoptr(WfQuery) q = wf_query_parse("@worse", wf_saved_lookup(again), NULL);
    assert_non_null(q);
}

static void lines_that_are_no_filters_stay(void **state)
{
    put(*state, "# mine\n\nlone\nup  up(web)  \n");
    g_autoptr(WfSavedFilters) s = wf_saved_new(*state, NULL);
    assert_text(s, "up", "up(web)");
    assert_null(text_of(s, "lone"));
    assert_null(text_of(s, "#"));
    assert_true(wf_saved_set(s, "x", "vm=a", NULL));
    assert_true(wf_saved_drop(s, "up", NULL));
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(*state, &text, NULL, NULL));
    assert_string_equal(text, "# mine\n\nlone\nx vm=a\n");
}

static void assert_refused(WfSavedFilters *s, const char *name, const char *text, const char *why)
{
    g_autoptr(GError) error = NULL;
    assert_false(wf_saved_set(s, name, text, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_INVALID));
    assert_non_null(strstr(error->message, why));
}

static void what_is_wrong_changes_nothing(void **state)
{
    g_autoptr(WfSavedFilters) s = wf_saved_new(*state, NULL);
    assert_true(wf_saved_set(s, "a", "vm=a", NULL));
    assert_true(wf_saved_set(s, "b", "@a critical", NULL));
    assert_refused(s, "a", "vm=", "expected");
    assert_refused(s, "a", "@a or x", "contain itself");
    assert_refused(s, "a", "not @b", "contain itself");
    assert_refused(s, "c", "@nobody", "no saved filter");
    assert_refused(s, "two words", "x", "one word");
    assert_refused(s, "", "x", "one word");
    assert_refused(s, "#c", "x", "one word");
    assert_refused(s, "c", "x\ny z", "one word");
    assert_text(s, "a", "vm=a");
    assert_null(text_of(s, "c"));
    g_autoptr(GError) error = NULL;
    assert_false(wf_saved_drop(s, "c", &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND));
}

static void a_file_that_cannot_be_read_is_not_written_over(void **state)
{
    g_autoptr(GError) error = NULL;
    g_mkdir_with_parents(*state, 0700); /* a folder in its place */
    g_autoptr(WfSavedFilters) s = wf_saved_new(*state, &error);
    assert_non_null(error);
    assert_true(wf_saved_set(s, "a", "vm=a", NULL));
    assert_text(s, "a", "vm=a");
    assert_true(g_file_test(*state, G_FILE_TEST_IS_DIR));
    g_rmdir(*state);
}

static void without_a_file_they_last_as_long_as_the_program(void **state)
{
    (void)state;
    g_autoptr(WfSavedFilters) s = wf_saved_new(NULL, NULL);
    assert_true(wf_saved_set(s, "a", "vm=a", NULL));
    assert_text(s, "a", "vm=a");
    assert_null(wf_saved_lookup(NULL));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        TEST(what_is_saved_is_there_again),
        TEST(lines_that_are_no_filters_stay),
        TEST(what_is_wrong_changes_nothing),
        TEST(a_file_that_cannot_be_read_is_not_written_over),
        TEST(without_a_file_they_last_as_long_as_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
