/* Driving a replay: a timer that moves its clock, and the commands that do. */
#include "live_priv.h"

#include <weft/text.h>

#define FRAME_MS 50
#define FASTEST 64

typedef struct {
    WfDesk *desk;
    WfReplay *replay;
    bool playing;
    guint speed; /* 1, 2, 4 ... */
    guint timer;
    gint64 ticked; /* monotonic, µs */
} RunReplay;

static RunReplay *replay_of(const WfDesk *desk)
{
    const WfLive *live = desk->live;
    return live->source == WF_LIVE_REPLAY ? live->lender : NULL;
}

/* The clock was moved: the progress may be another one. */
static void moved(RunReplay *r)
{
    r->desk->live->progress = wf_replay_progress(r->replay);
    wf_desk_run_renew(r->desk->run);
}

static void stop(RunReplay *r)
{
    r->playing = false;
    g_clear_handle_id(&r->timer, g_source_remove);
}

static gboolean on_frame(gpointer data)
{
    RunReplay *r = data;
    gint64 now = g_get_monotonic_time();
    gint64 by = (now - r->ticked) / 1000 * r->speed;
    r->ticked = now;
    if (wf_replay_seek(r->replay, wf_replay_now(r->replay) + by))
        moved(r);
    else
        wf_app_dirty(r->desk->app);
    if (wf_replay_now(r->replay) < wf_replay_end(r->replay))
        return G_SOURCE_CONTINUE;
    r->timer = 0;
    r->playing = false;
    moved(r);
    return G_SOURCE_REMOVE;
}

static void play(RunReplay *r)
{
    if (wf_replay_now(r->replay) >= wf_replay_end(r->replay) &&
        wf_replay_seek(r->replay, wf_replay_began(r->replay)))
        moved(r);
    r->playing = true;
    r->ticked = g_get_monotonic_time();
    if (!r->timer)
        r->timer = g_timeout_add(FRAME_MS, on_frame, r);
}

/* --- beginning and end --- */

static void on_taken_back(gpointer data)
{
    RunReplay *r = data;
    r->desk->run->replay = NULL;
    stop(r);
    wf_replay_free(r->replay);
    g_free(r);
}

/* A script drives the clock itself, so its screens are the same every time. */
void run_replay_start(WfDesk *desk, WfReplay *replay, const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    RunReplay *r = g_new0(RunReplay, 1);
    r->desk = desk;
    r->replay = replay;
    r->speed = 1;
    live_lend(desk->live, WF_LIVE_REPLAY, name, on_taken_back, r);
    desk->run->replay = replay;
    live_set_state(desk->live, WF_LIVE_FOLLOWING, NULL);
    moved(r);
    if (desk->explore->width <= 0)
        play(r);
}

bool wf_desk_replay_plays(const WfDesk *desk)
{
    const RunReplay *r = replay_of(desk);
    return r && r->playing;
}

void wf_desk_replay_info(const WfDesk *desk, bool ascii, GString *text)
{
    const RunReplay *r = replay_of(desk);
    if (!r)
        return;
    const char *sign = r->playing ? (ascii ? ">" : "▶") : ascii ? "||" : "‖";
    g_string_append_printf(text, "replay %s %ux  ", sign, r->speed);
    wf_text_append_time(text, wf_replay_now(r->replay) - wf_replay_began(r->replay));
    g_string_append(text, " of ");
    wf_text_append_time(text, wf_replay_end(r->replay) - wf_replay_began(r->replay));
    g_string_append_printf(text, ", change %u of %u", wf_replay_step_number(r->replay),
                           wf_replay_n_steps(r->replay));
}

/* --- commands --- */

static RunReplay *of(gpointer app)
{
    return replay_of(wf_desk_of(app));
}

const char *wf_why_no_replay(gpointer app)
{
    return of(app) ? NULL : "only for a replay: weft watch --replay FILE";
}

void wf_do_replay_play(gpointer app, const char *args)
{
    (void)args;
    RunReplay *r = of(app);
    if (r->playing)
        stop(r);
    else
        play(r);
    wf_app_dirty(app);
}

static void set_speed(gpointer app, guint speed)
{
    RunReplay *r = of(app);
    r->speed = CLAMP(speed, 1, FASTEST);
    wf_app_dirty(app);
}

void wf_do_replay_faster(gpointer app, const char *args)
{
    (void)args;
    set_speed(app, of(app)->speed * 2);
}

void wf_do_replay_slower(gpointer app, const char *args)
{
    (void)args;
    set_speed(app, of(app)->speed / 2);
}

static void step(gpointer app, bool forward)
{
    RunReplay *r = of(app);
    stop(r);
    if (wf_replay_step(r->replay, forward))
        moved(r);
    else
        wf_app_say(app, WF_NOTE, forward ? "nothing happened after this" : "this is the beginning");
}

void wf_do_replay_next(gpointer app, const char *args)
{
    (void)args;
    step(app, true);
}

void wf_do_replay_previous(gpointer app, const char *args)
{
    (void)args;
    step(app, false);
}

static void go(gpointer app, gint64 at)
{
    RunReplay *r = of(app);
    stop(r);
    wf_replay_seek(r->replay, at);
    moved(r);
}

void wf_do_replay_begin(gpointer app, const char *args)
{
    (void)args;
    go(app, wf_replay_began(of(app)->replay));
}

void wf_do_replay_end(gpointer app, const char *args)
{
    (void)args;
    go(app, wf_replay_end(of(app)->replay));
}

/* To a time, in seconds from the beginning. */
void wf_do_replay_go(gpointer app, const char *args)
{
    char *end;
    double seconds = g_ascii_strtod(args, &end);
    if (end == args || *end || !(seconds >= 0 && seconds < 1e9))
        wf_app_say(app, WF_WARNING, "replay-go takes seconds from the beginning, like 12.5");
    else
        go(app, wf_replay_began(of(app)->replay) + (gint64)(seconds * 1000));
}
