/* Walking a document: its tape is in document order, so the next sibling is where an entry ends. */
#include "doc_priv.h"

#include <string.h>

static const DocEntry *entry_of(const WfDoc *doc, WfNode node)
{
    return &doc->entries[node < doc->n ? node : 0];
}

const char *wf_kind_name(WfKind kind)
{
    static const char *const names[] = {"null",     "a boolean", "an integer", "a number",
                                        "a string", "a list",    "a map"};
    return names[kind];
}

WfDoc *wf_doc_ref(WfDoc *doc)
{
    g_atomic_ref_count_inc(&doc->refs);
    return doc;
}

void wf_doc_unref(WfDoc *doc)
{
    if (!doc || !g_atomic_ref_count_dec(&doc->refs))
        return;
    g_free(doc->name);
    g_clear_pointer(&doc->bytes, g_bytes_unref);
    g_free(doc->side);
    g_free(doc->entries);
    doc_lines_free(doc->lines);
    wf_doc_unref(doc->origin);
    g_free(doc);
}

const char *wf_doc_name(const WfDoc *doc)
{
    return doc->name;
}

WfNode wf_doc_root(const WfDoc *doc)
{
    return doc->n > 1;
}

guint32 wf_doc_n_nodes(const WfDoc *doc)
{
    return doc->n;
}

WfStr wf_doc_source(const WfDoc *doc)
{
    return (WfStr){doc->text, doc->len};
}

WfKind wf_doc_kind(const WfDoc *doc, WfNode node)
{
    return entry_kind(entry_of(doc, node));
}

WfStr wf_doc_text(const WfDoc *doc, WfNode node)
{
    return node == 0 || node >= doc->n ? (WfStr){"", 0}
                                       : entry_text(doc, doc->side, &doc->entries[node]);
}

/* A string equal to @text? Mostly the entry tells by itself that its length is another. */
static bool is_text(const WfDoc *doc, const DocEntry *e, WfStr text)
{
    if (entry_kind(e) != WF_STRING || (!entry_is_decoded(e) && entry_number(e) != text.len))
        return false;
    WfStr s = entry_text(doc, doc->side, e);
    return s.len == text.len && memcmp(s.s, text.s, s.len) == 0;
}

bool wf_doc_is_str(const WfDoc *doc, WfNode node, WfStr text)
{
    return is_text(doc, entry_of(doc, node), text);
}

bool wf_doc_bool(const WfDoc *doc, WfNode node)
{
    WfStr s = wf_doc_text(doc, node);
    bool value;
    return wf_doc_kind(doc, node) == WF_BOOL && scalar_bool(s.s, s.len, &value) && value;
}

gint64 wf_doc_int(const WfDoc *doc, WfNode node)
{
    WfStr s = wf_doc_text(doc, node);
    gint64 value;
    return wf_doc_kind(doc, node) == WF_INT && scalar_int(s.s, s.len, &value) ? value : 0;
}

double wf_doc_float(const WfDoc *doc, WfNode node)
{
    WfStr s = wf_doc_text(doc, node);
    double value;
    if (wf_doc_kind(doc, node) == WF_INT)
        return (double)wf_doc_int(doc, node);
    return wf_doc_kind(doc, node) == WF_FLOAT && scalar_float(s.s, s.len, &value) ? value : 0;
}

char *wf_doc_dup(const WfDoc *doc, WfNode node)
{
    WfStr s = wf_doc_text(doc, node);
    return g_strndup(s.s, s.len);
}

char *wf_doc_dup_key(const WfDoc *doc, WfNode key)
{
    g_autoptr(GString) scratch = g_string_new(NULL);
    WfStr s = key_text(doc, doc->side, entry_of(doc, key), scratch);
    return g_strndup(s.s, s.len);
}

WfNode wf_doc_first(const WfDoc *doc, WfNode collection)
{
    const DocEntry *e = entry_of(doc, collection);
    return entry_is_collection(e) && entry_number(e) > 0 ? collection + 1 : 0;
}

WfNode wf_doc_end(const WfDoc *doc, WfNode node)
{
    return node < doc->n ? tape_entry_end(doc->entries, node) : node;
}

WfNode wf_doc_next(const WfDoc *doc, WfNode collection, WfNode child)
{
    WfNode next = wf_doc_end(doc, child);
    return next < wf_doc_end(doc, collection) ? next : 0;
}

guint32 wf_doc_size(const WfDoc *doc, WfNode collection)
{
    guint32 count = 0;

    WF_DOC_EACH (doc, collection, child)
        count++;
    return wf_doc_kind(doc, collection) == WF_MAP ? count / 2 : count;
}

WfNode wf_doc_only_key(const WfDoc *doc, WfNode map)
{
    WfNode key = wf_doc_kind(doc, map) == WF_MAP ? wf_doc_first(doc, map) : 0;
    return key && wf_doc_end(doc, key + 1) == wf_doc_end(doc, map) ? key : 0;
}

WfNode wf_doc_get_str(const WfDoc *doc, WfNode map, WfStr key)
{
    const DocEntry *entries = doc->entries;
    WfNode end = wf_doc_end(doc, map), found = 0;

    if (wf_doc_kind(doc, map) != WF_MAP)
        return 0;
    for (WfNode k = map + 1; k < end; k = tape_entry_end(entries, k + 1))
        if (is_text(doc, &entries[k], key))
            found = k + 1;
    return found;
}

static bool same_text(const WfDoc *a, const DocEntry *p, const WfDoc *b, const DocEntry *q)
{
    WfStr s = entry_text(a, a->side, p), t = entry_text(b, b->side, q);
    return s.len == t.len && memcmp(s.s, t.s, s.len) == 0;
}

/* Most of what is compared was copied from one file to the other: the same entries, as far from
 * one another, over the same bytes. What came by an alias stands before those: it goes back. */
static bool same_source(const WfDoc *a, const DocEntry *p, const WfDoc *b, const DocEntry *q,
                        guint32 n)
{
    guint32 shift = q->at - p->at;

    for (guint32 i = 0; i < n; i++)
        if (p[i].meta != q[i].meta || q[i].at - p[i].at != shift || entry_is_decoded(&p[i]) ||
            (i > 0 && p[i].at < p[i - 1].at))
            return false;
    WfStr last = entry_text(a, a->side, &p[n - 1]);
    gsize len = (gsize)(last.len ? last.s + last.len - a->text : p[n - 1].at) - p->at;
    return q->at + len <= b->len && memcmp(a->text + p->at, b->text + q->at, len) == 0;
}

bool wf_doc_equal(const WfDoc *a, WfNode x, const WfDoc *b, WfNode y)
{
    guint32 n = wf_doc_end(a, x) - x;

    if (wf_doc_end(b, y) - y != n)
        return false;
    if (n && same_source(a, &a->entries[x], b, &b->entries[y], n))
        return true;
    for (guint32 i = 0; i < n; i++) {
        const DocEntry *p = &a->entries[x + i], *q = &b->entries[y + i];
        if (entry_kind(p) != entry_kind(q))
            return false;
        if (entry_is_collection(p) ? entry_number(p) != entry_number(q) : !same_text(a, p, b, q))
            return false;
    }
    return true;
}
