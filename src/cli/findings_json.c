/* Findings as every command's JSON has them. */
#include "cli.h"

static json_t *span_json(const char *path, const WfSpan *span, const char *text)
{
    return json_pack("{s:o, s:i, s:i, s:o}", "file", wf_json_visible(path), "line", (int)span->line,
                     "column", (int)span->column, "message", wf_json_visible(text));
}

static json_t *finding_json(const WfFinding *f)
{
    json_t *object = json_pack(
        "{s:s, s:s, s:o, s:i, s:i, s:o, s:o, s:o}", "code", wf_code_name(f->code), "severity",
        wf_severity_name(f->severity), "file", wf_json_visible(f->path), "line", (int)f->span.line,
        "column", (int)f->span.column, "message", wf_json_visible(f->message), "hint",
        wf_json_visible(f->hint), "subject", wf_json_visible(f->subject));

    if (f->related && f->related->len) {
        json_t *related = json_array();
        for (guint i = 0; i < f->related->len; i++) {
            const WfRelated *r = f->related->pdata[i];
            json_array_append_new(related, span_json(r->path, &r->span, r->text));
        }
        json_object_set_new(object, "related", related);
    }
    return object;
}

json_t *wf_cli_findings_json(const WfFindings *findings)
{
    json_t *list = json_array();

    for (guint i = 0; i < wf_findings_n(findings); i++)
        json_array_append_new(list, finding_json(wf_findings_get(findings, i)));
    return list;
}
