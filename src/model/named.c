/* What a name in an expression stands for, and what an attribute of it: components, VMs, whatever
 * is inside of nested stacks and groups. */
#include "scan.h"
#include "schema.h"

#include <string.h>
#include <weft/text.h>

/* So many are listed in a hint. */
enum { FEW_OUTPUTS = 8 };

void wf_scan_add(Scan *scan, WfScope scope, WfNode node, bool check)
{
    Job job = {scope, node, check};
    gpointer key = wf_pair(scope, node);

    if (!node)
        return;
    if (!scan->seen)
        scan->seen = g_hash_table_new(wf_pair_hash, NULL);
    if (!g_hash_table_add(scan->seen, key)) /* also what leads back to itself */
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

/* Where the fault of a name is. */
static WfNode name_node(const Ref *ref)
{
    return ref->attr_node ? ref->attr_node : ref->at.node;
}

bool wf_scan_disabled(Scan *scan, WfId r, const Ref *ref)
{
    WfModel *m = scan->m;

    if (!(RESOURCE(m, r)->flags & RESOURCE_DISABLED))
        return false;
    if (ref->check)
        wf_fault(m, ref->at.scope, ref->at.node, WF_CODE_DISABLED, "the condition of '%s' is false",
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
    WfNearest near = wf_nearest_to(name);

    if (!wf_may_suggest(m, n))
        return NULL;
    for (WfId o = first; o < first + n; o++)
        wf_nearest_try(&near, wf_names_text(m->names, OUTPUT(m, o)->name));
    return near.found;
}

/* Which outputs there are, if they are few. */
static void hint_outputs(WfModel *m, WfId first, guint32 n)
{
    g_autoptr(GString) names = g_string_new(NULL);

    if (n == 0 || n > FEW_OUTPUTS)
        return;
    for (WfId o = first; o < first + n; o++)
        g_string_append_printf(names, "%s'%s'", o > first ? ", " : "",
                               wf_names_text(m->names, OUTPUT(m, o)->name));
    wf_fault_hint(m, n == 1 ? "its only output is %s" : "its outputs are %s", names->str);
}

static void unknown_output(WfModel *m, WfId c, const Ref *ref)
{
    const char *name = wf_names_text(m->names, ref->attr);
    WfId first;
    guint32 n;

    wf_fault(m, ref->at.scope, name_node(ref), WF_CODE_OUTPUT,
             "component '%s' declares no output '%s'", wf_model_component_name(m, c), name);
    wf_model_component_outputs(m, c, &first, &n);
    if (!wf_fault_meant(m, nearest_output(m, name, first, n)))
        hint_outputs(m, first, n);
}

void wf_scan_which_output(Scan *scan, WfId c, WfExpr at)
{
    WfId first;
    guint32 n;

    wf_fault(scan->m, at.scope, at.node, WF_CODE_ARGUMENT, "which output of the component?");
    wf_model_component_outputs(scan->m, c, &first, &n);
    hint_outputs(scan->m, first, n);
}

void wf_scan_component(Scan *scan, WfId c, const Ref *ref)
{
    WfModel *m = scan->m;

    if (ref->check && ref->attr && COMPONENT(m, c)->kind != WF_COMPONENT_WAIT &&
        !component_has_output(m, c, ref->attr))
        unknown_output(m, c, ref);
    scan->sink->component(scan->data, c, ref->attr, ref->at);
}

void wf_scan_components(Scan *scan, WfId r, const Ref *ref)
{
    const Resource *res = RESOURCE(scan->m, r);
    WfId first = res->first_component;
    guint32 n = res->n_components;

    for (guint32 i = 0; i < n; i++)
        wf_scan_component(scan, first + i, ref);
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

/* A name that is written out, or that a function gives now; 0: it is none. */
static WfSym name_at(WfModel *m, WfExpr e)
{
    const WfDoc *doc = wf_scope_doc(m, e.scope);

    if (wf_doc_kind(doc, e.node) == WF_STRING)
        return wf_sym_node(m, doc, e.node);
    json_auto_t *value = wf_is_call(m, e) ? wf_value(m, e, WF_VALUE_KNOWN, NULL) : NULL;
    return json_is_string(value) ? wf_sym(m, json_string_value(value)) : 0;
}

/* The name that follows @item in the list of the call at @at; 0: none does. */
static WfSym step_after(WfModel *m, WfExpr at, WfNode item, WfNode *ret_node)
{
    const WfDoc *doc = wf_scope_doc(m, at.scope);
    WfNode key = wf_doc_kind(doc, at.node) == WF_MAP ? wf_doc_first(doc, at.node) : 0;
    WfNode list = key ? wf_doc_end(doc, key) : 0;
    WfNode next = item && wf_doc_kind(doc, list) == WF_SEQ ? wf_doc_next(doc, list, item) : 0;

    WfSym name = next ? name_at(m, (WfExpr){at.scope, next}) : 0;
    if (name)
        *ret_node = next;
    return name;
}

/* "resource.NAME[.ATTR]" of a nested stack or group; @key is that text. */
static void inner_ref(Scan *scan, WfId r, const char *key, const Ref *ref)
{
    WfModel *m = scan->m;
    g_auto(GStrv) parts = g_strsplit(key, ".", 3);
    Ref inside = *ref; /* [group, resource.0, ATTR]: the attribute is the next item */
    WfId inner = WF_NONE;

    inside.depth++;
    inside.attr =
        parts[2] ? wf_sym(m, parts[2]) : step_after(m, ref->at, ref->attr_node, &inside.attr_node);
    if (RESOURCE(m, r)->kind == WF_RESOURCE_GROUP) {
        inner = wf_group_member(m, r, parts[1], strlen(parts[1]));
    } else {
        Entity e = wf_entity(m, RESOURCE(m, r)->inner,
                             wf_names_find(m->names, parts[1], strlen(parts[1])));
        if (e && ENTITY_IS_COMPONENT(e)) {
            if (!inside.attr && ref->check)
                wf_scan_which_output(scan, ENTITY_ID(e), ref->at);
            wf_scan_component(scan, ENTITY_ID(e), &inside);
            return;
        }
        inner = e ? ENTITY_ID(e) : WF_NONE;
    }
    if (inner != WF_NONE)
        wf_scan_resource(scan, inner, &inside);
    else if (ref->check)
        wf_fault(m, ref->at.scope, ref->attr_node, WF_CODE_REF, "'%s' has no resource '%s' inside",
                 wf_names_text(m->names, RESOURCE(m, r)->name), parts[1]);
}

static void nested_ref(Scan *scan, WfId r, const Ref *ref)
{
    WfModel *m = scan->m;
    const Resource *res = RESOURCE(m, r);
    WfScope inner = res->inner;
    const char *key = wf_names_text(m->names, ref->attr);

    scan->sink->resource(scan->data, r, ref->attr, ref->at);
    if (inner == WF_NONE)
        return;
    if (g_str_has_prefix(key, "resource.")) {
        inner_ref(scan, r, key, ref);
        return;
    }
    WfNode value = 0;
    const char *output = ref->attr ? key : "OS::stack_id"; /* what a reference to it gives */
    if (wf_scope_output(m, inner, output, strlen(output), &value))
        wf_scan_add(scan, inner, value, false);
    else if (ref->check && ref->attr && strcmp(key, "show") != 0 && strcmp(key, "outputs") != 0)
        wf_fault(m, ref->at.scope, name_node(ref), WF_CODE_ATTRIBUTE,
                 "nested stack '%s' has no output '%s'",
                 wf_names_text(m->names, RESOURCE(m, r)->name), key);
}

/* The step of a path after the attribute; NULL: none. */
static json_t *step_after_attr(const WfModel *m, const Ref *ref)
{
    const WfDoc *doc = wf_scope_doc(m, ref->at.scope);
    WfNode list = wf_doc_end(doc, wf_doc_first(doc, ref->at.node));
    WfNode step = ref->attr_node ? wf_doc_next(doc, list, ref->attr_node) : 0;

    return step ? wf_doc_to_json(doc, step) : NULL;
}

/* References to the members. Whoever refers to the group comes after all of it as it is; software
 * reads each of them. */
static void group_refs(Scan *scan, WfId r, const char *attr, const Ref *ref)
{
    WfModel *m = scan->m;
    Resource res = *RESOURCE(m, r);
    Ref member = {.at = ref->at, .depth = ref->depth + 1};

    if (!scan->sink->software)
        return;
    json_auto_t *step = step_after_attr(m, ref);
    WfId only = wf_group_picked(m, r, attr, step);
    if (only != WF_NONE) {
        wf_scan_resource(scan, only, &member);
        return;
    }
    for (guint32 i = 0; i < res.n; i++)
        wf_scan_resource(scan, g_array_index(m->members, WfId, res.first + i), &member);
}

static void group_ref(Scan *scan, WfId r, const Ref *ref)
{
    WfModel *m = scan->m;
    const char *key = wf_names_text(m->names, ref->attr);
    Resource res = *RESOURCE(m, r);
    Ref member = *ref;

    scan->sink->resource(scan->data, r, ref->attr, ref->at);
    if (g_str_has_prefix(key, "resource.")) {
        inner_ref(scan, r, key, ref);
        return;
    }
    if (strcmp(key, "refs") == 0 || strcmp(key, "refs_map") == 0) {
        group_refs(scan, r, key, ref);
        return;
    }
    if (!ref->attr || strcmp(key, "removed_rsrc_list") == 0)
        return;
    member.depth++;
    if (strcmp(key, "attributes") == 0)
        member.attr = step_after(m, ref->at, ref->attr_node, &member.attr_node);
    for (guint32 i = 0; member.attr && i < res.n; i++) {
        wf_scan_resource(scan, g_array_index(m->members, WfId, res.first + i), &member);
        member.check = false; /* the others would say the same */
    }
}

/* The names of a member's own components; with @nearest the one that was perhaps meant by it. */
static char *own_components(const WfModel *m, WfId server, const char *nearest)
{
    const Resource *res = RESOURCE(m, server);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    gsize prefix = wf_names_len(m->names, SCOPE(m, res->scope)->prefix);

    if (SCOPE(m, res->scope)->lexical == res->scope ||
        !wf_may_suggest(m, res->shorts_end - res->shorts))
        return NULL;
    for (WfId c = res->shorts; c < res->shorts_end; c++)
        g_ptr_array_add(names, (char *)wf_model_component_name(m, c) + prefix);
    bool few = names->len && names->len <= FEW_OUTPUTS;
    g_ptr_array_add(names, NULL);
    if (nearest)
        return g_strdup(wf_text_nearest(nearest, (const char *const *)names->pdata));
    return few ? g_strjoinv(", ", (char **)names->pdata) : NULL;
}

/* Is @attr an attribute of the resource's type, if that is one of Heat's own? */
static void check_attribute(Scan *scan, WfId r, const Ref *ref)
{
    WfModel *m = scan->m;
    const Resource *res = RESOURCE(m, r);
    const char *name = wf_names_text(m->names, ref->attr);
    const WfHeatType *type = ref->attr ? wf_heat_type(wf_names_text(m->names, res->type)) : NULL;

    if (!type || !type->attributes || wf_words_hold(type->attributes, name, strlen(name)))
        return;
    wf_fault(m, ref->at.scope, name_node(ref), WF_CODE_ATTRIBUTE, "%s has no attribute '%s'",
             type->name, name);
    /* Another release of Heat may know better than weft, which does not read it. */
    if (res->kind == WF_RESOURCE_INFRA && m->findings && !m->muted)
        wf_findings_severity(m->findings, WF_WARNING);
    g_autofree char *meant = wf_words_nearest(type->attributes, name);
    g_autofree char *near = meant ? g_steal_pointer(&meant) : own_components(m, r, name);
    g_autofree char *own = near ? NULL : own_components(m, r, NULL);
    if (own) {
        wf_fault_hint(m, "its components (%s) are read as 'COMPONENT, OUTPUT'", own);
        return;
    }
    g_auto(GStrv) all = g_strsplit(type->attributes, " ", -1);
    g_autofree char *list = g_strjoinv(", ", all);
    if (!wf_fault_meant(m, near))
        wf_fault_hint(m, "it has: %s", list);
}

/* The resource itself is what is read. */
static void plain_ref(Scan *scan, WfId r, const Ref *ref)
{
    if (ref->check)
        check_attribute(scan, r, ref);
    scan->sink->resource(scan->data, r, ref->attr, ref->at);
}

/* An attribute of a server, or what a component in its metadata gives. */
static void server_ref(Scan *scan, WfId r, const Ref *ref)
{
    WfModel *m = scan->m;
    WfId c = wf_member_component(m, r, ref->attr);
    Ref output = *ref;

    if (c == WF_NONE) {
        if (ref->check)
            check_attribute(scan, r, ref);
        scan->sink->vm(scan->data, RESOURCE(m, r)->vm, ref->attr, ref->at);
        return;
    }
    output.attr_node = 0;
    output.attr = step_after(m, ref->at, ref->attr_node, &output.attr_node);
    if (!output.attr && ref->check)
        wf_scan_which_output(scan, c, ref->at);
    wf_scan_component(scan, c, &output);
}

/* [GROUP, OUTPUT, MEMBER]: the member's component, which alone is read. WF_NONE: no member is
 * named, or there is none of that name, which is said if @ref checks. */
static WfId member_named(Scan *scan, WfId r, const Ref *ref)
{
    WfModel *m = scan->m;
    const WfDoc *doc = wf_scope_doc(m, ref->at.scope);
    const Resource *res = RESOURCE(m, r);
    WfNode list = wf_doc_end(doc, wf_doc_first(doc, ref->at.node));
    bool here = ref->attr_node &&
                wf_doc_is(doc, ref->attr_node, wf_names_text(m->names, ref->attr)) &&
                wf_doc_kind(doc, list) == WF_SEQ;
    WfNode member = here ? wf_doc_next(doc, list, ref->attr_node) : 0;
    WfSym wanted = member ? name_at(m, (WfExpr){ref->at.scope, member}) : 0;
    const char *text = wf_names_text(m->names, wanted);
    WfNearest near = wf_nearest_to(text);

    if (!wanted || !res->n_components)
        return WF_NONE;
    for (guint32 i = 0; i < res->n_components; i++) {
        const char *name = wf_model_component_name(m, res->first_component + i);
        name += wf_names_len(m->names, res->name) + 1;
        if (strcmp(text, name) == 0)
            return res->first_component + i;
        wf_nearest_try(&near, name);
    }
    if (!ref->check)
        return WF_NONE;
    wf_fault(m, ref->at.scope, member, WF_CODE_REF, "'%s' has no member '%s'",
             wf_names_text(m->names, res->name), text);
    wf_fault_meant(m, near.found);
    return WF_NONE;
}

static void group_output(Scan *scan, WfId r, const Ref *ref)
{
    WfId c = member_named(scan, r, ref);
    Ref each = *ref;

    each.attr = singular(scan->m, ref->attr);
    if (c == WF_NONE)
        wf_scan_components(scan, r, &each);
    else
        wf_scan_component(scan, c, &each);
}

/* What the waiting ends with is the components'; where there are none, Heat's. */
static void wait_ref(Scan *scan, WfId r, const Ref *ref)
{
    Ref told = *ref;

    if (RESOURCE(scan->m, r)->first_component == WF_NONE) {
        plain_ref(scan, r, ref);
        return;
    }
    if (ref->check)
        check_attribute(scan, r, ref);
    told.check = false;
    wf_scan_components(scan, r, &told);
}

static void scaling_ref(Scan *scan, WfId r, const Ref *ref)
{
    WfModel *m = scan->m;

    if (ref->check && g_str_has_prefix(wf_names_text(m->names, ref->attr), "resource."))
        wf_fault(m, ref->at.scope, name_node(ref), WF_CODE_ADDRESSED,
                 "'%s' is an AutoScalingGroup: its members have no fixed names",
                 wf_names_text(m->names, RESOURCE(m, r)->name));
    scan->sink->resource(scan->data, r, ref->attr, ref->at);
}

void wf_scan_resource(Scan *scan, WfId r, const Ref *ref)
{
    WfModel *m = scan->m;
    const Resource *res = RESOURCE(m, r);

    if (ref->depth > WF_LIMIT_STACK_DEPTH * 2 || wf_scan_disabled(scan, r, ref))
        return;
    switch ((WfResourceKind)res->kind) {
    case WF_RESOURCE_SERVER:
        server_ref(scan, r, ref);
        break;
    case WF_RESOURCE_DEPLOYMENT:
        wf_scan_components(scan, r, ref);
        break;
    case WF_RESOURCE_DEPLOYMENT_GROUP:
        group_output(scan, r, ref);
        break;
    case WF_RESOURCE_WAIT:
        wait_ref(scan, r, ref);
        break;
    case WF_RESOURCE_NESTED:
        nested_ref(scan, r, ref);
        break;
    case WF_RESOURCE_GROUP:
        group_ref(scan, r, ref);
        break;
    case WF_RESOURCE_SCALING:
        scaling_ref(scan, r, ref);
        break;
    case WF_RESOURCE_VALUE:
        plain_ref(scan, r, ref);
        wf_scan_add(scan, res->scope, wf_resource_property(m, r, "value"), false);
        if (scan->sink->scan)
            wf_refs_order(m, r, scan->sink, scan->data, ref->depth + 1);
        break;
    default:
        plain_ref(scan, r, ref);
    }
}
