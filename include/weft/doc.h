/* One YAML or JSON file, read exactly as Heat's loader reads it (YAML 1.1,
 * timestamps as strings), kept as a flat tape.
 *
 * The tape is an array of 8-byte entries in document order: a scalar is one
 * entry, a sequence or map is an entry followed by all its descendants. A node
 * is the index of its entry, 0 is no node, so a document of 100,000 components
 * costs its text and somewhat less than that. In a map keys and values alternate.
 * Aliases and merge keys (<<) are expanded while reading, within a budget.
 * Nothing recurses. A document is immutable and owns its text; strings given
 * out are borrowed from it and not zero-terminated.
 *
 *     g_autoptr(WfDoc) doc = wf_doc_parse("shop.yaml", bytes, findings);
 *     WfNode res = wf_doc_get(doc, wf_doc_root(doc), "resources");
 *     WF_DOC_FOREACH(doc, res, key, value) { ... }
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>
#include <weft/findings.h>

typedef struct WfDoc WfDoc;
typedef guint32 WfNode;

typedef enum { WF_NULL, WF_BOOL, WF_INT, WF_FLOAT, WF_STRING, WF_SEQ, WF_MAP } WfKind;
const char *wf_kind_name(WfKind kind); /* "null", "a boolean", ..., "a list", "a map" */

typedef struct {
    const char *s;
    gsize len;
} WfStr;

/* What is what, where YAML or Heat leave room:
 * - Scalars, tags, anchors and merge keys mean what PyYAML's SafeLoader makes of them, timestamps
 *   are strings. Merged pairs stand before a map's own, without those it replaces.
 * - A text that begins with { or [ and is valid JSON is read as JSON: 1e3 is a number there.
 * - Refused though Heat takes it: integers of more than 64 bits, an alias inside what it names,
 *   !!binary, !!set and other tags without a JSON value, nesting deeper than WF_LIMIT_YAML_DEPTH,
 *   aliases that stand for more than WF_LIMIT_ALIAS_NODES nodes.
 * - Two keys are the same if they are in JSON: yes and "true", 1 and "1".
 * - .inf and .nan are numbers here, and strings in JSON, which has no word for them.
 * - UTF-8 or, with a byte order mark, UTF-16; then source and positions are those of its UTF-8.
 *   Lines end at \n, \r\n or \r. A node made by an alias stands where its anchor does. */

/* Reads @bytes (kept, by reference) as YAML or JSON. @name is how findings call
 * it. On a syntax error or limit: adds a finding and returns NULL. Duplicate
 * keys are warnings. An empty document is a null node. */
WfDoc *wf_doc_parse(const char *name, GBytes *bytes, WfFindings *findings);
/* The same, always through libyaml: the judge of the fast reader in tests. */
WfDoc *wf_doc_parse_libyaml(const char *name, GBytes *bytes, WfFindings *findings);
/* A document out of a value that was computed from the function at @at: it has that document's name
 * and text, and all its nodes stand where the function does. NULL: it is nested too deep. */
WfDoc *wf_doc_derived(const WfDoc *origin, WfNode at, const json_t *value);
WfDoc *wf_doc_ref(WfDoc *doc);
void wf_doc_unref(WfDoc *doc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfDoc, wf_doc_unref)

const char *wf_doc_name(const WfDoc *doc);
WfNode wf_doc_root(const WfDoc *doc);
guint32 wf_doc_n_nodes(const WfDoc *doc); /* nodes are 1 .. n-1; also keys count */

WfKind wf_doc_kind(const WfDoc *doc, WfNode node); /* WF_NULL for node 0 */
WfStr wf_doc_text(const WfDoc *doc,
                  WfNode node); /* decoded text of any scalar; empty for collections */
