/* The rules, in the order they run. */
#include "check_priv.h"

#include <weft/placemodel.h>

typedef void (*Rule)(const WfModel *m, WfFindings *findings);

/* Those that can find a fault come first; cycles before all. */
static const Rule rules[] = {wf_rule_waits,      wf_rule_infrastructure, wf_rule_scaling,
                             wf_rule_secrets,    wf_rule_inputs,         wf_place_check_section,
                             wf_rule_recipes,    wf_rule_skipped,        wf_rule_unread,
                             wf_rule_parameters, wf_rule_otherwise,      wf_rule_redundant};
enum { N_FAULT_RULES = 6 };

struct WfCheck {
    const WfModel *m;
    Finder *finder;    /* NULL: it is over */
    GPtrArray *cycles; /* then */
    guint next;        /* rule */
};

WfCheck *wf_check_start(const WfModel *m)
{
    WfCheck *check = g_new0(WfCheck, 1);

    check->m = m;
    check->finder = check_finder_start(m);
    return check;
}

bool wf_check_step(WfCheck *check, WfFindings *findings)
{
    if (check->finder && check_finder_step(check->finder))
        return true;
    if (check->finder) {
        check->cycles = check_finder_end(g_steal_pointer(&check->finder));
        check_say_cycles(check->m, findings, check->cycles);
        return true;
    }
    if (check->next < G_N_ELEMENTS(rules))
        rules[check->next++](check->m, findings);
    return check->next < G_N_ELEMENTS(rules);
}

const GPtrArray *wf_check_found_cycles(const WfCheck *check)
{
    return check->cycles;
}

void wf_check_free(WfCheck *check)
{
    if (!check)
        return;
    if (check->finder)
        check->cycles = check_finder_end(check->finder);
    g_ptr_array_unref(check->cycles);
    g_free(check);
}

static void run(const WfModel *m, WfFindings *findings, guint n_rules)
{
    g_autoptr(WfCheck) check = wf_check_start(m);

    while (check->next < n_rules)
        wf_check_step(check, findings);
}

void wf_check_faults(const WfModel *m, WfFindings *findings)
{
    run(m, findings, N_FAULT_RULES);
}

void wf_check_run(const WfModel *m, WfFindings *findings)
{
    run(m, findings, G_N_ELEMENTS(rules));
}

WfSummary wf_check_summary(const WfModel *m, const WfFindings *findings)
{
    WfSummary s = {.errors = wf_findings_count(findings, WF_FAULT),
                   .warnings = wf_findings_count(findings, WF_WARNING),
                   .notes = wf_findings_count(findings, WF_NOTE),
                   .vms = wf_model_n_vms(m),
                   .components = wf_model_n_components(m),
                   .edges = wf_model_n_edges(m)};
    guint32 n = wf_model_n_nodes(m);
    g_autofree guint32 *scc = g_new(guint32, n + 1);

    for (guint32 e = 0; e < s.edges; e++)
        s.cross_vm_edges += wf_model_edge_cross(m, e);
    if (wf_graph_order(wf_model_graph(m), NULL, NULL) == n)
        return s;
    guint32 k = wf_graph_scc(wf_model_graph(m), scc);
    g_autofree guint8 *cyclic = g_new0(guint8, k + 1);
    for (guint32 e = 0; e < s.edges; e++) {
        guint32 from = wf_graph_from(wf_model_graph(m), e), to = wf_graph_to(wf_model_graph(m), e);
        if (scc[from] == scc[to])
            cyclic[scc[from]] = 1;
    }
    for (guint32 i = 0; i < k; i++)
        s.cycles += cyclic[i];
    return s;
}
