/* Makes the scene of a routed draft: corners of edges, empty columns taken out,
 * directions turned if ranks go left to right, titles where no edge passes. */
#include "draft.h"
#include "scene_priv.h"

#include <weft/text.h>

typedef struct {
    WfDraft *draft;
    WfScene *scene;
    GArray *points; /* WfPoint: x column, y row until turned */
} Finish;

static void add_point(Finish *finish, guint32 first, int column, int row)
{
    WfPoint point = {column, row};
    guint32 n = finish->points->len;
    if (n > first) {
        WfPoint *last = &g_array_index(finish->points, WfPoint, n - 1);
        if (last->x == column && last->y == row)
            return;
        WfPoint *before = n > first + 1 ? last - 1 : NULL;
        if (before && before->x == column && last->x == column) {
            last->y = row;
            return;
        }
    }
    g_array_append_val(finish->points, point);
}

/* Without frames every box is a VM, or more: then all edges are between VMs, and to mark them as
 * such tells nothing. */
static bool is_marked_cross(const WfVisible *visible, const WfVisibleEdge *edge)
{
    return edge->cross && wf_visible_n_frames(visible) > 0;
}

static void add_edge(Finish *finish, guint32 e)
{
    WfDraft *draft = finish->draft;
    WfSceneEdge *edge = &finish->scene->edge[e];
    const WfVisibleEdge *visible = wf_visible_edge(draft->visible, e);
    const WfRoute *route = &draft->routes[e];
    guint32 first = finish->points->len;
    *edge = (WfSceneEdge){.from = visible->from,
                          .to = visible->to,
                          .first = first,
                          .link = visible->link,
                          .cross = is_marked_cross(draft->visible, visible),
                          .upward = route->upward,
                          .in_cycle = visible->in_cycle,
                          .as_text = route->fate == WF_EDGE_AS_TEXT,
                          .first_frame = route->upper_frame,
                          .last_frame = route->lower_frame,
                          .step = visible->step};
    if (route->fate != WF_EDGE_DRAWN)
        return;
    const WfShape *upper = &draft->shapes[route->upper], *lower = &draft->shapes[route->lower];
    const WfWire *wires = &draft->wires[draft->wire_first[e]];
    guint32 n = draft->wire_first[e + 1] - draft->wire_first[e];
    int rank = wf_draft_item(draft, draft->chain[draft->chain_first[e]])->rank;
    add_point(finish, first, wires[0].top,
              route->upper_frame ? draft->bottom_row[upper->unit]
                                 : draft->row[rank] + upper->depth);
    for (guint32 i = 0; i < n; i++, rank++) {
        const WfWire *wire = &wires[i];
        if (wire->top == wire->bottom)
            continue;
        int column = wire->dogleg >= 0 ? wire->dogleg : wire->bottom;
        add_point(finish, first, wire->top, draft->track_row[rank] + wire->track);
        add_point(finish, first, column, draft->track_row[rank] + wire->track);
        if (wire->dogleg >= 0) {
            add_point(finish, first, column, draft->track_row[rank] + wire->last_track);
            add_point(finish, first, wire->bottom, draft->track_row[rank] + wire->last_track);
        }
    }
    add_point(finish, first, wires[n - 1].bottom,
              route->lower_frame ? draft->top_row[lower->unit] : draft->row[rank] - 1);
    edge->n = finish->points->len - first;
}

static void add_nodes(Finish *finish)
{
    WfDraft *draft = finish->draft;
    for (guint32 i = 0; i < draft->n_nodes; i++) {
        WfShape *shape = &draft->shapes[i];
        WfSceneBox *box = &finish->scene->node[i];
        const WfItem *item = wf_draft_item(draft, shape->item);
        const WfVisibleNode *visible = wf_visible_node(draft->visible, i);
        box->rect = (WfRect){item->left, draft->row[item->rank], shape->box, shape->depth};
        box->label = g_steal_pointer(&shape->label);
        box->stub = g_steal_pointer(&shape->stub);
        box->flags = visible->flags;
        box->badge = visible->badge;
        for (int k = 0; k < 2 && draft->options.boxes; k++)
            box->line[k] = visible->line[k]
                               ? wf_text_cut(visible->line[k], draft->options.max_label,
                                             draft->options.ascii ? "~" : "…")
                               : NULL;
    }
}

