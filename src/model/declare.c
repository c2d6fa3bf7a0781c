/* A resource gets its place in the table, and its type the meaning that the environment gives it.
 */
#include "model_priv.h"

WfId wf_resource_declare(WfModel *m, const Resource *resource, const char *type)
{
    WfId r = m->resources->len;
    const char *base;
    guint32 entry;

    type = wf_registry_type(m, resource, type, &base, &entry);
    g_array_append_val(m->resources, *resource);
    Resource *res = RESOURCE(m, r);
    res->type = wf_sym(m, type);
    res->kind = wf_type_kind(type);
    m->looks_inside |= res->kind == WF_RESOURCE_NESTED || res->kind == WF_RESOURCE_VALUE ||
                       res->kind == WF_RESOURCE_GROUP;
    res->base = base;
    res->entry = entry;
    wf_entity_flat(m, resource->name, ENTITY_RESOURCE(r));
    return r;
}
