/* The cycle report: for each knot of components the shortest cycle, step by step, each with the
 * value or rule that makes it, and what would break it. */
#include "check_priv.h"

#include <string.h>

void wf_cycle_report_free(WfCycleReport *report)
{
    if (!report)
        return;
    g_array_unref(report->steps);
    g_array_unref(report->breakers);
    g_array_unref(report->vms);
    g_free(report);
}

/* Can @to be reached from @from inside the knot without edge @without? */
static bool reaches(const WfModel *m, const guint32 *scc, guint32 from, guint32 to, guint32 without)
{
    const WfGraph *g = wf_model_graph(m);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(guint32));

    g_array_append_val(queue, from);
    g_hash_table_add(seen, GUINT_TO_POINTER(from + 1));
    for (guint i = 0; i < queue->len; i++) {
        guint32 n, node = g_array_index(queue, guint32, i);
        const WfArc *arcs = wf_graph_out(g, node, &n);
        for (guint32 k = 0; k < n; k++) {
            if (arcs[k].edge == without || scc[arcs[k].node] != scc[from])
                continue;
            if (arcs[k].node == to)
                return true;
            if (g_hash_table_add(seen, GUINT_TO_POINTER(arcs[k].node + 1)))
                g_array_append_val(queue, arcs[k].node);
        }
    }
    return false;
}

static void note_run_lists(const WfModel *m, WfCycleReport *report)
{
    for (guint i = 0; i < report->steps->len; i++) {
        guint32 edge = g_array_index(report->steps, guint32, i);
        if (wf_model_edge_kind(m, edge) != WF_EDGE_RUN_LIST)
            continue;
        WfId vm = wf_model_node_vm(m, wf_graph_from(wf_model_graph(m), edge));
        guint k = 0;
        while (k < report->vms->len && g_array_index(report->vms, WfId, k) != vm)
            k++;
        if (k == report->vms->len)
            g_array_append_val(report->vms, vm);
    }
}

/* Exchanging two neighbours of a run list turns their edge round: it helps if taking the edge away
 * breaks every cycle here and nothing else wants the old order. */
static void find_swap(const WfModel *m, const guint32 *scc, WfCycleReport *report)
{
    for (guint i = 0; i < report->breakers->len; i++) {
        guint32 edge =
            g_array_index(report->steps, guint32, g_array_index(report->breakers, guint32, i));
        guint32 from = wf_graph_from(wf_model_graph(m), edge),
                to = wf_graph_to(wf_model_graph(m), edge);
        if (wf_model_edge_kind(m, edge) != WF_EDGE_RUN_LIST || reaches(m, scc, from, to, edge))
            continue;
        report->swap_first = from;
        report->swap_second = to;
        return;
    }
}

static WfCycleReport *report_new(const WfModel *m, const WfCycle *cycle, const guint32 *scc,
                                 const guint8 *data_cyclic)
{
    WfCycleReport *report = g_new0(WfCycleReport, 1);
    guint n = cycle->edges->len;

    report->steps = g_array_new(FALSE, FALSE, sizeof(guint32));
    report->breakers = g_array_new(FALSE, FALSE, sizeof(guint32));
    report->vms = g_array_new(FALSE, FALSE, sizeof(WfId));
    report->n_nodes = cycle->n_nodes;
    report->shortest = cycle->shortest;
    report->swap_first = report->swap_second = WF_NONE;
    g_array_append_vals(report->steps, cycle->edges->data, n);
    g_autoptr(GHashTable) breaks = g_hash_table_new(NULL, NULL);
    for (guint k = 0; k < cycle->breakers->len; k++)
        g_hash_table_add(breaks, GUINT_TO_POINTER(g_array_index(cycle->breakers, guint32, k) + 1));
    for (guint32 i = 0; i < n; i++)
        if (g_hash_table_contains(breaks,
                                  GUINT_TO_POINTER(g_array_index(cycle->edges, guint32, i) + 1)))
            g_array_append_val(report->breakers, i);
    guint32 node = wf_graph_from(wf_model_graph(m), g_array_index(cycle->edges, guint32, 0));
    note_run_lists(m, report);
    report->acyclic_in_data = report->vms->len > 0 && !data_cyclic[scc[node]];
    find_swap(m, scc, report);
    return report;
}

