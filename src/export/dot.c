/* The graph in Graphviz' language. Numbers as ids keep names out of the syntax; names stand in
 * labels and tooltips, escaped. */
#include "link.h"
#include "palette.h"

#include <math.h>
#include <weft/export.h>
#include <weft/text.h>

#define LABEL_COLUMNS 32
#define TIP_BYTES 400
#define TITLE_BYTES 200
/* In lines that are hardly wider than a small picture, which is not widened for them. */
#define LEGEND "\\nsolid: a value, dashed: order\\ndotted: run list; "
#define WIDEST 5.0
#define MOST_CLUSTERS 60
#define MOST_COMPONENTS 1200
#define MOST_VMS 250

typedef struct {
    WfView *view;
    const WfModel *m;
    const WfShown *shown;
    WfPalette palette;
    GString *out;
    const char *file; /* links are as seen from there; NULL: from here */
    bool folded;      /* no components: every edge is between VMs, and stands for some */
} Dot;

/* Inside quotes: Graphviz reads backslashes and HTML entities there. */
static void append_escaped(GString *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        if (*p == '&')
            g_string_append(out, "&amp;");
        else
            g_string_append_c(out, *p);
    }
}

static void attribute(Dot *dot, const char *name, const char *raw, int columns)
{
    g_autofree char *safe = wf_text_visible(raw, -1, columns ? 1024 : TIP_BYTES);
    g_autofree char *cut = columns ? wf_text_cut_middle(safe, columns, "…") : g_strdup(safe);

    g_string_append_printf(dot->out, " %s=\"", name);
    append_escaped(dot->out, cut);
    g_string_append_c(dot->out, '"');
}

static void color(Dot *dot, const char *name, guint32 rgb)
{
    g_string_append_printf(dot->out, " %s=\"#%06x\"", name, rgb);
}

/* A link to the line that says so: "models/shop.yaml#L12". */
static void link_to(Dot *dot, WfPlace place)
{
    if (place.node == 0)
        return;
    g_autofree char *path = link_target(wf_model_place_path(dot->m, place), dot->file);
    g_autofree char *uri = g_uri_escape_string(path, "/", FALSE);
    g_autofree char *url = g_strdup_printf("%s#L%u", uri, wf_model_place_span(dot->m, place).line);
    attribute(dot, "URL", url, 0);
}

static WfPlace place_of(const Dot *dot, WfThing thing)
{
    switch (thing.kind) {
    case WF_THING_COMPONENT:
        return wf_model_component_place(dot->m, thing.id);
    case WF_THING_FACTS:
    case WF_THING_VM:
        return wf_model_vm_place(dot->m, thing.id);
    case WF_THING_STACK:
    case WF_THING_RESOURCE:
        return wf_model_resource_place(dot->m, thing.id);
    default:
        return (WfPlace){0, 0};
    }
}

static char *tip_of(const Dot *dot, const WfShownNode *node)
{
    g_autofree char *name = node->thing.id == WF_NONE ? NULL : wf_view_name(dot->view, node->thing);
    g_autofree char *at = NULL;
    WfPlace place = place_of(dot, node->thing);

    if (place.node)
        at = wf_model_place_text(dot->m, place);
    if (node->thing.kind == WF_THING_COMPONENT)
        return g_strdup_printf("%s on %s, hook %s (%s)", name,
                               node->vm == WF_NONE ? "no VM" : wf_model_vm_name(dot->m, node->vm),
                               wf_model_component_group(dot->m, node->thing.id), at ? at : "");
    if (node->thing.kind == WF_THING_FACTS)
        return g_strdup_printf("what VM %s tells other VMs (%s)",
                               wf_model_vm_name(dot->m, node->thing.id), at ? at : "");
    return g_strdup_printf("%s: %u components%s%s", name ? name : "other VMs", node->n_nodes,
                           at ? ", " : "", at ? at : "");
}

