/* Why there can be no placement, found without a search: an item no host takes, a
 * resource that is short, a group with fewer vertices than it needs (Hall's
 * condition on members against vertices), a group no vertex can hold, one that no
 * number of vertices divides evenly. */
#include <string.h>

#include "board.h"

/* -- one item ------------------------------------------------------------------ */

typedef struct {
    Why why;
    guint32 n;
    gint64 most; /* resource: the most any of these hosts has */
} Tally;

static void tally_hosts(const Board *b, guint32 item, GArray *tallies)
{
    for (guint32 h = 0; h < b->n_hosts; h++) {
        Why why;
        if (!host_why(b, item, h, &why))
            continue;
        Tally *tally = NULL;
        for (guint i = 0; i < tallies->len && !tally; i++) {
            Tally *t = &g_array_index(tallies, Tally, i);
            if (t->why.kind == why.kind && t->why.index == why.index)
                tally = t;
        }
        if (!tally) {
            Tally fresh = {.why = why};
            g_array_append_val(tallies, fresh);
            tally = &g_array_index(tallies, Tally, tallies->len - 1);
        }
        tally->n++;
        if (why.kind == WHY_RESOURCE)
            tally->most = MAX(tally->most, b->total[(gsize)h * b->n_resources + why.index]);
    }
}

static int compare_tallies(gconstpointer pa, gconstpointer pb)
{
    const Tally *a = pa, *b = pb;
    return a->n > b->n ? -1 : a->n < b->n;
}

static void homeless(const Board *b, guint32 item, guint32 alike, WfFindings *findings)
{
    const WfPlaceItem *it = b->p->items->pdata[item];
    g_autoptr(GArray) tallies = g_array_new(FALSE, FALSE, sizeof(Tally));
    g_autoptr(GString) text = g_string_new(NULL);
    tally_hosts(b, item, tallies);
    g_array_sort(tallies, compare_tallies);
    for (guint i = 0; i < tallies->len; i++) {
        const Tally *t = &g_array_index(tallies, Tally, i);
        g_autofree char *words = why_words(b, item, &t->why);
        g_string_append_printf(text, "%s%u %s", i ? ", " : "", t->n, words);
        if (t->why.kind == WHY_RESOURCE)
            g_string_append_printf(
                text, " (%" G_GINT64_FORMAT " needed, at most %" G_GINT64_FORMAT " free)",
                b->need[(gsize)b->class_of[item] * b->n_resources + t->why.index], t->most);
    }
    wf_findings_add(findings, WF_CODE_INFEASIBLE, it->path ? it->path : "-", &it->span,
                    "no host takes '%s'%s%s%s: of %u hosts %s", it->name, it->size ? " (" : "",
                    it->size ? it->size : "", it->size ? ")" : "", b->n_hosts,
                    text->len ? text->str : "there are none");
    wf_findings_subject(findings, it->name);
    if (alike > 1)
        wf_findings_hint(findings, "the same holds for %u more like it", alike - 1);
}

static bool find_homeless(const Board *b, WfFindings *findings)
{
    g_autofree guint32 *alike = g_new0(guint32, b->n_classes + 1);
    bool found = false;
    for (guint32 i = 0; i < b->n_items; i++)
        if (!b->left_out[i])
            alike[b->class_of[i]]++;
    for (guint32 i = 0; i < b->n_items; i++) {
        guint32 class = b->class_of[i];
        if (b->left_out[i] || alike[class] == 0)
            continue;
        bool any = false;
        for (guint32 h = 0; h < b->n_hosts && !any; h++)
            any = b->may[(gsize) class * b->n_hosts + h];
        if (!any)
            homeless(b, i, alike[class], findings);
        found |= !any;
        alike[class] = 0;
    }
    return found;
}

/* -- resources ----------------------------------------------------------------- */

static bool within(const Board *b, guint32 inner, guint32 outer)
{
    for (guint32 h = 0; h < b->n_hosts; h++)
        if (b->may[(gsize)inner * b->n_hosts + h] && !b->may[(gsize)outer * b->n_hosts + h])
            return false;
    return true;
}

