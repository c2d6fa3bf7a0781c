/* How what is shown looks now. In order of weight, an edge is: of a cycle, lit by the selection,
 * on the critical path, dimmed because something else is lit, or as its kind. */
#include "view_priv.h"

struct WfViewLooks {
    WfLooks looks;
    WfNodeLook *nodes;
    WfEdgeLook *edges;
    WfFrameLook *frames;
};

enum { UP = 1, DOWN = 2, PATH = 4, CHOSEN = 8 };

typedef struct {
    WfView *view;
    const WfShown *shown;
    const WfModel *m;
    WfViewLooks *out;
    guint8 *node; /* per node of the model: UP, DOWN, PATH, CHOSEN */
    guint8 *edge; /* per edge of the model: UP, DOWN, PATH */
    bool lit;     /* anything but the chosen ones */
    guint32 knot; /* of the cycle whose steps have numbers */
} Painter;

/* ---- what is lit ---- */

/* Marks what is reachable in @hops, and the edges walked on the way. */
static void light(Painter *p, const GArray *seeds, WfDirection direction, guint32 hops, guint8 bit)
{
    const WfGraph *graph = wf_model_graph(p->m);
    guint32 n = wf_model_n_nodes(p->m);
    const guint32 *seed = (const guint32 *)seeds->data;

    if (hops == 0 || seeds->len == 0)
        return;
    g_autofree guint8 *all = g_new0(guint8, n + 1), *before = g_new0(guint8, n + 1);
    wf_graph_reach(graph, seed, seeds->len, direction, hops, all);
    wf_graph_reach(graph, seed, seeds->len, direction, hops == G_MAXUINT32 ? hops : hops - 1,
                   before);
    for (guint32 node = 0; node < n; node++) {
        guint32 n_arcs;
        if (all[node])
            p->node[node] |= bit;
        if (!before[node])
            continue;
        const WfArc *arcs = direction == WF_UPSTREAM ? wf_graph_in(graph, node, &n_arcs)
                                                     : wf_graph_out(graph, node, &n_arcs);
        for (guint32 i = 0; i < n_arcs; i++)
            p->edge[arcs[i].edge] |= bit;
        p->lit |= n_arcs > 0;
    }
}

/* Each cycle counts from 1: the selected one has its numbers, or else the first. */
static guint32 find_knot(const Painter *p, const GArray *chosen)
{
    guint32 start = wf_view_cycle_start(p->view);

    if (start == G_MAXUINT32)
        return G_MAXUINT32;
    for (guint i = 0; i < chosen->len; i++)
        if (wf_view_node_in_cycle(p->view, g_array_index(chosen, guint32, i)))
            return p->view->index->scc[g_array_index(chosen, guint32, i)];
    return p->view->index->scc[start];
}

static void light_selection(Painter *p)
{
    WfThing selected = wf_view_selected(p->view);
    g_autoptr(GArray) seeds = wf_view_nodes(p->view, selected);

    light(p, seeds, WF_UPSTREAM, p->view->up, UP);
    light(p, seeds, WF_DOWNSTREAM, p->view->down, DOWN);
    for (guint i = 0; i < seeds->len; i++)
        p->node[g_array_index(seeds, guint32, i)] = CHOSEN;
    p->knot = find_knot(p, seeds);
}

static void light_critical(Painter *p)
{
    g_autoptr(GArray) path = wf_view_critical_path(p->view, NULL);
    guint32 n;

    for (guint i = 0; i < path->len; i++) {
        guint32 node = g_array_index(path, guint32, i);
        p->node[node] |= PATH;
        p->lit = true;
        if (i + 1 == path->len)
            break;
        const WfArc *arcs = wf_graph_out(wf_model_graph(p->m), node, &n);
        for (guint32 k = 0; k < n; k++)
            if (arcs[k].node == g_array_index(path, guint32, i + 1))
                p->edge[arcs[k].edge] |= PATH;
    }
}

/* ---- nodes ---- */

typedef struct {
    guint n[WF_N_STATES], known;
    WfState worst;
    const char *sign;
    WfRole sign_role;
    guint8 lit;
    bool matches, marked;
} Sum;

static Sum sum_up(const Painter *p, const ShownNode *node)
{
    const WfViewFacts *facts = &p->view->facts;
    Sum sum = {.worst = WF_STATE_DONE};

    for (guint32 i = 0; i < node->n; i++) {
        guint32 id = p->shown->members[node->first + i];
        WfState state;
        WfRole role = WF_ROLE_TEXT;
        sum.lit |= p->node[id];
        sum.matches |= p->view->matches && p->view->matches[id];
        if (facts->state && facts->state(facts->data, id, &state)) {
            if (!sum.known++ || wf_state_urgency(state) > wf_state_urgency(sum.worst))
                sum.worst = state;
            sum.n[state]++;
        }
        const char *sign = facts->sign ? facts->sign(facts->data, id, &role) : NULL;
        if (sign && (!sum.sign || role < sum.sign_role)) {
            sum.sign = sign;
            sum.sign_role = role;
        }
    }
    sum.marked = g_hash_table_size(p->view->marks) && node->thing.id != WF_NONE &&
                 wf_view_marked(p->view, node->thing);
    return sum;
}

