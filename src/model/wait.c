/* Wait conditions: a condition and its handle become a component without a recipe on the VM whose
 * user_data or component got the handle. Readers of the condition become its readers. */
#include "refs.h"

/* Who gets which handle, looked for once for all conditions. */
typedef struct {
    WfModel *m;
    GHashTable *among_components; /* handle + 1 -> GArray of WfId: VMs */
    guint32 *first, *by_target;   /* links to resource r: by_target[first[r]] ... */
    WfId component;               /* being looked at */
} Users;

/* ---- components that get a handle ---- */

static void ignore(gpointer data, WfId id, WfSym attr, WfExpr at)
{
    (void)data, (void)id, (void)attr, (void)at;
}

static void note_use(gpointer data, WfId resource, WfSym attr, WfExpr at)
{
    Users *u = data;
    WfId vm = COMPONENT(u->m, u->component)->vm;
    gpointer key = GUINT_TO_POINTER(resource + 1);

    (void)attr, (void)at;
    if (RESOURCE(u->m, resource)->kind != WF_RESOURCE_HANDLE || vm == WF_NONE)
        return;
    GArray *vms = g_hash_table_lookup(u->among_components, key);
    if (!vms) {
        vms = g_array_new(FALSE, FALSE, sizeof(WfId));
        g_hash_table_insert(u->among_components, key, vms);
    }
    g_array_append_val(vms, vm);
}

static void look_at_components(Users *u)
{
    static const RefSink sink = {ignore, ignore, note_use, NULL, false, false, NULL, false};
    WfModel *m = u->m;

    for (u->component = 0; u->component < m->components->len; u->component++) {
        WfId first;
        guint32 n;
        wf_model_component_inputs(m, u->component, &first, &n);
        for (WfId i = first; i < first + n; i++)
            wf_refs_scan(m, (WfExpr){INPUT(m, i)->scope, INPUT(m, i)->value}, false, &sink, u);
        WfRecipe recipe;
        if (wf_model_component_recipe(m, u->component, WF_CREATE, &recipe))
            wf_refs_scan(m, recipe.config, false, &sink, u);
    }
}

/* ---- servers whose user_data holds a handle, perhaps through configs ---- */

static bool takes(const Link *link)
{
    return link->to != WF_NONE && !link->order;
}

static void sort_links(Users *u)
{
    const Link *links = (const Link *)u->m->links->data;
    guint32 n_resources = u->m->resources->len, n_links = u->m->links->len;

    u->first = g_new0(guint32, n_resources + 2);
    u->by_target = g_new(guint32, n_links + 1);
    for (guint32 i = 0; i < n_links; i++)
        if (takes(&links[i]))
            u->first[links[i].to + 2]++;
    for (guint32 r = 2; r <= n_resources; r++)
        u->first[r] += u->first[r - 1];
    for (guint32 i = 0; i < n_links; i++)
        if (takes(&links[i]))
            u->by_target[u->first[links[i].to + 1]++] = i;
}

static void note_vm(GHashTable *vms, WfId vm)
{
    g_hash_table_add(vms, GUINT_TO_POINTER(vm + 1));
}

/* Does a resource of this kind hand on what it is given, or is it looked at elsewhere? */
static bool is_no_end(WfResourceKind kind)
{
    return kind == WF_RESOURCE_WAIT || kind == WF_RESOURCE_NESTED || kind == WF_RESOURCE_GROUP ||
           kind == WF_RESOURCE_DEPLOYMENT || kind == WF_RESOURCE_DEPLOYMENT_GROUP;
}

