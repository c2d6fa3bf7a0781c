/* Maps and lists that are read entry by entry, but which the user computes instead of writing them
 * out: input_values made by map_merge, a group's resource_def out of a parameter.
 *
 * Evaluating tells which entries there are. What they are stays an expression where that can be
 * said, so that references, secrets and the parameters of an emitted template stay what they were:
 * entry K of {get_param: P} is {get_param: [P, K]}. The result becomes a document of its own. */
#include "model_priv.h"

WfExpr wf_taken(WfModel *m, WfExpr e)
{
    const WfDoc *doc = wf_scope_doc(m, e.scope);
    WfNode arg;

    while (wf_call_at(m, e, &arg) == WF_FN_IF) {
        WfNode condition = wf_doc_kind(doc, arg) == WF_SEQ ? wf_doc_first(doc, arg) : 0;
        WfNode yes = condition ? wf_doc_next(doc, arg, condition) : 0;
        if (!yes)
            break;
        e.node =
            wf_condition_node(m, e.scope, condition) != WF_NO ? yes : wf_doc_next(doc, arg, yes);
    }
    return e;
}

/* ---- what is in it ---- */

typedef struct {
    WfModel *m;
    GArray *todo; /* of WfExpr, what comes first last */
    json_t *all;  /* entries: expressions of the scope */
    bool secret;  /* values stand there that a secret parameter gave */
    bool said;    /* that something is in the way */
} Gather;

/* Several, of which the last one counts: they wait for their turn. */
static void put_off(Gather *g, WfScope scope, WfNode list)
{
    const WfDoc *doc = wf_scope_doc(g->m, scope);
    guint first = g->todo->len;

    WF_DOC_EACH (doc, list, item)
        g_array_append_val(g->todo, ((WfExpr){scope, item}));
    for (guint i = first, k = g->todo->len; i + 1 < k; i++) {
        WfExpr swap = g_array_index(g->todo, WfExpr, i);
        g_array_index(g->todo, WfExpr, i) = g_array_index(g->todo, WfExpr, --k);
        g_array_index(g->todo, WfExpr, k) = swap;
    }
}

/* {get_param: P} and {get_attr: [R, A]}, one step longer; NULL: their names are computed. */
static json_t *one_step(const WfModel *m, WfExpr e, WfNode arg, const char *step)
{
    const WfDoc *doc = wf_scope_doc(m, e.scope);
    json_auto_t *path = wf_doc_to_json(doc, arg);
    json_t *call = json_object();

    if (!json_is_array(path))
        path = json_pack("[o]", g_steal_pointer(&path));
    json_array_append_new(path, json_string(step));
    json_object_set(
        call, wf_doc_is(doc, wf_doc_first(doc, e.node), "get_attr") ? "get_attr" : "get_param",
        path);
    return call;
}

/* Entries of a value that was computed; false: some of it only a running stack knows. */
static bool add_value(Gather *g, WfExpr e, WfFunction fn, WfNode arg, const json_t *value,
                      bool known)
{
    bool by_step = fn == WF_FN_GET_PARAM || fn == WF_FN_GET_ATTR;
    const char *key;
    json_t *item;
    size_t i;

    if (json_is_object(g->all) && by_step) {
        json_object_foreach ((json_t *)value, key, item)
            json_object_set_new(g->all, key, one_step(g->m, e, arg, key));
        return true;
    }
    if (!known)
        return false;
    g->secret |= wf_model_expr_secret(g->m, e);
    json_array_foreach (value, i, item)
        json_array_append(g->all, item);
    json_object_foreach ((json_t *)value, key, item)
        json_object_set(g->all, key, item);
    return true;
}

/* The lists or maps that a function makes one of, where another function gives them. Their lists
 * are written out in turn, as deep as a document may be. */
static bool put_off_computed(Gather *g, WfExpr list, const char *fn)
{
    list = wf_written_out(g->m, list, WF_SEQ, fn);
    if (list.node)
        put_off(g, list.scope, list.node);
    g->secret |= SCOPE(g->m, list.scope)->secret;
    g->said = !list.node;
    return list.node != 0;
}

