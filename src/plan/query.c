/* What a plan answers. */
#include "plan_priv.h"

#include <string.h>

const WfModel *wf_plan_old(const WfPlan *plan)
{
    return plan->old;
}

guint32 wf_plan_n_items(const WfPlan *plan)
{
    return plan->items->len;
}

const WfPlanItem *wf_plan_item(const WfPlan *plan, guint32 i)
{
    return &g_array_index(plan->items, WfPlanItem, i);
}

WfPlanAction wf_plan_of_component(const WfPlan *plan, WfId component)
{
    return plan->action[component];
}

guint32 wf_plan_item_of_component(const WfPlan *plan, WfId component)
{
    return plan->item_of[component];
}

guint32 wf_plan_item_of_vm(const WfPlan *plan, WfId vm)
{
    return plan->vm_item_of[vm];
}

/* ---- summary ---- */

static void count_component(WfPlanSummary *s, WfPlanAction action)
{
    guint32 *counts[] = {[WF_PLAN_CREATE] = &s->create,     [WF_PLAN_UPDATE] = &s->update,
                         [WF_PLAN_RECREATE] = &s->recreate, [WF_PLAN_REPLACE] = &s->replace,
                         [WF_PLAN_DELETE] = &s->remove,     [WF_PLAN_MAYBE] = &s->maybe,
                         [WF_PLAN_WAIT] = &s->wait};
    ++*counts[action];
}

static void count_infrastructure(WfPlanSummary *s, const WfPlanItem *item)
{
    bool vm = item->kind == WF_PLAN_VM;

    switch (item->action) {
    case WF_PLAN_CREATE:
        ++*(vm ? &s->vm_create : &s->resource_create);
        break;
    case WF_PLAN_REPLACE:
        ++*(vm ? &s->vm_replace : &s->resource_replace);
        break;
    case WF_PLAN_DELETE:
        ++*(vm ? &s->vm_remove : &s->resource_remove);
        break;
    default:
        ++*(vm ? &s->vm_update : &s->resource_update);
    }
}

/* How many recipes a VM runs at the same time, in the newest model that has it. */
static guint jobs_of(const WfPlan *plan, const char *vm)
{
    const WfModel *const models[] = {plan->new, plan->old};

    for (guint i = 0; i < G_N_ELEMENTS(models); i++) {
        WfId id = models[i] ? wf_model_vm_find(models[i], vm) : WF_NONE;
        if (id != WF_NONE)
            return wf_model_vm_jobs(models[i], id);
    }
    return 1;
}

/* What runs is counted by wave and, in it, by VM, which has only so many jobs. */
typedef struct {
    guint32 wave, vm; /* in the order in which VMs turned up */
} Running;

static gint by_wave(gconstpointer a, gconstpointer b)
{
    const Running *x = a, *y = b;

    if (x->wave != y->wave)
        return x->wave < y->wave ? -1 : 1;
    return x->vm < y->vm ? -1 : x->vm > y->vm;
}

/* Most that run at the same time in one wave. @running is sorted. */
static guint32 widest(const GArray *running, const GArray *jobs)
{
    guint32 most = 0, width = 0, here = 0;

    for (guint i = 0; i < running->len; i++) {
        const Running *r = &g_array_index(running, Running, i);
        const Running *before = i ? r - 1 : NULL;
        bool same_wave = before && before->wave == r->wave;
        here = same_wave && before->vm == r->vm ? here + 1 : 1;
        width = same_wave ? width : 0;
        width += here <= g_array_index(jobs, guint, r->vm);
        most = MAX(most, width);
    }
    return most;
}

static void add_running(const WfPlan *plan, const WfPlanItem *item, GHashTable *vms, GArray *jobs,
                        GArray *running)
{
    const char *vm = item->vm ? item->vm : "";
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(vms, vm));

    if (!known) {
        guint n = jobs_of(plan, vm);
        g_array_append_val(jobs, n);
        g_hash_table_insert(vms, (gpointer)vm, GUINT_TO_POINTER(known = jobs->len));
    }
    Running one = {item->wave, known - 1};
    g_array_append_val(running, one);
}

