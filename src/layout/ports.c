/* Where edges leave and enter boxes: each in its own column.
 *
 * The edges of a side are sorted by their other ends and spread around the
 * middle of the box. Then a port moves under (over) its other end where order
 * and distance allow, so that the edge gets straight; and ports of edges that
 * stay crooked step aside where another edge's opposite end has their column,
 * for that would force an order upon their tracks. */
#include "draft.h"

#define WIDEST_STEP 4
#define DODGE 3

typedef struct {
    WfDraft *draft;
    int rank; /* of the channel */
    guint32 *wires;
    guint32 n;
} Side;

typedef struct {
    guint32 wire;
    int other;     /* column of the other end */
    guint32 place; /* of the other end */
} Port;

static int *own_end(WfWire *wire, bool top)
{
    return top ? &wire->top : &wire->bottom;
}

static gint by_other(gconstpointer a, gconstpointer b)
{
    const Port *left = a, *right = b;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    if (left->other != right->other)
        return left->other < right->other ? -1 : 1;
    return left->wire < right->wire ? -1 : left->wire > right->wire;
}

/* The wires of @node at its bottom (@top of the channel below it) or at its top. */
static guint32 collect(WfDraft *draft, const GArray *list, bool top, Port *ports)
{
    for (guint i = 0; i < list->len; i++) {
        guint32 w = g_array_index(list, guint32, i);
        const WfWire *wire = &draft->wires[w];
        const WfItem *other = wf_draft_item(draft, top ? wire->lower : wire->upper);
        ports[i] = (Port){w, top ? wire->bottom : wire->top, other->place};
    }
    qsort(ports, list->len, sizeof *ports, by_other);
    return list->len;
}

static void spread(WfDraft *draft, const WfItem *node, const Port *ports, guint32 n, bool top)
{
    int inset = draft->metric.inset, box = draft->shapes[node->node].box, usable = box - 2 * inset;
    int step = n > 1 ? CLAMP((usable - 1) / ((int)n - 1), 1, WIDEST_STEP) : 0;
    int first = node->left + (box - 1 - step * ((int)n - 1)) / 2;
    for (guint32 i = 0; i < n; i++)
        *own_end(&draft->wires[ports[i].wire], top) = first + (int)i * step;
}

/* May port i of the sorted ports take @column, with a blank to its neighbours if there is room? */
static bool fits(const WfDraft *draft, const WfItem *node, const Port *ports, guint32 n, guint32 i,
                 bool top, int column)
{
    int inset = draft->metric.inset, box = draft->shapes[node->node].box;
    int gap = 2 * (int)n - 1 <= box - 2 * inset ? 2 : 1;
    if (column < node->left + inset || column > node->left + box - 1 - inset)
        return false;
    if (i > 0 && column < *own_end(&draft->wires[ports[i - 1].wire], top) + gap)
        return false;
    return i + 1 == n || column <= *own_end(&draft->wires[ports[i + 1].wire], top) - gap;
}

static void align(WfDraft *draft, const WfItem *node, const Port *ports, guint32 n, bool top)
{
    for (int pass = 0; pass < 3; pass++) {
        for (guint32 k = 0; k < n; k++) {
            guint32 i = pass % 2 ? n - 1 - k : k;
            WfWire *wire = &draft->wires[ports[i].wire];
            int want = *own_end(wire, !top);
            if (fits(draft, node, ports, n, i, top, want))
                *own_end(wire, top) = want;
        }
    }
}

/* Calls back for each side of each node in a channel: its wires, gathered by node. */
typedef void (*SideWork)(WfDraft *draft, const WfItem *node, const Port *ports, guint32 n, bool top,
                         gpointer data);

static void each_side(WfDraft *draft, int rank, bool top, SideWork work, gpointer data)
{
    int node_rank = top ? rank : rank + 1;
    g_autoptr(GPtrArray) lists = g_ptr_array_new();
    guint32 first = draft->rank_first[node_rank],
            n_items = draft->rank_first[node_rank + 1] - first;
    g_autofree GArray **at = g_new0(GArray *, n_items + 1);
    for (guint32 i = draft->channel_first[rank]; i < draft->channel_first[rank + 1]; i++) {
        const WfWire *wire = &draft->wires[draft->channel[i]];
        const WfItem *end = wf_draft_item(draft, top ? wire->upper : wire->lower);
        if (end->node == WF_NONE)
            continue;
        if (!at[end->place])
            at[end->place] = g_array_new(FALSE, FALSE, sizeof(guint32));
        g_array_append_val(at[end->place], draft->channel[i]);
    }
    for (guint32 i = 0; i < n_items; i++) {
        if (!at[i])
            continue;
        g_autofree Port *ports = g_new(Port, at[i]->len);
        guint32 n = collect(draft, at[i], top, ports);
        work(draft, wf_draft_item(draft, draft->order[first + i]), ports, n, top, data);
        g_array_unref(at[i]);
    }
}

static void first_columns(WfDraft *draft, const WfItem *node, const Port *ports, guint32 n,
                          bool top, gpointer unused)
{
    (void)unused;
    spread(draft, node, ports, n, top);
}

static void straight_columns(WfDraft *draft, const WfItem *node, const Port *ports, guint32 n,
                             bool top, gpointer unused)
{
    (void)unused;
    align(draft, node, ports, n, top);
}

