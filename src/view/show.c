/* Makes the visible graph of a view: each node of the model gets its box, or the box it is folded
 * into, or none (filter, focus); then edges between the same two boxes become one. */
#include "fit.h"

#include <string.h>

#define HUB_DEGREE 16 /* focus does not go on behind these */
#define TRIES 16

typedef struct {
    const WfView *view;
    const WfModel *m;
    WfShown *shown;
    guint8 *keep; /* per node of the model */
    WfFit fit;
    guint32 *cost;
    bool *inside;
    GHashTable *boxes; /* kind, id and VM -> shown node */
} Builder;

/* ---- what is kept ---- */

static void keep_focus(Builder *b)
{
    const WfView *view = b->view;
    guint32 n = wf_model_n_nodes(b->m);
    g_autoptr(GArray) seeds = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autofree guint8 *near = g_new0(guint8, n + 1);

    for (guint i = 0; i < view->focus->len; i++) {
        g_autoptr(GArray) nodes = wf_view_nodes(view, wf_view_find(view, view->focus->pdata[i]));
        g_array_append_vals(seeds, nodes->data, nodes->len);
    }
    if (seeds->len == 0)
        return; /* gone with a reload: everything again */
    g_autoptr(GArray) around =
        wf_graph_around(wf_model_graph(b->m), (const guint32 *)seeds->data, seeds->len, view->hops,
                        HUB_DEGREE, MAX(view->budget.nodes, seeds->len));
    for (guint i = 0; i < around->len; i++)
        near[g_array_index(around, guint32, i)] = 1;
    for (guint32 node = 0; node < n; node++) {
        b->shown->counts.hidden_by_focus += b->keep[node] && !near[node];
        b->keep[node] &= near[node];
    }
}

static void choose(Builder *b)
{
    guint32 n = wf_model_n_nodes(b->m), n_components = wf_model_n_components(b->m);

    b->keep = g_new(guint8, n + 1);
    for (guint32 node = 0; node < n; node++)
        b->keep[node] = node < n_components || b->view->index->publishes[node - n_components];
    if (b->view->focus->len)
        keep_focus(b);
    for (guint32 node = 0; b->view->hide && b->view->matches && node < n; node++) {
        b->shown->counts.hidden_by_filter += b->keep[node] && !b->view->matches[node];
        b->keep[node] &= b->view->matches[node];
    }
}

static bool is_whole(const Builder *b)
{
    return b->view->focus->len == 0 && !(b->view->hide && b->view->matches);
}

static void measure(Builder *b)
{
    guint32 n = wf_model_n_vms(b->m), n_components = wf_model_n_components(b->m);

    b->cost = g_new0(guint32, n + 1);
    b->inside = g_new0(bool, n + 1);
    for (guint32 node = 0; node < wf_model_n_nodes(b->m); node++) {
        WfId vm = node < n_components ? wf_model_component_vm(b->m, node) : node - n_components;
        if (vm != WF_NONE)
            b->cost[vm] += b->keep[node];
    }
    for (WfId vm = 0; vm < n; vm++) {
        if (b->cost[vm] == 0 && is_whole(b))
            b->cost[vm] = 1; /* nothing runs on it: a box all the same */
        b->inside[vm] = wf_view_folded_around(b->view, wf_model_vm_resource(b->m, vm)) != WF_NONE;
    }
    b->fit = (WfFit){.n = n, .cost = b->cost, .inside = b->inside, .mode = g_new(VmMode, n + 1)};
}

/* ---- boxes ---- */

static guint32 add_box(Builder *b, WfThing thing, WfId vm, gint32 frame)
{
    ShownNode node = {.thing = thing, .vm = vm, .frame = frame};

    g_array_append_val(b->shown->nodes, node);
    return b->shown->nodes->len - 1;
}

static guint hash_key(gconstpointer data)
{
    const guint32 *key = data;
    return (key[0] * 31 + key[1]) * 2654435761u ^ key[2];
}

static gboolean equal_key(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, 3 * sizeof(guint32)) == 0;
}

/* The one box of this kind, made when first met. */
static guint32 box_of(Builder *b, WfThing thing, WfId vm, gint32 frame)
{
    guint32 key[3] = {thing.kind, thing.id, vm};
    gpointer found;

    if (g_hash_table_lookup_extended(b->boxes, key, NULL, &found))
        return GPOINTER_TO_UINT(found);
    guint32 box = add_box(b, thing, vm, frame);
    g_hash_table_insert(b->boxes, g_memdup2(key, sizeof key), GUINT_TO_POINTER(box));
    return box;
}

