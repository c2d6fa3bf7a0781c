/* The plan: match by name, compare, spread along the new model's DAG, order into waves.
 *
 * Everything is arrays over ids and one queue; nothing recurses. Ties go by file order, so the same
 * two models give the same plan. */
#include "plan_priv.h"

#include <string.h>

#define NOTHING G_MAXUINT32

const char *wf_plan_action_name(WfPlanAction action)
{
    static const char *const names[] = {
        [WF_PLAN_NONE] = "none",         [WF_PLAN_CREATE] = "create",   [WF_PLAN_UPDATE] = "update",
        [WF_PLAN_RECREATE] = "recreate", [WF_PLAN_REPLACE] = "replace", [WF_PLAN_DELETE] = "delete",
        [WF_PLAN_MAYBE] = "may_update",  [WF_PLAN_WAIT] = "wait",
    };
    return names[action];
}

const char *wf_plan_action_sign(WfPlanAction action, bool ascii)
{
    static const char *const signs[][2] = {
        [WF_PLAN_NONE] = {" ", " "},    [WF_PLAN_CREATE] = {"+", "+"},
        [WF_PLAN_UPDATE] = {"~", "~"},  [WF_PLAN_RECREATE] = {"±", "%"},
        [WF_PLAN_REPLACE] = {"±", "%"}, [WF_PLAN_DELETE] = {"-", "-"},
        [WF_PLAN_MAYBE] = {"?", "?"},   [WF_PLAN_WAIT] = {"·", "."},
    };
    return signs[action][ascii];
}

/* Work that runs a recipe, for certain or perhaps. */
static bool is_work(WfPlanAction action)
{
    return action != WF_PLAN_NONE && action != WF_PLAN_WAIT;
}

static WfId *array_of(guint32 n, guint32 value)
{
    WfId *array = g_new(WfId, n + 1);
    for (guint32 i = 0; i <= n; i++)
        array[i] = value;
    return array;
}

static guint32 n_components(const WfModel *m)
{
    return m ? wf_model_n_components(m) : 0;
}

/* ---- matching ---- */

/* Most stand in the same order in both: where the last one was found, the next one is near. */
static WfId find_old(const WfPlan *plan, const char *name, WfId near)
{
    return near < wf_model_n_components(plan->old) &&
                   strcmp(wf_model_component_name(plan->old, near), name) == 0
               ? near
               : wf_model_component_find(plan->old, name);
}

static void match_components(WfPlan *plan)
{
    guint32 n_old = n_components(plan->old), n_new = n_components(plan->new);
    WfId near = 0;

    plan->old_of = array_of(n_new, WF_NONE);
    plan->new_of = array_of(n_old, WF_NONE);
    for (WfId c = 0; n_old && c < n_new; c++) {
        WfId found = find_old(plan, wf_model_component_name(plan->new, c), near);
        if (found == WF_NONE)
            continue;
        near = found + 1;
        plan->old_of[c] = found;
        plan->new_of[found] = c;
    }
}

/* Software is compared as components; these are what stands in the stripped template. */
static bool is_infrastructure(const WfPlan *plan, const WfModel *m, WfId r)
{
    GHashTable *signals = m == plan->old ? plan->old_signals : plan->new_signals;

    if (!wf_model_resource_enabled(m, r))
        return false;
    switch (wf_model_resource_kind(m, r)) {
    case WF_RESOURCE_INFRA:
    case WF_RESOURCE_SERVER:
    case WF_RESOURCE_SCALING:
    case WF_RESOURCE_BOOT_CONFIG:
        return true;
    case WF_RESOURCE_WAIT:
        return !wf_model_wait_is_component(m, r);
    case WF_RESOURCE_HANDLE:
        return !g_hash_table_contains(signals, GUINT_TO_POINTER(r + 1));
    default:
        return false;
    }
}

static WfId find_infrastructure(const WfPlan *plan, const WfModel *m, const char *name)
{
    WfId r = m ? wf_model_resource_find(m, name) : WF_NONE;
    return r != WF_NONE && is_infrastructure(plan, m, r) ? r : WF_NONE;
}

static WfPlanAction action_of_change(WfChange change)
{
    switch (change) {
    case WF_CHANGE_NONE:
        return WF_PLAN_NONE;
    case WF_CHANGE_REBUILD:
    case WF_CHANGE_REPLACE:
        return WF_PLAN_REPLACE;
    default:
        return WF_PLAN_UPDATE;
    }
}

