/* Anchors and aliases. An alias becomes a copy of the nodes it names, within a budget: a few
 * hundred bytes of nested aliases would otherwise become gigabytes. */
#include "libyaml_priv.h"

#include <string.h>
#include <weft/text.h>

void anchor_free(gpointer data)
{
    Anchor *anchor = data;
    g_free(anchor->copy);
    g_free(anchor->name);
    g_free(anchor);
}

bool anchor_add(Reader *reader, const char *name, gsize at, bool merges)
{
    const Anchor *first = g_hash_table_lookup(reader->anchor_names, name);
    if (first) {
        WfSpan span = doc_span_at(reader->doc, first->at, 0);
        doc_finding_at(reader->doc, at, (guint32)strlen(name) + 1, reader->findings, WF_CODE_YAML,
                       "the anchor '&%.255s' is given twice", name);
        wf_findings_related(reader->findings, reader->doc->name, &span, "the first '&%.255s'",
                            name);
        return false;
    }
    Anchor *anchor = g_new0(Anchor, 1);
    anchor->node = reader->tape.n;
    anchor->open = true;
    anchor->merges = merges;
    anchor->at = at;
    anchor->name = g_strdup(name);
    g_ptr_array_add(reader->anchors, anchor);
    g_hash_table_insert(reader->anchor_names, anchor->name, anchor);
    return true;
}

void anchor_done(Reader *reader, guint32 node)
{
    /* The node's own anchor is the last open one: what came later is inside it and complete. */
    for (guint i = reader->anchors->len; i-- > 0;) {
        Anchor *anchor = reader->anchors->pdata[i];
        if (anchor->node < node)
            break;
        if (anchor->node == node)
            anchor->open = false;
    }
}

static bool over_budget(Reader *reader, guint32 n, gsize at)
{
    if (n <= WF_LIMIT_ALIAS_NODES - reader->alias_nodes) {
        reader->alias_nodes += n;
        return false;
    }
    doc_finding_at(reader->doc, at, 0, reader->findings, WF_CODE_LIMIT,
                   "the aliases of this file stand for more than %d values", WF_LIMIT_ALIAS_NODES);
    return true;
}

bool anchors_keep(Reader *reader, guint32 node, gsize at)
{
    for (guint i = reader->anchors->len; i-- > 0;) {
        Anchor *anchor = reader->anchors->pdata[i];
        if (anchor->node <= node)
            break;
        if (anchor->copy)
            continue;
        guint32 n = tape_entry_end(reader->tape.entries, anchor->node) - anchor->node;
        if (over_budget(reader, n, at))
            return false;
        anchor->copy = g_memdup2(&reader->tape.entries[anchor->node], n * sizeof(DocEntry));
        anchor->n_copy = n;
    }
    return true;
}

/* How deep the nodes nest, counting the root's own level if it is a collection. */
static guint nesting(const DocEntry *entries, guint32 n)
{
    guint32 ends[WF_LIMIT_YAML_DEPTH];
    guint depth = 0, deepest = 0;
    for (guint32 i = 0; i < n; i++) {
        while (depth > 0 && i >= ends[depth - 1])
            depth--;
        if (entry_is_collection(&entries[i])) {
            ends[depth++] = tape_entry_end(entries, i);
            deepest = MAX(deepest, depth);
        }
    }
    return deepest;
}

static bool alias_refused(Reader *reader, const Anchor *anchor, const char *name, gsize at)
{
    guint32 len = (guint32)strlen(name) + 1;
    if (!anchor) {
        WfNearest near = wf_nearest_to(name);
        for (guint i = 0; i < reader->anchors->len; i++)
            wf_nearest_try(&near, ((Anchor *)reader->anchors->pdata[i])->name);
        doc_finding_at(reader->doc, at, len, reader->findings, WF_CODE_YAML,
                       "the alias '*%.255s' names no anchor before it", name);
        if (near.found)
            wf_findings_hint(reader->findings, "did you mean '*%.255s'?", near.found);
        else
            wf_findings_hint(reader->findings, "a text that begins with '*' has to be quoted");
        return true;
    }
    if (anchor->open) {
        WfSpan span = doc_span_at(reader->doc, anchor->at, len);
        doc_finding_at(reader->doc, at, len, reader->findings, WF_CODE_YAML,
                       "the alias '*%.255s' stands inside what it names", name);
        wf_findings_related(reader->findings, reader->doc->name, &span, "'&%.255s' begins here",
                            name);
        return true;
    }
    return false;
}

bool anchor_expand(Reader *reader, const char *name, gsize at)
{
    Tape *tape = &reader->tape;
    const Anchor *anchor = g_hash_table_lookup(reader->anchor_names, name);
    if (alias_refused(reader, anchor, name, at))
        return false;
    guint32 n =
        anchor->copy ? anchor->n_copy : tape_entry_end(tape->entries, anchor->node) - anchor->node;
    if (over_budget(reader, n, at))
        return false;
    /* The tape may move while it grows. */
    const DocEntry *from = anchor->copy ? anchor->copy : &tape->entries[anchor->node];
    g_autofree DocEntry *source = g_memdup2(from, n * sizeof(DocEntry));

    if (tape->depth + nesting(source, n) > WF_LIMIT_YAML_DEPTH) {
        doc_finding_at(reader->doc, at, 0, reader->findings, WF_CODE_LIMIT,
                       "the alias '*%.255s' nests deeper than %d levels here", name,
                       WF_LIMIT_YAML_DEPTH);
        return false;
    }
    if (tape_at_key(tape) && entry_is_collection(source)) {
        doc_finding_at(reader->doc, at, 0, reader->findings, WF_CODE_YAML,
                       "the alias '*%.255s' stands for %s, which cannot be a key", name,
                       wf_kind_name(entry_kind(source)));
        return false;
    }
    if (tape_at_key(tape) && anchor->merges)
        tape_merge_key(tape);
    bool key = tape_at_key(tape);
    tape_copy(tape, source, n);
    if (key)
        tape_note_key(tape);
    return true;
}
