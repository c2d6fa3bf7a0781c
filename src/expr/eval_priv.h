/* Inside of the evaluator: what a call's evaluation works with.
 *
 * Every expression evaluates to a Val: plain data, or an expression that holds
 * what could not be computed. Data may need a second face: {"get_attr": ..} that
 * came out of a JSON parameter is data, but written into an expression it would
 * read as a call. Such data carries the call that made it as `form`. */
#pragma once

#include <weft/error.h>
#include <weft/expr.h>
#include <weft/limits.h>
#include <weft/py.h>

typedef struct {
    json_t *value; /* data if known, else an expression; NULL if omitted */
    json_t *form;  /* how to write known data inside an expression; NULL: as it is */
    bool known;
    bool omit; /* an `if` without else: the item goes away (implies known) */
} Val;

typedef struct {
    const char *key; /* NULL: an index */
    size_t index;
} Step;

typedef struct Rule Rule;

typedef struct {
    const WfExprScope *scope;
    WfExprContext context;
    const Rule *(*rule)(WfFunction fn, WfHotVersion version); /* how functions are called */
    GArray *path; /* of Step: where we are, for error messages */
    guint depth, calls;
    gsize work; /* bytes and comparisons so far, bounded */
    char *where;
    GError *error;
} Eval;

typedef struct {
    WfFunction fn;
    const char *name;
    json_t *expr, *args; /* as written */
} Call;

/* How a function is called. Arguments are checked as written (a call in place of
 * a list is no list, as in Heat), evaluated, and, if all known, applied. */
struct Rule {
    bool (*check)(Eval *ev, const Call *call);
    /* Sets ret->value and ret->known, or neither: the call stays as it is. */
    bool (*apply)(Eval *ev, const Call *call, json_t *args, Val *ret);
    /* The same for arguments of which some are still calls; missing: the call stays. */
    bool (*apply_open)(Eval *ev, const Call *call, json_t *args, Val *ret);
    bool (*special)(Eval *ev, const Call *call, Val *ret); /* does all by itself */
    guint keep; /* so many first items become null when omitted; the others vanish */
};
#define KEEP_ALL G_MAXUINT

const Rule *wf_rule(WfFunction fn, WfHotVersion version); /* rules.c: of all functions */

/* eval.c. All here return false with ev->error set. */
bool wf_eval_value(Eval *ev, json_t *expr, Val *ret);
bool wf_eval_plain(Eval *ev, json_t *expr, Val *ret); /* omitted: null */

/* trail.c */
void wf_eval_enter(Eval *ev, const char *key, size_t index);
void wf_eval_leave(Eval *ev);
bool wf_eval_fail(Eval *ev, WfErrorCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);
bool wf_eval_propagate(Eval *ev, GError *error); /* takes it */
bool wf_eval_usage(Eval *ev, const Call *call, const char *expected);
bool wf_eval_charge(Eval *ev, gsize work);
enum { WF_EVAL_LEAST = 16 }; /* what any value counts, however small */
/* Adds what @value counts to @size; false: more than WF_LIMIT_EVAL_BYTES, or too deep. */
bool wf_eval_measure(const json_t *value, gsize *size);
bool wf_eval_too_large(Eval *ev);                         /* fails with that */
bool wf_eval_charge_value(Eval *ev, const json_t *value); /* its size, shared parts each time */
bool wf_eval_is_call(const Eval *ev, const json_t *expr);
bool wf_eval_holds_call(const Eval *ev, const json_t *value);
bool wf_eval_literal_map(const Eval *ev, const json_t *args);
json_t *wf_val_form(const Val *val); /* borrowed; not for omitted ones */
void wf_val_clear(Val *val);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Val, wf_val_clear)
char *wf_eval_pointer(const GArray *path);

/* Gives @value (taken) as a known result. */
static inline bool wf_val_give(Val *ret, json_t *value)
{
    ret->value = value;
    ret->known = true;
    return true;
}

/* One function each, by file. */

/* refs of stack and files: call_ref.c */
bool wf_apply_get_param(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_open_param(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_get_resource(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_get_attr(Eval *ev, const Call *call);
bool wf_apply_get_attr(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_open_attr(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_get_file(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_facade(Eval *ev, const Call *call);
bool wf_apply_facade(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_ref(Eval *ev, const Call *call);
bool wf_apply_ref(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_unknown(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_yaql(Eval *ev, const Call *call);
/* texts: call_text.c, call_replace.c */
bool wf_check_replace(Eval *ev, const Call *call);
bool wf_apply_replace(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_aws_replace(Eval *ev, const Call *call);
bool wf_apply_aws_replace(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_join(Eval *ev, const Call *call);
bool wf_apply_join(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_join_lists(Eval *ev, const Call *call);
bool wf_apply_join_lists(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_split(Eval *ev, const Call *call);
bool wf_apply_split(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_aws_split(Eval *ev, const Call *call);
bool wf_apply_aws_split(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_base64(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_digest(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_url(Eval *ev, const Call *call);
bool wf_apply_url(Eval *ev, const Call *call, json_t *args, Val *ret);
/* lists and maps: call_list.c, call_map.c, call_repeat.c */
bool wf_apply_concat(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_open_concat(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_two(Eval *ev, const Call *call);
bool wf_apply_contains(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_filter(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_select(Eval *ev, const Call *call);
bool wf_apply_select(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_merge(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_open_merge(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_map_replace(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_member_list(Eval *ev, const Call *call);
bool wf_apply_member_list(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_check_repeat(Eval *ev, const Call *call);
bool wf_apply_repeat(Eval *ev, const Call *call, json_t *args, Val *ret);
/* conditions: call_condition.c */
bool wf_eval_truth(Eval *ev, const Val *condition, Val *ret);
bool wf_apply_equals(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_apply_open_equals(Eval *ev, const Call *call, json_t *args, Val *ret);
bool wf_special_if(Eval *ev, const Call *call, Val *ret);
bool wf_special_not(Eval *ev, const Call *call, Val *ret);
bool wf_special_and_or(Eval *ev, const Call *call, Val *ret);
