/* weft: the way to a command. */
#include "cli.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <weft/file.h>
#include <weft/text.h>

/* What runs for each of wf_cli_commands. */
static const struct {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns an exit code */
} programs[] = {
    {"check", wf_cmd_check},       {"graph", wf_cmd_graph},
    {"compose", wf_cmd_compose},   {"strip", wf_cmd_strip},
    {"place", wf_cmd_place},       {"plan", wf_cmd_plan},
    {"prepare", wf_cmd_prepare},   {"status", wf_cmd_status},
    {"watch", wf_cmd_watch},       {"outputs", wf_cmd_outputs},
    {"retry", wf_cmd_retry},       {"cancel", wf_cmd_cancel},
    {"teardown", wf_cmd_teardown}, {"rehearse", wf_cmd_rehearse},
    {"run", wf_cmd_run},           {"zk", wf_cmd_zk},
    {"doctor", wf_cmd_doctor},
};

static int run_command(const WfCliCommand *command, int argc, char **argv)
{
    for (guint i = 0; i < G_N_ELEMENTS(programs); i++)
        if (strcmp(programs[i].name, command->name) == 0)
            return programs[i].run(argc, argv);
    g_return_val_if_reached(WF_EXIT_FAILED);
}

static void print_help(void)
{
    puts("weft explores, checks, plans, prepares and watches software orchestration\n"
         "as a DAG of components across VMs.\n\n"
         "  weft MODEL [NEW_MODEL]     open the model (an update) in the terminal\n"
         "  weft COMMAND [ARGUMENTS]   do one thing and print it\n\nCommands:");
    for (const WfCliCommand *c = wf_cli_commands; c->name; c++)
        printf("  %-10s %s\n", c->name, c->summary);
    puts("\n'weft COMMAND --help' tells more about one, weft(1) about all of it.");
}

/* A file opened later must not take the number of a standard stream that is closed: what goes there
 * would get into it. Writing to these fails, as it should. */
static void fill_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
            return;
}

/* Options of all commands may stand before the command or model: how many words they are. */
static int count_leading(int argc, char *const *argv)
{
    static const char *const flags[] = {"--json", "--ascii",   "-q", "--quiet",
                                        "-v",     "--verbose", NULL};
    static const char *const with_value[] = {"-e",          "--environment", "-P",
                                             "--parameter", "--root",        "--stack",
                                             "--color",     "--theme",       NULL};
    int n = 0;

    while (1 + n < argc) {
        const char *word = argv[1 + n];
        g_autofree char *name = g_strndup(word, strcspn(word, "="));
        if (g_strv_contains(flags, word) ||
            (g_strv_contains(with_value, name) && strchr(word, '=')))
            n++;
        else if (g_strv_contains(with_value, word))
            n += 2;
        else
            break;
    }
    return 1 + n < argc ? n : 0;
}

/* Puts them behind the word that they stand before. */
static void move_leading(int argc, char **argv)
{
    int n = count_leading(argc, argv);
    char *word = argv[1 + n];

    memmove(argv + 2, argv + 1, (gsize)n * sizeof *argv);
    argv[1] = word;
}

static int say_unknown(const char *word)
{
    const char *names[G_N_ELEMENTS(programs) + 1] = {0};

    if (wf_cli_misplaced(word))
        return wf_cli_usage(NULL, "%s", wf_cli_misplaced(word));
    if (word[0] == '-')
        return wf_cli_usage(NULL, "'%s' stands behind the model or the command", word);
    for (guint i = 0; i < G_N_ELEMENTS(programs); i++)
        names[i] = programs[i].name;
    const char *near = wf_text_nearest(word, names);
    if (near)
        return wf_cli_usage(NULL, "'%s' is neither a command nor a file; did you mean '%s'?", word,
                            near);
    return wf_cli_usage(NULL, "'%s' is neither a command nor a file", word);
}

/* @name: a command, or NULL. */
static int help(const char *name)
{
    const WfCliCommand *command = name ? wf_cli_command(name) : NULL;
    char *words[] = {(char *)name, (char *)"--help", NULL};

    if (command)
        return run_command(command, 2, words);
    if (name)
        return say_unknown(name);
    print_help();
    return WF_EXIT_OK;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        print_help();
        return WF_EXIT_USAGE;
    }
    move_leading(argc, argv);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return help(NULL);
    if (strcmp(argv[1], "help") == 0)
        return help(argv[2]);
    if (strcmp(argv[1], "--version") == 0 ||
        (strcmp(argv[1], "version") == 0 && argc == 2 && access("version", F_OK))) {
        puts("weft " WEFT_VERSION);
        return WF_EXIT_OK;
    }
    const WfCliCommand *command = wf_cli_command(argv[1]);
    if (command)
        return run_command(command, argc - 1, argv + 1);
    if (strcmp(argv[1], "-") == 0 || g_file_test(argv[1], G_FILE_TEST_EXISTS))
        return wf_cmd_explore(argc - 1, argv + 1);
    return say_unknown(argv[1]);
}

void wf_cli_leave(int status)
{
    bool written = fflush(stdout) == 0 && !ferror(stdout);

    if (written || status != WF_EXIT_OK) /* else it has been said, or there was worse */
        exit(status);
    wf_cli_error("cannot write to standard output");
    exit(WF_EXIT_FAILED);
}

int main(int argc, char **argv)
{
    fill_standard_streams();
    wf_home_settle();
    setlocale(LC_CTYPE, "");  /* what weft and its libraries say stays English */
    signal(SIGPIPE, SIG_DFL); /* as in every filter: whoever stops reading ends us */
    signal(SIGCHLD, SIG_DFL); /* ignored by who started us, no child could be waited for */
    wf_cli_leave(run(argc, argv));
}
