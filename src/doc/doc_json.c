/* A document as the JSON that Heat's client would send. */
#include "doc_priv.h"

#include <math.h>
#include <weft/text.h>

json_t *wf_json_visible(const char *text)
{
    if (!text || g_utf8_validate(text, -1, NULL))
        return text ? json_string(text) : json_null();
    g_autofree char *visible = wf_text_visible(text, -1, 0);
    return json_string(visible);
}

static json_t *float_json(const WfDoc *doc, WfNode node)
{
    double value = wf_doc_float(doc, node);
    WfStr text = wf_doc_text(doc, node);
    /* JSON has no word for them; the text says what was meant. */
    return isfinite(value) ? json_real(value) : json_stringn_nocheck(text.s, text.len);
}

static json_t *node_json(const WfDoc *doc, WfNode node)
{
    WfStr text;
    switch (wf_doc_kind(doc, node)) {
    case WF_BOOL:
        return json_boolean(wf_doc_bool(doc, node));
    case WF_INT:
        return json_integer(wf_doc_int(doc, node));
    case WF_FLOAT:
        return float_json(doc, node);
    case WF_STRING:
        text = wf_doc_text(doc, node);
        return json_stringn_nocheck(text.s, text.len);
    case WF_SEQ:
        return json_array();
    case WF_MAP:
        return json_object();
    default:
        return json_null();
    }
}

typedef struct {
    json_t *value; /* a collection; borrowed from its parent */
    WfNode end;    /* the node after it */
} Level;

json_t *wf_doc_to_json(const WfDoc *doc, WfNode node)
{
    Level levels[WF_LIMIT_YAML_DEPTH + 1];
    guint depth = 0;
    json_t *root = NULL;
    g_autoptr(GString) scratch = NULL; /* for a key that is no string */
    WfNode end = wf_doc_end(doc, node);

    if (node == 0)
        return json_null();
    while (node < end) {
        while (depth > 0 && node >= levels[depth - 1].end)
            depth--;
        json_t *parent = depth > 0 ? levels[depth - 1].value : NULL;
        WfNode key = json_is_object(parent) ? node++ : 0;
        json_t *value = node_json(doc, node);
        if (!parent) {
            root = value;
        } else if (key) {
            if (!scratch && entry_kind(&doc->entries[key]) != WF_STRING)
                scratch = g_string_new(NULL);
            WfStr text = key_text(doc, doc->side, &doc->entries[key], scratch);
            json_object_setn_new_nocheck(parent, text.s, text.len, value);
        } else {
            json_array_append_new(parent, value);
        }
        if (entry_is_collection(&doc->entries[node]))
            levels[depth++] = (Level){value, wf_doc_end(doc, node)};
        node++;
    }
    return root;
}
