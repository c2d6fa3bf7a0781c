/* Reads any YAML through libyaml's events, with the meaning PyYAML's SafeLoader gives them. */
#include "libyaml_priv.h"

#include <string.h>
#include <weft/text.h>

#define CORE "tag:yaml.org,2002:"

/* Where the node itself begins: after its anchor and tag, and the blanks behind them. */
static gsize skip_properties(const WfDoc *doc, gsize at)
{
    const char *s = doc->text;
    gsize i = at;
    while (i < doc->len && (s[i] == '&' || s[i] == '!')) {
        while (i < doc->len && !strchr(" \t\r\n,[]{}", s[i]))
            i++;
        while (i < doc->len && s[i] && strchr(" \t\r\n", s[i]))
            i++;
    }
    return i;
}

static bool refuse(Reader *reader, gsize at, WfCode code, const char *message, const char *hint)
{
    doc_finding_at(reader->doc, at, 0, reader->findings, code, "%s", message);
    if (hint)
        wf_findings_hint(reader->findings, "%s", hint);
    return false;
}

static bool refuse_tag(Reader *reader, gsize at, const char *tag, const char *on)
{
    const char *name = g_str_has_prefix(tag, CORE) ? tag + strlen(CORE) : tag;
    const char *bang = name != tag ? "!!" : "";
    if (strcmp(tag, "!") == 0)
        return true;
    doc_finding_at(reader->doc, at, (guint32)(strlen(bang) + g_utf8_strlen(name, -1)),
                   reader->findings, WF_CODE_YAML, "the tag '%s%.255s' cannot be used%s", bang,
                   name, on);
    wf_findings_hint(reader->findings, *bang ? "templates know the tags !!str, !!int, !!float, "
                                               "!!bool, !!null, !!seq and !!map"
                                             : "write a function as a map with one key: "
                                               "{get_resource: name}");
    return false;
}

/* The kind of a scalar with an explicit tag; -1 after a finding. */
static int tagged_kind(Reader *reader, const yaml_event_t *event, gsize at)
{
    const char *tag = (const char *)event->data.scalar.tag,
               *s = (const char *)event->data.scalar.value;
    gsize len = event->data.scalar.length;
    const char *name = g_str_has_prefix(tag, CORE) ? tag + strlen(CORE) : "";
    gint64 integer;
    double number;
    bool truth, fits = true;
    int kind;

    if (strcmp(name, "str") == 0 || strcmp(name, "timestamp") == 0)
        return WF_STRING;
    if (strcmp(name, "merge") == 0)
        return SCALAR_MERGE;
    if (strcmp(name, "null") == 0)
        return WF_NULL;
    if (strcmp(name, "int") == 0)
        kind = WF_INT, fits = scalar_int(s, len, &integer);
    else if (strcmp(name, "float") == 0)
        kind = WF_FLOAT, fits = scalar_float(s, len, &number);
    else if (strcmp(name, "bool") == 0)
        kind = WF_BOOL, fits = scalar_bool(s, len, &truth);
    else
        return refuse_tag(reader, at, tag, ""), -1;
    if (!fits) {
        g_autofree char *shown = wf_text_visible(s, (gssize)len, 40);
        doc_finding_at(reader->doc, at, 0, reader->findings, WF_CODE_YAML,
                       "'%s' is not %s, as its tag !!%s says", shown, wf_kind_name(kind), name);
        return -1;
    }
    return kind;
}

/* Kinds that only a key may have, or nothing. Returns the kind to keep, -1 after a finding. */
static int settle_kind(Reader *reader, int kind, gsize at)
{
    bool key = tape_at_key(&reader->tape);
    switch (kind) {
    case SCALAR_BAD_INT:
        refuse(reader, at, WF_CODE_LIMIT, "the integer does not fit into 64 bits",
               "quote it, if it is a name or a serial number");
        return -1;
    case SCALAR_VALUE:
        if (!key)
            refuse(reader, at, WF_CODE_YAML, "a single '=' cannot be a value", "quote it: \"=\"");
        return key ? WF_STRING : -1;
    case SCALAR_MERGE:
        if (!key)
            refuse(reader, at, WF_CODE_YAML, "'<<' merges maps and can only be a key",
                   "quote it, if it is meant as text: \"<<\"");
        return key ? WF_STRING : -1;
    default:
        return kind;
    }
}

static WfStyle style_of(const yaml_event_t *event)
{
    switch (event->data.scalar.style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return WF_SINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return WF_DOUBLE;
    case YAML_LITERAL_SCALAR_STYLE:
        return WF_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return WF_FOLDED;
    default:
        return WF_PLAIN;
    }
}

/* Does the decoded text stand in the source as it is? */
static bool stands_in_source(const WfDoc *doc, WfStyle style, gsize at, const char *s, gsize len)
{
    gsize quote = style == WF_SINGLE || style == WF_DOUBLE;
    if (style > WF_DOUBLE || at + len + 2 * quote > doc->len)
        return false;
    if (quote && (doc->text[at + 1 + len] != doc->text[at] || memchr(s, doc->text[at], len) ||
                  (style == WF_DOUBLE && memchr(s, '\\', len))))
        return false;
    return memcmp(doc->text + at + quote, s, len) == 0;
}

