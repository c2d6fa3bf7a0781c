/* The filter language: one parser for the views, --where and saved filters.
 *
 *     expr  = and { ("or" | "|") and }
 *     and   = not { ["and" | "&"] not }               two terms side by side: both
 *     not   = { "not" | "!" } term
 *     term  = "(" expr ")" | field op value | field "in" "(" value { "," value } ")"
 *           | flag | word | "text" | /regex/ | ~fuzzy | @SAVED
 *           | up(expr [, hops]) | down(expr [, hops]) | near(expr [, hops])
 *           | path(expr, expr) | wave(number or range)
 *
 * Text fields know = and != (globs with * and ?; in quotes exactly), ~ and !~ (regular
 * expressions); numbers know = != < <= > >= and ranges such as 2..4; times take units: 1h30m,
 * 30s, 500ms. != and !~ are the opposite of = and ~: they also match where there is no value.
 * A bare word is looked for inside names, or is a glob over the whole name if it has * or ?.
 * Words, fuzzy words and /regexes/ ignore case unless they have an upper-case letter.
 *
 * A query knows nothing of models: what it looks at is a WfQuerySubject, nodes 0..n-1 with
 * callbacks for what they are. Parsed once, a query runs on any subject. No threads.
 *
 *     WfQueryProblem problem = {0};
 *     g_autoptr(WfQuery) q = wf_query_parse("state=failed down(db-1)", NULL, &problem);
 *     if (q == NULL)
 *         show(problem.column, problem.message, problem.hint);
 *     else if (wf_query_run(q, &subject, mask, &n, &error))
 *         ...
 *     wf_query_problem_clear(&problem); */
#pragma once

#include "weft/graph.h"

#define WF_QUERY_MAX_BYTES 4096 /* of one filter */
#define WF_QUERY_MAX_DEPTH 100  /* parentheses, functions and saved filters inside each other */
#define WF_QUERY_MAX_TERMS 2000 /* with saved filters written out */
#define WF_QUERY_MAX_MS 2000    /* spent on regular expressions by one run */

typedef struct WfQuery WfQuery;

/* X(NAME, "name"): text fields. The last two are followed by ".KEY". */
#define WF_QUERY_TEXT_TABLE(X)                                                                     \
    X(NAME, "name")                                                                                \
    X(KIND, "kind")                                                                                \
    X(VM, "vm")                                                                                    \
    X(ROLE, "role")                                                                                \
    X(STATE, "state")                                                                              \
    X(OWNER, "owner")                                                                              \
    X(RECIPE, "recipe")                                                                            \
    X(GROUP, "group")                                                                              \
    X(TYPE, "type")                                                                                \
    X(ACTION, "action")                                                                            \
    X(RISK, "risk")                                                                                \
    X(LABEL, "label")                                                                              \
    X(PROP, "prop")

/* wave and degree are counted in the subject's graph; took and age are seconds. */
#define WF_QUERY_NUMBER_TABLE(X)                                                                   \
    X(WAVE, "wave")                                                                                \
    X(TOOK, "took")                                                                                \
    X(AGE, "age")                                                                                  \
    X(INPUTS, "inputs")                                                                            \
    X(OUTPUTS, "outputs")                                                                          \
    X(DEGREE, "degree")

/* leaf (nothing comes after it), root (it comes after nothing), cycle (lies on one) and orphan
 * (both leaf and root) are found in the subject's graph. */
#define WF_QUERY_FLAG_TABLE(X)                                                                     \
    X(CRITICAL, "critical")                                                                        \
    X(MARKED, "marked")                                                                            \
    X(CHANGED, "changed")                                                                          \
    X(LEAF, "leaf")                                                                                \
    X(ROOT, "root")                                                                                \
    X(CYCLE, "cycle")                                                                              \
    X(ORPHAN, "orphan")                                                                            \
    X(DRIFT, "drift")                                                                              \
    X(CROSS, "cross")                                                                              \
    X(SECRET, "secret")

