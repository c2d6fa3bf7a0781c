/* `repeat` written out as a list whose entries are expressions, where only a running stack knows
 * some of what is in it.
 *
 * Each expression in it is hidden behind a text that stands for it, so that the evaluator sees
 * nothing but texts to repeat and to replace; then what stands for expressions is put back. Where
 * such a text has become part of another, or a variable is to be replaced within an expression,
 * nothing can be written out. */
#include "model_priv.h"

#include <string.h>

#define MARK "\x01"

enum { SEARCH_WORK = 100 }; /* what a search costs besides, in bytes searched */

typedef struct {
    WfModel *m;
    WfExpr at; /* the call */
    WfWriteOut write_out;
    json_t *hidden;   /* list of expressions: what stands for them has their number in it */
    GArray *sizes;    /* of gsize, of each of them */
    gsize size;       /* of those put back, which the evaluator has not seen */
    gsize work;       /* bytes searched for variables */
    json_t *for_each; /* variable -> list of texts */
    bool secret;
} Repeat;

static json_t *hide(Repeat *r, json_t *expr)
{
    json_t *text = json_sprintf(MARK "%zu" MARK, json_array_size(r->hidden));
    gsize size = json_dumpb(expr, NULL, 0, JSON_ENCODE_ANY);

    json_array_append(r->hidden, expr);
    g_array_append_val(r->sizes, size);
    return text;
}

/* Once that has cost too much, every expression counts as one with a variable. */
static bool holds_variable(Repeat *r, const json_t *expr)
{
    g_autofree char *text = json_dumps(expr, JSON_ENCODE_ANY);
    gsize len = strlen(text);
    const char *variable;
    json_t *items;

    json_object_foreach (r->for_each, variable, items) {
        json_auto_t *name = json_string(variable);
        g_autofree char *wanted = json_dumps(name, JSON_ENCODE_ANY);
        wanted[strlen(wanted) - 1] = '\0';
        r->work += len + SEARCH_WORK;
        if (r->work > WF_LIMIT_EVAL_WORK || strstr(text, wanted + 1))
            return true;
    }
    return false;
}

/* @template with its expressions hidden; NULL: one of them holds a variable. As deep as a document
 * may be. */
static json_t *without_calls(Repeat *r, json_t *template)
{
    bool is_list = json_is_array(template);
    const char *key;
    json_t *item;
    size_t i;

    if (!is_list && !json_is_object(template))
        return json_incref(template);
    if (wf_expr_call(template, SCOPE(r->m, r->at.scope)->version, WF_EXPR_VALUE, NULL))
        return holds_variable(r, template) ? NULL : hide(r, template);
    json_auto_t *out = is_list ? json_array() : json_object();
    json_array_foreach (template, i, item)
        if (json_array_append_new(out, without_calls(r, item)))
            return NULL;
    json_object_foreach (template, key, item)
        if (json_object_set_new(out, key, without_calls(r, item)))
            return NULL;
    return g_steal_pointer(&out);
}

static json_t *put_back(Repeat *r, guint64 number)
{
    if (number < r->sizes->len)
        r->size += g_array_index(r->sizes, gsize, number);
    return r->size <= WF_LIMIT_EVAL_BYTES ? json_incref(json_array_get(r->hidden, number)) : NULL;
}

/* What was hidden put back; NULL: something of it is no longer whole, or it is too much. */
static json_t *with_calls(Repeat *r, json_t *value)
{
    const char *text = json_string_value(value), *key;
    json_t *item;
    size_t i;

    if (text && text[0] == MARK[0]) {
        char *end;
        guint64 number = g_ascii_strtoull(text + 1, &end, 10);
        return strcmp(end, MARK) == 0 ? put_back(r, number) : NULL;
    }
    if (text)
        return strchr(text, MARK[0]) ? NULL : json_incref(value);
    if (!json_is_array(value) && !json_is_object(value))
        return json_incref(value);
    json_auto_t *out = json_is_array(value) ? json_array() : json_object();
    json_array_foreach (value, i, item)
        if (json_array_append_new(out, with_calls(r, item)))
            return NULL;
    json_object_foreach (value, key, item)
        if (strchr(key, MARK[0]) || json_object_set_new(out, key, with_calls(r, item)))
            return NULL;
    return g_steal_pointer(&out);
}