/* One item for a resource or VM; *ret_change says what happens to it. */
static void add_resource(WfPlan *plan, GArray *items, WfId old, WfId new, WfChange *ret_change)
{
    const WfModel *m = new == WF_NONE ? plan->old : plan->new;
    WfId r = new == WF_NONE ? old : new, vm = wf_model_resource_vm(m, r);
    WfPlanItem item = {.kind = vm == WF_NONE ? WF_PLAN_RESOURCE : WF_PLAN_VM,
                       .name = wf_model_resource_name(m, r),
                       .old_id = old,
                       .new_id = new,
                       .cause = NOTHING};

    if (new == WF_NONE)
        item.action = WF_PLAN_DELETE;
    else if (old == WF_NONE)
        item.action = WF_PLAN_CREATE;
    else
        item.action = action_of_change(*ret_change = wf_plan_resource_change(plan, old, new, NULL));
    if (item.action == WF_PLAN_NONE)
        return;
    if (item.kind == WF_PLAN_VM && new != WF_NONE)
        plan->vm_item_of[vm] = 0; /* numbered when all items are sorted */
    g_array_append_val(items, item);
}

static void compare_resources(WfPlan *plan, GArray *items)
{
    for (WfId r = 0; plan->new &&r < wf_model_n_resources(plan->new); r++) {
        WfChange change = WF_CHANGE_NONE;
        WfId vm = wf_model_resource_vm(plan->new, r);
        if (!is_infrastructure(plan, plan->new, r))
            continue;
        WfId old = find_infrastructure(plan, plan->old, wf_model_resource_name(plan->new, r));
        add_resource(plan, items, old, r, &change);
        if (vm != WF_NONE)
            plan->vm_change[vm] = old == WF_NONE ? WF_CHANGE_REPLACE : change;
    }
    for (WfId r = 0; plan->old && r < wf_model_n_resources(plan->old); r++)
        if (is_infrastructure(plan, plan->old, r) &&
            find_infrastructure(plan, plan->new, wf_model_resource_name(plan->old, r)) == WF_NONE)
            add_resource(plan, items, r, WF_NONE, NULL);
}

/* ---- components: what changed itself ---- */

bool wf_plan_disk_is_new(const WfPlan *plan, WfId vm)
{
    return vm != WF_NONE &&
           (plan->vm_change[vm] == WF_CHANGE_REPLACE || plan->vm_change[vm] == WF_CHANGE_REBUILD);
}

static bool moved(const WfPlan *plan, WfId old, WfId new)
{
    WfId a = wf_model_component_vm(plan->old, old), b = wf_model_component_vm(plan->new, new);
    return a != WF_NONE && b != WF_NONE &&
           strcmp(wf_model_vm_name(plan->old, a), wf_model_vm_name(plan->new, b)) != 0;
}

/* An input with replace_on_change makes its component run CREATE again. */
static bool replacing_input_changed(const WfPlan *plan, WfId old, WfId new)
{
    WfId first;
    guint32 n;

    wf_model_component_inputs(plan->new, new, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfInput input, before;
        wf_model_input(plan->new, i, &input);
        WfId had =
            input.replace_on_change ? wf_model_input_find(plan->old, old, input.name) : WF_NONE;
        if (had == WF_NONE)
            continue;
        wf_model_input(plan->old, had, &before);
        if (!wf_model_same(plan->old, before.value, plan->new, input.value))
            return true;
    }
    return false;
}

static WfPlanAction own_action(const WfPlan *plan, WfId c)
{
    WfId old = plan->old_of[c];

    if (old == WF_NONE)
        return WF_PLAN_CREATE;
    if (wf_plan_disk_is_new(plan, wf_model_component_vm(plan->new, c)) || moved(plan, old, c))
        return WF_PLAN_RECREATE;
    if (!wf_plan_component_differs(plan, old, c))
        return WF_PLAN_NONE;
    return replacing_input_changed(plan, old, c) ? WF_PLAN_RECREATE : WF_PLAN_UPDATE;
}

/* ---- spreading ---- */

typedef struct {
    WfPlan *plan;
    GArray *queue; /* of guint32 nodes */
} Spread;

static void reach(Spread *s, guint32 from, bool data_only, WfPlanAction action)
{
    WfPlan *plan = s->plan;
    guint32 n;
    const WfArc *arcs = wf_graph_out(wf_model_graph(plan->new), from, &n);
    bool is_root = wf_model_node_is_vm(plan->new, from) || plan->root[from] == NOTHING;
    guint32 root = is_root ? from : plan->root[from];

    for (guint32 i = 0; i < n; i++) {
        guint32 to = arcs[i].node;
        if (wf_model_node_is_vm(plan->new, to) || plan->action[to] != WF_PLAN_NONE)
            continue;
        if (data_only && wf_model_edge_kind(plan->new, arcs[i].edge) != WF_EDGE_DATA)
            continue;
        plan->action[to] = action;
        plan->cause[to] = from;
        plan->root[to] = root;
        g_array_append_val(s->queue, to);
    }
}

/* First over data edges from all that changed: values may change. Then over all edges from all that
 * works: those only wait. */
