/* What no placement can cost less than, level by level, from relaxations that are
 * quick to compute: each item alone, each group alone, each resource alone. */
#include <string.h>

#include "board.h"

static int compare_down(gconstpointer pa, gconstpointer pb)
{
    gint64 a = *(const gint64 *)pa, b = *(const gint64 *)pb;
    return a > b ? -1 : a < b;
}

/* Items alone: moves they cannot avoid, soft policies no host pleases. */
static void bound_items(Board *b, WfPlaceCost *bound)
{
    for (guint32 i = 0; i < b->n_items; i++) {
        guint32 present = b->present[i];
        const bool *may = &b->may[(gsize)b->class_of[i] * b->n_hosts];
        if (b->left_out[i])
            continue;
        if (present != WF_PLACE_NONE && !may[present])
            bound->at[WF_COST_MOVES]++;
        const gint64 *dislike = b->dislike[b->class_of[i]];
        gint64 least = G_MAXINT64;
        for (guint32 h = 0; dislike && h < b->n_hosts; h++)
            if (may[h])
                least = MIN(least, dislike[h]);
        if (dislike && least != G_MAXINT64)
            bound->at[WF_COST_SOFT] += least;
    }
}

/* At most how many members of the group the host takes: the smallest needs of any of
 * them, against its room. */
static guint32 members_at_most(const Board *b, const guint32 *members, guint32 n, guint32 host)
{
    gint64 most = n;
    for (guint32 r = 0; r < b->n_resources; r++) {
        gint64 least = G_MAXINT64;
        for (guint32 i = 0; i < n && least > 0; i++)
            least = MIN(least, b->need[(gsize)b->class_of[members[i]] * b->n_resources + r]);
        if (least > 0 && least != G_MAXINT64)
            most = MIN(most, b->total[(gsize)host * b->n_resources + r] / least);
    }
    return (guint32)most;
}

static bool any_may(const Board *b, const guint32 *members, guint32 n, guint32 host)
{
    guint32 last = WF_PLACE_NONE;
    for (guint32 i = 0; i < n; i++) {
        guint32 class = b->class_of[members[i]];
        if (class != last && b->may[(gsize) class * b->n_hosts + host])
            return true;
        last = class;
    }
    return false;
}

/* The fewest domains the members can do with, as far as sums tell. */
static gint64 fewest_domains(const Board *b, const Rule *rule)
{
    gint64 fewest = rule->n_members[0] > 0;
    g_autofree gint64 *room = g_new0(gint64, rule->domains->n + 1);
    for (guint32 r = 0; r < b->n_resources; r++) {
        gint64 need = 0;
        for (guint32 i = 0; i < rule->n_members[0]; i++)
            need += b->need[(gsize)b->class_of[rule->members[0][i]] * b->n_resources + r];
        for (guint32 d = 0; d < rule->domains->n; d++)
            room[d] = b->free_sum[(gsize)rule->domains->vertex[d] * b->n_resources + r];
        qsort(room, rule->domains->n, sizeof(gint64), compare_down);
        gint64 n = 0;
        for (guint32 d = 0; d < rule->domains->n && need > 0; d++, n++)
            need -= room[d];
        fewest = MAX(fewest, n);
    }
    return fewest;
}

static void bound_soft_rule(const Board *b, const Rule *rule, WfPlaceCost *bound)
{
    if (rule->kind == RULE_TOGETHER && rule->n_members[0])
        bound->at[WF_COST_SOFT] += rule->weight * (fewest_domains(b, rule) - 1);
    if (rule->kind != RULE_APART || rule->between)
        return;
    gint64 over = rule->n_members[0];
    g_autofree bool *usable = g_new0(bool, rule->domains->n + 1);
    for (guint32 h = 0; h < b->n_hosts; h++) {
        guint32 d = host_domain(rule, h);
        if (d == WF_PLACE_NONE && any_may(b, rule->members[0], rule->n_members[0], h))
            return; /* outside of all domains there is no limit */
        if (d != WF_PLACE_NONE && !usable[d] &&
            any_may(b, rule->members[0], rule->n_members[0], h)) {
            usable[d] = true;
            over--;
        }
    }
    bound->at[WF_COST_SOFT] += rule->weight * MAX(0, over);
}

/* -- traffic ------------------------------------------------------------------- */

/* The hard anti_collocation that holds all members of the side apart, of the largest
 * domains if there are several; or NULL. */
static const Rule *apart_of(const Board *b, const Rule *traffic, guint side)
{
    const Rule *best = NULL;
    for (guint32 k = 0; k < b->n_rules; k++) {
        const Rule *rule = &b->rules[k];
        if (rule->kind != RULE_APART || rule->weight || rule->between ||
            rule->n_members[0] != traffic->n_members[side] ||
            memcmp(rule->members[0], traffic->members[side],
                   rule->n_members[0] * sizeof(guint32)) != 0)
            continue;
        if (!best || rule->domains->n < best->domains->n)
            best = rule;
    }
    return best;
}

