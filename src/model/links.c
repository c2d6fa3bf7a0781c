/* What resources refer to, and where components' values come from. */
#include "refs.h"

#include <string.h>

/* ---- order ---- */

/* Names in @node, one or a list, that are the thing's own: nothing can come after itself. */
static void not_after_itself(WfModel *m, WfScope scope, WfNode node, WfNode key, Entity own)
{
    const WfDoc *doc = wf_scope_doc(m, scope);
    WfNode item = wf_doc_kind(doc, node) == WF_SEQ ? wf_doc_first(doc, node) : node;
    WfStr text = wf_doc_text(doc, key);

    for (; item; item = item == node ? 0 : wf_doc_next(doc, node, item)) {
        if (!wf_doc_is_str(doc, item, text) ||
            wf_entity(m, scope, wf_names_find(m->names, text.s, text.len)) != own)
            continue;
        wf_fault(m, scope, item, WF_CODE_CYCLE, "'%.*s' depends on itself", (int)text.len, text.s);
        wf_fault_hint(m, "leave this out");
    }
}

/* A member of a chain comes after the whole member before it. */
static void after_previous(WfModel *m, WfId r, const RefSink *sink, gpointer data)
{
    const Resource *res = RESOURCE(m, r);

    if (res->previous != WF_NONE)
        wf_refs_whole(m, res->previous, (WfExpr){res->scope, res->type_node}, sink, data);
}

/* What a stack or group waits for, all that is in it waits for. */
static void after_owners(WfModel *m, WfId owner, const RefSink *sink, gpointer data)
{
    WfFindings *findings = m->findings;

    m->findings = NULL; /* the owners' own links say what is wrong */
    for (; owner != WF_NONE; owner = RESOURCE(m, owner)->parent) {
        WfNode order = wf_doc_get(wf_scope_doc(m, RESOURCE(m, owner)->scope),
                                  RESOURCE(m, owner)->def, "depends_on");
        if (order)
            wf_refs_depends_on(m, RESOURCE(m, owner)->scope, order, sink, data);
        after_previous(m, owner, sink, data);
    }
    m->findings = findings;
}

/* ---- links of resources ---- */

typedef struct {
    WfModel *m;
    WfId from;
    bool order, keep;
} LinkContext;

static void add_link(LinkContext *c, WfId to, WfId component, WfSym attr, WfExpr at)
{
    Link link = {c->from, to, component, attr, at, c->order};

    if (c->keep)
        g_array_append_val(c->m->links, link);
}

static void link_component(gpointer data, WfId component, WfSym attr, WfExpr at)
{
    LinkContext *c = data;
    add_link(c, COMPONENT(c->m, component)->resource, component, attr, at);
}

static void link_vm(gpointer data, WfId vm, WfSym attr, WfExpr at)
{
    LinkContext *c = data;
    add_link(c, VM(c->m, vm)->resource, WF_NONE, attr, at);
}

static void link_resource(gpointer data, WfId resource, WfSym attr, WfExpr at)
{
    add_link(data, resource, WF_NONE, attr, at);
}

static void link_param(gpointer data, WfScope scope, WfSym name, WfExpr at)
{
    LinkContext *c = data;
    WfResourceKind kind = RESOURCE(c->m, c->from)->kind;
    Parameter *p = scope == 0 ? wf_parameter_root(c->m, name) : NULL;

    (void)at;
    if (!p)
        return;
    if (kind == WF_RESOURCE_CONFIG || kind == WF_RESOURCE_DEPLOYMENT ||
        kind == WF_RESOURCE_DEPLOYMENT_GROUP)
        p->used_by_software = true;
    else if (kind != WF_RESOURCE_NESTED) /* what is inside says who uses it */
        p->used_by_infra = true;
}

static const RefSink link_sink = {link_component, link_vm, link_resource, link_param,
                                  false,          true,    wf_refs_scan,  false};
/* Of what passes on what it comes after: whoever asks goes from one to the next. */
static const RefSink near_sink = {link_component, link_vm, link_resource, link_param,
                                  false,          true,    wf_refs_scan,  true};

/* Our own section in @def's metadata is checked as components. */
static void link_metadata(LinkContext *c, WfScope scope, WfNode def, bool check)
{
    const WfDoc *doc = wf_scope_doc(c->m, scope);
    WfNode metadata = wf_doc_get(doc, def, "metadata");

    if (!metadata)
        return;
    if (!wf_metadata_weft(doc, def, "components")) {
        wf_refs_scan(c->m, (WfExpr){scope, metadata}, check, &link_sink, c);
        return;
    }
    WF_DOC_FOREACH (doc, metadata, key, value) {
        if (!wf_doc_is(doc, key, "weft"))
            wf_refs_scan(c->m, (WfExpr){scope, value}, check, &link_sink, c);
        else
            WF_DOC_FOREACH (doc, value, own, part)
                if (!wf_doc_is(doc, own, "components"))
                    wf_refs_scan(c->m, (WfExpr){scope, part}, check, &link_sink, c);
    }
}

