/* The outline: one row per component, as version control tools show history.
 *
 * A lane is a column at the left that is taken while an edge inside the VM is on
 * its way from one row to a later one. Lanes are given out once, when the outline
 * is made (each takes the leftmost free one); painting looks only at the rows it
 * shows. Edges to other VMs, and those against the order, are text. */
#include "acyclic.h"

#include <weft/graph.h>
#include <weft/zoom.h>

#define NONE G_MAXUINT32
#define MOST_LANES 24 /* further edges are text */

typedef struct {
    guint32 edge;
    guint32 from_row, to_row;
    guint16 lane;
} Lane;

struct WfOutline {
    WfVisible *visible;
    guint32 n_rows;
    guint32 *node;   /* per row; NONE: a title */
    gint32 *frame;   /* per row */
    guint32 *row;    /* per node */
    guint16 *width;  /* per row: lanes its frame needs */
    GArray *lanes;   /* Lane, by from_row */
    guint32 *reach;  /* per lane: the largest to_row up to it, to find where to begin */
    guint8 *in_lane; /* per edge */
    guint32 *other_first, *others; /* per node: edges shown as text */
};

typedef struct {
    guint32 *order; /* nodes in topological order, cycles by the same turning as everywhere */
    guint32 *rank;  /* of frames */
} Sorted;

static guint32 *topological(const WfVisible *visible)
{
    guint32 n = wf_visible_n_nodes(visible), n_edges = wf_visible_n_edges(visible);
    g_autofree WfWeightedArc *arcs = g_new(WfWeightedArc, n_edges + 1);
    g_autofree guint8 *turn = g_new0(guint8, n_edges + 1);
    g_autofree guint32 *from = g_new(guint32, n_edges + 1), *to = g_new(guint32, n_edges + 1);
    guint32 kept = 0;
    for (guint32 e = 0; e < n_edges; e++)
        arcs[e] =
            (WfWeightedArc){wf_visible_edge(visible, e)->from, wf_visible_edge(visible, e)->to, 1};
    wf_break_cycles(n, arcs, n_edges, turn);
    for (guint32 e = 0; e < n_edges; e++) {
        from[kept] = turn[e] ? arcs[e].to : arcs[e].from;
        to[kept] = turn[e] ? arcs[e].from : arcs[e].to;
        kept += from[kept] != to[kept];
    }
    g_autoptr(WfGraph) graph = wf_graph_new(n, kept, from, to);
    guint32 *order = g_new0(guint32, n + 1);
    wf_graph_order(graph, order, NULL);
    return order;
}

typedef struct {
    guint32 place; /* of the first of its nodes in the order */
    gint32 frame;
} FramePlace;

static gint by_place(gconstpointer a, gconstpointer b)
{
    const FramePlace *left = a, *right = b;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    return left->frame < right->frame ? -1 : left->frame > right->frame;
}

static gint32 frame_of(const WfOutline *outline, guint32 node)
{
    return wf_visible_node(outline->visible, node)->frame;
}

/* Frames by where their first component stands; nodes without frame at the end. */
static void lay_rows(WfOutline *outline, const guint32 *order)
{
    guint32 n = wf_visible_n_nodes(outline->visible),
            n_frames = wf_visible_n_frames(outline->visible);
    g_autofree FramePlace *frames = g_new(FramePlace, n_frames + 1);
    g_autofree guint32 *start = g_new0(guint32, n_frames + 2),
                       *count = g_new0(guint32, n_frames + 2);
    for (guint32 f = 0; f < n_frames; f++)
        frames[f] = (FramePlace){NONE, (gint32)f};
    for (guint32 k = 0; k < n; k++) {
        gint32 frame = frame_of(outline, order[k]);
        count[frame < 0 ? n_frames : (guint32)frame]++;
        if (frame >= 0)
            frames[frame].place = MIN(frames[frame].place, k);
    }
    qsort(frames, n_frames, sizeof *frames, by_place);
    guint32 row = 0;
    for (guint32 k = 0; k < n_frames; k++) {
        guint32 f = (guint32)frames[k].frame;
        outline->node[row] = NONE;
        outline->frame[row++] = (gint32)f;
        start[f] = row;
        row += count[f];
    }
    start[n_frames] = row;
    for (guint32 k = 0; k < n; k++) {
        gint32 frame = frame_of(outline, order[k]);
        guint32 at = start[frame < 0 ? n_frames : (guint32)frame]++;
        outline->node[at] = order[k];
        outline->frame[at] = frame;
        outline->row[order[k]] = at;
    }
    outline->n_rows = n_frames + n;
}

