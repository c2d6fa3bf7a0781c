/* See run_time.h. Nothing is kept of the past here: the progress knows it, and
 * tells of the VMs that are on the screen when they are painted. */
#include "run_time.h"

#include <string.h>
#include <weft/text.h>
#include "commands.h"

#define MARGIN_MS 500

typedef struct {
    guint vm;
    guint32 row; /* WF_NO_ROW: the VM itself */
} Line;

typedef struct {
    WfState state;
    bool critical;
} Look;

struct RunTime {
    WfDeskRun *run;
    WfList *list;
    GArray *lines;        /* Line */
    GHashTable *open;     /* set of names of VMs */
    GHashTable *critical; /* set of row + 1; NULL: it is not over */
    const WfProgress *of;
    guint64 shape;
    bool all, fit; /* all VMs are open; the whole run is shown */
    RunAxis axis;  /* unless fit, what is shown */
    int names;     /* columns of the longest */
};

static const char *vm_name(const RunTime *t, guint vm)
{
    bool up;
    gint64 since;
    return wf_progress_vm(wf_desk_run_progress(t->run), vm, &up, &since);
}

static const Line *line_at(const RunTime *t, guint i)
{
    return &g_array_index(t->lines, Line, i);
}

/* --- lines --- */

static bool is_current(const RunTime *t, const WfProgress *p)
{
    return t->of == p && (!p || t->shape == wf_progress_shape(p));
}

static void add_line(RunTime *t, guint vm, guint32 row, const char *name, int indent)
{
    Line line = {vm, row};
    t->names = MAX(t->names, (int)strlen(name) + indent);
    g_array_append_val(t->lines, line);
}

/* Rows stand in the order of their VMs. */
static void make_lines(RunTime *t, WfProgress *p)
{
    guint32 n = p ? wf_progress_n_rows(p) : 0, row = 0;
    g_array_set_size(t->lines, 0);
    t->names = 0;
    t->of = p;
    t->shape = p ? wf_progress_shape(p) : 0;
    for (guint vm = 0; p && vm < wf_progress_n_vms(p); vm++) {
        const char *name = vm_name(t, vm);
        bool open = t->all || g_hash_table_contains(t->open, name), any = false;
        for (; row < n && g_str_equal(wf_progress_row(p, row)->vm, name); row++) {
            if (!wf_desk_run_is_shown(t->run, row))
                continue;
            if (!any)
                add_line(t, vm, WF_NO_ROW, name, 2);
            any = true;
            if (open)
                add_line(t, vm, row, wf_progress_row(p, row)->name, 5);
        }
    }
}

static guint count(gpointer data)
{
    const RunTime *t = data;
    return is_current(t, wf_desk_run_progress(t->run)) ? t->lines->len : 0;
}

static void row_id(gpointer data, guint i, GString *id)
{
    const RunTime *t = data;
    const Line *line = line_at(t, i);
    g_string_append(id, vm_name(t, line->vm));
    if (line->row != WF_NO_ROW)
        g_string_append_printf(id, "\n%s",
                               wf_progress_row(wf_desk_run_progress(t->run), line->row)->name);
}

/* --- painting --- */

/* Looks are separated by glyph as well as by colour. */
static gunichar glyph_of(Look look, bool ascii)
{
    switch (look.state) {
    case WF_STATE_DONE:
        return look.critical ? (ascii ? '#' : 0x2593)
               : ascii       ? '='
                             : wf_glyph(WF_GLYPH_FULL, false);
    case WF_STATE_RUNNING:
        return ascii ? '>' : 0x2592;
    case WF_STATE_FAILED:
        return ascii ? 'x' : wf_glyph(WF_GLYPH_FAIL, false);
    case WF_STATE_LOST:
        return '?';
    default:
        return wf_glyph(WF_GLYPH_PENDING, ascii);
    }
}

static WfRole role_of(Look look)
{
    return look.critical ? WF_ROLE_EDGE_CRITICAL : wf_state_role(look.state);
}

