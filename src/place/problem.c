/* Stating a placement problem: items, groups, policies, flows. */

#include <weft/place.h>

static const char *const policy_names[WF_N_POLICY_TYPES] = {
    [WF_POLICY_ANTI_COLLOCATION] = "anti_collocation",
    [WF_POLICY_COLLOCATION] = "collocation",
    [WF_POLICY_SPREAD] = "spread",
    [WF_POLICY_NETWORK_REACHABILITY] = "network_reachability",
    [WF_POLICY_NETWORK_PROXIMITY] = "network_proximity",
    [WF_POLICY_NETWORK_BANDWIDTH] = "network_bandwidth",
    [WF_POLICY_EXCLUSIVE] = "exclusive",
    [WF_POLICY_PROPERTY] = "property",
    [WF_POLICY_DIRECT_STORAGE] = "direct_storage",
};

static const char *const cost_names[WF_N_COSTS] = {
    [WF_COST_MOVES] = "moves",         [WF_COST_SOFT] = "soft",       [WF_COST_TRAFFIC] = "traffic",
    [WF_COST_OPENED] = "hosts_opened", [WF_COST_BALANCE] = "balance",
};

const char *wf_policy_type_name(WfPolicyType type)
{
    g_return_val_if_fail(type < WF_N_POLICY_TYPES, "?");
    return policy_names[type];
}

const char *wf_place_cost_name(WfPlaceCostLevel level)
{
    g_return_val_if_fail(level < WF_N_COSTS, "?");
    return cost_names[level];
}

int wf_place_cost_compare(const WfPlaceCost *a, const WfPlaceCost *b)
{
    for (guint l = 0; l < WF_N_COSTS; l++)
        if (a->at[l] != b->at[l])
            return a->at[l] < b->at[l] ? -1 : 1;
    return 0;
}

static void require_free(gpointer data)
{
    WfPlaceRequire *require = data;
    g_free(require->name);
    g_free(require->value);
    g_free(require);
}

static WfPlaceRequire *require_new(const char *name, const char *value)
{
    WfPlaceRequire *require = g_new(WfPlaceRequire, 1);
    *require = (WfPlaceRequire){g_strdup(name), g_strdup(value)};
    return require;
}

static void item_free(gpointer data)
{
    WfPlaceItem *item = data;
    g_free(item->name);
    g_free(item->size);
    g_array_unref(item->needs);
    g_clear_pointer(&item->require, g_ptr_array_unref);
    g_free(item->zone);
    g_free(item->host);
    g_free(item->path);
    g_free(item);
}

static void group_free(gpointer data)
{
    WfPlaceGroup *group = data;
    g_free(group->name);
    g_array_unref(group->items);
    g_array_unref(group->groups);
    g_free(group->path);
    g_free(group);
}

static void policy_free(gpointer data)
{
    WfPlacePolicy *policy = data;
    g_clear_pointer(&policy->require, g_ptr_array_unref);
    g_free(policy->label);
    g_free(policy->path);
    g_free(policy);
}

WfPlaceProblem *wf_place_problem_new(WfDatacenter *dc)
{
    WfPlaceProblem *p = g_new0(WfPlaceProblem, 1);
    p->dc = dc ? wf_dc_ref(dc) : NULL;
    p->resources = g_ptr_array_new_with_free_func(g_free);
    for (guint r = 0; dc && r < dc->resources->len; r++)
        g_ptr_array_add(p->resources, g_strdup(dc->resources->pdata[r]));
    p->items = g_ptr_array_new_with_free_func(item_free);
    p->groups = g_ptr_array_new_with_free_func(group_free);
    p->policies = g_ptr_array_new_with_free_func(policy_free);
    p->flows = g_array_new(FALSE, FALSE, sizeof(WfPlaceFlow));
    p->attached = g_array_new(FALSE, FALSE, sizeof(WfPlaceAttach));
    p->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    return p;
}

