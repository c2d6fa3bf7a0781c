/* The tree screen: VMs with their components, inside the nested stacks and
 * groups they are in. Ids of rows are a letter and the name, so that the place
 * is kept when the model is read again. */
#include "screens.h"

#include <string.h>
#include <weft/live.h>
#include "tree_index.h"

#define OPEN_MOST 400 /* components; smaller models and filters start unfolded */

struct TreeScreen {
    WfBeside beside;
    WfDesk *desk;
    WfTree *tree;
    TreeIndex *index;
    bool syncing;
};

/* --- rows --- */

static char *id_of(const WfModel *m, WfThing thing)
{
    switch (thing.kind) {
    case WF_THING_COMPONENT:
        return g_strconcat("c", wf_model_component_name(m, thing.id), NULL);
    case WF_THING_VM:
    case WF_THING_FACTS:
        return g_strconcat("v", wf_model_vm_name(m, thing.id), NULL);
    case WF_THING_STACK:
        return g_strconcat("s", wf_model_resource_name(m, thing.id), NULL);
    default:
        return NULL;
    }
}

static WfThing thing_of(const WfModel *m, const char *id)
{
    WfThing thing = WF_THING_NOTHING;
    if (id && id[0] == 'c')
        thing = (WfThing){WF_THING_COMPONENT, wf_model_component_find(m, id + 1)};
    else if (id && id[0] == 'v')
        thing = (WfThing){WF_THING_VM, wf_model_vm_find(m, id + 1)};
    else if (id && id[0] == 's')
        thing = (WfThing){WF_THING_STACK, wf_model_resource_find(m, id + 1)};
    return thing.id == WF_NONE ? WF_THING_NOTHING : thing;
}

static bool is_shown(const TreeScreen *s, WfThing thing)
{
    guint32 n;
    const guint8 *matches = wf_view_matches(s->desk->view, &n);
    if (!matches)
        return true;
    return thing.kind == WF_THING_COMPONENT ? matches[thing.id]
                                            : tree_index_matches(s->index, thing);
}

static void add_id(const TreeScreen *s, WfThing thing, GPtrArray *ret)
{
    if (is_shown(s, thing))
        g_ptr_array_add(ret, id_of(s->desk->model, thing));
}

static void children(gpointer data, const char *id, GPtrArray *ret)
{
    const TreeScreen *s = data;
    const WfModel *m = s->desk->model;
    WfThing parent = thing_of(m, id);
    guint32 n;
    if (parent.kind == WF_THING_COMPONENT || (id && parent.kind == WF_THING_NONE))
        return;
    if (parent.kind == WF_THING_VM) {
        const WfId *components = wf_model_vm_components(m, parent.id, &n);
        for (guint32 i = 0; i < n; i++)
            add_id(s, (WfThing){WF_THING_COMPONENT, components[i]}, ret);
        return;
    }
    const WfThing *things =
        tree_index_in(s->index, parent.kind == WF_THING_STACK ? parent.id : WF_NONE, &n);
    for (guint32 i = 0; i < n; i++)
        add_id(s, things[i], ret);
}

static bool has_children(gpointer data, const char *id)
{
    const TreeScreen *s = data;
    WfThing thing = thing_of(s->desk->model, id);
    guint32 n = 0;
    if (thing.kind == WF_THING_VM)
        wf_model_vm_components(s->desk->model, thing.id, &n);
    return n || thing.kind == WF_THING_STACK;
}

/* "web.0.install" inside of VM "web.0" is "install". */
static const char *short_name(const char *name, const char *around)
{
    gsize n = around ? strlen(around) : 0;
    return n && g_str_has_prefix(name, around) && name[n] == '.' && name[n + 1] ? name + n + 1
                                                                                : name;
}

static int paint_mark(const TreeScreen *s, const char *name, WfGrid *grid, WfRect line, int x)
{
    WfSeverity severity;
    if (!wf_desk_severity(s->desk, name, &severity) || severity == WF_NOTE)
        return x;
    wf_paint_severity(grid, line.x + x + 1, line.y, severity, 0);
    return x + 2;
}

/* What an update does with it, in a column of its own; returns its width. */
static int paint_action(WfPlanAction action, WfGrid *grid, WfRect line, guint attr)
{
    if (action != WF_PLAN_NONE)
        wf_grid_text(grid, line.x, line.y, line.width,
                     wf_plan_action_sign(action, wf_grid_ascii(grid)), wf_desk_plan_role(action),
                     attr);
    return 2;
}

