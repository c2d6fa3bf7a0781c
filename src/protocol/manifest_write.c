/* Writing a manifest, and walking its expressions. Only what differs from the
 * default is written: a manifest of 100 components should fit one zNode. */
#include "protocol_priv.h"

#include <string.h>

typedef struct {
    WfSealFunc seal;
    gpointer data;
    const char *vm;
    GError *error;
} Writer;

/* {KEY: VALUE} and nothing else? Then VALUE. */
static json_t *only_value(const json_t *value, const char *key)
{
    return json_is_object(value) && json_object_size(value) == 1 ? json_object_get(value, key)
                                                                 : NULL;
}

/* Visits every value below an expression (itself included), containers before what they hold,
 * without recursion. @visit says whether to go into it. */
typedef bool (*Visit)(json_t *value, gpointer data);

static void walk(json_t *expression, Visit visit, gpointer data)
{
    g_autoptr(GPtrArray) stack = g_ptr_array_new();
    g_ptr_array_add(stack, expression);
    while (stack->len) {
        json_t *value = g_ptr_array_remove_index(stack, stack->len - 1);
        if (!value || !visit(value, data))
            continue;
        gsize i;
        const char *key;
        json_t *item;
        json_array_foreach (value, i, item)
            g_ptr_array_add(stack, item);
        json_object_foreach (value, key, item)
            g_ptr_array_add(stack, item);
    }
}

typedef struct {
    GPtrArray *keys;
    GHashTable *seen;
} Collected;

static bool collect_read(json_t *value, gpointer data)
{
    Collected *found = data;
    json_t *args = only_value(value, "get_attr");
    const char *key = json_string_value(json_array_get(args, 0));
    bool own = key && *key == '@' && !g_str_has_prefix(key, WF_FACTS "/");
    if (key && !own && g_hash_table_add(found->seen, (gpointer)key))
        g_ptr_array_add(found->keys, (gpointer)key);
    return true; /* a path element may be an expression too */
}

void wf_expression_reads(const json_t *expression, GPtrArray *ret_keys)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < ret_keys->len; i++)
        g_hash_table_add(seen, ret_keys->pdata[i]);
    walk((json_t *)expression, collect_read, &(Collected){ret_keys, seen});
}

static bool seal_leaf(json_t *value, gpointer data)
{
    Writer *w = data;
    json_t *secret = only_value(value, "weft_secret");
    if (!secret)
        return true;
    if (!w->seal) {
        if (!w->error)
            w->error =
                g_error_new(WF_ERROR, WF_ERROR_INVALID,
                            "manifest of '%s': a hidden value, and nothing to seal it with", w->vm);
        return false;
    }
    g_autofree char *text = wf_json_canonical(secret);
    g_autofree char *sealed = w->seal(text, strlen(text), w->data);
    json_object_clear(value);
    json_object_set_new(value, "get_attr", json_pack("[s, s]", "@sealed", sealed));
    return false;
}

static void put_sealed(Writer *w, json_t *object, const char *key, const json_t *expression)
{
    if (!expression)
        return;
    json_t *copy = json_deep_copy(expression);
    walk(copy, seal_leaf, w);
    json_object_set_new(object, key, copy);
}

static json_t *write_read(Writer *w, const WfEntryRead *read)
{
    json_t *object = json_object();
    if (strcmp(read->vm, w->vm))
        wf_put_text(object, "vm", read->vm);
    if (strcmp(read->name, read->key))
        wf_put_text(object, "name", read->name);
    wf_put_text(object, "deep", read->deep);
    wf_put_json(object, "keys", read->keys);
    wf_put_int(object, "readers", read->readers);
    wf_put_bool(object, "delivered", read->delivered);
    return object;
}

static void put_reads(Writer *w, json_t *entry, const char *field, const GPtrArray *reads)
{
    if (!reads->len)
        return;
    json_t *object = json_object();
    for (guint i = 0; i < reads->len; i++) {
        const WfEntryRead *read = reads->pdata[i];
        json_object_set_new(object, read->key, write_read(w, read));
    }
    json_object_set_new(entry, field, object);
}

static json_t *write_input(Writer *w, const WfEntryInput *input)
{
    json_t *object = json_object();
    wf_put_text(object, "name", input->name);
    wf_put_text(object, "type", input->type);
    wf_put_text(object, "description", input->description);
    put_sealed(w, object, "value", input->value);
    wf_put_bool(object, "lazy", input->lazy);
    wf_put_bool(object, "secret", input->secret);
    wf_put_bool(object, "replace_on_change", input->replace_on_change);
    if (input->wait_s || input->then != WF_THEN_FAIL) {
        json_t *wait = json_object();
        wf_put_int(wait, "timeout", input->wait_s);
        wf_put_text(wait, "then", input->then == WF_THEN_DEFAULT ? "default" : NULL);
        put_sealed(w, wait, "default", input->fallback);
        json_object_set_new(object, "wait", wait);
    }
    return object;
}