/* Parts of a cell: eighths from the left, or the half at the right. */
static gunichar part_of(RunFill fill, gunichar whole)
{
    static const gunichar left[] = {0, 0x258F, 0x258E, 0x258D, 0x258C, 0x258B, 0x258A, 0x2589};
    if (whole != wf_glyph(WF_GLYPH_FULL, false) || fill.left >= 8 || fill.right > 5)
        return whole;
    if (fill.right > 0)
        return 0x2590;
    return left[MAX(fill.left, 1)];
}

static void paint_span(const RunAxis *axis, WfGrid *grid, WfRect rect, gint64 from, gint64 to,
                       Look look, guint attr)
{
    bool ascii = wf_grid_ascii(grid);
    gunichar whole = glyph_of(look, ascii);
    if (!run_axis_shows(axis, from, to))
        return;
    int a = run_axis_eighths(axis, from), b = run_axis_eighths(axis, to);
    for (int cell = a / 8; cell <= MAX(b - 1, a) / 8 && cell < axis->cells; cell++)
        wf_grid_put(grid, rect.x + cell, rect.y, part_of(run_axis_fill(cell, a, b), whole),
                    role_of(look), attr);
}

static bool is_work(WfState state)
{
    return state == WF_STATE_DONE || state == WF_STATE_FAILED || state == WF_STATE_RUNNING ||
           state == WF_STATE_LOST;
}

/* First what only waited, over it what worked, and failures over all. */
static guint rank(WfState state)
{
    return state == WF_STATE_FAILED ? 2 : is_work(state);
}

static void paint_spans(RunTime *t, const RunAxis *axis, const Line *line, WfGrid *grid,
                        WfRect rect, guint attr)
{
    g_autoptr(GArray) spans =
        wf_progress_spans(wf_desk_run_progress(t->run), line->vm, wf_desk_run_now(t->run));
    for (guint pass = 0; pass <= 2; pass++)
        for (guint i = 0; i < spans->len; i++) {
            const WfProgressSpan *span = &g_array_index(spans, WfProgressSpan, i);
            bool ours = line->row == WF_NO_ROW || line->row == span->row;
            Look look = {span->state,
                         t->critical && span->state == WF_STATE_DONE &&
                             g_hash_table_contains(t->critical, GUINT_TO_POINTER(span->row + 1))};
            if (ours && rank(span->state) == pass && span->state != WF_STATE_PENDING)
                paint_span(axis, grid, rect, span->from, span->to, look, attr);
        }
}

static int name_columns(const RunTime *t, int width)
{
    return CLAMP(t->names + 1, 8, MAX(width / 3, 12));
}

static RunAxis axis_for(const RunTime *t, int cells)
{
    RunAxis axis = t->axis;
    if (t->fit) {
        gint64 began = wf_desk_run_began(t->run), to = began + wf_desk_run_elapsed(t->run);
        const WfReplay *replay = t->run->replay;
        axis.from = began;
        axis.to = MAX(replay ? wf_replay_end(replay) : to,
                      began + (t->run->over ? RUN_AXIS_LEAST : 1000));
    }
    axis.cells = MAX(cells, 1);
    return axis;
}

static void paint_line(gpointer data, guint i, WfGrid *grid, WfRect rect, guint attr)
{
    RunTime *t = data;
    const Line *line = line_at(t, i);
    WfProgress *p = wf_desk_run_progress(t->run);
    int names = name_columns(t, rect.width);
    if (line->row == WF_NO_ROW) {
        const char *name = vm_name(t, line->vm);
        bool open = t->all || g_hash_table_contains(t->open, name);
        wf_grid_put(grid, rect.x, rect.y,
                    wf_glyph(open ? WF_GLYPH_OPEN : WF_GLYPH_SHUT, wf_grid_ascii(grid)),
                    WF_ROLE_DIM, attr);
        wf_grid_text(grid, rect.x + 2, rect.y, names - 3, name, WF_ROLE_FRAME_TITLE, attr);
    } else {
        const WfRow *row = wf_progress_row(p, line->row);
        wf_grid_text(grid, rect.x + 2, rect.y, 2, wf_state_mark(row->state, wf_grid_ascii(grid)),
                     wf_state_role(row->state), attr);
        wf_grid_text(grid, rect.x + 5, rect.y, names - 6, row->name, WF_ROLE_LABEL, attr);
    }
    WfRect bars = {rect.x + names, rect.y, rect.width - names, 1};
    RunAxis axis = axis_for(t, bars.width);
    gint64 now = wf_desk_run_now(t->run);
    if (!t->run->over && run_axis_shows(&axis, now, now))
        wf_grid_put(grid, bars.x + MIN(run_axis_eighths(&axis, now) / 8, bars.width - 1), rect.y,
                    wf_glyph(WF_GLYPH_V_LINE, wf_grid_ascii(grid)), WF_ROLE_SCROLL, attr);
    paint_spans(t, &axis, line, grid, bars, attr);
}

