/* The reducer: payloads in, rows out. */
#include "progress_priv.h"

#include <string.h>

enum { TEXT_ON, TEXT_ON_VM, TEXT_OUTPUT, TEXT_LINE, TEXT_CAUSE, TEXT_LOG };

static void link_clear(gpointer data)
{
    g_free(((Link *)data)->key);
}

static void row_free(gpointer data)
{
    Row *r = data;
    g_free((char *)r->row.name);
    g_free((char *)r->row.vm);
    for (guint i = 0; i < G_N_ELEMENTS(r->text); i++)
        g_free(r->text[i]);
    g_free(r->deep);
    g_free(r->settled);
    g_array_unref(r->links);
    g_free(r);
}

static void vm_free(gpointer data)
{
    Vm *vm = data;
    g_free(vm->name);
    wf_manifest_free(vm->manifest);
    g_free(vm);
}

WfProgress *wf_progress_new(const char *stack)
{
    WfProgress *p = g_new0(WfProgress, 1);

    p->stack = g_strdup(stack);
    p->vms = g_ptr_array_new_with_free_func(vm_free);
    p->vm_index = g_hash_table_new(g_str_hash, g_str_equal);
    p->rows = g_ptr_array_new_with_free_func(row_free);
    p->index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    p->expected = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    p->changes = g_array_new(FALSE, TRUE, sizeof(WfProgressChange));
    p->begin = g_array_new(FALSE, TRUE, sizeof(guint32));
    p->edges = g_array_new(FALSE, TRUE, sizeof(guint32));
    return p;
}

void wf_progress_free(WfProgress *p)
{
    if (!p)
        return;
    g_free(p->stack);
    wf_head_free(p->head);
    g_ptr_array_unref(p->vms);
    g_hash_table_unref(p->vm_index);
    g_ptr_array_unref(p->rows);
    g_hash_table_unref(p->index);
    g_hash_table_unref(p->expected);
    g_array_unref(p->changes);
    g_array_unref(p->begin);
    g_array_unref(p->edges);
    g_free(p);
}

static char *key_of(const char *vm, const char *name)
{
    return g_strconcat(vm, "\n", name, NULL);
}

static Vm *vm_get(WfProgress *p, const char *name)
{
    Vm *vm = g_hash_table_lookup(p->vm_index, name);

    if (!vm) {
        vm = g_new0(Vm, 1);
        vm->name = g_strdup(name);
        g_ptr_array_add(p->vms, vm);
        g_hash_table_insert(p->vm_index, vm->name, vm);
    }
    return vm;
}

guint32 wf_progress_find(const WfProgress *p, const char *vm, const char *name)
{
    g_autofree char *key = key_of(vm, name);

    return GPOINTER_TO_UINT(g_hash_table_lookup(p->index, key)) - 1;
}

/* ---- manifests: which rows there are ---- */

static void take_links(Row *r, const WfEntry *e)
{
    const GPtrArray *lists[] = {e->reads, e->after, e->consumers};

    g_array_set_size(r->links, 0);
    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            const WfEntryRead *read = lists[l]->pdata[i];
            Link link = {.key = key_of(read->vm, read->name), .gates = l > 0};
            for (guint k = 0; !l && k < e->inputs->len; k++) {
                const WfEntryInput *input = e->inputs->pdata[k];
                g_autoptr(GPtrArray) keys = g_ptr_array_new();
                if (!input->lazy && input->then != WF_THEN_DEFAULT)
                    wf_expression_reads(input->value, keys);
                link.gates |= g_ptr_array_find_with_equal_func(keys, read->key, g_str_equal, NULL);
            }
            g_array_append_val(r->links, link);
        }
}

/* Done for an older want is stale until its agent has looked at it. */
static void take_entry(WfProgress *p, GHashTable *before, const char *vm, const WfEntry *e,
                       bool deleting)
{
    gpointer stolen_key = NULL, old = NULL;
    g_autofree char *key = key_of(vm, e->name);

    g_hash_table_steal_extended(before, key, &stolen_key, &old);
    g_free(stolen_key);
    Row *r = old;
    if (!r) {
        r = g_new0(Row, 1);
        r->row = (WfRow){
            .name = g_strdup(e->name), .vm = g_strdup(vm), .root = WF_NO_ROW, .expected_ms = -1};
        r->links = g_array_new(FALSE, TRUE, sizeof(Link));
        g_array_set_clear_func(r->links, link_clear);
    }
    if (g_strcmp0(r->deep, e->deep) != 0) {
        if (r->told == WF_STATE_DONE)
            r->told = WF_STATE_STALE;
        else if (r->told == WF_STATE_FAILED)
            r->told = WF_STATE_PENDING;
    }
    g_free(r->deep);
    r->deep = g_strdup(e->deep);
    r->row.deleting = deleting;
    take_links(r, e);
    g_ptr_array_add(p->rows, r);
}