WfPlanSummary wf_plan_summary(const WfPlan *plan)
{
    WfPlanSummary s = {.unchanged = plan->unchanged};
    g_autoptr(GHashTable) vms = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GArray) jobs = g_array_new(FALSE, FALSE, sizeof(guint)); /* by VM */
    g_autoptr(GArray) running = g_array_new(FALSE, FALSE, sizeof(Running));

    for (guint32 i = 0; i < plan->items->len; i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (item->kind != WF_PLAN_COMPONENT) {
            count_infrastructure(&s, item);
            continue;
        }
        count_component(&s, item->action);
        if (item->action == WF_PLAN_WAIT)
            continue;
        add_running(plan, item, vms, jobs, running);
        s.waves = MAX(s.waves, item->wave + 1);
    }
    g_array_sort(running, by_wave);
    s.width = widest(running, jobs);
    return s;
}

bool wf_plan_is_empty(const WfPlan *plan)
{
    for (guint32 i = 0; i < plan->items->len; i++)
        if (wf_plan_item(plan, i)->action != WF_PLAN_WAIT)
            return false;
    return true;
}

/* ---- critical path ---- */

static double *work_weights(const WfPlan *plan)
{
    double *weight = g_new0(double, wf_model_n_nodes(plan->new) + 1);

    for (WfId c = 0; c < wf_model_n_components(plan->new); c++)
        weight[c] = plan->action[c] != WF_PLAN_NONE && plan->action[c] != WF_PLAN_WAIT;
    return weight;
}

GArray *wf_plan_critical(const WfPlan *plan)
{
    GArray *items = g_array_new(FALSE, FALSE, sizeof(guint32));

    if (!plan->new)
        return items;
    g_autofree double *weight = work_weights(plan);
    g_autoptr(GArray) path = wf_graph_critical(wf_model_graph(plan->new), weight, NULL);
    for (guint i = 0; path && i < path->len; i++) {
        guint32 node = g_array_index(path, guint32, i);
        if (weight[node] > 0)
            g_array_append_val(items, plan->item_of[node]);
    }
    return items;
}

/* ---- reasons ---- */

enum {
    LINKS = 6, /* a chain longer than this tells nobody more */
    FLOWS = 32 /* values that one component reads and that may change */
};

static char *flow_words(const WfPlanItem *cause, const char *value)
{
    return g_strdup_printf("upstream %s.%s may change", cause->name, value);
}

/* "upstream db.url may change": the value that flows from the cause. */
static char *upstream_words(const WfPlan *plan, const WfPlanItem *item, const WfPlanItem *cause)
{
    guint32 n;
    guint32 from =
        cause->kind == WF_PLAN_COMPONENT
            ? cause->new_id
            : wf_model_n_components(plan->new) + wf_model_resource_vm(plan->new, cause->new_id);
    const WfArc *arcs = wf_graph_in(wf_model_graph(plan->new), item->new_id, &n);

    for (guint32 i = 0; i < n; i++) {
        WfEdge edge;
        if (arcs[i].node != from)
            continue;
        wf_model_edge(plan->new, arcs[i].edge, &edge);
        if (item->action == WF_PLAN_MAYBE && edge.value)
            return flow_words(cause, edge.value);
    }
    return g_strdup_printf("waits for %s", cause->name);
}

static void own_reasons(const WfPlan *plan, const WfPlanItem *item, GPtrArray *reasons)
{
    if (item->action == WF_PLAN_CREATE || item->action == WF_PLAN_DELETE) {
        g_ptr_array_add(reasons, g_strdup(item->action == WF_PLAN_CREATE ? "new" : "gone"));
        return;
    }
    if (item->kind != WF_PLAN_COMPONENT) {
        wf_plan_resource_change(plan, item->old_id, item->new_id, reasons);
        return;
    }
    WfId vm = wf_model_component_vm(plan->new, item->new_id);
    WfChange change = vm == WF_NONE ? WF_CHANGE_NONE : plan->vm_change[vm];
    if (change == WF_CHANGE_REPLACE || change == WF_CHANGE_REBUILD) {
        g_autoptr(GPtrArray) why = g_ptr_array_new_with_free_func(g_free);
        if (plan->vm_item_of[vm] != G_MAXUINT32)
            own_reasons(plan, wf_plan_item(plan, plan->vm_item_of[vm]), why);
        g_ptr_array_add(reasons,
                        g_strdup_printf("server %s %s (%s)", wf_model_vm_name(plan->new, vm),
                                        change == WF_CHANGE_REBUILD ? "rebuilt" : "replaced",
                                        why->len ? (char *)why->pdata[0] : "new"));
    }
    wf_plan_component_reasons(plan, item->old_id, item->new_id, reasons);
}

