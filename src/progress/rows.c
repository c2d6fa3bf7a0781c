/* Which rows there are, and what waits for what. A manifest changes the rows of its
 * own VM and nothing else: rows that others wait for are there, without a place,
 * before their own manifest is. */
#include "progress_priv.h"

#include <string.h>

/* ---- rows ---- */

static void clear_texts(Row *r)
{
    for (guint i = 0; i < G_N_ELEMENTS(r->text); i++)
        g_clear_pointer(&r->text[i], g_free);
    g_clear_pointer(&r->deep, g_free);
    g_clear_pointer(&r->settled, g_free);
}

Row *wf_row_ref(Row *r)
{
    r->refs++;
    return r;
}

void wf_row_unref(Row *r)
{
    if (--r->refs)
        return;
    g_hash_table_remove(r->vm->by_name, r->row.name);
    clear_texts(r);
    json_decref((json_t *)r->row.missing);
    g_free((char *)r->row.name);
    g_clear_pointer(&r->past, g_array_unref);
    g_free(r);
}

static Row *row_get(Vm *vm, const char *name)
{
    Row *r = g_hash_table_lookup(vm->by_name, name);

    if (!r) {
        r = g_new0(Row, 1);
        r->vm = vm;
        r->row.name = g_strdup(name);
        r->row.vm = vm->name;
        g_hash_table_insert(vm->by_name, (char *)r->row.name, r);
    }
    return r;
}

Row *wf_row_find(const WfProgress *p, const char *vm_name, const char *name)
{
    const Vm *vm = g_hash_table_lookup(p->vm_index, vm_name);
    Row *r = vm ? g_hash_table_lookup(vm->by_name, name) : NULL;

    return r && r->present ? r : NULL;
}

void wf_row_touch(WfProgress *p, Row *r)
{
    if (r->touched)
        return;
    r->touched = true;
    g_ptr_array_add(p->touched, wf_row_ref(r));
}

void wf_row_set_expected(const WfProgress *p, Row *r)
{
    const gint64 *ms = g_hash_table_lookup(p->expected, r->row.name);

    r->row.expected_ms = ms ? *ms : -1;
}

guint32 wf_row_number(const Row *r)
{
    return r->vm->first + r->at;
}

int wf_row_compare(const Row *a, const Row *b)
{
    if (a->vm != b->vm)
        return a->vm->number < b->vm->number ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* ---- links ---- */

static void unlink_all(Row *r)
{
    for (guint i = 0; i < r->n_links; i++) {
        Link *link = &r->links[i];
        if (link->prev)
            link->prev->next = link->next;
        else
            link->producer->waiting = link->next;
        if (link->next)
            link->next->prev = link->prev;
        wf_row_unref(link->producer);
    }
    g_clear_pointer(&r->links, g_free);
    r->n_links = 0;
}

static void link_to(WfProgress *p, Row *r, const WfEntryRead *read, bool gates)
{
    Link *link = &r->links[r->n_links++];

    link->producer = wf_row_ref(row_get(wf_vm_get(p, read->vm), read->name));
    link->consumer = r;
    link->gates = gates;
    link->delivered = read->delivered;
    link->next = link->producer->waiting;
    if (link->next)
        link->next->prev = link;
    link->producer->waiting = link;
}

/* The keys whose values some input needs before the start. */
static GHashTable *gating_keys(const WfEntry *e, GPtrArray *keys)
{
    GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < e->inputs->len; i++) {
        const WfEntryInput *input = e->inputs->pdata[i];
        g_ptr_array_set_size(keys, 0);
        if (!input->lazy && input->then != WF_THEN_DEFAULT)
            wf_expression_reads(input->value, keys);
        for (guint k = 0; k < keys->len; k++)
            g_hash_table_add(set, keys->pdata[k]);
    }
    return set;
}

/* What goes waits for those alone who have to let go of it: what it reads is there till then. */
static void take_links(WfProgress *p, Row *r, const WfEntry *e)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_autoptr(GHashTable) gating = gating_keys(e, keys);
    const GPtrArray *lists[] = {e->reads, e->after, e->consumers};

    unlink_all(r);
    r->links = g_new0(Link, e->reads->len + e->after->len + e->consumers->len);
    for (guint l = r->row.deleting ? 2 : 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            const WfEntryRead *read = lists[l]->pdata[i];
            link_to(p, r, read, l > 0 || g_hash_table_contains(gating, read->key));
        }
    r->rewired = true;
}

/* ---- VMs ---- */

Vm *wf_vm_get(WfProgress *p, const char *name)
{
    Vm *vm = g_hash_table_lookup(p->vm_index, name);

    if (!vm) {
        vm = g_new0(Vm, 1);
        vm->name = g_strdup(name);
        vm->number = vm->rank = G_MAXUINT;
        vm->jobs = 1;
        vm->own = g_ptr_array_new();
        vm->by_name = g_hash_table_new(g_str_hash, g_str_equal);
        g_hash_table_insert(p->vm_index, vm->name, vm);
    }
    return vm;
}

gint64 wf_vm_away_since(const Vm *vm)
{
    return !vm->known_up || vm->up ? -1 : vm->seen_up ? vm->up_since : vm->reported;
}