/* For each component of the whole graph: does it hold a cycle without run lists? */
static guint8 *cyclic_without_run_lists(const WfModel *m, const guint32 *scc)
{
    const WfGraph *g = wf_model_graph(m);
    guint32 n_edges = wf_model_n_edges(m), n = wf_model_n_nodes(m);
    g_autofree guint8 *ok = g_new(guint8, n_edges + 1), *mark = g_new0(guint8, n + 1);
    guint8 *cyclic = g_new0(guint8, n + 1);

    for (guint32 e = 0; e < n_edges; e++)
        ok[e] = wf_model_edge_kind(m, e) != WF_EDGE_RUN_LIST;
    wf_graph_on_cycles(g, ok, mark);
    for (guint32 v = 0; v < n; v++)
        cyclic[scc[v]] |= mark[v];
    return cyclic;
}

/* ---- the search, in steps ---- */

struct Finder {
    const WfModel *m;
    WfCycleSearch *search; /* NULL: there are none, or it is over */
    GPtrArray *cycles;     /* then; NULL: there are none */
    guint next;            /* of them to be reported */
    guint32 *scc;
    guint8 *data_cyclic;
    GPtrArray *reports;
};

Finder *check_finder_start(const WfModel *m)
{
    const WfGraph *g = wf_model_graph(m);
    guint32 n = wf_model_n_nodes(m);
    Finder *f = g_new0(Finder, 1);

    f->m = m;
    f->reports = g_ptr_array_new_with_free_func((GDestroyNotify)wf_cycle_report_free);
    if (wf_graph_order(g, NULL, NULL) == n) /* a good model pays for nothing else */
        return f;
    f->scc = g_new(guint32, n + 1);
    wf_graph_scc(g, f->scc);
    f->data_cyclic = cyclic_without_run_lists(m, f->scc);
    f->search = wf_graph_cycles_start(g, NULL);
    return f;
}

#define STEP_NODES 20000 /* members of cycles that are reported in one go */

bool check_finder_step(Finder *f)
{
    guint32 done = 0;

    if (f->search && wf_graph_cycles_step(f->search))
        return true;
    if (f->search)
        f->cycles = wf_graph_cycles_end(g_steal_pointer(&f->search));
    for (; f->cycles && f->next < f->cycles->len && done < STEP_NODES; f->next++) {
        const WfCycle *cycle = f->cycles->pdata[f->next];
        g_ptr_array_add(f->reports, report_new(f->m, cycle, f->scc, f->data_cyclic));
        done += cycle->n_nodes;
    }
    return f->cycles && f->next < f->cycles->len;
}

GPtrArray *check_finder_end(Finder *f)
{
    GPtrArray *reports = f->reports;

    if (f->search)
        g_ptr_array_unref(wf_graph_cycles_end(f->search));
    g_clear_pointer(&f->cycles, g_ptr_array_unref);
    g_free(f->scc);
    g_free(f->data_cyclic);
    g_free(f);
    return reports;
}

GPtrArray *wf_check_cycles(const WfModel *m)
{
    Finder *finder = check_finder_start(m);

    while (check_finder_step(finder))
        ;
    return check_finder_end(finder);
}

/* ---- order that a server asks for ---- */

/* Does the place stand in the definition of that VM's server? */
static bool is_in_server(const WfModel *m, WfPlace place, WfId vm)
{
    WfExpr def = wf_model_resource_plain_definition(m, wf_model_vm_resource(m, vm));
    WfPlace start = wf_model_expr_place(m, def);

    return start.doc == place.doc && place.node > start.node &&
           place.node < wf_doc_end(wf_model_doc(m, start.doc), start.node);
}

