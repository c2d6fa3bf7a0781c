/* The rows of a run in the order in which a person wants them: what failed, what
 * runs, what waits, what is done. Pure, and linear in the number of rows. */
#pragma once

#include <weft/progress.h>

typedef enum {
    RUN_FAILED,
    RUN_LOST,
    RUN_RUNNING, /* longest first */
    RUN_WAITING,
    RUN_BLOCKED,
    RUN_STALE,
    RUN_PENDING,
    RUN_DONE, /* latest first */
    RUN_N_GROUPS,
} RunGroup;
const char *run_group_name(RunGroup group);

typedef struct {
    guint32 row; /* WF_NO_ROW: the title of its group */
    RunGroup group;
} RunItem;

typedef struct RunRows RunRows;
RunRows *run_rows_new(void);
void run_rows_free(RunRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RunRows, run_rows_free)

/* Makes the items anew; rows for which @shown (or NULL) is false are left out. */
void run_rows_renew(RunRows *rows, WfProgress *p, bool (*shown)(gpointer data, guint32 row),
                    gpointer data);
/* Are these the rows of @p as it is? */
bool run_rows_is_of(const RunRows *rows, const WfProgress *p);
guint run_rows_n(const RunRows *rows);
RunItem run_rows_get(const RunRows *rows, guint i);
int run_rows_find(const RunRows *rows, guint32 row);       /* -1: left out */
guint run_rows_title(const RunRows *rows, RunGroup group); /* G_MAXUINT: it is empty */
guint run_rows_count(const RunRows *rows, RunGroup group); /* of those that are shown */

/* How many ended a second, of late. */
double run_rows_rate(const RunRows *rows, WfProgress *p, gint64 began, gint64 now);
