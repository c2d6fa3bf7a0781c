/* The built-in placement: what draws a picture when Graphviz cannot.
 *
 * Ranks by longest path; order by barycenter sweeps; columns by averaging the
 * leftmost and rightmost placements that keep order and distance while nodes
 * are drawn to the mean of their neighbours. */
#include "sheet.h"

#include <string.h>

#define SWEEPS 12

typedef struct {
    WfSheet *sheet;
    guint32 n_ranks;
    guint32 *first; /* starts of ranks in order[] */
    guint32 *order; /* nodes by rank and place */
    double *x;      /* centres */
    double *want;
    double *from_left;                          /* scratch of settle() */
    guint32 *up_first, *down_first, *up, *down; /* neighbours, CSR */
} Simple;

static void rank_longest_path(WfSheet *sheet)
{
    g_autofree guint32 *left = g_new0(guint32, sheet->n), *first = g_new0(guint32, sheet->n + 1);
    g_autofree guint32 *queue = g_new(guint32, sheet->n),
                       *out = g_new(guint32, sheet->arcs->len + 1);
    const WfSheetArc *arcs = (const WfSheetArc *)sheet->arcs->data;
    for (guint i = 0; i < sheet->arcs->len; i++) {
        left[arcs[i].to]++;
        first[arcs[i].from + 1]++;
    }
    for (guint32 i = 0; i < sheet->n; i++)
        first[i + 1] += first[i];
    g_autofree guint32 *next = g_memdup2(first, sizeof(guint32) * (sheet->n + 1));
    for (guint i = 0; i < sheet->arcs->len; i++)
        out[next[arcs[i].from]++] = i;
    guint32 head = 0, tail = 0;
    memset(sheet->rank, 0, sizeof(gint32) * sheet->n);
    for (guint32 i = 0; i < sheet->n; i++)
        if (left[i] == 0)
            queue[tail++] = i;
    while (head < tail) {
        guint32 node = queue[head++];
        for (guint32 i = first[node]; i < first[node + 1]; i++) {
            const WfSheetArc *arc = &arcs[out[i]];
            sheet->rank[arc->to] = MAX(sheet->rank[arc->to], sheet->rank[node] + arc->length);
            if (--left[arc->to] == 0)
                queue[tail++] = arc->to;
        }
    }
}

static guint32 *neighbours(const WfSheet *sheet, bool up, guint32 **ret_first)
{
    guint32 *first = g_new0(guint32, sheet->n + 1), *list = g_new(guint32, sheet->arcs->len + 1);
    const WfSheetArc *arcs = (const WfSheetArc *)sheet->arcs->data;
    for (guint i = 0; i < sheet->arcs->len; i++)
        first[(up ? arcs[i].to : arcs[i].from) + 1]++;
    for (guint32 i = 0; i < sheet->n; i++)
        first[i + 1] += first[i];
    g_autofree guint32 *next = g_memdup2(first, sizeof(guint32) * (sheet->n + 1));
    for (guint i = 0; i < sheet->arcs->len; i++)
        list[next[up ? arcs[i].to : arcs[i].from]++] = up ? arcs[i].from : arcs[i].to;
    *ret_first = first;
    return list;
}

static void fill_ranks(Simple *s)
{
    for (guint32 i = 0; i < s->sheet->n; i++)
        s->n_ranks = MAX(s->n_ranks, (guint32)s->sheet->rank[i] + 1);
    s->first = g_new0(guint32, s->n_ranks + 1);
    for (guint32 i = 0; i < s->sheet->n; i++)
        s->first[s->sheet->rank[i] + 1]++;
    for (guint32 r = 0; r < s->n_ranks; r++)
        s->first[r + 1] += s->first[r];
    g_autofree guint32 *next = g_memdup2(s->first, sizeof(guint32) * (s->n_ranks + 1));
    s->order = g_new(guint32, MAX(s->sheet->n, 1));
    for (guint32 i = 0; i < s->sheet->n; i++)
        s->order[next[s->sheet->rank[i]]++] = i;
}

