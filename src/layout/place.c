/* Placement on two levels.
 *
 * First the VMs are ranked (their ranks are called levels), which says of every
 * edge between VMs which end is above. Then each VM is placed alone. Then the
 * VMs, now with their widths, and the edges that pass them are put in columns.
 * The results are composed into one row of ranks, in which every edge has an
 * item at each rank it passes. */
#include "acyclic.h"
#include "draft.h"

#include <weft/text.h>

#define BEND_WEIGHT 8
#define VM_FAN 4        /* VMs that hang on one thing and always stand in one row */
#define ROW_COLUMNS 100 /* more of them do while they are no wider than this */

static guint32 unit_of(const WfDraft *draft, guint32 node)
{
    return draft->shapes[node].unit;
}

static bool crosses_units(const WfRoute *route)
{
    return route->fate == WF_EDGE_DRAWN && !route->inner;
}

static gint by_ends(gconstpointer a, gconstpointer b)
{
    const WfWeightedArc *left = a, *right = b;
    if (left->from != right->from)
        return left->from < right->from ? -1 : 1;
    return left->to < right->to ? -1 : left->to > right->to;
}

/* The graph of units: parallel edges become one arc with a weight. */
static GArray *unit_arcs(const WfDraft *draft)
{
    GArray *arcs = g_array_new(FALSE, FALSE, sizeof(WfWeightedArc));
    for (guint32 e = 0; e < draft->n_edges; e++) {
        const WfRoute *route = &draft->routes[e];
        WfWeightedArc arc = {unit_of(draft, route->upper), unit_of(draft, route->lower), 1};
        if (crosses_units(route))
            g_array_append_val(arcs, arc);
    }
    g_array_sort(arcs, by_ends);
    guint n = 0;
    WfWeightedArc *all = (WfWeightedArc *)arcs->data;
    for (guint i = 0; i < arcs->len; i++) {
        if (n && by_ends(&all[n - 1], &all[i]) == 0)
            all[n - 1].weight++;
        else
            all[n++] = all[i];
    }
    g_array_set_size(arcs, n);
    return arcs;
}

/* How many units stand in a row; how wide they are is a guess, for nothing is placed yet. */
static guint units_in_row(const WfDraft *draft)
{
    int widest = 1;
    if (draft->options.left_to_right)
        return 2 * VM_FAN; /* one above the other */
    for (guint32 i = 0; i < draft->n_nodes; i++) {
        const WfVisibleNode *node = wf_visible_node(draft->visible, i);
        int label = wf_text_width(node->label, -1) + 2;
        int title =
            node->frame < 0
                ? 0
                : wf_text_width(wf_visible_frame(draft->visible, (guint32)node->frame)->title, -1);
        int border = node->frame < 0 ? 2 : 2 * draft->metric.pad + 4;
        widest = MAX(widest, MAX(label, title) + border);
    }
    return MAX(VM_FAN, (guint)(ROW_COLUMNS / widest));
}

static bool rank_units(WfDraft *draft, const WfDesk *desk)
{
    g_autoptr(GArray) arcs = unit_arcs(draft);
    g_autofree guint8 *turn = g_new0(guint8, arcs->len + 1);
    g_autoptr(WfSheet) sheet = wf_sheet_new(draft->n_units);
    wf_break_cycles(draft->n_units, (const WfWeightedArc *)arcs->data, arcs->len, turn);
    for (guint i = 0; i < arcs->len; i++) {
        WfWeightedArc arc = g_array_index(arcs, WfWeightedArc, i);
        wf_sheet_add_arc(sheet, turn[i] ? arc.to : arc.from, turn[i] ? arc.from : arc.to, 1,
                         (gint32)MIN(arc.weight, 20));
    }
    guint row = units_in_row(draft);
    wf_sheet_fold_wide(sheet, draft->n_units, row, row);
    if (!desk->ask(sheet, WF_ASK_RANKS, desk->data))
        return false;
    for (guint32 u = 0; u < draft->n_units; u++) {
        draft->units[u].level = sheet->rank[u];
        draft->n_levels = MAX(draft->n_levels, sheet->rank[u] + 1);
    }
    return true;
}

