/* Jump labels: `f`, then the one or two letters that stand on the node. */
#include "graph.h"

#include <string.h>

#define LETTERS "asdfghjklqwertyuiopzxcvbnm"

static void end(Graph *graph)
{
    g_clear_pointer(&graph->labels, g_ptr_array_unref);
    if (graph->typed)
        g_string_free(g_steal_pointer(&graph->typed), TRUE);
    wf_app_dirty(graph->desk->app);
}

static bool is_in_view(const Graph *graph, guint32 node)
{
    WfRect box;
    if (graph->outline) {
        gint64 row = (gint64)wf_outline_row(graph->outline, node) - graph->y;
        return row >= 0 && row < graph->area.height;
    }
    return graph_box(graph, node, &box) && wf_rect_has(graph->area, box.x, box.y);
}

static guint32 n_nodes(const Graph *graph)
{
    return graph->shown ? wf_visible_n_nodes(wf_shown_visible(graph->shown)) : 0;
}

static bool on_key(WfApp *app, WfKey key, gpointer data)
{
    Graph *graph = data;
    bool prefix = false;
    if (!graph->labels || key > 0x7F || !g_ascii_isalpha((char)key)) {
        end(graph);
        return false;
    }
    g_string_append_c(graph->typed, g_ascii_tolower((char)key));
    for (guint32 node = 0; node < graph->labels->len; node++) {
        const char *label = g_ptr_array_index(graph->labels, node);
        if (label && g_str_equal(label, graph->typed->str)) {
            end(graph);
            graph_select_node(graph, node);
            return false;
        }
        prefix |= label && g_str_has_prefix(label, graph->typed->str);
    }
    if (prefix)
        return true;
    wf_app_say(app, WF_NOTE, "no label '%s'", graph->typed->str);
    end(graph);
    return false;
}

void jump_start(Graph *graph)
{
    guint n = 0, k = 0, letters = strlen(LETTERS);
    if (!graph->scene && !graph->outline) {
        wf_app_say(graph->desk->app, WF_NOTE, "there are no nodes to jump to; + shows more");
        return;
    }
    for (guint32 node = 0; node < n_nodes(graph); node++)
        n += is_in_view(graph, node);
    graph->labels = g_ptr_array_new_with_free_func(g_free);
    graph->typed = g_string_new(NULL);
    for (guint32 node = 0; node < n_nodes(graph); node++) {
        char *label = NULL;
        if (is_in_view(graph, node) && k < letters * letters) {
            label = n <= letters
                        ? g_strdup_printf("%c", LETTERS[k])
                        : g_strdup_printf("%c%c", LETTERS[k / letters], LETTERS[k % letters]);
            k++;
        }
        g_ptr_array_add(graph->labels, label);
    }
    wf_app_say(graph->desk->app, WF_NOTE, "jump: type the letters on a node, Esc leaves");
    wf_app_grab(graph->desk->app, on_key, graph);
}

void jump_paint(const Graph *graph, WfGrid *grid)
{
    for (guint32 node = 0; node < graph->labels->len; node++) {
        const char *label = g_ptr_array_index(graph->labels, node);
        WfRect box = {0, 0, 0, 1};
        if (!label || !g_str_has_prefix(label, graph->typed->str))
            continue;
        if (graph->outline)
            box = (WfRect){graph->area.x,
                           graph->area.y + (int)wf_outline_row(graph->outline, node) - graph->y, 2,
                           1};
        else if (!graph_box(graph, node, &box))
            continue;
        wf_grid_text(grid, box.x, box.y + box.height / 2, 2, label, WF_ROLE_MATCH, WF_ATTR_MATCH);
    }
}
