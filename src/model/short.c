/* The short form: the `components:` section, and the same under a server's metadata. */
#include "model_priv.h"

#include <weft/text.h>
#include <string.h>

enum {
    SERVER,
    GROUP,
    CONFIG,
    OPTIONS,
    INPUTS,
    OUTPUTS,
    DEPENDS_ON,
    ACTIONS,
    TIMEOUT,
    RETRIES,
    ON_CRASH,
    WAIT,
    LAZY,
    SECRET,
    CONDITION,
    DESCRIPTION,
    N_KEYS
};

static const char *const keys[] = {
    [SERVER] = "server",
    [GROUP] = "group",
    [CONFIG] = "config",
    [OPTIONS] = "options",
    [INPUTS] = "inputs",
    [OUTPUTS] = "outputs",
    [DEPENDS_ON] = "depends_on",
    [ACTIONS] = "actions",
    [TIMEOUT] = "timeout",
    [RETRIES] = "retries",
    [ON_CRASH] = "on_crash",
    [WAIT] = "wait",
    [LAZY] = "lazy",
    [SECRET] = "secret",
    [CONDITION] = "condition",
    [DESCRIPTION] = "description",
    [N_KEYS] = NULL,
};

static int key_of(WfStr s)
{
    for (int i = 0; i < N_KEYS; i++)
        if (keys[i][0] == s.s[0] && strlen(keys[i]) == s.len && memcmp(keys[i], s.s, s.len) == 0)
            return i;
    return -1;
}

/* Fields of a component's map by key, 0 where absent. */
static void read_fields(WfModel *m, WfScope s, WfNode def, WfNode *fields)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    memset(fields, 0, N_KEYS * sizeof *fields);
    WF_DOC_FOREACH (doc, def, key, value) {
        WfStr text = wf_doc_text(doc, key);
        int k = text.len ? key_of(text) : -1;
        if (k >= 0) {
            fields[k] = wf_doc_kind(doc, value) == WF_NULL ? 0 : value;
            continue;
        }
        g_autofree char *name = wf_doc_dup(doc, key);
        wf_fault(m, s, key, WF_CODE_KEY, "'%s' is no key of a component", name);
        wf_fault_meant(m, wf_text_nearest(name, keys));
    }
}

void wf_short_declare(WfModel *m, WfScope s, WfNode components, WfId server)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    if (wf_doc_kind(doc, components) != WF_MAP) {
        wf_fault(m, s, components, WF_CODE_TYPE, "'components' must be a map, this is %s",
                 wf_kind_name(wf_doc_kind(doc, components)));
        return;
    }
    WF_DOC_FOREACH (doc, components, key, def) {
        WfSym local = wf_sym_node(m, doc, key);
        gsize len = wf_names_len(m->names, local);
        if (!len || len > WF_LIMIT_NAME_BYTES || strchr(wf_names_text(m->names, local), '/')) {
            wf_fault(m, s, key, WF_CODE_NAME,
                     "a component's name must be 1 to %d bytes without '/'", WF_LIMIT_NAME_BYTES);
            continue;
        }
        if (wf_doc_kind(doc, def) != WF_MAP) {
            wf_fault(m, s, def, WF_CODE_TYPE, "component '%s' must be a map, this is %s",
                     wf_names_text(m->names, local), wf_kind_name(wf_doc_kind(doc, def)));
            continue;
        }
        WfNode condition = wf_doc_get(doc, def, "condition");
        if (condition && wf_condition_node(m, s, condition) == WF_NO) {
            wf_leave_out(m, s, local);
            continue;
        }
        if (m->components->len >= WF_LIMIT_COMPONENTS)
            continue;
        wf_name_quotes(m, s, key);
        if (!wf_entity_add(m, s, local, ENTITY_COMPONENT(m->components->len), key))
            continue;
        Component c = {.name = wf_sym_join(m, SCOPE(m, s)->prefix, local),
                       .scope = s,
                       .key = key,
                       .def = def,
                       .config = WF_NONE,
                       .resource = WF_NONE,
                       .timeout = USUAL_TIMEOUT,
                       .vm = server == WF_NONE ? WF_NONE : RESOURCE(m, server)->vm,
                       .flags = COMPONENT_SHORT};
        wf_component_new(m, &c);
    }
}

