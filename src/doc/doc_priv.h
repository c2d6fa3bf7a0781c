/* How a document lies in memory, and how readers build one.
 *
 * The three readers (libyaml events, the fast subset reader, JSON) only call
 * the tape_*() functions below, so kinds, duplicate keys, merge keys and limits
 * are decided in one place and cannot differ between them. */
#pragma once

#include <weft/doc.h>
#include <weft/limits.h>

/* How a scalar was written; literal and folded are block scalars. */
typedef enum { WF_PLAIN, WF_SINGLE, WF_DOUBLE, WF_LITERAL, WF_FOLDED } WfStyle;

/* 8 bytes, of which a model of 100,000 components has three million. @at is the byte in the text
 * where the node begins; @meta holds, from its lowest bits on, the WfKind, how a scalar was written
 * and where its text is, and a number: the length of a text that stands in the source as it is
 * (after the quote, if quoted); of one that had to be decoded its place in the side buffer, in
 * units of eight bytes: a guint32 length, then the bytes; how many entries a collection holds. */
typedef struct {
    guint32 at, meta;
} DocEntry;

enum {
    ENTRY_KIND = 7,
    ENTRY_FORM_SHIFT = 3, /* 3 bits: a WfStyle, or FORM_DECODED + one of those up to WF_DOUBLE */
    ENTRY_NUMBER_SHIFT = 6,
    ENTRY_MAX = (1 << 26) - 1, /* the largest number, and as many entries a document may have */
    FORM_DECODED = WF_FOLDED + 1,
    SIDE_UNIT = 8,
};

static inline guint32 entry_meta(int kind, guint form, gsize number)
{
    return (guint32)kind | form << ENTRY_FORM_SHIFT | (guint32)number << ENTRY_NUMBER_SHIFT;
}

static inline WfKind entry_kind(const DocEntry *e)
{
    return (WfKind)(e->meta & ENTRY_KIND);
}

static inline guint entry_form(const DocEntry *e)
{
    return e->meta >> ENTRY_FORM_SHIFT & 7;
}

static inline WfStyle entry_style(const DocEntry *e)
{
    guint form = entry_form(e);
    return (WfStyle)(form < FORM_DECODED ? form : form - FORM_DECODED);
}

/* Is the text in the side buffer? That of block scalars always is. */
static inline bool entry_is_decoded(const DocEntry *e)
{
    return entry_form(e) > WF_DOUBLE;
}

static inline guint32 entry_number(const DocEntry *e)
{
    return e->meta >> ENTRY_NUMBER_SHIFT;
}

static inline bool entry_is_collection(const DocEntry *e)
{
    return entry_kind(e) >= WF_SEQ;
}

/* Finds lines and columns; built when first asked for. lines.c */
typedef struct {
    struct {
        guint32 line, start; /* the line a block begins in, and the byte where that starts */
    } * blocks;              /* of 4 KiB */
    guint32 n;               /* lines */
    guint32 *chars;          /* characters before each block of 4 KiB */
} DocLines;

struct WfDoc {
    gatomicrefcount refs;
    char *name;
    GBytes *bytes;    /* keeps @text */
    const char *text; /* UTF-8, after a byte order mark */
    gsize len;
    guint8 *side;
    DocEntry *entries; /* [0] is no node */
    guint32 n;
    bool ascii;
    DocLines *lines;
    WfDoc *origin; /* a derived one: whose text it is, and whose lines */
};

static inline WfStr entry_text(const WfDoc *doc, const guint8 *side, const DocEntry *e)
{
    guint32 len;
    if (entry_is_collection(e))
        return (WfStr){"", 0};
    if (!entry_is_decoded(e))
        return (WfStr){doc->text + e->at + (entry_form(e) != WF_PLAIN), entry_number(e)};
    side += (gsize)entry_number(e) * SIDE_UNIT;
    memcpy(&len, side, sizeof len);
    return (WfStr){(const char *)side + sizeof len, len};
}

/* --- scalar.c: what a plain scalar is ------------------------------------------------------- */

/* Beyond WfKind: the value cannot be had (more than 64 bits, "0x_"), "=", or "<<". */
enum { SCALAR_BAD_INT = WF_MAP + 1, SCALAR_VALUE, SCALAR_MERGE };

int scalar_resolve(const char *s, gsize len); /* WfKind or one of the above */
bool scalar_int(const char *s, gsize len, gint64 *ret_value);
bool scalar_float(const char *s, gsize len, double *ret_value);
bool scalar_bool(const char *s, gsize len, bool *ret_value);

/* --- tape.c: building ------------------------------------------------------------------------ */

typedef struct {
    DocEntry second, first;       /* the two keys; entries as they may move */
    gint64 second_key, first_key; /* which ones they are: the same in all copies of their map */
} DocDuplicate;

typedef struct {
    WfDoc *doc;
    DocEntry *entries;
    guint32 n, room;
    GByteArray *side;
    GArray *duplicates; /* of DocDuplicate */
    GArray *merges;     /* of guint32: the keys << of the open maps */
    guint64 *slots;     /* scratch of the key set: half of the hash, then the node */
    gsize n_slots;
    guint64 seed;     /* of their hash: nobody shall choose keys that collide */
    GString *scratch; /* for keys that are no strings */
    guint depth;
    bool full; /* no entry more can be had; the reader has to give up */
    struct {
        guint32 node, children;
        guint64 keys; /* bits of those there are */
        bool alike;   /* two may be the same */
    } open[WF_LIMIT_YAML_DEPTH];
} Tape;

