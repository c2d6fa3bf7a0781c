/* Rows of a run and nodes of the model's graph, by VM and name. */
#pragma once

#include <weft/model.h>
#include <weft/progress.h>

typedef struct RunMap RunMap;

RunMap *run_map_new(void);
void run_map_free(RunMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RunMap, run_map_free)
void run_map_forget(RunMap *map); /* the model is another one */
/* Made anew only if rows or model are others. */
void run_map_ensure(RunMap *map, WfProgress *p, const WfModel *m);
guint32 run_map_row(const RunMap *map, guint32 node); /* WF_NO_ROW: nothing is known of it */
guint32 run_map_node(const RunMap *map, guint32 row); /* G_MAXUINT32: the model has it not */
