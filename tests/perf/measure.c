/* Runs a command and prints what it needed: "CPU-SECONDS PEAK-KILOBYTES EXIT-CODE".
 *
 * A program of its own and small, for a process inherits the peak of the one that started it. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    posix_spawn_file_actions_t quiet;
    struct rusage used;
    pid_t pid;
    int status;

    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (argc < 2 || posix_spawnp(&pid, argv[1], &quiet, NULL, argv + 1, environ) != 0 ||
        wait4(pid, &status, 0, &used) < 0) {
        fputs("usage: bench_measure COMMAND...\n", stderr);
        return 1;
    }
    posix_spawn_file_actions_destroy(&quiet);
    printf("%.6f %ld %d\n", seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
