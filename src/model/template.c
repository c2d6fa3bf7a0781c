/* One template: its sections, and the declaration of its resources. */
#include "model_priv.h"

#include <weft/text.h>
#include <string.h>

static const char *const section_names[] = {
    "heat_template_version",
    "description",
    "parameter_groups",
    "parameters",
    "resources",
    "outputs",
    "conditions",
    "components",
    "run_lists",
    "placement",
    NULL,
};

enum {
    KEY_TYPE,
    KEY_PROPERTIES,
    KEY_METADATA,
    KEY_DEPENDS_ON,
    KEY_UPDATE_POLICY,
    KEY_DELETION_POLICY,
    KEY_CONDITION,
    KEY_DESCRIPTION,
    KEY_EXTERNAL_ID,
    N_KEYS
};
static const char *const resource_keys[N_KEYS + 1] = {
    [KEY_TYPE] = "type",
    [KEY_PROPERTIES] = "properties",
    [KEY_METADATA] = "metadata",
    [KEY_DEPENDS_ON] = "depends_on",
    [KEY_UPDATE_POLICY] = "update_policy",
    [KEY_DELETION_POLICY] = "deletion_policy",
    [KEY_CONDITION] = "condition",
    [KEY_DESCRIPTION] = "description",
    [KEY_EXTERNAL_ID] = "external_id",
};

/* A section that is absent, null or empty is 0; one of the wrong type is a fault and 0. */
static WfNode map_section(WfModel *m, WfScope s, WfNode root, const char *name)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    WfNode node = wf_doc_get(doc, root, name);

    if (!node || wf_doc_kind(doc, node) == WF_NULL)
        return 0;
    if (wf_doc_kind(doc, node) == WF_MAP)
        return wf_doc_first(doc, node) ? node : 0;
    wf_fault(m, s, node, WF_CODE_TYPE, "'%s' must be a map, this is %s", name,
             wf_kind_name(wf_doc_kind(doc, node)));
    return 0;
}

static bool is_cloud_formation(const WfDoc *doc, WfNode root)
{
    return wf_doc_get(doc, root, "AWSTemplateFormatVersion") ||
           wf_doc_get(doc, root, "HeatTemplateFormatVersion");
}

static void check_section_names(WfModel *m, WfScope s, WfNode root)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    if (!SCOPE(m, s)->version_node && is_cloud_formation(doc, root)) /* that was said already */
        return;
    WF_DOC_FOREACH (doc, root, key, value) {
        (void)value;
        g_autofree char *name = wf_doc_dup(doc, key);
        if (g_strv_contains(section_names, name))
            continue;
        wf_fault(m, s, key, WF_CODE_SECTION, "'%s' is no section of a template", name);
        wf_fault_meant(m, wf_text_nearest(name, section_names));
    }
}

void wf_version_read(WfModel *m, WfScope s)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    WfNode root = wf_doc_root(doc);
    if (wf_doc_kind(doc, root) != WF_MAP)
        return;
    WfNode node = wf_doc_get(doc, root, "heat_template_version");

    SCOPE(m, s)->version = WF_HOT_2018_08_31;
    if (!node) {
        if (is_cloud_formation(doc, root)) {
            wf_fault(m, s, root, WF_CODE_VERSION,
                     "this is a CloudFormation template; weft reads HOT");
            return;
        }
        wf_fault(m, s, root, WF_CODE_VERSION, "heat_template_version is missing");
        wf_fault_hint(m, "add 'heat_template_version: 2018-08-31' as the first line");
        return;
    }
    g_autofree char *text = wf_doc_dup(doc, node);
    WfHotVersion version;
    SCOPE(m, s)->version_node = node;
    if (wf_hot_version_parse(text, &version)) {
        SCOPE(m, s)->version = version;
        return;
    }
    wf_fault(m, s, node, WF_CODE_VERSION, "'%s' is no heat_template_version", text);
    const char *near = wf_text_nearest(text, wf_hot_version_texts());
    if (near && wf_text_distance(text, near, 2) <= 2)
        wf_fault_meant(m, near);
    else
        wf_fault_hint(m, "the newest one weft knows is '%s'", wf_hot_version_date(WF_N_HOT - 1));
}

