/* weft: the command table and the way to a command. */
#include "cli.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

const WfCliCommand wf_cli_commands[] = {
    {"check", "MODEL", "say what is wrong with a model", wf_cmd_check},
    {"graph", "MODEL", "draw the graph, or export it", wf_cmd_graph},
    {"compose", "MODEL | --exec PROGRAM [-- ARGUMENTS]", "make one template of a modular model", wf_cmd_compose},
    {"strip", "MODEL", "make a template of the infrastructure alone", wf_cmd_strip},
    {"place", "MODEL --datacenter FILE | --import FILE...", "decide for all servers at once where they go", wf_cmd_place},
    {"plan", "[OLD] NEW", "say what an update would do, in which order, and why", wf_cmd_plan},
    {"prepare", "MODEL", "write what the VMs have to do into ZooKeeper", wf_cmd_prepare},
    {"status", "STACK", "say what a running stack is doing", wf_cmd_status},
    {"watch", "STACK", "follow a running stack, or replay one", wf_cmd_watch},
    {"outputs", "STACK [NAME]", "print the values that a stack gives", wf_cmd_outputs},
    {"retry", "STACK COMPONENT...", "run failed components again", wf_cmd_retry},
    {"cancel", "STACK", "start nothing more", wf_cmd_cancel},
    {"teardown", "STACK", "undo everything, in reverse order", wf_cmd_teardown},
    {"rehearse", "MODEL [NEW_MODEL]", "run it on this machine with stand-in recipes", wf_cmd_rehearse},
    {"run", "MODEL", "run it on this machine with the real recipes", wf_cmd_run},
    {"zk", "start|stop|status", "a private ZooKeeper server", wf_cmd_zk},
    {"doctor", "", "say what is installed and usable, and how to mend the rest", wf_cmd_doctor},
    {0},
};

const WfCliCommand *wf_cli_command(const char *name)
{
    for (const WfCliCommand *c = wf_cli_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
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

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    signal(SIGPIPE, SIG_DFL); /* as in every filter: whoever stops reading ends us */
    if (argc < 2) {
        print_help();
        return WF_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help();
        return WF_EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("weft " WEFT_VERSION);
        return WF_EXIT_OK;
    }
    const WfCliCommand *command = wf_cli_command(argv[1]);
    if (command)
        return command->run(argc - 1, argv + 1);
    if (strcmp(argv[1], "-") == 0 || g_file_test(argv[1], G_FILE_TEST_EXISTS))
        return wf_cmd_explore(argc - 1, argv + 1);
    return wf_cli_usage(NULL, "'%s' is neither a command nor a file", argv[1]);
}
