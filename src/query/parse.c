/* The parser: recursive descent with a depth limit, straight into the program.
 *
 * Words are read where the grammar knows what may stand there, because what ends a
 * word depends on that: "(" ends a name, but may be part of a regular expression. */
#include "parse.h"

#include "weft/text.h"

#define TERM "a word, a field, a flag, a function or '('"

/* ---- the text ---- */

static bool at_keyword(const Parser *p, const char *keyword)
{
    gsize len = strlen(keyword);
    return parse_word_length(p->at) == len && g_ascii_strncasecmp(p->at, keyword, len) == 0;
}

static bool accept_char(Parser *p, char c)
{
    parse_skip_space(p);
    if (*p->at != c)
        return false;
    p->at++;
    return true;
}

/* "|", "||" or "or"; "&", "&&" or "and". */
static bool accept_joint(Parser *p, char sign, const char *keyword)
{
    if (accept_char(p, sign)) {
        if (*p->at == sign)
            p->at++;
        return true;
    }
    if (!at_keyword(p, keyword))
        return false;
    p->at += strlen(keyword);
    return true;
}

/* ---- the program ---- */

/* The one leaf that stands alone from step @first on, or NULL. */
static Step *lone_leaf(Parser *p, guint first)
{
    if (p->steps->len != first + 1)
        return NULL;
    Step *step = &g_array_index(p->steps, Step, first);
    return step->kind <= STEP_FLAG && step->into == INTO_NEW ? step : NULL;
}

static bool join(Parser *p, guint right, StepKind kind)
{
    Step *leaf = lone_leaf(p, right);
    if (leaf == NULL)
        return parse_push(p, (Step){.kind = kind});
    leaf->into = kind == STEP_AND ? INTO_AND : INTO_OR;
    return true;
}

static bool negate(Parser *p, guint first)
{
    Step *leaf = lone_leaf(p, first);
    if (leaf == NULL)
        return parse_push(p, (Step){.kind = STEP_NOT});
    leaf->negated = !leaf->negated;
    return true;
}

/* ---- the grammar, from the inside out ---- */

static bool parse_or(Parser *p);

/* An expression inside something; @opened is what to point at if it is too deep. */
static bool parse_inner(Parser *p, const char *opened, gsize len)
{
    if (p->depth == WF_QUERY_MAX_DEPTH)
        return parse_fail(p, opened, len, "nested more than %d deep", WF_QUERY_MAX_DEPTH);
    p->depth++;
    bool ok = parse_or(p);
    p->depth--;
    return ok;
}

/* A whole filter: the user's, or a saved one. */
static bool parse_all(Parser *p)
{
    if (strlen(p->text) > WF_QUERY_MAX_BYTES)
        return parse_fail(p, p->text, 0, "the filter is longer than %d bytes", WF_QUERY_MAX_BYTES);
    if (!g_utf8_validate(p->text, -1, NULL))
        return parse_fail(p, p->text, 0, "the filter is not UTF-8");
    parse_skip_space(p);
    if (*p->at == '\0')
        return parse_push(p, (Step){.kind = STEP_ALL});
    return parse_inner(p, p->at, 0) && (*p->at == '\0' || parse_expected(p, "'and' or 'or'"));
}

static bool parse_saved_text(Parser *p, const char *token, gsize len, const char *text)
{
    const char *outer_text = p->text, *outer_at = p->at;
    p->text = p->at = text;
    bool ok = parse_all(p);
    p->text = outer_text;
    p->at = outer_at;
    if (ok)
        return true;
    /* point at the name in the text the user sees, and keep what was wrong inside */
    g_autofree char *inside = g_steal_pointer(&p->problem.message);
    if (g_str_has_prefix(inside, "in '@"))
        parse_fail(p, token, len, "%s", inside);
    else
        parse_fail(p, token, len, "in '%.*s': %s", (int)len, token, inside);
    return false;
}

static bool parse_saved(Parser *p)
{
    const char *token = p->at++;
    gsize len = parse_word_length(p->at);
    if (len == 0)
        return parse_expected(p, "the name of a saved filter after '@'");
    g_autofree char *name = g_strndup(p->at, len);
    p->at += len;
    const char *text = NULL;
    if (p->saved != NULL && p->saved->text != NULL)
        text = p->saved->text(p->saved->data, name);
    if (text == NULL) {
        parse_fail(p, token, len + 1, "there is no saved filter '%s'", name);
        if (p->saved != NULL && p->saved->names != NULL)
            parse_suggest(p, wf_text_nearest(name, p->saved->names));
        return false;
    }
    g_autofree char *copy = g_strdup(text); /* the callback may be asked again meanwhile */
    return parse_saved_text(p, token, len + 1, copy);
}

static bool parse_hops(Parser *p, Step *step)
{
    double hops;
    if (!accept_char(p, ','))
        return true;
    parse_skip_space(p);
    const char *start = p->at;
    if (!query_read_number(&p->at, false, &hops) || parse_word_length(p->at) > 0) {
        p->at = start;
        return parse_expected(p, "a number of steps");
    }
    step->hops = hops < G_MAXUINT32 ? (guint32)hops : G_MAXUINT32;
    return true;
}