/* An edge between units goes down if its end is on a deeper level, else it is drawn upwards. */
static void orient(WfDraft *draft)
{
    for (guint32 e = 0; e < draft->n_edges; e++) {
        WfRoute *route = &draft->routes[e];
        if (route->fate == WF_EDGE_LOOP || route->inner)
            continue;
        guint32 from = route->upper;
        if (draft->units[unit_of(draft, from)].level <
            draft->units[unit_of(draft, route->lower)].level)
            continue;
        route->upper = route->lower;
        route->lower = from;
        route->upward = true;
        bool frame = route->upper_frame;
        route->upper_frame = route->lower_frame;
        route->lower_frame = frame;
    }
}

static void count_ports(WfDraft *draft)
{
    guint32 n = 0;
    draft->unit_edge_first = g_new0(guint32, draft->n_units + 2);
    for (guint32 e = 0; e < draft->n_edges; e++) {
        const WfRoute *route = &draft->routes[e];
        if (route->fate != WF_EDGE_DRAWN)
            continue;
        draft->unit_edge_first[unit_of(draft, route->upper) + 1]++;
        if (!route->inner) {
            draft->unit_edge_first[unit_of(draft, route->lower) + 1]++;
            draft->units[unit_of(draft, route->upper)].n_bottom++;
            draft->units[unit_of(draft, route->lower)].n_top++;
        }
    }
    for (guint32 u = 0; u < draft->n_units; u++)
        draft->unit_edge_first[u + 1] += draft->unit_edge_first[u];
    n = draft->unit_edge_first[draft->n_units];
    draft->unit_edges = g_new(guint32, n + 1);
    g_autofree guint32 *next =
        g_memdup2(draft->unit_edge_first, sizeof(guint32) * (draft->n_units + 1));
    for (guint32 e = 0; e < draft->n_edges; e++) {
        const WfRoute *route = &draft->routes[e];
        if (route->fate != WF_EDGE_DRAWN)
            continue;
        draft->unit_edges[next[unit_of(draft, route->upper)]++] = e;
        if (!route->inner)
            draft->unit_edges[next[unit_of(draft, route->lower)]++] = e;
    }
}

/* Where an edge passes levels: a node of the sheet of units. */
typedef struct {
    guint32 edge;
    int level;
} Pass;

static guint32 add_pass(GArray *passes, guint32 edge, int level)
{
    Pass pass = {edge, level};
    g_array_append_val(passes, pass);
    return passes->len - 1;
}

static void add_unit_chains(const WfDraft *draft, WfSheet *sheet, GArray *passes)
{
    for (guint32 e = 0; e < draft->n_edges; e++) {
        const WfRoute *route = &draft->routes[e];
        if (!crosses_units(route))
            continue;
        guint32 before = unit_of(draft, route->upper), last = unit_of(draft, route->lower);
        for (int level = draft->units[before].level + 1; level < draft->units[last].level;
             level++) {
            guint32 pass = draft->n_units + add_pass(passes, e, level);
            wf_sheet_add_arc(sheet, before, pass, 1, before < draft->n_units ? 2 : BEND_WEIGHT);
            before = pass;
        }
        wf_sheet_add_arc(sheet, before, last, 1, 2);
    }
}

/* Units without edges stand in columns: each below the one in its place a level above. */
static void add_lonely_arcs(const WfDraft *draft, WfSheet *sheet)
{
    g_autoptr(GPtrArray) levels = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);

    for (int level = 0; level < draft->n_levels; level++)
        g_ptr_array_add(levels, g_array_new(FALSE, FALSE, sizeof(guint32)));
    for (guint32 u = 0; u < draft->n_units; u++) {
        const WfUnit *unit = &draft->units[u];
        if (unit->n_top + unit->n_bottom > 0)
            continue;
        GArray *row = levels->pdata[unit->level];
        const GArray *above = unit->level > 0 ? levels->pdata[unit->level - 1] : NULL;
        if (above && row->len < above->len)
            wf_sheet_add_arc(sheet, g_array_index(above, guint32, row->len), u, 1, 1);
        g_array_append_val(row, u);
    }
}

