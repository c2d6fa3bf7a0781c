/* Placing and removing one item, with every cost kept by its difference.
 *
 * Traffic between groups is never summed over pairs: on the link above vertex v,
 * a group of N members with n of them below v sends n(N-n) times its bandwidth.
 * The number of members below each vertex is therefore enough, and one member
 * more costs the length of one path. */
#include <string.h>

#include "board.h"

guint32 host_domain(const Rule *rule, guint32 host)
{
    return rule->domains->of[host];
}

static guint32 partner_side(const Rule *rule, guint32 side)
{
    return rule->between ? 1 - side : 0;
}

static gint64 spread_excess(const Rule *rule, guint32 most, guint32 least)
{
    gint64 skew = (gint64)most - least - rule->max_skew;
    return MAX(0, skew);
}

/* The first member decides on the scope: then all its domains are empty but one. */
static gint64 spread_growth(const Rule *rule, guint32 domain)
{
    if (domain == WF_PLACE_NONE || !rule->counted[domain])
        return 1;
    guint32 scope = rule->scope_of[domain], n = rule->count[0][domain];
    if (rule->inside == 0)
        return spread_excess(rule, 1, rule->n_in_scope[scope] == 1);
    if (scope != rule->scope)
        return 1;
    guint32 most = MAX(rule->most, n + 1);
    guint32 least = n == rule->least && rule->hist[n] == 1 ? n + 1 : rule->least;
    return spread_excess(rule, most, least) - spread_excess(rule, rule->most, rule->least);
}

gint64 rule_growth(const Rule *rule, guint32 side, guint32 domain)
{
    switch (rule->kind) {
    case RULE_APART:
        if (domain == WF_PLACE_NONE)
            return 0;
        if (!rule->between)
            return rule->count[0][domain] > 0;
        return rule->count[side][domain] < rule->count[1 - side][domain];
    case RULE_TOGETHER:
        return rule->placed[0] > 0 && rule->count[0][domain] == 0;
    case RULE_SPREAD:
        return spread_growth(rule, domain);
    case RULE_TRAFFIC:
        return 0;
    }
    return 0;
}

/* How many more members the other domains need before one may hold target + skew. */
static gint64 spread_deficit(const Rule *rule, gint64 target)
{
    gint64 sum = 0;
    for (gint64 c = rule->least; c < target; c++)
        sum += rule->hist[c] * (target - c);
    return sum;
}

bool spread_allows(const Rule *rule, guint32 domain)
{
    if (domain == WF_PLACE_NONE || !rule->counted[domain])
        return false;
    guint32 scope = rule->scope_of[domain], n = rule->count[0][domain];
    gint64 left = (gint64)rule->n_members[0] - rule->placed[0] - 1;
    if (rule->inside == 0) {
        gint64 target = 1 - (gint64)rule->max_skew;
        return target <= 0 || rule->n_in_scope[scope] * target - 1 <= left;
    }
    gint64 target = (gint64)MAX(rule->most, n + 1) - rule->max_skew;
    return scope == rule->scope && spread_deficit(rule, target) - (n < target) <= left;
}

/* -- rules one by one --------------------------------------------------------- */

static void spread_count(Rule *rule, guint32 domain, int by)
{
    rule->placed[0] += by;
    if (domain == WF_PLACE_NONE || !rule->counted[domain]) {
        rule->outside += by;
        return;
    }
    if (rule->inside == 0) {
        rule->scope = rule->scope_of[domain];
        rule->hist[0] = rule->n_in_scope[rule->scope];
        rule->most = rule->least = 0;
    }
    rule->inside += by;
    guint32 n = rule->count[0][domain], now = n + by;
    rule->count[0][domain] = now;
    rule->hist[n]--;
    rule->hist[now]++;
    if (by > 0) {
        rule->most = MAX(rule->most, now);
        if (n == rule->least && rule->hist[n] == 0)
            rule->least = now;
    } else {
        if (n == rule->most && rule->hist[n] == 0)
            rule->most = now;
        rule->least = MIN(rule->least, now);
    }
}

