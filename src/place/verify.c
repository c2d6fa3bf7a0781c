/* The independent judge of a placement. It shares no code with the solver and goes
 * the plain way, member by member and pair by pair, from the words of weft-place(1). */
#include <string.h>

#include "judge.h"

static void judge_items(Judge *j)
{
    gint64 storage = 0;
    for (guint32 h = 0; h < j->dc->n_hosts; h++)
        storage += wf_dc_capacity(j->dc, h, wf_dc_resource(j->dc, "storage"));
    for (guint32 i = 0; i < j->p->items->len; i++) {
        const WfPlaceItem *it = judge_item(j, i);
        guint32 h = j->hosts[i];
        if (h == WF_PLACE_NONE) {
            if (it->kind == WF_PLACE_SERVER || storage > 0)
                judge_broken(j, "'%s' has no host", it->name);
            continue;
        }
        const char *name = wf_dc_host_name(j->dc, h);
        if (it->host && !g_str_equal(it->host, name))
            judge_broken(j, "'%s' is not on '%s'", it->name, it->host);
        if (it->zone && !g_str_equal(it->zone, wf_dc_zone(j->dc, h)))
            judge_broken(j, "'%s' is not in zone '%s'", it->name, it->zone);
        if (!judge_has_all(j, h, it->require))
            judge_broken(j, "'%s' is on '%s', which lacks a property", it->name, name);
        if (wf_dc_disabled(j->dc, h) && it->present != h)
            judge_broken(j, "'%s' comes to '%s', which is disabled", it->name, name);
        if (it->present != WF_PLACE_NONE && it->present != h)
            j->cost.at[WF_COST_MOVES]++;
    }
}

static void judge_host(Judge *j, guint32 host, const gint64 *sums, bool ours)
{
    gint64 fullest = 0;
    for (guint32 r = 0; r < j->p->resources->len; r++) {
        gint64 capacity = wf_dc_capacity(j->dc, host, r);
        /* a host whose others use more than there is counts as full */
        gint64 others = MIN(capacity, judge_used_by_others(j, host, r));
        if (sums[r] > 0 && sums[r] + others > capacity)
            judge_broken(j, "'%s' has %" G_GINT64_FORMAT " %s, %" G_GINT64_FORMAT " are needed",
                         wf_dc_host_name(j->dc, host), capacity, (char *)j->p->resources->pdata[r],
                         sums[r] + others);
        if (capacity > 0)
            fullest = MAX(fullest, (sums[r] + others) * 1000 / capacity);
    }
    j->cost.at[WF_COST_BALANCE] += fullest * fullest;
    j->cost.at[WF_COST_OPENED] += ours && !j->foreign[host];
}

static void judge_hosts(Judge *j)
{
    guint32 n_res = j->p->resources->len;
    g_autofree gint64 *sums = g_new0(gint64, (gsize)j->dc->n_hosts * n_res + 1);
    g_autofree bool *ours = g_new0(bool, j->dc->n_hosts + 1);
    for (guint32 i = 0; i < j->p->items->len; i++) {
        if (j->hosts[i] == WF_PLACE_NONE)
            continue;
        ours[j->hosts[i]] = true;
        for (guint32 r = 0; r < n_res; r++)
            sums[(gsize)j->hosts[i] * n_res + r] += judge_need(judge_item(j, i), r);
    }
    for (guint32 h = 0; h < j->dc->n_hosts; h++)
        judge_host(j, h, &sums[(gsize)h * n_res], ours[h]);
}

static void judge_links(Judge *j)
{
    for (guint i = 0; i < j->p->flows->len; i++) {
        const WfPlaceFlow *flow = &g_array_index(j->p->flows, WfPlaceFlow, i);
        if (j->hosts[flow->a] != WF_PLACE_NONE && j->hosts[flow->b] != WF_PLACE_NONE)
            judge_send(j, flow->a, flow->b, flow->mbps, flow->reserve ? j->load : NULL, NULL);
    }
    for (guint32 v = 1; v < j->dc->n_vertices; v++) {
        const WfDcVertex *vertex = &j->dc->vertices[v];
        if (vertex->bandwidth == WF_DC_UNLIMITED)
            continue;
        gint64 room = MAX(0, vertex->bandwidth - vertex->bandwidth_used);
        if (j->load[v] > room)
            judge_broken(j,
                         "the link of '%s' has %" G_GINT64_FORMAT " Mbit/s, %" G_GINT64_FORMAT
                         " are reserved",
                         vertex->name, room, j->load[v]);
        if (j->load[v] + j->wish[v] > room)
            j->cost.at[WF_COST_SOFT] += j->wish_on[v];
    }
}

/* Soft bandwidth is judged by link, for all policies at once: here by policy. */
static void count_overloads(Judge *j)
{
    g_autofree bool *full = g_new0(bool, j->dc->n_vertices + 1);
    for (guint32 v = 1; v < j->dc->n_vertices; v++) {
        const WfDcVertex *vertex = &j->dc->vertices[v];
        full[v] = vertex->bandwidth != WF_DC_UNLIMITED &&
                  j->load[v] + j->wish[v] > MAX(0, vertex->bandwidth - vertex->bandwidth_used);
    }
    for (guint32 k = 0; k < j->p->policies->len; k++) {
        const WfPlacePolicy *policy = j->p->policies->pdata[k];
        if (policy->type != WF_POLICY_NETWORK_BANDWIDTH || !policy->weight)
            continue;
        memset(j->wish_on, 0, j->dc->n_vertices * sizeof *j->wish_on);
        judge_bandwidth(j, policy);
        for (guint32 v = 1; v < j->dc->n_vertices; v++)
            j->violated[k] += full[v] && j->wish_on[v];
    }
}

static bool verify(const WfPlaceProblem *p, const guint32 *hosts, GString *why,
                   WfPlaceCost *ret_cost, gint64 *violated)
{
    Judge j = {.p = p, .dc = p->dc, .hosts = hosts, .why = why, .fine = true, .violated = violated};
    g_autofree gint64 *load = g_new0(gint64, p->dc->n_vertices + 1);
    g_autofree gint64 *wish = g_new0(gint64, p->dc->n_vertices + 1);
    g_autofree gint64 *wish_on = g_new0(gint64, p->dc->n_vertices + 1);
    g_autofree bool *foreign = g_new0(bool, p->dc->n_hosts + 1);
    j.load = load;
    j.wish = wish;
    j.wish_on = wish_on;
    j.foreign = foreign;
    for (guint32 h = 0; h < p->dc->n_hosts; h++)
        for (guint32 r = 0; r < p->resources->len; r++)
            foreign[h] |= judge_used_by_others(&j, h, r) > 0;
    judge_items(&j);
    judge_hosts(&j);
    for (j.at = 0; j.at < p->policies->len; j.at++)
        judge_policy(&j, p->policies->pdata[j.at]);
    judge_links(&j);
    if (ret_cost)
        *ret_cost = j.cost;
    if (violated)
        count_overloads(&j);
    return j.fine;
}

bool wf_place_verify(const WfPlaceProblem *p, const guint32 *hosts, GString *why,
                     WfPlaceCost *ret_cost)
{
    return verify(p, hosts, why, ret_cost, NULL);
}

void wf_place_violations(const WfPlaceProblem *p, const guint32 *hosts, gint64 *ret_violated)
{
    memset(ret_violated, 0, p->policies->len * sizeof *ret_violated);
    verify(p, hosts, NULL, NULL, ret_violated);
}
