/* Names of keys, both ways. */
#include <string.h>

#include <weft/key.h>
#include <weft/text.h>

static const struct {
    const char *name;
    WfKey key;
} names[] = {
    /* the first name of a key is the one printed */
    {"Tab", WF_KEY_TAB},
    {"Enter", WF_KEY_ENTER},
    {"Esc", WF_KEY_ESC},
    {"Space", WF_KEY_SPACE},
    {"Backspace", WF_KEY_BACKSPACE},
    {"Up", WF_KEY_UP},
    {"Down", WF_KEY_DOWN},
    {"Left", WF_KEY_LEFT},
    {"Right", WF_KEY_RIGHT},
    {"Home", WF_KEY_HOME},
    {"End", WF_KEY_END},
    {"PgUp", WF_KEY_PGUP},
    {"PgDn", WF_KEY_PGDN},
    {"Insert", WF_KEY_INSERT},
    {"Delete", WF_KEY_DELETE},
    {"Return", WF_KEY_ENTER},
    {"Escape", WF_KEY_ESC},
    {"PageUp", WF_KEY_PGUP},
    {"PageDown", WF_KEY_PGDN},
    {"Del", WF_KEY_DELETE},
    {"Ins", WF_KEY_INSERT},
    {"BS", WF_KEY_BACKSPACE},
    {"Lt", '<'},
};

bool wf_key_is_text(WfKey key)
{
    return !WF_KEY_MODS(key) && key < 0x110000 && wf_char_width(key) > 0;
}

static bool parse_modifiers(const char **name, WfKey *ret_mods)
{
    WfKey mods = 0;
    while ((*name)[0] && (*name)[1] == '-' && (*name)[2]) {
        switch ((*name)[0]) {
        case 'C':
            mods |= WF_MOD_CTRL;
            break;
        case 'M':
        case 'A':
            mods |= WF_MOD_ALT;
            break;
        case 'S':
            mods |= WF_MOD_SHIFT;
            break;
        default:
            return false;
        }
        *name += 2;
    }
    *ret_mods = mods;
    return true;
}

static bool parse_base(const char *name, WfKey *ret_key)
{
    guint64 number;
    gunichar ch = g_utf8_get_char_validated(name, -1);
    if (ch < 0x110000 && !*g_utf8_next_char(name) && wf_char_width(ch) > 0) {
        *ret_key = ch;
        return true;
    }
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (!g_ascii_strcasecmp(names[i].name, name)) {
            *ret_key = names[i].key;
            return true;
        }
    if ((name[0] == 'F' || name[0] == 'f') &&
        g_ascii_string_to_unsigned(name + 1, 10, 1, 24, &number, NULL)) {
        *ret_key = WF_KEY_F1 + (WfKey)number - 1;
        return true;
    }
    return false;
}

/* Terminals send the same for C-i and Tab, C-m and Enter, C-D and C-d: one value for each. */
static WfKey settle(WfKey key, WfKey mods)
{
    if (mods & WF_MOD_CTRL && key < 0x80) {
        key = (WfKey)g_ascii_tolower((char)key);
        if (key == 'i')
            return WF_KEY_TAB | (mods & ~(WfKey)WF_MOD_CTRL);
        if (key == 'm' || key == 'j')
            return WF_KEY_ENTER | (mods & ~(WfKey)WF_MOD_CTRL);
        if (key == '[')
            return WF_KEY_ESC | (mods & ~(WfKey)WF_MOD_CTRL);
        if (key == 'h')
            return WF_KEY_BACKSPACE | (mods & ~(WfKey)WF_MOD_CTRL);
    }
    if (mods & WF_MOD_SHIFT && key > ' ' && key < 0x7F) {
        key = (WfKey)g_ascii_toupper((char)key);
        mods &= ~(WfKey)WF_MOD_SHIFT;
    }
    return key | mods;
}

bool wf_key_parse(const char *name, WfKey *ret_key)
{
    WfKey key, mods;
    if (!name[0] || !parse_modifiers(&name, &mods) || !parse_base(name, &key))
        return false;
    *ret_key = settle(key, mods);
    return true;
}

char *wf_key_format(WfKey key)
{
    GString *out = g_string_new(NULL);
    WfKey code = WF_KEY_CODE(key);
    if (key & WF_MOD_CTRL)
        g_string_append(out, "C-");
    if (key & WF_MOD_ALT)
        g_string_append(out, "M-");
    if (key & WF_MOD_SHIFT)
        g_string_append(out, "S-");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i].key == code && code != '<')
            return g_string_free(g_string_append(out, names[i].name), FALSE);
    if (code >= WF_KEY_F1 && code <= WF_KEY_F24)
        g_string_append_printf(out, "F%u", code - WF_KEY_F1 + 1);
    else if (code < 0x110000 && wf_char_width(code) > 0)
        g_string_append_unichar(out, code);
    else
        g_string_append_printf(out, "U+%04X", code);
    return g_string_free(out, FALSE);
}

/* "<C-n>" at @text: its key and where it ends. A lone "<" is the character. */
static const char *parse_bracket(const char *text, WfKey *ret_key)
{
    const char *end = text[0] == '<' ? strchr(text, '>') : NULL;
    if (!end || end - text < 2)
        return NULL;
    g_autofree char *name = g_strndup(text + 1, (gsize)(end - text - 1));
    return wf_key_parse(name, ret_key) ? end + 1 : NULL;
}

/* A word is a name, or else characters and bracketed names run together. */
static bool parse_word(const char *word, GArray *keys)
{
    WfKey key;
    if (wf_key_parse(word, &key)) {
        g_array_append_val(keys, key);
        return true;
    }
    if (strlen(word) >= 2 && word[1] == '-')
        return false; /* "X-a" is a slip, not three keys */
    while (*word) {
        const char *next = parse_bracket(word, &key);
        if (!next) {
            gunichar ch = g_utf8_get_char_validated(word, -1);
            if (ch >= 0x110000 || wf_char_width(ch) <= 0)
                return false;
            key = ch;
            next = g_utf8_next_char(word);
        }
        g_array_append_val(keys, key);
        word = next;
    }
    return true;
}

bool wf_keys_parse(const char *text, GArray **ret_keys, char **ret_bad)
{
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(WfKey));
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (guint i = 0; words[i]; i++)
        if (words[i][0] && (!parse_word(words[i], keys) || keys->len > WF_KEYS_MAX)) {
            if (ret_bad)
                *ret_bad = g_strdup(words[i]);
            return false;
        }
    if (!keys->len) {
        if (ret_bad)
            *ret_bad = g_strdup(text);
        return false;
    }
    *ret_keys = g_steal_pointer(&keys);
    return true;
}

char *wf_keys_format(const WfKey *keys, guint n)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = wf_key_format(keys[i]);
        g_string_append_printf(out, "%s%s", i ? " " : "", name);
    }
    return g_string_free(out, FALSE);
}
