/* See screens.h. */
#include "screens.h"

#include <unistd.h>
#include <weft/tui.h>

void screen_options_clear(ScreenOptions *o)
{
    g_free(o->script);
    g_free(o->screen);
    g_free(o->size);
}

bool screens_check(const char *command, const ScreenOptions *o, int *ret_exit)
{
    int width, height;
    g_autofree char *names = wf_explore_screens();

    *ret_exit = WF_EXIT_OK;
    if (o->size && !wf_size_parse(o->size, &width, &height))
        *ret_exit = wf_cli_usage(command, "--size takes a size like 80x24, not '%s'", o->size);
    else if (o->screen && !wf_explore_has_screen(o->screen))
        *ret_exit =
            wf_cli_usage(command, "there is no screen '%s'; there are %s", o->screen, names);
    return *ret_exit == WF_EXIT_OK;
}

bool screens_take(const char *command, const ScreenOptions *o, const WfCliOptions *options,
                  WfExplore *explore, int *ret_exit)
{
    explore->theme = options->theme;
    explore->ascii = !wf_cli_utf8(options);
    explore->readonly = o->readonly;
    explore->no_mouse = o->no_mouse;
    explore->script = o->script ? o->script : g_getenv("WEFT_SCRIPT");
    explore->screen = o->screen;
    if (options->color)
        wf_color_when_parse(options->color, &explore->color);
    if (!screens_check(command, o, ret_exit))
        return false;
    if (o->size)
        wf_size_parse(o->size, &explore->width, &explore->height);
    if (o->size && !explore->script)
        *ret_exit = wf_cli_usage(command, "--size is for playing a script: give --script too");
    return *ret_exit == WF_EXIT_OK;
}

bool screens_have_terminal(void)
{
    return isatty(STDOUT_FILENO) && isatty(STDIN_FILENO) &&
           g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

bool screens_wanted(const ScreenOptions *o, const WfCliOptions *options)
{
    return (screens_have_terminal() || o->size) && !o->console && !options->json && !options->quiet;
}
