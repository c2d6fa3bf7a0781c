/* An answer as a table for people and as JSON for programs. */
#include "board.h"

#include <weft/text.h>

static const char *const status_names[] = {
    [WF_PLACED_OPTIMAL] = "optimal",
    [WF_PLACED] = "placed",
    [WF_PLACED_INFEASIBLE] = "infeasible",
    [WF_PLACED_UNKNOWN] = "unknown",
};

static const WfPlaceItem *item_at(const WfPlaceProblem *p, guint32 item)
{
    return p->items->pdata[item];
}

static bool is_placed(const WfPlaceAnswer *answer)
{
    return answer->status == WF_PLACED || answer->status == WF_PLACED_OPTIMAL;
}

char *wf_place_zone_host(const WfPlaceProblem *p, const WfPlaceAnswer *answer, guint32 item)
{
    guint32 host = answer->hosts[item];
    if (host == WF_PLACE_NONE)
        return NULL;
    return g_strdup_printf("%s:%s", wf_dc_zone(p->dc, host), wf_dc_host_name(p->dc, host));
}

/* room1/rack2/h3 */
static char *host_path(const WfDatacenter *dc, guint32 host)
{
    GString *out = g_string_new(NULL);
    for (guint32 v = dc->hosts[host]; v != 0; v = dc->vertices[v].parent) {
        if (out->len)
            g_string_prepend_c(out, '/');
        g_string_prepend(out, dc->vertices[v].name);
    }
    return g_string_free(out, FALSE);
}

/* The reason in a table is short: what pins it, or the policies of its groups. */
static char *short_reason(const WfPlaceProblem *p, const WfPlaceAnswer *answer, guint32 item)
{
    const WfPlaceItem *it = item_at(p, item);
    GString *out = g_string_new(NULL);
    guint n = 0;
    if (answer->hosts[item] == WF_PLACE_NONE)
        g_string_append(out, "left to the block storage service");
    else if (it->present == answer->hosts[item])
        g_string_append(out, "stays");
    else if (it->present != WF_PLACE_NONE)
        g_string_append_printf(out, "moves from %s", wf_dc_host_name(p->dc, it->present));
    else if (it->host)
        g_string_append(out, "pinned");
    for (guint k = 0; k < p->policies->len && n < 3; k++) {
        const WfPlacePolicy *policy = p->policies->pdata[k];
        if (!board_member(p, policy->group, item) &&
            (policy->other == WF_PLACE_NONE || !board_member(p, policy->other, item)))
            continue;
        g_autofree char *words = wf_place_policy_words(p, policy);
        g_string_append_printf(out, "%s%s", out->len ? "; " : "", words);
        n++;
    }
    if (!out->len)
        g_string_append(out, "no policy; the least cost");
    return g_string_free(out, FALSE);
}

static void append_cell(GString *out, const char *text, int width)
{
    g_autofree char *safe = wf_text_visible(text, -1, 0);
    g_string_append_printf(out, "%s%*s", safe, MAX(2, width + 2 - wf_text_width(safe, -1)), "");
}

static int cell_width(const char *text)
{
    g_autofree char *safe = wf_text_visible(text, -1, 0);
    return wf_text_width(safe, -1);
}

static void append_summary(const WfPlaceProblem *p, const WfPlaceAnswer *answer, GString *out)
{
    const gint64 *cost = answer->cost.at, *bound = answer->bound.at;
    g_string_append_printf(out, "\n%u items on %u hosts: %s", answer->n, p->dc->n_hosts,
                           answer->status == WF_PLACED_OPTIMAL ? "proved to be the best"
                                                               : "placed");
    g_string_append_printf(out, answer->interrupted ? ", ended early\n" : "\n");
    g_string_append_printf(out,
                           "  moves %" G_GINT64_FORMAT
                           ", soft weight violated %g, traffic %" G_GINT64_FORMAT
                           ", hosts opened %" G_GINT64_FORMAT "\n",
                           cost[WF_COST_MOVES], (double)cost[WF_COST_SOFT] / WF_PLACE_WEIGHT_UNIT,
                           cost[WF_COST_TRAFFIC], cost[WF_COST_OPENED]);
    for (guint l = 0; l < WF_COST_BALANCE; l++) {
        if (cost[l] == bound[l])
            continue;
        double unit = l == WF_COST_SOFT ? WF_PLACE_WEIGHT_UNIT : 1;
        g_string_append_printf(
            out, "  %s is at most %.1f %% from the best: at least %g is needed\n",
            wf_place_cost_name(l), 100.0 * (double)(cost[l] - bound[l]) / (double)cost[l],
            (double)bound[l] / unit);
        break; /* the levels after it depend on this one */
    }
}

