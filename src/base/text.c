/* Making text safe to show, and knowing how wide it is.
 *
 * Widths follow Unicode's East Asian Width with ambiguous = 1, from GLib's tables, so they do not
 * change with the locale. What a terminal would act on or swallow (controls, bidi overrides,
 * format characters, unassigned code points) has no width: it is spelled out instead. */
#include <weft/text.h>

#include <string.h>

/* Marks stacked on one character past this number are spelled out: they would paint over the
 * neighbouring lines. */
#define MAX_MARKS 4

/* Characters that are of a harmless category but show nothing, or something else. */
static bool is_deceptive(gunichar c)
{
    return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c == 0x3164 ||
           c == 0xFFA0 || (c >= 0xE0100 && c <= 0xE01EF);
}

int wf_char_width(gunichar c)
{
    if (c < 0x7F)
        return c < 0x20 ? -1 : 1;
    if (is_deceptive(c))
        return -1;
    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return -1;
    default:
        break;
    }
    if (g_unichar_iszerowidth(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

/* One character, or one byte that is none. */
typedef struct {
    gunichar c; /* the byte if @invalid */
    guint bytes;
    int width;
    bool invalid;
} Piece;

static Piece piece_at(const char *s, gsize len)
{
    guchar first = (guchar)*s;
    if (first < 0x80)
        return (Piece){first, 1, wf_char_width(first), false};
    gunichar c = g_utf8_get_char_validated(s, (gssize)MIN(len, 6));
    if (c == (gunichar)-1 || c == (gunichar)-2)
        return (Piece){first, 1, -1, true};
    return (Piece){c, (guint)g_utf8_skip[first], wf_char_width(c), false};
}

/* Whether the piece may stay as it is; @marks counts the marks since the last base character and
 * starts at MAX_MARKS, for a mark that begins a text would sit on what stands before it. */
static bool piece_is_plain(const Piece *piece, guint *marks)
{
    if (piece->width < 0)
        return false;
    if (piece->width > 0) {
        *marks = 0;
        return true;
    }
    return (*marks)++ < MAX_MARKS;
}

/* Length of the run at the start that needs no change at all. */
static gsize plain_prefix(const char *s, gsize len, guint *marks)
{
    gsize i = 0;
    while (i < len) {
        if ((guchar)s[i] >= 0x20 && (guchar)s[i] < 0x7F) {
            *marks = 0;
            i++;
            continue;
        }
        Piece piece = piece_at(s + i, len - i);
        if (!piece_is_plain(&piece, marks))
            break;
        i += piece.bytes;
    }
    return i;
}

void wf_text_append_visible(GString *out, const char *s, gssize len)
{
    gsize left = len < 0 ? strlen(s) : (gsize)len;
    guint marks = MAX_MARKS;

    while (left > 0) {
        gsize run = plain_prefix(s, left, &marks);
        g_string_append_len(out, s, (gssize)run);
        s += run;
        left -= run;
        if (left == 0)
            break;
        Piece piece = piece_at(s, left);
        g_string_append_printf(out, piece.invalid || piece.c < 0x80 ? "\\x%02x" : "\\u{%04x}",
                               piece.c);
        marks = MAX_MARKS;
        s += piece.bytes;
        left -= piece.bytes;
    }
}

char *wf_text_visible(const char *s, gssize len, gsize max_bytes)
{
    gsize n = len < 0 ? (max_bytes ? strnlen(s, max_bytes + 1) : strlen(s)) : (gsize)len;
    if (max_bytes > 0 && n > max_bytes) {
        n = max_bytes;
        /* Do not cut a character in two. */
        while (n > 0 && n + 4 > max_bytes && ((guchar)s[n] & 0xC0) == 0x80)
            n--;
    }
    GString *out = g_string_sized_new(n + 16);
    wf_text_append_visible(out, s, (gssize)n);
    return g_string_free(out, FALSE);
}

bool wf_text_is_plain(const char *s, gssize len)
{
    gsize n = len < 0 ? strlen(s) : (gsize)len;
    guint marks = MAX_MARKS;
    return plain_prefix(s, n, &marks) == n;
}

int wf_text_width(const char *s, gssize len)
{
    gsize left = len < 0 ? strlen(s) : (gsize)len;
    int width = 0;
    while (left > 0) {
        Piece piece = piece_at(s, left);
        width += piece.width < 0 ? 1 : piece.width;
        s += piece.bytes;
        left -= piece.bytes;
    }
    return width;
}

/* Bytes of the longest prefix of whole graphemes within @columns. */
static gsize prefix_bytes(const char *s, gsize len, int columns)
{
    gsize i = 0;
    int width = 0;
    while (i < len) {
        Piece piece = piece_at(s + i, len - i);
        width += piece.width < 0 ? 1 : piece.width;
        if (width > columns)
            break;
        i += piece.bytes;
    }
    return i;
}

/* Where the longest suffix of whole graphemes within @columns begins. */
static gsize suffix_start(const char *s, gsize len, int columns)
{
    int skip = wf_text_width(s, (gssize)len) - columns;
    gsize i = 0;
    while (i < len) {
        Piece piece = piece_at(s + i, len - i);
        if (skip <= 0 && piece.width != 0)
            break;
        skip -= piece.width < 0 ? 1 : piece.width;
        i += piece.bytes;
    }
    return i;
}

char *wf_text_cut(const char *s, int columns, const char *ellipsis)
{
    gsize len = strlen(s);
    if (columns <= 0)
        return g_strdup("");
    if (wf_text_width(s, (gssize)len) <= columns)
        return g_strdup(s);
    int room = columns - wf_text_width(ellipsis, -1);
    if (room < 0)
        return g_strndup(s, prefix_bytes(s, len, columns));
    return g_strdup_printf("%.*s%s", (int)prefix_bytes(s, len, room), s, ellipsis);
}

gsize wf_text_line(const char *s, int columns)
{
    gsize len = strlen(s), n = prefix_bytes(s, len, columns);
    if (!n && len)
        return (gsize)(g_utf8_next_char(s) - s);
    if (!s[n] || s[n] == ' ')
        return n;
    for (gsize back = n; back > n / 2; back--)
        if (s[back - 1] == ' ')
            return back;
    return n;
}

char *wf_text_cut_middle(const char *s, int columns, const char *ellipsis)
{
    gsize len = strlen(s);
    int room = columns - wf_text_width(ellipsis, -1);
    if (room < 2 || wf_text_width(s, (gssize)len) <= columns)
        return wf_text_cut(s, columns, ellipsis);
    int tail = (room + 1) / 2; /* the end of a path says more than its start */
    return g_strdup_printf("%.*s%s%s", (int)prefix_bytes(s, len, room - tail), s, ellipsis,
                           s + suffix_start(s, len, tail));
}

void wf_text_append_time(GString *s, gint64 ms)
{
    gint64 tenths = MAX(ms, 0) / 100, seconds = tenths / 10;

    if (seconds < 100)
        g_string_append_printf(s, "%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT " s", seconds,
                               tenths % 10);
    else if (seconds < 100 * 60)
        g_string_append_printf(s, "%" G_GINT64_FORMAT " min %" G_GINT64_FORMAT " s", seconds / 60,
                               seconds % 60);
    else
        g_string_append_printf(s, "%" G_GINT64_FORMAT " h %" G_GINT64_FORMAT " min", seconds / 3600,
                               seconds / 60 % 60);
}
