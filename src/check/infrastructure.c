/* Rules about infrastructure: what it cannot wait for, and types that Heat itself has not. */
#include "check_priv.h"

typedef struct {
    const WfModel *m;
    WfFindings *findings;
    GHashTable *types;   /* unknown ones, said once */
    GHashTable *repeats; /* place and verdict -> how many links say it there: members of a group */
    guint8 *stays;       /* by resource: a config that infrastructure needs */
    GHashTable *runs;    /* stacks and groups, + 1: are there servers or software inside? */
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
    if (wf_findings_meant(i->findings, near))
        return;
    if (component != WF_NONE)
        wf_findings_hint(i->findings,
                         "is a -e ENVIRONMENT forgotten? As infrastructure it cannot wait for '%s'",
                         wf_model_component_name(i->m, component));
    else
        wf_findings_hint(i->findings,
                         "is a -e ENVIRONMENT forgotten? Else the cloud needs a plug-in for it");
}

/* What is to be said of a link. */
typedef enum { FINE, INFRA_AFTER, STACK_AFTER, WAIT_LEFT, SERVER_DATA } Verdict;

static bool takes_values(WfResourceKind kind)
{
    return kind == WF_RESOURCE_INFRA || kind == WF_RESOURCE_BOOT_CONFIG ||
           kind == WF_RESOURCE_SCALING || kind == WF_RESOURCE_SERVER;
}

/* Marks configs that infrastructure gets, directly or in another config: they are no software. */
static void mark_configs(Infra *infra)
{
    const WfModel *m = infra->m;
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(WfId));

    for (WfId r = 0; r < wf_model_n_resources(m); r++)
        if (takes_values(wf_model_resource_kind(m, r)))
            g_array_append_val(todo, r);
    for (guint i = 0; i < todo->len; i++) {
        WfId from = g_array_index(todo, WfId, i);
        WfId first;
        guint32 n;
        wf_model_resource_links(m, from, &first, &n);
        for (WfId k = first; k < first + n; k++) {
            WfLink link;
            wf_model_link(m, k, &link);
            if (link.order || link.to == WF_NONE || infra->stays[link.to] ||
                wf_model_resource_kind(m, link.to) != WF_RESOURCE_CONFIG)
                continue;
            infra->stays[link.to] = true;
            g_array_append_val(todo, link.to);
        }
    }
}

static bool runs_software(const Infra *i, WfId owner)
{
    gpointer key = GUINT_TO_POINTER(owner + 1), known;

    if (g_hash_table_lookup_extended(i->runs, key, NULL, &known))
        return known != NULL;
    bool runs = wf_model_resource_runs_software(i->m, owner);
    g_hash_table_insert(i->runs, key, GUINT_TO_POINTER(runs));
    return runs;
}

/* Does the link come from a depends_on of the stack or group around it, in which there is software
 * to keep that order? */
static bool is_order_of_stack(const Infra *i, const WfLink *link)
{
    WfId owner = link->from;

    while (owner != WF_NONE) {
        WfExpr def = wf_model_resource_definition(i->m, owner);
        const WfDoc *doc = wf_model_doc(i->m, wf_model_expr_place(i->m, def).doc);
        if (def.scope == link->at.scope && link->at.node > def.node &&
            link->at.node < wf_doc_end(doc, def.node))
            break;
        owner = wf_model_resource_parent(i->m, owner);
    }
    return owner != WF_NONE && owner != link->from && runs_software(i, owner);
}

static Verdict judge(const Infra *i, const WfLink *link)
{
    const WfModel *m = i->m;
    WfResourceKind from = wf_model_resource_kind(m, link->from), to;
    bool takes = takes_values(from) || (i->stays[link->from] && !link->order);

    if (link->component != WF_NONE && (!takes || (from == WF_RESOURCE_SERVER && link->order)))
        return FINE;
    if (link->component != WF_NONE)
        return link->order && is_order_of_stack(i, link) ? STACK_AFTER : INFRA_AFTER;
    if (link->to == WF_NONE)
        return FINE;
    to = wf_model_resource_kind(m, link->to);
    if (takes && !link->order && wf_model_wait_is_component(m, link->to))
        return INFRA_AFTER;
    if ((from == WF_RESOURCE_INFRA || from == WF_RESOURCE_SCALING) && link->order &&
        wf_model_wait_is_component(m, link->to))
        return WAIT_LEFT;
    bool server_data = from == WF_RESOURCE_SERVER && to == WF_RESOURCE_SERVER && link->attr &&
                       !link->order && link->to != link->from;
    return server_data ? SERVER_DATA : FINE;
}

