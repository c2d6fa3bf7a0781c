/* How a run is printed as it goes: lines, an area at the bottom of a terminal, JSON lines. */
#include "live.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FRAME_US (G_USEC_PER_SEC / 10)
#define MISSING_US (5 * G_USEC_PER_SEC) /* then it is said once whose agents are missed */
#define HEARTBEAT_US (30 * G_USEC_PER_SEC)
#define CAUSE_US (3 * G_USEC_PER_SEC) /* a failure is held back for its cause */

/* ---- the clock of a run ---- */

/* All that is known of the past is looked at for it, so only if it may be another time. */
gint64 live_clock_began(LiveClock *c, WfProgress *p, gint64 now)
{
    const WfHead *head = wf_progress_head(p);
    guint64 generation = head ? head->generation : 0;
    bool over = wf_progress_is_over(p);

    if (!c->began || c->over || generation != c->generation)
        c->began = wf_progress_episode(p, now);
    c->generation = generation;
    c->over = over;
    return c->began ? c->began : now;
}

/* ---- printing ---- */

struct LivePrinter {
    WfProgress *progress;
    LiveForm form;
    WfProgressFormat format;
    LiveClock clock;
    gint64 drawn_at, heard_at;
    gint64 missing_at; /* it is to be said who is missed; 0: it was */
    guint n_lines;     /* of the area on the screen */
    guint timer;
    bool verbose, catching_up;
    GQueue lines;         /* of Line */
    const WfStore *store; /* or NULL */
    gint64 away_since;    /* of the store's clock: no connection since then; 0: there is one */
};

LiveForm live_form(const WfCliOptions *o)
{
    const char *term = g_getenv("TERM");

    if (o->json)
        return LIVE_JSON;
    if (o->quiet)
        return LIVE_QUIET;
    return isatty(STDERR_FILENO) && g_strcmp0(term, "dumb") != 0 ? LIVE_AREA : LIVE_LINES;
}

static void clear_area(LivePrinter *p)
{
    if (p->n_lines)
        fprintf(stderr, "\r\x1b[%uA\x1b[J", p->n_lines); /* a ^C may stand before us */
    p->n_lines = 0;
}

static gint64 away_ms(const LivePrinter *p)
{
    return p->away_since ? (wf_store_now(p->store) - p->away_since) / 1000 : 0;
}

static void draw_area(LivePrinter *p)
{
    struct winsize size = {0};
    gint64 away = away_ms(p);

    ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
    p->format.width = size.ws_col > 20 ? size.ws_col - 1 : 79;
    p->format.height = MAX(size.ws_row / 3, 3);
    gint64 now = g_get_real_time() / 1000 - away;
    g_autofree char *area = wf_progress_area(p->progress, &p->format,
                                             live_clock_began(&p->clock, p->progress, now), now);
    clear_area(p);
    if (p->away_since) {
        g_autofree char *text = g_strdup_printf("no connection to ZooKeeper for %" G_GINT64_FORMAT
                                                " s; what follows is as of then",
                                                away / 1000);
        fprintf(stderr, "%.*s\n", (int)p->format.width, text);
        p->n_lines++;
    }
    for (const char *c = area; *c; c++)
        p->n_lines += *c == '\n';
    fputs(area, stderr);
    fflush(stderr);
}

static bool lacks(const LivePrinter *p, const WfProgressChange *change)
{
    const WfRow *row = wf_progress_row(p->progress, change->row);
    return change->to == WF_STATE_DONE && row->state == WF_STATE_DONE && row->lacks;
}

/* What goes by is worth a line in a terminal only if somebody has to act on it. */
static bool is_news(const LivePrinter *p, const WfProgressChange *change)
{
    if (p->catching_up && change->to == WF_STATE_DONE)
        return p->verbose;
    if (p->form == LIVE_LINES || p->verbose)
        return change->to != WF_STATE_PENDING && (p->verbose || change->to != WF_STATE_WAITING);
    return change->to == WF_STATE_FAILED || change->to == WF_STATE_LOST || lacks(p, change);
}

/* --- lines: a failure is told with its cause, which is read after the state, and so is what was
 * not written --- */

typedef struct {
    char *text;
    WfProgressChange change;
    gint64 until; /* monotonic, its cause may come till then; 0: none is missing */
} Line;

