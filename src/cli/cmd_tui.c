/* weft MODEL [NEW_MODEL]: the terminal application. */
#include "cli.h"

#include <string.h>
#include <unistd.h>
#include <weft/app.h>

static bool has_terminal(void)
{
    return isatty(STDOUT_FILENO) && isatty(STDIN_FILENO);
}

int wf_cmd_explore(int argc, char **argv)
{
    static const WfCliCommand self = {
        "MODEL", "[NEW_MODEL]", "open the model in the terminal; with two, what an update would do",
        wf_cmd_explore, WF_CLI_MODEL | WF_CLI_JSON | WF_CLI_THEME};
    gboolean readonly = FALSE, no_mouse = FALSE;
    g_autofree char *script = NULL, *screen = NULL, *size = NULL, *zk = NULL, *key = NULL;
    g_autofree char *datacenter = NULL, *flavors = NULL;
    gboolean affinity = FALSE;
    const GOptionEntry own[] = {
        {"script", 0, 0, G_OPTION_ARG_FILENAME, &script, "play a file of keys and commands",
         "FILE"},
        {"screen", 0, 0, G_OPTION_ARG_STRING, &screen, "begin with this screen", "NAME"},
        {"zk", 0, 0, G_OPTION_ARG_STRING, &zk, "where the VMs reach ZooKeeper", "HOSTS[/CHROOT]"},
        {"key", 0, 0, G_OPTION_ARG_FILENAME, &key, "the stack's master key", "FILE"},
        {"readonly", 0, 0, G_OPTION_ARG_NONE, &readonly, "nothing live can be changed", NULL},
        {"no-mouse", 0, 0, G_OPTION_ARG_NONE, &no_mouse, "leave the mouse to the terminal", NULL},
        {"datacenter", 0, 0, G_OPTION_ARG_FILENAME, &datacenter,
         "place all VMs there, in the background", "FILE"},
        {"flavors", 0, 0, G_OPTION_ARG_FILENAME, &flavors, "what each flavor needs", "FILE"},
        {"affinity-from-dag", 0, 0, G_OPTION_ARG_NONE, &affinity,
         "values that flow between two VMs pull them together", NULL},
        {"size", 0, 0, G_OPTION_ARG_STRING, &size,
         "play the script in memory, on a screen of this size", "80x24"},
        {0},
    };
    g_auto(WfCliOptions) options = {0};
    g_autofree char **words = g_memdup2(argv, sizeof *argv * ((gsize)argc + 1));
    int n_words = argc;
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
                         .theme = options.theme,
                         .ascii = !wf_cli_utf8(&options),
                         .readonly = readonly,
                         .no_mouse = no_mouse,
                         .script = script ? script : g_getenv("WEFT_SCRIPT"),
                         .screen = screen,
                         .datacenter = datacenter,
                         .flavors = flavors,
                         .affinity = affinity};
    if (options.color)
        wf_color_when_parse(options.color, &explore.color);
    if (size && !wf_size_parse(size, &explore.width, &explore.height))
        return wf_cli_usage(NULL, "--size takes a size like 80x24, not '%s'", size);
    if (size && !explore.script)
        return wf_cli_usage(NULL, "--size is for playing a script: give --script too");
    if (size || has_terminal())
        return wf_explore(&explore);
    if (argc == 2)
        return wf_cli_usage(NULL,
                            "there is no terminal; 'weft plan OLD NEW' prints what an update does");
    return wf_cmd_overview(n_words, words);
}
