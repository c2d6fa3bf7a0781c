/* See run.h. */
#include "run.h"

#include <weft/run.h>
#include "live.h"

WfProgress *run_progress(const Run *run)
{
    WfProgress *p = live_progress(run->desk->live);
    return p && wf_progress_n_rows(p) ? p : NULL;
}

/* --- its clock --- */

gint64 run_now(const Run *run)
{
    return run->replay ? replay_now(run->replay) : g_get_real_time() / 1000;
}

gint64 run_began(const Run *run)
{
    return run_progress(run) ? run->began : 0;
}

/* When it began: all that is known of the past is looked at for it, so only if it may be another
 * time. And when it ended, if it has. */
void run_find_times(Run *run)
{
    WfProgress *p = run_progress(run);
    gint64 now = run_now(run);
    bool over = p && wf_progress_is_over(p), again = run->over && !over;
    if (!run->began || again || now < run->asked_at)
        run->began = p ? wf_progress_episode(p, now) : 0;
    run->asked_at = now;
    run->over = over;
    run->ended = over ? wf_progress_ended(p) : 0;
}

gint64 run_elapsed(const Run *run)
{
    gint64 began = run_began(run);
    gint64 end = run->over ? run->ended : run_now(run);
    return began ? MAX(end - began, 0) : 0;
}

/* Times are exact once the outcomes were read; then they are kept for the next run. */
static void remember(Run *run, WfProgress *p)
{
    enum { OUTCOMES_MOST = 20000 };
    const Live *live = run->desk->live;
    if (!run->over || !live->follow)
        run->exact = false;
    else if (!run->exact && live_is_connected(live) && wf_progress_n_rows(p) <= OUTCOMES_MOST) {
        run->exact = run->asked = true;
        wf_follow_read_outcomes(live->follow);
    } else if (run->asked && wf_follow_is_settled(live->follow)) {
        json_auto_t *durations = wf_progress_durations(p);
        run->asked = false;
        if (live->source == LIVE_SERVERS && json_object_size(durations))
            wf_durations_write(live->stack, durations, NULL);
    }
}

/* --- its rows --- */

const WfRow *run_row_of_node(const Run *run, guint32 node, guint32 *ret_row)
{
    WfProgress *p = run_progress(run);
    if (!p)
        return NULL;
    run_map_ensure(run->map, p, run->desk->model);
    guint32 row = run_map_row(run->map, node);
    if (row == WF_NO_ROW)
        return NULL;
    if (ret_row)
        *ret_row = row;
    return wf_progress_row(p, row);
}

WfThing run_thing_of_row(const Run *run, guint32 row)
{
    WfProgress *p = run_progress(run);
    if (!p)
        return WF_THING_NOTHING;
    run_map_ensure(run->map, p, run->desk->model);
    return desk_thing_of_node(run->desk->model, run_map_node(run->map, row));
}

bool run_is_shown(gpointer data, guint32 row)
{
    const Run *run = data;
    guint32 n;
    const guint8 *matches = wf_view_matches(run->desk->view, &n);
    if (!matches)
        return true;
    run_map_ensure(run->map, run_progress(run), run->desk->model);
    guint32 node = run_map_node(run->map, row);
    return node != G_MAXUINT32 && matches[node];
}

/* --- news --- */

/* Is any row in another state than before, or are there other rows? */
static bool has_changed(Run *run, WfProgress *p)
{
    if (p && (run->told != p || run->told_shape != wf_progress_shape(p)))
        wf_run_order_vms(p, run->desk->model);
    g_autoptr(GArray) changes = p ? wf_progress_take_changes(p) : NULL;
    guint64 shape = p ? wf_progress_shape(p) : 0;
    bool other = run->told != p || run->told_shape != shape;
    run->told = p;
    run->told_shape = shape;
    if (other)
        run->began = 0;
    return other || (changes && changes->len);
}

/* Most of what VMs say changes no state, but times and lines, which are read as they are painted.
 */
void run_renew(Run *run)
{
    WfProgress *p = run_progress(run);
    if (has_changed(run, p)) {
        desk_tell(run->desk, NEWS_STATES);
        run_find_times(run);
    }
    if (p)
        remember(run, p);
    desk_tell(run->desk, NEWS_RUN);
    desk_tell(run->desk, NEWS_FACTS);
    wf_app_dirty(run->desk->app);
}

static void on_news(gpointer self, News news)
{
    Run *run = self;
    if (news == NEWS_LIVE)
        run_renew(run);
    if (news != NEWS_MODEL_GOES)
        return;
    run_map_forget(run->map);
    run->told = NULL;
}

Run *run_new(Desk *desk)
{
    Run *run = g_new0(Run, 1);
    run->desk = desk;
    run->map = run_map_new();
    desk_listen(desk, on_news, run);
    return run;
}

void run_free(Run *run)
{
    if (!run)
        return;
    run_map_free(run->map);
    g_free(run);
}
