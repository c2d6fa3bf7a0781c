/* The reducer: payloads in, rows out. */
#include "progress_priv.h"

#include <string.h>

enum { TEXT_ON, TEXT_ON_VM, TEXT_OUTPUT, TEXT_LINE, TEXT_CAUSE, TEXT_LOG };

static void change_clear(gpointer data)
{
    wf_row_unref(((Change *)data)->row);
}

static GArray *changes_new(void)
{
    GArray *changes = g_array_new(FALSE, TRUE, sizeof(Change));

    g_array_set_clear_func(changes, change_clear);
    return changes;
}

WfProgress *wf_progress_new(const char *stack)
{
    WfProgress *p = g_new0(WfProgress, 1);

    p->stack = g_strdup(stack);
    p->vms = g_ptr_array_new();
    p->vm_index = g_hash_table_new(g_str_hash, g_str_equal);
    p->rows = g_ptr_array_new();
    p->expected = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    p->touched = g_ptr_array_new_with_free_func((GDestroyNotify)wf_row_unref);
    p->blocked = g_ptr_array_new_with_free_func((GDestroyNotify)wf_row_unref);
    p->failed = g_hash_table_new(NULL, NULL);
    p->changes = changes_new();
    /* Counts on from the time: one that comes to lie where another was has other numbers. */
    p->shape = (guint64)g_get_monotonic_time() << 10;
    return p;
}

void wf_progress_free(WfProgress *p)
{
    GHashTableIter iter;
    Vm *vm;

    if (!p)
        return;
    g_ptr_array_unref(p->touched);
    g_ptr_array_unref(p->blocked);
    g_array_unref(p->changes);
    g_hash_table_iter_init(&iter, p->vm_index);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm))
        wf_vm_clear(vm);
    g_hash_table_iter_init(&iter, p->vm_index);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm))
        wf_vm_free(vm);
    g_hash_table_unref(p->vm_index);
    g_ptr_array_unref(p->vms);
    g_ptr_array_unref(p->rows);
    g_hash_table_unref(p->expected);
    g_hash_table_unref(p->failed);
    g_free(p->stack);
    wf_head_free(p->head);
    g_free(p);
}

void wf_progress_keep_logs(WfProgress *p)
{
    p->keep_logs = true;
}

/* ---- states ---- */

/* Was it another one? */
static bool set_text(Row *r, guint which, const char **slot, const char *text)
{
    if (g_strcmp0(r->text[which], text) == 0)
        return false;
    g_free(r->text[which]);
    *slot = r->text[which] = g_strdup(text);
    return true;
}

static void set_told(WfProgress *p, Row *r, WfState state)
{
    if (r->told == state)
        return;
    r->told = state;
    wf_row_touch(p, r);
}

/* Of one that has failed, what was blocked is not any more, or the other way round. */
static void set_delivered(WfProgress *p, Row *r, bool delivered)
{
    if (r->row.delivered == delivered)
        return;
    r->row.delivered = delivered;
    p->respread |= g_hash_table_contains(p->failed, r);
    wf_row_touch(p, r);
}

#define CLOCKS_AGREE_MS 10000

/* What is done for another manifest than the one we know is not done for this one: what its VM has
 * not looked at yet, or we have not. */
static WfState state_for(const Row *r, WfState state, bool other)
{
    if (!other || r->told == state)
        return state;
    if (state == WF_STATE_DONE && !r->row.deleting)
        return WF_STATE_STALE;
    return state == WF_STATE_DONE || state == WF_STATE_FAILED ? WF_STATE_PENDING : state;
}

/* @missing: what its outcome names; NULL: nothing, or it has not been read. */
static void set_missing(Row *r, bool lacks, const json_t *missing)
{
    json_auto_t *before = (json_t *)r->row.missing;

    r->row.lacks = lacks;
    r->row.missing = lacks && missing ? json_incref((json_t *)missing) : NULL;
}

static void take_st(WfProgress *p, Row *r, const WfStEntry *e, bool other)
{
    bool again = e->state == WF_STATE_RUNNING && e->attempt != r->row.attempt;
    gint64 since = e->since ? e->since + r->vm->shift : 0;

    wf_row_enters(r, e, since);
    if (e->state == WF_STATE_RUNNING && (r->told != WF_STATE_RUNNING || again)) {
        wf_row_runs_again(r);
        r->row.started = since;
        r->row.finished = 0;
        r->outdated = r->rerun = true;
    }
    if (r->row.attempt && e->attempt != r->row.attempt) {
        r->outdated = true; /* it came and went between two looks */
        wf_row_touch(p, r);
    }
    if (r->told == WF_STATE_RUNNING && (e->state == WF_STATE_DONE || e->state == WF_STATE_FAILED))
        r->row.finished = since;
    set_told(p, r, state_for(r, e->state, other));
    set_delivered(p, r, e->delivered && !other);
    set_missing(r, e->missing && !other, r->outdated ? NULL : r->row.missing);
    r->row.attempt = e->attempt;
    r->row.since = since;
    bool other_on = set_text(r, TEXT_ON, &r->row.on, e->on);
    bool other_vm = set_text(r, TEXT_ON_VM, &r->row.on_vm, e->on ? e->on_vm : NULL);
    if ((other_on || other_vm) && e->state == WF_STATE_RUNNING)
        wf_row_touch(p, r); /* what stops it may be another one */
    set_text(r, TEXT_OUTPUT, &r->row.output, e->output);
    set_text(r, TEXT_LINE, &r->row.line, e->line);
}

