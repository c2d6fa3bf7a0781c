/* A resource gets its place in the table, and its type the meaning that the environment gives it.
 */
#include "model_priv.h"

void wf_resource_define(WfModel *m, WfId r, const Resource *resource, const char *type)
{
    const char *base;
    guint32 entry;

    type = wf_environment_type(m, resource, type, &base, &entry);
    Resource *res = RESOURCE(m, r);
    *res = *resource;
    res->type = wf_sym(m, type);
    res->kind = wf_type_kind(type);
    m->looks_inside |= res->kind == WF_RESOURCE_NESTED || res->kind == WF_RESOURCE_VALUE ||
                       res->kind == WF_RESOURCE_GROUP;
    res->base = base;
    res->entry = entry;
    wf_entity_flat(m, resource->name, ENTITY_RESOURCE(r));
}

WfId wf_resource_declare(WfModel *m, const Resource *resource, const char *type)
{
    g_array_append_val(m->resources, *resource);
    wf_resource_define(m, m->resources->len - 1, resource, type);
    return m->resources->len - 1;
}
