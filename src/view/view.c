/* The state of a view. Everything is kept by name; ids are looked up in the present model. */
#include "view_priv.h"

#include <string.h>
#include <weft/text.h>

static const char *const zoom_names[] = {
#define WF_X(code, name, text) name,
    WF_ZOOM_TABLE(WF_X)
#undef WF_X
};
static const char *const zoom_texts[] = {
#define WF_X(code, name, text) text,
    WF_ZOOM_TABLE(WF_X)
#undef WF_X
};

const char *wf_zoom_name(WfZoom zoom)
{
    return zoom_names[MIN(zoom, WF_N_ZOOMS - 1)];
}

const char *wf_zoom_text(WfZoom zoom)
{
    return zoom_texts[MIN(zoom, WF_N_ZOOMS - 1)];
}

bool wf_zoom_parse(const char *name, WfZoom *ret_zoom)
{
    for (WfZoom zoom = 0; zoom < WF_N_ZOOMS; zoom++)
        if (strcmp(name, zoom_names[zoom]) == 0) {
            *ret_zoom = zoom;
            return true;
        }
    return false;
}

static GHashTable *names_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

WfView *wf_view_new(WfModel *m)
{
    WfView *view = g_new0(WfView, 1);

    view->m = wf_model_ref(m);
    view->index = wf_view_index_new(m);
    view->zoom = WF_ZOOM_COMPACT;
    view->budget = WF_BUDGET_READER;
    view->folds = names_new();
    view->touched = names_new();
    view->marks = names_new();
    view->focus = g_ptr_array_new_with_free_func(g_free);
    view->up = view->down = 1;
    return view;
}

static void forget_answers(WfView *view)
{
    g_clear_pointer(&view->critical_nodes, g_free);
    view->subject.n_nodes = 0;
}

void wf_view_free(WfView *view)
{
    if (!view)
        return;
    forget_answers(view);
    wf_view_index_free(view->index);
    wf_model_unref(view->m);
    g_hash_table_unref(view->folds);
    g_hash_table_unref(view->touched);
    g_hash_table_unref(view->marks);
    g_ptr_array_unref(view->focus);
    wf_query_free(view->filter);
    g_free(view->matches);
    g_free(view->selected);
    g_free(view->recipe);
    g_free(view);
}

WfModel *wf_view_model(const WfView *view)
{
    return view->m;
}

void wf_view_set_model(WfView *view, WfModel *m)
{
    wf_model_ref(m);
    wf_model_unref(view->m);
    view->m = m;
    wf_view_index_free(view->index);
    view->index = wf_view_index_new(m);
    forget_answers(view);
    wf_view_run_filter(view, NULL);
}

void wf_view_set_facts(WfView *view, const WfViewFacts *facts)
{
    view->facts = facts ? *facts : (WfViewFacts){0};
    wf_view_facts_changed(view);
}

void wf_view_facts_changed(WfView *view)
{
    forget_answers(view);
    wf_view_run_filter(view, NULL);
}

/* ---- things and names ---- */

static WfThing find_role(const WfView *view, const char *name)
{
    for (WfId role = 0; role < wf_view_n_roles(view); role++)
        if (strcmp(wf_view_role_name(view, role), name) == 0)
            return (WfThing){WF_THING_ROLE, role};
    return WF_THING_NOTHING;
}

WfThing wf_view_find(const WfView *view, const char *name)
{
    const WfModel *m = view->m;
    WfId id;

    if (!name)
        return WF_THING_NOTHING;
    if (g_str_has_prefix(name, "role:"))
        return find_role(view, name + 5);
    if (name[0] == '@' && (id = wf_model_vm_find(m, name + 1)) != WF_NONE)
        return (WfThing){WF_THING_FACTS, id};
    if ((id = wf_model_component_find(m, name)) != WF_NONE)
        return (WfThing){WF_THING_COMPONENT, id};
    if ((id = wf_model_vm_find(m, name)) != WF_NONE)
        return (WfThing){WF_THING_VM, id};
    if ((id = wf_model_resource_find(m, name)) == WF_NONE)
        return WF_THING_NOTHING;
    WfThingKind kind =
        wf_view_holds_others(wf_model_resource_kind(m, id)) ? WF_THING_STACK : WF_THING_RESOURCE;
    return (WfThing){kind, id};
}

