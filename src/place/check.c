/* What is wrong with a problem before any search: unknown places, policies that say
 * nothing or exclude each other, groups larger than the datacenter. */

#include "board.h"

static WfPlaceGroup *group_at(const WfPlaceProblem *p, guint32 group)
{
    return p->groups->pdata[group];
}

static void fault_at_policy(const WfPlaceProblem *p, const WfPlacePolicy *policy, WfFindings *f,
                            const char *text)
{
    g_autofree char *words = wf_place_policy_words(p, policy);
    wf_findings_add(f, WF_CODE_PLACEMENT, policy->path ? policy->path : "-", &policy->span, "%s %s",
                    words, text);
    wf_findings_subject(f, group_at(p, policy->group)->name);
}

/* -- groups --------------------------------------------------------------------- */

static int compare_u32(gconstpointer pa, gconstpointer pb)
{
    guint32 a = *(const guint32 *)pa, b = *(const guint32 *)pb;
    return a < b ? -1 : a > b;
}

static void sort_unique(GArray *items)
{
    guint n = 0;
    g_array_sort(items, compare_u32);
    for (guint i = 0; i < items->len; i++) {
        guint32 item = g_array_index(items, guint32, i);
        if (n == 0 || g_array_index(items, guint32, n - 1) != item)
            g_array_index(items, guint32, n++) = item;
    }
    g_array_set_size(items, n);
}

/* Gives each group what is in the groups below it: peel off groups whose groups are
 * all done, so that a ring is what stays over. */
static void flatten_groups(const WfPlaceProblem *p, WfFindings *findings)
{
    guint n = p->groups->len, done = 0;
    g_autofree bool *ready = g_new0(bool, n + 1);
    for (bool progress = true; progress && done < n;) {
        progress = false;
        for (guint g = 0; g < n; g++) {
            WfPlaceGroup *group = group_at(p, g);
            bool wait = ready[g];
            for (guint k = 0; k < group->groups->len && !wait; k++)
                wait = !ready[g_array_index(group->groups, guint32, k)];
            if (wait)
                continue;
            for (guint k = 0; k < group->groups->len; k++) {
                const GArray *below = group_at(p, g_array_index(group->groups, guint32, k))->items;
                g_array_append_vals(group->items, below->data, below->len);
            }
            sort_unique(group->items);
            ready[g] = progress = true;
            done++;
        }
    }
    for (guint g = 0; g < n; g++)
        if (!ready[g]) {
            WfPlaceGroup *group = group_at(p, g);
            wf_findings_add(findings, WF_CODE_PLACEMENT, group->path ? group->path : "-",
                            &group->span, "the group '%s' contains itself", group->name);
            wf_findings_subject(findings, group->name);
        }
}

static guint32 first_common(const GArray *a, const GArray *b)
{
    guint i = 0, j = 0;
    while (i < a->len && j < b->len) {
        guint32 x = g_array_index(a, guint32, i), y = g_array_index(b, guint32, j);
        if (x == y)
            return x;
        if (x < y)
            i++;
        else
            j++;
    }
    return WF_PLACE_NONE;
}

/* -- one policy ------------------------------------------------------------------ */

static bool needs_level(WfPolicyType type)
{
    return type == WF_POLICY_ANTI_COLLOCATION || type == WF_POLICY_COLLOCATION ||
           type == WF_POLICY_SPREAD || type == WF_POLICY_NETWORK_PROXIMITY ||
           type == WF_POLICY_EXCLUSIVE;
}

static void check_vertices(const WfPlaceProblem *p, const WfPlacePolicy *policy, WfFindings *f)
{
    const WfPlaceGroup *group = group_at(p, policy->group);
    guint32 n = 0, last = WF_DC_NONE;
    if (policy->weight || policy->other != WF_PLACE_NONE || policy->level == WF_PLACE_NONE)
        return;
    for (guint32 h = 0; h < p->dc->n_hosts; h++) {
        guint32 v = policy->level == WF_PLACE_LEVEL_LEAF ? p->dc->hosts[h]
                                                         : wf_dc_above(p->dc, h, policy->level);
        if (v == WF_DC_NONE)
            return;
        n += v != last;
        last = v;
    }
    if (group->items->len <= n)
        return;
    g_autofree char *level = level_words(p, policy->level, n);
    g_autofree char *words = wf_place_policy_words(p, policy);
    wf_findings_add(f, WF_CODE_PLACEMENT, policy->path ? policy->path : "-", &policy->span,
                    "%s: %u members, but the datacenter has %u %s", words, group->items->len, n,
                    level);
    wf_findings_subject(f, group->name);
    wf_findings_hint(f, "a soft policy (soft: WEIGHT) keeps as many apart as can be");
}

