/* The run screen: what is worst first, the longest first, and beside it why. */
#include "run_screen.h"

#include <string.h>
#include "commands.h"
#include <weft/live.h>
#include "run_time.h"

#define TICK_MS 500
#define SUMMARY_ID "\n" /* no row has such an id: names come first in them */

/* --- the list --- */

static bool is_summary(const RunScreen *s, guint i)
{
    return s->run->over && i == 0;
}

static RunItem item_at(const RunScreen *s, guint i)
{
    return run_rows_get(s->rows, i - s->run->over);
}

static guint count(gpointer data)
{
    const RunScreen *s = data;
    return run_rows_n(s->rows) + s->run->over;
}

static void row_id(gpointer data, guint i, GString *id)
{
    const RunScreen *s = data;
    if (is_summary(s, i)) {
        g_string_append(id, SUMMARY_ID);
        return;
    }
    RunItem item = item_at(s, i);
    const WfRow *row =
        item.row == WF_NO_ROW ? NULL : wf_progress_row(wf_desk_run_progress(s->run), item.row);
    if (row)
        g_string_append_printf(id, "%s\n%s", row->vm, row->name);
    else
        g_string_append(id, run_group_name(item.group));
}

/* Titles are found by their names; rows through the progress, without looking at all of them. */
static int find_id(gpointer data, const char *id)
{
    const RunScreen *s = data;
    const char *newline = strchr(id, '\n');
    WfProgress *p = wf_desk_run_progress(s->run);
    if (newline == id || !p)
        return s->run->over && p ? 0 : -1;
    if (newline) {
        g_autofree char *vm = g_strndup(id, (gsize)(newline - id));
        guint32 row = wf_progress_find(p, vm, newline + 1);
        int i = row == WF_NO_ROW ? -1 : run_rows_find(s->rows, row);
        return i < 0 ? -1 : i + s->run->over;
    }
    for (RunGroup g = 0; g < RUN_N_GROUPS; g++)
        if (g_str_equal(id, run_group_name(g)) && run_rows_title(s->rows, g) != G_MAXUINT)
            return (int)run_rows_title(s->rows, g) + s->run->over;
    return -1;
}

static void paint_item(gpointer data, guint i, WfGrid *grid, WfRect line, guint attr)
{
    RunScreen *s = data;
    if (is_summary(s, i)) {
        g_autofree char *text = run_sentence(s->run);
        bool done = wf_progress_is_done(wf_desk_run_progress(s->run));
        wf_grid_text(grid, line.x + 1, line.y, line.width - 2, text,
                     done ? WF_ROLE_STATE_DONE : WF_ROLE_STATE_FAILED, attr);
        return;
    }
    RunItem item = item_at(s, i);
    if (item.row == WF_NO_ROW)
        run_paint_title(s, item.group, grid, line, attr);
    else
        run_paint_row(s, item.row, grid, line, attr);
}

static const WfListOps ops = {.count = count, .id = row_id, .find = find_id, .paint = paint_item};

/* The row with the cursor; WF_NO_ROW: a title, the summary, nothing. */
static guint32 selected_row(const RunScreen *s)
{
    guint32 row = WF_NO_ROW;
    int i = wf_list_cursor(s->list);
    if (s->timeline)
        run_time_selected(s->time, &row);
    else if (i >= 0 && (guint)i < count((gpointer)s) && !is_summary(s, (guint)i))
        row = item_at(s, (guint)i).row;
    return row;
}

/* What the cursor is on: a component, in the timeline also a VM. */
static WfThing selected_thing(const RunScreen *s)
{
    guint32 row = selected_row(s);
    const char *vm = s->timeline && row == WF_NO_ROW ? run_time_selected(s->time, &row) : NULL;
    WfId id = vm ? wf_model_vm_find(s->desk->model, vm) : WF_NONE;
    if (row != WF_NO_ROW)
        return wf_desk_run_thing_of_row(s->run, row);
    return id == WF_NONE ? WF_THING_NOTHING : (WfThing){WF_THING_VM, id};
}

/* --- following --- */

static bool is_current(const RunScreen *s)
{
    return wf_desk_shows(s->desk, "run");
}