gint64 wf_vm_heard(const Vm *vm)
{
    gint64 since = wf_vm_away_since(vm);

    return since > 0 && vm->reported ? vm->reported : since;
}

void wf_vm_clear(Vm *vm)
{
    for (guint i = 0; i < vm->own->len; i++)
        unlink_all(vm->own->pdata[i]);
    for (guint i = 0; i < vm->own->len; i++)
        wf_row_unref(vm->own->pdata[i]);
    g_ptr_array_set_size(vm->own, 0);
}

void wf_vm_free(Vm *vm)
{
    g_free(vm->name);
    g_free(vm->manifest);
    g_ptr_array_unref(vm->own);
    g_hash_table_unref(vm->by_name);
    g_clear_pointer(&vm->st, g_bytes_unref);
    g_free(vm);
}

/* ---- manifests ---- */

static void row_enters(WfProgress *p, Row *r)
{
    r->present = true;
    r->born = p->stamp;
    r->row.root = WF_NO_ROW;
    r->told = r->base = WF_STATE_PENDING;
    r->status = WF_STATUS_NONE;
    r->served = 0;
    r->outdated = r->rerun = false;
    wf_row_set_expected(p, r);
    p->n_rows++;
    p->counts[WF_STATE_PENDING]++;
}

static void row_leaves(WfProgress *p, Row *r)
{
    r->present = false;
    p->n_rows--;
    p->counts[r->row.state]--;
    p->n_unsettled -= r->unsettled;
    p->n_deleting -= r->row.deleting;
    p->n_deleted -= r->deleted;
    p->n_stuck -= r->stuck;
    p->respread |= g_hash_table_remove(p->failed, r) || r->root;
    r->unsettled = r->deleted = r->stuck = false;
    r->row = (WfRow){.name = r->row.name, .vm = r->row.vm, .root = WF_NO_ROW};
    unlink_all(r);
    clear_texts(r);
    wf_row_unref(r);
}

/* Done for an older want is stale until its agent has looked at it; what is to be deleted has not
 * begun until then. */
static void take_entry(WfProgress *p, Vm *vm, const WfEntry *e, bool deleting)
{
    Row *r = row_get(vm, e->name);

    if (r->present && r->seen == p->stamp)
        return; /* named twice: the first counts */
    if (!r->present)
        row_enters(p, r);
    if (g_strcmp0(r->deep, e->deep) != 0 || r->row.deleting != deleting) {
        if (r->told == WF_STATE_DONE || r->told == WF_STATE_STALE)
            r->told = deleting ? WF_STATE_PENDING : WF_STATE_STALE;
        else if (r->told == WF_STATE_FAILED)
            r->told = WF_STATE_PENDING;
    }
    r->outdated |= r->row.deleting != deleting; /* the want is the same */
    r->wished = e->retry;
    g_free(r->deep);
    r->deep = g_strdup(e->deep);
    p->n_deleting += (guint)deleting - (guint)r->row.deleting;
    r->row.deleting = deleting;
    r->seen = p->stamp;
    take_links(p, r, e);
    r->at = vm->own->len;
    g_ptr_array_add(vm->own, wf_row_ref(r));
    wf_row_touch(p, r);
}

/* Did any of them overtake another? Which failure is named as the root depends on that. */
static bool drop_unnamed(WfProgress *p, const GPtrArray *before)
{
    bool moved = false;
    guint last = 0;

    for (guint i = 0; i < before->len; i++) {
        Row *r = before->pdata[i];
        if (r->seen != p->stamp) {
            row_leaves(p, r);
            continue;
        }
        moved |= r->at < last;
        last = r->at;
        wf_row_unref(r);
    }
    return moved;
}

void wf_rows_take(WfProgress *p, Vm *vm, const WfManifest *m)
{
    g_autoptr(GPtrArray) before = vm->own;

    vm->own = g_ptr_array_new();
    vm->jobs = m ? m->jobs : 1;
    p->shape++;
    p->stamp++;
    for (guint i = 0; m && i < m->components->len; i++)
        take_entry(p, vm, m->components->pdata[i], false);
    for (guint i = 0; m && i < m->deletions->len; i++)
        take_entry(p, vm, m->deletions->pdata[i], true);
    p->respread |= drop_unnamed(p, before);
    if (vm->number < p->in_order && vm->own->len == vm->n && vm->n)
        memcpy(&p->rows->pdata[vm->first], vm->own->pdata, vm->n * sizeof(gpointer));
    else
        p->in_order = MIN(p->in_order, vm->number);
}

/* Rows stand VM by VM: those of VMs behind a changed number of rows move. */
void wf_rows_order(WfProgress *p)
{
    const Vm *before = p->in_order ? p->vms->pdata[p->in_order - 1] : NULL;

    if (p->in_order == p->vms->len)
        return;
    g_ptr_array_set_size(p->rows, (gint)(before ? before->first + before->n : 0));
    for (; p->in_order < p->vms->len; p->in_order++) {
        Vm *vm = p->vms->pdata[p->in_order];
        vm->first = p->rows->len;
        vm->n = vm->own->len;
        for (guint i = 0; i < vm->n; i++)
            g_ptr_array_add(p->rows, vm->own->pdata[i]);
    }
}
