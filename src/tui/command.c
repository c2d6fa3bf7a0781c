/* The registry of commands. Tables stay where they are; a few hundred entries are searched one by
 * one. */
#include <string.h>

#include <weft/command.h>
#include <weft/text.h>

struct WfCommands {
    GPtrArray *all; /* of const WfCommand */
};

WfCommands *wf_commands_new(void)
{
    WfCommands *commands = g_new0(WfCommands, 1);
    commands->all = g_ptr_array_new();
    return commands;
}

void wf_commands_free(WfCommands *commands)
{
    if (!commands)
        return;
    g_ptr_array_unref(commands->all);
    g_free(commands);
}

void wf_commands_add(WfCommands *commands, const WfCommand *table, guint n)
{
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(commands->all, (gpointer)&table[i]);
}

guint wf_commands_n(const WfCommands *commands)
{
    return commands->all->len;
}

const WfCommand *wf_commands_get(const WfCommands *commands, guint i)
{
    return g_ptr_array_index(commands->all, i);
}

static bool is_here(const WfCommand *command, const char *screen)
{
    return g_str_equal(command->keymap, "generic") ||
           (screen && g_str_equal(command->keymap, screen));
}

const WfCommand *wf_commands_find(const WfCommands *commands, const char *screen, const char *id)
{
    const WfCommand *generic = NULL;
    for (guint i = 0; i < commands->all->len; i++) {
        const WfCommand *command = wf_commands_get(commands, i);
        if (!g_str_equal(command->id, id) || !is_here(command, screen))
            continue;
        if (!g_str_equal(command->keymap, "generic"))
            return command;
        generic = command;
    }
    return generic;
}

static char *unknown_message(const WfCommands *commands, const char *screen, const char *word)
{
    g_autofree char *shown = wf_text_visible(word, -1, 60);
    WfNearest near = wf_nearest_to(word);
    for (guint i = 0; i < commands->all->len; i++)
        if (is_here(wf_commands_get(commands, i), screen))
            wf_nearest_try(&near, wf_commands_get(commands, i)->id);
    if (near.found)
        return g_strdup_printf("no command '%s'; did you mean '%s'?", shown, near.found);
    for (guint i = 0; i < commands->all->len; i++)
        if (g_str_equal(wf_commands_get(commands, i)->id, word))
            return g_strdup_printf("'%s' belongs to screen '%s'", shown,
                                   wf_commands_get(commands, i)->keymap);
    return g_strdup_printf("no command '%s'; ? lists them", shown);
}

const WfCommand *wf_commands_match(const WfCommands *commands, const char *screen, const char *word,
                                   char **ret_message)
{
    const WfCommand *command = wf_commands_find(commands, screen, word);
    if (command)
        return command;
    g_autoptr(GString) choices = g_string_new(NULL);
    guint n = 0;
    for (guint i = 0; word[0] && i < commands->all->len; i++) {
        const WfCommand *candidate = wf_commands_get(commands, i);
        if (!is_here(candidate, screen) || !g_str_has_prefix(candidate->id, word))
            continue;
        n++;
        command = candidate;
        g_string_append_printf(choices, "%s%s", choices->len ? ", " : "", candidate->id);
    }
    if (n == 1 && command->guard < WF_GUARD_LIVE)
        return command;
    if (n == 1)
        *ret_message = g_strdup_printf("type '%s' in full: it changes something live", command->id);
    else if (n > 1)
        *ret_message = g_strdup_printf("'%s' may be %s", word, choices->str);
    else
        *ret_message = unknown_message(commands, screen, word);
    return NULL;
}

void wf_command_split(const char *line, char **ret_id, const char **ret_args)
{
    while (*line == ' ' || *line == ':')
        line++;
    gsize n = strcspn(line, " ");
    *ret_id = g_strndup(line, n);
    line += n;
    while (*line == ' ')
        line++;
    *ret_args = line;
}
