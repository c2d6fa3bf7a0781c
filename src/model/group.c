/* ResourceGroup and ResourceChain: one definition, several members.
 *
 * A member is a resource whose definition is the group's `resource_def`, read in a scope of its
 * own that shares the group's names but replaces %index% (or index_var) in every string of the
 * evaluated properties, as Heat does: never in map keys, metadata or the type. */
#include "model_priv.h"

#include <math.h>

/* One that is being expanded. */
typedef struct {
    WfModel *m;
    WfId group;
    GArray *own; /* WfId: its members */
    void (*expand)(WfModel *m, WfId member);
} Group;

/* count, or -1 with a fault. Absent means 1, as in Heat. */
static gint64 read_count(WfModel *m, WfId group)
{
    const Resource *res = RESOURCE(m, group);
    WfNode node = wf_resource_property(m, group, "count");
    if (!node)
        return 1;
    json_auto_t *value = wf_value_or_fault(m, (WfExpr){res->scope, node});
    gint64 count = -1;

    if (!value)
        return -1;
    if (json_is_real(value) && json_real_value(value) != floor(json_real_value(value))) {
        wf_fault(m, res->scope, node, WF_CODE_TYPE, "the number of members must be a whole number");
        return -1;
    }
    if (json_is_number(value)) {
        count = (gint64)CLAMP(json_number_value(value), -1e9, 1e9);
    } else if (json_is_boolean(value)) {
        count = json_is_true(value);
    } else if (json_is_string(value)) {
        char *end;
        count = g_ascii_strtoll(json_string_value(value), &end, 10);
        if (*end || end == json_string_value(value)) {
            wf_fault(m, res->scope, node, WF_CODE_TYPE,
                     "the number of members must be a whole number");
            return -1;
        }
    } else {
        wf_fault(m, res->scope, node, WF_CODE_TYPE,
                 "the number of members must be known now, and this is not");
        wf_fault_hint(m, "give the parameter a value with -P or an environment");
        return -1;
    }
    if (count < 0)
        wf_fault(m, res->scope, node, WF_CODE_TYPE,
                 "a group cannot have %" G_GINT64_FORMAT " members", count);
    if (count > WF_LIMIT_GROUP_MEMBERS) {
        wf_fault(m, res->scope, node, WF_CODE_LIMIT, "a group of more than %d members",
                 WF_LIMIT_GROUP_MEMBERS);
        return -1;
    }
    return count;
}

/* Names listed in removal_policies: [{resource_list: ["1", "3"]}] never come back. */
static GHashTable *read_removed(WfModel *m, WfId group)
{
    GHashTable *removed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    WfNode node = wf_resource_property(m, group, "removal_policies");
    if (!node)
        return removed;
    json_auto_t *value = wf_value_or_fault(m, (WfExpr){RESOURCE(m, group)->scope, node});
    const json_t *policy, *name;
    size_t i, k;

    json_array_foreach (value, i, policy) {
        json_array_foreach (json_object_get(policy, "resource_list"), k, name) {
            if (json_is_string(name))
                g_hash_table_add(removed, g_strdup(json_string_value(name)));
            else if (json_is_integer(name))
                g_hash_table_add(
                    removed, g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(name)));
        }
    }
    return removed;
}

static WfSym index_var(WfModel *m, WfId group)
{
    WfExpr e = wf_model_resource_property(m, group, "index_var");
    json_auto_t *value = e.node ? wf_computed(m, e) : NULL;

    if (json_is_string(value) && g_utf8_strlen(json_string_value(value), -1) >= 3)
        return wf_sym(m, json_string_value(value));
    if (value)
        wf_fault(m, e.scope, e.node, WF_CODE_TYPE,
                 "index_var must be a string of 3 or more characters");
    return wf_sym(m, "%index%");
}

/* Adds it to the group's own; @member: scope, def, type_node and properties are set. */
static WfId add_member(const Group *g, Resource member, const char *type, WfSym var,
                       const char *index)
{
    WfModel *m = g->m;
    Resource res = *RESOURCE(m, g->group);
    Scope scope = *SCOPE(m, member.scope);

    scope.outer = scope.index ? member.scope : WF_NONE;
    scope.owner = g->group;
    scope.index_var = var;
    scope.index = wf_sym(m, index);
    g_autofree char *name = g_strdup_printf("%s.%s", wf_names_text(m->names, res.name), index);
    member.name = wf_sym(m, name);
    scope.prefix = wf_sym_join(m, member.name, wf_sym(m, "."));
    member.local = wf_sym(m, index);
    member.key = member.scope == res.scope ? res.key : member.def;
    WfScope definition = member.scope;
    member.scope = wf_scope_new(m, &scope);
    SCOPE(m, member.scope)->definition = definition;
    member.parent = g->group;
    member.vm = member.inner = member.first_component = WF_NONE;
    WfId id = wf_resource_declare(m, &member, type);
    g->expand(m, id);
    g_array_append_val(g->own, id);
    return id;
}