/* "db: config changed": what all that a root makes wait or run again gives as the last reason; ""
 * if there is none. */
static const char *root_words(const WfPlan *plan, guint32 root)
{
    gpointer *words = &plan->root_words->pdata[root];

    if (!*words) {
        const WfPlanItem *item = wf_plan_item(plan, root);
        g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
        own_reasons(plan, item, own);
        *words =
            own->len ? g_strdup_printf("%s: %s", item->name, (char *)own->pdata[0]) : g_strdup("");
    }
    return *words;
}

/* A value that may change, and the item that makes it. */
typedef struct {
    guint32 cause;
    const char *value;
} Flow;

/* What makes the values of @node change; G_MAXUINT32: nothing does. */
static guint32 changing_item(const WfPlan *plan, guint32 node)
{
    guint32 n = wf_model_n_components(plan->new);

    if (node >= n)
        return wf_plan_disk_is_new(plan, node - n) ? plan->vm_item_of[node - n] : G_MAXUINT32;
    return plan->action[node] == WF_PLAN_WAIT ? G_MAXUINT32 : plan->item_of[node];
}

static bool has_flow(const GArray *flows, const Flow *flow)
{
    for (guint i = 0; i < flows->len; i++) {
        const Flow *f = &g_array_index(flows, Flow, i);
        if (f->cause == flow->cause && g_str_equal(f->value, flow->value))
            return true;
    }
    return false;
}

/* Appends what @item reads that may change: from its cause, or from all others. Returns how much
 * there is beyond what is listed. */
static guint add_flows(const WfPlan *plan, const WfPlanItem *item, bool of_cause, GArray *flows)
{
    guint32 n, more = 0;
    const WfArc *arcs = wf_graph_in(wf_model_graph(plan->new), item->new_id, &n);

    for (guint32 i = 0; i < n; i++) {
        Flow flow = {.cause = changing_item(plan, arcs[i].node)};
        WfEdge edge;
        if (flow.cause == G_MAXUINT32 || (flow.cause == item->cause) != of_cause)
            continue;
        wf_model_edge(plan->new, arcs[i].edge, &edge);
        flow.value = edge.value;
        if (edge.kind != WF_EDGE_DATA || !edge.value || has_flow(flows, &flow))
            continue;
        if (flows->len < FLOWS)
            g_array_append_val(flows, flow);
        else
            more++;
    }
    return more;
}

/* All that @item reads and that may change; what it was reached by comes first. */
static GArray *flows_to(const WfPlan *plan, const WfPlanItem *item, guint *ret_more)
{
    GArray *flows = g_array_new(FALSE, FALSE, sizeof(Flow));

    *ret_more = add_flows(plan, item, true, flows);
    *ret_more += add_flows(plan, item, false, flows);
    return flows;
}

/* False: it was told already. */
static bool tell(GPtrArray *reasons, GHashTable *told, char *reason)
{
    if (g_hash_table_contains(told, reason)) {
        g_free(reason);
        return false;
    }
    g_hash_table_add(told, reason);
    g_ptr_array_add(reasons, reason);
    return true;
}

/* From a value to the root. What was told already ends the chain: its rest was told with it. */
static void tell_chain(const WfPlan *plan, const Flow *flow, GPtrArray *reasons, GHashTable *told)
{
    guint32 at = flow->cause;
    const WfPlanItem *item = wf_plan_item(plan, at);

    if (!tell(reasons, told, flow_words(item, flow->value)))
        return;
    for (guint n = 1; n < LINKS && item->cause != G_MAXUINT32; n++) {
        const WfPlanItem *cause = wf_plan_item(plan, item->cause);
        if (!tell(reasons, told, upstream_words(plan, item, cause)))
            return;
        at = item->cause;
        item = cause;
    }
    const char *root = root_words(plan, item->cause == G_MAXUINT32 ? at : plan->root[item->new_id]);
    if (*root)
        tell(reasons, told, g_strdup(root));
}

