/* The world outside the screen: clipboard, editor, files. */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#include <glib/gstdio.h>

#include <weft/error.h>
#include <weft/file.h>

#include "app_priv.h"

static bool copy_to_file(const char *text, char **ret_path, GError **error)
{
    g_autofree char *folder = g_build_filename(g_get_user_state_dir(), "weft", NULL);
    g_autofree char *path = g_build_filename(folder, "copied", NULL);
    if (g_mkdir_with_parents(folder, 0700)) {
        wf_error_set_errno(error, errno, "cannot make '%s'", folder);
        return false;
    }
    if (!wf_file_write(path, text, strlen(text), 0600, error))
        return false;
    *ret_path = g_steal_pointer(&path);
    return true;
}

void wf_app_copy(WfApp *app, const char *what, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    if (!app->term) {
        wf_app_say(app, WF_NOTE, "copied %s (%d bytes)", what, (int)strlen(text));
        return;
    }
    if (wf_term_copy(app->term, text, strlen(text), &error)) {
        wf_app_say(app, WF_NOTE, "copied %s to the terminal's clipboard (%d bytes)", what,
                   (int)strlen(text));
        return;
    }
    g_autofree char *why = g_strdup(error->message);
    g_clear_error(&error);
    if (copy_to_file(text, &path, &error))
        wf_app_say(app, WF_NOTE, "%s; copied %s to %s", why, what, path);
    else
        wf_app_say(app, WF_FAULT, "%s; %s", why, error->message);
}

typedef struct {
    WfApp *app;
    void (*done)(WfApp *app, gpointer data);
    gpointer data;
} Edit;

static void on_edited(int status, gpointer data)
{
    Edit *edit = data;
    if (!WIFEXITED(status) || WEXITSTATUS(status))
        wf_app_say(edit->app, WF_WARNING, "the editor ended with %d",
                   WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    if (edit->done)
        edit->done(edit->app, edit->data);
    g_free(edit);
}

/* Nearly all editors take +LINE; of the others those that are in wide use. */
static void add_place(GPtrArray *argv, const char *path, guint line)
{
    static const char *const plus[] = {"vi",    "vim",         "nvim",  "view", "nano",
                                       "emacs", "emacsclient", "micro", "joe",  "mcedit",
                                       "kak",   "ne",          "jed",   "mg",   "less"};
    static const char *const colon[] = {"hx", "helix", "subl", "zed", NULL};
    g_autofree char *name = g_path_get_basename(g_ptr_array_index(argv, 0));
    /* a template may name its parts as it likes, and editors run what is behind a + */
    g_autofree char *safe = *path == '+' || *path == '-' ? g_strconcat("./", path, NULL) : NULL;
    path = safe ? safe : path;
    for (guint i = 0; line && i < G_N_ELEMENTS(plus); i++)
        if (g_str_equal(plus[i], name))
            g_ptr_array_add(argv, g_strdup_printf("+%u", line));
    if (line && g_strv_contains(colon, name)) {
        g_ptr_array_add(argv, g_strdup_printf("%s:%u", path, line));
    } else if (line && g_str_has_prefix(name, "code")) {
        g_ptr_array_add(argv, g_strdup("-g"));
        g_ptr_array_add(argv, g_strdup_printf("%s:%u", path, line));
    } else {
        g_ptr_array_add(argv, g_strdup(path));
    }
    g_ptr_array_add(argv, NULL);
}

char **wf_editor_argv(void)
{
    static const char *const usual[] = {"sensible-editor", "nano", "vim", "vi"};
    const char *wish = g_getenv("VISUAL");
    char **argv = NULL;
    if (!wish || !wish[0])
        wish = g_getenv("EDITOR");
    if (wish && wish[0] && g_shell_parse_argv(wish, NULL, &argv, NULL))
        return argv;
    for (guint i = 0; i < G_N_ELEMENTS(usual); i++) {
        g_autofree char *path = g_find_program_in_path(usual[i]);
        if (path)
            return g_strsplit(usual[i], " ", 1);
    }
    return NULL;
}

void wf_app_edit(WfApp *app, const char *path, guint line, void (*done)(WfApp *app, gpointer data),
                 gpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = wf_editor_argv();
    if (!words || !app->term) {
        wf_app_say(app, WF_WARNING,
                   words ? "no terminal to edit in%s" : "set EDITOR to an editor%s", "");
        return;
    }
    for (guint i = 0; words[i]; i++)
        g_ptr_array_add(argv, g_strdup(words[i]));
    add_place(argv, path, line);
    Edit *edit = g_new(Edit, 1);
    *edit = (Edit){app, done, data};
    if (wf_term_run(app->term, (const char *const *)argv->pdata, NULL, on_edited, edit, &error))
        return;
    g_free(edit);
    wf_app_say(app, WF_FAULT, "%s", error->message);
}

bool app_save_screen(WfApp *app, const char *path, GError **error)
{
    const WfGrid *grid = wf_app_frame(app);
    g_autofree char *text = wf_grid_to_text(grid);
    g_autofree char *roles = wf_grid_to_roles(grid);
    g_autofree char *twin = g_strconcat(path, ".roles", NULL);
    if (g_str_equal(path, "-")) {
        g_print("%s", text);
        return true;
    }
    return wf_file_write(path, text, strlen(text), 0644, error) &&
           wf_file_write(twin, roles, strlen(roles), 0644, error);
}
