/* Does what an expression refers to hold a secret? */
#include "refs.h"

#include <weft/text.h>

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

static void secret_param(gpointer data, WfScope scope, WfSym name, WfExpr at)
{
    SecretContext *c = data;

    (void)at;
    c->secret |= wf_parameter_hidden(c->m, scope, wf_names_text(c->m->names, name));
}

bool wf_model_expr_secret(const WfModel *m, WfExpr expr)
{
    static const RefSink sink = {
        secret_component, secret_other, secret_other, secret_param, false, false, NULL, false};
    SecretContext c = {.m = (WfModel *)m};

    wf_refs_scan(c.m, expr, false, &sink, &c);
    return c.secret;
}

/* ---- shown without them ---- */

/* A value to be, of a map (under a key) or a list, which holds it then. */
typedef struct {
    json_t *in;
    char *key; /* NULL: a list */
    WfExpr expr;
} Part;

static void part_clear(gpointer data)
{
    g_free(((Part *)data)->key);
}

/* The maps and lists that hold a secret are written out, as deep as it takes; of a definition that
 * was computed with one nobody knows where it went. */
static json_t *begin_part(const WfModel *m, WfExpr e, GArray *parts)
{
    const WfDoc *doc = wf_scope_doc(m, e.scope);
    WfKind kind = wf_doc_kind(doc, e.node);

    if (!SCOPE(m, e.scope)->secret && !wf_model_expr_secret(m, e)) {
        json_t *value = wf_model_value(m, e, WF_VALUE_KNOWN, NULL);
        return value ? value : json_null();
    }
    if ((kind != WF_MAP && kind != WF_SEQ) || wf_is_call(m, e))
        return json_string(WF_TEXT_MASK);
    json_t *value = kind == WF_MAP ? json_object() : json_array();
    if (kind == WF_SEQ) {
        WF_DOC_EACH (doc, e.node, item) {
            Part part = {value, NULL, {e.scope, item}};
            g_array_append_val(parts, part);
        }
        return value;
    }
    WF_DOC_FOREACH (doc, e.node, key, inner) {
        Part part = {value, wf_doc_dup_key(doc, key), {e.scope, inner}};
        g_array_append_val(parts, part);
    }
    return value;
}

json_t *wf_model_value_shown(const WfModel *m, WfExpr expr)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(Part));
    json_t *whole;

    g_array_set_clear_func(parts, part_clear);
    whole = begin_part(m, expr, parts);
    for (guint i = 0; i < parts->len; i++) {
        Part part = g_array_index(parts, Part, i); /* they move as more come */
        json_t *value = begin_part(m, part.expr, parts);
        if (part.key)
            json_object_set_new(part.in, part.key, value);
        else
            json_array_append_new(part.in, value);
    }
    return whole;
}
