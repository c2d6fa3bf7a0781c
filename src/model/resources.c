/* Accessors of resources and links. */
#include "model_priv.h"

#include <string.h>

guint32 wf_model_n_resources(const WfModel *m)
{
    return m->resources->len;
}

const char *wf_model_resource_name(const WfModel *m, WfId r)
{
    return wf_names_text(m->names, RESOURCE(m, r)->name);
}

WfId wf_model_resource_find(const WfModel *m, const char *name)
{
    Entity e = wf_entity(m, SCOPE_FLAT, wf_names_find(m->names, name, strlen(name)));
    return e ? ENTITY_ID(e) : WF_NONE;
}

const char *wf_model_resource_type(const WfModel *m, WfId r)
{
    return wf_names_text(m->names, RESOURCE(m, r)->type);
}

WfResourceKind wf_model_resource_kind(const WfModel *m, WfId r)
{
    return RESOURCE(m, r)->kind;
}

bool wf_model_resource_enabled(const WfModel *m, WfId r)
{
    return !(RESOURCE(m, r)->flags &
             RESOURCE_DISABLED); /* nothing is made inside of a disabled one */
}

WfId wf_model_resource_parent(const WfModel *m, WfId r)
{
    return RESOURCE(m, r)->parent;
}

WfId wf_model_resource_previous(const WfModel *m, WfId r)
{
    return RESOURCE(m, r)->previous;
}

WfExpr wf_model_resource_definition(const WfModel *m, WfId r)
{
    return (WfExpr){RESOURCE(m, r)->scope, RESOURCE(m, r)->def};
}

WfExpr wf_model_resource_plain_definition(const WfModel *m, WfId r)
{
    return (WfExpr){SCOPE(m, RESOURCE(m, r)->scope)->definition, RESOURCE(m, r)->def};
}

WfExpr wf_model_resource_property(const WfModel *m, WfId r, const char *name)
{
    return (WfExpr){RESOURCE(m, r)->scope, wf_resource_property(m, r, name)};
}

WfExpr wf_model_resource_properties(const WfModel *m, WfId r)
{
    return (WfExpr){RESOURCE(m, r)->scope, RESOURCE(m, r)->properties};
}

WfPlace wf_model_resource_place(const WfModel *m, WfId r)
{
    return (WfPlace){SCOPE(m, RESOURCE(m, r)->scope)->doc, RESOURCE(m, r)->key};
}

WfId wf_model_resource_vm(const WfModel *m, WfId r)
{
    return RESOURCE(m, r)->vm;
}

WfId *wf_model_resource_order(const WfModel *m)
{
    guint32 n = m->resources->len, n_done = 0;
    g_autofree WfId *first_child = g_new(WfId, n + 1);
    g_autofree WfId *next = g_new(WfId, n + 1);
    WfId *order = g_new(WfId, n + 1);
    WfId roots = WF_NONE;

    memset(first_child, 0xff, (n + 1) * sizeof *first_child);
    for (WfId r = n; r-- > 0;) {
        WfId parent = RESOURCE(m, r)->parent;
        WfId *head = parent == WF_NONE ? &roots : &first_child[parent];
        next[r] = *head;
        *head = r;
    }
    for (WfId r = roots; r != WF_NONE;) {
        order[n_done++] = r;
        if (first_child[r] != WF_NONE) {
            r = first_child[r];
            continue;
        }
        while (r != WF_NONE && next[r] == WF_NONE)
            r = RESOURCE(m, r)->parent;
        r = r == WF_NONE ? WF_NONE : next[r];
    }
    return order;
}

void wf_model_resource_inside(const WfModel *m, WfId r, WfId *ret_first, guint32 *ret_n)
{
    *ret_first = RESOURCE(m, r)->inside;
    *ret_n = RESOURCE(m, r)->inside_end - RESOURCE(m, r)->inside;
}

bool wf_model_resource_runs_software(const WfModel *m, WfId r)
{
    for (WfId i = RESOURCE(m, r)->inside; i < RESOURCE(m, r)->inside_end; i++) {
        WfResourceKind kind = RESOURCE(m, i)->kind;
        if (kind == WF_RESOURCE_SERVER || kind == WF_RESOURCE_DEPLOYMENT ||
            kind == WF_RESOURCE_DEPLOYMENT_GROUP)
            return true;
    }
    return false;
}

bool wf_model_resource_has_components(const WfModel *m, WfId r)
{
    const Resource *res = RESOURCE(m, r);

    if (res->n_components || res->shorts < res->shorts_end)
        return true;
    for (WfId i = res->inside; i < res->inside_end; i++)
        if (RESOURCE(m, i)->n_components)
            return true;
    return false;
}

/* What one resource stands for by itself: a deployment, a group of them, a wait. */
static void add_own(const Resource *resource, GArray *all)
{
    for (guint32 i = 0; resource->first_component != WF_NONE && i < resource->n_components; i++) {
        WfId c = resource->first_component + i;
        g_array_append_val(all, c);
    }
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    WfId x = *(const WfId *)a, y = *(const WfId *)b;
    return (x > y) - (x < y);
}

GArray *wf_model_resource_components(const WfModel *m, WfId r)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(WfId));
    const Resource *resource = RESOURCE(m, r);

    add_own(resource, all);
    for (WfId c = resource->shorts; c < resource->shorts_end; c++)
        g_array_append_val(all, c);
    for (WfId i = resource->inside; i < resource->inside_end; i++)
        add_own(RESOURCE(m, i), all);
    g_array_sort(all, by_number); /* file order */
    return all;
}

/* They are read resource by resource. */
static WfId first_link(const WfModel *m, WfId r)
{
    WfId low = 0, high = m->links->len;

    while (low < high) {
        WfId middle = low + (high - low) / 2;
        if (g_array_index(m->links, Link, middle).from < r)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void wf_model_resource_links(const WfModel *m, WfId r, WfId *ret_first, guint32 *ret_n)
{
    *ret_first = first_link(m, r);
    *ret_n = first_link(m, r + 1) - *ret_first;
}

guint32 wf_model_n_links(const WfModel *m)
{
    return m->links->len;
}

void wf_model_link(const WfModel *m, WfId link, WfLink *ret)
{
    const Link *l = &g_array_index(m->links, Link, link);

    *ret = (WfLink){.from = l->from,
                    .to = l->to,
                    .component = l->component,
                    .attr = l->attr ? wf_names_text(m->names, l->attr) : NULL,
                    .order = l->order,
                    .at = l->at};
}
