/* What filters see of a model: its graph's nodes, components first, then the VMs' facts. */
#include "view_priv.h"

static const char *kind_name(const WfModel *m, guint32 node)
{
    if (wf_model_node_is_vm(m, node))
        return "vm";
    switch (wf_model_component_kind(m, node)) {
    case WF_COMPONENT_DATA:
        return "data";
    case WF_COMPONENT_WAIT:
        return "wait";
    case WF_COMPONENT_RECIPE:
        break;
    }
    return "component";
}

/* The file a recipe comes from, or the resource it stands in. */
static const char *recipe_name(WfView *view, WfId c)
{
    WfRecipe recipe;

    g_clear_pointer(&view->recipe, g_free);
    if (!wf_model_component_recipe(view->m, c, WF_CREATE, &recipe) || !recipe.config.node)
        return NULL;
    WfPlace place = wf_model_expr_place(view->m, recipe.config);
    const WfDoc *doc = wf_model_doc(view->m, place.doc);
    if (wf_doc_kind(doc, place.node) != WF_MAP)
        return NULL;
    WfNode file = wf_doc_get(doc, place.node, "get_file");
    if (file && wf_doc_kind(doc, file) == WF_STRING)
        view->recipe = wf_doc_dup(doc, file);
    return view->recipe;
}

static const char *type_name(const WfModel *m, guint32 node)
{
    WfId vm = wf_model_node_vm(m, node);
    WfId resource = wf_model_node_is_vm(m, node)
                        ? wf_model_vm_resource(m, vm)
                        : wf_model_resource_find(m, wf_model_component_name(m, node));

    return resource == WF_NONE ? NULL : wf_model_resource_type(m, resource);
}

static const char *fact_text(const WfView *view, guint32 node, WfQueryText field, const char *key)
{
    WfState state;

    if (field == WF_QUERY_TEXT_STATE && view->facts.state &&
        view->facts.state(view->facts.data, node, &state))
        return wf_state_name(state);
    return view->facts.text ? view->facts.text(view->facts.data, node, field, key) : NULL;
}

static const char *text_of(gpointer data, guint32 node, WfQueryText field, const char *key)
{
    WfView *view = data;
    const WfModel *m = view->m;
    WfId vm = wf_model_node_vm(m, node);
    bool facts = wf_model_node_is_vm(m, node);

    switch (field) {
    case WF_QUERY_TEXT_NAME:
        return wf_model_node_name(m, node);
    case WF_QUERY_TEXT_KIND:
        return kind_name(m, node);
    case WF_QUERY_TEXT_VM:
        return vm == WF_NONE ? NULL : wf_model_vm_name(m, vm);
    case WF_QUERY_TEXT_ROLE:
        return vm == WF_NONE ? NULL : wf_view_role_name(view, wf_view_vm_role(view, vm));
    case WF_QUERY_TEXT_GROUP:
        return facts ? NULL : wf_model_component_group(m, node);
    case WF_QUERY_TEXT_TYPE:
        return type_name(m, node);
    case WF_QUERY_TEXT_RECIPE:
        return facts ? NULL : recipe_name(view, node);
    default:
        return fact_text(view, node, field, key);
    }
}

static bool number_of(gpointer data, guint32 node, WfQueryNumber field, double *ret_value)
{
    WfView *view = data;
    bool facts = wf_model_node_is_vm(view->m, node);
    WfId first;
    guint32 n;

    if (field == WF_QUERY_NUMBER_INPUTS || field == WF_QUERY_NUMBER_OUTPUTS) {
        if (facts)
            return false;
        if (field == WF_QUERY_NUMBER_INPUTS)
            wf_model_component_inputs(view->m, node, &first, &n);
        else
            wf_model_component_outputs(view->m, node, &first, &n);
        *ret_value = n;
        return true;
    }
    return view->facts.number && view->facts.number(view->facts.data, node, field, ret_value);
}

static bool has_secret(const WfModel *m, WfId c)
{
    WfId first;
    guint32 n;
    WfInput input;
    WfOutput output;

    wf_model_component_inputs(m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        wf_model_input(m, i, &input);
        if (input.secret || (input.value.node && wf_model_expr_secret(m, input.value)))
            return true;
    }
    wf_model_component_outputs(m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        wf_model_output(m, i, &output);
        if (output.secret)
            return true;
    }
    return false;
}

static bool has_cross_edge(const WfModel *m, guint32 node)
{
    guint32 n;
    const WfArc *arcs = wf_graph_out(wf_model_graph(m), node, &n);

    for (guint32 i = 0; i < n; i++)
        if (wf_model_edge_cross(m, arcs[i].edge))
            return true;
    arcs = wf_graph_in(wf_model_graph(m), node, &n);
    for (guint32 i = 0; i < n; i++)
        if (wf_model_edge_cross(m, arcs[i].edge))
            return true;
    return false;
}

/* The filter means the path by count, or by time if that is what is shown. */
static bool is_critical(WfView *view, guint32 node)
{
    if (!view->critical_nodes) {
        WfCritical shown = view->critical;
        view->critical_nodes = g_new0(guint8, wf_model_n_nodes(view->m) + 1);
        view->critical = shown == WF_CRITICAL_OFF ? WF_CRITICAL_COUNT : shown;
        g_autoptr(GArray) path = wf_view_critical_path(view, NULL);
        view->critical = shown;
        for (guint i = 0; i < path->len; i++)
            view->critical_nodes[g_array_index(path, guint32, i)] = 1;
    }
    return view->critical_nodes[node];
}

static bool flag_of(gpointer data, guint32 node, WfQueryFlag flag)
{
    WfView *view = data;

    switch (flag) {
    case WF_QUERY_FLAG_CRITICAL:
        return is_critical(view, node);
    case WF_QUERY_FLAG_MARKED:
        return g_hash_table_contains(view->marks, wf_model_node_name(view->m, node));
    case WF_QUERY_FLAG_CROSS:
        return has_cross_edge(view->m, node);
    case WF_QUERY_FLAG_SECRET:
        return !wf_model_node_is_vm(view->m, node) && has_secret(view->m, node);
    default:
        return view->facts.flag && view->facts.flag(view->facts.data, node, flag);
    }
}

const WfQuerySubject *wf_view_subject(WfView *view)
{
    view->subject = (WfQuerySubject){.n_nodes = wf_model_n_nodes(view->m),
                                     .graph = wf_model_graph(view->m),
                                     .first_wave = 1,
                                     .text = text_of,
                                     .number = number_of,
                                     .flag = flag_of,
                                     .data = view};
    return &view->subject;
}
