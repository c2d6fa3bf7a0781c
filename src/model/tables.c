/* Small things all passes do with the tables: symbols, faults, names of things, entries of a
 * resource. */
#include "model_priv.h"

#include <string.h>
#include <weft/text.h>

WfSym wf_sym(WfModel *m, const char *s)
{
    return wf_names_intern(m->names, s, strlen(s));
}

WfSym wf_sym_node(WfModel *m, const WfDoc *doc, WfNode node)
{
    WfStr text = wf_doc_text(doc, node);
    return wf_names_intern(m->names, text.s ? text.s : "", text.len);
}

WfSym wf_sym_join(WfModel *m, WfSym prefix, WfSym name)
{
    if (!prefix)
        return name;
    g_autofree char *text =
        g_strconcat(wf_names_text(m->names, prefix), wf_names_text(m->names, name), NULL);
    return wf_sym(m, text);
}

const WfDoc *wf_scope_doc(const WfModel *m, WfScope scope)
{
    return m->docs->pdata[SCOPE(m, scope)->doc];
}

WfPlace wf_model_expr_place(const WfModel *m, WfExpr expr)
{
    return (WfPlace){SCOPE(m, expr.scope)->doc, expr.node};
}

void wf_fault(WfModel *m, WfScope scope, WfNode node, WfCode code, const char *format, ...)
{
    va_list args;

    if (!m->findings)
        return;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    char *key = g_strdup_printf("%u %u %d %s", SCOPE(m, scope)->doc, node, code, text);
    m->muted = !g_hash_table_add(m->said, key);
    if (!m->muted)
        wf_doc_finding(wf_scope_doc(m, scope), node, m->findings, code, "%s", text);
}

void wf_fault_hint(WfModel *m, const char *format, ...)
{
    va_list args;

    if (!m->findings || m->muted)
        return;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    wf_findings_hint(m->findings, "%s", text);
}

bool wf_fault_meant(WfModel *m, const char *near)
{
    if (near)
        wf_fault_hint(m, "did you mean '%s'?", near);
    return near != NULL;
}

/* null stands for itself: nobody names a thing so. */
static bool needs_quotes(WfKind kind)
{
    return kind == WF_BOOL || kind == WF_INT || kind == WF_FLOAT;
}

bool wf_fault_hint_quotes(WfModel *m, WfScope scope, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfKind kind = wf_doc_kind(doc, node);

    if (!needs_quotes(kind))
        return false;
    g_autofree char *text = wf_doc_dup(doc, node);
    wf_fault_hint(m, "YAML reads %s as %s: put the name in quotes", text, wf_kind_name(kind));
    return true;
}

void wf_name_quotes(WfModel *m, WfScope scope, WfNode key)
{
    const WfDoc *doc = wf_scope_doc(m, scope);

    if (!m->findings || !needs_quotes(wf_doc_kind(doc, key)))
        return;
    g_autofree char *text = wf_doc_dup(doc, key);
    wf_fault(m, scope, key, WF_CODE_NAME, "the name %s is %s to YAML", text,
             wf_kind_name(wf_doc_kind(doc, key)));
    if (m->muted)
        return;
    wf_findings_severity(m->findings, WF_WARNING);
    wf_fault_hint(m, "put it in quotes: \"%s\"", text);
}

/* GLib's hash of a pointer is its lower half: all scopes' "server" would meet in one chain. */
guint wf_pair_hash(gconstpointer key)
{
    guint64 mixed =
        (guint64)(gsize)key * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15); /* 2^64 / golden ratio */

    return (guint)(mixed >> 32);
}

Entity wf_entity(const WfModel *m, WfScope scope, WfSym name)
{
    if (!name)
        return 0;
    if (scope != SCOPE_FLAT && SCOPE(m, scope)->lexical != scope) {
        scope = SCOPE(m, scope)->names;
        /* a group member's own components, which hide those of its template */
        Entity own = GPOINTER_TO_UINT(g_hash_table_lookup(m->entities, wf_pair(scope, name)));
        if (own)
            return own;
        scope = SCOPE(m, scope)->lexical;
    }
    if (scope == 0)
        return name < m->n_root_entity ? m->root_entity[name] : 0;
    return GPOINTER_TO_UINT(g_hash_table_lookup(m->entities, wf_pair(scope, name)));
}

