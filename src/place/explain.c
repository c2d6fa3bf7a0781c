/* Why an item is where it is: the answer is put on the board, the item taken off, and
 * every host asked. */

#include "board.h"

static void choose(Board *b, guint32 item, guint32 host, WfPlaceChoice *choice)
{
    choice->host = host;
    choice->possible = b->row.ok[host];
    if (choice->possible)
        choice->cost = row_cost(b, item, host);
    else
        choice->reason = hard_reason(b, item, host);
}

/* row_cost() leaves out overloaded links of soft policies; placing does not. */
static void cost_by_placing(Board *b, guint32 item, WfPlaceChoice *choice)
{
    WfPlaceCost before = b->cost;
    board_place(b, item, choice->host);
    for (guint l = 0; l < WF_N_COSTS; l++)
        choice->cost.at[l] = b->cost.at[l] - before.at[l];
    board_remove(b, item);
}

static int compare_choices(gconstpointer pa, gconstpointer pb, gpointer data)
{
    const WfPlaceChoice *a = pa, *c = pb;
    guint32 chosen = *(const guint32 *)data;
    if ((a->host == chosen) != (c->host == chosen))
        return a->host == chosen ? -1 : 1;
    if (a->possible != c->possible)
        return a->possible ? -1 : 1;
    int order = a->possible ? wf_place_cost_compare(&a->cost, &c->cost) : 0;
    return order ? order : a->host < c->host ? -1 : a->host > c->host;
}

/* Members, and others a policy reaches: strangers to an exclusive group, servers of
 * volumes. */
static bool concerns(const Board *b, guint32 policy, guint32 item)
{
    const WfPlacePolicy *pol = b->p->policies->pdata[policy];
    if (board_member(b->p, pol->group, item))
        return true;
    for (guint32 k = b->rules_at[item]; k < b->rules_at[item + 1]; k++)
        if (b->rules[b->item_rules[k].rule].policy == policy)
            return true;
    return false;
}

/* Hosts that would be possible if the policy's rules were not there. */
static guint32 closed_by(Board *b, guint32 item, guint32 policy)
{
    guint32 n = 0;
    const WfPlacePolicy *pol = b->p->policies->pdata[policy];
    for (guint32 h = 0; h < b->n_hosts; h++) {
        bool closed = !policy_allows_host(b, pol, h) && board_member(b->p, pol->group, item);
        for (guint32 k = b->rules_at[item]; k < b->rules_at[item + 1] && !closed; k++) {
            const Rule *rule = &b->rules[b->item_rules[k].rule];
            guint32 side = b->item_rules[k].side, domain = host_domain(rule, h);
            if (rule->policy != policy)
                continue;
            if (rule->kind == RULE_APART)
                closed = domain != WF_PLACE_NONE &&
                         rule->count[rule->between ? 1 - side : 0][domain] > 0;
            else if (rule->kind == RULE_TOGETHER)
                closed = rule->placed[0] > 0 && rule->where != domain;
            else if (rule->kind == RULE_SPREAD)
                closed = !spread_allows(rule, domain);
        }
        n += closed;
    }
    return n;
}

/* Weight of the policy that the item on its host violates. */
static gint64 violated_by(Board *b, guint32 item, guint32 host, guint32 policy)
{
    const WfPlacePolicy *pol = b->p->policies->pdata[policy];
    gint64 sum = 0;
    bool unary = pol->type == WF_POLICY_PROPERTY || pol->type == WF_POLICY_EXCLUSIVE;
    if (unary && board_member(b->p, pol->group, item) && !policy_allows_host(b, pol, host))
        sum += pol->weight;
    for (guint32 k = b->rules_at[item]; k < b->rules_at[item + 1]; k++) {
        const Rule *rule = &b->rules[b->item_rules[k].rule];
        if (rule->policy == policy && rule->kind != RULE_TRAFFIC)
            sum += MAX(0, rule_growth(rule, b->item_rules[k].side, host_domain(rule, host))) *
                   rule->weight;
    }
    return sum;
}