static bool parse_wave(Parser *p)
{
    Step step = {.kind = STEP_NUMBER};
    step.field = (QueryField){.is_number = true, .number = WF_QUERY_NUMBER_WAVE};
    Interval wave;
    parse_skip_space(p);
    if (!query_read_interval(&p->at, false, &wave))
        return parse_expected(p, "a number or a range such as 2..4");
    step.intervals = g_array_new(FALSE, FALSE, sizeof(Interval));
    g_array_append_val(step.intervals, wave);
    return parse_push(p, step);
}

static bool parse_arguments(Parser *p, QueryFunction function, const char *name, gsize len)
{
    Step step = {.kind = STEP_REACH, .hops = G_MAXUINT32};
    if (function == QUERY_WAVE)
        return parse_wave(p);
    if (!parse_inner(p, name, len))
        return false;
    if (function == QUERY_PATH) {
        step.kind = STEP_PATH;
        if (!accept_char(p, ','))
            return parse_expected(p, "',' and the other end of the path");
        return parse_inner(p, name, len) && parse_push(p, step);
    }
    step.direction = function == QUERY_UP     ? WF_UPSTREAM
                     : function == QUERY_DOWN ? WF_DOWNSTREAM
                                              : WF_BOTHWAYS;
    if (function == QUERY_NEAR)
        step.hops = 1;
    return parse_hops(p, &step) && parse_push(p, step);
}

static bool parse_call(Parser *p, const char *name, gsize len)
{
    int function = query_find_function(name, len);
    if (function < 0) {
        g_autofree char *unknown = g_strndup(name, len);
        parse_fail(p, name, len, "unknown function '%s'", unknown);
        parse_suggest(p, query_near_function(unknown));
        return false;
    }
    p->at++;
    if (!parse_arguments(p, (QueryFunction)function, name, len))
        return false;
    return accept_char(p, ')') || parse_expected(p, "')'");
}

static bool parse_word(Parser *p)
{
    const char *word = p->at;
    gsize len = parse_word_length(word);
    bool handled = false;

    if (len == 0 || at_keyword(p, "and") || at_keyword(p, "or"))
        return parse_expected(p, TERM);
    p->at += len;
    if (*p->at == '(')
        return parse_call(p, word, len);
    if (!parse_comparison(p, word, len, &handled))
        return false;
    if (handled)
        return true;
    int flag = query_find_flag(word, len);
    if (flag >= 0)
        return parse_push(p, (Step){.kind = STEP_FLAG, .flag = (WfQueryFlag)flag});
    g_autofree char *name = g_strndup(word, len);
    bool is_glob = strpbrk(name, "*?") != NULL;
    return parse_name_leaf(p, is_glob ? MATCH_GLOB : MATCH_PART, name, word);
}

static bool parse_term(Parser *p)
{
    parse_skip_space(p);
    const char *start = p->at;
    switch (*start) {
    case '(':
        p->at++;
        return parse_inner(p, start, 1) && (accept_char(p, ')') || parse_expected(p, "')'"));
    case '@':
        return parse_saved(p);
    case '"':
    case '\'':
    case '/':
    case '~':
        return parse_pattern_term(p);
    default:
        return parse_word(p);
    }
}

static bool parse_not(Parser *p)
{
    bool negated = false;
    for (;;) {
        parse_skip_space(p);
        if (p->at[0] == '!' && p->at[1] != '=')
            p->at++;
        else if (at_keyword(p, "not"))
            p->at += strlen("not");
        else
            break;
        negated = !negated;
    }
    guint first = p->steps->len;
    return parse_term(p) && (!negated || negate(p, first));
}

static bool parse_and(Parser *p)
{
    if (!parse_not(p))
        return false;
    for (;;) {
        bool joined = accept_joint(p, '&', "and");
        parse_skip_space(p);
        if (!joined && (*p->at == '\0' || strchr("),|", *p->at) != NULL || at_keyword(p, "or")))
            return true;
        guint right = p->steps->len;
        if (!parse_not(p) || !join(p, right, STEP_AND))
            return false;
    }
}

static bool parse_or(Parser *p)
{
    if (!parse_and(p))
        return false;
    while (accept_joint(p, '|', "or")) {
        guint right = p->steps->len;
        if (!parse_and(p) || !join(p, right, STEP_OR))
            return false;
    }
    return true;
}

/* ---- the whole ---- */

WfQuery *wf_query_parse(const char *text, const WfQuerySaved *saved, WfQueryProblem *ret_problem)
{
    Parser p = {.text = text, .at = text, .saved = saved};
    p.steps = g_array_new(FALSE, FALSE, sizeof(Step));
    g_array_set_clear_func(p.steps, parse_step_clear);

    if (parse_all(&p)) {
        WfQuery *q = g_new0(WfQuery, 1);
        q->steps = p.steps;
        return q;
    }
    g_array_unref(p.steps);
    if (ret_problem != NULL)
        *ret_problem = p.problem;
    else
        wf_query_problem_clear(&p.problem);
    return NULL;
}

void wf_query_free(WfQuery *q)
{
    if (q == NULL)
        return;
    g_array_unref(q->steps);
    g_free(q);
}

void wf_query_problem_clear(WfQueryProblem *problem)
{
    g_clear_pointer(&problem->message, g_free);
    g_clear_pointer(&problem->hint, g_free);
    problem->column = problem->len = 0;
}
