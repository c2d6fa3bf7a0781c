/* Keyed digests: what a component is (spec), and what it is together with all
 * it depends on (deep, a Merkle hash over the DAG). The key keeps a reader of
 * ZooKeeper from guessing short values by trying them. */
#include "protocol_priv.h"

#include <sodium.h>
#include <string.h>

#include <weft/text.h>

#define DIGEST_BYTES 18 /* base64url makes 24 characters of it, without padding */

/* Like sodium_bin2base64(), which takes its time so that nobody can take it: a digest is no secret.
 */
static char *digest_text(const guint8 hash[DIGEST_BYTES])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *text = g_malloc(WF_DIGEST_CHARS + 1), *at = text;

    for (guint i = 0; i < DIGEST_BYTES; i += 3) {
        guint32 three = (guint32)hash[i] << 16 | (guint32)hash[i + 1] << 8 | hash[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            *at++ = letters[three >> shift & 63];
    }
    *at = '\0';
    return text;
}

char *wf_digest(const guint8 key[WF_DIGEST_KEY_BYTES], const char *domain, const void *data,
                gsize len)
{
    guint8 hash[DIGEST_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, WF_DIGEST_KEY_BYTES, sizeof hash);
    crypto_generichash_update(&state, (const guint8 *)domain, strlen(domain) + 1);
    crypto_generichash_update(&state, data, len);
    crypto_generichash_final(&state, hash, sizeof hash);
    return digest_text(hash);
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

/* ---- spec: canonical JSON, so maps are put in the order of their keys ---- */

/* What is not there is null. */
static void put_value(GString *out, const char *key, const json_t *value)
{
    wf_json_append(out, key, value, &(WfJsonForm){.sorted = true});
}

static void put_name(GString *out, const char *key, const char *text)
{
    if (text)
        wf_json_text(out, key, text);
    else
        put_value(out, key, NULL);
}

static int actions_by_name(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const WfEntryAction *const *)a)->action,
                  (*(const WfEntryAction *const *)b)->action);
}

static int outputs_by_name(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const WfEntryOutput *const *)a)->name,
                  (*(const WfEntryOutput *const *)b)->name);
}

/* A list whose order says nothing, as a map. */
static void put_map(GString *out, const char *key, const GPtrArray *list, GCompareFunc by,
                    void (*put_item)(GString *out, gconstpointer item))
{
    g_autoptr(GPtrArray) items = g_ptr_array_sized_new(list->len);

    g_ptr_array_extend(items, (GPtrArray *)list, NULL, NULL);
    g_ptr_array_sort(items, by);
    wf_json_open(out, key, '{');
    for (guint i = 0; i < items->len; i++)
        put_item(out, items->pdata[i]);
    wf_json_close(out, '}');
}

static void put_action(GString *out, gconstpointer item)
{
    const WfEntryAction *action = item;

    wf_json_open(out, action->action, '[');
    wf_json_text(out, NULL, action->action);
    put_name(out, NULL, action->recipe);
    put_name(out, NULL, action->hook);
    wf_json_close(out, ']');
}

static void put_output(GString *out, gconstpointer item)
{
    const WfEntryOutput *output = item;

    wf_json_open(out, output->name, '[');
    wf_json_text(out, NULL, output->name);
    wf_json_bool(out, NULL, output->secret);
    wf_json_bool(out, NULL, output->error_output);
    wf_json_close(out, ']');
}

static void put_inputs(GString *out, const WfEntry *entry)
{
    wf_json_open(out, "inputs", '[');
    for (guint i = 0; i < entry->inputs->len; i++) {
        const WfEntryInput *input = entry->inputs->pdata[i];
        wf_json_open(out, NULL, '[');
        wf_json_text(out, NULL, input->name);
        wf_json_text(out, NULL, input->type ? input->type : "String");
        put_value(out, NULL, input->value);
        wf_json_bool(out, NULL, input->lazy);
        wf_json_bool(out, NULL, input->replace_on_change);
        if (input->then == WF_THEN_DEFAULT)
            put_value(out, NULL, input->fallback);
        wf_json_close(out, ']');
    }
    wf_json_close(out, ']');
}

char *wf_entry_spec(const guint8 key[WF_DIGEST_KEY_BYTES], const WfEntry *entry)
{
    g_autoptr(GString) spec = g_string_sized_new(512);

    wf_json_open(spec, NULL, '{');
    put_map(spec, "actions", entry->actions, actions_by_name, put_action);
    wf_json_text(spec, "hook", entry->hook);
    put_name(spec, "hot", entry->hot);
    put_name(spec, "input_key", entry->input_key);
    put_inputs(spec, entry);
    wf_json_text(spec, "name", entry->name);
    put_value(spec, "options", entry->options);
    put_map(spec, "outputs", entry->outputs, outputs_by_name, put_output);
    wf_json_close(spec, '}');
    char *digest = wf_digest(key, "spec", spec->str, spec->len - 1); /* without the comma */
    sodium_memzero(spec->str, spec->len);
    return digest;
}

/* ---- deep ---- */

static void add_reads(GPtrArray *lines, char kind, const GPtrArray *reads)
{
    for (guint i = 0; i < reads->len; i++) {
        const WfEntryRead *read = reads->pdata[i];
        g_ptr_array_add(lines, g_strconcat((char[]){kind, '\0'}, read->key, "\n",
                                           read->deep ? read->deep : "", "\n", NULL));
    }
}

char *wf_entry_deep(const guint8 key[WF_DIGEST_KEY_BYTES], const WfEntry *entry)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    add_reads(lines, 'd', entry->reads);
    add_reads(lines, 'o', entry->after);
    g_ptr_array_sort(lines, wf_text_order);
    g_autoptr(GString) all = g_string_new(entry->spec);
    for (guint i = 0; i < lines->len; i++) {
        /* The length in front keeps a name with a newline from passing for two reads. */
        g_string_append_printf(all, "\n%" G_GSIZE_FORMAT ":", strlen(lines->pdata[i]));
        g_string_append(all, lines->pdata[i]);
    }
    return wf_digest(key, "deep", all->str, all->len);
}
