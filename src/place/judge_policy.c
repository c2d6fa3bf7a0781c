/* How often a placement breaks a policy: the plain way, member by member and pair by pair, from the
 * words of weft-place(1). */
#include "judge.h"

void judge_broken(Judge *j, const char *format, ...)
{
    j->fine = false;
    if (!j->why)
        return;
    va_list args;
    va_start(args, format);
    g_string_append_vprintf(j->why, format, args);
    g_string_append_c(j->why, '\n');
    va_end(args);
}

const WfPlaceItem *judge_item(const Judge *j, guint32 item)
{
    return j->p->items->pdata[item];
}

/* The vertex that counts for a level: the host itself for "leaf". */
static guint32 vertex_at(const Judge *j, guint32 host, guint32 level)
{
    return level == WF_PLACE_LEVEL_LEAF ? j->dc->hosts[host] : wf_dc_above(j->dc, host, level);
}

static guint32 island(const Judge *j, guint32 host)
{
    guint32 v = j->dc->hosts[host];
    while (j->dc->vertices[v].parent != WF_DC_NONE && j->dc->vertices[v].bandwidth != 0)
        v = j->dc->vertices[v].parent;
    return v;
}

/* Placed members of the policy's group or groups, as an array of items. */
static GArray *members(const Judge *j, guint32 group)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(guint32));
    if (group == WF_PLACE_NONE)
        return out;
    const GArray *items = ((WfPlaceGroup *)j->p->groups->pdata[group])->items;
    for (guint i = 0; i < items->len; i++) {
        guint32 item = g_array_index(items, guint32, i);
        if (j->hosts[item] != WF_PLACE_NONE)
            g_array_append_val(out, item);
    }
    return out;
}

static void count_up(GHashTable *counts, guint32 key)
{
    gpointer k = GUINT_TO_POINTER(key + 1);
    g_hash_table_insert(counts, k,
                        GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(counts, k)) + 1));
}

static guint32 count_of(GHashTable *counts, guint32 key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(counts, GUINT_TO_POINTER(key + 1)));
}

static GHashTable *counts_by_level(const Judge *j, const GArray *items, guint32 level)
{
    GHashTable *counts = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < items->len; i++)
        count_up(counts, vertex_at(j, j->hosts[g_array_index(items, guint32, i)], level));
    return counts;
}

bool judge_has_all(const Judge *j, guint32 host, const GPtrArray *requires)
{
    for (guint i = 0; requires && i < requires->len; i++) {
        const WfPlaceRequire *r = requires->pdata[i];
        if (!wf_dc_has_property(j->dc, host, r->name, r->value))
            return false;
    }
    return true;
}

gint64 judge_need(const WfPlaceItem *item, guint32 resource)
{
    for (guint i = 0; i < item->needs->len; i++)
        if (g_array_index(item->needs, WfPlaceNeed, i).resource == resource)
            return g_array_index(item->needs, WfPlaceNeed, i).amount;
    return 0;
}

gint64 judge_used_by_others(const Judge *j, guint32 host, guint32 resource)
{
    gint64 used = wf_dc_used(j->dc, host, resource);
    for (guint32 i = 0; j->p->present_in_used && i < j->p->items->len; i++)
        if (judge_item(j, i)->present == host)
            used -= judge_need(judge_item(j, i), resource);
    return MAX(0, used);
}

