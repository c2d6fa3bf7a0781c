/* What expressions refer to, straight from the tape: one linear pass over an expression's entries,
 * following parameters and outputs into other stack levels through a work list. */
#include "scan.h"

#include <string.h>

/* An expression can lead through at most this many others before it must be a loop. */
enum { MAX_JOBS = 100000 };

/* No key of so many bytes was meant as a function. */
enum { LONGEST_CALL = 32 };

static void name_wanted(WfModel *m, WfScope scope, WfNode node, const char *function)
{
    wf_fault(m, scope, node, WF_CODE_ARGUMENT, "'%s' needs a name here", function);
    wf_fault_hint_quotes(m, scope, node);
}

static bool is_name(Scan *scan, Job *job, WfNode node, const char *function, WfNode call)
{
    const WfDoc *doc = wf_scope_doc(scan->m, job->scope);

    if (node && wf_doc_kind(doc, node) == WF_STRING)
        return true;
    if (job->check && (!node || !wf_is_call(scan->m, (WfExpr){job->scope, node})))
        name_wanted(scan->m, job->scope, node ? node : call, function);
    return false;
}

/* A name that a function gives; 0: it cannot be told now. With @portable also if a parameter of the
 * root decides it, which stays open when the model is composed. */
static WfSym computed_name(WfModel *m, WfExpr expr, bool portable)
{
    json_auto_t *value = wf_value(m, expr, portable ? WF_VALUE_PORTABLE : WF_VALUE_KNOWN, NULL);

    return json_is_string(value) ? wf_sym(m, json_string_value(value)) : 0;
}

static void name_wanted_now(WfModel *m, WfExpr at)
{
    wf_fault(m, at.scope, at.node, WF_CODE_ARGUMENT,
             "the name of what is read must be written out here");
    wf_fault_hint(m, "a parameter's value may change, and what depends on what with it");
}

/* What a reference is to; 0: nothing, which is said. */
static Entity referent(Scan *scan, Job *job, WfNode name, const char *function, WfNode call)
{
    WfModel *m = scan->m;

    if (name && wf_doc_kind(wf_scope_doc(m, job->scope), name) == WF_STRING)
        return wf_entity_node(m, job->scope, name, job->check);
    if (!name || !wf_is_call(m, (WfExpr){job->scope, name})) {
        if (job->check)
            name_wanted(m, job->scope, name ? name : call, function);
        return 0;
    }
    WfSym sym = computed_name(m, (WfExpr){job->scope, name}, true);
    Entity e = wf_entity(m, job->scope, sym);
    if (!sym && job->check)
        name_wanted_now(m, (WfExpr){job->scope, name});
    else if (!e && job->check)
        wf_fault(m, job->scope, name, WF_CODE_REF, "'%s' is no resource or component",
                 wf_names_text(m->names, sym));
    return e;
}

/* Does it stand in a flattened template under the name it has here? */
static bool keeps_its_name(const WfModel *m, WfScope scope, Entity e)
{
    if (scope != 0 || ENTITY_IS_COMPONENT(e))
        return false;
    WfResourceKind kind = RESOURCE(m, ENTITY_ID(e))->kind;
    return kind == WF_RESOURCE_INFRA || kind == WF_RESOURCE_SERVER || kind == WF_RESOURCE_SCALING ||
           kind == WF_RESOURCE_BOOT_CONFIG;
}

/* The attribute that is read; 0: none is named, or it cannot be told now. */
static WfSym attribute(Scan *scan, Job *job, Entity e, WfNode attr, WfNode call)
{
    WfModel *m = scan->m;
    const WfDoc *doc = wf_scope_doc(m, job->scope);

    if (!attr || wf_doc_kind(doc, attr) == WF_NULL) {
        if (job->check && ENTITY_IS_COMPONENT(e))
            wf_scan_which_output(scan, ENTITY_ID(e), (WfExpr){job->scope, call});
        else if (job->check && !keeps_its_name(m, 0, e))
            wf_fault(m, job->scope, call, WF_CODE_ARGUMENT, "which attribute of '%s'?",
                     wf_names_text(m->names, RESOURCE(m, ENTITY_ID(e))->local));
        return 0;
    }
    if (wf_doc_kind(doc, attr) == WF_STRING)
        return wf_sym_node(m, doc, attr);
    WfExpr expr = {job->scope, attr};
    bool open = !keeps_its_name(m, job->scope, e);
    WfSym sym = wf_is_call(m, expr) ? computed_name(m, expr, open) : 0;
    if (!sym && job->check && !wf_is_call(m, expr))
        name_wanted(m, job->scope, attr, "get_attr");
    else if (!sym && job->check && open)
        name_wanted_now(m, expr);
    return sym;
}

