/* Constraints of parameters, and Python's regular expressions. */
#pragma once

#include <weft/error.h>
#include <weft/param.h>
#include <weft/py.h>

typedef enum {
    WF_CONSTRAINT_LENGTH,
    WF_CONSTRAINT_RANGE,
    WF_CONSTRAINT_MODULO,
    WF_CONSTRAINT_VALUES,
    WF_CONSTRAINT_PATTERN,
    WF_CONSTRAINT_CUSTOM,
} WfConstraintKind;

typedef struct {
    WfConstraintKind kind;
    char *description;      /* or NULL */
    json_t *first, *second; /* min and max (NULL: open), or step and offset */
    json_t *values;         /* list */
    char *pattern;
    GRegex *regex;
} WfConstraint;

void wf_constraint_clear(WfConstraint *constraint);
/* One entry of `constraints:`. */
bool wf_constraint_parse(const json_t *entry, WfHotVersion version, WfConstraint *ret,
                         GError **error);
const char *wf_constraint_name(WfConstraintKind kind);
bool wf_constraint_fits(WfConstraintKind kind, WfParamType type);
/* @hidden: the message must not show the value. */
bool wf_constraint_check(const WfConstraint *constraint, WfParamType type, const json_t *value,
                         bool hidden, GError **error);

/* A pattern of Python's `re`; NULL with a clear message if it is wrong, or if it
 * needs what only Python can do. */
GRegex *wf_pattern_compile(const char *python, GError **error);
/* pattern.match(text) up to the very end. */
bool wf_pattern_matches(const GRegex *regex, const char *text, gsize len, bool *ret_matches,
                        GError **error);

/* ---- convert.c ---- */

/* str_to_num() of Heat: numbers and booleans as they are, text parsed. New reference or NULL. */
json_t *wf_param_number(const json_t *value);
/* strutils.bool_from_string(strict=True); false if it is neither. */
bool wf_param_boolean(const json_t *value, bool *ret_truth);
/* Texts, of a list or between commas; NULL if it is neither. New reference. */
json_t *wf_param_list(const json_t *value);

/* Sets WF_ERROR_INVALID, with what came from outside made visible. False. */
bool wf_param_invalid(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