static void paint_component(const TreeScreen *s, WfId c, WfGrid *grid, WfRect line, guint attr)
{
    const WfModel *m = s->desk->model;
    const char *name = wf_model_component_name(m, c);
    WfId vm = wf_model_component_vm(m, c);
    guint32 in, out;
    wf_graph_in(wf_model_graph(m), c, &in);
    wf_graph_out(wf_model_graph(m), c, &out);
    const WfRow *run = wf_desk_run_row_of_node(s->desk->run, c, NULL);
    int before = line.x;
    if (run)
        line.x += 1 + wf_grid_text(grid, line.x, line.y, line.width,
                                   wf_state_mark(run->state, wf_grid_ascii(grid)),
                                   wf_state_role(run->state), attr);
    else if (s->desk->old && wf_desk_plan(s->desk))
        line.x += paint_action(wf_plan_of_component(s->desk->plan, c), grid, line, attr);
    line.width -= line.x - before;
    int x = wf_grid_text(
        grid, line.x, line.y, line.width,
        short_name(name, vm == WF_NONE ? NULL : wf_model_vm_name(m, vm)),
        wf_view_node_in_cycle(s->desk->view, c) ? WF_ROLE_EDGE_CYCLE : WF_ROLE_LABEL, attr);
    x = paint_mark(s, name, grid, line, x);
    if (wf_view_node_in_cycle(s->desk->view, c))
        x += wf_grid_text(grid, line.x + x, line.y, line.width - x, "  in a cycle",
                          WF_ROLE_EDGE_CYCLE, attr);
    x += wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_DIM, attr, "  %s",
                        wf_model_component_group(m, c));
    if (in)
        x += wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_DIM, attr,
                            "  needs %u", in);
    if (out)
        wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_DIM, attr, "%s feeds %u",
                       in ? "," : " ", out);
}

static void paint_stack(const TreeScreen *s, WfId r, WfGrid *grid, WfRect line, guint attr)
{
    const WfModel *m = s->desk->model;
    WfResourceKind kind = wf_model_resource_kind(m, r);
    WfId parent = wf_model_resource_parent(m, r);
    guint32 n;
    tree_index_in(s->index, r, &n);
    int x = wf_grid_text(grid, line.x, line.y, line.width,
                         short_name(wf_model_resource_name(m, r),
                                    parent == WF_NONE ? NULL : wf_model_resource_name(m, parent)),
                         WF_ROLE_STRONG, attr);
    if (kind == WF_RESOURCE_GROUP || kind == WF_RESOURCE_SCALING)
        x += wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_STRONG, attr,
                            wf_grid_ascii(grid) ? " x%u" : " ×%u", n);
    x = paint_mark(s, wf_model_resource_name(m, r), grid, line, x);
    wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_DIM, attr, "  %s",
                   wf_resource_kind_name(kind));
}

/* "✗F 3 of 5 done": the worst of its components, and how far they are. Returns how many it counted,
 * and moves on @x. */
static guint32 paint_vm_state(const TreeScreen *s, WfId vm, WfGrid *grid, WfRect line, int *x,
                              guint attr)
{
    guint32 n, known = 0, done = 0;
    const WfId *components = wf_model_vm_components(s->desk->model, vm, &n);
    WfState worst = WF_STATE_DONE;
    for (guint32 i = 0; i < n; i++) {
        const WfRow *row = wf_desk_run_row_of_node(s->desk->run, components[i], NULL);
        if (!row)
            continue;
        known++;
        done += row->state == WF_STATE_DONE || row->state == WF_STATE_SKIPPED;
        if (wf_state_urgency(row->state) > wf_state_urgency(worst))
            worst = row->state;
    }
    if (known)
        *x += wf_grid_printf(grid, line.x + *x, line.y, line.width - *x, wf_state_role(worst), attr,
                             "  %s %u of %u done", wf_state_mark(worst, wf_grid_ascii(grid)), done,
                             known);
    return known;
}

