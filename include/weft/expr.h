/* HOT expressions: versions, functions, partial evaluation, references.
 *
 * A function call is a map with exactly one key that is a function of the
 * template's version; everything else is data. wf_expr_eval() computes, with
 * Heat's own rules, what a resolver knows; what it does not know stays a call
 * with its arguments evaluated as far as they go. Pure: no I/O, no state.
 *
 *     WfExprScope scope = {.version = WF_HOT_2016_10_14, .resolver = &my_resolver, .data = me};
 *     g_autofree char *where = NULL;
 *     bool known;
 *     json_t *value = wf_expr_eval(expr, &scope, &known, &where, &error);
 *
 * Values given out are new references, but may share parts with what came in:
 * treat JSON values as immutable. Errors: WF_ERROR_INVALID for arguments that
 * Heat refuses, WF_ERROR_LIMIT past limits.h, others as the resolver sets them
 * (WF_ERROR_NOT_FOUND for unknown names). */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* ---- versions ---- */

typedef enum {
    WF_HOT_2013_05_23,
    WF_HOT_2014_10_16,
    WF_HOT_2015_04_30,
    WF_HOT_2015_10_15,
    WF_HOT_2016_04_08,
    WF_HOT_2016_10_14, /* newton */
    WF_HOT_2017_02_24, /* ocata */
    WF_HOT_2017_09_01, /* pike */
    WF_HOT_2018_03_02, /* queens */
    WF_HOT_2018_08_31, /* rocky */
    WF_HOT_2021_04_16, /* wallaby */
    WF_N_HOT
} WfHotVersion;
#define WF_HOT_NEVER WF_N_HOT

/* "2016-10-14" or "newton". False (and @ret_version untouched) if Heat knows no such version. */
bool wf_hot_version_parse(const char *text, WfHotVersion *ret_version);
const char *wf_hot_version_date(WfHotVersion version);
/* All dates and names, NULL-terminated: candidates for "did you mean". */
const char *const *wf_hot_version_texts(void);

/* ---- functions ---- */

/* X(ID, "name", first, last, removed from, condition from): versions in which it
 * may be called, from when on Heat refuses it by name, from when on it may
 * stand in a condition. */
#define WF_FUNCTION_TABLE(X)                                                                       \
    X(GET_PARAM, "get_param", 2013_05_23, 2021_04_16, NEVER, 2016_10_14)                           \
    X(GET_RESOURCE, "get_resource", 2013_05_23, 2021_04_16, NEVER, NEVER)                          \
    X(GET_ATTR, "get_attr", 2013_05_23, 2021_04_16, NEVER, NEVER)                                  \
    X(GET_FILE, "get_file", 2013_05_23, 2021_04_16, NEVER, NEVER)                                  \
    X(STR_REPLACE, "str_replace", 2013_05_23, 2021_04_16, NEVER, NEVER)                            \
    X(LIST_JOIN, "list_join", 2013_05_23, 2021_04_16, NEVER, NEVER)                                \
    X(RESOURCE_FACADE, "resource_facade", 2013_05_23, 2021_04_16, NEVER, NEVER)                    \
    X(REPEAT, "repeat", 2015_04_30, 2021_04_16, NEVER, NEVER)                                      \
    X(DIGEST, "digest", 2015_04_30, 2021_04_16, NEVER, NEVER)                                      \
    X(STR_SPLIT, "str_split", 2015_10_15, 2021_04_16, NEVER, NEVER)                                \
    X(MAP_MERGE, "map_merge", 2016_04_08, 2021_04_16, NEVER, NEVER)                                \
    X(MAP_REPLACE, "map_replace", 2016_10_14, 2021_04_16, NEVER, NEVER)                            \
    X(YAQL, "yaql", 2016_10_14, 2021_04_16, NEVER, 2017_09_01)                                     \
    X(IF, "if", 2016_10_14, 2021_04_16, NEVER, NEVER)                                              \
    X(FILTER, "filter", 2017_02_24, 2021_04_16, NEVER, NEVER)                                      \
    X(STR_REPLACE_STRICT, "str_replace_strict", 2017_02_24, 2021_04_16, NEVER, NEVER)              \
    X(STR_REPLACE_VSTRICT, "str_replace_vstrict", 2017_09_01, 2021_04_16, NEVER, NEVER)            \
    X(MAKE_URL, "make_url", 2017_09_01, 2021_04_16, NEVER, NEVER)                                  \
    X(LIST_CONCAT, "list_concat", 2017_09_01, 2021_04_16, NEVER, NEVER)                            \
    X(LIST_CONCAT_UNIQUE, "list_concat_unique", 2017_09_01, 2021_04_16, NEVER, NEVER)              \
    X(CONTAINS, "contains", 2017_09_01, 2021_04_16, NEVER, 2017_09_01)                             \
    X(EQUALS, "equals", NEVER, NEVER, NEVER, 2016_10_14)                                           \
    X(NOT, "not", NEVER, NEVER, NEVER, 2016_10_14)                                                 \
    X(AND, "and", NEVER, NEVER, NEVER, 2016_10_14)                                                 \
    X(OR, "or", NEVER, NEVER, NEVER, 2016_10_14)                                                   \
    X(AWS_REF, "Ref", 2013_05_23, 2013_05_23, 2014_10_16, NEVER)                                   \
    X(AWS_GET_AZS, "Fn::GetAZs", 2013_05_23, 2013_05_23, 2014_10_16, NEVER)                        \
    X(AWS_JOIN, "Fn::Join", 2013_05_23, 2013_05_23, 2014_10_16, NEVER)                             \
    X(AWS_SPLIT, "Fn::Split", 2013_05_23, 2013_05_23, 2014_10_16, NEVER)                           \
    X(AWS_REPLACE, "Fn::Replace", 2013_05_23, 2013_05_23, 2014_10_16, NEVER)                       \
    X(AWS_BASE64, "Fn::Base64", 2013_05_23, 2013_05_23, 2014_10_16, NEVER)                         \
    X(AWS_MEMBER_LIST, "Fn::MemberListToMap", 2013_05_23, 2013_05_23, 2014_10_16, NEVER)           \
    X(AWS_FACADE, "Fn::ResourceFacade", 2013_05_23, 2013_05_23, 2014_10_16, NEVER)                 \
    X(AWS_SELECT, "Fn::Select", 2013_05_23, 2015_04_30, 2015_10_15, NEVER)                         \
    /* only in AWS templates: data in HOT, listed to say so */                                     \
    X(AWS_GET_ATT, "Fn::GetAtt", NEVER, NEVER, NEVER, NEVER)                                       \
    X(AWS_FIND_IN_MAP, "Fn::FindInMap", NEVER, NEVER, NEVER, NEVER)                                \
    X(AWS_IF, "Fn::If", NEVER, NEVER, NEVER, NEVER)                                                \
    X(AWS_EQUALS, "Fn::Equals", NEVER, NEVER, NEVER, NEVER)                                        \
    X(AWS_NOT, "Fn::Not", NEVER, NEVER, NEVER, NEVER)                                              \
    X(AWS_AND, "Fn::And", NEVER, NEVER, NEVER, NEVER)                                              \
    X(AWS_OR, "Fn::Or", NEVER, NEVER, NEVER, NEVER)

