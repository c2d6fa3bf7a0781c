/* Differences of two texts by lines: E. Myers, "An O(ND) difference algorithm
 * and its variations" (1986), the greedy form with a trace, after common ends
 * are taken off and lines are numbered so that comparing them is comparing
 * integers. */
#include <string.h>

#include <weft/limits.h>
#include <weft/widget.h>

typedef struct {
    const guint *a, *b;
    int n, m;
    GArray *removed, *added; /* of bool, by line */
} Problem;

static guint *number_lines(GHashTable *numbers, char *const *lines, guint n)
{
    guint *result = g_new(guint, n + 1);
    for (guint i = 0; i < n; i++) {
        gpointer number = g_hash_table_lookup(numbers, lines[i]);
        if (!number) {
            number = GUINT_TO_POINTER(g_hash_table_size(numbers) + 1);
            g_hash_table_insert(numbers, lines[i], number);
        }
        result[i] = GPOINTER_TO_UINT(number);
    }
    return result;
}

/* v[k] is the furthest x on diagonal k = x - y reached with d edits; one step further from it. */
static int furthest(const Problem *p, const int *v, int k, int d)
{
    int x = k == -d || (k != d && v[k - 1] < v[k + 1]) ? v[k + 1] : v[k - 1] + 1;
    while (x < p->n && x - k < p->m && p->a[x] == p->b[x - k])
        x++;
    return x;
}

/* Rounds d = 0, 1, ... until the end is reached; each round's v is kept for the way back. Returns
 * d, or -1 when there would be more edits than the limit. */
static int search(const Problem *p, GPtrArray *trace)
{
    int limit = MIN(p->n + p->m, WF_LIMIT_DIFF_EDITS);
    g_autofree int *space = g_new0(int, 2 * (gsize)limit + 3);
    int *v = space + limit + 1;
    for (int d = 0; d <= limit; d++) {
        int *copy = g_new(int, 2 * (gsize)d + 3);
        memcpy(copy, v - d - 1, sizeof(int) * (2 * (gsize)d + 3));
        g_ptr_array_add(trace, copy);
        for (int k = -d; k <= d; k += 2) {
            v[k] = furthest(p, v, k, d);
            if (v[k] >= p->n && v[k] - k >= p->m)
                return d;
        }
    }
    return -1;
}

static void walk_back(Problem *p, const GPtrArray *trace, int d)
{
    int x = p->n, y = p->m;
    for (; d > 0; d--) {
        const int *v = (const int *)g_ptr_array_index(trace, d) + d + 1;
        int k = x - y;
        int from = k == -d || (k != d && v[k - 1] < v[k + 1]) ? k + 1 : k - 1;
        int from_x = v[from], from_y = from_x - from;
        if (from > k)
            g_array_index(p->added, bool, from_y) = true;
        else
            g_array_index(p->removed, bool, from_x) = true;
        x = from_x;
        y = from_y;
    }
}

static void mark_all(GArray *marks, int n)
{
    for (int i = 0; i < n; i++)
        g_array_index(marks, bool, i) = true;
}

static void solve(Problem *p)
{
    g_autoptr(GPtrArray) trace = g_ptr_array_new_with_free_func(g_free);
    p->removed = g_array_set_size(g_array_new(FALSE, TRUE, sizeof(bool)), (guint)p->n + 1);
    p->added = g_array_set_size(g_array_new(FALSE, TRUE, sizeof(bool)), (guint)p->m + 1);
    int d = search(p, trace);
    if (d >= 0) {
        walk_back(p, trace, d);
        return;
    }
    mark_all(p->removed, p->n);
    mark_all(p->added, p->m);
}

static void add_row(GArray *rows, WfDiffKind kind, guint left, guint right)
{
    WfDiffRow row = {kind, left, right, 1};
    g_array_append_val(rows, row);
}

/* Long stretches of unchanged rows, except @context at each end, become one row. */
static GArray *skip_same(GArray *rows, int context)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(WfDiffRow));
    for (guint i = 0; i < rows->len;) {
        guint end = i;
        while (end < rows->len && g_array_index(rows, WfDiffRow, end).kind == WF_DIFF_SAME)
            end++;
        guint head = i == 0 ? 0 : (guint)context, tail = end == rows->len ? 0 : (guint)context;
        if (end - i > head + tail + 1) {
            WfDiffRow skipped = g_array_index(rows, WfDiffRow, i + head);
            skipped.kind = WF_DIFF_SKIPPED;
            skipped.n = end - i - head - tail;
            g_array_append_vals(out, &g_array_index(rows, WfDiffRow, i), head);
            g_array_append_val(out, skipped);
            i = end - tail;
        }
        for (; i < end || (i == end && i < rows->len); i++)
            g_array_append_val(out, g_array_index(rows, WfDiffRow, i));
    }
    g_array_unref(rows);
    return out;
}

static GArray *make_rows(const Problem *p, guint head, guint tail)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(WfDiffRow));
    guint x = 0, y = 0;
    for (guint i = 0; i < head; i++)
        add_row(rows, WF_DIFF_SAME, i, i);
    while (x < (guint)p->n || y < (guint)p->m)
        if (x < (guint)p->n && g_array_index(p->removed, bool, x)) {
            add_row(rows, WF_DIFF_REMOVED, head + x, head + y);
            x++;
        } else if (y < (guint)p->m && g_array_index(p->added, bool, y)) {
            add_row(rows, WF_DIFF_ADDED, head + x, head + y);
            y++;
        } else {
            add_row(rows, WF_DIFF_SAME, head + x, head + y);
            x++;
            y++;
        }
    for (guint i = 0; i < tail; i++)
        add_row(rows, WF_DIFF_SAME, head + x + i, head + y + i);
    return rows;
}

GArray *wf_diff_lines(char *const *left, guint n_left, char *const *right, guint n_right,
                      int context)
{
    g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree guint *a = number_lines(numbers, left, n_left);
    g_autofree guint *b = number_lines(numbers, right, n_right);
    guint head = 0, tail = 0, least = MIN(n_left, n_right);
    while (head < least && a[head] == b[head])
        head++;
    while (tail < least - head && a[n_left - 1 - tail] == b[n_right - 1 - tail])
        tail++;
    Problem p = {a + head, b + head, (int)(n_left - head - tail), (int)(n_right - head - tail),
                 NULL,     NULL};
    solve(&p);
    GArray *rows = make_rows(&p, head, tail);
    g_array_unref(p.removed);
    g_array_unref(p.added);
    return context < 0 ? rows : skip_same(rows, context);
}
