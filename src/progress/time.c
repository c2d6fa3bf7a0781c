/* Time: expected, left, and what decided. */
#include "progress_priv.h"

#include <string.h>
#include <weft/file.h>

void wf_progress_set_expected(WfProgress *p, const json_t *durations)
{
    const char *name;
    json_t *value;

    json_object_foreach ((json_t *)durations, name, value) {
        gint64 *ms = g_new(gint64, 1);
        *ms = json_integer_value(value);
        g_hash_table_replace(p->expected, g_strdup(name), ms);
    }
    wf_rows_order(p);
    for (guint32 i = 0; i < p->rows->len; i++)
        wf_row_set_expected(p, wf_row_at(p, i));
}

json_t *wf_progress_durations(WfProgress *p)
{
    json_t *durations = json_object();
    GHashTableIter iter;
    const char *name;
    const gint64 *ms;

    wf_progress_derive(p);
    g_hash_table_iter_init(&iter, p->expected);
    while (g_hash_table_iter_next(&iter, (gpointer *)&name, (gpointer *)&ms))
        json_object_set_new(durations, name, json_integer(*ms));
    for (guint32 i = 0; i < p->rows->len; i++) {
        const WfRow *row = wf_progress_row(p, i);
        if (row->state == WF_STATE_DONE && row->started && row->finished >= row->started)
            json_object_set_new(durations, row->name, json_integer(row->finished - row->started));
    }
    return durations;
}

/* ---- what is left ---- */

static gint64 own_ms(const WfRow *row, gint64 now)
{
    gint64 own = MAX(row->expected_ms, 0);

    return row->state == WF_STATE_RUNNING ? MAX(0, own - (now - row->since)) : own;
}

static bool is_over(WfState state)
{
    return state == WF_STATE_DONE || state == WF_STATE_FAILED || state == WF_STATE_BLOCKED ||
           state == WF_STATE_SKIPPED;
}

/* Does it stand still until somebody comes back or makes it run again? @waits: for one that does.
 */
static bool is_stuck(const Row *r, bool waits)
{
    WfState state = r->row.state;

    if (is_over(state))
        return state == WF_STATE_FAILED || state == WF_STATE_BLOCKED;
    return waits || r->root || wf_vm_away_since(r->vm) >= 0;
}

/* Longest path by Kahn's algorithm: a row is taken when all it waits for have been. Cycles cannot
 * be in manifests that were prepared, and what a hostile one has in a cycle is left out. */
gint64 wf_progress_remaining_ms(WfProgress *p, gint64 now)
{
    g_autoptr(GPtrArray) queue = g_ptr_array_new();
    gint64 last = 0;
    bool goes_on = false; /* is there one that is left and does not wait for what stands still? */

    wf_progress_derive(p);
    if (!g_hash_table_size(p->expected) || wf_progress_is_on_hold(p) || wf_progress_is_over(p))
        return -1;
    g_autofree gint64 *begin = g_new0(gint64, p->rows->len + 1);
    g_autofree guint32 *open = g_new0(guint32, p->rows->len + 1);
    g_autofree guint8 *stuck = g_new0(guint8, p->rows->len + 1);
    for (guint32 i = 0; i < p->rows->len; i++) {
        const Row *r = wf_row_at(p, i);
        for (guint k = 0; k < r->n_links; k++)
            open[i] += r->links[k].producer->present;
        if (!open[i])
            g_ptr_array_add(queue, (gpointer)r);
    }
    for (guint q = 0; q < queue->len; q++) {
        const Row *r = queue->pdata[q];
        guint32 number = wf_row_number(r);
        bool over = is_over(r->row.state);
        gint64 began = over ? 0 : begin[number];
        gint64 end = over ? 0 : began + own_ms(&r->row, now);
        last = MAX(last, end);
        stuck[number] = is_stuck(r, stuck[number]);
        goes_on |= !over && !stuck[number];
        for (const Link *link = r->waiting; link; link = link->next) {
            guint32 next = wf_row_number(link->consumer);
            begin[next] = MAX(begin[next], link->delivered ? began : end);
            stuck[next] |= stuck[number] && wf_link_stops(link);
            if (!--open[next])
                g_ptr_array_add(queue, link->consumer);
        }
    }
    return goes_on ? last : -1;
}

/* ---- what decided ---- */

/* All that ran since the latest stretch of work began, row by row. A row that failed and was tried
 * again has several. */
typedef struct {
    WfProgress *p;
    GArray *all;  /* WfProgressSpan */
    guint *first; /* of each row in it; one more ends the last */
} Runs;

static void runs_clear(Runs *runs)
{
    g_array_unref(runs->all);
    g_free(runs->first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Runs, runs_clear)

static const WfProgressSpan *run_at(const Runs *runs, guint i)
{
    return &g_array_index(runs->all, WfProgressSpan, i);
}

/* What was cut off took its time, too. */
static bool is_over_run(const WfProgressSpan *span)
{
    return !span->open && (wf_state_is_run(span->state) || span->state == WF_STATE_LOST);
}

/* Was it taken down while it went on? A run without any length is not. */
static bool has_last(const GArray *spans, const WfRow *row)
{
    for (guint i = 0; i < spans->len; i++)
        if (g_array_index(spans, WfProgressSpan, i).from == row->started &&
            is_over_run(&g_array_index(spans, WfProgressSpan, i)))
            return true;
    return false;
}

static void add_runs(Runs *runs, guint32 number, gint64 began)
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(WfProgressSpan));
    const Row *r = wf_row_at(runs->p, number);

    wf_spans_add_row(spans, runs->p, r->vm, number, runs->p->now);
    if (r->row.finished && !has_last(spans, &r->row)) {
        WfState state = r->row.state == WF_STATE_FAILED ? WF_STATE_FAILED : WF_STATE_DONE;
        WfProgressSpan last = {number, state, r->row.started, r->row.finished, false};
        g_array_append_val(spans, last);
    }
    for (guint i = 0; i < spans->len; i++) {
        const WfProgressSpan *span = &g_array_index(spans, WfProgressSpan, i);
        if (is_over_run(span) && span->from >= began)
            g_array_append_val(runs->all, *span);
    }
}

