/* From a problem to a board: classes of items, domains of hosts, rules. */
#include <string.h>

#include "board.h"

/* -- domains ------------------------------------------------------------------ */

typedef enum { DOM_LEVEL, DOM_LEVEL_ALONE, DOM_LEAF, DOM_NETWORK } DomainKind;

static Domains *domains_of_level(const WfDatacenter *dc, guint32 level, bool alone)
{
    Domains *d = g_new0(Domains, 1);
    d->of = g_new(guint32, dc->n_hosts + 1);
    d->vertex = g_new(guint32, dc->n_vertices + 1);
    guint32 last = WF_DC_NONE;
    for (guint32 h = 0; h < dc->n_hosts; h++) {
        guint32 v = wf_dc_above(dc, h, level);
        if (v == WF_DC_NONE && !alone) {
            d->of[h] = WF_PLACE_NONE;
            continue;
        }
        if (v == WF_DC_NONE)
            v = dc->hosts[h];
        if (v != last)
            d->vertex[d->n++] = v;
        last = v;
        d->of[h] = d->n - 1;
    }
    return d;
}

static Domains *domains_of_leaves(const WfDatacenter *dc)
{
    Domains *d = g_new0(Domains, 1);
    d->n = dc->n_hosts;
    d->of = g_new(guint32, dc->n_hosts + 1);
    d->vertex = g_new(guint32, dc->n_hosts + 1);
    for (guint32 h = 0; h < dc->n_hosts; h++) {
        d->of[h] = h;
        d->vertex[h] = dc->hosts[h];
    }
    return d;
}

/* Hosts that can talk: cut the tree at its links without bandwidth. */
static Domains *domains_of_network(const WfDatacenter *dc)
{
    Domains *d = g_new0(Domains, 1);
    g_autofree guint32 *island = g_new(guint32, dc->n_vertices);
    d->of = g_new(guint32, dc->n_hosts + 1);
    d->vertex = g_new(guint32, dc->n_vertices);
    for (guint32 v = 0; v < dc->n_vertices; v++) {
        const WfDcVertex *vertex = &dc->vertices[v];
        bool cut = v == 0 || vertex->bandwidth == 0;
        if (cut)
            d->vertex[d->n++] = v;
        island[v] = cut ? d->n - 1 : island[vertex->parent];
        if (vertex->host != WF_DC_NONE)
            d->of[vertex->host] = island[v];
    }
    return d;
}

static void domains_free(gpointer data)
{
    Domains *d = data;
    g_free(d->of);
    g_free(d->vertex);
    g_free(d);
}

typedef struct {
    Board *b;
    GArray *rules;       /* Rule */
    GHashTable *domains; /* level and kind -> Domains */
} Maker;

static const Domains *get_domains(Maker *m, guint32 level, DomainKind kind)
{
    if (level == WF_PLACE_LEVEL_LEAF)
        kind = DOM_LEAF;
    if (kind == DOM_LEAF || kind == DOM_NETWORK)
        level = 0;
    gpointer key = GUINT_TO_POINTER(level * 4 + kind + 1);
    Domains *d = g_hash_table_lookup(m->domains, key);
    if (d)
        return d;
    const WfDatacenter *dc = m->b->dc;
    d = kind == DOM_LEAF      ? domains_of_leaves(dc)
        : kind == DOM_NETWORK ? domains_of_network(dc)
                              : domains_of_level(dc, level, kind == DOM_LEVEL_ALONE);
    g_hash_table_insert(m->domains, key, d);
    g_ptr_array_add(m->b->domain_sets, d);
    return d;
}

/* -- hosts -------------------------------------------------------------------- */

