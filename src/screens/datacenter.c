/* The datacenter screen: its tree with fill bars, and in it what was placed
 * where. Ids of rows are "v" and the vertex' number, or "i" and an item's name,
 * so that the place is kept when it is placed again. */
#include "screens.h"

#include <weft/placing.h>

#define OPEN_MOST 300 /* vertices; smaller datacenters start unfolded */
#define HEAD_ROWS 2

enum { BARS_MOST = 4, PERCENT = 5 };

typedef struct {
    guint32 resources[BARS_MOST];
    int n, each; /* how many, and how wide each is */
    int bar;     /* of it for the bar; 0: the percentage alone */
    int x;       /* of the first, in the grid */
} Columns;

struct DatacenterScreen {
    WfBeside beside;
    WfDesk *desk;
    WfTree *tree;
    Columns columns; /* of the list, as painted last */
    bool empty;      /* vertices without a VM too */
    bool *mates;     /* by item: in a group with the selected one; NULL: nothing is selected */
    guint *edges;    /* by item: values exchanged with the selected one */
    bool syncing;
    bool fresh; /* nothing was shown yet */
};

static const WfPlacing *placing_of(const DatacenterScreen *s)
{
    return s->desk->placing;
}

/* --- rows --- */

static bool spot_of(const DatacenterScreen *s, const char *id, WfSpot *ret)
{
    const WfPlaceProblem *p = placing_of(s)->p;
    if (!p || !id)
        return false;
    if (id[0] == 'i') {
        *ret = (WfSpot){WF_SPOT_ITEM, wf_place_item(p, id + 1)};
        return ret->id != WF_PLACE_NONE;
    }
    guint64 v = g_ascii_strtoull(id + 1, NULL, 10);
    *ret = (WfSpot){WF_SPOT_VERTEX, (guint32)v};
    return v < p->dc->n_vertices;
}

static char *id_of(const DatacenterScreen *s, WfSpot spot)
{
    if (spot.kind == WF_SPOT_VERTEX)
        return g_strdup_printf("v%u", spot.id);
    return g_strconcat("i", ((WfPlaceItem *)placing_of(s)->p->items->pdata[spot.id])->name, NULL);
}

static void children(gpointer data, const char *id, GPtrArray *ret)
{
    const DatacenterScreen *s = data;
    g_autoptr(GArray) spots = g_array_new(FALSE, FALSE, sizeof(WfSpot));
    WfSpot spot;
    if (!placing_of(s)->map)
        return;
    if (!id)
        g_array_append_val(spots, WF_SPOT_ROOT);
    else if (spot_of(s, id, &spot))
        wf_place_map_children(placing_of(s)->map, spot, s->empty, spots);
    for (guint i = 0; i < spots->len; i++)
        g_ptr_array_add(ret, id_of(s, g_array_index(spots, WfSpot, i)));
}

static bool has_children(gpointer data, const char *id)
{
    const DatacenterScreen *s = data;
    WfSpot spot;
    if (!spot_of(s, id, &spot) || spot.kind == WF_SPOT_ITEM)
        return false;
    const WfDcVertex *vertex = &placing_of(s)->p->dc->vertices[spot.id];
    return wf_place_map_n_items(placing_of(s)->map, spot.id) ||
           (s->empty && vertex->end > spot.id + 1);
}

/* --- bars --- */

/* What the datacenter has any of, as many as leave half of the row to names. */
static Columns columns_of(const DatacenterScreen *s, WfRect rect)
{
    const WfPlacing *placing = placing_of(s);
    Columns c = {.bar = rect.width >= 72 ? 8 : rect.width >= 50 ? 4 : 0};
    c.each = c.bar ? c.bar + PERCENT + 1 : PERCENT + 2;
    for (guint32 r = 0; r < placing->p->resources->len && c.n < BARS_MOST; r++)
        if (wf_place_map_capacity(placing->map, 0, r) > 0 &&
            (c.n + 1) * c.each <= rect.width * 3 / 5)
            c.resources[c.n++] = r;
    c.x = rect.x + rect.width - c.n * c.each;
    return c;
}

