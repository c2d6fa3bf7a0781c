/* Is what stands at a resource what its type takes? Heat refuses unknown properties, values outside
 * a list, and lists in place of maps; the table is made from its own resource types. What only a
 * running stack knows is not looked at. Of types that weft only copies another release of Heat may
 * know better: about those it warns. */
#include "refs.h"
#include "schema.h"

#include <weft/text.h>
#include <string.h>

typedef struct {
    WfModel *m;
    WfScope scope;
    WfId resource;
    bool lenient;       /* of a type that weft only copies */
    bool unknown;       /* some name was */
    GHashTable *looked; /* parameters that a property takes its value from: symbol, property */
} Check;

static void say(Check *c, WfNode node, WfCode code, const char *format, ...) G_GNUC_PRINTF(4, 5);

static void say(Check *c, WfNode node, WfCode code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    wf_fault(c->m, c->scope, node, code, "%s", text);
    if (c->lenient && c->m->findings && !c->m->muted)
        wf_findings_severity(c->m->findings, WF_WARNING);
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

/* A map with one key is a call, or was meant as one: whoever scans expressions looks at it. A
 * function that only conditions or other versions have is none here. */
static bool is_call(Check *c, const WfDoc *doc, WfNode node)
{
    WfNode key = wf_doc_only_key(doc, node);
    if (!key)
        return false;
    WfHotVersion version = SCOPE(c->m, c->scope)->version;
    WfStr text = wf_doc_text(doc, key);
    WfFunction fn = wf_expr_function_n(text.s, text.len);
    return (fn != WF_FN_NONE && (wf_expr_known(fn, version, WF_EXPR_VALUE) ||
                                 wf_expr_refused(fn, version, WF_EXPR_VALUE))) ||
           wf_key_misspelt(c->m, c->scope, wf_sym_node(c->m, doc, key)) != WF_FN_NONE;
}

/* ---- names ---- */

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
    say(c, key, WF_CODE_PROPERTY, "'%s' is no property of %s", name, owner);
    /* Servers get new properties with new releases of Heat. */
    if (!near && RESOURCE(c->m, c->resource)->kind == WF_RESOURCE_SERVER && !c->m->muted)
        wf_findings_severity(c->m->findings, WF_WARNING);
    if (wf_fault_meant(c->m, near))
        return;
    if (names->len == 1) {
        wf_fault_hint(c->m, "it has none at all");
    } else if (names->len <= 8) {
        g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
        wf_fault_hint(c->m, "its properties are %s", all);
    }
}

/* ---- values ---- */

/* "'text'" of a text, else what it is. */
static char *shown(const WfGiven *given)
{
    if (given->secret)
        return g_strdup("a hidden value");
    return given->kind == WF_STRING ? g_strdup_printf("'%.*s'", (int)given->text.len, given->text.s)
                                    : g_strdup(wf_kind_name(given->kind));
}

/* A map that would be a call in a condition, or in another version. */
static void hint_call(Check *c, WfNode node)
{
    WfHotVersion version = SCOPE(c->m, c->scope)->version;
    WfNode key = wf_doc_only_key(wf_scope_doc(c->m, c->scope), node);
    WfStr text = key ? wf_doc_text(wf_scope_doc(c->m, c->scope), key) : (WfStr){"", 0};
    WfFunction fn = wf_expr_function_n(text.s, text.len);

    if (fn == WF_FN_NONE || wf_expr_known(fn, version, WF_EXPR_VALUE))
        return;
    WfHotVersion since = wf_expr_since(fn, WF_EXPR_VALUE);
    if (since == WF_N_HOT)
        wf_fault_hint(c->m, "'%s' is a function in conditions alone", wf_expr_function_name(fn));
    else if (since > version)
        wf_fault_hint(c->m, "'%s' is a function from heat_template_version %s on",
                      wf_expr_function_name(fn), wf_hot_version_date(since));
}

