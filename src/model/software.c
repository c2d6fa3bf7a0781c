/* Plain HOT software: deployments become components, configs say what they run. */
#include "model_priv.h"

#include <string.h>

/* ---- configs ---- */

static bool is_type(const WfModel *m, WfId r, const char *suffix)
{
    return g_str_has_suffix(wf_names_text(m->names, RESOURCE(m, r)->type), suffix);
}

/* The config resource a deployment names; WF_NONE with a fault. */
static WfId resolve_config(WfModel *m, WfId deployment)
{
    const Resource *dep = RESOURCE(m, deployment);
    WfNode node = wf_resource_property(m, deployment, "config");

    if (!node) /* legal: the inputs alone reach the server */
        return WF_NONE;
    json_auto_t *value = wf_value_or_fault(m, (WfExpr){dep->scope, node});
    if (!value)
        return WF_NONE;
    WfId r = wf_value_resource(m, value);
    if (r != WF_NONE && RESOURCE(m, r)->kind == WF_RESOURCE_CONFIG) {
        RESOURCE(m, r)->flags |= RESOURCE_USED;
        return r;
    }
    if (r != WF_NONE && RESOURCE(m, r)->kind == WF_RESOURCE_BOOT_CONFIG)
        return r;
    wf_fault(m, dep->scope, node, WF_CODE_REF,
             r == WF_NONE ? "the config is no resource of this model"
                          : "'%s' holds no software config",
             r == WF_NONE ? "" : wf_names_text(m->names, RESOURCE(m, r)->name));
    return WF_NONE;
}

static WfSym config_group(WfModel *m, WfId config)
{
    WfNode node = wf_resource_property(m, config, "group");

    if (is_type(m, config, "SoftwareComponent"))
        return wf_sym(m, "component");
    if (!node && !(RESOURCE(m, config)->flags & RESOURCE_MISSPELT)) {
        wf_fault(m, RESOURCE(m, config)->scope, RESOURCE(m, config)->key, WF_CODE_HOOK,
                 "config '%s' has no group: nothing will run",
                 wf_names_text(m->names, RESOURCE(m, config)->local));
        wf_fault_hint(m, "add 'group: script', or 'group: Heat::Ungrouped' if it is only data");
    }
    if (!node)
        return wf_sym(m, "Heat::Ungrouped");
    json_auto_t *value = wf_value_or_fault(m, (WfExpr){RESOURCE(m, config)->scope, node});
    return json_is_string(value) ? wf_sym(m, json_string_value(value))
                                 : wf_sym(m, "Heat::Ungrouped");
}

/* The item's place where the list is written out as it is, else the list's. */
static WfExpr item_at(const WfModel *m, WfExpr list, const json_t *value, size_t i)
{
    const WfDoc *doc = wf_scope_doc(m, list.scope);

    if (wf_doc_kind(doc, list.node) != WF_SEQ ||
        wf_doc_size(doc, list.node) != json_array_size(value))
        return list;
    WF_DOC_EACH (doc, list.node, item)
        if (i-- == 0)
            return (WfExpr){list.scope, item};
    return list;
}

/* Bits of an actions list; unknown names are faults unless @lenient (SoftwareComponent allows
 * them). */
static guint8 read_actions(WfModel *m, WfScope scope, WfNode node, bool lenient)
{
    WfExpr taken = wf_taken(m, (WfExpr){scope, node});
    json_auto_t *value = taken.node ? wf_value_or_fault(m, taken) : json_null();
    const json_t *item;
    size_t i;
    guint8 bits = 0;

    if (json_is_null(value))
        return WF_CREATE | WF_UPDATE;
    if (value && !json_is_array(value))
        wf_fault(m, scope, node, WF_CODE_TYPE, "'actions' must be a list, this is %s",
                 wf_kind_name(wf_json_kind(value)));
    json_array_foreach (value, i, item) {
        const char *name = json_is_string(item) ? json_string_value(item) : "";
        guint k = 0;
        while (wf_action_names[k] && strcmp(wf_action_names[k], name) != 0)
            k++;
        if (wf_action_names[k]) {
            bits |= 1u << k;
        } else if (!lenient) {
            WfExpr at = item_at(m, taken, value, i);
            wf_fault(m, at.scope, at.node, WF_CODE_ACTION, "'%s' is no action of a deployment",
                     name);
            wf_fault_hint(m, "the actions are CREATE, UPDATE, DELETE, SUSPEND and RESUME");
        }
    }
    return bits;
}

WfExpr wf_config_entries(WfModel *m, WfId config)
{
    return wf_written_out(m, wf_model_resource_property(m, config, "configs"), WF_SEQ, "configs");
}

WfExpr wf_config_entry(WfModel *m, WfExpr item)
{
    return wf_written_out(m, item, WF_MAP, "an entry of 'configs'");
}

