/* What is the same on every screen. */
#include "screens.h"

#include <string.h>
#include "acting.h"

Screens *screens_of(gpointer app)
{
    return desk_of(app)->screens;
}

bool screens_command(Desk *desk, const char *id, const char *args)
{
    if (g_str_equal(id, "search")) {
        filter_prompt(desk, args[0] ? args : desk->filter);
        return true;
    }
    if (g_str_equal(id, "cancel") || g_str_equal(id, "interrupt"))
        return acting_stop(desk->acting);
    if (g_str_equal(id, "clear-filter") && desk->filter)
        return filter_set(desk, NULL);
    return false;
}

void screens_info(const Desk *desk, GString *text)
{
    if (desk->filter)
        g_string_append_printf(text, "/%s: %u  ", desk->filter, filter_n_matches(desk));
}
