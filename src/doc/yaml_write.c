/* JSON values as YAML that people like to read and that every loader reads back to the same values.
 *
 * A text stands without quotes only if it begins with a letter and no YAML 1.1 or 1.2 loader takes
 * it for something else; that quotes more than one loader needs, and survives all of them. */
#include "doc_priv.h"

#include <stdlib.h>
#include <string.h>
#include <weft/text.h>

/* libyaml takes at most 1024 characters for a key in front of ':'. */
#define LONG_KEY 900

void wf_json_append_real(double value, GString *out)
{
    char digits[32];
    int precision = 1, exponent;
    do
        g_snprintf(digits, sizeof digits, "%.*e", precision - 1, value);
    while (precision++ < 17 && strtod(digits, NULL) != value);

    /* Python's repr: positional from 1e-4 up to 1e16, at least one decimal. */
    char *e = strchr(digits, 'e');
    if (!e) { /* inf, nan */
        g_string_append(out, digits);
        return;
    }
    exponent = (int)g_ascii_strtoll(e + 1, NULL, 10);
    *e = '\0';
    if (exponent < -4 || exponent >= 16) {
        g_string_append_printf(out, "%se%c%02d", digits, exponent < 0 ? '-' : '+', abs(exponent));
        return;
    }
    int decimals = (int)strlen(digits) - (*digits == '-') - 1; /* digits after the first */
    decimals -= decimals > 0;                                  /* the point */
    g_string_append_printf(out, "%.*f", MAX(decimals - exponent, 1), value);
}

static void append_real(double value, GString *out)
{
    gsize from = out->len;
    wf_json_append_real(value, out);
    char *e = strchr(out->str + from, 'e');
    if (e && !strchr(out->str + from, '.')) /* YAML 1.1 takes 1e+16 for a string */
        g_string_insert(out, e - out->str, ".0");
}

static bool is_reserved_word(const char *s, gsize len)
{
    static const char *const words[] = {"y",   "n",    "yes",   "no",   "on",
                                        "off", "true", "false", "null", NULL};
    if (len > 5)
        return false;
    for (const char *const *word = words; *word; word++)
        if (strlen(*word) == len && g_ascii_strncasecmp(*word, s, len) == 0)
            return true;
    return false;
}

/* Characters that have no meaning inside a plain text. */
static bool is_plain_char(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalnum((char)c) || (c && strchr("_-./+@$()=~^,;!'\"&*<>|[]{}%?", (int)c));
    return g_unichar_isalnum(c);
}

static bool may_stand_plain(const char *s, gsize len)
{
    if (len == 0 || is_reserved_word(s, len))
        return false;
    gunichar first = g_utf8_get_char(s);
    if (first != '_' && first != '/' && !(first < 0x80 && g_ascii_isalpha((char)first)) &&
        !(first >= 0x80 && g_unichar_isalpha(first)))
        return false;
    for (const char *p = s, *end = s + len; p < end; p = g_utf8_next_char(p)) {
        bool last = p + 1 == end;
        if (*p == ' '   ? last || p[1] == '#' || p[1] == ' '
            : *p == ':' ? last || p[1] == ' '
                        : *p != '#' && !is_plain_char(g_utf8_get_char(p)))
            return false;
    }
    return true;
}

static void append_single(const char *s, gsize len, GString *out)
{
    g_string_append_c(out, '\'');
    for (gsize i = 0; i < len; i++) {
        if (s[i] == '\'')
            g_string_append_c(out, '\'');
        g_string_append_c(out, s[i]);
    }
    g_string_append_c(out, '\'');
}

static void append_escaped(gunichar c, GString *out)
{
    static const char letters[][2] = {{'\n', 'n'}, {'\t', 't'},  {'\r', 'r'},
                                      {'"', '"'},  {'\\', '\\'}, {0x1B, 'e'}};
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        if (c == (gunichar)letters[i][0]) {
            g_string_append_printf(out, "\\%c", letters[i][1]);
            return;
        }
    }
    if (wf_char_width(c) >= 0)
        g_string_append_unichar(out, c);
    else
        g_string_append_printf(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
}

static void append_double(const char *s, gsize len, GString *out)
{
    g_string_append_c(out, '"');
    for (const char *p = s; p < s + len; p = g_utf8_next_char(p))
        append_escaped(g_utf8_get_char(p), out);
    g_string_append_c(out, '"');
}

static void append_string(const char *s, gsize len, GString *out)
{
    if (may_stand_plain(s, len))
        g_string_append_len(out, s, (gssize)len);
    else if (wf_text_is_plain(s, (gssize)len))
        append_single(s, len, out);
    else
        append_double(s, len, out);
}

