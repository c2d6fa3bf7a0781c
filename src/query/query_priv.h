/* What the files of the query module share: the words, the matchers, the program. */
#pragma once

#include "weft/query.h"

#include <string.h>

/* ---- words.c: the names of the language ---- */

typedef enum {
    QUERY_UP,
    QUERY_DOWN,
    QUERY_NEAR,
    QUERY_PATH,
    QUERY_WAVE,
    QUERY_N_FUNCTIONS
} QueryFunction;

/* Indices of the enums, or -1. The text of @name need not end at @len. */
int query_find_function(const char *name, gsize len);
int query_find_flag(const char *name, gsize len);

typedef struct {
    bool is_number, is_time;
    WfQueryText text;
    WfQueryNumber number;
    char *key; /* what follows "label." or "prop.", owned; or NULL */
} QueryField;
bool query_find_field(const char *name, gsize len, QueryField *ret_field);
/* The field or function most like @name, or NULL. */
const char *query_near_field(const char *name);
const char *query_near_function(const char *name);
extern const char *const query_text_names[];
extern const char *const query_number_names[];
extern const char *const query_flag_names[];
extern const char *const query_function_names[];

/* ---- match.c: one text against one pattern ---- */

typedef enum { MATCH_EXACT, MATCH_GLOB, MATCH_PART, MATCH_FUZZY, MATCH_REGEX } MatchKind;

typedef struct {
    MatchKind kind;
    bool fold; /* ignore case; then pattern is folded */
    char *pattern;
    GRegex *regex;
} Matcher;

/* NULL and *ret_why (owned by the caller) if a regular expression is wrong. */
Matcher *query_matcher_new(MatchKind kind, const char *pattern, bool smart_case, char **ret_why);
void query_matcher_free(Matcher *m);
/* false with *error set if the pattern takes too long on this text. */
bool query_match(const Matcher *m, const char *text, GError **error);

/* ---- the program: steps that work on a stack of masks ---- */

typedef enum {
    STEP_ALL,
    STEP_TEXT,
    STEP_NUMBER,
    STEP_FLAG, /* up to here: leaves, which look at one node at a time */
    STEP_NOT,
    STEP_AND,
    STEP_OR,
    STEP_REACH,
    STEP_PATH,
} StepKind;

/* Where a leaf's answer goes: a new mask, or the top one, where it is still 1 (and) or 0 (or). */
typedef enum { INTO_NEW, INTO_AND, INTO_OR } StepInto;

typedef struct {
    double low, high;
    bool low_open, high_open;
} Interval;

typedef struct {
    StepKind kind;
    StepInto into;
    bool negated; /* leaves only */
    QueryField field;
    WfQueryFlag flag;
    GPtrArray *matchers; /* STEP_TEXT: any of these Matcher */
    GArray *intervals;   /* STEP_NUMBER: in any of these Interval */
    WfDirection direction;
    guint32 hops;
} Step;

struct WfQuery {
    GArray *steps; /* Step, in the order of reverse Polish notation */
};

/* ---- number.c: numbers, times and ranges as they are typed ---- */

/* Reads "3", "2..4", "..4", "1h30m" (@is_time) from *at on and moves it; false: nothing changed. */
bool query_read_interval(const char **at, bool is_time, Interval *ret_interval);
bool query_read_number(const char **at, bool is_time, double *ret_number);