static void fill_hosts(Board *b)
{
    const WfDatacenter *dc = b->dc;
    for (guint32 h = 0; h < b->n_hosts; h++)
        for (guint32 r = 0; r < b->n_resources; r++) {
            gint64 used = wf_dc_used(dc, h, r);
            b->capacity[(gsize)h * b->n_resources + r] = wf_dc_capacity(dc, h, r);
            b->total[(gsize)h * b->n_resources + r] = wf_dc_capacity(dc, h, r) - used;
            b->was_open[h] |= used > 0;
        }
    if (b->p->present_in_used) {
        g_autofree gint64 *own = g_new0(gint64, (gsize)b->n_hosts * b->n_resources + 1);
        for (guint32 i = 0; i < b->n_items; i++)
            for (guint32 r = 0; r < b->n_resources && b->present[i] != WF_PLACE_NONE; r++)
                own[(gsize)b->present[i] * b->n_resources + r] +=
                    b->need[(gsize)b->class_of[i] * b->n_resources + r];
        for (guint32 h = 0; h < b->n_hosts; h++) {
            bool open = false;
            for (guint32 r = 0; r < b->n_resources; r++) {
                gint64 used = wf_dc_used(dc, h, r);
                gint64 ours = MIN(used, own[(gsize)h * b->n_resources + r]);
                b->total[(gsize)h * b->n_resources + r] += ours;
                open |= used > ours;
            }
            b->was_open[h] = open;
        }
    }
    for (guint32 k = 0; k < b->n_hosts * b->n_resources; k++)
        b->total[k] = MAX(0, b->total[k]);
    for (guint32 v = 0; v < b->n_vertices; v++) {
        const WfDcVertex *vertex = &dc->vertices[v];
        b->link[v] = vertex->bandwidth == WF_DC_UNLIMITED || v == 0
                         ? WF_DC_UNLIMITED
                         : MAX(0, vertex->bandwidth - vertex->bandwidth_used);
        b->limited |= b->link[v] != WF_DC_UNLIMITED;
    }
}

/* -- classes ------------------------------------------------------------------ */

static void append_requires(GString *key, const GPtrArray *requires)
{
    for (guint i = 0; requires && i < requires->len; i++) {
        const WfPlaceRequire *r = requires->pdata[i];
        g_string_append_printf(key, "|%s=%s", r->name, r->value ? r->value : "*");
    }
}

static bool is_unary(const WfPlacePolicy *policy)
{
    return policy->type == WF_POLICY_PROPERTY || policy->type == WF_POLICY_EXCLUSIVE ||
           policy->type == WF_POLICY_COLLOCATION || policy->type == WF_POLICY_SPREAD;
}

/* The policies that say something about a member's host whatever the others do. */
static GPtrArray **unary_policies(const Board *b)
{
    GPtrArray **of = g_new0(GPtrArray *, b->n_items + 1);
    for (guint k = 0; k < b->p->policies->len; k++) {
        WfPlacePolicy *policy = b->p->policies->pdata[k];
        if (!is_unary(policy))
            continue;
        for (guint side = 0; side < 2; side++) {
            guint32 g = side ? policy->other : policy->group;
            if (g == WF_PLACE_NONE || (side && policy->type == WF_POLICY_EXCLUSIVE))
                continue;
            const GArray *items = ((WfPlaceGroup *)b->p->groups->pdata[g])->items;
            for (guint i = 0; i < items->len; i++) {
                guint32 item = g_array_index(items, guint32, i);
                if (!of[item])
                    of[item] = g_ptr_array_new();
                g_ptr_array_add(of[item], policy);
            }
        }
    }
    return of;
}

static char *class_key(const Board *b, const WfPlaceItem *item, const GPtrArray *unary)
{
    GString *key = g_string_new(item->kind == WF_PLACE_VOLUME ? "v" : "s");
    g_autofree gint64 *need = g_new0(gint64, b->n_resources + 1);
    for (guint i = 0; i < item->needs->len; i++) {
        const WfPlaceNeed *n = &g_array_index(item->needs, WfPlaceNeed, i);
        need[n->resource] = n->amount;
    }
    for (guint32 r = 0; r < b->n_resources; r++)
        g_string_append_printf(key, " %" G_GINT64_FORMAT, need[r]);
    g_string_append_printf(key, "|%s|%s", item->zone ? item->zone : "",
                           item->host ? item->host : "");
    append_requires(key, item->require);
    if (item->present != WF_PLACE_NONE && wf_dc_disabled(b->dc, item->present))
        g_string_append_printf(key, "|stays %u", item->present);
    for (guint i = 0; unary && i < unary->len; i++)
        g_string_append_printf(key, "|%p", unary->pdata[i]);
    return g_string_free(key, FALSE);
}

