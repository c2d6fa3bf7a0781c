/* The run screen, for run_screen.c and its parts: which rows there are (run_rows), how
 * they are painted (run_paint), when they were what (run_time). */
#pragma once

#include "screens.h"
#include <weft/live.h>
#include "run_rows.h"

typedef struct RunTime RunTime;

struct RunScreen {
    WfBeside beside; /* with the list, or the timeline in its place */
    WfDesk *desk;
    WfDeskRun *run;
    WfList *list;
    RunRows *rows;
    RunTime *time;
    bool timeline;
    bool stale;         /* the rows are to be made anew before they are shown */
    bool touched;       /* the user chose a row: the cursor is theirs */
    bool showed_failed; /* the list came to what failed, */
    bool showed_over;   /* and to how it ended */
    bool syncing;
    int name_columns, vm_columns; /* of the longest */
    const WfProgress *measured;   /* whose these are */
    guint64 measured_shape;
    guint tick;
};

/* --- run_paint.c --- */
/* Lines of the head for a screen of this height. */
int run_head_lines(int height);
void run_paint_head(RunScreen *s, WfGrid *grid, WfRect rect);
void run_paint_row(RunScreen *s, guint32 row, WfGrid *grid, WfRect line, guint attr);
void run_paint_title(RunScreen *s, RunGroup group, WfGrid *grid, WfRect line, guint attr);
/* "all of 17 done, in 8.0 s" */
char *run_sentence(const WfDeskRun *run);