bool wf_doc_is_str(const WfDoc *doc, WfNode node, WfStr text); /* a string equal to @text? */
bool wf_doc_bool(const WfDoc *doc, WfNode node);
gint64 wf_doc_int(const WfDoc *doc, WfNode node);
double wf_doc_float(const WfDoc *doc, WfNode node); /* of WF_INT too */
char *wf_doc_dup(const WfDoc *doc, WfNode node);    /* zero-terminated copy of the text */
/* A key of any kind as JSON has it: "true" for yes, "493" for 0755. Zero-terminated copy. */
char *wf_doc_dup_key(const WfDoc *doc, WfNode key);

WfNode wf_doc_first(const WfDoc *doc, WfNode collection); /* first child, 0 if empty */
WfNode wf_doc_end(const WfDoc *doc, WfNode node); /* the node after all of its descendants */
WfNode wf_doc_next(const WfDoc *doc, WfNode collection,
                   WfNode child); /* next child, 0 at the end */
/* Items of a sequence, pairs of a map; counts them. */
guint32 wf_doc_size(const WfDoc *doc, WfNode collection);
WfNode wf_doc_only_key(const WfDoc *doc, WfNode map); /* of a map of one pair; else 0 */
/* Value of the last pair with this key, a string; 0 if absent. A linear search: for a map of
 * thousands, run over it once and keep a table of your own. */
WfNode wf_doc_get_str(const WfDoc *doc, WfNode map, WfStr key);
/* Do two nodes stand for the same tree: kinds, texts and order of keys, however it is written? */
bool wf_doc_equal(const WfDoc *a, WfNode x, const WfDoc *b, WfNode y);

/* The two with a text whose length the compiler knows, as it mostly does. */
static inline bool wf_doc_is(const WfDoc *doc, WfNode node, const char *text)
{
    return wf_doc_is_str(doc, node, (WfStr){text, strlen(text)});
}

static inline WfNode wf_doc_get(const WfDoc *doc, WfNode map, const char *key)
{
    return wf_doc_get_str(doc, map, (WfStr){key, strlen(key)});
}

/* Runs over the pairs of a map: a key is a scalar, so its value stands next to it. A key of the
 * root that stands twice comes twice, of any other map only the last one. */
#define WF_DOC_FOREACH(doc, map, key, value)                                                       \
    for (WfNode key = wf_doc_first((doc), (map)), value = key + 1; key;                            \
         key = wf_doc_next((doc), (map), value), value = key + 1)
/* Runs over the items of a sequence. */
#define WF_DOC_EACH(doc, seq, item)                                                                \
    for (WfNode item = wf_doc_first((doc), (seq)); item; item = wf_doc_next((doc), (seq), item))

/* Where the node stands. Builds an index of lines at the first call. */
WfSpan wf_doc_span(const WfDoc *doc, WfNode node);
guint32 wf_doc_line(const WfDoc *doc, WfNode node);
WfStr wf_doc_source(const WfDoc *doc); /* the whole text */

/* Adds a finding at a node, with the source line. Line and column are looked up only here. */
void wf_doc_finding(const WfDoc *doc, WfNode node, WfFindings *findings, WfCode code,
                    const char *format, ...) G_GNUC_PRINTF(5, 6);

/* The node and all below as a JSON value (new reference). Map keys become strings
 * as Heat's client sends them: true -> "true", null -> "null", 1 -> "1". */
json_t *wf_doc_to_json(const WfDoc *doc, WfNode node);

/* A text as JSON can hold it, new reference: what is no UTF-8 (a file may be called anything) is
 * made visible. NULL: null. */
json_t *wf_json_visible(const char *text);

/* JSON value -> YAML text, each line @indent columns in, ending in a newline, that any YAML 1.1
 * loader reads back to the same value: block style, two spaces a level, strings quoted where they
 * would be read as something else, multi-line ones as literal blocks where that is exact, keys in
 * order. Scalars and empty collections stand on the line of their key. */
void wf_yaml_write(const json_t *value, guint indent, GString *out);
/* One scalar, quoted if it has to be. */
void wf_yaml_write_scalar(const json_t *scalar, GString *out);
/* A number as Heat and Python print it: 1.1, 1e+16, 0.5; never 1.1000000000000001. */
void wf_json_append_real(double value, GString *out);
