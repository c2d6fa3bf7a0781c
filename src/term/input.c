/* Keys, mouse and pasted text from the terminal.
 *
 * ncurses may hold more than the descriptor shows, so each time it is readable
 * everything is read. Sequences terminfo does not list (arrows with modifiers,
 * paste brackets) are added as keys of our own. So is the introducer of mouse
 * reports in SGR form: ncurses would fall back to the old form inside tmux and
 * screen, which ends at column 223 and does not tell drags. */
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include <glib-unix.h>
#include <weft/limits.h>

#include "term_priv.h"

enum { PASTE_START = 2000, PASTE_END, MOUSE, BACKGROUND, WITH_MODS };

static const struct {
    WfKey key;
    char final; /* ESC [ 1 ; M final, */
    int number; /* or ESC [ number ; M ~ */
} modified[] = {
    {WF_KEY_UP, 'A', 0},   {WF_KEY_DOWN, 'B', 0}, {WF_KEY_RIGHT, 'C', 0}, {WF_KEY_LEFT, 'D', 0},
    {WF_KEY_HOME, 'H', 0}, {WF_KEY_END, 'F', 0},  {WF_KEY_INSERT, 0, 2},  {WF_KEY_DELETE, 0, 3},
    {WF_KEY_PGUP, 0, 5},   {WF_KEY_PGDN, 0, 6},
};

void input_define_keys(void)
{
    define_key("\033[200~", PASTE_START);
    define_key("\033[201~", PASTE_END);
    define_key("\033[<", MOUSE);
    define_key("\033]11;", BACKGROUND);
    for (guint i = 0; i < G_N_ELEMENTS(modified); i++)
        for (int m = 2; m <= 8; m++) {
            g_autofree char *text = modified[i].final
                                        ? g_strdup_printf("\033[1;%d%c", m, modified[i].final)
                                        : g_strdup_printf("\033[%d;%d~", modified[i].number, m);
            define_key(text, WITH_MODS + (int)i * 8 + m - 1);
        }
}

/* xterm's modifier: one more than the sum of 1 shift, 2 alt, 4 control. */
static WfKey modifiers(int m)
{
    return (m & 1 ? WF_MOD_SHIFT : 0) | (m & 2 ? WF_MOD_ALT : 0) | (m & 4 ? WF_MOD_CTRL : 0);
}

static WfKey special_key(wint_t code)
{
    static const struct {
        wint_t code;
        WfKey key;
    } map[] = {
        {KEY_UP, WF_KEY_UP},
        {KEY_DOWN, WF_KEY_DOWN},
        {KEY_LEFT, WF_KEY_LEFT},
        {KEY_RIGHT, WF_KEY_RIGHT},
        {KEY_HOME, WF_KEY_HOME},
        {KEY_END, WF_KEY_END},
        {KEY_FIND, WF_KEY_HOME},
        {KEY_SELECT, WF_KEY_END},
        {KEY_PPAGE, WF_KEY_PGUP},
        {KEY_NPAGE, WF_KEY_PGDN},
        {KEY_IC, WF_KEY_INSERT},
        {KEY_DC, WF_KEY_DELETE},
        {KEY_ENTER, WF_KEY_ENTER},
        {KEY_BACKSPACE, WF_KEY_BACKSPACE},
        {KEY_BTAB, WF_KEY_TAB | WF_MOD_SHIFT},
        {KEY_SR, WF_KEY_UP | WF_MOD_SHIFT},
        {KEY_SF, WF_KEY_DOWN | WF_MOD_SHIFT},
        {KEY_SLEFT, WF_KEY_LEFT | WF_MOD_SHIFT},
        {KEY_SRIGHT, WF_KEY_RIGHT | WF_MOD_SHIFT},
        {KEY_SHOME, WF_KEY_HOME | WF_MOD_SHIFT},
        {KEY_SEND, WF_KEY_END | WF_MOD_SHIFT},
        {KEY_SDC, WF_KEY_DELETE | WF_MOD_SHIFT},
    };
    for (guint i = 0; i < G_N_ELEMENTS(map); i++)
        if (map[i].code == code)
            return map[i].key;
    if (code > KEY_F0 && code <= KEY_F(24))
        return WF_KEY_F1 + (WfKey)(code - KEY_F0) - 1;
    if (code >= WITH_MODS && code < WITH_MODS + 8 * G_N_ELEMENTS(modified))
        return modified[(code - WITH_MODS) / 8].key | modifiers((int)(code - WITH_MODS) % 8);
    return WF_KEY_NONE;
}

