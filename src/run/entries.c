/* One component in the manifest of its VM: what it reads and follows, what it
 * runs with, and digests of all that, by which an agent sees what has changed. */
#include "desired_priv.h"

#include <string.h>
#include <weft/strip.h>

/* A recipe that cannot stand in the store in clear, or is not known before its inputs are, travels
 * as one more input; the recipe proper then only says where it goes. */
#define RECIPE_KEY "weft_input"

G_GNUC_PRINTF(3, 4)
static bool fault(Builder *b, WfCode code, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    wf_model_finding(b->m, wf_model_component_place(b->m, b->c), b->findings, code, "%s", text);
    wf_findings_severity(b->findings, WF_FAULT);
    return false;
}

/* ---- expressions ---- */

static void note_version(Builder *b, WfScope scope)
{
    WfHotVersion version;

    if (wf_hot_version_parse(wf_model_scope_version(b->m, scope), &version) &&
        (b->hot == WF_N_HOT || version > b->hot))
        b->hot = version;
}

/* What a value is called in a finding. */
typedef struct {
    const char *what;
    const char *name; /* or NULL */
} Called;

static char *called_text(Called called)
{
    return called.name ? g_strdup_printf("%s '%s'", called.what, called.name)
                       : g_strdup(called.what);
}

/* New reference, or NULL with a finding. */
static json_t *express(Builder *b, WfExpr expr, Called called, guint *ret_open)
{
    g_autoptr(GError) error = NULL;
    Express x = {.m = b->m, .vm = b->vm};
    json_auto_t *value = wf_model_value(b->m, expr, WF_VALUE_KNOWN, &error);

    if (!value) {
        g_autofree char *what = called_text(called);
        fault(b, WF_CODE_ARGUMENT, "%s of '%s' cannot be computed: %s", what, b->entry->name,
              error->message);
        return NULL;
    }
    json_t *made = wf_express(&x, value);
    if (x.unknown) {
        g_autofree char *what = called_text(called);
        fault(b, WF_CODE_PARAM_VALUE, "parameter '%s' has no value, and %s of '%s' needs it",
              x.unknown, what, b->entry->name);
        wf_findings_hint(b->findings, "give it with -P NAME=VALUE or an environment");
        json_decref(made);
        return NULL;
    }
    if (x.n_open)
        note_version(b, expr.scope);
    *ret_open = x.n_open;
    return made;
}

static json_t *hide(json_t *value, guint open)
{
    json_t *hidden = open ? wf_express_secret(value) : json_pack("{s:O}", "weft_secret", value);

    json_decref(value);
    return hidden;
}

static bool is_secret(const Builder *b, WfExpr expr)
{
    return expr.node && wf_model_expr_secret(b->m, expr);
}

/* A value that has to be known by now, hidden as a whole if it is @secret. @ret NULL without a
 * fault: there is none. */
static bool known(Builder *b, WfExpr expr, Called called, bool secret, json_t **ret)
{
    guint open = 0;

    *ret = NULL;
    if (!expr.node)
        return true;
    json_t *value = express(b, expr, called, &open);
    if (!value)
        return false;
    if (open) {
        g_autofree char *what = called_text(called);
        json_decref(value);
        return fault(b, WF_CODE_ARGUMENT, "%s of '%s' must be known before it runs", what,
                     b->entry->name);
    }
    *ret = secret ? hide(value, 0) : value;
    return true;
}

/* ---- recipes ---- */

/* Its digest, which lives as long as what is desired; NULL with a finding. */
static const char *add_recipe(Builder *b, const json_t *config)
{
    g_autofree char *digest = wf_recipe_digest(b->key, config);
    gpointer known;

    if (g_hash_table_lookup_extended(b->desired->recipes, digest, &known, NULL))
        return known;
    GBytes *bytes = wf_recipe_format(config);
    if (g_bytes_get_size(bytes) > WF_LIMIT_RECIPE_BYTES) {
        g_bytes_unref(bytes);
        fault(b, WF_CODE_SIZE, "the recipe of '%s' is larger than %u MiB", b->entry->name,
              WF_LIMIT_RECIPE_BYTES >> 20);
        return NULL;
    }
    known = g_steal_pointer(&digest);
    g_hash_table_insert(b->desired->recipes, known, bytes);
    return known;
}

