/* How a comparison lies in memory: a head, nodes sorted by path, the numbers of
 * each node's children, values, and texts that end in 0. Places count from the
 * beginning. */
#pragma once

#include <weft/znodes.h>

typedef struct {
    guint64 generation;
    guint64 accepted; /* place of a text */
    guint64 children; /* place of the numbers */
    guint32 n_nodes;
    guint32 counts[WF_N_DIFFERENCES];
} ComparisonHead;

typedef struct {
    guint64 path;            /* place of a text */
    guint64 expected, found; /* places of values; 0: not known */
    guint32 n_expected, n_found;
    guint32 first, n_children; /* among the numbers */
    guint32 below[WF_N_DIFFERENCES];
    guint32 difference; /* WfDifference */
    guint32 rights;     /* 1: only they are others */
} ComparisonNode;

G_STATIC_ASSERT(sizeof(ComparisonHead) % 8 == 0 && sizeof(ComparisonNode) % 8 == 0);