/* To rows that came with the event @since or after it. */
static void take_entries(WfProgress *p, const Vm *vm, const WfSt *st, guint64 since)
{
    bool other =
        vm->st_past || (st->manifest && vm->manifest && strcmp(st->manifest, vm->manifest) != 0);

    p->stamp++;
    for (guint i = 0; i < st->entries->len; i++) {
        const WfStEntry *entry = st->entries->pdata[i];
        Row *r = wf_row_find(p, vm->name, entry->name);
        if (!r || r->born < since)
            continue;
        r->seen = p->stamp;
        take_st(p, r, entry, other);
    }
}

/* Finished ones that were left out for size are done: their number is counted. */
static void finish_left_out(WfProgress *p, const Vm *vm)
{
    for (guint i = 0; i < vm->own->len; i++) {
        Row *r = vm->own->pdata[i];
        if (r->seen != p->stamp)
            set_told(p, r, WF_STATE_DONE);
    }
}

/* What is written down is written at once: what lies between is the difference of two clocks, or
 * too little to matter. Of clocks that agree nothing is taken, since all that is written takes its
 * moments. */
static gint64 shift_of(const Vm *vm, const WfSt *st, const WfProgressEvent *e)
{
    gint64 shift = e->written ? e->written - st->at : e->shift;

    return st->at && ABS(shift - vm->shift) > CLOCKS_AGREE_MS ? shift : vm->shift;
}

static bool feed_st(WfProgress *p, const WfProgressEvent *e)
{
    g_autoptr(WfSt) st = wf_st_parse(e->data, e->len, NULL);

    if (!st)
        return false;
    Vm *vm = wf_vm_list(p, e->vm);
    g_clear_pointer(&vm->st, g_bytes_unref);
    vm->st = g_bytes_new(e->data, e->len);
    vm->st_past = false;
    vm->told_jobs = st->jobs;
    vm->shift = shift_of(vm, st, e);
    vm->reported = MIN(st->at + vm->shift, e->at);
    take_entries(p, vm, st, 0);
    if (st->cut)
        finish_left_out(p, vm);
    return true;
}

/* What a VM said of the manifest before this one does not hold for the same manifest once more: its
 * agent may have begun with the one in between. */
static void take_digest(Vm *vm, const WfSt *st, char *digest)
{
    bool was_of_it = st && st->manifest && g_strcmp0(st->manifest, vm->manifest) == 0;

    vm->st_past |= was_of_it && g_strcmp0(digest, vm->manifest) != 0;
    g_free(vm->manifest);
    vm->manifest = digest;
}

/* New rows are as their VM said last: its agent and whoever reads may be ahead of us. */
static bool feed_manifest(WfProgress *p, const WfProgressEvent *e)
{
    g_autoptr(WfManifest) m = e->len ? wf_manifest_parse(e->data, e->len, e->vm, NULL) : NULL;

    if (e->len && !m)
        return false;
    Vm *vm = wf_vm_list(p, e->vm);
    bool first = !vm->own->len;
    gsize len = 0;
    const void *data = vm->st ? g_bytes_get_data(vm->st, &len) : NULL;
    g_autoptr(WfSt) st = data ? wf_st_parse(data, len, NULL) : NULL;
    take_digest(vm, st, m ? wf_manifest_digest(m) : NULL);
    wf_rows_take(p, vm, m);
    /* Where the VM was ahead of us, all that it said holds now. */
    bool ahead = st && !vm->st_past && g_strcmp0(st->manifest, vm->manifest) == 0;
    if (st)
        take_entries(p, vm, st, ahead ? 0 : p->stamp);
    if (st && st->cut && first)
        finish_left_out(p, vm);
    return true;
}

