/* Small texts that lists, tables and bars are made of. */
#include "progress_priv.h"

#include <weft/text.h>

void wf_print_visible(GString *s, const char *text)
{
    wf_text_append_visible(s, text ? text : "", -1);
}

int wf_print_width(const char *text)
{
    g_autofree char *visible = wf_text_visible(text, -1, 0);

    return wf_text_width(visible, -1);
}

void wf_print_padded(GString *s, const char *visible, int columns)
{
    int missing = MAX(0, columns - wf_text_width(visible, -1));

    g_string_append_printf(s, "%s%*s", visible, missing, "");
}

void wf_print_seconds(GString *s, gint64 ms)
{
    ms = MAX(ms, 0);
    if (ms < 60000)
        g_string_append_printf(s, "%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT " s", ms / 1000,
                               ms % 1000 / 100);
    else
        g_string_append_printf(s, "%" G_GINT64_FORMAT " min %" G_GINT64_FORMAT " s", ms / 60000,
                               ms / 1000 % 60);
}
