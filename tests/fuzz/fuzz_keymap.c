/* Key files and typed input: whatever they hold, live commands stay under '!' and lines of input
 * stay valid UTF-8 within their limit. */
#include <stdint.h>
#include <string.h>

#include <weft/limits.h>
#include <weft/widget.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const WfCommand table[] = {
    {.id = "down", .keymap = "generic", .keys = {"j", "Down"}, .help = "move down"},
    {.id = "first", .keymap = "generic", .keys = {"gg"}, .help = "go to the first"},
    {.id = "node-next", .keymap = "graph", .keys = {"n"}, .help = "next node"},
    {.id = "prepare",
     .keymap = "generic",
     .keys = {"! p"},
     .guard = WF_GUARD_LIVE,
     .help = "prepare"},
};

static void check_bindings(const WfKeymap *map)
{
    g_autoptr(GArray) all = wf_keymap_following(map, "graph", NULL, 0);
    for (guint i = 0; i < all->len; i++) {
        const WfBinding *b = &g_array_index(all, WfBinding, i);
        WfBinding found;
        g_assert(b->command->guard < WF_GUARD_LIVE || (b->keys[0] == '!' && b->n_keys > 1));
        g_assert(wf_keymap_look_up(map, "graph", b->keys, b->n_keys, &found) != WF_KEYS_UNBOUND);
        g_autofree char *name = wf_keys_format(b->keys, b->n_keys);
        g_autoptr(GArray) again = NULL;
        g_assert(wf_keys_parse(name, &again, NULL) && again->len == b->n_keys);
        g_assert(!memcmp(again->data, b->keys, b->n_keys * sizeof(WfKey)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(WfCommands) commands = wf_commands_new();
    wf_commands_add(commands, table, G_N_ELEMENTS(table));
    g_autoptr(WfKeymap) map = wf_keymap_new(commands);
    g_autoptr(WfFindings) findings = wf_findings_new();
    wf_keymap_read(map, "keys", (const char *)data, size, findings);
    check_bindings(map);
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(WfLine) line = wf_line_new();
    wf_line_insert(line, text);
    for (size_t i = 0; i + 1 < size && i < 400; i += 2)
        wf_line_key(line, data[i] | (WfKey)(data[i + 1] & 3) << 24);
    g_assert(g_utf8_validate(wf_line_text(line), -1, NULL));
    g_assert(strlen(wf_line_text(line)) <= WF_LIMIT_INPUT_LINE);
    g_assert(wf_line_cursor(line) <= strlen(wf_line_text(line)));
    return 0;
}
