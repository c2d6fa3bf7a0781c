/* What each component did until now, as it goes by: a VM's st says only what is.
 *
 * Short runs fall between two writes of st, so an outcome that was read has the
 * last word on when the last run began and ended. */
#include "progress_priv.h"

#define PAST_MAX 16 /* a row; what retries again and again keeps its latest */

bool wf_state_is_run(WfState state)
{
    return state == WF_STATE_RUNNING || state == WF_STATE_DONE || state == WF_STATE_FAILED;
}

/* How a run came out, by what its VM says next. */
static WfState ended_as(const Row *r, const WfStEntry *e)
{
    if (r->vm->gone_at > MAX(r->entered, r->heard) && e->state == WF_STATE_RUNNING)
        return WF_STATE_LOST; /* its agent went away meanwhile, and did not come back to it */
    if (e->state == WF_STATE_DONE || e->state == WF_STATE_FAILED)
        return e->state;
    bool again = e->state == WF_STATE_RUNNING || g_strcmp0(e->on, "retry") == 0;
    return again ? WF_STATE_FAILED : WF_STATE_LOST;
}

static void keep(Row *r, Past past)
{
    if (!r->past)
        r->past = g_array_new(FALSE, FALSE, sizeof(Past));
    if (r->past->len == PAST_MAX)
        g_array_remove_index(r->past, 0);
    guint at = r->past->len;
    while (at && g_array_index(r->past, Past, at - 1).from > past.from)
        at--;
    g_array_insert_val(r->past, at, past);
}

static void forget_runs_in(Row *r, gint64 from, gint64 to)
{
    for (guint i = r->past ? r->past->len : 0; i-- > 0;) {
        const Past *past = &g_array_index(r->past, Past, i);
        if (wf_state_is_run(past->state) && past->from <= to && past->to >= from)
            g_array_remove_index(r->past, i);
    }
}

void wf_row_ran_earlier(Row *r, const json_t *runs)
{
    const json_t *run;
    size_t i;

    json_array_foreach (runs, i, run) {
        gint64 from = json_integer_value(json_array_get(run, 0)) + r->vm->shift;
        gint64 to = json_integer_value(json_array_get(run, 1)) + r->vm->shift;
        forget_runs_in(r, from, to);
        keep(r, (Past){WF_STATE_FAILED, from, to});
    }
}

void wf_row_runs_again(Row *r)
{
    bool ran = r->settled && !r->rerun && r->row.started && r->row.finished >= r->row.started &&
               (r->status == WF_STATUS_DONE || r->status == WF_STATUS_FAILED);

    for (guint i = 0; ran && r->past && i < r->past->len; i++) {
        const Past *past = &g_array_index(r->past, Past, i);
        ran = !wf_state_is_run(past->state) || past->from > r->row.finished ||
              past->to < r->row.started;
    }
    if (ran)
        keep(r, (Past){r->status == WF_STATUS_DONE ? WF_STATE_DONE : WF_STATE_FAILED,
                       r->row.started, r->row.finished});
}

void wf_row_enters(Row *r, const WfStEntry *e, gint64 since)
{
    bool another = e->state == WF_STATE_RUNNING && e->attempt != r->row.attempt;

    if (e->state == r->told && !another && r->entered) {
        r->heard = r->vm->reported;
        return;
    }
    bool rested = r->told == WF_STATE_DONE || r->told == WF_STATE_FAILED;
    if (r->entered && !rested && since > r->entered) {
        WfState state = r->told == WF_STATE_RUNNING ? ended_as(r, e) : r->told;
        keep(r, (Past){state, r->entered, since});
    }
    r->entered = since;
    r->heard = 0;
}
