/* Commands that go to something by its name. */
#include "commands.h"

#include <weft/screens.h>

void cmd_goto(gpointer app, const char *args)
{
    static const char *const with_things[] = {"graph",      "tree",   "plan",
                                              "datacenter", "znodes", NULL};
    if (!args[0])
        wf_app_say(app, WF_WARNING, "goto takes a name");
    else if (wf_desk_goto(wf_desk_of(app), args) && g_str_equal(wf_app_screen(app), "znodes"))
        wf_screens_show_znodes(wf_desk_of(app)->screens);
    else if (wf_view_find(wf_desk_of(app)->view, args).kind != WF_THING_NONE &&
             !g_strv_contains(with_things, wf_app_screen(app)))
        wf_app_show_screen(app, "graph");
}

/* All of them: what they have in common is typed, and their number is told. */
static void add_name(GPtrArray *ret, const char *name, const char *prefix)
{
    if (g_str_has_prefix(name, prefix))
        g_ptr_array_add(ret, g_strdup(name));
}

void cmd_name_complete(gpointer app, const char *args, GPtrArray *ret)
{
    const WfModel *m = wf_desk_of(app)->model;
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        add_name(ret, wf_model_vm_name(m, vm), args);
    for (WfId c = 0; c < wf_model_n_components(m); c++)
        add_name(ret, wf_model_component_name(m, c), args);
}

/* After --fail and --slow a component, else an option. */
void cmd_rehearse_complete(gpointer app, const char *args, GPtrArray *ret)
{
    static const char *const options[] = {"--speed", "--fail", "--slow", "--kill-agent", "--seed"};
    const WfModel *m = wf_desk_of(app)->model;
    const char *blank = strrchr(args, ' ');
    g_autofree char *before =
        blank ? g_strchomp(g_strndup(args, (gsize)(blank - args))) : g_strdup("");
    if (!g_str_has_suffix(before, "--fail") && !g_str_has_suffix(before, "--slow")) {
        for (guint i = 0; i < G_N_ELEMENTS(options); i++)
            g_ptr_array_add(ret, g_strdup(options[i]));
        return;
    }
    for (WfId c = 0; c < wf_model_n_components(m); c++)
        add_name(ret, wf_model_component_name(m, c), blank + 1);
}
