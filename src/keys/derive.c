/* Derivation and sealed boxes. */
#include "keys_priv.h"

#include <sodium.h>
#include <string.h>

void wf_init_sodium(void)
{
    if (sodium_init() < 0)
        g_error("libsodium cannot be initialised: no source of randomness");
}

void wf_derive(guint8 out[KEY_BYTES], const guint8 key[KEY_BYTES], const char *purpose,
               const char *name)
{
    guint8 personal[crypto_generichash_blake2b_PERSONALBYTES] = {0};
    g_assert(strlen(purpose) <= sizeof personal);
    memcpy(personal, purpose, strlen(purpose));
    crypto_generichash_blake2b_salt_personal(out, KEY_BYTES, (const guint8 *)name, strlen(name),
                                             key, KEY_BYTES, NULL, personal);
}

char *wf_base64(const void *data, gsize len)
{
    gsize size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
    char *text = g_malloc(size);
    return sodium_bin2base64(text, size, data, len, sodium_base64_VARIANT_ORIGINAL);
}

bool wf_base64_exact(const char *text, guint8 *out, gsize len)
{
    gsize got;
    const char *end;
    return text &&
           !sodium_base642bin(out, len, text, strlen(text), NULL, &got, &end,
                              sodium_base64_VARIANT_ORIGINAL) &&
           got == len && !*end;
}

/* Names in identities keep to what ZooKeeper splits nowhere: a letter, digit, '.', '-' or '_';
 * anything else is %XX. */
static void append_name(GString *out, const char *name)
{
    for (; *name; name++) {
        if (g_ascii_isalnum(*name) || strchr("._-", *name))
            g_string_append_c(out, *name);
        else
            g_string_append_printf(out, "%%%02X", (guchar)*name);
    }
}

char *wf_derive_auth(const guint8 key[KEY_BYTES], const char *purpose, const char *prefix,
                     const char *name)
{
    guint8 secret[KEY_BYTES];
    wf_derive(secret, key, purpose, name);
    /* 192 bits; ZooKeeper hashes it with SHA-1, unsalted, so it has to be unguessable. */
    g_autofree char *text = g_malloc(sodium_base64_ENCODED_LEN(24, sodium_base64_VARIANT_URLSAFE));
    sodium_bin2base64(text, sodium_base64_ENCODED_LEN(24, sodium_base64_VARIANT_URLSAFE), secret,
                      24, sodium_base64_VARIANT_URLSAFE);
    GString *out = g_string_sized_new(128);
    g_string_append(out, prefix);
    append_name(out, name);
    g_string_append_printf(out, ":%s", text);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(text, strlen(text));
    return g_string_free(out, FALSE);
}

static void wipe_bytes(gpointer data)
{
    wf_secret_free(data);
}

static GBytes *refuse_box(GError **error)
{
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "a sealed value cannot be opened with this key");
    return NULL;
}

GBytes *wf_open_box(const guint8 pair_seed[KEY_BYTES], const char *sealed, GError **error)
{
    gsize text_len = strlen(sealed), box_len;
    g_autofree guint8 *box = g_malloc(text_len + 1);
    if (sodium_base642bin(box, text_len + 1, sealed, text_len, NULL, &box_len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) ||
        box_len < crypto_box_SEALBYTES)
        return refuse_box(error);
    guint8 public_key[crypto_box_PUBLICKEYBYTES], secret_key[crypto_box_SECRETKEYBYTES];
    crypto_box_seed_keypair(public_key, secret_key, pair_seed);
    gsize len = box_len - crypto_box_SEALBYTES;
    char *data = g_malloc0(len + 1);
    int bad = crypto_box_seal_open((guint8 *)data, box, box_len, public_key, secret_key);
    sodium_memzero(secret_key, sizeof secret_key);
    if (bad) {
        g_free(data);
        return refuse_box(error);
    }
    /* A value holds no zero byte (it is JSON), so wiping up to the first one wipes it all. */
    return g_bytes_new_with_free_func(data, len, wipe_bytes, data);
}

char *wf_seal_to_output(const char *public_key, const void *data, gsize len, GError **error)
{
    guint8 key[crypto_box_PUBLICKEYBYTES];
    wf_init_sodium();
    g_autofree guint8 *box = g_malloc(len + crypto_box_SEALBYTES);
    if (!wf_base64_exact(public_key, key, sizeof key) || crypto_box_seal(box, data, len, key)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "no key to seal to");
        return NULL;
    }
    return wf_base64(box, len + crypto_box_SEALBYTES);
}

void wf_secret_free(char *secret)
{
    if (!secret)
        return;
    sodium_memzero(secret, strlen(secret));
    g_free(secret);
}
