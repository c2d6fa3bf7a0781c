/* What stands where. Sums of a vertex are those of its hosts, taken once on the way up:
 * vertices stand in preorder, so going backwards a child is complete before its parent. */
#include <string.h>

#include <weft/placemap.h>

struct WfPlaceMap {
    const WfPlaceProblem *p;
    const WfDatacenter *dc;
    const WfPlaceAnswer *answer;
    guint32 n_resources;
    guint32 *first, *items;  /* by host, and last those that have none: the items on it (CSR) */
    gint64 *capacity, *used; /* by vertex and resource */
    guint32 *n_items;        /* by vertex */
    guint32 *n_amiss;
    guint32 n_open;
    gint64 *violated; /* by policy */
    bool *amiss;      /* by item */
};

static const WfPlaceItem *item_at(const WfPlaceMap *map, guint32 item)
{
    return map->p->items->pdata[item];
}

static guint32 slot_of(const WfPlaceMap *map, guint32 item)
{
    guint32 host = map->answer->hosts[item];
    return host == WF_PLACE_NONE ? map->dc->n_hosts : host;
}

static void sort_items(WfPlaceMap *map)
{
    guint32 n = map->p->items->len, n_slots = map->dc->n_hosts + 1;
    map->first = g_new0(guint32, n_slots + 1);
    map->items = g_new0(guint32, n + 1);
    for (guint32 i = 0; i < n; i++)
        map->first[slot_of(map, i) + 1]++;
    for (guint32 s = 0; s < n_slots; s++)
        map->first[s + 1] += map->first[s];
    g_autofree guint32 *fill = g_memdup2(map->first, n_slots * sizeof *fill);
    for (guint32 i = 0; i < n; i++)
        map->items[fill[slot_of(map, i)]++] = i;
}

/* What the items need, added to or taken from where they are. */
static void add_needs(WfPlaceMap *map, guint32 item, guint32 host, int sign)
{
    const GArray *needs = item_at(map, item)->needs;
    gint64 *used = &map->used[(gsize)map->dc->hosts[host] * map->n_resources];
    for (guint i = 0; i < needs->len; i++) {
        const WfPlaceNeed *need = &g_array_index(needs, WfPlaceNeed, i);
        used[need->resource] += sign * need->amount;
    }
}

static void fill_hosts(WfPlaceMap *map)
{
    const WfDatacenter *dc = map->dc;
    for (guint32 h = 0; h < dc->n_hosts; h++)
        for (guint32 r = 0; r < map->n_resources; r++) {
            gsize at = (gsize)dc->hosts[h] * map->n_resources + r;
            map->capacity[at] = wf_dc_capacity(dc, h, r);
            map->used[at] = wf_dc_used(dc, h, r);
        }
    for (guint32 i = 0; i < map->p->items->len; i++) {
        guint32 host = map->answer->hosts[i], present = item_at(map, i)->present;
        if (map->p->present_in_used && present != WF_PLACE_NONE)
            add_needs(map, i, present, -1);
        if (host == WF_PLACE_NONE)
            continue;
        add_needs(map, i, host, 1);
        map->n_items[dc->hosts[host]]++;
        map->n_amiss[dc->hosts[host]] += map->amiss[i];
    }
}

static void sum_up(WfPlaceMap *map)
{
    for (guint32 v = map->dc->n_vertices; v-- > 1;) {
        guint32 parent = map->dc->vertices[v].parent;
        map->n_items[parent] += map->n_items[v];
        map->n_amiss[parent] += map->n_amiss[v];
        for (guint32 r = 0; r < map->n_resources; r++) {
            map->capacity[(gsize)parent * map->n_resources + r] +=
                map->capacity[(gsize)v * map->n_resources + r];
            map->used[(gsize)parent * map->n_resources + r] +=
                map->used[(gsize)v * map->n_resources + r];
        }
    }
}

/* -- who has a part in a violation -------------------------------------------- */

static guint32 vertex_at(const WfPlaceMap *map, guint32 item, guint32 level)
{
    guint32 host = map->answer->hosts[item];
    return level == WF_PLACE_LEVEL_LEAF || level == WF_PLACE_NONE
               ? map->dc->hosts[host]
               : wf_dc_above(map->dc, host, level);
}

static const GArray *members(const WfPlaceMap *map, guint32 group)
{
    return group == WF_PLACE_NONE ? NULL : ((WfPlaceGroup *)map->p->groups->pdata[group])->items;
}

static bool lacks(const WfPlaceMap *map, guint32 item, const WfPlacePolicy *policy)
{
    for (guint i = 0; policy->require && i < policy->require->len; i++) {
        const WfPlaceRequire *r = policy->require->pdata[i];
        if (!wf_dc_has_property(map->dc, map->answer->hosts[item], r->name, r->value))
            return true;
    }
    return false;
}

