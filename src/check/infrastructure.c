/* Rules about infrastructure: what it cannot wait for, and types that Heat itself has not. */
#include "check_priv.h"

#include <string.h>

typedef struct {
    const WfModel *m;
    WfFindings *findings;
    GHashTable *types;   /* unknown ones, said once */
    GHashTable *repeats; /* place -> how many links say it there, of members of a group above all */
} Infra;

static WfPlace type_place(const WfModel *m, WfId r)
{
    WfExpr def = wf_model_resource_plain_definition(m, r);
    WfPlace place = wf_model_expr_place(m, def);
    WfNode type = wf_doc_get(wf_model_doc(m, place.doc), def.node, "type");

    return type ? wf_model_expr_place(m, (WfExpr){def.scope, type}) : place;
}

/* A type that Heat itself has not, once: an error if it would have to wait for @component. */
static void unknown_type(Infra *i, WfId r, WfId component)
{
    const char *type = wf_model_resource_type(i->m, r), *near = wf_model_type_nearest(type);

    if (!g_hash_table_add(i->types, (gpointer)type))
        return;
    wf_model_finding(i->m, type_place(i->m, r), i->findings, WF_CODE_TYPO,
                     "Heat itself has no type '%s'", type);
    wf_findings_subject(i->findings, wf_model_resource_name(i->m, r));
    if (component != WF_NONE)
        wf_findings_severity(i->findings, WF_FAULT);
    if (near)
        wf_findings_hint(i->findings, "did you mean '%s'?", near);
    else if (component != WF_NONE)
        wf_findings_hint(i->findings,
                         "is a -e ENVIRONMENT forgotten? As infrastructure it cannot wait for '%s'",
                         wf_model_component_name(i->m, component));
    else
        wf_findings_hint(i->findings,
                         "is a -e ENVIRONMENT forgotten? Else the cloud needs a plug-in for it");
}

static void infra_after(Infra *i, const WfLink *link)
{
    const WfModel *m = i->m;
    WfFindings *findings = i->findings;
    const char *component = wf_model_component_name(m, link->component);
    gpointer key = wf_place_key(wf_model_expr_place(m, link->at));
    guint more = GPOINTER_TO_UINT(g_hash_table_lookup(i->repeats, key));
    g_autofree char *others = more > 1 ? g_strdup_printf(" (and %u more like it)", more - 1) : NULL;

    if (wf_model_type_is_own(wf_model_resource_type(m, link->from))) {
        unknown_type(i, link->from, link->component);
        return;
    }
    if (!g_hash_table_remove(i->repeats, key))
        return;
    wf_model_finding(m, wf_model_expr_place(m, link->at), findings, WF_CODE_INFRA_AFTER,
                     "'%s' (%s) waits for component '%s'%s", wf_model_resource_name(m, link->from),
                     wf_model_resource_type(m, link->from), component, others ? others : "");
    wf_findings_subject(findings, wf_model_resource_name(m, link->from));
    wf_findings_hint(
        findings, "infrastructure is made before any software runs: put it into a later template");
}

/* Order alone is what can be done without. */
static void wait_left(const WfModel *m, WfFindings *findings, const WfLink *link)
{
    g_autoptr(GArray) components = wf_model_resource_components(m, link->to);

    if (!components->len)
        return;
    wf_model_finding(m, wf_model_expr_place(m, link->at), findings, WF_CODE_INFRA_AFTER,
                     "'%s' (%s) will not wait for wait condition '%s': a component stands for it",
                     wf_model_resource_name(m, link->from), wf_model_resource_type(m, link->from),
                     wf_model_resource_name(m, link->to));
    wf_findings_severity(findings, WF_WARNING);
    wf_findings_subject(findings, wf_model_resource_name(m, link->from));
}

static bool takes_values(WfResourceKind kind)
{
    return kind == WF_RESOURCE_INFRA || kind == WF_RESOURCE_BOOT_CONFIG ||
           kind == WF_RESOURCE_SCALING || kind == WF_RESOURCE_SERVER;
}

static bool is_infra_after(const WfModel *m, const WfLink *link)
{
    WfResourceKind kind = wf_model_resource_kind(m, link->from);
    bool server_order = kind == WF_RESOURCE_SERVER && link->order;

    return link->component != WF_NONE && takes_values(kind) && !server_order;
}

/* How many links there are at each place. */
static void count_repeats(Infra *infra)
{
    for (guint32 i = 0; i < wf_model_n_links(infra->m); i++) {
        WfLink link;
        wf_model_link(infra->m, i, &link);
        if (!is_infra_after(infra->m, &link))
            continue;
        gpointer key = wf_place_key(wf_model_expr_place(infra->m, link.at));
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(infra->repeats, key));
        g_hash_table_insert(infra->repeats, key, GUINT_TO_POINTER(n + 1));
    }
}

static void unknown_types(Infra *infra)
{
    for (WfId r = 0; r < wf_model_n_resources(infra->m); r++)
        if (wf_model_resource_kind(infra->m, r) == WF_RESOURCE_INFRA &&
            wf_model_resource_enabled(infra->m, r) &&
            wf_model_type_is_own(wf_model_resource_type(infra->m, r)))
            unknown_type(infra, r, WF_NONE);
}

void wf_rule_infrastructure(const WfModel *m, WfFindings *findings)
{
    g_autoptr(GHashTable) types = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) repeats = g_hash_table_new(NULL, NULL);
    Infra infra = {m, findings, types, repeats};

    count_repeats(&infra);
    for (guint32 i = 0; i < wf_model_n_links(m); i++) {
        WfLink link;
        wf_model_link(m, i, &link);
        WfResourceKind kind = wf_model_resource_kind(m, link.from);
        if (is_infra_after(m, &link))
            infra_after(&infra, &link);
        if (kind == WF_RESOURCE_INFRA && link.order && link.to != WF_NONE &&
            wf_model_resource_kind(m, link.to) == WF_RESOURCE_WAIT)
            wait_left(m, findings, &link);
        if (kind == WF_RESOURCE_SERVER && link.to != WF_NONE && link.attr && !link.order &&
            wf_model_resource_kind(m, link.to) == WF_RESOURCE_SERVER && link.to != link.from) {
            wf_model_finding(
                m, wf_model_expr_place(m, link.at), findings, WF_CODE_SERVER_DATA,
                "server '%s' needs '%s' of server '%s', so they are created one after the other",
                wf_model_resource_name(m, link.from), link.attr,
                wf_model_resource_name(m, link.to));
            wf_findings_subject(findings, wf_model_resource_name(m, link.from));
            wf_findings_hint(findings,
                             "let a component read it: its agent waits for the value, not the VM");
        }
    }
    unknown_types(&infra);
}