static WfKey char_key(wint_t ch)
{
    switch (ch) {
    case 0:
        return WF_KEY_SPACE | WF_MOD_CTRL;
    case '\t':
        return WF_KEY_TAB;
    case '\n':
    case '\r':
        return WF_KEY_ENTER;
    case 0x1B:
        return WF_KEY_ESC;
    case '\b':
    case 0x7F:
        return WF_KEY_BACKSPACE;
    default:
        if (ch < 0x1B)
            return (WfKey)(ch - 1 + 'a') | WF_MOD_CTRL;
        return ch < ' ' ? (WfKey)(ch + '@') | WF_MOD_CTRL : (WfKey)ch;
    }
}

static void emit_mouse(WfTerm *term, WfMouse mouse)
{
    term_emit(term, &(WfTermInput){.kind = WF_INPUT_MOUSE, .mouse = mouse});
}

#define DOUBLE_CLICK_US 400000

static void press(WfTerm *term, WfMouse mouse)
{
    gint64 now = g_get_monotonic_time();
    bool again = mouse.x == term->last_press.x && mouse.y == term->last_press.y &&
                 mouse.button == term->last_press.button &&
                 now - term->last_press_time < DOUBLE_CLICK_US;
    mouse.action = again ? WF_MOUSE_DOUBLE : WF_MOUSE_PRESS;
    term->last_press = mouse;
    term->last_press_time = again ? 0 : now; /* a third press starts anew */
    emit_mouse(term, mouse);
}

/* Bits of the button code in SGR reports. */
enum { SGR_SHIFT = 4, SGR_ALT = 8, SGR_CTRL = 16, SGR_MOTION = 32, SGR_WHEEL = 64 };

static WfKey mouse_modifiers(guint64 code)
{
    return (code & SGR_SHIFT ? WF_MOD_SHIFT : 0) | (code & SGR_CTRL ? WF_MOD_CTRL : 0) |
           (code & SGR_ALT ? WF_MOD_ALT : 0);
}

static void decode_mouse(WfTerm *term, guint64 code, int x, int y, bool released)
{
    WfMouse mouse = {.x = x, .y = y, .mods = mouse_modifiers(code), .button = (int)(code & 3) + 1};
    if (code & SGR_WHEEL) {
        mouse.button = 0;
        mouse.action = code & 1 ? WF_MOUSE_WHEEL_DOWN : WF_MOUSE_WHEEL_UP;
        if (!(code & 2) && !released) /* 66 and 67 tilt the wheel */
            emit_mouse(term, mouse);
    } else if (mouse.button == 4) {
        return; /* moved with no button down */
    } else if (released || code & SGR_MOTION) {
        mouse.action = released ? WF_MOUSE_RELEASE : WF_MOUSE_DRAG;
        emit_mouse(term, mouse);
    } else {
        press(term, mouse);
    }
}

/* "CODE;X;Y" and M or m have come after the introducer. */
static void end_mouse(WfTerm *term, bool released)
{
    g_autoptr(GString) report = g_steal_pointer(&term->report);
    g_auto(GStrv) parts = g_strsplit(report->str, ";", 4);
    guint64 code, x, y;
    if (g_strv_length(parts) == 3 &&
        g_ascii_string_to_unsigned(parts[0], 10, 0, 255, &code, NULL) &&
        g_ascii_string_to_unsigned(parts[1], 10, 1, WF_LIMIT_GRID_SIDE, &x, NULL) &&
        g_ascii_string_to_unsigned(parts[2], 10, 1, WF_LIMIT_GRID_SIDE, &y, NULL))
        decode_mouse(term, code, (int)x - 1, (int)y - 1, released);
}

static void add_to_report(WfTerm *term, wint_t ch)
{
    if (ch == 'M' || ch == 'm') {
        end_mouse(term, ch == 'm');
    } else if ((g_ascii_isdigit((int)MIN(ch, 127)) || ch == ';') && term->report->len < 20) {
        g_string_append_c(term->report, (char)ch);
    } else {
        g_string_free(term->report, TRUE);
        term->report = NULL;
    }
}

/* --- the background --- */

/* "rgb:RRRR/GGGG/BBBB", each of one to four hexadecimal digits; light if its luma is more than
 * half.
 */
static bool read_background(const char *text, bool *ret_light)
{
    static const double weights[] = {0.299, 0.587, 0.114};
    double luma = 0;
    if (!g_str_has_prefix(text, "rgb:"))
        return false;
    g_auto(GStrv) parts = g_strsplit(text + strlen("rgb:"), "/", 4);
    if (g_strv_length(parts) != G_N_ELEMENTS(weights))
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(weights); i++) {
        guint64 value, most = (1ULL << 4 * MIN(strlen(parts[i]), 4)) - 1;
        if (!g_ascii_string_to_unsigned(parts[i], 16, 0, most, &value, NULL))
            return false;
        luma += weights[i] * (double)value / (double)most;
    }
    *ret_light = luma > 0.5;
    return true;
}

