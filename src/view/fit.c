/* Which VMs are open, shut, or inside a box of their role, so that the picture keeps the budget.
 *
 * What the user folded stays folded. Beyond that, VMs looked at longest ago fold first (of those
 * never looked at, the last of the file first); if even boxes are too many, VMs join their roles,
 * again those never looked at before the others shut; if even roles are too many, the smallest join
 * one box for the rest. */
#include "fit.h"

typedef struct {
    WfId vm;
    guint tick;
} Aged;

static int by_age(const void *a, const void *b)
{
    const Aged *x = a, *y = b;

    if (x->tick != y->tick)
        return x->tick < y->tick ? -1 : 1;
    return x->vm < y->vm ? 1 : -1;
}

static VmMode wanted(const WfView *view, WfId vm)
{
    int state = wf_view_fold_state(view, wf_model_vm_name(view->m, vm));
    WfThing role = {WF_THING_ROLE, WF_NONE};

    if (view->zoom <= WF_ZOOM_VMS && wf_view_is_into(view, wf_model_vm_name(view->m, vm)))
        return VM_OPEN;
    if (view->zoom == WF_ZOOM_ROLES || g_hash_table_size(view->folds)) {
        role.id = wf_view_vm_role(view, vm);
        g_autofree char *name = wf_view_name(view, role);
        int folded = wf_view_fold_state(view, name);
        if (folded == FOLD_SHUT ||
            (view->zoom == WF_ZOOM_ROLES && folded == 0 && !wf_view_is_into(view, name)))
            return VM_IN_ROLE;
    }
    if (view->zoom <= WF_ZOOM_VMS)
        return VM_SHUT;
    return state == FOLD_SHUT || (state == 0 && view->all_folded) ? VM_SHUT : VM_OPEN;
}

/* How many VMs each role's box holds. */
static guint32 *count_roles(const WfFit *fit, const WfView *view)
{
    guint32 *n = g_new0(guint32, wf_view_n_roles(view) + 1);

    for (WfId vm = 0; vm < fit->n; vm++)
        if (fit->mode[vm] == VM_IN_ROLE && fit->cost[vm])
            n[wf_view_vm_role(view, vm)]++;
    return n;
}

/* A role's box with one VM is that VM's box. */
static void single_out(WfFit *fit, const WfView *view)
{
    g_autofree guint32 *n = count_roles(fit, view);

    for (WfId vm = 0; vm < fit->n; vm++)
        if (fit->mode[vm] == VM_IN_ROLE && n[wf_view_vm_role(view, vm)] == 1)
            fit->mode[vm] = VM_SHUT;
}

/* Of the @n oldest. */
static void shut_oldest(WfFit *fit, const Aged *aged, guint32 n, WfBudget budget, guint32 *total)
{
    for (guint32 i = 0; i < n && (*total > budget.nodes || fit->n_open > budget.vms); i++) {
        WfId vm = aged[i].vm;
        if (fit->mode[vm] != VM_OPEN || !fit->cost[vm])
            continue;
        fit->mode[vm] = VM_SHUT;
        fit->by_budget++;
        fit->n_open--;
        *total -= fit->cost[vm] - 1;
    }
}

static void join_roles(WfFit *fit, const WfView *view, const Aged *aged, guint32 n, WfBudget budget,
                       guint32 *total)
{
    if (*total <= budget.nodes)
        return;
    g_autofree guint32 *in = count_roles(fit, view);
    for (guint32 i = 0; *total > budget.nodes && i < n; i++) {
        WfId vm = aged[i].vm;
        if (fit->mode[vm] != VM_SHUT || !fit->cost[vm] || fit->inside[vm])
            continue;
        fit->mode[vm] = VM_IN_ROLE;
        fit->by_budget++;
        if (in[wf_view_vm_role(view, vm)]++)
            --*total;
    }
}

static int by_size(const void *a, const void *b)
{
    guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;
    return (x > y) - (x < y);
}

/* The smallest roles share one box. */
static void join_rest(WfFit *fit, const WfView *view, WfBudget budget, guint32 *total)
{
    guint32 n_roles = *total > budget.nodes ? wf_view_n_roles(view) : 0;
    g_autofree guint32 *in = n_roles ? count_roles(fit, view) : NULL;
    g_autofree guint64 *order = g_new(guint64, n_roles + 1);
    g_autofree bool *rest = g_new0(bool, n_roles + 1);

    for (WfId role = 0; role < n_roles; role++)
        order[role] = (guint64)in[role] << 32 | role;
    qsort(order, n_roles, sizeof *order, by_size);
    guint32 joined = 0;
    for (guint32 i = 0; *total > budget.nodes && i < n_roles; i++) {
        WfId role = (WfId)order[i];
        if (!in[role])
            continue;
        rest[role] = true;
        if (joined++)
            --*total;
    }
    for (WfId vm = 0; joined > 1 && vm < fit->n; vm++)
        if (fit->mode[vm] == VM_IN_ROLE && rest[wf_view_vm_role(view, vm)])
            fit->mode[vm] = VM_IN_REST;
}

/* Nodes there would be: one for each box of a VM, role or stack, and what is in open VMs. */
static guint32 count_all(WfFit *fit, const WfView *view)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    guint32 total = 0;

    fit->n_open = 0;
    for (WfId vm = 0; vm < fit->n; vm++) {
        if (!fit->cost[vm] || fit->inside[vm])
            continue;
        if (fit->mode[vm] == VM_OPEN)
            total += fit->cost[vm];
        else if (fit->mode[vm] == VM_SHUT)
            total++;
        else if (g_hash_table_add(seen, GUINT_TO_POINTER(wf_view_vm_role(view, vm) + 1)))
            total++;
        fit->n_open += fit->mode[vm] == VM_OPEN;
    }
    return total;
}

void wf_view_fit(WfFit *fit, const WfView *view, WfBudget budget)
{
    g_autofree Aged *aged = g_new(Aged, fit->n + 1);
    bool ages = g_hash_table_size(view->touched) > 0;

    for (WfId vm = 0; vm < fit->n; vm++) {
        aged[vm] = (Aged){vm, ages ? wf_view_vm_tick(view, vm) : 0};
        fit->mode[vm] = fit->inside[vm] ? VM_SHUT : wanted(view, vm);
    }
    qsort(aged, fit->n, sizeof *aged, by_age);
    fit->by_budget = 0;
    guint32 total = count_all(fit, view);
    guint32 n_never = 0;
    while (n_never < fit->n && aged[n_never].tick == 0)
        n_never++;
    shut_oldest(fit, aged, n_never, budget, &total);
    join_roles(fit, view, aged, n_never, budget, &total);
    shut_oldest(fit, aged, fit->n, budget, &total);
    join_roles(fit, view, aged, fit->n, budget, &total);
    join_rest(fit, view, budget, &total);
    fit->over = total > budget.nodes;
    if (view->zoom == WF_ZOOM_ROLES || fit->by_budget || g_hash_table_size(view->folds))
        single_out(fit, view);
}