/* Is a step of a path, which a function gives, no name and no number? A list is none, whatever
 * stands in it, and neither is a map that is no call. */
static bool is_no_step(WfModel *m, WfExpr step)
{
    json_auto_t *value = wf_value(m, step, WF_VALUE_KNOWN, NULL);

    return json_is_array(value) ||
           (json_is_object(value) && !wf_expr_call(value, WF_N_HOT - 1, WF_EXPR_VALUE, NULL));
}

/* The steps of a path, from @step on. Where the call cannot stand as it is in a flattened template,
 * they must lead into what is known now, and those that functions give must be known: whether they
 * are is another question in each stack that is made of the template. @through: it is looked
 * through at what stands behind. */
static void check_steps(Scan *scan, Job *job, WfNode call, WfNode list, WfNode step, bool through)
{
    WfModel *m = scan->m;
    const WfDoc *doc = wf_scope_doc(m, job->scope);
    g_autoptr(GError) error = NULL;
    bool look = false;

    for (; step && m->findings; step = wf_doc_next(doc, list, step)) {
        bool is_call = wf_is_call(m, (WfExpr){job->scope, step});
        look |= is_call || through;
        if (is_call ? !is_no_step(m, (WfExpr){job->scope, step})
                    : wf_doc_kind(doc, step) < WF_SEQ || !job->check)
            continue;
        wf_fault(m, job->scope, step, WF_CODE_ARGUMENT,
                 "a step of a path is a name or a number, this %s %s", is_call ? "gives" : "is",
                 is_call ? "neither" : wf_kind_name(wf_doc_kind(doc, step)));
        return;
    }
    json_auto_t *value =
        look ? wf_value(m, (WfExpr){job->scope, call}, WF_VALUE_PORTABLE, &error) : NULL;
    if (error && error->code != WF_ERROR_NOT_FOUND)
        wf_value_say(m, (WfExpr){job->scope, call}, NULL, error);
}

/* One step of a path into what is written out at @node; 0: only its value tells. */
static WfNode step_into(const WfDoc *doc, WfNode node, const json_t *step)
{
    json_int_t left = json_is_integer(step) ? json_integer_value(step) : -1;

    if (json_is_string(step))
        return wf_doc_get_str(doc, node,
                              (WfStr){json_string_value(step), json_string_length(step)});
    if (left >= 0 && wf_doc_kind(doc, node) == WF_SEQ)
        WF_DOC_EACH (doc, node, item)
            if (left-- == 0)
                return item;
    return 0;
}

/* Does the path lead from @e to its end through maps and lists that are written out? */
static bool leads_through(WfModel *m, WfExpr e, const WfDoc *doc, WfNode list, WfNode step)
{
    for (; step && e.node; step = wf_doc_next(doc, list, step)) {
        json_auto_t *name = wf_doc_to_json(doc, step);
        e.node = wf_is_call(m, e) ? 0 : step_into(wf_scope_doc(m, e.scope), e.node, name);
    }
    return e.node != 0;
}

/* Must it be computed whether the path leads on? Does what is asked of @e come from expressions
 * elsewhere in the model, that is, and are they more than entries that thousands may read, each the
 * one that is its own? */
static bool is_looked_through(WfModel *m, Entity e, WfSym attr, const WfDoc *doc, WfNode list,
                              WfNode step)
{
    if (ENTITY_IS_COMPONENT(e) || !step)
        return false;
    Resource res = *RESOURCE(m, ENTITY_ID(e));
    const char *key = wf_names_text(m->names, attr);
    WfExpr value = {res.scope, 0};

    if (res.kind == WF_RESOURCE_GROUP)
        return wf_doc_next(doc, list, step) ||
               (strcmp(key, "refs") != 0 && strcmp(key, "refs_map") != 0);
    if (res.kind == WF_RESOURCE_VALUE && strcmp(key, "value") == 0) {
        value.node = wf_resource_property(m, ENTITY_ID(e), "value");
    } else if (res.kind == WF_RESOURCE_NESTED && res.inner != WF_NONE) {
        value.scope = res.inner;
        wf_scope_output(m, res.inner, key, strlen(key), &value.node);
    }
    return (res.kind == WF_RESOURCE_NESTED || res.kind == WF_RESOURCE_VALUE) &&
           !leads_through(m, value, doc, list, step);
}

