/* Accessors of components, their inputs, outputs and reads. */
#include "model_priv.h"

#include <string.h>

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

/* ---- recipes ---- */

static bool short_recipe(const WfModel *m, const Component *c, WfActions action, WfRecipe *ret)
{
    const WfDoc *doc = wf_scope_doc(m, c->scope);
    WfNode config = 0, options = 0, own = 0;

    WF_DOC_FOREACH (doc, c->def, key, value) {
        if (wf_doc_is(doc, key, "config"))
            config = value;
        else if (wf_doc_is(doc, key, "options"))
            options = value;
        else if (wf_doc_is(doc, key, "actions") && wf_doc_kind(doc, value) == WF_MAP)
            own = wf_doc_get(doc, value, wf_action_name(action));
    }
    *ret = (WfRecipe){.group = wf_names_text(m->names, c->group),
                      .config = {c->scope, own ? own : config},
                      .options = {c->scope, options}};
    return true;
}

/* The entry of a SoftwareComponent's configs that lists the action. */
static bool tool_recipe(const WfModel *m, const Component *c, WfActions action, WfRecipe *ret)
{
    WfModel *cache = (WfModel *)m; /* what is computed was when the component was made */
    WfExpr configs = wf_config_entries(cache, c->config);
    const WfDoc *list = wf_scope_doc(m, configs.scope);

    if (!configs.node)
        return false;
    WF_DOC_EACH (list, configs.node, entry) {
        WfExpr item = wf_config_entry(cache, (WfExpr){configs.scope, entry});
        if (!item.node || !(wf_config_actions(cache, item) & action))
            continue;
        const WfDoc *doc = wf_scope_doc(m, item.scope);
        WfNode node = wf_doc_get(doc, item.node, "tool");
        json_auto_t *tool = node ? wf_computed(cache, (WfExpr){item.scope, node}) : NULL;
        WfSym sym = json_is_string(tool) ? wf_sym(cache, json_string_value(tool)) : 0;
        *ret = (WfRecipe){.group = sym ? wf_names_text(m->names, sym) : "script",
                          .config = {item.scope, wf_doc_get(doc, item.node, "config")},
                          .options = wf_model_resource_property(m, c->config, "options")};
        return true;
    }
    return false;
}

static const char *input_key(const WfModel *m, WfId deployment)
{
    WfNode node = deployment == WF_NONE ? 0 : wf_resource_property(m, deployment, "input_key");
    WfStr text;

    if (!node || wf_doc_kind(wf_scope_doc(m, RESOURCE(m, deployment)->scope), node) != WF_STRING)
        return "get_input";
    text = wf_doc_text(wf_scope_doc(m, RESOURCE(m, deployment)->scope), node);
    return wf_names_text(m->names, wf_names_intern(m->names, text.s, text.len));
}

bool wf_model_component_recipe(const WfModel *m, WfId id, WfActions action, WfRecipe *ret)
{
    const Component *c = COMPONENT(m, id);

    if (!(c->actions & action) || c->kind == WF_COMPONENT_WAIT)
        return false;
    if (c->flags & COMPONENT_SHORT)
        return short_recipe(m, c, action, ret);
    if (c->config == WF_NONE)
        return false;
    if (strcmp(wf_names_text(m->names, c->group), "component") == 0 &&
        g_str_has_suffix(wf_model_resource_type(m, c->config), "SoftwareComponent"))
        return tool_recipe(m, c, action, ret);
    bool structured = c->flags & COMPONENT_STRUCTURED;
    *ret = (WfRecipe){.group = wf_names_text(m->names, c->group),
                      .structured = structured,
                      .config = wf_model_resource_property(m, c->config, "config"),
                      .options = wf_model_resource_property(m, c->config, "options"),
                      .input_key = structured ? input_key(m, c->resource) : NULL};
    return true;
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
                     .type = wf_type_text(input->type),
                     .value = {input->scope, input->value},
                     .component = owner_of(m, offsetof(Component, first_input), HINT(m, inputs), i),
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
                   .type = wf_type_text(output->type),
                   .component = owner_of(m, offsetof(Component, first_output), HINT(m, outputs), o),
                   .secret = output->flags & OUTPUT_SECRET,
                   .error_output = output->flags & OUTPUT_ERROR,
                   .place = {output->doc, output->node}};
}

bool wf_model_output_is_implicit(const char *name)
{
    return strcmp(name, "deploy_stdout") == 0 || strcmp(name, "deploy_stderr") == 0 ||
           strcmp(name, "deploy_status_code") == 0;
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

    *ret = (WfRead){.component = owner_of(m, offsetof(Component, first_read), HINT(m, reads), i),
                    .input = read->input,
                    .source = read->source,
                    .target = read->target,
                    .attr = read->attr ? wf_names_text(m->names, read->attr) : NULL,
                    .at = {read->scope, read->node}};
}
