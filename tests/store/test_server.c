/* Private servers: started, found again, ended, and never left behind. */
#include "real.h"
#include "weft/error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

static const char *const no_config[] = {NULL};
static const WfServerOptions quick = {.tick_ms = 250, .config = no_config};

static bool answers(const char *hosts)
{
    WfStore *store = wf_zk_new(hosts, 2000, NULL);
    bool ok = wf_store_wait(store, 10000, NULL);
    wf_store_close(store);
    return ok;
}

static bool has_ended(pid_t pid)
{
    int fd = pidfd_open(pid, 0);
    if (fd < 0)
        return errno == ESRCH;
    struct pollfd ended = {fd, POLLIN, 0};
    int n = poll(&ended, 1, 20000);
    close(fd);
    return n > 0;
}

/* Somebody else listens there: a socket. *@port 0: anywhere, and it says where. */
static int listener(int *port)
{
    struct sockaddr_in addr = {.sin_family = AF_INET,
                               .sin_port = htons((guint16)*port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof addr;
    int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&addr, len), 0);
    assert_int_equal(listen(fd, 5), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &len), 0);
    *port = ntohs(addr.sin_port);
    return fd;
}

static void a_temporary_server_leaves_nothing(void **state G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    WfServer *server = wf_server_start(&quick, &error);
    assert_null(error);
    pid_t pid = wf_server_pid(server);
    g_autofree char *dir = g_strdup(wf_server_dir(server));
    assert_true(answers(wf_server_hosts(server)));
    g_autofree char *log = g_build_filename(dir, "log", NULL);
    assert_true(g_file_test(log, G_FILE_TEST_EXISTS));
    wf_server_free(server);
    assert_true(has_ended(pid));
    assert_false(g_file_test(dir, G_FILE_TEST_EXISTS));
}

static void a_lasting_server_is_found_and_stopped(void **state G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *base = g_dir_make_tmp("weft-test-XXXXXX", NULL);
    g_autofree char *dir = g_build_filename(base, "a b \303\251", "zk", NULL);
    WfServerOptions lasting = quick;
    lasting.dir = dir;
    lasting.lasting = true;
    WfServer *server = wf_server_start(&lasting, &error);
    assert_null(error);
    pid_t pid = wf_server_pid(server);

    assert_null(wf_server_start(&lasting, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_EXISTS));
    g_clear_error(&error);
    wf_server_free(server);

    g_auto(WfServerStatus) status = {0};
    assert_true(wf_server_status(dir, &status, NULL));
    assert_true(status.running);
    assert_int_equal(status.pid, pid);
    assert_true(answers(status.hosts));
    assert_true(wf_server_stop_dir(dir, &error));
    assert_true(has_ended(pid));
    wf_server_status_clear(&status);
    assert_true(wf_server_status(dir, &status, NULL));
    assert_false(status.running);
    assert_false(wf_server_stop_dir(dir, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_NOT_FOUND));
    g_clear_error(&error);

    /* Where it was before it is found again, unless somebody else is there now. */
    int port = status.port;
    server = wf_server_start(&lasting, &error);
    assert_non_null(server);
    wf_server_free(server);
    wf_server_status_clear(&status);
    assert_true(wf_server_status(dir, &status, NULL));
    assert_int_equal(status.port, port);
    assert_true(wf_server_stop_dir(dir, &error));
    int fd = listener(&port);
    server = wf_server_start(&lasting, &error);
    assert_non_null(server);
    close(fd);
    wf_server_free(server);
    wf_server_status_clear(&status);
    assert_true(wf_server_status(dir, &status, NULL));
    assert_int_not_equal(status.port, port);
    assert_true(wf_server_stop_dir(dir, &error));

    g_autofree char *cleanup = g_strdup_printf("rm -r '%s'", base);
    assert_int_equal(system(cleanup), 0);
}

static void data_outlive_kill(void **state)
{
    Real *real = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(WfAcl) open = wf_acl_open();
    WfServer *server = wf_server_start(&quick, &error);
    WfStore *store = wf_zk_new(wf_server_hosts(server), 10000, NULL);
    assert_true(wf_store_wait(store, 10000, NULL));
    gint64 session = wf_store_info(store)->session;
    Answer made = {0}, got = {0};
    wf_store_create(store, "/kept", "v", 1, open, false, on_answer, &made);
    WAIT_FOR(&real->h, made.came);
    wf_server_kill(server);
    assert_true(wf_server_restart(server, &error));
    WAIT_FOR(&real->h, !wf_store_is_connected(store));
    assert_true(wf_store_wait(store, 10000, NULL));
    assert_true(wf_store_info(store)->session == session);
    wf_store_get(store, "/kept", NULL, on_answer, &got);
    WAIT_FOR(&real->h, got.came);
    assert_string_equal(got.data->str, "v");
    answer_clear(&made);
    answer_clear(&got);
    wf_store_close(store);
    wf_server_free(server);
}

/* A child starts a server, tells its number and dies of kill -9. */
static pid_t start_in_child(WfServerOptions options, char *ret_dir, gsize dir_size)
{
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        WfServer *server = wf_server_start(&options, NULL);
        pid_t pid = server ? wf_server_pid(server) : 0;
        ssize_t n = write(pipes[1], &pid, sizeof pid);
        if (server && n > 0)
            n = write(pipes[1], wf_server_dir(server), strlen(wf_server_dir(server)));
        raise(SIGKILL);
    }
    close(pipes[1]);
    pid_t pid = 0;
    assert_int_equal(read(pipes[0], &pid, sizeof pid), sizeof pid);
    assert_true(pid > 0);
    ssize_t n = read(pipes[0], ret_dir, dir_size - 1);
    ret_dir[MAX(n, 0)] = 0;
    close(pipes[0]);
    waitpid(child, NULL, 0);
    return pid;
}

