/* Values of expressions: src/expr computes, the model's resolver says what names mean in a scope.
 */
#include "model_priv.h"

#include <string.h>

/* Expressions may lead to each other through parameters and outputs of nested stacks. */
enum { DEPTH = WF_EVAL_DEPTH, EXPRESSIONS = 100000 };

/* ---- group members ---- */

static char *replaced(const char *text, const char *var, const char *index)
{
    g_auto(GStrv) parts = g_strsplit(text, var, -1);
    return g_strjoinv(index, parts);
}

/* %index% in every string below @value, not in keys. New reference. The depth is that of the value
 * evaluated, which src/expr bounds. */
static json_t *with_index(json_t *value, const char *var, const char *index)
{
    const char *key;
    json_t *item, *copy;
    size_t i;

    switch (json_typeof(value)) {
    case JSON_STRING: {
        if (!strstr(json_string_value(value), var))
            return json_incref(value);
        g_autofree char *text = replaced(json_string_value(value), var, index);
        return json_string(text);
    }
    case JSON_ARRAY:
        copy = json_array();
        json_array_foreach (value, i, item)
            json_array_append_new(copy, with_index(item, var, index));
        return copy;
    case JSON_OBJECT:
        copy = json_object();
        json_object_foreach (value, key, item)
            json_object_set_new(copy, key, with_index(item, var, index));
        return copy;
    default:
        return json_incref(value);
    }
}

/* The outermost member's index first: its text was replaced before the inner group existed. */
static json_t *with_indices(WfModel *m, WfScope scope, json_t *value)
{
    WfScope chain[WF_LIMIT_STACK_DEPTH * 2];
    guint n = 0;

    for (WfScope s = scope; s != WF_NONE && SCOPE(m, s)->index && n < G_N_ELEMENTS(chain);
         s = SCOPE(m, s)->outer)
        chain[n++] = s;
    while (n--) {
        const Scope *s = SCOPE(m, chain[n]);
        if (!s->index_var)
            continue;
        json_t *next = with_index(value, wf_names_text(m->names, s->index_var),
                                  wf_names_text(m->names, s->index));
        json_decref(value);
        value = next;
    }
    return value;
}

/* ---- evaluation ---- */

/* Is the expression being evaluated already, as part of itself? Keeps what it leads through. */
static bool is_circle(WfModel *m, WfExpr expr)
{
    guint i = 0;

    while (i < m->eval_depth &&
           !(m->evaluating[i].node == expr.node && m->evaluating[i].scope == expr.scope))
        i++;
    if (i == m->eval_depth)
        return false;
    m->n_circle = m->eval_depth - i;
    memcpy(m->circle, m->evaluating + i, m->n_circle * sizeof(WfExpr));
    return true;
}

/* @ret_known: it is plain data, even where it looks like a call (or NULL). */
static json_t *evaluate(WfModel *m, WfExpr expr, WfValueMode mode, bool *ret_known,
                        char **reterr_where, GError **error)
{
    const WfDoc *doc = wf_scope_doc(m, expr.scope);
    ValueContext context = {m, expr.scope, mode};
    WfExprScope scope = {
        .version = SCOPE(m, expr.scope)->version, .resolver = m->resolver, .data = &context};

    if (ret_known)
        *ret_known = false;
    if (m->eval_depth == 0) {
        budget_begin(&m->eval_budget, EXPRESSIONS);
        m->n_circle = 0;
    }
    if (m->eval_depth >= DEPTH || is_circle(m, expr) || !budget_take(&m->eval_budget)) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "expressions lead to each other without end");
        return NULL;
    }
    json_auto_t *raw = wf_doc_to_json(doc, expr.node);
    bool literal = !json_is_object(raw) && !json_is_array(raw);
    if (ret_known)
        *ret_known = literal;
    if (literal) /* it is its own value */
        return with_indices(m, expr.scope, json_incref(raw));
    m->evaluating[m->eval_depth++] = expr;
    json_t *value = wf_expr_eval(raw, &scope, ret_known, reterr_where, error);
    m->eval_depth--;
    return value ? with_indices(m, expr.scope, value) : NULL;
}

bool wf_value_is_open(WfModel *m, WfScope scope, const json_t *value)
{
    WfExprScope es = {.version = SCOPE(m, scope)->version};
    bool known = true;
    json_auto_t *same = wf_expr_eval(value, &es, &known, NULL, NULL);

    return !same || !known;
}