static void get_attr(Scan *scan, Job *job, WfNode call, WfNode arg)
{
    const WfDoc *doc = wf_scope_doc(scan->m, job->scope);

    if (wf_doc_kind(doc, arg) != WF_SEQ) {
        if (job->check) {
            wf_fault(scan->m, job->scope, arg, WF_CODE_ARGUMENT, "'get_attr' needs a list");
            wf_fault_hint(scan->m, "write {get_attr: [NAME, ATTRIBUTE]}");
        }
        return;
    }
    WfNode name = wf_doc_first(doc, arg);
    Entity e = referent(scan, job, name, "get_attr", call);
    if (!e)
        return;
    WfNode attr = wf_doc_next(doc, arg, name);
    WfSym sym = attribute(scan, job, e, attr, call);
    if (sym) {
        WfNode step = wf_doc_next(doc, arg, attr);
        check_steps(scan, job, call, arg, step, is_looked_through(scan->m, e, sym, doc, arg, step));
    }
    Ref ref = {.at = {job->scope, call}, .attr = sym, .attr_node = attr, .check = job->check};
    if (ENTITY_IS_COMPONENT(e))
        wf_scan_component(scan, ENTITY_ID(e), &ref);
    else
        wf_scan_resource(scan, ENTITY_ID(e), &ref);
}

static void get_resource(Scan *scan, Job *job, WfNode call, WfNode arg)
{
    WfModel *m = scan->m;
    WfExpr at = {job->scope, call};

    Entity e = referent(scan, job, arg, "get_resource", call);
    if (!e)
        return;
    if (ENTITY_IS_COMPONENT(e)) {
        scan->sink->component(scan->data, ENTITY_ID(e), 0, at);
        return;
    }
    WfId r = ENTITY_ID(e);
    if (wf_scan_disabled(scan, r, &(Ref){.at = at, .check = job->check}))
        return;
    Resource res = *RESOURCE(m, r);
    if (res.kind == WF_RESOURCE_SERVER)
        scan->sink->vm(scan->data, res.vm, 0, at);
    else if (res.first_component != WF_NONE && res.kind != WF_RESOURCE_WAIT)
        wf_scan_components(scan, r, &(Ref){.at = at});
    else
        wf_scan_resource(scan, r, &(Ref){.at = at});
}

/* The parameter that is meant; 0: none, or it cannot be told now. In a nested stack it must be, as
 * its parameters leave no name in a flattened template. */
static WfSym param_name(Scan *scan, Job *job, WfNode call, WfNode name)
{
    WfModel *m = scan->m;
    bool nested = SCOPE(m, job->scope)->lexical != 0;

    if (is_name(scan, job, name, "get_param", call))
        return wf_sym_node(m, wf_scope_doc(m, job->scope), name);
    if (!name || !wf_is_call(m, (WfExpr){job->scope, name}))
        return 0;
    WfSym sym = computed_name(m, (WfExpr){job->scope, name}, nested);
    if (!sym && nested && job->check)
        name_wanted_now(m, (WfExpr){job->scope, name});
    return sym;
}

static void get_param(Scan *scan, Job *job, WfNode call, WfNode arg)
{
    WfModel *m = scan->m;
    const WfDoc *doc = wf_scope_doc(m, job->scope);
    bool path = wf_doc_kind(doc, arg) == WF_SEQ;
    WfNode name = path ? wf_doc_first(doc, arg) : arg;
    WfSym sym = param_name(scan, job, call, name);
    const char *text = wf_names_text(m->names, sym);

    m->reads_pseudo |= !sym || wf_parameter_is_pseudo(text); /* for all that can be told */
    if (!sym)
        return;
    if (!wf_parameter_exists(m, job->scope, text)) {
        if (job->check)
            wf_parameter_unknown(m, job->scope, name, text);
        return;
    }
    if (scan->sink->param)
        scan->sink->param(scan->data, SCOPE(m, job->scope)->lexical, sym,
                          (WfExpr){job->scope, call});
    WfExpr given = wf_parameter_given(m, job->scope, text);
    if (path)
        check_steps(scan, job, call, arg, wf_doc_next(doc, arg, name), given.node != 0);
    wf_scan_add(scan, given.scope, given.node, false);
}

