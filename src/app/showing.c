/* Commands for the details beside the screens. */
#include "commands.h"

#include <weft/screens.h>

void cmd_detail(gpointer app, const char *args)
{
    (void)args;
    wf_detail_toggle(wf_screens_detail(wf_desk_of(app)->screens));
}

void cmd_source_view(gpointer app, const char *args)
{
    (void)args;
    wf_detail_toggle_source(wf_screens_detail(wf_desk_of(app)->screens));
}
