/* The DAG: reads, run lists and order between servers become edges of one graph. */
#include "model_priv.h"

#include <string.h>

typedef struct {
    WfModel *m;
    GArray *from, *to;   /* guint32 */
    guint32 *order_from; /* last consumer an order edge was made for, by producer: no doubles */
    GHashTable *read;    /* what @input of @reader read: pairs of a node and an attribute */
    WfId reader, input;
    guint8 *inner; /* by component: what else of its VM comes BEFORE or AFTER it */
    /* The orders between servers by the VM they lead to: the first, and the next of the same. */
    guint32 *first_into, *next_into;
} Builder;

enum { BEFORE = 1, AFTER = 2 };

static guint32 vm_node(const WfModel *m, WfId vm)
{
    return m->components->len + vm;
}

static void add_edge(Builder *b, guint32 from, guint32 to, EdgeMeaning meaning)
{
    g_array_append_val(b->from, from);
    g_array_append_val(b->to, to);
    g_array_append_val(b->m->edge_meaning, meaning);
}

/* An edge by a rule that is no read: its place is kept beside. */
static void add_rule(Builder *b, guint32 from, guint32 to, WfEdgeKind kind, WfPlace place)
{
    EdgeMeaning meaning = {.read = b->m->edge_places->len, .kind = kind | 0x80};
    g_array_append_val(b->m->edge_places, place);
    add_edge(b, from, to, meaning);
}

/* The node that data comes from by that read; WF_NONE: none that is a node. */
static guint32 data_source(const WfModel *m, const Read *r)
{
    if (r->source == WF_SOURCE_OTHER_VM)
        return vm_node(m, r->target);
    return r->source == WF_SOURCE_COMPONENT && r->attr ? r->target : WF_NONE;
}

/* Did the same input read that before? Its reads are neighbours, and mostly there is one. */
static bool is_read_again(Builder *b, WfId c, WfId i, WfId end, guint32 from)
{
    const Read *r = READ(b->m, i);
    bool begins = b->reader != c || b->input != r->input;

    if (begins && (i + 1 == end || READ(b->m, i + 1)->input != r->input))
        return false;
    if (begins)
        g_hash_table_remove_all(b->read);
    b->reader = c;
    b->input = r->input;
    return !g_hash_table_add(b->read, wf_pair(from, r->attr));
}

static void connect_reads(Builder *b, WfId c)
{
    WfModel *m = b->m;
    WfId first;
    guint32 n;

    wf_model_component_reads(m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        const Read *r = READ(m, i);
        guint32 from = data_source(m, r);
        if (from != WF_NONE) {
            if (!is_read_again(b, c, i, first + n, from))
                add_edge(b, from, c, (EdgeMeaning){i, WF_EDGE_DATA});
        } else if (r->source == WF_SOURCE_COMPONENT && b->order_from[r->target] != c + 1) {
            b->order_from[r->target] = c + 1;
            add_edge(b, r->target, c, (EdgeMeaning){i, WF_EDGE_ORDER});
        }
    }
}

/* ---- run lists ---- */

static WfId listed_component(WfModel *m, WfScope scope, WfNode item, WfId vm)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    g_autofree char *name = wf_doc_dup(doc, item);
    Entity e =
        wf_doc_kind(doc, item) == WF_STRING ? wf_entity(m, scope, wf_sym_node(m, doc, item)) : 0;
    WfId c = WF_NONE;

    if (e && ENTITY_IS_COMPONENT(e))
        c = ENTITY_ID(e);
    else if (e && RESOURCE(m, ENTITY_ID(e))->kind == WF_RESOURCE_DEPLOYMENT)
        c = RESOURCE(m, ENTITY_ID(e))->first_component;
    if (c == WF_NONE) {
        wf_fault(m, scope, item, WF_CODE_RUN_LIST, "'%s' is no component", name);
        bool quotes = wf_fault_hint_quotes(m, scope, item);
        g_autofree char *near = quotes ? NULL : wf_entity_nearest(m, scope, name);
        wf_fault_meant(m, near);
        return WF_NONE;
    }
    WfId other = COMPONENT(m, c)->vm;
    if (other == vm)
        return c;
    if (other != WF_NONE) /* else that has been said */
        wf_fault(m, scope, item, WF_CODE_RUN_LIST, "component '%s' runs on VM '%s', not on '%s'",
                 name, wf_model_vm_name(m, other), wf_model_vm_name(m, vm));
    return WF_NONE;
}

