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

/* By when they ran. Of those that took no time at one moment, in the order of rows. */
static bool ran_before(const Row *q, const Row *r)
{
    if (q->row.finished != r->row.finished)
        return q->row.finished < r->row.finished;
    if (q->row.started != r->row.started)
        return q->row.started < r->row.started;
    return wf_row_compare(q, r) < 0;
}

/* @q in place of @best: it ended later, but before @r began, in the same stretch of work. */
static const Row *later(const Row *best, const Row *q, const Row *r, gint64 began)
{
    bool better = q->row.started >= began && q->row.finished > (best ? best->row.finished : 0) &&
                  q->row.finished <= r->row.started && ran_before(q, r);

    return better ? q : best;
}

/* Did its VM run as many as it may until @q ended? Else nobody waited for that. */
static bool freed_a_slot(const Row *q)
{
    const Vm *vm = q->vm;
    guint n = 1, jobs = vm->told_jobs ? vm->told_jobs : vm->jobs;

    for (guint i = 0; i < vm->own->len && n < jobs; i++) {
        const Row *other = vm->own->pdata[i];
        n += other != q && other->row.started && other->row.started < q->row.finished &&
             (!other->row.finished || other->row.finished >= q->row.finished);
    }
    return n >= jobs;
}

/* The one that ended last before this one began among those it waited for and, since a VM runs so
 * many recipes at a time, those of its VM. */
static const Row *before(const Row *r, gint64 began)
{
    const Row *needed = NULL, *own = NULL;

    for (guint i = 0; i < r->n_links; i++)
        needed = later(needed, r->links[i].producer, r, began);
    for (guint i = 0; i < r->vm->own->len; i++)
        own = later(own, r->vm->own->pdata[i], r, began);
    if (own && freed_a_slot(own))
        return later(needed, own, r, began);
    return needed;
}

GArray *wf_progress_critical(WfProgress *p)
{
    GArray *path = g_array_new(FALSE, TRUE, sizeof(guint32));
    gint64 episode = wf_progress_episode(p, p->now), began = episode ? episode : p->renewed;
    const Row *last = NULL;

    for (guint32 i = 0; i < p->rows->len; i++) {
        const Row *r = wf_row_at(p, i);
        if (r->row.finished && r->row.started >= began && (!last || ran_before(last, r)))
            last = r;
    }
    for (; last; last = before(last, began)) {
        guint32 row = wf_row_number(last);
        g_array_append_val(path, row);
    }
    for (guint i = 0; i < path->len / 2; i++) {
        guint32 *rows = (guint32 *)(void *)path->data, row = rows[i];
        rows[i] = rows[path->len - 1 - i];
        rows[path->len - 1 - i] = row;
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
