/* The run: its clock, its rows, and telling what is news of it. See weft/live.h. */
#include "live_log.h"
#include "live_priv.h"
#include "run_map.h"

#include <weft/run.h>

WfProgress *wf_desk_run_progress(const WfDeskRun *run)
{
    WfProgress *p = run->desk->live->progress;
    return p && wf_progress_n_rows(p) ? p : NULL;
}

/* --- its clock --- */

gint64 wf_desk_run_now(const WfDeskRun *run)
{
    return run->replay ? wf_replay_now(run->replay) : g_get_real_time() / 1000;
}

gint64 wf_desk_run_began(const WfDeskRun *run)
{
    return wf_desk_run_progress(run) ? run->began : 0;
}

/* When it began: all that is known of the past is looked at for it, so only if it may be another
 * time. And when it ended, if it has. */
void wf_desk_run_find_times(WfDeskRun *run)
{
    WfProgress *p = wf_desk_run_progress(run);
    gint64 now = wf_desk_run_now(run);
    const WfHead *head = p ? wf_progress_head(p) : NULL;
    guint64 generation = head ? head->generation : 0;
    bool over = p && wf_progress_is_over(p), again = run->over || generation != run->generation;
    if (!run->began || again || now < run->asked_at)
        run->began = p ? wf_progress_episode(p, now) : 0;
    run->generation = generation;
    run->asked_at = now;
    run->over = over;
    run->ended = over ? wf_progress_ended(p) : 0;
}

gint64 wf_desk_run_elapsed(const WfDeskRun *run)
{
    gint64 began = wf_desk_run_began(run);
    gint64 end = run->over ? run->ended : wf_desk_run_now(run);
    return began ? MAX(end - began, 0) : 0;
}

gint64 wf_desk_run_left(WfDeskRun *run)
{
    enum { AGE_MS = 500 };
    WfProgress *p = wf_desk_run_progress(run);
    gint64 now = wf_desk_run_now(run);
    if (!p)
        return -1;
    if (!run->left_at || ABS(now - run->left_at) >= AGE_MS) {
        run->left = wf_progress_remaining_ms(p, now);
        run->left_at = now;
    }
    return run->left;
}

/* Times are exact once the outcomes were read; then they are kept for the next run. */
static void remember(WfDeskRun *run, WfProgress *p)
{
    enum { OUTCOMES_MOST = 20000 };
    const WfLive *live = run->desk->live;
    if (!run->over || !live->follow)
        run->exact = false;
    else if (!run->exact && wf_live_is_connected(live) && wf_progress_n_rows(p) <= OUTCOMES_MOST) {
        run->exact = run->asked = true;
        wf_follow_read_outcomes(live->follow);
    } else if (run->asked && wf_follow_is_settled(live->follow)) {
        json_auto_t *durations = wf_progress_durations(p);
        run->asked = false;
        desk_tell(run->desk, WF_NEWS_STATES); /* others' times may be others, though no state is */
        wf_desk_run_find_times(run);
        if (live->source == WF_LIVE_SERVERS && json_object_size(durations))
            wf_durations_write(live->stack, durations, NULL);
    }
}

/* --- its rows --- */

const WfRow *wf_desk_run_row_of_node(const WfDeskRun *run, guint32 node, guint32 *ret_row)
{
    WfProgress *p = wf_desk_run_progress(run);
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

WfThing wf_desk_run_thing_of_row(const WfDeskRun *run, guint32 row)
{
    WfProgress *p = wf_desk_run_progress(run);
    if (!p)
        return WF_THING_NOTHING;
    run_map_ensure(run->map, p, run->desk->model);
    return wf_desk_thing_of_node(run->desk->model, run_map_node(run->map, row));
}

bool wf_desk_run_is_shown(gpointer data, guint32 row)
{
    const WfDeskRun *run = data;
    guint32 n;
    const guint8 *matches = wf_view_matches(run->desk->view, &n);
    if (!matches)
        return true;
    run_map_ensure(run->map, wf_desk_run_progress(run), run->desk->model);
    guint32 node = run_map_node(run->map, row);
    return node != G_MAXUINT32 && matches[node];
}

/* --- news --- */

/* Is any row in another state than before, or are there other rows? */
static bool has_changed(WfDeskRun *run, WfProgress *p)
{
    if (p && (run->told != p || run->told_shape != wf_progress_shape(p)))
        wf_run_order_vms(p, run->desk->model);
    g_autoptr(GArray) changes = p ? wf_progress_take_changes(p) : NULL;
    live_log(run->log, run->desk->live, changes);
    guint64 shape = p ? wf_progress_shape(p) : 0;
    bool other = run->told != p || run->told_shape != shape;
    run->told = p;
    run->told_shape = shape;
    if (other)
        run->began = 0;
    if (other || (changes && changes->len))
        run->left_at = 0;
    return other || (changes && changes->len);
}

/* Most of what VMs say changes no state, but times and lines, which are read as they are painted.
 */
void wf_desk_run_renew(WfDeskRun *run)
{
    WfProgress *p = wf_desk_run_progress(run);
    if (has_changed(run, p)) {
        desk_tell(run->desk, WF_NEWS_STATES);
        wf_desk_run_find_times(run);
    }
    if (p)
        remember(run, p);
    desk_tell(run->desk, WF_NEWS_RUN);
    desk_tell(run->desk, WF_NEWS_FACTS);
    wf_app_dirty(run->desk->app);
}

static void on_news(gpointer self, WfNews news)
{
    WfDeskRun *run = self;
    if (news == WF_NEWS_LIVE)
        wf_desk_run_renew(run);
    if (news == WF_NEWS_STORE_GOES)
        live_log_forget(run->log);
    if (news != WF_NEWS_MODEL_GOES)
        return;
    run_map_forget(run->map);
    run->told = NULL;
}

WfDeskRun *run_new(WfDesk *desk)
{
    WfDeskRun *run = g_new0(WfDeskRun, 1);
    run->desk = desk;
    run->map = run_map_new();
    run->log = g_new0(LiveLog, 1);
    wf_desk_listen(desk, on_news, run);
    return run;
}

void run_free(WfDeskRun *run)
{
    if (!run)
        return;
    run_map_free(run->map);
    g_free(run->log);
    g_free(run);
}
