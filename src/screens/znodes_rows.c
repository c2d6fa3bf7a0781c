/* The rows of the znodes screen: what was found and what differs as one tree, each
 * row with its mark. */
#include "znodes.h"

#include <string.h>
#include <weft/protocol.h>
#include <weft/text.h>
#include <weft/live.h>

char *znodes_stack(const WfDesk *desk)
{
    return desk->live->stack ? g_strdup(desk->live->stack)
           : desk->stack     ? g_strdup(desk->stack)
                             : wf_live_usual_stack(desk);
}

char *znodes_root(const WfDesk *desk)
{
    g_autofree char *stack = znodes_stack(desk);
    return wf_path_head(stack);
}

static char *join(const char *path, const char *name)
{
    return g_strconcat(path, "/", name, NULL);
}

static void add_child(const char *path, const char *name, GHashTable *seen, GPtrArray *ret)
{
    if (g_hash_table_add(seen, (gpointer)name))
        g_ptr_array_add(ret, join(path, name));
}

static void children(gpointer data, const char *id, GPtrArray *ret)
{
    ZnodeScreen *s = data;
    if (!id) {
        g_ptr_array_add(ret, znodes_root(s->desk));
        return;
    }
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *found = found_children(&s->found, id);
    const GPtrArray *differ = s->comparison ? wf_comparison_children(s->comparison, id) : NULL;
    for (guint i = 0; differ && i < differ->len; i++)
        add_child(id, differ->pdata[i], seen, ret);
    for (guint i = 0; !s->differences && found && i < found->len; i++)
        add_child(id, found->pdata[i], seen, ret);
    g_ptr_array_sort(ret, wf_text_order);
}

static bool is_folder(const char *path)
{
    g_auto(WfZpath) at = {0};
    if (!wf_zpath_parse(path, &at))
        return false;
    return at.kind == WF_ZNODE_HEAD || at.kind == WF_ZNODE_MODELS || at.kind == WF_ZNODE_RECIPES ||
           at.kind == WF_ZNODE_ACLS || at.kind == WF_ZNODE_VMS || at.kind == WF_ZNODE_MANIFEST ||
           at.kind == WF_ZNODE_OUTCOMES;
}

bool znodes_have_below(const ZnodeScreen *s, const char *id)
{
    const FoundNode *node = found_get(&s->found, id);
    if (s->comparison && wf_comparison_children(s->comparison, id))
        return true;
    if (s->differences)
        return false;
    if (node && node->listed)
        return node->names && node->names->len;
    if (node && node->has_stat)
        return node->stat.n_children > 0;
    return is_folder(id) && s->found.store;
}

WfDifference znodes_difference(const ZnodeScreen *s, const char *id)
{
    WfDifference d = s->comparison ? wf_comparison_of(s->comparison, id) : WF_DIFFERENCE_NONE;
    bool above = s->comparison && wf_comparison_children(s->comparison, id);
    if (d == WF_DIFFERENCE_NONE && above && !found_is_there(&s->found, id))
        return WF_DIFFERENCE_MISSING; /* a folder of what is missing */
    return d;
}

typedef struct {
    char letter;
    WfGlyph glyph;
    WfRole role;
} Mark;

/* Without anything to compare with a node is only what it should be. */
static Mark mark_of(const ZnodeScreen *s, const char *id)
{
    static const Mark marks[] = {
        [WF_DIFFERENCE_NONE] = {'S', WF_GLYPH_OK, WF_ROLE_SAME},
        [WF_DIFFERENCE_MISSING] = {'M', WF_GLYPH_WAIT, WF_ROLE_ADDED},
        [WF_DIFFERENCE_CHANGED] = {'C', WF_GLYPH_STALE, WF_ROLE_PLAN_UPDATE},
        [WF_DIFFERENCE_EXTRA] = {'X', WF_GLYPH_FAIL, WF_ROLE_REMOVED}};
    static const Mark expected = {'E', WF_GLYPH_PENDING, WF_ROLE_TEXT};
    static const Mark unknown = {' ', WF_GLYPH_PENDING, WF_ROLE_TEXT};
    if (!s->comparison)
        return unknown;
    if (s->against_nothing)
        return expected;
    WfDifference d = znodes_difference(s, id);
    g_auto(WfZpath) at = {0};
    if (d == WF_DIFFERENCE_NONE && (!wf_zpath_parse(id, &at) || at.kind == WF_ZNODE_OTHER))
        return (Mark){'?', WF_GLYPH_LOST, WF_ROLE_WARNING}; /* nothing of weft's */
    return marks[d];
}

/* What is below, in words; "" if nothing differs. */
static char *below_text(const ZnodeScreen *s, const char *id)
{
    guint n[WF_N_DIFFERENCES] = {0};
    g_autoptr(GString) text = g_string_new(NULL);
    if (s->comparison)
        wf_comparison_below(s->comparison, id, n);
    for (guint d = WF_DIFFERENCE_MISSING; d < WF_N_DIFFERENCES; d++)
        if (n[d])
            g_string_append_printf(text, "%s%u %s", text->len ? ", " : "", n[d],
                                   s->against_nothing ? "expected" : wf_difference_name(d));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *stat_text(const FoundNode *node)
{
    if (!node || node->gone)
        return g_strdup("");
    if (node->rc == WF_RC_NO_AUTH)
        return g_strdup("no right to read");
    if (!node->has_stat)
        return g_strdup("");
    g_autofree char *size = node->stat.data_len < 10000
                                ? g_strdup_printf("%d B", node->stat.data_len)
                                : g_strdup_printf("%d kB", node->stat.data_len / 1000);
    return g_strdup_printf("%s%s  v%d", node->stat.owner ? "ephemeral  " : "", size,
                           node->stat.version);
}

static void paint(gpointer data, const char *id, WfGrid *grid, WfRect line, guint attr)
{
    ZnodeScreen *s = data;
    Mark mark = mark_of(s, id);
    const char *slash = strrchr(id, '/');
    g_autofree char *root = znodes_root(s->desk);
    g_autofree char *name = g_str_equal(id, root) ? NULL : wf_zname_decode(slash + 1);
    g_autofree char *below = below_text(s, id);
    if (wf_live_is_stale(s->desk->live))
        attr |= WF_ATTR_DIM;
    if (s->found.store)
        found_ask_stat(&s->found, id);
    g_autofree char *stat = stat_text(found_get(&s->found, id));
    int x = line.x, end = line.x + line.width, width = wf_text_width(stat, -1);
    wf_grid_put(grid, x, line.y, wf_glyph(mark.glyph, wf_grid_ascii(grid)), mark.role, attr);
    wf_grid_put(grid, x + 1, line.y, (gunichar)mark.letter, mark.role, attr);
    x += 3;
    x += wf_grid_text(grid, x, line.y, end - x,
                      g_str_equal(id, root) ? id
                      : name                ? name
                                            : slash + 1,
                      mark.role, attr);
    if (below[0])
        x += 2 + wf_grid_text(grid, x + 2, line.y, end - x - 2, below, WF_ROLE_DIM, attr);
    if (x + 2 + width < end)
        wf_grid_text(grid, end - width - 1, line.y, width, stat, WF_ROLE_DIM, attr);
}

static bool has_children(gpointer data, const char *id)
{
    return znodes_have_below(data, id);
}

const WfTreeOps znode_tree_ops = {
    .children = children, .has_children = has_children, .paint = paint, .empty = "nothing is here"};
