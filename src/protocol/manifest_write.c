/* Writing a manifest. Only what differs from the default is written, and nothing twice: a manifest
 * of 100 components should fit one zNode, and what a prepare takes goes by its bytes. */
#include "manifest_priv.h"

#include <string.h>

typedef struct {
    GString *out;
    WfSealFunc seal;
    gpointer data;
    const char *vm;
    GHashTable *deep; /* of its components, by name: borrowed */
    WfReader rules;   /* the first one broken */
} Writer;

static bool seal_leaf(GString *out, const json_t *object, gpointer data)
{
    Writer *w = data;
    const json_t *secret = wf_only_value(object, "weft_secret");
    if (!secret)
        return false;
    if (!w->seal) {
        wf_reader_refuse(&w->rules, WF_ERROR_INVALID,
                         "a hidden value, and nothing to seal it with");
        g_string_append(out, "null");
        return true;
    }
    g_autofree char *text = wf_json_canonical(secret);
    g_autofree char *sealed = w->seal(text, strlen(text), w->data);
    g_string_append_printf(out, "{\"get_attr\":[\"@sealed\",\"%s\"]}", sealed); /* base64 */
    return true;
}

static void put_sealed(Writer *w, const char *key, const json_t *expression)
{
    if (!expression)
        return;
    wf_json_append(w->out, key, expression, &(WfJsonForm){.instead = seal_leaf, .data = w});
}

/* Is all there is to say of it said where its component stands, in this very manifest? */
static bool is_plain(const Writer *w, const WfEntryRead *read)
{
    return !read->keys && !read->readers && !read->delivered && strcmp(read->vm, w->vm) == 0 &&
           strcmp(read->name, read->key) == 0 && read->deep &&
           g_strcmp0(read->deep, g_hash_table_lookup(w->deep, read->name)) == 0;
}

static void put_read(Writer *w, const WfEntryRead *read)
{
    GString *out = w->out;
    if (is_plain(w, read)) {
        wf_json_bool(out, read->key, true);
        return;
    }
    wf_json_open(out, read->key, '{');
    if (strcmp(read->vm, w->vm))
        wf_json_text(out, "vm", read->vm);
    if (strcmp(read->name, read->key))
        wf_json_text(out, "name", read->name);
    wf_json_text(out, "deep", read->deep);
    wf_json_value(out, "keys", read->keys);
    wf_json_count(out, "readers", read->readers);
    wf_json_flag(out, "delivered", read->delivered);
    wf_json_close(out, '}');
}

static void put_reads(Writer *w, const char *field, const GPtrArray *reads)
{
    if (!reads->len)
        return;
    wf_json_open(w->out, field, '{');
    for (guint i = 0; i < reads->len; i++)
        put_read(w, reads->pdata[i]);
    wf_json_close(w->out, '}');
}

static void put_input(Writer *w, const WfEntryInput *input)
{
    GString *out = w->out;
    wf_json_open(out, NULL, '{');
    wf_json_text(out, "name", input->name);
    wf_json_text(out, "type", input->type);
    wf_json_text(out, "description", input->description);
    put_sealed(w, "value", input->value);
    wf_json_flag(out, "lazy", input->lazy);
    wf_json_flag(out, "secret", input->secret);
    wf_json_flag(out, "replace_on_change", input->replace_on_change);
    if (input->wait_s || input->then != WF_THEN_FAIL) {
        wf_json_open(out, "wait", '{');
        wf_json_count(out, "timeout", input->wait_s);
        wf_json_text(out, "then", input->then == WF_THEN_DEFAULT ? "default" : NULL);
        put_sealed(w, "default", input->fallback);
        wf_json_close(out, '}');
    }
    wf_json_close(out, '}');
}

static void put_inputs(Writer *w, const GPtrArray *inputs)
{
    if (!inputs->len)
        return;
    wf_json_open(w->out, "inputs", '[');
    for (guint i = 0; i < inputs->len; i++)
        put_input(w, inputs->pdata[i]);
    wf_json_close(w->out, ']');
}

static void put_outputs(GString *out, const GPtrArray *outputs)
{
    if (!outputs->len)
        return;
    wf_json_open(out, "outputs", '[');
    for (guint i = 0; i < outputs->len; i++) {
        const WfEntryOutput *output = outputs->pdata[i];
        if (!output->type && !output->secret && !output->error_output && !output->public_key) {
            wf_json_text(out, NULL, output->name);
            continue;
        }
        wf_json_open(out, NULL, '{');
        wf_json_text(out, "name", output->name);
        wf_json_text(out, "type", output->type);
        wf_json_flag(out, "secret", output->secret);
        wf_json_flag(out, "error_output", output->error_output);
        wf_json_text(out, "key", output->public_key);
        wf_json_close(out, '}');
    }
    wf_json_close(out, ']');
}

/* The first one before it that does the very same; or NULL. */
static const char *same_before(const GPtrArray *actions, guint n)
{
    const WfEntryAction *action = actions->pdata[n];
    for (guint i = 0; i < n; i++) {
        const WfEntryAction *before = actions->pdata[i];
        if (g_strcmp0(before->recipe, action->recipe) == 0 &&
            g_strcmp0(before->hook, action->hook) == 0)
            return before->action;
    }
    return NULL;
}

