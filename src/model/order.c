/* What depends_on names, wherever it stands: whole stacks and groups, and through what only stands
 * between others. */
#include "refs.h"

/* depends_on a nested stack or group means all of it. */
static void everything_inside(WfModel *m, WfId r, WfExpr at, const RefSink *sink, gpointer data)
{
    g_autoptr(GArray) components = wf_model_resource_components(m, r);

    for (guint i = 0; i < components->len; i++)
        sink->component(data, g_array_index(components, WfId, i), 0, at);
    sink->resource(data, r, 0, at);
}

static void whole(WfModel *m, WfId r, WfExpr at, const RefSink *sink, gpointer data)
{
    Resource res = *RESOURCE(m, r);

    if (res.flags & RESOURCE_DISABLED) /* Heat drops it without a word */
        return;
    if (res.kind == WF_RESOURCE_SERVER)
        sink->vm(data, res.vm, 0, at);
    else if (res.kind == WF_RESOURCE_NESTED || res.kind == WF_RESOURCE_GROUP)
        everything_inside(m, r, at, sink, data);
    else if (res.first_component != WF_NONE)
        for (guint32 i = 0; i < res.n_components; i++)
            sink->component(data, res.first_component + i, 0, at);
    else
        sink->resource(data, r, 0, at);
}

/* Does whoever comes after it come after what it waits for, because there is no more to it? That is
 * what is switched off (OS::Heat::None), values, texts, and stacks and groups without a component.
 */
bool wf_model_resource_passes_on(const WfModel *m, WfId r)
{
    switch ((WfResourceKind)RESOURCE(m, r)->kind) {
    case WF_RESOURCE_NOTHING:
    case WF_RESOURCE_VALUE:
    case WF_RESOURCE_CONFIG:
        return wf_model_resource_enabled(m, r);
    case WF_RESOURCE_NESTED:
    case WF_RESOURCE_GROUP:
    case WF_RESOURCE_DEPLOYMENT_GROUP:
        return wf_model_resource_enabled(m, r) && !wf_model_resource_has_components(m, r);
    default:
        return false;
    }
}

/* A way through such resources. */
typedef struct {
    WfModel *m;
    const RefSink *sink;
    gpointer data;
    WfExpr at;
    GArray *queue;      /* of WfId, what is on the way */
    GHashTable *looked; /* at the values of these */
} Way;

/* What values refer to: only the order counts here. */
static void value_component(gpointer data, WfId component, WfSym attr, WfExpr at)
{
    Way *w = data;

    (void)attr, (void)at;
    w->sink->component(w->data, component, 0, w->at);
}

/* What other values refer to is told by the same look. */
static void value_resource(gpointer data, WfId resource, WfSym attr, WfExpr at)
{
    Way *w = data;

    (void)attr, (void)at;
    g_array_append_val(w->queue, resource);
    if (RESOURCE(w->m, resource)->kind == WF_RESOURCE_VALUE)
        g_hash_table_add(w->looked, GUINT_TO_POINTER(resource));
}

/* An attribute needs the server, not the software on it. */
static void value_vm(gpointer data, WfId vm, WfSym attr, WfExpr at)
{
    (void)data, (void)vm, (void)attr, (void)at;
}

static const RefSink value_sink = {value_component, value_vm, value_resource, NULL,
                                   false,           false,    NULL,           false};

/* To what @r waits for itself. */
static void lead_on(Way *w, WfId r)
{
    WfModel *m = w->m;
    Resource res = *RESOURCE(m, r);
    const WfDoc *doc = wf_scope_doc(m, res.scope);
    WfNode order = wf_doc_get(doc, res.def, "depends_on");
    WfNode item = wf_doc_kind(doc, order) == WF_SEQ ? wf_doc_first(doc, order) : order;

    for (; item; item = item == order ? 0 : wf_doc_next(doc, order, item)) {
        Entity e =
            wf_doc_kind(doc, item) == WF_STRING ? wf_entity_node(m, res.scope, item, false) : 0;
        if (e && ENTITY_IS_COMPONENT(e))
            w->sink->component(w->data, ENTITY_ID(e), 0, (WfExpr){res.scope, item});
        else if (e) {
            WfId other = ENTITY_ID(e);
            g_array_append_val(w->queue, other);
        }
    }
    if (res.previous != WF_NONE)
        g_array_append_val(w->queue, res.previous);
    if (w->sink->scan && res.properties && g_hash_table_add(w->looked, GUINT_TO_POINTER(r)))
        w->sink->scan(m, (WfExpr){res.scope, res.properties}, false, &value_sink, w);
}

void wf_refs_whole(WfModel *m, WfId r, WfExpr at, const RefSink *sink, gpointer data)
{
    whole(m, r, at, sink, data);
    if (sink->near || !wf_model_resource_passes_on(m, r))
        return;
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(WfId));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) looked = g_hash_table_new(NULL, NULL);
    Way way = {m, sink, data, at, queue, looked};
    g_array_append_val(queue, r);
    for (guint i = 0; i < queue->len; i++) {
        WfId one = g_array_index(queue, WfId, i);
        if (!g_hash_table_add(seen, GUINT_TO_POINTER(one)))
            continue;
        if (one != r)
            whole(m, one, at, sink, data);
        if (wf_model_resource_passes_on(m, one))
            lead_on(&way, one);
    }
}

static void one_name(WfModel *m, WfScope scope, WfNode name, const RefSink *sink, gpointer data)
{
    WfExpr at = {scope, name};

    if (wf_doc_kind(wf_scope_doc(m, scope), name) != WF_STRING) {
        wf_fault(m, scope, name, WF_CODE_TYPE, "depends_on wants names of resources or components");
        wf_fault_hint_quotes(m, scope, name);
        return;
    }
    if (wf_is_left_out(m, scope, name)) /* Heat drops it without a word */
        return;
    Entity e = wf_entity_node(m, scope, name, m->findings != NULL);
    if (!e)
        return;
    if (ENTITY_IS_COMPONENT(e)) {
        sink->component(data, ENTITY_ID(e), 0, at);
        return;
    }
    wf_refs_whole(m, ENTITY_ID(e), at, sink, data);
}

void wf_refs_depends_on(WfModel *m, WfScope scope, WfNode node, const RefSink *sink, gpointer data)
{
    const WfDoc *doc = wf_scope_doc(m, scope);

    switch (wf_doc_kind(doc, node)) {
    case WF_NULL:
        break;
    case WF_SEQ:
        WF_DOC_EACH (doc, node, item)
            one_name(m, scope, item, sink, data);
        break;
    default:
        one_name(m, scope, node, sink, data);
    }
}

void wf_refs_order(WfModel *m, WfId r, const RefSink *sink, gpointer data, guint depth)
{
    WfFindings *findings = m->findings;
    WfScope scope = RESOURCE(m, r)->scope;
    WfNode order = wf_doc_get(wf_scope_doc(m, scope), RESOURCE(m, r)->def, "depends_on");

    if (!order || depth > WF_LIMIT_STACK_DEPTH)
        return;
    m->findings = NULL; /* the resource's own links say what is wrong */
    wf_refs_depends_on(m, scope, order, sink, data);
    m->findings = findings;
}