static void paint_axis(const RunTime *t, WfGrid *grid, WfRect rect)
{
    int names = name_columns(t, rect.width - 1), cells = rect.width - 1 - names;
    RunAxis axis = axis_for(t, cells);
    gint64 began = wf_desk_run_began(t->run);
    gint64 step = MAX(run_axis_step(&axis, 12), 100); /* what times are written in */
    gint64 first = (axis.from - began) / step * step;
    for (gint64 at = first < 0 ? 0 : first; at + began <= axis.to; at += step) {
        g_autoptr(GString) text = g_string_new(NULL);
        if (at + began < axis.from)
            continue;
        int cell = run_axis_eighths(&axis, at + began) / 8;
        g_string_append_unichar(text, wf_glyph(WF_GLYPH_V_LINE, wf_grid_ascii(grid)));
        wf_text_append_time(text, at);
        if (cell + (int)text->len - 2 <= cells)
            wf_grid_text(grid, rect.x + names + cell, rect.y, cells - cell, text->str, WF_ROLE_DIM,
                         0);
    }
}

static void paint_legend(const RunTime *t, WfGrid *grid, WfRect line)
{
    static const struct {
        Look look;
        const char *text;
    } signs[] = {{{WF_STATE_DONE, false}, "done"},
                 {{WF_STATE_RUNNING, false}, "runs"},
                 {{WF_STATE_WAITING, false}, "waits"},
                 {{WF_STATE_FAILED, false}, "failed"},
                 {{WF_STATE_DONE, true}, "what decided how long it took"}};
    int x = line.x + 1, end = line.x + line.width;
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (signs[i].look.critical && !t->critical)
            continue;
        wf_grid_put(grid, x, line.y, glyph_of(signs[i].look, wf_grid_ascii(grid)),
                    role_of(signs[i].look), 0);
        x += 2 + wf_grid_text(grid, x + 2, line.y, end - x - 2, signs[i].text, WF_ROLE_DIM, 0) + 2;
    }
}

static const WfListOps ops = {.count = count, .id = row_id, .paint = paint_line};

void run_time_paint(RunTime *t, WfGrid *grid, WfRect rect, bool focused)
{
    bool legend = rect.height >= 8;
    if (rect.height < 2)
        return;
    paint_axis(t, grid, (WfRect){rect.x, rect.y, rect.width, 1});
    if (legend)
        paint_legend(t, grid, (WfRect){rect.x, rect.y + rect.height - 1, rect.width, 1});
    wf_list_paint(t->list, grid, (WfRect){rect.x, rect.y + 1, rect.width, rect.height - 1 - legend},
                  focused);
}

/* --- beginning, end, and renewal --- */

RunTime *run_time_new(WfDeskRun *run)
{
    RunTime *t = g_new0(RunTime, 1);
    t->run = run;
    t->fit = true;
    t->axis = (RunAxis){0, 1000, 1};
    t->lines = g_array_new(FALSE, FALSE, sizeof(Line));
    t->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    t->list = wf_list_new(&ops, t);
    return t;
}

void run_time_free(RunTime *t)
{
    wf_list_free(t->list);
    g_array_unref(t->lines);
    g_hash_table_unref(t->open);
    g_clear_pointer(&t->critical, g_hash_table_unref);
    g_free(t);
}

static void find_critical(RunTime *t, WfProgress *p)
{
    g_clear_pointer(&t->critical, g_hash_table_unref);
    if (!p || !t->run->over)
        return;
    g_autoptr(GArray) path = wf_progress_critical(p);
    t->critical = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < path->len; i++)
        g_hash_table_add(t->critical,
                         GUINT_TO_POINTER(g_array_index(path, WfProgressSpan, i).row + 1));
}