json_t *wf_value(WfModel *m, WfExpr expr, WfValueMode mode, GError **error)
{
    return wf_value_known(m, expr, mode, NULL, error);
}

json_t *wf_value_known(WfModel *m, WfExpr expr, WfValueMode mode, bool *ret_known, GError **error)
{
    if (expr.node)
        return evaluate(m, expr, mode, ret_known, NULL, error);
    if (ret_known)
        *ret_known = true;
    return json_null();
}

/* The node a JSON pointer below @node leads to; as far as it goes. */
static WfNode node_at(const WfDoc *doc, WfNode node, const char *pointer)
{
    g_auto(GStrv) steps = g_strsplit(pointer, "/", -1);

    for (guint i = 1; steps[0] && steps[i]; i++) {
        WfNode next = 0;
        if (wf_doc_kind(doc, node) == WF_SEQ) {
            guint64 k = g_ascii_strtoull(steps[i], NULL, 10);
            for (next = wf_doc_first(doc, node); next && k; k--)
                next = wf_doc_next(doc, node, next);
        } else if (wf_doc_kind(doc, node) == WF_MAP) {
            g_autoptr(GString) key = g_string_new(steps[i]);
            g_string_replace(key, "~1", "/", 0);
            g_string_replace(key, "~0", "~", 0);
            next = wf_doc_get(doc, node, key->str);
        }
        if (!next)
            break;
        node = next;
    }
    return node;
}

/* Is the call at @node about a name that there is not? Says so then. */
static bool is_about_nothing(WfModel *m, WfScope scope, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfNode key = wf_doc_kind(doc, node) == WF_MAP ? wf_doc_first(doc, node) : 0;
    WfNode arg = key ? wf_doc_end(doc, key) : 0;
    WfNode name = wf_doc_kind(doc, arg) == WF_SEQ ? wf_doc_first(doc, arg) : arg;
    g_autofree char *text = wf_doc_kind(doc, name) == WF_STRING ? wf_doc_dup(doc, name) : NULL;

    if (!text)
        return false;
    if (wf_doc_is(doc, key, "get_param") && !wf_parameter_exists(m, scope, text)) {
        wf_parameter_unknown(m, scope, name, text);
        return true;
    }
    if ((wf_doc_is(doc, key, "get_resource") || wf_doc_is(doc, key, "get_attr")) &&
        !wf_entity(m, scope, wf_names_find(m->names, text, strlen(text)))) {
        wf_entity_unknown(m, scope, name);
        return true;
    }
    return false;
}

static bool is_condition(const WfModel *m, WfExpr e)
{
    const Scope *s = SCOPE(m, e.scope);

    return s->conditions && e.node > s->conditions &&
           e.node < wf_doc_end(wf_scope_doc(m, e.scope), s->conditions);
}

/* Said once for each circle, wherever one comes upon it: at its first expression in the file. */
static void say_circle(WfModel *m)
{
    guint first = 0;

    for (guint i = 1; i < m->n_circle; i++) {
        guint32 a = SCOPE(m, m->circle[i].scope)->doc, b = SCOPE(m, m->circle[first].scope)->doc;
        if (a < b || (a == b && m->circle[i].node < m->circle[first].node))
            first = i;
    }
    wf_fault(m, m->circle[first].scope, m->circle[first].node, WF_CODE_CYCLE,
             "this %s is made of itself",
             is_condition(m, m->circle[first]) ? "condition" : "value");
    for (guint i = 1; i < m->n_circle && !m->muted; i++) {
        WfExpr step = m->circle[(first + i) % m->n_circle];
        const WfDoc *doc = wf_scope_doc(m, step.scope);
        WfSpan span = wf_doc_span(doc, step.node);
        wf_findings_related(m->findings, wf_doc_name(doc), &span, "by way of this");
    }
    wf_fault_hint(m, "one of them must be written out, or come from somewhere else");
    m->n_circle = 0;
}