static void paint_fill(const DatacenterScreen *s, guint32 vertex, WfGrid *grid, int y, guint attr)
{
    const Columns *c = &s->columns;
    const WfPlaceMap *map = placing_of(s)->map;
    int x = c->x;
    for (int i = 0; i < c->n; i++, x += c->each) {
        gint64 capacity = wf_place_map_capacity(map, vertex, c->resources[i]);
        gint64 used = wf_place_map_used(map, vertex, c->resources[i]);
        if (capacity <= 0)
            continue;
        double share = (double)used / (double)capacity;
        if (c->bar)
            wf_paint_bar(grid, (WfRect){x, y, c->bar, 1}, share, WF_ROLE_BAR);
        wf_grid_printf(grid, x + c->bar, y, PERCENT,
                       share >= 0.995 ? WF_ROLE_WARNING : WF_ROLE_TEXT, attr, "%3.0f%%",
                       share * 100);
    }
}

static void paint_vertex(const DatacenterScreen *s, guint32 v, WfGrid *grid, WfRect line,
                         guint attr)
{
    const WfPlacing *placing = placing_of(s);
    const WfDcVertex *vertex = &placing->p->dc->vertices[v];
    const Columns *c = &s->columns;
    guint32 n = wf_place_map_n_items(placing->map, v),
            amiss = wf_place_map_n_amiss(placing->map, v);
    int room = c->x - line.x - 1;
    int x = wf_grid_text(grid, line.x, line.y, room, vertex->name,
                         !n                           ? WF_ROLE_DIM
                         : vertex->host == WF_DC_NONE ? WF_ROLE_STRONG
                                                      : WF_ROLE_FRAME_TITLE,
                         attr);
    if (vertex->disabled)
        x += wf_grid_text(grid, line.x + x, line.y, room - x, " off", WF_ROLE_WARNING, attr);
    if (n)
        x += wf_grid_printf(grid, line.x + x, line.y, room - x, WF_ROLE_DIM, attr, "  %u", n);
    if (amiss)
        wf_grid_printf(grid, line.x + x, line.y, room - x, WF_ROLE_WARNING, attr, " !%u", amiss);
    paint_fill(s, v, grid, line.y, attr);
}

/* What an item has to do with the selected one. */
static int paint_relation(const DatacenterScreen *s, guint32 item, WfGrid *grid, WfRect line, int x,
                          guint attr)
{
    bool ascii = wf_grid_ascii(grid);
    if (s->mates && s->mates[item])
        x += wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_MARK, attr,
                            "  %s group", ascii ? "*" : "●");
    if (s->edges && s->edges[item])
        x += wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_EDGE_CROSS, attr,
                            "  %s %u value%s", ascii ? "<>" : "↔", s->edges[item],
                            s->edges[item] == 1 ? "" : "s");
    return x;
}

static void paint_item(const DatacenterScreen *s, guint32 number, WfGrid *grid, WfRect line,
                       guint attr)
{
    const WfPlacing *placing = placing_of(s);
    const WfPlaceItem *item = placing->p->items->pdata[number];
    bool lit = (s->mates && s->mates[number]) || (s->edges && s->edges[number]);
    guint32 host = placing->answer->hosts[number];
    int x = wf_grid_text(grid, line.x, line.y, line.width, item->name, WF_ROLE_LABEL,
                         attr | (lit ? WF_ATTR_BOLD : 0));
    if (wf_place_map_is_amiss(placing->map, number))
        x += wf_grid_text(grid, line.x + x, line.y, line.width - x, " ! preference violated",
                          WF_ROLE_WARNING, attr);
    x = paint_relation(s, number, grid, line, x, attr);
    if (item->present != WF_PLACE_NONE && item->present != host)
        x += wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_PLAN_UPDATE, attr,
                            "  from %s", wf_dc_host_name(placing->p->dc, item->present));
    wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_DIM, attr, "  %s%s",
                   item->kind == WF_PLACE_VOLUME ? "volume"
                   : item->size                  ? item->size
                                                 : "",
                   host == WF_PLACE_NONE ? ", not placed" : "");
}

