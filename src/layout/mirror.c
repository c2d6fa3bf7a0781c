/* Which way round a VM's inside stands is chance, since it was placed alone. For
 * pictures small enough every VM is turned round once, and stays so if fewer
 * edges cross after untangling. */
#include "draft.h"

#include <string.h>

#define ROUNDS 4
#define MOST_WORK 30000 /* wires times VMs */

typedef struct {
    WfItem *items;
    guint32 *order;
    guint32 crossings;
} State;

static State save(const WfDraft *draft)
{
    guint32 n = draft->items->len;
    return (State){g_memdup2(draft->items->data, sizeof(WfItem) * n),
                   g_memdup2(draft->order, sizeof(guint32) * (n + 1)), draft->layered_crossings};
}

static void restore(WfDraft *draft, const State *state)
{
    memcpy(draft->items->data, state->items, sizeof(WfItem) * draft->items->len);
    memcpy(draft->order, state->order, sizeof(guint32) * draft->items->len);
    draft->layered_crossings = state->crossings;
}

static void clear(State *state)
{
    g_free(state->items);
    g_free(state->order);
}

static void untangle_more(WfDraft *draft)
{
    for (int round = 0; round < ROUNDS && wf_transpose(draft); round++)
        wf_untangle(draft);
}

/* Is the item inside of the unit, or a bend straight below it in its level? */
static bool belongs(const WfDraft *draft, const WfItem *item, guint32 number)
{
    const WfUnit *unit = &draft->units[number];
    if (item->unit == (gint32)number)
        return true;
    return item->unit < 0 && item->edge != WF_NONE && item->rank > unit->last_rank &&
           item->rank < draft->level_base[unit->level + 1] &&
           draft->shapes[draft->routes[item->edge].upper].unit == number;
}

static void turn_round(WfDraft *draft, guint32 number)
{
    const WfUnit *unit = &draft->units[number];
    for (guint32 i = 0; i < draft->items->len; i++) {
        WfItem *item = wf_draft_item(draft, i);
        if (belongs(draft, item, number))
            item->left = 2 * unit->left + unit->used - item->left - item->size;
    }
    wf_chain_order(draft);
}

static void try_units(WfDraft *draft, State *start, State *best, guint32 plain)
{
    for (guint32 u = 0; u < draft->n_units && best->crossings > 0; u++) {
        const WfUnit *unit = &draft->units[u];
        if (unit->frame < 0 || unit->n_top + unit->n_bottom == 0)
            continue;
        restore(draft, start);
        turn_round(draft, u);
        State turned = save(draft);
        wf_untangle(draft);
        if (draft->layered_crossings <= plain * 21 / 20) /* may be worth the rest */
            untangle_more(draft);
        if (draft->layered_crossings < best->crossings) {
            plain = MIN(plain, draft->layered_crossings);
            clear(best);
            *best = save(draft);
            State old = *start;
            *start = turned;
            turned = old;
        }
        clear(&turned);
    }
}

void wf_untangle_all(WfDraft *draft)
{
    if (draft->items->len == 0)
        return;
    State start = save(draft);
    wf_untangle(draft);
    guint32 plain = draft->layered_crossings;
    untangle_more(draft);
    State best = save(draft);
    if ((guint64)draft->n_wires * draft->n_units <= MOST_WORK)
        try_units(draft, &start, &best, plain);
    restore(draft, &best);
    clear(&start);
    clear(&best);
}
