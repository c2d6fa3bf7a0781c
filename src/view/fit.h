/* Keeping a picture within its budget. */
#pragma once

#include "view_priv.h"

typedef struct {
    guint32 n;           /* VMs */
    const guint32 *cost; /* nodes a VM has when open; 0: nothing of it is shown */
    const bool *inside;  /* in a folded stack or group */
    VmMode *mode;        /* filled */
    guint32 n_open, by_budget;
    bool over;
} WfFit;

void wf_view_fit(WfFit *fit, const WfView *view, WfBudget budget);