/* A group's definition is scanned in its members, where %index% and names count; here only if it
 * has none. */
static void link_definition(LinkContext *c, WfScope scope, WfNode def, bool check)
{
    const WfDoc *doc = wf_scope_doc(c->m, scope);

    if (RESOURCE(c->m, c->from)->n > 0)
        return;
    if (wf_doc_kind(doc, def) != WF_MAP || wf_is_call(c->m, (WfExpr){scope, def})) {
        wf_refs_scan(c->m, (WfExpr){scope, def}, check, &link_sink, c);
        return;
    }
    WF_DOC_FOREACH (doc, def, key, value)
        if (!wf_doc_is(doc, key, "metadata"))
            wf_refs_scan(c->m, (WfExpr){scope, value}, check, &link_sink, c);
    link_metadata(c, scope, def, check);
}

static void link_properties(LinkContext *c, const Resource *res, bool check)
{
    const WfDoc *doc = wf_scope_doc(c->m, res->scope);

    if (!res->properties)
        return;
    if (res->kind != WF_RESOURCE_GROUP) {
        wf_refs_scan(c->m, (WfExpr){res->scope, res->properties}, check, &link_sink, c);
        return;
    }
    WF_DOC_FOREACH (doc, res->properties, key, value)
        if (!wf_doc_is(doc, key, "resource_def"))
            wf_refs_scan(c->m, (WfExpr){res->scope, value}, check, &link_sink, c);
        else
            link_definition(c, res->scope, value, check);
}

static bool first_of_group(const WfModel *m, WfId r)
{
    WfId parent = RESOURCE(m, r)->parent;

    if (parent == WF_NONE || RESOURCE(m, parent)->kind != WF_RESOURCE_GROUP ||
        RESOURCE(m, parent)->n == 0)
        return true;
    return g_array_index(m->members, WfId, RESOURCE(m, parent)->first) == r;
}

static void read_links(WfModel *m, WfId r)
{
    Resource res = *RESOURCE(m, r);
    const WfDoc *doc = wf_scope_doc(m, res.scope);
    bool is_deployment =
        res.kind == WF_RESOURCE_DEPLOYMENT || res.kind == WF_RESOURCE_DEPLOYMENT_GROUP;
    LinkContext c = {.m = m, .from = r, .keep = !is_deployment};
    bool check = first_of_group(m, r); /* the others would say the same again */
    bool passes_on = res.kind == WF_RESOURCE_NOTHING || res.kind == WF_RESOURCE_VALUE;
    const RefSink *sink = passes_on ? &near_sink : &link_sink;

    link_properties(&c, &res, check);
    if (res.kind != WF_RESOURCE_GROUP)
        link_metadata(&c, res.scope, res.def, check);
    WfNode order = wf_doc_get(doc, res.def, "depends_on");
    c.order = true;
    not_after_itself(m, res.scope, order, res.key, ENTITY_RESOURCE(r));
    if (order && !is_deployment)
        wf_refs_depends_on(m, res.scope, order, sink, &c);
    if (!is_deployment) {
        after_previous(m, r, sink, &c);
        after_owners(m, res.parent, sink, &c);
    }
}

void wf_links_read(WfModel *m)
{
    for (WfId r = 0; r < m->resources->len; r++)
        if (wf_model_resource_enabled(m, r) &&
            !(RESOURCE(m, r)->parent != WF_NONE && RESOURCE(m, r)->def == 0))
            read_links(m, r);
}

/* ---- reads of components ---- */

typedef struct {
    WfModel *m;
    WfId component, input;
    bool order;
    const char *known; /* what it is that must be known */
} ReadContext;

static void add_read(ReadContext *c, WfSource source, WfId target, WfSym attr, WfExpr at)
{
    Read read = {c->input, target, attr, at.scope, at.node, source};
    g_array_append_val(c->m->reads, read);
}

/* Does its own depends_on name it? That was said; else something between leads back to it, as a
 * value does that reads it. */
static bool names_itself(const WfModel *m, WfId component, WfExpr at)
{
    const Component *c = COMPONENT(m, component);
    const WfDoc *doc = wf_scope_doc(m, at.scope);

    return at.scope == c->scope && at.node > c->def && at.node < wf_doc_end(doc, c->def) &&
           wf_doc_is_str(doc, at.node, wf_doc_text(doc, c->key));
}

