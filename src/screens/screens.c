/* What is the same on every screen. */
#include "screens.h"

#include <string.h>
#include <weft/acting.h>

WfScreens *screens_of(gpointer app)
{
    return wf_desk_of(app)->screens;
}

bool screens_command(WfDesk *desk, const char *id, const char *args)
{
    if (g_str_equal(id, "search")) {
        wf_filter_prompt(desk, args[0] ? args : desk->filter);
        return true;
    }
    if (g_str_equal(id, "cancel") || g_str_equal(id, "interrupt"))
        return wf_acting_stop(desk->acting);
    if (g_str_equal(id, "clear-filter") && desk->filter)
        return wf_filter_set(desk, NULL);
    return false;
}

void screens_info(const WfDesk *desk, GString *text)
{
    if (desk->filter)
        g_string_append_printf(text, "/%s: %u  ", desk->filter, wf_filter_n_matches(desk));
}
