/* The accepted model of a generation as it stands in the store: composed into one
 * template, with the parameters it was accepted with, compressed, and sealed to
 * the planner, since parameters and their defaults may be secrets. */
#include "run_priv.h"

#include <string.h>
#include <weft/emit.h>
#include <zlib.h>

#define PLANNER_VM "@models" /* no VM has such a name in the store */

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

/* ---- as text ---- */

typedef struct {
    GString *out;
    const char *section; /* whose members are being written; or NULL */
    WfStore *store;
} Text;

static void close_section(Text *t)
{
    if (t->section)
        wf_json_close(t->out, '}');
    t->section = NULL;
}

static void add_piece(const char *section, const char *name, json_t *value, gpointer data)
{
    Text *t = data;

    wf_store_breathe(t->store);
    if (g_strcmp0(t->section, section) != 0)
        close_section(t);
    if (name && !t->section) {
        wf_json_open(t->out, section, '{');
        t->section = section;
    }
    wf_json_value(t->out, name ? name : section, value);
}

/* The composed template. Never as a whole tree: it is as large as all the rest. */
static bool put_template(const WfModel *m, WfStore *store, GString *out, const char *key,
                         GError **error)
{
    Text t = {.out = out, .store = store};

    wf_json_open(out, key, '{');
    if (!wf_emit_integrated_to(m, add_piece, &t, error))
        return false;
    close_section(&t);
    wf_json_close(out, '}');
    return true;
}

static GBytes *pack(const WfModel *m, WfStore *store, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    json_auto_t *parameters = parameters_of(m);

    wf_json_open(out, NULL, '{');
    wf_json_int(out, "weft", 1);
    if (!put_template(m, store, out, "template", error))
        return NULL;
    wf_json_value(out, "parameters", parameters);
    wf_json_close(out, '}');
    return wf_json_end(g_steal_pointer(&out));
}

/* ---- and back ---- */

/* As -P takes it. */
static char *argument(const char *name, const json_t *value)
{
    g_autofree char *text = json_is_string(value)
                                ? g_strdup(json_string_value(value))
                                : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

    return g_strconcat(name, "=", text, NULL);
}

static WfModel *load(GBytes *template, const json_t *parameters, const char *stack, GError **error)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    json_t *value;

    json_object_foreach ((json_t *)parameters, name, value)
        g_ptr_array_add(arguments, argument(name, value));
    g_ptr_array_add(arguments, NULL);
    WfModelOptions options = {.path = "the accepted model",
                              .bytes = template,
                              .parameters = (const char *const *)arguments->pdata,
                              .root = "/",
                              .stack_name = stack};
    return wf_model_load(&options, findings, error);
}

WfModel *wf_stored_same(const WfModel *m, const char *stack, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    json_auto_t *parameters = parameters_of(m);

    if (!put_template(m, NULL, out, NULL, error))
        return NULL;
    g_autoptr(GBytes) template = wf_json_end(g_steal_pointer(&out));
    return load(template, parameters, stack, error);
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
    g_autoptr(GBytes) plain = pack(m, store, error);
    if (!plain)
        return NULL;
    wf_store_breathe(store);
    g_autoptr(GBytes) small = squeeze(plain, error);
    if (!small)
        return NULL;
    wf_store_breathe(store);
    gsize len;
    const void *data = g_bytes_get_data(small, &len);
    char *sealed = wf_keys_seal_to_vm(keys, PLANNER_VM, data, len);
    return g_bytes_new_take(sealed, strlen(sealed));
}

/* Past a text, at whose first quote it stands; NULL: it does not end. */
static const char *after_text(const char *at, const char *end)
{
    for (bool literal = false; ++at < end; literal = !literal && *at == '\\')
        if (*at == '"' && !literal)
            return at + 1;
    return NULL;
}

/* Past a value, at which it stands: at what comes behind it in the object. */
static const char *after_value(const char *at, const char *end)
{
    gsize depth = 0;

    while (at && at < end && (depth || (*at != ',' && *at != '}'))) {
        depth += *at == '{' || *at == '[';
        depth -= depth && (*at == '}' || *at == ']');
        at = *at == '"' ? after_text(at, end) : at + 1;
    }
    return at && at < end ? at : NULL;
}

/* A member of @object as it stands there, which has no blanks, being ours: reading all of it only
 * to write most of it again would cost more than the model. NULL: there is none. What is in it is
 * judged by whoever reads it. */
static GBytes *member(GBytes *object, const char *name)
{
    g_autofree char *wanted = g_strdup_printf("\"%s\":", name);
    gsize len, n = strlen(wanted);
    const char *text = g_bytes_get_data(object, &len), *end = text + len, *at = text;

    while (at && at < end && (*at == '{' || *at == ',')) {
        const char *key = at + 1, *behind = key < end ? after_text(key, end) : NULL;
        const char *value = behind && behind < end && *behind == ':' ? behind + 1 : NULL;
        at = value ? after_value(value, end) : NULL;
        if (at && (gsize)(value - key) == n && memcmp(key, wanted, n) == 0)
            return g_bytes_new_from_bytes(object, (gsize)(value - text), (gsize)(at - value));
    }
    return NULL;
}

static WfModel *unpack(GBytes *bytes, const WfKeys *keys, const char *stack, GError **error)
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
    g_autoptr(GBytes) template = member(plain, "template"), values = member(plain, "parameters");
    const char *text = values ? g_bytes_get_data(values, &len) : NULL;
    json_auto_t *parameters = text ? json_loadb(text, len, 0, NULL) : NULL;
    if (template && json_is_object(parameters))
        return load(template, parameters, stack, error);
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the stored model is damaged");
    return NULL;
}

WfModel *wf_stored_accepted(const Existing *x, const WfKeys *keys, GError **error)
{
    gsize len;

    if (!x->model)
        return NULL;
    const void *data = g_bytes_get_data(x->model, &len);
    g_autoptr(GBytes) whole = wf_spill_join(data, len, x->model_chunks, error);
    return whole ? unpack(whole, keys, x->stack, error) : NULL;
}
