/* What a view derives from its model: enclosing stacks, cycles, roles.
 *
 * Roles: VMs belong together if their names differ only in numbers ("web-01", "web-02",
 * "web.0.server"), or if they run exactly the same definitions: the members of a group do, as
 * they share the nodes of one document. Classes are joined by union-find. */
#include "view_priv.h"

#include <string.h>

static WfId resource_of_scope(const WfModel *m, WfScope scope)
{
    g_autofree char *name = g_strdup(wf_model_scope_prefix(m, scope));
    gsize len = strlen(name);

    if (len == 0 || name[len - 1] != '.')
        return WF_NONE;
    name[len - 1] = '\0';
    return wf_model_resource_find(m, name);
}

static void find_stacks(WfViewIndex *index, const WfModel *m)
{
    guint32 n = wf_model_n_components(m), n_scopes = wf_model_n_scopes(m);
    g_autofree WfId *of_scope = g_new(WfId, n_scopes + 1);

    for (WfScope s = 0; s < n_scopes; s++)
        of_scope[s] = resource_of_scope(m, s);
    index->stack_of = g_new(WfId, n + 1);
    for (WfId c = 0; c < n; c++) {
        WfScope scope = wf_model_component_definition(m, c).scope;
        index->stack_of[c] = scope < n_scopes ? of_scope[scope] : WF_NONE;
    }
}

static void count_vms(WfViewIndex *index, const WfModel *m)
{
    index->vms_in = g_new0(guint32, wf_model_n_resources(m) + 1);
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        for (WfId r = wf_model_vm_resource(m, vm); r != WF_NONE; r = wf_model_resource_parent(m, r))
            index->vms_in[r]++;
}

WfViewIndex *wf_view_index_new(const WfModel *m)
{
    WfViewIndex *index = g_new0(WfViewIndex, 1);
    guint32 n_vms = wf_model_n_vms(m), n;

    find_stacks(index, m);
    count_vms(index, m);
    index->publishes = g_new0(bool, n_vms + 1);
    for (WfId vm = 0; vm < n_vms; vm++) {
        guint32 node = wf_model_n_components(m) + vm;
        wf_graph_out(wf_model_graph(m), node, &n);
        index->publishes[vm] = n > 0;
    }
    return index;
}

void wf_view_index_free(WfViewIndex *index)
{
    if (!index)
        return;
    g_free(index->stack_of);
    g_free(index->publishes);
    g_free(index->vms_in);
    g_free(index->scc);
    g_free(index->step);
    g_free(index->role_of);
    g_free(index->role_size);
    g_clear_pointer(&index->role_names, g_ptr_array_unref);
    g_free(index);
}

/* ---- cycles ---- */

#define AT_ONCE_NODES 2000 /* of a model whose cycles are found in less than a few frames */

void wf_view_index_number(WfViewIndex *index, const WfModel *m, const GPtrArray *cycles)
{
    if (index->step || cycles->len == 0)
        return;
    index->step = g_new0(guint16, wf_model_n_edges(m) + 1);
    for (guint i = 0; i < cycles->len; i++) {
        const WfCycleReport *cycle = cycles->pdata[i];
        if (i == 0)
            index->first =
                wf_graph_from(wf_model_graph(m), g_array_index(cycle->steps, guint32, 0));
        for (guint k = 0; k < cycle->steps->len && k < G_MAXUINT16; k++)
            index->step[g_array_index(cycle->steps, guint32, k)] = (guint16)(k + 1);
    }
}

void wf_view_index_cycles(WfViewIndex *index, const WfModel *m, bool numbers_later)
{
    const WfGraph *graph = wf_model_graph(m);
    guint32 n = wf_model_n_nodes(m);

    if (index->cycles_known)
        return;
    index->cycles_known = true;
    if (wf_graph_order(graph, NULL, NULL) == n)
        return;
    index->scc = g_new(guint32, n + 1);
    wf_graph_scc(graph, index->scc);
    if (numbers_later && n > AT_ONCE_NODES)
        return;
    g_autoptr(GPtrArray) cycles = wf_check_cycles(m);
    wf_view_index_number(index, m, cycles);
}

bool wf_view_index_in_cycle(const WfViewIndex *index, const WfModel *m, guint32 edge)
{
    const WfGraph *graph = wf_model_graph(m);

    return index->scc &&
           index->scc[wf_graph_from(graph, edge)] == index->scc[wf_graph_to(graph, edge)];
}

bool wf_view_edge_in_cycle(WfView *view, guint32 model_edge)
{
    wf_view_index_cycles(view->index, view->m, view->numbers_later);
    return wf_view_index_in_cycle(view->index, view->m, model_edge);
}

