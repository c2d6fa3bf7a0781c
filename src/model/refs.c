/* What expressions refer to, straight from the tape: one linear pass over an expression's entries,
 * following parameters and outputs into other stack levels through a work list. */
#include "model_priv.h"

#include <weft/text.h>
#include <string.h>

/* An expression can lead through at most this many others before it must be a loop. */
enum { MAX_JOBS = 100000 };

/* No key of so many bytes was meant as a function. */
enum { LONGEST_CALL = 32 };

typedef struct {
    WfScope scope;
    WfNode node;
    bool check;
} Job;

typedef struct {
    WfModel *m;
    const RefSink *sink;
    gpointer data;
    GArray *jobs;  /* made when a second expression turns up */
    WfScope scope; /* of the expression that all began with */
    WfNode node;
} Scan;

static void add_job(Scan *scan, WfScope scope, WfNode node, bool check)
{
    Job job = {scope, node, check};

    if (!node)
        return;
    if (!budget_take(&scan->m->scan_budget)) {
        wf_fault(scan->m, scan->scope, scan->node, WF_CODE_LIMIT,
                 "this leads to too many other expressions");
        return;
    }
    if (!scan->jobs)
        scan->jobs = g_array_new(FALSE, FALSE, sizeof(Job));
    g_array_append_val(scan->jobs, job);
}

/* ---- things named ---- */

void wf_refs_unknown(WfModel *m, WfScope scope, WfNode name)
{
    g_autofree char *text = wf_doc_dup(wf_scope_doc(m, scope), name);

    wf_fault(m, scope, name, WF_CODE_REF, "'%s' is no resource or component", text);
    g_autofree char *near = wf_entity_nearest(m, scope, text);
    if (near)
        wf_fault_hint(m, "did you mean '%s'?", near);
}

static Entity find(Scan *scan, WfScope scope, WfNode name, bool check)
{
    WfModel *m = scan->m;
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfStr text = wf_doc_text(doc, name);
    Entity e = wf_entity(m, scope, wf_names_find(m->names, text.s, text.len));

    if (!e && check)
        wf_refs_unknown(m, scope, name);
    return e;
}

static bool disabled(Scan *scan, WfId r, WfExpr at, bool check)
{
    WfModel *m = scan->m;

    if (!(RESOURCE(m, r)->flags & RESOURCE_DISABLED))
        return false;
    if (check)
        wf_fault(m, at.scope, at.node, WF_CODE_DISABLED, "the condition of '%s' is false",
                 wf_names_text(m->names, RESOURCE(m, r)->name));
    return true;
}

static bool component_has_output(const WfModel *m, WfId c, WfSym attr)
{
    WfId first;
    guint32 n;

    wf_model_component_outputs(m, c, &first, &n);
    for (WfId o = first; o < first + n; o++)
        if (OUTPUT(m, o)->name == attr)
            return true;
    return wf_model_output_is_implicit(wf_names_text(m->names, attr));
}

/* The output of the component nearest to what it has not got; NULL: none. */
static const char *nearest_output(const WfModel *m, const char *name, WfId first, guint32 n)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    if (!wf_may_suggest(m, n))
        return NULL;
    for (WfId o = first; o < first + n; o++)
        g_ptr_array_add(names, (char *)wf_names_text(m->names, OUTPUT(m, o)->name));
    g_ptr_array_add(names, NULL);
    return wf_text_nearest(name, (const char *const *)names->pdata);
}

static void unknown_output(WfModel *m, WfId c, WfSym attr, WfScope scope, WfNode at)
{
    const char *name = wf_names_text(m->names, attr);
    WfId first;
    guint32 n;

    wf_fault(m, scope, at, WF_CODE_OUTPUT, "component '%s' declares no output '%s'",
             wf_model_component_name(m, c), name);
    wf_model_component_outputs(m, c, &first, &n);
    const char *near = nearest_output(m, name, first, n);
    if (near)
        wf_fault_hint(m, "did you mean '%s'?", near);
    else if (n == 1)
        wf_fault_hint(m, "its only output is '%s'",
                      wf_names_text(m->names, OUTPUT(m, first)->name));
}