/* What a variable stands for in turn; NULL: it is not known how many there are. */
static json_t *texts_of(Repeat *r, WfExpr list)
{
    bool known = false;
    json_auto_t *value = wf_value_known(r->m, list, WF_VALUE_KNOWN, &known, NULL);

    if (known) {
        r->secret |= wf_model_expr_secret(r->m, list);
        return g_steal_pointer(&value);
    }
    if (!json_is_array(value) && !wf_is_call(r->m, list))
        return NULL;
    WfExpr written = r->write_out(r->m, list, WF_SEQ, "for_each");
    r->secret |= SCOPE(r->m, written.scope)->secret;
    const WfDoc *doc = wf_scope_doc(r->m, written.scope);
    json_t *texts = written.node ? json_array() : NULL;
    WF_DOC_EACH (doc, written.node, item) {
        json_auto_t *raw = wf_doc_to_json(doc, item);
        json_array_append_new(texts, json_is_object(raw) ? hide(r, raw) : json_incref(raw));
    }
    return texts;
}

static bool read_variables(Repeat *r, WfNode for_each)
{
    const WfDoc *doc = wf_scope_doc(r->m, r->at.scope);

    if (wf_doc_kind(doc, for_each) != WF_MAP || wf_is_call(r->m, (WfExpr){r->at.scope, for_each}))
        return false;
    WF_DOC_FOREACH (doc, for_each, key, list) {
        g_autofree char *variable = wf_doc_dup_key(doc, key);
        if (variable[strspn(variable, MARK "0123456789")] == '\0') /* it may be within a mark */
            return false;
        if (json_object_set_new(r->for_each, variable, texts_of(r, (WfExpr){r->at.scope, list})))
            return false;
    }
    return true;
}

json_t *wf_repeated(WfModel *m, WfExpr at, WfWriteOut write_out, bool *ret_secret, GError **error)
{
    const WfDoc *doc = wf_scope_doc(m, at.scope);
    json_auto_t *hidden = json_array(), *for_each = json_object(), *template = NULL;
    g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(gsize));
    Repeat r = {.m = m,
                .at = at,
                .write_out = write_out,
                .hidden = hidden,
                .sizes = sizes,
                .for_each = for_each};
    WfNode arg = 0;

    wf_call_at(m, at, &arg);
    if (wf_doc_kind(doc, arg) != WF_MAP || !read_variables(&r, wf_doc_get(doc, arg, "for_each")))
        return NULL;
    json_auto_t *raw = wf_doc_to_json(doc, wf_doc_get(doc, arg, "template"));
    json_auto_t *permutations = wf_doc_to_json(doc, wf_doc_get(doc, arg, "permutations"));
    template = without_calls(&r, raw);
    if (!template && r.work > WF_LIMIT_EVAL_WORK)
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT,
                    "looking for the variables takes more than %u MiB of comparing",
                    WF_LIMIT_EVAL_WORK >> 20);
    if (!template)
        return NULL;
    json_auto_t *call =
        json_pack("{s:{s:O, s:O, s:O*}}", "repeat", "for_each", for_each, "template", template,
                  "permutations", json_is_boolean(permutations) ? permutations : NULL);
    WfExprScope scope = {.version = SCOPE(m, at.scope)->version};
    bool known = false;
    json_auto_t *list = wf_expr_eval(call, &scope, &known, NULL, error);
    json_t *expressions = known ? with_calls(&r, list) : NULL;
    if (r.size > WF_LIMIT_EVAL_BYTES)
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "what is repeated is larger than %u MiB",
                    WF_LIMIT_EVAL_BYTES >> 20);
    *ret_secret = r.secret;
    return expressions;
}
