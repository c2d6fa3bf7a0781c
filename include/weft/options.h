/* What is wrong with the options on a command line, and what to do about it: GOption
 * parses, this says in weft's words why it would not.
 *
 *     const GOptionEntry *tables[] = {own, shared};
 *     g_autofree char *trouble = wf_options_trouble(argc, argv, tables, 2);
 *     if (trouble)
 *         return usage(trouble); // "there is no option --widht; did you mean --width?"
 *
 * Ownership: nothing is kept; texts given out are the caller's. */
#pragma once

#include <glib.h>

/* @argv[0] is the program. NULL: the options are fine. Of the @n tables some may be NULL. */
char *wf_options_trouble(int argc, char *const *argv, const GOptionEntry *const *tables, guint n);
