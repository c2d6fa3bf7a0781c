/* `:place`: which datacenter, or where to write what was decided. */
#include "commands.h"

#include <string.h>
#include "export.h"
#include <weft/error.h>
#include <weft/options.h>
#include <weft/placing.h>

typedef struct {
    char *flavors, *write;
    gboolean affinity;
    char **rest;
} Wishes;

static bool parse(const char *args, Wishes *ret, GError **error)
{
    const GOptionEntry entries[] = {
        {"flavors", 'f', 0, G_OPTION_ARG_FILENAME, &ret->flavors, NULL, NULL},
        {"write", 0, 0, G_OPTION_ARG_FILENAME, &ret->write, NULL, NULL},
        {"affinity-from-dag", 0, 0, G_OPTION_ARG_NONE, &ret->affinity, NULL, NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ret->rest, NULL, NULL},
        {0},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autofree char *line = g_strconcat("place ", args, NULL);
    g_auto(GStrv) words = NULL;
    const GOptionEntry *const tables[] = {entries};
    int n;
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_shell_parse_argv(line, &n, &words, error))
        return false;
    g_autofree char *trouble = wf_options_trouble(n, words, tables, 1);
    if (trouble)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "%s", trouble);
    return !trouble && g_option_context_parse_strv(context, &words, error);
}

static void obey(WfPlacing *placing, Wishes *wishes)
{
    WfApp *app = placing->desk->app;
    const char *datacenter = wishes->rest ? wishes->rest[0] : NULL;
    if (wishes->rest && wishes->rest[0] && wishes->rest[1]) {
        wf_app_say(app, WF_WARNING, "place takes one datacenter");
        return;
    }
    if (wishes->write && !datacenter) {
        export_model(placing->desk, WF_EXPORT_PLACED, wishes->write);
        return;
    }
    if (wishes->write) {
        wf_app_say(app, WF_WARNING, "place first, then ':place --write FILE'");
        return;
    }
    if (!datacenter && !placing->datacenter) {
        wf_app_say(app, WF_WARNING, "place takes the file of a datacenter: place east.yaml");
        return;
    }
    if (datacenter) {
        g_free(placing->datacenter);
        placing->datacenter = g_strdup(datacenter);
    }
    if (wishes->flavors) {
        g_free(placing->flavors);
        placing->flavors = g_steal_pointer(&wishes->flavors);
    }
    placing->affinity = wishes->affinity;
    wf_placing_start(placing);
    wf_app_show_screen(app, "datacenter");
}

void cmd_place(gpointer app, const char *args)
{
    WfPlacing *placing = wf_desk_of(app)->placing;
    Wishes wishes = {0};
    g_autoptr(GError) error = NULL;
    if (parse(args, &wishes, &error))
        obey(placing, &wishes);
    else
        wf_app_say(app, WF_WARNING, "place: %s", error->message);
    g_free(wishes.flavors);
    g_free(wishes.write);
    g_strfreev(wishes.rest);
}

void cmd_place_complete(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    const char *blank = strrchr(args, ' '), *word = blank ? blank + 1 : args;
    static const char *const options[] = {"--flavors", "--write", "--affinity-from-dag"};
    for (guint i = 0; word[0] == '-' && i < G_N_ELEMENTS(options); i++)
        if (g_str_has_prefix(options[i], word))
            g_ptr_array_add(ret, g_strdup(options[i]));
    files_complete(word, ret);
}
