/* What the readers of datacenters, flavors and placement sections have in common. */
#include "read.h"

#include <weft/limits.h>
#include <weft/text.h>

static WfNode in_file(const Reader *r, WfNode node)
{
    return r->origin ? r->from[node] : node;
}

static const WfDoc *file(const Reader *r)
{
    return r->origin ? r->origin : r->doc;
}

WfSpan reader_span(const Reader *r, WfNode node)
{
    return wf_doc_span(file(r), in_file(r, node));
}

const char *reader_path(const Reader *r)
{
    return wf_doc_name(file(r));
}

void reader_fault(const Reader *r, WfNode node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    wf_doc_finding(file(r), in_file(r, node), r->findings, r->code, "%s", text);
}

bool reader_holds(const Reader *r, const char *wanted)
{
    WfNode root = wf_doc_root(r->doc);
    if (wf_doc_kind(r->doc, root) != WF_NULL)
        return true;
    wf_findings_add(r->findings, r->code, reader_path(r), NULL, "there is nothing in this file: %s",
                    wanted);
    return false;
}

bool reader_is(const Reader *r, WfNode node, WfKind kind, const char *what)
{
    if (wf_doc_kind(r->doc, node) == kind)
        return true;
    reader_fault(r, node, "'%s' is %s, it has to be %s", what,
                 wf_kind_name(wf_doc_kind(r->doc, node)), wf_kind_name(kind));
    return false;
}

bool reader_amount(const Reader *r, WfNode node, const char *what, gint64 most, gint64 *ret)
{
    WfKind kind = wf_doc_kind(r->doc, node);
    double value = kind == WF_INT || kind == WF_FLOAT ? wf_doc_float(r->doc, node) : -1;
    if (!(value >= 0 && value <= (double)most) || value != (double)(gint64)value) {
        reader_fault(r, node, "'%s' has to be a whole number from 0 to %" G_GINT64_FORMAT, what,
                     most);
        return false;
    }
    *ret = (gint64)value;
    return true;
}

bool reader_number(const Reader *r, WfNode node, const char *what, double most, double *ret)
{
    WfKind kind = wf_doc_kind(r->doc, node);
    double value = kind == WF_INT || kind == WF_FLOAT ? wf_doc_float(r->doc, node) : -1;
    if (!(value > 0 && value <= most)) {
        reader_fault(r, node, "'%s' has to be a number above 0, at most %g", what, most);
        return false;
    }
    *ret = value;
    return true;
}

char *reader_text(const Reader *r, WfNode node, const char *what)
{
    WfKind kind = wf_doc_kind(r->doc, node);
    if (kind == WF_BOOL)
        return g_strdup(wf_doc_bool(r->doc, node) ? "true" : "false");
    WfStr text = wf_doc_text(r->doc, node);
    bool scalar = kind == WF_STRING || kind == WF_INT || kind == WF_FLOAT;
    if (!scalar || text.len == 0 || text.len > WF_LIMIT_NAME_BYTES ||
        !wf_text_is_plain(text.s, (gssize)text.len)) {
        reader_fault(r, node, "'%s' has to be a short text without control characters", what);
        return NULL;
    }
    return g_strndup(text.s, text.len);
}

void reader_keys(const Reader *r, WfNode map, const char *const *keys)
{
    WF_DOC_FOREACH (r->doc, map, key, value) {
        bool known = false;
        for (guint i = 0; keys[i] && !known; i++)
            known = wf_doc_is(r->doc, key, keys[i]);
        (void)value;
        if (known)
            continue;
        g_autofree char *name = wf_doc_dup(r->doc, key);
        reader_fault(r, key, "unknown key '%s'", name);
        wf_findings_meant(r->findings, wf_text_nearest(name, keys));
    }
}
