/* Directed graphs over integer ids, and what weft asks of them.
 *
 * Pure: no names, no YAML, no colours. Nodes are 0..n-1; an edge's number is
 * its place in the arrays it was made from, so callers keep what an edge means
 * beside it. Both directions are CSR arrays made by counting sort. An edge
 * from -> to means "to comes after from" (from is the producer). Linear time
 * unless a function says otherwise, no recursion, ties by smaller id: the same
 * graph gives the same answer.
 *
 *     g_autoptr(WfGraph) g = wf_graph_new(3, 2, (guint32[]){0, 1}, (guint32[]){1, 2});
 *     guint32 order[3];
 *     if (wf_graph_order(g, order, NULL) < 3)
 *         g_autoptr(GPtrArray) cycles = wf_graph_cycles(g, NULL);
 *
 * Ownership: a WfGraph is immutable; arrays given out are the caller's
 * (g_free / g_array_unref) unless const. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct WfGraph WfGraph;

typedef struct {
    guint32 node; /* the other end */
    guint32 edge; /* number of the edge */
} WfArc;

/* Copies @from and @to, whose entries must be below @n_nodes; parallel edges and self-loops are
 * allowed. */
WfGraph *wf_graph_new(guint32 n_nodes, guint32 n_edges, const guint32 *from, const guint32 *to);
void wf_graph_free(WfGraph *g);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfGraph, wf_graph_free)

guint32 wf_graph_n_nodes(const WfGraph *g);
guint32 wf_graph_n_edges(const WfGraph *g);
guint32 wf_graph_from(const WfGraph *g, guint32 edge);
guint32 wf_graph_to(const WfGraph *g, guint32 edge);
const WfArc *wf_graph_out(const WfGraph *g, guint32 node, guint32 *ret_n); /* by edge number */
const WfArc *wf_graph_in(const WfGraph *g, guint32 node, guint32 *ret_n);

/* Kahn's algorithm. Fills @wave (n entries: edges of the longest path to the node) and @order
 * (n entries): by wave, inside a wave by id. Either may be NULL. Returns the number of nodes
 * ordered; fewer than n means there are cycles: nodes on or after a cycle have wave
 * G_MAXUINT32 and stand at the end of @order, by id. */
guint32 wf_graph_order(const WfGraph *g, guint32 *order, guint32 *wave);

/* Tarjan, iterative. Fills @component (n entries) with numbers 0..k-1 in reverse topological
 * order (a sink has a small number) and returns k. An edge lies on some cycle exactly if both
 * ends have the same component. */
guint32 wf_graph_scc(const WfGraph *g, guint32 *component);

/* Arcs looked at per call of wf_graph_cycles() before it settles for a cycle that is short but
 * perhaps not the shortest. Never reached while nodes x edges, summed over the components that
 * have a cycle, stay below it. */
#define WF_GRAPH_CYCLE_BUDGET 100000000u

typedef struct {
    GArray *members;  /* guint32: nodes of the strongly connected component, ascending */
    GArray *edges;    /* guint32: the edges of one shortest cycle, in walking order */
    GArray *breakers; /* guint32: edges of that cycle each of whose removal alone makes the
                         component acyclic, in walking order */
    guint32 n_nodes;  /* of the component */
    bool shortest;    /* proved; false: the budget ended first */
} WfCycle;
void wf_cycle_free(WfCycle *cycle);

/* Every strongly connected component with a cycle, with one shortest cycle each. The walk of a
 * proved shortest cycle starts at its smallest node. @edge_ok (may be NULL) lets the caller
 * leave edges out: edge_ok[e] == 0. Elements are WfCycle *, by smallest member. */
GPtrArray *wf_graph_cycles(const WfGraph *g, const guint8 *edge_ok);

/* The same in steps of a few milliseconds, or of as long as a linear algorithm takes where that is
 * more. Both arguments outlive it. A step returns true if there is another to do; without those
 * the end has only what was found so far, and frees the search. */
typedef struct WfCycleSearch WfCycleSearch;
WfCycleSearch *wf_graph_cycles_start(const WfGraph *g, const guint8 *edge_ok);
bool wf_graph_cycles_step(WfCycleSearch *search);
GPtrArray *wf_graph_cycles_end(WfCycleSearch *search);

/* Marks in @mark (n bytes, zeroed by the caller) every node that lies on a cycle. */
void wf_graph_on_cycles(const WfGraph *g, const guint8 *edge_ok, guint8 *mark);

typedef enum { WF_UPSTREAM = 1, WF_DOWNSTREAM = 2, WF_BOTHWAYS = 3 } WfDirection;

/* Marks in @mark (n bytes, zeroed by the caller) all that is reachable from @seeds in at most
 * @hops steps (G_MAXUINT32: any); seeds themselves get 1. WF_BOTHWAYS walks edges either way at
 * each step. Returns how many were marked. */
guint32 wf_graph_reach(const WfGraph *g, const guint32 *seeds, guint32 n_seeds,
                       WfDirection direction, guint32 hops, guint8 *mark);

/* Marks (n bytes, zeroed by the caller) every node on some walk from any of @from to any of @to,
 * both ends included; nothing if there is none. Returns how many were marked. */
guint32 wf_graph_between_sets(const WfGraph *g, const guint32 *from, guint32 n_from,
                              const guint32 *to, guint32 n_to, guint8 *mark);

/* What to show around @seeds: node ids breadth-first (seeds first), at most @hops steps in
 * either direction, inputs and outputs in turn, not going on behind nodes with more than
 * @hub_degree arcs (they are shown; seeds always go on), at most @max_nodes nodes. */
GArray *wf_graph_around(const WfGraph *g, const guint32 *seeds, guint32 n_seeds, guint32 hops,
                        guint32 hub_degree, guint32 max_nodes);

/* One longest path by @weight (per node; NULL: each node counts 1; negative or NaN: 0), as node
 * ids from a source to a sink; smaller ids win ties. Only the acyclic part takes part.
 * @ret_length (may be NULL) gets its total. Empty if there is no acyclic part. */
GArray *wf_graph_critical(const WfGraph *g, const double *weight, double *ret_length);

#define WF_GRAPH_REDUNDANT_BUDGET 1000

/* Sets redundant[e] (m bytes) to 1 for edges that a longer path implies, else to 0. Only edges
 * with ask[e] != 0 are looked at (NULL: all), the path may use any. Parallel edges are not
 * redundant because of each other; edges at cycles are never marked. Bounded work: gives up on a
 * node after @budget visited arcs (then its edges not yet shown to be redundant count as needed),
 * so O(nodes x budget). With WF_GRAPH_REDUNDANT_BUDGET that is a fraction of a second for 100,000
 * nodes and misses few. Returns how many were marked. */
guint32 wf_graph_redundant(const WfGraph *g, const guint8 *ask, guint64 budget, guint8 *redundant);
