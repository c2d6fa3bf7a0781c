/* Where things were placed, and why there. */
#include "facts_priv.h"

#include <weft/placing.h>
#include <weft/text.h>

#define LIST_MOST 200

static const WfPlacing *placing_of(const Facts *f)
{
    return f->desk->placing;
}

static const WfPlaceItem *item_at(const Facts *f, guint32 item)
{
    return placing_of(f)->p->items->pdata[item];
}

static const char *sign(const Facts *f, bool good)
{
    return good ? (f->ascii ? "+" : "✓") : "!";
}

static void add_host(Facts *f, guint32 host)
{
    const WfDatacenter *dc = placing_of(f)->p->dc;
    g_autofree char *around = wf_dc_place_words(dc, host);
    facts_addf(f, WF_ROLE_FRAME_TITLE, "on host %s", wf_dc_host_name(dc, host));
    if (around[0])
        facts_wrap(f, WF_ROLE_TEXT, 2, 3, around);
}

static void add_needs(Facts *f, const WfPlaceItem *item)
{
    g_autoptr(GString) text = g_string_new(item->size ? item->size : NULL);
    for (guint i = 0; i < item->needs->len; i++) {
        const WfPlaceNeed *need = &g_array_index(item->needs, WfPlaceNeed, i);
        g_string_append_printf(text, "%s%s %" G_GINT64_FORMAT,
                               i           ? ", "
                               : text->len ? ": "
                                           : "",
                               (char *)placing_of(f)->p->resources->pdata[need->resource],
                               need->amount);
    }
    facts_wrap(f, WF_ROLE_TEXT, 2, 4, text->str);
}

static void add_why(Facts *f, guint32 item)
{
    g_autoptr(WfPlaceReason) reason =
        wf_place_explain(placing_of(f)->p, placing_of(f)->answer, item);
    facts_heading(f, "why there");
    g_autofree char *why = g_strconcat(" ", reason->why, NULL);
    facts_wrap(f, WF_ROLE_TEXT, 3, 5, why);
    for (guint i = 0; i < reason->binding->len; i++) {
        g_autofree char *text = g_strconcat(" ", reason->binding->pdata[i], NULL);
        facts_wrap(f, WF_ROLE_DIM, 3, 4, text);
    }
}

static void add_policies(Facts *f, guint32 item)
{
    const WfPlacing *placing = placing_of(f);
    g_autoptr(GArray) policies = wf_place_map_policies(placing->map, item);
    if (policies->len)
        facts_heading(f, "policies");
    for (guint i = 0; i < policies->len && i < LIST_MOST; i++) {
        guint32 number = g_array_index(policies, guint32, i);
        const WfPlacePolicy *policy = placing->p->policies->pdata[number];
        gint64 violated = wf_place_map_violated(placing->map, number);
        g_autofree char *words = wf_place_policy_words(placing->p, policy);
        g_autofree char *weight =
            policy->weight
                ? g_strdup_printf(", soft %g", (double)policy->weight / WF_PLACE_WEIGHT_UNIT)
                : g_strdup("");
        g_autofree char *text = g_strdup_printf(" %s %s%s%s", sign(f, !violated), words, weight,
                                                violated ? ": violated" : "");
        facts_wrap(f, violated ? WF_ROLE_WARNING : WF_ROLE_TEXT, 3, 4, text);
    }
    facts_more(f, LIST_MOST, policies->len);
}

/* Another item: where it is, and how far from here. */
static void add_other(Facts *f, const char *before, WfRole role, guint32 item, guint32 other,
                      const char *after)
{
    const WfPlacing *placing = placing_of(f);
    guint32 here = placing->answer->hosts[item], there = placing->answer->hosts[other];
    g_autofree char *far = here == WF_PLACE_NONE || there == WF_PLACE_NONE
                               ? g_strdup("not placed")
                               : wf_dc_nearness(placing->p->dc, here, there);
    facts_addf(f, role, "%s%s  %s, %s%s", before, item_at(f, other)->name,
               there == WF_PLACE_NONE ? "-" : wf_dc_host_name(placing->p->dc, there), far, after)
        ->link = wf_placing_thing(placing, other);
}

