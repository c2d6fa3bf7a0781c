/* Values of inputs: the expression of the manifest, evaluated with what was
 * observed. */
#include "agent_priv.h"

#include <string.h>
#include <weft/expr.h>

typedef struct {
    Component *component;
} Scope;

static Edge *edge_of(const Component *c, const char *key)
{
    return c->reads ? g_hash_table_lookup(c->reads, key) : NULL;
}

const Edge *wf_input_awaited(const Component *c, const WfEntryInput *input)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    wf_expression_reads(input->value, keys);
    for (guint i = 0; i < keys->len; i++) {
        const Edge *edge = edge_of(c, keys->pdata[i]);
        if (edge && !edge->satisfied)
            return edge;
    }
    return NULL;
}

bool wf_input_has_failed(const Component *c, const WfEntryInput *input)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    wf_expression_reads(input->value, keys);
    for (guint i = 0; i < keys->len; i++) {
        const Edge *edge = edge_of(c, keys->pdata[i]);
        if (edge && wf_edge_has_failed(edge))
            return true;
    }
    return false;
}

char *wf_input_late(const WfEntryInput *input)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    wf_expression_reads(input->value, keys);
    return g_strdup_printf("input '%s': waited %u s for '%s'", input->name, input->wait_s,
                           keys->len ? (char *)keys->pdata[0] : "");
}

static json_t *parse_opened(GBytes *bytes, GError **error)
{
    if (!bytes)
        return NULL;
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    return wf_json_parse(data, len, WF_LIMIT_ZNODE_BYTES, "sealed value", error);
}

/* New reference; null where the producer did not make that output, as Heat has it. */
static json_t *output_of(const Edge *edge, const char *output, GError **error)
{
    const Producer *p = edge->producer;
    const WfOutcome *o = wf_producer_outcome(p);
    json_t *value = o ? json_object_get(o->outputs, output) : NULL;
    if (value)
        return json_incref(value);
    const json_t *values = p->local ? p->local->sealed : p->sealed;
    const char *sealed = json_string_value(json_object_get(values, output));
    const char *key = json_string_value(json_object_get(edge->read->keys, output));
    if (!sealed || !key)
        return json_null();
    g_autoptr(GBytes) opened =
        wf_vm_keys_open_output(edge->consumer->agent->keys, key, sealed, error);
    return parse_opened(opened, error);
}

json_t *wf_agent_unsealed(const WfAgent *agent, json_t *value, bool *ret_secret, GError **error)
{
    const json_t *args = json_object_size(value) == 1 ? json_object_get(value, "get_attr") : NULL;
    const char *box = json_string_value(json_array_get(args, 1));
    bool sealed = box && g_strcmp0(json_string_value(json_array_get(args, 0)), "@sealed") == 0;
    *ret_secret = sealed;
    if (!sealed)
        return value ? json_incref(value) : json_null();
    g_autoptr(GBytes) opened = wf_vm_keys_open_sealed(agent->keys, box, error);
    return parse_opened(opened, error);
}

static json_t *attr(gpointer data, const char *resource, const json_t *path, bool *ret_expr,
                    GError **error)
{
    (void)ret_expr;
    const Component *c = ((Scope *)data)->component;
    const WfAgent *agent = c->agent;
    const char *first = json_string_value(json_array_get(path, 0));
    if (!strcmp(resource, "@self"))
        return wf_expr_select(agent->self, path);
    if (!strcmp(resource, "@infra"))
        return wf_expr_select(agent->infra, path);
    if (!strcmp(resource, "@sealed")) {
        g_autoptr(GBytes) opened = first ? wf_vm_keys_open_sealed(agent->keys, first, error) : NULL;
        return parse_opened(opened, error);
    }
    const Edge *edge = edge_of(c, resource);
    if (!edge || !first) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "'%s' is no producer of it", resource);
        return NULL;
    }
    json_auto_t *value = output_of(edge, first, error);
    json_auto_t *rest = wf_expr_path_from(path, 1);
    return value ? wf_expr_select(value, rest) : NULL;
}

json_t *wf_input_resolve(Component *c, const WfEntryInput *input, guint index, GError **error)
{
    static const WfExprResolver resolver = {.attr = attr};
    bool secret;
    if (c->defaulted && c->defaulted[index])
        return wf_agent_unsealed(c->agent, input->fallback, &secret, error);
    if (!input->value)
        return json_null();
    Scope own = {c};
    WfExprScope scope = {.version = WF_N_HOT - 1, .resolver = &resolver, .data = &own};
    if (c->entry->hot && !wf_hot_version_parse(c->entry->hot, &scope.version)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "unknown template version '%s'",
                    c->entry->hot);
        return NULL;
    }
    bool known = false;
    g_autoptr(GError) problem = NULL;
    json_t *value = wf_expr_eval(input->value, &scope, &known, NULL, &problem);
    if (value && known)
        return value;
    json_decref(value);
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "input '%s' cannot be computed: %s", input->name,
                problem ? problem->message : "it needs what only the cloud knows");
    return NULL;
}

char *wf_input_digest(const WfAgent *agent, const char *domain, const json_t *value)
{
    return wf_digest_json(wf_vm_keys_digest_key(agent->keys), domain, value);
}
