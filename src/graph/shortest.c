/* One shortest cycle of a strongly connected graph.
 *
 * A breadth-first search from each node finds the shortest cycle through it. Once
 * a node was searched it is taken away, with all that then lies on no cycle any
 * more, and no search goes deeper than the best cycle found so far. That keeps the
 * exact answer, and makes rings, small cycles in large components and the like
 * linear; the budget bounds what is left (nodes x edges). Between two nodes it can
 * be left for a while. */
#include "graph_priv.h"

struct Shortest {
    const WfGraph *g;
    guint32 *n_out, *n_in; /* arcs of what is left */
    guint8 *gone;
    guint32 *seen; /* start + 1 of the search that met the node last */
    guint32 *via;  /* edge it was met over */
    guint32 *queue;
    GArray *best; /* edges, or empty */
    guint32 next; /* node to search from */
    guint64 visited, budget;
};

/* The walk back from the edge that closed a cycle through @start. */
static void keep_cycle(Shortest *s, guint32 start, guint32 closing)
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
static bool spread(Shortest *s, guint32 start, guint32 v, guint32 *len)
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

static void search_from(Shortest *s, guint32 start)
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
static void take_away(Shortest *s, guint32 v)
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

Shortest *graph_shortest_start(const WfGraph *g, guint64 budget)
{
    Shortest *s = g_new(Shortest, 1);
    guint32 n = g->n_nodes;
    *s = (Shortest){.g = g,
                    .n_out = g_new(guint32, n),
                    .n_in = g_new(guint32, n),
                    .gone = g_new0(guint8, n),
                    .seen = g_new0(guint32, n),
                    .via = g_new(guint32, n),
                    .queue = g_new(guint32, n),
                    .best = g_array_new(FALSE, FALSE, sizeof(guint32)),
                    .budget = budget};
    for (guint32 v = 0; v < n; v++) {
        s->n_out[v] = g->out.at[v + 1] - g->out.at[v];
        s->n_in[v] = g->in.at[v + 1] - g->in.at[v];
    }
    return s;
}

static bool is_over(const Shortest *s)
{
    return s->next == s->g->n_nodes || (s->best->len > 0 && s->visited >= s->budget);
}

bool graph_shortest_step(Shortest *s, guint64 arcs)
{
    guint64 enough = s->visited + arcs;
    while (!is_over(s) && s->visited < enough) {
        guint32 v = s->next++;
        if (s->gone[v])
            continue;
        search_from(s, v);
        take_away(s, v);
    }
    return !is_over(s);
}

GArray *graph_shortest_end(Shortest *s, guint64 *ret_visited, bool *ret_proved)
{
    GArray *best = s->best;
    *ret_visited = s->visited;
    *ret_proved = s->next == s->g->n_nodes;
    g_free(s->n_out);
    g_free(s->n_in);
    g_free(s->gone);
    g_free(s->seen);
    g_free(s->via);
    g_free(s->queue);
    g_free(s);
    return best;
}