static void together_count(const Board *b, Rule *rule, guint32 item, guint32 domain, int by)
{
    rule->placed[0] += by;
    const gint64 *need = &b->need[(gsize)b->class_of[item] * b->n_resources];
    for (guint32 r = 0; r < b->n_resources; r++)
        rule->need_left[r] -= by * need[r];
    if (!rule->count[0]) { /* hard: one domain */
        rule->where = rule->placed[0] ? domain : WF_PLACE_NONE;
        return;
    }
    if (by > 0)
        rule->n_used += rule->count[0][domain]++ == 0;
    else
        rule->n_used -= --rule->count[0][domain] == 0;
}

static void count_rule(const Board *b, Rule *rule, guint32 side, guint32 item, guint32 domain,
                       int by)
{
    switch (rule->kind) {
    case RULE_APART:
        rule->placed[side] += by;
        if (domain != WF_PLACE_NONE)
            rule->count[side][domain] += by;
        break;
    case RULE_TOGETHER:
        together_count(b, rule, item, domain, by);
        break;
    case RULE_SPREAD:
        spread_count(rule, domain, by);
        break;
    case RULE_TRAFFIC:
        break;
    }
}

/* -- traffic ------------------------------------------------------------------ */

static gint64 pairs_across(const Rule *rule, guint32 v)
{
    gint64 a = rule->count[0][v], all_a = rule->placed[0];
    if (!rule->between)
        return a * (all_a - a);
    gint64 c = rule->count[1][v], all_c = rule->placed[1];
    return a * (all_c - c) + c * (all_a - a);
}

static void soft_presence(Board *b, const Rule *rule, int by)
{
    for (guint32 v = 1; v < b->n_vertices; v++)
        if (pairs_across(rule, v) > 0)
            b->soft_on[v] += by * rule->weight;
}

/* What one member of @side on @host sends, while it is not counted itself. */
static void member_traffic(Board *b, const Rule *rule, guint32 side, guint32 host, int by)
{
    guint32 other = partner_side(rule, side), x = b->dc->hosts[host];
    const guint32 *count = rule->count[other];
    gint64 partners = rule->placed[other], shared = 0;
    for (guint32 v = x; v != 0; v = b->dc->vertices[v].parent)
        shared += count[v];
    b->cost.at[WF_COST_TRAFFIC] +=
        by * rule->mbps *
        (partners * b->dc->vertices[x].depth + rule->depth_sum[other] - 2 * shared);
    if (!b->limited || partners == 0)
        return;
    gint64 *load = rule->reserve ? b->load : b->soft_load;
    for (guint32 v = 1; v < b->n_vertices; v++) {
        bool on_path = v <= x && x < b->dc->vertices[v].end;
        load[v] += by * rule->mbps * (on_path ? partners - count[v] : count[v]);
    }
}

static void member_count(Board *b, Rule *rule, guint32 side, guint32 host, int by)
{
    guint32 x = b->dc->hosts[host];
    for (guint32 v = x; v != 0; v = b->dc->vertices[v].parent)
        rule->count[side][v] += by;
    rule->placed[side] += by;
    rule->depth_sum[side] += by * (gint64)b->dc->vertices[x].depth;
}

static void traffic_rule(Board *b, Rule *rule, guint32 side, guint32 host, int by)
{
    bool soft = !rule->reserve && b->limited;
    if (soft)
        soft_presence(b, rule, -1);
    if (by < 0)
        member_count(b, rule, side, host, by);
    member_traffic(b, rule, side, host, by);
    if (by > 0)
        member_count(b, rule, side, host, by);
    if (soft)
        soft_presence(b, rule, 1);
}

static void item_flow(Board *b, const ItemFlow *flow, guint32 host, int by)
{
    guint32 there = b->host[flow->other];
    if (there == WF_PLACE_NONE)
        return;
    const WfDcVertex *vertices = b->dc->vertices;
    guint32 u = b->dc->hosts[host], v = b->dc->hosts[there];
    while (u != v) {
        guint32 *lower = vertices[u].depth >= vertices[v].depth ? &u : &v;
        if (flow->reserve)
            b->load[*lower] += by * flow->mbps;
        b->cost.at[WF_COST_TRAFFIC] += by * flow->mbps;
        *lower = vertices[*lower].parent;
    }
}

