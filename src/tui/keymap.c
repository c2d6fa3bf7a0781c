/* Which keys run what. Bindings are a list; a later one for the same keys in
 * the same map takes the place of the earlier, so that a key file read after
 * the defaults wins. */
#include <string.h>

#include <weft/command.h>

#include "keymap_priv.h"

static void binding_free(gpointer data)
{
    Bound *b = data;
    g_free(b->keymap);
    g_free(b->line);
    g_array_unref(b->keys);
    g_free(b);
}

static bool same_keys(const GArray *a, const WfKey *keys, guint n)
{
    return a->len == n && !memcmp(a->data, keys, n * sizeof(WfKey));
}

void keymap_unbind(WfKeymap *map, const char *keymap, const GArray *keys)
{
    for (guint i = map->bound->len; i-- > 0;) {
        const Bound *b = g_ptr_array_index(map->bound, i);
        if (g_str_equal(b->keymap, keymap) &&
            same_keys(b->keys, (const WfKey *)keys->data, keys->len))
            g_ptr_array_remove_index(map->bound, i);
    }
}

void keymap_bind(WfKeymap *map, const char *keymap, GArray *keys, const char *line,
                 const WfCommand *command, guint from_line)
{
    Bound *b = g_new0(Bound, 1);
    *b = (Bound){g_strdup(keymap), g_array_ref(keys), g_strdup(line), command, from_line};
    g_ptr_array_add(map->bound, b);
}

WfKeymap *wf_keymap_new(const WfCommands *commands)
{
    WfKeymap *map = g_new0(WfKeymap, 1);
    map->commands = commands;
    map->bound = g_ptr_array_new_with_free_func(binding_free);
    for (guint i = 0; i < wf_commands_n(commands); i++) {
        const WfCommand *command = wf_commands_get(commands, i);
        for (guint k = 0; k < WF_COMMAND_KEYS && command->keys[k]; k++) {
            g_autoptr(GArray) keys = NULL;
            if (wf_keys_parse(command->keys[k], &keys, NULL))
                keymap_bind(map, command->keymap, keys, command->id, command, 0);
        }
    }
    return map;
}

void wf_keymap_free(WfKeymap *map)
{
    if (!map)
        return;
    g_ptr_array_unref(map->bound);
    g_free(map);
}

static WfBinding as_binding(const Bound *b)
{
    return (WfBinding){b->keymap, (const WfKey *)b->keys->data, b->keys->len, b->line, b->command};
}

static bool begins_with(const Bound *b, const WfKey *keys, guint n)
{
    return b->keys->len > n && (!n || !memcmp(b->keys->data, keys, n * sizeof(WfKey)));
}

static WfKeysFound look_in(const WfKeymap *map, const char *keymap, const WfKey *keys, guint n,
                           WfBinding *ret_binding)
{
    WfKeysFound found = WF_KEYS_UNBOUND;
    for (guint i = 0; i < map->bound->len; i++) {
        const Bound *b = g_ptr_array_index(map->bound, i);
        if (!g_str_equal(b->keymap, keymap))
            continue;
        if (begins_with(b, keys, n))
            return WF_KEYS_PREFIX;
        if (same_keys(b->keys, keys, n) && found == WF_KEYS_UNBOUND) {
            *ret_binding = as_binding(b);
            found = WF_KEYS_BOUND;
        }
    }
    return found;
}

WfKeysFound wf_keymap_look_up(const WfKeymap *map, const char *screen, const WfKey *keys, guint n,
                              WfBinding *ret_binding)
{
    WfKeysFound found = screen ? look_in(map, screen, keys, n, ret_binding) : WF_KEYS_UNBOUND;
    return found == WF_KEYS_UNBOUND ? look_in(map, "generic", keys, n, ret_binding) : found;
}

static bool is_shadowed(const GArray *found, const WfBinding *binding)
{
    for (guint i = 0; i < found->len; i++) {
        const WfBinding *b = &g_array_index(found, WfBinding, i);
        if (b->n_keys == binding->n_keys &&
            !memcmp(b->keys, binding->keys, b->n_keys * sizeof(WfKey)))
            return true;
    }
    return false;
}

GArray *wf_keymap_following(const WfKeymap *map, const char *screen, const WfKey *keys, guint n)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(WfBinding));
    const char *const keymaps[] = {screen, "generic"};
    for (guint k = 0; k < G_N_ELEMENTS(keymaps); k++)
        for (guint i = 0; keymaps[k] && i < map->bound->len; i++) {
            const Bound *b = g_ptr_array_index(map->bound, i);
            WfBinding binding = as_binding(b);
            if (g_str_equal(b->keymap, keymaps[k]) && begins_with(b, keys, n) &&
                !is_shadowed(found, &binding))
                g_array_append_val(found, binding);
        }
    return found;
}

char *wf_keymap_keys_of(const WfKeymap *map, const char *screen, const WfCommand *command,
                        guint max)
{
    g_autoptr(GString) out = g_string_new(NULL);
    guint n = 0;
    for (guint i = 0; i < map->bound->len && n < max; i++) {
        const Bound *b = g_ptr_array_index(map->bound, i);
        WfBinding now;
        if (b->command != command || !g_str_equal(b->line, command->id))
            continue;
        /* not where the screen uses the same keys for something else */
        if (wf_keymap_look_up(map, screen, (const WfKey *)b->keys->data, b->keys->len, &now) !=
                WF_KEYS_BOUND ||
            now.command != command)
            continue;
        g_autofree char *keys = wf_keys_format((const WfKey *)b->keys->data, b->keys->len);
        g_string_append_printf(out, "%s%s", n++ ? ", " : "", keys);
    }
    return n ? g_strdup(out->str) : NULL;
}

char *wf_keymap_suggest(const WfKeymap *map, const char *screen, WfKey key)
{
    WfKey code = WF_KEY_CODE(key);
    const WfKey near[] = {code, g_unichar_tolower(code), g_unichar_toupper(code),
                          code | WF_MOD_CTRL};
    for (guint i = 0; i < G_N_ELEMENTS(near) && code < 0x110000; i++) {
        WfBinding binding;
        if (near[i] == key ||
            wf_keymap_look_up(map, screen, &near[i], 1, &binding) != WF_KEYS_BOUND)
            continue;
        g_autofree char *name = wf_key_format(near[i]);
        return g_strdup_printf("%s (%s)", name, binding.command->help);
    }
    return NULL;
}
