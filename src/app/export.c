/* The view and the model as files. Pictures take Graphviz seconds, so they are
 * made and written by a child of our own, and a message tells of the end. */
#include "export.h"

#include <glib-unix.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/emit.h>
#include <weft/export.h>
#include <weft/file.h>
#include <weft/forked.h>
#include <weft/placing.h>

/* One file, from when it is asked for until it is written; the desk has them. */
typedef struct {
    WfDesk *desk;
    char *format, *path;
    guint child; /* source of the one who draws it; 0: none does */
    int report;  /* what went wrong comes through here */
} Export;

static void free_export(gpointer data)
{
    Export *export = data;
    if (export->child) {
        g_source_remove(export->child);
        close(export->report);
    }
    g_free(export->format);
    g_free(export->path);
    g_free(export);
}

static Export *new_export(WfDesk *desk, const char *format, const char *path)
{
    Export *export = g_new0(Export, 1);
    export->desk = desk;
    export->format = g_strdup(format);
    export->path = g_strdup(path);
    if (!desk->exports)
        desk->exports = g_ptr_array_new_with_free_func(free_export);
    g_ptr_array_add(desk->exports, export);
    return export;
}

static void end_export(Export *export)
{
    g_ptr_array_remove_fast(export->desk->exports, export);
}

static void say_written(WfDesk *desk, const char *path)
{
    wf_app_say(desk->app, WF_NOTE, "wrote %s", path);
}

static WfLevel level_of(const WfDesk *desk)
{
    return wf_view_focus_hops(desk->view) ? WF_LEVEL_COMPONENT
                                          : wf_export_level_for_dot(desk->view);
}

/* --- pictures --- */

#define MOST_REPORTED 1000 /* bytes of what went wrong */

static gboolean G_GNUC_NORETURN work(const char *dot, WfPicture format, const char *path,
                                     int report)
{
    g_autoptr(GError) error = NULL;
    wf_forked_settle(0, &report, 1); /* who quits has it written all the same */
    g_autoptr(GBytes) picture = wf_picture_render(dot, format, 0, &error);
    gsize len = 0;
    const char *data = picture ? g_bytes_get_data(picture, &len) : NULL;
    if (picture && wf_file_write(path, data, len, 0644, &error))
        _exit(0);
    gsize n = MIN(strlen(error->message), MOST_REPORTED);
    _exit(write(report, error->message, n) == (gssize)n ? 1 : 2);
}

static void on_done(GPid pid, int status, gpointer data)
{
    Export *export = data;
    char text[MOST_REPORTED + 1] = "";
    gssize n = read(export->report, text, sizeof text - 1);
    g_spawn_close_pid(pid);
    wf_app_busy(export->desk->app, -1);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        say_written(export->desk, export->path);
    else
        wf_app_say(export->desk->app, WF_FAULT, "%s was not written: %s", export->path,
                   n > 0 ? text : "the child died");
    end_export(export);
}

/* False: nobody draws it. */
static bool start_picture(Export *export, WfPicture format)
{
    WfDesk *desk = export->desk;
    const char *path = export->path;
    g_autofree char *dot =
        wf_export_dot_for(desk->view, level_of(desk), wf_app_theme(desk->app), path);
    g_autoptr(GError) error = NULL;
    int pipe_ends[2];
    if (!g_unix_open_pipe(pipe_ends, FD_CLOEXEC, &error)) {
        wf_app_say(desk->app, WF_FAULT, "%s", error->message);
        return false;
    }
    pid_t pid = fork();
    if (pid == 0)
        work(dot, format, path, pipe_ends[1]);
    int problem = errno;
    close(pipe_ends[1]);
    if (pid < 0) {
        close(pipe_ends[0]);
        wf_app_say(desk->app, WF_FAULT, "no child: %s", g_strerror(problem));
        return false;
    }
    export->report = pipe_ends[0];
    wf_app_busy(desk->app, 1);
    wf_app_say(desk->app, WF_NOTE, "drawing %s", path);
    export->child = g_child_watch_add(pid, on_done, export);
    return true;
}

/* --- text: each form returns NULL with @error --- */

static char *as_dot(const Export *export, GError **error)
{
    const WfDesk *desk = export->desk;
    (void)error;
    return wf_export_dot_for(desk->view, level_of(desk), wf_app_theme(desk->app), export->path);
}

static char *as_json(const Export *export, GError **error)
{
    (void)error;
    return wf_export_json(export->desk->view, WF_LEVEL_COMPONENT);
}