static guint32 read_number(WfModel *m, WfScope s, WfNode node, const char *what, gint64 min,
                           gint64 max)
{
    json_auto_t *value = wf_value_or_fault(m, (WfExpr){s, node});

    if (json_is_integer(value) && json_integer_value(value) >= min &&
        json_integer_value(value) <= max)
        return (guint32)json_integer_value(value);
    if (value)
        wf_fault(m, s, node, WF_CODE_TYPE,
                 "'%s' must be a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, what,
                 min, max);
    return (guint32)min;
}

guint16 wf_jobs_read(WfModel *m, WfScope s, WfNode node)
{
    return (guint16)read_number(m, s, node, "jobs", 1, WF_LIMIT_JOBS);
}

/* Names may be those of functions ("digest"), but nobody calls an input or output like one that
 * makes a map: a fault then, as nothing in the place of the map is computed. */
static bool is_computed_map(WfModel *m, WfScope s, WfNode node, const char *what)
{
    static const WfFunction makers[] = {WF_FN_GET_PARAM, WF_FN_GET_ATTR,  WF_FN_GET_RESOURCE,
                                        WF_FN_GET_FILE,  WF_FN_MAP_MERGE, WF_FN_MAP_REPLACE,
                                        WF_FN_IF,        WF_FN_YAQL,      WF_FN_RESOURCE_FACADE,
                                        WF_FN_AWS_REF};
    WfNode arg;
    WfFunction fn = wf_call_at(m, (WfExpr){s, node}, &arg);

    for (guint i = 0; i < G_N_ELEMENTS(makers); i++) {
        if (fn != makers[i])
            continue;
        wf_fault(m, s, node, WF_CODE_TYPE, "the '%s' of a component must be written out", what);
        wf_fault_hint(m, "a function may stand behind each name in it");
        return true;
    }
    return false;
}

static void read_inputs(WfModel *m, WfScope s, WfNode inputs)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    if (is_computed_map(m, s, inputs, "inputs"))
        return;
    if (wf_doc_kind(doc, inputs) != WF_MAP) {
        wf_fault(m, s, inputs, WF_CODE_TYPE, "'inputs' must be a map, this is %s",
                 wf_kind_name(wf_doc_kind(doc, inputs)));
        return;
    }
    WF_DOC_FOREACH (doc, inputs, key, value) {
        wf_name_quotes(m, s, key);
        Input input = {wf_sym_node(m, doc, key), s, value, 0, INPUT_DECLARED};
        g_array_append_val(m->inputs, input);
    }
}

/* Written out: what is secret must not hang on a parameter. */
static bool read_flag(WfModel *m, WfScope s, WfNode node, const char *what)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    if (node && wf_doc_kind(doc, node) != WF_BOOL && wf_doc_kind(doc, node) != WF_NULL)
        wf_fault(m, s, node, WF_CODE_TYPE, "'%s' must be true or false", what);
    return node && wf_doc_kind(doc, node) == WF_BOOL && wf_doc_bool(doc, node);
}

static WfWaitThen read_then(WfModel *m, WfScope s, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    if (!node || wf_doc_is(doc, node, "fail"))
        return WF_WAIT_FAIL;
    if (wf_doc_is(doc, node, "default"))
        return WF_WAIT_DEFAULT;
    if (wf_doc_is(doc, node, "wait"))
        return WF_WAIT_FOREVER;
    wf_fault(m, s, node, WF_CODE_INPUT, "'then' must be fail, default or wait");
    return WF_WAIT_FAIL;
}

static bool read_once(WfModel *m, WfScope s, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    if (!wf_doc_is(doc, node, "fail") && !wf_doc_is(doc, node, "rerun"))
        wf_fault(m, s, node, WF_CODE_TYPE, "'on_crash' must be rerun or fail");
    return wf_doc_is(doc, node, "fail");
}

