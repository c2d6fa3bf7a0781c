/* Sizes of boxes, and which edges are shown as text.
 *
 * A node with more edges than a reader can follow is a hub: its edges become
 * text at the other end ("[app]╾→ prom") and counts at the hub, unless it is in
 * focus. The same happens to the edges beyond the fortieth on one side of a VM. */
#include "draft.h"

#include <weft/text.h>

#define STUB_COLUMNS 24
#define TITLE_COLUMNS 40

/* How many edges are at the nodes an edge ends at; a frame has room for its own. */
static guint32 degree_at(const WfRoute *route, const guint32 *degree)
{
    return MAX(route->upper_frame ? 0 : degree[route->upper],
               route->lower_frame ? 0 : degree[route->lower]);
}

void wf_shape_hubs(WfDraft *draft)
{
    guint32 n = draft->n_nodes;
    g_autofree guint32 *degree = g_new0(guint32, n + 1);
    for (guint32 e = 0; e < draft->n_edges; e++) {
        if (draft->routes[e].fate == WF_EDGE_LOOP)
            continue;
        degree[draft->routes[e].upper] += !draft->routes[e].upper_frame;
        degree[draft->routes[e].lower] += !draft->routes[e].lower_frame;
    }
    for (guint32 e = 0; e < draft->n_edges; e++) {
        WfRoute *route = &draft->routes[e];
        bool focus = (wf_visible_node(draft->visible, route->upper)->flags |
                      wf_visible_node(draft->visible, route->lower)->flags) &
                     WF_NODE_FOCUS;
        if (route->fate == WF_EDGE_DRAWN && !focus &&
            degree_at(route, degree) > draft->options.hub_degree)
            route->fate = WF_EDGE_AS_TEXT;
    }
}

void wf_shape_sides(WfDraft *draft)
{
    g_autofree guint32 *top = g_new0(guint32, draft->n_units + 1);
    g_autofree guint32 *bottom = g_new0(guint32, draft->n_units + 1);
    for (guint32 e = 0; e < draft->n_edges; e++) {
        WfRoute *route = &draft->routes[e];
        if (route->fate != WF_EDGE_DRAWN || route->inner)
            continue;
        guint32 upper = draft->shapes[route->upper].unit, lower = draft->shapes[route->lower].unit;
        bool full = (draft->units[upper].frame >= 0 && bottom[upper] >= WF_SIDE_PORTS) ||
                    (draft->units[lower].frame >= 0 && top[lower] >= WF_SIDE_PORTS);
        if (full) {
            route->fate = WF_EDGE_AS_TEXT;
        } else {
            bottom[upper]++;
            top[lower]++;
        }
    }
}

/* Names of the other ends of the edges shown as text at @node, or counts at a hub. */
typedef struct {
    GString *text[2]; /* out, in */
    guint32 left[2];  /* not named */
} Stub;

static void add_name(Stub *stub, int side, const char *name)
{
    GString *text = stub->text[side];
    if (text->len && wf_text_width(text->str, -1) + wf_text_width(name, -1) > STUB_COLUMNS / 2) {
        stub->left[side]++;
        return;
    }
    g_autofree char *cut = wf_text_cut(name, STUB_COLUMNS / 2, "");
    g_string_append_printf(text, "%s%s", text->len ? "," : "", cut);
}

static char *stub_text(const WfDraft *draft, Stub *stub)
{
    static const char *const arrows[2][2] = {{"╾→ ", "╾← "}, {"-> ", "<- "}};
    GString *all = g_string_new(NULL);
    for (int side = 0; side < 2; side++) {
        GString *text = stub->text[side];
        if (!text->len && !stub->left[side])
            continue;
        g_string_append_printf(all, "%s%s%s", all->len ? " " : "",
                               arrows[draft->options.ascii][side], text->str);
        if (stub->left[side])
            g_string_append_printf(all, text->len ? "+%u" : "%u", stub->left[side]);
    }
    return g_string_free(all, all->len == 0);
}

/* Stubs of nodes come first, then those of frames, by unit. */
static guint32 stub_of(const WfDraft *draft, guint32 e, bool lower)
{
    const WfRoute *route = &draft->routes[e];
    guint32 node = lower ? route->lower : route->upper;
    bool frame = lower ? route->lower_frame : route->upper_frame;
    return frame ? draft->n_nodes + draft->shapes[node].unit : node;
}

static const char *stub_name(const WfDraft *draft, guint32 stub)
{
    return stub < draft->n_nodes ? draft->shapes[stub].label
                                 : draft->units[stub - draft->n_nodes].title;
}

static void fill_stubs(const WfDraft *draft, Stub *stubs, guint32 n)
{
    g_autofree guint32 *hidden = g_new0(guint32, n + 1);
    for (guint32 e = 0; e < draft->n_edges; e++)
        for (int lower = 0; lower < 2 && draft->routes[e].fate == WF_EDGE_AS_TEXT; lower++)
            hidden[stub_of(draft, e, lower)]++;
    for (guint32 e = 0; e < draft->n_edges; e++) {
        if (draft->routes[e].fate != WF_EDGE_AS_TEXT)
            continue;
        for (int side = 0; side < 2; side++) {
            bool lower = (side == 1) != draft->routes[e].upward;
            guint32 here = stub_of(draft, e, lower);
            if (hidden[here] > draft->options.hub_degree)
                stubs[here].left[side]++;
            else
                add_name(&stubs[here], side, stub_name(draft, stub_of(draft, e, !lower)));
        }
    }
}

