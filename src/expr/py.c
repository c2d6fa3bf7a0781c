/* What Python makes of JSON values: str, repr, json.dumps, ==, bool, int, float. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <weft/py.h>

/* repr() of a float: as few digits as read back the same (17 always do), in
 * scientific notation outside of 1e-4 .. 1e16. */
void wf_py_append_float(GString *out, double number)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    if (isnan(number) || isinf(number)) {
        g_string_append(out, isnan(number) ? "nan" : number < 0 ? "-inf" : "inf");
        return;
    }
    for (int precision = 0; precision < 17; precision++) {
        char format[8];
        g_snprintf(format, sizeof format, "%%.%de", precision);
        g_ascii_formatd(digits, sizeof digits, format, number);
        if (g_ascii_strtod(digits, NULL) == number)
            break;
    }
    char *mark = strchr(digits, 'e');
    int exponent = (int)g_ascii_strtoll(mark + 1, NULL, 10);
    *mark = '\0';
    const char *s = digits;
    if (*s == '-')
        g_string_append_c(out, *s++);
    if (exponent < -4 || exponent >= 16) {
        g_string_append_printf(out, "%se%c%02d", s, exponent < 0 ? '-' : '+', abs(exponent));
        return;
    }
    g_autoptr(GString) plain = g_string_new(NULL);
    for (; *s; s++) {
        if (*s != '.')
            g_string_append_c(plain, *s);
    }
    for (int i = exponent; i < 0; i++)
        g_string_prepend_c(plain, '0');
    while ((int)plain->len < exponent + 2)
        g_string_append_c(plain, '0');
    g_string_insert_c(plain, MAX(exponent, 0) + 1, '.');
    g_string_append(out, plain->str);
}

static bool is_printable(gunichar c)
{
    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return false;
    case G_UNICODE_SPACE_SEPARATOR:
        return c == ' ';
    default:
        return true;
    }
}