static void read_wait(WfModel *m, WfScope s, WfNode key, WfNode entry, guint first)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    Input *input = wf_input_named(m, first, wf_sym_node(m, doc, key));

    if (!input) {
        wf_input_unknown(m, s, key);
        return;
    }
    if (wf_doc_kind(doc, entry) != WF_MAP) {
        wf_fault(m, s, entry, WF_CODE_TYPE, "an entry of 'wait' must be a map, this is %s",
                 wf_kind_name(wf_doc_kind(doc, entry)));
        return;
    }
    Wait *wait = g_new0(Wait, 1);
    WfNode lazy = wf_doc_get(doc, entry, "lazy");
    WfNode timeout = wf_doc_get(doc, entry, "timeout");
    WfNode fallback = wf_doc_get(doc, entry, "default");
    WF_DOC_FOREACH (doc, entry, k, v) {
        (void)v;
        if (!wf_doc_is(doc, k, "lazy") && !wf_doc_is(doc, k, "timeout") &&
            !wf_doc_is(doc, k, "then") && !wf_doc_is(doc, k, "default")) {
            g_autofree char *name = wf_doc_dup(doc, k);
            wf_fault(m, s, k, WF_CODE_KEY, "'%s' is no key of a wait entry", name);
            wf_fault_hint(m, "the keys are timeout, then, default and lazy");
        }
    }
    wait->then = read_then(m, s, wf_doc_get(doc, entry, "then"));
    wait->timeout = timeout ? read_number(m, s, timeout, "timeout", 0, LONGEST_TIMEOUT) : 0;
    if (timeout && wait->timeout == 0)
        wait->then = WF_WAIT_FOREVER;
    wait->fallback = (WfExpr){s, fallback};
    if (wait->then == WF_WAIT_DEFAULT && !fallback)
        wf_fault(m, s, entry, WF_CODE_INPUT, "'then: default' needs a default");
    if (read_flag(m, s, lazy, "lazy"))
        input->flags |= INPUT_LAZY;
    input->flags |= INPUT_WAIT;
    g_hash_table_insert(m->waits, GUINT_TO_POINTER((guint)(input - INPUT(m, 0)) + 1), wait);
}

static void read_output(WfModel *m, WfScope s, WfNode name, WfNode entry)
{
    static const char *const known[] = {"secret", "error_output", "type", "description", NULL};
    const WfDoc *doc = wf_scope_doc(m, s);
    guint8 flags = 0, type = 0;

    if (entry && wf_doc_kind(doc, entry) == WF_MAP) {
        WF_DOC_FOREACH (doc, entry, key, value) {
            if (wf_doc_is(doc, key, "secret"))
                flags |= read_flag(m, s, value, "secret") ? OUTPUT_SECRET : 0;
            else if (wf_doc_is(doc, key, "error_output"))
                flags |= read_flag(m, s, value, "error_output") ? OUTPUT_ERROR : 0;
            else if (wf_doc_is(doc, key, "type"))
                type = wf_type_id(m, s, value);
            else if (!wf_doc_is(doc, key, "description")) {
                g_autofree char *text = wf_doc_dup(doc, key);
                wf_fault(m, s, key, WF_CODE_KEY, "'%s' is no key of an output", text);
                if (!wf_fault_meant(m, wf_text_nearest(text, known)))
                    wf_fault_hint(m, "the keys are secret, error_output, type and description");
            }
        }
    } else if (entry && wf_doc_kind(doc, entry) != WF_NULL) {
        wf_fault(m, s, entry, WF_CODE_TYPE, "an output is described by a map, this is %s",
                 wf_kind_name(wf_doc_kind(doc, entry)));
    }
    wf_output_add(m, wf_sym_node(m, doc, name), s, name, type, flags);
}

static void read_listed_output(WfModel *m, WfScope s, WfNode item)
{
    if (wf_doc_kind(wf_scope_doc(m, s), item) == WF_STRING) {
        read_output(m, s, item, 0);
        return;
    }
    wf_fault(m, s, item, WF_CODE_TYPE, "a list of outputs holds their names, this is %s",
             wf_kind_name(wf_doc_kind(wf_scope_doc(m, s), item)));
    wf_fault_hint_quotes(m, s, item);
}

static void read_outputs(WfModel *m, WfScope s, WfNode outputs)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    switch (wf_doc_kind(doc, outputs)) {
    case WF_SEQ:
        WF_DOC_EACH (doc, outputs, item)
            read_listed_output(m, s, item);
        break;
    case WF_MAP:
        if (is_computed_map(m, s, outputs, "outputs"))
            return;
        WF_DOC_FOREACH (doc, outputs, key, value) {
            wf_name_quotes(m, s, key);
            read_output(m, s, key, value);
        }
        break;
    default:
        wf_fault(m, s, outputs, WF_CODE_TYPE, "'outputs' must be a map or a list of names");
    }
}

