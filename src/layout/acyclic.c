/* Breaking cycles before ranking.
 *
 * Inside each strongly connected component the nodes are put in a row by the
 * greedy heuristic of Eades, Lin and Smyth (1993): sinks to the end, sources to
 * the front, else the node with the largest surplus of outgoing weight to the
 * front. Arcs that then point backwards are turned. Ties go to the smaller
 * number, so that a model's cycle is broken at the same place every time. */
#include "acyclic.h"

#include <weft/graph.h>

typedef struct {
    const WfGraph *graph;
    const WfWeightedArc *arcs;
    const guint32 *component;
    gint64 *surplus; /* outgoing minus incoming weight among the nodes left */
    guint32 *n_out;  /* arcs to nodes left in the same component */
    guint32 *n_in;
    guint32 *place; /* G_MAXUINT32: not placed yet */
} Row;

static bool inside(const Row *row, guint32 arc)
{
    guint32 from = row->arcs[arc].from, to = row->arcs[arc].to;
    return from != to && row->component[from] == row->component[to];
}

static void take(Row *row, guint32 node, guint32 place)
{
    guint32 n;
    row->place[node] = place;
    const WfArc *out = wf_graph_out(row->graph, node, &n);
    for (guint32 i = 0; i < n; i++) {
        if (inside(row, out[i].edge)) {
            row->n_in[out[i].node]--;
            row->surplus[out[i].node] += row->arcs[out[i].edge].weight;
        }
    }
    const WfArc *in = wf_graph_in(row->graph, node, &n);
    for (guint32 i = 0; i < n; i++) {
        if (inside(row, in[i].edge)) {
            row->n_out[in[i].node]--;
            row->surplus[in[i].node] -= row->arcs[in[i].edge].weight;
        }
    }
}

/* The next of @members (ascending) to be placed; *ret_last if it goes to the end of the row. */
static guint32 choose(const Row *row, const guint32 *members, guint32 n, bool *ret_last)
{
    guint32 best = G_MAXUINT32, sink = G_MAXUINT32;
    *ret_last = false;
    for (guint32 i = 0; i < n; i++) {
        guint32 node = members[i];
        if (row->place[node] != G_MAXUINT32)
            continue;
        if (row->n_in[node] == 0)
            return node;
        if (row->n_out[node] == 0)
            sink = node;
        if (best == G_MAXUINT32 || row->surplus[node] > row->surplus[best])
            best = node;
    }
    *ret_last = sink != G_MAXUINT32;
    return *ret_last ? sink : best;
}

static void order_component(Row *row, const guint32 *members, guint32 n)
{
    guint32 front = 0, back = n;
    while (front < back) {
        bool last;
        guint32 node = choose(row, members, n, &last);
        take(row, node, last ? --back : front++);
    }
}

static void count_arcs(Row *row, guint32 n_arcs)
{
    for (guint32 i = 0; i < n_arcs; i++) {
        if (!inside(row, i))
            continue;
        row->n_out[row->arcs[i].from]++;
        row->n_in[row->arcs[i].to]++;
        row->surplus[row->arcs[i].from] += row->arcs[i].weight;
        row->surplus[row->arcs[i].to] -= row->arcs[i].weight;
    }
}

/* Nodes by component, ascending within each; fills @first with n_components + 1 starts. */
static guint32 *group(const guint32 *component, guint32 n, guint32 n_components, guint32 *first)
{
    guint32 *members = g_new(guint32, MAX(n, 1));
    for (guint32 i = 0; i < n; i++)
        first[component[i] + 1]++;
    for (guint32 c = 0; c < n_components; c++)
        first[c + 1] += first[c];
    g_autofree guint32 *next = g_memdup2(first, sizeof(guint32) * (n_components + 1));
    for (guint32 i = 0; i < n; i++)
        members[next[component[i]]++] = i;
    return members;
}

void wf_break_cycles(guint32 n, const WfWeightedArc *arcs, guint32 n_arcs, guint8 *turn)
{
    g_autofree guint32 *from = g_new(guint32, MAX(n_arcs, 1)), *to = g_new(guint32, MAX(n_arcs, 1));
    for (guint32 i = 0; i < n_arcs; i++) {
        from[i] = arcs[i].from;
        to[i] = arcs[i].to;
    }
    g_autoptr(WfGraph) graph = wf_graph_new(n, n_arcs, from, to);
    g_autofree guint32 *component = g_new0(guint32, MAX(n, 1));
    guint32 n_components = wf_graph_scc(graph, component);
    if (n_components == n)
        return;

    g_autofree gint64 *surplus = g_new0(gint64, n);
    g_autofree guint32 *n_out = g_new0(guint32, n), *n_in = g_new0(guint32, n),
                       *place = g_new(guint32, n);
    memset(place, 0xff, sizeof(guint32) * n);
    Row row = {graph, arcs, component, surplus, n_out, n_in, place};
    count_arcs(&row, n_arcs);

    g_autofree guint32 *first = g_new0(guint32, n_components + 1);
    g_autofree guint32 *members = group(component, n, n_components, first);
    for (guint32 c = 0; c < n_components; c++)
        order_component(&row, members + first[c], first[c + 1] - first[c]);
    for (guint32 i = 0; i < n_arcs; i++)
        turn[i] = inside(&row, i) && place[from[i]] > place[to[i]];
}