/* Is the vertex inside one domain of it? Then one member fits there. */
static bool one_below(const Board *b, const Rule *apart, guint32 vertex)
{
    const WfDcVertex *v = &b->dc->vertices[vertex];
    if (!apart || v->first_host == v->end_host)
        return false;
    guint32 first = host_domain(apart, v->first_host);
    return first != WF_PLACE_NONE && first == host_domain(apart, v->end_host - 1);
}

/* Caps of one side on the vertices of one depth, largest first, filled greedily with
 * all members. Greedy filling has the largest sum of squares there is. */
static gint64 *fill_depth(const Board *b, const Rule *rule, guint side, const guint32 *per_host,
                          guint32 depth, guint32 *ret_n)
{
    gint64 *part = g_new0(gint64, b->n_vertices + 1), left = rule->n_members[side];
    const Rule *apart = apart_of(b, rule, side);
    guint32 n = 0;
    for (guint32 v = 0; v < b->n_vertices; v++) {
        const WfDcVertex *vertex = &b->dc->vertices[v];
        if (vertex->depth != depth)
            continue;
        gint64 sum = 0;
        for (guint32 h = vertex->first_host; h < vertex->end_host; h++)
            sum += per_host[h];
        part[n++] = one_below(b, apart, v) ? MIN(sum, 1) : sum;
    }
    qsort(part, n, sizeof(gint64), compare_down);
    for (guint32 k = 0; k < n; k++) {
        part[k] = MIN(part[k], left);
        left -= part[k];
    }
    *ret_n = n;
    return part;
}

static guint32 *caps(const Board *b, const Rule *rule, guint side)
{
    guint32 *per_host = g_new0(guint32, b->n_hosts + 1);
    for (guint32 h = 0; h < b->n_hosts; h++)
        if (any_may(b, rule->members[side], rule->n_members[side], h))
            per_host[h] = members_at_most(b, rule->members[side], rule->n_members[side], h);
    return per_host;
}

static guint32 shallowest_host(const Board *b)
{
    guint32 depth = G_MAXUINT32;
    for (guint32 h = 0; h < b->n_hosts; h++)
        depth = MIN(depth, b->dc->vertices[b->dc->hosts[h]].depth);
    return depth;
}

static void bound_traffic_rule(const Board *b, const Rule *rule, WfPlaceCost *bound)
{
    g_autofree guint32 *cap_a = caps(b, rule, 0);
    g_autofree guint32 *cap_b = rule->between ? caps(b, rule, 1) : NULL;
    gint64 links = 0, n_a = rule->n_members[0], n_b = rule->n_members[1];
    guint32 deepest = shallowest_host(b); /* below it some hosts have no link */
    for (guint32 depth = 1; depth <= deepest; depth++) {
        guint32 n;
        g_autofree gint64 *a = fill_depth(b, rule, 0, cap_a, depth, &n);
        g_autofree gint64 *c = rule->between ? fill_depth(b, rule, 1, cap_b, depth, &n) : NULL;
        gint64 same = 0; /* pairs below one vertex, at most */
        for (guint32 k = 0; k < n; k++)
            same += c ? a[k] * c[k] : a[k] * a[k];
        links += c ? 2 * (n_a * n_b - same) : n_a * n_a - same;
    }
    bound->at[WF_COST_TRAFFIC] += rule->mbps * MAX(0, links);
}

/* Two items that fit on no common host are at least two links apart. */
static bool can_share(const Board *b, guint32 i, guint32 j)
{
    const gint64 *a = &b->need[(gsize)b->class_of[i] * b->n_resources];
    const gint64 *c = &b->need[(gsize)b->class_of[j] * b->n_resources];
    for (guint32 h = 0; h < b->n_hosts; h++) {
        if (!b->may[(gsize)b->class_of[i] * b->n_hosts + h] ||
            !b->may[(gsize)b->class_of[j] * b->n_hosts + h])
            continue;
        bool fits = true;
        for (guint32 r = 0; r < b->n_resources && fits; r++)
            fits = a[r] + c[r] <= b->total[(gsize)h * b->n_resources + r];
        if (fits)
            return true;
    }
    return false;
}

/* Links between two hosts in different domains, at least; 0 when some host is in none. */
static gint64 links_between(const Board *b, const Rule *rule)
{
    gint64 least = G_MAXINT32;
    for (guint32 h = 0; h < b->n_hosts; h++) {
        guint32 domain = host_domain(rule, h);
        if (domain == WF_PLACE_NONE)
            return 0;
        gint64 up = (gint64)b->dc->vertices[b->dc->hosts[h]].depth -
                    b->dc->vertices[rule->domains->vertex[domain]].depth + 1;
        least = MIN(least, up);
    }
    return 2 * least;
}

