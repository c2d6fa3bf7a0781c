/* What the commands that open the terminal application share. */
#pragma once

#include "cli.h"

#include <weft/app.h>

typedef struct {
    char *script, *screen, *size;
    gboolean readonly, no_mouse, console;
} ScreenOptions;
void screen_options_clear(ScreenOptions *o);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ScreenOptions, screen_options_clear)

#define SCREEN_ENTRY(name, type, place, help, argument)                                            \
    {                                                                                              \
        name, 0, 0, G_OPTION_ARG_##type, place, help, argument                                     \
    }
/* The entries of an option table that every such command has. */
#define SCREEN_ENTRIES(o)                                                                          \
    SCREEN_ENTRY("script", FILENAME, &(o).script, "play a file of keys and commands", "FILE"),     \
        SCREEN_ENTRY("screen", STRING, &(o).screen, "begin with this screen", "NAME"),             \
        SCREEN_ENTRY("readonly", NONE, &(o).readonly, "nothing live can be changed", NULL),        \
        SCREEN_ENTRY("no-mouse", NONE, &(o).no_mouse, "leave the mouse to the terminal", NULL),    \
        SCREEN_ENTRY("size", STRING, &(o).size,                                                    \
                     "play the script in memory, on a screen of this size", "80x24")
#define SCREEN_CONSOLE(o)                                                                          \
    SCREEN_ENTRY("console", NONE, &(o).console, "lines, not screens (JSON lines with --json)", NULL)

/* False: they are wrong, with or without a terminal; said so, *ret_exit. */
bool screens_check(const char *command, const ScreenOptions *o, int *ret_exit);
/* Fills in what the options say. False: they are wrong, said so, *ret_exit. */
bool screens_take(const char *command, const ScreenOptions *o, const WfCliOptions *options,
                  WfExplore *explore, int *ret_exit);
bool screens_have_terminal(void); /* one that can show them */
/* Are screens possible, and asked for: a terminal or a size, and not lines or JSON? */
bool screens_wanted(const ScreenOptions *o, const WfCliOptions *options);