static void read_component(gpointer data, WfId component, WfSym attr, WfExpr at)
{
    ReadContext *c = data;

    if (c->order && component == c->component && names_itself(c->m, component, at))
        return;
    add_read(c, WF_SOURCE_COMPONENT, component, attr, at);
    wf_component_note_read(c->m, component, attr);
    if (attr && c->input != WF_NONE) {
        WfId first;
        guint32 n;
        wf_model_component_outputs(c->m, component, &first, &n);
        for (WfId o = first; o < first + n; o++)
            if (OUTPUT(c->m, o)->name == attr && (OUTPUT(c->m, o)->flags & OUTPUT_SECRET))
                INPUT(c->m, c->input)->flags |= INPUT_SECRET;
    }
}

static void read_vm(gpointer data, WfId vm, WfSym attr, WfExpr at)
{
    ReadContext *c = data;
    WfId own = COMPONENT(c->m, c->component)->vm;

    if (c->order) { /* after all that runs on that VM; on the own VM it says nothing */
        if (vm != own && own != WF_NONE) {
            ServerOrder order = {.from_vm = vm,
                                 .from_component = WF_NONE,
                                 .to_vm = WF_NONE,
                                 .to_component = c->component,
                                 .place = wf_model_expr_place(c->m, at)};
            g_array_append_val(c->m->server_order, order);
        }
        return;
    }
    if (vm == own) {
        add_read(c, WF_SOURCE_OWN_VM, vm, attr, at);
        return;
    }
    VM(c->m, vm)->publishes = true;
    add_read(c, WF_SOURCE_OTHER_VM, vm, attr ? attr : wf_sym(c->m, "id"), at);
}

static void read_resource(gpointer data, WfId resource, WfSym attr, WfExpr at)
{
    ReadContext *c = data;
    WfResourceKind kind = RESOURCE(c->m, resource)->kind;

    /* What stands behind these is read itself; a config is software. */
    if (c->order || kind == WF_RESOURCE_NESTED || kind == WF_RESOURCE_GROUP ||
        kind == WF_RESOURCE_VALUE || kind == WF_RESOURCE_CONFIG)
        return;
    add_read(c, WF_SOURCE_INFRA, resource, attr, at);
}

static void read_param(gpointer data, WfScope scope, WfSym name, WfExpr at)
{
    ReadContext *c = data;
    Parameter *p = scope == 0 ? wf_parameter_root(c->m, name) : NULL;

    (void)at;
    if (p)
        p->used_by_software = true;
    if (c->input != WF_NONE &&
        (p ? p->hidden : wf_parameter_hidden(c->m, scope, wf_names_text(c->m->names, name))))
        INPUT(c->m, c->input)->flags |= INPUT_SECRET;
}

static const RefSink read_sink = {read_component, read_vm, read_resource, read_param,
                                  true,           true,    wf_refs_scan,  false};

/* A wait condition that comes after a server only counts its time from there. */
static void read_nothing(gpointer data, WfId vm, WfSym attr, WfExpr at)
{
    (void)data, (void)vm, (void)attr, (void)at;
}

static const RefSink signal_sink = {read_component, read_nothing, read_nothing, NULL,
                                    true,           false,        wf_refs_scan, false};

static void read_dropped(gpointer data, WfId component, WfSym attr, WfExpr at)
{
    ReadContext *c = data;

    (void)attr;
    for (guint i = COMPONENT(c->m, c->component)->first_read; i < c->m->reads->len; i++)
        if (READ(c->m, i)->source == WF_SOURCE_COMPONENT && READ(c->m, i)->target == component)
            return;
    add_read(c, WF_SOURCE_COMPONENT, component, 0, at);
}

static const RefSink dropped_sink = {read_dropped, read_nothing, read_nothing, NULL,
                                     false,        false,        wf_refs_scan, false};

/* What must be there before a recipe can start cannot come from what runs. */
static void never_known(gpointer data, WfId id, WfSym attr, WfExpr at)
{
    ReadContext *c = data;

    (void)id, (void)attr;
    wf_fault(c->m, at.scope, at.node, WF_CODE_ARGUMENT,
             "%s must be known before the launch, and this is not", c->known);
}

static void never_known_resource(gpointer data, WfId resource, WfSym attr, WfExpr at)
{
    ReadContext *c = data;
    WfResourceKind kind = RESOURCE(c->m, resource)->kind;

    if (kind != WF_RESOURCE_NESTED && kind != WF_RESOURCE_GROUP && kind != WF_RESOURCE_VALUE)
        never_known(data, resource, attr, at);
}