/* May the item be on the host at all, alone? */
static bool could_go(const Judge *j, guint32 item, guint32 host)
{
    const WfPlaceItem *it = judge_item(j, item);
    if ((wf_dc_disabled(j->dc, host) && it->present != host) ||
        (it->host && !g_str_equal(it->host, wf_dc_host_name(j->dc, host))) ||
        (it->zone && !g_str_equal(it->zone, wf_dc_zone(j->dc, host))) ||
        !judge_has_all(j, host, it->require))
        return false;
    for (guint32 r = 0; r < j->p->resources->len; r++)
        if (judge_need(it, r) > wf_dc_capacity(j->dc, host, r) - judge_used_by_others(j, host, r))
            return false;
    for (guint k = 0; k < j->p->policies->len; k++) {
        const WfPlacePolicy *policy = j->p->policies->pdata[k];
        if (policy->weight)
            continue;
        g_autoptr(GArray) a = members(j, policy->group), c = members(j, policy->other);
        bool in = false;
        for (guint i = 0; i < a->len && !in; i++)
            in = g_array_index(a, guint32, i) == item;
        for (guint i = 0; i < c->len && !in; i++)
            in = g_array_index(c, guint32, i) == item;
        if (!in)
            continue;
        if (policy->type == WF_POLICY_PROPERTY && !judge_has_all(j, host, policy->require))
            return false;
        if ((policy->type == WF_POLICY_COLLOCATION || policy->type == WF_POLICY_SPREAD) &&
            vertex_at(j, host, policy->level) == WF_DC_NONE)
            return false;
        guint32 v =
            policy->type == WF_POLICY_EXCLUSIVE ? vertex_at(j, host, policy->level) : WF_DC_NONE;
        for (guint32 h = 0; v != WF_DC_NONE && h < j->dc->n_hosts; h++)
            if (j->foreign[h] && h >= j->dc->vertices[v].first_host &&
                h < j->dc->vertices[v].end_host)
                return false;
    }
    return true;
}

static void judge(Judge *j, const WfPlacePolicy *policy, gint64 violations)
{
    if (violations == 0)
        return;
    if (j->violated)
        j->violated[j->at] += violations;
    if (policy->weight) {
        j->cost.at[WF_COST_SOFT] += policy->weight * violations;
        return;
    }
    g_autofree char *words = wf_place_policy_words(j->p, policy);
    judge_broken(j, "%s is broken %" G_GINT64_FORMAT " times", words, violations);
}

static void judge_apart(Judge *j, const WfPlacePolicy *policy)
{
    g_autoptr(GArray) a = members(j, policy->group), c = members(j, policy->other);
    g_autoptr(GHashTable) in_a = counts_by_level(j, a, policy->level);
    g_autoptr(GHashTable) in_c = counts_by_level(j, c, policy->level);
    GHashTableIter iter;
    gpointer key, n;
    gint64 violations = 0;
    g_hash_table_iter_init(&iter, in_a);
    while (g_hash_table_iter_next(&iter, &key, &n)) {
        guint32 v = GPOINTER_TO_UINT(key) - 1;
        if (v == WF_DC_NONE)
            continue;
        if (policy->other == WF_PLACE_NONE)
            violations += GPOINTER_TO_UINT(n) - 1;
        else
            violations += MIN(GPOINTER_TO_UINT(n), count_of(in_c, v));
    }
    judge(j, policy, violations);
}

static void judge_exclusive(Judge *j, const WfPlacePolicy *policy)
{
    g_autoptr(GArray) a = members(j, policy->group);
    g_autoptr(GArray) rest = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autofree bool *in = g_new0(bool, j->p->items->len + 1);
    for (guint i = 0; i < a->len; i++)
        in[g_array_index(a, guint32, i)] = true;
    for (guint32 i = 0; i < j->p->items->len; i++)
        if (!in[i] && j->hosts[i] != WF_PLACE_NONE)
            g_array_append_val(rest, i);
    g_autoptr(GHashTable) in_a = counts_by_level(j, a, policy->level);
    g_autoptr(GHashTable) others = counts_by_level(j, rest, policy->level);
    gint64 violations = 0;
    GHashTableIter iter;
    gpointer key, n;
    g_hash_table_iter_init(&iter, in_a);
    while (g_hash_table_iter_next(&iter, &key, &n)) {
        guint32 v = GPOINTER_TO_UINT(key) - 1;
        if (v == WF_DC_NONE)
            continue;
        violations += MIN(GPOINTER_TO_UINT(n), count_of(others, v));
        for (guint32 h = j->dc->vertices[v].first_host; h < j->dc->vertices[v].end_host; h++)
            if (j->foreign[h]) {
                violations += GPOINTER_TO_UINT(n);
                break;
            }
    }
    judge(j, policy, violations);
}

