/* Edges that a longer path implies (what a transitive reduction leaves out).
 *
 * For each node, a walk from its successors over nodes of earlier waves than its
 * latest successor: a successor met again on the way is reached by a longer path.
 * An edge to the very next wave is always needed, so most nodes need no walk. */
#include "graph_priv.h"

typedef struct {
    const WfGraph *g;
    const guint8 *ask;
    guint32 *wave;
    guint32 *queued; /* v + 1 of the walk that last queued the node */
    guint32 *passed; /* v + 1 of the walk that last came to it over two or more edges */
    guint32 *wanted; /* v + 1 of the walk that last asked for it */
    guint32 *queue;
} Reduction;

/* What a walk looks for: the successors of @v that a longer path could reach. */
typedef struct {
    guint32 latest; /* wave of the last of them */
    guint32 n_left; /* not yet reached */
} Wanted;

static Wanted want_successors(Reduction *r, guint32 v)
{
    Wanted want = {0, 0};
    for (guint32 i = r->g->out.at[v]; i < r->g->out.at[v + 1]; i++) {
        WfArc a = r->g->out.arcs[i];
        guint32 w = a.node, wave = r->wave[w];
        if (r->ask != NULL && !r->ask[a.edge])
            continue;
        if (wave == G_MAXUINT32 || wave <= r->wave[v] + 1 || r->wanted[w] == v + 1)
            continue;
        r->wanted[w] = v + 1;
        want.n_left++;
        want.latest = MAX(want.latest, wave);
    }
    return want;
}

static guint32 queue_node(Reduction *r, guint32 x, guint32 stamp, guint32 latest, guint32 len)
{
    if (r->queued[x] == stamp || r->wave[x] >= latest)
        return len;
    r->queued[x] = stamp;
    r->queue[len] = x;
    return len + 1;
}

static void walk_below(Reduction *r, guint32 v, Wanted want, guint64 budget)
{
    const ArcSide *out = &r->g->out;
    guint32 stamp = v + 1, len = 0;
    guint64 visited = 0;

    for (guint32 i = out->at[v]; i < out->at[v + 1]; i++)
        len = queue_node(r, out->arcs[i].node, stamp, want.latest, len);
    for (guint32 head = 0; head < len; head++) {
        guint32 x = r->queue[head];
        for (guint32 i = out->at[x]; i < out->at[x + 1]; i++) {
            if (visited++ == budget)
                return;
            guint32 y = out->arcs[i].node;
            want.n_left -= r->wanted[y] == stamp && r->passed[y] != stamp;
            r->passed[y] = stamp;
            if (want.n_left == 0)
                return;
            len = queue_node(r, y, stamp, want.latest, len);
        }
    }
}

guint32 wf_graph_redundant(const WfGraph *g, const guint8 *ask, guint64 budget, guint8 *redundant)
{
    guint32 n = g->n_nodes, n_redundant = 0;
    g_autofree guint32 *wave = g_new(guint32, n);
    g_autofree guint32 *queued = g_new0(guint32, n);
    g_autofree guint32 *passed = g_new0(guint32, n);
    g_autofree guint32 *queue = g_new(guint32, n);
    g_autofree guint32 *wanted = g_new0(guint32, n);
    Reduction r = {g, ask, wave, queued, passed, wanted, queue};

    wf_graph_order(g, NULL, wave);
    for (guint32 v = 0; v < n; v++) {
        Wanted want = {0, 0};
        if (wave[v] != G_MAXUINT32)
            want = want_successors(&r, v);
        if (want.n_left > 0)
            walk_below(&r, v, want, budget);
        for (guint32 i = g->out.at[v]; i < g->out.at[v + 1]; i++) {
            WfArc a = g->out.arcs[i];
            bool asked = ask == NULL || ask[a.edge];
            redundant[a.edge] = asked && wanted[a.node] == v + 1 && passed[a.node] == v + 1;
            n_redundant += redundant[a.edge];
        }
    }
    return n_redundant;
}