void run_time_renew(RunTime *t)
{
    WfProgress *p = wf_desk_run_progress(t->run);
    make_lines(t, p);
    find_critical(t, p);
    wf_list_refresh(t->list);
}

WfList *run_time_list(RunTime *t)
{
    return t->list;
}

const char *run_time_selected(RunTime *t, guint32 *ret_row)
{
    int i = wf_list_cursor(t->list);
    if (i < 0 || (guint)i >= count(t))
        return NULL;
    *ret_row = line_at(t, (guint)i)->row;
    return vm_name(t, line_at(t, (guint)i)->vm);
}

bool run_time_go(RunTime *t, guint32 row)
{
    const WfRow *r = wf_progress_row(wf_desk_run_progress(t->run), row);
    g_autofree char *id = g_strdup_printf("%s\n%s", r->vm, r->name);
    return wf_list_go_id(t->list, id) || wf_list_go_id(t->list, r->vm);
}

/* The VM at the cursor, or opens it. */
static void fold(RunTime *t)
{
    guint32 row;
    const char *name = run_time_selected(t, &row);
    if (!name)
        return;
    if (t->all) { /* now each for itself */
        for (guint vm = 0; vm < wf_progress_n_vms(wf_desk_run_progress(t->run)); vm++)
            g_hash_table_add(t->open, g_strdup(vm_name(t, vm)));
        t->all = false;
    }
    g_autofree char *copy = g_strdup(name);
    if (!g_hash_table_remove(t->open, copy))
        g_hash_table_add(t->open, g_strdup(copy));
    run_time_renew(t);
    if (row != WF_NO_ROW)
        wf_list_go_id(t->list, copy);
}

static void fold_all(RunTime *t, bool open)
{
    g_hash_table_remove_all(t->open);
    t->all = open;
    run_time_renew(t);
}

/* --- moving in time --- */

/* From now on it shows what the user chose. */
static RunAxis *own_axis(RunTime *t)
{
    if (t->fit)
        t->axis = axis_for(t, 1);
    t->fit = false;
    return &t->axis;
}

static void zoom(RunTime *t, double factor)
{
    RunAxis *axis = own_axis(t);
    gint64 now = wf_desk_run_now(t->run);
    bool keep_now = !t->run->over && run_axis_shows(axis, now, now);
    run_axis_zoom(axis, factor, keep_now ? now : axis->from + (axis->to - axis->from) / 2);
}

bool run_time_move(RunTime *t, WfMove move, int n)
{
    if (move != WF_MOVE_LEFT && move != WF_MOVE_RIGHT)
        return false;
    RunAxis *axis = own_axis(t);
    gint64 by = MAX((axis->to - axis->from) / 8, 1) * n;
    gint64 began = wf_desk_run_began(t->run), end = began + wf_desk_run_elapsed(t->run);
    run_axis_pan(axis, move == WF_MOVE_LEFT ? -by : by);
    /* Nothing is beyond the run. */
    if (axis->to < began + MARGIN_MS)
        run_axis_pan(axis, began + MARGIN_MS - axis->to);
    if (axis->from > end - MARGIN_MS)
        run_axis_pan(axis, end - MARGIN_MS - axis->from);
    return true;
}

/* --- commands --- */

const char *why_no_timeline(gpointer app)
{
    return screens_of(app)->run->timeline ? NULL : "only in the timeline: t shows it";
}

#define TIME_COMMAND(name, what)                                                                   \
    void cmd_##name(gpointer app, const char *args)                                                \
    {                                                                                              \
        (void)args;                                                                                \
        RunTime *t = screens_of(app)->run->time;                                                   \
        what;                                                                                      \
        wf_app_dirty(app);                                                                         \
    }
TIME_COMMAND(time_in, zoom(t, 0.5))
TIME_COMMAND(time_out, zoom(t, 2))
TIME_COMMAND(time_whole, t->fit = true)
TIME_COMMAND(time_fold, fold(t))
TIME_COMMAND(time_fold_all, fold_all(t, false))
TIME_COMMAND(time_unfold_all, fold_all(t, true))