static void show_detail(RunScreen *s)
{
    int i = wf_list_cursor(s->list);
    if (!is_current(s))
        return;
    WfThing thing = s->timeline ? selected_thing(s) : WF_THING_NOTHING;
    if (thing.kind == WF_THING_VM)
        wf_detail_set(s->beside.detail, thing);
    else if (!s->timeline && i >= 0 && selected_row(s) == WF_NO_ROW) /* or a title */
        wf_detail_set_run(s->beside.detail, WF_DETAIL_SUMMARY);
    else
        wf_detail_set_run(s->beside.detail,
                          selected_row(s) == WF_NO_ROW ? -1 : (int)selected_row(s));
}

/* The cursor moved: what it is on is selected everywhere. */
static void follow(gpointer self)
{
    RunScreen *s = self;
    WfThing thing = selected_thing(s);
    s->touched = true;
    s->syncing = true;
    if (thing.kind != WF_THING_NONE)
        wf_desk_select(s->desk, thing);
    s->syncing = false;
    show_detail(s);
}

/* Where the eye should be as long as the user has not moved the cursor: on the first row, or, when
 * it is over, on what it came to. */
static void place_cursor(RunScreen *s)
{
    if (s->touched || !count(s))
        return;
    wf_list_move(s->list, WF_MOVE_SCROLL_UP, (int)count(s));
    wf_list_go(s->list, s->run->over ? 0 : MIN(1, count(s) - 1));
}

static guint n_failed(WfProgress *p)
{
    guint counts[WF_N_STATES] = {0};
    if (p)
        wf_progress_counts(p, counts);
    return counts[WF_STATE_FAILED];
}

/* What failed is not scrolled away by a component that goes down to what is done while the cursor
 * is on it; and it comes into view when it is news. */
static void keep_failures_in_view(RunScreen *s, WfProgress *p, bool at_top)
{
    bool failed = n_failed(p) > 0, over = failed && s->run->over;
    bool news = failed && (!s->showed_failed || (over && !s->showed_over));
    s->showed_failed = failed;
    s->showed_over = over;
    if (failed && (news || at_top))
        wf_list_move(s->list, WF_MOVE_SCROLL_UP, (int)count(s));
}

static void renew_rows(RunScreen *s)
{
    WfProgress *p = wf_desk_run_progress(s->run);
    bool at_top = wf_list_top(s->list) == 0;
    guint32 n;
    s->stale = false;
    wf_desk_run_find_times(s->run);
    run_rows_renew(s->rows, p, wf_view_matches(s->desk->view, &n) ? wf_desk_run_is_shown : NULL,
                   s->run);
    wf_list_refresh(s->list);
    if (s->timeline)
        run_time_renew(s->time);
    place_cursor(s);
    keep_failures_in_view(s, p, at_top);
}

/* Events come between two renewals; rows that are others now must not be asked for. */
static void settle(RunScreen *s)
{
    if (!s->stale && run_rows_is_of(s->rows, wf_desk_run_progress(s->run)))
        return;
    renew_rows(s);
    show_detail(s);
}

/* To the row of what is selected elsewhere. */
static void show_selected(RunScreen *s)
{
    if (!s->desk->chosen) /* what goes on is at the top */
        return;
    guint32 row;
    settle(s);
    WfThing thing = wf_view_selected(s->desk->view);
    guint32 node = wf_desk_node_of(s->desk, thing);
    if (s->timeline && !s->syncing && thing.kind == WF_THING_VM)
        wf_list_go_id(run_time_list(s->time), wf_model_vm_name(s->desk->model, thing.id));
    if (s->syncing || node == G_MAXUINT32 || !wf_desk_run_row_of_node(s->run, node, &row))
        return;
    int i = run_rows_find(s->rows, row);
    if (i < 0)
        return;
    if (s->timeline)
        run_time_go(s->time, row);
    wf_list_go(s->list, (guint)i + s->run->over);
    s->touched = true;
}

/* Time goes on, also when nothing happens. A replay has its own clock. */
static gboolean on_tick(gpointer data)
{
    RunScreen *s = data;
    if (!wf_desk_run_progress(s->run) || s->run->over || s->run->replay)
        return G_SOURCE_CONTINUE;
    if (is_current(s))
        wf_detail_renew(s->beside.detail);
    wf_app_dirty(s->desk->app);
    return G_SOURCE_CONTINUE;
}

/* --- the screen --- */

