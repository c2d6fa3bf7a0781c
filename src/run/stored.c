/* The accepted model of a generation as it stands in the store: composed into one
 * template, with the parameters it was accepted with, compressed, and sealed to
 * the planner, since parameters and their defaults may be secrets. */
#include "run_priv.h"

#include <string.h>
#include <weft/emit.h>
#include <zlib.h>

#define PLANNER_VM "@models" /* no VM has such a name in the store */

/* ---- as JSON ---- */

static json_t *parameters_of(const WfModel *m)
{
    json_t *values = json_object();

    for (guint32 p = 0; p < wf_model_n_parameters(m); p++) {
        WfParameter parameter;
        wf_model_parameter(m, p, &parameter);
        json_t *value = parameter.has_value ? wf_model_parameter_value(m, p) : NULL;
        if (value)
            json_object_set_new(values, parameter.name, value);
    }
    return values;
}

static json_t *pack(const WfModel *m, GError **error)
{
    json_t *template = wf_emit_integrated(m, error);

    return template ? json_pack("{s:i, s:o, s:o}", "weft", 1, "template", template, "parameters",
                                parameters_of(m))
                    : NULL;
}

/* As -P takes it. */
static char *argument(const char *name, const json_t *value)
{
    g_autofree char *text = json_is_string(value)
                                ? g_strdup(json_string_value(value))
                                : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

    return g_strconcat(name, "=", text, NULL);
}

static WfModel *load(const json_t *stored, const char *stack, GError **error)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    char *text = json_dumps(json_object_get(stored, "template"), JSON_COMPACT);
    const char *name;
    json_t *value;

    if (!text) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the stored model holds no template");
        return NULL;
    }
    json_object_foreach (json_object_get(stored, "parameters"), name, value)
        g_ptr_array_add(arguments, argument(name, value));
    g_ptr_array_add(arguments, NULL);
    g_autoptr(GBytes) bytes = g_bytes_new_with_free_func(text, strlen(text), free, text);
    WfModelOptions options = {.path = "the accepted model",
                              .bytes = bytes,
                              .parameters = (const char *const *)arguments->pdata,
                              .root = "/",
                              .stack_name = stack};
    return wf_model_load(&options, findings, error);
}

WfModel *wf_stored_same(const WfModel *m, const char *stack, GError **error)
{
    json_auto_t *stored = pack(m, error);

    return stored ? load(stored, stack, error) : NULL;
}

/* ---- as bytes ---- */

static GBytes *squeeze(GBytes *plain, GError **error)
{
    gsize len;
    const guint8 *data = g_bytes_get_data(plain, &len);
    uLongf n = compressBound(len);
    g_autofree guint8 *out = g_malloc(n);

    if (len <= WF_LIMIT_FILE_BYTES && compress2(out, &n, data, len, Z_BEST_SPEED) == Z_OK)
        return g_bytes_new(out, n);
    g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "the model is too large to be stored");
    return NULL;
}

/* The stream tells neither how long it gets nor the truth: what comes out is bounded. */
static GBytes *unsqueeze(GBytes *small, GError **error)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    gsize len;
    const guint8 *data = g_bytes_get_data(small, &len);
    guint8 buffer[1 << 16];
    z_stream z = {.next_in = (guint8 *)data, .avail_in = (uInt)len};
    int rc = len <= G_MAXUINT32 ? inflateInit(&z) : Z_MEM_ERROR;

    while (rc == Z_OK && out->len <= WF_LIMIT_FILE_BYTES) {
        z.next_out = buffer;
        z.avail_out = sizeof buffer;
        rc = inflate(&z, Z_NO_FLUSH);
        g_byte_array_append(out, buffer, (guint)sizeof buffer - z.avail_out);
    }
    inflateEnd(&z);
    if (rc == Z_STREAM_END)
        return g_byte_array_free_to_bytes(g_steal_pointer(&out));
    if (rc == Z_OK)
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "the stored model is too large");
    else
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the stored model is damaged: %s",
                    zError(rc));
    return NULL;
}

GBytes *wf_stored_pack(const WfModel *m, const WfKeys *keys, WfStore *store, GError **error)
{
    json_auto_t *stored = pack(m, error);
    wf_store_breathe(store);
    char *text = stored ? json_dumps(stored, JSON_COMPACT) : NULL;

    if (!text)
        return NULL;
    wf_store_breathe(store);
    g_autoptr(GBytes) plain = g_bytes_new_with_free_func(text, strlen(text), free, text);
    g_autoptr(GBytes) small = squeeze(plain, error);
    if (!small)
        return NULL;
    wf_store_breathe(store);
    gsize len;
    const void *data = g_bytes_get_data(small, &len);
    char *sealed = wf_keys_seal_to_vm(keys, PLANNER_VM, data, len);
    return g_bytes_new_take(sealed, strlen(sealed));
}

WfModel *wf_stored_load(GBytes *bytes, const WfKeys *keys, const char *stack, GError **error)
{
    gsize len;
    const char *data = g_bytes_get_data(bytes, &len);
    g_autofree char *sealed = g_strndup(data, len);
    char *credential = wf_keys_vm_credential(keys, PLANNER_VM);
    g_autoptr(WfVmKeys) own = wf_vm_keys_new(credential, PLANNER_VM, error);

    wf_secret_free(credential);
    g_autoptr(GBytes) small = own ? wf_vm_keys_open_sealed(own, sealed, error) : NULL;
    g_autoptr(GBytes) plain = small ? unsqueeze(small, error) : NULL;
    if (!plain)
        return NULL;
    data = g_bytes_get_data(plain, &len);
    json_error_t problem;
    json_auto_t *stored = json_loadb(data, len, 0, &problem);
    if (!stored) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the stored model is damaged");
        return NULL;
    }
    return load(stored, stack, error);
}
