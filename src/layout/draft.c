/* See draft.h: how much room things need, and what is made and freed with a draft. */
#include "draft.h"

static WfMetric metric_of(const WfLayoutOptions *options)
{
    if (options->left_to_right)
        return (WfMetric){.between_nodes = 1,
                          .beside_node = 1,
                          .between_bends = 0,
                          .pad = 1,
                          .inset = options->boxes ? 1 : 0,
                          .between_tracks = 0,
                          .sheet_gap = WF_SHEET_UNIT * 3 / 4,
                          .node_extra = 1};
    return (WfMetric){.between_nodes = 2,
                      .beside_node = 1,
                      .between_bends = 1,
                      .pad = 2,
                      .inset = 1,
                      .between_tracks = 1,
                      .sheet_gap = WF_SHEET_UNIT * 3 / 2,
                      .node_extra = 1};
}

static void split_units(WfDraft *draft)
{
    guint32 n_frames = wf_visible_n_frames(draft->visible);
    draft->units = g_new0(WfUnit, n_frames + draft->n_nodes + 1);
    draft->members = g_new0(guint32, draft->n_nodes + 1);
    for (guint32 f = 0; f < n_frames; f++)
        draft->units[f].frame = (gint32)f;
    draft->n_units = n_frames;
    for (guint32 i = 0; i < draft->n_nodes; i++) {
        gint32 frame = wf_visible_node(draft->visible, i)->frame;
        guint32 unit = frame >= 0 ? (guint32)frame : draft->n_units++;
        if (frame < 0)
            draft->units[unit].frame = -1;
        draft->shapes[i].unit = unit;
        draft->units[unit].n++;
    }
    guint32 first = 0;
    for (guint32 u = 0; u < draft->n_units; u++) {
        draft->units[u].first = first;
        first += draft->units[u].n;
        draft->units[u].n = 0;
    }
    for (guint32 i = 0; i < draft->n_nodes; i++) {
        WfUnit *unit = &draft->units[draft->shapes[i].unit];
        draft->shapes[i].index = unit->n;
        draft->members[unit->first + unit->n++] = i;
    }
}

static void add_routes(WfDraft *draft)
{
    draft->routes = g_new0(WfRoute, draft->n_edges + 1);
    for (guint32 e = 0; e < draft->n_edges; e++) {
        const WfVisibleEdge *edge = wf_visible_edge(draft->visible, e);
        WfRoute *route = &draft->routes[e];
        route->upper = edge->from;
        route->lower = edge->to;
        route->fate = edge->from == edge->to ? WF_EDGE_LOOP : WF_EDGE_DRAWN;
        route->inner = draft->shapes[edge->from].unit == draft->shapes[edge->to].unit;
        route->upper_frame = edge->from_frame && !route->inner &&
                             wf_visible_node(draft->visible, edge->from)->frame >= 0;
        route->lower_frame = edge->to_frame && !route->inner &&
                             wf_visible_node(draft->visible, edge->to)->frame >= 0;
    }
}

WfDraft *wf_draft_new(const WfVisible *visible, const WfLayoutOptions *options)
{
    WfDraft *draft = g_new0(WfDraft, 1);
    draft->visible = visible;
    draft->options = *options;
    draft->metric = metric_of(options);
    draft->n_nodes = wf_visible_n_nodes(visible);
    draft->n_edges = wf_visible_n_edges(visible);
    draft->shapes = g_new0(WfShape, draft->n_nodes + 1);
    for (guint32 i = 0; i < draft->n_nodes; i++)
        draft->shapes[i].item = WF_NONE;
    draft->items = g_array_new(FALSE, TRUE, sizeof(WfItem));
    split_units(draft);
    add_routes(draft);
    return draft;
}

void wf_draft_free(WfDraft *draft)
{
    if (!draft)
        return;
    for (guint32 i = 0; i < draft->n_nodes; i++) {
        g_free(draft->shapes[i].label);
        g_free(draft->shapes[i].stub);
    }
    for (guint32 u = 0; u < draft->n_units; u++) {
        g_free(draft->units[u].title);
        g_free(draft->units[u].stub);
    }
    gpointer parts[] = {
        draft->routes,     draft->shapes,          draft->units,        draft->members,
        draft->level_base, draft->level_ranks,     draft->level_offset, draft->rank_first,
        draft->order,      draft->chain_first,     draft->chain,        draft->wires,
        draft->wire_first, draft->channel_first,   draft->channel,      draft->row,
        draft->rank_rows,  draft->track_row,       draft->n_tracks,     draft->top_row,
        draft->bottom_row, draft->unit_edge_first, draft->rank_level,   draft->level_unit_first,
        draft->level_unit, draft->unit_edges};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        g_free(parts[i]);
    g_array_unref(draft->items);
    g_free(draft);
}

guint32 wf_draft_add_item(WfDraft *draft, WfItem item)
{
    g_array_append_val(draft->items, item);
    if (item.node != WF_NONE)
        draft->shapes[item.node].item = draft->items->len - 1;
    return draft->items->len - 1;
}

int wf_draft_gap(const WfDraft *draft, const WfItem *left, const WfItem *right)
{
    int nodes = (left->node != WF_NONE) + (right->node != WF_NONE);
    const WfMetric *m = &draft->metric;
    return nodes == 2 ? m->between_nodes : nodes == 1 ? m->beside_node : m->between_bends;
}