/* Whoever reads the result has the files that the names in the templates lead to, and no others. */
static void get_file(Scan *scan, Job *job, WfNode call, WfNode arg)
{
    WfModel *m = scan->m;
    WfExpr e = {job->scope, arg};

    if (!job->check)
        return;
    if (is_name(scan, job, arg, "get_file", call)) {
        wf_source_check_file(m, job->scope, arg, wf_sym_node(m, wf_scope_doc(m, job->scope), arg));
    } else if (wf_is_call(m, e)) {
        WfSym sym = computed_name(m, e, true);
        if (sym)
            wf_source_check_file(m, job->scope, arg, sym);
        else
            name_wanted_now(m, e);
    }
}

/* Only the branch that is taken makes references; both if the condition is not decided. */
static bool if_call(Scan *scan, Job *job, WfNode arg)
{
    const WfDoc *doc = wf_scope_doc(scan->m, job->scope);
    WfNode condition = wf_doc_kind(doc, arg) == WF_SEQ ? wf_doc_first(doc, arg) : 0;

    if (!condition)
        return false;
    WfNode yes = wf_doc_next(doc, arg, condition);
    WfNode no = yes ? wf_doc_next(doc, arg, yes) : 0;
    WfFindings *findings = scan->m->findings;
    if (!job->check)
        scan->m->findings = NULL;
    WfDecision decision = wf_condition_node(scan->m, job->scope, condition);
    scan->m->findings = findings;
    if (decision != WF_NO)
        wf_scan_add(scan, job->scope, yes, job->check);
    if (decision != WF_YES)
        wf_scan_add(scan, job->scope, no, job->check);
    return true;
}

/* What the resource outside says of itself may refer to others there. */
static void facade(Scan *scan, Job *job, WfNode call, WfNode arg)
{
    WfModel *m = scan->m;
    g_autofree char *what = wf_doc_dup(wf_scope_doc(m, job->scope), arg);
    WfExpr at = wf_facade_node(m, job->scope, what);

    if (at.scope != WF_NONE) {
        wf_scan_add(scan, at.scope, at.node, false);
    } else if (job->check) {
        wf_fault(m, job->scope, call, WF_CODE_FUNCTION,
                 "'resource_facade' stands only in the template of a nested stack");
        wf_fault_hint(m, "a root template stands for no resource: say here what it is to give");
    }
}

/* Returns whether the call's arguments are dealt with and need no further look. */
static bool visit_call(Scan *scan, Job *job, WfFunction fn, WfNode call, WfNode arg)
{
    switch (fn) {
    case WF_FN_GET_ATTR:
        get_attr(scan, job, call, arg);
        return false;
    case WF_FN_GET_RESOURCE:
        get_resource(scan, job, call, arg);
        return true;
    case WF_FN_GET_PARAM:
        get_param(scan, job, call, arg);
        return false;
    case WF_FN_AWS_REF: {
        const WfDoc *doc = wf_scope_doc(scan->m, job->scope);
        WfStr text = wf_doc_text(doc, arg);
        if (wf_entity(scan->m, job->scope, wf_names_find(scan->m->names, text.s, text.len)))
            get_resource(scan, job, call, arg);
        else
            get_param(scan, job, call, arg);
        return true;
    }
    case WF_FN_GET_FILE:
        get_file(scan, job, call, arg);
        return false;
    case WF_FN_RESOURCE_FACADE:
        facade(scan, job, call, arg);
        return true;
    case WF_FN_IF:
        return if_call(scan, job, arg);
    case WF_FN_YAQL:
        if (scan->sink->software) {
            wf_fault(scan->m, job->scope, call, WF_CODE_YAQL,
                     "software needs this value, and only Heat's engine can compute yaql");
            wf_fault_hint(scan->m, "say it with other functions, or compute it in the recipe");
        }
        return false;
    default:
        return false;
    }
}

WfFunction wf_key_misspelt(WfModel *m, WfScope scope, WfSym sym)
{
    const char *key = wf_names_text(m->names, sym);

    if (g_hash_table_contains(m->plain_keys, GUINT_TO_POINTER(sym)))
        return WF_FN_NONE;
    WfFunction meant = wf_expr_misspelt(key, SCOPE(m, scope)->version, WF_EXPR_VALUE);
    if (meant == WF_FN_NONE && wf_expr_function(key) == WF_FN_NONE) /* else the version counts */
        g_hash_table_add(m->plain_keys, GUINT_TO_POINTER(sym));
    return meant;
}

