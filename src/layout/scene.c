/* Questions to a scene. Boxes and straight parts of edges are found through
 * buckets of 64 rows. */
#include "scene_priv.h"

#include <string.h>

#define NONE G_MAXUINT32

WfScene *wf_scene_share(WfScene *scene)
{
    scene->shared++;
    return scene;
}

void wf_scene_free(WfScene *scene)
{
    if (!scene || scene->shared--)
        return;
    for (guint32 i = 0; i < scene->n_nodes; i++) {
        g_free(scene->node[i].label);
        g_free(scene->node[i].stub);
        g_free(scene->node[i].line[0]);
        g_free(scene->node[i].line[1]);
    }
    for (guint32 i = 0; i < scene->n_frames; i++)
        g_free(scene->frame[i].title);
    g_free(scene->node);
    g_free(scene->edge);
    g_free(scene->frame);
    g_free(scene->points);
    g_free(scene->part_first);
    g_free(scene->box_first);
    g_free(scene->parts);
    g_free(scene->boxes_in);
    g_free(scene);
}

static guint32 bucket_of(const WfScene *scene, int y)
{
    return (guint32)CLAMP(y / WF_BUCKET_ROWS, 0, (int)scene->n_buckets - 1);
}

void wf_scene_buckets(const WfScene *scene, int y, int height, guint32 *ret_first, guint32 *ret_end)
{
    *ret_first = bucket_of(scene, MAX(y, 0));
    *ret_end = bucket_of(scene, MAX(y + height - 1, 0)) + 1;
}

typedef void (*RectWork)(WfScene *scene, WfRect rect, WfScenePart part, bool fill);

static void count_or_fill_box(WfScene *scene, WfRect rect, WfScenePart part, bool fill)
{
    for (guint32 b = bucket_of(scene, rect.y); b <= bucket_of(scene, rect.y + rect.height); b++) {
        if (fill)
            scene->boxes_in[--scene->box_first[b + 1]] = part.at;
        else
            scene->box_first[b + 1]++;
    }
}

static void count_or_fill_part(WfScene *scene, WfRect rect, WfScenePart part, bool fill)
{
    for (guint32 b = bucket_of(scene, rect.y); b <= bucket_of(scene, rect.y + rect.height - 1);
         b++) {
        if (fill)
            scene->parts[--scene->part_first[b + 1]] = part;
        else
            scene->part_first[b + 1]++;
    }
}

static void each_part(WfScene *scene, bool fill)
{
    for (guint32 e = scene->n_edges; e-- > 0;) {
        const WfSceneEdge *edge = &scene->edge[e];
        guint32 n = edge->n > 1 ? edge->n - 1 : edge->n;
        for (guint32 i = n; i-- > 0;) {
            WfScenePart part = {e, edge->first + i};
            count_or_fill_part(scene, wf_scene_part_rect(scene, part), part, fill);
        }
    }
    for (guint32 i = scene->n_nodes; i-- > 0;)
        count_or_fill_box(scene, scene->node[i].rect, (WfScenePart){0, i}, fill);
}

/* After filling, first[b + 1] has come down to where bucket b starts. */
static void shift_down(guint32 *first, guint32 n, guint32 total)
{
    memmove(first, first + 1, sizeof(guint32) * n);
    first[n] = total;
}

void wf_scene_index(WfScene *scene)
{
    scene->n_buckets = (guint32)scene->height / WF_BUCKET_ROWS + 1;
    guint32 n = scene->n_buckets;
    scene->part_first = g_new0(guint32, n + 2);
    scene->box_first = g_new0(guint32, n + 2);
    each_part(scene, false);
    for (guint32 b = 0; b < n; b++) {
        scene->part_first[b + 1] += scene->part_first[b];
        scene->box_first[b + 1] += scene->box_first[b];
    }
    guint32 n_parts = scene->part_first[n], n_boxes = scene->box_first[n];
    scene->parts = g_new(WfScenePart, n_parts + 1);
    scene->boxes_in = g_new(guint32, n_boxes + 1);
    each_part(scene, true);
    shift_down(scene->part_first, n, n_parts);
    shift_down(scene->box_first, n, n_boxes);
}