static void component_ref(Scan *scan, WfId c, WfSym attr, WfExpr at, WfNode attr_node, bool check)
{
    WfModel *m = scan->m;

    if (check && attr && COMPONENT(m, c)->kind != WF_COMPONENT_WAIT &&
        !component_has_output(m, c, attr))
        unknown_output(m, c, attr, at.scope, attr_node ? attr_node : at.node);
    scan->sink->component(scan->data, c, attr, at);
}

static void resource_ref(Scan *scan, WfId r, WfSym attr, WfExpr at, WfNode attr_node, bool check,
                         guint depth);

static void each_component(Scan *scan, WfId r, WfSym attr, WfExpr at, WfNode attr_node, bool check)
{
    const Resource *res = RESOURCE(scan->m, r);
    WfId first = res->first_component;
    guint32 n = res->n_components;

    for (guint32 i = 0; i < n; i++)
        component_ref(scan, first + i, attr, at, attr_node, check);
}

static WfSym singular(WfModel *m, WfSym attr)
{
    const char *text = wf_names_text(m->names, attr);

    if (strcmp(text, "deploy_stdouts") == 0 || strcmp(text, "deploy_stderrs") == 0 ||
        strcmp(text, "deploy_status_codes") == 0) {
        g_autofree char *one = g_strndup(text, strlen(text) - 1);
        return wf_sym(m, one);
    }
    return attr;
}

/* "resource.NAME[.ATTR]" of a nested stack or group; @attr is that text. */
static void inner_ref(Scan *scan, WfId r, const char *key, WfNode key_node, WfExpr at, bool check,
                      guint depth)
{
    WfModel *m = scan->m;
    g_auto(GStrv) parts = g_strsplit(key, ".", 3);
    WfId inner = WF_NONE;

    if (RESOURCE(m, r)->kind == WF_RESOURCE_GROUP) {
        inner = wf_group_member(m, r, parts[1], strlen(parts[1]));
    } else {
        Entity e = wf_entity(m, RESOURCE(m, r)->inner,
                             wf_names_find(m->names, parts[1], strlen(parts[1])));
        if (e && ENTITY_IS_COMPONENT(e)) {
            component_ref(scan, ENTITY_ID(e), parts[2] ? wf_sym(m, parts[2]) : 0, at, key_node,
                          check);
            return;
        }
        inner = e ? ENTITY_ID(e) : WF_NONE;
    }
    if (inner == WF_NONE) {
        if (check)
            wf_fault(m, at.scope, key_node, WF_CODE_REF, "'%s' has no resource '%s' inside",
                     wf_names_text(m->names, RESOURCE(m, r)->name), parts[1]);
        return;
    }
    WfSym attr = parts[2] ? wf_sym(m, parts[2]) : 0;
    if (!attr && wf_doc_kind(wf_scope_doc(m, at.scope), at.node) == WF_MAP) {
        /* [group, resource.0, ATTR]: the attribute is the next item. */
        const WfDoc *doc = wf_scope_doc(m, at.scope);
        WfNode list = wf_doc_end(doc, wf_doc_first(doc, at.node));
        WfNode next = wf_doc_next(doc, list, key_node);
        if (next && wf_doc_kind(doc, next) == WF_STRING)
            attr = wf_sym_node(m, doc, next);
    }
    resource_ref(scan, inner, attr, at, key_node, check, depth + 1);
}

static void nested_ref(Scan *scan, WfId r, WfSym attr, WfExpr at, WfNode attr_node, bool check,
                       guint depth)
{
    WfModel *m = scan->m;
    const Resource *res = RESOURCE(m, r);
    WfScope inner = res->inner;
    const char *key = wf_names_text(m->names, attr);

    scan->sink->resource(scan->data, r, attr, at);
    if (inner == WF_NONE || !attr)
        return;
    if (g_str_has_prefix(key, "resource.")) {
        inner_ref(scan, r, key, attr_node, at, check, depth);
        return;
    }
    WfNode value = 0;
    if (wf_scope_output(m, inner, key, strlen(key), &value))
        add_job(scan, inner, value, false);
    else if (check && strcmp(key, "show") != 0 && strcmp(key, "outputs") != 0)
        wf_fault(m, at.scope, attr_node ? attr_node : at.node, WF_CODE_ATTRIBUTE,
                 "nested stack '%s' has no output '%s'",
                 wf_names_text(m->names, RESOURCE(m, r)->name), key);
}

