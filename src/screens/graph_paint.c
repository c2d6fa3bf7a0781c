/* Painting the picture: scene, tiles or outline, and the line that says what is shown. */
#include "graph.h"

#include <string.h>
#include <weft/text.h>
#include <weft/live.h>
#include "run_rows.h"

static const WfLooks *looks(const Graph *graph)
{
    return graph->looks ? wf_view_looks_get(graph->looks) : NULL;
}

#define MAP_COLUMNS 72 /* of a window in whose corner there is room for it */
#define MAP_ROWS 28

/* The small map lies in the corner of what is much larger, unless the selection is there. */
static bool has_room_for_map(const Graph *graph)
{
    WfRect area = graph->area, box;
    WfRect map = {area.x + area.width - area.width / 4 - 1,
                  area.y + area.height - area.height / 4 - 1, area.width / 4 + 1,
                  area.height / 4 + 1};
    gint64 cells = (gint64)wf_scene_width(graph->scene) * wf_scene_height(graph->scene);
    if (!graph->minimap || area.width < MAP_COLUMNS || area.height < MAP_ROWS ||
        cells < 2 * (gint64)area.width * area.height)
        return false;
    if (!graph_box(graph, graph_index(graph), &box))
        return true;
    WfRect both = wf_rect_cut(map, box);
    return !both.width || !both.height;
}

bool graph_map(const Graph *graph, WfRect *ret_map)
{
    return graph->scene && has_room_for_map(graph) &&
           wf_view_map(graph->scene, &graph->area, ret_map);
}

static void paint_scene(Graph *graph, WfGrid *grid)
{
    wf_view_paint(graph->scene, looks(graph), grid, &graph->area, graph->x, graph->y,
                  has_room_for_map(graph));
    guint32 index = graph_index(graph);
    WfRect box;
    if (graph_box(graph, index, &box) &&
        !wf_thing_equal(wf_shown_node(graph->shown, index).thing,
                        wf_view_selected(graph->desk->view)) &&
        graph_is_folded_box(graph, index))
        wf_grid_tint(grid, box.x, box.y, box.width, box.height, -1, WF_ATTR_SELECTED);
}

static void paint_outline(Graph *graph, WfGrid *grid)
{
    guint32 n = wf_outline_n_rows(graph->outline);
    WfRect rect = graph->area;
    rect.width--;
    wf_outline_paint(graph->outline, grid, &rect, (guint32)MAX(graph->y, 0), wf_grid_ascii(grid),
                     looks(graph));
    wf_paint_scroll_bar(grid, (WfRect){rect.x + rect.width, rect.y, 1, rect.height},
                        (guint)MAX(graph->y, 0), (guint)rect.height, n);
}

static void paint_why_empty(const Graph *graph, WfGrid *grid, const char *why)
{
    WfRect area = graph->area;
    wf_paint_wrapped(grid, (WfRect){area.x + 1, area.y, MAX(area.width - 2, 1), area.height}, why,
                     WF_ROLE_DIM, 0);
}

static const char *no_components(const Graph *graph)
{
    return wf_findings_count(graph->desk->findings, WF_FAULT)
               ? "the model has no components; 3 shows what is wrong with it"
           : wf_model_n_resources(graph->desk->model)
               ? "the model has no components and no VMs; r shows its infrastructure"
               : "there is nothing in this model yet";
}

static void paint_nothing_yet(const Graph *graph, WfGrid *grid)
{
    const WfRect *area = &graph->area;
    if (graph->next)
        wf_grid_printf(grid, area->x + 1, area->y, area->width - 1, WF_ROLE_DIM, 0,
                       "laying out %u nodes, Esc stops",
                       wf_visible_n_nodes(wf_shown_visible(graph->next)));
    else if (!wf_model_n_components(graph->desk->model))
        paint_why_empty(graph, grid, no_components(graph));
}

static void paint_empty(const Graph *graph, WfGrid *grid)
{
    WfShownCounts counts = wf_shown_counts(graph->shown);
    paint_why_empty(graph, grid,
                    counts.hidden_by_filter  ? "nothing matches the filter; \\ drops it"
                    : counts.hidden_by_focus ? "nothing is in focus; F shows all again"
                                             : no_components(graph));
}

