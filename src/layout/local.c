/* One unit alone: its nodes, the edges between them, and a port for each edge
 * from above and below, so that the VMs' insides need not know of each other. */
#include "acyclic.h"
#include "draft.h"

#define INNER_WEIGHT 3
#define BEND_WEIGHT 8
#define FAN 5

typedef struct {
    WfDraft *draft;
    WfUnit *unit;
    guint32 number; /* of the unit */
    const WfDesk *desk;
    const guint32 *edges; /* those with an end in here */
    guint32 n_edges;
    guint32 first_item; /* the unit's in the draft: sheet nodes are counted from it */
} Local;

static bool leaves_here(const Local *local, const WfRoute *route)
{
    return local->draft->shapes[route->upper].unit == local->number;
}

static guint32 index_of(const Local *local, guint32 node)
{
    return local->draft->shapes[node].index;
}

void wf_place_turn(WfDraft *draft, guint32 number)
{
    g_autoptr(GArray) arcs = g_array_new(FALSE, FALSE, sizeof(WfWeightedArc));
    g_autoptr(GArray) owner = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 i = draft->unit_edge_first[number]; i < draft->unit_edge_first[number + 1]; i++) {
        const WfRoute *route = &draft->routes[draft->unit_edges[i]];
        if (!route->inner)
            continue;
        WfWeightedArc arc = {draft->shapes[route->upper].index, draft->shapes[route->lower].index,
                             1};
        g_array_append_val(arcs, arc);
        g_array_append_val(owner, draft->unit_edges[i]);
    }
    g_autofree guint8 *turn = g_new0(guint8, arcs->len + 1);
    wf_break_cycles(draft->units[number].n, (const WfWeightedArc *)arcs->data, arcs->len, turn);
    for (guint i = 0; i < arcs->len; i++) {
        WfRoute *route = &draft->routes[g_array_index(owner, guint32, i)];
        if (!turn[i])
            continue;
        guint32 upper = route->upper;
        route->upper = route->lower;
        route->lower = upper;
        route->upward = true;
    }
}

/* One node for all that is above and one for all below pull the others towards their edges. */
static bool ask_ranks(Local *local, guint32 *ret_ranks)
{
    guint32 n = local->unit->n, above = n, below = n + 1;
    g_autoptr(WfSheet) sheet = wf_sheet_new(n + 2);
    for (guint i = 0; i < local->n_edges; i++) {
        const WfRoute *route = &local->draft->routes[local->edges[i]];
        if (route->inner)
            wf_sheet_add_arc(sheet, index_of(local, route->upper), index_of(local, route->lower), 1,
                             INNER_WEIGHT);
    }
    for (guint i = 0; i < local->n_edges; i++) {
        const WfRoute *route = &local->draft->routes[local->edges[i]];
        bool down = leaves_here(local, route);
        if (route->inner || (down ? route->upper_frame : route->lower_frame))
            continue;
        if (down)
            wf_sheet_add_arc(sheet, index_of(local, route->upper), below, 1, 1);
        else
            wf_sheet_add_arc(sheet, above, index_of(local, route->lower), 1, 1);
    }
    wf_sheet_fold_wide(sheet, n, FAN, 1);
    for (guint32 i = 0; i < n; i++) {
        wf_sheet_add_arc(sheet, above, i, 1, 0);
        wf_sheet_add_arc(sheet, i, below, 1, 0);
    }
    if (!local->desk->ask(sheet, WF_ASK_RANKS, local->desk->data))
        return false;
    for (guint32 i = 0; i < n; i++)
        ret_ranks[i] = (guint32)(sheet->rank[i] - sheet->rank[above]);
    return true;
}

static void close_gaps(guint32 *rank, guint32 n, int *ret_ranks)
{
    guint32 max = 0, next = 1;
    for (guint32 i = 0; i < n; i++)
        max = MAX(max, rank[i]);
    g_autofree guint32 *number = g_new0(guint32, max + 2);
    for (guint32 i = 0; i < n; i++)
        number[rank[i]] = 1;
    for (guint32 r = 0; r <= max; r++)
        if (number[r])
            number[r] = next++;
    for (guint32 i = 0; i < n; i++)
        rank[i] = number[rank[i]];
    *ret_ranks = (int)next - 1;
}

static guint32 add_bend(Local *local, guint32 edge, int rank)
{
    WfItem item = {
        .node = WF_NONE, .edge = edge, .unit = (gint32)local->number, .rank = rank, .size = 1};
    return wf_draft_add_item(local->draft, item);
}

/* Bends of @edge in all ranks between those of two sheet nodes, chained. */
static void add_chain(Local *local, guint32 edge, guint32 upper, guint32 lower, GArray *arcs)
{
    guint32 before = upper;
    int last = wf_draft_item(local->draft, local->first_item + lower)->rank;
    for (int rank = wf_draft_item(local->draft, local->first_item + upper)->rank + 1; rank < last;
         rank++) {
        guint32 bend = add_bend(local, edge, rank) - local->first_item;
        WfSheetArc arc = {before, bend, 1, before == upper ? 2 : BEND_WEIGHT};
        g_array_append_val(arcs, arc);
        before = bend;
    }
    WfSheetArc arc = {before, lower, 1, 2};
    g_array_append_val(arcs, arc);
}

