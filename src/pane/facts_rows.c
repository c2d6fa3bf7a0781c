/* Making the rows of the detail pane, and what all kinds of things share. */
#include "facts_priv.h"

#include <string.h>
#include <weft/expr.h>
#include <weft/text.h>

#define VALUE_BYTES 2000
#define EDGES_MOST 200
#define RECIPE_BYTES 200000

static void free_fact(gpointer data)
{
    Fact *fact = data;
    g_free(fact->text);
    g_free(fact->path);
    g_free(fact);
}

Fact *facts_add(Facts *f, WfRole role, const char *text)
{
    Fact *fact = g_new0(Fact, 1);
    fact->role = role;
    fact->text = wf_text_visible(text, -1, 4 * VALUE_BYTES);
    fact->link = WF_THING_NOTHING;
    g_ptr_array_add(f->rows, fact);
    return fact;
}

Fact *facts_addf(Facts *f, WfRole role, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return facts_add(f, role, text);
}

void facts_heading(Facts *f, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    if (f->rows->len)
        facts_add(f, WF_ROLE_TEXT, "");
    facts_add(f, WF_ROLE_STRONG, text)->heading = true;
}

void facts_more(Facts *f, guint32 shown, guint32 all)
{
    if (all > shown)
        facts_addf(f, WF_ROLE_DIM, "   and %u more", all - shown);
}

void facts_wrap(Facts *f, WfRole role, int indent, guint most, const char *text)
{
    g_autofree char *safe = wf_text_visible(text, -1, VALUE_BYTES);
    g_autofree char *pad = g_strnfill((gsize)indent, ' ');
    const char *rest = safe;
    int first = f->width, next = MAX(f->width - indent, 8);
    for (guint row = 0; *rest && row < most; row++) {
        int room = MAX(row ? next : first, 8);
        bool last = row + 1 == most;
        gsize n = wf_text_line(rest, room);
        g_autofree char *piece =
            last ? wf_text_cut(rest, room, f->ascii ? "~" : "…") : g_strndup(rest, n);
        g_autofree char *line = g_strconcat(row ? pad : "", piece, NULL);
        facts_add(f, role, line);
        if (last)
            break;
        rest += n;
        while (*rest == ' ')
            rest++;
    }
}

const char *facts_arrow(const Facts *f, bool to)
{
    if (f->ascii)
        return to ? "->" : "<-";
    return to ? "→" : "←";
}

void facts_file(Facts *f, const char *before, const char *path, guint line)
{
    g_autofree char *text = g_strdup_printf("%s:%u", path, line);
    g_autofree char *safe = wf_text_visible(text, -1, VALUE_BYTES);
    g_autofree char *cut =
        wf_text_cut_middle(safe, MAX(f->width - (int)strlen(before), 8), f->ascii ? "~" : "…");
    Fact *fact = facts_addf(f, WF_ROLE_DIM, "%s%s", before, cut);
    fact->path = g_strdup(path);
    fact->line = line;
}

void facts_place(Facts *f, WfPlace place)
{
    if (place.node)
        facts_file(f, "", wf_model_place_path(f->m, place), wf_model_place_span(f->m, place).line);
}

void facts_link(Facts *f, WfRole role, const char *before, WfThing thing, const char *after)
{
    g_autofree char *name = wf_view_name(f->desk->view, thing);
    facts_addf(f, role, "%s%s%s", before, name ? name : "?", after)->link = thing;
}

void facts_findings(Facts *f, const char *name)
{
    bool any = false;
    for (guint i = 0; i < wf_findings_n(f->desk->findings); i++) {
        const WfFinding *finding = wf_findings_get(f->desk->findings, i);
        if (!finding->subject || !g_str_equal(finding->subject, name))
            continue;
        if (!any)
            facts_heading(f, "findings");
        any = true;
        guint first = f->rows->len;
        g_autofree char *text =
            g_strdup_printf(" %s: %s", wf_severity_name(finding->severity), finding->message);
        facts_wrap(f, wf_severity_role(finding->severity), 3, 6, text);
        for (guint row = first; row < f->rows->len; row++) {
            Fact *fact = g_ptr_array_index(f->rows, row);
            fact->path = g_strdup(finding->path);
            fact->line = finding->span.line;
        }
        g_autofree char *hint = finding->hint ? g_strconcat("   ", finding->hint, NULL) : NULL;
        if (hint)
            facts_wrap(f, WF_ROLE_DIM, 3, 4, hint);
    }
}

char *facts_value(const WfModel *m, WfExpr expr, bool secret)
{
    if (!expr.node)
        return g_strdup("");
    if (secret || wf_model_expr_secret(m, expr))
        return g_strdup(WF_TEXT_MASK);
    json_auto_t *value = wf_model_value(m, expr, WF_VALUE_KNOWN, NULL);
    if (!value)
        return g_strdup("?");
    g_autofree char *text = wf_expr_words(value, VALUE_BYTES);
    return wf_text_visible(text, -1, VALUE_BYTES);
}

