/* What is the same on every screen. */
#include "screens.h"

#include <weft/acting.h>
#include <weft/text.h>

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

#define FILTER_COLUMNS 16 /* of it are shown beside the tabs */

void screens_info(const WfDesk *desk, GString *text)
{
    guint32 components, vms;
    if (!desk->filter)
        return;
    wf_filter_count(desk, &components, &vms);
    g_autofree char *safe = wf_text_visible(desk->filter, -1, 0);
    g_autofree char *cut = wf_text_cut(safe, FILTER_COLUMNS, wf_app_ascii(desk->app) ? "~" : "…");
    g_string_append_printf(text, "/%s: %u  ", cut, components ? components : vms);
}
