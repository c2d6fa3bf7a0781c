/* The fast reader's parts: scalars (subset_scan.c) and what they stand in (subset.c). */
#pragma once

#include "doc_priv.h"

typedef struct {
    Tape tape;
    const char *text, *end;
    gsize
        pending; /* byte after the ':' or '-' of the innermost block that has no value yet, or 0 */
    gint64 columns[WF_LIMIT_YAML_DEPTH]; /* of the open blocks, as many as the tape has open */
    bool lists[WF_LIMIT_YAML_DEPTH];
    bool started; /* a --- was there */
} Subset;

enum {
    STOPS_BLOCK = 1,   /* ends a plain text, perhaps */
    STOPS_FLOW = 2,    /* the same inside [ ] and { } */
    NO_START = 4,      /* cannot begin a plain text, or only sometimes */
    STOPS_LINE = 8,    /* newline, or what may not stand in a comment or literal */
    STOPS_SINGLE = 16, /* of interest in '...' */
    STOPS_DOUBLE = 32,
    RESOLVES = 64, /* a plain text that begins so may be no string */
    NOT_MINE = STOPS_BLOCK | STOPS_FLOW | NO_START | STOPS_LINE | STOPS_SINGLE | STOPS_DOUBLE,
};

extern const guint8 subset_classes[256];

static inline bool has_class(const char *p, guint8 class)
{
    return (subset_classes[(guchar)*p] & class) != 0;
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\n';
}

static inline const char *skip_spaces(const char *p)
{
    while (*p == ' ')
        p++;
    return p;
}

static inline gsize offset_of(const Subset *r, const char *p)
{
    return (gsize)(p - r->text);
}

/* A scalar that was scanned but has no place yet: whether it is a key shows only behind it. */
typedef struct {
    const char *at;
    gsize len;
    guint32 side; /* where it was decoded to, if @decoded */
    guint8 kind, style;
    bool decoded;
} Scanned;

static inline void put_scalar(Subset *r, const Scanned *s)
{
    if (s->decoded)
        tape_side_end(&r->tape, s->kind, s->style, offset_of(r, s->at), s->side);
    else
        tape_scalar(&r->tape, s->kind, s->style, offset_of(r, s->at), s->len);
    r->pending = 0;
}

static inline void put_key(Subset *r, const Scanned *s)
{
    put_scalar(r, s);
    tape_note_key(&r->tape);
}

/* Each returns what follows, or NULL for "not mine". */
const char *subset_scan_plain(const char *at, bool flow, Scanned *ret);
const char *subset_scan_single(Subset *r, const char *at, Scanned *ret);
const char *subset_scan_double(Subset *r, const char *at, Scanned *ret);
/* From '|' on; puts the text and returns the next line. */
const char *subset_read_literal(Subset *r, const char *at);

static inline const char *scan_scalar(Subset *r, const char *at, bool flow, Scanned *ret)
{
    if (*at == '"')
        return subset_scan_double(r, at, ret);
    if (*at == '\'')
        return subset_scan_single(r, at, ret);
    return subset_scan_plain(at, flow, ret);
}
