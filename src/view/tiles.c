/* The tile map: every VM of the model at once, without Graphviz. */
#include "view_priv.h"

/* Edges between VMs, each pair once: those of one VM are neighbours in its components' arcs. */
static void between_vms(const WfModel *m, GArray *from, GArray *to)
{
    const WfGraph *graph = wf_model_graph(m);
    guint32 n_vms = wf_model_n_vms(m), n_components = wf_model_n_components(m);
    g_autofree guint32 *seen = g_new0(guint32, n_vms + 1);

    for (WfId vm = 0; vm < n_vms; vm++) {
        guint32 n, n_arcs;
        const WfId *components = wf_model_vm_components(m, vm, &n);
        for (guint32 i = 0; i <= n; i++) {
            const WfArc *arcs =
                wf_graph_out(graph, i < n ? components[i] : n_components + vm, &n_arcs);
            for (guint32 k = 0; k < n_arcs; k++) {
                WfId other = wf_model_node_vm(m, arcs[k].node);
                if (other == WF_NONE || other == vm || seen[other] == vm + 1)
                    continue;
                seen[other] = vm + 1;
                g_array_append_val(from, vm);
                g_array_append_val(to, other);
            }
        }
    }
}

WfTiles *wf_view_tiles(const WfView *view, int columns)
{
    g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) to = g_array_new(FALSE, FALSE, sizeof(guint32));

    between_vms(view->m, from, to);
    return wf_tiles_new(wf_model_n_vms(view->m), from->len, (const guint32 *)from->data,
                        (const guint32 *)to->data, columns);
}

static WfRole role_of(guint32 vm, guint *attr, gpointer data)
{
    WfView *view = data;
    const WfViewFacts *facts = &view->facts;
    guint32 n;
    const WfId *components = wf_model_vm_components(view->m, vm, &n);
    WfRole role = WF_ROLE_LABEL, sign_role;
    WfState state, worst = WF_STATE_DONE;
    bool matches = false;

    for (guint32 i = 0; i < n; i++) {
        matches |= view->matches && view->matches[components[i]];
        if (facts->state && facts->state(facts->data, components[i], &state) &&
            (role == WF_ROLE_LABEL || wf_state_urgency(state) > wf_state_urgency(worst))) {
            worst = state;
            role = wf_state_role(state);
        }
        if (facts->sign && facts->sign(facts->data, components[i], &sign_role) &&
            (role < WF_ROLE_PLAN_CREATE || sign_role < role))
            role = sign_role;
    }
    if (view->matches)
        *attr |= matches ? WF_ATTR_MATCH : WF_ATTR_DIM;
    return role;
}

void wf_view_paint_tiles(WfView *view, const WfTiles *tiles, WfGrid *grid, const WfRect *where,
                         int first_row)
{
    WfThing selected = wf_view_selected(view);
    WfPoint at;
    WfId vm = WF_NONE;

    wf_tiles_paint(tiles, grid, where, first_row, view->ascii, role_of, view);
    if (selected.kind == WF_THING_VM || selected.kind == WF_THING_FACTS)
        vm = selected.id;
    else if (selected.kind == WF_THING_COMPONENT)
        vm = wf_model_component_vm(view->m, selected.id);
    if (vm == WF_NONE || !wf_tiles_find(tiles, vm, &at))
        return;
    int x = where->x + WF_TILES_MARGIN + at.x, y = where->y + at.y - first_row;
    if (wf_rect_has(*where, x, y))
        wf_grid_tint(grid, x, y, 1, 1, -1, WF_ATTR_SELECTED);
}