static void group_ref(Scan *scan, WfId r, WfSym attr, WfExpr at, WfNode attr_node, bool check,
                      guint depth)
{
    WfModel *m = scan->m;
    const char *key = wf_names_text(m->names, attr);
    Resource res = *RESOURCE(m, r);

    scan->sink->resource(scan->data, r, attr, at);
    if (g_str_has_prefix(key, "resource.")) {
        inner_ref(scan, r, key, attr_node, at, check, depth);
        return;
    }
    if (!attr || strcmp(key, "refs") == 0 || strcmp(key, "refs_map") == 0 ||
        strcmp(key, "removed_rsrc_list") == 0)
        return;
    if (strcmp(key, "attributes") == 0) {
        const WfDoc *doc = wf_scope_doc(m, at.scope);
        WfNode list = wf_doc_end(doc, wf_doc_first(doc, at.node));
        WfNode next = attr_node ? wf_doc_next(doc, list, attr_node) : 0;
        attr = next && wf_doc_kind(doc, next) == WF_STRING ? wf_sym_node(m, doc, next) : 0;
    }
    for (guint32 i = 0; attr && i < res.n; i++)
        resource_ref(scan, g_array_index(m->members, WfId, res.first + i), attr, at, attr_node,
                     check && i == 0, depth + 1);
}

static void server_attribute(Scan *scan, WfSym attr, WfExpr at, WfNode attr_node)
{
    static const char *const known[] = {
        "first_address",
        "networks",
        "addresses",
        "name",
        "instance_name",
        "accessIPv4",
        "accessIPv6",
        "console_urls",
        "os_collect_config",
        "tags",
        "show",
        "deployed_server_id",
        NULL,
    };
    const char *text = wf_names_text(scan->m->names, attr);

    if (!attr || g_strv_contains(known, text))
        return;
    wf_fault(scan->m, at.scope, attr_node ? attr_node : at.node, WF_CODE_ATTRIBUTE,
             "a server has no attribute '%s'", text);
    const char *near = wf_text_nearest(text, known);
    if (near)
        wf_fault_hint(scan->m, "did you mean '%s'?", near);
}

/* [GROUP, OUTPUT, MEMBER]: the member's component, which alone is read. WF_NONE: no member is
 * named, or there is none of that name, which @check says. */
static WfId member_named(Scan *scan, WfId r, WfSym attr, WfExpr at, WfNode attr_node, bool check)
{
    WfModel *m = scan->m;
    const WfDoc *doc = wf_scope_doc(m, at.scope);
    const Resource *res = RESOURCE(m, r);
    WfNode list = wf_doc_end(doc, wf_doc_first(doc, at.node));
    bool here = attr_node && wf_doc_is(doc, attr_node, wf_names_text(m->names, attr)) &&
                wf_doc_kind(doc, list) == WF_SEQ;
    WfNode member = here ? wf_doc_next(doc, list, attr_node) : 0;
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    if (!member || wf_doc_kind(doc, member) != WF_STRING || !res->n_components)
        return WF_NONE;
    for (guint32 i = 0; i < res->n_components; i++) {
        const char *name = wf_model_component_name(m, res->first_component + i);
        name += wf_names_len(m->names, res->name) + 1;
        if (wf_doc_is(doc, member, name))
            return res->first_component + i;
        g_ptr_array_add(names, (char *)name);
    }
    if (!check)
        return WF_NONE;
    g_ptr_array_add(names, NULL);
    g_autofree char *text = wf_doc_dup(doc, member);
    wf_fault(m, at.scope, member, WF_CODE_REF, "'%s' has no member '%s'",
             wf_names_text(m->names, res->name), text);
    const char *near = wf_text_nearest(text, (const char *const *)names->pdata);
    if (near)
        wf_fault_hint(m, "did you mean '%s'?", near);
    return WF_NONE;
}

static void group_output(Scan *scan, WfId r, WfSym attr, WfExpr at, WfNode attr_node, bool check)
{
    WfId c = member_named(scan, r, attr, at, attr_node, check);

    if (c == WF_NONE)
        each_component(scan, r, singular(scan->m, attr), at, attr_node, check);
    else
        component_ref(scan, c, singular(scan->m, attr), at, attr_node, check);
}

