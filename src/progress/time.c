/* Time: expected, left, and what decided. */
#include "progress_priv.h"

#include <string.h>
#include <sys/stat.h>
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
    p->state_dirty = true;
}

json_t *wf_progress_durations(WfProgress *p)
{
    json_t *durations = json_object();
    GHashTableIter iter;
    const char *name;
    const gint64 *ms;

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

/* Longest path backwards from every open row, without recursion: a row is taken when all it waits
 * for have been. Cycles cannot be in manifests that were prepared, but a hostile one must not hang
 * us: what is never ready is left out. */
gint64 wf_progress_remaining_ms(WfProgress *p, gint64 now)
{
    wf_progress_derive(p);
    if (!g_hash_table_size(p->expected))
        return -1;
    guint32 rows = p->rows->len, n;
    g_autofree gint64 *end = g_new0(gint64, rows + 1);
    g_autofree guint8 *done = g_new0(guint8, rows + 1);
    gint64 last = 0;

    for (bool moved = true; moved;) {
        moved = false;
        for (guint32 i = 0; i < rows; i++) {
            const WfRow *row = &wf_row_at(p, i)->row;
            const guint32 *edges = wf_row_edges(p, i, &n);
            gint64 begin = 0, own = MAX(row->expected_ms, 0);
            bool ready = !done[i];
            for (guint32 k = 0; ready && k < n; k++) {
                ready = done[EDGE_ROW(edges[k])];
                begin = MAX(begin, end[EDGE_ROW(edges[k])]);
            }
            if (!ready)
                continue;
            bool over = row->state == WF_STATE_DONE || row->state == WF_STATE_FAILED ||
                        row->state == WF_STATE_BLOCKED || row->state == WF_STATE_SKIPPED;
            if (row->state == WF_STATE_RUNNING)
                own = MAX(0, own - (now - row->since));
            end[i] = over ? 0 : begin + own;
            done[i] = 1;
            moved = true;
            last = MAX(last, end[i]);
        }
    }
    return last;
}

/* ---- what decided ---- */

/* The one that ended last before this one began, among those it waited for and, since a VM runs
 * its recipes one at a time, those of its VM. */
static guint32 before(const WfProgress *p, guint32 row)
{
    const WfRow *r = &wf_row_at(p, row)->row;
    guint32 n, best = WF_NO_ROW;
    gint64 latest = 0;
    const guint32 *edges = wf_row_edges(p, row, &n);

    for (guint32 k = 0; k < n; k++) {
        const WfRow *q = &wf_row_at(p, EDGE_ROW(edges[k]))->row;
        if (q->finished > latest && q->finished <= r->started) {
            latest = q->finished;
            best = EDGE_ROW(edges[k]);
        }
    }
    const Vm *vm = g_hash_table_lookup(p->vm_index, r->vm);
    for (guint32 i = vm->first; i < vm->first + vm->n; i++) {
        const WfRow *q = &wf_row_at(p, i)->row;
        if (i != row && q->finished > latest && q->finished <= r->started) {
            latest = q->finished;
            best = i;
        }
    }
    return best;
}

GArray *wf_progress_critical(WfProgress *p)
{
    GArray *path = g_array_new(FALSE, TRUE, sizeof(guint32));
    guint32 at = WF_NO_ROW;

    wf_progress_derive(p);
    for (guint32 i = 0; i < p->rows->len; i++)
        if (wf_row_at(p, i)->row.finished &&
            (at == WF_NO_ROW || wf_row_at(p, i)->row.finished > wf_row_at(p, at)->row.finished))
            at = i;
    while (at != WF_NO_ROW && path->len < p->rows->len) {
        g_array_prepend_val(path, at);
        at = before(p, at);
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
