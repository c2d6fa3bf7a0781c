/* A row: one item against every host at once. What is the same for all hosts is
 * computed once, so that a host costs a few additions. */
#include <string.h>

#include "board.h"

static void row_room(Board *b, guint32 item)
{
    const bool *may = &b->may[(gsize)b->class_of[item] * b->n_hosts];
    const gint64 *dislike = b->dislike[b->class_of[item]];
    const gint64 *need = &b->need[(gsize)b->class_of[item] * b->n_resources];
    memcpy(b->row.ok, may, b->n_hosts * sizeof(bool));
    for (guint32 r = 0; r < b->n_resources; r++) { /* most items need two or three of them */
        const gint64 *room = b->free + r;
        for (guint32 h = 0; need[r] && h < b->n_hosts; h++, room += b->n_resources)
            b->row.ok[h] &= need[r] <= *room;
    }
    if (dislike)
        memcpy(b->row.soft, dislike, b->n_hosts * sizeof(gint64));
    else
        memset(b->row.soft, 0, b->n_hosts * sizeof(gint64));
    memset(b->row.lump, 0, b->n_hosts * sizeof(gint64));
    memset(b->row.traffic, 0, b->n_hosts * sizeof(gint64));
}

static void row_apart(Board *b, const Rule *rule, guint32 side)
{
    const guint32 *of = rule->domains->of;
    for (guint32 h = 0; h < b->n_hosts; h++) {
        if (!b->row.ok[h] || of[h] == WF_PLACE_NONE)
            continue;
        if (rule->weight)
            b->row.soft[h] += rule->weight * rule_growth(rule, side, of[h]);
        else
            b->row.ok[h] = rule->count[rule->between ? 1 - side : 0][of[h]] == 0;
    }
}

/* Is there room for the rest of the group below this vertex, as far as sums tell? */
static bool room_below(const Board *b, guint32 vertex, const gint64 *need)
{
    for (guint32 r = 0; r < b->n_resources; r++)
        if (need[r] > b->free_sum[(gsize)vertex * b->n_resources + r])
            return false;
    return true;
}

static void row_together(Board *b, const Rule *rule)
{
    const guint32 *of = rule->domains->of;
    if (rule->weight) {
        for (guint32 h = 0; h < b->n_hosts; h++)
            b->row.lump[h] += rule->weight * rule_growth(rule, 0, of[h]);
        return;
    }
    guint32 last = WF_PLACE_NONE;
    bool room = false;
    for (guint32 h = 0; h < b->n_hosts; h++) {
        if (rule->placed[0]) {
            b->row.ok[h] = b->row.ok[h] && of[h] == rule->where;
            continue;
        }
        if (of[h] != last) {
            last = of[h];
            room = room_below(b, rule->domains->vertex[last], rule->need_left);
        }
        b->row.ok[h] = b->row.ok[h] && room;
    }
}

static void row_spread(Board *b, const Rule *rule)
{
    const guint32 *of = rule->domains->of;
    guint32 last = WF_PLACE_NONE;
    bool allowed = spread_allows(rule, WF_PLACE_NONE);
    for (guint32 h = 0; h < b->n_hosts; h++) {
        if (rule->weight) {
            b->row.lump[h] += rule->weight * rule_growth(rule, 0, of[h]);
            continue;
        }
        if (of[h] != last) {
            last = of[h];
            allowed = spread_allows(rule, last);
        }
        b->row.ok[h] = b->row.ok[h] && allowed;
    }
}

typedef struct {
    gint64 all, reserved, depths; /* mbps to all placed partners; that times their depth */
    bool any;
} Partners;

static void add_rule_partners(Board *b, const Rule *rule, guint32 side, Partners *sum)
{
    guint32 other = rule->between ? 1 - side : 0;
    if (rule->placed[other] == 0)
        return;
    if (!sum->any) {
        memset(b->weighted, 0, b->n_vertices * sizeof(gint64));
        memset(b->reserved, 0, b->n_vertices * sizeof(gint64));
        sum->any = true;
    }
    sum->all += rule->mbps * rule->placed[other];
    sum->depths += rule->mbps * rule->depth_sum[other];
    const guint32 *count = rule->count[other];
    for (guint32 v = 1; v < b->n_vertices; v++)
        b->weighted[v] += rule->mbps * count[v];
    if (!rule->reserve)
        return;
    sum->reserved += rule->mbps * rule->placed[other];
    for (guint32 v = 1; v < b->n_vertices; v++)
        b->reserved[v] += rule->mbps * count[v];
}

static void add_flow_partner(Board *b, const ItemFlow *flow, Partners *sum)
{
    guint32 there = b->host[flow->other];
    if (there == WF_PLACE_NONE)
        return;
    if (!sum->any) {
        memset(b->weighted, 0, b->n_vertices * sizeof(gint64));
        memset(b->reserved, 0, b->n_vertices * sizeof(gint64));
        sum->any = true;
    }
    guint32 x = b->dc->hosts[there];
    sum->all += flow->mbps;
    sum->depths += flow->mbps * b->dc->vertices[x].depth;
    if (flow->reserve)
        sum->reserved += flow->mbps;
    for (guint32 v = x; v != 0; v = b->dc->vertices[v].parent) {
        b->weighted[v] += flow->mbps;
        if (flow->reserve)
            b->reserved[v] += flow->mbps;
    }
}

