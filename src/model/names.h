/* Interned strings and what they stand for.
 *
 * Interning is the dearest part of loading after reading itself, so the table is
 * open addressing over 8-byte slots with the hash beside the id. Symbol 0 is no
 * name. Texts are zero-terminated and live as long as the table. */
#pragma once

#include <glib.h>

typedef guint32 WfSym;
typedef struct WfNames WfNames;

WfNames *wf_names_new(void);
void wf_names_free(WfNames *names);
WfSym wf_names_intern(WfNames *names, const char *s, gsize len);
WfSym wf_names_find(const WfNames *names, const char *s, gsize len); /* 0: never interned */
guint wf_names_n(const WfNames *names);                              /* all symbols are below it */
const char *wf_names_text(const WfNames *names, WfSym sym);          /* "" for 0 */
gsize wf_names_len(const WfNames *names, WfSym sym);
