/* A document that was computed out of another one. Its text is that one's, all its nodes stand at
 * one place of it, and their own texts are in the side buffer. */
#include "doc_priv.h"

static bool put_value(Tape *tape, gsize at, const json_t *value);

static void put_text(Tape *tape, WfKind kind, gsize at, const char *s, gsize len)
{
    tape_side_scalar(tape, kind, kind == WF_STRING ? WF_DOUBLE : WF_PLAIN, at, s, len);
}

static bool put_collection(Tape *tape, gsize at, const json_t *value)
{
    const char *key;
    json_t *item;
    size_t i, len;

    if (!tape_open(tape, json_is_object(value) ? WF_MAP : WF_SEQ, at))
        return false;
    json_array_foreach (value, i, item)
        if (!put_value(tape, at, item))
            return false;
    json_object_keylen_foreach((json_t *)value, key, len, item)
    {
        put_text(tape, WF_STRING, at, key, len);
        if (!put_value(tape, at, item))
            return false;
    }
    tape_close(tape);
    return true;
}

/* As deep as the tape, which is bounded. */
static bool put_value(Tape *tape, gsize at, const json_t *value)
{
    g_autoptr(GString) number = NULL;

    switch (json_typeof(value)) {
    case JSON_OBJECT:
    case JSON_ARRAY:
        return put_collection(tape, at, value);
    case JSON_STRING:
        put_text(tape, WF_STRING, at, json_string_value(value), json_string_length(value));
        return true;
    case JSON_INTEGER:
        number = g_string_new(NULL);
        g_string_printf(number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        put_text(tape, WF_INT, at, number->str, number->len);
        return true;
    case JSON_REAL:
        number = g_string_new(NULL);
        wf_json_append_real(json_real_value(value), number);
        put_text(tape, WF_FLOAT, at, number->str, number->len);
        return true;
    case JSON_NULL:
        put_text(tape, WF_NULL, at, "null", 4);
        return true;
    default:
        put_text(tape, WF_BOOL, at, json_is_true(value) ? "true" : "false",
                 json_is_true(value) ? 4 : 5);
        return true;
    }
}

WfDoc *wf_doc_derived(const WfDoc *origin, WfNode at, const json_t *value)
{
    g_autoptr(WfDoc) doc = g_new0(WfDoc, 1);
    gsize offset = at < origin->n ? origin->entries[at].at : 0;
    Tape tape;

    g_atomic_ref_count_init(&doc->refs);
    doc->name = g_strdup(origin->name);
    tape_init(&tape, doc); /* while there is no text: it would make room for all of it */
    doc->origin = wf_doc_ref(origin->origin ? origin->origin : (WfDoc *)origin);
    doc->bytes = g_bytes_ref(origin->bytes);
    doc->text = origin->text;
    doc->len = origin->len;
    doc->ascii = origin->ascii;
    if (!put_value(&tape, offset, value) || tape.full) {
        tape_clear(&tape);
        return NULL;
    }
    tape_finish(&tape, NULL); /* an object has no duplicate keys */
    return g_steal_pointer(&doc);
}
