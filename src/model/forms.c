/* What components have in common, whether software resources or the short form make them. */
#include "model_priv.h"

#include <string.h>
#include <weft/text.h>

/* So many are listed in a hint. */
enum { FEW_SERVERS = 8 };

guint8 wf_type_id(WfModel *m, WfScope scope, WfNode node)
{
    json_auto_t *type = wf_computed(m, (WfExpr){scope, node});
    const char *text = json_is_string(type) ? json_string_value(type) : "";

    if (!type || json_is_null(type)) /* what is wrong with it is said */
        return 0;
    for (guint8 i = 0; wf_type_texts[i]; i++)
        if (strcmp(text, wf_type_texts[i]) == 0)
            return i;
    wf_fault(m, scope, node, WF_CODE_TYPE, "'%s' is no type of an input or output", text);
    if (!wf_fault_meant(m, wf_text_nearest(text, wf_type_texts)))
        wf_fault_hint(m, "the types are String, Number, CommaDelimitedList, Json and Boolean");
    return 0;
}

WfId wf_component_new(WfModel *m, const Component *component)
{
    g_array_append_val(m->components, *component);
    return m->components->len - 1;
}

void wf_output_add(WfModel *m, WfSym name, WfScope scope, WfNode node, guint8 type, guint8 flags)
{
    Output output = {name, node, SCOPE(m, scope)->doc, type, flags};
    g_array_append_val(m->outputs, output);
}

/* The server that was perhaps meant by @name, else all that can be named there if they are few. */
static void hint_server(WfModel *m, WfScope scope, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    if (!wf_may_suggest(m, m->resources->len))
        return;
    for (WfId r = 0; r < m->resources->len; r++)
        if (RESOURCE(m, r)->vm != WF_NONE &&
            wf_entity(m, scope, RESOURCE(m, r)->local) == ENTITY_RESOURCE(r))
            g_ptr_array_add(names, (char *)wf_names_text(m->names, RESOURCE(m, r)->local));
    guint n = names->len;
    g_ptr_array_add(names, NULL);
    const char *near = wf_text_nearest(name, (const char *const *)names->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    if (!wf_fault_meant(m, near) && n > 0 && n <= FEW_SERVERS)
        wf_fault_hint(m, n == 1 ? "the only server is %s" : "the servers are %s", all);
}

WfId wf_resolve_vm(WfModel *m, WfScope scope, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, scope);

    if (wf_doc_kind(doc, node) == WF_STRING) { /* the short form names a resource */
        Entity e = wf_entity(m, scope, wf_sym_node(m, doc, node));
        if (e && !ENTITY_IS_COMPONENT(e) && RESOURCE(m, ENTITY_ID(e))->vm != WF_NONE)
            return RESOURCE(m, ENTITY_ID(e))->vm;
        if (e) {
            g_autofree char *text = wf_doc_dup(doc, node);
            wf_fault(m, scope, node, WF_CODE_SERVER, "'%s' is no server", text);
            hint_server(m, scope, text);
            return WF_NONE;
        }
    }
    json_auto_t *value = wf_value_or_fault(m, (WfExpr){scope, node});
    if (!value)
        return WF_NONE;
    WfId r = wf_value_resource(m, value);
    if (r == WF_NONE && json_is_string(value)) { /* an evaluated name, as parameters give it */
        const char *name = json_string_value(value);
        Entity e = wf_entity(m, scope, wf_names_find(m->names, name, strlen(name)));
        r = e && !ENTITY_IS_COMPONENT(e) ? ENTITY_ID(e) : WF_NONE;
    }
    if (r != WF_NONE && RESOURCE(m, r)->vm != WF_NONE)
        return RESOURCE(m, r)->vm;
    if (r != WF_NONE && (RESOURCE(m, r)->flags & RESOURCE_DISABLED)) {
        wf_fault(m, scope, node, WF_CODE_DISABLED, "the condition of '%s' is false",
                 wf_names_text(m->names, RESOURCE(m, r)->name));
        return WF_NONE;
    }
    if (r != WF_NONE) {
        wf_fault(m, scope, node, WF_CODE_SERVER, "'%s' is no server but %s",
                 wf_names_text(m->names, RESOURCE(m, r)->name),
                 wf_names_text(m->names, RESOURCE(m, r)->type));
        return WF_NONE;
    }
    if (wf_doc_kind(doc, node) != WF_STRING) {
        wf_fault(m, scope, node, WF_CODE_SERVER, "this is no server of the model");
        wf_fault_hint_quotes(m, scope, node);
    } else {
        g_autofree char *text = wf_doc_dup(doc, node);
        wf_fault(m, scope, node, WF_CODE_SERVER, "'%s' is no server of the model", text);
        hint_server(m, scope, text);
    }
    return WF_NONE;
}

Input *wf_input_named(WfModel *m, guint first, WfSym name)
{
    for (guint i = first; i < m->inputs->len; i++)
        if (INPUT(m, i)->name == name)
            return INPUT(m, i);
    return NULL;
}

void wf_input_unknown(WfModel *m, WfScope s, WfNode name)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    g_autofree char *text = wf_doc_dup(doc, name);

    if (wf_doc_kind(doc, name) < WF_SEQ) {
        wf_fault(m, s, name, WF_CODE_INPUT, "'%s' is no input of this component", text);
        wf_fault_hint_quotes(m, s, name);
    } else
        wf_fault(m, s, name, WF_CODE_TYPE, "this must be an input's name, and is %s",
                 wf_kind_name(wf_doc_kind(doc, name)));
}

void wf_inputs_flag(WfModel *m, WfScope s, WfNode list, guint first, guint8 flag)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    if (wf_doc_kind(doc, list) != WF_SEQ) {
        wf_fault(m, s, list, WF_CODE_TYPE, "'%s' must be a list of input names",
                 flag == INPUT_LAZY ? "lazy" : "secret");
        return;
    }
    WF_DOC_EACH (doc, list, item) {
        Input *input = wf_input_named(m, first, wf_sym_node(m, doc, item));
        if (input)
            input->flags |= flag;
        else
            wf_input_unknown(m, s, item);
    }
}
