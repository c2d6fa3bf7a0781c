/* The view and the model as files. Pictures take Graphviz seconds, so they are
 * made and written by a child of our own, and a message tells of the end. */
#include "export.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/emit.h>
#include <weft/error.h>
#include <weft/export.h>
#include <weft/file.h>
#include <weft/text.h>
#include <weft/term.h>
#include <weft/placing.h>

typedef struct {
    WfDesk *desk;
    char *format, *path;
} Wish;

static void free_wish(Wish *wish)
{
    g_free(wish->format);
    g_free(wish->path);
    g_free(wish);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wish, free_wish)

static void say_written(WfDesk *desk, const char *path)
{
    wf_app_say(desk->app, WF_NOTE, "wrote %s", path);
}

static void write_text(WfDesk *desk, const char *path, int mode, const char *text)
{
    g_autoptr(GError) error = NULL;
    if (wf_file_write(path, text, strlen(text), mode, &error))
        say_written(desk, path);
    else
        wf_app_say(desk->app, WF_FAULT, "%s", error->message);
}

/* The drawing in the view's own zoom level. */
static char *drawing(WfDesk *desk)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    WfTextOptions options = {.zoom_given = true,
                             .ascii = wf_app_ascii(desk->app),
                             .theme = wf_app_theme(desk->app),
                             .depth = WF_DEPTH_PLAIN};
    WfZoom zoom = wf_view_zoom(desk->view);
    bool drawn = wf_export_text(desk->view, &options, out, NULL, &error);
    wf_view_set_zoom(desk->view, zoom);
    if (drawn)
        return g_string_free(g_steal_pointer(&out), FALSE);
    wf_app_say(desk->app, WF_FAULT, "%s", error->message);
    return NULL;
}

static WfLevel level_of(const WfDesk *desk)
{
    return wf_view_focus_hops(desk->view) ? WF_LEVEL_COMPONENT
                                          : wf_export_level_for_dot(desk->view);
}

/* --- pictures --- */

typedef struct {
    WfDesk *desk;
    char *path;
    int report; /* what went wrong comes through here */
} Job;

static gboolean G_GNUC_NORETURN work(const char *dot, WfPicture format, const char *path,
                                     int report)
{
    g_autoptr(GError) error = NULL;
    wf_term_apart(report);
    g_autoptr(GBytes) picture = wf_picture_render(dot, format, 0, &error);
    gsize len = 0;
    const char *data = picture ? g_bytes_get_data(picture, &len) : NULL;
    if (picture && wf_file_write(path, data, len, 0644, &error))
        _exit(0);
    gsize n = MIN(strlen(error->message), 1000);
    _exit(write(report, error->message, n) == (gssize)n ? 1 : 2);
}

static void on_done(GPid pid, int status, gpointer data)
{
    Job *job = data;
    char text[1001] = "";
    gssize n = read(job->report, text, sizeof text - 1);
    g_spawn_close_pid(pid);
    close(job->report);
    wf_app_busy(job->desk->app, -1);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        say_written(job->desk, job->path);
    else
        wf_app_say(job->desk->app, WF_FAULT, "%s was not written: %s", job->path,
                   n > 0 ? text : "the child died");
    g_free(job->path);
    g_free(job);
}

static void start_picture(WfDesk *desk, WfPicture format, const char *path)
{
    g_autofree char *dot =
        wf_export_dot_for(desk->view, level_of(desk), wf_app_theme(desk->app), path);
    int pipe_ends[2];
    if (pipe(pipe_ends)) {
        wf_app_say(desk->app, WF_FAULT, "no pipe: %s", g_strerror(errno));
        return;
    }
    pid_t pid = fork();
    if (pid == 0)
        work(dot, format, path, pipe_ends[1]);
    close(pipe_ends[1]);
    if (pid < 0) {
        close(pipe_ends[0]);
        wf_app_say(desk->app, WF_FAULT, "no child: %s", g_strerror(errno));
        return;
    }
    Job *job = g_new(Job, 1);
    *job = (Job){desk, g_strdup(path), pipe_ends[0]};
    wf_app_busy(desk->app, 1);
    wf_app_say(desk->app, WF_NOTE, "drawing %s", path);
    g_child_watch_add(pid, on_done, job);
}

/* A stripped template does, and what is placed may be one. */
static bool holds_credentials(const char *format)
{
    return g_str_equal(format, "stripped") || g_str_equal(format, "placed");
}

static void write_now(const Wish *wish)
{
    static const struct {
        const char *name;
        WfPicture format;
    } pictures[] = {{"svg", WF_PICTURE_SVG}, {"png", WF_PICTURE_PNG}, {"pdf", WF_PICTURE_PDF}};
    WfDesk *desk = wish->desk;
    g_autofree char *text = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(pictures); i++)
        if (g_str_equal(pictures[i].name, wish->format)) {
            start_picture(desk, pictures[i].format, wish->path);
            return;
        }
    if (g_str_equal(wish->format, "dot")) {
        text = wf_export_dot_for(desk->view, level_of(desk), wf_app_theme(desk->app), wish->path);
    } else if (g_str_equal(wish->format, "json")) {
        text = wf_export_json(desk->view, WF_LEVEL_COMPONENT);
    } else if (g_str_equal(wish->format, "txt")) {
        text = drawing(desk);
    } else if (g_str_equal(wish->format, "stripped")) {
        g_autoptr(GError) error = NULL;
        text = wf_desk_strip_text(desk, &error);
        if (!text)
            wf_app_say(desk->app, WF_FAULT, "%s", error->message);
    } else if (g_str_equal(wish->format, "placed")) {
        g_autoptr(GError) error = NULL;
        text = wf_placing_template(desk->placing, &error);
        if (!text)
            wf_app_say(desk->app, WF_WARNING, "%s", error->message);
    } else {
        g_autoptr(GError) error = NULL;
        json_auto_t *template = wf_emit_integrated(desk->model, &error);
        text = template ? wf_emit_yaml(template) : NULL;
        if (!text)
            wf_app_say(desk->app, WF_FAULT, "%s", error->message);
    }
    if (text)
        write_text(desk, wish->path, holds_credentials(wish->format) ? 0600 : 0644, text);
}

static void on_answer(WfApp *app, bool yes, gpointer data)
{
    (void)app;
    g_autoptr(Wish) wish = data;
    if (yes)
        write_now(wish);
}

static void write_if_allowed(WfDesk *desk, const char *format, const char *path)
{
    Wish *wish = g_new(Wish, 1);
    *wish = (Wish){desk, g_strdup(format), g_strdup(path)};
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        on_answer(desk->app, true, wish);
        return;
    }
    g_autofree char *what = g_strdup_printf("'%s' exists.", path);
    wf_app_confirm(desk->app,
                   &(WfConfirm){.guard = WF_GUARD_FILE,
                                .title = "Overwrite the file?",
                                .what = what,
                                .verb = "Overwrite"},
                   on_answer, wish);
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

void export_write(WfDesk *desk, const char *path)
{
    if (!path[0])
        wf_app_say(desk->app, WF_WARNING, "write takes the name of a file");
    else
        write_if_allowed(desk, "template", path);
}

void export_template(WfDesk *desk, const char *path)
{
    if (!path[0])
        wf_app_say(desk->app, WF_WARNING, "write-template takes the name of a file");
    else
        write_if_allowed(desk, "stripped", path);
}

void export_placed(WfDesk *desk, const char *path)
{
    if (!path[0])
        wf_app_say(desk->app, WF_WARNING, "--write takes the name of a file");
    else
        write_if_allowed(desk, "placed", path);
}
