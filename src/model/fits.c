/* Is a value what a property takes? As Heat sees it: texts that read as numbers are numbers, and a
 * map or list in the place of a text is refused. */
#include "schema.h"

#include <math.h>
#include <string.h>

void wf_given_clear(WfGiven *given)
{
    json_decref(given->json);
    *given = (WfGiven){0};
}

static void from_json(WfGiven *ret)
{
    const json_t *json = ret->json;

    ret->kind = wf_json_kind(json);
    ret->size = json_is_array(json) ? json_array_size(json) : json_object_size(json);
    ret->number = json_is_true(json) ? 1 : json_number_value(json);
    ret->text = json_is_string(json) ? (WfStr){json_string_value(json), json_string_length(json)}
                                     : (WfStr){"", 0};
}

/* What a group puts its index into is another text in each of its members, and of those that are
 * inside of them. */
static bool has_index(const WfModel *m, WfExpr e)
{
    WfStr text = wf_doc_text(wf_scope_doc(m, e.scope), e.node);

    for (WfScope s = e.scope; s != WF_NONE && SCOPE(m, s)->index; s = SCOPE(m, s)->outer) {
        WfSym var = SCOPE(m, s)->index_var;
        if (var && g_strstr_len(text.s, (gssize)text.len, wf_names_text(m->names, var)))
            return true;
    }
    return false;
}

bool wf_given_read(WfModel *m, WfExpr e, WfGiven *ret)
{
    const WfDoc *doc = wf_scope_doc(m, e.scope);

    *ret = (WfGiven){0};
    if (!wf_is_call(m, e)) {
        if (wf_doc_kind(doc, e.node) == WF_STRING && has_index(m, e))
            return false;
        ret->kind = wf_doc_kind(doc, e.node);
        ret->text = wf_doc_text(doc, e.node);
        ret->size = wf_doc_size(doc, e.node);
        ret->number = ret->kind == WF_BOOL ? wf_doc_bool(doc, e.node) : wf_doc_float(doc, e.node);
        return true;
    }
    bool known = false;
    ret->json = wf_value_known(m, e, WF_VALUE_KNOWN, &known, NULL);
    if (!ret->json || !known) {
        wf_given_clear(ret);
        return false;
    }
    ret->secret = wf_model_expr_secret(m, e);
    from_json(ret);
    return true;
}

WfExpr wf_property_written(const WfModel *m, WfId r, const char *name)
{
    const Resource *res = RESOURCE(m, r);
    const WfDoc *doc = wf_scope_doc(m, res->scope);
    bool map = res->properties && wf_doc_kind(doc, res->properties) == WF_MAP;

    return (WfExpr){res->scope, map ? wf_doc_get(doc, res->properties, name) : 0};
}

WfPresence wf_presence(WfModel *m, WfExpr e)
{
    g_auto(WfGiven) given = {0};

    WfNode arg;

    if (!e.node)
        return WF_ABSENT;
    /* Whatever it is called in the end, a resource has a name. */
    bool named = wf_call_at(m, wf_taken(m, e), &arg) == WF_FN_GET_RESOURCE;
    return named || wf_given_read(m, e, &given) ? WF_SET : WF_OPEN;
}

/* As Python's int() and float() read it: blanks around, underscores between digits. False: not at
 * all. */
static bool read_number(WfStr text, bool whole, double *ret)
{
    g_autofree char *copy = g_strstrip(g_strndup(text.s, text.len));
    char *to = copy, *end;

    for (const char *from = copy; *from; from++)
        if (*from != '_' || from == copy || !g_ascii_isdigit(from[-1]) || !g_ascii_isdigit(from[1]))
            *to++ = *from;
    *to = '\0';
    if (!whole && strpbrk(copy, "xXpP")) /* hexadecimal is none in Python */
        return false;
    *ret = whole ? (double)g_ascii_strtoll(copy, &end, 10) : g_ascii_strtod(copy, &end);
    return end != copy && !*end;
}

static bool is_word(WfStr text, const char *word)
{
    return text.len == strlen(word) && g_ascii_strncasecmp(text.s, word, text.len) == 0;
}

bool wf_given_fits(const WfGiven *given, WfSchemaKind wanted)
{
    WfKind kind = given->kind;
    double number;

    if (kind == WF_NULL)
        return true;
    switch (wanted) {
    case SCHEMA_STRING:
        return kind == WF_STRING || kind == WF_INT || kind == WF_BOOL;
    case SCHEMA_LIST:
        return kind == WF_SEQ;
    case SCHEMA_MAP:
        return kind == WF_MAP;
    case SCHEMA_BOOLEAN:
        return kind == WF_BOOL || (kind == WF_STRING &&
                                   (is_word(given->text, "true") || is_word(given->text, "false")));
    case SCHEMA_INTEGER:
    case SCHEMA_NUMBER:
        return kind == WF_STRING ? read_number(given->text, wanted == SCHEMA_INTEGER, &number)
                                 : kind != WF_SEQ && kind != WF_MAP;
    default:
        return true;
    }
}

double wf_given_measure(const WfGiven *given, const WfProperty *property)
{
    double value = given->number;

    if (property->kind == SCHEMA_LIST)
        return (double)given->size;
    if (property->kind == SCHEMA_STRING)
        return (double)g_utf8_strlen(given->text.s, (gssize)given->text.len);
    if (given->kind == WF_STRING)
        read_number(given->text, false, &value);
    return property->kind == SCHEMA_INTEGER ? trunc(value) + 0.0 : value; /* -0 is 0 */
}

bool wf_given_within(const WfGiven *given, const WfProperty *property)
{
    if ((!property->min && !property->max) || (given->kind == WF_NULL && property->defaults))
        return true;
    double value = wf_given_measure(given, property);
    return !(value < property->min || value > property->max); /* nothing is said of nan */
}

const char *wf_schema_kind_name(WfSchemaKind kind)
{
    static const char *const names[] = {
        [SCHEMA_ANY] = "anything",          [SCHEMA_STRING] = "a string",
        [SCHEMA_LIST] = "a list",           [SCHEMA_MAP] = "a map",
        [SCHEMA_BOOLEAN] = "a boolean",     [SCHEMA_NUMBER] = "a number",
        [SCHEMA_INTEGER] = "a whole number"};
    return names[kind];
}
