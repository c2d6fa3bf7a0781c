/* Which row is which node of the model. Asked for every node of every picture, so
 * it is two arrays, made when the rows or the model are others. */
#include "run_map.h"

#include <string.h>

struct RunMap {
    const WfProgress *progress;
    const WfModel *model;
    guint64 shape;
    guint32 *row_of, *node_of;
    guint32 n_nodes, n_rows;
};

RunMap *run_map_new(void)
{
    return g_new0(RunMap, 1);
}

void run_map_forget(RunMap *map)
{
    g_clear_pointer(&map->row_of, g_free);
    g_clear_pointer(&map->node_of, g_free);
    map->n_nodes = map->n_rows = 0;
    map->model = NULL;
}

void run_map_free(RunMap *map)
{
    if (!map)
        return;
    run_map_forget(map);
    g_free(map);
}

/* The model has it if it has a component of this name on this VM. */
static guint32 find(const WfModel *m, const WfRow *row)
{
    WfId c = wf_model_component_find(m, row->name);
    WfId vm = c == WF_NONE ? WF_NONE : wf_model_component_vm(m, c);
    bool same = vm != WF_NONE && g_str_equal(wf_model_vm_name(m, vm), row->vm);
    return same ? c : G_MAXUINT32;
}

void run_map_ensure(RunMap *map, WfProgress *p, const WfModel *m)
{
    if (map->model == m && map->progress == p && (!p || map->shape == wf_progress_shape(p)))
        return;
    run_map_forget(map);
    map->model = m;
    map->progress = p;
    map->shape = p ? wf_progress_shape(p) : 0;
    map->n_nodes = wf_model_n_nodes(m);
    map->n_rows = p ? wf_progress_n_rows(p) : 0;
    map->row_of = g_new(guint32, map->n_nodes + 1);
    map->node_of = g_new(guint32, map->n_rows + 1);
    memset(map->row_of, 0xff, sizeof *map->row_of * map->n_nodes);
    for (guint32 i = 0; i < map->n_rows; i++) {
        const WfRow *row = wf_progress_row(p, i);
        guint32 node = map->node_of[i] = find(m, row);
        /* What is deleted here may have a successor of its name: that one counts. */
        if (node != G_MAXUINT32 && (map->row_of[node] == WF_NO_ROW || !row->deleting))
            map->row_of[node] = i;
    }
}

guint32 run_map_row(const RunMap *map, guint32 node)
{
    return node < map->n_nodes ? map->row_of[node] : WF_NO_ROW;
}

guint32 run_map_node(const RunMap *map, guint32 row)
{
    return row < map->n_rows ? map->node_of[row] : G_MAXUINT32;
}