static void look_at_node(Painter *p, guint32 number, WfThing selected)
{
    const ShownNode *node = &g_array_index(p->shown->nodes, ShownNode, number);
    WfNodeLook *look = &p->out->nodes[number];
    Sum sum = sum_up(p, node);

    *look = WF_NODE_LOOK_DEFAULT;
    if (sum.known)
        look->role = look->border = look->badge_role = (gint16)wf_state_role(sum.worst);
    if (sum.sign)
        look->role = look->badge_role = (gint16)sum.sign_role;
    g_snprintf(look->badge, sizeof look->badge, "%s%s", sum.sign ? sum.sign : "",
               sum.known ? wf_state_mark(sum.worst, p->view->ascii) : "");
    if (sum.lit & PATH && !(sum.lit & (UP | DOWN)))
        look->border = WF_ROLE_EDGE_CRITICAL;
    if (sum.lit & UP)
        look->border = WF_ROLE_EDGE_UP;
    if (sum.lit & DOWN)
        look->border = WF_ROLE_EDGE_DOWN;
    if (sum.marked)
        look->border = WF_ROLE_MARK;
    if (p->view->matches)
        look->attr |= sum.matches ? WF_ATTR_MATCH : WF_ATTR_DIM;
    else if (p->lit && !sum.lit)
        look->attr |= WF_ATTR_DIM;
    if (wf_thing_equal(node->thing, selected))
        look->attr = (look->attr | WF_ATTR_SELECTED) & ~WF_ATTR_DIM;
}

/* ---- edges and frames ---- */

/* The first of the numbered steps that the edge stands for; 0: of none. */
static guint16 step_of(const Painter *p, const ShownEdge *edge)
{
    const WfViewIndex *index = p->view->index;
    guint16 first = 0;

    for (guint32 i = 0; index->step && i < edge->n; i++) {
        guint32 e = p->shown->edge_members[edge->first + i];
        guint16 step = index->step[e];
        if (step && index->scc[wf_graph_from(wf_model_graph(p->m), e)] == p->knot &&
            (!first || step < first))
            first = step;
    }
    return first;
}

static void look_at_edge(Painter *p, guint32 number)
{
    const ShownEdge *edge = &g_array_index(p->shown->edges, ShownEdge, number);
    WfEdgeLook *look = &p->out->edges[number];
    guint8 lit = 0;

    *look = WF_EDGE_LOOK_DEFAULT;
    look->step = edge->step ? step_of(p, edge) : 0;
    for (guint32 i = 0; i < edge->n; i++)
        lit |= p->edge[p->shown->edge_members[edge->first + i]];
    if (edge->in_cycle)
        look->role = WF_ROLE_EDGE_CYCLE;
    else if (lit & UP)
        look->role = WF_ROLE_EDGE_UP;
    else if (lit & DOWN)
        look->role = WF_ROLE_EDGE_DOWN;
    else if (lit & PATH)
        look->role = WF_ROLE_EDGE_CRITICAL;
    else if (p->lit)
        look->role = WF_ROLE_EDGE_DIM;
    if (p->view->matches && !lit) {
        const WfNodeLook *nodes = p->out->nodes;
        if ((nodes[edge->from].attr & WF_ATTR_DIM) || (nodes[edge->to].attr & WF_ATTR_DIM))
            look->role = edge->in_cycle ? look->role : WF_ROLE_EDGE_DIM;
    }
}

static void look_at_frame(Painter *p, guint32 number, WfThing selected)
{
    WfFrameLook *look = &p->out->frames[number];
    WfId vm = g_array_index(p->shown->frames, WfId, number);
    const WfViewFacts *facts = &p->view->facts;
    guint32 n, known = 0, done = 0;
    const WfId *components = wf_model_vm_components(p->m, vm, &n);
    WfState state, worst = WF_STATE_DONE;

    *look = WF_FRAME_LOOK_DEFAULT;
    for (guint32 i = 0; facts->state && i < n; i++) {
        if (!facts->state(facts->data, components[i], &state))
            continue;
        known++;
        done += state == WF_STATE_DONE || state == WF_STATE_SKIPPED;
        if (wf_state_urgency(state) > wf_state_urgency(worst))
            worst = state;
    }
    if (known) {
        g_snprintf(look->badge, sizeof look->badge, "%s %u/%u",
                   wf_state_mark(worst, p->view->ascii), done, n);
        look->title_role = (gint16)wf_state_role(worst);
    }
    if (selected.kind == WF_THING_VM && selected.id == vm)
        look->attr |= WF_ATTR_SELECTED;
}

WfViewLooks *wf_view_looks(WfView *view, const WfShown *shown)
{
    WfViewLooks *looks = g_new0(WfViewLooks, 1);
    WfThing selected = wf_view_selected(view);
    guint32 n_nodes = shown->nodes->len, n_edges = shown->edges->len, n_frames = shown->frames->len;
    Painter p = {.view = view, .shown = shown, .m = shown->m, .out = looks};

    looks->nodes = g_new(WfNodeLook, n_nodes + 1);
    looks->edges = g_new(WfEdgeLook, n_edges + 1);
    looks->frames = g_new(WfFrameLook, n_frames + 1);
    looks->looks = (WfLooks){looks->nodes, looks->edges, looks->frames};
    p.node = g_new0(guint8, wf_model_n_nodes(shown->m) + 1);
    p.edge = g_new0(guint8, wf_model_n_edges(shown->m) + 1);
    light_critical(&p);
    light_selection(&p);
    for (guint32 i = 0; i < n_nodes; i++)
        look_at_node(&p, i, selected);
    for (guint32 i = 0; i < n_edges; i++)
        look_at_edge(&p, i);
    for (guint32 i = 0; i < n_frames; i++)
        look_at_frame(&p, i, selected);
    g_free(p.node);
    g_free(p.edge);
    return looks;
}

void wf_view_looks_free(WfViewLooks *looks)
{
    if (!looks)
        return;
    g_free(looks->nodes);
    g_free(looks->edges);
    g_free(looks->frames);
    g_free(looks);
}

const WfLooks *wf_view_looks_get(const WfViewLooks *looks)
{
    return &looks->looks;
}