static WfThing folded_thing(const Builder *b, WfId vm)
{
    const WfView *view = b->view;

    if (b->inside[vm])
        return (WfThing){WF_THING_STACK,
                         wf_view_folded_around(view, wf_model_vm_resource(b->m, vm))};
    if (b->fit.mode[vm] == VM_IN_ROLE)
        return (WfThing){WF_THING_ROLE, wf_view_vm_role(view, vm)};
    if (b->fit.mode[vm] == VM_IN_REST)
        return (WfThing){WF_THING_ROLE, WF_NONE};
    return (WfThing){WF_THING_VM, vm};
}

static void put_node(Builder *b, guint32 node, WfId vm, gint32 frame)
{
    bool facts = wf_model_node_is_vm(b->m, node);
    WfId stack = WF_NONE;
    guint32 box;

    if (!facts)
        stack = wf_view_folded_around(b->view, b->view->index->stack_of[node]);
    if (stack != WF_NONE)
        box = box_of(b, (WfThing){WF_THING_STACK, stack}, vm, frame);
    else
        box = add_box(b, (WfThing){facts ? WF_THING_FACTS : WF_THING_COMPONENT, facts ? vm : node},
                      vm, frame);
    b->shown->node_of[node] = box;
}

static gint32 add_frame(Builder *b, WfId vm)
{
    g_array_append_val(b->shown->frames, vm);
    return (gint32)b->shown->frames->len - 1;
}

static guint32 facts_node(const Builder *b, WfId vm)
{
    return wf_model_n_components(b->m) + vm;
}

static void put_open(Builder *b, WfId vm)
{
    guint32 n, facts = facts_node(b, vm);
    const WfId *components = wf_model_vm_components(b->m, vm, &n);
    gint32 frame = add_frame(b, vm);

    if (b->keep[facts])
        put_node(b, facts, vm, frame);
    for (guint32 i = 0; i < n; i++)
        if (b->keep[components[i]])
            put_node(b, components[i], vm, frame);
}

static bool is_empty(const Builder *b, WfId vm)
{
    guint32 n;

    wf_model_vm_components(b->m, vm, &n);
    return n == 0 && !b->keep[facts_node(b, vm)];
}

static void put_folded(Builder *b, WfId vm)
{
    guint32 n, facts = facts_node(b, vm);
    const WfId *components = wf_model_vm_components(b->m, vm, &n);
    WfThing thing = folded_thing(b, vm);
    guint32 box = box_of(b, thing, thing.kind == WF_THING_VM ? vm : WF_NONE, -1);

    g_array_index(b->shown->nodes, ShownNode, box).n_vms++;
    b->shown->vm_of[vm] = box;
    b->shown->counts.folded_vms += !is_empty(b, vm);
    if (b->keep[facts])
        b->shown->node_of[facts] = box;
    for (guint32 i = 0; i < n; i++)
        if (b->keep[components[i]])
            b->shown->node_of[components[i]] = box;
}

static void put_all(Builder *b)
{
    guint32 n_components = wf_model_n_components(b->m);

    for (WfId vm = 0; vm < b->fit.n; vm++) {
        if (!b->cost[vm])
            continue;
        if (b->fit.mode[vm] == VM_OPEN && !is_empty(b, vm))
            put_open(b, vm);
        else
            put_folded(b, vm);
    }
    for (WfId c = 0; c < n_components; c++) /* faulty ones, without a VM */
        if (b->keep[c] && wf_model_component_vm(b->m, c) == WF_NONE)
            put_node(b, c, WF_NONE, -1);
}

/* Which nodes of the model each box has, ascending. */
static void list_members(WfShown *shown, guint32 n)
{
    guint32 n_boxes = shown->nodes->len;
    g_autofree guint32 *next = g_new0(guint32, n_boxes + 1);

    for (guint32 node = 0; node < n; node++)
        if (shown->node_of[node] != G_MAXUINT32)
            next[shown->node_of[node]]++;
    guint32 sum = 0;
    for (guint32 i = 0; i < n_boxes; i++) {
        ShownNode *box = &g_array_index(shown->nodes, ShownNode, i);
        box->first = sum;
        box->n = next[i];
        next[i] = sum;
        sum += box->n;
    }
    shown->members = g_new(guint32, sum + 1);
    for (guint32 node = 0; node < n; node++)
        if (shown->node_of[node] != G_MAXUINT32)
            shown->members[next[shown->node_of[node]]++] = node;
}

/* ---- edges ---- */

static const guint8 strength[] = {[WF_EDGE_DATA] = WF_LINK_DATA,
                                  [WF_EDGE_ORDER] = WF_LINK_ORDER,
                                  [WF_EDGE_RUN_LIST] = WF_LINK_RUN_LIST};

