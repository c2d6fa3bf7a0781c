/* libyaml's complaints in words that help: what stands there, and what is usually meant. */
#include "libyaml_priv.h"

#include <string.h>

typedef struct {
    const char *problem; /* libyaml's text */
    const char *context; /* a part of libyaml's context, or of ours, or NULL for any */
    char at;             /* the character that stands at the place, or 0 for any */
    const char *message, *hint;
    const char *related; /* said about the place where libyaml's context began, or NULL; "" if the
                          * mistake is there and the place only where it was noticed */
} Explanation;

/* Contexts that libyaml does not tell. */
#define SECOND_COLON "after ': '"
#define BEHIND_QUOTE "behind a closing quote"

#define QUOTE_TWICE "inside '...' a quote is written twice, inside \"...\" as \\\""
#define QUOTE_IT "quote the text if it begins with this character"

static const Explanation explanations[] = {
    {"found character that cannot start any token", NULL, '\t', "a tab is used for indentation",
     "YAML is indented with spaces only", NULL},
    {"found character that cannot start any token", NULL, '%', "a text cannot begin with '%'",
     "quote it: \"%name%\"", NULL},
    {"found character that cannot start any token", NULL, '@', "a text cannot begin with '@'",
     QUOTE_IT, NULL},
    {"found character that cannot start any token", NULL, '`', "a text cannot begin with '`'",
     QUOTE_IT, NULL},
    {"found character that cannot start any token", NULL, 0,
     "nothing can begin with this character", QUOTE_IT, NULL},
    {"found a tab character that violates indentation", NULL, 0, "a tab is used for indentation",
     "YAML is indented with spaces only", NULL},
    {"found a tab character where an indentation space is expected", NULL, 0,
     "a tab is used for indentation", "YAML is indented with spaces only", NULL},
    {"mapping values are not allowed in this context", SECOND_COLON, 0, "a second ': ' in one line",
     "quote the value if ': ' is part of it", NULL},
    {"mapping values are not allowed in this context", NULL, 0,
     "a key that does not fit to the lines before it",
     "align it with its neighbours; if the line above is a key, it needs ':' too", NULL},
    {"could not find expected ':'", NULL, 0, "a key without ':'",
     "a key is followed by ': ', a longer text is quoted or begins with '|'", ""},
    {"did not find expected key", BEHIND_QUOTE, 0, "text behind the closing quote", QUOTE_TWICE,
     "the quote opened here"},
    {"did not find expected ',' or ']'", BEHIND_QUOTE, 0, "text behind the closing quote",
     QUOTE_TWICE, "the quote opened here"},
    {"did not find expected ',' or '}'", BEHIND_QUOTE, 0, "text behind the closing quote",
     QUOTE_TWICE, "the quote opened here"},
    {"did not find expected '-' indicator", BEHIND_QUOTE, 0, "text behind the closing quote",
     QUOTE_TWICE, "the quote opened here"},
    {"did not find expected <document start>", BEHIND_QUOTE, 0, "text behind the closing quote",
     QUOTE_TWICE, "the quote opened here"},
    {"did not find expected key", "block mapping", 0, "this does not fit into the map around it",
     "check the indentation, and that quotes before it are closed", "the map begins here"},
    {"did not find expected '-' indicator", NULL, 0, "this does not fit into the list around it",
     "check the indentation: the items of a list begin with '- ' in one column",
     "the list begins here"},
    {"did not find expected ',' or ']'", NULL, 0, "a ',' or the closing ']' is missing",
     "texts with commas, brackets or ': ' in them have to be quoted inside [ ]", "'[' opened here"},
    {"did not find expected ',' or '}'", NULL, 0, "a ',' or the closing '}' is missing",
     "texts with commas, brackets or ': ' in them have to be quoted inside { }", "'{' opened here"},
    {"found unexpected end of stream", "quoted scalar", 0, "the closing quote is missing",
     QUOTE_TWICE, "the quote opened here"},
    {"found unexpected document indicator", "quoted scalar", 0, "the closing quote is missing",
     QUOTE_TWICE, "the quote opened here"},
    {"found unknown escape character", NULL, 0, "unknown escape after '\\'",
     "inside \"...\" write '\\\\' for a backslash, or use '...', where it means itself",
     "the text begins here"},
    {"did not find expected hexdecimal number", NULL, 0,
     "'\\x', '\\u' and '\\U' need 2, 4 and 8 digits",
     "inside \"...\" write '\\\\' for a backslash, or use '...', where it means itself",
     "the text begins here"},
    {"found invalid Unicode character escape code", NULL, 0, "the escape names no character", NULL,
     "the text begins here"},
    {"block sequence entries are not allowed in this context", NULL, 0, "a list cannot begin here",
     "begin the list on a line of its own, or quote the text", NULL},
    {"mapping keys are not allowed in this context", NULL, 0, "a key cannot begin here",
     "quote the text if it begins with '? '", NULL},
    {"did not find expected alphabetic or numeric character", "alias", 0,
     "'*' begins an alias, but no name follows", "quote the text: \"*\"", NULL},
    {"did not find expected alphabetic or numeric character", "anchor", 0,
     "'&' begins an anchor, but no name follows", "quote the text", NULL},
    {"found undefined tag handle", NULL, 0, "the tag is not known",
     "a text that begins with '!' has to be quoted", NULL},
    {"did not find expected node content", NULL, 0, "a value is missing", NULL, NULL},
    {"did not find expected comment or line break", "block scalar", 0, "text behind '|' or '>'",
     "the text begins on the next line, indented", NULL},
    {"did not find expected <document start>", NULL, 0,
     "more follows after the end of the document", "check the indentation of this line", NULL},
    {"found incompatible YAML document", NULL, 0, "only %YAML 1.1 and 1.2 are known", NULL, NULL},
    {"found unexpected ':'", NULL, 0, "':' directly before a bracket or comma",
     "quote the text, or put a blank after ':'", NULL},
    {"control characters are not allowed", NULL, 0, "a control character",
     "is this a text file? Inside \"...\" such a character is written by its number, as \\x1b",
     NULL},
    {"invalid leading UTF-8 octet", NULL, 0, "a byte that is not UTF-8", "save the file as UTF-8",
     NULL},
    {"invalid trailing UTF-8 octet", NULL, 0, "a byte that is not UTF-8", "save the file as UTF-8",
     NULL},
    {"incomplete UTF-8 octet sequence", NULL, 0, "the file ends inside a character", NULL, NULL},
};

