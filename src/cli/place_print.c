/* weft place: the answer for people and for programs. */
#include "cmd_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <weft/text.h>

/* ---- one server explained ---- */

/* "soft weight +2, traffic +400": what a host would cost more (or less) than the chosen one. */
static char *difference(const WfPlaceCost *mine, const WfPlaceCost *other)
{
    static const char *const words[WF_N_COSTS] = {"moves", "soft weight", "traffic", "hosts opened",
                                                  "imbalance"};
    GString *out = g_string_new(NULL);

    for (guint l = 0; l < WF_N_COSTS; l++) {
        double unit = l == WF_COST_SOFT || l == WF_COST_BALANCE ? WF_PLACE_WEIGHT_UNIT : 1;
        if (other->at[l] != mine->at[l])
            g_string_append_printf(out, "%s%s %+g", out->len ? ", " : "", words[l],
                                   (double)(other->at[l] - mine->at[l]) / unit);
    }
    return g_string_free(out->len ? out : g_string_append(out, "as good"), FALSE);
}

static char *verdict(const WfPlaceReason *reason, guint32 k)
{
    const WfPlaceChoice *choice = &reason->choices[k];

    if (choice->host == reason->host)
        return g_strdup("chosen");
    return choice->possible ? difference(&reason->choices[0].cost, &choice->cost)
                            : g_strdup(choice->reason);
}

static void print_list(const char *title, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *safe = wf_text_visible(texts->pdata[i], -1, 0);
        printf("%s%s\n", i ? "            " : title, safe);
    }
}

/* Hosts next to each other with the same verdict share a line. */
static void print_choices(const WfPlaceProblem *p, const WfPlaceReason *reason, bool possible,
                          bool all)
{
    enum { NAMES = 4 };

    for (guint32 k = 0, next; k < reason->n_choices; k = next) {
        g_autofree char *text = verdict(reason, k);
        g_autoptr(GString) names = g_string_new(wf_dc_host_name(p->dc, reason->choices[k].host));
        for (next = k + 1; next < reason->n_choices; next++) {
            g_autofree char *other = verdict(reason, next);
            if (reason->choices[next].possible != reason->choices[k].possible ||
                g_strcmp0(text, other) != 0)
                break;
            if (next - k < NAMES || all)
                g_string_append_printf(names, ", %s",
                                       wf_dc_host_name(p->dc, reason->choices[next].host));
        }
        if (next - k > NAMES && !all)
            g_string_append_printf(names, " and %u more", next - k - NAMES);
        g_autofree char *safe_names = wf_text_visible(names->str, -1, 0);
        g_autofree char *safe = wf_text_visible(text, -1, 0);
        if (reason->choices[k].possible == possible)
            printf("  %s: %s\n", safe_names, safe);
    }
}

static int compare_by_reason(gconstpointer pa, gconstpointer pb)
{
    const WfPlaceChoice *a = pa, *b = pb;
    int order = g_strcmp0(a->reason, b->reason);

    return order ? order : a->host < b->host ? -1 : a->host > b->host;
}

/* Impossible hosts come last; those with one reason shall be neighbours. */
static void gather_reasons(WfPlaceReason *reason)
{
    guint32 first = 0;

    while (first < reason->n_choices && reason->choices[first].possible)
        first++;
    if (first < reason->n_choices)
        qsort(reason->choices + first, reason->n_choices - first, sizeof *reason->choices,
              compare_by_reason);
}

static json_t *strings_json(const GPtrArray *texts)
{
    json_t *list = json_array();

    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(list, json_string(texts->pdata[i]));
    return list;
}

static json_t *choice_json(const WfPlaceProblem *p, const WfPlaceReason *reason, guint32 k)
{
    const WfPlaceChoice *choice = &reason->choices[k];
    json_t *object = json_pack("{s:s, s:b}", "host", wf_dc_host_name(p->dc, choice->host),
                               "possible", choice->possible);

    if (!choice->possible) {
        json_object_set_new(object, "reason", json_string(choice->reason));
        return object;
    }
    json_t *more = json_object();
    for (guint l = 0; l < WF_N_COSTS; l++) {
        gint64 n = choice->cost.at[l] - reason->choices[0].cost.at[l];
        json_object_set_new(more, wf_place_cost_name(l),
                            l == WF_COST_SOFT ? json_real((double)n / WF_PLACE_WEIGHT_UNIT)
                                              : json_integer(n));
    }
    json_object_set_new(object, "more_than_chosen", more);
    return object;
}