/* The type as written, or NULL with a fault. */
static const char *written_type(WfModel *m, WfScope s, WfNode def, WfSym local)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    WfNode node = wf_doc_get(doc, def, "type");

    if (!node || wf_doc_is(doc, node, "")) {
        wf_fault(m, s, def, WF_CODE_MISSING, "resource '%s' has no type",
                 wf_names_text(m->names, local));
        return NULL;
    }
    if (wf_doc_kind(doc, node) != WF_STRING) {
        wf_fault(m, s, node, WF_CODE_TYPE, "a resource's type must be a string, this is %s",
                 wf_kind_name(wf_doc_kind(doc, node)));
        return NULL;
    }
    return wf_names_text(m->names, wf_sym_node(m, doc, node));
}

static const char *const deletion_policies[] = {"Delete",   "Retain", "Snapshot", "delete",
                                                "snapshot", "retain", NULL};

static void check_map(WfModel *m, WfScope s, WfNode node, const char *name)
{
    WfKind kind = wf_doc_kind(wf_scope_doc(m, s), node);

    if (kind != WF_NULL && kind != WF_MAP)
        wf_fault(m, s, node, WF_CODE_TYPE, "'%s' must be a map, this is %s", name,
                 wf_kind_name(kind));
}

static void check_deletion_policy(WfModel *m, WfScope s, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    g_autofree char *text = wf_doc_dup(doc, node);

    if (wf_doc_kind(doc, node) == WF_NULL || wf_doc_kind(doc, node) == WF_MAP ||
        g_strv_contains(deletion_policies, text))
        return;
    wf_fault(m, s, node, WF_CODE_TYPE, "'%s' is no deletion policy", text);
    wf_fault_hint(m, "the policies are Delete, Retain and Snapshot");
}

/* What stands behind each key of a resource, 0: nothing. */
static void read_resource_keys(WfModel *m, WfScope s, WfNode def, WfNode nodes[N_KEYS])
{
    const WfDoc *doc = wf_scope_doc(m, s);

    WF_DOC_FOREACH (doc, def, key, value) {
        guint k = 0;
        while (k < N_KEYS && !wf_doc_is(doc, key, resource_keys[k]))
            k++;
        if (k < N_KEYS) {
            nodes[k] = value;
            continue;
        }
        g_autofree char *name = wf_doc_dup(doc, key);
        wf_fault(m, s, key, WF_CODE_KEY, "'%s' is no key of a resource", name);
        wf_fault_meant(m, wf_text_nearest(name, resource_keys));
    }
}

static void check_resource_keys(WfModel *m, WfScope s, const WfNode nodes[N_KEYS])
{
    static const guint8 maps[] = {KEY_PROPERTIES, KEY_METADATA, KEY_UPDATE_POLICY};
    static const guint8 literal[] = {KEY_PROPERTIES, KEY_UPDATE_POLICY};
    const WfDoc *doc = wf_scope_doc(m, s);
    WfNode description = nodes[KEY_DESCRIPTION];

    for (guint k = 0; k < N_KEYS; k++) {
        if (k == KEY_TYPE || k == KEY_DESCRIPTION || !nodes[k] ||
            wf_doc_kind(doc, nodes[k]) != WF_NULL)
            continue;
        wf_fault(m, s, nodes[k], WF_CODE_TYPE, "'%s' is null, which Heat refuses",
                 resource_keys[k]);
        wf_fault_hint(m, "leave the key out if nothing is to stand there");
    }
    for (guint i = 0; i < G_N_ELEMENTS(literal); i++) {
        WfNode node = nodes[literal[i]];
        if (!node || !wf_is_call(m, (WfExpr){s, node}) ||
            wf_doc_is(doc, nodes[KEY_TYPE], "OS::Heat::None"))
            continue;
        wf_fault(m, s, node, WF_CODE_TYPE,
                 "'%s' must be written out: Heat takes no function in its place",
                 resource_keys[literal[i]]);
        wf_fault_hint(m, "a function may stand behind each name in it");
    }
    for (guint i = 0; i < G_N_ELEMENTS(maps); i++)
        check_map(m, s, nodes[maps[i]], resource_keys[maps[i]]);
    if (nodes[KEY_DELETION_POLICY])
        check_deletion_policy(m, s, nodes[KEY_DELETION_POLICY]);
    if (description && wf_doc_kind(doc, description) != WF_STRING)
        wf_fault(m, s, description, WF_CODE_TYPE, "'description' must be a string, this is %s",
                 wf_kind_name(wf_doc_kind(doc, description)));
}

