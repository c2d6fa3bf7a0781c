/* What changed, for whoever tells it line by line.
 *
 * Agents say how their components are at most five times a second, each in a node of its own: what
 * is heard of within that time has no order by itself. So it is told in the order of the DAG,
 * producers before their readers (Kahn's algorithm, over the rows that changed). A reader that is
 * heard of first waits a moment for its producers, and whoever needs it waits with it. */
#include "progress_priv.h"

#define TOGETHER_MS 200
#define HELD_MS 1000 /* five times what an agent may take to say it */

static int by_place(gconstpointer a, gconstpointer b)
{
    return wf_row_compare(*(Row *const *)a, *(Row *const *)b);
}

/* Rows of @n changes, each once, in their order; the changes of each hang on it. */
static GPtrArray *rows_of(Change *changes, guint n)
{
    GPtrArray *rows = g_ptr_array_new();

    for (guint i = n; i-- > 0;) {
        Row *r = changes[i].row;
        if (!r->present)
            continue;
        if (!r->news)
            g_ptr_array_add(rows, r);
        changes[i].next = r->news;
        r->news = &changes[i];
    }
    g_ptr_array_sort(rows, by_place);
    return rows;
}

/* Who waits for nobody among @rows first, then who waited for those. Cycles, which only a hostile
 * manifest has, come last. */
static GPtrArray *in_causal_order(const GPtrArray *rows)
{
    GPtrArray *order = g_ptr_array_sized_new(rows->len);

    for (guint i = 0; i < rows->len; i++) {
        Row *r = rows->pdata[i];
        r->n_open = 0;
        for (guint k = 0; k < r->n_links; k++)
            r->n_open += r->links[k].producer->news != NULL;
        if (!r->n_open)
            g_ptr_array_add(order, r);
    }
    for (guint i = 0; i < order->len; i++)
        for (const Link *link = ((Row *)order->pdata[i])->waiting; link; link = link->next)
            if (link->consumer->news && !--link->consumer->n_open)
                g_ptr_array_add(order, link->consumer);
    for (guint i = 0; i < rows->len; i++)
        if (((Row *)rows->pdata[i])->n_open)
            g_ptr_array_add(order, rows->pdata[i]);
    return order;
}

static bool begins(const Row *r)
{
    for (const Change *change = r->news; change; change = change->next)
        if (wf_state_is_run(change->to) && !wf_state_is_run(change->from))
            return true;
    return false;
}

/* Is news of what it needs still to come? */
static bool is_early(const Row *r, gint64 now)
{
    bool may_wait = begins(r) && r->news->at + HELD_MS > now;

    for (guint i = 0; i < r->n_links; i++) {
        const Link *link = &r->links[i];
        const Row *producer = link->producer;
        bool later = producer->untold && !producer->news;
        bool open = producer->present && (later || producer->row.state != WF_STATE_DONE);
        if (producer->held || (may_wait && open && wf_link_stops(link)))
            return true;
    }
    return false;
}

typedef struct {
    GArray *taken;
    gint64 at;  /* of the last one: each is told no earlier than what stands before it */
    gint64 now; /* what is not told by then waits */
} Taking;

static void tell(Taking *t, Change *changes, guint n)
{
    g_autoptr(GPtrArray) rows = rows_of(changes, n), order = in_causal_order(rows);

    for (guint i = 0; i < order->len; i++) {
        Row *r = order->pdata[i];
        r->held = r->held || is_early(r, t->now);
        for (const Change *change = r->held ? NULL : r->news; change; change = change->next) {
            t->at = MAX(t->at, change->at);
            WfProgressChange out = {wf_row_number(r), change->from, change->to, t->at};
            g_array_append_val(t->taken, out);
        }
        r->news = NULL;
        r->untold = r->held;
    }
}

/* Who was told is forgotten. */
static void keep_held(WfProgress *p)
{
    GArray *kept = g_array_sized_new(FALSE, TRUE, sizeof(Change), p->changes->len);
    Change *changes = (Change *)(void *)p->changes->data;

    for (guint i = 0; i < p->changes->len; i++) {
        changes[i].row->untold = false;
        if (changes[i].row->held) {
            wf_row_ref(changes[i].row);
            g_array_append_val(kept, changes[i]);
        }
    }
    g_array_set_size(p->changes, 0);
    g_array_append_vals(p->changes, kept->data, kept->len);
    for (guint i = 0; i < kept->len; i++)
        g_array_index(kept, Change, i).row->held = false;
    g_array_unref(kept);
}

GArray *wf_progress_take_changes_by(WfProgress *p, gint64 now)
{
    Taking t = {.taken = g_array_new(FALSE, TRUE, sizeof(WfProgressChange)), .now = now};

    wf_progress_derive(p);
    Change *changes = (Change *)(void *)p->changes->data;
    for (guint i = 0; i < p->changes->len; i++)
        changes[i].row->untold = true;
    for (guint first = 0, end; first < p->changes->len; first = end) {
        for (end = first + 1; end < p->changes->len; end++)
            if (changes[end].at - changes[first].at > TOGETHER_MS)
                break;
        tell(&t, changes + first, end - first);
    }
    keep_held(p);
    return t.taken;
}

GArray *wf_progress_take_changes(WfProgress *p)
{
    return wf_progress_take_changes_by(p, G_MAXINT64);
}
