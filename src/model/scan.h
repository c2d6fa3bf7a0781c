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

/* What is read of a thing, and where. */
typedef struct {
    WfExpr at;        /* the call */
    WfSym attr;       /* 0: the thing itself */
    WfNode attr_node; /* where @attr stands, or 0 */
    bool check;       /* what is wrong with it is said here */
    guint depth;      /* of the stacks and groups that led here */
} Ref;

/* named.c */
/* Another expression to be scanned, once this one is; node 0: none. */
void wf_scan_add(Scan *scan, WfScope scope, WfNode node, bool check);
/* The condition of the resource is false; says so if @ref checks. */
bool wf_scan_disabled(Scan *scan, WfId r, const Ref *ref);
/* References to a component, to those of a deployment, and to a resource: what they give is told to
 * the sink. */
void wf_scan_component(Scan *scan, WfId c, const Ref *ref);
void wf_scan_components(Scan *scan, WfId r, const Ref *ref);
void wf_scan_resource(Scan *scan, WfId r, const Ref *ref);
/* A reference to a component that names none of its outputs. */
void wf_scan_which_output(Scan *scan, WfId c, WfExpr at);
