/* Texts in which `/` looks for a text and `n` and `N` go from match to match. The owner has the
 * text and marks what matches; a WfSeek has what is looked for and asks for it.
 *
 *     wf_seek_init(&s->seek, app, mark, next, s);
 *     ... in the screen's command(): if (wf_seek_command(&s->seek, id, args)) return true;
 *     wf_seek_clear(&s->seek);
 */
#pragma once

#include <weft/tui.h>

typedef struct {
    WfApp *app;
    char *text;                                       /* NULL: nothing is looked for */
    guint (*mark)(gpointer data, const char *needle); /* how many lines match; NULL: none */
    bool (*next)(gpointer data, bool forward);
    gpointer data;
} WfSeek;

void wf_seek_init(WfSeek *seek, WfApp *app, guint (*mark)(gpointer, const char *),
                  bool (*next)(gpointer, bool), gpointer data);
void wf_seek_clear(WfSeek *seek);
/* Another text is shown: what was looked for is looked for in that one. */
void wf_seek_again(WfSeek *seek);
/* "search", and while something is looked for "next-match", "previous-match" and what drops it;
 * false: another command. */
bool wf_seek_command(WfSeek *seek, const char *id, const char *args);
