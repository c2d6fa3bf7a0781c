/* What changed, for whoever tells it line by line.
 *
 * Agents say how their components are at most five times a second, each in a node of its own: what
 * is heard of within that time has no order by itself. So it is told in the order of the DAG,
 * producers before their readers (Kahn's algorithm, over the rows that changed). */
#include "progress_priv.h"

#define TOGETHER_MS 200

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

/* Each is told no earlier than what stands before it. */
static void tell(GArray *taken, Change *changes, guint n, gint64 *at)
{
    g_autoptr(GPtrArray) rows = rows_of(changes, n), order = in_causal_order(rows);

    for (guint i = 0; i < order->len; i++) {
        Row *r = order->pdata[i];
        for (const Change *change = r->news; change; change = change->next) {
            *at = MAX(*at, change->at);
            WfProgressChange out = {wf_row_number(r), change->from, change->to, *at};
            g_array_append_val(taken, out);
        }
        r->news = NULL;
    }
}

GArray *wf_progress_take_changes(WfProgress *p)
{
    GArray *taken = g_array_new(FALSE, TRUE, sizeof(WfProgressChange));
    gint64 at = 0;

    wf_progress_derive(p);
    Change *changes = (Change *)(void *)p->changes->data;
    for (guint first = 0, end; first < p->changes->len; first = end) {
        for (end = first + 1; end < p->changes->len; end++)
            if (changes[end].at - changes[first].at > TOGETHER_MS)
                break;
        tell(taken, changes + first, end - first, &at);
    }
    g_array_set_size(p->changes, 0);
    return taken;
}