guint8 wf_config_actions(WfModel *m, WfExpr item)
{
    WfNode node = wf_doc_get(wf_scope_doc(m, item.scope), item.node, "actions");
    return node ? read_actions(m, item.scope, node, true) : WF_CREATE | WF_UPDATE;
}

/* A SoftwareComponent runs at the actions its configs list, each at most once. */
static guint8 component_actions(WfModel *m, WfId config)
{
    WfExpr configs = wf_config_entries(m, config);
    const WfDoc *doc = wf_scope_doc(m, configs.scope);
    guint8 all = 0;

    if (!configs.node)
        return WF_CREATE | WF_UPDATE;
    WF_DOC_EACH (doc, configs.node, entry) {
        WfExpr item = wf_config_entry(m, (WfExpr){configs.scope, entry});
        guint8 bits = item.node ? wf_config_actions(m, item) : 0;
        if (bits & all)
            wf_fault(m, item.scope, item.node, WF_CODE_ACTION, "two configs for one action");
        all |= bits;
    }
    return all;
}

/* ---- inputs and outputs ---- */

static void set_value(const WfModel *m, Input *input, WfExpr value)
{
    input->scope = value.scope;
    input->value = value.node;
    input->flags &= (guint8)~INPUT_SECRET;
    if (value.node && SCOPE(m, value.scope)->secret)
        input->flags |= INPUT_SECRET;
}

static void add_input(WfModel *m, WfSym name, WfExpr value, guint8 type, guint8 flags)
{
    Input input = {.name = name, .type = type, .flags = flags};

    set_value(m, &input, value);
    g_array_append_val(m->inputs, input);
}

/* The name of an input or output, 0 with a fault if it has none. */
static WfSym entry_name(WfModel *m, WfExpr item, WfCode code, const char *fault)
{
    WfNode node = wf_doc_get(wf_scope_doc(m, item.scope), item.node, "name");
    WfSym name = wf_computed_name(m, (WfExpr){item.scope, node});

    if (!name)
        wf_fault(m, item.scope, item.node, code, "%s", fault);
    return name;
}

/* One declared input, with its default. */
static void read_declared_input(WfModel *m, WfExpr item)
{
    WfSym name = item.node ? entry_name(m, item, WF_CODE_INPUT, "an input needs a name") : 0;
    const WfDoc *doc = wf_scope_doc(m, item.scope);

    if (!name) /* or left out by an `if` */
        return;
    WfNode type = wf_doc_get(doc, item.node, "type");
    WfExpr value = {item.scope, wf_doc_get(doc, item.node, "default")};
    WfExpr replace = {item.scope, wf_doc_get(doc, item.node, "replace_on_change")};
    guint8 flags = INPUT_DECLARED | (wf_is_true(m, replace) ? INPUT_REPLACE : 0);
    add_input(m, name, value, type ? wf_type_id(m, item.scope, type) : 0, flags);
}

/* What input_values give to the inputs from @first on, and to more that no config declares. */
static void read_input_values(WfModel *m, WfExpr values, guint first)
{
    const WfDoc *doc = wf_scope_doc(m, values.scope);

    WF_DOC_FOREACH (doc, values.node, key, value) {
        WfSym name = wf_sym_node(m, doc, key);
        WfExpr given = {values.scope, value};
        bool known = false;
        for (guint i = first; i < m->inputs->len; i++) {
            if (INPUT(m, i)->name != name)
                continue;
            set_value(m, INPUT(m, i), given);
            known = true;
        }
        if (!known)
            add_input(m, name, given, 0, 0);
    }
}

static WfExpr property_written_out(WfModel *m, WfId r, const char *name, WfKind kind)
{
    return wf_written_out(m, wf_model_resource_property(m, r, name), kind, name);
}

/* An entry that stands in the template as it is, and is no map: whoever looks at properties says
 * so. */
static bool said_by_schema(const WfModel *m, WfId config, WfExpr list, WfNode item)
{
    return list.scope == RESOURCE(m, config)->scope &&
           wf_doc_kind(wf_scope_doc(m, list.scope), item) != WF_MAP;
}

static void read_declared_inputs(WfModel *m, WfId config)
{
    WfExpr inputs = property_written_out(m, config, "inputs", WF_SEQ);
    const WfDoc *doc = wf_scope_doc(m, inputs.scope);

    if (inputs.node)
        WF_DOC_EACH (doc, inputs.node, item)
            if (!said_by_schema(m, config, inputs, item))
                read_declared_input(
                    m, wf_written_out(m, (WfExpr){inputs.scope, item}, WF_MAP, "an input"));
}

/* @config: WF_NONE if the deployment has none. */
static void read_inputs(WfModel *m, WfId config, WfId deployment)
{
    WfExpr values = property_written_out(m, deployment, "input_values", WF_MAP);
    guint first = m->inputs->len;

    if (config != WF_NONE)
        read_declared_inputs(m, config);
    if (values.node)
        read_input_values(m, values, first);
}

