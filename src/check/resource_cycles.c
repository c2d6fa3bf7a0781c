/* Resources that wait for each other: Heat would refuse the template. What is in a nested stack is
 * looked at one by one, so what only seems to be a circle because a stack is one node for Heat is
 * none. Circles of software are another rule's (cycles.c), and values made of themselves are said
 * where they are computed. */
#include "check_priv.h"

typedef struct {
    const WfModel *m;
    GArray *from, *to; /* of guint32: an edge from what comes first to what waits */
    GArray *links;     /* what makes it; WF_NONE: a member, of which its group waits */
} Waits;

static void add(Waits *w, WfId first, WfId later, guint32 link)
{
    g_array_append_val(w->from, first);
    g_array_append_val(w->to, later);
    g_array_append_val(w->links, link);
}

/* Order of servers leaves the template, if there is software to be ordered instead. */
static bool is_order_of_software(const WfModel *m, const WfLink *link)
{
    WfId a = wf_model_resource_vm(m, link->from), b = wf_model_resource_vm(m, link->to);
    guint32 n_a = 0, n_b = 0;

    if (!link->order || a == WF_NONE || b == WF_NONE)
        return false;
    wf_model_vm_components(m, a, &n_a);
    wf_model_vm_components(m, b, &n_b);
    return n_a && n_b;
}

static bool is_wait(const WfModel *m, const WfLink *link)
{
    if (link->to == WF_NONE || link->component != WF_NONE)
        return false;
    /* Of a nested stack, what is inside refers to what its parameters and outputs are made of. */
    if (wf_model_resource_kind(m, link->from) == WF_RESOURCE_NESTED)
        return false;
    if (wf_model_resource_kind(m, link->to) == WF_RESOURCE_NESTED && link->attr && !link->order)
        return false;
    return !is_order_of_software(m, link);
}

static void collect(Waits *w)
{
    for (guint32 i = 0; i < wf_model_n_links(w->m); i++) {
        WfLink link;
        wf_model_link(w->m, i, &link);
        if (is_wait(w->m, &link))
            add(w, link.to, link.from, i);
    }
    for (WfId r = 0; r < wf_model_n_resources(w->m); r++) {
        WfId parent = wf_model_resource_parent(w->m, r);
        if (parent != WF_NONE)
            add(w, r, parent, WF_NONE);
    }
}

static char *step_text(const WfModel *m, const Waits *w, guint32 edge, WfPlace *ret_place)
{
    WfId from = g_array_index(w->from, guint32, edge), to = g_array_index(w->to, guint32, edge);
    const char *first = wf_model_resource_name(m, from), *later = wf_model_resource_name(m, to);
    guint32 number = g_array_index(w->links, guint32, edge);
    WfLink link;

    if (number == WF_NONE) {
        *ret_place = wf_model_resource_place(m, to);
        return g_strdup_printf("'%s' is complete when '%s' is", later, first);
    }
    wf_model_link(m, number, &link);
    *ret_place = wf_model_expr_place(m, link.at);
    if (link.order)
        return g_strdup_printf("'%s' depends on '%s'", later, first);
    if (!link.attr)
        return g_strdup_printf("'%s' refers to '%s'", later, first);
    return g_strdup_printf("'%s' reads '%s' of '%s'", later, link.attr, first);
}

static bool is_only_of_values(const WfModel *m, const WfCycle *cycle)
{
    for (guint i = 0; i < cycle->members->len; i++)
        if (wf_model_resource_kind(m, g_array_index(cycle->members, guint32, i)) !=
            WF_RESOURCE_VALUE)
            return false;
    return true;
}

static void say(const WfModel *m, WfFindings *findings, const Waits *w, const WfCycle *cycle)
{
    guint n = cycle->edges->len;
    g_autoptr(GString) path = g_string_new(NULL);
    WfPlace place;

    for (guint i = 0; i <= n; i++) {
        guint32 edge = g_array_index(cycle->edges, guint32, i % n);
        if (i == 12 && n > 16) {
            g_string_append_printf(path, " -> ... %u more", n - i);
            i = n;
        }
        g_string_append_printf(path, "%s%s", i ? " -> " : "",
                               wf_model_resource_name(m, g_array_index(w->from, guint32, edge)));
    }
    g_free(step_text(m, w, g_array_index(cycle->edges, guint32, 0), &place));
    wf_model_finding(m, place, findings, WF_CODE_CYCLE, "resources wait for each other: %s",
                     path->str);
    wf_findings_hint(findings, "Heat makes one after the other: one of these steps must go");
    for (guint i = 0; i < n; i++) {
        g_autofree char *text = step_text(m, w, g_array_index(cycle->edges, guint32, i), &place);
        WfSpan span = wf_model_place_span(m, place);
        wf_findings_related(findings, wf_model_place_path(m, place), &span, "step %u: %s", i + 1,
                            text);
    }
}

void wf_rule_resource_cycles(const WfModel *m, WfFindings *findings)
{
    g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(guint32)),
                      to = g_array_new(FALSE, FALSE, sizeof(guint32)),
                      links = g_array_new(FALSE, FALSE, sizeof(guint32));
    Waits w = {m, from, to, links};
    guint32 n = wf_model_n_resources(m);

    collect(&w);
    g_autoptr(WfGraph) g =
        wf_graph_new(n, from->len, (const guint32 *)from->data, (const guint32 *)to->data);
    if (wf_graph_order(g, NULL, NULL) == n)
        return;
    g_autoptr(GPtrArray) cycles = wf_graph_cycles(g, NULL);
    for (guint i = 0; i < cycles->len; i++)
        if (!is_only_of_values(m, cycles->pdata[i]))
            say(m, findings, &w, cycles->pdata[i]);
}