static void spread(WfPlan *plan)
{
    guint32 n = n_components(plan->new);
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(guint32));
    Spread s = {plan, queue};

    for (guint32 vm = 0; vm < wf_model_n_vms(plan->new); vm++)
        if (wf_plan_disk_is_new(plan, vm))
            g_array_append_vals(queue, &(guint32){n + vm}, 1);
    for (guint32 c = 0; c < n; c++)
        if (is_work(plan->action[c]))
            g_array_append_val(queue, c);
    for (guint i = 0; i < queue->len; i++)
        reach(&s, g_array_index(queue, guint32, i), true, WF_PLAN_MAYBE);
    guint work = queue->len;
    for (guint i = 0; i < queue->len; i++)
        if (i < work || plan->action[g_array_index(queue, guint32, i)] == WF_PLAN_WAIT)
            reach(&s, g_array_index(queue, guint32, i), false, WF_PLAN_WAIT);
}

/* ---- waves ---- */

/* A wave is the length of the longest chain of *work* before a component: what does nothing makes
 * nobody wait. False: the new model has cycles. */
static bool find_waves(WfPlan *plan)
{
    const WfGraph *g = wf_model_graph(plan->new);
    guint32 n = wf_model_n_nodes(plan->new);
    g_autofree guint32 *order = g_new(guint32, n + 1);
    g_autofree guint32 *level = g_new0(guint32, n + 1);

    if (wf_graph_order(g, order, NULL) != n)
        return false;
    for (guint32 i = 0; i < n; i++) {
        guint32 from = order[i], n_arcs;
        const WfArc *arcs = wf_graph_out(g, from, &n_arcs);
        bool works = !wf_model_node_is_vm(plan->new, from) && is_work(plan->action[from]);
        for (guint32 k = 0; k < n_arcs; k++)
            level[arcs[k].node] = MAX(level[arcs[k].node], level[from] + works);
    }
    memcpy(plan->wave, level, n_components(plan->new) * sizeof *level);
    return true;
}

/* Deletions go against the old DAG, each after all that read it has moved on. Kahn backwards over
 * the old model, so that consumers are known before their producers. */
static void delete_waves(WfPlan *plan, guint32 *wave)
{
    const WfGraph *g = wf_model_graph(plan->old);
    guint32 n = wf_model_n_nodes(plan->old), n_old = n_components(plan->old);
    g_autofree guint32 *order = g_new(guint32, n + 1);
    guint32 ordered = wf_graph_order(g, order, NULL);

    for (guint32 i = ordered; i-- > 0;) {
        guint32 c = order[i], n_arcs;
        const WfArc *arcs = c < n_old && plan->new_of[c] == WF_NONE ? wf_graph_out(g, c, &n_arcs)
                                                                    : (n_arcs = 0, NULL);
        for (guint32 k = 0; k < n_arcs; k++) {
            guint32 consumer = arcs[k].node;
            if (consumer >= n_old)
                continue;
            WfId now = plan->new_of[consumer];
            if (now == WF_NONE)
                wave[c] = MAX(wave[c], wave[consumer] + 1);
            else if (is_work(plan->action[now]))
                wave[c] = MAX(wave[c], plan->wave[now] + 1);
        }
    }
}

/* ---- items ---- */

static int by_wave(gconstpointer a, gconstpointer b)
{
    const WfPlanItem *x = a, *y = b;

    if (x->wave != y->wave)
        return x->wave < y->wave ? -1 : 1;
    return x->new_id != y->new_id  ? (x->new_id < y->new_id ? -1 : 1)
           : x->old_id < y->old_id ? -1
                                   : x->old_id > y->old_id;
}

static void add_components(WfPlan *plan, GArray *items)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(WfPlanItem));

    for (WfId c = 0; c < n_components(plan->new); c++) {
        WfId vm = wf_model_component_vm(plan->new, c);
        if (plan->action[c] == WF_PLAN_NONE) {
            plan->unchanged++;
            continue;
        }
        WfPlanItem item = {.kind = WF_PLAN_COMPONENT,
                           .action = plan->action[c],
                           .name = wf_model_component_name(plan->new, c),
                           .vm = vm == WF_NONE ? NULL : wf_model_vm_name(plan->new, vm),
                           .old_id = plan->old_of[c],
                           .new_id = c,
                           .wave = plan->wave[c],
                           .cause = plan->cause[c],
                           .may_stop = plan->action[c] == WF_PLAN_MAYBE};
        g_array_append_val(list, item);
    }
    g_array_sort(list, by_wave);
    g_array_append_vals(items, list->data, list->len);
    g_array_unref(list);
}