static bool read_scalar(Reader *reader, const yaml_event_t *event, gsize mark)
{
    Tape *tape = &reader->tape;
    const char *s = (const char *)event->data.scalar.value;
    gsize len = event->data.scalar.length;
    const char *tag = (const char *)event->data.scalar.tag;
    const char *anchor = (const char *)event->data.scalar.anchor;
    WfStyle style = style_of(event);
    gsize at = tag || anchor || event->data.scalar.plain_implicit
                   ? skip_properties(reader->doc, mark)
                   : mark;
    int kind = tag && strcmp(tag, "!") != 0        ? tagged_kind(reader, event, mark)
               : event->data.scalar.plain_implicit ? scalar_resolve(s, len)
                                                   : WF_STRING;
    bool merge = kind == SCALAR_MERGE;

    if (kind < 0 || (kind = settle_kind(reader, kind, at)) < 0)
        return false;
    if (anchor && !anchor_add(reader, anchor, mark, merge))
        return false;
    if (merge)
        tape_merge_key(tape);
    bool key = tape_at_key(tape);
    guint32 node = tape->n;
    if (stands_in_source(reader->doc, style, at, s, len))
        tape_scalar(tape, kind, style, at, len);
    else
        tape_side_scalar(tape, kind, style, at, s, len);
    if (key)
        tape_note_key(tape);
    if (anchor)
        anchor_done(reader, node);
    return true;
}

static bool read_start(Reader *reader, WfKind kind, const char *anchor, const char *tag, gsize mark)
{
    const char *expected = kind == WF_MAP ? CORE "map" : CORE "seq";
    if (tag && strcmp(tag, expected) != 0 &&
        !refuse_tag(reader, mark, tag, kind == WF_MAP ? " on a map" : " on a list"))
        return false;
    if (tape_at_key(&reader->tape))
        return refuse(reader, mark, WF_CODE_YAML,
                      kind == WF_MAP ? "a map cannot be a key" : "a list cannot be a key",
                      "quote it: \"{{ name }}\" is read as a map in a map without quotes");
    if (anchor && !anchor_add(reader, anchor, mark, false))
        return false;
    gsize at = tag || anchor ? skip_properties(reader->doc, mark) : mark;
    if (!tape_open(&reader->tape, kind, at)) {
        doc_finding_at(reader->doc, at, 0, reader->findings, WF_CODE_LIMIT,
                       "nested deeper than %d levels", WF_LIMIT_YAML_DEPTH);
        return false;
    }
    return true;
}

static bool read_end(Reader *reader)
{
    Tape *tape = &reader->tape;
    guint32 node = tape->open[tape->depth - 1].node, culprit = 0;
    gsize at = tape->entries[node].at;

    if (tape_has_merges(tape, node) && !tape->full) {
        if (!anchors_keep(reader, node, at))
            return false;
        if (!tape_merge(tape, node, &culprit))
            return refuse(reader, tape->entries[culprit].at, WF_CODE_YAML,
                          "'<<' merges a map or a list of maps, but this is neither", NULL);
    }
    tape_close(tape);
    anchor_done(reader, node);
    return true;
}

static bool read_event(Reader *reader, const yaml_event_t *event, bool *done)
{
    gsize at = reader_offset(reader, event->start_mark.index);
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(reader, event, at);
    case YAML_SEQUENCE_START_EVENT:
        return read_start(reader, WF_SEQ, (const char *)event->data.sequence_start.anchor,
                          (const char *)event->data.sequence_start.tag, at);
    case YAML_MAPPING_START_EVENT:
        return read_start(reader, WF_MAP, (const char *)event->data.mapping_start.anchor,
                          (const char *)event->data.mapping_start.tag, at);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return read_end(reader);
    case YAML_ALIAS_EVENT:
        return anchor_expand(reader, (const char *)event->data.alias.anchor, at);
    case YAML_DOCUMENT_START_EVENT:
        if (reader->tape.n > 1)
            return refuse(reader, at, WF_CODE_YAML, "a second document begins here",
                          "a file holds one document: remove this line or split the file");
        return true;
    case YAML_STREAM_END_EVENT:
        *done = true;
        return true;
    default:
        return true;
    }
}

static bool read_all(Reader *reader)
{
    bool done = false, good = true;
    while (good && !done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reader->parser, &event)) {
            yaml_error_add(reader);
            return false;
        }
        good = read_event(reader, &event, &done);
        yaml_event_delete(&event);
        if (reader->tape.full)
            return refuse(reader, 0, WF_CODE_LIMIT, "the file has too many values", NULL);
    }
    if (good && reader->tape.n == 1)
        tape_scalar(&reader->tape, WF_NULL, WF_PLAIN, 0, 0);
    return good;
}

bool libyaml_read(WfDoc *doc, WfFindings *findings)
{
    Reader reader = {.doc = doc, .findings = findings};
    if (!yaml_parser_initialize(&reader.parser))
        g_error("out of memory");
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)doc->text, doc->len);
    tape_init(&reader.tape, doc);
    reader.anchors = g_ptr_array_new_with_free_func(anchor_free);
    reader.anchor_names = g_hash_table_new(g_str_hash, g_str_equal);

    bool good = read_all(&reader);
    if (good)
        tape_finish(&reader.tape, findings);
    else
        tape_clear(&reader.tape);
    g_hash_table_unref(reader.anchor_names);
    g_ptr_array_unref(reader.anchors);
    yaml_parser_delete(&reader.parser);
    return good;
}