static const Explanation *explain(const char *problem, const char *context, int at)
{
    for (guint i = 0; i < G_N_ELEMENTS(explanations); i++) {
        const Explanation *e = &explanations[i];
        if (strcmp(e->problem, problem) == 0 && (!e->at || e->at == at) &&
            (!e->context || (context && strstr(context, e->context))))
            return e;
    }
    return NULL;
}

/* Is there a ': ' before this place in its line? */
static bool is_second_colon(const WfDoc *doc, gsize offset)
{
    for (gsize i = MIN(offset, doc->len); i-- > 0 && doc->text[i] != '\n';)
        if (doc->text[i] == ':' && i + 1 < offset && doc->text[i + 1] == ' ')
            return true;
    return false;
}

/* Where a quoted scalar ends, behind its quote. */
static gsize quoted_end(const WfDoc *doc, const DocEntry *e)
{
    char quote = doc->text[e->at];
    for (gsize i = e->at + 1; i < doc->len; i++) {
        if (doc->text[i] == '\\' && quote == '"')
            i++;
        else if (doc->text[i] == quote && quote == '\'' && i + 1 < doc->len &&
                 doc->text[i + 1] == quote)
            i++;
        else if (doc->text[i] == quote)
            return i + 1;
    }
    return doc->len;
}