/* Members by vertex of the policy's level; @ret_most: the vertex with the most of them. */
static GHashTable *count_members(const WfPlaceMap *map, const WfPlacePolicy *policy,
                                 guint32 *ret_most)
{
    GHashTable *counts = g_hash_table_new(NULL, NULL);
    guint most = 0;
    for (guint side = 0; side < 2; side++) {
        const GArray *items = members(map, side ? policy->other : policy->group);
        for (guint i = 0; items && i < items->len; i++) {
            guint32 item = g_array_index(items, guint32, i);
            if (map->answer->hosts[item] == WF_PLACE_NONE)
                continue;
            guint32 v = vertex_at(map, item, policy->level);
            gpointer key = GUINT_TO_POINTER(v + 1);
            guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key)) + 1;
            g_hash_table_insert(counts, key, GUINT_TO_POINTER(n));
            if (n > most) {
                most = n;
                *ret_most = v;
            }
        }
    }
    return counts;
}

/* Of policies that speak of pairs or vertices those that break them; of the others everybody. */
static bool has_part(const WfPlaceMap *map, const WfPlacePolicy *policy, guint32 item,
                     GHashTable *counts, guint32 most)
{
    guint32 v = vertex_at(map, item, policy->level);
    switch (policy->type) {
    case WF_POLICY_ANTI_COLLOCATION:
        return GPOINTER_TO_UINT(g_hash_table_lookup(counts, GUINT_TO_POINTER(v + 1))) > 1;
    case WF_POLICY_COLLOCATION:
    case WF_POLICY_NETWORK_PROXIMITY:
        return v != most;
    case WF_POLICY_PROPERTY:
        return lacks(map, item, policy);
    default:
        return true;
    }
}

static void mark_policy(WfPlaceMap *map, const WfPlacePolicy *policy)
{
    guint32 most = WF_DC_NONE;
    g_autoptr(GHashTable) counts = count_members(map, policy, &most);
    for (guint side = 0; side < 2; side++) {
        const GArray *items = members(map, side ? policy->other : policy->group);
        for (guint i = 0; items && i < items->len; i++) {
            guint32 item = g_array_index(items, guint32, i);
            if (map->answer->hosts[item] != WF_PLACE_NONE)
                map->amiss[item] |= has_part(map, policy, item, counts, most);
        }
    }
}

WfPlaceMap *wf_place_map_new(const WfPlaceProblem *p, const WfPlaceAnswer *answer,
                             const gint64 *violated)
{
    WfPlaceMap *map = g_new0(WfPlaceMap, 1);
    gsize n_vertices = p->dc->n_vertices, n_policies = p->policies->len;
    map->p = p;
    map->dc = p->dc;
    map->answer = answer;
    map->n_resources = p->resources->len;
    map->capacity = g_new0(gint64, n_vertices * map->n_resources + 1);
    map->used = g_new0(gint64, n_vertices * map->n_resources + 1);
    map->n_items = g_new0(guint32, n_vertices + 1);
    map->n_amiss = g_new0(guint32, n_vertices + 1);
    map->amiss = g_new0(bool, p->items->len + 1);
    map->violated = g_new0(gint64, n_policies + 1);
    if (violated && n_policies)
        memcpy(map->violated, violated, n_policies * sizeof *violated);
    for (guint32 k = 0; k < n_policies; k++)
        if (map->violated[k])
            mark_policy(map, p->policies->pdata[k]);
    sort_items(map);
    fill_hosts(map);
    for (guint32 h = 0; h < map->dc->n_hosts; h++)
        map->n_open += map->first[h + 1] > map->first[h];
    sum_up(map);
    return map;
}

void wf_place_map_free(WfPlaceMap *map)
{
    if (!map)
        return;
    g_free(map->first);
    g_free(map->items);
    g_free(map->capacity);
    g_free(map->used);
    g_free(map->n_items);
    g_free(map->n_amiss);
    g_free(map->violated);
    g_free(map->amiss);
    g_free(map);
}

/* -- asking --------------------------------------------------------------------- */

static void add_items(const WfPlaceMap *map, guint32 slot, GArray *ret)
{
    for (guint32 i = map->first[slot]; i < map->first[slot + 1]; i++) {
        WfSpot spot = {WF_SPOT_ITEM, map->items[i]};
        g_array_append_val(ret, spot);
    }
}

