/* What the expressions of a manifest read. */
#include "manifest_priv.h"

/* @seen: a set, or NULL: there is nothing in it. */
static void collect_read(const json_t *value, GPtrArray *keys, GHashTable *seen)
{
    json_t *args = wf_only_value(value, "get_attr");
    const char *key = json_string_value(json_array_get(args, 0));
    bool own = key && *key == '@' && !g_str_has_prefix(key, WF_FACTS "/");
    if (key && !own && (!seen || g_hash_table_add(seen, (gpointer)key)))
        g_ptr_array_add(keys, (gpointer)key);
}

static bool is_container(const json_t *value)
{
    return json_is_array(value) || json_is_object(value);
}

/* By far the most: one call, and nothing to evaluate in it. */
static bool is_plain_call(const json_t *value)
{
    const json_t *args = wf_only_value(value, "get_attr"), *item;
    size_t i;

    json_array_foreach (args, i, item)
        if (is_container(item))
            return false;
    return json_is_array(args);
}

/* Every container below it, itself included: a path element may be an expression too. Not what is
 * hidden: that is a value, whatever it looks like. */
void wf_expression_reads(const json_t *expression, GPtrArray *ret_keys)
{
    if (!is_container(expression))
        return;
    if (!ret_keys->len && is_plain_call(expression)) {
        collect_read(expression, ret_keys, NULL);
        return;
    }
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) stack = g_ptr_array_new();
    for (guint i = 0; i < ret_keys->len; i++)
        g_hash_table_add(seen, ret_keys->pdata[i]);
    g_ptr_array_add(stack, (gpointer)expression);
    while (stack->len) {
        json_t *value = g_ptr_array_remove_index(stack, stack->len - 1), *item;
        const char *key;
        gsize i;
        if (wf_only_value(value, "weft_secret"))
            continue;
        collect_read(value, ret_keys, seen);
        json_array_foreach (value, i, item)
            if (is_container(item))
                g_ptr_array_add(stack, item);
        json_object_foreach (value, key, item)
            if (is_container(item))
                g_ptr_array_add(stack, item);
    }
}