static void add_frames(Finish *finish)
{
    WfDraft *draft = finish->draft;
    for (guint32 u = 0; u < draft->n_units; u++) {
        const WfUnit *unit = &draft->units[u];
        if (unit->frame < 0)
            continue;
        int pad = draft->metric.pad;
        WfSceneFrame *frame = &finish->scene->frame[unit->frame];
        frame->rect = (WfRect){unit->left - pad, draft->top_row[u], unit->width + 2 * pad,
                               draft->bottom_row[u] - draft->top_row[u] + 1};
        frame->title = g_strdup(unit->title);
    }
}

static void use(GArray *used, int from, int to)
{
    if (to >= (int)used->len)
        g_array_set_size(used, (guint)to + 1);
    for (int i = MAX(from, 0); i <= to; i++)
        g_array_index(used, guint8, i) = 1;
}

/* Which columns hold more than sideways lines. */
static void find_used(const Finish *finish, GArray *used)
{
    const WfScene *scene = finish->scene;
    bool across = finish->draft->options.left_to_right;
    for (guint32 i = 0; i < scene->n_nodes; i++) {
        const WfSceneBox *box = &scene->node[i];
        int stub = box->stub && !across ? wf_text_width(box->stub, -1) : box->stub ? 1 : 0;
        use(used, box->rect.x, box->rect.x + box->rect.width - 1 + stub);
    }
    for (guint32 i = 0; i < scene->n_frames; i++) {
        const WfSceneFrame *frame = &scene->frame[i];
        int title = across ? 0 : MIN(wf_text_width(frame->title, -1) + 4, frame->rect.width - 1);
        use(used, frame->rect.x, frame->rect.x + title);
        use(used, frame->rect.x + frame->rect.width - 1 - (across ? 0 : title),
            frame->rect.x + frame->rect.width - 1);
    }
    for (guint i = 0; i < finish->points->len; i++) {
        int x = g_array_index(finish->points, WfPoint, i).x;
        use(used, x, x);
    }
}

/* Shrinks runs of unused columns to @keep; returns the new column of each old one. */
static int *squeeze(const GArray *used, int keep)
{
    int *column = g_new(int, used->len + 2), next = 0, run = 0;
    for (guint i = 0; i < used->len; i++) {
        run = g_array_index(used, guint8, i) ? 0 : run + 1;
        bool leading = next == 0 && run > 0;
        column[i] = next;
        if (run <= keep && !leading)
            next++;
    }
    column[used->len] = column[used->len + 1] = next;
    return column;
}

static void shift_rect(const int *column, WfRect *rect)
{
    int right = column[rect->x + rect->width - 1];
    rect->x = column[rect->x];
    rect->width = right - rect->x + 1;
}

static void take_out_columns(Finish *finish)
{
    WfScene *scene = finish->scene;
    g_autoptr(GArray) used = g_array_new(FALSE, TRUE, sizeof(guint8));
    find_used(finish, used);
    g_autofree int *column = squeeze(used, finish->draft->options.left_to_right ? 1 : 2);
    for (guint32 i = 0; i < scene->n_nodes; i++)
        shift_rect(column, &scene->node[i].rect);
    for (guint32 i = 0; i < scene->n_frames; i++)
        shift_rect(column, &scene->frame[i].rect);
    for (guint i = 0; i < finish->points->len; i++) {
        WfPoint *point = &g_array_index(finish->points, WfPoint, i);
        point->x = column[point->x];
    }
    scene->width = column[used->len];
    scene->height = finish->draft->row[finish->draft->n_ranks];
}

static void turn_rect(WfRect *rect)
{
    *rect = (WfRect){rect->y, rect->x, rect->height, rect->width};
}

