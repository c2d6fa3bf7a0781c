/* What is wrong with a table of commands: for the tests of whoever brings one. */
#include <string.h>

#include <weft/command.h>

static void check_keys(const WfCommand *command, GString *out)
{
    for (guint i = 0; i < WF_COMMAND_KEYS && command->keys[i]; i++) {
        g_autoptr(GArray) keys = NULL;
        if (!wf_keys_parse(command->keys[i], &keys, NULL)) {
            g_string_append_printf(out, "%s: '%s' is no key\n", command->id, command->keys[i]);
            continue;
        }
        WfKey first = g_array_index(keys, WfKey, 0);
        WfKey last = g_array_index(keys, WfKey, keys->len - 1);
        if (command->guard >= WF_GUARD_LIVE && (first != '!' || keys->len < 2))
            g_string_append_printf(out, "%s: live, but on a key that is not under '!'\n",
                                   command->id);
        if (command->guard < WF_GUARD_LIVE && first == '!' && keys->len > 1)
            g_string_append_printf(out, "%s: under '!', but not live\n", command->id);
        if (command->guard >= WF_GUARD_FILE && last == 'y')
            g_string_append_printf(out, "%s: ends in the key that confirms\n", command->id);
    }
}

static bool is_id(const char *id)
{
    return id[0] && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
}

/* Keys of two commands clash if they are the same or one begins with the other. */
static void check_clashes(const WfCommands *commands, GString *out)
{
    g_autoptr(WfKeymap) map = wf_keymap_new(commands);
    for (guint i = 0; i < wf_commands_n(commands); i++) {
        const WfCommand *command = wf_commands_get(commands, i);
        for (guint k = 0; k < WF_COMMAND_KEYS && command->keys[k]; k++) {
            g_autoptr(GArray) keys = NULL;
            WfBinding found;
            if (!wf_keys_parse(command->keys[k], &keys, NULL))
                continue;
            WfKeysFound is = wf_keymap_look_up(map, command->keymap, (const WfKey *)keys->data,
                                               keys->len, &found);
            if (is == WF_KEYS_PREFIX)
                g_string_append_printf(out, "%s: a longer sequence begins with '%s'\n", command->id,
                                       command->keys[k]);
            else if (is == WF_KEYS_BOUND && found.command != command)
                g_string_append_printf(out, "%s: '%s' is taken by '%s'\n", command->id,
                                       command->keys[k], found.command->id);
        }
    }
}

char *wf_commands_check(const WfCommands *commands)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < wf_commands_n(commands); i++) {
        const WfCommand *command = wf_commands_get(commands, i);
        if (!is_id(command->id))
            g_string_append_printf(out, "%s: not an id\n", command->id);
        if (!command->help || !command->help[0] || g_str_has_suffix(command->help, "."))
            g_string_append_printf(out, "%s: no help line, or one with a full stop\n", command->id);
        for (guint j = 0; j < i; j++)
            if (g_str_equal(wf_commands_get(commands, j)->id, command->id) &&
                g_str_equal(wf_commands_get(commands, j)->keymap, command->keymap))
                g_string_append_printf(out, "%s: twice in %s\n", command->id, command->keymap);
        check_keys(command, out);
    }
    check_clashes(commands, out);
    return g_string_free(out, FALSE);
}