static gint by_rows(gconstpointer a, gconstpointer b)
{
    const Lane *left = a, *right = b;
    if (left->from_row != right->from_row)
        return left->from_row < right->from_row ? -1 : 1;
    if (left->to_row != right->to_row)
        return left->to_row < right->to_row ? -1 : 1;
    return left->edge < right->edge ? -1 : left->edge > right->edge;
}

static void give_lanes(WfOutline *outline)
{
    const WfVisible *visible = outline->visible;
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(Lane));
    for (guint32 e = 0; e < wf_visible_n_edges(visible); e++) {
        const WfVisibleEdge *edge = wf_visible_edge(visible, e);
        Lane lane = {e, outline->row[edge->from], outline->row[edge->to], 0};
        gint32 frame = frame_of(outline, edge->from);
        if (frame >= 0 && frame == frame_of(outline, edge->to) && lane.from_row < lane.to_row)
            g_array_append_val(wanted, lane);
    }
    g_array_sort(wanted, by_rows);
    guint32 busy[MOST_LANES] = {0}; /* until which row */
    for (guint i = 0; i < wanted->len; i++) {
        Lane lane = g_array_index(wanted, Lane, i);
        while (lane.lane < MOST_LANES && busy[lane.lane] > lane.from_row)
            lane.lane++;
        if (lane.lane == MOST_LANES)
            continue;
        busy[lane.lane] = lane.to_row;
        outline->in_lane[lane.edge] = 1;
        g_array_append_val(outline->lanes, lane);
        for (guint32 row = lane.from_row; row <= lane.to_row; row++)
            outline->width[row] = MAX(outline->width[row], lane.lane + 1);
    }
    outline->reach = g_new0(guint32, outline->lanes->len + 1);
    for (guint i = 0; i < outline->lanes->len; i++)
        outline->reach[i] =
            MAX(i ? outline->reach[i - 1] : 0, g_array_index(outline->lanes, Lane, i).to_row);
}

/* Labels of one frame begin in one column. */
static void even_widths(WfOutline *outline)
{
    for (guint32 row = 0; row < outline->n_rows;) {
        guint32 end = row + 1;
        guint16 most = outline->width[row];
        while (end < outline->n_rows && outline->node[end] != NONE &&
               outline->frame[end] == outline->frame[row]) {
            most = MAX(most, outline->width[end]);
            end++;
        }
        while (row < end)
            outline->width[row++] = most;
    }
}

static void list_others(WfOutline *outline)
{
    const WfVisible *visible = outline->visible;
    guint32 n = wf_visible_n_nodes(visible), n_edges = wf_visible_n_edges(visible);
    outline->other_first = g_new0(guint32, n + 2);
    for (guint32 e = 0; e < n_edges; e++)
        if (!outline->in_lane[e])
            outline->other_first[wf_visible_edge(visible, e)->from + 1]++;
    for (guint32 i = 0; i < n; i++)
        outline->other_first[i + 1] += outline->other_first[i];
    outline->others = g_new0(guint32, outline->other_first[n] + 1);
    g_autofree guint32 *next = g_memdup2(outline->other_first, sizeof(guint32) * (n + 1));
    for (guint32 e = 0; e < n_edges; e++)
        if (!outline->in_lane[e])
            outline->others[next[wf_visible_edge(visible, e)->from]++] = e;
}