void wf_yaml_write_scalar(const json_t *scalar, GString *out)
{
    switch (json_typeof(scalar)) {
    case JSON_STRING:
        append_string(json_string_value(scalar), json_string_length(scalar), out);
        break;
    case JSON_INTEGER:
        g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(scalar));
        break;
    case JSON_REAL:
        append_real(json_real_value(scalar), out);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        g_string_append(out, json_is_true(scalar) ? "true" : "false");
        break;
    case JSON_ARRAY: /* only empty ones get here */
        g_string_append(out, "[]");
        break;
    case JSON_OBJECT:
        g_string_append(out, "{}");
        break;
    default:
        g_string_append(out, "null");
        break;
    }
}

/* A literal block is exact if no line is only blanks, the first with text does not begin with one
 * (its indentation is the block's), and every character may stand in YAML as it is. */
static bool may_be_literal(const char *s, gsize len)
{
    bool first_text = true, any_text = false;
    if (!memchr(s, '\n', len))
        return false;
    for (const char *line = s, *end = s + len; line < end;) {
        const char *stop = memchr(line, '\n', (gsize)(end - line));
        gsize n = (gsize)((stop ? stop : end) - line), blanks = 0;
        while (blanks < n && (line[blanks] == ' ' || line[blanks] == '\t'))
            blanks++;
        if (n > 0 && (blanks == n || (first_text && blanks > 0)))
            return false;
        first_text = first_text && n == 0;
        any_text |= n > 0;
        for (gsize i = 0, from = 0; i <= n; i++) {
            if (i < n && line[i] != '\t')
                continue;
            if (!wf_text_is_plain(line + from, (gssize)(i - from)))
                return false;
            from = i + 1;
        }
        if (!stop)
            break;
        line = stop + 1;
    }
    return any_text;
}

static void append_blanks(GString *out, guint n)
{
    gsize from = out->len;

    g_string_set_size(out, from + n);
    memset(out->str + from, ' ', n);
}

static void append_literal(const char *s, gsize len, guint indent, GString *out)
{
    bool ends = s[len - 1] == '\n';
    g_string_append(out, !ends ? "|-" : len > 1 && s[len - 2] == '\n' ? "|+" : "|");
    for (const char *line = s, *end = s + len; line < end;) {
        const char *stop = memchr(line, '\n', (gsize)(end - line));
        gsize n = (gsize)((stop ? stop : end) - line);
        g_string_append_c(out, '\n');
        if (n > 0)
            append_blanks(out, indent);
        g_string_append_len(out, line, (gssize)n);
        line += n + 1;
    }
}

static bool has_items(const json_t *value)
{
    return json_array_size(value) > 0 || json_object_size(value) > 0;
}

/* Scalar or empty collection, up to the end of the line. */
static void append_leaf(const json_t *value, guint indent, GString *out)
{
    const char *s = json_string_value(value);
    if (s && may_be_literal(s, json_string_length(value)))
        append_literal(s, json_string_length(value), indent, out);
    else
        wf_yaml_write_scalar(value, out);
    g_string_append_c(out, '\n');
}

typedef struct {
    json_t *value;
    void *iter;   /* of an object */
    gsize index;  /* of an array */
    guint indent; /* columns */
    bool joined;  /* the first line continues one that is begun: "- a: 1" */
} Level;

static void append_key(const Level *level, GString *out)
{
    gsize from = out->len;
    append_string(json_object_iter_key(level->iter), json_object_iter_key_len(level->iter), out);
    if (out->len - from > LONG_KEY) {
        g_string_insert(out, (gssize)from, "? ");
        g_string_append_c(out, '\n');
        append_blanks(out, level->indent);
    }
    g_string_append_c(out, ':');
}

/* Begins the next line of a collection; returns the value that stands in it, NULL at the end. */
static json_t *next_item(Level *level, GString *out)
{
    json_t *item = level->iter ? json_object_iter_value(level->iter)
                               : json_array_get(level->value, level->index);
    if (!item)
        return NULL;
    if (!level->joined)
        append_blanks(out, level->indent);
    level->joined = false;
    if (level->iter) {
        append_key(level, out);
        level->iter = json_object_iter_next(level->value, level->iter);
    } else {
        g_string_append_c(out, '-');
        level->index++;
    }
    return item;
}

static void push(GArray *levels, const json_t *value, guint indent, bool joined)
{
    Level level = {(json_t *)value, json_object_iter((json_t *)value), 0, indent, joined};
    g_array_append_val(levels, level);
}

void wf_yaml_write(const json_t *value, guint indent, GString *out)
{
    g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(Level));
    if (!has_items(value)) {
        append_blanks(out, indent);
        append_leaf(value, indent + 2, out);
        return;
    }
    push(levels, value, indent, false);
    while (levels->len > 0) {
        Level *level = &g_array_index(levels, Level, levels->len - 1);
        bool in_list = json_is_array(level->value);
        guint inner = level->indent + 2;
        json_t *item = json_is_object(level->value) && !level->iter ? NULL : next_item(level, out);
        if (!item) {
            g_array_set_size(levels, levels->len - 1);
            continue;
        }
        bool nests = has_items(item);
        g_string_append_c(out, nests && !in_list ? '\n' : ' ');
        if (nests)
            push(levels, item, inner, in_list);
        else
            append_leaf(item, inner, out);
    }
}
