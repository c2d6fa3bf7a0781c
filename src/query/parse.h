/* What the parts of the parser share: parse.c has the grammar, compare.c what stands in one
 * comparison, parser.c what both need. All parse_*() return false with p->problem set. */
#pragma once

#include "query_priv.h"

typedef struct {
    const char *text, *at; /* what is being read, and where; a saved filter's text for a while */
    GArray *steps;
    const WfQuerySaved *saved;
    guint depth;
    WfQueryProblem problem; /* the first one */
} Parser;

/* ---- parser.c ---- */

bool parse_fail(Parser *p, const char *at, gsize len, const char *format, ...) G_GNUC_PRINTF(4, 5);
bool parse_expected(Parser *p, const char *what);
void parse_suggest(Parser *p, const char *near);
void parse_skip_space(Parser *p);
gsize parse_word_length(const char *at);
bool parse_push(Parser *p, Step step); /* takes what the step owns, even if it fails */
void parse_step_clear(gpointer step);

/* ---- compare.c ---- */

/* After a word: an operator and a value, if there is an operator. */
bool parse_comparison(Parser *p, const char *word, gsize len, bool *ret_handled);
/* A term that is a quoted text, /regex/ or ~fuzzy. */
bool parse_pattern_term(Parser *p);
/* A leaf that looks at names; the term began at @start. */
bool parse_name_leaf(Parser *p, MatchKind kind, const char *pattern, const char *start);
