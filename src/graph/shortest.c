/* One shortest cycle of a strongly connected graph.
 *
 * A breadth-first search from each node finds the shortest cycle through it. Once
 * a node was searched it is taken away, with all that then lies on no cycle any
 * more, and no search goes deeper than the best cycle found so far. That keeps the
 * exact answer, and makes rings, small cycles in large components and the like
 * linear; the budget bounds what is left (nodes x edges). */
#include "graph_priv.h"

typedef struct {
    const WfGraph *g;
    guint32 *n_out, *n_in; /* arcs of what is left */
    guint8 *gone;
    guint32 *seen; /* start + 1 of the search that met the node last */
    guint32 *via;  /* edge it was met over */
    guint32 *queue;
    GArray *best; /* edges, or empty */
    guint64 visited;
} Search;

/* The walk back from the edge that closed a cycle through @start. */
static void keep_cycle(Search *s, guint32 start, guint32 closing)
{
    g_array_set_size(s->best, 0);
    guint32 e = closing;
    g_array_append_val(s->best, e);
    while (s->g->from[e] != start) {
        e = s->via[s->g->from[e]];
        g_array_append_val(s->best, e);
    }
    guint32 *edges = &g_array_index(s->best, guint32, 0);
    for (guint32 i = 0, j = s->best->len - 1; i < j; i++, j--) {
        guint32 swap = edges[i];
        edges[i] = edges[j];
        edges[j] = swap;
    }
}

/* Looks at the arcs of @v; true if one leads back to @start. */
static bool spread(Search *s, guint32 start, guint32 v, guint32 *len)
{
    const ArcSide *out = &s->g->out;
    for (guint32 i = out->at[v]; i < out->at[v + 1]; i++) {
        WfArc a = out->arcs[i];
        s->visited++;
        if (a.node == start) {
            keep_cycle(s, start, a.edge);
            return true;
        }
        if (s->gone[a.node] || s->seen[a.node] == start + 1)
            continue;
        s->seen[a.node] = start + 1;
        s->via[a.node] = a.edge;
        s->queue[(*len)++] = a.node;
    }
    return false;
}

static void search_from(Search *s, guint32 start)
{
    guint32 head = 0, len = 1;
    s->queue[0] = start;
    for (guint32 length = 1; head < len; length++) {
        if (s->best->len > 0 && length >= s->best->len)
            return;
        for (guint32 end = len; head < end; head++)
            if (spread(s, start, s->queue[head], &len))
                return;
    }
}

/* Takes @v away, then every node left without an arc in or without an arc out. */
static void take_away(Search *s, guint32 v)
{
    guint32 len = 0;
    s->gone[v] = 1;
    s->queue[len++] = v;
    for (guint32 head = 0; head < len; head++) {
        guint32 x = s->queue[head];
        for (int side = 0; side < 2; side++) {
            const ArcSide *arcs = side ? &s->g->in : &s->g->out;
            guint32 *count = side ? s->n_out : s->n_in;
            for (guint32 i = arcs->at[x]; i < arcs->at[x + 1]; i++) {
                guint32 y = arcs->arcs[i].node;
                if (--count[y] == 0 && !s->gone[y]) {
                    s->gone[y] = 1;
                    s->queue[len++] = y;
                }
            }
        }
    }
}

GArray *graph_shortest_cycle(const WfGraph *g, guint64 *budget, bool *ret_proved)
{
    guint32 n = g->n_nodes, v;
    g_autofree guint32 *n_out = g_new(guint32, n);
    g_autofree guint32 *n_in = g_new(guint32, n);
    g_autofree guint8 *gone = g_new0(guint8, n);
    g_autofree guint32 *seen = g_new0(guint32, n);
    g_autofree guint32 *via = g_new(guint32, n);
    g_autofree guint32 *queue = g_new(guint32, n);
    Search s = {.g = g,
                .n_out = n_out,
                .n_in = n_in,
                .gone = gone,
                .seen = seen,
                .via = via,
                .queue = queue};

    s.best = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (v = 0; v < n; v++) {
        n_out[v] = g->out.at[v + 1] - g->out.at[v];
        n_in[v] = g->in.at[v + 1] - g->in.at[v];
    }
    for (v = 0; v < n; v++) {
        if (gone[v])
            continue;
        if (s.best->len > 0 && s.visited >= *budget)
            break;
        search_from(&s, v);
        take_away(&s, v);
    }
    *ret_proved = v == n;
    *budget -= MIN(*budget, s.visited);
    return s.best;
}
