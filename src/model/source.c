/* Files of a model: read once, counted against the limits, never outside the root. */
#include "model_priv.h"

#include <weft/file.h>
#include <string.h>

static bool is_url(const char *path)
{
    return g_str_has_prefix(path, "http://") || g_str_has_prefix(path, "https://") ||
           g_str_has_prefix(path, "file://") || g_str_has_prefix(path, "ftp://");
}

/* Without "." and "DIR/..", as a URL is put together: a module has one name however it is reached.
 */
static char *tidy(const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, "/", -1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    bool absolute = g_path_is_absolute(path);

    for (guint i = 0; steps[i]; i++) {
        const char *last = kept->len ? kept->pdata[kept->len - 1] : NULL;
        if (!*steps[i] || strcmp(steps[i], ".") == 0)
            continue;
        if (strcmp(steps[i], "..") == 0 && last && strcmp(last, "..") != 0)
            g_ptr_array_set_size(kept, (gint)kept->len - 1);
        else if (strcmp(steps[i], "..") != 0 || !absolute)
            g_ptr_array_add(kept, steps[i]);
    }
    g_ptr_array_add(kept, NULL);
    g_autofree char *joined = g_strjoinv("/", (char **)kept->pdata);
    return absolute ? g_strconcat("/", joined, NULL) : g_strdup(*joined ? joined : ".");
}

/* The path as opened: relative ones stand beside the document of @from, or in @base. */
static char *resolve(const WfModel *m, WfScope from, const char *base, const char *path)
{
    const char *doc = m->doc_paths->pdata[SCOPE(m, from)->doc];
    g_autofree char *joined = base && !g_path_is_absolute(path)
                                  ? g_build_filename(base, path, NULL)
                                  : wf_path_beside(doc ? doc : "-", path);
    return tidy(joined);
}

static bool inside_root(const WfModel *m, const char *path)
{
    for (guint i = 0; i < m->roots->len; i++)
        if (wf_path_inside(m->roots->pdata[i], path))
            return true;
    return false;
}

static char *why_not(const WfModel *m, const char *path)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return g_strdup("no such file or directory");
    return inside_root(m, path)
               ? g_strdup("it could not be read")
               : g_strdup_printf("it lies outside of '%s'", (char *)m->roots->pdata[0]);
}

/* Bytes of @path, from the cache or disk. On failure NULL, and *ret_why says it. */
static GBytes *read_once(WfModel *m, const char *path, char **ret_why)
{
    gpointer known;

    if (g_hash_table_lookup_extended(m->files, path, NULL, &known)) {
        if (!known)
            *ret_why = why_not(m, path);
        return known;
    }
    g_autoptr(GError) error = NULL;
    GBytes *bytes = NULL;
    if (!inside_root(m, path))
        *ret_why = why_not(m, path);
    else if (!(bytes = wf_file_read_regular(path, WF_LIMIT_FILE_BYTES, &error)))
        /* the message begins with the path, which the finding names as the user wrote it */
        *ret_why = g_strdup(strstr(error->message, "': ") ? strstr(error->message, "': ") + 3
                                                          : error->message);
    else if ((m->total_bytes += g_bytes_get_size(bytes)) > WF_LIMIT_TOTAL_BYTES) {
        *ret_why = g_strdup_printf("all files together exceed %u MB", WF_LIMIT_TOTAL_BYTES >> 20);
        g_clear_pointer(&bytes, g_bytes_unref);
    }
    g_hash_table_insert(m->files, g_strdup(path), bytes);
    if (bytes)
        g_ptr_array_add(m->file_list, g_strdup(path));
    return bytes;
}

static void hint_outside(WfModel *m, const char *why)
{
    if (strstr(why, "outside"))
        wf_fault_hint(m, "--root DIR widens what may be read");
}

guint32 wf_source_doc(WfModel *m, WfScope from, WfNode at, const char *base, const char *path)
{
    if (is_url(path)) {
        wf_fault(m, from, at, WF_CODE_URL, "'%s' is a URL, and weft follows none", path);
        wf_fault_hint(m, "fetch it and give the local file");
        return WF_NONE;
    }
    g_autofree char *full = resolve(m, from, base, path);
    gpointer known = g_hash_table_lookup(m->doc_of, full);
    if (known)
        return GPOINTER_TO_UINT(known) - 1;

    g_autofree char *why = NULL;
    GBytes *bytes = read_once(m, full, &why);
    if (!bytes) {
        wf_fault(m, from, at, WF_CODE_FILE, "cannot read template '%s': %s", base ? full : path,
                 why);
        hint_outside(m, why);
        return WF_NONE;
    }
    g_autoptr(WfFindings) unheard = m->findings ? NULL : wf_findings_new();
    WfDoc *doc = wf_doc_parse(full, bytes, unheard ? unheard : m->findings);
    if (!doc)
        return WF_NONE;
    g_ptr_array_add(m->docs, doc);
    g_ptr_array_add(m->doc_paths, g_strdup(full));
    g_hash_table_insert(m->doc_of, g_steal_pointer(&full), GUINT_TO_POINTER(m->docs->len));
    return m->docs->len - 1;
}

/* The same for a name as a document writes it; NULL for a URL. Thousands of components run one
 * file: what its name leads to is remembered. */
static GBytes *read_named(WfModel *m, WfScope scope, WfSym sym, char **ret_why)
{
    gpointer key = wf_pair(SCOPE(m, scope)->doc, sym);
    GBytes *bytes = g_hash_table_lookup(m->files_named, key);
    const char *name = wf_names_text(m->names, sym);

    if (bytes || is_url(name))
        return bytes;
    g_autofree char *full = resolve(m, scope, NULL, name);
    if ((bytes = read_once(m, full, ret_why)))
        g_hash_table_insert(m->files_named, key, bytes);
    return bytes;
}

GBytes *wf_source_file(WfModel *m, WfScope scope, WfSym name)
{
    g_autofree char *why = NULL;

    return read_named(m, scope, name, &why);
}

GBytes *wf_model_file(const WfModel *m, WfScope scope, const char *name)
{
    return wf_source_file((WfModel *)m, scope, wf_sym((WfModel *)m, name)); /* caches only */
}

/* For get_file: a fault where the file cannot be had. */
void wf_source_check_file(WfModel *m, WfScope scope, WfNode at, WfSym sym)
{
    g_autofree char *why = NULL;
    const char *name = wf_names_text(m->names, sym);

    if (read_named(m, scope, sym, &why))
        return;
    if (is_url(name)) {
        wf_fault(m, scope, at, WF_CODE_URL, "'%s' is a URL, and weft follows none", name);
        wf_fault_hint(m, "fetch it and give the local file");
        return;
    }
    wf_fault(m, scope, at, WF_CODE_FILE, "cannot read '%s': %s", name,
             why ? why : "unknown reason");
    hint_outside(m, why ? why : "");
}
