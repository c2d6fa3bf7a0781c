/* A screen and the pane beside it. See weft/pane.h. */
#include "detail.h"

/* Side by side where there is room, else one below the other, else one at a time. */
WfRect wf_beside_place(WfBeside *beside, WfRect rect)
{
    bool tall = rect.width >= 30 && rect.height >= (beside->below ? 16 : 24);
    bool wide = rect.width >= 76 && !(beside->below && tall);
    bool both = (wide || tall) && rect.height >= 8 && !beside->alone &&
                (wf_detail_is_shown(beside->detail) || beside->focused);
    if (!beside->split.per_mille)
        beside->split.per_mille = beside->below ? 420 : 640;
    beside->split.stacked = !wide;
    beside->split.least = !both ? MAX(rect.width, rect.height) : wide ? 24 : 5;
    wf_split_place(&beside->split, rect);
    if (both)
        return beside->split.first;
    beside->split.first = beside->split.second = rect;
    *(beside->focused ? &beside->split.first : &beside->split.second) =
        (WfRect){rect.x + rect.width, rect.y, 0, 0};
    return beside->split.first;
}

void wf_beside_paint(WfBeside *beside, WfGrid *grid)
{
    if (beside->split.first.width && beside->split.second.width)
        wf_split_paint(&beside->split, grid);
    WfRect before = wf_grid_clip(grid, beside->split.second);
    detail_paint(beside->detail, grid, beside->split.second, beside->focused);
    wf_grid_clip(grid, before);
}

bool wf_beside_move(WfBeside *beside, WfMove move, int n)
{
    if (!beside->focused)
        return false;
    if (move == WF_MOVE_LEFT && !detail_is_source(beside->detail)) {
        beside->focused = false;
        return true;
    }
    return detail_move(beside->detail, move, n);
}

bool wf_beside_command(WfBeside *beside, const char *id, const char *args)
{
    if (g_str_has_prefix(id, "pane-")) {
        if (g_str_equal(id, "pane-zoom"))
            beside->alone = !beside->alone;
        else
            beside->focused = g_str_equal(id, "pane-left")    ? false
                              : g_str_equal(id, "pane-right") ? true
                                                              : !beside->focused;
        return true;
    }
    if (!beside->focused)
        return false;
    if (detail_command(beside->detail, id, args))
        return true;
    if (g_str_equal(id, "cancel") || g_str_equal(id, "close")) {
        beside->focused = beside->alone = false;
        return true;
    }
    return false;
}

bool wf_beside_mouse(WfBeside *beside, const WfMouse *mouse)
{
    if (wf_split_mouse(&beside->split, mouse))
        return true;
    if (!wf_rect_has(beside->split.second, mouse->x, mouse->y)) {
        if (mouse->action == WF_MOUSE_PRESS)
            beside->focused = false;
        return false;
    }
    if (mouse->action == WF_MOUSE_PRESS)
        beside->focused = true;
    detail_mouse(beside->detail, mouse);
    return true;
}

bool wf_beside_hints(const WfBeside *beside, GPtrArray *ids)
{
    if (!beside->focused)
        return false;
    bool source = detail_is_source(beside->detail);
    g_ptr_array_add(ids, (gpointer) "cancel back");
    if (!source)
        g_ptr_array_add(ids, (gpointer) "enter go there");
    g_ptr_array_add(ids, (gpointer)(source ? "source-view details" : "source-view source"));
    g_ptr_array_add(ids, (gpointer) "edit");
    g_ptr_array_add(ids, (gpointer)(beside->alone ? "pane-zoom both" : "pane-zoom alone"));
    return true;
}

/* --- of a screen with a list --- */

bool wf_beside_list_move(WfApp *app, gpointer self, WfMove move, int n)
{
    (void)app;
    WfBeside *beside = self;
    if (wf_beside_move(beside, move, n))
        return true;
    bool moved =
        beside->tree ? wf_tree_move(beside->tree, move, n) : wf_list_move(beside->list, move, n);
    beside->follow(self);
    return moved;
}

void wf_beside_list_choose(gpointer self, const WfDesk *desk, const char *screen)
{
    const WfBeside *beside = self;
    if (wf_desk_shows(desk, screen) && wf_view_selected(desk->view).kind == WF_THING_NONE)
        beside->follow(self);
}

bool wf_beside_list_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    (void)app;
    WfBeside *beside = self;
    if (wf_beside_mouse(beside, mouse))
        return true;
    int row =
        beside->tree ? wf_tree_mouse(beside->tree, mouse) : wf_list_mouse(beside->list, mouse);
    if (row >= 0)
        beside->follow(self);
    if (row >= 0 && mouse->action == WF_MOUSE_DOUBLE)
        beside->enter(self);
    return row >= 0;
}

bool wf_beside_list_command(gpointer self, const char *id, const char *args)
{
    WfBeside *beside = self;
    bool next = g_str_equal(id, "next-match");
    if (wf_beside_command(beside, id, args))
        return true;
    if (g_str_equal(id, "enter"))
        return beside->enter(self);
    if (!next && !g_str_equal(id, "previous-match"))
        return false;
    return beside->step ? beside->step(self, next)
                        : wf_beside_list_move(NULL, self, next ? WF_MOVE_DOWN : WF_MOVE_UP, 1);
}

WfCursor wf_beside_list_cursor(WfApp *app, gpointer self)
{
    (void)app;
    const WfBeside *beside = self;
    return beside->focused ? wf_detail_cursor(beside->detail) : wf_list_place(beside->list);
}

void wf_beside_list_paint(WfBeside *beside, WfGrid *grid, WfRect rect)
{
    WfRect own = wf_beside_place(beside, rect);
    if (own.width)
        wf_list_paint(beside->list, grid, own, !beside->focused);
    wf_beside_paint(beside, grid);
}