static Runs find_runs(WfProgress *p)
{
    gint64 episode = wf_progress_episode(p, p->now), began = episode ? episode : p->renewed;
    Runs runs = {p, g_array_new(FALSE, FALSE, sizeof(WfProgressSpan)),
                 g_new0(guint, p->rows->len + 1)};

    for (guint32 i = 0; i < p->rows->len; i++) {
        add_runs(&runs, i, began);
        runs.first[i + 1] = runs.all->len;
    }
    return runs;
}

/* By when they ran. Of those that took no time at one moment, in the order of rows. */
static bool ran_before(const WfProgressSpan *q, const WfProgressSpan *r)
{
    if (q->to != r->to)
        return q->to < r->to;
    if (q->from != r->from)
        return q->from < r->from;
    return q->row < r->row;
}

/* Of the row's runs the one that ended last before @r began, in place of @best if it ended later.
 */
static const WfProgressSpan *later(const Runs *runs, guint32 row, const WfProgressSpan *best,
                                   const WfProgressSpan *r)
{
    for (guint i = runs->first[row]; i < runs->first[row + 1]; i++) {
        const WfProgressSpan *q = run_at(runs, i);
        if (q->to > (best ? best->to : 0) && q->to <= r->from && ran_before(q, r))
            best = q;
    }
    return best;
}

/* Did it run when @q ended? */
static bool ran_beside(const Runs *runs, guint32 row, const WfProgressSpan *q)
{
    const WfRow *r = &wf_row_at(runs->p, row)->row;

    if (row == q->row)
        return false;
    if (r->started && !r->finished && r->started < q->to)
        return true;
    for (guint i = runs->first[row]; i < runs->first[row + 1]; i++)
        if (run_at(runs, i)->from < q->to && run_at(runs, i)->to >= q->to)
            return true;
    return false;
}

/* Did its VM run as many as it may until @q ended? Else nobody waited for that. */
static bool freed_a_slot(const Runs *runs, const Vm *vm, const WfProgressSpan *q)
{
    guint n = 1, jobs = vm->told_jobs ? vm->told_jobs : vm->jobs;

    for (guint i = 0; i < vm->own->len && n < jobs; i++)
        n += ran_beside(runs, wf_row_number(vm->own->pdata[i]), q);
    return n >= jobs;
}

/* The one that ended last before this one began among those it waited for (its own attempts before
 * it, too) and, since a VM runs so many recipes at a time, those of its VM. */
static const WfProgressSpan *before(const Runs *runs, const WfProgressSpan *span)
{
    const Row *r = wf_row_at(runs->p, span->row);
    const WfProgressSpan *needed = later(runs, span->row, NULL, span), *own = NULL;

    for (guint i = 0; i < r->n_links; i++)
        if (r->links[i].producer->present)
            needed = later(runs, wf_row_number(r->links[i].producer), needed, span);
    for (guint i = 0; i < r->vm->own->len; i++)
        own = later(runs, wf_row_number(r->vm->own->pdata[i]), own, span);
    bool waited = own && (!needed || own->to > needed->to) && freed_a_slot(runs, r->vm, own);
    return waited ? own : needed;
}

GArray *wf_progress_critical(WfProgress *p)
{
    GArray *path = g_array_new(FALSE, TRUE, sizeof(WfProgressSpan));
    g_auto(Runs) runs = find_runs(p);
    const WfProgressSpan *last = NULL;

    for (guint i = 0; i < runs.all->len; i++)
        if (!last || ran_before(last, run_at(&runs, i)))
            last = run_at(&runs, i);
    for (; last; last = before(&runs, last))
        g_array_append_val(path, *last);
    for (guint i = 0; i < path->len / 2; i++) { /* found from its end */
        WfProgressSpan *a = &g_array_index(path, WfProgressSpan, i);
        WfProgressSpan *b = &g_array_index(path, WfProgressSpan, path->len - 1 - i);
        WfProgressSpan span = *a;
        *a = *b;
        *b = span;
    }
    return path;
}

/* ---- kept between runs ---- */

static char *durations_path(const char *stack)
{
    g_autofree char *name = wf_zname_encode(stack);
    g_autofree char *file = g_strconcat(name, ".json", NULL);

    return g_build_filename(g_get_user_state_dir(), "weft", "durations", file, NULL);
}

json_t *wf_durations_read(const char *stack)
{
    g_autofree char *path = durations_path(stack);
    g_autoptr(GBytes) bytes = wf_file_read(path, WF_LIMIT_MANIFEST_BYTES, NULL);
    gsize len;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;
    json_t *value =
        data ? wf_json_parse(data, len, WF_LIMIT_MANIFEST_BYTES, "durations", NULL) : NULL;

    if (json_is_object(value))
        return value;
    json_decref(value);
    return json_object();
}

bool wf_durations_write(const char *stack, const json_t *durations, GError **error)
{
    g_autofree char *path = durations_path(stack);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *text = wf_json_canonical(durations);

    g_mkdir_with_parents(folder, 0700);
    return wf_file_write(path, text, strlen(text), 0600, error);
}
