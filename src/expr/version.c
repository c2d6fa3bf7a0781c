/* Which heat_template_version knows which function. The tables follow
 * heat/engine/hot/template.py; "removed" ones are those that it maps to
 * functions.Removed, which refuse to work by name. */
#include <string.h>
#include <weft/expr.h>
#include <weft/text.h>

static const struct {
    const char *date, *name;
} versions[WF_N_HOT] = {
    [WF_HOT_2013_05_23] = {"2013-05-23", NULL},     [WF_HOT_2014_10_16] = {"2014-10-16", NULL},
    [WF_HOT_2015_04_30] = {"2015-04-30", NULL},     [WF_HOT_2015_10_15] = {"2015-10-15", NULL},
    [WF_HOT_2016_04_08] = {"2016-04-08", NULL},     [WF_HOT_2016_10_14] = {"2016-10-14", "newton"},
    [WF_HOT_2017_02_24] = {"2017-02-24", "ocata"},  [WF_HOT_2017_09_01] = {"2017-09-01", "pike"},
    [WF_HOT_2018_03_02] = {"2018-03-02", "queens"}, [WF_HOT_2018_08_31] = {"2018-08-31", "rocky"},
    [WF_HOT_2021_04_16] = {"2021-04-16", "wallaby"}};

static const char *const version_texts[] = {
    "2013-05-23", "2014-10-16", "2015-04-30", "2015-10-15", "2016-04-08", "2016-10-14",
    "2017-02-24", "2017-09-01", "2018-03-02", "2018-08-31", "2021-04-16", "newton",
    "ocata",      "pike",       "queens",     "rocky",      "wallaby",    NULL};

static const struct {
    const char *name;
    gsize len;
    WfHotVersion first, last, removed, condition;
} functions[WF_N_FN] = {
    [WF_FN_NONE] = {"", 0, WF_HOT_NEVER, WF_HOT_NEVER, WF_HOT_NEVER, WF_HOT_NEVER},
#define WF_X(id, name, first, last, removed, condition)                                            \
    [WF_FN_##id] = {name,          sizeof name - 1,  WF_HOT_##first,                               \
                    WF_HOT_##last, WF_HOT_##removed, WF_HOT_##condition},
    WF_FUNCTION_TABLE(WF_X)
#undef WF_X
};

static const char *const function_names[] = {
#define WF_X(id, name, first, last, removed, condition) name,
    WF_FUNCTION_TABLE(WF_X)
#undef WF_X
        NULL};

bool wf_hot_version_parse(const char *text, WfHotVersion *ret_version)
{
    for (guint i = 0; i < WF_N_HOT; i++) {
        if (strcmp(text, versions[i].date) == 0 || g_strcmp0(text, versions[i].name) == 0) {
            *ret_version = (WfHotVersion)i;
            return true;
        }
    }
    return false;
}

const char *wf_hot_version_date(WfHotVersion version)
{
    g_return_val_if_fail(version < WF_N_HOT, NULL);
    return versions[version].date;
}

const char *const *wf_hot_version_texts(void)
{
    return version_texts;
}

/* Most keys are no functions, and their first two letters say so. */
static bool may_be_function(const char *name, gsize len)
{
#define WF_BIT(s) (G_GUINT64_CONSTANT(1) << (((guint8)(s)[0] + 11 * (guint8)(s)[1]) & 63))
#define WF_X(id, name, first, last, removed, condition) | WF_BIT(name)
    const guint64 beginnings = 0 WF_FUNCTION_TABLE(WF_X);

    return len >= 2 && (beginnings & WF_BIT(name));
#undef WF_X
#undef WF_BIT
}

WfFunction wf_expr_function_n(const char *name, gsize len)
{
    if (!may_be_function(name, len))
        return WF_FN_NONE;
    for (guint i = 1; i < WF_N_FN; i++)
        if (functions[i].len == len && memcmp(name, functions[i].name, len) == 0)
            return (WfFunction)i;
    return WF_FN_NONE;
}

WfFunction wf_expr_function(const char *name)
{
    return wf_expr_function_n(name, strlen(name));
}

const char *wf_expr_function_name(WfFunction fn)
{
    g_return_val_if_fail(fn < WF_N_FN, NULL);
    return functions[fn].name;
}

bool wf_expr_known(WfFunction fn, WfHotVersion version, WfExprContext context)
{
    if (context == WF_EXPR_CONDITION)
        return version >= functions[fn].condition && version < WF_N_HOT;
    return version >= functions[fn].first && version <= functions[fn].last && fn != WF_FN_NONE;
}

bool wf_expr_refused(WfFunction fn, WfHotVersion version, WfExprContext context)
{
    if (version >= functions[fn].removed)
        return true;
    return context == WF_EXPR_CONDITION && wf_expr_known(fn, version, WF_EXPR_VALUE) &&
           !wf_expr_known(fn, version, WF_EXPR_CONDITION);
}

WfHotVersion wf_expr_since(WfFunction fn, WfExprContext context)
{
    return context == WF_EXPR_CONDITION ? functions[fn].condition : functions[fn].first;
}

WfFunction wf_expr_call(const json_t *expr, WfHotVersion version, WfExprContext context,
                        json_t **ret_args)
{
    if (!json_is_object(expr) || json_object_size(expr) != 1)
        return WF_FN_NONE;
    void *iter = json_object_iter((json_t *)expr);
    const char *key = json_object_iter_key(iter);
    WfFunction fn = wf_expr_function(key);
    if (fn == WF_FN_NONE || strlen(key) != json_object_iter_key_len(iter) ||
        !(wf_expr_known(fn, version, context) || wf_expr_refused(fn, version, context)))
        return WF_FN_NONE;
    if (ret_args)
        *ret_args = json_object_iter_value(iter);
    return fn;
}

/* The next letter of a name, in lower case; 0 at the end. */
static char next_letter(const char **s)
{
    while (**s && !g_ascii_isalpha(**s))
        ++*s;
    return **s ? g_ascii_tolower(*(*s)++) : 0;
}

/* Do two names have the same letters, and at least @least of them? */
static bool same_letters(const char *a, const char *b, guint least)
{
    guint n = 0;
    for (char letter; (letter = next_letter(&a)) == next_letter(&b); n++)
        if (!letter)
            return n >= least;
    return false;
}

/* Short words are too near to honest keys ("of", "note") to guess at. */
static WfFunction same_but_for_spelling(const char *key)
{
    for (guint i = 1; i < WF_N_FN; i++)
        if (same_letters(key, functions[i].name, 6))
            return (WfFunction)i;
    return WF_FN_NONE;
}

WfFunction wf_expr_misspelt(const char *key, WfHotVersion version, WfExprContext context)
{
    WfFunction fn = wf_expr_function(key);
    if (fn != WF_FN_NONE) {
        /* `and: [..]` in a value may well be data; names with a mark in them are not. */
        bool telling = strpbrk(key, "_:") != NULL;
        return telling && !wf_expr_known(fn, version, context) ? fn : WF_FN_NONE;
    }
    if (strcmp(key, "get_input") == 0 || strlen(key) < 5 || strlen(key) > 40)
        return WF_FN_NONE;
    fn = same_but_for_spelling(key);
    if (fn != WF_FN_NONE)
        return fn;
    const char *near = wf_text_nearest(key, function_names);
    return near && strlen(near) >= 6 && strpbrk(near, "_:") ? wf_expr_function(near) : WF_FN_NONE;
}