static void add_to_edge(Builder *b, ShownEdge *edge, guint32 e)
{
    const WfViewIndex *index = b->view->index;
    guint16 step = index->step ? index->step[e] : 0;

    edge->count++;
    edge->link = MIN(edge->link, strength[wf_model_edge_kind(b->m, e)]);
    edge->cross |= wf_model_edge_cross(b->m, e);
    edge->in_cycle |= wf_view_index_in_cycle(index, b->m, e);
    if (step && (!edge->step || step < edge->step))
        edge->step = step;
}

/* Edges of the model's nodes in one box, merged by the box they go to. */
static void merge_from(Builder *b, guint32 box, guint32 *last, guint32 *edge_of)
{
    WfShown *shown = b->shown;
    const ShownNode *from = &g_array_index(shown->nodes, ShownNode, box);
    guint32 first = shown->edges->len;

    for (guint32 i = 0; i < from->n; i++) {
        guint32 n, node = shown->members[from->first + i];
        const WfArc *arcs = wf_graph_out(wf_model_graph(b->m), node, &n);
        for (guint32 k = 0; k < n; k++) {
            guint32 to = shown->node_of[arcs[k].node];
            if (to == G_MAXUINT32) {
                shown->counts.hidden_edges++;
                continue;
            }
            if (to == box && arcs[k].node != node) {
                shown->counts.inner_edges++;
                continue;
            }
            if (last[to] < first || last[to] == G_MAXUINT32) {
                ShownEdge edge = {.from = box, .to = to, .link = WF_LINK_RUN_LIST};
                last[to] = shown->edges->len;
                g_array_append_val(shown->edges, edge);
            }
            add_to_edge(b, &g_array_index(shown->edges, ShownEdge, last[to]), arcs[k].edge);
            edge_of[arcs[k].edge] = last[to];
        }
    }
}

static void list_edge_members(WfShown *shown, const guint32 *edge_of, guint32 n)
{
    g_autofree guint32 *next = g_new(guint32, shown->edges->len + 1);
    guint32 sum = 0;

    for (guint32 i = 0; i < shown->edges->len; i++) {
        ShownEdge *edge = &g_array_index(shown->edges, ShownEdge, i);
        next[i] = edge->first = sum;
        edge->n = edge->count;
        sum += edge->n;
    }
    shown->counts.edges = sum;
    shown->edge_members = g_new(guint32, sum + 1);
    for (guint32 e = 0; e < n; e++)
        if (edge_of[e] != G_MAXUINT32)
            shown->edge_members[next[edge_of[e]]++] = e;
}

static void merge_edges(Builder *b)
{
    WfShown *shown = b->shown;
    guint32 n_edges = wf_model_n_edges(b->m), n_boxes = shown->nodes->len;
    g_autofree guint32 *last = g_new(guint32, n_boxes + 1);
    g_autofree guint32 *edge_of = g_new(guint32, n_edges + 1);

    memset(last, 0xff, (n_boxes + 1) * sizeof *last);
    memset(edge_of, 0xff, (n_edges + 1) * sizeof *edge_of);
    for (guint32 box = 0; box < n_boxes; box++)
        merge_from(b, box, last, edge_of);
    list_edge_members(shown, edge_of, n_edges);
    for (guint32 node = 0; node < wf_model_n_nodes(b->m); node++) {
        guint32 n;
        if (shown->node_of[node] == G_MAXUINT32) {
            wf_graph_out(wf_model_graph(b->m), node, &n);
            shown->counts.hidden_edges += n;
        }
    }
}

/* ---- all of it ---- */

static void start_over(Builder *b)
{
    WfShown *shown = b->shown;

    g_array_set_size(shown->nodes, 0);
    g_array_set_size(shown->edges, 0);
    g_array_set_size(shown->frames, 0);
    g_hash_table_remove_all(b->boxes);
    g_clear_pointer(&shown->members, g_free);
    g_clear_pointer(&shown->edge_members, g_free);
    memset(shown->node_of, 0xff, (wf_model_n_nodes(b->m) + 1) * sizeof(guint32));
    memset(shown->vm_of, 0xff, (b->fit.n + 1) * sizeof(guint32));
    shown->counts.folded_vms = shown->counts.edges = 0;
    shown->counts.inner_edges = shown->counts.hidden_edges = 0;
}

static guint32 count_closed(const WfShown *shown)
{
    guint32 n = 0;

    for (guint i = 0; i < shown->nodes->len; i++)
        n += g_array_index(shown->nodes, ShownNode, i).frame < 0;
    return n;
}

