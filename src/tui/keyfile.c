/* Reads key files: `bind MAP KEYS COMMAND [ARGS]`, `unbind MAP KEYS`, comments from #. */
#include <string.h>

#include <weft/text.h>

#include "keymap_priv.h"

typedef struct {
    WfKeymap *map;
    WfFindings *findings;
    const char *path;
    guint line;
    const char *text; /* of the line */
    const char *rest;
} Reader;

static void G_GNUC_PRINTF(3, 4) complain(Reader *r, const char *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    WfSpan span = {r->line, (guint32)g_utf8_pointer_to_offset(r->text, at) + 1,
                   (guint32)g_utf8_strlen(at, (gssize)strcspn(at, " \t"))};
    wf_findings_add(r->findings, WF_CODE_THEME, r->path, &span, "%s", message);
    wf_findings_source(r->findings, r->text, -1);
}

/* The next word; @ret_at is where it stands. */
static char *next_word(Reader *r, const char **ret_at)
{
    r->rest += strspn(r->rest, " \t");
    *ret_at = r->rest;
    gsize n = strcspn(r->rest, " \t");
    char *word = g_strndup(r->rest, n);
    r->rest += n;
    return word;
}

static bool is_keymap(const WfKeymap *map, const char *name)
{
    if (g_str_equal(name, "generic"))
        return true;
    for (guint i = 0; i < wf_commands_n(map->commands); i++)
        if (g_str_equal(wf_commands_get(map->commands, i)->keymap, name))
            return true;
    return false;
}

static char *read_keymap(Reader *r)
{
    const char *at;
    g_autofree char *name = next_word(r, &at);
    if (is_keymap(r->map, name))
        return g_steal_pointer(&name);
    complain(r, at, "there is no keymap '%s'", name);
    WfNearest near = wf_nearest_to(name);
    wf_nearest_try(&near, "generic");
    for (guint i = 0; i < wf_commands_n(r->map->commands); i++)
        wf_nearest_try(&near, wf_commands_get(r->map->commands, i)->keymap);
    wf_findings_meant(r->findings, near.found);
    return NULL;
}

static GArray *read_keys(Reader *r)
{
    const char *at;
    g_autofree char *word = next_word(r, &at);
    GArray *keys = NULL;
    if (word[0] && wf_keys_parse(word, &keys, NULL))
        return keys;
    complain(r, at, word[0] ? "'%s' is no key" : "keys are missing%s", word);
    wf_findings_hint(r->findings, "keys are written like j, gg, <C-n>, g<Enter> or F5");
    return NULL;
}

static const WfCommand *read_command(Reader *r, const char *keymap, const char **ret_line)
{
    const char *at, *args;
    g_autofree char *id = NULL;
    g_autofree char *message = NULL;
    r->rest += strspn(r->rest, " \t");
    at = *ret_line = r->rest + (r->rest[0] == ':');
    wf_command_split(at, &id, &args);
    const WfCommand *command = wf_commands_find(r->map->commands, keymap, id);
    if (command)
        return command;
    if (!id[0]) {
        complain(r, at, "the command is missing");
        return NULL;
    }
    command = wf_commands_match(r->map->commands, keymap, id, &message);
    complain(r, at, "%s", message ? message : "commands are written in full here");
    if (command)
        wf_findings_hint(r->findings, "write '%s'", command->id);
    return NULL;
}

/* Two bindings of this file that get in each other's way. A default is simply replaced, unless it
 * begins with these keys: then it could no longer be reached. */
static void check_conflict(Reader *r, const char *at, const char *keymap, const GArray *keys)
{
    for (guint i = 0; i < r->map->bound->len; i++) {
        const Bound *b = g_ptr_array_index(r->map->bound, i);
        guint n = MIN(b->keys->len, keys->len);
        if (!g_str_equal(b->keymap, keymap) || memcmp(b->keys->data, keys->data, n * sizeof(WfKey)))
            continue;
        g_autofree char *theirs = wf_keys_format((const WfKey *)b->keys->data, b->keys->len);
        if (b->keys->len == keys->len && b->from_line)
            complain(r, at, "bound before, in line %u", b->from_line);
        else if (b->keys->len != keys->len)
            complain(r, at, "conflicts with '%s' (%s): one begins with the other", theirs, b->line);
        else
            continue;
        return;
    }
}

static void drop_longer(WfKeymap *map, const char *keymap, const GArray *keys)
{
    for (guint i = map->bound->len; i-- > 0;) {
        const Bound *b = g_ptr_array_index(map->bound, i);
        guint n = MIN(b->keys->len, keys->len);
        if (g_str_equal(b->keymap, keymap) && b->keys->len != keys->len &&
            !memcmp(b->keys->data, keys->data, n * sizeof(WfKey)))
            g_ptr_array_remove_index(map->bound, i);
    }
}

static void read_bind(Reader *r)
{
    const char *line = "";
    g_autofree char *keymap = read_keymap(r);
    g_autoptr(GArray) keys = keymap ? read_keys(r) : NULL;
    const char *at = keys ? r->rest : NULL;
    const WfCommand *command = keys ? read_command(r, keymap, &line) : NULL;
    if (!command)
        return;
    bool under_bang = g_array_index(keys, WfKey, 0) == '!' && keys->len > 1;
    if (command->guard >= WF_GUARD_LIVE && !under_bang) {
        complain(r, line, "'%s' changes something live, so its keys begin with '!'", command->id);
        return;
    }
    check_conflict(r, at, keymap, keys);
    drop_longer(r->map, keymap, keys);
    keymap_unbind(r->map, keymap, keys);
    g_autofree char *trimmed = g_strchomp(g_strdup(line));
    keymap_bind(r->map, keymap, keys, trimmed, command, r->line);
}

static void read_unbind(Reader *r)
{
    g_autofree char *keymap = read_keymap(r);
    const char *at = r->rest;
    g_autoptr(GArray) keys = keymap ? read_keys(r) : NULL;
    if (!keys)
        return;
    guint before = r->map->bound->len;
    keymap_unbind(r->map, keymap, keys);
    if (r->map->bound->len == before)
        complain(r, at + strspn(at, " \t"), "nothing is bound there");
}

static void read_line(Reader *r)
{
    static const char *const verbs[] = {"bind", "unbind", NULL};
    const char *at;
    g_autofree char *verb = next_word(r, &at);
    if (!verb[0] || verb[0] == '#')
        return;
    if (g_str_equal(verb, "bind")) {
        read_bind(r);
    } else if (g_str_equal(verb, "unbind")) {
        read_unbind(r);
    } else {
        complain(r, at, "'%s' is neither bind nor unbind", verb);
        wf_findings_meant(r->findings, wf_text_nearest(verb, verbs));
    }
}

void wf_keymap_read(WfKeymap *map, const char *path, const char *text, gsize len,
                    WfFindings *findings)
{
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)len);
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_strchomp(lines[i]);
        Reader reader = {map, findings, path, i + 1, lines[i], lines[i]};
        read_line(&reader);
    }
}
