/* Shows a difference, side by side or one below the other. In the first form a
 * run of removed lines and the run of added ones after it share rows. */
#include <string.h>

#include <weft/widget.h>

#define SIDE_BY_SIDE 100 /* columns */

struct WfDiffView {
    char **left, **right;
    GArray *rows;  /* of WfDiffRow */
    GArray *pairs; /* of Pair, for side by side */
    WfList *list;
    char *needle; /* NULL: nothing is looked for */
    bool beside;
};

typedef struct {
    int left, right; /* index into rows, -1: nothing on this side */
} Pair;

static guint count_rows(gpointer data)
{
    const WfDiffView *view = data;
    return view->beside ? view->pairs->len : view->rows->len;
}

static void row_id(gpointer data, guint row, GString *id)
{
    (void)data;
    g_string_append_printf(id, "%u", row);
}

static const WfDiffRow *row_at(const WfDiffView *view, int i)
{
    return &g_array_index(view->rows, WfDiffRow, i);
}

static void paint_skipped(const WfDiffRow *row, WfGrid *grid, WfRect line)
{
    wf_grid_printf(grid, line.x, line.y, line.width, WF_ROLE_DIM, 0, "  %c %u unchanged lines", ':',
                   row->n);
}

static const char *text_of(const WfDiffView *view, const WfDiffRow *row, bool left)
{
    return left ? view->left[row->left] : view->right[row->right];
}

static void paint_text(const WfDiffView *view, WfGrid *grid, WfRect line, const char *text,
                       WfRole role)
{
    gsize len = view->needle ? strlen(view->needle) : 0;
    int x = line.x, end = line.x + line.width;
    for (const char *at; len && x < end && (at = wf_find_text(text, view->needle));
         text = at + len) {
        g_autofree char *before = g_strndup(text, (gsize)(at - text)), *match = g_strndup(at, len);
        x += wf_grid_text(grid, x, line.y, end - x, before, role, 0);
        x += wf_grid_text(grid, x, line.y, end - x, match, role, WF_ATTR_MATCH);
    }
    wf_grid_text(grid, x, line.y, end - x, text, role, 0);
}

static void paint_side(const WfDiffView *view, int i, bool left, WfGrid *grid, WfRect line)
{
    static const WfRole roles[] = {WF_ROLE_SAME, WF_ROLE_REMOVED, WF_ROLE_ADDED, WF_ROLE_DIM};
    static const char marks[] = {' ', '-', '+', ' '};
    const WfDiffRow *row = row_at(view, i);
    guint number = left ? row->left : row->right;
    WfRect before = wf_grid_clip(grid, line);
    if (row->kind == WF_DIFF_SKIPPED) {
        paint_skipped(row, grid, line);
    } else {
        wf_grid_printf(grid, line.x, line.y, 5, WF_ROLE_DIM, 0, "%4u", number + 1);
        wf_grid_put(grid, line.x + 5, line.y, (gunichar)marks[row->kind], roles[row->kind], 0);
        paint_text(view, grid, (WfRect){line.x + 7, line.y, line.width - 7, 1},
                   text_of(view, row, left),
                   row->kind == WF_DIFF_SAME ? WF_ROLE_TEXT : roles[row->kind]);
    }
    wf_grid_clip(grid, before);
}

static void paint_row(gpointer data, guint i, WfGrid *grid, WfRect line, guint attr)
{
    (void)attr;
    const WfDiffView *view = data;
    if (!view->beside) {
        paint_side(view, (int)i, row_at(view, (int)i)->kind != WF_DIFF_ADDED, grid, line);
        return;
    }
    const Pair *pair = &g_array_index(view->pairs, Pair, i);
    int half = (line.width - 1) / 2;
    if (pair->left >= 0)
        paint_side(view, pair->left, true, grid, (WfRect){line.x, line.y, half, 1});
    wf_grid_put(grid, line.x + half, line.y, wf_glyph(WF_GLYPH_V_LINE, wf_grid_ascii(grid)),
                WF_ROLE_BORDER, 0);
    if (pair->right >= 0)
        paint_side(view, pair->right, false, grid,
                   (WfRect){line.x + half + 1, line.y, line.width - half - 1, 1});
}

static const WfListOps list_ops = {
    .count = count_rows, .id = row_id, .paint = paint_row, .empty = "nothing to compare"};

