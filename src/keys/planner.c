/* The planner's side: the master key file and what follows from it. */
#include "keys_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <weft/text.h>

struct WfKeys {
    guint8 master[KEY_BYTES]; /* of this stack: derived from the file's, so that one file used for
                                 two stacks gives them nothing in common */
    guint8 digest[KEY_BYTES];
    guint8 file[KEY_BYTES]; /* random keys only: what their file will hold; else zero */
};

#define MAGIC "weft-key-1 "
#define FILE_BYTES (sizeof MAGIC - 1 + 44 + 1) /* and the base64 of 32 bytes, and a line end */

static bool refuse(GError **error, const char *path, const char *why)
{
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "key file '%s': %s", path, why);
    return false;
}

static char *usual_folder(void)
{
    return g_build_filename(g_get_user_data_dir(), "weft", NULL);
}

/* A folder that somebody named has to be there: it may be misspelt. False: see errno. */
static bool make_usual_folder(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path), *usual = usual_folder();

    return strcmp(folder, usual) != 0 || g_mkdir_with_parents(folder, 0700) == 0;
}

/* Written beside it, then linked: whoever comes second finds the first one's key. */
static bool create_file(const char *path, const guint8 key[KEY_BYTES], GError **error)
{
    g_autofree char *text = wf_base64(key, KEY_BYTES);
    g_autofree char *line = g_strconcat(MAGIC, text, "\n", NULL);
    g_autofree char *draft = g_strconcat(path, ".XXXXXX", NULL);
    int fd = make_usual_folder(path) ? g_mkstemp_full(draft, O_WRONLY | O_CLOEXEC, 0600) : -1;
    bool ok = fd >= 0 && write(fd, line, strlen(line)) == (gssize)strlen(line) && !fsync(fd);
    int saved = errno;
    if (fd >= 0)
        close(fd);
    if (ok && link(draft, path)) {
        ok = false;
        saved = errno;
    }
    if (fd >= 0)
        unlink(draft);
    sodium_memzero(text, strlen(text));
    sodium_memzero(line, strlen(line));
    if (!ok)
        wf_error_set_errno(error, saved, "key file '%s'", path);
    return ok;
}

static bool check_file(int fd, const char *path, GError **error)
{
    struct stat st;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode))
        return refuse(error, path, "not a file");
    if (st.st_mode & 077)
        return refuse(error, path, "others may read it; use chmod 600");
    if (st.st_uid != geteuid() && geteuid() != 0)
        return refuse(error, path, "it belongs to somebody else");
    return true;
}

static bool read_file(const char *path, guint8 key[KEY_BYTES], GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        wf_error_set_errno(error, errno, "key file '%s'", path);
        return false;
    }
    char text[FILE_BYTES + 2] = {0};
    bool ok = check_file(fd, path, error);
    gssize n = ok ? read(fd, text, sizeof text - 1) : -1;
    close(fd);
    if (!ok)
        return false;
    if (n > 0 && text[n - 1] == '\n')
        text[n - 1] = '\0';
    ok = n > 0 && g_str_has_prefix(text, MAGIC) &&
         wf_base64_exact(text + strlen(MAGIC), key, KEY_BYTES);
    sodium_memzero(text, sizeof text);
    return ok ? TRUE : refuse(error, path, "it is not a weft key");
}

WfKeys *wf_keys_new(const guint8 master[32], const char *stack)
{
    wf_init_sodium();
    WfKeys *keys = g_new0(WfKeys, 1);
    wf_derive(keys->master, master, "weft stack", stack);
    wf_derive(keys->digest, keys->master, "weft digest", "");
    return keys;
}

bool wf_keys_is_stack_name(const char *name)
{
    if (!g_ascii_isalpha(*name) || strlen(name) > 255)
        return false;
    for (; *name; name++)
        if (!g_ascii_isalnum(*name) && !strchr("_.-", *name))
            return false;
    return true;
}

char *wf_keys_path(const char *file, const char *stack)
{
    g_autofree char *name = g_strdup_printf("%s.key", stack);
    g_autofree char *folder = usual_folder();

    return file ? g_strdup(file) : g_build_filename(folder, name, NULL);
}