static void node_style(Dot *dot, const WfShownNode *node)
{
    const WfPalette *p = &dot->palette;

    switch (node->thing.kind) {
    case WF_THING_FACTS:
        g_string_append(dot->out, " shape=note");
        color(dot, "fontcolor", p->dim);
        break;
    case WF_THING_VM:
    case WF_THING_ROLE:
    case WF_THING_STACK:
        g_string_append(dot->out, " style=\"rounded,filled,bold\"");
        color(dot, "fontcolor", wf_palette_role(p, WF_ROLE_FRAME_TITLE, 4.5));
        color(dot, "fillcolor", p->frame_back);
        break;
    case WF_THING_RESOURCE:
        g_string_append(dot->out, " shape=ellipse");
        color(dot, "fontcolor", p->dim);
        break;
    default:
        break;
    }
}

static void add_node(Dot *dot, guint32 number, const char *indent)
{
    WfShownNode node = wf_shown_node(dot->shown, number);
    g_autofree char *tip = tip_of(dot, &node);
    guint32 n;

    g_string_append_printf(dot->out, "%sn%u [", indent, number);
    attribute(dot, "label", wf_visible_node(wf_shown_visible(dot->shown), number)->label,
              LABEL_COLUMNS);
    attribute(dot, "tooltip", tip, 0);
    link_to(dot, place_of(dot, node.thing));
    node_style(dot, &node);
    for (n = 0; n < node.n_nodes; n++)
        if (wf_view_node_in_cycle(dot->view, node.nodes[n]))
            break;
    if (n < node.n_nodes) {
        color(dot, "color", wf_palette_role(&dot->palette, WF_ROLE_EDGE_CYCLE, 3));
        g_string_append(dot->out, " penwidth=1.8");
    }
    g_string_append(dot->out, " ];\n");
}

static void add_cluster(Dot *dot, guint32 frame, const GArray *nodes)
{
    WfId vm = wf_shown_frame_vm(dot->shown, frame);

    g_string_append_printf(dot->out, "  subgraph cluster_%u {\n    graph [", frame);
    attribute(dot, "label", wf_model_vm_name(dot->m, vm), LABEL_COLUMNS);
    attribute(dot, "tooltip", wf_model_vm_name(dot->m, vm), 0);
    link_to(dot, wf_model_vm_place(dot->m, vm));
    color(dot, "fontcolor", wf_palette_role(&dot->palette, WF_ROLE_FRAME_TITLE, 4.5));
    g_string_append(dot->out, " labelloc=t labeljust=l margin=12 ];\n");
    for (guint i = 0; i < nodes->len; i++)
        add_node(dot, g_array_index(nodes, guint32, i), "    ");
    g_string_append(dot->out, "  }\n");
}

static void open_host(Dot *dot, guint number, const char *host)
{
    g_string_append_printf(dot->out, "  subgraph cluster_host_%u {\n    graph [", number);
    attribute(dot, "label", host, LABEL_COLUMNS);
    g_autofree char *tip = g_strdup_printf("host %s", host);
    attribute(dot, "tooltip", tip, 0);
    color(dot, "fontcolor", wf_palette_role(&dot->palette, WF_ROLE_DIM, 4.5));
    g_string_append(dot->out, " labelloc=b labeljust=r style=dashed margin=16 ];\n");
}

/* VMs as clusters; those of a placed template inside their hosts, hosts by first VM. */
static void add_frames(Dot *dot, const GPtrArray *in)
{
    g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
    guint n_hosts = 0;

    for (guint32 i = 0; i < in->len; i++)
        g_ptr_array_add(hosts, wf_model_vm_host(dot->m, wf_shown_frame_vm(dot->shown, i)));
    for (guint32 i = 0; i < in->len; i++) {
        char *host = hosts->pdata[i];
        if (!host) {
            add_cluster(dot, i, in->pdata[i]);
            continue;
        }
        if (!g_hash_table_add(done, host))
            continue;
        open_host(dot, n_hosts++, host);
        for (guint32 k = i; k < in->len; k++)
            if (g_strcmp0(hosts->pdata[k], host) == 0)
                add_cluster(dot, k, in->pdata[k]);
        g_string_append(dot->out, "  }\n");
    }
}