static gint64 overload(const Board *b)
{
    gint64 sum = 0;
    for (guint32 v = 1; v < b->n_vertices; v++)
        if (b->soft_on[v] > 0 && b->link[v] != WF_DC_UNLIMITED &&
            b->load[v] + b->soft_load[v] > b->link[v])
            sum += b->soft_on[v];
    return sum;
}

/* -- placing ------------------------------------------------------------------ */

/* used * 1000 / capacity, by the shorter division where that is enough: this runs for
 * every host of every row. */
static gint64 thousandths(gint64 used, gint64 capacity)
{
    if (used < G_MAXUINT32 / 1000 && capacity <= G_MAXUINT32)
        return (guint32)used * 1000u / (guint32)capacity;
    return used * 1000 / capacity;
}

/* The fullest resource of the host, in thousandths, squared; need may be NULL. */
gint64 host_square(const Board *b, guint32 host, const gint64 *need)
{
    gint64 fullest = 0;
    for (guint32 r = 0; r < b->n_resources; r++) {
        gsize at = (gsize)host * b->n_resources + r;
        gint64 capacity = b->capacity[at];
        if (capacity == 0)
            continue;
        gint64 used = capacity - b->free[at] + (need ? need[r] : 0);
        fullest = MAX(fullest, thousandths(used, capacity));
    }
    return fullest * fullest;
}

static void take_room(Board *b, guint32 item, guint32 host, int by)
{
    const gint64 *need = &b->need[(gsize)b->class_of[item] * b->n_resources];
    for (guint32 r = 0; r < b->n_resources; r++) {
        b->free[(gsize)host * b->n_resources + r] -= by * need[r];
        if (need[r])
            for (guint32 v = b->dc->hosts[host]; v != WF_DC_NONE; v = b->dc->vertices[v].parent)
                b->free_sum[(gsize)v * b->n_resources + r] -= by * need[r];
    }
    for (guint32 v = b->dc->hosts[host]; v != WF_DC_NONE; v = b->dc->vertices[v].parent)
        b->below[v] += by;
    b->cost.at[WF_COST_BALANCE] -= b->squares[host];
    b->squares[host] = host_square(b, host, NULL);
    b->cost.at[WF_COST_BALANCE] += b->squares[host];
}

static void apply_rules(Board *b, guint32 item, guint32 host, int by)
{
    for (guint32 k = b->rules_at[item]; k < b->rules_at[item + 1]; k++) {
        Rule *rule = &b->rules[b->item_rules[k].rule];
        guint32 side = b->item_rules[k].side;
        if (rule->kind == RULE_TRAFFIC) {
            traffic_rule(b, rule, side, host, by);
            continue;
        }
        guint32 domain = host_domain(rule, host);
        if (by < 0)
            count_rule(b, rule, side, item, domain, by);
        if (rule->weight) {
            gint64 growth = by * rule->weight * rule_growth(rule, side, domain);
            b->cost.at[WF_COST_SOFT] += growth;
            if (rule->kind == RULE_SPREAD)
                b->spread_soft += growth;
        }
        if (by > 0)
            count_rule(b, rule, side, item, domain, by);
    }
    for (guint32 k = b->flows_at[item]; k < b->flows_at[item + 1]; k++)
        item_flow(b, &b->item_flows[k], host, by);
}

static void apply(Board *b, guint32 item, guint32 host, int by)
{
    take_room(b, item, host, by);
    const gint64 *dislike = b->dislike[b->class_of[item]];
    if (dislike)
        b->cost.at[WF_COST_SOFT] += by * dislike[host];
    if (b->present[item] != WF_PLACE_NONE && b->present[item] != host)
        b->cost.at[WF_COST_MOVES] += by;
    apply_rules(b, item, host, by);
    if (b->soft_network) {
        gint64 now = overload(b);
        b->cost.at[WF_COST_SOFT] += now - b->overloaded;
        b->overloaded = now;
    }
    b->n_placed += by;
}

