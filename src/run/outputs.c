/* The stack's outputs: the accepted model says how they are computed, outcomes say
 * what from. */
#include "run_priv.h"

#include <string.h>
#include <weft/expr.h>

typedef struct {
    WfStore *store;
    char *stack;
    const WfKeys *keys;
    bool reveal;
    WfModel *model;
    GPtrArray *expressions; /* json_t *, one an output */
    GHashTable *outcomes;   /* KEY of an expression -> WfOutcome */
    GHashTable *sealed;     /* KEY -> WfSealed */
    guint pending;
    GError *error; /* of the first that could not be read */
    WfOutputsFunc done;
    gpointer user;
} Ask;

static void finish(Ask *a, const json_t *outputs, GError *error)
{
    g_autoptr(GError) own = error;

    a->done(outputs, own, a->user);
    wf_store_forget(a->store, a);
    g_clear_pointer(&a->model, wf_model_unref);
    g_ptr_array_unref(a->expressions);
    g_hash_table_unref(a->outcomes);
    g_hash_table_unref(a->sealed);
    g_free(a->stack);
    g_free(a);
}

/* ---- evaluation ---- */

typedef struct {
    Ask *ask;
    bool secret;
    char *waits; /* for what */
} Scope;

static json_t *open_sealed(Scope *s, const char *key, const char *output, GError **error)
{
    const WfSealed *sealed = g_hash_table_lookup(s->ask->sealed, key);
    const char *box = sealed ? json_string_value(json_object_get(sealed->values, output)) : NULL;

    if (!box)
        return json_null();
    s->secret = true;
    if (!s->ask->reveal)
        return json_string("");
    g_autoptr(GBytes) bytes = wf_keys_open_output(s->ask->keys, key, output, box, error);
    gsize len;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;
    return data ? wf_json_parse(data, len, WF_LIMIT_ZNODE_BYTES, "sealed value", error) : NULL;
}

static json_t *attr(gpointer data, const char *key, const json_t *path,
                    bool *ret_expr G_GNUC_UNUSED, GError **error)
{
    Scope *s = data;
    const WfOutcome *o = g_hash_table_lookup(s->ask->outcomes, key);
    const char *output = json_string_value(json_array_get(path, 0));

    if (!wf_outcome_is_done(o, NULL) || !output) {
        if (!s->waits)
            s->waits = g_str_has_prefix(key, WF_FACTS "/")
                           ? g_strdup_printf("facts of VM %s", key + strlen(WF_FACTS "/"))
                           : g_strdup(strcmp(key, "@infra") ? key : "what only Heat knows");
        return NULL;
    }
    json_t *value = json_object_get(o->outputs, output);
    json_auto_t *whole = value ? json_incref(value) : open_sealed(s, key, output, error);
    json_auto_t *rest = wf_expr_path_from(path, 1);
    return whole ? wf_expr_select(whole, rest) : NULL;
}

static json_t *evaluate(Ask *a, const json_t *expression, bool hidden)
{
    static const WfExprResolver resolver = {.attr = attr};
    Scope own = {.ask = a, .secret = hidden};
    WfExprScope scope = {.version = WF_N_HOT - 1, .resolver = &resolver, .data = &own};
    g_autoptr(GError) error = NULL;
    bool known = false;
    json_auto_t *value = wf_expr_eval(expression, &scope, &known, NULL, &error);
    g_autofree char *waits = own.waits;

    if (!value)
        return json_pack("{s:s}", "error", error->message);
    if (!known)
        return json_pack("{s:s}", "waits", waits ? waits : "what only Heat knows");
    if (own.secret && !a->reveal)
        return json_pack("{s:b}", "secret", 1);
    return own.secret ? json_pack("{s:O, s:b}", "value", value, "secret", 1)
                      : json_pack("{s:O}", "value", value);
}

static void conclude(Ask *a)
{
    json_auto_t *outputs = json_object();

    if (a->error) {
        finish(a, NULL, g_steal_pointer(&a->error));
        return;
    }
    for (guint i = 0; i < a->expressions->len; i++) {
        WfStackOutput output;
        wf_model_stack_output(a->model, i, &output);
        /* a hidden parameter is seen here, a secret output of a component when it is opened */
        bool hidden = wf_model_expr_secret(a->model, output.value);
        json_object_set_new(outputs, output.name, evaluate(a, a->expressions->pdata[i], hidden));
    }
    finish(a, outputs, NULL);
}

