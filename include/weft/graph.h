/* Directed graphs over integer ids, and what weft asks of them.
 *
 * Pure: no names, no YAML, no colours. Nodes are 0..n-1; an edge's number is
 * its place in the arrays it was made from, so callers keep what an edge means
 * beside it. Both directions are CSR arrays made by counting sort. An edge
 * from -> to means "to comes after from" (from is the producer). Linear time
 * unless a function says otherwise, no recursion, ties by smaller id: the same
 * graph gives the same answer.
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

/* Copies nothing it does not need; parallel edges and self-loops are allowed. */
WfGraph *wf_graph_new(guint32 n_nodes, guint32 n_edges, const guint32 *from, const guint32 *to);
void wf_graph_free(WfGraph *g);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfGraph, wf_graph_free)

guint32 wf_graph_n_nodes(const WfGraph *g);
guint32 wf_graph_n_edges(const WfGraph *g);
guint32 wf_graph_from(const WfGraph *g, guint32 edge);
guint32 wf_graph_to(const WfGraph *g, guint32 edge);
const WfArc *wf_graph_out(const WfGraph *g, guint32 node, guint32 *ret_n); /* by edge number */
const WfArc *wf_graph_in(const WfGraph *g, guint32 node, guint32 *ret_n);

/* Kahn's algorithm. Fills @order (n entries, smaller id first among the ready ones is NOT
 * promised; file order among equals of one wave is) and @wave (n entries: length of the
 * longest path to the node). Either may be NULL. Returns the number of nodes ordered;
 * fewer than n means there are cycles, and the rest has wave G_MAXUINT32. */
guint32 wf_graph_order(const WfGraph *g, guint32 *order, guint32 *wave);

/* Tarjan, iterative. Fills @component (n entries) with numbers 0..k-1 in reverse topological
 * order and returns k. */
guint32 wf_graph_scc(const WfGraph *g, guint32 *component);

typedef struct {
    guint32 n_nodes;  /* size of the strongly connected component */
    GArray *edges;    /* guint32: the edges of one shortest cycle, in walking order */
    GArray *breakers; /* guint32: edges of that cycle whose removal makes the component acyclic */
} WfCycle;
void wf_cycle_free(WfCycle *cycle);

/* Every strongly connected component with a cycle, with one shortest cycle each (breadth-first
 * from up to a bounded number of members; exact for components of up to 2,000 edges x nodes
 * 4 million). @edge_ok (may be NULL) lets the caller leave edges out: edge_ok[e] == 0.
 * Elements are WfCycle *, by smallest member. */
GPtrArray *wf_graph_cycles(const WfGraph *g, const guint8 *edge_ok);

typedef enum { WF_UPSTREAM = 1, WF_DOWNSTREAM = 2 } WfDirection;

/* Marks in @mark (n bytes, zeroed by the caller) all that is reachable from @seeds in at most
 * @hops steps (G_MAXUINT32: any); seeds themselves get 1. Returns how many were marked. */
guint32 wf_graph_reach(const WfGraph *g, const guint32 *seeds, guint32 n_seeds, WfDirection direction,
                       guint32 hops, guint8 *mark);

/* Marks every node on some path from @from to @to. */
guint32 wf_graph_between(const WfGraph *g, guint32 from, guint32 to, guint8 *mark);

/* One longest path by @weight (per node; NULL: each node counts 1), as node ids from source to
 * sink. Only the acyclic part takes part. @ret_length gets its total. */
GArray *wf_graph_critical(const WfGraph *g, const double *weight, double *ret_length);

/* Marks edges that a longer path implies: redundant[e] = 1. Parallel edges are not redundant
 * because of each other. Bounded work: gives up on a node after @budget visited arcs (then the
 * edge counts as needed). Only meaningful on acyclic graphs. Returns how many were marked. */
guint32 wf_graph_redundant(const WfGraph *g, guint64 budget, guint8 *redundant);
