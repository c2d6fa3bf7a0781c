/* What the tables answer: the accessors of weft/model.h, and small helpers of the passes. */
#include "model_priv.h"

#include <string.h>

/* ---- helpers ---- */

/* ---- names ---- */

/* ---- files and places ---- */

const char *wf_model_path(const WfModel *m)
{
    return m->path;
}

guint32 wf_model_n_docs(const WfModel *m)
{
    return m->docs->len;
}

const WfDoc *wf_model_doc(const WfModel *m, guint32 doc)
{
    return m->docs->pdata[doc];
}

const char *wf_model_place_path(const WfModel *m, WfPlace place)
{
    return wf_doc_name(m->docs->pdata[place.doc]);
}

WfSpan wf_model_place_span(const WfModel *m, WfPlace place)
{
    return place.node ? wf_doc_span(m->docs->pdata[place.doc], place.node) : (WfSpan){0};
}

void wf_model_finding(const WfModel *m, WfPlace place, WfFindings *findings, WfCode code,
                      const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    wf_doc_finding(m->docs->pdata[place.doc], place.node, findings, code, "%s", text);
}

char *wf_model_place_text(const WfModel *m, WfPlace place)
{
    return g_strdup_printf("%s:%u", wf_model_place_path(m, place),
                           wf_model_place_span(m, place).line);
}

const char *const *wf_model_files(const WfModel *m)
{
    return (const char *const *)m->file_list->pdata;
}

/* ---- VMs ---- */

guint32 wf_model_n_vms(const WfModel *m)
{
    return m->vms->len;
}

const char *wf_model_vm_name(const WfModel *m, WfId vm)
{
    return wf_names_text(m->names, VM(m, vm)->name);
}

WfPlace wf_model_vm_place(const WfModel *m, WfId vm)
{
    return wf_model_resource_place(m, VM(m, vm)->resource);
}

WfId wf_model_vm_resource(const WfModel *m, WfId vm)
{
    return VM(m, vm)->resource;
}

const WfId *wf_model_vm_components(const WfModel *m, WfId vm, guint32 *ret_n)
{
    *ret_n = VM(m, vm)->components.n;
    return m->vm_components + VM(m, vm)->components.first;
}

bool wf_model_vm_publishes(const WfModel *m, WfId vm)
{
    return VM(m, vm)->publishes;
}

guint wf_model_vm_jobs(const WfModel *m, WfId vm)
{
    return VM(m, vm)->jobs;
}

const WfId *wf_model_vm_run_list(const WfModel *m, WfId vm, guint32 *ret_n)
{
    *ret_n = VM(m, vm)->run_list.n;
    return *ret_n ? &g_array_index(m->run_components, WfId, VM(m, vm)->run_list.first) : NULL;
}

WfId wf_model_vm_find(const WfModel *m, const char *name)
{
    WfId r = wf_model_resource_find(m, name);
    return r == WF_NONE ? WF_NONE : RESOURCE(m, r)->vm;
}

char *wf_model_vm_host(const WfModel *m, WfId vm)
{
    WfExpr zone = wf_model_resource_property(m, VM(m, vm)->resource, "availability_zone");
    json_auto_t *value = zone.node ? wf_model_value(m, zone, WF_VALUE_KNOWN, NULL) : NULL;
    g_auto(GStrv) parts =
        json_is_string(value) ? g_strsplit(json_string_value(value), ":", 3) : NULL;

    return parts && parts[0] && parts[1] && *parts[1] ? g_strdup(parts[1]) : NULL;
}

/* ---- the DAG ---- */

const char *wf_edge_kind_name(WfEdgeKind kind)
{
    static const char *const names[] = {"data", "order", "run-list"};
    return names[kind];
}

const WfGraph *wf_model_graph(const WfModel *m)
{
    return m->graph;
}

guint32 wf_model_n_nodes(const WfModel *m)
{
    return m->components->len + m->vms->len;
}

guint32 wf_model_n_edges(const WfModel *m)
{
    return m->edge_meaning->len;
}

WfEdgeKind wf_model_edge_kind(const WfModel *m, guint32 edge)
{
    return g_array_index(m->edge_meaning, EdgeMeaning, edge).kind & 0x7f;
}

WfId wf_model_node_vm(const WfModel *m, guint32 node)
{
    return node < m->components->len ? COMPONENT(m, node)->vm : node - m->components->len;
}

bool wf_model_node_is_vm(const WfModel *m, guint32 node)
{
    return node >= m->components->len;
}

bool wf_model_edge_cross(const WfModel *m, guint32 edge)
{
    return wf_model_node_vm(m, wf_graph_from(m->graph, edge)) !=
           wf_model_node_vm(m, wf_graph_to(m->graph, edge));
}