static void take_entries(WfProgress *p, GHashTable *before, Vm *vm)
{
    vm->first = p->rows->len;
    for (guint i = 0; vm->manifest && i < vm->manifest->components->len; i++)
        take_entry(p, before, vm->name, vm->manifest->components->pdata[i], false);
    for (guint i = 0; vm->manifest && i < vm->manifest->deletions->len; i++)
        take_entry(p, before, vm->name, vm->manifest->deletions->pdata[i], true);
    vm->n = p->rows->len - vm->first;
}

/* Rows stand VM by VM, so a changed manifest moves those behind it: done once for many. */
static void reshape(WfProgress *p)
{
    g_autoptr(GHashTable) before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, row_free);

    for (guint32 i = 0; i < p->rows->len; i++) {
        Row *r = p->rows->pdata[i];
        g_hash_table_insert(before, key_of(r->row.vm, r->row.name), r);
    }
    g_ptr_array_set_free_func(p->rows, NULL);
    g_ptr_array_set_size(p->rows, 0);
    g_ptr_array_set_free_func(p->rows, row_free);
    for (guint i = 0; i < p->vms->len; i++)
        take_entries(p, before, p->vms->pdata[i]);
    g_hash_table_remove_all(p->index);
    for (guint32 i = 0; i < p->rows->len; i++)
        g_hash_table_insert(p->index, key_of(wf_row_at(p, i)->row.vm, wf_row_at(p, i)->row.name),
                            GUINT_TO_POINTER(i + 1));
    g_array_set_size(p->begin, 0);
    g_array_set_size(p->edges, 0);
    for (guint32 i = 0; i < p->rows->len; i++) {
        const GArray *links = wf_row_at(p, i)->links;
        g_array_append_val(p->begin, p->edges->len);
        for (guint k = 0; k < links->len; k++) {
            const Link *link = &g_array_index(links, Link, k);
            guint32 row = GPOINTER_TO_UINT(g_hash_table_lookup(p->index, link->key));
            guint32 edge = (row - 1) | (link->gates ? EDGE_GATES : 0);
            if (row)
                g_array_append_val(p->edges, edge);
        }
    }
    g_array_append_val(p->begin, p->edges->len);
    g_array_set_size(p->changes, 0);
}

static void ensure_shape(WfProgress *p)
{
    if (!p->shape_dirty)
        return;
    p->shape_dirty = false;
    reshape(p);
    p->state_dirty = true;
}

const guint32 *wf_row_edges(const WfProgress *p, guint32 row, guint32 *ret_n)
{
    guint32 first = g_array_index(p->begin, guint32, row);

    *ret_n = g_array_index(p->begin, guint32, row + 1) - first;
    return *ret_n ? &g_array_index(p->edges, guint32, first) : NULL;
}

static bool feed_manifest(WfProgress *p, const WfProgressEvent *e)
{
    WfManifest *m = e->len ? wf_manifest_parse(e->data, e->len, e->vm, NULL) : NULL;

    if (e->len && !m)
        return false;
    Vm *vm = vm_get(p, e->vm);
    wf_manifest_free(vm->manifest);
    vm->manifest = m;
    p->shape_dirty = true;
    return true;
}

/* ---- states ---- */

static void set_text(Row *r, guint which, const char **slot, const char *text)
{
    g_free(r->text[which]);
    *slot = r->text[which] = g_strdup(text);
}

static void take_st(Row *r, const WfStEntry *e)
{
    if (e->state == WF_STATE_RUNNING && r->told != WF_STATE_RUNNING) {
        r->row.started = e->since;
        r->row.finished = 0;
    }
    if (r->told == WF_STATE_RUNNING && (e->state == WF_STATE_DONE || e->state == WF_STATE_FAILED))
        r->row.finished = e->since;
    r->told = e->state;
    r->row.attempt = e->attempt;
    r->row.since = e->since;
    set_text(r, TEXT_ON, &r->row.on, e->on);
    set_text(r, TEXT_ON_VM, &r->row.on_vm, e->on_vm);
    set_text(r, TEXT_OUTPUT, &r->row.output, e->output);
    set_text(r, TEXT_LINE, &r->row.line, e->line);
}

/* Finished ones that were left out for size are done: their number is counted. */
static void finish_left_out(WfProgress *p, const Vm *vm, GHashTable *seen)
{
    for (guint32 i = vm->first; i < vm->first + vm->n; i++) {
        Row *r = wf_row_at(p, i);
        if (!g_hash_table_contains(seen, r))
            r->told = WF_STATE_DONE;
    }
}