static bool feed_outcome(WfProgress *p, const WfProgressEvent *e)
{
    g_autoptr(WfOutcome) o = wf_outcome_parse(e->data, e->len, NULL);
    Row *r = wf_row_find(p, e->vm, e->name);

    if (!o || !r)
        return false;
    /* A deletion keeps the digest of what it deletes. */
    bool meant = !o->doing && (o->status == WF_STATUS_FAILED ||
                               r->row.deleting == (o->status == WF_STATUS_DELETED));
    g_free(r->settled);
    r->settled = meant ? g_strdup(o->want) : NULL;
    r->outdated = r->rerun = false;
    r->status = o->status;
    r->served = o->retry;
    wf_row_ran_earlier(r, o->earlier);
    if (o->started)
        r->row.started = o->started + r->vm->shift;
    if (o->finished)
        r->row.finished = o->finished + r->vm->shift;
    bool current = meant && g_strcmp0(o->want, r->deep) == 0;
    bool failed = o->status == WF_STATUS_FAILED && current;
    if (current)
        set_delivered(p, r, wf_outcome_is_delivered(o, r->deep));
    set_text(r, TEXT_CAUSE, &r->row.cause, failed ? o->cause : NULL);
    set_text(r, TEXT_LOG, &r->row.log, failed || (current && p->keep_logs) ? o->log : NULL);
    r->row.exit = o->exit;
    set_missing(r, current && o->status == WF_STATUS_DONE && json_array_size(o->missing),
                o->missing);
    if (r->told == WF_STATE_PENDING || r->told == WF_STATE_STALE) { /* no st has been written yet */
        if (failed)
            r->told = WF_STATE_FAILED;
        else if (current && o->status != WF_STATUS_NONE)
            r->told = WF_STATE_DONE;
    }
    wf_row_touch(p, r);
    return true;
}

static bool feed_up(WfProgress *p, const WfProgressEvent *e)
{
    Vm *vm = wf_vm_list(p, e->vm);
    bool up = e->len > 0;

    if (up == vm->up && vm->known_up)
        return true;
    vm->up_since = e->at;
    for (guint i = 0; i < vm->own->len; i++)
        wf_row_touch(p, vm->own->pdata[i]);
    vm->known_up = true;
    vm->seen_up |= up;
    vm->gone_at = up ? vm->gone_at : e->at;
    vm->up = up;
    return true;
}

static bool feed_head(WfProgress *p, const WfProgressEvent *e)
{
    WfHead *head = wf_head_parse(e->data, e->len, NULL);

    if (!head)
        return false;
    bool newer = p->head && head->generation > p->head->generation;
    gint64 since = head->since + e->shift;
    if (head->since && head->generation > 1) /* before the first one nothing ran */
        p->renewed = e->written ? MIN(since, e->written) : since;
    else if (newer)
        p->renewed = e->at;
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
    return true;
}

/* ---- looking ---- */

guint32 wf_progress_n_rows(const WfProgress *p)
{
    return p->n_rows;
}

guint64 wf_progress_shape(const WfProgress *p)
{
    return p->shape;
}

guint32 wf_progress_find(const WfProgress *p, const char *vm, const char *name)
{
    const Row *r = wf_row_find(p, vm, name);

    if (!r)
        return WF_NO_ROW;
    wf_rows_order((WfProgress *)p); /* numbers are made when they are asked for */
    return wf_row_number(r);
}

const WfRow *wf_progress_row(WfProgress *p, guint32 row)
{
    wf_progress_derive(p);
    Row *r = wf_row_at(p, row);
    r->row.root = r->root ? wf_row_number(r->root) : WF_NO_ROW;
    return &r->row;
}

const WfHead *wf_progress_head(const WfProgress *p)
{
    return p->head;
}

guint wf_progress_n_vms(const WfProgress *p)
{
    return p->vms->len;
}

const char *wf_progress_vm(const WfProgress *p, guint index, bool *ret_up, gint64 *ret_since)
{
    const Vm *vm = p->vms->pdata[index];

    *ret_up = vm->up;
    *ret_since = vm->up ? vm->up_since : MAX(wf_vm_away_since(vm), 0);
    return vm->name;
}

void wf_progress_counts(WfProgress *p, guint counts[WF_N_STATES])
{
    wf_progress_derive(p);
    memcpy(counts, p->counts, sizeof p->counts);
}

WfProgressTally wf_progress_tally(WfProgress *p)
{
    wf_progress_derive(p);
    return (WfProgressTally){.done = p->counts[WF_STATE_DONE] - p->n_deleted,
                             .stay = p->n_rows - p->n_deleting,
                             .deleted = p->n_deleted,
                             .to_delete = p->n_deleting};
}

bool wf_progress_is_over(WfProgress *p)
{
    const guint *n = p->counts;

    wf_progress_derive(p);
    return p->n_rows && n[WF_STATE_DONE] + n[WF_STATE_FAILED] + n[WF_STATE_BLOCKED] +
                                n[WF_STATE_SKIPPED] + p->n_stuck ==
                            p->n_rows;
}

bool wf_progress_is_on_hold(const WfProgress *p)
{
    return p->head && (p->head->phase == WF_PHASE_PAUSE || p->head->phase == WF_PHASE_HALT);
}

bool wf_progress_is_at_rest(WfProgress *p)
{
    return wf_progress_is_over(p) ||
           (wf_progress_is_on_hold(p) && p->n_rows && p->counts[WF_STATE_RUNNING] == p->n_stuck &&
            !p->counts[WF_STATE_LOST]);
}

bool wf_progress_is_done(WfProgress *p)
{
    wf_progress_derive(p);
    return p->counts[WF_STATE_DONE] + p->counts[WF_STATE_SKIPPED] == p->n_rows;
}

bool wf_progress_is_settled(WfProgress *p)
{
    wf_progress_derive(p);
    return !p->n_unsettled;
}