static void put_actions(GString *out, const GPtrArray *actions)
{
    wf_json_open(out, "actions", '{');
    for (guint i = 0; i < actions->len; i++) {
        const WfEntryAction *action = actions->pdata[i];
        const char *same = same_before(actions, i);
        if (same) {
            wf_json_text(out, action->action, same);
            continue;
        }
        wf_json_open(out, action->action, '{');
        wf_json_text(out, "recipe", action->recipe);
        wf_json_text(out, "hook", action->hook);
        wf_json_close(out, '}');
    }
    wf_json_close(out, '}');
}

static void put_wishes(GString *out, const WfEntry *entry)
{
    if (!entry->retry && !entry->pause)
        return;
    wf_json_open(out, "wish", '{');
    wf_json_count(out, "retry", (gint64)entry->retry);
    wf_json_flag(out, "pause", entry->pause);
    wf_json_close(out, '}');
}

static void put_entry(Writer *w, const WfEntry *entry)
{
    GString *out = w->out;
    wf_json_open(out, NULL, '{');
    wf_json_text(out, "name", entry->name);
    wf_json_text(out, "spec", entry->spec);
    wf_json_text(out, "deep", entry->deep);
    if (strcmp(entry->hook, "script"))
        wf_json_text(out, "hook", entry->hook);
    wf_json_text(out, "hot", entry->hot);
    wf_json_text(out, "input_key", entry->input_key);
    wf_json_flag(out, "input_strict", entry->input_strict);
    put_sealed(w, "options", json_object_size(entry->options) ? entry->options : NULL);
    put_actions(out, entry->actions);
    put_inputs(w, entry->inputs);
    put_outputs(out, entry->outputs);
    put_reads(w, "reads", entry->reads);
    put_reads(w, "after", entry->after);
    put_reads(w, "consumers", entry->consumers);
    wf_json_count(out, "timeout", entry->timeout_s == 3600 ? 0 : entry->timeout_s);
    wf_json_count(out, "retries", entry->retries);
    wf_json_text(out, "on_crash", entry->on_crash == WF_CRASH_FAIL ? "fail" : NULL);
    wf_json_flag(out, "no_signal", entry->no_signal);
    put_wishes(out, entry);
    wf_json_close(out, '}');
}

static void put_entries(Writer *w, const char *field, const GPtrArray *entries)
{
    if (!entries->len)
        return;
    wf_json_open(w->out, field, '[');
    for (guint i = 0; i < entries->len; i++)
        put_entry(w, entries->pdata[i]);
    wf_json_close(w->out, ']');
}

static void put_auth(GString *out, const GPtrArray *auth)
{
    if (!auth->len)
        return;
    wf_json_open(out, "auth", '[');
    for (guint i = 0; i < auth->len; i++)
        wf_json_text(out, NULL, auth->pdata[i]);
    wf_json_close(out, ']');
}

/* What its rules do not say of it: what a text as such has to be for a reader. */
static void check_text(Writer *w, GBytes *bytes)
{
    gsize len;
    const char *text = g_bytes_get_data(bytes, &len);
    if (len > WF_LIMIT_MANIFEST_BYTES)
        wf_reader_refuse(&w->rules, WF_ERROR_LIMIT, "%" G_GSIZE_FORMAT " bytes, more than %u", len,
                         WF_LIMIT_MANIFEST_BYTES);
    bool nul;
    if (wf_json_depth(text, len, &nul) > WF_LIMIT_JSON_DEPTH)
        wf_reader_refuse(&w->rules, WF_ERROR_LIMIT, "nested more than %d deep",
                         WF_LIMIT_JSON_DEPTH);
    if (nul)
        wf_reader_refuse(&w->rules, WF_ERROR_INVALID, "a value holds a NUL");
}

GBytes *wf_manifest_format(const WfManifest *manifest, WfSealFunc seal, gpointer seal_data,
                           GError **error)
{
    g_autofree char *what = g_strdup_printf("manifest of '%s'", manifest->vm);
    g_autoptr(GHashTable) deep = wf_manifest_deep(manifest);
    Writer w = {.out = wf_json_payload(),
                .seal = seal,
                .data = seal_data,
                .vm = manifest->vm,
                .deep = deep,
                .rules = {.what = what}};
    wf_manifest_check(&w.rules, manifest);
    wf_json_text(w.out, "vm", manifest->vm);
    wf_json_count(w.out, "jobs", manifest->jobs == 1 ? 0 : manifest->jobs);
    wf_json_text(w.out, "facts_deep", manifest->facts_deep);
    wf_json_text(w.out, "planner", manifest->planner);
    put_auth(w.out, manifest->auth);
    put_entries(&w, "components", manifest->components);
    put_entries(&w, "deletions", manifest->deletions);
    g_autoptr(GBytes) bytes = wf_json_payload_end(w.out);
    check_text(&w, bytes);
    if (!w.rules.error)
        return g_steal_pointer(&bytes);
    g_propagate_error(error, w.rules.error);
    return NULL;
}
