/* Making and reading graphs.
 *
 * Both directions are compressed sparse rows filled by counting sort: count the
 * arcs of each node, sum up, then drop each edge into its node's row. Rows keep
 * edge order because edges are dropped in edge order. */
#include "graph_priv.h"

/* Counts land two places on, so that after summing at[v + 1] is where v's row starts, and after
 * filling, where it ends: the next row's start, as at[v + 1] has to be. */
static void fill_side(ArcSide *side, guint32 n_nodes, guint32 n_edges, const guint32 *key,
                      const guint32 *other)
{
    guint32 *at = side->at = g_new0(guint32, (gsize)n_nodes + 2);
    WfArc *arcs = side->arcs = g_new(WfArc, n_edges);

    for (guint32 e = 0; e < n_edges; e++) {
        g_assert(key[e] < n_nodes);
        at[key[e] + 2]++;
    }
    for (guint32 v = 2; v <= n_nodes; v++)
        at[v] += at[v - 1];
    for (guint32 e = 0; e < n_edges; e++)
        arcs[at[key[e] + 1]++] = (WfArc){.node = other[e], .edge = e};
}

WfGraph *wf_graph_new(guint32 n_nodes, guint32 n_edges, const guint32 *from, const guint32 *to)
{
    g_assert(n_nodes < G_MAXUINT32 - 2);

    WfGraph *g = g_new0(WfGraph, 1);
    g->n_nodes = n_nodes;
    g->n_edges = n_edges;
    g->from = g_memdup2(from, (gsize)n_edges * sizeof *from);
    g->to = g_memdup2(to, (gsize)n_edges * sizeof *to);
    fill_side(&g->out, n_nodes, n_edges, g->from, g->to);
    fill_side(&g->in, n_nodes, n_edges, g->to, g->from);
    return g;
}

void wf_graph_free(WfGraph *g)
{
    if (g == NULL)
        return;
    g_free(g->from);
    g_free(g->to);
    g_free(g->out.at);
    g_free(g->out.arcs);
    g_free(g->in.at);
    g_free(g->in.arcs);
    g_free(g);
}

guint32 wf_graph_n_nodes(const WfGraph *g)
{
    return g->n_nodes;
}

guint32 wf_graph_n_edges(const WfGraph *g)
{
    return g->n_edges;
}

guint32 wf_graph_from(const WfGraph *g, guint32 edge)
{
    return g->from[edge];
}

guint32 wf_graph_to(const WfGraph *g, guint32 edge)
{
    return g->to[edge];
}

static const WfArc *row(const ArcSide *side, guint32 node, guint32 *ret_n)
{
    *ret_n = side->at[node + 1] - side->at[node];
    return *ret_n ? side->arcs + side->at[node] : side->arcs; /* without any edge: NULL */
}

const WfArc *wf_graph_out(const WfGraph *g, guint32 node, guint32 *ret_n)
{
    return row(&g->out, node, ret_n);
}

const WfArc *wf_graph_in(const WfGraph *g, guint32 node, guint32 *ret_n)
{
    return row(&g->in, node, ret_n);
}