char *wf_view_nearest(const WfView *view, const char *name)
{
    const WfModel *m = view->m;
    g_autofree char *end = g_strconcat(".", name, NULL); /* frames show "install" of "db.install" */
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (WfId c = 0; c < wf_model_n_components(m); c++) {
        if (g_str_has_suffix(wf_model_component_name(m, c), end))
            return g_strdup(wf_model_component_name(m, c));
        g_ptr_array_add(names, (char *)wf_model_component_name(m, c));
    }
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        g_ptr_array_add(names, (char *)wf_model_vm_name(m, vm));
    g_ptr_array_add(names, NULL);
    return g_strdup(wf_text_nearest(name, (const char *const *)names->pdata));
}

char *wf_view_name(const WfView *view, WfThing thing)
{
    const WfModel *m = view->m;

    switch (thing.kind) {
    case WF_THING_COMPONENT:
        return g_strdup(wf_model_component_name(m, thing.id));
    case WF_THING_FACTS:
        return g_strconcat("@", wf_model_vm_name(m, thing.id), NULL);
    case WF_THING_VM:
        return g_strdup(wf_model_vm_name(m, thing.id));
    case WF_THING_STACK:
    case WF_THING_RESOURCE:
        return g_strdup(wf_model_resource_name(m, thing.id));
    case WF_THING_ROLE:
        return g_strconcat("role:", wf_view_role_name(view, thing.id), NULL);
    case WF_THING_NONE:
        break;
    }
    return NULL;
}

bool wf_thing_equal(WfThing a, WfThing b)
{
    return a.kind == b.kind && a.id == b.id;
}

static bool is_inside(const WfModel *m, WfId resource, WfId stack)
{
    while (resource != WF_NONE && resource != stack)
        resource = wf_model_resource_parent(m, resource);
    return resource == stack;
}

static bool is_part(const WfView *view, WfThing thing, guint32 node)
{
    const WfModel *m = view->m;
    WfId vm = wf_model_node_vm(m, node);
    bool facts = wf_model_node_is_vm(m, node);

    switch (thing.kind) {
    case WF_THING_COMPONENT:
        return node == thing.id;
    case WF_THING_FACTS:
        return facts && vm == thing.id;
    case WF_THING_VM:
        return vm == thing.id;
    case WF_THING_ROLE:
        return vm != WF_NONE && wf_view_vm_role(view, vm) == thing.id;
    case WF_THING_STACK:
        return (vm != WF_NONE && is_inside(m, wf_model_vm_resource(m, vm), thing.id)) ||
               (!facts && is_inside(m, view->index->stack_of[node], thing.id));
    case WF_THING_RESOURCE:
    case WF_THING_NONE:
        break;
    }
    return false;
}

GArray *wf_view_nodes(const WfView *view, WfThing thing)
{
    GArray *nodes = g_array_new(FALSE, FALSE, sizeof(guint32));

    if (thing.kind == WF_THING_COMPONENT) {
        g_array_append_val(nodes, thing.id);
        return nodes;
    }
    for (guint32 node = 0; node < wf_model_n_nodes(view->m); node++)
        if (is_part(view, thing, node))
            g_array_append_val(nodes, node);
    return nodes;
}

/* ---- plain settings ---- */

void wf_view_set_zoom(WfView *view, WfZoom zoom)
{
    view->zoom = MIN(zoom, WF_N_ZOOMS - 1);
}

WfZoom wf_view_zoom(const WfView *view)
{
    return view->zoom;
}

void wf_view_set_budget(WfView *view, WfBudget budget)
{
    view->budget = budget;
}