static void free_line(gpointer data)
{
    g_free(((Line *)data)->text);
    g_free(data);
}

static bool lacks_cause(const LivePrinter *p, const WfProgressChange *change)
{
    const WfRow *row = wf_progress_row(p->progress, change->row);
    return (change->to == WF_STATE_FAILED && row->state == WF_STATE_FAILED && !row->cause) ||
           (lacks(p, change) && !row->missing);
}

static char *text_of(const LivePrinter *p, const WfProgressChange *change)
{
    gint64 began = p->clock.began ? MIN(p->clock.began, change->at) : change->at;

    return p->form == LIVE_JSON ? wf_progress_change_json(p->progress, change)
                                : wf_progress_change_line(p->progress, change, began);
}

/* As it is now: by the time it is printed its row may have gone on. */
static void keep_line(LivePrinter *p, const WfProgressChange *change)
{
    Line *line = g_new0(Line, 1);
    line->text = text_of(p, change);
    line->change = *change;
    line->until = lacks_cause(p, change) ? g_get_monotonic_time() + CAUSE_US : 0;
    g_queue_push_tail(&p->lines, line);
}

static void print_line(LivePrinter *p, const Line *line)
{
    const WfRow *row = wf_progress_row(p->progress, line->change.row);
    g_autofree char *late =
        line->until && row->state == line->change.to ? text_of(p, &line->change) : NULL;
    clear_area(p);
    fprintf(p->form == LIVE_JSON ? stdout : stderr, "%s\n", late ? late : line->text);
}

/* In their order: what a failure leads to comes after it. @all: no cause is waited for any more. */
static void print_lines(LivePrinter *p, bool all)
{
    gint64 now = g_get_monotonic_time();
    bool any = false;
    for (Line *line; (line = g_queue_peek_head(&p->lines)); any = true) {
        if (!all && line->until > now && lacks_cause(p, &line->change))
            break;
        print_line(p, line);
        free_line(g_queue_pop_head(&p->lines));
    }
    if (any && p->form == LIVE_JSON)
        fflush(stdout);
}

/* @by: what is early by then is left for later. */
static void print_changes(LivePrinter *p, gint64 by)
{
    g_autoptr(GArray) changes = wf_progress_take_changes_by(p->progress, by);

    if (changes->len)
        live_clock_began(&p->clock, p->progress, g_get_real_time() / 1000);
    for (guint i = 0; i < changes->len; i++) {
        const WfProgressChange *change = &g_array_index(changes, WfProgressChange, i);
        if (p->form == LIVE_JSON || (p->form != LIVE_QUIET && is_news(p, change)))
            keep_line(p, change);
        p->heard_at = g_get_monotonic_time();
    }
    print_lines(p, false);
}

/* The area says it for as long as it lasts, lines once. */
static void look_at_connection(LivePrinter *p)
{
    bool away = p->store && !wf_store_is_connected(p->store);

    if (away && !p->away_since) {
        p->away_since = wf_store_info(p->store)->since;
        if (p->form == LIVE_LINES)
            live_printer_say(p, "no connection to ZooKeeper; nothing is known from now on");
    } else if (!away && p->away_since) {
        live_printer_say(p, "connected to ZooKeeper again, after %" G_GINT64_FORMAT " s",
                         away_ms(p) / 1000);
        p->away_since = 0;
    }
}

static void draw(LivePrinter *p)
{
    look_at_connection(p);
    print_changes(p, g_get_real_time() / 1000);
    if (p->form == LIVE_AREA)
        draw_area(p);
    p->drawn_at = g_get_monotonic_time();
}

/* VMs whose agents never came show by no change of a state that there is nobody. */
static void say_who_is_away(LivePrinter *p, bool with_sentence)
{
    gint64 now = g_get_real_time() / 1000;
    g_autofree char *text = with_sentence ? wf_progress_sentence(p->progress, now) : NULL;
    g_autofree char *away = wf_progress_who_is_away(p->progress, now);

    if (text || away)
        live_printer_say(p, "%s%s%s", text ? text : "", text && away ? "; " : "", away ? away : "");
}

