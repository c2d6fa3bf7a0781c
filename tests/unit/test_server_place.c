/* A server's directory: its lock, and what is deleted from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/server/server_priv.h"
#include "weft/error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <weft/file.h>

static char *new_dir(void)
{
    char *dir = g_dir_make_tmp("weft-test-XXXXXX", NULL);
    assert_non_null(dir);
    return dir;
}

static char *data_dir(const char *dir)
{
    char *path = g_build_filename(dir, "data", "version-2", NULL);
    assert_int_equal(g_mkdir_with_parents(path, 0700), 0);
    return path;
}

static void put(const char *dir, const char *name)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    assert_true(g_file_set_contents(path, "x", 1, NULL));
}

static bool has(const char *dir, const char *name)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void old_data_are_purged(void **state G_GNUC_UNUSED)
{
    g_autofree char *dir = new_dir();
    g_autofree char *data = data_dir(dir);
    static const char *const files[] = {"snapshot.0", "snapshot.9",    "snapshot.a", "snapshot.10",
                                        "snapshot.3", "log.1",         "log.8",      "log.9",
                                        "log.b",      "acceptedEpoch", "snapshot.x"};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        put(data, files[i]);
    server_purge(dir);
    /* kept: snapshots 10, a, 9; log.9 holds what follows 9, or nothing before it is needed */
    assert_true(has(data, "snapshot.10") && has(data, "snapshot.a") && has(data, "snapshot.9"));
    assert_false(has(data, "snapshot.3") || has(data, "snapshot.0"));
    assert_true(has(data, "log.b") && has(data, "log.9"));
    assert_false(has(data, "log.8") || has(data, "log.1"));
    assert_true(has(data, "acceptedEpoch") && has(data, "snapshot.x"));
    server_purge(dir);
    assert_true(has(data, "snapshot.9"));
    wf_file_remove_tree(dir);
    assert_false(g_file_test(dir, G_FILE_TEST_EXISTS));
}

static void few_snapshots_are_kept_with_all_logs(void **state G_GNUC_UNUSED)
{
    g_autofree char *dir = new_dir();
    g_autofree char *data = data_dir(dir);
    put(data, "snapshot.5");
    put(data, "log.1");
    put(data, "log.6");
    server_purge(dir);
    assert_true(has(data, "snapshot.5") && has(data, "log.1") && has(data, "log.6"));
    wf_file_remove_tree(dir);
}

static void a_directory_is_locked_once(void **state G_GNUC_UNUSED)
{
    g_autofree char *dir = new_dir();
    g_autoptr(GError) error = NULL;
    assert_false(server_dir_is_locked(dir));
    int lock = server_dir_lock(dir, &error);
    assert_true(lock >= 0);
    assert_true(server_dir_is_locked(dir));
    assert_int_equal(server_dir_lock(dir, &error), -1);
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_EXISTS));
    close(lock);
    assert_false(server_dir_is_locked(dir));
    wf_file_remove_tree(dir);
}

static void processes_are_known_by_their_start(void **state G_GNUC_UNUSED)
{
    ServerProcess self;
    assert_true(server_process_find(getpid(), &self));
    assert_true(server_process_is_alive(&self));
    ServerProcess other = self;
    other.start_time--;
    assert_false(server_process_is_alive(&other));
    server_process_end(&other, false); /* would end this test if it took it for us */
    assert_false(server_process_find(0, &self));
    assert_false(server_process_find(-1, &self));
}

static void states_are_kept(void **state G_GNUC_UNUSED)
{
    g_autofree char *dir = new_dir();
    g_auto(ServerState) none = {0};
    assert_false(server_state_load(dir, &none));
    ServerState saved = {.process = {42, 12345678901234}, .port = 2181, .started = 1700000000};
    assert_true(server_state_save(dir, &saved, NULL));
    g_auto(ServerState) loaded = {0};
    assert_true(server_state_load(dir, &loaded));
    assert_int_equal(loaded.process.pid, 42);
    assert_true(loaded.process.start_time == saved.process.start_time);
    assert_int_equal(loaded.port, 2181);
    assert_null(loaded.archive);
    g_auto(WfServerStatus) status = {0};
    assert_true(wf_server_status(dir, &status, NULL));
    assert_false(status.running);
    wf_file_remove_tree(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_data_are_purged),
        cmocka_unit_test(few_snapshots_are_kept_with_all_logs),
        cmocka_unit_test(a_directory_is_locked_once),
        cmocka_unit_test(processes_are_known_by_their_start),
        cmocka_unit_test(states_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
