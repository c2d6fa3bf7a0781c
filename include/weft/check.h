/* Checks of a loaded model that go beyond reading it: that data, order and run
 * lists really form a DAG, what infrastructure asks of software, secrets, and
 * what is merely odd. Loading has reported everything about references, types
 * and names already.
 *
 *     wf_check_run(model, findings);
 *     WfSummary s = wf_check_summary(model, findings);
 *
 * Pure: reads the model (and the files it names), writes findings. */
#pragma once

#include <weft/findings.h>
#include <weft/model.h>

/* Runs every rule. Positions come from the model; the caller sorts. */
void wf_check_run(const WfModel *m, WfFindings *findings);
/* The same in steps, for a main loop that goes on meanwhile; the model outlives it. A step returns
 * true if there is another. The cycles are known first: of WfCycleReport *, or NULL as long as they
 * are not. */
typedef struct WfCheck WfCheck;
WfCheck *wf_check_start(const WfModel *m);
bool wf_check_step(WfCheck *check, WfFindings *findings);
const GPtrArray *wf_check_found_cycles(const WfCheck *check);
void wf_check_free(WfCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfCheck, wf_check_free)
/* Runs only the rules that can find a fault: enough to know whether a model is sound. */
void wf_check_faults(const WfModel *m, WfFindings *findings);

typedef struct {
    guint errors, warnings, notes;
    guint32 vms, components, edges, cross_vm_edges, cycles;
} WfSummary;
WfSummary wf_check_summary(const WfModel *m, const WfFindings *findings);

/* One strongly connected component, explained by one shortest cycle in it. */
typedef struct {
    GArray *steps;    /* guint32: edges of the model, each one's target the next one's source */
    GArray *breakers; /* guint32: positions in steps; taking any one of them away breaks all cycles
                         here */
    guint32 n_nodes;  /* components that wait for each other */
    bool shortest;    /* there is no shorter one here; false: nobody looked long enough */
    bool acyclic_in_data; /* without run lists there is no cycle: a deadlock of run orders */
    GArray *vms;          /* WfId: VMs whose run lists take part */
    WfId swap_first, swap_second; /* adjacent in a run list; exchanging them removes the cycle;
                                     WF_NONE: none does */
} WfCycleReport;
void wf_cycle_report_free(WfCycleReport *report);

/* All of them, by smallest node. Elements are WfCycleReport *. */
GPtrArray *wf_check_cycles(const WfModel *m);

/* Why one component comes after the other: "'b' reads 'url' of 'a' (input db_url)". Caller frees.
 */
char *wf_check_edge_text(const WfModel *m, guint32 edge);

/* Where each input of a component gets its value, and what each output feeds: the JSON that
 * `weft check --explain` prints. New reference. */
json_t *wf_check_explain(const WfModel *m, WfId component);