static json_t *write_output(const WfEntryOutput *output)
{
    json_t *object = json_object();
    wf_put_text(object, "name", output->name);
    wf_put_text(object, "type", output->type);
    wf_put_bool(object, "secret", output->secret);
    wf_put_bool(object, "error_output", output->error_output);
    wf_put_text(object, "key", output->public_key);
    return object;
}

static void put_actions(json_t *entry, const GPtrArray *actions)
{
    json_t *object = json_object();
    for (guint i = 0; i < actions->len; i++) {
        const WfEntryAction *action = actions->pdata[i];
        json_t *item = json_object();
        wf_put_text(item, "recipe", action->recipe);
        wf_put_text(item, "hook", action->hook);
        json_object_set_new(object, action->action, item);
    }
    json_object_set_new(entry, "actions", object);
}

static void put_wishes(json_t *object, const WfEntry *entry)
{
    if (!entry->retry && !entry->pause)
        return;
    json_t *wish = json_object();
    wf_put_int(wish, "retry", (gint64)entry->retry);
    wf_put_bool(wish, "pause", entry->pause);
    json_object_set_new(object, "wish", wish);
}

static json_t *write_entry(Writer *w, const WfEntry *entry)
{
    json_t *object = json_object();
    wf_put_text(object, "name", entry->name);
    wf_put_text(object, "spec", entry->spec);
    wf_put_text(object, "deep", entry->deep);
    if (strcmp(entry->hook, "script"))
        wf_put_text(object, "hook", entry->hook);
    wf_put_text(object, "hot", entry->hot);
    wf_put_text(object, "input_key", entry->input_key);
    wf_put_bool(object, "input_strict", entry->input_strict);
    put_sealed(w, object, "options", json_object_size(entry->options) ? entry->options : NULL);
    wf_put_json(object, "labels", json_object_size(entry->labels) ? entry->labels : NULL);
    put_actions(object, entry->actions);
    json_t *inputs = json_array(), *outputs = json_array();
    for (guint i = 0; i < entry->inputs->len; i++)
        json_array_append_new(inputs, write_input(w, entry->inputs->pdata[i]));
    for (guint i = 0; i < entry->outputs->len; i++)
        json_array_append_new(outputs, write_output(entry->outputs->pdata[i]));
    wf_put_json(object, "inputs", json_array_size(inputs) ? inputs : NULL);
    wf_put_json(object, "outputs", json_array_size(outputs) ? outputs : NULL);
    json_decref(inputs);
    json_decref(outputs);
    put_reads(w, object, "reads", entry->reads);
    put_reads(w, object, "after", entry->after);
    put_reads(w, object, "consumers", entry->consumers);
    wf_put_int(object, "timeout", entry->timeout_s == 3600 ? 0 : entry->timeout_s);
    wf_put_int(object, "retries", entry->retries);
    wf_put_text(object, "on_crash", entry->on_crash == WF_CRASH_FAIL ? "fail" : NULL);
    wf_put_bool(object, "no_signal", entry->no_signal);
    put_wishes(object, entry);
    return object;
}

static void put_entries(Writer *w, json_t *payload, const char *field, const GPtrArray *entries)
{
    if (!entries->len)
        return;
    json_t *list = json_array();
    for (guint i = 0; i < entries->len; i++)
        json_array_append_new(list, write_entry(w, entries->pdata[i]));
    json_object_set_new(payload, field, list);
}

/* What is written is read back the way an agent will: a planner must not publish what
 * every agent then refuses. */
static GBytes *checked(GBytes *bytes, const char *vm, GError **error)
{
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    g_autoptr(WfManifest) again = wf_manifest_parse(data, len, vm, error);
    if (again)
        return bytes;
    g_bytes_unref(bytes);
    return NULL;
}

GBytes *wf_manifest_format(const WfManifest *manifest, WfSealFunc seal, gpointer seal_data,
                           GError **error)
{
    Writer w = {.seal = seal, .data = seal_data, .vm = manifest->vm};
    json_t *payload = wf_payload_new();
    wf_put_text(payload, "vm", manifest->vm);
    wf_put_int(payload, "jobs", manifest->jobs == 1 ? 0 : manifest->jobs);
    wf_put_text(payload, "facts_deep", manifest->facts_deep);
    wf_put_text(payload, "planner", manifest->planner);
    if (manifest->auth->len) {
        json_t *auth = json_array();
        for (guint i = 0; i < manifest->auth->len; i++)
            json_array_append_new(auth, json_string(manifest->auth->pdata[i]));
        json_object_set_new(payload, "auth", auth);
    }
    put_entries(&w, payload, "components", manifest->components);
    put_entries(&w, payload, "deletions", manifest->deletions);
    if (w.error) {
        json_decref(payload);
        g_propagate_error(error, w.error);
        return NULL;
    }
    return checked(wf_payload_bytes(payload), manifest->vm, error);
}
