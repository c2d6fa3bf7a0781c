/* Fewer crossings: bends that stand beside each other in the same region are put
 * in the order of what they lead to, in sweeps down and up. Their columns stay,
 * only the occupants move; nodes never move. The best state seen is kept. */
#include "draft.h"

#include <string.h>

#define SWEEPS 12

typedef struct {
    guint32 item;
    double key, second;
    guint32 place;
} Runner;

typedef struct {
    guint32 upper, lower;
} Ends;

static gint by_ends(gconstpointer a, gconstpointer b)
{
    const Ends *left = a, *right = b;
    if (left->upper != right->upper)
        return left->upper < right->upper ? -1 : 1;
    return left->lower < right->lower ? -1 : left->lower > right->lower;
}

/* Inversions among the wires of one channel, by a Fenwick tree over lower places. */
static guint64 count_channel(const WfDraft *draft, int rank, Ends *ends, guint32 *tree)
{
    guint32 n = draft->channel_first[rank + 1] - draft->channel_first[rank];
    guint32 size = draft->rank_first[rank + 2 <= draft->n_ranks ? rank + 2 : rank + 1] -
                   draft->rank_first[rank + 1];
    for (guint32 i = 0; i < n; i++) {
        const WfWire *wire = &draft->wires[draft->channel[draft->channel_first[rank] + i]];
        ends[i] = (Ends){wf_draft_item(draft, wire->upper)->place,
                         wf_draft_item(draft, wire->lower)->place};
    }
    qsort(ends, n, sizeof *ends, by_ends);
    memset(tree, 0, sizeof(guint32) * (size + 2));
    guint64 crossings = 0;
    for (guint32 i = 0; i < n; i++) {
        guint32 not_right = 0;
        for (guint32 k = ends[i].lower + 1; k > 0; k -= k & -k)
            not_right += tree[k];
        crossings += i - not_right;
        for (guint32 k = ends[i].lower + 1; k <= size; k += k & -k)
            tree[k]++;
    }
    return crossings;
}

static guint64 count_crossings(const WfDraft *draft)
{
    g_autofree Ends *ends = g_new(Ends, draft->n_wires + 1);
    g_autofree guint32 *tree = g_new(guint32, draft->items->len + 4);
    guint64 crossings = 0;
    for (int rank = 0; rank + 1 < draft->n_ranks; rank++)
        crossings += count_channel(draft, rank, ends, tree);
    return crossings;
}

static double middle(const WfDraft *draft, guint32 item)
{
    return wf_draft_item(draft, item)->left + wf_draft_item(draft, item)->size / 2.0;
}

static gint by_key(gconstpointer a, gconstpointer b)
{
    const Runner *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    if (left->second != right->second)
        return left->second < right->second ? -1 : 1;
    return left->place < right->place ? -1 : left->place > right->place;
}

static bool same_run(const WfDraft *draft, const WfItem *a, const WfItem *b)
{
    if (b->node != WF_NONE || a->unit != b->unit)
        return false;
    return a->unit >= 0 || wf_area_free(draft, a->rank, false, a->left, b->left);
}

static void sort_run(WfDraft *draft, guint32 first, guint32 end, bool down, Runner *runners,
                     int *slots)
{
    for (guint32 i = first; i < end; i++) {
        guint32 item = draft->order[i];
        guint32 above = wf_chain_next(draft, wf_draft_item(draft, item), false);
        guint32 below = wf_chain_next(draft, wf_draft_item(draft, item), true);
        double up = middle(draft, above == WF_NONE ? below : above),
               low = middle(draft, below == WF_NONE ? above : below);
        runners[i - first] = (Runner){item, down ? up : low, down ? low : up, i};
        slots[i - first] = wf_draft_item(draft, item)->left;
    }
    qsort(runners, end - first, sizeof *runners, by_key);
    for (guint32 i = first; i < end; i++) {
        WfItem *item = wf_draft_item(draft, runners[i - first].item);
        draft->order[i] = runners[i - first].item;
        item->left = slots[i - first];
        item->place = i - draft->rank_first[item->rank];
    }
}

static void sweep_rank(WfDraft *draft, int rank, bool down, Runner *runners, int *slots)
{
    guint32 end = draft->rank_first[rank + 1];
    for (guint32 i = draft->rank_first[rank]; i < end;) {
        guint32 last = i + 1;
        const WfItem *item = wf_draft_item(draft, draft->order[i]);
        if (item->node == WF_NONE)
            while (last < end && same_run(draft, wf_draft_item(draft, draft->order[last - 1]),
                                          wf_draft_item(draft, draft->order[last])))
                last++;
        if (last - i > 1)
            sort_run(draft, i, last, down, runners, slots);
        i = last;
    }
}

void wf_untangle(WfDraft *draft)
{
    guint32 n = draft->items->len;
    if (n == 0)
        return;
    g_autofree Runner *runners = g_new(Runner, n + 1);
    g_autofree int *slots = g_new(int, n + 1);
    g_autofree WfItem *best = g_memdup2(draft->items->data, sizeof(WfItem) * n);
    g_autofree guint32 *best_order = g_memdup2(draft->order, sizeof(guint32) * (n + 1));
    guint64 fewest = count_crossings(draft);
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
        bool down = sweep % 2 == 0;
        for (int k = 0; k < draft->n_ranks; k++)
            sweep_rank(draft, down ? k : draft->n_ranks - 1 - k, down, runners, slots);
        guint64 crossings = count_crossings(draft);
        if (crossings < fewest) {
            fewest = crossings;
            memcpy(best, draft->items->data, sizeof(WfItem) * n);
            memcpy(best_order, draft->order, sizeof(guint32) * n);
        }
    }
    memcpy(draft->items->data, best, sizeof(WfItem) * n);
    memcpy(draft->order, best_order, sizeof(guint32) * n);
    draft->layered_crossings = (guint32)MIN(fewest, G_MAXUINT32);
}