static bool add_repeated(Gather *g, WfExpr e)
{
    bool secret = false;
    g_autoptr(GError) error = NULL;
    json_auto_t *list = wf_repeated(g->m, e, wf_written_out, &secret, &error);

    g->secret |= secret;
    g->said = error != NULL;
    if (error)
        wf_value_say(g->m, e, NULL, error);
    return list && json_array_extend(g->all, list) == 0;
}

/* What @e makes is added to the entries; *ret_left is an evaluated expression that is in the way.
 */
static bool gather(Gather *g, WfExpr e, json_t **ret_left)
{
    WfExpr at = wf_taken(g->m, e);
    const WfDoc *doc = wf_scope_doc(g->m, at.scope);
    WfKind kind = wf_doc_kind(doc, at.node);
    WfNode arg = 0;
    WfFunction fn = wf_call_at(g->m, at, &arg);

    if (kind == WF_NULL)
        return true;
    bool joins = fn == WF_FN_MAP_MERGE || fn == WF_FN_LIST_CONCAT;
    if (joins && wf_doc_kind(doc, arg) == WF_SEQ) {
        put_off(g, at.scope, arg);
        return true;
    }
    if (fn == WF_FN_NONE && kind == (json_is_object(g->all) ? WF_MAP : WF_SEQ)) {
        json_auto_t *raw = wf_doc_to_json(doc, at.node);
        json_is_object(g->all) ? json_object_update(g->all, raw) : json_array_extend(g->all, raw);
        return true;
    }
    bool known = false;
    json_t *value = wf_value_known(g->m, at, WF_VALUE_KNOWN, &known, NULL);
    bool is_call =
        !known && wf_expr_call(value, SCOPE(g->m, at.scope)->version, WF_EXPR_VALUE, NULL);
    bool fits =
        json_is_null(value) || (!is_call && value && json_typeof(value) == json_typeof(g->all));
    if (fits && add_value(g, at, fn, arg, value, known)) {
        json_decref(value);
        return true;
    }
    *ret_left = value;
    return joins ? put_off_computed(g, (WfExpr){at.scope, arg}, wf_expr_function_name(fn))
                 : fn == WF_FN_REPEAT && json_is_array(g->all) && add_repeated(g, at);
}

/* ---- what is in the way ---- */

typedef struct {
    bool param, yaql;
} Left;

static void note_left(const WfRef *ref, gpointer user)
{
    Left *left = user;
    left->param |= ref->kind == WF_REF_PARAM;
    left->yaql |= ref->kind == WF_REF_YAQL;
}

static void not_known(WfModel *m, WfExpr e, const json_t *value, const char *what)
{
    WfExprScope scope = {.version = SCOPE(m, e.scope)->version};
    Left left = {false, false};

    if (value)
        wf_expr_refs(value, &scope, note_left, &left, NULL);
    if (left.yaql) {
        wf_fault(m, e.scope, e.node, WF_CODE_YAQL,
                 "'%s' must be known now, and only Heat's engine can compute yaql", what);
        wf_fault_hint(m, "say it with other functions, or write it out");
    } else if (left.param) {
        wf_fault(m, e.scope, e.node, WF_CODE_TYPE,
                 "'%s' must be known now, and a parameter has no value", what);
        wf_fault_hint(m, "give the parameter a value with -P or an environment");
    } else {
        wf_fault(m, e.scope, e.node, WF_CODE_TYPE,
                 "what is in '%s' is known only when the stack runs", what);
        wf_fault_hint(m, "write it out: a function may stand behind each name");
    }
}

static void wrong_kind(WfModel *m, WfExpr e, WfKind kind, WfKind is, const char *what)
{
    wf_fault(m, e.scope, e.node, WF_CODE_TYPE, "'%s' must be %s, this is %s", what,
             wf_kind_name(kind), wf_kind_name(is));
}

WfKind wf_json_kind(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return WF_MAP;
    case JSON_ARRAY:
        return WF_SEQ;
    case JSON_STRING:
        return WF_STRING;
    case JSON_INTEGER:
        return WF_INT;
    case JSON_REAL:
        return WF_FLOAT;
    case JSON_NULL:
        return WF_NULL;
    default:
        return WF_BOOL;
    }
}