/* Is what stands there the name of that VM's server, as its own template has it? */
static bool names_server(const WfModel *m, WfPlace place, WfId vm)
{
    const char *name = wf_model_vm_name(m, vm), *dot = strrchr(name, '.');

    return wf_doc_is(wf_model_doc(m, place.doc), place.node, dot ? dot + 1 : name);
}

/* Between servers and components it is order of all the software there; NULL: it is between two
 * components. */
static char *server_step_text(const WfModel *m, const WfEdge *e)
{
    const char *from = wf_model_node_name(m, e->from), *to = wf_model_node_name(m, e->to);
    WfId from_vm = wf_model_node_vm(m, e->from), to_vm = wf_model_node_vm(m, e->to);
    bool by_server, of_server;

    if (e->kind != WF_EDGE_ORDER || from_vm == WF_NONE || to_vm == WF_NONE)
        return NULL;
    by_server = is_in_server(m, e->place, to_vm);
    of_server = names_server(m, e->place, from_vm);
    if (by_server && of_server)
        return g_strdup_printf("VM '%s' depends on VM '%s', so '%s' comes after '%s'",
                               wf_model_vm_name(m, to_vm), wf_model_vm_name(m, from_vm), to, from);
    if (by_server)
        return g_strdup_printf("VM '%s' depends on '%s', so '%s' comes after it",
                               wf_model_vm_name(m, to_vm), from, to);
    if (of_server)
        return g_strdup_printf("'%s' depends on VM '%s', so it comes after '%s'", to,
                               wf_model_vm_name(m, from_vm), from);
    return NULL;
}

char *wf_check_edge_text(const WfModel *m, guint32 edge)
{
    WfEdge e;
    WfInput input;

    wf_model_edge(m, edge, &e);
    const char *from = wf_model_node_name(m, e.from), *to = wf_model_node_name(m, e.to);
    if (e.kind == WF_EDGE_RUN_LIST)
        return g_strdup_printf("'%s' comes after '%s' in the run list of VM '%s'", to, from,
                               wf_model_vm_name(m, wf_model_node_vm(m, e.to)));
    char *server = server_step_text(m, &e);
    if (server)
        return server;
    if (e.kind == WF_EDGE_ORDER && e.to == e.from)
        return g_strdup_printf("'%s' depends on what waits for it", to);
    if (e.kind == WF_EDGE_ORDER)
        return g_strdup_printf("'%s' depends on '%s'", to, from);
    if (e.input == WF_NONE)
        return g_strdup_printf("the recipe of '%s' reads '%s' of '%s'", to, e.value, from);
    wf_model_input(m, e.input, &input);
    return g_strdup_printf("'%s' reads '%s' of '%s' (input %s)", to, e.value, from, input.name);
}

static char *vm_list(const WfModel *m, const GArray *vms)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < vms->len; i++)
        g_string_append_printf(text, "%s'%s'",
                               i == 0             ? ""
                               : i + 1 < vms->len ? ", "
                                                  : " and ",
                               wf_model_vm_name(m, g_array_index(vms, WfId, i)));
    return g_string_free(text, FALSE);
}

static bool has_server_step(const WfModel *m, const WfCycleReport *report)
{
    for (guint i = 0; i < report->steps->len; i++) {
        WfEdge e;
        wf_model_edge(m, g_array_index(report->steps, guint32, i), &e);
        g_autofree char *text = server_step_text(m, &e);
        if (text)
            return true;
    }
    return false;
}

