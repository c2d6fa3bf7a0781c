/* When two keys of a map are the same one.
 *
 * The client sends a template as JSON, where every key is a string, so 1 and "1" meet there. Maps
 * whose keys look all different as they are read never get here; else those of a handful are
 * compared pair by pair, more through a hash table. */
#include "doc_priv.h"

#include <string.h>
#include <weft/text.h>

#define FEW_KEYS 8

WfStr key_text(const WfDoc *doc, const guint8 *side, const DocEntry *e, GString *scratch)
{
    WfStr text = entry_text(doc, side, e);
    gint64 integer;
    double number;
    bool truth;

    switch (entry_kind(e)) {
    case WF_STRING:
        return text;
    case WF_NULL:
        return (WfStr){"null", 4};
    case WF_BOOL:
        scalar_bool(text.s, text.len, &truth);
        return truth ? (WfStr){"true", 4} : (WfStr){"false", 5};
    case WF_INT:
        scalar_int(text.s, text.len, &integer);
        g_string_printf(scratch, "%" G_GINT64_FORMAT, integer);
        break;
    default:
        if (!scalar_float(text.s, text.len, &number))
            return text;
        g_string_truncate(scratch, 0);
        wf_json_append_real(number, scratch);
        break;
    }
    return (WfStr){scratch->str, scratch->len};
}

static bool same_text(WfStr a, WfStr b)
{
    return a.len == b.len && memcmp(a.s, b.s, a.len) == 0;
}

static bool is_key(Tape *tape, guint32 node, WfStr text)
{
    const DocEntry *e = &tape->entries[node];
    if (entry_kind(e) == WF_STRING)
        return same_text(entry_text(tape->doc, tape->side->data, e), text);
    g_autoptr(GString) scratch = g_string_new(NULL);
    return same_text(key_text(tape->doc, tape->side->data, e, scratch), text);
}

void keys_reset(Tape *tape, guint32 n_keys)
{
    gsize wanted = 16;
    while (wanted < (gsize)n_keys * 2)
        wanted *= 2;
    g_free(tape->slots);
    tape->slots = g_new0(guint64, wanted);
    tape->n_slots = wanted;
}

guint32 keys_add(Tape *tape, guint32 node)
{
    WfStr text = key_text(tape->doc, tape->side->data, &tape->entries[node], tape->scratch);
    guint64 hash = wf_text_hash(tape->seed, text.s, text.len), tag = hash & ~(guint64)G_MAXUINT32;
    gsize mask = tape->n_slots - 1;
    for (gsize i = hash & mask;; i = (i + 1) & mask) {
        guint64 slot = tape->slots[i];
        if (slot == 0) {
            tape->slots[i] = tag | node;
            return 0;
        }
        if ((slot & ~(guint64)G_MAXUINT32) == tag && is_key(tape, (guint32)slot, text))
            return (guint32)slot;
    }
}

/* Which key of which map it is. What an alias copies stands where its anchor does, so a map's
 * copies have its numbers, and its keys the same distances from it; a key that is an alias itself
 * has its own. */
static gint64 key_number(const DocEntry *entries, guint32 map, guint32 distance)
{
    return (gint64)distance << 32 | entries[map].at;
}

static void add_duplicate(Tape *tape, guint32 map, guint32 second, guint32 first)
{
    const DocEntry *e = tape->entries;
    DocDuplicate d = {e[second], e[first], key_number(e, map, second - map),
                      key_number(e, map, first - map)};
    g_array_append_val(tape->duplicates, d);
}

static guint32 next_key(const DocEntry *entries, guint32 key)
{
    return tape_entry_end(entries, key + 1); /* a key is always a scalar */
}

/* The key of the map that is equal to @key and stands before it, or 0. */
static guint32 key_before(Tape *tape, guint32 map, guint32 key)
{
    WfStr text = key_text(tape->doc, tape->side->data, &tape->entries[key], tape->scratch);

    for (guint32 k = map + 1; k < key; k = next_key(tape->entries, k))
        if (is_key(tape, k, text))
            return k;
    return 0;
}

static void check_few(Tape *tape, guint32 map)
{
    for (guint32 key = map + 1; key < tape->n; key = next_key(tape->entries, key)) {
        guint32 before = key_before(tape, map, key);
        if (before)
            add_duplicate(tape, map, key, before);
    }
}

void keys_check(Tape *tape, guint32 map, guint32 n_keys)
{
    if (n_keys <= FEW_KEYS) {
        check_few(tape, map);
        return;
    }
    keys_reset(tape, n_keys);
    for (guint32 key = map + 1; key < tape->n; key = next_key(tape->entries, key)) {
        guint32 first = keys_add(tape, key);
        if (first)
            add_duplicate(tape, map, key, first);
    }
}

/* A collection while the tape is moved together. */
typedef struct {
    guint32 end, from, node; /* the end and the node where they stood; where it stands now */
    bool is_map, at_value;
} Moved;

static void end_moved(Tape *tape, const Moved *m, guint32 n)
{
    DocEntry *e = &tape->entries[m->node];
    e->meta = entry_meta(entry_kind(e), WF_PLAIN, n - m->node - 1);
}

/* Keys that another one replaces: of those equal to a first one all but the last. Their numbers
 * stand in the duplicates. */
static GHashTable *replaced_keys(const Tape *tape)
{
    GHashTable *replaced = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GHashTable) last = g_hash_table_new(g_int64_hash, g_int64_equal);

    for (guint i = 0; i < tape->duplicates->len; i++) {
        DocDuplicate *d = &g_array_index(tape->duplicates, DocDuplicate, i);
        gpointer before = g_hash_table_lookup(last, &d->first_key);
        g_hash_table_add(replaced, before ? before : &d->first_key);
        g_hash_table_insert(last, &d->first_key, &d->second_key);
    }
    return replaced;
}

static bool is_replaced(const Tape *tape, GHashTable *replaced, const Moved *map, guint32 key)
{
    /* The map's own entry has been moved: only its place and its kind are as they were. */
    gint64 number = key_number(tape->entries, map->node, key - map->from);

    return g_hash_table_contains(replaced, &number);
}

void keys_drop_replaced(Tape *tape)
{
    g_autoptr(GHashTable) replaced = replaced_keys(tape);
    g_autofree Moved *open = g_new(Moved, WF_LIMIT_YAML_DEPTH + 1);
    guint32 n = 1;
    guint depth = 0;

    for (guint32 i = 1; i < tape->n;) {
        const DocEntry *e = &tape->entries[i];
        while (depth && i >= open[depth - 1].end)
            end_moved(tape, &open[--depth], n);
        Moved *in = depth ? &open[depth - 1] : NULL;
        bool key = in && in->is_map && !in->at_value;
        if (key && depth > 1 && is_replaced(tape, replaced, in, i)) {
            i = next_key(tape->entries, i);
            continue;
        }
        if (in)
            in->at_value = key;
        if (entry_is_collection(e))
            open[depth++] =
                (Moved){tape_entry_end(tape->entries, i), i, n, entry_kind(e) == WF_MAP, false};
        tape->entries[n++] = tape->entries[i++];
    }
    while (depth)
        end_moved(tape, &open[--depth], n);
    tape->n = n;
}
