/* Orders the items of each rank, and strings those of each edge from top to bottom. */
#include "draft.h"

static gint by_rank_and_left(gconstpointer a, gconstpointer b, gpointer data)
{
    const WfDraft *draft = data;
    guint32 i = *(const guint32 *)a, j = *(const guint32 *)b;
    const WfItem *left = wf_draft_item(draft, i), *right = wf_draft_item(draft, j);
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (left->left != right->left)
        return left->left < right->left ? -1 : 1;
    return i < j ? -1 : i > j;
}

void wf_chain_order(WfDraft *draft)
{
    guint32 n = draft->items->len;
    g_qsort_with_data(draft->order, (gint)n, sizeof(guint32), by_rank_and_left, draft);
    for (guint32 k = 0; k < n; k++) {
        WfItem *item = wf_draft_item(draft, draft->order[k]);
        item->place = k - draft->rank_first[item->rank];
    }
}

static void order_ranks(WfDraft *draft)
{
    guint32 n = draft->items->len;
    draft->order = g_new(guint32, n + 1);
    draft->rank_first = g_new0(guint32, draft->n_ranks + 2);
    for (guint32 i = 0; i < n; i++) {
        draft->order[i] = i;
        draft->rank_first[wf_draft_item(draft, i)->rank + 1]++;
    }
    for (int rank = 0; rank < draft->n_ranks; rank++)
        draft->rank_first[rank + 1] += draft->rank_first[rank];
    wf_chain_order(draft);
}

/* Nodes an edge's chain begins or ends with: one that ends at a frame has a bend there. */
static bool has_upper(const WfRoute *route)
{
    return route->fate == WF_EDGE_DRAWN && !route->upper_frame;
}

static bool has_lower(const WfRoute *route)
{
    return route->fate == WF_EDGE_DRAWN && !route->lower_frame;
}

static void string_chains(WfDraft *draft)
{
    guint32 n = draft->items->len;
    draft->chain_first = g_new0(guint32, draft->n_edges + 2);
    for (guint32 i = 0; i < n; i++)
        if (wf_draft_item(draft, i)->edge != WF_NONE)
            draft->chain_first[wf_draft_item(draft, i)->edge + 1]++;
    for (guint32 e = 0; e < draft->n_edges; e++) {
        const WfRoute *route = &draft->routes[e];
        draft->chain_first[e + 1] += draft->chain_first[e] + has_upper(route) + has_lower(route);
    }
    draft->chain = g_new0(guint32, draft->chain_first[draft->n_edges] + 1);
    g_autofree guint32 *next =
        g_memdup2(draft->chain_first, sizeof(guint32) * (draft->n_edges + 1));
    for (guint32 e = 0; e < draft->n_edges; e++)
        if (has_upper(&draft->routes[e]))
            draft->chain[next[e]++] = draft->shapes[draft->routes[e].upper].item;
    for (guint32 k = 0; k < n; k++) { /* by rank, so every chain comes out from top to bottom */
        WfItem *item = wf_draft_item(draft, draft->order[k]);
        if (item->edge == WF_NONE)
            continue;
        item->step = next[item->edge];
        draft->chain[next[item->edge]++] = draft->order[k];
    }
    for (guint32 e = 0; e < draft->n_edges; e++)
        if (has_lower(&draft->routes[e]))
            draft->chain[next[e]++] = draft->shapes[draft->routes[e].lower].item;
}

guint32 wf_chain_next(const WfDraft *draft, const WfItem *bend, bool below)
{
    if (below)
        return bend->step + 1 < draft->chain_first[bend->edge + 1] ? draft->chain[bend->step + 1]
                                                                   : WF_NONE;
    return bend->step > draft->chain_first[bend->edge] ? draft->chain[bend->step - 1] : WF_NONE;
}

static void make_wires(WfDraft *draft)
{
    draft->wires = g_new0(WfWire, draft->chain_first[draft->n_edges] + 1);
    draft->wire_first = g_new0(guint32, draft->n_edges + 2);
    draft->channel_first = g_new0(guint32, draft->n_ranks + 2);
    for (guint32 e = 0; e < draft->n_edges; e++) {
        draft->wire_first[e] = draft->n_wires;
        for (guint32 i = draft->chain_first[e]; i + 1 < draft->chain_first[e + 1]; i++) {
            WfWire wire = {
                .edge = e, .upper = draft->chain[i], .lower = draft->chain[i + 1], .dogleg = -1};
            int rank = wf_draft_item(draft, wire.upper)->rank;
            g_assert(wf_draft_item(draft, wire.lower)->rank == rank + 1);
            draft->channel_first[rank + 1]++;
            draft->wires[draft->n_wires++] = wire;
        }
    }
    draft->wire_first[draft->n_edges] = draft->n_wires;
    for (int rank = 0; rank < draft->n_ranks; rank++)
        draft->channel_first[rank + 1] += draft->channel_first[rank];
    draft->channel = g_new0(guint32, draft->n_wires + 1);
    g_autofree guint32 *next =
        g_memdup2(draft->channel_first, sizeof(guint32) * (draft->n_ranks + 1));
    for (guint32 w = 0; w < draft->n_wires; w++)
        draft->channel[next[wf_draft_item(draft, draft->wires[w].upper)->rank]++] = w;
}

void wf_chain_build(WfDraft *draft)
{
    order_ranks(draft);
    string_chains(draft);
    make_wires(draft);
}

static bool spans(const WfUnit *unit, int rank, bool channel)
{
    return unit->first_rank <= rank && rank + (channel ? 1 : 0) <= unit->last_rank;
}

/* A frame that spans the rank and covers or touches columns from @low to @high; -1: none. */
static gint32 find_area(const WfDraft *draft, int rank, bool channel, int low, int high)
{
    int level = draft->rank_level[rank], reach = draft->metric.pad + draft->metric.between_bends;
    for (guint32 i = draft->level_unit_first[level]; i < draft->level_unit_first[level + 1]; i++) {
        const WfUnit *unit = &draft->units[draft->level_unit[i]];
        if (spans(unit, rank, channel) && high >= unit->left - reach &&
            low < unit->left + unit->width + reach)
            return (gint32)draft->level_unit[i];
    }
    return -1;
}

gint32 wf_area_at(const WfDraft *draft, int rank, int column)
{
    return find_area(draft, rank, false, column, column);
}

bool wf_area_free(const WfDraft *draft, int rank, bool channel, int from, int to)
{
    return find_area(draft, rank, channel, MIN(from, to), MAX(from, to)) < 0;
}