static bool has_all(const WfDatacenter *dc, guint32 host, const GPtrArray *requires)
{
    for (guint i = 0; requires && i < requires->len; i++) {
        const WfPlaceRequire *r = requires->pdata[i];
        if (!wf_dc_has_property(dc, host, r->name, r->value))
            return false;
    }
    return true;
}

static bool others_below(const Board *b, guint32 vertex)
{
    const WfDcVertex *v = &b->dc->vertices[vertex];
    for (guint32 h = v->first_host; h < v->end_host; h++)
        if (b->was_open[h])
            return true;
    return false;
}

static guint32 level_vertex(const Board *b, guint32 host, guint32 level)
{
    return level == WF_PLACE_LEVEL_LEAF ? b->dc->hosts[host] : wf_dc_above(b->dc, host, level);
}

/* Does the policy allow a member on the host, as far as the host alone decides? */
bool policy_allows_host(const Board *b, const WfPlacePolicy *policy, guint32 host)
{
    guint32 v;
    switch (policy->type) {
    case WF_POLICY_PROPERTY:
        return has_all(b->dc, host, policy->require);
    case WF_POLICY_EXCLUSIVE:
        v = level_vertex(b, host, policy->level);
        return v == WF_DC_NONE || !others_below(b, v);
    case WF_POLICY_COLLOCATION:
    case WF_POLICY_SPREAD:
        return level_vertex(b, host, policy->level) != WF_DC_NONE;
    default:
        return true;
    }
}

static bool item_may(const Board *b, const WfPlaceItem *item, guint32 class, guint32 host)
{
    const WfDatacenter *dc = b->dc;
    for (guint32 r = 0; r < b->n_resources; r++)
        if (b->need[(gsize) class * b->n_resources + r] >
            b->total[(gsize)host * b->n_resources + r])
            return false;
    if (item->host && !g_str_equal(item->host, wf_dc_host_name(dc, host)))
        return false;
    if (item->zone && !g_str_equal(item->zone, wf_dc_zone(dc, host)))
        return false;
    return has_all(dc, host, item->require);
}

static void fill_class(Board *b, guint32 class, guint32 item, const GPtrArray *unary)
{
    const WfPlaceItem *it = b->p->items->pdata[item];
    bool *may = &b->may[(gsize) class * b->n_hosts];
    for (guint32 h = 0; h < b->n_hosts; h++) {
        /* nothing new comes to a disabled host, but what is there may stay */
        bool open = it->present == h || !wf_dc_disabled(b->dc, h);
        may[h] = open && item_may(b, it, class, h);
        for (guint i = 0; unary && i < unary->len; i++) {
            const WfPlacePolicy *policy = unary->pdata[i];
            if (policy_allows_host(b, policy, h))
                continue;
            if (!policy->weight) {
                may[h] = false;
            } else if (policy->type == WF_POLICY_PROPERTY || policy->type == WF_POLICY_EXCLUSIVE) {
                if (!b->dislike[class])
                    b->dislike[class] = g_new0(gint64, b->n_hosts + 1);
                b->dislike[class][h] += policy->weight;
            }
        }
    }
}

static void class_needs(Board *b, guint32 class, const WfPlaceItem *item)
{
    for (guint i = 0; i < item->needs->len; i++) {
        const WfPlaceNeed *n = &g_array_index(item->needs, WfPlaceNeed, i);
        b->need[(gsize) class * b->n_resources + n->resource] = n->amount;
    }
}

