/* The fast reader: the YAML that models are written in, in one pass over the bytes.
 *
 * It takes block maps and lists, flow collections of one line, plain and quoted scalars of one
 * line, comments and literal blocks. At anything else (anchors, tags, tabs, folded blocks, texts
 * over several lines, mistakes of all kinds ...) it says "not mine", and libyaml starts over: what
 * it reads it reads exactly as libyaml does, down to positions, and never has an opinion of its
 * own. tests/unit/test_doc_readers.c and the fuzzer hold both against each other.
 *
 * The text has to end in a newline, so that no scan needs to look for its end. */
#include "subset_priv.h"

/* libyaml wants ':' within 1024 characters of where a key begins. */
#define MAX_KEY 1000

static void put_null(Subset *r)
{
    tape_scalar(&r->tape, WF_NULL, WF_PLAIN, r->pending, 0);
    r->pending = 0;
}

static bool open_block(Subset *r, WfKind kind, const char *at, gint64 column)
{
    if (!tape_open(&r->tape, kind, offset_of(r, at)))
        return false;
    r->columns[r->tape.depth - 1] = column;
    r->lists[r->tape.depth - 1] = kind == WF_SEQ;
    r->pending = 0;
    return true;
}

static void close_block(Subset *r)
{
    if (r->pending)
        put_null(r);
    tape_close(&r->tape);
}

/* --- the ends of lines ----------------------------------------------------------------------- */

static const char *skip_comment(const char *p)
{
    while (!has_class(p, STOPS_LINE))
        p++;
    return *p == '\n' ? p + 1 : NULL;
}

/* Nothing but blanks and a comment may follow; returns the next line. */
static inline const char *end_of_line(const char *p)
{
    const char *q = skip_spaces(p);
    if (*q == '\n')
        return q + 1;
    return *q == '#' && q > p ? skip_comment(q) : NULL;
}

/* --- flow collections ------------------------------------------------------------------------ */

/* A key and its ':'; in { } a quoted key needs no blank behind it. */
static const char *flow_key(Subset *r, const char *p)
{
    Scanned key;
    const char *q = scan_scalar(r, p, true, &key);
    if (!q || q - p > MAX_KEY)
        return NULL;
    q = skip_spaces(q);
    if (*q != ':' || (key.style == WF_PLAIN && !is_blank(q[1])))
        return NULL;
    put_key(r, &key);
    return skip_spaces(q + 1);
}

static const char *flow_scalar(Subset *r, const char *p)
{
    Scanned value;
    p = scan_scalar(r, p, true, &value);
    if (p)
        put_scalar(r, &value);
    return p;
}

/* After an item: closes what ends here, then takes the comma and, in a map, the next key. */
static const char *flow_after(Subset *r, const char *p, guint base)
{
    for (p = skip_spaces(p); *p == (r->lists[r->tape.depth - 1] ? ']' : '}'); p = skip_spaces(p)) {
        tape_close(&r->tape);
        p++;
        if (r->tape.depth == base)
            return p;
    }
    if (*p != ',')
        return NULL;
    p = skip_spaces(p + 1);
    return r->lists[r->tape.depth - 1] ? p : flow_key(r, p);
}

/* Reads from '[' or '{' to its end. */
static const char *read_flow(Subset *r, const char *p)
{
    guint base = r->tape.depth;
    do {
        bool map = *p == '{';
        if (map || *p == '[') {
            if (!open_block(r, map ? WF_MAP : WF_SEQ, p, 0))
                return NULL;
            p = skip_spaces(p + 1);
            if (*p != (map ? '}' : ']')) {
                p = map ? flow_key(r, p) : p;
                continue;
            }
        } else {
            p = flow_scalar(r, p);
        }
        if (p)
            p = flow_after(r, p, base);
    } while (p && r->tape.depth > base);
    return p;
}

/* --- blocks ---------------------------------------------------------------------------------- */

/* The value behind "key:" in the same line; returns the next line. */
static const char *read_value(Subset *r, const char *p)
{
    const char *q = skip_spaces(p);
    Scanned value;
    if (*q == '\n')
        return q + 1;
    if (*q == '#')
        return q > p ? skip_comment(q) : NULL;
    if (*q == '|')
        return subset_read_literal(r, q);
    if (*q == '[' || *q == '{') {
        q = read_flow(r, q);
    } else {
        q = scan_scalar(r, q, false, &value);
        if (q)
            put_scalar(r, &value);
    }
    return q ? end_of_line(q) : NULL;
}

/* May a block begin at this column? As the document, or as the value that is waited for. */
static bool block_may_begin(const Subset *r, gint64 column)
{
    if (r->tape.depth == 0)
        return r->tape.n == 1;
    return r->pending && column > r->columns[r->tape.depth - 1];
}

