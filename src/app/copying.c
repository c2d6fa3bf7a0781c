/* Copying what is selected, as a name, a place, text or data. */
#include "commands.h"

#include <weft/check.h>
#include <weft/export.h>
#include <weft/screens.h>

static char *selected_name(WfDesk *desk)
{
    return wf_view_name(desk->view, wf_view_selected(desk->view));
}

void cmd_copy_name(gpointer app, const char *args)
{
    (void)args;
    g_autofree char *name = selected_name(wf_desk_of(app));
    wf_app_copy(app, "the name", name);
}

void cmd_copy_place(gpointer app, const char *args)
{
    (void)args;
    const char *path;
    guint line;
    if (!wf_detail_source(wf_screens_detail(wf_desk_of(app)->screens), &path, &line)) {
        wf_app_say(app, WF_NOTE, "this stands in no file");
        return;
    }
    g_autofree char *text = g_strdup_printf("%s:%u", path, line);
    wf_app_copy(app, "file and line", text);
}

void cmd_copy_facts(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    g_autofree char *text = wf_detail_text(desk, wf_view_selected(desk->view));
    wf_app_copy(app, "the details", text);
}

void cmd_copy_dot(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    g_autofree char *dot =
        wf_export_dot(desk->view, wf_export_level_for_dot(desk->view), wf_app_theme(app));
    wf_app_copy(app, "the graph as DOT", dot);
}

void cmd_copy_json(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    WfThing thing = wf_view_selected(desk->view);
    if (thing.kind != WF_THING_COMPONENT) {
        wf_app_say(app, WF_NOTE, "select a component first");
        return;
    }
    json_auto_t *value = wf_check_explain(desk->model, thing.id);
    g_autofree char *text = json_dumps(value, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    wf_app_copy(app, "the component as JSON", text ? text : "");
}
