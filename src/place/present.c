/* A placement that stands, read back: from an earlier answer, a map, or a placed template. */
#include <string.h>

#include "read.h"

#include <weft/place.h>

/* "ZONE:HOST", "HOST", or {host: HOST}; NULL: it names no host. */
static char *host_name(const Reader *r, WfNode value, const char *item)
{
    WfNode at = wf_doc_kind(r->doc, value) == WF_MAP ? wf_doc_get(r->doc, value, "host") : value;
    if (wf_doc_kind(r->doc, at) == WF_NULL)
        return NULL;
    g_autofree char *text = reader_text(r, at, item);
    const char *colon = text ? strrchr(text, ':') : NULL;
    return g_strdup(colon ? colon + 1 : text);
}

/* Of a resource of a placed template: what `weft place` writes, the zone or the hint. */
static char *placed_host(const Reader *r, WfNode resource)
{
    WfNode properties = wf_doc_get(r->doc, resource, "properties");
    WfNode hints = wf_doc_get(r->doc, properties, "scheduler_hints");
    WfNode query = wf_doc_get(r->doc, hints, "query");
    WfNode zone = wf_doc_get(r->doc, properties, "availability_zone");
    g_autofree char *text =
        wf_doc_kind(r->doc, zone) == WF_STRING ? wf_doc_dup(r->doc, zone) : NULL;
    const char *colon = text ? strchr(text, ':') : NULL;
    if (colon && colon[1])
        return g_strdup(colon + 1);
    if (wf_doc_kind(r->doc, query) != WF_STRING)
        return NULL;
    g_autofree char *hint = wf_doc_dup(r->doc, query);
    return wf_place_hint_host(hint);
}

static void stands(const Reader *r, WfPlaceProblem *p, guint32 item, const char *host, WfNode at)
{
    guint32 index = wf_dc_host(p->dc, host);
    if (index != WF_DC_NONE) {
        wf_place_present(p, item, index);
        return;
    }
    reader_fault(r, at, "'%s' stands on '%s', which is no host of the datacenter",
                 ((WfPlaceItem *)p->items->pdata[item])->name, host);
    wf_findings_severity(r->findings, WF_WARNING);
}

bool wf_place_read_present(WfPlaceProblem *p, const WfDoc *doc, WfFindings *findings)
{
    guint before = wf_findings_count(findings, WF_FAULT);
    Reader r = {.doc = doc, .findings = findings, .code = WF_CODE_PLACEMENT};
    WfNode root = wf_doc_root(doc), resources = wf_doc_get(doc, root, "resources");
    WfNode answer = wf_doc_get(doc, root, "placement");
    bool template =
        wf_doc_kind(doc, resources) == WF_MAP && wf_doc_get(doc, root, "heat_template_version");
    WfNode map = template ? resources : wf_doc_kind(doc, answer) == WF_MAP ? answer : root;
    if (!reader_is(&r, map, WF_MAP, "placement"))
        return false;
    WF_DOC_FOREACH (doc, map, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        guint32 item = wf_place_item(p, name);
        if (item == WF_PLACE_NONE)
            continue;
        g_autofree char *host = template ? placed_host(&r, value) : host_name(&r, value, name);
        if (host)
            stands(&r, p, item, host, value);
    }
    return wf_findings_count(findings, WF_FAULT) == before;
}

/* ---- the hint ---- */

char *wf_place_hint(const char *host)
{
    json_auto_t *query = json_pack("[s, s, s]", "=", "$host", host);
    return query ? json_dumps(query, JSON_COMPACT) : NULL;
}

/* Ours stands alone, or behind the user's own: ["and", THEIRS, OURS]. */
char *wf_place_hint_host(const char *query)
{
    json_auto_t *whole = json_loads(query, 0, NULL);
    const char *first = json_string_value(json_array_get(whole, 0));
    const json_t *ours =
        g_strcmp0(first, "and") == 0 ? json_array_get(whole, json_array_size(whole) - 1) : whole;
    if (json_array_size(ours) != 3 ||
        g_strcmp0(json_string_value(json_array_get(ours, 0)), "=") != 0 ||
        g_strcmp0(json_string_value(json_array_get(ours, 1)), "$host") != 0)
        return NULL;
    return g_strdup(json_string_value(json_array_get(ours, 2)));
}
