/* Who may do what: everything derived from one master key per stack.
 *
 * The planner keeps the master key in a file (0600). From it come the planner's
 * own ZooKeeper identity, the fleet's (reads the head and the recipes), one
 * credential per VM (all that a VM ever holds: its identity, its sealing key
 * pair and its digest key follow from it), one capability per producer with
 * many readers, one key pair per secret output, and the stack's digest key.
 * Derivation is keyed BLAKE2b with a purpose and a name (libsodium), so nothing
 * but the file has to be kept, and the same model gives the same bytes.
 *
 *     g_autoptr(WfKeys) keys = wf_keys_open("shop.key", "shop", true, &error);
 *     g_autofree char *auth = wf_keys_planner_auth(keys);
 *     wf_store_add_auth(store, auth); // ACLs take wf_identity(auth)
 *
 * An "auth" is "NAME:SECRET": a credential of store.h. Secrets are wiped when
 * freed here; texts given out are the caller's to wipe with wf_secret_free(). */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct WfKeys WfKeys;     /* the planner's side */
typedef struct WfVmKeys WfVmKeys; /* a VM's side */

/* Opens the key file of a stack; with @create makes it if it is missing (atomically: of two that
 * try, both end up with the same key). Refuses a file that others can read, that is not the
 * caller's, or that is no key. WF_ERROR_NOT_FOUND if missing and not @create. */
WfKeys *wf_keys_open(const char *path, const char *stack, bool create, GError **error);
/* The same for what may still be refused: if the file is missing, *ret_draft is true, and the keys
 * are those that wf_keys_save() would write. */
WfKeys *wf_keys_open_or_draft(const char *path, const char *stack, bool *ret_draft, GError **error);
/* Writes the file of keys made with wf_keys_random(), for wf_keys_open() to find. What is there is
 * never replaced: WF_ERROR_EXISTS. */
bool wf_keys_save(const WfKeys *keys, const char *path, GError **error);
/* What Heat takes for the name of a stack: a letter, then letters, digits, '_', '.' or '-'. Files
 * and zNodes are called like it. */
bool wf_keys_is_stack_name(const char *name);
/* Where a stack's key is: @file, or (NULL) $XDG_DATA_HOME/weft/STACK.key, whose folder is made with
 * it. Caller frees. */
char *wf_keys_path(const char *file, const char *stack);
/* The stacks whose keys are in that folder, by name. Caller frees. */
char **wf_keys_stacks(void);
/* Keys from 32 bytes (tests, rehearsals: wf_keys_random()). */
WfKeys *wf_keys_new(const guint8 master[32], const char *stack);
WfKeys *wf_keys_random(const char *stack);
void wf_keys_free(WfKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfKeys, wf_keys_free)

const guint8 *wf_keys_digest_key(const WfKeys *keys); /* 32 bytes, for protocol.h's digests */

char *wf_keys_planner_auth(const WfKeys *keys);
char *wf_keys_fleet_auth(const WfKeys *keys);
char *wf_keys_vm_auth(const WfKeys *keys, const char *vm);
char *wf_keys_capability_auth(const WfKeys *keys, const char *component);
/* What agent.json holds: base64. */
char *wf_keys_vm_credential(const WfKeys *keys, const char *vm);

/* Seals to a VM, deterministically: the same data for the same VM gives the same base64 text, so
 * that unchanged manifests stay unchanged. Opened with wf_vm_keys_open_sealed(). */
char *wf_keys_seal_to_vm(const WfKeys *keys, const char *vm, const void *data, gsize len);
/* Key pair of a secret output: the producer seals to the public one; each reader's manifest holds
 * the secret one, sealed to that reader. So a value is sealed once, however many read it. */
char *wf_keys_output_public(const WfKeys *keys, const char *component, const char *output);
char *wf_keys_output_key_for_vm(const WfKeys *keys, const char *component, const char *output,
                                const char *vm);
/* The planner opens any secret output (`weft outputs --reveal`). */
GBytes *wf_keys_open_output(const WfKeys *keys, const char *component, const char *output,
                            const char *sealed, GError **error);

WfVmKeys *wf_vm_keys_new(const char *credential, const char *vm, GError **error);
void wf_vm_keys_free(WfVmKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfVmKeys, wf_vm_keys_free)
char *wf_vm_keys_auth(const WfVmKeys *keys);
const guint8 *wf_vm_keys_digest_key(const WfVmKeys *keys);
GBytes *wf_vm_keys_open_sealed(const WfVmKeys *keys, const char *sealed, GError **error);
/* Opens a secret output with its secret key, itself sealed to this VM. */
GBytes *wf_vm_keys_open_output(const WfVmKeys *keys, const char *key_for_vm, const char *sealed,
                               GError **error);

/* Seals to an output's public key; randomised. NULL if the key is none. */
char *wf_seal_to_output(const char *public_key, const void *data, gsize len, GError **error);

/* Wipes and frees a text. */
void wf_secret_free(char *secret);
