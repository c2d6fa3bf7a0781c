/* What no VM can say alone: which rows are lost with their agent, and which a failure
 * blocks. Failures spread along gating links to whatever has not begun, and to what
 * runs and waits for just that; a row is blocked by the first failure, in the order of
 * rows, of those that reach it.
 *
 * Only touched rows are looked at. A new failure, or a row that begins to wait, can
 * only add to what is blocked: it spreads from there. All else that has to do
 * with failures (a retry, a row that goes on) takes back what was blocked and spreads anew. */
#include "progress_priv.h"

#include <string.h>

static bool is_waiting(WfState state)
{
    return state == WF_STATE_WAITING || state == WF_STATE_PENDING || state == WF_STATE_STALE;
}

/* ---- what blocks ---- */

/* Its recipe stands still until that one gives a value. */
static bool asks(const Row *r)
{
    return r->base == WF_STATE_RUNNING && r->row.on_vm;
}

static bool is_stopped_by(const Link *link)
{
    const Row *r = link->consumer, *producer = link->producer;

    if (asks(r))
        return !strcmp(producer->row.name, r->row.on) && !strcmp(producer->vm->name, r->row.on_vm);
    return is_waiting(r->base) && wf_link_stops(link);
}

/* The failure that waiting for @r means, or NULL. */
static Row *failure_of(Row *r)
{
    return r->present && r->base == WF_STATE_FAILED ? r : r->root;
}

static bool block(WfProgress *p, Row *r, Row *root)
{
    if (r->root && wf_row_compare(r->root, root) <= 0)
        return false;
    if (!r->root)
        g_ptr_array_add(p->blocked, wf_row_ref(r));
    r->root = root;
    wf_row_touch(p, r);
    return true;
}

static void spread(WfProgress *p, Row *from, GPtrArray *queue)
{
    g_ptr_array_set_size(queue, 0);
    g_ptr_array_add(queue, from);
    for (guint i = 0; i < queue->len; i++) {
        Row *r = queue->pdata[i], *root = failure_of(r);
        for (const Link *link = r->waiting; link; link = link->next)
            if (is_stopped_by(link) && block(p, link->consumer, root))
                g_ptr_array_add(queue, link->consumer);
    }
}

static void spread_to(WfProgress *p, Row *r, GPtrArray *queue)
{
    bool blocked = false;

    for (guint i = 0; i < r->n_links; i++) {
        Row *root = is_stopped_by(&r->links[i]) ? failure_of(r->links[i].producer) : NULL;
        if (root)
            blocked |= block(p, r, root);
    }
    if (blocked)
        spread(p, r, queue);
}

static int by_place(gconstpointer a, gconstpointer b)
{
    return wf_row_compare(*(Row *const *)a, *(Row *const *)b);
}

static void spread_anew(WfProgress *p, GPtrArray *queue)
{
    g_autoptr(GPtrArray) failed = g_ptr_array_new();
    GHashTableIter iter;
    gpointer key;

    p->respread = false;
    for (guint i = 0; i < p->blocked->len; i++) {
        Row *r = p->blocked->pdata[i];
        r->root = NULL;
        wf_row_touch(p, r);
    }
    g_ptr_array_set_size(p->blocked, 0);
    g_hash_table_iter_init(&iter, p->failed);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        g_ptr_array_add(failed, key);
    g_ptr_array_sort(failed, by_place);
    for (guint i = 0; i < failed->len; i++)
        spread(p, failed->pdata[i], queue);
}

/* ---- touched rows ---- */

/* Somebody has asked for another run, and its agent has not begun with it yet. */
static bool is_to_run_again(const Row *r)
{
    return r->told == WF_STATE_FAILED && r->status == WF_STATUS_FAILED && !r->outdated &&
           r->wished > r->served;
}

static WfState base_of(const Row *r)
{
    if (is_to_run_again(r))
        return WF_STATE_PENDING;
    bool away = r->vm->known_up && !r->vm->up;
    bool held = r->told == WF_STATE_RUNNING || r->told == WF_STATE_WAITING;

    return away && held ? WF_STATE_LOST : r->told;
}

/* Its own state; true: failures may spread from it or to it. */
static bool look_at(WfProgress *p, Row *r)
{
    bool waited = is_waiting(r->base);

    r->base = base_of(r);
    bool rewired = r->rewired || asks(r), waits = is_waiting(r->base) || asks(r);
    r->rewired = false;
    bool failed = r->base == WF_STATE_FAILED && g_hash_table_add(p->failed, r);
    if (r->base != WF_STATE_FAILED && g_hash_table_remove(p->failed, r))
        p->respread = true;
    if (r->root && (!waits || rewired))
        p->respread = true;
    return failed || (waits && (rewired || !waited));
}

static void set_state(WfProgress *p, Row *r)
{
    WfState state = r->root && is_waiting(r->base) ? WF_STATE_BLOCKED : r->base;
    bool ended = state == WF_STATE_DONE || state == WF_STATE_FAILED;
    bool unsettled = ended && (r->status == WF_STATUS_NONE || r->outdated ||
                               g_strcmp0(r->settled, r->deep) != 0);

    p->n_unsettled += (guint)unsettled - (guint)r->unsettled;
    r->unsettled = unsettled;
    bool deleted = state == WF_STATE_DONE && r->row.deleting;
    p->n_deleted += (guint)deleted - (guint)r->deleted;
    r->deleted = deleted;
    bool stuck = state == WF_STATE_RUNNING && r->root;
    p->n_stuck += (guint)stuck - (guint)r->stuck;
    r->stuck = stuck;
    if (r->row.state == state)
        return;
    Change change = {wf_row_ref(r), r->row.state, state, p->now, NULL};
    g_array_append_val(p->changes, change);
    p->counts[r->row.state]--;
    p->counts[state]++;
    r->row.state = state;
}

static void derive_touched(WfProgress *p)
{
    g_autoptr(GPtrArray) queue = g_ptr_array_new(), spreads = g_ptr_array_new();
    guint touched = p->touched->len;

    for (guint i = 0; i < touched; i++) {
        Row *r = p->touched->pdata[i];
        if (r->present && look_at(p, r))
            g_ptr_array_add(spreads, r);
    }
    if (p->respread)
        spread_anew(p, queue);
    else
        for (guint i = 0; i < spreads->len && g_hash_table_size(p->failed); i++) {
            Row *r = spreads->pdata[i];
            if (r->base == WF_STATE_FAILED)
                spread(p, r, queue);
            else
                spread_to(p, r, queue);
        }
    for (guint i = 0; i < p->touched->len; i++) {
        Row *r = p->touched->pdata[i];
        r->touched = false;
        if (r->present)
            set_state(p, r);
    }
    g_ptr_array_set_size(p->touched, 0);
}

void wf_progress_derive(WfProgress *p)
{
    if (p->touched->len || p->respread)
        derive_touched(p);
    wf_rows_order(p);
}