/* The drawing in the view's own zoom level. */
static char *as_drawing(const Export *export, GError **error)
{
    WfDesk *desk = export->desk;
    g_autoptr(GString) out = g_string_new(NULL);
    WfTextOptions options = {.zoom_given = true,
                             .ascii = wf_app_ascii(desk->app),
                             .theme = wf_app_theme(desk->app),
                             .depth = WF_DEPTH_PLAIN};
    WfZoom zoom = wf_view_zoom(desk->view);
    bool drawn = wf_export_text(desk->view, &options, out, NULL, error);
    wf_view_set_zoom(desk->view, zoom);
    return drawn ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

static char *as_integrated(const Export *export, GError **error)
{
    json_auto_t *template = wf_emit_integrated(export->desk->model, error);
    return template ? wf_emit_yaml(template) : NULL;
}

static char *as_stripped(const Export *export, GError **error)
{
    return wf_desk_strip_text(export->desk, error);
}

static char *as_placed(const Export *export, GError **error)
{
    return wf_placing_template(export->desk->placing, error);
}

static const struct {
    const char *name;
    char *(*make)(const Export *export, GError **error);
    bool secret; /* a stripped template holds credentials, and what is placed may be one */
    WfSeverity trouble;
} texts[] = {
    {"dot", as_dot, false, WF_FAULT},
    {"json", as_json, false, WF_FAULT},
    {"txt", as_drawing, false, WF_FAULT},
    {"integrated", as_integrated, false, WF_FAULT},
    {"stripped", as_stripped, true, WF_FAULT},
    {"placed", as_placed, true, WF_WARNING}, /* nothing is placed yet, or not all */
};

static void write_text(const Export *export)
{
    WfDesk *desk = export->desk;
    g_autoptr(GError) error = NULL;
    guint i = 0;
    while (!g_str_equal(texts[i].name, export->format))
        i++;
    g_autofree char *text = texts[i].make(export, &error);
    if (!text)
        wf_app_say(desk->app, texts[i].trouble, "%s", error->message);
    else if (texts[i].secret ? wf_file_write_private(export->path, text, strlen(text), &error)
                             : wf_file_write(export->path, text, strlen(text), 0644, &error))
        say_written(desk, export->path);
    else
        wf_app_say(desk->app, WF_FAULT, "%s", error->message);
}

static void write_now(Export *export)
{
    static const struct {
        const char *name;
        WfPicture format;
    } pictures[] = {{"svg", WF_PICTURE_SVG}, {"png", WF_PICTURE_PNG}, {"pdf", WF_PICTURE_PDF}};
    for (guint i = 0; i < G_N_ELEMENTS(pictures); i++)
        if (g_str_equal(pictures[i].name, export->format)) {
            if (!start_picture(export, pictures[i].format))
                end_export(export);
            return;
        }
    write_text(export);
    end_export(export);
}

static void on_answer(WfApp *app, bool yes, gpointer data)
{
    (void)app;
    if (yes)
        write_now(data);
    else
        end_export(data);
}

static void write_if_allowed(WfDesk *desk, const char *format, const char *path)
{
    Export *export = new_export(desk, format, path);
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        write_now(export);
        return;
    }
    g_autofree char *what = g_strdup_printf("'%s' exists.", path);
    wf_app_confirm(desk->app,
                   &(WfConfirm){.guard = WF_GUARD_FILE,
                                .title = "Overwrite the file?",
                                .what = what,
                                .verb = "Overwrite"},
                   on_answer, export);
}

void export_stop(WfDesk *desk)
{
    g_clear_pointer(&desk->exports, g_ptr_array_unref);
}

void export_view(WfDesk *desk, const char *format, const char *path)
{
    static const char *const formats[] = {"svg", "png", "pdf", "dot", "txt", "json", NULL};
    if (!path[0] || !g_strv_contains(formats, format))
        wf_app_say(desk->app, WF_WARNING,
                   "export takes svg, png, pdf, dot, txt or json, and a file: export svg shop.svg");
    else
        write_if_allowed(desk, format, path);
}

void export_model(WfDesk *desk, WfExportModel which, const char *path)
{
    static const struct {
        const char *command, *format;
    } models[] = {
        [WF_EXPORT_INTEGRATED] = {"write", "integrated"},
        [WF_EXPORT_STRIPPED] = {"write-template", "stripped"},
        [WF_EXPORT_PLACED] = {"--write", "placed"},
    };
    if (!path[0])
        wf_app_say(desk->app, WF_WARNING, "%s takes the name of a file", models[which].command);
    else
        write_if_allowed(desk, models[which].format, path);
}
