/* What the dialogs of live actions say. */
#include "acting_words.h"

#include <string.h>
#include "live.h"

#define LISTED_MOST 20000 /* lines in the dialog */
#define COMPARED_MOST 400 /* zNodes in the dialog's difference */

void acting_add_where(const Live *live, GString *text)
{
    const char *where = live_where(live), *slash = strchr(where, '/');
    if (live->source == LIVE_PRIVATE && live->hosts && wf_app_has_terminal(live->desk->app))
        where = live->hosts; /* a script's screens do not depend on its port */
    g_string_append_printf(text, "\nensemble  %.*s%s\n",
                           slash ? (int)(slash - where) : (int)strlen(where), where,
                           live->source == LIVE_SERVERS ? "" : ", which ends with this program");
    g_string_append_printf(text, "chroot    %s", slash ? slash : "/ (none)");
}

void acting_add_counts(GString *text, const WfPrepareCounts *n)
{
    const struct {
        guint n;
        const char *one, *many;
    } parts[] = {{n->vms, "new VM", "new VMs"},        {n->manifests, "manifest", "manifests"},
                 {n->outcomes, "outcome", "outcomes"}, {n->recipes, "recipe", "recipes"},
                 {n->rights, "right", "rights"},       {n->removed, "removal", "removals"}};
    const char *before = ": ";
    g_string_append_printf(text, "\n%u write%s", n->total, n->total == 1 ? "" : "s");
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i].n) {
            g_string_append_printf(text, "%s%u %s", before, parts[i].n,
                                   parts[i].n == 1 ? parts[i].one : parts[i].many);
            before = ", ";
        }
}

char *acting_list(const GPtrArray *lines)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < lines->len && i < LISTED_MOST; i++)
        g_string_append_printf(text, "%s\n", (const char *)lines->pdata[i]);
    if (lines->len > LISTED_MOST)
        g_string_append_printf(text, "... and %u more\n", lines->len - LISTED_MOST);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void add_value(GString *text, const char *path, GBytes *bytes)
{
    gsize len;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;
    if (!bytes || !len)
        return;
    g_autofree char *value = wf_znode_text(path, data, len);
    g_string_append_printf(text, "%s\n%s\n", path, value);
}

void acting_differences(const WfComparison *c, char **ret_old, char **ret_new)
{
    g_autoptr(GPtrArray) paths = wf_comparison_paths(c);
    g_autoptr(GString) old = g_string_new(NULL), new = g_string_new(NULL);
    guint n = 0;
    for (guint i = 0; i < paths->len && n < COMPARED_MOST; i++) {
        const char *path = paths->pdata[i];
        gsize before = old->len + new->len;
        if (wf_comparison_of(c, path) == WF_DIFFERENCE_EXTRA)
            g_string_append_printf(old, "%s\n", path);
        add_value(old, path, wf_comparison_found(c, path));
        add_value(new, path, wf_comparison_expected(c, path));
        n += old->len + new->len > before;
    }
    if (n == COMPARED_MOST)
        g_string_append_printf(new, "(only the first %d zNodes)\n", COMPARED_MOST);
    *ret_old = g_string_free(g_steal_pointer(&old), FALSE);
    *ret_new = g_string_free(g_steal_pointer(&new), FALSE);
}