#define WF_X_TEXT(code, name) WF_QUERY_TEXT_##code,
#define WF_X_NUMBER(code, name) WF_QUERY_NUMBER_##code,
#define WF_X_FLAG(code, name) WF_QUERY_FLAG_##code,
typedef enum { WF_QUERY_TEXT_TABLE(WF_X_TEXT) WF_QUERY_N_TEXTS } WfQueryText;
typedef enum { WF_QUERY_NUMBER_TABLE(WF_X_NUMBER) WF_QUERY_N_NUMBERS } WfQueryNumber;
typedef enum { WF_QUERY_FLAG_TABLE(WF_X_FLAG) WF_QUERY_N_FLAGS } WfQueryFlag;
#undef WF_X_TEXT
#undef WF_X_NUMBER
#undef WF_X_FLAG

/* What a query looks at. Any callback may be NULL: then no node has such a thing. */
typedef struct {
    guint32 n_nodes;
    const WfGraph *graph; /* over the same nodes; NULL: nothing is linked */
    guint32 first_wave;   /* the number users see at the first wave */
    /* UTF-8, valid until the next call; NULL: has none. @key is what follows "label." or
     * "prop.". Must not give a secret's value. */
    const char *(*text)(gpointer data, guint32 node, WfQueryText field, const char *key);
    bool (*number)(gpointer data, guint32 node, WfQueryNumber field, double *ret_value);
    bool (*flag)(gpointer data, guint32 node, WfQueryFlag flag);
    gpointer data;
} WfQuerySubject;

/* Where @NAME is looked up. */
typedef struct {
    const char *(*text)(gpointer data, const char *name); /* NULL: there is none of this name */
    const char *const *names; /* NULL-terminated, for suggestions; or NULL */
    gpointer data;
} WfQuerySaved;

/* Filters with names, kept in a file of lines "NAME FILTER" ('#' begins a comment). */
typedef struct WfSavedFilters WfSavedFilters;
char *wf_saved_path(void); /* $XDG_CONFIG_HOME/weft/filters */
/* Those of a file, which need not be there; of NULL, none, and nothing is written. Never NULL: with
 * an error they are as without a file. */
WfSavedFilters *wf_saved_new(const char *path, GError **error);
void wf_saved_free(WfSavedFilters *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfSavedFilters, wf_saved_free)
/* For parsing and completion; borrowed, good until the next change. NULL of NULL. */
const WfQuerySaved *wf_saved_lookup(const WfSavedFilters *s);
/* Gives a filter a name, or a name another filter, and writes the file. Refuses what is no filter
 * (WF_ERROR_INVALID) and then changes nothing; what cannot be written counts until the end. */
bool wf_saved_set(WfSavedFilters *s, const char *name, const char *text, GError **error);
bool wf_saved_drop(WfSavedFilters *s, const char *name, GError **error);

/* What is wrong with a filter's text, as one points at it. Both texts may quote the filter: what
 * shows them makes them visible first. */
typedef struct {
    guint column, len; /* in characters, columns from 1; len 0 at the end of the text */
    char *message;     /* "expected a value after '='" */
    char *hint;        /* "did you mean 'state'?", or NULL */
} WfQueryProblem;
void wf_query_problem_clear(WfQueryProblem *problem);

/* NULL and *ret_problem (may be NULL; else the caller clears it) if @text is no filter. An empty
 * text matches everything. @saved may be NULL, and is only used during the call. */
WfQuery *wf_query_parse(const char *text, const WfQuerySaved *saved, WfQueryProblem *ret_problem);
void wf_query_free(WfQuery *q);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfQuery, wf_query_free)

/* Fills mask[0 .. n-1] with 1 (matches) and 0. Linear per term. Fails (WF_ERROR_LIMIT) only if a
 * regular expression takes far too long; then @mask is undefined. */
bool wf_query_run(const WfQuery *q, const WfQuerySubject *subject, guint8 *mask, guint32 *ret_count,
                  GError **error);

#define WF_QUERY_MAX_CANDIDATES 100

/* What may stand where the cursor (a byte offset) is: fields with their operator or dot,
 * functions with "(", flags, names, values of the field at hand, saved filters. Sorted, without
 * doubles, each replaces text[*ret_start .. cursor - 1]; put in quotes where it must be.
 * @subject and @saved may be NULL. NULL-terminated; free with g_strfreev(). */
char **wf_query_complete(const char *text, gsize cursor, const WfQuerySubject *subject,
                         const WfQuerySaved *saved, gsize *ret_start);
