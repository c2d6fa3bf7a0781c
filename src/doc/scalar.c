/* What a plain scalar is in YAML 1.1, exactly as PyYAML's SafeLoader decides, which is what Heat
 * and its client load templates with (resolver.py, constructor.py of PyYAML 6). Its patterns are
 * narrower than the YAML 1.1 types: a float needs a dot and a signed exponent, 08 is a string. */
#include "doc_priv.h"

#include <math.h>
#include <string.h>

static bool is_one_of(const char *s, gsize len, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == len && memcmp(s, *words, len) == 0)
            return true;
    return false;
}

static int resolve_word(const char *s, gsize len)
{
    static const char *const nulls[] = {"~", "null", "Null", "NULL", NULL};
    static const char *const bools[] = {"yes",  "Yes",  "YES",   "no",    "No",    "NO", "true",
                                        "True", "TRUE", "false", "False", "FALSE", "on", "On",
                                        "ON",   "off",  "Off",   "OFF",   NULL};
    if (len > 5)
        return WF_STRING;
    return is_one_of(s, len, nulls) ? WF_NULL : is_one_of(s, len, bools) ? WF_BOOL : WF_STRING;
}

/* Length of the run of characters of @set, or of '_'. */
static gsize span_of(const char *s, gsize len, const char *set)
{
    gsize i = 0;
    while (i < len && (s[i] == '_' || (s[i] && strchr(set, s[i]))))
        i++;
    return i;
}

#define DECIMAL "0123456789"

/* (:[0-5]?[0-9])+ ; returns how much of @s it matches. */
static gsize span_sixties(const char *s, gsize len)
{
    gsize i = 0;
    while (i + 1 < len && s[i] == ':' && g_ascii_isdigit(s[i + 1])) {
        bool two = i + 2 < len && s[i + 1] <= '5' && g_ascii_isdigit(s[i + 2]);
        i += two ? 3 : 2;
    }
    return i;
}

/* ([eE][-+][0-9]+)? up to the end. */
static bool is_exponent_or_end(const char *s, gsize len)
{
    if (len == 0)
        return true;
    if (len < 3 || (*s != 'e' && *s != 'E') || (s[1] != '-' && s[1] != '+'))
        return false;
    for (gsize i = 2; i < len; i++)
        if (!g_ascii_isdigit(s[i]))
            return false;
    return true;
}

static bool is_float(const char *s, gsize len)
{
    static const char *const infinities[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const nans[] = {".nan", ".NaN", ".NAN", NULL};
    gsize sign = *s == '-' || *s == '+', i;

    if (is_one_of(s + sign, len - sign, infinities) || is_one_of(s, len, nans))
        return true;
    if (*s == '.') {
        if (len < 2 || !g_ascii_isdigit(s[1]))
            return false;
        i = 1 + span_of(s + 1, len - 1, DECIMAL);
        return is_exponent_or_end(s + i, len - i);
    }
    s += sign;
    len -= sign;
    if (len == 0 || !g_ascii_isdigit(*s))
        return false;
    i = span_of(s, len, DECIMAL);
    gsize sixties = span_sixties(s + i, len - i);
    i += sixties;
    if (i == len || s[i] != '.')
        return false;
    i++;
    i += span_of(s + i, len - i, DECIMAL);
    return sixties > 0 ? i == len : is_exponent_or_end(s + i, len - i);
}

static bool is_int(const char *s, gsize len)
{
    gsize sign = *s == '-' || *s == '+';
    s += sign;
    len -= sign;
    if (len == 0 || !g_ascii_isdigit(*s))
        return false;
    if (*s == '0') {
        if (len == 1)
            return true;
        if (s[1] == 'b' || s[1] == 'x')
            return len > 2 && span_of(s + 2, len - 2,
                                      s[1] == 'b' ? "01" : "0123456789abcdefABCDEF") == len - 2;
        return span_of(s + 1, len - 1, "01234567") == len - 1;
    }
    gsize i = span_of(s, len, DECIMAL);
    i += span_sixties(s + i, len - i);
    return i == len;
}

/* The common case: a decimal number that surely fits. */
static bool is_short_decimal(const char *s, gsize len)
{
    if (len > 18 || *s == '0')
        return false;
    for (gsize i = 0; i < len; i++)
        if (!g_ascii_isdigit(s[i]))
            return false;
    return true;
}

static int resolve_number(const char *s, gsize len)
{
    gint64 value;
    if (is_short_decimal(s, len))
        return WF_INT;
    if (is_int(s, len))
        return scalar_int(s, len, &value) ? WF_INT : SCALAR_BAD_INT;
    return is_float(s, len) ? WF_FLOAT : WF_STRING;
}

int scalar_resolve(const char *s, gsize len)
{
    if (len == 0)
        return WF_NULL;
    switch (*s) {
    case 'y':
    case 'Y':
    case 'n':
    case 'N':
    case 't':
    case 'T':
    case 'f':
    case 'F':
    case 'o':
    case 'O':
    case '~':
        return resolve_word(s, len);
    case '=':
        return len == 1 ? SCALAR_VALUE : WF_STRING;
    case '<':
        return len == 2 && s[1] == '<' ? SCALAR_MERGE : WF_STRING;
    case '0' ... '9':
    case '-':
    case '+':
    case '.':
        return resolve_number(s, len);
    default:
        return WF_STRING;
    }
}

/* Adds digits of @base; '_' counts for nothing. False: not a number, or too large. */
static bool digits_value(const char *s, gsize len, guint base, guint64 *ret_value)
{
    guint64 value = 0;
    bool any = false;
    for (gsize i = 0; i < len; i++) {
        if (s[i] == '_')
            continue;
        int digit = g_ascii_xdigit_value(s[i]);
        if (digit < 0 || (guint)digit >= base || __builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, (guint64)digit, &value))
            return false;
        any = true;
    }
    *ret_value = value;
    return any;
}

