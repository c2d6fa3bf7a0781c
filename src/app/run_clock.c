/* The clock of a run: what time it is there, when it began and ended, and how long
 * its components took. */
#include "run.h"

#include "live.h"

gint64 run_now(const RunScreen *s)
{
    const Replay *replay = run_replay_of(s);
    return replay ? replay_now(replay) : g_get_real_time() / 1000;
}

gint64 run_began(const RunScreen *s)
{
    return run_progress(s) ? s->began : 0;
}

/* When it began: all that is known of the past is looked at for it, so only if it may be another
 * time. And when it ended, if it has. */
void run_find_times(RunScreen *s, WfProgress *p)
{
    gint64 now = run_now(s);
    bool over = p && wf_progress_is_over(p), again = s->over && !over;
    if (!s->began || again || now < s->asked_at)
        s->began = p ? wf_progress_episode(p, now) : 0;
    s->asked_at = now;
    s->over = over;
    s->ended = over ? wf_progress_ended(p) : 0;
}

gint64 run_elapsed(const RunScreen *s)
{
    gint64 began = run_began(s);
    gint64 end = s->over ? s->ended : run_now(s);
    return began ? MAX(end - began, 0) : 0;
}

/* Times are exact once the outcomes were read; then they are kept for the next run. */
void run_remember(RunScreen *s, WfProgress *p)
{
    enum { OUTCOMES_MOST = 20000 };
    const Live *live = s->desk->live;
    if (!s->over || !live->follow)
        s->exact = false;
    else if (!s->exact && live_is_connected(live) && wf_progress_n_rows(p) <= OUTCOMES_MOST) {
        s->exact = s->asked = true;
        wf_follow_read_outcomes(live->follow);
    } else if (s->asked && wf_follow_is_settled(live->follow)) {
        json_auto_t *durations = wf_progress_durations(p);
        s->asked = false;
        if (live->source == LIVE_SERVERS && json_object_size(durations))
            wf_durations_write(live->stack, durations, NULL);
    }
}
