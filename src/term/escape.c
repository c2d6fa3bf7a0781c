/* What the terminal is told past ncurses: modes, title, clipboard, the question for its background.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <weft/error.h>
#include <weft/text.h>

#include "term_priv.h"

void term_write(WfTerm *term, const char *bytes, gsize len)
{
    int fd = fileno(term->out);
    fflush(term->out);
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno != EINTR)
            return; /* a terminal that is gone shows up as end of input */
        if (n > 0) {
            bytes += n;
            len -= (gsize)n;
        }
    }
}

static void write_string(WfTerm *term, const char *bytes)
{
    term_write(term, bytes, strlen(bytes));
}

/* Paste comes in brackets; the mouse reports clicks, and movement while a button is down, in SGR
 * form. */
void term_enter(WfTerm *term)
{
    if (term->talks_xterm)
        write_string(term,
                     term->mouse ? "\033[?2004h\033[?1000h\033[?1002h\033[?1006h" : "\033[?2004h");
}

void term_leave(WfTerm *term)
{
    if (term->talks_xterm)
        write_string(term, "\033[?1006l\033[?1002l\033[?1000l\033[?2004l");
    if (term->title_set)
        write_string(term, "\033[23;2t");
}

void wf_term_set_mouse(WfTerm *term, bool on)
{
    if (term->mouse == on)
        return;
    if (!term->away)
        term_leave(term);
    term->mouse = on;
    if (!term->away)
        term_enter(term);
}

bool wf_term_mouse(const WfTerm *term)
{
    return term->mouse;
}

void wf_term_ask_background(WfTerm *term)
{
    if (!term->talks_xterm || term->away)
        return;
    term->asked = true;
    write_string(term, "\033]11;?\033\\");
}

void wf_term_set_title(WfTerm *term, const char *title)
{
    if (!term->talks_xterm || term->away)
        return;
    g_autofree char *safe = wf_text_visible(title, -1, 200);
    g_autofree char *ascii = g_str_to_ascii(safe, "C");
    g_autofree char *bytes = g_strdup_printf("%s\033]2;%s\a", term->title_set ? "" : "\033[22;2t",
                                             term->ascii ? ascii : safe);
    term->title_set = true;
    write_string(term, bytes);
}

/* xterm takes about 100,000 bytes of base64; others have lower limits still. */
#define COPY_MAX 74000

bool wf_term_copy(WfTerm *term, const char *text, gsize len, GError **error)
{
    if (!term->talks_xterm || term->away) {
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "this terminal has no clipboard");
        return false;
    }
    if (len > COPY_MAX) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT,
                    "%" G_GSIZE_FORMAT " bytes are more than a terminal's clipboard takes", len);
        return false;
    }
    g_autofree char *base64 = g_base64_encode((const guchar *)text, len);
    g_autofree char *bytes = g_strdup_printf("\033]52;c;%s\a", base64);
    write_string(term, bytes);
    return true;
}