static int print_reason_json(const WfPlaceProblem *p, const WfPlaceReason *reason)
{
    const WfPlaceItem *it = p->items->pdata[reason->item];
    json_t *hosts = json_array();
    const char *host = reason->host == WF_PLACE_NONE ? NULL : wf_dc_host_name(p->dc, reason->host);

    for (guint32 k = 0; k < reason->n_choices; k++)
        json_array_append_new(hosts, choice_json(p, reason, k));
    return wf_cli_print_json(json_pack("{s:i, s:s, s:s?, s:s, s:o, s:o, s:o}", "weft", 1, "item",
                                       it->name, "host", host, "why", reason->why, "narrowed_by",
                                       strings_json(reason->binding), "violates",
                                       strings_json(reason->violated), "hosts", hosts));
}

static guint32 n_possible(const WfPlaceReason *reason)
{
    guint32 n = 0;

    while (n < reason->n_choices && reason->choices[n].possible)
        n++;
    return n;
}

static int print_reason(const WfPlaceProblem *p, WfPlaceReason *reason, bool all)
{
    const WfPlaceItem *it = p->items->pdata[reason->item];
    g_autofree char *name = wf_text_visible(it->name, -1, 0);
    g_autofree char *why = wf_text_visible(reason->why, -1, 0);
    guint32 possible = n_possible(reason);

    if (reason->host == WF_PLACE_NONE) {
        printf("%s: %s\n", name, why);
        return WF_EXIT_OK;
    }
    g_autofree char *host = wf_text_visible(wf_dc_host_name(p->dc, reason->host), -1, 0);
    printf("%s is on %s: %s\n", name, host, why);
    print_list("narrowed by ", reason->binding);
    print_list("violates    ", reason->violated);
    printf("possible, and what it costs more: %u\n", possible);
    print_choices(p, reason, true, all);
    if (possible < reason->n_choices)
        printf("not possible: %u\n", reason->n_choices - possible);
    gather_reasons(reason);
    print_choices(p, reason, false, all);
    return fflush(stdout) == 0 ? WF_EXIT_OK : WF_EXIT_FAILED;
}

static int unknown_item(const WfPlaceProblem *p, const char *name)
{
    WfNearest near = wf_nearest_to(name);

    for (guint i = 0; i < p->items->len; i++)
        wf_nearest_try(&near, ((WfPlaceItem *)p->items->pdata[i])->name);
    if (near.found)
        wf_cli_error("the model has no server or volume '%s'; did you mean '%s'?", name,
                     near.found);
    else
        wf_cli_error("the model has no server or volume '%s'", name);
    return WF_EXIT_FAILED;
}

int wf_place_print_reason(const WfPlaceProblem *p, const WfPlaceAnswer *answer, const char *name,
                          const WfCliOptions *options)
{
    guint32 item = wf_place_item(p, name);

    if (item == WF_PLACE_NONE)
        return unknown_item(p, name);
    g_autoptr(WfPlaceReason) reason = wf_place_explain(p, answer, item);
    return options->json ? print_reason_json(p, reason) : print_reason(p, reason, options->verbose);
}

/* ---- moves ---- */

void wf_place_print_moves(const WfPlaceProblem *p, const WfPlaceAnswer *answer, FILE *out)
{
    for (guint32 i = 0; i < answer->n; i++) {
        const WfPlaceItem *it = p->items->pdata[i];
        if (it->present == WF_PLACE_NONE || it->present == answer->hosts[i] ||
            answer->hosts[i] == WF_PLACE_NONE)
            continue;
        g_autofree char *text =
            g_strdup_printf("%s moves from %s to %s", it->name, wf_dc_host_name(p->dc, it->present),
                            wf_dc_host_name(p->dc, answer->hosts[i]));
        g_autofree char *safe = wf_text_visible(text, -1, 0);
        fprintf(out, "%s\n", safe);
    }
}