/* What would break the cycle. Caller frees. */
static char *breaker_text(const WfModel *m, const WfCycleReport *report)
{
    GString *text = g_string_new(NULL);

    if (has_server_step(m, report))
        g_string_append(text, "depends_on of a server orders all the software there: say it in the "
                              "components that need it instead; ");

    if (report->acyclic_in_data) {
        g_autofree char *vms = vm_list(m, report->vms);
        g_string_append_printf(
            text,
            "acyclic in data, cyclic with the run order of %s: the VMs would sit in "
            "blocking reads for ever; ",
            vms);
    }
    if (report->swap_first != WF_NONE) {
        g_string_append_printf(text, "moving '%s' before '%s' in the run list of '%s' removes it",
                               wf_model_node_name(m, report->swap_second),
                               wf_model_node_name(m, report->swap_first),
                               wf_model_vm_name(m, wf_model_node_vm(m, report->swap_first)));
        return g_string_free(text, FALSE);
    }
    guint n = report->breakers->len;
    if (n == 0) {
        g_string_append(text,
                        "no single step breaks it: several cycles run through these components");
        return g_string_free(text, FALSE);
    }
    if (n > 1 && n == report->steps->len) {
        g_string_append(text, "taking away any one of the steps breaks it");
        return g_string_free(text, FALSE);
    }
    g_string_append_printf(text, "taking away step%s ", n > 1 ? "s" : "");
    for (guint i = 0; i < n; i++)
        g_string_append_printf(text, "%s%u",
                               i == 0      ? ""
                               : i + 1 < n ? ", "
                                           : " or ",
                               g_array_index(report->breakers, guint32, i) + 1);
    g_string_append(text, " breaks it");
    return g_string_free(text, FALSE);
}

char *wf_circle_text(const GPtrArray *names)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++) {
        if (i == 12 && names->len > 16) {
            g_string_append_printf(text, "... %u more -> ", names->len - i);
            break;
        }
        g_string_append_printf(text, "%s -> ", (const char *)names->pdata[i]);
    }
    g_string_append(text, names->pdata[0]);
    return g_string_free(text, FALSE);
}

void wf_circle_step(const WfModel *m, WfFindings *findings, WfPlace place, guint n,
                    const char *text)
{
    WfSpan span = wf_model_place_span(m, place);

    wf_findings_related(findings, wf_model_place_path(m, place), &span, "step %u: %s", n, text);
}

static char *cycle_path(const WfModel *m, const WfCycleReport *report)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < report->steps->len; i++) {
        guint32 edge = g_array_index(report->steps, guint32, i);
        g_ptr_array_add(names,
                        (char *)wf_model_node_name(m, wf_graph_from(wf_model_graph(m), edge)));
    }
    return wf_circle_text(names);
}

static void say_cycle(const WfModel *m, WfFindings *findings, const WfCycleReport *report)
{
    WfEdge e;
    g_autofree char *path = cycle_path(m, report);
    g_autofree char *hint = breaker_text(m, report);

    wf_model_edge(m, g_array_index(report->steps, guint32, 0), &e);
    if (report->steps->len == 1)
        wf_model_finding(m, e.place, findings, WF_CODE_CYCLE, "'%s' waits for itself",
                         wf_model_node_name(m, e.to));
    else if (report->n_nodes > report->steps->len)
        wf_model_finding(m, e.place, findings, WF_CODE_CYCLE,
                         "%u components wait for each other; %s cycle is %s", report->n_nodes,
                         report->shortest ? "the shortest" : "a short", path);
    else
        wf_model_finding(m, e.place, findings, WF_CODE_CYCLE, "components wait for each other: %s",
                         path);
    wf_findings_subject(findings, wf_model_node_name(m, e.from));
    wf_findings_hint(findings, "%s", hint);
    for (guint i = 0; i < report->steps->len; i++) {
        guint32 edge = g_array_index(report->steps, guint32, i);
        g_autofree char *step = wf_check_edge_text(m, edge);
        wf_model_edge(m, edge, &e);
        wf_circle_step(m, findings, e.place, i + 1, step);
    }
}

void check_say_cycles(const WfModel *m, WfFindings *findings, const GPtrArray *reports)
{
    for (guint i = 0; i < reports->len; i++)
        say_cycle(m, findings, reports->pdata[i]);
}
