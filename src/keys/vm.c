/* A VM's side: what follows from the one credential it holds. */
#include "keys_priv.h"

#include <sodium.h>

struct WfVmKeys {
    guint8 credential[KEY_BYTES];
    guint8 seal[KEY_BYTES]; /* seed of its sealing key pair */
    guint8 digest[KEY_BYTES];
    char *vm;
};

WfVmKeys *wf_vm_keys_new(const char *credential, const char *vm, GError **error)
{
    wf_init_sodium();
    g_autoptr(WfVmKeys) keys = g_new0(WfVmKeys, 1);
    if (!wf_base64_exact(credential, keys->credential, KEY_BYTES)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the VM's credential is not one");
        return NULL;
    }
    keys->vm = g_strdup(vm);
    wf_derive(keys->seal, keys->credential, "weft vm seal", vm);
    wf_derive(keys->digest, keys->credential, "weft vm digest", vm);
    return g_steal_pointer(&keys);
}

void wf_vm_keys_free(WfVmKeys *keys)
{
    if (!keys)
        return;
    g_free(keys->vm);
    sodium_memzero(keys, sizeof *keys);
    g_free(keys);
}

char *wf_vm_keys_auth(const WfVmKeys *keys)
{
    return wf_derive_auth(keys->credential, "weft vm zk", "vm.", keys->vm);
}

const guint8 *wf_vm_keys_digest_key(const WfVmKeys *keys)
{
    return keys->digest;
}

GBytes *wf_vm_keys_open_sealed(const WfVmKeys *keys, const char *sealed, GError **error)
{
    return wf_open_box(keys->seal, sealed, error);
}

GBytes *wf_vm_keys_open_output(const WfVmKeys *keys, const char *key_for_vm, const char *sealed,
                               GError **error)
{
    g_autoptr(GBytes) text = wf_open_box(keys->seal, key_for_vm, error);
    if (!text)
        return NULL;
    guint8 seed[KEY_BYTES];
    if (!wf_base64_exact(g_bytes_get_data(text, NULL), seed, sizeof seed)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "a reader's key is not one");
        return NULL;
    }
    GBytes *value = wf_open_box(seed, sealed, error);
    sodium_memzero(seed, sizeof seed);
    return value;
}