/* ---- the whole ---- */

WfExpr wf_derived(WfModel *m, WfExpr at, const json_t *value)
{
    Scope scope = *SCOPE(m, at.scope);
    WfDoc *doc = wf_doc_derived(wf_scope_doc(m, at.scope), at.node, value);

    if (!doc) {
        wf_fault(m, at.scope, at.node, WF_CODE_LIMIT, "this is nested too deep");
        return (WfExpr){at.scope, 0};
    }
    g_ptr_array_add(m->docs, doc);
    g_ptr_array_add(m->doc_paths, g_strdup(m->doc_paths->pdata[scope.doc]));
    scope.doc = m->docs->len - 1;
    WfScope s = wf_scope_new(m, &scope);
    SCOPE(m, s)->names = scope.names;
    return (WfExpr){s, wf_doc_root(doc)};
}

static WfExpr write_out(WfModel *m, WfExpr e, WfKind kind, const char *what)
{
    bool known = false;
    json_auto_t *value = wf_value_known_or_fault(m, e, &known);
    json_auto_t *all = kind == WF_MAP ? json_object() : json_array();
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(WfExpr));
    Gather g = {.m = m, .todo = todo, .all = all};

    if (!value || json_is_null(value))
        return (WfExpr){e.scope, 0};
    bool is_call = !known && wf_expr_call(value, SCOPE(m, e.scope)->version, WF_EXPR_VALUE, NULL);
    if (!is_call && json_typeof(value) != json_typeof(all)) {
        wrong_kind(m, e, kind, wf_json_kind(value), what);
        return (WfExpr){e.scope, 0};
    }
    g_array_append_val(todo, e);
    while (todo->len) {
        WfExpr next = g_array_index(todo, WfExpr, todo->len - 1);
        json_auto_t *left = NULL;
        g_array_set_size(todo, todo->len - 1);
        if (!gather(&g, next, &left)) {
            if (!g.said)
                not_known(m, e, left, what);
            return (WfExpr){e.scope, 0};
        }
    }
    WfExpr result = wf_derived(m, e, all);
    SCOPE(m, result.scope)->secret |= g.secret;
    return result;
}

static gpointer packed(WfExpr e)
{
    return wf_pair(e.scope, e.node);
}

WfExpr wf_written_out(WfModel *m, WfExpr expr, WfKind kind, const char *what)
{
    WfExpr e = wf_taken(m, expr);
    WfKind is = wf_doc_kind(wf_scope_doc(m, e.scope), e.node);
    gpointer known;

    if (is == WF_NULL)
        return (WfExpr){e.scope, 0};
    if (!wf_is_call(m, e)) {
        if (is == kind)
            return e;
        wrong_kind(m, e, kind, is, what);
        return (WfExpr){e.scope, 0};
    }
    if (!g_hash_table_lookup_extended(m->written_out, packed(e), NULL, &known)) {
        known = packed(write_out(m, e, kind, what));
        g_hash_table_insert(m->written_out, packed(e), known);
    }
    return (WfExpr){(WfScope)((guint64)(gsize)known >> 32), (WfNode)(gsize)known};
}

bool wf_is_true(WfModel *m, WfExpr e)
{
    json_auto_t *value = e.node ? wf_computed(m, e) : NULL;
    const char *text = json_string_value(value);

    return json_is_true(value) || (text && g_ascii_strcasecmp(text, "true") == 0);
}

WfSym wf_computed_name(WfModel *m, WfExpr e)
{
    const WfDoc *doc = wf_scope_doc(m, e.scope);

    if (wf_doc_kind(doc, e.node) == WF_STRING)
        return wf_sym_node(m, doc, e.node);
    json_auto_t *value = e.node ? wf_computed(m, e) : NULL;
    return json_is_string(value) ? wf_sym(m, json_string_value(value)) : 0;
}

json_t *wf_computed(WfModel *m, WfExpr e)
{
    const WfDoc *doc = wf_scope_doc(m, e.scope);

    return wf_is_call(m, e) ? wf_value_or_fault(m, e) : wf_doc_to_json(doc, e.node);
}
