/* Writing the tape (see doc_priv.h): entries as they come, a container's length when it closes.
 * What is no span of the file stands in a side buffer. */
#include "doc_priv.h"

#include <string.h>

void tape_init(Tape *tape, WfDoc *doc)
{
    *tape = (Tape){.doc = doc};
    tape->side = g_byte_array_new();
    tape->scratch = g_string_new(NULL);
    tape->seed = (guint64)g_random_int() << 32 | g_random_int();
    tape->duplicates = g_array_new(FALSE, FALSE, sizeof(DocDuplicate));
    tape->merges = g_array_new(FALSE, FALSE, sizeof(guint32));
    /* A model has one node to about ten bytes; what is reserved too much is never touched. */
    tape->room = (guint32)MIN(doc->len / 8 + 64, ENTRY_MAX);
    tape->entries = g_try_malloc_n(tape->room, sizeof(DocEntry));
    if (!tape->entries) {
        tape->room = 64;
        tape->entries = g_new(DocEntry, tape->room);
    }
    tape->entries[0] = (DocEntry){0, entry_meta(WF_NULL, WF_PLAIN, 0)};
    tape->n = 1;
}

void tape_clear(Tape *tape)
{
    g_clear_pointer(&tape->entries, g_free);
    g_clear_pointer(&tape->side, g_byte_array_unref);
    g_clear_pointer(&tape->duplicates, g_array_unref);
    g_clear_pointer(&tape->merges, g_array_unref);
    g_clear_pointer(&tape->slots, g_free);
    if (tape->scratch)
        g_string_free(g_steal_pointer(&tape->scratch), TRUE);
}

void tape_grow(Tape *tape)
{
    guint32 room = MIN(tape->room * 2, ENTRY_MAX);
    DocEntry *larger = NULL;
    if (room > tape->room)
        larger = g_try_realloc_n(tape->entries, room, sizeof(DocEntry));
    if (larger) {
        tape->entries = larger;
        tape->room = room;
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
    guint32 len = entry_is_decoded(&d->second) ? 0 : (guint32)g_utf8_strlen(key.s, (gssize)key.len);

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
    if (tape->duplicates->len)
        keys_drop_replaced(tape);
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
    *e = (DocEntry){(guint32)at, entry_meta(kind, WF_PLAIN, 0)};
    tape->open[tape->depth].node = (guint32)(e - tape->entries);
    tape->open[tape->depth].children = 0;
    tape->open[tape->depth].keys = 0;
    tape->open[tape->depth].alike = false;
    tape->depth++;
    return true;
}

void tape_close(Tape *tape)
{
    tape->depth--;
    guint32 node = tape->open[tape->depth].node, n_keys = tape->open[tape->depth].children / 2;
    WfKind kind = entry_kind(&tape->entries[node]);

    tape->entries[node].meta = entry_meta(kind, WF_PLAIN, tape->n - node - 1);
    if (tape->open[tape->depth].alike && n_keys > 1 && !tape->full)
        keys_check(tape, node, n_keys);
}

guint32 tape_side_begin(Tape *tape)
{
    guint32 begun = (tape->side->len + SIDE_UNIT - 1) / SIDE_UNIT;
    if (begun > ENTRY_MAX)
        tape->full = true;
    g_byte_array_set_size(tape->side, begun * SIDE_UNIT + (guint)sizeof(guint32));
    return begun;
}

void tape_side_end(Tape *tape, int kind, WfStyle style, gsize at, guint32 begun)
{
    gsize from = (gsize)begun * SIDE_UNIT;
    guint32 len = (guint32)(tape->side->len - from - sizeof len);
    guint form = style <= WF_DOUBLE ? FORM_DECODED + style : style;
    memcpy(tape->side->data + from, &len, sizeof len);
    *tape_push(tape) = (DocEntry){(guint32)at, entry_meta(kind, form, begun)};
}

void tape_side_scalar(Tape *tape, int kind, WfStyle style, gsize at, const char *s, gsize len)
{
    guint32 begun = tape_side_begin(tape);
    g_byte_array_append(tape->side, (const guint8 *)s, (guint)len);
    tape_side_end(tape, kind, style, at, begun);
}

void tape_copy(Tape *tape, const DocEntry *source, guint32 n)
{
    for (guint32 i = 0; i < n; i++)
        *tape_push(tape) = source[i];
    if (tape->depth > 0)
        tape->open[tape->depth - 1].children -= n - 1; /* only the root is a child here */
}