/* Of the pseudo parameters only the stack's name is given before. */
static void never_known_param(gpointer data, WfScope scope, WfSym name, WfExpr at)
{
    ReadContext *c = data;
    const char *text = wf_names_text(c->m->names, name);

    if (wf_parameter_is_pseudo(text) && strcmp(text, "OS::stack_name") != 0) {
        never_known(data, 0, 0, at);
        wf_fault_hint(c->m, "of the pseudo parameters only OS::stack_name is known then");
    } else {
        read_param(data, scope, name, at);
    }
}

static const RefSink known_sink = {never_known,       never_known, never_known_resource,
                                   never_known_param, true,        true,
                                   wf_refs_scan,      false};

/* @what: how it is called in a fault. */
static void read_known(WfModel *m, ReadContext *c, WfExpr expr, const char *what, bool check)
{
    c->known = what;
    if (expr.node)
        wf_refs_scan(m, expr, check, &known_sink, c);
}

/* Where input_values are computed, what none of the inputs takes in the end still comes before. */
static void read_computed(WfModel *m, ReadContext *c, const Component *comp)
{
    WfExpr values = comp->resource == WF_NONE
                        ? (WfExpr){0, 0}
                        : wf_model_resource_property(m, comp->resource, "input_values");

    if (values.node && wf_is_call(m, values))
        wf_refs_scan(m, values, false, &dropped_sink, c);
}

/* What of a component's definition leads to others, beside its inputs; 0: it has none. */
typedef struct {
    WfNode options, config, actions, depends_on;
} Fields;

/* In one pass: there are as many definitions as components. */
static Fields find_fields(const WfDoc *doc, WfNode def)
{
    Fields f = {0};

    WF_DOC_FOREACH (doc, def, key, value) {
        if (wf_doc_is(doc, key, "config"))
            f.config = value;
        else if (wf_doc_is(doc, key, "depends_on"))
            f.depends_on = value;
        else if (wf_doc_is(doc, key, "options"))
            f.options = value;
        else if (wf_doc_is(doc, key, "actions"))
            f.actions = value;
    }
    return f;
}

static void read_recipes(WfModel *m, ReadContext *c, const Component *comp, const Fields *f)
{
    if (comp->flags & COMPONENT_SHORT) {
        read_known(m, c, (WfExpr){comp->scope, f->options}, "'options'", true);
        if (f->config)
            wf_refs_scan(m, (WfExpr){comp->scope, f->config}, true, &read_sink, c);
        if (f->actions)
            wf_refs_scan(m, (WfExpr){comp->scope, f->actions}, true, &read_sink, c);
    } else if (comp->config != WF_NONE) {
        const Resource *config = RESOURCE(m, comp->config);
        if (config->properties)
            wf_refs_scan(m, (WfExpr){config->scope, config->properties}, false, &read_sink, c);
        read_known(m, c, wf_model_resource_property(m, comp->config, "options"), "'options'",
                   false);
    }
}

void wf_reads_read(WfModel *m, WfId id)
{
    Component comp = *COMPONENT(m, id);
    ReadContext c = {.m = m, .component = id, .input = WF_NONE};
    WfId first;
    guint32 n;

    COMPONENT(m, id)->first_read = m->reads->len;
    wf_model_component_inputs(m, id, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        c.input = i;
        Input input = *INPUT(m, i);
        wf_refs_scan(m, (WfExpr){input.scope, input.value}, comp.flags & COMPONENT_SHORT,
                     &read_sink, &c);
        if (input.flags & INPUT_WAIT) {
            Wait *wait = g_hash_table_lookup(m->waits, GUINT_TO_POINTER(i + 1));
            read_known(m, &c, wait->fallback, "the default of a wait", true);
        }
    }
    c.input = WF_NONE;
    read_computed(m, &c, &comp);
    Fields f = find_fields(wf_scope_doc(m, comp.scope), comp.def);
    read_recipes(m, &c, &comp, &f);
    c.order = true;
    not_after_itself(m, comp.scope, f.depends_on, comp.key, ENTITY_COMPONENT(id));
    if (f.depends_on)
        wf_refs_depends_on(m, comp.scope, f.depends_on,
                           comp.kind == WF_COMPONENT_WAIT ? &signal_sink : &read_sink, &c);
    if (comp.config != WF_NONE)
        wf_refs_order(m, comp.config, &read_sink, &c, 0);
    if (comp.resource != WF_NONE)
        after_previous(m, comp.resource, &read_sink, &c);
    after_owners(m, wf_model_component_owner(m, id), &read_sink, &c);
}
