/* What each component did, and when, and where in it the latest stretch of work begins and ends.
 * What was is kept by past.c. */
#include "progress_priv.h"

#define PAUSE_MS (10 * 60 * 1000)

/* ---- spans ---- */

static void add_span(GArray *spans, guint32 row, WfState state, gint64 from, gint64 to, bool open)
{
    WfProgressSpan span = {row, state, from, to, open};

    if (from > 0 && from <= to)
        g_array_append_val(spans, span);
}

/* What was seen while the last run went on is less exact than what its outcome says: a run that was
 * seen then is that one. */
static void add_past(GArray *spans, guint32 i, const Row *r, gint64 started, gint64 finished)
{
    for (guint k = 0; r->past && k < r->past->len; k++) {
        Past past = g_array_index(r->past, Past, k);
        if (past.from < finished && past.to > started) {
            if (wf_state_is_run(past.state))
                continue;
            if (past.from < started)
                past.to = started;
            else if (past.to > finished)
                past.from = finished;
            else
                continue;
        }
        add_span(spans, i, past.state, past.from, past.to, false);
    }
}

void wf_spans_add_row(GArray *spans, const WfProgress *p, const Vm *vm, guint32 i, gint64 now)
{
    const Row *r = wf_row_at(p, i);
    bool ran = r->settled && !r->rerun && r->row.started && r->row.finished >= r->row.started &&
               (r->status == WF_STATUS_DONE || r->status == WF_STATUS_FAILED ||
                r->status == WF_STATUS_DELETED);
    gint64 started = ran ? r->row.started : 0, finished = ran ? r->row.finished : 0;
    bool rests = r->row.state == WF_STATE_DONE || r->row.state == WF_STATE_FAILED ||
                 r->row.state == WF_STATE_SKIPPED || r->row.state == WF_STATE_STALE;

    add_past(spans, i, r, started, finished);
    if (ran)
        add_span(spans, i, r->status == WF_STATUS_FAILED ? WF_STATE_FAILED : WF_STATE_DONE, started,
                 finished, false);
    if (rests || !r->entered)
        return;
    gint64 gone = r->row.state == WF_STATE_LOST ? wf_vm_away_since(vm) : 0;
    bool away = gone > r->entered;
    if (away)
        add_span(spans, i, r->told == WF_STATE_RUNNING ? WF_STATE_LOST : r->told,
                 MAX(r->entered, finished), gone, false);
    add_span(spans, i, r->row.state, away ? gone : MAX(r->entered, finished), now, true);
}

static int by_time(gconstpointer a, gconstpointer b)
{
    const WfProgressSpan *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Of @n VMs from @first. */
static GArray *spans_of(WfProgress *p, guint first, guint n, gint64 now)
{
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(WfProgressSpan));

    wf_progress_derive(p);
    for (guint v = first; v < first + n; v++) {
        const Vm *vm = p->vms->pdata[v];
        for (guint32 i = vm->first; i < vm->first + vm->n; i++)
            wf_spans_add_row(spans, p, vm, i, now);
    }
    g_array_sort(spans, by_time);
    return spans;
}

GArray *wf_progress_spans(WfProgress *p, guint vm, gint64 now)
{
    return spans_of(p, vm, 1, now);
}

GArray *wf_spans_all(WfProgress *p, gint64 now)
{
    return spans_of(p, 0, p->vms->len, now);
}

/* ---- the latest stretch of work ---- */

gint64 wf_spans_began(const GArray *all, gint64 renewed)
{
    gint64 began = 0, last = 0;

    for (guint i = 0; i < all->len; i++) {
        const WfProgressSpan *span = &g_array_index(all, WfProgressSpan, i);
        if (!wf_state_is_run(span->state) && span->state != WF_STATE_LOST)
            continue;
        bool update = renewed >= last && renewed <= span->from;
        if (!began || span->from - last > PAUSE_MS || update)
            began = span->from;
        last = MAX(last, span->to);
    }
    return renewed > last ? 0 : began;
}

gint64 wf_progress_episode(WfProgress *p, gint64 now)
{
    g_autoptr(GArray) all = wf_spans_all(p, now);

    return wf_spans_began(all, p->renewed);
}

gint64 wf_progress_ended(WfProgress *p)
{
    gint64 last = 0;

    wf_progress_derive(p);
    for (guint32 i = 0; i < p->rows->len; i++) {
        const Row *r = wf_row_at(p, i);
        bool exact = r->row.finished && !r->unsettled;
        last = MAX(last, exact ? r->row.finished : MAX(r->row.finished, r->row.since));
    }
    return last;
}

gint64 wf_progress_took(WfProgress *p, gint64 now)
{
    gint64 began = wf_progress_episode(p, now);

    return began ? MAX((wf_progress_is_over(p) ? wf_progress_ended(p) : now) - began, 0) : -1;
}
