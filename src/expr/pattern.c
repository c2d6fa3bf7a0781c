/* Python's regular expressions on PCRE, which GLib brings.
 *
 * The two agree on nearly all that people write. What differs is rewritten (\Z,
 * \v, \uXXXX, {,n}, "[" in a class) or refused, when only one of them knows it:
 * a pattern must not mean one thing here and another in Heat. */
#include "param_priv.h"

#include <string.h>

typedef struct {
    const char *at; /* next character of the pattern */
    const char *start;
    GString *out;
    GError **error;
} Scan;

static bool refuse(Scan *scan, const char *what)
{
    g_set_error(scan->error, WF_ERROR, WF_ERROR_INVALID, "%s at position %zu of the pattern", what,
                (size_t)(scan->at - scan->start));
    return false;
}

/* \uXXXX or \UXXXXXXXX, after the letter. */
static bool hex_escape(Scan *scan, int digits)
{
    for (int i = 0; i < digits; i++) {
        if (!g_ascii_isxdigit(scan->at[i]))
            return refuse(scan, "incomplete escape");
    }
    g_string_append_printf(scan->out, "\\x{%.*s}", digits, scan->at);
    scan->at += digits;
    return true;
}

static bool escape(Scan *scan, bool in_class)
{
    char c = scan->at[1];
    if (c == '\0')
        return refuse(scan, "a lone backslash");
    if (c == 'N')
        return refuse(scan, "\\N{..}, which only Python knows,");
    if (g_ascii_isalpha(c) && !strchr(in_class ? "abdDsSwWfnrtvxuU" : "AZabBdDsSwWfnrtvxuU", c))
        return refuse(scan, "an escape that Python does not know");
    scan->at += 2;
    if (c == 'u' || c == 'U')
        return hex_escape(scan, c == 'u' ? 4 : 8);
    if (c == 'x' && !(g_ascii_isxdigit(scan->at[0]) && g_ascii_isxdigit(scan->at[1])))
        return refuse(scan, "incomplete escape");
    if (c == 'Z')
        g_string_append(scan->out, "\\z");
    else if (c == 'v')
        g_string_append(scan->out, "\\x0b");
    else
        g_string_append_printf(scan->out, "\\%c", c);
    return true;
}

/* [...]: a "[" within is a character, as is a "]" at the front. */
static bool character_class(Scan *scan)
{
    g_string_append_c(scan->out, *scan->at++);
    if (*scan->at == '^')
        g_string_append_c(scan->out, *scan->at++);
    if (*scan->at == ']') {
        g_string_append(scan->out, "\\]");
        scan->at++;
    }
    while (*scan->at && *scan->at != ']') {
        if (*scan->at == '\\') {
            if (!escape(scan, true))
                return false;
            continue;
        }
        if (*scan->at == '[')
            g_string_append_c(scan->out, '\\');
        g_string_append_c(scan->out, *scan->at++);
    }
    if (!*scan->at)
        return refuse(scan, "a character class without end");
    g_string_append_c(scan->out, *scan->at++);
    return true;
}

/* (?flags) at the very start, or (?flags-flags: anywhere. */
static bool flags(Scan *scan)
{
    const char *end = scan->at + 2;
    end += strspn(end, "imsxauL");
    if (memchr(scan->at, 'a', (size_t)(end - scan->at)) ||
        memchr(scan->at, 'L', (size_t)(end - scan->at)))
        return refuse(scan, "the flag a or L, which only Python knows,");
    bool global = *end == ')';
    if (*end == '-')
        end += 1 + strspn(end + 1, "imsx");
    if (end == scan->at + 2 || !(*end == ':' || (global && scan->at == scan->start)))
        return refuse(scan, "a group that Python does not know");
    for (; scan->at <= end; scan->at++) {
        if (*scan->at != 'u')
            g_string_append_c(scan->out, *scan->at);
    }
    return true;
}

static bool group(Scan *scan)
{
    static const char *const shared[] = {
        "(?:", "(?P<", "(?P=", "(?#", "(?=", "(?!", "(?<=", "(?<!", "(?(", "(?>"};
    if (scan->at[1] == '*')
        return refuse(scan, "nothing to repeat");
    if (scan->at[1] != '?') {
        g_string_append_c(scan->out, *scan->at++);
        return true;
    }
    for (guint i = 0; i < G_N_ELEMENTS(shared); i++) {
        if (g_str_has_prefix(scan->at, shared[i])) {
            g_string_append(scan->out, shared[i]);
            scan->at += strlen(shared[i]);
            return true;
        }
    }
    return flags(scan);
}

/* Length of a {n}, {n,}, {,m} or {n,m} at @s; 0 where "{" is a character. */
static gsize braces(const char *s)
{
    const char *end = s + 1;
    end += strspn(end, "0123456789");
    if (*end == ',')
        end += 1 + strspn(end + 1, "0123456789");
    return *end == '}' && end > s + 1 ? (gsize)(end - s) + 1 : 0;
}

typedef enum { ITEM, REPEATED, MODIFIED } Before;

/* *, +, ?, {..}. Python refuses to repeat a repetition; PCRE takes some of them. */
static bool repetition(Scan *scan, gsize len, Before *before)
{
    if (*before == REPEATED && (*scan->at == '?' || *scan->at == '+'))
        *before = MODIFIED;
    else if (*before == ITEM)
        *before = REPEATED;
    else
        return refuse(scan, "a repeated repetition");
    if (g_str_has_prefix(scan->at, "{,")) {
        g_string_append(scan->out, "{0");
        scan->at++;
        len--;
    }
    g_string_append_len(scan->out, scan->at, (gssize)len);
    scan->at += len;
    return true;
}

static bool translate(Scan *scan)
{
    Before before = ITEM;

    while (*scan->at) {
        gsize repeated = strchr("*+?", *scan->at) ? 1 : *scan->at == '{' ? braces(scan->at) : 0;
        bool ok = true;
        if (repeated) {
            if (!repetition(scan, repeated, &before))
                return false;
            continue;
        }
        before = ITEM;
        if (*scan->at == '\\')
            ok = escape(scan, false);
        else if (*scan->at == '[')
            ok = character_class(scan);
        else if (*scan->at == '(')
            ok = group(scan);
        else
            g_string_append_c(scan->out, *scan->at++);
        if (!ok)
            return false;
    }
    return true;
}

GRegex *wf_pattern_compile(const char *python, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) trouble = NULL;
    Scan scan = {python, python, out, error};

    if (!translate(&scan))
        return NULL;
    GRegex *regex = g_regex_new(out->str, G_REGEX_NEWLINE_LF, 0, &trouble);
    if (!regex)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the pattern is wrong: %s",
                    trouble->message);
    return regex;
}

bool wf_pattern_matches(const GRegex *regex, const char *text, gsize len, bool *ret_matches,
                        GError **error)
{
    g_autoptr(GMatchInfo) info = NULL;
    g_autoptr(GError) trouble = NULL;
    int start, end;

    bool found =
        g_regex_match_full(regex, text, (gssize)len, 0, G_REGEX_MATCH_ANCHORED, &info, &trouble);
    if (trouble) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "the pattern takes too long to match: %s",
                    trouble->message);
        return false;
    }
    *ret_matches = found && g_match_info_fetch_pos(info, 0, &start, &end) && (gsize)end == len;
    return true;
}
