/* Bytes to lines and columns.
 *
 * Lines end at \n, \r\n or \r. Two indexes, each made when first needed: which line each block of
 * 4 KiB begins in, and how many characters stand before it. So lines and columns are found at once,
 * even if the whole file is one line, and even if it is nothing but line breaks. */
#include "doc_priv.h"

#include <stdarg.h>
#include <string.h>

#define BLOCK 4096

/* What a finding shows of a longer line: this much before the place. */
#define WINDOW_BEFORE 120

/* The end of the first line of the @len bytes at @p, behind its line break; NULL: it has none. In
 * small windows: who looks for one kind of break must not pass thousands of the other. */
static const char *behind_line(const char *p, gsize len)
{
    enum { WINDOW = 256 };
    for (const char *end = p + len; p < end; p += WINDOW) {
        gsize n = MIN(WINDOW, (gsize)(end - p));
        const char *lf = memchr(p, '\n', n), *cr = memchr(p, '\r', lf ? (gsize)(lf - p) : n);
        if (cr)
            return cr + 1 < end && cr[1] == '\n' ? cr + 2 : cr + 1;
        if (lf)
            return lf + 1;
    }
    return NULL;
}

static DocLines *lines_new(const char *text, gsize len)
{
    DocLines *lines = g_new0(DocLines, 1);
    gsize n_blocks = len / BLOCK + 1, block = 0;
    lines->blocks = g_malloc_n(n_blocks, sizeof *lines->blocks);
    for (const char *p = text, *next; p; p = next, lines->n++) {
        next = behind_line(p, len - (gsize)(p - text));
        gsize end = next ? (gsize)(next - text) : len + 1;
        for (; block < n_blocks && block * BLOCK < end; block++) {
            lines->blocks[block].line = lines->n;
            lines->blocks[block].start = (guint32)(p - text);
        }
    }
    return lines;
}

void doc_lines_free(DocLines *lines)
{
    if (!lines)
        return;
    g_free(lines->blocks);
    g_free(lines->chars);
    g_free(lines);
}

static DocLines *doc_lines(const WfDoc *doc)
{
    if (doc->origin)
        return doc_lines(doc->origin);
    /* Only a cache: the document itself does not change. */
    if (!doc->lines)
        ((WfDoc *)doc)->lines = lines_new(doc->text, doc->len);
    return doc->lines;
}

static guint32 count_chars(const char *text, gsize from, gsize to)
{
    guint32 n = 0;
    for (gsize i = from; i < to; i++)
        n += ((guchar)text[i] & 0xC0) != 0x80;
    return n;
}

/* Characters before a byte, counted from the start of the text. */
static guint32 chars_before(const WfDoc *doc, gsize offset)
{
    DocLines *lines = doc_lines(doc);
    if (!lines->chars) {
        gsize blocks = doc->len / BLOCK + 1;
        lines->chars = g_new(guint32, blocks);
        lines->chars[0] = 0;
        for (gsize i = 1; i < blocks; i++)
            lines->chars[i] =
                lines->chars[i - 1] + count_chars(doc->text, (i - 1) * BLOCK, i * BLOCK);
    }
    return lines->chars[offset / BLOCK] + count_chars(doc->text, offset / BLOCK * BLOCK, offset);
}

/* The line a byte stands in, from 0, and where it starts. */
static guint32 line_of(const WfDoc *doc, gsize offset, gsize *ret_start)
{
    const DocLines *lines = doc_lines(doc);
    gsize block = offset / BLOCK, end = MIN(doc->len, (block + 1) * BLOCK + 1);
    guint32 line = lines->blocks[block].line;
    const char *next = doc->text + block * BLOCK;

    *ret_start = lines->blocks[block].start;
    while ((next = behind_line(next, end - (gsize)(next - doc->text))) &&
           (gsize)(next - doc->text) <= offset) {
        *ret_start = (gsize)(next - doc->text);
        line++;
    }
    return line;
}

static gsize line_start(const WfDoc *doc, guint32 line)
{
    const DocLines *lines = doc_lines(doc);
    gsize low = 0, high = doc->len / BLOCK + 1;
    while (high - low > 1) {
        gsize middle = low + (high - low) / 2;
        if (lines->blocks[middle].line <= line)
            low = middle;
        else
            high = middle;
    }
    if (lines->blocks[low].line == line)
        return lines->blocks[low].start;
    const char *p = doc->text + low * BLOCK;
    for (guint32 i = lines->blocks[low].line; i < line; i++)
        p = behind_line(p, doc->len - (gsize)(p - doc->text));
    return (gsize)(p - doc->text);
}

