/* One line of input, edited with the keys of readline. */

#include <weft/limits.h>
#include <weft/text.h>
#include <weft/widget.h>

struct WfLine {
    GString *text;
    gsize cursor; /* bytes */
    char *killed; /* what C-k, C-u, C-w cut, for C-y */
};

WfLine *wf_line_new(void)
{
    WfLine *line = g_new0(WfLine, 1);
    line->text = g_string_new(NULL);
    return line;
}

void wf_line_free(WfLine *line)
{
    if (!line)
        return;
    g_string_free(line->text, TRUE);
    g_free(line->killed);
    g_free(line);
}

const char *wf_line_text(const WfLine *line)
{
    return line->text->str;
}

gsize wf_line_cursor(const WfLine *line)
{
    return line->cursor;
}

void wf_line_set(WfLine *line, const char *text)
{
    g_string_truncate(line->text, 0);
    line->cursor = 0;
    wf_line_insert(line, text);
}

void wf_line_insert(WfLine *line, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar ch = g_utf8_get_char(p);
        gsize n = (gsize)(g_utf8_next_char(p) - p);
        if (ch == '\n' || ch == '\t')
            ch = ' ', n = 1;
        if (wf_char_width(ch) < 0 || line->text->len + n > WF_LIMIT_INPUT_LINE)
            continue;
        if (ch == ' ')
            g_string_insert_c(line->text, (gssize)line->cursor, ' ');
        else
            g_string_insert_len(line->text, (gssize)line->cursor, p, (gssize)n);
        line->cursor += n;
    }
}

static gsize char_back(const WfLine *line, gsize at)
{
    const char *p = g_utf8_find_prev_char(line->text->str, line->text->str + at);
    return p ? (gsize)(p - line->text->str) : 0;
}

static gsize char_on(const WfLine *line, gsize at)
{
    return at < line->text->len ? (gsize)(g_utf8_next_char(line->text->str + at) - line->text->str)
                                : at;
}

static bool is_word(const WfLine *line, gsize at)
{
    gunichar ch = g_utf8_get_char(line->text->str + at);
    return ch == '_' || ch == '-' || g_unichar_isalnum(ch);
}

static gsize word_back(const WfLine *line, gsize at)
{
    while (at > 0 && !is_word(line, char_back(line, at)))
        at = char_back(line, at);
    while (at > 0 && is_word(line, char_back(line, at)))
        at = char_back(line, at);
    return at;
}

static gsize word_on(const WfLine *line, gsize at)
{
    while (at < line->text->len && !is_word(line, at))
        at = char_on(line, at);
    while (at < line->text->len && is_word(line, at))
        at = char_on(line, at);
    return at;
}

/* Back to the blank before the word, as C-w does in a shell. */
static gsize blank_back(const WfLine *line, gsize at)
{
    while (at > 0 && line->text->str[at - 1] == ' ')
        at--;
    while (at > 0 && line->text->str[at - 1] != ' ')
        at--;
    return at;
}

static void cut(WfLine *line, gsize from, gsize to, bool keep)
{
    if (keep && to > from) {
        g_free(line->killed);
        line->killed = g_strndup(line->text->str + from, to - from);
    }
    g_string_erase(line->text, (gssize)from, (gssize)(to - from));
    line->cursor = from;
}

static void swap_chars(WfLine *line)
{
    gsize at = MIN(line->cursor, char_back(line, line->text->len));
    if (!at || line->text->len < 2)
        return;
    gsize before = char_back(line, at), after = char_on(line, at);
    g_autofree char *first = g_strndup(line->text->str + before, at - before);
    g_string_erase(line->text, (gssize)before, (gssize)(at - before));
    g_string_insert(line->text, (gssize)(after - (at - before)), first);
    line->cursor = after;
}

void wf_line_replace(WfLine *line, gsize start, const char *text)
{
    cut(line, MIN(start, line->cursor), line->cursor, false);
    wf_line_insert(line, text);
}