bool wf_view_node_in_cycle(WfView *view, guint32 model_node)
{
    guint32 n;
    const WfArc *arcs = wf_graph_out(wf_model_graph(view->m), model_node, &n);

    for (guint32 i = 0; i < n; i++)
        if (wf_view_edge_in_cycle(view, arcs[i].edge))
            return true;
    return false;
}

void wf_view_number_later(WfView *view)
{
    view->numbers_later = true;
}

bool wf_view_set_cycles(WfView *view, const GPtrArray *cycles)
{
    bool known = view->index->cycles_known, numbered = view->index->step;

    wf_view_index_cycles(view->index, view->m, true);
    wf_view_index_number(view->index, view->m, cycles);
    return known && !numbered && view->index->step;
}

guint32 wf_view_cycle_start(WfView *view)
{
    wf_view_index_cycles(view->index, view->m, view->numbers_later);
    return view->index->step ? view->index->first : G_MAXUINT32;
}

/* ---- roles ---- */

/* The name without its numbers and what separates them: "web-01" and "web-2" are "web". */
static char *stem_of(const char *name)
{
    GString *stem = g_string_new(NULL);

    for (const char *p = name; *p;) {
        if (!g_ascii_isdigit(*p)) {
            g_string_append_c(stem, *p++);
            continue;
        }
        while (g_ascii_isdigit(*p))
            p++;
        while (stem->len && strchr("-_.", stem->str[stem->len - 1]))
            g_string_truncate(stem, stem->len - 1);
    }
    if (stem->len == 0)
        g_string_assign(stem, name);
    return g_string_free(stem, FALSE);
}

static WfId root_of(WfId *parent, WfId vm)
{
    while (parent[vm] != vm) {
        parent[vm] = parent[parent[vm]];
        vm = parent[vm];
    }
    return vm;
}

static void join(WfId *parent, WfId a, WfId b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    parent[MAX(a, b)] = MIN(a, b);
}

static int by_value(const void *a, const void *b)
{
    guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;
    return (x > y) - (x < y);
}

/* What a VM runs, as one string of definitions; NULL if it runs nothing. */
static GBytes *content_of(const WfModel *m, WfId vm)
{
    guint32 n;
    const WfId *components = wf_model_vm_components(m, vm, &n);
    guint64 *place = g_new(guint64, n + 1);

    for (guint32 i = 0; i < n; i++) {
        WfPlace at = wf_model_expr_place(m, wf_model_component_definition(m, components[i]));
        place[i] = (guint64)at.doc << 32 | at.node;
    }
    qsort(place, n, sizeof *place, by_value);
    return g_bytes_new_take(place, n * sizeof *place);
}

static void join_by_name_and_content(const WfModel *m, WfId *parent)
{
    guint32 n = wf_model_n_vms(m);
    g_autoptr(GHashTable) stems = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) contents =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    gpointer other;

    for (WfId vm = 0; vm < n; vm++) {
        char *stem = stem_of(wf_model_vm_name(m, vm));
        if (g_hash_table_lookup_extended(stems, stem, NULL, &other))
            join(parent, vm, GPOINTER_TO_UINT(other));
        g_hash_table_insert(stems, stem, GUINT_TO_POINTER(vm));
        GBytes *content = content_of(m, vm);
        if (g_bytes_get_size(content) &&
            g_hash_table_lookup_extended(contents, content, NULL, &other))
            join(parent, vm, GPOINTER_TO_UINT(other));
        g_hash_table_insert(contents, content, GUINT_TO_POINTER(vm));
    }
}

void wf_view_index_roles(WfViewIndex *index, const WfModel *m)
{
    guint32 n = wf_model_n_vms(m);

    if (index->role_of)
        return;
    g_autofree WfId *parent = g_new(WfId, n + 1);
    for (WfId vm = 0; vm < n; vm++)
        parent[vm] = vm;
    join_by_name_and_content(m, parent);
    index->role_of = g_new(WfId, n + 1);
    index->role_size = g_new0(guint32, n + 1);
    index->role_names = g_ptr_array_new_with_free_func(g_free);
    for (WfId vm = 0; vm < n; vm++) {
        WfId root = root_of(parent, vm);
        if (root == vm) {
            char *name = stem_of(wf_model_vm_name(m, vm));
            g_ptr_array_add(index->role_names, name);
            index->role_of[vm] = index->n_roles++;
        } else {
            index->role_of[vm] = index->role_of[root];
        }
        index->role_size[index->role_of[vm]]++;
    }
}