/* Also when nothing happens: time goes on, and a log shows that somebody is there. */
static gboolean on_tick(gpointer user)
{
    LivePrinter *p = user;
    gint64 now = g_get_monotonic_time();

    if (now - p->drawn_at >= FRAME_US)
        draw(p);
    if (p->form != LIVE_LINES)
        return G_SOURCE_CONTINUE;
    if (now - p->heard_at >= HEARTBEAT_US) {
        say_who_is_away(p, true);
        p->heard_at = now;
    } else if (p->missing_at && now >= p->missing_at) {
        say_who_is_away(p, false);
        p->missing_at = 0;
    }
    return G_SOURCE_CONTINUE;
}

LivePrinter *live_printer_new(WfProgress *progress, LiveForm form, const WfCliOptions *options)
{
    LivePrinter *p = g_new0(LivePrinter, 1);

    p->progress = progress;
    p->form = form;
    p->verbose = options->verbose;
    p->format.ascii = !wf_cli_utf8(options);
    p->format.color = wf_cli_color(options, STDERR_FILENO);
    p->heard_at = g_get_monotonic_time();
    p->missing_at = p->heard_at + MISSING_US;
    p->timer = g_timeout_add(200, on_tick, p);
    if (form == LIVE_JSON)
        puts("{\"weft\":1,\"events\":\"run\"}");
    return p;
}

void live_printer_set_store(LivePrinter *p, const WfStore *store)
{
    p->store = store;
}

void live_printer_catch_up(LivePrinter *p)
{
    p->catching_up = true;
}

void live_printer_caught_up(LivePrinter *p)
{
    if (!p->catching_up)
        return;
    print_changes(p, G_MAXINT64);
    p->catching_up = false;
    if (p->form == LIVE_LINES) {
        g_autofree char *text = wf_progress_sentence(p->progress, g_get_real_time() / 1000);
        fprintf(stderr, "%s\n", text);
    }
}

void live_printer_changed(LivePrinter *p)
{
    if (p->form != LIVE_AREA || g_get_monotonic_time() - p->drawn_at >= FRAME_US)
        draw(p);
}

void live_printer_say(LivePrinter *p, const char *format, ...)
{
    va_list args;

    if (p->form == LIVE_JSON || p->form == LIVE_QUIET)
        return;
    clear_area(p);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

void live_remember(WfProgress *progress, const char *stack)
{
    json_auto_t *durations = wf_progress_durations(progress);

    if (json_object_size(durations))
        wf_durations_write(stack, durations, NULL);
}

/* For standard output: as wide as its terminal. */
static char *timeline_of(WfProgress *progress, bool ascii, gint64 now)
{
    struct winsize size = {0};
    WfProgressFormat format = {.ascii = ascii, .width = 100};

    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        format.width = size.ws_col;
    return wf_progress_timeline(progress, &format, now);
}

int live_print_timeline(WfProgress *progress, const WfCliOptions *options, gint64 now)
{
    if (options->json)
        return wf_cli_print_json(wf_progress_timeline_json(progress, now));
    g_autofree char *text = timeline_of(progress, !wf_cli_utf8(options), now);
    fputs(text, stdout);
    return WF_EXIT_OK;
}

void live_printer_finish(LivePrinter *p, bool timeline)
{
    gint64 now = g_get_real_time() / 1000;

    print_changes(p, G_MAXINT64);
    print_lines(p, true);
    clear_area(p);
    if (p->form == LIVE_JSON) {
        json_auto_t *last = wf_progress_to_json(p->progress, now);
        g_autofree char *text = NULL;
        json_object_set_new(last, "event", json_string("end"));
        if (timeline)
            json_object_set_new(last, "timeline", wf_progress_timeline_json(p->progress, now));
        text = json_dumps(last, JSON_COMPACT);
        puts(text);
        fflush(stdout);
        return;
    }
    g_autofree char *bars = timeline ? timeline_of(p->progress, p->format.ascii, now) : NULL;
    g_autofree char *text = wf_progress_summary(p->progress, now);
    fputs(bars ? bars : "", stdout);
    fputs(text, stdout);
    fflush(stdout);
}

void live_printer_free(LivePrinter *p)
{
    g_clear_handle_id(&p->timer, g_source_remove);
    g_queue_clear_full(&p->lines, free_line);
    g_free(p);
}