static void servers_end_with_who_started_them(void **state G_GNUC_UNUSED)
{
    char dir[512];
    pid_t pid = start_in_child(quick, dir, sizeof dir);
    assert_true(has_ended(pid));
    /* its directory is swept once it is old enough that nobody can be just starting there */
    assert_true(g_file_test(dir, G_FILE_TEST_IS_DIR));
    g_autoptr(WfServer) first = wf_server_start(&quick, NULL);
    assert_true(g_file_test(dir, G_FILE_TEST_IS_DIR));
    assert_int_equal(utime(dir, &(struct utimbuf){1, 1}), 0);
    assert_int_equal(utime(wf_server_dir(first), &(struct utimbuf){1, 1}), 0);
    g_autoptr(WfServer) second = wf_server_start(&quick, NULL);
    assert_false(g_file_test(dir, G_FILE_TEST_EXISTS));
    assert_true(g_file_test(wf_server_dir(first), G_FILE_TEST_IS_DIR));
}

static void lasting_ones_do_not(void **state G_GNUC_UNUSED)
{
    char dir[512];
    g_autofree char *own = g_dir_make_tmp("weft-test-XXXXXX", NULL);
    WfServerOptions lasting = quick;
    lasting.dir = own;
    lasting.lasting = true;
    pid_t pid = start_in_child(lasting, dir, sizeof dir);
    g_auto(WfServerStatus) status = {0};
    assert_true(wf_server_status(own, &status, NULL));
    assert_true(status.running);
    assert_int_equal(status.pid, pid);
    assert_true(wf_server_stop_dir(own, NULL));
    assert_true(has_ended(pid));
    g_autofree char *cleanup = g_strdup_printf("rm -r '%s'", own);
    assert_int_equal(system(cleanup), 0);
}

static void a_taken_port_is_reported(void **state G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    WfServerOptions options = quick;
    int fd = listener(&options.port);
    assert_null(wf_server_start(&options, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_UNAVAILABLE));
    assert_non_null(strstr(error->message, "ended while it started"));
    assert_non_null(strstr(error->message, "in use"));
    close(fd);
}

static void another_server_on_the_port_is_not_taken_for_ours(void **state)
{
    Real *real = *state;
    g_autoptr(GError) error = NULL;
    /* ours cannot bind, while the handshake with the other one succeeds */
    WfServerOptions options = quick;
    options.port = wf_server_port(real->server);
    assert_null(wf_server_start(&options, &error));
    assert_non_null(error);
    assert_true(answers(wf_server_hosts(real->server)));
}

static void what_is_missing_is_named(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_autoptr(GError) error = NULL;
    g_unsetenv("JAVA_HOME");
    g_setenv("PATH", "/nonexistent", TRUE);
    assert_null(wf_server_start(&quick, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_UNAVAILABLE));
    assert_string_equal(error->message, "cannot start a ZooKeeper server: 'java' not found (on "
                                        "Debian: apt install default-jre-headless)");
    g_setenv("PATH", path, TRUE);
    g_clear_error(&error);
    g_setenv("WEFT_ZOOKEEPER_CLASSPATH", "/nonexistent.jar", TRUE);
    assert_null(wf_server_start(&quick, &error));
    assert_non_null(strstr(error->message, "ZooKeeperServerMain"));
    g_unsetenv("WEFT_ZOOKEEPER_CLASSPATH");
}

static void on_ready(WfServer *server G_GNUC_UNUSED, const GError *error, gpointer user)
{
    assert_null(error);
    *(bool *)user = true;
}

static void starting_does_not_block(void **state G_GNUC_UNUSED)
{
    bool ready = false;
    g_autoptr(GError) error = NULL;
    gint64 before = g_get_monotonic_time();
    WfServer *server = wf_server_start_async(&quick, on_ready, &ready, &error);
    assert_null(error);
    assert_false(ready);
    guint turns = 0;
    while (!ready) {
        g_main_context_iteration(NULL, TRUE);
        turns++;
    }
    /* asked now and then, not all the time: java needs the processor */
    assert_true(turns < 200 + (g_get_monotonic_time() - before) / 1000);
    wf_server_free(server);
    /* given up while it starts */
    ready = false;
    server = wf_server_start_async(&quick, on_ready, &ready, &error);
    wf_server_free(server);
    assert_false(ready);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_temporary_server_leaves_nothing),
        cmocka_unit_test(a_lasting_server_is_found_and_stopped),
        cmocka_unit_test(data_outlive_kill),
        cmocka_unit_test(servers_end_with_who_started_them),
        cmocka_unit_test(lasting_ones_do_not),
        cmocka_unit_test(a_taken_port_is_reported),
        cmocka_unit_test(another_server_on_the_port_is_not_taken_for_ours),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(starting_does_not_block),
    };
    struct CMUnitTest with_state[G_N_ELEMENTS(tests)];
    Real real = {0};
    if (!real_start(&real, &quick))
        return SKIPPED;
    memcpy(with_state, tests, sizeof tests);
    for (guint i = 0; i < G_N_ELEMENTS(with_state); i++)
        with_state[i].initial_state = &real;
    int failed = cmocka_run_group_tests_name("server", with_state, NULL, NULL);
    real_stop(&real);
    return failed;
}