void wf_place_answer_table(const WfPlaceProblem *p, const WfPlaceAnswer *answer, GString *out)
{
    int name_width = 6, host_width = 4;
    if (!is_placed(answer)) {
        g_string_append_printf(out, "nothing placed: %s\n", status_names[answer->status]);
        return;
    }
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    for (guint32 i = 0; i < answer->n; i++) {
        char *path =
            answer->hosts[i] == WF_PLACE_NONE ? g_strdup("-") : host_path(p->dc, answer->hosts[i]);
        g_ptr_array_add(paths, path);
        name_width = MAX(name_width, cell_width(item_at(p, i)->name));
        host_width = MAX(host_width, cell_width(path));
    }
    append_cell(out, "SERVER", name_width);
    append_cell(out, "HOST", host_width);
    g_string_append(out, "REASON\n");
    for (guint32 i = 0; i < answer->n; i++) {
        g_autofree char *reason = short_reason(p, answer, i);
        g_autofree char *safe = wf_text_visible(reason, -1, 0);
        append_cell(out, item_at(p, i)->name, name_width);
        append_cell(out, paths->pdata[i], host_width);
        g_string_append_printf(out, "%s\n", safe);
    }
    append_summary(p, answer, out);
}

static json_t *cost_json(const WfPlaceCost *cost)
{
    json_t *out = json_object();
    for (guint l = 0; l < WF_N_COSTS; l++)
        json_object_set_new(out, wf_place_cost_name(l),
                            l == WF_COST_SOFT
                                ? json_real((double)cost->at[l] / WF_PLACE_WEIGHT_UNIT)
                                : json_integer(cost->at[l]));
    return out;
}

json_t *wf_place_answer_json(const WfPlaceProblem *p, const WfPlaceAnswer *answer)
{
    json_t *out = json_object(), *placement = json_object(), *moves = json_array();
    json_object_set_new(out, "weft", json_integer(1));
    json_object_set_new(out, "status", json_string(status_names[answer->status]));
    json_object_set_new(out, "interrupted", json_boolean(answer->interrupted));
    json_object_set_new(out, "placement", placement);
    json_object_set_new(out, "moves", moves);
    if (!is_placed(answer))
        return out;
    json_object_set_new(out, "cost", cost_json(&answer->cost));
    json_object_set_new(out, "bound", cost_json(&answer->bound));
    for (guint32 i = 0; i < answer->n; i++) {
        const WfPlaceItem *it = item_at(p, i);
        guint32 host = answer->hosts[i];
        json_t *entry = json_object();
        json_object_set_new(entry, "host",
                            host == WF_PLACE_NONE ? json_null()
                                                  : json_string(wf_dc_host_name(p->dc, host)));
        if (host != WF_PLACE_NONE) {
            g_autofree char *reason = short_reason(p, answer, i);
            json_object_set_new(entry, "zone", json_string(wf_dc_zone(p->dc, host)));
            json_object_set_new(entry, "reason", json_string(reason));
        }
        json_object_set_new(placement, it->name, entry);
        if (it->present == WF_PLACE_NONE || it->present == host)
            continue;
        json_array_append_new(moves, json_pack("{s:s, s:s, s:s}", "item", it->name, "from",
                                               wf_dc_host_name(p->dc, it->present), "to",
                                               wf_dc_host_name(p->dc, host)));
    }
    return out;
}