int wf_scene_width(const WfScene *scene)
{
    return scene->width;
}

int wf_scene_height(const WfScene *scene)
{
    return scene->height;
}

guint32 wf_scene_n_nodes(const WfScene *scene)
{
    return scene->n_nodes;
}

guint32 wf_scene_n_edges(const WfScene *scene)
{
    return scene->n_edges;
}

WfRect wf_scene_box(const WfScene *scene, guint32 node)
{
    return scene->node[node].rect;
}

WfRect wf_scene_frame(const WfScene *scene, guint32 frame)
{
    return scene->frame[frame].rect;
}

const WfPoint *wf_scene_points(const WfScene *scene, guint32 edge, guint32 *ret_n)
{
    *ret_n = scene->edge[edge].n;
    return scene->points + scene->edge[edge].first;
}

bool wf_scene_edge_upward(const WfScene *scene, guint32 edge)
{
    return scene->edge[edge].upward;
}

const char *wf_scene_stub(const WfScene *scene, guint32 node)
{
    return scene->node[node].stub;
}

static gint by_x(gconstpointer a, gconstpointer b)
{
    return *(const int *)a - *(const int *)b;
}

static guint32 lower_bound(const GArray *xs, int x)
{
    guint32 low = 0, high = xs->len;
    while (low < high) {
        guint32 middle = (low + high) / 2;
        if (g_array_index(xs, int, middle) < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* 0 if the cell is an end of the edge, which others may cross; 1 at a corner. */
static int corner(const WfScene *scene, guint32 e, int x, int y)
{
    const WfSceneEdge *edge = &scene->edge[e];
    WfPoint first = scene->points[edge->first], last = scene->points[edge->first + edge->n - 1];
    return (first.x == x && first.y == y) || (last.x == x && last.y == y) ? 0 : 1;
}

static WfRect without_corners(const WfScene *scene, WfScenePart part)
{
    WfRect r = wf_scene_part_rect(scene, part);
    int right = r.x + r.width - 1, bottom = r.y + r.height - 1;
    int before = corner(scene, part.edge, r.x, r.y),
        after = corner(scene, part.edge, right, bottom);
    if (r.height > 1)
        return (WfRect){r.x, r.y + before, 1, r.height - before - after};
    return (WfRect){r.x + before, r.y, r.width - before - after, 1};
}

typedef void (*PartWork)(const WfScene *scene, WfRect inner, bool upright, gpointer data);

static void each_inner_part(const WfScene *scene, PartWork work, gpointer data)
{
    for (guint32 e = 0; e < scene->n_edges; e++) {
        const WfSceneEdge *edge = &scene->edge[e];
        for (guint32 i = edge->first; i + 1 < edge->first + edge->n; i++) {
            WfScenePart part = {e, i};
            work(scene, without_corners(scene, part), wf_scene_part_rect(scene, part).height > 1,
                 data);
        }
    }
}

typedef struct {
    GArray **columns; /* per row: int, where uprights pass */
    guint32 crossings;
} Crossings;

static void note_upright(const WfScene *scene, WfRect inner, bool upright, gpointer data)
{
    Crossings *count = data;
    (void)scene;
    for (int y = inner.y; upright && y < inner.y + inner.height; y++) {
        if (!count->columns[y])
            count->columns[y] = g_array_new(FALSE, FALSE, sizeof(int));
        g_array_append_val(count->columns[y], inner.x);
    }
}

static void count_passed(const WfScene *scene, WfRect inner, bool upright, gpointer data)
{
    Crossings *count = data;
    const GArray *columns = count->columns[inner.y];
    (void)scene;
    if (!upright && columns)
        count->crossings +=
            lower_bound(columns, inner.x + inner.width) - lower_bound(columns, inner.x);
}

guint32 wf_scene_crossings(const WfScene *scene)
{
    g_autofree GArray **columns = g_new0(GArray *, scene->height + 1);
    Crossings count = {columns, 0};
    each_inner_part(scene, note_upright, &count);
    for (int y = 0; y < scene->height; y++)
        if (columns[y])
            g_array_sort(columns[y], by_x);
    each_inner_part(scene, count_passed, &count);
    for (int y = 0; y < scene->height; y++)
        if (columns[y])
            g_array_unref(columns[y]);
    return count.crossings;
}

static bool on_border(WfRect rect, int x, int y)
{
    return wf_rect_has(rect, x, y) && (x == rect.x || y == rect.y || x == rect.x + rect.width - 1 ||
                                       y == rect.y + rect.height - 1);
}

static bool hit_edge(const WfScene *scene, int x, int y, WfHit *ret_hit)
{
    guint32 first, end, vertical = NONE, other = NONE;
    wf_scene_buckets(scene, y, 1, &first, &end);
    for (guint32 k = scene->part_first[first]; k < scene->part_first[end]; k++) {
        WfRect part = wf_scene_part_rect(scene, scene->parts[k]);
        guint32 edge = scene->parts[k].edge;
        if (!wf_rect_has(part, x, y) || edge == vertical || edge == other)
            continue;
        if (part.width == 1 && vertical == NONE)
            vertical = edge;
        else
            other = edge;
    }
    if (vertical == NONE && other == NONE)
        return false;
    if (vertical == other)
        other = NONE;
    *ret_hit = vertical != NONE ? (WfHit){WF_HIT_EDGE, vertical, other}
                                : (WfHit){WF_HIT_EDGE, other, NONE};
    return true;
}

WfHit wf_scene_hit(const WfScene *scene, int x, int y, bool inside)
{
    WfHit hit = {WF_HIT_NOTHING, NONE, NONE};
    if (x < 0 || y < 0 || x >= scene->width || y >= scene->height)
        return hit;
    guint32 first, end;
    wf_scene_buckets(scene, y, 1, &first, &end);
    for (guint32 k = scene->box_first[first]; k < scene->box_first[end]; k++)
        if (wf_rect_has(scene->node[scene->boxes_in[k]].rect, x, y))
            return (WfHit){WF_HIT_NODE, scene->boxes_in[k], NONE};
    if (hit_edge(scene, x, y, &hit))
        return hit;
    for (guint32 i = 0; i < scene->n_frames; i++)
        if (inside ? wf_rect_has(scene->frame[i].rect, x, y)
                   : on_border(scene->frame[i].rect, x, y))
            return (WfHit){WF_HIT_FRAME, i, NONE};
    return hit;
}

/* How far @to is from @from in a direction; < 0: not there. Rows count double, cells being tall. */
static gint64 reach(WfRect from, WfRect to, WfToward toward, bool cone)
{
    gint64 dx = 2 * to.x + to.width - 2 * from.x - from.width,
           dy = 2 * (2 * to.y + to.height - 2 * from.y - from.height);
    bool across = toward == WF_TO_LEFT || toward == WF_TO_RIGHT;
    gint64 along = across ? dx : dy, aside = ABS(across ? dy : dx);
    if (toward == WF_TO_LEFT || toward == WF_TO_UP)
        along = -along;
    if (!across) { /* boxes above each other are no way aside */
        gint64 overlap = MIN(from.x + from.width, to.x + to.width) - MAX(from.x, to.x);
        if (overlap > 0)
            aside = MIN(aside, 1);
    }
    if (along <= 0 || (cone && aside > along * (across ? 1 : 3)))
        return -1;
    return along + 2 * aside;
}

guint32 wf_scene_neighbour(const WfScene *scene, guint32 node, WfToward toward)
{
    guint32 best = node;
    gint64 nearest = G_MAXINT64;
    for (guint32 i = 0; i < scene->n_nodes; i++) {
        WfRect rect = scene->node[i].rect;
        gint64 distance = node == NONE ? (gint64)rect.y * 100000 + rect.x : -1;
        if (node != NONE && i != node) {
            distance = reach(scene->node[node].rect, rect, toward, true);
            if (distance < 0 &&
                (distance = reach(scene->node[node].rect, rect, toward, false)) >= 0)
                distance += G_MAXINT32;
        }
        if (distance >= 0 && distance < nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}
