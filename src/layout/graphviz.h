/* Graphviz, in children only. Its libraries are loaded there, not linked: most commands never draw,
 * and loading them is a tenth of what a short one takes. */
#pragma once

#include <glib.h>
#include <graphviz/gvc.h>
#include <stdbool.h>

/* What is used of libcgraph and libgvc. */
/* clang-format off */
#define WF_GRAPHVIZ_GRAPH(X)                                                                       \
    X(agopen) X(agclose) X(agnode) X(agedge) X(agsubg) X(agsubnode) X(agset) X(agattr)             \
    X(agmemread) X(agerrors) X(agreseterrors)
#define WF_GRAPHVIZ_CONTEXT(X)                                                                     \
    X(gvContext) X(gvContextPlugins) X(gvLayout) X(gvFreeLayout) X(gvRenderData)
/* clang-format on */

typedef struct {
#define WF_GRAPHVIZ_MEMBER(name) __typeof__(name) *name;
    WF_GRAPHVIZ_GRAPH(WF_GRAPHVIZ_MEMBER)
    WF_GRAPHVIZ_CONTEXT(WF_GRAPHVIZ_MEMBER)
#undef WF_GRAPHVIZ_MEMBER
    Agdesc_t directed;
    GVC_t *gvc;
} WfGraphviz;

typedef enum {
    WF_GRAPHVIZ_DOT, /* the dot layout alone */
    WF_GRAPHVIZ_SVG, /* and the svg renderer */
    WF_GRAPHVIZ_ALL, /* every plugin there is */
} WfGraphvizPlugins;

/* Fills @gv with a context. One or two plugins loaded by name are 30 times as fast as the usual
 * search, and without fonts the same on every machine; if they are not where they should be, all
 * are loaded. False, and words on standard error: there is no Graphviz. */
bool wf_graphviz_open(WfGraphviz *gv, WfGraphvizPlugins plugins);
