/* Are the properties of a resource those of its type? Heat refuses unknown ones, values outside a
 * list, and lists in place of maps; the table is made from its own resource types. What a function
 * gives is not looked at: only what is written out can be judged without a false alarm. */
#include "model_priv.h"
#include "schema_table.h"

#include <weft/text.h>
#include <math.h>
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

    for (; text.len && table->name; table++)
        if (table->name[0] == text.s[0] && strlen(table->name) == text.len &&
            memcmp(table->name, text.s, text.len) == 0)
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

/* As Python's int() and float() read it: blanks around, underscores between digits. */
static bool reads_as_number(WfStr text, bool whole)
{
    g_autofree char *copy = g_strstrip(g_strndup(text.s, text.len));
    char *to = copy, *end;

    for (const char *from = copy; *from; from++)
        if (*from != '_' || from == copy || !g_ascii_isdigit(from[-1]) || !g_ascii_isdigit(from[1]))
            *to++ = *from;
    *to = '\0';
    if (!whole && strpbrk(copy, "xXpP")) /* hexadecimal is none in Python */
        return false;
    if (whole)
        g_ascii_strtoll(copy, &end, 10);
    else
        g_ascii_strtod(copy, &end);
    return end != copy && !*end;
}

static bool fits(WfSchemaKind wanted, WfKind kind, WfStr text)
{
    bool is_true = text.len == 4 && g_ascii_strncasecmp(text.s, "true", 4) == 0,
         is_false = text.len == 5 && g_ascii_strncasecmp(text.s, "false", 5) == 0;

    switch (wanted) {
    case SCHEMA_STRING:
        return kind == WF_STRING || kind == WF_INT || kind == WF_BOOL;
    case SCHEMA_LIST:
        return kind == WF_SEQ;
    case SCHEMA_MAP:
        return kind == WF_MAP;
    case SCHEMA_BOOLEAN:
        return kind == WF_BOOL || (kind == WF_STRING && (is_true || is_false));
    case SCHEMA_INTEGER:
    case SCHEMA_NUMBER:
        return kind == WF_STRING ? reads_as_number(text, wanted == SCHEMA_INTEGER)
                                 : kind != WF_SEQ && kind != WF_MAP;
    default:
        return true;
    }
}

/* A fault unless it is of the kind that the property or, as @item, one of its items wants. */
static bool check_kind(Check *c, const WfProperty *property, WfNode node, bool item)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);
    WfKind kind = wf_doc_kind(doc, node);
    WfSchemaKind wanted = item ? property->item : property->kind;
    bool number = wanted == SCHEMA_INTEGER || wanted == SCHEMA_NUMBER;
    static const char *const words[] = {
        [SCHEMA_STRING] = "a string", [SCHEMA_LIST] = "a list",
        [SCHEMA_MAP] = "a map",       [SCHEMA_BOOLEAN] = "a boolean",
        [SCHEMA_NUMBER] = "a number", [SCHEMA_INTEGER] = "a whole number"};
    g_autofree char *text = NULL;

    if (fits(wanted, kind, wf_doc_text(doc, node)))
        return true;
    if (kind == WF_STRING && (number || wanted == SCHEMA_BOOLEAN))
        text = wf_doc_dup(doc, node);
    wf_fault(c->m, c->scope, node, WF_CODE_TYPE, "%s'%s' must be %s, this is %s%s%s",
             item ? "an entry of " : "", property->name, words[wanted],
             text ? "'" : wf_kind_name(kind), text ? text : "", text ? "'" : "");
    if (kind == WF_FLOAT)
        wf_fault_hint(c->m, "put it in quotes");
    return false;
}

/* The length of a string or list, or a number, within what the property allows. */
static void check_limits(Check *c, const WfProperty *property, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);
    WfStr text = wf_doc_text(doc, node);
    bool list = property->kind == SCHEMA_LIST, string = property->kind == SCHEMA_STRING;
    g_autofree char *copy = g_strndup(text.s, text.len);
    double value = list     ? wf_doc_size(doc, node)
                   : string ? (double)g_utf8_strlen(text.s, (gssize)text.len)
                   : wf_doc_kind(doc, node) == WF_STRING ? g_ascii_strtod(copy, NULL)
                   : wf_doc_kind(doc, node) == WF_BOOL   ? wf_doc_bool(doc, node)
                                                         : wf_doc_float(doc, node);
    const char *unit = list     ? property->min == 1 ? " entry" : " entries"
                       : string ? property->min == 1 ? " character" : " characters"
                                : "";
    g_autofree char *most =
        property->max == INT_MAX ? g_strdup("") : g_strdup_printf(" and at most %d", property->max);

    if (property->kind == SCHEMA_INTEGER)
        value = trunc(value);
    if (value < property->min || value > property->max)
        wf_fault(c->m, c->scope, node, WF_CODE_PROPERTY, "'%s' must %s at least %d%s%s",
                 property->name, *unit ? "have" : "be", property->min, most, unit);
}

/* What a group puts its index into is not known yet. */
static bool has_index(Check *c, WfStr text)
{
    const Scope *s = SCOPE(c->m, c->scope);

    return s->index_var &&
           g_strstr_len(text.s, (gssize)text.len, wf_names_text(c->m->names, s->index_var));
}

static void check_value(Check *c, const WfProperty *property, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);
    WfStr text = wf_doc_text(doc, node);

    if (has_index(c, text) || !check_kind(c, property, node, false))
        return;
    if (property->min != INT_MIN || property->max != INT_MAX)
        check_limits(c, property, node);
    if (!property->allowed || is_allowed(property->allowed, text))
        return;
    g_auto(GStrv) values = g_strsplit(property->allowed, " ", -1);
    g_autofree char *word = wf_doc_dup_key(doc, node);
    g_autofree char *all = g_strjoinv(", ", values);
    const char *near = wf_text_nearest(word, (const char *const *)values);
    wf_fault(c->m, c->scope, node, WF_CODE_PROPERTY, "'%s' is no value of '%s'", word,
             property->name);
    wf_fault_hint(c->m, near ? "did you mean '%s'?" : "one of %s", near ? near : all);
}

static void check_map(Check *c, const WfProperty *table, const char *owner, WfNode map);

/* What stands in a map's or list's value; as deep as the tables are, which is four levels. */
static void check_below(Check *c, const WfProperty *property, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);
    bool check_items = property->kind == SCHEMA_LIST && property->item != SCHEMA_ANY;

    if (wf_doc_kind(doc, node) == WF_MAP && property->below)
        check_map(c, property->below, property->name, node);
    if (wf_doc_kind(doc, node) != WF_SEQ || !(check_items || property->below))
        return;
    WF_DOC_EACH (doc, node, item) {
        if (wf_doc_kind(doc, item) == WF_NULL || is_call(c, doc, item))
            continue;
        if (check_items && !has_index(c, wf_doc_text(doc, item)))
            check_kind(c, property, item, true);
        if (property->below && wf_doc_kind(doc, item) == WF_MAP)
            check_map(c, property->below, property->name, item);
    }
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