/* A map with one key that is no call, but was perhaps meant as one. */
static void lint(Scan *scan, Job *job, WfFunction fn, WfNode node)
{
    WfModel *m = scan->m;
    WfHotVersion version = SCOPE(m, job->scope)->version;
    WfSym sym = wf_sym_node(m, wf_scope_doc(m, job->scope), node);
    const char *key = wf_names_text(m->names, sym);

    if (fn != WF_FN_NONE && wf_expr_refused(fn, version, WF_EXPR_VALUE)) {
        wf_fault(m, job->scope, node, WF_CODE_FUNCTION, "'%s' may not be used in version %s", key,
                 wf_hot_version_date(version));
        return;
    }
    WfFunction meant = wf_key_misspelt(m, job->scope, sym);
    if (meant == WF_FN_NONE)
        return;
    if (meant == fn) {
        WfHotVersion since = wf_expr_since(fn, WF_EXPR_VALUE);
        wf_fault(m, job->scope, node, WF_CODE_FUNCTION,
                 "version %s does not know the function '%s'", wf_hot_version_date(version), key);
        if (since != WF_N_HOT)
            wf_fault_hint(m, "it is there from heat_template_version %s on",
                          wf_hot_version_date(since));
        return;
    }
    wf_fault(m, job->scope, node, WF_CODE_MISSPELT,
             "'%s' looks like a misspelt function and is taken as data", key);
    wf_fault_meant(m, wf_expr_function_name(meant));
}

/* References whose names are written out are looked at here: nothing need be computed to tell what
 * is wrong with them. */
static bool is_plain_reference(const WfDoc *doc, WfFunction fn, WfNode arg)
{
    bool reference = fn == WF_FN_GET_ATTR || fn == WF_FN_GET_RESOURCE || fn == WF_FN_GET_PARAM ||
                     fn == WF_FN_GET_FILE || fn == WF_FN_AWS_REF;

    if (!reference || wf_doc_kind(doc, arg) < WF_SEQ)
        return reference;
    if (wf_doc_kind(doc, arg) != WF_SEQ || fn != WF_FN_GET_ATTR) /* a parameter's path leads on */
        return false;
    guint n = 0; /* of name and attribute is said what they are instead of texts */
    WF_DOC_EACH (doc, arg, item)
        if (wf_doc_kind(doc, item) >= WF_SEQ || (n++ >= 2 && wf_doc_kind(doc, item) != WF_STRING))
            return false;
    return true;
}

static void scan_job(Scan *scan, Job *job)
{
    const WfDoc *doc = wf_scope_doc(scan->m, job->scope);
    WfNode end = wf_doc_end(doc, job->node), computed = 0;

    for (WfNode i = job->node; i < end; i++) {
        WfNode key = wf_doc_only_key(doc, i), arg = key + 1;
        if (!key)
            continue;
        WfStr text = wf_doc_text(doc, key);
        WfFunction fn = wf_expr_function_n(text.s, text.len);
        if (fn != WF_FN_NONE &&
            wf_expr_known(fn, SCOPE(scan->m, job->scope)->version, WF_EXPR_VALUE)) {
            Job here = *job;
            if (scan->sink->values && job->check && i >= computed &&
                !is_plain_reference(doc, fn, arg)) {
                here.check = wf_value_check(scan->m, (WfExpr){job->scope, i});
                computed = wf_doc_end(doc, i); /* with all that stands in it */
            }
            if (visit_call(scan, &here, fn, i, arg))
                i = wf_doc_end(doc, i) - 1;
        } else if (job->check && text.len > 2 && text.len < LONGEST_CALL) {
            lint(scan, job, fn, key);
        }
    }
}

void wf_refs_scan(WfModel *m, WfExpr expr, bool check, const RefSink *sink, gpointer data)
{
    Scan scan = {.m = m, .sink = sink, .data = data, .scope = expr.scope, .node = expr.node};
    Job first = {expr.scope, expr.node, check && m->findings};

    if (wf_doc_kind(wf_scope_doc(m, expr.scope), expr.node) < WF_SEQ)
        return;
    bool inside = m->scanning; /* of another one, which an order among what it looks at led here */
    if (!inside)
        budget_begin(&m->scan_budget, MAX_JOBS);
    m->scanning = true;
    scan_job(&scan, &first);
    for (guint i = 0; scan.jobs && i < scan.jobs->len; i++) {
        Job job = g_array_index(scan.jobs, Job, i);
        scan_job(&scan, &job);
    }
    m->scanning = inside;
    g_clear_pointer(&scan.jobs, g_array_unref);
    g_clear_pointer(&scan.seen, g_hash_table_unref);
}
