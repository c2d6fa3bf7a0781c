/* What leaves the template: software resources, sections that Heat does not know, and depends_on
 * that only software or the user's idea of an order among servers asked for. */
#include "strip_priv.h"

#include <string.h>

static const char *const reasons[] = {
    [WF_RESOURCE_DEPLOYMENT] = "software: its component runs in the VM",
    [WF_RESOURCE_DEPLOYMENT_GROUP] = "software: its components run in their VMs",
    [WF_RESOURCE_CONFIG] = "software: a recipe of components",
    [WF_RESOURCE_BOOT_CONFIG] = "no server's user_data refers to it",
    [WF_RESOURCE_WAIT] = "a component of the VM that sends the signals stands for it",
    [WF_RESOURCE_HANDLE] = "the VM takes its signals itself",
    [WF_RESOURCE_NOTHING] = "",
};

static void remove_resource(Strip *s, const char *name, WfResourceKind kind)
{
    bool inlined = g_hash_table_contains(s->inlined, name);

    strip_note(s, "resources", name, NULL, WF_STRIP_REMOVED, strip_place_of(s, name), "%s",
               inlined ? "its text is in the user_data that referred to it" : reasons[kind]);
    json_object_set(s->removed, name, json_object_get(s->resources, name));
    json_object_del(s->resources, name);
}

/* Kind of a resource of the integrated template: members of deployment groups are deployments. */
static WfResourceKind kind_of(const Strip *s, const char *name)
{
    WfId r = wf_model_resource_find(s->m, name);

    if (r != WF_NONE)
        return wf_model_resource_kind(s->m, r);
    return wf_model_component_find(s->m, name) != WF_NONE ? WF_RESOURCE_DEPLOYMENT
                                                          : WF_RESOURCE_INFRA;
}

static bool leaves(const Strip *s, const char *name)
{
    WfId r = wf_model_resource_find(s->m, name);

    switch (kind_of(s, name)) {
    case WF_RESOURCE_DEPLOYMENT:
    case WF_RESOURCE_DEPLOYMENT_GROUP:
        return true;
    case WF_RESOURCE_WAIT: {
        g_autoptr(GArray) components = wf_model_resource_components(s->m, r);
        return components->len > 0;
    }
    case WF_RESOURCE_HANDLE:
        return g_hash_table_contains(s->handles, GUINT_TO_POINTER(r + 1));
    default:
        return false;
    }
}

/* ---- depends_on ---- */

static bool is_server(const Strip *s, const char *name)
{
    return kind_of(s, name) == WF_RESOURCE_SERVER;
}

/* Entries that stay, or NULL for none; *ret_dropped tells whether any left. */
static json_t *kept_order(Strip *s, const char *from, const json_t *order, bool *ret_dropped)
{
    json_t *kept = json_array();
    const json_t *item;
    size_t i;

    json_array_foreach (order, i, item) {
        const char *to = json_string_value(item);
        bool among_servers = is_server(s, from) && is_server(s, to);
        if (json_object_get(s->resources, to) && !among_servers)
            json_array_append(kept, (json_t *)item);
        else
            *ret_dropped = true;
    }
    if (json_array_size(kept))
        return kept;
    json_decref(kept);
    return NULL;
}

static void clean_order(Strip *s, const char *name, json_t *object)
{
    json_t *order = json_object_get(object, "depends_on");
    bool dropped = false;

    if (!order)
        return;
    json_auto_t *kept = kept_order(s, name, order, &dropped);
    if (!dropped)
        return;
    if (kept)
        json_object_set(object, "depends_on", kept);
    else
        json_object_del(object, "depends_on");
    strip_note(s, "resources", name, "depends_on", WF_STRIP_CHANGED, strip_place_of(s, name),
               is_server(s, name) ? "all VMs can be made in parallel: components keep the order"
                                  : "what it named has left");
}

static void clean_orders(Strip *s)
{
    const char *name;
    json_t *object;

    json_object_foreach (s->resources, name, object)
        clean_order(s, name, object);
}

/* ---- sections ---- */

static void remove_section(Strip *s, const char *section, const char *reason)
{
    const json_t *object = json_object_get(s->template, section);
    const char *name;
    json_t *value;

    json_object_foreach ((json_t *)object, name, value)
        strip_note(s, section, name, NULL, WF_STRIP_REMOVED, strip_place_of(s, name), "%s", reason);
    json_object_del(s->template, section);
}

void strip_software(Strip *s)
{
    const char *name;
    json_t *object;
    void *next;

    json_object_foreach_safe(s->resources, next, name, object) if (leaves(s, name))
        remove_resource(s, name, kind_of(s, name));
    remove_section(s, "components", "its specification is in ZooKeeper");
    remove_section(s, "run_lists", "an order that the VM's agent keeps");
    if (!s->options->keep_placement)
        remove_section(s, "placement", "Heat knows no such section");
}

/* ---- configs, and what dangles ---- */

static bool is_config(const Strip *s, const char *name)
{
    WfResourceKind kind = kind_of(s, name);
    return kind == WF_RESOURCE_CONFIG || kind == WF_RESOURCE_BOOT_CONFIG;
}

/* Everything that something else than a config refers to, and what that refers to in turn. */
static GHashTable *used_names(Strip *s)
{
    GHashTable *used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) todo = g_ptr_array_new();
    const char *name;
    json_t *object;

    json_object_foreach (s->resources, name, object)
        if (!is_config(s, name))
            g_ptr_array_add(todo, object);
    for (guint i = 0; i < todo->len; i++) {
        g_autoptr(GHashTable) refs = strip_resource_refs(s, todo->pdata[i], false);
        GHashTableIter iter;
        gpointer to;
        g_hash_table_iter_init(&iter, refs);
        while (g_hash_table_iter_next(&iter, &to, NULL))
            if (g_hash_table_add(used, g_strdup(to)) && is_config(s, to) &&
                json_object_get(s->resources, to))
                g_ptr_array_add(todo, json_object_get(s->resources, to));
    }
    return used;
}

static void refuse_dangling(Strip *s, const char *name, const json_t *object)
{
    g_autoptr(GHashTable) refs = strip_resource_refs(s, object, false);
    GHashTableIter iter;
    gpointer to;

    g_hash_table_iter_init(&iter, refs);
    while (g_hash_table_iter_next(&iter, &to, NULL)) {
        if (!json_object_get(s->removed, to) && wf_model_component_find(s->m, to) == WF_NONE)
            continue;
        wf_model_finding(s->m, strip_link_place(s, name, to), s->findings, WF_CODE_INFRA_AFTER,
                         "'%s' needs '%s', which is software and leaves the template", name,
                         (const char *)to);
        wf_findings_subject(s->findings, name);
    }
}

void strip_configs(Strip *s)
{
    g_autoptr(GHashTable) used = used_names(s);
    const char *name;
    json_t *object;
    void *next;

    json_object_foreach_safe(s->resources, next, name,
                             object) if (is_config(s, name) && !g_hash_table_contains(used, name))
        remove_resource(s, name, kind_of(s, name));
    clean_orders(s);
    json_object_foreach (s->resources, name, object)
        refuse_dangling(s, name, object);
}