static void paint_row(gpointer data, const char *id, WfGrid *grid, WfRect line, guint attr)
{
    const DatacenterScreen *s = data;
    WfSpot spot;
    if (!spot_of(s, id, &spot))
        return;
    if (spot.kind == WF_SPOT_VERTEX)
        paint_vertex(s, spot.id, grid, line, attr);
    else
        paint_item(s, spot.id, grid, line, attr);
}

static const WfTreeOps tree_ops = {.children = children,
                                   .has_children = has_children,
                                   .paint = paint_row,
                                   .empty = "nothing is placed; :place takes a datacenter"};

/* --- what the cursor lights --- */

static void add_edges(DatacenterScreen *s, WfId vm, bool in)
{
    const WfModel *m = s->desk->model;
    const WfGraph *g = wf_model_graph(m);
    guint32 n;
    const WfId *components = wf_model_vm_components(m, vm, &n);
    for (guint32 i = 0; i <= n; i++) {
        guint32 node = i < n ? components[i] : wf_model_n_components(m) + vm, n_arcs;
        const WfArc *arcs = in ? wf_graph_in(g, node, &n_arcs) : wf_graph_out(g, node, &n_arcs);
        for (guint32 k = 0; k < n_arcs; k++) {
            WfId other = wf_model_node_vm(m, arcs[k].node);
            guint32 item = other == vm || other == WF_NONE ||
                                   wf_model_edge_kind(m, arcs[k].edge) != WF_EDGE_DATA
                               ? WF_PLACE_NONE
                               : wf_placing_item_of_vm(placing_of(s), other);
            if (item != WF_PLACE_NONE)
                s->edges[item]++;
        }
    }
}

static void light(DatacenterScreen *s)
{
    const WfPlacing *placing = placing_of(s);
    WfSpot spot;
    g_clear_pointer(&s->mates, g_free);
    g_clear_pointer(&s->edges, g_free);
    if (!placing->map || !spot_of(s, wf_list_id(wf_tree_list(s->tree)), &spot) ||
        spot.kind != WF_SPOT_ITEM)
        return;
    s->mates = g_new0(bool, placing->p->items->len + 1);
    s->edges = g_new0(guint, placing->p->items->len + 1);
    wf_place_map_mates(placing->map, spot.id, s->mates);
    WfThing thing = wf_placing_thing(placing, spot.id);
    if (thing.kind != WF_THING_VM)
        return;
    add_edges(s, thing.id, true);
    add_edges(s, thing.id, false);
}

/* The cursor moved: marks, details and the other screens follow. */
static void follow(gpointer self)
{
    DatacenterScreen *s = self;
    WfSpot spot;
    light(s);
    wf_app_dirty(s->desk->app);
    if (!wf_desk_shows(s->desk, "datacenter"))
        return;
    bool any = placing_of(s)->map && spot_of(s, wf_list_id(wf_tree_list(s->tree)), &spot);
    if (any && spot.kind == WF_SPOT_ITEM) {
        WfThing thing = wf_placing_thing(placing_of(s), spot.id);
        s->syncing = true;
        if (thing.kind == WF_THING_VM)
            wf_desk_select(s->desk, thing);
        s->syncing = false;
        wf_detail_set_spot(s->beside.detail, true, (int)spot.id);
    } else {
        wf_detail_set_spot(s->beside.detail, false, any ? (int)spot.id : -1);
    }
}

/* --- the screen --- */

