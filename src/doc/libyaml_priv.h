/* The libyaml reader's parts: events (libyaml.c), aliases (anchors.c), messages (yaml_errors.c),
 * places (marks.c). */
#pragma once

#include "doc_priv.h"

#include <yaml.h>

typedef struct {
    guint32 node;   /* in the tape */
    bool open;      /* its node is not complete: an alias would contain itself */
    bool merges;    /* its node is a key << */
    DocEntry *copy; /* taken before the tape was rewritten by a merge key; else NULL */
    guint32 n_copy;
    gsize at; /* where it stands in the text */
    char *name;
} Anchor;

typedef struct {
    WfDoc *doc;
    WfFindings *findings;
    yaml_parser_t parser;
    Tape tape;
    GPtrArray *anchors;           /* of Anchor, in order of their nodes */
    GHashTable *anchor_names;     /* name -> Anchor */
    guint alias_nodes;            /* made by expanding aliases so far */
    gsize mark_chars, mark_bytes; /* a place known in both; libyaml counts characters */
} Reader;

/* Byte offset of libyaml's character index. */
gsize reader_offset(Reader *reader, gsize chars);

bool anchor_add(Reader *reader, const char *name, gsize at, bool merges);
void anchor_done(Reader *reader, guint32 node); /* the node is complete */
bool anchor_expand(Reader *reader, const char *name, gsize at);
/* The map at @node is about to be rewritten: anchors in it take a copy of what they name. */
bool anchors_keep(Reader *reader, guint32 node, gsize at);
void anchor_free(gpointer anchor);

/* Turns the parser's error into a finding. */
void yaml_error_add(Reader *reader);
