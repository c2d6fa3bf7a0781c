/* Processes by number and start: whose number is used again is gone, and so is who has ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/process.h>

static void one_that_is_there_is_not_gone(void **state)
{
    guint64 began = wf_process_began(getpid());
    assert_true(began > 0);
    assert_int_equal(wf_process_began(getpid()), began);
    assert_false(wf_process_is_gone(getpid(), began));
    assert_false(wf_process_is_gone(getpid(), 0));
    assert_true(wf_process_is_gone(getpid(), began + 1)); /* another had this number */
}

static void one_that_has_ended_is_gone_before_it_is_waited_for(void **state)
{
    pid_t pid = fork();
    if (pid == 0) {
        pause();
        _exit(0);
    }
    guint64 began = wf_process_began(pid);
    assert_true(began >= wf_process_began(getpid()));
    assert_false(wf_process_is_gone(pid, began));
    kill(pid, SIGKILL);
    siginfo_t info;
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    assert_true(wf_process_is_gone(pid, began));
    assert_true(wf_process_is_gone(pid, 0));
    assert_int_equal(wf_process_began(pid), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(wf_process_is_gone(pid, 0));
}

static void what_is_no_number_of_a_process_is_nobody(void **state)
{
    static const gint64 numbers[] = {0, -1, G_MININT64, G_MAXINT64, (gint64)G_MAXUINT32 + 2};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        assert_false(wf_process_is_gone(numbers[i], 0));
        assert_int_equal(wf_process_began(numbers[i]), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_is_there_is_not_gone),
        cmocka_unit_test(one_that_has_ended_is_gone_before_it_is_waited_for),
        cmocka_unit_test(what_is_no_number_of_a_process_is_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