void tape_init(Tape *tape, WfDoc *doc);
void tape_clear(Tape *tape);
void tape_grow(Tape *tape);
/* Hands entries and side buffer to the document and reports duplicate keys. */
void tape_finish(Tape *tape, WfFindings *findings);

bool tape_open(Tape *tape, WfKind kind, gsize at); /* false: too deep */
void tape_close(Tape *tape);
void tape_side_scalar(Tape *tape, int kind, WfStyle style, gsize at, const char *s, gsize len);
/* A scalar that is decoded right into the side buffer: begin, append to tape->side, end. Returns
 * where in it that is. */
guint32 tape_side_begin(Tape *tape);
void tape_side_end(Tape *tape, int kind, WfStyle style, gsize at, guint32 begun);

static inline DocEntry *tape_push(Tape *tape)
{
    if (G_UNLIKELY(tape->n == tape->room))
        tape_grow(tape);
    if (tape->depth > 0)
        tape->open[tape->depth - 1].children++;
    return &tape->entries[tape->n++];
}

/* A scalar whose text stands in the source as it is. @at is the quote, if there is one. */
static inline void tape_scalar(Tape *tape, int kind, WfStyle style, gsize at, gsize len)
{
    if (G_UNLIKELY(len > ENTRY_MAX))
        tape_side_scalar(tape, kind, style, at, tape->doc->text + at + (style != WF_PLAIN), len);
    else
        *tape_push(tape) = (DocEntry){(guint32)at, entry_meta(kind, style, len)};
}

/* The node put last is a key. Keys that differ in length or at an end mostly have another of 64
 * bits: only where two meet in one, those of a map are compared when it is closed. */
static inline void tape_note_key(Tape *tape)
{
    const DocEntry *e = &tape->entries[tape->n - 1];
    WfStr text = entry_text(tape->doc, tape->side->data, e);
    guint mixed = (guint)text.len;

    if (text.len)
        mixed += (guint)(guchar)text.s[0] * 5 + (guint)(guchar)text.s[text.len - 1] * 11;
    guint64 bit = (guint64)1 << mixed % 64, *keys = &tape->open[tape->depth - 1].keys;
    /* The text of what is no string may not be the only one it has. */
    tape->open[tape->depth - 1].alike |= (*keys & bit) || entry_kind(e) != WF_STRING;
    *keys |= bit;
}

/* Is the next node the key of a map? */
static inline bool tape_at_key(const Tape *tape)
{
    return tape->depth > 0 && tape->open[tape->depth - 1].children % 2 == 0 &&
           entry_kind(&tape->entries[tape->open[tape->depth - 1].node]) == WF_MAP;
}

static inline guint32 tape_entry_end(const DocEntry *entries, guint32 node)
{
    const DocEntry *e = &entries[node];
    return node + 1 + (entry_is_collection(e) ? entry_number(e) : 0);
}

/* Copies finished entries [from, from + n) of @source to the end of the tape as one more node. */
void tape_copy(Tape *tape, const DocEntry *source, guint32 n);

/* --- keys.c: equal keys ---------------------------------------------------------------------- */

/* The key as JSON has it: "true" for yes, "493" for 0755. Appended text is only for keys that are
 * no strings; strings are borrowed. */
WfStr key_text(const WfDoc *doc, const guint8 *side, const DocEntry *e, GString *scratch);
/* Reports every key of the closed map, the last on the tape, that stood before. */
void keys_check(Tape *tape, guint32 map, guint32 n_keys);
/* Takes away what such keys replace, as all readers do. Those of the root stay: a template's second
 * section of a name can be told from a name that nobody wrote. */
void keys_drop_replaced(Tape *tape);
/* A set of keys, by text, over entries of the tape. */
void keys_reset(Tape *tape, guint32 n_keys);
guint32 keys_add(Tape *tape, guint32 node); /* 0, or the equal one that was there */

/* --- merge.c --------------------------------------------------------------------------------- */

/* The next node is a key << of the innermost map. */
void tape_merge_key(Tape *tape);
/* Has the map such keys? */
bool tape_has_merges(const Tape *tape, guint32 map);
/* Expands the merge keys of the map that is just being closed (the end of the tape). On a value
 * that cannot be merged: false and the node at fault. */
bool tape_merge(Tape *tape, guint32 map, guint32 *ret_culprit);

/* --- readers --------------------------------------------------------------------------------- */

/* The document with its text, no nodes yet; NULL after a finding. parse.c */
WfDoc *doc_new(const char *name, GBytes *bytes, WfFindings *findings);

/* True: the document is complete. False: libyaml_read has added a finding; the others found
 * something that is not theirs, and nothing was changed. */
bool libyaml_read(WfDoc *doc, WfFindings *findings);
bool json_read(WfDoc *doc, WfFindings *findings);
bool subset_read(WfDoc *doc, WfFindings *findings);

/* --- lines.c --------------------------------------------------------------------------------- */

void doc_lines_free(DocLines *lines);
WfSpan doc_span_at(const WfDoc *doc, gsize offset, guint32 len);
/* Adds a finding at a byte of the text, with its source line. */
void doc_finding_at(const WfDoc *doc, gsize offset, guint32 len, WfFindings *findings, WfCode code,
                    const char *format, ...) G_GNUC_PRINTF(6, 7);
