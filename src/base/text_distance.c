/* How far two names are apart, for "did you mean".
 *
 * Optimal string alignment: insertions, deletions, substitutions and transpositions of neighbours
 * count one each (Damerau 1964, restricted form). Three rows, characters not bytes. */
#include <weft/text.h>

#include <string.h>

static guint row_next(const gunichar *a, guint i, const gunichar *b, guint n, const guint *before,
                      const guint *above, guint *row)
{
    guint least = row[0] = i;
    for (guint j = 1; j <= n; j++) {
        guint cost = a[i - 1] != b[j - 1];
        guint best = MIN(MIN(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            best = MIN(best, before[j - 2] + 1);
        row[j] = best;
        least = MIN(least, best);
    }
    return least;
}

static guint distance_chars(const gunichar *a, guint m, const gunichar *b, guint n, guint limit)
{
    guint rows[3][WF_NEAREST_CHARS + 1];
    guint *before = rows[0], *above = rows[1], *row = rows[2];

    for (guint j = 0; j <= n; j++)
        above[j] = j;
    for (guint i = 1; i <= m; i++) {
        if (row_next(a, i, b, n, before, above, row) > limit)
            return limit + 1;
        guint *free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return MIN(above[n], limit + 1);
}

/* How many characters a name has; -1 if they are too many, or no characters. */
static int read_chars(gunichar chars[WF_NEAREST_CHARS], const char *s)
{
    int n = 0;
    while (*s && n < WF_NEAREST_CHARS) {
        gunichar c = (guchar)*s < 0x80 ? (guchar)*s : g_utf8_get_char_validated(s, -1);
        if (c >= (gunichar)-2)
            break;
        chars[n++] = c;
        s = g_utf8_next_char(s);
    }
    return *s ? -1 : n;
}

static guint distance_to(const gunichar *a, int n_a, const char *b, guint limit)
{
    gunichar chars[WF_NEAREST_CHARS];
    int n_b = read_chars(chars, b);

    if (n_a < 0 || n_b < 0 || (guint)ABS(n_a - n_b) > limit)
        return limit + 1;
    return distance_chars(a, (guint)n_a, chars, (guint)n_b, limit);
}

guint wf_text_distance(const char *a, const char *b, guint limit)
{
    gunichar chars[WF_NEAREST_CHARS];

    return strcmp(a, b) == 0 ? 0 : distance_to(chars, read_chars(chars, a), b, limit);
}

/* So many slips may a name of this length hold and still be meant: a third of it, at most three. */
static guint slips_allowed(const char *name)
{
    gsize len = strnlen(name, 16);
    return len < 3 ? 0 : (guint)MIN(len / 3, 3);
}

/* Wrong case is a slip of its own, however many letters it touches. */
static guint slips(const WfNearest *k, const char *candidate, guint limit)
{
    if (limit == 0 || g_ascii_strcasecmp(k->name, candidate) == 0)
        return strcmp(k->name, candidate) != 0;
    return distance_to(k->chars, k->n_chars, candidate, limit);
}

/* "bd" for "db": the one slip that names too short for any other are read with. */
static bool are_exchanged(const char *a, const char *b)
{
    return strnlen(a, 3) == 2 && strnlen(b, 3) == 2 && a[0] == b[1] && a[1] == b[0];
}

WfNearest wf_nearest_to(const char *name)
{
    WfNearest nearest;

    nearest.found = NULL;
    nearest.name = name;
    nearest.slips = slips_allowed(name) + 1;
    nearest.n_chars = read_chars(nearest.chars, name);
    return nearest;
}

void wf_nearest_try(WfNearest *nearest, const char *candidate)
{
    if (nearest->slips == 0)
        return;
    guint d = slips(nearest, candidate, nearest->slips - 1);
    bool short_slip = d == 1 && !nearest->found &&
                      (g_ascii_strcasecmp(nearest->name, candidate) == 0 ||
                       are_exchanged(nearest->name, candidate));
    if (d < nearest->slips || short_slip) {
        nearest->slips = d;
        nearest->found = candidate;
    }
}

const char *wf_text_nearest(const char *name, const char *const *candidates)
{
    WfNearest nearest = wf_nearest_to(name);

    for (; *candidates; candidates++)
        wf_nearest_try(&nearest, *candidates);
    return nearest.found;
}
