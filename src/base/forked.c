/* A child that works apart from the terminal which its parent shows. */
#include <weft/term.h>

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <unistd.h>

void wf_term_apart(int report)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGPIPE, SIGTERM};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (guint i = 0; i < G_N_ELEMENTS(crashes); i++)
        signal(crashes[i], SIG_DFL);
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    for (int fd = 0; null >= 0 && fd < 3; fd++)
        dup2(null, fd);
    close_range(3, (guint)report - 1, 0);
    close_range((guint)report + 1, G_MAXUINT, 0);
}
