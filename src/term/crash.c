/* When the program dies of a signal: the terminal as it was, then a report.
 *
 * Runs in a broken process, so only functions that are safe in a signal handler
 * are called (signal-safety(7); backtrace_symbols_fd() once backtrace() has
 * been loaded), and everything needed lies ready in static memory. */
#include <execinfo.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "term_priv.h"

#define NOTES 16
#define NOTE_BYTES 64

static struct {
    char program[32];
    int tty, report; /* descriptors; tty -1: no screen is up */
    struct termios modes;
    bool have_modes;
    char notes[NOTES][NOTE_BYTES];
    volatile sig_atomic_t n_notes;
    bool installed;
    _Alignas(16) char stack[64 * 1024]; /* the handler's own: the other may have overflowed */
} crash = {.tty = -1, .report = STDERR_FILENO};

static void say(int fd, const char *text)
{
    (void)!write(fd, text, strlen(text));
}

/* Mouse, paste and synchronized update off, attributes off, cursor on, keypad off, and last the
 * screen that was there before. Terminals skip what they do not know. */
static const char leave[] = "\033[?2026l\033[?1000l\033[?1002l\033[?1006l\033[?2004l"
                            "\033[0m\033[?25h\033[?1l\033>\033[?1049l\r\n";

static const char *signal_text(int number)
{
    switch (number) {
    case SIGSEGV:
        return "SIGSEGV (bad memory access)";
    case SIGABRT:
        return "SIGABRT (gave up)";
    case SIGBUS:
        return "SIGBUS (bad memory access)";
    case SIGFPE:
        return "SIGFPE (bad arithmetic)";
    case SIGILL:
        return "SIGILL (bad instruction)";
    default:
        return "SIGTRAP (fatal error)";
    }
}

static void report(int number)
{
    int fd = crash.report;
    say(fd, crash.program);
    say(fd, " " WEFT_VERSION " died of ");
    say(fd, signal_text(number));
    say(fd, ".\nNothing on disk is half written. Please report this with the lines below.\n"
            "last commands:");
    int n = crash.n_notes, first = n > NOTES ? n - NOTES : 0;
    for (int i = first; i < n; i++) {
        say(fd, " ");
        say(fd, crash.notes[i % NOTES]);
    }
    say(fd, "\nbacktrace:\n");
    void *frames[64];
    backtrace_symbols_fd(frames, backtrace(frames, 64), fd);
}

static void on_crash(int number)
{
    if (crash.tty >= 0) {
        say(crash.tty, leave);
        if (crash.have_modes)
            tcsetattr(crash.tty, TCSAFLUSH, &crash.modes);
    }
    report(number);
    raise(number); /* the handler was for once only; now as the system does it */
}

void wf_crash_install(const char *program)
{
    static const int numbers[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
    if (crash.installed)
        return;
    g_strlcpy(crash.program, program, sizeof crash.program);
    void *frames[1];
    backtrace(frames, 1); /* loads what it needs while that is still allowed */
    stack_t stack = {.ss_sp = crash.stack, .ss_size = sizeof crash.stack};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_handler = on_crash,
                               .sa_flags = (int)(SA_RESETHAND | SA_ONSTACK | SA_NODEFER)};
    sigemptyset(&action.sa_mask);
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        sigaction(numbers[i], &action, NULL);
    crash.installed = true;
}

void wf_crash_note(const char *command)
{
    g_strlcpy(crash.notes[crash.n_notes % NOTES], command, NOTE_BYTES);
    crash.n_notes = crash.n_notes + 1;
}

void crash_arm(int fd, int stderr_fd)
{
    if (fd >= 0) {
        crash.tty = fd;
        crash.have_modes = tcgetattr(fd, &crash.modes) == 0;
    }
    crash.report = stderr_fd;
}

void crash_disarm(void)
{
    crash.tty = -1;
    crash.report = STDERR_FILENO;
}
