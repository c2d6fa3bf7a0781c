/* Derivation, shared by the planner's side and the VM's. */
#pragma once

#include <weft/error.h>
#include <weft/keys.h>

#define KEY_BYTES 32

/* Keyed BLAKE2b over a name, with a purpose of at most 16 characters in the personalisation, as
 * libsodium's own crypto_kdf does it with a number in place of the name. */
void wf_derive(guint8 out[KEY_BYTES], const guint8 key[KEY_BYTES], const char *purpose,
               const char *name);
char *wf_base64(const void *data, gsize len);
/* Exactly @len bytes of base64 into @out? */
bool wf_base64_exact(const char *text, guint8 *out, gsize len);
/* An auth: NAME:SECRET, the secret derived from @key. */
char *wf_derive_auth(const guint8 key[KEY_BYTES], const char *purpose, const char *prefix,
                     const char *name);
GBytes *wf_open_box(const guint8 pair_seed[KEY_BYTES], const char *sealed, GError **error);
void wf_init_sodium(void);