static void paint_vm(const TreeScreen *s, WfId vm, WfGrid *grid, WfRect line, guint attr)
{
    const WfModel *m = s->desk->model;
    WfId r = wf_model_vm_resource(m, vm);
    WfId parent = r == WF_NONE ? WF_NONE : wf_model_resource_parent(m, r);
    guint32 n;
    wf_model_vm_components(m, vm, &n);
    if (s->desk->old && wf_desk_plan(s->desk)) {
        guint32 item = wf_plan_item_of_vm(s->desk->plan, vm);
        int sign = paint_action(item == G_MAXUINT32 ? WF_PLAN_NONE
                                                    : wf_plan_item(s->desk->plan, item)->action,
                                grid, line, attr);
        line.x += sign;
        line.width -= sign;
    }
    int x = wf_grid_text(grid, line.x, line.y, line.width,
                         short_name(wf_model_vm_name(m, vm),
                                    parent == WF_NONE ? NULL : wf_model_resource_name(m, parent)),
                         WF_ROLE_FRAME_TITLE, attr);
    x = paint_mark(s, wf_model_vm_name(m, vm), grid, line, x);
    bool counted = paint_vm_state(s, vm, grid, line, &x, attr) == n && n;
    bool publishes = wf_model_vm_publishes(m, vm);
    if (!counted)
        x += wf_grid_printf(grid, line.x + x, line.y, line.width - x, WF_ROLE_DIM, attr,
                            "  %u component%s", n, n == 1 ? "" : "s");
    if (publishes)
        wf_grid_text(grid, line.x + x, line.y, line.width - x, ", publishes facts", WF_ROLE_DIM,
                     attr);
}

static void paint_row(gpointer data, const char *id, WfGrid *grid, WfRect line, guint attr)
{
    const TreeScreen *s = data;
    WfThing thing = thing_of(s->desk->model, id);
    if (thing.kind == WF_THING_COMPONENT)
        paint_component(s, thing.id, grid, line, attr);
    else if (thing.kind == WF_THING_VM)
        paint_vm(s, thing.id, grid, line, attr);
    else if (thing.kind == WF_THING_STACK)
        paint_stack(s, thing.id, grid, line, attr);
}

static const WfTreeOps tree_ops = {
    .children = children, .has_children = has_children, .paint = paint_row};

/* --- the screen --- */

static void make_index(TreeScreen *s)
{
    guint32 n;
    tree_index_free(s->index);
    s->index = tree_index_new(s->desk->model, wf_view_matches(s->desk->view, &n));
}

static void renew(TreeScreen *s)
{
    make_index(s);
    wf_tree_refresh(s->tree);
    wf_app_dirty(s->desk->app);
}

static void unfold_matches(TreeScreen *s)
{
    guint32 n, vms;
    wf_filter_count(s->desk, &n, &vms);
    if (s->desk->filter && n && n <= OPEN_MOST)
        wf_tree_fold_all(s->tree, true);
}

/* Unfolds what the selected thing is in, outermost first. */
static void unfold_around(TreeScreen *s, WfThing thing)
{
    const WfModel *m = s->desk->model;
    WfId vm = thing.kind == WF_THING_COMPONENT ? wf_model_component_vm(m, thing.id)
              : thing.kind == WF_THING_STACK   ? WF_NONE
                                               : thing.id;
    WfId r = thing.kind == WF_THING_STACK ? thing.id
             : vm == WF_NONE              ? WF_NONE
                                          : wf_model_vm_resource(m, vm);
    for (r = r == WF_NONE ? r : wf_model_resource_parent(m, r); r != WF_NONE;
         r = wf_model_resource_parent(m, r)) {
        g_autofree char *id = id_of(m, (WfThing){WF_THING_STACK, r});
        wf_tree_fold(s->tree, id, true);
    }
    if (vm != WF_NONE && thing.kind == WF_THING_COMPONENT) {
        g_autofree char *id = id_of(m, (WfThing){WF_THING_VM, vm});
        wf_tree_fold(s->tree, id, true);
    }
}

void tree_show_selected(TreeScreen *s)
{
    WfThing thing = wf_view_selected(s->desk->view);
    if (s->syncing || (thing.kind != WF_THING_COMPONENT && thing.kind != WF_THING_VM &&
                       thing.kind != WF_THING_FACTS && thing.kind != WF_THING_STACK))
        return;
    g_autofree char *id = id_of(s->desk->model, thing);
    WfList *list = wf_tree_list(s->tree);
    if (wf_list_go_id(list, id))
        return;
    unfold_around(s, thing);
    wf_list_go_id(list, id);
}

/* The cursor moved: the rest follows. */
static void follow(gpointer self)
{
    TreeScreen *s = self;
    s->syncing = true;
    WfThing thing = thing_of(s->desk->model, wf_list_id(wf_tree_list(s->tree)));
    if (thing.kind != WF_THING_NONE)
        wf_desk_select(s->desk, thing);
    s->syncing = false;
}