static void add_others(Facts *f, const WfPlaceGroup *group, guint32 item)
{
    g_autofree char *mark = g_strdup_printf(" %s ", f->ascii ? "*" : "●");
    guint n = 0;
    for (guint i = 0; i < group->items->len; i++) {
        guint32 other = g_array_index(group->items, guint32, i);
        if (other != item && n++ < LIST_MOST)
            add_other(f, mark, WF_ROLE_LABEL, item, other, "");
    }
    facts_more(f, LIST_MOST, n);
}

static void add_groups(Facts *f, guint32 item)
{
    const WfPlacing *placing = placing_of(f);
    g_autoptr(GArray) groups = wf_place_map_groups(placing->map, item);
    for (guint i = 0; i < groups->len && i < LIST_MOST; i++) {
        const WfPlaceGroup *group = placing->p->groups->pdata[g_array_index(groups, guint32, i)];
        facts_heading(f, "group %s, %u member%s", group->name, group->items->len,
                      group->items->len == 1 ? "" : "s");
        if (i == 0)
            add_others(f, group, item);
    }
    facts_more(f, LIST_MOST, groups->len);
}

/* Values that cross between this VM and others. */
static void add_values(Facts *f, guint32 item, WfId vm, bool in, const char *title)
{
    g_autoptr(GArray) others = facts_neighbours(f, vm, in, true);
    g_autofree char *before = g_strdup_printf(" %s ", facts_arrow(f, !in));
    if (others->len)
        facts_heading(f, "%s %u VM%s", title, others->len, others->len == 1 ? "" : "s");
    for (guint i = 0; i < others->len && i < LIST_MOST; i++) {
        const Neighbour *other = &g_array_index(others, Neighbour, i);
        guint32 there = wf_placing_item_of_vm(placing_of(f), other->vm);
        g_autofree char *after =
            g_strdup_printf("  %u value%s", other->n, other->n == 1 ? "" : "s");
        if (there != WF_PLACE_NONE)
            add_other(f, before, WF_ROLE_EDGE_CROSS, item, there, after);
    }
    facts_more(f, LIST_MOST, others->len);
}

static GPtrArray *about_item(Facts *f, guint32 number)
{
    const WfPlacing *placing = placing_of(f);
    const WfPlaceItem *item = item_at(f, number);
    guint32 host = placing->answer->hosts[number];
    WfThing thing = wf_placing_thing(placing, number);
    facts_wrap(f, WF_ROLE_STRONG, 2, 3, item->name);
    add_needs(f, item);
    if (host != WF_PLACE_NONE)
        add_host(f, host);
    else
        facts_add(f, WF_ROLE_DIM, "not placed: the datacenter has no place for it");
    if (item->present != WF_PLACE_NONE && item->present != host)
        facts_addf(f, WF_ROLE_PLAN_UPDATE, "moves from %s",
                   wf_dc_host_name(placing->p->dc, item->present));
    facts_findings(f, item->name);
    add_policies(f, number);
    add_why(f, number);
    if (thing.kind == WF_THING_VM) {
        add_values(f, number, thing.id, true, "reads from");
        add_values(f, number, thing.id, false, "is read by");
    }
    add_groups(f, number);
    return f->rows;
}

/* --- hosts and what is above them --- */

static void add_properties(Facts *f, const WfDcVertex *vertex)
{
    GHashTableIter iter;
    gpointer name, values;
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    if (!vertex->properties || !g_hash_table_size(vertex->properties))
        return;
    facts_heading(f, "properties");
    g_hash_table_iter_init(&iter, vertex->properties);
    while (g_hash_table_iter_next(&iter, &name, &values)) {
        g_autoptr(GString) line = g_string_new(NULL);
        const GPtrArray *texts = values;
        g_string_append_printf(line, " %s:", (char *)name);
        for (guint i = 0; i < texts->len; i++)
            g_string_append_printf(line, "%s %s", i ? "," : "", (char *)texts->pdata[i]);
        g_ptr_array_add(lines, g_string_free(g_steal_pointer(&line), FALSE));
    }
    g_ptr_array_sort(lines, wf_text_order);
    for (guint i = 0; i < lines->len && i < LIST_MOST; i++)
        facts_wrap(f, WF_ROLE_TEXT, 3, 3, lines->pdata[i]);
    facts_more(f, LIST_MOST, lines->len);
}