static void add_edges(Local *local, GArray *arcs)
{
    WfDraft *draft = local->draft;
    guint32 first_item = local->first_item;
    for (guint i = 0; i < local->n_edges; i++) {
        guint32 e = local->edges[i];
        const WfRoute *route = &draft->routes[e];
        bool down = leaves_here(local, route);
        int last = local->unit->n_ranks + 1;
        if (!route->inner && (down ? route->upper_frame : route->lower_frame)) {
            add_bend(local, e, down ? last : 0);
            continue;
        }
        guint32 upper = down ? draft->shapes[route->upper].item - first_item : WF_NONE;
        guint32 lower =
            route->inner || !down ? draft->shapes[route->lower].item - first_item : WF_NONE;
        if (upper == WF_NONE)
            upper = add_bend(local, e, 0) - first_item;
        if (lower == WF_NONE)
            lower = add_bend(local, e, last) - first_item;
        add_chain(local, e, upper, lower, arcs);
    }
}

/* Columns no edge arrives in must leave room for the title beside the ports, else it gets its own.
 */
static void keep_title(Local *local)
{
    WfDraft *draft = local->draft;
    WfUnit *unit = local->unit;
    int pad = draft->metric.pad, title = wf_shape_title_width(unit) + 5;
    unit->used = unit->width;
    if (draft->options.left_to_right)
        return;
    unit->width = MAX(unit->width, title - 2 * pad);
    g_autofree bool *port = g_new0(bool, unit->width + 2 * pad + 1);
    bool any = false;
    for (guint32 i = local->first_item; i < draft->items->len; i++)
        if (wf_draft_item(draft, i)->rank == 0)
            any = port[wf_draft_item(draft, i)->left + pad] = true;
    int run = 0, best = 0;
    for (int i = 1; i < unit->width + 2 * pad; i++) {
        run = port[i] ? 0 : run + 1;
        best = MAX(best, run);
    }
    if (any && best < title + 4)
        unit->width = MAX(unit->width, unit->used + title);
}

static bool ask_columns(Local *local, const GArray *arcs)
{
    WfDraft *draft = local->draft;
    guint32 first_item = local->first_item;
    guint32 n = draft->items->len - first_item;
    g_autoptr(WfSheet) sheet = wf_sheet_new(n);
    sheet->gap = draft->metric.sheet_gap;
    for (guint32 i = 0; i < n; i++) {
        const WfItem *item = wf_draft_item(draft, first_item + i);
        sheet->size[i] = item->size + (item->node != WF_NONE ? draft->metric.node_extra : 0);
        sheet->rank[i] = item->rank;
    }
    g_array_append_vals(sheet->arcs, arcs->data, arcs->len);
    if (!local->desk->ask(sheet, WF_ASK_COLUMNS, local->desk->data))
        return false;
    local->unit->width = wf_place_columns(draft, sheet, wf_draft_item(draft, first_item));
    return true;
}

static bool place_frame(Local *local)
{
    WfDraft *draft = local->draft;
    WfUnit *unit = local->unit;
    g_autofree guint32 *rank = g_new0(guint32, unit->n + 1);
    local->first_item = draft->items->len;
    if (!ask_ranks(local, rank))
        return false;
    close_gaps(rank, unit->n, &unit->n_ranks);
    for (guint32 i = 0; i < unit->n; i++) {
        guint32 node = draft->members[unit->first + i];
        wf_draft_add_item(draft, (WfItem){.node = node,
                                          .edge = WF_NONE,
                                          .unit = (gint32)local->number,
                                          .rank = (int)rank[i],
                                          .size = draft->shapes[node].size});
    }
    g_autoptr(GArray) arcs = g_array_new(FALSE, FALSE, sizeof(WfSheetArc));
    add_edges(local, arcs);
    if (!ask_columns(local, arcs))
        return false;
    keep_title(local);
    return true;
}

/* A node without a frame: its bends above it spread over the box's columns. */
static void place_single(Local *local)
{
    WfDraft *draft = local->draft;
    guint32 node = draft->members[local->unit->first];
    const WfShape *shape = &draft->shapes[node];
    local->unit->n_ranks = 1;
    local->unit->width = local->unit->used = shape->size;
    WfItem item = {.node = node, .edge = WF_NONE, .unit = -1, .rank = 1, .size = shape->size};
    wf_draft_add_item(draft, item);
    guint32 n = local->unit->n_top, k = 0;
    int step = (int)n * 2 - 1 <= shape->box ? 2 : 1;
    int left = MAX(0, (shape->box - ((int)n - 1) * step) / 2);
    for (guint i = 0; i < local->n_edges; i++) {
        guint32 e = local->edges[i];
        if (leaves_here(local, &draft->routes[e]))
            continue;
        guint32 added = add_bend(local, e, 0); /* may move the items */
        WfItem *bend = wf_draft_item(draft, added);
        bend->unit = -1;
        bend->left = left + (int)k++ * step;
    }
}

bool wf_place_unit(WfDraft *draft, guint32 number, const WfDesk *desk)
{
    WfUnit *unit = &draft->units[number];
    Local local = {.draft = draft, .unit = unit, .number = number, .desk = desk};
    local.edges = draft->unit_edges + draft->unit_edge_first[number];
    local.n_edges = draft->unit_edge_first[number + 1] - draft->unit_edge_first[number];
    bool done = true;
    if (unit->frame < 0) {
        place_single(&local);
    } else if (unit->n > 0) {
        done = place_frame(&local);
    } else {
        unit->n_ranks = 1;
        unit->width = MAX(1, wf_shape_title_width(unit) + 5 - 2 * draft->metric.pad);
    }
    return done;
}
