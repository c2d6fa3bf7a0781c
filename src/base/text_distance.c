/* How far two names are apart, for "did you mean".
 *
 * Optimal string alignment: insertions, deletions, substitutions and transpositions of neighbours
 * count one each (Damerau 1964, restricted form). Three rows, characters not bytes. */
#include <weft/text.h>

#include <string.h>

/* Longer texts are no names; their distance is only equal or not. */
#define MAX_CHARS 255

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
    guint rows[3][MAX_CHARS + 1];
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

/* The characters of a name; n is -1 if they are too many, or no characters. */
typedef struct {
    gunichar chars[MAX_CHARS];
    int n;
} Name;

static void name_read(Name *name, const char *s)
{
    int n = 0;
    while (*s && n < MAX_CHARS) {
        gunichar c = (guchar)*s < 0x80 ? (guchar)*s : g_utf8_get_char_validated(s, -1);
        if (c >= (gunichar)-2)
            break;
        name->chars[n++] = c;
        s = g_utf8_next_char(s);
    }
    name->n = *s ? -1 : n;
}

static guint distance_to(const Name *a, const char *b, guint limit)
{
    Name other;

    name_read(&other, b);
    if (a->n < 0 || other.n < 0 || (guint)ABS(a->n - other.n) > limit)
        return limit + 1;
    return distance_chars(a->chars, (guint)a->n, other.chars, (guint)other.n, limit);
}

guint wf_text_distance(const char *a, const char *b, guint limit)
{
    Name name;

    if (strcmp(a, b) == 0)
        return 0;
    name_read(&name, a);
    return distance_to(&name, b, limit);
}

/* How many slips a name of this length may hold and still be meant: a third of it, at most three.
 */
static guint slips_allowed(const char *name)
{
    gsize len = strnlen(name, 16);
    return len < 3 ? 0 : (guint)MIN(len / 3, 3);
}

/* Wrong case is a slip of its own, however many letters it touches. */
static guint slips(const Name *meant, const char *name, const char *candidate, guint limit)
{
    if (limit == 0 || g_ascii_strcasecmp(name, candidate) == 0)
        return strcmp(name, candidate) != 0;
    return distance_to(meant, candidate, limit);
}

/* "bd" for "db": the one slip that names too short for any other are read with. */
static bool are_exchanged(const char *a, const char *b)
{
    return strnlen(a, 3) == 2 && strnlen(b, 3) == 2 && a[0] == b[1] && a[1] == b[0];
}

const char *wf_text_nearest(const char *name, const char *const *candidates)
{
    guint best = slips_allowed(name) + 1;
    const char *nearest = NULL;
    Name meant;

    name_read(&meant, name);
    for (; *candidates && best > 0; candidates++) {
        guint d = slips(&meant, name, *candidates, best - 1);
        bool short_slip =
            d == 1 && !nearest &&
            (g_ascii_strcasecmp(name, *candidates) == 0 || are_exchanged(name, *candidates));
        if (d < best || short_slip) {
            best = d;
            nearest = *candidates;
        }
    }
    return nearest;
}
