/* JSON as a special case: libyaml takes most of it, but wants short keys, does not know surrogate
 * pairs, and takes 1e3 for a string. Anything that is not JSON (RFC 8259) is left to libyaml. */
#include "doc_priv.h"

#include <string.h>

typedef struct {
    Tape tape;
    const char *p, *end, *text;
} Json;

static char peek(const Json *j)
{
    return j->p < j->end ? *j->p : '\0';
}

static void skip_space(Json *j)
{
    while (j->p < j->end && (*j->p == ' ' || *j->p == '\n' || *j->p == '\t' || *j->p == '\r'))
        j->p++;
}

static bool take(Json *j, char c)
{
    skip_space(j);
    if (peek(j) != c)
        return false;
    j->p++;
    return true;
}

static bool read_hex(Json *j, gunichar *ret)
{
    gunichar value = 0;
    if (j->end - j->p < 4)
        return false;
    for (guint i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value(*j->p++);
        if (digit < 0)
            return false;
        value = value * 16 + (gunichar)digit;
    }
    *ret = value;
    return true;
}

static bool read_unicode(Json *j)
{
    gunichar c, low;
    char utf8[6];
    if (!read_hex(j, &c))
        return false;
    if (c >= 0xD800 && c < 0xDC00) {
        if (j->end - j->p < 6 || j->p[0] != '\\' || j->p[1] != 'u')
            return false;
        j->p += 2;
        if (!read_hex(j, &low) || low < 0xDC00 || low > 0xDFFF)
            return false;
        c = 0x10000 + (c - 0xD800) * 0x400 + (low - 0xDC00);
    } else if (c >= 0xDC00 && c <= 0xDFFF) {
        return false;
    }
    g_byte_array_append(j->tape.side, (const guint8 *)utf8, (guint)g_unichar_to_utf8(c, utf8));
    return true;
}

static bool read_escape(Json *j)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char c = peek(j);
    const char *known = c ? strchr(from, c) : NULL;
    j->p++;
    if (c == 'u')
        return read_unicode(j);
    if (known)
        g_byte_array_append(j->tape.side, (const guint8 *)to + (known - from), 1);
    return known != NULL;
}

static bool read_string(Json *j)
{
    const char *quote = j->p++, *from = j->p;
    bool decoded = false;
    guint32 side = 0;

    for (;; from = j->p) {
        while (j->p < j->end && *j->p != '"' && *j->p != '\\' && (guchar)*j->p >= 0x20)
            j->p++;
        char c = peek(j);
        if (c == '\\' && !decoded) {
            decoded = true;
            side = tape_side_begin(&j->tape);
        }
        if (decoded)
            g_byte_array_append(j->tape.side, (const guint8 *)from, (guint)(j->p - from));
        if (c != '"' && c != '\\')
            return false;
        j->p++;
        if (c == '"')
            break;
        if (!read_escape(j))
            return false;
    }
    gsize at = (gsize)(quote - j->text);
    if (decoded)
        tape_side_end(&j->tape, WF_STRING, WF_DOUBLE, at, side);
    else
        tape_scalar(&j->tape, WF_STRING, WF_DOUBLE, at, (gsize)(j->p - quote - 2));
    return true;
}

static bool skip_digits(Json *j)
{
    const char *from = j->p;
    while (j->p < j->end && g_ascii_isdigit(*j->p))
        j->p++;
    return j->p > from;
}

static bool read_number(Json *j)
{
    const char *from = j->p;
    WfKind kind = WF_INT;
    gint64 value;

    j->p += peek(j) == '-';
    if (peek(j) == '0')
        j->p++;
    else if (!skip_digits(j))
        return false;
    if (peek(j) == '.') {
        kind = WF_FLOAT;
        j->p++;
        if (!skip_digits(j))
            return false;
    }
    if (peek(j) == 'e' || peek(j) == 'E') {
        kind = WF_FLOAT;
        j->p++;
        j->p += peek(j) == '+' || peek(j) == '-';
        if (!skip_digits(j))
            return false;
    }
    gsize len = (gsize)(j->p - from);
    if (kind == WF_INT && !scalar_int(from, len, &value))
        return false;
    tape_scalar(&j->tape, kind, WF_PLAIN, (gsize)(from - j->text), len);
    return true;
}

static bool read_word(Json *j)
{
    static const struct {
        const char *word;
        WfKind kind;
    } words[] = {{"true", WF_BOOL}, {"false", WF_BOOL}, {"null", WF_NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        gsize len = strlen(words[i].word);
        if ((gsize)(j->end - j->p) >= len && memcmp(j->p, words[i].word, len) == 0) {
            tape_scalar(&j->tape, words[i].kind, WF_PLAIN, (gsize)(j->p - j->text), len);
            j->p += len;
            return true;
        }
    }
    return read_number(j);
}

static bool in_map(const Json *j)
{
    return entry_kind(&j->tape.entries[j->tape.open[j->tape.depth - 1].node]) == WF_MAP;
}

static bool read_key(Json *j)
{
    skip_space(j);
    if (peek(j) != '"' || !read_string(j))
        return false;
    tape_note_key(&j->tape);
    return take(j, ':');
}

/* Closes what ends here. False: neither an end nor a comma. */
static bool read_ends(Json *j)
{
    while (j->tape.depth > 0 && take(j, in_map(j) ? '}' : ']'))
        tape_close(&j->tape);
    return j->tape.depth == 0 || (take(j, ',') && (!in_map(j) || read_key(j)));
}

/* One value, or the start of a collection with its first key. */
static bool read_value(Json *j)
{
    skip_space(j);
    char c = peek(j);
    if (c != '{' && c != '[')
        return (c == '"' ? read_string(j) : read_word(j)) && read_ends(j);
    if (!tape_open(&j->tape, c == '{' ? WF_MAP : WF_SEQ, (gsize)(j->p - j->text)))
        return false;
    j->p++;
    skip_space(j);
    if (peek(j) == (c == '{' ? '}' : ']'))
        return read_ends(j);
    return c == '[' || read_key(j);
}

bool json_read(WfDoc *doc, WfFindings *findings)
{
    Json j = {.p = doc->text, .end = doc->text + doc->len, .text = doc->text};
    if (!doc->ascii && !g_utf8_validate_len(doc->text, doc->len, NULL))
        return false;
    tape_init(&j.tape, doc);
    bool good;
    do
        good = read_value(&j);
    while (good && j.tape.depth > 0 && !j.tape.full);
    skip_space(&j);
    good = good && j.p == j.end && !j.tape.full;
    if (good)
        tape_finish(&j.tape, findings);
    else
        tape_clear(&j.tape);
    return good;
}
