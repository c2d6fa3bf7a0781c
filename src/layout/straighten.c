/* Fewer corners: a bend moves to the column of its neighbour above or below
 * where nothing stands between, order and region stay. */
#include "draft.h"

#define PASSES 6

static int clamp_to_ports(const WfDraft *draft, const WfItem *node, int column)
{
    int inset = draft->metric.inset, last = node->left + draft->shapes[node->node].box - 1 - inset;
    return CLAMP(column, node->left + inset, last);
}

void wf_bend_room(const WfDraft *draft, guint32 at, int *ret_low, int *ret_high)
{
    const WfItem *item = wf_draft_item(draft, draft->order[at]);
    *ret_low = -(1 << 20);
    *ret_high = 1 << 28;
    if (at > draft->rank_first[item->rank]) {
        const WfItem *left = wf_draft_item(draft, draft->order[at - 1]);
        *ret_low = left->left + left->size + wf_draft_gap(draft, left, item);
    }
    if (at + 1 < draft->rank_first[item->rank + 1]) {
        const WfItem *right = wf_draft_item(draft, draft->order[at + 1]);
        *ret_high = right->left - 1 - wf_draft_gap(draft, item, right);
    }
    if (item->unit >= 0) {
        const WfUnit *unit = &draft->units[item->unit];
        *ret_low = MAX(*ret_low, unit->left);
        *ret_high = MIN(*ret_high, unit->left + unit->used - 1);
    } else {
        *ret_low = MAX(*ret_low, 0);
    }
}

static void straighten_bend(WfDraft *draft, guint32 at, bool from_above)
{
    WfItem *item = wf_draft_item(draft, draft->order[at]);
    if (item->node != WF_NONE)
        return;
    guint32 number = wf_chain_next(draft, item, !from_above);
    if (number == WF_NONE)
        return;
    const WfItem *next = wf_draft_item(draft, number);
    int want = next->node != WF_NONE ? clamp_to_ports(draft, next, item->left) : next->left, low,
        high;
    if (want == item->left)
        return;
    wf_bend_room(draft, at, &low, &high);
    if (want < low || want > high)
        return;
    if (item->unit >= 0 || wf_area_free(draft, item->rank, false, item->left, want))
        item->left = want;
}

/* From both sides, so that a row of bends can move along without one being in the next one's way.
 */
static void straighten_rank(WfDraft *draft, int rank, bool from_above)
{
    for (guint32 at = draft->rank_first[rank]; at < draft->rank_first[rank + 1]; at++)
        straighten_bend(draft, at, from_above);
    for (guint32 at = draft->rank_first[rank + 1]; at-- > draft->rank_first[rank];)
        straighten_bend(draft, at, from_above);
}

void wf_straighten(WfDraft *draft)
{
    for (int pass = 0; pass < PASSES; pass++)
        for (int k = 0; k < draft->n_ranks; k++)
            straighten_rank(draft, pass % 2 == 0 ? k : draft->n_ranks - 1 - k, pass % 2 == 0);
}
