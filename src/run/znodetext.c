/* What a zNode says, for people. Credentials, keys and what is sealed stand in
 * manifests and sealed outputs under names of our own, so they are masked by their
 * place; a value that is not what its path promises is not shown at all, since
 * nobody knows where in it a secret would be. */
#include "run_priv.h"

#include <weft/text.h>
#include <weft/znodes.h>

#define SHOWN_MOST (64u << 10)

static const char *const secret_keys[] = {"keys",       "auth",        "values",
                                          "credential", "weft_secret", NULL};

/* Everything in it: {"url": "...", ...} -> {"url": "****", ...}. */
static json_t *mask_all(const json_t *value)
{
    json_t *masked = json_is_array(value) ? json_array() : json_object();
    const char *key;
    json_t *item;
    size_t i;

    if (!json_is_array(value) && !json_is_object(value)) {
        json_decref(masked);
        return json_string(WF_TEXT_MASK);
    }
    json_object_foreach ((json_t *)value, key, item)
        json_object_set_new(masked, key, json_string(WF_TEXT_MASK));
    json_array_foreach (value, i, item)
        json_array_append_new(masked, json_string(WF_TEXT_MASK));
    return masked;
}

static bool is_sealed(const json_t *list)
{
    return g_strcmp0(json_string_value(json_array_get(list, 0)), "@sealed") == 0;
}

/* In place, with a stack of its own. */
static void mask(json_t *top)
{
    g_autoptr(GPtrArray) stack = g_ptr_array_new();
    g_ptr_array_add(stack, top);
    while (stack->len) {
        json_t *value = g_ptr_array_steal_index_fast(stack, stack->len - 1), *item;
        const char *key;
        size_t i;
        json_object_foreach (value, key, item) {
            if (g_strv_contains(secret_keys, key))
                json_object_set_new_nocheck(value, key, mask_all(item));
            else
                g_ptr_array_add(stack, item);
        }
        if (json_is_array(value) && is_sealed(value))
            json_array_set_new(value, 1, json_string(WF_TEXT_MASK));
        json_array_foreach (value, i, item)
            g_ptr_array_add(stack, item);
    }
}

static char *pretty(const json_t *value)
{
    char *text = json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    char *copy = g_strdup(text ? text : "");
    free(text);
    return copy;
}

/* A log and a text recipe are lines; inside of JSON nobody can read them. */
static char *with_lines(json_t *value, const char *key)
{
    json_auto_t *lines = json_incref(json_object_get(value, key));
    if (!json_is_string(lines) || !json_string_length(lines))
        return pretty(value);
    json_object_del(value, key);
    g_autofree char *rest = pretty(value);
    return g_strdup_printf("%s\n\n%s:\n%s", rest, key, json_string_value(lines));
}

static char *foreign_text(const void *data, gsize len)
{
    gsize shown = MIN(len, SHOWN_MOST);
    g_autofree char *text = g_utf8_make_valid(data, (gssize)shown);
    return len > shown ? g_strdup_printf("%s\n(%" G_GSIZE_FORMAT " more bytes)", text, len - shown)
                       : g_steal_pointer(&text);
}

static char *json_text(WfZnode kind, const void *data, gsize len)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *value = wf_json_parse(data, len, WF_LIMIT_ZNODE_BYTES * 4, "the value", &error);
    if (!value && kind == WF_ZNODE_OTHER)
        return foreign_text(data, len);
    if (!value)
        return g_strdup_printf("%" G_GSIZE_FORMAT " bytes that are not what belongs here: %s", len,
                               error->message);
    mask(value);
    return kind == WF_ZNODE_OUTCOME  ? with_lines(value, "log")
           : kind == WF_ZNODE_RECIPE ? with_lines(value, "config")
                                     : pretty(value);
}

char *wf_znode_text(const char *path, const void *data, gsize len)
{
    g_auto(WfZpath) at = {0};
    WfZnode kind = wf_zpath_parse(path, &at) ? at.kind : WF_ZNODE_OTHER;
    WfChunks of;

    if (!len)
        return g_strdup("");
    if (kind == WF_ZNODE_CHUNK)
        return g_strdup_printf("%" G_GSIZE_FORMAT " bytes of the value of the zNode above", len);
    if (kind == WF_ZNODE_MODEL && wf_spill_find(data, len, WF_LIMIT_FILE_BYTES, &of, NULL) && !of.n)
        return g_strdup_printf(
            "the accepted model, %" G_GSIZE_FORMAT " bytes, sealed to the planner", len);
    return json_text(kind, data, len);
}
