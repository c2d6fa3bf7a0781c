/* Text on its way to a person: widths, cutting, and making anything safe.
 *
 * Everything that reaches a terminal, a picture or a finding passes through
 * here: control characters, invalid UTF-8, bidi overrides and other invisible
 * characters come out visible as \xNN or \u{NNNN}. Widths are terminal columns
 * (East Asian wide = 2, combining = 0, ambiguous = 1), independent of the
 * locale. No state. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Columns of one character; 0 for combining ones, -1 for what must not be printed raw. */
int wf_char_width(gunichar c);

/* A copy in which every character is printable. len -1: zero-terminated.
 * Newlines are made visible too. Never fails; bounded by @max_bytes of input (0: no limit). */
char *wf_text_visible(const char *s, gssize len, gsize max_bytes);
void wf_text_append_visible(GString *out, const char *s, gssize len);
bool wf_text_is_plain(const char *s, gssize len); /* nothing wf_text_visible() would change? */

/* Columns of a text that is already visible. */
int wf_text_width(const char *s, gssize len);

/* Cuts to at most @columns, at a grapheme border, ending in @ellipsis ("…" or "~") if cut.
 * wf_text_cut() drops the end, wf_text_cut_middle() the middle (of
 * paths and names: their ends tell them apart). */
char *wf_text_cut(const char *s, int columns, const char *ellipsis);
char *wf_text_cut_middle(const char *s, int columns, const char *ellipsis);
/* Bytes of @s, which is visible, that go on its first line of @columns: to a blank if one is near,
 * else as many as fit. At least one character, unless @s is empty. */
gsize wf_text_line(const char *s, int columns);

/* Longer texts are no names: their distance is only equal or not. */
#define WF_NEAREST_CHARS 255

/* The candidate nearest to @name by edit distance (transpositions count one), if near
 * enough to be a typo; else NULL. @candidates is NULL-terminated. Borrowed. */
const char *wf_text_nearest(const char *name, const char *const *candidates);

/* The same of candidates that come one by one:
 *     WfNearest nearest = wf_nearest_to(name);
 *     for (...)
 *         wf_nearest_try(&nearest, candidate);
 * @found is then what wf_text_nearest() would have returned. Name and candidates are borrowed. */
typedef struct {
    const char *found;
    /* Private: */
    const char *name;
    guint slips; /* fewer than so many are better */
    int n_chars;
    gunichar chars[WF_NEAREST_CHARS];
} WfNearest;

WfNearest wf_nearest_to(const char *name);
void wf_nearest_try(WfNearest *nearest, const char *candidate);

/* Edit distance, at most @limit + 1. */
guint wf_text_distance(const char *a, const char *b, guint limit);

/* For qsort() and g_ptr_array_sort(): texts by their bytes. */
int wf_text_order(gconstpointer a, gconstpointer b);
/* The keys of a table, which are texts, in order; NULL-terminated, only the array is the caller's.
 */
char **wf_text_sorted_keys(GHashTable *table);

/* For tables of names from outside: with a random @seed nobody can choose names that collide. */
guint64 wf_text_hash(guint64 seed, const char *s, gsize len);

/* What stands for a secret, wherever one would: on screens, in JSON, in what recipes print. One
 * text for all of them, in ASCII, so that it looks the same in every locale. */
#define WF_TEXT_MASK "****"

/* "7.1 s", "3 min 4 s", "2 h 5 min": at most three digits before a unit. */
void wf_text_append_time(GString *out, gint64 ms);
