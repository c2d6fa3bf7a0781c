/* From ranks and tracks to rows.
 *
 * A channel has, from above: a row for arrow heads of edges drawn upwards, the
 * bottoms of frames that end, the tracks, the tops of frames that begin, and a
 * row for arrow heads. Each is there only if something needs it. */
#include "draft.h"

typedef struct {
    bool *head_below, *head_above; /* per rank: arrow heads under and over its nodes */
    bool *begins, *ends, *nodes;   /* per rank: frames, nodes */
} Needs;

static void find_needs(WfDraft *draft, Needs *needs)
{
    for (guint32 e = 0; e < draft->n_edges; e++) {
        const WfRoute *route = &draft->routes[e];
        if (route->fate != WF_EDGE_DRAWN)
            continue;
        if (route->upward ? route->upper_frame : route->lower_frame)
            continue; /* on the border */
        guint32 node = route->upward ? route->upper : route->lower;
        int rank = wf_draft_item(draft, draft->shapes[node].item)->rank;
        (route->upward ? needs->head_below : needs->head_above)[rank] = true;
    }
    for (guint32 i = 0; i < draft->items->len; i++) {
        const WfItem *item = wf_draft_item(draft, i);
        if (item->node == WF_NONE)
            continue;
        needs->nodes[item->rank] = true;
        draft->rank_rows[item->rank] =
            MAX(draft->rank_rows[item->rank], draft->shapes[item->node].room);
    }
    for (guint32 u = 0; u < draft->n_units; u++) {
        const WfUnit *unit = &draft->units[u];
        if (unit->frame < 0)
            continue;
        needs->begins[unit->first_rank] = needs->ends[unit->last_rank] = true;
        if (unit->n == 0)
            draft->rank_rows[unit->first_rank] = MAX(draft->rank_rows[unit->first_rank], 1);
    }
}

/* Rows between two neighbouring ranks that hold no tracks, so that things do not touch. */
static int breathing_space(const WfDraft *draft, const Needs *needs, int rank)
{
    bool frames = needs->ends[rank] && needs->begins[rank + 1];
    bool boxes = needs->nodes[rank] && needs->nodes[rank + 1];
    bool arrows = needs->head_below[rank] || needs->head_above[rank + 1];
    if (draft->options.left_to_right)
        return frames || boxes ? (arrows ? 1 : 2) : 0;
    return frames || (boxes && draft->options.boxes && !arrows) ? 1 : 0;
}

static void stack(WfDraft *draft, const Needs *needs, int *frame_top, int *frame_bottom)
{
    int row = 0, blank = draft->options.left_to_right ? 1 : 0; /* between a frame and its boxes */
    for (int rank = 0; rank < draft->n_ranks; rank++) {
        if (needs->begins[rank]) {
            frame_top[rank] = row;
            row += 1 + blank;
        }
        if (rank > 0 && needs->head_above[rank])
            row++;
        draft->row[rank] = row;
        row += draft->rank_rows[rank];
        if (needs->head_below[rank])
            row++;
        if (needs->ends[rank]) {
            frame_bottom[rank] = row + blank;
            row += 1 + blank;
        }
        draft->track_row[rank] = row;
        if (rank + 1 < draft->n_ranks)
            row += MAX(draft->n_tracks[rank], breathing_space(draft, needs, rank));
    }
    draft->row[draft->n_ranks] = row;
}

/* From left to right a frame is as wide as its ranks are deep: the last one grows for the title. */
static bool stretch_for_titles(WfDraft *draft, const int *frame_top, const int *frame_bottom)
{
    bool any = false;
    for (guint32 u = 0; u < draft->n_units; u++) {
        const WfUnit *unit = &draft->units[u];
        if (unit->frame < 0)
            continue;
        int is = frame_bottom[unit->last_rank] - frame_top[unit->first_rank] + 1;
        int missing = wf_shape_title_width(unit) + 5 - is;
        if (missing <= 0)
            continue;
        draft->rank_rows[unit->last_rank] += missing;
        any = true;
    }
    return any;
}

void wf_rows(WfDraft *draft)
{
    guint32 n = (guint32)draft->n_ranks + 2;
    draft->row = g_new0(int, n);
    draft->rank_rows = g_new0(int, n);
    draft->track_row = g_new0(int, n);
    draft->top_row = g_new0(int, draft->n_units + 1);
    draft->bottom_row = g_new0(int, draft->n_units + 1);
    g_autofree bool *flags = g_new0(bool, 5 * n);
    g_autofree int *frame_top = g_new0(int, n), *frame_bottom = g_new0(int, n);
    Needs needs = {flags, flags + n, flags + 2 * n, flags + 3 * n, flags + 4 * n};
    find_needs(draft, &needs);
    stack(draft, &needs, frame_top, frame_bottom);
    if (draft->options.left_to_right && stretch_for_titles(draft, frame_top, frame_bottom))
        stack(draft, &needs, frame_top, frame_bottom);
    for (guint32 u = 0; u < draft->n_units; u++) {
        if (draft->units[u].frame < 0)
            continue;
        draft->top_row[u] = frame_top[draft->units[u].first_rank];
        draft->bottom_row[u] = frame_bottom[draft->units[u].last_rank];
    }
}
