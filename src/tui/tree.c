/* Trees: the rows of a list made from what is unfolded. Flattening goes with
 * a stack of its own, never by recursion. */
#include <weft/limits.h>
#include <weft/widget.h>

typedef struct {
    char *id;
    int depth;
    bool parent; /* has children */
} Row;

struct WfTree {
    const WfTreeOps *ops;
    gpointer data;
    GHashTable *open; /* set of ids */
    GArray *rows;     /* of Row */
    GHashTable *row_of;
    WfList *list;
    int width; /* of a row, as painted last */
};

static void clear_row(gpointer data)
{
    g_free(((Row *)data)->id);
}

static const Row *row_at(const WfTree *tree, guint i)
{
    return &g_array_index(tree->rows, Row, i);
}

static guint count_rows(gpointer data)
{
    return ((WfTree *)data)->rows->len;
}

static void row_id(gpointer data, guint row, GString *id)
{
    g_string_append(id, row_at(data, row)->id);
}

static int find_id(gpointer data, const char *id)
{
    gpointer row;
    const WfTree *tree = data;
    return g_hash_table_lookup_extended(tree->row_of, id, NULL, &row) ? GPOINTER_TO_INT(row) : -1;
}

/* Deep levels are moved together rather than out of sight. */
static int indent_of(const Row *row, int width)
{
    return MIN(row->depth * 2, MAX(width / 2, 0));
}

static void paint_row(gpointer data, guint i, WfGrid *grid, WfRect line, guint attr)
{
    WfTree *tree = data;
    const Row *row = row_at(tree, i);
    tree->width = line.width;
    int indent = indent_of(row, line.width);
    if (row->parent) {
        WfGlyph glyph = wf_tree_is_open(tree, row->id) ? WF_GLYPH_OPEN : WF_GLYPH_SHUT;
        wf_grid_put(grid, line.x + indent, line.y, wf_glyph(glyph, wf_grid_ascii(grid)),
                    WF_ROLE_DIM, attr);
    }
    line.x += indent + 2;
    line.width -= indent + 2;
    tree->ops->paint(tree->data, row->id, grid, line, attr);
}

static const WfListOps list_ops = {
    .count = count_rows, .id = row_id, .find = find_id, .paint = paint_row};

/* An empty tree says what the tree's own text says, so each has its own copy of the table. */
typedef struct {
    WfTree tree;
    WfListOps ops;
} TreeAndOps;

WfTree *wf_tree_new(const WfTreeOps *ops, gpointer data)
{
    TreeAndOps *both = g_new0(TreeAndOps, 1);
    WfTree *tree = &both->tree;
    both->ops = list_ops;
    both->ops.empty = ops->empty;
    tree->ops = ops;
    tree->data = data;
    tree->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    tree->row_of = g_hash_table_new(g_str_hash, g_str_equal);
    tree->rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(tree->rows, clear_row);
    tree->list = wf_list_new(&both->ops, tree);
    wf_tree_refresh(tree);
    return tree;
}

void wf_tree_free(WfTree *tree)
{
    if (!tree)
        return;
    wf_list_free(tree->list);
    g_hash_table_unref(tree->open);
    g_hash_table_unref(tree->row_of);
    g_array_unref(tree->rows);
    g_free(tree);
}

WfList *wf_tree_list(WfTree *tree)
{
    return tree->list;
}

bool wf_tree_is_open(const WfTree *tree, const char *id)
{
    return g_hash_table_contains(tree->open, id);
}

/* Children of @id go onto the stack, the last first, so that the first comes off first. */
static void push_children(WfTree *tree, const char *id, int depth, GArray *stack)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    tree->ops->children(tree->data, id, ids);
    for (guint i = ids->len; i-- > 0;) {
        char *child = g_ptr_array_index(ids, i);
        Row row = {child, depth, tree->ops->has_children(tree->data, child)};
        g_array_append_val(stack, row);
    }
}