void graph_paint_picture(Graph *graph, WfGrid *grid)
{
    WfRect before = wf_grid_clip(grid, graph->area);
    if (graph->tiles)
        wf_view_paint_tiles(graph->desk->view, graph->tiles, grid, &graph->area, graph->y);
    else if (graph->shown && !wf_visible_n_nodes(wf_shown_visible(graph->shown)))
        paint_empty(graph, grid);
    else if (graph->outline)
        paint_outline(graph, grid);
    else if (graph->scene)
        paint_scene(graph, grid);
    else
        paint_nothing_yet(graph, grid);
    if (graph->labels)
        jump_paint(graph, grid);
    wf_grid_clip(grid, before);
}

/* --- the line below the picture --- */

static void append_reach(const WfDesk *desk, GString *text)
{
    WfThing selected = wf_view_selected(desk->view);
    guint32 node = wf_desk_node_of(desk, selected), in, out;
    if (node == G_MAXUINT32)
        return;
    wf_graph_in(wf_model_graph(desk->model), node, &in);
    wf_graph_out(wf_model_graph(desk->model), node, &out);
    g_string_append_printf(text, "  needs %u feeds %u", in, out);
}

/* "running for 3.2 s", of what is selected. */
static void append_run(const WfDesk *desk, GString *text)
{
    guint32 row;
    WfThing selected = wf_view_selected(desk->view);
    guint32 node = wf_desk_node_of(desk, selected);
    const WfRow *r = node == G_MAXUINT32 ? NULL : wf_desk_run_row_of_node(desk->run, node, &row);
    if (!r)
        return;
    g_string_append_printf(text, "  %s", wf_state_name(r->state));
    if (r->state == WF_STATE_RUNNING) {
        g_string_append(text, " for ");
        wf_text_append_time(text, wf_desk_run_now(desk->run) - r->since);
    } else if (r->state == WF_STATE_BLOCKED && r->root != WF_NO_ROW) {
        g_string_append_printf(text, " by %s",
                               wf_progress_row(wf_desk_run_progress(desk->run), r->root)->name);
    }
}

static char *selected_text(const WfDesk *desk, bool reach)
{
    WfThing selected = wf_view_selected(desk->view);
    g_autofree char *name = wf_view_name(desk->view, selected);
    GString *text = g_string_new(name ? name : "nothing selected");
    if (selected.kind == WF_THING_ROLE && selected.id != WF_NONE)
        g_string_printf(text, "%u VMs like %s", wf_view_role_n_vms(desk->view, selected.id),
                        wf_view_role_name(desk->view, selected.id));
    if (selected.kind == WF_THING_COMPONENT) {
        WfId vm = wf_model_component_vm(desk->model, selected.id);
        if (vm != WF_NONE)
            g_string_append_printf(text, "  on %s", wf_model_vm_name(desk->model, vm));
    }
    append_run(desk, text);
    if (reach)
        append_reach(desk, text);
    return g_string_free(text, FALSE);
}

static char *shown_text(const Graph *graph)
{
    g_autofree char *summary =
        graph->shown ? wf_shown_summary(graph->shown) : wf_desk_size(graph->desk);
    const char *how = graph->next ? ", laying out (Esc stops)"
                      : graph->quality == WF_LAYOUT_FULL || !graph->scene ? ""
                      : graph->quality == WF_LAYOUT_HURRIED               ? ", laid out in a hurry"
                                                                          : ", laid out simply";
    return g_strconcat(summary, how, NULL);
}

#define TILES_LEGEND "a cell is a VM, the higher the larger; L1 needs L0"

void graph_paint_status(Graph *graph, WfGrid *grid, WfRect line)
{
    g_autofree char *left = selected_text(graph->desk, true), *right = shown_text(graph);
    int width = wf_text_width(right, -1), room = line.width - 2;
    if (wf_text_width(left, -1) + 3 + width > room) { /* the pane of details knows how many */
        g_free(left);
        left = selected_text(graph->desk, false);
    }
    wf_grid_fill(grid, line.x, line.y, line.width, 1, ' ', WF_ROLE_STATUS, 0);
    int used = wf_grid_text(grid, line.x + 1, line.y, room, left, WF_ROLE_STATUS, 0);
    int legend = (int)strlen(TILES_LEGEND), free_from = used + 4;
    if (graph->tiles && free_from + legend + 3 + width <= room)
        wf_grid_text(grid, line.x + free_from, line.y, legend, TILES_LEGEND, WF_ROLE_STATUS, 0);
    if (used + 3 + width <= room)
        wf_grid_text(grid, line.x + 1 + room - width, line.y, width, right, WF_ROLE_STATUS, 0);
    else if (room - used > 12)
        wf_grid_text(grid, line.x + used + 4, line.y, room - used - 3, right, WF_ROLE_STATUS, 0);
}
