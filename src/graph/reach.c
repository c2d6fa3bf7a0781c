/* Breadth-first walks: closures, what lies between, what to show around a node. */
#include "graph_priv.h"

/* The nodes marked so far in the order they were met; a level ends where the queue did. */
typedef struct {
    guint32 *nodes;
    guint32 len;
    guint8 *mark;
} Queue;

static void meet(Queue *q, guint32 v)
{
    if (q->mark[v])
        return;
    q->mark[v] = 1;
    q->nodes[q->len++] = v;
}

static void meet_row(Queue *q, const ArcSide *side, guint32 v)
{
    for (guint32 i = side->at[v]; i < side->at[v + 1]; i++)
        meet(q, side->arcs[i].node);
}

guint32 wf_graph_reach(const WfGraph *g, const guint32 *seeds, guint32 n_seeds,
                       WfDirection direction, guint32 hops, guint8 *mark)
{
    g_autofree guint32 *nodes = g_new(guint32, g->n_nodes);
    Queue q = {.nodes = nodes, .mark = mark};

    for (guint32 i = 0; i < n_seeds; i++)
        meet(&q, seeds[i]);
    guint32 head = 0;
    for (guint32 step = 0; step < hops && head < q.len; step++) {
        for (guint32 end = q.len; head < end; head++) {
            if (direction & WF_UPSTREAM)
                meet_row(&q, &g->in, nodes[head]);
            if (direction & WF_DOWNSTREAM)
                meet_row(&q, &g->out, nodes[head]);
        }
    }
    return q.len;
}

guint32 wf_graph_between_sets(const WfGraph *g, const guint32 *from, guint32 n_from,
                              const guint32 *to, guint32 n_to, guint8 *mark)
{
    g_autofree guint8 *above = g_new0(guint8, g->n_nodes);
    guint32 n_marked = 0;

    wf_graph_reach(g, to, n_to, WF_UPSTREAM, G_MAXUINT32, above);
    wf_graph_reach(g, from, n_from, WF_DOWNSTREAM, G_MAXUINT32, mark);
    for (guint32 v = 0; v < g->n_nodes; v++) {
        mark[v] &= above[v];
        n_marked += mark[v];
    }
    return n_marked;
}

/* Inputs and outputs in turn, so that a cap on the nodes cuts neither side away. */
static void meet_around(Queue *q, const WfGraph *g, guint32 v, guint32 max_nodes)
{
    guint32 i = g->in.at[v], o = g->out.at[v];
    while ((i < g->in.at[v + 1] || o < g->out.at[v + 1]) && q->len < max_nodes) {
        if (i < g->in.at[v + 1])
            meet(q, g->in.arcs[i++].node);
        if (o < g->out.at[v + 1] && q->len < max_nodes)
            meet(q, g->out.arcs[o++].node);
    }
}

GArray *wf_graph_around(const WfGraph *g, const guint32 *seeds, guint32 n_seeds, guint32 hops,
                        guint32 hub_degree, guint32 max_nodes)
{
    max_nodes = MIN(max_nodes, g->n_nodes);
    g_autofree guint8 *mark = g_new0(guint8, g->n_nodes);
    GArray *found = g_array_sized_new(FALSE, FALSE, sizeof(guint32), max_nodes);
    Queue q = {.nodes = (guint32 *)found->data, .mark = mark};

    for (guint32 i = 0; i < n_seeds && q.len < max_nodes; i++)
        meet(&q, seeds[i]);
    guint32 head = 0, n_met = q.len;
    for (guint32 step = 0; step < hops && head < q.len; step++) {
        for (guint32 end = q.len; head < end && q.len < max_nodes; head++) {
            guint32 v = q.nodes[head];
            guint64 degree =
                (guint64)(g->in.at[v + 1] - g->in.at[v]) + g->out.at[v + 1] - g->out.at[v];
            if (head < n_met || degree <= hub_degree)
                meet_around(&q, g, v, max_nodes);
        }
        if (q.len == max_nodes)
            break;
    }
    g_array_set_size(found, q.len);
    return found;
}