/* A fault unless it is of the kind that the property or, as @item, one of its items wants. */
static bool check_kind(Check *c, const WfProperty *property, const WfGiven *given, WfNode node,
                       bool item)
{
    WfSchemaKind wanted = item ? property->item : property->kind;
    bool word = wanted == SCHEMA_INTEGER || wanted == SCHEMA_NUMBER || wanted == SCHEMA_BOOLEAN;

    if (wf_given_fits(given, wanted))
        return true;
    g_autofree char *text = word ? shown(given) : g_strdup(wf_kind_name(given->kind));
    say(c, node, WF_CODE_TYPE, "%s'%s' must be %s, this is %s", item ? "an entry of " : "",
        property->name, wf_schema_kind_name(wanted), text);
    if (given->kind == WF_FLOAT && !given->json)
        wf_fault_hint(c->m, "put it in quotes");
    else if (given->kind == WF_MAP)
        hint_call(c, node);
    return false;
}

/* The length of a string or list, or a number, within what the property allows. */
static void check_limits(Check *c, const WfProperty *property, const WfGiven *given, WfNode node)
{
    if (wf_given_within(given, property))
        return;
    bool list = property->kind == SCHEMA_LIST, string = property->kind == SCHEMA_STRING;
    const char *unit = list     ? property->min == 1 ? " entry" : " entries"
                       : string ? property->min == 1 ? " character" : " characters"
                                : "";
    g_autofree char *most =
        property->max == INT_MAX ? g_strdup("") : g_strdup_printf(" and at most %d", property->max);
    say(c, node, WF_CODE_PROPERTY, "'%s' must %s at least %d%s%s", property->name,
        *unit ? "have" : "be", property->min, most, unit);
}

/* As the list of values has it. */
static char *word_of(const WfProperty *property, const WfGiven *given)
{
    return property->kind == SCHEMA_INTEGER
               ? g_strdup_printf("%.0f", wf_given_measure(given, property))
               : g_strndup(given->text.s, given->text.len);
}

static void check_allowed(Check *c, const WfProperty *property, const WfGiven *given, WfNode node)
{
    g_autofree char *word = property->allowed ? word_of(property, given) : NULL;

    if (!word || (given->kind == WF_NULL && property->defaults) ||
        wf_words_hold(property->allowed, word, strlen(word)))
        return;
    g_autofree char *text = shown(given);
    g_autofree char *near = given->secret ? NULL : wf_words_nearest(property->allowed, word);
    say(c, node, WF_CODE_PROPERTY, "%s is no value of '%s'", text, property->name);
    if (!wf_fault_meant(c->m, near) && strlen(property->allowed) < 200) {
        g_auto(GStrv) values = g_strsplit(property->allowed, " ", -1);
        g_autofree char *all = g_strjoinv(", ", values);
        wf_fault_hint(c->m, "one of %s", all);
    }
}

/* Or what only a running stack knows. Of a misspelt one is said that already. */
static bool makes_text(WfFunction fn)
{
    switch (fn) {
    case WF_FN_NONE:
    case WF_FN_GET_ATTR:
    case WF_FN_GET_FILE:
    case WF_FN_GET_RESOURCE:
    case WF_FN_LIST_JOIN:
    case WF_FN_STR_REPLACE:
    case WF_FN_STR_REPLACE_STRICT:
    case WF_FN_STR_REPLACE_VSTRICT:
    case WF_FN_DIGEST:
    case WF_FN_MAKE_URL:
        return true;
    default:
        return false;
    }
}

/* Once is enough for each parameter that a property takes its value from, of however many
 * resources; and a function that makes texts makes no other thing. */
static bool worth_computing(Check *c, const WfProperty *property, WfNode node)
{
    WfNode arg = 0;
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);
    WfFunction fn = wf_call_at(c->m, (WfExpr){c->scope, node}, &arg);

    if (fn == WF_FN_GET_PARAM && wf_doc_kind(doc, arg) == WF_STRING) {
        gpointer key = wf_pair(wf_sym_node(c->m, doc, arg), (guint32)(gsize)property);
        return c->scope != 0 || g_hash_table_add(c->looked, key);
    }
    return !makes_text(fn) || property->allowed ||
           (property->kind != SCHEMA_STRING && property->kind != SCHEMA_ANY);
}

