/* Are the properties of a resource those of its type? Heat refuses unknown ones, values outside a
 * list, and lists in place of maps; the table is made from its own resource types. What a function
 * gives is not looked at: only what is written out can be judged without a false alarm. */
#include "model_priv.h"
#include "schema_table.h"

#include <weft/text.h>
#include <string.h>

typedef struct {
    WfModel *m;
    WfScope scope;
    WfId resource;
    bool unknown; /* some name was */
} Check;

static const WfProperty *find_table(const char *type)
{
    for (guint i = 0; i < G_N_ELEMENTS(schemas); i++)
        if (strcmp(schemas[i].type, type) == 0)
            return schemas[i].properties;
    return NULL;
}

static const WfProperty *find(const WfProperty *table, const WfDoc *doc, WfNode key)
{
    WfStr text = wf_doc_text(doc, key);

    for (; table->name; table++)
        if (strlen(table->name) == text.len && memcmp(table->name, text.s, text.len) == 0)
            return table;
    return NULL;
}

/* A map with one key is a call, or was meant as one: whoever scans expressions looks at it. */
static bool is_call(Check *c, const WfDoc *doc, WfNode node)
{
    if (wf_doc_kind(doc, node) != WF_MAP || wf_doc_size(doc, node) != 1)
        return false;
    WfNode key = wf_doc_first(doc, node);
    WfStr text = wf_doc_text(doc, key);
    return wf_expr_function_n(text.s, text.len) != WF_FN_NONE ||
           wf_key_misspelt(c->m, c->scope, wf_sym_node(c->m, doc, key)) != WF_FN_NONE;
}

static void unknown(Check *c, const WfProperty *table, const char *owner, WfNode key)
{
    g_autofree char *name = wf_doc_dup_key(wf_scope_doc(c->m, c->scope), key);
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    if (!c->m->findings)
        return;
    for (const WfProperty *p = table; p->name; p++)
        g_ptr_array_add(names, (char *)p->name);
    g_ptr_array_add(names, NULL);
    const char *near = wf_text_nearest(name, (const char *const *)names->pdata);
    c->unknown = true;
    wf_fault(c->m, c->scope, key, WF_CODE_PROPERTY, "'%s' is no property of %s", name, owner);
    /* Servers get new properties with new releases of Heat. */
    if (!near && RESOURCE(c->m, c->resource)->kind == WF_RESOURCE_SERVER && !c->m->muted)
        wf_findings_severity(c->m->findings, WF_WARNING);
    if (near) {
        wf_fault_hint(c->m, "did you mean '%s'?", near);
    } else if (names->len > 1 && names->len <= 8) {
        g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
        wf_fault_hint(c->m, "its properties are %s", all);
    }
}

static bool is_allowed(const char *allowed, WfStr text)
{
    for (const char *at = allowed; *at;) {
        gsize len = strcspn(at, " ");
        if (len == text.len && memcmp(at, text.s, len) == 0)
            return true;
        at += len + (at[len] == ' ');
    }
    return false;
}

static void check_value(Check *c, const WfProperty *property, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);
    WfKind kind = wf_doc_kind(doc, node);
    static const WfKind wanted[] = {[SCHEMA_LIST] = WF_SEQ, [SCHEMA_MAP] = WF_MAP};
    static const char *const words[] = {
        [SCHEMA_STRING] = "string", [SCHEMA_LIST] = "list", [SCHEMA_MAP] = "map"};
    bool wrong = property->kind == SCHEMA_STRING ? kind == WF_SEQ || kind == WF_MAP
                                                 : kind != wanted[property->kind];

    if (property->kind != SCHEMA_ANY && wrong) {
        wf_fault(c->m, c->scope, node, WF_CODE_TYPE, "'%s' must be a %s, this is %s",
                 property->name, words[property->kind], wf_kind_name(kind));
        return;
    }
    if (!property->allowed || is_allowed(property->allowed, wf_doc_text(doc, node)))
        return;
    g_auto(GStrv) values = g_strsplit(property->allowed, " ", -1);
    g_autofree char *text = wf_doc_dup_key(doc, node);
    g_autofree char *all = g_strjoinv(", ", values);
    const char *near = wf_text_nearest(text, (const char *const *)values);
    wf_fault(c->m, c->scope, node, WF_CODE_PROPERTY, "'%s' is no value of '%s'", text,
             property->name);
    wf_fault_hint(c->m, near ? "did you mean '%s'?" : "one of %s", near ? near : all);
}

