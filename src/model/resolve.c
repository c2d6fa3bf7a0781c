/* What names mean in the expressions of a scope. */
#include "model_priv.h"

#include <string.h>

static json_t *on_param(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    ValueContext *c = data;
    return wf_parameter_get(c->m, c->scope, name, c->mode, ret_expr, error);
}

static json_t *on_attr(gpointer data, const char *name, const json_t *path, bool *ret_expr,
                       GError **error)
{
    ValueContext *c = data;
    return wf_attr_get(c->m, c->scope, name, path, c->mode, ret_expr, error);
}

static json_t *on_resource(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    ValueContext *c = data;
    return wf_resource_get(c->m, c->scope, name, c->mode, ret_expr, error);
}

/* A file that is not UTF-8 reaches a template as base64 with line breaks: that is what Heat's
 * client sends. */
static json_t *file_text(GBytes *bytes)
{
    gsize len;
    const char *data = g_bytes_get_data(bytes, &len);

    if (g_utf8_validate_len(data, len, NULL))
        return json_stringn(data, len);
    gint state = 0, save = 0;
    g_autofree char *text = g_malloc(len / 3 * 4 + len / 54 + 16);
    gsize out = g_base64_encode_step((const guchar *)data, len, TRUE, text, &state, &save);
    out += g_base64_encode_close(TRUE, text + out, &state, &save);
    return json_stringn(text, out);
}

static json_t *on_file(gpointer data, const char *path, bool *ret_expr, GError **error)
{
    ValueContext *c = data;
    GBytes *bytes = wf_model_file(c->m, c->scope, path);

    (void)ret_expr;
    if (bytes)
        return file_text(bytes);
    g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "cannot read file '%s'", path);
    return NULL;
}

static json_t *on_condition(gpointer data, const char *name, bool *ret_expr, GError **error)
{
    ValueContext *c = data;
    return wf_condition_get(c->m, c->scope, name, ret_expr, error);
}

/* What the resource says for which this stack's template stands. */
static json_t *on_facade(gpointer data, const char *what, bool *ret_expr, GError **error)
{
    ValueContext *c = data;
    WfExpr at = wf_facade_node(c->m, c->scope, what);

    if (at.scope == WF_NONE) /* whoever scans for references says so */
        return NULL;
    if (strcmp(what, "deletion_policy") == 0) {
        g_autofree char *text = at.node ? wf_doc_dup(wf_scope_doc(c->m, at.scope), at.node) : NULL;
        g_autofree char *policy = text ? g_ascii_strdown(text, -1) : g_strdup("delete");
        *policy = g_ascii_toupper(*policy);
        return json_string(policy);
    }
    *ret_expr = true;
    return at.node ? wf_value(c->m, at, c->mode, error) : json_object();
}

typedef struct {
    const WfModel *m;
    bool hidden;
} Told;

static void note_hidden(const WfRef *ref, gpointer user)
{
    Told *told = user;

    if (ref->kind == WF_REF_PARAM && ref->name)
        told->hidden |= wf_parameter_hidden(told->m, 0, ref->name);
}

/* What an expression was made to names things as they are in the flattened root. A step that a
 * parameter decides stays so there, unless that cannot be. */
static json_t *on_settle(gpointer data, const json_t *path, GError **error)
{
    ValueContext *c = data, root = {c->m, 0, WF_VALUE_KNOWN};
    WfExprScope scope = {
        .version = SCOPE(c->m, c->scope)->version, .resolver = c->m->resolver, .data = &root};
    Told told = {c->m, false};
    bool known = false;

    if (c->mode == WF_VALUE_KNOWN)
        return NULL;
    wf_expr_refs(path, &scope, note_hidden, &told, NULL);
    json_t *value = wf_expr_eval(path, &scope, &known, NULL, NULL);
    if (known && !told.hidden)
        return value;
    json_decref(value);
    g_set_error(error, WF_ERROR, WF_ERROR_FAILED,
                "which part of the value is read must be known now");
    return NULL;
}

static bool on_is_resource(gpointer data, const char *name)
{
    ValueContext *c = data;
    return wf_entity(c->m, c->scope, wf_names_find(c->m->names, name, strlen(name))) != 0;
}

const WfExprResolver wf_resolver = {
    .param = on_param,
    .attr = on_attr,
    .resource = on_resource,
    .file = on_file,
    .condition = on_condition,
    .facade = on_facade,
    .is_resource = on_is_resource,
    .settle = on_settle,
};
