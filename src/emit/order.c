/* depends_on, flattened: a nested stack or group means all of it, what a stack waits for, all in it
 * wait for, and what only stands between others passes on what it waits for itself. */
#include "emit_priv.h"

static bool stands_in_template(const WfModel *m, WfId r)
{
    switch (wf_model_resource_kind(m, r)) {
    case WF_RESOURCE_NESTED:
    case WF_RESOURCE_GROUP:
    case WF_RESOURCE_VALUE:
    case WF_RESOURCE_NOTHING:
    case WF_RESOURCE_DEPLOYMENT_GROUP: /* its components stand for it */
        return false;
    default:
        return wf_model_resource_enabled(m, r);
    }
}

/* Configs are only text: nothing waits for them, and they wait for nothing, beyond references. */
static bool is_text(const WfModel *m, WfId r)
{
    return wf_model_resource_kind(m, r) == WF_RESOURCE_CONFIG;
}

/* For whom names are gathered. */
typedef enum {
    SOFTWARE,       /* or a server: comes after all software of a server that is named */
    INFRASTRUCTURE, /* comes after whatever it names itself */
    INSIDE, /* infrastructure, by the order of a stack around it: only software keeps that */
} Who;

/* What such infrastructure does not wait for: software, and the servers that it runs on. */
static bool is_of_software(const WfModel *m, WfId r)
{
    WfResourceKind kind = wf_model_resource_kind(m, r);

    return kind == WF_RESOURCE_SERVER || kind == WF_RESOURCE_DEPLOYMENT ||
           kind == WF_RESOURCE_DEPLOYMENT_GROUP || wf_model_wait_is_component(m, r);
}

typedef struct {
    WfId resource;
    Who who;
} Passing;

/* The names gathered for one entry. */
typedef struct {
    const WfModel *m;
    json_t *list;
    GHashTable *seen;
    GArray *passing; /* Passing: what was named and leaves no name, each once */
} Order;

static Order order_new(const WfModel *m, const char *self)
{
    Order o = {m, json_array(), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
               g_array_new(FALSE, FALSE, sizeof(Passing))};

    g_hash_table_add(o.seen, g_strdup(self));
    return o;
}

static void add_name(Order *o, const char *name)
{
    if (g_hash_table_add(o->seen, g_strdup(name)))
        json_array_append_new(o->list, json_string(name));
}

/* Of a server that is inside of what is named, software comes only after what is named as well. */
static void add_everything(Order *o, WfId outer, Who who)
{
    g_autoptr(GArray) components = wf_model_resource_components(o->m, outer);
    WfId first;
    guint32 n;

    wf_model_resource_inside(o->m, outer, &first, &n);
    for (WfId r = first; r < first + n; r++)
        if (stands_in_template(o->m, r) && !is_text(o->m, r) &&
            !(who == SOFTWARE && wf_model_resource_kind(o->m, r) == WF_RESOURCE_SERVER) &&
            !(who == INSIDE && is_of_software(o->m, r)))
            add_name(o, wf_model_resource_name(o->m, r));
    for (guint i = 0; who != INSIDE && i < components->len; i++)
        add_name(o, wf_model_component_name(o->m, g_array_index(components, WfId, i)));
}

static void pass_on(Order *o, WfId r, Who who)
{
    Passing next = {r, who};

    if (g_hash_table_add(o->seen, g_strdup(wf_model_resource_name(o->m, r))))
        g_array_append_val(o->passing, next);
}

static void add_resource(Order *o, WfId r, Who who)
{
    if (!wf_model_resource_enabled(o->m, r) || /* Heat drops these without a word */
        (who == INSIDE && is_of_software(o->m, r)))
        return;
    if (stands_in_template(o->m, r)) {
        add_name(o, wf_model_resource_name(o->m, r));
        return;
    }
    add_everything(o, r, who);
    if (wf_model_resource_passes_on(o->m, r))
        pass_on(o, r, who);
}

static void add_target(Order *o, WfScope scope, const char *name, Who who)
{
    WfId resource, component;

    if (!wf_model_scope_lookup(o->m, scope, name, &resource, &component))
        return;
    if (resource != WF_NONE)
        add_resource(o, resource, who);
    else if (who != INSIDE)
        add_name(o, wf_model_component_name(o->m, component));
}

static void add_definition(Order *o, WfExpr def, Who who)
{
    const WfDoc *doc = wf_model_doc(o->m, wf_model_expr_place(o->m, def).doc);
    WfNode node = def.node ? wf_doc_get(doc, def.node, "depends_on") : 0;

    if (wf_doc_kind(doc, node) == WF_SEQ) {
        WF_DOC_EACH (doc, node, item) {
            g_autofree char *name = wf_doc_dup(doc, item);
            add_target(o, def.scope, name, who);
        }
    } else if (wf_doc_kind(doc, node) == WF_STRING) {
        g_autofree char *name = wf_doc_dup(doc, node);
        add_target(o, def.scope, name, who);
    }
}

