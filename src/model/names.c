/* See names.h. */
#include "names.h"

#include <string.h>
#include <weft/text.h>

/* Names stand in blocks, one behind the other as they came: what is near in a file is near here.
 * Their places are counted in units, so that 32 bits are enough for any. */
enum { UNIT = 8, BLOCK_UNITS = 1 << 17, FIRST_UNITS = 512 };

typedef struct {
    WfSym sym;
    guint32 len;
    char text[];
} Name;

typedef struct {
    guint32 at;   /* place of the name; 0, where the empty one stands: free */
    guint32 hash; /* compared before the name is touched */
} Slot;

struct WfNames {
    GPtrArray *names; /* of Name, by symbol; [0] is the empty one */
    Slot *slots;      /* a power of two, at most half full */
    guint32 mask;
    guint64 seed;
    GPtrArray *blocks;
    guint32 used, size; /* units of the last block */
};

static Name *name_at(const WfNames *names, guint32 at)
{
    char *block = names->blocks->pdata[at / BLOCK_UNITS];
    return (Name *)(block + (gsize)(at % BLOCK_UNITS) * UNIT);
}

/* Returns its place. */
static guint32 keep_name(WfNames *names, const char *s, gsize len)
{
    guint32 units = (guint32)((sizeof(Name) + len) / UNIT + 1);

    if (names->used + units > names->size) {
        names->size = MAX(names->blocks->len ? BLOCK_UNITS : FIRST_UNITS, units);
        names->used = 0;
        g_ptr_array_add(names->blocks, g_malloc_n(names->size, UNIT));
    }
    guint32 at = (names->blocks->len - 1) * BLOCK_UNITS + names->used;
    Name *name = name_at(names, at);
    *name = (Name){.sym = names->names->len, .len = (guint32)len};
    memcpy(name->text, s, len);
    name->text[len] = '\0';
    names->used += units;
    g_ptr_array_add(names->names, name);
    return at;
}

WfNames *wf_names_new(void)
{
    WfNames *names = g_new0(WfNames, 1);

    names->names = g_ptr_array_new();
    names->mask = 255;
    names->slots = g_new0(Slot, names->mask + 1);
    names->seed = (guint64)g_random_int() << 32 | g_random_int();
    names->blocks = g_ptr_array_new_with_free_func(g_free);
    keep_name(names, "", 0);
    return names;
}

void wf_names_free(WfNames *names)
{
    if (!names)
        return;
    g_ptr_array_unref(names->names);
    g_free(names->slots);
    g_ptr_array_unref(names->blocks);
    g_free(names);
}

static guint32 hash_of(const WfNames *names, const char *s, gsize len)
{
    return (guint32)wf_text_hash(names->seed, s, len);
}

/* Where the name stands, or would stand. */
static Slot *slot_of(const WfNames *names, const char *s, gsize len, guint32 hash)
{
    for (guint32 i = hash;; i++) {
        Slot *slot = &names->slots[i & names->mask];
        if (!slot->at)
            return slot;
        if (slot->hash != hash)
            continue;
        const Name *name = name_at(names, slot->at);
        if (name->len == len && memcmp(name->text, s, len) == 0)
            return slot;
    }
}

static void grow(WfNames *names)
{
    guint32 old = names->mask + 1;
    g_autofree Slot *slots = names->slots;

    names->mask = old * 2 - 1;
    names->slots = g_new0(Slot, old * 2);
    for (guint32 i = 0; i < old; i++) {
        if (!slots[i].at)
            continue;
        guint32 to = slots[i].hash;
        while (names->slots[to & names->mask].at)
            to++;
        names->slots[to & names->mask] = slots[i];
    }
}

WfSym wf_names_intern(WfNames *names, const char *s, gsize len)
{
    guint32 hash = hash_of(names, s, len);
    Slot *slot = slot_of(names, s, len, hash);

    if (slot->at)
        return name_at(names, slot->at)->sym;
    *slot = (Slot){keep_name(names, s, len), hash};
    if (names->names->len * 2 > names->mask)
        grow(names);
    return names->names->len - 1;
}

WfSym wf_names_find(const WfNames *names, const char *s, gsize len)
{
    return name_at(names, slot_of(names, s, len, hash_of(names, s, len))->at)->sym;
}

guint wf_names_n(const WfNames *names)
{
    return names->names->len;
}

const char *wf_names_text(const WfNames *names, WfSym sym)
{
    return ((const Name *)names->names->pdata[sym])->text;
}

gsize wf_names_len(const WfNames *names, WfSym sym)
{
    return ((const Name *)names->names->pdata[sym])->len;
}