/* The scalar read last, if it is quoted and the place stands behind it in the same line. */
static const DocEntry *quoted_before(const Reader *reader, gsize offset)
{
    const WfDoc *doc = reader->doc;
    const DocEntry *e = &reader->tape.entries[reader->tape.n - 1];
    bool quoted = reader->tape.n > 1 && !entry_is_collection(e) &&
                  (entry_style(e) == WF_SINGLE || entry_style(e) == WF_DOUBLE);
    if (!quoted || e->at >= doc->len || (doc->text[e->at] != '\'' && doc->text[e->at] != '"'))
        return NULL;
    gsize end = quoted_end(doc, e);
    return end <= offset && !memchr(doc->text + end, '\n', MIN(offset, doc->len) - end) ? e : NULL;
}

/* The reader counts bytes itself, everything behind it characters. */
static gsize problem_offset(Reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    return parser->error == YAML_READER_ERROR ? MIN(parser->problem_offset, reader->doc->len)
                                              : reader_offset(reader, parser->problem_mark.index);
}

/* The end of the file is no place to look at: rather the last line that has something. */
static gsize back_from_end(const WfDoc *doc, gsize offset)
{
    if (offset < doc->len)
        return offset;
    while (offset > 0 && g_ascii_isspace(doc->text[offset - 1]))
        offset--;
    return offset;
}

/* What libyaml was about, or what we know better; and where that began. */
static const char *find_context(Reader *reader, gsize offset, gsize *ret_began)
{
    const yaml_parser_t *parser = &reader->parser;
    const DocEntry *quoted = quoted_before(reader, offset);
    bool parsing = parser->error == YAML_PARSER_ERROR;

    *ret_began = offset;
    if (parser->error == YAML_READER_ERROR)
        return NULL;
    if (parser->context)
        *ret_began = reader_offset(reader, parser->context_mark.index);
    if (quoted && parsing && offset < reader->doc->len) {
        *ret_began = quoted->at;
        return BEHIND_QUOTE;
    }
    if (!parsing && !parser->context && is_second_colon(reader->doc, offset))
        return SECOND_COLON;
    return parser->context;
}

/* Where the last entry stands of the map or list that began there and is still open: what does not
 * fit into it is mostly wrong in there. @began: it has no other. */
static gsize last_entry(const Reader *reader, gsize began)
{
    const Tape *tape = &reader->tape;
    const DocEntry *entries = tape->entries;
    guint32 open = tape->depth ? tape->open[tape->depth - 1].node : 0, last = open;

    if (!open || entries[open].at != began)
        return began;
    for (guint32 i = open + 1; i < tape->n; i = tape_entry_end(entries, i)) {
        last = i;
        if (entry_kind(&entries[open]) == WF_MAP && i + 1 < tape->n)
            i++;
    }
    return entries[last].at;
}

static void add_related(Reader *reader, gsize at, const char *text)
{
    WfSpan span = doc_span_at(reader->doc, at, 0);

    wf_findings_related(reader->findings, reader->doc->name, &span, "%s", text);
}

void yaml_error_add(Reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem ? parser->problem : "out of memory";
    gsize offset = problem_offset(reader), began;
    int at = offset < reader->doc->len ? reader->doc->text[offset] : 0;
    const char *context = find_context(reader, offset, &began);
    const Explanation *e = explain(problem, context, at);

    if (parser->error == YAML_MEMORY_ERROR) {
        doc_finding_at(reader->doc, offset, 0, reader->findings, WF_CODE_LIMIT,
                       "too large for this machine's memory");
        return;
    }
    if (e && e->related && !*e->related)
        offset = began;
    doc_finding_at(reader->doc, back_from_end(reader->doc, offset), 0, reader->findings,
                   WF_CODE_YAML, "%s", e ? e->message : problem);
    if (e && e->hint)
        wf_findings_hint(reader->findings, "%s", e->hint);
    if (!e || !e->related || began == offset)
        return;
    add_related(reader, began, e->related);
    gsize last = context && strstr(context, "parsing a block") ? last_entry(reader, began) : began;
    if (last != began)
        add_related(reader, last, "the entry before it begins here");
}
