/* What expressions and orders refer to, told to whoever looks for it. */
#pragma once

#include "model_priv.h"

/* refs.c: what an expression refers to */
typedef struct RefSink RefSink;
struct RefSink {
    void (*component)(gpointer data, WfId component, WfSym attr, WfExpr at);
    void (*vm)(gpointer data, WfId vm, WfSym attr, WfExpr at);
    void (*resource)(gpointer data, WfId resource, WfSym attr, WfExpr at);
    void (*param)(gpointer data, WfScope scope, WfSym name, WfExpr at); /* may be NULL */
    /* The values are needed in VMs, where only what Heat need not compute is known. */
    bool software;
    /* Heat computes it when it validates: a check does so, too. */
    bool values;
    /* wf_refs_scan(), for the values that an order leads through; NULL: order is not asked for. */
    void (*scan)(WfModel *m, WfExpr expr, bool check, const RefSink *sink, gpointer data);
    /* Order only tells what is named, and not what that passes on. */
    bool near;
};
/* Scans @expr once. @check: also report unknown functions, parameters, files (not for expressions
 * that another scan has checked already). */
void wf_refs_scan(WfModel *m, WfExpr expr, bool check, const RefSink *sink, gpointer data);

/* order.c */
/* What stands in a depends_on: a name, or a list of them. */
void wf_refs_depends_on(WfModel *m, WfScope scope, WfNode node, const RefSink *sink, gpointer data);
/* A resource as a whole, as depends_on means it. */
void wf_refs_whole(WfModel *m, WfId resource, WfExpr at, const RefSink *sink, gpointer data);
/* What a resource that is only text or a value comes after by depends_on. */
void wf_refs_order(WfModel *m, WfId resource, const RefSink *sink, gpointer data, guint depth);

/* refs.c: the function that a key resembles and is not; WF_FN_NONE: it is a plain key. */
WfFunction wf_key_misspelt(WfModel *m, WfScope scope, WfSym sym);
