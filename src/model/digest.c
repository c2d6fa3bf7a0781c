/* Digests of expressions, straight from the tape, so that two models of 100,000 components compare
 * without evaluating anything.
 *
 * Two lanes of multiply-and-fold over 8-byte words with different constants. It guards against
 * accidents, not against somebody who builds a collision: plans are made by whoever wrote the
 * models. */
#include "model_priv.h"

#include <string.h>

enum { DEPTH = 64, EXPRESSIONS = 200000 };

static void mix_word(WfDigest *d, guint64 word)
{
    d->a = (d->a ^ word) * 0x9E3779B97F4A7C15u;
    d->a ^= d->a >> 32;
    d->b = (d->b + word) * 0xD6E8FEB86659FD93u;
    d->b ^= d->b >> 29;
}

void wf_digest_mix(WfDigest *d, const void *data, gsize len)
{
    const char *s = data;
    guint64 word;

    mix_word(d, len);
    for (; len >= 8; s += 8, len -= 8) {
        memcpy(&word, s, 8);
        mix_word(d, GUINT64_FROM_LE(word));
    }
    if (len) {
        word = 0;
        memcpy(&word, s, len);
        mix_word(d, GUINT64_FROM_LE(word));
    }
}

bool wf_digest_equal(WfDigest x, WfDigest y)
{
    return x.a == y.a && x.b == y.b;
}

static void mix_expr(WfModel *m, WfDigest *d, WfExpr expr, guint depth);

static void mix_json(WfDigest *d, const json_t *value)
{
    g_autofree char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
    wf_digest_mix(d, text ? text : "", text ? strlen(text) : 0);
}

static void mix_param(WfModel *m, WfDigest *d, WfScope scope, const char *name, guint depth)
{
    WfScope lexical = SCOPE(m, scope)->lexical;

    if (SCOPE(m, lexical)->parent == WF_NONE) {
        Parameter *p = wf_parameter_named(m, name);
        if (p && !p->digest.a && !p->digest.b)
            mix_json(&p->digest, p->value);
        mix_word(d, p ? p->digest.a : 1);
        mix_word(d, p ? p->digest.b : 1);
        return;
    }
    WfExpr given = wf_parameter_given(m, lexical, name);
    if (given.node) {
        mix_expr(m, d, given, depth + 1);
        return;
    }
    json_auto_t *value = NULL; /* a default, its own or the environment's */
    bool is_expr = false;
    value = wf_parameter_get(m, lexical, name, WF_VALUE_KNOWN, &is_expr, NULL);
    mix_json(d, value);
}

static void mix_file(WfModel *m, WfDigest *d, WfScope scope, WfSym name)
{
    GBytes *bytes = wf_source_file(m, scope, name);
    gpointer known = bytes ? g_hash_table_lookup(m->file_digests, bytes) : NULL;

    if (bytes && !known) {
        gsize len;
        const char *data = g_bytes_get_data(bytes, &len);
        WfDigest *digest = g_new0(WfDigest, 1);
        wf_digest_mix(digest, data, len);
        g_hash_table_insert(m->file_digests, bytes, known = digest);
    }
    mix_word(d, known ? ((WfDigest *)known)->a : 0);
    mix_word(d, known ? ((WfDigest *)known)->b : 0);
}

/* What stands behind a get_attr inside the model: an output of a nested stack, a value. */
static void mix_attr(WfModel *m, WfDigest *d, WfScope scope, WfNode arg, guint depth)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfNode name = wf_doc_kind(doc, arg) == WF_SEQ ? wf_doc_first(doc, arg) : 0;
    WfNode attr = name ? wf_doc_next(doc, arg, name) : 0;
    WfStr text = wf_doc_text(doc, name);
    Entity e = name ? wf_entity(m, scope, wf_names_find(m->names, text.s, text.len)) : 0;

    if (!e || ENTITY_IS_COMPONENT(e))
        return;
    const Resource *res = RESOURCE(m, ENTITY_ID(e));
    WfStr key = wf_doc_text(doc, attr);
    WfNode value = 0;
    if (res->kind == WF_RESOURCE_NESTED && res->inner != WF_NONE && attr &&
        wf_scope_output(m, res->inner, key.s, key.len, &value))
        mix_expr(m, d, (WfExpr){res->inner, value}, depth + 1);
    else if (res->kind == WF_RESOURCE_VALUE)
        mix_expr(m, d, (WfExpr){res->scope, wf_resource_property(m, ENTITY_ID(e), "value")},
                 depth + 1);
    else if (res->kind == WF_RESOURCE_GROUP)
        mix_word(d, res->n);
}

