/* The `placement:` section of a model: policy objects, a tree of groups, relations
 * between two groups. Groups partition the items: an exact name beats a glob, two
 * globs that take the same item are a fault. */
#include <string.h>

#include "read.h"

#include <weft/limits.h>
#include <weft/place.h>
#include <weft/text.h>

static const char *const section_keys[] = {"policies", "groups", "relations", NULL};
static const char *const group_keys[] = {"members", "groups", "policies", NULL};
static const char *const relation_keys[] = {"between", "policies", NULL};
static const char *const policy_keys[] = {"type", "level",   "max_skew", "mbps",
                                          "soft", "require", NULL};

typedef struct {
    WfNode map;     /* of groups */
    guint32 parent; /* or WF_PLACE_NONE */
} Todo;

typedef struct {
    guint32 group;
    WfNode node; /* what names it */
    bool glob;
} Claim;

typedef struct {
    Reader r;
    WfPlaceProblem *p;
    WfNode objects; /* the named policies */
    GArray *bodies; /* WfNode by group */
    Claim *claims;  /* by item */
    GArray *todo;
} Section;

static const WfPlaceItem *item_at(const Section *s, guint32 item)
{
    return s->p->items->pdata[item];
}

static const char *group_name(const Section *s, guint32 group)
{
    return ((WfPlaceGroup *)s->p->groups->pdata[group])->name;
}

/* -- members --------------------------------------------------------------------- */

static void claim(Section *s, guint32 item, guint32 group, WfNode node, bool glob)
{
    Claim *had = &s->claims[item];
    if (had->node && had->glob == glob && had->group != group) {
        reader_fault(&s->r, node, "'%s' is a member of '%s' and of '%s'; groups are disjoint",
                     item_at(s, item)->name, group_name(s, had->group), group_name(s, group));
        WfSpan span = reader_span(&s->r, had->node);
        wf_findings_related(s->r.findings, reader_path(&s->r), &span, "named here first");
        wf_findings_hint(s->r.findings, "put both groups into a third that has the policy");
        return;
    }
    if (!had->node || (had->glob && !glob))
        *had = (Claim){group, node, glob};
}

static void unknown_member(Section *s, WfNode node, const char *name)
{
    WfNearest near = wf_nearest_to(name);
    for (guint i = 0; i < s->p->items->len; i++)
        wf_nearest_try(&near, item_at(s, i)->name);
    reader_fault(&s->r, node, "'%s' is no server or volume of this model", name);
    wf_findings_meant(s->r.findings, near.found);
}

static void read_member(Section *s, guint32 group, WfNode node)
{
    g_autofree char *name = reader_text(&s->r, node, "member");
    if (!name)
        return;
    guint32 item = wf_place_item(s->p, name);
    if (item != WF_PLACE_NONE) {
        claim(s, item, group, node, false);
        return;
    }
    if (!strpbrk(name, "*?")) {
        unknown_member(s, node, name);
        return;
    }
    bool any = false;
    g_autoptr(GPatternSpec) glob = g_pattern_spec_new(name);
    for (guint32 i = 0; i < s->p->items->len; i++) {
        if (!g_pattern_spec_match_string(glob, item_at(s, i)->name))
            continue;
        any = true;
        claim(s, i, group, node, true);
    }
    if (!any) {
        reader_fault(&s->r, node, "'%s' matches no server or volume", name);
        wf_findings_severity(s->r.findings, WF_WARNING);
    }
}

static void read_members(Section *s, guint32 group, WfNode node)
{
    if (wf_doc_kind(s->r.doc, node) != WF_SEQ) {
        read_member(s, group, node);
        return;
    }
    WF_DOC_EACH (s->r.doc, node, item) {
        read_member(s, group, item);
    }
}

/* -- groups ---------------------------------------------------------------------- */

static void add_groups(Section *s, Todo todo)
{
    const WfDoc *doc = s->r.doc;
    WF_DOC_FOREACH (doc, todo.map, key, body) {
        g_autofree char *name = reader_text(&s->r, key, "group");
        if (!name || !reader_is(&s->r, body, WF_MAP, name))
            continue;
        reader_keys(&s->r, body, group_keys);
        if (wf_place_group(s->p, name) != WF_PLACE_NONE) {
            reader_fault(&s->r, key, "the group '%s' stands twice", name);
            continue;
        }
        WfSpan span = reader_span(&s->r, key);
        guint32 group = wf_place_add_group(s->p, name, reader_path(&s->r), &span);
        g_array_set_size(s->bodies, group);
        g_array_append_val(s->bodies, body);
        if (todo.parent != WF_PLACE_NONE)
            wf_place_group_nest(s->p, todo.parent, group);
        WfNode inner = wf_doc_get(doc, body, "groups");
        if (wf_doc_kind(doc, inner) == WF_MAP) {
            Todo next = {inner, group};
            g_array_append_val(s->todo, next);
        }
        if (inner && wf_doc_get(doc, body, "members"))
            reader_fault(&s->r, inner, "'%s' has members and groups; only leaf groups have members",
                         name);
    }
}

