/* What the JSON of a template refers to, by the words of its version. */
#include "strip_priv.h"

#include <string.h>

void strip_refs(const Strip *s, const json_t *expr, StripRefFunc func, gpointer user)
{
    WfExprScope scope = {.version = s->version};

    if (expr)
        wf_expr_refs(expr, &scope, func, user, NULL);
}

static void add_name(const WfRef *ref, gpointer user)
{
    bool names =
        ref->kind == WF_REF_RESOURCE || ref->kind == WF_REF_ATTR || ref->kind == WF_REF_AWS;

    if (names && ref->name)
        g_hash_table_add(user, g_strdup(ref->name));
}

static void add_order(const json_t *order, GHashTable *names)
{
    const json_t *item;
    size_t i;

    if (json_is_string(order))
        g_hash_table_add(names, g_strdup(json_string_value(order)));
    json_array_foreach (order, i, item)
        if (json_is_string(item))
            g_hash_table_add(names, g_strdup(json_string_value(item)));
}

GHashTable *strip_resource_refs(const Strip *s, const json_t *object, bool order)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    strip_refs(s, json_object_get(object, "properties"), add_name, names);
    strip_refs(s, json_object_get(object, "metadata"), add_name, names);
    if (order)
        add_order(json_object_get(object, "depends_on"), names);
    return names;
}

WfPlace strip_link_place(const Strip *s, const char *from, const char *to)
{
    WfId r = wf_model_resource_find(s->m, from);
    WfId first = 0;
    guint32 n = 0;

    if (r != WF_NONE)
        wf_model_resource_links(s->m, r, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfLink link;
        wf_model_link(s->m, i, &link);
        if ((link.to != WF_NONE && strcmp(wf_model_resource_name(s->m, link.to), to) == 0) ||
            (link.component != WF_NONE &&
             strcmp(wf_model_component_name(s->m, link.component), to) == 0))
            return wf_model_expr_place(s->m, link.at);
    }
    return strip_place_of(s, from);
}