static void append_repr_string(GString *out, const char *s, gsize len)
{
    const char *end = s + len;
    char quote = memchr(s, '\'', len) && !memchr(s, '"', len) ? '"' : '\'';

    g_string_append_c(out, quote);
    for (; s < end; s = g_utf8_next_char(s)) {
        gunichar c = g_utf8_get_char(s);
        if (c == (gunichar)quote || c == '\\')
            g_string_append_printf(out, "\\%c", (char)c);
        else if (c == '\n' || c == '\r' || c == '\t')
            g_string_append(out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
        else if (is_printable(c))
            g_string_append_unichar(out, c);
        else
            g_string_append_printf(out,
                                   c < 0x100     ? "\\x%02x"
                                   : c < 0x10000 ? "\\u%04x"
                                                 : "\\U%08x",
                                   c);
    }
    g_string_append_c(out, quote);
}

static void append_json_string(GString *out, const char *s, gsize len)
{
    const char *end = s + len;

    g_string_append_c(out, '"');
    for (; s < end; s = g_utf8_next_char(s)) {
        gunichar c = g_utf8_get_char(s);
        const char *plain = "\"\\\n\r\t\f\b", *escape = "\"\\nrtfb";
        const char *at = c < 128 && c ? strchr(plain, (int)c) : NULL;
        if (at)
            g_string_append_printf(out, "\\%c", escape[at - plain]);
        else if (c >= ' ' && c <= '~')
            g_string_append_c(out, (char)c);
        else if (c < 0x10000)
            g_string_append_printf(out, "\\u%04x", c);
        else
            g_string_append_printf(out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                                   0xdc00 + ((c - 0x10000) & 0x3ff));
    }
    g_string_append_c(out, '"');
}

typedef struct {
    bool json, sort;
} Style;

static void append_value(GString *out, const json_t *value, Style style, guint depth);

static void append_string(GString *out, const char *s, gsize len, Style style)
{
    if (style.json)
        append_json_string(out, s, len);
    else
        append_repr_string(out, s, len);
}

typedef struct {
    const char *key;
    size_t len;
    json_t *item;
} Pair;

/* Bytes of UTF-8 sort as the characters do. */
static int compare_keys(gconstpointer a, gconstpointer b)
{
    const Pair *p = a, *q = b;
    int order = memcmp(p->key, q->key, MIN(p->len, q->len));
    return order != 0 ? order : p->len < q->len ? -1 : p->len > q->len;
}

static GArray *pairs_of(json_t *object, bool sort)
{
    GArray *pairs = g_array_sized_new(FALSE, FALSE, sizeof(Pair), (guint)json_object_size(object));
    Pair pair;

    json_object_keylen_foreach(object, pair.key, pair.len, pair.item)
        g_array_append_val(pairs, pair);
    if (sort)
        g_array_sort(pairs, compare_keys);
    return pairs;
}

static void append_object(GString *out, json_t *object, Style style, guint depth)
{
    g_autoptr(GArray) pairs = pairs_of(object, style.sort);

    g_string_append_c(out, '{');
    for (guint i = 0; i < pairs->len; i++) {
        const Pair *pair = &g_array_index(pairs, Pair, i);
        if (i > 0)
            g_string_append(out, ", ");
        append_string(out, pair->key, pair->len, style);
        g_string_append(out, ": ");
        append_value(out, pair->item, style, depth + 1);
    }
    g_string_append_c(out, '}');
}

static void append_array(GString *out, json_t *array, Style style, guint depth)
{
    size_t i;
    json_t *item;

    g_string_append_c(out, '[');
    json_array_foreach (array, i, item) {
        if (i > 0)
            g_string_append(out, ", ");
        append_value(out, item, style, depth + 1);
    }
    g_string_append_c(out, ']');
}

static void append_value(GString *out, const json_t *value, Style style, guint depth)
{
    if (depth > WF_PY_DEPTH) {
        g_string_append(out, "...");
        return;
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        append_object(out, (json_t *)value, style, depth);
        break;
    case JSON_ARRAY:
        append_array(out, (json_t *)value, style, depth);
        break;
    case JSON_STRING:
        append_string(out, json_string_value(value), json_string_length(value), style);
        break;
    case JSON_INTEGER:
        g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        wf_py_append_float(out, json_real_value(value));
        break;
    case JSON_TRUE:
        g_string_append(out, style.json ? "true" : "True");
        break;
    case JSON_FALSE:
        g_string_append(out, style.json ? "false" : "False");
        break;
    case JSON_NULL:
        g_string_append(out, style.json ? "null" : "None");
        break;
    }
}

static void append_repr(GString *out, const json_t *value)
{
    append_value(out, value, (Style){false, false}, 0);
}

void wf_py_append_str(GString *out, const json_t *value)
{
    if (json_is_string(value))
        g_string_append_len(out, json_string_value(value), (gssize)json_string_length(value));
    else
        append_repr(out, value);
}

void wf_py_append_json(GString *out, const json_t *value, bool sort_keys)
{
    append_value(out, value, (Style){true, sort_keys}, 0);
}

char *wf_py_str(const json_t *value)
{
    GString *out = g_string_new(NULL);
    wf_py_append_str(out, value);
    return g_string_free(out, FALSE);
}

char *wf_py_json_dumps(const json_t *value, bool sort_keys)
{
    GString *out = g_string_new(NULL);
    wf_py_append_json(out, value, sort_keys);
    return g_string_free(out, FALSE);
}

static bool is_python_number(const json_t *value)
{
    return json_is_number(value) || json_is_boolean(value);
}

static gint64 whole(const json_t *value)
{
    return json_is_boolean(value) ? json_is_true(value) : json_integer_value(value);
}

static bool numbers_equal(const json_t *a, const json_t *b)
{
    if (!json_is_real(a) && !json_is_real(b))
        return whole(a) == whole(b);
    if (json_is_real(a) && json_is_real(b))
        return json_real_value(a) == json_real_value(b);
    double real = json_real_value(json_is_real(a) ? a : b);
    gint64 integer = whole(json_is_real(a) ? b : a);
    /* 2^63 as a double is out of range of a gint64 */
    return real >= -9223372036854775808.0 && real < 9223372036854775808.0 && real == floor(real) &&
           (gint64)real == integer;
}

static bool equal(const json_t *a, const json_t *b, guint depth);

static bool arrays_equal(const json_t *a, const json_t *b, guint depth)
{
    if (json_array_size(a) != json_array_size(b))
        return false;
    for (size_t i = 0; i < json_array_size(a); i++) {
        if (!equal(json_array_get(a, i), json_array_get(b, i), depth + 1))
            return false;
    }
    return true;
}

static bool objects_equal(const json_t *a, const json_t *b, guint depth)
{
    const char *key;
    size_t len;
    json_t *item;

    if (json_object_size(a) != json_object_size(b))
        return false;
    json_object_keylen_foreach((json_t *)a, key, len, item)
    {
        const json_t *other = json_object_getn(b, key, len);
        if (!other || !equal(item, other, depth + 1))
            return false;
    }
    return true;
}

static bool equal(const json_t *a, const json_t *b, guint depth)
{
    if (a == b)
        return true;
    if (depth > WF_PY_DEPTH)
        return false;
    if (is_python_number(a) && is_python_number(b))
        return numbers_equal(a, b);
    if (json_typeof(a) != json_typeof(b))
        return false;
    switch (json_typeof(a)) {
    case JSON_OBJECT:
        return objects_equal(a, b, depth);
    case JSON_ARRAY:
        return arrays_equal(a, b, depth);
    case JSON_STRING:
        return json_string_length(a) == json_string_length(b) &&
               memcmp(json_string_value(a), json_string_value(b), json_string_length(a)) == 0;
    default:
        return true; /* null */
    }
}

bool wf_py_equal(const json_t *a, const json_t *b)
{
    return equal(a, b, 0);
}

bool wf_py_truth(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return json_object_size(value) > 0;
    case JSON_ARRAY:
        return json_array_size(value) > 0;
    case JSON_STRING:
        return json_string_length(value) > 0;
    case JSON_INTEGER:
        return json_integer_value(value) != 0;
    case JSON_REAL:
        return json_real_value(value) != 0;
    case JSON_TRUE:
        return true;
    default:
        return false;
    }
}