static guint32 named_group(Section *s, WfNode node)
{
    g_autofree char *name = reader_text(&s->r, node, "group");
    guint32 group = name ? wf_place_group(s->p, name) : WF_PLACE_NONE;
    if (name && group == WF_PLACE_NONE)
        reader_fault(&s->r, node, "unknown group '%s'", name);
    return group;
}

static void nest_named(Section *s, guint32 group, WfNode list, guint32 *parent_of)
{
    WF_DOC_EACH (s->r.doc, list, item) {
        guint32 below = named_group(s, item);
        if (below == WF_PLACE_NONE)
            continue;
        if (parent_of[below] != WF_PLACE_NONE)
            reader_fault(&s->r, item, "the group '%s' is already in '%s'; groups form a tree",
                         group_name(s, below), group_name(s, parent_of[below]));
        else
            wf_place_group_nest(s->p, group, below);
        parent_of[below] = group;
    }
}

/* -- policies -------------------------------------------------------------------- */

static bool find_type(Section *s, WfNode node, WfPolicyType *ret_type)
{
    const char *names[WF_N_POLICY_TYPES + 1] = {NULL};
    for (guint t = 0; t < WF_N_POLICY_TYPES; t++) {
        names[t] = wf_policy_type_name(t);
        if (wf_doc_is(s->r.doc, node, names[t])) {
            *ret_type = t;
            return true;
        }
    }
    g_autofree char *name = reader_text(&s->r, node, "type");
    if (!name)
        return false;
    reader_fault(&s->r, node, "unknown policy type '%s'", name);
    wf_findings_meant(s->r.findings, wf_text_nearest(name, names));
    return false;
}

static guint32 read_level(Section *s, WfNode node)
{
    g_autofree char *name = reader_text(&s->r, node, "level");
    if (name && !s->p->dc) /* any may be one */
        return WF_PLACE_LEVEL_LEAF;
    guint32 level = name ? wf_dc_level(s->p->dc, name) : WF_DC_NONE;
    if (!name || level != WF_DC_NONE)
        return level;
    g_autofree const char **names = g_new0(const char *, s->p->dc->levels->len + 1);
    for (guint l = 0; l < s->p->dc->levels->len; l++)
        names[l] = s->p->dc->levels->pdata[l];
    reader_fault(&s->r, node, "the datacenter has no level '%s'", name);
    g_autofree char *known = g_strjoinv(", ", (char **)names);
    wf_findings_hint(s->r.findings, "its levels are %s", known);
    return WF_DC_NONE;
}

static void require_free(gpointer data)
{
    WfPlaceRequire *require = data;
    g_free(require->name);
    g_free(require->value);
    g_free(require);
}

static void add_require(GPtrArray *list, char *name, char *value)
{
    WfPlaceRequire *require = g_new(WfPlaceRequire, 1);
    *require = (WfPlaceRequire){name, value};
    g_ptr_array_add(list, require);
}

/* {ssd: true}, [ssd, gpu] or ssd */
static GPtrArray *read_require(Section *s, WfNode node)
{
    const WfDoc *doc = s->r.doc;
    GPtrArray *list = g_ptr_array_new_with_free_func(require_free);
    if (wf_doc_kind(doc, node) == WF_MAP) {
        WF_DOC_FOREACH (doc, node, key, value) {
            g_autofree char *name = reader_text(&s->r, key, "property");
            char *text = name ? reader_text(&s->r, value, name) : NULL;
            if (text)
                add_require(list, g_steal_pointer(&name), text);
        }
        return list;
    }
    bool several = wf_doc_kind(doc, node) == WF_SEQ;
    for (WfNode one = several ? wf_doc_first(doc, node) : node; one;
         one = several ? wf_doc_next(doc, node, one) : 0) {
        char *name = reader_text(&s->r, one, "property");
        if (name)
            add_require(list, name, NULL);
    }
    return list;
}