static void list_policies(Board *b, WfPlaceReason *reason)
{
    for (guint32 k = 0; k < b->p->policies->len; k++) {
        const WfPlacePolicy *policy = b->p->policies->pdata[k];
        if (!concerns(b, k, reason->item))
            continue;
        g_autofree char *words = wf_place_policy_words(b->p, policy);
        if (policy->weight) {
            gint64 weight = violated_by(b, reason->item, reason->host, k);
            if (weight > 0)
                g_ptr_array_add(
                    reason->violated,
                    g_strdup_printf("%s, weight %g", words, (double)weight / WF_PLACE_WEIGHT_UNIT));
            continue;
        }
        guint32 n = closed_by(b, reason->item, k);
        if (n)
            g_ptr_array_add(reason->binding,
                            g_strdup_printf("%s closes %u of %u hosts", words, n, b->n_hosts));
    }
}

static char *difference_words(const WfPlaceCost *mine, const WfPlaceCost *next)
{
    static const char *const words[WF_N_COSTS] = {
        [WF_COST_MOVES] = "it would have to move",
        [WF_COST_SOFT] = "soft policies would be violated more",
        [WF_COST_TRAFFIC] = "its traffic would cross more links",
        [WF_COST_OPENED] = "another host would be opened",
        [WF_COST_BALANCE] = "the load would be less even",
    };
    for (guint l = 0; l < WF_N_COSTS; l++) {
        gint64 more = next->at[l] - mine->at[l];
        if (more > 0 && l == WF_COST_TRAFFIC)
            return g_strdup_printf("%s (%" G_GINT64_FORMAT " more)", words[l], more);
        if (more > 0)
            return g_strdup(words[l]);
        if (more < 0)
            return g_strdup("better for it alone, but worse for the others");
    }
    return g_strdup("just as good");
}

static char *why_here(const Board *b, const WfPlaceReason *reason)
{
    const WfPlaceItem *it = b->p->items->pdata[reason->item];
    const char *host = wf_dc_host_name(b->dc, reason->host);
    guint32 possible = 0;
    for (guint32 k = 0; k < reason->n_choices; k++)
        possible += reason->choices[k].possible;
    if (it->host)
        return g_strdup_printf("pinned to '%s'", host);
    if (it->present == reason->host && reason->choices[0].cost.at[WF_COST_MOVES] == 0)
        return g_strdup_printf("stays on '%s'", host);
    if (possible <= 1)
        return g_strdup_printf("'%s' is the only host left for it", host);
    const WfPlaceChoice *next = &reason->choices[1];
    g_autofree char *words = difference_words(&reason->choices[0].cost, &next->cost);
    return g_strdup_printf("of %u possible hosts; on '%s', the next best, %s", possible,
                           wf_dc_host_name(b->dc, next->host), words);
}

WfPlaceReason *wf_place_explain(const WfPlaceProblem *p, const WfPlaceAnswer *answer, guint32 item)
{
    WfPlaceReason *reason = g_new0(WfPlaceReason, 1);
    guint32 host = answer->hosts[item];
    reason->item = item;
    reason->host = host;
    reason->binding = g_ptr_array_new_with_free_func(g_free);
    reason->violated = g_ptr_array_new_with_free_func(g_free);
    if (host == WF_PLACE_NONE) {
        reason->why = g_strdup("it has no place in this datacenter");
        return reason;
    }
    g_autoptr(Board) b = board_new(p);
    board_load(b, answer->hosts);
    board_remove(b, item);
    board_row(b, item);
    reason->n_choices = b->n_hosts;
    reason->choices = g_new0(WfPlaceChoice, b->n_hosts + 1);
    for (guint32 h = 0; h < b->n_hosts; h++)
        choose(b, item, h, &reason->choices[h]);
    for (guint32 h = 0; h < b->n_hosts && b->soft_network; h++)
        if (reason->choices[h].possible)
            cost_by_placing(b, item, &reason->choices[h]);
    g_qsort_with_data(reason->choices, (int)b->n_hosts, sizeof(WfPlaceChoice), compare_choices,
                      &host);
    list_policies(b, reason);
    reason->why = why_here(b, reason);
    return reason;
}

void wf_place_reason_free(WfPlaceReason *reason)
{
    if (!reason)
        return;
    for (guint32 k = 0; k < reason->n_choices; k++)
        g_free(reason->choices[k].reason);
    g_free(reason->choices);
    g_free(reason->why);
    g_ptr_array_unref(reason->binding);
    g_ptr_array_unref(reason->violated);
    g_free(reason);
}
