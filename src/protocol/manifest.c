/* Reading a manifest. Its readers are agents, and what an agent does with it is
 * run programs as root: so a manifest is taken as a whole or not at all. */
#include "manifest_priv.h"

static const char *const thens[] = {"fail", "default", NULL};
static const char *const crashes[] = {"rerun", "fail", NULL};

/* ---- fields: only their types are looked at here, wf_manifest_check() does the rest ---- */

static char *text(WfReader *r, const json_t *object, const char *key)
{
    return wf_reader_text(r, object, key, WF_LIMIT_MANIFEST_BYTES, false);
}

static guint number(WfReader *r, const json_t *object, const char *key)
{
    return (guint)wf_reader_int(r, object, key, 0, G_MAXUINT32);
}

typedef struct {
    WfReader *r;
    const char *vm;
    GPtrArray *plain; /* WfEntryRead, borrowed: of its own components, which have their digests */
} Parser;

static WfEntryRead *parse_read(const Parser *p, const char *key, const json_t *object)
{
    WfReader *r = p->r;
    WfEntryRead *read = g_new0(WfEntryRead, 1);
    read->key = g_strdup(key);
    read->vm = text(r, object, "vm");
    read->name = text(r, object, "name");
    read->deep = text(r, object, "deep");
    read->readers = number(r, object, "readers");
    read->delivered = wf_reader_bool(r, object, "delivered");
    read->keys = wf_reader_json(r, object, "keys", JSON_OBJECT);
    if (!read->vm)
        read->vm = g_strdup(p->vm);
    if (!read->name)
        read->name = g_strdup(key);
    return read;
}

static void parse_reads(const Parser *p, const json_t *entry, const char *field,
                        GPtrArray *ret_reads)
{
    WfReader *r = p->r;
    json_auto_t *reads = wf_reader_json(r, entry, field, JSON_OBJECT);
    const char *key;
    json_t *value;
    json_object_foreach (reads, key, value) {
        WfEntryRead *read = parse_read(p, key, value);
        g_ptr_array_add(ret_reads, read);
        if (json_is_true(value))
            g_ptr_array_add(p->plain, read);
        else if (!json_is_object(value))
            wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' holds something that is no map", field);
    }
}

static WfEntryInput *parse_input(WfReader *r, const json_t *object)
{
    WfEntryInput *input = g_new0(WfEntryInput, 1);
    input->name = text(r, object, "name");
    input->type = text(r, object, "type");
    input->description = text(r, object, "description");
    input->value = json_incref(json_object_get(object, "value"));
    input->lazy = wf_reader_bool(r, object, "lazy");
    input->secret = wf_reader_bool(r, object, "secret");
    input->replace_on_change = wf_reader_bool(r, object, "replace_on_change");
    json_t *wait = wf_reader_json(r, object, "wait", JSON_OBJECT);
    if (wait) {
        input->wait_s = number(r, wait, "timeout");
        input->then = (WfThen)wf_reader_word(r, wait, "then", thens, WF_THEN_FAIL);
        input->fallback = json_incref(json_object_get(wait, "default"));
        json_decref(wait);
    }
    return input;
}

/* A map, or only its name. */
static WfEntryOutput *parse_output(WfReader *r, const json_t *object)
{
    if (json_is_string(object))
        return wf_entry_output_new(json_string_value(object));
    WfEntryOutput *output = g_new0(WfEntryOutput, 1);
    output->name = text(r, object, "name");
    output->type = text(r, object, "type");
    output->secret = wf_reader_bool(r, object, "secret");
    output->error_output = wf_reader_bool(r, object, "error_output");
    output->public_key = text(r, object, "key");
    return output;
}

static WfEntryAction *parse_action(WfReader *r, const char *name, const json_t *object)
{
    WfEntryAction *action = g_new0(WfEntryAction, 1);
    action->action = g_strdup(name);
    action->recipe = text(r, object, "recipe");
    action->hook = text(r, object, "hook");
    return action;
}

static void parse_actions(WfReader *r, const json_t *object, GPtrArray *ret_actions)
{
    json_auto_t *actions = wf_reader_json(r, object, "actions", JSON_OBJECT);
    const char *name;
    json_t *value;
    json_object_foreach (actions, name, value) {
        if (json_is_string(value))
            value = json_object_get(actions, json_string_value(value));
        if (!json_is_object(value))
            wf_reader_refuse(r, WF_ERROR_INVALID, "an action is no map, nor the name of one");
        g_ptr_array_add(ret_actions, parse_action(r, name, value));
    }
}

typedef gpointer (*ParseItem)(WfReader *r, const json_t *object);

static void parse_list(WfReader *r, const json_t *object, const char *field, ParseItem parse,
                       bool or_name, GPtrArray *ret_items)
{
    json_auto_t *list = wf_reader_json(r, object, field, JSON_ARRAY);
    for (gsize i = 0; i < json_array_size(list) && !r->error; i++) {
        const json_t *item = json_array_get(list, i);
        if (json_is_object(item) || (or_name && json_is_string(item)))
            g_ptr_array_add(ret_items, parse(r, item));
        else
            wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' holds something that is no map", field);
    }
}

static void parse_wishes(WfReader *r, const json_t *object, WfEntry *entry)
{
    json_t *wish = wf_reader_json(r, object, "wish", JSON_OBJECT);
    if (wish) {
        entry->retry = (guint64)wf_reader_int(r, wish, "retry", 0, G_MAXINT64);
        entry->pause = wf_reader_bool(r, wish, "pause");
        json_decref(wish);
    }
}