static void make_classes(Board *b)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree GPtrArray **unary = unary_policies(b);
    g_autofree guint32 *first = g_new(guint32, b->n_items + 1);
    for (guint32 i = 0; i < b->n_items; i++) {
        char *key = class_key(b, b->p->items->pdata[i], unary[i]);
        guint32 class = GPOINTER_TO_UINT(g_hash_table_lookup(keys, key));
        if (!class) {
            first[b->n_classes] = i;
            class = ++b->n_classes;
            g_hash_table_insert(keys, key, GUINT_TO_POINTER(class));
        } else {
            g_free(key);
        }
        b->class_of[i] = class - 1;
    }
    b->need = g_new0(gint64, (gsize)b->n_classes * b->n_resources + 1);
    b->may = g_new0(bool, (gsize)b->n_classes * b->n_hosts + 1);
    b->dislike = g_new0(gint64 *, b->n_classes + 1);
    for (guint32 c = 0; c < b->n_classes; c++)
        class_needs(b, c, b->p->items->pdata[first[c]]);
    fill_hosts(b);
    for (guint32 c = 0; c < b->n_classes; c++)
        fill_class(b, c, first[c], unary[first[c]]);
    for (guint32 i = 0; i < b->n_items; i++)
        g_clear_pointer(&unary[i], g_ptr_array_unref);
}

/* Volumes are placed where the datacenter has storage to place them on; where it has
 * none they are the business of the block storage service. */
static void leave_volumes_out(Board *b)
{
    guint32 storage = wf_dc_resource(b->dc, "storage");
    for (guint32 h = 0; h < b->n_hosts; h++)
        if (wf_dc_capacity(b->dc, h, storage) > 0)
            return;
    for (guint32 i = 0; i < b->n_items; i++)
        b->left_out[i] = ((WfPlaceItem *)b->p->items->pdata[i])->kind == WF_PLACE_VOLUME;
}

/* -- rules -------------------------------------------------------------------- */

static guint32 *copy_members(const Board *b, const GArray *items, guint32 *ret_n)
{
    guint32 *members = g_new(guint32, items->len + 1), n = 0;
    for (guint i = 0; i < items->len; i++) {
        guint32 item = g_array_index(items, guint32, i);
        if (!b->left_out[item])
            members[n++] = item;
    }
    *ret_n = n;
    return members;
}

static Rule *add_rule(Maker *m, RuleKind kind, guint32 policy, const Domains *domains)
{
    Rule rule = {.kind = kind, .policy = policy, .domains = domains};
    if (policy != WF_PLACE_NONE)
        rule.weight = ((WfPlacePolicy *)m->b->p->policies->pdata[policy])->weight;
    g_array_append_val(m->rules, rule);
    return &g_array_index(m->rules, Rule, m->rules->len - 1);
}

static void set_sides(Maker *m, Rule *rule, const WfPlacePolicy *policy)
{
    const GPtrArray *groups = m->b->p->groups;
    const GArray *items = ((WfPlaceGroup *)groups->pdata[policy->group])->items;
    rule->members[0] = copy_members(m->b, items, &rule->n_members[0]);
    if (policy->other == WF_PLACE_NONE)
        return;
    items = ((WfPlaceGroup *)groups->pdata[policy->other])->items;
    rule->members[1] = copy_members(m->b, items, &rule->n_members[1]);
    rule->between = true;
}

/* Both groups of a "between" as one side: in a tree, "each of A with each of B under
 * one vertex" is "all of A and B under one vertex". */
static void join_sides(Rule *rule)
{
    if (!rule->between)
        return;
    guint32 n = rule->n_members[0] + rule->n_members[1];
    rule->members[0] = g_renew(guint32, rule->members[0], n + 1);
    memcpy(rule->members[0] + rule->n_members[0], rule->members[1],
           rule->n_members[1] * sizeof(guint32));
    g_clear_pointer(&rule->members[1], g_free);
    rule->n_members[0] = n;
    rule->n_members[1] = 0;
    rule->between = false;
}

