/* What is at hand while it is worked out what a model asks for. */
#pragma once

#include "run_priv.h"

#include <weft/expr.h>

typedef struct {
    const WfModel *m;
    const WfKeys *keys;
    const guint8 *key; /* of digests */
    WfStore *store;    /* whose session is to outlive this; or NULL */
    WfFindings *findings;
    const WfPart *part;
    double to; /* the part that is done when all is */
    WfDesired *desired;
    char **deep;      /* by node: components, then VMs as publishers of facts */
    guint32 *readers; /* by node: other VMs that read it */
    WfId c;           /* the component at hand */
    WfId vm;
    WfEntry *entry;
    WfExpr config;      /* of the last recipe that stands in the store as it is */
    const char *recipe; /* its digest; NULL: none yet of this component */
    GHashTable *texts;  /* text of a recipe -> its digest, borrowed: many share few */
    WfHotVersion hot;   /* the newest of its open expressions; WF_N_HOT: none */
} Builder;

/* Adds the component at hand to the manifest of its VM; false with a finding (entries.c). */
bool wf_desired_add_entry(Builder *b, WfManifest *manifest);