void wf_value_say(WfModel *m, WfExpr expr, const char *where, const GError *error)
{
    const WfDoc *doc = wf_scope_doc(m, expr.scope);
    WfNode at = where ? node_at(doc, expr.node, where) : expr.node;
    WfCode code = error->code == WF_ERROR_LIMIT       ? WF_CODE_LIMIT
                  : error->code == WF_ERROR_NOT_FOUND ? WF_CODE_REF
                                                      : WF_CODE_ARGUMENT;

    if (!m->findings)
        return;
    if (code == WF_CODE_REF && is_about_nothing(m, expr.scope, at))
        return;
    if (code == WF_CODE_LIMIT && m->n_circle) {
        say_circle(m);
        return;
    }
    wf_fault(m, expr.scope, at, code, "%s", error->message);
    if (code != WF_CODE_REF || wf_doc_kind(doc, at) != WF_STRING)
        return;
    const Scope *lexical = SCOPE(m, SCOPE(m, expr.scope)->lexical); /* a condition's name */
    g_autofree char *name = wf_doc_dup(doc, at);
    if (wf_hint_replaced(m, expr.scope, "conditions", name))
        return;
    g_autofree char *near =
        wf_key_nearest(m, m->docs->pdata[lexical->doc], lexical->conditions, name);
    wf_fault_meant(m, near);
}

json_t *wf_value_or_fault(WfModel *m, WfExpr expr)
{
    return wf_value_known_or_fault(m, expr, NULL);
}

json_t *wf_value_known_or_fault(WfModel *m, WfExpr expr, bool *ret_known)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *where = NULL;
    json_t *value = evaluate(m, expr, WF_VALUE_KNOWN, ret_known, &where, &error);

    if (!value)
        wf_value_say(m, expr, where, error);
    return value;
}

void wf_value_check_circle(WfModel *m, WfExpr expr)
{
    json_auto_t *value = wf_value(m, expr, WF_VALUE_KNOWN, NULL);

    if (!value && m->findings && m->n_circle)
        say_circle(m);
}

bool wf_value_check(WfModel *m, WfExpr expr)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *where = NULL;
    json_auto_t *value = evaluate(m, expr, WF_VALUE_KNOWN, NULL, &where, &error);

    if (value || error->code == WF_ERROR_NOT_FOUND)
        return true;
    wf_value_say(m, expr, where, error);
    return false;
}

WfId wf_value_resource(const WfModel *m, const json_t *value)
{
    if (!json_is_object(value) || json_object_size(value) != 1)
        return WF_NONE;
    const char *name = json_string_value(json_object_get(value, "get_resource"));
    return name ? wf_model_resource_find(m, name) : WF_NONE;
}

bool wf_model_reads_pseudo(const WfModel *m)
{
    return m->reads_pseudo;
}

json_t *wf_model_value(const WfModel *m, WfExpr expr, WfValueMode mode, GError **error)
{
    return wf_value((WfModel *)m, expr, mode, error); /* only the file cache may change */
}

/* ---- conditions ---- */

static void note_running(const WfRef *ref, gpointer user)
{
    *(bool *)user |= ref->kind == WF_REF_ATTR || ref->kind == WF_REF_RESOURCE;
}

/* No template can say a condition that hangs on what runs, unless a nested stack is given it; nor
 * one of the functions, in what a nested stack is given, that stand in no condition. To Heat, which
 * makes the nested stack when all it is given is known, the first is one like any other: to take it
 * for true would give other values than Heat, and nobody would notice. */
static bool cannot_be_said(WfModel *m, WfScope scope, WfNode node, const json_t *condition)
{
    WfExprScope es = {.version = SCOPE(m, scope)->version};
    bool running = false;

    wf_expr_refs(condition, &es, note_running, &running, NULL);
    es.context = WF_EXPR_CONDITION;
    json_auto_t *said = running ? NULL : wf_expr_condition(condition, &es, NULL, NULL, NULL);
    if (said || !m->findings)
        return !said;
    wf_fault(m, scope, node, WF_CODE_CONDITION,
             running ? "this condition depends on what only a running stack knows, and has to be "
                       "known before the launch"
                     : "this condition depends on a text made of a parameter without a value; it "
                       "is taken as true");
    if (running && !m->muted)
        wf_findings_severity(m->findings, WF_FAULT);
    wf_fault_hint(m, running ? "let a parameter of the root template decide it"
                             : "give the parameter with -P NAME=VALUE or an environment, "
                               "OS::stack_name with --stack");
    return true;
}