/* The answer ends with BEL, or ESC and a backslash. */
static void add_to_answer(WfTerm *term, wint_t ch)
{
    bool ended = ch == '\a' || ch == '\\', light = false;
    if (ch == 0x1B)
        return;
    if (!ended && ch > ' ' && ch < 0x7F && term->answer->len < 32) {
        g_string_append_c(term->answer, (char)ch);
        return;
    }
    g_autoptr(GString) answer = g_steal_pointer(&term->answer);
    term->asked = false;
    if (ended && read_background(answer->str, &light))
        term_emit(term, &(WfTermInput){.kind = WF_INPUT_BACKGROUND, .light = light});
}

static void add_to_paste(WfTerm *term, wint_t ch)
{
    if (term->paste->len > WF_LIMIT_PASTE_BYTES)
        return;
    if (ch == '\r')
        ch = '\n';
    if (g_unichar_validate(ch) && ch)
        g_string_append_unichar(term->paste, ch);
}

static void end_paste(WfTerm *term)
{
    GString *paste = g_steal_pointer(&term->paste);
    if (!paste)
        return;
    term_emit(term, &(WfTermInput){.kind = WF_INPUT_PASTE, .text = paste->str});
    g_string_free(paste, TRUE);
}

static void handle_code(WfTerm *term, wint_t code, WfKey mods)
{
    if (code == PASTE_START && !term->paste)
        term->paste = g_string_new(NULL);
    else if (code == PASTE_END)
        end_paste(term);
    else if (code == MOUSE && !term->paste && !term->report)
        term->report = g_string_new(NULL);
    else if (code == BACKGROUND && !term->paste && !term->answer)
        term->answer = g_string_new(NULL);
    else if (!term->paste && code != KEY_RESIZE && special_key(code))
        term_emit(term, &(WfTermInput){.kind = WF_INPUT_KEY, .key = special_key(code) | mods});
}

static void handle_char(WfTerm *term, wint_t ch, WfKey mods)
{
    if (term->paste)
        add_to_paste(term, ch);
    else if (term->report)
        add_to_report(term, ch);
    else if (term->answer)
        add_to_answer(term, ch);
    else
        term_emit(term, &(WfTermInput){.kind = WF_INPUT_KEY, .key = char_key(ch) | mods});
}

/* Alt comes as Esc and the key, both at once. */
static void read_one(WfTerm *term, int kind, wint_t ch)
{
    WfKey mods = 0;
    if (kind == OK && ch == 0x1B && !term->paste && !term->report && !term->answer) {
        wint_t next;
        int next_kind = get_wch(&next);
        if (next_kind != ERR && !(next_kind == OK && next == 0x1B)) {
            kind = next_kind;
            ch = next;
            mods = WF_MOD_ALT;
        } else if (next_kind == OK) {
            unget_wch((wchar_t)next);
        }
    }
    if (kind == KEY_CODE_YES)
        handle_code(term, ch, mods);
    else
        handle_char(term, ch, mods);
}

/* With nothing to read although it is readable, the terminal is gone. */
static bool is_gone(WfTerm *term)
{
    int waiting = 0;
    return ioctl(fileno(term->in), FIONREAD, &waiting) || waiting == 0;
}

static gboolean on_readable(int fd, GIOCondition condition, gpointer data)
{
    (void)fd;
    WfTerm *term = data;
    if (condition & (G_IO_HUP | G_IO_ERR) || is_gone(term)) {
        term->in_source = 0;
        term_emit(term, &(WfTermInput){.kind = WF_INPUT_QUIT});
        return G_SOURCE_REMOVE;
    }
    wint_t ch;
    int kind;
    while (term->in_source && !term->away && (kind = get_wch(&ch)) != ERR) {
        read_one(term, kind, ch);
    }
    return G_SOURCE_CONTINUE;
}

void input_forget(WfTerm *term)
{
    g_autoptr(GString) paste = g_steal_pointer(&term->paste);
    g_autoptr(GString) report = g_steal_pointer(&term->report);
    g_autoptr(GString) answer = g_steal_pointer(&term->answer);
}

void input_start(WfTerm *term)
{
    if (!term->in_source)
        term->in_source =
            g_unix_fd_add(fileno(term->in), G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, term);
}

void input_stop(WfTerm *term)
{
    g_clear_handle_id(&term->in_source, g_source_remove);
    input_forget(term);
}

void wf_term_flush_input(WfTerm *term)
{
    if (!term->away)
        flushinp();
}
