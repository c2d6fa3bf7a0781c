/* The pane itself, for beside.c. */
#pragma once

#include <weft/pane.h>

void detail_paint(WfDetail *detail, WfGrid *grid, WfRect rect, bool focused);
bool detail_move(WfDetail *detail, WfMove move, int count);
/* Enter, and searching in the source; false: another command. */
bool detail_command(WfDetail *detail, const char *id, const char *args);
void detail_mouse(WfDetail *detail, const WfMouse *mouse);
bool detail_is_source(const WfDetail *detail); /* it shows that rather than facts */
