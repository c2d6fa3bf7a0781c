/* Commands that take a file, or open one: models, pictures, the editor. */
#include "commands.h"

#include <string.h>
#include <weft/screens.h>
#include "export.h"

void files_complete(const char *typed, GPtrArray *ret)
{
    const char *slash = strrchr(typed, '/');
    g_autofree char *folder = slash ? g_strndup(typed, (gsize)(slash + 1 - typed)) : g_strdup("");
    g_autoptr(GDir) dir = g_dir_open(folder[0] ? folder : ".", 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_strconcat(folder, name, NULL);
        if (g_str_has_prefix(path, typed) && g_utf8_validate(path, -1, NULL) && name[0] != '.')
            g_ptr_array_add(
                ret, g_strconcat(path, g_file_test(path, G_FILE_TEST_IS_DIR) ? "/" : "", NULL));
    }
}

void cmd_file_complete(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    files_complete(args, ret);
}

/* --- models --- */

void cmd_open(gpointer app, const char *args)
{
    if (args[0])
        wf_desk_open_model(wf_desk_of(app), args);
    else
        wf_app_say(app, WF_WARNING, "open takes the file of a model");
}

void cmd_reload(gpointer app, const char *args)
{
    (void)args;
    wf_desk_reload(wf_desk_of(app));
}

/* --- the editor --- */

static void on_edited(WfApp *app, gpointer data)
{
    (void)app;
    wf_desk_reload(data);
}

void cmd_edit(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    const char *path;
    guint line;
    if (!wf_detail_source(wf_screens_detail(wf_desk_of(app)->screens), &path, &line)) {
        wf_app_say(app, WF_NOTE, "this stands in no file");
        return;
    }
    if (desk->explore->loaded || (desk->explore->replay && desk->explore->model.bytes)) {
        wf_app_say(app, WF_NOTE, "the model was told by the stack: there is no file to edit");
        return;
    }
    if (g_str_equal(path, "-")) {
        wf_app_say(app, WF_NOTE, "the model came from standard input: there is no file to edit");
        return;
    }
    g_autofree char *copy = g_strdup(path);
    wf_app_edit(app, copy, line, on_edited, desk);
}

/* --- what is written --- */

void cmd_write(gpointer app, const char *args)
{
    export_model(wf_desk_of(app), WF_EXPORT_INTEGRATED, args);
}

void cmd_write_template(gpointer app, const char *args)
{
    export_model(wf_desk_of(app), WF_EXPORT_STRIPPED, args);
}

void cmd_export(gpointer app, const char *args)
{
    g_auto(GStrv) words = g_strsplit(args, " ", 2);
    const char *format = words[0] ? words[0] : "";
    const char *path = words[0] && words[1] ? g_strstrip(words[1]) : "";
    export_view(wf_desk_of(app), format, path);
}

void cmd_export_complete(gpointer app, const char *args, GPtrArray *ret)
{
    static const char *const formats[] = {"svg", "png", "pdf", "dot", "txt", "json"};
    (void)app;
    const char *blank = strchr(args, ' ');
    if (blank)
        files_complete(blank + 1, ret);
    for (guint i = 0; !blank && i < G_N_ELEMENTS(formats); i++)
        g_ptr_array_add(ret, g_strdup(formats[i]));
}