/* Mean of the neighbours above or below; the node's own x if it has none. */
static double mean(const Simple *s, guint32 node, bool up)
{
    const guint32 *first = up ? s->up_first : s->down_first, *list = up ? s->up : s->down;
    double sum = 0;
    for (guint32 i = first[node]; i < first[node + 1]; i++)
        sum += s->x[list[i]];
    return first[node] == first[node + 1] ? s->x[node] : sum / (first[node + 1] - first[node]);
}

static double distance(const Simple *s, guint32 a, guint32 b)
{
    return (s->sheet->size[a] + s->sheet->size[b]) / 2.0 + s->sheet->gap / (double)WF_SHEET_UNIT;
}

/* Puts the nodes of a rank as near to want[] as order and distance allow. */
static void settle(Simple *s, guint32 rank)
{
    guint32 first = s->first[rank], end = s->first[rank + 1];
    for (guint32 i = first; i < end; i++) {
        s->from_left[i] = s->want[s->order[i]];
        if (i > first)
            s->from_left[i] = MAX(s->from_left[i],
                                  s->from_left[i - 1] + distance(s, s->order[i - 1], s->order[i]));
    }
    double right = G_MAXDOUBLE;
    for (guint32 i = end; i-- > first;) {
        double want = s->want[s->order[i]];
        if (i + 1 < end)
            want = MIN(want, right - distance(s, s->order[i], s->order[i + 1]));
        right = want;
        s->x[s->order[i]] = (want + s->from_left[i]) / 2;
    }
}

static gint by_want(gconstpointer a, gconstpointer b, gpointer data)
{
    const double *want = data;
    guint32 i = *(const guint32 *)a, j = *(const guint32 *)b;
    return want[i] < want[j] ? -1 : want[i] > want[j] ? 1 : i < j ? -1 : i > j;
}

static void sweep(Simple *s, bool up, bool reorder)
{
    for (guint32 k = 0; k < s->n_ranks; k++) {
        guint32 rank = up ? k : s->n_ranks - 1 - k, first = s->first[rank];
        for (guint32 i = first; i < s->first[rank + 1]; i++)
            s->want[s->order[i]] = mean(s, s->order[i], up);
        if (reorder)
            g_qsort_with_data(s->order + first, s->first[rank + 1] - first, sizeof(guint32),
                              by_want, s->want);
        settle(s, rank);
    }
}

static void place_columns(WfSheet *sheet)
{
    Simple s = {.sheet = sheet};
    fill_ranks(&s);
    s.up = neighbours(sheet, true, &s.up_first);
    s.down = neighbours(sheet, false, &s.down_first);
    s.x = g_new0(double, MAX(sheet->n, 1));
    s.want = g_new0(double, MAX(sheet->n, 1));
    s.from_left = g_new0(double, MAX(sheet->n, 1));
    for (guint32 r = 0; r < s.n_ranks; r++)
        for (guint32 i = s.first[r] + 1; i < s.first[r + 1]; i++)
            s.x[s.order[i]] = s.x[s.order[i - 1]] + distance(&s, s.order[i - 1], s.order[i]);
    for (int i = 0; i < SWEEPS; i++)
        sweep(&s, i % 2 == 0, i < SWEEPS - 4);
    for (guint32 i = 0; i < sheet->n; i++)
        sheet->centre[i] = (gint32)(s.x[i] * WF_SHEET_UNIT);
    g_free(s.first);
    g_free(s.order);
    g_free(s.x);
    g_free(s.want);
    g_free(s.from_left);
    g_free(s.up);
    g_free(s.down);
    g_free(s.up_first);
    g_free(s.down_first);
}

bool wf_simple_solve(WfSheet *sheet, WfSheetAsk ask, gpointer unused)
{
    (void)unused;
    if (ask == WF_ASK_RANKS)
        rank_longest_path(sheet);
    else
        place_columns(sheet);
    return true;
}
