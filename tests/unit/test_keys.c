/* Key files, derived identities and sealed values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <weft/error.h>
#include <weft/keys.h>

static int make_folder(void **state)
{
    *state = g_dir_make_tmp("weft-keys-XXXXXX", NULL);
    return *state ? 0 : -1;
}

static int remove_folder(void **state)
{
    g_autoptr(GDir) dir = g_dir_open(*state, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(*state, name, NULL);
        g_unlink(path);
    }
    g_rmdir(*state);
    g_free(*state);
    return 0;
}

/* Every secret of theirs comes of one master key and the stack. */
static bool are_the_same(const WfKeys *a, const WfKeys *b)
{
    return memcmp(wf_keys_digest_key(a), wf_keys_digest_key(b), 32) == 0;
}

static void key_file_is_made_once(void **state)
{
    g_autofree char *path = g_build_filename(*state, "shop.key", NULL);
    g_autoptr(GError) error = NULL;
    assert_null(wf_keys_open(path, "shop", false, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND));
    g_autoptr(WfKeys) keys = wf_keys_open(path, "shop", true, NULL);
    g_autoptr(WfKeys) again = wf_keys_open(path, "shop", true, NULL);
    g_autoptr(WfKeys) other = wf_keys_open(path, "other", true, NULL);
    assert_true(are_the_same(keys, again));
    assert_false(are_the_same(keys, other));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    g_autoptr(GDir) dir = g_dir_open(*state, 0, NULL);
    assert_string_equal(g_dir_read_name(dir), "shop.key"); /* and no draft left behind */
    assert_null(g_dir_read_name(dir));
}

static void a_stack_may_not_be_called_anything(void **state)
{
    g_autofree char *longest = g_strnfill(255, 'a'), *longer = g_strnfill(256, 'a');
    const char *const good[] = {"shop", "s", "a.b-c_9", longest};
    const char *const bad[] = {"", "1shop", ".shop", "_a", "a/b", "a b", "\303\244", longer};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        assert_true(wf_keys_is_stack_name(good[i]));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_false(wf_keys_is_stack_name(bad[i]));
}

static void random_keys_can_be_kept(void **state)
{
    g_autofree char *path = g_build_filename(*state, "shop.key", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(WfKeys) keys = wf_keys_random("shop"), late = wf_keys_random("shop");
    assert_true(wf_keys_save(keys, path, NULL));
    g_autoptr(WfKeys) read = wf_keys_open(path, "shop", false, NULL);
    assert_true(are_the_same(keys, read));
    assert_false(wf_keys_save(late, path, &error)); /* who came first stays */
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_EXISTS));
}

static void a_draft_is_no_file_until_it_is_saved(void **state)
{
    g_autofree char *path = g_build_filename(*state, "shop.key", NULL);
    g_autoptr(GError) error = NULL;
    bool draft = false;
    g_autoptr(WfKeys) keys = wf_keys_open_or_draft(path, "shop", &draft, &error);
    assert_true(draft);
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    assert_true(wf_keys_save(keys, path, NULL));
    g_autoptr(WfKeys) again = wf_keys_open_or_draft(path, "shop", &draft, &error);
    assert_false(draft);
    assert_true(are_the_same(keys, again));
    g_chmod(path, 0644); /* what is there and cannot be used is no draft */
    assert_null(wf_keys_open_or_draft(path, "shop", &draft, &error));
    assert_false(draft);
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_INVALID));
}

/* What is wrong with the folder, not that there is none. */
static void a_folder_that_cannot_be_made_is_told(void **state)
{
    g_autofree char *usual = g_build_filename(*state, "weft", NULL);
    g_autofree char *path = g_build_filename(usual, "shop.key", NULL);
    g_autoptr(GError) error = NULL;
    g_setenv("XDG_DATA_HOME", *state, TRUE);
    assert_string_equal(g_get_user_data_dir(), *state); /* nobody has asked before */
    assert_int_equal(symlink("nowhere", usual), 0);
    assert_null(wf_keys_open(path, "shop", true, &error));
    assert_null(strstr(error->message, g_strerror(ENOENT)));
    assert_int_equal(unlink(usual), 0);
}

static void assert_file_refused(const char *path, const char *text, int mode)
{
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(path, text, -1, NULL));
    g_chmod(path, mode);
    assert_null(wf_keys_open(path, "shop", true, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_INVALID));
}