/* Items that may only go where @outer may, against what is free there. */
static bool short_of(const Board *b, const guint32 *n_of, guint32 outer, WfFindings *findings)
{
    g_autofree gint64 *need = g_new0(gint64, b->n_resources + 1);
    guint32 n = 0, n_hosts = 0;
    for (guint32 c = 0; c < b->n_classes; c++) {
        if (n_of[c] == 0 || (c != outer && !within(b, c, outer)))
            continue;
        n += n_of[c];
        for (guint32 r = 0; r < b->n_resources; r++)
            need[r] += n_of[c] * b->need[(gsize)c * b->n_resources + r];
    }
    for (guint32 h = 0; h < b->n_hosts; h++)
        n_hosts += b->may[(gsize)outer * b->n_hosts + h];
    for (guint32 r = 0; r < b->n_resources; r++) {
        gint64 room = 0;
        for (guint32 h = 0; h < b->n_hosts; h++)
            if (b->may[(gsize)outer * b->n_hosts + h])
                room += b->total[(gsize)h * b->n_resources + r];
        if (need[r] <= room)
            continue;
        guint32 item = 0;
        while (b->class_of[item] != outer || b->left_out[item])
            item++;
        const WfPlaceItem *it = b->p->items->pdata[item];
        wf_findings_add(findings, WF_CODE_INFEASIBLE, it->path ? it->path : "-", &it->span,
                        "%u items like '%s' need %" G_GINT64_FORMAT " %s, the %u hosts they may "
                        "go to have %" G_GINT64_FORMAT " free",
                        n, it->name, need[r], (char *)b->p->resources->pdata[r], n_hosts, room);
        wf_findings_subject(findings, it->name);
        return true;
    }
    return false;
}

#define MOST_CLASSES 200 /* of items: their shortages are looked for class by class */

static bool find_shortage(const Board *b, WfFindings *findings)
{
    g_autofree guint32 *n_of = g_new0(guint32, b->n_classes + 1);
    if (b->n_classes > MOST_CLASSES)
        return false;
    for (guint32 i = 0; i < b->n_items; i++)
        if (!b->left_out[i])
            n_of[b->class_of[i]]++;
    for (guint32 c = 0; c < b->n_classes; c++)
        if (n_of[c] && short_of(b, n_of, c, findings))
            return true;
    return false;
}

/* -- groups that need several vertices ------------------------------------------ */

typedef struct {
    const Board *b;
    const Rule *rule;
    guint32 *classes, *n_of; /* of the members */
    guint32 n_classes;
    bool *usable;   /* by class and domain */
    guint32 *taker; /* of each domain: class, or NONE */
    guint32 *from;  /* class -> domain it was reached over */
    guint32 *over;  /* domain -> class it was reached from */
    bool *seen;     /* by class */
    bool *reached;  /* by domain */
} Match;

static void match_init(Match *m, const Board *b, const Rule *rule)
{
    guint32 n_domains = rule->domains->n;
    *m = (Match){.b = b, .rule = rule};
    m->classes = g_new(guint32, b->n_classes + 1);
    m->n_of = g_new0(guint32, b->n_classes + 1);
    for (guint32 i = 0; i < rule->n_members[0]; i++) {
        guint32 class = b->class_of[rule->members[0][i]], k = 0;
        while (k < m->n_classes && m->classes[k] != class)
            k++;
        if (k == m->n_classes)
            m->classes[m->n_classes++] = class;
        m->n_of[k]++;
    }
    m->usable = g_new0(bool, (gsize)m->n_classes *n_domains + 1);
    for (guint32 k = 0; k < m->n_classes; k++)
        for (guint32 h = 0; h < b->n_hosts; h++)
            if (host_domain(rule, h) != WF_PLACE_NONE &&
                b->may[(gsize)m->classes[k] * b->n_hosts + h])
                m->usable[(gsize)k * n_domains + host_domain(rule, h)] = true;
    m->taker = g_new(guint32, n_domains + 1);
    for (guint32 d = 0; d < n_domains; d++)
        m->taker[d] = WF_PLACE_NONE;
    m->from = g_new(guint32, m->n_classes + 1);
    m->over = g_new(guint32, n_domains + 1);
    m->seen = g_new0(bool, m->n_classes + 1);
    m->reached = g_new0(bool, n_domains + 1);
}

static void match_clear(Match *m)
{
    gpointer owned[] = {m->classes, m->n_of, m->usable, m->taker,
                        m->from,    m->over, m->seen,   m->reached};
    for (guint k = 0; k < G_N_ELEMENTS(owned); k++)
        g_free(owned[k]);
}

static void flip_path(Match *m, guint32 domain)
{
    while (domain != WF_PLACE_NONE) {
        guint32 class = m->over[domain];
        m->taker[domain] = class;
        domain = m->from[class];
    }
}