static void check_storage(const WfPlaceProblem *p, const WfPlacePolicy *policy, WfFindings *f)
{
    g_autofree bool *attached = g_new0(bool, p->items->len + 1);
    bool any = false;
    for (guint i = 0; i < p->attached->len; i++)
        attached[g_array_index(p->attached, WfPlaceAttach, i).volume] = true;
    for (guint side = 0; side < 2; side++) {
        guint32 g = side ? policy->other : policy->group;
        const GArray *items = g == WF_PLACE_NONE ? NULL : group_at(p, g)->items;
        for (guint i = 0; items && i < items->len; i++) {
            guint32 item = g_array_index(items, guint32, i);
            const WfPlaceItem *it = p->items->pdata[item];
            if (it->kind != WF_PLACE_VOLUME)
                continue;
            any = true;
            if (attached[item])
                continue;
            g_autofree char *text =
                g_strdup_printf("has the volume '%s', which is attached to no server", it->name);
            fault_at_policy(p, policy, f, text);
        }
    }
    if (!any)
        fault_at_policy(p, policy, f, "has no volume");
    guint32 storage = wf_dc_resource(p->dc, "storage");
    for (guint32 h = 0; h < p->dc->n_hosts; h++)
        if (wf_dc_capacity(p->dc, h, storage) > 0 &&
            wf_dc_capacity(p->dc, h, wf_dc_resource(p->dc, "vcpus")) > 0)
            return;
    fault_at_policy(p, policy, f, "cannot hold: no host of the datacenter has storage of its own");
}

/* What leaves a host goes over the host's own link: more than any of these carries is only for
 * those on one host. */
static void check_links(const WfPlaceProblem *p, const WfPlacePolicy *policy, WfFindings *f)
{
    gint64 most = 0;
    for (guint32 h = 0; h < p->dc->n_hosts; h++) {
        const WfDcVertex *host = &p->dc->vertices[p->dc->hosts[h]];
        if (host->bandwidth == WF_DC_UNLIMITED)
            return;
        most = MAX(most, host->bandwidth);
    }
    if (policy->weight || policy->mbps <= most)
        return;
    g_autofree char *text = g_strdup_printf("cannot hold between hosts: their largest link "
                                            "carries %" G_GINT64_FORMAT " Mbit/s",
                                            most);
    fault_at_policy(p, policy, f, text);
    wf_findings_severity(f, WF_WARNING);
    wf_findings_hint(f, "only what is on one host can have it");
}

static void check_policy(const WfPlaceProblem *p, const WfPlacePolicy *policy, WfFindings *f)
{
    bool between = policy->other != WF_PLACE_NONE;
    if (needs_level(policy->type) && policy->level == WF_PLACE_NONE)
        fault_at_policy(p, policy, f, "has no level");
    if (policy->type == WF_POLICY_NETWORK_BANDWIDTH && policy->mbps <= 0)
        fault_at_policy(p, policy, f, "has no bandwidth");
    if (policy->type == WF_POLICY_PROPERTY && (!policy->require || policy->require->len == 0))
        fault_at_policy(p, policy, f, "requires nothing");
    if (between && (policy->type == WF_POLICY_SPREAD || policy->type == WF_POLICY_EXCLUSIVE ||
                    policy->type == WF_POLICY_PROPERTY))
        fault_at_policy(p, policy, f, "is for one group, not between two");
    guint32 common =
        between ? first_common(group_at(p, policy->group)->items, group_at(p, policy->other)->items)
                : WF_PLACE_NONE;
    if (common != WF_PLACE_NONE) {
        g_autofree char *text = g_strdup_printf("has '%s' on both sides",
                                                ((WfPlaceItem *)p->items->pdata[common])->name);
        fault_at_policy(p, policy, f, text);
    }
    if (policy->type == WF_POLICY_ANTI_COLLOCATION)
        check_vertices(p, policy, f);
    if (policy->type == WF_POLICY_NETWORK_BANDWIDTH)
        check_links(p, policy, f);
    if (policy->type == WF_POLICY_DIRECT_STORAGE)
        check_storage(p, policy, f);
}