/* A structured one keeps its own key: what it says of inputs holds once it is there. */
static json_t *recipe_as_input(Builder *b, json_t *config, guint open, bool secret,
                               const char *action, const char *input_key)
{
    g_autofree char *lower = g_ascii_strdown(action, -1);
    g_autofree char *name = g_strdup_printf(WF_RECIPE_INPUT "%s", lower);
    WfEntryInput *input = wf_entry_input_new(name);

    input->type = g_strdup("Json");
    input->secret = secret;
    input->value = secret ? hide(json_incref(config), open) : json_incref(config);
    g_ptr_array_add(b->entry->inputs, input);
    g_free(b->entry->input_key);
    b->entry->input_key = g_strdup(input_key ? input_key : RECIPE_KEY);
    return json_pack("{s:s}", b->entry->input_key, name);
}

/* As add_recipe(). */
static const char *add_text(Builder *b, const json_t *config)
{
    const char *text = json_string_value(config);
    const char *digest = g_hash_table_lookup(b->texts, text);

    if (!digest && (digest = add_recipe(b, config)))
        g_hash_table_insert(b->texts, g_strdup(text), (gpointer)digest);
    return digest;
}

/* The digest of the recipe, or NULL with a finding. Mostly one config is that of several actions.
 */
static const char *recipe_of(Builder *b, const WfRecipe *recipe, const char *action)
{
    guint open = 0;

    if (b->recipe && recipe->config.node == b->config.node &&
        recipe->config.scope == b->config.scope)
        return b->recipe;
    json_auto_t *config = recipe->config.node
                              ? express(b, recipe->config, (Called){"the recipe", NULL}, &open)
                              : json_string("");
    if (!config)
        return NULL;
    bool secret = is_secret(b, recipe->config);
    if (open || secret) {
        json_auto_t *instead = recipe_as_input(b, config, open, secret, action, recipe->input_key);
        return add_recipe(b, instead);
    }
    b->config = recipe->config;
    b->recipe = json_is_string(config) ? add_text(b, config) : add_recipe(b, config);
    return b->recipe;
}

static bool add_action(Builder *b, WfActions one)
{
    const char *name = wf_action_name(one);
    WfRecipe recipe;

    if (!wf_model_component_recipe(b->m, b->c, one, &recipe))
        return true;
    const char *digest = recipe_of(b, &recipe, name);
    if (!digest)
        return false;
    if (recipe.input_key && !b->entry->input_key)
        b->entry->input_key = g_strdup(recipe.input_key);
    WfEntryAction *action = wf_entry_action_new(name, digest);
    if (recipe.group && strcmp(recipe.group, b->entry->hook) != 0)
        action->hook = g_strdup(recipe.group);
    g_ptr_array_add(b->entry->actions, action);
    return b->entry->actions->len > 1 || /* all have the same */
           known(b, recipe.options, (Called){"the options", NULL}, is_secret(b, recipe.options),
                 &b->entry->options);
}

/* Signals are files that the VM's weft-signal drops; the hook `wait` counts them. */
static bool add_wait(Builder *b)
{
    json_auto_t *config = wf_strip_wait_config(b->m, b->c);
    const char *digest = add_recipe(b, config);

    if (!digest)
        return false;
    g_free(b->entry->hook);
    b->entry->hook = g_strdup("wait");
    g_ptr_array_add(b->entry->actions, wf_entry_action_new("CREATE", digest));
    return true;
}

static bool add_actions(Builder *b)
{
    static const WfActions all[] = {WF_CREATE, WF_UPDATE, WF_DELETE, WF_SUSPEND, WF_RESUME};
    guint mask = wf_model_component_actions(b->m, b->c);
    WfComponentKind kind = wf_model_component_kind(b->m, b->c);

    if (kind == WF_COMPONENT_WAIT)
        return add_wait(b);
    for (guint i = 0; kind == WF_COMPONENT_RECIPE && i < G_N_ELEMENTS(all); i++)
        if (mask & all[i] && !add_action(b, all[i]))
            return false;
    return true;
}

/* ---- inputs and outputs ---- */