static const char *read_pair(Subset *r, const char *at, gint64 column, const Scanned *key,
                             const char *colon)
{
    bool top_is_it = r->tape.depth > 0 && !r->lists[r->tape.depth - 1] &&
                     r->columns[r->tape.depth - 1] == column;
    if (colon - at > MAX_KEY)
        return NULL;
    if (top_is_it) {
        if (r->pending)
            put_null(r);
    } else if (!block_may_begin(r, column) || !open_block(r, WF_MAP, at, column)) {
        return NULL;
    }
    put_key(r, key);
    r->pending = offset_of(r, colon + 1);
    return read_value(r, colon + 1);
}

/* A '-': opens the list if this is its first, and adds what there is to add for the one before. */
static bool begin_item(Subset *r, const char *at, gint64 column)
{
    guint top = r->tape.depth - 1;
    if (r->tape.depth > 0 && r->lists[top] && r->columns[top] == column) {
        if (r->pending)
            put_null(r);
    } else {
        /* Under a key a list may stand in the key's own column. */
        bool under_key =
            r->tape.depth > 0 && r->pending && !r->lists[top] && r->columns[top] == column;
        if ((!under_key && !block_may_begin(r, column)) || !open_block(r, WF_SEQ, at, column))
            return false;
    }
    r->pending = offset_of(r, at + 1);
    return true;
}

/* One line from its first character on: dashes, then a pair or a value. Returns the next line. */
static const char *read_entry(Subset *r, const char *p, gint64 column)
{
    bool item = false;
    Scanned scanned;

    while (*p == '-' && is_blank(p[1])) {
        if (!begin_item(r, p, column))
            return NULL;
        const char *q = skip_spaces(p + 1);
        if (*q == '\n' || *q == '#')
            return read_value(r, p + 1);
        column += q - p;
        p = q;
        item = true;
    }
    if (*p == '[' || *p == '{' || *p == '|')
        return item ? read_value(r, p) : NULL;
    const char *q = scan_scalar(r, p, false, &scanned);
    if (!q)
        return NULL;
    const char *colon = skip_spaces(q);
    if (*colon == ':' && is_blank(colon[1]))
        return read_pair(r, p, column, &scanned, colon);
    if (!item)
        return NULL;
    put_scalar(r, &scanned);
    return end_of_line(q);
}

/* Closes the blocks that a line in this column ends. */
static bool close_blocks(Subset *r, gint64 column, bool dash)
{
    while (r->tape.depth > 0) {
        guint top = r->tape.depth - 1;
        bool ends = r->columns[top] > column;
        if (r->columns[top] == column && r->lists[top] && !dash) {
            /* Only the list under a key in the same column can end so. */
            if (top == 0 || r->lists[top - 1] || r->columns[top - 1] != column)
                return false;
            ends = true;
        }
        if (!ends)
            break;
        close_block(r);
    }
    return true;
}

/* "---" may stand once, alone in its line, before everything else. */
static const char *read_marker(Subset *r, const char *p)
{
    if (p[1] != '-' || p[2] != '-' || r->tape.n > 1 || r->started)
        return NULL;
    r->started = true;
    return end_of_line(p + 3);
}

static const char *read_line(Subset *r, const char *line)
{
    const char *p = skip_spaces(line);
    gint64 column = p - line;

    if (*p == '\n')
        return p + 1;
    if (*p == '#')
        return skip_comment(p);
    if (column == 0 && *p == '-' && p[1] == '-')
        return read_marker(r, p);
    if (column == 0 && *p == '.')
        return NULL;
    if (!close_blocks(r, column, *p == '-' && is_blank(p[1])))
        return NULL;
    return read_entry(r, p, column);
}

/* libyaml takes some characters beyond ASCII for line ends, for nothing at all, or not at all. */
static bool is_simple_utf8(const WfDoc *doc)
{
    const guchar *p = (const guchar *)doc->text, *end = p + doc->len;
    if (!g_utf8_validate_len(doc->text, doc->len, NULL))
        return false;
    for (; p < end; p++) {
        if (*p == 0xC2 && p[1] < 0xA0) /* C1 controls */
            return false;
        if (*p == 0xE2 && p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9)) /* line separators */
            return false;
        if (*p == 0xEF && ((p[1] == 0xBB && p[2] == 0xBF) || (p[1] == 0xBF && p[2] >= 0xBE)))
            return false;
    }
    return true;
}

static bool read_lines(Subset *r)
{
    const char *p = r->text;
    while (p && p < r->end && !r->tape.full)
        p = read_line(r, p);
    if (!p || r->tape.full || r->tape.n == 1)
        return false;
    while (r->tape.depth > 0)
        close_block(r);
    return true;
}

bool subset_read(WfDoc *doc, WfFindings *findings)
{
    if (doc->len == 0 || doc->text[doc->len - 1] != '\n' || (!doc->ascii && !is_simple_utf8(doc)))
        return false;
    Subset r = {.text = doc->text, .end = doc->text + doc->len};
    tape_init(&r.tape, doc);
    bool mine = read_lines(&r);
    if (mine)
        tape_finish(&r.tape, findings);
    else
        tape_clear(&r.tape);
    return mine;
}
