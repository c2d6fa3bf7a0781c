/* See run_rows.h. Groups are filled by counting; only what fails and runs, which
 * is little, is sorted each time. What is done keeps the order in which it
 * ended: it is added to at the end, and read from there. */
#include "run_rows.h"

#include <string.h>

struct RunRows {
    GArray *items; /* RunItem */
    GArray *place; /* gint32 by row: its item, or -1 */
    guint title[RUN_N_GROUPS], n[RUN_N_GROUPS];
    GArray *ended;  /* guint32: rows that are done, in the order they became so */
    GArray *listed; /* guint8 by row: it is in `ended` */
    const WfProgress *of;
    guint64 shape;
};

const char *run_group_name(RunGroup group)
{
    static const char *const names[] = {
        [RUN_FAILED] = "failed",     [RUN_LOST] = "lost: their agents do not answer",
        [RUN_RUNNING] = "running",   [RUN_WAITING] = "waiting",
        [RUN_BLOCKED] = "blocked",   [RUN_STALE] = "done for an older model",
        [RUN_PENDING] = "not begun", [RUN_DONE] = "done"};
    return names[group];
}

static RunGroup group_of(WfState state)
{
    static const RunGroup groups[WF_N_STATES] = {
        [WF_STATE_PENDING] = RUN_PENDING, [WF_STATE_WAITING] = RUN_WAITING,
        [WF_STATE_RUNNING] = RUN_RUNNING, [WF_STATE_DONE] = RUN_DONE,
        [WF_STATE_FAILED] = RUN_FAILED,   [WF_STATE_BLOCKED] = RUN_BLOCKED,
        [WF_STATE_LOST] = RUN_LOST,       [WF_STATE_SKIPPED] = RUN_DONE,
        [WF_STATE_STALE] = RUN_STALE};
    return groups[MIN(state, WF_N_STATES - 1)];
}

RunRows *run_rows_new(void)
{
    RunRows *rows = g_new0(RunRows, 1);
    rows->items = g_array_new(FALSE, FALSE, sizeof(RunItem));
    rows->place = g_array_new(FALSE, FALSE, sizeof(gint32));
    rows->ended = g_array_new(FALSE, FALSE, sizeof(guint32));
    rows->listed = g_array_new(FALSE, TRUE, sizeof(guint8));
    return rows;
}

void run_rows_free(RunRows *rows)
{
    if (!rows)
        return;
    g_array_unref(rows->items);
    g_array_unref(rows->place);
    g_array_unref(rows->ended);
    g_array_unref(rows->listed);
    g_free(rows);
}

/* --- what is done --- */

static gint64 end_of(const WfRow *row)
{
    return row->finished ? row->finished : row->since;
}

static int by_end(gconstpointer a, gconstpointer b, gpointer progress)
{
    const guint32 *x = a, *y = b;
    gint64 left = end_of(wf_progress_row(progress, *x)),
           right = end_of(wf_progress_row(progress, *y));
    return left != right ? (left > right) - (left < right) : (*x > *y) - (*x < *y);
}

static bool has_ended(WfProgress *p, guint32 row)
{
    return group_of(wf_progress_row(p, row)->state) == RUN_DONE;
}

/* Drops what runs again, and adds what ended since. */
static void renew_ended(RunRows *rows, WfProgress *p, guint32 n)
{
    if (rows->of != p || rows->shape != wf_progress_shape(p)) {
        g_array_set_size(rows->ended, 0);
        g_array_set_size(rows->listed, 0);
        g_array_set_size(rows->listed, n);
        rows->of = p;
        rows->shape = wf_progress_shape(p);
    }
    guint8 *listed = (guint8 *)rows->listed->data;
    guint32 *ended = (guint32 *)rows->ended->data, kept = 0;
    for (guint i = 0; i < rows->ended->len; i++) {
        if (has_ended(p, ended[i]))
            ended[kept++] = ended[i];
        else
            listed[ended[i]] = 0;
    }
    g_array_set_size(rows->ended, kept);
    for (guint32 row = 0; row < n; row++)
        if (!listed[row] && has_ended(p, row)) {
            listed[row] = 1;
            g_array_append_val(rows->ended, row);
        }
    if (rows->ended->len > kept + 1)
        g_qsort_with_data(rows->ended->data + kept * sizeof(guint32),
                          (gint)(rows->ended->len - kept), sizeof(guint32), by_end, p);
}