static void show_selected(DatacenterScreen *s)
{
    const WfPlacing *placing = placing_of(s);
    WfThing thing = wf_view_selected(s->desk->view);
    WfId vm = thing.kind == WF_THING_COMPONENT ? wf_model_component_vm(s->desk->model, thing.id)
              : thing.kind == WF_THING_VM || thing.kind == WF_THING_FACTS ? thing.id
                                                                          : WF_NONE;
    guint32 item = s->syncing || vm == WF_NONE ? WF_PLACE_NONE : wf_placing_item_of_vm(placing, vm);
    if (item == WF_PLACE_NONE)
        return;
    g_autofree char *id = id_of(s, (WfSpot){WF_SPOT_ITEM, item});
    guint32 host = placing->answer->hosts[item];
    guint32 v = host == WF_PLACE_NONE ? 0 : placing->p->dc->hosts[host];
    for (; !wf_list_go_id(wf_tree_list(s->tree), id) && v != WF_DC_NONE;
         v = placing->p->dc->vertices[v].parent) {
        g_autofree char *around = g_strdup_printf("v%u", v);
        wf_tree_fold(s->tree, around, true);
    }
    wf_list_go_id(wf_tree_list(s->tree), id);
    light(s);
    if (wf_desk_shows(s->desk, "datacenter"))
        wf_detail_set_spot(s->beside.detail, true, (int)item);
}

static void renew(DatacenterScreen *s)
{
    g_clear_pointer(&s->mates, g_free); /* of other items, perhaps */
    g_clear_pointer(&s->edges, g_free);
    wf_tree_refresh(s->tree);
    if (s->fresh && placing_of(s)->map) {
        s->fresh = false;
        s->empty = placing_of(s)->p->dc->n_vertices <= OPEN_MOST;
        wf_tree_fold_all(s->tree, true);
        wf_list_go(wf_tree_list(s->tree), 0);
        show_selected(s);
    }
    follow(s);
}

static void datacenter_open(WfApp *app, gpointer self)
{
    (void)app;
    show_selected(self);
    follow(self);
}

static char *status_text(const WfPlacing *placing, WfRole *ret_role)
{
    *ret_role = placing->state == WF_PLACING_FAILED ? WF_ROLE_FAULT : WF_ROLE_TEXT;
    switch (placing->state) {
    case WF_PLACING_NEVER:
        return g_strdup("no datacenter yet");
    case WF_PLACING_READING:
        return g_strdup_printf("reading %s", placing->datacenter);
    case WF_PLACING_SOLVING:
        return g_strdup_printf("placing: %s %.0f%%, %s%s (Esc ends it)",
                               placing->phase ? placing->phase : "", placing->part * 100,
                               placing->best ? "best so far: " : "no placement yet",
                               placing->best ? placing->best : "");
    case WF_PLACING_FAILED:
        return g_strdup_printf("not placed: %s", placing->trouble);
    case WF_PLACING_DONE:
        break;
    }
    return wf_placing_summary(placing);
}

static void paint_head(const DatacenterScreen *s, WfGrid *grid, WfRect rect)
{
    const WfPlacing *placing = placing_of(s);
    WfRole role;
    g_autofree char *text = status_text(placing, &role);
    wf_grid_text(grid, rect.x, rect.y, rect.width, text, role, 0);
    if (!placing->map || rect.height < 2)
        return;
    Columns c = s->columns;
    for (int i = 0; i < c.n; i++)
        wf_grid_text(grid, c.x + i * c.each, rect.y + 1, c.each - 1,
                     placing->p->resources->pdata[c.resources[i]], WF_ROLE_DIM, 0);
}

static void datacenter_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    DatacenterScreen *s = self;
    WfRect own = wf_beside_place(&s->beside, rect);
    int head = own.height > 2 * HEAD_ROWS ? HEAD_ROWS : 0;
    if (own.width && placing_of(s)->map)
        s->columns = columns_of(s, (WfRect){own.x, own.y, own.width - 1, own.height});
    if (own.width && head)
        paint_head(s, grid, (WfRect){own.x, own.y, own.width - 1, head});
    if (own.width)
        wf_list_paint(wf_tree_list(s->tree), grid,
                      (WfRect){own.x, own.y + head, own.width, own.height - head},
                      !s->beside.focused);
    wf_beside_paint(&s->beside, grid);
}

/* Vertices fold; a VM is looked at in the graph. */
static bool enter(gpointer self)
{
    DatacenterScreen *s = self;
    g_autofree char *id = g_strdup(wf_list_id(wf_tree_list(s->tree)));
    WfSpot spot;
    if (!spot_of(s, id, &spot))
        return false;
    if (spot.kind == WF_SPOT_VERTEX) {
        wf_tree_fold(s->tree, id, !wf_tree_is_open(s->tree, id));
        return true;
    }
    wf_app_show_screen(s->desk->app, "graph");
    return wf_desk_goto(s->desk, id + 1);
}

