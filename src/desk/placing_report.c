/* What the solving child tells its parent. The parent checks it like anything else that comes
 * through a pipe: a half line or a number out of range is no answer. */
#include "placing_priv.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void write_line(int fd, json_t *value)
{
    g_autofree char *text = json_dumps(value, JSON_COMPACT);
    g_autofree char *line = g_strconcat(text ? text : "{}", "\n", NULL);
    gsize n = strlen(line), done = 0;
    while (done < n) {
        gssize written = write(fd, line + done, n - done);
        if (written < 0 && errno != EINTR)
            _exit(2); /* nobody listens any more */
        done += written > 0 ? (gsize)written : 0;
    }
}

static json_t *costs(const WfPlaceCost *cost)
{
    json_t *list = json_array();
    for (guint l = 0; l < WF_N_COSTS; l++)
        json_array_append_new(list, json_integer(cost->at[l]));
    return list;
}

void report_progress(int fd, const WfPlaceProgress *progress)
{
    json_auto_t *line =
        json_pack("{s:s, s:f, s:b, s:o}", "phase", progress->phase, "part", progress->part,
                  "placed", (int)progress->placed, "cost", costs(&progress->cost));
    write_line(fd, line);
}

static json_t *span_json(const WfSpan *span)
{
    return json_pack("[i, i, i]", (int)span->line, (int)span->column, (int)span->len);
}

static json_t *finding_json(const WfFinding *f)
{
    json_t *related = json_array();
    for (guint i = 0; f->related && i < f->related->len; i++) {
        const WfRelated *r = f->related->pdata[i];
        json_array_append_new(related, json_pack("[o, o, o]", wf_json_visible(r->path),
                                                 span_json(&r->span), wf_json_visible(r->text)));
    }
    return json_pack("{s:i, s:i, s:o, s:o, s:s, s:s?, s:s?, s:s?, s:i, s:b, s:o}", "code",
                     (int)f->code, "severity", (int)f->severity, "path", wf_json_visible(f->path),
                     "span", span_json(&f->span), "message", f->message, "hint", f->hint, "subject",
                     f->subject, "source", f->source, "column", (int)f->source_column, "concealed",
                     (int)f->concealed, "related", related);
}

static json_t *violations(const WfPlaceProblem *p, const WfPlaceAnswer *answer)
{
    json_t *list = json_array();
    bool placed = answer->status == WF_PLACED || answer->status == WF_PLACED_OPTIMAL;
    g_autofree gint64 *count = g_new0(gint64, p->policies->len + 1);
    if (placed)
        wf_place_violations(p, answer->hosts, count);
    for (guint k = 0; k < p->policies->len; k++)
        json_array_append_new(list, json_integer(count[k]));
    return list;
}

void report_answer(int fd, const WfPlaceProblem *p, const WfPlaceAnswer *answer,
                   const WfFindings *findings)
{
    json_t *hosts = json_array(), *list = json_array();
    for (guint32 i = 0; answer->hosts && i < answer->n; i++)
        json_array_append_new(
            hosts, json_integer(answer->hosts[i] == WF_PLACE_NONE ? -1 : (gint64)answer->hosts[i]));
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        json_t *finding = finding_json(wf_findings_get(findings, i));
        if (finding)
            json_array_append_new(list, finding);
    }
    json_auto_t *line = json_pack(
        "{s:i, s:b, s:o, s:o, s:o, s:o, s:o}", "status", (int)answer->status, "interrupted",
        (int)answer->interrupted, "hosts", hosts, "cost", costs(&answer->cost), "bound",
        costs(&answer->bound), "violated", violations(p, answer), "findings", list);
    write_line(fd, line);
}

/* --- reading --- */

static void read_span(json_t *value, WfSpan *ret)
{
    int line = 0, column = 0, len = 0;
    json_unpack(value, "[i, i, i]", &line, &column, &len);
    *ret = (WfSpan){(guint32)MAX(line, 0), (guint32)MAX(column, 0), (guint32)MAX(len, 0)};
}