GPtrArray *wf_plan_reasons(const WfPlan *plan, guint32 i)
{
    const WfPlanItem *item = wf_plan_item(plan, i);
    guint more;

    if (item->action != WF_PLAN_MAYBE)
        return wf_plan_first_reasons(plan, i, G_MAXUINT, &more);
    GPtrArray *reasons = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GArray) flows = flows_to(plan, item, &more);
    for (guint k = 0; k < flows->len; k++)
        tell_chain(plan, &g_array_index(flows, Flow, k), reasons, told);
    if (more)
        g_ptr_array_add(reasons, g_strdup_printf("%u more values upstream may change", more));
    return reasons;
}

/* What made it wait or run again, and from there to the root: @max of that. Returns how much there
 * is beyond. */
static guint add_first_chain(const WfPlan *plan, guint32 i, guint max, GPtrArray *reasons)
{
    const WfPlanItem *item = wf_plan_item(plan, i);
    const char *root = root_words(plan, plan->root[item->new_id]);
    guint n = 0;

    for (; n < LINKS && item->cause != G_MAXUINT32; n++) {
        const WfPlanItem *cause = wf_plan_item(plan, item->cause);
        if (n < max)
            g_ptr_array_add(reasons, upstream_words(plan, item, cause));
        item = cause;
    }
    if (*root && n++ < max)
        g_ptr_array_add(reasons, g_strdup(root));
    return n - reasons->len;
}

GPtrArray *wf_plan_first_reasons(const WfPlan *plan, guint32 i, guint max, guint *ret_more)
{
    GPtrArray *reasons = g_ptr_array_new_with_free_func(g_free);
    const WfPlanItem *item = wf_plan_item(plan, i);

    if (item->cause == G_MAXUINT32) {
        own_reasons(plan, item, reasons);
        guint n = reasons->len;
        g_ptr_array_set_size(reasons, (int)MIN(n, max));
        *ret_more = n - reasons->len;
        return reasons;
    }
    *ret_more = add_first_chain(plan, i, max, reasons);
    if (item->action == WF_PLAN_MAYBE) {
        guint beyond;
        g_autoptr(GArray) flows = flows_to(plan, item, &beyond);
        *ret_more += flows->len - 1 + beyond;
    }
    return reasons;
}

/* ---- renames ---- */

/* Content without the name, as one digest; the VM counts. */
static gpointer content_key(const WfModel *m, WfId c)
{
    WfDigest d = wf_plan_component_digest(m, c);
    return (gpointer)(gsize)(d.a ^ d.b);
}

GArray *wf_plan_renames(const WfPlan *plan)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GHashTable) gone = g_hash_table_new(NULL, NULL);

    for (guint32 i = 0; i < plan->items->len; i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (item->kind == WF_PLAN_COMPONENT && item->action == WF_PLAN_DELETE)
            g_hash_table_insert(gone, content_key(plan->old, item->old_id),
                                GUINT_TO_POINTER(i + 1));
    }
    for (guint32 i = 0; g_hash_table_size(gone) && i < plan->items->len; i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (item->kind != WF_PLAN_COMPONENT || item->action != WF_PLAN_CREATE)
            continue;
        gpointer key = content_key(plan->new, item->new_id);
        guint found = GPOINTER_TO_UINT(g_hash_table_lookup(gone, key));
        if (!found)
            continue;
        guint32 old = found - 1;
        g_array_append_val(pairs, old);
        g_array_append_val(pairs, i);
        g_hash_table_remove(gone, key);
    }
    return pairs;
}

/* ---- digest ---- */

WfDigest wf_plan_model_digest(const WfModel *m)
{
    WfDigest d = {21, 22};

    for (WfId c = 0; c < wf_model_n_components(m); c++) {
        const char *name = wf_model_component_name(m, c);
        WfDigest one = wf_plan_component_digest(m, c);
        wf_digest_mix(&d, name, strlen(name));
        wf_digest_mix(&d, &one, sizeof one);
    }
    for (WfId r = 0; r < wf_model_n_resources(m); r++) {
        const char *name = wf_model_resource_name(m, r), *type = wf_model_resource_type(m, r);
        WfDigest one = wf_model_digest(m, wf_model_resource_properties(m, r));
        wf_digest_mix(&d, name, strlen(name));
        wf_digest_mix(&d, type, strlen(type));
        wf_digest_mix(&d, &one, sizeof one);
    }
    return d;
}