static void check_map(Check *c, const WfProperty *table, const char *owner, WfNode map);

/* What stands in a map's or list's value; as deep as the tables are, which is four levels. */
static void check_below(Check *c, const WfProperty *property, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);

    if (wf_doc_kind(doc, node) == WF_MAP) {
        check_map(c, property->below, property->name, node);
        return;
    }
    if (wf_doc_kind(doc, node) != WF_SEQ)
        return;
    WF_DOC_EACH (doc, node, item)
        if (wf_doc_kind(doc, item) == WF_MAP && !is_call(c, doc, item))
            check_map(c, property->below, property->name, item);
}

static void check_missing(Check *c, const WfProperty *table, const char *owner, WfNode map)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);

    for (const WfProperty *p = table; p->name; p++)
        if (p->required && !(map && wf_doc_get(doc, map, p->name)))
            wf_fault(c->m, c->scope, map ? map : RESOURCE(c->m, c->resource)->key, WF_CODE_MISSING,
                     "%s needs '%s'", owner, p->name);
}

static void check_map(Check *c, const WfProperty *table, const char *owner, WfNode map)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);
    bool misspelt = false;

    WF_DOC_FOREACH (doc, map, key, value) {
        const WfProperty *property = find(table, doc, key);
        if (!property) {
            unknown(c, table, owner, key);
            misspelt = true;
            continue;
        }
        if (wf_doc_kind(doc, value) == WF_NULL || is_call(c, doc, value))
            continue;
        check_value(c, property, value);
        if (property->below)
            check_below(c, property, value);
    }
    if (!misspelt) /* else it is probably that one */
        check_missing(c, table, owner, map);
}

static void check_resource(WfModel *m, WfId r)
{
    Resource *res = RESOURCE(m, r);
    const WfDoc *doc = wf_scope_doc(m, res->scope);
    const char *type = wf_names_text(m->names, res->type);
    const WfProperty *table = find_table(type);
    Check c = {m, res->scope, r, false};

    if (!table)
        return;
    if (!res->properties || wf_doc_kind(doc, res->properties) == WF_NULL)
        check_missing(&c, table, type, 0);
    else if (wf_doc_kind(doc, res->properties) == WF_MAP && !is_call(&c, doc, res->properties))
        check_map(&c, table, type, res->properties);
    if (c.unknown)
        res->flags |= RESOURCE_MISSPELT;
    else if ((res->kind == WF_RESOURCE_DEPLOYMENT || res->kind == WF_RESOURCE_DEPLOYMENT_GROUP) &&
             !wf_resource_property(m, r, "config")) {
        wf_fault(m, res->scope, res->key, WF_CODE_HOOK, "'%s' names no config: nothing will run",
                 wf_names_text(m->names, res->local));
        wf_fault_hint(m, "add 'config: {get_resource: NAME}'");
    }
}

/* A definition from which many stacks or members are made is looked at once. */
void wf_schema_check(WfModel *m)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(wf_pair_hash, NULL);

    for (WfId r = 0; r < m->resources->len; r++) {
        const Resource *res = RESOURCE(m, r);
        if (res->kind == WF_RESOURCE_INFRA || res->kind == WF_RESOURCE_NESTED ||
            !wf_model_resource_enabled(m, r))
            continue;
        gsize key = (gsize)SCOPE(m, res->scope)->doc << 32 | (res->def ? res->def : res->key);
        if (res->scope == 0 || g_hash_table_add(seen, (gpointer)key))
            check_resource(m, r);
    }
}
