/* What a prepare would write, as text: line by line in the order of writing, and
 * as a list for whoever has to say yes to it. */
#include "prepare_priv.h"

#include <string.h>
#include <weft/text.h>

#define LISTED_MOST 5000 /* lines of one kind */

ChangePart wf_change_part(const Change *change)
{
    if (change->kind == CHANGE_ACL)
        return PART_RIGHTS;
    switch (change->what) {
    case WF_ZNODE_VMS:
        return PART_VM;
    case WF_ZNODE_MANIFEST:
        return PART_MANIFEST;
    case WF_ZNODE_OUTCOME:
        return PART_OUTCOME;
    case WF_ZNODE_SEALED:
        return PART_SEALED;
    case WF_ZNODE_RECIPE:
        return PART_RECIPE;
    case WF_ZNODE_MODEL:
        return PART_MODEL;
    case WF_ZNODE_CHUNK:
        return PART_CHUNK;
    case WF_ZNODE_ACL:
        return PART_ANCHOR;
    default:
        return PART_FOLDER;
    }
}

static char *line_of(const Change *change)
{
    static const char *const verbs[] = {"create", "write", "rights of"};
    gsize size = change->data ? g_bytes_get_size(change->data) : 0;

    return size ? g_strdup_printf("%s %s (%" G_GSIZE_FORMAT " bytes)", verbs[change->kind],
                                  change->path, size)
                : g_strdup_printf("%s %s", verbs[change->kind], change->path);
}

char *wf_prepare_line(const WfPrepare *p, guint i)
{
    const GPtrArray *list = p->changes->list, *trees = p->changes->trees;

    if (i < list->len)
        return line_of(list->pdata[i]);
    return i - list->len < trees->len ? g_strconcat("delete ", trees->pdata[i - list->len], NULL)
                                      : NULL;
}

/* ---- for people ---- */

static void add_rest(GString *text, guint n, const char *what)
{
    if (n > LISTED_MOST)
        g_string_append_printf(text, "... and %u more %s\n", n - LISTED_MOST, what);
}

static void add_deleted(GString *text, const GPtrArray *trees)
{
    for (guint i = 0; i < trees->len && i < LISTED_MOST; i++)
        g_string_append_printf(text, "delete %s\n", (const char *)trees->pdata[i]);
    add_rest(text, trees->len, "to delete");
}

static void add_part(GString *text, const GPtrArray *list, ChangePart part, const char *what)
{
    guint n = 0;

    for (guint i = 0; i < list->len; i++) {
        if (wf_change_part(list->pdata[i]) != part || n++ >= LISTED_MOST)
            continue;
        g_autofree char *line = line_of(list->pdata[i]);
        g_string_append_printf(text, "%s\n", line);
    }
    add_rest(text, n, what);
}

static void add_sum(GString *text, guint n, const char *what)
{
    if (n)
        g_string_append_printf(text, "create %u %s\n", n, what);
}

char *wf_prepare_list(const WfPrepare *p)
{
    static const struct {
        ChangePart part;
        const char *what;
    } parts[] = {{PART_VM, "VMs"},           {PART_MANIFEST, "manifests"},
                 {PART_OUTCOME, "outcomes"}, {PART_SEALED, "sealed outcomes"},
                 {PART_RECIPE, "recipes"},   {PART_MODEL, "models"},
                 {PART_CHUNK, "chunks"},     {PART_RIGHTS, "rights"}};
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *head = wf_path_head(p->stack);

    add_deleted(text, p->changes->trees);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        add_part(text, p->changes->list, parts[i].part, parts[i].what);
    if (p->counts.heads)
        g_string_append_printf(text, "write %s, before all that and after it\n", head);
    add_sum(text, p->counts.folders, "folders of the VMs");
    add_sum(text, p->counts.anchors, "anchors of rights");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* ---- the same in one number ---- */

static guint64 add_text(guint64 hash, const char *text)
{
    return wf_text_hash(hash, text, strlen(text));
}

/* The path of what is made says what it is, but for VMs that come with their manifests: of chunks,
 * which are numbered, the node that is set. */
static guint64 add_change(guint64 hash, const Change *change)
{
    gsize len = 0;
    bool tells = change->kind == CHANGE_SET || change->together;
    const char *data = tells ? g_bytes_get_data(change->data, &len) : "";
    g_autofree char *acl = change->kind == CHANGE_ACL ? wf_acl_hash(change->acl) : NULL;

    hash = add_text(hash + change->kind, change->path);
    return acl ? add_text(hash, acl) : wf_text_hash(hash, data, len);
}

guint64 wf_changes_hash(const Changes *c, guint64 generation)
{
    guint64 hash = generation;

    for (guint i = 0; i < c->list->len; i++)
        hash = add_change(hash, c->list->pdata[i]);
    for (guint i = 0; i < c->trees->len; i++)
        hash = add_text(hash, c->trees->pdata[i]);
    return hash;
}
