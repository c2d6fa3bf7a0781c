/* Two manifests as texts: most of what an update changes are digests, and to see that needs no
 * reading of a manifest. */
#include "manifest_priv.h"

#include <string.h>

#define KEY_CHARS 8 /* of "spec":" as of "deep":" */

/* The digest that byte @at of the text is in; NULL: it is in none. A quote within a text stands
 * behind a backslash, so the keys can be nothing else. */
static const char *digest_around(const char *text, gsize at, gsize len)
{
    gsize begin = at;

    while (begin && text[begin - 1] != '"' && at - begin < WF_DIGEST_CHARS)
        begin--;
    if (begin <= KEY_CHARS || begin + WF_DIGEST_CHARS >= len)
        return NULL;
    const char *key = text + begin - KEY_CHARS;
    bool is_key =
        memcmp(key, "\"spec\":\"", KEY_CHARS) == 0 || memcmp(key, "\"deep\":\"", KEY_CHARS) == 0;
    return is_key && key[-1] != '\\' ? text + begin : NULL;
}

static bool is_digest(const char *text)
{
    char digest[WF_DIGEST_CHARS + 1];

    memcpy(digest, text, WF_DIGEST_CHARS);
    digest[WF_DIGEST_CHARS] = '\0';
    return text[WF_DIGEST_CHARS] == '"' && wf_digest_valid(digest);
}

bool wf_manifest_alike(GBytes *a, GBytes *b)
{
    gsize len, other;
    const char *x = g_bytes_get_data(a, &len), *y = g_bytes_get_data(b, &other);

    if (len != other)
        return false;
    for (gsize i = 0; i < len; i++) {
        if (x[i] == y[i])
            continue;
        const char *digest = digest_around(x, i, len);
        if (!digest || !is_digest(digest) || !is_digest(y + (digest - x)))
            return false;
        i = (gsize)(digest - x) + WF_DIGEST_CHARS; /* the quote behind it, which both have */
    }
    return true;
}
