/* See tree_index.h. */
#include "tree_index.h"

struct TreeIndex {
    guint32 n_resources;
    /* Per resource and, last, the root: VMs and stacks in it, as things (CSR). */
    guint32 *first;
    WfThing *children;
    bool *has_vm;     /* per resource: there is a VM inside, at any depth */
    bool *vm_matches; /* per VM: something in it does; NULL: no filter */
    bool *stack_matches;
};

static void mark_stacks(TreeIndex *index, const WfModel *m)
{
    guint32 n = wf_model_n_resources(m);
    index->has_vm = g_new0(bool, n + 1);
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        for (WfId r = wf_model_resource_parent(m, wf_model_vm_resource(m, vm));
             r != WF_NONE && !index->has_vm[r]; r = wf_model_resource_parent(m, r))
            index->has_vm[r] = true;
}

static guint32 slot_of(const WfModel *m, WfId resource)
{
    WfId parent = wf_model_resource_parent(m, resource);
    return parent == WF_NONE ? wf_model_n_resources(m) : parent;
}

static void add_child(TreeIndex *index, guint32 *fill, guint32 slot, WfThing thing)
{
    if (fill)
        index->children[fill[slot]++] = thing;
    else
        index->first[slot + 1]++;
}

/* Twice: to count, and to fill. Components without a VM stand at the root. */
static void add_children(TreeIndex *index, const WfModel *m, guint32 *fill)
{
    guint32 root = wf_model_n_resources(m);
    for (WfId r = 0; r < root; r++) {
        WfId vm = wf_model_resource_vm(m, r);
        if (vm != WF_NONE)
            add_child(index, fill, slot_of(m, r), (WfThing){WF_THING_VM, vm});
        else if (index->has_vm[r])
            add_child(index, fill, slot_of(m, r), (WfThing){WF_THING_STACK, r});
    }
    for (WfId c = 0; c < wf_model_n_components(m); c++)
        if (wf_model_component_vm(m, c) == WF_NONE)
            add_child(index, fill, root, (WfThing){WF_THING_COMPONENT, c});
}

static void find_matching(TreeIndex *index, const WfModel *m, const guint8 *matches)
{
    index->vm_matches = g_new0(bool, wf_model_n_vms(m) + 1);
    index->stack_matches = g_new0(bool, wf_model_n_resources(m) + 1);
    for (guint32 node = 0; node < wf_model_n_nodes(m); node++) {
        WfId vm = matches[node] ? wf_model_node_vm(m, node) : WF_NONE;
        if (vm == WF_NONE || index->vm_matches[vm])
            continue;
        index->vm_matches[vm] = true;
        WfId r = wf_model_vm_resource(m, vm);
        for (; r != WF_NONE && !index->stack_matches[r]; r = wf_model_resource_parent(m, r))
            index->stack_matches[r] = true;
    }
}

TreeIndex *tree_index_new(const WfModel *m, const guint8 *matches)
{
    TreeIndex *index = g_new0(TreeIndex, 1);
    guint32 n = index->n_resources = wf_model_n_resources(m);
    mark_stacks(index, m);
    index->first = g_new0(guint32, n + 2);
    add_children(index, m, NULL);
    for (guint32 i = 0; i <= n; i++)
        index->first[i + 1] += index->first[i];
    index->children = g_new(WfThing, index->first[n + 1] + 1);
    g_autofree guint32 *fill = g_memdup2(index->first, (n + 2) * sizeof *index->first);
    add_children(index, m, fill);
    if (matches)
        find_matching(index, m, matches);
    return index;
}

void tree_index_free(TreeIndex *index)
{
    if (!index)
        return;
    g_free(index->first);
    g_free(index->children);
    g_free(index->has_vm);
    g_free(index->vm_matches);
    g_free(index->stack_matches);
    g_free(index);
}

const WfThing *tree_index_in(const TreeIndex *index, WfId stack, guint32 *ret_n)
{
    guint32 slot = stack == WF_NONE ? index->n_resources : stack;
    *ret_n = index->first[slot + 1] - index->first[slot];
    return index->children + index->first[slot];
}

bool tree_index_matches(const TreeIndex *index, WfThing thing)
{
    if (!index->vm_matches)
        return true;
    return thing.kind == WF_THING_VM ? index->vm_matches[thing.id] : index->stack_matches[thing.id];
}
