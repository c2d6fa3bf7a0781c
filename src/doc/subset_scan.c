/* Scalars of the fast reader, by the class of each byte. What is not plainly one of those that real
 * templates have is left to libyaml: NULL. */
#include "subset_priv.h"

#include <string.h>

const guint8 subset_classes[256] = {
    [0 ... 8] = NOT_MINE,
    [10 ... 0x1F] = NOT_MINE,
    [0x7F] = NOT_MINE,
    ['\t'] = NOT_MINE & ~STOPS_LINE,
    [' '] = NO_START,
    [':'] = STOPS_BLOCK | STOPS_FLOW | NO_START,
    ['#'] = STOPS_BLOCK | STOPS_FLOW | NO_START,
    ['?'] = STOPS_FLOW | NO_START,
    [','] = STOPS_FLOW | NO_START,
    ['['] = STOPS_FLOW | NO_START,
    [']'] = STOPS_FLOW | NO_START,
    ['{'] = STOPS_FLOW | NO_START,
    ['}'] = STOPS_FLOW | NO_START,
    ['-'] = NO_START | RESOLVES,
    ['&'] = NO_START,
    ['*'] = NO_START,
    ['!'] = NO_START,
    ['|'] = NO_START,
    ['>'] = NO_START,
    ['%'] = NO_START,
    ['@'] = NO_START,
    ['`'] = NO_START,
    ['\''] = NO_START | STOPS_SINGLE,
    ['"'] = NO_START | STOPS_DOUBLE,
    ['\\'] = STOPS_DOUBLE,
    ['0' ... '9'] = RESOLVES,
    ['+'] = RESOLVES,
    ['.'] = RESOLVES,
    ['~'] = RESOLVES,
    ['='] = RESOLVES,
    ['<'] = RESOLVES,
    ['y'] = RESOLVES,
    ['Y'] = RESOLVES,
    ['n'] = RESOLVES,
    ['N'] = RESOLVES,
    ['t'] = RESOLVES,
    ['T'] = RESOLVES,
    ['f'] = RESOLVES,
    ['F'] = RESOLVES,
    ['o'] = RESOLVES,
    ['O'] = RESOLVES,
};

const char *subset_scan_plain(const char *at, bool flow, Scanned *ret)
{
    const guint8 stops = flow ? STOPS_FLOW : STOPS_BLOCK;
    const char *p = at, *end;

    if (has_class(p, NO_START) && !(*p == '-' && !has_class(p + 1, NOT_MINE)))
        return NULL;
    for (;; p++) {
        while (!has_class(p, stops))
            p++;
        if (*p == '\n')
            break;
        if (*p == ':') {
            if (is_blank(p[1]))
                break;
            if (flow && p[1] != ':' && has_class(p + 1, STOPS_FLOW)) /* OS::Nova::Server is fine */
                return NULL;
        } else if (*p == '#') {
            if (p[-1] == ' ')
                break;
        } else if (flow && *p != '?' && (guchar)*p > ' ' && *p != 0x7F) {
            break;
        } else {
            return NULL;
        }
    }
    for (end = p; end[-1] == ' ';)
        end--;
    int kind = has_class(at, RESOLVES) ? scalar_resolve(at, (gsize)(end - at)) : WF_STRING;
    if (kind > WF_MAP)
        return NULL;
    *ret = (Scanned){at, (gsize)(end - at), 0, (guint8)kind, WF_PLAIN, false};
    return p;
}

const char *subset_scan_single(Subset *r, const char *at, Scanned *ret)
{
    const char *from = at + 1, *p = from;
    *ret = (Scanned){at, 0, 0, WF_STRING, WF_SINGLE, false};
    for (;;) {
        while (!has_class(p, STOPS_SINGLE))
            p++;
        if (*p != '\'')
            return NULL;
        if (p[1] != '\'')
            break;
        if (!ret->decoded)
            ret->side = tape_side_begin(&r->tape);
        ret->decoded = true;
        g_byte_array_append(r->tape.side, (const guint8 *)from, (guint)(p + 1 - from));
        from = p += 2;
    }
    if (ret->decoded)
        g_byte_array_append(r->tape.side, (const guint8 *)from, (guint)(p - from));
    ret->len = (gsize)(p - at - 1);
    return p + 1;
}