WfSpan doc_span_at(const WfDoc *doc, gsize offset, guint32 len)
{
    gsize start;
    offset = MIN(offset, doc->len);
    guint32 line = line_of(doc, offset, &start);
    guint32 column = doc->ascii ? (guint32)(offset - start)
                     : offset - start < BLOCK
                         ? count_chars(doc->text, start, offset)
                         : chars_before(doc, offset) - chars_before(doc, start);
    return (WfSpan){line + 1, column + 1, len};
}

static gsize line_end(const WfDoc *doc, gsize start)
{
    gsize i = start;
    while (i < doc->len && doc->text[i] != '\n' && doc->text[i] != '\r')
        i++;
    return i;
}

/* Length in characters of a scalar as it stands in the source, up to the end of its first line;
 * 0 if that says nothing. */
static guint32 source_length(const WfDoc *doc, const DocEntry *e)
{
    WfStyle style = entry_style(e);
    gsize at = e->at, end;

    if (entry_is_collection(e))
        return 0;
    if (!entry_is_decoded(e)) {
        guint32 quotes = style == WF_SINGLE || style == WF_DOUBLE ? 2 : 0;
        return count_chars(doc->text, at + quotes / 2, at + quotes / 2 + entry_number(e)) + quotes;
    }
    end = MIN(line_end(doc, at), at + WF_LIMIT_SOURCE_LINE);
    if (style == WF_DOUBLE || style == WF_SINGLE) {
        char quote = style == WF_DOUBLE ? '"' : '\'';
        if (at >= doc->len || doc->text[at] != quote)
            return 0;
        for (gsize i = at + 1; i < end; i++) {
            if (doc->text[i] == '\\' && style == WF_DOUBLE)
                i++;
            else if (doc->text[i] == quote && style == WF_SINGLE && i + 1 < end &&
                     doc->text[i + 1] == quote)
                i++;
            else if (doc->text[i] == quote)
                end = i + 1;
        }
    } else if (style != WF_PLAIN) {
        gsize i = at;
        while (i < end && doc->text[i] != ' ')
            i++;
        end = i;
    }
    while (end > at && (doc->text[end - 1] == ' ' || doc->text[end - 1] == '\t'))
        end--;
    return count_chars(doc->text, MIN(at, end), end);
}

WfSpan wf_doc_span(const WfDoc *doc, WfNode node)
{
    const DocEntry *e = &doc->entries[node < doc->n ? node : 0];
    return doc_span_at(doc, e->at, source_length(doc, e));
}

guint32 wf_doc_line(const WfDoc *doc, WfNode node)
{
    gsize start;
    return line_of(doc, doc->entries[node < doc->n ? node : 0].at, &start) + 1;
}

static void add_source(const WfDoc *doc, gsize offset, const WfSpan *span, WfFindings *findings)
{
    gsize start = line_start(doc, span->line - 1), end = start;
    guint32 column = 1;

    if (offset - start > WINDOW_BEFORE) {
        start = offset - WINDOW_BEFORE;
        while (start < offset && ((guchar)doc->text[start] & 0xC0) == 0x80)
            start++;
        column = span->column - count_chars(doc->text, start, offset);
    }
    gsize limit = MIN(doc->len, start + WF_LIMIT_SOURCE_LINE);
    while (end < start)
        end = start;
    while (end < limit && doc->text[end] != '\n' && doc->text[end] != '\r')
        end++;
    if (end < doc->len && end == limit) /* not half a character */
        while (end > start && ((guchar)doc->text[end] & 0xC0) == 0x80)
            end--;
    wf_findings_source_at(findings, doc->text + start, end - start, column);
}

void doc_finding_at(const WfDoc *doc, gsize offset, guint32 len, WfFindings *findings, WfCode code,
                    const char *format, ...)
{
    va_list args;
    offset = MIN(offset, doc->len);
    WfSpan span = doc_span_at(doc, offset, len);
    va_start(args, format);
    wf_findings_add_valist(findings, code, doc->name, &span, format, args);
    va_end(args);
    add_source(doc, offset, &span, findings);
}

void wf_doc_finding(const WfDoc *doc, WfNode node, WfFindings *findings, WfCode code,
                    const char *format, ...)
{
    va_list args;
    WfSpan span = wf_doc_span(doc, node);
    va_start(args, format);
    wf_findings_add_valist(findings, code, doc->name, &span, format, args);
    va_end(args);
    add_source(doc, MIN(doc->entries[node < doc->n ? node : 0].at, doc->len), &span, findings);
}
