/* The graph as JSON: one node and one edge per line, written as they are made. */
#include <weft/export.h>

/* A new reference is given away. */
static void append(GString *out, json_t *value, bool *first)
{
    g_autofree char *text = json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII);

    json_decref(value);
    g_string_append(out, *first ? "\n" : ",\n");
    g_string_append(out, text ? text : "null");
    *first = false;
}

static void set_place(json_t *object, const WfModel *m, WfPlace place)
{
    if (place.node == 0)
        return;
    json_object_set_new(object, "file", wf_json_visible(wf_model_place_path(m, place)));
    json_object_set_new(object, "line", json_integer(wf_model_place_span(m, place).line));
}

static const char *component_kind(const WfModel *m, WfId c)
{
    switch (wf_model_component_kind(m, c)) {
    case WF_COMPONENT_DATA:
        return "data";
    case WF_COMPONENT_WAIT:
        return "wait";
    case WF_COMPONENT_RECIPE:
        break;
    }
    return "component";
}

static json_t *component_json(WfView *view, WfId c)
{
    const WfModel *m = wf_view_model(view);
    WfId vm = wf_model_component_vm(m, c), first;
    guint32 n_in, n_out;
    json_t *object = json_object();

    wf_model_component_inputs(m, c, &first, &n_in);
    wf_model_component_outputs(m, c, &first, &n_out);
    json_object_set_new(object, "name", wf_json_visible(wf_model_component_name(m, c)));
    json_object_set_new(object, "kind", json_string(component_kind(m, c)));
    json_object_set_new(object, "vm",
                        wf_json_visible(vm == WF_NONE ? NULL : wf_model_vm_name(m, vm)));
    json_object_set_new(object, "group", wf_json_visible(wf_model_component_group(m, c)));
    if (vm != WF_NONE)
        json_object_set_new(object, "role",
                            wf_json_visible(wf_view_role_name(view, wf_view_vm_role(view, vm))));
    json_object_set_new(object, "inputs", json_integer(n_in));
    json_object_set_new(object, "outputs", json_integer(n_out));
    set_place(object, m, wf_model_component_place(m, c));
    return object;
}

static json_t *vm_json(WfView *view, WfId vm, const char *name)
{
    const WfModel *m = wf_view_model(view);
    json_t *object = json_object();
    guint32 n;

    wf_model_vm_components(m, vm, &n);
    json_object_set_new(object, "name", wf_json_visible(name));
    json_object_set_new(object, "kind", json_string("vm"));
    json_object_set_new(object, "vm", wf_json_visible(wf_model_vm_name(m, vm)));
    json_object_set_new(object, "role",
                        wf_json_visible(wf_view_role_name(view, wf_view_vm_role(view, vm))));
    json_object_set_new(object, "components", json_integer(n));
    set_place(object, m, wf_model_vm_place(m, vm));
    return object;
}

static json_t *role_json(WfView *view, const WfShownNode *node)
{
    g_autofree char *name = wf_view_name(view, node->thing);
    json_t *object = json_object(), *vms = json_array();

    json_object_set_new(object, "name", wf_json_visible(name));
    json_object_set_new(object, "kind", json_string("role"));
    for (WfId vm = 0; vm < wf_model_n_vms(wf_view_model(view)); vm++)
        if (wf_view_vm_role(view, vm) == node->thing.id)
            json_array_append_new(vms, wf_json_visible(wf_model_vm_name(wf_view_model(view), vm)));
    json_object_set_new(object, "vms", vms);
    return object;
}

static json_t *shown_json(WfView *view, const WfShownNode *node)
{
    const char *name;

    switch (node->thing.kind) {
    case WF_THING_VM:
        name = wf_model_vm_name(wf_view_model(view), node->thing.id);
        return vm_json(view, node->thing.id, name);
    case WF_THING_ROLE:
        return role_json(view, node);
    default:
        return component_json(view, node->thing.id);
    }
}