static void add_nodes(Dot *dot)
{
    const WfVisible *visible = wf_shown_visible(dot->shown);
    guint32 n = wf_visible_n_nodes(visible), n_frames = wf_visible_n_frames(visible);
    g_autoptr(GPtrArray) in = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);

    for (guint32 i = 0; i < n_frames; i++)
        g_ptr_array_add(in, g_array_new(FALSE, FALSE, sizeof(guint32)));
    for (guint32 i = 0; i < n; i++) {
        gint32 frame = wf_visible_node(visible, i)->frame;
        if (frame >= 0)
            g_array_append_val((GArray *)in->pdata[frame], i);
    }
    add_frames(dot, in);
    for (guint32 i = 0; i < n; i++)
        if (wf_visible_node(visible, i)->frame < 0)
            add_node(dot, i, "  ");
}

/* "url, port; order": what an edge carries. */
static char *edge_tip(const Dot *dot, guint32 number)
{
    GString *tip = g_string_new(NULL);
    guint32 n;
    const guint32 *edges = wf_shown_edges(dot->shown, number, &n);

    for (guint32 i = 0; i < n && tip->len < TIP_BYTES; i++) {
        WfEdge edge;
        wf_model_edge(dot->m, edges[i], &edge);
        g_autofree char *at = edge.place.node ? wf_model_place_text(dot->m, edge.place) : NULL;
        g_string_append_printf(tip, "%s%s -> %s: %s%s%s%s%s%s", i ? "; " : "",
                               wf_model_node_name(dot->m, edge.from),
                               wf_model_node_name(dot->m, edge.to), wf_edge_kind_name(edge.kind),
                               edge.value ? " " : "", edge.value ? edge.value : "", at ? " (" : "",
                               at ? at : "", at ? ")" : "");
    }
    return g_string_free(tip, FALSE);
}

/* One edge more weighs less, the more there are. */
static double folded_width(guint32 count)
{
    return MIN(1.1 + 0.5 * log2(MAX(count, 1)), WIDEST);
}

static void edge_style(Dot *dot, const WfVisibleEdge *edge)
{
    static const char *const styles[] = {"solid", "dashed", "dotted"};
    static const WfRole roles[] = {WF_ROLE_EDGE_DATA, WF_ROLE_EDGE_ORDER, WF_ROLE_EDGE_RUN};
    bool cross = edge->cross && !dot->folded;
    WfRole role = edge->in_cycle ? WF_ROLE_EDGE_CYCLE
                  : cross        ? WF_ROLE_EDGE_CROSS
                                 : roles[edge->link];
    double width = edge->in_cycle ? 3 : cross ? 1.8 : dot->folded ? folded_width(edge->count) : 1.1;
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_printf(dot->out, " style=%s", styles[edge->link]);
    color(dot, "color", wf_palette_role(&dot->palette, role, 3));
    g_string_append_printf(dot->out, " penwidth=%s weight=%d",
                           g_ascii_formatd(digits, sizeof digits, "%.3g", width),
                           edge->cross ? 1 : 3);
}

/* The wire ends at the cluster around the box. */
static void add_frame_end(Dot *dot, const char *name, bool wanted, guint32 node)
{
    gint32 frame = wf_visible_node(wf_shown_visible(dot->shown), node)->frame;

    if (wanted && frame >= 0)
        g_string_append_printf(dot->out, " %s=cluster_%d", name, frame);
}

static void add_edge(Dot *dot, guint32 number)
{
    const WfVisibleEdge *edge = wf_visible_edge(wf_shown_visible(dot->shown), number);
    g_autofree char *tip = edge_tip(dot, number);
    guint32 n;
    const guint32 *edges = wf_shown_edges(dot->shown, number, &n);

    g_string_append_printf(dot->out, "  n%u -> n%u [", edge->from, edge->to);
    edge_style(dot, edge);
    add_frame_end(dot, "ltail", edge->from_frame, edge->from);
    add_frame_end(dot, "lhead", edge->to_frame, edge->to);
    attribute(dot, "tooltip", tip, 0);
    if (n) {
        WfEdge first;
        wf_model_edge(dot->m, edges[0], &first);
        link_to(dot, first.place);
    }
    if (edge->step) {
        g_string_append_printf(dot->out, " label=\" %u \"", edge->step);
        color(dot, "fontcolor", wf_palette_role(&dot->palette, WF_ROLE_EDGE_CYCLE, 4.5));
    }
    g_string_append(dot->out, " ];\n");
}