void board_place(Board *b, guint32 item, guint32 host)
{
    g_assert(b->host[item] == WF_PLACE_NONE);
    apply(b, item, host, 1);
    b->host[item] = host;
    if (b->on[host]++ == 0 && !b->was_open[host])
        b->cost.at[WF_COST_OPENED]++;
    b->next_on[item] = b->first_on[host];
    b->prev_on[item] = WF_PLACE_NONE;
    if (b->first_on[host] != WF_PLACE_NONE)
        b->prev_on[b->first_on[host]] = item;
    b->first_on[host] = item;
}

void board_remove(Board *b, guint32 item)
{
    guint32 host = b->host[item];
    g_assert(host != WF_PLACE_NONE);
    b->host[item] = WF_PLACE_NONE;
    if (--b->on[host] == 0 && !b->was_open[host])
        b->cost.at[WF_COST_OPENED]--;
    guint32 next = b->next_on[item], prev = b->prev_on[item];
    if (prev == WF_PLACE_NONE)
        b->first_on[host] = next;
    else
        b->next_on[prev] = next;
    if (next != WF_PLACE_NONE)
        b->prev_on[next] = prev;
    apply(b, item, host, -1);
}

static void reset_rule(const Board *b, Rule *rule)
{
    guint32 n = rule->kind == RULE_TRAFFIC ? b->n_vertices : rule->domains->n;
    for (guint side = 0; side < 2; side++) {
        if (rule->count[side])
            memset(rule->count[side], 0, (n + 1) * sizeof(guint32));
        rule->placed[side] = 0;
        rule->depth_sum[side] = 0;
    }
    rule->n_used = rule->most = rule->least = rule->outside = rule->inside = 0;
    rule->where = WF_PLACE_NONE;
    if (rule->hist) {
        memset(rule->hist, 0, (rule->n_members[0] + 2) * sizeof(guint32));
    }
    if (!rule->need_left)
        return;
    memset(rule->need_left, 0, b->n_resources * sizeof(gint64));
    for (guint32 i = 0; i < rule->n_members[0]; i++)
        for (guint32 r = 0; r < b->n_resources; r++)
            rule->need_left[r] +=
                b->need[(gsize)b->class_of[rule->members[0][i]] * b->n_resources + r];
}

static void reset_room(Board *b)
{
    gsize cells = (gsize)b->n_hosts * b->n_resources;
    memcpy(b->free, b->total, cells * sizeof(gint64));
    memset(b->free_sum, 0, (gsize)b->n_vertices * b->n_resources * sizeof(gint64));
    for (guint32 v = b->n_vertices; v-- > 0;) {
        const WfDcVertex *vertex = &b->dc->vertices[v];
        for (guint32 r = 0; r < b->n_resources; r++) {
            gint64 *sum = &b->free_sum[(gsize)v * b->n_resources + r];
            if (vertex->host != WF_DC_NONE)
                *sum += b->free[(gsize)vertex->host * b->n_resources + r];
            if (v > 0)
                b->free_sum[(gsize)vertex->parent * b->n_resources + r] += *sum;
        }
    }
    for (guint32 h = 0; h < b->n_hosts; h++) {
        b->first_on[h] = WF_PLACE_NONE;
        b->on[h] = 0;
        b->squares[h] = host_square(b, h, NULL);
        b->cost.at[WF_COST_BALANCE] += b->squares[h];
    }
}

void board_clear(Board *b)
{
    b->cost = (WfPlaceCost){0};
    b->spread_soft = b->overloaded = 0;
    b->n_placed = 0;
    for (guint32 i = 0; i < b->n_items; i++)
        b->host[i] = WF_PLACE_NONE;
    memset(b->load, 0, b->n_vertices * sizeof(gint64));
    memset(b->soft_load, 0, b->n_vertices * sizeof(gint64));
    memset(b->soft_on, 0, b->n_vertices * sizeof(gint64));
    memset(b->below, 0, b->n_vertices * sizeof(guint32));
    for (guint32 k = 0; k < b->n_rules; k++)
        reset_rule(b, &b->rules[k]);
    reset_room(b);
}

void board_load(Board *b, const guint32 *hosts)
{
    board_clear(b);
    for (guint32 i = 0; i < b->n_items; i++)
        if (hosts[i] != WF_PLACE_NONE)
            board_place(b, i, hosts[i]);
}