static void make_pairs(WfDiffView *view)
{
    guint n = view->rows->len;
    g_array_set_size(view->pairs, 0);
    for (guint i = 0; i < n;) {
        guint removed = i;
        while (removed < n && row_at(view, (int)removed)->kind == WF_DIFF_REMOVED)
            removed++;
        guint added = removed;
        while (added < n && row_at(view, (int)added)->kind == WF_DIFF_ADDED)
            added++;
        guint rows = MAX(removed - i, added - removed);
        for (guint k = 0; k < rows; k++) {
            Pair pair = {i + k < removed ? (int)(i + k) : -1,
                         removed + k < added ? (int)(removed + k) : -1};
            g_array_append_val(view->pairs, pair);
        }
        if (!rows) {
            Pair pair = {(int)i, (int)i};
            g_array_append_val(view->pairs, pair);
            added = i + 1;
        }
        i = added;
    }
}

WfDiffView *wf_diff_view_new(void)
{
    WfDiffView *view = g_new0(WfDiffView, 1);
    view->rows = g_array_new(FALSE, FALSE, sizeof(WfDiffRow));
    view->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    view->list = wf_list_new(&list_ops, view);
    return view;
}

void wf_diff_view_free(WfDiffView *view)
{
    if (!view)
        return;
    wf_list_free(view->list);
    g_free(view->needle);
    g_array_unref(view->rows);
    g_array_unref(view->pairs);
    g_strfreev(view->left);
    g_strfreev(view->right);
    g_free(view);
}

static char **split_lines(const char *text)
{
    char **lines = g_strsplit(text, "\n", -1);
    guint n = g_strv_length(lines);
    if (n && !lines[n - 1][0])
        g_clear_pointer(&lines[n - 1], g_free);
    return lines;
}

void wf_diff_view_set(WfDiffView *view, const char *left, const char *right, int context)
{
    g_strfreev(view->left);
    g_strfreev(view->right);
    g_array_unref(view->rows);
    view->left = split_lines(left);
    view->right = split_lines(right);
    view->rows = wf_diff_lines(view->left, g_strv_length(view->left), view->right,
                               g_strv_length(view->right), context);
    make_pairs(view);
    wf_list_refresh(view->list);
}

bool wf_diff_view_move(WfDiffView *view, WfMove move, int count)
{
    return wf_list_move(view->list, move, count);
}

static bool is_change(const WfDiffView *view, int i)
{
    if (view->beside) {
        const Pair *pair = &g_array_index(view->pairs, Pair, i);
        i = pair->left >= 0 ? pair->left : pair->right;
    }
    return row_at(view, i)->kind == WF_DIFF_REMOVED || row_at(view, i)->kind == WF_DIFF_ADDED;
}

/* The first row of the next run of changes. */
bool wf_diff_view_next(WfDiffView *view, bool forward)
{
    int n = (int)count_rows(view), by = forward ? 1 : -1;
    for (int i = wf_list_cursor(view->list) + by; i >= 0 && i < n; i += by)
        if (is_change(view, i) && (i == 0 || !is_change(view, i - 1))) {
            wf_list_go(view->list, (guint)i);
            return true;
        }
    return false;
}

static bool has_needle(const WfDiffView *view, const WfDiffRow *row)
{
    bool left = row->kind == WF_DIFF_REMOVED || row->kind == WF_DIFF_SAME;
    return row->kind != WF_DIFF_SKIPPED && wf_find_text(text_of(view, row, left), view->needle);
}

static bool is_match(const WfDiffView *view, int i)
{
    if (!view->beside)
        return has_needle(view, row_at(view, i));
    const Pair *pair = &g_array_index(view->pairs, Pair, i);
    return (pair->left >= 0 && has_needle(view, row_at(view, pair->left))) ||
           (pair->right >= 0 && has_needle(view, row_at(view, pair->right)));
}

guint wf_diff_view_search(WfDiffView *view, const char *needle)
{
    guint n = 0, rows = count_rows(view);
    g_free(view->needle);
    view->needle = needle && needle[0] ? g_strdup(needle) : NULL;
    for (guint i = 0; view->needle && i < rows; i++)
        n += is_match(view, (int)i);
    return n;
}

bool wf_diff_view_next_match(WfDiffView *view, bool forward)
{
    int n = (int)count_rows(view), from = wf_list_cursor(view->list);
    for (int i = 1; view->needle && i <= n; i++) {
        int row = (from + (forward ? i : n - i) + n) % n;
        if (is_match(view, row)) {
            wf_list_go(view->list, (guint)row);
            return true;
        }
    }
    return false;
}

void wf_diff_view_paint(WfDiffView *view, WfGrid *grid, WfRect rect, bool focused)
{
    bool beside = rect.width >= SIDE_BY_SIDE;
    if (beside != view->beside) {
        view->beside = beside;
        wf_list_refresh(view->list);
    }
    wf_list_paint(view->list, grid, rect, focused);
}

bool wf_diff_view_mouse(WfDiffView *view, const WfMouse *mouse)
{
    return wf_list_mouse(view->list, mouse) >= 0;
}
