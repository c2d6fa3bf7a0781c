/* A scene in words, for tests. */
#include "scene_priv.h"

void wf_scene_dump(const WfScene *scene, GString *out)
{
    static const char *const links[] = {"data", "order", "run-list"};
    g_string_append_printf(out, "scene %d %d crossings %u layered %u doglegs %u\n", scene->width,
                           scene->height, wf_scene_crossings(scene), scene->layered_crossings,
                           scene->doglegs);
    for (guint32 i = 0; i < scene->n_frames; i++) {
        WfRect r = scene->frame[i].rect;
        g_string_append_printf(out, "frame %u %d %d %d %d %s\n", i, r.x, r.y, r.width, r.height,
                               scene->frame[i].title);
    }
    for (guint32 i = 0; i < scene->n_nodes; i++) {
        WfRect r = scene->node[i].rect;
        g_string_append_printf(out, "node %u %d %d %d %d %s\n", i, r.x, r.y, r.width, r.height,
                               scene->node[i].label);
    }
    for (guint32 e = 0; e < scene->n_edges; e++) {
        const WfSceneEdge *edge = &scene->edge[e];
        g_string_append_printf(out, "edge %u %u %u %s %s %s", e, edge->from, edge->to,
                               links[edge->link], edge->cross ? "cross" : "inside",
                               edge->as_text  ? "text"
                               : edge->n == 0 ? "loop"
                               : edge->upward ? "up"
                                              : "down");
        for (guint32 i = 0; i < edge->n; i++)
            g_string_append_printf(out, " %d,%d", scene->points[edge->first + i].x,
                                   scene->points[edge->first + i].y);
        g_string_append_c(out, '\n');
    }
}