static bool place_units(WfDraft *draft, const WfDesk *desk, GArray *passes, WfItem **ret_places)
{
    g_autoptr(WfSheet) arcs = wf_sheet_new(0);
    add_unit_chains(draft, arcs, passes);
    add_lonely_arcs(draft, arcs);
    guint32 n = draft->n_units + passes->len;
    g_autoptr(WfSheet) sheet = wf_sheet_new(n);
    g_autofree WfItem *places = g_new0(WfItem, n + 1);
    g_array_append_vals(sheet->arcs, arcs->arcs->data, arcs->arcs->len);
    sheet->gap = draft->metric.sheet_gap;
    for (guint32 i = 0; i < n; i++) {
        bool is_unit = i < draft->n_units;
        const WfUnit *unit = &draft->units[is_unit ? i : 0];
        int border = is_unit && unit->frame >= 0 ? draft->metric.pad : 0;
        places[i].size = is_unit ? unit->width + 2 * border : 1;
        places[i].node = is_unit ? 0 : WF_NONE; /* keeps a node's distance */
        sheet->size[i] = places[i].size + (is_unit ? draft->metric.node_extra : 0);
        sheet->rank[i] =
            is_unit ? unit->level : g_array_index(passes, Pass, i - draft->n_units).level;
    }
    if (!desk->ask(sheet, WF_ASK_COLUMNS, desk->data))
        return false;
    int width = wf_place_columns(draft, sheet, places);
    for (guint32 i = 0; draft->options.mirrored && i < n; i++)
        places[i].left = width - places[i].left - places[i].size;
    *ret_places = g_steal_pointer(&places);
    return true;
}

/* First rank and number of ranks of each level; ports from above get a rank before the nodes'. */
static void stack_levels(WfDraft *draft)
{
    draft->level_base = g_new0(int, draft->n_levels + 1);
    draft->level_ranks = g_new0(int, draft->n_levels + 1);
    draft->level_offset = g_new0(int, draft->n_levels + 1);
    for (guint32 u = 0; u < draft->n_units; u++)
        if (draft->units[u].n_top)
            draft->level_offset[draft->units[u].level] = 1;
    for (guint32 u = 0; u < draft->n_units; u++) {
        WfUnit *unit = &draft->units[u];
        int ranks = draft->level_offset[unit->level] + unit->n_ranks +
                    (unit->frame >= 0 && unit->n_bottom ? 1 : 0);
        draft->level_ranks[unit->level] = MAX(draft->level_ranks[unit->level], ranks);
        unit->last_rank = ranks - 1;
    }
    for (int level = 0; level < draft->n_levels; level++)
        draft->level_base[level + 1] = draft->level_base[level] + draft->level_ranks[level];
    draft->n_ranks = draft->level_base[draft->n_levels];
    for (guint32 u = 0; u < draft->n_units; u++) {
        WfUnit *unit = &draft->units[u];
        unit->first_rank = draft->level_base[unit->level];
        unit->last_rank += unit->first_rank;
    }
}

/* Which frames stand on a level, and which level a rank is in: asked again and again later. */
static void index_levels(WfDraft *draft)
{
    draft->rank_level = g_new0(int, draft->n_ranks + 1);
    draft->level_unit_first = g_new0(guint32, draft->n_levels + 2);
    draft->level_unit = g_new0(guint32, draft->n_units + 1);
    for (int level = 0; level < draft->n_levels; level++)
        for (int rank = draft->level_base[level]; rank < draft->level_base[level + 1]; rank++)
            draft->rank_level[rank] = level;
    for (guint32 u = 0; u < draft->n_units; u++)
        draft->level_unit_first[draft->units[u].level + 1] += draft->units[u].frame >= 0;
    for (int level = 0; level < draft->n_levels; level++)
        draft->level_unit_first[level + 1] += draft->level_unit_first[level];
    g_autofree guint32 *next =
        g_memdup2(draft->level_unit_first, sizeof(guint32) * (draft->n_levels + 1));
    for (guint32 u = 0; u < draft->n_units; u++)
        if (draft->units[u].frame >= 0)
            draft->level_unit[next[draft->units[u].level]++] = u;
}