static void bad_key_files_are_refused(void **state)
{
    g_autofree char *path = g_build_filename(*state, "bad.key", NULL);
    const char *good = "weft-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    assert_file_refused(path, good, 0644);
    assert_file_refused(path, "", 0600);
    assert_file_refused(path, "weft-key-1 AAAA\n", 0600);
    assert_file_refused(path, "weft-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore",
                        0600);
    assert_true(g_file_set_contents(path, good, -1, NULL));
    g_chmod(path, 0600);
    g_autoptr(WfKeys) keys = wf_keys_open(path, "shop", false, NULL);
    assert_non_null(keys);
    g_autoptr(GError) error = NULL;
    assert_null(wf_keys_open(*state, "shop", false, &error)); /* a folder */
}

static void both_sides_derive_the_same(void **state)
{
    g_autoptr(WfKeys) keys = wf_keys_random("shop");
    g_autofree char *credential = wf_keys_vm_credential(keys, "d b");
    g_autoptr(WfVmKeys) vm = wf_vm_keys_new(credential, "d b", NULL);
    g_autofree char *planned = wf_keys_vm_auth(keys, "d b"), *own = wf_vm_keys_auth(vm);
    assert_string_equal(planned, own);
    assert_true(g_str_has_prefix(own, "vm.d%20b:"));
    g_autofree char *planner = wf_keys_planner_auth(keys), *fleet = wf_keys_fleet_auth(keys);
    g_autofree char *cap = wf_keys_capability_auth(keys, "db");
    assert_true(g_str_has_prefix(planner, "planner:"));
    assert_true(g_str_has_prefix(cap, "cap.db:"));
    assert_string_not_equal(strchr(planner, ':'), strchr(fleet, ':'));
    g_autoptr(GError) error = NULL;
    assert_null(wf_vm_keys_new("bm9uc2Vuc2U=", "db", &error));
}

static void sealed_to_one_vm_only(void **state)
{
    g_autoptr(WfKeys) keys = wf_keys_random("shop");
    g_autofree char *c1 = wf_keys_vm_credential(keys, "a"), *c2 = wf_keys_vm_credential(keys, "b");
    g_autoptr(WfVmKeys) a = wf_vm_keys_new(c1, "a", NULL);
    g_autoptr(WfVmKeys) b = wf_vm_keys_new(c2, "b", NULL);
    g_autofree char *box = wf_keys_seal_to_vm(keys, "a", "\"hunter2\"", 9);
    g_autofree char *same = wf_keys_seal_to_vm(keys, "a", "\"hunter2\"", 9);
    g_autofree char *other = wf_keys_seal_to_vm(keys, "a", "\"hunter3\"", 9);
    assert_string_equal(box, same);
    assert_string_not_equal(box, other);
    g_autoptr(GBytes) value = wf_vm_keys_open_sealed(a, box, NULL);
    assert_string_equal(g_bytes_get_data(value, NULL), "\"hunter2\"");
    g_autoptr(GError) error = NULL;
    assert_null(wf_vm_keys_open_sealed(b, box, &error));
    g_clear_error(&error);
    box[20] ^= 1;
    assert_null(wf_vm_keys_open_sealed(a, box, &error));
    g_clear_error(&error);
    assert_null(wf_vm_keys_open_sealed(a, "not base64!", &error));
}

static void secret_outputs_reach_their_readers(void **state)
{
    g_autoptr(WfKeys) keys = wf_keys_random("shop");
    g_autofree char *credential = wf_keys_vm_credential(keys, "reader");
    g_autoptr(WfVmKeys) reader = wf_vm_keys_new(credential, "reader", NULL);
    g_autofree char *public_key = wf_keys_output_public(keys, "db", "token");
    g_autofree char *reader_key = wf_keys_output_key_for_vm(keys, "db", "token", "reader");
    g_autofree char *box = wf_seal_to_output(public_key, "42", 2, NULL);
    g_autoptr(GBytes) value = wf_vm_keys_open_output(reader, reader_key, box, NULL);
    assert_string_equal(g_bytes_get_data(value, NULL), "42");
    g_autoptr(GBytes) revealed = wf_keys_open_output(keys, "db", "token", box, NULL);
    assert_true(g_bytes_equal(value, revealed));
    g_autoptr(GError) error = NULL;
    g_autofree char *wrong = wf_keys_output_key_for_vm(keys, "db", "other", "reader");
    assert_null(wf_vm_keys_open_output(reader, wrong, box, &error));
    g_clear_error(&error);
    assert_null(wf_seal_to_output("UFVC", "42", 2, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_made_is_told, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(key_file_is_made_once, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(random_keys_can_be_kept, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_draft_is_no_file_until_it_is_saved, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(bad_key_files_are_refused, make_folder, remove_folder),
        cmocka_unit_test(a_stack_may_not_be_called_anything),
        cmocka_unit_test(both_sides_derive_the_same),
        cmocka_unit_test(sealed_to_one_vm_only),
        cmocka_unit_test(secret_outputs_reach_their_readers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
