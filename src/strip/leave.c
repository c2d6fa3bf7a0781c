/* What leaves the template: software resources, sections that Heat does not know, and depends_on
 * that only software or the user's idea of an order among servers asked for. */
#include "strip_priv.h"

static const char *const reasons[] = {
    [WF_RESOURCE_CONFIG] = "software: a recipe of components",
    [WF_RESOURCE_BOOT_CONFIG] = "no server's user_data refers to it",
    [WF_RESOURCE_WAIT] = "a component of the VM that sends the signals stands for it",
    [WF_RESOURCE_HANDLE] = "the VM takes its signals itself",
    [WF_RESOURCE_NOTHING] = "",
};

static void remove_resource(Strip *s, const char *name, WfResourceKind kind)
{
    bool inlined = g_hash_table_contains(s->inlined, name);

    strip_note(s, "resources", name, NULL, WF_STRIP_REMOVED, strip_place_of(s, name),
               inlined ? "its text is in the user_data that referred to it" : reasons[kind]);
    g_hash_table_add(s->removed,
                     (gpointer)wf_model_resource_name(s->m, wf_model_resource_find(s->m, name)));
    json_object_del(s->resources, name);
}

static WfResourceKind kind_of(const Strip *s, const char *name)
{
    WfId r = wf_model_resource_find(s->m, name);
    return r == WF_NONE ? WF_RESOURCE_NOTHING : wf_model_resource_kind(s->m, r);
}

static bool leaves(const Strip *s, const char *name)
{
    WfId r = wf_model_resource_find(s->m, name);

    if (r != WF_NONE && wf_model_wait_is_component(s->m, r))
        return true;
    return kind_of(s, name) == WF_RESOURCE_HANDLE &&
           g_hash_table_contains(s->handles, GUINT_TO_POINTER(r + 1));
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

/* ---- components ---- */

/* Deployments are resources of the integrated template; what `components:` holds is a section. */
static void note_component(Strip *s, WfId c)
{
    const char *name = wf_model_component_name(s->m, c);
    WfId from = wf_model_component_deployment(s->m, c);

    if (from == WF_NONE)
        strip_note(s, "components", name, NULL, WF_STRIP_REMOVED, wf_model_component_place(s->m, c),
                   "its specification is in ZooKeeper");
    else if (wf_model_component_kind(s->m, c) != WF_COMPONENT_WAIT)
        strip_note(s, "resources", name, NULL, WF_STRIP_REMOVED, wf_model_component_place(s->m, c),
                   "software: its component runs in the VM");
}

bool strip_has_left(Strip *s, const char *name)
{
    if (!s->components) {
        s->components = g_hash_table_new(g_str_hash, g_str_equal);
        for (WfId c = 0; c < wf_model_n_components(s->m); c++)
            g_hash_table_add(s->components, (gpointer)wf_model_component_name(s->m, c));
    }
    return g_hash_table_contains(s->components, name) || g_hash_table_contains(s->removed, name);
}

static void note_run_lists(Strip *s)
{
    guint32 n;

    for (WfId vm = 0; vm < wf_model_n_vms(s->m); vm++)
        if (wf_model_vm_run_list(s->m, vm, &n), n > 0)
            strip_note(s, "run_lists", wf_model_vm_name(s->m, vm), NULL, WF_STRIP_REMOVED,
                       wf_model_vm_place(s->m, vm), "an order that the VM's agent keeps");
}

static void remove_placement(Strip *s)
{
    const json_t *section = json_object_get(s->template, "placement");
    const char *name;
    json_t *value;

    json_object_foreach ((json_t *)section, name, value)
        strip_note(s, "placement", name, NULL, WF_STRIP_REMOVED, (WfPlace){0},
                   "Heat knows no such section");
    json_object_del(s->template, "placement");
}

void strip_software(Strip *s)
{
    const char *name;
    json_t *object;
    void *next;

    for (WfId c = 0; c < wf_model_n_components(s->m); c++)
        note_component(s, c);
    json_object_foreach_safe(s->resources, next, name, object) if (leaves(s, name))
        remove_resource(s, name, kind_of(s, name));
    for (WfId r = 0; r < wf_model_n_resources(s->m); r++) /* groups without members too */
        if (wf_model_resource_kind(s->m, r) == WF_RESOURCE_DEPLOYMENT_GROUP)
            g_hash_table_add(s->removed, (gpointer)wf_model_resource_name(s->m, r));
    note_run_lists(s);
    if (!s->options->keep_placement)
        remove_placement(s);
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
        if (!strip_has_left(s, to))
            continue;
        wf_model_finding(s->m, strip_link_place(s, name, to), s->findings, WF_CODE_INFRA_AFTER,
                         "'%s' needs '%s', which is software and leaves the template", name,
                         (const char *)to);
        wf_findings_subject(s->findings, name);
    }
}

static void without_handles(const Strip *s, json_t *config)
{
    const json_t *properties = json_object_get(config, "properties");

    if (properties)
        json_object_set_new(config, "properties", strip_without_handles(s, properties));
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
    json_object_foreach (s->resources, name, object) {
        if (is_config(s, name)) /* somebody needs its id: what it says of handles stays right */
            without_handles(s, object);
        refuse_dangling(s, name, object);
    }
}
