/* A small part of an impossible problem that is still impossible: leave out one
 * policy, then one kind of items, at a time; what cannot be left out is the core
 * (deletion filter, Chinneck 1997). Each step is an exact search on what is left. */
#include <string.h>

#include "board.h"

/* What a core may cost: searches, and items on hosts that each of them looks at. */
enum { MOST_TESTS = 150, TEST_CELLS = 3000000, LEAST_ROWS = 100 };

typedef struct {
    const WfPlaceProblem *p;
    const WfPlaceOptions *options;
    bool *policy, *item; /* what is kept */
    gint64 deadline;     /* of the user's time limit, 0: none */
    guint tests;         /* left: the core is as small as they make it */
    gint64 next_call;    /* when progress is due again */
} Shrink;

/* The copy's number; WF_PLACE_NONE: it is left out. */
static guint32 copy_item(const Shrink *k, guint32 i, WfPlaceProblem *part)
{
    const WfPlaceItem *it = k->p->items->pdata[i];
    if (!k->item[i])
        return WF_PLACE_NONE;
    guint32 number = wf_place_add_item(part, it->kind, it->name, it->path, &it->span);
    for (guint n = 0; n < it->needs->len; n++) {
        const WfPlaceNeed *need = &g_array_index(it->needs, WfPlaceNeed, n);
        wf_place_need(part, number, k->p->resources->pdata[need->resource], need->amount);
    }
    for (guint n = 0; it->require && n < it->require->len; n++) {
        const WfPlaceRequire *require = it->require->pdata[n];
        wf_place_require(part, number, require->name, require->value);
    }
    WfPlaceItem *copy = part->items->pdata[number];
    copy->zone = g_strdup(it->zone);
    copy->host = g_strdup(it->host);
    copy->present = it->present;
    return number;
}

/* Groups keep their numbers, which policies go by. @now: the numbers of items. */
static void copy_group(const WfPlaceGroup *group, guint number, const guint32 *now,
                       WfPlaceProblem *part)
{
    wf_place_add_group(part, group->name, NULL, NULL);
    for (guint n = 0; n < group->items->len; n++) {
        guint32 item = now[g_array_index(group->items, guint32, n)];
        if (item != WF_PLACE_NONE)
            wf_place_group_add(part, number, item);
    }
}

static WfPlaceProblem *part_of(const Shrink *k)
{
    const WfPlaceProblem *p = k->p;
    WfPlaceProblem *part = wf_place_problem_new(p->dc);
    g_autofree guint32 *now = g_new(guint32, p->items->len + 1);
    part->present_in_used = p->present_in_used;
    for (guint32 i = 0; i < p->items->len; i++)
        now[i] = copy_item(k, i, part);
    for (guint g = 0; g < p->groups->len; g++)
        copy_group(p->groups->pdata[g], g, now, part);
    for (guint n = 0; n < p->policies->len; n++)
        if (k->policy[n])
            wf_place_add_policy(part, p->policies->pdata[n]);
    for (guint n = 0; n < p->attached->len; n++) {
        const WfPlaceAttach *at = &g_array_index(p->attached, WfPlaceAttach, n);
        if (now[at->server] != WF_PLACE_NONE && now[at->volume] != WF_PLACE_NONE)
            wf_place_attach(part, now[at->server], now[at->volume]);
    }
    for (guint n = 0; n < p->flows->len; n++) {
        const WfPlaceFlow *flow = &g_array_index(p->flows, WfPlaceFlow, n);
        if (flow->reserve && now[flow->a] != WF_PLACE_NONE && now[flow->b] != WF_PLACE_NONE)
            wf_place_flow(part, now[flow->a], now[flow->b], flow->mbps, true);
    }
    return part;
}

/* Is what is kept proved impossible? Whoever ends the search takes the core as it is by then. */
static bool impossible(Shrink *k)
{
    g_autoptr(WfPlaceProblem) part = part_of(k);
    g_autoptr(Board) b = board_new(part);
    WfPlaceOptions options = {
        .seed = k->options->seed, .progress = k->options->progress, .data = k->options->data};
    Search s;
    search_start(&s, b, &options);
    s.deadline = k->deadline;
    s.next_call = k->next_call;
    s.calls = 63; /* small searches look at the clock too */
    guint64 rows = TEST_CELLS / MAX(1, b->n_hosts) + LEAST_ROWS;
    search_phase(&s, "explain", 0, 1, rows);
    bool none = exact(&s, rows, true) && !s.placed;
    k->next_call = s.next_call;
    if (s.stopped)
        k->tests = 0;
    search_end(&s);
    return none;
}