static void complement_side(Maker *m, Rule *rule)
{
    Board *b = m->b;
    g_autofree bool *in = g_new0(bool, b->n_items + 1);
    for (guint32 i = 0; i < rule->n_members[0]; i++)
        in[rule->members[0][i]] = true;
    rule->members[1] = g_new(guint32, b->n_items + 1);
    for (guint32 i = 0; i < b->n_items; i++)
        if (!in[i] && !b->left_out[i])
            rule->members[1][rule->n_members[1]++] = i;
    rule->between = true;
}

/* Volumes of the policy's groups, each with the server it is attached to. */
static void direct_storage_rules(Maker *m, guint32 k, const WfPlacePolicy *policy)
{
    Board *b = m->b;
    g_autofree bool *in = g_new0(bool, b->n_items + 1);
    for (guint side = 0; side < 2; side++) {
        guint32 g = side ? policy->other : policy->group;
        if (g == WF_PLACE_NONE)
            continue;
        const GArray *items = ((WfPlaceGroup *)b->p->groups->pdata[g])->items;
        for (guint i = 0; i < items->len; i++)
            in[g_array_index(items, guint32, i)] = true;
    }
    for (guint i = 0; i < b->p->attached->len; i++) {
        const WfPlaceAttach *a = &g_array_index(b->p->attached, WfPlaceAttach, i);
        if (!in[a->volume] || b->left_out[a->volume])
            continue;
        Rule *rule = add_rule(m, RULE_TOGETHER, k, get_domains(m, 0, DOM_LEAF));
        rule->members[0] = g_new(guint32, 2);
        rule->members[0][0] = a->server;
        rule->members[0][1] = a->volume;
        rule->n_members[0] = 2;
    }
}

static const guint8 *counted_domains(const Board *b, const Rule *rule, guint32 *ret_n)
{
    guint8 *counted = g_new0(guint8, rule->domains->n + 1);
    g_autofree bool *seen = g_new0(bool, b->n_classes + 1);
    for (guint32 i = 0; i < rule->n_members[0]; i++) {
        guint32 class = b->class_of[rule->members[0][i]];
        if (seen[class])
            continue;
        seen[class] = true;
        for (guint32 h = 0; h < b->n_hosts; h++)
            if (b->may[(gsize) class * b->n_hosts + h] && rule->domains->of[h] != WF_PLACE_NONE)
                counted[rule->domains->of[h]] = 1;
    }
    *ret_n = 0;
    for (guint32 d = 0; d < rule->domains->n; d++)
        *ret_n += counted[d];
    return counted;
}

static bool covers(const Board *b, const WfPlacePolicy *pull, const Rule *rule)
{
    g_autofree bool *in = g_new0(bool, b->n_items + 1);
    for (guint side = 0; side < 2; side++) {
        guint32 g = side ? pull->other : pull->group;
        const GArray *items =
            g == WF_PLACE_NONE ? NULL : ((WfPlaceGroup *)b->p->groups->pdata[g])->items;
        for (guint i = 0; items && i < items->len; i++)
            in[g_array_index(items, guint32, i)] = true;
    }
    for (guint32 i = 0; i < rule->n_members[0]; i++)
        if (!in[rule->members[0][i]])
            return false;
    return true;
}

static bool level_above(const Board *b, guint32 level, guint32 low)
{
    return level < b->dc->levels->len &&
           (low == WF_PLACE_LEVEL_LEAF ||
            (low < b->dc->levels->len && wf_dc_level_below(b->dc, low, level)));
}

/* A hard collocation that keeps the whole group below one vertex: then the spread is over
 * what is below that vertex, whichever it will be. The innermost such level. */
