/* Whether two readers made the same document of one text. For the tests of src/doc. */
#pragma once

#include <string.h>

#include "../../src/doc/doc_priv.h"

static inline bool doc_same_node(const WfDoc *a, const WfDoc *b, WfNode i)
{
    WfSpan sa = wf_doc_span(a, i), sb = wf_doc_span(b, i);
    WfStr ta = wf_doc_text(a, i), tb = wf_doc_text(b, i);
    return a->entries[i].at == b->entries[i].at && wf_doc_kind(a, i) == wf_doc_kind(b, i) &&
           entry_style(&a->entries[i]) == entry_style(&b->entries[i]) &&
           wf_doc_end(a, i) == wf_doc_end(b, i) && wf_doc_size(a, i) == wf_doc_size(b, i) &&
           sa.len == sb.len && sa.line == sb.line && sa.column == sb.column && ta.len == tb.len &&
           memcmp(ta.s, tb.s, ta.len) == 0;
}

static inline bool doc_same(const WfDoc *a, const WfDoc *b)
{
    if (a->n != b->n)
        return false;
    for (WfNode i = 1; i < a->n; i++)
        if (!doc_same_node(a, b, i))
            return false;
    return true;
}

/* Does the fast reader agree with libyaml, if it takes the text? *ret_taken tells whether it did.
 */
static inline bool doc_readers_agree(GBytes *bytes, bool *ret_taken)
{
    g_autoptr(WfFindings) fast_findings = wf_findings_new();
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfDoc) fast = doc_new("f", bytes, fast_findings);
    *ret_taken = fast && subset_read(fast, fast_findings);
    if (!*ret_taken)
        return !fast || wf_findings_n(fast_findings) == 0;
    g_autoptr(WfDoc) doc = wf_doc_parse_libyaml("f", bytes, findings);
    return doc && doc_same(fast, doc) && wf_findings_n(findings) == wf_findings_n(fast_findings);
}