/* Folds more until edges, too, keep the budget: their number is known only when boxes are. */
static void build(Builder *b)
{
    WfBudget budget = b->view->zoom == WF_ZOOM_OUTLINE ? WF_BUDGET_ALL : b->view->budget;

    if (b->view->zoom == WF_ZOOM_OUTLINE)
        budget = (WfBudget){G_MAXUINT32, G_MAXUINT32, G_MAXUINT32}; /* rows are made as needed */
    for (int try = 0; try < TRIES; try++) {
        wf_view_fit(&b->fit, b->view, budget);
        start_over(b);
        put_all(b);
        list_members(b->shown, wf_model_n_nodes(b->m));
        merge_edges(b);
        if (b->shown->edges->len <= budget.edges)
            break;
        if (b->fit.n_open && count_closed(b->shown) * 2 <= b->shown->nodes->len)
            budget.vms = b->fit.n_open * 2 / 3;
        else
            budget.nodes = MAX(b->shown->nodes->len * 2 / 3, 1);
    }
    b->shown->counts.over_budget = b->fit.over || b->shown->edges->len > budget.edges;
    b->shown->counts.folded_by_budget = b->fit.by_budget;
}

static void count(Builder *b)
{
    WfShownCounts *counts = &b->shown->counts;
    guint32 n_components = wf_model_n_components(b->m);

    counts->vms = b->fit.n;
    counts->components = n_components;
    counts->open_vms = b->shown->frames->len;
    for (WfId c = 0; c < n_components; c++) {
        guint32 box = b->shown->node_of[c];
        if (box == G_MAXUINT32)
            continue;
        WfThingKind kind = g_array_index(b->shown->nodes, ShownNode, box).thing.kind;
        if (kind == WF_THING_COMPONENT)
            counts->shown_components++;
        else
            counts->folded_components++;
    }
}

static WfShown *shown_new(const WfView *view)
{
    WfShown *shown = g_new0(WfShown, 1);

    shown->m = wf_model_ref(view->m);
    shown->visible = wf_visible_new();
    shown->nodes = g_array_new(FALSE, FALSE, sizeof(ShownNode));
    shown->edges = g_array_new(FALSE, FALSE, sizeof(ShownEdge));
    shown->frames = g_array_new(FALSE, FALSE, sizeof(WfId));
    shown->node_of = g_new(guint32, wf_model_n_nodes(view->m) + 1);
    shown->vm_of = g_new(guint32, wf_model_n_vms(view->m) + 1);
    shown->zoom = view->zoom;
    shown->ascii = view->ascii;
    shown->options = (WfLayoutOptions){.ascii = view->ascii,
                                       .boxes = view->zoom == WF_ZOOM_BOXES,
                                       .left_to_right = view->left_to_right};
    return shown;
}

WfShown *wf_view_show(WfView *view)
{
    Builder b = {.view = view, .m = view->m, .shown = shown_new(view)};

    wf_view_index_cycles(view->index, view->m, view->numbers_later);
    b.boxes = g_hash_table_new_full(hash_key, equal_key, g_free, NULL);
    choose(&b);
    measure(&b);
    build(&b);
    count(&b);
    if (view->resources)
        wf_shown_add_resources(b.shown, view, view->budget.nodes);
    wf_shown_finish(b.shown, view);
    g_hash_table_unref(b.boxes);
    g_free(b.keep);
    g_free(b.cost);
    g_free(b.inside);
    g_free(b.fit.mode);
    return b.shown;
}

WfShown *wf_view_show_all(WfView *view, WfZoom zoom, bool folds)
{
    WfZoom before = view->zoom;
    WfBudget budget = view->budget;
    GHashTable *kept = view->folds;
    GPtrArray *into = view->into;
    char *peek = g_steal_pointer(&view->peek);
    bool all_folded = view->all_folded, groups_open = view->groups_open;

    view->zoom = zoom;
    view->budget = (WfBudget){G_MAXUINT32, G_MAXUINT32, G_MAXUINT32};
    view->all_folded &= folds;
    view->groups_open |= !folds;
    if (!folds)
        view->folds = g_hash_table_new(g_str_hash, g_str_equal);
    view->into = g_ptr_array_new();
    WfShown *shown = wf_view_show(view);
    if (!folds)
        g_hash_table_unref(view->folds);
    g_ptr_array_unref(view->into);
    view->into = into;
    view->peek = peek;
    view->zoom = before;
    view->budget = budget;
    view->folds = kept;
    view->all_folded = all_folded;
    view->groups_open = groups_open;
    return shown;
}