static void mix_call(WfModel *m, WfDigest *d, WfScope scope, WfFunction fn, WfNode arg, guint depth)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfNode first = wf_doc_kind(doc, arg) == WF_SEQ ? wf_doc_first(doc, arg) : arg;

    if (fn == WF_FN_GET_ATTR) {
        if (m->looks_inside)
            mix_attr(m, d, scope, arg, depth);
        return;
    }
    if (fn == WF_FN_IF && first) {
        mix_word(d, wf_condition_node(m, scope, first));
        return;
    }
    if (wf_doc_kind(doc, first) != WF_STRING)
        return;
    WfSym sym = wf_sym_node(m, doc, first);
    const char *name = wf_names_text(m->names, sym);
    if (fn == WF_FN_GET_PARAM || fn == WF_FN_AWS_REF) {
        if (wf_parameter_exists(m, scope, name) && !wf_parameter_is_pseudo(name))
            mix_param(m, d, scope, name, depth);
    } else if (fn == WF_FN_GET_FILE) {
        mix_file(m, d, scope, sym);
    }
}

static WfFunction call_at(WfModel *m, WfScope scope, WfNode node, WfNode *ret_arg)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfNode key = wf_doc_only_key(doc, node);

    if (!key)
        return WF_FN_NONE;
    WfStr text = wf_doc_text(doc, key);
    *ret_arg = key + 1;
    return wf_expr_function_n(text.s, text.len);
}

static void mix_expr(WfModel *m, WfDigest *d, WfExpr expr, guint depth)
{
    const WfDoc *doc = wf_scope_doc(m, expr.scope);
    WfNode end = expr.node ? wf_doc_end(doc, expr.node) : 0;
    WfNode arg = 0;

    if (!expr.node || depth > DEPTH || !budget_take(&m->digest_budget)) {
        mix_word(d, 0);
        return;
    }
    if (SCOPE(m, expr.scope)->index)
        mix_word(d, wf_names_len(m->names, SCOPE(m, expr.scope)->index));
    for (WfNode i = expr.node; i < end; i++) {
        WfKind kind = wf_doc_kind(doc, i);
        mix_word(d, kind + 1);
        if (kind < WF_SEQ) {
            WfStr text = wf_doc_text(doc, i);
            wf_digest_mix(d, text.s, text.len);
            continue;
        }
        mix_word(d, wf_doc_end(doc, i) - i); /* the shape: how many entries are inside */
        WfFunction fn = kind == WF_MAP ? call_at(m, expr.scope, i, &arg) : WF_FN_NONE;
        if (fn != WF_FN_NONE)
            mix_call(m, d, expr.scope, fn, arg, depth);
    }
}

static const WfDigest seed = {0x243F6A8885A308D3u, 0x13198A2E03707344u};

WfDigest wf_model_digest(const WfModel *m, WfExpr expr)
{
    WfDigest d = seed;

    budget_begin(&((WfModel *)m)->digest_budget, EXPRESSIONS);
    mix_expr((WfModel *)m, &d, expr, 0); /* only caches change */
    return d;
}

/* ---- two expressions of one text ---- */

static gsize index_len(const WfModel *m, WfExpr expr)
{
    return wf_names_len(m->names, SCOPE(m, expr.scope)->index);
}

/* Does what a map calls, if it is a call, give both the same? */
static bool same_call(WfModel *a, WfExpr x, WfModel *b, WfExpr y)
{
    WfDigest d = seed, e = seed;
    WfNode arg = 0;
    WfFunction fn = call_at(a, x.scope, x.node, &arg);

    if (fn == WF_FN_NONE || (fn == WF_FN_GET_ATTR && !a->looks_inside && !b->looks_inside))
        return true;
    mix_call(a, &d, x.scope, fn, arg, 0);
    mix_call(b, &e, y.scope, fn, arg - x.node + y.node, 0);
    return wf_digest_equal(d, e);
}

bool wf_model_same(const WfModel *a, WfExpr x, const WfModel *b, WfExpr y)
{
    WfModel *ma = (WfModel *)a, *mb = (WfModel *)b; /* only caches change */
    const WfDoc *doc = wf_scope_doc(a, x.scope);

    if (!x.node || !y.node)
        return x.node == y.node;
    if (!wf_doc_equal(doc, x.node, wf_scope_doc(b, y.scope), y.node) ||
        index_len(a, x) != index_len(b, y))
        return false;
    budget_begin(&ma->digest_budget, EXPRESSIONS);
    budget_begin(&mb->digest_budget, EXPRESSIONS);
    for (guint32 i = 0, n = wf_doc_end(doc, x.node) - x.node; i < n; i++)
        if (wf_doc_kind(doc, x.node + i) == WF_MAP &&
            !same_call(ma, (WfExpr){x.scope, x.node + i}, mb, (WfExpr){y.scope, y.node + i}))
            return false;
    return true;
}
