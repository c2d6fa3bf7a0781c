/* See run_axis.h. */
#include "run_axis.h"

int run_axis_eighths(const RunAxis *axis, gint64 at)
{
    gint64 at_most = (gint64)axis->cells * 8;
    double share = (double)(at - axis->from) / (double)(axis->to - axis->from);

    if (at <= axis->from)
        return 0;
    if (at >= axis->to)
        return (int)at_most;
    return (int)(share * (double)at_most);
}

bool run_axis_shows(const RunAxis *axis, gint64 from, gint64 to)
{
    return to >= axis->from && from <= axis->to;
}

gint64 run_axis_step(const RunAxis *axis, int least)
{
    static const gint64 steps[] = {10,      20,      50,       100,     200,    500,
                                   1000,    2000,    5000,     10000,   15000,  30000,
                                   60000,   120000,  300000,   600000,  900000, 1800000,
                                   3600000, 7200000, 21600000, 43200000};
    double least_ms = (double)(axis->to - axis->from) * least / axis->cells;

    for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
        if ((double)steps[i] >= least_ms)
            return steps[i];
    gint64 step = 86400000;
    while ((double)step < least_ms)
        step *= 2;
    return step;
}

void run_axis_zoom(RunAxis *axis, double factor, gint64 at)
{
    double span = (double)(axis->to - axis->from), wanted = MAX(span * factor, RUN_AXIS_LEAST);
    double share = (double)(at - axis->from) / span;

    axis->from = at - (gint64)(wanted * share);
    axis->to = axis->from + (gint64)wanted;
}

void run_axis_pan(RunAxis *axis, gint64 by)
{
    axis->from += by;
    axis->to += by;
}

RunFill run_axis_fill(int cell, int from, int to)
{
    int left = cell * 8, right = left + 8;

    if (to <= from)
        to = from + 1;
    from = MAX(from, left);
    to = MIN(to, right);
    if (to <= from)
        return (RunFill){0, 0};
    return (RunFill){from == left ? to - left : 0, to == right ? right - from : 0};
}
