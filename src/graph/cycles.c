/* The cycle report: each strongly connected component with a cycle is cut out as
 * a small graph of its own, in which a shortest cycle and its breakers are found.
 * Small components go first, so that a giant one cannot eat the budget of others. */
#include "graph_priv.h"

#define STEP_ARCS 200000 /* a few milliseconds */

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

/* --- the search, component by component --- */

struct WfCycleSearch {
    Parts parts;
    GArray *cyclic; /* components that have a cycle, in the order they are searched */
    guint next;     /* of these */
    guint64 budget;
    GPtrArray *cycles;
    /* The component that is being searched: */
    WfGraph *part; /* NULL: none is */
    GArray *edge_of;
    Shortest *shortest;
};

WfCycleSearch *wf_graph_cycles_start(const WfGraph *g, const guint8 *edge_ok)
{
    WfCycleSearch *s = g_new0(WfCycleSearch, 1);
    guint32 k = parts_init(&s->parts, g, edge_ok);
    s->cyclic = g_array_new(FALSE, FALSE, sizeof(guint32));
    s->cycles = g_ptr_array_new_with_free_func((GDestroyNotify)wf_cycle_free);
    s->budget = WF_GRAPH_CYCLE_BUDGET;
    for (guint32 c = 0; c < k; c++)
        if (has_cycle(&s->parts, c))
            g_array_append_val(s->cyclic, c);
    g_array_sort_with_data(s->cyclic, by_size, &s->parts);
    return s;
}

static guint32 component_at(const WfCycleSearch *s)
{
    return g_array_index(s->cyclic, guint32, s->next);
}

static void begin_part(WfCycleSearch *s)
{
    s->edge_of = g_array_new(FALSE, FALSE, sizeof(guint32));
    s->part = cut_out(&s->parts, component_at(s), s->edge_of);
    s->shortest = graph_shortest_start(s->part, s->budget);
}

static void forget_part(WfCycleSearch *s)
{
    g_clear_pointer(&s->part, wf_graph_free);
    g_clear_pointer(&s->edge_of, g_array_unref);
}

static WfCycle *end_part(WfCycleSearch *s)
{
    const Parts *p = &s->parts;
    WfCycle *cycle = g_new0(WfCycle, 1);
    guint64 visited;

    cycle->n_nodes = s->part->n_nodes;
    cycle->members = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_append_vals(cycle->members, p->nodes + p->at[component_at(s)], cycle->n_nodes);
    cycle->edges = graph_shortest_end(s->shortest, &visited, &cycle->shortest);
    cycle->breakers = graph_cycle_breakers(s->part, cycle->edges);
    translate(cycle->edges, s->edge_of);
    translate(cycle->breakers, s->edge_of);
    s->budget -= MIN(s->budget, visited);
    s->next++;
    forget_part(s);
    return cycle;
}

bool wf_graph_cycles_step(WfCycleSearch *s)
{
    guint64 done = 0;
    while (s->next < s->cyclic->len && done < STEP_ARCS) {
        if (!s->part)
            begin_part(s);
        done += s->part->n_edges;
        if (graph_shortest_step(s->shortest, STEP_ARCS))
            return true;
        g_ptr_array_add(s->cycles, end_part(s));
    }
    return s->next < s->cyclic->len;
}

GPtrArray *wf_graph_cycles_end(WfCycleSearch *s)
{
    GPtrArray *cycles = s->cycles;
    guint64 visited;
    bool proved;
    if (s->part)
        g_array_unref(graph_shortest_end(s->shortest, &visited, &proved));
    forget_part(s);
    g_ptr_array_sort(cycles, by_first_member);
    parts_clear(&s->parts);
    g_array_unref(s->cyclic);
    g_free(s);
    return cycles;
}

GPtrArray *wf_graph_cycles(const WfGraph *g, const guint8 *edge_ok)
{
    WfCycleSearch *search = wf_graph_cycles_start(g, edge_ok);
    while (wf_graph_cycles_step(search))
        ;
    return wf_graph_cycles_end(search);
}

void wf_graph_on_cycles(const WfGraph *g, const guint8 *edge_ok, guint8 *mark)
{
    g_autofree guint32 *component = g_new(guint32, (gsize)g->n_nodes + 1);
    graph_components(g, edge_ok, component);
    for (guint32 e = 0; e < g->n_edges; e++)
        if ((!edge_ok || edge_ok[e]) && component[g->from[e]] == component[g->to[e]])
            mark[g->from[e]] = mark[g->to[e]] = 1;
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