/* The definition with its properties, all in one document. */
static WfExpr read_definition(WfModel *m, WfExpr at)
{
    WfExpr def = wf_written_out(m, at, WF_MAP, "resource_def");
    const WfDoc *doc = wf_scope_doc(m, def.scope);
    WfExpr own = {def.scope, def.node ? wf_doc_get(doc, def.node, "properties") : 0};

    if (!own.node || !wf_is_call(m, own))
        return def;
    WfExpr properties = wf_written_out(m, own, WF_MAP, "properties");
    json_auto_t *whole = wf_doc_to_json(doc, def.node);
    json_object_set_new(whole, "properties",
                        wf_doc_to_json(wf_scope_doc(m, properties.scope), properties.node));
    WfExpr result = wf_derived(m, def, whole);
    SCOPE(m, result.scope)->secret |= SCOPE(m, properties.scope)->secret;
    return result;
}

static void expand_count(const Group *g, WfExpr def)
{
    WfModel *m = g->m;
    const WfDoc *doc = wf_scope_doc(m, def.scope);
    gint64 count = read_count(m, g->group);
    g_autoptr(GHashTable) removed = read_removed(m, g->group);
    WfSym var = index_var(m, g->group);
    Resource member = {.scope = def.scope,
                       .def = def.node,
                       .type_node = wf_doc_get(doc, def.node, "type"),
                       .properties = wf_doc_get(doc, def.node, "properties"),
                       .previous = WF_NONE};
    json_auto_t *value =
        member.type_node ? wf_computed(m, (WfExpr){def.scope, member.type_node}) : NULL;

    if (json_string_length(value) == 0) { /* of what is no text, too */
        wf_fault(m, def.scope, def.node, WF_CODE_MISSING, "resource_def has no type");
        return;
    }
    const char *type = wf_names_text(m->names, wf_sym(m, json_string_value(value)));
    for (gint64 i = 0, made = 0; made < count && !wf_resources_full(m, def.scope, def.node); i++) {
        g_autofree char *index = g_strdup_printf("%" G_GINT64_FORMAT, i);
        if (g_hash_table_contains(removed, index))
            continue;
        add_member(g, member, type, var, index);
        made++;
    }
}

/* ResourceChain: `resources` lists types, each gets `resource_properties` and, unless `concurrent`
 * is true, comes after the one before. */
static Resource chain_definition(WfModel *m, WfId group)
{
    const Resource *res = RESOURCE(m, group);
    WfExpr types = wf_model_resource_property(m, group, "resources"),
           properties = wf_model_resource_property(m, group, "resource_properties");
    Resource member = {.scope = res->scope,
                       .def = res->def,
                       .type_node = types.node,
                       .properties = properties.node};

    if (!properties.node || !wf_is_call(m, properties))
        return member;
    WfExpr all = wf_written_out(m, properties, WF_MAP, "resource_properties");
    member.scope = all.scope;
    member.def = member.type_node = member.properties = all.node;
    return member;
}

static void expand_chain(const Group *g)
{
    WfModel *m = g->m;
    WfId group = g->group;
    WfScope s = RESOURCE(m, group)->scope;
    WfNode node = wf_resource_property(m, group, "resources");
    json_auto_t *types = node ? wf_value_or_fault(m, (WfExpr){s, node}) : NULL;
    Resource member = chain_definition(m, group);
    WfNode concurrent = wf_resource_property(m, group, "concurrent");
    json_auto_t *side_by_side = concurrent ? wf_value_or_fault(m, (WfExpr){s, concurrent}) : NULL;
    WfId previous = WF_NONE;
    const json_t *type;
    size_t i;

    if (!json_is_array(types) || json_array_size(types) > WF_LIMIT_GROUP_MEMBERS) {
        wf_fault(m, s, node ? node : RESOURCE(m, group)->key, WF_CODE_TYPE,
                 "a ResourceChain needs a list of types that is known now");
        return;
    }
    json_array_foreach (types, i, type) {
        if (wf_resources_full(m, s, node))
            break;
        g_autofree char *index = g_strdup_printf("%zu", i);
        member.previous = json_is_true(side_by_side) ? WF_NONE : previous;
        if (json_string_length(type))
            previous = add_member(g, member, json_string_value(type), 0, index);
        else
            wf_fault(m, s, node, WF_CODE_TYPE, "types of a ResourceChain must be strings");
    }
}

/* Groups inside of members are complete before this one: its own members go into the table
 * together, so that they are neighbours there. */
void wf_group_expand(WfModel *m, WfId group, void (*expand)(WfModel *m, WfId member))
{
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(WfId));
    Group g = {m, group, own, expand};

    if (g_str_has_suffix(wf_names_text(m->names, RESOURCE(m, group)->type), "ResourceChain")) {
        expand_chain(&g);
    } else {
        WfExpr def = wf_model_resource_property(m, group, "resource_def");
        bool written = def.node;
        def = written ? read_definition(m, def) : def;
        if (def.node)
            expand_count(&g, def);
        else if (!written)
            wf_fault(m, RESOURCE(m, group)->scope, RESOURCE(m, group)->key, WF_CODE_MISSING,
                     "group '%s' has no resource_def",
                     wf_names_text(m->names, RESOURCE(m, group)->local));
    }
    RESOURCE(m, group)->first = m->members->len;
    RESOURCE(m, group)->n = own->len;
    g_array_append_vals(m->members, own->data, own->len);
}