static void resource_ref(Scan *scan, WfId r, WfSym attr, WfExpr at, WfNode attr_node, bool check,
                         guint depth)
{
    WfModel *m = scan->m;
    const Resource *res = RESOURCE(m, r);

    if (depth > WF_LIMIT_STACK_DEPTH * 2 || disabled(scan, r, at, check))
        return;
    switch ((WfResourceKind)res->kind) {
    case WF_RESOURCE_SERVER:
        if (check)
            server_attribute(scan, attr, at, attr_node);
        scan->sink->vm(scan->data, res->vm, attr, at);
        break;
    case WF_RESOURCE_DEPLOYMENT:
        each_component(scan, r, attr, at, attr_node, check);
        break;
    case WF_RESOURCE_DEPLOYMENT_GROUP:
        group_output(scan, r, attr, at, attr_node, check);
        break;
    case WF_RESOURCE_WAIT:
        if (res->first_component != WF_NONE)
            each_component(scan, r, attr, at, attr_node, false);
        else
            scan->sink->resource(scan->data, r, attr, at);
        break;
    case WF_RESOURCE_NESTED:
        nested_ref(scan, r, attr, at, attr_node, check, depth);
        break;
    case WF_RESOURCE_GROUP:
        group_ref(scan, r, attr, at, attr_node, check, depth);
        break;
    case WF_RESOURCE_SCALING:
        if (check && g_str_has_prefix(wf_names_text(m->names, attr), "resource."))
            wf_fault(m, at.scope, attr_node ? attr_node : at.node, WF_CODE_ADDRESSED,
                     "'%s' is an AutoScalingGroup: its members have no fixed names",
                     wf_names_text(m->names, res->name));
        scan->sink->resource(scan->data, r, attr, at);
        break;
    case WF_RESOURCE_VALUE:
        scan->sink->resource(scan->data, r, attr, at);
        add_job(scan, res->scope, wf_resource_property(m, r, "value"), false);
        wf_refs_order(m, r, scan->sink, scan->data, depth + 1);
        break;
    default:
        scan->sink->resource(scan->data, r, attr, at);
    }
}

/* ---- calls ---- */

static void name_wanted(WfModel *m, WfScope scope, WfNode node, const char *function)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfKind kind = wf_doc_kind(doc, node);

    wf_fault(m, scope, node, WF_CODE_ARGUMENT, "'%s' needs a name here", function);
    if (kind == WF_BOOL || kind == WF_INT || kind == WF_FLOAT) {
        WfStr text = wf_doc_text(doc, node);
        wf_fault_hint(m, "YAML reads %.*s as %s: put the name in quotes", (int)text.len, text.s,
                      wf_kind_name(kind));
    }
}

static bool is_name(Scan *scan, Job *job, WfNode node, const char *function, WfNode call)
{
    const WfDoc *doc = wf_scope_doc(scan->m, job->scope);

    if (node && wf_doc_kind(doc, node) == WF_STRING)
        return true;
    if (job->check &&
        (!node || (wf_doc_kind(doc, node) != WF_MAP && wf_doc_kind(doc, node) != WF_SEQ)))
        name_wanted(scan->m, job->scope, node ? node : call, function);
    return false;
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
    if (!is_name(scan, job, name, "get_attr", call))
        return;
    WfNode attr = wf_doc_next(doc, arg, name);
    WfExpr at = {job->scope, call};
    Entity e = find(scan, job->scope, name, job->check);
    if (!e)
        return;
    bool literal = attr && wf_doc_kind(doc, attr) == WF_STRING;
    WfSym sym = literal ? wf_sym_node(scan->m, doc, attr) : 0;
    if (ENTITY_IS_COMPONENT(e)) {
        if (!attr && job->check)
            wf_fault(scan->m, job->scope, call, WF_CODE_ARGUMENT, "which output of the component?");
        component_ref(scan, ENTITY_ID(e), sym, at, attr, job->check);
    } else {
        resource_ref(scan, ENTITY_ID(e), sym, at, attr, job->check, 0);
    }
}