bool wf_model_node_no_signal(const WfModel *m, guint32 node)
{
    return !wf_model_node_is_vm(m, node) && wf_model_component_no_signal(m, node);
}

void wf_model_edge(const WfModel *m, guint32 edge, WfEdge *ret)
{
    EdgeMeaning meaning = g_array_index(m->edge_meaning, EdgeMeaning, edge);

    *ret = (WfEdge){.from = wf_graph_from(m->graph, edge),
                    .to = wf_graph_to(m->graph, edge),
                    .kind = meaning.kind & 0x7f,
                    .input = WF_NONE,
                    .cross_vm = wf_model_edge_cross(m, edge)};
    ret->delivered = ret->kind == WF_EDGE_ORDER && wf_model_node_no_signal(m, ret->from);
    if (meaning.kind & 0x80) {
        ret->place = g_array_index(m->edge_places, WfPlace, meaning.read);
        return;
    }
    const Read *read = READ(m, meaning.read);
    ret->place = (WfPlace){SCOPE(m, read->scope)->doc, read->node};
    ret->input = read->input;
    if (ret->kind == WF_EDGE_DATA)
        ret->value = wf_names_text(m->names, read->attr);
    ret->lazy = read->input != WF_NONE && (INPUT(m, read->input)->flags & INPUT_LAZY);
}

const char *wf_model_node_name(const WfModel *cm, guint32 node)
{
    WfModel *m = (WfModel *)cm; /* names of facts are made on demand */
    guint32 vm = node - m->components->len;

    if (node < m->components->len)
        return wf_model_component_name(m, node);
    if (!m->fact_names) {
        m->fact_names = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_set_size(m->fact_names, (int)m->vms->len);
    }
    if (!m->fact_names->pdata[vm])
        m->fact_names->pdata[vm] = g_strconcat("@", wf_model_vm_name(m, vm), NULL);
    return m->fact_names->pdata[vm];
}

/* ---- scopes ---- */

guint32 wf_model_n_scopes(const WfModel *m)
{
    return m->scopes->len;
}

const char *wf_model_scope_prefix(const WfModel *m, WfScope scope)
{
    return wf_names_text(m->names, SCOPE(m, scope)->prefix);
}

const char *wf_model_scope_version(const WfModel *m, WfScope scope)
{
    return wf_hot_version_date(SCOPE(m, scope)->version);
}

bool wf_model_scope_lookup(const WfModel *m, WfScope scope, const char *name, WfId *ret_resource,
                           WfId *ret_component)
{
    Entity e = wf_entity(m, scope, wf_names_find(m->names, name, strlen(name)));

    if (!e)
        return false;
    *ret_resource = ENTITY_IS_COMPONENT(e) ? WF_NONE : ENTITY_ID(e);
    *ret_component = ENTITY_IS_COMPONENT(e) ? ENTITY_ID(e) : WF_NONE;
    if (!ENTITY_IS_COMPONENT(e) && RESOURCE(m, ENTITY_ID(e))->kind == WF_RESOURCE_DEPLOYMENT)
        *ret_component = RESOURCE(m, ENTITY_ID(e))->first_component;
    return true;
}

/* ---- parameters and outputs ---- */

guint32 wf_model_n_parameters(const WfModel *m)
{
    return m->parameters->len;
}

void wf_model_parameter(const WfModel *m, WfId p, WfParameter *ret)
{
    const Parameter *parameter = &g_array_index(m->parameters, Parameter, p);

    *ret = (WfParameter){
        .name = wf_names_text(m->names, parameter->name),
        .type = wf_param_type_name(parameter->type),
        .hidden = parameter->hidden,
        .has_value = parameter->value != NULL,
        .used_by_infrastructure = parameter->used_by_infra,
        .used_by_software = parameter->used_by_software,
        .given_by = parameter->given_by ? wf_names_text(m->names, parameter->given_by) : NULL,
        .place = {0, parameter->key}};
}

json_t *wf_model_parameter_value(const WfModel *m, WfId p)
{
    return json_incref(g_array_index(m->parameters, Parameter, p).value);
}

guint32 wf_model_n_stack_outputs(const WfModel *m)
{
    return m->stack_outputs->len;
}

void wf_model_stack_output(const WfModel *m, WfId output, WfStackOutput *ret)
{
    const StackOutput *o = &g_array_index(m->stack_outputs, StackOutput, output);

    *ret = (WfStackOutput){
        wf_names_text(m->names, o->name), {0, o->value}, o->reads_software, {0, o->key}};
}
