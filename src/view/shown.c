/* Reading a WfShown. */
#include "view_priv.h"

void wf_shown_free(WfShown *shown)
{
    if (!shown)
        return;
    wf_model_unref(shown->m);
    wf_visible_unref(shown->visible);
    g_array_unref(shown->nodes);
    g_array_unref(shown->edges);
    g_array_unref(shown->frames);
    g_free(shown->members);
    g_free(shown->node_of);
    g_free(shown->vm_of);
    g_free(shown->edge_members);
    g_free(shown);
}

WfVisible *wf_shown_visible(const WfShown *shown)
{
    return shown->visible;
}

WfModel *wf_shown_model(const WfShown *shown)
{
    return shown->m;
}

WfLayoutOptions wf_shown_options(const WfShown *shown)
{
    return shown->options;
}

WfShownNode wf_shown_node(const WfShown *shown, guint32 node)
{
    const ShownNode *n = &g_array_index(shown->nodes, ShownNode, node);

    return (WfShownNode){.thing = n->thing,
                         .vm = n->vm,
                         .frame = n->frame,
                         .nodes = shown->members + n->first,
                         .n_nodes = n->n,
                         .n_same = n->n_same};
}

WfId wf_shown_frame_vm(const WfShown *shown, guint32 frame)
{
    return g_array_index(shown->frames, WfId, frame);
}

const guint32 *wf_shown_edges(const WfShown *shown, guint32 edge, guint32 *ret_n)
{
    const ShownEdge *e = &g_array_index(shown->edges, ShownEdge, edge);

    *ret_n = e->n;
    return shown->edge_members + e->first;
}

guint32 wf_shown_of_node(const WfShown *shown, guint32 model_node)
{
    return model_node < wf_model_n_nodes(shown->m) ? shown->node_of[model_node] : G_MAXUINT32;
}

guint32 wf_shown_find(const WfShown *shown, WfThing thing)
{
    guint32 n_components = wf_model_n_components(shown->m);

    if (thing.kind == WF_THING_COMPONENT)
        return wf_shown_of_node(shown, thing.id);
    if (thing.kind == WF_THING_FACTS)
        return wf_shown_of_node(shown, n_components + thing.id);
    if (thing.kind == WF_THING_VM && thing.id < wf_model_n_vms(shown->m) &&
        shown->vm_of[thing.id] != G_MAXUINT32)
        return shown->vm_of[thing.id];
    for (guint32 i = 0; thing.kind != WF_THING_NONE && i < shown->nodes->len; i++) {
        const ShownNode *node = &g_array_index(shown->nodes, ShownNode, i);
        if (wf_thing_equal(node->thing, thing) ||
            (thing.kind == WF_THING_VM && node->vm == thing.id))
            return i;
    }
    return G_MAXUINT32;
}

WfShownCounts wf_shown_counts(const WfShown *shown)
{
    return shown->counts;
}

static const char *plural(guint32 n)
{
    return n == 1 ? "" : "s";
}

char *wf_shown_summary(const WfShown *shown)
{
    const WfShownCounts *c = &shown->counts;
    GString *text = g_string_new(NULL);

    if (c->folded_vms && !c->open_vms && c->folded_vms == c->vms) {
        g_string_append_printf(text, "%u VM%s, folded (%u component%s inside)", c->vms,
                               plural(c->vms), c->folded_components, plural(c->folded_components));
    } else if (c->folded_vms || c->folded_components) {
        g_string_append_printf(text, "%u of %u VMs open, %u folded (%u component%s inside)",
                               c->open_vms, c->vms, c->folded_vms, c->folded_components,
                               plural(c->folded_components));
    } else {
        g_string_append_printf(text, "%u VM%s, %u component%s", c->vms, plural(c->vms),
                               c->components, plural(c->components));
    }
    if (c->hidden_by_focus)
        g_string_append_printf(text, ", %u outside the focus", c->hidden_by_focus);
    if (c->hidden_by_filter)
        g_string_append_printf(text, ", %u hidden by the filter", c->hidden_by_filter);
    if (c->over_budget)
        g_string_append(text, ", too many to follow");
    return g_string_free(text, FALSE);
}
