#include "doc_priv.h"

#include <string.h>

void tape_init(Tape *tape, WfDoc *doc)
{
    *tape = (Tape){.doc = doc};
    tape->side = g_byte_array_new();
    tape->scratch = g_string_new(NULL);
    tape->seed = (guint64)g_random_int() << 32 | g_random_int();
    tape->duplicates = g_array_new(FALSE, FALSE, sizeof(DocDuplicate));
    /* A model has one node to about ten bytes; what is reserved too much is never touched. */
    tape->room = (guint32)MIN(doc->len / 8 + 64, G_MAXUINT32 / 2);
    tape->entries = g_try_malloc_n(tape->room, sizeof(DocEntry));
    if (!tape->entries) {
        tape->room = 64;
        tape->entries = g_new(DocEntry, tape->room);
    }
    tape->entries[0] = (DocEntry){0, 0, WF_NULL};
    tape->n = 1;
}

void tape_clear(Tape *tape)
{
    g_clear_pointer(&tape->entries, g_free);
    g_clear_pointer(&tape->side, g_byte_array_unref);
    g_clear_pointer(&tape->duplicates, g_array_unref);
    g_clear_pointer(&tape->slots, g_free);
    if (tape->scratch)
        g_string_free(g_steal_pointer(&tape->scratch), TRUE);
}

void tape_grow(Tape *tape)
{
    DocEntry *larger = NULL;
    if (tape->room < G_MAXUINT32 / 2)
        larger = g_try_realloc_n(tape->entries, (gsize)tape->room * 2, sizeof(DocEntry));
    if (larger) {
        tape->entries = larger;
        tape->room *= 2;
    } else {
        tape->full = true;
        tape->n = 1; /* whatever comes until the reader notices goes over the start */
    }
}

static void report_duplicate(const WfDoc *doc, const DocDuplicate *d, WfFindings *findings)
{
    g_autoptr(GString) scratch = g_string_new(NULL);
    WfStr key = key_text(doc, doc->side, &d->second, scratch);
    WfSpan first = doc_span_at(doc, d->first.at, 0);
    guint32 len = d->second.meta & ENTRY_SIDE ? 0 : (guint32)g_utf8_strlen(key.s, (gssize)key.len);

    if (entry_style(&d->second) != WF_PLAIN && len > 0)
        len += 2;
    doc_finding_at(doc, d->second.at, len, findings, WF_CODE_DUPLICATE_KEY,
                   "'%.*s' stands twice in this map; the last one counts", (int)MIN(key.len, 255),
                   key.s);
    wf_findings_related(findings, doc->name, &first, "the first '%.*s'", (int)MIN(key.len, 255),
                        key.s);
}

void tape_finish(Tape *tape, WfFindings *findings)
{
    WfDoc *doc = tape->doc;
    doc->n = tape->n;
    doc->entries = g_realloc_n(g_steal_pointer(&tape->entries), tape->n, sizeof(DocEntry));
    doc->side = g_byte_array_free(g_steal_pointer(&tape->side), FALSE);
    for (guint i = 0; i < tape->duplicates->len; i++)
        report_duplicate(doc, &g_array_index(tape->duplicates, DocDuplicate, i), findings);
    tape_clear(tape);
}

bool tape_open(Tape *tape, WfKind kind, gsize at)
{
    if (tape->depth == WF_LIMIT_YAML_DEPTH)
        return false;
    DocEntry *e = tape_push(tape);
    *e = (DocEntry){(guint32)at, 0, (guint32)kind};
    tape->open[tape->depth].node = (guint32)(e - tape->entries);
    tape->open[tape->depth].children = 0;
    tape->open[tape->depth].merges = false;
    tape->depth++;
    return true;
}

void tape_close(Tape *tape)
{
    tape->depth--;
    guint32 node = tape->open[tape->depth].node, count = tape->open[tape->depth].children;
    DocEntry *e = &tape->entries[node];

    if (entry_kind(e) == WF_MAP)
        count /= 2;
    e->x = tape->n;
    e->meta = (e->meta & ((1u << ENTRY_COUNT_SHIFT) - 1)) | MIN(count, ENTRY_COUNT_MAX)
                                                                << ENTRY_COUNT_SHIFT;
    if (entry_kind(e) == WF_MAP && count > 1 && !tape->full)
        keys_check(tape, node);
}

guint32 tape_side_begin(Tape *tape)
{
    guint32 begun = tape->side->len, none = 0;
    g_byte_array_append(tape->side, (const guint8 *)&none, sizeof none);
    return begun;
}

void tape_side_end(Tape *tape, int kind, WfStyle style, gsize at, guint32 begun)
{
    guint32 len = tape->side->len - begun - (guint32)sizeof len;
    memcpy(tape->side->data + begun, &len, sizeof len);
    *tape_push(tape) = (DocEntry){(guint32)at, begun,
                                  (guint32)kind | (guint32)style << ENTRY_STYLE_SHIFT | ENTRY_SIDE};
}

void tape_side_scalar(Tape *tape, int kind, WfStyle style, gsize at, const char *s, gsize len)
{
    guint32 begun = tape_side_begin(tape);
    g_byte_array_append(tape->side, (const guint8 *)s, (guint)len);
    tape_side_end(tape, kind, style, at, begun);
}

void tape_copy(Tape *tape, const DocEntry *source, guint32 n)
{
    /* Ends of collections are absolute: the root's tells where the copy was taken from. */
    guint32 from = entry_is_collection(&source[0]) ? source[0].x - n : 0;
    for (guint32 i = 0; i < n; i++) {
        guint32 to = tape->n;
        DocEntry e = source[i];
        DocEntry *copy = tape_push(tape);
        if (i > 0 && tape->depth > 0)
            tape->open[tape->depth - 1].children--; /* only the root is a child here */
        if (entry_is_collection(&e))
            e.x = e.x - from - i + to;
        *copy = e;
    }
}