/* config serves CREATE and UPDATE; actions add to it or take its place. */
static guint8 read_actions(WfModel *m, WfScope s, const WfNode *fields)
{
    const WfDoc *doc = wf_scope_doc(m, s);
    guint8 bits = fields[CONFIG] ? WF_CREATE | WF_UPDATE : 0;

    if (!fields[ACTIONS])
        return bits;
    if (wf_doc_kind(doc, fields[ACTIONS]) != WF_MAP) {
        wf_fault(m, s, fields[ACTIONS], WF_CODE_TYPE,
                 "'actions' must be a map of actions to recipes");
        return bits;
    }
    WF_DOC_FOREACH (doc, fields[ACTIONS], key, value) {
        guint8 one = 1;
        while (one <= WF_RESUME && !wf_doc_is(doc, key, wf_action_name(one)))
            one <<= 1;
        if (one > WF_RESUME) {
            g_autofree char *name = wf_doc_dup(doc, key);
            wf_fault(m, s, key, WF_CODE_ACTION, "'%s' is no action", name);
            wf_fault_hint(m, "the actions are CREATE, UPDATE, DELETE, SUSPEND and RESUME");
        } else if (wf_doc_kind(doc, value) == WF_NULL) {
            bits &= ~one;
        } else {
            bits |= one;
        }
    }
    return bits;
}

static WfSym read_group(WfModel *m, WfScope s, WfNode node)
{
    const WfDoc *doc = wf_scope_doc(m, s);

    if (!node)
        return wf_sym(m, "script");
    if (wf_doc_kind(doc, node) == WF_STRING)
        return wf_sym_node(m, doc, node);
    json_auto_t *value = wf_value_or_fault(m, (WfExpr){s, node});
    if (json_is_string(value))
        return wf_sym(m, json_string_value(value));
    if (value)
        wf_fault(m, s, node, WF_CODE_TYPE, "'group' must be a string");
    return wf_sym(m, "script");
}

void wf_short_read(WfModel *m, WfId id)
{
    Component c = *COMPONENT(m, id);
    const WfDoc *doc = wf_scope_doc(m, c.scope);
    WfNode f[N_KEYS];

    read_fields(m, c.scope, c.def, f);
    c.group = read_group(m, c.scope, f[GROUP]);
    c.first_input = m->inputs->len;
    c.first_output = m->outputs->len;
    if (f[SERVER])
        c.vm = wf_resolve_vm(m, c.scope, f[SERVER]);
    else if (c.vm == WF_NONE) {
        wf_fault(m, c.scope, c.key, WF_CODE_SERVER, "component '%s' names no server",
                 wf_names_text(m->names, c.name));
        wf_fault_hint(m, "add 'server: NAME' with a server resource of this template");
    }
    c.actions = read_actions(m, c.scope, f);
    if (f[INPUTS])
        read_inputs(m, c.scope, f[INPUTS]);
    if (f[OUTPUTS])
        read_outputs(m, c.scope, f[OUTPUTS]);
    if (f[TIMEOUT])
        c.timeout = read_number(m, c.scope, f[TIMEOUT], "timeout", 1, LONGEST_TIMEOUT);
    if (f[RETRIES])
        c.retries = (guint16)read_number(m, c.scope, f[RETRIES], "retries", 0, 1000);
    if (f[ON_CRASH] && read_once(m, c.scope, f[ON_CRASH]))
        c.flags |= COMPONENT_ONCE;
    if (f[WAIT] && wf_doc_kind(doc, f[WAIT]) == WF_MAP)
        WF_DOC_FOREACH (doc, f[WAIT], key, entry)
            read_wait(m, c.scope, key, entry, c.first_input);
    else if (f[WAIT])
        wf_fault(m, c.scope, f[WAIT], WF_CODE_TYPE, "'wait' must be a map of input names");
    if (f[LAZY])
        wf_inputs_flag(m, c.scope, f[LAZY], c.first_input, INPUT_LAZY);
    if (f[SECRET])
        wf_inputs_flag(m, c.scope, f[SECRET], c.first_input, INPUT_SECRET);
    const char *group = wf_names_text(m->names, c.group);
    if (strcmp(group, "os-apply-config") == 0 || strcmp(group, "Heat::Ungrouped") == 0)
        c.kind = WF_COMPONENT_DATA;
    *COMPONENT(m, id) = c;
}