static void read_output(WfModel *m, WfExpr item)
{
    WfSym name = item.node ? entry_name(m, item, WF_CODE_OUTPUT, "an output needs a name") : 0;
    const WfDoc *doc = wf_scope_doc(m, item.scope);
    WfNode type = wf_doc_get(doc, item.node, "type");
    WfExpr error = {item.scope, wf_doc_get(doc, item.node, "error_output")};

    if (name)
        wf_output_add(m, name, item.scope, item.node, type ? wf_type_id(m, item.scope, type) : 0,
                      wf_is_true(m, error) ? OUTPUT_ERROR : 0);
}

static void read_outputs(WfModel *m, WfId config)
{
    WfExpr outputs = property_written_out(m, config, "outputs", WF_SEQ);
    const WfDoc *doc = wf_scope_doc(m, outputs.scope);

    if (outputs.node)
        WF_DOC_EACH (doc, outputs.node, item)
            if (!said_by_schema(m, config, outputs, item))
                read_output(m,
                            wf_written_out(m, (WfExpr){outputs.scope, item}, WF_MAP, "an output"));
}

void wf_config_check(WfModel *m, WfId config)
{
    guint n_inputs = m->inputs->len, n_outputs = m->outputs->len;

    read_declared_inputs(m, config);
    read_outputs(m, config);
    if (is_type(m, config, "SoftwareComponent"))
        component_actions(m, config);
    g_array_set_size(m->inputs, n_inputs);
    g_array_set_size(m->outputs, n_outputs);
}

/* ---- deployments ---- */

static WfSym deployment_name(WfModel *m, const Resource *res, const char *key)
{
    if (!key)
        return res->name;
    g_autofree char *name = g_strdup_printf("%s.%s", wf_names_text(m->names, res->name), key);
    return wf_sym(m, name);
}

static bool no_signal(WfModel *m, WfId deployment)
{
    WfNode node = wf_resource_property(m, deployment, "signal_transport");
    json_auto_t *value =
        node ? wf_value_or_fault(m, (WfExpr){RESOURCE(m, deployment)->scope, node}) : NULL;
    return json_is_string(value) && strcmp(json_string_value(value), "NO_SIGNAL") == 0;
}

static guint8 deployment_actions(WfModel *m, WfId deployment, WfId config)
{
    WfNode node = wf_resource_property(m, deployment, "actions");

    if (config != WF_NONE && is_type(m, config, "SoftwareComponent"))
        return component_actions(m, config);
    return node ? read_actions(m, RESOURCE(m, deployment)->scope, node, false)
                : WF_CREATE | WF_UPDATE;
}

/* A group that os-collect-config merges into the node's metadata: nothing runs. */
static bool is_data_group(const char *group)
{
    return strcmp(group, "os-apply-config") == 0 || strcmp(group, "Heat::Ungrouped") == 0;
}

static WfId make_component(WfModel *m, WfId deployment, WfId config, WfId vm, const char *key)
{
    Resource res = *RESOURCE(m, deployment);
    Component c = {.name = deployment_name(m, &res, key),
                   .scope = res.scope,
                   .key = res.key,
                   .def = res.def,
                   .vm = vm,
                   .config = config,
                   .resource = deployment,
                   .timeout = USUAL_TIMEOUT,
                   .first_input = m->inputs->len,
                   .first_output = m->outputs->len};

    if (no_signal(m, deployment))
        c.flags |= COMPONENT_NO_SIGNAL;
    if (config != WF_NONE) {
        c.group = config_group(m, config);
        c.actions = deployment_actions(m, deployment, config);
        if (is_type(m, config, "StructuredConfig"))
            c.flags |= COMPONENT_STRUCTURED;
        if (is_data_group(wf_names_text(m->names, c.group)))
            c.kind = WF_COMPONENT_DATA;
        read_inputs(m, config, deployment);
        read_outputs(m, config);
    } else if (!wf_resource_property(m, deployment, "config")) {
        c.group = wf_sym(m, "Heat::Ungrouped");
        c.kind = WF_COMPONENT_DATA;
        c.actions = deployment_actions(m, deployment, WF_NONE);
        read_inputs(m, WF_NONE, deployment);
    }
    /* A value that is secret for another reason than its text shows: composing keeps that. */
    const WfDoc *doc = wf_scope_doc(m, res.scope);
    WfNode secret = wf_metadata_weft(doc, res.def, "secret");
    if (secret)
        wf_inputs_flag(m, res.scope, secret, c.first_input, INPUT_SECRET);
    return wf_component_new(m, &c);
}