/* Which hosts overload no link? A new member sends `reserved - reserved[v]` over the
 * links on its path and `reserved[v]` over all others. */
static void row_links(Board *b, const Partners *sum)
{
    const guint32 forbidden = 1u << 24; /* more than there are vertices */
    guint32 critical = 0;
    b->crossing[0] = 0;
    for (guint32 v = 1; v < b->n_vertices; v++) {
        bool off = b->link[v] != WF_DC_UNLIMITED && b->load[v] + b->reserved[v] > b->link[v];
        bool on = b->link[v] != WF_DC_UNLIMITED &&
                  b->load[v] + sum->reserved - b->reserved[v] > b->link[v];
        critical += off;
        b->crossing[v] = b->crossing[b->dc->vertices[v].parent] + off + (on ? forbidden : 0);
    }
    for (guint32 h = 0; h < b->n_hosts; h++)
        b->row.ok[h] = b->row.ok[h] && b->crossing[b->dc->hosts[h]] == critical;
}

static void row_traffic(Board *b, const Partners *sum)
{
    const WfDcVertex *vertices = b->dc->vertices;
    b->prefix[0] = 0;
    for (guint32 v = 1; v < b->n_vertices; v++)
        b->prefix[v] = b->prefix[vertices[v].parent] + b->weighted[v];
    for (guint32 h = 0; h < b->n_hosts; h++) {
        guint32 x = b->dc->hosts[h];
        b->row.traffic[h] = sum->all * vertices[x].depth + sum->depths - 2 * b->prefix[x];
    }
    if (b->limited && sum->reserved)
        row_links(b, sum);
}

void board_row(Board *b, guint32 item)
{
    Partners sum = {0};
    b->steps++;
    row_room(b, item);
    for (guint32 k = b->rules_at[item]; k < b->rules_at[item + 1]; k++) {
        const Rule *rule = &b->rules[b->item_rules[k].rule];
        switch (rule->kind) {
        case RULE_APART:
            row_apart(b, rule, b->item_rules[k].side);
            break;
        case RULE_TOGETHER:
            row_together(b, rule);
            break;
        case RULE_SPREAD:
            row_spread(b, rule);
            break;
        case RULE_TRAFFIC:
            add_rule_partners(b, rule, b->item_rules[k].side, &sum);
            break;
        }
    }
    for (guint32 k = b->flows_at[item]; k < b->flows_at[item + 1]; k++)
        add_flow_partner(b, &b->item_flows[k], &sum);
    if (sum.any)
        row_traffic(b, &sum);
}

/* All but the balance, which takes divisions. */
static WfPlaceCost row_cost_ahead(const Board *b, guint32 item, guint32 host)
{
    WfPlaceCost cost;
    cost.at[WF_COST_MOVES] = b->present[item] != WF_PLACE_NONE && b->present[item] != host;
    cost.at[WF_COST_SOFT] = b->row.soft[host] + b->row.lump[host];
    cost.at[WF_COST_TRAFFIC] = b->row.traffic[host];
    cost.at[WF_COST_OPENED] = b->on[host] == 0 && !b->was_open[host];
    cost.at[WF_COST_BALANCE] = 0;
    return cost;
}

WfPlaceCost row_cost(const Board *b, guint32 item, guint32 host)
{
    const gint64 *need = &b->need[(gsize)b->class_of[item] * b->n_resources];
    WfPlaceCost cost = row_cost_ahead(b, item, host);
    cost.at[WF_COST_BALANCE] = host_square(b, host, need) - b->squares[host];
    return cost;
}

guint32 row_best(const Board *b, guint32 item, const bool *forbidden)
{
    const gint64 *need = &b->need[(gsize)b->class_of[item] * b->n_resources];
    guint32 best = WF_PLACE_NONE;
    WfPlaceCost best_cost = {0};
    gint64 best_balance = G_MAXINT64;
    for (guint32 h = 0; h < b->n_hosts; h++) {
        if (!b->row.ok[h] || (forbidden && forbidden[h]))
            continue;
        WfPlaceCost cost = row_cost_ahead(b, item, h);
        int order = best == WF_PLACE_NONE ? -1 : wf_place_cost_compare(&cost, &best_cost);
        if (order > 0)
            continue;
        gint64 balance = host_square(b, h, need) - b->squares[h];
        if (order == 0 && balance >= best_balance)
            continue;
        best = h;
        best_cost = cost;
        best_balance = balance;
    }
    return best;
}

guint32 row_most_free(const Board *b)
{
    guint32 ram = wf_dc_resource(b->dc, "ram"), best = WF_PLACE_NONE;
    gint64 best_soft = 0, best_room = 0;
    for (guint32 h = 0; h < b->n_hosts; h++) {
        gint64 soft = b->row.soft[h] + b->row.lump[h];
        gint64 room = b->free[(gsize)h * b->n_resources + ram];
        if (!b->row.ok[h])
            continue;
        if (best == WF_PLACE_NONE || soft < best_soft || (soft == best_soft && room > best_room)) {
            best = h;
            best_soft = soft;
            best_room = room;
        }
    }
    return best;
}
