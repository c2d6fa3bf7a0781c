/* The list of findings. What says the same at the same place is kept once, and what is beyond the
 * limit is only counted. */
#include <weft/findings.h>

#include <stdarg.h>
#include <string.h>
#include <weft/limits.h>

struct WfFindings {
    GPtrArray *kept;  /* of WfFinding */
    GHashTable *said; /* the same, as a set of what they say where */
    guint counts[3];  /* by severity, kept or not */
    WfFinding *last;  /* the one the completing functions work on; NULL if it was not kept */
};

static const struct {
    const char *name, *title;
    WfSeverity severity;
} code_table[] = {
#define WF_X(code, name, severity, title) {name, title, severity},
    WF_FINDING_TABLE(WF_X)
#undef WF_X
};

const char *wf_code_name(WfCode code)
{
    return code_table[code].name;
}

const char *wf_code_title(WfCode code)
{
    return code_table[code].title;
}

WfSeverity wf_code_severity(WfCode code)
{
    return code_table[code].severity;
}

const char *wf_severity_name(WfSeverity severity)
{
    static const char *const names[] = {"note", "warning", "error"};
    return names[severity];
}

static void related_free(gpointer data)
{
    WfRelated *related = data;
    g_free(related->path);
    g_free(related->text);
    g_free(related);
}

static void finding_free(gpointer data)
{
    WfFinding *finding = data;
    g_free(finding->path);
    g_free(finding->message);
    g_free(finding->hint);
    g_free(finding->source);
    g_free(finding->subject);
    g_clear_pointer(&finding->related, g_ptr_array_unref);
    g_free(finding);
}

static guint saying_hash(gconstpointer data)
{
    const WfFinding *f = data;
    return g_str_hash(f->message) ^ (f->span.line << 8) ^ f->span.column ^ f->code;
}

static gboolean says_the_same(gconstpointer a, gconstpointer b)
{
    const WfFinding *x = a, *y = b;
    return x->code == y->code && x->span.line == y->span.line && x->span.column == y->span.column &&
           strcmp(x->message, y->message) == 0 && g_strcmp0(x->path, y->path) == 0;
}

WfFindings *wf_findings_new(void)
{
    WfFindings *f = g_new0(WfFindings, 1);
    f->kept = g_ptr_array_new_with_free_func(finding_free);
    f->said = g_hash_table_new(saying_hash, says_the_same);
    return f;
}

void wf_findings_free(WfFindings *f)
{
    if (!f)
        return;
    g_hash_table_unref(f->said);
    g_ptr_array_unref(f->kept);
    g_free(f);
}

void wf_findings_add_valist(WfFindings *f, WfCode code, const char *path, const WfSpan *span,
                            const char *format, va_list args)
{
    f->last = NULL;
    if (f->kept->len >= WF_LIMIT_FINDINGS) {
        f->counts[code_table[code].severity]++;
        return;
    }
    WfFinding *finding = g_new0(WfFinding, 1);
    finding->code = code;
    finding->severity = code_table[code].severity;
    finding->path = g_strdup(path);
    if (span)
        finding->span = *span;
    finding->message = g_strdup_vprintf(format, args);
    /* what an alias stands for is looked at wherever it stands */
    if (span && g_hash_table_contains(f->said, finding)) {
        finding_free(finding);
        return;
    }
    f->counts[finding->severity]++;
    g_hash_table_add(f->said, finding);
    g_ptr_array_add(f->kept, finding);
    f->last = finding;
}

void wf_findings_add(WfFindings *f, WfCode code, const char *path, const WfSpan *span,
                     const char *format, ...)
{
    va_list args;
    va_start(args, format);
    wf_findings_add_valist(f, code, path, span, format, args);
    va_end(args);
}

void wf_findings_hint(WfFindings *f, const char *format, ...)
{
    if (!f->last)
        return;
    va_list args;
    va_start(args, format);
    g_free(f->last->hint);
    f->last->hint = g_strdup_vprintf(format, args);
    va_end(args);
}

bool wf_findings_meant(WfFindings *f, const char *near)
{
    if (near)
        wf_findings_hint(f, "did you mean '%s'?", near);
    return near != NULL;
}

void wf_findings_source_at(WfFindings *f, const char *text, gsize len, guint32 first_column)
{
    if (!f->last || f->last->concealed)
        return;
    len = MIN(len, WF_LIMIT_SOURCE_LINE);
    g_free(f->last->source);
    f->last->source = g_strndup(text, len);
    f->last->source_column = first_column;
}