/* Adds the VMs that get the handle to @vms. False: something that is no VM gets it, too. */
static bool users_of(const Users *u, WfId handle, GHashTable *vms)
{
    const WfModel *m = u->m;
    const GArray *among = g_hash_table_lookup(u->among_components, GUINT_TO_POINTER(handle + 1));
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(WfId));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    bool only_vms = true;

    for (guint i = 0; among && i < among->len; i++)
        note_vm(vms, g_array_index(among, WfId, i));
    g_array_append_val(queue, handle);
    for (guint q = 0; q < queue->len; q++) {
        WfId r = g_array_index(queue, WfId, q);
        for (guint32 i = u->first[r]; i < u->first[r + 1]; i++) {
            WfId user = g_array_index(m->links, Link, u->by_target[i]).from;
            const Resource *from = RESOURCE(m, user);
            bool passes_on = from->kind == WF_RESOURCE_CONFIG ||
                             from->kind == WF_RESOURCE_BOOT_CONFIG ||
                             from->kind == WF_RESOURCE_VALUE;
            if (from->vm != WF_NONE)
                note_vm(vms, from->vm);
            else if (passes_on && g_hash_table_add(seen, GUINT_TO_POINTER(user + 1)))
                g_array_append_val(queue, user);
            only_vms &= passes_on || from->vm != WF_NONE || is_no_end(from->kind);
        }
    }
    return only_vms;
}

/* ---- conditions ---- */

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

enum { HEAT_LONGEST = 12 * 3600 }; /* seconds that Heat waits for a condition */

static guint32 read_timeout(WfModel *m, WfId condition)
{
    WfNode node = wf_resource_property(m, condition, "timeout");

    if (!node)
        node = wf_resource_property(m, condition, "Timeout");
    json_auto_t *value =
        node ? wf_value_or_fault(m, (WfExpr){RESOURCE(m, condition)->scope, node}) : NULL;
    gint64 seconds = json_is_integer(value)  ? json_integer_value(value)
                     : json_is_string(value) ? g_ascii_strtoll(json_string_value(value), NULL, 10)
                                             : USUAL_TIMEOUT;
    return (guint32)CLAMP(seconds, 1, HEAT_LONGEST);
}

static void stays(WfModel *m, WfId condition, const char *why)
{
    const Resource *res = RESOURCE(m, condition);
    wf_fault(m, res->scope, res->key, WF_CODE_WAIT_CONDITION,
             "wait condition '%s' stays in the template: %s", wf_names_text(m->names, res->local),
             why);
}

static void translate(const Users *u, WfId condition)
{
    WfModel *m = u->m;
    g_autoptr(GHashTable) vms = g_hash_table_new(NULL, NULL);
    WfId handle = handle_of(m, condition);
    GHashTableIter iter;
    gpointer vm;

    if (handle == WF_NONE) {
        stays(m, condition, "its handle is no resource of this model");
        return;
    }
    if (!users_of(u, handle, vms)) {
        stays(m, condition, "a resource that is no server has its handle");
        return;
    }
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

static void free_array(gpointer array)
{
    g_array_unref(array);
}

static void translate_all(WfModel *m, const GArray *conditions)
{
    g_autoptr(GHashTable) among = g_hash_table_new_full(NULL, NULL, NULL, free_array);
    Users users = {.m = m, .among_components = among};

    look_at_components(&users);
    sort_links(&users);
    for (guint i = 0; i < conditions->len; i++)
        translate(&users, g_array_index(conditions, WfId, i));
    g_free(users.first);
    g_free(users.by_target);
}

void wf_wait_read(WfModel *m)
{
    g_autoptr(GArray) conditions = g_array_new(FALSE, FALSE, sizeof(WfId));

    for (WfId r = 0; r < m->resources->len; r++)
        if (RESOURCE(m, r)->kind == WF_RESOURCE_WAIT && wf_model_resource_enabled(m, r))
            g_array_append_val(conditions, r);
    if (conditions->len)
        translate_all(m, conditions);
}

bool wf_model_wait_is_component(const WfModel *m, WfId r)
{
    return RESOURCE(m, r)->kind == WF_RESOURCE_WAIT && RESOURCE(m, r)->first_component != WF_NONE;
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