void wf_view_set_ascii(WfView *view, bool ascii)
{
    view->ascii = ascii;
}

bool wf_view_ascii(const WfView *view)
{
    return view->ascii;
}

void wf_view_set_left_to_right(WfView *view, bool on)
{
    view->left_to_right = on;
}

bool wf_view_left_to_right(const WfView *view)
{
    return view->left_to_right;
}

void wf_view_set_resources(WfView *view, bool on)
{
    view->resources = on;
}

bool wf_view_resources(const WfView *view)
{
    return view->resources;
}

/* ---- focus, filter, selection, marks ---- */

void wf_view_focus(WfView *view, const WfThing *things, guint n, guint hops)
{
    g_ptr_array_set_size(view->focus, 0);
    view->hops = n ? hops : 0;
    for (guint i = 0; i < n; i++) {
        if (things[i].kind == WF_THING_NONE)
            continue;
        g_ptr_array_add(view->focus, wf_view_name(view, things[i]));
        wf_view_reveal(view, things[i]);
    }
}

guint wf_view_focus_hops(const WfView *view)
{
    return view->focus->len ? view->hops : 0;
}

bool wf_view_run_filter(WfView *view, GError **error)
{
    g_clear_pointer(&view->matches, g_free);
    view->n_matches = 0;
    if (!view->filter)
        return true;
    g_autofree guint8 *mask = g_new0(guint8, wf_model_n_nodes(view->m) + 1);
    if (!wf_query_run(view->filter, wf_view_subject(view), mask, &view->n_matches, error)) {
        g_clear_pointer(&view->filter, wf_query_free);
        return false;
    }
    for (WfId vm = 0; vm < wf_model_n_vms(view->m); vm++) { /* facts nobody reads are not shown */
        guint32 node = wf_model_n_components(view->m) + vm;
        view->n_matches -= mask[node] && !view->index->publishes[vm];
        mask[node] &= view->index->publishes[vm];
    }
    view->matches = g_steal_pointer(&mask);
    return true;
}

bool wf_view_set_filter(WfView *view, WfQuery *q, bool hide, GError **error)
{
    wf_query_free(view->filter);
    view->filter = q;
    view->hide = hide;
    return wf_view_run_filter(view, error);
}

const guint8 *wf_view_matches(const WfView *view, guint32 *ret_n)
{
    *ret_n = view->n_matches;
    return view->matches;
}

void wf_view_select(WfView *view, WfThing thing)
{
    g_free(view->selected);
    view->selected = wf_view_name(view, thing);
    wf_view_touch(view, thing);
}

WfThing wf_view_selected(const WfView *view)
{
    return wf_view_find(view, view->selected);
}

void wf_view_set_reach(WfView *view, guint32 up, guint32 down)
{
    view->up = up;
    view->down = down;
}

void wf_view_mark(WfView *view, WfThing thing, bool on)
{
    char *name = wf_view_name(view, thing);

    if (name && on) {
        g_hash_table_add(view->marks, name);
    } else if (name) {
        g_hash_table_remove(view->marks, name);
        g_free(name);
    }
}

bool wf_view_marked(const WfView *view, WfThing thing)
{
    g_autofree char *name = wf_view_name(view, thing);

    return name && g_hash_table_contains(view->marks, name);
}

/* ---- roles ---- */

static WfViewIndex *with_roles(const WfView *view)
{
    wf_view_index_roles(view->index, view->m);
    return view->index;
}

guint32 wf_view_n_roles(const WfView *view)
{
    return with_roles(view)->n_roles;
}

WfId wf_view_vm_role(const WfView *view, WfId vm)
{
    return with_roles(view)->role_of[vm];
}

const char *wf_view_role_name(const WfView *view, WfId role)
{
    return with_roles(view)->role_names->pdata[role];
}

guint32 wf_view_role_n_vms(const WfView *view, WfId role)
{
    return with_roles(view)->role_size[role];
}
