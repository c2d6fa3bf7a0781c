/* Keyed digests: what a component is (spec), and what it is together with all
 * it depends on (deep, a Merkle hash over the DAG). The key keeps a reader of
 * ZooKeeper from guessing short values by trying them. */
#include "protocol_priv.h"

#include <sodium.h>
#include <string.h>

#define DIGEST_BYTES 18 /* base64url makes 24 characters of it, without padding */

char *wf_digest(const guint8 key[WF_DIGEST_KEY_BYTES], const char *domain, const void *data,
                gsize len)
{
    guint8 hash[DIGEST_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, WF_DIGEST_KEY_BYTES, sizeof hash);
    crypto_generichash_update(&state, (const guint8 *)domain, strlen(domain) + 1);
    crypto_generichash_update(&state, data, len);
    crypto_generichash_final(&state, hash, sizeof hash);
    char text[WF_DIGEST_CHARS + 1];
    sodium_bin2base64(text, sizeof text, hash, sizeof hash,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return g_strdup(text);
}

char *wf_digest_json(const guint8 key[WF_DIGEST_KEY_BYTES], const char *domain, const json_t *value)
{
    g_autofree char *text = wf_json_canonical(value);
    char *digest = wf_digest(key, domain, text, strlen(text));
    sodium_memzero(text, strlen(text));
    return digest;
}

bool wf_digest_valid(const char *digest)
{
    gsize n = 0;
    while (g_ascii_isalnum(digest[n]) || digest[n] == '-' || digest[n] == '_')
        n++;
    return n == WF_DIGEST_CHARS && !digest[n];
}

char *wf_recipe_digest(const guint8 key[WF_DIGEST_KEY_BYTES], const json_t *config)
{
    return wf_digest_json(key, "recipe", config);
}

static json_t *input_definition(const WfEntryInput *input)
{
    json_t *d = json_array();
    json_array_append_new(d, json_string(input->name));
    json_array_append_new(d, json_string(input->type ? input->type : "String"));
    json_array_append(d, input->value ? input->value : json_null());
    json_array_append_new(d, json_boolean(input->lazy));
    json_array_append_new(d, json_boolean(input->replace_on_change));
    if (input->then == WF_THEN_DEFAULT)
        json_array_append(d, input->fallback ? input->fallback : json_null());
    return d;
}

static json_t *output_definition(const WfEntryOutput *output)
{
    return json_pack("[s, b, b]", output->name, output->secret, output->error_output);
}

static json_t *action_definition(const WfEntryAction *action)
{
    return json_pack("[s, s?, s?]", action->action, action->recipe, action->hook);
}

char *wf_entry_spec(const guint8 key[WF_DIGEST_KEY_BYTES], const WfEntry *entry)
{
    json_t *inputs = json_array(), *outputs = json_object(), *actions = json_object();
    for (guint i = 0; i < entry->inputs->len; i++)
        json_array_append_new(inputs, input_definition(entry->inputs->pdata[i]));
    for (guint i = 0; i < entry->outputs->len; i++) {
        const WfEntryOutput *output = entry->outputs->pdata[i];
        json_object_set_new(outputs, output->name, output_definition(output));
    }
    for (guint i = 0; i < entry->actions->len; i++) {
        const WfEntryAction *action = entry->actions->pdata[i];
        json_object_set_new(actions, action->action, action_definition(action));
    }
    /* Objects are written with sorted keys: where the order means nothing, it changes nothing. */
    json_t *spec = json_pack("{s:s, s:s, s:s?, s:s?, s:O?, s:O?, s:o, s:o, s:o}", "name",
                             entry->name, "hook", entry->hook, "hot", entry->hot, "input_key",
                             entry->input_key, "options", entry->options, "labels", entry->labels,
                             "inputs", inputs, "outputs", outputs, "actions", actions);
    char *digest = wf_digest_json(key, "spec", spec);
    json_decref(spec);
    return digest;
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_reads(GPtrArray *lines, char kind, const GPtrArray *reads)
{
    for (guint i = 0; i < reads->len; i++) {
        const WfEntryRead *read = reads->pdata[i];
        g_ptr_array_add(
            lines, g_strdup_printf("%c%s\n%s\n", kind, read->key, read->deep ? read->deep : ""));
    }
}

char *wf_entry_deep(const guint8 key[WF_DIGEST_KEY_BYTES], const WfEntry *entry)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    add_reads(lines, 'd', entry->reads);
    add_reads(lines, 'o', entry->after);
    g_ptr_array_sort(lines, by_text);
    g_autoptr(GString) all = g_string_new(entry->spec);
    for (guint i = 0; i < lines->len; i++) {
        /* The length in front keeps a name with a newline from passing for two reads. */
        g_string_append_printf(all, "\n%" G_GSIZE_FORMAT ":", strlen(lines->pdata[i]));
        g_string_append(all, lines->pdata[i]);
    }
    return wf_digest(key, "deep", all->str, all->len);
}