void wf_tree_refresh(WfTree *tree)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(Row));
    g_hash_table_remove_all(tree->row_of);
    g_array_set_size(tree->rows, 0);
    push_children(tree, NULL, 0, stack);
    while (stack->len) {
        Row row = g_array_index(stack, Row, stack->len - 1);
        g_array_set_size(stack, stack->len - 1);
        if (tree->rows->len >= WF_LIMIT_TREE_ROWS || g_hash_table_contains(tree->row_of, row.id)) {
            g_free(row.id); /* an id twice would be a circle */
            continue;
        }
        g_hash_table_insert(tree->row_of, row.id, GUINT_TO_POINTER(tree->rows->len));
        g_array_append_val(tree->rows, row);
        if (row.parent && wf_tree_is_open(tree, row.id))
            push_children(tree, row.id, row.depth + 1, stack);
    }
    wf_list_refresh(tree->list);
}

void wf_tree_fold(WfTree *tree, const char *id, bool open)
{
    if (open)
        g_hash_table_add(tree->open, g_strdup(id));
    else
        g_hash_table_remove(tree->open, id);
    wf_tree_refresh(tree);
}

/* Unfolds level by level until the limit of rows. */
void wf_tree_fold_all(WfTree *tree, bool open)
{
    const char *cursor = wf_list_id(tree->list);
    g_autofree char *root = g_strdup(cursor);
    int at = wf_list_cursor(tree->list);
    while (!open && at > 0 && row_at(tree, (guint)at)->depth > 0) {
        at--; /* the cursor goes to the root it is under */
        if (row_at(tree, (guint)at)->depth == 0) {
            g_free(root);
            root = g_strdup(row_at(tree, (guint)at)->id);
        }
    }
    if (!open)
        g_hash_table_remove_all(tree->open);
    for (guint before = 0; open && before != tree->rows->len;) {
        before = tree->rows->len;
        for (guint i = 0; i < before; i++)
            if (row_at(tree, i)->parent)
                g_hash_table_add(tree->open, g_strdup(row_at(tree, i)->id));
        wf_tree_refresh(tree);
    }
    wf_tree_refresh(tree);
    if (root)
        wf_list_go_id(tree->list, root);
}

static bool go_left(WfTree *tree, const Row *row, guint at)
{
    if (row->parent && wf_tree_is_open(tree, row->id)) {
        g_autofree char *id = g_strdup(row->id);
        wf_tree_fold(tree, id, false);
        return true;
    }
    for (guint i = at; i-- > 0;)
        if (row_at(tree, i)->depth < row->depth) {
            wf_list_go(tree->list, i);
            return true;
        }
    return false;
}

static bool go_right(WfTree *tree, const Row *row)
{
    if (!row->parent)
        return false;
    if (wf_tree_is_open(tree, row->id))
        return wf_list_move(tree->list, WF_MOVE_DOWN, 1);
    g_autofree char *id = g_strdup(row->id);
    wf_tree_fold(tree, id, true);
    return true;
}

bool wf_tree_move(WfTree *tree, WfMove move, int count)
{
    int at = wf_list_cursor(tree->list);
    if (at >= 0 && move == WF_MOVE_LEFT)
        return go_left(tree, row_at(tree, (guint)at), (guint)at);
    if (at >= 0 && move == WF_MOVE_RIGHT)
        return go_right(tree, row_at(tree, (guint)at));
    return wf_list_move(tree->list, move, count);
}

int wf_tree_mouse(WfTree *tree, const WfMouse *mouse)
{
    int i = wf_list_mouse(tree->list, mouse);
    if (i < 0)
        return -1;
    const Row *row = row_at(tree, (guint)i);
    WfCursor place = wf_list_place(tree->list);
    int x = mouse->x - place.x - indent_of(row, tree->width);
    if (row->parent && x >= 0 && x < 2) {
        g_autofree char *id = g_strdup(row->id);
        wf_tree_fold(tree, id, !wf_tree_is_open(tree, id));
    }
    return i;
}