void wf_place_problem_free(WfPlaceProblem *p)
{
    if (!p)
        return;
    g_hash_table_unref(p->by_name);
    g_ptr_array_unref(p->resources);
    g_ptr_array_unref(p->items);
    g_ptr_array_unref(p->groups);
    g_ptr_array_unref(p->policies);
    g_array_unref(p->flows);
    g_array_unref(p->attached);
    wf_dc_unref(p->dc);
    g_free(p);
}

guint32 wf_place_add_item(WfPlaceProblem *p, WfPlaceKind kind, const char *name, const char *path,
                          const WfSpan *span)
{
    WfPlaceItem *item = g_new0(WfPlaceItem, 1);
    item->name = g_strdup(name);
    item->kind = kind;
    item->needs = g_array_new(FALSE, FALSE, sizeof(WfPlaceNeed));
    item->present = WF_PLACE_NONE;
    item->leaf_group = WF_PLACE_NONE;
    item->path = g_strdup(path);
    item->span = span ? *span : (WfSpan){0};
    g_ptr_array_add(p->items, item);
    g_hash_table_insert(p->by_name, item->name, GUINT_TO_POINTER(p->items->len));
    return p->items->len - 1;
}

static guint32 problem_resource(WfPlaceProblem *p, const char *name)
{
    guint r;
    if (g_ptr_array_find_with_equal_func(p->resources, name, g_str_equal, &r))
        return r;
    g_ptr_array_add(p->resources, g_strdup(name));
    return p->resources->len - 1;
}

void wf_place_need(WfPlaceProblem *p, guint32 item, const char *resource, gint64 amount)
{
    WfPlaceItem *it = p->items->pdata[item];
    if (amount <= 0)
        return;
    amount = MIN(amount, WF_LIMIT_PLACE_AMOUNT);
    guint32 r = problem_resource(p, resource);
    for (guint i = 0; i < it->needs->len; i++) {
        WfPlaceNeed *need = &g_array_index(it->needs, WfPlaceNeed, i);
        if (need->resource == r) {
            need->amount = MIN(need->amount + amount, WF_LIMIT_PLACE_AMOUNT);
            return;
        }
    }
    WfPlaceNeed need = {r, amount};
    g_array_append_val(it->needs, need);
}

void wf_place_require(WfPlaceProblem *p, guint32 item, const char *name, const char *value)
{
    WfPlaceItem *it = p->items->pdata[item];
    if (!it->require)
        it->require = g_ptr_array_new_with_free_func(require_free);
    g_ptr_array_add(it->require, require_new(name, value));
}

void wf_place_size(WfPlaceProblem *p, guint32 item, const char *size)
{
    WfPlaceItem *it = p->items->pdata[item];
    g_free(it->size);
    it->size = g_strdup(size);
}

void wf_place_pin(WfPlaceProblem *p, guint32 item, const char *availability_zone)
{
    WfPlaceItem *it = p->items->pdata[item];
    g_clear_pointer(&it->zone, g_free);
    g_clear_pointer(&it->host, g_free);
    if (!availability_zone)
        return;
    g_auto(GStrv) part = g_strsplit(availability_zone, ":", 3); /* ZONE:HOST:NODE */
    if (part[0] && *part[0])
        it->zone = g_strdup(part[0]);
    if (part[0] && part[1] && *part[1])
        it->host = g_strdup(part[1]);
}

void wf_place_present(WfPlaceProblem *p, guint32 item, guint32 host)
{
    g_return_if_fail(host == WF_PLACE_NONE || host < p->dc->n_hosts);
    ((WfPlaceItem *)p->items->pdata[item])->present = host;
}

void wf_place_attach(WfPlaceProblem *p, guint32 server, guint32 volume)
{
    WfPlaceAttach attach = {server, volume};
    g_array_append_val(p->attached, attach);
}

