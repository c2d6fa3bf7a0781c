/* One text against one pattern.
 *
 * Patterns come from users and may be hostile. Globs go back to their last star
 * only, so they are at worst text x pattern. Regular expressions are PCRE2's, with
 * a limit on the steps of each match put in front of the pattern (a pattern can
 * only lower it); the caller watches the clock. */
#include "query_priv.h"

#include "weft/error.h"

/* Enough for honest patterns on long values, about a millisecond. */
#define REGEX_LIMITS "(*LIMIT_MATCH=100000)"

static bool has_upper(const char *s)
{
    for (; *s != '\0'; s = g_utf8_next_char(s))
        if (g_unichar_isupper(g_utf8_get_char(s)))
            return true;
    return false;
}

static bool compile(Matcher *m, char **ret_why)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *limited = g_strconcat(REGEX_LIMITS, m->pattern, NULL);
    GRegexCompileFlags flags = G_REGEX_OPTIMIZE | (m->fold ? G_REGEX_CASELESS : 0);

    m->regex = g_regex_new(limited, flags, 0, &error);
    if (m->regex == NULL) {
        /* GLib's own words quote the pattern, limits included; what is wrong comes last */
        const char *why = strrchr(error->message, ':');
        *ret_why = g_strstrip(g_strdup(why == NULL ? error->message : why + 1));
    }
    return m->regex != NULL;
}

Matcher *query_matcher_new(MatchKind kind, const char *pattern, bool smart_case, char **ret_why)
{
    Matcher *m = g_new0(Matcher, 1);
    m->kind = kind;
    m->fold = smart_case && !has_upper(pattern);
    m->pattern = m->fold && kind != MATCH_REGEX ? g_utf8_casefold(pattern, -1) : g_strdup(pattern);
    if (kind == MATCH_REGEX && !compile(m, ret_why)) {
        query_matcher_free(m);
        return NULL;
    }
    return m;
}

void query_matcher_free(Matcher *m)
{
    if (m == NULL)
        return;
    g_clear_pointer(&m->regex, g_regex_unref);
    g_free(m->pattern);
    g_free(m);
}

static bool match_glob(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = NULL;
    while (*text != '\0') {
        bool escaped = *pattern == '\\' && pattern[1] != '\0';
        const char *p = escaped ? pattern + 1 : pattern;
        if (*p == '*' && !escaped) {
            star = pattern = p + 1;
            resume = text;
        } else if (*p == '?' && !escaped) {
            pattern = p + 1;
            text = g_utf8_next_char(text);
        } else if (*p == *text) {
            pattern = p + 1;
            text++;
        } else if (star != NULL) {
            pattern = star;
            text = resume = g_utf8_next_char(resume);
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

static bool match_fuzzy(const char *pattern, const char *text)
{
    for (; *pattern != '\0'; pattern = g_utf8_next_char(pattern)) {
        text = *pattern & 0x80 ? g_utf8_strchr(text, -1, g_utf8_get_char(pattern))
                               : strchr(text, *pattern);
        if (text == NULL)
            return false;
        text = g_utf8_next_char(text);
    }
    return true;
}

static bool match_plain(const Matcher *m, const char *text)
{
    switch (m->kind) {
    case MATCH_EXACT:
        return strcmp(m->pattern, text) == 0;
    case MATCH_GLOB:
        return match_glob(m->pattern, text);
    case MATCH_PART:
        return strstr(text, m->pattern) != NULL;
    case MATCH_FUZZY:
        return match_fuzzy(m->pattern, text);
    case MATCH_REGEX:
        break;
    }
    g_assert_not_reached();
}

/* The compiled form has a small stack of its own, which honest patterns can exceed on long texts;
 * then the interpreter decides. */
static bool match_regex(const Matcher *m, const char *text, GError **error)
{
    g_autoptr(GError) exceeded = NULL;
    bool matches = g_regex_match_full(m->regex, text, -1, 0, 0, NULL, &exceeded);
    if (exceeded == NULL)
        return matches;

    g_clear_error(&exceeded);
    g_autofree char *limited = g_strconcat(REGEX_LIMITS, m->pattern, NULL);
    g_autoptr(GRegex) plain = g_regex_new(limited, m->fold ? G_REGEX_CASELESS : 0, 0, NULL);
    matches = g_regex_match_full(plain, text, -1, 0, 0, NULL, &exceeded);
    if (exceeded != NULL)
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "the regular expression '%s' takes too long",
                    m->pattern);
    return matches && exceeded == NULL;
}

/* Folds an ASCII text on the stack; most names are, and allocating for each would be most of
 * the time a filter takes. */
static bool match_folded(const Matcher *m, const char *text)
{
    char buffer[256];
    gsize i;
    for (i = 0; i < sizeof buffer && text[i] != '\0' && !(text[i] & 0x80); i++)
        buffer[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
    if (i < sizeof buffer && text[i] == '\0') {
        buffer[i] = '\0';
        return match_plain(m, buffer);
    }
    if (!g_utf8_validate(text, -1, NULL))
        return false;
    g_autofree char *folded = g_utf8_casefold(text, -1);
    return match_plain(m, folded);
}

/* Texts that are not UTF-8 match nothing: walking over them by characters could go past the end. */
bool query_match(const Matcher *m, const char *text, GError **error)
{
    if (m->fold && m->kind != MATCH_REGEX)
        return match_folded(m, text);
    if (!g_utf8_validate(text, -1, NULL))
        return false;
    return m->kind == MATCH_REGEX ? match_regex(m, text, error) : match_plain(m, text);
}