/* @alone: a host below no vertex of the level is near to itself only. */
static void judge_together(Judge *j, const WfPlacePolicy *policy, bool alone)
{
    g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL);
    bool outside = false;
    for (guint side = 0; side < 2; side++) {
        g_autoptr(GArray) items = members(j, side ? policy->other : policy->group);
        for (guint i = 0; i < items->len; i++) {
            guint32 h = j->hosts[g_array_index(items, guint32, i)];
            guint32 v = policy->type == WF_POLICY_NETWORK_REACHABILITY
                            ? island(j, h)
                            : vertex_at(j, h, policy->level);
            if (v == WF_DC_NONE) {
                outside = true;
                v = j->dc->hosts[h];
            }
            count_up(places, v);
        }
    }
    guint n = g_hash_table_size(places);
    judge(j, policy, n > 1 ? n - 1 : 0);
    if (outside && !alone && !policy->weight)
        judge(j, policy, 1);
}

/* Where a hard collocation keeps all of @items below one vertex, only what is below it
 * counts: the innermost such vertex, or the root. */
static guint32 spread_below(const Judge *j, const WfPlacePolicy *spread, const GArray *items)
{
    guint32 below = 0;
    for (guint k = 0; k < j->p->policies->len && items->len; k++) {
        const WfPlacePolicy *pull = j->p->policies->pdata[k];
        bool above = pull->level < j->dc->levels->len &&
                     (spread->level == WF_PLACE_LEVEL_LEAF ||
                      wf_dc_level_below(j->dc, spread->level, pull->level));
        if (pull->type != WF_POLICY_COLLOCATION || pull->weight || !above)
            continue;
        g_autoptr(GHashTable) in = g_hash_table_new(NULL, NULL);
        g_autoptr(GArray) a = members(j, pull->group), c = members(j, pull->other);
        for (guint i = 0; i < a->len; i++)
            count_up(in, g_array_index(a, guint32, i));
        for (guint i = 0; i < c->len; i++)
            count_up(in, g_array_index(c, guint32, i));
        bool all = true;
        for (guint i = 0; i < items->len; i++)
            all &= count_of(in, g_array_index(items, guint32, i)) > 0;
        guint32 v = vertex_at(j, j->hosts[g_array_index(items, guint32, 0)], pull->level);
        if (all && v != WF_DC_NONE && j->dc->vertices[v].depth > j->dc->vertices[below].depth)
            below = v;
    }
    return below;
}

static void judge_spread(Judge *j, const WfPlacePolicy *policy)
{
    g_autoptr(GArray) items = members(j, policy->group);
    g_autoptr(GHashTable) counts = counts_by_level(j, items, policy->level);
    g_autoptr(GHashTable) possible = g_hash_table_new(NULL, NULL);
    const WfDcVertex *within = &j->dc->vertices[spread_below(j, policy, items)];
    gint64 most = 0, least = G_MAXINT64, outside = count_of(counts, WF_DC_NONE);
    for (guint32 h = 0; h < j->dc->n_hosts; h++) {
        guint32 v = vertex_at(j, h, policy->level);
        if (h < within->first_host || h >= within->end_host)
            continue;
        if (v == WF_DC_NONE || g_hash_table_contains(possible, GUINT_TO_POINTER(v + 1)))
            continue;
        for (guint i = 0; i < items->len; i++)
            if (could_go(j, g_array_index(items, guint32, i), h)) {
                count_up(possible, v);
                break;
            }
    }
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, possible);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        gint64 n = count_of(counts, GPOINTER_TO_UINT(key) - 1);
        most = MAX(most, n);
        least = MIN(least, n);
    }
    gint64 skew = least == G_MAXINT64 ? 0 : most - least - policy->max_skew;
    judge(j, policy, MAX(0, skew) + outside);
}

