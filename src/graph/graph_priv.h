/* What the files of the graph module share: the arrays themselves. */
#pragma once

#include "weft/graph.h"

#include <string.h>

/* Arcs of one direction: those of node v are arcs[at[v]] .. arcs[at[v + 1] - 1]. */
typedef struct {
    guint32 *at;
    WfArc *arcs;
} ArcSide;

struct WfGraph {
    guint32 n_nodes, n_edges;
    guint32 *from, *to;
    ArcSide out, in;
};

/* Strongly connected components of the graph without the edges that have edge_ok[e] == 0. */
guint32 graph_components(const WfGraph *g, const guint8 *edge_ok, guint32 *component);

/* One shortest cycle of a strongly connected graph, which outlives the search. A step looks at
 * about so many arcs; false: it was the last. At the end come the cycle's edge numbers, the arcs
 * that were looked at, and whether it is surely the shortest, which it is not if that were more
 * than @budget. */
typedef struct Shortest Shortest;
Shortest *graph_shortest_start(const WfGraph *g, guint64 budget);
bool graph_shortest_step(Shortest *s, guint64 arcs);
GArray *graph_shortest_end(Shortest *s, guint64 *ret_visited, bool *ret_proved);

/* Those edges of @cycle (edge numbers in walking order) that lie on every cycle of @g. */
GArray *graph_cycle_breakers(const WfGraph *g, const GArray *cycle);