static guint32 scope_level(const Board *b, const WfPlacePolicy *spread, const Rule *rule)
{
    guint32 best = WF_PLACE_NONE;
    for (guint k = 0; k < b->p->policies->len; k++) {
        const WfPlacePolicy *pull = b->p->policies->pdata[k];
        if (pull->type != WF_POLICY_COLLOCATION || pull->weight ||
            !level_above(b, pull->level, spread->level) || !covers(b, pull, rule))
            continue;
        if (best == WF_PLACE_NONE || wf_dc_level_below(b->dc, pull->level, best))
            best = pull->level;
    }
    return best;
}

static void spread_scopes(const Board *b, const WfPlacePolicy *spread, Rule *rule)
{
    guint32 level = scope_level(b, spread, rule), n = rule->domains->n;
    rule->scope_of = g_new0(guint32, n + 1);
    rule->n_in_scope = g_new0(guint32, b->n_vertices + 1);
    for (guint32 d = 0; d < n; d++) {
        guint32 v = rule->domains->vertex[d];
        while (level != WF_PLACE_NONE && v != 0 && b->dc->vertices[v].level != level)
            v = b->dc->vertices[v].parent;
        rule->scope_of[d] = level == WF_PLACE_NONE ? 0 : v;
        rule->n_in_scope[rule->scope_of[d]] += rule->counted[d];
    }
}

static void policy_rule(Maker *m, guint32 k)
{
    const WfPlacePolicy *policy = m->b->p->policies->pdata[k];
    Rule *rule;
    switch (policy->type) {
    case WF_POLICY_ANTI_COLLOCATION:
        rule = add_rule(m, RULE_APART, k, get_domains(m, policy->level, DOM_LEVEL));
        set_sides(m, rule, policy);
        break;
    case WF_POLICY_EXCLUSIVE:
        rule = add_rule(m, RULE_APART, k, get_domains(m, policy->level, DOM_LEVEL));
        set_sides(m, rule, policy);
        complement_side(m, rule);
        break;
    case WF_POLICY_COLLOCATION:
    case WF_POLICY_NETWORK_PROXIMITY:
        rule = add_rule(m, RULE_TOGETHER, k, get_domains(m, policy->level, DOM_LEVEL_ALONE));
        set_sides(m, rule, policy);
        join_sides(rule);
        break;
    case WF_POLICY_NETWORK_REACHABILITY:
        rule = add_rule(m, RULE_TOGETHER, k, get_domains(m, 0, DOM_NETWORK));
        set_sides(m, rule, policy);
        join_sides(rule);
        break;
    case WF_POLICY_SPREAD:
        rule = add_rule(m, RULE_SPREAD, k, get_domains(m, policy->level, DOM_LEVEL));
        set_sides(m, rule, policy);
        rule->max_skew = policy->max_skew;
        rule->counted = counted_domains(m->b, rule, &rule->n_counted);
        spread_scopes(m->b, policy, rule);
        break;
    case WF_POLICY_NETWORK_BANDWIDTH:
        rule = add_rule(m, RULE_TRAFFIC, k, get_domains(m, 0, DOM_LEAF));
        set_sides(m, rule, policy);
        rule->mbps = policy->mbps;
        rule->reserve = policy->weight == 0;
        m->b->soft_network |= !rule->reserve;
        break;
    case WF_POLICY_DIRECT_STORAGE:
        direct_storage_rules(m, k, policy);
        break;
    case WF_POLICY_PROPERTY:
    case WF_N_POLICY_TYPES:
        break;
    }
}

static void rule_state(Board *b, Rule *rule)
{
    guint32 n = rule->kind == RULE_TRAFFIC ? b->n_vertices : rule->domains->n;
    bool counts = rule->kind != RULE_TOGETHER || rule->weight; /* hard ones sit in one domain */
    for (guint side = 0; side < (rule->between ? 2u : 1u) && counts; side++)
        rule->count[side] = g_new0(guint32, n + 1);
    if (rule->kind == RULE_TOGETHER)
        rule->need_left = g_new0(gint64, b->n_resources + 1);
    if (rule->kind == RULE_SPREAD)
        rule->hist = g_new0(guint32, rule->n_members[0] + 2);
}