void wf_place_map_children(const WfPlaceMap *map, WfSpot spot, bool empty, GArray *ret)
{
    if (spot.kind != WF_SPOT_VERTEX)
        return;
    const WfDcVertex *vertex = &map->dc->vertices[spot.id];
    for (guint32 v = spot.id + 1; v < vertex->end; v = map->dc->vertices[v].end) {
        WfSpot child = {WF_SPOT_VERTEX, v};
        if (empty || map->n_items[v])
            g_array_append_val(ret, child);
    }
    if (vertex->host != WF_DC_NONE)
        add_items(map, vertex->host, ret);
    if (spot.id == 0)
        add_items(map, map->dc->n_hosts, ret);
}

guint32 wf_place_map_n_items(const WfPlaceMap *map, guint32 vertex)
{
    return map->n_items[vertex];
}

guint32 wf_place_map_n_open(const WfPlaceMap *map)
{
    return map->n_open;
}

gint64 wf_place_map_capacity(const WfPlaceMap *map, guint32 vertex, guint32 resource)
{
    return map->capacity[(gsize)vertex * map->n_resources + resource];
}

gint64 wf_place_map_used(const WfPlaceMap *map, guint32 vertex, guint32 resource)
{
    return map->used[(gsize)vertex * map->n_resources + resource];
}

gint64 wf_place_map_violated(const WfPlaceMap *map, guint32 policy)
{
    return map->violated[policy];
}

bool wf_place_map_is_amiss(const WfPlaceMap *map, guint32 item)
{
    return map->amiss[item];
}

guint32 wf_place_map_n_amiss(const WfPlaceMap *map, guint32 vertex)
{
    return map->n_amiss[vertex];
}

static int compare_items(gconstpointer pa, gconstpointer pb)
{
    guint32 a = *(const guint32 *)pa, b = *(const guint32 *)pb;
    return (a > b) - (a < b);
}

static bool is_in(const WfPlaceMap *map, guint32 group, guint32 item)
{
    const GArray *items = members(map, group);
    return items && g_array_binary_search((GArray *)items, &item, compare_items, NULL);
}

static bool is_in_directly(const WfPlaceMap *map, guint32 group, guint32 item)
{
    const GArray *below = ((WfPlaceGroup *)map->p->groups->pdata[group])->groups;
    for (guint i = 0; i < below->len; i++)
        if (is_in(map, g_array_index(below, guint32, i), item))
            return false;
    return is_in(map, group, item);
}

GArray *wf_place_map_groups(const WfPlaceMap *map, guint32 item)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint pass = 0; pass < 2; pass++)
        for (guint32 g = 0; g < map->p->groups->len; g++)
            if (is_in(map, g, item) && is_in_directly(map, g, item) == (pass == 0))
                g_array_append_val(out, g);
    return out;
}

GArray *wf_place_map_policies(const WfPlaceMap *map, guint32 item)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 k = 0; k < map->p->policies->len; k++) {
        const WfPlacePolicy *policy = map->p->policies->pdata[k];
        if (is_in(map, policy->group, item) || is_in(map, policy->other, item))
            g_array_append_val(out, k);
    }
    return out;
}

void wf_place_map_mates(const WfPlaceMap *map, guint32 item, bool *ret)
{
    for (guint32 g = 0; g < map->p->groups->len; g++) {
        const GArray *items = members(map, g);
        if (!is_in_directly(map, g, item))
            continue;
        for (guint i = 0; i < items->len; i++)
            ret[g_array_index(items, guint32, i)] = true;
    }
    ret[item] = false;
}

/* -- words ------------------------------------------------------------------------ */

char *wf_dc_nearness(const WfDatacenter *dc, guint32 a, guint32 b)
{
    guint32 u = dc->hosts[a], v = dc->hosts[b], top = u;
    if (u == v)
        return g_strdup("same host");
    while (u != v) {
        guint32 *lower = dc->vertices[u].depth >= dc->vertices[v].depth ? &u : &v;
        top = *lower;
        *lower = dc->vertices[*lower].parent;
    }
    bool root = dc->vertices[u].level == WF_DC_NONE;
    return g_strdup_printf("%s %s", root ? "other" : "same",
                           (char *)dc->levels->pdata[dc->vertices[root ? top : u].level]);
}

char *wf_dc_place_words(const WfDatacenter *dc, guint32 host)
{
    GString *out = g_string_new(NULL);
    for (guint32 v = dc->vertices[dc->hosts[host]].parent; v != WF_DC_NONE;
         v = dc->vertices[v].parent)
        if (dc->vertices[v].level != WF_DC_NONE)
            g_string_append_printf(out, "%s%s %s", out->len ? ", " : "",
                                   (char *)dc->levels->pdata[dc->vertices[v].level],
                                   dc->vertices[v].name);
    return g_string_free(out, FALSE);
}
