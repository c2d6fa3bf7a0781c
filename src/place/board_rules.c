/* The rules of a board: what each policy asks of its members, in domains of hosts. */
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

void board_make_rules(Board *b)
{
    b->domain_sets = g_ptr_array_new_with_free_func(domains_free);
    Maker m = {b, g_array_new(FALSE, FALSE, sizeof(Rule)), g_hash_table_new(NULL, NULL)};
    for (guint32 k = 0; k < b->p->policies->len; k++)
        policy_rule(&m, k);
    g_hash_table_unref(m.domains);
    b->n_rules = m.rules->len;
    b->rules = (Rule *)(gpointer)g_array_free(m.rules, FALSE);
    for (guint32 k = 0; k < b->n_rules; k++)
        rule_state(b, &b->rules[k]);
    index_rules(b);
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

void board_clear_rules(Board *b)
{
    for (guint32 k = 0; k < b->n_rules; k++)
        rule_clear(&b->rules[k]);
    g_ptr_array_unref(b->domain_sets);
}
