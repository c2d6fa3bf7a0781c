/* What each command is called, takes and is for: all that help, usage and options need to know. */
#include "cli.h"

#include <string.h>

const WfCliCommand wf_cli_commands[] = {
    {"check", "MODEL", "say what is wrong with a model", WF_CLI_MODEL | WF_CLI_JSON},
    {"graph", "MODEL", "draw the graph, or export it", WF_CLI_MODEL | WF_CLI_JSON | WF_CLI_THEME},
    {"compose", "MODEL | --exec PROGRAM [-- ARGUMENTS]", "make one template of a modular model",
     WF_CLI_MODEL | WF_CLI_JSON},
    {"strip", "MODEL", "make a template of the infrastructure alone", WF_CLI_MODEL | WF_CLI_JSON},
    {"place", "MODEL --datacenter FILE | --import FILE...",
     "decide for all servers at once where they go", WF_CLI_MODEL | WF_CLI_JSON},
    {"plan", "[OLD] NEW", "say what an update would do, in which order, and why",
     WF_CLI_MODEL | WF_CLI_JSON},
    {"prepare", "MODEL", "write what the VMs have to do into ZooKeeper",
     WF_CLI_MODEL | WF_CLI_JSON},
    {"status", "[STACK]", "say what a running stack is doing, or which there are", WF_CLI_JSON},
    {"watch", "STACK [MODEL] | --replay FILE [MODEL]", "follow a running stack, or replay one",
     WF_CLI_MODEL | WF_CLI_JSON | WF_CLI_THEME},
    {"outputs", "STACK [NAME]", "print the values that a stack gives", WF_CLI_JSON},
    {"retry", "STACK COMPONENT...", "run failed components again", WF_CLI_JSON},
    {"cancel", "STACK", "start nothing more", WF_CLI_JSON},
    {"teardown", "STACK", "undo everything, in reverse order", WF_CLI_JSON},
    {"rehearse", "MODEL [NEW_MODEL]", "run it on this machine with stand-in recipes",
     WF_CLI_MODEL | WF_CLI_JSON | WF_CLI_THEME},
    {"run", "MODEL", "run it on this machine with the real recipes",
     WF_CLI_MODEL | WF_CLI_JSON | WF_CLI_THEME},
    {"zk", "start|stop|status", "a private ZooKeeper server", WF_CLI_JSON},
    {"doctor", "", "say what is installed and usable, and how to mend the rest", WF_CLI_JSON},
    {0},
};

const WfCliCommand *wf_cli_command(const char *name)
{
    for (const WfCliCommand *c = wf_cli_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
