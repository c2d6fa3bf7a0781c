/* A finding as a person reads it:
 *
 *     shop.yaml:12:17: error: 'dbase' is not a resource or component [WEFT-REF]
 *           host: {get_resource: dbase}
 *                                ^~~~~
 *       hint: did you mean 'database'?
 *     shop.yaml:3:3: note: 'database' stands here
 */
#include <weft/findings.h>

#include <weft/text.h>

/* Columns of a source line shown; what is further from the place is cut away. */
#define SHOWN_COLUMNS 120
#define MARGIN "  "

static const char *const severity_sgr[] = {"\033[1;36m", "\033[1;33m", "\033[1;31m"};
#define SGR_BOLD "\033[1m"
#define SGR_CARET "\033[1;32m"
#define SGR_OFF "\033[m"

static void append_place(GString *out, const char *path, const WfSpan *span, bool color)
{
    if (!path)
        return;
    if (color)
        g_string_append(out, SGR_BOLD);
    wf_text_append_visible(out, path, -1);
    if (span->line > 0)
        g_string_append_printf(out, ":%u", span->line);
    if (span->line > 0 && span->column > 0)
        g_string_append_printf(out, ":%u", span->column);
    g_string_append(out, ": ");
    if (color)
        g_string_append(out, SGR_OFF);
}

static void append_severity(GString *out, WfSeverity severity, bool color)
{
    g_string_append_printf(out, "%s%s: %s", color ? severity_sgr[severity] : "",
                           wf_severity_name(severity), color ? SGR_OFF : "");
}

static gsize char_bytes(const char *s)
{
    gsize n = 1;
    while (((guchar)s[n] & 0xC0) == 0x80)
        n++;
    return n;
}

/* Appends one source character made visible, a tab as it is. Returns its columns. */
static int append_source_char(GString *out, const char *s, gsize bytes)
{
    if (*s == '\t') {
        g_string_append_c(out, '\t');
        return 8;
    }
    gsize before = out->len;
    wf_text_append_visible(out, s, (gssize)bytes);
    return wf_text_width(out->str + before, (gssize)(out->len - before));
}

/* How many characters to leave out so that the place shows with a third of the line before it. */
static guint32 chars_to_skip(const WfFinding *finding, guint32 chars_before)
{
    gsize width = g_utf8_strlen(finding->source, -1);
    if (width <= SHOWN_COLUMNS || chars_before <= SHOWN_COLUMNS / 3)
        return 0;
    return chars_before - SHOWN_COLUMNS / 3;
}

/* The line and, below it, blanks (tabs under tabs) up to the marked characters. */
static void append_source(const WfFinding *finding, bool color, GString *out)
{
    g_autoptr(GString) carets = g_string_new(MARGIN);
    guint32 column = MAX(finding->source_column, 1), skip = 0, from = finding->span.column;
    guint32 to = from + MAX(finding->span.len, 1);
    int columns = 0;

    if (from >= column)
        skip = chars_to_skip(finding, from - column);
    g_string_append(out, skip > 0 || column > 1 ? MARGIN "..." : MARGIN);
    g_string_append(carets, skip > 0 || column > 1 ? "   " : "");
    for (const char *s = finding->source; *s; column++) {
        gsize bytes = char_bytes(s);
        if (skip > 0) {
            skip--;
        } else if (columns >= SHOWN_COLUMNS) {
            g_string_append(out, "...");
            break;
        } else {
            int width = append_source_char(out, s, bytes);
            columns += width;
            if (column < from && *s == '\t')
                g_string_append_c(carets, '\t');
            else if (column < to && width > 0)
                for (int i = 0; i < (*s == '\t' ? 1 : width); i++)
                    g_string_append_c(carets, column < from          ? ' '
                                              : column == from && !i ? '^'
                                                                     : '~');
        }
        s += bytes;
    }
    if (from >= column) /* just past the end: something is missing there */
        g_string_append_c(carets, '^');
    g_string_append_printf(out, "\n%s%s%s\n", color ? SGR_CARET : "",
                           from > 0 ? carets->str : MARGIN, color ? SGR_OFF : "");
}

static void append_related(const WfFinding *finding, bool color, GString *out)
{
    for (guint i = 0; finding->related && i < finding->related->len; i++) {
        const WfRelated *related = finding->related->pdata[i];
        append_place(out, related->path, &related->span, color);
        append_severity(out, WF_NOTE, color);
        wf_text_append_visible(out, related->text, -1);
        g_string_append_c(out, '\n');
    }
}

void wf_finding_print(const WfFinding *finding, bool caret, bool color, GString *out)
{
    append_place(out, finding->path, &finding->span, color);
    append_severity(out, finding->severity, color);
    wf_text_append_visible(out, finding->message, -1);
    g_string_append_printf(out, " [%s]\n", wf_code_name(finding->code));
    if (!caret)
        return;
    if (finding->source && *finding->source && finding->span.column > 0)
        append_source(finding, color, out);
    if (finding->hint) {
        g_string_append(out, MARGIN "hint: ");
        wf_text_append_visible(out, finding->hint, -1);
        g_string_append_c(out, '\n');
    }
    append_related(finding, color, out);
}