char *facts_source(const WfModel *m, const WfRead *read)
{
    const char *dot = read->attr ? "." : "", *attr = read->attr ? read->attr : "";
    if (read->target == WF_NONE)
        return g_strdup(wf_source_name(read->source));
    switch (read->source) {
    case WF_SOURCE_COMPONENT:
        return g_strconcat(wf_model_component_name(m, read->target), dot, attr, NULL);
    case WF_SOURCE_OWN_VM:
    case WF_SOURCE_OTHER_VM:
        return g_strconcat("@", wf_model_vm_name(m, read->target), dot, attr, NULL);
    case WF_SOURCE_INFRA:
        return g_strconcat(wf_model_resource_name(m, read->target), dot, attr, NULL);
    case WF_SOURCE_LITERAL:
        break;
    }
    return g_strdup(wf_source_name(read->source));
}

char *facts_recipe(const WfModel *m, WfId component, WfActions action)
{
    WfRecipe recipe;
    if (!wf_model_component_recipe(m, component, action, &recipe) || !recipe.config.node)
        return NULL;
    if (wf_model_expr_secret(m, recipe.config))
        return g_strdup(WF_TEXT_MASK);
    json_auto_t *value = wf_model_value(m, recipe.config, WF_VALUE_KNOWN, NULL);
    if (!value)
        return NULL;
    if (json_is_string(value))
        return g_strndup(json_string_value(value), MIN(json_string_length(value), RECIPE_BYTES));
    g_autoptr(GString) out = g_string_new(NULL);
    wf_yaml_write(value, 0, out);
    g_string_truncate(out, MIN(out->len, RECIPE_BYTES));
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static WfRole edge_role(const WfEdge *e)
{
    static const WfRole roles[] = {WF_ROLE_EDGE_DATA, WF_ROLE_EDGE_ORDER, WF_ROLE_EDGE_RUN};
    return e->cross_vm ? WF_ROLE_EDGE_CROSS : roles[e->kind];
}

void facts_edges(Facts *f, guint32 node, bool in, const char *title)
{
    const WfGraph *g = wf_model_graph(f->m);
    guint32 n, cross = 0;
    const WfArc *arcs = in ? wf_graph_in(g, node, &n) : wf_graph_out(g, node, &n);
    if (!n)
        return;
    for (guint32 i = 0; i < n; i++)
        cross += wf_model_edge_cross(f->m, arcs[i].edge);
    if (cross)
        facts_heading(f, "%s %u (%u on other VMs)", title, n, cross);
    else
        facts_heading(f, "%s %u", title, n);
    for (guint32 i = 0; i < n && i < EDGES_MOST; i++) {
        WfEdge e;
        wf_model_edge(f->m, arcs[i].edge, &e);
        g_autofree char *before = g_strdup_printf(" %s ", facts_arrow(f, !in));
        g_autofree char *after = e.value ? g_strdup_printf("  %s", e.value)
                                 : e.delivered
                                     ? g_strdup("  (order, once delivered)")
                                     : g_strdup_printf("  (%s)", wf_edge_kind_name(e.kind));
        facts_link(f, edge_role(&e), before, wf_desk_thing_of_node(f->m, arcs[i].node), after);
    }
    facts_more(f, EDGES_MOST, n);
}

Facts facts_start(WfDesk *desk, int width, bool ascii)
{
    return (Facts){.desk = desk,
                   .m = desk->model,
                   .rows = g_ptr_array_new_with_free_func(free_fact),
                   .width = width,
                   .ascii = ascii};
}

static bool counts(const WfModel *m, const WfArc *arc, WfId vm, bool values)
{
    WfId other = wf_model_node_vm(m, arc->node);
    return other != vm && other != WF_NONE &&
           (!values || wf_model_edge_kind(m, arc->edge) == WF_EDGE_DATA);
}

GArray *facts_neighbours(const Facts *f, WfId vm, bool in, bool values)
{
    const WfGraph *g = wf_model_graph(f->m);
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Neighbour));
    g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL); /* VM -> its place in @found + 1 */
    guint32 n;
    const WfId *components = wf_model_vm_components(f->m, vm, &n);
    for (guint32 i = 0; i <= n; i++) {
        guint32 node = i < n ? components[i] : wf_model_n_components(f->m) + vm, n_arcs;
        const WfArc *arcs = in ? wf_graph_in(g, node, &n_arcs) : wf_graph_out(g, node, &n_arcs);
        for (guint32 k = 0; k < n_arcs; k++) {
            if (!counts(f->m, &arcs[k], vm, values))
                continue;
            Neighbour other = {wf_model_node_vm(f->m, arcs[k].node), 0};
            gpointer key = GUINT_TO_POINTER(other.vm);
            guint place = GPOINTER_TO_UINT(g_hash_table_lookup(places, key));
            if (!place) {
                g_array_append_val(found, other);
                place = found->len;
                g_hash_table_insert(places, key, GUINT_TO_POINTER(place));
            }
            g_array_index(found, Neighbour, place - 1).n++;
        }
    }
    return found;
}
