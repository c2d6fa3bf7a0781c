/* What a forked child gives up before it begins. */
#include <weft/forked.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define FIRST (STDERR_FILENO + 1)

static void close_others(const int *keep, guint n_keep)
{
    for (guint from = FIRST, next;; from = next + 1) {
        next = G_MAXUINT;
        for (guint i = 0; i < n_keep; i++)
            if ((guint)keep[i] >= from)
                next = MIN(next, (guint)keep[i]);
        if (next > from)
            close_range(from, next - 1, 0);
        if (next == G_MAXUINT)
            return;
    }
}

void wf_forked_settle(pid_t parent, const int *keep, guint n_keep)
{
    if (parent && (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent))
        _exit(127); /* it ended before that took effect */
    /* Before anything is closed: GLib's handlers write to a descriptor, whatever that is by then.
     */
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; null >= 0 && fd < FIRST; fd++)
        dup2(null, fd);
    close_others(keep, n_keep);
}