static void put_entity(WfModel *m, WfScope scope, WfSym name, Entity entity)
{
    if (scope != 0) {
        g_hash_table_insert(m->entities, wf_pair(scope, name), GUINT_TO_POINTER(entity));
        return;
    }
    if (name >= m->n_root_entity) {
        guint32 size = MAX(name + 1, m->n_root_entity * 2);
        m->root_entity = g_renew(WfSym, m->root_entity, size);
        memset(m->root_entity + m->n_root_entity, 0, (size - m->n_root_entity) * sizeof(WfSym));
        m->n_root_entity = size;
    }
    m->root_entity[name] = entity;
}

WfExpr wf_entity_key(const WfModel *m, Entity e)
{
    WfId id = ENTITY_ID(e);

    return ENTITY_IS_COMPONENT(e) ? (WfExpr){COMPONENT(m, id)->scope, COMPONENT(m, id)->key}
                                  : (WfExpr){RESOURCE(m, id)->scope, RESOURCE(m, id)->key};
}

void wf_fault_other(WfModel *m, Entity other)
{
    WfExpr key = wf_entity_key(m, other);
    const WfDoc *doc = wf_scope_doc(m, key.scope);
    g_autofree char *name = wf_doc_dup(doc, key.node);
    WfSpan span = wf_doc_span(doc, key.node);

    if (m->findings && !m->muted)
        wf_findings_related(m->findings, wf_doc_name(doc), &span, "the other '%s'", name);
}

/* @other has the name already that stands at @key. */
static void name_is_taken(WfModel *m, WfScope scope, WfNode key, Entity other, const char *kinds)
{
    g_autofree char *name = wf_doc_dup(wf_scope_doc(m, scope), key);

    wf_fault(m, scope, key, WF_CODE_CLASH, "'%s' is %s", name, kinds);
    wf_fault_other(m, other);
    wf_fault_hint(m, "rename one of them");
}

bool wf_entity_add(WfModel *m, WfScope scope, WfSym name, Entity entity, WfNode key)
{
    WfScope lexical = SCOPE(m, scope)->lexical;
    Entity other = wf_entity(m, scope, name);
    if (other && lexical != scope && ENTITY_IS_COMPONENT(other) &&
        COMPONENT(m, ENTITY_ID(other))->scope != scope)
        other = 0;
    const WfDoc *doc = wf_scope_doc(m, scope);
    const char *text = wf_names_text(m->names, name);

    if (other) { /* no two of one map, of which the reader leaves the last */
        bool same = ENTITY_IS_COMPONENT(other) == ENTITY_IS_COMPONENT(entity);
        name_is_taken(m, scope, key, other,
                      same ? "the name of two components" : "a resource and a component");
        return false;
    }
    if (SCOPE(m, lexical)->parameters && !ENTITY_IS_COMPONENT(entity) &&
        wf_doc_get(doc, SCOPE(m, lexical)->parameters, text)) {
        wf_fault(m, scope, key, WF_CODE_CLASH, "'%s' is a parameter and a resource", text);
        wf_fault_hint(m, "rename one of them");
    }
    put_entity(m, ENTITY_IS_COMPONENT(entity) ? scope : lexical, name, entity);
    return true;
}

void wf_entity_flat(WfModel *m, WfSym name, Entity entity)
{
    g_hash_table_insert(m->entities, wf_pair(SCOPE_FLAT, name), GUINT_TO_POINTER(entity));
}

bool wf_may_suggest(const WfModel *cm, guint n_names)
{
    WfModel *m = (WfModel *)cm; /* only the budget */

    if (m->suggestions < n_names)
        m->suggestions = 0; /* those that come after would look arbitrary */
    else
        m->suggestions -= n_names;
    return m->suggestions > 0;
}

char *wf_entity_nearest(const WfModel *m, WfScope scope, const char *name)
{
    WfScope lexical = SCOPE(m, scope)->lexical;
    WfNearest near = wf_nearest_to(name);

    if (!wf_may_suggest(m, m->resources->len + m->components->len))
        return NULL;
    for (guint i = 0; i < m->resources->len; i++)
        if (SCOPE(m, RESOURCE(m, i)->scope)->lexical == lexical)
            wf_nearest_try(&near, wf_names_text(m->names, RESOURCE(m, i)->local));
    for (guint i = 0; i < m->components->len; i++)
        if (lexical == 0 && COMPONENT(m, i)->scope == 0)
            wf_nearest_try(&near, wf_names_text(m->names, COMPONENT(m, i)->name));
    return g_strdup(near.found);
}

