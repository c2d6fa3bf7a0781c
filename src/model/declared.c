/* Which parameters there are in a scope, and what their declarations say. */
#include "model_priv.h"

#include <string.h>

static const char *const pseudo[] = {"OS::stack_name", "OS::stack_id", "OS::project_id",
                                     "OS::region", NULL};

bool wf_parameter_is_pseudo(const char *name)
{
    return g_str_has_prefix(name, "OS::") && g_strv_contains(pseudo, name);
}

Parameter *wf_parameter_root(const WfModel *m, WfSym name)
{
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(m->parameter_of, GUINT_TO_POINTER(name)));
    return found ? &g_array_index(m->parameters, Parameter, found - 1) : NULL;
}

Parameter *wf_parameter_named(const WfModel *m, const char *name)
{
    return wf_parameter_root(m, wf_names_find(m->names, name, strlen(name)));
}

WfNode wf_parameter_node(const WfModel *m, WfScope scope, const char *name)
{
    WfScope lexical = SCOPE(m, scope)->lexical;
    const Scope *s = SCOPE(m, lexical);

    if (s->parent == WF_NONE) {
        const Parameter *p = wf_parameter_named(m, name);
        return p ? p->node : 0;
    }
    return s->parameters ? wf_doc_get(m->docs->pdata[s->doc], s->parameters, name) : 0;
}

bool wf_parameter_exists(const WfModel *m, WfScope scope, const char *name)
{
    return wf_parameter_is_pseudo(name) || wf_parameter_node(m, scope, name) != 0;
}

bool wf_parameter_says_hidden(const WfDoc *doc, WfNode node)
{
    WfNode hidden = wf_doc_kind(doc, node) == WF_MAP ? wf_doc_get(doc, node, "hidden") : 0;

    return wf_doc_kind(doc, hidden) == WF_BOOL ? wf_doc_bool(doc, hidden)
                                               : hidden && wf_doc_is(doc, hidden, "true");
}

bool wf_parameter_hidden(const WfModel *m, WfScope scope, const char *name)
{
    WfNode node = wf_parameter_node(m, scope, name);
    return node && wf_parameter_says_hidden(wf_scope_doc(m, SCOPE(m, scope)->lexical), node);
}

WfExpr wf_parameter_given(const WfModel *m, WfScope scope, const char *name)
{
    const Scope *s = SCOPE(m, SCOPE(m, scope)->lexical);

    if (s->parent == WF_NONE || !s->properties)
        return (WfExpr){0, 0};
    const WfDoc *doc = wf_scope_doc(m, s->parent);
    if (wf_doc_kind(doc, s->properties) != WF_MAP)
        return (WfExpr){0, 0};
    return (WfExpr){s->parent, wf_doc_get(doc, s->properties, name)};
}

void wf_parameter_unknown(WfModel *m, WfScope scope, WfNode at, const char *name)
{
    const Scope *lexical = SCOPE(m, SCOPE(m, scope)->lexical);
    const WfDoc *doc = m->docs->pdata[lexical->doc];

    wf_fault(m, scope, at, WF_CODE_PARAM, "there is no parameter '%s'", name);
    if (wf_hint_replaced(m, scope, "parameters", name))
        return;
    g_autofree char *near = wf_key_nearest(m, doc, lexical->parameters, name);
    wf_fault_meant(m, near);
}

WfExpr wf_facade_node(const WfModel *m, WfScope scope, const char *what)
{
    WfId owner = SCOPE(m, SCOPE(m, scope)->lexical)->owner;

    if (owner == WF_NONE)
        return (WfExpr){WF_NONE, 0};
    WfExpr def = wf_model_resource_plain_definition(m, owner);
    return (WfExpr){def.scope, wf_doc_get(wf_scope_doc(m, def.scope), def.node, what)};
}

/* As Heat judges the section: names of parameters, each in one group. */
static void check_group(WfModel *m, WfScope s, WfNode group, GHashTable *seen)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    WfNode names = wf_doc_kind(doc, group) == WF_MAP ? wf_doc_get(doc, group, "parameters") : 0;

    if (wf_doc_kind(doc, names) != WF_SEQ) {
        wf_fault(m, s, names ? names : group, WF_CODE_TYPE,
                 "a parameter group needs a list 'parameters' of names");
        return;
    }
    WF_DOC_EACH (doc, names, name) {
        g_autofree char *text = wf_doc_dup(doc, name);
        if (!wf_parameter_node(m, s, text))
            wf_parameter_unknown(m, s, name, text);
        else if (!g_hash_table_add(seen, GUINT_TO_POINTER(wf_sym(m, text))))
            wf_fault(m, s, name, WF_CODE_CLASH, "'%s' is in a parameter group already", text);
    }
}

void wf_parameter_groups_check(WfModel *m, WfScope s)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    WfNode groups = wf_doc_get(doc, wf_doc_root(doc), "parameter_groups");
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    if (wf_doc_kind(doc, groups) == WF_SEQ)
        WF_DOC_EACH (doc, groups, group)
            check_group(m, s, group, seen);
    else if (groups && wf_doc_kind(doc, groups) != WF_NULL)
        wf_fault(m, s, groups, WF_CODE_TYPE, "'parameter_groups' must be a list, this is %s",
                 wf_kind_name(wf_doc_kind(doc, groups)));
}
