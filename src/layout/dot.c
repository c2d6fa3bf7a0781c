/* Asking dot. A sheet is a graph of unlabelled boxes of fixed size. For ranks dot
 * stops after its first phase. For columns all ranks are given as "same" sets and
 * every arc joins neighbouring ranks, so that dot's own dummy nodes, clusters and
 * splines, where its troubles are, never come into play; newrank for its other
 * ranking has a use after free. gvLayout() returns 0 even when it failed, hence
 * the look at agerrors(). */
#include "dot.h"
#include "graphviz.h"

#define COLUMN_POINTS 8.0
#define INCH_POINTS 72.0

struct WfDot {
    WfGraphviz gv;
    bool hurried;
};

WfDot *wf_dot_new(bool hurried)
{
    g_autofree WfDot *dot = g_new0(WfDot, 1);
    if (!wf_graphviz_open(&dot->gv, WF_GRAPHVIZ_DOT))
        return NULL;
    dot->hurried = hurried;
    return g_steal_pointer(&dot);
}

/* Graphviz takes names and values without const, and copies them. */
static void set_number(const WfGraphviz *gv, void *object, const char *name, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    gv->agset(object, (char *)name, g_ascii_formatd(text, sizeof text, "%.4f", value));
}

typedef struct {
    int kind;
    const char *name, *value;
} Attribute;

static void declare_all(const WfGraphviz *gv, Agraph_t *graph, const Attribute *attributes, gsize n)
{
    for (gsize i = 0; i < n; i++)
        gv->agattr(graph, attributes[i].kind, (char *)attributes[i].name,
                   (char *)attributes[i].value);
}

static void declare(const WfDot *dot, Agraph_t *graph, const WfSheet *sheet, WfSheetAsk ask)
{
    static const Attribute always[] = {
        {AGRAPH, "newrank", "true"}, {AGRAPH, "splines", "none"}, {AGRAPH, "rank", ""},
        {AGNODE, "label", ""},       {AGNODE, "shape", "box"},    {AGNODE, "fixedsize", "true"},
        {AGNODE, "width", "0.1"},    {AGNODE, "height", "0.1"},   {AGEDGE, "weight", "1"},
        {AGEDGE, "minlen", "1"},
    };
    static const Attribute ranks_only[] = {{AGRAPH, "phase", "1"}};
    static const Attribute limits[] = {
        {AGRAPH, "mclimit", "0.1"}, {AGRAPH, "nslimit", "0.2"}, {AGRAPH, "nslimit1", "0.5"}};
    char gap[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(gap, sizeof gap, "%.4f",
                    sheet->gap * COLUMN_POINTS / WF_SHEET_UNIT / INCH_POINTS);
    declare_all(&dot->gv, graph, always, G_N_ELEMENTS(always));
    declare_all(&dot->gv, graph, &(Attribute){AGRAPH, "nodesep", gap}, 1);
    if (ask == WF_ASK_RANKS)
        declare_all(&dot->gv, graph, ranks_only, G_N_ELEMENTS(ranks_only));
    if (dot->hurried)
        declare_all(&dot->gv, graph, limits, G_N_ELEMENTS(limits));
}

static void add_rank_sets(const WfGraphviz *gv, Agraph_t *graph, const WfSheet *sheet,
                          Agnode_t **nodes)
{
    int n_ranks = 0;
    for (guint32 i = 0; i < sheet->n; i++)
        n_ranks = MAX(n_ranks, sheet->rank[i] + 1);
    g_autofree Agraph_t **sets = g_new0(Agraph_t *, n_ranks + 1);
    for (guint32 i = 0; i < sheet->n; i++) {
        Agraph_t **set = &sets[sheet->rank[i]];
        if (!*set) {
            *set = gv->agsubg(graph, NULL, 1);
            gv->agset(*set, (char *)"rank", (char *)"same");
        }
        gv->agsubnode(*set, nodes[i], 1);
    }
}

static void fill(const WfGraphviz *gv, Agraph_t *graph, const WfSheet *sheet, WfSheetAsk ask,
                 Agnode_t **nodes)
{
    for (guint32 i = 0; i < sheet->n; i++) {
        nodes[i] = gv->agnode(graph, NULL, 1);
        if (ask == WF_ASK_COLUMNS)
            set_number(gv, nodes[i], "width", MAX(sheet->size[i], 1) * COLUMN_POINTS / INCH_POINTS);
    }
    for (guint i = 0; i < sheet->arcs->len; i++) {
        const WfSheetArc *arc = &g_array_index(sheet->arcs, WfSheetArc, i);
        Agedge_t *edge = gv->agedge(graph, nodes[arc->from], nodes[arc->to], NULL, 1);
        set_number(gv, edge, "weight", ask == WF_ASK_COLUMNS ? MAX(arc->weight, 1) : arc->weight);
        if (arc->length != 1)
            set_number(gv, edge, "minlen", arc->length);
    }
    if (ask == WF_ASK_COLUMNS)
        add_rank_sets(gv, graph, sheet, nodes);
}

static void read_answer(WfSheet *sheet, WfSheetAsk ask, Agnode_t **nodes)
{
    int least = G_MAXINT;
    for (guint32 i = 0; i < sheet->n; i++) {
        if (ask == WF_ASK_COLUMNS) {
            sheet->centre[i] = (gint32)(ND_coord(nodes[i]).x * WF_SHEET_UNIT / COLUMN_POINTS);
        } else {
            sheet->rank[i] = ND_rank(nodes[i]);
            least = MIN(least, sheet->rank[i]);
        }
    }
    for (guint32 i = 0; ask == WF_ASK_RANKS && i < sheet->n; i++)
        sheet->rank[i] -= least;
}

bool wf_dot_solve(WfSheet *sheet, WfSheetAsk ask, gpointer data)
{
    const WfDot *dot = data;
    const WfGraphviz *gv = &dot->gv;
    if (sheet->n == 0)
        return true;
    Agraph_t *graph = gv->agopen((char *)"sheet", gv->directed, NULL);
    g_autofree Agnode_t **nodes = g_new0(Agnode_t *, sheet->n);
    declare(dot, graph, sheet, ask);
    fill(gv, graph, sheet, ask, nodes);
    gv->agreseterrors();
    bool done = gv->gvLayout(gv->gvc, graph, "dot") == 0 && gv->agerrors() < AGERR;
    if (done)
        read_answer(sheet, ask, nodes);
    gv->gvFreeLayout(gv->gvc, graph);
    gv->agclose(graph);
    return done && wf_sheet_valid(sheet, ask);
}
