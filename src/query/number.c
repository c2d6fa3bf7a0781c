/* Numbers, times and ranges as they are typed. */
#include "query_priv.h"

#include <math.h>

/* Digits and perhaps a fraction; never the dots of a range, never "inf" or hexadecimal. */
static bool read_plain(const char **at, double *ret_number)
{
    const char *end = *at;
    while (g_ascii_isdigit(*end))
        end++;
    if (end == *at)
        return false;
    if (end[0] == '.' && g_ascii_isdigit(end[1]))
        for (end++; g_ascii_isdigit(*end);)
            end++;
    g_autofree char *digits = g_strndup(*at, (gsize)(end - *at));
    *ret_number = g_ascii_strtod(digits, NULL);
    *at = end;
    return true;
}

static bool read_unit(const char **at, double *ret_seconds)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};

    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        gsize len = strlen(units[i].name);
        if (strncmp(*at, units[i].name, len) != 0 || g_ascii_isalpha((*at)[len]))
            continue;
        *at += len;
        *ret_seconds = units[i].seconds;
        return true;
    }
    return false;
}

bool query_read_number(const char **at, bool is_time, double *ret_number)
{
    const char *p = *at;
    double sum = 0, part, seconds;
    if (!read_plain(&p, &sum))
        return false;
    if (is_time && read_unit(&p, &seconds)) {
        sum *= seconds;
        for (const char *next = p; read_plain(&next, &part) && read_unit(&next, &seconds); p = next)
            sum += part * seconds;
    }
    *at = p;
    *ret_number = sum;
    return true;
}

bool query_read_interval(const char **at, bool is_time, Interval *ret_interval)
{
    const char *p = *at;
    Interval i = {.low = -INFINITY, .high = INFINITY};
    bool has_low = query_read_number(&p, is_time, &i.low);
    bool is_range = g_str_has_prefix(p, "..");
    if (is_range)
        p += 2;
    bool has_high = is_range && query_read_number(&p, is_time, &i.high);
    if (!has_low && !has_high)
        return false;
    if (!is_range)
        i.high = i.low;
    *at = p;
    *ret_interval = i;
    return true;
}
