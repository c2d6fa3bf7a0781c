/* Time on a line of cells: where a moment stands, and which moments get a name.
 * Pure arithmetic, in milliseconds and eighths of cells. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    gint64 from, to; /* what is shown; from < to */
    int cells;       /* at least 1 */
} RunAxis;

/* Eighths from the left border, held within it; a later moment is never farther left. */
int run_axis_eighths(const RunAxis *axis, gint64 at);
/* Does anything of [from, to] show? */
bool run_axis_shows(const RunAxis *axis, gint64 from, gint64 to);
/* A round time (1, 2, 5, 10, 15, 30 of a unit) such that ticks are at least @least cells apart. */
gint64 run_axis_step(const RunAxis *axis, int least);
/* @factor times as much time in the same place around @at; at least RUN_AXIS_LEAST. */
#define RUN_AXIS_LEAST 100
void run_axis_zoom(RunAxis *axis, double factor, gint64 at);
void run_axis_pan(RunAxis *axis, gint64 by);

/* What of a cell a bar fills, as painted: nothing, its left part, its right part, all. */
typedef struct {
    int left, right; /* eighths of the cell that are covered, from either side */
} RunFill;
/* Of cell @cell by a bar from @from to @to eighths (from the axis's left border). Never nothing
 * where the bar is: what is short is an eighth. */
RunFill run_axis_fill(int cell, int from, int to);
