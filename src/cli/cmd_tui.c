/* weft MODEL [NEW_MODEL]: the terminal application. */
#include "screens.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int wf_cmd_explore(int argc, char **argv)
{
    static const WfCliCommand self = {
        "MODEL", "[NEW_MODEL]", "open the model in the terminal; with two, what an update would do",
        WF_CLI_MODEL | WF_CLI_THEME};
    g_auto(ScreenOptions) screens = {0};
    g_autofree char *zk = NULL, *key = NULL;
    g_autofree char *datacenter = NULL, *flavors = NULL;
    gboolean affinity = FALSE;
    g_auto(WfCliOptions) options = {0};
    const GOptionEntry own[] = {
        SCREEN_ENTRIES(screens),
        {"zk", 0, 0, G_OPTION_ARG_STRING, &zk, "where the VMs reach ZooKeeper", "HOSTS[/CHROOT]"},
        {"key", 0, 0, G_OPTION_ARG_FILENAME, &key, "the stack's master key", "FILE"},
        {"datacenter", 0, 0, G_OPTION_ARG_FILENAME, &datacenter,
         "place all VMs there, in the background", "FILE"},
        {"flavors", 0, 0, G_OPTION_ARG_FILENAME, &flavors, "what each flavor needs", "FILE"},
        {"affinity-from-dag", 0, 0, G_OPTION_ARG_NONE, &affinity,
         "values that flow between two VMs pull them together", NULL},
        /* It has none, but who asks is told where there is one. */
        {"json", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options.json, NULL, NULL},
        {0},
    };
    int status;

    if (!wf_cli_parse(&self, &argc, &argv, &options, own, &status))
        return status;
    if (options.json)
        return wf_cli_usage(NULL, "this has no JSON form; 'weft check --json' and "
                                  "'weft graph --json' have");
    if (argc > 2)
        return wf_cli_usage(NULL, "one model, or two: the one there is and the one to come");
    WfExplore explore = {.model = {.path = argv[0],
                                   .environments = (const char *const *)options.environments,
                                   .parameters = (const char *const *)options.parameters,
                                   .root = options.root,
                                   .stack_name = options.stack},
                         .new_path = argc == 2 ? argv[1] : NULL,
                         .zk = zk,
                         .key = key,
                         .datacenter = datacenter,
                         .flavors = flavors,
                         .affinity = affinity};
    if (!screens_take(NULL, &screens, &options, &explore, &status))
        return status;
    if (screens.size || screens_have_terminal())
        return wf_explore(&explore);
    status =
        argc == 2 ? wf_cli_plan(&options, argv[0], argv[1]) : wf_cli_overview(&options, argv[0]);
    if (status == WF_EXIT_OK && isatty(STDOUT_FILENO) && !options.quiet)
        fputs("\nThis terminal has no screens: 'weft check' and 'weft graph' print more.\n",
              stdout);
    return status;
}
