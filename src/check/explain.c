/* `weft check --explain COMPONENT`: where values come from and where they go. */
#include "check_priv.h"

#include <weft/text.h>

static json_t *read_json(const WfModel *m, const WfRead *read)
{
    g_autofree char *place = wf_model_place_text(m, wf_model_expr_place(m, read->at));
    json_t *object = json_pack("{s:s, s:o}", "source", wf_source_name(read->source), "at",
                               wf_json_visible(place));

    switch (read->source) {
    case WF_SOURCE_COMPONENT:
        json_object_set_new(object, "component",
                            json_string(wf_model_component_name(m, read->target)));
        break;
    case WF_SOURCE_OWN_VM:
    case WF_SOURCE_OTHER_VM:
        json_object_set_new(object, "vm", json_string(wf_model_vm_name(m, read->target)));
        break;
    case WF_SOURCE_INFRA:
        json_object_set_new(object, "resource",
                            json_string(wf_model_resource_name(m, read->target)));
        break;
    case WF_SOURCE_LITERAL:
        break;
    }
    if (read->attr)
        json_object_set_new(object, "value", json_string(read->attr));
    return object;
}

static json_t *input_json(const WfModel *m, WfId component, WfId id)
{
    WfInput input;
    WfId first;
    guint32 n;
    json_t *reads = json_array();

    wf_model_input(m, id, &input);
    wf_model_component_reads(m, component, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfRead read;
        wf_model_read(m, i, &read);
        if (read.input == id)
            json_array_append_new(reads, read_json(m, &read));
    }
    json_t *object = json_pack("{s:s, s:s, s:b, s:b}", "name", input.name, "type", input.type,
                               "secret", input.secret, "lazy", input.lazy);
    g_autoptr(GError) error = NULL;
    json_auto_t *value =
        input.value.node ? wf_model_value(m, input.value, WF_VALUE_KNOWN, &error) : NULL;
    if (input.secret)
        json_object_set_new(object, "expression", json_string(WF_TEXT_MASK));
    else if (value)
        json_object_set(object, "expression", value);
    if (error && !input.secret)
        json_object_set_new(object, "error", json_string(error->message));
    if (json_array_size(reads) == 0 && !error)
        json_array_append_new(reads,
                              json_pack("{s:s}", "source", input.value.node ? "literal" : "none"));
    json_object_set_new(object, "sources", reads);
    return object;
}

static json_t *edges_json(const WfModel *m, WfId component, bool in)
{
    const WfGraph *g = wf_model_graph(m);
    json_t *list = json_array();
    guint32 n;
    const WfArc *arcs = in ? wf_graph_in(g, component, &n) : wf_graph_out(g, component, &n);

    for (guint32 i = 0; i < n; i++) {
        WfEdge e;
        wf_model_edge(m, arcs[i].edge, &e);
        json_t *object = json_pack("{s:s, s:s, s:b}", "name", wf_model_node_name(m, arcs[i].node),
                                   "kind", wf_edge_kind_name(e.kind), "cross_vm", e.cross_vm);
        if (e.value)
            json_object_set_new(object, "value", json_string(e.value));
        if (e.delivered)
            json_object_set_new(object, "delivered", json_true());
        json_array_append_new(list, object);
    }
    return list;
}

json_t *wf_check_explain(const WfModel *m, WfId component)
{
    WfId first, vm = wf_model_component_vm(m, component);
    guint32 n;
    json_t *inputs = json_array(), *outputs = json_array();
    g_autofree char *place = wf_model_place_text(m, wf_model_component_place(m, component));

    wf_model_component_inputs(m, component, &first, &n);
    for (WfId i = first; i < first + n; i++)
        json_array_append_new(inputs, input_json(m, component, i));
    wf_model_component_outputs(m, component, &first, &n);
    for (WfId o = first; o < first + n; o++) {
        WfOutput output;
        wf_model_output(m, o, &output);
        json_array_append_new(
            outputs, json_pack("{s:s, s:b}", "name", output.name, "secret", output.secret));
    }
    return json_pack("{s:i, s:s, s:s?, s:s, s:o, s:o, s:o, s:o, s:o}", "weft", 1, "component",
                     wf_model_component_name(m, component), "vm",
                     vm == WF_NONE ? NULL : wf_model_vm_name(m, vm), "group",
                     wf_model_component_group(m, component), "at", wf_json_visible(place), "inputs",
                     inputs, "outputs", outputs, "needs", edges_json(m, component, true), "feeds",
                     edges_json(m, component, false));
}