static gpointer repeats_key(const WfModel *m, const WfLink *link, Verdict verdict)
{
    gsize place = (gsize)wf_place_key(wf_model_expr_place(m, link->at));
    return (gpointer)(place | (gsize)verdict << 61);
}

/* How many links say the same at the same place. */
static void count_repeats(Infra *infra)
{
    for (guint32 i = 0; i < wf_model_n_links(infra->m); i++) {
        WfLink link;
        wf_model_link(infra->m, i, &link);
        Verdict verdict = judge(infra, &link);
        if (verdict == FINE)
            continue;
        gpointer key = repeats_key(infra->m, &link, verdict);
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(infra->repeats, key));
        g_hash_table_insert(infra->repeats, key, GUINT_TO_POINTER(n + 1));
    }
}

/* " (and 2 more like it)", or nothing where it is alone; NULL: it was said. */
static char *take_repeats(Infra *i, const WfLink *link, Verdict verdict)
{
    gpointer key = repeats_key(i->m, link, verdict);
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(i->repeats, key));

    g_hash_table_remove(i->repeats, key);
    return n == 0 ? NULL : n == 1 ? g_strdup("") : g_strdup_printf(" (and %u more like it)", n - 1);
}

static void say(Infra *i, const WfLink *link, Verdict verdict, const char *others)
{
    const WfModel *m = i->m;
    const char *from = wf_model_resource_name(m, link->from),
               *type = wf_model_resource_type(m, link->from),
               *to = link->to == WF_NONE ? "" : wf_model_resource_name(m, link->to);
    WfPlace place = wf_model_expr_place(m, link->at);

    if (verdict == INFRA_AFTER) {
        wf_model_finding(
            m, place, i->findings, WF_CODE_INFRA_AFTER, "'%s' (%s) waits for component '%s'%s",
            from, type,
            link->component == WF_NONE ? to : wf_model_component_name(m, link->component), others);
        wf_findings_hint(
            i->findings,
            "infrastructure is made before any software runs: put it into a later template");
    } else if (verdict == STACK_AFTER) { /* order alone is what can be done without */
        wf_model_finding(m, place, i->findings, WF_CODE_INFRA_AFTER,
                         "'%s' (%s) will not wait for component '%s', only the software will%s",
                         from, type, wf_model_component_name(m, link->component), others);
        wf_findings_severity(i->findings, WF_WARNING);
    } else if (verdict == WAIT_LEFT) {
        wf_model_finding(m, place, i->findings, WF_CODE_INFRA_AFTER,
                         "'%s' (%s) will not wait for wait condition '%s': a component stands for "
                         "it%s",
                         from, type, to, others);
        wf_findings_severity(i->findings, WF_WARNING);
    } else {
        wf_model_finding(
            m, place, i->findings, WF_CODE_SERVER_DATA,
            "server '%s' needs '%s' of server '%s', so they are created one after the other%s",
            from, link->attr, to, others);
        wf_findings_hint(i->findings,
                         "let a component read it: its agent waits for the value, not the VM");
    }
    wf_findings_subject(i->findings, from);
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
    g_autofree guint8 *stays = g_new0(guint8, wf_model_n_resources(m) + 1);
    g_autoptr(GHashTable) runs = g_hash_table_new(NULL, NULL);
    Infra infra = {m, findings, types, repeats, stays, runs};

    mark_configs(&infra);
    count_repeats(&infra);
    for (guint32 i = 0; i < wf_model_n_links(m); i++) {
        WfLink link;
        wf_model_link(m, i, &link);
        Verdict verdict = judge(&infra, &link);
        if (verdict == INFRA_AFTER && link.component != WF_NONE &&
            wf_model_type_is_own(wf_model_resource_type(m, link.from))) {
            unknown_type(&infra, link.from, link.component);
            continue;
        }
        g_autofree char *others = verdict == FINE ? NULL : take_repeats(&infra, &link, verdict);
        if (others)
            say(&infra, &link, verdict, others);
    }
    unknown_types(&infra);
}