static void add_ancestors(Order *o, WfId r, Who who)
{
    for (bool inside = false; r != WF_NONE; r = wf_model_resource_parent(o->m, r), inside = true) {
        if (inside && who == INFRASTRUCTURE && wf_model_resource_runs_software(o->m, r))
            who = INSIDE;
        add_definition(o, wf_model_resource_definition(o->m, r), who);
        if (wf_model_resource_previous(o->m, r) != WF_NONE)
            add_resource(o, wf_model_resource_previous(o->m, r), who);
    }
}

/* What the value of something that leaves no name is made of. Software hears of it as reads, and
 * an attribute of a server needs no software there; of a stack what is read was looked through. */
static void add_values(Order *o, WfId r, Who who)
{
    WfId first;
    guint32 n;

    wf_model_resource_links(o->m, r, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfLink link;
        wf_model_link(o->m, i, &link);
        if (link.order || link.to == WF_NONE || link.component != WF_NONE)
            continue;
        WfResourceKind kind = wf_model_resource_kind(o->m, link.to);
        bool through = kind == WF_RESOURCE_NESTED && link.attr;
        if (!through && !(who == SOFTWARE && kind == WF_RESOURCE_SERVER))
            add_resource(o, link.to, who);
    }
}

/* What is passed on, and the list, which is the caller's. */
static json_t *order_end(Order *o)
{
    for (guint i = 0; i < o->passing->len; i++) {
        Passing next = g_array_index(o->passing, Passing, i);
        add_ancestors(o, next.resource, next.who);
        add_values(o, next.resource, next.who);
    }
    g_hash_table_unref(o->seen);
    g_array_unref(o->passing);
    return o->list;
}

/* Groups leave no name that a get_resource could keep. */
static bool of_group(const WfModel *m, WfId c)
{
    WfId r = wf_model_component_deployment(m, c);
    return r != WF_NONE && wf_model_resource_kind(m, r) == WF_RESOURCE_DEPLOYMENT_GROUP;
}

/* Order of a component that comes from elsewhere: of a config or value that is used, through what
 * only stands between others. */
static void add_reads(Order *o, WfId c)
{
    WfId first;
    guint32 n;
    WfRead read;

    wf_model_component_reads(o->m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        wf_model_read(o->m, i, &read);
        WfPlace place = wf_model_expr_place(o->m, read.at);
        bool by_name = wf_doc_kind(wf_model_doc(o->m, place.doc), place.node) == WF_STRING;
        if (read.source == WF_SOURCE_COMPONENT && !read.attr &&
            (by_name || of_group(o->m, read.target)))
            add_name(o, wf_model_component_name(o->m, read.target));
    }
}

/* The same of a server. */
static void add_links(Order *o, WfId r)
{
    WfId first;
    guint32 n;

    wf_model_resource_links(o->m, r, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfLink link;
        wf_model_link(o->m, i, &link);
        if (link.order && link.component != WF_NONE)
            add_name(o, wf_model_component_name(o->m, link.component));
    }
}

json_t *wf_emit_depends_on(const WfModel *m, WfId r)
{
    Order o = order_new(m, wf_model_resource_name(m, r));
    WfResourceKind kind = wf_model_resource_kind(m, r);
    bool software = kind == WF_RESOURCE_SERVER || kind == WF_RESOURCE_DEPLOYMENT ||
                    kind == WF_RESOURCE_DEPLOYMENT_GROUP || kind == WF_RESOURCE_WAIT;

    if (is_text(m, r))
        add_definition(&o, wf_model_resource_definition(m, r), SOFTWARE);
    else
        add_ancestors(&o, r, software ? SOFTWARE : INFRASTRUCTURE);
    if (kind == WF_RESOURCE_SERVER)
        add_links(&o, r);
    if (kind == WF_RESOURCE_DEPLOYMENT) {
        g_autoptr(GArray) own = wf_model_resource_components(m, r);
        for (guint i = 0; i < own->len; i++)
            add_reads(&o, g_array_index(own, WfId, i));
    }
    return order_end(&o);
}

json_t *wf_emit_component_order(const WfModel *m, WfId c)
{
    Order o = order_new(m, wf_model_component_name(m, c));

    add_definition(&o, wf_model_component_definition(m, c), SOFTWARE);
    add_ancestors(&o, wf_model_component_owner(m, c), SOFTWARE);
    add_reads(&o, c);
    return order_end(&o);
}