static void read_run_list(Builder *b, WfScope scope, WfNode key, WfNode list)
{
    WfModel *m = b->m;
    const WfDoc *doc = wf_scope_doc(m, scope);
    Entity e = wf_entity(m, scope, wf_sym_node(m, doc, key));
    WfId vm = e && !ENTITY_IS_COMPONENT(e) ? RESOURCE(m, ENTITY_ID(e))->vm : WF_NONE;
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    if (vm == WF_NONE) {
        g_autofree char *name = wf_doc_dup(doc, key);
        wf_fault(m, scope, key, WF_CODE_RUN_LIST, "'%s' is no server", name);
        return;
    }
    if (wf_doc_kind(doc, list) != WF_SEQ) {
        wf_fault(m, scope, list, WF_CODE_TYPE, "a run list must be a list of components");
        return;
    }
    VM(m, vm)->run_list.first = m->run_components->len;
    WfId before = WF_NONE;
    WF_DOC_EACH (doc, list, item) {
        WfId c = wf_is_left_out(m, scope, item) ? WF_NONE : listed_component(m, scope, item, vm);
        if (c == WF_NONE)
            continue;
        if (!g_hash_table_add(seen, GUINT_TO_POINTER(c + 1))) {
            wf_fault(m, scope, item, WF_CODE_RUN_LIST, "'%s' stands twice in the run list",
                     wf_model_component_name(m, c));
            continue;
        }
        g_array_append_val(m->run_components, c);
        VM(m, vm)->run_list.n++;
        if (before != WF_NONE)
            add_rule(b, before, c, WF_EDGE_RUN_LIST, (WfPlace){SCOPE(m, scope)->doc, item});
        before = c;
    }
}

static void read_run_lists(Builder *b)
{
    WfModel *m = b->m;

    for (WfScope s = 0; s < m->scopes->len; s++)
        if (SCOPE(m, s)->lexical == s && SCOPE(m, s)->run_lists)
            WF_DOC_FOREACH (wf_scope_doc(m, s), SCOPE(m, s)->run_lists, key, list)
                read_run_list(b, s, key, list);
}

/* ---- order between servers ---- */

static guint8 *inner_order(const Builder *b)
{
    guint8 *inner = g_new0(guint8, b->m->components->len + 1);

    for (guint i = 0; i < b->from->len; i++) {
        guint32 from = g_array_index(b->from, guint32, i), to = g_array_index(b->to, guint32, i);
        if (wf_model_node_is_vm(b->m, from) ||
            wf_model_node_vm(b->m, from) != wf_model_node_vm(b->m, to))
            continue;
        inner[from] |= AFTER;
        inner[to] |= BEFORE;
    }
    return inner;
}

/* Components of a VM with no other before (or after) them on the same VM. */
static GArray *ends_of_vm(const Builder *b, WfId vm, bool last)
{
    GArray *ends = g_array_new(FALSE, FALSE, sizeof(WfId));
    guint32 n;
    const WfId *components = wf_model_vm_components(b->m, vm, &n);

    for (guint32 i = 0; i < n; i++)
        if (!(b->inner[components[i]] & (last ? AFTER : BEFORE)))
            g_array_append_val(ends, components[i]);
    return ends;
}

static GArray *one(WfId c)
{
    GArray *array = g_array_new(FALSE, FALSE, sizeof(WfId));
    g_array_append_val(array, c);
    return array;
}

/* Pairs that an order edge joins already. */
static GHashTable *ordered_pairs(Builder *b)
{
    GHashTable *pairs = g_hash_table_new(wf_pair_hash, NULL);

    for (guint i = 0; i < b->from->len; i++)
        if (wf_model_edge_kind(b->m, i) == WF_EDGE_ORDER)
            g_hash_table_add(pairs, wf_pair(g_array_index(b->from, guint32, i),
                                            g_array_index(b->to, guint32, i)));
    return pairs;
}

static void connect_server_order(Builder *b, const ServerOrder *order, GHashTable *pairs)
{
    g_autoptr(GArray) from = order->from_vm == WF_NONE ? one(order->from_component)
                                                       : ends_of_vm(b, order->from_vm, true);
    g_autoptr(GArray) to =
        order->to_vm == WF_NONE ? one(order->to_component) : ends_of_vm(b, order->to_vm, false);

    for (guint i = 0; i < from->len; i++)
        for (guint k = 0; k < to->len; k++)
            if (g_hash_table_add(pairs,
                                 wf_pair(g_array_index(from, WfId, i), g_array_index(to, WfId, k))))
                add_rule(b, g_array_index(from, WfId, i), g_array_index(to, WfId, k), WF_EDGE_ORDER,
                         order->place);
}

/* Does software come before it? */
static bool has_components(const WfModel *m, const ServerOrder *order)
{
    return order->from_vm == WF_NONE || VM(m, order->from_vm)->components.n > 0;
}

/* depends_on of a server: user-level order between the software of the VMs. */
static void collect_server_order(WfModel *m)
{
    for (guint i = 0; i < m->links->len; i++) {
        const Link *link = &g_array_index(m->links, Link, i);
        WfId to_vm = RESOURCE(m, link->from)->vm;
        if (!link->order || to_vm == WF_NONE)
            continue;
        ServerOrder order = {.from_vm = link->to == WF_NONE ? WF_NONE : RESOURCE(m, link->to)->vm,
                             .from_component = link->component,
                             .to_vm = to_vm,
                             .to_component = WF_NONE,
                             .place = wf_model_expr_place(m, link->at)};
        if (order.from_vm != WF_NONE || order.from_component != WF_NONE)
            g_array_append_val(m->server_order, order);
    }
}