static void add_deletions(WfPlan *plan, GArray *items)
{
    guint32 n = n_components(plan->old);
    g_autofree guint32 *wave = g_new0(guint32, (plan->old ? wf_model_n_nodes(plan->old) : 0) + 1);
    GArray *list = g_array_new(FALSE, FALSE, sizeof(WfPlanItem));

    if (n)
        delete_waves(plan, wave);
    for (WfId c = 0; c < n; c++) {
        WfId vm = wf_model_component_vm(plan->old, c);
        if (plan->new_of[c] != WF_NONE)
            continue;
        WfPlanItem item = {.kind = WF_PLAN_COMPONENT,
                           .action = WF_PLAN_DELETE,
                           .name = wf_model_component_name(plan->old, c),
                           .vm = vm == WF_NONE ? NULL : wf_model_vm_name(plan->old, vm),
                           .old_id = c,
                           .new_id = WF_NONE,
                           .wave = wave[c],
                           .cause = NOTHING};
        g_array_append_val(list, item);
    }
    g_array_sort(list, by_wave);
    g_array_append_vals(items, list->data, list->len);
    g_array_unref(list);
}

static guint32 item_of_node(const WfPlan *plan, guint32 node)
{
    guint32 n = n_components(plan->new);
    return node < n ? plan->item_of[node] : plan->vm_item_of[node - n];
}

/* Causes and roots were nodes of the new model; from now on they are items. */
static void number_items(WfPlan *plan)
{
    for (guint32 i = 0; i < plan->items->len; i++) {
        const WfPlanItem *item = &g_array_index(plan->items, WfPlanItem, i);
        if (item->new_id == WF_NONE)
            continue;
        if (item->kind == WF_PLAN_COMPONENT)
            plan->item_of[item->new_id] = i;
        else if (item->kind == WF_PLAN_VM)
            plan->vm_item_of[wf_model_resource_vm(plan->new, item->new_id)] = i;
    }
    for (guint32 i = 0; i < plan->items->len; i++) {
        WfPlanItem *item = &g_array_index(plan->items, WfPlanItem, i);
        if (item->kind == WF_PLAN_COMPONENT && item->cause != NOTHING)
            item->cause = item_of_node(plan, item->cause);
    }
    for (WfId c = 0; c < n_components(plan->new); c++)
        if (plan->root[c] != NOTHING)
            plan->root[c] = item_of_node(plan, plan->root[c]);
}

WfPlan *wf_plan_new(const WfModel *old, const WfModel *new, GError **error)
{
    g_autoptr(WfPlan) plan = g_new0(WfPlan, 1);
    guint32 n = n_components(new), n_vms = new ? wf_model_n_vms(new) : 0;

    g_return_val_if_fail(old || new, NULL);
    plan->old = old ? wf_model_ref((WfModel *)old) : NULL;
    plan->new = new ? wf_model_ref((WfModel *)new) : NULL;
    plan->old_signals = old ? wf_model_signal_handles(old) : NULL;
    plan->new_signals = new ? wf_model_signal_handles(new) : NULL;
    plan->items = g_array_new(FALSE, FALSE, sizeof(WfPlanItem));
    plan->item_of = array_of(n, NOTHING);
    plan->vm_item_of = array_of(n_vms, NOTHING);
    plan->cause = array_of(n, NOTHING);
    plan->root = array_of(n, NOTHING);
    plan->action = g_new0(guint8, n + 1);
    plan->wave = g_new0(guint32, n + 1);
    plan->vm_change = g_new0(WfChange, n_vms + 1);
    match_components(plan);
    compare_resources(plan, plan->items);
    for (WfId c = 0; c < n; c++)
        plan->action[c] = own_action(plan, c);
    if (new) {
        spread(plan);
        if (!find_waves(plan)) {
            g_set_error(error, WF_ERROR, WF_ERROR_INVALID,
                        "the new model has cycles ('weft check' shows them)");
            return NULL;
        }
    }
    add_components(plan, plan->items);
    add_deletions(plan, plan->items);
    number_items(plan);
    plan->root_words = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_set_size(plan->root_words, (int)plan->items->len);
    return g_steal_pointer(&plan);
}

void wf_plan_free(WfPlan *plan)
{
    if (!plan)
        return;
    wf_model_unref(plan->old);
    wf_model_unref(plan->new);
    g_clear_pointer(&plan->old_signals, g_hash_table_unref);
    g_clear_pointer(&plan->new_signals, g_hash_table_unref);
    g_array_unref(plan->items);
    g_free(plan->accepted);
    g_free(plan->item_of);
    g_free(plan->vm_item_of);
    g_free(plan->cause);
    g_free(plan->root);
    g_clear_pointer(&plan->root_words, g_ptr_array_unref);
    g_free(plan->action);
    g_free(plan->wave);
    g_free(plan->vm_change);
    g_free(plan->old_of);
    g_free(plan->new_of);
    g_free(plan);
}
