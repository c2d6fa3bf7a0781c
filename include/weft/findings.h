/* Findings: what is wrong, odd or worth knowing about the user's input.
 *
 * A WfFindings collects any number of them while work goes on; it never
 * prints. Each has a code from the table below (name, severity, title), a
 * position, a message and perhaps a hint and related places. The codes are
 * stable: weft-findings(7) describes each, tests/golden has a case of each.
 *
 *     wf_findings_add(f, WF_CODE_UNKNOWN_REF, path, &(WfSpan){12, 7, 3},
 *                     "'%s' is not a resource or component", name);
 *     wf_findings_meant(f, wf_text_nearest(name, names));
 *
 * Ownership: everything given is copied. No threads. A message must never hold
 * a secret value; a span whose source line may hold one is given with
 * wf_findings_conceal(). */
#pragma once

#include <glib.h>
#include <stdarg.h>
#include <stdbool.h>

typedef enum { WF_NOTE, WF_WARNING, WF_FAULT } WfSeverity;

/* X(CODE, "printed name", severity, "title") */
#define WF_FINDING_TABLE(X)                                                                        \
    X(YAML, "WEFT-YAML", WF_FAULT, "the file is not valid YAML or JSON")                           \
    X(LIMIT, "WEFT-LIMIT", WF_FAULT, "a size limit was reached")                                   \
    X(VERSION, "WEFT-VERSION", WF_FAULT, "unknown or missing heat_template_version")               \
    X(SECTION, "WEFT-SECTION", WF_FAULT, "unknown section of a template")                          \
    X(KEY, "WEFT-KEY", WF_FAULT, "unknown key")                                                    \
    X(PROPERTY, "WEFT-PROPERTY", WF_FAULT, "unknown property, or a value it cannot have")          \
    X(TYPE, "WEFT-TYPE", WF_FAULT, "a value has the wrong type")                                   \
    X(MISSING, "WEFT-MISSING", WF_FAULT, "something required is missing")                          \
    X(NAME, "WEFT-NAME", WF_FAULT, "a name is not allowed")                                        \
    X(CLASH, "WEFT-CLASH", WF_FAULT, "two things have the same name")                              \
    X(FUNCTION, "WEFT-FUNCTION", WF_FAULT, "unknown function, or one this version does not know")  \
    X(ARGUMENT, "WEFT-ARGUMENT", WF_FAULT, "a function's argument is wrong")                       \
    X(PARAM, "WEFT-PARAM", WF_FAULT, "unknown parameter")                                          \
    X(PARAM_VALUE, "WEFT-PARAM-VALUE", WF_FAULT,                                                   \
      "a parameter's value breaks its type or constraint")                                         \
    X(REF, "WEFT-REF", WF_FAULT, "reference to something that does not exist")                     \
    X(DISABLED, "WEFT-DISABLED", WF_FAULT, "reference to a resource whose condition is false")     \
    X(OUTPUT, "WEFT-OUTPUT", WF_FAULT, "the component does not declare this output")               \
    X(ATTRIBUTE, "WEFT-ATTRIBUTE", WF_FAULT, "the resource has no such attribute")                 \
    X(INPUT, "WEFT-INPUT", WF_FAULT, "an input is missing, unknown or of the wrong type")          \
    X(SERVER, "WEFT-SERVER", WF_FAULT, "a component has no VM")                                    \
    X(ACTION, "WEFT-ACTION", WF_FAULT, "unknown or doubled action")                                \
    X(RUN_LIST, "WEFT-RUN-LIST", WF_FAULT, "a run list names the wrong components")                \
    X(FILE, "WEFT-FILE", WF_FAULT, "a file is missing, unreadable or outside the root")            \
    X(URL, "WEFT-URL", WF_FAULT, "weft follows no URL")                                            \
    X(SIZE, "WEFT-SIZE", WF_FAULT, "a value is too large for a zNode")                             \
    X(CYCLE, "WEFT-CYCLE", WF_FAULT, "components or resources wait for each other")                \
    X(INFRA_AFTER, "WEFT-INFRA-AFTER", WF_FAULT, "infrastructure waits for software")              \
    X(SECRET, "WEFT-SECRET", WF_FAULT, "a secret flows into something that is not secret")         \
    X(NESTING, "WEFT-NESTING", WF_FAULT,                                                           \
      "nested templates contain each other, or nest too deeply")                                   \
    X(ENCRYPTED, "WEFT-ENCRYPTED", WF_FAULT, "encrypted parameters cannot be read")                \
    X(YAQL, "WEFT-YAQL", WF_FAULT, "software needs a value that only yaql could compute")          \
    X(ADDRESSED, "WEFT-ADDRESSED", WF_FAULT, "members of an AutoScalingGroup have no fixed names") \
    X(PLACEMENT, "WEFT-PLACEMENT", WF_FAULT,                                                       \
      "placement policies are wrong or contradict each other")                                     \
    X(DATACENTER, "WEFT-DATACENTER", WF_FAULT, "the datacenter file is wrong")                     \
    X(INFEASIBLE, "WEFT-INFEASIBLE", WF_FAULT, "no placement satisfies all hard policies")         \
    X(REMOVED_READ, "WEFT-REMOVED-READ", WF_FAULT, "a removed component is still read")            \
    X(DUPLICATE_KEY, "WEFT-DUPLICATE-KEY", WF_WARNING, "a key stands twice; the last one counts")  \
    X(MISSPELT, "WEFT-MISSPELT", WF_WARNING, "looks like a misspelt function, taken as data")      \
    X(SHEBANG, "WEFT-SHEBANG", WF_WARNING, "a script without #!")                                  \
    X(SERVER_DATA, "WEFT-SERVER-DATA", WF_WARNING, "a server's data depends on another server")    \
    X(WAIT_CONDITION, "WEFT-WAIT-CONDITION", WF_WARNING,                                           \
      "a wait condition was translated, or stays")                                                 \
    X(HOOK, "WEFT-HOOK", WF_WARNING, "no known hook runs this group")                              \
    X(NO_VALUE, "WEFT-NO-VALUE", WF_WARNING, "an input has neither a value nor a default")         \
    X(MAY_SKIP, "WEFT-MAY-SKIP", WF_WARNING, "reads a value of a component that may be skipped")   \
    X(CONDITION, "WEFT-CONDITION", WF_WARNING, "a condition cannot be decided before launch")      \
    X(ENVIRONMENT, "WEFT-ENVIRONMENT", WF_WARNING, "an environment entry has no effect")           \
    X(TYPO, "WEFT-TYPO", WF_WARNING, "a resource type that Heat itself has not")                   \
    X(UNREAD, "WEFT-UNREAD", WF_NOTE, "an output nobody reads")                                    \
    X(REDUNDANT, "WEFT-REDUNDANT", WF_NOTE, "an order edge that a longer path implies")            \
    X(OVERRIDDEN, "WEFT-OVERRIDDEN", WF_NOTE, "a later environment gives another value")           \
    X(SOFTWARE_PARAM, "WEFT-SOFTWARE-PARAM", WF_NOTE, "a parameter only software uses")            \
    X(NOT_AS_HEAT, "WEFT-NOT-AS-HEAT", WF_NOTE, "weft does otherwise than Heat")                   \
    X(THEME, "WEFT-THEME", WF_WARNING, "a theme or key file is wrong")

