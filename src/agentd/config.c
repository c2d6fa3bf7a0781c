/* /etc/weft/agent.json: who this VM is. Written by the bootstrap of the stripped
 * template (mode 0600), so it holds a secret and is refused if others can read it. */
#include "agentd.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <weft/error.h>
#include <weft/file.h>
#include <weft/keys.h>
#include <weft/limits.h>
#include <weft/protocol.h>

#define CONFIG_BYTES (1u << 20)

static bool refuse(const char *path, const char *why, GError **error)
{
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s': %s", path, why);
    return false;
}

static bool take_text(const json_t *config, const char *key, char **slot, const char *path,
                      GError **error)
{
    const json_t *value = json_object_get(config, key);
    if (!value || *slot) /* the command line is stronger */
        return true;
    if (!json_is_string(value) || json_string_length(value) > 4096) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s': '%s' is not a text", path, key);
        return false;
    }
    *slot = g_strdup(json_string_value(value));
    return true;
}

static bool take_object(const json_t *config, const char *key, json_t **slot, const char *path,
                        GError **error)
{
    json_t *value = json_object_get(config, key);
    if (!value)
        return true;
    if (!json_is_object(value)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s': '%s' is not a map", path, key);
        return false;
    }
    *slot = json_incref(value);
    return true;
}

static bool take_all(const json_t *config, Config *c, const char *path, GError **error)
{
    const json_t *version = json_object_get(config, "weft");
    char *vm = NULL;
    if (!json_is_object(config) || json_integer_value(version) != 1)
        return refuse(path, "not a configuration of version 1", error);
    bool ok = take_text(config, "zookeeper", &c->zookeeper, path, error) &&
              take_text(config, "stack", &c->stack, path, error) &&
              take_text(config, "vm", &vm, path, error) &&
              take_text(config, "credential", &c->credential, path, error) &&
              take_text(config, "folder", &c->folder, path, error) &&
              take_object(config, "facts", &c->infra, path, error) &&
              take_object(config, "self", &c->self, path, error) &&
              take_object(config, "credentials", &c->credentials, path, error);
    json_int_t timeout = json_integer_value(json_object_get(config, "session_timeout_ms"));
    if (timeout > 0 && timeout < G_MAXINT32)
        c->timeout_ms = (int)timeout;
    if (vm && !c->vms->len)
        g_ptr_array_add(c->vms, vm);
    else
        g_free(vm);
    return ok;
}

bool config_read(Config *c, const char *path, GError **error)
{
    struct stat st;
    if (!stat(path, &st) && (st.st_mode & 077))
        return refuse(path, "others may read it, and it holds a secret; use chmod 600", error);
    g_autoptr(GBytes) bytes = wf_file_read(path, CONFIG_BYTES, error);
    if (!bytes)
        return false;
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    return config_parse(c, data, len, path, error);
}

bool config_parse(Config *c, const void *data, gsize len, const char *path, GError **error)
{
    g_autofree char *what = g_strdup_printf("'%s'", path);
    json_t *config = wf_json_parse(data, len, CONFIG_BYTES, what, error);
    bool ok = config && take_all(config, c, path, error);
    json_decref(config);
    return ok;
}

const char *config_credential(const Config *c, const char *vm)
{
    const char *own = json_string_value(json_object_get(c->credentials, vm));
    return own ? own : c->credential;
}

bool config_check_names(const Config *c, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    if (!wf_keys_is_stack_name(c->stack)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID,
                    "'%s' is no name of a stack: a letter, then letters, digits, '_', '.' or '-'",
                    c->stack);
        return false;
    }
    for (guint i = 0; i < c->vms->len; i++) {
        char *vm = c->vms->pdata[i];
        gsize len = strlen(vm);
        bool good = len && len <= WF_LIMIT_NAME_BYTES && g_utf8_validate(vm, (gssize)len, NULL);
        if (good && g_hash_table_add(seen, vm))
            continue;
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID,
                    good ? "VM '%s' is given twice" : "'%s' is no name of a VM", vm);
        return false;
    }
    return true;
}

/* As in the paths of zNodes: no name leads out of the folder. */
char *config_vm_folder(const Config *c, const char *vm)
{
    g_autofree char *stack = wf_zname_encode(c->stack), *name = wf_zname_encode(vm);

    return g_build_filename(c->folder, stack, c->vms->len > 1 ? name : NULL, NULL);
}

void config_clear(Config *c)
{
    g_free(c->zookeeper);
    g_free(c->stack);
    g_free(c->folder);
    wf_secret_free(c->credential);
    json_decref(c->infra);
    json_decref(c->self);
    json_decref(c->credentials);
    g_clear_pointer(&c->vms, g_ptr_array_unref);
}
