/* depends_on, flattened: a nested stack or group means all of it, and what a stack waits for, all
 * in it wait for. */
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

static void add_name(json_t *list, GHashTable *seen, const char *name)
{
    if (g_hash_table_add(seen, g_strdup(name)))
        json_array_append_new(list, json_string(name));
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

/* Of a server that is inside of what is named, software comes only after what is named as well. */
static void add_everything(const WfModel *m, WfId outer, Who who, json_t *list, GHashTable *seen)
{
    g_autoptr(GArray) components = wf_model_resource_components(m, outer);
    WfId first;
    guint32 n;

    wf_model_resource_inside(m, outer, &first, &n);
    for (WfId r = first; r < first + n; r++)
        if (stands_in_template(m, r) && !is_text(m, r) &&
            !(who == SOFTWARE && wf_model_resource_kind(m, r) == WF_RESOURCE_SERVER) &&
            !(who == INSIDE && is_of_software(m, r)))
            add_name(list, seen, wf_model_resource_name(m, r));
    for (guint i = 0; who != INSIDE && i < components->len; i++)
        add_name(list, seen, wf_model_component_name(m, g_array_index(components, WfId, i)));
}

static void add_resource(const WfModel *m, WfId r, Who who, json_t *list, GHashTable *seen)
{
    if (!wf_model_resource_enabled(m, r) || /* Heat drops these without a word */
        (who == INSIDE && is_of_software(m, r)))
        return;
    if (stands_in_template(m, r))
        add_name(list, seen, wf_model_resource_name(m, r));
    else
        add_everything(m, r, who, list, seen);
}

static void add_target(const WfModel *m, WfScope scope, const char *name, Who who, json_t *list,
                       GHashTable *seen)
{
    WfId resource, component;

    if (!wf_model_scope_lookup(m, scope, name, &resource, &component))
        return;
    if (resource != WF_NONE)
        add_resource(m, resource, who, list, seen);
    else if (who != INSIDE)
        add_name(list, seen, wf_model_component_name(m, component));
}

static void add_definition(const WfModel *m, WfExpr def, Who who, json_t *list, GHashTable *seen)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, def).doc);
    WfNode node = def.node ? wf_doc_get(doc, def.node, "depends_on") : 0;

    if (wf_doc_kind(doc, node) == WF_SEQ) {
        WF_DOC_EACH (doc, node, item) {
            g_autofree char *name = wf_doc_dup(doc, item);
            add_target(m, def.scope, name, who, list, seen);
        }
    } else if (wf_doc_kind(doc, node) == WF_STRING) {
        g_autofree char *name = wf_doc_dup(doc, node);
        add_target(m, def.scope, name, who, list, seen);
    }
}

static void add_ancestors(const WfModel *m, WfId r, Who who, json_t *list, GHashTable *seen)
{
    for (bool inside = false; r != WF_NONE; r = wf_model_resource_parent(m, r), inside = true) {
        if (inside && who == INFRASTRUCTURE && wf_model_resource_runs_software(m, r))
            who = INSIDE;
        add_definition(m, wf_model_resource_definition(m, r), who, list, seen);
        if (wf_model_resource_previous(m, r) != WF_NONE)
            add_resource(m, wf_model_resource_previous(m, r), who, list, seen);
    }
}

/* Groups leave no name that a get_resource could keep. */
static bool of_group(const WfModel *m, WfId c)
{
    WfId r = wf_model_component_deployment(m, c);
    return r != WF_NONE && wf_model_resource_kind(m, r) == WF_RESOURCE_DEPLOYMENT_GROUP;
}

/* Order that comes from elsewhere: of a config or value that is used, through what is switched off.
 */
static void add_reads(const WfModel *m, WfId c, json_t *list, GHashTable *seen)
{
    WfId first;
    guint32 n;
    WfRead read;

    wf_model_component_reads(m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        wf_model_read(m, i, &read);
        WfPlace place = wf_model_expr_place(m, read.at);
        bool by_name = wf_doc_kind(wf_model_doc(m, place.doc), place.node) == WF_STRING;
        if (read.source == WF_SOURCE_COMPONENT && !read.attr &&
            (by_name || of_group(m, read.target)))
            add_name(list, seen, wf_model_component_name(m, read.target));
    }
}

json_t *wf_emit_depends_on(const WfModel *m, WfId r)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_t *list = json_array();
    WfResourceKind kind = wf_model_resource_kind(m, r);
    bool software = kind == WF_RESOURCE_SERVER || kind == WF_RESOURCE_DEPLOYMENT ||
                    kind == WF_RESOURCE_DEPLOYMENT_GROUP || kind == WF_RESOURCE_WAIT;

    g_hash_table_add(seen, g_strdup(wf_model_resource_name(m, r)));
    if (is_text(m, r))
        add_definition(m, wf_model_resource_definition(m, r), SOFTWARE, list, seen);
    else
        add_ancestors(m, r, software ? SOFTWARE : INFRASTRUCTURE, list, seen);
    if (wf_model_resource_kind(m, r) == WF_RESOURCE_DEPLOYMENT) {
        g_autoptr(GArray) own = wf_model_resource_components(m, r);
        for (guint i = 0; i < own->len; i++)
            add_reads(m, g_array_index(own, WfId, i), list, seen);
    }
    return list;
}

json_t *wf_emit_component_order(const WfModel *m, WfId c)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_t *list = json_array();

    g_hash_table_add(seen, g_strdup(wf_model_component_name(m, c)));
    add_definition(m, wf_model_component_definition(m, c), SOFTWARE, list, seen);
    add_ancestors(m, wf_model_component_owner(m, c), SOFTWARE, list, seen);
    add_reads(m, c, list, seen);
    return list;
}
