/* What was typed before, kept over runs. */
#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include <weft/error.h>
#include <weft/file.h>
#include <weft/limits.h>
#include <weft/widget.h>

struct WfHistory {
    char *path;
    GPtrArray *lines; /* oldest first */
    int at;           /* where the walk is; lines->len: at what was typed */
    char *typed;
};

static void load(WfHistory *history)
{
    g_autoptr(GBytes) bytes = wf_file_read(history->path, WF_LIMIT_THEME_BYTES, NULL);
    if (!bytes)
        return;
    gsize len;
    const char *text = g_bytes_get_data(bytes, &len);
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)len);
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        wf_history_add(history, lines[i]);
}

WfHistory *wf_history_new(const char *path)
{
    WfHistory *history = g_new0(WfHistory, 1);
    history->path = g_strdup(path);
    history->lines = g_ptr_array_new_with_free_func(g_free);
    if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
        load(history);
    return history;
}

void wf_history_free(WfHistory *history)
{
    if (!history)
        return;
    g_ptr_array_unref(history->lines);
    g_free(history->path);
    g_free(history->typed);
    g_free(history);
}

char *wf_history_path(const char *name)
{
    g_autofree char *file = g_strconcat(name, ".history", NULL);
    return g_build_filename(g_get_user_state_dir(), "weft", file, NULL);
}

void wf_history_add(WfHistory *history, const char *line)
{
    if (!line[0] || strlen(line) > WF_LIMIT_INPUT_LINE)
        return;
    for (guint i = 0; i < history->lines->len; i++)
        if (g_str_equal(g_ptr_array_index(history->lines, i), line)) {
            g_ptr_array_remove_index(history->lines, i);
            break;
        }
    g_ptr_array_add(history->lines, g_strdup(line));
    if (history->lines->len > WF_LIMIT_HISTORY)
        g_ptr_array_remove_index(history->lines, 0);
    wf_history_rewind(history);
}

bool wf_history_save(const WfHistory *history, GError **error)
{
    if (!history->path)
        return true;
    g_autofree char *folder = g_path_get_dirname(history->path);
    if (g_mkdir_with_parents(folder, 0700)) {
        wf_error_set_errno(error, errno, "cannot make '%s'", folder);
        return false;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < history->lines->len; i++)
        g_string_append_printf(text, "%s\n", (char *)g_ptr_array_index(history->lines, i));
    return wf_file_write(history->path, text->str, text->len, 0600, error);
}

void wf_history_rewind(WfHistory *history)
{
    history->at = (int)history->lines->len;
    g_clear_pointer(&history->typed, g_free);
}

static const char *step(WfHistory *history, int by)
{
    int n = (int)history->lines->len;
    for (int i = history->at + by; i >= 0 && i < n; i += by) {
        const char *line = g_ptr_array_index(history->lines, i);
        if (g_str_has_prefix(line, history->typed)) {
            history->at = i;
            return line;
        }
    }
    return NULL;
}

const char *wf_history_older(WfHistory *history, const char *typed)
{
    if (!history->typed)
        history->typed = g_strdup(typed);
    return step(history, -1);
}

const char *wf_history_newer(WfHistory *history)
{
    if (!history->typed)
        return NULL;
    const char *line = step(history, 1);
    if (line)
        return line;
    history->at = (int)history->lines->len;
    return history->typed;
}
