/* Keys as values, and how they are written: "j", "C-d", "M-x", "S-Tab", "Enter", "F1", "Up".
 *
 * A WfKey is one number: a Unicode character or a WF_KEY_* code, with the
 * WF_MOD_* bits. Upper-case letters are characters of their own ("G"), so shift
 * is a bit only with named keys. A sequence is a GArray of WfKey; it is written
 * as keys with blanks between them, in angle brackets, or run together: "gg",
 * "y d", "C-w h", "g<C-n>". Nothing here needs a terminal. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef guint32 WfKey;

enum { WF_MOD_CTRL = 1 << 24, WF_MOD_ALT = 1 << 25, WF_MOD_SHIFT = 1 << 26 };
#define WF_KEY_CODE(key) ((key)&0xFFFFFFu)
#define WF_KEY_MODS(key) ((key)&0xFF000000u)

enum {
    WF_KEY_NONE = 0,
    WF_KEY_TAB = '\t',
    WF_KEY_ENTER = '\r',
    WF_KEY_ESC = 0x1B,
    WF_KEY_SPACE = ' ',
    WF_KEY_BACKSPACE = 0x7F,
    WF_KEY_UP = 0x110000,
    WF_KEY_DOWN,
    WF_KEY_LEFT,
    WF_KEY_RIGHT,
    WF_KEY_HOME,
    WF_KEY_END,
    WF_KEY_PGUP,
    WF_KEY_PGDN,
    WF_KEY_INSERT,
    WF_KEY_DELETE,
    WF_KEY_F1, /* F2 .. F24 follow */
    WF_KEY_F24 = WF_KEY_F1 + 23,
};

/* A character that types itself: no modifier, printable. */
bool wf_key_is_text(WfKey key);

/* One key from its name. */
bool wf_key_parse(const char *name, WfKey *ret_key);
char *wf_key_format(WfKey key);

#define WF_KEYS_MAX 8 /* keys of one sequence */
/* A sequence; on failure false and, if asked for, what could not be read. */
bool wf_keys_parse(const char *text, GArray **ret_keys, char **ret_bad);
char *wf_keys_format(const WfKey *keys, guint n);
