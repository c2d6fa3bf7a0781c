/* What the dialogs of live actions say. */
#include "acting_priv.h"

#include <string.h>
#include "live_priv.h"

#define COUNTS_WIDTH 70       /* of a line: what a dialog has in 80 columns */
#define COMPARED_MOST 400     /* zNodes in the dialog's difference, */
#define COMPARED_BYTES 300000 /* and so much of them */

void acting_add_where(const WfLive *live, GString *text)
{
    const char *where = wf_live_where(live), *slash = strchr(where, '/');
    if (live->source == WF_LIVE_PRIVATE && live->hosts && wf_app_has_terminal(live->desk->app))
        where = live->hosts; /* a script's screens do not depend on its port */
    g_string_append_printf(text, "\nensemble  %.*s%s\n",
                           slash ? (int)(slash - where) : (int)strlen(where), where,
                           live->source == WF_LIVE_SERVERS ? "" : ", which ends with this program");
    g_string_append_printf(text, "chroot    %s", slash ? slash : "/ (none)");
}

void acting_add_counts(GString *text, const WfPrepareCounts *n)
{
    guint outcomes = n->outcomes + n->sealed;
    guint others = n->models + n->chunks + n->folders + n->anchors + n->heads;
    const struct {
        guint n;
        const char *one, *many;
    } parts[] = {{n->removed, "removal", "removals"},
                 {n->vms, "new VM", "new VMs"},
                 {n->manifests, "manifest", "manifests"},
                 {outcomes, "outcome", "outcomes"},
                 {n->recipes, "recipe", "recipes"},
                 {n->rights, "right", "rights"},
                 {others, "other", "others"}};
    gsize line = text->len + 1;
    g_string_append_printf(text, "\n%u write%s:", n->total, n->total == 1 ? "" : "s");
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (!parts[i].n)
            continue;
        g_autofree char *part =
            g_strdup_printf(" %u %s,", parts[i].n, parts[i].n == 1 ? parts[i].one : parts[i].many);
        if (text->len + strlen(part) > line + COUNTS_WIDTH) {
            g_string_append(text, "\n         ");
            line = text->len;
        }
        g_string_append(text, part);
    }
    g_string_truncate(text, text->len - 1); /* a comma, or nothing but the colon */
}

void wf_acting_add_time(GString *text, double elapsed, double share)
{
    g_string_append_printf(text, "  %.1f s", elapsed);
    if (share > 0.01)
        g_string_append_printf(text, ", about %.1f s left", elapsed * (1 - share) / share);
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
    g_autoptr(GPtrArray) paths = wf_comparison_values(c, COMPARED_MOST + 1);
    g_autoptr(GString) old = g_string_new(NULL), new = g_string_new(NULL);
    guint i = 0;
    for (; i < MIN(paths->len, COMPARED_MOST) && old->len + new->len < COMPARED_BYTES; i++) {
        const char *path = paths->pdata[i];
        if (wf_comparison_of(c, path) == WF_DIFFERENCE_EXTRA)
            g_string_append_printf(old, "%s\n", path);
        add_value(old, path, wf_comparison_found(c, path));
        add_value(new, path, wf_comparison_expected(c, path));
    }
    if (i < paths->len)
        g_string_append_printf(new, "(only the first %u zNodes)\n", i);
    *ret_old = g_string_free(g_steal_pointer(&old), FALSE);
    *ret_new = g_string_free(g_steal_pointer(&new), FALSE);
}

static const PhaseWords phase_words[] = {
    [WF_PHASE_GO] = {"Go on", "agents start recipes again", "components start again"},
    [WF_PHASE_PAUSE] = {"Pause the run",
                        "no agent starts another recipe; what runs goes on to its end",
                        "nothing new starts; what runs goes on"},
    [WF_PHASE_HALT] = {"Halt the run",
                       "no agent starts another recipe, and what runs is ended;\n"
                       "it counts as not run, and begins anew when the stack goes on",
                       "nothing new starts, and what runs is ended"},
};

const PhaseWords *acting_phase_words(WfPhase phase)
{
    return &phase_words[phase];
}