typedef enum {
    WF_FN_NONE,
#define WF_X(id, name, first, last, removed, condition) WF_FN_##id,
    WF_FUNCTION_TABLE(WF_X)
#undef WF_X
        WF_N_FN
} WfFunction;

/* Where an expression stands: conditions know other functions. */
typedef enum { WF_EXPR_VALUE, WF_EXPR_CONDITION } WfExprContext;

/* By name, whatever the version; WF_FN_NONE if nobody knows it. */
WfFunction wf_expr_function(const char *name);
WfFunction wf_expr_function_n(const char *name, gsize len);
const char *wf_expr_function_name(WfFunction fn);
/* May it be called in this version and context? */
bool wf_expr_known(WfFunction fn, WfHotVersion version, WfExprContext context);
/* Is the name taken though it may not be called: removed from this version, or
 * a function of the version that conditions forbid? Heat refuses such a map. */
bool wf_expr_refused(WfFunction fn, WfHotVersion version, WfExprContext context);
/* The first version in which it may be called there; WF_N_HOT if none. */
WfHotVersion wf_expr_since(WfFunction fn, WfExprContext context);
/* If @expr is a call: its function and (borrowed) argument; else WF_FN_NONE. */
WfFunction wf_expr_call(const json_t *expr, WfHotVersion version, WfExprContext context,
                        json_t **ret_args);
/* The function that somebody probably meant by the key of a map with one key,
 * when Heat will take that map as data ("get_parm", "getAttr"); WF_FN_NONE if
 * it looks like honest data. Also functions of other versions, exactly spelt. */
WfFunction wf_expr_misspelt(const char *key, WfHotVersion version, WfExprContext context);

/* ---- evaluation ---- */

/* What the caller knows. Each callback returns a new reference, NULL without an
 * error for "not known (now)", or NULL with an error for what does not exist.
 * It may set @ret_expr: then the value is itself an expression, to stand as it
 * is in the place of the call (renamed references, values that hold calls; of
 * whatever version). A missing callback knows nothing. @path: attribute name and
 * path, may be empty (all attributes); wf_expr_select() walks it. */