/* --- the items --- */

static int by_since(gconstpointer a, gconstpointer b, gpointer progress)
{
    const RunItem *x = a, *y = b;
    gint64 left = wf_progress_row(progress, x->row)->since,
           right = wf_progress_row(progress, y->row)->since;
    return left != right ? (left > right) - (left < right) : (x->row > y->row) - (x->row < y->row);
}

/* Where each group starts, with room for its title. */
static void make_room(RunRows *rows)
{
    guint at = 0;

    for (guint g = 0; g < RUN_N_GROUPS; g++) {
        rows->title[g] = rows->n[g] ? at : G_MAXUINT;
        at += rows->n[g] ? rows->n[g] + 1 : 0;
    }
    g_array_set_size(rows->items, at);
    for (guint g = 0; g < RUN_N_GROUPS; g++)
        if (rows->n[g])
            g_array_index(rows->items, RunItem, rows->title[g]) = (RunItem){WF_NO_ROW, g};
}

static void note_places(RunRows *rows)
{
    for (guint i = 0; i < rows->items->len; i++) {
        const RunItem *item = &g_array_index(rows->items, RunItem, i);
        if (item->row != WF_NO_ROW)
            g_array_index(rows->place, gint32, item->row) = (gint32)i;
    }
}

void run_rows_renew(RunRows *rows, WfProgress *p, bool (*shown)(gpointer data, guint32 row),
                    gpointer data)
{
    guint32 n = p ? wf_progress_n_rows(p) : 0;
    guint next[RUN_N_GROUPS];

    memset(rows->n, 0, sizeof rows->n);
    g_array_set_size(rows->place, n);
    if (p)
        renew_ended(rows, p, n);
    else
        rows->of = NULL;
    for (guint32 row = 0; row < n; row++) {
        bool in = !shown || shown(data, row);
        g_array_index(rows->place, gint32, row) = in ? 0 : -1;
        if (in)
            rows->n[group_of(wf_progress_row(p, row)->state)]++;
    }
    make_room(rows);
    for (guint g = 0; g < RUN_N_GROUPS; g++)
        next[g] = rows->title[g] + 1;
    RunItem *items = (RunItem *)rows->items->data;
    for (guint32 row = 0; row < n; row++) {
        RunGroup group = group_of(wf_progress_row(p, row)->state);
        if (group != RUN_DONE && g_array_index(rows->place, gint32, row) >= 0)
            items[next[group]++] = (RunItem){row, group};
    }
    for (guint i = n ? rows->ended->len : 0; i-- > 0;) {
        guint32 row = g_array_index(rows->ended, guint32, i);
        if (g_array_index(rows->place, gint32, row) >= 0)
            items[next[RUN_DONE]++] = (RunItem){row, RUN_DONE};
    }
    for (guint g = 0; g <= RUN_RUNNING; g++)
        if (rows->n[g] > 1)
            g_qsort_with_data(items + rows->title[g] + 1, (gint)rows->n[g], sizeof *items, by_since,
                              p);
    note_places(rows);
}

bool run_rows_is_of(const RunRows *rows, const WfProgress *p)
{
    return rows->of == p && (!p || rows->shape == wf_progress_shape(p));
}

guint run_rows_n(const RunRows *rows)
{
    return rows->items->len;
}

RunItem run_rows_get(const RunRows *rows, guint i)
{
    return g_array_index(rows->items, RunItem, i);
}

int run_rows_find(const RunRows *rows, guint32 row)
{
    return row < rows->place->len ? g_array_index(rows->place, gint32, row) : -1;
}

guint run_rows_title(const RunRows *rows, RunGroup group)
{
    return rows->title[group];
}

guint run_rows_count(const RunRows *rows, RunGroup group)
{
    return rows->n[group];
}

/* Over ten seconds, or less at the beginning of a run. */
double run_rows_rate(const RunRows *rows, WfProgress *p, gint64 began, gint64 now)
{
    enum { SPAN_MS = 10000 };
    gint64 from = MAX(began, now - SPAN_MS);
    guint n = 0;

    for (guint i = rows->ended->len; i-- > 0; n++)
        if (end_of(wf_progress_row(p, g_array_index(rows->ended, guint32, i))) < from)
            break;
    return now - from >= 1000 ? n * 1000.0 / (double)(now - from) : 0;
}