static bool has_steps(const Dot *dot)
{
    const WfVisible *visible = wf_shown_visible(dot->shown);
    for (guint32 i = 0; i < wf_visible_n_edges(visible); i++)
        if (wf_visible_edge(visible, i)->step)
            return true;
    return false;
}

static void add_header(Dot *dot)
{
    const WfPalette *p = &dot->palette;
    g_autofree char *summary = wf_shown_summary(dot->shown);
    g_autofree char *file = g_path_get_basename(wf_model_path(dot->m));
    g_autofree char *title = g_strdup_printf("%s: %s", file, summary);
    g_autofree char *safe = wf_text_visible(title, -1, TITLE_BYTES);

    g_string_append(dot->out, "digraph weft {\n  graph [");
    g_string_append(dot->out, " label=\"");
    append_escaped(dot->out, safe);
    g_string_append(dot->out,
                    dot->folded ? LEGEND "the thicker, the more" : LEGEND "thick: between VMs");
    if (has_steps(dot))
        g_string_append(dot->out, "\\nred: a cycle, step by step");
    g_string_append(dot->out, "\" labelloc=b fontname=\"Helvetica,Arial,sans-serif\" fontsize=12"
                              " newrank=true ranksep=0.45 nodesep=0.28 pad=0.3 compound=true"
                              " outputorder=edgesfirst" /* no wire lies over a box */
                              " style=\"rounded,filled\"");
    g_string_append_printf(dot->out, " rankdir=%s",
                           wf_shown_options(dot->shown).left_to_right ? "LR" : "TB");
    color(dot, "bgcolor", p->back);
    color(dot, "fontcolor", p->dim);
    color(dot, "color", p->frame);
    color(dot, "fillcolor", p->frame_back);
    g_string_append(dot->out, " ];\n  node [ shape=box style=\"rounded,filled\""
                              " fontname=\"Helvetica,Arial,sans-serif\" fontsize=11 height=0.32"
                              " margin=\"0.14,0.05\" penwidth=1");
    color(dot, "color", p->frame);
    color(dot, "fillcolor", p->box_back);
    color(dot, "fontcolor", p->text);
    g_string_append(dot->out, " ];\n  edge [ fontname=\"Helvetica,Arial,sans-serif\" fontsize=11"
                              " arrowsize=0.7 ];\n");
}

WfLevel wf_export_level_for_dot(const WfView *view)
{
    const WfModel *m = wf_view_model(view);

    if (wf_model_n_components(m) <= MOST_COMPONENTS && wf_model_n_vms(m) <= MOST_CLUSTERS)
        return WF_LEVEL_COMPONENT;
    return wf_model_n_vms(m) <= MOST_VMS ? WF_LEVEL_VM : WF_LEVEL_ROLE;
}

char *wf_export_dot(WfView *view, WfLevel level, const WfTheme *theme)
{
    return wf_export_dot_for(view, level, theme, NULL);
}

char *wf_export_dot_for(WfView *view, WfLevel level, const WfTheme *theme, const char *file)
{
    static const WfZoom zooms[] = {WF_ZOOM_OUTLINE, WF_ZOOM_VMS, WF_ZOOM_ROLES};
    g_autoptr(WfShown) shown = wf_view_show_all(view, zooms[level], true);
    Dot dot = {.view = view,
               .m = wf_view_model(view),
               .shown = shown,
               .palette = wf_palette_new(theme),
               .file = file,
               .folded = level != WF_LEVEL_COMPONENT,
               .out = g_string_new(NULL)};

    add_header(&dot);
    add_nodes(&dot);
    for (guint32 i = 0; i < wf_visible_n_edges(wf_shown_visible(shown)); i++)
        add_edge(&dot, i);
    g_string_append(dot.out, "}\n");
    return g_string_free(dot.out, FALSE);
}