/* The farthest that some hard anti_collocation keeps two items apart. */
static gint64 links_apart(const Board *b, guint32 i, guint32 j, const gint64 *between)
{
    gint64 most = 0;
    for (guint32 k = b->rules_at[i]; k < b->rules_at[i + 1]; k++) {
        const ItemRule *mine = &b->item_rules[k];
        const Rule *rule = &b->rules[mine->rule];
        if (rule->kind != RULE_APART || rule->weight || between[mine->rule] <= most)
            continue;
        for (guint32 n = b->rules_at[j]; n < b->rules_at[j + 1]; n++)
            if (b->item_rules[n].rule == mine->rule &&
                (!rule->between || b->item_rules[n].side != mine->side))
                most = between[mine->rule];
    }
    return most;
}

static bool known_to_share(const Board *b, guint32 i, guint32 j, GHashTable *known)
{
    gint64 key = (gint64)b->class_of[i] << 32 | b->class_of[j];
    gpointer answer = g_hash_table_lookup(known, &key);
    if (!answer) {
        answer = GUINT_TO_POINTER(can_share(b, i, j) ? 1 : 2);
        g_hash_table_insert(known, g_memdup2(&key, sizeof key), answer);
    }
    return GPOINTER_TO_UINT(answer) == 1;
}

static void bound_flows(const Board *b, WfPlaceCost *bound)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autofree gint64 *between = g_new0(gint64, b->n_rules + 1);
    for (guint32 k = 0; k < b->n_rules; k++)
        if (b->rules[k].kind == RULE_APART && !b->rules[k].weight)
            between[k] = links_between(b, &b->rules[k]);
    for (guint32 i = 0; i < b->n_items; i++)
        for (guint32 k = b->flows_at[i]; k < b->flows_at[i + 1]; k++) {
            const ItemFlow *flow = &b->item_flows[k];
            if (flow->other < i)
                continue;
            gint64 links = links_apart(b, i, flow->other, between);
            if (links < 2 && !known_to_share(b, i, flow->other, known))
                links = 2;
            bound->at[WF_COST_TRAFFIC] += links * flow->mbps;
        }
}

/* -- hosts --------------------------------------------------------------------- */

static gint64 opened_for_sums(const Board *b)
{
    gint64 most = 0;
    g_autofree gint64 *room = g_new(gint64, b->n_hosts + 1);
    for (guint32 r = 0; r < b->n_resources; r++) {
        gint64 left = 0, n = 0;
        guint32 n_closed = 0;
        for (guint32 i = 0; i < b->n_items; i++)
            if (!b->left_out[i])
                left += b->need[(gsize)b->class_of[i] * b->n_resources + r];
        for (guint32 h = 0; h < b->n_hosts; h++) {
            gint64 free = b->total[(gsize)h * b->n_resources + r];
            if (b->was_open[h])
                left -= free;
            else
                room[n_closed++] = free;
        }
        qsort(room, n_closed, sizeof(gint64), compare_down);
        for (guint32 k = 0; k < n_closed && left > 0; k++, n++)
            left -= room[k];
        most = MAX(most, n);
    }
    return most;
}

static gint64 opened_for_apart(const Board *b, const Rule *rule)
{
    gint64 open = 0;
    for (guint32 d = 0; d < rule->domains->n; d++) {
        const WfDcVertex *v = &b->dc->vertices[rule->domains->vertex[d]];
        bool any = false;
        for (guint32 h = v->first_host; h < v->end_host; h++)
            any |= b->was_open[h];
        open += any;
    }
    for (guint32 h = 0; h < b->n_hosts; h++)
        if (host_domain(rule, h) == WF_PLACE_NONE)
            return 0;
    return rule->n_members[0] - open;
}

void bound_root(Board *b, WfPlaceCost *ret_bound)
{
    WfPlaceCost bound = {0};
    bound_items(b, &bound);
    bound.at[WF_COST_OPENED] = opened_for_sums(b);
    for (guint32 k = 0; k < b->n_rules; k++) {
        const Rule *rule = &b->rules[k];
        if (rule->kind == RULE_TRAFFIC)
            bound_traffic_rule(b, rule, &bound);
        else if (rule->weight)
            bound_soft_rule(b, rule, &bound);
        else if (rule->kind == RULE_APART && !rule->between)
            bound.at[WF_COST_OPENED] = MAX(bound.at[WF_COST_OPENED], opened_for_apart(b, rule));
    }
    bound_flows(b, &bound);
    *ret_bound = bound;
}