/* Columns of ends on the other side of the channel -> taken. */
static void dodge_columns(WfDraft *draft, const WfItem *node, const Port *ports, guint32 n,
                          bool top, gpointer data)
{
    GHashTable *opposite = data;
    for (guint32 i = 0; i < n; i++) {
        WfWire *wire = &draft->wires[ports[i].wire];
        int column = *own_end(wire, top);
        if (wire->top == wire->bottom || !g_hash_table_contains(opposite, GINT_TO_POINTER(column)))
            continue;
        for (int k = 1; k <= DODGE; k++) {
            int side = *own_end(wire, !top) > column ? k : -k, found = 0;
            for (int sign = 1; sign >= -1 && !found; sign -= 2) {
                int want = column + sign * side;
                if (fits(draft, node, ports, n, i, top, want) &&
                    !g_hash_table_contains(opposite, GINT_TO_POINTER(want)))
                    found = *own_end(wire, top) = want;
            }
            if (found)
                break;
        }
    }
}

static void dodge(WfDraft *draft, int rank, bool top)
{
    g_autoptr(GHashTable) opposite = g_hash_table_new(NULL, NULL);
    for (guint32 i = draft->channel_first[rank]; i < draft->channel_first[rank + 1]; i++)
        g_hash_table_add(opposite,
                         GINT_TO_POINTER(*own_end(&draft->wires[draft->channel[i]], !top)));
    each_side(draft, rank, top, dodge_columns, opposite);
}

static bool has_room(const WfDraft *draft, const WfItem *bend, int want)
{
    int low, high;
    wf_bend_room(draft, draft->rank_first[bend->rank] + bend->place, &low, &high);
    return want >= low && want <= high &&
           (bend->unit >= 0 || wf_area_free(draft, bend->rank, false, bend->left, want));
}

/* The bend below @wire and those straight under it: moves them to @want if all have room there. */
static bool move_bends(WfDraft *draft, WfWire *wire, int want)
{
    guint32 n = 0;
    const WfWire *end = draft->wires + draft->wire_first[wire->edge + 1];
    for (const WfWire *w = wire; w < end; w++, n++) {
        const WfItem *bend = wf_draft_item(draft, w->lower);
        if (bend->node != WF_NONE || (w != wire && bend->left != wire->bottom))
            break;
        if (!has_room(draft, bend, want))
            return false;
    }
    for (guint32 i = 0; i < n; i++) {
        wf_draft_item(draft, wire[i].lower)->left = want;
        wire[i].bottom = want;
        if (&wire[i + 1] < end)
            wire[i + 1].top = want;
    }
    return true;
}

static bool taken(GHashTable *tops, const WfWire *wire, int column, int distance)
{
    for (int i = column - distance; i <= column + distance; i++)
        if (i != wire->top && g_hash_table_contains(tops, GINT_TO_POINTER(i)))
            return true;
    return column == wire->top;
}

/* To the nearest column at least @distance from the ends above. */
static bool step_aside(WfDraft *draft, WfWire *wire, GHashTable *tops, int distance)
{
    int column = wire->bottom;
    for (int k = 1; k <= 2 * DODGE; k++) {
        int want = column + (k % 2 ? (k + 1) / 2 : -k / 2);
        if (!taken(tops, wire, want, distance) && move_bends(draft, wire, want))
            return true;
    }
    return false;
}

/* Bends step aside where meeting another edge in a column would force an order upon their tracks.
 */
static void dodge_bends(WfDraft *draft, int rank)
{
    g_autoptr(GHashTable) tops = g_hash_table_new(NULL, NULL);
    for (guint32 i = draft->channel_first[rank]; i < draft->channel_first[rank + 1]; i++) {
        WfWire *wire = &draft->wires[draft->channel[i]];
        g_hash_table_insert(tops, GINT_TO_POINTER(wire->top), wire);
    }
    for (guint32 i = draft->channel_first[rank]; i < draft->channel_first[rank + 1]; i++) {
        WfWire *wire = &draft->wires[draft->channel[i]];
        const WfWire *above = g_hash_table_lookup(tops, GINT_TO_POINTER(wire->bottom));
        if (!above || above == wire || above->top == above->bottom ||
            wf_draft_item(draft, wire->lower)->node != WF_NONE)
            continue;
        if (!step_aside(draft, wire, tops, 1))
            step_aside(draft, wire, tops, 0);
    }
}

void wf_ports(WfDraft *draft)
{
    for (guint32 w = 0; w < draft->n_wires; w++) {
        WfWire *wire = &draft->wires[w];
        const WfItem *upper = wf_draft_item(draft, wire->upper),
                     *lower = wf_draft_item(draft, wire->lower);
        wire->top = upper->left + (upper->node == WF_NONE ? 0 : upper->size / 2);
        wire->bottom = lower->left + (lower->node == WF_NONE ? 0 : lower->size / 2);
    }
    for (int rank = 0; rank + 1 < draft->n_ranks; rank++) {
        each_side(draft, rank, true, first_columns, NULL);
        each_side(draft, rank, false, first_columns, NULL);
        each_side(draft, rank, true, straight_columns, NULL);
        each_side(draft, rank, false, straight_columns, NULL);
        each_side(draft, rank, true, straight_columns, NULL);
        dodge(draft, rank, true);
        dodge(draft, rank, false);
        dodge_bends(draft, rank);
    }
}
