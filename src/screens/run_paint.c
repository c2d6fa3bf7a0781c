/* How a run looks: its head, and a line for each row. */
#include "run_screen.h"

#include <string.h>
#include <weft/text.h>
#include <weft/live.h>

#define TIME_COLUMNS 11
#define ROOM_FOR_TEXT 16

/* --- the head --- */

static const WfState order[] = {WF_STATE_FAILED,  WF_STATE_LOST,    WF_STATE_RUNNING,
                                WF_STATE_WAITING, WF_STATE_BLOCKED, WF_STATE_STALE,
                                WF_STATE_PENDING, WF_STATE_SKIPPED};

int run_head_lines(int height)
{
    return height >= 10 ? 2 : height >= 3;
}

static int paint_count(WfGrid *grid, int x, int y, int end, WfState state, guint n)
{
    int start = x;
    WfRole role = wf_state_role(state);
    g_autofree char *text = g_strdup_printf("%s %u", wf_state_mark(state, wf_grid_ascii(grid)), n);
    if (x + wf_text_width(text, -1) > end)
        return x;
    x += wf_grid_text(grid, x, y, end - x, text, role, 0);
    return x + (x > start ? 2 : 0);
}

/* "8.1 s, 4.2 s left": as much of it as there is room for. */
static char *time_text(RunScreen *s)
{
    GString *text = g_string_new(NULL);
    gint64 left = wf_desk_run_left(s->run);
    if (!wf_desk_run_began(s->run))
        return g_string_free(text, FALSE);
    wf_text_append_time(text, wf_desk_run_elapsed(s->run));
    if (left > 0) {
        g_string_append(text, ", ");
        wf_text_append_time(text, left);
        g_string_append(text, " left");
    }
    return g_string_free(text, FALSE);
}

/* What is skipped is as good as done. */
static WfProgressTally tally_of(WfProgress *p)
{
    guint n[WF_N_STATES];
    WfProgressTally tally = wf_progress_tally(p);
    wf_progress_counts(p, n);
    tally.done += n[WF_STATE_SKIPPED];
    return tally;
}

/* "12 of 17 done", or "12/17" where there is little room. */
static char *far_text(WfProgress *p, bool is_short)
{
    WfProgressTally tally = tally_of(p);
    GString *text = g_string_new(NULL);
    if (!is_short)
        wf_progress_tally_append(&tally, text);
    else if (tally.stay)
        g_string_append_printf(text, "%u/%u", tally.done, tally.stay);
    else
        g_string_append_printf(text, "%u/%u", tally.deleted, tally.to_delete);
    return g_string_free(text, FALSE);
}

static void paint_counts(RunScreen *s, WfProgress *p, WfGrid *grid, WfRect line)
{
    guint n[WF_N_STATES], total = wf_progress_n_rows(p);
    int bar = CLAMP(line.width / 4, 6, 30), x = line.x + 1, end = line.x + line.width - 1;
    g_autofree char *time = time_text(s);
    char *comma = strchr(time, ',');
    if (comma && line.width < 60)
        *comma = 0; /* how long it took is all there is room for */
    int time_width = wf_text_width(time, -1);
    wf_progress_counts(p, n);
    guint done = n[WF_STATE_DONE] + n[WF_STATE_SKIPPED];
    g_autofree char *far = far_text(p, line.width < 60);
    wf_paint_bar(grid, (WfRect){x, line.y, bar, 1}, total ? (double)done / total : 0, WF_ROLE_BAR);
    x += bar + 1;
    x += wf_grid_text(grid, x, line.y, end - x, far, WF_ROLE_STRONG, 0) + 2;
    if (time_width && end - time_width > x + 12) {
        wf_grid_text(grid, end - time_width, line.y, time_width, time, WF_ROLE_TEXT, 0);
        end -= time_width + 2;
    }
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        if (n[order[i]])
            x = paint_count(grid, x, line.y, end, order[i], n[order[i]]);
}

static void append_rate(const RunScreen *s, WfProgress *p, GString *text)
{
    double rate = s->run->over ? 0
                               : run_rows_rate(s->rows, p, wf_desk_run_began(s->run),
                                               wf_desk_run_now(s->run));
    if (rate >= 1)
        g_string_append_printf(text, "  %.1f a second", rate);
    else if (rate > 0)
        g_string_append_printf(text, "  %.0f a minute", rate * 60);
}

