/* One scan of an expression, and of those it leads to: refs.c looks at calls, named.c at what they
 * name. */
#pragma once

#include "refs.h"

typedef struct {
    WfScope scope;
    WfNode node;
    bool check;
} Job;

typedef struct {
    WfModel *m;
    const RefSink *sink;
    gpointer data;
    GArray *jobs; /* made when a second expression turns up */
    GHashTable *seen;
    WfScope scope; /* of the expression that all began with */
    WfNode node;
} Scan;

/* named.c */
/* Another expression to be scanned, once this one is; node 0: none. */
void wf_scan_add(Scan *scan, WfScope scope, WfNode node, bool check);
/* The condition of the resource is false; says so if @check. */
bool wf_scan_disabled(Scan *scan, WfId r, WfExpr at, bool check);
/* References to a component, to those of a deployment, and to a resource: what they give is told to
 * the sink. @attr_node: where @attr stands, or 0. */
void wf_scan_component(Scan *scan, WfId c, WfSym attr, WfExpr at, WfNode attr_node, bool check);
void wf_scan_components(Scan *scan, WfId r, WfSym attr, WfExpr at, WfNode attr_node, bool check);
/* A reference to a component that names none of its outputs. */
void wf_scan_which_output(Scan *scan, WfId c, WfExpr at);
void wf_scan_resource(Scan *scan, WfId r, WfSym attr, WfExpr at, WfNode attr_node, bool check,
                      guint depth);
