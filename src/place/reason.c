/* Why an item does not go to a host: first what the host alone decides, then what
 * stands there already. */
#include "board.h"

bool board_member(const WfPlaceProblem *p, guint32 group, guint32 item)
{
    const GArray *items = ((WfPlaceGroup *)p->groups->pdata[group])->items;
    guint low = 0, high = items->len;
    while (low < high) { /* sorted by wf_place_check() */
        guint mid = (low + high) / 2;
        guint32 at = g_array_index(items, guint32, mid);
        if (at == item)
            return true;
        if (at < item)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

char *level_words(const WfPlaceProblem *p, guint32 level, guint32 n)
{
    bool leaf = level == WF_PLACE_LEVEL_LEAF || level == WF_PLACE_NONE;
    const char *name = leaf ? "host" : p->dc->levels->pdata[level];
    const char *ending = g_str_has_suffix(name, "x") ? "es" : "s";
    return g_strconcat(name, n == 1 ? "" : ending, NULL);
}

static bool policy_of_item(const WfPlaceProblem *p, const WfPlacePolicy *policy, guint32 item)
{
    bool other = policy->other != WF_PLACE_NONE && policy->type != WF_POLICY_EXCLUSIVE;
    return board_member(p, policy->group, item) || (other && board_member(p, policy->other, item));
}

bool host_why(const Board *b, guint32 item, guint32 host, Why *ret_why)
{
    const WfPlaceItem *it = b->p->items->pdata[item];
    if (wf_dc_disabled(b->dc, host) && it->present != host) {
        *ret_why = (Why){WHY_DISABLED, 0};
        return true;
    }
    if (it->host && !g_str_equal(it->host, wf_dc_host_name(b->dc, host))) {
        *ret_why = (Why){WHY_HOST, 0};
        return true;
    }
    if (it->zone && !g_str_equal(it->zone, wf_dc_zone(b->dc, host))) {
        *ret_why = (Why){WHY_ZONE, 0};
        return true;
    }
    for (guint i = 0; it->require && i < it->require->len; i++) {
        const WfPlaceRequire *r = it->require->pdata[i];
        if (!wf_dc_has_property(b->dc, host, r->name, r->value)) {
            *ret_why = (Why){WHY_REQUIRE, i};
            return true;
        }
    }
    for (guint k = 0; k < b->p->policies->len; k++) {
        const WfPlacePolicy *policy = b->p->policies->pdata[k];
        if (!policy->weight && policy_of_item(b->p, policy, item) &&
            !policy_allows_host(b, policy, host)) {
            *ret_why = (Why){WHY_POLICY, k};
            return true;
        }
    }
    for (guint32 r = 0; r < b->n_resources; r++)
        if (b->need[(gsize)b->class_of[item] * b->n_resources + r] >
            b->total[(gsize)host * b->n_resources + r]) {
            *ret_why = (Why){WHY_RESOURCE, r};
            return true;
        }
    return false;
}

char *why_words(const Board *b, guint32 item, const Why *why)
{
    const WfPlaceItem *it = b->p->items->pdata[item];
    const WfPlaceRequire *require;
    switch (why->kind) {
    case WHY_DISABLED:
        return g_strdup("take nothing new");
    case WHY_HOST:
        return g_strdup_printf("are not '%s'", it->host);
    case WHY_ZONE:
        return g_strdup_printf("are not in zone '%s'", it->zone);
    case WHY_REQUIRE:
        require = it->require->pdata[why->index];
        return g_strdup_printf("lack the property %s%s%s", require->name, require->value ? "=" : "",
                               require->value ? require->value : "");
    case WHY_RESOURCE:
        return g_strdup_printf("lack %s", (char *)b->p->resources->pdata[why->index]);
    case WHY_POLICY: {
        g_autofree char *words = wf_place_policy_words(b->p, b->p->policies->pdata[why->index]);
        return g_strdup_printf("break %s", words);
    }
    }
    return NULL;
}

static char *host_why_words(const Board *b, guint32 item, guint32 host, const Why *why)
{
    const WfPlaceItem *it = b->p->items->pdata[item];
    switch (why->kind) {
    case WHY_DISABLED:
        return g_strdup_printf("takes nothing new: %s", wf_dc_disabled(b->dc, host));
    case WHY_HOST:
        return g_strdup_printf("is not '%s', which it is pinned to", it->host);
    case WHY_ZONE:
        return g_strdup_printf("is in zone '%s', not '%s'", wf_dc_zone(b->dc, host), it->zone);
    case WHY_REQUIRE: {
        const WfPlaceRequire *r = it->require->pdata[why->index];
        return g_strdup_printf("lacks the property %s%s%s", r->name, r->value ? "=" : "",
                               r->value ? r->value : "");
    }
    case WHY_RESOURCE:
        return g_strdup_printf("has too little %s: %" G_GINT64_FORMAT " needed, %" G_GINT64_FORMAT
                               " free",
                               (char *)b->p->resources->pdata[why->index],
                               b->need[(gsize)b->class_of[item] * b->n_resources + why->index],
                               b->total[(gsize)host * b->n_resources + why->index]);
    case WHY_POLICY: {
        g_autofree char *words = wf_place_policy_words(b->p, b->p->policies->pdata[why->index]);
        return g_strdup_printf("is excluded by %s", words);
    }
    }
    return NULL;
}

static const char *item_name(const Board *b, guint32 item)
{
    return ((WfPlaceItem *)b->p->items->pdata[item])->name;
}

static char *room_reason(const Board *b, guint32 item, guint32 host)
{
    for (guint32 r = 0; r < b->n_resources; r++) {
        gint64 need = b->need[(gsize)b->class_of[item] * b->n_resources + r];
        gint64 room = b->free[(gsize)host * b->n_resources + r];
        if (need <= room)
            continue;
        GString *out = g_string_new(NULL);
        g_string_printf(out,
                        "is too full: %" G_GINT64_FORMAT " %s needed, %" G_GINT64_FORMAT " left",
                        need, (char *)b->p->resources->pdata[r], room);
        guint n = 0;
        for (guint32 j = b->first_on[host]; j != WF_PLACE_NONE && n < 3; j = b->next_on[j], n++)
            g_string_append_printf(out, "%s'%s'", n ? ", " : " beside ", item_name(b, j));
        if (b->on[host] > 3)
            g_string_append_printf(out, " and %u more", b->on[host] - 3);
        return g_string_free(out, FALSE);
    }
    return NULL;
}

static char *rule_words(const Board *b, const Rule *rule)
{
    return wf_place_policy_words(b->p, b->p->policies->pdata[rule->policy]);
}

static const char *domain_name(const Board *b, const Rule *rule, guint32 domain)
{
    return domain == WF_PLACE_NONE ? "-" : b->dc->vertices[rule->domains->vertex[domain]].name;
}

static char *apart_reason(const Board *b, const Rule *rule, guint32 side, guint32 domain)
{
    guint32 other = rule->between ? 1 - side : 0;
    if (domain == WF_PLACE_NONE || rule->count[other][domain] == 0)
        return NULL;
    g_autofree char *words = rule_words(b, rule);
    for (guint32 i = 0; i < rule->n_members[other]; i++) {
        guint32 j = rule->members[other][i];
        if (b->host[j] != WF_PLACE_NONE && host_domain(rule, b->host[j]) == domain)
            return g_strdup_printf("has '%s' in the same '%s', against %s", item_name(b, j),
                                   domain_name(b, rule, domain), words);
    }
    return NULL;
}

static char *rule_reason(const Board *b, const Rule *rule, guint32 side, guint32 host)
{
    guint32 domain = host_domain(rule, host);
    if (rule->weight || rule->kind == RULE_TRAFFIC)
        return NULL;
    if (rule->kind == RULE_APART)
        return apart_reason(b, rule, side, domain);
    g_autofree char *words = rule_words(b, rule);
    if (rule->kind == RULE_SPREAD)
        return spread_allows(rule, domain) ? NULL
                                           : g_strdup_printf("has its share already, by %s", words);
    if (rule->placed[0] == 0 || rule->where == domain)
        return NULL;
    return g_strdup_printf("is not in '%s' with the others, against %s",
                           domain_name(b, rule, rule->where), words);
}

char *hard_reason(Board *b, guint32 item, guint32 host)
{
    Why why;
    if (host_why(b, item, host, &why))
        return host_why_words(b, item, host, &why);
    for (guint32 k = b->rules_at[item]; k < b->rules_at[item + 1]; k++) {
        char *reason =
            rule_reason(b, &b->rules[b->item_rules[k].rule], b->item_rules[k].side, host);
        if (reason)
            return reason;
    }
    char *reason = room_reason(b, item, host);
    if (reason || b->row.ok[host])
        return reason;
    return g_strdup("would overload a link on the way to its partners");
}