typedef struct {
    json_t *(*param)(gpointer data, const char *name, bool *ret_expr, GError **error);
    json_t *(*attr)(gpointer data, const char *resource, const json_t *path, bool *ret_expr,
                    GError **error);
    json_t *(*resource)(gpointer data, const char *name, bool *ret_expr, GError **error);
    json_t *(*file)(gpointer data, const char *path, bool *ret_expr, GError **error);
    /* true or false; as expression: a condition */
    json_t *(*condition)(gpointer data, const char *name, bool *ret_expr, GError **error);
    /* what: "metadata", "deletion_policy" or "update_policy" of the resource that holds this stack
     */
    json_t *(*facade)(gpointer data, const char *what, bool *ret_expr, GError **error);
    /* Only `Ref` asks: is it a resource (else a parameter)? Missing: `Ref` is not known. */
    bool (*is_resource)(gpointer data, const char *name);
    /* Asked where part of a value is named by what is still an expression, and the call cannot stay
     * as it is: the same path as data. Missing or NULL without an error: it stays all the same. */
    json_t *(*settle)(gpointer data, const json_t *path, GError **error);
} WfExprResolver;

typedef struct {
    WfHotVersion version;
    WfExprContext context;
    const WfExprResolver *resolver; /* NULL knows nothing */
    gpointer data;
} WfExprScope;

/* Evaluates @expr as far as the resolver goes. @ret_known (or NULL) tells
 * whether the result is plain data; if not, it is an expression of the same
 * version in which data that would read as a call is still written as the call
 * that makes it. On error @reterr_where (or NULL) is the JSON pointer of the
 * innermost call that failed. An omitted value (`if` without else) is null. */
json_t *wf_expr_eval(const json_t *expr, const WfExprScope *scope, bool *ret_known,
                     char **reterr_where, GError **error);

/* A condition where it is used (`condition:` of a resource or output): a name,
 * a boolean, null (true) or a call. The result is true or false, or what is
 * left of the condition if @ret_known is false. @scope's context is ignored. */
json_t *wf_expr_condition(const json_t *expr, const WfExprScope *scope, bool *ret_known,
                          char **reterr_where, GError **error);
/* The same for an entry of `conditions:`, which must be a boolean or a call. */
json_t *wf_expr_condition_definition(const json_t *expr, const WfExprScope *scope, bool *ret_known,
                                     char **reterr_where, GError **error);

/* @value in words for people: lists and maps in YAML's flow notation, {get_attr: [db, url]} as
 * "db.url". Ends somewhere behind @max bytes; may hold what is not to be shown as it is. */
char *wf_expr_words(const json_t *value, gsize max);

/* The steps of @path from @first on. New reference. */
json_t *wf_expr_path_from(const json_t *path, size_t first);
/* Walks @path (an array) into an attribute's value: JSON null where it misses. New reference. */
json_t *wf_expr_select(const json_t *value, const json_t *path);
/* The same where calls of any version may stand in @expr and @path: the path of a reference grows,
 * both branches of an `if` are entered. @text_index: "1" is an index, too, as for get_param. NULL
 * without an error: it misses; with WF_ERROR_FAILED: only another call can tell. New reference. */
json_t *wf_expr_part(const json_t *expr, const json_t *path, bool text_index, GError **error);

/* ---- references ---- */

typedef enum {
    WF_REF_PARAM,     /* name, path */
    WF_REF_RESOURCE,  /* name */
    WF_REF_ATTR,      /* name, path: attribute and more, may be empty */
    WF_REF_FILE,      /* name: the path */
    WF_REF_CONDITION, /* name */
    WF_REF_AWS,       /* name: `Ref`, a resource or a parameter */
    WF_REF_FACADE,    /* name: what */
    WF_REF_YAQL,      /* nobody but Heat can compute it */
} WfRefKind;

typedef struct {
    WfRefKind kind;
    const char *name;   /* NULL if it is an expression that the resolver cannot decide */
    const json_t *path; /* array, or NULL; items may be expressions */
    const char *where;  /* JSON pointer of the call */
    bool maybe;         /* in a branch of an `if` that is not decided */
} WfRef;

typedef void (*WfRefFunc)(const WfRef *ref, gpointer user);

/* Reports every reference that counts: not those in a branch that the resolver
 * decides against, nor those of calls in data. Never fails on wrong arguments
 * (evaluation does); false only past a limit. */
bool wf_expr_refs(const json_t *expr, const WfExprScope *scope, WfRefFunc func, gpointer user,
                  GError **error);

/* ---- get_input of StructuredConfig ---- */

/* Replaces every {@input_key: NAME} in @config by inputs[NAME], null (or, if
 * @strict, an error WF_ERROR_NOT_FOUND) where there is none. @input_key NULL:
 * "get_input". New reference. */
json_t *wf_expr_apply_inputs(const json_t *config, const json_t *inputs, const char *input_key,
                             bool strict, GError **error);