/* -- two policies ----------------------------------------------------------------- */

static bool pulls(const WfPlacePolicy *policy)
{
    return !policy->weight &&
           (policy->type == WF_POLICY_COLLOCATION || policy->type == WF_POLICY_NETWORK_PROXIMITY);
}

static bool pushes(const WfPlacePolicy *policy)
{
    return !policy->weight && policy->type == WF_POLICY_ANTI_COLLOCATION;
}

/* Is a vertex of @low always inside one of @high, or the same? */
static bool inside(const WfDatacenter *dc, guint32 low, guint32 high)
{
    if (low == high || low == WF_PLACE_LEVEL_LEAF)
        return true;
    if (high == WF_PLACE_LEVEL_LEAF)
        return false;
    return wf_dc_level_below(dc, low, high);
}

static guint32 side_of(const WfPlaceProblem *p, const WfPlacePolicy *policy, guint32 item)
{
    if (board_member(p, policy->group, item))
        return 0;
    return policy->other != WF_PLACE_NONE && board_member(p, policy->other, item) ? 1 : 2;
}

/* Two items that the pulling policy wants together and the pushing one apart. */
static bool find_pair(const WfPlaceProblem *p, const WfPlacePolicy *pull, const WfPlacePolicy *push,
                      guint32 *ret_a, guint32 *ret_b)
{
    guint32 seen[2] = {WF_PLACE_NONE, WF_PLACE_NONE};
    for (guint side = 0; side < 2; side++) {
        guint32 g = side ? pull->other : pull->group;
        const GArray *items = g == WF_PLACE_NONE ? NULL : group_at(p, g)->items;
        for (guint i = 0; items && i < items->len; i++) {
            guint32 item = g_array_index(items, guint32, i), at = side_of(p, push, item);
            if (at == 2)
                continue;
            guint32 against = push->other == WF_PLACE_NONE ? 0 : 1 - at;
            if (seen[against] != WF_PLACE_NONE) {
                *ret_a = seen[against];
                *ret_b = item;
                return true;
            }
            seen[at] = item;
        }
    }
    return false;
}

static void check_pair(const WfPlaceProblem *p, const WfPlacePolicy *pull,
                       const WfPlacePolicy *push, WfFindings *f)
{
    guint32 a, b;
    if (pull->level == WF_PLACE_NONE || push->level == WF_PLACE_NONE ||
        !inside(p->dc, pull->level, push->level) || !find_pair(p, pull, push, &a, &b))
        return;
    g_autofree char *one = wf_place_policy_words(p, pull);
    g_autofree char *two = wf_place_policy_words(p, push);
    wf_findings_add(f, WF_CODE_PLACEMENT, push->path ? push->path : "-", &push->span,
                    "%s contradicts %s: '%s' and '%s' cannot be both together and apart", two, one,
                    ((WfPlaceItem *)p->items->pdata[a])->name,
                    ((WfPlaceItem *)p->items->pdata[b])->name);
    wf_findings_subject(f, group_at(p, push->group)->name);
    if (pull->path)
        wf_findings_related(f, pull->path, &pull->span, "%s", one);
}

