/* In what order VMs stand: as the model has them, where it is known; else, and behind those, by
 * name, digits as numbers. The order in which a store lists or sends them says nothing.
 *
 * A VM is put in its place when it is first heard of, by bisection: most come in order. */
#include "progress_priv.h"

#include <string.h>

static guint skip_zeros(const char **at)
{
    while (**at == '0')
        (*at)++;
    return (guint)strspn(*at, "0123456789");
}

/* Of any length: no number is made of them. */
static int compare_digits(const char **a, const char **b)
{
    guint n_a = skip_zeros(a), n_b = skip_zeros(b);
    int diff = n_a != n_b ? (n_a > n_b) - (n_a < n_b) : memcmp(*a, *b, n_a);

    *a += n_a;
    *b += n_b;
    return diff;
}

/* "worker.2" before "worker.10". */
static int compare_names(const char *x, const char *y)
{
    const char *a = x, *b = y;
    int diff = 0;

    while (*a && *b && !diff) {
        if (g_ascii_isdigit(*a) && g_ascii_isdigit(*b))
            diff = compare_digits(&a, &b);
        else
            diff = (guchar)*a++ - (guchar)*b++;
    }
    if (!diff)
        diff = (guchar)*a - (guchar)*b;
    return diff ? diff : strcmp(x, y); /* "vm01" and "vm1" */
}

static int compare_vms(const Vm *a, const Vm *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return compare_names(a->name, b->name);
}

static int by_place(gconstpointer a, gconstpointer b)
{
    return compare_vms(*(Vm *const *)a, *(Vm *const *)b);
}

/* Rows of the VMs from there on have other places. */
static void renumber(WfProgress *p, guint from)
{
    for (guint i = from; i < p->vms->len; i++)
        ((Vm *)p->vms->pdata[i])->number = i;
    p->in_order = MIN(p->in_order, from);
    p->shape++;
    p->respread = true; /* the first failure is the root, and that may be another now */
}

static void place(WfProgress *p, Vm *vm)
{
    guint low = 0, high = p->vms->len;

    if (!high || compare_vms(p->vms->pdata[high - 1], vm) < 0) {
        vm->number = high;
        g_ptr_array_add(p->vms, vm);
        return;
    }
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (compare_vms(p->vms->pdata[middle], vm) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    g_ptr_array_insert(p->vms, (gint)low, vm);
    renumber(p, low);
}

void wf_progress_set_vms(WfProgress *p, const char *const *names)
{
    GHashTableIter iter;
    Vm *vm;
    guint first = 0;

    g_hash_table_iter_init(&iter, p->vm_index);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm))
        vm->rank = G_MAXUINT;
    for (guint i = 0; names[i]; i++)
        wf_vm_get(p, names[i])->rank = i;
    g_ptr_array_sort(p->vms, by_place);
    while (first < p->vms->len && ((Vm *)p->vms->pdata[first])->number == first)
        first++;
    if (first < p->vms->len)
        renumber(p, first);
}

Vm *wf_vm_list(WfProgress *p, const char *name)
{
    Vm *vm = wf_vm_get(p, name);

    if (vm->number == G_MAXUINT)
        place(p, vm);
    return vm;
}