/* The title tells which stack it is; who works on it is told here. */
static void append_agents(WfProgress *p, GString *text)
{
    guint n = wf_progress_n_vms(p), n_up = 0;
    for (guint i = 0; i < n; i++) {
        bool up;
        gint64 since;
        wf_progress_vm(p, i, &up, &since);
        n_up += up;
    }
    g_string_append_printf(text, "agents: %u of %u VM%s", n_up, n, n == 1 ? "" : "s");
}

static void paint_source(RunScreen *s, WfProgress *p, WfGrid *grid, WfRect line)
{
    const WfLive *live = s->desk->live;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *head = wf_live_head(live);
    if (s->run->replay)
        wf_desk_replay_info(s->desk, wf_grid_ascii(grid), text);
    else if (!p)
        g_string_append(text, head);
    else
        append_agents(p, text);
    if (p)
        append_rate(s, p, text);
    if (live->trouble)
        g_string_append_printf(text, "  %s", live->trouble);
    wf_grid_text(
        grid, line.x + 1, line.y, line.width - 2, text->str,
        wf_live_is_stale(live) || live->state == WF_LIVE_FAILED ? WF_ROLE_WARNING : WF_ROLE_DIM, 0);
}

void run_paint_head(RunScreen *s, WfGrid *grid, WfRect rect)
{
    WfProgress *p = wf_desk_run_progress(s->run);
    if (rect.height > 0 && p)
        paint_counts(s, p, grid, (WfRect){rect.x, rect.y, rect.width, 1});
    if (rect.height > 1 || (rect.height > 0 && !p))
        paint_source(s, p, grid, (WfRect){rect.x, rect.y + (rect.height > 1), rect.width, 1});
    if (wf_live_is_stale(s->desk->live))
        wf_grid_tint(grid, rect.x, rect.y, rect.width, 1, -1, WF_ATTR_DIM);
}

char *run_sentence(const WfDeskRun *run)
{
    WfProgress *p = wf_desk_run_progress(run);
    GString *text = g_string_new(NULL);
    guint n[WF_N_STATES], total = wf_progress_n_rows(p);
    wf_progress_counts(p, n);
    WfProgressTally tally = tally_of(p);
    if (n[WF_STATE_DONE] + n[WF_STATE_SKIPPED] == total) {
        guint all = tally.stay ? tally.stay : tally.to_delete;
        const char *what = tally.stay || !all ? "done" : "deleted";
        if (all == 1)
            g_string_append_printf(text, "it is %s", what);
        else
            g_string_append_printf(text, "all %u are %s", all, what);
        if (tally.stay && tally.deleted)
            g_string_append_printf(text, ", %u deleted", tally.deleted);
    } else {
        g_string_append(text, "over: ");
        wf_progress_tally_append(&tally, text);
        g_string_append_printf(text, ", %u failed, %u blocked by that", n[WF_STATE_FAILED],
                               n[WF_STATE_BLOCKED]);
    }
    if (wf_desk_run_began(run)) {
        g_string_append(text, ", in ");
        wf_text_append_time(text, wf_desk_run_elapsed(run));
    }
    return g_string_free(text, FALSE);
}

/* --- rows --- */

/* What is known of a running row's time: how long, and of how much. */
static gint64 time_of(const WfRow *row, gint64 now)
{
    switch (row->state) {
    case WF_STATE_DONE:
    case WF_STATE_SKIPPED:
    case WF_STATE_FAILED:
        return row->started && row->finished >= row->started ? row->finished - row->started : -1;
    case WF_STATE_RUNNING:
    case WF_STATE_LOST:
    case WF_STATE_WAITING:
        return row->since ? now - row->since : -1;
    default:
        return -1;
    }
}

static void append_text(WfProgress *p, const WfRow *row, gint64 now, GString *text)
{
    g_autofree char *wait = NULL, *away = NULL, *missing = NULL;
    switch (row->state) {
    case WF_STATE_FAILED:
        if (row->cause)
            g_string_append(text, row->cause);
        else
            g_string_append(text, "its cause is being read");
        break;
    case WF_STATE_RUNNING:
        if (row->attempt > 1)
            g_string_append_printf(text, "attempt %u  ", row->attempt);
        wait = wf_progress_asks_text(p, row);
        g_string_append(text, wait ? wait : row->line ? row->line : "");
        break;
    case WF_STATE_LOST:
        away = wf_progress_away(p, row->vm, now);
        g_string_append(text, away ? away : "");
        break;
    case WF_STATE_WAITING:
        wait = row->on ? wf_progress_wait_text(row) : NULL;
        g_string_append(text, wait ? wait : "");
        break;
    case WF_STATE_BLOCKED:
        if (row->root != WF_NO_ROW)
            g_string_append_printf(text, "behind %s, which failed",
                                   wf_progress_row(p, row->root)->name);
        break;
    default:
        if (row->attempt > 1)
            g_string_append_printf(text, "%u attempts  ", row->attempt);
        missing = row->state == WF_STATE_DONE ? wf_progress_missing_text(row) : NULL;
        g_string_append(text, missing ? missing : "");
    }
    if (row->deleting)
        g_string_append(text, row->state == WF_STATE_DONE ? "deleted" : "  (being deleted)");
}