static void write_stubs(WfDraft *draft)
{
    guint32 n = draft->n_nodes + draft->n_units;
    g_autofree Stub *stubs = g_new0(Stub, n + 1);
    for (guint32 i = 0; i < n; i++)
        for (int side = 0; side < 2; side++)
            stubs[i].text[side] = g_string_new(NULL);
    fill_stubs(draft, stubs, n);
    for (guint32 i = 0; i < n; i++) {
        char *text = stub_text(draft, &stubs[i]);
        if (i < draft->n_nodes)
            draft->shapes[i].stub = text;
        else
            draft->units[i - draft->n_nodes].stub = text;
        for (int side = 0; side < 2; side++)
            g_string_free(stubs[i].text[side], TRUE);
    }
}

static void write_titles(WfDraft *draft)
{
    for (guint32 u = 0; u < draft->n_units; u++) {
        WfUnit *unit = &draft->units[u];
        if (unit->frame >= 0)
            unit->title =
                wf_text_cut_middle(wf_visible_frame(draft->visible, (guint32)unit->frame)->title,
                                   TITLE_COLUMNS, draft->options.ascii ? "~" : "…");
    }
}

static void append_stubs(WfDraft *draft)
{
    for (guint32 u = 0; u < draft->n_units; u++) {
        WfUnit *unit = &draft->units[u];
        if (!unit->stub)
            continue;
        char *title = g_strdup_printf("%s %s", unit->title, unit->stub);
        g_free(unit->title);
        unit->title = title;
    }
}

static char *label_of(const WfDraft *draft, guint32 node, bool loop)
{
    const WfVisibleNode *visible = wf_visible_node(draft->visible, node);
    const char *ellipsis = draft->options.ascii ? "~" : "…";
    g_autofree char *cut = wf_text_cut_middle(visible->label, draft->options.max_label, ellipsis);
    if (!loop && !(visible->flags & WF_NODE_SELF))
        return g_steal_pointer(&cut);
    return g_strconcat(cut, draft->options.ascii ? " @" : " ↺", NULL);
}

static int text_columns(const WfDraft *draft, guint32 node, int *ret_lines)
{
    const WfVisibleNode *visible = wf_visible_node(draft->visible, node);
    int width =
        wf_text_width(draft->shapes[node].label, -1) + (visible->badge ? visible->badge + 1 : 0);
    *ret_lines = 1;
    for (int i = 0; draft->options.boxes && i < 2; i++) {
        if (!visible->line[i])
            continue;
        width = MAX(width, MIN(wf_text_width(visible->line[i], -1), draft->options.max_label));
        ++*ret_lines;
    }
    return MAX(width, 1);
}

static void measure(WfDraft *draft, guint32 node)
{
    WfShape *shape = &draft->shapes[node];
    bool folded = wf_visible_node(draft->visible, node)->flags & WF_NODE_FOLDED;
    int lines, text = text_columns(draft, node, &lines);
    int width = text + (draft->options.boxes ? 4 : folded ? 4 : 2);
    int height = draft->options.boxes ? lines + 2 : 1;
    int stub = shape->stub ? wf_text_width(shape->stub, -1) : 0;
    int ports = (int)MAX(shape->n_up, shape->n_down);
    if (draft->options.left_to_right) {
        shape->box = MAX(height, ports + 2 * draft->metric.inset);
        shape->depth = width;
        shape->size = shape->box + (stub ? 1 : 0);
        shape->room = MAX(width, stub);
    } else {
        shape->box = MAX(width, MAX(ports + 2, MIN(2 * ports + 1, 15)));
        shape->depth = height;
        shape->size = shape->box + stub;
        shape->room = height;
    }
}

void wf_shape_nodes(WfDraft *draft)
{
    g_autofree bool *loop = g_new0(bool, draft->n_nodes + 1);
    for (guint32 e = 0; e < draft->n_edges; e++) {
        WfRoute *route = &draft->routes[e];
        if (route->fate == WF_EDGE_LOOP)
            loop[route->upper] = true;
        if (route->fate != WF_EDGE_DRAWN)
            continue;
        draft->shapes[route->upper].n_down += !route->upper_frame;
        draft->shapes[route->lower].n_up += !route->lower_frame;
    }
    for (guint32 i = 0; i < draft->n_nodes; i++)
        draft->shapes[i].label = label_of(draft, i, loop[i]);
    write_titles(draft);
    write_stubs(draft);
    append_stubs(draft);
    for (guint32 i = 0; i < draft->n_nodes; i++)
        measure(draft, i);
}

int wf_shape_title_width(const WfUnit *unit)
{
    return wf_text_width(unit->title, -1);
}
