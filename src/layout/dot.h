/* Graphviz' dot as a solver of sheets. Only ever called in a layout child: it is not
 * re-entrant, leaks, and may abort, loop or overflow. */
#pragma once

#include "sheet.h"

typedef struct WfDot WfDot;

/* @hurried: with limits on its inner loops. NULL if there is no dot layout on this machine. */
WfDot *wf_dot_new(bool hurried);
bool wf_dot_solve(WfSheet *sheet, WfSheetAsk ask, gpointer dot);