WfOutline *wf_outline_new(WfVisible *visible)
{
    WfOutline *outline = g_new0(WfOutline, 1);
    guint32 n = wf_visible_n_nodes(visible), n_rows = n + wf_visible_n_frames(visible);
    outline->visible = wf_visible_ref(visible);
    outline->node = g_new0(guint32, n_rows + 1);
    outline->frame = g_new0(gint32, n_rows + 1);
    outline->row = g_new0(guint32, n + 1);
    outline->width = g_new0(guint16, n_rows + 1);
    outline->in_lane = g_new0(guint8, wf_visible_n_edges(visible) + 1);
    outline->lanes = g_array_new(FALSE, FALSE, sizeof(Lane));
    g_autofree guint32 *order = topological(visible);
    lay_rows(outline, order);
    give_lanes(outline);
    even_widths(outline);
    list_others(outline);
    return outline;
}

void wf_outline_free(WfOutline *outline)
{
    if (!outline)
        return;
    wf_visible_unref(outline->visible);
    g_free(outline->node);
    g_free(outline->frame);
    g_free(outline->row);
    g_free(outline->width);
    g_free(outline->reach);
    g_free(outline->in_lane);
    g_free(outline->other_first);
    g_free(outline->others);
    g_array_unref(outline->lanes);
    g_free(outline);
}

guint32 wf_outline_n_rows(const WfOutline *outline)
{
    return outline->n_rows;
}

guint32 wf_outline_node(const WfOutline *outline, guint32 row)
{
    return row < outline->n_rows ? outline->node[row] : NONE;
}

guint32 wf_outline_row(const WfOutline *outline, guint32 node)
{
    return outline->row[node];
}

/* --- painting --- */

typedef struct {
    const WfOutline *outline;
    WfGrid *grid;
    WfRect where;
    const WfLooks *looks;
    bool ascii;
} Paint;

static void edge_style(const Paint *paint, guint32 number, WfRole *ret_role, guint *ret_attr)
{
    static const WfRole roles[] = {WF_ROLE_EDGE_DATA, WF_ROLE_EDGE_ORDER, WF_ROLE_EDGE_RUN};
    const WfVisibleEdge *edge = wf_visible_edge(paint->outline->visible, number);
    const WfEdgeLook *look =
        paint->looks && paint->looks->edges ? &paint->looks->edges[number] : NULL;
    *ret_attr = look ? look->attr : 0;
    *ret_role = edge->in_cycle ? WF_ROLE_EDGE_CYCLE
                : edge->cross  ? WF_ROLE_EDGE_CROSS
                               : roles[edge->link];
    if (look && look->role >= 0)
        *ret_role = (WfRole)look->role;
}

/* Lanes in one row: where edges leave, pass and arrive. The node's mark stands right of them all.
 */