static bool feed_st(WfProgress *p, const WfProgressEvent *e)
{
    g_autoptr(WfSt) st = wf_st_parse(e->data, e->len, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    if (!st)
        return false;
    ensure_shape(p);
    const Vm *vm = vm_get(p, e->vm);
    for (guint i = 0; i < st->entries->len; i++) {
        const WfStEntry *entry = st->entries->pdata[i];
        guint32 row = wf_progress_find(p, e->vm, entry->name);
        if (row == WF_NO_ROW)
            continue;
        take_st(wf_row_at(p, row), entry);
        g_hash_table_add(seen, wf_row_at(p, row));
    }
    if (st->cut)
        finish_left_out(p, vm, seen);
    return true;
}

static bool feed_outcome(WfProgress *p, const WfProgressEvent *e)
{
    g_autoptr(WfOutcome) o = wf_outcome_parse(e->data, e->len, NULL);

    ensure_shape(p);
    guint32 row = wf_progress_find(p, e->vm, e->name);
    if (!o || row == WF_NO_ROW)
        return false;
    Row *r = wf_row_at(p, row);
    g_free(r->settled);
    r->settled = g_strdup(o->want);
    r->status = o->status;
    if (o->started)
        r->row.started = o->started;
    if (o->finished)
        r->row.finished = o->finished;
    bool current = g_strcmp0(o->want, r->deep) == 0;
    bool failed = o->status == WF_STATUS_FAILED && current;
    set_text(r, TEXT_CAUSE, &r->row.cause, failed ? o->cause : NULL);
    set_text(r, TEXT_LOG, &r->row.log, failed ? o->log : NULL);
    r->row.exit = o->exit;
    if (r->told == WF_STATE_PENDING || r->told == WF_STATE_STALE) { /* no st has been written yet */
        if (failed)
            r->told = WF_STATE_FAILED;
        else if (current && o->status != WF_STATUS_NONE)
            r->told = WF_STATE_DONE;
    }
    return true;
}

static bool feed_up(WfProgress *p, const WfProgressEvent *e)
{
    Vm *vm = vm_get(p, e->vm);
    bool up = e->len > 0;

    if (up != vm->up || !vm->known_up)
        vm->up_since = e->at;
    vm->known_up |= up;
    vm->up = up;
    return true;
}

static bool feed_head(WfProgress *p, const WfProgressEvent *e)
{
    WfHead *head = wf_head_parse(e->data, e->len, NULL);

    if (!head)
        return false;
    wf_head_free(p->head);
    p->head = head;
    return true;
}

bool wf_progress_feed(WfProgress *p, const WfProgressEvent *e)
{
    static bool (*const feeds[])(WfProgress *, const WfProgressEvent *) = {
        [WF_PROGRESS_HEAD] = feed_head,       [WF_PROGRESS_MANIFEST] = feed_manifest,
        [WF_PROGRESS_ST] = feed_st,           [WF_PROGRESS_UP] = feed_up,
        [WF_PROGRESS_OUTCOME] = feed_outcome,
    };

    if (!feeds[e->kind](p, e))
        return false;
    p->now = MAX(p->now, e->at);
    p->state_dirty = true;
    return true;
}

/* ---- what cannot be said by one VM ---- */

/* Failures spread along gating edges to whatever has not begun. Rows do not stand in order, but a
 * failure is rare: a queue from the failed ones. */
static void derive_blocked(WfProgress *p)
{
    g_autoptr(GArray) first = g_array_new(FALSE, TRUE, sizeof(guint32));
    g_autoptr(GArray) out = g_array_new(FALSE, TRUE, sizeof(guint32));
    g_autoptr(GArray) queue = g_array_new(FALSE, TRUE, sizeof(guint32));
    guint32 n, rows = p->rows->len;

    for (guint32 i = 0; i < rows; i++)
        if (wf_row_at(p, i)->row.state == WF_STATE_FAILED) {
            wf_row_at(p, i)->row.root = i;
            g_array_append_val(queue, i);
        }
    if (!queue->len)
        return;
    g_array_set_size(first, rows + 2);
    g_array_set_size(out, p->edges->len);
    for (guint32 i = 0; i < p->edges->len; i++)
        g_array_index(first, guint32, EDGE_ROW(g_array_index(p->edges, guint32, i)) + 2)++;
    for (guint32 i = 2; i < first->len; i++)
        g_array_index(first, guint32, i) += g_array_index(first, guint32, i - 1);
    for (guint32 i = 0; i < rows; i++) {
        const guint32 *edges = wf_row_edges(p, i, &n);
        for (guint32 k = 0; k < n; k++)
            g_array_index(out, guint32, g_array_index(first, guint32, EDGE_ROW(edges[k]) + 1)++) =
                i | (edges[k] & EDGE_GATES);
    }
    for (guint q = 0; q < queue->len; q++) {
        guint32 from = g_array_index(queue, guint32, q);
        for (guint32 k = g_array_index(first, guint32, from);
             k < g_array_index(first, guint32, from + 1); k++) {
            guint32 edge = g_array_index(out, guint32, k), to = EDGE_ROW(edge);
            WfRow *row = &wf_row_at(p, to)->row;
            bool waits = row->state == WF_STATE_WAITING || row->state == WF_STATE_PENDING ||
                         row->state == WF_STATE_STALE;
            if (!waits || !(edge & EDGE_GATES))
                continue;
            row->state = WF_STATE_BLOCKED;
            row->root = wf_row_at(p, from)->row.root;
            g_array_append_val(queue, to);
        }
    }
}

static void derive_lost(const WfProgress *p)
{
    for (guint v = 0; v < p->vms->len; v++) {
        const Vm *vm = p->vms->pdata[v];
        for (guint32 i = vm->first; vm->known_up && !vm->up && i < vm->first + vm->n; i++) {
            WfRow *row = &wf_row_at(p, i)->row;
            if (row->state == WF_STATE_RUNNING || row->state == WF_STATE_WAITING)
                row->state = WF_STATE_LOST;
        }
    }
}

void wf_progress_derive(WfProgress *p)
{
    ensure_shape(p);
    if (!p->state_dirty)
        return;
    p->state_dirty = false;
    for (guint32 i = 0; i < p->rows->len; i++) {
        Row *r = wf_row_at(p, i);
        const gint64 *ms = g_hash_table_lookup(p->expected, r->row.name);
        r->row.state = r->told;
        r->row.root = WF_NO_ROW;
        r->row.expected_ms = ms ? *ms : -1;
    }
    derive_lost(p);
    derive_blocked(p);
    for (guint32 i = 0; i < p->rows->len; i++) {
        Row *r = wf_row_at(p, i);
        WfProgressChange change = {i, r->shown, r->row.state, p->now};
        if (r->shown == r->row.state)
            continue;
        r->shown = r->row.state;
        g_array_append_val(p->changes, change);
    }
}

/* ---- looking ---- */

guint32 wf_progress_n_rows(const WfProgress *p)
{
    ensure_shape((WfProgress *)p);
    return p->rows->len;
}

const WfRow *wf_progress_row(WfProgress *p, guint32 row)
{
    wf_progress_derive(p);
    return &wf_row_at(p, row)->row;
}

const WfHead *wf_progress_head(const WfProgress *p)
{
    return p->head;
}

guint wf_progress_n_vms(const WfProgress *p)
{
    return p->vms->len;
}

const char *wf_progress_vm(const WfProgress *p, guint index, bool *ret_up, gint64 *ret_up_since)
{
    const Vm *vm = p->vms->pdata[index];

    *ret_up = vm->up;
    *ret_up_since = vm->up_since;
    return vm->name;
}

void wf_progress_counts(WfProgress *p, guint counts[WF_N_STATES])
{
    memset(counts, 0, WF_N_STATES * sizeof *counts);
    wf_progress_derive(p);
    for (guint32 i = 0; i < p->rows->len; i++)
        counts[wf_row_at(p, i)->row.state]++;
}

bool wf_progress_is_over(WfProgress *p)
{
    guint n[WF_N_STATES];

    wf_progress_counts(p, n);
    return p->rows->len &&
           n[WF_STATE_DONE] + n[WF_STATE_FAILED] + n[WF_STATE_BLOCKED] + n[WF_STATE_SKIPPED] ==
               p->rows->len;
}

bool wf_progress_is_done(WfProgress *p)
{
    guint n[WF_N_STATES];

    wf_progress_counts(p, n);
    return n[WF_STATE_DONE] + n[WF_STATE_SKIPPED] == p->rows->len;
}

bool wf_progress_is_settled(WfProgress *p)
{
    wf_progress_derive(p);
    for (guint32 i = 0; i < p->rows->len; i++) {
        const Row *r = wf_row_at(p, i);
        bool ended = r->row.state == WF_STATE_DONE || r->row.state == WF_STATE_FAILED;
        if (ended && (r->status == WF_STATUS_NONE || g_strcmp0(r->settled, r->deep) != 0))
            return false;
    }
    return true;
}

GArray *wf_progress_take_changes(WfProgress *p)
{
    wf_progress_derive(p);
    GArray *changes = p->changes;
    p->changes = g_array_new(FALSE, TRUE, sizeof(WfProgressChange));
    return changes;
}
