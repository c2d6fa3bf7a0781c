/* Which arcs to turn round so that a graph has no cycles. */
#pragma once

#include <glib.h>

typedef struct {
    guint32 from, to;
    guint32 weight;
} WfWeightedArc;

/* Fills @turn (one byte per arc, zeroed by the caller) with 1 for arcs to be turned. Only arcs
 * within one strongly connected component are, and by the light ones first; self-loops never.
 * Same input, same answer. */
void wf_break_cycles(guint32 n, const WfWeightedArc *arcs, guint32 n_arcs, guint8 *turn);
