/* The rules, in the order they run. */
#include "check_priv.h"

#include <weft/placemodel.h>

typedef void (*Rule)(const WfModel *m, WfFindings *findings);

/* Those that can find a fault come first. */
static const Rule rules[] = {wf_rule_cycles,         wf_rule_waits,      wf_rule_infrastructure,
                             wf_rule_scaling,        wf_rule_secrets,    wf_rule_inputs,
                             wf_place_check_section, wf_rule_recipes,    wf_rule_skipped,
                             wf_rule_unread,         wf_rule_parameters, wf_rule_otherwise,
                             wf_rule_redundant};
enum { N_FAULT_RULES = 7 };

void wf_check_faults(const WfModel *m, WfFindings *findings)
{
    for (guint i = 0; i < N_FAULT_RULES; i++)
        rules[i](m, findings);
}

bool wf_check_step(const WfModel *m, WfFindings *findings, guint *stage)
{
    if (*stage < G_N_ELEMENTS(rules))
        rules[(*stage)++](m, findings);
    return *stage < G_N_ELEMENTS(rules);
}

void wf_check_run(const WfModel *m, WfFindings *findings)
{
    guint stage = 0;

    while (wf_check_step(m, findings, &stage))
        ;
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