/* ---- reading ---- */

static void one_less(Ask *a)
{
    if (--a->pending == 0)
        conclude(a);
}

/* What is not there has not come yet; what could not be asked for is no answer at all. */
static bool is_there(Ask *a, const WfReply *reply)
{
    if (reply->rc != WF_RC_OK && reply->rc != WF_RC_NO_NODE && !a->error)
        wf_rc_set_error(&a->error, reply->rc, "read", reply->path);
    return reply->rc == WF_RC_OK;
}

static char *key_of(const WfZpath *at)
{
    return strcmp(at->name, WF_FACTS) ? g_strdup(at->name)
                                      : g_strconcat(WF_FACTS "/", at->vm, NULL);
}

static void on_outcome(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Ask *a = user;
    g_auto(WfZpath) at = {0};
    WfOutcome *o = is_there(a, reply) && wf_zpath_parse(reply->path, &at)
                       ? wf_outcome_parse(reply->data, reply->size, NULL)
                       : NULL;
    if (o)
        g_hash_table_insert(a->outcomes, key_of(&at), o);
    one_less(a);
}

static void on_sealed(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Ask *a = user;
    g_auto(WfZpath) at = {0};
    WfSealed *sealed = is_there(a, reply) && wf_zpath_parse(reply->path, &at)
                           ? wf_sealed_parse(reply->data, reply->size, NULL)
                           : NULL;
    if (sealed)
        g_hash_table_insert(a->sealed, key_of(&at), sealed);
    one_less(a);
}

static void read_key(Ask *a, const char *key)
{
    bool facts = g_str_has_prefix(key, WF_FACTS "/");
    WfId c = facts ? WF_NONE : wf_model_component_find(a->model, key);
    const char *vm = facts ? key + strlen(WF_FACTS "/")
                     : c == WF_NONE
                         ? NULL
                         : wf_model_vm_name(a->model, wf_model_component_vm(a->model, c));

    if (!vm)
        return;
    g_autofree char *path = wf_path_outcome(a->stack, vm, facts ? WF_FACTS : key);
    g_autofree char *sealed = wf_path_sealed(a->stack, vm, facts ? WF_FACTS : key);
    a->pending += 2;
    wf_store_get(a->store, path, NULL, on_outcome, a);
    wf_store_get(a->store, sealed, NULL, on_sealed, a);
}

static bool express_all(Ask *a, GPtrArray *keys, GError **error)
{
    for (guint32 i = 0; i < wf_model_n_stack_outputs(a->model); i++) {
        WfStackOutput output;
        Express x = {.m = a->model, .vm = WF_NONE};
        wf_model_stack_output(a->model, i, &output);
        json_auto_t *value = wf_model_value(a->model, output.value, WF_VALUE_KNOWN, error);
        if (!value)
            return false;
        json_t *made = wf_express(&x, value);
        g_ptr_array_add(a->expressions, made);
        wf_expression_reads(made, keys);
    }
    return true;
}

static void on_accepted(WfModel *model, const char *digest G_GNUC_UNUSED, const GError *problem,
                        gpointer user)
{
    Ask *a = user;
    GError *error = problem ? g_error_copy(problem) : NULL;
    g_autoptr(GPtrArray) keys = g_ptr_array_new();

    a->model = model ? wf_model_ref(model) : NULL;
    if (!model || !express_all(a, keys, &error)) {
        finish(a, NULL, error);
        return;
    }
    a->pending = 1;
    for (guint i = 0; i < keys->len; i++)
        read_key(a, keys->pdata[i]);
    one_less(a);
}

void wf_outputs_start(WfStore *store, const char *stack, const WfKeys *keys, bool reveal,
                      WfOutputsFunc done, gpointer user)
{
    Ask *a = g_new0(Ask, 1);

    a->store = store;
    a->stack = g_strdup(stack);
    a->keys = keys;
    a->reveal = reveal;
    a->done = done;
    a->user = user;
    a->expressions = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref);
    a->outcomes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)wf_outcome_free);
    a->sealed =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)wf_sealed_free);
    wf_accepted_start(store, stack, keys, on_accepted, a);
}
