#include "names.h"

#include <string.h>

enum { BLOCK = 1 << 20 };

typedef struct {
    const char *text;
    guint32 len;
    guint32 hash;
} Name;

typedef struct {
    guint32 sym;  /* 0: free */
    guint32 hash; /* compared before the text is touched */
} Slot;

struct WfNames {
    GArray *names; /* of Name; [0] is the empty one */
    Slot *slots;   /* a power of two, at most half full */
    guint32 mask;
    guint64 seed;      /* names come from outside: nobody shall know the order of slots */
    GPtrArray *blocks; /* of text */
    gsize block_used, block_size;
};

WfNames *wf_names_new(void)
{
    WfNames *names = g_new0(WfNames, 1);

    names->names = g_array_new(FALSE, FALSE, sizeof(Name));
    g_array_append_val(names->names, ((Name){.text = ""}));
    names->mask = 255;
    names->slots = g_new0(Slot, names->mask + 1);
    names->seed = (guint64)g_random_int() << 32 | g_random_int();
    names->blocks = g_ptr_array_new_with_free_func(g_free);
    return names;
}

void wf_names_free(WfNames *names)
{
    if (!names)
        return;
    g_array_unref(names->names);
    g_free(names->slots);
    g_ptr_array_unref(names->blocks);
    g_free(names);
}

/* Eight bytes at a time, multiply and fold (the mixing step of wyhash). */
static guint32 hash_text(guint64 seed, const char *s, gsize len)
{
    guint64 h = seed ^ len;
    guint64 word;

    for (; len >= 8; s += 8, len -= 8) {
        memcpy(&word, s, 8);
        h = (h ^ word) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    if (len) {
        word = 0;
        memcpy(&word, s, len);
        h = (h ^ word) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    h *= 0xBF58476D1CE4E5B9u;
    return (guint32)(h >> 32) | 1;
}

static Slot *slot_of(const WfNames *names, const char *s, gsize len, guint32 hash)
{
    for (guint32 i = hash >> 1;; i++) {
        Slot *slot = &names->slots[i & names->mask];
        if (!slot->sym)
            return slot;
        if (slot->hash != hash)
            continue;
        const Name *name = &g_array_index(names->names, Name, slot->sym);
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
        if (!slots[i].sym)
            continue;
        guint32 at = slots[i].hash >> 1;
        while (names->slots[at & names->mask].sym)
            at++;
        names->slots[at & names->mask] = slots[i];
    }
}

static const char *keep_text(WfNames *names, const char *s, gsize len)
{
    if (names->block_used + len + 1 > names->block_size) {
        names->block_size = MAX((gsize)BLOCK, len + 1);
        if (names->blocks->len == 0)
            names->block_size = MAX((gsize)4096, len + 1);
        names->block_used = 0;
        g_ptr_array_add(names->blocks, g_malloc(names->block_size));
    }
    char *text = (char *)names->blocks->pdata[names->blocks->len - 1] + names->block_used;
    memcpy(text, s, len);
    text[len] = '\0';
    names->block_used += len + 1;
    return text;
}

WfSym wf_names_intern(WfNames *names, const char *s, gsize len)
{
    guint32 hash = hash_text(names->seed, s, len);
    Slot *slot = slot_of(names, s, len, hash);

    if (slot->sym)
        return slot->sym;
    Name name = {.text = keep_text(names, s, len), .len = (guint32)len, .hash = hash};
    g_array_append_val(names->names, name);
    WfSym sym = names->names->len - 1;
    *slot = (Slot){sym, hash};
    if (names->names->len * 2 > names->mask)
        grow(names);
    return sym;
}

WfSym wf_names_find(const WfNames *names, const char *s, gsize len)
{
    return slot_of(names, s, len, hash_text(names->seed, s, len))->sym;
}

const char *wf_names_text(const WfNames *names, WfSym sym)
{
    return g_array_index(names->names, Name, sym).text;
}

gsize wf_names_len(const WfNames *names, WfSym sym)
{
    return g_array_index(names->names, Name, sym).len;
}
