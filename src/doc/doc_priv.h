/* How a document lies in memory, and how readers build one.
 *
 * The three readers (libyaml events, the fast subset reader, JSON) only call
 * the tape_*() functions below, so kinds, duplicate keys, merge keys and limits
 * are decided in one place and cannot differ between them. */
#pragma once

#include <weft/doc.h>
#include <weft/limits.h>

/* 12 bytes. @at is the byte in the text where the node begins. A scalar whose decoded text stands
 * in the source as it is (after the quote, if quoted) keeps its length in @x; one that had to be
 * decoded is in the side buffer, and @x is where: a guint32 length, then the bytes. A collection
 * keeps in @x the index of the entry after its last descendant. */
typedef struct {
    guint32 at, x, meta;
} DocEntry;

enum {
    ENTRY_KIND = 7,        /* WfKind */
    ENTRY_STYLE_SHIFT = 3, /* WfStyle, 3 bits */
    ENTRY_SIDE = 1 << 6,   /* the text is in the side buffer */
    ENTRY_MERGE = 1 << 7,  /* a merge key, until its map is closed */
    ENTRY_COUNT_SHIFT = 8, /* items or pairs; ENTRY_COUNT_MAX: too many, count them */
    ENTRY_COUNT_MAX = (1 << 24) - 1,
};

static inline WfKind entry_kind(const DocEntry *e)
{
    return (WfKind)(e->meta & ENTRY_KIND);
}

static inline WfStyle entry_style(const DocEntry *e)
{
    return (WfStyle)((e->meta >> ENTRY_STYLE_SHIFT) & 7);
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
    if (!(e->meta & ENTRY_SIDE)) {
        WfStyle style = entry_style(e);
        return (WfStr){doc->text + e->at + (style == WF_SINGLE || style == WF_DOUBLE), e->x};
    }
    memcpy(&len, side + e->x, sizeof len);
    return (WfStr){(const char *)side + e->x + sizeof len, len};
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
    DocEntry second, first; /* the two keys; entries as they may move */
} DocDuplicate;

typedef struct {
    WfDoc *doc;
    DocEntry *entries;
    guint32 n, room;
    GByteArray *side;
    GArray *duplicates; /* of DocDuplicate */
    guint64 *slots;     /* scratch of the key set: half of the hash, then the node */
    gsize n_slots;
    guint64 seed;     /* of their hash: nobody shall choose keys that collide */
    GString *scratch; /* for keys that are no strings */
    guint depth;
    bool full; /* memory ran out; the reader has to give up */
    struct {
        guint32 node, children;
        bool merges;
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
/* A scalar that is decoded right into the side buffer: begin, append to tape->side, end. */
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
    *tape_push(tape) =
        (DocEntry){(guint32)at, (guint32)len, (guint32)kind | (guint32)style << ENTRY_STYLE_SHIFT};
}

/* Is the next node the key of a map? */
static inline bool tape_at_key(const Tape *tape)
{
    return tape->depth > 0 && tape->open[tape->depth - 1].children % 2 == 0 &&
           entry_kind(&tape->entries[tape->open[tape->depth - 1].node]) == WF_MAP;
}

static inline guint32 tape_entry_end(const DocEntry *entries, guint32 node)
{
    return entry_is_collection(&entries[node]) ? entries[node].x : node + 1;
}

/* Copies finished entries [from, from + n) of @source to the end of the tape as one more node. */
void tape_copy(Tape *tape, const DocEntry *source, guint32 n);

/* --- keys.c: equal keys ---------------------------------------------------------------------- */

/* The key as JSON has it: "true" for yes, "493" for 0755. Appended text is only for keys that are
 * no strings; strings are borrowed. */
WfStr key_text(const WfDoc *doc, const guint8 *side, const DocEntry *e, GString *scratch);
/* Reports every key of the closed map that stood before. */
void keys_check(Tape *tape, guint32 map);
/* A set of keys, by text, over entries of the tape. */
void keys_reset(Tape *tape, guint32 n_keys);
guint32 keys_add(Tape *tape, guint32 node); /* 0, or the equal one that was there */

/* --- merge.c --------------------------------------------------------------------------------- */

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