static bool add_input(Builder *b, WfId id)
{
    WfInput in;
    guint open = 0;

    wf_model_input(b->m, id, &in);
    Called called = {"input", in.name};
    WfEntryInput *input = wf_entry_input_new(in.name);
    g_ptr_array_add(b->entry->inputs, input);
    if (g_strcmp0(in.type, "String") != 0)
        input->type = g_strdup(in.type);
    input->lazy = in.lazy;
    input->replace_on_change = in.replace_on_change;
    input->wait_s = in.wait_timeout;
    input->then = in.then == WF_WAIT_DEFAULT ? WF_THEN_DEFAULT : WF_THEN_FAIL;
    input->secret = in.secret || is_secret(b, in.value) || is_secret(b, in.fallback);
    if (!known(b, in.fallback, called, input->secret, &input->fallback))
        return false;
    if (!in.value.node)
        return true;
    input->value = express(b, in.value, called, &open);
    if (input->value && input->secret)
        input->value = hide(input->value, open);
    return input->value != NULL;
}

static void add_output(Builder *b, const char *name, const char *type, bool secret, bool error)
{
    WfEntryOutput *output = wf_entry_output_new(name);

    if (g_strcmp0(type, "String") != 0)
        output->type = g_strdup(type);
    output->secret = secret;
    output->error_output = error;
    output->public_key =
        secret ? wf_keys_output_public(b->keys, b->entry->name, output->name) : NULL;
    g_ptr_array_add(b->entry->outputs, output);
}

static void add_outputs(Builder *b)
{
    WfId first;
    guint32 n;

    wf_model_component_outputs(b->m, b->c, &first, &n);
    for (WfId id = first; id < first + n; id++) {
        WfOutput out;
        wf_model_output(b->m, id, &out);
        if (!wf_model_output_is_implicit(out.name))
            add_output(b, out.name, out.type, out.secret, out.error_output);
    }
    for (guint i = 0; i < WF_N_IMPLICIT; i++)
        if (wf_model_component_implicit_is_read(b->m, b->c, i))
            add_output(b, wf_model_implicit_output(i), NULL, false, false);
}

/* ---- reads and predecessors ---- */

/* Is @output of the producer @key asked for anywhere in it? */
static bool asks_for(const json_t *value, const char *key, const char *output)
{
    const json_t *args = json_is_object(value) ? json_object_get(value, "get_attr") : NULL;
    const char *name;
    json_t *item;
    size_t i;

    if (json_is_array(args))
        return g_strcmp0(json_string_value(json_array_get(args, 0)), key) == 0 &&
               g_strcmp0(json_string_value(json_array_get(args, 1)), output) == 0;
    json_array_foreach (value, i, item)
        if (asks_for(item, key, output))
            return true;
    json_object_foreach ((json_t *)value, name, item)
        if (asks_for(item, key, output))
            return true;
    return false;
}

static bool entry_asks_for(const WfEntry *entry, const char *key, const char *output)
{
    for (guint i = 0; i < entry->inputs->len; i++)
        if (asks_for(((WfEntryInput *)entry->inputs->pdata[i])->value, key, output))
            return true;
    return false;
}

/* Keys of the secret outputs that the inputs ask for, and of no others, sealed to this VM. */
static json_t *keys_of(Builder *b, WfId producer)
{
    const char *name = wf_model_component_name(b->m, producer);
    json_t *keys = NULL;
    WfId first;
    guint32 n;

    wf_model_component_outputs(b->m, producer, &first, &n);
    for (WfId id = first; id < first + n; id++) {
        WfOutput out;
        wf_model_output(b->m, id, &out);
        if (!out.secret || !entry_asks_for(b->entry, name, out.name))
            continue;
        g_autofree char *key =
            wf_keys_output_key_for_vm(b->keys, name, out.name, wf_model_vm_name(b->m, b->vm));
        if (!keys)
            keys = json_object();
        json_object_set_new(keys, out.name, json_string(key));
    }
    return keys;
}

static WfEntryRead *read_of(Builder *b, guint32 node, const char *key)
{
    bool facts = wf_model_node_is_vm(b->m, node);
    const char *vm = wf_model_vm_name(b->m, wf_model_node_vm(b->m, node));
    WfEntryRead *read = wf_entry_read_new(key, vm, facts ? WF_FACTS : key, b->deep[node]);

    read->readers = b->readers[node] >= 100 ? b->readers[node] : 0;
    return read;
}

static guint32 node_of(const WfModel *m, const char *key)
{
    if (g_str_has_prefix(key, WF_FACTS "/")) {
        WfId vm = wf_model_vm_find(m, key + strlen(WF_FACTS "/"));
        return vm == WF_NONE ? WF_NONE : wf_model_n_components(m) + vm;
    }
    return wf_model_component_find(m, key);
}