static void add_amounts(Facts *f, guint32 v)
{
    const WfPlacing *placing = placing_of(f);
    facts_heading(f, "in use");
    for (guint32 r = 0; r < placing->p->resources->len; r++) {
        gint64 capacity = wf_place_map_capacity(placing->map, v, r);
        gint64 used = wf_place_map_used(placing->map, v, r);
        if (capacity > 0)
            facts_addf(f, used > capacity ? WF_ROLE_WARNING : WF_ROLE_TEXT,
                       " %s %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT ", %.0f%%",
                       (char *)placing->p->resources->pdata[r], used, capacity,
                       100 * (double)used / (double)capacity);
    }
}

static void add_link(Facts *f, const WfDcVertex *vertex)
{
    if (vertex->parent == WF_DC_NONE || vertex->bandwidth == WF_DC_UNLIMITED)
        return;
    facts_addf(f, WF_ROLE_TEXT, "link %" G_GINT64_FORMAT " Mbit/s", vertex->bandwidth);
}

static void add_standing(Facts *f, guint32 v)
{
    g_autoptr(GArray) spots = g_array_new(FALSE, FALSE, sizeof(WfSpot));
    wf_place_map_children(placing_of(f)->map, (WfSpot){WF_SPOT_VERTEX, v}, true, spots);
    bool any = false;
    for (guint i = 0; i < spots->len && i < LIST_MOST; i++) {
        WfSpot spot = g_array_index(spots, WfSpot, i);
        if (spot.kind != WF_SPOT_ITEM)
            continue;
        if (!any)
            facts_heading(f, "holds");
        any = true;
        const WfPlaceItem *item = item_at(f, spot.id);
        facts_addf(f, WF_ROLE_LABEL, " %s  %s", item->name,
                   item->kind == WF_PLACE_VOLUME ? "volume"
                   : item->size                  ? item->size
                                                 : "")
            ->link = wf_placing_thing(placing_of(f), spot.id);
    }
    facts_more(f, LIST_MOST, spots->len);
}

static GPtrArray *about_vertex(Facts *f, guint32 v)
{
    const WfPlacing *placing = placing_of(f);
    const WfDatacenter *dc = placing->p->dc;
    const WfDcVertex *vertex = &dc->vertices[v];
    facts_wrap(f, WF_ROLE_STRONG, 2, 3, vertex->name);
    facts_addf(f, WF_ROLE_TEXT, "%s",
               vertex->level == WF_DC_NONE ? "datacenter"
                                           : (char *)dc->levels->pdata[vertex->level]);
    if (vertex->span.line && dc->path) {
        Fact *fact = facts_addf(f, WF_ROLE_DIM, "%s:%u", dc->path, vertex->span.line);
        fact->path = g_strdup(dc->path);
        fact->line = vertex->span.line;
    }
    if (vertex->host != WF_DC_NONE) {
        g_autofree char *around = wf_dc_place_words(dc, vertex->host);
        facts_wrap(f, WF_ROLE_TEXT, 2, 3, around);
        facts_addf(f, WF_ROLE_TEXT, "zone %s", wf_dc_zone(dc, vertex->host));
    } else {
        guint32 n = vertex->end_host - vertex->first_host;
        facts_addf(f, WF_ROLE_TEXT, "%u host%s", n, n == 1 ? "" : "s");
    }
    if (vertex->disabled)
        facts_addf(f, WF_ROLE_WARNING, "disabled: %s", vertex->disabled);
    add_link(f, vertex);
    add_amounts(f, v);
    add_standing(f, v);
    add_properties(f, vertex);
    return f->rows;
}

GPtrArray *facts_about_spot(WfDesk *desk, bool item, guint32 number, int width, bool ascii)
{
    Facts f = facts_start(desk, width, ascii);
    const WfPlaceProblem *p = desk->placing->p;
    if (!desk->placing->map || number >= (item ? p->items->len : p->dc->n_vertices))
        return f.rows;
    return item ? about_item(&f, number) : about_vertex(&f, number);
}

void facts_host(Facts *f, WfId vm)
{
    const WfPlacing *placing = placing_of(f);
    guint32 item = wf_placing_item_of_vm(placing, vm);
    if (item == WF_PLACE_NONE || placing->answer->hosts[item] == WF_PLACE_NONE)
        return;
    add_host(f, placing->answer->hosts[item]);
    if (wf_place_map_is_amiss(placing->map, item))
        facts_add(f, WF_ROLE_WARNING, "! a placement preference is violated; 9 shows which");
}
