/* Wait conditions' handles: what their attributes are once a VM's own weft-signal takes the
 * signals.
 *
 * A handle gives three things in real templates: a command to which curl's arguments are appended
 * (curl_cli), an address with a token, or its reference as the address for cfn-signal. All become
 * constants of the VM: the command and a listener on its loopback address, both of which drop the
 * signal as a file where the agent's recipe for the wait condition finds it. */
#include "strip_priv.h"

#include <string.h>
#include <weft/protocol.h>

static json_t *handle_value(const WfModel *m, WfId component, const char *attr)
{
    g_autofree char *name = wf_zname_encode(wf_model_component_name(m, component));
    g_autofree char *address = g_strdup_printf("http://%s/%s", WF_SIGNAL_ADDRESS, name);

    if (!attr || strcmp(attr, "endpoint") == 0)
        return json_string(address);
    if (strcmp(attr, "curl_cli") == 0)
        return json_sprintf("%s %s", WF_SIGNAL_COMMAND, name);
    return strcmp(attr, "token") == 0 ? json_string("local") : NULL;
}

/* The constant that a call on a handle becomes; NULL if it is no such call. */
static json_t *replacement(const Strip *s, const json_t *call)
{
    const json_t *args = json_object_iter_value(json_object_iter((json_t *)call));
    const char *function = json_object_iter_key(json_object_iter((json_t *)call));
    bool attr = strcmp(function, "get_attr") == 0;
    const char *name = json_string_value(attr ? json_array_get(args, 0) : args);

    if (!name || (!attr && strcmp(function, "get_resource") != 0 && strcmp(function, "Ref") != 0))
        return NULL;
    WfId r = wf_model_resource_find(s->m, name);
    gpointer c = r == WF_NONE ? NULL : g_hash_table_lookup(s->handles, GUINT_TO_POINTER(r + 1));
    const char *which = json_string_value(json_array_get(args, 1));
    if (!c || (attr && !which))
        return NULL;
    return handle_value(s->m, GPOINTER_TO_UINT(c) - 1, attr ? which : NULL);
}

/* As deep as an evaluated expression, which is bounded. */
json_t *strip_without_handles(const Strip *s, const json_t *expr)
{
    const char *key;
    json_t *item, *copy;
    size_t i;

    if (json_is_array(expr)) {
        copy = json_array();
        json_array_foreach (expr, i, item)
            json_array_append_new(copy, strip_without_handles(s, item));
        return copy;
    }
    if (!json_is_object(expr))
        return json_incref((json_t *)expr);
    json_t *constant = json_object_size(expr) == 1 ? replacement(s, expr) : NULL;
    if (constant)
        return constant;
    copy = json_object();
    json_object_foreach ((json_t *)expr, key, item)
        json_object_set_new(copy, key, strip_without_handles(s, item));
    return copy;
}

bool strip_takes_signals(const Strip *s, WfId vm)
{
    GHashTableIter iter;
    gpointer c;

    g_hash_table_iter_init(&iter, s->handles);
    while (g_hash_table_iter_next(&iter, NULL, &c))
        if (wf_model_component_vm(s->m, GPOINTER_TO_UINT(c) - 1) == vm)
            return true;
    return false;
}

json_t *wf_strip_wait_config(const WfModel *m, WfId component)
{
    if (wf_model_component_kind(m, component) != WF_COMPONENT_WAIT)
        return NULL;
    WfId condition = wf_model_component_deployment(m, component);
    WfExpr count = wf_model_resource_property(m, condition, "count");
    if (!count.node)
        count = wf_model_resource_property(m, condition, "Count");
    json_auto_t *value = count.node ? wf_model_value(m, count, WF_VALUE_KNOWN, NULL) : NULL;
    json_int_t n = json_is_string(value) ? g_ascii_strtoll(json_string_value(value), NULL, 10)
                                         : json_integer_value(value);
    g_autofree char *name = wf_zname_encode(wf_model_component_name(m, component));
    g_autofree char *folder = g_strconcat(WF_SIGNAL_FOLDER "/", name, NULL);
    return json_pack("{s:s, s:I}", "signals", folder, "count", MAX(n, (json_int_t)1));
}
