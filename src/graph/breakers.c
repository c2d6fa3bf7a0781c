/* Which single edges of a cycle break every cycle of its component. Linear.
 *
 * Let v0 .. v(L-1) be the cycle C and e(i) its edge from v(i) to v(i+1). If what
 * is left without C's edges still has a cycle, no edge of C breaks it. Otherwise
 * a *detour* is a path without C's edges from v(i) to another v(j). With C from
 * v(j) back to v(i) it makes a cycle that avoids e(i) .. e(j-1), counted round, so
 * these break nothing. And a cycle D that avoids e(k) moves round C forwards only,
 * by C's edges and by detours; to come back to where it started, it must pass e(k)
 * by a detour. So exactly the edges passed by no detour are breakers.
 *
 * Detours run in a graph without cycles, so one sweep finds the farthest place
 * each can reach. A detour with i < j passes [i, j); one with j < i passes [i, L)
 * and [0, j), and of all those only the smallest i and the largest j count. */
#include "graph_priv.h"

#define NOWHERE G_MAXUINT32

typedef struct {
    const WfGraph *g;
    const GArray *cycle;
    guint8 *on_cycle; /* per edge */
    guint32 *place;   /* per node: place on the cycle, or NOWHERE */
    guint32 *order;   /* all nodes, by the edges off the cycle */
    guint32 *reach;   /* scratch of one sweep */
} Breaking;

/* Orders the nodes without the cycle's edges; false if that is impossible. */
static bool order_off_cycle(Breaking *b)
{
    const WfGraph *g = b->g;
    guint32 n = g->n_nodes, len = 0;
    g_autofree guint32 *left = g_new0(guint32, n);

    for (guint32 e = 0; e < g->n_edges; e++)
        left[g->to[e]] += !b->on_cycle[e];
    for (guint32 v = 0; v < n; v++)
        if (left[v] == 0)
            b->order[len++] = v;
    for (guint32 head = 0; head < len; head++) {
        guint32 v = b->order[head];
        for (guint32 i = g->out.at[v]; i < g->out.at[v + 1]; i++) {
            WfArc a = g->out.arcs[i];
            if (!b->on_cycle[a.edge] && --left[a.node] == 0)
                b->order[len++] = a.node;
        }
    }
    return len == n;
}

/* reach[v] = largest (or smallest) place on the cycle among v and all that lies beyond it along
 * @side off the cycle. NOWHERE is the largest number: as "smallest" it is what is wanted, and
 * for "largest" places count from 1 so that 0 is nowhere. */
static void sweep(Breaking *b, const ArcSide *side, bool backwards, bool largest)
{
    guint32 n = b->g->n_nodes;
    for (guint32 k = 0; k < n; k++) {
        guint32 v = b->order[backwards ? k : n - 1 - k];
        guint32 best = largest ? b->place[v] + 1 : b->place[v];
        for (guint32 i = side->at[v]; i < side->at[v + 1]; i++) {
            if (b->on_cycle[side->arcs[i].edge])
                continue;
            guint32 there = b->reach[side->arcs[i].node];
            best = largest ? MAX(best, there) : MIN(best, there);
        }
        b->reach[v] = best;
    }
}

/* Adds one to skip[i] .. skip[j - 1]; skip holds differences. */
static void pass(gint32 *skip, guint32 i, guint32 j)
{
    skip[i]++;
    skip[j]--;
}

static void pass_detours(Breaking *b, gint32 *skip)
{
    guint32 length = b->cycle->len, first = length, last = 0;
    const guint32 *edges = &g_array_index(b->cycle, guint32, 0);

    sweep(b, &b->g->out, false, true);
    for (guint32 i = 0; i < length; i++)
        pass(skip, i, MAX(i, b->reach[b->g->from[edges[i]]] - 1));
    sweep(b, &b->g->out, false, false);
    for (guint32 i = length; i-- > 0;)
        if (b->reach[b->g->from[edges[i]]] < i)
            first = i;
    sweep(b, &b->g->in, true, true);
    for (guint32 j = 0; j < length; j++)
        if (b->reach[b->g->from[edges[j]]] - 1 > j)
            last = j;
    pass(skip, first, length);
    pass(skip, 0, last);
}

GArray *graph_cycle_breakers(const WfGraph *g, const GArray *cycle)
{
    g_autofree guint8 *on_cycle = g_new0(guint8, g->n_edges);
    g_autofree guint32 *place = g_new(guint32, g->n_nodes);
    g_autofree guint32 *order = g_new(guint32, g->n_nodes);
    g_autofree guint32 *reach = g_new(guint32, g->n_nodes);
    g_autofree gint32 *skip = g_new0(gint32, (gsize)cycle->len + 1);
    Breaking b = {g, cycle, on_cycle, place, order, reach};
    GArray *breakers = g_array_new(FALSE, FALSE, sizeof(guint32));

    memset(place, 0xff, (gsize)g->n_nodes * sizeof *place); /* NOWHERE; + 1 makes it 0 */
    for (guint32 i = 0; i < cycle->len; i++) {
        guint32 e = g_array_index(cycle, guint32, i);
        on_cycle[e] = 1;
        place[g->from[e]] = i;
    }
    if (!order_off_cycle(&b))
        return breakers;
    pass_detours(&b, skip);
    gint32 depth = 0;
    for (guint32 i = 0; i < cycle->len; i++) {
        depth += skip[i];
        if (depth == 0)
            g_array_append_val(breakers, g_array_index(cycle, guint32, i));
    }
    return breakers;
}
