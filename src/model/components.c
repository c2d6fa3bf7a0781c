/* Accessors of components, their inputs, outputs and reads. */
#include "model_priv.h"

#include <string.h>

const char *const wf_type_texts[] = {"String", "Number",  "CommaDelimitedList",
                                     "Json",   "Boolean", NULL};
const char *const wf_action_names[] = {"CREATE", "UPDATE", "DELETE", "SUSPEND", "RESUME", NULL};

const char *wf_action_name(WfActions one)
{
    for (guint i = 0; wf_action_names[i]; i++)
        if (one == 1u << i)
            return wf_action_names[i];
    return "";
}

guint32 wf_model_n_components(const WfModel *m)
{
    return m->components->len;
}

const char *wf_model_component_name(const WfModel *m, WfId c)
{
    return wf_names_text(m->names, COMPONENT(m, c)->name);
}

/* Names from inside of stacks and groups are no entities of the root: a table of all names, made
 * when the first of them is asked for. */
static WfId find_inner(const WfModel *cm, WfSym sym)
{
    WfModel *m = (WfModel *)cm; /* the table only */

    if (!m->component_of) {
        m->component_of = g_hash_table_new(NULL, NULL);
        for (WfId c = m->components->len; c-- > 0;)
            g_hash_table_insert(m->component_of, GUINT_TO_POINTER(COMPONENT(m, c)->name),
                                GUINT_TO_POINTER(c + 1));
    }
    return GPOINTER_TO_UINT(g_hash_table_lookup(m->component_of, GUINT_TO_POINTER(sym))) - 1;
}

WfId wf_model_component_find(const WfModel *m, const char *name)
{
    WfSym sym = wf_names_find(m->names, name, strlen(name));
    Entity e = wf_entity(m, 0, sym);

    if (e && ENTITY_IS_COMPONENT(e))
        return ENTITY_ID(e);
    if (e && RESOURCE(m, ENTITY_ID(e))->n_components == 1 &&
        RESOURCE(m, ENTITY_ID(e))->first_component != WF_NONE &&
        COMPONENT(m, RESOURCE(m, ENTITY_ID(e))->first_component)->name == sym)
        return RESOURCE(m, ENTITY_ID(e))->first_component;
    return sym ? find_inner(m, sym) : WF_NONE;
}

WfPlace wf_model_component_place(const WfModel *m, WfId c)
{
    return (WfPlace){SCOPE(m, COMPONENT(m, c)->scope)->doc, COMPONENT(m, c)->key};
}

WfId wf_model_component_vm(const WfModel *m, WfId c)
{
    return COMPONENT(m, c)->vm;
}

WfComponentKind wf_model_component_kind(const WfModel *m, WfId c)
{
    return COMPONENT(m, c)->kind;
}

WfPlace wf_model_component_group_place(const WfModel *m, WfId c)
{
    const Component *component = COMPONENT(m, c);
    WfExpr group = component->config == WF_NONE
                       ? (WfExpr){component->scope, wf_doc_get(wf_scope_doc(m, component->scope),
                                                               component->def, "group")}
                       : wf_model_resource_property(m, component->config, "group");

    return group.node ? wf_model_expr_place(m, group) : wf_model_component_place(m, c);
}

const char *wf_model_component_group(const WfModel *m, WfId c)
{
    return wf_names_text(m->names, COMPONENT(m, c)->group);
}

guint wf_model_component_actions(const WfModel *m, WfId c)
{
    return COMPONENT(m, c)->actions;
}

bool wf_model_component_no_signal(const WfModel *m, WfId c)
{
    return COMPONENT(m, c)->flags & COMPONENT_NO_SIGNAL;
}

guint32 wf_model_component_timeout(const WfModel *m, WfId c)
{
    return COMPONENT(m, c)->timeout;
}

guint32 wf_model_component_retries(const WfModel *m, WfId c)
{
    return COMPONENT(m, c)->retries;
}

bool wf_model_component_once(const WfModel *m, WfId c)
{
    return COMPONENT(m, c)->flags & COMPONENT_ONCE;
}

WfExpr wf_model_component_definition(const WfModel *m, WfId c)
{
    return (WfExpr){COMPONENT(m, c)->scope, COMPONENT(m, c)->def};
}

WfId wf_model_component_deployment(const WfModel *m, WfId c)
{
    return COMPONENT(m, c)->resource;
}

WfId wf_model_component_owner(const WfModel *m, WfId c)
{
    WfId deployment = COMPONENT(m, c)->resource;
    return deployment == WF_NONE ? SCOPE(m, COMPONENT(m, c)->scope)->owner
                                 : RESOURCE(m, deployment)->parent;
}

/* ---- inputs and outputs: a component's are neighbours, up to where the next one's begin ---- */

guint32 wf_model_n_inputs(const WfModel *m)
{
    return m->inputs->len;
}

static void neighbours(const WfModel *m, WfId c, gsize offset, guint total, WfId *ret_first,
                       guint32 *ret_n)
{
    *ret_first = G_STRUCT_MEMBER(WfId, COMPONENT(m, c), offset);
    WfId end =
        c + 1 < m->components->len ? G_STRUCT_MEMBER(WfId, COMPONENT(m, c + 1), offset) : total;
    *ret_n = end - *ret_first;
}

void wf_model_component_inputs(const WfModel *m, WfId c, WfId *ret_first, guint32 *ret_n)
{
    neighbours(m, c, offsetof(Component, first_input), m->inputs->len, ret_first, ret_n);
}