static void run_close(WfApp *app, gpointer self)
{
    (void)app;
    RunScreen *s = self;
    g_clear_handle_id(&s->tick, g_source_remove);
    wf_list_free(s->list);
    run_time_free(s->time);
    run_rows_free(s->rows);
    g_free(s);
}

static void run_open(WfApp *app, gpointer self)
{
    (void)app;
    RunScreen *s = self;
    renew_rows(s);
    show_selected(s);
    show_detail(s);
}

/* Why there is nothing to see, and the way out. */
static void paint_nothing(const RunScreen *s, WfGrid *grid, WfRect rect)
{
    const WfLive *live = s->desk->live;
    const char *text = "nothing runs here: :rehearse plays this model on this machine, "
                       ":connect HOSTS follows a stack";
    if (live->state == WF_LIVE_CONNECTING || live->state == WF_LIVE_READING)
        text = "reading what there is ...";
    else if (live->state == WF_LIVE_FAILED && live->trouble)
        text = live->trouble;
    else if (live->source != WF_LIVE_NOTHING)
        text = "nothing is prepared there yet: weft prepare, or !p on screen 6";
    wf_paint_wrapped(grid, (WfRect){rect.x + 1, rect.y, rect.width - 2, rect.height}, text,
                     live->state == WF_LIVE_FAILED ? WF_ROLE_FAULT : WF_ROLE_DIM, 0);
}

static void run_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    RunScreen *s = self;
    settle(s);
    int lines = run_head_lines(rect.height);
    run_paint_head(s, grid, (WfRect){rect.x, rect.y, rect.width, lines});
    rect.y += lines;
    rect.height -= lines;
    if (!wf_desk_run_progress(s->run)) {
        paint_nothing(s, grid, rect);
        return;
    }
    WfRect own = wf_beside_place(&s->beside, rect);
    if (own.width && s->timeline)
        run_time_paint(s->time, grid, own, !s->beside.focused);
    else if (own.width)
        wf_list_paint(s->list, grid, own, !s->beside.focused);
    if (own.width && !run_rows_n(s->rows))
        wf_grid_text(grid, own.x + 1, own.y + 1, own.width - 2,
                     "nothing matches the filter; \\ drops it", WF_ROLE_DIM, 0);
    wf_beside_paint(&s->beside, grid);
}

static bool run_move(WfApp *app, gpointer self, WfMove move, int n)
{
    RunScreen *s = self;
    settle(s);
    if (s->timeline && !s->beside.focused && run_time_move(s->time, move, n))
        return true;
    return wf_beside_list_move(app, self, move, n);
}

/* To its place in the graph; what the model has not, to its details. */
static bool enter(gpointer self)
{
    RunScreen *s = self;
    WfThing thing = selected_thing(s);
    if (thing.kind == WF_THING_NONE) {
        s->beside.focused = count(s) > 0;
        return true;
    }
    g_autofree char *name = wf_view_name(s->desk->view, thing);
    wf_app_show_screen(s->desk->app, "graph");
    return wf_desk_goto(s->desk, name);
}

/* It was asked for here, so it says how it ended, unless the first row does. */
static void say_over(const RunScreen *s)
{
    WfProgress *p = wf_desk_run_progress(s->run);
    if (!p || (is_current(s) && !s->touched))
        return;
    g_autofree char *text = run_sentence(s->run);
    wf_app_say(s->desk->app, wf_progress_is_done(p) ? WF_NOTE : WF_WARNING, "%s", text);
}

/* To the next group. */
static bool step(gpointer self, bool forward)
{
    RunScreen *s = self;
    int i = wf_list_cursor(s->list), n = (int)count(s);
    if (s->timeline)
        return false;
    do
        i += forward ? 1 : -1;
    while (i >= 0 && i < n && (is_summary(s, (guint)i) || item_at(s, (guint)i).row != WF_NO_ROW));
    if (i < 0 || i >= n)
        return false;
    wf_list_go(s->list, (guint)i + (i + 1 < n)); /* onto its first row */
    follow(s);
    return true;
}

static void on_news(gpointer self, WfNews news)
{
    RunScreen *s = self;
    if (news == WF_NEWS_MODEL)
        wf_desk_run_renew(s->run);
    else if (news == WF_NEWS_STATES || news == WF_NEWS_PICTURE || news == WF_NEWS_LOOKS)
        s->stale = true;
    else if (news == WF_NEWS_RUN && is_current(s))
        settle(s);
    else if (news == WF_NEWS_SELECTION)
        show_selected(s);
    else if (news == WF_NEWS_OVER)
        say_over(s);
}