bool wf_py_is_space(gunichar c)
{
    return g_unichar_isspace(c) || (c >= 0x1c && c <= 0x1f) || c == 0x85 || c == 0x0b;
}

/* A number's text without the blanks around it, with ASCII digits for those of
 * any script, without single underscores between digits. NULL if it holds what
 * no number does. */
static char *bare_number(const char *s, gsize len)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const char *end = s + len;

    while (s < end && wf_py_is_space(g_utf8_get_char(s)))
        s = g_utf8_next_char(s);
    while (end > s && wf_py_is_space(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    for (bool after_digit = false; s < end; s = g_utf8_next_char(s)) {
        gunichar c = g_utf8_get_char(s);
        if (c == '_') {
            if (!after_digit || s + 1 >= end || !g_unichar_isdigit(g_utf8_get_char(s + 1)))
                return NULL;
            after_digit = false;
            continue;
        }
        after_digit = g_unichar_isdigit(c);
        if (after_digit)
            g_string_append_c(out, (char)('0' + g_unichar_digit_value(c)));
        else if (c > ' ' && c < 127)
            g_string_append_c(out, (char)c);
        else
            return NULL;
    }
    return g_strdup(out->str);
}

bool wf_py_int(const char *text, gsize len, gint64 *ret_number)
{
    g_autofree char *bare = bare_number(text, len);
    if (!bare)
        return false;
    const char *digits = bare + (*bare == '-' || *bare == '+');
    if (!*digits || digits[strspn(digits, "0123456789")])
        return false;
    return g_ascii_string_to_signed(bare + (*bare == '+'), 10, G_MININT64, G_MAXINT64, ret_number,
                                    NULL);
}

bool wf_py_float(const char *text, gsize len, double *ret_number)
{
    g_autofree char *bare = bare_number(text, len);
    char *end;
    /* no hexadecimal, no inf, no nan: a number must be able to stand in JSON */
    if (!bare || !*bare || bare[strspn(bare, "+-.0123456789eE")])
        return false;
    double number = g_ascii_strtod(bare, &end);
    if (*end || !isfinite(number))
        return false;
    *ret_number = number;
    return true;
}

json_t *wf_py_number(const char *text, gsize len)
{
    gint64 integer;
    double real;

    if (wf_py_int(text, len, &integer))
        return json_integer(integer);
    /* An integer of more than 64 bits must not lose digits silently. */
    if (!memchr(text, '.', len) && !memchr(text, 'e', len) && !memchr(text, 'E', len))
        return NULL;
    return wf_py_float(text, len, &real) ? json_real(real) : NULL;
}

json_t *wf_py_item(const json_t *list, gint64 index)
{
    gint64 size = (gint64)json_array_size(list);
    if (index < 0)
        index += size;
    return index >= 0 && index < size ? json_array_get(list, (size_t)index) : NULL;
}
