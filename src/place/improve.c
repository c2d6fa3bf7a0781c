/* From a placement to a better one: a descent by single moves and exchanges, then
 * large neighbourhood search (P. Shaw, 1998): take some related items off the
 * board, put them back greedily, keep the result unless it is worse. */

#include "board.h"

enum { MOST_TAKEN = 40 };

typedef struct {
    guint32 item, host;
} Was;

static guint32 pick(Search *s, guint32 n)
{
    return g_rand_int(s->rand) % n;
}

static guint32 pick_item(Search *s)
{
    for (;;) {
        guint32 i = pick(s, s->b->n_items);
        if (!s->b->left_out[i])
            return i;
    }
}

/* One item to its best host. */
static bool relocate(Search *s, guint32 item)
{
    Board *b = s->b;
    guint32 old = b->host[item];
    WfPlaceCost before = b->cost;
    board_remove(b, item);
    board_row(b, item);
    guint32 host = row_best(b, item, NULL);
    if (host == WF_PLACE_NONE || host == old) {
        board_place(b, item, old);
        return false;
    }
    board_place(b, item, host);
    if (wf_place_cost_compare(&b->cost, &before) < 0)
        return true;
    board_remove(b, item);
    board_place(b, item, old);
    return false;
}

/* @item comes to @host, where @other makes room and goes to its best host. */
static bool exchange(Search *s, guint32 item, guint32 other)
{
    Board *b = s->b;
    guint32 from = b->host[item], host = b->host[other];
    WfPlaceCost before = b->cost;
    board_remove(b, item);
    board_remove(b, other);
    board_row(b, item);
    if (b->row.ok[host]) {
        board_place(b, item, host);
        board_row(b, other);
        guint32 to = row_best(b, other, NULL);
        if (to != WF_PLACE_NONE) {
            board_place(b, other, to);
            if (wf_place_cost_compare(&b->cost, &before) < 0)
                return true;
            board_remove(b, other);
        }
        board_remove(b, item);
    }
    board_place(b, item, from);
    board_place(b, other, host);
    return false;
}

/* -- what to take off --------------------------------------------------------- */

typedef struct {
    Was was[MOST_TAKEN];
    guint n;
    guint32 closed; /* host nothing comes back to, or WF_PLACE_NONE */
} Hole;

static void take(Board *b, Hole *hole, guint32 item)
{
    if (hole->n == MOST_TAKEN || b->left_out[item] || b->host[item] == WF_PLACE_NONE)
        return;
    hole->was[hole->n++] = (Was){item, b->host[item]};
    board_remove(b, item);
}

static void take_host(Board *b, Hole *hole, guint32 host)
{
    for (guint32 j = b->first_on[host]; j != WF_PLACE_NONE;) {
        guint32 next = b->next_on[j];
        take(b, hole, j);
        j = next;
    }
}

static void take_group(Search *s, Hole *hole)
{
    Board *b = s->b;
    if (b->n_rules == 0)
        return;
    const Rule *rule = &b->rules[pick(s, b->n_rules)];
    for (guint side = 0; side < 2; side++) {
        guint32 n = rule->n_members[side], from = n ? pick(s, n) : 0;
        for (guint32 i = 0; i < n && hole->n < MOST_TAKEN * (side + 1) / 2; i++)
            take(b, hole, rule->members[side][(from + i) % n]);
    }
}

/* Those an item talks to, and it. */
static void take_partners(Search *s, Hole *hole)
{
    Board *b = s->b;
    guint32 item = pick_item(s);
    take(b, hole, item);
    for (guint32 k = b->flows_at[item]; k < b->flows_at[item + 1]; k++)
        take(b, hole, b->item_flows[k].other);
    for (guint32 k = b->rules_at[item]; k < b->rules_at[item + 1]; k++) {
        const Rule *rule = &b->rules[b->item_rules[k].rule];
        guint32 side = rule->between ? 1 - b->item_rules[k].side : 0;
        for (guint tries = 0; tries < 6 && rule->n_members[side]; tries++)
            take(b, hole, rule->members[side][pick(s, rule->n_members[side])]);
    }
}

static void take_hosts(Search *s, Hole *hole)
{
    Board *b = s->b;
    for (guint n = 0; n < 3; n++) {
        guint32 host = b->host[pick_item(s)];
        if (host != WF_PLACE_NONE)
            take_host(b, hole, host);
    }
}

/* All of one of the emptier hosts we opened, which stays closed. */
static void take_to_close(Search *s, Hole *hole)
{
    Board *b = s->b;
    guint32 best = WF_PLACE_NONE;
    for (guint tries = 0; tries < 6; tries++) {
        guint32 h = b->host[pick_item(s)];
        if (h != WF_PLACE_NONE && !b->was_open[h] &&
            (best == WF_PLACE_NONE || b->on[h] < b->on[best]))
            best = h;
    }
    if (best == WF_PLACE_NONE || b->on[best] > MOST_TAKEN / 2)
        return;
    hole->closed = best;
    take_host(b, hole, best);
    for (guint tries = 0; tries < 3; tries++) {
        guint32 h = b->host[pick_item(s)];
        if (h != WF_PLACE_NONE)
            take_host(b, hole, h);
    }
}