/* A name, where Heat would take the id of a server that is elsewhere. */
static WfId deployment_vm(WfModel *m, WfExpr server)
{
    WfId vm = wf_resolve_vm(m, server.scope, server.node);
    const WfDoc *doc = wf_scope_doc(m, server.scope);

    if (vm == WF_NONE || wf_doc_kind(doc, server.node) != WF_STRING)
        return vm;
    g_autofree char *name = wf_doc_dup(doc, server.node);
    wf_fault(m, server.scope, server.node, WF_CODE_NOT_AS_HEAT,
             "'%s' is the id of a server for Heat, for weft the server of that name", name);
    wf_fault_hint(m, "write {get_resource: %s}", name);
    return vm;
}

static void read_single(WfModel *m, WfId r)
{
    const Resource *res = RESOURCE(m, r);
    WfNode server = wf_resource_property(m, r, "server");
    WfId config = resolve_config(m, r);
    WfId vm = WF_NONE;

    if (server)
        vm = deployment_vm(m, (WfExpr){res->scope, server});
    else
        wf_fault(m, res->scope, res->key, WF_CODE_SERVER, "deployment '%s' names no server",
                 wf_names_text(m->names, res->local));
    WfId c = make_component(m, r, config, vm, NULL);
    RESOURCE(m, r)->first_component = c;
    RESOURCE(m, r)->n_components = 1;
}

/* @member of the map @servers is none, and so are @more. */
static void not_servers(WfModel *m, WfExpr servers, const char *member, guint more)
{
    g_autofree char *others = more ? g_strdup_printf(" (and %u more)", more) : NULL;

    wf_fault(m, servers.scope, servers.node, WF_CODE_SERVER,
             "member '%s' is no server of the model%s", member, others ? others : "");
    wf_fault_hint(m, "a member is {get_resource: SERVER}; [GROUP, refs_map] gives them if the "
                     "group's template has an output OS::stack_id: its server");
}

/* What a stack is given as the parameter that is read at @e, up to where it is made. */
static WfExpr as_given(WfModel *m, WfExpr e)
{
    WfNode arg = 0;

    while (wf_call_at(m, e, &arg) == WF_FN_GET_PARAM) {
        g_autofree char *name = wf_doc_dup(wf_scope_doc(m, e.scope), arg);
        WfExpr given = name ? wf_parameter_given(m, e.scope, name) : (WfExpr){0, 0};
        if (!given.node)
            break;
        e = wf_taken(m, given);
    }
    return e;
}

/* What `servers` gives where functions make it: names that are known now, with what each gives. */
static json_t *written_servers(WfModel *m, WfExpr e)
{
    WfExpr map = wf_written_out(m, as_given(m, e), WF_MAP, "servers");
    const WfDoc *doc = wf_scope_doc(m, map.scope);
    json_t *servers = json_object();

    WF_DOC_FOREACH (doc, map.node, key, value) {
        g_autofree char *name = wf_doc_dup_key(doc, key);
        json_t *server = wf_value_or_fault(m, (WfExpr){map.scope, value});
        json_object_set_new(servers, name, server ? server : json_null());
    }
    return servers;
}

/* servers: a map of names to servers, or {get_attr: [group, refs_map]} and the like. */
static json_t *read_servers(WfModel *m, WfId r)
{
    WfExpr e = wf_model_resource_property(m, r, "servers");
    json_t *servers = e.node ? wf_value_or_fault(m, e) : NULL;

    if (json_is_object(servers) &&
        wf_expr_call(servers, SCOPE(m, e.scope)->version, WF_EXPR_VALUE, NULL)) {
        json_decref(servers);
        return written_servers(m, e);
    }
    if (json_is_object(servers) || (e.node && !servers))
        return servers;
    wf_fault(m, e.scope, e.node ? e.node : RESOURCE(m, r)->key, WF_CODE_SERVER,
             "'servers' must be a map of names to servers that is known now");
    json_decref(servers);
    return NULL;
}

static void read_group(WfModel *m, WfId r)
{
    WfId config = resolve_config(m, r);
    json_auto_t *servers = read_servers(m, r);
    const char *key, *bad = NULL;
    json_t *value;
    guint n_bad = 0;

    RESOURCE(m, r)->first_component = m->components->len;
    json_object_foreach (servers, key, value) {
        WfId target = wf_value_resource(m, value);
        WfId vm = target == WF_NONE ? WF_NONE : RESOURCE(m, target)->vm;
        if (vm == WF_NONE && n_bad++ == 0)
            bad = key;
        make_component(m, r, config, vm, key);
        RESOURCE(m, r)->n_components++;
    }
    if (bad)
        not_servers(m, wf_model_resource_property(m, r, "servers"), bad, n_bad - 1);
}

void wf_software_read(WfModel *m, WfId r)
{
    if (RESOURCE(m, r)->kind == WF_RESOURCE_DEPLOYMENT)
        read_single(m, r);
    else
        read_group(m, r);
}
