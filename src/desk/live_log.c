/* What happens to a stack that is followed, for those who looked elsewhere: into
 * the log of messages, without hiding what is said now. A replay can be looked at
 * again, so nothing of it is kept. */
#include "live_log.h"

static bool is_kept(const WfLive *live)
{
    return live->source == WF_LIVE_SERVERS || live->source == WF_LIVE_PRIVATE ||
           live->source == WF_LIVE_REHEARSAL;
}

static void log_row(const WfLive *live, const WfRow *row, WfState state)
{
    WfApp *app = live->desk->app;
    if (state == WF_STATE_FAILED)
        wf_app_log(app, WF_FAULT, "stack '%s': %s on %s failed", live->stack, row->name, row->vm);
    else if (state == WF_STATE_LOST)
        wf_app_log(app, WF_WARNING, "stack '%s': %s runs on %s, whose agent is away", live->stack,
                   row->name, row->vm);
}

static bool same_stage(LiveStage a, LiveStage b)
{
    return a.generation == b.generation && a.phase == b.phase;
}

void live_log_writes(LiveLog *log, bool writes)
{
    log->writes = writes;
}

void live_log_own(LiveLog *log, guint64 generation, WfPhase phase)
{
    log->own = (LiveStage){generation ? generation : log->is.generation, phase, false};
}

/* What others do; on the way from one generation to the next nothing is said. */
static void log_stage(const WfLive *live, const LiveLog *log, LiveStage now)
{
    static const char *const words[] = {
        [WF_PHASE_GO] = "goes on", [WF_PHASE_PAUSE] = "is paused", [WF_PHASE_HALT] = "is halted"};
    WfApp *app = live->desk->app;
    if (log->writes || same_stage(now, log->is) || same_stage(now, log->own))
        return;
    if (now.generation != log->is.generation && now.ending)
        wf_app_log(app, WF_NOTE, "stack '%s' is being torn down", live->stack);
    else if (now.generation != log->is.generation)
        wf_app_log(app, WF_NOTE, "stack '%s' is at generation %" G_GUINT64_FORMAT, live->stack,
                   now.generation);
    if (now.phase != log->is.phase)
        wf_app_log(app, WF_NOTE, "stack '%s' %s", live->stack, words[now.phase]);
}

static void log_end(const WfLive *live)
{
    WfProgress *p = live->progress;
    g_autofree char *sentence = wf_progress_sentence(p, 0);
    wf_app_log(live->desk->app, wf_progress_is_done(p) ? WF_NOTE : WF_WARNING,
               "stack '%s' is over: %s", live->stack, sentence);
}

/* What was so when somebody began to look is no news. */
void live_log(LiveLog *log, const WfLive *live, const GArray *changes)
{
    WfProgress *p = live->progress;
    const WfHead *head = p ? wf_progress_head(p) : NULL;
    if (!p || !is_kept(live) || live->state != WF_LIVE_FOLLOWING)
        return; /* while it is read or away, what was known stays */
    bool over = wf_progress_is_over(p), known = log->seen == p;
    LiveStage now = head && head->phase != WF_PHASE_PREPARE
                        ? (LiveStage){head->generation, head->phase, head->ending}
                        : log->is;
    for (guint i = 0; known && changes && i < changes->len; i++) {
        const WfProgressChange *change = &g_array_index(changes, WfProgressChange, i);
        log_row(live, wf_progress_row(p, change->row), change->to);
    }
    if (known && log->is.generation)
        log_stage(live, log, now);
    if (known && over && !log->over && live->source != WF_LIVE_REHEARSAL) /* which tells its own */
        log_end(live);
    log->seen = p;
    log->is = now;
    log->over = over;
}

void live_log_forget(LiveLog *log)
{
    *log = (LiveLog){.writes = log->writes};
}

void live_log_gone(LiveLog *log, const WfLive *live)
{
    log->seen = NULL;
    wf_app_say(live->desk->app, WF_WARNING, "stack '%s' is gone: somebody removed its zNodes",
               live->stack);
}