RunScreen *run_screen_new(WfDesk *desk, WfDetail *detail)
{
    RunScreen *s = g_new0(RunScreen, 1);
    s->desk = desk;
    s->run = desk->run;
    s->rows = run_rows_new();
    s->list = wf_list_new(&ops, s);
    s->time = run_time_new(s->run);
    s->beside = (WfBeside){.detail = detail,
                           .list = s->list,
                           .follow = follow,
                           .enter = enter,
                           .step = step,
                           .below = true};
    wf_desk_listen(desk, on_news, s);
    if (desk->explore->width <= 0)
        s->tick = g_timeout_add(TICK_MS, on_tick, s);
    return s;
}

static bool run_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    (void)app;
    RunScreen *s = self;
    settle(s);
    if (wf_beside_list_command(s, id, args))
        return true;
    return screens_command(s->desk, id, args);
}

static bool run_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    settle(self);
    return wf_beside_list_mouse(app, self, mouse);
}

static void run_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    RunScreen *s = self;
    WfProgress *p = wf_desk_run_progress(s->run);
    screens_info(s->desk, text);
    if (!p)
        return;
    guint vms = wf_progress_n_vms(p);
    if (s->run->over)
        g_string_append(text, wf_progress_is_done(p) ? "all done" : "over");
    else
        g_string_append_printf(text, "%u VM%s", vms, vms == 1 ? "" : "s");
}

/* Has what is selected, so that it can be run again? */
static bool has_failed(const RunScreen *s)
{
    WfProgress *p = wf_desk_run_progress(s->run);
    guint32 row = p && run_rows_is_of(s->rows, p) ? selected_row(s) : WF_NO_ROW;
    return row != WF_NO_ROW && wf_progress_row(p, row)->state == WF_STATE_FAILED;
}

static void run_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    RunScreen *s = self;
    if (wf_beside_hints(&s->beside, ids))
        return;
    if (s->desk->filter)
        g_ptr_array_add(ids, (gpointer) "clear-filter");
    if (!wf_desk_run_progress(s->run))
        return;
    if (s->run->replay) {
        bool plays = wf_desk_replay_plays(s->desk);
        g_ptr_array_add(ids, (gpointer)(plays ? "replay-play hold" : "replay-play play"));
        g_ptr_array_add(ids, (gpointer) "replay-next next change");
        g_ptr_array_add(ids, (gpointer) "replay-faster faster");
    } else if (has_failed(s)) {
        g_ptr_array_add(ids, (gpointer) "live-retry run it again");
    }
    g_ptr_array_add(ids, (gpointer)(s->timeline ? "timeline list" : "timeline"));
    if (s->timeline) {
        g_ptr_array_add(ids, (gpointer) "time-fold fold");
        g_ptr_array_add(ids, (gpointer) "time-in less time");
        g_ptr_array_add(ids, (gpointer) "time-whole whole run");
    }
    g_ptr_array_add(ids, (gpointer) "enter to the graph");
    if (!s->timeline)
        g_ptr_array_add(ids, (gpointer) "next-match next group");
    g_ptr_array_add(ids, (gpointer) "pane-next");
}

const WfScreenOps run_screen = {.name = "run",
                                .title = "Run",
                                .number = 7,
                                .open = run_open,
                                .close = run_close,
                                .paint = run_paint,
                                .move = run_move,
                                .mouse = run_mouse,
                                .command = run_command,
                                .info = run_info,
                                .hints = run_hints,
                                .cursor = wf_beside_list_cursor};

/* --- its own command --- */

void cmd_timeline(gpointer app, const char *args)
{
    (void)args;
    RunScreen *s = screens_of(app)->run;
    guint32 row = selected_row(s);
    s->timeline = !s->timeline;
    s->beside.list = s->timeline ? run_time_list(s->time) : s->list;
    if (s->timeline)
        run_time_renew(s->time);
    if (s->timeline && row != WF_NO_ROW)
        run_time_go(s->time, row);
    else if (row != WF_NO_ROW && run_rows_find(s->rows, row) >= 0)
        wf_list_go(s->list, (guint)run_rows_find(s->rows, row) + s->run->over);
    if (wf_desk_run_progress(s->run))
        follow(s);
    wf_app_dirty(app);
}