void wf_place_flow(WfPlaceProblem *p, guint32 a, guint32 b, gint64 mbps, bool reserve)
{
    if (a == b || mbps <= 0)
        return;
    WfPlaceFlow flow = {a, b, MIN(mbps, WF_LIMIT_PLACE_MBPS), reserve};
    g_array_append_val(p->flows, flow);
}

guint32 wf_place_add_group(WfPlaceProblem *p, const char *name, const char *path,
                           const WfSpan *span)
{
    WfPlaceGroup *group = g_new0(WfPlaceGroup, 1);
    group->name = g_strdup(name);
    group->items = g_array_new(FALSE, FALSE, sizeof(guint32));
    group->groups = g_array_new(FALSE, FALSE, sizeof(guint32));
    group->path = g_strdup(path);
    group->span = span ? *span : (WfSpan){0};
    g_ptr_array_add(p->groups, group);
    return p->groups->len - 1;
}

void wf_place_group_add(WfPlaceProblem *p, guint32 group, guint32 item)
{
    g_array_append_val(((WfPlaceGroup *)p->groups->pdata[group])->items, item);
}

void wf_place_group_nest(WfPlaceProblem *p, guint32 group, guint32 below)
{
    g_array_append_val(((WfPlaceGroup *)p->groups->pdata[group])->groups, below);
}

guint32 wf_place_add_policy(WfPlaceProblem *p, const WfPlacePolicy *policy)
{
    WfPlacePolicy *copy = g_new(WfPlacePolicy, 1);
    *copy = *policy;
    copy->label = g_strdup(policy->label);
    copy->path = g_strdup(policy->path);
    copy->mbps = CLAMP(policy->mbps, 0, WF_LIMIT_PLACE_MBPS);
    copy->weight = CLAMP(policy->weight, 0, WF_LIMIT_PLACE_WEIGHT);
    if (policy->require) {
        copy->require = g_ptr_array_new_with_free_func(require_free);
        for (guint i = 0; i < policy->require->len; i++) {
            const WfPlaceRequire *require = policy->require->pdata[i];
            g_ptr_array_add(copy->require, require_new(require->name, require->value));
        }
    }
    g_ptr_array_add(p->policies, copy);
    return p->policies->len - 1;
}

guint32 wf_place_item(const WfPlaceProblem *p, const char *name)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(p->by_name, name)) - 1;
}

guint32 wf_place_group(const WfPlaceProblem *p, const char *name)
{
    for (guint g = 0; g < p->groups->len; g++)
        if (g_str_equal(((WfPlaceGroup *)p->groups->pdata[g])->name, name))
            return g;
    return WF_PLACE_NONE;
}

static void append_require(GString *out, const GPtrArray *require)
{
    for (guint i = 0; require && i < require->len; i++) {
        const WfPlaceRequire *r = require->pdata[i];
        g_string_append_printf(out, "%s%s%s%s", i ? ", " : " ", r->name, r->value ? "=" : "",
                               r->value ? r->value : "");
    }
}

char *wf_place_policy_words(const WfPlaceProblem *p, const WfPlacePolicy *policy)
{
    GString *out = g_string_new(wf_policy_type_name(policy->type));
    if (policy->level == WF_PLACE_LEVEL_LEAF)
        g_string_append(out, " by host");
    else if (policy->level != WF_PLACE_NONE)
        g_string_append_printf(out, " by %s", (char *)p->dc->levels->pdata[policy->level]);
    if (policy->type == WF_POLICY_NETWORK_BANDWIDTH)
        g_string_append_printf(out, " of %" G_GINT64_FORMAT " Mbit/s", policy->mbps);
    append_require(out, policy->require);
    const WfPlaceGroup *group = p->groups->pdata[policy->group];
    if (policy->other == WF_PLACE_NONE)
        g_string_append_printf(out, " of '%s'", group->name);
    else
        g_string_append_printf(out, " between '%s' and '%s'", group->name,
                               ((WfPlaceGroup *)p->groups->pdata[policy->other])->name);
    return g_string_free(out, FALSE);
}
