/* Reading files: small helpers the readers of this module share. */
#pragma once

#include <weft/doc.h>

/* One file under reading: every finding gets its code. */
typedef struct {
    const WfDoc *doc;
    WfFindings *findings;
    WfCode code;
    const WfDoc *origin; /* the file, where @doc is only computed from it; or NULL */
    const WfNode *from;  /* by node of @doc: its node in @origin */
} Reader;

/* Where a node stands in the user's file. */
WfSpan reader_span(const Reader *r, WfNode node);
const char *reader_path(const Reader *r);

void reader_fault(const Reader *r, WfNode node, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Is the node of the kind? Else a finding "'what' is not a ...". */
/* Is there anything in the file? Says what is @wanted of it. */
bool reader_holds(const Reader *r, const char *wanted);
bool reader_is(const Reader *r, WfNode node, WfKind kind, const char *what);
/* A whole number from 0 to @most, or a finding. */
bool reader_amount(const Reader *r, WfNode node, const char *what, gint64 most, gint64 *ret);
/* A positive number. */
bool reader_number(const Reader *r, WfNode node, const char *what, double most, double *ret);
/* The text of a scalar as a property value or name ("true", "7", "ssd"); NULL and a finding for
 * anything else. */
char *reader_text(const Reader *r, WfNode node, const char *what);
/* Faults each key of the map that is not in the list. */
void reader_keys(const Reader *r, WfNode map, const char *const *keys);