static bool in_ancestors(const WfModel *m, WfScope s, guint32 doc)
{
    for (; s != WF_NONE; s = SCOPE(m, s)->parent)
        if (SCOPE(m, SCOPE(m, s)->lexical)->doc == doc)
            return true;
    return false;
}

/* Reads the template of a nested stack into a scope of its own. */
static void expand_nested(WfModel *m, WfId r)
{
    Resource res = *RESOURCE(m, r);
    const char *type = wf_names_text(m->names, res.type);
    WfNode at = res.type_node;
    guint32 doc = wf_source_doc(m, res.scope, at, res.base, type);

    if (doc == WF_NONE)
        return;
    if (in_ancestors(m, res.scope, doc)) {
        wf_fault(m, res.scope, at, WF_CODE_NESTING, "template '%s' contains itself", type);
        return;
    }
    if (SCOPE(m, res.scope)->depth + 1 > WF_LIMIT_STACK_DEPTH) {
        wf_fault(m, res.scope, at, WF_CODE_NESTING, "templates nest more than %d levels deep",
                 WF_LIMIT_STACK_DEPTH);
        return;
    }
    Scope inner = {.doc = doc,
                   .parent = res.scope,
                   .lexical = WF_NONE,
                   .owner = r,
                   .depth = SCOPE(m, res.scope)->depth + 1,
                   .prefix = wf_sym_join(m, res.name, wf_sym(m, ".")),
                   .outer = WF_NONE,
                   .properties = res.properties};
    WfScope s = wf_scope_new(m, &inner);
    RESOURCE(m, r)->inner = s;
    wf_template_read(m, s);
}

/* metadata: {weft: ...} is ours alone. */
static void check_weft_keys(WfModel *m, WfScope s, WfNode def)
{
    static const char *const known[] = {"components", "jobs", NULL};
    const WfDoc *doc = wf_scope_doc(m, s);
    WfNode metadata = wf_doc_get(doc, def, "metadata");
    WfNode weft = metadata ? wf_doc_get(doc, metadata, "weft") : 0;

    if (wf_doc_kind(doc, weft) != WF_MAP || !m->findings)
        return;
    WF_DOC_FOREACH (doc, weft, key, value) {
        (void)value;
        g_autofree char *name = wf_doc_dup_key(doc, key);
        if (g_strv_contains(known, name))
            continue;
        wf_fault(m, s, key, WF_CODE_KEY, "weft reads no '%s' in the metadata of a server", name);
        if (m->muted)
            continue;
        wf_findings_severity(m->findings, WF_WARNING);
        if (!wf_fault_meant(m, wf_text_nearest(name, known)))
            wf_fault_hint(m, "it reads components and jobs");
    }
}

static void add_vm(WfModel *m, WfId r)
{
    WfScope s = RESOURCE(m, r)->scope;
    WfNode jobs = wf_metadata_weft(wf_scope_doc(m, s), RESOURCE(m, r)->def, "jobs");
    Vm vm = {.name = RESOURCE(m, r)->name, .resource = r, .jobs = 1};

    if (jobs)
        vm.jobs = wf_jobs_read(m, s, jobs);

    g_array_append_val(m->vms, vm);
    RESOURCE(m, r)->vm = m->vms->len - 1;
}

static void expand_server(WfModel *m, WfId r)
{
    WfScope s = RESOURCE(m, r)->scope;
    WfNode components = wf_metadata_weft(wf_scope_doc(m, s), RESOURCE(m, r)->def, "components");

    check_weft_keys(m, s, RESOURCE(m, r)->def);
    add_vm(m, r);
    if (components)
        wf_short_declare(m, s, components, r);
}