void judge_send(Judge *j, guint32 a, guint32 c, gint64 mbps, gint64 *load, bool *used)
{
    const WfDcVertex *vertices = j->dc->vertices;
    guint32 u = j->dc->hosts[j->hosts[a]], v = j->dc->hosts[j->hosts[c]];
    while (u != v) {
        guint32 *lower = vertices[u].depth >= vertices[v].depth ? &u : &v;
        if (load)
            load[*lower] += mbps;
        if (used)
            used[*lower] = true;
        j->cost.at[WF_COST_TRAFFIC] += mbps;
        *lower = vertices[*lower].parent;
    }
}

void judge_bandwidth(Judge *j, const WfPlacePolicy *policy)
{
    g_autoptr(GArray) a = members(j, policy->group);
    g_autoptr(GArray) c = members(j, policy->other);
    g_autofree bool *used = g_new0(bool, j->dc->n_vertices);
    gint64 *load = policy->weight ? j->wish : j->load;
    bool between = policy->other != WF_PLACE_NONE;
    for (guint i = 0; i < a->len; i++)
        for (guint k = between ? 0 : i + 1; k < (between ? c->len : a->len); k++)
            judge_send(j, g_array_index(a, guint32, i), g_array_index(between ? c : a, guint32, k),
                       policy->mbps, load, used);
    for (guint32 v = 0; v < j->dc->n_vertices; v++)
        if (used[v] && policy->weight)
            j->wish_on[v] += policy->weight;
}

static void judge_property(Judge *j, const WfPlacePolicy *policy)
{
    gint64 violations = 0;
    for (guint side = 0; side < 2; side++) {
        g_autoptr(GArray) items = members(j, side ? policy->other : policy->group);
        for (guint i = 0; i < items->len; i++)
            violations +=
                !judge_has_all(j, j->hosts[g_array_index(items, guint32, i)], policy->require);
    }
    judge(j, policy, violations);
}

static void judge_storage(Judge *j, const WfPlacePolicy *policy)
{
    gint64 violations = 0;
    g_autoptr(GHashTable) in = g_hash_table_new(NULL, NULL);
    for (guint side = 0; side < 2; side++) {
        g_autoptr(GArray) items = members(j, side ? policy->other : policy->group);
        for (guint i = 0; i < items->len; i++)
            count_up(in, g_array_index(items, guint32, i));
    }
    for (guint i = 0; i < j->p->attached->len; i++) {
        const WfPlaceAttach *at = &g_array_index(j->p->attached, WfPlaceAttach, i);
        if (count_of(in, at->volume))
            violations += j->hosts[at->server] != j->hosts[at->volume];
    }
    judge(j, policy, violations);
}

void judge_policy(Judge *j, const WfPlacePolicy *policy)
{
    switch (policy->type) {
    case WF_POLICY_ANTI_COLLOCATION:
        judge_apart(j, policy);
        break;
    case WF_POLICY_EXCLUSIVE:
        judge_exclusive(j, policy);
        break;
    case WF_POLICY_COLLOCATION:
        judge_together(j, policy, false);
        break;
    case WF_POLICY_NETWORK_PROXIMITY:
    case WF_POLICY_NETWORK_REACHABILITY:
        judge_together(j, policy, true);
        break;
    case WF_POLICY_SPREAD:
        judge_spread(j, policy);
        break;
    case WF_POLICY_NETWORK_BANDWIDTH:
        judge_bandwidth(j, policy);
        break;
    case WF_POLICY_PROPERTY:
        judge_property(j, policy);
        break;
    case WF_POLICY_DIRECT_STORAGE:
        judge_storage(j, policy);
        break;
    case WF_N_POLICY_TYPES:
        break;
    }
}