static bool takes_level(WfPolicyType type)
{
    return type == WF_POLICY_ANTI_COLLOCATION || type == WF_POLICY_COLLOCATION ||
           type == WF_POLICY_SPREAD || type == WF_POLICY_NETWORK_PROXIMITY ||
           type == WF_POLICY_EXCLUSIVE;
}

static bool read_needed(Section *s, WfNode body, WfPlacePolicy *policy)
{
    const WfDoc *doc = s->r.doc;
    WfNode level = wf_doc_get(doc, body, "level"), mbps = wf_doc_get(doc, body, "mbps");
    WfNode require = wf_doc_get(doc, body, "require"), skew = wf_doc_get(doc, body, "max_skew");
    const char *type = wf_policy_type_name(policy->type);
    gint64 amount = 0;
    if (takes_level(policy->type) && !level) {
        reader_fault(&s->r, body, "%s needs a level", type);
        return false;
    }
    if (level && takes_level(policy->type) && (policy->level = read_level(s, level)) == WF_DC_NONE)
        return false;
    if (level && !takes_level(policy->type))
        reader_fault(&s->r, level, "%s takes no level", type);
    if (policy->type == WF_POLICY_NETWORK_BANDWIDTH) {
        if (!mbps)
            reader_fault(&s->r, body, "network_bandwidth needs mbps");
        if (!mbps || !reader_amount(&s->r, mbps, "mbps", WF_LIMIT_PLACE_MBPS, &policy->mbps))
            return false;
    }
    if (policy->type == WF_POLICY_PROPERTY) {
        if (!require)
            reader_fault(&s->r, body, "property needs require");
        policy->require = read_require(s, require);
    }
    if (skew && !reader_amount(&s->r, skew, "max_skew", WF_LIMIT_PLACE_ITEMS, &amount))
        return false;
    policy->max_skew = skew ? (guint32)amount : 1;
    return true;
}

static void read_policy(Section *s, WfNode at, WfNode body, const char *label, guint32 group,
                        guint32 other)
{
    const WfDoc *doc = s->r.doc;
    WfPlacePolicy policy = {.group = group,
                            .other = other,
                            .level = WF_PLACE_NONE,
                            .label = (char *)label,
                            .path = (char *)reader_path(&s->r),
                            .span = reader_span(&s->r, at)};
    WfNode type = wf_doc_get(doc, body, "type"), soft = wf_doc_get(doc, body, "soft");
    if (!type) {
        reader_fault(&s->r, at, "a policy without a type");
        return;
    }
    double weight;
    if (!find_type(s, type, &policy.type))
        return;
    if (soft) {
        if (!reader_number(&s->r, soft, "soft", WF_LIMIT_PLACE_WEIGHT / WF_PLACE_WEIGHT_UNIT,
                           &weight))
            return;
        policy.weight = MAX(1, (gint64)(weight * WF_PLACE_WEIGHT_UNIT + 0.5));
    }
    if (read_needed(s, body, &policy))
        wf_place_add_policy(s->p, &policy);
    g_clear_pointer(&policy.require, g_ptr_array_unref);
}

/* A use of a policy: the name of an object of `policies`, or a policy written in place. */
static void read_use(Section *s, WfNode node, guint32 group, guint32 other)
{
    if (wf_doc_kind(s->r.doc, node) == WF_MAP) {
        reader_keys(&s->r, node, policy_keys);
        read_policy(s, node, node, NULL, group, other);
        return;
    }
    g_autofree char *name = reader_text(&s->r, node, "policy");
    if (!name)
        return;
    WfNode object = wf_doc_get(s->r.doc, s->objects, name);
    if (wf_doc_kind(s->r.doc, object) == WF_MAP)
        read_policy(s, node, object, name, group, other);
    else if (!object)
        reader_fault(&s->r, node, "unknown policy '%s'", name);
}

static void read_uses(Section *s, WfNode node, guint32 group, guint32 other)
{
    if (wf_doc_kind(s->r.doc, node) != WF_SEQ) {
        if (node)
            read_use(s, node, group, other);
        return;
    }
    WF_DOC_EACH (s->r.doc, node, item) {
        read_use(s, item, group, other);
    }
}