void wf_model_component_outputs(const WfModel *m, WfId c, WfId *ret_first, guint32 *ret_n)
{
    neighbours(m, c, offsetof(Component, first_output), m->outputs->len, ret_first, ret_n);
}

WfId wf_model_input_find(const WfModel *m, WfId c, const char *name)
{
    WfId first;
    guint32 n;

    wf_model_component_inputs(m, c, &first, &n);
    for (WfId i = first; i < first + n; i++)
        if (strcmp(wf_names_text(m->names, INPUT(m, i)->name), name) == 0)
            return i;
    return WF_NONE;
}

WfId wf_model_output_find(const WfModel *m, WfId c, const char *name)
{
    WfId first;
    guint32 n;

    wf_model_component_outputs(m, c, &first, &n);
    for (WfId o = first; o < first + n; o++)
        if (strcmp(wf_names_text(m->names, OUTPUT(m, o)->name), name) == 0)
            return o;
    return WF_NONE;
}

void wf_model_component_reads(const WfModel *m, WfId c, WfId *ret_first, guint32 *ret_n)
{
    neighbours(m, c, offsetof(Component, first_read), m->reads->len, ret_first, ret_n);
}

/* Hints are all that an accessor changes in a model. */
#define HINT(m, table) (&((WfModel *)(m))->hints.table)

/* The component whose neighbours hold entry @i: the last one that begins at or before it. Callers
 * mostly run through a table, so where its last look-up ended is tried first. */
static WfId owner_of(const WfModel *m, gsize offset, WfId *hint, WfId i)
{
    WfId low = *hint, high = m->components->len;

    for (guint near = 0; near < 4 && low < high; near++, low++) {
        bool begins = G_STRUCT_MEMBER(WfId, COMPONENT(m, low), offset) <= i;
        bool ends = low + 1 == high || G_STRUCT_MEMBER(WfId, COMPONENT(m, low + 1), offset) > i;
        if (begins && ends)
            return *hint = low;
    }
    low = 0;
    while (low + 1 < high) {
        WfId middle = low + (high - low) / 2;
        if (G_STRUCT_MEMBER(WfId, COMPONENT(m, middle), offset) <= i)
            low = middle;
        else
            high = middle;
    }
    return *hint = low;
}

void wf_model_input(const WfModel *m, WfId i, WfInput *ret)
{
    const Input *input = INPUT(m, i);
    const Wait *wait =
        input->flags & INPUT_WAIT ? g_hash_table_lookup(m->waits, GUINT_TO_POINTER(i + 1)) : NULL;

    *ret = (WfInput){.name = wf_names_text(m->names, input->name),
                     .type = wf_type_texts[input->type],
                     .value = {input->scope, input->value},
                     .declared = input->flags & INPUT_DECLARED,
                     .lazy = input->flags & INPUT_LAZY,
                     .secret = input->flags & INPUT_SECRET,
                     .replace_on_change = input->flags & INPUT_REPLACE};
    if (wait) {
        ret->then = wait->then;
        ret->wait_timeout = wait->timeout;
        ret->fallback = wait->fallback;
    }
}

guint32 wf_model_n_outputs(const WfModel *m)
{
    return m->outputs->len;
}

void wf_model_output(const WfModel *m, WfId o, WfOutput *ret)
{
    const Output *output = OUTPUT(m, o);

    *ret =
        (WfOutput){.name = wf_names_text(m->names, output->name),
                   .type = wf_type_texts[output->type],
                   .component = owner_of(m, offsetof(Component, first_output), HINT(m, outputs), o),
                   .secret = output->flags & OUTPUT_SECRET,
                   .error_output = output->flags & OUTPUT_ERROR,
                   .place = {output->doc, output->node}};
}

static const char *const implicit[WF_N_IMPLICIT + 1] = {"deploy_stdout", "deploy_stderr",
                                                        "deploy_status_code"};

const char *wf_model_implicit_output(guint i)
{
    return implicit[i];
}

bool wf_model_output_is_implicit(const char *name)
{
    return g_strv_contains(implicit, name);
}

void wf_component_note_read(WfModel *m, WfId c, WfSym attr)
{
    for (guint i = 0; attr && i < WF_N_IMPLICIT; i++)
        if (strcmp(wf_names_text(m->names, attr), implicit[i]) == 0)
            COMPONENT(m, c)->implicit_reads |= 1 << i;
}

bool wf_model_component_implicit_is_read(const WfModel *m, WfId c, guint i)
{
    return COMPONENT(m, c)->implicit_reads & 1 << i;
}

/* ---- reads ---- */

const char *wf_source_name(WfSource source)
{
    static const char *const names[] = {"literal", "component", "own VM", "other VM",
                                        "infrastructure"};
    return names[source];
}

guint32 wf_model_n_reads(const WfModel *m)
{
    return m->reads->len;
}

void wf_model_read(const WfModel *m, WfId i, WfRead *ret)
{
    const Read *read = READ(m, i);

    *ret = (WfRead){.input = read->input,
                    .source = read->source,
                    .target = read->target,
                    .attr = read->attr ? wf_names_text(m->names, read->attr) : NULL,
                    .at = {read->scope, read->node}};
}

WfId wf_model_read_component(const WfModel *m, WfId i)
{
    return owner_of(m, offsetof(Component, first_read), HINT(m, reads), i);
}
