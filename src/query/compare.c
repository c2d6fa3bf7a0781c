/* The second half of the parser: comparisons, their operators and values. */
#include "parse.h"

#include <math.h>

typedef enum { OP_EQUAL, OP_MATCHES, OP_LESS, OP_UP_TO, OP_MORE, OP_FROM, OP_IN } OpKind;

typedef struct {
    OpKind kind;
    bool negated;
    const char *sign; /* as the user typed it */
} Op;

static const struct {
    const char *sign;
    OpKind kind;
    bool negated;
} signs[] = {
    /* longer ones first */
    {"!=", OP_EQUAL, true}, {"!~", OP_MATCHES, true}, {"<=", OP_UP_TO, false},
    {">=", OP_FROM, false}, {"==", OP_EQUAL, false},  {"=~", OP_MATCHES, false},
    {"=", OP_EQUAL, false}, {"~", OP_MATCHES, false}, {"<", OP_LESS, false},
    {">", OP_MORE, false},
};

/* ---- values ---- */

/* Text in quotes, where a backslash makes the next character ordinary; NULL if it does not end. */
static char *read_quoted(Parser *p)
{
    const char *start = p->at;
    char quote = *p->at++;
    g_autoptr(GString) value = g_string_new(NULL);
    for (; *p->at != '\0' && *p->at != quote; p->at++) {
        if (p->at[0] == '\\' && p->at[1] != '\0' && (p->at[1] == quote || p->at[1] == '\\'))
            p->at++;
        g_string_append_c(value, *p->at);
    }
    if (*p->at == '\0') {
        p->at = start;
        parse_fail(p, start, strlen(start), "expected a closing %c", quote);
        return NULL;
    }
    p->at++;
    return g_string_free(g_steal_pointer(&value), FALSE);
}

/* Between slashes, where "\/" is a slash. */
static char *read_slashed(Parser *p)
{
    const char *start = p->at++;
    g_autoptr(GString) value = g_string_new(NULL);
    for (; *p->at != '\0' && *p->at != '/'; p->at++) {
        if (p->at[0] == '\\' && p->at[1] == '/')
            p->at++;
        else if (p->at[0] == '\\' && p->at[1] != '\0')
            g_string_append_c(value, *p->at++);
        g_string_append_c(value, *p->at);
    }
    if (*p->at == '\0') {
        p->at = start;
        parse_fail(p, start, strlen(start), "expected a closing / of the regular expression");
        return NULL;
    }
    p->at++;
    return g_string_free(g_steal_pointer(&value), FALSE);
}

/* A regular expression without delimiters ends at a space, or where the brackets around it or
 * the list it stands in go on. */
static gsize bare_regex_length(const char *at)
{
    const char *end = at;
    int depth = 0;
    for (; *end != '\0' && !g_ascii_isspace(*end); end++) {
        if (end[0] == '\\' && end[1] != '\0' && !g_ascii_isspace(end[1]))
            end++;
        else if (strchr("([{", *end) != NULL)
            depth++;
        else if (depth > 0 && strchr(")]}", *end) != NULL)
            depth--;
        else if (depth == 0 && (*end == ')' || *end == ','))
            break;
    }
    return (gsize)(end - at);
}

static gsize bare_value_length(const char *at)
{
    const char *end = at;
    while (*end != '\0' && !g_ascii_isspace(*end) && strchr("(),&|", *end) == NULL)
        end++;
    return (gsize)(end - at);
}

static char *take_bare(Parser *p, gsize len)
{
    char *value = g_strndup(p->at, len);
    p->at += len;
    return value;
}

static char *read_regex(Parser *p)
{
    if (*p->at == '"' || *p->at == '\'')
        return read_quoted(p);
    if (*p->at == '/')
        return read_slashed(p);
    return take_bare(p, bare_regex_length(p->at));
}

/* ---- leaves over texts ---- */

static bool add_matcher(Parser *p, Step *step, MatchKind kind, const char *pattern, bool smart_case,
                        const char *at)
{
    g_autofree char *why = NULL;
    Matcher *m = query_matcher_new(kind, pattern, smart_case, &why);
    if (m == NULL)
        return parse_fail(p, at, (gsize)(p->at - at), "wrong regular expression: %s", why);
    if (step->matchers == NULL)
        step->matchers = g_ptr_array_new_with_free_func((GDestroyNotify)query_matcher_free);
    g_ptr_array_add(step->matchers, m);
    return true;
}

bool parse_name_leaf(Parser *p, MatchKind kind, const char *pattern, const char *start)
{
    Step step = {.kind = STEP_TEXT, .field = {.text = WF_QUERY_TEXT_NAME}};
    return add_matcher(p, &step, kind, pattern, true, start) && parse_push(p, step);
}

bool parse_pattern_term(Parser *p)
{
    const char *start = p->at;
    g_autofree char *pattern = NULL;
    MatchKind kind = MATCH_PART;

    if (*start == '/') {
        kind = MATCH_REGEX;
        pattern = read_slashed(p);
    } else if (*start == '~') {
        kind = MATCH_FUZZY;
        p->at++;
        gsize len = parse_word_length(p->at);
        if (len == 0)
            return parse_expected(p, "letters to look for after '~'");
        pattern = take_bare(p, len);
    } else {
        pattern = read_quoted(p);
    }
    if (pattern == NULL)
        return false;
    return parse_name_leaf(p, kind, pattern, start);
}

static bool expected_value(Parser *p, const Op *op)
{
    g_autofree char *what = g_strdup_printf("a value after '%s'", op->sign);
    return parse_expected(p, what);
}

