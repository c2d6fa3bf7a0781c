/* Texts in which `/` looks for a text and `n` and `N` go from match to match. */
#pragma once

#include <weft/tui.h>

typedef struct {
    WfApp *app;
    char *text;                                       /* NULL: nothing is looked for */
    guint (*mark)(gpointer data, const char *needle); /* how many lines match; NULL: none */
    bool (*next)(gpointer data, bool forward);
    gpointer data;
} Seek;

void seek_init(Seek *seek, WfApp *app, guint (*mark)(gpointer, const char *),
               bool (*next)(gpointer, bool), gpointer data);
void seek_clear(Seek *seek);
/* Another text is shown: what was looked for is looked for in that one. */
void seek_again(Seek *seek);
/* "search", and while something is looked for "next-match", "previous-match" and what drops it;
 * false: another command. */
bool seek_command(Seek *seek, const char *id, const char *args);