/* Item -> its rules, as one array with offsets. */
static void index_rules(Board *b)
{
    b->rules_at = g_new0(guint32, b->n_items + 2);
    for (guint32 k = 0; k < b->n_rules; k++)
        for (guint side = 0; side < 2; side++)
            for (guint32 i = 0; i < b->rules[k].n_members[side]; i++)
                b->rules_at[b->rules[k].members[side][i] + 1]++;
    for (guint32 i = 0; i < b->n_items; i++)
        b->rules_at[i + 1] += b->rules_at[i];
    b->item_rules = g_new0(ItemRule, b->rules_at[b->n_items] + 1);
    g_autofree guint32 *at = g_memdup2(b->rules_at, (b->n_items + 1) * sizeof(guint32));
    for (guint32 k = 0; k < b->n_rules; k++)
        for (guint32 side = 0; side < 2; side++)
            for (guint32 i = 0; i < b->rules[k].n_members[side]; i++)
                b->item_rules[at[b->rules[k].members[side][i]]++] = (ItemRule){k, side};
}

static void index_flows(Board *b)
{
    const GArray *flows = b->p->flows;
    b->flows_at = g_new0(guint32, b->n_items + 2);
    for (guint k = 0; k < flows->len; k++) {
        const WfPlaceFlow *f = &g_array_index(flows, WfPlaceFlow, k);
        if (b->left_out[f->a] || b->left_out[f->b])
            continue;
        b->flows_at[f->a + 1]++;
        b->flows_at[f->b + 1]++;
    }
    for (guint32 i = 0; i < b->n_items; i++)
        b->flows_at[i + 1] += b->flows_at[i];
    b->item_flows = g_new0(ItemFlow, b->flows_at[b->n_items] + 1);
    g_autofree guint32 *at = g_memdup2(b->flows_at, (b->n_items + 1) * sizeof(guint32));
    for (guint k = 0; k < flows->len; k++) {
        const WfPlaceFlow *f = &g_array_index(flows, WfPlaceFlow, k);
        if (b->left_out[f->a] || b->left_out[f->b])
            continue;
        b->item_flows[at[f->a]++] = (ItemFlow){f->b, f->reserve, f->mbps};
        b->item_flows[at[f->b]++] = (ItemFlow){f->a, f->reserve, f->mbps};
    }
}

/* Items of one kind are alike in everything: swapping two changes nothing. */
static void make_kinds(Board *b)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint32 i = 0; i < b->n_items; i++) {
        GString *key = g_string_new(NULL);
        g_string_append_printf(key, "%u@%u", b->class_of[i], b->present[i]);
        if (b->flows_at[i + 1] > b->flows_at[i])
            g_string_append_printf(key, "!%u", i);
        for (guint32 k = b->rules_at[i]; k < b->rules_at[i + 1]; k++)
            g_string_append_printf(key, ",%u/%u", b->item_rules[k].rule, b->item_rules[k].side);
        char *text = g_string_free(key, FALSE);
        guint32 kind = GPOINTER_TO_UINT(g_hash_table_lookup(keys, text));
        if (!kind) {
            kind = ++b->n_kinds;
            g_hash_table_insert(keys, text, GUINT_TO_POINTER(kind));
        } else {
            g_free(text);
        }
        b->kind_of[i] = kind - 1;
    }
}