static void tree_open(WfApp *app, gpointer self)
{
    (void)app;
    TreeScreen *s = self;
    tree_show_selected(s);
    wf_detail_set(s->beside.detail, wf_view_selected(s->desk->view));
    follow(s);
}

static const char *why_empty(const WfDesk *desk)
{
    if (wf_model_n_components(desk->model) || wf_model_n_vms(desk->model))
        return "nothing matches the filter; \\ drops it";
    return wf_findings_count(desk->findings, WF_FAULT)
               ? "the model has no components and no VMs; 3 shows what is wrong with it"
               : "the model has no components and no VMs";
}

static void tree_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    TreeScreen *s = self;
    wf_beside_list_paint(&s->beside, grid, rect);
    WfRect own = wf_beside_place(&s->beside, rect);
    if (own.width && wf_list_cursor(wf_tree_list(s->tree)) < 0)
        wf_paint_wrapped(grid, (WfRect){own.x + 1, own.y, MAX(own.width - 2, 1), own.height},
                         why_empty(s->desk), WF_ROLE_DIM, 0);
}

static bool enter(gpointer self)
{
    TreeScreen *s = self;
    const char *id = wf_list_id(wf_tree_list(s->tree));
    if (!id)
        return false;
    if (has_children(s, id)) {
        g_autofree char *copy = g_strdup(id);
        wf_tree_fold(s->tree, copy, !wf_tree_is_open(s->tree, copy));
        return true;
    }
    g_autofree char *name = g_strdup(id + 1);
    wf_app_show_screen(s->desk->app, "graph");
    return wf_desk_goto(s->desk, name);
}

static bool tree_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    (void)app;
    TreeScreen *s = self;
    if (wf_beside_list_command(s, id, args))
        return true;
    return screens_command(s->desk, id, args);
}

static void on_news(gpointer self, WfNews news)
{
    bool other = news == WF_NEWS_MODEL || news == WF_NEWS_TYPED || news == WF_NEWS_FILTER;
    if (other || news == WF_NEWS_MATCHES)
        renew(self);
    if (other)
        unfold_matches(self);
    else if (news == WF_NEWS_PICTURE || news == WF_NEWS_LOOKS)
        wf_beside_list_choose(self, ((TreeScreen *)self)->desk, "tree");
    else if (news == WF_NEWS_SELECTION)
        tree_show_selected(self);
}

TreeScreen *tree_new(WfDesk *desk, WfDetail *detail)
{
    TreeScreen *s = g_new0(TreeScreen, 1);
    s->desk = desk;
    make_index(s);
    s->tree = wf_tree_new(&tree_ops, s);
    if (wf_model_n_components(desk->model) <= OPEN_MOST)
        wf_tree_fold_all(s->tree, true);
    wf_list_go(wf_tree_list(s->tree), 0);
    s->beside = (WfBeside){.detail = detail,
                           .list = wf_tree_list(s->tree),
                           .tree = s->tree,
                           .follow = follow,
                           .enter = enter};
    wf_desk_listen(desk, on_news, s);
    return s;
}

static void tree_close(WfApp *app, gpointer self)
{
    (void)app;
    TreeScreen *s = self;
    wf_tree_free(s->tree);
    tree_index_free(s->index);
    g_free(s);
}

static void tree_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    TreeScreen *s = self;
    g_autofree char *size = s->desk->filter ? NULL : wf_desk_size(s->desk);
    screens_info(s->desk, text);
    g_string_append(text, size ? size : "");
}

static void tree_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    TreeScreen *s = self;
    if (wf_beside_hints(&s->beside, ids))
        return;
    if (s->desk->filter)
        g_ptr_array_add(ids, (gpointer) "clear-filter");
    g_ptr_array_add(ids, (gpointer) "enter fold, or to the graph");
    g_ptr_array_add(ids, (gpointer) "fold-tree fold all");
    g_ptr_array_add(ids, (gpointer) "unfold-tree unfold all");
    g_ptr_array_add(ids, (gpointer) "edit");
}

void tree_fold_all(TreeScreen *s, bool open)
{
    wf_tree_fold_all(s->tree, open);
    follow(s);
}

const WfScreenOps tree_screen = {.name = "tree",
                                 .title = "Tree",
                                 .number = 2,
                                 .open = tree_open,
                                 .close = tree_close,
                                 .paint = tree_paint,
                                 .move = wf_beside_list_move,
                                 .mouse = wf_beside_list_mouse,
                                 .command = tree_command,
                                 .info = tree_info,
                                 .hints = tree_hints,
                                 .cursor = wf_beside_list_cursor};