static bool append_escape(Subset *r, char c)
{
    static const char from[] = "ntr0eabfv\"\\/", to[] = "\n\t\r\0\033\a\b\f\v\"\\/";
    const char *known = c ? strchr(from, c) : NULL;
    if (!known)
        return false;
    g_byte_array_append(r->tape.side, (const guint8 *)to + (known - from), 1);
    return true;
}

const char *subset_scan_double(Subset *r, const char *at, Scanned *ret)
{
    const char *from = at + 1, *p = from;
    *ret = (Scanned){at, 0, 0, WF_STRING, WF_DOUBLE, false};
    for (;;) {
        while (!has_class(p, STOPS_DOUBLE))
            p++;
        if (*p == '"')
            break;
        if (*p != '\\')
            return NULL;
        if (!ret->decoded)
            ret->side = tape_side_begin(&r->tape);
        ret->decoded = true;
        g_byte_array_append(r->tape.side, (const guint8 *)from, (guint)(p - from));
        if (!append_escape(r, p[1]))
            return NULL;
        from = p += 2;
    }
    if (ret->decoded)
        g_byte_array_append(r->tape.side, (const guint8 *)from, (guint)(p - from));
    ret->len = (gsize)(p - at - 1);
    return p + 1;
}

/* --- literal blocks -------------------------------------------------------------------------- */

static void append_newlines(Subset *r, gsize n)
{
    for (; n > 0; n--)
        g_byte_array_append(r->tape.side, (const guint8 *)"\n", 1);
}

/* Blank lines in front; finds the indentation. */
static const char *literal_start(Subset *r, const char *p, gint64 *ret_indent, gsize *ret_blank)
{
    gint64 longest = 0;
    *ret_blank = 0;
    for (; p < r->end; ++*ret_blank) {
        const char *q = skip_spaces(p);
        if (*q != '\n') {
            *ret_indent = q - p;
            /* An empty block, or a blank line that libyaml would take for the indentation. */
            bool mine =
                *q != '\t' && *ret_indent >= longest && *ret_indent > r->columns[r->tape.depth - 1];
            return mine ? p : NULL;
        }
        longest = MAX(longest, q - p);
        p = q + 1;
    }
    return NULL;
}

const char *subset_read_literal(Subset *r, const char *at)
{
    char chomp = at[1] == '-' || at[1] == '+' ? at[1] : 0;
    const char *p = skip_spaces(at + 1 + (chomp != 0));
    gint64 indent;
    gsize newlines;

    if (*p != '\n' || !(p = literal_start(r, p + 1, &indent, &newlines)))
        return NULL;
    guint32 begun = tape_side_begin(&r->tape);
    while (p < r->end) {
        const char *q = p;
        while (q - p < indent && *q == ' ')
            q++;
        if (*q == '\n') {
            newlines++;
            p = q + 1;
            continue;
        }
        if (q - p < indent) {
            if (*q == '\t')
                return NULL;
            break;
        }
        append_newlines(r, newlines);
        const char *content = q;
        while (!has_class(q, STOPS_LINE))
            q++;
        if (*q != '\n')
            return NULL;
        g_byte_array_append(r->tape.side, (const guint8 *)content, (guint)(q - content));
        newlines = 1;
        p = q + 1;
    }
    append_newlines(r, chomp == '+' ? newlines : chomp == '-' ? 0 : 1);
    tape_side_end(&r->tape, WF_STRING, WF_LITERAL, offset_of(r, at), begun);
    r->pending = 0;
    return p;
}
