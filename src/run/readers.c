/* Who reads what, as manifests say it: the rights of outcomes follow from it. */
#include "run_priv.h"

#include <string.h>

#include <weft/text.h>

char *wf_reader_key(const char *vm, const char *component)
{
    return g_strconcat(vm, "\n", component, NULL);
}

bool wf_entry_has_secret(const WfEntry *e)
{
    for (guint i = 0; e && i < e->outputs->len; i++)
        if (((WfEntryOutput *)e->outputs->pdata[i])->secret)
            return true;
    return false;
}

static bool same_names(const GPtrArray *a, const GPtrArray *b)
{
    guint n = a ? a->len : 0;

    if (n != (b ? b->len : 0))
        return false;
    for (guint i = 0; i < n; i++)
        if (strcmp(a->pdata[i], b->pdata[i]) != 0)
            return false;
    return true;
}

bool wf_readers_equal(GHashTable *a, GHashTable *b, const char *key)
{
    return a == b || same_names(g_hash_table_lookup(a, key), g_hash_table_lookup(b, key));
}

/* Manifests are walked one after the other, so a VM that is there already stands last. */
static void note(GHashTable *readers, const WfEntryRead *read, const char *reader)
{
    if (strcmp(read->vm, reader) == 0)
        return;
    g_autofree char *key = wf_reader_key(read->vm, read->name);
    GPtrArray *list = g_hash_table_lookup(readers, key);
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(readers, g_steal_pointer(&key), list);
    }
    if (!list->len || list->pdata[list->len - 1] != reader)
        g_ptr_array_add(list, (gpointer)reader);
}

static void note_entries(GHashTable *readers, const GPtrArray *entries, const char *reader)
{
    for (guint i = 0; i < entries->len; i++) {
        const WfEntry *e = entries->pdata[i];
        const GPtrArray *lists[] = {e->reads, e->after, e->consumers};
        for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
            for (guint k = 0; k < lists[l]->len; k++)
                note(readers, lists[l]->pdata[k], reader);
    }
}

GHashTable *wf_readers_new(const GPtrArray *manifests)
{
    GHashTable *readers =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    GHashTableIter iter;
    GPtrArray *list;

    for (guint i = 0; i < manifests->len; i++) {
        const WfManifest *m = manifests->pdata[i];
        note_entries(readers, m->components, m->vm);
        note_entries(readers, m->deletions, m->vm);
    }
    g_hash_table_iter_init(&iter, readers);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&list))
        g_ptr_array_sort(list, wf_text_order);
    return readers;
}