static void read_relation(Section *s, WfNode node)
{
    const WfDoc *doc = s->r.doc;
    if (!reader_is(&s->r, node, WF_MAP, "relation"))
        return;
    reader_keys(&s->r, node, relation_keys);
    WfNode between = wf_doc_get(doc, node, "between");
    if (wf_doc_kind(doc, between) != WF_SEQ || wf_doc_size(doc, between) != 2) {
        reader_fault(&s->r, between ? between : node, "'between' has to name two groups");
        return;
    }
    WfNode first = wf_doc_first(doc, between);
    guint32 a = named_group(s, first), b = named_group(s, wf_doc_next(doc, between, first));
    if (a == b && a != WF_PLACE_NONE)
        reader_fault(&s->r, between, "a relation of '%s' with itself", group_name(s, a));
    else if (a != WF_PLACE_NONE && b != WF_PLACE_NONE)
        read_uses(s, wf_doc_get(doc, node, "policies"), a, b);
}

/* -- all of it --------------------------------------------------------------------- */

static void read_groups(Section *s, WfNode groups)
{
    const WfDoc *doc = s->r.doc;
    guint first = s->p->groups->len;
    Todo top = {groups, WF_PLACE_NONE};
    g_array_append_val(s->todo, top);
    for (guint i = 0; i < s->todo->len; i++)
        add_groups(s, g_array_index(s->todo, Todo, i));
    guint n = s->p->groups->len;
    g_autofree guint32 *parent_of = g_new(guint32, n + 1);
    for (guint g = 0; g < n; g++)
        parent_of[g] = WF_PLACE_NONE;
    for (guint g = first; g < n; g++) {
        const WfPlaceGroup *group = s->p->groups->pdata[g];
        for (guint k = 0; k < group->groups->len; k++)
            parent_of[g_array_index(group->groups, guint32, k)] = g;
    }
    for (guint g = first; g < n; g++) {
        WfNode body = g_array_index(s->bodies, WfNode, g);
        WfNode inner = wf_doc_get(doc, body, "groups"), members = wf_doc_get(doc, body, "members");
        if (wf_doc_kind(doc, inner) == WF_SEQ)
            nest_named(s, g, inner, parent_of);
        else if (inner && wf_doc_kind(doc, inner) != WF_MAP)
            reader_fault(&s->r, inner, "'groups' has to be a list of names or a map of groups");
        if (members)
            read_members(s, g, members);
    }
    for (guint32 i = 0; i < s->p->items->len; i++) {
        if (!s->claims[i].node)
            continue;
        wf_place_group_add(s->p, s->claims[i].group, i);
        ((WfPlaceItem *)s->p->items->pdata[i])->leaf_group = s->claims[i].group;
    }
    for (guint g = first; g < n; g++)
        read_uses(s, wf_doc_get(doc, g_array_index(s->bodies, WfNode, g), "policies"), g,
                  WF_PLACE_NONE);
}

bool wf_place_read_section(WfPlaceProblem *p, const WfDoc *doc, WfNode section,
                           WfFindings *findings)
{
    return wf_place_read_computed(p, doc, section, NULL, findings);
}

bool wf_place_read_computed(WfPlaceProblem *p, const WfDoc *doc, WfNode section,
                            const WfPlaceOrigin *origin, WfFindings *findings)
{
    guint before = wf_findings_count(findings, WF_FAULT);
    Section s = {.r = {.doc = doc, .findings = findings, .code = WF_CODE_PLACEMENT}, .p = p};
    if (origin) {
        s.r.origin = origin->doc;
        s.r.from = origin->from;
    }
    if (!section || wf_doc_kind(doc, section) == WF_NULL)
        return true;
    if (!reader_is(&s.r, section, WF_MAP, "placement"))
        return false;
    reader_keys(&s.r, section, section_keys);
    g_autofree Claim *claims = g_new0(Claim, p->items->len + 1);
    g_autoptr(GArray) bodies = g_array_new(FALSE, TRUE, sizeof(WfNode));
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(Todo));
    s.claims = claims;
    s.bodies = bodies;
    s.todo = todo;
    WfNode groups = wf_doc_get(doc, section, "groups");
    WfNode relations = wf_doc_get(doc, section, "relations");
    s.objects = wf_doc_get(doc, section, "policies");
    if (s.objects && !reader_is(&s.r, s.objects, WF_MAP, "policies"))
        s.objects = 0;
    WF_DOC_FOREACH (doc, s.objects, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        if (reader_is(&s.r, value, WF_MAP, name))
            reader_keys(&s.r, value, policy_keys);
    }
    if (groups && reader_is(&s.r, groups, WF_MAP, "groups"))
        read_groups(&s, groups);
    if (relations && reader_is(&s.r, relations, WF_SEQ, "relations"))
        WF_DOC_EACH (doc, relations, item) {
            read_relation(&s, item);
        }
    return wf_findings_count(findings, WF_FAULT) == before;
}