static void check_value(Check *c, const WfProperty *property, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);
    g_auto(WfGiven) given = {0};

    if ((is_call(c, doc, node) && !worth_computing(c, property, node)) ||
        !wf_given_read(c->m, (WfExpr){c->scope, node}, &given) ||
        !check_kind(c, property, &given, node, false))
        return;
    check_limits(c, property, &given, node);
    if (property->kind != SCHEMA_LIST) /* else the values of its items */
        check_allowed(c, property, &given, node);
}

static void check_map(Check *c, const WfProperty *table, const char *owner, WfNode map);

/* What stands in a map's or list's value; as deep as the tables are, which is four levels. */
static void check_below(Check *c, const WfProperty *property, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);
    bool check_items =
        property->kind == SCHEMA_LIST && (property->item != SCHEMA_ANY || property->allowed);

    if (wf_doc_kind(doc, node) == WF_MAP && property->below)
        check_map(c, property->below, property->name, node);
    if (wf_doc_kind(doc, node) != WF_SEQ || !(check_items || property->below))
        return;
    WF_DOC_EACH (doc, node, item) {
        if (wf_doc_kind(doc, item) == WF_NULL || is_call(c, doc, item))
            continue;
        g_auto(WfGiven) given = {0};
        if (check_items && wf_given_read(c->m, (WfExpr){c->scope, item}, &given) &&
            check_kind(c, property, &given, item, true))
            check_allowed(c, property, &given, item);
        if (property->below && wf_doc_kind(doc, item) == WF_MAP)
            check_map(c, property->below, property->name, item);
    }
}

/* Networks, subnets and routers had names with _id before, which Heat still takes in the place of
 * those that it requires. */
static bool stands_under_old_name(const WfProperty *table, const WfDoc *doc, WfNode map,
                                  const char *name)
{
    g_autofree char *old = g_strconcat(name, "_id", NULL);
    WfNode key = wf_doc_first(doc, map);

    while (key && !wf_doc_is(doc, key, old))
        key = wf_doc_next(doc, map, key + 1);
    return key && find(table, doc, key);
}

static void check_missing(Check *c, const WfProperty *table, const char *owner, WfNode map)
{
    const WfDoc *doc = wf_scope_doc(c->m, c->scope);

    for (const WfProperty *p = table; p->name; p++)
        if (p->required && !(map && (wf_doc_get(doc, map, p->name) ||
                                     stands_under_old_name(table, doc, map, p->name))))
            say(c, map ? map : RESOURCE(c->m, c->resource)->key, WF_CODE_MISSING, "%s needs '%s'",
                owner, p->name);
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
        check_value(c, property, value);
        if (!is_call(c, doc, value))
            check_below(c, property, value);
    }
    if (!misspelt) /* else it is probably that one */
        check_missing(c, table, owner, map);
}

/* A deployment that names no config: a misspelt name is said already. */
static void check_deployment(Check *c)
{
    const Resource *res = RESOURCE(c->m, c->resource);

    if ((res->kind != WF_RESOURCE_DEPLOYMENT && res->kind != WF_RESOURCE_DEPLOYMENT_GROUP) ||
        wf_resource_property(c->m, c->resource, "config"))
        return;
    wf_fault(c->m, res->scope, res->key, WF_CODE_HOOK, "'%s' names no config: nothing will run",
             wf_names_text(c->m->names, res->local));
    wf_fault_hint(c->m, "add 'config: {get_resource: NAME}'");
}

/* OS::Heat::Value says itself of what type its value must be. */
static void check_typed_value(Check *c)
{
    static const struct {
        const char *type;
        WfProperty property;
    } types[] = {
        {"string", {"value", .kind = SCHEMA_STRING}},
        {"number", {"value", .kind = SCHEMA_NUMBER}},
        {"json", {"value", .kind = SCHEMA_MAP}},
        {"comma_delimited_list", {"value", .kind = SCHEMA_LIST}},
        {"boolean", {"value", .kind = SCHEMA_BOOLEAN}},
    };
    WfExpr type = wf_model_resource_property(c->m, c->resource, "type"),
           value = wf_model_resource_property(c->m, c->resource, "value");
    g_auto(WfGiven) wanted = {0}, given = {0};

    wf_value_check_circle(c->m, value);
    if (!type.node || !value.node || !wf_given_read(c->m, type, &wanted) ||
        !wf_given_read(c->m, value, &given))
        return;
    for (guint i = 0; i < G_N_ELEMENTS(types); i++)
        if (wanted.text.len == strlen(types[i].type) &&
            memcmp(wanted.text.s, types[i].type, wanted.text.len) == 0)
            check_kind(c, &types[i].property, &given, value.node, false);
}