static void check_exclusive(const WfPlaceProblem *p, const WfPlacePolicy *exclusive,
                            const WfPlacePolicy *pull, WfFindings *f)
{
    const GArray *inner = group_at(p, exclusive->group)->items;
    bool in = false, out = false;
    for (guint side = 0; side < 2; side++) {
        guint32 g = side ? pull->other : pull->group;
        const GArray *items = g == WF_PLACE_NONE ? NULL : group_at(p, g)->items;
        for (guint i = 0; items && i < items->len; i++) {
            bool member = board_member(p, exclusive->group, g_array_index(items, guint32, i));
            in |= member;
            out |= !member;
        }
    }
    if (!in || !out || inner->len == 0 || pull->level == WF_PLACE_NONE ||
        exclusive->level == WF_PLACE_NONE || !inside(p->dc, pull->level, exclusive->level))
        return;
    g_autofree char *words = wf_place_policy_words(p, pull);
    g_autofree char *text = g_strdup_printf("contradicts %s, which brings in others", words);
    fault_at_policy(p, exclusive, f, text);
}

static void check_pairs(const WfPlaceProblem *p, WfFindings *findings)
{
    for (guint i = 0; i < p->policies->len; i++) {
        const WfPlacePolicy *pull = p->policies->pdata[i];
        for (guint k = 0; pulls(pull) && k < p->policies->len; k++) {
            const WfPlacePolicy *other = p->policies->pdata[k];
            if (pushes(other))
                check_pair(p, pull, other, findings);
            else if (other->type == WF_POLICY_EXCLUSIVE && !other->weight)
                check_exclusive(p, other, pull, findings);
        }
    }
}

/* -- items ------------------------------------------------------------------------ */

static void check_pin(const WfPlaceProblem *p, const WfPlaceItem *item, GHashTable *zones,
                      WfFindings *f)
{
    const char *path = item->path ? item->path : "-";
    guint32 host = item->host ? wf_dc_host(p->dc, item->host) : WF_DC_NONE;
    if (item->host && host == WF_DC_NONE)
        wf_findings_add(f, WF_CODE_PLACEMENT, path, &item->span,
                        "'%s' is pinned to '%s', which is no host of the datacenter", item->name,
                        item->host);
    else if (item->zone && !g_hash_table_contains(zones, item->zone))
        wf_findings_add(f, WF_CODE_PLACEMENT, path, &item->span,
                        "'%s' is pinned to zone '%s', which no host of the datacenter is in",
                        item->name, item->zone);
    else if (item->zone && item->host && !g_str_equal(item->zone, wf_dc_zone(p->dc, host)))
        wf_findings_add(f, WF_CODE_PLACEMENT, path, &item->span,
                        "'%s' is pinned to zone '%s' and to '%s', which is in '%s'", item->name,
                        item->zone, item->host, wf_dc_zone(p->dc, host));
    else
        return;
    wf_findings_subject(f, item->name);
}

static void check_items(const WfPlaceProblem *p, WfFindings *findings)
{
    g_autoptr(GHashTable) zones = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint32 h = 0; h < p->dc->n_hosts; h++)
        g_hash_table_add(zones, (gpointer)wf_dc_zone(p->dc, h));
    for (guint32 i = 0; i < p->items->len; i++)
        check_pin(p, p->items->pdata[i], zones, findings);
}

static bool check_limits(const WfPlaceProblem *p, WfFindings *findings)
{
    guint64 items = p->items->len, hosts = p->dc->n_hosts;
    guint64 cells = items * hosts, tables = (guint64)p->policies->len * p->dc->n_vertices;
    if (items <= WF_LIMIT_PLACE_ITEMS && cells <= WF_LIMIT_PLACE_CELLS &&
        tables <= WF_LIMIT_PLACE_CELLS)
        return true;
    wf_findings_add(findings, WF_CODE_LIMIT, p->dc->path ? p->dc->path : "-", NULL,
                    "%" G_GUINT64_FORMAT " items with %u policies on %" G_GUINT64_FORMAT
                    " hosts are too many to place at once",
                    items, p->policies->len, hosts);
    return false;
}

bool wf_place_check(WfPlaceProblem *p, WfFindings *findings)
{
    guint before = wf_findings_count(findings, WF_FAULT);
    flatten_groups(p, findings);
    if (!check_limits(p, findings))
        return false;
    check_items(p, findings);
    for (guint k = 0; k < p->policies->len; k++)
        check_policy(p, p->policies->pdata[k], findings);
    check_pairs(p, findings);
    return wf_findings_count(findings, WF_FAULT) == before;
}
