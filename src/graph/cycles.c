/* The cycle report: each strongly connected component with a cycle is cut out as
 * a small graph of its own, in which a shortest cycle and its breakers are found.
 * Small components go first, so that a giant one cannot eat the budget of others. */
#include "graph_priv.h"

/* All nodes by component; inside a component by id. */
typedef struct {
    const WfGraph *g;
    const guint8 *edge_ok;
    guint32 *component; /* per node */
    guint32 *place;     /* per node: where it stands among its component's */
    guint32 *at;        /* per component + 1: where its nodes start */
    guint32 *nodes;
} Parts;

static void parts_clear(Parts *p)
{
    g_free(p->component);
    g_free(p->place);
    g_free(p->at);
    g_free(p->nodes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parts, parts_clear)

static guint32 parts_init(Parts *p, const WfGraph *g, const guint8 *edge_ok)
{
    guint32 n = g->n_nodes;
    *p = (Parts){.g = g, .edge_ok = edge_ok};
    p->component = g_new(guint32, n);
    p->place = g_new(guint32, n);
    p->nodes = g_new(guint32, n);
    guint32 k = graph_components(g, edge_ok, p->component);
    p->at = g_new0(guint32, (gsize)k + 1);

    for (guint32 v = 0; v < n; v++)
        p->place[v] = p->at[p->component[v] + 1]++;
    for (guint32 c = 1; c <= k; c++)
        p->at[c] += p->at[c - 1];
    for (guint32 v = 0; v < n; v++)
        p->nodes[p->at[p->component[v]] + p->place[v]] = v;
    return k;
}

static bool is_inside(const Parts *p, WfArc arc, guint32 c)
{
    return p->component[arc.node] == c && (p->edge_ok == NULL || p->edge_ok[arc.edge]);
}

static bool has_cycle(const Parts *p, guint32 c)
{
    if (p->at[c + 1] - p->at[c] > 1)
        return true;
    guint32 v = p->nodes[p->at[c]];
    for (guint32 i = p->g->out.at[v]; i < p->g->out.at[v + 1]; i++)
        if (is_inside(p, p->g->out.arcs[i], c))
            return true;
    return false;
}

/* Component @c with its nodes numbered from 0; edge_of gets the edges' numbers in the whole. */
static WfGraph *cut_out(const Parts *p, guint32 c, GArray *edge_of)
{
    g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) to = g_array_new(FALSE, FALSE, sizeof(guint32));

    for (guint32 k = p->at[c]; k < p->at[c + 1]; k++) {
        guint32 v = p->nodes[k];
        for (guint32 i = p->g->out.at[v]; i < p->g->out.at[v + 1]; i++) {
            WfArc arc = p->g->out.arcs[i];
            if (!is_inside(p, arc, c))
                continue;
            g_array_append_val(from, p->place[v]);
            g_array_append_val(to, p->place[arc.node]);
            g_array_append_val(edge_of, arc.edge);
        }
    }
    return wf_graph_new(p->at[c + 1] - p->at[c], from->len, (guint32 *)from->data,
                        (guint32 *)to->data);
}

static void translate(GArray *edges, const GArray *edge_of)
{
    for (guint i = 0; i < edges->len; i++) {
        guint32 *e = &g_array_index(edges, guint32, i);
        *e = g_array_index(edge_of, guint32, *e);
    }
}

static WfCycle *report(const Parts *p, guint32 c, guint64 *budget)
{
    g_autoptr(GArray) edge_of = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(WfGraph) part = cut_out(p, c, edge_of);
    WfCycle *cycle = g_new0(WfCycle, 1);

    cycle->n_nodes = part->n_nodes;
    cycle->members = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_append_vals(cycle->members, p->nodes + p->at[c], part->n_nodes);
    cycle->edges = graph_shortest_cycle(part, budget, &cycle->shortest);
    cycle->breakers = graph_cycle_breakers(part, cycle->edges);
    translate(cycle->edges, edge_of);
    translate(cycle->breakers, edge_of);
    return cycle;
}

static gint by_size(gconstpointer a, gconstpointer b, gpointer data)
{
    const Parts *p = data;
    guint32 c = *(const guint32 *)a, d = *(const guint32 *)b;
    guint32 size_c = p->at[c + 1] - p->at[c], size_d = p->at[d + 1] - p->at[d];
    if (size_c != size_d)
        return size_c < size_d ? -1 : 1;
    return p->nodes[p->at[c]] < p->nodes[p->at[d]] ? -1 : 1;
}

static gint by_first_member(gconstpointer a, gconstpointer b)
{
    const WfCycle *c = *(WfCycle *const *)a, *d = *(WfCycle *const *)b;
    return g_array_index(c->members, guint32, 0) < g_array_index(d->members, guint32, 0) ? -1 : 1;
}

GPtrArray *wf_graph_cycles(const WfGraph *g, const guint8 *edge_ok)
{
    g_auto(Parts) p;
    guint32 k = parts_init(&p, g, edge_ok);
    g_autoptr(GArray) cyclic = g_array_new(FALSE, FALSE, sizeof(guint32));
    GPtrArray *cycles = g_ptr_array_new_with_free_func((GDestroyNotify)wf_cycle_free);
    guint64 budget = WF_GRAPH_CYCLE_BUDGET;

    for (guint32 c = 0; c < k; c++)
        if (has_cycle(&p, c))
            g_array_append_val(cyclic, c);
    g_array_sort_with_data(cyclic, by_size, &p);
    for (guint i = 0; i < cyclic->len; i++)
        g_ptr_array_add(cycles, report(&p, g_array_index(cyclic, guint32, i), &budget));
    g_ptr_array_sort(cycles, by_first_member);
    return cycles;
}

void wf_cycle_free(WfCycle *cycle)
{
    if (cycle == NULL)
        return;
    g_array_unref(cycle->members);
    g_array_unref(cycle->edges);
    g_array_unref(cycle->breakers);
    g_free(cycle);
}