/* -- putting back ------------------------------------------------------------- */

static double need_size(const Board *b, guint32 item)
{
    double size = 0;
    for (guint32 r = 0; r < b->n_resources; r++)
        size += (double)b->need[(gsize)b->class_of[item] * b->n_resources + r] /
                (double)(1 + b->free_sum[r]);
    return size;
}

static void shuffle(Search *s, Hole *hole)
{
    for (guint k = hole->n; k > 1; k--) {
        guint j = pick(s, k);
        Was swap = hole->was[k - 1];
        hole->was[k - 1] = hole->was[j];
        hole->was[j] = swap;
    }
    if (pick(s, 3) == 0)
        return;
    for (guint k = 1; k < hole->n; k++) /* largest first; n is small */
        for (guint j = k;
             j > 0 && need_size(s->b, hole->was[j].item) > need_size(s->b, hole->was[j - 1].item);
             j--) {
            Was swap = hole->was[j];
            hole->was[j] = hole->was[j - 1];
            hole->was[j - 1] = swap;
        }
}

static guint32 random_ok(Search *s)
{
    Board *b = s->b;
    guint32 from = pick(s, b->n_hosts);
    for (guint32 k = 0; k < b->n_hosts; k++)
        if (b->row.ok[(from + k) % b->n_hosts])
            return (from + k) % b->n_hosts;
    return WF_PLACE_NONE;
}

static bool put_back(Search *s, Hole *hole, guint *ret_done)
{
    Board *b = s->b;
    bool wild = pick(s, 3) == 0; /* the first one anywhere, the others follow it */
    guint k = 0;
    bool fits = true;
    for (; k < hole->n; k++) {
        guint32 item = hole->was[k].item;
        board_row(b, item);
        if (hole->closed != WF_PLACE_NONE)
            b->row.ok[hole->closed] = false;
        guint32 host = wild && k == 0 ? random_ok(s) : row_best(b, item, NULL);
        if (host == WF_PLACE_NONE) {
            fits = false;
            break;
        }
        board_place(b, item, host);
    }
    *ret_done = k;
    return fits;
}

static bool rebuild(Search *s, guint strategy)
{
    Board *b = s->b;
    Hole hole = {.closed = WF_PLACE_NONE};
    WfPlaceCost before = b->cost;
    switch (strategy) {
    case 0:
        take_group(s, &hole);
        break;
    case 1:
        take_partners(s, &hole);
        break;
    case 2:
        take_hosts(s, &hole);
        break;
    default:
        take_to_close(s, &hole);
    }
    if (hole.n == 0)
        return false;
    guint done;
    shuffle(s, &hole);
    if (put_back(s, &hole, &done) && wf_place_cost_compare(&b->cost, &before) <= 0)
        return wf_place_cost_compare(&b->cost, &before) < 0;
    for (guint k = 0; k < done; k++)
        board_remove(b, hole.was[k].item);
    for (guint k = 0; k < hole.n; k++)
        board_place(b, hole.was[k].item, hole.was[k].host);
    return false;
}

/* -- the search --------------------------------------------------------------- */

static void descend(Search *s)
{
    Board *b = s->b;
    for (guint pass = 0; pass < 8; pass++) {
        bool better = false;
        guint32 from = pick(s, b->n_items);
        for (guint32 k = 0; k < b->n_items && !search_stop(s); k++) {
            guint32 item = (from + k) % b->n_items;
            if (!b->left_out[item])
                better |= relocate(s, item);
        }
        if (!better || s->stopped)
            return;
    }
}

static bool try_exchange(Search *s)
{
    Board *b = s->b;
    guint32 item = pick_item(s), other = pick_item(s);
    guint32 first = b->flows_at[item], n_flows = b->flows_at[item + 1] - first;
    if (n_flows && pick(s, 2)) { /* to where a partner is, in place of a neighbour */
        guint32 partner = b->item_flows[first + pick(s, n_flows)].other;
        guint32 host = b->host[partner];
        if (host != WF_PLACE_NONE && b->first_on[host] != partner)
            other = b->first_on[host];
    }
    if (item == other || b->host[item] == b->host[other])
        return false;
    return exchange(s, item, other);
}

void improve(Search *s, guint64 steps)
{
    Board *b = s->b;
    guint64 end = b->steps + steps, stall = 3000 + 40 * (guint64)b->n_items, last = b->steps;
    board_load(b, s->best);
    descend(s);
    search_keep(s);
    bool any = false;
    for (guint32 i = 0; i < b->n_items; i++)
        any |= !b->left_out[i];
    for (guint turn = 0; any && b->steps < end && b->steps - last < stall; turn++) {
        if (search_stop(s))
            break;
        guint64 at = b->steps;
        bool better = turn % 3 == 0 ? try_exchange(s) : rebuild(s, turn / 3 % 4);
        if (better)
            last = b->steps;
        if (b->steps == at)
            b->steps++; /* nothing was tried: still an effort, or this never ends */
    }
    search_keep(s);
    if (!s->stopped) {
        descend(s);
        search_keep(s);
    }
}
