/* Orders: waves, the order of work, and the critical path.
 *
 * Kahn (1962) with a first-in first-out queue. Nodes leave such a queue by wave,
 * so the predecessor that frees a node is one of its latest: its wave plus one is
 * the node's. A counting sort by wave then puts each wave in order of ids. */
#include "graph_priv.h"

/* Sorts all nodes by wave, then id; nodes without a wave come last. @order holds the queue. */
static void sort_by_wave(guint32 n_nodes, guint32 n_ordered, const guint32 *wave, guint32 *order)
{
    guint32 n_waves = n_ordered > 0 ? wave[order[n_ordered - 1]] + 1 : 0;
    g_autofree guint32 *at = g_new0(guint32, (gsize)n_waves + 1);

    for (guint32 i = 0; i < n_ordered; i++)
        at[wave[order[i]] + 1]++;
    for (guint32 w = 1; w <= n_waves; w++)
        at[w] += at[w - 1];
    guint32 rest = n_ordered;
    for (guint32 v = 0; v < n_nodes; v++) {
        guint32 *place = wave[v] == G_MAXUINT32 ? &rest : &at[wave[v]];
        order[(*place)++] = v;
    }
}

guint32 wf_graph_order(const WfGraph *g, guint32 *order, guint32 *wave)
{
    guint32 n = g->n_nodes, head = 0, tail = 0;
    g_autofree guint32 *left = g_new(guint32, n);
    g_autofree guint32 *own_order = order == NULL ? g_new(guint32, n) : NULL;
    g_autofree guint32 *own_wave = wave == NULL ? g_new(guint32, n) : NULL;
    guint32 *queue = order == NULL ? own_order : order;
    guint32 *level = wave == NULL ? own_wave : wave;

    for (guint32 v = 0; v < n; v++) {
        left[v] = g->in.at[v + 1] - g->in.at[v];
        level[v] = G_MAXUINT32;
        if (left[v] == 0) {
            level[v] = 0;
            queue[tail++] = v;
        }
    }
    while (head < tail) {
        guint32 v = queue[head++];
        for (guint32 i = g->out.at[v]; i < g->out.at[v + 1]; i++) {
            guint32 w = g->out.arcs[i].node;
            if (--left[w] == 0) {
                level[w] = level[v] + 1;
                queue[tail++] = w;
            }
        }
    }
    if (order != NULL)
        sort_by_wave(n, tail, level, order);
    return tail;
}

static double node_weight(const double *weight, guint32 v)
{
    if (weight == NULL)
        return 1;
    return weight[v] > 0 ? weight[v] : 0; /* NaN too */
}

/* The predecessor on the longest path to @v, or G_MAXUINT32 at a source. All predecessors of an
 * ordered node are ordered. */
static guint32 longest_before(const WfGraph *g, guint32 v, const double *total)
{
    guint32 best = G_MAXUINT32;
    for (guint32 i = g->in.at[v]; i < g->in.at[v + 1]; i++) {
        guint32 u = g->in.arcs[i].node;
        if (best == G_MAXUINT32 || total[u] > total[best] || (total[u] == total[best] && u < best))
            best = u;
    }
    return best;
}

/* Ends at a sink of the acyclic part even where the last nodes weigh nothing. */
static bool is_sink(const WfGraph *g, guint32 v, const guint32 *wave)
{
    for (guint32 i = g->out.at[v]; i < g->out.at[v + 1]; i++)
        if (wave[g->out.arcs[i].node] != G_MAXUINT32)
            return false;
    return true;
}

GArray *wf_graph_critical(const WfGraph *g, const double *weight, double *ret_length)
{
    guint32 n = g->n_nodes, last = G_MAXUINT32;
    g_autofree guint32 *order = g_new(guint32, n);
    g_autofree guint32 *wave = g_new(guint32, n);
    g_autofree guint32 *before = g_new(guint32, n);
    g_autofree double *total = g_new(double, n);
    guint32 n_ordered = wf_graph_order(g, order, wave);

    for (guint32 i = 0; i < n_ordered; i++) {
        guint32 v = order[i];
        before[v] = longest_before(g, v, total);
        total[v] = node_weight(weight, v) + (before[v] == G_MAXUINT32 ? 0 : total[before[v]]);
        if (is_sink(g, v, wave) && (last == G_MAXUINT32 || total[v] > total[last] ||
                                    (total[v] == total[last] && v < last)))
            last = v;
    }

    GArray *path = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 v = last; v != G_MAXUINT32; v = before[v])
        g_array_append_val(path, v);
    for (guint i = 0, j = path->len; i + 1 < j; i++) {
        guint32 *a = &g_array_index(path, guint32, i), *b = &g_array_index(path, guint32, --j);
        guint32 swap = *a;
        *a = *b;
        *b = swap;
    }
    if (ret_length != NULL)
        *ret_length = last == G_MAXUINT32 ? 0 : total[last];
    return path;
}