/* Own ranks and columns of a unit's items become the picture's. */
static void settle_unit(WfDraft *draft, guint32 number, const WfItem *place, guint32 first,
                        guint32 end)
{
    WfUnit *unit = &draft->units[number];
    unit->left = place->left + (unit->frame >= 0 ? draft->metric.pad : 0);
    for (guint32 i = first; i < end; i++) {
        WfItem *item = wf_draft_item(draft, i);
        item->left += unit->left;
        item->rank += unit->first_rank - 1 + draft->level_offset[unit->level];
    }
}

static void add_column(WfDraft *draft, guint32 edge, int left, int from_rank, int to_rank)
{
    for (int rank = from_rank; rank < to_rank; rank++)
        wf_draft_add_item(
            draft,
            (WfItem){
                .node = WF_NONE, .edge = edge, .unit = -1, .rank = rank, .left = left, .size = 1});
}

/* From the bottom of their unit edges go straight down to the end of its level. */
static void extend_bottoms(WfDraft *draft, guint32 number, guint32 first, guint32 end)
{
    const WfUnit *unit = &draft->units[number];
    int level_end = draft->level_base[unit->level + 1];
    if (unit->frame >= 0) {
        for (guint32 i = first; i < end; i++) {
            WfItem item = *wf_draft_item(draft, i);
            if (item.node == WF_NONE && item.rank == unit->last_rank && unit->n_bottom)
                add_column(draft, item.edge, item.left, unit->last_rank + 1, level_end);
        }
        return;
    }
    const WfShape *shape = &draft->shapes[draft->members[unit->first]];
    guint32 n = unit->n_bottom, k = 0;
    int step = (int)n * 2 - 1 <= shape->box ? 2 : 1;
    int left = unit->left + MAX(0, (shape->box - ((int)n - 1) * step) / 2);
    for (guint32 i = draft->unit_edge_first[number]; i < draft->unit_edge_first[number + 1]; i++)
        if (unit_of(draft, draft->routes[draft->unit_edges[i]].upper) == number)
            add_column(draft, draft->unit_edges[i], left + (int)k++ * step, unit->last_rank + 1,
                       level_end);
}

static bool place_all(WfDraft *draft, const WfDesk *desk)
{
    g_autofree guint32 *first = g_new0(guint32, draft->n_units + 1);
    g_autoptr(GArray) passes = g_array_new(FALSE, FALSE, sizeof(Pass));
    g_autofree WfItem *places = NULL;
    for (guint32 u = 0; u < draft->n_units; u++) {
        if (!wf_place_unit(draft, u, desk))
            return false;
        first[u + 1] = draft->items->len;
    }
    if (!place_units(draft, desk, passes, &places))
        return false;
    stack_levels(draft);
    index_levels(draft);
    for (guint32 u = 0; u < draft->n_units; u++) {
        settle_unit(draft, u, &places[u], first[u], first[u + 1]);
        extend_bottoms(draft, u, first[u], first[u + 1]);
    }
    for (guint i = 0; i < passes->len; i++) {
        Pass pass = g_array_index(passes, Pass, i);
        add_column(draft, pass.edge, places[draft->n_units + i].left, draft->level_base[pass.level],
                   draft->level_base[pass.level + 1]);
    }
    return true;
}

bool wf_place(WfDraft *draft, const WfDesk *desk)
{
    wf_shape_hubs(draft);
    if (draft->n_units == 0)
        return true;
    if (!rank_units(draft, desk))
        return false;
    orient(draft);
    wf_shape_sides(draft);
    count_ports(draft);
    for (guint32 u = 0; u < draft->n_units; u++)
        wf_place_turn(draft, u);
    wf_shape_nodes(draft);
    return place_all(draft, desk);
}