static void expand(WfModel *m, WfId r)
{
    WfId inside = m->resources->len, shorts = m->components->len;

    if (RESOURCE(m, r)->flags & RESOURCE_DISABLED)
        return;
    switch ((WfResourceKind)RESOURCE(m, r)->kind) {
    case WF_RESOURCE_SERVER:
        expand_server(m, r);
        break;
    case WF_RESOURCE_NESTED:
        expand_nested(m, r);
        break;
    case WF_RESOURCE_GROUP:
        wf_group_expand(m, r, expand);
        break;
    default:
        break;
    }
    RESOURCE(m, r)->inside = inside;
    RESOURCE(m, r)->inside_end = m->resources->len;
    RESOURCE(m, r)->shorts = shorts;
    RESOURCE(m, r)->shorts_end = m->components->len;
}

static void declare_one(WfModel *m, WfScope s, WfNode key, WfNode def)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    WfSym local = wf_sym_node(m, doc, key);
    const char *name = wf_names_text(m->names, local);

    if (strchr(name, '/') || !*name || strlen(name) > WF_LIMIT_NAME_BYTES) {
        wf_fault(m, s, key, WF_CODE_NAME, "a resource's name must be 1 to %d bytes without '/'",
                 WF_LIMIT_NAME_BYTES);
        return;
    }
    if (wf_doc_kind(doc, def) != WF_MAP) {
        wf_fault(m, s, def, WF_CODE_TYPE, "resource '%s' must be a map, this is %s", name,
                 wf_kind_name(wf_doc_kind(doc, def)));
        return;
    }
    const char *type = written_type(m, s, def, local);
    if (!type)
        return;
    wf_name_quotes(m, s, key);
    if (wf_resources_full(m, s, key) ||
        !wf_entity_add(m, s, local, ENTITY_RESOURCE(m->resources->len), key))
        return;
    WfNode nodes[N_KEYS] = {0};
    read_resource_keys(m, s, def, nodes);
    check_resource_keys(m, s, nodes);
    Resource resource = {.name = wf_sym_join(m, SCOPE(m, s)->prefix, local),
                         .local = local,
                         .scope = s,
                         .key = key,
                         .def = def,
                         .type_node = nodes[KEY_TYPE],
                         .properties = nodes[KEY_PROPERTIES],
                         .parent = SCOPE(m, s)->owner,
                         .vm = WF_NONE,
                         .inner = WF_NONE,
                         .first_component = WF_NONE,
                         .previous = WF_NONE};
    if (nodes[KEY_CONDITION] && wf_condition_node(m, s, nodes[KEY_CONDITION]) == WF_NO) {
        resource.flags |= RESOURCE_DISABLED;
        wf_leave_out(m, s, local);
    }
    wf_resource_declare(m, &resource, type);
}

void wf_template_read(WfModel *m, WfScope s)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    WfNode root = wf_doc_root(doc);

    if (wf_doc_kind(doc, root) == WF_NULL) {
        wf_fault(m, s, 0, WF_CODE_TYPE, "the file is empty");
        wf_fault_hint(m, "a template begins with 'heat_template_version: 2021-04-16' and has "
                         "'resources'; see weft-model(5)");
        return;
    }
    if (wf_doc_kind(doc, root) != WF_MAP) {
        wf_fault(m, s, root, WF_CODE_TYPE, "a template must be a map of sections, this is %s",
                 root ? wf_kind_name(wf_doc_kind(doc, root)) : "empty");
        return;
    }
    if (s != 0) /* the root's is read before its parameters */
        wf_version_read(m, s);
    check_section_names(m, s, root);
    Scope *scope = SCOPE(m, s);
    scope->parameters = map_section(m, s, root, "parameters");
    scope->conditions = map_section(m, s, root, "conditions");
    scope->resources = map_section(m, s, root, "resources");
    scope->outputs = map_section(m, s, root, "outputs");
    scope->components = map_section(m, s, root, "components");
    scope->run_lists = map_section(m, s, root, "run_lists");
    wf_parameters_check(m, s);
    wf_parameter_groups_check(m, s);
    /* Names first, insides second: what is inside may refer to whatever stands later. */
    WfId first = m->resources->len;
    if (SCOPE(m, s)->resources)
        WF_DOC_FOREACH (doc, SCOPE(m, s)->resources, key, def)
            declare_one(m, s, key, def);
    WfId end = m->resources->len;
    if (SCOPE(m, s)->components)
        wf_short_declare(m, s, SCOPE(m, s)->components, WF_NONE);
    for (WfId r = first; r < end; r++)
        expand(m, r);
}
