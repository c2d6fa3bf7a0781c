/* A hash of names for tables in memory: eight bytes at a time, multiply and fold (the mixing step
 * of wyhash), the last bytes read over those before. */
#include <weft/text.h>

#include <string.h>

static guint64 mix(guint64 h, guint64 word)
{
    h = (h ^ word) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    return h ^ h >> 32;
}

static guint64 eight(const char *s)
{
    guint64 word;
    memcpy(&word, s, sizeof word);
    return word;
}

static guint64 four(const char *s)
{
    guint32 word;
    memcpy(&word, s, sizeof word);
    return word;
}

/* All of a text of less than eight bytes. */
static guint64 few(const char *s, gsize len)
{
    if (len >= 4)
        return four(s) | four(s + len - 4) << 32;
    return len ? (guchar)s[0] | (guint64)(guchar)s[len / 2] << 8 | (guint64)(guchar)s[len - 1] << 16
               : 0;
}

guint64 wf_text_hash(guint64 seed, const char *s, gsize len)
{
    guint64 h = seed ^ len;
    gsize i = 0;

    if (len < 8)
        return mix(mix(h, few(s, len)), len);
    for (; i + 8 < len; i += 8)
        h = mix(h, eight(s + i));
    return mix(mix(h, eight(s + len - 8)), len);
}
