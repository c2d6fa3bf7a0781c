/* Questions to terminfo. <term.h> turns hundreds of ordinary words into macros, so it comes last
 * and in no other file. */
#include "term_priv.h"

#include <term.h>

static bool knows(const char *capability)
{
    const char *value = tigetstr((char *)capability);
    return value && value != (const char *)-1;
}

/* newterm() accepts "dumb", and on some trouble ends the program: so ask before. */
TerminalKind terminal_kind(const char *name, int fd)
{
    int status;
    if (setupterm((char *)name, fd, &status) == ERR)
        return TERMINAL_UNKNOWN;
    bool able = knows("cup") && knows("clear");
    del_curterm(cur_term);
    return able ? TERMINAL_ABLE : TERMINAL_UNABLE;
}
