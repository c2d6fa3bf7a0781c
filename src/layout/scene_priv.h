/* Inside of a scene; made by finish.c, indexed by scene.c, read by the painters. */
#pragma once

#include <weft/layout.h>

#define WF_BUCKET_ROWS 64

typedef struct {
    WfRect rect;
    char *label, *stub;
    char *line[2];
    WfPoint stub_at;
    guint8 flags, badge;
} WfSceneBox;

typedef struct {
    WfRect rect;
    char *title;
    WfPoint title_at;
    int title_room; /* columns free of edges from there on */
} WfSceneFrame;

typedef struct {
    guint32 from, to;
    guint32 first, n; /* of points[]; n 0: not drawn */
    guint8 link;
    bool cross, upward, in_cycle, as_text;
    bool first_frame, last_frame; /* the point is on the border of a frame it ends at */
    guint16 step;
} WfSceneEdge;

/* A straight part of an edge: from points[at] to points[at + 1], or the only point. */
typedef struct {
    guint32 edge, at;
} WfScenePart;

struct WfScene {
    guint shared; /* further owners: nothing of it ever changes */
    int width, height;
    bool ascii, boxes, left_to_right;
    guint32 n_nodes, n_edges, n_frames, n_points;
    WfSceneBox *node;
    WfSceneEdge *edge;
    WfSceneFrame *frame;
    WfPoint *points;
    guint32 layered_crossings, doglegs;

    guint32 n_buckets; /* of 64 rows */
    guint32 *part_first, *box_first;
    WfScenePart *parts;
    guint32 *boxes_in; /* nodes */
};

void wf_scene_index(WfScene *scene);
WfScene *wf_scene_share(WfScene *scene); /* one more to free it */
/* Rows of a bucket range that meet @y .. @y + @height. */
void wf_scene_buckets(const WfScene *scene, int y, int height, guint32 *ret_first,
                      guint32 *ret_end);
static inline WfRect wf_scene_part_rect(const WfScene *scene, WfScenePart part)
{
    const WfSceneEdge *edge = &scene->edge[part.edge];
    WfPoint a = scene->points[part.at],
            b = part.at + 1 < edge->first + edge->n ? scene->points[part.at + 1] : a;
    return (WfRect){MIN(a.x, b.x), MIN(a.y, b.y), ABS(a.x - b.x) + 1, ABS(a.y - b.y) + 1};
}