static void add_read(Builder *b, const char *key, GHashTable *seen)
{
    guint32 node = node_of(b->m, key);

    if (node == WF_NONE || !g_hash_table_add(seen, GUINT_TO_POINTER(node + 1)))
        return;
    WfEntryRead *read = read_of(b, node, key);
    if (!wf_model_node_is_vm(b->m, node))
        read->keys = keys_of(b, node);
    g_ptr_array_add(b->entry->reads, read);
}

static void add_reads(Builder *b, GHashTable *seen)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();

    for (guint i = 0; i < b->entry->inputs->len; i++) {
        g_ptr_array_set_size(keys, 0);
        wf_expression_reads(((WfEntryInput *)b->entry->inputs->pdata[i])->value, keys);
        for (guint k = 0; k < keys->len; k++)
            add_read(b, keys->pdata[k], seen);
    }
}

static WfEntryRead *follow(Builder *b, guint32 node)
{
    bool facts = wf_model_node_is_vm(b->m, node);
    const char *name = facts ? wf_model_vm_name(b->m, wf_model_node_vm(b->m, node))
                             : wf_model_node_name(b->m, node);
    g_autofree char *key = facts ? g_strconcat(WF_FACTS "/", name, NULL) : g_strdup(name);
    WfEntryRead *read = read_of(b, node, key);

    read->delivered = wf_model_node_no_signal(b->m, node);
    g_ptr_array_add(b->entry->after, read);
    return read;
}

/* That one is delivered is enough only if nothing but orders makes the component follow it: a run
 * list says that its recipes run one after the other. */
static void add_after(Builder *b, GHashTable *seen)
{
    guint32 n;
    const WfArc *arcs = wf_graph_in(wf_model_graph(b->m), b->c, &n);
    g_autoptr(GHashTable) after = g_hash_table_new(NULL, NULL); /* node + 1 -> WfEntryRead */

    for (guint32 i = 0; i < n; i++) {
        gpointer node = GUINT_TO_POINTER(arcs[i].node + 1);
        if (g_hash_table_add(seen, node))
            g_hash_table_insert(after, node, follow(b, arcs[i].node));
        WfEntryRead *read = g_hash_table_lookup(after, node);
        if (read && wf_model_edge_kind(b->m, arcs[i].edge) != WF_EDGE_ORDER)
            read->delivered = false;
    }
}

/* ---- one component ---- */

/* What a VM is made of decides too: a replaced VM's components do everything again, and their
 * readers look again. It is no part of `spec`, so where the machine stayed nothing runs. */
static char *with_vm(Builder *b, const char *deep, WfId vm)
{
    g_autofree char *text =
        g_strconcat(deep, "\n", b->deep[wf_model_n_components(b->m) + vm], NULL);

    return wf_digest(b->key, "deep on VM", text, strlen(text));
}

static void set_plain_fields(Builder *b)
{
    WfEntry *e = b->entry;
    const char *group = wf_model_component_group(b->m, b->c);

    g_free(e->hook);
    e->hook = g_strdup(group ? group : "script");
    e->timeout_s = wf_model_component_timeout(b->m, b->c);
    e->retries = wf_model_component_retries(b->m, b->c);
    e->no_signal = wf_model_component_no_signal(b->m, b->c);
    e->on_crash = wf_model_component_once(b->m, b->c) ? WF_CRASH_FAIL : WF_CRASH_RERUN;
}

bool wf_desired_add_entry(Builder *b, WfManifest *manifest)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    WfEntry *e = b->entry = wf_entry_new(wf_model_component_name(b->m, b->c));
    WfId first;
    guint32 n;

    g_ptr_array_add(manifest->components, e);
    b->hot = WF_N_HOT;
    b->recipe = NULL;
    set_plain_fields(b);
    wf_model_component_inputs(b->m, b->c, &first, &n);
    for (WfId id = first; id < first + n; id++)
        if (!add_input(b, id))
            return false;
    if (!add_actions(b))
        return false;
    add_outputs(b);
    add_reads(b, seen);
    add_after(b, seen);
    if (b->hot != WF_N_HOT)
        e->hot = g_strdup(wf_hot_version_date(b->hot));
    e->spec = wf_entry_spec(b->key, e);
    g_autofree char *deep = wf_entry_deep(b->key, e);
    e->deep = with_vm(b, deep, b->vm);
    b->deep[b->c] = g_strdup(e->deep);
    return true;
}