typedef enum {
#define WF_X(code, name, severity, title) WF_CODE_##code,
    WF_FINDING_TABLE(WF_X)
#undef WF_X
        WF_N_CODES
} WfCode;

const char *wf_code_name(WfCode code);
const char *wf_code_title(WfCode code);
WfSeverity wf_code_severity(WfCode code);
const char *wf_severity_name(WfSeverity severity); /* "note", "warning", "error" */

/* line and column count from 1, columns in characters; len in characters, 0 = unknown. */
typedef struct {
    guint32 line, column, len;
} WfSpan;

typedef struct {
    char *path;
    WfSpan span;
    char *text;
} WfRelated;

typedef struct {
    WfCode code;
    WfSeverity severity;   /* the code's own, unless raised or lowered */
    char *path;            /* as the user wrote it; "-" for standard input */
    WfSpan span;           /* line 0: the whole file */
    char *message;         /* one line, no full stop */
    char *hint;            /* or NULL */
    char *source;          /* the source line, tabs kept, bounded; or NULL */
    guint32 source_column; /* column of its first character: of a long line only a piece is kept */
    bool concealed;        /* the source line may hold a secret and is not kept */
    char *subject;         /* name of the component, VM or resource it is about; or NULL */
    GPtrArray *related;    /* of WfRelated, or NULL: steps of a cycle, the other definition ... */
} WfFinding;

typedef struct WfFindings WfFindings;

WfFindings *wf_findings_new(void);
void wf_findings_free(WfFindings *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfFindings, wf_findings_free)

/* Adds one finding. Past WF_LIMIT_FINDINGS it is only counted. What was said of that very place in
 * the same words already, of an alias for each use, is neither added nor counted. */
void wf_findings_add(WfFindings *f, WfCode code, const char *path, const WfSpan *span,
                     const char *format, ...) G_GNUC_PRINTF(5, 6);
void wf_findings_add_valist(WfFindings *f, WfCode code, const char *path, const WfSpan *span,
                            const char *format, va_list args) G_GNUC_PRINTF(5, 0);
/* These complete the finding added last. */
void wf_findings_hint(WfFindings *f, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* "did you mean 'NEAR'?" of what wf_text_nearest() found; NULL, it found nothing: false, no hint.
 */
bool wf_findings_meant(WfFindings *f, const char *near);
void wf_findings_source(WfFindings *f, const char *line, gssize len);
/* A piece of a very long source line, the first character of which stands in @first_column. */
void wf_findings_source_at(WfFindings *f, const char *text, gsize len, guint32 first_column);
/* The source line may hold a secret: drops it and keeps it from being given. */
void wf_findings_conceal(WfFindings *f);
void wf_findings_severity(WfFindings *f, WfSeverity severity); /* raises or lowers it */
void wf_findings_subject(WfFindings *f, const char *name);
void wf_findings_related(WfFindings *f, const char *path, const WfSpan *span, const char *format,
                         ...) G_GNUC_PRINTF(4, 5);
/* Adds one that stands in another collection, with all that belongs to it. */
void wf_findings_copy(WfFindings *f, const WfFinding *finding);

guint wf_findings_n(const WfFindings *f); /* kept ones */
const WfFinding *wf_findings_get(const WfFindings *f, guint i);
guint wf_findings_count(const WfFindings *f, WfSeverity severity); /* all, kept or not */
bool wf_findings_failed(const WfFindings *f);                      /* any error? */

/* Sorts by file (in order of first appearance), line, column, code. Stable. */
void wf_findings_sort(WfFindings *f);

/* "FILE:LINE:COL: severity: text [CODE]"; with @caret the source line, a caret, the hint and the
 * related places below it. Control characters come out visible; @color adds ANSI colours. */
void wf_finding_print(const WfFinding *finding, bool caret, bool color, GString *out);