static json_t *edge_json(const WfModel *m, const WfEdge *edge, bool in_cycle)
{
    json_t *object = json_object();

    json_object_set_new(object, "from", wf_json_visible(wf_model_node_name(m, edge->from)));
    json_object_set_new(object, "to", wf_json_visible(wf_model_node_name(m, edge->to)));
    json_object_set_new(object, "kind", json_string(wf_edge_kind_name(edge->kind)));
    json_object_set_new(object, "value", wf_json_visible(edge->value));
    if (edge->input != WF_NONE) {
        WfInput input;
        wf_model_input(m, edge->input, &input);
        json_object_set_new(object, "input", wf_json_visible(input.name));
    }
    json_object_set_new(object, "cross_vm", json_boolean(edge->cross_vm));
    json_object_set_new(object, "in_cycle", json_boolean(in_cycle));
    if (edge->lazy)
        json_object_set_new(object, "lazy", json_true());
    if (edge->delivered)
        json_object_set_new(object, "delivered", json_true());
    set_place(object, m, edge->place);
    return object;
}

static void component_level(WfView *view, const WfShown *shown, GString *out)
{
    const WfModel *m = wf_view_model(view);
    const WfGraph *graph = wf_model_graph(m);
    guint32 n_components = wf_model_n_components(m);
    bool first = true;

    for (guint32 node = 0; node < wf_model_n_nodes(m); node++) {
        if (wf_shown_of_node(shown, node) == G_MAXUINT32)
            continue;
        append(out,
               node < n_components
                   ? component_json(view, node)
                   : vm_json(view, node - n_components, wf_model_node_name(m, node)),
               &first);
    }
    g_string_append(out, "\n],\"edges\":[");
    first = true;
    for (guint32 e = 0; e < wf_model_n_edges(m); e++) {
        WfEdge edge;
        guint32 from = wf_shown_of_node(shown, wf_graph_from(graph, e));
        guint32 to = wf_shown_of_node(shown, wf_graph_to(graph, e));
        if (from == G_MAXUINT32 || to == G_MAXUINT32)
            continue;
        wf_model_edge(m, e, &edge);
        append(out, edge_json(m, &edge, wf_view_edge_in_cycle(view, e)), &first);
    }
}

static void folded_level(WfView *view, const WfShown *shown, GString *out)
{
    static const char *const kinds[] = {"data", "order", "run-list"};
    const WfVisible *visible = wf_shown_visible(shown);
    bool first = true;

    for (guint32 i = 0; i < wf_visible_n_nodes(visible); i++) {
        WfShownNode node = wf_shown_node(shown, i);
        append(out, shown_json(view, &node), &first);
    }
    g_string_append(out, "\n],\"edges\":[");
    first = true;
    for (guint32 i = 0; i < wf_visible_n_edges(visible); i++) {
        const WfVisibleEdge *edge = wf_visible_edge(visible, i);
        g_autofree char *from = wf_view_name(view, wf_shown_node(shown, edge->from).thing);
        g_autofree char *to = wf_view_name(view, wf_shown_node(shown, edge->to).thing);
        append(out,
               json_pack("{s:o, s:o, s:s, s:n, s:b, s:b, s:i}", "from", wf_json_visible(from), "to",
                         wf_json_visible(to), "kind", kinds[edge->link], "value", "cross_vm",
                         edge->cross, "in_cycle", edge->in_cycle, "count", (int)edge->count),
               &first);
    }
}

char *wf_export_json(WfView *view, WfLevel level)
{
    static const WfZoom zooms[] = {WF_ZOOM_OUTLINE, WF_ZOOM_VMS, WF_ZOOM_ROLES};
    GString *out = g_string_new("{\"weft\":1,\"nodes\":[");
    g_autoptr(WfShown) shown = wf_view_show_all(view, zooms[level], false);

    if (level != WF_LEVEL_COMPONENT)
        folded_level(view, shown, out);
    else
        component_level(view, shown, out);
    g_string_append(out, "\n]}\n");
    return g_string_free(out, FALSE);
}