/* To the next VM. */
static bool step(gpointer self, bool forward)
{
    DatacenterScreen *s = self;
    WfList *list = wf_tree_list(s->tree);
    int start = wf_list_cursor(list);
    for (;;) {
        WfSpot spot;
        int before = wf_list_cursor(list);
        wf_list_move(list, forward ? WF_MOVE_DOWN : WF_MOVE_UP, 1);
        if (wf_list_cursor(list) == before)
            break;
        if (spot_of(s, wf_list_id(list), &spot) && spot.kind == WF_SPOT_ITEM) {
            follow(s);
            return true;
        }
    }
    wf_list_go(list, (guint)MAX(start, 0));
    return false;
}

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_PLACED)
        renew(self);
    else if (news == WF_NEWS_SELECTION)
        show_selected(self);
}

DatacenterScreen *datacenter_new(WfDesk *desk, WfDetail *detail)
{
    DatacenterScreen *s = g_new0(DatacenterScreen, 1);
    s->desk = desk;
    s->empty = s->fresh = true;
    s->tree = wf_tree_new(&tree_ops, s);
    s->beside = (WfBeside){.detail = detail,
                           .list = wf_tree_list(s->tree),
                           .tree = s->tree,
                           .follow = follow,
                           .enter = enter,
                           .step = step};
    wf_desk_listen(desk, on_news, s);
    return s;
}

static void datacenter_close(WfApp *app, gpointer self)
{
    (void)app;
    DatacenterScreen *s = self;
    wf_tree_free(s->tree);
    g_free(s->mates);
    g_free(s->edges);
    g_free(s);
}

static bool datacenter_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    (void)app;
    DatacenterScreen *s = self;
    if (wf_beside_list_command(s, id, args))
        return true;
    if (g_str_equal(id, "cancel") || g_str_equal(id, "interrupt"))
        return wf_placing_stop(s->desk->placing);
    return screens_command(s->desk, id, args);
}

static void datacenter_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    const WfPlacing *placing = placing_of(self);
    if (placing->map)
        g_string_append_printf(text, "%u placed on %u of %u hosts",
                               wf_place_map_n_items(placing->map, 0),
                               wf_place_map_n_open(placing->map), placing->p->dc->n_hosts);
}

static void datacenter_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    if (wf_beside_hints(&((DatacenterScreen *)self)->beside, ids))
        return;
    if (!placing_of(self)->map) {
        g_ptr_array_add(ids, (gpointer) "place");
        return;
    }
    g_ptr_array_add(ids, (gpointer) "enter fold, or to the graph");
    g_ptr_array_add(ids, (gpointer) "next-match next VM");
    g_ptr_array_add(ids, (gpointer) "fold-vertices fold all");
    g_ptr_array_add(ids, (gpointer) "unfold-vertices unfold all");
    g_ptr_array_add(ids, (gpointer) "empty-hosts empty hosts");
    g_ptr_array_add(ids, (gpointer) "place");
}

void datacenter_fold_all(DatacenterScreen *s, bool open)
{
    wf_tree_fold_all(s->tree, open);
    follow(s);
}

void datacenter_toggle_empty(DatacenterScreen *s)
{
    s->empty = !s->empty;
    wf_tree_refresh(s->tree);
    follow(s);
}

const WfScreenOps datacenter_screen = {.name = "datacenter",
                                       .brief = "dc",
                                       .title = "Datacenter",
                                       .number = 9,
                                       .open = datacenter_open,
                                       .close = datacenter_close,
                                       .paint = datacenter_paint,
                                       .move = wf_beside_list_move,
                                       .mouse = wf_beside_list_mouse,
                                       .command = datacenter_command,
                                       .info = datacenter_info,
                                       .hints = datacenter_hints,
                                       .cursor = wf_beside_list_cursor};