static bool out_of_time(const Shrink *k)
{
    return k->tests == 0 || (k->deadline && g_get_monotonic_time() > k->deadline);
}

static bool try_without(Shrink *k, bool *flags, const guint32 *which, guint32 n)
{
    for (guint32 i = 0; i < n; i++)
        flags[which[i]] = false;
    k->tests--; /* before the search, which may end them all */
    if (impossible(k))
        return true;
    for (guint32 i = 0; i < n; i++)
        flags[which[i]] = true;
    return false;
}

/* Drops halves, then quarters, down to single ones. */
static void drop_what_can_go(Shrink *k, bool *flags, guint32 n_flags)
{
    g_autofree guint32 *which = g_new(guint32, n_flags + 1);
    for (guint32 size = MAX(1, n_flags / 2); size > 0; size /= 2) {
        guint32 n = 0;
        for (guint32 i = 0; i < n_flags; i++) {
            if (flags[i])
                which[n++] = i;
            bool full = n == size || (i + 1 == n_flags && n > 0);
            if (!full)
                continue;
            if (out_of_time(k))
                return;
            try_without(k, flags, which, n);
            n = 0;
        }
    }
}

/* "A, B and 2 more policies" */
static char *policies_words(const Shrink *k)
{
    GString *out = g_string_new(NULL);
    guint n = 0;
    for (guint i = 0; i < k->p->policies->len; i++) {
        if (!k->policy[i] || n++ >= 4)
            continue;
        g_autofree char *words = wf_place_policy_words(k->p, k->p->policies->pdata[i]);
        g_string_append_printf(out, "%s%s", n > 1 ? ", " : "", words);
    }
    if (n > 4)
        g_string_append_printf(out, " and %u more policies", n - 4);
    return g_string_free(out, FALSE);
}

static void tell(const Shrink *k, WfFindings *findings)
{
    const WfPlaceProblem *p = k->p;
    const WfPlacePolicy *first = NULL;
    const WfPlaceItem *first_item = NULL;
    g_autoptr(GString) names = g_string_new(NULL);
    guint n_items = 0;
    for (guint n = 0; n < p->policies->len && !first; n++)
        if (k->policy[n])
            first = p->policies->pdata[n];
    for (guint32 i = 0; i < p->items->len; i++) {
        const WfPlaceItem *it = p->items->pdata[i];
        if (!k->item[i])
            continue;
        if (n_items++ < 8)
            g_string_append_printf(names, "%s'%s'%s%s%s", names->len ? ", " : "", it->name,
                                   it->size ? " (" : "", it->size ? it->size : "",
                                   it->size ? ")" : "");
        first_item = first_item ? first_item : it;
    }
    if (n_items > 8)
        g_string_append_printf(names, " and %u more", n_items - 8);
    const char *path = first ? first->path : first_item ? first_item->path : NULL;
    g_autofree char *kept = policies_words(k);
    wf_findings_add(findings, WF_CODE_INFEASIBLE, path ? path : "-",
                    first        ? &first->span
                    : first_item ? &first_item->span
                                 : NULL,
                    first ? "no placement of %s keeps %s"
                          : "the hosts have no room for %s together%s",
                    names->str, kept);
    for (guint n = 0; n < p->policies->len; n++) {
        const WfPlacePolicy *policy = p->policies->pdata[n];
        if (!k->policy[n])
            continue;
        g_autofree char *words = wf_place_policy_words(p, policy);
        wf_findings_related(findings, policy->path ? policy->path : "-", &policy->span, "%s",
                            words);
    }
    wf_findings_hint(findings, "any one of them less would do");
}

void core_shrink(const WfPlaceProblem *p, const WfPlaceOptions *options, WfFindings *findings)
{
    Shrink k = {.p = p, .options = options};
    k.policy = g_new0(bool, p->policies->len + 1);
    k.item = g_new0(bool, p->items->len + 1);
    k.tests = MOST_TESTS;
    if (options->time_limit > 0)
        k.deadline =
            g_get_monotonic_time() + (gint64)(MIN(options->time_limit, 1e9) * G_USEC_PER_SEC);
    for (guint n = 0; n < p->policies->len; n++)
        k.policy[n] = ((WfPlacePolicy *)p->policies->pdata[n])->weight == 0;
    memset(k.item, true, p->items->len * sizeof(bool));
    drop_what_can_go(&k, k.policy, p->policies->len);
    drop_what_can_go(&k, k.item, p->items->len);
    drop_what_can_go(&k, k.policy, p->policies->len);
    tell(&k, findings);
    g_free(k.policy);
    g_free(k.item);
}