static void allocate(Board *b)
{
    gsize hosts = (gsize)b->n_hosts + 1, items = (gsize)b->n_items + 1;
    gsize vertices = (gsize)b->n_vertices + 1, cells = (gsize)b->n_hosts * b->n_resources + 1;
    b->class_of = g_new0(guint32, items);
    b->kind_of = g_new0(guint32, items);
    b->left_out = g_new0(bool, items);
    b->present = g_new0(guint32, items);
    b->total = g_new0(gint64, cells);
    b->capacity = g_new0(gint64, cells);
    b->link = g_new0(gint64, vertices);
    b->was_open = g_new0(bool, hosts);
    b->host = g_new0(guint32, items);
    b->free = g_new0(gint64, cells);
    b->free_sum = g_new0(gint64, vertices * b->n_resources + 1);
    b->load = g_new0(gint64, vertices);
    b->soft_load = g_new0(gint64, vertices);
    b->soft_on = g_new0(gint64, vertices);
    b->on = g_new0(guint32, hosts);
    b->first_on = g_new0(guint32, hosts);
    b->next_on = g_new0(guint32, items);
    b->prev_on = g_new0(guint32, items);
    b->below = g_new0(guint32, vertices);
    b->squares = g_new0(gint64, hosts);
    b->row.ok = g_new0(bool, hosts);
    b->row.soft = g_new0(gint64, hosts);
    b->row.lump = g_new0(gint64, hosts);
    b->row.traffic = g_new0(gint64, hosts);
    b->reserved = g_new0(gint64, vertices);
    b->weighted = g_new0(gint64, vertices);
    b->prefix = g_new0(gint64, vertices);
    b->crossing = g_new0(guint32, vertices);
}

Board *board_new(const WfPlaceProblem *p)
{
    Board *b = g_new0(Board, 1);
    b->p = p;
    b->dc = p->dc;
    b->n_items = p->items->len;
    b->n_hosts = p->dc->n_hosts;
    b->n_resources = p->resources->len;
    b->n_vertices = p->dc->n_vertices;
    b->domain_sets = g_ptr_array_new_with_free_func(domains_free);
    allocate(b);
    for (guint32 i = 0; i < b->n_items; i++)
        b->present[i] = ((WfPlaceItem *)p->items->pdata[i])->present;
    leave_volumes_out(b);
    make_classes(b);
    Maker m = {b, g_array_new(FALSE, FALSE, sizeof(Rule)), g_hash_table_new(NULL, NULL)};
    for (guint32 k = 0; k < p->policies->len; k++)
        policy_rule(&m, k);
    g_hash_table_unref(m.domains);
    b->n_rules = m.rules->len;
    b->rules = (Rule *)(gpointer)g_array_free(m.rules, FALSE);
    for (guint32 k = 0; k < b->n_rules; k++)
        rule_state(b, &b->rules[k]);
    index_rules(b);
    index_flows(b);
    make_kinds(b);
    board_clear(b);
    return b;
}

static void rule_clear(Rule *rule)
{
    for (guint side = 0; side < 2; side++) {
        g_free(rule->members[side]);
        g_free(rule->count[side]);
    }
    g_free((gpointer)rule->counted);
    g_free(rule->scope_of);
    g_free(rule->n_in_scope);
    g_free(rule->need_left);
    g_free(rule->hist);
}

void board_free(Board *b)
{
    if (!b)
        return;
    for (guint32 k = 0; k < b->n_rules; k++)
        rule_clear(&b->rules[k]);
    for (guint32 c = 0; c < b->n_classes; c++)
        g_free(b->dislike[c]);
    g_ptr_array_unref(b->domain_sets);
    gpointer owned[] = {
        b->class_of, b->kind_of, b->left_out,   b->present,  b->total,       b->link,
        b->was_open, b->host,    b->free,       b->free_sum, b->load,        b->soft_load,
        b->soft_on,  b->on,      b->first_on,   b->next_on,  b->prev_on,     b->below,
        b->squares,  b->row.ok,  b->row.soft,   b->row.lump, b->row.traffic, b->reserved,
        b->weighted, b->prefix,  b->crossing,   b->need,     b->may,         b->dislike,
        b->capacity, b->rules,   b->item_rules, b->rules_at, b->item_flows,  b->flows_at};
    for (guint k = 0; k < G_N_ELEMENTS(owned); k++)
        g_free(owned[k]);
    g_free(b);
}
