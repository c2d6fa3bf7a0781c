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
    GVC_t *gvc;
    bool hurried;
};

WfDot *wf_dot_new(bool hurried)
{
    GVC_t *gvc = wf_graphviz_open(false);
    if (!gvc)
        return NULL;
    WfDot *dot = g_new0(WfDot, 1);
    dot->gvc = gvc;
    dot->hurried = hurried;
    return dot;
}

/* Graphviz takes names and values without const, and copies them. */
static void set_number(void *object, const char *name, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    agset(object, (char *)name, g_ascii_formatd(text, sizeof text, "%.4f", value));
}

typedef struct {
    int kind;
    const char *name, *value;
} Attribute;

static void declare_all(Agraph_t *graph, const Attribute *attributes, gsize n)
{
    for (gsize i = 0; i < n; i++)
        agattr(graph, attributes[i].kind, (char *)attributes[i].name, (char *)attributes[i].value);
}

static void declare(Agraph_t *graph, const WfSheet *sheet, WfSheetAsk ask, bool hurried)
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
    declare_all(graph, always, G_N_ELEMENTS(always));
    declare_all(graph, &(Attribute){AGRAPH, "nodesep", gap}, 1);
    if (ask == WF_ASK_RANKS)
        declare_all(graph, ranks_only, G_N_ELEMENTS(ranks_only));
    if (hurried)
        declare_all(graph, limits, G_N_ELEMENTS(limits));
}

static void add_rank_sets(Agraph_t *graph, const WfSheet *sheet, Agnode_t **nodes)
{
    int n_ranks = 0;
    for (guint32 i = 0; i < sheet->n; i++)
        n_ranks = MAX(n_ranks, sheet->rank[i] + 1);
    g_autofree Agraph_t **sets = g_new0(Agraph_t *, n_ranks + 1);
    for (guint32 i = 0; i < sheet->n; i++) {
        Agraph_t **set = &sets[sheet->rank[i]];
        if (!*set) {
            *set = agsubg(graph, NULL, 1);
            agset(*set, (char *)"rank", (char *)"same");
        }
        agsubnode(*set, nodes[i], 1);
    }
}

static void fill(Agraph_t *graph, const WfSheet *sheet, WfSheetAsk ask, Agnode_t **nodes)
{
    for (guint32 i = 0; i < sheet->n; i++) {
        nodes[i] = agnode(graph, NULL, 1);
        if (ask == WF_ASK_COLUMNS)
            set_number(nodes[i], "width", MAX(sheet->size[i], 1) * COLUMN_POINTS / INCH_POINTS);
    }
    for (guint i = 0; i < sheet->arcs->len; i++) {
        const WfSheetArc *arc = &g_array_index(sheet->arcs, WfSheetArc, i);
        Agedge_t *edge = agedge(graph, nodes[arc->from], nodes[arc->to], NULL, 1);
        set_number(edge, "weight", ask == WF_ASK_COLUMNS ? MAX(arc->weight, 1) : arc->weight);
        if (arc->length != 1)
            set_number(edge, "minlen", arc->length);
    }
    if (ask == WF_ASK_COLUMNS)
        add_rank_sets(graph, sheet, nodes);
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
    WfDot *dot = data;
    if (sheet->n == 0)
        return true;
    Agraph_t *graph = agopen((char *)"sheet", Agdirected, NULL);
    g_autofree Agnode_t **nodes = g_new0(Agnode_t *, sheet->n);
    declare(graph, sheet, ask, dot->hurried);
    fill(graph, sheet, ask, nodes);
    agreseterrors();
    bool done = gvLayout(dot->gvc, graph, "dot") == 0 && agerrors() < AGERR;
    if (done)
        read_answer(sheet, ask, nodes);
    gvFreeLayout(dot->gvc, graph);
    agclose(graph);
    return done && wf_sheet_valid(sheet, ask);
}