char *wf_key_nearest(const WfModel *m, const WfDoc *doc, WfNode map, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    if (!map || !wf_may_suggest(m, wf_doc_size(doc, map)))
        return NULL;
    WF_DOC_FOREACH (doc, map, key, value) {
        (void)value;
        g_ptr_array_add(names, wf_doc_dup(doc, key));
    }
    g_ptr_array_add(names, NULL);
    return g_strdup(wf_text_nearest(name, (const char *const *)names->pdata));
}

/* What is called @flat in the flattened model: the resource it is or, of a component, is in. */
static WfId flat_owner(const WfModel *m, const char *flat, WfId *ret_component)
{
    WfSym sym = wf_names_find(m->names, flat, strlen(flat));
    Entity e = wf_entity(m, SCOPE_FLAT, sym);

    *ret_component = WF_NONE;
    if (e || !sym || !wf_may_suggest(m, m->components->len))
        return e ? ENTITY_ID(e) : WF_NONE;
    for (WfId c = 0; c < m->components->len; c++)
        if (COMPONENT(m, c)->name == sym && COMPONENT(m, c)->resource == WF_NONE) {
            *ret_component = c;
            return SCOPE(m, COMPONENT(m, c)->scope)->owner;
        }
    return WF_NONE;
}

/* A name as it is in the flattened model, of what is inside of stacks and groups: how it is
 * reached from @scope. Returns whether it is such a name. */
static bool hint_inside(WfModel *m, WfScope scope, const char *flat)
{
    WfId c, r = m->findings ? flat_owner(m, flat, &c) : WF_NONE;
    WfScope lexical = SCOPE(m, scope)->lexical;
    g_autoptr(GString) path = g_string_new(NULL);
    WfId outer = r;

    if (r == WF_NONE)
        return false;
    if (c != WF_NONE) {
        const Scope *inner = SCOPE(m, COMPONENT(m, c)->scope);
        const char *local =
            wf_names_text(m->names, COMPONENT(m, c)->name) + wf_names_len(m->names, inner->prefix);
        bool member = inner->lexical != COMPONENT(m, c)->scope;
        if (member)
            g_string_append_printf(path, ", resource.%s", wf_names_text(m->names, inner->index));
        g_string_append_printf(path, member ? ", %s" : ", resource.%s", local);
    }
    for (; RESOURCE(m, outer)->parent != WF_NONE; outer = RESOURCE(m, outer)->parent) {
        g_autofree char *step =
            g_strdup_printf(", resource.%s", wf_names_text(m->names, RESOURCE(m, outer)->local));
        g_string_prepend(path, step);
    }
    if (!path->len || SCOPE(m, RESOURCE(m, outer)->scope)->lexical != lexical)
        return false;
    const char *name = wf_names_text(m->names, RESOURCE(m, outer)->local);
    wf_fault_hint(m,
                  "it is inside of '%s': {get_attr: [%s%s, OUTPUT]} reads from it, "
                  "'depends_on: %s' waits for all of it",
                  name, name, path->str, name);
    return true;
}

bool wf_hint_replaced(WfModel *m, WfScope scope, const char *section, const char *name)
{
    enum { KEYS_MOST = 64 }; /* few stand in a template */
    const WfDoc *doc = m->docs->pdata[SCOPE(m, SCOPE(m, scope)->lexical)->doc];
    WfNode root = wf_doc_root(doc), last = wf_doc_get(doc, root, section);

    if (wf_doc_kind(doc, root) != WF_MAP || wf_doc_size(doc, root) > KEYS_MOST)
        return false;
    WF_DOC_FOREACH (doc, root, key, value) {
        if (value == last || !wf_doc_is(doc, key, section) || wf_doc_kind(doc, value) != WF_MAP ||
            !wf_doc_get(doc, value, name))
            continue;
        wf_fault_hint(m,
                      "it stands in a '%s' that is not read: of two in a file the last one counts",
                      section);
        return true;
    }
    return false;
}

void wf_leave_out(WfModel *m, WfScope scope, WfSym name)
{
    g_hash_table_add(m->left_out, wf_pair(scope, name));
}

