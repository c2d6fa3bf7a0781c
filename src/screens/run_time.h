/* The timeline: a line for each VM, or for each of its components where it is
 * unfolded, and on it what was done when. Only run*.c include this. */
#pragma once

#include "run_axis.h"
#include "run_screen.h"

RunTime *run_time_new(WfDeskRun *run);
void run_time_free(RunTime *t);
void run_time_renew(RunTime *t);
void run_time_paint(RunTime *t, WfGrid *grid, WfRect rect, bool focused);
WfList *run_time_list(RunTime *t);
/* The row with the cursor, or WF_NO_ROW and the VM's name; NULL: nothing is there. */
const char *run_time_selected(RunTime *t, guint32 *ret_row);
bool run_time_go(RunTime *t, guint32 row); /* or to its VM, if that is folded */
/* Left and right move in time. False: another move. */
bool run_time_move(RunTime *t, WfMove move, int n);