/* One more member of the class gets a domain, or the sets of a Hall violation stay in
 * seen and reached. Breadth first over classes. */
static bool augment(Match *m, guint32 start)
{
    guint32 n_domains = m->rule->domains->n, head = 0, tail = 0;
    g_autofree guint32 *queue = g_new(guint32, m->n_classes + 1);
    memset(m->seen, 0, m->n_classes * sizeof(bool));
    memset(m->reached, 0, n_domains * sizeof(bool));
    m->seen[start] = true;
    m->from[start] = WF_PLACE_NONE;
    queue[tail++] = start;
    while (head < tail) {
        guint32 class = queue[head++];
        for (guint32 d = 0; d < n_domains; d++) {
            if (m->reached[d] || !m->usable[(gsize) class * n_domains + d])
                continue;
            m->reached[d] = true;
            m->over[d] = class;
            guint32 taker = m->taker[d];
            if (taker == WF_PLACE_NONE) {
                flip_path(m, d);
                return true;
            }
            if (!m->seen[taker]) {
                m->seen[taker] = true;
                m->from[taker] = d;
                queue[tail++] = taker;
            }
        }
    }
    return false;
}

/* The size all items have in common, in parentheses. */
static char *common_size(const Match *m)
{
    const char *size = NULL;
    for (guint32 i = 0; i < m->rule->n_members[0]; i++) {
        guint32 item = m->rule->members[0][i], k = 0;
        while (m->classes[k] != m->b->class_of[item])
            k++;
        if (!m->seen[k])
            continue;
        const char *mine = ((WfPlaceItem *)m->b->p->items->pdata[item])->size;
        if (!mine || (size && !g_str_equal(size, mine)))
            return g_strdup("them");
        size = mine;
    }
    return g_strdup(size ? size : "them");
}

static void too_few(const Match *m, WfFindings *findings)
{
    const WfPlaceProblem *p = m->b->p;
    const WfPlacePolicy *policy = p->policies->pdata[m->rule->policy];
    const WfPlaceGroup *group = p->groups->pdata[policy->group];
    guint32 members = 0, room = 0;
    for (guint32 k = 0; k < m->n_classes; k++)
        members += m->seen[k] ? m->n_of[k] : 0;
    for (guint32 d = 0; d < m->rule->domains->n; d++)
        room += m->reached[d];
    g_autofree char *level = level_words(p, policy->level, members);
    g_autofree char *size = common_size(m);
    if (members == m->rule->n_members[0])
        wf_findings_add(findings, WF_CODE_INFEASIBLE, policy->path ? policy->path : "-",
                        &policy->span, "'%s' needs %u %s, %u have room for %s", group->name,
                        members, level, room, size);
    else
        wf_findings_add(findings, WF_CODE_INFEASIBLE, policy->path ? policy->path : "-",
                        &policy->span, "%u members of '%s' need %u %s, %u have room for %s",
                        members, group->name, members, level, room, size);
    wf_findings_subject(findings, group->name);
    if (group->path)
        wf_findings_related(findings, group->path, &group->span, "the group '%s' has %u members",
                            group->name, m->rule->n_members[0]);
}

static bool apart_fails(const Board *b, const Rule *rule, WfFindings *findings)
{
    Match m;
    for (guint32 h = 0; h < b->n_hosts; h++)
        if (host_domain(rule, h) == WF_PLACE_NONE)
            return false; /* outside of all vertices there is no limit */
    match_init(&m, b, rule);
    bool fits = true;
    for (guint32 k = 0; k < m.n_classes && fits; k++)
        for (guint32 n = 0; n < m.n_of[k] && fits; n++)
            fits = augment(&m, k);
    if (!fits)
        too_few(&m, findings);
    match_clear(&m);
    return !fits;
}

/* -- groups that need one vertex ------------------------------------------------- */

static bool all_may(const Board *b, const Rule *rule, guint32 domain)
{
    const WfDcVertex *v = &b->dc->vertices[rule->domains->vertex[domain]];
    guint32 last = WF_PLACE_NONE;
    for (guint32 i = 0; i < rule->n_members[0]; i++) {
        guint32 class = b->class_of[rule->members[0][i]];
        bool any = class == last;
        last = class;
        for (guint32 h = v->first_host; h < v->end_host && !any; h++)
            any = b->may[(gsize) class * b->n_hosts + h];
        if (!any)
            return false;
    }
    return true;
}