static void get_resource(Scan *scan, Job *job, WfNode call, WfNode arg)
{
    WfModel *m = scan->m;
    WfExpr at = {job->scope, call};

    if (!is_name(scan, job, arg, "get_resource", call))
        return;
    Entity e = find(scan, job->scope, arg, job->check);
    if (!e)
        return;
    if (ENTITY_IS_COMPONENT(e)) {
        scan->sink->component(scan->data, ENTITY_ID(e), 0, at);
        return;
    }
    WfId r = ENTITY_ID(e);
    if (disabled(scan, r, at, job->check))
        return;
    Resource res = *RESOURCE(m, r);
    if (res.kind == WF_RESOURCE_SERVER)
        scan->sink->vm(scan->data, res.vm, 0, at);
    else if (res.first_component != WF_NONE && res.kind != WF_RESOURCE_WAIT)
        each_component(scan, r, 0, at, 0, false);
    else
        resource_ref(scan, r, 0, at, 0, false, 0);
}

static void get_param(Scan *scan, Job *job, WfNode call, WfNode arg)
{
    WfModel *m = scan->m;
    const WfDoc *doc = wf_scope_doc(m, job->scope);
    WfNode name = wf_doc_kind(doc, arg) == WF_SEQ ? wf_doc_first(doc, arg) : arg;

    if (!is_name(scan, job, name, "get_param", call)) {
        m->reads_pseudo = true; /* for all that can be told */
        return;
    }
    WfSym sym = wf_sym_node(m, doc, name);
    const char *text = wf_names_text(m->names, sym);
    m->reads_pseudo |= wf_parameter_is_pseudo(text);
    if (!wf_parameter_exists(m, job->scope, text)) {
        if (job->check) {
            wf_fault(m, job->scope, name, WF_CODE_PARAM, "there is no parameter '%s'", text);
            g_autofree char *near = wf_parameter_nearest(m, job->scope, text);
            if (near)
                wf_fault_hint(m, "did you mean '%s'?", near);
        }
        return;
    }
    if (scan->sink->param)
        scan->sink->param(scan->data, SCOPE(m, job->scope)->lexical, sym);
    WfExpr given = wf_parameter_given(m, job->scope, text);
    add_job(scan, given.scope, given.node, false);
}

static void get_file(Scan *scan, Job *job, WfNode call, WfNode arg)
{
    const WfDoc *doc = wf_scope_doc(scan->m, job->scope);

    if (!job->check || !is_name(scan, job, arg, "get_file", call))
        return;
    wf_source_check_file(scan->m, job->scope, arg, wf_sym_node(scan->m, doc, arg));
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
        add_job(scan, job->scope, yes, job->check);
    if (decision != WF_YES)
        add_job(scan, job->scope, no, job->check);
    return true;
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
    wf_fault_hint(m, "did you mean '%s'?", wf_expr_function_name(meant));
}

/* Functions whose arguments are looked at here tell what is wrong with them themselves. */
static bool has_arguments(WfFunction fn)
{
    return fn != WF_FN_GET_ATTR && fn != WF_FN_GET_RESOURCE && fn != WF_FN_GET_PARAM &&
           fn != WF_FN_GET_FILE && fn != WF_FN_AWS_REF;
}

