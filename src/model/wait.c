/* Wait conditions: a condition and its handle become a component without a recipe on the VM whose
 * user_data or component got the handle. Readers of the condition become its readers. */
#include "model_priv.h"

#include <string.h>

typedef struct {
    WfModel *m;
    WfId handle;
    GHashTable *vms; /* id + 1 */
} User;

static void note_vm(User *u, WfId vm)
{
    if (vm != WF_NONE)
        g_hash_table_add(u->vms, GUINT_TO_POINTER(vm + 1));
}

/* ---- components that get the handle ---- */

typedef struct {
    User *user;
    WfId component;
} ComponentUse;

static void ignore(gpointer data, WfId id, WfSym attr, WfExpr at)
{
    (void)data, (void)id, (void)attr, (void)at;
}

static void use_resource(gpointer data, WfId resource, WfSym attr, WfExpr at)
{
    ComponentUse *use = data;

    (void)attr, (void)at;
    if (resource == use->user->handle)
        note_vm(use->user, COMPONENT(use->user->m, use->component)->vm);
}

static void users_among_components(User *u)
{
    static const RefSink sink = {ignore, ignore, use_resource, NULL, false, false};
    WfModel *m = u->m;

    for (WfId c = 0; c < m->components->len; c++) {
        ComponentUse use = {u, c};
        WfId first;
        guint32 n;
        wf_model_component_inputs(m, c, &first, &n);
        for (WfId i = first; i < first + n; i++)
            wf_refs_scan(m, (WfExpr){INPUT(m, i)->scope, INPUT(m, i)->value}, false, &sink, &use);
        WfRecipe recipe;
        if (wf_model_component_recipe(m, c, WF_CREATE, &recipe))
            wf_refs_scan(m, recipe.config, false, &sink, &use);
    }
}

/* ---- servers whose user_data holds the handle, perhaps through configs ---- */

static void users_of(User *u, WfId resource, guint depth)
{
    WfModel *m = u->m;

    if (depth > 8)
        return;
    for (guint i = 0; i < m->links->len; i++) {
        const Link *link = &g_array_index(m->links, Link, i);
        if (link->to != resource || link->order)
            continue;
        const Resource *from = RESOURCE(m, link->from);
        if (from->vm != WF_NONE)
            note_vm(u, from->vm);
        else if (from->kind == WF_RESOURCE_CONFIG || from->kind == WF_RESOURCE_BOOT_CONFIG ||
                 from->kind == WF_RESOURCE_VALUE)
            users_of(u, link->from, depth + 1);
    }
}

static WfId handle_of(WfModel *m, WfId condition)
{
    WfNode node = wf_resource_property(m, condition, "handle");

    if (!node)
        node = wf_resource_property(m, condition, "Handle");
    if (!node)
        return WF_NONE;
    json_auto_t *value = wf_value_or_fault(m, (WfExpr){RESOURCE(m, condition)->scope, node});
    WfId r = wf_value_resource(m, value);
    return r != WF_NONE && RESOURCE(m, r)->kind == WF_RESOURCE_HANDLE ? r : WF_NONE;
}

static guint32 read_timeout(WfModel *m, WfId condition)
{
    WfNode node = wf_resource_property(m, condition, "timeout");

    if (!node)
        node = wf_resource_property(m, condition, "Timeout");
    json_auto_t *value =
        node ? wf_value_or_fault(m, (WfExpr){RESOURCE(m, condition)->scope, node}) : NULL;
    gint64 seconds = json_is_integer(value)  ? json_integer_value(value)
                     : json_is_string(value) ? g_ascii_strtoll(json_string_value(value), NULL, 10)
                                             : 3600;
    return (guint32)CLAMP(seconds, 1, 43200);
}

static void stays(WfModel *m, WfId condition, const char *why)
{
    const Resource *res = RESOURCE(m, condition);
    wf_fault(m, res->scope, res->key, WF_CODE_WAIT_CONDITION,
             "wait condition '%s' stays in the template: %s", wf_names_text(m->names, res->local),
             why);
}

static void translate(WfModel *m, WfId condition)
{
    g_autoptr(GHashTable) vms = g_hash_table_new(NULL, NULL);
    User user = {m, handle_of(m, condition), vms};
    GHashTableIter iter;
    gpointer vm;

    if (user.handle == WF_NONE) {
        stays(m, condition, "its handle is no resource of this model");
        return;
    }
    users_of(&user, user.handle, 0);
    users_among_components(&user);
    if (g_hash_table_size(vms) != 1) {
        stays(m, condition,
              g_hash_table_size(vms) ? "several VMs have its handle" : "no VM gets its handle");
        return;
    }
    g_hash_table_iter_init(&iter, vms);
    g_hash_table_iter_next(&iter, &vm, NULL);
    Resource res = *RESOURCE(m, condition);
    Component c = {.name = res.name,
                   .group = wf_sym(m, "wait"),
                   .scope = res.scope,
                   .key = res.key,
                   .def = res.def,
                   .vm = GPOINTER_TO_UINT(vm) - 1,
                   .config = WF_NONE,
                   .resource = condition,
                   .timeout = read_timeout(m, condition),
                   .first_input = m->inputs->len,
                   .first_output = m->outputs->len,
                   .kind = WF_COMPONENT_WAIT,
                   .actions = WF_CREATE};
    wf_output_add(m, wf_sym(m, "data"), res.scope, res.key, 0, 0);
    RESOURCE(m, condition)->first_component = wf_component_new(m, &c);
    RESOURCE(m, condition)->n_components = 1;
    wf_fault(m, res.scope, res.key, WF_CODE_WAIT_CONDITION,
             "wait condition '%s' becomes an output of VM '%s'", wf_names_text(m->names, res.local),
             wf_model_vm_name(m, c.vm));
}

void wf_wait_read(WfModel *m)
{
    guint n = m->resources->len;

    for (WfId r = 0; r < n; r++)
        if (RESOURCE(m, r)->kind == WF_RESOURCE_WAIT && wf_model_resource_enabled(m, r))
            translate(m, r);
}

/* One pass over who names a handle. */
GHashTable *wf_model_signal_handles(const WfModel *m)
{
    GHashTable *handles = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) stay = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer handle;

    for (guint i = 0; i < m->links->len; i++) {
        const Link *link = &g_array_index(m->links, Link, i);
        if (link->order || link->to == WF_NONE ||
            RESOURCE(m, link->to)->kind != WF_RESOURCE_HANDLE ||
            RESOURCE(m, link->from)->kind != WF_RESOURCE_WAIT)
            continue;
        WfId c = RESOURCE(m, link->from)->first_component;
        handle = GUINT_TO_POINTER(link->to + 1);
        if (c == WF_NONE)
            g_hash_table_add(stay, handle);
        else if (!g_hash_table_contains(handles, handle))
            g_hash_table_insert(handles, handle, GUINT_TO_POINTER(c + 1));
    }
    g_hash_table_iter_init(&iter, stay);
    while (g_hash_table_iter_next(&iter, &handle, NULL))
        g_hash_table_remove(handles, handle);
    return handles;
}
