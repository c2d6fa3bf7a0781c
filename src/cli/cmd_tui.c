/* weft MODEL [NEW_MODEL]: the terminal application. */
#include "screens.h"

#include <stdio.h>
#include <unistd.h>

typedef struct {
    WfCliOptions shared;
    ScreenOptions screens;
    char *zk, *key, *datacenter, *flavors;
    gboolean affinity;
} Arguments;

static void arguments_clear(Arguments *a)
{
    wf_cli_options_clear(&a->shared);
    screen_options_clear(&a->screens);
    g_free(a->zk);
    g_free(a->key);
    g_free(a->datacenter);
    g_free(a->flavors);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

/* What can be said of it on lines, and that there is more. */
static int on_lines(const WfCliOptions *options, const char *path, const char *new_path)
{
    int status = new_path ? wf_cli_plan(options, path, new_path) : wf_cli_overview(options, path);

    if (status == WF_EXIT_OK && isatty(STDOUT_FILENO) && !options->quiet)
        fputs("\nThis terminal has no screens: 'weft check' and 'weft graph' print more.\n",
              stdout);
    return status;
}

/* @new_path may be NULL. */
static int explore(const Arguments *a, const char *path, const char *new_path)
{
    WfExplore explore = {.model = wf_cli_model_options(&a->shared, path),
                         .new_path = new_path,
                         .zk = a->zk,
                         .key = a->key,
                         .datacenter = a->datacenter,
                         .flavors = a->flavors,
                         .affinity = a->affinity};
    int status;

    if (!screens_take(NULL, &a->screens, &a->shared, &explore, &status))
        return status;
    return a->screens.size || screens_have_terminal() ? wf_explore(&explore)
                                                      : on_lines(&a->shared, path, new_path);
}

int wf_cmd_explore(int argc, char **argv)
{
    static const WfCliCommand self = {
        "MODEL", "[NEW_MODEL]", "open the model in the terminal; with two, what an update would do",
        WF_CLI_MODEL | WF_CLI_THEME};
    g_auto(Arguments) a = {0};
    const GOptionEntry own[] = {
        SCREEN_ENTRIES(a.screens),
        {"zk", 0, 0, G_OPTION_ARG_STRING, &a.zk, "where the VMs reach ZooKeeper", "HOSTS[/CHROOT]"},
        {"key", 0, 0, G_OPTION_ARG_FILENAME, &a.key, "the stack's master key", "FILE"},
        {"datacenter", 0, 0, G_OPTION_ARG_FILENAME, &a.datacenter,
         "place all VMs there, in the background", "FILE"},
        {"flavors", 0, 0, G_OPTION_ARG_FILENAME, &a.flavors, "what each flavor needs", "FILE"},
        {"affinity-from-dag", 0, 0, G_OPTION_ARG_NONE, &a.affinity,
         "values that flow between two VMs pull them together", NULL},
        /* It has none, but who asks is told where there is one. */
        {"json", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &a.shared.json, NULL, NULL},
        {0},
    };
    int status;

    if (!wf_cli_parse(&self, &argc, &argv, &a.shared, own, &status))
        return status;
    if (a.shared.json)
        return wf_cli_usage(NULL, "this has no JSON form; 'weft check --json' and "
                                  "'weft graph --json' have");
    if (argc > 2)
        return wf_cli_usage(NULL, "one model, or two: the one there is and the one to come");
    return explore(&a, argv[0], argc == 2 ? argv[1] : NULL);
}