static void turn(Finish *finish)
{
    WfScene *scene = finish->scene;
    for (guint32 i = 0; i < scene->n_nodes; i++)
        turn_rect(&scene->node[i].rect);
    for (guint32 i = 0; i < scene->n_frames; i++)
        turn_rect(&scene->frame[i].rect);
    for (guint i = 0; i < finish->points->len; i++) {
        WfPoint *point = &g_array_index(finish->points, WfPoint, i);
        *point = (WfPoint){point->y, point->x};
    }
    int width = scene->width;
    scene->width = scene->height;
    scene->height = width;
}

static void mark_passing(const WfScene *scene, const WfSceneFrame *frame, bool *busy)
{
    guint32 first, end;
    wf_scene_buckets(scene, frame->rect.y, 1, &first, &end);
    for (guint32 k = scene->part_first[first]; k < scene->part_first[end]; k++) {
        WfRect part = wf_scene_part_rect(scene, scene->parts[k]);
        if (part.y <= frame->rect.y && part.y + part.height > frame->rect.y)
            for (int x = MAX(part.x, frame->rect.x);
                 x < MIN(part.x + part.width, frame->rect.x + frame->rect.width); x++)
                busy[x - frame->rect.x] = true;
    }
}

/* The first stretch of the top border that holds the title with a blank each side; else the
 * longest. */
static void place_title(const WfScene *scene, WfSceneFrame *frame)
{
    int need = wf_text_width(frame->title, -1) + 2, best = 0, best_at = 1;
    g_autofree bool *busy = g_new0(bool, frame->rect.width + 1);
    mark_passing(scene, frame, busy);
    for (int at = 1; at < frame->rect.width - 1 && best < need; at++) {
        int end = at;
        while (end < frame->rect.width - 1 && !busy[end])
            end++;
        if (end - at > best) {
            best = end - at;
            best_at = at;
        }
        at = MAX(at, end);
    }
    frame->title_at = (WfPoint){frame->rect.x + best_at, frame->rect.y};
    frame->title_room = best;
}

static void place_stub(const WfScene *scene, WfSceneBox *box)
{
    box->stub_at = scene->left_to_right ? (WfPoint){box->rect.x, box->rect.y + box->rect.height}
                                        : (WfPoint){box->rect.x + box->rect.width,
                                                    box->rect.y + box->rect.height / 2};
}

WfScene *wf_finish(WfDraft *draft)
{
    WfScene *scene = g_new0(WfScene, 1);
    Finish finish = {draft, scene, g_array_new(FALSE, FALSE, sizeof(WfPoint))};
    scene->ascii = draft->options.ascii;
    scene->boxes = draft->options.boxes;
    scene->left_to_right = draft->options.left_to_right;
    scene->n_nodes = draft->n_nodes;
    scene->n_edges = draft->n_edges;
    scene->n_frames = wf_visible_n_frames(draft->visible);
    scene->node = g_new0(WfSceneBox, scene->n_nodes + 1);
    scene->edge = g_new0(WfSceneEdge, scene->n_edges + 1);
    scene->frame = g_new0(WfSceneFrame, scene->n_frames + 1);
    scene->layered_crossings = draft->layered_crossings;
    scene->doglegs = draft->doglegs;
    if (draft->n_units) {
        add_nodes(&finish);
        add_frames(&finish);
        for (guint32 e = 0; e < draft->n_edges; e++)
            add_edge(&finish, e);
        take_out_columns(&finish);
        if (scene->left_to_right)
            turn(&finish);
    }
    scene->n_points = finish.points->len;
    scene->points = (WfPoint *)g_array_free(finish.points, FALSE);
    wf_scene_index(scene);
    for (guint32 i = 0; i < scene->n_frames; i++)
        place_title(scene, &scene->frame[i]);
    for (guint32 i = 0; i < scene->n_nodes; i++)
        place_stub(scene, &scene->node[i]);
    return scene;
}
