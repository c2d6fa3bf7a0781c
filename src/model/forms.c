/* What components have in common, whether software resources or the short form make them. */
#include "model_priv.h"

#include <string.h>
#include <weft/text.h>

guint8 wf_type_id(WfModel *m, WfScope scope, WfNode node)
{
    WfSym sym = wf_computed_name(m, (WfExpr){scope, node});
    const char *text = sym ? wf_names_text(m->names, sym) : "";

    for (guint8 i = 0; wf_type_texts[i]; i++)
        if (strcmp(text, wf_type_texts[i]) == 0)
            return i;
    wf_fault(m, scope, node, WF_CODE_TYPE, "'%s' is no type of an input or output", text);
    const char *near = wf_text_nearest(text, wf_type_texts);
    wf_fault_hint(m,
                  near ? "did you mean '%s'?"
                       : "the types are String, Number, CommaDelimitedList, "
                         "Json and Boolean%s",
                  near ? near : "");
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
    } else {
        g_autofree char *text = wf_doc_dup(doc, node);
        wf_fault(m, scope, node, WF_CODE_SERVER, "'%s' is no server of the model", text);
        g_autofree char *near = wf_entity_nearest(m, scope, text);
        if (near)
            wf_fault_hint(m, "did you mean '%s'?", near);
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
            wf_fault(m, s, item, WF_CODE_INPUT, "this is no input of the component");
    }
}