static WfEntry *parse_entry(const Parser *p, const json_t *object)
{
    WfReader *r = p->r;
    WfEntry *entry = wf_entry_new(NULL);
    entry->name = text(r, object, "name");
    entry->spec = text(r, object, "spec");
    entry->deep = text(r, object, "deep");
    char *hook = text(r, object, "hook");
    if (hook) {
        g_free(entry->hook);
        entry->hook = hook;
    }
    entry->hot = text(r, object, "hot");
    entry->input_key = text(r, object, "input_key");
    entry->input_strict = wf_reader_bool(r, object, "input_strict");
    entry->options = wf_reader_json(r, object, "options", JSON_OBJECT);
    parse_actions(r, object, entry->actions);
    parse_list(r, object, "inputs", (ParseItem)parse_input, false, entry->inputs);
    parse_list(r, object, "outputs", (ParseItem)parse_output, true, entry->outputs);
    parse_reads(p, object, "reads", entry->reads);
    parse_reads(p, object, "after", entry->after);
    parse_reads(p, object, "consumers", entry->consumers);
    if (json_object_get(object, "timeout"))
        entry->timeout_s = number(r, object, "timeout");
    entry->retries = number(r, object, "retries");
    entry->on_crash = (WfOnCrash)wf_reader_word(r, object, "on_crash", crashes, WF_CRASH_RERUN);
    entry->no_signal = wf_reader_bool(r, object, "no_signal");
    parse_wishes(r, object, entry);
    return entry;
}

static void parse_entries(const Parser *p, const json_t *payload, const char *field,
                          GPtrArray *ret_entries)
{
    WfReader *r = p->r;
    json_auto_t *list = wf_reader_json(r, payload, field, JSON_ARRAY);
    for (gsize i = 0; i < json_array_size(list) && !r->error; i++) {
        const json_t *item = json_array_get(list, i);
        if (json_is_object(item))
            g_ptr_array_add(ret_entries, parse_entry(p, item));
        else
            wf_reader_refuse(r, WF_ERROR_INVALID, "'%s' holds something that is no map", field);
    }
}

GHashTable *wf_manifest_deep(const WfManifest *manifest)
{
    GHashTable *deep = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < manifest->components->len; i++) {
        const WfEntry *e = manifest->components->pdata[i];
        if (e->name)
            g_hash_table_insert(deep, e->name, e->deep);
    }
    return deep;
}

/* A component may stand behind those that read it. */
static void find_deep(const Parser *p, const WfManifest *manifest)
{
    g_autoptr(GHashTable) deep = wf_manifest_deep(manifest);
    for (guint i = 0; i < p->plain->len; i++) {
        WfEntryRead *read = p->plain->pdata[i];
        read->deep = g_strdup(g_hash_table_lookup(deep, read->name));
        if (!read->deep)
            wf_reader_refuse(p->r, WF_ERROR_INVALID, "'%s' is none of its components", read->name);
    }
}

static void parse_auth(WfReader *r, const json_t *payload, GPtrArray *ret_auth)
{
    json_auto_t *list = wf_reader_json(r, payload, "auth", JSON_ARRAY);
    for (gsize i = 0; i < json_array_size(list); i++) {
        const char *identity = json_string_value(json_array_get(list, i));
        if (identity)
            g_ptr_array_add(ret_auth, g_strdup(identity));
        else
            wf_reader_refuse(r, WF_ERROR_INVALID, "'auth' holds something that is no identity");
    }
}

WfManifest *wf_manifest_parse(const void *data, gsize len, const char *vm, GError **error)
{
    g_autofree char *what = g_strdup_printf("manifest of '%s'", vm);
    WfReader r = {.what = what};
    g_autoptr(GPtrArray) plain = g_ptr_array_new();
    Parser p = {&r, vm, plain};
    json_auto_t *payload = wf_reader_open(&r, data, len, WF_LIMIT_MANIFEST_BYTES);
    g_autoptr(WfManifest) manifest = wf_manifest_new(NULL);
    manifest->vm = text(&r, payload, "vm");
    if (g_strcmp0(manifest->vm, vm))
        wf_reader_refuse(&r, WF_ERROR_INVALID, "it is that of another VM");
    if (payload && json_object_get(payload, "jobs"))
        manifest->jobs = number(&r, payload, "jobs");
    manifest->facts_deep = text(&r, payload, "facts_deep");
    manifest->planner = text(&r, payload, "planner");
    parse_auth(&r, payload, manifest->auth);
    parse_entries(&p, payload, "components", manifest->components);
    parse_entries(&p, payload, "deletions", manifest->deletions);
    if (!r.error)
        find_deep(&p, manifest);
    if (!r.error)
        wf_manifest_check(&r, manifest);
    if (r.error) {
        g_propagate_error(error, r.error);
        return NULL;
    }
    return g_steal_pointer(&manifest);
}

/* No secret key: viewers compare it, and who can read it can read the manifest. */
char *wf_manifest_digest(const WfManifest *m)
{
    static const guint8 open[WF_DIGEST_KEY_BYTES];
    const GPtrArray *lists[] = {m->components, m->deletions};
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            const WfEntry *e = lists[l]->pdata[i];
            g_string_append_printf(text, "%s\n%s%s\n", e->name, l ? "-" : "", e->deep);
        }
    return wf_digest(open, "manifest", text->str, text->len);
}