/* Columns of the longest names, found again when there are other rows. */
static void measure(RunScreen *s, WfProgress *p)
{
    if (s->measured == p && s->measured_shape == wf_progress_shape(p))
        return;
    s->measured = p;
    s->measured_shape = wf_progress_shape(p);
    s->name_columns = s->vm_columns = 0;
    for (guint32 i = 0; i < wf_progress_n_rows(p); i++) {
        const WfRow *row = wf_progress_row(p, i);
        s->name_columns = MAX(s->name_columns, (int)strlen(row->name));
        s->vm_columns = MAX(s->vm_columns, (int)strlen(row->vm));
    }
}

static int paint_cell(WfGrid *grid, int x, int y, int columns, const char *text, WfRole role,
                      guint attr)
{
    wf_grid_text(grid, x, y, columns, text, role, attr);
    return x + columns + 2;
}

static int paint_time(const RunScreen *s, const WfRow *row, WfGrid *grid, int x, int y, int end,
                      guint attr)
{
    g_autoptr(GString) text = g_string_new(NULL);
    gint64 time = time_of(row, wf_desk_run_now(s->run));
    bool running = row->state == WF_STATE_RUNNING;
    if (time >= 0)
        wf_text_append_time(text, time);
    int width = (int)text->len, columns = MIN(TIME_COLUMNS, end - x);
    wf_grid_text(grid, x + MAX(columns - width, 0), y, columns, text->str,
                 running ? WF_ROLE_TEXT : WF_ROLE_DIM, attr);
    x += columns;
    if (!running || row->expected_ms < 0 || end - x < ROOM_FOR_TEXT)
        return x + 2;
    g_string_assign(text, "of ");
    wf_text_append_time(text, row->expected_ms);
    bool late = time > row->expected_ms + row->expected_ms / 2 + 1000;
    x += 1 + wf_grid_text(grid, x + 1, y, end - x - 1, text->str,
                          late ? WF_ROLE_WARNING : WF_ROLE_DIM, attr);
    return x + 2;
}

void run_paint_row(RunScreen *s, guint32 number, WfGrid *grid, WfRect line, guint attr)
{
    WfProgress *p = wf_desk_run_progress(s->run);
    const WfRow *row = wf_progress_row(p, number);
    WfRole role = wf_state_role(row->state);
    int x = line.x + 2, end = line.x + line.width - 1, y = line.y;
    measure(s, p);
    int names = MIN(s->name_columns, MAX(line.width * 3 / 10, 15));
    int vms = MIN(s->vm_columns, MAX(line.width * 3 / 20, line.width / 2 - names));
    if (wf_live_is_stale(s->desk->live))
        attr |= WF_ATTR_DIM;
    x = paint_cell(grid, x, y, 2, wf_state_mark(row->state, wf_grid_ascii(grid)), role, attr) - 1;
    x = paint_cell(grid, x, y, MIN(names, end - x), row->name, role, attr);
    if (line.width >= 60)
        x = paint_cell(grid, x, y, MIN(vms, end - x), row->vm, WF_ROLE_DIM, attr);
    if (line.width >= 44 || row->state == WF_STATE_RUNNING)
        x = paint_time(s, row, grid, x, y, end, attr);
    g_autoptr(GString) text = g_string_new(NULL);
    append_text(p, row, wf_desk_run_now(s->run), text);
    if (x < end)
        wf_grid_text(grid, x, y, end - x, text->str,
                     row->state == WF_STATE_FAILED ? role : WF_ROLE_TEXT, attr);
}

void run_paint_title(RunScreen *s, RunGroup group, WfGrid *grid, WfRect line, guint attr)
{
    wf_grid_printf(grid, line.x + 1, line.y, line.width - 2, WF_ROLE_STRONG, attr, "%s  %u",
                   run_group_name(group), run_rows_count(s->rows, group));
}
