/* Fewer crossings still: two neighbours in a rank and region change places, nodes
 * too, if that saves a crossing with what they lead to above and below (the
 * transposition step of Gansner, Koutsofios, North and Vo 1993). Dot has done
 * this for each VM alone; here the edges to other VMs count as well. */
#include "draft.h"

#define PASSES 8

typedef struct {
    WfDraft *draft;
    guint32 *up_first, *up, *down_first, *down; /* neighbours of items */
} Around;

static guint32 *neighbours(const WfDraft *draft, bool up, guint32 **ret_first)
{
    guint32 n = draft->items->len;
    guint32 *first = g_new0(guint32, n + 2), *list = g_new(guint32, draft->n_wires + 1);
    for (guint32 w = 0; w < draft->n_wires; w++)
        first[(up ? draft->wires[w].lower : draft->wires[w].upper) + 1]++;
    for (guint32 i = 0; i < n; i++)
        first[i + 1] += first[i];
    g_autofree guint32 *next = g_memdup2(first, sizeof(guint32) * (n + 1));
    for (guint32 w = 0; w < draft->n_wires; w++) {
        const WfWire *wire = &draft->wires[w];
        list[next[up ? wire->lower : wire->upper]++] = up ? wire->upper : wire->lower;
    }
    *ret_first = first;
    return list;
}

/* Crossings among the wires of two items on one side if @a stands left of @b, minus those if right.
 */
static int gain_on(const WfDraft *draft, const guint32 *first, const guint32 *list, guint32 a,
                   guint32 b)
{
    int gain = 0;
    for (guint32 i = first[a]; i < first[a + 1]; i++) {
        guint32 left = wf_draft_item(draft, list[i])->place;
        for (guint32 j = first[b]; j < first[b + 1]; j++) {
            guint32 right = wf_draft_item(draft, list[j])->place;
            gain += (left > right) - (left < right);
        }
    }
    return gain;
}

static bool may_swap(const WfDraft *draft, guint32 at)
{
    const WfItem *a = wf_draft_item(draft, draft->order[at]),
                 *b = wf_draft_item(draft, draft->order[at + 1]);
    if (a->unit != b->unit)
        return false;
    if (a->unit < 0)
        return a->node == WF_NONE && b->node == WF_NONE &&
               wf_area_free(draft, a->rank, false, a->left, b->left);
    if (at > draft->rank_first[a->rank]) {
        const WfItem *before = wf_draft_item(draft, draft->order[at - 1]);
        if (a->left - before->left - before->size < wf_draft_gap(draft, before, b))
            return false;
    }
    if (at + 2 < draft->rank_first[a->rank + 1]) {
        const WfItem *after = wf_draft_item(draft, draft->order[at + 2]);
        if (after->left - b->left - b->size < wf_draft_gap(draft, a, after))
            return false;
    }
    return true;
}

static void swap(WfDraft *draft, guint32 at)
{
    guint32 left = draft->order[at];
    WfItem *a = wf_draft_item(draft, left), *b = wf_draft_item(draft, draft->order[at + 1]);
    int start = a->left, end = b->left + b->size;
    guint32 place = a->place;
    a->left = end - a->size;
    b->left = start;
    a->place = b->place;
    b->place = place;
    draft->order[at] = draft->order[at + 1];
    draft->order[at + 1] = left;
}

static bool transpose_rank(const Around *around, int rank)
{
    WfDraft *draft = around->draft;
    bool better = false;
    for (guint32 at = draft->rank_first[rank]; at + 1 < draft->rank_first[rank + 1]; at++) {
        guint32 a = draft->order[at], b = draft->order[at + 1];
        int gain = gain_on(draft, around->up_first, around->up, a, b) +
                   gain_on(draft, around->down_first, around->down, a, b);
        if (gain > 0 && may_swap(draft, at)) {
            swap(draft, at);
            draft->layered_crossings -= (guint32)gain;
            better = true;
        }
    }
    return better;
}

bool wf_transpose(WfDraft *draft)
{
    Around around = {.draft = draft};
    bool better = true, any = false;
    around.up = neighbours(draft, true, &around.up_first);
    around.down = neighbours(draft, false, &around.down_first);
    for (int pass = 0; pass < PASSES && better; pass++) {
        better = false;
        for (int rank = 0; rank < draft->n_ranks; rank++)
            better |= transpose_rank(&around, rank);
        any |= better;
    }
    g_free(around.up);
    g_free(around.up_first);
    g_free(around.down);
    g_free(around.down_first);
    return any;
}
