/* The state of a view. Everything is kept by name; ids are looked up in the present model. */
#include "view_priv.h"

#include <string.h>

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
    view->into = g_ptr_array_new_with_free_func(g_free);
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
    g_ptr_array_unref(view->into);
    g_free(view->peek);
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

static bool run_filter(WfView *view, GError **error)
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

void wf_view_set_model(WfView *view, WfModel *m)
{
    wf_model_ref(m);
    wf_model_unref(view->m);
    view->m = m;
    wf_view_index_free(view->index);
    view->index = wf_view_index_new(m);
    forget_answers(view);
    run_filter(view, NULL);
}

bool wf_view_set_facts(WfView *view, const WfViewFacts *facts)
{
    view->facts = facts ? *facts : (WfViewFacts){0};
    return wf_view_facts_changed(view);
}

bool wf_view_facts_changed(WfView *view)
{
    g_autofree guint8 *before = g_steal_pointer(&view->matches);
    forget_answers(view);
    run_filter(view, NULL);
    return before && view->matches ? memcmp(before, view->matches, wf_model_n_nodes(view->m)) != 0
                                   : before != view->matches;
}

/* ---- plain settings ---- */

void wf_view_set_zoom(WfView *view, WfZoom zoom)
{
    if (zoom < view->zoom) /* whoever goes farther wants all of it small */
        while (wf_view_come_out(view))
            ;
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

bool wf_view_set_filter(WfView *view, WfQuery *q, bool hide, GError **error)
{
    wf_query_free(view->filter);
    view->filter = q;
    view->hide = hide;
    return run_filter(view, error);
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