/* One value of a text comparison. */
static bool add_text_value(Parser *p, Step *step, const Op *op)
{
    parse_skip_space(p);
    const char *start = p->at;
    bool is_quoted = *start == '"' || *start == '\'';
    MatchKind kind = op->kind == OP_MATCHES ? MATCH_REGEX : is_quoted ? MATCH_EXACT : MATCH_GLOB;
    g_autofree char *value = kind == MATCH_REGEX ? read_regex(p)
                             : is_quoted         ? read_quoted(p)
                                                 : take_bare(p, bare_value_length(start));
    if (value == NULL)
        return false;
    if (p->at == start)
        return expected_value(p, op);
    return add_matcher(p, step, kind, value, kind == MATCH_REGEX, start);
}

/* ---- leaves over numbers ---- */

static bool add_number_value(Parser *p, Step *step, const Op *op)
{
    Interval i;
    bool is_list = op->kind == OP_EQUAL || op->kind == OP_IN; /* these know ranges */
    parse_skip_space(p);
    const char *start = p->at;
    const char *what = step->field.is_time ? "a time such as 30s or 1h30m"
                       : is_list           ? "a number or a range such as 2..4"
                                           : "a number";
    if (!query_read_interval(&p->at, step->field.is_time, &i) || bare_value_length(p->at) > 0 ||
        (!is_list && i.low != i.high)) {
        p->at = start;
        return parse_expected(p, what);
    }
    if (op->kind == OP_LESS || op->kind == OP_UP_TO)
        i.low = -INFINITY;
    if (op->kind == OP_MORE || op->kind == OP_FROM)
        i.high = INFINITY;
    i.high_open = op->kind == OP_LESS;
    i.low_open = op->kind == OP_MORE;
    if (step->intervals == NULL)
        step->intervals = g_array_new(FALSE, FALSE, sizeof(Interval));
    g_array_append_val(step->intervals, i);
    return true;
}

/* ---- operators ---- */

static bool add_value(Parser *p, Step *step, const Op *op)
{
    return step->field.is_number ? add_number_value(p, step, op) : add_text_value(p, step, op);
}

static bool add_list(Parser *p, Step *step, const Op *op)
{
    parse_skip_space(p);
    if (*p->at != '(')
        return parse_expected(p, "'(' after 'in'");
    do {
        p->at++;
        if (!add_value(p, step, op))
            return false;
        parse_skip_space(p);
    } while (*p->at == ',');
    if (*p->at != ')')
        return parse_expected(p, "',' or ')'");
    p->at++;
    return true;
}

/* Does the operator fit the field? */
static bool check_op(Parser *p, const Step *step, const Op *op, const char *word, gsize len,
                     const char *sign_at)
{
    bool is_order = op->kind >= OP_LESS && op->kind <= OP_FROM;
    gsize sign_len = strlen(op->sign);
    if (!step->field.is_number && is_order)
        return parse_fail(p, sign_at, sign_len, "expected =, !=, ~, !~ or in: '%.*s' is text",
                          (int)len, word);
    if (step->field.is_number && op->kind == OP_MATCHES)
        return parse_fail(p, sign_at, sign_len,
                          "expected =, !=, <, <=, >, >= or in: '%.*s' is a %s", (int)len, word,
                          step->field.is_time ? "time" : "number");
    return true;
}

static bool read_op(Parser *p, Op *ret_op)
{
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (!g_str_has_prefix(p->at, signs[i].sign))
            continue;
        *ret_op = (Op){signs[i].kind, signs[i].negated, signs[i].sign};
        p->at += strlen(signs[i].sign);
        return true;
    }
    if (parse_word_length(p->at) != 2 || g_ascii_strncasecmp(p->at, "in", 2) != 0)
        return false;
    const char *next = p->at + 2;
    while (g_ascii_isspace(*next))
        next++;
    if (*next != '(')
        return false; /* just a word */
    p->at += 2;
    *ret_op = (Op){OP_IN, false, "in"};
    return true;
}

static bool unknown_field(Parser *p, const char *word, gsize len)
{
    g_autofree char *name = g_strndup(word, len);
    if (strcmp(name, "label") == 0 || strcmp(name, "prop") == 0 || g_str_has_suffix(name, "."))
        return parse_fail(p, word, len, "expected a key, as in '%s%skey'", name,
                          g_str_has_suffix(name, ".") ? "" : ".");
    parse_fail(p, word, len, "unknown field '%s'", name);
    parse_suggest(p, query_near_field(name));
    return false;
}

bool parse_comparison(Parser *p, const char *word, gsize len, bool *ret_handled)
{
    Step step = {.kind = STEP_TEXT};
    const char *after_word = p->at;
    bool known = query_find_field(word, len, &step.field), ok = true;
    Op op;

    parse_skip_space(p);
    const char *sign_at = p->at;
    /* "web ~dsk" is a word and a fuzzy word, unless the word is a field */
    bool is_op = read_op(p, &op);
    if (is_op && !known && sign_at > after_word && op.kind == OP_MATCHES && *op.sign != '=')
        is_op = false;
    if (!is_op) {
        p->at = after_word;
        g_free(step.field.key);
        return true;
    }
    *ret_handled = true;
    if (!known)
        return unknown_field(p, word, len);
    if (step.field.is_number)
        step.kind = STEP_NUMBER;
    step.negated = op.negated;
    ok = check_op(p, &step, &op, word, len, sign_at) &&
         (op.kind == OP_IN ? add_list(p, &step, &op) : add_value(p, &step, &op));
    if (ok)
        return parse_push(p, step);
    parse_step_clear(&step);
    return false;
}