static void check_policy(Check *c, const WfProperty *table)
{
    const Resource *res = RESOURCE(c->m, c->resource);
    const WfDoc *doc = wf_scope_doc(c->m, res->scope);
    WfNode policy = wf_doc_get(doc, res->def, "update_policy");

    if (wf_doc_kind(doc, policy) == WF_MAP && !is_call(c, doc, policy))
        check_map(c, table, "update_policy", policy);
}

static void check_resource(Check *c, const WfHeatType *type)
{
    Resource *res = RESOURCE(c->m, c->resource);
    const WfDoc *doc = wf_scope_doc(c->m, res->scope);

    check_policy(c, type->update_policy);
    c->unknown = false;
    if (!res->properties || wf_doc_kind(doc, res->properties) == WF_NULL)
        check_missing(c, type->properties, type->name, 0);
    else if (wf_doc_kind(doc, res->properties) == WF_MAP && !is_call(c, doc, res->properties))
        check_map(c, type->properties, type->name, res->properties);
    else
        return; /* refused: nobody knows what was meant to be in there */
    if (c->unknown) {
        RESOURCE(c->m, c->resource)->flags |= RESOURCE_MISSPELT;
        return; /* what else there is to say is probably about that */
    }
    check_deployment(c);
    if (RESOURCE(c->m, c->resource)->kind == WF_RESOURCE_VALUE)
        check_typed_value(c);
    if (RESOURCE(c->m, c->resource)->kind == WF_RESOURCE_SERVER) {
        wf_server_check(c->m, c->resource);
        wf_server_boot_check(c->m, c->resource);
    }
    if (c->lenient)
        wf_together_check(c->m, c->resource);
}

/* It exists already: Heat looks it up by its id and takes no notice of the properties. */
static bool is_external(const WfModel *m, const Resource *res)
{
    const WfDoc *doc = wf_scope_doc(m, res->scope);
    bool copied = res->kind == WF_RESOURCE_INFRA || res->kind == WF_RESOURCE_SERVER;

    return copied && wf_doc_kind(doc, wf_doc_get(doc, res->def, "external_id")) != WF_NULL;
}

/* A definition from which many stacks or members are made is looked at once. */
void wf_schema_check(WfModel *m)
{
    static const WfProperty nothing[] = {{0}};
    g_autoptr(GHashTable) seen = g_hash_table_new(wf_pair_hash, NULL);
    g_autoptr(GHashTable) looked = g_hash_table_new(wf_pair_hash, NULL);
    g_autoptr(GHashTable) types = g_hash_table_new(NULL, NULL); /* symbol -> WfHeatType */
    gpointer known;

    for (WfId r = 0; r < m->resources->len; r++) {
        const Resource *res = RESOURCE(m, r);
        Check c = {m, res->scope, r, res->kind == WF_RESOURCE_INFRA, false, looked};
        if (!wf_model_resource_enabled(m, r))
            continue;
        if (res->kind == WF_RESOURCE_NESTED) {
            check_policy(&c, nothing);
            continue;
        }
        if (!g_hash_table_lookup_extended(types, GUINT_TO_POINTER(res->type), NULL, &known)) {
            known = (gpointer)wf_heat_type(wf_names_text(m->names, res->type));
            g_hash_table_insert(types, GUINT_TO_POINTER(res->type), known);
        }
        const WfHeatType *type = known;
        gpointer key = wf_pair(SCOPE(m, res->scope)->doc, res->def ? res->def : res->key);
        if (!type || !type->properties || is_external(m, res) ||
            (res->scope != 0 && !g_hash_table_add(seen, key)))
            continue;
        check_resource(&c, type);
    }
}
