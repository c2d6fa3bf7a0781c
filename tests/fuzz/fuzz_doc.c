/* The loader: nothing crashes it, the fast reader agrees with libyaml, and what was read can be
 * written and read again. */
#include <stdint.h>
#include <weft/text.h>

#include "../support/doc_same.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    g_printerr("does not hold: %s\n", what);
    abort();
}

/* As text: json_equal() does not find keys with a zero character in them. */
static bool same_json(const json_t *a, const json_t *b)
{
    char *text_a = json_dumps(a, JSON_ENCODE_ANY), *text_b = json_dumps(b, JSON_ENCODE_ANY);
    bool same = text_a && text_b && strcmp(text_a, text_b) == 0;
    free(text_a);
    free(text_b);
    return same;
}

static void check_written(const WfDoc *doc)
{
    json_t *value = wf_doc_to_json(doc, wf_doc_root(doc));
    g_autoptr(GString) text = g_string_new(NULL);
    wf_yaml_write(value, 0, text);
    g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfDoc) again = wf_doc_parse("again", bytes, findings);
    must(again != NULL, "what is written can be read");
    json_t *read = wf_doc_to_json(again, wf_doc_root(again));
    must(same_json(value, read), "what is written is read back the same");
    json_decref(value);
    json_decref(read);
}

static void check_findings(const WfFindings *findings)
{
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        wf_finding_print(wf_findings_get(findings, i), true, false, out);
        for (gsize k = 0; k < out->len; k++)
            must((guchar)out->str[k] >= ' ' || out->str[k] == '\n' || out->str[k] == '\t',
                 "findings are safe to print");
        must(g_utf8_validate(out->str, (gssize)out->len, NULL), "findings are UTF-8");
    }
}

static void check_nodes(const WfDoc *doc)
{
    WfNode end = wf_doc_n_nodes(doc);
    for (WfNode node = 1; node < end; node++) {
        WfStr text = wf_doc_text(doc, node);
        WfSpan span = wf_doc_span(doc, node);
        must(g_utf8_validate_len(text.s, text.len, NULL) || memchr(text.s, 0, text.len),
             "texts are UTF-8");
        must(span.line >= 1 && span.column >= 1, "every node has a place");
        must(wf_doc_end(doc, node) <= end, "nodes end inside the document");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(WfFindings) findings = wf_findings_new();
    bool taken;

    must(doc_readers_agree(bytes, &taken), "the readers agree");
    g_autoptr(WfDoc) doc = wf_doc_parse("f", bytes, findings);
    must(!doc == wf_findings_failed(findings), "a document or an error, never both");
    check_findings(findings);
    if (doc) {
        check_nodes(doc);
        check_written(doc);
    }
    return 0;
}
