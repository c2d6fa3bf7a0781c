/* A forked child: nothing of its parent's reaches it, and it does not outlive it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/forked.h>

static gboolean on_signal(gpointer user)
{
    return G_SOURCE_CONTINUE;
}

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

static int status_of(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void only_what_is_kept_stays_open(void **state)
{
    int fds[6];
    for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
        assert_true((fds[i] = dup(STDIN_FILENO)) >= 0);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        wf_forked_settle(parent, (int[]){fds[4], fds[1]}, 2); /* in any order */
        int wrong = !is_open(fds[1]) || !is_open(fds[4]) || is_open(fds[0]) || is_open(fds[2]) ||
                    is_open(fds[3]) || is_open(fds[5]);
        char byte;
        _exit(wrong || read(STDIN_FILENO, &byte, 1) != 0);
    }
    for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
        close(fds[i]);
    assert_int_equal(status_of(pid), 0);
}

/* The handler of GLib would write to a descriptor that is the child's file by then. */
static void no_handler_of_the_parent_is_called(void **state)
{
    guint source = g_unix_signal_add(SIGWINCH, on_signal, NULL);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        struct sigaction now;
        wf_forked_settle(parent, NULL, 0);
        _exit(sigaction(SIGWINCH, NULL, &now) || now.sa_handler != SIG_DFL);
    }
    g_source_remove(source);
    assert_int_equal(status_of(pid), 0);
}

static void it_ends_with_its_parent(void **state)
{
    pid_t pid = fork();
    if (pid == 0) {
        wf_forked_settle(getpid(), NULL, 0); /* which is not its parent: that has gone */
        _exit(0);
    }
    assert_int_equal(status_of(pid), 127);
    pid = fork();
    if (pid == 0) {
        wf_forked_settle(0, NULL, 0);
        _exit(0);
    }
    assert_int_equal(status_of(pid), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_kept_stays_open),
        cmocka_unit_test(no_handler_of_the_parent_is_called),
        cmocka_unit_test(it_ends_with_its_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
