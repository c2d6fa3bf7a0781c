/* Commands that go to something by its name. */
#include "commands.h"

#include "screens.h"

void cmd_goto(gpointer app, const char *args)
{
    static const char *const with_things[] = {"graph",      "tree",   "plan",
                                              "datacenter", "znodes", NULL};
    if (!args[0])
        wf_app_say(app, WF_WARNING, "goto takes a name");
    else if (desk_goto(desk_of(app), args) && g_str_equal(wf_app_screen(app), "znodes"))
        znodes_show_selected(screens_of(app)->znodes);
    else if (wf_view_find(desk_of(app)->view, args).kind != WF_THING_NONE &&
             !g_strv_contains(with_things, wf_app_screen(app)))
        wf_app_show_screen(app, "graph");
}

static bool add_name(GPtrArray *ret, const char *name, const char *prefix)
{
    enum { MOST = 200 };
    if (g_str_has_prefix(name, prefix))
        g_ptr_array_add(ret, g_strdup(name));
    return ret->len < MOST;
}

void cmd_name_complete(gpointer app, const char *args, GPtrArray *ret)
{
    const WfModel *m = desk_of(app)->model;
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        if (!add_name(ret, wf_model_vm_name(m, vm), args))
            return;
    for (WfId c = 0; c < wf_model_n_components(m); c++)
        if (!add_name(ret, wf_model_component_name(m, c), args))
            return;
}

const char *why_nothing_selected(gpointer app)
{
    Desk *desk = desk_of(app);
    return wf_view_selected(desk->view).kind == WF_THING_NONE ? "nothing is selected" : NULL;
}