static bool together_fails(const Board *b, const Rule *rule, WfFindings *findings)
{
    guint32 n_may = 0, short_by = 0;
    gint64 most = 0;
    if (rule->n_members[0] == 0)
        return false;
    for (guint32 d = 0; d < rule->domains->n; d++) {
        if (!all_may(b, rule, d))
            continue;
        n_may++;
        const gint64 *room = &b->free_sum[(gsize)rule->domains->vertex[d] * b->n_resources];
        guint32 r = 0;
        while (r < b->n_resources && rule->need_left[r] <= room[r])
            r++;
        if (r == b->n_resources)
            return false;
        if (n_may == 1 || r == short_by) {
            most = n_may == 1 ? room[r] : MAX(most, room[r]);
            short_by = r;
        }
    }
    const WfPlaceProblem *p = b->p;
    const WfPlacePolicy *policy = p->policies->pdata[rule->policy];
    g_autofree char *words = wf_place_policy_words(p, policy);
    const char *path = policy->path ? policy->path : "-";
    if (n_may == 0)
        wf_findings_add(findings, WF_CODE_INFEASIBLE, path, &policy->span,
                        "%s: no vertex has a host for each of the %u members", words,
                        rule->n_members[0]);
    else
        wf_findings_add(findings, WF_CODE_INFEASIBLE, path, &policy->span,
                        "%s: the %u members need %" G_GINT64_FORMAT
                        " %s together, the roomiest vertex has %" G_GINT64_FORMAT,
                        words, rule->n_members[0], rule->need_left[short_by],
                        (char *)p->resources->pdata[short_by], most);
    wf_findings_subject(findings, ((WfPlaceGroup *)p->groups->pdata[policy->group])->name);
    return true;
}

/* -- groups that are to be even ---------------------------------------------------- */

static void uneven(const Board *b, const Rule *rule, guint32 fewest, guint32 most,
                   WfFindings *findings)
{
    const WfPlaceProblem *p = b->p;
    const WfPlacePolicy *policy = p->policies->pdata[rule->policy];
    const WfPlaceGroup *group = p->groups->pdata[policy->group];
    g_autofree char *words = wf_place_policy_words(p, policy);
    g_autofree char *level = level_words(p, policy->level, most);
    g_autofree char *n =
        fewest == most ? g_strdup_printf("%u", most) : g_strdup_printf("%u to %u", fewest, most);
    wf_findings_add(findings, WF_CODE_INFEASIBLE, policy->path ? policy->path : "-", &policy->span,
                    "%s: %u member%s cannot be even over %s %s with max_skew 0", words,
                    rule->n_members[0], rule->n_members[0] == 1 ? "" : "s", n, level);
    wf_findings_subject(findings, group->name);
    if (group->path)
        wf_findings_related(findings, group->path, &group->span, "the group '%s' has %u member%s",
                            group->name, rule->n_members[0], rule->n_members[0] == 1 ? "" : "s");
    wf_findings_hint(findings, "max_skew: 1 lets some have one more than others, soft: WEIGHT has "
                               "them as even as can be");
}

/* Most and least differ by one at least where the members are no multiple of the vertices, and
 * need not differ by more: only a skew of 0 fails by counting alone. Vertices that take no member
 * are not counted, and where there are several scopes, one that divides them is enough. */
static bool even_fails(const Board *b, const Rule *rule, WfFindings *findings)
{
    guint32 fewest = G_MAXUINT32, most = 0;
    if (rule->max_skew > 0)
        return false;
    for (guint32 v = 0; v < b->n_vertices; v++) {
        guint32 n = rule->n_in_scope[v];
        if (n > 0 && rule->n_members[0] % n == 0)
            return false;
        fewest = n > 0 ? MIN(fewest, n) : fewest;
        most = MAX(most, n);
    }
    if (most > 0)
        uneven(b, rule, fewest, most, findings);
    return most > 0;
}

bool core_find(const WfPlaceProblem *p, Board *b, WfFindings *findings)
{
    (void)p;
    if (find_homeless(b, findings))
        return true;
    bool found = false;
    for (guint32 k = 0; k < b->n_rules; k++) {
        const Rule *rule = &b->rules[k];
        if (rule->weight)
            continue;
        if (rule->kind == RULE_APART && !rule->between)
            found |= apart_fails(b, rule, findings);
        else if (rule->kind == RULE_TOGETHER)
            found |= together_fails(b, rule, findings);
        else if (rule->kind == RULE_SPREAD)
            found |= even_fails(b, rule, findings);
    }
    return found || find_shortage(b, findings);
}