bool wf_is_left_out(const WfModel *m, WfScope scope, WfNode name)
{
    if (!g_hash_table_size(m->left_out)) /* as in most templates, which may name many */
        return false;
    WfStr text = wf_doc_text(wf_scope_doc(m, scope), name);
    WfSym sym = wf_names_find(m->names, text.s, text.len);
    Entity e = wf_entity(m, scope, sym);

    if (e)
        return !ENTITY_IS_COMPONENT(e) && RESOURCE(m, ENTITY_ID(e))->flags & RESOURCE_DISABLED;
    return sym && (g_hash_table_contains(m->left_out, wf_pair(SCOPE(m, scope)->names, sym)) ||
                   g_hash_table_contains(m->left_out, wf_pair(SCOPE(m, scope)->lexical, sym)));
}

void wf_entity_unknown(WfModel *m, WfScope scope, WfNode name)
{
    g_autofree char *text = wf_doc_dup(wf_scope_doc(m, scope), name);

    if (wf_is_left_out(m, scope, name)) {
        wf_fault(m, scope, name, WF_CODE_DISABLED, "the condition of '%s' is false", text);
        return;
    }
    wf_fault(m, scope, name, WF_CODE_REF, "'%s' is no resource or component", text);
    if (hint_inside(m, scope, text) || wf_hint_replaced(m, scope, "resources", text) ||
        wf_hint_replaced(m, scope, "components", text))
        return;
    g_autofree char *near = wf_entity_nearest(m, scope, text);
    wf_fault_meant(m, near);
}

WfScope wf_scope_new(WfModel *m, const Scope *scope)
{
    g_array_append_val(m->scopes, *scope);
    WfScope s = m->scopes->len - 1;
    if (SCOPE(m, s)->lexical == WF_NONE)
        SCOPE(m, s)->lexical = s;
    SCOPE(m, s)->names = SCOPE(m, s)->definition = s;
    return s;
}

bool wf_resources_full(WfModel *m, WfScope s, WfNode at)
{
    if (m->resources->len < WF_LIMIT_RESOURCES)
        return false;
    if (!m->is_full)
        wf_fault(m, s, at, WF_CODE_LIMIT, "the model has more than %d resources",
                 WF_LIMIT_RESOURCES);
    m->is_full = true;
    return true;
}

WfNode wf_resource_property(const WfModel *m, WfId r, const char *name)
{
    const Resource *res = RESOURCE(m, r);
    const WfDoc *doc = wf_scope_doc(m, res->scope);

    if (!res->properties || wf_doc_kind(doc, res->properties) != WF_MAP)
        return 0;
    WfNode value = wf_doc_get(doc, res->properties, name);
    return wf_doc_kind(doc, value) == WF_NULL ? 0 : value;
}

WfNode wf_metadata_weft(const WfDoc *doc, WfNode def, const char *key)
{
    WfNode metadata = wf_doc_get(doc, def, "metadata");
    WfNode weft = metadata ? wf_doc_get(doc, metadata, "weft") : 0;
    return weft ? wf_doc_get(doc, weft, key) : 0;
}

WfFunction wf_call_at(const WfModel *m, WfExpr e, WfNode *ret_arg)
{
    const WfDoc *doc = wf_scope_doc(m, e.scope);
    WfNode key = wf_doc_only_key(doc, e.node);
    WfStr text = wf_doc_text(doc, key);
    WfFunction fn = key ? wf_expr_function_n(text.s, text.len) : WF_FN_NONE;

    if (fn == WF_FN_NONE || !wf_expr_known(fn, SCOPE(m, e.scope)->version, WF_EXPR_VALUE))
        return WF_FN_NONE;
    *ret_arg = wf_doc_end(doc, key);
    return fn;
}

bool wf_is_call(const WfModel *m, WfExpr e)
{
    WfNode arg;
    return wf_call_at(m, e, &arg) != WF_FN_NONE;
}

Entity wf_entity_node(WfModel *m, WfScope scope, WfNode name, bool check)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfStr text = wf_doc_text(doc, name);
    Entity e = wf_entity(m, scope, wf_names_find(m->names, text.s, text.len));

    if (!e && check)
        wf_entity_unknown(m, scope, name);
    return e;
}
