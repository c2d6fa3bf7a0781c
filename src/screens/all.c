/* All screens: made, found by name, and what others do to one of them. */
#include "commands.h"
#include "graph.h"

typedef struct {
    const WfScreenOps *ops;
    gsize at; /* in WfScreens */
} Place;

/* In this order they get what number keys are left, and are listed. */
#define PLACE(ops, field)                                                                          \
    {                                                                                              \
        &ops, G_STRUCT_OFFSET(WfScreens, field)                                                    \
    }
static const Place places[] = {
    PLACE(graph_screen, graph),
    PLACE(tree_screen, tree),
    PLACE(fault_screen, faults),
    PLACE(plan_screen, plans),
    PLACE(template_screen, template),
    PLACE(znode_screen, znodes),
    PLACE(run_screen, run),
    PLACE(message_screen, messages),
    PLACE(datacenter_screen, datacenter),
};
#undef PLACE

WfScreens *wf_screens_new(WfDesk *desk)
{
    WfScreens *s = g_new0(WfScreens, 1);
    s->detail = wf_detail_new(desk);
    s->tree = tree_new(desk, s->detail);
    s->graph = graph_new(desk, s->detail, s->tree);
    s->faults = faults_new(desk, s->detail);
    s->plans = plans_new(desk, s->detail);
    s->template = template_new(desk);
    s->messages = messages_new(desk);
    s->datacenter = datacenter_new(desk, s->detail);
    s->run = run_screen_new(desk, s->detail);
    s->znodes = znodes_new(desk, s->detail);
    screens_add_commands(desk->app);
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        wf_app_add_screen(desk->app, places[i].ops, G_STRUCT_MEMBER(gpointer, s, places[i].at));
    return s;
}

void wf_screens_free(WfScreens *screens)
{
    wf_detail_free(screens->detail);
    g_free(screens);
}

bool wf_screens_has(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        if (g_str_equal(places[i].ops->name, name))
            return true;
    return false;
}

char *wf_screens_names(void)
{
    GString *names = g_string_new(places[0].ops->name);
    for (guint i = 1; i < G_N_ELEMENTS(places); i++)
        g_string_append_printf(names, ", %s", places[i].ops->name);
    return g_string_free(names, FALSE);
}

WfDetail *wf_screens_detail(const WfScreens *screens)
{
    return screens->detail;
}

bool wf_screens_minimap(const WfScreens *screens)
{
    return screens->graph->minimap;
}

void wf_screens_set_minimap(WfScreens *screens, bool on)
{
    screens->graph->minimap = on;
}

void wf_screens_show_znodes(WfScreens *screens)
{
    znodes_show_selected(screens->znodes);
}
