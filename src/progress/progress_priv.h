/* The reducer from the inside. */
#pragma once

#include <weft/error.h>
#include <weft/limits.h>
#include <weft/progress.h>

typedef struct {
    char *key;  /* "VM\nNAME" of a producer or predecessor */
    bool gates; /* delays the start: not lazy alone, and no default stands in */
} Link;

typedef struct {
    WfRow row;
    char *deep;
    GArray *links; /* Link */
    WfState told;  /* as the VM says it */
    char *text[6]; /* what row's texts point to */
    char *settled; /* the want its outcome was for, once it was read */
    WfStatus status;
    WfState shown; /* for changes */
} Row;

typedef struct {
    char *name;
    bool known_up, up;
    gint64 up_since;
    guint first, n; /* rows */
    WfManifest *manifest;
} Vm;

struct WfProgress {
    char *stack;
    WfHead *head;
    GPtrArray *vms;       /* Vm */
    GHashTable *vm_index; /* name -> Vm */
    GPtrArray *rows;      /* Row, by VM */
    GHashTable *index;    /* "VM\nNAME" -> row + 1 */
    GHashTable *expected; /* name -> gint64 * */
    GArray *changes;
    GArray *begin, *edges; /* producers of each row, as row numbers; with the gating bit */
    bool shape_dirty, state_dirty;
    gint64 now; /* of the last event */
};

#define EDGE_GATES 0x80000000u
#define EDGE_ROW(e) ((e) & ~EDGE_GATES)

static inline Row *wf_row_at(const WfProgress *p, guint32 row)
{
    return p->rows->pdata[row];
}
/* Producers of a row. */
const guint32 *wf_row_edges(const WfProgress *p, guint32 row, guint32 *ret_n);
void wf_progress_derive(WfProgress *p);