static void scan_job(Scan *scan, Job *job)
{
    const WfDoc *doc = wf_scope_doc(scan->m, job->scope);
    WfNode end = wf_doc_end(doc, job->node), computed = 0;

    for (WfNode i = job->node; i < end; i++) {
        if (wf_doc_kind(doc, i) != WF_MAP)
            continue;
        WfNode key = wf_doc_first(doc, i);
        WfNode arg = key ? wf_doc_end(doc, key) : 0;
        if (!key || wf_doc_end(doc, arg) != wf_doc_end(doc, i))
            continue;
        WfStr text = wf_doc_text(doc, key);
        WfFunction fn = wf_expr_function_n(text.s, text.len);
        if (fn != WF_FN_NONE &&
            wf_expr_known(fn, SCOPE(scan->m, job->scope)->version, WF_EXPR_VALUE)) {
            if (scan->sink->values && job->check && i >= computed && has_arguments(fn)) {
                wf_value_check(scan->m, (WfExpr){job->scope, i});
                computed = wf_doc_end(doc, i); /* with all that stands in it */
            }
            if (visit_call(scan, job, fn, i, arg))
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
    budget_begin(&m->scan_budget, MAX_JOBS);
    scan_job(&scan, &first);
    for (guint i = 0; scan.jobs && i < scan.jobs->len; i++) {
        Job job = g_array_index(scan.jobs, Job, i);
        scan_job(&scan, &job);
    }
    g_clear_pointer(&scan.jobs, g_array_unref);
}

/* depends_on a nested stack or group means all of it. */
static void everything_inside(Scan *scan, WfId r, WfExpr at)
{
    WfModel *m = scan->m;
    g_autoptr(GArray) components = wf_model_resource_components(m, r);

    for (guint i = 0; i < components->len; i++)
        scan->sink->component(scan->data, g_array_index(components, WfId, i), 0, at);
    scan->sink->resource(scan->data, r, 0, at);
}

static void whole(Scan *scan, WfId r, WfExpr at)
{
    Resource res = *RESOURCE(scan->m, r);

    if (res.flags & RESOURCE_DISABLED) /* Heat drops it without a word */
        return;
    if (res.kind == WF_RESOURCE_SERVER)
        scan->sink->vm(scan->data, res.vm, 0, at);
    else if (res.kind == WF_RESOURCE_NESTED || res.kind == WF_RESOURCE_GROUP)
        everything_inside(scan, r, at);
    else if (res.first_component != WF_NONE)
        each_component(scan, r, 0, at, 0, false);
    else
        scan->sink->resource(scan->data, r, 0, at);
}

/* What is switched off (OS::Heat::None) still comes after what it names, and so does whatever comes
 * after it: @queue takes the names' resources. */
static void through_nothing(Scan *scan, WfId r, GArray *queue)
{
    WfModel *m = scan->m;
    WfScope scope = RESOURCE(m, r)->scope;
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfNode order = wf_doc_get(doc, RESOURCE(m, r)->def, "depends_on");
    WfNode item = wf_doc_kind(doc, order) == WF_SEQ ? wf_doc_first(doc, order) : order;

    for (; item; item = item == order ? 0 : wf_doc_next(doc, order, item)) {
        Entity e = wf_doc_kind(doc, item) == WF_STRING ? find(scan, scope, item, false) : 0;
        if (e && ENTITY_IS_COMPONENT(e))
            scan->sink->component(scan->data, ENTITY_ID(e), 0, (WfExpr){scope, item});
        else if (e) {
            WfId other = ENTITY_ID(e);
            g_array_append_val(queue, other);
        }
    }
}

void wf_refs_whole(WfModel *m, WfId r, WfExpr at, const RefSink *sink, gpointer data)
{
    Scan scan = {.m = m, .sink = sink, .data = data};

    whole(&scan, r, at);
    if (RESOURCE(m, r)->kind != WF_RESOURCE_NOTHING)
        return;
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(WfId));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_array_append_val(queue, r);
    for (guint i = 0; i < queue->len; i++) {
        WfId one = g_array_index(queue, WfId, i);
        if (!g_hash_table_add(seen, GUINT_TO_POINTER(one)))
            continue;
        if (one != r)
            whole(&scan, one, at);
        if (RESOURCE(m, one)->kind == WF_RESOURCE_NOTHING &&
            !(RESOURCE(m, one)->flags & RESOURCE_DISABLED))
            through_nothing(&scan, one, queue);
    }
}

void wf_refs_depends_on(WfModel *m, WfScope scope, WfNode name, const RefSink *sink, gpointer data)
{
    Scan scan = {.m = m, .sink = sink, .data = data};
    WfExpr at = {scope, name};

    if (wf_doc_kind(wf_scope_doc(m, scope), name) != WF_STRING) {
        wf_fault(m, scope, name, WF_CODE_TYPE, "depends_on wants names of resources or components");
        return;
    }
    Entity e = find(&scan, scope, name, m->findings != NULL);
    if (!e)
        return;
    if (ENTITY_IS_COMPONENT(e)) {
        sink->component(data, ENTITY_ID(e), 0, at);
        return;
    }
    wf_refs_whole(m, ENTITY_ID(e), at, sink, data);
}
