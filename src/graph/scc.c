/* Strongly connected components.
 *
 * Tarjan's algorithm in the form of Pearce ("A space-efficient algorithm for
 * finding strongly connected components", 2016), with an explicit stack. One
 * array serves as visiting number, low link and result: 0 is unseen, small
 * numbers are visiting numbers, numbers counted down from G_MAXUINT32 are
 * finished components. Finished ones are larger than all visiting numbers, so
 * one comparison skips them. Only members of components with more than one node
 * ever reach the second stack. */
#include "graph_priv.h"

typedef struct {
    guint32 node;
    guint32 arc;   /* the next to look at */
    guint32 index; /* visiting number; the node's label falls below it if it is no root */
} Frame;

typedef struct {
    const WfGraph *g;
    guint32 *label;
    Frame *frames;
    guint32 depth;
    guint32 *open; /* finished nodes whose component is not */
    guint32 n_open;
    guint32 index, done;
} Walk;

static void enter(Walk *w, guint32 v)
{
    w->label[v] = w->index;
    w->frames[w->depth++] = (Frame){.node = v, .arc = w->g->out.at[v], .index = w->index};
    w->index++;
}

static void leave(Walk *w)
{
    Frame *f = &w->frames[--w->depth];
    guint32 v = f->node;
    if (w->label[v] != f->index) {
        w->open[w->n_open++] = v;
        return;
    }
    w->index--;
    while (w->n_open > 0 && w->label[w->open[w->n_open - 1]] >= f->index) {
        w->label[w->open[--w->n_open]] = w->done;
        w->index--;
    }
    w->label[v] = w->done--;
}

static void walk_from(Walk *w, guint32 root, const guint8 *edge_ok)
{
    guint32 *label = w->label;
    const guint32 *at = w->g->out.at;
    const WfArc *arcs = w->g->out.arcs;

    enter(w, root);
    while (w->depth > 0) {
        Frame *f = &w->frames[w->depth - 1];
        guint32 v = f->node, i = f->arc, end = at[v + 1], low = label[v];
        guint32 child = G_MAXUINT32;
        for (; i < end; i++) {
            if (edge_ok != NULL && !edge_ok[arcs[i].edge])
                continue;
            guint32 x = arcs[i].node;
            if (label[x] == 0) {
                child = x;
                break; /* and look at this arc again afterwards */
            }
            low = MIN(low, label[x]);
        }
        label[v] = low;
        f->arc = i;
        if (child != G_MAXUINT32)
            enter(w, child);
        else
            leave(w);
    }
}

guint32 graph_components(const WfGraph *g, const guint8 *edge_ok, guint32 *component)
{
    guint32 n = g->n_nodes;
    g_autofree Frame *frames = g_new(Frame, n);
    g_autofree guint32 *open = g_new(guint32, n);
    Walk w = {.g = g, .label = component, .frames = frames, .open = open};

    w.index = 1;
    w.done = G_MAXUINT32;
    for (guint32 v = 0; v < n; v++)
        component[v] = 0;
    for (guint32 v = 0; v < n; v++)
        if (component[v] == 0)
            walk_from(&w, v, edge_ok);
    for (guint32 v = 0; v < n; v++)
        component[v] = G_MAXUINT32 - component[v];
    return G_MAXUINT32 - w.done;
}

guint32 wf_graph_scc(const WfGraph *g, guint32 *component)
{
    return graph_components(g, NULL, component);
}