static bool sixties_value(const char *s, gsize len, guint64 *ret_value)
{
    guint64 value = 0, part;
    const char *end = s + len;
    for (const char *from = s;; from++) {
        const char *to = memchr(from, ':', (gsize)(end - from));
        if (!digits_value(from, (gsize)((to ? to : end) - from), 10, &part) ||
            __builtin_mul_overflow(value, 60, &value) ||
            __builtin_add_overflow(value, part, &value))
            return false;
        if (!to)
            break;
        from = to;
    }
    *ret_value = value;
    return true;
}

bool scalar_int(const char *s, gsize len, gint64 *ret_value)
{
    guint64 value;
    bool negative = len > 0 && *s == '-', ok;
    if (len > 0 && (*s == '-' || *s == '+'))
        s++, len--;
    if (len > 2 && *s == '0' && (s[1] == 'b' || s[1] == 'x'))
        ok = digits_value(s + 2, len - 2, s[1] == 'b' ? 2 : 16, &value);
    else if (len > 1 && *s == '0')
        ok = digits_value(s, len, 8, &value);
    else if (len > 0 && memchr(s, ':', len))
        ok = sixties_value(s, len, &value);
    else
        ok = digits_value(s, len, 10, &value);
    if (!ok || value > (guint64)G_MAXINT64 + negative)
        return false;
    *ret_value = negative ? (gint64)-value : (gint64)value;
    return true;
}

/* Parts in base 60, added from the right as PyYAML does, so that rounding is the same. */
static bool float_sixties(char *s, double *ret_value)
{
    double value = 0, base = 1;
    for (;;) {
        char *colon = strrchr(s, ':'), *part = colon ? colon + 1 : s, *end;
        double digit = g_ascii_strtod(part, &end);
        if (end == part || *end)
            return false;
        value += digit * base;
        base *= 60;
        if (!colon)
            break;
        *colon = '\0';
    }
    *ret_value = value;
    return true;
}

bool scalar_float(const char *s, gsize len, double *ret_value)
{
    g_autofree char *copy = g_malloc(len + 1);
    gsize n = 0;
    for (gsize i = 0; i < len; i++)
        if (s[i] != '_')
            copy[n++] = g_ascii_tolower(s[i]);
    copy[n] = '\0';
    double sign = *copy == '-' ? -1 : 1, value;
    char *number = copy + (*copy == '-' || *copy == '+'), *end = NULL;

    if (strcmp(number, ".inf") == 0) {
        value = INFINITY;
    } else if (strcmp(number, ".nan") == 0) {
        value = NAN;
    } else if (strlen(number) != n - (gsize)(number - copy) || *number == '\0' ||
               strspn(number, DECIMAL ".:e+-") != strlen(number) || *number == '-' ||
               *number == '+') {
        return false;
    } else if (strchr(number, ':')) {
        if (!float_sixties(number, &value))
            return false;
    } else {
        value = g_ascii_strtod(number, &end);
        if (end == number || *end)
            return false;
    }
    *ret_value = sign * value;
    return true;
}

bool scalar_bool(const char *s, gsize len, bool *ret_value)
{
    static const char *const yes[] = {"yes", "true", "on", NULL}, *const no[] = {"no", "false",
                                                                                 "off", NULL};
    char lower[6];
    if (len > 5)
        return false;
    for (gsize i = 0; i < len; i++)
        lower[i] = g_ascii_tolower(s[i]);
    *ret_value = is_one_of(lower, len, yes);
    return *ret_value || is_one_of(lower, len, no);
}
