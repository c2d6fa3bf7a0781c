/* Does what an expression refers to hold a secret? */
#include "model_priv.h"

typedef struct {
    WfModel *m;
    bool secret;
} SecretContext;

static void secret_component(gpointer data, WfId component, WfSym attr, WfExpr at)
{
    SecretContext *c = data;
    WfId first;
    guint32 n;

    (void)at;
    wf_model_component_outputs(c->m, component, &first, &n);
    for (WfId o = first; o < first + n; o++)
        c->secret |= OUTPUT(c->m, o)->name == attr && (OUTPUT(c->m, o)->flags & OUTPUT_SECRET);
}

static void secret_other(gpointer data, WfId id, WfSym attr, WfExpr at)
{
    (void)data, (void)id, (void)attr, (void)at;
}

static void secret_param(gpointer data, WfScope scope, WfSym name)
{
    SecretContext *c = data;
    c->secret |= wf_parameter_hidden(c->m, scope, wf_names_text(c->m->names, name));
}

bool wf_model_expr_secret(const WfModel *m, WfExpr expr)
{
    static const RefSink sink = {secret_component, secret_other, secret_other,
                                 secret_param,     false,        false};
    SecretContext c = {.m = (WfModel *)m};

    wf_refs_scan(c.m, expr, false, &sink, &c);
    return c.secret;
}