static void paint_lanes(const Paint *paint, guint32 row, int y)
{
    const WfOutline *outline = paint->outline;
    guint low = 0, high = outline->lanes->len;
    while (low < high) { /* the first lane that may reach this row */
        guint middle = (low + high) / 2;
        if (outline->reach[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    for (guint i = low; i < outline->lanes->len; i++) {
        const Lane *lane = &g_array_index(outline->lanes, Lane, i);
        if (lane->from_row > row)
            break;
        if (lane->to_row < row)
            continue;
        WfRole role;
        guint attr, link = wf_visible_edge(outline->visible, lane->edge)->link;
        static const gunichar through[] = {0x2502, 0x2506, 0x250A}, plain[] = {'|', '!', ';'};
        edge_style(paint, lane->edge, &role, &attr);
        bool leaves = lane->from_row == row, arrives = lane->to_row == row;
        gunichar ch = leaves         ? (paint->ascii ? '.' : 0x256D)
                      : arrives      ? (paint->ascii ? '\'' : 0x2570)
                      : paint->ascii ? plain[link]
                                     : through[link];
        int x = paint->where.x + 2 * lane->lane + 1,
            mark = paint->where.x + 2 * outline->width[row] + 1;
        const WfCell *under = wf_grid_at(paint->grid, x, y);
        bool both = under && (under->ch == 0x256D || under->ch == 0x2570 || under->ch == '.' ||
                              under->ch == '\'');
        if (both && (leaves || arrives))
            ch = paint->ascii ? '+' : 0x251C;
        wf_grid_put(paint->grid, x, y, ch, role, attr);
        for (int dash = x + 1; (leaves || arrives) && dash < mark; dash++) {
            under = wf_grid_at(paint->grid, dash, y);
            if (under && under->ch == ' ')
                wf_grid_put(paint->grid, dash, y,
                            paint->ascii                  ? '-'
                            : arrives && dash == mark - 1 ? 0x25B8
                                                          : 0x2500,
                            role, attr);
        }
    }
}

static int paint_target(const Paint *paint, guint32 number, int x, int y)
{
    const WfVisible *visible = paint->outline->visible;
    const WfVisibleEdge *edge = wf_visible_edge(visible, number);
    const WfVisibleNode *to = wf_visible_node(visible, edge->to);
    WfRole role;
    guint attr;
    edge_style(paint, number, &role, &attr);
    x += wf_grid_text(paint->grid, x, y, -1, paint->ascii ? "-> " : "→ ", role, attr);
    if (to->frame >= 0 && to->frame != frame_of(paint->outline, edge->from)) {
        x += wf_grid_text(paint->grid, x, y, -1,
                          wf_visible_frame(visible, (guint32)to->frame)->title, role, attr);
        x += wf_grid_text(paint->grid, x, y, -1, "/", role, attr);
    }
    return x + wf_grid_text(paint->grid, x, y, -1, to->label, role, attr);
}

static void paint_row(const Paint *paint, guint32 row, int y)
{
    const WfOutline *outline = paint->outline;
    const WfVisible *visible = outline->visible;
    guint32 node = outline->node[row];
    int x = paint->where.x, end = paint->where.x + paint->where.width;
    if (node == NONE) {
        guint32 frame = (guint32)outline->frame[row];
        WfFrameLook look = paint->looks && paint->looks->frames ? paint->looks->frames[frame]
                                                                : WF_FRAME_LOOK_DEFAULT;
        x += wf_grid_text(paint->grid, x, y, -1, wf_visible_frame(visible, frame)->title,
                          look.title_role < 0 ? WF_ROLE_FRAME_TITLE : (WfRole)look.title_role,
                          look.attr);
        wf_grid_text(paint->grid, x + 1, y, -1, look.badge, WF_ROLE_DIM, 0);
        return;
    }
    WfNodeLook look =
        paint->looks && paint->looks->nodes ? paint->looks->nodes[node] : WF_NODE_LOOK_DEFAULT;
    WfRole role = look.role < 0 ? WF_ROLE_LABEL : (WfRole)look.role;
    paint_lanes(paint, row, y);
    x += 2 * outline->width[row] + 1;
    if (look.badge[0])
        x += wf_grid_text(paint->grid, x, y, -1, look.badge,
                          look.badge_role < 0 ? role : (WfRole)look.badge_role, look.attr);
    else
        wf_grid_put(paint->grid, x++, y, paint->ascii ? 'o' : 0x25CF, role, look.attr);
    x += 1 + wf_grid_text(paint->grid, x + 1, y, -1, wf_visible_node(visible, node)->label, role,
                          look.attr);
    for (guint32 i = outline->other_first[node]; i < outline->other_first[node + 1] && x < end; i++)
        x = paint_target(paint, outline->others[i], x + 2, y);
}

void wf_outline_paint(const WfOutline *outline, WfGrid *grid, const WfRect *where,
                      guint32 first_row, bool ascii, const WfLooks *looks)
{
    Paint paint = {outline, grid, *where, looks, ascii};
    WfRect before = wf_grid_clip(grid, wf_rect_cut(*where, wf_grid_area(grid)));
    wf_grid_fill(grid, where->x, where->y, where->width, where->height, ' ', WF_ROLE_TEXT, 0);
    for (int y = 0; y < where->height && first_row + (guint32)y < outline->n_rows; y++)
        paint_row(&paint, first_row + (guint32)y, where->y + y);
    wf_grid_clip(grid, before);
}
