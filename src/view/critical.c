/* The critical path: the chain that decides how long a run takes, by count or by time. */
#include "view_priv.h"

void wf_view_set_critical(WfView *view, WfCritical by)
{
    view->critical = by;
    g_clear_pointer(&view->critical_nodes, g_free);
}

WfCritical wf_view_critical(const WfView *view)
{
    return view->critical;
}

GArray *wf_view_critical_path(const WfView *view, double *ret_length)
{
    guint32 n = wf_model_n_nodes(view->m), n_components = wf_model_n_components(view->m);

    if (ret_length)
        *ret_length = 0;
    if (view->critical == WF_CRITICAL_OFF)
        return g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autofree double *weight = g_new(double, n + 1);
    bool by_time = view->critical == WF_CRITICAL_TIME && view->facts.weight;
    for (guint32 node = 0; node < n; node++) /* facts take no time */
        weight[node] = by_time               ? view->facts.weight(view->facts.data, node)
                       : node < n_components ? 1
                                             : 0;
    return wf_graph_critical(wf_model_graph(view->m), weight, ret_length);
}