static bool move_key(WfLine *line, WfKey key)
{
    switch (key) {
    case 'a' | WF_MOD_CTRL:
    case WF_KEY_HOME:
        line->cursor = 0;
        return true;
    case 'e' | WF_MOD_CTRL:
    case WF_KEY_END:
        line->cursor = line->text->len;
        return true;
    case 'b' | WF_MOD_CTRL:
    case WF_KEY_LEFT:
        line->cursor = char_back(line, line->cursor);
        return true;
    case 'f' | WF_MOD_CTRL:
    case WF_KEY_RIGHT:
        line->cursor = char_on(line, line->cursor);
        return true;
    case 'b' | WF_MOD_ALT:
    case WF_KEY_LEFT | WF_MOD_CTRL:
        line->cursor = word_back(line, line->cursor);
        return true;
    case 'f' | WF_MOD_ALT:
    case WF_KEY_RIGHT | WF_MOD_CTRL:
        line->cursor = word_on(line, line->cursor);
        return true;
    default:
        return false;
    }
}

static bool cut_key(WfLine *line, WfKey key)
{
    gsize at = line->cursor;
    switch (key) {
    case WF_KEY_BACKSPACE:
        cut(line, char_back(line, at), at, false);
        return true;
    case 'd' | WF_MOD_CTRL:
    case WF_KEY_DELETE:
        cut(line, at, char_on(line, at), false);
        return true;
    case 'w' | WF_MOD_CTRL:
        cut(line, blank_back(line, at), at, true);
        return true;
    case WF_KEY_BACKSPACE | WF_MOD_ALT:
        cut(line, word_back(line, at), at, true);
        return true;
    case 'd' | WF_MOD_ALT:
        cut(line, at, word_on(line, at), true);
        return true;
    case 'u' | WF_MOD_CTRL:
        cut(line, 0, at, true);
        return true;
    case 'k' | WF_MOD_CTRL:
        cut(line, at, line->text->len, true);
        return true;
    default:
        return false;
    }
}

bool wf_line_key(WfLine *line, WfKey key)
{
    if (move_key(line, key) || cut_key(line, key))
        return true;
    if (key == ('y' | WF_MOD_CTRL)) {
        wf_line_insert(line, line->killed ? line->killed : "");
        return true;
    }
    if (key == ('t' | WF_MOD_CTRL)) {
        swap_chars(line);
        return true;
    }
    gunichar ch = WF_KEY_CODE(key);
    bool mark = !WF_KEY_MODS(key) && ch < 0x110000 && wf_char_width(ch) == 0;
    if (!mark && !wf_key_is_text(key))
        return false;
    char text[7] = {0};
    g_unichar_to_utf8(ch, text);
    wf_line_insert(line, text);
    return true;
}

/* The part around the cursor is seen, if the line is longer than its place. */
static const char *first_seen(const WfLine *line, int width)
{
    const char *start = line->text->str, *at = start + line->cursor;
    while (start < at && wf_text_width(start, at - start) >= width)
        start = g_utf8_next_char(start);
    return start;
}

void wf_line_click(WfLine *line, WfRect rect, int x)
{
    const char *start = first_seen(line, rect.width), *at = start;
    while (*at && wf_text_width(start, g_utf8_next_char(at) - start) <= x - rect.x)
        at = g_utf8_next_char(at);
    line->cursor = (gsize)(at - line->text->str);
}

int wf_line_paint(const WfLine *line, WfGrid *grid, WfRect rect, WfRole role)
{
    const char *start = first_seen(line, rect.width), *at = line->text->str + line->cursor;
    wf_grid_fill(grid, rect.x, rect.y, rect.width, 1, ' ', role, 0);
    wf_grid_text(grid, rect.x, rect.y, rect.width, start, role, 0);
    return rect.x + wf_text_width(start, at - start);
}
