/* Filters with names, in a file of lines "NAME FILTER". Lines that are none, comments for
 * instance, stay where they are. */
#include <weft/query.h>

#include <string.h>
#include <glib/gstdio.h>
#include <weft/error.h>
#include <weft/file.h>
#include "parse.h"

#define FILE_BYTES (1 << 20)

typedef struct {
    char *name; /* NULL: a line that is no filter, as it stands in @text */
    char *text;
} Line;

struct WfSavedFilters {
    char *path; /* NULL: kept in memory only */
    GArray *lines;
    GPtrArray *names; /* of the lines' names, borrowed, with a NULL at the end */
    WfQuerySaved lookup;
};

static void clear_line(gpointer data)
{
    Line *line = data;

    g_free(line->name);
    g_free(line->text);
}

static Line *find(const WfSavedFilters *s, const char *name)
{
    for (guint i = 0; i < s->lines->len; i++) {
        Line *line = &g_array_index(s->lines, Line, i);
        if (line->name && strcmp(line->name, name) == 0)
            return line;
    }
    return NULL;
}

static const char *text_of(gpointer data, const char *name)
{
    const Line *line = find(data, name);

    return line ? line->text : NULL;
}

static void renew_names(WfSavedFilters *s)
{
    g_ptr_array_set_size(s->names, 0);
    for (guint i = 0; i < s->lines->len; i++)
        if (g_array_index(s->lines, Line, i).name)
            g_ptr_array_add(s->names, g_array_index(s->lines, Line, i).name);
    g_ptr_array_add(s->names, NULL);
    s->lookup =
        (WfQuerySaved){.text = text_of, .names = (const char *const *)s->names->pdata, .data = s};
}

static Line read_line(const char *text)
{
    gsize len = *text == '#' ? 0 : parse_word_length(text);
    const char *rest = text + len;

    while (g_ascii_isspace(*rest))
        rest++;
    if (!len || !*rest || !g_ascii_isspace(text[len]))
        return (Line){NULL, g_strdup(text)};
    return (Line){g_strndup(text, len), g_strchomp(g_strdup(rest))};
}

static bool read_file(WfSavedFilters *s, GError **error)
{
    g_autoptr(GBytes) bytes = wf_file_read(s->path, FILE_BYTES, error);
    gsize len;

    if (!bytes)
        return false;
    const char *data = g_bytes_get_data(bytes, &len);
    g_autofree char *valid = g_utf8_make_valid(data, (gssize)len);
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    for (guint i = 0; lines[i] && (lines[i][0] || lines[i + 1]); i++) {
        Line line = read_line(lines[i]);
        g_array_append_val(s->lines, line);
    }
    return true;
}

char *wf_saved_path(void)
{
    return g_build_filename(g_get_user_config_dir(), "weft", "filters", NULL);
}

WfSavedFilters *wf_saved_new(const char *path, GError **error)
{
    WfSavedFilters *s = g_new0(WfSavedFilters, 1);

    s->path = g_strdup(path);
    s->lines = g_array_new(FALSE, FALSE, sizeof(Line));
    g_array_set_clear_func(s->lines, clear_line);
    s->names = g_ptr_array_new();
    if (path && g_file_test(path, G_FILE_TEST_EXISTS) && !read_file(s, error))
        g_clear_pointer(&s->path, g_free); /* what could not be read is not written over */
    renew_names(s);
    return s;
}

void wf_saved_free(WfSavedFilters *s)
{
    if (!s)
        return;
    g_ptr_array_unref(s->names);
    g_array_unref(s->lines);
    g_free(s->path);
    g_free(s);
}

const WfQuerySaved *wf_saved_lookup(const WfSavedFilters *s)
{
    return s ? &s->lookup : NULL;
}

/* ---- changing ---- */

static bool write_file(const WfSavedFilters *s, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (!s->path)
        return true;
    for (guint i = 0; i < s->lines->len; i++) {
        const Line *line = &g_array_index(s->lines, Line, i);
        g_string_append_printf(out, "%s%s%s\n", line->name ? line->name : "", line->name ? " " : "",
                               line->text);
    }
    g_autofree char *folder = g_path_get_dirname(s->path);
    g_mkdir_with_parents(folder, 0700); /* if not, writing says why */
    return wf_file_write(s->path, out->str, out->len, 0600, error);
}

static bool is_name(const char *name)
{
    gsize len = parse_word_length(name);

    return len && !name[len] && *name != '#' && g_utf8_validate(name, -1, NULL);
}

typedef struct {
    const WfSavedFilters *s;
    const char *name; /* of the filter that is looked at */
    bool itself;      /* it asks for itself */
} Trial;

static const char *text_in_trial(gpointer data, const char *name)
{
    Trial *t = data;

    t->itself |= strcmp(name, t->name) == 0;
    return t->itself ? NULL : text_of((gpointer)t->s, name);
}

static bool is_filter(const WfSavedFilters *s, const char *name, const char *text, GError **error)
{
    Trial t = {.s = s, .name = name};
    WfQuerySaved saved = {.text = text_in_trial, .names = s->lookup.names, .data = &t};
    WfQueryProblem problem = {0};
    g_autoptr(WfQuery) q = wf_query_parse(text, &saved, &problem);

    if (t.itself)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'@%s' would contain itself", name);
    else if (!q)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "column %u: %s%s%s", problem.column,
                    problem.message, problem.hint ? "; " : "", problem.hint ? problem.hint : "");
    wf_query_problem_clear(&problem);
    return q;
}

bool wf_saved_set(WfSavedFilters *s, const char *name, const char *text, GError **error)
{
    Line *line = find(s, name);

    if (!is_name(name) || strchr(text, '\n')) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s' is no name for a filter: one word",
                    name);
        return false;
    }
    if (!is_filter(s, name, text, error))
        return false;
    if (line) {
        g_free(line->text);
        line->text = g_strdup(text);
    } else {
        Line new = {g_strdup(name), g_strdup(text)};
        g_array_append_val(s->lines, new);
    }
    renew_names(s);
    return write_file(s, error);
}

bool wf_saved_drop(WfSavedFilters *s, const char *name, GError **error)
{
    const Line *line = find(s, name);

    if (!line) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "there is no saved filter '%s'", name);
        return false;
    }
    g_array_remove_index(s->lines, (guint)(line - &g_array_index(s->lines, Line, 0)));
    renew_names(s);
    return write_file(s, error);
}
