/* weft MODEL [NEW_MODEL]: the terminal application. */
#include "cli.h"

#include <string.h>
#include <unistd.h>
#include <weft/app.h>

/* Options may stand before the model too: the first word that is none. */
static bool wants_overview(int argc, char **argv, const char *size)
{
    (void)argc;
    (void)argv;
    return !size && (!isatty(STDOUT_FILENO) || !isatty(STDIN_FILENO));
}

int wf_cmd_explore(int argc, char **argv)
{
    static const WfCliCommand self = {
        "MODEL", "[NEW_MODEL]", "open the model in the terminal; with two, what an update would do",
        wf_cmd_explore};
    gboolean readonly = FALSE, no_mouse = FALSE;
    g_autofree char *script = NULL, *screen = NULL, *size = NULL;
    const GOptionEntry own[] = {
        {"script", 0, 0, G_OPTION_ARG_FILENAME, &script, "play a file of keys and commands",
         "FILE"},
        {"screen", 0, 0, G_OPTION_ARG_STRING, &screen, "begin with this screen", "NAME"},
        {"readonly", 0, 0, G_OPTION_ARG_NONE, &readonly, "nothing live can be changed", NULL},
        {"no-mouse", 0, 0, G_OPTION_ARG_NONE, &no_mouse, "leave the mouse to the terminal", NULL},
        {"size", 0, 0, G_OPTION_ARG_STRING, &size,
         "play the script in memory, on a screen of this size", "80x24"},
        {0},
    };
    g_auto(WfCliOptions) options = {0};
    g_auto(GStrv) words = g_new0(char *, (gsize)argc + 1);
    int status;

    for (int i = 0; i < argc; i++)
        words[i] = g_strdup(argv[i]);
    if (!wf_cli_parse(&self, &argc, &argv, &options, own, &status))
        return status;
    if (argc > 2)
        return wf_cli_usage(NULL, "one model, or two: the one there is and the one to come");
    WfExplore explore = {.model = {.path = argv[0],
                                   .environments = (const char *const *)options.environments,
                                   .parameters = (const char *const *)options.parameters,
                                   .root = options.root,
                                   .stack_name = options.stack},
                         .new_path = argc == 2 ? argv[1] : NULL,
                         .theme = options.theme,
                         .ascii = !wf_cli_utf8(&options),
                         .readonly = readonly,
                         .no_mouse = no_mouse,
                         .script = script ? script : g_getenv("WEFT_SCRIPT"),
                         .screen = screen};
    if (options.color)
        wf_color_when_parse(options.color, &explore.color);
    if (size && !wf_size_parse(size, &explore.width, &explore.height))
        return wf_cli_usage(NULL, "--size takes a size like 80x24, not '%s'", size);
    if (size && !explore.script)
        return wf_cli_usage(NULL, "--size is for playing a script: give --script too");
    if (!wants_overview(argc, argv, size))
        return wf_explore(&explore);
    if (argc == 2)
        return wf_cli_usage(NULL,
                            "there is no terminal; 'weft plan OLD NEW' prints what an update does");
    /* Parsing drops options from the list it is given; the words stay ours to free. */
    g_autofree char **again = g_memdup2(words, ((gsize)g_strv_length(words) + 1) * sizeof(char *));
    return wf_cmd_overview((int)g_strv_length(words), again);
}