char **wf_keys_stacks(void)
{
    GPtrArray *names = g_ptr_array_new();
    g_autofree char *folder = usual_folder();
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

    for (const char *file; dir && (file = g_dir_read_name(dir));) {
        g_autofree char *name =
            g_str_has_suffix(file, ".key") ? g_strndup(file, strlen(file) - strlen(".key")) : NULL;
        if (name && wf_keys_is_stack_name(name))
            g_ptr_array_add(names, g_steal_pointer(&name));
    }
    g_ptr_array_sort(names, wf_text_order);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

WfKeys *wf_keys_open(const char *path, const char *stack, bool create, GError **error)
{
    guint8 key[KEY_BYTES];
    wf_init_sodium();
    g_autoptr(GError) problem = NULL;
    if (!read_file(path, key, &problem)) {
        if (!create || !g_error_matches(problem, WF_ERROR, WF_ERROR_NOT_FOUND)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return NULL;
        }
        g_autoptr(GError) failure = NULL;
        randombytes_buf(key, sizeof key);
        if (!create_file(path, key, &failure) &&
            !g_error_matches(failure, WF_ERROR, WF_ERROR_EXISTS)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return NULL;
        }
        if (!read_file(path, key, error))
            return NULL;
    }
    WfKeys *keys = wf_keys_new(key, stack);
    sodium_memzero(key, sizeof key);
    return keys;
}

WfKeys *wf_keys_open_or_draft(const char *path, const char *stack, bool *ret_draft, GError **error)
{
    g_autoptr(GError) problem = NULL;
    WfKeys *keys = wf_keys_open(path, stack, false, &problem);
    bool draft = g_error_matches(problem, WF_ERROR, WF_ERROR_NOT_FOUND);

    if (draft)
        keys = wf_keys_random(stack);
    else if (!keys)
        g_propagate_error(error, g_steal_pointer(&problem));
    *ret_draft = draft;
    return keys;
}

bool wf_keys_save(const WfKeys *keys, const char *path, GError **error)
{
    g_return_val_if_fail(!sodium_is_zero(keys->file, KEY_BYTES), FALSE);
    return create_file(path, keys->file, error);
}

WfKeys *wf_keys_random(const char *stack)
{
    guint8 key[KEY_BYTES];
    wf_init_sodium();
    randombytes_buf(key, sizeof key);
    WfKeys *keys = wf_keys_new(key, stack);
    memcpy(keys->file, key, sizeof key);
    sodium_memzero(key, sizeof key);
    return keys;
}

void wf_keys_free(WfKeys *keys)
{
    if (!keys)
        return;
    sodium_memzero(keys, sizeof *keys);
    g_free(keys);
}

const guint8 *wf_keys_digest_key(const WfKeys *keys)
{
    return keys->digest;
}

char *wf_keys_planner_auth(const WfKeys *keys)
{
    return wf_derive_auth(keys->master, "weft planner", "planner", "");
}

char *wf_keys_fleet_auth(const WfKeys *keys)
{
    return wf_derive_auth(keys->master, "weft fleet", "fleet", "");
}

char *wf_keys_capability_auth(const WfKeys *keys, const char *component)
{
    return wf_derive_auth(keys->master, "weft capability", "cap.", component);
}

char *wf_keys_vm_credential(const WfKeys *keys, const char *vm)
{
    guint8 credential[KEY_BYTES];
    wf_derive(credential, keys->master, "weft vm", vm);
    char *text = wf_base64(credential, sizeof credential);
    sodium_memzero(credential, sizeof credential);
    return text;
}

char *wf_keys_vm_auth(const WfKeys *keys, const char *vm)
{
    guint8 credential[KEY_BYTES];
    wf_derive(credential, keys->master, "weft vm", vm);
    char *auth = wf_derive_auth(credential, "weft vm zk", "vm.", vm);
    sodium_memzero(credential, sizeof credential);
    return auth;
}

/* A sealed box as crypto_box_seal() makes it, but with an ephemeral key that follows from the
 * receiver and the message, keyed by the master: equal messages give equal boxes (which tells a
 * reader of ZooKeeper only that a value did not change), different ones share no nonce. */
static char *seal_deterministic(const WfKeys *keys, const guint8 *receiver, const void *data,
                                gsize len)
{
    guint8 seed[KEY_BYTES], nonce[crypto_box_NONCEBYTES];
    guint8 public_key[crypto_box_PUBLICKEYBYTES], secret_key[crypto_box_SECRETKEYBYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, keys->master, KEY_BYTES, sizeof seed);
    crypto_generichash_update(&state, (const guint8 *)"weft seal", sizeof "weft seal");
    crypto_generichash_update(&state, receiver, crypto_box_PUBLICKEYBYTES);
    crypto_generichash_update(&state, data, len);
    crypto_generichash_final(&state, seed, sizeof seed);
    crypto_box_seed_keypair(public_key, secret_key, seed);
    crypto_generichash_init(&state, NULL, 0, sizeof nonce);
    crypto_generichash_update(&state, public_key, sizeof public_key);
    crypto_generichash_update(&state, receiver, crypto_box_PUBLICKEYBYTES);
    crypto_generichash_final(&state, nonce, sizeof nonce);
    g_autofree guint8 *box = g_malloc(len + crypto_box_SEALBYTES);
    memcpy(box, public_key, sizeof public_key);
    int bad = crypto_box_easy(box + sizeof public_key, data, len, nonce, receiver, secret_key);
    g_assert(!bad); /* only a receiver of small order fails, and ours is derived */
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(secret_key, sizeof secret_key);
    return wf_base64(box, len + crypto_box_SEALBYTES);
}

char *wf_keys_seal_to_vm(const WfKeys *keys, const char *vm, const void *data, gsize len)
{
    guint8 credential[KEY_BYTES], seed[KEY_BYTES];
    guint8 public_key[crypto_box_PUBLICKEYBYTES], secret_key[crypto_box_SECRETKEYBYTES];
    wf_derive(credential, keys->master, "weft vm", vm);
    wf_derive(seed, credential, "weft vm seal", vm);
    crypto_box_seed_keypair(public_key, secret_key, seed);
    sodium_memzero(credential, sizeof credential);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(secret_key, sizeof secret_key);
    return seal_deterministic(keys, public_key, data, len);
}

static void output_seed(const WfKeys *keys, const char *component, const char *output,
                        guint8 seed[KEY_BYTES])
{
    guint8 of_component[KEY_BYTES];
    wf_derive(of_component, keys->master, "weft component", component);
    wf_derive(seed, of_component, "weft output", output);
    sodium_memzero(of_component, sizeof of_component);
}

char *wf_keys_output_public(const WfKeys *keys, const char *component, const char *output)
{
    guint8 seed[KEY_BYTES];
    guint8 public_key[crypto_box_PUBLICKEYBYTES], secret_key[crypto_box_SECRETKEYBYTES];
    output_seed(keys, component, output, seed);
    crypto_box_seed_keypair(public_key, secret_key, seed);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(secret_key, sizeof secret_key);
    return wf_base64(public_key, sizeof public_key);
}

char *wf_keys_output_key_for_vm(const WfKeys *keys, const char *component, const char *output,
                                const char *vm)
{
    guint8 seed[KEY_BYTES];
    output_seed(keys, component, output, seed);
    char *text = wf_base64(seed, sizeof seed);
    char *sealed = wf_keys_seal_to_vm(keys, vm, text, strlen(text));
    wf_secret_free(text);
    sodium_memzero(seed, sizeof seed);
    return sealed;
}

GBytes *wf_keys_open_output(const WfKeys *keys, const char *component, const char *output,
                            const char *sealed, GError **error)
{
    guint8 seed[KEY_BYTES];
    output_seed(keys, component, output, seed);
    GBytes *value = wf_open_box(seed, sealed, error);
    sodium_memzero(seed, sizeof seed);
    return value;
}