static void read_related(json_t *list, WfFindings *findings)
{
    gsize i;
    json_t *value;
    json_array_foreach (list, i, value) {
        WfSpan span;
        const char *path = json_string_value(json_array_get(value, 0));
        const char *text = json_string_value(json_array_get(value, 2));
        read_span(json_array_get(value, 1), &span);
        if (path && text)
            wf_findings_related(findings, path, &span, "%s", text);
    }
}

static const char *text_of(const json_t *value, const char *name)
{
    return json_string_value(json_object_get(value, name));
}

static void read_finding(const json_t *value, WfFindings *findings)
{
    gint64 code = json_integer_value(json_object_get(value, "code"));
    gint64 severity = json_integer_value(json_object_get(value, "severity"));
    const char *message = text_of(value, "message"), *path = text_of(value, "path");
    const char *source = text_of(value, "source");
    WfSpan span;
    if (!message || code < 0 || code >= WF_N_CODES || severity < WF_NOTE || severity > WF_FAULT)
        return;
    read_span(json_object_get(value, "span"), &span);
    wf_findings_add(findings, (WfCode)code, path ? path : "-", &span, "%s", message);
    wf_findings_severity(findings, (WfSeverity)severity);
    if (text_of(value, "hint"))
        wf_findings_hint(findings, "%s", text_of(value, "hint"));
    if (text_of(value, "subject"))
        wf_findings_subject(findings, text_of(value, "subject"));
    if (json_is_true(json_object_get(value, "concealed")))
        wf_findings_conceal(findings);
    else if (source)
        wf_findings_source_at(findings, source, strlen(source),
                              (guint32)json_integer_value(json_object_get(value, "column")));
    read_related(json_object_get(value, "related"), findings);
}

static bool read_numbers(const json_t *list, gsize n, gint64 *ret)
{
    if (json_array_size(list) != n)
        return false;
    for (gsize i = 0; i < n; i++)
        ret[i] = json_integer_value(json_array_get(list, i));
    return true;
}

static bool read_hosts(const json_t *list, const WfPlaceProblem *p, WfPlaceAnswer *answer)
{
    if (json_array_size(list) != answer->n)
        return false;
    answer->hosts = g_new0(guint32, answer->n + 1);
    for (guint32 i = 0; i < answer->n; i++) {
        gint64 host = json_integer_value(json_array_get(list, i));
        if (host < -1 || host >= p->dc->n_hosts)
            return false;
        answer->hosts[i] = host < 0 ? WF_PLACE_NONE : (guint32)host;
    }
    return true;
}

WfPlaceAnswer *report_read_answer(const json_t *line, const WfPlaceProblem *p, WfFindings *findings,
                                  gint64 **ret_violated)
{
    g_autoptr(WfPlaceAnswer) answer = g_new0(WfPlaceAnswer, 1);
    g_autofree gint64 *violated = g_new0(gint64, p->policies->len + 1);
    gint64 status = json_integer_value(json_object_get(line, "status"));
    const json_t *list = json_object_get(line, "findings");
    answer->n = p->items->len;
    if (status < WF_PLACED_OPTIMAL || status > WF_PLACED_UNKNOWN)
        return NULL;
    answer->status = (WfPlaceStatus)status;
    answer->interrupted = json_is_true(json_object_get(line, "interrupted"));
    for (gsize i = 0; i < json_array_size(list); i++)
        read_finding(json_array_get(list, i), findings);
    bool placed = status == WF_PLACED || status == WF_PLACED_OPTIMAL;
    if (!read_numbers(json_object_get(line, "cost"), WF_N_COSTS, answer->cost.at) ||
        !read_numbers(json_object_get(line, "bound"), WF_N_COSTS, answer->bound.at) ||
        !read_numbers(json_object_get(line, "violated"), p->policies->len, violated) ||
        (placed && !read_hosts(json_object_get(line, "hosts"), p, answer)))
        return NULL;
    *ret_violated = g_steal_pointer(&violated);
    return g_steal_pointer(&answer);
}