static bool is_on_one_vm(const WfModel *m, const ServerOrder *order)
{
    WfId from =
        order->from_vm != WF_NONE ? order->from_vm : COMPONENT(m, order->from_component)->vm;
    WfId to = order->to_vm != WF_NONE ? order->to_vm : COMPONENT(m, order->to_component)->vm;

    return from == to;
}

/* A VM without components passes on what it comes after: @order goes from there then. */
static void connect_through(Builder *b, const ServerOrder *order, GHashTable *pairs)
{
    const GArray *all = b->m->server_order;
    g_autoptr(GArray) empty = g_array_new(FALSE, FALSE, sizeof(WfId));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    g_array_append_val(empty, order->from_vm);
    for (guint i = 0; i < empty->len; i++) {
        WfId vm = g_array_index(empty, WfId, i);
        if (!g_hash_table_add(seen, GUINT_TO_POINTER(vm)))
            continue;
        for (guint32 k = b->first_into[vm]; k != WF_NONE; k = b->next_into[k]) {
            ServerOrder before = g_array_index(all, ServerOrder, k);
            before.to_vm = order->to_vm;
            before.to_component = order->to_component;
            before.place = order->place;
            if (is_on_one_vm(b->m, &before)) /* where it says nothing */
                continue;
            if (has_components(b->m, &before))
                connect_server_order(b, &before, pairs);
            else
                g_array_append_val(empty, before.from_vm);
        }
    }
}

static void index_server_order(Builder *b)
{
    const GArray *all = b->m->server_order;

    b->first_into = g_new(guint32, b->m->vms->len + 1);
    b->next_into = g_new(guint32, all->len);
    memset(b->first_into, 0xff, (b->m->vms->len + 1) * sizeof *b->first_into); /* WF_NONE */
    for (guint i = all->len; i-- > 0;) {
        WfId vm = g_array_index(all, ServerOrder, i).to_vm;
        if (vm == WF_NONE)
            continue;
        b->next_into[i] = b->first_into[vm];
        b->first_into[vm] = i;
    }
}

static void connect_servers(Builder *b)
{
    WfModel *m = b->m;

    collect_server_order(m);
    guint n = m->server_order->len;
    if (n == 0)
        return;
    index_server_order(b);
    b->inner = inner_order(b);
    g_autoptr(GHashTable) pairs = ordered_pairs(b);
    /* All ends are found on the graph before any of these edges is in it: they join VMs, never
     * components of one VM, so the ends stay the same. */
    for (guint i = 0; i < n; i++) {
        const ServerOrder *order = &g_array_index(m->server_order, ServerOrder, i);
        if (order->to_vm != WF_NONE && VM(m, order->to_vm)->components.n == 0)
            continue;
        if (has_components(m, order))
            connect_server_order(b, order, pairs);
        else
            connect_through(b, order, pairs);
    }
}

/* ---- components by VM ---- */

static void group_by_vm(WfModel *m)
{
    guint32 n = m->components->len, at = 0;

    m->vm_components = g_new(WfId, n + 1);
    for (WfId c = 0; c < n; c++)
        if (COMPONENT(m, c)->vm != WF_NONE)
            VM(m, COMPONENT(m, c)->vm)->components.n++;
    for (WfId v = 0; v < m->vms->len; v++) {
        VM(m, v)->components.first = at;
        at += VM(m, v)->components.n;
        VM(m, v)->components.n = 0;
    }
    for (WfId c = 0; c < n; c++) {
        if (COMPONENT(m, c)->vm == WF_NONE)
            continue;
        Range *r = &VM(m, COMPONENT(m, c)->vm)->components;
        m->vm_components[r->first + r->n++] = c;
    }
}

void wf_edges_connect(WfModel *m)
{
    Builder b = {.m = m,
                 .from = g_array_new(FALSE, FALSE, sizeof(guint32)),
                 .to = g_array_new(FALSE, FALSE, sizeof(guint32)),
                 .order_from = g_new0(guint32, m->components->len + 1),
                 .read = g_hash_table_new(wf_pair_hash, NULL),
                 .reader = WF_NONE};

    group_by_vm(m);
    for (WfId c = 0; c < m->components->len; c++)
        connect_reads(&b, c);
    read_run_lists(&b);
    connect_servers(&b);
    m->graph = wf_graph_new(m->components->len + m->vms->len, b.from->len, (guint32 *)b.from->data,
                            (guint32 *)b.to->data);
    g_array_unref(b.from);
    g_array_unref(b.to);
    g_hash_table_unref(b.read);
    g_free(b.order_from);
    g_free(b.inner);
    g_free(b.first_into);
    g_free(b.next_into);
}