void wf_findings_source(WfFindings *f, const char *line, gssize len)
{
    if (!f->last)
        return;
    gsize n = len < 0 ? strlen(line) : (gsize)len, from = 0;
    guint32 column = 1;

    /* Of a long line keep what stands around the column, a quarter of it before. */
    if (n > WF_LIMIT_SOURCE_LINE) {
        gsize at = 0;
        for (guint32 c = 1; at < n && c < f->last->span.column; c++)
            for (at++; at < n && ((guchar)line[at] & 0xC0) == 0x80;)
                at++;
        from = MIN(at > WF_LIMIT_SOURCE_LINE / 4 ? at - WF_LIMIT_SOURCE_LINE / 4 : 0,
                   n - WF_LIMIT_SOURCE_LINE);
        while (from > 0 && ((guchar)line[from] & 0xC0) == 0x80)
            from--;
        for (gsize i = 0; i < from; i++)
            column += ((guchar)line[i] & 0xC0) != 0x80;
    }
    wf_findings_source_at(f, line + from, n - from, column);
}

void wf_findings_conceal(WfFindings *f)
{
    if (!f->last)
        return;
    f->last->concealed = true;
    g_clear_pointer(&f->last->source, g_free);
}

void wf_findings_subject(WfFindings *f, const char *name)
{
    if (!f->last)
        return;
    g_free(f->last->subject);
    f->last->subject = g_strdup(name);
}

void wf_findings_severity(WfFindings *f, WfSeverity severity)
{
    if (!f->last)
        return;
    f->counts[f->last->severity]--;
    f->last->severity = severity;
    f->counts[severity]++;
}

void wf_findings_related(WfFindings *f, const char *path, const WfSpan *span, const char *format,
                         ...)
{
    if (!f->last)
        return;
    WfRelated *related = g_new0(WfRelated, 1);
    related->path = g_strdup(path);
    if (span)
        related->span = *span;
    va_list args;
    va_start(args, format);
    related->text = g_strdup_vprintf(format, args);
    va_end(args);
    if (!f->last->related)
        f->last->related = g_ptr_array_new_with_free_func(related_free);
    g_ptr_array_add(f->last->related, related);
}

void wf_findings_copy(WfFindings *f, const WfFinding *finding)
{
    wf_findings_add(f, finding->code, finding->path, &finding->span, "%s", finding->message);
    wf_findings_severity(f, finding->severity);
    if (finding->hint)
        wf_findings_hint(f, "%s", finding->hint);
    if (finding->concealed)
        wf_findings_conceal(f);
    if (finding->source)
        wf_findings_source_at(f, finding->source, strlen(finding->source), finding->source_column);
    if (finding->subject)
        wf_findings_subject(f, finding->subject);
    for (guint i = 0; finding->related && i < finding->related->len; i++) {
        const WfRelated *related = finding->related->pdata[i];
        wf_findings_related(f, related->path, &related->span, "%s", related->text);
    }
}

guint wf_findings_n(const WfFindings *f)
{
    return f->kept->len;
}

const WfFinding *wf_findings_get(const WfFindings *f, guint i)
{
    return i < f->kept->len ? f->kept->pdata[i] : NULL;
}

guint wf_findings_count(const WfFindings *f, WfSeverity severity)
{
    return f->counts[severity];
}

bool wf_findings_failed(const WfFindings *f)
{
    return f->counts[WF_FAULT] > 0;
}

static int compare_numbers(guint a, guint b)
{
    return (a > b) - (a < b);
}

static int compare_findings(gconstpointer pa, gconstpointer pb, gpointer file_order)
{
    const WfFinding *a = *(WfFinding *const *)pa, *b = *(WfFinding *const *)pb;
    const char *path_a = a->path ? a->path : "", *path_b = b->path ? b->path : "";
    int r = compare_numbers(GPOINTER_TO_UINT(g_hash_table_lookup(file_order, path_a)),
                            GPOINTER_TO_UINT(g_hash_table_lookup(file_order, path_b)));
    if (r == 0)
        r = compare_numbers(a->span.line, b->span.line);
    if (r == 0)
        r = compare_numbers(a->span.column, b->span.column);
    return r != 0 ? r : compare_numbers(a->code, b->code);
}

void wf_findings_sort(WfFindings *f)
{
    g_autoptr(GHashTable) file_order = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < f->kept->len; i++) {
        const WfFinding *finding = f->kept->pdata[i];
        const char *path = finding->path ? finding->path : "";
        if (!g_hash_table_contains(file_order, path))
            g_hash_table_insert(file_order, (gpointer)path,
                                GUINT_TO_POINTER(g_hash_table_size(file_order)));
    }
    f->last = NULL;
    g_ptr_array_sort_with_data(f->kept, compare_findings, file_order);
}