json_t *wf_condition_get(WfModel *m, WfScope scope, const char *name, bool *ret_expr,
                         GError **error)
{
    WfScope lexical = SCOPE(m, scope)->lexical;
    const Scope *s = SCOPE(m, lexical);
    const WfDoc *doc = wf_scope_doc(m, lexical);
    gpointer key = wf_pair(lexical, wf_sym(m, name));
    guint cached = GPOINTER_TO_UINT(g_hash_table_lookup(m->conditions, key));

    if (cached && cached - 1 != WF_UNDECIDED)
        return json_boolean(cached - 1 == WF_YES);
    if (cached && lexical == 0)
        return NULL;
    WfNode node = s->conditions ? wf_doc_get(doc, s->conditions, name) : 0;
    if (!node) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "there is no condition '%s'", name);
        return NULL;
    }
    if (m->eval_depth == 0) {
        budget_begin(&m->eval_budget, EXPRESSIONS);
        m->n_circle = 0;
    }
    if (m->eval_depth >= DEPTH || is_circle(m, (WfExpr){lexical, node})) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "condition '%s' leads to itself", name);
        return NULL;
    }
    ValueContext context = {m, lexical, WF_VALUE_KNOWN};
    WfExprScope es = {.version = s->version,
                      .context = WF_EXPR_CONDITION,
                      .resolver = m->resolver,
                      .data = &context};
    json_auto_t *raw = wf_doc_to_json(doc, node);
    bool known = false;
    m->evaluating[m->eval_depth++] = (WfExpr){lexical, node};
    json_auto_t *value = wf_expr_condition_definition(raw, &es, &known, NULL, error);
    m->eval_depth--;
    if (!value)
        return NULL;
    if (!known && cannot_be_said(m, lexical, node, value))
        return json_true();
    WfDecision decision = !known ? WF_UNDECIDED : json_is_true(value) ? WF_YES : WF_NO;
    g_hash_table_insert(m->conditions, key, GUINT_TO_POINTER(decision + 1));
    *ret_expr = !known;
    return known || lexical != 0 ? g_steal_pointer(&value) : NULL;
}

void wf_condition_check(WfModel *m, WfScope scope, WfNode key)
{
    if (wf_doc_kind(wf_scope_doc(m, scope), key) != WF_STRING) { /* the engine breaks on it */
        wf_name_quotes(m, scope, key);
        if (m->findings && !m->muted)
            wf_findings_severity(m->findings, WF_FAULT);
        return;
    }
    g_autofree char *name = wf_doc_dup(wf_scope_doc(m, scope), key);
    g_autoptr(GError) error = NULL;
    bool open = false;

    json_decref(wf_condition_get(m, scope, name, &open, &error));
    if (error && m->n_circle && m->findings)
        say_circle(m);
    else if (error)
        wf_fault(m, scope, key, WF_CODE_ARGUMENT, "condition '%s': %s", name, error->message);
}

bool wf_model_condition_decided(const WfModel *cm, const char *name)
{
    WfModel *m = (WfModel *)cm; /* the cache only */
    bool open = false;
    json_auto_t *value = wf_condition_get(m, 0, name, &open, NULL);
    return value != NULL;
}

json_t *wf_model_condition(const WfModel *cm, WfExpr at)
{
    WfModel *m = (WfModel *)cm; /* the cache only */
    ValueContext context = {m, at.scope, WF_VALUE_PORTABLE};
    WfExprScope es = {.version = SCOPE(m, at.scope)->version,
                      .context = WF_EXPR_CONDITION,
                      .resolver = m->resolver,
                      .data = &context};
    json_auto_t *raw = wf_doc_to_json(wf_scope_doc(m, at.scope), at.node);

    return wf_expr_condition(raw, &es, NULL, NULL, NULL);
}

WfDecision wf_condition_node(WfModel *m, WfScope scope, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    ValueContext context = {m, scope, WF_VALUE_KNOWN};
    WfExprScope es = {.version = SCOPE(m, scope)->version,
                      .context = WF_EXPR_CONDITION,
                      .resolver = m->resolver,
                      .data = &context};
    json_auto_t *raw = wf_doc_to_json(doc, node);
    g_autoptr(GError) error = NULL;
    g_autofree char *where = NULL;
    bool known = false;
    json_auto_t *value = wf_expr_condition(raw, &es, &known, &where, &error);

    if (!value) {
        wf_value_say(m, (WfExpr){scope, node}, where, error);
        return WF_YES;
    }
    if (known)
        return json_is_true(value) ? WF_YES : WF_NO;
    if (m->findings) {
        wf_fault(m, scope, node, WF_CODE_CONDITION,
                 "this condition depends on a parameter without a value; it is taken as true");
        wf_fault_hint(m, "give the parameter with -P NAME=VALUE or an environment, "
                         "OS::stack_name with --stack");
    }
    return WF_UNDECIDED;
}
