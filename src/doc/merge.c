/* Merge keys, with the meaning PyYAML gives them (SafeConstructor.flatten_mapping): what is merged
 * counts less than the map's own keys wherever << stands, in a list of maps the first one counts
 * most, of two << the second. */
#include "doc_priv.h"

#include <string.h>

/* Appends the keys of a map, in order. */
static void collect_pairs(const DocEntry *entries, guint32 map, GArray *keys)
{
    guint32 end = tape_entry_end(entries, map);

    for (guint32 key = map + 1; key < end; key = tape_entry_end(entries, key + 1))
        g_array_append_val(keys, key);
}

static bool collect_merged(const DocEntry *entries, guint32 value, GArray *keys,
                           guint32 *ret_culprit)
{
    if (entry_kind(&entries[value]) == WF_MAP) {
        collect_pairs(entries, value, keys);
        return true;
    }
    *ret_culprit = value;
    if (entry_kind(&entries[value]) != WF_SEQ)
        return false;
    g_autoptr(GArray) maps = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint32 end = tape_entry_end(entries, value);
    for (guint32 map = value + 1; map < end; map = tape_entry_end(entries, map)) {
        *ret_culprit = map;
        if (entry_kind(&entries[map]) != WF_MAP)
            return false;
        g_array_append_val(maps, map);
    }
    for (guint i = maps->len; i-- > 0;)
        collect_pairs(entries, g_array_index(maps, guint32, i), keys);
    return true;
}

/* Drops merged keys that a later one replaces; own ones all stay, duplicates and all. */
static void drop_replaced(Tape *tape, GArray *merged, GArray *own)
{
    keys_reset(tape, merged->len + own->len);
    for (guint i = 0; i < own->len; i++)
        keys_add(tape, g_array_index(own, guint32, i));
    for (guint i = merged->len; i-- > 0;) {
        guint32 *key = &g_array_index(merged, guint32, i);
        if (keys_add(tape, *key))
            *key = 0;
    }
}

static void append_pairs(const DocEntry *entries, const GArray *keys, GArray *out, guint32 *count)
{
    for (guint i = 0; i < keys->len; i++) {
        guint32 key = g_array_index(keys, guint32, i);
        if (key == 0)
            continue;
        g_array_append_vals(out, &entries[key], tape_entry_end(entries, key + 1) - key);
        ++*count;
    }
}

void tape_merge_key(Tape *tape)
{
    g_array_append_val(tape->merges, tape->n);
}

bool tape_has_merges(const Tape *tape, guint32 map)
{
    const GArray *merges = tape->merges;
    return merges->len > 0 && g_array_index(merges, guint32, merges->len - 1) > map;
}

/* Takes the keys << of @map, the last ones there are; returns the first one's index. */
static guint first_merge(const Tape *tape, guint32 map)
{
    guint i = tape->merges->len;

    while (i > 0 && g_array_index(tape->merges, guint32, i - 1) > map)
        i--;
    return i;
}

bool tape_merge(Tape *tape, guint32 map, guint32 *ret_culprit)
{
    g_autoptr(GArray) merged = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(guint32));
    const DocEntry *entries = tape->entries;
    guint32 end = tape->n, count = 0;
    guint first = first_merge(tape, map), next = first;

    for (guint32 key = map + 1; key < end; key = tape_entry_end(entries, key + 1)) {
        bool merges = next < tape->merges->len && g_array_index(tape->merges, guint32, next) == key;
        next += merges;
        if (!merges)
            g_array_append_val(own, key);
        else if (!collect_merged(entries, key + 1, merged, ret_culprit))
            return false;
    }
    g_array_set_size(tape->merges, first);
    drop_replaced(tape, merged, own);

    g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(DocEntry));
    append_pairs(entries, merged, out, &count);
    append_pairs(entries, own, out, &count);
    if (out->len > 0)
        memcpy(&tape->entries[map + 1], out->data, out->len * sizeof(DocEntry));
    tape->n = map + 1 + out->len;
    tape->open[tape->depth - 1].children = count * 2;
    tape->open[tape->depth - 1].alike = true;
    return true;
}
