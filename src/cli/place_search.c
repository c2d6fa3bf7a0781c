/* weft place: the search, watched from the terminal. The interrupt signal is held back while it
 * runs and looked for whenever the search reports, so that no handler and no shared flag is needed.
 */
#include "cmd_place.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    gint64 start;
    bool quiet, terminal, shown, interrupted;
    guint last; /* percent said last, where lines cannot be overwritten */
} Watch;

static bool signal_waits(void)
{
    sigset_t waiting;

    return sigpending(&waiting) == 0 &&
           (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1);
}

static char *best_words(const WfPlaceProgress *progress)
{
    const gint64 *cost = progress->cost.at;

    if (strcmp(progress->phase, "explain") == 0)
        return g_strdup("there is no placement, looking for the smallest reason");
    if (!progress->placed)
        return g_strdup("no placement yet");
    return g_strdup_printf("best so far: soft weight %g, traffic %" G_GINT64_FORMAT
                           ", hosts opened %" G_GINT64_FORMAT,
                           (double)cost[WF_COST_SOFT] / WF_PLACE_WEIGHT_UNIT, cost[WF_COST_TRAFFIC],
                           cost[WF_COST_OPENED]);
}

static void say(Watch *w, const WfPlaceProgress *progress)
{
    enum { STEP = 20 }; /* percent between two lines of a log */
    guint percent = (guint)(100 * progress->part);
    g_autofree char *best = best_words(progress);

    if (w->terminal)
        fprintf(stderr, "\r\033[Kplacing: %s %u %%, %s (Ctrl-C ends it)", progress->phase, percent,
                best);
    else if (!w->shown || percent >= w->last + STEP)
        fprintf(stderr, "placing: %s %u %%, %s\n", progress->phase, percent, best);
    if (!w->shown || percent >= w->last + STEP)
        w->last = percent;
    w->shown = true;
}

static bool on_progress(const WfPlaceProgress *progress, gpointer data)
{
    Watch *w = data;

    if (!w->quiet && g_get_monotonic_time() - w->start > G_USEC_PER_SEC)
        say(w, progress);
    w->interrupted = w->interrupted || signal_waits();
    return !w->interrupted;
}

/* Signals that came too late for a report count as well; then they are used up. */
static bool take_signals(const sigset_t *held)
{
    static const struct timespec now = {0, 0};
    bool any = false;

    while (sigtimedwait(held, NULL, &now) > 0)
        any = true;
    return any;
}

WfPlaceAnswer *wf_place_search(const WfPlaceProblem *p, WfPlaceOptions options, bool quiet,
                               WfFindings *findings, bool *ret_interrupted)
{
    Watch w = {.start = g_get_monotonic_time(), .quiet = quiet, .terminal = isatty(STDERR_FILENO)};
    sigset_t held, before;

    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigprocmask(SIG_BLOCK, &held, &before);
    options.progress = on_progress;
    options.data = &w;
    WfPlaceAnswer *answer = wf_place_solve(p, &options, findings);
    *ret_interrupted = take_signals(&held) || w.interrupted;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (w.shown && w.terminal)
        fputs("\r\033[K", stderr);
    return answer;
}
